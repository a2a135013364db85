"""The only way out (외부 서비스 호출): port `upstream` over HTTP/1.1, with a pool of connections per route.

What lives here: routes, connecting to checked addresses, the pool, time limits, and reading an answer. What does not:
what is sent (`wire/` writes the body), what an answer means (the gate), which addresses are allowed (`addresses`), and any
retry: a request whose bytes left is never sent again (RFC 9110 §9.2.2: POST is not idempotent). Answer, connection and pool
stand in one file because they are one state machine: each line of one relies on what the other two are doing.

Theory of operation
1. One `_Pool` per route. A free connection is taken last in, first out, and only after asking the kernel whether bytes or
   an end of stream wait on it: then the vendor has closed it, or said something unasked, and it is thrown away before
   anything is written. This is promise 7: what can be known before the first byte is mended, all else is reported.
2. A name is resolved, every address it has is checked, and the connection goes to a checked address as a number.
3. One `_Connection` carries one answer at a time. llhttp (through httptools) reads the grammar; this module counts what it
   hands over, and refuses what has two readings: two lengths, an encoding we did not ask for, a body that ends by close
   without having said so.
4. No timer per answer. Each connection has one `deadline`; one sweep per `HTTPUpstream` looks at those in use and at the
   free ones, and runs only while there are any.
5. A connection goes back to the pool only when its answer ended where it said, keep-alive was agreed, and nothing trails.
"""

import asyncio
import contextlib
import re
import select
import socket
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Final, cast
from urllib.parse import urlsplit

import httptools

from gwanmun.adapters.addresses import Network, NotPermitted, listed, permitted
from gwanmun.adapters.tls import client_context
from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.ids import ServiceId
from gwanmun.errors import BadSettings, BrokeProtocol, TimedOut, Unreachable, UpstreamFault
from gwanmun.ports.upstream import Take

#: Resolves a name and port to addresses, as numbers.
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

_PATH: Final = re.compile(r"(?:/[A-Za-z0-9_~:@\-][A-Za-z0-9._~:@\-]*)+", re.ASCII)  # no segment is `.` or `..`
_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]", re.ASCII)
_KEY: Final = re.compile(r"[\x21-\x7e]+", re.ASCII)
_INTERIM_ANSWERS: Final = 16
_ADDRESSES: Final = 8  # of one name that are tried


class Secret:
    """A text that does not show itself: no repr, no str, no pickle."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret is not written down")


@dataclass(frozen=True, slots=True)
class UpstreamRoute:
    """How one service is reached. Two equal routes share their connections across `update`."""

    base_url: str  # https://api.example.com or http://10.1.2.3:8000/prefix; the port's `path` is appended
    dialect: Dialect
    api_key: Secret | None = field(default=None, repr=False)
    anthropic_version: str = "2023-06-01"
    ca_file: str | None = None  # trust this authority alone; None: the system's
    allowed_private: tuple[Network, ...] = ()  # plain http:// is only spoken to these
    connect_seconds: float = 5.0  # waiting for a free connection, name, TCP and TLS together
    first_byte_seconds: float = 300.0  # reasoning models think before they speak
    idle_seconds: float = 120.0
    total_seconds: float = 1800.0
    connections: int = 200
    waiting: int = 1000  # requests that wait for a connection; one more is refused
    pooled_seconds: float = 4.0  # below the 5 s after which common servers close an idle connection


@dataclass(frozen=True, slots=True)
class UpstreamLimits:
    """What one answer may take of the gate."""

    header_bytes: int = 32 * 1024
    header_count: int = 200
    answer_bytes: int = 64 * 1024 * 1024
    buffer_bytes: int = 256 * 1024  # not yet read by the gate; then the vendor is stopped


class HTTPAnswer:
    """A vendor's answer; see `ports.upstream.UpstreamAnswer`. Used by one reader."""

    __slots__ = (
        "_answer_bytes",
        "_buffer_bytes",
        "_connection",
        "_fault",
        "_length",
        "_received",
        "_size",
        "_take",
        "_taken",
        "_waiter",
        "content_type",
        "retry_after",
        "status",
        "total",
    )

    def __init__(
        self,
        connection: "_Connection",
        status: int,
        headers: Mapping[bytes, bytes],
        length: int | None,
        limits: UpstreamLimits,
    ) -> None:
        self.status = status
        self.content_type = _media_type(headers.get(b"content-type", b""))
        self.retry_after = _sane_seconds(headers.get(b"retry-after", b""))
        self._connection: _Connection | None = connection
        self._length = length
        self._answer_bytes = limits.answer_bytes
        self._buffer_bytes = limits.buffer_bytes
        self._received: list[bytes] = []  # not yet given to the reader
        self._size = 0  # of `_received`
        self.total = 0  # of everything that came
        self._fault: UpstreamFault | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._take: Take | None = None  # a reader that wants each piece when it comes
        self._taken: bool | Awaitable[None] | Exception = True  # what it last said

    async def read(self, limit: int) -> bytes:
        """The whole body. Raises `BrokeProtocol` when it is longer than `limit` bytes, and what `chunks` raises."""
        if self._length is not None and self._length > limit:
            self.cut()
            raise BrokeProtocol("length")
        pieces = []
        size = 0
        while piece := await self._next():
            size += len(piece)
            if size > limit:
                self.cut()
                raise BrokeProtocol("length")
            pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives; pieces that wait are given as one. Raises `BrokeProtocol` or `TimedOut`."""
        return _Chunks(self)

    async def pour(self, take: Take) -> None:
        """See the port. A piece reaches `take` without a turn of the loop between."""
        while True:
            if self._received:
                said: bool | Awaitable[None] | Exception = take(self._all())
            elif self._fault is not None:
                raise self._fault
            elif self._connection is None:
                return
            else:
                self._take = take
                await self._woken()
                said, self._taken = self._taken, True
            if said is False:
                return
            if isinstance(said, Exception):
                raise said
            if said is not True:
                await said

    async def aclose(self) -> None:
        self.cut()

    def cut(self) -> None:
        """Drop what was not read, and the connection unless its answer was over."""
        connection, self._connection = self._connection, None
        self._received.clear()
        self._size = 0
        if self._fault is None and connection is not None:
            self._fault = BrokeProtocol("closed")
        self._wake()
        if connection is not None:
            connection.abort()

    async def _next(self) -> bytes:
        """The next piece; empty at the end."""
        while not self._received:
            if self._fault is not None:
                raise self._fault
            if self._connection is None:
                return b""
            await self._woken()
        return self._all()

    async def _woken(self) -> None:
        if self._waiter is not None:
            raise RuntimeError("an answer has one reader")
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = self._take = None

    def _all(self) -> bytes:
        """What was received and not read."""
        received, self._received = self._received, []
        if self._size >= self._buffer_bytes and self._connection is not None:
            self._connection.resume()
        self._size = 0
        return received[0] if len(received) == 1 else b"".join(received)

    # ------------------------------------------------------------ for the connection

    def take(self, piece: bytes) -> bool:
        """Keep a piece of the body; say whether the answer is still within its limit."""
        size = len(piece)
        self.total += size
        if self.total > self._answer_bytes:
            return False
        self._received.append(piece)
        self._size += size
        if self._size >= self._buffer_bytes and self._connection is not None:
            self._connection.pause()
        return True

    def deliver(self) -> None:
        """Tell the reader what came, after a read of the connection: several pieces at once are one."""
        waiter = self._waiter
        if waiter is None or waiter.done() or not self._received:
            return
        if self._take is not None:
            try:
                self._taken = self._take(self._all())
            except Exception as problem:  # noqa: BLE001  # it is raised where the reader waits
                self._taken = problem
            if self._taken is True:
                return
        waiter.set_result(None)

    def end(self, fault: UpstreamFault | None = None) -> None:
        """The answer is over, well or not. What was received before a fault can still be read."""
        self._connection = None
        if self._fault is None:
            self._fault = fault
        self._wake()

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)


class _Chunks:
    """The pieces of an answer. A plain iterator: an abandoned generator would need closing."""

    __slots__ = ("_answer",)

    def __init__(self, answer: HTTPAnswer) -> None:
        self._answer = answer

    def __aiter__(self) -> "_Chunks":
        return self

    async def __anext__(self) -> bytes:
        piece = await self._answer._next()  # noqa: SLF001  # the two are one thing
        if not piece:
            raise StopAsyncIteration
        return piece


class HTTPUpstream:
    """Port `upstream`. Make one per event loop; `update` swaps the routes while requests run."""

    def __init__(
        self,
        routes: Mapping[ServiceId, UpstreamRoute],
        limits: UpstreamLimits | None = None,
        *,
        resolve: Resolver | None = None,
    ) -> None:
        """Raises `BadSettings` for a route that cannot be used. Opens nothing yet."""
        self._limits = limits or UpstreamLimits()
        self._resolve = resolve or resolve_by_system
        self._pools: dict[ServiceId, _Pool] = {}
        self._retired: list[_Pool] = []  # of former routes, with answers under way
        self._closed = False
        self._ticker: asyncio.TimerHandle | None = None
        self.update(routes)

    def update(self, routes: Mapping[ServiceId, UpstreamRoute]) -> None:
        """Use these routes from now on. Raises `BadSettings`, and then nothing has changed.

        Connections of a route that changed or went are closed as soon as they carry no answer; requests that wait for
        one of them are refused, because nothing of theirs was sent.
        """
        contexts: dict[str | None, ssl.SSLContext] = {}
        pools: dict[ServiceId, _Pool] = {}
        for service, route in routes.items():
            pool = self._pools.get(service)
            if pool is None or pool.route != route:
                pool = _Pool(service, route, self._limits, self._resolve, contexts)
            pools[service] = pool
        for service, pool in self._pools.items():
            if pools.get(service) is not pool:
                pool.retire()
                self._retired.append(pool)
        self._pools = pools

    async def send(self, service: ServiceId, path: str, body: bytes, *, stream: bool) -> HTTPAnswer:
        """POST `body`; returns when the answer's head is in. Raises `UpstreamFault` and its families."""
        pool = self._pools.get(service)
        if pool is None or self._closed:
            raise Unreachable(service, problem="no route")
        head = pool.head(path, stream=stream)
        connection = await pool.connection()
        if self._ticker is None:
            self._arm()
        # INVARIANT: nothing waits between taking a connection and writing to it, so that it is still what was looked at.
        return await connection.send(head, body)

    async def close(self) -> None:
        """Cut everything, also answers that are being read."""
        self._closed = True
        if self._ticker is not None:
            self._ticker.cancel()
            self._ticker = None
        pools = [*self._pools.values(), *self._retired]
        for pool in pools:
            pool.retire()
        for pool in pools:
            await pool.empty()

    def open_connections(self) -> int:
        return sum(pool.size for pool in (*self._pools.values(), *self._retired))

    # ------------------------------------------------------------ the sweep

    def _arm(self) -> None:
        loop = asyncio.get_running_loop()
        seconds = min((pool.tick_seconds for pool in self._pools.values()), default=0.25)
        self._ticker = loop.call_later(seconds, self._sweep, loop)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for pool in (*self._pools.values(), *self._retired):
            pool.sweep(now)
        self._retired = [pool for pool in self._retired if pool.size]
        self._ticker = None
        if self.open_connections():
            self._arm()


class _Pool:
    """The connections of one route."""

    def __init__(
        self,
        service: ServiceId,
        route: UpstreamRoute,
        limits: UpstreamLimits,
        resolve: Resolver,
        contexts: dict[str | None, ssl.SSLContext],
    ) -> None:
        self.service = service
        self.route = route
        self.limits = limits
        self.retired = False
        self._resolve = resolve
        self._secure, self._host, self._port, self._prefix, authority = _parse_base(service, route.base_url)
        self._headers = _headers(service, route, authority)
        self._context: ssl.SSLContext | None = None
        if self._secure:
            # Loading a system's authorities takes milliseconds: services that trust the same ones share a context.
            self._context = contexts.get(route.ca_file) or client_context(route.ca_file)
            contexts[route.ca_file] = self._context
        self._heads: dict[tuple[str, bool], bytes] = {}
        self._free: list[_Connection] = []  # last in, first out
        self._all: set[_Connection] = set()
        self._opening = 0
        self._waiting: deque[asyncio.Future[_Connection | None]] = deque()
        self._emptied: asyncio.Future[None] | None = None
        shortest = min(route.first_byte_seconds, route.idle_seconds, route.total_seconds, route.pooled_seconds)
        self.tick_seconds = min(0.25, max(0.02, shortest / 4))

    @property
    def size(self) -> int:
        return len(self._all) + self._opening

    def head(self, path: str, *, stream: bool) -> bytes:
        """The request up to the value of Content-Length."""
        head = self._heads.get((path, stream))
        if head is None:
            if _PATH.fullmatch(path) is None:
                raise ValueError("not a path of a service")
            accept = b"text/event-stream" if stream else b"application/json"
            head = b"POST %b HTTP/1.1\r\n%bAccept: %b\r\nContent-Length: " % (
                (self._prefix + path).encode("ascii"),
                self._headers,
                accept,
            )
            if len(self._heads) < 64:
                self._heads[path, stream] = head
        return head

    # ------------------------------------------------------------ taking and giving back

    async def connection(self) -> "_Connection":
        """A connection on which nothing is under way. Raises `Unreachable`, or `TimedOut` with phase connect."""
        free = self._take_free()
        if free is not None:
            return free
        try:
            async with asyncio.timeout(self.route.connect_seconds):
                return await self._wait_or_open()
        except TimeoutError:
            # Nothing was sent, so no work can have been done.
            raise TimedOut(self.service, phase="connect", did_work=False) from None

    async def _wait_or_open(self) -> "_Connection":
        while not self.retired:
            free = self._take_free()
            if free is not None:
                return free
            if self.size < self.route.connections:
                return await self._open()
            if len(self._waiting) >= self.route.waiting:
                raise Unreachable(self.service, problem="all connections are in use")
            given = await self._wait()
            if given is not None:
                if given.usable():
                    return given
                given.abort()
        raise Unreachable(self.service, problem="no route")

    def _take_free(self) -> "_Connection | None":
        while self._free:
            connection = self._free.pop()
            if connection.usable():
                return connection
            connection.abort()
        return None

    async def _wait(self) -> "_Connection | None":
        """A connection that was given back, or None when it is worth looking again."""
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[_Connection | None] = loop.create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            # The turn may have come in the same moment: then it is the next one's.
            if turn.done() and not turn.cancelled():
                given = turn.result()
                if given is not None:
                    self.give_back(given, loop.time())
                else:
                    self._make_room()
            else:
                self._waiting.remove(turn)
            raise

    def give_back(self, connection: "_Connection", now: float) -> None:
        """The answer ended well and nothing trails."""
        if self.retired:
            connection.abort()
            return
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                connection.deadline = inf
                turn.set_result(connection)
                return
        connection.deadline = now + self.route.pooled_seconds
        self._free.append(connection)

    def lost(self, connection: "_Connection") -> None:
        self._all.discard(connection)
        with contextlib.suppress(ValueError):
            self._free.remove(connection)
        self._make_room()

    def _make_room(self) -> None:
        while self._waiting and self.size < self.route.connections:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                break
        if not self.size and self._emptied is not None and not self._emptied.done():
            self._emptied.set_result(None)

    def retire(self) -> None:
        """Open nothing more; close what is free; send waiting requests away."""
        self.retired = True
        for connection in tuple(self._free):
            connection.abort()
        self._free.clear()
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)

    async def empty(self) -> None:
        """Cut everything, and return when it is gone."""
        for connection in tuple(self._all):
            connection.abort()
        if self.size:
            self._emptied = asyncio.get_running_loop().create_future()
            await self._emptied

    def sweep(self, now: float) -> None:
        for connection in tuple(self._all):
            if connection.deadline <= now:
                connection.expire()

    # ------------------------------------------------------------ opening

    async def _open(self) -> "_Connection":
        self._opening += 1
        try:
            connection = await self._connect_to_any(await self._addresses())
            if self.retired:
                connection.abort()
                raise Unreachable(self.service, problem="no route")
            self._all.add(connection)
            return connection
        finally:
            self._opening -= 1
            self._make_room()

    async def _addresses(self) -> Sequence[str]:
        """Every address of the host, all of them checked: a name with one forbidden address is not trusted at all."""
        try:
            addresses = await self._resolve(self._host, self._port)
        except OSError as error:
            raise Unreachable(self.service, problem="name not resolved") from error
        for address in addresses:
            try:
                permitted(address, self.route.allowed_private)
                if not self._secure and not listed(address, self.route.allowed_private):
                    raise NotPermitted("http:// is only spoken to listed private addresses")  # noqa: TRY301
            except NotPermitted as error:
                raise Unreachable(self.service, problem=f"address not allowed: {error.why}") from error
        return addresses[:_ADDRESSES]

    async def _connect_to_any(self, addresses: Sequence[str]) -> "_Connection":
        fault: UpstreamFault = Unreachable(self.service, problem="name not resolved")
        cause: OSError | None = None
        left = self.route.connect_seconds
        loop = asyncio.get_running_loop()
        for position, address in enumerate(addresses):
            began = loop.time()
            try:
                # One dead address must not use up the time of the others.
                async with asyncio.timeout(left / (len(addresses) - position)):
                    return await self._connect(address)
            except ssl.SSLCertVerificationError as error:
                # No other address of this name is asked to do better: somebody may stand between.
                raise Unreachable(self.service, problem="certificate not verified") from error
            except TimeoutError as error:
                fault, cause = TimedOut(self.service, phase="connect", did_work=False), error
            except ssl.SSLError as error:
                fault, cause = Unreachable(self.service, problem="TLS failed"), error
            except OSError as error:
                fault, cause = Unreachable(self.service, problem="connection refused or reset"), error
            left -= loop.time() - began
        raise fault from cause

    async def _connect(self, address: str) -> "_Connection":
        loop = asyncio.get_running_loop()
        connection = _Connection(self, loop)
        try:
            # A number needs no second resolving, so the address that was checked is the one that is connected to.
            if self._context is None:
                await loop.create_connection(lambda: connection, address, self._port)
            else:
                await loop.create_connection(
                    lambda: connection, address, self._port, ssl=self._context, server_hostname=self._host
                )
        except BaseException:
            connection.abort()
            raise
        return connection


class _Connection(asyncio.Protocol):
    """One connection, and the answer it carries."""

    __slots__ = (
        "_answer",
        "_complete",
        "_ends_by_close",
        "_fed",
        "_headers",
        "_idle_seconds",
        "_interim",
        "_keep_alive",
        "_limits",
        "_loop",
        "_parser",
        "_paused",
        "_poll",
        "_pool",
        "_problem",
        "_total_deadline",
        "_trailing",
        "_transport",
        "_waiter",
        "deadline",
        "on_header",
    )

    def __init__(self, pool: _Pool, loop: asyncio.AbstractEventLoop) -> None:
        self.deadline = inf
        self._pool = pool
        self._loop = loop
        self._limits = pool.limits
        self._idle_seconds = pool.route.idle_seconds
        self._transport: asyncio.Transport | None = None
        self._poll: select.poll | None = None
        self._headers: dict[bytes, bytes] = {}
        # llhttp puts headers straight into the dictionary; the first of a name stands. Where two would matter (lengths),
        # llhttp refuses them by itself.
        self.on_header = self._headers.setdefault
        self._parser: httptools.HttpResponseParser | None = httptools.HttpResponseParser(self)
        self._answer: HTTPAnswer | None = None
        self._waiter: asyncio.Future[HTTPAnswer] | None = None  # for the head
        self._total_deadline = inf
        self._paused = False
        self._problem: UpstreamFault | None = None
        self._complete = True
        self._trailing = False
        self._keep_alive = False
        self._ends_by_close = False
        self._fed = 0
        self._interim = 0

    # ------------------------------------------------------------ for the pool

    def usable(self) -> bool:
        """Whether a request may be written: connected, nothing under way, and nothing waiting to be read."""
        transport = self._transport
        if transport is None or transport.is_closing() or self._waiter is not None or self._answer is not None:
            return False
        return self._poll is None or not self._poll.poll(0)

    async def send(self, head: bytes, body: bytes) -> HTTPAnswer:
        """Write the request and wait for the head of the answer. What happens from here on is never repeated."""
        transport = self._transport
        if transport is None or transport.is_closing():
            raise Unreachable(self._pool.service, problem="connection refused or reset")
        now = self._loop.time()
        self._total_deadline = now + self._pool.route.total_seconds
        self.deadline = min(now + self._pool.route.first_byte_seconds, self._total_deadline)
        self._complete = self._trailing = False
        self._fed = self._interim = 0
        waiter: asyncio.Future[HTTPAnswer] = self._loop.create_future()
        self._waiter = waiter
        transport.write(b"%b%d\r\n\r\n%b" % (head, len(body), body))
        try:
            return await waiter
        except asyncio.CancelledError:
            self.abort()
            raise

    def expire(self) -> None:
        """The deadline has passed."""
        if self._waiter is None and self._answer is None:
            self.abort()
        elif self._loop.time() >= self._total_deadline:
            self._fail(TimedOut(self._pool.service, phase="total"))
        elif self._waiter is not None:
            self._fail(TimedOut(self._pool.service, phase="first_byte"))
        else:
            self._fail(TimedOut(self._pool.service, phase="idle"))

    # ------------------------------------------------------------ for the answer

    def pause(self) -> None:
        if not self._paused and self._transport is not None:
            self._paused = True
            self.deadline = self._total_deadline  # silence is now our own
            self._transport.pause_reading()

    def resume(self) -> None:
        if self._paused and self._transport is not None and not self._transport.is_closing():
            self._paused = False
            self.deadline = min(self._loop.time() + self._idle_seconds, self._total_deadline)
            self._transport.resume_reading()

    def abort(self) -> None:
        """Close at once; whoever waits is told."""
        if self._transport is not None:
            self._transport.abort()

    # ------------------------------------------------------------ called by the transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        handle = transport.get_extra_info("socket")
        if handle is not None:
            self._poll = select.poll()
            self._poll.register(handle.fileno(), select.POLLIN)

    def data_received(self, data: bytes) -> None:
        if self._parser is None or (self._waiter is None and self._answer is None):
            self.abort()  # nobody asked
            return
        self._fed += len(data)
        if self._answer is not None:
            self.deadline = min(self._loop.time() + self._idle_seconds, self._total_deadline)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._trailing = self._complete
            if not self._complete:
                self._problem = self._problem or BrokeProtocol(self._pool.service)
        if self._answer is not None:
            self._answer.deliver()
        if self._problem is not None:
            self._fail(self._problem)
        elif self._complete:
            self._end()
        elif self._fed > self._allowance():
            self._fail(BrokeProtocol(self._pool.service))

    def eof_received(self) -> bool:
        if self._ends_by_close and self._answer is not None:
            self._complete = True
            self._end()
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # why it was lost is not told to callers
        self._fail(BrokeProtocol(self._pool.service))
        self._poll = None
        self._parser = None  # they know each other
        self.deadline = inf
        self._pool.lost(self)

    # ------------------------------------------------------------ called by llhttp

    def on_message_begin(self) -> None:
        if self._complete:
            raise httptools.HttpParserError  # stops the parser: nothing behind an answer is read
        self._headers.clear()

    def on_headers_complete(self) -> None:
        parser = self._parser
        waiter = self._waiter
        if parser is None or waiter is None:
            return
        status = parser.get_status_code()
        if 100 <= status < 200 and status != 101:
            self._interim += 1
            if self._interim > _INTERIM_ANSWERS:
                self._problem = BrokeProtocol(self._pool.service)
            return
        headers = {name.lower(): value for name, value in self._headers.items()}
        try:
            length = self._framing(status, parser.get_http_version(), headers)
        except UpstreamFault as fault:
            self._problem = fault
            return
        self._keep_alive = parser.should_keep_alive() and not self._ends_by_close
        self._answer = answer = HTTPAnswer(self, status, headers, length, self._limits)
        self._waiter = None
        self.deadline = min(self._loop.time() + self._idle_seconds, self._total_deadline)
        if not waiter.done():
            waiter.set_result(answer)

    def on_body(self, piece: bytes) -> None:
        if self._answer is not None and not self._answer.take(piece):
            self._problem = BrokeProtocol(self._pool.service)

    def on_message_complete(self) -> None:
        if self._answer is not None:
            self._complete = True

    # ------------------------------------------------------------ reading an answer

    def _allowance(self) -> int:
        """How many bytes may have come: those of the head, and for each of the body's one chunk around it.

        What llhttp keeps to itself (an unfinished header, a trailer, a chunk's extension) is bounded by this alone.
        """
        body = 0 if self._answer is None else self._answer.total
        return self._limits.header_bytes + 8 * body

    def _framing(self, status: int, version: str, headers: Mapping[bytes, bytes]) -> int | None:
        """The body's length, when it was declared. Raises for what has two readings (RFC 9112 §6.3) or was not asked."""
        if version not in ("1.1", "1.0") or not 200 <= status < 600:
            raise BrokeProtocol(self._pool.service)
        if self._fed > self._limits.header_bytes and _size(headers) > self._limits.header_bytes:
            raise BrokeProtocol(self._pool.service)
        if len(headers) > self._limits.header_count:
            raise BrokeProtocol(self._pool.service)
        if 300 <= status < 400:
            raise UpstreamFault(self._pool.service, did_work=False, status=status)  # no redirect is followed
        if headers.get(b"content-encoding", b"identity").strip().lower() not in (b"identity", b""):
            raise BrokeProtocol(self._pool.service)
        coding = headers.get(b"transfer-encoding")
        length = headers.get(b"content-length")
        self._ends_by_close = False
        if coding is not None:
            if length is not None or version == "1.0" or coding.strip().lower() != b"chunked":
                raise BrokeProtocol(self._pool.service)
            return None
        if length is not None:
            if not length.isdigit() or len(length) > 15:
                raise BrokeProtocol(self._pool.service)
            return int(length)
        if status == 204:
            return 0
        if version == "1.1" and b"close" not in headers.get(b"connection", b"").lower():
            raise BrokeProtocol(
                self._pool.service
            )  # a body that ends with the connection must say so, or its being cut could not be told
        self._ends_by_close = True
        return None

    def _end(self) -> None:
        """The answer ended where it said."""
        answer, self._answer = self._answer, None
        self._total_deadline = inf
        if answer is not None:
            answer.end()
        if self._keep_alive and not self._trailing and self._transport is not None and not self._transport.is_closing():
            if self._paused:
                self._paused = False
                self._transport.resume_reading()
            self._pool.give_back(self, self._loop.time())
        else:
            self.abort()

    def _fail(self, fault: UpstreamFault) -> None:
        """Tell whoever waits, once, and close."""
        answer, self._answer = self._answer, None
        waiter, self._waiter = self._waiter, None
        self._complete = True
        if answer is not None:
            answer.end(fault)
        elif waiter is not None and not waiter.done():
            waiter.set_exception(fault)
        self.abort()


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """The host's addresses in the order that the system prefers. Reads no proxy setting of the environment."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _parse_base(service: ServiceId, base_url: str) -> tuple[bool, str, int, str, str]:
    """Whether TLS is spoken, host, port, prefix of paths, and the Host header's value."""
    try:
        parts = urlsplit(base_url)
        port = parts.port
    except ValueError:
        raise _bad_route(service, "base_url") from None
    prefix = parts.path.rstrip("/")
    host = parts.hostname or ""
    bracketed = f"[{host}]" if ":" in host else host
    if (
        parts.scheme not in ("http", "https")
        or "@" in parts.netloc
        or parts.query
        or parts.fragment
        or _HOST.fullmatch(bracketed) is None
        or (prefix and _PATH.fullmatch(prefix) is None)
    ):
        raise _bad_route(service, "base_url")
    secure = parts.scheme == "https"
    usual = 443 if secure else 80
    authority = bracketed if port in (None, usual) else f"{bracketed}:{port}"
    return secure, host, port or usual, prefix, authority


def _headers(service: ServiceId, route: UpstreamRoute, authority: str) -> bytes:
    """The headers of every request on this route: all of them ours."""
    lines = [
        f"Host: {authority}",
        "User-Agent: gwanmun",
        "Content-Type: application/json",
        "Accept-Encoding: identity",
    ]
    if route.dialect is Dialect.ANTHROPIC:
        if _KEY.fullmatch(route.anthropic_version) is None:
            raise _bad_route(service, "anthropic_version")
        lines.append(f"anthropic-version: {route.anthropic_version}")
    if route.api_key is not None:
        key = route.api_key.reveal()
        if _KEY.fullmatch(key) is None:
            raise _bad_route(service, "api_key")
        lines.append(f"x-api-key: {key}" if route.dialect is Dialect.ANTHROPIC else f"Authorization: Bearer {key}")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _bad_route(service: ServiceId, what: str) -> BadSettings:
    return BadSettings(
        f"{service}.{what}",
        problem_ko="서비스 경로 설정이 올바르지 않습니다",
        problem_en="the route of a service is malformed",
    )


def _media_type(value: bytes) -> str:
    return value.partition(b";")[0].strip().lower().decode("ascii", "replace")


def _sane_seconds(value: bytes) -> int | None:
    if not value.isdigit() or len(value) > 4:
        return None
    seconds = int(value)
    return seconds if 1 <= seconds <= 3600 else None


def _size(headers: Mapping[bytes, bytes]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.items())
