"""신용·체크카드 번호 (CARD): 16 digits (American Express 15) whose Luhn check holds and whose first digits an issuer has.

Issuers: 4; 51–55; 2221–2720; 34, 37 (15 digits); 35; 36; 62; 9 (domestic). Luhn lets one random number in ten pass, so a
product's label beside it clears it. Parted by what parts no card as it is usually written (5412,1234,…) it counts beside its word,
and so does a number in its own groups that no issuer of these has.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, SEP, Detector, View, alone, digits, lettered

_SHAPE: Final = rf"[2345690][0-9]{{3}}{SEP}(?:[0-9]{{4}}{SEP}[0-9]{{4}}{SEP}[0-9]{{4}}|[0-9]{{6}}{SEP}[0-9]{{5}})"
_shape = re.compile(_SHAPE)
#: Beside its word, in its own groups, a new issuer's number counts, too.
_grouped = re.compile("[0-9]{4}(?:-[0-9]{4}){3}")
#: A group or more a line, each line told or said: 첫 줄 4000 / 둘째 줄 …; 나: 9410 / (이어서) 2201 5733.
_line = re.compile(
    r"(?:^(?:\[[^\]\n]{1,20}\] ?){0,2}|(?<![0-9]))[^0-9\n]{0,16}(?P<v>[0-9]{4}(?:[ -]?[0-9]{4}){0,2})(?:[^0-9\n]{0,8}|[^0-9\n]{0,8}(?:유효|만료|명의|소유|비번|비밀|CV[CV]|cv[cv]|[Vv]alid|[Ee]xp)[^\n]{0,32})$",
    re.MULTILINE,
)
#: Broken over two lines.
_B: Final = r"(?:[ -]?|-?[ ]?\n[ ]{0,4})"
_broken = re.compile(rf"(?<![0-9-])[2-69][0-9]{{3}}(?:{_B}[0-9]{{4}}){{3}}(?![0-9]|-[0-9])")
#: The row begins directly below its header: 카드번호 앞|둘|셋|끝.
_row_below = re.compile(r"[^\n|]\|[^\n|]{1,12}\|[^\n|]{1,12}\|[^\n|]{1,12}\n\|? ?\Z")
_odd = re.compile(r"(?<![0-9,])[0-9]{4}(?P<o>[,=+:*|])[0-9]{4}(?P=o)[0-9]{4}(?P=o)[0-9]{4}(?![0-9,])")
#: Grouped as no card is, behind its word.
_REGROUPED: Final = "[2-69](?:[- .]?[0-9]){15}"
_regrouped = re.compile(rf"카드[^0-9\n]{{0,16}}(?P<v>{_REGROUPED})(?![0-9]|[-.][0-9])")
_halves = re.compile(
    r"(?<![0-9-])(?P<a>[0-9]{4}[- ]?[0-9]{4})(?![- ]?[0-9](?![).:]))(?:[^0-9]{1,16}(?:나머지|뒤|뒷|다음|둘째|두 ?번째)(?: ?8 ?자리)?[^0-9]{0,16}|[\n ]2[).:][ ]{0,3})(?P<b>[0-9]{4}[- ]?[0-9]{4})(?![0-9-])"
)
_ISSUER: Final = re.compile(r"(?:4|5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|35|36|6[025]|9)\d*$")
_AMEX: Final = re.compile(r"3[47]\d{13}$")
_WORD: Final = re.compile(r"카드|[Cc]ard|CARD|유효기간|[가-힣](?:체크|신용)[ :(]{0,3}$")


def luhn(value: str) -> bool:
    """ISO/IEC 7812-1, Annex B."""
    total = 0
    for place, digit in enumerate(reversed(value)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _shape.finditer(text):
        start, end = m.span()
        value = digits(m[0])
        if not luhn(value) or not alone(text, start, end):
            continue
        issued = _ISSUER.match(value) if len(value) == 16 else _AMEX.match(value)
        label = view.label(start)
        worded = _WORD.search(label)
        if not issued and not (worded and _grouped.fullmatch(m[0])):
            continue
        if worded:
            yield Finding(start, end, Kind.CARD, 99, "word")
        elif not NOT_PERSONAL.search(label) and not lettered(text, start, end):
            yield Finding(start, end, Kind.CARD, 92, "luhn")
    for m in _halves.finditer(text) if "카드" in text else ():
        value = digits(m["a"] + m["b"])
        if _ISSUER.match(value) and luhn(value) and _WORD.search(text, max(0, m.start() - 24), m.start()):
            yield Finding(*m.span("a"), Kind.CARD, 90, "halves")
            yield Finding(*m.span("b"), Kind.CARD, 90, "halves")
    yield from _by_line(text) if "카드" in text and "\n" in text else ()
    for m in _broken.finditer(text) if "카드" in text and "\n" in text else ():
        value = digits(m[0])
        if (
            "\n" in m[0]
            and _ISSUER.match(value)
            and luhn(value)
            and "카드" in text[max(0, m.start() - _NEAR) : m.start()]
        ):
            yield Finding(*m.span(), Kind.CARD, 91, "two lines")
    for m in _regrouped.finditer(text):
        value = digits(m["v"])
        if _ISSUER.match(value) and luhn(value):
            yield Finding(*m.span("v"), Kind.CARD, 88, "grouped otherwise")
    for m in _odd.finditer(text):
        value = digits(m[0])
        if _ISSUER.match(value) and luhn(value) and _WORD.search(view.label(m.start())):
            if m["o"] == "|" and _row_below.search(text, max(0, m.start() - _NEAR), m.start()):
                for at in range(4):  # a cell each
                    yield Finding(m.start() + 5 * at, m.start() + 5 * at + 4, Kind.CARD, 92, "cells")
                continue
            yield Finding(*m.span(), Kind.CARD, 92, "odd marks")


def _by_line(text: str) -> Iterator[Finding]:
    """The groups that lines, one behind the other, hold of one card."""
    pieces: list[re.Match[str]] = []
    for m in _line.finditer(text):
        if pieces and m.start() != pieces[-1].end() + 1:
            pieces = []
        pieces.append(m)
        value = digits("".join(piece["v"] for piece in pieces))
        while len(value) > _WHOLE:
            value = value[len(digits(pieces.pop(0)["v"])) :]
        if len(value) == _WHOLE and len(pieces) > 1 and _ISSUER.match(value) and luhn(value):
            if "카드" in text[max(0, pieces[0].start() - _NEAR) : m.end() + _NEAR]:
                for piece in pieces:
                    yield Finding(*piece.span("v"), Kind.CARD, 90, "lines")
            pieces = []


_NEAR, _WHOLE = 40, 16

DETECTOR: Final = Detector(
    Kind.CARD,
    (
        (_SHAPE,),
        ("카드", _REGROUPED),
        ("카드", "[0-9]{4}[^0-9\n]{0,8}\n"),
        ("[0-9][,=+:*|][0-9]{4}[,=+:*|]",),
        ("카드", r"나머지|뒤|뒷|다음|둘째|두 ?번째|[0-9][\n ]2", "[0-9]{4}[- ]?[0-9]{4}[^0-9]"),
    ),
    detect,
)
