"""여권번호 (PASSPORT). 개인정보 보호법 제24조.

M, S, R, O or D and 8 digits; since 2021-12-21 the fourth of them is a letter: M123A4567. No check digit. Beside its word it counts in any groups
(M 123 A 4567), as do those of other countries. Traps: model
and part codes of the same shape. Lower case counts beside the word, or in a row beside a name.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, Detector, View
from gwanmun.privacy.detectors.beside import name_after, name_before, of_a_thing, of_nobody, thing_after

_SHAPE: Final = r"[MSRODmsrod][ -]?[0-9]{3}(?:[0-9]|[A-Za-z])[ -]?[0-9]{4}"
#: Beside the word: Korean passports before 2005 (JR1234567), and those of other countries.
_OTHER: Final = r"[A-Z]{1,2}[0-9]{6,8}|[0-9]{9}"
#: Beside its word, in any groups.
_J: Final = r"(?: ?[-._] ?| {1,2}|\n)?"
_GROUPED: Final = rf"[MSRODmsrod](?:{_J}[0-9]){{3}}{_J}[0-9A-Za-z](?:{_J}[0-9]){{4}}"
#: Its word behind the number: M82140379 ← 여권번호.
_word_behind = re.compile(r" ?[←(<=]{1,2} ?여권|[ ]{1,2}여권 ?번호")
_grouped = re.compile(rf"(?<![0-9A-Za-z_-]){_GROUPED}(?![0-9A-Za-z_-])")
_other = re.compile(rf"(?<![0-9A-Za-z_-])(?:{_OTHER})(?![0-9A-Za-z_-])")
_shape = re.compile(_SHAPE)
_NUMBER: Final = re.compile(r"여권 ?(?:번호|No)|[Pp]assport ?(?:[Nn]o|[Nn]umber|#)|PASSPORT ?N|passport_?n|psprt")
_DIRECTLY: Final = re.compile(r"(?:여권|[Pp]assport)[ :(]{0,3}$")
#: What is delivered, not who travels.
_GOODS: Final = re.compile(
    r"(?:자재|부품|물품|제품|모델|품목|규격|형식|승인|기종|모델명|형번|도번|시편|표본|티켓|표|입장권|관람권|승차권|탑승권|예매|좌석|[Cc]ommit|rev)[ :(]{0,3}$"
)
_OTHERS: Final = re.compile(r" ?(?:고시|공고)")
_DAY: Final = re.compile("20[0-3][0-9](?:0[1-9]|1[0-2])[0-3][0-9]")
_WORD: Final = re.compile(r"여권|[Pp]assport|PASSPORT|psprt")
_WHOLE: Final = 9
_cell = re.compile(r"(?:^|[\n\t/|,;(])[ ]?$")
#: s20231234 is a student.
_YEAR: Final = re.compile("(?:19|20)[0-9]{2}")


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    nobody = of_nobody(text)
    for m in _shape.finditer(text):
        start, end = m.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if (before.isascii() and (before.isalnum() or (before in "-_" and before))) or (
            after.isascii() and after.isalnum()
        ):
            continue
        label = view.label(start)
        if _WORD.search(label) or _WORD.search(view.before(start)):
            yield Finding(start, end, Kind.PASSPORT, 97, "word")
        elif (
            m[0].isupper()
            and len(m[0]) == 9
            and not (
                NOT_PERSONAL.search(label)
                or _GOODS.search(label)
                or _OTHERS.match(text, end)
                or thing_after(text, end)
                or (nobody and of_a_thing(text, start, end))
                or _DAY.match(m[0], 1)
            )
        ):
            yield Finding(start, end, Kind.PASSPORT, 75 if m[0][4].isalpha() else 62, "shape")
        elif (
            m[0].islower()
            and len(m[0]) == _WHOLE
            and not (_YEAR.match(m[0], 1) or NOT_PERSONAL.search(label))
            and (name_before(text, start) or (_cell.search(text, max(0, start - 3), start) and name_after(text, end)))
        ):
            yield Finding(start, end, Kind.PASSPORT, 72, "beside a name")
    for m in _grouped.finditer(text) if _WORD.search(text) else ():
        worded = _word_behind.match(text, m.end()) or _WORD.search(view.label(m.start()))
        if worded and m[0].count("\n") <= 1 and not _shape.fullmatch(m[0]):
            yield Finding(*m.span(), Kind.PASSPORT, 90, "groups")
    for m in _other.finditer(text):
        label = view.label(m.start())
        if _NUMBER.search(label) or (m[0][0].isalpha() and _DIRECTLY.search(label)):
            yield Finding(*m.span(), Kind.PASSPORT, 85, "other form")


DETECTOR: Final = Detector(
    Kind.PASSPORT, ((_SHAPE,), (r"여권|[Pp]assport|PASSPORT|psprt", rf"{_OTHER}|{_GROUPED}")), detect
)
