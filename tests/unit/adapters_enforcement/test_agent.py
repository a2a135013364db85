"""The apply agent's own steps, with an engine that does what it is told: order, alarms, and what was open before."""

import fcntl
import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enforce_plans import CHATGPT, DEEPSEEK, DOORS, EXEMPT, HOUR, LEAVE, NOW, RESOLVER, UNMAPPED, WORK, plan
from gwanmun.adapters.enforcement import bundle
from gwanmun.adapters.enforcement.agent import LONGEST_PAUSE_US, Agent, agent_key, lay_out, probes
from gwanmun.adapters.enforcement.bundle import make_payload, sign
from gwanmun.adapters.enforcement.keeping import Folder
from gwanmun.control.destinations import suffixes
from gwanmun.enforce.effects import Chain, effects_of
from gwanmun.enforce.plan import Action, Destination, Mode, Name, Sort, Verdict, populations
from gwanmun.enforce.readers import read_zone
from gwanmun.errors import BadCommand, Busy, EngineFault, IntegrityFault, UnsafeChange

NO_STOCK = replace(DOORS, squid_errors="/nowhere")  # no pages of Squid's own to copy
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


class Told:
    """An engine that writes down what it is told. `stuck`: it cannot end what is open."""

    target = "bind"

    def __init__(self):
        self.steps = []
        self.stuck = False
        self.broken = False
        self.lost = False

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

    def fallen(self):
        fallen, self.lost = self.lost, False
        return fallen


def signed(revision=7, **given):
    given.setdefault("doors", NO_STOCK)
    return sign(make_payload(plan(revision=revision, **given)), {"ciso": KEY})


class Machine:
    def __init__(self, root):
        self.root, self.now, self.engine = root, NOW, Told()
        self.more = []
        self.agent = self.started()

    def started(self):
        made = Agent(self.root, [self.engine, *self.more], {"ciso": KEY.public_key()}, 1, suffixes(), lambda: self.now)
        made.effective_seconds = made.patience_seconds = 0.0
        return made

    def apply(self, revision=7, **given):
        return self.agent.apply(signed(revision, **given))

    def zone(self, name="kr-mnd.military_work"):
        return (self.root / f"current/bind/{name}.rpz").read_text()

    def exceptions(self):
        return len(list((self.root / "current/bind").glob("*-x*.rpz")))

    def stands(self, target):
        return self.started().state.targets[target]

    def lines(self, name):
        file = self.root / name
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def alarms(self):
        return [one["code"] for one in self.lines("alarms.jsonl")]


@pytest.fixture(autouse=True)
def a_quick_disk(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_what_is_open_is_ended_after_the_new_state_was_proved_and_before_it_is_called_effective(machine):
    done = machine.apply()
    assert machine.engine.steps == ["check", "load", "standing", "end"]
    assert done.ending == ()
    assert done.effective_us["bind *"] == NOW
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
    assert machine.engine.steps[-2:] == ["load", "standing"], "and it is seen that they stand"
    assert "end" not in machine.engine.steps
    assert machine.stands("bind").revision == 7
    assert machine.alarms() == ["engine_fault"]
    assert len(machine.lines("effective.jsonl")) == 3, "of the first plan alone"


class Obedient(Told):
    """An engine that answers as the plan says."""

    def probe(self, source, host):
        self.steps.append("probe")
        return Action.PASS if host in {"chatgpt.com", "openai.com"} else Action.BLOCK


def test_a_class_that_nobody_could_ask_is_loaded_and_never_called_effective(machine):
    machine.engine = Obedient()
    machine.agent = machine.started()
    done = machine.apply(audiences=PROBED)
    rows = {row["row"]["audience"]: row["row"] for row in machine.lines("effective.jsonl")}
    holds = {name: (row["hold"], row["probes"] > 0) for name, row in rows.items()}
    unasked = ("kr-mnd.internet_pc", "unmapped")
    assert holds == {"kr-mnd.military_work": ("effective", True), **dict.fromkeys(unasked, ("loaded", False))}
    assert set(done.effective_us) == {"bind *", "bind kr-mnd.military_work"}
    assert sorted(done.unasked) == [f"bind {one}" for one in unasked]
    assert machine.agent.tick() is None, "it is not loaded again for that"


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
    assert machine.agent.tick().serial == (NOW + 48 * HOUR) // 1_000_000
    assert list(zones.glob("*-x*.rpz")) == []
    assert machine.alarms() == ["bundle_expired"]


# ---------------------------------------------------------------- what stands, by target


COPILOT = Destination("copilot", Sort.SERVICE, "코파일럿", "Copilot", (Name("copilot.test", True),))


def more(revision=8, **given):
    """The next plan, which refuses one service more."""
    verdict = Verdict("copilot", Action.BLOCK, "MND-1", Action.BLOCK, "MND-1")
    open_ = Verdict("copilot", Action.PASS, "LOC-7", Action.PASS, "LOC-7")
    rows = [(WORK, verdict), (UNMAPPED, verdict), (EXEMPT, open_)]
    audiences = tuple(replace(one, verdicts=(*one.verdicts, its)) for one, its in rows)
    return signed(revision, **{"destinations": (CHATGPT, COPILOT, DEEPSEEK, RESOLVER), "audiences": audiences, **given})


class Proxy(Told):
    """Another target, which may refuse to load."""

    target = "unbound"
    refuses = False

    def load(self):
        super().load()
        if self.refuses and "copilot" in self.file.read_text():
            raise EngineFault(store="unbound", problem="it does not start with that")


@pytest.fixture
def two(machine):
    """BIND and an Unbound of the same class."""
    proxy = Proxy()
    proxy.file = machine.root / "current/unbound/kr-mnd.military_work.rpz"
    machine.more = [proxy]
    machine.agent = machine.started()
    return machine


def test_what_one_target_took_stays_when_another_refuses_it_and_everybody_is_told(two):
    (proxy,) = two.more
    two.apply(7)
    proxy.refuses = True
    two.now += HOUR
    with pytest.raises(EngineFault, match="does not start"):
        two.agent.apply(more(8, made_us=two.now, expires_us=two.now + 24 * HOUR))
    assert "copilot.test" in two.zone()
    assert "copilot" not in proxy.file.read_text(), "its last good files are back"
    assert [(name, two.stands(name).revision) for name in ("bind", "unbound")] == [("bind", 8), ("unbound", 7)]
    (told,) = two.lines("alarms.jsonl")
    assert (told["code"], told["where"], sorted(told["stands"])) == ("engine_fault", "unbound", ["bind", "unbound"])
    assert told["stands"]["bind"] == told["stamp"] != told["stands"]["unbound"]
    two.agent = two.started()
    with pytest.raises(EngineFault):
        two.agent.tick()
    assert "copilot.test" in two.zone(), "nobody takes it back"
    assert {(one["row"]["target"], one["row"]["revision"]) for one in two.lines("effective.jsonl")} == {
        ("bind", 7), ("unbound", 7), ("bind", 8),
    }  # fmt: skip


def test_what_an_engine_refused_is_tried_again_more_and_more_seldom_until_it_takes_it(two):
    (proxy,) = two.more
    two.apply(7)
    proxy.refuses = True
    with pytest.raises(EngineFault):
        two.agent.apply(more(8, made_us=NOW))
    tried = proxy.steps.count("check")
    for _ in range(600):
        two.now += 1_000_000
        try:
            two.agent.tick()
        except EngineFault:
            tried += 1
    assert proxy.steps.count("check") == tried
    assert 5 <= tried <= 9, "each try loads it for a moment"
    proxy.refuses = False
    two.agent = two.started()  # who starts it again need not wait
    assert two.agent.tick().targets == ("unbound",)
    assert two.stands("unbound").revision == 8
    assert two.agent.tick() is None


def test_an_exception_ends_on_its_day_in_a_target_that_stands_on_an_older_plan(two):
    (proxy,) = two.more
    two.apply(7, leaves=(LEAVE,))
    proxy.refuses = True
    with pytest.raises(EngineFault):
        two.agent.apply(more(8, made_us=NOW))
    held = list((two.root / "current/unbound").glob("*-x*.rpz"))
    assert len(held) == 1
    two.now = LEAVE.until_us
    with pytest.raises(EngineFault):  # the newer one is refused still
        two.agent.tick()
    two.now += 1_000_000
    assert two.agent.tick().targets == ("unbound",)
    assert list((two.root / "current/unbound").glob("*-x*.rpz")) == []
    assert (two.stands("unbound").revision, two.stands("bind").revision) == (7, 8)


def test_an_exception_of_the_plan_that_stands_ends_although_a_newer_plan_was_refused_and_both_are_over(machine):
    long = replace(LEAVE, until_us=NOW + 30 * HOUR)
    machine.apply(leaves=(long,))
    machine.now += 12 * HOUR
    kept, machine.engine = machine.engine, Wrong()
    machine.agent = machine.started()
    with pytest.raises(EngineFault):
        machine.apply(8, audiences=PROBED, made_us=machine.now, expires_us=machine.now + 36 * HOUR, leaves=(long,))
    machine.engine = kept
    kept.broken = True
    machine.agent = machine.started()
    machine.now = NOW + 49 * HOUR  # both are over; and the engine was away
    with pytest.raises(EngineFault):
        machine.agent.tick()
    kept.broken = False
    machine.now += LONGEST_PAUSE_US
    machine.agent.tick()
    assert machine.exceptions() == 0
    assert machine.stands("bind").revision == 7
    assert set(machine.alarms()) == {"engine_fault", "bundle_expired"}


def test_an_exception_that_was_over_stays_over_when_the_clock_is_set_back(machine):
    machine.apply(leaves=(LEAVE,))
    machine.now = LEAVE.until_us
    machine.agent.tick()
    machine.now = NOW + HOUR
    machine.engine.lost = True
    assert machine.agent.tick().targets == ("bind",)
    assert machine.exceptions() == 0


def test_what_an_engine_lost_is_put_into_it_again_with_an_alarm(machine):
    machine.apply()
    assert machine.agent.tick() is None
    machine.engine.lost = True
    serial = machine.agent.state.serial
    assert machine.agent.tick().targets == ("bind",)
    assert machine.alarms() == ["engine_forgot"]
    assert machine.agent.state.serial == serial, "it says the same"


# ---------------------------------------------------------------- newer and older


@pytest.mark.parametrize(
    ("revision", "made_us"), [(6, NOW + HOUR), (7, NOW - 1), (7, NOW)], ids=["revision", "made", "twin"]
)
def test_an_older_bundle_is_refused_also_one_of_the_same_publication(machine, revision, made_us):
    machine.apply(7)
    before = machine.zone()
    machine.now += 2 * HOUR
    watched = replace(WORK, mode=Mode.OBSERVE)
    with pytest.raises(IntegrityFault, match="revision"):
        machine.apply(revision, made_us=made_us, audiences=(watched, EXEMPT, UNMAPPED))
    assert machine.zone() == before
    assert machine.alarms() == ["bundle_untrusted"]


def serial(text):
    return int(re.search(r"SOA \S+ \S+ (\d+) ", text)[1])


def test_the_serial_rises_whenever_something_else_is_said_and_the_stamp_with_it(machine):
    first = machine.apply(7)
    was = serial(machine.zone())
    machine.now += 2_000_000
    second = machine.agent.apply(more(7, made_us=NOW + 1, expires_us=NOW + HOUR))  # within the same second
    assert serial(machine.zone()) > was
    assert second.stamp != first.stamp
    third = machine.agent.apply(more(8, made_us=NOW - HOUR, expires_us=NOW + HOUR))  # the desk's clock was set back
    assert serial(machine.zone()) > was + 1
    assert third.stamp.startswith("r8-")


def test_the_same_bundle_once_more_is_put_into_the_engines_again_and_says_the_same(machine):
    machine.apply(7)
    was = machine.zone()
    machine.now += 2_000_000
    assert machine.apply(7).targets == ("bind",)
    assert machine.zone() == was
    assert machine.engine.steps.count("load") == 2


# ---------------------------------------------------------------- killed at any point


class Killed(BaseException):
    """As `kill -9`: nothing of ours is done after it."""


def whole(machine):
    """The stamps of all files in `current`."""
    return {re.search(r"policy (r\S+),", one.read_text())[1] for one in (machine.root / "current/bind").iterdir()}


@pytest.mark.parametrize("broken", [False, True], ids=["", "and the engine refuses it"])
def test_killed_at_any_point_the_next_look_leaves_one_whole_state(tmp_path, monkeypatch, broken):
    """Every writing of a file, renaming, removing and command is a point at which it may be killed."""
    Machine(tmp_path / "before").apply(7)
    newer, newest = more(8, made_us=NOW), signed(9)
    points = 0
    while True:
        shutil.copytree(tmp_path / "before", tmp_path / str(points))
        machine = Machine(tmp_path / str(points))
        left = [points]

        def point(left=left):
            left[0] -= 1
            if left[0] < 0:
                raise Killed

        with monkeypatch.context() as patched:
            for owner, name in (
                (Path, "replace"),
                (Path, "unlink"),
                (os, "fsync"),
                (Told, "check"),
                (Told, "load"),
                (Told, "standing"),
                (Told, "end"),
            ):
                patched.setattr(owner, name, _after(point, getattr(owner, name)))
            try:
                machine.agent.apply(newer)
            except Killed:
                pass
            else:
                break
        machine.engine.broken = broken
        machine.agent = machine.started()
        try:
            machine.agent.tick()
        except EngineFault:
            assert broken
        stands = machine.stands("bind")
        assert whole(machine) == {stands.stamp}, points
        assert machine.agent.state.moving == []
        if machine.agent.state.revision == 8 and not broken:
            assert stands.revision == 8
            assert {8} <= {one["row"]["revision"] for one in machine.lines("effective.jsonl")}
        machine.engine.broken = False
        if points % 5 == 0:
            assert machine.agent.apply(newest).targets == ("bind",)
        points += 1
    assert points > 20


def _after(point, kept):
    def killed(*args, **given):
        point()
        return kept(*args, **given)

    return killed


def test_last_good_files_that_do_not_load_are_tried_until_they_do(machine):
    class Down(Told):
        down = False

        def load(self):
            super().load()
            if self.down:
                raise EngineFault(store="rndc", problem="connection refused")

    machine.engine = Down()
    machine.agent = machine.started()
    machine.apply(7)
    machine.engine.down = True
    with pytest.raises(EngineFault, match="refused"):
        machine.agent.apply(more(8, made_us=NOW))
    assert machine.alarms() == ["rollback_failed", "engine_fault"]
    assert machine.agent.state.moving == ["bind"]
    machine.engine.down = False
    machine.now += 120_000_000
    machine.agent.tick()
    assert machine.agent.state.moving == []
    assert machine.stands("bind").revision == 8


def test_a_state_that_cannot_be_read_is_told_and_nothing_is_guessed(machine):
    machine.apply(7)
    (machine.root / "standing.json").write_text("{")
    machine.agent = machine.started()
    for work in (machine.agent.tick, lambda: machine.apply(8)):
        with pytest.raises(IntegrityFault):
            work()
    assert machine.alarms() == ["agent_state"]


# ---------------------------------------------------------------- who confirmed, and who else is there


FEW = (replace(WORK, verdicts=EXEMPT.verdicts), EXEMPT, UNMAPPED)


def test_who_confirmed_a_large_change_stands_in_the_state_the_record_and_what_is_said(machine):
    machine.apply(7)
    data = signed(8, audiences=FEW)
    with pytest.raises(UnsafeChange, match=r"--confirms r8-[0-9a-f]{12}") as told:
        machine.agent.apply(data)
    stamp = re.search(r"r8-\w+", str(told.value))[0]
    with pytest.raises(UnsafeChange):
        machine.agent.apply(data, confirmed_by="p-1024", confirms="r8-000000000000")
    assert machine.stands("bind").revision == 7
    done = machine.agent.apply(data, confirmed_by="p-1024", confirms=stamp)
    assert (done.confirmed_by, machine.stands("bind").confirmed_by) == ("p-1024", "p-1024")
    rows = [one["row"] for one in machine.lines("effective.jsonl")]
    assert {(one["revision"], one["confirmed_by"]) for one in rows} == {(7, ""), (8, "p-1024")}
    assert all(re.fullmatch("[0-9a-f]{64}", one["bundle"]) for one in rows)
    public = agent_key(machine.root).public_key().public_bytes_raw().hex()
    filed = effects_of((machine.root / "effective.jsonl").read_text().splitlines(), "gw-1", public, Chain())
    assert {(one.revision, one.confirmed_by) for one in filed} == {(7, None), (8, "p-1024")}


def test_a_confirmation_goes_with_its_bundle_to_a_target_that_takes_it_later(machine):
    machine.engine.target = "squid"
    machine.apply(7)
    machine.now += 1_000_000
    machine.agent.apply(signed(8, audiences=FEW), confirmed_by="p-1024")
    machine.now += 30_000_000
    machine.agent = machine.started()
    assert machine.agent.tick().targets == ("squid",)
    assert machine.stands("squid").confirmed_by == "p-1024"


@pytest.mark.parametrize("who", ["홍길동", "a b", "900101-1234567", "9001011234567", "x" * 65, "-"])
def test_only_a_persons_number_confirms(machine, who):
    machine.apply(7)
    with pytest.raises(BadCommand) as told:
        machine.agent.apply(signed(8), confirmed_by=who)
    assert who not in told.value.message("ko") or who == "-"
    assert machine.stands("bind").revision == 7


def test_two_never_work_in_one_folder_at_once_and_the_second_is_told_who_does(machine):
    machine.apply(7)
    with (machine.root / "lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write("pid 4711\n")
        held.flush()
        for work in (machine.agent.tick, lambda: machine.apply(8)):
            with pytest.raises(Busy, match="pid 4711") as told:
                work()
        assert "--watch" in told.value.remedy("ko")
    assert machine.apply(8).targets == ("bind",)


def test_what_another_process_applied_meanwhile_is_what_this_one_goes_on_from(machine):
    machine.apply(7)
    other = machine.started()
    other.apply(signed(8))
    assert machine.agent.tick() is None
    assert machine.agent.state.revision == 8
    with pytest.raises(IntegrityFault):
        machine.apply(7)


def test_engines_can_read_what_is_in_force_whatever_the_umask(machine):
    kept = os.umask(0o077)
    try:
        machine.apply(7)
    finally:
        os.umask(kept)
    for path in (machine.root / "current").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path
    assert (machine.root / "agent.key").stat().st_mode & 0o777 == 0o600


def test_a_link_in_the_folder_is_refused_by_its_name_and_one_beside_a_file_is_not_followed(machine):
    machine.apply(8)
    elsewhere = machine.root.parent / f"{machine.root.name}-elsewhere"
    (machine.root / "current/bind").rename(elsewhere)
    (machine.root / "current/bind").symlink_to(elsewhere)
    with pytest.raises(BadCommand) as told:
        machine.apply(9)
    assert f"{machine.root}/current/bind" in told.value.message("ko")
    assert f"{machine.root}/current/bind" in told.value.message("en")
    (machine.root / "current/bind").unlink()
    elsewhere.rename(machine.root / "current/bind")
    precious = machine.root.parent / f"{machine.root.name}-precious"
    precious.write_text("precious")
    (machine.root / "current/bind/.views.conf.new").symlink_to(precious)
    machine.apply(10)
    assert precious.read_text() == "precious"
    assert not (machine.root / "current/bind/views.conf").is_symlink()


def test_an_alarm_says_why(machine):
    machine.engine.broken = True
    with pytest.raises(EngineFault):
        machine.apply(8)
    assert machine.lines("alarms.jsonl")[-1]["why"] == "broken"


def test_the_serial_rises_above_what_was_compiled_by_hand_before_the_first_bundle(machine):
    """`gwanmun enforce compile` lays out the files with which the engines start."""
    lay_out(machine.root, plan(revision=7, doors=NO_STOCK, made_us=NOW + HOUR), NOW + HOUR, ("bind",))
    first = read_zone(machine.zone()).serial
    machine.apply(7)
    assert read_zone(machine.zone()).serial > first


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT RUN: only root can give a folder away")
def test_whoever_is_refused_the_folder_leaves_nothing_in_it(tmp_path):
    """What root made there, the agent's own account could not write afterwards."""
    root = tmp_path / "agent"
    root.mkdir()
    os.chown(root, 65_534, 65_534)
    with pytest.raises(BadCommand):
        Folder(root).make()
    assert not list(root.iterdir())


@pytest.mark.parametrize("elsewhere", ["10.77.20.5", "203.0.113.5"])
def test_a_question_from_another_classs_address_says_nothing_of_a_class(elsewhere):
    """The engine answers as it should, the other class. To call the first effective by that would be a lie."""
    made = plan(audiences=(replace(WORK, probe=elsewhere), EXEMPT, UNMAPPED))
    assert list(probes(populations(made, NOW))) == []


@pytest.mark.parametrize("ahead_us", [1_000_000, 300_000_000])
def test_a_clock_a_little_behind_the_desks_takes_the_bundle(machine, ahead_us):
    assert machine.apply(made_us=NOW + ahead_us).targets == ("bind",)
    machine.now += 1_000_000
    assert machine.agent.tick() is None


def test_a_clock_far_behind_the_desks_is_told_to_be_set(machine):
    with pytest.raises(BadCommand, match="clock is behind") as told:
        machine.apply(made_us=NOW + 301_000_000)
    assert "make a new one" not in told.value.remedy("en")
    assert machine.agent.state.bundle == ""


@pytest.mark.parametrize(
    "given", [{"audiences": (), "leaves": ()}, {"destinations": (), "audiences": (), "leaves": ()}]
)
def test_a_bundle_that_holds_nobody_to_anything_is_neither_made_nor_taken(machine, monkeypatch, given):
    with pytest.raises(BadCommand, match="no device class"):
        signed(**given)
    with monkeypatch.context() as patched:
        patched.setattr(bundle, "check_full", lambda _: None)
        data = signed(**given)
    with pytest.raises(BadCommand, match="no device class"):
        machine.agent.apply(data)
    assert machine.engine.steps == []


def test_a_state_that_cannot_be_read_says_what_to_do_and_that_does_it(machine):
    data = signed()
    machine.agent.apply(data)
    (machine.root / "standing.json").write_text("{")
    with pytest.raises(IntegrityFault) as told:
        machine.agent.apply(data)
    for language in ("ko", "en"):
        assert "journal" not in told.value.remedy(language)
        assert "mv standing.json standing.json.kept" in told.value.remedy(language)
    (machine.root / "standing.json").rename(machine.root / "standing.json.kept")
    machine.agent = machine.started()
    assert machine.agent.apply(data).targets == ("bind",)
