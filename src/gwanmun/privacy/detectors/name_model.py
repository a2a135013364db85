"""How likely letters are a person's name by everything around them (주변 정황), where no single rule is sure.

A linear model: what the letters are, and what stands on both sides, each a feature with a weight; above zero rather a name
than not. The weights (data/privacy/name_weights.txt) were trained offline by `tools/name_model.py` on the labelled corpora
of tests/data; a feature counts only when several kinds of documents show it. Here they are only added up: no library, no
randomness, the same answer everywhere.

What does not live here: rules (`name.py`), which readings there are, what is then found.
"""

import re
from typing import Final, NamedTuple

from gwanmun.privacy.detectors.name_around import after, before, cell, noted, speaks
from gwanmun.privacy.detectors.name_words import agrees, listed_word, ordinary, personal, surname, weight
from gwanmun.privacy.lists import (
    COMMON_WORDS,
    DOUBLE_SURNAMES,
    GIVEN_MORE,
    GIVEN_ORDINARY,
    GIVEN_PAIRS,
    ODDEST_SURNAMES,
    RARE_SURNAMES,
    RAREST_SURNAMES,
    lines_of,
)

_word_behind = re.compile(" ?[가-힣]{1,6}")
_STEP: Final = 8
_MOST_READINGS: Final = 4_096


class _Kinds(dict[str, str]):
    """A character's sort: a letter of either alphabet, a digit, a blank, or itself."""

    def __missing__(self, c: str) -> str:
        kind = "가" if "가" <= c <= "힣" else "0" if c.isdigit() else "a" if c.isalpha() else c
        if len(self) < _MOST_READINGS:
            self[c] = kind
        return kind


_KINDS: Final = _Kinds({"\n": "N", "\r": "N", "\t": "T", "\u00a0": " "})
_EDGE: Final = "^"


def _shape(piece: str) -> str:
    return "".join([_KINDS[c] for c in piece])


def _family(name: str) -> str:
    if name[:2] in DOUBLE_SURNAMES and len(name) > 2:
        return "2"
    first = name[0]
    if first in ODDEST_SURNAMES or first in RAREST_SURNAMES:
        return "x"
    return "r" if first in RARE_SURNAMES else "t"


def _fits(name: str, rest: str) -> str:
    return "" if not rest else "p" if personal(rest) else "y" if agrees(name, rest) else "n"


def of_letters(name: str, rest: str, likely: int, word: int) -> list[str]:
    """What is seen of a reading's letters and of what is glued to it."""
    size, given = len(name), name[1:]
    step = max(-5, min(5, likely // _STEP))
    known = int(given in GIVEN_PAIRS or given in GIVEN_MORE)
    seen = [
        f"w{size}{step}",
        f"k{size}{_family(name)}{word}{known}",
        f"wk{word}{known}{step}",
        f"r{size}{_fits(name, rest)}",
    ]
    if size == 3 and (name[:2] in COMMON_WORDS or given in GIVEN_ORDINARY):
        seen += (f"t{name[-1]}", f"c{int(name[:2] in COMMON_WORDS)}{int(given in GIVEN_ORDINARY)}")
    if size == 2:
        seen.append(f"u{name[-1]}")
    elif size == 3:
        seen += (f"y{given[0]}", f"z{name[-1]}", f"p{name[:2]}", f"q{given}")
    seen.append(f"s{size}{name[0]}")
    if rest:
        seen += (f"R{rest}", f"S{name[-1]}{rest[0]}")
    return seen


def of_place(text: str, start: int, name: str, rest: str, likely: int, word: int) -> list[str]:
    """What is seen on both sides of it, and of both together with the letters."""
    end = start + len(name)
    behind = end + len(rest)
    given = name[1:]
    known = int(given in GIVEN_PAIRS or given in GIVEN_MORE)
    left = before(text, start).value if start else 0
    right = after(text, behind)[0].value if not rest else 0
    note, speaker = noted(text, behind), speaks(text, start, behind)
    strong = f"{max(left, right)}{int(note or speaker)}"
    ahead = _shape(text[max(0, start - 3) : start]) if start else _EDGE
    follows = _shape(text[behind : behind + 4])
    seen = [
        f"b{left}", f"a{right}", f"n{int(note)}{int(speaker)}{int(not rest and cell(text, start, end))}",
        f"e{strong}{len(name)}{_family(name)}{word}{known}", f"E{strong}{max(-5, min(5, likely // _STEP))}",
        f"<{ahead[-2:]}", f"<<{ahead}", f">{follows[:2]}", f">>{follows}", f"<>{ahead[-1:]}{follows[:1]}{_fits(name, rest)}",
    ]  # fmt: skip
    token = _hangul_before(text, start - 1 if ahead[-1] == " " else start)
    if token:
        seen += (f"l{token[-1]}", f"l{token[-2:]}", f"L{token}")
    m = _word_behind.match(text, behind)
    if m and (m[0][0] == " " or not rest):
        token = m[0].lstrip(" ")
        seen += (f"f{token[:1]}", f"f{token[:2]}", f"F{token}")
    seen += _of_row(text, start, behind, name[-1])
    return seen


#: What parts the items of a row; a blank alone parts words.
_PARTS: Final = frozenset(",·、/ㆍ;&+→~–—-|\n\t")
_ahead = re.compile(r"[^가-힣]{1,12}(?P<item>[가-힣]{1,6})")


def _of_row(text: str, start: int, behind: int, last: str) -> list[str]:
    """What is seen of the items on both sides in a row, a list or a column: names stand beside names, 교 beside 교."""
    at = start
    while at > 0 and start - at < _BETWEEN and not "가" <= text[at - 1] <= "힣":
        at -= 1
    m = _ahead.match(text, behind)
    left, right = _hangul_before(text, at), m["item"] if m else ""
    parted = _PARTS.isdisjoint(text[at:start]), m is None or _PARTS.isdisjoint(text[behind : m.start("item")])
    sorts = ["" if not item else _item(item, apart=apart) for item, apart in zip((left, right), parted, strict=True)]
    same = (left[-1:] == last) + (right[-1:] == last)
    return [f"i{min(sorts)}{max(sorts)}", f"j{same}", f"ij{min(sorts)}{max(sorts)}{same}"]


_BETWEEN: Final = 12


def _hangul_before(text: str, at: int) -> str:
    """The end of the word of Hangul before a place."""
    edge = at
    while edge > 0 and at - edge < _ITEM and "가" <= text[edge - 1] <= "힣":
        edge -= 1
    return text[edge:at]


_ITEM: Final = 6


def _item(item: str, *, apart: bool) -> str:
    """Whether an item could be a name: n, perhaps (m), or a word (w); of one that a blank parts, only a name counts (N)."""
    size = surname(item)
    if not size or not 2 <= len(item) <= size + 2 or listed_word(item) or ordinary(item) > 1:
        return "" if apart else "w"
    if weight(item) >= 0 and item[size:] in GIVEN_PAIRS:
        return "N" if apart else "n"
    return "" if apart else "m"


def of_given(text: str, start: int, rest: str) -> list[str]:
    """What is seen of two syllables that could be a given name by itself, of what is glued to them and stands around."""
    end = start + 2
    behind = end + len(rest)
    given = text[start:end]
    odd = int(given in GIVEN_ORDINARY or given in COMMON_WORDS)
    left = before(text, start).value if start else 0
    right = after(text, behind)[0].value
    ahead = _shape(text[max(0, start - 2) : start]) if start else _EDGE
    follows = _shape(text[behind : behind + 3])
    seen = [
        "G", f"Go{odd}", f"Gr{rest[:4]}", f"Gr{odd}{rest[:4]}", f"Gb{left}{odd}", f"Ga{right}{odd}", f"G<{ahead}", f"G<{ahead[-1:]}{odd}{rest[:4]}", f"G>{follows[:2]}",
        f"G>>{follows}", f"G<>{ahead[-1:]}{follows[:1]}{odd}{rest[:1]}", f"Gy{given[0]}", f"Gz{given[1]}", f"Gn{int(noted(text, behind))}{int(speaks(text, start, behind))}{odd}",
    ]  # fmt: skip
    token = _hangul_before(text, start - 1 if ahead[-1] == " " else start)
    if token:
        seen += (f"Gl{token[-1]}", f"Gl{token[-2:]}", f"GL{token}")
    m = _word_behind.match(text, behind)
    if m:
        token = m[0].lstrip(" ")
        seen += (f"Gf{token[:1]}", f"Gf{token[:2]}", f"GF{token}")
    return seen


class About(NamedTuple):
    """What a text says of persons: how many sure and less sure names stand in it, whether it is about somebody (0 to 2)."""

    firm: int
    likely: int
    said: int

    def but(self, *, firm: bool, likely: bool) -> "About":
        """The same without the name that is asked about; counts above two say no more than two."""
        return About(min(2, self.firm - firm), min(2, self.likely - likely), self.said)


def sort_of(name: str, word: int) -> str:
    """Of which sort a reading is, for `of_text`."""
    given = name[1:]
    return f"{len(name)}{int(given in GIVEN_PAIRS or given in GIVEN_MORE)}{int(word > 0)}"


def of_text(sort: str, about: About) -> list[str]:
    """What is seen of the whole text."""
    firm, likely, said = about
    return [
        "DG" if sort[0] == "g" else f"D{firm}{likely}{said}",
        f"Df{firm}{sort}",
        f"Dl{likely}{sort}",
        f"Ds{said}{sort}",
    ]


class Model:
    """Weights in hundredths; the first line is the bias."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        rows = [line.rsplit("\t", 1) for line in lines]
        self._weights = {feature: int(weight) for feature, weight in rows if feature}
        self._bias = sum(int(weight) for feature, weight in rows if not feature)
        #: Sums of letters seen before, by the interpreter's keyed hash: no name of a text is kept.
        self._known: dict[int, int] = {}

    def letters(self, name: str, rest: str, likely: int, word: int) -> int:
        """What the letters alone say, in hundredths; `score` adds what stands around them."""
        key = hash((name, rest, likely, word))
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_READINGS:
                self._known.clear()
            known = self._known[key] = self._bias + self._sum(of_letters(name, rest, likely, word))
        return known

    def score(self, text: str, start: int, name: str, rest: str, likely: int, word: int) -> float:
        """Above 0: rather a name than not."""
        place = of_place(text, start, name, rest, likely, word)
        return (self.letters(name, rest, likely, word) + self._sum(place)) / 100

    def given(self, text: str, start: int, rest: str) -> float:
        """The same of a given name by itself."""
        return (self._bias + self._sum(of_given(text, start, rest))) / 100

    def of_text(self, sort: str, about: About) -> float:
        """What the text adds to a score."""
        return self._sum(of_text(sort, about)) / 100

    def _sum(self, seen: list[str]) -> int:
        return sum(filter(None, map(self._weights.get, seen)))


MODEL: Final = Model(lines_of("name_weights.txt"))
