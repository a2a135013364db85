"""차량번호 (PLATE): 12가3456, 123가 4567 (three digits since September 2019), 서울 12바 3456, rentals 허·하·호.

The letter comes from a closed list (자동차등록번호판 등의 기준에 관한 고시): no 대, 코, 갸. Traps: 12가지, 3학년 2반.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View

_USE: Final = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배허하호육해공국합"
_SHAPE: Final = rf"[0-9]{{2,3}}[ ]?[{_USE}](?:[ ]{{0,2}}|[·.-])[0-9]{{4}}"
#: Motorcycles: 서울 강남 가 1234.
_CYCLE: Final = rf"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주) ?[가-힣]{{1,3}} ?[{_USE}] ?[0-9]{{4}}"
_cycle = re.compile(_CYCLE)
_shape = re.compile(_SHAPE)
_region = re.compile(r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주) ?$")
_WORD: Final = re.compile(
    r"차량|차번|번호판|자동차|승용|화물|차종|주차|이륜|오토바이|[Cc]ar ?[_ ]?[Nn]|vhcl|VHCL|vehicle"
)


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _shape.finditer(text):
        start, end = m.span()
        before = text[max(0, start - 4) : start]
        if before[-1:].isdigit() or text[end : end + 1].isdigit() or before[-1:] in ("-", "."):
            continue
        region = _region.search(before)
        if region:
            start -= len(region[0])
        spaced = " " in m[0] and not region
        worded = _WORD.search(view.label(m.start())) is not None
        if (spaced and not worded) or text[end : end + 1] in ("원", "년", "명", "건", "㎡", "m", "억", "만"):
            continue
        if not worded and text[end : end + 1] == "호" and not region:
            continue
        yield Finding(start, end, Kind.PLATE, 95 if worded else 84, "word" if worded else "shape")

    for m in _cycle.finditer(text):
        if _WORD.search(view.before(m.start())) and not text[m.end() : m.end() + 1].isdigit():
            yield Finding(*m.span(), Kind.PLATE, 88, "motorcycle")


DETECTOR: Final = Detector(Kind.PLATE, ((_SHAPE,), (r"이륜|오토바이|차량|번호판", rf"[{_USE}] ?[0-9]{{4}}")), detect)
