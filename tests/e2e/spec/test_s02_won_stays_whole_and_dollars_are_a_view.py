"""S2: the command prints whole won; dollars name their rate; the reported dollars stay as reported."""

import json

from gwanmun.entrypoints.cli import run


def test_the_machine_readable_collection_keeps_reported_and_recomputed_apart(capsys) -> None:
    assert run(["collect", "2024", "--json"]) == 0
    view = json.loads(capsys.readouterr().out)["dollars"]
    assert view["won"] == 391_686_165
    assert (view["usd_reported"], view["usd"], view["milliwon_per_usd"]) == (276_000, 270_128, 1_450_000)
    assert view["rate_source"]
