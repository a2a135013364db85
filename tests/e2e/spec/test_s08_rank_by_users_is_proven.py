"""S8: South Chungcheong is first by users because the rest proves it, and fifth by spending as reported."""

from gwanmun.budget.figures import Basis
from gwanmun.control.collections import findings_2024


def test_chungnam_is_first_by_users_though_fifth_by_spending() -> None:
    found = findings_2024()
    chungnam = next(row for row in found.rows if row.government == "kr-chungnam")
    assert found.rest_users == 685
    assert chungnam.users.amount == 1274
    assert (chungnam.users_rank.place, chungnam.users_rank.basis) == (1, Basis.PROVEN)
    assert (chungnam.spend_rank.place, chungnam.spend_rank.basis) == (5, Basis.REPORTED)
