"""`make bench BENCH=--desk`: the desk's numbers. Deciding, proving, replaying, swapping snapshots under load, list pages.

    desk.py [--only judge,prove,replay,swap,pages] [--docs]

Each part is short and bounded, runs the product's own code and says the load of the machine beside its figure. What is
made for it (a journal, a site, books) lies in a temporary folder. CPU figures are of this process; the swap and the
pages are wall time, as a caller meets it.
"""

import argparse
import asyncio
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import gate_site  # noqa: E402 - found beside this file
import report  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402

from gwanmun.adapters.files.openings import OpenedJournal  # noqa: E402
from gwanmun.adapters.files.sealer import Projecting, Sealer  # noqa: E402
from gwanmun.adapters.files.store import open_journal  # noqa: E402
from gwanmun.adapters.publication import PublicationFiles, PublishedFiles  # noqa: E402
from gwanmun.bootstrap import GateProcess  # noqa: E402
from gwanmun.budget.account import Accounts  # noqa: E402
from gwanmun.control import shipped  # noqa: E402
from gwanmun.control.keys import make_key  # noqa: E402
from gwanmun.control.lists import cursor  # noqa: E402
from gwanmun.control.office import DAY_US  # noqa: E402
from gwanmun.domain.catalogue import Deployment, Service  # noqa: E402
from gwanmun.domain.facts import Ending, Fact, FactKind  # noqa: E402
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId, RequestId, ServiceId  # noqa: E402
from gwanmun.domain.offices import Appointment, Role  # noqa: E402
from gwanmun.domain.people import Agency, Department, Key, OrganisationType, Person  # noqa: E402
from gwanmun.entrypoints.api import api_of  # noqa: E402
from gwanmun.entrypoints.desk import opened  # noqa: E402
from gwanmun.entrypoints.replaying import recorded  # noqa: E402
from gwanmun.gateway.world import seoul_day  # noqa: E402
from gwanmun.policy.judge import Judge  # noqa: E402
from gwanmun.policy.prove import prove, read_claim  # noqa: E402
from gwanmun.policy.replay import replay  # noqa: E402
from gwanmun.policy.vectors import case  # noqa: E402
from gwanmun.ports.exchange import Request  # noqa: E402
from gwanmun.settings import load_settings  # noqa: E402

RESULTS = HERE / "results"
PEOPLE, SERVICES, ROWS, REQUESTS = 10_000, 100, 100_000, 100_000
PORT, UPSTREAM = 18170, 18171
CLAIMS = (
    "data.classification = S → decision in {route_in_house, deny, require_approval, allow, allow_with_masking}",
    "jurisdiction = KR and data.classification = C and service.deployment != in_house → decision in {deny, route_in_house}",
    "service.family = deepseek and service.deployment = vendor_hosted and organisation.id = kr-seoul → decision = deny",
)

Found = dict[str, Any]


def least(act: Callable[[], object], per: int, rounds: int = 5) -> float:
    """CPU microseconds for each of `per` things that `act` does, best of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        act()
        best = min(best, time.process_time() - began)
    return best / per * 1e6


# ---------------------------------------------------------------- deciding and proving


def inputs(count: int) -> list[dict[str, Any]]:
    """Different complete inputs as a country's gates meet them: agencies, devices, services, grades, days, approvals."""
    chance = random.Random(1)
    defaults = shipped.defaults()
    agencies = [
        *((f"kr-{number}", "metropolitan_government") for number in range(17)),
        ("kr-mnd", "central_ministry"), ("kr-mofa", "central_ministry"), ("kr-motie", "central_ministry"),
    ]  # fmt: skip
    made: dict[tuple[Any, ...], dict[str, Any]] = {}
    while len(made) < count:
        agency, kind = chance.choice(agencies)
        device = chance.choice(("internet_pc", "internal_pc", "government_mobile", "personal"))
        differences = {
            "organisation.id": agency,
            "organisation.type": kind,
            "device.class": device,
            "device.ownership": "personal" if device == "personal" else "government",
            "data.classification": chance.choice("OOOS"),
            "data.personal_info": chance.random() < 0.3,
            "date": date(2026, 1 + chance.randrange(11), 1 + chance.randrange(28)),
            "approval.state": chance.choice(("none", "none", "granted", "expired")),
            "login.mfa": chance.random() < 0.9,
            "user.training_complete": chance.random() < 0.9,
            "in_house_available": chance.random() < 0.5,
        }
        one = case(defaults, chance.choice(sorted(defaults.profiles)), differences.items())
        made[tuple(one.values())] = one
    return list(made.values())


def measure_judge() -> Found:
    packs = shipped.packs()
    several, once = inputs(20_000), Judge(packs)
    one = several[0]

    def different() -> None:
        for attributes in several:
            once.judge(attributes)

    def same() -> None:
        for _ in range(20_000):
            once.judge(one)

    return {"packs": len(packs), "distinct": len(several), "different_us": least(different, 20_000), "same_us": least(same, 20_000)}  # fmt: skip


def measure_prove() -> Found:
    packs, base = shipped.packs(), case(shipped.defaults(), "chatgpt_catalogued", ())
    rows = []
    for text in CLAIMS:
        began = time.process_time()
        proof = prove(read_claim(text), packs, base)
        rows.append(
            {"claim": text, "seconds": time.process_time() - began, "holds": proof.holds, "inputs": proof.inputs}
        )
    return {"claims": rows, "worst_seconds": max(row["seconds"] for row in rows)}


# ---------------------------------------------------------------- replaying


def measure_replay(folder: Path, requests: int = REQUESTS) -> Found:
    """A journal with what a gate writes, 3,000 different inputs among its requests, then `policy replay` over all of it."""
    keys = folder / "keys"
    path = folder / "journal"
    several = inputs(3_000)
    judge = Judge(shipped.packs())
    asyncio.run(_fill(path, keys, several, judge, requests))
    sealer = Sealer(path, folder / "state", _signing_key(), Projecting(Accounts, Accounts.load))
    sealer.seal()
    sealer.close()
    rates = []
    for _ in range(2):
        opened_journal = OpenedJournal(path, keys)
        began = time.process_time()
        found = replay(recorded(opened_journal, 0), judge)
        spent = time.process_time() - began
        if found.requests != requests or found.unreadable:
            raise SystemExit(f"replay read {found.requests} of {requests} requests")
        rates.append(requests / spent)
    cores = len(os.sched_getaffinity(0))
    told = subprocess.run([sys.executable, "-c", _ON_ALL_CORES, str(path), str(keys)], check=True, capture_output=True, timeout=300)  # fmt: skip
    children, own = json.loads(told.stdout)
    # Each process has an equal stretch: as long as one of them computes, starting included, and putting it together.
    return {
        "requests": requests, "distinct": found.distinct, "a_second": max(rates),
        "all_cores_a_second": requests / (children / cores + own), "cores": cores,
    }  # fmt: skip


#: As the command does it: its processes start with the command's own small modules, not with this file's.
_ON_ALL_CORES = """
import json, resource, sys, time
from pathlib import Path
from gwanmun.control import shipped
from gwanmun.entrypoints.replaying import replay_journal
from gwanmun.policy.judge import Judge
judge = Judge(shipped.packs())
began = time.process_time()
replay_journal(Path(sys.argv[1]), Path(sys.argv[2]), 0, judge)
own, children = time.process_time() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([children.ru_utime + children.ru_stime, own]))
"""


def _signing_key() -> Any:
    return Ed25519PrivateKey.generate()


async def _fill(path: Path, keys: Path, several: list[dict[str, Any]], judge: Judge, requests: int) -> None:
    store = open_journal(path, keys, "bench/gate-1")
    people = [store.pseudonym(PersonId(f"p-{number}")) for number in range(5_000)]
    chance = random.Random(2)
    openings = [_opening(one, judge) for one in several]
    begin_us = time.time_ns() // 1000 - 20 * DAY_US
    try:
        for number in range(requests):
            at_us = begin_us + number * (20 * DAY_US // requests)
            agency = AgencyId(f"kr-{number % 17}")
            request = RequestId(f"01930000-0000-7000-8000-{number:012d}")
            day = seoul_day(at_us).isoformat()
            who = (request, agency, DepartmentId(f"{agency}/ai"), people[int(chance.random() ** 2 * 5_000)], day)
            opening = openings[int(chance.random() ** 2 * len(openings))]
            store.append_later(Fact(FactKind.ADMITTED, at_us, *who, held=33_000, opening=opening))
            store.append_later(Fact(FactKind.ENDED, at_us + 900, *who, spent=800, ending=Ending.OK, opening=_ENDED))
            if number % 2_000 == 1_999:
                await store.flush()
    finally:
        await store.close()


_ENDED: Found = {"usage": {"input": 48, "output": 64, "by": "reported"}}


def _opening(attributes: dict[str, Any], judge: Judge) -> Found:
    """As `gateway/note.py` writes it: some 2 KB."""
    decision = judge.judge(attributes)
    rules = [f"{hit.regime}/{hit.rule}" for hit in decision.causes]
    return {
        "decision": {
            "hits": [f"{hit.regime}/{hit.rule}={hit.outcome.word}" for hit in decision.hits],
            "obligations": list(decision.obligations), "outcome": decision.outcome.word, "rules": rules,
            "reason_ko": decision.causes[0].reason_ko, "reason_en": decision.causes[0].reason_en,
            "source": decision.causes[0].source,
        },
        "detector": "bench", "dialect": "openai", "findings": {"PHONE": 1},
        "input": {name: value.isoformat() if isinstance(value, date) else value for name, value in attributes.items()},
        "money": {"bytes": 151, "price": "bench", "rate": "bench", "worst_micro_won": 2415},
        "service": {"id": "outside", "model": "m", "stream": False}, "snapshot": "d" * 64,
        "who": {"client": "", "device_evidence": "key", "key": "benchkey", "purpose": "work", "task": ""},
    }  # fmt: skip


# ---------------------------------------------------------------- swapping


def measure_swap(folder: Path) -> Found:
    """A real gate under load takes up snapshots of 10,000 people and 100 services that another process publishes."""
    site = folder / "site"
    gate_site.prepare(site, PORT, f"http://127.0.0.1:{UPSTREAM}/v1")
    _run("--publish", str(site), "1")
    quiet: Found = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    upstream = subprocess.Popen([sys.executable, "-m", "gwanmun.sandbox", "--port", str(UPSTREAM)], **quiet)
    try:
        time.sleep(1.5)
        return asyncio.run(_swapping(site))
    finally:
        upstream.terminate()
        upstream.wait(10)


def _run(*words: str) -> None:
    subprocess.run([sys.executable, __file__, *words], check=True, timeout=120)


async def _swapping(site: Path) -> Found:
    process = GateProcess(load_settings(site / "gwanmun.toml", upstream_keys=True), lambda *_: None)
    swaps: list[float] = []
    take_up = process._take_up  # noqa: SLF001 - to be timed as it is

    async def timed(*given: Any) -> None:
        began = time.perf_counter()
        await take_up(*given)
        swaps.append((time.perf_counter() - began) * 1e3)

    process._take_up = timed  # type: ignore[method-assign]  # noqa: SLF001
    async with process.started():
        watching = asyncio.create_task(process.watch())  # noqa: TID251 - a measuring tool: ended below
        gaps: list[tuple[float, float]] = []
        ticking = asyncio.create_task(_tick(gaps))  # noqa: TID251 - as above
        load = await asyncio.create_subprocess_exec(
            sys.executable, __file__, "--load", str(PORT), gate_site.key(), "9", stdout=asyncio.subprocess.PIPE
        )
        await asyncio.sleep(2)
        calm, swaps[:] = [gap for _, gap in gaps], []
        gaps.clear()
        for _ in range(3):
            publishing = await asyncio.create_subprocess_exec(sys.executable, __file__, "--publish", str(site), "1")
            await publishing.wait()
            await asyncio.sleep(0.6)
        told = json.loads((await load.communicate())[0])
        for task in (watching, ticking):
            task.cancel()
    return {
        "people": PEOPLE, "services": SERVICES, "swaps": len(swaps), "take_up_ms": swaps,
        "loop_held_ms": max(gap for _, gap in gaps), "loop_held_calm_ms": max(calm), **told,
    }  # fmt: skip


async def _tick(gaps: list[tuple[float, float]]) -> None:
    """How long the gate's loop was away, at most, each millisecond."""
    last = time.perf_counter()
    while True:
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        gaps.append((now, (now - last) * 1e3))
        last = now


def publish(site: Path, count: int) -> None:
    """The snapshot that stands, with many people and services, published so many times."""

    async def act() -> None:
        files = PublicationFiles(site / "data" / "published", lambda _: None)
        await files.open()
        old = files.snapshot
        here, department = old.people[0].agency, old.people[0].department
        more = tuple(
            Person(PersonId(f"b-{number:05d}"), here, department, date(2027, 1, 1), date(2026, 1, 1))
            for number in range(PEOPLE)
        )
        listed = tuple(
            Service(ServiceId(f"b-{number:03d}"), "서비스", "service", "v", "KR", "f", "api", Deployment.VENDOR_HOSTED, ("KR",), "bench", "2026")
            for number in range(SERVICES)
        )  # fmt: skip
        people = (*(one for one in old.people if not one.id.startswith("b-")), *more)
        services = (*(one for one in old.services if not one.id.startswith("b-")), *listed)
        now_us = time.time_ns() // 1000
        PublishedFiles(site / "data" / "published").publish_snapshot(
            replace(old, serial=old.serial + 1, people=people, services=services, published_us=now_us)
        )

    for _ in range(count):
        asyncio.run(act())


def load(port: int, key: str, seconds: float) -> None:
    """Four callers, one request after another, each on a connection that is kept: statuses and the longest wait."""
    waits: list[float] = []
    bad: list[object] = []
    body = json.dumps({"model": gate_site.MODEL, "messages": [{"role": "user", "content": "도로 보수 안내문 초안"}]})
    headers = {"content-type": "application/json", "authorization": f"Bearer {key}"}
    until = time.monotonic() + seconds

    def call() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < until:
            began = time.perf_counter()
            line.request("POST", "/v1/chat/completions", body, headers)
            answer = line.getresponse()
            answer.read()
            waits.append((time.perf_counter() - began) * 1e3)
            if answer.status != 200:
                bad.append(answer.status)
            time.sleep(0.01)

    callers = [threading.Thread(target=call) for _ in range(4)]
    for one in callers:
        one.start()
    for one in callers:
        one.join()
    print(
        json.dumps(
            {"requests": len(waits), "failed": len(bad), "p50_ms": statistics.median(waits), "worst_ms": max(waits)}
        )
    )


# ---------------------------------------------------------------- pages


class _Exchange:
    """Port `exchange`, as far as one answer needs it."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.status, self.body = 0, b""

    def respond(self, status: int, _headers: object, body: bytes) -> None:
        self.status, self.body = status, body


def measure_pages(folder: Path) -> Found:
    """`GET /people` at 100,000 rows: first, middle and last pages of 100 and of 1,000, whole desk and narrowed to an agency."""
    (folder / "gwanmun.toml").write_text('[gate]\ndata_dir = "data"\nkeys_dir = "keys"\n[desk]\nlisten = "off"\n')
    return asyncio.run(_paging(load_settings(folder / "gwanmun.toml")))


async def _paging(settings: Any) -> Found:
    start = date(2024, 1, 1)
    async with opened(settings, lambda *_: None) as desk:
        office = desk.office
        now = office.surroundings.now_us()
        token, key = make_key(office, Key("", "", "p-000000", (), (), ("desk",), now, now + DAY_US, None))
        with office.books.transact() as page:
            for at in range(17):
                page.put(
                    Agency(AgencyId(f"kr-{at:02d}"), "가", "a", OrganisationType.METROPOLITAN_GOVERNMENT, "KR", None, start, None, "AI"),
                    Department(DepartmentId(f"kr-{at:02d}/ai"), AgencyId(f"kr-{at:02d}"), "가", "a"),
                )  # fmt: skip
            page.put(*_many())
            page.put(key, Appointment("a-0", "p-000000", "*", None, Role.ADMINISTRATOR, start, None))
        api = api_of(replace_rate(settings), desk)

        async def get(path: str, **query: object) -> Found:
            headers = {"authorization": f"Bearer {token}"}
            exchange = _Exchange(Request("GET", f"/api/v1{path}", urlencode(query), headers, b"", "127.0.0.1"))
            await api.handle(exchange)  # type: ignore[arg-type]
            if exchange.status != 200:
                raise SystemExit(f"{path}: {exchange.status} {exchange.body[:200]!r}")
            found: Found = json.loads(exchange.body)
            return found

        worst: Found = {}
        for name, query in (
            ("100 rows", {"limit": 100}), ("1,000 rows", {"limit": 1000}),
            ("100 rows of one agency", {"limit": 100, "agency": "kr-16"}),
        ):  # fmt: skip
            times = []
            for after in ("", _cursor(50_000), _cursor(98_900)):
                asked = {**query, **({"after": after} if after else {})}
                began = time.perf_counter()
                await get("/people", **asked)
                times.append((time.perf_counter() - began) * 1e3)
            worst[name] = max(times)
        return {"rows": ROWS, "worst_ms": worst}


def replace_rate(settings: Any) -> Any:
    """Faster than a caller may ask, for the measurement alone."""
    return replace(settings, desk=replace(settings.desk, requests_per_minute=60_000))


def _many() -> Iterator[Person]:
    for number in range(ROWS):
        agency = f"kr-{number % 17:02d}"
        yield Person(PersonId(f"p-{number:06d}"), AgencyId(agency), DepartmentId(f"{agency}/ai"), None, None)


def _cursor(number: int) -> str:
    return cursor([f"p-{number:06d}"])


# ---------------------------------------------------------------- all of it


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--publish"]:
        publish(Path(arguments[1]), int(arguments[2]))
        return 0
    if arguments[:1] == ["--load"]:
        load(int(arguments[1]), arguments[2], float(arguments[3]))
        return 0
    parser = argparse.ArgumentParser(prog="run.py --desk")
    parser.add_argument("--only", default="judge,prove,replay,swap,pages")
    parser.add_argument("--docs", action="store_true", help="put the table into docs/performance.md")
    asked = parser.parse_args(arguments)
    parts: dict[str, Callable[[Path], Found]] = {
        "judge": lambda _: measure_judge(),
        "prove": lambda _: measure_prove(),
        "replay": measure_replay,
        "swap": measure_swap,
        "pages": measure_pages,
    }
    kept = RESULTS / "desk.json"
    found: Found = json.loads(kept.read_text()) if kept.exists() else {}
    for name in asked.only.split(","):
        with tempfile.TemporaryDirectory(prefix="gwanmun-desk-") as folder:
            before = os.getloadavg()[0]
            found[name] = {
                **parts[name](Path(folder)), "load": round(before, 1),
                "when": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
            }  # fmt: skip
            print(f"bench: {name} {json.dumps(found[name], ensure_ascii=False)}", flush=True)
    RESULTS.mkdir(exist_ok=True)
    kept.write_text(json.dumps(found, ensure_ascii=False, indent=1))
    if asked.docs:
        report.desk_into_docs(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
