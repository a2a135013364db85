"""Use as sums: whole requests at once, or their two facts one after another, give the same cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.budget.rollup import CUBES, ENDED, HELD, SPENT, Additions, End, bucket
from gwanmun.domain.usage import Sight

NAMES = st.sampled_from(("a", "b", "-"))
SIGHTS = st.builds(
    Sight, st.sampled_from(("2026-01-31", "2026-02-01")), NAMES, NAMES, NAMES, NAMES, NAMES, NAMES, NAMES, NAMES, NAMES,
    st.integers(0, 10**15), st.integers(0, 10**12),
)  # fmt: skip
ENDS = st.builds(
    lambda sight, late, spent, failed, tokens: End(sight, sight.at_us + late, spent, failed, tokens, tokens * 2),
    SIGHTS, st.integers(-5_000_000, 10**10), st.integers(0, 10**12) | st.integers(-9, 2**62), st.booleans(),
    st.integers(0, 10**6) | st.integers(-9, 2**62),
)  # fmt: skip


@given(st.lists(ENDS, max_size=20), st.integers(0, 20))
def test_whole_requests_are_the_same_as_their_beginnings_and_ends(ends, cut):
    at_once, one_by_one = Additions(), Additions()
    at_once.whole(ends[:cut])
    at_once.whole(ends[cut:])
    for end in ends:
        one_by_one.sent(end.sight)
        one_by_one.ended(end)
    assert at_once.cubes == one_by_one.cubes
    whole = {cube: [sum(row[at] for row in cells.values()) for at in range(8)] for cube, cells in at_once.cubes.items()}
    spent = sum(end.spent for end in ends)
    assert [whole[cube][SPENT] for cube in ("service", "department", "task")] == [2 * spent] * 3  # days and months
    assert whole["person"][SPENT] == spent
    assert all(whole[cube][HELD] == 0 for cube in CUBES)
    assert whole["latency"][ENDED] == sum(not end.failed for end in ends)


@pytest.mark.parametrize("micros", [-1, 0, 999, 7_999, 8_000, 15_999, 16_000, 3_600_000_000])
def test_every_duration_has_one_bucket_whichever_way_it_is_counted(micros):
    sight = Sight("2026-01-31", *"agpsfmdtv", 1_000_000_000)
    made = Additions()
    made.whole([End(sight, sight.at_us + micros, 1, failed=False, input_tokens=0, output_tokens=0)])
    (cell,) = made.cubes["latency"]
    assert int(cell[-1]) == bucket(micros)
