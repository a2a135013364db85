"""S13: what is only a picture is refused, or read by a recogniser of this machine where the agency decided so, never unmarked.

A real gate with `gate.ocr`. The recogniser is a script under tesseract's name: what tesseract itself reads is held in
tests/unit/documents/test_ocr.py.
"""

import base64
import os
import sys
from pathlib import Path

import pytest

from e2e.site import CHAT, MESSAGES, Site, site, until

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "data/documents"))
import make
import pdfs

SAID = "민원인 성명: 남궁솔, 연락처 010-2345-6789"


@pytest.fixture(scope="module")
def scanning(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scanning")
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\ncat >/dev/null\necho '{SAID}'\n")
    program.chmod(0o700)
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{folder}:{before}"
    try:
        with site(folder / "site", gate_text="ocr = true\n") as made:
            yield made
    finally:
        os.environ["PATH"] = before


def chat() -> dict:
    data = base64.b64encode(pdfs.pdf({"image": "x"})).decode()
    file = {"file_data": f"data:application/pdf;base64,{data}", "filename": "스캔.pdf"}
    content = [{"type": "text", "text": "요약해 주세요."}, {"type": "file", "file": file}]
    return {"model": "gwanmun-sandbox", "messages": [{"role": "user", "content": content}]}


def message() -> dict:
    source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(make.PNG).decode()}
    content = [{"type": "image", "source": source}, {"type": "text", "text": "요약해 주세요."}]
    return {
        "model": "gwanmun-sandbox-messages",
        "max_tokens": 300,
        "messages": [{"role": "user", "content": content}],
    }


def test_a_scan_is_refused_with_the_way_through_the_workspace_until_the_agency_lets_guesses_leave(scanning: Site):
    with scanning.watching() as left:
        got = scanning.post(chat())
    assert (got.status, got.told["problem"], left) == (400, "image_only", [])
    assert "업무 도우미" in got.told["remedy_ko"]
    rules = {"agency": "*", "purposes": ["work", "personal"], "unseen_scans": True}
    scanning.act("put_rules", rules=rules)
    until(lambda: scanning.post(chat()).status == 200, 60, "the new rules", step=0.3)
    for body, path in ((chat(), CHAT), (message(), MESSAGES)):
        with scanning.watching() as left:
            got = scanning.post(body, path)
        assert (got.status, got.headers["gwanmun-recognised"]) == (200, "1")
        assert "남궁솔" in got.text  # given back to whoever sent it
        (sent,) = left
        assert "[글자 인식]" in sent
        assert "남궁솔" not in sent
        assert "2345" not in sent
        opening = next(o for leaf, o in scanning.records() if leaf.request == got.headers["gwanmun-request"])
        assert opening["files"][0]["recognised"] == 1
        assert opening["findings"]["PHONE"] == 1
