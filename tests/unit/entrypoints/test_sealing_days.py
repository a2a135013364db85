"""Days that are over become Parquet by themselves: once a day, in a child of its own, only where DuckDB is installed."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gwanmun.adapters.files.disk import lock, make_directory
from gwanmun.adapters.usage_parquet import FOLDER
from gwanmun.domain.facts import Fact, FactKind
from gwanmun.entrypoints import rollup, sealing_days
from gwanmun.entrypoints.rollup import AGAIN_SECONDS, SETTLING_SECONDS, Days
from journal_kit import NOON, Place

OK, FAILS, STAYS = "pass", "raise SystemExit(3)", "import sys; sys.stdin.read()"


class Clock:
    def __init__(self) -> None:
        self.seconds, self.day = 0.0, "2026-11-22"


class Told:
    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, object]]] = []

    def __call__(self, event: str, **fields: object) -> None:
        self.lines.append((event, fields))


@pytest.fixture
def told(monkeypatch):
    said = Told()
    monkeypatch.setattr(rollup, "say", said)
    return said


def days(tmp_path: Path, clock: Clock, does: str) -> Days:
    """A child that notes that it ran, and then does what it should."""
    note = f"open({str(tmp_path / 'ran')!r}, 'a').write('x'); {does}"
    return Days((sys.executable, "-S", "-c", note), lambda: clock.day, lambda: clock.seconds)


def ran(tmp_path: Path) -> int:
    note = tmp_path / "ran"
    return len(note.read_text()) if note.exists() else 0


def write(place: Place, requests: int) -> None:
    """Refusals of a day that is long over."""

    async def run() -> None:
        store = place.open()
        for number in range(requests):
            request = f"01930000-0000-7000-8000-{number:012d}"
            await store.append(
                Fact(
                    FactKind.REFUSED, NOON, request, "kr-seoul", "", "ab" * 16, "2025-11-22", opening={"code": "denied"}
                )
            )
        await store.close()

    asyncio.run(run())
    place.seal()


def turn(one: Days, clock: Clock, seconds: float) -> None:
    clock.seconds += seconds
    one.look()
    if one.child is not None:
        one.child.wait(20)
    one.look()


def test_it_runs_once_a_day_and_not_while_everything_starts(tmp_path, told):
    clock = Clock()
    one = days(tmp_path, clock, OK)
    turn(one, clock, SETTLING_SECONDS - 1)
    assert ran(tmp_path) == 0
    turn(one, clock, 1)
    turn(one, clock, 3600)
    assert ran(tmp_path) == 1
    clock.day = "2026-11-23"
    turn(one, clock, 3600)
    assert ran(tmp_path) == 2
    assert told.lines == []


def test_a_run_that_failed_is_told_and_tried_again_later(tmp_path, told):
    clock = Clock()
    one = days(tmp_path, clock, FAILS)
    turn(one, clock, SETTLING_SECONDS)
    turn(one, clock, AGAIN_SECONDS - 1)
    assert ran(tmp_path) == 1
    turn(one, clock, 1)
    assert ran(tmp_path) == 2
    assert told.lines == [("days_not_sealed", {"exit": 3})] * 2


def test_whoever_stops_leaves_no_child_behind(tmp_path, told):
    clock = Clock()
    one = days(tmp_path, clock, STAYS)
    clock.seconds = SETTLING_SECONDS
    one.look()
    child = one.child
    assert child.poll() is None
    one.close()
    assert child.poll() is not None


def test_where_duckdb_is_missing_it_is_said_once_and_nothing_is_started(tmp_path, told, monkeypatch):
    monkeypatch.setattr(rollup, "find_spec", lambda _: None)
    assert rollup.daily(tmp_path, tmp_path) is None
    assert [event for event, _ in told.lines] == ["days_not_sealed"]
    assert "gwanmun[analytics]" in str(told.lines[0][1])


def test_the_day_turns_ten_minutes_after_midnight_in_seoul():
    midnight_us = 1_795_359_600_000_000  # 2026-11-23T00:00+09:00
    assert rollup.day_over(midnight_us + 599_000_000) == "2026-11-22"
    assert rollup.day_over(midnight_us + 600_000_000) == "2026-11-23"


def test_neither_gate_nor_rollup_loads_the_engine():
    looks = (
        "import sys, gwanmun.entrypoints.gate, gwanmun.entrypoints.rollup; "
        "sys.exit(bool({'duckdb', 'gwanmun.adapters.usage_parquet'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", looks], check=False, timeout=60).returncode == 0


class TestTheChild:
    def test_it_seals_what_is_over_and_says_how_much(self, tmp_path, capsys):
        pytest.importorskip("duckdb", reason="pip install 'gwanmun[analytics]'")
        place = Place(tmp_path)
        write(place, 2)
        arguments = ["--data", str(place.root), "--keys", str(place.keys)]
        assert sealing_days.main(arguments) == 0
        assert [*(place.root / FOLDER).rglob("*.parquet")] != []
        said = json.loads(capsys.readouterr().err.splitlines()[-1])
        assert (said["event"], said["files"], said["rows"]) == ("days_sealed", 1, 2)
        assert sealing_days.main(arguments) == 0
        assert capsys.readouterr().err == "", "a run that finds nothing new says nothing"

    def test_while_another_seals_it_leaves_and_comes_again(self, tmp_path, capsys):
        pytest.importorskip("duckdb", reason="pip install 'gwanmun[analytics]'")
        make_directory(tmp_path / "worker", 0o700)
        held = lock(tmp_path / "worker" / "days.lock")
        try:
            code = sealing_days.main(["--data", str(tmp_path), "--keys", str(tmp_path)])
        finally:
            os.close(held)
        assert code == rollup.EXIT_STORAGE
        assert json.loads(capsys.readouterr().err)["event"] == "store_fault"
