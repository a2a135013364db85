"""S37: what a file speaks of is graded as if it had been typed, wherever in the file it stands, and its marks count for the whole."""

import base64
import json
import sys
from pathlib import Path

import pytest

from e2e.site import Site, unique

DATA = Path(__file__).resolve().parents[2] / "data"
sys.path.insert(0, str(DATA / "documents"))
import packages  # noqa: E402 - found beside its data

SNIPPETS = [json.loads(line) for line in (DATA / "grades/free.jsonl").read_text("utf-8").splitlines()]
DULL = "도로 보수 요청을 확인함"


def text_of(number: str) -> str:
    return next(row["text"] for row in SNIPPETS if row["class"] == number)


def asked(content: bytes, name: str) -> dict:
    data = f"data:application/octet-stream;base64,{base64.b64encode(content).decode()}"
    parts = [
        {"type": "text", "text": f"요약해 주세요. {unique()}"},
        {"type": "file", "file": {"file_data": data, "filename": name}},
    ]
    return {"model": "gwanmun-sandbox", "messages": [{"role": "user", "content": parts}]}


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("자료.docx", lambda text: packages.docx({"body": text})),
        ("자료.hwpx", lambda text: packages.hwpx({"body": DULL, "footnote": text})),
        ("자료.xlsx", lambda text: packages.xlsx({"hidden_sheet": text})),
        ("자료.pptx", lambda text: packages.pptx({"notes": text})),
    ],
    ids=("docx", "hwpx", "xlsx", "pptx"),
)
def test_the_grade_of_a_file_is_that_of_what_stands_in_it(running: Site, name: str, make) -> None:
    with running.watching("outside") as outside:
        secret = running.post(asked(make(text_of("1")), name))
        sensitive = running.post(asked(make(text_of("5")), name))
    assert outside == []
    assert secret.status == 403
    assert (sensitive.status, sensitive.headers["gwanmun-grade"]) == (200, "S")
    assert sensitive.headers["gwanmun-routed"] == "in-house"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (packages.hwpx({"body": DULL, "footer": "기획실 대외비 제1호"}), "자료.hwpx"),
        (packages.docx({"body": DULL}), "대외비_예산.docx"),
        (packages.docx({"body": f"[대외비]\n{DULL}"}), "자료.docx"),
    ],
    ids=("foot", "name", "first line"),
)
def test_a_mark_in_a_foot_a_name_or_the_first_lines_holds_the_whole_file(
    running: Site, content: bytes, name: str
) -> None:
    with running.watching("outside") as outside:
        got = running.post(asked(content, name))
    assert outside == []
    assert got.status == 403 or got.headers["gwanmun-routed"] == "in-house"
