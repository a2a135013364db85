"""Texts laid out for reading, with a map from every character back to where it stands in the file.

What lives here: `Node` (one string of the file and its exact place), `Text` (a text written piece by piece, remembering
which node each piece came from), `Draft` (the three texts of a document in the making). What does not: formats.

INVARIANT: every node of a draft is shown in one of its texts at least once (`Draft.finish` shows what no layout showed), so
that nothing that was read escapes examination.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from typing import Final
from urllib.parse import unquote_to_bytes

from gwanmun.adapters.documents.limits import Budget
from gwanmun.domain.documents import Edit, ReadDocument
from gwanmun.errors import BadDocument


class How(Enum):
    """How a changed string is written back."""

    TEXT = auto()  # XML character data
    ATTRIBUTE = auto()
    URI = auto()  # an attribute that must stay an address
    NUMBER = auto()  # the value of a cell that must become a text cell
    FORMULA = auto()  # a formula, which becomes a string
    ELEMENT = auto()  # an element that stands for a letter, and becomes a text
    DROP = auto()  # comments and instructions: emptied
    PLAIN = auto()  # a stretch of a text file
    FIXED = auto()  # cannot be changed: a finding in it refuses the copy


class Zone(Enum):
    """Which of the three texts a node belongs to when no layout shows it."""

    BODY = 0
    REST = 1
    TECHNICAL = 2


@dataclass(slots=True)
class Node:
    """`text`, which stands at `start:end` (bytes; code points in text files) of `part`."""

    part: str
    start: int
    end: int
    text: str
    how: How
    zone: Zone
    label: str = ""  # what it is called there: an element or an attribute
    tag: tuple[int, int] | None = None  # the start tag to change with it (NUMBER)
    shown: bool = False
    along: tuple[int, ...] = ()  # nodes that say what it says when it is changed: the formula of a cell
    follows: int = -1  # the node that it continues in the same line: a run of a paragraph


@dataclass(frozen=True, slots=True)
class Anchor:
    """`text[start:end]` is `nodes[node].text[offset:…]`; `whole`: it stands for them without being their letters."""

    start: int
    end: int
    node: int
    offset: int
    whole: bool = False
    span: int = 0  # whole: for so many letters of the node from the offset on; 0: for all of it


class Text:
    """A text under construction."""

    __slots__ = ("_parts", "anchors", "size")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.size = 0
        self.anchors: list[Anchor] = []

    def say(self, words: str) -> None:
        """Words of ours, or of no node."""
        self._parts.append(words)
        self.size += len(words)

    def show(self, number: int, text: str, offset: int = 0) -> None:
        if text:
            self.anchors.append(Anchor(self.size, self.size + len(text), number, offset))
            self.say(text)

    def show_as(self, number: int, text: str, offset: int = 0, span: int = 0) -> None:
        """What a node looks like, where that is not what it says (a date kept as a number of days)."""
        if text:
            self.anchors.append(Anchor(self.size, self.size + len(text), number, offset, whole=True, span=span))
            self.say(text)

    def line(self) -> None:
        """End the line, if one has begun."""
        if self._parts and not self._parts[-1].endswith("\n"):
            self.say("\n")

    def written(self) -> str:
        return "".join(self._parts)


#: A stretch of a paragraph or a cell: a node's letters from an offset, or words of no node (-1). Offset -1: what is shown
#: stands for the whole node.
Piece = tuple[int, str, int]
WHOLE: Final = -1
BACKWARDS: Final = "거꾸로 적힌 글이 들어 있음 (text kept backwards)"

#: From right to left, whatever the letters say (UAX #9 X4, X5), up to its end or the line's; within it runs stay as they are kept.
_turned = re.compile("\u202e([^\u202a-\u202e\u2066-\u2069\n]*)\u202c?")


def seen(text: str) -> Iterator[tuple[int, int, str]]:
    """A text as a reader sees it: stretches (start, end, letters), where the letters are others turned around."""
    at = 0
    for m in _turned.finditer(text):
        if m.start() > at:
            yield at, m.start(), text[at : m.start()]
        if m[1]:
            yield m.start(), m.end(), m[1][::-1]
        at = m.end()
    if at < len(text):
        yield at, len(text), text[at:]


_word = re.compile(r"[^\s\"'<>]+")
#: Texts that a formula puts together, and what holds formulas beside cells (ECMA-376 §18.2.5, §18.3.1).
_joins = re.compile(r'"\s*&\s*"')
_FORMULAS = frozenset({"definedName", "formula", "formula1", "formula2", "f"})
_byte = re.compile(r"%[0-9A-Fa-f]{2}")
#: An address within an address within an address.
_MOST_ROUNDS = 4


def _unquoted(word: str) -> str:
    """What a word says that spells letters in bytes (RFC 3986 §2.1), in UTF-8 or CP949; empty where it does not."""
    said = word
    for _ in range(_MOST_ROUNDS):
        if not _byte.search(said):
            break
        raw = unquote_to_bytes(said)
        try:
            said = raw.decode()
        except UnicodeDecodeError:
            said = raw.decode("cp949", "replace")
    return "" if said == word else "".join(c if c.isprintable() else " " for c in said)


@dataclass(slots=True)
class Draft:
    """The nodes and texts of a document in the making. Nested documents write into their parent's draft."""

    budget: Budget
    nodes: list[Node] = field(default_factory=list)
    texts: tuple[Text, Text, Text] = field(default_factory=lambda: (Text(), Text(), Text()))
    pictures: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tell: Callable[[int, int], None] | None = None  # hears how many pages of how many were read
    seen: Mapping[str, str] | None = None  # place → what a recogniser read there; None: pictures are not read
    wanted: list[tuple[str, bytes]] = field(default_factory=list)  # pictures that somebody must read first
    recognised: list[str] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)  # pictures of packages, kept only where they may be read

    @property
    def body(self) -> Text:
        return self.texts[0]

    def add(self, node: Node) -> int:
        self.budget.node(node.part)
        self.nodes.append(node)
        return len(self.nodes) - 1

    def note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)

    def show(self, zone: Zone, number: int) -> None:
        node = self.nodes[number]
        node.shown = True
        self._letters(self.texts[zone.value], number, node.text, 0)

    def _letters(self, text: Text, number: int, letters: str, offset: int) -> None:
        if "\u202e" not in letters:
            text.show(number, letters, offset)
            return
        self.note(BACKWARDS)
        for start, end, said in seen(letters):
            if said == letters[start:end]:
                text.show(number, said, offset + start)
            else:
                text.show_as(number, said, offset + start, end - start)

    def scan(self, place: str, image: Callable[[], bytes]) -> None:
        """A picture that is all there is: shown as what was recognised in it, asked for, or refused (`image_only`)."""
        if self.seen is None:
            raise BadDocument("image_only", place)
        text = self.seen.get(place)
        if text is None:
            if len(self.wanted) >= self.budget.limits.scans:
                raise BadDocument("too_many", place, limit=self.budget.limits.scans)
            self.wanted.append((place, image()))
            text = "미확인"
        elif not any(map(str.isalnum, text)):
            raise BadDocument("image_only", place)
        self.recognised.append(place)
        self.note("그림에서 글자를 인식함: 원본과 대조 필요 (recognised in pictures: check against the original)")
        self.body.line()
        self.body.say("[글자 인식]\n")
        self.show(Zone.BODY, self.add(Node(place, 0, 0, text, How.FIXED, Zone.BODY, "recognised")))
        self.body.say("\n\n")

    def show_pieces(self, pieces: Iterable[Piece], *, cell: bool = False) -> None:
        """Write pieces into the body. In a cell, what would end the cell is written otherwise."""
        for number, text, offset in pieces:
            if number >= 0:
                self.nodes[number].shown = True
            if offset < 0:
                self.body.show_as(number, " ".join(text.split("\n")).replace("|", "\\|") if cell else text)
                continue
            if not cell or not ("|" in text or "\n" in text or "\t" in text):
                self._piece(number, text, offset)
                continue
            at = 0
            for place, c in enumerate(text):
                if c in "|\n\t":
                    self._piece(number, text[at:place], offset + at)
                    self.body.say("\\|" if c == "|" else " ")
                    at = place + 1
            self._piece(number, text[at:], offset + at)
        if self.body.size > self.budget.limits.characters:
            raise BadDocument("too_large", "text", limit=self.budget.limits.characters)

    def _piece(self, number: int, text: str, offset: int) -> None:
        if number < 0:
            self.body.say(text)
        else:
            self._letters(self.body, number, text, offset)

    def rest(self, part: str, first: int) -> None:
        """Show what the layout of a part did not: nodes from `first` on, a line each (runs joined), with what they are called.

        Addresses that spell letters in bytes are shown a second time, as what they say.
        """
        spelt: list[tuple[Zone, int]] = []
        joined: list[tuple[Zone, int]] = []
        headed: set[Zone] = set()
        last: dict[Zone, int] = {}
        for number in range(first, len(self.nodes)):
            node = self.nodes[number]
            if node.shown or node.part != part:
                continue
            text = self.texts[node.zone.value]
            if node.zone is not Zone.BODY and node.zone not in headed:
                headed.add(node.zone)
                text.line()
                text.say(f"# {part}\n")
            if node.follows < 0 or last.get(node.zone) != node.follows:
                text.line()
                if node.label and node.zone is not Zone.BODY:
                    text.say(f"{node.label}: ")
            last[node.zone] = number
            self.show(node.zone, number)
            if "%" in node.text:
                spelt.append((node.zone, number))
            if (node.label in _FORMULAS or node.how is How.FORMULA) and _joins.search(node.text):
                node.how = How.FORMULA
                joined.append((node.zone, number))
        for zone in last:
            self.texts[zone.value].line()
        for zone, number in joined:
            self.texts[zone.value].show_as(number, _joins.sub("", self.nodes[number].text))
            self.texts[zone.value].say("\n")
        for zone, number in spelt:
            text = self.texts[zone.value]
            for word in _word.finditer(self.nodes[number].text):
                if said := _unquoted(word[0]):
                    text.show_as(number, said, word.start(), len(word[0]))
                    text.say("\n")

    def finish(self, format_: str) -> ReadDocument:
        """Pictures are read only where there is nothing else. Raises `BadDocument` when a node was left out, when there is no text, or when there is too much."""
        if self.images and not any(map(str.isalnum, self.body.written())):
            for place, image in self.images.items():
                self.scan(place, partial(bytes, image))
        for node in self.nodes:
            if not node.shown and node.text.strip():
                raise BadDocument("unread_part", node.part, what=node.label or node.part)
        body, rest, technical = (text.written() for text in self.texts)
        if len(body) + len(rest) + len(technical) > self.budget.limits.characters:
            raise BadDocument("too_large", "text", limit=self.budget.limits.characters)
        if not any(map(str.isalnum, body)):
            raise BadDocument("image_only" if self.pictures else "no_text")
        return ReadDocument(
            format_, body, rest, technical, tuple(self.pictures), tuple(self.dropped), tuple(self.notes),
            recognised=tuple(self.recognised),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """Replace `nodes[node].text[start:end]` by `by`."""

    node: int
    start: int
    end: int
    by: str


def changes(draft: Draft, edits: Sequence[Edit]) -> dict[int, list[Change]]:
    """What edits of the texts mean for the nodes, in order, none overlapping another; by node.

    An edit over several nodes replaces in the first and removes in the others. A node that is shown at several places gets
    every edit of all of them; where two overlap they become one.
    """
    found: dict[int, list[Change]] = {}
    starts = [[anchor.start for anchor in text.anchors] for text in draft.texts]
    for edit in edits:
        anchors = draft.texts[edit.text].anchors
        at = max(bisect_left(starts[edit.text], edit.start + 1) - 1, 0)
        by = edit.by
        while at < len(anchors) and anchors[at].start < edit.end:
            anchor = anchors[at]
            at += 1
            start, end = max(edit.start, anchor.start), min(edit.end, anchor.end)
            if start >= end:
                continue
            if anchor.whole:
                end = anchor.offset + (anchor.span or len(draft.nodes[anchor.node].text))
                change = Change(anchor.node, anchor.offset, end, by or ("" if anchor.span else " "))
            else:
                move = anchor.offset - anchor.start
                change = Change(anchor.node, start + move, end + move, by)
            found.setdefault(anchor.node, []).append(change)
            by = ""
    merged = {number: _merged(rows) for number, rows in found.items()}
    for number in list(merged):
        node = draft.nodes[number]
        for other in node.along:
            whole = len(draft.nodes[other].text)
            merged[other] = [Change(other, 0, whole, changed(node.text, merged[number]))]
    return merged


def _merged(rows: list[Change]) -> list[Change]:
    rows.sort(key=lambda row: (row.start, row.end))
    kept = [rows[0]]
    for row in rows[1:]:
        last = kept[-1]
        if row.start < last.end:
            kept[-1] = Change(last.node, last.start, max(last.end, row.end), last.by or row.by)
        else:
            kept.append(row)
    return kept


def changed(text: str, rows: Sequence[Change]) -> str:
    """A node's text with its changes."""
    parts: list[str] = []
    at = 0
    for row in rows:
        parts += (text[at : row.start], row.by)
        at = row.end
    parts.append(text[at:])
    return "".join(parts)
