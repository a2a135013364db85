"""사업자등록번호 (BRN): NNN-NN-NNNNN. 부가가치세법 제8조.

Weights 1,3,7,1,3,7,1,3,5 plus floor(d9·5/10); check (10 - sum mod 10) mod 10. The check clears: one random number in ten
passes. In groups of a file's name it counts, too, directly behind a firm without any, and in brackets behind whom a firm has
for its head (대표 봉태규(512-86-…)) or
with whom one trades (거래처 5128601234). Beside a corporation's number (110111-… / 512-86-…) it is the second of the two that
every firm has. Traps: asset numbers of 3-2-5, account numbers.
"""

import re
from collections.abc import Iterator
from operator import mul
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, SEP, Detector, View, alone, digits, lettered
from gwanmun.privacy.detectors.beside import firm_before
from gwanmun.privacy.labelled import ANOTHER

_SHAPE: Final = rf"[1-9][0-9]{{2}}{SEP}[0-9]{{2}}{SEP}[0-9]{{5}}"
_shape = re.compile(_SHAPE)
#: 대표 봉태규(, 조합장 봉태규(: whoever stands for a firm.
_head_before = re.compile(
    r"(?:대표(?:자|이사|사원)?|사업자|사업주|점주|조합장|이사장|원장|업주)[ :]{1,2}[가-힣]{2,4}(?: ?\(| ?[|\t/,] ?)$"
)
#: Whom one trades with, directly before ten digits.
_partner_before = re.compile(
    r"(?:거래처|거래업체|공급자|공급받는 ?자|매입처|매출처|협력업체|가맹점|입점업체)[ :：(|\t]{1,3}$"
)
#: Grouped otherwise, behind its own word.
_REGROUPED: Final = r"[0-9](?:[- .)]{0,2}[0-9]){9}"
#: Ten digits in any groups cost an automaton too much: four are a hint.
_SOME: Final = "[0-9](?:[- .)]{0,2}[0-9]){3}"
_regrouped = re.compile(rf"사업자 ?(?:등록)? ?번호[^0-9\n(]{{0,8}}(?P<v>\(?{_REGROUPED})(?![0-9]|-[0-9])")
_WORD: Final = re.compile(r"사업자|[Bb]iz_?[Rr]?_?[Nn]o|BIZ_?R?_?NO|brn|BRN|[Bb]usiness|등록번호")
#: Said behind the number: (사업자), 사업자번호입니다.
_word_behind = re.compile(
    r" ?[(\[] ?사업자 ?(?:등록)? ?(?:번호)? ?[)\]]| ?[이가]? ?사업자 ?(?:등록)? ?번호(?:이?고|이?[에예]요|입니다|임)"
)
#: What it is said of: 법인: 512-86-….
_of_firm = re.compile(r"(?:^|[^가-힣])법 ?인 ?[:：] ?$")
#: Societies without a trade have a number of the same form (부가가치세법 시행령 제12조, 고유번호).
_association = re.compile(r"고유 ?번호[은는]?[ :：(]{0,3}$")
_OTHER: Final = re.compile(r"은행|뱅크|계좌|통장|입금|농협|신협|우체국|금고|전화|연락처|휴대|팩스|법인")
_WEIGHTS: Final = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def valid_check(value: str) -> bool:
    total: int = sum(map(mul, _WEIGHTS, map(int, value))) + int(value[8]) * 5 // 10
    return (10 - total % 10) % 10 == int(value[9])


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _shape.finditer(text):
        start, end = m.span()
        if not alone(text, start, end) or not valid_check(digits(m[0])):
            continue
        label = view.label(start)
        if _WORD.search(label) or (_HYPHENS in map(m[0].count, "-/.·") and _association.search(label)):
            yield Finding(start, end, Kind.BRN, 98, "word")
        elif _word_behind.match(text, end):
            yield Finding(start, end, Kind.BRN, 95, "word behind")
        elif "81" <= digits(m[0])[3:5] <= "88" and _corporation.search(text, max(0, start - 20), start):
            yield Finding(start, end, Kind.BRN, 97, "behind a corporation's number")
        elif _of_firm.search(label):
            yield Finding(start, end, Kind.BRN, 92, "behind a corporation")
        elif ANOTHER.search(label) and not _OTHER.search(label) and "사업자" in view.before(start, 64):
            yield Finding(start, end, Kind.BRN, 90, "another")
        elif m[0].isdigit() and _partner_before.search(text, max(0, start - 12), start):
            yield Finding(start, end, Kind.BRN, 82, "behind a partner")
        elif (m[0].count("-") == _HYPHENS or m[0].isdigit()) and _head_before.search(text, max(0, start - 16), start):
            yield Finding(start, end, Kind.BRN, 97, "behind who stands for a firm")
        elif (2 in (m[0].count("-"), m[0].count("_")) or ("-" not in m[0] and firm_before(text, start))) and not (
            _OTHER.search(label)
            or (NOT_PERSONAL.search(label) and not _named_firm(text, start, end))
            or lettered(text, start, end)
        ):
            yield Finding(start, end, Kind.BRN, 80, "check")

    for m in _regrouped.finditer(text):
        if valid_check(digits(m["v"])) and not _shape.fullmatch(m["v"]):
            yield Finding(*m.span("v"), Kind.BRN, 90, "grouped otherwise")


#: Whose name it is that ends in the word for a thing: 시공업체: 가람설비 (512-86-…), 대표 ….
_in_brackets = re.compile(
    r"(?:업체|회사|상호|거래처|공급자|시공사?|납품처?|계약자|사업자|낙찰자)(?:명)?[ :：]{1,3}[가-힣A-Za-z0-9&.]{2,16} ?\($"
)
_head_behind = re.compile(r"\) ?[,/]? ?대표(?:자|이사)?[ :]{1,2}[가-힣]{2,4}(?![가-힣])")


def _named_firm(text: str, start: int, end: int) -> bool:
    """Whether the brackets behind a firm's name hold it, by the word before the name or the head named behind them."""
    if not firm_before(text, start) or text[start - 1 : start] != "(":
        return False
    return _in_brackets.search(text, max(0, start - 32), start) is not None or _head_behind.match(text, end) is not None


_HYPHENS: Final = 2
#: A corporation's number; those of trade that corporations have say 81 to 88 in their middle.
_corporation = re.compile(r"(?<![0-9-])[0-9]{6}-[0-9]{7} ?[,/·|;] ?$")


DETECTOR: Final = Detector(Kind.BRN, ((_SHAPE,), ("사업자", _SOME)), detect)
