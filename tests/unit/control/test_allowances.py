"""Allowances that move: asked for and granted, given away with two signatures, and the keys that reach them."""

import pytest

from clockwork import NOW_US
from gwanmun.control.publish import Terms, compile_snapshot
from gwanmun.domain.allowances import Allowance, AskedAllowance, RateLimit
from gwanmun.domain.approvals import Notice
from gwanmun.domain.money import MICRO
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Agency, Key, OrganisationType
from gwanmun.errors import BadCommand

from .conftest import DAY


@pytest.fixture
def money(desk):
    desk.put(
        Agency("kr-jeju", "제주", "Jeju", OrganisationType.PROVINCIAL_GOVERNMENT, "KR", None, DAY, None, "예산담당관"),
        Appointment("budget", "p-2", "kr-chungnam", None, Role.BUDGET, DAY, None),
    )
    desk.do("set_allowance", level="government", subject="kr-chungnam", period="year", limit_won=1_000)
    desk.do("set_allowance", level="government", subject="*", period="year", limit_won=100)
    desk.do("set_allowance", level="person", subject="*", period="day", limit_won=10)
    return desk


def limit(desk, level, subject, period):
    return next(
        (row.limit // MICRO for row in desk.every(Allowance) if (row.level, row.subject, row.period) == (level, subject, period)),
        None,
    )  # fmt: skip


def test_a_transfer_takes_from_one_agency_and_adds_to_another_with_two_signatures(money):
    offer = money.do("offer_allowance", "giver", agency="kr-chungnam", period="year", won=300, until="2026-12-31")
    assert limit(money, "government", "kr-chungnam", "year") == 700
    with pytest.raises(BadCommand):
        money.do("take_allowance", "giver", offer=offer["id"], agency="kr-jeju")
    with pytest.raises(BadCommand):
        money.do("take_allowance", "taker", offer=offer["id"], agency="kr-chungnam")
    money.do("take_allowance", "taker", offer=offer["id"], agency="kr-jeju")
    assert limit(money, "government", "kr-jeju", "year") == 400
    for late in ("take_allowance", "withdraw_allowance"):
        with pytest.raises(BadCommand):
            money.do(late, "third", offer=offer["id"], **({"agency": "kr-jeju"} if late == "take_allowance" else {}))


def test_what_nobody_took_goes_back(money):
    offer = money.do(
        "offer_allowance", agency="kr-chungnam", period="year", won=300, until="2026-12-31", taker="kr-jeju"
    )
    money.do("withdraw_allowance", offer=offer["id"])
    assert limit(money, "government", "kr-chungnam", "year") == 1_000
    with pytest.raises(BadCommand):
        money.do("take_allowance", "taker", offer=offer["id"], agency="kr-jeju")


@pytest.mark.parametrize(
    "wrong",
    [{"won": 1_001}, {"won": 0}, {"won": -5}, {"period": "month"}, {"until": "2026-01-01"}, {"taker": "kr-chungnam"}, {"agency": "kr-none"}],
)  # fmt: skip
def test_an_offer_that_cannot_stand_changes_nothing(money, wrong):
    with pytest.raises(BadCommand):
        money.do(
            "offer_allowance", **{"agency": "kr-chungnam", "period": "year", "won": 1, "until": "2026-12-31", **wrong}
        )
    assert limit(money, "government", "kr-chungnam", "year") == 1_000


def test_an_offer_to_one_agency_is_taken_by_no_other(money):
    offer = money.do("offer_allowance", agency="kr-chungnam", period="year", won=1, until="2026-12-31", taker="kr-jeju")
    with pytest.raises(BadCommand):
        money.do("take_allowance", "taker", offer=offer["id"], agency="kr-seoul")


def test_who_is_over_asks_the_budget_officer_is_told_and_the_grant_raises_the_limit(money):
    asked = money.do("ask_allowance", "p-1", level="person", period="day", more_won=5)
    assert [(n.person, n.kind) for n in money.every(Notice)] == [("p-2", "allowance_asked")]
    money.do("grant_allowance", "p-2", id=asked["id"])
    assert limit(money, "person", "p-1", "day") == 15
    assert limit(money, "person", "*", "day") == 10
    assert ("p-1", "allowance_granted") in {(n.person, n.kind) for n in money.every(Notice)}
    with pytest.raises(BadCommand):
        money.do("grant_allowance", "p-2", id=asked["id"])


def test_a_request_is_refused_with_a_reason_and_never_decided_by_whoever_asked(money):
    asked = money.do("ask_allowance", "p-1", level="person", period="day", more_won=5)
    with pytest.raises(BadCommand):
        money.do("grant_allowance", "p-1", id=asked["id"])
    with pytest.raises(BadCommand):
        money.do("refuse_allowance", "p-2", reason="", id=asked["id"])
    money.do("refuse_allowance", "p-2", id=asked["id"])
    assert [one.state for one in money.every(AskedAllowance)] == ["refused"]
    assert limit(money, "person", "p-1", "day") is None


def test_nobody_floods_the_budget_officer(money):
    for _ in range(5):
        money.do("ask_allowance", "p-1", level="person", period="day", more_won=5)
    with pytest.raises(BadCommand):
        money.do("ask_allowance", "p-1", level="person", period="day", more_won=5)


def test_rate_limits_are_published_to_the_gate(money):
    money.do("set_rate_limit", level="person", subject="*", measure="requests", per="minute", most=60)
    money.do("set_rate_limit", level="purpose", subject="kr-chungnam:work", measure="tokens", per="day", most=10**6)
    with money.office.books.look() as page:
        assert compile_snapshot(page, Terms(), NOW_US).rate_limits == tuple(money.every(RateLimit))
    money.do("remove_rate_limit", level="person", subject="*", measure="requests", per="minute")
    assert len(money.every(RateLimit)) == 1
    for wrong in (
        {"subject": "nobody"},
        {"most": -1},
        {"level": "service", "subject": "x"},
        {"level": "purpose", "subject": "kr-none:work"},
    ):
        with pytest.raises(BadCommand):
            money.do(
                "set_rate_limit",
                **{"level": "person", "subject": "*", "measure": "tokens", "per": "day", "most": 1, **wrong},
            )


def test_an_allowance_that_no_key_can_reach_is_shown(money):
    def reached():
        return {(r["level"], r["subject"], r["period"]): r["keys"] for r in money.do("list_allowance_reach")}

    money.do("set_allowance", level="purpose", subject="kr-chungnam:work", period="day", limit_won=1)
    money.do("set_allowance", level="department", subject="kr-chungnam/audit", period="day", limit_won=1)
    assert set(reached().values()) == {0}
    money.put(Key("k1", "h1", "p-1", (), (), ("work",), 1, NOW_US + 10**12, None))
    money.put(Key("gone", "h2", "p-1", (), (), ("work",), 1, NOW_US - 1, None))
    found = reached()
    assert found["government", "kr-chungnam", "year"] == 1
    assert found["government", "*", "year"] == 0  # the named row stands in its place
    assert found["person", "*", "day"] == 1
    assert found["purpose", "kr-chungnam:work", "day"] == 1
    words = {r["en"] for r in money.do("list_allowance_reach") if r["keys"] == 0}
    assert words == {"no key can reach this allowance"}


def test_a_mark_is_told_to_the_budget_officers_once_and_a_persons_own_to_nobody(money):
    mark = {
        "agency": "kr-chungnam",
        "level": "government",
        "subject": "kr-chungnam",
        "period": "year",
        "at": "2026",
        "percent": 90,
    }
    marks = [mark, mark, {**mark, "percent": 100}, {**mark, "level": "person", "subject": ""}]
    assert money.do("record_allowance_marks", marks=marks) == {"told": 2, "known": 0, "unheard": 0}
    assert money.do("record_allowance_marks", marks=marks) == {"told": 0, "known": 2, "unheard": 0}
    told = [(n.person, n.kind, n.subject) for n in money.every(Notice)]
    assert sorted(told) == [
        ("p-2", "allowance_mark", "kr-chungnam government/year 2026 100%"),
        ("p-2", "allowance_mark", "kr-chungnam government/year 2026 90%"),
    ]
