"""What others made stands in the package as they published it; what we derive from it is as the tool makes it."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "src/gwanmun/console/static"
VENDOR = STATIC / "vendor"


def test_every_vendored_file_has_the_digest_that_was_written_down():
    said = {}
    for line in (VENDOR / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        said[name] = digest
    there = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert there == said


def test_versions_and_licences_stand_beside_them_and_in_the_page():
    page = (ROOT / "THIRD_PARTY.md").read_text()
    for folder in ("krds", "pretendard-gov", "htmx"):
        package = json.loads((VENDOR / folder / "package.json").read_text())
        assert f"`{package['name']}` {package['version']}" in page
    assert "Reserved Font Name Pretendard" in (STATIC / "OFL-pretendard-gov.txt").read_text()


def test_derived_sheets_are_as_the_tool_makes_them():
    done = subprocess.run(
        [sys.executable, "tools/console_css.py", "--check"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_nothing_is_loaded_from_elsewhere():
    for path in STATIC.glob("*.*"):
        if path.suffix in {".css", ".js"}:
            assert not re.search(r"https?://|//[a-z0-9-]+\.", re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text()))


def test_our_sheet_uses_no_colour_but_the_tokens():
    text = re.sub(r"/\*.*?\*/", "", (STATIC / "gwanmun.css").read_text(), flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)", text)
    assert not re.findall(r"\b(?:rgba?|hsla?|oklch)\(", text)
    named = re.findall(r"(?:color|background|fill|border[a-z-]*):[^;]*\b(white|black|red|blue|green|gray|grey)\b", text)
    assert named == []
    tokens = (VENDOR / "krds/css/token/krds_tokens.css").read_text()
    for name in set(re.findall(r"var\((--krds-[\w-]+)\)", text)):
        assert f"{name}:" in tokens, name


def test_every_address_in_a_sheet_is_a_file():
    for path in [STATIC / "krds.css", STATIC / "fonts.css", STATIC / "gwanmun.css"]:
        for url in re.findall(r"url\(([^)]*)\)", path.read_text()):
            assert (path.parent / url.strip("'\"")).is_file(), url


def test_our_script_is_short_and_evaluates_nothing():
    text = (STATIC / "gwanmun.js").read_text()
    assert len(text.splitlines()) <= 200
    assert not re.search(r"\beval\b|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)


def test_templates_hold_no_script_no_style_and_no_handler():
    for path in (STATIC.parent / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(
            r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|hx-vals=.js", text
        ), path.name
        assert "| safe" not in text or path.name == "macros.html"  # charts, which are made of escaped texts
