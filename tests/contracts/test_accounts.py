"""The promises of port `accounts`, in its own order, for accounts that are a projection of the journal and for those
that several gates share on PostgreSQL.
"""

import asyncio
import random
from dataclasses import replace as replace_limit

import pytest
from msgspec.structs import replace

from gwanmun.adapters.accounts import JournalledAccounts
from gwanmun.adapters.sql.accounts_functions import SCHEMA
from gwanmun.adapters.sql.accounts_postgres import _TAKE_BACK, _Told, open_accounts
from gwanmun.budget.account import Accounts as Projection
from gwanmun.domain.allowances import LEVELS, PERIODS, Balance, Hold, Level, Limit, Measure, Near, Pace, Period, Window
from gwanmun.errors import OverAllowance, TooFast, Unavailable
from postgres import server

NOW_US = 1_795_305_630_000_000  # half past a minute, 2026-11-22 in Seoul
HOLD = Hold("kr-seoul", "kr-seoul/ai", "person-a", "2026-11-22", 100, "openai-api", "work", 1000, NOW_US)
SUBJECTS = {
    "g": "kr-seoul", "d": "kr-seoul/ai", "p": "person-a", "s": "kr-seoul:openai-api", "u": "kr-seoul:work",
}  # fmt: skip
AT = ("2026-11-22", "2026-11", "2026")
ALL = [(level, subject, at) for level, subject in SUBJECTS.items() for at in AT]


def limit(level, period, micro_won):
    return Limit(LEVELS.index(level), PERIODS.index(period), micro_won)


def balances(accounts):
    return {account: accounts.balance(*account) for account in ALL}


def everywhere(used, held):
    return dict.fromkeys(ALL, Balance(used, held))


async def settled(accounts):
    """Shared accounts settle beside the request; wait until the others can see it."""
    if hasattr(accounts, "drain"):
        await told(accounts)


async def told(gate):
    async with asyncio.timeout(60):
        await gate.drain()


TABLES = "account_gates, account_rows, account_holds, account_rates, account_reconciled"


@pytest.fixture(scope="module")
def running():
    with server() as one:
        yield one


@pytest.fixture(scope="module")
def database(running):
    """One database for all tests: each begins with empty tables."""
    url = running.create()
    running.run(SCHEMA, running.name_of(url))
    return url


@pytest.fixture
def emptied(running, database):
    running.run(f"TRUNCATE {TABLES}", running.name_of(database))
    return database


@pytest.fixture(params=["embedded", "postgresql"])
async def accounts(request):
    if request.param == "embedded":
        yield JournalledAccounts(Projection())
        return
    one = await open_accounts(request.getfixturevalue("emptied"), "gate-1")
    yield one
    await one.close()


class TestHold:  # promise 1
    async def test_it_holds_on_all_levels_and_periods_at_once(self, accounts):
        await accounts.hold("a", HOLD, [])
        assert balances(accounts) == everywhere(0, 100)

    @pytest.mark.parametrize("level", LEVELS)
    @pytest.mark.parametrize("period", PERIODS)
    async def test_one_full_limit_anywhere_holds_nothing_anywhere(self, accounts, level, period):
        await accounts.hold("a", HOLD, [])
        with pytest.raises(OverAllowance) as told:
            await accounts.hold("b", HOLD, [limit(level, period, 199)])
        assert balances(accounts) == everywhere(0, 100)
        assert told.value.limit == limit(level, period, 199)
        assert accounts.settle("b", 1) is None

    async def test_the_last_micro_won_of_a_limit_may_be_held(self, accounts):
        await accounts.hold("a", HOLD, [limit(Level.PERSON, Period.DAY, 200)])
        await accounts.hold("b", HOLD, [limit(Level.PERSON, Period.DAY, 200)])
        with pytest.raises(OverAllowance):
            await accounts.hold("c", replace(HOLD, amount=1), [limit(Level.PERSON, Period.DAY, 200)])

    async def test_the_first_level_that_is_full_is_named_in_both_languages(self, accounts):
        full = [limit(Level.GOVERNMENT, Period.YEAR, 50), limit(Level.PERSON, Period.DAY, 1)]
        with pytest.raises(OverAllowance) as told:
            await accounts.hold("a", HOLD, full)
        assert told.value.limit == full[0]
        assert "기관" in told.value.message("ko")
        assert "government" in told.value.message("en")

    async def test_a_limit_that_only_warns_stops_nothing_and_tells_its_marks(self, accounts):
        soft = [replace_limit(limit(Level.SERVICE, Period.MONTH, 200), stops=False)]
        assert await accounts.hold("a", HOLD, soft) == ()
        assert await accounts.hold("b", HOLD, soft) == (Near(3, 1, 100, crossed=True),)
        assert await accounts.hold("c", HOLD, soft) == (Near(3, 1, 100, crossed=False),)

    async def test_each_mark_is_crossed_by_one_hold_and_told_to_all_after_it(self, accounts):
        limits, told = [limit(Level.PERSON, Period.DAY, 1000)], []
        for name in "abcdefghij":
            told += [(name, one.percent, one.crossed) for one in await accounts.hold(name, HOLD, limits)]
        assert told == [("g", 70, True), ("h", 70, False), ("i", 90, True), ("j", 100, True)]

    async def test_what_costs_nothing_passes_an_empty_allowance(self, accounts):
        await accounts.hold("a", HOLD, [])
        await accounts.hold("b", replace(HOLD, amount=0), [limit(Level.PERSON, Period.DAY, 0)])
        assert balances(accounts) == everywhere(0, 100)

    async def test_another_person_day_or_department_has_accounts_of_its_own(self, accounts):
        await accounts.hold("a", HOLD, [])
        await accounts.hold(
            "b", replace(HOLD, person="person-b", day="2026-11-23"), [limit(Level.PERSON, Period.DAY, 100)]
        )
        assert accounts.balance("p", "person-b", "2026-11-23") == Balance(0, 100)
        assert accounts.balance("g", "kr-seoul", "2026-11") == Balance(0, 200)


class TestRacing:  # promise 2
    @pytest.mark.parametrize("seed", range(10))
    async def test_sixty_four_callers_never_pass_an_allowance_of_fifty(self, accounts, seed):
        chance = random.Random(seed)  # noqa: S311 - chooses orders, not secrets
        limits = [limit(chance.choice(LEVELS), chance.choice(PERIODS), 50 * 100)]

        async def ask(name):
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)
            try:
                await accounts.hold(name, HOLD, limits)
            except OverAllowance:
                return 0
            await asyncio.sleep(0)
            assert all(b.used + b.held <= 5000 for b in balances(accounts).values())
            if chance.random() < 0.5:
                accounts.settle(name, 100)
            return 1

        admitted = sum(await asyncio.gather(*(ask(f"r{i}") for i in range(64))))
        assert admitted == 50
        assert all(b.used + b.held == 5000 for b in balances(accounts).values())


class TestSettle:  # promise 3
    async def test_a_hold_becomes_use_and_what_is_left_is_free_again(self, accounts):
        await accounts.hold("a", HOLD, [])
        assert accounts.settle("a", 40) == (40, 0)
        assert balances(accounts) == everywhere(40, 0)

    async def test_the_second_time_changes_nothing(self, accounts):
        await accounts.hold("a", HOLD, [])
        accounts.settle("a", 40)
        assert accounts.settle("a", 99) is None
        assert balances(accounts) == everywhere(40, 0)

    async def test_a_request_that_was_never_held_changes_nothing(self, accounts):
        assert accounts.settle("nobody", 5) is None
        assert balances(accounts) == everywhere(0, 0)

    async def test_it_is_booked_on_the_day_of_the_hold_also_after_midnight(self, accounts):
        await accounts.hold("a", HOLD, [])
        await accounts.hold("b", replace(HOLD, day="2026-11-23"), [])
        accounts.settle("a", 40)
        assert accounts.balance("p", "person-a", "2026-11-22") == Balance(40, 0)
        assert accounts.balance("p", "person-a", "2026-11-23") == Balance(0, 100)


class TestOverbilled:  # promise 4
    async def test_what_is_billed_beyond_the_hold_is_told_and_counts_as_used(self, accounts):
        await accounts.hold("a", HOLD, [])
        assert accounts.settle("a", 130) == (100, 30)
        assert balances(accounts) == everywhere(130, 0)
        with pytest.raises(OverAllowance):
            await accounts.hold("b", replace(HOLD, amount=1), [limit(Level.GOVERNMENT, Period.MONTH, 130)])


class TestVoid:  # promise 5
    async def test_a_hold_is_dropped_as_if_it_had_never_been(self, accounts):
        await accounts.hold("a", HOLD, [])
        accounts.void("a")
        assert balances(accounts) == everywhere(0, 0)
        assert accounts.settle("a", 1) is None

    async def test_a_settled_one_is_not_undone(self, accounts):
        await accounts.hold("a", HOLD, [])
        accounts.settle("a", 40)
        accounts.void("a")
        accounts.void("nobody")
        assert balances(accounts) == everywhere(40, 0)


class TestBalance:  # promise 6
    async def test_it_is_answered_at_once_also_for_an_account_that_nobody_used(self, accounts):
        assert accounts.balance("g", "kr-jeju", "2026") == Balance(0, 0)
        await accounts.hold("a", HOLD, [])
        assert accounts.balance("g", "kr-seoul", "2026") == Balance(0, 100)
        accounts.check()


class TestRates:  # promise 7
    REQUESTS = Pace(2, Measure.REQUESTS, Window.MINUTE, 2)
    TOKENS = Pace(0, Measure.TOKENS, Window.DAY, 2500)

    async def test_over_it_the_refusal_names_level_and_wait_and_holds_nothing(self, accounts):
        for name in "ab":
            await accounts.hold(name, HOLD, [], [self.REQUESTS])
        with pytest.raises(TooFast) as told:
            await accounts.hold("c", HOLD, [], [self.REQUESTS])
        assert (told.value.params["level"], told.value.params["seconds"]) == ("person", 30)
        assert balances(accounts) == everywhere(0, 200)
        assert accounts.settle("c", 1) is None

    async def test_the_next_window_begins_with_nothing(self, accounts):
        for name in "ab":
            await accounts.hold(name, HOLD, [], [self.REQUESTS])
        await accounts.hold("c", replace(HOLD, at_us=NOW_US + 30_000_000), [], [self.REQUESTS])

    async def test_another_person_has_a_count_of_their_own(self, accounts):
        for name in "ab":
            await accounts.hold(name, HOLD, [], [self.REQUESTS])
        await accounts.hold("c", replace(HOLD, person="person-b"), [], [self.REQUESTS])

    async def test_tokens_count_at_their_worst_until_the_real_number_is_known(self, accounts):
        await accounts.hold("a", HOLD, [], [self.TOKENS])
        await accounts.hold("b", HOLD, [], [self.TOKENS])
        with pytest.raises(TooFast) as told:
            await accounts.hold("c", HOLD, [], [self.TOKENS])
        assert told.value.params["seconds"] == 15 * 3600 - 30  # until midnight in Seoul
        accounts.settle("a", 10, 400)
        await settled(accounts)
        await accounts.hold("c", HOLD, [], [self.TOKENS])

    async def test_a_request_larger_than_the_limit_passes_alone(self, accounts):
        large = replace(HOLD, tokens=9_999)
        await accounts.hold("a", large, [], [self.TOKENS])
        with pytest.raises(TooFast):
            await accounts.hold("b", replace(HOLD, tokens=1), [], [self.TOKENS])

    async def test_what_was_void_or_over_an_allowance_was_not_counted(self, accounts):
        await accounts.hold("a", HOLD, [], [self.REQUESTS])
        accounts.void("a")
        await settled(accounts)
        with pytest.raises(OverAllowance):
            await accounts.hold("b", HOLD, [limit(Level.PERSON, Period.DAY, 1)], [self.REQUESTS])
        for name in "cd":
            await accounts.hold(name, HOLD, [], [self.REQUESTS])


# ---------------------------------------------------------------- several gates, one allowance


@pytest.fixture
async def four(emptied):
    gates = [await open_accounts(emptied, f"gate-{n}") for n in range(4)]
    yield gates
    for one in gates:
        await one.close()


def stored(running, database, what):
    import psycopg

    where = f"host={running.socket} port={running.port} user=gwanmun dbname={running.name_of(database)}"
    with psycopg.connect(where, autocommit=True) as line:
        return line.execute(what).fetchall()


async def race(gates, seed, callers=64):
    """Everybody wants one of fifty; returns how many got it."""
    chance = random.Random(seed)  # noqa: S311 - chooses orders, not secrets
    limits = [limit(chance.choice(LEVELS), chance.choice(PERIODS), 50 * 100)]
    paces = [Pace(2, Measure.REQUESTS, Window.MINUTE, 60)]

    async def ask(name):
        gate = chance.choice(gates)
        for _ in range(chance.randrange(4)):
            await asyncio.sleep(0)
        try:
            await gate.hold(name, HOLD, limits, paces)
        except (OverAllowance, TooFast):
            return 0
        if chance.random() < 0.5:
            gate.settle(name, 100, 10)
        return 1

    admitted = sum(await asyncio.gather(*(ask(f"s{seed}-{i}") for i in range(callers))))
    for gate in gates:
        await told(gate)
    return admitted


async def races(running, emptied, four, seeds):
    for seed in seeds:
        running.run(f"TRUNCATE {TABLES.replace('account_gates, ', '')}", running.name_of(emptied))
        assert await race(four, seed) == 50
        rows = stored(running, emptied, "SELECT used + held FROM account_rows")
        assert {row[0] for row in rows} == {5000}
        live = stored(running, emptied, "SELECT coalesce(sum(amount), 0) FROM account_holds")[0][0]
        held = stored(running, emptied, "SELECT held FROM account_rows WHERE level = 'g' AND period = '2026'")[0][0]
        assert held == live


async def test_four_gates_race_for_one_allowance_and_never_pass_it(running, emptied, four):
    await races(running, emptied, four, range(3))


@pytest.mark.long
async def test_four_gates_race_a_hundred_times(running, emptied, four):
    await races(running, emptied, four, range(100))


async def test_a_window_counts_the_requests_of_all_gates(four):
    pace = [Pace(0, Measure.REQUESTS, Window.MINUTE, 6)]
    ends = await asyncio.gather(*(four[n % 4].hold(f"r{n}", HOLD, [], pace) for n in range(20)), return_exceptions=True)
    assert sum(not isinstance(end, Exception) for end in ends) == 6
    assert {type(end) for end in ends} == {tuple, TooFast}


async def test_only_who_held_ends_it(four, running, emptied):
    await four[0].hold("a", HOLD, [])
    assert four[1].settle("a", 5) is None
    four[1].void("a")
    await told(four[1])
    assert stored(running, emptied, "SELECT gate FROM account_holds") == [("gate-0",)]


class TestStartingAgain:
    async def test_what_is_left_ends_as_the_journal_says(self, running, emptied):
        dead = await open_accounts(emptied, "gate-1")
        for name in ("ended", "open", "unheard"):
            await dead.hold(name, HOLD, [])
        dead._teller.cancel()  # it dies before it told anything
        born = await open_accounts(emptied, "gate-1")
        assert await born.recover({"ended": 40}, {"open"}, NOW_US) == 3
        assert stored(running, emptied, "SELECT DISTINCT used, held FROM account_rows") == [(140, 0)]
        assert await born.recover({"ended": 40}, {"open"}, NOW_US) == 0
        assert balances(born) == everywhere(140, 0), "what it saw before is not what it tells"
        await born.close()
        await dead.close(0)

    async def test_a_single_one_that_was_left_is_seen_to_end(self, emptied):
        dead = await open_accounts(emptied, "gate-1")
        await dead.hold("open", HOLD, [])
        born = await open_accounts(emptied, "gate-1")
        assert balances(born) == everywhere(0, 100)
        assert await born.recover({}, {"open"}, NOW_US) == 1
        assert balances(born) == everywhere(100, 0)
        await born.close()
        await dead.close(0)

    async def test_a_gate_of_an_older_epoch_holds_nothing_more(self, emptied):
        old = await open_accounts(emptied, "gate-1")
        new = await open_accounts(emptied, "gate-1")
        with pytest.raises(Unavailable):
            await old.hold("a", HOLD, [])
        await new.hold("a", HOLD, [])
        await old.close(0)
        await new.close()

    async def test_another_gates_holds_are_left_alone(self, emptied, running):
        other = await open_accounts(emptied, "gate-2")
        await other.hold("theirs", HOLD, [])
        mine = await open_accounts(emptied, "gate-1")
        assert await mine.recover({}, set(), NOW_US) == 0
        assert stored(running, emptied, "SELECT request FROM account_holds") == [("theirs",)]
        await mine.close()
        await other.close()

    async def test_a_hold_that_arrives_after_it_was_taken_back_is_refused(self, emptied, running):
        one = await open_accounts(emptied, "gate-1")
        one._later(_Told(_TAKE_BACK, ("late", "gate-1", one._epoch, NOW_US)))
        await told(one)
        with pytest.raises(Unavailable):
            await one.hold("late", HOLD, [])
        assert stored(running, emptied, "SELECT coalesce(sum(held), 0) FROM account_rows") == [(0,)]
        await one.close()


class TestReconcile:  # promise 8
    async def test_a_bill_is_counted_once_however_often_it_is_told(self, accounts):
        reconcile = getattr(accounts, "reconcile", None) or accounts.projection.reconcile
        await accounts.hold("r", HOLD, ())
        assert accounts.settle("r", 100) == (100, 0)
        for spent in (30, 30, 10, 130, 130, 30):
            reconcile("r", HOLD, spent)
            reconcile("r", HOLD, spent)
            await settled(accounts)
            assert balances(accounts) == everywhere(spent, 0)

    async def test_what_a_bill_gives_back_may_be_held_again_and_no_more(self, accounts):
        reconcile = getattr(accounts, "reconcile", None) or accounts.projection.reconcile
        limits = [limit(Level.PERSON, Period.DAY, 100)]
        await accounts.hold("r", HOLD, limits)
        accounts.settle("r", 100)
        reconcile("r", HOLD, 30)
        await settled(accounts)
        with pytest.raises(OverAllowance):
            await accounts.hold("a", replace(HOLD, amount=71), limits)
        await accounts.hold("a", replace(HOLD, amount=70), limits)
        assert balances(accounts) == everywhere(30, 70)


async def test_8_a_bill_is_counted_once_from_wherever_it_is_told(emptied):
    one, other = [await open_accounts(emptied, f"gate-{at}") for at in (1, 2)]
    try:
        await one.hold("r", HOLD, ())
        assert one.settle("r", 100) == (100, 0)
        for gate, spent in ((one, 30), (other, 30), (one, 30), (other, 10), (one, 10)):
            gate.reconcile("r", HOLD, spent)
            await told(gate)
            assert {account: gate.balance(*account).used for account in ALL} == dict.fromkeys(ALL, spent)
    finally:
        await one.close()
        await other.close()


class TestTogether:
    """What waits for the same call goes together, and is told apart."""

    async def test_marks_are_crossed_once_also_by_holds_that_were_asked_for_together(self, accounts):
        limits = [limit(Level.PERSON, Period.DAY, 1000)]
        found = await asyncio.gather(*(accounts.hold(name, HOLD, limits) for name in "abcdefghij"))
        crossed = [(one.percent, one.crossed) for near in found for one in near]
        assert sorted(crossed) == [(70, False), (70, True), (90, True), (100, True)]

    async def test_what_costs_nothing_is_held_and_settled_as_often_as_it_comes(self, accounts):
        free = replace(HOLD, amount=0, tokens=0)
        names = [f"r{at}" for at in range(20)]
        await asyncio.gather(*(accounts.hold(name, free, [limit(Level.PERSON, Period.DAY, 0)]) for name in names))
        assert {accounts.settle(name, 0) for name in names} == {(0, 0)}
        await settled(accounts)
        assert balances(accounts) == everywhere(0, 0)
        accounts.check()

    async def test_two_governments_days_and_months_at_once_come_to_their_own_sums(self, accounts):
        other = replace(HOLD, agency="kr-busan", department="kr-busan/ai", person="person-b", day="2026-12-01")
        names = [f"r{at}" for at in range(40)]
        await asyncio.gather(*(accounts.hold(n, (HOLD, other)[at % 2], ()) for at, n in enumerate(names)))
        for at, name in enumerate(names):
            if at % 4 < 2:
                assert accounts.settle(name, 60) == (60, 0)
            else:
                accounts.void(name)
        await settled(accounts)
        assert balances(accounts) == everywhere(600, 0)
        assert accounts.balance("g", "kr-busan", "2026-12") == Balance(600, 0)
        assert accounts.balance("p", "person-b", "2026-12-01") == Balance(600, 0)
        assert accounts.balance("g", "kr-busan", "2026-11") == Balance(0, 0)

    async def test_callers_that_leave_while_they_ask_leave_no_hold_behind(self, accounts, request):
        names = [f"r{at}" for at in range(60)]
        for turn in range(6):
            tasks = [asyncio.ensure_future(accounts.hold(f"{n}-{turn}", HOLD, ())) for n in names]
            await asyncio.sleep(0.002 * turn)
            for task in tasks[::2]:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            assert {type(end) for end in ends} <= {tuple, asyncio.CancelledError}
            for name, end in zip(names, ends, strict=True):
                if isinstance(end, asyncio.CancelledError):
                    accounts.void(f"{name}-{turn}")  # as the gate does
                else:
                    accounts.settle(f"{name}-{turn}", 0)
        await settled(accounts)
        if hasattr(accounts, "projection"):
            assert balances(accounts) == everywhere(0, 0)
        else:
            running, url = request.getfixturevalue("running"), request.getfixturevalue("emptied")
            assert stored(running, url, "SELECT DISTINCT used, held FROM account_rows") == [(0, 0)]
            assert stored(running, url, "SELECT count(*) FROM account_holds WHERE NOT taken_back") == [(0,)]
