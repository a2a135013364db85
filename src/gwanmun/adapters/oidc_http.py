"""Asking an identity provider over HTTP/1.1: one request, one small answer of JSON, to a checked address.

The address rules are those of every way out (`addresses.py`): the name is resolved, all its addresses are checked, and the
connection goes to the one that was checked. No redirect is followed, no cookie kept, no proxy of the environment read.
What does not live here: what is asked (`oidc.py`).
"""

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httptools

from gwanmun.adapters.addresses import Network, NotPermitted, listed, permitted
from gwanmun.errors import BrokeProtocol, TimedOut, Unreachable

_MOST_ANSWER = 512 * 1024
_MOST_ADDRESSES = 4
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
PROVIDER = "oidc"


@dataclass(frozen=True, slots=True)
class Wire:
    """How the provider is reached. Plain http:// only to a listed network."""

    resolve: Resolver
    tls: ssl.SSLContext | None
    allowed: tuple[Network, ...] = ()
    seconds: float = 10.0


@dataclass
class _Reading:
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0
    done: bool = False

    def on_body(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > _MOST_ANSWER:
            raise BrokeProtocol(PROVIDER)
        self.pieces.append(piece)

    def on_message_complete(self) -> None:
        self.done = True


async def ask(
    wire: Wire, url: str, form: bytes | None = None, headers: Sequence[tuple[str, str]] = ()
) -> tuple[int, object]:
    """GET, or POST a form. The status, and the JSON of its body (None where it is none). Raises `UpstreamFault`s."""
    try:
        async with asyncio.timeout(wire.seconds):
            return await _ask(wire, url, form, headers)
    except TimeoutError:
        raise TimedOut(PROVIDER, phase="total") from None
    except (OSError, ssl.SSLError) as error:
        raise Unreachable(PROVIDER, problem="connect") from error
    except (httptools.HttpParserError, UnicodeDecodeError) as error:
        raise BrokeProtocol(PROVIDER) from error


async def _ask(wire: Wire, url: str, form: bytes | None, headers: Sequence[tuple[str, str]]) -> tuple[int, object]:
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    reader, writer = await _connect(wire, host, port, secure=secure)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [
            f"{'GET' if form is None else 'POST'} {target} HTTP/1.1",
            f"Host: {parts.netloc}",
            "Accept: application/json",
            "User-Agent: gwanmun",
            "Connection: close",
            *(f"{name}: {value}" for name, value in headers),
        ]
        if form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
        if any("\r" in line or "\n" in line for line in lines):
            raise BrokeProtocol(PROVIDER)
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + (form or b""))
        await writer.drain()
        return await _answer(reader)
    finally:
        writer.transport.abort()


async def _connect(
    wire: Wire, host: str, port: int, *, secure: bool
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    addresses = await wire.resolve(host, port)
    for address in addresses:
        try:
            permitted(address, wire.allowed)
            if not secure and not listed(address, wire.allowed):
                raise NotPermitted("http:// is only spoken to listed private addresses")  # noqa: TRY301
        except NotPermitted as error:
            raise Unreachable(PROVIDER, problem=f"address not allowed: {error.why}") from error
    fault: OSError | None = None
    for address in addresses[:_MOST_ADDRESSES]:
        try:
            return await asyncio.open_connection(
                address, port, ssl=wire.tls if secure else None, server_hostname=host if secure else None
            )
        except OSError as error:
            fault = error
    raise Unreachable(PROVIDER, problem="connect") from fault


async def _answer(reader: asyncio.StreamReader) -> tuple[int, object]:
    read = _Reading()
    parser = httptools.HttpResponseParser(read)
    size = 0
    while not read.done:
        data = await reader.read(64 * 1024)
        size += len(data)
        if size > 2 * _MOST_ANSWER:
            raise BrokeProtocol(PROVIDER)
        if not data:
            break
        parser.feed_data(data)
    status = parser.get_status_code()
    if not read.done and not read.pieces:
        raise BrokeProtocol(PROVIDER)
    try:
        return status, json.loads(b"".join(read.pieces))
    except (ValueError, RecursionError):
        return status, None
