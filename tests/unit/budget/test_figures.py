"""Figures: three states that are never one another, ranks only where they are proven, disparity over what is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.budget.figures import (
    COULD_NOT_COUNT,
    NOT_REPORTED,
    Basis,
    Figure,
    Rank,
    State,
    disparity,
    each,
    gini,
    per_thousand,
    ranks,
    reported,
    shown,
    total,
    trend,
)


def test_the_three_states_show_as_three_things_and_zero_is_a_figure():
    assert {shown(one) for one in (reported(0), NOT_REPORTED, COULD_NOT_COUNT)} == {"0", "보도 없음", "집계 불가"}
    assert {shown(one, "en") for one in (reported(0), NOT_REPORTED, COULD_NOT_COUNT)} == {
        "0", "not reported", "could not count",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "amount"), [(State.REPORTED, None), (State.NOT_REPORTED, 0), (State.COULD_NOT_COUNT, 5)]
)
def test_a_figure_that_contradicts_itself_cannot_be_made(state, amount):
    with pytest.raises(ValueError, match="exactly when"):
        Figure(state, amount)


def test_a_sum_names_whom_it_leaves_out():
    found = total({"a": reported(5), "b": NOT_REPORTED, "c": COULD_NOT_COUNT, "d": reported(0)})
    assert (found.amount, found.counted) == (5, 2)
    assert found.not_reported == ("b",)
    assert found.could_not_count == ("c",)
    assert not found.complete
    assert total({"a": reported(0)}).complete


def test_a_rank_is_proven_when_the_rest_of_the_total_cannot_stand_above_it():
    figures = {"a": reported(1274), "b": reported(858), "c": reported(440), "d": NOT_REPORTED, "e": COULD_NOT_COUNT}
    found = ranks(figures, whole=1274 + 858 + 440 + 685)
    assert found["a"] == Rank(1, Basis.PROVEN, ("e",))
    assert found["b"].place == 2
    assert "c" not in found  # 685 may stand above 440


def test_without_a_total_nothing_is_proven_but_what_was_reported():
    figures = {"a": reported(9), "b": reported(5), "c": NOT_REPORTED}
    assert ranks(figures) == {}
    assert ranks(figures, {"b": 2}) == {"b": Rank(2, Basis.REPORTED), "a": Rank(1, Basis.PROVEN)}
    assert ranks(figures, {"b": 3}) == {"b": Rank(3, Basis.REPORTED)}  # somebody unreported stands above


def test_equal_figures_share_a_place():
    assert {name: one.place for name, one in ranks({"a": reported(5), "b": reported(5), "c": reported(1)}).items()} == {
        "a": 1, "b": 1, "c": 3,
    }  # fmt: skip


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), st.lists(st.integers(0, 50), max_size=4))
def test_no_proven_rank_is_contradicted_by_any_filling_of_the_unreported(known, hidden):
    figures = {f"k{at}": reported(one) for at, one in enumerate(known)}
    figures |= {f"h{at}": NOT_REPORTED for at in range(len(hidden))}
    for name, rank in ranks(figures, whole=sum(known) + sum(hidden)).items():
        above = sum(one > figures[name].amount for one in [*known, *hidden])
        assert rank.place == above + 1


def test_ratios_need_both_sides_and_never_divide_by_zero():
    assert each(reported(128_000), reported(275)) == reported(465)
    assert each(reported(5), reported(0)) == NOT_REPORTED
    assert each(reported(5), NOT_REPORTED) == NOT_REPORTED
    assert each(reported(5), COULD_NOT_COUNT) == COULD_NOT_COUNT
    assert each(reported(0), reported(3)) == reported(0)
    assert per_thousand(reported(12), reported(1000)) == reported(12_000)
    assert per_thousand(reported(12), NOT_REPORTED) == NOT_REPORTED
    assert per_thousand(COULD_NOT_COUNT, reported(5)) == COULD_NOT_COUNT


def test_gini_of_the_textbook_cases():
    assert gini([5, 5, 5]) == 0
    assert gini([0, 0, 0, 100]) == 750
    assert gini([1, 2, 3, 4]) == 250
    assert gini([0, 0]) is None
    assert gini([]) is None
    with pytest.raises(ValueError, match="negative"):
        gini([-1, 2])


def test_disparity_says_over_how_many_it_speaks():
    found = disparity({"a": reported(100), "b": reported(50), "c": NOT_REPORTED})
    assert (found.known, found.all, found.ratio, found.highest, found.lowest) == (2, 3, 200, "a", "b")
    assert disparity({"a": NOT_REPORTED}).gini is None
    assert disparity({"a": reported(0), "b": reported(3)}).ratio is None


def test_a_trend_is_the_slope_of_the_best_line():
    assert trend([10, 20, 30]) == 10
    assert trend([30, 20, 10]) == -10
    assert trend([7]) is None
