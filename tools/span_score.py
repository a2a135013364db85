"""Scores findings against gold spans, as the development corpus defines it. Used by `detection_page.py` and a test.

overlap: same label and intersection over the longer of at least one half, one to one; exact: same label, same ends; a
document leaks when of some gold span under nine tenths of the letters and digits are covered by any finding; a hard
negative is alarmed by one finding. A finding half or more inside an `ignore` span is neither right nor wrong.
Also which half of a corpus a document is of (`half`): half A may be read while mending, half B never.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypedDict

from gwanmun.domain.findings import Finding
from gwanmun.privacy.find import find_all


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


@dataclass
class Tally:
    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.false + self.missed or 1)


@dataclass
class Score:
    """Per label and all together; shares of documents."""

    overlap: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    exact: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    sections: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    documents: int = 0
    leaking: int = 0
    negatives: int = 0
    alarmed: int = 0

    def micro(self, rows: dict[str, Tally]) -> float:
        return Tally(*(sum(getattr(t, f) for t in rows.values()) for f in ("right", "false", "missed"))).f1

    def macro(self) -> float:
        known = [t for t in self.overlap.values() if t.right + t.missed]
        return sum(t.f1 for t in known) / (len(known) or 1)


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


def score(documents: Iterable[dict[str, Any]]) -> Score:
    made = Score()
    for document in documents:
        (row,) = find_all([document["text"]])
        _one(made, document, row)
    return made


def _one(made: Score, document: dict[str, Any], row: Sequence[Finding]) -> None:
    text, gold, ignored = document["text"], document["spans"], document.get("ignore", [])
    pairs = sorted(
        ((-_shared(g, f) / max(g["end"] - g["start"], f.end - f.start), i, j))
        for i, g in enumerate(gold)
        for j, f in enumerate(row)
        if g["label"] == f.kind.value and 2 * _shared(g, f) >= max(g["end"] - g["start"], f.end - f.start)
    )
    met_gold: set[int] = set()
    met_row: set[int] = set()
    for _, i, j in pairs:
        if i not in met_gold and j not in met_row:
            met_gold.add(i)
            met_row.add(j)
    places = {(g["start"], g["end"], g["label"]) for g in gold}
    found = {(f.start, f.end, f.kind.value) for f in row}
    for i, g in enumerate(gold):
        tally, section = made.overlap[g["label"]], made.sections[document["section"]]
        for one in (tally, section):
            one.right += i in met_gold
            one.missed += i not in met_gold
        hit = (g["start"], g["end"], g["label"]) in found
        made.exact[g["label"]].right += hit
        made.exact[g["label"]].missed += not hit
    alarms = 0
    for j, f in enumerate(row):
        if any(2 * _shared(x, f) >= f.end - f.start for x in ignored):
            continue
        alarms += 1
        made.overlap[f.kind.value].false += j not in met_row
        made.sections[document["section"]].false += j not in met_row
        made.exact[f.kind.value].false += (f.start, f.end, f.kind.value) not in places
    if gold:
        covered = {at for f in row for at in range(f.start, f.end)}
        made.documents += 1
        made.leaking += any(_leaks(text, g, covered) for g in gold)
    if document["section"] == "hard_negative":
        made.negatives += 1
        made.alarmed += alarms > 0


def _leaks(text: str, g: dict[str, Any], covered: set[int]) -> bool:
    places = [at for at in range(g["start"], g["end"]) if text[at].isalnum()]
    return sum(at in covered for at in places) < 0.9 * len(places)


def _shared(g: dict[str, Any], f: Finding) -> int:
    return int(max(0, min(g["end"], f.end) - max(g["start"], f.start)))
