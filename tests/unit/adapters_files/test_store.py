"""The file store beyond the port's promises: recovery, torn tails, kill -9, keys before records."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gwanmun.adapters.files import store as store_module
from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.adapters.files.reader import leaves, replay, segment_files
from gwanmun.errors import IntegrityFault, Unavailable
from gwanmun.journal.faults import AlteredRecord
from journal_kit import NOON, ORIGIN, Place, fact

TESTS = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path)


def last_segment(place) -> Path:
    return segment_files(place.path)[-1][1]


def test_segments_roll_and_replay_goes_through_all_of_them(place):
    place.write(range(400), each_group=20, segment_bytes=32 * 1024)
    assert len(segment_files(place.path)) > 3
    assert [index for index, _ in leaves(place.path)] == list(range(400))
    assert [index for index, _ in leaves(place.path, 137, 139)] == [137, 138]
    assert sum(leaf[7] for leaf in replay(place.path)) == sum(range(1, 400, 2))


def test_a_group_larger_than_a_segment_is_written_whole(place):
    place.write(range(300), each_group=300, segment_bytes=8192)
    assert len(list(leaves(place.path))) == 300
    assert verify_journal(place.path, place.keys).openings_proved == 300


def test_a_tail_torn_at_every_byte_is_cut_and_the_journal_goes_on(place):
    place.write(range(4), each_group=4)
    whole = last_segment(place).read_bytes()
    end = len(whole.rstrip(b"\0"))
    start = whole.rindex(b"R\x01", 0, end - 100)
    number = last_segment(place)
    for cut in range(start, end, 7):
        for file in place.path.glob("segments/*"):
            file.unlink()
        number.write_bytes(whole[:cut] + bytes(5000))
        place.write([9])
        found = list(replay(place.path))
        assert [leaf[7] or leaf[6] for leaf in found] == [1, 1, 3, 9], cut
        assert verify_journal(place.path, place.keys).torn == 1


def test_a_complete_record_of_a_torn_group_keeps_its_index(place):
    place.write(range(3), each_group=3)
    data = last_segment(place).read_bytes()
    last_segment(place).write_bytes(data.rstrip(b"\0")[:-1] + bytes(100))
    place.write([7])
    assert [index for index, _ in leaves(place.path)] == [0, 1, 2]
    assert [leaf[7] or leaf[6] for leaf in replay(place.path)] == [1, 1, 7]


def test_an_altered_segment_does_not_open(place):
    place.write(range(10), each_group=5)
    data = bytearray(last_segment(place).read_bytes())
    data[len(data.rstrip(b"\0")) // 2] ^= 4
    last_segment(place).write_bytes(data)
    with pytest.raises(AlteredRecord):
        place.open()


def test_a_segment_that_was_only_named_holds_nothing(place):
    place.write(range(3))
    (place.path / "segments" / "00000002.seg").write_bytes(bytes(65536))
    place.write([7])
    assert len(list(leaves(place.path))) == 4
    assert verify_journal(place.path, place.keys).not_yet_sealed == 4
    assert place.seal() == 4


def test_another_journals_directory_does_not_open(place):
    place.write(range(3))
    with pytest.raises(IntegrityFault):
        store_module.open_journal(place.path, place.keys, "gwanmun.test/gate-2")


def test_a_disk_that_cannot_be_written_says_so_at_opening(place, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store_module, "make_directory", full)
    with pytest.raises(Unavailable):
        place.open()


@pytest.mark.parametrize("call", ["posix_fallocate", "pwritev"])
def test_a_full_disk_poisons_and_what_was_acknowledged_stays(place, monkeypatch, call):
    async def run() -> None:
        store = place.open()
        for number in range(5):
            await store.append(fact(number))

        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(store_module.os, call, full)
        monkeypatch.setattr(store, "_writer", store._writer)
        store._writer._size = 1  # the next group needs a new segment
        with pytest.raises(Unavailable):
            await store.append(fact(5))
        with pytest.raises(Unavailable):
            await store.append(fact(6))
        await asyncio.wait_for(store.failed(), 5)
        assert store.failure.errno == 28
        await store.close()

    asyncio.run(run())
    monkeypatch.undo()
    # A segment that could not be made takes no room and no number: starting again and again leaves nothing behind.
    assert len(list((place.path / "segments").glob("*.seg"))) == (1 if call == "posix_fallocate" else 2)
    assert len(list(leaves(place.path))) == 5
    place.write([5])
    assert len(list(leaves(place.path))) == 6


def test_a_short_write_is_a_failed_write(place, monkeypatch):
    real = os.pwritev

    async def run() -> None:
        store = place.open()
        await store.append(fact(0))
        monkeypatch.setattr(store_module.os, "pwritev", lambda fd, data, at, flags: real(fd, [data[0][:-9]], at, flags))
        with pytest.raises(Unavailable):
            await store.append(fact(1))
        with pytest.raises(Unavailable):
            store.check()
        await store.close()

    asyncio.run(run())
    monkeypatch.undo()
    assert len(list(leaves(place.path))) == 1


def test_without_the_combined_call_write_and_flush_follow_each_other(place, monkeypatch):
    calls = []
    real_write, real_flush = os.pwrite, os.fdatasync
    monkeypatch.setattr(store_module, "_DSYNC", 0)
    monkeypatch.setattr(store_module.os, "pwrite", lambda *a: (calls.append("write"), real_write(*a))[1])
    monkeypatch.setattr(store_module.os, "fdatasync", lambda fd: (calls.append("flush"), real_flush(fd))[1])
    place.write([0, 1], each_group=1)
    assert calls == ["write", "flush"] * 2


def test_a_key_that_cannot_be_kept_stops_the_record_that_needs_it(place, monkeypatch):
    async def run() -> None:
        store = place.open()

        def broken(_):
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(store._keyring, "persist", broken)
        with pytest.raises(Unavailable):
            await store.append(fact(0))
        await store.close()

    asyncio.run(run())
    assert list(leaves(place.path)) == []


def test_a_stalled_disk_does_not_fill_the_memory(place, monkeypatch):
    monkeypatch.setattr(store_module, "MAX_WAITING_BYTES", 20_000)

    async def run() -> None:
        store = place.open()
        while store._waiting <= 20_000:
            store.append_later(fact(store.next_index))
        with pytest.raises(Unavailable):
            store.append_later(fact(0))
        await store.flush()
        store.check()  # it was only full, not broken
        await store.append(fact(0))
        await store.close()

    asyncio.run(run())


def test_openings_of_one_agency_and_day_share_a_key_also_after_a_restart(place):
    place.write(range(4))
    place.write(range(4, 8))
    place.write([8], agency="kr-busan")
    place.write([9], at_us=NOON + 86_400_000_000)
    assert len(list(place.keys.rglob("day/**/*.json"))) == 3
    assert verify_journal(place.path, place.keys).openings_proved == 10


def test_a_person_has_one_pseudonym_under_one_pepper(place, tmp_path):
    async def names(keys):
        store = store_module.open_journal(tmp_path / "j" / keys.name, keys, ORIGIN)
        found = [store.pseudonym(one) for one in ("p-1", "p-2", "p-1")]
        await store.close()
        return found

    first = asyncio.run(names(place.keys))
    assert first[0] == first[2] != first[1]
    assert len(first[0]) == 32
    assert asyncio.run(names(place.keys)) == first
    assert asyncio.run(names(tmp_path / "other"))[0] != first[0]


WRITER = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from journal_kit import Place, fact

async def main():
    store = Place(Path(sys.argv[1])).open(segment_bytes=64 * 1024)
    out = sys.stdout
    async def one(worker):
        while True:
            receipt = await store.append(fact(worker * 2))
            out.write(f"{receipt.index}\\n")
            out.flush()
            store.append_later(fact(worker * 2 + 1))
    await asyncio.gather(*(one(n) for n in range(8)))

asyncio.run(main())
"""


def kill_rounds(place: Place, rounds: int) -> None:
    """Kill a busy writer again and again: what it acknowledged is there, whole, once, in order."""
    acknowledged: set[int] = set()
    for turn in range(rounds):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(place.root), str(TESTS)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        wanted = 40 + turn * 37 % 160
        for _ in range(wanted):
            acknowledged.add(int(process.stdout.readline()))
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
        process.wait()
        process.stdout.close()
        acknowledged |= {int(line) for line in rest.split("\n")[:-1]}
        found = [index for index, _ in leaves(place.path)]
        assert found == list(range(len(found)))
        assert acknowledged <= set(found)
        if turn % 3 == 1:
            place.seal()
    report = verify_journal(place.path, place.keys)
    assert report.proved + report.not_yet_sealed == len(list(leaves(place.path)))
    assert report.openings_proved >= len(acknowledged)
    assert not report.forgotten


def test_nothing_acknowledged_is_lost_to_kill_9(place):
    kill_rounds(place, 4)


@pytest.mark.long
def test_nothing_acknowledged_is_lost_to_kill_9_in_many_rounds(place):
    kill_rounds(place, 100)


def test_a_copy_of_a_live_journal_opens(place, tmp_path):
    async def run() -> None:
        store = place.open()
        await store.append(fact(0))
        shutil.copytree(place.root, tmp_path / "copy")
        await store.close()

    asyncio.run(run())
    Place(tmp_path / "copy").write([1])
    assert len(list(leaves(tmp_path / "copy" / "journal" / "gate-1"))) == 2
