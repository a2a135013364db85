"""군번 (MILITARY_NO): YY-NNNNN (officer), YY-NNNNNN (NCO), YY-NNNNNNNN (soldier). 병역법 시행령.

Told by its word or a rank; or in a text that speaks of soldiers or veterans, directly behind a name (유고은 21-28010591).
In a chat the answer to who speaks of one begins with it; svc_no is a record's key.
In a paper of mobilisation an odd name at the line's head will do. In force since 1991; letters of arms (A12-345678) and numbers of one digit (8-1234567) stand before it in older papers. Traps: receipt numbers 26-1234567.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, SEP, Detector, View, alone
from gwanmun.privacy.detectors.beside import name_before, surname_begins
from gwanmun.privacy.detectors.numbered import worded
from gwanmun.privacy.detectors.pieces import told_in_pieces

#: Not the end of another word: 그린상사 is a firm.
_RANK: Final = r"(?:^|[^가-힣]|육군|해군|공군|해병|예비역)(?:이등병|일등병|상등병|이병|일병|상병|병장|하사|중사|상사|원사|준위|소위|중위|대위|소령|중령|대령)"
_WORDS: Final = r"군 ?번|순번호|인식표|service[_ ]?(?:[Nn]o|[Nn]umber)|Service (?:No|Number)|mltrNo|gunbun|MIL_?NO|mil_?no|병적(?: ?번호|증명서?)?"

#: Whose papers have rosters of them: soldiers, reservists, veterans.
_SOLDIERS: Final = r"참전|보훈|국가 ?유공|예비군|민방위|병역|군인|장병|병사|[가-힣0-9] ?(?:사단|여단|연대|대대|중대|소대)|입영|입대|전역|제대|현역|상이군|전사자|훈련병|부사관|장교|군무원|군 ?번|육군|해군|공군|해병|(?:병력|동원) ?(?:동원|훈련|소집|지정)"
_soldiers = re.compile(_SOLDIERS)
_ROW: Final = "[0-9]{2}-(?:[0-9]{8}|[0-9]{5,6})"
_row = re.compile(_ROW)
#: A soldier's of eight digits, at the head of a line of a paper of mobilisation; the word before it begins with a surname.
_mobilised, _conscript = re.compile("병력 ?동원|동원 ?(?:훈련|소집)"), re.compile("[0-9]{2}-7[0-9]{7}")
_closes = re.compile(r"[ ]?(?:[),/|\t\n]|$)")
_service = re.compile("(?:육군|해군|공군|해병대?)[ :(]{1,3}$")

#: The key of a record, which a telephone's or any service's number may have, too: whole and with its hyphen only.
_SERVICE_KEY: Final = r"svc_?(?:[Nn]o|[Nn]um)|SVC_?NO|SERVICE_?NO|MILITARY_?NO|military_?[Nn]o"
_worded = worded(
    Kind.MILITARY_NO,
    rf"{_WORDS}|{_RANK} ?(?:[가-힣]{{2,6}} ?)?[(\[/,:]? ?$",
    rf"(?:[A-Z]-?)?[0-9]{{2}}{SEP}[0-9]{{5,8}}",
    trigger=f"{_WORDS}|{_SERVICE_KEY}|{_RANK}",
)
#: In older papers, behind the word itself alone.
_older = worded(Kind.MILITARY_NO, "(?:^|[^가-힣]|[육해공]군 ?)군 ?번", "[0-9]-[0-9]{5,8}", trigger="군 ?번")
_keyed = worded(Kind.MILITARY_NO, rf"(?:^|[^A-Za-z])(?:{_SERVICE_KEY})\W{{0,6}}$", _ROW, trigger=_SERVICE_KEY)
#: A list's next value is a soldier's number, unless it has a word of its own.
_other_number = re.compile("번호[ :(]{1,2}$")
#: In a chat that speaks of one, the answer begins with it: 군번 한 자리 틀렸던데 / 24-70613148 맞습니다.
_spoken = re.compile(r"군 ?번[^\n]{0,40}\n(?:[^\n]{0,40}\n)?[^\n0-9:\]>]{1,16}[:\]>] ?(?:[네예응넵][,.]? ?)?$")
_TALK: Final = 128
#: The same written as one number: a soldier's, whose eight digits begin with 7.
_plain = re.compile("[0-9]{2}7[0-9]{7}")

_pieces = told_in_pieces(Kind.MILITARY_NO, "군 ?번(?! ?줄)", frozenset({7, 8, 10}))


def detect(view: View) -> Iterator[Finding]:
    for row in _worded.detect(view):
        if row.why != "list" or not _other_number.search(view.text, max(0, row.start - 8), row.start):
            yield row
    yield from _older.detect(view)
    yield from _keyed.detect(view)
    yield from _pieces.detect(view)
    text = view.text
    if _soldiers.search(text) is None:
        return
    mobilised = _mobilised.search(text) is not None
    for m in _row.finditer(text):
        start, end = m.span()
        whose = (
            name_before(text, start)
            or (_service.search(text, max(0, start - 8), start) and _closes.match(text, end))
            or (mobilised and _conscript.fullmatch(m[0]) and surname_begins(text, start))
            or _spoken.search(text, max(0, start - _TALK), start)
        )
        if alone(text, start, end) and whose and not NOT_PERSONAL.search(view.label(start)):
            yield Finding(start, end, Kind.MILITARY_NO, 89, "behind a name")
    for m in _plain.finditer(text) if "군" in text else ():
        if alone(text, *m.span()) and _spoken.search(text, max(0, m.start() - _TALK), m.start()):
            yield Finding(*m.span(), Kind.MILITARY_NO, 86, "answer")


DETECTOR: Final = Detector(
    Kind.MILITARY_NO,
    (*_worded.trigger, *_older.trigger, (_SOLDIERS, _ROW), *(("군 ?번", *row[1:]) for row in _pieces.trigger)),
    detect,
)
