"""The packaged word lists (`gwanmun/data/privacy/*.txt`), read once when the room is imported.

A list is part of the detectors, like a table in code, kept apart so that its source, licence and date stand at its top
and people who do not program can review it. Format: lines of `#` comments, then words parted by white space.
"""

from hashlib import blake2b
from importlib.resources import files
from struct import Struct
from typing import Final

from gwanmun.privacy.remembered import remembered


def lines_of(name: str) -> tuple[str, ...]:
    """The lines of a list that are not comments."""
    lines = files("gwanmun").joinpath("data", "privacy", name).read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for line in lines_of(name) for word in line.split())


#: What the file of a dictionary's words begins with; the rest is a Bloom filter's bits.
BLOOM_HEAD: Final = (
    b"# Words of two to six syllables, persons' names left out, as a Bloom filter. Written by tools/dictionary.py. Licence: Apache-2.0. "
    b"Date: 2026-11-23. Source: mecab-ko-dic 2.1.1 (Apache-2.0, bitbucket eunjeon/mecab-ko-dic).\n"
)
_DICTIONARY: Final = files("gwanmun").joinpath("data", "privacy", "dictionary.bloom").read_bytes()
_FIRST: Final = len(BLOOM_HEAD)
_BITS: Final = 8 * (len(_DICTIONARY) - _FIRST)
_PLACES: Final = Struct("<8I").unpack


def bloom_places(word: str, size: int) -> tuple[int, ...]:
    """Which of `size` bits stand for a word."""
    return tuple(place % size for place in _PLACES(blake2b(word.encode("utf-8", "replace"), digest_size=32).digest()))


@remembered
def in_dictionary(word: str) -> bool:
    """Whether a dictionary has the word of two to six syllables; three times in a thousand also of one it has not."""
    return all(_DICTIONARY[_FIRST + (place >> 3)] >> (place & 7) & 1 for place in bloom_places(word, _BITS))


def either(words: tuple[str, ...]) -> str:
    """A regular expression's alternation of words, the longest first; `_` in a list stands for an optional space."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(word.replace("_", " ?") for word in ordered)


SURNAMES: Final = _words("surnames.txt")
DOUBLE_SURNAMES: Final = frozenset(name for name in SURNAMES if len(name) == 2)
SINGLE_SURNAMES: Final = frozenset(name for name in SURNAMES if len(name) == 1)
RARE_SURNAMES: Final = frozenset(_words("surnames_rare.txt"))
GIVEN_WEIGHTS: Final = {
    word[0]: (int(word.split(":")[1]), int(word.split(":")[2])) for word in _words("given_weights.txt")
}
GIVEN_PAIRS: Final = frozenset(_words("given_pairs.txt"))
GIVEN_ORDINARY: Final = frozenset(_words("given_ordinary.txt"))
GIVEN_MORE: Final = frozenset(_words("given_more.txt"))
GIVEN_LONG: Final = frozenset(_words("given_long.txt"))
GIVEN_WORDS: Final = frozenset(_words("given_words.txt"))
COMMON_WORDS: Final = frozenset(_words("common_words.txt"))
WORDS_LIKE_NAMES: Final = frozenset(_words("words_like_names.txt"))
RAREST_SURNAMES: Final = frozenset(_words("surnames_rarest.txt")) - SINGLE_SURNAMES
ODDEST_SURNAMES: Final = frozenset(_words("surnames_oddest.txt")) - SINGLE_SURNAMES - RAREST_SURNAMES
FOREIGN_SYLLABLES: Final = frozenset("".join(_words("foreign_syllables.txt")))
LOANWORDS: Final = frozenset(_words("loanwords.txt"))
FOREIGN_LATIN: Final = frozenset(_words("foreign_latin.txt"))
FOREIGN_NAMES: Final = frozenset(_words("foreign_names.txt"))
ROMAN_SURNAMES: Final = _words("roman_surnames.txt")
ROMAN_SYLLABLES: Final = _words("roman_syllables.txt")
ROMAN_WEAK: Final = frozenset(_words("roman_weak.txt"))
LATIN_ORDINARY: Final = frozenset(_words("latin_ordinary.txt"))
LATIN_HEADINGS: Final = frozenset(_words("latin_headings.txt")) | LATIN_ORDINARY
ROMAN_ORDINARY: Final = frozenset(_words("roman_ordinary.txt"))
COUNTRIES: Final = frozenset(_words("countries.txt"))
KIN: Final = frozenset(_words("kin.txt"))
NAME_LABELS: Final = _words("name_labels.txt")
TITLES: Final = _words("titles.txt")
NOT_NAMES: Final = frozenset(_words("not_names.txt"))
PUBLIC_FIGURES: Final = frozenset(_words("public_figures.txt"))
PUBLIC_SHARED: Final = frozenset(_words("public_shared.txt"))
ELECTED_TITLES: Final = _words("elected_titles.txt")
BANKS: Final = _words("banks.txt")
PROVINCES: Final = _words("provinces.txt")
