"""Allowances, prices and rates: dated, sourced, and never changed behind anybody's back."""

from datetime import date

import pytest

from gwanmun.domain.allowances import Allowance
from gwanmun.domain.catalogue import Model
from gwanmun.domain.money import Price, Rate
from gwanmun.errors import BadCommand
from gwanmun.ports.books import ModelPrice


def price(start, end=None, amount=1_000_000, currency="USD", source="표"):
    return {"valid_from": start, "valid_to": end, "currency": currency, "input_micro": amount, "output_micro": amount,
            "source": source}  # fmt: skip


@pytest.fixture
def modelled(desk):
    desk.put(Model("m", "svc", "m", (), (), 4096))
    return desk


def test_an_allowance_is_whole_won_over_somebody_who_exists(desk):
    desk.do("set_allowance", level="department", subject="kr-chungnam/audit", period="month", limit_won=500)
    desk.do("set_allowance", level="person", subject="*", period="day", limit_won=0)
    assert {(a.level, a.limit) for a in desk.every(Allowance)} == {("department", 500_000_000), ("person", 0)}
    for wrong in (
        {"level": "person", "subject": "nobody"},
        {"level": "department", "subject": "kr-chungnam"},
        {"level": "government", "subject": "kr-none"},
        {"level": "person", "subject": "p-1", "limit_won": -1},
        {"level": "person", "subject": "p-1", "limit_won": 10**13},
        {"level": "person", "subject": "p-1", "limit_won": 1.5},
    ):
        with pytest.raises(BadCommand):
            desk.do("set_allowance", **{"period": "month", "limit_won": 1, **wrong})


def test_the_fact_keeps_what_the_allowance_was(desk):
    for won in (5, 7):
        desk.do("set_allowance", level="person", subject="p-1", period="day", limit_won=won)
    assert desk.facts()[-1].opening["before"] == 5_000_000
    desk.do("remove_allowance", level="person", subject="p-1", period="day")
    assert desk.every(Allowance) == ()


class TestPrices:
    def test_a_new_price_ends_the_open_one_before_it(self, modelled):
        modelled.do("put_price", model="m", price=price("2026-11-01"))
        modelled.do("put_price", model="m", price=price("2026-12-01", amount=2))
        rows = [row.price for row in modelled.every(ModelPrice)]
        assert [(r.valid_from, r.valid_to) for r in rows] == [
            (date(2026, 11, 1), date(2026, 12, 1)),
            (date(2026, 12, 1), None),
        ]
        assert sum(r.valid_on(date(2026, 12, 1)) for r in rows) == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            price("2026-11-01", amount=3),  # the same first day
            price("2026-10-01"),  # before the open one, over its days
            price("2026-10-01", "2026-10-15"),  # the past
            price("2026-12-01", "2026-12-01"),
            price("2026-12-01", amount=-1),
            price("2026-12-01", currency="JPY"),
            price("2026-12-01", source=" "),
        ],
    )
    def test_the_past_is_not_rewritten(self, modelled, wrong):
        modelled.do("put_price", model="m", price=price("2026-11-01"))
        before = modelled.every(ModelPrice)
        with pytest.raises(BadCommand):
            modelled.do("put_price", model="m", price=wrong)
        assert modelled.every(ModelPrice) == before

    def test_the_same_row_again_changes_nothing(self, modelled):
        for _ in range(2):
            modelled.do("put_price", model="m", price=price("2026-11-01"))
        assert len(modelled.every(ModelPrice)) == 1

    def test_a_model_nobody_listed_has_no_price(self, modelled):
        with pytest.raises(BadCommand):
            modelled.do("put_price", model="x", price=price("2026-11-01"))


class TestRates:
    def test_a_day_has_one_rate_for_ever(self, desk):
        rate = {"day": "2026-11-20", "milliwon_per_usd": 1_450_250, "source": "고시"}
        desk.do("put_rate", rate=rate)
        desk.do("put_rate", rate=rate)
        with pytest.raises(BadCommand):
            desk.do("put_rate", rate={**rate, "milliwon_per_usd": 1_400_000})
        assert desk.every(Rate) == (Rate(date(2026, 11, 20), 1_450_250, "고시"),)

    @pytest.mark.parametrize(
        "wrong", [{"day": "2026-11-23"}, {"milliwon_per_usd": 145}, {"milliwon_per_usd": 10**12}, {"source": ""}]
    )
    def test_no_rate_from_the_future_or_out_of_range(self, desk, wrong):
        with pytest.raises(BadCommand):
            desk.do("put_rate", rate={"day": "2026-11-20", "milliwon_per_usd": 1_450_250, "source": "고시", **wrong})


def test_prices_are_values_of_the_domain(modelled):
    modelled.do("put_price", model="m", price=price("2026-11-01"))
    assert isinstance(modelled.every(ModelPrice)[0].price, Price)
