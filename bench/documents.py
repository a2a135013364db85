"""`make bench BENCH=--documents`: how fast documents are read, each in a fresh child as the gate reads them; what refusals cost
in time and memory; what ten uploads at once do to everybody else's plain prompts.

    documents.py          all; about a minute and a half
    documents.py --gate   only the uploads at a real gate
    documents.py --docs   all, and rewrite the table in docs/documents.md

Figures are wall time of the whole way (start or take a warm child, send, read, answer), CPU time of the child, which a busy
machine moves least, and its peak memory. At
the gate: one caller asks plain prompts (300 bytes, a hundredth of a second between them) while nothing else happens, then while
ten uploads of a 20-page HWPX, sent at once by several people, are read, examined, masked and answered; by turns.
"""

import asyncio
import base64
import contextlib
import http.client
import io
import json
import os
import resource
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/data/documents"))
sys.path.insert(0, str(ROOT / "bench"))
import gate_site  # noqa: E402
import msgspec  # noqa: E402
import packages  # noqa: E402 - found beside the corpus

from gwanmun.adapters.documents.child import ChildDocuments  # noqa: E402
from gwanmun.adapters.documents.write_hwpx import write_hwpx  # noqa: E402
from gwanmun.adapters.documents.write_pdf import write_pdf  # noqa: E402
from gwanmun.errors import BadDocument  # noqa: E402
from gwanmun.privacy.documents import examine_document  # noqa: E402

LINE = "도로 보수 요청을 현장에서 확인하였으며 담당자 남궁솔(010-2345-6789)이 처리 계획을 수립하여 통보할 예정임. "
TABLE = (
    "| 성명 | 연락처 | 주소 |\n|---|---|---|\n" + "| 독고현 | 010-3456-7890 | 경기도 수원시 팔달구 중앙로 12 |\n" * 8
)


def report(pages):
    return "\n".join(f"# {n}. 추진 현황\n" + (LINE * 3 + "\n") * 9 + TABLE for n in range(1, pages + 1))


def bomb(size):
    """A package whose one part inflates to `size` bytes, made without ever holding them."""
    sink = io.BytesIO(packages.hwpx({"body": "글"}))
    with zipfile.ZipFile(sink, "a", zipfile.ZIP_DEFLATED) as out, out.open("Contents/section1.xml", "w") as part:
        for _ in range(size >> 20):
            part.write(b" " * (1 << 20))
    return sink.getvalue()


def understated(content):
    """The same, with a directory that says that the part is small."""
    work = bytearray(content)
    at = work.rindex(b"PK\x01\x02")
    work[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(work)


@dataclass
class Row:
    """What one file took: the caller's milliseconds, the child's CPU (its start included) and memory."""

    what: str
    wall_ms: float
    cpu_ms: float = 0.0
    peak_mb: int = 0
    size: int = 0
    said: str = ""
    findings: int = 0
    finding_ms: float = 0.0


def watch(row):
    """The child's peak, looked at every few milliseconds until it is gone: `ru_maxrss` would count what it was forked from."""
    try:
        (pid,) = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        while True:
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmHWM"):
                    row.peak_mb = max(row.peak_mb, int(line.split()[1]) >> 10)
            time.sleep(0.005)
    except (OSError, ValueError):
        return


async def read_warm(what, content, name):
    """Read a file in a child that is warm, as the gate's are."""
    documents = ChildDocuments(children=1)
    await documents.warm()
    await asyncio.sleep(1.0)
    row, read = Row(what, 0.0, size=len(content)), None
    watching = threading.Thread(target=watch, args=(row,), daemon=True)
    watching.start()
    started = time.perf_counter()
    try:
        read = await documents.read(content, name, warm=False)
        row.said = f"{len(read.body):,} letters"
    except BadDocument as refused:
        row.said = f"refused: `{refused.problem}`"
    row.wall_ms = (time.perf_counter() - started) * 1000
    await documents.close()
    watching.join(5)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    row.cpu_ms = (used.ru_utime + used.ru_stime) * 1000
    if read is not None:
        started = time.process_time()
        row.findings = sum(map(len, examine_document(read).findings))
        row.finding_ms = (time.process_time() - started) * 1000
    return row


def apart(what, content, name):
    """In a process of its own, so that CPU and memory are those of this one child."""
    source, sink = os.pipe()
    pid = os.fork()
    if not pid:
        os.write(sink, msgspec.json.encode(asyncio.run(read_warm(what, content, name))))
        os._exit(0)
    os.close(sink)
    with os.fdopen(source, "rb") as pipe:
        row = msgspec.json.decode(pipe.read(), type=Row)
    os.waitpid(pid, 0)
    return row


ROUNDS, UPLOADS, CALM_SECONDS = 3, 10, 2.0
#: Above this, others take the cores that the gate and its children would have. The run itself makes about one.
CALM_LOAD = 2.5
PLAIN = {"role": "user", "content": "도로 보수 민원에 대한 회신 초안을 정중하게 작성하여 주시기 바랍니다. " * 2}
UPLOADERS = ("several", "trade", "officer")


def ask(port, key, message):
    """One request on a connection of its own: status and milliseconds."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    body = json.dumps({"model": gate_site.MODEL, "messages": [message]}).encode()
    began = time.perf_counter()
    line.request(
        "POST", "/v1/chat/completions", body, {"content-type": "application/json", "authorization": f"Bearer {key}"}
    )
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status, (time.perf_counter() - began) * 1000


def plain_prompts(port, key, going, waits):
    """Plain prompts one after another while `going()`."""
    while going():
        status, spent = ask(port, key, PLAIN)
        assert status == 200, status
        waits.append(spent)
        time.sleep(0.01)


@contextlib.contextmanager
def awake():
    """Keeps every processor from sleeping, at idle priority: a sleeping one of a virtual machine takes milliseconds to wake,
    which would make prompts to an idle gate slower than to a busy one.
    """
    children = []
    for _ in range(os.cpu_count() or 1):
        pid = os.fork()
        if not pid:
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
            while True:
                pass
        children.append(pid)
    try:
        yield
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def uploads_at_once(port, keys, message):
    """Ten uploads: threads that are under way, and where they put status and time."""
    answers = []
    threads = [
        threading.Thread(target=lambda key=key: answers.append(ask(port, key, message)))
        for key in (keys * UPLOADS)[:UPLOADS]
    ]
    for one in threads:
        one.start()
    return threads, answers


def at_the_gate():
    """What ten uploads at once do to plain prompts."""
    busy_machine = os.getloadavg()[0] > CALM_LOAD or os.nice(0) > 0
    content = base64.b64encode(write_hwpx(report(20))).decode()
    file = {"file_data": f"data:application/octet-stream;base64,{content}", "filename": "report.hwpx"}
    message = {"role": "user", "content": [{"type": "text", "text": "요약해 주세요."}, {"type": "file", "file": file}]}
    calm, busy, answered = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        with socket.socket() as one, socket.socket() as other:
            for s in (one, other):
                s.bind(("127.0.0.1", 0))
            port, vendor = one.getsockname()[1], other.getsockname()[1]
        gate_site.prepare(site, port, f"http://127.0.0.1:{vendor}/v1")
        books = gate_site.books(bytes(32))
        key, keys = books.key("officer").plaintext, [books.key(name).plaintext for name in UPLOADERS]
        # A vendor that costs nothing: a sandbox in Python would keep plain prompts waiting behind its own work.
        mock = Path(folder) / "mock"
        subprocess.run(
            ["cc", "-O2", "-o", str(mock), str(ROOT / "bench/gateways/mock_upstream.c")], check=True, timeout=60
        )
        commands = (
            [str(mock), str(vendor), "20", "5"],
            [sys.executable, "-m", "gwanmun.entrypoints.serve", str(site / "gwanmun.toml")],
        )
        running = [
            subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, start_new_session=True)
            for words in commands
        ]  # fmt: skip
        try:
            until_ready(port, key)
            ask(port, keys[0], message)  # the first child is started, and others kept warm
            for _ in range(ROUNDS):
                time.sleep(1.0)
                with awake():
                    end = time.monotonic() + CALM_SECONDS
                    plain_prompts(port, key, lambda end=end: time.monotonic() < end, waits := [])
                calm.append(statistics.median(waits))
                threads, answers = uploads_at_once(port, keys, message)
                plain_prompts(port, key, lambda threads=threads: any(one.is_alive() for one in threads), waits := [])
                busy.append(statistics.median(waits))
                answered += answers
        finally:
            for process in running:
                process.terminate()
                process.wait(30)
    refused = sum(status != 200 for status, _ in answered)
    before, meanwhile = statistics.median(calm), statistics.median(busy)
    slowest = max(spent for _, spent in answered)
    said = [
        (
            "**Not a figure to compare: the machine was busy with other things, or this was run with low priority.** "
            if busy_machine
            else ""
        )
        + f"Plain prompts (300 bytes) at the gate, p50: {before:.2f} ms with nothing else under way (processors kept awake at idle priority), {meanwhile:.2f} ms while "
        f"{UPLOADS} uploads of a 20-page HWPX are ({(meanwhile / before - 1) * 100:+.0f} %); medians of {ROUNDS} rounds, by turns: "
        + ", ".join(f"{a:.2f} → {b:.2f}" for a, b in zip(calm, busy, strict=True))
        + f". Those uploads are answered in {statistics.median(s for _, s in answered):,.0f} ms (median), {slowest:,.0f} ms (slowest).",
    ]
    if refused:
        said.append(f"{refused} of {len(answered)} uploads were refused: the machine was busy with other things.")
    return said


def until_ready(port, key):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if ask(port, key, PLAIN)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the gate did not become ready")


async def from_nothing():
    started = time.perf_counter()
    documents = ChildDocuments(children=1)
    await documents.read(b"text", "a.txt", warm=False)
    await documents.close()
    return (time.perf_counter() - started) * 1000


def children():
    twenty = write_hwpx(report(20))
    files = [
        ("a warm child, short text", b"text", "a.txt"),
        ("20-page HWPX", twenty, "a.hwpx"),
        ("500-page PDF", write_pdf((LINE + "\n") * (500 * 48 // 2)), "a.pdf"),
        ("CSV of 2 MB", ("독고현,010-3456-7890,확인\n" * 60_000).encode(), "a.csv"),
        ("XLSX of 20,000 cells", packages.xlsx({"second_sheet": "글"}, {"xl/worksheets/sheet3.xml": sheet(5000, 4)}), "a.xlsx"),
        ("400 MB bomb", bomb(400 << 20), "a.hwpx"),
        ("400 MB bomb that lies about its size", understated(bomb(400 << 20)), "a.hwpx"),
        ("HWPX cut short", twenty[: len(twenty) // 2], "a.hwpx"),
        ("63 MB of letters in a text", bytes(range(33, 127)) * (63 * 1024 * 1024 // 94), "a.txt"),
    ]  # fmt: skip
    rows = [Row("a child from nothing, short text", statistics.median(asyncio.run(from_nothing()) for _ in range(3)))]
    for what, content, name in files:
        tries = [apart(what, content, name) for _ in range(3)]
        rows.append(sorted(tries, key=lambda row: row.wall_ms)[1])
        shown = rows[-1]
        print(
            f"{what:38} {shown.wall_ms:8.0f} ms, CPU {shown.cpu_ms:6.0f} ms, {shown.peak_mb:4} MB  {shown.said}",
            flush=True,
        )
    return rows


def sheet(rows, columns):
    cells = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t>값 {r}</t></is></c>' for c in range(columns))
        + "</row>"
        for r in range(1, rows + 1)
    )
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'


BEGIN, END = "<!-- bench: written by bench/documents.py -->", "<!-- end -->"
PAGE = ROOT / "docs/documents.md"


def load():
    return f"{os.getloadavg()[0]:.1f}"


def table(rows, gate, loads):
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, timeout=10, check=False
    )
    conditions = (
        f"Measured {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, commit `{commit.stdout.decode().strip()}`, "
        f"{os.cpu_count()} cores, CPython {sys.version.split()[0]}; load average {loads[0]} at the start, {loads[1]} before the "
        f"gate, {load()} at the end. Median of three, each in a warm child of its own. CPU is the child's, its start included."
    )
    lines = [
        BEGIN,
        conditions,
        "",
        "| file | size | wall ms | CPU ms | peak MB | outcome | findings: number, CPU ms |",
        "|---|--:|--:|--:|--:|---|--:|",
    ]
    for row in rows:
        if row.cpu_ms:
            found = f"{row.findings:,}, {row.finding_ms:.0f}" if row.finding_ms else "–"
            lines.append(
                f"| {row.what} | {max(row.size >> 10, 1):,} KB | {row.wall_ms:,.0f} | {row.cpu_ms:,.0f} | {row.peak_mb} | {row.said} | {found} |"
            )
        else:
            lines.append(f"| {row.what} | 1 KB | {row.wall_ms:,.0f} | – | – | 4 letters | – |")
    return "\n".join([*lines, "", *gate, END])


def main(arguments):
    loads, rows = [load()], []
    if "--gate" not in arguments:
        rows = children()
    loads.append(load())
    gate = at_the_gate()
    print("\n".join(gate))
    if "--docs" in arguments:
        text = PAGE.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        PAGE.write_text(before + table(rows, gate, loads) + rest.partition(END)[2], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
