"""S41: an unused quota is offered and its transfer is recorded, signed by two, in the books and the desk's journal."""

from datetime import timedelta

import pytest

from gwanmun.entrypoints.cli import run

OFFER = '{"agency": "kr-seoul", "service": "chatgpt", "seats": 12, "until": "%s"}'


@pytest.fixture
def config(tmp_path, capsys):
    assert run(["init", "--dir", str(tmp_path)]) == 0
    file = str(tmp_path / "gwanmun.toml")
    for what in ("agencies", "catalogue"):
        assert run(["import", what, "--config", file, "--officer", "os:setup"]) == 0
    capsys.readouterr()
    return file


def test_an_offer_is_made_taken_and_seen(config, capsys) -> None:
    import json

    from gwanmun.adapters.system import System
    from gwanmun.control.office import seoul_day

    until = (seoul_day(System().now_us()) + timedelta(days=30)).isoformat()
    assert run(["act", "offer_quota", OFFER % until, "--config", config, "--officer", "seoul-1", "--json"]) == 0
    offer = json.loads(capsys.readouterr().out)["id"]
    take = json.dumps({"offer": offer, "taker": "kr-jeju"})
    assert run(["act", "take_quota", take, "--config", config, "--officer", "seoul-1"]) != 0  # one person signs once
    capsys.readouterr()
    assert run(["act", "take_quota", take, "--config", config, "--officer", "jeju-1"]) == 0
    capsys.readouterr()
    assert run(["ledger", "list", "--agency", "kr-seoul", "--config", config, "--json"]) == 0
    (seen,) = json.loads(capsys.readouterr().out)["offers"]
    assert (seen["state"], seen["taker"], seen["offered_by"], seen["accepted_by"]) == (
        "transferred",
        "kr-jeju",
        "seoul-1",
        "jeju-1",
    )
