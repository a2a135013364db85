"""Rows of a paper: every spelling of an amount and a day, every way to be wrong, nothing guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.budget.ledger import Line
from gwanmun.budget.sheet import ChargeRow, Row, charge_id, is_card, read_amount, read_charges, read_day

HEAD = Row(3, ["승인일자", "가맹점명", "승인번호", "이용금액(원)", "비고"])


def sheet(*rows, head=HEAD, **more):
    return read_charges([Row(1, ["카드 이용 명세"]), Row(2, []), head, *rows], **more)


def line(number, day="2026-03-02", vendor="OPENAI *CHATGPT", document="123", amount="29,000", **more):
    return Row(number, [day, vendor, document, amount], **more)


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("1,234,567", 1_234_567), ("₩1,234원", 1_234), ("１，２３４", 1_234), ("(1,234)", -1_234), ("-1,234", -1_234),
        ("△1,234", -1_234), ("▲ 1,234", -1_234), ("−5", -5), ("0", 0), ("1.5E+6", 1_500_000), ("1234.00", 1_234),
    ],
)  # fmt: skip
def test_amounts_in_every_usual_spelling(text, won):
    assert read_amount(text) == won * 1_000_000


@pytest.mark.parametrize(
    "text", ["", "원", "1,23", "12,34,567", "1e400", "NaN", "0x1F", "--5", "(-5)", "9" * 16, "1.1234567"]
)
def test_what_is_no_amount_is_refused(text):
    assert read_amount(text) is None


@given(st.integers(-(10**12), 10**12))
def test_a_printed_amount_reads_back(won):
    assert read_amount(f"{won:,}원") == won * 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02",
        "2026.3.2",
        "2026/03/02",
        "20260302",
        "2026년 3월 2일",
        "2026. 3. 2.",
        "46083",
        "2026-03-02 09:30:00",
    ],
)
def test_days_in_every_usual_spelling_and_as_a_serial(text):
    assert read_day(text) == date(2026, 3, 2)


@pytest.mark.parametrize("text", ["", "3월 2일", "2026-13-01", "2026-02-30", "123", "1899-01-01", "99999999"])
def test_what_is_no_day_is_refused(text):
    assert read_day(text) is None


def test_serial_days_of_1904():
    assert read_day("44621", from_1904=True) == date(2026, 3, 2)


def test_titles_above_the_head_and_totals_below_are_passed_over():
    found = sheet(line(4), line(5, document="124", amount="△9,000"), Row(6, ["합계", "", "", "20,000"]))
    assert found.fault_count == 0
    assert [row.micro_won for row in found.rows] == [29_000_000_000, -9_000_000_000]
    assert found.left_out == 1


def test_a_total_that_disagrees_is_an_error():
    assert sheet(line(4), Row(5, ["총계", "", "", "1"])).faults[0].column == "금액"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (line(4, day="어제"), "일자"), (line(4, amount="many"), "금액"), (line(4, amount=""), "금액"), (line(4, vendor=""), "거래처"),
        (line(4, vendor="=cmd()"), "거래처"), (line(4, formulas=frozenset({3})), "금액"), (line(4, merged=frozenset({3})), "금액"),
        (line(4, vendor="4111 1111 1111 1111"), "거래처"), (line(4, vendor="a\x07b"), "거래처"), (line(4, vendor="가" * 201), "거래처"),
    ],
)  # fmt: skip
def test_each_row_says_what_is_wrong_with_it_and_never_its_value(row, column):
    found = sheet(row)
    assert [(one.row, one.column) for one in found.faults] == [(4, column)]
    assert found.rows == []
    told = "".join(one.ko + one.en for one in found.faults)
    assert all(cell not in told for cell in row.cells if len(cell) > 2)


def test_a_row_that_stands_twice_names_the_first():
    assert "4행" in sheet(line(4), line(5)).faults[0].ko


def test_a_merged_day_or_vendor_counts_for_each_of_its_rows():
    found = sheet(line(4), line(5, day="", vendor="", document="125", merged=frozenset({0, 1})))
    assert found.fault_count == 0
    assert found.rows[1].day == date(2026, 3, 2)
    assert found.rows[1].vendor == "OPENAI *CHATGPT"


def test_budget_lines_are_read_and_default_to_licences():
    head = Row(1, ["일자", "거래처", "금액", "예산과목", "부가세"])
    rows = [
        Row(2, ["2026-01-02", "a", "5", "교육", "1"]),
        Row(3, ["2026-01-02", "b", "5", "", ""]),
        Row(4, ["2026-01-02", "c", "5", "여비", "x"]),
    ]
    found = read_charges([head, *rows])
    assert [one.line for one in found.rows] == [Line.TRAINING, Line.LICENCE]
    assert [one.vat_micro for one in found.rows] == [1_000_000, None]
    assert {one.column for one in found.faults} == {"예산과목", "부가세"}


def test_a_sheet_without_a_head_is_refused():
    assert read_charges([Row(n, ["a", "b"]) for n in range(1, 100)]).fault_count == 1
    assert read_charges([]).fault_count == 1


def test_faults_are_counted_beyond_those_that_are_kept():
    found = sheet(*(line(n, amount="x") for n in range(4, 2_000)))
    assert (found.fault_count, len(found.faults)) == (1_996, 1_000)


def test_card_numbers_are_known_by_their_check_digit():
    assert is_card("4111-1111-1111-1111")
    assert not is_card("4111-1111-1111-1112")
    assert not is_card("20260302-1234-5678-9012-3456-78")


def test_the_same_charge_has_the_same_id_whatever_row_it_stands_in():
    row = ChargeRow(4, date(2026, 1, 2), "v", "d", 5, None, "", Line.LICENCE)
    other = ChargeRow(9, date(2026, 1, 2), "v", "d", 5, 1, "", Line.USAGE)
    assert charge_id("a", "card", row) == charge_id("a", "card", other)
    assert charge_id("a", "card", row) != charge_id("b", "card", row)
