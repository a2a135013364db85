"""A vendor made of a function (시험용 외부 서비스): port `upstream` without sockets, for tests of the gate.

What lives here: `MemoryUpstream`, which answers what its script says and remembers what it was sent. What does not: HTTP,
TLS and addresses, so the promises about these are not its to keep (`tests/contracts/test_upstream.py` says which are).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from gwanmun.domain.ids import ServiceId
from gwanmun.errors import BrokeProtocol, Unreachable, UpstreamFault
from gwanmun.ports.upstream import Take

#: A piece of an answer: bytes, a fault that is raised there, or something to wait for.
Piece = bytes | UpstreamFault | asyncio.Event


@dataclass(frozen=True, slots=True)
class Sent:
    """What the gate sent."""

    service: ServiceId
    path: str
    body: bytes
    stream: bool


@dataclass(frozen=True, slots=True)
class Scripted:
    """What the vendor answers. Without a `content_type`, the usual one of a stream or of an object."""

    pieces: Sequence[Piece] = ()
    status: int = 200
    content_type: str = ""
    retry_after: int | None = None


#: Says the answer to service, path, body and stream; may raise an `UpstreamFault`.
Script = Callable[[ServiceId, str, bytes, bool], Scripted | Sequence[Piece]]


@dataclass(slots=True)
class MemoryAnswer:
    """See `ports.upstream.UpstreamAnswer`."""

    status: int
    content_type: str
    retry_after: int | None
    _pieces: list[Piece]
    _on_cut: Callable[[], None]
    _closed: bool = False
    _cut: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, limit: int) -> bytes:
        body = b""
        async for piece in self.chunks():
            body += piece
            if len(body) > limit:
                await self.aclose()
                raise BrokeProtocol("length")
        return body

    async def chunks(self) -> AsyncIterator[bytes]:
        while self._pieces:
            piece = self._pieces.pop(0)
            if isinstance(piece, UpstreamFault):
                self._pieces.clear()
                self._closed = True
                raise piece
            if isinstance(piece, asyncio.Event):
                await self._wait(piece)
            elif piece:
                yield piece
            if self._closed:
                raise BrokeProtocol("closed")

    async def pour(self, take: Take) -> None:
        async for piece in self.chunks():
            more = take(piece)
            if more is False:
                return
            if more is not True:
                await more

    async def aclose(self) -> None:
        if self._pieces and not self._closed:
            self._on_cut()
            self._closed = True
            self._pieces.clear()
        self._cut.set()

    async def _wait(self, event: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            waits = [group.create_task(event.wait()), group.create_task(self._cut.wait())]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()


class MemoryUpstream:
    """Port `upstream`. `sent` is everything that was sent, `cuts` the answers that were closed before their end."""

    def __init__(self, script: Script) -> None:
        self.sent: list[Sent] = []
        self.cuts = 0
        self._script = script
        self._closed = False

    async def send(self, service: ServiceId, path: str, body: bytes, *, stream: bool) -> MemoryAnswer:
        await asyncio.sleep(0)  # a real one never answers in the same breath
        if self._closed:
            raise Unreachable(service, problem="no route")
        self.sent.append(Sent(service, path, body, stream))
        answer = self._script(service, path, body, stream)
        if not isinstance(answer, Scripted):
            answer = Scripted(answer)
        usual = "text/event-stream" if stream else "application/json"
        return MemoryAnswer(
            answer.status, answer.content_type or usual, answer.retry_after, list(answer.pieces), self._count_cut
        )

    async def close(self) -> None:
        self._closed = True

    def _count_cut(self) -> None:
        self.cuts += 1
