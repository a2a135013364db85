"""Regimes side by side (나란히): what each would say of the same request, and why (S39). What does not live here:
changes over all inputs (`difference.py`).

A request is put to each regime as if it were made there: jurisdiction follows the regime, and nothing else does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gwanmun.domain.decisions import Hit, Outcome
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import ATTRIBUTES, Condition, Pack, Value, holds


@dataclass(frozen=True, slots=True)
class Answer:
    """What one regime says. `hit` is None where it is silent; then `outside` or `early`/`ended` says why."""

    pack: Pack
    outcome: Outcome
    hit: Hit | None
    after_approval: Outcome | None  # what a granted approval would make of it, where that is something else
    outside: tuple[Condition, ...]  # conditions of its scope that do not hold
    in_force: bool


def compare(packs: Iterable[Pack], attributes: Mapping[str, Value]) -> tuple[Answer, ...]:
    """Each regime's own answer to one complete input, in the order given. Raises `BadPolicy` for a bad input."""
    return tuple(_answer(pack, {**attributes, "jurisdiction": pack.jurisdiction}) for pack in packs)


def _answer(pack: Pack, attributes: Mapping[str, Value]) -> Answer:
    judge = Judge((pack,))
    hit = next(iter(judge.hits(attributes)), None)
    outcome = hit.outcome if hit else Outcome.NOT_APPLICABLE
    granted = next(iter(judge.hits({**attributes, "approval.state": "granted"})), None)
    after = granted.outcome if granted else Outcome.NOT_APPLICABLE
    outside = tuple(
        condition
        for condition in pack.scope
        if not holds(condition.test, attributes[condition.attribute], ATTRIBUTES[condition.attribute])
    )
    day = attributes["date"]
    return Answer(
        pack,
        outcome,
        hit,
        after if after is not outcome and hit is not None else None,
        outside,
        # `Judge` has refused anything that is no day.
        in_force=str(pack.effective_from) <= str(day)
        and (pack.effective_to is None or str(day) < str(pack.effective_to)),
    )
