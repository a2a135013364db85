"""Deciding inside bounds (위임): where a child's pack is looser than its parent allows, and what a parent's pack says
once a child has decided what was delegated to it. What does not live here: who delegated what (`control/delegation.py`).

1. Everywhere else the strictest answer counts, so a child tightens freely and loosens nothing by itself.
2. A delegated rule answers for the child's agency as the child does, never looser than the bound, and only where the
   child's own pack decides; where it is silent, the parent's rule stands.
3. A conjunction that the language cannot say is left out: the parent's rule stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice

from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import RuleId
from gwanmun.policy.language import ATTRIBUTES, AnyOf, Condition, Equals, Pack, Rule, Sort, Test, Value, holds
from gwanmun.policy.printed import print_pack
from gwanmun.policy.space import SILENT, Space, readable

_RANKS = len(Outcome)
_TAKEN = 500
_DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Excess:
    """Inputs for which the child is looser than the parent's rule allows."""

    parent_rule: str
    decided: Outcome  # by the parent
    wanted: Outcome  # by the child
    bound: Outcome  # the loosest allowed; the parent's own decision where nothing was delegated
    when: str
    inputs: int


def excesses(
    child: Pack, parent: Pack, bounds: Mapping[RuleId, Outcome], base: Mapping[str, Value]
) -> tuple[Excess, ...]:
    """Every rule of the parent that the child loosens beyond its bound, for all inputs. Raises `TooLarge`."""
    space = Space((child, parent), base)
    trees = space.diagrams
    rules = [*parent.rules, None]
    limits = [int(bounds.get(rule.id, Outcome.DENY)) if rule else int(Outcome.DENY) for rule in rules]
    pairs = trees.apply(
        lambda own, above: own * _RANKS + above if SILENT < own < above else 0, space.alone(child), space.alone(parent)
    )
    beyond = trees.apply(
        lambda pair, rule: -1 if not pair or pair // _RANKS >= limits[rule] else rule * _RANKS**2 + pair,
        pairs,
        space.fired(parent),
    )
    counts = trees.count(beyond)
    found = []
    for code in sorted(trees.results(beyond) - {-1}):
        number, pair = divmod(code, _RANKS**2)
        rule = rules[number]
        only = trees.map(lambda one, code=code: int(one == code), beyond)  # type: ignore[misc]  # bound at once
        boxes = trees.merged(tuple(islice(trees.boxes(only, frozenset({0})), _TAKEN)))
        largest = max(boxes, key=lambda box: box.count)
        decided = Outcome(pair % _RANKS)
        bound = bounds.get(rule.id, decided) if rule else decided
        found.append(
            Excess(
                str(rule.id) if rule else _DEFAULT,
                decided,
                Outcome(pair // _RANKS),
                min(bound, decided),
                readable(space.shape(largest.masks)),
                counts[code],
            )
        )
    return tuple(found)


def rule_digest(rule: Rule) -> str:
    """What a rule says, without its words and its line: a delegation holds as long as this does."""
    bare = Rule(rule.id, rule.when, rule.decision, rule.after_approval, "", rule.obligations, "", "", 0)
    return sha256(repr(bare).encode()).hexdigest()


def carved(parent: Pack, child: Pack, agencies: Sequence[str], bounds: Mapping[RuleId, Outcome]) -> Pack:
    """The parent's pack with the child's decisions inside the delegated rules, for the child's agencies alone."""
    rules: list[Rule] = []
    for rule in parent.rules:
        bound = bounds.get(rule.id)
        if bound is not None:
            rules += _inside(rule, child, agencies, bound)
        rules.append(rule)
    rules = _told_apart(rules)
    return replace(parent, rules=tuple(rules), vectors=())


def _told_apart(rules: Iterable[Rule]) -> list[Rule]:
    """Each rule under an id of its own: two agencies may call theirs the same."""
    seen: set[str] = set()
    found = []
    for rule in rules:
        name, number = str(rule.id), 1
        while name in seen:
            number += 1
            name = f"{rule.id[:60]}.{number}"
        seen.add(name)
        found.append(replace(rule, id=RuleId(name)))
    return found


def carved_text(parent: Pack, child: Pack, agencies: Sequence[str], bounds: Mapping[RuleId, Outcome]) -> str:
    return print_pack(carved(parent, child, agencies, bounds))


def _inside(rule: Rule, child: Pack, agencies: Sequence[str], bound: Outcome) -> list[Rule]:
    """The child's rules, in their order, inside one rule of the parent's."""
    here = (Condition("organisation.id", Equals(agencies[0]) if len(agencies) == 1 else AnyOf(tuple(agencies))),)
    default = Rule(RuleId(_DEFAULT), (), child.default, None, rule.basis, (), rule.reason_en, rule.reason_ko, 0)
    found: list[Rule] = []
    for own in (*child.rules, default):
        when = conjunction((*rule.when, *child.scope, *own.when, *here))
        if when is None:  # they exclude each other: nothing to say
            continue
        if (
            when == ()
        ):  # not sayable: from here on the parent's rule stands, or a later rule of the child's would answer
            return found
        silent = own.decision is Outcome.NOT_APPLICABLE
        decision = rule.decision if silent else max(own.decision, bound)
        lifted = rule.after_approval if silent else own.after_approval
        if decision >= rule.decision:
            decision, lifted = rule.decision, rule.after_approval
        elif lifted is None and decision is Outcome.REQUIRE_APPROVAL:
            lifted = Outcome.ALLOW_WITH_MASKING
        if lifted is not None:
            lifted = max(lifted, bound)
        found.append(
            Rule(
                RuleId(f"{rule.id}.{own.id}"[:64]),
                when,
                decision,
                lifted if lifted is not None and Outcome.NOT_APPLICABLE < lifted < decision else None,
                own.basis,
                tuple(dict.fromkeys((*rule.obligations, *own.obligations))),
                own.reason_en,
                own.reason_ko,
                0,
            )
        )
    return found


def conjunction(conditions: Iterable[Condition]) -> tuple[Condition, ...] | None:
    """All conditions as one for each attribute; None when they exclude each other, () when the language cannot say it."""
    joined: dict[str, Test] = {}
    for one in conditions:
        there = joined.get(one.attribute)
        test = one.test if there is None or there == one.test else _both(one.attribute, there, one.test)
        if test is None:
            return ()
        if test == AnyOf(()):
            return None
        joined[one.attribute] = test
    return tuple(Condition(name, test) for name, test in joined.items())


def _both(name: str, one: Test, other: Test) -> Test | None:
    """Values for which both hold, listed; None where they cannot be listed."""
    attribute = ATTRIBUTES[name]
    values: tuple[Value, ...] = (True, False) if attribute.sort is Sort.FLAG else attribute.choices
    if not values:
        listed = next((test for test in (one, other) if isinstance(test, Equals | AnyOf)), None)
        if listed is None:
            return None
        values = (listed.value,) if isinstance(listed, Equals) else listed.values
    both = tuple(value for value in values if holds(one, value, attribute) and holds(other, value, attribute))
    return Equals(both[0]) if len(both) == 1 else AnyOf(both)
