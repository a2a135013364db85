"""docs/accessibility.md: each test that it names is there; the twenty expectations and bad input have one, or a reason."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/accessibility.md").read_text()


def test_every_test_that_is_named_is_there():
    there = "\n".join(
        path.read_text()
        for room in ("unit/console", "e2e/console")
        for path in (ROOT / "tests" / room).glob("test_*.py")
    )
    files = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    named = set(re.findall(r"\btest_\w+", PAGE))
    gone = {one for one in named if f"def {one}(" not in there and f"{one}.py" not in files}
    assert len(named) > 50
    assert gone == set()


def test_each_of_the_twenty_has_its_line():
    table = PAGE.partition("## The twenty")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"(?m)^\| (\d+) [^|]+\| ([^|]+) \|$", table))
    assert sorted(map(int, rows)) == list(range(1, 21))
    assert all(len(said) > 20 for said in rows.values())


def test_bad_input_has_a_test_in_each_line():
    rows = re.findall(
        r"(?m)^\| ([a-z][^|]+)\| ([^|]+) \|$", PAGE.partition("## Bad input")[2].partition("|---|---|")[2]
    )
    assert len(rows) > 5
    assert [what for what, holds in rows if "`test_" not in holds] == []
