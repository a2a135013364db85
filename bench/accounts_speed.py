"""`make bench BENCH=--accounts`: reserve + settle pairs a second through the accounts and journal ports, without HTTP.

    accounts_speed.py [--seconds 5] [--only embedded,one,four]

Each of 64 callers holds on every level (government, department, person, service, purpose × day, month, year) under limits,
waits for its first fact to be on the disk, settles, notes the last fact, and begins again. `embedded`: accounts that are a
projection of the journal. `one`, `four`: accounts on PostgreSQL (a real server, its own fsync on), shared by that many
gates, each with a journal of its own; every end is told before the clock stops. Afterwards nothing may be held, and the
money must be that of the journal.
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import uvloop

from gwanmun.adapters.accounts import JournalledAccounts
from gwanmun.adapters.files.store import open_journal
from gwanmun.adapters.sql.accounts_postgres import open_accounts
from gwanmun.budget.account import Accounts
from gwanmun.domain.allowances import Hold, Limit
from gwanmun.domain.facts import Ending, Fact, FactKind

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

CALLERS = 64
NOW_US = 1_795_305_630_000_000
LIMITS = (Limit(0, 2, 10**15), Limit(1, 1, 10**15), Limit(2, 0, 10**15))
HELD, SPENT = 100_000, 60_000


class Gate:
    def __init__(self, name, accounts, journal):
        self.name, self.accounts, self.journal = name, accounts, journal
        self.pairs = 0

    async def caller(self, number, until):
        person = f"{number:032x}"
        turn = 0
        while time.perf_counter() < until:
            request = f"{self.name}-{number:03d}-{turn:08d}"
            turn += 1
            hold = Hold("kr-seoul", "kr-seoul/ai", person, "2026-11-22", HELD, "openai-api", "work", 1000, NOW_US)
            await self.accounts.hold(request, hold, LIMITS)
            await self.journal.append(
                Fact(
                    FactKind.ADMITTED,
                    NOW_US,
                    request,
                    "kr-seoul",
                    "kr-seoul/ai",
                    person,
                    "2026-11-22",
                    held=HELD,
                    opening={"service": {"id": "openai-api"}},
                    service="openai-api",
                    purpose="work",
                )
            )
            self.accounts.settle(request, SPENT)
            self.journal.append_later(
                Fact(
                    FactKind.ENDED,
                    NOW_US,
                    request,
                    "kr-seoul",
                    "kr-seoul/ai",
                    person,
                    "2026-11-22",
                    spent=SPENT,
                    ending=Ending.OK,
                    opening={"usage": {"input": 1, "output": 2}},
                    service="openai-api",
                    purpose="work",
                )
            )
            self.pairs += 1


async def measure(folder, gates, seconds, url):
    ours = []
    for number in range(gates):
        name = f"gate-{number}"
        journal = open_journal(folder / name, folder / f"keys-{name}", f"bench/{name}")
        accounts = JournalledAccounts(Accounts()) if url is None else await open_accounts(url, name)
        ours.append(Gate(name, accounts, journal))
    began, cpu = time.perf_counter(), time.process_time()
    until = began + seconds
    each = CALLERS // gates
    await asyncio.gather(*(gate.caller(number, until) for gate in ours for number in range(each)))
    for gate in ours:
        await gate.journal.flush()
        if url is not None:
            await gate.accounts.drain()
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    pairs = sum(gate.pairs for gate in ours)
    used = held = 0
    if url is None:
        balance = ours[0].accounts.balance("g", "kr-seoul", "2026")
        used, held = balance.used, balance.held
    for gate in ours:
        await gate.journal.close()
        if url is not None:
            await gate.accounts.close()
    if url is not None:
        witness = await open_accounts(url, "witness")
        balance = witness.balance("g", "kr-seoul", "2026")
        used, held = balance.used, balance.held
        await witness.close()
    return {
        "pairs_per_second": round(pairs / took), "pairs_per_cpu_second_here": round(pairs / cpu), "pairs": pairs,
        "seconds": round(took, 2), "held_afterwards": held, "money_is_exact": used == pairs * SPENT and held == 0,
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--only", default="embedded,one,four")
    parser.add_argument("--in", dest="folder", type=Path, default=Path(__file__).resolve().parent / "results")
    chosen = parser.parse_args(arguments)
    chosen.folder.mkdir(exist_ok=True)
    found = {}
    wanted = chosen.only.split(",")
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=chosen.folder)))  # a disk, not memory
        postgres = None
        if {"one", "four"} & set(wanted):
            from postgres import server

            postgres = stack.enter_context(server(durable=True))
        for name, gates in (("embedded", 1), ("one", 1), ("four", 4)):
            if name in wanted:
                url = None if name == "embedded" else postgres.create()
                folder = scratch / name
                folder.mkdir()
                found[name] = uvloop.run(measure(folder, gates, chosen.seconds, url))
    print(json.dumps(found, indent=1))
    return 0 if all(one["money_is_exact"] for one in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
