"""The console on real books without a desk (시험용): the demonstration's tree, acts held to the caller's appointments."""

from dataclasses import dataclass, replace
from datetime import date

from clockwork import NOW_US, Clockwork
from console_kit import Browser, World
from gwanmun.console.app import build
from gwanmun.console.house import House
from gwanmun.console.ports import Place, Tile
from gwanmun.console.texts import Texts
from gwanmun.control.access import Caller, carry_out, in_force
from gwanmun.control.demo_desk import seed_desk
from gwanmun.control.demo_offices import OFFICES, seed_offices
from gwanmun.control.demo_tree import demo_books, seed_demo
from gwanmun.control.office import Office, signed_by
from gwanmun.domain.ids import KeyId, PersonId
from gwanmun.domain.people import Person
from gwanmun.entrypoints.console import People

DAY = date(2026, 11, 22)
PEPPER = b"p" * 32
_TEXTS = Texts()
_SHARED = {}


@dataclass
class DeskWorld(World):
    """A world whose acts are real. `office` holds the books; `facts` is what was noted."""

    office: Office = None
    tables: object = None

    def ports(self):
        plain = super().ports()

        async def perform(act, args, reason, errand):
            self.performed.append((act, dict(args), reason, errand))
            if act in self.answers:
                return self.answers[act]
            answer = carry_out(self.office, errand, act, dict(args), reason)
            work = getattr(answer, "plain", None)
            return work() if callable(work) else answer

        def caller(person):
            with self.office.books.look() as page:
                found = page.find(Person, person)
                held = in_force(page, person, NOW_US)
            return None if found is None else Caller(KeyId("console"), person, found.agency, held)

        tiles = tuple(
            Tile(one.id, PersonId(one.person), one.name_ko, one.name_en, one.does_ko, one.does_en, one.path)
            for one in OFFICES
        )
        return replace(
            plain, perform=perform, caller=caller, place=lambda _: Place("충청남도", "Chungnam", "복지정책과", "Welfare"),
            now_us=lambda: NOW_US, tiles=tiles, tables=self.tables, names=People(self.office).names,
        )  # fmt: skip

    @property
    def facts(self):
        return [noted.fact for noted in self.office.books.unsent(100_000)]

    def every(self, kind, **equal):
        with self.office.books.look() as page:
            return page.every(kind, **equal)

    def browser(self, **terms):
        """As of any world, with templates and texts that are read once for all tests."""
        self.terms = replace(self.terms, **terms)
        house = House(self.ports(), self.terms, _TEXTS)
        _SHARED.setdefault("environment", house.environment)
        house.environment = _SHARED["environment"]
        return Browser(build(house), house)

    def enter(self, tile):
        browser = self.browser()
        browser.enter(tile)
        return browser


def seed(books):
    """The demonstration's books on a fixed day."""
    office = Office(books, Clockwork(), PEPPER, lambda text, file: None)
    by = signed_by(office, "demo-officer", "test")
    seed_demo(office, by, demo_books(DAY, seed=b"test", pepper=PEPPER))
    seed_offices(office, by, DAY)
    seed_desk(office, by, DAY)
    return office
