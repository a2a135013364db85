"""Whether another fact about a service makes any decision looser (완화): for every input, exactly.

The service's facts are put into the packs before and after, and what is left of them is compared as an organisation is
answered: the strictest word counts, and silence asks for an approval. Days that are over do not count: nothing is decided
on them again. What does not live here: who may do it then (`control/loosening.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gwanmun.domain.decisions import Outcome
from gwanmun.policy.difference import Difference, difference
from gwanmun.policy.language import ATTRIBUTES, Condition, Pack, Value, holds
from gwanmun.policy.space import Method, readable

Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Looser:
    """Inputs that would be decided less strictly, and by which regimes' packs the decision changes."""

    regimes: tuple[str, ...]
    before: Outcome
    after: Outcome
    when: str


def loosened(packs: Sequence[Pack], before: Facts, after: Facts, base: Facts, day: date) -> Looser | None:
    """What these packs together would decide less strictly from `day` on; None when nothing.

    A space too large to be answered exactly counts as looser: in doubt a second person looks.
    """
    old, new = _told(packs, before, day), _told(packs, after, day)
    if old == new:
        return None
    said = {pack.id: pack for pack in old}, {pack.id: pack for pack in new}
    moved = tuple(str(pack.id) for pack in packs if said[0].get(pack.id) != said[1].get(pack.id))
    return _looser(moved, difference(old, new, base, effective=True))


def _looser(regimes: tuple[str, ...], found: Difference) -> Looser | None:
    """`changes` shows at least one of each kind of change, so none is overlooked."""
    for one in found.changes:
        if one.after < one.before:
            return Looser(regimes, one.before, one.after, readable(one.when))
    if found.method is Method.SAMPLED and found.checked < found.inputs:
        return Looser(regimes, Outcome.DENY, Outcome.ALLOW, "?")
    return None


def _told(packs: Sequence[Pack], facts: Facts, day: date) -> tuple[Pack, ...]:
    found = (_with(pack, facts, day) for pack in packs)
    return tuple(pack for pack in found if pack is not None)


def _with(pack: Pack, facts: Facts, day: date) -> Pack | None:
    """What a pack says of the service of these facts from that day on; None when it says nothing any more."""
    scope = _left(pack.scope, facts)
    if scope is None or (pack.effective_to is not None and pack.effective_to <= day):
        return None
    rules = tuple(replace(rule, when=when) for rule in pack.rules if (when := _left(rule.when, facts)) is not None)
    return replace(pack, scope=scope, rules=rules, effective_from=max(pack.effective_from, day), vectors=())


def _left(conditions: tuple[Condition, ...], facts: Facts) -> tuple[Condition, ...] | None:
    """The conditions that these facts leave open; None when one of them does not hold."""
    known = [one for one in conditions if one.attribute in facts]
    if not all(holds(one.test, facts[one.attribute], ATTRIBUTES[one.attribute]) for one in known):
        return None
    return tuple(one for one in conditions if one.attribute not in facts)
