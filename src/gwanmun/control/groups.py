"""Roles by the provider's groups (그룹별 역할): the table, a dry run of it, and what a sign-in makes of it.

An appointment by group is an appointment like any other, with an id that begins with `group:`: it begins at the sign-in at
which the person is in the group, and ends at the sign-in at which they no longer are. What officers appointed by hand is
never touched. Nobody signs in as another: the provider's account that a person came with first is theirs until released.
What does not live here: proving who somebody is (`adapters/oidc.py`), local accounts (`sign_in.py`).
Law: 개인정보의 안전성 확보조치 기준 제5조 (access rights as narrow as the duty, given and taken on record).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from gwanmun.control.directory import known_agency
from gwanmun.control.office import By, Office, declined, need_reason, note, refused, sound_id, unknown
from gwanmun.control.offices import EVERYWHERE, check_speakers
from gwanmun.control.sign_in import SignedIn
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.oidc import GroupRole, ProviderPerson
from gwanmun.domain.people import Department, Person
from gwanmun.ports.books import Reading, Writing

BY_GROUP = "group:"
_MOST_ROWS, _MOST_PEOPLE = 1000, 20_000


@dataclass(frozen=True, slots=True)
class PutGroupRole:
    id: str
    group: str
    role: Role
    agency: AgencyId
    department: DepartmentId | None = None


@dataclass(frozen=True, slots=True)
class RemoveGroupRole:
    id: str


@dataclass(frozen=True, slots=True)
class ListGroupRoles:
    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class TryGroupRoles:
    """Who would get what. The table as it stands, with `put` in place and `remove` gone; the people as they last came, or
    with the groups of `people` (person → groups), as the provider's own list says them.
    """

    put: tuple[PutGroupRole, ...] = ()
    remove: tuple[str, ...] = ()
    people: dict[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class WouldGet:
    """One person, one role: `what` is gains, keeps or loses. `known`: whether the person is on the books."""

    person: PersonId
    what: str
    role: Role
    agency: AgencyId
    department: DepartmentId | None
    group: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class NoteProviderSignIn:
    """Somebody came back from the provider, proven."""

    person: PersonId
    issuer: str
    subject: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteProviderFailure:
    """An answer of the provider proved nothing. `why` is a fixed word of `domain/oidc.py`."""

    why: str


@dataclass(frozen=True, slots=True)
class ReleaseProviderPerson:
    """Let a person come with another account of the provider: theirs was made anew there."""

    person: PersonId


def put_group_role(office: Office, by: By, order: PutGroupRole) -> GroupRole:
    need_reason(by)
    sound_id(order.id, "id")
    made = GroupRole(order.id, order.group.strip(), order.role, order.agency, order.department)
    if not made.group or len(made.group) > 255 or not made.group.isprintable():
        raise refused(
            "그룹 이름은 255자 이하의 한 줄입니다", "a group's name is one line of at most 255 characters",
            "그룹 이름을 확인하십시오", "check the group's name", "group",
        )  # fmt: skip
    with office.books.transact() as page:
        _check_place(page, made, by)
        mine = page.find(ProviderPerson, PersonId(by.officer))
        if mine is not None and made.group in mine.groups:
            raise declined(
                "본인이 속한 그룹에는 역할을 줄 수 없습니다", "nobody gives a role to a group of their own",
                "다른 담당자가 하십시오", "another officer must do it", "group",
            )  # fmt: skip
        if len(page.every(GroupRole)) >= _MOST_ROWS:
            raise refused("그룹 표가 가득 찼습니다", "the table is full", "쓰지 않는 줄을 지우십시오", "remove rows")
        page.put(made)
        note(page, by, "put_group_role", _agency(made.agency), row=made)
    return made


def remove_group_role(office: Office, by: By, order: RemoveGroupRole) -> None:
    """What it gave ends at each person's next sign-in."""
    need_reason(by)
    with office.books.transact() as page:
        found = page.find(GroupRole, order.id)
        if found is None:
            raise unknown("그룹 역할", "role by group", order.id)
        page.drop(GroupRole, order.id)
        note(page, by, "remove_group_role", _agency(found.agency), row=found)


def list_group_roles(office: Office, by: By, order: ListGroupRoles) -> tuple[GroupRole, ...]:  # noqa: ARG001
    with office.books.look() as page:
        rows = page.every(GroupRole)
    return tuple(row for row in rows if order.agency in {None, row.agency})


def try_group_roles(office: Office, by: By, order: TryGroupRoles) -> tuple[WouldGet, ...]:
    """The dry run: nothing is written. Rows in the order of people; those of `people` who are not on the books say so."""
    gone = {*order.remove, *(one.id for one in order.put)}
    with office.books.look() as page:
        kept = tuple(row for row in page.every(GroupRole) if row.id not in gone)
        if order.people is None:
            came = {row.person: row.groups for row in page.every(ProviderPerson)}
        else:
            came = {PersonId(one): tuple(groups) for one, groups in order.people.items()}
        if len(came) > _MOST_PEOPLE:
            raise refused(
                "한 번에 2만 명까지입니다", "at most 20,000 people at once", "나누어 하십시오", "do it in parts"
            )
        there = {row.id for row in page.every(Person)}
        held = [row for row in page.every(Appointment) if row.id.startswith(BY_GROUP) and _live(row, by.day)]
    table = (*kept, *(GroupRole(one.id, one.group, one.role, one.agency, one.department) for one in order.put))
    found: list[WouldGet] = []
    for person in sorted(came):
        found += _would(person, came[person], table, [row for row in held if row.person == person], person in there)
    return tuple(found)


def _would(
    person: PersonId,
    groups: tuple[str, ...],
    table: Iterable[GroupRole],
    held: list[Appointment],
    known: bool,  # noqa: FBT001 - a column of the answer
) -> list[WouldGet]:
    rows = [row for row in table if row.group in groups]
    wanted = {_name(row, person): row for row in rows}
    has = {row.id: row for row in held}
    found = [
        WouldGet(person, "keeps" if name in has else "gains", row.role, row.agency, row.department, row.group, known)
        for name, row in wanted.items()
    ]
    found += [
        WouldGet(person, "loses", row.role, row.agency, row.department, "", known)
        for name, row in has.items()
        if name not in wanted
    ]
    return sorted(found, key=lambda one: (one.what, one.role, one.agency))


def note_provider_sign_in(office: Office, by: By, order: NoteProviderSignIn) -> SignedIn:
    """Put down the sign-in, and bring the person's appointments by group to what their groups say, in one transaction."""
    with office.books.transact() as page:
        person = page.find(Person, order.person)
        if person is None:
            note(page, by, "sign_in_failed", how="oidc", why="unknown_person")
            return SignedIn(None)
        before = page.find(ProviderPerson, order.person)
        taken = [row.person for row in page.every(ProviderPerson, subject=order.subject) if row.issuer == order.issuer]
        if (before is not None and (before.issuer, before.subject) != (order.issuer, order.subject)) or (
            before is None and taken
        ):
            note(page, by, "sign_in_failed", person.agency, person=order.person, how="oidc", why="another_account")
            return SignedIn(None)
        page.put(ProviderPerson(order.person, order.issuer, order.subject, order.groups, by.at_us))
        _bring(page, by, order)
        note(page, by, "sign_in", person.agency, person=order.person, how="oidc")
    return SignedIn(order.person)


def _bring(page: Writing, by: By, order: NoteProviderSignIn) -> None:
    wanted = {_name(row, order.person): row for row in page.every(GroupRole) if row.group in order.groups}
    held = {row.id: row for row in page.every(Appointment, person=order.person) if row.id.startswith(BY_GROUP)}
    for name, row in wanted.items():
        there = held.get(name)
        if there is not None and _live(there, by.day):
            continue
        made = Appointment(name, order.person, row.agency, row.department, row.role, by.day, None)
        page.put(made)
        note(page, by, "appoint", _agency(row.agency), appointment=made, group=row.group)
    for name, there in held.items():
        if name not in wanted and _live(there, by.day):
            _end(page, by, there)


def _end(page: Writing, by: By, held: Appointment) -> None:
    """It is over now, not at the end of the day: the person is in the group no longer."""
    if held.valid_from >= by.day:
        page.drop(Appointment, held.id)
    else:
        page.put(replace(held, valid_to=by.day - timedelta(days=1)))
    note(page, by, "end_appointment", _agency(held.agency), appointment=held, group="left")


def note_provider_failure(office: Office, by: By, order: NoteProviderFailure) -> None:
    with office.books.transact() as page:
        note(page, by, "sign_in_failed", how="oidc", why=order.why[:32])


def release_provider_person(office: Office, by: By, order: ReleaseProviderPerson) -> None:
    need_reason(by)
    with office.books.transact() as page:
        if page.find(ProviderPerson, order.person) is None:
            raise unknown("통합인증 이용자", "person of the provider", order.person)
        page.drop(ProviderPerson, order.person)
        person = page.find(Person, order.person)
        note(page, by, "release_provider_person", person.agency if person else None, person=order.person)


def _check_place(page: Reading, made: GroupRole, by: By) -> None:
    """A row is held to what an appointment is held to: the place exists, and nobody is made to speak for an authority."""
    known_agency(page, made.agency, star=True)
    if made.department is not None:
        department = page.find(Department, made.department)
        if department is None or department.agency != made.agency:
            raise unknown("기관의 부서", "department of that agency", made.department)
    check_speakers(page, Appointment(made.id, PersonId(""), made.agency, made.department, made.role, by.day, None), by)


def _name(row: GroupRole, person: PersonId) -> str:
    """The id of what a row gives to a person: the same for the same place, so that a renamed group changes nothing."""
    said = "\n".join((person, row.role, row.agency, row.department or ""))
    return BY_GROUP + sha256(said.encode()).hexdigest()[:32]


def _live(row: Appointment, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def _agency(agency: AgencyId) -> AgencyId | None:
    return None if agency == EVERYWHERE else agency
