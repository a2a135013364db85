"""How a text is worded (글투): whether it reads like matters of 정보공개법 제9조제1항 or like public ones, whatever it names.

Words alone do not tell an oblique matter ("취수장 담을 넘는 데 얼마나 걸리는지 우리끼리 재 보았다") from a public one. A linear
model adds a weight for every piece of two to four characters of every word, for the beginnings of two words side by
side, and divides by the root of their number. The weights (data/privacy/grade_weights.txt) were trained offline by
`tools/grade_model.py` on the labelled snippets of tests/data/grades; here they are only added up: no library, no
randomness, the same answer everywhere, linear in the text.

What does not live here: cues by words (`grade_cues.py`), how both are joined (`grade.py`).
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from math import sqrt
from typing import Final

from gwanmun.privacy.lists import lines_of

_number = re.compile("[0-9]+")
#: Added to the number of pieces, so that a few words alone say little.
SHORT: Final = 30
_LENGTHS: Final = (2, 3, 4)
_OF_C: Final = range(1, 5)
_OF_S: Final = range(5, 9)
#: Sums of words seen before, by the interpreter's keyed hash: no word of a text is kept.
_MOST_WORDS: Final = 32_768
_KEPT_TO: Final = 12
#: How much of each of two neighbours makes a piece.
_PAIRED: Final = 2


def words(text: str) -> list[str]:
    """The words as the model reads them: any number is one digit."""
    return _number.sub("0", text.lower()).split()


def pieces(word: str) -> Iterator[str]:
    """The pieces of one word, its edges marked by a space."""
    padded = f" {word} "
    size = len(padded)
    for length in _LENGTHS:
        for at in range(size - length + 1):
            yield padded[at : at + length]


def pair(before: str, word: str) -> str:
    """The piece that two neighbours make."""
    return f"{before[:_PAIRED]}_{word[:_PAIRED]}"


class Model:
    """Weights in hundredths: for being held, for C rather than S, and for each class that a piece speaks for or against."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        self._held: dict[str, int] = {}
        self._high: dict[str, int] = {}
        self._class: dict[str, tuple[tuple[int, int], ...]] = {}
        self._bias: tuple[int, ...] = ()
        for line in lines:
            piece, held, high, *rest = line.split("\t")
            if not piece:
                self._bias = tuple(map(int, (held, high, *rest)))
                continue
            if held != "0":
                self._held[piece] = int(held)
            if high != "0":
                self._high[piece] = int(high)
            if rest:
                self._class[piece] = tuple((int(part[0]), int(part[2:])) for part in rest)
        self._seen: dict[int, tuple[int, int, str]] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        for piece, weight in self._held.items():
            first, joined, second = piece.partition("_")
            if joined and len(first) <= _PAIRED and len(second) <= _PAIRED:
                self._pairs[first, second] = weight

    def score(self, text: str) -> float:
        """How much the text reads like one to hold: above 0 rather so than not."""
        given = words(text)
        if not given:
            return self._bias[0] / 100
        # Hot path: each step runs over all words in C.
        keys = [*map(hash, given)]
        rows = [*map(self._seen.get, keys)]
        if None in rows:
            rows = [row or self._read(key, word) for row, key, word in zip(rows, keys, given, strict=True)]
        weights, counts, firsts = zip(*rows, strict=True)
        total: int = sum(weights) + sum(filter(None, map(self._pairs.get, pairwise(firsts))))
        number: int = sum(counts) - 1
        return (total / sqrt(number + SHORT) + self._bias[0]) / 100

    def _read(self, key: int, word: str) -> tuple[int, int, str]:
        """The sum of a word's weights; how many pieces it adds, the pair with its neighbour among them; its beginning."""
        held = self._held.get
        row = [held(piece, 0) for piece in pieces(word)]
        made = (sum(row), len(row) + 1, word[:_PAIRED])
        if len(word) <= _KEPT_TO:
            if len(self._seen) >= _MOST_WORDS:
                self._seen.clear()
            self._seen[key] = made
        return made

    def likeliest(self, text: str) -> int:
        """The class of 제9조제1항 that the text reads most like: of 1 to 4 (C) or of 5 to 8 (S), then which."""
        totals = [0] * 9
        high = number = 0
        before = ""
        for word in words(text):
            row = [*pieces(word)]
            if before:
                row.append(pair(before, word))
            before = word
            number += len(row)
            for piece in row:
                high += self._high.get(piece, 0)
                for class_, weight in self._class.get(piece, ()):
                    totals[class_] += weight
        root = sqrt(number + SHORT)
        among = _OF_C if high / root + self._bias[1] > 0 else _OF_S
        return max(among, key=lambda class_: totals[class_] / root + self._bias[class_ + 1])

    def phrases(self, text: str, most: int = 3) -> tuple[str, ...]:
        """The words that speak most for holding the text. They are words of the text: for its writer's eyes alone."""
        rows = [(self._read(hash(word), word)[0], word) for word in dict.fromkeys(words(text))]
        return tuple(word for weight, word in sorted(rows, key=lambda row: (-row[0], row[1]))[:most] if weight > 0)


MODEL: Final = Model(lines_of("grade_weights.txt"))
