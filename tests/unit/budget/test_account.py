"""Accounts: holds on all levels or none, settles once, is a projection of leaves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.budget.account import Accounts, Full, keys
from gwanmun.budget.allowance import Limits
from gwanmun.domain.allowances import Allowance, Hold, Level, Limit, Near, Period
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId

DAY = "2026-11-22"


def hold(amount, person="p1", department="kr-x/d1", agency="kr-x", day=DAY):
    return Hold(agency, department, person, day, amount)


def total(accounts, level="g", subject="kr-x", period="2026"):
    b = accounts.balance(level, subject, period)
    return b.used, b.held


def test_a_hold_stands_on_every_level_and_period_at_once():
    accounts = Accounts()
    assert accounts.hold("r1", hold(7), ()) == ()
    for k in keys("kr-x", "kr-x/d1", "p1", DAY):
        assert total(accounts, *k) == (0, 7)


@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("period", [0, 1, 2])
def test_over_one_limit_nothing_is_held_anywhere(level, period):
    accounts = Accounts()
    full = accounts.hold("r1", hold(11), (Limit(level, period, 10),))
    assert full == Full(Limit(level, period, 10), 10)
    assert accounts.holds == {}
    assert all(total(accounts, *k) == (0, 0) for k in keys("kr-x", "kr-x/d1", "p1", DAY))


def test_the_limit_itself_is_admitted_and_one_micro_won_more_is_not():
    accounts = Accounts()
    limits = (Limit(0, 1, 10),)
    assert accounts.hold("r1", hold(4), limits) == ()
    assert accounts.hold("r2", hold(6), limits) == (Near(0, 1, 100, crossed=True),)
    assert accounts.hold("r3", hold(1), limits) == Full(limits[0], 0)


def test_settling_moves_the_hold_once_and_releases_the_rest():
    accounts = Accounts()
    accounts.hold("r1", hold(10), ())
    assert accounts.settle("r1", 4) == (4, 0)
    assert total(accounts) == (4, 0)
    assert accounts.settle("r1", 4) is None
    assert total(accounts) == (4, 0)


def test_what_is_billed_beyond_the_hold_is_overbilled_and_counts_as_used():
    accounts = Accounts()
    accounts.hold("r1", hold(10), ())
    assert accounts.settle("r1", 13) == (10, 3)
    assert total(accounts) == (13, 0)
    assert accounts.overbilled == 3
    assert isinstance(accounts.hold("r2", hold(1), (Limit(0, 2, 13),)), Full)


def test_a_void_leaves_no_phantom():
    accounts = Accounts()
    accounts.hold("r1", hold(10), ())
    accounts.void("r1")
    accounts.void("r1")
    assert total(accounts) == (0, 0)


def test_a_hold_settles_in_the_day_it_was_made_in():
    accounts = Accounts()
    accounts.hold("r1", hold(10, day="2026-11-30"), ())
    accounts.hold("r2", hold(10, day="2026-12-01"), ())
    accounts.settle("r1", 10)
    assert total(accounts, "g", "kr-x", "2026-11") == (10, 0)
    assert total(accounts, "g", "kr-x", "2026-12") == (0, 10)


def test_old_idle_days_are_dropped_and_days_with_live_holds_are_not():
    accounts = Accounts()
    accounts.hold("r1", hold(1, day="2026-11-01"), ())
    accounts.hold("r2", hold(1, day="2026-11-02"), ())
    accounts.settle("r1", 1)
    assert accounts.forget_days_before("2026-11-20") == 3
    assert accounts.forget_days_before("2026-11-20") == 0
    assert total(accounts, "p", "p1", "2026-11-02") == (0, 1)
    assert total(accounts, "p", "p1", "2026-11") == (1, 1)


@pytest.mark.parametrize("broken", [{}, {"applied": "1", "overbilled": 0, "rows": [], "holds": []}, {"applied": 1}])
def test_something_else_than_a_snapshot_is_refused(broken):
    with pytest.raises(ValueError, match="snapshot"):
        Accounts.load(broken)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hold", "settle", "void"]), st.integers(0, 6), st.integers(0, 30), st.sampled_from("ab")
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_reserve_settle_release_keep_the_sums_and_the_leaves_give_the_same_accounts(steps):
    accounts, leaves, limits = Accounts(), [], (Limit(0, 2, 60), Limit(2, 0, 40))
    voided = set()
    seen = set()
    for act, n, amount, person in steps:
        request = f"r{n}"
        if act == "hold" and request not in seen:
            if not isinstance(accounts.hold(request, hold(amount, person), limits), Full):
                seen.add(request)
                leaves.append(("admitted", request, "kr-x", "kr-x/d1", person, DAY, amount, 0, 0, "", "", ""))
        elif act == "settle" and (done := accounts.settle(request, amount)):
            leaves.append(("ended", request, "kr-x", "kr-x/d1", person, DAY, 0, *done, "ok", "", ""))
        elif act == "void" and request in accounts.holds:
            accounts.void(request)
            voided.add(request)
        used, held = total(accounts)
        assert held == sum(h.amount for h in accounts.holds.values())
        assert min(used, held) >= 0
        assert used - accounts.overbilled + held <= 60
    replayed = Accounts()
    for leaf in leaves:
        if leaf[1] not in voided:  # a void hold has no first fact
            replayed.apply(leaf)
    assert {**replayed.dump(), "applied": 0} == {**accounts.dump(), "applied": 0}
    assert Accounts.load(accounts.dump()).dump() == accounts.dump()


def test_a_named_subject_replaces_the_star_row_of_its_level_and_period():
    limits = Limits(
        [
            Allowance(Level.PERSON, "*", Period.MONTH, 100),
            Allowance(Level.PERSON, "kr-x-7", Period.MONTH, 5),
            Allowance(Level.PERSON, "*", Period.DAY, 50),
            Allowance(Level.GOVERNMENT, "kr-x", Period.YEAR, 1000),
            Allowance(Level.DEPARTMENT, "kr-y/d", Period.YEAR, 1),
        ]
    )
    found = limits.over(AgencyId("kr-x"), DepartmentId("kr-x/d1"), PersonId("kr-x-7"))
    assert set(found) == {Limit(0, 2, 1000), Limit(2, 1, 5), Limit(2, 0, 50)}


def test_a_new_day_drops_the_day_accounts_of_long_ago_by_itself():
    accounts = Accounts()
    for day in ("2026-11-01", "2026-11-02"):
        accounts.apply(("admitted", day, "kr-x", "kr-x/d1", "p1", day, 5, 0, 0, "", "", ""))
        accounts.apply(("ended", day, "kr-x", "kr-x/d1", "p1", day, 0, 5, 0, "ok", "", ""))
    accounts.apply(("admitted", "r", "kr-x", "kr-x/d1", "p1", "2026-11-05", 5, 0, 0, "", "", ""))
    assert total(accounts, "p", "p1", "2026-11-01") == (0, 0)
    assert total(accounts, "p", "p1", "2026-11-02") == (5, 0)
    assert total(accounts, "p", "p1", "2026-11") == (10, 5)


def test_a_bill_replaces_what_was_booked_once_and_again():
    accounts = Accounts()
    accounts.apply(("admitted", "r", "kr-x", "kr-x/d1", "p1", DAY, 900, 0, 0, "", "", ""))
    accounts.apply(("ended", "r", "kr-x", "kr-x/d1", "p1", DAY, 0, 900, 0, "unknown", "", ""))
    hold = Hold("kr-x", "kr-x/d1", "p1", DAY, 900)
    assert accounts.reconcile("r", hold, 120) == 900
    assert accounts.reconcile("r", hold, 120) is None
    assert total(accounts) == (120, 0)
    assert accounts.reconcile("r", hold, 1000) == 120  # a second bill, dearer than was feared
    assert total(accounts) == (1000, 0)
    replayed = Accounts.load(accounts.dump())
    replayed.apply(("reconciled", "r", "kr-x", "kr-x/d1", "p1", DAY, 1000, 5, 0, "", "", ""))
    assert total(replayed) == (5, 0)


def test_a_bill_for_a_day_of_long_ago_reaches_month_and_year_and_leaves_no_debt():
    accounts = Accounts()
    accounts.apply(("admitted", "r", "kr-x", "kr-x/d1", "p1", "2026-11-01", 900, 0, 0, "", "s", "u"))
    accounts.apply(("ended", "r", "kr-x", "kr-x/d1", "p1", "2026-11-01", 0, 900, 0, "unknown", "", ""))
    accounts.apply(("admitted", "n", "kr-x", "kr-x/d1", "p1", "2026-11-20", 1, 0, 0, "", "", ""))
    accounts.reconcile("r", Hold("kr-x", "kr-x/d1", "p1", "2026-11-01", 900, "s", "u"), 100)
    assert total(accounts, "p", "p1", "2026-11") == (100, 1)
    assert accounts.balance("s", "kr-x:s", "2026").used == 100
    assert accounts.balance("p", "p1", "2026-11-01").used == 0
