"""The first administrator (최초 관리자): an office that nobody can be asked to fill, because nobody is there yet.

Only from the machine itself, and only while no administrator of the whole installation is in office; whoever comes after
is appointed by one. What does not live here: every other appointment (`offices.py`), other keys (`keys.py`).
"""

from dataclasses import dataclass

from gwanmun.control.keys import DESK, IssuedKey, make_key
from gwanmun.control.office import DAY_US, By, Office, declined, need_reason, note, sound_id, sound_person, unknown
from gwanmun.control.offices import EVERYWHERE
from gwanmun.domain.ids import AgencyId, DepartmentId, KeyId, PersonId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Agency, Department, Key, Person
from gwanmun.ports.books import Reading

_DAYS = 90  # time enough to appoint others and to rotate


@dataclass(frozen=True, slots=True)
class BootstrapOfficer:
    """`department` is made when it is not there yet; the agency must be registered."""

    person: PersonId
    agency: AgencyId
    department: DepartmentId


def bootstrap_officer(office: Office, by: By, order: BootstrapOfficer) -> IssuedKey:
    """Register the person, appoint them administrator of the whole installation, and issue their key to the desk."""
    need_reason(by)
    sound_person(order.person, "person")
    sound_id(order.department, "department")
    with office.books.transact() as page:
        if not page.every(Agency, id=order.agency):
            raise unknown("기관", "agency", order.agency)
        held = [row for row in _administrators(page) if row.valid_from <= by.day]
        held = [row for row in held if row.valid_to is None or row.valid_to >= by.day]
        if held:
            raise declined(
                f"설치 전체의 관리자가 이미 있습니다: {held[0].person}",
                f"there is an administrator of the whole installation: {held[0].person}",
                "그 관리자가 임명하거나, 자리를 떠났다면 먼저 임명을 끝내십시오: gwanmun act end_appointment",
                "let them appoint others; if they left, end the appointment first: gwanmun act end_appointment",
            )
        department = page.find(Department, order.department)
        if department is None:
            page.put(Department(order.department, order.agency, order.department, order.department))
        elif department.agency != order.agency:
            raise unknown("소속 기관의 부서", "department of that agency", order.department)
        if page.find(Person, order.person) is None:
            page.put(Person(order.person, order.agency, order.department, None, None))
        plain, key = make_key(
            office,
            Key(
                KeyId(""), "", order.person, (order.department,), (), (DESK,), by.at_us, by.at_us + _DAYS * DAY_US, None
            ),
        )
        # The key's own id makes the appointment's: an earlier first administrator keeps theirs on record.
        made = Appointment(f"bootstrap-{key.id}", order.person, EVERYWHERE, None, Role.ADMINISTRATOR, by.day, None)
        page.put(key, made)
        note(page, by, "bootstrap_officer", person=order.person, key=key.id, appointment=made.id)
    return IssuedKey(key.id, plain, key.expires_us)


def _administrators(page: Reading) -> list[Appointment]:
    return [row for row in page.every(Appointment, agency=EVERYWHERE) if row.role is Role.ADMINISTRATOR]
