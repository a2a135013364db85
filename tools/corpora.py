"""Labelled corpora: what a line of one holds, and which half it is of. Half A may be read while mending, half B never.

What does not live here: counting (`score_corpus.py`), writing a corpus (`corpus3.py`).
"""

import json
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypedDict


class Span(TypedDict):
    start: int
    end: int
    label: str


class Document(TypedDict):
    id: str
    section: str
    doctype: str
    text: str
    spans: list[Span]
    ignore: list[Span]


#: Kinds of template whose first lines were shown before the halves were made: of half A, whatever their hash says.
SHOWN_BEFORE = frozenset(
    [
        "전각",
        "한글 숫자",
        "한글 숫자 섞음",
        "한자 숫자",
        "띄운 숫자",
        "보이지 않는 글자",
        "at 표기",
        "골뱅이",
        "반쪽",
        "줄바꿈",
        "다른 구분자",
    ]
)


def half(section: str, kind: str) -> str:
    """A or B, by the first bit of a hash of a template's section and kind: all templates of one kind fall together."""
    if section == "adversarial" and kind in SHOWN_BEFORE:
        return "A"
    return "B" if blake2b(f"{section}:{kind}".encode(), digest_size=1).digest()[0] & 0x80 else "A"


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
