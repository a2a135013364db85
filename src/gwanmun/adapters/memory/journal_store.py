"""Port `journal_store` in memory, for tests and rehearsals. It keeps the port's promises, but no file.

`MemoryDisk` stands for the disk: it outlives a store, is held by one store at a time, and can be told to fail.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from gwanmun.domain.facts import Fact, Receipt
from gwanmun.errors import Conflict, Unavailable
from gwanmun.journal.canonical import canonical


class MemoryDisk:
    """What was flushed. `failing`: the next flush fails."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.held = False
        self.failing = False


class MemoryJournalStore:
    """One journal on a `MemoryDisk`."""

    def __init__(self, disk: MemoryDisk | None = None, origin: str = "memory", flush_seconds: float = 0.05) -> None:
        self.disk = disk or MemoryDisk()
        if self.disk.held:
            raise Conflict(store="journal")
        self.disk.held = True
        self._origin = origin
        self._flush_seconds = flush_seconds
        self._waiting: list[Fact] = []
        self._next = len(self.disk.facts)
        self._shut = self._closed = self._timed = False

    @property
    def origin(self) -> str:
        return self._origin

    @property
    def facts(self) -> list[Fact]:
        """The durable facts, in order."""
        return self.disk.facts

    def append(self, fact: Fact) -> Coroutine[Any, Any, Receipt]:
        return self._settled(self._add(fact))

    def append_later(self, fact: Fact) -> None:
        self._add(fact)
        if not self._timed:
            self._timed = True
            asyncio.get_running_loop().call_later(self._flush_seconds, self._due)

    async def flush(self) -> None:
        self.check()
        await asyncio.sleep(0)
        self._write()
        self.check()

    def check(self) -> None:
        if self._shut or self._closed:
            raise Unavailable(store="journal")

    async def close(self) -> None:
        if self._closed:
            return
        try:
            if not self._shut:
                await self.flush()
        finally:
            self._closed = True
            self.disk.held = False

    def _add(self, fact: Fact) -> int:
        self.check()
        canonical(fact.opening)  # refuses what the real journal refuses
        self._waiting.append(fact)
        self._next += 1
        return self._next - 1

    async def _settled(self, index: int) -> Receipt:
        await asyncio.sleep(0)  # others may append meanwhile: they share the flush
        if index >= len(self.disk.facts):
            self._write()
        if index >= len(self.disk.facts):
            raise Unavailable(store="journal")
        return Receipt(self._origin, index)

    def _due(self) -> None:
        self._timed = False
        self._write()

    def _write(self) -> None:
        if self._shut or self._closed:
            return
        if self._waiting and self.disk.failing:
            self._shut = True
            self._waiting.clear()
            return
        self.disk.facts += self._waiting
        self._waiting.clear()
