"""XLSX workbooks: sheets as tables, with what the grid hides (hidden sheets and rows, formulas, dates kept as numbers).

ECMA-376 §18. A number is shown as its format shows it, because that is what a person reads and what gives it away: days
since 1899-12-30 as a date, 7012121593025 under the format 000000-0000000 as 701212-1593025.
"""

import posixpath
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from gwanmun.adapters.documents.flow import show_table
from gwanmun.adapters.documents.layout import WHOLE, Draft, How, Node, Piece, Zone
from gwanmun.adapters.documents.number_formats import LONGEST_FORMAT, around_text, shown_number
from gwanmun.adapters.documents.package import Package
from gwanmun.adapters.documents.xml_parts import END, START, TEXT, Event, read_part, silent, utf8
from gwanmun.errors import BadDocument

_COLUMN = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
#: What stands on every printed page (§18.3.1.46), and codes within it: where it stands, in which letters, the page's number.
_HEADS = {
    **dict.fromkeys(("oddHeader", "evenHeader", "firstHeader"), "머리글"),
    **dict.fromkeys(("oddFooter", "evenFooter", "firstFooter"), "바닥글"),
}
_CODE = re.compile(r'&(?:"[^"]*"|[0-9]{1,3}|K[0-9A-Fa-f]{6}|K[0-9]{2}[+-][0-9]{3}|.)?', re.DOTALL)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


@dataclass(slots=True)
class _Cell:
    column: int
    kind: str
    style: int
    reference: str
    tag: tuple[int, int]
    values: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    formulas: list[int] = field(default_factory=list)
    formula: int = -1  # where its element begins


@dataclass(slots=True)
class _Book:
    strings: list[list[int]] = field(default_factory=list)
    sheets: list[tuple[str, str, str]] = field(default_factory=list)  # name, state, relationship
    targets: dict[str, str] = field(default_factory=dict)
    formats: dict[int, str] = field(default_factory=dict)
    cells: list[int] = field(default_factory=list)  # style → number format
    days_from_1904: bool = False


def read_workbook(draft: Draft, package: Package) -> set[str]:
    """Read the workbook, its strings and its sheets; returns the parts that were read."""
    book = _Book()
    done: set[str] = set()
    names = set(package.names)
    main = next((n for n in ("xl/workbook.xml", "xl/workbook2.xml") if n in names), None)
    if main is None:
        raise BadDocument("damaged", package.place("xl/workbook.xml"))
    firsts: list[tuple[str, int]] = []

    def part(name: str, zone: Zone, sink: object) -> bytes:
        place = package.place(name)
        firsts.append((place, len(draft.nodes)))
        content = utf8(package.read(name), place)
        read_part(draft, place, content, zone, sink if callable(sink) else silent)
        done.add(name)
        return content

    part(main, Zone.REST, lambda event: _workbook(book, event))
    relations = posixpath.join(posixpath.dirname(main), "_rels", posixpath.basename(main) + ".rels")
    if relations in names:
        part(relations, Zone.REST, lambda event: _relation(book, event))
    if "xl/styles.xml" in names:
        part("xl/styles.xml", Zone.TECHNICAL, _Styles(book))
    strings = next((n for n in package.names if n.lower() == "xl/sharedstrings.xml"), None)
    if strings:
        part(strings, Zone.REST, _Strings(book))  # those that no cell shows stand beside the text
    listed: list[tuple[str, str, str]] = []
    for title, state, relation in book.sheets:
        target = book.targets.get(relation, "")
        name = posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
        if relation in book.targets and name not in names:
            raise BadDocument("damaged", package.place(name))
        if name in names and name not in done:
            listed.append((name, title, state))
            done.add(name)
    loose = [n for n in package.names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n) and n not in done]
    for name, title, state in [*listed, *((n, n, "hidden") for n in loose)]:
        hidden = state != "visible"
        if hidden:
            draft.note("숨은 시트가 들어 있음 (hidden sheets)")
        draft.body.line()
        draft.body.say(f"## {'[숨은 시트] ' if hidden else ''}{title}\n")
        sheet = _Sheet(draft, book, package.place(name))
        sheet.content = utf8(package.read(name), package.place(name))
        part(name, Zone.REST, sheet)
        sheet.finish()
    for place, first in firsts:
        draft.rest(place, first)
    return done


def _workbook(book: _Book, event: Event) -> None:
    kind, tag, attributes, _ = event
    if kind == START and tag == "sheet":
        book.sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), attributes.get("id", "")))
    elif kind == START and tag == "workbookPr":
        book.days_from_1904 = attributes.get("date1904") in ("1", "true")


def _relation(book: _Book, event: Event) -> None:
    kind, tag, attributes, _ = event
    if kind == START and tag == "Relationship":
        book.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Styles:
    def __init__(self, book: _Book) -> None:
        self._book = book
        self._in_cells = False

    def __call__(self, event: Event) -> None:
        kind, tag, attributes, _ = event
        if tag == "cellXfs":
            self._in_cells = kind == START
        elif kind == START and tag == "numFmt":
            code = attributes.get("formatCode", "")
            if len(code) > LONGEST_FORMAT:
                raise BadDocument("damaged", "xl/styles.xml")
            self._book.formats[_int(attributes.get("numFmtId"))] = code
        elif kind == START and tag == "xf" and self._in_cells:
            self._book.cells.append(_int(attributes.get("numFmtId")))


class _Strings:
    """Shared strings: a list of nodes for each; readings of Chinese characters (rPh) stand apart."""

    def __init__(self, book: _Book) -> None:
        self._book = book
        self._aside = 0

    def __call__(self, event: Event) -> None:
        kind, tag, _, number = event
        if kind == START and tag == "si":
            self._book.strings.append([])
        elif tag == "rPh" and kind in (START, END):
            self._aside += 1 if kind == START else -1
        elif kind == TEXT and tag == "t" and not self._aside and self._book.strings:
            self._book.strings[-1].append(number)


class _Sheet:
    def __init__(self, draft: Draft, book: _Book, place: str) -> None:
        self._draft = draft
        self._book = book
        self._place = place
        self._rows: list[dict[int, list[Piece]]] = []
        self._row: dict[int, list[Piece]] = {}
        self._cell: _Cell | None = None
        self._next = 0
        self._aside = 0
        self._heads: list[tuple[str, int]] = []
        self.content = b""

    def __call__(self, event: Event) -> None:
        kind, tag, attributes, number = event
        if kind == START:
            if tag == "c":
                m = _COLUMN.fullmatch(attributes.get("r", ""))
                column = _column(m[1]) if m else self._next
                end = self.content.find(b">", number) + 1
                self._next = column + 1
                self._cell = _Cell(
                    column, attributes.get("t", "n"), _int(attributes.get("s")), attributes.get("r", ""), (number, end)
                )
            elif tag == "f" and self._cell is not None:
                self._cell.formula = number
            elif tag == "row":
                self._row, self._next = {}, 0
                if attributes.get("hidden") in ("1", "true"):
                    self._draft.note("숨은 행이 들어 있음 (hidden rows)")
            elif tag == "col" and attributes.get("hidden") in ("1", "true"):
                self._draft.note("숨은 열이 들어 있음 (hidden columns)")
            elif tag == "rPh":
                self._aside += 1
        elif kind == END:
            if tag == "f" and self._cell is not None:
                self._formula(self._cell, number)
            elif tag == "c" and self._cell is not None:
                pieces = self._pieces(self._cell)
                if pieces:
                    self._row[self._cell.column] = pieces
                self._cell = None
            elif tag == "row" and self._row:
                self._rows.append(self._row)
                self._row = {}
            elif tag == "rPh":
                self._aside -= 1
        elif tag in _HEADS:
            self._heads.append((_HEADS[tag], number))
        elif self._cell is not None and not self._aside:
            if tag == "v":
                self._cell.values.append(number)
            elif tag == "t":
                self._cell.texts.append(number)
            elif tag == "f":
                self._cell.formulas.append(number)
                node = self._draft.nodes[number]
                node.how = How.FORMULA
                node.label = f"{self._cell.reference} ="

    def finish(self) -> None:
        if self._rows:
            show_table(self._draft, self._rows)
        for label, number in self._heads:
            self._draft.body.line()
            self._draft.show_pieces([(-1, f"[{label}] ", 0), *_uncoded(number, self._draft.nodes[number].text)])
            self._draft.body.say("\n")

    def _formula(self, cell: _Cell, end: int) -> None:
        """A formula without a text of its own: that of another cell, which makes this cell's value as well."""
        if cell.formula < 0 or cell.formulas:
            return
        start = cell.formula
        end = max(end, self.content.find(b">", start) + 1)
        if self.content[end : end + 2] == b"</":
            end = self.content.find(b">", end) + 1
        cell.formulas.append(
            self._draft.add(Node(self._place, start, end, "", How.DROP, Zone.REST, f"{cell.reference} ="))
        )

    def _pieces(self, cell: _Cell) -> list[Piece]:
        nodes = self._draft.nodes
        if cell.kind == "s":
            pieces: list[Piece] = []
            for number in cell.values:
                index = nodes[number].text.strip()
                if not index.isdecimal() or len(index) > 9 or int(index) >= len(self._book.strings):
                    raise BadDocument("damaged", self._place)
                nodes[number].shown = True  # a number of a string, not a text
                pieces += [(n, nodes[n].text, 0) for n in self._book.strings[int(index)]]
            return self._around(cell.style, pieces)
        for number in (*cell.texts, *cell.values):
            nodes[number].along = tuple(cell.formulas)
        for number in cell.values:
            node = nodes[number]
            node.label = cell.reference
            if cell.kind not in ("str", "inlineStr"):
                node.how, node.tag = How.NUMBER, cell.tag
                seen = self._as_seen(node.text, cell.style)
                if seen is not None:
                    return [(number, seen, WHOLE)]
        return self._around(cell.style, [(n, nodes[n].text, 0) for n in (*cell.texts, *cell.values)])

    def _around(self, style: int, pieces: list[Piece]) -> list[Piece]:
        """A text with what its format writes before and after it."""
        code = self._code(style)
        before, after = around_text(code) if "@" in code else ("", "")
        return [*([(-1, before, 0)] if before else []), *pieces, *([(-1, after, 0)] if after else [])]

    def _code(self, style: int) -> str:
        number = self._book.cells[style] if 0 <= style < len(self._book.cells) else 0
        return self._book.formats.get(number, "")

    def _as_seen(self, text: str, style: int) -> str | None:
        """A number as its format shows it, where that matters; else None."""
        try:
            value = float(text)
        except ValueError:
            return None
        number = self._book.cells[style] if 0 <= style < len(self._book.cells) else 0
        code = self._code(style)
        bare = _LITERAL.sub("", code).split(";")[0]
        if number in _DATES or re.search(r"[ymd]", bare, re.IGNORECASE):
            return _day(value, self._book.days_from_1904)
        shown = shown_number(value, code)
        if shown is not None:
            return shown
        if "E" in text.upper() and value == int(value) and abs(value) < 1e16:
            return str(int(value))
        return None


def _uncoded(number: int, text: str) -> list[Piece]:
    """A head or a foot without its codes."""
    pieces: list[Piece] = []
    at = 0
    for m in _CODE.finditer(text):
        pieces.append((number, text[at : m.start()], at))
        if m[0] in ("&L", "&C", "&R"):
            pieces.append((-1, " " if m.start() else "", 0))
        at = m.end()
        if m[0] == "&&":
            pieces.append((number, "&", m.start()))
    return [piece for piece in (*pieces, (number, text[at:], at)) if piece[1]]


def _day(value: float, from_1904: bool) -> str | None:  # noqa: FBT001 - a property of the workbook
    if not 1 <= value < 2_958_466:
        return None
    return (date(1904, 1, 1) if from_1904 else date(1899, 12, 30)).__add__(timedelta(days=int(value))).isoformat()


def _column(letters: str) -> int:
    number = 0
    for c in letters:
        number = number * 26 + ord(c) - 64
    return number - 1


def _int(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 9 else 0
