"""A pack comes into force only with passing vectors, a confirmation where one is due, and a second person."""

import pytest

from gwanmun.control import shipped
from gwanmun.control.office import PackVerdict
from gwanmun.control.policies import check_text
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.orders import AskedEnd, PackChange
from gwanmun.errors import BadCommand, BadPolicy, Declined
from gwanmun.ports.books import LiftedOrder, PackVersion

from .conftest import DAY

DAY_US = 86_400_000_000


def write(desk, text="kr-x v1", **verdict):
    desk.verdicts[text] = PackVerdict("kr-x", **{"must_be_confirmed": False, "failing": (), **verdict})
    return desk.do("write_pack", officer="writer", text=text)


def activate(desk, version=1, officer="chief", **args):
    return desk.do("activate_pack", officer=officer, regime="kr-x", version=version, **args)


def test_a_new_version_takes_the_place_of_the_old(desk):
    write(desk)
    write(desk, "kr-x v2")
    activate(desk)
    assert activate(desk, 2)["activated_by"] == "chief"
    assert [(p.version, p.active) for p in desk.every(PackVersion)] == [(1, False), (2, True)]
    assert desk.facts()[-1].opening["before"] == [1]
    activate(desk, 1)  # and back
    assert [p.version for p in desk.every(PackVersion, active=True)] == [1]


def test_a_day_that_is_over_schedules_nothing(desk):
    """A year that was mistyped must not put a pack in force now."""
    write(desk)
    now_us = desk.clock.now
    with pytest.raises(BadCommand, match="over"):
        activate(desk, starts_us=now_us - DAY_US)
    assert desk.every(PackVersion, active=True) == ()
    activate(desk, starts_us=now_us - 60_000_000)  # the minute in which the command was typed
    assert len(desk.every(PackVersion, active=True)) == 1


def test_the_same_text_by_the_same_officer_makes_no_second_version(desk):
    first = write(desk)
    told = len(desk.facts())
    assert write(desk) == first
    assert len(desk.every(PackVersion)) == 1
    assert len(desk.facts()) == told
    desk.do("write_pack", officer="another", text="kr-x v1")  # who answers for a text is told apart
    assert [one.written_by for one in desk.every(PackVersion)] == ["writer", "another"]
    write(desk)
    assert len(desk.every(PackVersion)) == 3


def test_a_failing_vector_keeps_it_out_and_is_named(desk):
    write(desk, failing=("X-V3",))
    with pytest.raises(BadCommand) as caught:
        activate(desk)
    assert "X-V3" in caught.value.message("ko")
    assert desk.every(PackVersion, active=True) == ()


def test_what_must_be_confirmed_waits_for_another_officer(desk):
    write(desk, must_be_confirmed=True)
    with pytest.raises(BadCommand, match="confirm"):
        activate(desk)
    with pytest.raises(BadCommand):
        desk.do("confirm_pack", officer="writer", regime="kr-x", version=1)
    desk.do("confirm_pack", officer="owner", regime="kr-x", version=1)
    assert activate(desk)["confirmed_by"] == "owner"


def test_one_person_cannot_both_write_and_activate(desk):
    write(desk)
    with pytest.raises(BadCommand):
        activate(desk, officer="writer")


def test_activation_needs_a_reason_and_a_version(desk):
    write(desk)
    for args in ({"reason": ""}, {"version": 2}):
        with pytest.raises(BadCommand):
            activate(desk, **args)


class TestOutOfForce:
    """What is in force is taken out of force by two people, as it was put in force by two."""

    @pytest.fixture
    def site(self, desk):
        write(desk)
        activate(desk)
        return desk

    def end(self, site, officer, **args):
        return site.do("deactivate_pack", officer=officer, regime="kr-x", **args)

    def test_one_asks_and_another_does_it(self, site):
        asked = self.end(site, "first", reason="근거 지침 폐지")
        assert (asked["state"], asked["asked_by"]) == ("asked", "first")
        assert len(site.every(PackVersion, active=True)) == 1
        assert [one.act for one in site.every(PackChange)][-1] == "ask_deactivate"
        with pytest.raises(Declined, match="another officer"):
            self.end(site, "first")
        done = self.end(site, "second")
        assert (done["state"], done["asked_by"]) == ("done", "first")
        assert (site.every(PackVersion, active=True), site.every(AskedEnd)) == ((), ())
        assert site.facts()[-1].opening["asked_by"] == "first"
        with pytest.raises(BadCommand):
            self.end(site, "first")

    def test_what_was_asked_holds_for_the_version_that_was_in_force_and_for_two_weeks(self, site):
        self.end(site, "first")
        write(site, text="kr-x v2")
        activate(site, version=2)
        assert self.end(site, "second")["state"] == "asked"
        site.clock.now += 15 * DAY_US
        assert self.end(site, "first")["state"] == "asked"
        assert len(site.every(PackVersion, active=True)) == 1

    def test_what_was_asked_is_taken_back_as_what_was_scheduled_is(self, site):
        self.end(site, "first")
        site.do("cancel_scheduled", officer="first", regime="kr-x")
        assert self.end(site, "second")["state"] == "asked"

    def test_a_second_person_sees_what_waits(self, site):
        site.put(Appointment("a-2", "p-2", "kr-seoul", None, Role.AI_POLICY, DAY, None, None))
        self.end(site, "p-2")
        assert site.do("list_waiting", officer="p-2") == ()
        site.put(Appointment("a-1", "p-1", "kr-chungnam", None, Role.AI_POLICY, DAY, None, None))
        (waits,) = site.do("list_waiting", officer="p-1")
        assert (waits["kind"], waits["id"]) == ("pack", "kr-x")

    def test_an_order_is_lifted_by_two_for_the_day_that_both_mean_and_imposed_again_by_one(self, desk):
        with pytest.raises(BadCommand):
            desk.do("lift_order", regime="kr-x")
        write(desk)
        assert desk.do("lift_order", officer="first", regime="kr-x", on="2026-12-01")["state"] == "asked"
        assert desk.do("lift_order", officer="second", regime="kr-x", on="2026-11-01")["state"] == "asked"
        assert desk.every(LiftedOrder) == ()
        assert desk.do("lift_order", officer="first", regime="kr-x", on="2026-11-01")["state"] == "done"
        assert desk.every(LiftedOrder)[0].lifted_on.isoformat() == "2026-11-01"
        desk.do("reimpose_order", regime="kr-x")
        assert desk.every(LiftedOrder) == ()


def test_a_list_shows_no_text(desk):
    write(desk)
    assert "text" not in desk.do("list_packs")[0]
    assert len(desk.do("list_packs", regime="kr-x")) == 1


class TestTheRealReader:
    def test_every_shipped_pack_passes_its_own_vectors(self):
        for pack in shipped.pack_texts():
            verdict = check_text(pack.text, pack.regime)
            assert (verdict.regime, verdict.failing) == (pack.regime, ())

    def test_derived_rules_and_doubtful_sources_must_be_confirmed(self):
        texts = {pack.regime: pack.text for pack in shipped.pack_texts()}
        assert check_text(texts["fr-government"], "").must_be_confirmed
        assert check_text(texts["kr-local-government"], "").must_be_confirmed

    def test_a_changed_rule_makes_a_vector_fail(self):
        text = next(p.text for p in shipped.pack_texts() if p.regime == "kr-local-government")
        broken = text.replace(
            "{id: LOC-1, when: {service.family: deepseek", "{id: LOC-1, when: {service.family: openai", 1
        )
        assert "LOC-V1" in check_text(broken, "").failing

    def test_nonsense_names_its_place(self):
        with pytest.raises(BadPolicy):
            check_text("id: [", "pack")
