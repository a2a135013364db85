"""S6: ranking of governments by spending."""

from gwanmun.control.stories import spending_2024


def test_gyeonggi_has_rank_3() -> None:
    row = next(row for row in spending_2024().rows if row.id == "kr-gyeonggi")
    assert row.rank_by_spend == 3
    assert row.spend_won.amount == 46_750_000
