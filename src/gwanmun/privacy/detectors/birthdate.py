"""생년월일 (BIRTHDATE): a date that is called a birth: after 생년월일, before 생, or in such a column."""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View

_M: Final = r"(?:[ ]{0,2}[-./·_~][ ]{0,2}\n?|[ ]|년 ?|월 ?)"
_MONTHS: Final = (
    "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[a-z]{0,6}"
)
_DATE: Final = (
    rf"[0-9]{{1,2}}[-./ ](?:[0-9]{{1,2}}|{_MONTHS})[-./, ]{{1,2}}(?:19|20)[0-9]{{2}}(?![0-9]|[-./][0-9])|{_MONTHS} [0-9]{{1,2}},? (?:19|20)[0-9]{{2}}"
    rf"|(?:19|20)?[0-9]{{2}}{_M}[0-9]{{1,2}}{_M}[0-9]{{1,2}}(?:일)?|(?:19|20)[0-9]{{6}}|[0-9]{{6}}"
)
_WORD: Final = r"(?:생년 ?월 ?일|생일|출생 ?(?:연?년? ?월일|일자?|일시|년도)|출생|탄생일|[Bb]irth|BIRTH|brth|brdt|BRTH|BRDT|DOB|D\.O\.B|dob|생년|생월일)"
_date = re.compile(_DATE)
_word = re.compile(_WORD)
_number = re.compile("[0-9]+")
#: Another date's name behind the word: "생년월일 확인, 접수일 2026. 1. 2."
_other = re.compile(
    r"(?:[접수발급신청작성처리만료등록시행통지결정입학졸업퇴직임용사망혼인이혼입사개설](?:일|일자|일시)|기준일|기간)[^가-힣]*$"
)
_after = re.compile(
    r"^\.?,? ?(?:일 ?)?(?:\((?:양력|음력|[양음])\) ?)?(?:(?:에 )?(?:출생|태어[나난났])|생(?![가-힣])|생[인이의으임입예)])"
)


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _date.finditer(text):
        start, end = m.span()
        if text[start - 1 : start].isdigit() or text[end : end + 1].isdigit():
            continue
        if not _dated(m[0]):
            continue
        if ". " in m[0] and text[end : end + 1] == ".":
            end += 1  # 1993. 7. 22. is how offices write a date: its last dot belongs to it
        if _after.match(view.after(end, 12)):
            yield Finding(start, end, Kind.BIRTHDATE, 92, "born")
        elif text[end : end + 1] != "-" and _named(view.label(start)):
            yield Finding(start, end, Kind.BIRTHDATE, 95, "word")


def _named(label: str) -> bool:
    return _word.search(label) is not None and _other.search(label) is None


def _dated(value: str) -> bool:
    numbers = _number.findall(value)
    if len(numbers) == 1:
        digits = numbers[0][-4:]
        return 1 <= int(digits[:2]) <= 12 and 1 <= int(digits[2:]) <= 31
    if len(numbers) == 2:
        return 1 <= min(map(int, numbers)) <= 31
    year, month, day = map(int, numbers)
    if len(numbers[2]) == 4:
        return 1 <= min(year, month) <= 12 and 1 <= max(year, month) <= 31
    return 1 <= month <= 12 and 1 <= day <= 31


DETECTOR: Final = Detector(
    Kind.BIRTHDATE,
    ((_WORD, "[0-9]{2}"), (r"[0-9]일?\.?,? ?(?:일 ?)?(?:\(.{1,2}\) ?)?(?:에 )?(?:생|출생|태어)",)),
    detect,
)
