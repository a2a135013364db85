"""The sandbox's server: keep-alive, chunked streams, broken connections, loopback only."""

import asyncio
import json
import sys

import pytest

from gwanmun.sandbox.server import serve


@pytest.fixture
async def sandbox():
    server = await serve()
    yield server
    await server.close()


def request(model="gwanmun-sandbox", path="/v1/chat/completions", *, stream=False, close=False):
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": "⟨이름1⟩"}], "stream": stream}).encode()
    end = b"connection: close\r\n" if close else b""
    return b"POST %b HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n%b\r\n%b" % (path.encode(), len(body), end, body)


async def head_of(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    return int(lines[0].split()[1]), dict(line.split(": ", 1) for line in lines[1:] if line)


async def whole(reader):
    status, headers = await head_of(reader)
    return status, await reader.readexactly(int(headers["content-length"]))


async def test_a_connection_is_kept_for_several_answers(sandbox):
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    for _ in range(2):
        writer.write(request())
        status, body = await whole(reader)
        assert (status, "시험용 응답" in body.decode()) == (200, True)
    writer.write(request(stream=True, close=True))
    status, headers = await head_of(reader)
    wire = await reader.read()
    assert (status, headers["transfer-encoding"], headers["content-type"]) == (
        200,
        "chunked",
        "text/event-stream; charset=utf-8",
    )
    assert wire.endswith(b"data: [DONE]\n\n\r\n0\r\n\r\n")
    writer.close()
    assert len(sandbox.received) == 3
    assert sandbox.hangups == 0


async def test_requests_that_arrive_together_are_answered_in_order(sandbox):
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    writer.write(request("gwanmun-sandbox/429"))
    writer.write(request("gwanmun-sandbox/500"))
    assert [(await whole(reader))[0], (await whole(reader))[0]] == [429, 500]
    writer.close()


async def test_what_was_received_can_be_asked_for(sandbox):
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    writer.write(request())
    await whole(reader)
    writer.write(b"GET /sandbox/received HTTP/1.1\r\nhost: x\r\n\r\n")
    _, body = await whole(reader)
    assert [json.loads(received)["model"] for received in json.loads(body)] == ["gwanmun-sandbox"]
    assert sandbox.received[0].headers[0] == ("host", "x")
    writer.close()


@pytest.mark.parametrize("stream", [False, True])
async def test_a_cut_answer_breaks_off(sandbox, stream):
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    writer.write(request("gwanmun-sandbox/cut", stream=stream))
    _, headers = await head_of(reader)
    wire = await reader.read()
    assert not wire.endswith(b"0\r\n\r\n")
    assert len(wire) < int(headers.get("content-length", 1 << 30))
    writer.close()


async def test_a_cut_before_the_first_byte_sends_nothing(sandbox):
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    writer.write(request("gwanmun-sandbox/cut-start"))
    assert await reader.read() == b""
    writer.close()


async def test_a_caller_who_leaves_early_is_counted_at_once(sandbox):
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    writer.write(request("gwanmun-sandbox/stall", stream=True))
    await head_of(reader)
    writer.close()
    async with asyncio.timeout(5):
        while not sandbox.hangups:
            await asyncio.sleep(0.005)
    assert not sandbox.connections


async def test_broken_http_is_dropped(sandbox):
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    writer.write(b"nonsense\r\n\r\n")
    assert await reader.read() == b""
    writer.close()


async def test_it_listens_on_loopback_only():
    with pytest.raises(ValueError, match="loopback"):
        await serve("0.0.0.0")  # noqa: S104 - the refusal is what is tested


async def test_it_runs_by_itself():
    command = (sys.executable, "-m", "gwanmun.sandbox")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said = (await process.stdout.readline()).decode()
    port = int(said.rsplit(":", 1)[1].removesuffix("/v1\n"))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request())
    assert (await whole(reader))[0] == 200
    writer.close()
    process.terminate()
    await process.wait()
    refused = await asyncio.create_subprocess_exec(*command, "--host", "0.0.0.0", stderr=asyncio.subprocess.PIPE)  # noqa: S104
    assert b"loopback" in (await refused.communicate())[1]
    assert refused.returncode == 1
