"""Makes the third and later corpora (tests/data/corpus3 and on) from templates written by hand: same bytes every time.

python tools/corpus3.py            writes corpus3.jsonl and grades.jsonl and prints the counts
python tools/corpus3.py --corpus 4 the same for the fourth; a corpus may hold lists of its own to draw from (pools.json)
                                   and may do without graded snippets (the fifth)
python tools/corpus3.py --check    fails when the files are not what the templates make
python tools/corpus3.py --out FILE --salt W    same texts, other values: a score that falls there was learnt by heart

A template file holds blocks `### doctype | options`. Options: `n=4` copies; `kid=23`, `old=1`, `foreign=1`, `m=1`, `f=2` who the
people behind those keys are; `ocr` misreads letters and `nospace` drops spaces of what stands around values. Slots:
  {NAME} {NAME1}        a fresh value; the value of person or thing 1, the same wherever it stands again
  {PHONE.hangul}        a form of the value (corpus3_values.py) or a disguise of it (DISGUISES)
  {MARKING=대외비}       these words, gold;   {~NAME=김○○} these words, a matter of policy (`ignore`)
  {NAME1=이솔|나봄}      one of these words, gold, and from here on the value of {NAME1}
  {HANJA} {HANJA.both}  a name in Chinese letters;   `이름(漢字)`, two spans
  {date} {won} …        nobody's (FILLERS);   {office} {mayor} … `ignore` (IGNORED)
  {!a|b}                one of these words
Here: slots, disguises, spans. Not here: what a value looks like (corpus3_values.py), scoring (score_corpus.py).
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import corpus3_values
from corpora import Document, Span
from corpus3_values import FILLERS, IGNORED, VALUES, Draw, hanja_pair

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
SECTIONS = ("realistic", "adversarial", "hard_negative")
SLOT = re.compile(
    r"\{!(?P<choice>[^{}]*)\}|\{(?P<soft>~?)(?P<slot>[A-Za-z_]+)(?P<key>\d?)(?:\.(?P<style>[a-z]+))?(?:=(?P<words>[^{}]*))?\}"
)
HANGUL = dict(zip("0123456789", "공일이삼사오육칠팔구", strict=True))
CHINESE = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
CIRCLED = dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True))
MISREAD = dict(zip("의를은한서가등정원민자", "외룰온힌시기둥점윈만지", strict=True))


# A particle right after a name agrees with its last letter: (after a consonant, after a vowel).
PARTICLE = re.compile(r"(이|가|은|는|을|를|과|와|아|야)(?=[\s,.?])|이(?=라는|라고|며|고|라서)")
PARTICLES = {p: pair for pair in ("이가", "은는", "을를", "과와", "아야") for p in pair}


@dataclass(frozen=True, slots=True)
class Corpus:
    """Which corpus is made: its folder, its seed, and how many copies a template has unless it says so."""

    number: int
    seed: int
    copies: dict[str, int]

    @property
    def folder(self) -> Path:
        return DATA / f"corpus{self.number}"


CORPORA = {
    3: Corpus(3, 20261122, {"realistic": 4, "adversarial": 3, "hard_negative": 2}),
    4: Corpus(4, 20261204, {"realistic": 3, "adversarial": 3, "hard_negative": 2}),
    5: Corpus(5, 20261205, {"realistic": 1, "adversarial": 1, "hard_negative": 1}),
    6: Corpus(6, 20261206, {"realistic": 2, "adversarial": 2, "hard_negative": 2}),
}


@dataclass(frozen=True, slots=True)
class Template:
    section: str
    doctype: str
    number: int
    body: str
    copies: int
    options: dict[str, str]


def swap(value: str, table: dict[str, str]) -> str:
    return "".join(table.get(c, c) for c in value)


def bare(value: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", value)


def halves(value: str) -> str:
    digits = bare(value)
    return f"{digits[:6]}이고 뒷자리는 {digits[6:]}"


def wide(value: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)


def hangul_groups(value: str) -> str:
    return " ".join(swap(g, HANGUL) for g in re.split(r"\D+", value) if g)


def zero_width(value: str, rng: Random) -> str:
    out = value[0]
    for c in value[1:]:
        out += (rng.choice("\u200b\u200d\u2060\ufeff") if rng.random() < 0.35 else "") + c
    middle = len(value) // 2
    return out if out != value else f"{value[:middle]}\u200b{value[middle:]}"


# How people hide, mangle or dictate a value. Each keeps every letter and digit of it, or a homophone.
DISGUISES: dict[str, Callable[[str, Random], str]] = {
    "wide": lambda v, _r: wide(v),
    "hangul": lambda v, _r: swap(v, HANGUL),
    "say": lambda v, _r: hangul_groups(v),
    "chinese": lambda v, _r: swap(v, CHINESE),
    "circled": lambda v, _r: swap(v, CIRCLED),
    "spaced": lambda v, _r: " ".join(c for c in v if c.isalnum()),
    "dots": lambda v, _r: re.sub(r"[-–. ]+", "·", v),
    "under": lambda v, _r: re.sub(r"[-–. ]+", "_", v),
    "slash": lambda v, _r: re.sub(r"[-–. ]+", "/", v),
    "dash": lambda v, _r: re.sub(r"[-– ]+", " — ", v),
    "zero": zero_width,
    "nbsp": lambda v, _r: re.sub(r"[-– ]+", "\u00a0", v),
    "line": lambda v, _r: re.sub(r"[-–]", "-\n", v, count=1),
    "letter": lambda v, _r: v.replace("0", "O").replace("1", "l"),
    "halves": lambda v, _r: halves(v),
    "at": lambda v, _r: v.replace("@", " [at] ").replace(".", " [dot] "),
    "snail": lambda v, _r: v.replace("@", "골뱅이"),
    "snaildot": lambda v, _r: v.replace("@", " 골뱅이 ").replace(".", " 점 "),
    "atpar": lambda v, _r: v.replace("@", "(at)"),
    "star": lambda v, _r: "*".join(bare(v)),
    "comma": lambda v, _r: re.sub(r"[-–. ]+", ",", v),
    "boxes": lambda v, _r: " ".join(f"[{g}]" for g in re.split(r"\D+", v) if g),
    "mixed": lambda v, r: "".join(HANGUL[c] if c.isdigit() and r.random() < 0.4 else c for c in v),
    "defang": lambda v, _r: v.replace(".", "[.]"),
    "lower": lambda v, _r: v.lower(),
    "dotted": lambda v, _r: ".".join(v),
}


def agreed(words: str, before: str) -> str:
    """These words with their first particle made to fit what stands before it."""
    found = PARTICLE.match(words)
    if not found or not "가" <= before[-1:] <= "힣":
        return words
    closed = (ord(before[-1]) - 0xAC00) % 28 > 0
    pair = PARTICLES[found[1]] if found[1] else ("이", "")
    return pair[0 if closed else 1] + words[found.end() :]


@dataclass(slots=True)
class Page:
    """A document being written: text, spans, and the values that keys stand for."""

    draw: Draw
    options: dict[str, str]
    negative: bool
    text: str = ""
    spans: list[Span] = field(default_factory=list)
    ignore: list[Span] = field(default_factory=list)
    known: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def put(self, value: str, label: str = "", *, soft: bool = False) -> None:
        start = len(self.text)
        self.text += value
        if label:
            (self.ignore if soft else self.spans).append(Span(start=start, end=len(self.text), label=label))

    def around(self, words: str) -> None:
        """What stands between slots, misread or run together when the template says so."""
        words = agreed(words, self.text) if self.spans and self.spans[-1]["end"] == len(self.text) else words
        if "nospace" in self.options:
            words = words.replace(" ", "")
        if "ocr" in self.options:
            rng = self.draw.rng
            words = "".join(
                (MISREAD.get(c, c) if rng.random() < 0.3 else c)
                + (" " if "가" <= c <= "힣" and rng.random() < 0.07 else "")
                for c in words
            )
        self.put(words)

    def slot(self, found: re.Match[str]) -> None:
        slot, key, style = found["slot"], found["key"], found["style"] or ""
        if slot in FILLERS:
            self.put(self.remember((slot, key, ""), key, lambda: FILLERS[slot](self.draw)))
        elif slot in IGNORED:
            label, make = IGNORED[slot]
            value = self.remember((slot, key, ""), key, lambda: make(self.draw))
            self.put(value, "" if self.negative and label == "PHONE" else label, soft=True)
        elif slot == "HANJA":
            hangul, chinese = hanja_pair(self.draw)
            if style == "both":
                self.put(hangul, "NAME")
                self.put("(")
            self.put(chinese, "NAME")
            self.put(")" if style == "both" else "")
        elif found["words"] is not None:
            words = found["words"]
            if "|" in words:
                words = self.remember((slot, key, ""), key, lambda: self.draw.rng.choice(found["words"].split("|")))
            self.put(words, VALUES[slot][0], soft=bool(found["soft"]))
        else:
            self.put(self.value(slot, key, style), VALUES[slot][0], soft=bool(found["soft"]))

    def value(self, slot: str, key: str, style: str) -> str:
        make = VALUES[slot][1]
        shape = style
        if style in DISGUISES:
            shape = "std" if slot in {"RRN", "FRN", "PHONE", "ACCOUNT", "CARD"} else ""
        value = self.remember(
            (slot, key, shape if slot in {"NAME", "BIRTHDATE"} else ""), key, lambda: make(self.draw, key, shape)
        )
        return DISGUISES[style](value, self.draw.rng) if style in DISGUISES else value

    def remember(self, at: tuple[str, str, str], key: str, make: Callable[[], str]) -> str:
        if not key:
            return make()
        if at not in self.known:
            self.known[at] = make()
        return self.known[at]


def write(template: Template, copy: int, seed: str) -> Page:
    rng = Random(f"{seed}:{template.section}:{template.number}:{copy}")
    ages = {key: age for age in ("kid", "old", "foreign") for key in template.options.get(age, "")}
    sexes = {key: sex for sex in "mf" for key in template.options.get(sex, "")}
    page = Page(Draw(rng, ages, sexes), template.options, negative=template.section == "hard_negative")
    at = 0
    for found in SLOT.finditer(template.body):
        page.around(template.body[at : found.start()])
        at = found.end()
        if found["choice"] is not None:
            page.around(rng.choice(found["choice"].split("|")))
        else:
            page.slot(found)
    page.around(template.body[at:])
    return page


def templates(made: Corpus, section: str) -> Iterator[Template]:
    number = 0
    for file in sorted((made.folder / "templates").glob(f"{section}*.txt")):
        for block in re.split(r"^### ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            head, body = block.split("\n", 1)
            doctype, _, rest = head.partition("|")
            options = {word.partition("=")[0]: word.partition("=")[2] for word in rest.split()}
            if not body.strip():
                raise ValueError(f"{file.name}: the template {doctype.strip()} is empty")
            number += 1
            copies = int(options.get("n", "0")) or made.copies[section]
            yield Template(section, doctype.strip(), number, body.strip("\n"), copies, options)


def corpus(made: Corpus, salt: str = "") -> list[Document]:
    documents: list[Document] = []
    seen: set[str] = set()
    for section in SECTIONS:
        for template in templates(made, section):
            for copy in range(template.copies):
                page = write(template, copy, f"{made.seed}{salt}")
                if page.text in seen:  # a template with no slots in it gives one document only
                    continue
                seen.add(page.text)
                documents.append(
                    Document(
                        id=f"c{made.number}-{len(documents) + 1:04d}",
                        section=section,
                        doctype=template.doctype,
                        text=page.text,
                        spans=page.spans,
                        ignore=page.ignore,
                    )
                )
    return documents


def grades(made: Corpus) -> list[dict[str, str]]:
    """The graded snippets: `C4|why|text` a line, the digit the item of 정보공개법 제9조제1항, M for a mark, 0 for public."""
    graded = made.folder / "templates" / "grades.txt"
    lines = graded.read_text(encoding="utf-8").splitlines() if graded.exists() else []
    snippets = []
    for number, line in enumerate(lines, start=1):
        head, reason, text = line.split("|")
        matter = "mark" if head[1] == "M" else head[1]
        snippets.append(
            {"id": f"g{made.number}-{number:03d}", "grade": head[0], "class": matter, "reason": reason, "text": text}
        )
    return snippets


def lines(rows: Sequence[object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--corpus", type=int, choices=CORPORA, default=3)
    asked.add_argument("--check", action="store_true")
    asked.add_argument("--salt", default="")
    asked.add_argument("--out", type=Path)
    options = asked.parse_args()
    made = CORPORA[options.corpus]
    pools = made.folder / "pools.json"
    if pools.exists():
        corpus3_values.draw_from(json.loads(pools.read_text(encoding="utf-8")))
    documents, snippets = corpus(made, options.salt), grades(made)
    if options.out:
        options.out.write_text(lines(documents), encoding="utf-8")
        return 0
    files = {made.folder / f"corpus{made.number}.jsonl": lines(documents)}
    if snippets:
        files[made.folder / "grades.jsonl"] = lines(snippets)
    if options.check:
        differing = [file.name for file, text in files.items() if file.read_text(encoding="utf-8") != text]
        print(
            f"not as made, run python tools/corpus3.py --corpus {made.number}: {', '.join(differing)}"
            if differing
            else "as made"
        )
        return 1 if differing else 0
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")
    print(len(documents), "documents", dict(Counter(d["section"] for d in documents)))
    print(
        len({(d["section"], d["doctype"]) for d in documents}),
        "kinds",
        sum(1 for s in SECTIONS for _ in templates(made, s)),
        "templates",
    )
    print(", ".join(f"{k} {n}" for k, n in Counter(s["label"] for d in documents for s in d["spans"]).most_common()))
    print(len(snippets), "graded snippets", dict(Counter(s["grade"] for s in snippets)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
