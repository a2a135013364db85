"""S12: for each task, minutes saved as people tapped them, beside what it cost and what the gate had to hold back."""

import json

import pytest

from gwanmun.adapters.system import System
from gwanmun.adapters.usage_store import open_usage
from gwanmun.budget.ledger import asked
from gwanmun.budget.rollup import SPENT, Additions, End
from gwanmun.control.office import seoul_day
from gwanmun.domain.usage import Sight
from gwanmun.entrypoints.cli import run
from gwanmun.ports.usage import Watermark
from gwanmun.settings import load_settings


@pytest.fixture
def config(tmp_path, capsys):
    assert run(["init", "--dir", str(tmp_path)]) == 0
    file = str(tmp_path / "gwanmun.toml")
    assert run(["import", "agencies", "--config", file, "--officer", "os:setup"]) == 0
    added = Additions()
    day = seoul_day(System().now_us()).isoformat()
    for number, decision in enumerate(("allow", "allow_with_masking", "allow", "deny")):
        sight = Sight(day, "kr-seoul", "kr-seoul/ai", f"{number:032x}", "s", "f", "m", decision, "번역", "-", 0)
        if decision == "deny":
            added.refused(sight)
        else:
            added.sent(sight)
            added.ended(End(sight, 5, 4_000_000, False, 1, 1))
    store = open_usage(load_settings(tmp_path / "gwanmun.toml").gate.data_dir / "usage.sqlite")
    store.add(0, Watermark("gate-1", "o", 4, 0, 0, 0), added.cubes, {}, ())
    assert store.totals("task", (), "m", "2000", "2999")[0].measures[SPENT] == 12_000_000
    store.close()
    capsys.readouterr()
    return file


def test_benefit_stands_beside_cost_and_risk(config, capsys) -> None:
    for minutes in (15, 30, 30):
        tap = json.dumps({"agency": "kr-seoul", "task": "번역", "minutes": minutes})
        assert run(["act", "tap_minutes", tap, "--config", config, "--officer", "console"]) == 0
    odd = json.dumps({"agency": "kr-seoul", "task": "번역", "minutes": 7})
    assert run(["act", "tap_minutes", odd, "--config", config, "--officer", "console"]) == 2
    capsys.readouterr()
    assert run(["usage", "benefit", "--config", config, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert row == {
        "task": "번역", "requests": 3, "asked": 3, "median_minutes_saved": 30, "spent_micro_won": 12_000_000,
        "micro_won_each": 4_000_000, "masked_permille": 333, "refused_permille": 250,
    }  # fmt: skip


def test_one_answer_in_twenty_is_asked_about() -> None:
    share = sum(asked(f"01930000-0000-7000-8000-{number:012d}") for number in range(20_000))
    assert 900 <= share <= 1_100
