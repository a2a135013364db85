"""What breaks must break safely: killed processes, vendors that misbehave, callers that leave, disks that fail.

One installation; the outside sandbox runs in this process, so that its side of the line can be watched. After every
story the journal must verify, nothing may be held, and each admitted request must have ended exactly once.
"""

import asyncio
import contextlib
import json
import os
import random
import resource
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from math import ceil

import anthropic
import openai
import pytest

from e2e.site import (
    CHAT,
    MESSAGES,
    PYTHON,
    Process,
    Site,
    alive,
    free_port,
    generous,
    open_requests,
    site,
    unique,
    until,
)
from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.sandbox.server import Server, serve

TEXT = "민원인 남궁솔(010-2345-6789)께 드릴 안내문을 써 주세요."


class Sandbox:
    """The sandbox in a thread of this process: `server.hangups` and `server.received` can be seen at once."""

    def __init__(self) -> None:
        self.port = free_port()
        self.server: Server
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)

    def _run(self) -> None:
        self._loop.run_forever()
        self._loop.close()

    async def _start(self) -> None:
        self.server = await serve("127.0.0.1", self.port)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self.server.close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def count(self, mark: str) -> int:
        return sum(mark.encode() in one.body for one in tuple(self.server.received))


@pytest.fixture(scope="module")
def vendor() -> Iterator[Sandbox]:
    one = Sandbox()
    yield one
    one.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory, vendor: Sandbox) -> Iterator[Site]:
    with site(
        tmp_path_factory.mktemp("faults"),
        gate_text="[gate.limits]\nstop_grace_seconds = 2.0\n",
        upstream_text="first_byte_seconds = 4.0\nidle_seconds = 0.7\n",
        upstream_ports={"outside": vendor.port},
        seed=generous,
    ) as one:
        yield one


@pytest.fixture(autouse=True)
def _in_order(place: Site) -> Iterator[None]:
    """Before: a gate that is ready. After: everything adds up."""
    if place.serving.popen.poll() is not None:
        place.serve()
    yield
    if place.ready():
        place.check_journal()


# ---------------------------------------------------------------- callers that leave


def leave(place: Site, body: dict, path: str = CHAT, first: bytes = b"") -> str:
    """Send, wait for some bytes (if any are to come), and hang up without a word."""
    data = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {place.key()}\r\nContent-Type: application/json\r\n"
    )
    with socket.create_connection(("127.0.0.1", place.port), 10) as line:
        line.sendall(head.encode() + b"Content-Length: %d\r\n\r\n" % len(data) + data)
        got = b""
        while first not in got:
            got += line.recv(65536)
    return got.decode(errors="replace")


@pytest.mark.parametrize(("trick", "first"), [("slow", b'"delta"'), ("stall", b'"delta"'), ("slow-start", b"")])
def test_a_caller_that_hangs_up_has_the_upstream_cut_and_the_request_settled(place, vendor, trick, first) -> None:
    mark, before = unique(), vendor.server.hangups
    body = {"model": "gwanmun-sandbox", "stream": True, "max_tokens": 4000,
            "messages": [{"role": "user", "content": f"{TEXT} {mark} [[sandbox:{trick}]]"}]}  # fmt: skip
    if not first:
        thread = threading.Thread(target=until, args=(lambda: vendor.count(mark), 10, "the request"))
        data = json.dumps(body).encode()
        head = f"POST {CHAT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {place.key()}\r\n"
        thread.start()
        with socket.create_connection(("127.0.0.1", place.port), 10) as line:
            line.sendall(head.encode() + b"Content-Length: %d\r\n\r\n" % len(data) + data)
            thread.join()
    else:
        leave(place, body, first=first)
    seconds = until(lambda: vendor.server.hangups > before, 5, "the upstream's line", step=0.0005)
    print(f"\nhang-up ({trick}): the upstream was cut after {seconds * 1000:.0f} ms")
    until(lambda: not open_requests(place.rows()), 5, "the settlement")
    last = place.rows()[-1]
    assert (last[0], last[9]) == ("ended", "error")
    assert last[7] > 0  # what may have been made is paid for


def test_an_upstream_that_never_sends_more_is_given_up_and_the_caller_is_told(place: Site) -> None:
    got = place.ask(f"{TEXT} [[sandbox:stall]]", stream=True)
    assert got.status == 200
    assert b"upstream_timed_out" in got.body
    assert b"[DONE]" not in got.body


# ---------------------------------------------------------------- vendors that misbehave

FAULT, BROKE = "upstream_fault", "upstream_broke_protocol"
REFUSED, LOCKED = "upstream_refused", "upstream_locked"
#: trick → (code whole, code streamed); "" means that the answer is given. A fault within a stream is told as a status
#: when nothing had been sent yet, else by an event: which of both depends on how the vendor's bytes arrive.
TRICKS = {
    "400": (REFUSED, REFUSED),
    "401": (LOCKED, LOCKED),
    "429": ("upstream_busy", "upstream_busy"),
    "500": (FAULT, FAULT),
    "503": (FAULT, FAULT),
    "cut": (BROKE, BROKE),
    "cut-start": (BROKE, BROKE),
    "no-end": ("", BROKE),
    "wrong-dialect": (BROKE, BROKE),
    "not-json": (BROKE, BROKE),
    "bill-twice": ("", ""),
    "no-usage": ("", ""),
    "error-event": ("", FAULT),
    "redirect": (FAULT, FAULT),
}
STATUS = {"": {200}, FAULT: {502}, REFUSED: {502}, LOCKED: {502}, BROKE: {502}, "upstream_busy": {429}}
IN_STREAM = {"cut", "no-end", "error-event"}
MADE_NOTHING = {"400", "401", "429", "500", "503", "redirect"}  # an answer that says so, whole


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize("stream", [False, True])
def test_a_misbehaving_vendor_is_told_apart_ends_once_and_is_quoted_nowhere(place, vendor, path, stream) -> None:
    secrets, requests = {trick: unique() for trick in TRICKS}, {}
    for trick, secret in secrets.items():
        got = place.ask(f"{secret} [[sandbox:{trick}]]", path=path, stream=stream)
        code = TRICKS[trick][stream]
        requests[trick] = got.headers["gwanmun-request"]
        assert got.status in STATUS[code] | ({200} if stream and trick in IN_STREAM else set()), trick
        assert got.headers.get("gwanmun-code", "") == ("" if got.status == 200 else code), trick
        assert code in got.body.decode(), trick
        if code:
            assert secret not in got.body.decode(), trick  # the vendor's own words are not passed on
            assert "message_ko" in got.body.decode(), trick
            assert b"[DONE]" not in got.body, trick
            assert b"message_stop" not in got.body, trick
        assert got.headers.get("retry-after") == ("2" if trick == "429" else None), trick
        assert vendor.count(secret) == 1, f"{trick}: tried again behind the caller's back"
    until(lambda: not open_requests(place.rows()), 5, "the ends")
    rows, opened = place.rows(), place.records()
    for trick, request in requests.items():
        ends = [row for row in rows if row[1] == request and row[0] == "ended"]
        assert [row[9] for row in ends] == ["error" if TRICKS[trick][stream] else "ok"], trick
        assert (ends[0][8] > 0) == (trick == "bill-twice"), trick  # beyond what was held: booked apart
        assert (ends[0][7] == 0) == (trick in MADE_NOTHING), trick
        assert len([leaf for leaf, _ in opened if leaf.request == request]) == 2, trick
    told = place.said + repr(opened).encode()
    files = [file.read_bytes() for file in place.data.rglob("*") if file.is_file()]
    for trick, secret in secrets.items():
        assert secret.encode() not in told, trick
        assert not [data for data in files if secret.encode() in data], trick


def test_the_official_clients_raise_their_own_class_when_a_stream_breaks(place: Site) -> None:
    asked = [{"role": "user", "content": f"{TEXT} [[sandbox:cut]]"}]
    with (
        openai.OpenAI(base_url=f"{place.base}/v1", api_key=place.key(), max_retries=0) as gpt,
        pytest.raises(openai.APIError) as caught,
    ):
        list(gpt.chat.completions.create(model="gwanmun-sandbox", messages=asked, stream=True))
    assert "upstream_broke_protocol" in repr(caught.value.body)
    with (
        anthropic.Anthropic(base_url=place.base, api_key=place.key(), max_retries=0) as claude,
        pytest.raises(anthropic.APIError) as caught,
        claude.messages.stream(model="gwanmun-sandbox-messages", max_tokens=100, messages=asked) as stream,
    ):
        list(stream)
    assert "upstream_broke_protocol" in repr(caught.value.body)


def test_a_vendor_that_is_not_there_is_said_to_be_unreachable(place: Site) -> None:
    # The in-house sandbox is a process of its own: it is ended, asked, and started again.
    dead = place.sandboxes.pop()
    dead.end()
    got = place.ask(TEXT, headers={"gwanmun-grade": "S"})
    assert (got.status, got.headers["gwanmun-code"]) == (502, "upstream_unreachable")
    again = Process(*dead.popen.args, cwd=place.folder)
    place.sandboxes.append(again)
    until(lambda: place.ask(TEXT, headers={"gwanmun-grade": "S"}).status == 200, 20, "the in-house sandbox")


# ---------------------------------------------------------------- an orderly stop


class Callers:
    """Threads that ask until told to stop. What was answered in full is remembered."""

    def __init__(self, place: Site, threads: int, seed: int) -> None:
        self.place, self.going = place, True
        self.answered: set[str] = set()
        self.tried = 0
        self._threads = [threading.Thread(target=self._run, args=(seed * 100 + n,)) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def _run(self, seed: int) -> None:
        dice, line = random.Random(seed), None  # noqa: S311 - dice
        while self.going:
            try:
                line = line or self.place.connect(15)
                self.tried += 1
                trick = dice.choice(("", "", "[[sandbox:long]]", "[[sandbox:500]]", "[[sandbox:cut]]"))
                path, key = dice.choice((CHAT, MESSAGES)), self.place.key(dice.choice(("officer", "trade")))
                got = self.place.ask(f"{TEXT} {trick}", path=path, key=key, stream=dice.random() < 0.5, connection=line)
                if got.status == 200:
                    self.answered.add(got.headers["gwanmun-request"])
            except OSError:
                line.close()
                line = None
                time.sleep(0.02)
        if line is not None:
            line.close()

    def stop(self) -> None:
        self.going = False
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()


def streams(place: Site, number: int, **fields) -> list[tuple[threading.Thread, list]]:
    """Slow streams under way, each with a list that will hold its answer (or what was left of it)."""
    found = []
    for _ in range(number):
        got: list = []

        def run(got=got) -> None:
            try:
                got.append(place.ask(f"{TEXT} [[sandbox:slow]]", stream=True, **fields))
            except OSError as error:
                got.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        found.append((thread, got))
    return found


def test_a_stop_lets_short_streams_end_cuts_what_outlasts_its_grace_and_settles_every_one(place: Site) -> None:
    before = len(place.rows())
    short, long = streams(place, 4, max_tokens=3), streams(place, 4, max_tokens=4000)
    until(lambda: len([row for row in place.rows()[before:] if row[0] == "admitted"]) == 8, 10, "the streams")
    assert place.serving.end() == 0
    for thread, got in (*short, *long):
        thread.join(10)
        assert got
    assert all(b"[DONE]" in got[0].body for _, got in short)
    ended = [row[9] for row in place.rows()[before:] if row[0] == "ended"]
    assert sorted(ended) == ["error"] * 4 + ["ok"] * 4
    assert place.check_journal(live=False)["unknown"] == 0


# ---------------------------------------------------------------- kill -9


def restarted(place: Site, child: str, old: int) -> None:
    until(lambda: place.pid(child) != old, 30, f"a new {child}")
    place.wait_ready()


def killed_rounds(place: Site, victims: list[str], seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - dice
    for turn, victim in enumerate(victims):
        callers = Callers(place, 3, seed + turn)
        try:
            time.sleep(dice.random() * 0.4)
            old = place.pid(victim)
            family = [place.pid(child) for child in ("desk", "worker", "gate")]
            os.kill(old, signal.SIGKILL)
            if victim == "serve":
                for pid in family:
                    until(lambda pid=pid: not alive(pid), 15, "a child whose supervisor is gone")
                place.serving.end()
                place.serve()
            else:
                restarted(place, victim, old)
            time.sleep(dice.random() * 0.2)
        finally:
            callers.stop()
        place.wait_ready()
        place.check_journal()
        admitted = {row[1] for row in place.rows() if row[0] == "admitted"}
        assert callers.answered <= admitted, "an answer whose first fact was lost"
    verify_journal(place.data / "journal" / "desk", place.keys_dir)


def test_after_kill_9_of_any_process_everything_still_adds_up(place: Site) -> None:
    killed_rounds(place, ["gate", "worker", "serve", "gate", "desk", "gate", "serve"], 1)
    assert {row["child"] for one in place.serves for row in one.events("child_ended")} >= {"gate", "worker", "desk"}


@pytest.mark.long
def test_after_kill_9_again_and_again_everything_still_adds_up(place: Site) -> None:
    dice = random.Random(20261122)  # noqa: S311 - dice
    killed_rounds(place, dice.choices(["gate", "worker", "desk", "serve"], [5, 2, 2, 3], k=120), 1000)


def test_a_request_that_a_killed_gate_left_behind_becomes_unknown_at_its_worst_case(place: Site) -> None:
    before = len(place.rows())
    running = streams(place, 4, max_tokens=4000)
    until(lambda: len(open_requests(place.rows())) == 4, 10, "the streams")
    old = place.pid("gate")
    os.kill(old, signal.SIGKILL)
    restarted(place, "gate", old)
    for thread, _ in running:
        thread.join(20)
    rows = place.rows()[before:]
    held = {row[1]: row[6] for row in rows if row[0] == "admitted"}
    spent = {row[1]: (row[7], row[9]) for row in rows if row[0] == "ended"}
    assert spent == {request: (amount, "unknown") for request, amount in held.items()}
    assert len(held) == 4


# ---------------------------------------------------------------- disks that fail


def test_a_journal_that_cannot_be_written_shuts_the_gate_until_a_new_one_can(place: Site, vendor: Sandbox) -> None:
    before = len(place.rows())
    running = streams(place, 1, max_tokens=12)
    until(lambda: len(open_requests(place.rows())) == 1, 10, "the stream")
    # Not even the first byte of a file may be written any more: what a full disk does to a writer, EFBIG for ENOSPC.
    old, alarms = place.pid("gate"), len(place.serving.events("ALARM"))
    resource.prlimit(old, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    marks = [unique() for _ in range(6)]
    got = [place.ask(f"{TEXT} {marks[0]}")]
    for n, mark in enumerate(marks[1:]):
        with contextlib.suppress(OSError):  # the door is closed already
            got.append(place.ask(f"{TEXT} {mark}", path=(CHAT, MESSAGES)[n % 2], stream=n % 3 == 0))
    assert {one.status for one in got} == {503}
    assert got[0].headers["gwanmun-code"] == "store_unavailable"
    assert not [mark for mark in marks if vendor.count(mark)]
    # What had left before is still delivered: it is paid for. Its end could not be written.
    thread, answer = running[0]
    thread.join(20)
    assert b"[DONE]" in answer[0].body
    # Nobody did anything: the new process may write, finds its place in the journal, and serves.
    restarted(place, "gate", old)
    ends = [row for row in place.rows()[before:] if row[0] == "ended"]
    assert [row[9] for row in ends] == ["unknown"]
    assert not [row for row in place.rows()[before:] if row[0] == "admitted"][1:]
    assert place.ask(TEXT).status == 200
    assert len(place.serving.events("ALARM")) == alarms + 1
    assert place.serving.events("ALARM")[-1]["code"] == "store_unavailable"
    assert {row["exit"] for row in place.serving.events("child_ended") if row["child"] == "gate"} >= {3}


def test_a_journal_on_a_full_disk_never_opens_the_gate(tmp_path, vendor: Sandbox) -> None:
    """A real ENOSPC: a tmpfs of 1 MiB where the segments go."""
    small = Site(tmp_path, upstream_ports={"outside": vendor.port, "in-house": vendor.port})
    segments = small.journal / "segments"
    segments.mkdir(parents=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(segments)], check=False).returncode:
        pytest.skip("a tmpfs cannot be mounted here: the full disk is tried by its file size limit only")
    serving = Process(*PYTHON, "gwanmun.entrypoints.serve", str(small.config), cwd=tmp_path)
    try:
        until(lambda: [r for r in serving.events("child_ended") if r["child"] == "gate"], 30, "the gate's end")
        assert serving.events("cannot_run")[0]["code"] == "store_unavailable"
        assert not small.ready()
    finally:
        serving.end()
        subprocess.run(["umount", str(segments)], check=False)


# ---------------------------------------------------------------- a race for the last won


@pytest.mark.parametrize(
    ("key", "person"), [("several", "p-1002"), pytest.param("trade", "p-4001", marks=pytest.mark.long)]
)
def test_64_clients_race_for_50_requests_and_never_one_too_many(place: Site, key: str, person: str) -> None:
    text, fields = "[[sandbox:slow-start]] 안내문", {"max_tokens": 64}
    device = {"gwanmun-device-class": "internet_pc"}
    first = place.ask(text, **fields).headers["gwanmun-request"]
    worst = next(row[6] for row in place.rows() if row[1] == first and row[0] == "admitted")
    start = len(place.rows())
    spent = next(
        r["used_micro_won"] for r in place.usage(place.key(key)) if (r["level"], r["period"]) == ("person", "day")
    )
    limit = ceil((spent + 50 * worst) / 1_000_000)
    place.act("set_allowance", level="person", subject=person, period="day", limit_won=limit)
    until(lambda: place.usage(place.key(key))[6]["limit_micro_won"] == limit * 1_000_000, 10, "the allowance")
    together, got = threading.Barrier(64), []

    def run() -> None:
        together.wait(20)
        got.append(place.ask(text, key=place.key(key), headers=device, **fields))

    threads = [threading.Thread(target=run) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(got) == 64
    # An answer that came too late on a busy machine (504) was let out all the same, and counts.
    assert {one.status for one in got} <= {200, 429, 504}
    assert {one.headers["gwanmun-code"] for one in got if one.status == 429} == {"over_allowance"}
    until(lambda: not open_requests(place.rows()), 10, "the ends")
    mine = [row for row in place.rows()[start:] if row[0] in {"admitted", "ended"}]
    committed, ends_before_the_last = spent, 0
    held: dict[str, int] = {}
    for row in mine:
        if row[0] == "admitted":
            held[row[1]] = row[6]
            committed += row[6]
            assert committed <= limit * 1_000_000, "one too many"
        else:
            committed += row[7] + row[8] - held.pop(row[1])
    kinds = [row[0] for row in mine]
    last = len(kinds) - kinds[::-1].index("admitted")
    ends_before_the_last = kinds[:last].count("ended")
    if not ends_before_the_last:  # nobody had paid less than feared before the last one came: then it is exactly 50
        assert sum(one.status != 429 for one in got) == 50
    place.act("remove_allowance", level="person", subject=person, period="day")
