"""S34: users double and no service was newly reviewed: the alert is raised, at the command too."""

from gwanmun.adapters.usage_store import open_usage
from gwanmun.budget.rollup import Additions
from gwanmun.control.usage import outgrown
from gwanmun.domain.usage import Sight
from gwanmun.entrypoints.cli import run
from gwanmun.ports.usage import Watermark


def used_by(path, counts) -> None:
    store, added = open_usage(path), Additions()
    for month, count in counts.items():
        for number in range(count):
            added.sent(
                Sight(f"{month}-05", "kr-seoul", "kr-seoul/ai", f"{number:032x}", "s", "f", "m", "allow", "-", "-", 0)
            )
    store.add(0, Watermark("gate-1", "o", 1, 0, 0, 0), added.cubes, {}, ())
    store.close()


def test_doubling_without_a_newly_reviewed_service_raises_the_alert(tmp_path, capsys) -> None:
    used_by(tmp_path / "usage.sqlite", {"2026-01": 10, "2026-02": 21})
    assert run(["usage", "growth", "--file", str(tmp_path / "usage.sqlite")]) == 1
    assert "경보" in capsys.readouterr().out
    assert outgrown([("2026-01", 10), ("2026-02", 21)], {"2026-02": 1}) is None


def test_slow_growth_raises_none(tmp_path, capsys) -> None:
    used_by(tmp_path / "usage.sqlite", {"2026-01": 10, "2026-02": 19})
    assert run(["usage", "growth", "--file", str(tmp_path / "usage.sqlite")]) == 0
    assert "경보 없음" in capsys.readouterr().out
