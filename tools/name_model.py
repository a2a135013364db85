"""Trains the weights of `privacy/detectors/name_model.py` on the labelled corpora of tests/data, offline, in plain Python.

python tools/name_model.py            writes src/gwanmun/data/privacy/name_weights.txt (the same bytes every time)
python tools/name_model.py --check    exits 1 when that file is not what would be written
python tools/name_model.py --folds 5  says, for kinds of documents left out of training, what which threshold finds

Logistic regression by stochastic gradient (AdaGrad). An instance is one reading of a run of Hangul (a name and what is
glued to it) as `name.py` reads it; it is right when a gold span says so. What folds leave out, and what a feature needs to
count, are kinds of documents: copies of a template teach nothing new. Half B of the eighth and ninth corpus and those not
named below are never read here.
"""

import sys
from collections import Counter, defaultdict
from math import exp, sqrt
from pathlib import Path
from random import Random
from typing import NamedTuple
from zlib import crc32

import corpora

from gwanmun.privacy.detectors import name as detector
from gwanmun.privacy.detectors.base import View
from gwanmun.privacy.detectors.name_hints import hints
from gwanmun.privacy.detectors.name_model import of_given, of_letters, of_place, of_text, sort_of

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
OUT = ROOT / "src" / "gwanmun" / "data" / "privacy" / "name_weights.txt"
HEAD = """# How much what is seen of and around a would-be name speaks for its being one, in hundredths. The first line is the bias.
# Made by tools/name_model.py from the development corpus, the second to the seventh, half A of the eighth and ninth, the eleventh to the
# thirteenth, the fifteenth to the twenty-second, the twenty-fourth, the twenty-sixth to the twenty-eighth, the thirty-first, the thirty-third, the thirty-fourth, the forty-first to the forty-fourth, the prompts of tests/data/tasks and the sentences of tests/data/grades: all invented for this project. Licence: CC0-1.0. Date: 2026-11-23.
"""
CORPORA = (("dev_corpus/dev.jsonl", ""), ("corpus2/corpus2.jsonl", ""), ("corpus3/corpus3.jsonl", ""), ("corpus4/corpus4.jsonl", ""), ("corpus5/corpus5.jsonl", ""), ("corpus6/corpus6.jsonl", ""), ("corpus7/corpus7.jsonl", ""), ("corpus8/corpus8.jsonl", "A"), ("corpus9/corpus9.jsonl", "A"), ("corpus11/corpus11.jsonl", ""), ("corpus12/corpus12.jsonl", ""), ("corpus13/corpus13.jsonl", ""), ("corpus15/corpus15.jsonl", ""), ("corpus16/corpus16.jsonl", ""), ("corpus17/corpus17.jsonl", ""), ("corpus18/corpus18.jsonl", ""), ("corpus19/corpus19.jsonl", ""), ("corpus21/corpus21.jsonl", ""), ("corpus22/corpus22.jsonl", ""), ("corpus20/corpus20.jsonl", ""), ("corpus24/corpus24.jsonl", ""), ("corpus26/corpus26.jsonl", ""), ("corpus27/corpus27.jsonl", ""), ("corpus28/corpus28.jsonl", ""), ("corpus31/corpus31.jsonl", ""), ("corpus33/corpus33.jsonl", ""), ("corpus34/corpus34.jsonl", ""), ("corpus41/corpus41.jsonl", ""), ("corpus42/corpus42.jsonl", ""), ("corpus43/corpus43.jsonl", ""), ("corpus44/corpus44.jsonl", ""), ("corpus45/corpus45.jsonl", ""), ("corpus46/corpus46.jsonl", ""), ("corpus47/corpus47.jsonl", ""), ("corpus49/corpus49.jsonl", ""))  # fmt: skip
SEED = 20261122
ORDERS = 5  # in which the rows are learnt; what they say is averaged
EPOCHS = 6
RATE = 0.2
SHRINK = 2e-5
FIFTH = 0.6
LEAST_KINDS = 2  # of documents that must show a feature


class Instance(NamedTuple):
    kind: str  # of document
    right: bool
    ruled: bool  # the rules find it already
    features: tuple[str, ...]


def instances() -> list[Instance]:
    found: list[Instance] = []
    for path, half in CORPORA:
        for d in corpora.read(DATA / path):
            if half and corpora.half(d["section"], d["doctype"]) != half:
                continue
            gold = [(s["start"], s["end"]) for s in d["spans"] if s["label"] == "NAME"]
            gold_at, near = set(gold), [*gold, *((s["start"], s["end"]) for s in d["ignore"])]
            found += _of(d["text"], f"{path}:{d['section']}:{d['doctype']}", gold_at, near)
    for number, row in enumerate(corpora.read(DATA / "tasks" / "prompts.jsonl")):
        found += _of(row["text"], f"tasks:{number}", set(), ())
    return found + [row for row in _public() if not row.ruled]


def _public() -> list[Instance]:
    """Sentences about matters, not about persons; whom the rules find in them is nobody's business here."""
    found: list[Instance] = []
    for name in ("free.jsonl", "free2.jsonl", "free3.jsonl", "oblique/oblique.jsonl", "snippets.jsonl"):
        for row in corpora.read(DATA / "grades" / name):
            found += _of(row["text"], f"grades:{crc32(row['text'][:12].encode()) % 997}", set(), ())
    for name in ("kept.txt", "public.txt", "requests.txt", "plain.txt"):
        for number, line in enumerate((DATA / "grades" / "written" / name).read_text("utf-8").splitlines()):
            found += _of(line, f"{name}:{number}", set(), ())
    return found


def _of(text: str, kind: str, gold: set[tuple[int, int]], near: object) -> list[Instance]:
    made: list[Instance] = []
    ruled_at = _ruled(text)
    for m in detector._run.finditer(text):  # noqa: SLF001 - the detector's own readings
        if len(m[0]) < 2:
            continue
        start = m.start()
        for name, rest, likely, word in detector._readings(m[0]):  # noqa: SLF001
            end = start + len(name)
            right = (start, end) in gold
            if not right and any(s < end and start < e for s, e in near):  # type: ignore[attr-defined]
                continue
            ruled = detector._one(text, start, name, rest, likely, word, {}) is not None  # noqa: SLF001
            about = detector.about(text, [place for at, place in ruled_at.items() if at != start]).but(
                firm=False, likely=False
            )
            seen = (
                *of_letters(name, rest, likely, word),
                *of_place(text, start, name, rest, likely, word),
                *of_text(sort_of(name, word), about),
            )
            made.append(Instance(kind, right, ruled, seen))
    words = text.split()
    for start, rest in detector.givens(text, words, set(filter(detector._given_in, words))):  # noqa: SLF001
        right = (start, start + 2) in gold
        if not right and any(s < start + 2 and start < e for s, e in near):  # type: ignore[attr-defined]
            continue
        about = detector.about(text, [place for at, place in ruled_at.items() if at != start])
        if text[start : start + 2] in detector._NO_GIVEN:  # noqa: SLF001
            continue
        seen = (*of_given(text, start, rest), *of_text("g", about.but(firm=False, likely=False)))
        made.append(Instance(kind, right, start in ruled_at, seen))
    return made


class _Silent:
    """No model: what rules find without one."""

    @staticmethod
    def score(*_: object) -> float:
        return 0.0

    given = letters = score


def _ruled(text: str) -> dict[int, tuple[int, int, int, str]]:
    model, detector.MODEL = detector.MODEL, _Silent  # type: ignore[assignment,misc]
    try:
        return {place[0]: place for place in reversed([*detector._places(View(text), {}, {}, hints(text))])}  # noqa: SLF001
    finally:
        detector.MODEL = model  # type: ignore[misc]


def train(rows: list[Instance], seed: int = SEED) -> tuple[dict[str, float], float]:
    shown: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for one in row.features:
            if len(shown[one]) < LEAST_KINDS:
                shown[one].add(row.kind)
    kept = {one for one, kinds in shown.items() if len(kinds) >= LEAST_KINDS}
    per_kind = Counter(row.kind for row in rows)
    data = [
        ([one for one in row.features if one in kept], row.right, _share(row.kind) / sqrt(per_kind[row.kind] / 4 + 1))
        for row in rows
    ]
    weights: dict[str, float] = dict.fromkeys(kept, 0.0)
    seen: dict[str, float] = dict.fromkeys(kept, 1e-6)
    bias, bias_seen = 0.0, 1e-6
    random = Random(seed)
    order = list(range(len(data)))
    sums, bias_sum = dict.fromkeys(kept, 0.0), 0.0
    for epoch in range(EPOCHS):
        random.shuffle(order)
        for at in order:
            given, right, weight = data[at]
            total = bias + sum(weights[one] for one in given)
            slope = (1 / (1 + exp(-max(-30.0, min(30.0, total)))) - right) * weight
            if abs(slope) < 1e-4:
                continue
            square = slope * slope
            bias_seen += square
            bias -= RATE * slope / sqrt(bias_seen)
            for one in given:
                seen[one] += square
                weights[one] -= RATE * (slope + SHRINK * weights[one]) / sqrt(seen[one])
        if epoch:  # what the first epoch knows is not worth averaging
            bias_sum += bias / (EPOCHS - 1)
            for one, weight in weights.items():
                sums[one] += weight / (EPOCHS - 1)
    return sums, bias_sum


def _share(kind: str) -> float:
    """Of the fifth corpus each document is a kind of its own, and names and look-alikes are denser than anywhere; the ninth
    fills each of its templates five times.
    """
    return FIFTH if kind.startswith(("corpus5", "corpus9")) else 1.0


def folds(number: int) -> None:
    rows = instances()
    print(
        len(rows),
        "readings,",
        sum(row.right for row in rows),
        "names,",
        sum(row.right and not row.ruled for row in rows),
        "of them that rules miss",
    )
    counts: Counter[tuple[float, bool]] = Counter()
    against: Counter[tuple[float, bool]] = Counter()
    thresholds = (-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
    for fold in range(number):
        out = [row for row in rows if crc32(row.kind.encode()) % number == fold]
        weights, bias = train([row for row in rows if crc32(row.kind.encode()) % number != fold])
        for row in out:
            score = bias + sum(weights.get(one, 0.0) for one in row.features)
            if row.ruled:
                for threshold in thresholds:
                    against[threshold, row.right] += score < -threshold
                continue
            for threshold in thresholds:
                counts[threshold, row.right] += score > threshold
    for threshold in thresholds:
        print(
            threshold,
            "found besides:",
            counts[threshold, True],
            "wrongly:",
            counts[threshold, False],
            "; of what rules find, below its negative: right",
            against[threshold, True],
            "wrong",
            against[threshold, False],
        )


def page() -> str:
    rows = instances()
    trained = [train(rows, SEED + number) for number in range(ORDERS)]
    weights = {one: sum(weights[one] for weights, _ in trained) / ORDERS for one in trained[0][0]}
    bias = sum(bias for _, bias in trained) / ORDERS
    lines = [f"\t{round(100 * bias)}"]
    lines += [f"{one}\t{round(100 * weights[one])}" for one in sorted(weights) if abs(weights[one]) >= 0.03]
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    if "--folds" in sys.argv:
        folds(int(sys.argv[sys.argv.index("--folds") + 1]))
        return 0
    text = page()
    if "--check" in sys.argv:
        return int(OUT.read_text("utf-8") != text)
    OUT.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
