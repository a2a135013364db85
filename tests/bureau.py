"""A desk's books with a clock set by hand, whose snapshot a gate of `house.py` can run on: acts in, decisions out."""

import dataclasses
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from clockwork import Clockwork
from gwanmun.adapters.sql.books import open_books
from gwanmun.control import acts, shipped, timed
from gwanmun.control.directory import valid_on
from gwanmun.control.office import SEOUL, Office, signed_by
from gwanmun.control.policies import check_text
from gwanmun.control.publish import Terms, compile_delta, compile_snapshot
from gwanmun.domain.catalogue import Deployment, Dialect, Model, Record, Service, Target
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.grades import Grade
from gwanmun.domain.people import DeviceClass
from gwanmun.policy.attributes import attributes
from gwanmun.policy.judge import Judge
from gwanmun.policy.reader import read_pack
from gwanmun.ports.books import ModelPrice, PackVersion
from house import PEPPER, House, key
from house import snapshot as house_snapshot

DEEPSEEK_VENDOR = "Hangzhou DeepSeek Artificial Intelligence"
DEEPSEEK = Service("deepseek", "딥시크", "DeepSeek", DEEPSEEK_VENDOR, "CN", "deepseek", "web_app",
                   Deployment.VENDOR_HOSTED, ("CN",), "test, confidence high", "2025-01")  # fmt: skip
DEEPSEEK_APP = replace(DEEPSEEK, id="deepseek-app", name_ko="딥시크 앱", form="mobile_app")
WEIGHTS = replace(DEEPSEEK, id="deepseek-weights", name_ko="내부 딥시크", form="model", deployment=Deployment.IN_HOUSE)
_MIGRATED = []


class Bureau:
    """Acts by name; days by hand; what the rules then say of a prompt."""

    def __init__(self, folder, day=date(2026, 11, 22)):
        path = folder / "books.sqlite"
        if not _MIGRATED:
            open_books(path).close()
            _MIGRATED.append(path.read_bytes())
        path.write_bytes(_MIGRATED[0])
        path.chmod(0o600)
        self.clock = Clockwork(now=0)
        self.path = path
        self.office = Office(open_books(path), self.clock, PEPPER, check_text)
        self.go(day)

    def close(self):
        self.office.books.close()

    # ------------------------------------------------------------ time

    def go(self, day, hour=12):
        """Noon in Seoul of a day; the desk's clock does what is due."""
        self.clock.now = int(datetime.combine(day, time(hour), SEOUL).astimezone(UTC).timestamp()) * 1_000_000
        return timed.carry_out_due(self.office)

    def later(self, **delta):
        self.clock.now += int(timedelta(**delta).total_seconds() * 1_000_000)
        return timed.carry_out_due(self.office)

    @property
    def day(self):
        return signed_by(self.office, "test").day

    # ------------------------------------------------------------ acts

    def do(self, act, officer="officer-1", reason="시험", **args):
        return acts.perform(self.office, act, args, officer, reason)

    def every(self, kind, **equal):
        with self.office.books.look() as page:
            return page.every(kind, **equal)

    def put(self, *values):
        with self.office.books.transact() as page:
            page.put(*values)

    def facts(self, act=""):
        found = [noted.fact.opening for noted in self.office.books.unsent(10_000)]
        return [one for one in found if not act or one["act"] == act]

    def seed_house(self):
        """Everything of `house.py`: agencies, people, services, records, models, packs."""
        found = house_snapshot()
        for name in (
            "agencies",
            "departments",
            "people",
            "services",
            "records",
            "routes",
            "rates",
            "allowances",
            "rules",
        ):
            self.put(*getattr(found, name))
        self.put(*(replace(one, prices=()) for one in found.models))
        self.put(*(ModelPrice(one.name, price) for one in found.models for price in one.prices))
        self.force(*(pack.regime for pack in found.packs))

    def seed_country(self, *services):
        """The shipped agencies, and services that nobody approved."""
        self.put(*shipped.agencies().rows, *services)

    def force(self, *regimes):
        """Packs as they ship, in force."""
        texts = {pack.regime: pack.text for pack in shipped.pack_texts()}
        self.put(*(PackVersion(one, 1, texts[one], True, "writer", 1, "owner", "chief", 1) for one in regimes))

    # ------------------------------------------------------------ what follows

    def snapshot(self):
        with self.office.books.look() as page:
            return compile_snapshot(page, Terms(), self.clock.now)

    def delta(self):
        with self.office.books.look() as page:
            return compile_delta(page, self.clock.now)

    def house(self, **given):
        """A gate on what the desk would publish now, with its clock."""
        snapshot = replace(self.snapshot(), published_us=self.clock.now)
        made = House(snapshot=snapshot, keys=(key(created_us=0, expires_us=10**18),),
                     suspensions=self.delta().suspensions, **given)  # fmt: skip
        made.clock.us = self.clock.now
        made.fresh_until_us = self.clock.now + 10**9
        return made

    def decide(
        self, agency, service, *, device="internet_pc", grade="O", personal=False, action="access", approval="none"
    ):
        """What the packs in force say, as a gate asks them."""
        snapshot = self.snapshot()
        judge = Judge([read_pack(one.text, one.regime) for one in snapshot.packs], lifted=snapshot.lifted_orders,
                      default_after_approval=Outcome.ALLOW_WITH_MASKING)  # fmt: skip
        states = {one.vendor: one.status for one in snapshot.inquiries}
        row = next(one for one in self.agencies() if one.id == agency)
        bare = Record(agency, service.id, False, "click_through", "none", False, "true")
        record = next((one for one in snapshot.records if (one.agency, one.service) == (agency, service.id)), bare)
        target = Target(service, Model("m", service.id, "m", (), (), 1), record, service.family, Dialect.OPENAI)
        return judge.judge(
            attributes(
                day=self.day, agency=row, device=DeviceClass(device), target=target, grade=Grade(grade),
                personal_info=personal, training_complete=True, pledge_signed=True, in_house_available=True,
                inquiry_status=states.get(service.vendor, "none"), approval_state=approval, action=action,
            )
        )  # fmt: skip

    def agencies(self):
        return [one for one in self.snapshot().agencies if valid_on(one, self.day)]


def plain(value):
    """A value as the acts take it."""
    return dataclasses.asdict(value)


def copied(path, folder):
    """The books as they would be found after a crash: the bytes on disk, without asking the process that wrote them."""
    folder.mkdir()
    for one in path.parent.glob("books.sqlite*"):
        shutil.copy(one, folder / one.name)
    return folder / path.name
