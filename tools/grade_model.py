"""Trains the weights of `privacy/grade_model.py` on the labelled snippets of tests/data, offline, with nothing but Python.

python tools/grade_model.py            writes src/gwanmun/data/privacy/grade_weights.txt (the same bytes every time)
python tools/grade_model.py --check    exits 1 when that file is not what would be written
python tools/grade_model.py --folds 5  says how well it does on snippets left out of its training; writes nothing

Logistic regression by stochastic gradient (AdaGrad), one model for "hold or not" and one for each class of 정보공개법
제9조제1항. Each handwritten snippet is a template of its own, so that folds of snippets are folds of templates. What a text
asks for (문장을 다듬어 줘) must not decide: each snippet is also shown without its last sentence and with another's.
Half B of the third corpus is never read here.
"""

import sys
from collections import Counter
from math import exp, sqrt
from pathlib import Path
from random import Random
from typing import NamedTuple

import corpora

from gwanmun.privacy.grade_model import SHORT, pair, pieces, words

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
OUT = ROOT / "src" / "gwanmun" / "data" / "privacy" / "grade_weights.txt"
HEAD = """# How much a piece of a word speaks for holding a text, in hundredths, for C rather than S,
# and, where it tells classes apart, class:weight.
# The first line is the bias. Pieces: two to four characters of a word (its edges are spaces, a number is 0), or the
# beginnings of two neighbours joined by "_". Made by tools/grade_model.py from tests/data/grades, tests/data/tasks, the
# development and second corpora and half A of the third: all invented for this project. Licence: CC0-1.0. Date: 2026-11-22.
"""
SEED = 20261122
EPOCHS = 10
RATE = 0.5
LONGEST = 700
#: Documents of these kinds hold matters of the classes, or may; all others are what offices write every day.
MATTERS = frozenset(
    [
        "가린표시",
        "가린군번",
        "감사자료",
        "가족관계",
        "경찰",
        "군",
        "군수",
        "급여",
        "로그",
        "방화벽",
        "법무",
        "병원",
        "보건소",
        "보안업무",
        "복지",
        "복지상담",
        "비밀표지",
        "설정",
        "세무",
        "열람제한",
        "인사기록",
        "입찰",
        "제한",
        "계약서",
        "토지",
        "표지",
        "표지결재",
        "이첩",
        "긴문서",
        "긴글",
        "건강보험",
        "교육",
        "출입국",
        "명단",
        "긴명단",
        "GPS로그",
        "GPX",
        "health",
        "insa",
        "marking",
        "military",
        "welfare",
    ]
)
#: Of half A of the third corpus: kinds that are what offices write every day.
EVERYDAY = frozenset(
    [
        "공용차 배차",
        "국민신문고 이송 이력",
        "기부 영수증",
        "당직 메모",
        "댓글 모음",
        "도서관 회원 문의",
        "동물 등록 민원",
        "분실물 대장",
        "사투리 민원",
        "설문 주관식",
        "수도 계량 민원",
        "여비 정산",
        "영문 메일",
        "영문 이력서",
        "예비군 훈련 연기",
        "외국인 민원",
        "외국인 민원 영문 혼용",
        "음성 인식 전사",
        "이메일 회신 인용",
        "임대차 확인 요청",
        "체육대회 참가",
        "카드 결제 오류",
        "카카오톡 대화 복사",
        "팩스 표지",
        "HTML 표",
        "위치 공유",
        "영수증 촬영",
        "수입신고 정정",
        "건강검진 대상",
        "건강보험 자격 문의",
    ]
)


#: Kinds of documents that are matters of a class.
HELD = {
    "감사자료": 5,
    "감사 문답서": 5,
    "감사 처분요구서": 5,
    "법무": 4,
    "경찰": 4,
    "소송 수행 보고": 4,
    "군수": 2,
    "복지상담": 6,
    "병원": 6,
    "복지 상담일지": 6,
    "긴 상담 축어록": 6,
    "사례관리 회의 메모": 6,
    "진료 의뢰서": 6,
    "학교폭력 사안 접수": 6,
    "긴 사례 보고": 6,
}


class Snippet(NamedTuple):
    text: str
    class_: int  # 0: public
    weight: float
    origin: str


def handwritten() -> list[Snippet]:
    """Each by itself: what folds are made of."""
    found = []
    for name in ("kept.txt", "public.txt"):
        for line in (DATA / "grades" / "written" / name).read_text("utf-8").splitlines():
            class_, text = line.split(" ", 1)
            found.append(Snippet(text, int(class_), 1.0, name))
    for name in ("free.jsonl", "free2.jsonl", "free3.jsonl", "oblique/oblique.jsonl"):
        found += [
            Snippet(row["text"], int(row["class"]), 1.0, name)
            for row in corpora.read(DATA / "grades" / name)
            if row["class"] != "mark"
        ]
    return found


def third() -> list[Snippet]:
    """Half A of the third corpus' snippets."""
    return [
        Snippet(row["text"], int(row["class"]), 1.0, "third")
        for row in corpora.read(DATA / "corpus3" / "grades.jsonl")
        if row["class"] != "mark" and corpora.half("grades", row["id"]) == "A"
    ]


def everyday() -> list[Snippet]:
    """Snippets of templates, tasks of offices and whole documents: many of a kind, so each weighs less."""
    found = [
        Snippet(row["text"], int(row["class"]), 0.2, "made")
        for row in corpora.read(DATA / "grades" / "snippets.jsonl")
        if row["class"] != "mark"
    ]
    requests, plain = (
        (DATA / "grades" / "written" / f"{name}.txt").read_text("utf-8").splitlines() for name in ("requests", "plain")
    )
    rng = Random(SEED)
    for matter in plain:
        found += [Snippet(_filled(request, matter), 0, 0.3, "plain") for request in rng.sample(requests, 8)]
    found += [Snippet(row["text"], 0, 0.25, "tasks") for row in corpora.read(DATA / "tasks" / "prompts.jsonl")]
    for path, half in (("dev_corpus/dev.jsonl", ""), ("corpus2/corpus2.jsonl", ""), ("corpus3/corpus3.jsonl", "A")):
        for row in corpora.read(DATA / path):
            kind, section = row["doctype"], row["section"]
            if half and corpora.half(section, kind) != half:
                continue
            if kind in HELD:
                found.append(Snippet(row["text"][:LONGEST], HELD[kind], 0.4, path))
            elif (section == "hard_negative" or kind in EVERYDAY) if half else kind not in MATTERS:
                found.append(Snippet(row["text"][:LONGEST], 0, 0.4, path))
    return found


def _filled(request: str, word: str) -> str:
    closed = "가" <= word[-1] <= "힣" and (ord(word[-1]) - 0xAC00) % 28 != 0
    return request.replace("{m}", word).replace("을(를)", "을" if closed else "를")


def varied(snippets: list[Snippet], rng: Random) -> list[Snippet]:
    """Without the last sentence, with another's, and behind a public one."""
    cut = [s.text.rpartition(". ") for s in snippets]
    tails = [tail for head, _, tail in cut if head and len(tail) < _TAIL]
    public = [s.text for s in snippets if not s.class_ and len(s.text) < _TAIL * 3]
    made = []
    for snippet, (head, _, tail) in zip(snippets, cut, strict=True):
        if head and len(tail) < _TAIL:
            made.append(snippet._replace(text=f"{head}.", weight=0.3))
            made.append(snippet._replace(text=f"{head}. {rng.choice(tails)}", weight=0.5))
        made.append(snippet._replace(text=f"{rng.choice(public)} {snippet.text}", weight=0.3))
    return made


_TAIL = 30


class Table:
    """Pieces by number; a text as pairs of a piece and its share."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def row(self, text: str) -> list[tuple[int, float]]:
        counts: Counter[int] = Counter()
        before = ""
        for word in words(text):
            for piece in (*pieces(word), *((pair(before, word),) if before else ())):
                if not piece.startswith("#"):
                    counts[self.numbers.setdefault(piece, len(self.numbers))] += 1
            before = word
        share = 1 / sqrt(sum(counts.values()) + SHORT)
        return [(number, count * share) for number, count in counts.items()]


def train(rows: list[tuple[list[tuple[int, float]], bool, float]], size: int, rng: Random) -> tuple[list[float], float]:
    """Weights and bias of one model: AdaGrad over the rows, `EPOCHS` times, the last half averaged."""
    weights, squares, mean = [0.0] * size, [1e-2] * size, [0.0] * size
    bias, bias_square, bias_mean = 0.0, 1e-2, 0.0
    order = list(range(len(rows)))
    kept = 0
    for epoch in range(EPOCHS):
        rng.shuffle(order)
        for at in order:
            row, label, weight = rows[at]
            total = bias
            for number, share in row:
                total += weights[number] * share
            slope = weight * ((1 / (1 + exp(-total)) if total > -30 else 0.0) - label)
            if -1e-3 < slope < 1e-3:
                continue
            for number, share in row:
                step = slope * share
                squares[number] += step * step
                weights[number] -= RATE * step / sqrt(squares[number])
            bias_square += slope * slope
            bias -= RATE * slope / sqrt(bias_square) * 0.2
        if epoch >= EPOCHS // 2:
            kept += 1
            for number, one in enumerate(weights):
                mean[number] += one
            bias_mean += bias
    return [one / kept for one in mean], bias_mean / kept


def held(snippets: list[Snippet], table: Table) -> tuple[list[float], float]:
    rows = [(table.row(s.text), s.class_ > 0, s.weight) for s in snippets]
    return train(rows, len(table.numbers), Random(SEED))


def total(row: list[tuple[int, float]], weights: list[float], bias: float) -> float:
    return bias + sum(weights[number] * share for number, share in row)


def folds(count: int) -> None:
    own, other = handwritten(), everyday() + third()
    Random(SEED).shuffle(own)
    scores: list[tuple[float, Snippet]] = []
    for fold in range(count):
        table = Table()
        learnt = [s for at, s in enumerate(own) if at % count != fold]
        weights, bias = held(learnt + varied(learnt, Random(SEED)) + other, table)
        left = [(table.row(s.text), s) for at, s in enumerate(own) if at % count == fold]
        weights += [0.0] * (len(table.numbers) - len(weights))
        scores += [(total(row, weights, bias), s) for row, s in left]
    matters = [score for score, s in scores if s.class_]
    public = [score for score, s in scores if not s.class_]
    print(f"left out: {len(matters)} matters, {len(public)} public ones")
    for limit in [x / 10 for x in range(-12, 6, 2)]:
        print(
            f"held above {limit:+.1f}: matters {sum(x > limit for x in matters) / len(matters):.3f}, public {sum(x > limit for x in public) / len(public):.3f}"
        )
    if "--misses" in sys.argv:
        for score, s in sorted((x for x in scores if x[1].class_), key=lambda x: x[0])[:60]:
            print(f"{score:+.2f} {s.class_} {s.text}")
        for score, s in sorted((x for x in scores if not x[1].class_), key=lambda x: -x[0])[:60]:
            print(f"{score:+.2f} O {s.text}")


def made() -> str:
    own = handwritten() + third()
    snippets = own + varied(own, Random(SEED)) + everyday()
    table = Table()
    weights, bias = held(snippets, table)
    matters = [s for s in snippets if s.class_]
    rows = [(table.row(s.text), s) for s in matters]
    classes = {
        class_: train([(row, s.class_ == class_, s.weight) for row, s in rows], len(table.numbers), Random(class_))
        for class_ in range(1, 9)
    }
    secret, secret_bias = train([(row, s.class_ <= 4, s.weight) for row, s in rows], len(table.numbers), Random(0))
    lines = [
        "\t".join(
            [
                "",
                str(round(bias * 100)),
                str(round(secret_bias * 100)),
                *(str(round(one * 100)) for _, one in classes.values()),
            ]
        )
    ]
    for piece, number in sorted(table.numbers.items()):
        parts = [
            f"{class_}:{round(one[number] * 100)}" for class_, (one, _) in classes.items() if abs(one[number]) >= TOLD
        ]
        both = [round(one[number] * 100) if abs(one[number]) >= LEAST else 0 for one in (weights, secret)]
        if any(both) or parts:
            lines.append("\t".join([piece, *map(str, both), *parts]))
    return HEAD + "\n".join(lines) + "\n"


#: Weights smaller than this say nothing.
LEAST = 0.4
TOLD = 1.2


def main() -> int:
    if "--folds" in sys.argv:
        folds(int(sys.argv[sys.argv.index("--folds") + 1]))
        return 0
    text = made()
    if "--check" in sys.argv:
        return int(OUT.read_text("utf-8") != text)
    OUT.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
