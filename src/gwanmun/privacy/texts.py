"""One text at a time (라이브러리): find, mask, and what a person decides otherwise.

For those who use this room without the gate: `from gwanmun.privacy import scan, mask_text, unmask`. Nothing here reads
a file, a clock or a network. What does not live here: requests of many passages (`mask`), streams (`stream`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.prompts import Passage, Role
from gwanmun.privacy.find import find_all, resolve
from gwanmun.privacy.kinds import DEFAULT_STYLES, KINDS, Nature, Style
from gwanmun.privacy.mask import TokenTable, mask
from gwanmun.privacy.stream import restore

#: Why of a finding that a person marked by hand: surer than any rule.
BY_HAND: Final = "by hand"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decides of one place (직접 지정): `mask` False keeps what was found, True masks what was missed."""

    start: int
    end: int
    mask: bool
    kind: Kind


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a choice tells the officer who keeps the lists: never the value, only what rule was right or wrong."""

    kind: Kind
    mask: bool
    why: str  # the rule that was overruled, or "" for a miss


@dataclass(frozen=True, slots=True)
class MaskedText:
    """The masked text, what undoes it, and the findings that were masked."""

    text: str
    table: TokenTable
    findings: tuple[Finding, ...]


def scan(text: str) -> tuple[Finding, ...]:
    """Every finding of one text, in order: as `find`, and a value found once is found wherever it stands."""
    return find_all([text])[0]


def choose(
    text: str, findings: Iterable[Finding], choices: Iterable[Choice], *, may_keep: Iterable[Kind] = ()
) -> tuple[tuple[Finding, ...], tuple[Suggestion, ...]]:
    """The findings after a person's choices, and what to suggest to the officer.

    A finding is kept only if policy allows it for its kind (`may_keep`; never a secret or a mark), and only whole: a choice
    that covers a part of it changes nothing. Raises ValueError for a place outside the text.
    """
    allowed = {kind for kind in may_keep if KINDS[kind].nature is Nature.PERSONAL}
    rows = list(findings)
    suggested: list[Suggestion] = []
    for choice in choices:
        if not 0 <= choice.start < choice.end <= len(text):
            raise ValueError("a choice lies outside the text")
        if choice.mask:
            rows = [f for f in rows if not (choice.start <= f.start and f.end <= choice.end)]
            rows.append(Finding(choice.start, choice.end, choice.kind, 100, BY_HAND))
            suggested.append(Suggestion(choice.kind, mask=True, why=""))
            continue
        kept = [f for f in rows if choice.start <= f.start and f.end <= choice.end and f.kind in allowed]
        rows = [f for f in rows if f not in kept]
        suggested += [Suggestion(f.kind, mask=False, why=f.why) for f in kept]
    return tuple(resolve(rows)), tuple(suggested)


def mask_text(
    text: str,
    styles: Mapping[Kind, Style] = DEFAULT_STYLES,
    *,
    choices: Iterable[Choice] = (),
    may_keep: Iterable[Kind] = (),
) -> MaskedText:
    """Mask one text. Raises `KindRefused` where a style says REFUSE."""
    found, _ = choose(text, scan(text), choices, may_keep=may_keep)
    done = mask([Passage(text, Role.USER, "/text")], [found], styles)
    return MaskedText(done.texts[0], done.table, found)


def unmask(text: str, table: TokenTable) -> str:
    """Put the values back where their tokens stand in plain text (`stream.Restorer` for the places that are not)."""
    return restore(text, table)
