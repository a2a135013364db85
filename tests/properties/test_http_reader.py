"""Any way to split the bytes gives the same requests, and the same refusals."""

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gwanmun.adapters.http_reader import RequestReader
from gwanmun.errors import BadRequest

_LINE_ENDS = b"\r\n"
_bodies = st.binary(max_size=80)
_names = st.sampled_from(["Accept", "X-Request-Id", "user-agent", "Gwanmun-Purpose", "COOKIE"])
_values = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).map(str.strip)


@st.composite
def requests(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """One valid request's bytes, and its body."""
    body = draw(_bodies)
    headers = draw(st.lists(st.tuples(_names, _values), max_size=4, unique_by=lambda header: header[0].lower()))
    head = "POST /v1/chat/completions?a=b HTTP/1.1\r\nHost: gate\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers)
    if draw(st.booleans()):
        return head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body, body
    cuts = sorted(draw(st.lists(st.integers(1, max(1, len(body))), max_size=4)))
    pieces = [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True) if body[start:end]]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    trailer = draw(st.sampled_from([b"", b"X-Trailer: a\r\n", b"Authorization: evil\r\n"]))
    return head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n" + trailer + b"\r\n", body


def outcome(pieces: list[bytes]) -> list[object]:
    """Everything that a reader makes of the pieces."""
    reader = RequestReader(header_bytes=4096, body_bytes=100)
    found: list[object] = []
    try:
        for piece in pieces:
            data = piece
            while data:
                message = reader.feed(data)
                if message is None:
                    break
                found.append(message)
                data = reader.take_rest()
    except BadRequest as problem:
        found.append((problem.problem, problem.http_status))
    return found


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted({cut % (len(data) + 1) for cut in cuts}), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


@settings(max_examples=150, deadline=None)
@given(st.lists(requests(), min_size=1, max_size=3), st.lists(st.integers(0, 2000), max_size=8))
def test_any_split_of_valid_requests_gives_the_same_requests(sent: list[tuple[bytes, bytes]], cuts: list[int]) -> None:
    data = b"".join(request for request, _ in sent)
    whole = outcome([data])
    assert [message.body for message in whole] == [body for _, body in sent]  # type: ignore[attr-defined]
    assert outcome(split(data, cuts)) == whole
    assert outcome([bytes([byte]) for byte in data]) == whole


@settings(max_examples=200, deadline=None)
@given(requests(), st.integers(0, 2000), st.binary(min_size=1, max_size=2), st.lists(st.integers(0, 2000), max_size=5))
@example((b"POST / HTTP/1.1\r\nHost: a\r\n\r\n", b""), 24, b"\n", [])
def test_a_broken_request_never_becomes_another_one_by_splitting(
    sent: tuple[bytes, bytes], position: int, noise: bytes, cuts: list[int]
) -> None:
    """Whatever the noise did, whole requests that come out are the same ones, and a refusal stays a refusal."""
    data = bytearray(sent[0])
    position %= len(data)
    data[position : position + len(noise)] = noise
    whole, pieces = outcome([bytes(data)]), outcome(split(bytes(data), cuts))
    if any(isinstance(item, tuple) for item in whole):
        # A reader may refuse earlier than another one, but never takes what the other refuses.
        assert [item for item in pieces if not isinstance(item, tuple)] == [
            item for item in whole if not isinstance(item, tuple)
        ]
    else:
        assert pieces == whole


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_noise_is_refused_or_waited_for_and_never_raises_anything_else(data: bytes) -> None:
    for item in outcome([data]):
        assert item is not None
