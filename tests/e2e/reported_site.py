"""A site with a past (지난달이 있는 현장): its gate was open for seventy days, six people of Seoul used one service last month.

What lives here: building it from facts, sealing, rolling up, and the desk that answers about it.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from e2e.site import PYTHON, Process, until
from fonts import need_a_font_with_hangul
from gwanmun.adapters.files.sealer import Projecting, Sealer
from gwanmun.adapters.files.store import open_journal
from gwanmun.adapters.system import System, private_directory
from gwanmun.budget.account import Accounts
from gwanmun.domain.facts import Ending, Fact, FactKind
from gwanmun.entrypoints.cli import run
from gwanmun.settings import load_settings

DAY_US = 86_400_000_000


def month_ago() -> str:
    return f"{(datetime.now(UTC) + timedelta(hours=9)).replace(day=1) - timedelta(days=1):%Y-%m}"


def sealed_site(folder: Path, facts: Sequence[Fact]) -> tuple[Path, Path]:
    """A site nobody serves, whose gate's journal holds these facts, sealed. Its settings, and the journal's folder."""
    assert run(["init", "--dir", str(folder)]) == 0
    file = folder / "gwanmun.toml"
    settings = load_settings(file)
    private_directory(settings.gate.data_dir)
    private_directory(settings.gate.keys_dir)
    path = settings.gate.data_dir / "journal" / settings.journal.origin.rpartition("/")[2]

    async def write():
        store = open_journal(path, settings.gate.keys_dir, settings.journal.origin)
        for one in facts:
            await store.append(one)
        await store.close()

    asyncio.run(write())
    sealer = Sealer(path, folder / "signed", Ed25519PrivateKey.generate(), Projecting(Accounts, Accounts.load))
    sealer.seal()
    sealer.close()
    return file, path


def fact(kind: FactKind, days: int, **more) -> Fact:
    """One so many days ago."""
    return Fact(kind, System().now_us() - days * DAY_US, **more)


@contextmanager
def reported_site(folder: Path) -> Iterator[Path]:
    """A site whose gate has been open for seventy days; six people of Seoul used one service last month."""
    need_a_font_with_hangul()
    day = datetime.now(UTC).day + 3
    facts = [fact(FactKind.STARTED, 70, opening={})]
    told = {"service": {"id": "openai-api", "model": "gpt"}, "input": {"service.family": "openai", "device.class": "work_terminal"},
            "decision": {"outcome": "allow_with_masking"}, "who": {"task": "요약"}}  # fmt: skip
    for at in range(6):
        who = {"request": f"01930000-0000-7000-8000-{at:012d}", "agency": "kr-seoul", "department": "kr-seoul/ai",
               "person": f"{at:032x}", "period": f"{month_ago()}-10"}  # fmt: skip
        ended = {"usage": {"input": 5, "output": 7}}
        facts += [
            fact(FactKind.ADMITTED, day, held=9_000_000, opening=told, service="openai-api", **who),
            fact(FactKind.ENDED, day, spent=7_000_000, ending=Ending.OK, opening=ended, **who),
        ]
    file, _ = sealed_site(folder, facts)
    assert run(["usage", "refresh", "--config", str(file)]) == 0
    desk = Process(*PYTHON, "gwanmun.entrypoints.desk", "--config", str(file), cwd=folder)
    try:
        until(load_settings(file).desk.socket.exists, 90, "the desk")
        yield file
    finally:
        desk.end()
