"""Port `publication`: how the desk's state reaches the gates. One publisher, any number of readers.

Promises, in the order of the contract tests (`tests/contracts/test_publication.py`):
1. A publication is in place whole or not at all; when `publish_*` returns it outlives a power cut.
2. Readers get exactly what was published: its digest is proved before it is used.
3. A reader never takes an older serial than the one it holds.
4. What cannot be proved or read is never taken: the last good one stays, what is right beside it is taken, and the
   alarm is told once for each thing that is wrong. With nothing good at `open` it raises `Unavailable`.
5. Looking costs one stat; decoding never holds up the reader's loop, and new keys never wait for a snapshot.
6. `vouch` says that the state is still the desk's word, without publishing it again; the last word counts, also an earlier
   one: a clock that was once ahead must not make a state good for as long.
7. Only the installation's own user can read what is published.
"""

from typing import Protocol

from gwanmun.domain.ids import Digest
from gwanmun.domain.snapshot import Delta, Snapshot


class Publisher(Protocol):
    def publish_snapshot(self, snapshot: Snapshot) -> Digest: ...

    def publish_delta(self, delta: Delta) -> Digest: ...

    def vouch(self, at_us: int) -> None: ...

    def serials(self) -> tuple[int, int]:
        """The newest serial of a snapshot and of a delta that stand published; 0 where there is none."""
        ...


class Published(Protocol):
    async def open(self) -> None:
        """Read what is in place; may be called again until it succeeds."""
        ...

    async def look(self) -> tuple[bool, bool]:
        """See whether there is something new and take it: (snapshot changed, delta changed).

        New keys are handed over before a snapshot that was published beside them: that one comes with the next look.
        """
        ...

    @property
    def snapshot(self) -> Snapshot:
        """The newest proved snapshot; its `published_us` is when the desk last vouched for it."""
        ...

    @property
    def digest(self) -> Digest: ...

    @property
    def delta(self) -> Delta: ...
