"""외국인등록번호 and 국내거소신고번호 (FRN). 개인정보 보호법 제24조.

As the resident number with G 5–8 and check (13 - S mod 11) mod 10; whether the newest numbers keep the check is not
known, so it only raises certainty.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, Detector, View, lettered
from gwanmun.privacy.detectors.beside import firm_before, someone_before
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
    valid_check,
)

_WORD: Final = re.compile(r"외국인|거소|등록증|등록번호|체류|주민|민번|FRN|frn|[Aa]lien|ARC|[앞뒷뒤]\s?자리")
_CORPORATION: Final = re.compile(r"법 ?인|사업자|corp")
_HYPHENS: Final = "-~·_"


def detect(view: View) -> Iterator[Finding]:
    for start, end, _ in halves(view, "5678"):
        yield Finding(start, end, Kind.FRN, 96, "halves")
    cleared = -1
    for start, end, value in candidates(view, "5678"):
        label = view.label(start)
        if _CORPORATION.search(label) and not ("주민" in label and not firm_before(view.text, start)):
            continue
        if _WORD.search(label):
            yield Finding(start, end, Kind.FRN, 99, "word")
            continue
        checked = valid_check(value)
        if NOT_PERSONAL.search(label) or (not checked and listed(view.text, cleared, start, value)):
            cleared = end
            continue
        if lettered(view.text, start, end) and not filed(view.text, start, end):
            continue
        middle = view.text[start + 6 : end - 7]
        if checked:
            yield Finding(start, end, Kind.FRN, 94 if middle else 84, "check")
        elif any(c in _HYPHENS for c in middle) and likely_alive(value):
            yield Finding(start, end, Kind.FRN, 72, "shape")
        elif middle in ("", " ") and likely_alive(value) and someone_before(view.text, start):
            yield Finding(start, end, Kind.FRN, 71, "behind a person")


DETECTOR: Final = Detector(
    Kind.FRN,
    (
        (SHAPE,),
        ("뒷|뒤|주민|jumin|ssn|SSN|rrn|RRN|ihidnum|regno", "[0-9]{7}"),
        ("|".join(LOOSE_WORDS), LOOSE),
        (COLUMN_WORDS, COLUMN),
    ),
    detect,
)
