"""The compilers by name. What does not live here: any engine's text."""

from collections.abc import Callable, Iterable, Sequence

from gwanmun.enforce.apps import compile_apps
from gwanmun.enforce.artefacts import Artefact
from gwanmun.enforce.browsers import compile_browsers
from gwanmun.enforce.nftables import compile_nftables
from gwanmun.enforce.pac import compile_pac
from gwanmun.enforce.plan import Plan, Population, populations
from gwanmun.enforce.rpz_bind import compile_bind
from gwanmun.enforce.rpz_unbound import compile_unbound
from gwanmun.enforce.squid import compile_squid

Compiler = Callable[[Plan, Sequence[Population], int], tuple[Artefact, ...]]

TARGETS: dict[str, Compiler] = {
    "apps": compile_apps,
    "bind": compile_bind,
    "browsers": compile_browsers,
    "nft": compile_nftables,
    "pac": compile_pac,
    "squid": compile_squid,
    "unbound": compile_unbound,
}


def compile_plan(plan: Plan, now_us: int, targets: Iterable[str] = TARGETS) -> dict[str, tuple[Artefact, ...]]:
    """Every artefact of these targets. The same plan and instant give the same bytes, in any order of input."""
    people = populations(plan, now_us)
    return {name: TARGETS[name](plan, people, now_us) for name in sorted(targets)}
