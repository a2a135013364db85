"""64 callers race for an allowance of 50 requests, a hundred times in different order: never one too many.

In process, with the real pipeline over ports in memory: who goes next is chosen by a seed. Over real HTTP the same race
is in `test_faults.py`.
"""

import asyncio
import random
from dataclasses import replace

from gwanmun.domain.allowances import Allowance, Level, Period
from gwanmun.domain.ids import PersonId
from gwanmun.errors import TimedOut
from house import Answer, House, completion, echo, key, snapshot

CALLERS, ROOM, SEEDS = 64, 50, 100
BODY = {"model": "gpt-x", "max_tokens": 64, "messages": [{"role": "user", "content": "같은 글"}]}


def person(n: int) -> PersonId:
    return PersonId(f"racer-{n}")


def plaintext(n: int) -> str:
    return f"gm_racer{n:03d}_" + "s" * 43


class Dice:
    """Lets others go first, as often as a seed says."""

    def __init__(self) -> None:
        self.roll = random.Random(0)  # noqa: S311 - dice

    async def pause(self, most: int) -> None:
        for _ in range(self.roll.randrange(most)):
            await asyncio.sleep(0)


def worst_case(*, streamed: bool) -> int:
    house = House()
    asyncio.run(house.gate.handle(house.caller({**BODY, "stream": streamed})))
    return next(fact.held for fact in house.journal.facts if fact.kind.value == "admitted")


def track(worst: int, dice: Dice, script) -> House:
    """One house for all races: each race has a racer of its own, and so a full allowance."""
    base = snapshot()
    racers = tuple(replace(base.people[0], id=person(n)) for n in range(SEEDS))
    keys = tuple(key(plaintext(n), id=f"racer{n:03d}", person=person(n)) for n in range(SEEDS))
    # Just not enough for one more: a mistake of a single micro-won would show.
    limit = Allowance(Level.PERSON, "*", Period.DAY, (ROOM + 1) * worst - 1)
    house = House(
        snapshot=snapshot(people=(*base.people, *racers), allowances=(limit,)), keys=(key(), *keys), script=script
    )
    append = house.journal.append

    async def slowly(fact):
        await dice.pause(4)
        receipt = await append(fact)
        await dice.pause(4)
        return receipt

    house.journal.append = slowly
    return house


async def race(house: House, dice: Dice, seed: int, *, leaving: bool = False) -> list:
    dice.roll = random.Random(seed)  # noqa: S311 - dice
    callers = [house.caller({**BODY, "stream": leaving}, key=plaintext(seed)) for _ in range(CALLERS)]

    async def run(caller) -> None:
        await dice.pause(8)
        if leaving and dice.roll.random() < 0.3:
            caller.leave_after = dice.roll.randrange(400)
        await house.gate.handle(caller)

    # A caller that leaves cancels its own task, as the server lets it; nothing else may go wrong.
    ends = await asyncio.gather(*(run(caller) for caller in callers), return_exceptions=True)
    assert {type(end) for end in ends} <= {type(None), asyncio.CancelledError}
    return callers


def check(facts, worst: int) -> int:
    """Replay: what was used and held never passes the limit at any moment. Returns how many were admitted."""
    committed, admitted, held = 0, 0, {}
    for fact in facts:
        if fact.kind.value == "admitted":
            admitted += 1
            held[fact.request] = fact.held
            committed += fact.held
            assert committed <= (ROOM + 1) * worst - 1, "one too many"
        elif fact.kind.value == "ended":
            committed += fact.spent + fact.overbilled - held.pop(fact.request)
    assert held == {}
    return admitted


def test_when_nobody_pays_before_all_have_asked_exactly_fifty_are_admitted() -> None:
    worst = worst_case(streamed=False)
    dice, gate = Dice(), asyncio.Event()

    async def vendor():
        await gate.wait()
        await dice.pause(6)
        return Answer(chunks=[completion("네")])

    house = track(worst, dice, lambda _tree: vendor())

    async def all_seeds() -> None:
        for seed in range(SEEDS):
            gate.clear()
            start = len(house.journal.facts)
            running = asyncio.ensure_future(race(house, dice, seed))
            while len(house.journal.facts) < start + CALLERS:  # each was either admitted or refused
                await asyncio.sleep(0)
            gate.set()
            callers = await running
            assert sorted(caller.status for caller in callers) == [200] * ROOM + [429] * (CALLERS - ROOM)
            assert check(house.journal.facts[start:], worst) == ROOM

    asyncio.run(all_seeds())
    house.check()


def test_with_payments_faults_and_callers_that_leave_it_is_never_too_much() -> None:
    worst = worst_case(streamed=True)
    dice = Dice()

    async def vendor(tree):
        await dice.pause(12)
        if dice.roll.random() < 0.2:
            raise TimedOut("", did_work=True)
        return echo(tree)

    house = track(worst, dice, vendor)

    async def all_seeds() -> None:
        for seed in range(SEEDS):
            start = len(house.journal.facts)
            await race(house, dice, seed, leaving=True)
            assert check(house.journal.facts[start:], worst) >= ROOM

    asyncio.run(all_seeds())
    house.check()
