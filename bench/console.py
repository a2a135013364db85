"""`make bench BENCH=--console`: the faces' numbers over one million requests (issue 6): lists, overview, preview, people at once.

    console.py [--only lists,preview,sizes,people,report,gate] [--requests 1000000]

The desk of a demonstration whose projections hold a million requests of the last thirty days and a million of the year; the
real console over it, asked in this process as its edge asks it. Server time is wall time of one page, the median and the
worst of five, each in a process that has answered one page before; `cpu_ms` is what a quiet machine would take. The site is kept in bench/results/console. `gate` is a
`gwanmun serve` beside which people leaf through the desk: its own latency with and without them, as a ratio.
"""

import argparse
import asyncio
import contextlib
import gzip
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

import usage_speed  # noqa: E402 - found beside this file

from gwanmun.adapters.requests_store import open_requests  # noqa: E402
from gwanmun.adapters.system import System  # noqa: E402
from gwanmun.bootstrap import pepper  # noqa: E402
from gwanmun.console.app import console  # noqa: E402
from gwanmun.control.demo_decisions import seed_decisions  # noqa: E402
from gwanmun.control.demo_desk import seed_desk  # noqa: E402
from gwanmun.control.demo_offices import seed_offices  # noqa: E402
from gwanmun.control.demo_public import seed_public  # noqa: E402
from gwanmun.control.demo_tree import demo_books, seed_demo  # noqa: E402
from gwanmun.control.office import signed_by  # noqa: E402
from gwanmun.domain.ids import PersonId  # noqa: E402
from gwanmun.domain.offices import Appointment, Role  # noqa: E402
from gwanmun.domain.people import DeviceClass  # noqa: E402
from gwanmun.entrypoints.console import gate_of, ports_of, terms_of  # noqa: E402
from gwanmun.entrypoints.desk import opened  # noqa: E402
from gwanmun.entrypoints.workspace import GateWorkspace, Network  # noqa: E402
from gwanmun.entrypoints.workspace_diary import Diary  # noqa: E402
from gwanmun.gateway.world import seoul_day  # noqa: E402
from gwanmun.ports.requests import ENDED, FAILED, Closed, Opened  # noqa: E402
from gwanmun.ports.usage import Watermark  # noqa: E402
from gwanmun.settings import Settings, load_settings  # noqa: E402

RESULTS = HERE / "results"
BATCH, DAYS, ROUNDS = 20_000, 30, 5
PEOPLE = 200
_DAY_US = 86_400_000_000
#: Computes until its standard input ends.
_BUSY = "import sys, threading\nthreading.Thread(target=sys.stdin.read).start()\nwhile threading.active_count() > 1: sum(range(1000))"
_AUDITOR = "p-1103"  # of the demonstration, whose office reaches everywhere
TEXT = "민원인 남궁솔(연락처 010-2345-6789)은 지방세 환급을 신청하였으나 회신을 받지 못했습니다. " * 36  # 4 KB in UTF-8
#: What the issue asks for, in milliseconds or bytes.
WANTED = {"list": 300, "overview": 200, "preview": 50, "first visit": 300_000, "later visit": 60_000, "report": 5_000}

Found = dict[str, Any]


# ---------------------------------------------------------------- the site


def site(folder: Path, requests: int) -> Settings:
    """Made once; its days move on with the calendar, so it is made anew when it is older than a week."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "gwanmun.toml"
    config.write_text(
        '[gate]\nlisten = "127.0.0.1:18180"\ndata_dir = "data"\nkeys_dir = "keys"\n[desk]\nlisten = "off"\n[console]\n'
        'listen = "127.0.0.1:18181"\ndevice_class = "internet_pc"\n[journal]\norigin = "bench/gate-1"\n[sandbox]\nenabled = true\n'
    )
    settings = load_settings(config)
    mark = folder / "filled"
    if mark.exists() and json.loads(mark.read_text()) == [requests, _week()]:
        return settings
    for old in (settings.gate.data_dir / "requests.sqlite", settings.gate.data_dir / "usage.sqlite"):
        for path in old.parent.glob(f"{old.name}*"):
            path.unlink()
    if not (settings.gate.data_dir / "books.sqlite").exists():
        asyncio.run(_seed(settings))
    began = time.monotonic()
    _requests(settings.gate.data_dir / "requests.sqlite", requests)
    usage_speed.measure(requests, settings.gate.data_dir, with_days=False)
    print(f"bench: made {requests:,} requests in {time.monotonic() - began:.0f} s", flush=True)
    mark.write_text(json.dumps([requests, _week()]))
    return settings


def _week() -> str:
    return str(seoul_day(System().now_us()).isocalendar()[:2])


async def _seed(settings: Settings) -> None:
    async with opened(settings, lambda *_: None) as desk:
        today = seoul_day(System().now_us())
        by = signed_by(desk.office, "demo-officer", "bench")
        seed_demo(desk.office, by, demo_books(today, seed=b"bench", pepper=pepper(settings)))
        for seed in (seed_offices, seed_public, seed_decisions, seed_desk):
            seed(desk.office, by, today)
        with desk.office.books.transact() as page:
            since = today - timedelta(days=100)
            page.put(
                *(
                    Appointment(f"bench-{role}", PersonId(_AUDITOR), "*", None, role, since, None)
                    for role in (Role.AUDIT, Role.BUDGET)
                )
            )
        desk.connect()
        await desk.settle()


def _requests(path: Path, count: int) -> None:
    chance = random.Random(1)
    people = [f"{number:032x}" for number in range(20_000)]
    kinds = ("", "", "", "NAME", "NAME,PHONE", "PHONE", "EMAIL", "ADDRESS,NAME,PHONE")
    store = open_requests(path)
    last = System().now_us() - 3_600_000_000
    step = DAYS * _DAY_US // count
    for at in range(0, count, BATCH):
        opened_, closed = [], []
        for number in range(at, min(at + BATCH, count)):
            agency = f"kr-{chance.randrange(17):02d}"
            refused = chance.random() < 0.03
            rare = number in {7, 70, 700, 7_000}  # a month ago: found last
            name = str(uuid.UUID(int=(0x0193 << 112) | number))
            opened_.append(
                Opened(
                    name, 2 * number, last - (count - number) * step, agency, f"{agency}/d{chance.randrange(20):02d}",
                    people[int(chance.random() ** 2 * 20_000)], "service-rare" if rare else f"service-{chance.randrange(12)}",
                    "m", "deny" if refused else chance.choice(("allow", "allow", "allow_with_masking")), "O",
                    chance.choice(("요약", "민원 답변", "번역")), "internet_pc", "PASSPORT" if rare else chance.choice(kinds),
                    int(rare), refused, readable=True,
                )
            )  # fmt: skip
            if not refused:
                closed.append(
                    Closed(name, 2 * number + 1, FAILED if number % 2_000 == 0 else ENDED, chance.randrange(9_000_000))
                )
        store.add(at, Watermark("gate-1", "bench/gate-1", at + len(opened_), last, last, 0), opened_, closed)
    store.close()


# ---------------------------------------------------------------- asking it


class Visitor:
    """Keeps cookies; asks in this process, as the edge asks."""

    def __init__(self, app: Any) -> None:
        self.app, self.cookies, self.token = app, {}, ""

    async def ask(self, method: str, target: str, fields: Found | None = None, **headers: str) -> tuple[int, bytes]:
        parts = urlsplit(target)
        body = urlencode({"_token": self.token, **fields}).encode() if fields is not None else b""
        sent = {
            "host": "127.0.0.1:18181", "cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "accept-encoding": "gzip",
            **({"content-type": "application/x-www-form-urlencoded"} if fields is not None else {}), **headers,
        }  # fmt: skip
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": parts.path, "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(), "root_path": "", "asgi": {"version": "3.0"}, "client": ("127.0.0.1", 1), "server": None,
            "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
        }  # fmt: skip
        waiting = [{"type": "http.request", "body": body, "more_body": False}]
        messages: list[Found] = []

        async def receive() -> Found:
            return waiting.pop() if waiting else await asyncio.Event().wait()

        async def send(message: Found) -> None:
            messages.append(message)

        await self.app(scope, receive, send)
        heads = messages[0]["headers"]
        for name, value in heads:
            if name == b"set-cookie":
                self.cookies.update({key: morsel.value for key, morsel in SimpleCookie(value.decode()).items()})
        data = b"".join(message.get("body", b"") for message in messages[1:])
        if dict(heads).get(b"content-encoding") == b"gzip":
            self.wire = len(data)
            data = gzip.decompress(data)
        else:
            self.wire = len(data)
        if found := re.search(rb'name="_token" value="([^"]*)"', data):
            self.token = found[1].decode()
        return messages[0]["status"], data

    async def get(self, target: str, **headers: str) -> bytes:
        status, data = await self.ask("GET", target, **headers)
        if status != 200:
            raise SystemExit(f"{target}: {status} {re.sub(rb'<[^>]+>', b' ', data)[-600:].decode()}")
        return data

    async def enter(self, tile: str) -> "Visitor":
        await self.get("/")
        await self.ask("POST", "/enter", {"as": tile})
        return self


@contextlib.asynccontextmanager
async def desk_of(settings: Settings) -> Any:
    async with opened(settings, lambda *_: None) as desk:
        workspace = GateWorkspace(
            settings.gate.data_dir / "published", gate_of(settings), desk.office.surroundings, desk.office.pepper,
            desk.pseudonym, Network(DeviceClass("internet_pc")), lambda *_: None, _NoDocuments(),
            Diary(settings.gate.data_dir, settings.gate.keys_dir, desk.office.pepper),
        )  # fmt: skip
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(desk.watch())
            try:
                yield console(ports_of(settings, desk, workspace, lambda *_: None), terms_of(settings, 18181))
            finally:
                watching.cancel()
                await workspace.close()


class _NoDocuments:
    async def close(self) -> None:
        return


async def timed(visitor: Visitor, target: str) -> Found:
    times, busy = [], []
    await visitor.get(target)
    for _ in range(ROUNDS):
        began, spent = time.perf_counter(), time.process_time()
        await visitor.get(target)
        times.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - spent) * 1000)
    return {
        "median_ms": round(statistics.median(times), 1),
        "worst_ms": round(max(times), 1),
        "cpu_ms": round(min(busy), 1),
    }


async def lists(app: Any, _settings: Settings) -> Found:
    visitor = await Visitor(app).enter("privacy")
    month = f"{seoul_day(System().now_us()):%Y-%m}"
    pages = {
        "requests": "/desk/requests",
        "requests, rare service": "/desk/requests?service=service-rare",
        "requests, rare kind": "/desk/requests?kind=PASSPORT",
        "requests, one person": f"/desk/requests?person={7:032x}",
        "requests, refused": "/desk/requests?what=refused",
        "requests, failed": "/desk/requests?what=failed",
        "requests, one agency and task": "/desk/requests?agency=kr-03&task=%EC%9A%94%EC%95%BD",
        "requests, dearest first": "/desk/requests?sort=-spent",
        "requests, a word that stands nowhere": "/desk/requests?service=nothing",
        "overview": "/desk",
        "use by day": f"/desk/use?by=day&first={month}&last={month}",
        "inquiries": "/inquiries",
        "misuse": "/desk/misuse",
        "money": "/money",
        "people": "/reports",
    }
    return {name: await timed(visitor, path) for name, path in pages.items()}


async def preview(app: Any, _settings: Settings) -> Found:
    visitor = await Visitor(app).enter("official")
    page = (await visitor.get("/workspace")).decode()
    task = re.search(r'name="task" value="([^"]+)"', page)
    assert task is not None
    times, busy = [], []
    for number in range(ROUNDS + 2):
        fields = {"text": f"{number} {TEXT}", "model": "gwanmun-sandbox", "task": task[1]}
        began, spent = time.perf_counter(), time.process_time()
        status, data = await visitor.ask("POST", "/workspace/preview", fields, **{"hx-request": "true"})
        times.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - spent) * 1000)
        if status != 200 or "⟨이름1⟩" not in data.decode():
            raise SystemExit(f"preview: {status} {data[:300]!r}")
    return {
        "cpu_ms": round(min(busy), 1),
        "bytes": len(TEXT.encode()),
        "median_ms": round(statistics.median(times[2:]), 1),
        "worst_ms": round(max(times[2:]), 1),
    }


async def sizes(app: Any, _settings: Settings) -> Found:
    """What a first and a later visit of the overview fetch, as compressed; fonts by the slices that a page's letters need."""
    visitor = await Visitor(app).enter("audit")
    page = (await visitor.get("/desk")).decode()
    html = len(gzip.compress(page.encode(), 6))
    first = html
    for url in dict.fromkeys(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)):
        await visitor.get(url)
        first += visitor.wire
    return {"first_bytes_without_fonts": first, "later_bytes": html}


async def people(app: Any, _settings: Settings) -> Found:
    """So many people signed in, all at once, each at pages of their own office; nobody may meet an error."""
    tiles = {
        "official": ("/workspace", "/my"), "audit": ("/desk", "/desk/requests"), "budget": ("/money", "/desk"),
        "security": ("/desk/requests", "/orders"), "ai-policy": ("/policies", "/catalogue"),
    }  # fmt: skip
    visitors = [(await Visitor(app).enter(tile), pages) for tile, pages in list(tiles.items()) * (PEOPLE // len(tiles))]
    times: list[float] = []

    async def visit(visitor: Visitor, pages: tuple[str, ...]) -> None:
        for path in (*pages, *pages):
            began = time.perf_counter()
            await visitor.get(path)
            times.append((time.perf_counter() - began) * 1000)

    began = time.perf_counter()
    await asyncio.gather(*(visit(*one) for one in visitors))
    took = time.perf_counter() - began
    times.sort()
    return {
        "people": len(visitors), "pages": len(times), "errors": 0, "pages_a_second": round(len(times) / took, 1),
        "median_ms": round(statistics.median(times)), "p95_ms": round(times[int(len(times) * 0.95)]),
    }  # fmt: skip


async def report(app: Any, _settings: Settings) -> Found:
    visitor = await Visitor(app).enter("privacy")
    began = time.perf_counter()
    page = await visitor.get("/reports/assembly?make=1&first=2026-01&last=2026-12")
    return {"seconds": round(time.perf_counter() - began, 2), "documents": page.count(b"/reports/made/")}


def gate(seconds: float = 5.0, rounds: int = 3) -> Found:
    """A gate's own latency for a plain prompt: alone, beside people who leaf through its desk (ten pages a second are 200
    people who open one every twenty seconds; then as fast as the desk answers), and beside a process that only computes.
    The windows alternate, so that a ratio compares one stretch of time. The last tells what sharing the cores does by itself.
    """
    from e2e.site import free_port
    from e2e.site import site as running

    port = free_port()
    text = f'[desk]\nlisten = "off"\n[console]\nlisten = "127.0.0.1:{port}"\ndevice_class = "internet_pc"\n'

    def offices(office: Any, _books: Any) -> None:
        by, today = signed_by(office, "demo-officer", "bench"), seoul_day(System().now_us())
        for seed in (seed_offices, seed_public, seed_decisions, seed_desk):
            seed(office, by, today)

    loads: dict[str, Sequence[str]] = {
        "alone": (),
        "200 people at the desk": (__file__, "--leaf", str(port), "--rate", "10"),
        "desk as busy as it gets": (__file__, "--leaf", str(port), "--rate", "0"),
        "another busy process": ("-c", _BUSY),
    }  # fmt: skip
    times: dict[str, list[float]] = {name: [] for name in loads}
    pages = dict.fromkeys(loads, 0)
    scratch = tempfile.TemporaryDirectory(prefix="gwanmun-console-")
    with scratch as folder, running(Path(folder), settings_text=text, seed=offices) as one:
        deadline = time.monotonic() + 60
        while not one.serving.events("console_serving"):
            if time.monotonic() > deadline:
                raise SystemExit("the console did not open")
            time.sleep(0.1)
        _probe(one, seconds)  # warm
        for _ in range(rounds):
            for name, command in loads.items():
                found, told = _beside(command, lambda: _probe(one, seconds))
                times[name] += found
                pages[name] += told
    told = {name: _spread(found) for name, found in times.items()}
    for name, found in told.items():
        found |= {"p50_to_alone": round(found["p50_ms"] / told["alone"]["p50_ms"], 2)}
        if pages[name]:
            found["pages_a_second"] = round(pages[name] / (rounds * seconds), 1)
    return told


def _probe(one: Any, seconds: float) -> list[float]:
    line, times, until = one.connect(), [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        if one.ask("오늘 회의를 요약해 주세요", connection=line).status != 200:
            raise SystemExit("the gate refused")
        times.append((time.perf_counter() - began) * 1000)
    line.close()
    return times


def _spread(times: list[float]) -> Found:
    times = sorted(times)
    at = {"p50_ms": times[len(times) // 2], "p99_ms": times[int(len(times) * 0.99)]}
    return {"n": len(times), **{name: round(value, 2) for name, value in at.items()}}


def _beside(command: Sequence[str], measured: Callable[[], list[float]]) -> tuple[list[float], int]:
    """Measure while a process of ours runs, which ends when its standard input does; how many pages it got."""
    if not command:
        return measured(), 0
    child = subprocess.Popen([sys.executable, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        if "--leaf" in command:
            child.stdout.readline()  # everybody has signed in
        times = measured()
    finally:
        child.stdin.close()
        said = child.stdout.read()
        child.wait(60)
    if child.returncode:
        raise SystemExit(f"bench: {command[1]} ended with {child.returncode}")
    return times, int(said or 0)


LEAFED = {
    "official": ("/workspace", "/my", "/approvals"), "audit": ("/desk", "/desk/requests", "/reports"), "budget": ("/money", "/desk/use"),
    "security": ("/desk/requests", "/orders", "/devices"), "ai-policy": ("/policies", "/catalogue", "/people"),
}  # fmt: skip


def leaf(port: int, rate: float, people: int = 5) -> int:
    """People who signed in and open one page after another until standard input ends; a page that fails ends it with 1."""
    stop, got, faults = threading.Event(), [0], []

    def visit(tile: str, number: int) -> None:
        person = _Remote(port)
        person.enter(tile)
        ready.release()
        begin.wait()
        every = people * len(LEAFED) / rate if rate else 0.0
        if stop.wait(every * number / people):
            return
        while not stop.is_set():
            for path in LEAFED[tile]:
                began = time.monotonic()
                if person.ask("GET", path) != 200:
                    faults.append(path)
                got[0] += 1
                if stop.wait(max(0.0, began + every - time.monotonic())):
                    return

    ready, begin = threading.Semaphore(0), threading.Event()
    crowd = [(tile, number) for tile in LEAFED for number in range(people if rate else 1)]
    threads = [threading.Thread(target=visit, args=one, daemon=True) for one in crowd]
    for one in threads:
        one.start()
    for _ in threads:
        ready.acquire(timeout=60)
    begin.set()
    print("ready", flush=True)
    sys.stdin.read()
    stop.set()
    for one in threads:
        one.join(30)
    print(got[0])
    return 1 if faults else 0


class _Remote:
    """Somebody at a browser elsewhere: keeps the cookies of one console, over one connection."""

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, method: str, path: str, fields: Found | None = None) -> int:
        body = urlencode({"_token": self.token, **fields}) if fields is not None else None
        sent = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            sent |= {
                "content-type": "application/x-www-form-urlencoded",
                "origin": f"http://127.0.0.1:{self.line.port}",
            }
        self.line.request(method, path, body, sent)
        got = self.line.getresponse()
        text = got.read().decode(errors="replace")
        for value in got.headers.get_all("set-cookie") or ():
            self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        if found := re.search(r'name="_token" value="([^"]*)"', text):
            self.token = found[1]
        return got.status

    def enter(self, tile: str) -> None:
        self.ask("GET", "/")
        if self.ask("POST", "/enter", {"as": tile}) != 303:
            raise SystemExit(f"bench: nobody entered as {tile}")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py --console")
    parser.add_argument("--only", default="lists,preview,sizes,people,report,gate")
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument(
        "--leaf", type=int, metavar="PORT", help="of `gate`: open pages there until standard input ends"
    )
    parser.add_argument("--rate", type=float, default=0.0, help="pages a second; 0: as many as are answered")
    asked = parser.parse_args(arguments)
    if asked.leaf:
        return leaf(asked.leaf, asked.rate)
    parts = {"lists": lists, "preview": preview, "sizes": sizes, "people": people, "report": report}
    kept = RESULTS / "console.json"
    found: Found = json.loads(kept.read_text()) if kept.exists() else {}
    names = asked.only.split(",")
    settings = site(RESULTS / "console", asked.requests) if set(names).intersection(parts) else None

    async def measure(settings: Settings) -> None:
        async with desk_of(settings) as app:
            for name in (one for one in names if one in parts):
                load = round(os.getloadavg()[0], 1)
                found[name] = {**await parts[name](app, settings), "load": load}
                print(f"bench: {name} {json.dumps(found[name], ensure_ascii=False, indent=1)}", flush=True)

    if settings is not None:
        asyncio.run(measure(settings))
    if "gate" in names:
        found["gate"] = {**gate(), "load": round(os.getloadavg()[0], 1)}
        print(f"bench: gate {json.dumps(found['gate'], ensure_ascii=False)}", flush=True)
    kept.write_text(json.dumps({**found, "wanted": WANTED}, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
