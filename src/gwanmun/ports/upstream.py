"""Port `upstream`: the only way out.

Promises (contract tests: `tests/contracts/test_upstream.py`):
1. Addresses come only from the catalogue's routes and are checked at connect: no metadata, link-local or unlisted
   private address, no redirect followed, TLS verified (a private CA may be named).
2. Headers are ours: nothing of the caller's request is passed on.
3. Connect, first byte and idle time are limited, each by itself, so that a slow reasoning model lives and a dead one
   does not. Over a limit: `TimedOut` with `phase` connect | first_byte | idle | total.
4. `aclose` cuts the connection at once (≤ 0.25 s) unless the answer was read to its end.
5. A reader that does not read stops the sender (back-pressure); memory per answer is bounded.
6. A connection that breaks before the answer's end raises `BrokeProtocol`; one that never opened raises `Unreachable`, or
   `TimedOut` with phase connect. These two alone say `did_work=False`.
7. A pooled connection that turns out to be stale before a byte of answer came is retried once on a new connection
   only when the request was surely not processed (connection reset before any byte was written); otherwise it is
   reported. No request is ever sent twice after its bytes left.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

from gwanmun.domain.ids import ServiceId

#: Takes a piece of an answer: True for more, False when it has enough, or what to wait for before it can take more.
Take = Callable[[bytes], bool | Awaitable[None]]


class UpstreamAnswer(Protocol):
    @property
    def status(self) -> int: ...

    @property
    def content_type(self) -> str:
        """Lower case, without parameters."""
        ...

    @property
    def retry_after(self) -> int | None:
        """Seconds, when the vendor names them and they are sane (1-3600)."""
        ...

    async def read(self, limit: int) -> bytes:
        """The whole body; `BrokeProtocol` when it is longer than `limit` bytes."""
        ...

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives."""
        ...

    async def pour(self, take: Take) -> None:
        """Give the body to `take`, each piece in the moment in which it arrives; returns at the body's end, or when
        `take` has enough. What `take` raises ends it and is raised here. Otherwise as `chunks`.
        """
        ...

    async def aclose(self) -> None: ...


class Upstream(Protocol):
    async def send(self, service: ServiceId, path: str, body: bytes, *, stream: bool) -> UpstreamAnswer:
        """POST `body` (JSON) to the service's route + `path`; returns when the answer's headers are in."""
        ...

    async def close(self) -> None: ...
