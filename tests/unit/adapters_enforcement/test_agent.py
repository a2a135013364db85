"""The apply agent's own steps, with an engine that does what it is told: order, alarms, and what was open before."""

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enforce_plans import DOORS, EXEMPT, HOUR, LEAVE, NOW, UNMAPPED, WORK, plan
from gwanmun.adapters.enforcement.agent import Agent
from gwanmun.adapters.enforcement.bundle import make_payload, sign
from gwanmun.control.destinations import suffixes
from gwanmun.enforce.plan import Action
from gwanmun.errors import EngineFault

NO_STOCK = replace(DOORS, squid_errors="/nowhere")  # no pages of Squid's own to copy
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


class Told:
    """An engine that writes down what it is told. `stuck`: it cannot end what is open."""

    target = "bind"

    def __init__(self):
        self.steps = []
        self.stuck = False
        self.broken = False

    def check(self, folder, artefacts):
        self.steps.append("check")
        if self.broken:
            raise EngineFault(store="bind", problem="broken")

    def load(self):
        self.steps.append("load")

    def standing(self, artefacts):
        self.steps.append("standing")

    def serves(self, audience):
        return True

    def probe(self, source, host):
        self.steps.append("probe")

    def end(self, refused):
        self.steps.append("end")
        if self.stuck:
            raise EngineFault(store="bind", problem="1 refused connections stay open")


class Machine:
    def __init__(self, root):
        self.root, self.now, self.engine = root, NOW, Told()
        self.agent = self.started()

    def started(self):
        return Agent(self.root, [self.engine], {"ciso": KEY.public_key()}, 1, suffixes(), lambda: self.now)

    def apply(self, revision=7, **given):
        given.setdefault("doors", NO_STOCK)
        return self.agent.apply(sign(make_payload(plan(revision=revision, **given)), {"ciso": KEY}))

    def lines(self, name):
        file = self.root / name
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def alarms(self):
        return [one["code"] for one in self.lines("alarms.jsonl")]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_what_is_open_is_ended_after_the_new_state_was_proved_and_before_it_is_called_effective(machine):
    done = machine.apply()
    assert machine.engine.steps == ["check", "load", "standing", "end"]
    assert done.ending == ()
    assert done.effective_us["bind kr-mnd.military_work"] == NOW
    assert len(machine.lines("effective.jsonl")) == 3


def test_while_something_may_be_open_nothing_is_recorded_and_the_new_state_stands(machine):
    machine.engine.stuck = True
    done = machine.apply()
    assert (done.targets, done.ending, done.effective_us["bind *"]) == (("bind",), ("bind",), 0)
    assert machine.engine.steps.count("load") == 1, "the old state is not loaded again"
    assert machine.lines("effective.jsonl") == []
    assert machine.alarms() == ["still_open"]


def test_it_is_tried_again_each_time_without_loading_anything_also_after_a_restart(machine):
    machine.engine.stuck = True
    machine.apply()
    machine.now += 1_000_000
    assert machine.agent.tick() is None
    machine.agent = machine.started()
    machine.engine.stuck = False
    machine.now += 1_000_000
    done = machine.agent.tick()
    assert (done.targets, done.ending) == (("bind",), ())
    assert machine.engine.steps == ["check", "load", "standing", "end", "end", "end"]
    assert {row["row"]["at_us"] for row in machine.lines("effective.jsonl")} == {NOW + 2_000_000}
    assert machine.agent.tick() is None


def test_a_newer_plan_ends_what_the_older_one_left_open(machine):
    machine.engine.stuck = True
    machine.apply()
    machine.engine.stuck = False
    assert machine.apply(revision=8).ending == ()
    assert {row["row"]["revision"] for row in machine.lines("effective.jsonl")} == {8}


def test_what_lasts_is_told_once_an_hour(machine):
    machine.apply()
    machine.now = NOW + 25 * HOUR  # the bundle has expired
    for _ in range(100):
        machine.now += 1_000_000
        assert machine.agent.tick() is None
    assert machine.alarms() == ["bundle_expired"]
    machine.now += HOUR
    machine.agent.tick()
    assert machine.alarms() == ["bundle_expired"] * 2


def test_another_fault_is_told_at_once(machine):
    machine.apply()
    machine.engine.broken = True
    with pytest.raises(EngineFault):
        machine.apply(revision=8)
    machine.now = NOW + 25 * HOUR
    machine.agent.tick()
    assert machine.alarms() == ["engine_fault", "bundle_expired"]


class Wrong(Told):
    """An engine that lets everything pass, whatever it was told."""

    def probe(self, source, host):
        self.steps.append("probe")
        return Action.PASS


PROBED = (replace(WORK, probe="10.77.10.9"), EXEMPT, UNMAPPED)


def test_an_engine_that_answers_otherwise_gets_its_last_good_files_back(machine):
    machine.apply()
    views = machine.root / "current/bind/views.conf"
    before = views.read_text()
    machine.engine = Wrong()
    machine.agent = machine.started()
    machine.agent.effective_seconds = 0.0
    with pytest.raises(EngineFault, match=r"probe deepseek\.com: pass instead of block"):
        machine.apply(revision=8, audiences=PROBED)
    assert views.read_text() == before
    assert machine.engine.steps[-1] == "load"
    assert "end" not in machine.engine.steps
    assert machine.agent.state.revision == 7
    assert machine.alarms() == ["engine_fault"]
    assert len(machine.lines("effective.jsonl")) == 3, "of the first plan alone"


def test_squid_is_told_at_once_the_first_time_and_then_with_what_comes_within_half_a_minute(machine):
    machine.engine.target = "squid"
    assert machine.apply().pending == ()
    machine.now += 10_000_000
    assert (machine.apply(revision=8).pending, machine.apply(revision=9).pending) == (("squid",), ("squid",))
    assert machine.engine.steps.count("load") == 1
    machine.now += 19_000_000
    assert machine.agent.tick().pending == ("squid",)
    machine.now += 1_000_000
    assert (machine.agent.tick().targets, machine.engine.steps.count("load")) == (("squid",), 2)
    assert {row["row"]["revision"] for row in machine.lines("effective.jsonl")} == {7, 9}
    urgent = sign(make_payload(plan(revision=10, doors=NO_STOCK)), {"ciso": KEY})
    assert machine.agent.apply(urgent, urgent=True).targets == ("squid",)


def test_an_exception_ends_without_a_desk_and_after_the_bundle_expired(machine):
    long = replace(LEAVE, until_us=NOW + 48 * HOUR)
    machine.apply(leaves=(long,))
    zones = machine.root / "current/bind"
    assert len(list(zones.glob("*-x*.rpz"))) == 1
    machine.now = NOW + 48 * HOUR
    machine.agent = machine.started()
    assert machine.agent.tick().serial == 7 * 256 + 1
    assert list(zones.glob("*-x*.rpz")) == []
    assert machine.alarms() == ["bundle_expired"]
