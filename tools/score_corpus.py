"""Scores what `privacy` finds against a labelled corpus (JSON lines of id, section, text, spans, ignore).

python tools/score_corpus.py CORPUS.jsonl [--pred PRED.jsonl] [--json OUT.json] [--half A|B] [--misses N]

overlap      same label, and the shared part is at least half of the longer of the two; matched one to one, best first
exact        same label, same start, same end
ignore       an unmatched prediction lying half or more in an `ignore` span counts neither way
leak         under 90 % of a gold span's letters and digits are covered by all predictions together, whatever their label
alarm        a document of section hard_negative with any prediction outside `ignore`
disguised    the documents of section adversarial
Not here: rules, thresholds (tests hold them), other tools (bench/privacy_peers.py).
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpora import Document, Span, half, read

from gwanmun.privacy.find import find_all

LEAKED_BELOW = 0.9


@dataclass
class Tally:
    """Right, wrong and missed of one label or section."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def rates(self) -> list[float]:
        """Precision, recall, F1."""
        precision = self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0
        recall = self.right / (self.right + self.missed) if self.right + self.missed else 0.0
        both = precision + recall
        return [round(x, 4) for x in (precision, recall, 2 * precision * recall / both if both else 0.0)]


@dataclass
class Miss:
    """One gold span not found as such, or one prediction that is not gold."""

    id: str
    doctype: str
    kind: str
    label: str
    value: str
    around: str


@dataclass
class Board:
    """Everything counted so far."""

    overlap: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    exact: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    sections: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    leaked: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    leaking: Counter[str] = field(default_factory=Counter)
    negatives: int = 0
    alarmed: int = 0
    misses: list[Miss] = field(default_factory=list)


def predict(text: str) -> list[Span]:
    """What our detectors find in one text, by the corpus's labels."""
    (row,) = find_all([text])
    return [Span(start=f.start, end=f.end, label=str(f.kind)) for f in row]


def score_ours(gold: list[Document]) -> dict[str, Any]:
    """The figures of our detectors."""
    return score(gold, {document["id"]: predict(document["text"]) for document in gold})


def score(gold: list[Document], predictions: dict[str, list[Span]]) -> dict[str, Any]:
    """Every figure of the sign on the door, as plain JSON values."""
    return summary(count(gold, predictions))


def count(gold: list[Document], predictions: dict[str, list[Span]]) -> Board:
    board = Board()
    for document in gold:
        found = _unique(predictions.get(document["id"], []))
        _count_overlap(board, document, found)
        _count_exact(board, document, found)
        _count_leaks(board, document, found)
        if document["section"] == "hard_negative":
            board.negatives += 1
            board.alarmed += any(not _ignored(span, document["ignore"]) for span in found)
    return board


def summary(board: Board) -> dict[str, Any]:
    labels = sorted({label for label, tally in board.overlap.items() if tally.right + tally.missed})
    per_label = {
        label: {
            "n": board.overlap[label].right + board.overlap[label].missed,
            "overlap": board.overlap[label].rates(),
            "exact": board.exact[label].rates(),
            "leaked": board.leaked[label],
        }
        for label in labels
    }
    documents = sum(board.documents.values())
    disguised = board.sections["adversarial"].rates()
    return {
        "documents": documents + board.negatives,
        "labels": per_label,
        "micro_overlap": _sum(board.overlap.values()).rates(),
        "micro_exact": _sum(board.exact.values()).rates(),
        "macro_f1_overlap": _mean(row["overlap"][2] for row in per_label.values()),
        "macro_f1_exact": _mean(row["exact"][2] for row in per_label.values()),
        "disguised_recall": disguised[1],
        "disguised_f1": disguised[2],
        "documents_leaking": _share(sum(board.leaking.values()), documents),
        "spans_leaked": _share(sum(board.leaked.values()), sum(int(row["n"]) for row in per_label.values())),
        "leaking_by_section": {k: f"{board.leaking[k]}/{v}" for k, v in sorted(board.documents.items())},
        "hard_negatives_alarmed": _share(board.alarmed, board.negatives),
        "f1_by_section": {k: t.rates()[2] for k, t in sorted(board.sections.items()) if t.right + t.missed},
    }


def _count_overlap(board: Board, document: Document, found: list[Span]) -> None:
    gold, section = document["spans"], document["section"]
    pairs = _pair(gold, found)
    for place, span in enumerate(gold):
        if place in pairs:
            board.overlap[span["label"]].right += 1
            board.sections[section].right += 1
        else:
            board.overlap[span["label"]].missed += 1
            board.sections[section].missed += 1
            board.misses.append(_miss(document, span, "missed"))
    taken = set(pairs.values())
    for place, span in enumerate(found):
        if place not in taken and not _ignored(span, document["ignore"]):
            board.overlap[span["label"]].wrong += 1
            board.sections[section].wrong += 1
            board.misses.append(_miss(document, span, "wrong"))


def _count_exact(board: Board, document: Document, found: list[Span]) -> None:
    gold = {(s["start"], s["end"], s["label"]) for s in document["spans"]}
    made = {(s["start"], s["end"], s["label"]) for s in found}
    for _, _, label in gold & made:
        board.exact[label].right += 1
    for _, _, label in gold - made:
        board.exact[label].missed += 1
    for start, end, label in made - gold:
        if not _ignored(Span(start=start, end=end, label=label), document["ignore"]):
            board.exact[label].wrong += 1


def _count_leaks(board: Board, document: Document, found: list[Span]) -> None:
    if not document["spans"]:
        return
    covered = {at for span in found for at in range(span["start"], span["end"])}
    leaks = False
    for span in document["spans"]:
        letters = [at for at in range(span["start"], span["end"]) if document["text"][at].isalnum()]
        if sum(at in covered for at in letters) < LEAKED_BELOW * len(letters):
            board.leaked[span["label"]] += 1
            leaks = True
    board.documents[document["section"]] += 1
    board.leaking[document["section"]] += leaks


def _pair(gold: list[Span], found: list[Span]) -> dict[int, int]:
    """Gold place → prediction place, best overlap first, each used once."""
    candidates = sorted(
        (-_shared(g, p) / max(_length(g), _length(p)), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(found)
        if g["label"] == p["label"] and 2 * _shared(g, p) >= max(_length(g), _length(p))
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in candidates:
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _unique(spans: Iterable[Span]) -> list[Span]:
    seen = {(s["start"], s["end"], s["label"]): s for s in spans if s["end"] > s["start"]}
    return list(seen.values())


def _shared(a: Span, b: Span) -> int:
    return max(0, min(a["end"], b["end"]) - max(a["start"], b["start"]))


def _length(span: Span) -> int:
    return span["end"] - span["start"]


def _ignored(span: Span, ignore: list[Span]) -> bool:
    return any(2 * _shared(span, other) >= _length(span) for other in ignore)


def _miss(document: Document, span: Span, kind: str) -> Miss:
    text, start, end = document["text"], span["start"], span["end"]
    around = f"{text[max(0, start - 14) : start]}⟦{text[start:end]}⟧{text[end : end + 10]}"
    return Miss(document["id"], document["doctype"], kind, span["label"], text[start:end], around.replace("\n", "⏎"))


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.right += tally.right
        total.wrong += tally.wrong
        total.missed += tally.missed
    return total


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else 0.0


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def show(result: dict[str, Any]) -> None:
    print(f"{'label':12s} {'n':>5s} | {'overlap P / R / F1':21s} | {'exact P / R / F1':21s} | leaked")
    for label, row in result["labels"].items():
        rates = " | ".join("{:.3f}  {:.3f}  {:.3f}".format(*row[way]) for way in ("overlap", "exact"))
        print(f"{label:12s} {row['n']:5d} | {rates} | {row['leaked']}")
    for name, value in result.items():
        if name != "labels":
            print(f"{name}: {value}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pred", type=Path, help="score these predictions instead of running our detectors")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--misses", type=int, default=0, help="print so many misses and false finds of each label")
    parser.add_argument("--half", choices=("A", "B"), help="only this half (corpora.half); of B nothing but totals")
    asked = parser.parse_args()
    if asked.misses and asked.half == "B":
        parser.error("half B is never read: no --misses")
    gold: list[Document] = [
        d for d in read(asked.corpus) if not asked.half or half(d["section"], d["doctype"]) == asked.half
    ]
    started = time.process_time()
    predictions = (
        {o["id"]: o["spans"] for o in read(asked.pred)} if asked.pred else {d["id"]: predict(d["text"]) for d in gold}
    )
    spent = time.process_time() - started
    board = count(gold, predictions)
    result = summary(board)
    if not asked.pred:
        size = sum(len(d["text"].encode()) for d in gold)
        result["cpu_ms_per_kb"] = round(1000 * spent / (size / 1024), 3)
    show(result)
    shown: Counter[tuple[str, str]] = Counter()
    for miss in sorted(board.misses, key=lambda m: (m.label, m.kind)):
        shown[miss.label, miss.kind] += 1
        if shown[miss.label, miss.kind] <= asked.misses:
            print(f"{miss.label:12s} {miss.kind:6s} {miss.id} {miss.doctype}: {miss.around}")
    if asked.json:
        asked.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
