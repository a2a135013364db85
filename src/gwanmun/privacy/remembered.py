"""Answers about single words, remembered by the word's hash: a text's words are few and come again.

The interpreter's keyed hash stands for the word (64 bits of SipHash), so that memory holds none of the texts; a table
that is full is emptied. What does not live here: findings of whole texts (`seen`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar

#: How many words a table holds, about 3 MB.
MOST_WORDS: Final = 32_768


V = TypeVar("V")


def remembered(ask: Callable[[str], V]) -> Callable[[str], V]:
    """The same question, asked once of each word; `ask` must depend on nothing but the word."""
    known: dict[int, V] = {}

    @wraps(ask)
    def answer(word: str) -> V:
        key = hash(word)
        try:
            return known[key]
        except KeyError:
            found = ask(word)
            if len(known) >= MOST_WORDS:
                known.clear()
            known[key] = found
            return found

    return answer
