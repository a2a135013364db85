"""Questions about use: dearest first, distinct people, growth against reviews, months ahead; simulated data say so."""

import csv
import io
import json

import pytest

from gwanmun.adapters.usage_store import look_usage, open_usage
from gwanmun.budget.rollup import CUBES, HELD, REQUESTS, SPENT, bucket, percentile, upper_ms
from gwanmun.control import usage, usage_words
from gwanmun.entrypoints import simulation
from gwanmun.entrypoints.cli import run
from gwanmun.entrypoints.simulation import fill, year_2026


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    path = tmp_path_factory.mktemp("sim") / "usage.sqlite"
    store = open_usage(path, simulated=True)
    made = fill(store, 40, 240, 7)
    store.close()
    return path, made


@pytest.fixture
def store(year):
    return look_usage(year[0])


def top(agency):
    return agency


def sums(store, cube, tier="m"):
    return store.totals(cube, (), tier, "2000", "2099")[0].measures


def test_every_cube_and_tier_comes_to_the_same_money_and_nothing_is_still_held(store, year):
    assert {sums(store, cube)[SPENT] for cube in ("service", "department", "task", "person")} == {year[1].micro_won}
    assert sums(store, "service", "d") == sums(store, "service", "m")
    assert sums(store, "service")[HELD] == 0
    assert sums(store, "service")[REQUESTS] == year[1].requests > 1_000


@pytest.mark.parametrize("dimension", list(usage.DIMENSIONS))
def test_each_dimension_adds_up_to_the_whole(store, year, dimension):
    found = usage.by(store, dimension, "2025-01", "2025-12", top)
    assert found.simulated
    assert found.columns[0] == dimension
    assert sum(row[1] for row in found.rows) == year[1].requests
    if dimension not in {"month", "day"}:
        assert [row[4] for row in found.rows] == sorted((row[4] for row in found.rows), reverse=True)


def test_the_same_seed_gives_the_same_figures(year):
    again = open_usage(None, simulated=True)
    assert fill(again, 40, 240, 7) == year[1]
    with look_usage(year[0])._connection as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert len(names) >= len(CUBES)
        for name in names:
            rows = f"SELECT * FROM {name}"  # noqa: S608
            if name != "sqlite_sequence":
                assert sorted(connection.execute(rows)) == sorted(again._connection.execute(rows)), name


def test_a_person_counts_once_over_several_months(store):
    monthly = [row[1] for row in usage.users(store, ("period",), "2025-01", "2025-12").rows]
    assert len(monthly) > 1
    assert max(monthly) <= usage.users(store, (), "2025-01", "2025-12").rows[0][0] < sum(monthly)


def test_there_are_twelve_tiles_and_each_says_that_its_data_are_simulated(store):
    found = usage.tiles(store, "2025-01", "2025-12", top)
    assert len(found) == 12
    assert all(one.simulated and one.rows for one in found.values())


def test_evenness_needs_staff_counts_that_somebody_imported(store):
    found = usage.evenness(store, "2025-01", "2025-12", ["kr-seoul", "kr-none"], {"kr-seoul": 10_000}, top)
    assert found.users_per_1000_staff["kr-seoul"].amount is not None
    assert found.users["kr-none"].amount == 0
    assert found.users_per_1000_staff["kr-none"].amount is None
    assert found.micro_won_per_user["kr-none"].amount is None
    assert found.spread.known < found.spread.all


def test_doubling_without_a_review_raises_the_alert_and_a_review_answers_it():
    series = [("2026-01", 100), ("2026-02", 130), ("2026-03", 200)]
    found = usage.outgrown(series, {})
    assert (found.since, found.users_before, found.users_now) == ("2026-01", 100, 200)
    assert usage.outgrown(series, {"2026-02": 1}) is None
    assert usage.outgrown(series, {"2026-01": 1}) is not None  # reviewed before the growth began
    assert usage.outgrown([("2026-01", 100), ("2026-02", 199)], {}) is None
    assert usage.outgrown([("2026-01", 0), ("2026-02", 5)], {}) is None
    assert usage.outgrown([("2026-01", 9)], {}) is None


def test_an_outlook_names_its_months_and_knows_the_year(store):
    found = usage.outlook(store, "2025-08", 6, 10**15)
    assert found.months == ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02")
    assert len(found.spent) == 6
    assert found.year is not None
    assert not found.year.likely
    assert usage.outlook(store, "2025-03", 6, None).spent == ()


def test_a_month_that_still_runs_is_not_taken_for_a_fall():
    """A forecast rests on whole months: four days of September are not what September comes to."""
    running, over = open_usage(None, simulated=True), open_usage(None, simulated=True)
    fill(running, 40, 247, 7)
    fill(over, 40, 243, 7)
    assert usage.span(running)[1] == "2025-09"
    assert usage.last_whole(running) == usage.last_whole(over) == "2025-08"
    assert usage.last_whole(open_usage(None)) == "0001-01"
    assert usage.outlook(running, usage.last_whole(running), 3, None).months[0] == "2025-09"


def test_an_alert_does_not_go_away_on_the_first_of_the_next_month():
    doubled = [("2026-01", 100), ("2026-02", 130), ("2026-03", 200)]
    begun = [*doubled, ("2026-04", 3)]
    assert usage.outgrown(begun, {}) == usage.outgrown(doubled, {})
    assert usage.outgrown(begun, {"2026-04": 1}) is None, "reviewed since"


def test_seats_against_use_on_real_use(store):
    cheap = usage.compare_seats(store, "openai-api", "2025-01", "2025-12", 29_000_000_000)
    assert cheap.cheaper_by_use
    assert not usage.compare_seats(store, "openai-api", "2025-01", "2025-12", 1).cheaper_by_use
    assert usage.compare_seats(store, "nothing", "2025-01", "2025-12", 1) is None


def test_percentiles_come_from_buckets_an_eighth_wide():
    for milli in (0, 7, 8, 15, 16, 100, 999, 12_345, 10_000_000):
        upper = upper_ms(bucket(milli * 1000))
        assert milli <= upper <= milli + milli // 8
    assert percentile([(bucket(n * 1000), 1) for n in range(1, 101)], 50) in range(50, 57)
    assert percentile([], 95) is None
    assert bucket(-5) == 0


def test_the_commands_mark_simulated_data_in_words_json_and_csv(year, capsys):
    file = str(year[0])
    assert run(["usage", "show", "--by", "service", "--file", file]) == 0
    assert "시험용 자료" in capsys.readouterr().out
    assert run(["usage", "show", "--by", "model", "--file", file, "--json"]) == 0
    assert "시험용 자료" in json.loads(capsys.readouterr().out)["data"]
    assert run(["usage", "show", "--by", "month", "--file", file, "--csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all("시험용 자료" in line for line in lines[1:])
    for command in (["overview"], ["users"], ["disparity"], ["growth"], ["forecast", "--budget", "1000"],
                    ["seats", "--service", "openai-api", "--seat-won", "29000"]):  # fmt: skip
        assert run(["usage", *command, "--file", file, "--lang", "en"]) in {0, 1}
        assert "SIMULATED" in capsys.readouterr().out


ASKED = (
    ["show", "--by", "device"], ["show", "--by", "decision", "--service", "openai-api"], ["show", "--by", "person"],
    ["show", "--by", "department", "--agency", "kr-seoul"], ["users", "--by", "service"], ["users"], ["mix"], ["latency"],
    ["disparity"], ["benefit"], ["growth"], ["forecast", "--to", "2025-11"],
    ["seats", "--service", "openai-api", "--seat-won", "29000"],
)  # fmt: skip


@pytest.mark.parametrize("command", ASKED, ids=lambda words: "-".join(words).replace("--", ""))
def test_every_question_is_answered_in_words_json_and_csv(year, capsys, command):
    said = {}
    for form in ([], ["--json"], ["--csv"]):
        assert run(["usage", *command, "--file", str(year[0]), *form]) in {0, 1}
        said[form[0] if form else ""] = capsys.readouterr().out
    assert "시험용 자료" in said[""]
    json.loads(said["--json"])
    rows = list(csv.reader(io.StringIO(said["--csv"])))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert {row[-1] for row in rows[1:]} == {"시험용 자료 (실제 이용이 아님)"}


def test_the_overview_as_csv_names_its_twelve_tables(year, capsys):
    assert run(["usage", "overview", "--file", str(year[0]), "--csv"]) == 0
    assert sum(line.startswith("# ") for line in capsys.readouterr().out.splitlines()) == 12


@pytest.mark.parametrize(
    "command",
    [
        ["show", "--by", "task", "--service", "openai-api"],
        ["users", "--by", "service", "--by", "department"],
        ["show", "--from", "2026-13"],
        ["show", "--from", "yesterday"],
        ["recount"],
        ["absence", "--service", "x", "--from", "1", "--to", "2"],
    ],
)
def test_bad_input_is_answered_in_words(year, capsys, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    more = [] if command[0] in {"recount", "absence"} else ["--file", str(year[0])]
    assert run(["usage", *command, *more]) in {1, 2}
    told = capsys.readouterr()
    assert "Traceback" not in told.err + told.out
    assert "다음" in told.err


def test_a_simulation_never_overwrites_a_file(year, capsys):
    assert run(["simulate", "--people", "1", "--days", "1", "--out", str(year[0])]) == 2
    assert "다음" in capsys.readouterr().err


@pytest.mark.parametrize(("lang", "mark"), [("ko", "시험용 자료"), ("en", "SIMULATED DATA")])
def test_the_story_of_a_year_says_on_every_part_that_it_is_made_up(capsys, lang, mark):
    assert year_2026(lang, people=6) == 0
    said = capsys.readouterr().out
    parts = said.split("***")
    assert said.count(mark) == said.count("[") + 1  # each table, and the closing words
    assert "2026-12" in said
    assert "391,686,165" not in said
    assert len(parts) > 10


@pytest.mark.parametrize("dimension", ["person", "department", "model", "government", "month"])
@pytest.mark.parametrize("span", [("2025-01", "2025-12"), ("2025-01", "2025-02"), ("2024-07", "2026-01")])
def test_the_dearest_few_are_the_first_of_all(store, dimension, span):
    every = usage.by(store, dimension, *span, top).rows
    some = usage.by(store, dimension, *span, top, most=3).rows
    assert [row[4] for row in some[:3]] == [row[4] for row in every[:3]]
    assert dimension in {"government", "month"} or len(some) == 3


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, OSError(28, "no space left on device")])
def test_a_simulation_that_was_stopped_leaves_no_file_that_looks_whole(tmp_path, monkeypatch, stopped):
    def half(store, *_):
        fill(store, 5, 10, 1)
        raise stopped

    monkeypatch.setattr(simulation, "fill", half)
    with pytest.raises((KeyboardInterrupt, OSError)):
        simulation.simulate(tmp_path / "half.sqlite", 5, 20, 1)
    assert [*tmp_path.iterdir()] == []


def test_a_simulation_that_was_killed_does_not_stand_in_the_way_of_the_next(tmp_path):
    (tmp_path / ".year.sqlite.making").write_text("what a killed run left")
    assert simulation.simulate(tmp_path / "year.sqlite", 5, 20, 1) == 0
    assert [one.name for one in tmp_path.iterdir()] == ["year.sqlite"]


def test_a_simulated_year_has_minutes_saved_of_one_in_twenty_answers_beside_cost_and_risk(tmp_path, capsys):
    file = tmp_path / "year.sqlite"
    assert simulation.simulate(file, 40, 60, 1, as_json=True) == 0
    requests = json.loads(capsys.readouterr().out)["requests"]
    assert run(["usage", "benefit", "--file", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    rows = [dict(zip(found["columns"], row, strict=True)) if isinstance(row, list) else row for row in found["rows"]]
    asked = sum(row["asked"] for row in rows)
    assert requests / 30 < asked < requests / 14
    assert all(row["median_minutes_saved"] is not None for row in rows if row["asked"])


def test_a_simulation_tells_its_progress_beside_its_answer(tmp_path, capsys):
    assert simulation.simulate(tmp_path / "year.sqlite", 5, 20, 1) == 0
    told = capsys.readouterr()
    assert told.err.splitlines()[-1].startswith("100%")
    assert len(told.err.splitlines()) == 10
    assert "100%" not in told.out


@pytest.mark.parametrize(("lang", "head", "name"), [("ko", "시·도", "서울특별시"), ("en", "government", "Seoul")])
def test_a_table_for_the_eye_has_headings_and_names_in_its_language(year, capsys, lang, head, name):
    assert run(["usage", "show", "--file", str(year[0]), "--by", "government", "--lang", lang]) == 0
    told = capsys.readouterr().out
    assert head in told
    assert name in told
    assert "kr-seoul" not in told
    assert "_micro_won" not in told


def test_every_column_of_the_overview_has_a_heading(store):
    for table in usage.tiles(store, "2025-01", "2025-12", top).values():
        assert set(table.columns) <= set(usage_words.HEADINGS), table.name
        assert usage_words.title(table.name, "ko") != table.name
