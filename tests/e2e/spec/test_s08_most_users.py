"""S8: South Chungcheong has the most users reported, and rank five by spending."""

from gwanmun.control.stories import spending_2024


def test_south_chungcheong_is_first_by_users_and_fifth_by_spending() -> None:
    story = spending_2024()
    assert story.most_users == "kr-chungnam"
    row = next(row for row in story.rows if row.id == "kr-chungnam")
    assert (row.users.amount, row.rank_by_spend) == (1274, 5)
