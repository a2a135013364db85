"""One number in pieces (나눈 번호): told in two halves (앞 여섯은 … 뒤 일곱은 …) or sent line by line behind its word. Not a detector itself.

Whatever the pieces are, together they have as many digits as such a number has, and somebody says that they are pieces
(앞 … 뒤, 두 줄로, 나눠서). Their figures may be said (영팔삼). Each piece is a finding.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View
from gwanmun.privacy.spelt import HANGUL

_H: Final = "".join(HANGUL)
_FIGURE: Final = rf"[0-9{_H}]"
_RUN: Final = rf"{_FIGURE}(?: ?(?:[-.·]|다시|대시)? ?{_FIGURE}){{1,15}}"
_COUNT: Final = r"(?: ?(?:의|쪽|자리|부분|번호))?(?: ?(?:(?:둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열|[두세네])(?: ?(?:자리|개|글자|자))?|[0-9]{1,2} ?(?:자리|개|글자|자)))?[은는이가:]{0,2} ?"
_REACH: Final = 40
#: RE2: what every such text says.
SAID: Final = ("앞", "[뒤뒷]|나머지")
LINES: Final = "나[눠눔누뉘눈]|[두세네2-4] ?(?:줄|번)|줄로|쪼[개갠갭]|끊어|잘라|조각|토막"
#: What is counted or paid, not a piece of a number: 앞 12345 쪽.
_UNIT: Final = " ?(?:[명원건개월일쪽장권부호회매석](?![가-힣])|[명원건개월일쪽장권부회매석](?:[은는이가을를과와의]|까지|부터|짜리)|페이지|만 ?원|천 ?원)"
_told = re.compile(
    rf"앞{_COUNT}(?P<a>{_RUN})(?![0-9])(?!{_UNIT})[^0-9\n]{{0,12}}?(?:뒤|뒷|나머지){_COUNT}(?P<b>{_RUN})(?![0-9]|-[0-9])(?!{_UNIT})"
)
_lines = re.compile(
    rf"(?:{LINES})[^\n0-9]{{0,24}}\n(?P<rows>(?:[ ]?[A-Za-z]?[- ]?{_RUN}[ ]?(?:끝|이?[에예]요|입니다)?\.?(?:\n|$)){{2,4}})"
)
_MIDDLE: Final = "가운데|중간"
_LAST: Final = "뒤|뒷|끝|마지막"
#: In three: 앞 352 가운데 1184 끝 7720913.
_three = re.compile(
    rf"(?:앞|처음){_COUNT}(?P<a>{_RUN})(?![0-9])[^0-9\n]{{0,12}}?(?:{_MIDDLE}){_COUNT}(?P<b>{_RUN})(?![0-9])[^0-9\n]{{0,12}}?(?:{_LAST}){_COUNT}(?P<c>{_RUN})(?![0-9]|-[0-9]| ?[명원건개월일])"
)
_LINE: Final = 80
#: What such lines are about when they are no number's: 은행 업무 분장, 현황, 사본.
_of_else = re.compile(
    "분장|현황|사본|통계|내역|실적|목록|집계|금액|합계|잔액|인원|건수|은행별|[지월연]별|대수|예산|결산"
)
_row = re.compile(rf"[A-Za-z]?[- ]?{_RUN}")
_letter = re.compile(r"[A-Za-z]")


def _size(piece: str) -> int:
    return sum(c.isdigit() or c in HANGUL for c in piece.replace("다시", "").replace("대시", ""))


def told_in_pieces(
    kind: Kind, word: str, sizes: frozenset[int], letter: str = "", valid: Callable[[str], bool] | None = None
) -> Detector:
    """A number behind `word` whose pieces have one of these `sizes` together; `letter`: what it begins with.

    `valid` judges the digits where all of them are written.
    """
    words = re.compile(word)

    def fits(first: str, *others: str) -> bool:
        whole = "".join((first, *others))
        if _letter.findall(whole) not in ([], [letter], [letter.lower()]) or (letter and whole[0].upper() != letter):
            return False
        plain = re.sub("[^0-9]", "", whole)
        return sum(map(_size, (first, *others))) in sizes and (valid is None or len(plain) not in sizes or valid(plain))

    def detect(view: View) -> Iterator[Finding]:
        text = view.text
        for m in _told.finditer(text) if not letter else ():
            if words.search(text, max(0, m.start() - _REACH), m.start()) is None:
                continue
            a, b = m["a"], m["b"]
            # 이 of 이고, 이에요 is no two.
            ends = (b, b[:-1].rstrip()) if b.endswith("이") else (b,)
            starts = (a, a[:-1].rstrip()) if a.endswith("이") else (a,)
            pairs = [(first, last) for first in starts for last in ends if fits(first, last)]
            if pairs:
                first, last = pairs[0]
                yield Finding(m.start("a"), m.start("a") + len(first), kind, 88, "halves")
                yield Finding(m.start("b"), m.start("b") + len(last), kind, 88, "halves")
        for m in _three.finditer(text) if not letter and ("가운데" in text or "중간" in text) else ():
            if words.search(text, max(0, m.start() - _REACH), m.start()) and fits(m["a"], m["b"], m["c"]):
                for name in "abc":
                    yield Finding(*m.span(name), kind, 88, "three pieces")
        for m in _lines.finditer(text) if "\n" in text else ():
            if words.search(text, max(0, m.start() - _REACH), m.start("rows")) is None:
                continue
            rows = [*_row.finditer(text, *m.span("rows"))]
            line = text[max(0, m.start() - _LINE) : m.start("rows") - 1].rpartition("\n")[2]
            if _of_else.search(line) and "번호" not in line:
                continue
            if fits(*(row[0] for row in rows)):
                for row in rows:
                    yield Finding(*row.span(), kind, 86, "lines")

    return Detector(kind, ((word, *SAID), (word, LINES, "\n"), (word, _MIDDLE, _LAST, "앞|처음")), detect)
