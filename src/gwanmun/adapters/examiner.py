"""Port `examiner`: short prompts inline, long ones in a child process, so that the gate's loop never waits on them.

The child (`entrypoints/examiner.py`) reads one frame (4 bytes length, msgpack of texts, contexts and whose) from its standard
input and writes one frame (findings per text) to its standard output. It is fed by one request at a time. A child that dies,
hangs or answers nonsense is replaced and the request is refused: never "nothing found".

Whose turn it is. A person has one child at a time. Long texts never take the last child, so that texts of ordinary length
need not wait for them. Whoever waits longer than `wait_seconds` is told to come back; whoever was examined for longer than
the size of the text allows is told to split it, for the same text would take as long again.
"""

import asyncio
import contextlib
import sys
import weakref
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence

import msgspec

from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.prompts import Context
from gwanmun.errors import ExaminerDown, Overloaded, TooLong
from gwanmun.privacy.find import find_all

#: Largest frame either side accepts.
LARGEST_FRAME = 256 * 1024 * 1024

#: Texts of so many characters in all count as long: they leave one child to the others.
LONG_CHARACTERS = 100_000
#: A child has this many seconds, and one more for so many characters. (The densest texts run at 110,000 a second on an
#: idle core; the time also bounds what one prompt can cost.)
BASE_SECONDS, CHARACTERS_A_SECOND = 5.0, 40_000

Row = tuple[int, int, str, int, str]


class ChildExaminer:
    """Inline up to `inline_bytes` bytes and `inline_texts` texts in all, else in one of `children` processes, started when first needed.

    `look`: `privacy.find.find` with a memory of texts seen before, by whose they are; without it each text is examined anew.
    """

    def __init__(
        self,
        *,
        inline_bytes: int = 32_768,
        inline_texts: int = 200,
        children: int = 2,
        seconds: float = 30.0,
        wait_seconds: float = 15.0,
        most_characters: int = 1_000_000,
        command: Sequence[str] = (),
        look: Callable[[str, str], tuple[Finding, ...]] | None = None,
    ) -> None:
        self._inline = inline_bytes
        self._most = inline_texts
        self._seconds = seconds
        self._wait_seconds = wait_seconds
        self._most_characters = most_characters
        self._long = asyncio.Semaphore(max(1, children - 1))
        self._turns: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._command = tuple(command) or (sys.executable, "-m", "gwanmun.entrypoints.examiner")
        self._free: asyncio.LifoQueue[Process | None] = asyncio.LifoQueue()
        for _ in range(children):
            self._free.put_nowait(None)
        self._all: set[Process] = set()
        self._closed = False
        self._look = look

    async def examine(
        self, texts: Sequence[str], contexts: Sequence[Context | None] = (), *, person: str = ""
    ) -> tuple[tuple[Finding, ...], ...]:
        size = 0
        for text in texts:
            size += len(text)
        if size > self._most_characters:
            raise TooLong(limit=f"{self._most_characters:,}")
        if len(texts) <= self._most and (
            size <= self._inline // 3 or sum(len(t.encode()) for t in texts) <= self._inline
        ):
            return find_all(texts, contexts, self._look, person)
        async with contextlib.AsyncExitStack() as turn:
            try:
                async with asyncio.timeout(self._wait_seconds):
                    if person:
                        await turn.enter_async_context(self._turns.setdefault(person, asyncio.Lock()))
                    if size > LONG_CHARACTERS:
                        await turn.enter_async_context(self._long)
                    child = await self._free.get()
            except TimeoutError:
                raise Overloaded from None
            return await self._in_child(child, texts, contexts, person, size)

    async def warm(self) -> None:
        """Start a child before it is needed."""
        child = await self._free.get()
        try:
            child = child or await self._start()
        finally:
            self._free.put_nowait(child)

    async def close(self) -> None:
        self._closed = True
        for child in list(self._all):
            await self._stop(child)

    async def _in_child(
        self, child: Process | None, texts: Sequence[str], contexts: Sequence[Context | None], person: str, size: int
    ) -> tuple[tuple[Finding, ...], ...]:
        """Ask a child that was taken from those that are free; one goes back there, whatever happens."""
        healthy: Process | None = None
        try:
            async with asyncio.timeout(min(self._seconds, BASE_SECONDS + size / CHARACTERS_A_SECOND)):
                child = child if child and child.returncode is None else await self._start()
                rows = await self._ask(child, texts, contexts, person)
            found = _findings(rows, texts)
            healthy = child
        except TimeoutError as e:
            raise TooLong(limit=f"{self._most_characters:,}") from e
        except (OSError, EOFError, ValueError, asyncio.IncompleteReadError, msgspec.MsgspecError) as e:
            raise ExaminerDown from e
        finally:
            # Whatever went wrong, also when the caller left in the middle: a child that is out of step is not reused.
            if healthy is None and child is not None:
                await self._stop(child)
            self._free.put_nowait(healthy)
        return found

    async def _start(self) -> Process:
        if self._closed:
            raise ExaminerDown
        child = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE)
        self._all.add(child)
        return child

    async def _stop(self, child: Process) -> None:
        self._all.discard(child)
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await child.wait()

    @staticmethod
    async def _ask(
        child: Process, texts: Sequence[str], contexts: Sequence[Context | None], person: str
    ) -> list[list[Row]]:
        if child.stdin is None or child.stdout is None:
            raise EOFError
        frame = msgspec.msgpack.encode((texts, contexts, person))
        child.stdin.write(len(frame).to_bytes(4, "big") + frame)
        await child.stdin.drain()
        size = int.from_bytes(await child.stdout.readexactly(4), "big")
        if size > LARGEST_FRAME:
            raise ValueError("frame")
        return msgspec.msgpack.decode(await child.stdout.readexactly(size), type=list[list[Row]])


def _findings(rows: list[list[Row]], texts: Sequence[str]) -> tuple[tuple[Finding, ...], ...]:
    """Believe no answer that cannot be true of these texts."""
    if len(rows) != len(texts):
        raise ValueError("rows")
    found = tuple(tuple(Finding(s, e, Kind(k), c, w) for s, e, k, c, w in row) for row in rows)
    for row, text in zip(found, texts, strict=True):
        if any(not 0 <= f.start < f.end <= len(text) for f in row):
            raise ValueError("span")
    return found
