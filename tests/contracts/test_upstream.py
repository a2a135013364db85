"""The promises of port `upstream`, in its own order, against a scripted vendor on the loopback that stalls and lies."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from certificates import Authority
from gwanmun.adapters.http_server import ServerLimits, serve
from gwanmun.adapters.http_upstream import HTTPUpstream, Secret, UpstreamLimits, UpstreamRoute
from gwanmun.adapters.memory.upstream import MemoryUpstream, Piece, Scripted
from gwanmun.adapters.tls import server_context
from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.ids import ServiceId
from gwanmun.errors import BadSettings, BrokeProtocol, TimedOut, Unreachable, UpstreamFault
from gwanmun.ports.exchange import CallerGone, Exchange
from gwanmun.ports.upstream import Upstream, UpstreamAnswer

SERVICE = ServiceId("vendor")
PATH = "/v1/chat/completions"
LOOPBACK = (ip_network("127.0.0.0/8"),)
JSON = b"Content-Type: application/json\r\n"


def whole(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = b"".join(header + b"\r\n" for header in headers)
    return b"HTTP/1.1 %b\r\n%b%bContent-Length: %d\r\n\r\n%b" % (status, JSON, lines, len(body), body)


def chunked(*pieces: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@dataclass(frozen=True)
class Heard:
    head: bytes
    body: bytes
    connection: int


Play = Callable[[asyncio.StreamWriter, int], Awaitable[None]]


class Vendor:
    """Reads whole requests and plays a script for each: it writes what it likes. Returning closes nothing."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self.heard: list[Heard] = []
        self.connections = 0
        self.open = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def start(self, tls: ssl.SSLContext | None = None) -> "Vendor":
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0, ssl=tls)
        return self

    @property
    def port(self) -> int:
        return self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        number = self.connections
        self._writers.add(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                self.heard.append(Heard(head, await reader.readexactly(length), number))
                playing = asyncio.get_running_loop().create_task(self._play(writer, len(self.heard)))
                leaving = asyncio.get_running_loop().create_task(self._left(reader, playing))
                await asyncio.wait([playing])
                leaving.cancel()
                await asyncio.wait([leaving])
                if not playing.cancelled():
                    playing.result()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.open -= 1
            writer.transport.abort()
            self._writers.discard(writer)

    @staticmethod
    async def _left(reader: asyncio.StreamReader, playing: asyncio.Task) -> None:
        """Cancels the play when the gate hangs up."""
        while not reader.at_eof() and reader.exception() is None:
            await asyncio.sleep(0.002)
        playing.cancel()

    async def stop(self) -> None:
        self._server.close()
        for writer in tuple(self._writers):
            writer.transport.abort()
        while self.open:
            await asyncio.sleep(0.002)


@dataclass
class House:
    vendors: list[Vendor] = field(default_factory=list)
    upstreams: list[HTTPUpstream] = field(default_factory=list)

    async def vendor(self, play: Play, tls: ssl.SSLContext | None = None) -> Vendor:
        vendor = await Vendor(play).start(tls)
        self.vendors.append(vendor)
        return vendor

    async def says(self, data: bytes) -> HTTPUpstream:
        """An upstream whose vendor answers these bytes, then says nothing more and keeps the connection."""

        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            writer.write(data)

        return self.to(await self.vendor(play))

    def to(self, vendor: Vendor, limits=None, *, resolve=None, **route) -> HTTPUpstream:
        options = {"base_url": vendor.url, "dialect": Dialect.OPENAI, "allowed_private": LOOPBACK} | route
        upstream = HTTPUpstream({SERVICE: UpstreamRoute(**options)}, limits, resolve=resolve)
        self.upstreams.append(upstream)
        return upstream


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    for upstream in house.upstreams:
        await upstream.close()
        assert upstream.open_connections() == 0
    for vendor in house.vendors:
        await vendor.stop()
    await asyncio.sleep(0)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.002)


async def ask(upstream: Upstream, body: bytes = b"{}", limit: int = 1_000_000) -> bytes:
    async with asyncio.timeout(10):
        answer = await upstream.send(SERVICE, PATH, body, stream=False)
        return await answer.read(limit)


async def drain(answer: UpstreamAnswer, into: list[bytes]) -> None:
    async for piece in answer.chunks():
        into.append(piece)


# ---------------------------------------------------------------- what every adapter promises


Open = Callable[[Scripted], Awaitable[Upstream]]


class MemoryHouse:
    async def open(self, answer: Scripted) -> Upstream:
        return MemoryUpstream(lambda *_: answer)


class LoopbackHouse:
    def __init__(self, house: House) -> None:
        self._house = house

    async def open(self, answer: Scripted) -> Upstream:
        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            lines = [f"HTTP/1.1 {answer.status} X", f"Content-Type: {answer.content_type or 'application/json'}; a=b"]
            lines += [f"Retry-After: {answer.retry_after}"] if answer.retry_after is not None else []
            writer.write(("\r\n".join([*lines, "Transfer-Encoding: chunked"]) + "\r\n\r\n").encode())
            for piece in answer.pieces:
                if isinstance(piece, UpstreamFault):
                    await writer.drain()
                    await asyncio.sleep(0.02)
                    writer.transport.abort()
                    return
                if isinstance(piece, asyncio.Event):
                    await piece.wait()
                else:
                    writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            writer.write(b"0\r\n\r\n")

        return self._house.to(await self._house.vendor(play))


@pytest.fixture(params=["memory", "loopback"])
def open_upstream(request: pytest.FixtureRequest, house: House) -> Open:
    return MemoryHouse().open if request.param == "memory" else LoopbackHouse(house).open


class TestEveryUpstream:
    async def test_an_answer_tells_status_type_and_when_to_come_back(self, open_upstream: Open) -> None:
        upstream = await open_upstream(Scripted([b"{}"], 429, "application/json", 7))
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=False)
        assert (answer.status, answer.content_type, answer.retry_after) == (429, "application/json", 7)
        assert await answer.read(10) == b"{}"

    async def test_pieces_arrive_in_order_and_whole(self, open_upstream: Open) -> None:
        pieces: list[Piece] = [b"data: %d\n\n" % number for number in range(50)]
        upstream = await open_upstream(Scripted(pieces, content_type="text/event-stream"))
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=True)
        assert answer.content_type == "text/event-stream"
        assert b"".join([piece async for piece in answer.chunks()]) == b"".join(pieces)
        await answer.aclose()

    async def test_an_empty_answer_is_an_answer(self, open_upstream: Open) -> None:
        upstream = await open_upstream(Scripted([]))
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=False)
        assert await answer.read(10) == b""

    async def test_a_longer_answer_than_the_reader_takes_is_refused(self, open_upstream: Open) -> None:
        upstream = await open_upstream(Scripted([b"x" * 100, b"x" * 100]))
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=False)
        with pytest.raises(BrokeProtocol):
            await answer.read(150)

    async def test_what_came_before_a_break_is_given_and_then_the_break_is_told(self, open_upstream: Open) -> None:
        upstream = await open_upstream(Scripted([b"first", b"second", BrokeProtocol()]))
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=True)
        came: list[bytes] = []
        with pytest.raises(BrokeProtocol) as caught:
            await drain(answer, came)
        assert b"".join(came) == b"firstsecond"
        assert caught.value.did_work
        await answer.aclose()

    async def test_closing_ends_a_wait_for_the_next_piece(self, open_upstream: Open) -> None:
        upstream = await open_upstream(Scripted([b"first", asyncio.Event(), b"second"]))
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=True)
        chunks = answer.chunks()
        assert await anext(chunks) == b"first"
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            group.create_task(self._closed(answer))
            with pytest.raises(BrokeProtocol):
                await anext(chunks)

    @staticmethod
    async def _closed(answer) -> None:
        await asyncio.sleep(0.02)
        await answer.aclose()

    async def test_nothing_is_sent_after_close(self, open_upstream: Open) -> None:
        upstream = await open_upstream(Scripted([b"{}"]))
        await upstream.close()
        with pytest.raises(Unreachable):
            await upstream.send(SERVICE, PATH, b"{}", stream=False)


# ---------------------------------------------------------------- 1. addresses, redirects, TLS


async def never(_writer: asyncio.StreamWriter, _number: int) -> None:
    raise AssertionError("this vendor must not be asked")


async def ok(writer: asyncio.StreamWriter, _number: int) -> None:
    writer.write(whole(b"{}"))


class TestAddresses:
    @pytest.mark.parametrize(
        "addresses",
        [
            ["169.254.169.254"],
            ["fd00:ec2::254"],
            ["10.0.0.1"],
            ["::1"],
            ["::ffff:127.0.0.1"],
            ["0.0.0.0"],  # noqa: S104
            ["127.0.0.1", "169.254.169.254"],  # one forbidden address spoils the name
            ["fe80::1%eth0"],
            [],
        ],
    )
    async def test_a_name_that_leads_to_a_forbidden_address_is_not_connected_to(
        self, house: House, addresses: Sequence[str]
    ) -> None:
        vendor = await house.vendor(never)

        async def resolve(_host: str, _port: int) -> Sequence[str]:
            return addresses

        allowed = (ip_network("127.0.0.1/32"),) if len(addresses) > 1 else ()
        upstream = house.to(
            vendor, base_url=f"http://vendor.example:{vendor.port}", resolve=resolve, allowed_private=allowed
        )
        with pytest.raises(Unreachable) as caught:
            await ask(upstream)
        assert not caught.value.did_work
        assert vendor.connections == 0

    async def test_the_loopback_must_be_listed_like_any_private_network(self, house: House) -> None:
        vendor = await house.vendor(never)
        with pytest.raises(Unreachable, match="loopback"):
            await ask(house.to(vendor, allowed_private=()))

    async def test_a_key_is_not_sent_in_the_clear_to_a_public_address(self, house: House) -> None:
        vendor = await house.vendor(never)

        async def resolve(_host: str, _port: int) -> Sequence[str]:
            return ["8.8.8.8"]

        with pytest.raises(Unreachable, match="http:// is only spoken"):
            await ask(house.to(vendor, base_url="http://vendor.example", resolve=resolve))

    async def test_the_checked_address_is_the_one_that_is_connected_to(self, house: House) -> None:
        vendor = await house.vendor(ok)
        asked: list[str] = []

        async def resolve(host: str, _port: int) -> Sequence[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

        upstream = house.to(vendor, base_url=f"http://vendor.invalid:{vendor.port}/prefix/", resolve=resolve)
        assert await ask(upstream) == b"{}"
        assert asked == ["vendor.invalid"]
        assert vendor.heard[0].head.startswith(b"POST /prefix/v1/chat/completions HTTP/1.1\r\nHost: vendor.invalid:")

    async def test_the_next_address_is_tried_when_one_refuses(self, house: House) -> None:
        vendor = await house.vendor(ok)

        async def resolve(_host: str, _port: int) -> Sequence[str]:
            return ["127.0.0.2", "127.0.0.1"]  # the vendor listens on the second only

        assert await ask(house.to(vendor, base_url=f"http://v.invalid:{vendor.port}", resolve=resolve)) == b"{}"

    async def test_an_unknown_name_is_unreachable(self, house: House) -> None:
        async def resolve(_host: str, _port: int) -> Sequence[str]:
            raise socket.gaierror(-2, "Name or service not known")

        with pytest.raises(Unreachable, match="name not resolved"):
            await ask(house.to(await house.vendor(never), base_url="https://vendor.invalid", resolve=resolve))

    async def test_a_proxy_of_the_environment_is_not_asked(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        proxy = await house.vendor(never)
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert await ask(house.to(await house.vendor(ok))) == b"{}"
        assert proxy.connections == 0

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304, 300])
    async def test_no_redirect_is_followed(self, house: House, status: int) -> None:
        elsewhere = await house.vendor(never)
        line = f"Location: {elsewhere.url}/v1/chat/completions".encode()
        upstream = await house.says(whole(b"", line, status=b"%d Found" % status))
        with pytest.raises(UpstreamFault) as caught:
            await ask(upstream)
        assert caught.value.params == {"status": status}
        assert type(caught.value) is UpstreamFault
        assert elsewhere.connections == 0


class TestTLS:
    @pytest.fixture
    def authority(self, tmp_path: Path) -> Authority:
        return Authority(tmp_path / "ours")

    async def test_a_private_authority_is_trusted_when_named(self, house: House, authority: Authority) -> None:
        vendor = await house.vendor(ok, server_context(*authority.issue("vendor")))
        upstream = house.to(vendor, base_url=f"https://127.0.0.1:{vendor.port}", ca_file=authority.file)
        for _ in range(3):
            assert await ask(upstream) == b"{}"
        assert vendor.connections == 1

    async def test_an_unknown_authority_is_refused_before_anything_is_sent(
        self, house: House, authority: Authority, tmp_path: Path
    ) -> None:
        vendor = await house.vendor(never, server_context(*authority.issue("vendor")))
        for ca_file in (None, Authority(tmp_path / "other").file):
            upstream = house.to(vendor, base_url=f"https://127.0.0.1:{vendor.port}", ca_file=ca_file)
            with pytest.raises(Unreachable, match="certificate not verified"):
                await ask(upstream)
        assert vendor.heard == []

    async def test_a_certificate_for_another_host_is_refused(self, house: House, authority: Authority) -> None:
        vendor = await house.vendor(never, server_context(*authority.issue("vendor", hosts=("other.example",))))

        async def resolve(_host: str, _port: int) -> Sequence[str]:
            return ["127.0.0.1"]

        url = f"https://vendor.example:{vendor.port}"
        upstream = house.to(vendor, base_url=url, ca_file=authority.file, resolve=resolve)
        with pytest.raises(Unreachable, match="certificate not verified"):
            await ask(upstream)
        assert vendor.heard == []

    async def test_a_vendor_without_tls_is_unreachable_over_https(self, house: House, authority: Authority) -> None:
        sock = socket.socket()
        sock.bind(("127.0.0.1", 0))

        async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(greet, sock=sock)
        vendor = await house.vendor(never)
        port = sock.getsockname()[1]
        upstream = house.to(vendor, base_url=f"https://127.0.0.1:{port}", ca_file=authority.file)
        with pytest.raises(Unreachable):
            await ask(upstream)
        server.close()

    async def test_a_file_of_authorities_that_cannot_be_read_is_a_bad_setting(self, house: House) -> None:
        vendor = await house.vendor(never)
        with pytest.raises(BadSettings):
            house.to(vendor, base_url="https://127.0.0.1", ca_file="/nonexistent/ca.pem")


# ---------------------------------------------------------------- 2. headers are ours


class TestHeaders:
    async def test_every_header_is_the_gates_own(self, house: House) -> None:
        vendor = await house.vendor(ok)
        await ask(house.to(vendor, api_key=Secret("sk-1")), b'{"a":1}')
        lines = vendor.heard[0].head.decode().split("\r\n")
        assert lines == [
            "POST /v1/chat/completions HTTP/1.1",
            f"Host: 127.0.0.1:{vendor.port}",
            "User-Agent: gwanmun",
            "Content-Type: application/json",
            "Accept-Encoding: identity",
            "Authorization: Bearer sk-1",
            "Accept: application/json",
            "Content-Length: 7",
            "",
            "",
        ]
        assert vendor.heard[0].body == b'{"a":1}'

    async def test_the_anthropic_dialect_names_its_key_and_version(self, house: House) -> None:
        vendor = await house.vendor(ok)
        await ask(house.to(vendor, api_key=Secret("sk-2"), dialect=Dialect.ANTHROPIC))
        head = vendor.heard[0].head
        assert b"\r\nx-api-key: sk-2\r\n" in head
        assert b"\r\nanthropic-version: 2023-06-01\r\n" in head
        assert b"uthorization" not in head

    def test_a_secret_does_not_show_itself(self) -> None:
        route = UpstreamRoute("https://a", Dialect.OPENAI, Secret("sk-secret"))
        assert "sk-secret" not in f"{route!r} {route.api_key!r} {route.api_key}"
        with pytest.raises(TypeError):
            Secret("x").__reduce__()

    @pytest.mark.parametrize("path", ["v1", "/v1/../x", "/v1?a=b", "/v1#a", "/v1 HTTP/1.1\r\nX: y", "/%2e%2e", "//a"])
    async def test_a_path_that_is_not_a_plain_path_is_a_fault_of_the_program(self, house: House, path: str) -> None:
        upstream = house.to(await house.vendor(never))
        with pytest.raises(ValueError, match="path"):
            await upstream.send(SERVICE, path, b"{}", stream=False)
        assert upstream.open_connections() == 0

    @pytest.mark.parametrize(
        "route",
        [
            {"base_url": "ftp://a"},
            {"base_url": "https://"},
            {"base_url": "https://user:pw@a"},
            {"base_url": "https://a?b=c"},
            {"base_url": "https://a:99999"},
            {"base_url": "https://a/b c"},
            {"base_url": "https://a\r\nX: y"},
            {"base_url": "https://가나.kr"},
            {"base_url": "https://a", "api_key": Secret("a\r\nX: y")},
            {"base_url": "https://a", "api_key": Secret("")},
            {"base_url": "https://a", "dialect": Dialect.ANTHROPIC, "anthropic_version": "a\n"},
        ],
    )
    async def test_a_malformed_route_is_a_bad_setting_that_does_not_show_its_key(self, house: House, route) -> None:
        with pytest.raises(BadSettings) as caught:
            house.to(await house.vendor(never), **route)
        assert "X: y" not in caught.value.message("en")


# ---------------------------------------------------------------- 3. time limits, each by itself


async def silence(_writer: asyncio.StreamWriter, _number: int) -> None:
    await asyncio.sleep(60)


class TestTimes:
    async def test_a_vendor_that_does_not_begin_times_out(self, house: House) -> None:
        vendor = await house.vendor(silence)
        with pytest.raises(TimedOut) as caught:
            await ask(house.to(vendor, first_byte_seconds=0.1))
        assert (caught.value.params, caught.value.did_work) == ({"phase": "first_byte"}, True)
        await until(lambda: not vendor.open)

    async def test_half_a_head_is_no_beginning(self, house: House) -> None:
        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            for _ in range(100):
                writer.write(b"HTTP/1.1 200 OK\r\n" if _ == 0 else b"X: y\r\n")
                await asyncio.sleep(0.02)

        with pytest.raises(TimedOut) as caught:
            await ask(house.to(await house.vendor(play), first_byte_seconds=0.15, idle_seconds=5))
        assert caught.value.params == {"phase": "first_byte"}

    async def test_a_slow_beginning_is_not_an_idle_vendor(self, house: House) -> None:
        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            await asyncio.sleep(0.3)
            writer.write(whole(b"{}"))

        upstream = house.to(await house.vendor(play), first_byte_seconds=5, idle_seconds=0.1)
        assert await ask(upstream) == b"{}"

    async def test_a_vendor_that_falls_silent_times_out_after_what_it_said(self, house: House) -> None:
        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            writer.write(chunked(b"said")[:-5])
            await asyncio.sleep(60)

        upstream = house.to(await house.vendor(play), idle_seconds=0.1)
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=True)
        chunks = answer.chunks()
        assert await anext(chunks) == b"said"
        with pytest.raises(TimedOut) as caught:
            await anext(chunks)
        assert caught.value.params == {"phase": "idle"}

    async def test_a_trickle_lives_longer_than_the_idle_time_and_ends_at_the_total(self, house: House) -> None:
        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            writer.write(chunked()[:-5])
            while True:
                writer.write(b"1\r\nx\r\n")
                await asyncio.sleep(0.02)

        upstream = house.to(await house.vendor(play), idle_seconds=0.2, total_seconds=0.6)
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=True)
        came: list[bytes] = []
        with pytest.raises(TimedOut) as caught:
            await drain(answer, came)
        assert caught.value.params == {"phase": "total"}
        assert len(came) > 5

    async def test_connecting_is_limited_and_surely_did_no_work(self, house: House) -> None:
        async def resolve(_host: str, _port: int) -> Sequence[str]:
            await asyncio.sleep(60)
            return []

        upstream = house.to(
            await house.vendor(never), base_url="https://slow.invalid", resolve=resolve, connect_seconds=0.1
        )
        with pytest.raises(TimedOut) as caught:
            await ask(upstream)
        assert (caught.value.params, caught.value.did_work) == ({"phase": "connect"}, False)

    async def test_a_handshake_that_does_not_end_is_limited(self, house: House, tmp_path: Path) -> None:
        sock = socket.socket()
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        upstream = house.to(
            await house.vendor(never),
            base_url=f"https://127.0.0.1:{sock.getsockname()[1]}",
            ca_file=Authority(tmp_path).file,
            connect_seconds=0.15,
        )
        with pytest.raises(TimedOut):
            await ask(upstream)
        sock.close()


# ---------------------------------------------------------------- 4. leaving


class TestLeaving:
    async def test_aclose_cuts_the_vendor_at_once(self, house: House) -> None:
        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            writer.write(chunked(b"x")[:-5])
            await asyncio.sleep(60)

        vendor = await house.vendor(play)
        upstream = house.to(vendor)
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=True)
        await anext(answer.chunks())
        await answer.aclose()
        await until(lambda: not vendor.open)
        assert upstream.open_connections() == 0

    async def test_cancelling_a_request_cuts_the_vendor(self, house: House) -> None:
        vendor = await house.vendor(silence)
        upstream = house.to(vendor)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await upstream.send(SERVICE, PATH, b"{}", stream=True)
        assert len(vendor.heard) == 1
        await until(lambda: not vendor.open)

    async def test_aclose_after_the_end_keeps_the_connection(self, house: House) -> None:
        vendor = await house.vendor(ok)
        upstream = house.to(vendor)
        for _ in range(3):
            answer = await upstream.send(SERVICE, PATH, b"{}", stream=False)
            await answer.read(10)
            await answer.aclose()
        assert vendor.connections == 1

    @pytest.mark.parametrize("how", ["reset", "close"])
    async def test_a_caller_who_leaves_cuts_the_vendor(self, house: House, how: str) -> None:
        """Through both edges: caller, server, upstream, vendor. The figure is printed; the limit is generous."""

        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            writer.write(chunked(b"x")[:-5])
            await asyncio.sleep(60)

        vendor = await house.vendor(play)
        upstream = house.to(vendor)

        async def relay(exchange: Exchange) -> None:
            answer = await upstream.send(SERVICE, PATH, exchange.request.body, stream=True)
            exchange.on_gone(answer.cut)
            exchange.start(200, [])
            with contextlib.suppress(BrokeProtocol, CallerGone):
                async for piece in answer.chunks():
                    await exchange.write(piece)
            await answer.aclose()

        server = await serve(relay, lambda problem, _path: (problem.status, [], b""), ServerLimits())
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
        await reader.readuntil(b"x\r\n")
        loop = asyncio.get_running_loop()
        began = loop.time()
        if how == "reset":
            raw = socket.socket(fileno=socket.dup(writer.get_extra_info("socket").fileno()))
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raw.close()
        writer.transport.abort()
        async with asyncio.timeout(2):
            while vendor.open:
                await asyncio.sleep(0.0005)
        print(f"caller left ({how}) → vendor saw it after {(loop.time() - began) * 1000:.1f} ms")
        await server.close(0)


# ---------------------------------------------------------------- 5. back-pressure and bounds


class TestBounds:
    async def test_a_reader_that_does_not_read_stops_the_vendor(self, house: House) -> None:
        sent = 0

        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            nonlocal sent
            writer.write(chunked()[:-5])
            for _ in range(400):
                writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                await writer.drain()
                sent += 65536
            writer.write(b"0\r\n\r\n")

        upstream = house.to(await house.vendor(play), idle_seconds=0.15)
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=True)
        await until(lambda: sent > 500_000)
        await asyncio.sleep(0.4)  # longer than the idle time: the silence is the reader's own
        held = sent
        assert held < 20_000_000
        total = 0
        async for piece in answer.chunks():
            assert len(piece) <= 1_000_000
            total += len(piece)
        assert total == 400 * 65536
        assert await ask(upstream, limit=400 * 65536)  # and the connection was given back in order

    async def test_a_declared_length_over_the_readers_limit_is_refused_at_once(self, house: House) -> None:
        upstream = await house.says(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\nx")
        with pytest.raises(BrokeProtocol):
            await ask(upstream)

    async def test_an_answer_without_end_is_refused(self, house: House) -> None:
        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            writer.write(chunked()[:-5])
            while True:
                writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
                await writer.drain()
                await asyncio.sleep(0)

        upstream = house.to(await house.vendor(play), UpstreamLimits(answer_bytes=200_000))
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=True)
        with pytest.raises(BrokeProtocol):
            await drain(answer, [])

    @pytest.mark.parametrize(
        "data",
        [
            b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000,
            b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000,
            b"HTTP/1.1 200 OK\r\nX: " + b"y" * 50_000 + b"\r\nContent-Length: 2\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(300)) + b"Content-Length: 2\r\n\r\n{}",
            b"HTTP/1.1 100 Continue\r\n\r\n" * 50 + whole(b"{}"),
            chunked(b"{}")[:-2] + b"".join(b"X-%d: y\r\n" % n for n in range(20_000)),
            chunked(b"{}")[:-2] + b"X: " + b"y" * 100_000,
            chunked()[:-5] + b"1;" + b"y" * 100_000,
        ],
    )
    async def test_heads_and_trailers_without_end_are_refused(self, house: House, data: bytes) -> None:
        with pytest.raises(BrokeProtocol):
            await ask(await house.says(data))

    async def test_connections_are_bounded_and_requests_take_turns(self, house: House) -> None:
        most = 0

        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            nonlocal most
            most = max(most, vendor.open)
            await asyncio.sleep(0.01)
            writer.write(whole(b"{}"))

        vendor = await house.vendor(play)
        upstream = house.to(vendor, connections=3)
        assert await asyncio.gather(*(ask(upstream) for _ in range(20))) == [b"{}"] * 20
        assert most == 3
        assert vendor.connections == 3

    async def test_one_more_than_may_wait_is_refused(self, house: House) -> None:
        upstream = house.to(await house.vendor(silence), connections=1, waiting=1, connect_seconds=0.2)
        async with asyncio.TaskGroup() as group:
            first = group.create_task(self._expect(upstream, UpstreamFault))
            await asyncio.sleep(0.05)
            group.create_task(self._expect(upstream, TimedOut))
            await asyncio.sleep(0)
            with pytest.raises(Unreachable, match="in use"):
                await ask(upstream)
            await asyncio.sleep(0.3)
            first.cancel()

    @staticmethod
    async def _expect(upstream: HTTPUpstream, fault: type[UpstreamFault]) -> None:
        with pytest.raises(fault):
            await ask(upstream)

    async def test_a_waiting_request_that_is_cancelled_gives_its_turn_away(self, house: House) -> None:
        release = asyncio.Event()

        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            await release.wait()
            writer.write(whole(b"{}"))

        upstream = house.to(await house.vendor(play), connections=1)
        loop = asyncio.get_running_loop()
        first, second, third = [loop.create_task(ask(upstream)) for _ in range(3)]
        await asyncio.sleep(0.05)
        release.set()
        second.cancel()
        assert await first == b"{}"
        assert await third == b"{}"
        with pytest.raises(asyncio.CancelledError):
            await second
        assert await ask(upstream) == b"{}"


# ---------------------------------------------------------------- 6. answers that break or lie


class TestBrokenAnswers:
    @pytest.mark.parametrize("data", [whole(b'{"a":1}'), chunked(b'{"a"', b":1}")], ids=["length", "chunked"])
    @pytest.mark.parametrize("reset", [False, True], ids=["end", "reset"])
    async def test_an_answer_cut_at_any_byte_is_told(self, house: House, data: bytes, *, reset: bool) -> None:
        async def play(writer: asyncio.StreamWriter, number: int) -> None:
            writer.write(data[: number - 1])
            if reset:
                await asyncio.sleep(0.001)
                writer.transport.abort()
            writer.close()

        vendor = await house.vendor(play)
        upstream = house.to(vendor)
        for _ in range(len(data)):
            with pytest.raises(BrokeProtocol) as caught:
                await ask(upstream)
            assert caught.value.did_work
        assert len(vendor.heard) == len(data)  # nothing was sent twice

    @pytest.mark.parametrize(
        "data",
        [
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\n{}",
            b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\ncontent-encoding: br\r\nContent-Length: 2\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\n\r\n{}",  # ends by close, without saying so
            b"HTTP/1.1 200 OK\nContent-Length: 2\n\n{}",
            b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 2\r\n\r\n{}",
            b"HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
            b"HTTP/1.1 999 OK\r\nContent-Length: 2\r\n\r\n{}",
            b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            b'{"error": "not HTTP at all"}',
        ],
    )
    async def test_an_answer_with_two_readings_or_none_is_refused(self, house: House, data: bytes) -> None:
        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            writer.write(data)
            writer.close()

        with pytest.raises(BrokeProtocol):
            await ask(house.to(await house.vendor(play)))

    async def test_interim_answers_are_passed_over(self, house: House) -> None:
        hints = b"HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\nLink: a\r\n\r\n"
        upstream = await house.says(
            b"HTTP/1.1 100 Continue\r\n\r\n" + hints.replace(b"Content-Length: 5\r\n", b"") + whole(b"{}")
        )
        assert await ask(upstream) == b"{}"

    @pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n"])
    async def test_a_body_may_end_by_close_when_that_was_said(self, house: House, head: bytes) -> None:
        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            writer.write(head + b'{"a"')
            await asyncio.sleep(0.01)
            writer.write(b":1}")
            writer.close()

        assert await ask(house.to(await house.vendor(play))) == b'{"a":1}'

    async def test_the_vendors_words_are_in_no_fault(self, house: House) -> None:
        secret = "홍길동 900101-1234567"
        upstream = await house.says(f"HTTP/1.1 200 OK\r\nX: {secret}\nContent-Length: 3\r\n\r\n{secret}".encode())
        with pytest.raises(BrokeProtocol) as caught:
            await ask(upstream)
        error: BaseException | None = caught.value
        while error is not None:
            assert "900101" not in repr(error) + str(error)
            error = error.__cause__ or error.__context__

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 529])
    async def test_an_error_of_the_vendor_is_an_answer(self, house: House, status: int) -> None:
        upstream = await house.says(whole(b'{"error":{}}', status=b"%d Err" % status))
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=False)
        assert answer.status == status
        assert await answer.read(100) == b'{"error":{}}'

    @pytest.mark.parametrize(
        ("value", "seconds"),
        [
            ("1", 1),
            ("3600", 3600),
            ("0", None),
            ("3601", None),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("²", None),
        ],
    )
    async def test_only_a_sane_time_to_come_back_is_believed(
        self, house: House, value: str, seconds: int | None
    ) -> None:
        upstream = await house.says(whole(b"{}", f"Retry-After: {value}".encode(), status=b"429 Too Many"))
        answer = await upstream.send(SERVICE, PATH, b"{}", stream=False)
        assert answer.retry_after == seconds
        await answer.aclose()

    async def test_a_closed_port_is_unreachable(self, house: House) -> None:
        vendor = await house.vendor(never)
        upstream = house.to(vendor)
        await vendor.stop()
        with pytest.raises(Unreachable) as caught:
            await ask(upstream)
        assert not caught.value.did_work

    async def test_a_service_without_a_route_is_unreachable(self, house: House) -> None:
        upstream = house.to(await house.vendor(never))
        with pytest.raises(Unreachable):
            await upstream.send(ServiceId("other"), PATH, b"{}", stream=False)


# ---------------------------------------------------------------- 7. pooled connections


class TestThePool:
    async def test_a_connection_that_the_vendor_closed_is_not_used(self, house: House) -> None:
        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            writer.write(whole(b"{}"))
            await writer.drain()
            writer.close()  # without having said `Connection: close`

        vendor = await house.vendor(play)
        upstream = house.to(vendor)
        for _ in range(5):
            assert await ask(upstream) == b"{}"
            await until(lambda: not vendor.open)
        assert vendor.connections == 5
        assert len(vendor.heard) == 5

    async def test_a_closing_that_the_loop_has_not_seen_yet_is_seen_before_writing(self, house: House) -> None:
        sock = socket.socket()
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        sock.setblocking(False)
        loop = asyncio.get_running_loop()
        upstream = house.to(await house.vendor(never), base_url=f"http://127.0.0.1:{sock.getsockname()[1]}")
        asking = loop.create_task(ask(upstream))
        peer, _ = await loop.sock_accept(sock)
        await loop.sock_recv(peer, 65536)
        await loop.sock_sendall(peer, whole(b"{}"))
        assert await asking == b"{}"
        # At this point the loop does not run: only the kernel knows that the vendor closes.
        peer.close()
        asking = loop.create_task(ask(upstream))
        async with asyncio.timeout(5):
            peer, _ = await loop.sock_accept(sock)
        assert (await loop.sock_recv(peer, 65536)).startswith(b"POST")
        await loop.sock_sendall(peer, whole(b"[]"))
        assert await asking == b"[]"
        peer.close()
        sock.close()

    async def test_a_request_whose_bytes_left_is_never_sent_again(self, house: House) -> None:
        async def play(writer: asyncio.StreamWriter, number: int) -> None:
            if number % 2:
                writer.write(whole(b"{}"))
            else:
                writer.transport.abort()

        vendor = await house.vendor(play)
        upstream = house.to(vendor)
        assert await ask(upstream) == b"{}"
        with pytest.raises(BrokeProtocol) as caught:
            await ask(upstream)
        assert caught.value.did_work
        assert len(vendor.heard) == 2

    @pytest.mark.parametrize(
        "trailing", [b"x", whole(b"[]"), b"HTTP/1.1 200 OK\r\n", b"\x00"], ids=["noise", "answer", "half", "nul"]
    )
    async def test_a_second_answer_reaches_nobody(self, house: House, trailing: bytes) -> None:
        async def play(writer: asyncio.StreamWriter, number: int) -> None:
            writer.write(whole(b"%d" % number) + trailing)

        vendor = await house.vendor(play)
        upstream = house.to(vendor)
        for number in range(1, 6):
            assert await ask(upstream) == b"%d" % number
        assert vendor.connections == 5

    async def test_a_second_answer_that_comes_later_reaches_nobody(self, house: House) -> None:
        async def play(writer: asyncio.StreamWriter, number: int) -> None:
            writer.write(whole(b"%d" % number))
            await asyncio.sleep(0.01)
            writer.write(whole(b"late"))

        upstream = house.to(await house.vendor(play))
        for number in range(1, 4):
            assert await ask(upstream) == b"%d" % number
            await asyncio.sleep(0.03)

    async def test_connection_close_is_heard(self, house: House) -> None:
        async def play(writer: asyncio.StreamWriter, _number: int) -> None:
            writer.write(whole(b"{}", b"Connection: close"))

        vendor = await house.vendor(play)
        upstream = house.to(vendor)
        for _ in range(3):
            assert await ask(upstream) == b"{}"
        assert vendor.connections == 3

    async def test_an_idle_connection_is_closed_in_time(self, house: House) -> None:
        vendor = await house.vendor(ok)
        upstream = house.to(vendor, pooled_seconds=0.1)
        assert await ask(upstream) == b"{}"
        assert vendor.open == 1
        await until(lambda: not vendor.open)
        assert upstream.open_connections() == 0

    async def test_changed_routes_take_effect_and_their_connections_end_when_idle(self, house: House) -> None:
        release = asyncio.Event()

        async def first(writer: asyncio.StreamWriter, number: int) -> None:
            if number == 2:
                await release.wait()
            writer.write(whole(b"old"))

        async def second(writer: asyncio.StreamWriter, _number: int) -> None:
            writer.write(whole(b"new"))

        old, new = await house.vendor(first), await house.vendor(second)
        upstream = house.to(old, pooled_seconds=60)
        assert await ask(upstream) == b"old"
        async with asyncio.TaskGroup() as group:
            running = group.create_task(ask(upstream))
            await until(lambda: len(old.heard) == 2)
            route = UpstreamRoute(new.url, Dialect.OPENAI, allowed_private=LOOPBACK)
            upstream.update({SERVICE: route})
            assert await ask(upstream) == b"new"
            upstream.update({SERVICE: replace(route)})  # an equal route keeps its connections
            assert await ask(upstream) == b"new"
            assert new.connections == 1
            release.set()
        assert running.result() == b"old"
        await until(lambda: not old.open)
        upstream.update({})
        with pytest.raises(Unreachable):
            await ask(upstream)
        await until(lambda: not new.open)

    async def test_requests_that_wait_for_a_route_that_goes_are_not_sent(self, house: House) -> None:
        vendor = await house.vendor(silence)
        upstream = house.to(vendor, connections=1)
        loop = asyncio.get_running_loop()
        running, waiting = loop.create_task(ask(upstream)), loop.create_task(ask(upstream))
        await until(lambda: vendor.heard)
        upstream.update({})
        with pytest.raises(Unreachable):
            await waiting
        assert len(vendor.heard) == 1
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    async def test_bad_routes_change_nothing(self, house: House) -> None:
        upstream = house.to(await house.vendor(ok))
        with pytest.raises(BadSettings):
            upstream.update({SERVICE: UpstreamRoute("nonsense", Dialect.OPENAI)})
        assert await ask(upstream) == b"{}"

    async def test_close_cuts_what_is_being_read(self, house: House) -> None:
        upstream = house.to(await house.vendor(silence))
        asking = asyncio.get_running_loop().create_task(ask(upstream))
        await asyncio.sleep(0.05)
        await upstream.close()
        with pytest.raises(BrokeProtocol):
            await asking
