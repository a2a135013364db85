"""Accounts and rate limits against a reference that is too simple to be wrong (F17): any steps, limits and days; for
accounts on one machine, and for those that gates share on PostgreSQL.
"""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwanmun.adapters.accounts import JournalledAccounts
from gwanmun.adapters.sql.accounts_functions import SCHEMA
from gwanmun.adapters.sql.accounts_postgres import open_accounts
from gwanmun.budget.account import Accounts, keys
from gwanmun.domain.allowances import Balance, Hold, Limit, Measure, Pace, Window
from gwanmun.errors import OverAllowance, TooFast
from postgres import server

MINUTE = 60_000_000
BORN = 1_793_458_800_000_000  # midnight of 2026-11-01 in Seoul: days and the month turn within reach
DAYS = ("2026-10-31", "2026-11-01", "2026-11-02")
ACCOUNTS = {key for day in DAYS for who in "ab" for key in keys("kr-x", "kr-x/d", who, day, "svc", "work")}

limits = st.lists(
    st.builds(Limit, st.integers(0, 4), st.integers(0, 2), st.integers(0, 120), st.booleans()),
    max_size=4, unique_by=lambda one: (one.level, one.period),
)  # fmt: skip
paces = st.lists(
    st.builds(Pace, st.integers(0, 4), st.sampled_from(Measure), st.sampled_from(Window), st.integers(0, 40)),
    max_size=3, unique_by=lambda one: (one.level, one.measure, one.per),
)  # fmt: skip
step = st.one_of(
    st.tuples(st.just("hold"), st.sampled_from("ab"), st.integers(0, 40), st.integers(0, 25), limits, paces),
    st.tuples(st.just("settle"), st.integers(0, 30), st.integers(0, 60), st.integers(0, 30)),
    st.tuples(st.just("void"), st.integers(0, 30)),
    st.tuples(st.just("wait"), st.sampled_from([1, MINUTE, 600 * MINUTE])),
)


class Reference:
    """Everything that ever happened, in lists; every question counts them anew."""

    def __init__(self):
        self.held, self.used, self.counted = {}, [], []

    def balance(self, key):
        held = sum(hold.amount for hold in self.held.values() if key in rows(hold))
        return Balance(sum(spent for hold, spent in self.used if key in rows(hold)), held)

    def over(self, hold, found):
        """The first limit in the way."""
        for one in found:
            account = self.balance(rows(hold)[one.level * 3 + one.period])
            if one.stops and hold.amount and account.used + account.held + hold.amount > one.micro_won:
                return True
        return False

    def window(self, pace, hold):
        return hold.at_us // MINUTE if pace.per is Window.MINUTE else (hold.at_us + 9 * 60 * MINUTE) // (1440 * MINUTE)

    def fast(self, hold, found):
        for pace in found:
            whose = rows(hold)[pace.level * 3][1]
            there = sum(
                weight
                for _, other, what, weight in self.counted
                if what == (pace.level, whose, pace.measure, pace.per) and self.window(pace, other) == self.window(pace, hold)
            )  # fmt: skip
            if there + weight_of(pace, hold) > pace.most:
                return True
        return False


def rows(hold):
    return keys(hold.agency, hold.department, hold.person, hold.day, hold.service, hold.purpose)


def weight_of(pace, hold):
    return 1 if pace.measure is Measure.REQUESTS else min(hold.tokens, pace.most)


async def run(steps, ours):
    theirs = Reference()
    now, names = BORN - 90 * MINUTE, []
    for number, (what, *args) in enumerate(steps):
        if what == "wait":
            now = min(now + args[0], BORN + 1440 * MINUTE)
        elif what == "hold":
            person, amount, tokens, found, rates = args
            day = DAYS[(now - BORN + 1440 * MINUTE) // (1440 * MINUTE)]
            hold, name = Hold("kr-x", "kr-x/d", person, day, amount, "svc", "work", tokens, now), f"r{number}"
            expected = TooFast if theirs.fast(hold, rates) else OverAllowance if theirs.over(hold, found) else tuple
            try:
                said = type(await ours.hold(name, hold, tuple(found), tuple(rates)))
            except (TooFast, OverAllowance) as error:
                said = type(error)
            # Which of two reasons is told first is each store's own; that nothing is held is not.
            both = {TooFast, OverAllowance} if theirs.fast(hold, rates) and theirs.over(hold, found) else {expected}
            assert said in both
            if said is tuple:
                names.append(name)
                theirs.held[name] = hold
                theirs.counted += [
                    (name, hold, (one.level, rows(hold)[one.level * 3][1], one.measure, one.per), weight_of(one, hold))
                    for one in rates
                ]
        elif names:
            name = names[args[0] % len(names)]
            hold = theirs.held.pop(name, None)
            if what == "settle":
                _, spent, tokens = args
                expected = None if hold is None else (min(spent, hold.amount), max(0, spent - hold.amount))
                assert ours.settle(name, spent, tokens) == expected
                if hold is not None:
                    theirs.used.append((hold, spent))
                    theirs.counted = [
                        (*one[:3], tokens if one[0] == name and one[2][2] is Measure.TOKENS else one[3])
                        for one in theirs.counted
                    ]
            else:
                ours.void(name)
                if hold is not None:
                    theirs.counted = [one for one in theirs.counted if one[0] != name]
        for key in ACCOUNTS:
            assert ours.balance(*key) == theirs.balance(key), key
    return theirs


@settings(max_examples=120, deadline=None)
@given(st.lists(step, max_size=30))
def test_the_same_decisions_and_balances_as_counting_everything_anew(steps):
    asyncio.run(run(steps, JournalledAccounts(Accounts())))


# ---------------------------------------------------------------- shared on PostgreSQL


@pytest.fixture(scope="module")
def database():
    with server() as running:
        url = running.create()
        running.run(SCHEMA, running.name_of(url))
        yield running, url


async def shared(steps, running, url):
    running.run("TRUNCATE account_rows, account_holds, account_rates, account_reconciled", running.name_of(url))
    ours = await open_accounts(url, "gate-1")
    try:
        theirs = await run(steps, ours)
        async with asyncio.timeout(60):
            await ours.drain()
        witness = await open_accounts(url, "gate-2")
        try:  # what the database says, and not only what this gate saw
            for key in ACCOUNTS:
                assert witness.balance(*key) == theirs.balance(key), key
        finally:
            await witness.close()
    finally:
        await ours.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(step, max_size=30))
def test_the_same_on_postgresql(database, steps):
    asyncio.run(shared(steps, *database))


@pytest.mark.long
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(step, max_size=40))
def test_the_same_on_postgresql_again_and_again(database, steps):
    asyncio.run(shared(steps, *database))
