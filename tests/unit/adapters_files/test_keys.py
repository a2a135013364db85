"""Day keys on disk: killed at any step of making one, the gate goes on; what is whole and wrong stays a fault."""

import os
import signal
import traceback
from itertools import count

import pytest

from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.adapters.files.keys import Cabinet, Keyring, day_directory, forget_day
from gwanmun.errors import IntegrityFault
from gwanmun.journal.opening import day_of
from journal_kit import NOON, ORIGIN, Place

DAY = "2025-11-22"
CALLS = ("mkdir", "open", "write", "fsync", "rename")


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path)


def folder(place):
    return day_directory(place.keys, ORIGIN, DAY)


def make(place, *agencies):
    """Make the day's keys durable, as a writer does before the first record."""
    ring = Keyring(place.keys, ORIGIN)
    keys = {agency: ring.day_key(NOON, agency) for agency in agencies}
    ring.persist(ring.take_fresh())
    return keys


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def killed_at(step: int, work) -> bool:
    """Do `work` in a child that is killed before call number `step`, or half-way through it when that is a write."""
    child = os.fork()
    if child == 0:
        seen = count()

        def counted(name):
            real = getattr(os, name)

            def call(*args, **named):
                if next(seen) == step:
                    if name == "write" and len(args[1]) > 1:
                        real(args[0], args[1][: len(args[1]) // 2])
                    die()
                return real(*args, **named)

            return call

        try:
            for name in CALLS:
                setattr(os, name, counted(name))
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_killed_between_any_two_steps_the_next_run_makes_its_keys_and_keeps_the_old(place):
    for step in count():
        ring = Keyring(place.keys, ORIGIN)
        ring.day_key(NOON, f"kr-seoul-{step}")
        ring.day_key(NOON, f"kr-busan-{step}")
        fresh = ring.take_fresh()
        killed = killed_at(step, lambda fresh=fresh: Keyring.persist(fresh))
        for agency, key in make(place, f"kr-seoul-{step}", f"kr-busan-{step}").items():
            found = Cabinet(place.keys).find(ORIGIN, day_of(NOON), agency, key.id)
            assert found.record_key(7) == key.record_key(7)
            assert Keyring(place.keys, ORIGIN).day_key(NOON, agency).record_key(7) == key.record_key(7)
        if not killed:
            break
    assert step >= 14  # two files: open, write, fsync, rename each; the directories made and flushed


@pytest.mark.parametrize("left", [b"", b"{", b'{"agency":"kr-seoul","day":"2025-11-22","id":"' + bytes(64)])
def test_a_key_file_cut_short_does_not_stop_the_day(place, left):
    place.write([0])
    (folder(place) / ("ab" * 8 + ".json")).write_bytes(left)
    place.write([1])
    assert verify_journal(place.path, place.keys).openings_proved == 2


@pytest.mark.parametrize("whole", [b"{}", b'{"agency":"kr-seoul"}', b"[}"])
def test_a_whole_key_file_that_does_not_unwrap_is_a_fault(place, whole):
    make(place, "kr-seoul")
    (folder(place) / ("ab" * 8 + ".json")).write_bytes(whole)
    with pytest.raises(IntegrityFault):
        Keyring(place.keys, ORIGIN).day_key(NOON, "kr-seoul")


def test_a_key_that_a_record_uses_and_that_was_cut_short_is_a_fault(place):
    place.write([0])
    for file in folder(place).iterdir():
        file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(IntegrityFault):
        verify_journal(place.path, place.keys)


def test_a_key_has_one_name_only_so_that_forgetting_it_takes_it_away(place):
    make(place, "kr-seoul")
    (file,) = folder(place).iterdir()
    assert file.stat().st_nlink == 1
    assert file.stat().st_mode & 0o077 == 0


def test_forgetting_a_day_takes_the_pieces_that_crashes_left_and_counts_keys_only(place):
    make(place, "kr-seoul", "kr-busan")
    (folder(place) / "00.new").write_bytes(b'{"agency":')
    (folder(place) / "01.json").write_bytes(b"")
    assert forget_day(place.keys, ORIGIN, DAY, "kr-seoul", "2025-11-24") == 1
    assert [path.suffix for path in folder(place).iterdir()] == [".json"]
    assert set(make(place, "kr-busan")) == {"kr-busan"}
