"""법인등록번호 (CRN): NNNNNN-NNNNNNN = court 4, kind 2, serial 6, check 1. 상업등기법.

Weights 1,2 in turn, (10 - sum mod 10) mod 10. It looks like a resident number; beside its word it is never one, and counts
though its check fails (mistyped; whether new corporations still get the digit is not known), unless it is said to be wrong or turned down. Without its word it counts
only when its check holds, its court and kind can be, and either no resident number can look like that or a firm stands
directly before it ((주)푸른솔, 110114-…). 등록번호 alone is a corporation's where its register speaks: 상호, 본점 or 대표이사
beside it. In brackets behind a corporation's number of trade (107-87-…, 110111-…) it is the second of the two that every
firm has.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, SEP, Detector, View, alone, digits, lettered
from gwanmun.privacy.detectors.beside import firm_after, firm_before
from gwanmun.privacy.detectors.brn import valid_check as valid_trade
from gwanmun.privacy.detectors.pieces import told_in_pieces

_SHAPE: Final = rf"[0-9]{{6}}{SEP}[0-9]{{7}}"
_shape = re.compile(_SHAPE)
#: Grouped otherwise, behind its own word.
_REGROUPED: Final = r"[0-9](?:[- .]?[0-9]){12}"
_regrouped = re.compile(rf"법인 ?(?:등록|등기)? ?번호[^0-9\n]{{0,8}}(?P<v>{_REGROUPED})(?![0-9]|-[0-9])")
#: A scanner sets a form's label apart: 법 인.
_WORD: Final = re.compile(r"법 ?인|corp|CRN|crn")
#: The number's own word: 법인 alone may be about anything.
_REGISTERED: Final = re.compile(r"등록 ?번호|등기 ?번호")
_RESIDENT: Final = re.compile("주민|외국인|거소|사업자|환자")
#: What a corporation's register names beside the number (상업등기규칙): its firm, its seat, who stands for it.
_REGISTER: Final = re.compile(
    r"상 ?호|법 ?인 ?(?:명|등기)|등기 ?사항|본 ?점|대표 ?이사|주식 ?회사|㈜|\(주\)|설립 ?등기|법인 ?(?:의 )?(?:명칭|등록)"
)
_AROUND: Final = 40
_OWN: Final = re.compile(r"법인 ?(?:등록|등기) ?번호|법인 ?번호|CRN|crn|corp\w{0,12}(?:no|num|reg)", re.IGNORECASE)
#: Said behind a number that somebody tries out or has turned down.
_refused = re.compile(
    r"[^\n0-9]{0,30}(?:오류|틀린|틀렸|틀립|잘못|마찬가지|거부|반려|무효|없는 번호|(?:저장|등록|통과|처리)되지|맞지 ?않|저장하지)(?! ?(?:기재|적|입력)?[가-힣]{0,2} ?(?:경우|때|시(?![가-힣])))"
)
#: Where registers are kept (11 Seoul to 22 Jeju) and what is registered (11 to 15 companies, 21 and 22 civil, others above).
PLACE: Final = re.compile(r"(?:1[1-9]|2[0-2])\d\d(?:1[1-5]|[2-9]\d)")
_DATE: Final = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def valid_check(value: str) -> bool:
    total = sum(map(int, value[:12:2])) + 2 * sum(map(int, value[1:12:2]))
    return (10 - total % 10) % 10 == int(value[12])


_pieces = told_in_pieces(Kind.CRN, "법인 ?(?:등록|등기)? ?번호", frozenset({13}), valid=valid_check)


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _shape.finditer(text):
        start, end = m.span()
        value = digits(m[0])
        if not alone(text, start, end):
            continue
        label = view.label(start)
        if not valid_check(value):
            if _refused.match(text, end):
                continue
            if _OWN.search(label):
                yield Finding(start, end, Kind.CRN, 86, "word, no check")
            elif "-" in m[0] and PLACE.match(value) and firm_before(text, start) and not NOT_PERSONAL.search(label):
                yield Finding(start, end, Kind.CRN, 79, "firm, no check")
        elif PLACE.match(value) and _in_register(text, start, end, label):
            yield Finding(start, end, Kind.CRN, 100, "register")
        elif _WORD.search(label):
            yield Finding(start, end, Kind.CRN, 98, "word")
        elif PLACE.match(value) and _SHARED.search(label) and firm_in_row(text, start):
            yield Finding(start, end, Kind.CRN, 92, "row of a firm")
        elif "-" in m[0] and PLACE.match(value) and _behind_trade(text, start):
            yield Finding(start, end, Kind.CRN, 97, "behind a number of trade")
        elif "-" in m[0] and not PLACE.match(value) and not _DATE.match(value) and firm_before(text, start):
            if not (NOT_PERSONAL.search(label) or lettered(text, start, end)):
                yield Finding(start, end, Kind.CRN, 84, "firm, odd court")
        elif "-" in m[0] and PLACE.match(value) and not (NOT_PERSONAL.search(label) or lettered(text, start, end)):
            if firm_before(text, start) or firm_after(text, end):
                yield Finding(start, end, Kind.CRN, 97, "firm")
            elif not _DATE.match(value):
                yield Finding(start, end, Kind.CRN, 70, "check")

    yield from _pieces.detect(view) if "법인" in text else ()
    for m in _regrouped.finditer(text):
        if valid_check(digits(m["v"])) and not _shape.fullmatch(m["v"]):
            yield Finding(*m.span("v"), Kind.CRN, 90, "grouped otherwise")


#: A number of trade whose middle (81 to 88) only corporations have.
_trade = re.compile(r"(?<![0-9-])(?P<v>[1-9][0-9]{2}-8[1-8]-[0-9]{5}) ?[,/·|;] ?$")


def _behind_trade(text: str, at: int) -> bool:
    m = _trade.search(text, max(0, at - 20), at)
    return m is not None and valid_trade(digits(m["v"]))


#: A column for the numbers of persons, firms and societies.
_SHARED: Final = re.compile("(?:고유|등록|식별|실명|납세자?|주민) ?번호")
_cell_of_firm = re.compile(
    r"(?:^|[|\t,])[^|\t,\n]{0,20}(?:\(주\)|㈜|\(유\)|주식 ?회사|유한 ?회사|조합|법인|재단|협회)[^|\t,\n]{0,20}[|\t,]"
)


def firm_in_row(text: str, at: int) -> bool:
    """Whether a cell before this one, in the same row, names a firm."""
    start = max(0, at - _ROW)
    return _cell_of_firm.search(text[max(start, text.rfind("\n", start, at) + 1) : at]) is not None


_ROW: Final = 96


def _in_register(text: str, start: int, end: int, label: str) -> bool:
    """Whether this is the number that a corporation's register calls 등록번호."""
    called = _REGISTERED.search(label) and not _RESIDENT.search(label)
    return bool(called) and (
        _REGISTER.search(text, max(0, start - _AROUND), start) is not None
        or _REGISTER.search(text, end, end + _AROUND) is not None
    )


DETECTOR: Final = Detector(Kind.CRN, ((_SHAPE,), ("법인", _REGROUPED), *_pieces.trigger), detect)
