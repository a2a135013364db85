"""Port `exchange`: one HTTP request and the way to answer it, as the server hands it to the gate.

Promises (contract tests: `tests/contracts/test_exchange.py`):
1. The request is complete, within the server's limits, and its framing was unambiguous (RFC 9112 §6).
2. Header names are lower case; `Host`, `Authorization`, `Content-Length` and `Gwanmun-*` stand at most once.
3. `respond` answers whole; `start` / `write` / `finish` stream. `write` returns when the peer can take more; `put` sends
   at once and returns what to wait for before the next piece, if the peer cannot take more.
4. When the caller leaves, `gone` is set at once; `write` and `put` raise `CallerGone`.
5. The server answers malformed input itself through the gate's `refuse` (one place words errors).
"""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Protocol


class CallerGone(Exception):
    """The caller hung up. Not an error: the work is settled and ends."""


@dataclass(slots=True)
class Request:
    """`target` is the raw request target's path, percent-decoding left alone; `headers` in order of arrival."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    peer: str  # IP address of the other end
    certificate: dict[str, str] | None = None  # subject fields of a verified client certificate, when one was shown


class Exchange(Protocol):
    request: Request

    @property
    def gone(self) -> bool: ...

    def on_gone(self, callback: object) -> None:
        """Call `callback()` once, when the caller leaves before the answer is finished."""
        ...

    def respond(self, status: int, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> None: ...

    def start(self, status: int, headers: Sequence[tuple[bytes, bytes]]) -> None: ...

    async def write(self, chunk: bytes) -> None: ...

    def put(self, chunk: bytes) -> Awaitable[None] | None: ...

    def finish(self) -> None: ...
