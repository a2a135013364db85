"""Stage 1: who is asking, from where, for what (본인 확인).

The device class is taken from the strongest evidence at hand: client certificate, network zone, signed header of a
named proxy, key. Unknown is judged as the strictest class. The record says which evidence it was. Headers of the
caller select among what the key lists and raise the grade; they never add or lower anything.
"""

import hmac
import re
from hashlib import sha256

from gwanmun.domain.credentials import GRANT_PREFIX, LONGEST, PREFIX, Grant, choices_digest, key_hash, read_grant
from gwanmun.domain.grades import Grade
from gwanmun.domain.ids import DepartmentId, KeyId
from gwanmun.domain.people import DeviceClass, Evidence, Key
from gwanmun.errors import BadRequest, NotAdmitted, Unidentified
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.passes import Arrival, Identified
from gwanmun.ports.exchange import Request
from gwanmun.privacy.find import find

#: The caller's own headers, all optional. Each may stand once (the server refuses a second).
DEPARTMENT, DEVICE, PURPOSE, GRADE, TASK = (
    "gwanmun-department", "gwanmun-device-class", "gwanmun-purpose", "gwanmun-grade", "gwanmun-task",
)  # fmt: skip
#: What a person decided of single places; only the console says it, under its grant (`chosen.py`).
CHOICES = "gwanmun-choices"
#: The signed header of a named proxy: `class;seconds;hex HMAC-SHA256(secret, "class;seconds;peer key id")`.
PROXY = "gwanmun-proxy-device"
#: The classes that evidence may state.
CLASSES = {c.value: c for c in DeviceClass if c is not DeviceClass.UNKNOWN}
_TASK = re.compile(r"[\w가-힣 .,·/()-]{1,64}")
_PRODUCT = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]{0,23}(?:/[A-Za-z0-9_.+-]{1,15})?")
_DIGITS = re.compile(r"[0-9](?:[^0-9]?[0-9]){6}")
#: The key of a person who comes by way of the console, for the record.
CONSOLE = KeyId("console")
#: How far a proxy's clock may be off, and so how long its header could be replayed.
PROXY_SKEW_SECONDS = 60


def identify(arrival: Arrival, desk: Desk) -> Identified:
    """Raises `Unidentified` or `NotAdmitted`; never says which part of an unknown key was wrong."""
    request = arrival.exchange.request
    headers = request.headers
    granted = _granted(headers, arrival.at_us, desk)
    key = granted[1] if granted else _key(headers, arrival.at_us, desk)
    world = arrival.world
    person = world.people.get(key.person)
    if person is None:
        raise Unidentified("unknown")
    agency = world.agencies.get(person.agency)
    if agency is None or not (
        agency.valid_from <= arrival.day and (agency.valid_to is None or arrival.day < agency.valid_to)
    ):
        raise NotAdmitted("", what_ko="소속 기관이 현재 유효하지 않습니다", what_en="the agency is not valid today")
    department = world.departments.get(_department(headers, key, person.department))
    if department is None or department.agency != agency.id:
        raise NotAdmitted(DEPARTMENT, what_ko="부서", what_en="department")
    device, evidence = (granted[0].device, granted[0].evidence) if granted else _device(request, key, arrival)
    return Identified(
        arrival,
        key,
        person,
        desk.pseudonym(person.id),
        agency,
        department,
        device,
        evidence,
        _purpose(headers, key),
        _grade(headers),
        _task(headers),
        _client(headers.get("user-agent", "")),
        world.rules_of(agency.id),
        _choices(headers, granted),
    )


def _granted(headers: dict[str, str], now_us: int, desk: Desk) -> tuple[Grant, Key] | None:
    """The console's grant for a person who signed in there, as a key; None for every other token. The network that the
    person is in was seen by the console: what the console itself sits on says nothing about them.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.startswith(GRANT_PREFIX):
        return None
    if "x-api-key" in headers:
        raise Unidentified("ambiguous", "Authorization, x-api-key")
    grant = read_grant(desk.pepper, token, now_us)
    if grant is None:
        raise Unidentified("expired")
    key = Key(
        CONSOLE, "", grant.person, (grant.department,), (grant.device,), (grant.purpose,), now_us, grant.until_us, None,
        attested=grant.attested,
    )  # fmt: skip
    return grant, key


def _choices(headers: dict[str, str], granted: tuple[Grant, Key] | None) -> str:
    """The choices that the grant was made for. A caller's own, or others than those, refuse the request: what they say
    was never shown to anybody.
    """
    said = headers.get(CHOICES, "")
    if choices_digest(said) != (granted[0].choices if granted else ""):
        raise BadRequest("bad_value", CHOICES, allowed="업무 도우미가 서명한 값 · what the workspace signed")
    return said


def _key(headers: dict[str, str], now_us: int, desk: Desk) -> Key:
    bearer = headers.get("authorization")
    plain = headers.get("x-api-key")
    if bearer is not None:
        scheme, _, token = bearer.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unidentified("missing", "Authorization")
        token = token.strip()
        if plain is not None and plain != token:
            raise Unidentified("ambiguous", "Authorization, x-api-key")
    elif plain is not None:
        token = plain
    else:
        raise Unidentified("missing")
    if not token.startswith(PREFIX) or len(token) > LONGEST or not token.isascii():
        raise Unidentified("unknown")
    key = desk.keys().find(key_hash(desk.pepper, token))
    if key is None:
        raise Unidentified("unknown")
    if key.revoked_us is not None and key.revoked_us <= now_us:
        raise Unidentified("revoked")
    if key.expires_us <= now_us:
        raise Unidentified("expired")
    return key


def _department(headers: dict[str, str], key: Key, own: DepartmentId) -> DepartmentId:
    wanted = headers.get(DEPARTMENT)
    if wanted is None:
        return own if own in key.departments or not key.departments else key.departments[0]
    if wanted not in key.departments:
        raise NotAdmitted(DEPARTMENT, what_ko="키에 등록되지 않은 부서", what_en="a department the key does not list")
    return DepartmentId(wanted)


def _purpose(headers: dict[str, str], key: Key) -> str:
    wanted = headers.get(PURPOSE)
    if wanted is None:
        return key.purposes[0] if key.purposes else "work"
    if wanted not in key.purposes:
        raise NotAdmitted(PURPOSE, what_ko="키에 등록되지 않은 목적", what_en="a purpose the key does not list")
    return wanted


def _grade(headers: dict[str, str]) -> Grade:
    wanted = headers.get(GRADE)
    if wanted is None:
        return Grade.O
    if wanted not in Grade.__members__:
        raise BadRequest("bad_value", GRADE, allowed="O, S, C")
    return Grade(wanted)


def _device(request: Request, key: Key, arrival: Arrival) -> tuple[DeviceClass, Evidence]:
    found = _evidence(request, arrival, key)
    if found is not None:
        if key.device_classes and found[0] not in key.device_classes:
            raise NotAdmitted(
                "", what_ko="이 키로 쓸 수 없는 단말 구분", what_en="a class of device the key does not list"
            )
        return found
    wanted = request.headers.get(DEVICE)
    if wanted is not None:
        if wanted not in key.device_classes:
            raise NotAdmitted(
                DEVICE, what_ko="키에 등록되지 않은 단말 구분", what_en="a device class the key does not list"
            )
        return DeviceClass(wanted), Evidence.KEY
    if len(key.device_classes) == 1:
        return key.device_classes[0], Evidence.KEY
    return DeviceClass.UNKNOWN, Evidence.NONE


def _evidence(request: Request, arrival: Arrival, key: Key) -> tuple[DeviceClass, Evidence] | None:
    world = arrival.world
    if request.certificate is not None:
        stated_unit = request.certificate.get("OU", "")
        if stated_unit:
            # A unit that names no class we know is evidence too: of a device that nobody classed.
            return CLASSES.get(stated_unit, DeviceClass.UNKNOWN), Evidence.CERTIFICATE
    if not world.zones and not world.proxies:
        return None
    place = world.place(request.peer)
    if place is None:
        return None
    address, zone = place
    if zone is not None:
        return zone, Evidence.ZONE
    signed = request.headers.get(PROXY)
    if signed is None:
        return None
    for network, proxy in world.proxies:
        if address in network:
            stated = _signed_class(signed, proxy.secret, key, arrival.at_us)
            if stated is not None:
                return stated, Evidence.PROXY
    raise NotAdmitted(
        PROXY, what_ko="서명을 확인할 수 없는 단말 정보", what_en="a device header whose signature does not hold"
    )


def _signed_class(value: str, secret: str, key: Key, now_us: int) -> DeviceClass | None:
    device, _, rest = value.partition(";")
    seconds, _, signature = rest.partition(";")
    if device not in CLASSES or not seconds.isdecimal() or len(seconds) > 12:
        return None
    if abs(int(seconds) - now_us // 1_000_000) > PROXY_SKEW_SECONDS:
        return None
    expected = hmac.new(bytes.fromhex(secret), f"{device};{seconds};{key.id}".encode(), sha256).hexdigest()
    return CLASSES[device] if hmac.compare_digest(expected.encode(), signature.encode()) else None


def _task(headers: dict[str, str]) -> str:
    """A label for the record (민원 답변, 요약 …): a few words, never a value. What looks like a value is refused."""
    wanted = headers.get(TASK)
    if wanted is None:
        return ""
    if not _TASK.fullmatch(wanted) or _DIGITS.search(wanted) or find(wanted):
        raise BadRequest("bad_value", TASK, allowed="업무 이름 64자 이내, 개인정보 없이 · a task's name, no values")
    return wanted


def _client(user_agent: str) -> str:
    """The client's name for the record: the product token of the User-Agent (RFC 9110 §10.1.5), without long numbers."""
    found = _PRODUCT.match(user_agent)
    return "" if found is None or _DIGITS.search(found[0]) else found[0]
