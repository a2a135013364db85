"""What holds for every answer and every request of the console, before any page is asked (문지기).

1. The Host must be one of ours (DNS rebinding). 2. A form comes from our own pages: `Sec-Fetch-Site` and `Origin` say so
where a browser sends them, and the token of the form says so always (`house.py`). 3. Every answer carries a content policy
without `unsafe-*`, and is cached nowhere unless its page says otherwise.
What does not live here: who may see a page.
"""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from gwanmun.errors import BadRequest

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGI = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[bytes, bytes] = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": (
        b"accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        b"microphone=(), midi=(), payment=(), usb=(), browsing-topics=()"
    ),
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Wraps the application. `hosts` empty: any host (tests)."""

    def __init__(self, inner: ASGI, hosts: frozenset[str], *, secure: bool) -> None:
        self._inner = inner
        self._hosts = hosts
        self._more = {b"strict-transport-security": b"max-age=31536000"} if secure else {}

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                added = {**HEADERS, **self._more, b"cache-control": b"no-store"}
                message["headers"] = [
                    *message["headers"],
                    *((name, value) for name, value in added.items() if name not in there),
                ]
            await send(message)

        await self._inner(scope, receive, guarded)

    def check(self, method: str, headers: Mapping[str, str]) -> None:
        """Raises `BadRequest` for a host that is not ours, or a form from another site."""
        host = headers.get("host", "").lower()
        if self._hosts and host not in self._hosts:
            raise BadRequest("bad_header", "Host")
        if method in SAFE:
            return
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise BadRequest("bad_header", "Sec-Fetch-Site")
        origin = headers.get("origin", "")
        # A page that sends no referrer sends "null" here (Fetch §3.1); the form's token is asked for all the same.
        if origin not in {"", "null"} and origin.partition("://")[2].lower() != host:
            raise BadRequest("bad_header", "Origin")
