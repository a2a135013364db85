"""Who is who (기관·부서·이용자): agencies as dated rows, departments, people, network zones, named proxies, house rules.

What does not live here: reading dated rows from a file (`agencies.py`), keys (`keys.py`), money (`budgets.py`). Law: 지방자치법 제2조 names the metropolitan and
provincial governments (시·도); 개인정보 보호법 제16조: nothing about a person is kept that the gate does not need.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_network
from itertools import pairwise

from gwanmun.control import shipped
from gwanmun.control.agencies import Collection, Tree
from gwanmun.control.office import By, Office, digest_of, need_reason, note, refused, sound_id, sound_person, unknown
from gwanmun.domain.findings import Style
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.people import Agency, Department, DeviceClass, OrganisationType, Person, TrustedProxy, Zone
from gwanmun.domain.snapshot import Rules
from gwanmun.errors import BadCommand
from gwanmun.ports.books import Reading, Writing
from gwanmun.privacy.kinds import CHOICES, KINDS, Nature

_TOP_LEVEL = {OrganisationType.METROPOLITAN_GOVERNMENT, OrganisationType.PROVINCIAL_GOVERNMENT}
_PURPOSE = re.compile(r"[a-z][a-z0-9_]{0,31}")

_MOST_HISTORY_DAYS = 365


@dataclass(frozen=True, slots=True)
class ImportAgencies:
    """Rows replace those of the same agencies. Each of `collections` must find exactly its governments among them."""

    agencies: tuple[Agency, ...]
    collections: tuple[Collection, ...] = ()


@dataclass(frozen=True, slots=True)
class PutAgency:
    agency: Agency


@dataclass(frozen=True, slots=True)
class PutDepartments:
    departments: tuple[Department, ...]


@dataclass(frozen=True, slots=True)
class PutPeople:
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class PutZone:
    cidr: str
    device_class: DeviceClass
    note: str = ""


@dataclass(frozen=True, slots=True)
class RemoveZone:
    cidr: str


@dataclass(frozen=True, slots=True)
class PutProxy:
    name: str
    cidr: str


@dataclass(frozen=True, slots=True)
class ProxySecret:
    """Shown once: the proxy signs with it."""

    name: str
    secret: str


@dataclass(frozen=True, slots=True)
class RemoveProxy:
    name: str


@dataclass(frozen=True, slots=True)
class PutRules:
    rules: Rules


@dataclass(frozen=True, slots=True)
class Counted:
    count: int


# ---------------------------------------------------------------- acts


def import_agencies(office: Office, by: By, order: ImportAgencies) -> Counted:
    """Take a tree of agencies. Who reported in a collection round is that round's own list, not the tree's shape (S1)."""
    with office.books.transact() as page:
        imported = {agency.id for agency in order.agencies}
        before = page.every(Agency)
        tree = (*(old for old in before if old.id not in imported), *order.agencies)
        check_tree(tree)
        for one in order.collections:
            Tree(tree, (one,)).collection(one.id)
        for old in before:
            if old.id in imported:
                page.drop(Agency, old.id, old.valid_from)
        page.put(*order.agencies)
        note(page, by, "import_agencies", rows=len(order.agencies), digest=digest_of(order.agencies),
             collections=[one.id for one in order.collections])  # fmt: skip
    return Counted(len(order.agencies))


def put_agency(office: Office, by: By, order: PutAgency) -> None:
    with office.books.transact() as page:
        row = order.agency
        others = (old for old in page.every(Agency) if (old.id, old.valid_from) != (row.id, row.valid_from))
        check_tree((*others, row))
        page.put(row)
        note(page, by, "put_agency", row.id, row=row)


def put_departments(office: Office, by: By, order: PutDepartments) -> Counted:
    with office.books.transact() as page:
        known = {agency.id for agency in page.every(Agency)}
        for department in order.departments:
            sound_id(department.id, "department.id")
            if department.agency not in known:
                raise unknown("기관", "agency", department.agency)
        page.put(*order.departments)
        note(page, by, "put_departments", rows=len(order.departments), digest=digest_of(order.departments))
    return Counted(len(order.departments))


def put_people(office: Office, by: By, order: PutPeople) -> Counted:
    with office.books.transact() as page:
        departments = {department.id: department.agency for department in page.every(Department)}
        for person in order.people:
            sound_person(person.id, "person.id")
            if departments.get(person.department) != person.agency:
                raise unknown("부서", "department of that agency", person.department)
        page.put(*order.people)
        note(page, by, "put_people", rows=len(order.people), digest=digest_of(order.people))
    return Counted(len(order.people))


def put_zone(office: Office, by: By, order: PutZone) -> None:
    zone = Zone(_network(order.cidr), order.device_class, order.note[:200])
    with office.books.transact() as page:
        for proxy in page.every(TrustedProxy):
            if _overlap(zone.cidr, proxy.cidr):
                raise _shadowed(proxy, zone, "zone.cidr")
        page.put(zone)
        note(page, by, "put_zone", zone=zone)


def remove_zone(office: Office, by: By, order: RemoveZone) -> None:
    cidr = _network(order.cidr)
    with office.books.transact() as page:
        if page.find(Zone, cidr) is None:
            raise unknown("망 구역", "network zone", cidr)
        page.drop(Zone, cidr)
        note(page, by, "remove_zone", cidr=cidr)


def put_proxy(office: Office, by: By, order: PutProxy) -> ProxySecret:
    """Name a proxy that may state device classes; its secret is made here and shown once."""
    sound_id(order.name, "proxy.name")
    secret = office.surroundings.entropy(32).hex()
    proxy = TrustedProxy(order.name, _network(order.cidr), secret)
    with office.books.transact() as page:
        for zone in page.every(Zone):
            if _overlap(zone.cidr, proxy.cidr):
                raise _shadowed(proxy, zone, "proxy.cidr")
        page.put(proxy)
        note(page, by, "put_proxy", name=proxy.name, cidr=proxy.cidr)  # never the secret
    return ProxySecret(proxy.name, secret)


def remove_proxy(office: Office, by: By, order: RemoveProxy) -> None:
    with office.books.transact() as page:
        if page.find(TrustedProxy, order.name) is None:
            raise unknown("프록시", "proxy", order.name)
        page.drop(TrustedProxy, order.name)
        note(page, by, "remove_proxy", name=order.name)


def put_rules(office: Office, by: By, order: PutRules) -> None:
    """What an agency decides for itself. `"*"` is the default of all."""
    need_reason(by)
    rules = order.rules
    if not rules.purposes or not all(_PURPOSE.fullmatch(purpose) for purpose in rules.purposes):
        raise refused(
            "목적 목록이 올바르지 않습니다", "the purposes are not acceptable", "예: work", "such as: work", "purposes"
        )
    _sound_masking(rules)
    if not 0 <= rules.history_days <= _MOST_HISTORY_DAYS:
        raise refused(
            f"대화 보관은 0–{_MOST_HISTORY_DAYS}일입니다", f"conversations are kept for 0 to {_MOST_HISTORY_DAYS} days",
            "0이면 보관하지 않습니다", "0 keeps none", "history_days",
        )  # fmt: skip
    with office.books.transact() as page:
        known_agency(page, rules.agency, star=True)
        page.put(rules)
        note(page, by, "put_rules", None if rules.agency == "*" else rules.agency, rules=rules)


def _sound_masking(rules: Rules) -> None:
    """Raise `BadCommand` for a style that a kind cannot have, a kind named twice, a kind that nobody may keep."""
    for m in rules.masking:
        allowed = CHOICES[KINDS[m.kind].nature]
        if m.style not in allowed:
            styles = ", ".join(style for style in Style if style in allowed)
            raise refused(
                f"{KINDS[m.kind].word}에 쓸 수 없는 가림 방식입니다: {m.style}", f"{m.kind} cannot be masked so: {m.style}",
                f"쓸 수 있는 방식: {styles}", f"it may be: {styles}", "masking",
            )  # fmt: skip
    if len({m.kind for m in rules.masking}) < len(rules.masking):
        raise refused(
            "한 유형의 가림 방식이 두 번 적혔습니다", "a kind's style is given twice", "한 번만 적으십시오", "give it once", "masking"
        )  # fmt: skip
    if not all(KINDS[kind].nature is Nature.PERSONAL for kind in rules.may_keep):
        raise refused(
            "인증정보와 표시는 이용자가 그대로 둘 수 없습니다", "nobody may keep a secret or a mark as it stands",
            "개인정보 유형만 적으십시오", "name kinds of personal data only", "may_keep",
        )  # fmt: skip


# ---------------------------------------------------------------- the rules of the tree


def check_tree(rows: Sequence[Agency]) -> None:
    """A sound tree: one row per agency and day, parents that exist, no circle; nobody joins a round that is over."""
    by_id: dict[AgencyId, list[Agency]] = {}
    for row in rows:
        sound_id(row.id, "agency.id")
        by_id.setdefault(row.id, []).append(row)
    for id_, dated in by_id.items():
        dated.sort(key=lambda row: row.valid_from)
        for row in dated:
            if row.valid_to is not None and row.valid_to <= row.valid_from:
                raise _bad_rows(id_, "끝나는 날이 시작하는 날보다 빠릅니다", "a row ends before it begins")
            if row.parent is not None and row.parent not in by_id:
                raise unknown("상위 기관", "parent agency", row.parent)
        for earlier, later in pairwise(dated):
            if earlier.valid_to is None or later.valid_from < earlier.valid_to:
                raise _bad_rows(id_, "같은 날에 유효한 행이 두 개입니다", "two rows are valid on one day")
    _check_circles(by_id)
    _check_collections(rows)


def governments_on(rows: Iterable[Agency], day: date) -> tuple[Agency, ...]:
    """Korea's top-level local governments on a day."""
    return tuple(
        row
        for row in rows
        if row.type in _TOP_LEVEL and row.jurisdiction == "KR" and row.parent is None and valid_on(row, day)
    )


def valid_on(row: Agency, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


def known_agency(page: Reading | Writing, agency: str, *, star: bool = False) -> None:
    """Raises `BadCommand` unless the agency is registered (or is `"*"`, where that is allowed)."""
    if not (star and agency == "*") and not page.every(Agency, id=agency):
        raise unknown("기관", "agency", agency)


def _check_collections(rows: Sequence[Agency]) -> None:
    """A government that was not on a round's list cannot have stood at the top on that round's day (S1)."""
    for one in shipped.agencies().collections:
        extra = sorted({row.id for row in governments_on(rows, one.day)} - set(one.governments))
        if extra:
            count = len(one.governments)
            raise refused(
                f"자료 수집 {one.id}의 시·도는 {count}개입니다. {one.day}에 목록에 없는 시·도: {', '.join(extra)}",
                f"collection {one.id} has {count} governments; not among them on {one.day}: {', '.join(extra)}",
                "이름이 바뀐 시·도라면 이전 행을 끝내고, 시·군·구라면 상위 기관과 유형을 적으십시오",
                "if a government was renamed, end its earlier row; if it is a city or county, give its parent and type",
            )


def _check_circles(by_id: dict[AgencyId, list[Agency]]) -> None:
    above = {id_: {row.parent for row in rows if row.parent is not None} for id_, rows in by_id.items()}
    for start, parents in above.items():
        seen: set[AgencyId] = set()
        edge = set(parents)
        while edge:
            if start in edge:
                raise _bad_rows(start, "상위 기관이 자기 자신으로 돌아옵니다", "its parents lead back to itself")
            seen |= edge
            edge = {parent for one in edge for parent in above[one]} - seen


def _bad_rows(agency: AgencyId, ko: str, en: str) -> BadCommand:
    return refused(f"{agency}: {ko}", f"{agency}: {en}", "기관 자료를 고치십시오", "correct the rows")


def _overlap(one: str, other: str) -> bool:
    first, second = ip_network(one), ip_network(other)
    return first.version == second.version and first.overlaps(second)


def _shadowed(proxy: TrustedProxy, zone: Zone, where: str) -> BadCommand:
    """A zone is stronger evidence than a proxy's word: inside one, what the proxy signs would never be read."""
    return refused(
        f"프록시 {proxy.name}({proxy.cidr}), 망 구역 {zone.cidr}: 주소가 겹칩니다. 겹친 주소에서는 망 구역이 앞서므로 프록시가 "
        "서명한 단말 정보가 쓰이지 않습니다",
        f"proxy {proxy.name} ({proxy.cidr}) and network zone {zone.cidr} overlap: there the zone comes first, and what "
        "the proxy signs about devices would have no effect",
        "프록시의 주소를 구역에서 빼거나(구역을 나누어 등록) 둘 중 하나를 지우십시오",
        "leave the proxy's addresses out of the zone (register it in parts), or remove one of the two",
        where,
    )


def _network(text: str) -> str:
    try:
        return str(ip_network(text.strip()))
    except ValueError:
        raise refused(
            "CIDR 형식이 아닙니다", "that is not a CIDR range", "예: 10.20.0.0/16", "such as 10.20.0.0/16", "cidr"
        ) from None
