"""`make bench BENCH=--documents`: how fast documents are read, each in a fresh child as the gate reads them; what refusals cost
in time and memory; what ten uploads at once do to everybody else's plain prompts.

    documents.py          all; about a minute and a half
    documents.py --gate   only the uploads at a real gate

Figures are wall time of the whole way (start or take a warm child, send, read, answer), and peak memory of the children. At
the gate: one caller asks plain prompts (300 bytes, a hundredth of a second between them) while nothing else happens, then while
ten uploads of a 20-page HWPX, sent at once by several people, are read, examined, masked and answered; by turns.
"""

import asyncio
import base64
import http.client
import io
import json
import resource
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/data/documents"))
sys.path.insert(0, str(ROOT / "bench"))
import gate_site  # noqa: E402
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


async def timed(documents, content, name):
    started = time.perf_counter()
    try:
        read = await documents.read(content, name)
        said = f"{len(read.body):,} letters"
    except BadDocument as refused:
        read, said = None, refused.problem
    return (time.perf_counter() - started) * 1000, said, read


ROUNDS, UPLOADS, CALM_SECONDS = 3, 10, 2.0
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
    print(f"plain prompts, p50               {before:8.2f} ms")
    print(f"  while {UPLOADS} uploads are under way {meanwhile:8.2f} ms  ({(meanwhile / before - 1) * 100:+.0f} %)")
    print(
        f"  ten 20-page HWPX, answered in  {statistics.median(s for _, s in answered):8.0f} ms (median), {slowest:.0f} ms (slowest)"
    )
    if refused:
        print(f"  {refused} of {len(answered)} uploads were refused: the machine is busy with other things")


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


async def children() -> None:
    twenty, big = write_hwpx(report(20)), report(20)
    rows = [
        ("20-page HWPX", twenty, "a.hwpx"),
        ("500-page PDF", write_pdf((LINE + "\n") * (500 * 48 // 2)), "a.pdf"),
        ("CSV of 2 MB", ("독고현,010-3456-7890,확인\n" * 60_000).encode(), "a.csv"),
        ("XLSX of 20,000 cells", packages.xlsx({"second_sheet": "글"}, {"xl/worksheets/sheet3.xml": sheet(5000, 4)}), "a.xlsx"),
        ("400 MB bomb", bomb(400 << 20), "a.hwpx"),
        ("400 MB bomb that lies", understated(bomb(400 << 20)), "a.hwpx"),
        ("HWPX cut short", twenty[: len(twenty) // 2], "a.hwpx"),
        ("64 MB of random letters", bytes(range(33, 127)) * (63 * 1024 * 1024 // 94), "a.txt"),
    ]  # fmt: skip
    documents = ChildDocuments()
    started = time.perf_counter()
    await documents.warm()
    await documents.read(b"text", "a.txt")
    print(f"{'a child from nothing':28} {(time.perf_counter() - started) * 1000:8.0f} ms")
    warm = []
    for _ in range(5):
        await asyncio.sleep(1.0)
        warm.append((await timed(documents, b"text", "a.txt"))[0])
    print(f"{'a warm child, short text':28} {statistics.median(warm):8.0f} ms")
    for what, content, name in rows:
        await asyncio.sleep(1.0)
        spent, said, read = await timed(documents, content, name)
        found = ""
        if read is not None:
            before = time.perf_counter()
            kinds = sum(map(len, examine_document(read).findings))
            found = f"; {kinds:,} findings in {(time.perf_counter() - before) * 1000:.0f} ms"
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        print(f"{what:28} {spent:8.0f} ms  {len(content) >> 10:8,} KB  {said}{found}; largest child so far {peak} MB")
    await documents.close()
    assert big


def sheet(rows, columns):
    cells = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t>값 {r}</t></is></c>' for c in range(columns))
        + "</row>"
        for r in range(1, rows + 1)
    )
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'


def main(arguments):
    if arguments[:1] != ["--gate"]:
        asyncio.run(children())
    at_the_gate()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
