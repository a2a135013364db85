"""Names that are not written as a Korean name in Hangul: foreign ones in Hangul, romanised and foreign ones, Hanja.

외래어 표기법; 국어의 로마자 표기법 (surname first, 김민수 → Kim Minsu, Kim Min-su, KIM MINSU, Min-su Kim). What lives here:
their shapes. What does not: Korean names in Hangul (`name.py`). A single foreign word is a name only behind a label.
"""

import re
from collections.abc import Iterator
from typing import Final

import re2

from gwanmun.privacy.detectors.name_around import Beside, after, before
from gwanmun.privacy.lists import (
    COMMON_WORDS,
    FOREIGN_NAMES,
    NOT_NAMES,
    ROMAN_ORDINARY,
    ROMAN_SURNAMES,
    ROMAN_SYLLABLES,
    either,
)

_LONG: Final = tuple(sorted((name for name in FOREIGN_NAMES if len(name) > 1), key=lambda name: (-len(name), name)))
#: Words that begin a foreign name in Hangul; those that are Korean surnames or words too do not.
_STRONG: Final = frozenset(name for name in _LONG if name not in COMMON_WORDS and name not in NOT_NAMES)
_hangul_hint = re2.compile("|".join(sorted(_STRONG)))
_hangul_words = re.compile(r"[가-힣]{1,8}(?:[ ·-][가-힣]{1,8}){0,4}")
_spot = re.compile(r"[ ·-]")

_ROMAN_SURNAMES: Final = either(ROMAN_SURNAMES)
_ROMAN_SYLLABLES: Final = either(ROMAN_SYLLABLES)
_surname = rf"(?:{_ROMAN_SURNAMES})"
_given = rf"(?:{_ROMAN_SYLLABLES})(?:[- ]?(?:{_ROMAN_SYLLABLES}))?"
_BOTH: Final = f"{_ROMAN_SURNAMES}|{_ROMAN_SURNAMES.upper()}"
_roman_hint = re2.compile(rf"(?:^|[^A-Za-z@._/-])(?:{_BOTH})(?:, ?| )[A-Z]|[A-Za-z] (?:{_BOTH})(?:[^A-Za-z0-9_@/=-]|$)")
_han_hint = re2.compile("[一-鿿]{2}")
_first = re.compile(rf"(?<![A-Za-z@._/-])(?P<s>{_BOTH})(?P<c>, ?| )(?P<g>(?i:{_given}))(?![A-Za-z0-9_@/=-])")
_last = re.compile(rf"(?<![A-Za-z@._/-])(?=[A-Z])(?P<g>(?i:{_given}))(?P<c> )(?P<s>{_BOTH})(?![A-Za-z0-9_@/=-])")

_WORD: Final = r"[A-Z][A-Za-z'’À-ɏḀ-ỿ-]{1,24}"
_called = re.compile(rf"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.? (?P<n>{_WORD}(?: {_WORD}){{0,3}})")
_mail = re.compile(rf"(?<![A-Za-z])(?P<n>{_WORD}(?: [A-Z]\.)?(?: {_WORD}){{1,3}})\"? ?[<(][A-Za-z0-9._%+-]{{1,64}}@")
_signed = re.compile(
    rf"(?:[Rr]egards|[Ss]incerely|[Tt]hanks|[Tt]hank you|[Bb]est|[Yy]ours [a-z]+|[Rr]espectfully),?[ \t]*\n+(?P<n>{_WORD}(?: {_WORD}){{1,3}})[ \t]*(?:\n|$)"
)
_viet = re.compile(
    rf"(?<![A-Za-z])(?P<n>(?:Nguy[eễ]n|NGUYEN|Tr[aầ]n|TRAN|Ph[aạ]m|PHAM|Hu[yỳ]nh|HUYNH|Phan|PHAN|Bùi|Bui|BUI|Đặng|Dang Thi|Đỗ|Hoàng|Hoang|HOANG|Dương|Duong|Võ|Vo Thi|Le Thi|Lê|Ngô|Ngo Thi)(?: {_WORD}){{1,3}})"
)
_marks_of_latin = re2.compile(
    r"M[rsx]s?\.? [A-Z]|Dr|Prof|Miss|[a-z]\"? ?[<(][A-Za-z0-9._%+-]+@|egards|incerely|hank|Best|Yours|espectfully|Ngu|NGU|Tr[aầ]n|TRAN|Ph|PH|Hu[yỳ]|HUY|B[uù]i|BUI|Đ|Dang|Ho[aà]ng|HOANG|D[uư][oơ]ng|Võ|Vo |L[eê] |Ng[oô]"
)

_HAN_SURNAMES: Final = "金李朴崔鄭姜趙尹張林韓吳徐申權黃黄安宋柳全洪高文梁孫裵裴白許劉兪俞南沈盧河郭成車朱禹具閔陳池嚴蔡元千方孔玄咸卞廉呂秋都石薛宣馬吉延魏表明奇王琴玉陸孟諸卓鞠魚殷片龍芮奉慶史夫賈卜太睦邢皮杜甘陰彬承昔"
_hanja = re.compile(
    rf"(?<![一-鿿])(?:[{_HAN_SURNAMES}][一-鿿]{{1,2}}|(?:南宮|諸葛|皇甫|獨孤|鮮于|司空|西門)[一-鿿]{{1,2}})(?![一-鿿])"
)


def foreign(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Places of such names, with a certainty and the evidence."""
    if _hangul_hint.search(text):
        yield from _in_hangul(text)
    if _roman_hint.search(text):
        yield from _romanised(text)
    if _marks_of_latin.search(text):
        for pattern, certainty, why in (
            (_called, 85, "Mr"),
            (_mail, 85, "mail"),
            (_signed, 84, "signed"),
            (_viet, 82, "foreign"),
        ):
            for m in pattern.finditer(text):
                yield m.start("n"), m.end("n"), certainty, why


def _in_hangul(text: str) -> Iterator[tuple[int, int, int, str]]:
    for m in _hangul_words.finditer(text):
        words = _spot.split(m[0])
        if len(words) < 2 and m[0] not in _STRONG:
            continue
        at = m.start()
        first = 0
        while first < len(words):
            run = first
            while run < len(words) and _part(words[run], last=False):
                run += 1
            # The last word may carry a particle: 응우옌 티 란이.
            end_word = words[run] if run < len(words) else ""
            bare = _without_particle(end_word)
            count = run - first + (1 if bare else 0)
            start = at + sum(len(w) + 1 for w in words[:first])
            if count:
                last = bare or words[run - 1]
                taken = words[first:run] + ([bare] if bare else [])
                end = start + sum(len(w) + 1 for w in words[first:run]) + (len(bare) if bare else -1)
                strong = sum(w in _STRONG for w in taken)
                if (count > 1 and strong and len(last)) or (strong and after(text, end)[0] >= Beside.LABEL):
                    yield start, end, 80, "foreign"
                elif strong and before(text, start) >= Beside.POST and (len(m[0]) > 2):
                    yield start, end, 78, "foreign"
                elif (
                    strong
                    and run < len(words)
                    and after(text, end + 1 + len(words[run]))[0] >= Beside.LABEL
                    and not bare
                    and 2 <= len(words[run]) <= 6
                    and words[run] not in NOT_NAMES
                    and after(text, end)[0] < Beside.LABEL
                ):
                    yield start, end + 1 + len(words[run]), 76, "foreign"
            first = max(run + 1, first + 1)


def _part(word: str, *, last: bool) -> bool:
    return word in FOREIGN_NAMES and (last or word not in NOT_NAMES)


_PARTICLE = re.compile(r"(?:에게서|에게|께서는|께서|은|는|이|가|을|를|의|와|과|도|씨|님|입니다|이라는|라는)$")


def _without_particle(word: str) -> str:
    m = _PARTICLE.search(word)
    bare = word[: m.start()] if m else ""
    return bare if bare in FOREIGN_NAMES else ""


def _romanised(text: str) -> Iterator[tuple[int, int, int, str]]:
    for pattern in (_first, _last):
        for m in pattern.finditer(text):
            family, given = m["s"], m["g"]
            upper = family.isupper()
            if not (family[0].isupper() and given[0].isupper()):
                continue
            parts = re.split("[- ]", given)
            # Kim Minsu, KIM Min-su, KIM MINSU; never half-words such as KIm or MInsu.
            if not (upper and len(family) > 1) and not family[1:].islower() and len(family) > 1:
                continue
            if any(len(p) > 1 and not (p.isupper() or p[1:].islower()) for p in parts):
                continue
            if all(p.lower() in ROMAN_ORDINARY for p in parts) or "-".join(parts).lower() in ROMAN_ORDINARY:
                continue
            if m["c"] != " " and (not upper and before_word(text, m.start())):
                continue
            yield m.start(), m.end(), 78, "romanised"


def before_word(text: str, at: int) -> bool:
    """Whether an English word stands just before the place (a sentence, not a name's beginning)."""
    return at > 1 and text[at - 1] == " " and text[at - 2].isascii() and text[at - 2].isalpha()


def in_hanja(text: str) -> Iterator[tuple[int, int]]:
    """Places that look like a name in Hanja."""
    if not _han_hint.search(text):
        return
    for m in _hanja.finditer(text):
        yield m.start(), m.end()
