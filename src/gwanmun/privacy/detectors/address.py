"""주소 (ADDRESS), 도로명 and 지번: from the province or city down to 동·호 or the bracket. 도로명주소법 제2조.

It needs a building or lot number: the name of an area or a street alone (을지로3가역, 중앙로 일원) is none.
"""

import re
from collections.abc import Iterator
from typing import Final

import re2

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View
from gwanmun.privacy.lists import PROVINCES, either

_PROVINCE: Final = either(PROVINCES)
_AREA: Final = r"(?:[가-힣]{1,6}(?:특별시|광역시|시|군|구|읍|면)[ ,]{1,2}){1,3}"
_NUMBER: Final = r"(?:지하 ?)?(?:산 ?)?[0-9]{1,4}(?:[ ]?-[ ]?[0-9]{1,4})?(?:번지)?"
_STREET: Final = rf"[가-힣0-9·]{{1,12}}(?:로|길|대로)(?: ?[0-9]{{1,4}}(?:번|가)?길)? ?{_NUMBER}"
_LOT: Final = rf"[가-힣0-9]{{1,8}}(?:동|리|가)(?: [가-힣0-9]{{1,6}}리)? {_NUMBER}"
_ROOM: Final = (
    r"(?:,? ?(?:[가-힣A-Za-z0-9]{1,12}(?:아파트|빌라|맨션|빌딩|타워|오피스텔|주택|연립|하이츠|마을|파크|캐슬|자이|힐스|상가)?[ ,]{1,2})?"
    r"[가-힣A-Z]?[0-9]{1,4}동 ?(?:지하 ?)?[0-9]{1,5}호|,? ?(?:지하 ?)?[0-9]{1,3}층(?: ?[0-9]{1,5}호)?|,? ?[0-9]{1,5}호)?"
)
_NOTE: Final = r"(?: ?\([^()\n]{2,40}\))?"
_SHAPE: Final = rf"(?:(?:{_PROVINCE}) )(?:{_AREA})?(?:{_STREET}|{_LOT}){_ROOM}{_NOTE}"
# RE2: it scans the whole text.
_start = re2.compile(rf"(?:{_PROVINCE}) [가-힣]|[시군구][ ,]{{1,2}}[가-힣]")
_shape = re.compile(_SHAPE)
_short = re.compile(rf"{_AREA}(?:{_STREET}|{_LOT}){_ROOM}{_NOTE}")
_WORD: Final = re.compile(r"주소|거주|송달|소재|체류지|사업장|자택|본적|등록기준지|거소|[Aa]ddr")


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    after = 0
    for hint in _start.finditer(text):
        start = hint.start()
        while start > 0 and hint.start() - start < 6 and "가" <= text[start - 1] <= "힣":
            start -= 1
        if start < after:
            continue
        m = _shape.match(text, start)
        certainty = 93
        if m is None:
            m = _short.match(text, start)
            certainty = 88 if _WORD.search(view.before(start)) else 70
        if m is None:
            continue
        end = m.end()
        if text[end : end + 1] in ("원", "명", "년", "월", "%", "건", "차", "회", "km", "m"):
            continue
        after = end
        yield Finding(start, end, Kind.ADDRESS, certainty, "area and number")


DETECTOR: Final = Detector(
    Kind.ADDRESS,
    (
        (
            rf"(?:{_PROVINCE}|[시군구]),? [가-힣]",
            r"(?:로|길|동|리|가)(?: ?[0-9]{1,4}(?:번|가)?길)? ?(?:산 ?|지하 ?)?[0-9]",
        ),
    ),
    detect,
)
