"""주민등록번호 (RRN). 개인정보 보호법 제24조의2: never processed without a law that says so.

YYMMDD-GNNNNNN, G 1–4 (9, 0: born in the 1800s). Check digit (11 - S mod 11) mod 10. Since 2020-10-05 new and changed
numbers carry six random digits after G, so a failed check never clears a number beside its word or in its own shape:
the check only raises certainty. Without the hyphen and without a word, 13 digits need the check or a birth that only a
new number can have, or directly before them a name or what a form calls a person (임대인 700421 1698654). In a file's name (등본_850312-1234567.pdf) it is no code. Traps: barcodes, management numbers of the same shape, corporation numbers (법인등록번호).
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, Detector, View, lettered
from gwanmun.privacy.detectors.beside import firm_before, someone_before
from gwanmun.privacy.detectors.crn import PLACE as _PLACE
from gwanmun.privacy.detectors.crn import firm_in_row
from gwanmun.privacy.detectors.crn import valid_check as of_register
from gwanmun.privacy.detectors.resident import (
    COLUMN,
    COLUMN_WORDS,
    LOOSE,
    LOOSE_WORDS,
    SHAPE,
    candidates,
    filed,
    halves,
    likely_alive,
    listed,
    newest,
    valid_check,
)

_WORD: Final = re.compile(
    r"주민|민증|민번|주번|[앞뒷뒤]\s?자리|생년월일|RRN|rrn|jumin|[Rr]esident|ssn|SSN|ihidnum|juminno|본인\s?확인|실명\s?번호"
)
_CORPORATION: Final = re.compile(r"법 ?인|corp")
_HYPHENS: Final = "-~·_"
#: Between two other numbers they are as usual: the birth must be one of a living person.
_CELLS: Final = "|/"


def detect(view: View) -> Iterator[Finding]:
    for start, end, _ in halves(view, "123490"):
        yield Finding(start, end, Kind.RRN, 96, "halves")
    cleared = -1
    for start, end, value in candidates(view, "123490"):
        label = view.label(start)
        if _WORD.search(label):
            # 주민(법인)번호 … 주식회사 푸른솔 130111-…: a column for both.
            shared = _CORPORATION.search(label) or value[6] in "90"
            firm = shared and _PLACE.match(value) and of_register(value)
            if not (firm and (firm_before(view.text, start) or firm_in_row(view.text, start))):
                yield Finding(start, end, Kind.RRN, 99, "word")
            continue
        checked = valid_check(value)
        if NOT_PERSONAL.search(label) or (not checked and listed(view.text, cleared, start, value)):
            cleared = end
            continue
        if _CORPORATION.search(label) or (lettered(view.text, start, end) and not filed(view.text, start, end)):
            continue
        middle = view.text[start + 6 : end - 7]
        if checked:
            yield Finding(start, end, Kind.RRN, 95 if middle else 85, "check")
        elif any(c in _HYPHENS for c in middle) and likely_alive(value):
            yield Finding(start, end, Kind.RRN, 78, "shape")
        elif any(c in _CELLS for c in middle) and likely_alive(value):
            yield Finding(start, end, Kind.RRN, 76, "cells")
        elif (
            middle == " "
            and likely_alive(value)
            and view.text[start - 1 : start] == "("
            and view.text[end : end + 1] == ")"
        ):
            # In brackets behind somebody, with nothing but a space between the halves.
            yield Finding(start, end, Kind.RRN, 74, "brackets")
        elif middle in ("", " ") and likely_alive(value) and someone_before(view.text, start):
            yield Finding(start, end, Kind.RRN, 73, "behind a person")
        elif not middle and newest(value):
            yield Finding(start, end, Kind.RRN, 60, "new")


DETECTOR: Final = Detector(
    Kind.RRN,
    (
        (SHAPE,),
        ("뒷|뒤|주민|jumin|ssn|SSN|rrn|RRN|ihidnum|regno", "[0-9]{7}"),
        ("|".join(LOOSE_WORDS), LOOSE),
        (COLUMN_WORDS, COLUMN),
    ),
    detect,
)
