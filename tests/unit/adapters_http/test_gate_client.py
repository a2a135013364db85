"""The console's way to the gate: a head, pieces as they come, and every way in which the other end can fail."""

import asyncio
import contextlib

import pytest

from gwanmun.adapters.gate_client import GateClient
from gwanmun.errors import Unavailable


@contextlib.asynccontextmanager
async def gate(answer):
    """A gate that reads one request and then does what `answer(reader, writer)` does."""
    seen, left, open_ = [], asyncio.Event(), []

    async def serve(reader, writer):
        open_.append((asyncio.current_task(), writer))
        head = await reader.readuntil(b"\r\n\r\n")
        size = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
        )
        seen.append((head, await reader.readexactly(size)))
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await answer(reader, writer)
        with contextlib.suppress(OSError):
            if await reader.read(1) == b"":
                left.set()
        left.set()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield GateClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"), seen, left
    finally:
        server.close()
        for task, writer in open_:
            task.cancel()
            writer.transport.abort()
            await asyncio.gather(task, return_exceptions=True)
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        await asyncio.sleep(0)


def says(*pieces, close=False):
    async def answer(reader, writer):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if close:
            writer.close()

    return answer


WHOLE = b"HTTP/1.1 200 OK\r\nGwanmun-Request: r-1\r\nContent-Length: 5\r\n\r\nhello"


async def test_a_request_carries_the_grant_and_nothing_else_of_the_caller():
    async with (
        gate(says(WHOLE)) as (client, seen, _),
        client.ask("POST", "/v1/x", "gmg_token", b"{}", (("gwanmun-task", "t"),)) as got,
    ):
        assert (got.status, got.headers["gwanmun-request"], await got.whole()) == (200, "r-1", b"hello")
    head, body = seen[0]
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /v1/x HTTP/1.1"
    assert "Authorization: Bearer gmg_token" in lines
    assert "gwanmun-task: t" in lines
    assert body == b"{}"
    assert {line.partition(":")[0].lower() for line in lines[1:] if line} == {
        "host", "authorization", "user-agent", "connection", "gwanmun-task", "content-type", "content-length"
    }  # fmt: skip


@pytest.mark.parametrize("cut", range(1, len(WHOLE), 7))
async def test_an_answer_cut_anywhere_into_two_is_the_same(cut):
    async with gate(says(WHOLE[:cut], WHOLE[cut:])) as (client, _, _), client.ask("GET", "/", "t") as got:
        assert await got.whole() == b"hello"


async def test_pieces_come_as_they_are_made():
    step = asyncio.Event()

    async def answer(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        await writer.drain()
        await step.wait()
        writer.write(b"2\r\nde\r\n0\r\n\r\n")
        await writer.drain()

    found = []
    async with gate(answer) as (client, _, _), client.ask("GET", "/", "t") as got:
        async for piece in got.pieces:
            found.append(piece)
            step.set()
    assert found == [b"abc", b"de"]


@pytest.mark.parametrize(
    "pieces",
    [
        (), (b"HTTP/1.1 200 OK\r\n",), (b"SSH-2.0-nothing\r\n\r\n",), (b"\x00" * 100,),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",),
    ],
)  # fmt: skip
async def test_an_end_that_breaks_off_or_speaks_otherwise_is_unavailable(pieces):
    async with gate(says(*pieces, close=True)) as (client, _, _):
        with pytest.raises(Unavailable):
            async with client.ask("GET", "/", "t") as got:
                await got.whole()


async def test_a_head_without_an_end_is_cut_off():
    async def answer(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"x-more: " + b"x" * 8000 + b"\r\n")
            await writer.drain()

    async with gate(answer) as (client, _, _):
        with pytest.raises(Unavailable):
            async with client.ask("GET", "/", "t"):
                pass


async def test_an_answer_longer_than_asked_for_is_not_gathered():
    async with gate(says(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"x" * 100)) as (client, _, _):
        with pytest.raises(Unavailable):
            async with client.ask("GET", "/", "t") as got:
                await got.whole(most=99)


async def test_nobody_there_is_unavailable():
    server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    with pytest.raises(Unavailable):
        async with GateClient(f"http://127.0.0.1:{port}").ask("GET", "/", "t"):
            pass


async def test_leaving_early_closes_the_connection_at_once_so_that_the_gate_stops():
    async with gate(says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")) as (client, _, left):
        async with client.ask("GET", "/", "t") as got:
            async for _ in got.pieces:
                break
        await asyncio.wait_for(left.wait(), 20)


@pytest.mark.parametrize("value", ["a\r\nx: y", "a\nb", "a\rb"])
async def test_no_header_of_ours_can_break_its_line(value):
    async with gate(says(WHOLE)) as (client, seen, _):
        with pytest.raises(ValueError, match="line break"):
            async with client.ask("GET", "/", "t", headers=(("gwanmun-task", value),)):
                pass
        assert seen == []


async def test_a_redirect_is_an_answer_and_is_not_followed():
    async with (
        gate(says(b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n")) as (client, _, _),
        client.ask("GET", "/", "t") as got,
    ):
        assert got.status == 302
