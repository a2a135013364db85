"""Who holds which office (직위·역할): appointments with dates, acting appointments (대결), and finding who may decide.

What lives here: appointing, ending, and the questions other acts ask. What does not: what a role may do over the network
(the `roles` of an act), people themselves (`directory.py`). Law: 행정업무의 운영 및 혁신에 관한 규정 제10조 (결재·대결).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gwanmun.control.directory import known_agency, valid_on
from gwanmun.control.office import By, Office, declined, note, refused, sound_id, unknown
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.orders import Authority
from gwanmun.domain.people import Agency, Department, Person
from gwanmun.ports.books import Reading

EVERYWHERE = AgencyId("*")
_LONGEST_ACTING = timedelta(days=366)
_MOST_ABOVE = 16


@dataclass(frozen=True, slots=True)
class Appoint:
    """`acting_for` takes somebody's place between two days (대결): both must be given."""

    id: str
    person: PersonId
    agency: AgencyId
    role: Role
    department: DepartmentId | None = None
    valid_from: date | None = None  # today in Seoul when left out
    valid_to: date | None = None
    acting_for: PersonId | None = None


@dataclass(frozen=True, slots=True)
class EndAppointment:
    """`on` is its last day; today when left out."""

    id: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ListAppointments:
    agency: AgencyId | None = None
    person: PersonId | None = None
    role: Role | None = None
    everything: bool = False  # also those that are over


def appoint(office: Office, by: By, order: Appoint) -> Appointment:
    """Give a person a role. Nobody appoints themselves."""
    sound_id(order.id, "id")
    if order.person == by.officer:
        raise declined(
            "자기 자신을 임명할 수 없습니다",
            "nobody appoints themselves",
            "다른 담당자가 임명하십시오",
            "another officer must do it",
        )
    made = Appointment(
        order.id,
        order.person,
        order.agency,
        order.department,
        order.role,
        order.valid_from or by.day,
        order.valid_to,
        order.acting_for,
    )
    with office.books.transact() as page:
        check_appointment(page, made)
        check_speakers(page, made, by)
        page.put(made)
        note(page, by, "appoint", None if made.agency == EVERYWHERE else made.agency, appointment=made)
    return made


def end_appointment(office: Office, by: By, order: EndAppointment) -> Appointment:
    with office.books.transact() as page:
        held = page.find(Appointment, order.id)
        if held is None:
            raise unknown("임명", "appointment", order.id)
        last = order.on or by.day
        if last < held.valid_from:
            raise refused(
                "시작일보다 먼저 끝낼 수 없습니다",
                "it cannot end before it begins",
                "on을 고치십시오",
                "correct `on`",
                "on",
            )
        ended = replace(held, valid_to=last if held.valid_to is None else min(last, held.valid_to))
        page.put(ended)
        note(page, by, "end_appointment", None if held.agency == EVERYWHERE else held.agency, appointment=ended)
    return ended


def list_appointments(office: Office, by: By, order: ListAppointments) -> tuple[Appointment, ...]:
    equal: dict[str, object] = {
        name: value
        for name, value in (("agency", order.agency), ("person", order.person), ("role", order.role))
        if value is not None
    }
    with office.books.look() as page:
        rows = page.every(Appointment, **equal)
    return tuple(row for row in rows if order.everything or row.valid_to is None or row.valid_to >= by.day)


# ---------------------------------------------------------------- rules and questions


def check_appointment(page: Reading, made: Appointment) -> None:
    """Raises `BadCommand`: unknown person or place, dates that cross, an acting one without an end or a principal."""
    person = page.find(Person, made.person)
    if person is None:
        raise unknown("이용자", "person", made.person)
    known_agency(page, made.agency, star=True)
    if made.department is not None:
        department = page.find(Department, made.department)
        if department is None or department.agency != made.agency:
            raise unknown("기관의 부서", "department of that agency", made.department)
    if made.valid_to is not None and made.valid_to < made.valid_from:
        raise refused(
            "끝나는 날이 시작하는 날보다 빠릅니다", "it ends before it begins", "valid_to를 고치십시오",
            "correct valid_to", "valid_to",
        )  # fmt: skip
    if made.acting_for is not None:
        _check_acting(page, made)


def _check_acting(page: Reading, made: Appointment) -> None:
    if made.valid_to is None or made.valid_to - made.valid_from > _LONGEST_ACTING:
        raise refused(
            "대결은 1년 안의 끝나는 날이 필요합니다", "acting for somebody needs an end, within a year",
            "valid_to를 적으십시오", "give valid_to", "valid_to",
        )  # fmt: skip
    held = (
        row
        for row in page.every(Appointment, person=made.acting_for, role=made.role)
        if row.agency == made.agency and row.department == made.department and row.acting_for is None
    )
    if made.acting_for == made.person or not any(_live(row, made.valid_from) for row in held):
        raise declined(
            "그 자리를 맡은 사람이 아니어서 대결할 수 없습니다",
            "whoever is acted for does not hold that role there",
            "acting_for와 부서·역할을 확인하십시오",
            "check acting_for, department and role",
            "acting_for",
        )


def _live(row: Appointment, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def offices_of(page: Reading, person: str, day: date) -> tuple[Appointment, ...]:
    """What a person holds on a day."""
    return tuple(row for row in page.every(Appointment, person=person) if _live(row, day))


def holds(page: Reading, person: str, roles: Iterable[Role], agency: str, day: date) -> Appointment | None:
    """The appointment by which a person holds one of the roles at an agency, one above it, or everywhere."""
    line = line_above(page, AgencyId(agency), day)
    wanted = frozenset(roles)
    rows = (row for row in offices_of(page, person, day) if row.role in wanted)
    return next((row for row in rows if row.agency == EVERYWHERE or row.agency in line), None)


def appointed_speakers(page: Reading, authority: AgencyId, day: date) -> frozenset[str]:
    """Who holds the office of the authority itself on a day: not at an agency above it, and not everywhere."""
    return frozenset(
        row.person for row in page.every(Appointment, agency=authority, role=Role.AUTHORITY) if _live(row, day)
    )


def speaks_for(page: Reading, authority: Authority, officer: str, day: date) -> bool:
    """Whether somebody speaks for an authority: by appointment there, or named when it was registered."""
    return officer in authority.officers or officer in appointed_speakers(page, authority.id, day)


def check_speakers(page: Reading, made: Appointment, by: By) -> None:
    """INVARIANT: nobody outside an authority makes somebody speak for it (S60)."""
    authority = page.find(Authority, made.agency) if made.role is Role.AUTHORITY else None
    if authority is not None and not speaks_for(page, authority, by.officer, by.day):
        raise declined(
            f"{authority.name_ko}의 담당자는 그 기관의 담당자만 임명할 수 있습니다",
            f"only officers of {authority.name_en} appoint those who speak for it",
            "그 기관에 요청하십시오",
            "ask that authority",
            "role",
        )


def line_above(page: Reading, agency: AgencyId, day: date) -> tuple[AgencyId, ...]:
    """The agency and those above it on a day, nearest first."""
    line: list[AgencyId] = []
    at: AgencyId | None = agency
    while at is not None and at not in line and len(line) < _MOST_ABOVE:
        line.append(at)
        rows = page.every(Agency, id=at)
        at = next((row.parent for row in rows if valid_on(row, day)), None)
    return tuple(line)


def covered(page: Reading, agency: AgencyId, day: date) -> tuple[AgencyId, ...]:
    """An agency and those below it on a day."""
    standing = {row.id for row in page.every(Agency) if valid_on(row, day)}
    return tuple(sorted({agency} | {one for one in standing if agency in line_above(page, one, day)}))


def deciders(
    page: Reading, role: Role, agency: AgencyId, department: DepartmentId | None, day: date, not_: frozenset[PersonId]
) -> tuple[Appointment, ...]:
    """Who may decide here today, nearest first found: the department's, the agency's, the agency's above.

    Never anybody of `not_`: where the head asks for themselves, the place above decides.
    """
    for at in line_above(page, agency, day):
        rows = [
            row
            for row in page.every(Appointment, agency=at, role=role)
            if _live(row, day) and row.person not in not_ and row.acting_for not in not_
        ]
        own = [row for row in rows if department is not None and row.department == department]
        found = own or [row for row in rows if row.department is None]
        if found:
            return tuple(found)
    return tuple(
        row
        for row in page.every(Appointment, agency=EVERYWHERE, role=role)
        if _live(row, day) and row.person not in not_ and row.acting_for not in not_
    )


def person_of(page: Reading, by: By) -> Person:
    """The person who acts. Raises `BadCommand` when the officer is not registered as a person here."""
    person = page.find(Person, by.officer)
    if person is None:
        raise declined(
            "이 행위는 등록된 이용자만 할 수 있습니다",
            "only a registered person can do this",
            "--officer 에 본인의 이용자 번호를 적으십시오",
            "give your own person's number as --officer",
            "officer",
        )
    return person


def must_hold(page: Reading, by: By, roles: tuple[Role, ...], agency: str) -> tuple[Person, Appointment]:
    """The person who acts, and the office by which they may. Raises `BadCommand` naming the roles that may."""
    person = person_of(page, by)
    held = holds(page, person.id, roles, agency, by.day)
    if held is None:
        names = ", ".join(roles)
        raise declined(
            f"이 행위를 할 역할이 없습니다 (필요: {names})",
            f"you hold no role that may do this (needed: {names})",
            "역할을 임명받거나 담당자에게 요청하십시오: gwanmun people appoint",
            "be appointed, or ask somebody who is: gwanmun people appoint",
        )
    return person, held
