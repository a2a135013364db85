"""S9: won per user from Jeonnam to Daejeon, Daejeon flagged; Gini says over how many; staff counts are never invented."""

from gwanmun.budget.figures import NOT_REPORTED, per_thousand, reported
from gwanmun.control.collections import collection_2024, findings_2024


def test_won_per_user_and_the_outlier() -> None:
    found = findings_2024()
    each = {row.government: row.won_per_user.amount for row in found.rows if row.won_per_user.amount is not None}
    assert (each["kr-jeonnam"], each["kr-daejeon"]) == (377_475, 465)
    assert [row.government for row in found.rows if row.shared_or_free] == ["kr-daejeon"]
    assert (found.spread.known, found.spread.all) == (5, 17)
    assert (found.spread.highest, found.spread.lowest) == ("kr-jeonnam", "kr-daejeon")
    assert found.spread.gini == 543


def test_users_per_thousand_staff_are_not_reported_until_staff_counts_are_imported() -> None:
    staff = collection_2024().of("staff")
    assert per_thousand(reported(440), staff["kr-seoul"]) == NOT_REPORTED
    assert per_thousand(reported(440), reported(11_000)) == reported(40_000)
