"""Port `journal_store` on files: segments, group-committed (docs/journal-format.md §6). One writer a journal.

Theory of operation. The loop only encodes: it gives each fact its index, seals its opening and keeps the frame. At the
end of a loop turn all frames gathered become one group, handed to one thread that writes and flushes it in a single
system call; what comes meanwhile gathers for the next. One future stands for a whole group. Nothing that failed is
ever tried again: after a failed write or flush nobody can know what the disk holds (fsync clears the error it reports),
so the store is poisoned and the gate shuts.
"""

import asyncio
import errno
import os
import queue
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

from gwanmun.adapters.files import reader
from gwanmun.adapters.files.disk import create_once, flush_directory, lock, make_directory, read
from gwanmun.adapters.files.keys import Keyring
from gwanmun.domain.facts import Fact, Receipt
from gwanmun.domain.ids import PersonId, Pseudonym
from gwanmun.errors import IntegrityFault, Unavailable
from gwanmun.journal.audit import read_forgotten
from gwanmun.journal.canonical import canonical
from gwanmun.journal.checkpoint import check_origin
from gwanmun.journal.entry import LeafRow, encode_leaf
from gwanmun.journal.segment import RECORD, frame, group_head, read_head, segment_head, settle

SEGMENT_BYTES = 16 * 1024 * 1024
MAX_WAITING_BYTES = 64 * 1024 * 1024
_CHUNK = bytes(256 * 1024)


class _Group(asyncio.Future[bool]):
    """The fate of one group: True when it is on disk. Shared by many waiters, so none of them may cancel it:
    a waiter that is cancelled learns so when the flush has ended.
    """

    def cancel(self, msg: object = None) -> bool:  # noqa: ARG002 - the signature of asyncio.Future
        return False


class FileJournalStore:
    """The journal of one gate or desk. Make it with `open_journal`."""

    def __init__(self, path: Path, origin: str, keyring: Keyring, writer: "_Writer", index: int, held: int) -> None:
        self.path = path
        self._origin = origin
        self._keyring = keyring
        self._writer = writer
        self._next = index
        self._lock = held
        self.flush_seconds = 0.05
        self._frames: list[bytes] = []
        self._waiting = 0
        self._first = index  # index of the first frame waiting
        self._busy = self._wanted = self._scheduled = self._timed = False
        self._poisoned = self._closed = False
        self.failure: OSError | None = None  # what poisoned it
        self._failing = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._gathering: _Group | None = None
        self._flying: _Group | None = None
        self._queue: queue.SimpleQueue[tuple[int, list[bytes], list[tuple[Path, bytes]]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def origin(self) -> str:
        return self._origin

    @property
    def next_index(self) -> int:
        """The index that the next fact will get."""
        return self._next

    def pseudonym(self, person: PersonId) -> Pseudonym:
        """The person's name in leaves."""
        return self._keyring.pseudonym(person)

    def replay(self, start: int = 0) -> Iterator[LeafRow]:
        """What accounts need of each durable leaf from `start` on."""
        return reader.replay(self.path, start)

    def append(self, fact: Fact) -> Coroutine[Any, Any, Receipt]:
        """Give the fact its index now; the coroutine returns when it is on disk."""
        index = self._add(fact)
        self._wanted = True
        if not self._busy and not self._scheduled:
            self._schedule()
        return self._settled(index, self._group())

    def append_later(self, fact: Fact) -> None:
        self._add(fact)
        if not self._timed:
            self._timed = True
            self._running_loop().call_later(self.flush_seconds, self._due)

    async def flush(self) -> None:
        """Return when everything appended so far is on disk."""
        self.check()
        if self._frames:
            self._wanted = True
            if not self._busy and not self._scheduled:
                self._schedule()
            group = self._group()
        elif self._flying is not None:
            group = self._flying
        else:
            return
        if not await group:
            raise self._unavailable()

    def check(self) -> None:
        if self._poisoned or self._closed:
            raise self._unavailable()

    async def failed(self) -> None:
        """Return when a write or flush has failed. Only a new process, which replays what is on disk, goes on from there."""
        await self._failing.wait()

    async def close(self) -> None:
        """Flush, stop the thread, let go of the lock. A poisoned store closes too, and says so."""
        if self._closed:
            return
        try:
            if not self._poisoned:
                await self.flush()
        finally:
            self._closed = True
            if self._thread is not None:
                self._queue.put(None)
                if not self._poisoned:  # a thread that hangs in a broken disk is left behind: it is a daemon
                    await asyncio.get_running_loop().run_in_executor(None, self._thread.join)
            os.close(self._lock)

    # ------------------------------------------------------------ on the loop

    def _add(self, fact: Fact) -> int:
        if self._poisoned or self._closed or self._waiting > MAX_WAITING_BYTES:
            raise self._unavailable()
        index = self._next
        key = self._keyring.day_key(fact.at_us, fact.agency or "")
        commit, sealed = key.seal(index, canonical(fact.opening))
        framed = frame(RECORD, encode_leaf(fact, index, commit, key.id), sealed)
        # INVARIANT: nothing above changed the store; from here on nothing can fail.
        self._frames.append(framed)
        self._waiting += len(framed)
        self._next = index + 1
        return index

    def _group(self) -> _Group:
        group = self._gathering
        if group is None:
            group = self._gathering = _Group(loop=self._running_loop())
        return group

    async def _settled(self, index: int, group: _Group) -> Receipt:
        if not await group:
            raise self._unavailable()
        return Receipt(self._origin, index)

    def _schedule(self) -> None:
        self._scheduled = True
        self._running_loop().call_soon(self._start)

    def _due(self) -> None:
        self._timed = False
        if self._frames:
            self._wanted = True
            self._start()

    def _start(self) -> None:
        """Hand what was gathered to the thread, unless a flush is on its way: then it goes next."""
        self._scheduled = False
        if self._busy or not self._frames or self._poisoned:
            return
        frames, self._frames = self._frames, []
        first, self._first = self._first, self._next
        self._flying, self._gathering = self._group(), None
        self._busy, self._wanted, self._waiting = True, False, 0
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
            self._thread.start()
        self._queue.put((first, frames, self._keyring.take_fresh()))

    def _succeeded(self) -> None:
        self._busy = False
        flying, self._flying = self._flying, None
        if flying is not None:
            flying.set_result(True)
        if self._wanted:
            self._start()

    def _failed(self) -> None:
        """Poisoned for ever: what flew and what gathered has failed, and nothing is tried again."""
        self._poisoned, self._busy = True, False
        self._failing.set()
        self._frames.clear()
        failed = (self._flying, self._gathering)
        self._flying = self._gathering = None
        for group in failed:
            if group is not None and not group.done():
                group.set_result(False)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        return self._loop

    def _unavailable(self) -> Unavailable:
        return Unavailable(store="journal")

    # ------------------------------------------------------------ on the thread

    def _work(self) -> None:
        sound = True
        while (job := self._queue.get()) is not None:
            first, frames, keys = job
            good = False
            try:
                if sound:
                    if keys:
                        self._keyring.persist(keys)
                    # At this point the keys are durable and no record uses them; a crash now leaves unused keys.
                    self._writer.write(first, frames)
                    good = True
            except OSError as problem:
                sound = False
                self.failure = self.failure or problem
            finally:  # whatever happened, nobody waits for ever
                self._tell(good=good)
        self._writer.close()

    def _tell(self, *, good: bool) -> None:
        if self._loop is None:
            return
        try:
            self._loop.call_soon_threadsafe(self._succeeded if good else self._failed)
        except RuntimeError:  # the loop is closed: nobody waits any more
            return


class _Writer:
    """Segments on disk: one group, one write-through. Lives on the writing thread."""

    def __init__(self, path: Path, origin: str, number: int, segment_bytes: int) -> None:
        self._directory = path / "segments"
        self._origin = origin
        self._number = number  # of the segment being written, or of the last one there was
        self._size = segment_bytes
        self._fd = -1
        self._at = self._group = 0
        self._spare = threading.Thread(target=lambda: None)
        self._spare_ready = False

    def write(self, first: int, frames: list[bytes]) -> None:
        """Write one group so that it is on disk when this returns. Any `OSError` is final."""
        body = b"".join(frames)
        head = b""
        if self._fd < 0 or self._at + len(body) + 64 > self._size:
            self._roll()
            head = segment_head(self._origin, self._number, first)
        self._group += 1
        data = b"".join((head, group_head(self._group, first, len(frames), len(body)), body))
        write_through(self._fd, data, self._at)
        # At this point the group is durable and nobody was told; a crash now leaves records that replay finds.
        self._at += len(data)
        if self._at * 2 > self._size and not self._spare_ready and not self._spare.is_alive():
            self._spare = threading.Thread(target=self._prepare, name="journal-spare", daemon=True)
            self._spare.start()

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _roll(self) -> None:
        self.close()
        self._number += 1
        path = self._directory / f"{self._number:08d}.seg"
        if self._spare_ready:
            (self._directory / "spare").rename(path)
            self._spare_ready = False
            self._fd = os.open(path, os.O_RDWR)
        else:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o640)
            try:
                os.posix_fallocate(self._fd, 0, self._size)
            except OSError:
                # On a full disk each new start would leave another one: it holds nothing, and takes room itself.
                path.unlink(missing_ok=True)
                raise
            os.fsync(self._fd)
        flush_directory(self._directory)
        # At this point a segment of zeros has its name; a crash now leaves one that holds nothing.
        self._at = self._group = 0

    def _prepare(self) -> None:
        """Fill the next segment with zeros beforehand, so that flushing it never changes the file system's own books."""
        try:
            fd = os.open(self._directory / "spare", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o640)
            try:
                for at in range(0, self._size, len(_CHUNK)):
                    write_through(fd, _CHUNK[: self._size - at], at)
                os.fsync(fd)
            finally:
                os.close(fd)
            self._spare_ready = True
        except OSError:
            return  # the next segment will be made when it is needed, and fail there if it must


_DSYNC = getattr(os, "RWF_DSYNC", 0)


def write_through(fd: int, data: bytes, at: int) -> None:
    """Write, and return when the data is on stable storage: pwritev2(RWF_DSYNC), which is pwrite + fdatasync in one.

    One call instead of two matters: each return from a system call waits for the interpreter's lock.
    """
    try:
        written = os.pwritev(fd, [data], at, _DSYNC) if _DSYNC else _write_then_flush(fd, data, at)
    except OSError as problem:
        if problem.errno != errno.EOPNOTSUPP:
            raise
        written = _write_then_flush(fd, data, at)  # the file system knows no such flag; nothing was written
    if written != len(data):
        raise OSError(errno.EIO, "short write")


def _write_then_flush(fd: int, data: bytes, at: int) -> int:
    written = os.pwrite(fd, data, at)
    os.fdatasync(fd)
    return written


def open_journal(
    path: Path, keys_dir: Path, origin: str, *, flush_seconds: float = 0.05, segment_bytes: int = SEGMENT_BYTES
) -> FileJournalStore:
    """Open a journal for writing, making it if there is none.

    Raises `Conflict` when another process holds it, `IntegrityFault` when what is there is not a sound journal of this
    origin or ends before its own checkpoint (an old backup), `Unavailable` when the disk fails.
    """
    check_origin(origin)
    try:
        make_directory(path / "segments")
        held = lock(path / "lock")
        try:
            _claim(path, origin)
            index, number = _recover(path)
            keyring = Keyring(keys_dir, origin)
        except BaseException:
            os.close(held)
            raise
    except OSError as problem:
        raise Unavailable(store="journal") from problem
    store = FileJournalStore(path, origin, keyring, _Writer(path, origin, number, segment_bytes), index, held)
    store.flush_seconds = flush_seconds
    return store


def _claim(path: Path, origin: str) -> None:
    create_once(path / "journal.json", canonical({"format": 1, "origin": origin}), 0o640)
    if reader.origin_of(path) != origin:
        raise IntegrityFault("journal.json", problem="the directory is another journal's")


def _recover(path: Path) -> tuple[int, int]:
    """The next index and the number of the last segment. A torn tail is left where it is, and written no further."""
    checkpoint = reader.published(path)
    size = checkpoint.size if checkpoint else 0
    files = reader.segment_files(path)
    number = files[-1][0] if files else 0
    forgotten = read_forgotten(lambda name: read(path / name))
    for _, file in reversed(files):
        fd = os.open(file, os.O_RDWR)
        try:
            data = file.read_bytes()
            head = read_head(data)
            if head is None:
                continue  # the first write never arrived: it holds nothing
            found = settle(data, head.end, 0, head.first, forgotten)
            if not found.torn and found.at < len(data):
                os.ftruncate(fd, found.at)  # nobody will write here any more: give back the zeros
            # What a killed writer left in memory only is flushed before anybody builds on it.
            os.fsync(fd)
            if found.index < size:
                raise IntegrityFault("segments", problem="the journal ends before its own checkpoint")
            return found.index, number
        finally:
            os.close(fd)
    return size, number
