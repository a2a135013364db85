"""What only its surroundings give away: a record's key beside its value, a number split between two parts of a message.

What lives here: passages of one sheet (`domain.prompts.Context`) written out as one text, and findings of that text
brought back to the passages. What does not: how a sheet is made (`wire/walk.py`), and how anything is found (`find`).

A sheet is written out
1. as it stands, each passage behind its lead: a record as JSON writes it, so that a record decoded is searched no worse
   than the same record in a person's text;
2. label by label, a line each, for values whose label stands farther off (a list's key, a column's header);
3. where nothing is known of what joins two parts: with nothing, a space and a line break between them. Of long parts
   only the ends are searched again but for the line break, which goes through all (tables).

A finding over two passages becomes one in each.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from gwanmun.domain.findings import Finding
from gwanmun.domain.prompts import Context

#: Why of a finding that is a part of a value: never searched for elsewhere (`carry`).
PART: Final = "part"
_EDGE: Final = 512
_LONG: Final = 2 * _EDGE
_JOINTS: Final = ("\n", "", " ")
_LINE: Final = str.maketrans("\n\r\t", "   ")

Find = Callable[[str], tuple[Finding, ...]]


class _Sheet:
    """A text put together from pieces of passages."""

    __slots__ = ("_ends", "_members", "_offsets", "_parts", "_size", "_starts", "cuts")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._members: list[int] = []
        self._offsets: list[int] = []
        self.cuts: set[int] = set()  # ends that are not the passage's own: what touches them may be something else

    def say(self, words: str) -> None:
        self._parts.append(words)
        self._size += len(words)

    def show(self, member: int, text: str, offset: int = 0) -> None:
        self._starts.append(self._size)
        self._members.append(member)
        self._offsets.append(offset)
        self.say(text)
        self._ends.append(self._size)

    def show_ends(self, member: int, text: str) -> None:
        """All of a short text; of a long one its first and its last characters."""
        if len(text) <= _LONG:
            self.show(member, text)
            return
        self.show(member, text[:_EDGE])
        self.cuts.add(self._size)
        self.say("\n\n")
        self.cuts.add(self._size)
        self.show(member, text[-_EDGE:], len(text) - _EDGE)

    def show_head(self, member: int, text: str) -> None:
        self.show(member, text[:_EDGE])
        if len(text) > _EDGE:
            self.cuts.add(self._size)

    def search(self, find: Find) -> Iterator[tuple[int, Finding]]:
        for f in find("".join(self._parts)):
            if f.start in self.cuts or f.end in self.cuts:
                continue
            at = max(bisect_right(self._starts, f.start) - 1, 0)
            whole = f.end <= self._ends[at] and f.start >= self._starts[at]
            while at < len(self._starts) and self._starts[at] < f.end:
                start, end = max(f.start, self._starts[at]), min(f.end, self._ends[at])
                if start < end:
                    move = self._offsets[at] - self._starts[at]
                    why = f.why if whole else PART
                    yield self._members[at], Finding(start + move, end + move, f.kind, f.certainty, why)
                at += 1


def around(texts: Sequence[str], contexts: Sequence[Context | None], find: Find) -> dict[int, list[Finding]]:
    """Candidates by passage."""
    sheets: dict[int, list[int]] = {}
    for member, context in enumerate(contexts):
        if context is not None:
            sheets.setdefault(context.sheet, []).append(member)
    found: dict[int, list[Finding]] = {}
    for members in sheets.values():
        for sheet in _written(texts, contexts, members):
            for member, f in sheet.search(find):
                context = contexts[member]
                if context is None or context.fixed or not any(map(str.isalnum, texts[member][f.start : f.end])):
                    continue
                found.setdefault(member, []).append(f)
    return found


def _written(texts: Sequence[str], contexts: Sequence[Context | None], members: Sequence[int]) -> Iterator[_Sheet]:
    all_ = [(member, context) for member in members if (context := contexts[member]) is not None]
    if not any(context.lead for _, context in all_):
        if len(all_) > 1:
            for joint in _JOINTS:
                yield _joined(texts, members, joint)
        return
    sheet = _Sheet()
    for member, context in all_:
        sheet.say(context.lead)
        sheet.show(member, texts[member].translate(_LINE))
    yield sheet
    labelled = [(member, context.label) for member, context in all_ if context.label and not context.fixed]
    if labelled:
        sheet = _Sheet()
        for member, label in labelled:
            sheet.say(f'"{label}": "')
            sheet.show_head(member, texts[member])
            sheet.say('"\n')
        yield sheet


def _joined(texts: Sequence[str], members: Sequence[int], joint: str) -> _Sheet:
    sheet = _Sheet()
    for place, member in enumerate(members):
        if place:
            sheet.say(joint)
        if joint == "\n":
            sheet.show(member, texts[member])
        else:
            sheet.show_ends(member, texts[member])
    return sheet
