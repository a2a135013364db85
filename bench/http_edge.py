"""What the gate's HTTP edge costs by itself: CPU µs per request of the server, and of server and client together.

Run: `.venv/bin/python bench/http_edge.py`. Takes under ten seconds, uses the loopback only. The process under test is a
child whose own CPU time is read through it, so that the load generator and the vendor do not count. Read the rows
against the floor (a protocol that answers fixed bytes, hence mostly system calls): it moves with the machine as they do.
"""

import asyncio
import subprocess
import sys
import time
from ipaddress import ip_network

import uvloop

from gwanmun.adapters.http_server import serve
from gwanmun.adapters.http_upstream import HTTPUpstream, UpstreamRoute
from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.ids import ServiceId

SERVICE = ServiceId("vendor")
CALLERS = 16
BODY = b'{"id":"x","choices":[{"message":{"role":"assistant","content":"' + b"a" * 500 + b'"}}]}'
EVENT = b'data: {"choices":[{"delta":{"content":"' + "가나다".encode() + b'"}}]}\n\n'
EVENTS = 32
GAP_SECONDS = 0.002
HEADERS = [(b"content-type", b"application/json"), (b"gwanmun-request-id", b"019ab000-0000-7000-8000-000000000000")]
SHORT = (b"Host: 127.0.0.1", b"Content-Type: application/json", b"Authorization: Bearer gm_x", b"User-Agent: x")
SDK = (
    b"Host: 127.0.0.1:8080", b"Accept-Encoding: gzip, deflate", b"Connection: keep-alive", b"Accept: application/json",
    b"Content-Type: application/json", b"User-Agent: OpenAI/Python 2.0", b"X-Stainless-Lang: python",
    b"X-Stainless-Package-Version: 2.0", b"X-Stainless-OS: Linux", b"X-Stainless-Arch: x64",
    b"X-Stainless-Runtime: CPython", b"X-Stainless-Runtime-Version: 3.11.7", b"Authorization: Bearer gm_x",
    b"X-Stainless-Async: false", b"x-stainless-retry-count: 0", b"x-stainless-read-timeout: 600",
)  # fmt: skip


def request(path: bytes, headers: tuple[bytes, ...] = SHORT, size: int = 300) -> bytes:
    lines = b"\r\n".join(headers)
    return b"POST %b HTTP/1.1\r\n%b\r\nContent-Length: %d\r\n\r\n%b" % (path, lines, size, b"x" * size)


# ---------------------------------------------------------------- the process under test


async def edge(vendor_port: int) -> None:
    route = UpstreamRoute(
        f"http://127.0.0.1:{vendor_port}", Dialect.OPENAI, allowed_private=(ip_network("127.0.0.0/8"),)
    )
    upstream = HTTPUpstream({SERVICE: route})

    async def handle(exchange) -> None:
        path = exchange.request.path
        if path == "/echo":
            exchange.respond(200, HEADERS, BODY)
        elif path == "/cpu":
            exchange.respond(200, [], b"%d" % time.process_time_ns())
        elif path == "/proxy":
            answer = await upstream.send(SERVICE, "/whole", exchange.request.body, stream=False)
            exchange.respond(answer.status, HEADERS, await answer.read(1_000_000))
        else:
            answer = await upstream.send(SERVICE, "/stream", exchange.request.body, stream=True)
            exchange.start(answer.status, HEADERS)
            async for piece in answer.chunks():
                await exchange.write(piece)
            exchange.finish()

    server = await serve(handle, lambda problem, _path: (problem.status, [], problem.message("en").encode()))
    print(server.port, flush=True)
    await asyncio.Event().wait()


class Floor(asyncio.Protocol):
    ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY)

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        cpu = b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n%020d" % time.process_time_ns()
        self.transport.write(cpu if data.startswith(b"POST /cpu") else self.ANSWER)


async def floor() -> None:
    server = await asyncio.get_running_loop().create_server(Floor, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


# ---------------------------------------------------------------- vendor and callers


class Vendor(asyncio.Protocol):
    """Answers fixed bytes, or 32 events with a gap between them."""

    STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.left = 0

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"POST /stream"):
            self.left = EVENTS
            self.transport.write(self.STREAM)
            self.event()
        else:
            self.transport.write(Floor.ANSWER)

    def event(self) -> None:
        self.left -= 1
        last = b"" if self.left else b"0\r\n\r\n"
        self.transport.write(b"%x\r\n%b\r\n%b" % (len(EVENT), EVENT, last))
        if self.left:
            asyncio.get_running_loop().call_later(GAP_SECONDS, self.event)


class Caller(asyncio.Protocol):
    """Sends one request after the other."""

    def __init__(self, data: bytes, count: int, done: asyncio.Future) -> None:
        self.data, self.count, self.done = data, count, done
        self.got = b""

    def connection_made(self, transport) -> None:
        self.transport = transport
        transport.write(self.data)

    def data_received(self, data: bytes) -> None:
        self.got += data
        end = self.got.find(b"\r\n\r\n")
        if end < 0:
            return
        length = self.got.find(b"Content-Length: ", 0, end)
        if length >= 0:
            if len(self.got) < end + 4 + int(self.got[length + 16 : self.got.find(b"\r", length)]):
                return
        elif not self.got.endswith(b"0\r\n\r\n"):
            return
        if not self.got.startswith(b"HTTP/1.1 200"):
            raise SystemExit(self.got[:300])
        self.count -= 1
        if self.count:
            self.got = b""
            self.transport.write(self.data)
        else:
            self.transport.close()
            self.done.set_result(self.got.rpartition(b"\r\n\r\n")[2])


async def call(port: int, data: bytes, count: int, callers: int) -> bytes:
    loop = asyncio.get_running_loop()
    ends = [loop.create_future() for _ in range(callers)]
    for done in ends:
        await loop.create_connection(lambda done=done: Caller(data, count // callers, done), "127.0.0.1", port)
    return (await asyncio.gather(*ends))[0]


async def measure(port: int, data: bytes, count: int, callers: int = CALLERS) -> float:
    """CPU µs of the process behind `port` per request."""
    await call(port, data, callers * 10, callers)
    before = int(await call(port, request(b"/cpu"), 1, 1))
    await call(port, data, count, callers)
    return (int(await call(port, request(b"/cpu"), 1, 1)) - before) / 1000 / count


async def main() -> None:
    vendor = await asyncio.get_running_loop().create_server(Vendor, "127.0.0.1", 0)
    vendor_port = vendor.sockets[0].getsockname()[1]
    children = []
    ports = []
    for arguments in (["floor"], ["edge", str(vendor_port)]):
        child = await asyncio.create_subprocess_exec(sys.executable, __file__, *arguments, stdout=subprocess.PIPE)
        children.append(child)
        ports.append(int(await child.stdout.readline()))
    try:
        rows: dict[str, list[float]] = {}
        for _ in range(3):
            for name, port, data, count in (
                ("floor: fixed bytes", ports[0], request(b"/echo"), 5000),
                ("server, 5 headers, 300 B", ports[1], request(b"/echo"), 5000),
                ("server, SDK's 17 headers, 300 B", ports[1], request(b"/echo", SDK), 5000),
                ("server, 5 headers, 8 KB", ports[1], request(b"/echo", size=8192), 3000),
                ("server + client, 300 B", ports[1], request(b"/proxy"), 4000),
            ):
                rows.setdefault(name, []).append(await measure(port, data, count))
            stream = await measure(ports[1], request(b"/stream"), 192)
            rows.setdefault(f"server + client, stream of {EVENTS} events", []).append(stream)
    finally:
        for child in children:
            child.terminate()
            await child.wait()
        vendor.close()
    print(f"CPU µs per request, {CALLERS} callers, uvloop, three rounds")
    for name, values in rows.items():
        print(f"{name:45} median {sorted(values)[1]:7.1f}   ({min(values):.1f}-{max(values):.1f})")


if __name__ == "__main__":
    role = sys.argv[1] if len(sys.argv) > 1 else "main"
    uvloop.run({"floor": floor, "edge": lambda: edge(int(sys.argv[2])), "main": main}[role]())
