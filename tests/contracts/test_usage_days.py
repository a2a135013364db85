"""Port `usage`, its reading half, on its second engine: sealed days as Parquet say what the embedded store says, whatever is
asked, whenever the files were made, whatever died meanwhile. Beside it what is this engine's own: files, gaps, forgetting.
"""

import asyncio
import subprocess
import sys

import pytest
from msgspec import structs

from gwanmun.adapters.files.evidence import forget_opening
from gwanmun.adapters.files.keys import forget_day
from gwanmun.adapters.journal_pass import pass_over
from gwanmun.adapters.usage_days import seal_days
from gwanmun.adapters.usage_parquet import FOLDER, connected, look_days
from gwanmun.adapters.usage_reader import UseOfJournal
from gwanmun.adapters.usage_store import open_usage
from gwanmun.budget.rollup import CUBES, DAY, EVENT, HELD, MONTH, MONTHS_ONLY, REQUESTS, SPENT
from gwanmun.control import usage
from gwanmun.domain.facts import Fact, FactKind
from gwanmun.errors import BadCommand, Unavailable
from house import House
from journal_kit import Place

duckdb = pytest.importorskip("duckdb", reason="pip install 'gwanmun[analytics]'")

DAY_US = 86_400_000_000
HOSTILE = "deepseek\",'\n;--\u2028가"
GROUPS = ((), ("period",), ("agency",), ("department",), ("period", "agency"))


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


def date_of(at_us):
    from datetime import UTC, datetime, timedelta

    return (datetime.fromtimestamp(at_us / 1e6, UTC) + timedelta(hours=9)).date().isoformat()


def on_day(facts, number):
    """The same requests, so many days later."""
    later = []
    for fact in facts:
        request = fact.request and f"{number:08d}{fact.request[8:]}"
        at = fact.at_us + number * DAY_US
        later.append(structs.replace(fact, request=request, at_us=at, period=fact.period and date_of(at)))
    return later


def write(place, facts):
    async def run():
        store = place.open()
        for fact in facts:
            store.append_later(fact)
        await store.flush()
        await store.close()

    asyncio.run(run())
    place.seal()


@pytest.fixture
def place(tmp_path, facts):
    """Three days; one request of the first ends on the second, one never; the third has a bill for the first."""
    place = Place(tmp_path)
    first, second, third = (on_day(facts, n) for n in range(3))
    sent = next(fact for fact in first if fact.kind is FactKind.ADMITTED)
    end = next(fact for fact in first if fact.request == sent.request and fact.kind is FactKind.ENDED)
    first.remove(end)
    overnight = structs.replace(end, at_us=second[0].at_us)
    opening = {**sent.opening, "service": {**sent.opening["service"], "model": HOSTILE}}
    never = structs.replace(
        next(f for f in second if f.kind is FactKind.ADMITTED), request="99999999" + sent.request[8:], opening=opening
    )
    bill = Fact(
        FactKind.RECONCILED, third[0].at_us, sent.request, sent.agency, sent.department, sent.person, sent.period,
        held=end.spent, spent=end.spent // 2, opening=dict(sent.opening), service=sent.service, purpose=sent.purpose,
    )  # fmt: skip
    write(place, [*first, overnight, *second, never, *third, bill])
    place.days = [date_of(facts[0].at_us + n * DAY_US) for n in range(5)]
    place.home = place.root / FOLDER
    return place


def seal(place, today=4):
    return seal_days(place.home, place.root, [place.path], place.keys, place.days[today])


def rolled(place):
    store = open_usage(None)
    pass_over(place.path, place.keys, (UseOfJournal(place.path, store),))
    return store


def everything(store):
    found = {
        (cube, tier): store.totals(cube, ("period", *CUBES[cube]), tier, "", "~")
        for cube in CUBES
        for tier in ((MONTH,) if cube in MONTHS_ONLY else (DAY, MONTH))
    }
    return found | {("people", by): store.people(by, "2000-01", "2199-12") for by in (*GROUPS, ("service",))}


def names(place):
    return sorted(path.name for path in (place.home / "gate-1").iterdir())


def test_every_cube_and_count_is_the_embedded_stores(place):
    assert seal(place).files == 3
    store = rolled(place)
    with look_days(place.home) as days:
        assert everything(days) == everything(store)
        assert days.totals("service", (), MONTH, "", "~")[0].measures[HELD] > 0, "one was never ended"
        for only in ({"agency": "kr-seoul"}, {"agency": ("kr-seoul", "kr-busan")}, {"agency": ()}, {"agency": "없음"}):
            for cube, by in (("department", ("department",)), ("service", ()), ("person", ("person",))):
                assert days.totals(cube, by, MONTH, "", "~", only) == store.totals(cube, by, MONTH, "", "~", only)
            assert days.people((), "2000-01", "2199-12", only) == store.people((), "2000-01", "2199-12", only)
        assert [(mark.journal, mark.next_index) for mark in days.watermarks()] == [
            (mark.journal, mark.next_index) for mark in store.watermarks()
        ]


def test_the_twelve_tiles_are_the_same(place):
    seal(place)
    store = rolled(place)
    with look_days(place.home) as days:
        assert usage.span(days) == usage.span(store)
        for name, ask in usage.TILES.items():
            assert ask(days, *usage.span(store), str) == ask(store, *usage.span(store), str), name


def test_what_is_asked_together_adds_up_and_what_no_rollup_keeps_is_answered(place):
    seal(place)
    with look_days(place.home) as days:
        whole = days.totals(EVENT, (), MONTH, "", "~")[0].measures
        found = usage.together(days, ("department", "task", "grade", "kinds"), "2000-01", "2199-12", str)
        assert sum(row[4] for row in found.rows) == whole[REQUESTS]
        assert sum(row[7] for row in found.rows) == whole[SPENT]
        assert {row[3] for row in found.rows} > {"-"}, "what was found in the masked one"
        assert any("phone" in row[3] or "PHONE" in row[3] or row[3] not in {"-", ""} for row in found.rows)
        one = usage.together(days, ("day", "model"), "2000-01", "2199-12", str, {"decision": "deny"})
        assert {row[0] for row in one.rows} == set(place.days[:3])
        assert len(usage.together(days, ("day", "model"), "2000-01", "2199-12", str, most=2).rows) == 2
        for wrong in (("nothing",), (), ("day", "month"), ("government", "agency"), tuple(usage.TOGETHER)):
            with pytest.raises(BadCommand):
                usage.together(days, wrong, "2000-01", "2199-12", str)
        with pytest.raises(BadCommand):
            usage.together(days, ("day",), "2000-01", "2199-12", str, {"day; DROP": "x"})


def test_a_day_is_written_when_it_is_over_and_once(place):
    assert seal(place, today=2).files == 2
    before = names(place)
    assert [name[:10] for name in before] == place.days[:2]
    assert seal(place, today=2) == seal(place, today=2)
    assert seal(place, today=2).files == 0
    assert names(place) == before
    assert seal(place, today=3).files == 1
    with look_days(place.home) as days:
        assert everything(days) == everything(rolled(place))


def test_what_a_crash_left_is_made_again_and_nothing_is_counted_twice(place):
    seal(place)
    folder = place.home / "gate-1"
    whole = everything(rolled(place))
    last = folder / names(place)[-1]
    last.rename(last.with_name(last.name + ".new"))  # died before the name was given
    (folder / "gathering.csv").write_text("half a row")
    assert seal(place).files == 1
    assert len(names(place)) == 3
    with look_days(place.home) as days:
        assert everything(days) == whole


def test_a_missing_file_is_told_and_made_again(place):
    seal(place)
    (place.home / "gate-1" / names(place)[1]).unlink()
    with pytest.raises(Unavailable), look_days(place.home):
        pass
    assert seal(place).files == 2
    with look_days(place.home) as days:
        assert everything(days) == everything(rolled(place))


def test_a_file_that_is_no_parquet_is_unavailable(place):
    seal(place)
    (place.home / "gate-1" / names(place)[1]).write_bytes(b"not parquet" * 100)
    with pytest.raises(Unavailable), look_days(place.home):
        pass


def test_what_a_single_opening_said_is_gone_after_the_next_run_and_the_money_stays(place):
    seal(place)
    with look_days(place.home) as days:
        whole = days.totals(EVENT, (), MONTH, "", "~")[0].measures
        rows = days._line.execute(
            "SELECT number FROM events WHERE task <> '-' AND requests = 1 ORDER BY number"
        ).fetchall()
    forget_opening(place.path, rows[1][0])
    assert seal(place).forgotten == 1
    assert seal(place).forgotten == 0
    with look_days(place.home) as days:
        sums = days.totals(EVENT, (), MONTH, "", "~")[0].measures
        assert (sums[REQUESTS], sums[SPENT]) == (whole[REQUESTS], whole[SPENT])
        said = days._line.execute("SELECT service, model, task, kinds, readable FROM events WHERE number = ?", rows[1])
        assert said.fetchone() == ("-", "-", "-", "-", False)


def test_what_a_forgotten_day_said_is_gone_after_the_next_run(place):
    seal(place)
    agency = "kr-seoul"
    with look_days(place.home) as days:
        agency = days.totals(EVENT, ("agency",), MONTH, "", "~", most=1)[0].by[0]
    forget_day(place.keys, "gwanmun.test/gate-1", place.days[0], agency, place.days[4])
    assert seal(place).forgotten > 0
    with look_days(place.home) as days:
        asked = "SELECT count(*) FROM events WHERE agency = ? AND day = ? AND readable AND requests + refused > 0"
        assert days._line.execute(asked, [agency, place.days[0]]).fetchone() == (0,)


def test_hostile_texts_stay_texts(place):
    seal(place)
    with look_days(place.home) as days:
        models = {one.by[0] for one in days.totals(EVENT, ("model",), MONTH, "", "~")}
        assert HOSTILE in models
        assert models == {one.by[0] for one in rolled(place).totals("service", ("model",), MONTH, "", "~")}


def test_it_reads_its_own_folder_and_nothing_else(place, tmp_path):
    seal(place)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with look_days(place.home) as days:
        for wish in (
            f"FROM read_csv('{other}')", "INSTALL httpfs", "LOAD sqlite", "SET enable_external_access = true",
            f"ATTACH '{tmp_path}/x.db'", f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        ):  # fmt: skip
            with pytest.raises(duckdb.Error):
                days._line.execute(wish)


def test_nobody_else_may_read_the_files(place):
    seal(place)
    assert place.home.stat().st_mode & 0o077 == 0
    assert {path.stat().st_mode & 0o777 for path in place.home.rglob("*.parquet")} == {0o600}


def test_without_a_sealed_day_or_without_the_library_the_next_step_is_said(tmp_path, monkeypatch):
    with pytest.raises(BadCommand) as told, look_days(tmp_path):
        pass
    assert told.value.params["next_en"] == "gwanmun usage days"
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(BadCommand) as told, connected(tmp_path):
        pass
    assert told.value.params["next_en"] == "pip install 'gwanmun[analytics]'"


def test_the_gate_never_imports_it():
    code = (
        "import sys; import gwanmun.entrypoints.gate; "
        "sys.exit('duckdb' in sys.modules or 'gwanmun.adapters.usage_parquet' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=120, check=False).returncode == 0
