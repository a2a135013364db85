"""Paragraphs and tables of word processors and slides, laid out as Markdown while a part is read.

DOCX, HWPX and PPTX agree on what matters here: text stands in `t` in paragraphs `p`, tables are `tbl` of `tr` of `tc`. What
differs is a table of names (`Vocabulary`). What this layout does not show, `Draft.rest` shows afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from gwanmun.adapters.documents.layout import BACKWARDS, WHOLE, Draft, Piece
from gwanmun.adapters.documents.xml_parts import END, START, Event

_WIDEST = 512
#: What stands on every page: whatever in it holds a text, this is what counts.
RUNNING = frozenset({"머리글", "바닥글", "바탕쪽", "마스터"})


class _State(Enum):
    STANDS = auto()
    DELETED = auto()
    INSERTED = auto()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Element names of a format. `labels`: what a container is called in front of its paragraphs."""

    text: frozenset[str] = frozenset({"t"})
    breaks: frozenset[str] = frozenset({"br", "cr", "lineBreak"})
    tabs: frozenset[str] = frozenset({"tab", "ptab"})
    spaces: frozenset[str] = frozenset({"nbSpace", "fwSpace"})
    hyphens: frozenset[str] = frozenset({"noBreakHyphen", "hyphen"})
    deleted: frozenset[str] = frozenset()
    inserted: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset({"Fallback"})  # the same again, for older programs: examined, not shown
    labels: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)  # element → what a person should know
    places: Mapping[str, str] = field(default_factory=dict)  # kind of a slide's place → what it is called
    asks: bool = False  # a master: its other places only ask for text, which no slide shows


@dataclass(slots=True)
class _Paragraph:
    pieces: list[tuple[_State, Piece]] = field(default_factory=list)
    head: str = ""


@dataclass(slots=True)
class _Table:
    rows: list[dict[int, list[Piece]]] = field(default_factory=list)
    column: int = 0
    cell: list[Piece] | None = None
    span: int = 1
    paragraphs: int = 0  # how many paragraphs were open where the table began


class Flow:
    """The sink of a part: call it with each event; `finish` at the end."""

    def __init__(
        self, draft: Draft, words: Vocabulary, label: str = "", styles: Mapping[str, str] | None = None
    ) -> None:
        self._draft = draft
        self._words = words
        self._styles = styles or {}
        self._labels = [label] if label else []
        self._paragraphs: list[_Paragraph] = []
        self._tables: list[_Table] = []
        self._aside = 0
        self._deleted = 0
        self._inserted = 0
        self._backwards = 0
        self._shapes: list[str | None] = []  # of each open shape the kind of its place

    def __call__(self, event: Event) -> None:
        kind, tag, attributes, number = event
        if kind == START:
            self._start(tag, attributes)
        elif kind == END:
            self._end(tag)
        elif not self._aside and (tag in self._words.text or tag == "delText") and self._paragraphs:
            self._add(number, self._draft.nodes[number].text, deleted=tag == "delText")
        elif not self._aside and tag in ("insertBegin", "deleteBegin", "insertEnd", "deleteEnd", "tab", "markpenBegin"):
            self._add(number, self._draft.nodes[number].text)

    def finish(self) -> None:
        self._draft.body.line()

    def _add(self, number: int, text: str, *, deleted: bool = False) -> None:
        if not self._paragraphs:
            return
        state = _State.STANDS
        if deleted or self._deleted:
            state = _State.DELETED
        elif self._inserted:
            state = _State.INSERTED
        piece = (number, text[::-1], WHOLE) if self._backwards and number >= 0 else (number, text, 0)
        self._paragraphs[-1].pieces.append((state, piece))

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        words = self._words
        if tag == "p":
            style = self._styles.get(attributes.get("styleIDRef", ""), "")
            self._paragraphs.append(_Paragraph(head=style))
        elif tag == "tbl":
            self._tables.append(_Table(paragraphs=len(self._paragraphs)))
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append({})
            self._tables[-1].column = 0
        elif tag == "tc" and self._tables:
            table = self._tables[-1]
            table.cell = []
            table.span = _whole(attributes.get("gridSpan"), 1)
        elif tag in ("gridSpan", "cellSpan", "cellAddr"):
            self._place(tag, attributes)
        elif tag in words.breaks:
            self._add(-1, "\n")
        elif tag in words.tabs:
            self._add(-1, "\t")
        elif tag in words.spaces:
            self._add(-1, " ")
        elif tag in words.hyphens:
            self._add(-1, "-")
        elif tag == "pStyle" and self._paragraphs:
            self._paragraphs[-1].head = _heading(attributes.get("val", ""))
        elif tag == "sp":
            self._shapes.append(None)
        elif tag == "ph":
            self._placed(attributes.get("type", ""))
        elif tag == "bdo" and attributes.get("val") == "rtl":
            self._backwards += 1
            self._draft.note(BACKWARDS)
        if tag in words.labels:
            self._labels.append(words.labels[tag])
        elif tag == "fieldBegin":
            self._labels.append("메모" if attributes.get("type") == "MEMO" else "")
        if tag in words.notes:
            self._draft.note(words.notes[tag])
        if tag in words.aside:
            self._aside += 1
        if tag in words.deleted or tag == "deleteBegin":
            self._deleted += 1
        if tag in words.inserted or tag == "insertBegin":
            self._inserted += 1
        if tag == "deleteEnd":
            self._deleted = max(self._deleted - 1, 0)
        if tag == "insertEnd":
            self._inserted = max(self._inserted - 1, 0)

    def _end(self, tag: str) -> None:
        words = self._words
        if tag == "p" and self._paragraphs:
            self._paragraph(self._paragraphs.pop())
        elif tag == "tc" and self._tables and self._tables[-1].cell is not None:
            table = self._tables[-1]
            if table.rows and table.cell is not None and table.column < _WIDEST:
                table.rows[-1].setdefault(table.column, []).extend(table.cell)
            table.column += table.span
            table.cell = None
        elif tag == "tbl" and self._tables:
            self._table(self._tables.pop())
        elif tag == "sp" and self._shapes:
            self._leaves(self._shapes.pop())
        elif tag == "bdo":
            self._backwards = max(self._backwards - 1, 0)
        if (tag in words.labels or tag == "fieldBegin") and self._labels:
            self._labels.pop()
        if tag in words.aside:
            self._aside -= 1
        if tag in words.deleted:
            self._deleted -= 1
        if tag in words.inserted:
            self._inserted -= 1

    def _placed(self, kind: str) -> None:
        """A shape of a slide that stands in a place of its master (ECMA-376 §19.3.1.36)."""
        if kind in ("title", "ctrTitle"):
            self._draft.body.line()
        if self._shapes and self._shapes[-1] is None:
            self._shapes[-1] = kind
            if kind in self._words.places:
                self._labels.append(self._words.places[kind])
            elif self._words.asks:
                self._aside += 1

    def _leaves(self, kind: str | None) -> None:
        if kind is None:
            return
        if kind in self._words.places:
            self._labels.pop()
        elif self._words.asks:
            self._aside -= 1

    def _place(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        if tag == "gridSpan":
            table.span = _whole(attributes.get("val"), 1)
        elif tag == "cellSpan":
            table.span = _whole(attributes.get("colSpan"), 1)
        else:
            table.column = _whole(attributes.get("colAddr"), table.column)

    def _paragraph(self, paragraph: _Paragraph) -> None:
        stands = [piece for state, piece in paragraph.pieces if state is not _State.DELETED]
        if any(text.strip() for _, text, _ in stands):
            self._write(stands, paragraph.head)
        elif stands and not self._in_cell() and not self._labels:
            self._draft.body.line()
        if any(state is _State.DELETED for state, _ in paragraph.pieces):
            before = [piece for state, piece in paragraph.pieces if state is not _State.INSERTED]
            self._write([(-1, "[삭제된 내용] ", 0), *before], "")
            self._draft.note("변경 추적 내용이 들어 있음 (tracked changes)")

    def _in_cell(self) -> bool:
        return bool(self._tables) and self._tables[-1].cell is not None

    def _write(self, pieces: list[Piece], head: str) -> None:
        label = self._label()
        if self._in_cell():
            cell = self._tables[-1].cell
            if cell is not None:
                if cell:
                    cell.append((-1, " ", 0))
                if label and len(self._paragraphs) > self._tables[-1].paragraphs:
                    cell.append((-1, label, 0))
                cell.extend(pieces)
            return
        self._draft.body.line()
        self._draft.body.say(label or head)
        self._draft.show_pieces(pieces)
        self._draft.body.say("\n")

    def _label(self) -> str:
        """What a paragraph stands in: the innermost, but for what stands on every page."""
        label = next((label for label in self._labels if label in RUNNING), "")
        label = label or next((label for label in reversed(self._labels) if label), "")
        return f"[{label}] " if label else ""

    def _table(self, table: _Table) -> None:
        rows = [row for row in table.rows if row]
        if not rows:
            return
        if self._in_cell():
            cell = self._tables[-1].cell
            for row in rows:
                for column in sorted(row):
                    if cell is not None:
                        cell += [*row[column], (-1, " ; ", 0)]
            return
        label = self._label()
        if label.strip(" []") in RUNNING:
            for row in rows:
                row[min(row)].insert(0, (-1, label, 0))
        show_table(self._draft, rows)


def show_table(draft: Draft, rows: list[dict[int, list[Piece]]]) -> None:
    """A Markdown table; its first row is its header. Columns that no row uses are left out."""
    columns = sorted({column for row in rows for column in row})
    draft.body.line()
    for number, row in enumerate(rows):
        draft.body.say("|")
        for column in columns:
            draft.body.say(" ")
            draft.show_pieces(row.get(column, ()), cell=True)
            draft.body.say(" |")
        draft.body.say("\n")
        if number == 0:
            draft.body.say("|" + "---|" * len(columns) + "\n")
    draft.body.say("\n")


def _whole(text: str | None, default: int) -> int:
    if text is None or not text.isdecimal() or len(text) > 4:
        return default
    return min(int(text), _WIDEST)


def _heading(style: str) -> str:
    level = style.removeprefix("Heading").removeprefix("heading").removeprefix("제목").strip()
    if level != style and level[:1].isdecimal() and level[:1] != "0":
        return "#" * min(int(level[0]), 6) + " "
    return "# " if style in ("Title", "제목") else ""
