"""The promises of port `journal_store`, in its own order, on every adapter of it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from gwanmun.adapters.files import store as files_store
from gwanmun.adapters.files.reader import leaves
from gwanmun.adapters.files.store import open_journal
from gwanmun.adapters.memory.journal_store import MemoryDisk, MemoryJournalStore
from gwanmun.domain.facts import Fact, FactKind
from gwanmun.errors import Conflict, Unavailable

ORIGIN = "gwanmun.test/gate-1"


def fact(number: int) -> Fact:
    return Fact(FactKind.ACT, 1_763_780_000_000_000 + number, opening={"number": number})


@dataclass
class Files:
    """A journal on disk, whose system call for writing can be told to fail."""

    path: Path
    monkeypatch: pytest.MonkeyPatch

    def open(self):
        return open_journal(self.path / "journal" / "gate-1", self.path / "keys", ORIGIN, segment_bytes=64 * 1024)

    def times(self):
        import orjson

        return [orjson.loads(leaf)["at"] for _, leaf in leaves(self.path / "journal" / "gate-1")]

    def fail(self):
        def broken(*_):
            raise OSError(5, "Input/output error")

        self.monkeypatch.setattr(files_store.os, "pwritev", broken)
        self.monkeypatch.setattr(files_store.os, "fdatasync", broken)

    def heal(self):
        self.monkeypatch.undo()


class Memory:
    def __init__(self):
        self.disk = MemoryDisk()

    def open(self):
        return MemoryJournalStore(self.disk, ORIGIN)

    def times(self):
        return [one.at_us for one in self.disk.facts]

    def fail(self):
        self.disk.failing = True

    def heal(self):
        self.disk.failing = False


@pytest.fixture(params=["files", "memory"])
def place(request, tmp_path, monkeypatch):
    return Files(tmp_path, monkeypatch) if request.param == "files" else Memory()


def expected(*numbers: int) -> list[int]:
    return [fact(number).at_us for number in numbers]


class TestJournalStore:
    async def test_1_a_fact_is_on_disk_when_append_returns(self, place):
        store = place.open()
        receipt = await store.append(fact(0))
        assert (receipt.origin, receipt.index) == (ORIGIN, 0)
        assert place.times() == expected(0)
        await store.close()

    async def test_1_many_appends_share_a_flush_and_all_are_on_disk(self, place):
        store = place.open()
        receipts = await asyncio.gather(*(store.append(fact(n)) for n in range(200)))
        assert [receipt.index for receipt in receipts] == list(range(200))
        assert place.times() == expected(*range(200))
        await store.close()

    async def test_2_indices_follow_the_order_of_the_calls_not_of_the_waiting(self, place):
        store = place.open()
        first = store.append(fact(0))
        store.append_later(fact(1))
        second = store.append(fact(2))
        assert (await second).index == 2
        assert (await first).index == 0
        assert place.times() == expected(0, 1, 2)
        await store.close()

    async def test_2_indices_go_on_after_a_restart(self, place):
        store = place.open()
        await store.append(fact(0))
        await store.close()
        store = place.open()
        assert (await store.append(fact(1))).index == 1
        await store.close()
        assert place.times() == expected(0, 1)

    async def test_3_a_later_append_proves_every_earlier_append_later(self, place):
        store = place.open()
        store.append_later(fact(0))
        store.append_later(fact(1))
        assert place.times() == []
        await store.append(fact(2))
        assert place.times() == expected(0, 1, 2)
        await store.close()

    async def test_3_append_later_is_flushed_by_itself(self, place):
        store = place.open()
        store.append_later(fact(0))
        for _ in range(400):
            if place.times():
                break
            await asyncio.sleep(0.01)
        assert place.times() == expected(0)
        await store.close()

    async def test_3_flush_and_close_leave_nothing_behind(self, place):
        store = place.open()
        store.append_later(fact(0))
        await store.flush()
        assert place.times() == expected(0)
        store.append_later(fact(1))
        await store.close()
        assert place.times() == expected(0, 1)

    async def test_4_a_failed_flush_poisons_the_store_for_ever(self, place):
        store = place.open()
        await store.append(fact(0))
        place.fail()
        failed = await asyncio.gather(*(store.append(fact(n)) for n in range(1, 9)), return_exceptions=True)
        assert all(isinstance(one, Unavailable) for one in failed)
        place.heal()
        for call in (store.check, lambda: store.append_later(fact(9))):
            with pytest.raises(Unavailable):
                call()
        with pytest.raises(Unavailable):
            await store.append(fact(9))
        with pytest.raises(Unavailable):
            await store.flush()
        await store.close()
        assert place.times() == expected(0)

    async def test_4_a_failure_behind_append_later_poisons_as_well(self, place):
        store = place.open()
        place.fail()
        store.append_later(fact(0))
        with pytest.raises(Unavailable):
            await store.flush()
        with pytest.raises(Unavailable):
            store.check()
        await store.close()

    async def test_4_a_poisoned_journal_opens_again_and_goes_on_where_the_disk_stands(self, place):
        store = place.open()
        await store.append(fact(0))
        place.fail()
        with pytest.raises(Unavailable):
            await store.append(fact(1))
        await store.close()
        place.heal()
        store = place.open()
        assert (await store.append(fact(2))).index == 1
        assert place.times() == expected(0, 2)
        await store.close()

    async def test_5_check_is_content_until_the_store_is_closed(self, place):
        store = place.open()
        store.check()
        await store.append(fact(0))
        store.check()
        await store.close()
        with pytest.raises(Unavailable):
            store.check()
        await store.close()

    async def test_6_a_second_writer_is_refused(self, place):
        store = place.open()
        with pytest.raises(Conflict):
            place.open()
        await store.close()
        await place.open().close()

    async def test_what_has_no_canonical_form_is_refused_and_takes_no_index(self, place):
        store = place.open()
        with pytest.raises(ValueError):
            await store.append(Fact(FactKind.ACT, 1, opening={"ratio": 0.5}))
        assert (await store.append(fact(0))).index == 0
        await store.close()

    async def test_a_cancelled_waiter_takes_nobody_along(self, place):
        store = place.open()
        tasks = [asyncio.get_running_loop().create_task(store.append(fact(n))) for n in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert [done[0].index, done[2].index] == [0, 2]
        assert isinstance(done[1], asyncio.CancelledError)
        assert place.times() == expected(0, 1, 2)
        await store.close()
