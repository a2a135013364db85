"""법인등록번호 (CRN): NNNNNN-NNNNNNN = court 4, kind 2, serial 6, check 1. 상업등기법.

Weights 1,2 in turn, (10 - sum mod 10) mod 10. It looks like a resident number; beside its word it is never one. Without
its word it counts only when no resident number can look like that.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, SEP, Detector, View, alone, digits, lettered

_SHAPE: Final = rf"[0-9]{{6}}{SEP}[0-9]{{7}}"
_shape = re.compile(_SHAPE)
_WORD: Final = re.compile(r"법인|corp|CRN|crn")
_DATE: Final = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def valid_check(value: str) -> bool:
    total = sum(map(int, value[:12:2])) + 2 * sum(map(int, value[1:12:2]))
    return (10 - total % 10) % 10 == int(value[12])


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _shape.finditer(text):
        start, end = m.span()
        value = digits(m[0])
        if not alone(text, start, end) or not valid_check(value):
            continue
        label = view.label(start)
        if _WORD.search(label):
            yield Finding(start, end, Kind.CRN, 98, "word")
        elif "-" in m[0] and not (_DATE.match(value) or NOT_PERSONAL.search(label) or lettered(text, start, end)):
            yield Finding(start, end, Kind.CRN, 70, "check")


DETECTOR: Final = Detector(Kind.CRN, ((_SHAPE,),), detect)
