"""What the desk knows of one person (내 정보, 이용자 카드): keys, training, pledge, seats, devices, what they asked for.

What lives here: the card, for the person themselves and for whoever looks after people. What does not: changing any of it;
what a person used (their balance comes from the gate). Law: 개인정보 보호법 제35조 (열람): people see what is kept of them.
"""

from dataclasses import dataclass
from datetime import date

from gwanmun.control.keys import ListedKey, ListKeys, list_keys
from gwanmun.control.office import By, Office, unknown
from gwanmun.control.training import Standing, standing
from gwanmun.domain.allowances import AskedAllowance
from gwanmun.domain.devices import Device, Seat
from gwanmun.domain.ids import PersonId
from gwanmun.domain.offices import Appointment
from gwanmun.domain.people import Person
from gwanmun.domain.training import Completion, Course


@dataclass(frozen=True, slots=True)
class ShowMine:
    pass


@dataclass(frozen=True, slots=True)
class ShowCard:
    person: PersonId


@dataclass(frozen=True, slots=True)
class Taken:
    """A course, and when this person last completed it."""

    course: Course
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class Card:
    person: Person
    standing: Standing
    keys: tuple[ListedKey, ...]  # also the ended ones: no hash in any of them
    courses: tuple[Taken, ...]
    seats: tuple[Seat, ...]
    devices: tuple[Device, ...]
    appointments: tuple[Appointment, ...]
    asked: tuple[AskedAllowance, ...]


def show_mine(office: Office, by: By, order: ShowMine) -> Card:  # noqa: ARG001 - an act's shape
    """Everything about the acting person."""
    return _card(office, by, PersonId(by.officer))


def show_card(office: Office, by: By, order: ShowCard) -> Card:
    return _card(office, by, order.person)


def _card(office: Office, by: By, person: PersonId) -> Card:
    keys = list_keys(office, by, ListKeys(person, everything=True))
    with office.books.look() as page:
        found = page.find(Person, person)
        if found is None:
            raise unknown("이용자", "person", person)
        done: dict[str, date] = {}
        for one in page.every(Completion, person=person):
            done[one.course] = max(one.completed_on, done.get(one.course, one.completed_on))
        return Card(
            found, standing(page, person), keys,
            tuple(Taken(course, done.get(course.id)) for course in page.every(Course)),
            page.every(Seat, person=person), page.every(Device, holder=person),
            page.every(Appointment, person=person), page.every(AskedAllowance, person=person),
        )  # fmt: skip
