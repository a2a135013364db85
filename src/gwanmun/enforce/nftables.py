"""nftables: what no name shows. Addresses of blocked resolvers, HTTP/3, DNS over TLS, and stray DNS led back to the
agency's resolver. What does not live here: loading it, shared front addresses (never blocked: strangers live there).

An exception is an element with a timeout: it ends by itself even when nothing of ours runs any more. The kernel counts a
timeout from the moment at which it is loaded, so the file holds the instant of the end, as a comment, and `loadable` makes
the timeouts of it: whoever loads the file as it is, at boot for instance, opens nothing. The whole table is replaced in one
transaction. Names are for DNS and proxy; a client with any block at all is held to them here.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from gwanmun.enforce.artefacts import Artefact, head
from gwanmun.enforce.grammar import INSIDE, network
from gwanmun.enforce.plan import EVERYWHERE, Mode, Plan, Population
from gwanmun.enforce.rpz import blocked_addresses

FOLDER = "nft"
TABLE = "gwanmun_ai"
TWIN = f"{TABLE}_twin"
_SECOND_US = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIMED = re.compile(rf"^ *# until (\S+): (add element inet {TABLE} \w+) \{{ ([^}}]*) \}}$", re.MULTILINE)


def compile_nftables(plan: Plan, people: Sequence[Population], now_us: int) -> tuple[Artefact, ...]:
    """`gwanmun.nft`, for `nft -f`."""
    placed = [one for one in people if one.subnets]
    rules = 0  # of the classes alone: what is an exception's comes and goes
    lines = [head(plan, now_us, "#"), f"table inet {TABLE}", f"delete table inet {TABLE}", f"table inet {TABLE} {{"]
    for number, one in enumerate(placed, 1):
        mine = [*_population(plan, one, number)]
        rules += (one.id == one.audience.id) + sum(" reject" in line for line in mine if one.group)
        lines += mine
    lines += ["  chain forward_ai {", "    type filter hook forward priority filter; policy accept;"]
    # Only answers pass unlooked at: what a client sends is judged packet by packet, also in what was open before a change.
    lines += ["    ct direction reply accept"]
    for number in range(1, len(placed) + 1):
        lines += [f"    ip saddr @g{number}_4 goto p{number}", f"    ip6 saddr @g{number}_6 goto p{number}"]
    lines.append("  }")
    if plan.doors.resolver or plan.doors.resolver6:
        lines += _led_back(plan, placed)
    lines += ["}", ""]
    return (Artefact(f"{FOLDER}/gwanmun.nft", "\n".join(lines), rules, FOLDER),)


def loadable(text: str, now_us: int) -> str:
    """The file as it is loaded at this instant: with each exception that has not ended, for as long as it has left."""
    lines = []
    for until, words, elements in _TIMED.findall(text):
        left = (_micros(until) - now_us) // _SECOND_US
        if left > 0:
            timed = ", ".join(f"{one} timeout {left}s" for one in elements.split(", "))
            lines.append(f"{words} {{ {timed} }}\n")
    return text + "".join(lines)


def twin(text: str) -> str:
    """The same as another table that does nothing: by it the kernel says how it lists what `text` means."""
    body = re.sub(rf"\b{TABLE}\b", TWIN, text)
    return body.replace(f"table inet {TWIN} {{\n", f"table inet {TWIN} {{\n  flags dormant;\n", 1)


def _micros(until: str) -> int:
    return (datetime.fromisoformat(until) - _EPOCH) // timedelta(microseconds=1)


def _instant(at_us: int) -> str:
    """Whole seconds, rounded down: what ends, ends rather early than late."""
    return f"{_EPOCH + timedelta(seconds=at_us // _SECOND_US):%Y-%m-%dT%H:%M:%SZ}"


def _population(plan: Plan, one: Population, number: int) -> Iterator[str]:
    until = "" if one.until_us is None else _instant(one.until_us)
    # Whoever is in no class and comes from inside. Callers from outside are not ours to judge.
    subnets = INSIDE if one.subnets == EVERYWHERE else one.subnets
    yield f"  # {one.id} ({one.mode})"
    for version, sort in ((4, "ipv4_addr"), (6, "ipv6_addr")):
        yield from _set(f"g{number}_{version}", sort, subnets, version, until)
    addresses = blocked_addresses(plan, one)
    for version, sort in ((4, "ipv4_addr"), (6, "ipv6_addr")):
        yield from _set(f"d{number}_{version}", sort, addresses, version, "")
    yield f"  chain p{number} {{"
    if one.blocks:
        reject = "" if one.mode is Mode.OBSERVE else " reject"
        reset = "" if one.mode is Mode.OBSERVE else " reject with tcp reset"
        for version, word in ((4, "ip"), (6, "ip6")):
            mark = f'log prefix "GWANMUN-ADDR g{number} "'
            yield f"    {word} daddr @d{number}_{version} meta l4proto tcp counter {mark}{reset}"
            yield f"    {word} daddr @d{number}_{version} counter {mark}{reject}"
        # HTTP/3 refused at once, so that the browser falls back to TCP, which the proxy sees (RFC 9000 needs UDP).
        yield f'    udp dport 443 counter log prefix "GWANMUN-QUIC g{number} "{reject}'
        yield f'    meta l4proto {{ tcp, udp }} th dport 853 counter log prefix "GWANMUN-DOT g{number} "{reject}'
        for word, others in _stray(plan):
            # Led back are only conversations that begin; whoever talked to another resolver before is refused here.
            yield f'    {word} daddr != {others} meta l4proto {{ tcp, udp }} th dport 53 counter log prefix "GWANMUN-DNS g{number} "{reject}'
        if plan.doors.proxy_only:
            # An address written into a program knows no name: whoever is refused anything goes by the proxy, or not.
            yield f'    tcp dport {{ 80, 443 }} counter log prefix "GWANMUN-DIRECT g{number} "{reset}'
    yield "  }"


def _set(name: str, sort: str, nets: Sequence[str], version: int, until: str) -> Iterator[str]:
    elements = ", ".join(net for net in nets if network(net).version == version)
    if until:
        yield f"  set {name} {{ type {sort}; flags interval, timeout; }}"
        if elements:
            yield f"  # until {until}: add element inet {TABLE} {name} {{ {elements} }}"
        return
    body = f" elements = {{ {elements} }}" if elements else ""
    yield f"  set {name} {{ type {sort}; flags interval; auto-merge;{body} }}"


def _stray(plan: Plan) -> Iterator[tuple[str, str]]:
    """In each version of IP, where a plain question may go that was not led back: to our resolver. Without one of that
    version only outwards is refused: a resolver inside is the agency's own.
    """
    if plan.doors.resolver or plan.doors.resolver6:
        yield "ip", plan.doors.resolver or "{ 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 }"
        yield "ip6", plan.doors.resolver6 or "fc00::/7"


def _led_back(plan: Plan, placed: Sequence[Population]) -> Iterator[str]:
    """Plain DNS to anybody else is led to our resolver: a resolver written into a device is no way round."""
    yield "  chain prerouting_ai {"
    yield "    type nat hook prerouting priority dstnat; policy accept;"
    for word, version, address in (("ip", 4, plan.doors.resolver), ("ip6", 6, plan.doors.resolver6)):
        for number, one in enumerate(placed, 1) if address else ():
            if one.blocks and one.mode is Mode.BLOCK:
                for protocol in ("udp", "tcp"):
                    yield (
                        f"    {word} saddr @g{number}_{version} {word} daddr != {address} "
                        f"{protocol} dport 53 counter dnat {word} to {address}"
                    )
            else:
                yield f"    {word} saddr @g{number}_{version} accept"
    yield "  }"
