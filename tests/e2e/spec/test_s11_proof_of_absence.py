"""S11: a signed "0 uses" with its coverage; any gap in coverage withholds it. At a real desk's settings, by the command."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gwanmun.adapters.files.evidence import forget_opening
from gwanmun.adapters.files.sealer import Projecting, Sealer
from gwanmun.adapters.files.store import open_journal
from gwanmun.adapters.system import System, private_directory
from gwanmun.budget.account import Accounts
from gwanmun.domain.facts import Ending, Fact, FactKind
from gwanmun.entrypoints.cli import run
from gwanmun.settings import load_settings

DAY_US = 86_400_000_000


@pytest.fixture
def config(tmp_path, capsys):
    """A site whose gate has run for ten days and sent one prompt to a listed service."""
    assert run(["init", "--dir", str(tmp_path)]) == 0
    capsys.readouterr()
    file = tmp_path / "gwanmun.toml"
    settings = load_settings(file)
    private_directory(settings.gate.data_dir)
    private_directory(settings.gate.keys_dir)
    path = settings.gate.data_dir / "journal" / settings.journal.origin.rpartition("/")[2]
    now = System().now_us()

    def fact(kind, days, **more):
        return Fact(kind, now - days * DAY_US, **more)

    who = {"request": "01930000-0000-7000-8000-000000000001", "agency": "kr-seoul", "department": "kr-seoul/ai",
           "person": "ab" * 16, "period": "2026-11-20"}  # fmt: skip
    told = {
        "service": {"id": "openai-api", "model": "gpt"},
        "input": {"service.family": "openai"},
        "decision": {"outcome": "allow"},
    }
    facts = [
        fact(FactKind.STARTED, 10, opening={}), fact(FactKind.ADMITTED, 5, held=9, opening=told, **who),
        fact(FactKind.ENDED, 5, spent=7, ending=Ending.OK, opening={}, **who),
    ]  # fmt: skip

    async def write():
        store = open_journal(path, settings.gate.keys_dir, settings.journal.origin)
        for one in facts:
            await store.append(one)
        await store.close()

    asyncio.run(write())
    sealer = Sealer(path, tmp_path / "signed", Ed25519PrivateKey.generate(), Projecting(Accounts, Accounts.load))
    sealer.seal()
    sealer.close()
    return file, path


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
    assert run(["usage", "verify", str(out), "--key", key]) == 1


def test_a_use_and_every_gap_withhold_the_statement(config, capsys) -> None:
    assert ask(config, "openai") == 1  # it was used
    assert ask(config, "deepseek", first=30) == 1  # nobody watched then
    assert ask(config, "deepseek", last=0) == 1  # today is not over
    forget_opening(config[1], 1)
    assert ask(config, "deepseek") == 1  # nobody can say any more what that request was
    assert capsys.readouterr().out.count("보류") == 4
