"""BIND 9.18 and later: a zone for each population and a view for each, so that no cache is shared between classes. What
does not live here: the zone's text (`rpz.py`), loading it (`adapters/enforcement`).

The agency's own `named.conf` includes `views.conf` and holds its options, keys and logging; in BIND a server with one
view has all its zones in views, so `doors.view_include` names what each view includes besides.
"""

from collections.abc import Iterator, Sequence

from gwanmun.enforce.artefacts import Artefact, head
from gwanmun.enforce.plan import UNMAPPED, Mode, Plan, Population
from gwanmun.enforce.rpz import zone_file, zone_name

FOLDER = "bind"


def compile_bind(plan: Plan, people: Sequence[Population], now_us: int) -> tuple[Artefact, ...]:
    """`views.conf` and a zone for each population that is refused anything."""
    placed = [one for one in people if one.subnets]
    zones = [zone_file(plan, one, now_us, FOLDER) for one in placed if one.blocks]
    text = head(plan, now_us, "//") + "\n".join(line for one in placed for line in _view(plan, one)) + "\n"
    return (Artefact(f"{FOLDER}/views.conf", text, len(placed)), *zones)


def view_name(population: Population) -> str:
    return population.id


def _view(plan: Plan, one: Population) -> Iterator[str]:
    # IPv4 clients on an IPv6 socket are matched as IPv4; `any` takes both.
    clients = (
        "any;"
        if one.audience.device == "unknown" and one.id == UNMAPPED
        else " ".join(f"{net};" for net in one.subnets)
    )
    yield f'view "{view_name(one)}" {{'
    yield f"  match-clients {{ {clients} }};"
    yield "  recursion yes;"
    if plan.doors.view_include:
        yield f'  include "{plan.doors.view_include}";'
    if one.blocks:
        name = zone_name(one)
        # `disabled` logs what would have been done, and does nothing: observing.
        policy = "disabled" if one.mode is Mode.OBSERVE else "given"
        # The default of 60 s would leave a new block waiting that long.
        yield (
            f'  response-policy {{ zone "{name}" policy {policy} log yes min-update-interval 1; }} '
            "qname-wait-recurse no break-dnssec yes;"
        )
        yield (
            f'  zone "{name}" {{ type primary; file "{plan.doors.folder}/{FOLDER}/{one.id}.rpz"; '
            "allow-query { none; }; allow-transfer { none; }; };"
        )
    yield "};"
