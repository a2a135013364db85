"""Port `journal_store`: where facts become durable.

Promises, in the order of the contract tests (`tests/contracts/test_journal_store.py`):
1. `append` returns only when the fact is on stable storage (fdatasync returned); many appends may share one flush.
2. Facts get consecutive indices in the order in which `append` / `append_later` were called, whatever the flush.
3. `append_later` never waits; the fact is durable with the next flush, at most `flush_seconds` later. A later `append`
   that returns proves every earlier `append_later` durable.
4. After a failed write or flush the store is poisoned: every call raises `Unavailable`, nothing is ever retried.
5. `check` raises `Unavailable` when the store cannot take facts; it never touches the disk.
6. One writer: opening a journal that another process holds raises `Conflict`.
"""

from typing import Protocol

from gwanmun.domain.facts import Fact, Receipt


class JournalStore(Protocol):
    @property
    def origin(self) -> str: ...

    async def append(self, fact: Fact) -> Receipt: ...

    def append_later(self, fact: Fact) -> None: ...

    async def flush(self) -> None: ...

    def check(self) -> None: ...

    async def close(self) -> None: ...
