"""S4: ranking of governments by spending."""

from gwanmun.control.stories import spending_2024


def test_jeju_has_rank_1() -> None:
    row = next(row for row in spending_2024().rows if row.id == "kr-jeju")
    assert row.rank_by_spend == 1
    assert row.spend_won.amount == 68_710_000
