"""A temporary site (현장) of the real product for measuring: settings, seeded books, a key; then the supervisor itself.

    gate_site.py prepare FOLDER --port N --upstream URL     make the site (once a run)
    gate_site.py serve FOLDER COPY                          copy it and become `gwanmun serve` on the copy
    gate_site.py again FOLDER                               vouch for an old site as its desk would, so that it may open
    gate_site.py fill FOLDER --records N                    put N records into its journal, sealed (store and worker: ours)

The tree is the demonstration's: a province with its departments and people, every shipped policy pack of the republic in
force, allowances on all three levels (raised, so that load does not exhaust them), a service approved for outside use
whose address is the mock upstream, in-house models beside it, network zones. Everything that `gwanmun serve` starts is
on: desk, worker (seals each second), gate, durable journal. Nothing is switched off for the measurement.
"""

import argparse
import asyncio
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from gwanmun.adapters.files.sealer import Projecting
from gwanmun.adapters.files.store import open_journal
from gwanmun.adapters.system import System
from gwanmun.bootstrap import journal_path, pepper
from gwanmun.budget.account import Accounts
from gwanmun.control import demo_tree
from gwanmun.control.demo_tree import DemoBooks, demo_books, seed_demo
from gwanmun.control.office import signed_by
from gwanmun.domain.allowances import Period
from gwanmun.domain.facts import Ending, Fact, FactKind
from gwanmun.domain.ids import DepartmentId, PersonId, RequestId
from gwanmun.entrypoints.desk import opened
from gwanmun.entrypoints.worker import Worker
from gwanmun.gateway.world import seoul_day
from gwanmun.settings import load_settings

SEED = b"gwanmun-bench"
MODEL = "gwanmun-sandbox"
#: The demonstration's monthly and yearly limits times this: a million requests stay within them.
RAISED = 100_000


def books(pepper_: bytes) -> DemoBooks:
    """The demonstration's books with raised limits. The keys' texts depend on the seed alone."""
    found = demo_books(seoul_day(System().now_us()), seed=SEED, pepper=pepper_)
    return replace(
        found,
        allowances=tuple(a if a.period is Period.DAY else replace(a, limit=a.limit * RAISED) for a in found.allowances),
    )


def key() -> str:
    """The caller's key: an official on an internet PC of the province."""
    return books(bytes(32)).key("officer").plaintext


def config(port: int, upstream: str) -> str:
    services = (
        (demo_tree.OUTSIDE, "openai"),
        (demo_tree.OUTSIDE_MESSAGES, "anthropic"),
        (demo_tree.IN_HOUSE, "openai"),
        (demo_tree.IN_HOUSE_MESSAGES, "anthropic"),
        (demo_tree.DEEPSEEK_WEIGHTS, "openai"),
    )
    parts = [
        f'[gate]\nlisten = "127.0.0.1:{port}"\ndata_dir = "data"\nkeys_dir = "keys"\n[journal]\norigin = "bench/gate-1"\n'
    ]
    parts += [
        f'[upstreams.{service}]\nbase_url = "{upstream}"\ndialect = "{dialect}"\nallow_private = ["127.0.0.0/8"]\n'
        "max_connections = 256\n"
        for service, dialect in services
    ]
    return "\n".join(parts)


def prepare(folder: Path, port: int, upstream: str) -> None:
    """A fresh site in `folder`, ready to be copied."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "gwanmun.toml").write_text(config(port, upstream))
    settings = load_settings(folder / "gwanmun.toml")

    async def act() -> None:
        async with opened(settings, lambda _event, _fields: None) as desk:
            seed_demo(desk.office, signed_by(desk.office, demo_tree.OFFICER, "bench"), books(pepper(settings)))
            await desk.settle()

    asyncio.run(act())
    again(folder)  # the desk connects services when it opens: now they are on its catalogue


def serve(site: Path, copy: Path) -> None:
    """Become the supervisor on a copy of the site: each measurement starts from the same state."""
    if copy != site:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(site, copy)
    os.execv(sys.executable, [sys.executable, "-m", "gwanmun.entrypoints.serve", str(copy / "gwanmun.toml")])


def again(folder: Path) -> None:
    """Open and close the desk once: what a site made on another day needs before its gate is measured."""
    settings = load_settings(folder / "gwanmun.toml")

    async def act() -> None:
        async with opened(settings, lambda _event, _fields: None) as desk:
            await desk.settle()

    asyncio.run(act())


def fill(folder: Path, records: int) -> int:
    """Bring the gate's journal to at least `records` records: pairs of a first and a last fact, as a gate writes them."""
    settings = load_settings(folder / "gwanmun.toml")
    path = journal_path(settings)

    async def write() -> int:
        store = open_journal(path, settings.gate.keys_dir, settings.journal.origin)
        system = System()
        people = [store.pseudonym(PersonId(f"p-{number}")) for number in range(200)]
        departments = [
            DepartmentId(f"{demo_tree.PROVINCE}/{name}") for name in ("welfare", "ai-policy", "civil-affairs")
        ]
        first = store.next_index
        begin_us = system.now_us() - 20 * 86_400_000_000
        step_us = 20 * 86_400_000_000 // max(1, records)
        try:
            while store.next_index < records:
                for _ in range(2000):
                    number = store.next_index
                    at_us = begin_us + number * step_us
                    who = (
                        RequestId(system.new_request_id()),
                        demo_tree.PROVINCE,
                        departments[number % 3],
                        people[number % 200],
                        seoul_day(at_us).isoformat(),
                    )
                    held, spent = 33_000_000 + number % 1000, 800_000 + number % 1000
                    store.append_later(Fact(FactKind.ADMITTED, at_us, *who, held=held, opening=_ADMITTED))
                    store.append_later(
                        Fact(FactKind.ENDED, at_us + 900, *who, spent=spent, ending=Ending.OK, opening=_ENDED)
                    )
                await store.flush()
            return store.next_index - first
        finally:
            await store.close()

    written = asyncio.run(write())
    worker = Worker(settings.gate.data_dir, Projecting(Accounts, Accounts.load))
    try:
        worker.seal()
    finally:
        worker.close()
    return written


#: Openings of the size that a gate writes.
_ADMITTED: dict[str, object] = {
    "dialect": "openai",
    "snapshot": "0" * 64,
    "detector": "bench",
    "who": {"key": "bench0000000", "device_evidence": "key", "purpose": "work", "client": "OpenAI/Python"},
    "service": {"id": str(demo_tree.OUTSIDE), "model": MODEL, "stream": False},
    "findings": {},
    "input": {f"attribute.{number}": "a value of some length" for number in range(30)},
    "decision": {"outcome": "allow_with_masking", "rules": ["regime/rule-1"], "reason_ko": "가림 후 허용" * 4},
    "money": {"worst_micro_won": 33_000_000, "bytes": 420, "price": "bench", "rate": ""},
}
_ENDED: dict[str, object] = {"usage": {"input": 48, "output": 64, "by": "reported"}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    acts = parser.add_subparsers(dest="act", required=True)
    making = acts.add_parser("prepare")
    making.add_argument("folder", type=Path)
    making.add_argument("--port", type=int, required=True)
    making.add_argument("--upstream", required=True)
    serving = acts.add_parser("serve")
    serving.add_argument("folder", type=Path)
    serving.add_argument("copy", type=Path)
    acts.add_parser("again").add_argument("folder", type=Path)
    filling = acts.add_parser("fill")
    filling.add_argument("folder", type=Path)
    filling.add_argument("--records", type=int, required=True)
    asked = parser.parse_args()
    if asked.act == "prepare":
        prepare(asked.folder, asked.port, asked.upstream)
        print(key())
    elif asked.act == "again":
        again(asked.folder)
    elif asked.act == "fill":
        print(fill(asked.folder, asked.records))
    else:
        serve(asked.folder, asked.copy)


if __name__ == "__main__":
    main()
