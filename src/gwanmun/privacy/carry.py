"""Letter-for-letter repetition: a value found once in a request is found again wherever it stands in the request.

A name is introduced once (민원인 김영희) and used bare afterwards; an account stands beside its word once and in a table
later. Only values that masking removes are carried, only at the start of a word, and names of two syllables only when
nothing but a particle follows. One pass per text, whatever the number of values.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.kinds import KINDS, Nature

_CARRIED: Final = frozenset(k for k, info in KINDS.items() if info.nature is not Nature.MARKING) - {
    Kind.BIRTHDATE,
    Kind.IP,
}
_CERTAINTY: Final = 75
_word = re.compile(r"[0-9]+|[A-Za-z]+|[가-힣]+|[^\s0-9A-Za-z가-힣]")
_particle = re.compile(r"(?:은|는|이|가|을|를|의|에게|께서|께|와|과|도|님|씨|만)?(?![가-힣])")
_LONGEST_KEY: Final = 6

#: value's first characters → the values that begin so, with their kind; and which lengths of key there are.
_Index = dict[str, list[tuple[str, Kind]]]


def carry(texts: Sequence[str], rows: Sequence[Sequence[Finding]]) -> Iterator[list[Finding]]:
    """For each text, candidates for values found elsewhere (those that are findings already are left out)."""
    index: _Index = {}
    known: set[str] = set()
    for text, row in zip(texts, rows, strict=True):
        for f in row:
            value = text[f.start : f.end]
            if f.kind in _CARRIED and f.certainty >= _CERTAINTY and len(value) >= 2 and value not in known:
                known.add(value)
                index.setdefault(value[:_LONGEST_KEY], []).append((value, f.kind))
    lengths = sorted({len(key) for key in index})
    seen: dict[str, list[Finding]] = {}
    for text, row in zip(texts, rows, strict=True):
        if text not in seen:
            seen[text] = _again(text, row, index, lengths) if index else []
        yield seen[text]


def _again(text: str, row: Sequence[Finding], index: _Index, lengths: Sequence[int]) -> list[Finding]:
    taken = {f.start for f in row}
    found: list[Finding] = []
    for m in _word.finditer(text):
        at = m.start()
        if at in taken:
            continue
        for length in lengths:
            for value, kind in index.get(text[at : at + length], ()):
                if text.startswith(value, at) and _whole(text, at, value, kind):
                    found.append(Finding(at, at + len(value), kind, _CERTAINTY, "again"))
    return found


def _whole(text: str, at: int, value: str, kind: Kind) -> bool:
    """Whether the value ends where a value may end, and does not begin inside a longer number."""
    end = at + len(value)
    after = text[end : end + 1]
    if kind is Kind.NAME:
        return len(value) > 2 or _particle.match(text, end) is not None
    last = value[-1]
    return not (last.isascii() and last.isalnum() and after.isascii() and after.isalnum())
