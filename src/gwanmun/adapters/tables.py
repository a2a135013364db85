"""Sheets on disk to rows: CSV (UTF-8, UTF-16 with a mark, CP949) and XLSX (ECMA-376), read as a stream with limits.

XLSX is read with the standard library alone, and of it only what a table needs: the first sheet, shared texts, which
cells are formulas or merged. A workbook is a stranger's ZIP of XML: sizes are bounded before and while unpacking, a
DTD is refused (entities are where XML bombs live), no link is followed, nothing is computed. Rows are counted before the
first is given: what is too long is refused at once, before anybody has understood and kept a part of it. A CSV is never in
memory, only the line being read. What does not live here: what a row means (`budget/sheet.py`).
"""

import codecs
import contextlib
import csv
import io
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO
from xml.parsers import expat

from gwanmun.budget.sheet import MOST_ROWS, Row
from gwanmun.errors import BadCommand

MOST_BYTES = 200 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 200
MOST_COLUMNS = 200
MOST_CELL = 32_767  # what a spreadsheet itself allows
LAST_ROW = 1_048_576  # the last number a row of a spreadsheet can have
MOST_TEXTS = 2_000_000
MOST_MERGED = 100_000
_PIECE = 256 * 1024
_LONGEST_LINE = MOST_COLUMNS * MOST_CELL
_HEAD_CHARACTERS = 4096

csv.field_size_limit(MOST_CELL)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its rows once, the file's digest, and whether its serial dates count from 1904."""

    rows: Iterator[Row]
    digest: str
    from_1904: bool
    kind: str  # csv | xlsx


#: Opens the file anew, from its beginning.
_Opening = Callable[[], AbstractContextManager[IO[bytes]]]


def open_table(path: Path, progress: Callable[[int], None] | None = None) -> Table:
    """Read a file. Raises `BadCommand` for what cannot be a sheet or has too many rows; while its rows are read, too."""
    try:
        seen = path.stat()
    except OSError as error:
        raise _unreadable(path.name) from error
    if not stat.S_ISREG(seen.st_mode):
        raise _unreadable(path.name)
    if seen.st_size > MOST_BYTES:
        raise _bad(
            path.name, f"{MOST_BYTES >> 20}MB를 넘는 파일입니다", f"the file is larger than {MOST_BYTES >> 20} MB"
        )
    return _table(path.name, lambda: _unchanged(path, _state(seen)), progress)


def table_of(name: str, data: bytes, progress: Callable[[int], None] | None = None) -> Table:
    """The same of a file that is in memory already."""
    return _table(name, lambda: io.BytesIO(data), progress)


def _table(name: str, opening: _Opening, progress: Callable[[int], None] | None) -> Table:
    with opening() as file:
        start = file.read(8)
    if start[:4] == b"PK\x03\x04":
        with opening() as file:
            data = file.read()
        book = _Workbook(name, data)
        return Table(_told(book.rows(), progress), sha256(data).hexdigest(), book.from_1904, "xlsx")
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _bad(
            name,
            "암호가 걸렸거나 옛 형식(.xls)인 파일입니다",
            "an encrypted workbook, or one of the old format (.xls)",
            "xlsx나 CSV로 다시 저장하십시오",
            "save it as xlsx or CSV",
        )
    encoding, digest = _encoding(name, opening)
    for _ in _csv(name, opening, encoding):
        pass  # only counted: what has too many rows, or is no CSV, is refused before a row of it is given
    return Table(_told(_csv(name, opening, encoding), progress), digest, from_1904=False, kind="csv")


def _state(seen: os.stat_result) -> tuple[int, int, int, int]:
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns


@contextlib.contextmanager
def _unchanged(path: Path, state: tuple[int, int, int, int]) -> Iterator[IO[bytes]]:
    """The file open. INVARIANT: every reading of it saw the same bytes, those that its digest is of."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise _unreadable(path.name) from error
    with file:
        try:
            _hold(path, file, state)
            yield file
            _hold(path, file, state)
        except OSError as error:
            raise _unreadable(path.name) from error


def _hold(path: Path, file: IO[bytes], state: tuple[int, int, int, int]) -> None:
    if _state(os.fstat(file.fileno())) != state:
        raise _bad(path.name, "읽는 동안 파일이 바뀌었습니다", "the file changed while it was read")


def _unreadable(name: str) -> BadCommand:
    return _bad(name, "파일을 읽을 수 없습니다", "the file cannot be read")


def _too_many(where: str) -> BadCommand:
    return _bad(
        where,
        f"{MOST_ROWS:,}행을 넘습니다",
        f"more than {MOST_ROWS:,} rows",
        "파일을 나누어 들이십시오. 들어간 행은 없습니다",
        "split the file and import its parts; no row was taken in",
    )


def _told(rows: Iterator[Row], progress: Callable[[int], None] | None) -> Iterator[Row]:
    for count, row in enumerate(rows, 1):
        if progress is not None and count % 10_000 == 0:
            progress(count)
        yield row


def _bad(where: str, ko: str, en: str, next_ko: str = "", next_en: str = "") -> BadCommand:
    return BadCommand(
        where[:80],
        problem_ko=ko,
        problem_en=en,
        next_ko=next_ko or "파일을 확인하고 다시 들이십시오. 들어간 행은 없습니다",
        next_en=next_en or "check the file and import it again; no row was taken in",
    )


# ---------------------------------------------------------------- CSV


def _encoding(name: str, opening: _Opening) -> tuple[str, str]:
    """UTF-8 when it is UTF-8, else CP949 (what Korean spreadsheets still write); anything else is refused. And its digest."""
    digest = sha256()
    with opening() as file:
        piece = file.read(_PIECE)
        marked = piece[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
        decoders = {
            one: codecs.getincrementaldecoder(one)() for one in (("utf-16",) if marked else ("utf-8-sig", "cp949"))
        }
        while decoders:
            digest.update(piece)
            for encoding, decoder in tuple(decoders.items()):
                try:
                    text = decoder.decode(piece, final=not piece)
                except UnicodeDecodeError:
                    del decoders[encoding]
                else:
                    if "\0" in text:
                        del decoders[encoding]
            if not piece:
                break
            piece = file.read(_PIECE)
    if not decoders:
        raise _bad(
            name,
            "글자 형식을 알 수 없습니다",
            "the file is neither UTF-8 nor CP949",
            "UTF-8 CSV로 저장하십시오",
            "save as UTF-8",
        )
    return next(iter(decoders)), digest.hexdigest()


def _csv(name: str, opening: _Opening, encoding: str) -> Iterator[Row]:
    with opening() as file:
        text = io.TextIOWrapper(file, encoding, newline="")
        head = text.read(_HEAD_CHARACTERS)
        text.seek(0)
        delimiter = max((",", "\t", ";"), key=head.count)
        reader = csv.reader(_lines(name, text), delimiter=delimiter, strict=True)
        try:
            for number, cells in enumerate(reader, 1):
                if len(cells) > MOST_COLUMNS:
                    raise _bad(f"{name}:{number}", "열이 너무 많습니다", "too many columns")
                if number > MOST_ROWS:
                    raise _too_many(f"{name}:{number}")
                yield Row(number, cells)
        except csv.Error as error:
            raise _bad(f"{name}:{reader.line_num}", "CSV 형식이 올바르지 않습니다", "the CSV is malformed") from error


def _lines(name: str, text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            raise _bad(name, "한 줄이 너무 깁니다", "a line is too long")
        yield line


# ---------------------------------------------------------------- XLSX

_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def _place(ref: str) -> tuple[int, int] | None:
    """`B7` → (7, 1)."""
    found = _REF.fullmatch(ref)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1


class _Workbook:
    """The first sheet of a workbook."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise _bad(name, "손상된 xlsx 파일입니다", "the workbook is damaged") from error
        unpacked = sum(one.file_size for one in members)
        if len(members) > 10_000 or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(len(data), 10_000):
            raise _bad(name, "풀었을 때 너무 큰 파일입니다", "the workbook unpacks to too much")
        self._names = {one.filename for one in members}
        self.from_1904 = False
        self._sheet = self._first_sheet()
        self._texts = self._shared()

    def _first_sheet(self) -> str:
        relation: list[str] = []
        targets: dict[str, str] = {}

        def workbook(tag: str, attributes: dict[str, str]) -> None:
            if tag == "workbookPr":
                self.from_1904 = attributes.get("date1904") in {"1", "true"}
            elif tag == "sheet" and attributes.get("state", "visible") == "visible":
                relation.append(next((value for key, value in attributes.items() if key.endswith("|id")), ""))

        def relations(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        self._parse("xl/workbook.xml", workbook)
        self._parse("xl/_rels/workbook.xml.rels", relations)
        target = targets.get(relation[0], "") if relation else ""
        path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if path not in self._names:
            raise _bad(self._name, "시트를 찾을 수 없습니다", "the workbook has no sheet to read")
        return path

    def _shared(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._names:
            return []
        texts: list[str] = []
        parts: list[str] = []
        inside = [False, False]  # in a text run; in a phonetic guide, which is no part of the text

        def start(tag: str, _: dict[str, str]) -> None:
            if tag == "si":
                parts.clear()
            elif tag == "rPh":
                inside[1] = True
            elif tag == "t":
                inside[0] = not inside[1]

        def end(tag: str) -> None:
            if tag == "t":
                inside[0] = False
            elif tag == "rPh":
                inside[1] = False
            elif tag == "si":
                if len(texts) >= MOST_TEXTS:
                    raise _bad(self._name, "표가 너무 큽니다", "the table is too large")
                texts.append("".join(parts)[:MOST_CELL])

        def said(text: str) -> None:
            if inside[0]:
                parts.append(text)

        self._parse("xl/sharedStrings.xml", start, end, said)
        return texts

    def rows(self) -> Iterator[Row]:
        """Rows in order. Merged cells stand at the end of a sheet's XML, so they are read first, by themselves."""
        merged = self._merged()
        gathered = _Rows(self._name, self._texts, merged)
        for _ in self._pieces(self._sheet, gathered.start, gathered.end, gathered.said):
            yield from gathered.take()
        yield from gathered.take()

    def _merged(self) -> dict[int, set[int]]:
        """Row → merged columns, without each area's first cell. Raises when the sheet has too many rows."""
        found: dict[int, set[int]] = {}
        count = rows = 0

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal count, rows
            if tag == "row":
                rows += 1
                if rows > MOST_ROWS:
                    raise _too_many(self._name)
            if tag != "mergeCell":
                return
            first, _, last = attributes.get("ref", "").partition(":")
            a, b = _place(first), _place(last)
            if a is None or b is None:
                return
            count += (b[0] - a[0] + 1) * (min(b[1], MOST_COLUMNS) - a[1] + 1)
            if count > MOST_MERGED:
                raise _bad(self._name, "병합된 칸이 너무 많습니다", "too many merged cells")
            for row in range(a[0], b[0] + 1):
                columns = found.setdefault(row, set())
                # The first row of an area that spans rows is merged too: an amount there stands for several.
                columns.update(range(a[1] + (row == a[0] == b[0]), min(b[1], MOST_COLUMNS) + 1))

        self._parse(self._sheet, start)
        return found

    def _parse(
        self,
        path: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        said: Callable[[str], None] | None = None,
    ) -> None:
        for _ in self._pieces(path, start, end, said):
            pass

    def _pieces(
        self,
        path: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None,
        said: Callable[[str], None] | None,
    ) -> Iterator[None]:
        """Parse a part piece by piece; whoever iterates takes what each piece gave."""
        parser = expat.ParserCreate(namespace_separator="|")
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition("|")[2], attributes)
        if end is not None:
            ended = end
            parser.EndElementHandler = lambda tag: ended(tag.rpartition("|")[2])
        if said is not None:
            parser.CharacterDataHandler = said
        parser.StartDoctypeDeclHandler = self._no_doctype
        try:
            with self._zip.open(path) as part:
                yield from self._feed(part, parser)
        except (
            KeyError,
            zipfile.BadZipFile,
            expat.ExpatError,
            RuntimeError,
            NotImplementedError,
            OSError,
            EOFError,
        ) as e:
            raise _bad(self._name, "손상된 xlsx 파일입니다", "the workbook is damaged") from e

    def _feed(self, part: IO[bytes], parser: expat.XMLParserType) -> Iterator[None]:
        read = 0
        while piece := part.read(_PIECE):
            read += len(piece)
            if read > MOST_UNPACKED:  # a member may be larger than its header says
                raise _bad(self._name, "풀었을 때 너무 큰 파일입니다", "the workbook unpacks to too much")
            parser.Parse(piece, False)  # noqa: FBT003 - expat's own signature
            yield
        parser.Parse(b"", True)  # noqa: FBT003

    def _no_doctype(self, *_: object) -> None:
        raise _bad(self._name, "DTD가 든 xlsx 파일은 받지 않습니다", "a workbook with a DTD is not accepted")


class _Rows:
    """Gathers the rows of a sheet from its XML."""

    def __init__(self, name: str, texts: list[str], merged: dict[int, set[int]]) -> None:
        self._name, self._texts, self._merged = name, texts, merged
        self._ready: list[Row] = []
        self._number = 0
        self._cells: list[str] = []
        self._formulas: set[int] = set()
        self._column = -1
        self._type = ""
        self._value: list[str] = []
        self._listening = False

    def take(self) -> list[Row]:
        ready, self._ready = self._ready, []
        return ready

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            place = _place(attributes.get("r", ""))
            self._column = place[1] if place else self._column + 1
            self._type = attributes.get("t", "n")
            self._value.clear()
            if self._column >= MOST_COLUMNS:
                raise _bad(self._name, "열이 너무 많습니다", "too many columns")
        elif tag in {"v", "t"}:
            self._listening = True
        elif tag == "f":
            self._formulas.add(self._column)
        elif tag == "row":
            number = attributes.get("r", "")
            self._number = (
                int(number) if number.isascii() and number.isdigit() and len(number) < 9 else self._number + 1
            )
            if self._number > LAST_ROW:
                raise _bad(self._name, "표가 너무 큽니다", "the table is too large")
            self._cells, self._formulas, self._column = [], set(), -1

    def said(self, text: str) -> None:
        if self._listening:
            self._value.append(text)

    def end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self._listening = False
        elif tag == "c":
            self._cells.extend([""] * (self._column + 1 - len(self._cells)))
            self._cells[self._column] = self._shown()
        elif tag == "row":
            merged = self._merged.get(self._number)
            self._ready.append(
                Row(self._number, self._cells, frozenset(self._formulas), frozenset(merged) if merged else frozenset())
            )

    def _shown(self) -> str:
        value = "".join(self._value)[:MOST_CELL]
        if self._type == "s":
            at = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1
            if not 0 <= at < len(self._texts):
                raise _bad(self._name, "손상된 xlsx 파일입니다", "the workbook is damaged")
            return self._texts[at]
        if self._type == "n" and value.endswith(".0"):
            return value[:-2]
        return value
