"""The worst case bounds what a vendor can bill; money is exact integers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.budget.estimate import worst_case
from gwanmun.domain.money import FREE, Price, Rate, cost, tariff, won
from gwanmun.domain.prompts import Limits

DAY = date(2026, 11, 22)
RATE = Rate(DAY, 1_450_000, "test")
PRICE = Price(date(2026, 1, 1), None, "USD", 2_500_000, 15_000_000, "test")


def test_a_dollar_price_becomes_won_per_token_exactly():
    t = tariff(PRICE, RATE)
    # 2.5 USD × 1,450 won per 1,000,000 tokens = 3,625 won per million = 3,625 micro-won a token
    assert (t.input_nanowon, t.output_nanowon) == (3_625_000, 21_750_000)
    assert cost(t, 1_000_000, 0) == 3_625_000_000


def test_a_won_price_needs_no_rate_and_a_dollar_price_does():
    assert tariff(Price(DAY, None, "KRW", 1_000_000, 2_000_000, "t"), None).input_nanowon == 1000
    with pytest.raises(ValueError, match="rate"):
        tariff(PRICE, None)


def test_a_price_is_valid_from_its_first_day_until_before_its_last():
    p = Price(date(2026, 1, 1), date(2026, 2, 1), "KRW", 1, 1, "t")
    assert [
        p.valid_on(date(2025, 12, 31)),
        p.valid_on(date(2026, 1, 1)),
        p.valid_on(date(2026, 1, 31)),
        p.valid_on(date(2026, 2, 1)),
    ] == [False, True, True, False]


@pytest.mark.parametrize(("asked", "most", "enforced"), [(None, 4096, 4096), (100, 4096, 100), (9999, 4096, 4096)])
def test_the_enforced_limit_never_passes_what_the_model_can_generate(asked, most, enforced):
    assert worst_case(FREE, 10, Limits(asked, 1, 0), most).output_tokens == enforced


@given(
    st.integers(0, 10**6),
    st.integers(1, 10**5),
    st.integers(1, 16),
    st.integers(0, 1000),
    st.integers(0, 10**6),
    st.integers(0, 10**5),
)
def test_no_usage_within_the_bounds_costs_more_than_the_worst_case(size, output, choices, overhead, used_in, used_out):
    t = tariff(PRICE, RATE)
    worst = worst_case(t, size, Limits(output, choices, overhead), 10**5)
    assert cost(t, min(used_in, size + overhead), min(used_out, output * choices)) <= worst.micro_won


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (1_000_000, "1"), (1_500_000, "1.50"), (123_456_789_000_000, "123,456,789"), (10_000_001, "11")],
)
def test_micro_won_are_worded_as_won(amount, text):
    assert won(amount) == text
