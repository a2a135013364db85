"""What the request reader accepts, joins and refuses. No sockets: bytes in, requests or problems out."""

import pytest

from gwanmun.adapters.http_reader import Message, RequestReader, Stage
from gwanmun.errors import BadRequest

POST = b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n"


def read(data: bytes, **limits: int) -> Message:
    message = RequestReader(**limits).feed(data)
    assert message is not None
    return message


def problem(data: bytes, **limits: int) -> tuple[str, str]:
    with pytest.raises(BadRequest) as caught:
        RequestReader(**limits).feed(data)
    return caught.value.problem, caught.value.where


def test_a_request_with_a_length_is_read_whole() -> None:
    message = read(b"POST /v1/a?x=1 HTTP/1.1\r\nHost: h:1\r\nContent-Length: 3\r\nX-Y: \t b  \r\n\r\nabc")
    assert (message.method, message.path, message.query, message.body) == ("POST", "/v1/a", "x=1", b"abc")
    assert message.headers == {"host": "h:1", "content-length": "3", "x-y": "b"}
    assert message.keep_alive


def test_a_chunked_request_is_joined_and_its_trailers_are_dropped() -> None:
    message = read(
        POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n00A\r\n0123456789\r\n0\r\nAuthorization: evil\r\n\r\n"
    )
    assert message.body == b"abc0123456789"
    assert "authorization" not in message.headers


def test_a_trailer_never_becomes_a_header_of_the_next_request() -> None:
    reader = RequestReader()
    first = reader.feed(
        POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: evil\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\n"
    )
    assert first is not None
    second = reader.feed(reader.take_rest())
    assert second is not None
    assert second.headers == {"host": "b"}


def test_requests_behind_one_another_come_out_one_by_one() -> None:
    reader = RequestReader()
    data = b"".join(POST + b"Content-Length: 1\r\n\r\n%d" % number for number in range(5))
    bodies = []
    while data:
        message = reader.feed(data)
        assert message is not None
        bodies.append(message.body)
        data = reader.take_rest()
    assert bodies == [b"0", b"1", b"2", b"3", b"4"]


def test_korean_header_values_are_read_as_utf_8() -> None:
    assert read(POST + "Gwanmun-Purpose: 민원 처리\r\n\r\n".encode()).headers["gwanmun-purpose"] == "민원 처리"


def test_repeated_list_headers_are_joined() -> None:
    headers = read(POST + b"Accept: a\r\nCookie: x=1\r\nACCEPT: b\r\nCookie: y=2\r\n\r\n").headers
    assert headers["accept"] == "a, b"
    assert headers["cookie"] == "x=1; y=2"


@pytest.mark.parametrize(
    "name", ["Host", "Authorization", "Gwanmun-Purpose", "X-Api-Key", "Content-Type", "Content-Encoding", "Expect"]
)
def test_headers_that_decide_something_stand_once(name: str) -> None:
    raw = name.encode()
    twice = raw + b": a\r\n" + raw.lower() + b": a\r\n\r\n"
    what, where = problem(b"POST / HTTP/1.1\r\n" + (b"" if name == "Host" else b"Host: a\r\n") + twice)
    assert what == "bad_header"
    assert where == ("gwanmun-" if name.startswith("Gwanmun") else name.lower())


CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        # lengths with two readings (RFC 9112 §6)
        (POST + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\nx", "bad_header"),
        (POST + b"Content-Length: 1\r\ncontent-length: 2\r\n\r\nx", "bad_header"),
        (POST + b"Content-Length: 1, 1\r\n\r\nx", "bad_header"),
        (POST + b"Content-Length: +1\r\n\r\nx", "bad_header"),
        (POST + b"Content-Length: -1\r\n\r\nx", "bad_header"),
        (POST + b"Content-Length: 0x1\r\n\r\nx", "bad_header"),
        (POST + b"Content-Length: 1 1\r\n\r\nx", "bad_header"),
        (POST + b"Content-Length: \r\n\r\n", "bad_header"),
        (POST + "Content-Length: ١\r\n\r\nx".encode(), "bad_header"),
        (POST + b"Content-Length: 99999999999999999999999999\r\n\r\nx", "bad_header"),
        (POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "bad_header"),
        (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "bad_header"),
        (POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "bad_header"),
        (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "bad_header"),
        (POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", "bad_header"),
        (POST + b"Transfer-Encoding: identity\r\n\r\n", "bad_header"),
        (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "bad_header"),
        (POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n", "bad_header"),
        (POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "bad_header"),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "bad_header"),
        # chunks
        (CHUNKED + b"1;a=b\r\nx\r\n0\r\n\r\n", "bad_http"),
        (CHUNKED + b"1;a\nx\r\n0\r\n\r\n", "bad_http"),
        (CHUNKED + b"1\nx\n0\n\n", "bad_http"),
        (CHUNKED + b"1 \r\nx\r\n0\r\n\r\n", "bad_http"),
        (CHUNKED + b"0x1\r\nx\r\n0\r\n\r\n", "bad_http"),
        (CHUNKED + b"-1\r\nx\r\n0\r\n\r\n", "bad_http"),
        (CHUNKED + b"\r\nx\r\n0\r\n\r\n", "bad_http"),
        (CHUNKED + b"000000001\r\nx\r\n0\r\n\r\n", "bad_http"),
        (CHUNKED + b"fffffffff\r\nx\r\n0\r\n\r\n", "bad_http"),
        (CHUNKED + b"1\r\nxy\r\n0\r\n\r\n", "bad_http"),
        (CHUNKED + b"1\r\nx\n0\r\n\r\n", "bad_http"),
        # lines and names
        (b"POST / HTTP/1.1\nHost: a\n\n", "bad_http"),
        (b"POST / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", "bad_header"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", "bad_header"),
        (POST + b"X: a\x00b\r\n\r\n", "bad_header"),
        (POST + b"X: a\x01b\r\n\r\n", "bad_header"),
        (POST + b"X: a\x7fb\r\n\r\n", "bad_header"),
        (POST + b"X: \xff\xfe\r\n\r\n", "bad_header"),
        (POST + b"X: a\r\n b\r\n\r\n", "bad_header"),
        (POST + b"X : a\r\n\r\n", "bad_header"),
        (POST + b": a\r\n\r\n", "bad_header"),
        (POST + b"X\xea: a\r\n\r\n", "bad_header"),
        (POST + b"X(y): a\r\n\r\n", "bad_header"),
        (b"POST / HTTP/1.1\r\n Host: a\r\n\r\n", "bad_http"),
        (b"POST / HTTP/1.1\r\nX: a\r\n\r\n", "bad_header"),
        (b"POST / HTTP/1.1\r\nHost: a b\r\n\r\n", "bad_header"),
        (b"POST / HTTP/1.1\r\nHost: a/b\r\n\r\n", "bad_header"),
        (b"POST / HTTP/1.1\r\nHost:\r\n\r\n", "bad_header"),
        (POST + b"Expect: 200-ok\r\n\r\n", "bad_header"),
        # request lines
        (b"POST http://other/ HTTP/1.1\r\nHost: a\r\n\r\n", "bad_http"),
        (b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", "bad_http"),
        (b"CONNECT /a HTTP/1.1\r\nHost: a\r\n\r\n", "bad_http"),
        (b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "bad_http"),
        (b"POST /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "bad_http"),
        (b"POST /\xea\xb0\x80 HTTP/1.1\r\nHost: a\r\n\r\n", "bad_http"),
        (b"POST  / HTTP/1.1\r\nHost: a\r\n\r\n", "bad_http"),
        (b"POST\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "bad_http"),
        (b"POST / HTTP/1.1 \r\nHost: a\r\n\r\n", "bad_http"),
        (b"POST / HTTP/2.0\r\nHost: a\r\n\r\n", "bad_http"),
        (b"POST / HTTP/1.2\r\nHost: a\r\n\r\n", "bad_http"),
        (b"POST / RTSP/1.0\r\nHost: a\r\n\r\n", "bad_http"),
        (b"GET /\r\n\r\n", "bad_http"),
        (b"post / HTTP/1.1\r\nHost: a\r\n\r\n", "bad_http"),
        (b"FOO / HTTP/1.1\r\nHost: a\r\n\r\n", "bad_http"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "bad_http"),
        (b"\x16\x03\x01\x02\x00\x01\x00", "bad_http"),
        (b"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "bad_http"),
        (POST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", "bad_header"),
    ],
)
def test_what_has_two_readings_is_refused(data: bytes, what: str) -> None:
    assert problem(data)[0] == what


def test_one_empty_line_before_a_request_is_forgiven() -> None:
    assert read(b"\r\n" + POST + b"Content-Length: 1\r\n\r\nx").body == b"x"


def test_an_offer_of_http_2_in_the_clear_is_ignored() -> None:
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\nContent-Length: 2\r\n\r\nhi"
    reader = RequestReader()
    for _ in range(2):  # and the connection stays readable
        message = reader.feed(POST + offer)
        assert message is not None
        assert message.body == b"hi"


def test_http_1_0_needs_no_host_and_closes() -> None:
    message = read(b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    assert message.http_1_0
    assert not message.keep_alive


@pytest.mark.parametrize("value", [b"close", b"Close", b"x, close"])
def test_connection_close_is_heard(value: bytes) -> None:
    assert not read(POST + b"Connection: " + value + b"\r\n\r\n").keep_alive


def test_a_length_over_the_limit_is_refused_before_the_body_comes() -> None:
    assert problem(POST + b"Content-Length: 101\r\n\r\n", body_bytes=100)[0] == "body_too_large"


def test_chunks_over_the_limit_are_refused_when_they_are_announced() -> None:
    assert problem(CHUNKED + b"65\r\n", body_bytes=100)[0] == "body_too_large"


def test_a_flood_of_tiny_chunks_is_refused() -> None:
    assert problem(CHUNKED + b"1\r\nx\r\n" * 5000) == ("bad_http", "chunk")


def test_a_trailer_without_end_is_refused() -> None:
    reader = RequestReader()
    reader.feed(CHUNKED + b"0\r\n" + b"X: " + b"a" * 8000)
    with pytest.raises(BadRequest, match="headers are too large"):
        reader.feed(b"a" * 1000)


@pytest.mark.parametrize(
    "data",
    [
        POST + b"X: " + b"a" * 40_000 + b"\r\n\r\n",
        POST + b"X: " + b"a" * 40_000,
        POST + b"".join(b"X-%d: a\r\n" % number for number in range(101)) + b"\r\n",
        b"POST /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /" + b"a" * 9000,
    ],
)
def test_heads_over_the_limits_are_refused(data: bytes) -> None:
    assert problem(data)[0] == "header_too_large"


def test_the_stage_and_path_tell_how_far_a_request_is() -> None:
    reader = RequestReader()
    assert reader.stage is Stage.IDLE
    reader.feed(b"POST /v1/messages HT")
    assert reader.stage is Stage.HEAD
    reader.feed(b"TP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
    assert reader.stage is Stage.BODY
    assert reader.path == "/v1/messages"
    assert reader.wants_continue
    reader.feed(b"ab")
    assert reader.held_bytes == 2
    assert reader.feed(b"cd") is not None
    assert reader.stage is Stage.IDLE


def test_problems_never_repeat_what_was_sent() -> None:
    with pytest.raises(BadRequest) as caught:
        RequestReader().feed(b"POST / HTTP/1.1\r\nHost: a\r\nAuthorization: secret\xff\r\n\r\n")
    error: BaseException | None = caught.value
    while error is not None:
        assert "secret" not in f"{error!r}{getattr(error, 'object', '')!r}"
        error = error.__cause__
