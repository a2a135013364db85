"""docs/coverage.md is what tools/coverage.py writes today, and the tool refuses what does not add up."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("coverage_tool", ROOT / "tools" / "coverage.py")
assert SPEC is not None
assert SPEC.loader is not None
coverage = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(coverage)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests" / "e2e" / "spec").mkdir(parents=True)
    rows = [f"| S{number} | KT | said | must {number} | check |" for number in range(1, 73)]
    reasons = [f"| S{number} | later |" for number in range(2, 73)]
    (tmp_path / "docs" / "requirements.md").write_text("\n".join(rows + reasons))
    (tmp_path / "tests" / "e2e" / "spec" / "test_s01_first.py").write_text(
        "def test_a(): ...\nasync def test_b(): ...\n"
    )
    return tmp_path


def test_the_page_is_up_to_date(capsys) -> None:
    assert coverage.main(["--check"]) == 0, capsys.readouterr().err


def test_a_page_is_written_and_then_found_current_and_later_stale(house: Path, capsys) -> None:
    assert coverage.main(["--check"], house) == 1
    assert coverage.main([], house) == 0
    assert coverage.main(["--check"], house) == 0
    page = (house / "docs" / "coverage.md").read_text()
    assert "| S1 | KT | must 1 | `test_s01_first.py` (2) |" in page
    assert "| S2 | KT | must 2 | not yet: later |" in page
    assert "1 of 72" in page
    (house / "tests" / "e2e" / "spec" / "test_s02_more.py").write_text("def test_c(): ...\n")
    assert coverage.main(["--check"], house) == 1
    assert "stale" in capsys.readouterr().err
    assert coverage.main([], house) == 0
    assert "`test_s02_more.py` (1)<br>left: later |" in (house / "docs" / "coverage.md").read_text()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda text: text.replace("| S7 | later |", ""), "S7 has neither"),
        (lambda text: text.replace("| S72 | KT | said | must 72 | check |", ""), "missing"),
        (lambda text: text + "\n| S73 | KT | said | must | check |", "last: S73"),
        (lambda text: text + "\n| S1 | KT | said | must | check |", "twice"),
        (lambda text: text + "\n| S2 | again |", "twice"),
        (lambda text: text + "\n| S2 | two | cells |", "cells"),
    ],
)
def test_requirements_that_contradict_themselves_are_refused(house: Path, capsys, change, complaint: str) -> None:
    file = house / "docs" / "requirements.md"
    file.write_text(change(file.read_text()))
    assert coverage.main([], house) == 1
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "body"),
    [("test_s1_x.py", "def test_a(): ..."), ("test_s73_x.py", "def test_a(): ..."), ("test_s05_x.py", "")],
)
def test_files_with_a_wrong_name_or_without_tests_are_refused(house: Path, capsys, name: str, body: str) -> None:
    (house / "tests" / "e2e" / "spec" / name).write_text(body)
    assert coverage.main([], house) == 1
    assert name in capsys.readouterr().err


def test_each_requirement_names_its_press_source() -> None:
    wanted, _ = coverage.read_requirements((ROOT / "docs" / "requirements.md").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"KT|CP|KT, CP", cells[0]) for cells in wanted.values())
