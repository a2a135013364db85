"""생년월일 (BIRTHDATE): a date that is called a birth: after 생년월일, before 생, or in such a column."""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View

_DATE: Final = (
    r"(?:19|20)?[0-9]{2}(?:[./-] ?|년 ?)[0-9]{1,2}(?:[./-] ?|월 ?)[0-9]{1,2}(?:일)?|(?:19|20)[0-9]{6}|[0-9]{6}"
)
_WORD: Final = r"(?:생년 ?월일|생일|출생 ?(?:일자?|년월일)|[Bb]irth|BIRTH|brthdy|DOB|dob|생년)"
_date = re.compile(_DATE)
_word = re.compile(_WORD)
_after = re.compile(r"^\.?,? ?(?:일 ?)?(?:생(?![가-힣])|생[인이의으]|출생)")


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _date.finditer(text):
        start, end = m.span()
        if text[start - 1 : start].isdigit() or text[end : end + 1].isdigit():
            continue
        numbers = re.findall("[0-9]+", m[0])
        if len(numbers) == 3 and not (1 <= int(numbers[1]) <= 12 and 1 <= int(numbers[2]) <= 31):
            continue
        if ". " in m[0] and text[end : end + 1] == ".":
            end += 1  # 1993. 7. 22. is how offices write a date: its last dot belongs to it
        if _after.match(view.after(end, 6)):
            yield Finding(start, end, Kind.BIRTHDATE, 92, "born")
        elif text[end : end + 1] != "-" and _word.search(view.label(start)):
            yield Finding(start, end, Kind.BIRTHDATE, 95, "word")


DETECTOR: Final = Detector(
    Kind.BIRTHDATE,
    ((_WORD, "[0-9]{2}"), (r"[0-9]일?\.?,? ?(?:일 ?)?(?:생|출생)",)),
    detect,
)
