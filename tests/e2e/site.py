"""A whole installation for a test (현장): folder, settings, books, keys, sandboxes, and `gwanmun serve`, as real processes.

What lives here: building it, finding its processes, asking it over HTTP, and reading its journal afterwards. What does
not: what any of it should do. Everything started here is in a process group of its own, and killed with it.
"""

import asyncio
import contextlib
import http.client
import itertools
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gwanmun.adapters.desk_socket import Request, call_desk
from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.adapters.files.keys import Cabinet
from gwanmun.adapters.files.reader import FileLibrary, leaves, replay
from gwanmun.adapters.system import System
from gwanmun.bootstrap import pepper
from gwanmun.budget.account import Accounts
from gwanmun.control import demo_tree
from gwanmun.control.demo_tree import DemoBooks, demo_books, seed_demo
from gwanmun.control.office import Office, signed_by
from gwanmun.domain.allowances import Allowance, Level, Period
from gwanmun.entrypoints.desk import opened
from gwanmun.gateway.world import seoul_day
from gwanmun.journal.entry import Leaf, decode_leaf
from gwanmun.journal.opening import day_of
from gwanmun.journal.segment import read_head, read_openings, settle
from gwanmun.settings import load_settings

PYTHON = (sys.executable, "-m")
CHAT, MESSAGES = "/v1/chat/completions", "/v1/messages"
SERVICES = {
    demo_tree.OUTSIDE: ("outside", "openai"),
    demo_tree.OUTSIDE_MESSAGES: ("outside", "anthropic"),
    demo_tree.IN_HOUSE: ("in-house", "openai"),
    demo_tree.IN_HOUSE_MESSAGES: ("in-house", "anthropic"),
    demo_tree.DEEPSEEK_WEIGHTS: ("in-house", "openai"),
}


@dataclass(frozen=True)
class Answer:
    """What a caller got."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def told(self) -> dict:
        """The gate's own words in an error of either dialect."""
        tree = self.json
        return tree["error"].get("gwanmun") or tree["gwanmun"]

    @property
    def text(self) -> str:
        """The answer's text, whole or put together from its events, in either dialect."""
        if "event-stream" not in self.headers.get("content-type", ""):
            tree = self.json
            if "choices" in tree:
                return tree["choices"][0]["message"]["content"]
            return "".join(block.get("text", "") for block in tree["content"])
        found = []
        for line in self.body.decode().splitlines():
            if line.startswith("data: {"):
                tree = json.loads(line[6:])
                found += [choice["delta"].get("content") or "" for choice in tree.get("choices", ())]
                found.append((tree.get("delta") or {}).get("text", ""))
        return "".join(found)


class Process:
    """A child of the test in a process group of its own, with what it says on standard error."""

    def __init__(self, *command: str, cwd: Path) -> None:
        self.popen = subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
        self.said = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with self.popen.stderr as pipe:
            while data := os.read(pipe.fileno(), 65536):
                self.said += data

    def events(self, name: str) -> list[dict]:
        rows = []
        for line in self.said.decode(errors="replace").splitlines():
            with contextlib.suppress(ValueError):
                row = json.loads(line)
                if row.get("event") == name:
                    rows.append(row)
        return rows

    def end(self, seconds: float = 15.0) -> int:
        """SIGTERM, then SIGKILL to the whole group; returns the exit code."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        code = self.popen.wait()
        self._reader.join(10)
        return code


@dataclass
class Site:
    """Make it with `site()`. `seed` puts more into the books; `settings` is appended to gwanmun.toml."""

    folder: Path
    settings_text: str = ""
    gate_text: str = ""
    upstream_text: str = ""
    seed: Callable[[Office, DemoBooks], object] | None = None
    upstream_ports: dict[str, int] = field(default_factory=dict)  # a place whose sandbox is the test's own
    tls: ssl.SSLContext | None = None
    source: str = "127.0.0.1"  # the caller's own address

    def __post_init__(self) -> None:
        self.port = free_port()
        self.base = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"
        self.places = {place: self.upstream_ports.get(place) or free_port() for place in ("outside", "in-house")}
        self.config = self.folder / "gwanmun.toml"
        self.data, self.keys_dir = self.folder / "data", self.folder / "keys"
        self.journal = self.data / "journal" / "gate-1"
        self.sandboxes: list[Process] = []
        self.serves: list[Process] = []
        self.ready_seconds = 0.0
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config.write_text(self._config())
        self.settings = load_settings(self.config)
        self.books = self._seeded()

    def _config(self) -> str:
        parts = [
            f'[gate]\nlisten = "127.0.0.1:{self.port}"\ndata_dir = "data"\nkeys_dir = "keys"\n{self.gate_text}\n',
            f'[journal]\norigin = "test/gate-1"\n[sandbox]\nenabled = true\n{self.settings_text}\n',
        ]
        parts += [
            f'[upstreams.{service}]\nbase_url = "http://127.0.0.1:{self.places[place]}/v1"\ndialect = "{dialect}"\n'
            f'allow_private = ["127.0.0.0/8"]\n{self.upstream_text}\n'
            for service, (place, dialect) in SERVICES.items()
        ]
        return "\n".join(parts)

    def _seeded(self) -> DemoBooks:
        async def act() -> DemoBooks:
            async with opened(self.settings, lambda _event, _fields: None) as desk:
                today = seoul_day(System().now_us())
                books = demo_books(today, seed=b"end to end", pepper=pepper(self.settings))
                seed_demo(desk.office, signed_by(desk.office, demo_tree.OFFICER, "test"), books)
                if self.seed is not None:
                    self.seed(desk.office, books)
                desk.connect()
                await desk.settle()
                return books

        return asyncio.run(act())

    # ------------------------------------------------------------ processes

    def start(self) -> "Site":
        for place, port in self.places.items():
            if place not in self.upstream_ports:
                self.sandboxes.append(Process(*PYTHON, "gwanmun.sandbox", "--port", str(port), cwd=self.folder))
        self.serve()
        for port in self.places.values():
            until(lambda port=port: listens(port), 30, "a sandbox")
        return self

    def serve(self) -> None:
        """Start (or start again) the supervisor, and wait until the gate is ready."""
        began = time.monotonic()
        self.serves.append(Process(*PYTHON, "gwanmun.entrypoints.serve", str(self.config), cwd=self.folder))
        self.wait_ready()
        self.ready_seconds = time.monotonic() - began

    def wait_ready(self, seconds: float = 40.0) -> None:
        until(self.ready, seconds, "the gate", lambda: self.said.decode(errors="replace")[-3000:])

    def ready(self) -> bool:
        try:
            return self.get("/readyz", timeout=5).status == 200
        except OSError:
            return False

    @property
    def serving(self) -> Process:
        return self.serves[-1]

    @property
    def said(self) -> bytes:
        """Everything that any process said on standard error."""
        return b"".join(process.said for process in self.serves)

    def pid(self, child: str) -> int:
        """The process of that name that was started last ("serve": the supervisor itself)."""
        if child == "serve":
            return self.serving.popen.pid
        until(lambda: self._pids(child), 20, f"the start of {child}")  # the gate may be ready before the others start
        return self._pids(child)[-1]

    def _pids(self, child: str) -> list[int]:
        return [row["pid"] for row in self.serving.events("started") if row["child"] == child]

    def stop(self) -> int:
        code = self.serving.end() if self.serves else 0
        for process in (*self.serves[:-1], *self.sandboxes):
            process.end()
        return code

    # ------------------------------------------------------------ asking

    def key(self, name: str = "officer") -> str:
        return self.books.key(name).plaintext

    def connect(self, timeout: float = 60.0) -> http.client.HTTPConnection:
        here = (self.source, 0)
        if self.tls is not None:
            return http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=timeout, context=self.tls, source_address=here
            )
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout, source_address=here)

    def request(self, method, path, body=None, headers=None, *, timeout=60.0, connection=None) -> Answer:
        """One request on a connection of its own (or on the one given)."""
        line = connection or self.connect(timeout)
        try:
            line.request(method, path, body, headers or {})
            got = line.getresponse()
            return Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        except http.client.HTTPException as error:
            raise ConnectionError(type(error).__name__) from error
        finally:
            if connection is None:
                line.close()

    def get(self, path: str, key: str | None = None, timeout: float = 20.0) -> Answer:
        return self.request("GET", path, headers={"Authorization": f"Bearer {key}"} if key else {}, timeout=timeout)

    def post(self, body, path: str = CHAT, *, key: str | None = None, headers=None, timeout=60.0, connection=None):
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        found = {"content-type": "application/json", "authorization": f"Bearer {key or self.key()}"}
        if path == MESSAGES:
            found["anthropic-version"] = "2023-06-01"
        return self.request("POST", path, data, {**found, **(headers or {})}, timeout=timeout, connection=connection)

    def ask(self, text: str, *, model: str = "", path: str = CHAT, key=None, headers=None, timeout=60.0,
            connection=None, **fields) -> Answer:  # fmt: skip
        usual = "gwanmun-sandbox" if path == CHAT else "gwanmun-sandbox-messages"
        limit = {"max_tokens": 200} if path == MESSAGES else {}
        body = {"model": model or usual, "messages": [{"role": "user", "content": text}], **limit, **fields}
        return self.post(body, path, key=key, headers=headers, timeout=timeout, connection=connection)

    def usage(self, key: str | None = None) -> list[dict]:
        return self.get("/gwanmun/usage", key or self.key()).json["balances"]

    def received(self, place: str = "outside") -> list[str]:
        """The latest bodies (at most 256) that a sandbox received: exactly what left."""
        line = http.client.HTTPConnection("127.0.0.1", self.places[place], timeout=20)
        try:
            line.request("GET", "/sandbox/received")
            return json.loads(line.getresponse().read())
        finally:
            line.close()

    @contextlib.contextmanager
    def watching(self, place: str = "outside") -> Iterator[list[str]]:
        """A list that holds, at the end, what left meanwhile for that place."""
        left: list[str] = []
        before = self.received(place)
        yield left
        after = self.received(place)
        for at in range(len(before) + 1):
            if before[at:] == after[: len(before) - at]:
                left += after[len(before) - at :]
                return

    def act(self, name: str, /, **args):
        """An act of the desk, over its socket, as the command line asks for it."""
        until(self.settings.desk.socket.exists, 20, "the desk")  # the gate need not wait for it
        answer = call_desk(self.settings.desk.socket, Request(name, args, "test-officer", "test"))
        assert answer is not None, "no desk is running"
        assert "error" not in answer, answer
        return answer["ok"]

    # ------------------------------------------------------------ the journal

    def rows(self):
        """What accounts need of every leaf on disk, in order."""
        return list(replay(self.journal))

    def records(self) -> list[tuple[Leaf, dict]]:
        """Every record with its opening, decrypted."""
        hidden: dict[int, bytes] = {}
        # In this order nothing is missed, whatever the worker seals and deletes meanwhile.
        found = list(leaves(self.journal))
        with FileLibrary(self.journal) as library:
            for _, data in library.segments():
                head = read_head(data)
                if head is not None:
                    whole = settle(data, head.end, 0, head.first, set()).records
                    hidden |= {record.number: record.sealed for record in whole if record.sealed is not None}
            for bundle in (self.journal / "opening").rglob("*"):
                if bundle.is_file():
                    hidden |= {at: sealed for at, sealed, _ in read_openings(bundle.read_bytes())[0]}
        cabinet, records = Cabinet(self.keys_dir), []
        for index, data in found:
            leaf = decode_leaf(data, index)
            key = cabinet.find(self.settings.journal.origin, day_of(leaf.at), leaf.agency, leaf.key)
            assert key is not None, "an opening whose key is gone"
            records.append((leaf, key.unseal(index, leaf.commit, hidden[index])))
        return records

    def check_journal(self, *, live: bool = True) -> Counter:
        """What must hold whenever nothing is under way. Returns how requests ended.

        (a) the journal verifies, (b) nothing is held, (c) each admitted request ended exactly once, (d) the accounts
        rebuilt from leaves are those of the gate.
        """
        until(lambda: not open_requests(self.rows()), 20, "the last facts")
        verify_journal(self.journal, self.keys_dir)
        rows = self.rows()
        accounts = Accounts()
        for row in rows:
            accounts.apply(row)
        assert accounts.holds == {}
        ended = Counter(row[1] for row in rows if row[0] == "ended")
        assert ended == Counter(row[1] for row in rows if row[0] == "admitted"), "one end for each admission"
        assert not [request for request, times in ended.items() if times != 1]
        if live:
            for name in ("officer", "several", "trade"):
                self._check_balances(self.get("/gwanmun/usage", self.key(name)).json, accounts, rows)
        return Counter(row[9] for row in rows if row[0] == "ended")

    @staticmethod
    def _check_balances(usage, accounts: Accounts, rows) -> None:
        for row in usage["balances"]:
            assert row["held_micro_won"] == 0
            if row["level"] == "person":
                continue  # the caller is not told their pseudonym
            subject = usage["agency"] if row["level"] == "government" else usage["department"]
            rebuilt = accounts.balance(row["level"][0], subject, row["at"])
            assert row["used_micro_won"] == rebuilt.used, f"{subject} {row['at']}"


def open_requests(rows) -> set[str]:
    admitted = {row[1] for row in rows if row[0] == "admitted"}
    return admitted - {row[1] for row in rows if row[0] == "ended"}


def generous(office: Office, _books: DemoBooks) -> None:
    """A `seed`: allowances that no test uses up."""
    levels = {Level.GOVERNMENT: Period.MONTH, Level.DEPARTMENT: Period.MONTH, Level.PERSON: Period.MONTH}
    with office.books.transact() as page:
        page.put(*(Allowance(level, "*", period, 10**18) for level, period in levels.items()))
        page.put(Allowance(Level.GOVERNMENT, demo_tree.PROVINCE, Period.YEAR, 10**18))


@contextlib.contextmanager
def site(folder: Path, **given) -> Iterator[Site]:
    """A running installation; all its processes are gone afterwards, whatever happened."""
    made = Site(folder, **given)
    try:
        yield made.start()
    finally:
        made.stop()


def until(true: Callable[[], object], seconds: float, what: str, more: Callable[[], str] = str, step=0.01) -> float:
    """Wait until it is true; returns how long that took."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"{what}: still not after {seconds} s {more()}")
        time.sleep(step)
    return time.monotonic() - began


def listens(port: int) -> bool:
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


_FIRST_PORT, _PORTS = 12_000, 18_000
_PLACES = itertools.count(os.getpid() * 7919)


def free_port() -> int:
    """A port that is free, and that no outgoing connection is given meanwhile: below the system's own range for those
    (32768 and up), each process of a run from another place on.
    """
    for _ in range(_PORTS):
        port = _FIRST_PORT + next(_PLACES) % _PORTS
        with socket.socket() as s, contextlib.suppress(OSError):
            s.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def rss_kib(pid: int) -> int:
    return int(re.search(r"^Rss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)[1])


def unique() -> str:
    """A word that stands in one request only: of letters, for some digits are a telephone's and would be masked."""
    return "x" + uuid.uuid4().hex.translate(_LETTERS)


_LETTERS = str.maketrans("0123456789", "ghijklmnop")
