"""Reports as CSV, XLSX and JSON: for machines, and for people with a spreadsheet.

What lives here: writing tables so that the same rows are the same bytes and no cell is a formula. What does not: the PDF
(`pdf.py`). CSV is UTF-8 with a mark (Excel in Korea reads it rightly) and CRLF (RFC 4180); a cell that a spreadsheet
could take for a formula is preceded by an apostrophe (OWASP, CSV injection).
"""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from importlib import import_module

import msgspec

from gwanmun.domain.reports import Cell, Document, Table
from gwanmun.errors import BadCommand

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # full-width ones, too
_MARK = "\ufeff"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_WIDEST = 60
_LONGEST_CELL = 32_767
_BAD_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def as_json(document: Document) -> bytes:
    """The document itself. Its SHA-256 is what a signature names."""
    return msgspec.json.format(msgspec.json.encode(document, order="deterministic"), indent=1) + b"\n"


def as_csv(table: Table) -> bytes:
    """One table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([unformula(one) for one in table.columns])
    writer.writerows([unformula(cell) for cell in row] for row in table.rows)
    return (_MARK + out.getvalue()).encode()


def all_csv(document: Document) -> tuple[str, str, bytes]:
    """The only table as a file; several in a ZIP whose members carry no time."""
    tables = document.tables
    if len(tables) == 1:
        return "csv", "text/csv; charset=utf-8", as_csv(tables[0])
    return "zip", "application/zip", packed([(f"{one.id}.csv", as_csv(one)) for one in tables])


def packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP that is the same for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name, content in files:
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            bundle.writestr(member, content)
    return out.getvalue()


def unformula(cell: Cell) -> Cell:
    """Words stay words wherever they are opened; a number is a number, and a dash alone is a dash."""
    if not isinstance(cell, str) or cell == "-":
        return cell
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell


def as_xlsx(document: Document) -> bytes:
    """A cover sheet with the words, then a sheet for each table."""
    try:
        xlsxwriter = import_module("xlsxwriter")
    except ImportError as problem:
        raise BadCommand(
            problem_ko="XLSX를 만드는 꾸러미가 없습니다", problem_en="the library that writes XLSX is not installed",
            next_ko="pip install 'gwanmun[reports]'", next_en="pip install 'gwanmun[reports]'",
        ) from problem  # fmt: skip
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": document.title, "created": datetime.combine(document.as_of, time())})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "bg_color": "#ECF2FE", "border": 1, "text_wrap": True})
    number = book.add_format({"num_format": "#,##0", "border": 1, "valign": "top"})
    words = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
    cover = book.add_worksheet("요약" if document.language == "ko" else "Summary")
    cover.set_column(0, 0, 100)
    for at, (text, style) in enumerate(_cover(document, bold)):
        cover.write_string(at, 0, text[:_LONGEST_CELL], style)
    names: set[str] = {cover.get_name()}
    for table in document.tables:
        sheet = book.add_worksheet(_name(table.title, names))
        sheet.freeze_panes(1, 1)
        for at, column in enumerate(table.columns):
            sheet.write_string(0, at, column, head)
            sheet.set_column(at, at, _wide([column, *(row[at] for row in table.rows[:200])]))
        for line, row in enumerate(table.rows, 1):
            for at, cell in enumerate(row):
                if isinstance(cell, int) and abs(cell) < 10**15:
                    sheet.write_number(line, at, cell, number)
                else:
                    sheet.write_string(line, at, str(cell)[:_LONGEST_CELL], words)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        if table.note:
            sheet.write_string(len(table.rows) + 2, 0, table.note[:_LONGEST_CELL])
    book.close()
    return out.getvalue()


def _cover(document: Document, bold: object) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = [
        (document.title, bold),
        (f"{document.office} · {document.as_of.isoformat()}", None),
    ]
    rows += [(f"◇ {one}", None) for one in document.summary]
    for part in document.sections:
        rows.append((part.title, bold))
        rows += [("  " * (one.level - 1) + one.text, None) for one in part.lines]
    return rows


def _name(title: str, taken: set[str]) -> str:
    """A sheet's name: at most 31 characters, none of those that are not allowed, not twice."""
    base = title.translate(_BAD_IN_NAME).strip()[:28] or "table"
    name, count = base, 2
    while name.casefold() in {one.casefold() for one in taken}:
        name, count = f"{base[:28]} {count}", count + 1
    taken.add(name)
    return name


def _wide(cells: Sequence[Cell]) -> int:
    def size(cell: Cell) -> int:
        text = f"{cell:,}" if isinstance(cell, int) else cell
        return sum(2 if ord(char) > 0x1100 else 1 for char in text[:_WIDEST])

    return min(_WIDEST, max(8, 2 + max(size(cell) for cell in cells)))
