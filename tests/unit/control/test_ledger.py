"""The ledger's acts: dated subscriptions, papers whole or not at all, settlement, quota with two signatures."""

from datetime import date

import msgspec
import pytest

from gwanmun.budget.ledger import VAT, Billing, Charge, Import, Line, Subscription, bills_in, match, months
from gwanmun.budget.sheet import ChargeRow
from gwanmun.domain.catalogue import Deployment, Service
from gwanmun.domain.money import Rate
from gwanmun.domain.people import Agency, OrganisationType
from gwanmun.errors import BadCommand

FILE, OTHER = "a" * 64, "b" * 64


def service(name, vendor="OpenAI", ko=""):
    return Service(
        name, ko or name, name.title(), vendor, "US", "f", "web_app", Deployment.VENDOR_HOSTED, ("US",), "t", "2026-11"
    )


@pytest.fixture
def ledger(desk):
    for name in ("kr-seoul", "kr-jeju"):
        desk.put(
            Agency(name, name, name, OrganisationType.METROPOLITAN_GOVERNMENT, "KR", None, date(1946, 1, 1), None, "")
        )
    desk.put(service("chatgpt"), service("gamma", "Gamma"), Rate(date(2026, 1, 31), 1_450_000, "한국은행"))
    return desk


def subscribe(desk, **given):
    row = {"id": "chatgpt-seoul", "agency": "kr-seoul", "service": "chatgpt", "plan": "Business", "seats": 10,
           "valid_from": "2026-02-01", "currency": "USD", "seat_micro": 25_000_000, "source": "계약서 2026-2"}  # fmt: skip
    return desk.do("put_subscription", **(row | given))


def rows(*given):
    return msgspec.to_builtins([
        ChargeRow(number, date(2026, month, 5), vendor, str(number), won * 1_000_000, None, "", Line.LICENCE)
        for number, (month, vendor, won) in enumerate(given, 2)
    ])  # fmt: skip


def take(desk, given, file=FILE, **more):
    return desk.do("import_charges", **({"agency": "kr-seoul", "paper": "card", "file": file, "rows": given} | more))


def settle(desk, first="2026-02", last="2026-03"):
    return desk.do("settle_ledger", agency="kr-seoul", first=first, last=last)


def test_a_new_price_ends_the_row_before_and_a_past_row_never_changes(ledger):
    subscribe(ledger)
    subscribe(ledger, valid_from="2026-03-01", seats=20)
    kept = ledger.every(Subscription)
    assert [(one.seats, one.valid_to) for one in kept] == [(10, date(2026, 3, 1)), (20, None)]
    with pytest.raises(BadCommand, match="from 2026-03-01"):
        subscribe(ledger, valid_from="2026-02-15", seats=1)
    subscribe(ledger, valid_from="2026-03-01", seats=20)  # the same again changes nothing
    assert ledger.every(Subscription) == kept
    ledger.do("end_subscription", id="chatgpt-seoul", last_day="2026-04-30")
    assert ledger.every(Subscription)[-1].valid_to == date(2026, 5, 1)


@pytest.mark.parametrize(
    "wrong",
    [{"service": "nothing"}, {"agency": "kr-none"}, {"seats": -1}, {"currency": "EUR"}, {"source": " "},
     {"valid_to": "2026-01-01"}, {"plan": "=x"}],
)  # fmt: skip
def test_a_subscription_that_cannot_be_is_refused_and_leaves_nothing(ledger, wrong):
    with pytest.raises(BadCommand):
        subscribe(ledger, **wrong)
    assert ledger.every(Subscription) == ()
    assert ledger.facts() == []


def test_settlement_keeps_what_was_charged_beside_what_should_have_been(ledger):
    subscribe(ledger)  # 10 × 25 USD × 1,450 × 1.1 = 398,750 won a month
    take(ledger, rows((2, "OPENAI *CHATGPT SUBSCR", 398_750), (3, "OpenAI chatgpt", 400_000), (3, "가맹점", 7)))
    found = settle(ledger)
    row = found["rows"][0]
    assert (row["service"], row["seats"], row["recomputed"], row["reported"]) == (
        "chatgpt",
        10,
        797_500_000_000,
        798_750_000_000,
    )
    assert row["used"] == {"people": None, "micro_won": None}  # nothing was rolled up: not zero
    assert [(one[0]["vendor"], one[1]) for one in found["unmatched"]] == [("가맹점", "none")]
    assert [rate["source"] for rate in found["rates"]] == ["한국은행"]


def test_without_a_rate_nothing_is_recomputed_and_the_month_is_named(ledger):
    subscribe(ledger, valid_from="2025-12-01")
    found = settle(ledger, "2025-12", "2025-12")
    assert found["rows"][0]["recomputed"] is None
    assert list(found["missing_rates"]) == ["2025-12"]


def test_importing_again_changes_nothing_and_an_overlapping_paper_adds_only_what_is_new(ledger):
    given = rows((2, "OPENAI", 5), (3, "OPENAI", 6))
    assert take(ledger, given) == {"taken": 2, "there_already": 0, "micro_won": 11_000_000}
    facts = len(ledger.facts())
    assert take(ledger, given)["taken"] == 0
    assert len(ledger.facts()) == facts
    more = rows((2, "OPENAI", 5), (3, "OPENAI", 6), (4, "OPENAI", -3))
    assert take(ledger, more, OTHER) == {"taken": 1, "there_already": 2, "micro_won": -3_000_000}
    assert len(ledger.every(Charge)) == 3
    assert [one.rows for one in ledger.every(Import)] == [2, 1]


@pytest.mark.parametrize(
    ("change", "more"),
    [({"vendor": ""}, {}), ({"day": "1999-01-01"}, {}), ({"micro_won": 10**19}, {}), ({"service": "nothing"}, {}), ({}, {"file": "x"}),
     ({}, {"agency": "kr-none"}), ({"vendor": "@x"}, {})],
)  # fmt: skip
def test_one_wrong_row_keeps_all_out(ledger, change, more):
    given = rows((2, "OPENAI", 5), (3, "OPENAI", 6))
    given[1] |= change
    with pytest.raises(BadCommand):
        take(ledger, given, **more)
    assert ledger.every(Charge) == ()


def test_the_same_row_twice_is_refused(ledger):
    given = rows((2, "OPENAI", 5))
    with pytest.raises(BadCommand, match="twice"):
        take(ledger, given * 2)


def test_spending_splits_by_line_and_a_line_without_budget_is_not_zero(ledger):
    given = rows((2, "a", 5), (2, "b", 7))
    given[1]["line"] = "training"
    take(ledger, given)
    ledger.do("plan_budget", agency="kr-seoul", year=2026, line="licence", won=100, source="본예산")
    found = {
        row["line"]: (row["planned"], row["charged"])
        for row in ledger.do("spend_by_line", agency="kr-seoul", year=2026)
    }
    assert found == {
        "licence": (100_000_000, 5_000_000), "usage": (None, 0), "training": (None, 7_000_000), "security": (None, 0),
    }  # fmt: skip


def test_a_quota_changes_hands_with_two_signatures_of_two_agencies(ledger):
    offer = ledger.do("offer_quota", agency="kr-seoul", service="chatgpt", seats=3, until="2026-12-31")
    for wrong in ({"officer": "officer-1", "taker": "kr-jeju"}, {"officer": "officer-2", "taker": "kr-seoul"}):
        officer = wrong.pop("officer")
        with pytest.raises(BadCommand):
            ledger.do("take_quota", officer, offer=offer["id"], **wrong)
    taken = ledger.do("take_quota", "officer-2", offer=offer["id"], taker="kr-jeju")
    assert (taken["state"], taken["taker"], taken["offered_by"], taken["accepted_by"]) == (
        "transferred", "kr-jeju", "officer-1", "officer-2",
    )  # fmt: skip
    with pytest.raises(BadCommand):
        ledger.do("withdraw_quota", offer=offer["id"])
    assert [fact.opening["act"] for fact in ledger.facts()] == ["offer_quota", "take_quota"]


def test_a_staff_count_has_a_source_and_the_newest_one_counts(ledger):
    for day, count in (("2025-01-01", 9_000), ("2026-01-01", 10_000)):
        ledger.do("put_staff_count", agency="kr-seoul", as_of=day, count=count, source="정원 규칙")
    assert [one["count"] for one in ledger.do("list_staff")] == [10_000]
    with pytest.raises(BadCommand):
        ledger.do("put_staff_count", agency="kr-seoul", as_of="2030-01-01", count=5, source="x")


def test_yearly_bills_come_on_their_anniversary():
    yearly = Subscription(
        "s", "a", "x", "p", 1, date(2026, 2, 10), None, "KRW", 5, Billing.YEAR, VAT.NONE, Line.LICENCE, "s"
    )
    assert [month for month in months("2026-01", "2027-03") if bills_in(yearly, month)] == ["2026-02", "2027-02"]


def test_a_vendor_of_several_services_is_ambiguous_not_guessed():
    charge = Charge("i", "a", "card", date(2026, 1, 1), "NAVER CLOUD", "", 5, None, "", Line.LICENCE, FILE, 2)
    assert match(charge, {"x": ("naver",), "y": ("Naver",)}) == ("", "ambiguous")
    assert match(charge, {"x": ("naver",), "y": ("Naver Cloud",)}) == ("y", "vendor")
    assert match(charge, {"x": ("ab",)}) == ("", "none")
