"""Server-sent events (WHATWG HTML, section "Server-sent events"): bytes in at any split, whole events out.

What lives here: framing. What does not: what an event means (the dialects).

Rules of the reader:
1. Lines end with LF, CRLF or CR; a CR at the end of a chunk waits for the next byte.
2. An empty line ends an event. Comments, `id` and `retry` are not passed on: they are the vendor's transport, not ours.
3. No event is longer than `most` bytes, and no byte is looked at twice, however small the chunks are.
"""

from typing import NamedTuple

from gwanmun.errors import BrokeProtocol

MOST_EVENT_BYTES = 4 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"


class Event(NamedTuple):
    """`name` is empty when the event had none."""

    name: bytes
    data: bytes


class SSEReader:
    """Feed it chunks; it gives back the events that they completed."""

    __slots__ = ("_held", "_most", "_started", "_waiting_lf")

    def __init__(self, most: int = MOST_EVENT_BYTES) -> None:
        self._most = most
        self._held = bytearray()
        self._started = False
        self._waiting_lf = False

    def feed(self, chunk: bytes) -> list[Event]:
        """Raises `BrokeProtocol` for an event that is longer than `most` bytes."""
        if self._waiting_lf or b"\r" in chunk:
            chunk = self._newlines(chunk)
        held = self._held
        if (
            not held
            and self._started
            and chunk.startswith(b"data: ")
            and chunk.find(b"\n") == len(chunk) - 2
            and chunk.endswith(b"\n\n")
            and len(chunk) <= self._most
        ):
            return [Event(b"", chunk[6:-2])]  # one whole event, as nearly all chunks are
        if held:
            start = len(held) - 1
            held += chunk
            if held.find(b"\n\n", start) < 0:
                if len(held) > self._most:
                    raise BrokeProtocol("event size")
                return []
            chunk = bytes(held)
            held.clear()
        blocks = chunk.split(b"\n\n")
        rest = blocks.pop()
        if rest:
            held += rest
        events = []
        for block in blocks:
            if len(block) > self._most:
                raise BrokeProtocol("event size")
            event = self._event(block)
            if event is not None:
                events.append(event)
        if len(held) > self._most:
            raise BrokeProtocol("event size")
        return events

    def close(self) -> list[Event]:
        """The stream has ended: what stands there without its empty line is read as an event all the same.

        A vendor that forgets the last line break is tolerated; an event that was cut in the middle is not, because its
        data will not parse.
        """
        self._waiting_lf = False
        block = bytes(self._held)
        self._held.clear()
        event = self._event(block)
        return [] if event is None else [event]

    def _newlines(self, chunk: bytes) -> bytes:
        if self._waiting_lf:
            # At this point a CR came last: it was a line end already, and an LF now belongs to it.
            chunk = chunk[1:] if chunk.startswith(b"\n") else chunk
            self._waiting_lf = False
            chunk = b"\n" + chunk
        if chunk.endswith(b"\r"):
            chunk = chunk[:-1]
            self._waiting_lf = True
        return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _event(self, block: bytes) -> Event | None:
        if not self._started:
            self._started = True
            block = block.removeprefix(_BOM)
        if block.startswith(b"data: ") and b"\n" not in block:
            return Event(b"", block[6:])
        name = b""
        data: list[bytes] = []
        for line in block.split(b"\n"):
            field, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if field == b"data":
                data.append(value)
            elif field == b"event":
                name = value
        return Event(name, b"\n".join(data)) if data else None


def frame(data: bytes) -> bytes:
    """An event without a name."""
    return b"data: " + data + b"\n\n"


def frame_named(name: bytes, data: bytes) -> bytes:
    return b"event: " + name + b"\ndata: " + data + b"\n\n"
