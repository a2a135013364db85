"""The packaged word lists (`gwanmun/data/privacy/*.txt`), read once when the room is imported.

A list is part of the detectors, like a table in code, kept apart so that its source, licence and date stand at its top
and people who do not program can review it. Format: lines of `#` comments, then words parted by white space.
"""

from importlib.resources import files
from typing import Final


def _words(name: str) -> tuple[str, ...]:
    lines = files("gwanmun").joinpath("data", "privacy", name).read_text("utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def either(words: tuple[str, ...]) -> str:
    """A regular expression's alternation of words, the longest first; `_` in a list stands for an optional space."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(word.replace("_", " ?") for word in ordered)


SURNAMES: Final = _words("surnames.txt")
DOUBLE_SURNAMES: Final = frozenset(name for name in SURNAMES if len(name) == 2)
SINGLE_SURNAMES: Final = frozenset(name for name in SURNAMES if len(name) == 1)
RARE_SURNAMES: Final = frozenset(_words("surnames_rare.txt"))
GIVEN_SYLLABLES: Final = frozenset("".join(_words("given_syllables.txt")))
NAME_LABELS: Final = _words("name_labels.txt")
TITLES: Final = _words("titles.txt")
NOT_NAMES: Final = frozenset(_words("not_names.txt"))
PUBLIC_FIGURES: Final = frozenset(_words("public_figures.txt"))
ELECTED_TITLES: Final = _words("elected_titles.txt")
BANKS: Final = _words("banks.txt")
PROVINCES: Final = _words("provinces.txt")
