"""A response-policy zone (draft-vixie-dnsop-dns-rpz): the one text that BIND, Unbound and others load. What does not
live here: how an engine is told to load it (`rpz_bind.py`, `rpz_unbound.py`).

Blocked is NXDOMAIN (`CNAME .`), also to the HTTPS query, so that no ECH key is learnt; the answer is never a page's
address, because over HTTPS that is a certificate error. An apex and its wildcard are two records.
"""

from collections.abc import Iterator
from hashlib import sha256
from ipaddress import IPv6Network

from gwanmun.enforce.artefacts import Artefact, head
from gwanmun.enforce.grammar import LONGEST_HOST, outside_network
from gwanmun.enforce.plan import Action, Plan, Population, Ruling

_NXDOMAIN = "CNAME ."
_PASSTHRU = "CNAME rpz-passthru."
TTL_SECONDS = 30
#: What the name of every zone of ours ends with: by it a probe knows who refused.
ZONES = ".gwanmun.rpz"
#: 253 (RFC 1035 §2.3.4) less a host, `*.`, the point behind it, and `ZONES`: a zone that cannot be loaded blocks nothing.
LONGEST_LABEL = 253 - LONGEST_HOST - 3 - len(ZONES)


def zone_name(population: Population) -> str:
    """The zone's own name: letters, digits and hyphens, whatever the audience is called, and room for the longest host."""
    label = population.id.lower().replace("_", "-").replace(".", "-")
    if len(label) > LONGEST_LABEL:
        label = f"{label[: LONGEST_LABEL - 9]}-{sha256(population.id.encode()).hexdigest()[:8]}"
    return f"{label}{ZONES}"


def zone_file(plan: Plan, population: Population, now_us: int, folder: str) -> Artefact:
    """The population's zone. SOA serial is the plan's: it rises whenever what the plan says changes."""
    records = [*_names(population), *_addresses(plan, population)]
    origin = zone_name(population)
    lines = [
        head(plan, now_us, ";").rstrip("\n"),
        f"$TTL {TTL_SECONDS}",
        f"$ORIGIN {origin}.",
        f"@ IN SOA localhost. hostmaster.localhost. {plan.serial(now_us)} 60 30 86400 {TTL_SECONDS}",
        # An in-zone NS without an address makes BIND refuse the zone, which is failing open.
        "@ IN NS localhost.",
        *records,
        "",
    ]
    return Artefact(f"{folder}/{population.id}.rpz", "\n".join(lines), len(records), population.group)


def _names(population: Population) -> Iterator[str]:
    for edge in population.table.closure():
        for owner, ruling in ((edge.host, edge.at), (f"*.{edge.host}", edge.below)):
            if ruling is not None and ruling.action is Action.BLOCK:
                yield f"{owner} {_NXDOMAIN}"
            elif _blocks(edge.above) or (owner != edge.host and _blocks(edge.below)):
                yield f"{owner} {_PASSTHRU}"


def _blocks(ruling: Ruling | None) -> bool:
    return ruling is not None and ruling.action is Action.BLOCK


def _addresses(plan: Plan, population: Population) -> Iterator[str]:
    """Any answer that points into a blocked destination's own network: a cloak by address."""
    for text in blocked_addresses(plan, population):
        yield f"{_trigger(text)} {_NXDOMAIN}"


def blocked_addresses(plan: Plan, population: Population) -> tuple[str, ...]:
    """Networks of the destinations that this population is refused as a whole, sorted."""
    by_id = {one.id: one for one in plan.destinations}
    blocked = blocked_destinations(population)
    return tuple(sorted({address for name in blocked for address in by_id[name].addresses}))


def blocked_destinations(population: Population) -> frozenset[str]:
    """What the population is refused: by the audience's verdicts, less what its exceptions lift."""
    lifted = {one.destination for one in population.table.exact.values() if one.leave}
    verdicts = population.audience.verdicts
    return frozenset(one.destination for one in verdicts if one.action is Action.BLOCK) - lifted


def _trigger(text: str) -> str:
    """`198.51.100.99/32` → `32.99.100.51.198.rpz-ip`; in IPv6 the longest run of zeros is `zz`."""
    net = outside_network(text)
    if not isinstance(net, IPv6Network):
        return f"{net.prefixlen}.{'.'.join(reversed(str(net.network_address).split('.')))}.rpz-ip"
    groups = [f"{int(one, 16):x}" for one in net.network_address.exploded.split(":")]
    best = max(
        ((start, end) for start in range(8) for end in range(start + 2, 9) if set(groups[start:end]) == {"0"}),
        key=lambda span: (span[1] - span[0], -span[0]),
        default=None,
    )
    if best is not None:
        groups[best[0] : best[1]] = ["zz"]
    return f"{net.prefixlen}.{'.'.join(reversed(groups))}.rpz-ip"
