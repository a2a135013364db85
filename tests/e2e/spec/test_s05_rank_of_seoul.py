"""S5: ranking of governments by spending."""

from gwanmun.control.stories import spending_2024


def test_seoul_has_rank_2() -> None:
    row = next(row for row in spending_2024().rows if row.id == "kr-seoul")
    assert row.rank_by_spend == 2
    assert row.spend_won.amount == 56_340_000
