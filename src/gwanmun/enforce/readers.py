"""Artefacts read back, as their engines would read them: what a client would get for a host. What lives here: each
engine's own way of matching, written apart from the compilers, so that a property test can hold both equal and the apply
agent can look at what it is about to load. What does not: compiling, loading.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from gwanmun.enforce.artefacts import Artefact
from gwanmun.enforce.grammar import network, refused
from gwanmun.enforce.plan import Action

_SERIAL = re.compile(r"@ IN SOA \S+ \S+ (\d+) ")


def _lies(address: str, nets: Iterable[str]) -> bool:
    one = network(address)
    return any(
        one.version == net.version
        and int(net.network_address) <= int(one.network_address)
        and int(one.broadcast_address) <= int(net.broadcast_address)
        for net in map(network, nets)
    )


def _unreadable(where: str) -> Exception:
    return refused(
        where, "배포 파일을 읽을 수 없습니다", "the artefact cannot be read",
        "다시 컴파일하십시오: gwanmun enforce compile", "compile it again: gwanmun enforce compile",
    )  # fmt: skip


# ---------------------------------------------------------------- DNS


@dataclass(frozen=True, slots=True)
class Zone:
    """A response-policy zone as a resolver looks names up in it (RFC 4592)."""

    serial: int
    owners: Mapping[str, Action]
    nodes: frozenset[str]
    triggers: tuple[str, ...]

    def find(self, host: str) -> Action:
        found = self.owners.get(host)
        if found is not None or host in self.nodes:
            return found or Action.PASS  # an empty name between two others: nothing stands there, so it passes
        while host:
            host = host.partition(".")[2]
            if host in self.nodes or not host:
                return self.owners.get(f"*.{host}", Action.PASS)
        return Action.PASS


def read_zone(text: str, where: str = "") -> Zone:
    """Raises `BadCommand` for a zone that is cut, empty or holds a line that no compiler here writes."""
    serial: int | None = None
    owners: dict[str, Action] = {}
    triggers: list[str] = []
    for line in text.splitlines():
        if not line or line[0] in ";$":
            continue
        owner, _, target = line.partition(" CNAME ")
        if found := _SERIAL.match(line):
            serial = int(found[1])
        elif target in {".", "rpz-passthru."}:
            if owner.endswith(".rpz-ip"):
                triggers.append(owner)
            else:
                owners[owner] = Action.BLOCK if target == "." else Action.PASS
        elif line != "@ IN NS localhost.":
            raise _unreadable(where)
    if serial is None or not (owners or triggers) or not text.endswith("\n"):
        raise _unreadable(where)
    nodes = set()
    for owner in owners:
        host = owner
        while host and host not in nodes:
            nodes.add(host)
            host = host.partition(".")[2]
    return Zone(serial, owners, frozenset(nodes), tuple(triggers))


_VIEW = re.compile(r'view "([^"]+)" \{\n  match-clients \{ ([^}]*) \};(.*?)\n\};', re.DOTALL)
_FILE = re.compile(r'file "([^"]+)"')


def read_bind(artefacts: Iterable[Artefact], client: str, host: str) -> Action:
    """What `views.conf` and its zones answer a client."""
    files = {one.path: one.text for one in artefacts}
    for _, clients, body in _VIEW.findall(files["bind/views.conf"]):
        nets = [one for one in clients.split("; ") if one.rstrip(";")]
        if clients == "any;" or _lies(client, (one.rstrip(";") for one in nets)):
            zone = _FILE.search(body)
            if zone is None or " policy disabled " in body:
                return Action.PASS
            return read_zone(files["bind/" + zone[1].rsplit("/", 1)[1]]).find(host)
    return Action.PASS


def read_unbound(artefacts: Iterable[Artefact], audience: str, host: str) -> Action:
    """What an instance's zone answers."""
    files = {one.path: one.text for one in artefacts}
    conf = files.get(f"unbound/{audience}.conf")
    if conf is None or "rpz-action-override: disabled" in conf:
        return Action.PASS
    return read_zone(files[f"unbound/{audience}.rpz"]).find(host)


# ---------------------------------------------------------------- Squid


@dataclass(slots=True)
class SquidLists:
    """`ai.conf` with its lists, as Squid matches them."""

    acls: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    denies: list[list[str]] = field(default_factory=list)
    bumps: list[list[str]] = field(default_factory=list)

    def find(self, client: str, host: str) -> Action:
        if self._first(self.denies, client, host):
            return Action.BLOCK
        return Action.INSPECT if self._first(self.bumps, client, host) else Action.PASS

    def _first(self, lines: list[list[str]], client: str, host: str) -> bool:
        return any(all(self._holds(name, client, host) for name in line) for line in lines)

    def _holds(self, name: str, client: str, host: str) -> bool:
        if name.startswith("!"):
            return not self._holds(name[1:], client, host)
        values = self.acls[name]
        match self.kinds[name]:
            case "src":
                return values == ["all"] or _lies(client, values)
            case "all-of":
                return all(self._holds(one, client, host) for one in values)
            case "dst" | "dstdom_regex":
                return False  # literal addresses only, and a host is none
            case _:
                return any(host == one or (one[0] == "." and (host + one).endswith(one) and _under(host, one)) for one in values)  # fmt: skip


def _under(host: str, suffix: str) -> bool:
    return host == suffix[1:] or host.endswith(suffix)


def read_squid(artefacts: Iterable[Artefact]) -> SquidLists:
    """Raises `BadCommand` where a list is missing or empty: Squid itself would only log that, and let all pass."""
    files = {one.path: one.text for one in artefacts}
    found = SquidLists()
    for line in files["squid/ai.conf"].splitlines():
        words = line.split()
        if words[:1] == ["acl"] and words[1] not in {"gwanmun_step1", "gwanmun_self"}:
            name, kind = words[1], words[2]
            found.kinds[name] = kind
            if kind in {"all-of", "dstdom_regex"} or name in {"gwanmun_inside", "gwanmun_held"}:
                found.acls[name] = words[3:]
            else:
                path = "squid/" + words[-1].strip('"').rsplit("/", 1)[1]
                found.acls[name] = files.get(path, "").split()
                if not found.acls[name]:
                    raise _unreadable(path)
        elif words[:2] == ["http_access", "deny"]:
            found.denies.append(words[2:])
        elif words[:2] == ["ssl_bump", "bump"]:
            found.bumps.append(words[2:])
    return found


# ---------------------------------------------------------------- browsers


def read_browser(text: str) -> Mapping[str, tuple[str, ...]]:
    """The two lists of a policy file, JSON or .reg."""
    if not text.startswith("{"):
        return _registry_lists(text)
    settings = json.loads(text)
    return {name: tuple(settings[name]) for name in ("URLBlocklist", "URLAllowlist")}


def _registry_lists(text: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {"URLBlocklist": [], "URLAllowlist": []}
    at = ""
    for line in text.splitlines():
        if line.startswith("["):
            at = "" if line.startswith("[-") else line.strip("[]").rsplit("\\", 1)[1]
        elif at in found and '"="' in line:
            found[at].append(line.split('"="', 1)[1].rstrip('"'))
    return {name: tuple(entries) for name, entries in found.items()}


def browser_finds(lists: Mapping[str, tuple[str, ...]], host: str) -> Action:
    """The longest host wins; of two equal ones the allowing (Chromium's URLBlocklist)."""
    best = (-1, 1)
    for rank, name in enumerate(("URLAllowlist", "URLBlocklist")):
        for entry in lists[name]:
            bare = entry.removeprefix(".")
            if host == bare or (entry == bare and host.endswith("." + bare)):
                best = max(best, (len(bare), -rank))
    return Action.BLOCK if best[0] >= 0 and best[1] == -1 else Action.PASS


_RULES = re.compile(r"^var RULES = (\{.*\});$", re.MULTILINE)


def read_pac(text: str, host: str) -> Action:
    """What the script's table answers, walked up label by label as the script does."""
    match = _RULES.search(text)
    if match is None:
        raise _unreadable("pac")
    rules = json.loads(match[1])
    if f"={host}" in rules:
        return Action.BLOCK if rules[f"={host}"] else Action.PASS
    while host:
        if f".{host}" in rules:
            return Action.BLOCK if rules[f".{host}"] else Action.PASS
        host = host.partition(".")[2]
    return Action.PASS


# ---------------------------------------------------------------- firewall, applications

_SET = re.compile(r"set (\w+) \{ type \w+; flags [^;]+;(?: auto-merge;)?(?: elements = \{ ([^}]*) \})? \}")
_TIMED = re.compile(r"# until \S+: add element inet \w+ (\w+) \{ ([^}]*) \}")


def read_nftables(text: str, client: str, address: str) -> Action:
    """What the table does with a connection to an address, whatever port."""
    sets, chain = _held(text, client)
    there = f"d{chain[0]}_{network(address).version}" if chain else ""
    if chain and f"@{there} counter" in chain[1] and " reject" in chain[1] and _lies(address, sets[there]):
        return Action.BLOCK
    return Action.PASS


def read_straight(text: str, client: str) -> Action:
    """What the table does with a connection to port 80 or 443 of an address that nobody listed."""
    _, chain = _held(text, client)
    lines = chain[1].splitlines() if chain else []
    return Action.BLOCK if any("GWANMUN-DIRECT" in line and " reject" in line for line in lines) else Action.PASS


def _held(text: str, client: str) -> tuple[Mapping[str, list[str]], tuple[int, str] | None]:
    """The table's sets, and the chain to which a client is held: its number, and what stands in it."""
    sets = {
        name: [one for one in body.split(", ") if one] for name, body in (*_SET.findall(text), *_TIMED.findall(text))
    }
    version = network(client).version
    for number in (int(one) for one in re.findall(rf"saddr @g(\d+)_{version} goto", text)):
        if _lies(client, sets[f"g{number}_{version}"]):
            return sets, (number, text.split(f"chain p{number} {{", 1)[1].split("}\n", 1)[0])
    return sets, None


@dataclass(frozen=True, slots=True)
class Listing:
    """A table as the kernel lists it (`nft -s list table`: without counters). Its name is left out, and so is what changes
    by itself. `timed`: the elements that end by themselves. `asleep`: it stands there and does nothing.
    """

    digest: str
    timed: frozenset[str]
    asleep: bool = False

    def holds(self, wanted: "Listing") -> bool:
        """Whether it is what was wanted; that an exception has ended since makes no difference."""
        return not self.asleep and self.digest == wanted.digest and self.timed <= wanted.timed


_ASLEEP = re.compile(r"^\tflags dormant\n", re.MULTILINE)
_LISTED = re.compile(r"^\tset (\w+) \{\n([^{}]*?)^\t\telements = \{ ([^}]*) \}\n", re.MULTILINE)


def read_listing(text: str) -> Listing:
    """Raises `BadCommand` for what is no listing. Not of JSON: in nft 1.0.6 the one of a table that is asleep is broken."""
    head, _, body = text.strip().partition("{\n")
    if not head.startswith("table ") or not body.endswith("\n}"):
        raise _unreadable("nft")
    timed: set[str] = set()

    def lasting(found: re.Match[str]) -> str:
        those = [one.split() for one in found[3].split(",")]
        timed.update(f"{found[1]} {one[0]}" for one in those if "timeout" in one)
        kept = sorted(" ".join(one) for one in those if "timeout" not in one)
        return f"\tset {found[1]} {{\n{found[2]}" + (f"\t\telements = {{ {', '.join(kept)} }}\n" if kept else "")

    frame = _LISTED.sub(lasting, _ASLEEP.sub("", body, count=1))
    # A table that held flags and nothing else keeps an empty line where they stood.
    return Listing(sha256(frame.strip().encode()).hexdigest(), frozenset(timed), _ASLEEP.search(body) is not None)


def read_apps(text: str) -> Mapping[tuple[str, str], str]:
    """(platform, id) → the reason's code."""
    rows = [line.split(",") for line in text.splitlines()[1:]]
    return {(row[0], row[1]): row[3] for row in rows if row[2] == "block"}
