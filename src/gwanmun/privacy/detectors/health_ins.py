"""건강보험증번호 (HEALTH_INS): 11 digits, often 1-NNNNNNNNNN. 국민건강보험법 제12조. Told by its word.

The first digit tells the branch and is often left out: ten digits count directly behind 증번호, 건강보험 or 건보 only, and behind
(증 …) where health insurance is spoken of. The word may stand behind the number (1-2345678901 건강보험증), or in the
question that it answers. Traps: a mobile number behind 건강보험 (공단) 담당자; 면허증·등록증·학생증 번호 are other cards.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, SEP, Detector, View, alone
from gwanmun.privacy.detectors.numbered import worded
from gwanmun.privacy.detectors.pieces import told_in_pieces

_full = worded(
    Kind.HEALTH_INS,
    r"(?:건강|의료) ?보험|(?:^|[^가-힣])증 ?번호|건보|보험증|의료 ?급여(?:증|\W{0,3}$)|[iI]ns(?:u(?:rance)?)?_?(?:No|no|NO)|INS_?NO|hlth_?[Ii]ns|HLTH_?INS|health[_ ]?(?:ins|card)|hi_?[Nn]o|nhis|NHIS|(?:^|[^A-Za-z])insur(?:e|ed|ance)(?:_?(?:no|num|number|id|card))?[\"'] ?: ?",
    rf"[0-9]{SEP}[0-9]{{4}}{SEP}[0-9]{{6}}|[0-9]{SEP}[0-9]{{10}}",
    unless=re.compile("01[016789]"),
)
_short = worded(
    Kind.HEALTH_INS,
    r"(?:(?:건강|의료) ?보험|건보|급여|보험|(?:^|[^가-힣]))증? ?번호(?: ?(?:이력|내역|변경|조회|확인|조정))?\W{0,3}(?:[은는이가]\W{0,2})?$|(?:보험|급여)증\W{0,3}$|(?:(?:건강|의료) ?보험|건보)\W{0,3}$|보험[^\n]{0,24}\(증 ?$",
    r"[1-9][0-9]{9}",
    trigger=_full.trigger[0][0],
)
#: Behind the card's own word eleven digits in any groups: 3-1184-7720-59. No telephone begins so.
_grouped = worded(
    Kind.HEALTH_INS,
    r"(?:(?:건강 ?보험|건보)증?|(?:^|[^가-힣])증) ?번호\W{0,3}(?:[은는이가]\W{0,2})?$|보험증 ?(?:번호)?\W{0,3}$|(?:^|[^가-힣 ]|(?<![가-힣]) )보험[ :]{1,2}$|(?:건보|보험)증 ?번호[^\n]{0,8}:\W{0,2}$",
    r"[2-9](?:[-. ]{0,2}[0-9]){10}|1(?:-?[0-9]){10}",
    unless=re.compile("20[0-3][0-9][-. ]?(?:0[1-9]|1[0-2])[-. ]?(?:[0-2][0-9]|3[01])"),
    trigger="보험|건보|증 ?번호",
)

_pieces = told_in_pieces(Kind.HEALTH_INS, "보험증|건보|(?:건강|의료) ?보험|증 ?번호", frozenset({11}))


def detect(view: View) -> Iterator[Finding]:
    yield from _full.detect(view)
    yield from _short.detect(view)
    yield from _grouped.detect(view)
    yield from _pieces.detect(view)
    text = view.text
    for m in _behind.finditer(text):
        start, end = m.span("v")
        if alone(text, start, end) and not _MOBILE.match(m["v"]):
            yield Finding(start, end, Kind.HEALTH_INS, 88, "word behind")

    for m in _answered.finditer(text):
        if alone(text, *m.span("v")) and not NOT_PERSONAL.search(text, max(0, m.start("v") - 16), m.start("v")):
            yield Finding(*m.span("v"), Kind.HEALTH_INS, 88, "answer")


_VALUE: Final = r"[0-9]-[0-9]{10}|[0-9]{11}"
_behind = re.compile(
    rf"(?P<v>{_VALUE})[ ]?[(,/]?[ ]?(?:(?:이|그|요)(?:건|게|거) )?(?:(?:건강|의료) ?보험(?:증|[)\],/]|$)|건보(?:증|[)\],/]|$)|의료 ?급여증|보험증)",
    re.MULTILINE,
)
#: In a chat the next line is nothing but the number that was asked for: 보험증은요 / 17702846993.
_answered = re.compile(
    r"(?:보험증|(?:건강|의료) ?보험(?= ?번호)|건보(?= ?번호))(?: ?번호)?[^\n0-9]{0,16}\n(?:[^\n0-9]{0,32}\n)?[^\n:\]>]{1,16}[:\]>] ?(?:[네예응넵][,.]? )?(?P<v>[2-9](?:-?[0-9]){10}|1(?:-?[0-9]){10})(?=[ ]?(?:요|이?[에예]요|입니다|임|[.,\n]|$))"
)
_MOBILE: Final = re.compile("01[016789]")


#: Eleven digits in any groups cost an automaton too much: four are a hint.
_SOME: Final = "[0-9][-. ]{0,2}[0-9][-. ]{0,2}[0-9][-. ]{0,2}[0-9]"
DETECTOR: Final = Detector(
    Kind.HEALTH_INS, (*_full.trigger, *_short.trigger, (_grouped.trigger[0][0], _SOME), *_pieces.trigger), detect
)
