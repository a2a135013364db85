"""Asking an engine as a device of a class would: one DNS question, one CONNECT. What does not live here: what the answer
should be (`agent.py`).

Written by hand, because the question must leave from the class's own address and nothing may be cached on the way. A block
is believed only with our own evidence: a closed network answers NXDOMAIN to every outside name, and a proxy has errors of
its own. BIND puts the SOA of the zone that refused beside the answer (`add-soa`), Unbound clears the bit that says that it
would recurse (`rpz-signal-nxdomain-ra`), and a proxy shows our page.
"""

import socket
import ssl
import struct
from collections.abc import Callable
from dataclasses import dataclass

from gwanmun.enforce.plan import Action
from gwanmun.enforce.rpz import ZONES

_ID = 0x4757
_NXDOMAIN = 3
_SOA = 6
_RECURSES = 0x80
_POINTER = 0xC0
_PAGE = b"err_ai_"


@dataclass(frozen=True, slots=True)
class Door:
    """Where an engine listens."""

    host: str
    port: int


def of_our_zone(answer: bytes) -> bool:
    """BIND's evidence."""
    return any(zone.endswith(ZONES) for zone in zones_of(answer))


def without_recursion(answer: bytes) -> bool:
    """Unbound's evidence, for names: it offers recursion in each answer that no zone of ours refused."""
    return not answer[3] & _RECURSES


def ask_dns(door: Door, source: str, host: str, seconds: float, ours: Callable[[bytes], bool]) -> Action:
    """BLOCK for an NXDOMAIN that is ours; whatever else keeps a name from being known is nobody's refusal.

    Raises `OSError` when nobody answers: silence is not a block that anybody explained.
    """
    labels = b"".join(bytes((len(label),)) + label.encode("ascii") for label in host.split("."))
    question = struct.pack("!6H", _ID, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!2H", 1, 1)
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        line.settimeout(seconds)
        line.bind((source, 0))
        line.connect((door.host, door.port))
        line.send(question)
        answer = line.recv(4096)
    if len(answer) < 12 or struct.unpack_from("!H", answer)[0] != _ID:
        raise OSError("not a DNS answer")
    return Action.BLOCK if answer[3] & 0x0F == _NXDOMAIN and ours(answer) else Action.PASS


def zones_of(answer: bytes) -> list[str]:
    """The zones whose SOA an answer holds, in whatever section (RFC 1035 §4.1). Raises `OSError` for one that is cut."""
    try:
        questions, *counts = struct.unpack_from("!4H", answer, 4)
        at, found = 12, []
        for _ in range(questions):
            at = _name(answer, at)[1] + 4
        for _ in range(sum(counts)):
            name, at = _name(answer, at)
            kind, length = struct.unpack_from("!H6xH", answer, at)
            at += 10 + length
            if kind == _SOA:
                found.append(name)
    except (struct.error, IndexError):
        raise OSError("not a DNS answer") from None
    return found


def _name(answer: bytes, at: int) -> tuple[str, int]:
    """A name and where it ends. A pointer leads backwards only (RFC 1035 §4.1.4), so that reading comes to an end."""
    labels, end, lowest = [], 0, at
    while length := answer[at]:
        if length >= _POINTER:
            end = end or at + 2
            at = (length & 0x3F) << 8 | answer[at + 1]
            if at >= lowest:
                raise IndexError
            lowest = at
        else:
            labels.append(answer[at + 1 : at + 1 + length].decode("ascii", "replace"))
            at += 1 + length
    return ".".join(labels).lower(), end or at + 1


def ask_proxy(door: Door, source: str, host: str, seconds: float) -> Action:
    """BLOCK when our page comes, before or inside the tunnel. Raises `OSError` when the proxy does not answer."""
    with socket.create_connection((door.host, door.port), seconds, (source, 0)) as line:
        line.settimeout(seconds)
        line.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode("ascii"))
        try:
            head = _head(line)
        except TimeoutError:
            return Action.PASS  # our own page is never waited for
        if _is_page(head):
            return Action.BLOCK
        if not head.startswith(b"HTTP/1.1 200"):
            return Action.PASS  # the site cannot be reached; nobody refused it
        # Only to see whose page comes: nothing is sent that anybody could not read.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # the default one reads the machine's roots, each time
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        try:
            with context.wrap_socket(line, server_hostname=host) as inner:
                inner.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode("ascii"))
                return Action.BLOCK if _is_page(_head(inner)) else Action.PASS
        except (ssl.SSLError, TimeoutError, ConnectionError):
            return Action.PASS


def holds(door: Door, name: str, seconds: float) -> bool:
    """Whether the proxy goes by the very `ai.conf` that holds this name: no other sends the asker back to it."""
    try:
        with socket.create_connection((door.host, door.port), seconds) as line:
            line.settimeout(seconds)
            line.sendall(f"GET http://{name}/ HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode("ascii"))
            head = _head(line)
    except OSError:
        return False
    return (
        head.startswith(b"HTTP/1.1 307 ")
        and f"\r\nlocation: http://{name}/\r\n".encode("ascii") in head.lower() + b"\r\n"
    )


def _head(line: socket.socket) -> bytes:
    """The head of an answer, at most 16 KB of it."""
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 16_384:
        more = line.recv(4096)
        if not more:
            break
        data += more
    return data.partition(b"\r\n\r\n")[0]


def _is_page(head: bytes) -> bool:
    lower = head.lower()
    return b"x-squid-error:" in lower and _PAGE in lower
