"""The sandbox's server: HTTP/1.1 on loopback, for one machine and for tests.

What lives here: framing, keep-alive and the delays that an answer asks for. What does not: what is answered
(`answers.py`). No task is ever made: each connection is a protocol that sends its next piece from a timer.

It listens on loopback only: it is a stand-in for a vendor, and nobody's data may reach it from elsewhere.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

import httptools
import orjson

from gwanmun.sandbox.answers import Reply, answer

_MOST_BODY: Final = 64 * 1024 * 1024
_REASONS = {
    200: b"OK",
    307: b"Temporary Redirect",
    400: b"Bad Request",
    401: b"Unauthorized",
    404: b"Not Found",
    413: b"Content Too Large",
    429: b"Too Many Requests",
    500: b"Internal Server Error",
    503: b"Service Unavailable",
}


@dataclass(frozen=True, slots=True)
class Received:
    """A request exactly as it came: what left the gate."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Server:
    """A running sandbox. `received` keeps the latest requests; `hangups` counts callers that left before the end."""

    def __init__(self) -> None:
        self.port = 0
        self.received: deque[Received] = deque(maxlen=256)
        self.hangups = 0
        self.connections: set[_Connection] = set()
        self._listener: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(lambda: _Connection(self, loop.call_later), host, port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and drop what is open."""
        if self._listener is not None:
            self._listener.close()
            for connection in tuple(self.connections):
                connection.drop()
            await self._listener.wait_closed()

    async def serve_forever(self) -> None:
        if self._listener is not None:
            await self._listener.serve_forever()


async def serve(host: str = "127.0.0.1", port: int = 0) -> Server:
    """Start a sandbox on a loopback address; port 0 takes a free one, found in `.port`."""
    if host != "localhost" and not ip_address(host).is_loopback:
        raise ValueError("the sandbox listens on loopback only")
    server = Server()
    await server.start(host, port)
    return server


class _Connection(asyncio.Protocol):
    """One connection: one request at a time, the next one read when the answer is out."""

    def __init__(self, server: Server, later: Callable[..., asyncio.TimerHandle]) -> None:
        self._server = server
        self._later = later
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._parser = httptools.HttpRequestParser(self)
        self._path = b""
        self._headers: list[tuple[str, str]] = []
        self._body = bytearray()
        self._queue: deque[tuple[Reply, bool]] = deque()  # answers to requests that came together
        self._reply: Reply | None = None
        self._next = 0
        self._writable = True
        self._keep = True

    # ---------------------------------------------------------------- the line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - create_server gives nothing else
        self._transport = transport
        self._server.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._server.connections.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        if self._reply is not None:
            self._server.hangups += 1
        self._reply = None
        self._transport = None

    def pause_writing(self) -> None:
        self._writable = False

    def resume_writing(self) -> None:
        self._writable = True
        if self._reply is not None and self._timer is None:
            self._step()

    def drop(self) -> None:
        self._reply = None
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.drop()

    # ---------------------------------------------------------------- the parser's events

    def on_message_begin(self) -> None:
        self._path = b""
        self._headers = []
        self._body.clear()

    def on_url(self, url: bytes) -> None:
        self._path += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name.decode("latin-1").lower(), value.decode("latin-1")))

    def on_body(self, body: bytes) -> None:
        if len(self._body) + len(body) > _MOST_BODY:
            self.drop()
        self._body += body

    def on_message_complete(self) -> None:
        method, path, body = self._parser.get_method().decode(), self._path.decode("latin-1"), bytes(self._body)
        if (method, path) == ("GET", "/sandbox/received"):
            bodies = [received.body.decode(errors="replace") for received in self._server.received]
            reply = Reply(200, ((b"content-type", b"application/json"),), ((0.0, orjson.dumps(bodies)),))
        else:
            self._server.received.append(Received(method, path, tuple(self._headers), body))
            reply = answer(method, path, body)
        self._queue.append((reply, self._parser.should_keep_alive()))
        if self._reply is None:
            self._begin()

    # ---------------------------------------------------------------- the answer

    def _begin(self) -> None:
        self._reply, self._keep = self._queue.popleft()
        self._next = -1
        self._wait(self._reply.start_seconds)

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._timer = self._later(seconds, self._step)
        else:
            self._step()

    def _step(self) -> None:
        """Send what is due: the head, pieces, the end. Stops where a delay or a full buffer says so."""
        self._timer = None
        reply = self._reply
        while reply is not None and self._transport is not None and self._writable:
            if self._next < 0:
                self._transport.write(_head(reply))
            elif self._next < len(reply.pieces):
                piece = reply.pieces[self._next][1]
                self._transport.write(b"%x\r\n%b\r\n" % (len(piece), piece) if reply.streamed and piece else piece)
            else:
                self._end(reply)
                return
            self._next += 1
            if self._next < len(reply.pieces) and reply.pieces[self._next][0] > 0:
                self._wait(reply.pieces[self._next][0])
                return

    def _end(self, reply: Reply) -> None:
        self._reply = None
        if self._transport is None:
            return
        if reply.cut:
            self._transport.close()
            return
        if reply.streamed:
            self._transport.write(b"0\r\n\r\n")
        if not self._keep:
            self._transport.close()
            return
        if self._queue:
            self._begin()


def _head(reply: Reply) -> bytes:
    if not reply.status:
        return b""
    lines = [b"HTTP/1.1 %d %b" % (reply.status, _REASONS.get(reply.status, b""))]
    lines += [b"%b: %b" % header for header in reply.headers]
    if reply.streamed:
        lines.append(b"transfer-encoding: chunked")
    else:
        length = sum(len(piece) for _, piece in reply.pieces)
        lines.append(b"content-length: %d" % (2 * length + 1 if reply.cut else length))
    return b"\r\n".join(lines) + b"\r\n\r\n"
