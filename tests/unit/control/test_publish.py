"""From decision to gate: fact first, then publication; nothing lost when either fails."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from clockwork import NOW_US
from gwanmun.adapters.publication import content_digest
from gwanmun.control import publish
from gwanmun.control.office import DAY_US
from gwanmun.domain.catalogue import Model
from gwanmun.domain.devices import Device, Ownership, Tier
from gwanmun.domain.facts import Receipt
from gwanmun.domain.ids import Digest
from gwanmun.domain.money import Price
from gwanmun.domain.people import Agency, DeviceClass, OrganisationType
from gwanmun.domain.snapshot import HeldDevices
from gwanmun.errors import Unavailable
from gwanmun.ports.books import ModelPrice, PackVersion, Publication

from .conftest import DAY


class Journal:
    origin = "desk"

    def __init__(self):
        self.facts, self.broken = [], False

    async def append(self, fact):
        if self.broken:
            raise Unavailable(store="journal")
        self.facts.append(fact)
        return Receipt("desk", len(self.facts) - 1)


class Publisher:
    def __init__(self):
        self.snapshots, self.deltas, self.vouched, self.broken = [], [], 0, False

    def publish_snapshot(self, snapshot):
        if self.broken:
            raise Unavailable(store="publication")
        self.snapshots.append(snapshot)
        return Digest("s")

    def publish_delta(self, delta):
        self.deltas.append(delta)
        return Digest("d")

    def vouch(self, at_us):
        self.vouched = at_us

    def serials(self):
        return (
            self.snapshots[-1].serial if self.snapshots else 0,
            self.deltas[-1].serial if self.deltas else 0,
        )


@pytest.fixture
def out(desk):
    return publish.Desk(desk.office.books, Journal(), Publisher(), desk.clock, content_digest)


def settle(out):
    async def both():
        await publish.deliver(out)
        return await publish.publish(out)

    return asyncio.run(both())


def test_facts_reach_the_journal_in_order_before_anything_is_published(desk, out):
    issued = desk.do("issue_key", person="p-1")
    desk.do("revoke_key", id=issued["id"])
    assert settle(out) == (True, True)
    acts = [f.opening["act"] for f in out.journal.facts]
    assert acts == ["issue_key", "revoke_key", "publish_delta", "publish_snapshot"]
    assert out.publisher.deltas[-1].keys[0].revoked_us is not None
    snapshot = out.publisher.snapshots[-1]
    assert out.journal.facts[snapshot.desk_index].opening["content"] == content_digest(snapshot)


def test_what_has_not_changed_is_vouched_for_and_not_published_again(desk, out):
    settle(out)
    desk.clock.now += 5
    assert settle(out) == (False, False)
    assert (len(out.publisher.snapshots), out.publisher.vouched) == (1, NOW_US + 5)


def test_a_key_changes_the_delta_alone(desk, out):
    settle(out)
    desk.do("issue_key", person="p-1")
    assert settle(out) == (False, True)
    assert [d.serial for d in out.publisher.deltas] == [1, 2]


def test_while_the_journal_is_broken_nothing_is_published_and_nothing_is_lost(desk, out):
    settle(out)
    desk.do("issue_key", person="p-1")
    out.journal.broken = True
    with pytest.raises(Unavailable):
        settle(out)
    assert len(out.publisher.deltas) == 1
    out.journal.broken = False
    settle(out)
    assert [f.opening["act"] for f in out.journal.facts].count("issue_key") == 1
    assert len(out.publisher.deltas) == 2


def test_a_publication_that_failed_is_made_again_under_a_new_serial(desk, out):
    settle(out)
    desk.do("put_zone", cidr="10.0.0.0/8", device_class="internal_pc")
    out.publisher.broken = True
    with pytest.raises(Unavailable):
        settle(out)
    out.publisher.broken = False
    assert settle(out) == (True, False)
    assert [s.serial for s in out.publisher.snapshots] == [1, 2]


def test_a_crash_before_the_mark_repeats_the_fact_under_one_act_id(desk, out, monkeypatch):
    desk.do("issue_key", person="p-1")
    with monkeypatch.context() as patched:
        patched.setattr(type(out.books), "sent", lambda *_: (_ for _ in ()).throw(Unavailable(store="x")))
        with pytest.raises(Unavailable):
            asyncio.run(publish.deliver(out))
    asyncio.run(publish.deliver(out))
    first, second = out.journal.facts
    assert first == second
    assert first.request == second.request


def test_books_from_a_backup_never_bring_back_an_old_serial(desk, out):
    settle(out)
    out.publisher.snapshots[-1] = replace(out.publisher.snapshots[-1], serial=40)
    settle(out)
    assert out.publisher.snapshots[-1].serial == 41


def test_the_books_remember_only_the_newest_publication(desk, out):
    for n in range(3):
        desk.do("put_zone", cidr=f"10.{n}.0.0/16", device_class="internal_pc")
        settle(out)
    assert [(p.kind, p.serial) for p in desk.every(Publication)] == [("delta", 1), ("snapshot", 3)]


class TestCompiling:
    def snapshot(self, desk, now_us=NOW_US, **terms):
        with desk.office.books.look() as page:
            return publish.compile_snapshot(page, publish.Terms(**terms), now_us)

    def test_agencies_stand_as_on_the_day_in_seoul(self, desk):
        old = Agency("kr-x", "옛 이름", "x", OrganisationType.AGENCY, "KR", None, date(2000, 1, 1), DAY, "")
        desk.put(old, replace(old, name_ko="새 이름", valid_from=DAY, valid_to=None))
        assert [a.name_ko for a in self.snapshot(desk).agencies if a.id == "kr-x"] == ["새 이름"]
        assert [
            a.name_ko for a in self.snapshot(desk, clock_date=date(2026, 11, 21), demo=True).agencies if a.id == "kr-x"
        ] == ["옛 이름"]
        before_midnight = NOW_US - 12 * 3_600_000_000 - 1
        assert [a.name_ko for a in self.snapshot(desk, before_midnight).agencies if a.id == "kr-x"] == ["옛 이름"]

    def test_models_carry_their_price_rows(self, desk):
        desk.put(Model("m", "svc", "m", (), (), 1), ModelPrice("m", Price(DAY, None, "KRW", 1, 1, "s")))
        assert [p.source for p in self.snapshot(desk).models[0].prices] == ["s"]

    def test_only_active_packs_are_published(self, desk):
        desk.put(PackVersion("r", 1, "one", False, "w", 1), PackVersion("r", 2, "two", True, "w", 1, "c"))
        assert [(p.text, p.confirmed_by) for p in self.snapshot(desk).packs] == [("two", "c")]

    def test_long_ended_keys_leave_the_delta(self, desk):
        desk.do("issue_key", person="p-1", days=1)
        with desk.office.books.look() as page:
            assert len(publish.compile_delta(page, NOW_US + 20 * DAY_US).keys) == 1
            assert publish.compile_delta(page, NOW_US + 40 * DAY_US).keys == ()

    def test_the_inventory_says_whose_devices_reach_sensitive_systems(self, desk):
        def device(id_, holder, tier, retired_on=None, device_class=DeviceClass.INTERNAL_PC):
            return Device(id_, "kr-x", None, holder, device_class, Ownership.GOVERNMENT, "", tier, retired_on)

        desk.put(
            device("1", "p-1", Tier.STANDARD), device("2", "p-1", Tier.HIGH), device("3", "p-1", Tier.HIGH, DAY, DeviceClass.INTERNET_PC),
            device("4", "p-1", Tier.STANDARD, None, DeviceClass.INTERNET_PC), device("5", None, Tier.HIGH), device("6", "p-2", Tier.STANDARD),
        )  # fmt: skip
        assert self.snapshot(desk).held_devices == (
            HeldDevices("p-1", DeviceClass.INTERNAL_PC, True),
            HeldDevices("p-1", DeviceClass.INTERNET_PC, False),
            HeldDevices("p-2", DeviceClass.INTERNAL_PC, False),
        )

    def test_the_same_books_say_the_same_all_day(self, desk):
        assert content_digest(self.snapshot(desk)) == content_digest(self.snapshot(desk, NOW_US + 3_600_000_000))
