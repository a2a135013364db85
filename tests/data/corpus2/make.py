"""Makes corpus2.jsonl from the hand-written texts in skeletons/ and the invented values of values.py. The same bytes every time.

python tests/data/corpus2/make.py [--check]
python tests/data/corpus2/make.py --salt ANY --out FILE     the same texts with other values

How a skeleton is written (one file a family of genres; `### genre | x3 | flags` opens a text):
  «n1» «mob1» «rrn1:nd»   a value of person or thing 1, and a gold span of its label; the same again gives the same value
  «!mob1» «!mob1/spaced»  the same, disguised (any way, or the one named)     «~n1» an `ignore` span     «-n1» no span at all
  «NAME=가|나» a hand-written gold value   «^이름» a hand-written `ignore` span   «=가|나» a choice of plain words
  «은» «이» «을» «과» «로» «아» «이라» a particle that fits what stands before it
  a line `%5 …` is repeated five times, `*` in it numbering the rows' values; «i» counts them; \\t is a tab
"""

# ruff: noqa: S311 - a fixed seed is the point

import argparse
import json
import random
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TypedDict

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from disguises import disguise  # noqa: E402 - beside this file, not a package
from values import Values, has_final  # noqa: E402

LABELS = {
    "n": "NAME", "bd": "BIRTHDATE", "rrn": "RRN", "frn": "FRN", "drv": "DRIVER", "pas": "PASSPORT", "mob": "PHONE", "tel": "PHONE", "net": "PHONE",
    "off": "PHONE", "em": "EMAIL", "acc": "ACCOUNT", "card": "CARD", "brn": "BRN", "crn": "CRN", "plate": "PLATE", "adr": "ADDRESS", "hi": "HEALTH_INS",
    "mil": "MILITARY_NO", "mrn": "MRN", "pccc": "PCCC", "ip": "IP", "ipv": "IP", "mac": "MAC", "gps": "GPS", "pw": "PASSWORD", "sec": "SECRET",
}  # fmt: skip
PARTICLES = {
    "은": "은 는",
    "이": "이 가",
    "을": "을 를",
    "과": "과 와",
    "로": "으로 로",
    "아": "아 야",
    "이라": "이라 라",
    "이나": "이나 나",
    "이랑": "이랑 랑",
    "이에": "이에요 예요",
}
FITTING = dict(zip("은는이가을를과와", "은은이이을을과과", strict=True)) | {"으로": "로", "로": "로"}
LINKED = ("이라고", "이라는", "이고", "이며", "이요")  # these lose their 이 after a vowel
TYPED = re.compile(
    r"(«n[^»]*»)(?:(은|는|이|가|을|를|과|와|으로|로)(?=\s)|(이라고|이라는|이고|이며|이요))"
)  # made to fit the name
SLOT = re.compile(r"«([^»]*)»")
VALUE = re.compile(r"([!~-]?)([a-z]+)(\d*)((?::[a-z0-9]+)*)(?:/(.+))?\Z", re.DOTALL)
SECTIONS = {"disguised": "adversarial", "negative": "hard_negative"}


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


class Page:
    """One text being written, with its spans."""

    def __init__(self, seed: str, section: str) -> None:
        self.values = Values(seed)
        self.rng = random.Random(seed + "!")
        self.section = section
        self.text = ""
        self.spans: list[Span] = []
        self.ignore: list[Span] = []

    def put(self, value: str, label: str = "", *, ignore: bool = False) -> None:
        if label:
            span = Span(start=len(self.text), end=len(self.text) + len(value), label=label)
            (self.ignore if ignore else self.spans).append(span)
        self.text += value

    def slot(self, inner: str) -> None:
        """One «…»: a particle, a choice, a hand-written value, or a generated one."""
        if inner in LINKED:
            self.put(inner if has_final(self.text[-1]) else inner[1:])
            return
        if inner in PARTICLES:
            closed, opened = PARTICLES[inner].split()
            closed = opened if inner == "로" and self.text[-1:] and self._ends_in_rieul() else closed
            self.put(closed if has_final(self.text[-1]) else opened)
            return
        label, equals, rest = inner.partition("=")
        if equals and (label == "" or label.isupper() or label[0] in "^!"):
            self.written(label, rest)
            return
        if inner.startswith("^"):
            self.put(self.rng.choice(inner[1:].split("|")), "NAME", ignore=True)
            return
        self.made(inner)

    def _ends_in_rieul(self) -> bool:
        last = self.text[-1]
        return last in "178lL" or ("가" <= last <= "힣" and (ord(last) - 0xAC00) % 28 == 8)

    def written(self, label: str, rest: str) -> None:
        value = self.rng.choice(rest.split("|"))
        if label.startswith("!"):
            label, _, style = label[1:].partition("/")
            value = disguise(self.rng, value, label, style)
        self.put(value, label.lstrip("^"), ignore=label.startswith("^"))

    def made(self, inner: str) -> None:
        match = VALUE.match(inner)
        if match is None:
            raise ValueError(f"no such slot: {inner}")
        mark, base, number, tail, style = match.groups()
        options = [o for o in tail.split(":") if o]
        value = self.values.get(base, number, options)
        label = LABELS.get(base, "")
        if mark == "!":
            value = disguise(self.rng, value, label, style or "")
        if mark == "-" or "bad" in options or (base == "off" and self.section == "hard_negative"):
            label = ""
        self.put(value, label, ignore=mark == "~" or base == "off")


def rows(body: str) -> str:
    """Lines that begin with `%N ` written N times, `*` numbered from 51 on, «i» from 1."""
    lines: list[str] = []
    number = 50
    for line in body.split("\n"):
        repeat = re.match(r"%(\d+) ", line)
        if not repeat:
            lines.append(line)
            continue
        for count in range(1, int(repeat[1]) + 1):
            number += 1
            numbered = SLOT.sub(lambda m, n=number: m[0].replace("*", str(n)), line[repeat.end() :])
            lines.append(numbered.replace("«i»", str(count)))
    return "\n".join(lines)


def write(skeleton: str, seed: str, section: str, flags: list[str]) -> Page:
    page = Page(seed, section)
    body = rows(TYPED.sub(lambda m: f"{m[1]}«{FITTING[m[2]] if m[2] else m[3]}»", skeleton).replace("\\t", "\t"))
    at = 0
    for match in SLOT.finditer(body):
        page.put(body[at : match.start()])
        page.slot(match[1])
        at = match.end()
    page.put(body[at:])
    for form in ("NFD", "NFKD"):
        if form.lower() in flags:
            recode(page, form)
    if "crlf" in flags:
        recode(page, "crlf")
    return page


def recode(page: Page, how: str) -> None:
    """The same text as another machine would write it (decomposed Hangul, CR LF), spans moved along."""
    out: list[str] = []
    starts = [0]
    for char in page.text:
        out.append(("\r\n" if char == "\n" else char) if how == "crlf" else unicodedata.normalize(how, char))
        starts.append(starts[-1] + len(out[-1]))
    page.text = "".join(out)
    for span in [*page.spans, *page.ignore]:
        span["start"], span["end"] = starts[span["start"]], starts[span["end"]]


def documents(salt: str = "") -> list[Document]:
    made: list[Document] = []
    seen: set[str] = set()
    for path in sorted((HERE / "skeletons").glob("*.txt")):
        section = SECTIONS.get(path.stem.split("_")[0], "realistic")
        for place, chunk in enumerate(path.read_text(encoding="utf-8").split("### ")[1:]):
            head, _, body = chunk.partition("\n")
            genre, *flags = (part.strip() for part in head.split("|"))
            times = next((int(f[1:]) for f in flags if re.fullmatch(r"x\d+", f)), 2)
            for turn in range(times):
                page = write(body.strip("\n"), f"{salt}{path.stem}/{place}/{turn}", section, flags)
                if page.text in seen:
                    continue
                seen.add(page.text)
                check(page, f"{path.name} {genre} {place}")
                made.append(
                    Document(
                        id=f"c2-{len(made) + 1:04d}",
                        section=section,
                        doctype=genre,
                        text=page.text,
                        spans=page.spans,
                        ignore=page.ignore,
                    )
                )
    return made


def check(page: Page, where: str) -> None:
    """Spans lie in order, do not overlap, and hold no space at their ends; nothing was left unfilled."""
    if "«" in page.text or "»" in page.text or "\\t" in page.text:
        raise ValueError(f"{where}: a slot was left")
    if page.section == "hard_negative" and page.spans:
        raise ValueError(f"{where}: a hard negative holds a value")
    if page.section != "hard_negative" and not page.spans:
        raise ValueError(f"{where}: no span")
    end = 0
    for span in sorted([*page.spans, *page.ignore], key=lambda s: s["start"]):
        value = page.text[span["start"] : span["end"]]
        if span["start"] < end or not value or value != value.strip():
            raise ValueError(f"{where}: bad span {span['label']} {value!r}")
        end = span["end"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the file instead of writing it")
    parser.add_argument("--salt", default="", help="other values than those of the file kept")
    parser.add_argument("--out", type=Path, default=HERE / "corpus2.jsonl")
    asked = parser.parse_args()
    made = documents(asked.salt)
    text = "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in made)
    if asked.check:
        return 0 if asked.out.read_text(encoding="utf-8") == text else 1
    asked.out.write_text(text, encoding="utf-8")
    counts = Counter(span["label"] for document in made for span in document["spans"])
    print(len(made), "documents;", dict(Counter(d["section"] for d in made)))
    print(", ".join(f"{label} {count}" for label, count in counts.most_common()))
    print("fewer than 40:", [label for label in {*LABELS.values(), "MARKING"} if counts[label] < 40])
    return 0


if __name__ == "__main__":
    sys.exit(main())
