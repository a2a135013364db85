"""What changes between packs: nothing between equals, and every real change between others, counted and in words."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.policy import diagram, space
from gwanmun.policy.difference import difference
from gwanmun.policy.judge import Judge
from gwanmun.policy.space import Method, readable
from random_packs import BASE, every_input, matches, named, packs

PACKS = {pack.id: pack for pack in shipped.packs()}


@pytest.mark.parametrize("pack", shipped.packs(), ids=lambda pack: pack.id)
def test_a_pack_does_not_differ_from_itself(pack) -> None:
    found = difference([pack], [pack], BASE)
    assert (found.changed, found.changes, found.method) == (0, (), Method.EXACT)


def test_one_rule_left_out_is_the_one_difference() -> None:
    before = PACKS["kr-mnd-work-devices"]
    after = replace(before, rules=before.rules[1:])
    found = difference([before], [after], BASE)
    assert found.looser == found.changed
    assert {(one.before, one.after) for one in found.changes} >= {(Outcome.DENY, Outcome.REQUIRE_APPROVAL)}
    first = found.changes[0]
    assert "service.family: deepseek" in readable(first.when)
    assert "service.deployment: vendor_hosted" in readable(first.when)
    assert sum(one.inputs for one in found.changes) == found.changed


def test_a_change_that_another_regime_covers_changes_nothing_for_the_organisation() -> None:
    rest = [pack for pack in shipped.packs() if pack.id != "kr-nis-genai-rules"]
    nis = PACKS["kr-nis-genai-rules"]
    weaker = replace(nis, rules=tuple(rule for rule in nis.rules if rule.id != "NIS-6"))
    assert difference([nis], [weaker], BASE).changed
    alone = difference([*rest, nis], [*rest, weaker], BASE, effective=True)
    assert {(one.before, one.after) for one in alone.changes} <= {(Outcome.ALLOW, Outcome.REQUIRE_APPROVAL)}


@settings(max_examples=15, deadline=None)
@given(packs("a"), packs("a"))
def test_every_reported_difference_is_real_and_every_real_one_is_reported(a, b) -> None:
    found = difference([a], [b], BASE)
    one, two = Judge((a,)), Judge((b,))

    def alone(judge, attributes):
        return max((hit.outcome for hit in judge.hits(attributes)), default=Outcome.NOT_APPLICABLE)

    shown = [change for change in found.changes if not any("(like" in str(test) for test in change.when.values())]
    complete = len(shown) == len(found.changes)
    for attributes in every_input(named(a, b)):
        pair = (alone(one, attributes), alone(two, attributes))
        inside = [change for change in shown if matches(change.when, attributes)]
        if pair[0] is pair[1]:
            assert inside == []
        elif complete:
            assert [(change.before, change.after) for change in inside] == [pair]
    for change in found.changes:
        example = {**BASE, **dict(change.example)}
        assert (alone(one, example), alone(two, example)) == (change.before, change.after)
    assert (
        found.stricter + found.looser == found.changed == sum(change.inputs for change in found.changes) + found.unshown
    )


def test_packs_too_entangled_for_a_diagram_are_visited_and_the_answer_says_so(monkeypatch) -> None:
    a, b = PACKS["kr-mnd-work-devices"], PACKS["kr-mofa-external-pcs"]
    exact = difference([a], [b], BASE)
    monkeypatch.setattr(diagram, "MAX_NODES", 0)
    visited = difference([a], [b], BASE)
    assert visited.method is Method.ENUMERATED
    assert (visited.changed, visited.stricter, visited.looser) == (exact.changed, exact.stricter, exact.looser)
    monkeypatch.setattr(space, "ENUMERATED", 10)
    monkeypatch.setattr(space, "SAMPLED", 200)
    sampled = difference([a], [b], BASE, effective=True)
    assert (sampled.method, sampled.checked) == (Method.SAMPLED, 200)
