"""Port `usage`, by its promises: the rollup of a real gate's facts, from a real and sealed journal, by watermark."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from msgspec import structs

from gwanmun.adapters.files.evidence import forget_opening
from gwanmun.adapters.journal_pass import pass_over
from gwanmun.adapters.usage_reader import UseOfJournal, recount
from gwanmun.adapters.usage_store import look_usage, open_usage
from gwanmun.budget.rollup import CUBES, HELD, MONTHS_ONLY, REFUSED, REQUESTS, SPENT
from gwanmun.errors import Conflict, IntegrityFault, Unavailable
from gwanmun.ports.usage import Watermark
from house import House
from journal_kit import Place

FIRST, LAST = "2000-01", "2099-12"


def roll_up(path, keys, store, **limits):
    return pass_over(path, keys, (UseOfJournal(path, store),), **limits)


@pytest.fixture(scope="module")
def facts():
    """What a gate notes of six requests: allowed, masked, moved in-house, denied, unknown key, and one more."""

    async def ask():
        house = House()
        await house.ask("안녕하세요")
        await house.ask("연락처 010-1234-5678 로 회신 바랍니다.")
        await house.ask("비공개(제5호) 내부 검토 자료입니다. 요약해 주세요.")
        await house.ask("안녕하세요", model="deepseek-chat")
        await house.ask("안녕하세요", key="gm_nobody")
        await house.ask("한 번 더")
        return house.journal.facts

    return asyncio.run(ask())


def write(place, facts, again=0):
    """Append these facts; `again`: as those of other requests."""
    if again:
        facts = [structs.replace(f, request=f.request and f"{again:08d}{f.request[8:]}") for f in facts]

    async def run():
        store = place.open()
        for fact in facts:
            store.append_later(fact)
        await store.flush()
        await store.close()

    asyncio.run(run())


@pytest.fixture
def place(tmp_path, facts):
    place = Place(tmp_path)
    write(place, facts)
    place.seal()
    return place


def everything(store):
    return {
        (cube, tier): store.totals(cube, ("period", *CUBES[cube]), tier, "2000", "2099-99")
        for cube in CUBES
        for tier in (("m",) if cube in MONTHS_ONLY else ("d", "m"))
    }


def of(store, cube="service", tier="m"):
    return store.totals(cube, (), tier, "2000", "2099-99")[0].measures


def test_requests_refusals_and_money_are_those_of_the_journal(place, facts):
    store = open_usage(None)
    assert roll_up(place.path, place.keys, store) == len(facts)
    ended = [fact for fact in facts if fact.kind.value == "ended"]
    for cube in ("service", "department", "task"):
        for tier in ("d", "m"):
            sums = of(store, cube, tier)
            assert sums[REQUESTS] == len(ended) == 4
            assert sums[REFUSED] == 2
            assert sums[SPENT] == sum(fact.spent + fact.overbilled for fact in ended) > 0
            assert sums[HELD] == 0
    by = {total.by[0]: total.measures[REQUESTS] for total in store.totals("service", ("decision",), "m", FIRST, LAST)}
    assert by["allow_with_masking"] >= 1
    assert by["deny"] == 0
    devices = {total.by[0] for total in store.totals("task", ("device",), "m", FIRST, LAST)}
    assert "internet_pc" in devices
    families = {total.by[0] for total in store.totals("service", ("family",), "m", FIRST, LAST)}
    assert "deepseek" in families
    assert store.people((), FIRST, LAST) == (((), 1),)


def test_batches_of_any_size_give_the_same_cubes(place):
    whole, parts = open_usage(None), open_usage(None)
    roll_up(place.path, place.keys, whole)
    while roll_up(place.path, place.keys, parts, batch=1, most=1):
        pass
    assert everything(parts) == everything(whole)
    assert parts.watermarks() == whole.watermarks()


def test_rolling_up_again_adds_nothing_and_new_records_are_added_once(place, facts):
    store = open_usage(None)
    roll_up(place.path, place.keys, store)
    before = everything(store)
    assert roll_up(place.path, place.keys, store) == 0
    assert everything(store) == before
    write(place, facts, 1)
    assert roll_up(place.path, place.keys, store) == 0  # not sealed yet: not read
    place.seal()
    assert roll_up(place.path, place.keys, store) == len(facts)
    assert of(store)[REQUESTS] == 8


def test_a_batch_that_does_not_begin_at_the_watermark_is_refused_and_adds_nothing(place):
    from dataclasses import replace

    store = open_usage(None)
    roll_up(place.path, place.keys, store)
    before = everything(store)
    mark = store.watermarks()[0]
    with pytest.raises(Conflict):
        store.add(mark.next_index - 1, replace(mark, next_index=99), {}, {}, ())
    assert everything(store) == before
    assert store.watermarks() == (mark,)


def test_a_recount_of_the_journal_equals_the_rollup_to_the_micro_won(place):
    store = open_usage(None)
    roll_up(place.path, place.keys, store, batch=3)
    upto = {mark.journal: mark.next_index for mark in store.watermarks()}
    assert everything(recount([place.path], place.keys, upto)) == everything(store)


def test_a_journal_shorter_than_what_was_read_is_evidence_that_does_not_add_up(place, tmp_path_factory, facts):
    store = open_usage(None)
    roll_up(place.path, place.keys, store)
    other = Place(tmp_path_factory.mktemp("other"))
    write(other, facts[:2])
    other.seal()
    with pytest.raises(IntegrityFault):
        roll_up(other.path, other.keys, store)


def test_a_forgotten_opening_is_counted_as_unreadable_and_its_money_stays(place, facts):
    index = next(at for at, fact in enumerate(facts) if fact.kind.value == "admitted")
    forget_opening(place.path, index)
    store = open_usage(None)
    roll_up(place.path, place.keys, store)
    assert store.watermarks()[0].unreadable == 1
    assert of(store)[SPENT] == sum(f.spent + f.overbilled for f in facts)
    assert {t.by[0] for t in store.totals("service", ("service",), "m", FIRST, LAST)} >= {"-"}


def test_simulated_and_real_use_never_share_a_file(tmp_path):
    open_usage(tmp_path / "u.sqlite", simulated=True).close()
    with pytest.raises(Conflict):
        open_usage(tmp_path / "u.sqlite")
    assert look_usage(tmp_path / "u.sqlite").simulated
    with pytest.raises(Unavailable):
        look_usage(tmp_path / "none.sqlite")


def test_an_unusable_file_is_unavailable(tmp_path):
    (tmp_path / "u.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(Unavailable):
        open_usage(tmp_path / "u.sqlite")


KILLED = """
import sys
from pathlib import Path
from gwanmun.adapters.journal_pass import pass_over
from gwanmun.adapters.usage_reader import UseOfJournal
from gwanmun.adapters.usage_store import open_usage
store, path = open_usage(Path(sys.argv[3])), Path(sys.argv[1])
print("open", flush=True)
while pass_over(path, Path(sys.argv[2]), (UseOfJournal(path, store),), batch=1, most=1):
    pass
print("done", flush=True)
"""


def test_a_rollup_killed_again_and_again_counts_everything_exactly_once(place, facts, tmp_path):
    for again in range(1, 21):
        write(place, facts, again)
    place.seal()
    path = tmp_path / "usage.sqlite"
    command = [sys.executable, "-c", KILLED, str(place.path), str(place.keys), str(path)]
    kills = 0
    for wait in (0.002, 0.01, 0.03, 0.06):
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"open\n"
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        kills += process.returncode == -signal.SIGKILL
    store = open_usage(path)
    roll_up(place.path, place.keys, store)
    assert kills > 0
    upto = {mark.journal: mark.next_index for mark in store.watermarks()}
    assert upto == {"gate-1": 21 * len(facts)}
    assert everything(store) == everything(recount([place.path], place.keys, upto))
    store.close()


@pytest.mark.parametrize("seed", range(4))
def test_the_dearest_of_whole_years_are_right_whatever_comes_late_or_is_undone(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 - made-up use
    months = [f"{year}-{month:02d}" for year in (2025, 2026) for month in (1, 2, 11, 12)]
    spent: dict[tuple[str, str], int] = {}
    store = open_usage(tmp_path / "usage.sqlite")
    for at in range(14):
        newest = 1 + at * len(months) // 14
        cells, reached = {}, {}
        for _ in range(40):
            period, who = months[max(0, newest - 1 - min(chance.randrange(6), newest))], f"p{chance.randrange(12):02d}"
            agency = f"a{chance.randrange(2)}"
            amount = chance.randrange(1, 1000)
            cell = ("m", period, agency, f"d{chance.randrange(3)}", who)
            row = cells.setdefault(cell, [0] * 8)
            row[0] += 1
            row[4] += amount
            reached["m", period, agency, f"s{chance.randrange(3)}", who] = [1, 0, 0, 0, 0, 0, 0, 0]
        cubes = {"person": cells, "reach": reached}
        if at % 5 == 2:
            wrong = {**cubes, "service": {("too", "few"): [0]}}
            with pytest.raises(Unavailable):  # undone: what it knows of these cells is forgotten
                store.add(at, Watermark("a", "x", at + 1, 0, 0, 0), wrong, {}, ())
        if at % 6 == 3:
            store.close()
            store = open_usage(tmp_path / "usage.sqlite")
        store.add(at, Watermark("a", "x", at + 1, 0, 0, 0), cubes, {}, ())
        for (_, period, _, _, who), row in cells.items():
            spent[period, who] = spent.get((period, who), 0) + row[4]
        for first, last in (
            ("2025-01", "2025-12"),
            ("2026-01", "2026-12"),
            ("2025-01", "2026-12"),
            ("2025-02", "2026-02"),
        ):
            sums: dict[str, int] = {}
            for (period, who), amount in spent.items():
                if first <= period <= last:
                    sums[who] = sums.get(who, 0) + amount
            found = store.totals("person", ("person",), "m", first, last, most=5)
            assert [one.measures[4] for one in found] == sorted(sums.values(), reverse=True)[:5]
            assert all(sums[one.by[0]] == one.measures[4] for one in found)
    users = {(period, who) for period, who in spent}
    assert dict(store.people(("period",), "2025-01", "2026-12")) == {
        (period,): sum(one == period for one, _ in users) for period in {one for one, _ in users}
    }
    reach = store.people(("service",), "2025-01", "2026-12")
    assert {by[0] for by, _ in reach} == {"s0", "s1", "s2"}
    store.close()
