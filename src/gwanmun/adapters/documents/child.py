"""Port `documents`: each file in a child process of its own, with children kept warm for the next ones.

What lives here: starting, feeding, limiting and ending children. What does not: reading (`reader`), what a child may do (`confine`).
A child that is out of step is never reused, because none is ever reused.

Whose turn it is. A person has one child at a time, so that one person's files never take all there is. Whoever waits longer
than `wait_seconds` is told to come back.
"""

import asyncio
import contextlib
import os
import re
import sys
import weakref
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Coroutine, Sequence
from typing import Any

import msgspec

from gwanmun.domain.documents import Edit, ReadDocument
from gwanmun.errors import BadDocument, Overloaded, Unavailable
from gwanmun.ports.documents import Tell

#: Nice before anything is imported: neither starting children nor reading ever takes the gate's turn.
_COMMAND = "import os; os.nice(10); from gwanmun.entrypoints.documents_child import main; raise SystemExit(main())"
_LARGEST_ANSWER = 256 * 1024 * 1024
_FORMAT = re.compile(r"[a-z]{2,8}")
_READER = re.compile(r"(?:(?:gwanmun|pypdfium2|pypdf|unhwp) (?:[0-9][0-9a-z.+]{0,30}|\?)(?: |$)){0,4}")
_MOST_PARTS = 1_000_000
_PROBLEMS = (TimeoutError, OSError, EOFError, ValueError, KeyError, asyncio.IncompleteReadError, msgspec.MsgspecError)


class ChildDocuments:
    """At most `children` files at once, each for at most `seconds`; more wait for their turn, at most `wait_seconds`."""

    def __init__(
        self, *, children: int = 2, seconds: float = 45.0, wait_seconds: float = 60.0, command: Sequence[str] = ()
    ) -> None:
        self._seconds = seconds
        self._wait_seconds = wait_seconds
        self._children = children
        self._command = tuple(command) or (sys.executable, "-c", _COMMAND)
        self._turns = asyncio.Semaphore(children)
        self._persons: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._beside: set[asyncio.Task[None]] = set()  # what is under way that nobody waits for
        self._warm: list[Process] = []
        self._all: set[Process] = set()
        self._closed = False

    async def read(
        self,
        content: bytes,
        name: str,
        *,
        person: str = "",
        scans: bool = False,  # noqa: ARG002 - there is no recogniser here
        tell: Tell | None = None,
        warm: bool = True,
    ) -> ReadDocument:
        """`warm`: start the next child meanwhile."""
        answer = await self._ask({"content": content, "name": name[-255:]}, person, again=warm, tell=tell)
        return believed(answer)

    async def masked(
        self, content: bytes, name: str, edits: Sequence[Edit], pictures: str = "refuse"
    ) -> tuple[bytes, str]:
        answer = await self._ask(
            {"content": content, "name": name[-255:], "edits": list(edits), "pictures": pictures}, "", again=False
        )
        copy, format_ = answer.get("copy"), answer.get("format")
        if not isinstance(copy, bytes) or not isinstance(format_, str):
            raise BadDocument("over_limits")
        return copy, format_

    async def warm(self) -> None:
        """Start a child before it is needed."""
        if len(self._warm) < self._children and not self._closed:
            self._warm.append(await self._start())

    async def close(self) -> None:
        self._closed = True
        for child in list(self._all):
            await self._stop(child)
        await asyncio.gather(*self._beside, return_exceptions=True)
        for child in list(self._all):  # those that were being started meanwhile
            await self._stop(child)

    async def _ask(
        self, order: dict[str, Any], person: str, *, again: bool, tell: Tell | None = None
    ) -> dict[str, Any]:
        async with contextlib.AsyncExitStack() as turn:
            try:
                async with asyncio.timeout(self._wait_seconds):
                    if person:
                        await turn.enter_async_context(self._persons.setdefault(person, asyncio.Lock()))
                    await turn.enter_async_context(self._turns)
            except TimeoutError:
                raise Overloaded from None
            child: Process | None = None
            try:
                async with asyncio.timeout(self._seconds):
                    child = self._taken() or await self._start()
                    told = msgspec.msgpack.encode({**order, "tell": True} if tell else order)
                    answer = await self._exchange(child, told, tell)
            except _PROBLEMS as error:
                raise BadDocument("over_limits") from error
            finally:
                # Also when the caller left in the middle: the child is killed now, and buried while nobody waits.
                if child is not None:
                    self._kill(child)
                    self._later(self._stop(child))
                if again:
                    self._later(self._warm_again())
        if "problem" in answer:
            raise _told(answer)
        return answer

    def _taken(self) -> Process | None:
        """A child that was kept warm and still lives."""
        while self._warm:
            child = self._warm.pop(0)
            if child.returncode is None:
                return child
            self._all.discard(child)
        return None

    async def _warm_again(self) -> None:
        with contextlib.suppress(OSError, Unavailable):
            await self.warm()

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _start(self) -> Process:
        if self._closed:
            raise Unavailable(store="documents")
        child = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=surroundings()
        )
        self._all.add(child)
        return child

    async def _stop(self, child: Process) -> None:
        self._kill(child)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await child.wait()
        self._all.discard(child)

    @staticmethod
    def _kill(child: Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()

    @staticmethod
    async def _exchange(child: Process, frame: bytes, tell: Tell | None = None) -> dict[str, Any]:
        if child.stdin is None or child.stdout is None:
            raise EOFError
        if await child.stdout.readexactly(1) != b"R":
            raise ValueError("ready")
        child.stdin.write(len(frame).to_bytes(4, "big"))
        child.stdin.write(frame)
        await child.stdin.drain()
        last = 0
        while (mark := await child.stdout.readexactly(1)) == b"P" and tell:
            figures = await child.stdout.readexactly(8)
            done, of = int.from_bytes(figures[:4], "big"), int.from_bytes(figures[4:], "big")
            if not last < done <= of:
                raise ValueError("figures")
            last = done
            tell(done, of)
        if mark != b"A":
            raise ValueError("mark")
        size = int.from_bytes(await child.stdout.readexactly(4), "big")
        if size > _LARGEST_ANSWER:
            raise ValueError("frame")
        return msgspec.msgpack.decode(await child.stdout.readexactly(size), type=dict[str, Any])


#: What a child may know of the environment. Keys of providers may stand in it: what reads a stranger's file learns none.
_KNOWN = frozenset(
    {"PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "PYTHONPATH",
     "PYTHONHOME", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE"}
)  # fmt: skip


def surroundings() -> dict[str, str]:
    """The environment of a child."""
    return {name: value for name, value in os.environ.items() if name in _KNOWN}


def believed(answer: dict[str, Any]) -> ReadDocument:
    """What a child read. What of it goes on record is of closed forms: a child that was taken over writes nothing there."""
    try:
        read = msgspec.convert(answer["read"], ReadDocument)
    except (KeyError, msgspec.MsgspecError) as error:
        raise BadDocument("over_limits") from error
    if not (_FORMAT.fullmatch(read.format) and _READER.fullmatch(read.reader) and 0 <= read.parts < _MOST_PARTS):
        raise BadDocument("over_limits")
    return read


def _told(answer: dict[str, Any]) -> BadDocument:
    """The child's refusal, said again here; a problem that there is not is a child in doubt."""
    problem, where, params = answer.get("problem"), answer.get("where"), answer.get("params")
    if problem not in BadDocument.PROBLEMS or not isinstance(where, str) or not isinstance(params, dict):
        return BadDocument("over_limits")
    return BadDocument(problem, where[:200], **{str(key): value for key, value in params.items()})
