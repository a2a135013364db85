"""Our HTTP edge for an ASGI application (ASGI 3.0, HTTP only): an `Exchange` in, the application's messages out.

The edge has read the whole body within its cap before the application is called; it is handed on in pieces, so that a
parser of uploads works as it would elsewhere. Answers stream: `more_body` becomes chunks, with the edge's back-pressure.
When the caller leaves, `receive` says `http.disconnect` and the next `send` raises `CallerGone`: an answer under way ends
at once, and with it whatever it was fetched from. What does not live here: limits (`http_server.py`), pages (`console/`).
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote

from gwanmun.ports.exchange import CallerGone, Exchange

Message = MutableMapping[str, Any]
Application = Callable[
    [MutableMapping[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]
_PIECE = 64 * 1024
#: The edge writes these itself, and takes them from nobody.
_FRAMING = frozenset({b"content-length", b"transfer-encoding", b"connection", b"keep-alive", b"date"})


class Bridge:
    """`handle` is the edge's handler for one application."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def handle(self, exchange: Exchange) -> None:
        left = asyncio.Event()
        exchange.on_gone(left.set)
        answer = _Answer(exchange)
        await self._application(_scope(exchange), _Body(exchange.request.body, left).receive, answer.send)
        answer.end()


def _scope(exchange: Exchange) -> MutableMapping[str, Any]:
    request = exchange.request
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(request.path, errors="replace"),
        "raw_path": request.path.encode(),
        "query_string": request.query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in request.headers.items()],
        "client": (request.peer, 0),
        "server": None,
    }


class _Body:
    """The request's body, piece by piece; then whether the caller is still there."""

    def __init__(self, body: bytes, left: asyncio.Event) -> None:
        self._body = body
        self._at = 0
        self._told = False
        self._left = left

    async def receive(self) -> Message:
        if self._told:
            await self._left.wait()
            return {"type": "http.disconnect"}
        piece = self._body[self._at : self._at + _PIECE]
        self._at += len(piece)
        self._told = self._at >= len(self._body)
        return {"type": "http.request", "body": piece, "more_body": not self._told}


class _Answer:
    """One answer: whole when its first message is its last, else streamed."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._head: tuple[int, list[tuple[bytes, bytes]]] | None = None
        self._streams = False
        self._done = False

    async def send(self, message: Message) -> None:
        if self._exchange.gone:
            raise CallerGone
        if message["type"] == "http.response.start":
            headers = [(bytes(k), bytes(v)) for k, v in message.get("headers", ()) if k.lower() not in _FRAMING]
            self._head = (message["status"], headers)
        elif message["type"] == "http.response.body":
            await self._body(message.get("body", b""), more=message.get("more_body", False))

    async def _body(self, piece: bytes, *, more: bool) -> None:
        if self._head is None:
            raise RuntimeError("a body without a head")
        if self._done:
            return  # of an answer without a body
        bodyless = self._exchange.request.method == "HEAD" or self._head[0] in (204, 304)
        if not self._streams and (not more or bodyless):
            self._exchange.respond(*self._head, piece)
            self._done = True
            return
        if not self._streams:
            self._exchange.start(*self._head)
            self._streams = True
        await self._exchange.write(piece)
        if not more:
            self.end()

    def end(self) -> None:
        if self._streams and not self._done:
            self._exchange.finish()
        self._done = True
