"""How fast documents are read, each in a fresh child as the gate reads them; what refusals cost in time and memory.

    documents.py          all; about a minute

Figures are wall time of the whole way (start or take a warm child, send, read, answer), and peak memory of the children.
"""

import asyncio
import io
import resource
import statistics
import struct
import sys
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/data/documents"))
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


async def main() -> None:
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


if __name__ == "__main__":
    asyncio.run(main())
