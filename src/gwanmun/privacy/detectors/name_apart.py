"""Names whose syllables or parts are set apart (떨어진 이름): 권*태*경, 한/도/윤, one syllable a line, 성 금 / 이름 채린.

Somebody who means to get past puts marks between the syllables; a form that is too narrow puts each on a line; a passport and
many web forms ask for the surname and the given name each for itself. How sure, by the evidence (`why`):

| why | evidence | what the letters must be |
|---|---|---|
| label:, title | a label before, a title or a note behind | no reviewed word, not far from a name |
| apart | marks that nobody puts between the syllables of a word (* _ ° 〇, a digit) | a known given name, no word |
| parts | 성 …, 이름 …; a column for each | a surname; one to three syllables |

What does not live here: syllables set apart by spaces (`name.py`), letters set apart (Jamo: `privacy/normal.py`).
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.privacy.detectors.base import View
from gwanmun.privacy.detectors.name_around import Beside, after, before, noted
from gwanmun.privacy.detectors.name_hints import ANYHOW, BEGINS, FAMILY, MARKS
from gwanmun.privacy.detectors.name_tables import columns_of_parts
from gwanmun.privacy.detectors.name_words import listed_word, ordinary, surname, weight
from gwanmun.privacy.lists import (
    DOUBLE_SURNAMES,
    GIVEN_MORE,
    GIVEN_ORDINARY,
    GIVEN_PAIRS,
    NAME_LABELS,
    RARE_SURNAMES,
    either,
)

_Place = tuple[int, int, int, str]

#: Marks that nobody puts between the syllables of a word, and those that part the items of a list.
_MARK: Final = rf"[{MARKS}·./:|,-]"
_marked = re.compile(
    rf"(?<![가-힣])(?P<a>[{BEGINS}])(?P<m> ?{_MARK} ?| ?\n {{0,4}})(?P<b>[가-힣])(?P=m)(?P<c>[가-힣])(?:(?P=m)(?P<d>[가-힣]))?(?![가-힣]{{0,1}}(?P=m)[가-힣])"
)
_numbered = re.compile(rf"(?<![가-힣0-9])(?P<a>[{BEGINS}])[0-9](?P<b>[가-힣])[0-9](?P<c>[가-힣])(?![가-힣0-9])")
#: Whatever stands between the syllables, not the same each time, or each syllable in brackets: 우 \\ 정 례, 서,지 호, (감)(병)(오).
_anyhow = re.compile(
    rf"(?<![가-힣])(?P<a>{'|'.join(sorted(DOUBLE_SURNAMES))}|[{FAMILY}])(?![^\S\n]{{1,4}}[가-힣][^\S\n]{{1,4}}[가-힣])(?P<m>{ANYHOW})(?P<b>[가-힣])(?P<n>{ANYHOW})(?P<c>[가-힣])(?=[^가-힣]|씨|님|[은는이가을를의과와]|$)"
)
#: One mark between the surname and the given name, or within it.
_split = re.compile(
    rf"(?<![가-힣_])(?:(?P<a>[{BEGINS}])[_:°^~](?P<b>[가-힣]{{2}})|(?P<e>[{BEGINS}][가-힣])[_:°^~](?P<f>[가-힣]))(?![가-힣_])"
)
_label_before = re.compile(
    rf"(?:{either(NAME_LABELS)})(?:은|는|이)?(?: ?\([^)\n]{{1,16}}\))?[ \t]?[:：=|>\"'*]{{0,3}}[ \n]{{0,2}}\Z"
)
_REACH: Final = 40
#: A line that goes on behind the last syllable is none of a name written one syllable a line.
_goes_on = re.compile(r" ?[가-힣]")

#: Surname and given name, each behind its word.
_FAMILY: Final = "|".join(sorted(DOUBLE_SURNAMES)) + f"|[{FAMILY}]"
_parts = re.compile(
    rf"(?<![가-힣])성(?:씨)?[은는이]?[\"']?(?: ?[:：=|,] ?| )[\"']?(?P<s>{_FAMILY})[\"']?(?: ?씨)?(?:이고|이며|,|/|;|\||\n|\t| ){{1,4}}[\"']?이름(?:은|이)?[\"']?(?: ?[:：=|,] ?| )[\"']?(?P<g>(?!외자|없음|미상|생략|미정|석 ?자|공모|짓기)[가-힣]{{1,3}}?)(?=[\"',./;|)\n]|$| |이[다고며라에요]|입니|예요)"
)
#: What explains a syllable, before it: 탁구의 '탁', 기러기 할 때 기.
_GLOSS: Final = r"(?:[\"']?[가-힣]{1,4}[\"']?[가-힣]{0,4} ?(?:의|할 때의?|자 할 때의?|쓸 때의?) ?)"
_ENDS: Final = r"(?=[\"',./;|)\n]|$| |이[다고며라에요구]|입니|예요|고|구요|인데)"
#: Said so that it is written down right: 성은 탁구의 '탁', 이름은 '새봄'; 성은 독고 (두 글자), 이름 …; 성이 김씨고 이름이 ….
_explained = re.compile(
    rf"(?<![가-힣])성(?:씨)?[은는이]?(?: ?[:：=|,] ?| )(?P<x>{_GLOSS})?[\"']?(?P<s>{_FAMILY})[\"']?(?: ?씨)?(?P<y> ?\([^()\n]{{1,12}}\))?(?:이고요?|이구요?|이며|이요|인데요?|이에요|예요|입니다|(?<=씨)(?:고요?|구요?|예요|요)|,|\.|/|;|\n|\t| ){{1,4}}"
    rf"이름[은이]?[\"']?(?: ?[:：=|,] ?| )(?P<z>{_GLOSS})?[\"']?(?P<g>(?!외자|없음|미상|생략|미정|석 ?자|공모|짓기|첫|앞)[가-힣]{{1,3}}?)[\"']?{_ENDS}"
)
#: The given name syllable by syllable: 이름 첫째 자 영 둘째 자 채.
_NTH: Final = r"(?:자|글자)(?:는|가|은)? ?[\"']?"
_NEXT: Final = "(?:둘째|두 ?번째|뒤|뒷|끝|마지막|다음)"
_syllables = re.compile(
    rf"(?<![가-힣])(?:성(?:씨)?[은는이]? ?[\"']?(?P<s>{_FAMILY})[\"']?(?: ?씨)?(?: ?\([^()\n]{{1,12}}\))?[,.고이며에 ]{{1,4}})?이름[은의이]? ?(?:첫|첫째|첫 ?번째|앞) ?{_NTH}(?![와과를을의만])(?P<g>[가-힣])[\"']?[,이고 ]{{1,4}}{_NEXT} ?{_NTH}(?![와과를을의만])(?P<h>[가-힣])(?! ?순)(?=[^가-힣]|입니|이[고에라]|예요|라|$)"
)
_called = re.compile(
    rf"(?<![가-힣])(?P<s>{_FAMILY}) ?씨 성(?:에|이고|이며|을 쓰[고며]|,)? ?이름[은이]? ?(?P<g>[가-힣]{{2}})(?=[\"',./;)\n]|$| |이[다고며라에요]|입니|예요|다)"
)
_latin_parts = re.compile(
    r"(?:성[ (]{0,2}(?:Surname|SURNAME)\)?|(?i:surname|family name|last name)|(?<![가-힣])성)[ ]?[:：/|]? ?(?!(?i:surname|given))(?P<s>[A-Z]{2,12}|[A-Z][a-z]{1,11})(?:[,/;|\n\t ]{1,3})(?:이름[ (]{0,2}(?:Given [Nn]ames?|GIVEN NAMES?)\)?|(?i:given names?|first names?)|이름)[ ]?[:：/|]? ?"
    r"(?!(?i:given|name|surname))(?P<g>[A-Z]{2,12}(?:[ -][A-Z]{1,12}){0,2}|[A-Z][a-z]{1,11}(?:[ -][A-Za-z][a-z]{1,11}){0,2})(?![A-Za-z])"
)
_PARTS: Final = (("parts", _parts), ("called", _called), ("latin parts", _latin_parts))


def parted(view: View, seen: frozenset[str]) -> Iterator[_Place]:
    """Places of such names; `seen`: the text's hints."""
    text = view.text
    if "anyhow" in seen:
        for m in _anyhow.finditer(text):
            if _told(text, m):
                boxed = _boxed(text, m)
                yield m.start() - boxed, m.end() + boxed, 84, "apart"
    if "marks" in seen:
        for m in _marked.finditer(text):
            place = _judged(text, m)
            if place:
                yield place
        for m in _numbered.finditer(text):
            name = m["a"] + m["b"] + m["c"]
            if name[1:] in GIVEN_PAIRS and not _word(name) and weight(name) >= 0:
                yield m.start(), m.end(), 78, "apart"
    if "mark" in seen:
        yield from _splits(text)
    for hint, pattern in _PARTS:
        for m in pattern.finditer(text) if hint in seen else ():
            for name in ("s", "g"):
                yield *m.span(name), 84, "parts"
    for m in _explained.finditer(text) if "parts" in seen or "parts explained" in seen else ():
        for name in ("s", "g"):
            yield *m.span(name), 84, "parts"
    for m in _syllables.finditer(text) if "syllables" in seen else ():
        for name in ("s", "g", "h"):
            if m[name]:
                yield *m.span(name), 84, "parts"
    if "이름" in text or "name" in text or "NAME" in text:
        for start, end in columns_of_parts(view):
            yield start, end, 84, "parts"


def _boxed(text: str, m: re.Match[str]) -> int:
    """1 where each syllable stands in brackets, else 0."""
    return int(
        m["m"][0] in _CLOSES and text[m.start() - 1 : m.start()] in _OPENS and text[m.end() : m.end() + 1] in _CLOSES
    )


def _told(text: str, m: re.Match[str]) -> bool:
    """Whether a label, a post or a title makes a name of syllables with anything between them."""
    name, end = m["a"] + m["b"] + m["c"], m.end()
    gaps = (m["m"].strip(), m["n"].strip())
    if not all(gaps) and any(gap in ".?" for gap in gaps if gap):
        return False  # 협조 안 함. 모 …
    if not any(gaps) or listed_word(name) or weight(name) <= _FAR:
        return False
    if ordinary(name) > 1 and not (weight(name) >= _SURE and name[surname(name) :] in GIVEN_PAIRS):
        return False
    if _another.match(text, end) and text.startswith(m["n"], end):
        return False  # four items of a list
    boxed = _boxed(text, m)
    start, end = m.start() - boxed, end + boxed
    if text[start - 1 : start] in gaps and start > 1 and "가" <= text[start - 2 : start - 1] <= "힣":
        return False  # the list began before
    listing = gaps[0] == gaps[1] and gaps[0] in _LISTS
    likely = weight(name)
    if gaps[0] != gaps[1]:
        return not all(gaps) and labelled(text, start)
    if labelled(text, start) or before(text, start) is Beside.LABEL:
        return not listing or likely >= 0
    return max(before(text, start), after(text, end)[0]) >= Beside.POST and not listing and likely >= _STRANGE


_OPENS, _CLOSES = frozenset("([{<「『【"), frozenset(")]}>」』】")
#: What parts the items of lists as well.
_LISTS: Final = frozenset((",", "/", "·", ";", "&", "+", "、"))
_another = re.compile(r"[^\w\n]{1,4}[가-힣](?![가-힣])")


def _splits(text: str) -> Iterator[_Place]:
    """One sure name whose parts a mark keeps apart makes names of others written so: 최민_아, 강_전율."""
    sure: list[_Place] = []
    likely: list[_Place] = []
    for m in _split.finditer(text):
        name = m["a"] + m["b"] if m["a"] else m["e"] + m["f"]
        by_label = labelled(text, m.start())
        if listed_word(name) or ordinary(name) > 1 or weight(name) < 0:
            continue
        if not by_label and (":" in m[0] or _word(name) or name[0] in RARE_SURNAMES):
            continue
        (sure if by_label or name[1:] in GIVEN_PAIRS else likely).append((*m.span(), 78, "apart"))
    yield from sure
    yield from likely if sure else ()


def labelled(text: str, start: int) -> bool:
    """Whether a label of a form stands before the place, a colon or the edge of a cell between them."""
    return _label_before.search(text, max(0, start - _REACH), start) is not None


def _word(name: str) -> bool:
    return bool(ordinary(name)) or listed_word(name) or name[1:] in GIVEN_ORDINARY


def _judged(text: str, m: re.Match[str]) -> _Place | None:
    name, end = m["a"] + m["b"] + m["c"], m.end()
    if m["d"]:
        if surname(name) == 2:
            name += m["d"]
        else:
            return None  # four items of a list
    mark, start = m["m"].strip(" "), m.start()
    if text[start - 1 : start] in (mark, m["m"][:1]) and start > 1 and "가" <= text[start - 2 : start - 1] <= "힣":
        return None  # the list began before
    likely = weight(name)
    if listed_word(name) or ordinary(name) > 1 or likely <= _FAR:
        return None
    known = name[surname(name) :] in GIVEN_PAIRS or name[surname(name) :] in GIVEN_MORE
    if mark == "\n":
        if _goes_on.match(text, end) or not (labelled(text, start) or before(text, start) >= Beside.POST):
            return None
        return start, end, 84, "label:"
    if labelled(text, start) and (known or mark in MARKS or likely >= 0):
        return start, end, 88, "label:"
    if max(before(text, start), after(text, end)[0]) >= Beside.POST and (known or likely >= 0):
        return start, end, 84, "title"
    if mark in MARKS and not _word(name) and likely >= _STRANGE:
        return start, end, 78, "apart"
    if known and not _word(name) and likely >= 0 and (mark in MARKS or mark in "|." or noted(text, end)):
        return start, end, 78, "apart"
    return None


#: The least weight of what such marks part.
_STRANGE: Final = -12
#: The least weight of a name that is a word as well.
_SURE: Final = 20
#: What is hardly anybody's name, whatever stands beside it.
_FAR: Final = -40
