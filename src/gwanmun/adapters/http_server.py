"""The gate's own HTTP server (HTTP 서버): port `exchange` on sockets.

What lives here: connections, time and size limits, back-pressure, the way an answer is written, and a graceful stop.
What does not: where a request begins and ends (`http_reader`), how an error is worded (`refuse`, given by the gate), and
anything about keys, paths or JSON. Why the gate has a server of its own: ADR 0002. Exchange, connection and server stand in
one file because they are one state machine: each line of one relies on what the other two are doing.

Theory of operation
1. One `_Connection` per socket. Bytes go through a `RequestReader`; a complete request starts one task that runs the
   gate's handler. While a handler has not answered, further bytes wait in a bounded buffer: one connection never has two
   requests in the handler's hands. A handler may go on after its answer (to settle and note); the next request need not
   wait for that, but at most `ServerLimits.settling` such tails run per connection.
2. No timer per request. Each connection has one `deadline`, and what it means depends on what the connection is doing;
   one sweep per server looks at all of them. A body's deadline grows with the bytes that came: that is its rate limit.
3. A caller who sends EOF has left, even when it could still read: clients of model services do not half-close, and a
   caller who has left must not cost money. `gone` is set, the `on_gone` callbacks run, `write` raises `CallerGone`.
4. What this server refuses itself it answers in full with `Connection: close`, reads and drops what the caller still
   sends for `linger_seconds` (a socket closed on unread bytes resets, and the caller would never read why), then closes.
5. Tasks are not in an `asyncio.TaskGroup`, because there one failing task cancels all others, and an exchange must never
   end another one. They are in `Server._tasks`, each caught at its edge, and awaited by `Server.close`.
"""

import asyncio
import contextlib
import logging
import re
import socket
import ssl
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from enum import Enum
from http import HTTPStatus
from math import inf
from typing import Any, Final, cast

from gwanmun.adapters.http_reader import BODY_BYTES, Message, RequestReader, Stage
from gwanmun.adapters.tls import AmbiguousSubject, subject
from gwanmun.errors import BadRequest, GwanmunError, Overloaded, Stopping
from gwanmun.ports.exchange import CallerGone, Exchange, Request

Headers = Sequence[tuple[bytes, bytes]]
Handler = Callable[[Exchange], Awaitable[None]]
#: Words a problem for a path (empty when none was read): status, headers, body.
Refuse = Callable[[GwanmunError, str], tuple[int, Headers, bytes]]

_BACKLOG: Final = 1024
_ACCEPT_AGAIN_SECONDS: Final = 1.0

_log = logging.getLogger("gwanmun.http")

_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_BODYLESS: Final = frozenset({204, 304})
_STATUS_LINES: Final = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}
#: Headers of an answer, whole: names are tokens, values hold no control character, and framing is ours alone.
_SAFE_HEADERS: Final = re.compile(
    rb"(?:(?!(?i:connection|content-length|date|keep-alive|trailer|transfer-encoding|upgrade):)"
    rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]++: [\t\x20-\x7e\x80-\xff]*+\r\n)*+"
)


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """What one caller, and all callers together, may take of the gate."""

    header_bytes: int = 32 * 1024
    header_count: int = 100
    request_line_bytes: int = 8 * 1024
    header_seconds: float = 10.0  # from the first byte of a request to the end of its head
    body_bytes: int = BODY_BYTES
    body_bytes_per_second: int = 16 * 1024  # after the grace, on average
    body_grace_seconds: float = 5.0
    write_seconds: float = 30.0  # an answer that nobody reads: time for the next `write_bytes`
    write_bytes: int = 16 * 1024
    idle_seconds: float = 75.0  # between requests
    linger_seconds: float = 2.0  # see theory of operation 4
    connections: int = 2000
    connections_per_peer: int = 500
    bytes_in_flight: int = 256 * 1024 * 1024  # bodies of all requests that are not answered
    pipelined_bytes: int = 64 * 1024  # that wait behind a running request before reading stops
    settling: int = 16  # handlers per connection that have answered and have not returned


class _Doing(Enum):
    """What a connection is doing: says what its deadline means."""

    WAITING = "waiting"  # for a request
    READING = "reading"  # one, of which some bytes came
    RUNNING = "running"  # the handler has not finished its answer
    FLUSHING = "flushing"  # answered; the caller has not taken enough of it
    LINGERING = "lingering"  # refused; see theory of operation 4
    CLOSING = "closing"  # closed by us, not all written


_WAITING, _READING, _RUNNING, _FLUSHING, _LINGERING, _CLOSING = _Doing


class HTTPExchange:
    """One request and its answer; see `ports.exchange.Exchange`.

    `respond`, `start` and `finish` do nothing when the caller has gone. Answering twice, or with headers that are not
    ours to send, is a fault of the program and raises `ValueError` or `RuntimeError`.
    """

    __slots__ = ("_callbacks", "_chunked", "_connection", "_done", "_gone", "_keep_alive", "_started", "request")

    def __init__(self, connection: "_Connection", request: Request, *, keep_alive: bool, chunked: bool) -> None:
        self.request = request
        self._connection = connection
        self._keep_alive = keep_alive
        self._chunked = chunked  # False for HTTP/1.0, where a stream ends with the connection
        self._gone = False
        self._started = False
        self._done = False
        self._callbacks: list[Callable[[], object]] | None = None

    @property
    def gone(self) -> bool:
        return self._gone

    @property
    def started(self) -> bool:
        """Whether the status line is on its way: from then on, an error can only be told inside the answer."""
        return self._started

    def on_gone(self, callback: object) -> None:
        call = cast("Callable[[], object]", callback)
        if self._gone:
            call()
        elif self._callbacks is None:
            self._callbacks = [call]
        else:
            self._callbacks.append(call)

    def respond(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer whole, in one write."""
        bodyless = status in _BODYLESS
        head = self._head(status, headers, b"" if bodyless else b"Content-Length: %d\r\n" % len(body))
        if not self._gone:
            silent = bodyless or self.request.method == "HEAD"
            self._connection.write(head if silent else head + body)
            self._end()

    def start(self, status: int, headers: Headers) -> None:
        """Begin a streamed answer."""
        if status in _BODYLESS or self.request.method == "HEAD":
            raise ValueError("an answer without a body cannot be streamed")
        chunked = self._chunked
        if not chunked:
            self._keep_alive = False
        head = self._head(status, headers, b"Transfer-Encoding: chunked\r\n" if chunked else b"")
        if not self._gone:
            self._connection.write(head)

    async def write(self, chunk: bytes) -> None:
        """Send a piece; returns when the caller can take more. Raises `CallerGone`."""
        waiting = self.put(chunk)
        if waiting is not None:
            await waiting

    def put(self, chunk: bytes) -> Awaitable[None] | None:
        """Send a piece at once; returns what to wait for when the caller cannot take more. Raises `CallerGone`."""
        if self._gone:
            raise CallerGone
        if not self._started or self._done:
            raise RuntimeError("write outside of a streamed answer")
        if not chunk:
            return None  # a chunk of no bytes would end the answer
        connection = self._connection
        connection.write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if self._chunked else chunk)
        return self._taken() if connection.paused else None

    async def _taken(self) -> None:
        await self._connection.drained()
        if self._gone:
            raise CallerGone

    def finish(self) -> None:
        """End a streamed answer."""
        if self._gone:
            return
        if not self._started or self._done:
            raise RuntimeError("finish outside of a streamed answer")
        if self._chunked:
            self._connection.write(b"0\r\n\r\n")
        self._end()

    # ------------------------------------------------------------ for the connection

    @property
    def done(self) -> bool:
        return self._done

    def lose(self) -> None:
        """The caller left."""
        if self._gone or self._done:
            return
        self._gone = True
        callbacks, self._callbacks = self._callbacks, None
        for callback in callbacks or ():
            try:
                callback()
            except Exception as error:  # noqa: BLE001  # one callback must not keep the others from stopping their work
                _report("a callback of a caller that left", error)

    def _end(self) -> None:
        self._done = True
        self._callbacks = None
        self._connection.answered(keep_alive=self._keep_alive)

    def _head(self, status: int, headers: Headers, framing: bytes) -> bytes:
        if self._started:
            raise RuntimeError("answered twice")
        connection = self._connection
        if connection.server.stopping:
            self._keep_alive = False
        lines = _render(headers)
        self._started = True
        return b"%b%b%b%b%b\r\n" % (
            _STATUS_LINES.get(status) or b"HTTP/1.1 %d \r\n" % status,
            connection.server.date_line,
            lines,
            framing,
            b"" if self._keep_alive else b"Connection: close\r\n",
        )


class Server:
    """A running server. Made by `serve`."""

    def __init__(self, handler: Handler, refuse: Refuse, limits: ServerLimits) -> None:
        self.handler = handler
        self.refuse = refuse
        self.limits = limits
        self.loop = asyncio.get_running_loop()
        self.stopping = False
        self.bytes_in_flight = 0
        self.date_line = b""
        self.per_peer: Counter[str] = Counter()
        self._connections: set[_Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Server | _TLSListener | None = None
        self._emptied = asyncio.Event()
        self._tick_seconds = min(0.5, max(0.02, _shortest(limits) / 4))
        self._ticker = self.loop.call_soon(self._sweep)

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        return tuple(self._listener.sockets) if self._listener is not None else ()

    @property
    def port(self) -> int:
        """The TCP port, chosen by the system when 0 was asked for."""
        return int(self.sockets[0].getsockname()[1])

    @property
    def open_connections(self) -> int:
        """Those whose handshake is done, where there is one."""
        return len(self._connections)

    @property
    def handshaking(self) -> int:
        return self._listener.handshaking.total() if isinstance(self._listener, _TLSListener) else 0

    @property
    def running(self) -> int:
        """Handlers that have not returned."""
        return len(self._tasks)

    async def close(self, grace_seconds: float = 30.0) -> None:
        """Take no more requests, let running ones finish for `grace_seconds`, then cancel them and close everything.

        Idle connections close at once; a request that is still being read is refused with `Stopping`.
        """
        self.stopping = True
        if isinstance(self._listener, _TLSListener):
            await self._listener.close()
        elif self._listener is not None:
            self._listener.close()
        for connection in tuple(self._connections):
            connection.stop()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_seconds)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        # Answers are written by now; callers get a moment to take them.
        if self._connections:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(grace_seconds, self.limits.linger_seconds)):
                    await self._emptied.wait()
        for connection in tuple(self._connections):
            connection.abort()
        if self._connections:
            await self._emptied.wait()
        self._ticker.cancel()

    # ------------------------------------------------------------ for connections

    def listen(self, listener: "asyncio.Server | _TLSListener") -> None:
        self._listener = listener

    def has_room(self, peer: str, handshakes: int = 0, of_peer: int = 0) -> bool:
        """Whether one more connection fits beside those that are open and those that are shaking hands."""
        if len(self._connections) + handshakes >= self.limits.connections:
            return False
        return not peer or self.per_peer[peer] + of_peer < self.limits.connections_per_peer

    def admit(self, connection: "_Connection", peer: str) -> bool:
        """Count a connection in; say whether it may stay."""
        fits = self.has_room(peer)
        self._connections.add(connection)
        self._emptied.clear()
        if peer:
            self.per_peer[peer] += 1
        return fits and not self.stopping

    def forget(self, connection: "_Connection", peer: str) -> None:
        self._connections.discard(connection)
        if peer:
            self.per_peer[peer] -= 1
            if not self.per_peer[peer]:
                del self.per_peer[peer]
        if not self._connections:
            self._emptied.set()

    def run(self, connection: "_Connection", exchange: HTTPExchange) -> None:
        self._tasks.add(self.loop.create_task(self._run(connection, exchange)))

    async def _run(self, connection: "_Connection", exchange: HTTPExchange) -> None:
        try:
            await self.handler(exchange)
        except CallerGone:
            pass
        except GwanmunError as problem:
            connection.answer_problem(exchange, problem)
        except Exception as error:  # noqa: BLE001  # an edge: the fault of one exchange must not end the others
            _report("a request", error)
            connection.answer_problem(exchange, GwanmunError())
        finally:
            task = asyncio.current_task()
            if task is not None:
                self._tasks.discard(task)
            connection.returned(exchange)

    def _sweep(self) -> None:
        now = self.loop.time()
        self.date_line = b"Date: %b\r\n" % formatdate(time.time(), usegmt=True).encode("ascii")
        # tuple(): a deadline may close a connection, which leaves the set.
        for connection in tuple(self._connections):
            if connection.deadline <= now:
                connection.expire(now)
        self._ticker = self.loop.call_later(self._tick_seconds, self._sweep)


class _TLSListener:
    """Accepts connections and shakes hands: asyncio's own server tells of a connection only when that is done, and so
    could not count those who never do it. One who does not fit is closed at once; there is no way yet to say why.
    """

    def __init__(self, server: Server, tls: ssl.SSLContext, sockets: Sequence[socket.socket]) -> None:
        self.sockets = tuple(sockets)
        self.handshaking: Counter[str] = Counter()
        self._server = server
        self._tls = tls
        self._tasks: set[asyncio.Task[None]] = set()
        for listening in self.sockets:
            listening.settimeout(0)
            listening.listen(_BACKLOG)
            self._keep(self._accept(listening))

    async def close(self) -> None:
        """Accept nobody any more, and break off every handshake."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        for listening in self.sockets:  # only now: the loop must not wait on a closed descriptor
            listening.close()

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._server.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                accepted, name = await self._server.loop.sock_accept(listening)
            except ConnectionError:
                continue  # it left before it was accepted
            except OSError as error:
                _report("accepting", error)  # no descriptors, no memory: it passes
                await asyncio.sleep(_ACCEPT_AGAIN_SECONDS)
                continue
            peer = str(name[0]) if isinstance(name, tuple) and name else ""
            if self._server.has_room(peer, self.handshaking.total(), self.handshaking[peer]):
                self._keep(self._shake_hands(accepted, peer))
            else:
                accepted.close()

    async def _shake_hands(self, accepted: socket.socket, peer: str) -> None:
        self.handshaking[peer] += 1
        try:
            with contextlib.suppress(OSError):
                accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a Unix socket knows no such thing
            await self._server.loop.connect_accepted_socket(
                lambda: _Connection(self._server),
                accepted,
                ssl=self._tls,
                ssl_handshake_timeout=self._server.limits.header_seconds,
            )
        except OSError:
            accepted.close()  # it left, was too slow, or spoke no TLS that we speak
        except BaseException:
            accepted.close()
            raise
        finally:
            self.handshaking[peer] -= 1
            if not self.handshaking[peer]:
                del self.handshaking[peer]


class _Connection(asyncio.Protocol):
    """One socket. See the theory of operation at the top."""

    __slots__ = (
        "_certificate",
        "_counted",
        "_doing",
        "_drain",
        "_exchange",
        "_held",
        "_peer",
        "_pending",
        "_reader",
        "_reading_paused",
        "_settling",
        "_since",
        "_transport",
        "_unwritten",
        "deadline",
        "paused",
        "server",
    )

    _transport: asyncio.Transport

    def __init__(self, server: Server) -> None:
        limits = server.limits
        self.server = server
        self.deadline = inf
        self.paused = False  # the transport holds as much of our answer as it may
        self._reader = RequestReader(
            header_bytes=limits.header_bytes,
            header_count=limits.header_count,
            request_line_bytes=limits.request_line_bytes,
            body_bytes=limits.body_bytes,
        )
        self._doing = _WAITING
        self._exchange: HTTPExchange | None = None
        self._pending = bytearray()  # bytes behind the running request
        self._reading_paused = False
        self._settling = 0
        self._since = 0.0  # when the first byte of the head, or the body, began
        self._held = 0  # bytes counted in `Server.bytes_in_flight`
        self._unwritten = 0
        self._drain: asyncio.Future[None] | None = None
        self._peer = ""
        self._certificate: dict[str, str] | None = None
        self._counted = False

    # ------------------------------------------------------------ called by the transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._peer = _peer(transport)
        self._counted = True
        admitted = self.server.admit(self, self._peer)
        # A caller that connects and says nothing is given the time of a head, not that of an idle connection.
        self.deadline = self.server.loop.time() + self.server.limits.header_seconds
        if not admitted:
            self._refuse(Stopping() if self.server.stopping else Overloaded())
            return
        try:
            self._certificate = subject(transport.get_extra_info("peercert"))
        except AmbiguousSubject:
            self._refuse(BadRequest("bad_http", "certificate"))

    def data_received(self, data: bytes) -> None:
        doing = self._doing
        if doing is _WAITING or doing is _READING:
            self._read(data)
        elif doing is _RUNNING or doing is _FLUSHING:
            self._pending += data
            if len(self._pending) > self.server.limits.pipelined_bytes and not self._reading_paused:
                # Until the answer is out nothing more is read, so that this caller's leaving shows only then.
                self._reading_paused = True
                self._transport.pause_reading()
        # Otherwise the connection is closing, and what comes is dropped.

    def eof_received(self) -> bool:
        if self._doing is _RUNNING and self._exchange is not None:
            self._exchange.lose()
            self._wake()
            self.abort()
        elif self._doing is not _LINGERING:
            # At this point the transport writes what it still holds, and closes; nothing new may begin.
            self._doing = _CLOSING
            self._pending.clear()
            self.deadline = self.server.loop.time() + self.server.limits.write_seconds
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # why it was lost changes nothing
        self._doing = _CLOSING
        self.deadline = inf
        if self._exchange is not None:
            self._exchange.lose()
        self._wake()
        self._hold(0)
        self._pending.clear()
        self._reader.close()
        if self._counted:
            self._counted = False
            self.server.forget(self, self._peer)

    def pause_writing(self) -> None:
        self.paused = True
        self._unwritten = self._transport.get_write_buffer_size()
        self.deadline = self.server.loop.time() + self.server.limits.write_seconds

    def resume_writing(self) -> None:
        self.paused = False
        if self._doing is _RUNNING:
            self.deadline = inf
        elif self._doing is _FLUSHING:
            self._next()
        self._wake()

    # ------------------------------------------------------------ reading

    def _read(self, data: bytes) -> None:
        reader = self._reader
        try:
            message = reader.feed(data)
        except BadRequest as problem:
            self._refuse(problem, reader.path)
            return
        if message is None:
            self._await_more()
        elif self._hold(len(message.body)):
            self._dispatch(message)
        else:
            self._refuse(Overloaded(), message.path)

    def _await_more(self) -> None:
        """A part of a request is in: set its deadline by how far it is."""
        reader, limits = self._reader, self.server.limits
        stage = reader.stage
        if stage is Stage.IDLE:
            return
        if self.server.stopping:
            self._refuse(Stopping(), reader.path)
            return
        now = self.server.loop.time()
        if stage is Stage.HEAD:
            if self._doing is _WAITING:
                self._doing = _READING
                self.deadline = now + limits.header_seconds
            return
        if self._since == 0.0:
            self._since = now
        self._doing = _READING
        if not self._hold(reader.held_bytes):
            self._refuse(Overloaded(), reader.path)
            return
        self.deadline = self._since + limits.body_grace_seconds + reader.held_bytes / limits.body_bytes_per_second
        if reader.wants_continue:
            reader.wants_continue = False
            self._transport.write(_CONTINUE)

    def _dispatch(self, message: Message) -> None:
        server = self.server
        if server.stopping:
            self._refuse(Stopping(), message.path)
            return
        self._doing = _RUNNING
        self._since = 0.0
        self.deadline = inf
        rest = self._reader.rest
        if rest:
            self._pending += self._reader.take_rest()
        request = Request(
            message.method, message.path, message.query, message.headers, message.body, self._peer, self._certificate
        )
        exchange = HTTPExchange(self, request, keep_alive=message.keep_alive, chunked=not message.http_1_0)
        self._exchange = exchange
        server.run(self, exchange)

    def _hold(self, size: int) -> bool:
        """Count what this connection's request holds; say whether all requests together still fit."""
        server = self.server
        server.bytes_in_flight += size - self._held
        self._held = size
        return server.bytes_in_flight <= server.limits.bytes_in_flight

    # ------------------------------------------------------------ answering

    def write(self, data: bytes) -> None:
        self._transport.write(data)

    async def drained(self) -> None:
        """Wait until the caller has taken enough, or has left."""
        if self._drain is None:
            self._drain = self.server.loop.create_future()
        # One waiter's cancellation must not wake the others: a handler may write from two tasks.
        await asyncio.shield(self._drain)

    def _wake(self) -> None:
        drain, self._drain = self._drain, None
        if drain is not None and not drain.done():
            drain.set_result(None)

    def answered(self, *, keep_alive: bool) -> None:
        """The running exchange has written its whole answer."""
        self._exchange = None
        self._settling += 1
        self._hold(0)
        if not keep_alive or self.server.stopping:
            self._close()
        elif self.paused or self._pending or self._reading_paused or self._settling > self.server.limits.settling:
            self._doing = _FLUSHING
            if not self.paused:
                self.server.loop.call_soon(self._next)
        else:
            self._doing = _WAITING
            self.deadline = self.server.loop.time() + self.server.limits.idle_seconds

    def returned(self, exchange: HTTPExchange) -> None:
        """The handler of an exchange has returned."""
        if exchange.done:
            self._settling -= 1
            if self._doing is _FLUSHING:
                self._next()
        elif exchange.gone:
            self.abort()
        elif exchange.started:
            # The answer is not whole: only a cut connection tells that to the caller.
            self.abort()
        else:
            self.answer_problem(exchange, Stopping() if self.server.stopping else GwanmunError())

    def _next(self) -> None:
        """Go on with the connection after an answer, when the caller has taken it and not too many settle."""
        if self._doing is not _FLUSHING or self.paused or self._settling > self.server.limits.settling:
            return
        self._doing = _WAITING
        self.deadline = self.server.loop.time() + self.server.limits.idle_seconds
        if self._pending:
            data = bytes(self._pending)
            self._pending.clear()
            self._read(data)
        elif self.server.stopping:
            self._close()
        if (
            self._reading_paused
            and len(self._pending) <= self.server.limits.pipelined_bytes
            and not self._transport.is_closing()
        ):
            self._reading_paused = False
            self._transport.resume_reading()

    def answer_problem(self, exchange: HTTPExchange, problem: GwanmunError) -> None:
        """Answer with an error, when nothing was answered yet."""
        if exchange.started or exchange.gone:
            return
        try:
            exchange.respond(*self.server.refuse(problem, exchange.request.path))
        except Exception as error:  # noqa: BLE001  # an edge: what cannot be worded still ends
            _report("wording a problem", error)
            self.abort()

    # ------------------------------------------------------------ ending

    def expire(self, now: float) -> None:
        """The deadline has passed."""
        limits = self.server.limits
        if self._doing is _READING:
            self._refuse(BadRequest("timed_out"), self._reader.path)
        elif self._doing is _WAITING or self._doing is _LINGERING:
            self._close()
        elif self.paused and self._unwritten - self._transport.get_write_buffer_size() >= limits.write_bytes:
            self._unwritten = self._transport.get_write_buffer_size()
            self.deadline = now + limits.write_seconds
        else:
            self.abort()

    def stop(self) -> None:
        """The server stops: end what is idle."""
        if self._doing is _WAITING:
            self._close()
        elif self._doing is _READING:
            self._refuse(Stopping(), self._reader.path)

    def abort(self) -> None:
        """Close without writing what is left."""
        self._doing = _CLOSING
        self._transport.abort()

    def _close(self) -> None:
        self._doing = _CLOSING
        self.deadline = self.server.loop.time() + self.server.limits.write_seconds
        self._transport.close()

    def _refuse(self, problem: GwanmunError, path: str = "") -> None:
        """Answer what the server itself finds wrong, and end the connection so that the answer arrives."""
        server, transport = self.server, self._transport
        self._reader.close()
        self._pending.clear()
        self._hold(0)
        status, headers, body = server.refuse(problem, path)
        transport.write(
            b"%b%b%bContent-Length: %d\r\nConnection: close\r\n\r\n%b"
            % (
                _STATUS_LINES.get(status) or b"HTTP/1.1 %d \r\n" % status,
                server.date_line,
                _render(headers),
                len(body),
                body,
            )
        )
        self._doing = _LINGERING
        self.deadline = server.loop.time() + server.limits.linger_seconds
        if transport.can_write_eof():
            transport.write_eof()


async def serve(
    handler: Handler,
    refuse: Refuse,
    limits: ServerLimits | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    sock: socket.socket | None = None,
    tls: ssl.SSLContext | None = None,
) -> Server:
    """Listen on `host` and `port`, or on a bound `sock` (TCP or Unix; the server closes it), and run `handler` for each
    request.

    `handler` runs as a task and answers through the exchange; what it raises is worded by `refuse` when nothing was
    answered yet. `refuse` must not raise. Raises `OSError` when the address cannot be bound.
    """
    server = Server(handler, refuse, limits or ServerLimits())
    loop = server.loop

    def connect() -> _Connection:
        return _Connection(server)

    listener: asyncio.Server | _TLSListener
    try:
        if tls is not None:
            listener = _TLSListener(server, tls, [sock] if sock is not None else await _bind(loop, host, port))
        elif sock is not None and sock.family == socket.AF_UNIX:
            listener = await loop.create_unix_server(connect, sock=sock)
        elif sock is not None:
            listener = await loop.create_server(connect, sock=sock)
        else:
            listener = await loop.create_server(connect, host, port, backlog=_BACKLOG)
    except BaseException:
        await server.close(0)
        raise
    server.listen(listener)
    return server


async def _bind(loop: asyncio.AbstractEventLoop, host: str, port: int) -> list[socket.socket]:
    """A socket for each address of `host`, as `loop.create_server` makes them."""
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    bound: list[socket.socket] = []
    try:
        for family, address in dict.fromkeys((family, address) for family, _, _, _, address in found):
            bound.append(socket.create_server(address, family=family, backlog=_BACKLOG))
    except OSError:
        for one in bound:
            one.close()
        raise
    return bound


def _render(headers: Headers) -> bytes:
    lines = b"".join([b"%b: %b\r\n" % header for header in headers])
    # As many lines as headers: a value with a whole header in it would be well-formed, too.
    if _SAFE_HEADERS.fullmatch(lines) is None or lines.count(b"\n") != len(headers):
        # Neither name nor value is repeated: they may hold what a caller sent.
        raise ValueError("a header of an answer is malformed or not the handler's to send")
    return lines


def _peer(transport: asyncio.BaseTransport) -> str:
    """The other end's IP address; empty on a Unix socket."""
    name = transport.get_extra_info("peername")
    return str(name[0]) if isinstance(name, tuple) and name else ""


def _report(what: str, error: Exception) -> None:
    """Name a fault of the program by type and place. Its text and its values may hold what a caller sent: never those."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "?" if trace is None else f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
    _log.error("%s failed: %s at %s", what, type(error).__name__, place)


def _shortest(limits: ServerLimits) -> float:
    return min(
        limits.header_seconds,
        limits.body_grace_seconds,
        limits.write_seconds,
        limits.idle_seconds,
        limits.linger_seconds,
    )
