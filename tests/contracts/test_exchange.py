"""The promises of port `exchange`, in its own order, on real sockets of the loopback with hand-written bytes."""

import asyncio
import contextlib
import json
import logging
import socket
import ssl
import struct
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from certificates import Authority
from gwanmun.adapters import http_server
from gwanmun.adapters.http_server import HTTPExchange, Server, ServerLimits, serve
from gwanmun.adapters.tls import client_context, server_context
from gwanmun.errors import BadRequest, GwanmunError, Overloaded
from gwanmun.ports.exchange import CallerGone, Exchange, Request

HEAD = b"POST /v1/chat/completions HTTP/1.1\r\nHost: gate\r\n"
HELLO = HEAD + b"Content-Length: 5\r\n\r\nhello"
TEXT = [(b"content-type", b"text/plain")]
LIMITS = ServerLimits(linger_seconds=0.3)


def refuse(problem: GwanmunError, path: str):
    status = problem.http_status if isinstance(problem, BadRequest) else problem.status
    body = json.dumps({"code": problem.code, "problem": getattr(problem, "problem", ""), "path": path}).encode()
    return status, [(b"content-type", b"application/json")], body


async def echo(exchange: Exchange) -> None:
    exchange.respond(200, TEXT, exchange.request.body)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Caller:
    """One connection of a caller who writes its own bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def answer(self) -> Answer:
        async with asyncio.timeout(10):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in head[1:] if line)}
            status = int(head[0].split(" ")[1])
            if headers.get("transfer-encoding") == "chunked":
                pieces = []
                while size := int(await self.reader.readline(), 16):
                    pieces.append((await self.reader.readexactly(size + 2))[:-2])
                await self.reader.readline()
                body = b"".join(pieces)
            elif "content-length" in headers:
                body = await self.reader.readexactly(int(headers["content-length"]))
            else:
                body = b"" if status in (100, 204) else await self.reader.read()
            return Answer(status, headers, body)

    async def ended(self) -> bool:
        """Whether the server ends the connection without saying more."""
        async with asyncio.timeout(10):
            with contextlib.suppress(ConnectionError):
                return await self.reader.read() == b""
            return True

    async def leave(self) -> None:
        """Hang up as a crashing program does."""
        sock = self.writer.get_extra_info("socket")
        with contextlib.suppress(OSError):
            raw = socket.socket(fileno=socket.dup(sock.fileno()))
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raw.close()
        self.writer.transport.abort()


@dataclass
class House:
    """Servers and callers of one test; all are closed at its end, and nothing may be left."""

    servers: list[Server] = field(default_factory=list)
    callers: list[Caller] = field(default_factory=list)

    async def open(self, handler: Callable[[Exchange], Awaitable[None]] = echo, limits=LIMITS, **options) -> Server:
        server = await serve(handler, refuse, limits, **options)
        self.servers.append(server)
        return server

    async def call(self, server: Server, data: bytes = b"", **options) -> Caller:
        caller = Caller(*await asyncio.open_connection("127.0.0.1", server.port, **options))
        self.callers.append(caller)
        if data:
            caller.send(data)
        return caller


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    for caller in house.callers:
        caller.writer.transport.abort()
    for server in house.servers:
        await server.close(0)
        assert server.open_connections == 0
        assert server.handshaking == 0
        assert server.bytes_in_flight == 0
        assert server.running == 0
    await asyncio.sleep(0)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


class TestTheRequestIsCompleteWithinLimitsAndUnambiguous:
    async def test_a_request_arrives_whole_with_its_peer(self, house: House) -> None:
        seen: list[Request] = []

        async def look(exchange: Exchange) -> None:
            seen.append(exchange.request)
            exchange.respond(204, [], b"")

        caller = await house.call(await house.open(look), HELLO.replace(b"completions", b"completions?a=%20b"))
        answer = await caller.answer()
        assert answer.status == 204
        assert "content-length" not in answer.headers
        request = seen[0]
        assert (request.method, request.path, request.query) == ("POST", "/v1/chat/completions", "a=%20b")
        assert (request.body, request.peer, request.certificate) == (b"hello", "127.0.0.1", None)

    async def test_a_connection_carries_many_requests(self, house: House) -> None:
        caller = await house.call(await house.open())
        for number in range(20):
            caller.send(HEAD + b"Content-Length: 2\r\n\r\n%02d" % number)
            assert (await caller.answer()).body == b"%02d" % number

    async def test_chunked_bodies_are_joined(self, house: House) -> None:
        caller = await house.call(
            await house.open(), HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"
        )
        assert (await caller.answer()).body == b"hello"

    async def test_a_caller_who_asks_is_told_to_continue(self, house: House) -> None:
        caller = await house.call(await house.open(), HEAD + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        assert (await caller.answer()).status == 100
        caller.send(b"hello")
        assert (await caller.answer()).body == b"hello"

    async def test_a_caller_who_asks_with_too_much_is_not_told_to_continue(self, house: House) -> None:
        caller = await house.call(
            await house.open(), HEAD + b"Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n"
        )
        assert (await caller.answer()).status == 413

    async def test_half_a_request_is_never_handled(self, house: House) -> None:
        handled: list[Request] = []

        async def note(exchange: Exchange) -> None:
            handled.append(exchange.request)
            exchange.respond(200, [], b"")

        server = await house.open(note)
        for cut in (1, 20, len(HELLO) - 5, len(HELLO) - 1):
            caller = await house.call(server, HELLO[:cut])
            await until(lambda: server.open_connections)
            caller.writer.write_eof()
            assert await caller.ended()
        caller = await house.call(server, HELLO[:-1])
        await until(lambda: server.bytes_in_flight)
        await caller.leave()
        await until(lambda: not server.open_connections)
        assert handled == []

    async def test_pipelined_requests_are_answered_in_order_and_one_at_a_time(self, house: House) -> None:
        running = 0
        most = 0

        async def slow(exchange: Exchange) -> None:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.002)
            running -= 1
            exchange.respond(200, [], exchange.request.body)

        caller = await house.call(await house.open(slow))
        caller.send(b"".join(HEAD + b"Content-Length: 2\r\n\r\n%02d" % number for number in range(30)))
        assert [(await caller.answer()).body for _ in range(30)] == [b"%02d" % number for number in range(30)]
        assert most == 1

    async def test_a_flood_of_pipelined_requests_stops_being_read(self, house: House) -> None:
        release = asyncio.Event()

        async def wait(exchange: Exchange) -> None:
            await release.wait()
            exchange.respond(200, [], b"")

        server = await house.open(wait, replace(LIMITS, pipelined_bytes=10_000))
        caller = await house.call(server)
        one = HEAD + b"Content-Length: 1000\r\n\r\n" + b"x" * 1000
        count = 8000  # more than both sockets' buffers take
        caller.send(one * count)
        await until(lambda: server.running)
        await asyncio.sleep(0.1)
        assert caller.writer.transport.get_write_buffer_size() > 0
        release.set()
        for _ in range(200):
            assert (await caller.answer()).status == 200

    async def test_the_next_request_need_not_wait_for_the_settling_of_the_last(self, house: House) -> None:
        release = asyncio.Event()

        async def settle(exchange: Exchange) -> None:
            exchange.respond(200, [], exchange.request.body)
            await release.wait()

        server = await house.open(settle, replace(LIMITS, settling=3))
        caller = await house.call(server, HELLO * 10)
        for _ in range(4):
            assert (await caller.answer()).body == b"hello"
        await asyncio.sleep(0.05)
        assert server.running == 4  # and no fifth until one has settled
        release.set()
        for _ in range(6):
            assert (await caller.answer()).body == b"hello"

    async def test_an_http_1_0_caller_is_answered_and_its_connection_ends(self, house: House) -> None:
        async def stream(exchange: Exchange) -> None:
            exchange.start(200, TEXT)
            await exchange.write(b"one ")
            await exchange.write(b"two")
            exchange.finish()

        caller = await house.call(await house.open(stream), b"GET /healthz HTTP/1.0\r\n\r\n")
        answer = await caller.answer()
        assert answer.body == b"one two"
        assert "transfer-encoding" not in answer.headers
        assert await caller.ended()


@pytest.mark.parametrize(
    ("data", "status", "problem"),
    [
        (HEAD + b"Content-Length: 99999999\r\n\r\n", 413, "body_too_large"),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400, "bad_header"),
        (HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad_header"),
        (HEAD + b"Host: other\r\n\r\n", 400, "bad_header"),
        (HEAD + b"Authorization: a\r\nAuthorization: a\r\n\r\n", 400, "bad_header"),
        (HEAD + b"Gwanmun-Device: a\r\nGWANMUN-DEVICE: b\r\n\r\n", 400, "bad_header"),
        (HEAD + b"x-api-key: a\r\nX-Api-Key: a\r\n\r\n", 400, "bad_header"),
        (HEAD + b"Upgrade: websocket\r\nConnection: upgrade\r\n\r\n", 400, "bad_header"),
        (b"POST / HTTP/1.1\r\n\r\n", 400, "bad_header"),
        (b"POST / HTTP/1.1\nHost: a\n\n", 400, "bad_http"),
        (b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_http"),
        (b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_http"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "bad_http"),
        (b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", 400, "bad_http"),
        (b"nonsense", 400, "bad_http"),
        (HEAD + b"X: " + b"a" * 40_000, 431, "header_too_large"),
        (HEAD + b"".join(b"X-%d: a\r\n" % number for number in range(200)) + b"\r\n", 431, "header_too_large"),
    ],
)
class TestTheServerAnswersMalformedInputThroughRefuse:
    async def test_it_is_answered_clearly_and_the_connection_ends(
        self, house: House, data: bytes, status: int, problem: str
    ) -> None:
        async def never(exchange: Exchange) -> None:
            raise AssertionError(exchange.request.path)

        server = await house.open(never)
        caller = await house.call(server, data)
        answer = await caller.answer()
        assert (answer.status, json.loads(answer.body)["problem"]) == (status, problem)
        assert answer.headers["connection"] == "close"
        assert await caller.ended()
        # And a hurried caller's next words are not heard as a request.
        with contextlib.suppress(ConnectionError):
            caller.send(HELLO)
        caller.writer.close()
        await until(lambda: not server.open_connections)


class TestProblemsAreWordedByPath:
    async def test_the_path_is_known_once_the_request_line_was_read(self, house: House) -> None:
        server = await house.open()
        caller = await house.call(server, b"POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n")
        assert json.loads((await caller.answer()).body)["path"] == "/v1/messages"

    async def test_what_a_handler_raises_is_worded_too(self, house: House) -> None:
        async def fail(exchange: Exchange) -> None:
            raise Overloaded

        caller = await house.call(await house.open(fail), HELLO + HELLO)
        for _ in range(2):  # the request was in order, so the connection goes on
            answer = await caller.answer()
            assert (answer.status, json.loads(answer.body)["path"]) == (503, "/v1/chat/completions")

    async def test_a_fault_of_the_program_is_a_500_and_its_text_reaches_neither_caller_nor_log(
        self, house: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def fail(exchange: Exchange) -> None:
            raise KeyError("홍길동 900101-1234567")

        with caplog.at_level(logging.DEBUG):
            caller = await house.call(await house.open(fail), HELLO)
            answer = await caller.answer()
        assert answer.status == 500
        assert "KeyError at test_exchange.py" in caplog.text
        assert "900101" not in caplog.text + answer.body.decode()

    async def test_a_handler_that_answers_nothing_is_a_500(self, house: House) -> None:
        async def silent(exchange: Exchange) -> None:
            await asyncio.sleep(0)

        caller = await house.call(await house.open(silent), HELLO)
        assert (await caller.answer()).status == 500


class TestSlowAndGreedyCallers:
    async def test_a_head_that_does_not_end_is_refused_in_time(self, house: House) -> None:
        server = await house.open(limits=replace(LIMITS, header_seconds=0.2))
        caller = await house.call(server)

        async def drip() -> None:
            with contextlib.suppress(ConnectionError):
                for byte in HEAD + b"X: " + b"a" * 10_000:
                    caller.send(bytes([byte]))
                    await asyncio.sleep(0.02)

        dripping = asyncio.get_running_loop().create_task(drip())
        answer = await caller.answer()
        assert (answer.status, json.loads(answer.body)["problem"]) == (408, "timed_out")
        assert await caller.ended()
        dripping.cancel()

    async def test_a_connection_that_says_nothing_is_closed_without_a_word(self, house: House) -> None:
        server = await house.open(limits=replace(LIMITS, header_seconds=0.1))
        assert await (await house.call(server)).ended()

    async def test_an_idle_connection_is_closed(self, house: House) -> None:
        server = await house.open(limits=replace(LIMITS, idle_seconds=0.1))
        caller = await house.call(server, HELLO)
        assert (await caller.answer()).status == 200
        assert await caller.ended()

    async def test_a_body_that_trickles_is_refused(self, house: House) -> None:
        limits = replace(LIMITS, body_grace_seconds=0.2, body_bytes_per_second=1000)
        server = await house.open(limits=limits)
        caller = await house.call(server, HEAD + b"Content-Length: 100000\r\n\r\n")

        async def drip() -> None:
            with contextlib.suppress(ConnectionError):
                while True:
                    caller.send(b"a")
                    await asyncio.sleep(0.02)

        dripping = asyncio.get_running_loop().create_task(drip())
        answer = await caller.answer()
        assert answer.status == 408
        assert json.loads(answer.body)["path"] == "/v1/chat/completions"
        dripping.cancel()

    async def test_a_body_that_is_slow_but_steady_is_taken(self, house: House) -> None:
        limits = replace(LIMITS, body_grace_seconds=0.3, body_bytes_per_second=1000)
        caller = await house.call(await house.open(limits=limits), HEAD + b"Content-Length: 5000\r\n\r\n")
        for _ in range(10):
            caller.send(b"a" * 500)
            await asyncio.sleep(0.05)
        assert len((await caller.answer()).body) == 5000

    async def test_a_50_mb_body_is_refused_at_once_and_costs_no_memory(self, house: House) -> None:
        server = await house.open()
        tracemalloc.start()
        caller = await house.call(server, HEAD + b"Content-Length: 50000000\r\n\r\n")

        async def push() -> None:
            with contextlib.suppress(ConnectionError):
                piece = b"x" * 65536
                for _ in range(50_000_000 // len(piece)):
                    caller.send(piece)
                    await caller.writer.drain()

        pushing = asyncio.get_running_loop().create_task(push())
        assert (await caller.answer()).status == 413
        assert server.bytes_in_flight == 0
        await pushing
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 10_000_000

    async def test_a_chunked_body_over_the_limit_is_refused_on_its_way(self, house: House) -> None:
        server = await house.open(limits=replace(LIMITS, body_bytes=100_000))
        caller = await house.call(server, HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        caller.send((b"1000\r\n" + b"x" * 4096 + b"\r\n") * 30)
        assert (await caller.answer()).status == 413

    async def test_bodies_of_all_callers_together_are_bounded(self, house: House) -> None:
        server = await house.open(limits=replace(LIMITS, bytes_in_flight=10_000))
        first = await house.call(server, HEAD + b"Content-Length: 9000\r\n\r\n" + b"x" * 8000)
        await until(lambda: server.bytes_in_flight == 8000)
        second = await house.call(server, HEAD + b"Content-Length: 5000\r\n\r\n" + b"x" * 5000)
        assert (await second.answer()).status == 503
        first.send(b"x" * 1000)
        assert (await first.answer()).status == 200
        await until(lambda: server.bytes_in_flight == 0)

    async def test_connections_are_bounded_in_all_and_per_peer(self, house: House) -> None:
        for limits in (replace(LIMITS, connections=2), replace(LIMITS, connections_per_peer=2)):
            server = await house.open(limits=limits)
            for _ in range(2):
                caller = await house.call(server, HELLO)
                assert (await caller.answer()).status == 200
            third = await house.call(server)
            assert (await third.answer()).status == 503
            await third.leave()
            caller.writer.close()
            await until(lambda: server.open_connections < 2)  # noqa: B023
            fourth = await house.call(server, HELLO)
            assert (await fourth.answer()).status == 200

    async def test_a_caller_who_does_not_read_is_cut_and_its_handler_told(self, house: House) -> None:
        told = asyncio.Event()

        async def pour(exchange: Exchange) -> None:
            exchange.start(200, TEXT)
            try:
                while True:
                    await exchange.write(b"x" * 65536)
            except CallerGone:
                told.set()
                raise

        server = await house.open(pour, replace(LIMITS, write_seconds=0.2))
        await house.call(server, HELLO, limit=1024)
        async with asyncio.timeout(10):
            await told.wait()
        await until(lambda: not server.open_connections)


class TestAnswers:
    async def test_an_answer_is_streamed_in_pieces(self, house: House) -> None:
        async def stream(exchange: Exchange) -> None:
            exchange.start(200, [(b"content-type", b"text/event-stream")])
            for number in range(5):
                await exchange.write(b"data: %d\n\n" % number)
                await exchange.write(b"")  # says nothing and ends nothing
            exchange.finish()

        caller = await house.call(await house.open(stream), HELLO + HELLO)
        for _ in range(2):
            answer = await caller.answer()
            assert answer.body == b"".join(b"data: %d\n\n" % number for number in range(5))
            assert answer.headers["content-type"] == "text/event-stream"

    async def test_write_waits_for_a_caller_who_reads_slowly(self, house: House) -> None:
        written = 0

        async def pour(exchange: Exchange) -> None:
            nonlocal written
            exchange.start(200, TEXT)
            for _ in range(500):
                await exchange.write(b"x" * 65536)
                written += 65536
            exchange.finish()

        caller = await house.call(await house.open(pour), HELLO, limit=65536)
        await until(lambda: written)
        await asyncio.sleep(0.2)
        held = written
        assert held < 20_000_000
        assert len((await caller.answer()).body) == 500 * 65536

    async def test_a_handler_that_breaks_off_cuts_the_connection_without_an_end(self, house: House) -> None:
        async def break_off(exchange: Exchange) -> None:
            exchange.start(200, TEXT)
            await exchange.write(b"half")
            raise Overloaded

        caller = await house.call(await house.open(break_off), HELLO)
        data = b""
        with contextlib.suppress(ConnectionError):
            data = await caller.reader.read()
        assert not data.endswith(b"0\r\n\r\n")

    @pytest.mark.parametrize(
        "header",
        [
            (b"x-a", b"a\r\nSet-Cookie: b"),
            (b"x-a", b"a\nb"),
            (b"x-a", b"a\x00b"),
            (b"x a", b"b"),
            (b"", b"b"),
            (b"Content-Length", b"5"),
            (b"transfer-encoding", b"chunked"),
            (b"Connection", b"close"),
        ],
    )
    async def test_headers_that_would_split_or_reframe_an_answer_are_a_fault_of_the_program(
        self, house: House, header: tuple[bytes, bytes]
    ) -> None:
        async def split(exchange: Exchange) -> None:
            with pytest.raises(ValueError, match="header"):
                exchange.respond(200, [header], b"")

        caller = await house.call(await house.open(split), HELLO)
        answer = await caller.answer()
        assert answer.status == 500
        assert "set-cookie" not in answer.headers

    async def test_a_head_request_is_answered_without_a_body(self, house: House) -> None:
        server = await house.open()
        caller = await house.call(server, b"HEAD /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + HELLO)
        head = await caller.reader.readuntil(b"\r\n\r\n")
        assert b"Content-Length: 3" in head
        assert (await caller.answer()).body == b"hello"

    async def test_an_answer_carries_a_date(self, house: House) -> None:
        caller = await house.call(await house.open(), HELLO)
        assert (await caller.answer()).headers["date"].endswith("GMT")

    async def test_answering_twice_is_a_fault_of_the_program(self, house: House) -> None:
        async def twice(exchange: Exchange) -> None:
            exchange.respond(200, [], b"one")
            with pytest.raises(RuntimeError, match="twice"):
                exchange.respond(200, [], b"two")
            with pytest.raises(RuntimeError, match="outside"):
                await exchange.write(b"three")

        caller = await house.call(await house.open(twice), HELLO)
        assert (await caller.answer()).body == b"one"


class TestTheCallerLeaves:
    @pytest.mark.parametrize("how", ["reset", "close", "half_close"])
    async def test_the_handler_is_told_at_once(self, house: House, how: str) -> None:
        started = asyncio.Event()
        told = asyncio.Event()
        seen: list[object] = []

        async def work(exchange: Exchange) -> None:
            exchange.on_gone(told.set)
            started.set()
            await told.wait()
            seen.append(exchange.gone)
            exchange.on_gone(lambda: seen.append("late callbacks run at once"))
            with pytest.raises(CallerGone):
                await exchange.write(b"x")
            exchange.respond(200, [], b"nobody hears this")
            seen.append("settled")

        server = await house.open(work)
        caller = await house.call(server, HELLO)
        async with asyncio.timeout(10):
            await started.wait()
            if how == "reset":
                await caller.leave()
            elif how == "close":
                caller.writer.close()
            else:
                caller.writer.write_eof()
            await told.wait()
        await until(lambda: not server.running)
        assert seen == [True, "late callbacks run at once", "settled"]
        await until(lambda: not server.open_connections)

    @pytest.mark.parametrize("how", ["reset", "half_close"])
    async def test_a_stream_that_waits_for_the_caller_is_woken(self, house: House, how: str) -> None:
        waiting = asyncio.Event()
        told = asyncio.Event()

        async def pour(exchange: Exchange) -> None:
            exchange.start(200, TEXT)
            try:
                while True:
                    await exchange.write(b"x" * 1_000_000)
                    waiting.set()
            except CallerGone:
                told.set()

        caller = await house.call(await house.open(pour), HELLO, limit=1024)
        async with asyncio.timeout(10):
            await waiting.wait()
            await asyncio.sleep(0.1)
            if how == "reset":
                await caller.leave()
            else:
                caller.writer.write_eof()  # and it does not read: what is written can go nowhere
            await told.wait()

    async def test_one_broken_callback_does_not_silence_the_others(self, house: House) -> None:
        told = asyncio.Event()

        async def work(exchange: Exchange) -> None:
            exchange.on_gone(lambda: 1 / 0)
            exchange.on_gone(told.set)
            await told.wait()

        server = await house.open(work)
        caller = await house.call(server, HELLO)
        await until(lambda: server.running)
        await caller.leave()
        async with asyncio.timeout(10):
            await told.wait()

    async def test_callbacks_do_not_run_after_a_whole_answer(self, house: House) -> None:
        calls: list[int] = []

        async def work(exchange: Exchange) -> None:
            exchange.on_gone(lambda: calls.append(1))
            exchange.respond(200, [], b"")

        server = await house.open(work)
        caller = await house.call(server, HELLO)
        await caller.answer()
        await caller.leave()
        await until(lambda: not server.open_connections)
        assert calls == []


class TestAGracefulStop:
    async def test_running_requests_finish_and_idle_connections_end(self, house: House) -> None:
        release = asyncio.Event()

        async def wait(exchange: Exchange) -> None:
            exchange.start(200, TEXT)
            await exchange.write(b"begun ")
            await release.wait()
            await exchange.write(b"and done")
            exchange.finish()

        server = await house.open(wait)
        busy = await house.call(server, HELLO)
        idle = await house.call(server)
        reading = await house.call(server, HELLO[:-2])
        await until(lambda: server.running and server.open_connections == 3 and server.bytes_in_flight > 5)
        port = server.port
        closing = asyncio.get_running_loop().create_task(server.close(10))
        assert await idle.ended()
        assert (await reading.answer()).status == 503
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        release.set()
        assert (await busy.answer()).body == b"begun and done"
        assert await busy.ended()
        await closing
        assert server.open_connections == 0

    async def test_after_the_grace_what_still_runs_is_cancelled_and_answered(self, house: House) -> None:
        settled = asyncio.Event()

        async def hang(exchange: Exchange) -> None:
            try:
                await asyncio.sleep(3600)
            finally:
                settled.set()

        server = await house.open(hang)
        caller = await house.call(server, HELLO)
        await until(lambda: server.running)
        closing = asyncio.get_running_loop().create_task(server.close(0.05))
        assert (await caller.answer()).status == 503
        await closing
        assert settled.is_set()

    async def test_an_answer_during_the_stop_says_that_the_connection_ends(self, house: House) -> None:
        release = asyncio.Event()

        async def wait(exchange: Exchange) -> None:
            await release.wait()
            exchange.respond(200, [], b"ok")

        server = await house.open(wait)
        caller = await house.call(server, HELLO)
        await until(lambda: server.running)
        closing = asyncio.get_running_loop().create_task(server.close(10))
        await asyncio.sleep(0)
        release.set()
        assert (await caller.answer()).headers["connection"] == "close"
        await closing


class TestTLSAndUnixSockets:
    async def test_the_subject_of_a_client_certificate_comes_with_the_request(
        self, house: House, tmp_path: Path
    ) -> None:
        authority = Authority(tmp_path)
        seen: list[dict[str, str] | None] = []

        async def look(exchange: Exchange) -> None:
            seen.append(exchange.request.certificate)
            exchange.respond(200, [], b"")

        tls = server_context(*authority.issue("gate"), authority.file)
        server = await house.open(look, tls=tls)
        for identity in (None, authority.issue("device", organisation="부산광역시", unit="AI정책과", serial="D-1")):
            context = client_context(authority.file)
            if identity is not None:
                context.load_cert_chain(*identity)
            caller = await house.call(server, HELLO, ssl=context, server_hostname="127.0.0.1")
            assert (await caller.answer()).status == 200
        assert seen == [
            None,
            {"CN": "device", "O": "부산광역시", "OU": "AI정책과", "serialNumber": "D-1"},
        ]

    async def test_a_certificate_of_another_authority_ends_the_handshake(self, house: House, tmp_path: Path) -> None:
        ours, other = Authority(tmp_path / "ours"), Authority(tmp_path / "other")
        server = await house.open(tls=server_context(*ours.issue("gate"), ours.file))
        context = client_context(ours.file)
        context.load_cert_chain(*other.issue("device"))
        with contextlib.suppress(ssl.SSLError, ConnectionError):
            # In TLS 1.3 the client hears of it with its first read.
            caller = await house.call(server, HELLO, ssl=context, server_hostname="127.0.0.1")
            assert await caller.reader.read() == b""
        assert server.open_connections == 0

    async def test_connections_that_do_not_shake_hands_are_counted_and_end_in_time(
        self, house: House, tmp_path: Path
    ) -> None:
        authority = Authority(tmp_path)
        for cap in ("connections", "connections_per_peer"):
            limits = replace(LIMITS, header_seconds=1.0, **{cap: 3})
            server = await house.open(limits=limits, tls=server_context(*authority.issue("gate"), None))
            secure = {"ssl": client_context(authority.file), "server_hostname": "127.0.0.1"}
            caller = await house.call(server, HELLO, **secure)
            assert (await caller.answer()).status == 200
            silent = [await house.call(server) for _ in range(2)]
            await until(lambda: server.handshaking == 2)  # noqa: B023
            fourth = await house.call(server)
            assert await fourth.ended()
            with pytest.raises((ssl.SSLError, ConnectionError)):
                await house.call(server, **secure)
            caller.send(HELLO)
            assert (await caller.answer()).status == 200  # whoever is in stays in
            for one in silent:
                assert await one.ended()
            await until(lambda: server.handshaking == 0)  # noqa: B023
            assert (await (await house.call(server, HELLO, **secure)).answer()).status == 200

    @pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01"])
    async def test_a_handshake_that_fails_gives_its_place_back(self, house: House, tmp_path: Path, said: bytes) -> None:
        authority = Authority(tmp_path)
        tls = server_context(*authority.issue("gate"), None)
        server = await house.open(limits=replace(LIMITS, connections=1), tls=tls)
        for _ in range(3):
            caller = await house.call(server, said)
            caller.writer.write_eof()
            assert await caller.ended() or said
            await caller.leave()
            await until(lambda: server.handshaking == 0)
        secure = {"ssl": client_context(authority.file), "server_hostname": "127.0.0.1"}
        assert (await (await house.call(server, HELLO, **secure)).answer()).status == 200

    async def test_a_stop_breaks_off_handshakes(self, house: House, tmp_path: Path) -> None:
        server = await house.open(tls=server_context(*Authority(tmp_path).issue("gate"), None))
        caller = await house.call(server)
        await until(lambda: server.handshaking == 1)
        await server.close(5)
        assert server.handshaking == 0
        assert await caller.ended()

    async def test_running_out_of_descriptors_ends_by_itself(self, house: House, tmp_path: Path, monkeypatch) -> None:
        monkeypatch.setattr(http_server, "_ACCEPT_AGAIN_SECONDS", 0.01)
        authority = Authority(tmp_path)
        loop = asyncio.get_running_loop()
        if not isinstance(loop, asyncio.SelectorEventLoop):
            pytest.skip("this loop's methods cannot be replaced")
        failures = [OSError(24, "Too many open files"), ConnectionAbortedError()]
        real = loop.sock_accept

        async def accept(sock: socket.socket):
            if failures:
                raise failures.pop()
            return await real(sock)

        monkeypatch.setattr(loop, "sock_accept", accept)
        server = await house.open(tls=server_context(*authority.issue("gate"), None))
        secure = {"ssl": client_context(authority.file), "server_hostname": "127.0.0.1"}
        assert (await (await house.call(server, HELLO, **secure)).answer()).status == 200
        assert not failures

    async def test_a_unix_socket_is_served(self, house: House, tmp_path: Path) -> None:
        seen: list[str] = []

        async def look(exchange: Exchange) -> None:
            seen.append(exchange.request.peer)
            exchange.respond(200, [], b"ok")

        sock = socket.socket(socket.AF_UNIX)
        sock.bind(str(tmp_path / "s"))
        server = await serve(look, refuse, LIMITS, sock=sock)
        house.servers.append(server)
        caller = Caller(*await asyncio.open_unix_connection(str(tmp_path / "s")))
        house.callers.append(caller)
        caller.send(HELLO)
        assert (await caller.answer()).body == b"ok"
        assert seen == [""]


def test_the_servers_exchange_is_an_exchange() -> None:
    exchange: type[Exchange] = HTTPExchange
    assert {"request", "gone", "on_gone", "respond", "start", "write", "finish"} <= set(dir(exchange))
