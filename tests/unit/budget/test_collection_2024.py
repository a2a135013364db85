"""The collection of 2024 reproduces every expected finding of its own data file."""

import yaml

from gwanmun.budget.collection import SPEND, USERS, Answer, below, doubts, faults
from gwanmun.budget.figures import COULD_NOT_COUNT, NOT_REPORTED, Basis, State, reported
from gwanmun.control import shipped
from gwanmun.control.collections import collection_2024, findings_2024, rows_of

SHEET = yaml.safe_load(shipped.text("spending", "local_government_2024.yaml"))
EXPECTED = {row["check"]: row for row in SHEET["expected_findings"]}
FOUND = findings_2024()
ROWS = {row.government: row for row in FOUND.rows}


def test_every_expected_finding_has_a_test_here():
    assert set(EXPECTED) == {
        "users_total_excludes_unable", "spend_per_user_krw", "outlier_low", "remaining_after_named", "usd_total_mismatch",
    }  # fmt: skip


def test_the_users_total_leaves_out_whoever_could_not_count():
    assert FOUND.total_users == SHEET["totals"]["users"] == 3687
    assert FOUND.users.could_not_count == tuple(SHEET["totals"]["users_excludes"]) == ("kr-gyeonggi",)
    assert not FOUND.users_complete


def test_won_per_user_is_as_expected():
    assert {
        name: row.won_per_user.amount for name, row in ROWS.items() if row.won_per_user.amount is not None
    } == EXPECTED["spend_per_user_krw"]["values"]
    assert ROWS["kr-gyeonggi"].won_per_user == COULD_NOT_COUNT
    assert ROWS["kr-jeju"].won_per_user == NOT_REPORTED


def test_the_low_outlier_is_flagged():
    assert [name for name, row in ROWS.items() if row.shared_or_free] == EXPECTED["outlier_low"]["expect"]


def test_what_remains_after_the_named():
    wanted = EXPECTED["remaining_after_named"]
    assert (FOUND.spend.amount, FOUND.rest_won) == (wanted["krw_named"], wanted["krw_unnamed"])
    assert (FOUND.users.amount, FOUND.rest_users) == (wanted["users_named"], wanted["users_unnamed"])


def test_the_dollar_total_does_not_match_and_says_at_which_rate():
    view = FOUND.dollars
    assert "usd_total_mismatch" in EXPECTED
    assert (view.won, view.milliwon_per_usd, view.usd, view.usd_reported) == (391_686_165, 1_450_000, 270_128, 276_000)
    assert view.mismatch
    assert view.implied_won_per_usd == SHEET["implied_krw_per_usd"]["total"]


def test_ranks_are_reported_or_proven_and_no_others_are_shown():
    spend = {name: (row.spend_rank.place, row.spend_rank.basis) for name, row in ROWS.items() if row.spend_rank}
    told = {row["id"]: row["rank_by_spend"] for row in SHEET["governments"] if "rank_by_spend" in row}
    assert {name: place for name, (place, basis) in spend.items() if basis is Basis.REPORTED} == told
    assert {name: place for name, (place, basis) in spend.items() if basis is Basis.PROVEN} == {
        "kr-seoul": 2,
        "kr-gyeonggi": 3,
    }
    users = {name: row.users_rank for name, row in ROWS.items() if row.users_rank}
    assert {name: one.place for name, one in users.items()} == {"kr-chungnam": 1, "kr-gangwon": 2}
    assert users["kr-chungnam"].basis is Basis.PROVEN
    assert users["kr-chungnam"].excluding == ("kr-gyeonggi",)


def test_rows_keep_the_three_states_apart_in_two_columns():
    rows = {row["government"]: row for row in rows_of(FOUND)}
    assert (rows["kr-gyeonggi"]["users"], rows["kr-gyeonggi"]["users_state"]) == (None, "could_not_count")
    assert (rows["kr-busan"]["won"], rows["kr-busan"]["won_state"]) == (None, "not_reported")
    assert rows["kr-seoul"]["users_state"] == "reported"
    assert rows["kr-seoul"]["rank_by_users_basis"] == "not_shown"


def test_both_readings_of_the_period_stand_as_a_conflict():
    assert FOUND.period_conflict
    assert {(one.first, one.last) for one in FOUND.periods} == {("2023-01", "2024-01"), ("2024-01", "2025-01")}


def test_an_unanswered_question_is_not_reported_for_everybody():
    assert set(collection_2024().of("staff").values()) == {NOT_REPORTED}
    assert below({"a": reported(5), "b": NOT_REPORTED}, 10) == ("a",)


def answer(question, state=State.REPORTED, amount=1, reason=""):
    return Answer("r", "a", question, state, amount, reason)


def test_answers_are_refused_for_what_is_wrong_with_them():
    asked = (SPEND, USERS)
    good = (answer(SPEND, amount=0), answer(USERS, State.COULD_NOT_COUNT, None, "부서별 계약"))
    assert faults(asked, good) == ()
    wrong = (
        answer(SPEND, amount=-1), answer(SPEND), answer("other"), answer(USERS, State.COULD_NOT_COUNT, None, " "),
    )  # fmt: skip
    assert [one.question for one in faults(asked, wrong)] == [SPEND, SPEND, "other", USERS]
    assert [one.question for one in faults(asked, ())] == [SPEND, USERS]
    assert faults(asked, (answer(SPEND, State.NOT_REPORTED, None), answer(USERS, State.COULD_NOT_COUNT, 3, "x")))


def test_doubts_are_raised_and_refuse_nothing():
    assert doubts({SPEND: reported(128_000), USERS: reported(275)}, 29_000, 13)[0].question == SPEND
    assert doubts({SPEND: reported(56_340_000_000), USERS: reported(440)}, 29_000, 13)
    assert doubts({SPEND: reported(5), USERS: reported(0)}, 29_000, 13)[0].question == USERS
    assert doubts({SPEND: reported(56_340_000), USERS: reported(440)}, 29_000, 13) == ()
