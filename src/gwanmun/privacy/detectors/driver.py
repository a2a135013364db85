"""자동차운전면허번호 (DRIVER). 개인정보 보호법 제24조.

RR-YY-NNNNNN-CC: region 11–26 or 28, year, serial, one check and one reissue digit (the check's rule is not public).
The face used until 2014 wrote the region's name: 서울 82-123456-01. Traps: 12-digit waybills, account numbers of 2-2-6-2.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, SEP, Detector, View, alone, lettered
from gwanmun.privacy.detectors.resident import filed
from gwanmun.privacy.labelled import ANOTHER

_NEW: Final = rf"(?:1[1-9]|2[0-68]){SEP}[0-9]{{2}}{SEP}[0-9]{{6}}{SEP}[0-9]{{2}}"
_OLD: Final = r"(?:서울|부산|경기|강원|충북|충남|전북|전남|경북|경남|제주|대구|인천|광주|대전|울산)[ ]?-?[ ]?[0-9]{2}[ ]?[-.· ][ ]?[0-9]{6}[ ]?[-.· ][ ]?[0-9]{2}"
_new, _old = re.compile(_NEW), re.compile(_OLD)
_WORD: Final = re.compile(r"면허|적성 ?검사|운전자|drvLcn|lcns|DRVR|[Dd]river|[Ll]icen[cs]e")
#: Nothing but a mark between it and the number before.
_next = re.compile(" ?[/,·] ?")
_ACCOUNT: Final = re.compile(r"은행|뱅크|계좌|통장|입금|환급|농협|신협|우체국|금고|송금|전화|연락|사업자|법인")


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _new.finditer(text):
        start, end = m.span()
        if not alone(text, start, end):
            continue
        label = view.label(start)
        if m[0].isdigit() and NOT_PERSONAL.search(label):
            continue
        if _WORD.search(label):
            yield Finding(start, end, Kind.DRIVER, 98, "word")
        elif (ANOTHER.search(label) or _next.fullmatch(label)) and "면허" in view.before(start, 48):
            yield Finding(start, end, Kind.DRIVER, 88, "another")
        elif m[0].count("-") == 3 and not (
            _ACCOUNT.search(label)
            or NOT_PERSONAL.search(label)
            or (lettered(text, start, end) and not filed(text, start, end))
        ):
            yield Finding(start, end, Kind.DRIVER, 80, "shape")
    for m in _old.finditer(text):
        if not alone(text, *m.span()):
            continue
        worded = _WORD.search(view.before(m.start())) or _WORD.search(view.label(m.start()))
        if worded or m[0].count("-") >= 2:
            yield Finding(*m.span(), Kind.DRIVER, 96 if worded else 85, "old face")


DETECTOR: Final = Detector(Kind.DRIVER, ((_NEW,), (_OLD,)), detect)
