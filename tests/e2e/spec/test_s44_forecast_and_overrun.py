"""S44: adoption and spending ahead with an interval; an overrun is warned of before it happens."""

from gwanmun.adapters.usage_store import open_usage
from gwanmun.entrypoints.cli import run
from gwanmun.entrypoints.simulation import fill


def test_the_command_warns_of_an_overrun_before_it_happens(tmp_path, capsys) -> None:
    path = tmp_path / "usage.sqlite"
    store = open_usage(path, simulated=True)
    made = fill(store, 60, 243, 5)  # January to August
    store.close()
    spent_won = made.micro_won // 1_000_000
    file = ["usage", "forecast", "--file", str(path), "--lang", "en"]
    assert run([*file, "--budget", str(spent_won * 11 // 10)]) == 1
    told = capsys.readouterr().out
    assert "will be passed" in told
    assert "80% interval" in told
    assert run([*file, "--budget", str(spent_won * 100)]) == 0
    assert "within the budget" in capsys.readouterr().out
