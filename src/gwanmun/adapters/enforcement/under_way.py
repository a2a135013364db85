"""What is under way in a proxy (진행 중 연결), and ending it: an order in force must reach whoever is already connected.

Squid decides once, when a tunnel is asked for; what it let pass outlives every change of its lists. So it is asked which
requests are open (its cache manager, which `ai.conf` opens to this machine alone), and the kernel ends the clients' side
of those that are refused now: SOCK_DESTROY, as `ss -K` asks for it (Linux 4.9 and later, CAP_NET_ADMIN). Squid closes the
rest. `ss` is given the filter as its input and never as words: its options write files (`--diag`).
 What does not live here: who is refused what (`agent.py`).
"""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from gwanmun.adapters.enforcement.probes import Door
from gwanmun.errors import EngineFault

LARGEST = 64 * 1024 * 1024
#: What ends them: of each filter, from the standard input, one such command.
END_COMMAND = ("ss", "-K", "-H", "-t", "-n", "-F", "-")
#: Connections in one filter: each is about 60 bytes of it.
_AT_ONCE = 200
_REMOTE = re.compile(r"\tremote: \[?([0-9a-fA-F.:]+?)\]?:(\d{1,5})$")
_BLOCK = re.compile(r"^Connection: 0x", re.MULTILINE)
_PART, _END = re.compile(r"^by (kid\d+) \{$", re.MULTILINE), re.compile(r"^\} by (kid\d+)$", re.MULTILINE)
_TUNNEL = re.compile(r"\[?([^\]/\s]+?)\]?:\d{1,5}$")  # the line of a CONNECT
_FETCH = re.compile(r"[a-z]+://(?:[^@/\s]*@)?\[?([^\]/\s]+?)\]?(?::\d{1,5})?(?:[/?#]|$)")


@dataclass(frozen=True, slots=True)
class UnderWay:
    """One request that a client has open. `tunnel`: nobody looks into it. `host` is an address where no name was given."""

    client: str
    port: int
    host: str
    tunnel: bool

    @property
    def nameless(self) -> bool:
        return _is_address(self.host)


def under_way(door: Door, seconds: float) -> list[UnderWay]:
    """What Squid has open. Raises `EngineFault` when it does not say, or says it in a way that is not read here."""
    try:
        with socket.create_connection((door.host, door.port), seconds) as line:
            own = line.getsockname()[1]
            line.settimeout(seconds)
            line.sendall(b"GET /squid-internal-mgr/active_requests HTTP/1.0\r\n\r\n")
            parts, size = [], 0
            while more := line.recv(1 << 16):
                parts.append(more)
                size += len(more)
                if size > LARGEST:
                    raise EngineFault(store="squid", problem="active_requests: too long")
    except OSError as error:
        raise EngineFault(store="squid", problem=f"active_requests: {type(error).__name__}") from error
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    if not re.match(rb"HTTP/1\.[01] 200 ", head):
        raise EngineFault(store="squid", problem="active_requests: " + head[:32].decode("ascii", "replace"))
    text = body.decode("ascii", "replace")
    found = read_under_way(text)
    if not _understood(text, found, own):
        raise EngineFault(store="squid", problem="active_requests: not understood")
    return [one for one in found if one.port != own]


def _understood(text: str, found: list[UnderWay], own: int) -> bool:
    """INVARIANT: a report in another form never means that nothing is open. Each connection in it names its client; the
    question itself is under way, or, where Squid has several workers, each worker's part has its end.
    """
    begun, ended = _PART.findall(text), _END.findall(text)
    whole = any(one.port == own and not one.tunnel for one in found) or (bool(begun) and begun == ended)
    return whole and len(_BLOCK.findall(text)) == sum(_REMOTE.match(line) is not None for line in text.splitlines())


def read_under_way(text: str) -> list[UnderWay]:
    """Squid's report, a block for each request. Paths in it are dropped at once: in opened connections they are personal."""
    found: list[UnderWay] = []
    client: tuple[str, int] | None = None
    for line in text.splitlines():
        if line.startswith("Connection: "):
            client = None
        elif match := _REMOTE.match(line):
            client = _client(match[1], int(match[2]))
        elif line.startswith("uri ") and client is not None:
            asked = line[4:]
            tunnel = _TUNNEL.match(asked)
            name = tunnel or _FETCH.match(asked)
            if name:
                found.append(UnderWay(*client, name[1].lower().removesuffix("."), tunnel is not None))
    return found


def end_filters(those: Iterable[UnderWay]) -> list[str]:
    """The filters by which the kernel ends the clients' connections. Made of addresses and port numbers only, none empty."""
    ends = [_filter(client, port) for client, port in sorted({(one.client, one.port) for one in those})]
    # A line for each: `ss` reads at most 1023 characters of one.
    return ["\nor ".join(ends[at : at + _AT_ONCE]) + "\n" for at in range(0, len(ends), _AT_ONCE)]


def _filter(client: str, port: int) -> str:
    return f"( dst {f'[{client}]' if ':' in client else client} and dport = :{port} )"


def _client(text: str, port: int) -> tuple[str, int] | None:
    return (str(ip_address(text)), port) if _is_address(text) and 0 < port < 65_536 else None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
