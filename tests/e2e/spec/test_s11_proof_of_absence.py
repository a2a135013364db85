"""S11: a signed "0 uses" with its coverage; any gap in coverage withholds it. At a real desk's settings, by the command."""

from datetime import UTC, datetime, timedelta

import pytest

from e2e.reported_site import fact, sealed_site
from gwanmun.adapters.files.evidence import forget_opening
from gwanmun.domain.facts import Ending, FactKind
from gwanmun.entrypoints.cli import run


@pytest.fixture
def config(tmp_path, capsys):
    """A site whose gate has run for ten days and sent one prompt to a listed service."""
    who = {"request": "01930000-0000-7000-8000-000000000001", "agency": "kr-seoul", "department": "kr-seoul/ai",
           "person": "ab" * 16, "period": "2026-11-20"}  # fmt: skip
    told = {
        "service": {"id": "openai-api", "model": "gpt"},
        "input": {"service.family": "openai"},
        "decision": {"outcome": "allow"},
    }
    made = sealed_site(tmp_path, [
        fact(FactKind.STARTED, 10, opening={}), fact(FactKind.ADMITTED, 5, held=9, opening=told, **who),
        fact(FactKind.ENDED, 5, spent=7, ending=Ending.OK, opening={}, **who),
    ])  # fmt: skip
    capsys.readouterr()
    return made


def ask(config, service, *more, first=8, last=2):
    def day(ago):
        return (datetime.now(UTC) + timedelta(hours=9) - timedelta(days=ago)).date().isoformat()

    days = ["--from", day(first), "--to", day(last)]
    return run(["usage", "absence", "--service", service, *days, "--config", str(config[0]), *more])


def test_absence_is_stated_with_its_coverage_and_anyone_can_verify_it(config, tmp_path, capsys) -> None:
    out = tmp_path / "statement.txt"
    assert ask(config, "deepseek", "--out", str(out)) == 0
    told = capsys.readouterr()
    assert "uses 0\n" in told.out
    assert "coverage " in told.out
    key = told.err.split("--key '")[1].split("'")[0]
    assert run(["usage", "verify", str(out), "--key", key]) == 0
    out.write_bytes(out.read_bytes().replace(b"deepseek", b"deepsick"))
    assert run(["usage", "verify", str(out), "--key", key]) == 4  # the evidence does not add up


def test_a_mistyped_key_is_bad_input_that_names_the_option_and_says_nothing_of_the_evidence(config, tmp_path, capsys):
    out = tmp_path / "statement.txt"
    assert ask(config, "deepseek", "--out", str(out)) == 0
    key = capsys.readouterr().err.split("--key '")[1].split("'")[0]
    for mistyped in (key[:-3], key.replace("+", "+0", 1), "", "서울", str(out)):
        assert run(["usage", "verify", str(out), "--key", mistyped]) == 2
        assert "--key" in capsys.readouterr().err


def test_a_use_and_every_gap_withhold_the_statement(config, capsys) -> None:
    assert ask(config, "openai") == 1  # it was used
    assert ask(config, "deepseek", first=30) == 1  # nobody watched then
    assert ask(config, "deepseek", last=0) == 1  # today is not over
    forget_opening(config[1], 1)
    assert ask(config, "deepseek") == 1  # nobody can say any more what that request was
    assert capsys.readouterr().out.count("보류") == 4
