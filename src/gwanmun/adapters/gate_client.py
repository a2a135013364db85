"""The console's way to the gate: HTTP/1.1 to one address, a grant in each request, answers as they arrive.

What lives here: one request on one connection, its head read by httptools, its body in pieces. What does not: what the
answer means. It speaks to the gate of this installation and to nothing else: the address comes from the settings, no
redirect is followed, no header of the caller is passed on.
"""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httptools

from gwanmun.errors import Unavailable

_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 1000.0  # the gate has its own limits on each part of an answer
_PIECE = 64 * 1024
_MOST_HEAD = 64 * 1024
_STORE = "gate"


@dataclass
class GateAnswer:
    """`pieces` is the body, as it arrives; leaving it early closes the connection, which tells the gate."""

    status: int
    headers: dict[str, str]
    pieces: AsyncIterator[bytes]

    async def whole(self, most: int = 8 * 1024 * 1024) -> bytes:
        found = bytearray()
        async for piece in self.pieces:
            found += piece
            if len(found) > most:
                raise Unavailable(store=_STORE)
        return bytes(found)


@dataclass
class _Reading:
    """What httptools tells."""

    headers: dict[str, str] = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list)
    headed: bool = False
    done: bool = False

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self.headed = True

    def on_body(self, piece: bytes) -> None:
        self.pieces.append(piece)

    def on_message_complete(self) -> None:
        self.done = True


class GateClient:
    """Requests to one gate. Raises `Unavailable` when it cannot be reached or breaks off."""

    def __init__(self, base_url: str, ca_file: str | None = None) -> None:
        parts = urlsplit(base_url)
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._tls = ssl.create_default_context(cafile=ca_file) if parts.scheme == "https" else None
        self._authority = parts.netloc

    @contextlib.asynccontextmanager
    async def ask(
        self, method: str, path: str, token: str, body: bytes = b"", headers: tuple[tuple[str, str], ...] = ()
    ) -> AsyncIterator[GateAnswer]:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                reader, writer = await asyncio.open_connection(self._host, self._port, ssl=self._tls)
        except (OSError, TimeoutError) as error:
            raise Unavailable(store=_STORE) from error
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                writer.write(self._head(method, path, token, body, headers) + body)
                await writer.drain()
                read = _Reading()
                parser = httptools.HttpResponseParser(read)
                await _until_headed(reader, parser, read)
                yield GateAnswer(parser.get_status_code(), read.headers, _pieces(reader, parser, read))
        except (OSError, TimeoutError, httptools.HttpParserError) as error:
            raise Unavailable(store=_STORE) from error
        finally:
            writer.transport.abort()  # at once: the gate hears of a caller who left, and stops the vendor

    def _head(self, method: str, path: str, token: str, body: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self._authority}",
            f"Authorization: Bearer {token}",
            "User-Agent: gwanmun-console",
            "Connection: close",
            *(f"{name}: {value}" for name, value in headers),
        ]
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        if any("\r" in line or "\n" in line for line in lines):
            raise ValueError("a header of our own with a line break")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _until_headed(reader: asyncio.StreamReader, parser: httptools.HttpResponseParser, read: _Reading) -> None:
    size = 0
    while not read.headed:
        data = await reader.read(_PIECE)
        size += len(data)
        if not data or size > _MOST_HEAD + _PIECE:
            raise Unavailable(store=_STORE)
        parser.feed_data(data)


async def _pieces(
    reader: asyncio.StreamReader, parser: httptools.HttpResponseParser, read: _Reading
) -> AsyncIterator[bytes]:
    while True:
        pieces, read.pieces = read.pieces, []
        for piece in pieces:
            yield piece
        if read.done:
            return
        data = await reader.read(_PIECE)
        if not data:
            raise Unavailable(store=_STORE)
        parser.feed_data(data)
