"""Letter-for-letter repetition: a value found once in a request is found again wherever it stands in the request.

A name is introduced once (민원인 김영희) and used bare afterwards; an account stands beside its word once and in a table
later. Only values that masking removes are carried; a name of two syllables only where it stands as a word of its own,
a date of birth never (it is an ordinary date elsewhere).

The texts are searched as one, so that the work is bounded whatever the number of values and the number of texts.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.kinds import KINDS, Nature
from gwanmun.privacy.sheets import PART

_CARRIED: Final = frozenset(k for k, info in KINDS.items() if info.nature is not Nature.MARKING) - {Kind.BIRTHDATE}
#: Values times characters of the whole request that plain searching may cost (about ten milliseconds).
_CHEAP: Final = 20_000_000
_CERTAINTY: Final = 75
_word = re.compile(r"[0-9]+|[A-Za-z]+|[가-힣]+|[^\s0-9A-Za-z가-힣]")
_particle = re.compile(r"(?:은|는|이|가|을|를|의|에게|께서|께|와|과|도|님|씨|만)?(?![가-힣])")
#: Longer values (tokens, keys) tell themselves by their format. It also bounds the look-ups at each word.
_LONGEST: Final = 64


def carry(texts: Sequence[str], rows: Sequence[Sequence[Finding]]) -> dict[str, list[Finding]]:
    """Text → candidates for values found anywhere in the request, but where every such text has a finding already."""
    known: dict[str, Kind] = {}
    for text, row in zip(texts, rows, strict=True):
        for f in row:
            value = text[f.start : f.end]
            if f.kind in _CARRIED and f.certainty >= _CERTAINTY and 2 <= len(value) <= _LONGEST and f.why != PART:
                known.setdefault(value, f.kind)
    again: dict[str, list[Finding]] = {}
    if not known:
        return again
    begun: dict[str, set[int]] = {}
    edges: dict[str, set[int]] = {}
    for text, row in zip(texts, rows, strict=True):
        begins = {f.start for f in row}
        begun[text] = begins & begun[text] if text in begun else begins
        edges.setdefault(text, set()).update(begins, (f.end for f in row))
    apart = list(begun)
    starts, size = [], 0
    settled: set[int] = set()
    for text, begins in begun.items():
        starts.append(size)
        settled.update(size + start for start in begins)
        size += len(text) + 1
    whole = "\0".join(apart)
    for at, value in _search(whole, known) if len(known) * size <= _CHEAP else _look_up(whole, known):
        if at in settled:
            continue
        number = bisect_right(starts, at) - 1
        text, start = apart[number], at - starts[number]
        # A value never holds the mark between two texts unless a text does.
        if start + len(value) <= len(text) and _whole(text, start, value, known[value], edges[text]):
            again.setdefault(text, []).append(Finding(start, start + len(value), known[value], _CERTAINTY, "again"))
    return again


def _search(text: str, known: dict[str, Kind]) -> Iterator[tuple[int, str]]:
    """Few values: each is searched for everywhere."""
    for value in known:
        at = text.find(value)
        while at >= 0:
            yield at, value
            at = text.find(value, at + len(value))


def _look_up(text: str, known: dict[str, Kind]) -> Iterator[tuple[int, str]]:
    """Many values: each word's beginning is looked up, so that the work does not grow with their number."""
    lengths: dict[str, set[int]] = {}
    for value in known:
        lengths.setdefault(value[:2], set()).add(len(value))
    for m in _word.finditer(text):
        at = m.start()
        for length in lengths.get(text[at : at + 2], ()):
            value = text[at : at + length]
            if value in known:
                yield at, value


def _whole(text: str, at: int, value: str, kind: Kind, edges: set[int]) -> bool:
    """Whether the value stands there by itself: no longer number or word, no other word for a short name.

    What begins or ends as another finding (`edges`) is no part of it: masked, it stands apart.
    """
    before, end = text[at - 1 : at], at + len(value)
    if kind is Kind.NAME:
        return len(value) > 2 or (not "가" <= before <= "힣" and _particle.match(text, end) is not None)
    after = text[end : end + 1]
    return (at in edges or not _joined(before, value[0])) and (end in edges or not _joined(after, value[-1]))


def _joined(beside: str, edge: str) -> bool:
    return edge.isascii() and edge.isalnum() and beside.isascii() and beside.isalnum()
