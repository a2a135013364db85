"""Letter-for-letter repetition: a value found once in a request is found again wherever it stands in the request.

A name is introduced once (민원인 김영희) and used bare afterwards; an account stands beside its word once and in a table
later. Only values that masking removes are carried; a name of two syllables only where it stands as a word of its own,
a date of birth never (it is an ordinary date elsewhere). The work is bounded whatever the number of values.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.kinds import KINDS, Nature

_CARRIED: Final = frozenset(k for k, info in KINDS.items() if info.nature is not Nature.MARKING) - {Kind.BIRTHDATE}
#: Values times characters that plain searching may cost (about ten milliseconds).
_CHEAP: Final = 20_000_000
_CERTAINTY: Final = 75
_word = re.compile(r"[0-9]+|[A-Za-z]+|[가-힣]+|[^\s0-9A-Za-z가-힣]")
_particle = re.compile(r"(?:은|는|이|가|을|를|의|에게|께서|께|와|과|도|님|씨|만)?(?![가-힣])")
#: Longer values (tokens, keys) tell themselves by their format. It also bounds the look-ups at each word.
_LONGEST: Final = 64


def carry(texts: Sequence[str], rows: Sequence[Sequence[Finding]]) -> Iterator[list[Finding]]:
    """For each text, candidates for values found elsewhere (those that are findings already are left out)."""
    known: dict[str, Kind] = {}
    for text, row in zip(texts, rows, strict=True):
        for f in row:
            value = text[f.start : f.end]
            if f.kind in _CARRIED and f.certainty >= _CERTAINTY and 2 <= len(value) <= _LONGEST:
                known.setdefault(value, f.kind)
    lengths = sorted({len(value) for value in known})
    seen: dict[str, list[Finding]] = {}
    for text, row in zip(texts, rows, strict=True):
        if text not in seen:
            seen[text] = _again(text, row, known, lengths) if known else []
        yield seen[text]


def _again(text: str, row: Sequence[Finding], known: dict[str, Kind], lengths: Sequence[int]) -> list[Finding]:
    taken = {f.start for f in row}
    places = _search(text, known) if len(known) * len(text) <= _CHEAP else _look_up(text, known, lengths)
    return [
        Finding(at, at + len(value), known[value], _CERTAINTY, "again")
        for at, value in places
        if at not in taken and _whole(text, at, value, known[value])
    ]


def _search(text: str, known: dict[str, Kind]) -> Iterator[tuple[int, str]]:
    """Few values: each is searched for everywhere."""
    for value in known:
        at = text.find(value)
        while at >= 0:
            yield at, value
            at = text.find(value, at + len(value))


def _look_up(text: str, known: dict[str, Kind], lengths: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Many values: each word's beginning is looked up, so that the work does not grow with their number."""
    for m in _word.finditer(text):
        at = m.start()
        for length in lengths:
            value = text[at : at + length]
            if value in known:
                yield at, value


def _whole(text: str, at: int, value: str, kind: Kind) -> bool:
    """Whether the value stands there by itself: no longer number or word, no other word for a short name."""
    before, end = text[at - 1 : at], at + len(value)
    if kind is Kind.NAME:
        return len(value) > 2 or (not "가" <= before <= "힣" and _particle.match(text, end) is not None)
    after = text[end : end + 1]
    return not (_joined(before, value[0]) or _joined(after, value[-1]))


def _joined(beside: str, edge: str) -> bool:
    return edge.isascii() and edge.isalnum() and beside.isascii() and beside.isalnum()
