"""People who leave (퇴직·전출), agencies that merge or change their name (통합·개칭). One act each, nothing half done.

Law: 안전성 확보조치 기준 제5조 (access is taken back at once). What does not live here: adding people (`directory.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gwanmun.control.approvals import end_now
from gwanmun.control.directory import check_tree, known_agency, valid_on
from gwanmun.control.office import By, Office, declined, need_reason, note, refused, unknown
from gwanmun.control.sign_in import end_accounts
from gwanmun.domain.approvals import OPEN, ApprovalRequest, Stage
from gwanmun.domain.devices import Device, Seat
from gwanmun.domain.ids import AgencyId, KeyId, PersonId, RegimeId
from gwanmun.domain.offices import Appointment
from gwanmun.domain.orders import Emergency, Merger
from gwanmun.domain.people import Agency, Department, Key, Person
from gwanmun.domain.records import UseCase
from gwanmun.domain.snapshot import Approval
from gwanmun.policy.reader import read_pack
from gwanmun.ports.books import PackVersion, Reading, Writing


@dataclass(frozen=True, slots=True)
class RemovePerson:
    id: PersonId


@dataclass(frozen=True, slots=True)
class Left:
    """What ended with the person. `count` is how many keys."""

    count: int
    keys: tuple[KeyId, ...]
    seats: tuple[str, ...]
    approvals: tuple[str, ...]
    requests: tuple[str, ...]
    appointments: tuple[str, ...]
    devices: tuple[str, ...]  # that need a new holder


@dataclass(frozen=True, slots=True)
class RenameAgency:
    """From a day on it has another name; the id stays."""

    id: AgencyId
    name_ko: str
    name_en: str
    on: date


@dataclass(frozen=True, slots=True)
class MergeAgencies:
    """From a day on the sources are part of `into`, which stands already or is a new row beginning then."""

    sources: tuple[AgencyId, ...]
    into: AgencyId
    on: date


@dataclass(frozen=True, slots=True)
class Merged:
    """`ahead`: nobody has moved yet, the clock moves them on the day. `regimes_naming`: regimes in force that name an
    agency which ends; from that day on they reach nobody there.
    """

    agencies: int
    departments: int
    people: int
    on: date
    ahead: bool
    regimes_naming: tuple[RegimeId, ...]


def remove_person(office: Office, by: By, order: RemovePerson) -> Left:
    """Somebody leaves: keys, seats, approvals, open requests and offices end with them, in one act, at once."""
    with office.books.transact() as page:
        person = page.find(Person, order.id)
        if person is None:
            raise unknown("이용자", "person", order.id)
        live = [key for key in page.every(Key, person=order.id) if key.revoked_us is None]
        page.put(*(replace(key, revoked_us=by.at_us) for key in live))
        seats = [row for row in page.every(Seat, person=order.id) if row.until is None or row.until > by.day]
        page.put(*(replace(row, until=max(row.since, by.day)) for row in seats))
        granted = [row for row in page.every(Approval, person=order.id) if row.until_us > by.at_us]
        for row in granted:
            end_now(page, by, row)
        waiting = [row for row in page.every(ApprovalRequest, person=order.id) if row.stage in OPEN]
        page.put(*(replace(row, stage=Stage.WITHDRAWN, ended_us=by.at_us) for row in waiting))
        offices = _end_offices(page, order.id, by.day)
        accounts = end_accounts(page, order.id)
        devices = page.every(Device, holder=order.id)
        page.put(*(replace(row, holder=None) for row in devices))
        page.drop(Person, order.id)
        left = Left(
            len(live), tuple(key.id for key in live), tuple(row.service for row in seats),
            tuple(row.id for row in granted), tuple(row.id for row in waiting), offices, tuple(row.id for row in devices),
        )  # fmt: skip
        note(page, by, "remove_person", person.agency, person=order.id, revoked=left.keys, seats=left.seats,
             approvals=left.approvals, requests=left.requests, appointments=left.appointments, devices=left.devices, accounts=accounts)  # fmt: skip
    return left


def rename_agency(office: Office, by: By, order: RenameAgency) -> tuple[Agency, ...]:
    with office.books.transact() as page:
        if any(row.valid_from == order.on for row in page.every(Agency, id=order.id)):
            raise declined(
                "그날부터 쓰는 이름이 이미 있습니다", "a name begins on that very day already",
                "gwanmun people export agencies 로 확인하십시오", "see gwanmun people export agencies",
            )  # fmt: skip
        before = _on(page, order.id, order.on - timedelta(days=1))
        rows = (
            replace(before, valid_to=order.on),
            replace(before, name_ko=order.name_ko, name_en=order.name_en, valid_from=order.on),
        )
        _put_rows(page, rows)
        note(page, by, "rename_agency", order.id, rows=rows)
    return rows


def merge_agencies(office: Office, by: By, order: MergeAgencies) -> Merged:
    """End the sources, hang what lies below them under the new one, and move departments and people to it.

    A merger that lies ahead is written down now; the clock moves people on its day (`carry_out_mergers`).
    """
    need_reason(by)
    if order.into in order.sources or not order.sources:
        raise refused(
            "통합할 기관이 올바르지 않습니다",
            "the agencies to merge are not acceptable",
            "sources, into",
            "sources, into",
        )
    with office.books.transact() as page:
        known_agency(page, order.into)
        named = _regimes_naming(page, order.sources)
        rows: list[Agency] = []
        for id_ in order.sources:
            source = _on(page, id_, order.on - timedelta(days=1))
            rows.append(replace(source, valid_to=order.on))
            for child in page.every(Agency, parent=id_):
                if child.id not in order.sources and valid_on(child, order.on) and child.valid_from < order.on:
                    rows += [
                        replace(child, valid_to=order.on), replace(child, parent=order.into, valid_from=order.on),
                    ]  # fmt: skip
        if not any(valid_on(row, order.on) for row in page.every(Agency, id=order.into)):
            raise unknown("그날 유효한 통합 기관", "agency that stands on that day", order.into)
        _put_rows(page, rows)
        moved = (0, 0)
        if order.on <= by.day:
            moved = _move(page, order.sources, order.into)
        else:
            page.put(Merger(order.into, order.on, order.sources, by.officer, by.reason))
        note(
            page,
            by,
            "merge_agencies",
            order.into,
            sources=order.sources,
            on=order.on,
            departments=moved[0],
            people=moved[1],
            regimes_naming=named,
        )
    return Merged(len(order.sources), *moved, order.on, order.on > by.day, named)


def carry_out_mergers(page: Writing, by: By, day: date) -> int:
    """Move the people of mergers whose day has come, once. Returns how many mergers that was."""
    due = sorted((one for one in page.every(Merger) if one.on <= day), key=lambda one: one.on)
    for merger in due:
        moved = _move(page, merger.sources, merger.into)
        page.drop(Merger, merger.into, merger.on)
        note(page, by, "carry_out_merger", merger.into, sources=merger.sources, on=merger.on, ordered_by=merger.officer,
             departments=moved[0], people=moved[1])  # fmt: skip
    return len(due)


def _move(page: Writing, sources: Iterable[AgencyId], into: AgencyId) -> tuple[int, int]:
    """Whoever belongs to the sources belongs to the new one, with their devices, their departments' offices, their requests.

    INVARIANT: what reached a whole source never reaches the whole of the new one: such offices and approvals end, and are
    given anew by those who answer for it.
    """
    departments = [row for id_ in sources for row in page.every(Department, agency=id_)]
    people = [row for id_ in sources for row in page.every(Person, agency=id_)]
    page.put(*(replace(row, agency=into) for row in departments))
    page.put(*(replace(row, agency=into) for row in people))
    for id_ in sources:
        held = (row for row in page.every(Appointment, agency=id_) if row.department is not None)
        page.put(*(replace(row, agency=into) for row in held))
        page.put(*(replace(row, agency=into) for row in page.every(Device, agency=id_)))
        page.put(*(replace(row, agency=into) for row in page.every(ApprovalRequest, agency=id_)))
        page.put(*(replace(row, agency=into) for row in page.every(UseCase, agency=id_)))
        # What still waits for its review is reviewed by the new agency's officers: the old one has none any more.
        page.put(*(replace(row, agency=into) for row in page.every(Emergency, agency=id_) if row.reviewed_by is None))
        granted = page.every(Approval, agency=id_)
        page.put(
            *(replace(row, agency=into) for row in granted if row.person is not None or row.department is not None)
        )
    return len(departments), len(people)


def _regimes_naming(page: Reading, sources: Iterable[AgencyId]) -> tuple[RegimeId, ...]:
    """Regimes in force that name a source: they stop applying to its people on the day, and nobody would notice."""
    found = set()
    for one in page.every(PackVersion, active=True):
        pack = read_pack(one.text, str(one.regime))
        tests = [*pack.scope, *(test for rule in pack.rules for test in rule.when)]
        words = repr([test for test in tests if test.attribute == "organisation.id"])
        if any(f"'{id_}'" in words for id_ in sources):
            found.add(one.regime)
    return tuple(sorted(found))


def _put_rows(page: Writing, rows: tuple[Agency, ...] | list[Agency]) -> None:
    changed = {(row.id, row.valid_from) for row in rows}
    check_tree((*(row for row in page.every(Agency) if (row.id, row.valid_from) not in changed), *rows))
    page.put(*rows)


def _on(page: Reading, id_: AgencyId, day: date) -> Agency:
    rows = page.every(Agency, id=id_)
    found = next((row for row in rows if valid_on(row, day)), None) or next(
        (row for row in rows if row.valid_to == day + timedelta(days=1)), None
    )
    if found is None:
        raise unknown("그날 유효한 기관", "agency that stands on that day", id_)
    return found


def _end_offices(page: Writing, person: PersonId, day: date) -> tuple[str, ...]:
    """Also what others do in their place: nobody acts for somebody who is gone."""
    rows = [
        *page.every(Appointment, person=person),
        *page.every(Appointment, acting_for=person),
    ]
    live = {row.id: row for row in rows if row.valid_to is None or row.valid_to >= day}
    for row in live.values():
        if row.valid_from >= day:
            page.drop(Appointment, row.id)
        else:
            page.put(replace(row, valid_to=day - timedelta(days=1)))
    return tuple(live)
