"""Both stories, number by number."""

from datetime import date

import pytest

from gwanmun.control import shipped
from gwanmun.control.stories import (
    NOT_REPORTED,
    PLACES,
    State,
    block_2025,
    block_lines,
    read_spending,
    spending_2024,
    spending_lines,
    table,
    width,
)
from gwanmun.domain.decisions import Outcome
from gwanmun.errors import BadPolicy
from gwanmun.policy.judge import Judge

BLOCK = block_2025()
SPENDING = spending_2024()
ROWS = {row.id: row for row in SPENDING.rows}
TEXT = shipped.text("spending", "local_government_2024.yaml")

A, R, D = Outcome.ALLOW, Outcome.REQUIRE_APPROVAL, Outcome.DENY


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 1, 31), [(R, "INQ-3"), (R, "INQ-3"), (R, "INQ-3"), (R, "INQ-3"), (A, "NIS-6"), (A, "NIS-6")]),
        (date(2025, 2, 4), [(R, "INQ-3"), (R, "INQ-3"), (R, "INQ-3"), (R, "INQ-3"), (A, "MOIS-4"), (A, "MOIS-4")]),
        (date(2025, 2, 5), [(D, "MND-1"), (D, "MOTIE-1"), (D, "MOFA-1"), (R, "INQ-3"), (A, "MOIS-4"), (A, "MOIS-4")]),
        (date(2025, 2, 6), [(D, "MND-1"), (D, "MOTIE-1"), (D, "MOFA-1"), (D, "LOC-1"), (A, "MOIS-4"), (A, "MOIS-4")]),
        (date(2025, 2, 15), [(D, "MND-1"), (D, "MOTIE-1"), (D, "MOFA-1"), (D, "LOC-1"), (A, "PIPC-3"), (D, "PIPC-1")]),
        (date(2025, 4, 28), [(D, "MND-1"), (D, "MOTIE-1"), (D, "MOFA-1"), (D, "LOC-1"), (A, "MOIS-4"), (A, "MOIS-4")]),
    ],
)
def test_each_day_decides_each_device_by_the_rule_of_that_day(day: date, expected) -> None:
    step = next(step for step in BLOCK.steps if step.day == day)
    assert [(cell.outcome, cell.rule) for cell in step.cells] == expected
    assert all(cell.source and cell.reason_ko and cell.reason_en for cell in step.cells)


def test_the_story_has_six_days_each_with_an_order_of_that_day_behind_it() -> None:
    assert len(BLOCK.steps) == 6
    assert all(step.orders for step in BLOCK.steps)
    assert [(cell.place, cell.action) for cell in BLOCK.steps[0].cells[-2:]] == [
        ("personal_phone", "access"),
        ("personal_phone", "install"),
    ]
    assert len(PLACES) == 5


def test_the_story_follows_the_packs_and_not_a_script() -> None:
    without = Judge([pack for pack in shipped.packs() if pack.id != "kr-mnd-work-devices"])
    story = block_2025(without)
    assert story.steps[2].cells[0].rule == "INQ-3"


def test_the_block_is_told_in_korean_by_default_and_in_english() -> None:
    korean, english = block_lines(BLOCK), block_lines(BLOCK, "en")
    assert "× 차단       MND-1    군 업무용 단말에서는 딥시크 접속이 차단됩니다." in "\n".join(korean)
    assert sum(line.startswith("■") for line in korean) == 6
    assert any("MND-1" in line and "deny" in line for line in english)
    assert any("outside the agencies' orders" in line for line in english)
    assert not any("가" <= one <= "힣" for line in english for one in line)


def test_the_seventeen_rows_hold_what_was_reported() -> None:
    assert len(SPENDING.rows) == 17
    won = {row.id: row.spend_won.amount for row in SPENDING.rows if row.spend_won.state is State.REPORTED}
    assert won == {
        "kr-seoul": 56_340_000,
        "kr-gwangju": 3_148_000,
        "kr-daejeon": 128_000,
        "kr-gyeonggi": 46_750_000,
        "kr-chungnam": 43_130_000,
        "kr-jeonnam": 44_542_000,
        "kr-jeju": 68_710_000,
    }
    users = {row.id: row.users.amount for row in SPENDING.rows if row.users.state is State.REPORTED}
    assert users == {
        "kr-seoul": 440,
        "kr-gwangju": 37,
        "kr-daejeon": 275,
        "kr-gangwon": 858,
        "kr-chungnam": 1274,
        "kr-jeonnam": 118,
    }


def test_totals_are_those_reported_and_say_what_they_leave_out() -> None:
    assert SPENDING.total_won == 391_686_165
    assert SPENDING.total_users == 3687
    assert SPENDING.users_exclude == ("kr-gyeonggi",)
    assert (SPENDING.named_won, SPENDING.unnamed_won) == (262_748_000, 128_938_165)
    assert (SPENDING.named_users, SPENDING.unnamed_users) == (3002, 685)
    assert SPENDING.named_won + SPENDING.unnamed_won == SPENDING.total_won


def test_not_reported_could_not_count_and_zero_are_three_things() -> None:
    assert ROWS["kr-busan"].spend_won == NOT_REPORTED
    assert ROWS["kr-gyeonggi"].users.state is State.COULD_NOT_COUNT
    assert ROWS["kr-gyeonggi"].users.amount is None
    zero = read_spending(TEXT.replace("name_ko: 부산광역시, krw: null", "name_ko: 부산광역시, krw: 0"), "f")
    busan = next(row for row in zero.rows if row.id == "kr-busan")
    assert (busan.spend_won.state, busan.spend_won.amount) == (State.REPORTED, 0)
    lines = spending_lines(zero)
    assert next(line for line in lines if "부산광역시" in line).split()[2] == "0"
    assert "보도 없음" in next(line for line in lines if "대구광역시" in line)
    assert "집계 불가" in next(line for line in lines if "경기도" in line)


def test_spend_per_user_is_exact_and_only_where_both_figures_are_known() -> None:
    each = {row.id: row.won_per_user for row in SPENDING.rows if row.won_per_user is not None}
    assert each == {
        "kr-chungnam": 33_854,
        "kr-seoul": 128_045,
        "kr-jeonnam": 377_475,
        "kr-gwangju": 85_081,
        "kr-daejeon": 465,
    }


def test_only_daejeon_is_below_the_price_of_one_seat_for_one_month() -> None:
    assert SPENDING.seat_month_won == 29_000
    assert [row.id for row in SPENDING.rows if row.suspect] == ["kr-daejeon"]
    assert any("대전광역시 465원" in line for line in spending_lines(SPENDING))


def test_ranks_are_reported_or_forced_by_reported_ones() -> None:
    ranks = {row.id: row.rank_by_spend for row in SPENDING.rows if row.rank_by_spend}
    assert ranks == {
        "kr-jeju": 1,
        "kr-seoul": 2,
        "kr-gyeonggi": 3,
        "kr-jeonnam": 4,
        "kr-chungnam": 5,
        "kr-gwangju": 13,
        "kr-daejeon": 17,
    }
    unranked = read_spending(TEXT.replace(", rank_by_spend: 5", "").replace(", rank_by_spend: 4", ""), "f")
    assert {row.id for row in unranked.rows if row.rank_by_spend in {2, 3}} == set()  # somebody may stand between


def test_both_readings_of_the_period_and_the_dollar_mismatch_are_conflicts() -> None:
    assert [(one.first_month, one.last_month) for one in SPENDING.periods] == [
        ("2023-01", "2024-01"),
        ("2024-01", "2025-01"),
    ]
    assert SPENDING.usd_as_reported == 276_000
    assert (SPENDING.won_per_usd, SPENDING.usd_at_rate) == (1450, 270_128)
    assert SPENDING.total_won // SPENDING.usd_as_reported == 1419 == dict(SPENDING.implied_rates)["total"]
    assert dict(SPENDING.implied_rates) == {"total": 1419, "kr-jeju": 1450, "kr-seoul": 1450, "kr-gyeonggi": 1452}
    period, dollars = SPENDING.conflicts
    assert "2023-01" in period.ko
    assert "2025-01" in period.en
    assert "276,000" in dollars.ko
    assert "270,128" in dollars.en


def test_the_service_mix_keeps_listed_apart_from_counted_and_from_none() -> None:
    mix = dict(SPENDING.service_mix)
    assert (mix["chatgpt"], mix["claude"], mix["midjourney"], mix["gamma"]) == ("17", "5", "5", "4")
    assert mix["suno"] == "listed"
    assert mix["deepseek"] == "0"


def test_the_lines_name_totals_gaps_and_sources_in_both_languages() -> None:
    korean, english = "\n".join(spending_lines(SPENDING)), "\n".join(spending_lines(SPENDING, "en"))
    for text in (korean, english):
        for number in (
            "391,686,165",
            "3,687",
            "262,748,000",
            "128,938,165",
            "3,002",
            "685",
            "270,128",
            "276,000",
            "1,274",
        ):
            assert number in text
        assert "Yang Bu-nam" in text
    assert "경기도 집계 불가로 제외" in korean
    assert "Gyeonggi could not count" in english
    assert SPENDING.most_users == "kr-chungnam"


def test_a_hangul_syllable_takes_two_cells_and_columns_stay_aligned() -> None:
    assert width("한글 ab") == 7
    assert width("e\u0301") == 1
    lines = table([("제주", "1"), ("Seoul City", "10")], right={1})
    assert {width(line) for line in lines} == {14}
    assert table([]) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        TEXT.replace("krw: 391686165", "krw: 3.9e8"),
        TEXT.replace("users: 440", "users: about 440"),
        TEXT.replace("users: 440", "users: -1"),
        TEXT.replace("korean_press:", "other_press:"),
        TEXT.replace("governments:\n", "goverments:\n"),
        "[]",
    ],
)
def test_a_broken_sheet_is_refused_with_its_place(wrong: str) -> None:
    with pytest.raises(BadPolicy, match=r"f:\d+:\d+"):
        read_spending(wrong, "f")
