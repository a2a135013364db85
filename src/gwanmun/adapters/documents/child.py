"""Port `documents`: each file in a child process of its own, with one child kept warm for the next.

What lives here: starting, feeding, limiting and ending children. What does not: reading (`reader`), what a child may do (`confine`).
A child that is out of step is never reused, because none is ever reused.
"""

import asyncio
import contextlib
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from typing import Any

import msgspec

from gwanmun.domain.documents import Edit, ReadDocument
from gwanmun.errors import BadDocument, Unavailable

_LARGEST_ANSWER = 256 * 1024 * 1024
_PROBLEMS = (TimeoutError, OSError, EOFError, ValueError, KeyError, asyncio.IncompleteReadError, msgspec.MsgspecError)


class ChildDocuments:
    """At most `children` files at once, each for at most `seconds`; more wait for their turn."""

    def __init__(self, *, children: int = 2, seconds: float = 45.0, command: Sequence[str] = ()) -> None:
        self._seconds = seconds
        self._command = tuple(command) or (sys.executable, "-m", "gwanmun.entrypoints.documents_child")
        self._turns = asyncio.Semaphore(children)
        self._warm: list[Process] = []
        self._all: set[Process] = set()
        self._closed = False

    async def read(self, content: bytes, name: str, *, warm: bool = True) -> ReadDocument:
        """`warm`: start the next child meanwhile."""
        answer = await self._ask({"content": content, "name": name[-255:]}, again=warm)
        try:
            return msgspec.convert(answer["read"], ReadDocument)
        except (KeyError, msgspec.MsgspecError) as error:
            raise BadDocument("over_limits") from error

    async def masked(
        self, content: bytes, name: str, edits: Sequence[Edit], pictures: str = "refuse"
    ) -> tuple[bytes, str]:
        answer = await self._ask(
            {"content": content, "name": name[-255:], "edits": list(edits), "pictures": pictures}, again=False
        )
        copy, format_ = answer.get("copy"), answer.get("format")
        if not isinstance(copy, bytes) or not isinstance(format_, str):
            raise BadDocument("over_limits")
        return copy, format_

    async def warm(self) -> None:
        """Start a child before it is needed."""
        if not self._warm and not self._closed:
            self._warm.append(await self._start())

    async def close(self) -> None:
        self._closed = True
        for child in list(self._all):
            await self._stop(child)

    async def _ask(self, order: dict[str, Any], *, again: bool) -> dict[str, Any]:
        async with self._turns:
            child: Process | None = None
            try:
                async with asyncio.timeout(self._seconds):
                    child = self._warm.pop() if self._warm else await self._start()
                    answer = await self._exchange(child, msgspec.msgpack.encode(order))
            except _PROBLEMS as error:
                raise BadDocument("over_limits") from error
            finally:
                if child is not None:
                    await self._stop(child)
        if "problem" in answer:
            raise _told(answer)
        if again:
            with contextlib.suppress(OSError, Unavailable):
                await self.warm()
        return answer

    async def _start(self) -> Process:
        if self._closed:
            raise Unavailable(store="documents")
        child = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
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
    async def _exchange(child: Process, frame: bytes) -> dict[str, Any]:
        if child.stdin is None or child.stdout is None:
            raise EOFError
        if await child.stdout.readexactly(1) != b"R":
            raise ValueError("ready")
        child.stdin.write(len(frame).to_bytes(4, "big") + frame)
        await child.stdin.drain()
        size = int.from_bytes(await child.stdout.readexactly(4), "big")
        if size > _LARGEST_ANSWER:
            raise ValueError("frame")
        return msgspec.msgpack.decode(await child.stdout.readexactly(size), type=dict[str, Any])


def _told(answer: dict[str, Any]) -> BadDocument:
    """The child's refusal, said again here; a problem that there is not is a child in doubt."""
    problem, where, params = answer.get("problem"), answer.get("where"), answer.get("params")
    if problem not in BadDocument.PROBLEMS or not isinstance(where, str) or not isinstance(params, dict):
        return BadDocument("over_limits")
    return BadDocument(problem, where[:200], **{str(key): value for key, value in params.items()})
