"""From bytes to complete requests (요청 해석), without I/O: RFC 9112 as the gate reads it.

What lives here: `RequestReader`, one per connection. Bytes go in by `feed` in any pieces; complete, unambiguous
requests come out one at a time, and bytes after a request wait in `rest` until the caller asks for the next. What does
not: sockets, time limits, tasks (`http_server`), and anything about JSON, keys or paths (the gate).

Two readers read every request: llhttp (through httptools) reads the grammar and hands over the headers; this module
finds on its own where the head and the body end. INVARIANT: both end the message at the same byte, or the request is
refused; so no request can be smuggled in a difference between two readings.

Stricter than RFC 9112, on purpose (a legitimate caller of a model never needs it):
1. HTTP/1.0 and HTTP/1.1 in origin-form only: no absolute-form, authority-form, asterisk-form, fragment or HTTP/0.9.
2. One length: `Content-Length` or exactly `Transfer-Encoding: chunked`, never both, never in HTTP/1.0.
3. Headers that decide something stand once (`SINGLE` and everything that starts with `gwanmun-`).
4. Chunk sizes have at most eight digits and no extensions; trailers are read by the grammar and dropped.
5. Header values are UTF-8, because a department's name may be written in Korean; other bytes are refused.
"""

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

import httptools

from gwanmun.errors import BadRequest

HEADER_BYTES: Final = 32 * 1024
HEADER_COUNT: Final = 100
REQUEST_LINE_BYTES: Final = 8 * 1024
BODY_BYTES: Final = 10 * 1024 * 1024

#: Headers that stand at most once: two of them are two readings of one request.
SINGLE: Final = frozenset(
    {
        "authorization", "content-encoding", "content-length", "content-type", "expect", "host", "proxy-authorization",
        "transfer-encoding", "x-api-key",
    }
)  # fmt: skip

#: Names as clients write them, so that most need no work.
_NAMES: Final = {
    spelling.encode(): name
    for name in (
        "accept", "accept-encoding", "accept-language", "anthropic-beta", "anthropic-version", "authorization",
        "cache-control", "connection", "content-length", "content-type", "cookie", "host", "origin", "pragma", "referer",
        "user-agent", "via", "x-api-key", "x-forwarded-for", "x-forwarded-proto", "x-request-id", "x-stainless-arch",
        "x-stainless-async", "x-stainless-helper-method", "x-stainless-lang", "x-stainless-package-version",
        "x-stainless-read-timeout", "x-stainless-retry-count", "x-stainless-runtime", "x-stainless-runtime-version",
        "x-stainless-timeout",
    )
    for spelling in (name, name.title())
} | {b"X-Stainless-OS": "x-stainless-os", b"x-stainless-os": "x-stainless-os"}  # fmt: skip

_REQUEST_LINE = re.compile(rb"([A-Z]{3,20}) (/[\x21\x22\x24-\x7e]*) HTTP/1\.([01])\r\n")
_HOST = re.compile(r"[A-Za-z0-9._~\-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?", re.ASCII)
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")
_CHUNK_LINE_BYTES = 10  # eight digits and CRLF
_TRAILER_BYTES = 8 * 1024
_FREE_CHUNKS = 1024
_MEAN_CHUNK_BYTES = 64  # beyond the free ones, chunks must carry this much each: tiny ones only burn our time


class Stage(Enum):
    """How far the next request is."""

    IDLE = "idle"  # not a byte of it came
    HEAD = "head"
    BODY = "body"


_IDLE, _HEAD, _BODY = Stage  # a name of the module costs a fifth of a member of an enumeration


@dataclass(slots=True)
class Message:
    """A complete request. `headers` are in lower case and in order of arrival; repeated list headers are joined."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    keep_alive: bool
    http_1_0: bool


class RequestReader:
    """Reads one connection's requests. After `BadRequest` the connection is unreadable and must be closed."""

    __slots__ = (
        "_body_bytes",
        "_buffer",
        "_chunked",
        "_chunks",
        "_complete",
        "_feed",
        "_header_bytes",
        "_header_count",
        "_known_host",
        "_known_line",
        "_left",
        "_line",
        "_line_bytes",
        "_message",
        "_parts",
        "_raw",
        "_scanned",
        "_skipped_blank",
        "_trailer",
        "_twice",
        "held_bytes",
        "on_header",
        "path",
        "rest",
        "stage",
        "wants_continue",
    )

    _message: Message
    _scanned: int  # bytes of the buffer that were looked at
    _skipped_blank: bool
    path: str  # of the request being read, as soon as it is known: so that a problem is worded for it
    held_bytes: int  # of an incomplete body
    wants_continue: bool  # the caller waits for `100 Continue` before it sends the body

    def __init__(
        self,
        *,
        header_bytes: int = HEADER_BYTES,
        header_count: int = HEADER_COUNT,
        request_line_bytes: int = REQUEST_LINE_BYTES,
        body_bytes: int = BODY_BYTES,
    ) -> None:
        self._header_bytes = header_bytes
        self._header_count = header_count
        self._line_bytes = request_line_bytes
        self._body_bytes = body_bytes
        self._buffer = bytearray()  # of an incomplete head, or of undecoded chunks
        self._raw: dict[bytes, bytes] = {}
        # llhttp puts headers straight into `_raw`, trailers too: `_raw` is emptied before each head and read after it,
        # so that a trailer never becomes a header. A second header of one name does not get in, and is then missed.
        self.on_header = self._raw.setdefault
        self._feed: Callable[[bytes], None] = httptools.HttpRequestParser(self).feed_data
        self._complete = False
        # A connection mostly repeats itself: what was checked once is compared, not checked again.
        self._known_line = b"?"
        self._line = ("", "", "", False)
        self._known_host = ""
        self.rest = b""
        self._reset()

    # ------------------------------------------------------------ what the server asks

    def feed(self, data: bytes) -> Message | None:
        """Take `data`, give a request when one is complete; what follows it waits in `rest`.

        Raises `BadRequest`. To read on after a request, feed `rest` (see `take_rest`).
        """
        if self.stage is _BODY:
            return self._read_body(data)
        return self._read_head(data)

    def take_rest(self) -> bytes:
        """The bytes that arrived after the last request."""
        rest, self.rest = self.rest, b""
        return rest

    def close(self) -> None:
        """Let go of the parser and of everything held."""
        self._feed = _closed
        self._buffer.clear()
        self._reset()
        self.rest = b""

    # ------------------------------------------------------------ head

    def _read_head(self, data: bytes) -> Message | None:
        buffer = self._buffer
        if buffer:
            buffer += data
            if buffer.find(b"\r\n\r\n", max(0, self._scanned - 3)) < 0:
                return self._wait_for_head()
            data = bytes(buffer)
            buffer.clear()
        if data[:2] == b"\r\n" and not self._skipped_blank:
            # RFC 9112 §2.2: one empty line before the request line is forgiven.
            self._skipped_blank = True
            self._scanned = 0
            data = data[2:]
        end = data.find(b"\r\n\r\n") + 4
        if end < 4:
            buffer += data
            return self._wait_for_head()
        if end > self._header_bytes:
            raise BadRequest("header_too_large", limit=self._header_bytes)
        self._parse_head(data, end)
        return self._begin_body(data, end)

    def _wait_for_head(self) -> Message | None:
        buffer = self._buffer
        if not buffer:
            return None
        self.stage = _HEAD
        first = buffer[0]
        if not (65 <= first <= 90 or (first == 13 and not self._skipped_blank)):  # neither a method nor an empty line
            raise BadRequest("bad_http", "TLS" if first == 0x16 else "request line")
        if len(buffer) > self._header_bytes:
            raise BadRequest("header_too_large", limit=self._header_bytes)
        if len(buffer) > self._line_bytes and buffer.find(b"\r\n", 0, self._line_bytes) < 0:
            raise BadRequest("header_too_large", "request line", limit=self._line_bytes)
        # A lone LF would never end this head: say so now rather than when the time is over. Only new bytes are looked
        # at, so that a head that comes byte by byte costs no more than one that comes whole.
        start = max(0, self._scanned - 1)
        line_feeds = buffer.count(b"\n", start) - (start > 0 and buffer[start] == 10)
        if line_feeds and line_feeds != buffer.count(b"\r\n", start):
            raise BadRequest("bad_http", "line end")
        self._scanned = len(buffer)
        return None

    def _parse_head(self, data: bytes, end: int) -> None:
        if not data.startswith(self._known_line):
            self._parse_line(data, end)
        method, self.path, query, http_1_0 = self._line
        count = data.count(b"\r\n", len(self._known_line), end) - 1
        if count > self._header_count:
            raise BadRequest("header_too_large", "count", limit=self._header_count)
        head = data if end == len(data) else data[:end]
        raw = self._raw
        raw.clear()
        upgrade = self._give_parser(head)
        try:
            headers = {_NAMES.get(name) or name.decode("ascii").lower(): value.decode() for name, value in raw.items()}
        except UnicodeDecodeError:
            headers = {}
        if len(headers) != count or b" \r\n" in head or b"\t\r\n" in head:
            headers = _read_with_care(head)
        keep_alive = not http_1_0 and ("connection" not in headers or "close" not in _tokens(headers["connection"]))
        self._message = Message(method, self.path, query, headers, b"", keep_alive, http_1_0)
        host = headers.get("host", "")
        if host != self._known_host or not host:
            if not (http_1_0 and not host) and _HOST.fullmatch(host) is None:
                raise BadRequest("bad_header", "host")
            self._known_host = host
        if upgrade:
            # RFC 9110 §7.8: an offer to speak HTTP/2 in the clear may be ignored, and some Java clients make it with
            # every request. llhttp stops at it, so a new one reads on, and this body is read by one reader only.
            if _tokens(headers.get("upgrade", "")) != ["h2c"]:
                raise BadRequest("bad_header", "upgrade")
            self._feed = httptools.HttpRequestParser(self).feed_data
            self._twice = False

    def _parse_line(self, data: bytes, end: int) -> None:
        line = _REQUEST_LINE.match(data, 0, end)
        if line is None:
            raise BadRequest("bad_http", _why_not(data[: data.find(b"\r\n")]))
        if line.end() > self._line_bytes:
            raise BadRequest("header_too_large", "request line", limit=self._line_bytes)
        method, target, minor = line.groups()
        if method == b"CONNECT":
            raise BadRequest("bad_http", "CONNECT")
        path, _, query = target.decode("ascii").partition("?")
        self._line = (method.decode("ascii"), path, query, minor == b"0")
        self._known_line = line.group()

    def on_message_complete(self) -> None:
        """Called by llhttp where it sees the end of the message."""
        self._complete = True

    # ------------------------------------------------------------ body

    def _begin_body(self, data: bytes, end: int) -> Message | None:
        message = self._message
        headers = message.headers
        length_text = headers.get("content-length")
        coding = headers.get("transfer-encoding")
        if coding is not None:
            if length_text is not None or message.http_1_0 or coding.lower() != "chunked":
                raise BadRequest("bad_header", "transfer-encoding")
            self._chunked = True
            self._left = 0
        elif length_text is not None:
            if not (length_text.isascii() and length_text.isdigit() and len(length_text) < 16):
                raise BadRequest("bad_header", "content-length")
            self._left = int(length_text)
            if self._left > self._body_bytes:
                raise BadRequest("body_too_large", limit=self._body_bytes)
        else:
            self._left = 0
        expect = headers.get("expect")
        if expect is not None and expect.lower() != "100-continue":
            raise BadRequest("bad_header", "expect")
        rest = data[end:]
        if not self._chunked and len(rest) >= self._left:
            return self._whole_body(rest)
        self.wants_continue = expect is not None and not rest and not message.http_1_0
        self.stage = _BODY
        return self._read_body(rest) if rest else None

    def _whole_body(self, rest: bytes) -> Message:
        """The common case: the body came in the same piece as the head."""
        left = self._left
        if len(rest) > left:
            rest, self.rest = rest[:left], rest[left:]
        message = self._message
        if left:
            self._give_body(rest)
            message.body = rest
        return self._finish()

    def _read_body(self, data: bytes) -> Message | None:
        self.wants_continue = False
        if self._chunked:
            return self._read_chunks(data)
        piece = data if len(data) <= self._left else data[: self._left]
        self._left -= len(piece)
        self._give_body(piece)
        self._parts.append(piece)
        self.held_bytes += len(piece)
        if self._left:
            return None
        if len(piece) < len(data):
            self.rest = data[len(piece) :]
        return self._finish()

    def _read_chunks(self, data: bytes) -> Message | None:
        buffer = self._buffer
        buffer += data
        position = 0
        done = False
        while not done:
            if self._left > 2:  # bytes of this chunk, and the CRLF behind it
                piece = bytes(buffer[position : position + self._left - 2])
                if not piece:
                    break
                self._parts.append(piece)
                self.held_bytes += len(piece)
                self._left -= len(piece)
                position += len(piece)
            elif self._left:
                ending = buffer[position : position + 2]
                if not b"\r\n".startswith(ending):
                    raise BadRequest("bad_http", "chunk")
                if len(ending) < 2:
                    break
                self._left = 0
                position += 2
            elif self._trailer >= 0:
                line_end = buffer.find(b"\r\n", position)
                if self._trailer + (len(buffer) if line_end < 0 else line_end) - position > _TRAILER_BYTES:
                    raise BadRequest("header_too_large", "trailer", limit=_TRAILER_BYTES)
                if line_end < 0:
                    break
                done = line_end == position
                self._trailer += line_end + 2 - position
                position = line_end + 2
            else:
                line_end = buffer.find(b"\r\n", position, position + _CHUNK_LINE_BYTES)
                if line_end < 0:
                    if len(buffer) - position >= _CHUNK_LINE_BYTES or b"\n" in buffer[position:]:
                        raise BadRequest("bad_http", "chunk")
                    break
                if _CHUNK_SIZE.fullmatch(buffer, position, line_end) is None:
                    raise BadRequest("bad_http", "chunk")
                size = int(buffer[position:line_end], 16)
                position = line_end + 2
                self._count_chunk(size)
        if position:
            # llhttp reads exactly what this reader has read: it must not see the next request through the old one.
            self._give_body(bytes(buffer[:position]), done=done)
            del buffer[:position]
        if not done:
            return None
        self.rest = bytes(buffer)
        buffer.clear()
        return self._finish()

    def _count_chunk(self, size: int) -> None:
        if not size:
            self._trailer = 0
            return
        self._chunks += 1
        if self.held_bytes + size > self._body_bytes:
            raise BadRequest("body_too_large", limit=self._body_bytes)
        if self._chunks > _FREE_CHUNKS + self.held_bytes // _MEAN_CHUNK_BYTES:
            raise BadRequest("bad_http", "chunk")
        self._left = size + 2

    def _finish(self) -> Message:
        if self._twice and not self._complete:
            raise BadRequest("bad_http", "length")
        self._complete = False
        self.path = ""
        message = self._message
        if self.stage is not _IDLE or self._skipped_blank or not self._twice:
            if self._parts:
                message.body = b"".join(self._parts)
            self._reset()
        return message

    # ------------------------------------------------------------ the second reader

    def _give_parser(self, head: bytes) -> bool:
        """Feed llhttp; say whether it stopped for an upgrade."""
        try:
            self._feed(head)
        except httptools.HttpParserUpgrade:
            return True
        except httptools.HttpParserError as error:
            raise _translated(error) from None
        return False

    def _give_body(self, piece: bytes, *, done: bool | None = None) -> None:
        if not self._twice:
            return
        if self._complete or self._give_parser(piece):
            raise BadRequest("bad_http", "length")
        if done is False and self._complete:
            raise BadRequest("bad_http", "length")

    def _reset(self) -> None:
        self.stage = _IDLE
        self.path = ""
        self.wants_continue = False
        self.held_bytes = 0
        self._parts: list[bytes] = []
        self._chunked = False
        self._chunks = 0
        self._left = 0
        self._scanned = 0
        self._skipped_blank = False
        self._trailer = -1
        self._twice = True


class _SlowHeaders:
    """Reads a head again when a name stands twice, a value is not UTF-8 or has blanks behind it.

    Joins what may be joined, and names the first thing that may not.
    """

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.problem: BadRequest | None = None

    def on_header(self, name: bytes, value: bytes) -> None:
        headers = self.headers
        key = name.decode("ascii").lower()
        try:
            text = value.decode().rstrip(" \t")
        except UnicodeDecodeError:
            self.problem = self.problem or BadRequest("bad_header", key if key in SINGLE else "encoding")
            return
        if key not in headers:
            headers[key] = text
        elif key in SINGLE or key.startswith("gwanmun-"):
            self.problem = self.problem or BadRequest("bad_header", key if key in SINGLE else "gwanmun-")
        else:
            # RFC 9110 §5.3; cookies are joined as RFC 6265bis §5.8 says.
            headers[key] = f"{headers[key]}{'; ' if key == 'cookie' else ', '}{text}"


def _read_with_care(head: bytes) -> dict[str, str]:
    slow = _SlowHeaders()
    # An offer to upgrade stops llhttp behind the head, where this reading ends anyway.
    with contextlib.suppress(httptools.HttpParserUpgrade):
        httptools.HttpRequestParser(slow).feed_data(head)
    if slow.problem is not None:
        raise slow.problem
    return slow.headers


def _tokens(value: str) -> list[str]:
    return [token.strip() for token in value.lower().split(",")]


def _closed(_data: bytes) -> None:
    """Reads nothing: the reader was closed."""


def _translated(error: httptools.HttpParserError) -> BadRequest:
    """What llhttp complains of, in our words; its own text never holds the caller's bytes, and is not passed on."""
    text = str(error).lower()
    for name in ("content-length", "transfer-encoding", "chunk"):
        if name in text:
            return BadRequest("bad_http", name) if name == "chunk" else BadRequest("bad_header", name)
    return BadRequest("bad_header" if "header" in text else "bad_http")


def _why_not(line: bytes) -> str:
    """Name what is wrong with a request line, without repeating it."""
    if line.startswith(b"PRI * HTTP/2"):
        return "HTTP/2"
    words = line.split(b" ")
    if len(words) == 3 and words[2] in (b"HTTP/1.1", b"HTTP/1.0"):
        if words[0] == b"CONNECT":
            return "CONNECT"
        return "target"
    return "request line"
