"""What is in a text (검사): places and kinds, never values. The one entrance to the detectors.

How: (1) every detector's trigger, in one RE2 automaton, passes over the text once and names the detectors that could
find something: ordinary text ends here; (2) disguised text is normalised with an offset map; (3) the named detectors
run, and run again over what an encoded value says (`encoded`); (4) overlaps are resolved by certainty, then length, then
the order of kinds; (5) what only its surroundings give away is found in the written-out record or message (`sheets`);
(6) what was found in one text of a request is found again, letter for letter, in all of them (`carry`). Offsets are code
points of the original text.
What does not live here: what a finding means for grade (`grade`) or masking (`mask`).
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from itertools import pairwise
from operator import attrgetter
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.prompts import Context
from gwanmun.privacy.carry import carry
from gwanmun.privacy.detectors import ALL
from gwanmun.privacy.detectors.base import Detector, View, automaton
from gwanmun.privacy.encoded import beside, composed, encoded, narrow, possible
from gwanmun.privacy.kinds import ORDER
from gwanmun.privacy.lists import lines_of
from gwanmun.privacy.normal import ODD, Shift, back, normalise
from gwanmun.privacy.sheets import around

#: Goes into the record with every decision: which detectors judged. Changes with every change of a detector or a list.
DETECTOR_VERSION: Final = "2026.11.24-13"

_NOTHING: Final[tuple[Finding, ...]] = ()
_MOST_COMBINATIONS: Final = 4_096
_surrogates: Final = re.compile("[\ud800-\udfff]")


def alternatives(pattern: str) -> tuple[str, ...]:
    """A pattern's alternatives, where bars part all of it."""
    found, depth, bracketed, start = [], 0, False, 0
    for m in _syntax.finditer(pattern):
        c = m[0]
        if bracketed:
            bracketed = c != "]"
        elif c == "[":
            bracketed = True
        elif c in "()":
            depth += 1 if c == "(" else -1
        elif c == "|" and not depth:
            found.append(pattern[start : m.start()])
            start = m.end()
    return (*found, pattern[start:])


#: An escaped character, a class's edges, a group's, a bar.
_syntax: Final = re.compile(r"\\.|[\[\]()|]")


def digest(part: str) -> str:
    """What stands for a pattern in `automata.txt`."""
    return blake2b(part.encode(), digest_size=5).hexdigest()


#: Which patterns share an automaton, as `tools/automata.py` found them: together no more states than apart.
_TOGETHER: Final = {name: number for number, line in enumerate(lines_of("automata.txt")) for name in line.split()}


class _Prefilter:
    """Every trigger of every detector, in a few automata over the same bytes.

    Not in one, because the states of unrelated patterns multiply: together they never stop learning new states on new
    text, which costs a hundred times as much; apart they settle. `ODD` (anything to normalise?) is detector -1.
    """

    __slots__ = ("_automata", "_known", "_owners")

    def __init__(self, detectors: Sequence[Detector]) -> None:
        rows = [
            *((-1, (part,)) for part in alternatives(ODD)),
            *((n, r) for n, d in enumerate(detectors) for r in d.trigger),
        ]
        owners: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        groups: dict[int, list[str]] = {}
        for number, row in rows:
            for part in row:
                if part not in owners:
                    groups.setdefault(_TOGETHER.get(digest(part), -1), []).append(part)
                owners.setdefault(part, []).append((number, row))
        place = {part: (i, n) for i, group in enumerate(groups.values()) for n, part in enumerate(group)}
        self._automata = [automaton(group) for group in groups.values()]
        #: What follows from the patterns that matched: few combinations are met, over and over.
        self._known: dict[tuple[tuple[int, ...], ...], list[int]] = {}
        #: For each automaton, for each of its patterns: the detectors it may start, and what else they ask for.
        self._owners = [
            [[(number, frozenset(place[part] for part in row)) for number, row in owners[part]] for part in group]
            for group in groups.values()
        ]

    def __call__(self, text: str) -> list[int]:
        """The detectors to run, in order; -1 for normalisation."""
        # A lone surrogate cannot be UTF-8; for choosing detectors any other character will do.
        data = text.encode("utf-8", "replace")
        answers = tuple([tuple(matched(data)) for matched in self._automata])
        known = self._known.get(answers)
        if known is None:
            if len(self._known) >= _MOST_COMBINATIONS:
                self._known.clear()
            known = self._known[answers] = self._started(answers)
        return known

    def _started(self, answers: Sequence[Sequence[int]]) -> list[int]:
        matched = {(i, n) for i, answer in enumerate(answers) for n in answer}
        return sorted({number for i, n in matched for number, row in self._owners[i][n] if row <= matched})


_triggered: Final = _Prefilter(ALL)


#: No number shorter than this is anything by itself.
_SHORTEST_NUMBER: Final = 7


def find(text: str) -> tuple[Finding, ...]:
    """Findings of one text, in order, none overlapping another; what is encoded in it is decoded once."""
    text, shift = composed(text)
    found = _read(text)
    text = narrow(text)
    if possible(text) and (more := encoded(text, _read)):
        found = tuple(resolve(beside(text, found, more)))
    if shift and found:
        return tuple(Finding(*back((shift,), f.start, f.end), f.kind, f.certainty, f.why) for f in found)
    return found


def _read(text: str) -> tuple[Finding, ...]:
    """Findings of one text as it stands."""
    hits = _triggered(text)
    if not hits:
        return _NOTHING
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _surrogates.sub("\ufffd", text)  # RE2 reads UTF-8; offsets stay
    shifts: tuple[Shift, ...] = ()
    source = text
    if hits[0] < 0:
        text, shifts = normalise(text)
        hits = _triggered(text) if text != source else hits[1:]
    view = View(text)
    candidates: list[Finding] = []
    for hit in hits:
        if hit >= 0:
            candidates += ALL[hit].detect(view)
    if not candidates:
        return _NOTHING
    kept = resolve(candidates)
    if shifts:
        kept = [Finding(*_boxed(source, *back(shifts, f.start, f.end)), f.kind, f.certainty, f.why) for f in kept]
    return tuple(kept)


def _boxed(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a value stands whose groups stand in boxes: [010][2222][3344] begins and ends with its brackets."""
    boxed = text[start - 1 : start] == "[" and text[end : end + 1] == "]" and "][" in text[start:end].replace(" ", "")
    return (start - 1, end + 1) if boxed else (start, end)


def find_all(
    texts: Sequence[str],
    contexts: Sequence[Context | None] = (),
    look: Callable[[str, str], tuple[Finding, ...]] | None = None,
    owner: str = "",
) -> tuple[tuple[Finding, ...], ...]:
    """Findings of each text of one request; a value found in one of them is found in all.

    `contexts` (none, or one for each text) say where the texts stand. `look` is `find` with a memory, told whose texts
    these are (`seen`).
    """
    seen: dict[str, tuple[Finding, ...]] = {}
    rows: list[tuple[Finding, ...]] = []
    anything = False
    for text in texts:
        row = seen.get(text)
        if row is None:
            if len(text) < _SHORTEST_NUMBER and text.isdigit():
                row = _NOTHING
            else:
                row = find(text) if look is None else look(text, owner)
            seen[text] = row
        if row:
            anything = True
        rows.append(row)
    if contexts:
        if len(contexts) != len(texts):
            raise ValueError("one context for each text")
        for member, more in around(texts, contexts, find).items():
            anything = True
            rows[member] = tuple(resolve((*rows[member], *more)))
    if not anything:
        return tuple(rows)
    again = carry(texts, rows)
    if again:
        for member, text in enumerate(texts):
            if text in again:
                rows[member] = _with(rows[member], again[text])
    return tuple(rows)


def _with(row: tuple[Finding, ...], again: Sequence[Finding]) -> tuple[Finding, ...]:
    """A row and what was found again; where something begins already, that stands."""
    taken = {f.start for f in row}
    more = [f for f in again if f.start not in taken]
    return tuple(resolve((*row, *more))) if more else row


def resolve(candidates: Iterable[Finding]) -> list[Finding]:
    """The candidates to keep, in order: the surer, then the longer, then the earlier kind, then the earlier place."""
    rows = sorted(candidates, key=_start)
    if all(before.end <= after.start for before, after in pairwise(rows)):
        return rows  # the usual case: nothing overlaps
    ranked = sorted(rows, key=lambda f: (-f.certainty, f.start - f.end, ORDER[f.kind], f.start))
    starts: list[int] = []
    kept: list[Finding] = []
    for f in ranked:
        at = bisect_left(starts, f.start)
        if (at and kept[at - 1].end > f.start) or (at < len(kept) and kept[at].start < f.end):
            continue
        starts.insert(at, f.start)
        kept.insert(at, f)
    return kept


_start = attrgetter("start")


def kinds_of(findings: Iterable[Finding]) -> dict[Kind, int]:
    """How many of each kind."""
    counts: dict[Kind, int] = {}
    for f in findings:
        counts[f.kind] = counts.get(f.kind, 0) + 1
    return counts
