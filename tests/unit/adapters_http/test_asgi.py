"""The bridge from our HTTP edge to an application: bodies in pieces, answers whole or streamed, callers who leave."""

import asyncio

import pytest

from gwanmun.adapters.asgi import Bridge
from gwanmun.ports.exchange import CallerGone, Request


class Exchange:
    """An edge that writes down what it is told; `slow` makes each write wait for its turn."""

    def __init__(self, method="GET", path="/", query="", body=b"", headers=None):
        self.request = Request(method, path, query, headers or {"host": "console"}, body, "192.0.2.9")
        self.told = []
        self.gone = False
        self.turn = None
        self._callbacks = []

    def on_gone(self, callback):
        self._callbacks.append(callback)

    def leave(self):
        self.gone = True
        for one in self._callbacks:
            one()

    def respond(self, status, headers, body):
        self.told.append(("whole", status, dict(headers), body))

    def start(self, status, headers):
        self.told.append(("start", status, dict(headers)))

    async def write(self, piece):
        if self.gone:
            raise CallerGone
        if self.turn is not None:
            await self.turn.wait()
        self.told.append(("piece", piece))

    def finish(self):
        self.told.append(("end",))


def start(status=200, *headers):
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def body(piece=b"", more=False):
    return {"type": "http.response.body", "body": piece, "more_body": more}


def saying(*messages):
    async def application(scope, receive, send):
        for message in messages:
            await send(message)

    return application


async def through(application, exchange=None):
    exchange = exchange or Exchange()
    await asyncio.wait_for(Bridge(application).handle(exchange), 20)
    return exchange.told


async def test_an_answer_of_one_piece_is_whole_and_framing_is_the_edges():
    told = await through(
        saying(start(200, (b"Content-Length", b"99"), (b"connection", b"close"), (b"x-a", b"1")), body(b"ok"))
    )
    assert told == [("whole", 200, {b"x-a": b"1"}, b"ok")]


async def test_an_answer_of_pieces_streams_and_ends_once():
    told = await through(saying(start(), body(b"a", more=True), body(b"b", more=True), body(b"")))
    assert told[0][0] == "start"
    assert [one[1] for one in told if one[0] == "piece"] == [b"a", b"b", b""]
    assert told.count(("end",)) == 1


async def test_an_application_that_ends_within_a_stream_ends_the_stream():
    told = await through(saying(start(), body(b"a", more=True)))
    assert told[-1] == ("end",)


async def test_what_is_said_after_the_end_is_nothing():
    told = await through(saying(start(), body(b"a"), body(b"b"), body(b"c", more=True)))
    assert told == [("whole", 200, {}, b"a")]


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
async def test_an_answer_without_a_body_has_none_streamed(method, status):
    told = await through(saying(start(status), body(b"x", more=True), body(b"y")), Exchange(method))
    assert [one[0] for one in told] == ["whole"]


async def test_a_body_without_a_head_is_a_bug_and_nothing_leaves():
    exchange = Exchange()
    with pytest.raises(RuntimeError):
        await through(saying(body(b"x")), exchange)
    assert exchange.told == []


async def test_a_body_comes_in_pieces_that_make_the_whole():
    sent, got = bytes(range(256)) * 1000, []

    async def application(scope, receive, send):
        while True:
            message = await receive()
            got.append(message["body"])
            if not message["more_body"]:
                break
        await send(start())
        await send(body())

    await through(application, Exchange("POST", body=sent))
    assert b"".join(got) == sent
    assert max(map(len, got)) <= 64 * 1024
    assert len(got) == 4


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 64 * 1024 + 1])
async def test_the_last_piece_says_that_it_is_the_last(size):
    seen = []

    async def application(scope, receive, send):
        while not seen or seen[-1]:
            seen.append((await receive())["more_body"])

    await through(application, Exchange("POST", body=b"x" * size))
    assert seen[-1] is False
    assert len(seen) == max(1, -(-size // (64 * 1024)))


async def test_after_the_body_receive_waits_and_says_when_the_caller_left():
    exchange, said = Exchange("POST", body=b"x"), []
    reading = asyncio.Event()

    async def application(scope, receive, send):
        await receive()
        reading.set()
        said.append(await receive())

    task = asyncio.create_task(Bridge(application).handle(exchange))
    await asyncio.wait_for(reading.wait(), 20)
    await asyncio.sleep(0)
    assert said == []
    exchange.leave()
    await asyncio.wait_for(task, 20)
    assert said == [{"type": "http.disconnect"}]


async def test_an_application_is_ended_as_soon_as_the_caller_has_left():
    exchange, sent = Exchange(), []

    async def application(scope, receive, send):
        await send(start())
        for at in range(1000):
            sent.append(at)
            await send(body(b"x", more=True))
            if at == 3:
                exchange.leave()

    with pytest.raises(CallerGone):
        await through(application, exchange)
    assert sent == [0, 1, 2, 3, 4]


async def test_a_slow_caller_holds_the_application_back():
    exchange, made = Exchange(), []
    exchange.turn = asyncio.Event()

    async def application(scope, receive, send):
        await send(start())
        for at in range(5):
            made.append(at)
            await send(body(b"x" * 1024, more=True))

    task = asyncio.create_task(Bridge(application).handle(exchange))
    for _ in range(20):
        await asyncio.sleep(0)
    assert made == [0]  # nothing more is made than what is waited for
    exchange.turn.set()
    await asyncio.wait_for(task, 20)
    assert made == [0, 1, 2, 3, 4]


async def test_the_scope_says_what_the_edge_read():
    seen = {}

    async def application(scope, receive, send):
        seen.update(scope)

    await through(
        application, Exchange("POST", "/%EA%B0%80%ff/b", "a=1&b=%20", headers={"host": "console", "cookie": "a=1"})
    )
    assert seen["path"] == "/가\ufffd/b"
    assert seen["raw_path"] == b"/%EA%B0%80%ff/b"
    assert (seen["method"], seen["query_string"], seen["client"]) == ("POST", b"a=1&b=%20", ("192.0.2.9", 0))
    assert (b"cookie", b"a=1") in seen["headers"]
