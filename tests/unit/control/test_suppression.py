"""Small counts cannot be worked out from what is published."""

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.control.suppression import LEAST, derivable, hold_back

COUNTS = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=12)


@given(COUNTS)
def test_no_small_count_is_shown_and_none_is_what_is_left_of_the_total(counts):
    back = hold_back(counts)
    shown = {name: count for name, count in counts.items() if name not in back.names}
    assert not [count for count in shown.values() if 0 < count < LEAST]
    if not back.total:
        assert not derivable(list(shown.values()), sum(counts.values()))
        assert len(back.names) != 1


@given(COUNTS)
def test_zero_is_about_nobody_and_is_shown(counts):
    assert not [name for name in hold_back(counts).names if counts[name] == 0]


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(LEAST, 99) | st.just(0), max_size=12))
def test_nothing_is_held_back_where_nothing_is_small(counts):
    assert not hold_back(counts).names


def test_one_small_group_takes_the_smallest_other_with_it():
    assert hold_back({"가": 3, "나": 9, "다": 7, "라": 0}).names == {"가", "다"}


def test_several_small_groups_hide_each_other_only_when_they_are_enough():
    assert hold_back({"가": 1, "나": 1, "다": 8}).names == {"가", "나", "다"}
    assert hold_back({"가": 4, "나": 4, "다": 8}).names == {"가", "나"}


def test_a_small_total_is_not_shown_either():
    assert hold_back({"가": 2}).total
    assert hold_back({"가": 2, "나": 0}).total
    assert not hold_back({"가": 2, "나": 6}).total
