"""환자등록번호 (MRN): a hospital's own number, mostly 6 to 10 digits. 의료법 제22조. Told by its word, or in brackets behind a
patient (환자 송가은(12345678)); at the head of a line before a name, under the word or under another one (12345678 송가은 …).

Traps: 접수번호, 승인번호, 처방전 교부번호 are numbers of a visit or a paper, not of a patient.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import SEP, Detector, View, alone
from gwanmun.privacy.detectors.beside import name_after
from gwanmun.privacy.detectors.numbered import worded

_SHAPE: Final = rf"[0-9]{{2,4}}{SEP}[0-9]{{4,8}}"
_named = worded(
    Kind.MRN,
    r"hosp(?:ital)?_?(?:No|no|NO)|환자 ?(?:등록|고유|식별|관리)? ?(?:번호|ID|id|코드|No\.?)|[차챠]트 ?(?:번호|No\.?|NO|#)?|병록 ?번호|(?:의무|의료|진료) ?기록 ?번호|(?:진료|진찰|외래|입원|수진|검진) ?(?:등록|카드|권|자)? ?번호"
    r"|병원 ?(?:등록)? ?(?:번호|ID)|환자 ?등록\W{0,3}$|(?:외래|입원) ?등록\W{0,3}$|MRN|mrn|[Cc]hart ?(?:[Nn]o|[Nn]umber|#)?|[Pp]atient[ _]?(?:[Ii][Dd]|[Nn]o|[Nn]umber)|PATIENT_?(?:ID|NO)|[Pp]t\.? ?(?:[Nn]o|ID)|[Hh]osp\.? ?[Nn]o|ptnt_?(?:No|id|Id)|pt_?no|PT_?NO",
    _SHAPE,
)
#: 등록번호 alone is a patient's where a hospital speaks.
_registered = worded(Kind.MRN, r"(?:^|[^가-힣])등록 ?번호", _SHAPE, certainty=82)
_MEDICAL: Final = r"병원|의원|의료원|요양기관|주치의|담당의|병동|진료|환자|수진자|의무기록|검사명|진단|입원|외래|처방|응급실|보건소|의무실|한의원|치과|내과|[정신일흉성]\S?외과|소아(?:청소년)?과|산부인과|이비인후과|피부과|비뇨|신경과|재활의학|정신건강|흉통|심전도|혈압|수술|검진"
_medical = re.compile(_MEDICAL)
#: 환자 송가은(12345678).
_WHOSE: Final = r"(?:환자|수진자|입원자|내원자)(?: ?[가-힣]{2,4})? ?\("
_whose = re.compile(rf"{_WHOSE}(?P<v>[0-9]{{7,10}}|[0-9]{{2}}-[0-9]{{6}})(?=[),])")


#: A hospital's own number with a letter before it: 진료카드 D-04418, 차트 C-2018-771.
_card = re.compile(
    r"(?:진료 ?카드|진찰권|[차챠]트|병록)(?: ?(?:번호|No\.?))?[ :：]{1,2}(?P<v>[A-Z]-?[0-9]{2,6}(?:-[0-9]{2,6})?)(?![0-9A-Za-z])"
)
#: On a ward's list, behind a name: 한기석 (#851068), 장봄 F/29 31170922; at the head of a line, before who is called 님.
_ward = re.compile(r"(?:\(#|[MF]/[0-9]{1,3} |PID ?[:#]? ?)(?P<v>[0-9]{6,8}|[0-9]{2}-[0-9]{6})(?![0-9-])")
_called = re.compile(r"^(?P<v>[0-9]{8}) [가-힣]{2,8}(?: [가-힣]{1,6})?님", re.MULTILINE)
_COLUMN: Final = r"(?:환자|차트|병록|챠트)(?: ?(?:등록|고유))? ?(?:번호|ID|id|No)|MRN|[Pp]atient_?(?:[Ii][Dd]|[Nn]o)|[Cc]hart_?(?:[Nn]o|[Ii][Dd])"
_column, _column_hint = re.compile(rf"^(?:{_COLUMN})"), re.compile(_COLUMN)
_any_number = re.compile(r"(?=(?:[A-Za-z-]*[0-9]){5})[A-Za-z]{0,3}-?[0-9]{2,8}(?:-[0-9]{2,6}){0,2}")

#: At the head of a line before somebody.
_headed = re.compile(rf"(?:^|\n)[ ]{{0,4}}(?:[0-9]{{1,2}}[.)] )?(?P<v>{_SHAPE})(?=[ \t,/|)])")


def detect(view: View) -> Iterator[Finding]:
    rows = [_lettered(view.text, row) for row in _named.detect(view)]
    yield from rows
    known = frozenset(row.start for row in rows)
    if rows:
        yield from _in_list(view.text, known)
    for start, end, header in view.cells() if _column_hint.search(view.text) else ():
        # A hospital may write its numbers as it likes: 20260418-077. The column says what they are.
        value = view.text[start:end].strip(" \"'`*")
        at = view.text.find(value, start) if value else start
        if at not in known and _any_number.fullmatch(value) and _column.search(header):
            yield Finding(at, at + len(value), Kind.MRN, 86, "column")
    for m in _whose.finditer(view.text):
        yield Finding(*m.span("v"), Kind.MRN, 84, "behind a patient")
    for m in _card.finditer(view.text):
        yield Finding(*m.span("v"), Kind.MRN, 88, "card")
    if _medical.search(view.text):
        for m in (*_ward.finditer(view.text), *_called.finditer(view.text)):
            yield Finding(*m.span("v"), Kind.MRN, 84, "ward")
        yield from _registered.detect(view)


def _lettered(text: str, row: Finding) -> Finding:
    """With the letter that a number begins with: M12345678."""
    before, glued = text[max(0, row.start - 2) : row.start - 1], text[row.start - 1 : row.start]
    if "A" <= glued <= "Z" and not (before.isascii() and before.isalnum()):
        return Finding(row.start - 1, row.end, row.kind, row.certainty, row.why)
    return row


def _in_list(text: str, known: frozenset[int]) -> Iterator[Finding]:
    """Lines that begin as one did whose number is told by its word: a number and a name."""
    below = False
    for m in _headed.finditer(text):
        start, end = m.span("v")
        if start in known:
            below = True
        elif below and alone(text, start, end) and name_after(text, end):
            yield Finding(start, end, Kind.MRN, 86, "list")


DETECTOR: Final = Detector(
    Kind.MRN,
    (
        *_named.trigger,
        (_MEDICAL, r"등록 ?번호", _SHAPE),
        (_WHOSE, "[0-9]{6}"),
        ("진료 ?카드|진찰권|[차챠]트|병록", " [A-Z]-?[0-9]{2}"),
        (_MEDICAL, r"\(#[0-9]{2}|[MF]/[0-9]+ [0-9]{7}|PID"),
        (_MEDICAL, "[0-9]{8} [가-힣]"),
    ),
    detect,
)
