"""What the desk shows of enforcement (차단 현황): status of each class, attempts, discovery, exceptions, and the simulate box.

Plain rows for pages and the API. All of it rests on what was filed (`enforcement_clock.py`, `FileSightings`) and on the
books; nothing here asks a machine. What does not live here: verdicts (`enforcement.py`), reading logs (`enforce/logs.py`).
"""

from dataclasses import dataclass, replace
from datetime import date

from gwanmun.control.destinations import sheet
from gwanmun.control.directory import known_agency
from gwanmun.control.enforcement import FACTS, MASKING, Class, Site, grounds_of, make_plan, sentence
from gwanmun.control.enforcement_exceptions import destination_of
from gwanmun.control.office import By, Office, note, refused, sound_id
from gwanmun.control.publish import Terms, compile_delta, compile_snapshot
from gwanmun.domain.enforcement import Effect, Hold, Reach, Sighted, SightingSort
from gwanmun.domain.ids import AgencyId, Digest
from gwanmun.domain.people import DeviceClass
from gwanmun.domain.snapshot import Approval
from gwanmun.enforce.grammar import host_name, token
from gwanmun.enforce.plan import Action, population_of, populations, simulate
from gwanmun.ports.books import Publication, Reading

MOST_ROWS = 20_000
_EVERY = (*FACTS, MASKING)
_SOMEWHERE = "10.0.0.0/8"  # a class without a network of its own: only the question what it would get is asked
_UNPUBLISHED = Digest("0" * 64)


# ---------------------------------------------------------------- status


@dataclass(frozen=True, slots=True)
class ListEnforcement:
    """What stands in which engine for which class."""

    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The last record of one engine for one class. `behind`: the desk has published something newer since. `hold`:
    effective only where that class was asked for; loaded: nobody could ask.
    """

    agency: AgencyId
    device: str
    target: str
    enforcer: str
    stamp: str
    revision: int
    mode: str
    probes: int
    at_us: int
    behind: int
    hold: Hold
    confirmed_by: str | None  # who said that so large a change is meant


def list_enforcement(office: Office, by: By, order: ListEnforcement) -> tuple[Standing, ...]:
    _ = by
    with office.books.look() as page:
        effects = page.every(Effect) if order.agency is None else page.every(Effect, agency=order.agency)
        newest = max((row.serial for row in page.every(Publication, kind="snapshot")), default=0)
    last: dict[tuple[str, str, str, str], Effect] = {}
    for one in effects:
        key = (one.agency, one.device, one.target, one.enforcer)
        if key not in last or (one.at_us, one.sequence) > (last[key].at_us, last[key].sequence):
            last[key] = one
    return tuple(
        Standing(
            one.agency, one.device, one.target, one.enforcer, one.stamp, one.revision, one.mode, one.probes, one.at_us,
            max(0, newest - one.revision), one.hold, one.confirmed_by,
        )
        for _, one in sorted(last.items())
    )  # fmt: skip


# ---------------------------------------------------------------- attempts and discovery


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one service, or of one host that nobody listed, in one class on one day."""

    agency: AgencyId
    device: str
    subject: str
    attempts: int = 0
    devices: int = 0
    raw: int = 0
    uses: int = 0
    policies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reaching:
    """How many of a day's hours the logs of one class reach."""

    agency: AgencyId
    device: str
    hours: int
    covered: int
    devices: int = 0


@dataclass(frozen=True, slots=True)
class FileSightings:
    """What the logs of one day say (`gwanmun enforce report`). Filed again, a day's row is replaced: logs may be read again."""

    day: date
    sort: SightingSort
    rows: tuple[Seen, ...]
    coverage: tuple[Reaching, ...] = ()


@dataclass(frozen=True, slots=True)
class ListSightings:
    """Attempts (`service`) or hosts that nobody listed (`host`), the most attempted first."""

    sort: SightingSort = SightingSort.SERVICE
    since: date | None = None
    until: date | None = None
    agency: AgencyId | None = None


def file_sightings(office: Office, by: By, order: FileSightings) -> int:
    """Returns how many rows were filed."""
    if len(order.rows) + len(order.coverage) > MOST_ROWS:
        raise refused(
            f"한 번에 {MOST_ROWS:,}줄까지입니다", f"at most {MOST_ROWS:,} rows at once", "나누어 제출하십시오",
            "file it in parts", "rows",
        )  # fmt: skip
    if order.day > by.day:
        raise refused("미래의 날짜입니다", "that day is in the future", "day를 고치십시오", "correct `day`", "day")
    with office.books.transact() as page:
        rows = [_sighted(order, one) for one in order.rows]
        reaches = [_reaching(order.day, one) for one in order.coverage]
        for agency in sorted({row.agency for row in rows} | {row.agency for row in reaches}):
            known_agency(page, agency)
        page.put(*rows, *reaches)
        by_agency = {row.agency for row in rows}
        only = next(iter(by_agency)) if len(by_agency) == 1 else None
        note(page, by, "file_sightings", only, day=order.day, sort=order.sort, rows=len(rows),
             attempts=sum(row.attempts for row in rows))  # fmt: skip
    return len(rows)


def list_sightings(office: Office, by: By, order: ListSightings) -> tuple[Sighted, ...]:
    _ = by
    with office.books.look() as page:
        rows = page.every(Sighted, sort=order.sort)
    kept = (
        row
        for row in rows
        if (order.agency in {None, row.agency})
        and (order.since is None or row.day >= order.since)
        and (order.until is None or row.day <= order.until)
    )
    return tuple(sorted(kept, key=lambda row: (-row.attempts, -row.devices, row.day, row.agency, row.subject)))


def _reaching(day: date, one: Reaching) -> Reach:
    sound_id(one.agency, "agency")
    token(one.device, "device")
    if not 0 <= one.covered <= one.hours <= 25 or one.devices < 0:  # a day of 25 hours, where clocks are turned back
        raise refused("하루의 시간을 넘습니다", "more hours than a day has", "coverage", "coverage", "coverage")
    return Reach(one.agency, one.device, day, one.hours, one.covered, one.devices)


@dataclass(frozen=True, slots=True)
class NetworkSaid:
    """What the networks' logs of a period say of some services, on devices that are the agencies' own."""

    classes: int
    days: int
    missing_hours: int  # of all classes: hours without a line, and whole days that nobody filed
    attempts: int
    uses: int


def network_said(page: Reading, services: frozenset[str], first: date, last: date) -> NetworkSaid:
    """Absence rests on it: a service that no log shows is absent only where the logs reach."""
    own = [one for one in page.every(Reach) if one.device != DeviceClass.PERSONAL.value]
    classes = {(one.agency, one.device) for one in own}
    days = (last - first).days + 1
    covered = sum(min(one.covered, 24) for one in own if first <= one.day <= last)
    seen = [
        one
        for one in page.every(Sighted, sort=SightingSort.SERVICE)
        if first <= one.day <= last and one.subject in services and one.device != DeviceClass.PERSONAL.value
    ]
    return NetworkSaid(
        len(classes),
        days,
        len(classes) * days * 24 - covered,
        sum(one.attempts for one in seen),
        sum(one.uses for one in seen),
    )


def _sighted(order: FileSightings, one: Seen) -> Sighted:
    sound_id(one.agency, "agency")
    token(one.device, "device")
    subject = host_name(one.subject, "subject") if order.sort is SightingSort.HOST else token(one.subject, "subject")
    counts = (one.attempts, one.devices, one.raw, one.uses)
    if min(counts) < 0:
        raise refused("음수는 셀 수 없습니다", "a count is never negative", "rows", "rows", "rows")
    return Sighted(
        one.agency, one.device, order.day, order.sort, subject, *counts, tuple(token(stamp, "policies") for stamp in one.policies)
    )  # fmt: skip


# ---------------------------------------------------------------- exceptions


@dataclass(frozen=True, slots=True)
class ListExceptions:
    """Approvals in force that a network could honour."""

    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class Exception_:  # noqa: N801 - 예외 승인; Python has the word
    """An approval of a service with hosts. `reaches`: agency, department or person; the latter two need a place."""

    id: str
    agency: AgencyId
    service: str
    reaches: str
    hosts: int
    until_us: int


def list_exceptions(office: Office, by: By, order: ListExceptions) -> tuple[Exception_, ...]:
    with office.books.look() as page:
        rows = page.every(Approval) if order.agency is None else page.every(Approval, agency=order.agency)
    hosts = {one.id: len(one.names) for one in sheet().services}
    return tuple(
        Exception_(row.id, row.agency, row.service, _reach(row), hosts[row.service], row.until_us)
        for row in sorted(rows, key=lambda each: (each.until_us, each.id))
        if row.state == "granted" and row.until_us > by.at_us and row.service in hosts
    )


def _reach(row: Approval) -> str:
    return "person" if row.person is not None else "department" if row.department is not None else "agency"


# ---------------------------------------------------------------- simulate


@dataclass(frozen=True, slots=True)
class SimulateHost:
    """What would a device of this class get? `attested`: as in network.toml; nothing stated: everything."""

    agency: AgencyId
    device: DeviceClass
    host: str
    attested: tuple[str, ...] = _EVERY


@dataclass(frozen=True, slots=True)
class Simulated:
    host: str
    action: Action
    service: str
    code: str
    ko: str
    en: str


def simulate_host(office: Office, by: By, order: SimulateHost) -> Simulated:
    """By the packs, records, orders and approvals in the books now. An approval of the whole agency is heeded."""
    host = host_name(order.host, "host")
    with office.books.look() as page:
        snapshot, delta = compile_snapshot(page, Terms(), by.at_us), compile_delta(page, by.at_us)
        serial = max((row.serial for row in page.every(Publication, kind="snapshot")), default=0)
    grounds = grounds_of(replace(snapshot, serial=max(serial, 1)), delta, _UNPUBLISHED, by.day)
    site = Site((Class(order.agency, order.device, (_SOMEWHERE,), attested=tuple(order.attested)),))
    plan = make_plan(grounds, site, by.at_us)
    mine = population_of(populations(plan, by.at_us), _SOMEWHERE)
    if mine is None:
        raise refused("그 구분이 계획에 없습니다", "the plan has no such class", "device", "device", "device")
    answer = simulate(plan, mine, host)
    code = answer.reason.code if answer.reason else ""
    said = [sentence(plan, mine.audience, host, (answer.would, code), ko=ko) for ko in (True, False)]
    return Simulated(host, answer.action, destination_of(host) or "", code, *said)
