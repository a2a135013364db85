"""Keys (이용 키): issue, list, rotate with overlap, revoke. The plaintext is shown once and kept nowhere.

`gm_` + public id (8 characters) + `_` + secret (43 characters, 256 bits). The id may be shown anywhere. What is kept
is a hash keyed with the installation's pepper (`domain/credentials.py`). Law: 안전성 확보조치 기준 제5조 (access rights:
granted to one person, changed and taken back at once, with a record), 제7조 (no recoverable secrets).
What does not live here: how a key is recognised at the gate (`gateway/identify.py`).
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from typing import TypeVar

from gwanmun.control.budgets import Remark, without_limit
from gwanmun.control.office import DAY_US, SECOND_US, By, Office, declined, need_reason, note, refused, unknown
from gwanmun.domain.credentials import PREFIX, key_hash
from gwanmun.domain.ids import AgencyId, DepartmentId, KeyId, PersonId
from gwanmun.domain.people import Attested, Department, DeviceClass, Key, Person
from gwanmun.domain.snapshot import Rules
from gwanmun.ports.books import Reading

T = TypeVar("T")

DEFAULT_DAYS, LONGEST_DAYS = 365, 730
#: The purpose of a key that opens the desk (`/api/v1`). A key for prompts alone never does.
DESK = "desk"
DEFAULT_OVERLAP_HOURS, LONGEST_OVERLAP_HOURS = 168, 24 * 31

#: Crockford's base 32 in lower case: no i, l, o, u, so that an id survives being read out over the telephone.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_EITHER = (
    (Attested.MFA, Attested.NO_MFA),
    (Attested.PLUGINS, Attested.NO_PLUGINS),
    (Attested.STANDARD_DEVICE, Attested.SENSITIVE_DEVICE),
)


@dataclass(frozen=True, slots=True)
class IssueKey:
    """Nothing named means the person's own department, no device class (judged as the strictest), work only."""

    person: PersonId
    departments: tuple[DepartmentId, ...] = ()
    device_classes: tuple[DeviceClass, ...] = ()
    purposes: tuple[str, ...] = ()
    days: int = DEFAULT_DAYS
    attested: tuple[Attested, ...] = ()  # what the issuer has checked; nothing named is nothing known


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """`plaintext` exists here and nowhere else: show it once."""

    id: KeyId
    plaintext: str
    expires_us: int
    replaces: KeyId | None = None
    old_expires_us: int | None = None
    remark: Remark | None = None


@dataclass(frozen=True, slots=True)
class ListKeys:
    person: PersonId | None = None
    agency: AgencyId | None = None
    everything: bool = False  # also the expired and revoked


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key as an officer may see it: no hash."""

    id: KeyId
    person: PersonId
    state: str  # live | expired | revoked
    departments: tuple[DepartmentId, ...]
    device_classes: tuple[DeviceClass, ...]
    purposes: tuple[str, ...]
    created_us: int
    expires_us: int
    revoked_us: int | None
    rotated_from: KeyId | None
    attested: tuple[Attested, ...] = ()


@dataclass(frozen=True, slots=True)
class RotateKey:
    id: KeyId
    overlap_hours: int = DEFAULT_OVERLAP_HOURS
    days: int = DEFAULT_DAYS


@dataclass(frozen=True, slots=True)
class RevokeKey:
    id: KeyId


def issue_key(office: Office, by: By, order: IssueKey) -> IssuedKey:
    """Issue a key to a registered person, for departments of their own agency and purposes their agency admits."""
    need_reason(by)
    _check_days(order.days)
    _check_attested(order.attested)
    with office.books.transact() as page:
        person = page.find(Person, order.person)
        if person is None:
            raise unknown("이용자", "person", order.person)
        departments = order.departments or (person.department,)
        for name in departments:
            department = page.find(Department, name)
            if department is None or department.agency != person.agency:
                raise unknown("소속 기관의 부서", "department of the person's agency", name)
        purposes = order.purposes or ("work",)
        _check_purposes(page, person, purposes)
        plaintext, key = make_key(
            office,
            Key(
                KeyId(""),
                "",
                order.person,
                _once(departments),
                _once(order.device_classes),
                _once(purposes),
                by.at_us,
                by.at_us + order.days * DAY_US,
                None,
                attested=_once(order.attested),
            ),
        )
        _check_new(page, key)
        page.put(key)
        note(
            page,
            by,
            "issue_key",
            person.agency,
            key=key.id,
            person=key.person,
            departments=key.departments,
            device_classes=key.device_classes,
            purposes=key.purposes,
            expires_us=key.expires_us,
            attested=key.attested,
        )
        remarks = (without_limit(page, person.agency, department, person.id) for department in key.departments)
        remark = next((one for one in remarks if one is not None), None)
    return IssuedKey(key.id, plaintext, key.expires_us, remark=remark)


def list_keys(office: Office, by: By, order: ListKeys) -> tuple[ListedKey, ...]:
    """Keys without their hashes; only the live ones unless everything is asked for."""
    with office.books.look() as page:
        keys = page.every(Key) if order.person is None else page.every(Key, person=order.person)
        if order.agency is not None:
            members = {person.id for person in page.every(Person, agency=order.agency)}
            keys = tuple(key for key in keys if key.person in members)
    listed = (_listed(key, by.at_us) for key in keys)
    return tuple(key for key in listed if order.everything or key.state == "live")


def rotate_key(office: Office, by: By, order: RotateKey) -> IssuedKey:
    """A new key with the same reach; the old one keeps working until the overlap ends, never longer than it would."""
    _check_days(order.days)
    if not 0 <= order.overlap_hours <= LONGEST_OVERLAP_HOURS:
        raise _out_of_range("overlap_hours", 0, LONGEST_OVERLAP_HOURS)
    with office.books.transact() as page:
        old = _found(page, order.id)
        state = _listed(old, by.at_us).state
        if state != "live":
            raise declined(
                f"유효하지 않은 키는 교체할 수 없습니다 ({state})",
                f"a key that is {state} cannot be rotated",
                "새 키를 발급하십시오: gwanmun keys create",
                "issue a new one: gwanmun keys create",
            )
        plaintext, key = make_key(
            office,
            replace(old, created_us=by.at_us, expires_us=by.at_us + order.days * DAY_US, rotated_from=old.id),
        )
        ended = replace(old, expires_us=min(old.expires_us, by.at_us + order.overlap_hours * 3600 * SECOND_US))
        _check_new(page, key)
        page.put(key, ended)
        agency = _agency_of(page, old)
        note(page, by, "rotate_key", agency, key=key.id, replaces=old.id, old_expires_us=ended.expires_us,
             expires_us=key.expires_us)  # fmt: skip
    return IssuedKey(key.id, plaintext, key.expires_us, old.id, ended.expires_us)


def revoke_key(office: Office, by: By, order: RevokeKey) -> ListedKey:
    """Take a key back at once. Revoking it again changes nothing: the first time stands."""
    need_reason(by)
    with office.books.transact() as page:
        key = _found(page, order.id)
        if key.revoked_us is None:
            key = replace(key, revoked_us=by.at_us)
            page.put(key)
            note(page, by, "revoke_key", _agency_of(page, key), key=key.id, person=key.person)
    return _listed(key, by.at_us)


def make_key(office: Office, wanted: Key) -> tuple[str, Key]:
    """A fresh plaintext, and the key that is kept of it."""
    return key_from(office.surroundings.entropy(5), office.surroundings.entropy(32), office.pepper, wanted)


def key_from(id_bytes: bytes, secret: bytes, pepper: bytes, wanted: Key) -> tuple[str, Key]:
    """The same as values: 5 bytes make the id, 32 the secret."""
    number = int.from_bytes(id_bytes, "big")
    public = "".join(_ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    plaintext = f"{PREFIX}{public}_{urlsafe_b64encode(secret).decode().rstrip('=')}"
    return plaintext, replace(wanted, id=KeyId(public), hash=key_hash(pepper, plaintext))


def _check_new(page: Reading, key: Key) -> None:
    if page.find(Key, key.id) is not None:  # 2⁻⁴⁰ per key that exists; the officer asks again
        raise refused("키 id가 겹쳤습니다", "the key's id was taken", "다시 실행하십시오", "run it again")


def _found(page: Reading, id_: KeyId) -> Key:
    key = page.find(Key, id_)
    if key is None:
        # Somebody may paste the whole key where its id belongs: never repeat it.
        raise unknown("키", "key", id_ if len(id_) <= 8 else f"{id_[3:11]}…" if id_.startswith(PREFIX) else "…")
    return key


def _agency_of(page: Reading, key: Key) -> AgencyId | None:
    person = page.find(Person, key.person)
    return None if person is None else person.agency


def _listed(key: Key, now_us: int) -> ListedKey:
    revoked = key.revoked_us is not None and key.revoked_us <= now_us
    state = "revoked" if revoked else "expired" if key.expires_us <= now_us else "live"
    return ListedKey(
        key.id, key.person, state, key.departments, key.device_classes, key.purposes, key.created_us, key.expires_us,
        key.revoked_us, key.rotated_from, key.attested,
    )  # fmt: skip


def _check_attested(attested: tuple[Attested, ...]) -> None:
    for one, other in _EITHER:
        if one in attested and other in attested:
            raise refused(
                f"확인한 사실이 서로 어긋납니다: {one} · {other}",
                f"what is attested contradicts itself: {one} and {other}",
                "둘 중 하나만 적으십시오 (확인하지 않았으면 적지 않습니다)",
                "name one of them (none when it was not checked)",
            )


def _check_purposes(page: Reading, person: Person, purposes: tuple[str, ...]) -> None:
    rules = page.find(Rules, person.agency) or page.find(Rules, "*") or Rules(AgencyId("*"))
    for purpose in purposes:
        if purpose not in rules.purposes and purpose != DESK:
            raise declined(
                f"기관이 허용하지 않은 목적입니다: {purpose[:32]}",
                f"the agency does not admit that purpose: {purpose[:32]}",
                f"허용된 목적: {', '.join(rules.purposes)}",
                f"admitted: {', '.join(rules.purposes)}",
            )


def _check_days(days: int) -> None:
    if not 1 <= days <= LONGEST_DAYS:
        raise _out_of_range("days", 1, LONGEST_DAYS)


def _out_of_range(name: str, low: int, high: int) -> Exception:
    return refused(
        f"{low}–{high} 사이여야 합니다",
        f"it must be from {low} to {high}",
        f"{name} 값을 고치십시오",
        f"correct {name}",
        name,
    )


def _once(values: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
