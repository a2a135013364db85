"""Staying beside the engines: whatever becomes of the bundle's file, what stands is held and exceptions end on their day."""

import fcntl
import os
from dataclasses import replace

import pytest

from enforce_plans import EXEMPT, HOUR, LEAVE, NOW, UNMAPPED, WORK
from gwanmun.adapters.enforcement.agent import Agent
from gwanmun.adapters.enforcement.watching import Watch
from gwanmun.control.destinations import suffixes
from gwanmun.errors import BadCommand, Busy, EngineFault, GwanmunError, UnsafeChange, Untrusted
from unit.adapters_enforcement.test_agent import KEY, Machine, signed

FEW = (replace(WORK, verdicts=EXEMPT.verdicts), EXEMPT, UNMAPPED)


class Beside(Machine):
    def __init__(self, root):
        super().__init__(root / "agent")
        self.file = root / "plan.bundle"
        self.watch = self.watching()

    def watching(self, **given):
        self.agent = self.started()
        return Watch(self.agent, self.file, lambda: self.now, **given)

    def put(self, data):
        beside = self.file.with_name("beside")
        beside.write_bytes(data)
        beside.replace(self.file)

    def looks(self, seconds):
        """Looks once a second; the faults that were told."""
        told = []
        for _ in range(seconds):
            self.now += 1_000_000
            try:
                self.watch.look()
            except GwanmunError as error:
                told.append(type(error))
        return told


@pytest.fixture
def beside(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: None)
    return Beside(tmp_path)


def test_a_bundle_that_comes_is_applied_and_then_nothing_is_due(beside):
    beside.put(signed(7))
    assert beside.watch.look().targets == ("bind",)
    assert beside.looks(5) == []
    assert beside.engine.steps.count("load") == 1
    beside.put(signed(8))
    beside.now += 1_000_000
    assert beside.watch.look().stamp.startswith("r8-")


def test_started_again_it_loads_nothing_once_more_and_does_what_was_left(beside):
    beside.put(signed(7, leaves=(LEAVE,)))
    beside.watch.look()
    beside.now = LEAVE.until_us
    beside.watch = beside.watching()
    assert beside.watch.look().targets == ("bind",), "an exception ended meanwhile"
    beside.watch = beside.watching()
    assert beside.looks(3) == []
    assert beside.engine.steps.count("load") == 2


@pytest.mark.parametrize(
    ("data", "fault"),
    [(None, BadCommand), (b"{", BadCommand), (signed(8, expires_us=NOW + HOUR), BadCommand), (signed(6), Untrusted),
     (signed(8, audiences=FEW, expires_us=NOW + 48 * HOUR), UnsafeChange)],
    ids=["missing", "cut", "over", "older", "unsafe"],
)  # fmt: skip
def test_whatever_is_wrong_with_the_file_what_stands_is_held_and_its_exceptions_end_on_their_day(beside, data, fault):
    beside.apply(7, leaves=(LEAVE,))
    beside.now = LEAVE.until_us - 2_000_000
    if data is not None:
        beside.put(data)
    beside.watch = beside.watching()
    with pytest.raises(fault):
        beside.watch.look()
    assert beside.exceptions() == 1
    assert beside.looks(3) == []
    assert beside.exceptions() == 0, "and the watch goes on"
    assert len(beside.alarms()) == 1
    assert beside.looks(60) == [fault], "it is read again after a minute"
    beside.put(signed(9, made_us=NOW + 1, expires_us=NOW + 48 * HOUR))
    beside.now += 1_000_000
    assert beside.watch.look().targets == ("bind",)


def test_it_begins_where_nothing_was_ever_applied_and_the_file_is_not_there_yet(beside):
    with pytest.raises(BadCommand):
        beside.watch.look()
    assert beside.looks(50) == []
    assert beside.alarms() == ["bundle_unreadable"]
    beside.put(signed(7))
    assert beside.watch.look().targets == ("bind",)


def test_a_file_that_goes_away_is_told_and_what_stands_goes_on(beside):
    beside.put(signed(7))
    beside.watch.look()
    beside.file.unlink()
    assert beside.looks(5) == [BadCommand]
    assert beside.stands("bind").revision == 7


def test_an_engine_that_is_away_for_a_while_gets_the_bundle_without_anybody_doing_anything(beside):
    beside.put(signed(7))
    beside.watch.look()
    beside.engine.broken = True
    beside.put(signed(8))
    told = beside.looks(30)
    assert set(told) == {EngineFault}
    assert len(told) < 6
    beside.engine.broken = False
    assert beside.looks(60) == []
    assert beside.stands("bind").revision == 8
    assert beside.alarms() == ["engine_fault"]


def test_a_confirmation_is_for_one_bundle_and_for_no_later_one(beside):
    beside.apply(7)
    beside.put(signed(8, audiences=FEW))
    with pytest.raises(UnsafeChange) as told:
        beside.watch.look()
    stamp = str(told.value.params["what"]).rsplit(" ", 1)[1]
    beside.watch = beside.watching(confirmed_by="p-1024", confirms=stamp)
    assert beside.watch.look().confirmed_by == "p-1024"
    beside.put(signed(9))
    beside.now += 1_000_000
    assert beside.watch.look().confirmed_by == ""
    beside.put(signed(10, audiences=FEW))
    assert beside.looks(2) == [UnsafeChange]
    assert beside.stands("bind").revision == 9


def test_a_person_applies_by_hand_beside_a_watch_and_the_watch_goes_on_from_there(beside):
    beside.apply(7)
    data = signed(8, audiences=FEW)
    beside.put(data)
    assert beside.looks(1) == [UnsafeChange]
    beside.started().apply(data, confirmed_by="p-1024")
    assert beside.looks(70) == []
    assert beside.stands("bind").confirmed_by == "p-1024"


def test_somebody_who_never_leaves_the_folder_is_told_and_the_watch_goes_on_when_they_do(beside):
    beside.apply(7, leaves=(LEAVE,))
    beside.now = LEAVE.until_us
    with (beside.root / "lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        beside.put(signed(8))
        assert set(beside.looks(3)) == {Busy}
        assert beside.alarms() == ["agent_busy"]
    assert beside.looks(2) == []
    assert beside.stands("bind").revision == 8


def test_a_full_disk_is_told_and_does_not_end_it(beside, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    beside.put(signed(7))
    beside.watch.look()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        beside.put(signed(8))
        assert set(beside.looks(2)) == {BadCommand}
    assert beside.looks(60) == []
    assert beside.stands("bind").revision == 8


def test_who_has_no_folder_to_write_is_told_which_account_may(tmp_path):
    tmp_path.joinpath("root").write_text("a file")
    with pytest.raises(BadCommand, match="cannot be written"):
        Agent(tmp_path / "root", [], {"ciso": KEY.public_key()}, 1, suffixes(), lambda: NOW)


def test_another_account_is_told_also_when_it_could_write_there(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(BadCommand, match="cannot be written"):
        Agent(tmp_path / "agent", [], {"ciso": KEY.public_key()}, 1, suffixes(), lambda: NOW)
