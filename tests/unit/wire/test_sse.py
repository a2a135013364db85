"""Server-sent events: framing at any split, bounded."""

import pytest

from gwanmun.errors import BrokeProtocol
from gwanmun.wire.sse import Event, SSEReader, frame, frame_named


def events(*chunks, most=1 << 20):
    reader = SSEReader(most)
    found = [event for chunk in chunks for event in reader.feed(chunk)]
    return found + reader.close()


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_line_end_of_the_standard_is_one(end):
    wire = end.join(
        [b"event: a", b"data: 1", b"", b": comment", b"data:2", b"data: 3", b"id: 4", b"", b"retry: 5", b"", b""]
    )
    expected = [Event(b"a", b"1"), Event(b"", b"2\n3")]
    assert events(wire) == expected
    assert events(*[wire[i : i + 1] for i in range(len(wire))]) == expected


def test_comments_and_blank_lines_are_no_events():
    assert events(b": keep-alive\n\n\n\n", b"\n", b"event: ping\n\n") == []


def test_a_byte_order_mark_is_forgiven_once():
    assert events(b"\xef\xbb\xbfdata: 1\n\n") == [Event(b"", b"1")]


def test_a_field_without_a_colon_or_a_space_is_read():
    assert events(b"data\n\n", b"data:  two\n\n") == [Event(b"", b""), Event(b"", b" two")]


def test_a_last_event_without_its_empty_line_is_read():
    assert events(b"data: 1\n\ndata: [DONE]") == [Event(b"", b"1"), Event(b"", b"[DONE]")]
    assert events(b"data: [DONE]\r") == [Event(b"", b"[DONE]")]


@pytest.mark.parametrize("chunks", [[b"data: " + b"x" * 200 + b"\n\n"], [b"data: x"] * 40, [b"x" * 300]])
def test_an_event_beyond_the_bound_breaks_the_protocol(chunks):
    with pytest.raises(BrokeProtocol):
        events(*chunks, most=100)


def test_a_long_event_in_single_bytes_is_read():
    # Looking again at what was seen before would make this run for minutes.
    wire = b"data: " + b"x" * 200_000 + b"\n\n"
    assert events(*[wire[i : i + 1] for i in range(len(wire))]) == [Event(b"", b"x" * 200_000)]


def test_frames_read_back():
    assert events(frame(b"{}"), frame_named(b"error", b"[]")) == [Event(b"", b"{}"), Event(b"error", b"[]")]
