"""Any way to split the bytes of an answer gives the same answer, and every cut or change is told or harmless."""

import asyncio
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwanmun.adapters.http_upstream import HTTPUpstream, UpstreamLimits, UpstreamRoute, _Connection
from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.ids import ServiceId
from gwanmun.errors import UpstreamFault

SERVICE = ServiceId("vendor")


class Wire(asyncio.Transport):
    """A transport that takes everything and goes nowhere."""

    def __init__(self, connection: _Connection) -> None:
        super().__init__()
        self.closed = False
        self._connection = connection

    def write(self, data: object) -> None:
        del data

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def abort(self) -> None:
        if not self.closed:
            self.closed = True
            asyncio.get_running_loop().call_soon(self._connection.connection_lost, None)


Outcome = tuple[object, ...]


async def outcome(pieces: list[bytes]) -> Outcome:
    """What a reader sees of an answer that comes in these pieces and then ends: status, body, fault, reusable."""
    upstream = HTTPUpstream({SERVICE: UpstreamRoute("http://vendor.example", Dialect.OPENAI)}, UpstreamLimits())
    connection = _Connection(upstream._pools[SERVICE], asyncio.get_running_loop())
    wire = Wire(connection)
    connection.connection_made(wire)
    sending = asyncio.get_running_loop().create_task(connection.send(b"POST / HTTP/1.1\r\nContent-Length: ", b"{}"))
    await asyncio.sleep(0)
    for piece in pieces:
        if not wire.closed:
            connection.data_received(piece)
    reusable = not wire.closed
    if reusable:
        connection.eof_received()
        wire.abort()
    body = b""
    status, fault = None, None
    try:
        answer = await sending
        status = (answer.status, answer.content_type, answer.retry_after)
        async for piece in answer.chunks():
            body += piece
    except UpstreamFault as problem:
        fault = type(problem)
    await upstream.close()
    return status, body, fault, reusable


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


_bodies = st.binary(max_size=120)


@st.composite
def answers(draw: st.DrawFn) -> tuple[bytes, bytes]:
    body = draw(_bodies)
    interim = draw(
        st.sampled_from([b"", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Hints\r\nLink: a\r\n\r\n" * 2])
    )
    head = interim + b"HTTP/1.1 200 OK\r\ncontent-type: Text/Event-Stream; charset=utf-8\r\nRETRY-AFTER: 5\r\n"
    if draw(st.booleans()):
        return head + b"Content-Length: %d\r\n\r\n" % len(body) + body, body
    edges = [0, *sorted(draw(st.lists(st.integers(0, len(body)), max_size=5))), len(body)]
    chunks = b"".join(b"%X\r\n%b\r\n" % (end - start, body[start:end]) for start, end in pairwise(edges) if end > start)
    trailer = draw(st.sampled_from([b"", b"X-T: a\r\n"]))
    return head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n" + trailer + b"\r\n", body


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted({cut % (len(data) + 1) for cut in cuts}), len(data)]
    return [data[start:end] for start, end in pairwise(edges) if end > start]


_profile = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_profile
@given(sent=answers(), cuts=st.lists(st.integers(0, 1000), max_size=8))
def test_any_split_of_an_answer_gives_the_same_answer(
    runner: asyncio.Runner, sent: tuple[bytes, bytes], cuts: list[int]
) -> None:
    data, body = sent
    expected = ((200, "text/event-stream", 5), body, None, True)
    for pieces in ([data], split(data, cuts), [bytes([byte]) for byte in data]):
        assert runner.run(outcome(pieces)) == expected


@_profile
@given(sent=answers(), at=st.integers(0, 1000), cuts=st.lists(st.integers(0, 1000), max_size=4))
def test_an_answer_cut_anywhere_is_a_fault_behind_a_part_of_it(
    runner: asyncio.Runner, sent: tuple[bytes, bytes], at: int, cuts: list[int]
) -> None:
    data, whole = sent
    _, body, fault, _ = runner.run(outcome(split(data[: at % len(data)], cuts)))
    assert fault is not None
    assert isinstance(body, bytes)
    assert whole.startswith(body)


@_profile
@given(sent=answers(), extra=st.binary(min_size=1, max_size=40), cuts=st.lists(st.integers(0, 1000), max_size=4))
def test_bytes_behind_an_answer_neither_change_it_nor_are_kept(
    runner: asyncio.Runner, sent: tuple[bytes, bytes], extra: bytes, cuts: list[int]
) -> None:
    data, whole = sent
    _, body, fault, reusable = runner.run(outcome(split(data + extra, cuts)))
    assert (body, fault) == (whole, None)
    # Empty lines say nothing, and llhttp passes over them before the next answer.
    assert not reusable or not extra.strip(b"\r\n")


@_profile
@given(noise=st.binary(max_size=150))
def test_noise_is_a_fault_and_nothing_else(runner: asyncio.Runner, noise: bytes) -> None:
    status, body, fault, _ = runner.run(outcome([noise] if noise else []))
    assert (status, body) == (None, b"")
    assert fault is not None
