"""Clocks that jump (F14): over midnight and the turn of a month in Seoul, back by an hour, with requests under way all the
while. A hold stays in the period it was made in: nothing leaks, nothing ends twice, and each period is the sum of its events.
"""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from gwanmun.budget.account import Accounts
from house import NOW_US, Answer, House, completion

MIDNIGHT_US = int(datetime(2026, 11, 30, 15, tzinfo=UTC).timestamp()) * 1_000_000  # 2026-12-01 00:00 in Seoul
HOUR_US = 3_600_000_000
BODY = {"model": "gpt-x", "max_tokens": 64, "messages": [{"role": "user", "content": "안녕하세요"}]}


def day_of(at_us):
    return (datetime.fromtimestamp(at_us // 1_000_000, UTC) + timedelta(hours=9)).date().isoformat()


def leaf_row(fact):
    return (
        fact.kind.value, fact.request or "", fact.agency or "", fact.department or "", fact.person or "", fact.period,
        fact.held, fact.spent, fact.overbilled, fact.ending.value if fact.ending else "", fact.service, fact.purpose,
    )  # fmt: skip


async def under_way(house, dice, requests):
    """Each request begins at some jump of the clock and ends after others."""

    async def vendor():
        for _ in range(dice.randrange(8)):
            await asyncio.sleep(0)
            house.clock.us = MIDNIGHT_US + dice.randrange(-HOUR_US, HOUR_US)
        return Answer(chunks=[completion("네")])

    house.vendor.script = lambda _tree: vendor()

    async def one():
        for _ in range(dice.randrange(6)):
            await asyncio.sleep(0)
        house.clock.us = MIDNIGHT_US + dice.randrange(-HOUR_US, HOUR_US)
        caller = house.caller(BODY)
        await house.gate.handle(caller)
        return caller.status

    return await asyncio.gather(*(one() for _ in range(requests)))


@pytest.mark.parametrize("seed", range(5))
def test_each_period_is_the_sum_of_its_events_however_the_clock_jumps(seed):
    house = House()
    house.fresh_until_us = NOW_US + 400 * 24 * HOUR_US
    assert set(asyncio.run(under_way(house, random.Random(seed), 40))) == {200}  # noqa: S311 - dice
    facts = [fact for fact in house.journal.facts if fact.kind.value in {"admitted", "ended"}]
    admitted = {fact.request: fact for fact in facts if fact.kind.value == "admitted"}
    ended = {fact.request: fact for fact in facts if fact.kind.value == "ended"}
    assert len(admitted) == len(ended) == len(facts) / 2 == 40
    assert {fact.period for fact in admitted.values()} == {"2026-11-30", "2026-12-01"}
    for request, fact in admitted.items():
        assert fact.period == day_of(fact.at_us)
        assert ended[request].period == fact.period
    rebuilt = Accounts()
    for fact in facts:
        rebuilt.apply(leaf_row(fact))
    agency = facts[0].agency
    for period in ("2026-11-30", "2026-12-01", "2026-11", "2026-12", "2026"):
        spent = sum(fact.spent + fact.overbilled for fact in ended.values() if fact.period.startswith(period))
        for accounts in (house.accounts, rebuilt):
            balance = accounts.balance("g", agency, period)
            assert (balance.used, balance.held) == (spent, 0), period
    assert house.accounts.holds == {}
