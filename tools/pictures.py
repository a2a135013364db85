"""`make pictures`: the pictures that README shows, taken anew of what really runs; with --every, every page to be looked at.

    python tools/pictures.py [demo] [policy] [money] [detection] [documents] [block-2025] [workspace]    into docs/pictures/ (or all of them)
    python tools/pictures.py --every FOLDER [--modes high-contrast,paper] [--tile audit]    each page, and many on one sheet

Terminals are the words of the real commands, in Chromium; the workspace is that of a `gwanmun demo` started here. What does
not live here: `blocked.png`, which needs networks and engines (`tests/e2e/spec/test_s22_on_real_engines.py` takes it).
"""

import argparse
import contextlib
import html
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import which
from typing import Any

import pypdfium2

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs/pictures"
GWANMUN = str(Path(sys.executable).parent / "gwanmun")
TEXT = """민원인 남궁솔(연락처 010-2345-6789, namgung.sol@gwanmun-demo.kr)입니다.
9월분 지방세가 이중으로 납부되어 환급을 신청하였으나 회신을 받지 못했습니다.
처리 상황과 환급 예정일을 알려 주십시오."""
PROVED = (
    "organisation.id = kr-mnd and device.class = military_work and service.family = deepseek and "
    "service.deployment = vendor_hosted and jurisdiction = KR and date >= 2025-02-05 → decision = deny and "
    "obligations contains notify_security_officer"
)
TERMINALS: dict[str, Sequence[Sequence[str]]] = {
    "demo": (("demo", "--once", "--port", "0"),),
    "block-2025": (("demo", "--story", "block-2025"),),
    "money": (("demo", "--story", "spending-2024"),),
    "detection": (("scan", "docs/examples/complaint.txt"), ("mask", "docs/examples/complaint.txt")),
    "documents": (
        ("scan", "tests/data/documents/dev/minwon.hwpx"),
        ("mask", "tests/data/documents/dev/minwon.hwpx", "-o", "/tmp/minwon-masked.hwpx"),
        ("extract", "/tmp/minwon-masked.hwpx"),
    ),
    "policy": (
        ("can", "--agency", "kr-mnd", "--device", "military_work", "--service", "deepseek"),
        ("policy", "prove", PROVED),
        ("policy", "prove", "data.classification = S → decision in {route_in_house, deny}"),
    ),
}  # fmt: skip
MOST_LINES = 46
MODES = ("light", "dark", "high-contrast", "360", "paper")
STYLE = (
    "body{margin:0;padding:24px 28px;background:#11161d;color:#d5dbe3;width:1044px;"
    "font:15px/1.55 'Noto Sans Mono CJK KR',monospace;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".b{font-weight:700;color:#fff}.d{color:#8b95a3}.g{color:#56d08a}.r{color:#ff7b72}"
)
_CLASSES = {"1": "b", "2": "d", "32": "g", "31": "r"}
_SEQUENCE = re.compile(r"\x1b\[([0-9;]*)m")


def said(command: Sequence[str]) -> str:
    """What a terminal shows of a command."""
    ours, theirs = pty.openpty()
    known = {**os.environ, "COLUMNS": "110", "TERM": "xterm"}  # noqa: TID251 - a tool, not the product
    child = subprocess.Popen([GWANMUN, *command], stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, env=known)
    os.close(theirs)
    data = b""
    with contextlib.suppress(OSError):  # the other end is closed
        while part := os.read(ours, 65536):
            data += part
    os.close(ours)
    child.wait(60)
    # A line of progress that was wiped is no longer there to be seen.
    return re.sub(r"[^\n]*\r\x1b\[K", "", data.decode().replace("\r\n", "\n"))


def marked(text: str) -> str:
    """A terminal's text as HTML: bold, dim, green and red."""
    made, open_ = [], 0
    at = 0
    for found in _SEQUENCE.finditer(text):
        made.append(html.escape(text[at : found.start()]))
        at = found.end()
        kinds = [_CLASSES[code] for code in found[1].split(";") if code in _CLASSES]
        if kinds:
            made.append(f'<span class="{" ".join(kinds)}">')
            open_ += 1
        else:
            made.append("</span>" * open_)
            open_ = 0
    return "".join(made) + html.escape(text[at:]) + "</span>" * open_


def terminal(browser: Any, name: str, into: Path) -> None:
    shown = []
    for command in TERMINALS[name]:
        words = " ".join(f'"{word}"' if " " in word else word for word in command)
        shown.append(f'<span class="g">$</span> <span class="b">gwanmun {html.escape(words)}</span>')
        shown.append(marked(said(command).strip("\n")) + "\n")
    lines = "\n".join(shown).rstrip("\n").split("\n")
    page = browser.new_page(viewport={"width": 1100, "height": 200})
    page.set_content(f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><body>" + "\n".join(lines[:MOST_LINES]))
    page.screenshot(path=into / f"{name}.png", full_page=True)
    page.close()


# ---------------------------------------------------------------- a demonstration


@contextlib.contextmanager
def demonstration() -> Iterator[str]:
    """The console's address of a demonstration that runs while the block does."""
    with tempfile.TemporaryDirectory(prefix="gwanmun-pictures-") as folder:
        log = Path(folder) / "said.txt"
        with log.open("wb") as file:
            child = subprocess.Popen([GWANMUN, "demo", "--port", "0"], cwd=folder, stdout=file, stderr=file)
        try:
            deadline = time.monotonic() + 180
            while not (found := re.search(r"http://127\.0\.0\.1:\d+(?=/[^v])", log.read_text(errors="replace"))):
                if child.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"the demonstration did not open:\n{log.read_text(errors='replace')[-2000:]}")
                time.sleep(0.2)
            yield found[0]
        finally:
            child.terminate()
            child.wait(30)


def entered(browser: Any, base: str, tile: str, **context: Any) -> Any:
    page = browser.new_context(locale="ko-KR", device_scale_factor=1, **context).new_page()
    page.set_default_timeout(60_000)
    page.goto(base + "/")
    page.locator(f'form:has(input[name=as][value="{tile}"]) button.gm-tile').click()
    page.wait_for_load_state("networkidle")
    return page


def written(page: Any) -> None:
    page.fill("#text", TEXT)
    page.wait_for_selector("#preview .gm-span-after")
    page.wait_for_load_state("networkidle")


def workspace(browser: Any, base: str, into: Path) -> None:
    page = entered(browser, base, "official", viewport={"width": 1280, "height": 900})
    written(page)
    page.screenshot(path=into / "workspace.png")
    page.context.close()


def every(into: Path, modes: Sequence[str], tiles: Sequence[str]) -> int:
    """Each page of `tests/e2e/console/pages.py`, as the walk of the tests meets it; on paper it is a PDF."""
    into.mkdir(parents=True, exist_ok=True)
    asked = {"GWANMUN_PICTURES": str(into.resolve()), "GWANMUN_PICTURES_OF": ",".join(modes)}
    if tiles:
        asked["GWANMUN_PICTURES_BY"] = ",".join(tiles)
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/e2e/console/pictures.py")
    taken = subprocess.run(command, cwd=ROOT, env={**os.environ, **asked}, check=False)  # noqa: TID251 - a tool, not the product
    return taken.returncode or sheets(into, modes)


def sheets(into: Path, modes: Sequence[str]) -> int:
    """Many pages on one picture, three beside each other (paper: four), to be looked at one after the other."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where pictures are taken

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1566, "height": 1125})
        for mode in modes:
            across = 4 if mode == "paper" else 3
            pictures = [one for file in sorted(into.glob(f"*.{mode}.*")) for one in _images(file)]
            for number in range(0, len(pictures), 2 * across):
                page.set_content(_sheet(pictures[number : number + 2 * across], across))
                page.screenshot(path=into / f"sheet-{mode}-{number // (2 * across):02}.png")
        browser.close()
    return 0


def _sheet(pictures: Sequence[tuple[str, bytes]], across: int) -> str:
    cells = "".join(
        f'<figure><figcaption>{html.escape(name)}</figcaption><img src="data:image/png;base64,{b64encode(data).decode()}"></figure>'
        for name, data in pictures
    )
    return (
        f"<!doctype html><style>body{{margin:0;display:grid;grid-template-columns:repeat({across},1fr);gap:6px;background:#888}}"
        "figure{margin:0;height:556px;overflow:hidden}figcaption{font:11px sans-serif;background:#ff0}img{width:100%;display:block}"
        f"</style><body>{cells}"
    )


def _images(file: Path) -> Iterator[tuple[str, bytes]]:
    if file.suffix == ".png":
        yield file.stem, file.read_bytes()
        return
    document = pypdfium2.PdfDocument(file)
    for number in range(len(document)):
        shown = document[number].render(scale=0.75, rev_byteorder=True)
        yield (
            f"{file.stem} {number + 1}/{len(document)}",
            _png(bytes(shown.buffer), shown.width, shown.height, shown.stride, shown.n_channels),
        )


def _png(pixels: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    rows = b"".join(b"\0" + pixels[row * stride : row * stride + width * channels] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2 if channels == 3 else 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    made = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def main() -> int:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where pictures are taken

    parser = argparse.ArgumentParser(prog="tools/pictures.py")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join((*TERMINALS, "workspace")))
    parser.add_argument("--into", type=Path, default=PICTURES)
    parser.add_argument("--every", type=Path)
    parser.add_argument("--modes", default=",".join(MODES), help=", ".join(MODES))
    parser.add_argument("--tile", action="append", default=[])
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the demonstration ends, too
    chromium = which("chromium")
    if chromium is None:
        sys.exit("Chromium is needed: apt-get install chromium / Chromium 이 필요합니다")
    modes = asked.modes.split(",")
    if not set(modes) <= set(MODES):
        parser.error(f"--modes: {', '.join(MODES)}")
    if asked.every is not None:
        return every(asked.every, modes, asked.tile)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        names = asked.names or [*TERMINALS, "workspace"]
        for name in names:
            if name in TERMINALS:
                terminal(browser, name, asked.into)
        if "workspace" in names:
            with demonstration() as base:
                workspace(browser, base, asked.into)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
