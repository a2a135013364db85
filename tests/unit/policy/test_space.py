"""The space of inputs: classes, representatives, ownership, counting, and the bound beyond which it samples."""

from datetime import date

import pytest
from hypothesis import given, settings

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.policy import diagram, space
from gwanmun.policy.diagram import Diagrams, TooLarge
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import ATTRIBUTES, Condition, Contains, Equals, holds
from gwanmun.policy.space import Method, Space, lifted, readable
from random_packs import BASE, every_input, named, packs

PACKS = {pack.id: pack for pack in shipped.packs()}


def axis(one: Space, name: str):
    return next(axis for axis in one.axes if axis.name == name)


def test_only_what_a_pack_names_is_an_axis_and_ownership_follows_the_device() -> None:
    one = Space([PACKS["kr-mofa-external-pcs"]], BASE)
    assert [axis.name for axis in one.axes] == [
        "jurisdiction", "date", "organisation.id", "device.class", "service.family", "service.deployment",
    ]  # fmt: skip
    assert len(axis(one, "device.class").values) == 3  # internal_pc, any other of the government's, personal
    personal = one.masks([Condition("device.ownership", Equals("personal"))])
    (number,) = personal
    cell = list(one.home)
    cell[number] = personal[number].bit_length() - 1
    assert one.input(cell)["device.class"] == one.input(cell)["device.ownership"] == "personal"


def test_the_default_represents_its_class_so_that_differences_are_few() -> None:
    one = Space(shipped.packs(), BASE)
    assert one.input(one.home) == BASE
    assert one.differences(one.home) == ()


def test_a_date_falls_into_the_intervals_between_the_days_that_packs_name() -> None:
    one = Space([PACKS["kr-pipc-deepseek-download-pause"]], BASE)
    assert axis(one, "date").bounds == (date(2025, 2, 15), date(2025, 4, 28))
    assert axis(one, "date").values == (BASE["date"], date(2025, 2, 15), date(2025, 4, 28))


def test_fragments_are_told_apart_in_every_combination() -> None:
    tests = [Condition("service.family", Contains("deep")), Condition("service.family", Contains("x"))]
    one = Space((), BASE, tests)
    found = axis(one, "service.family").values
    assert {("deep" in word, "x" in word) for word in found} == {(a, b) for a in (True, False) for b in (True, False)}


def test_a_word_named_as_a_whole_is_told_from_others_that_contain_the_same() -> None:
    tests = [Contains("a"), Contains("b"), Contains("a-b"), Equals("a-b"), Equals("b-a")]
    one = Space((), BASE, [Condition("service.family", test) for test in tests])
    found = {
        tuple(holds(test, value, ATTRIBUTES["service.family"]) for test in tests)
        for value in axis(one, "service.family").values
    }
    assert {(True, True, True, True, False), (True, True, False, False, True)} <= found  # the words named
    assert {
        (True, True, True, False, False),
        (True, True, False, False, False),
        (True, False, False, False, False),
    } <= found
    countries = [Contains("KR"), Contains("US"), Equals("KR+US"), Equals("KR")]
    two = Space((), BASE, [Condition("service.storage_countries", test) for test in countries])
    assert {"KR", "KR+US"} < set(axis(two, "service.storage_countries").values)
    assert (
        len(axis(two, "service.storage_countries").values) == 6
    )  # none, KR, KR and others, US, KR+US, these and others


def test_more_fragments_than_can_be_told_apart_make_no_proof() -> None:
    names = [Condition("service.family", Contains(letter)) for letter in "abcdefgh"]
    assert Space((), BASE, names[:6]).method is Method.EXACT
    assert Space((), BASE, names).method is Method.SAMPLED


def test_every_input_of_the_real_packs_is_answered_as_the_judge_answers_it() -> None:
    one = Space(shipped.packs(), BASE)
    answer = one.together(shipped.packs())
    judge = Judge(shipped.packs())
    method, cells = one.cells()
    assert method is Method.SAMPLED
    for _, cell in zip(range(1500), cells, strict=False):
        assert judge.judge(one.input(cell)).outcome == one.diagrams.value(answer, cell)


@settings(max_examples=25, deadline=None)
@given(packs("a"), packs("b"))
def test_every_input_there_is_falls_into_a_class_that_is_answered_alike(a, b) -> None:
    one = Space((a, b), BASE)
    judge = Judge((a, b))
    answer = one.together((a, b))
    masks, tests = {}, space._tests((a, b), ())
    for attributes in every_input(named(a, b)):
        cell = []
        for number, part in enumerate(one.axes):
            value = attributes[part.name]
            key = (number, value)
            if key not in masks:
                test = tuple(_signature(one, part, value, tests))
                masks[key] = next(
                    at for at, known in enumerate(part.values) if tuple(_signature(one, part, known, tests)) == test
                )
            cell.append(masks[key])
        assert judge.judge(attributes).outcome == one.diagrams.value(answer, cell)


def _signature(one: Space, part, value, tests):
    """Which tests hold for a value: the language's own meaning."""
    if part.bounds:
        yield sum(bound <= value for bound in part.bounds)
        return
    for test in tests.get(part.name, ()):
        yield holds(test, value, part.attribute)
    if part.name == "device.class":
        for test in tests.get("device.ownership", ()):
            yield holds(test, "personal" if value == "personal" else "government", ATTRIBUTES["device.ownership"])


def test_the_sample_is_the_same_for_a_seed_and_another_for_another(monkeypatch) -> None:
    monkeypatch.setattr(space, "SAMPLED", 50)
    one = Space(shipped.packs(), BASE)
    first, again, other = (list(one.cells(seed)[1]) for seed in (1, 1, 2))
    assert first == again != other
    assert len(first) == 50


def test_a_small_space_is_visited_whole() -> None:
    one = Space([PACKS["corp-kakao"]], BASE)
    method, cells = one.cells()
    assert method is Method.ENUMERATED
    assert len(set(cells)) == one.size


def test_a_diagram_never_grows_past_its_bound(monkeypatch) -> None:
    monkeypatch.setattr(diagram, "MAX_NODES", 40)
    one = Space(shipped.packs(), BASE)
    with pytest.raises(TooLarge):
        one.together(shipped.packs())


def test_making_diagrams_never_takes_more_steps_than_their_bound(monkeypatch) -> None:
    monkeypatch.setattr(diagram, "MAX_STEPS", 500)
    one = Space(shipped.packs(), BASE)
    with pytest.raises(TooLarge):
        one.together(shipped.packs())


def test_equal_functions_are_one_diagram_and_counts_add_up() -> None:
    trees = Diagrams([2, 3, 4])
    one = trees.box({0: 1, 2: 0b0110}, 7, 1)
    two = trees.apply(max, trees.box({2: 0b0110}, 7, 1), trees.leaf(0))
    both = trees.apply(lambda a, b: b if a else 1, trees.box({0: 1}, 1, 0), two)
    assert one == both
    assert trees.count(one) == {7: 6, 1: 18}
    assert trees.nearest(one, 7, (1, 2, 0)) == (0, 2, 1)
    assert trees.nearest(one, 9, (0, 0, 0)) is None
    assert sum(box.count for box in trees.boxes(one)) == 24
    assert [box.value for box in trees.merged(tuple(trees.boxes(one, frozenset({1}))))] == [7]


def test_a_lifted_order_is_read_as_the_judge_reads_it() -> None:
    assert lifted(PACKS["kr-motie-temporary"]) is None
    assert lifted(PACKS["kr-mnd-work-devices"]) == PACKS["kr-mnd-work-devices"]


def test_an_approval_where_all_are_silent_is_read_as_the_judge_reads_it() -> None:
    states = [Condition("approval.state", Equals(state)) for state in ("granted", "rejected")]
    one = Space([PACKS["corp-kakao"]], BASE, states)
    answer = one.together([PACKS["corp-kakao"]], Outcome.ALLOW_WITH_MASKING)
    judge = Judge([PACKS["corp-kakao"]], default_after_approval=Outcome.ALLOW_WITH_MASKING)
    for cell in one.cells()[1]:
        assert judge.judge(one.input(cell)).outcome == one.diagrams.value(answer, cell)


def test_conditions_are_shown_in_the_words_of_the_language() -> None:
    one = Space([PACKS["kr-mofa-external-pcs"]], BASE)
    shown = one.shape([(0, 1), (1, 0b10), (3, one.masks([Condition("device.ownership", Equals("government"))])[3])])
    assert readable(shown) == "jurisdiction: KR · date: {gte: 2025-02-05} · device.ownership: government"
    assert readable({}) == "*"
