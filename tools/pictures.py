"""`make pictures`: the pictures that README shows, taken anew of what really runs; with --every, every page to be looked at.

    python tools/pictures.py [demo] [policy] [money] [detection] [documents] [block-2025] [workspace]    into docs/pictures/ (or all of them)
    python tools/pictures.py --every FOLDER [--tile audit]                each page light, dark, high contrast, 360 px wide, on paper

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
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import urlsplit

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


def every(browser: Any, base: str, into: Path, tiles: Sequence[str]) -> None:
    """Each page that links lead to, once for each shape of its address: three modes, on a phone, and on paper (PDF)."""
    from playwright.sync_api import Error  # noqa: PLC0415 - only where pictures are taken

    into.mkdir(parents=True, exist_ok=True)
    seen: set[str] = set()
    for tile in tiles:
        page = entered(browser, base, tile, viewport={"width": 1280, "height": 900})
        waiting, before, tried = deque([urlsplit(page.url).path, "/"]), len(seen), set[str]()
        if tile == "official":
            written(page)
            page.click("#send")
            page.wait_for_selector(".gm-receipt")
            page.screenshot(path=into / "official-answered.png", full_page=True)
            waiting.append(page.get_attribute(".gm-receipt a", "href"))
        while waiting:
            path = waiting.popleft()
            things = r"[^/]*\d[^/]*|(?<=/regions/)[^/]+|(?<=/policies/)[^/]+|(?<=/register/)[^/]+|(?<=/catalogue/)[^/]+|(?<=/vendors/)[^/]+"
            shape = re.sub(things, "N", urlsplit(path).path)
            if shape in tried or shape in {"/view", "/resume", "/sign-in/back"} or "format=" in path:
                continue
            tried.add(shape)
            try:
                answer = page.goto(base + path)
            except Error as file:
                if "Download is starting" not in str(file):
                    raise
                continue
            if answer is None or answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
                continue
            links = page.evaluate(
                "[...document.querySelectorAll('main a[href], nav a[href]')].map((one) => one.getAttribute('href'))"
            )
            waiting.extend(one for one in links if one.startswith("/"))
            if shape in seen:
                continue
            seen.add(shape)
            name = f"{tile}{shape.replace('/', '_')}"
            for mode in ("dark", "high-contrast", "light"):
                page.goto(f"{base}/view?mode={mode}&back={path}")
                page.screenshot(path=into / f"{name}-{mode}.png", full_page=True)
            page.pdf(path=into / f"{name}-paper.pdf", prefer_css_page_size=True)
            page.set_viewport_size({"width": 360, "height": 800})
            page.screenshot(path=into / f"{name}-360.png", full_page=True)
            page.set_viewport_size({"width": 1280, "height": 900})
        page.context.close()
        print(f"{tile}: {len(seen) - before} pages", flush=True)


def main() -> int:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where pictures are taken

    parser = argparse.ArgumentParser(prog="tools/pictures.py")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join((*TERMINALS, "workspace")))
    parser.add_argument("--into", type=Path, default=PICTURES)
    parser.add_argument("--every", type=Path)
    parser.add_argument("--tile", action="append")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the demonstration ends, too
    chromium = which("chromium")
    if chromium is None:
        sys.exit("Chromium is needed: apt-get install chromium / Chromium 이 필요합니다")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        if asked.every is not None:
            tiles = asked.tile or (
                "official", "approver", "security", "privacy", "ai-policy", "budget", "audit", "assembly", "citizen",
            )  # fmt: skip
            with demonstration() as base:
                every(browser, base, asked.every, tiles)
            return 0
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
