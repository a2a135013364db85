"""Tables of pages (표): columns, sorting, filters and paging by the address, and downloads of this very filter.

A view reads its rows with one act and calls `arrange`; `download` makes the file of the same rows, all pages of them, and
has the export put on record. CSV carries a BOM (Excel in Korea) and quotes what a spreadsheet would take for a formula.
What does not live here: where rows come from; lists too long to hold are narrowed by the act first.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import msgspec
from starlette.responses import Response

from gwanmun.console.house import Ask, day_words, number_words, when_words, won_words
from gwanmun.console.spreadsheet import workbook

R = TypeVar("R")
PAGE_ROWS = 50
_MOST_ROWS = 100_000
#: Full-width signs count too: Excel takes them for the plain ones where Korean or Japanese is set.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """`value` gives text, a whole number or None. `options`: (value, words) a person may narrow to."""

    key: str
    label: str
    value: Callable[[R], Any]
    kind: str = "text"  # text | number | won | when | day | chip
    path: Callable[[R], str] | None = None
    chip: Callable[[R], str] | None = None  # good | bad | wait | info | plain
    words: Callable[[R], str] | None = None  # what is shown, where it is not the value itself
    sorts: bool = True
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    words: str
    label: str
    kind: str = "text"
    path: str = ""
    chip: str = ""


@dataclass(frozen=True, slots=True)
class TableView(Generic[R]):
    """What the macro `table` shows. `found` are the rows of this filter, all pages, in order: what a download holds."""

    id: str
    columns: tuple[Column[R], ...]
    rows: tuple[tuple[Cell, ...], ...]
    found: tuple[R, ...]
    total: int
    total_all: int
    page: int
    pages: int
    sort: str
    down: bool
    q: str
    chosen: Mapping[str, str]
    kept: tuple[tuple[str, str], ...] = field(default=())

    @property
    def choosable(self) -> tuple[Column[R], ...]:
        return tuple(column for column in self.columns if column.options)

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.chosen)


def arrange(
    ask: Ask, columns: Sequence[Column[R]], rows: Sequence[R], *, id_: str = "rows", sort: str = ""
) -> TableView[R]:
    """Filter, sort and page by the address; what the address says that is not understood counts for nothing."""
    query = ask.query
    asked = query.get("sort", sort)
    by = {column.key: column for column in columns if column.sorts}
    key, down = asked.removeprefix("-"), asked.startswith("-")
    chosen = {
        column.key: query[column.key]
        for column in columns
        if column.options and query.get(column.key) in {value for value, _ in column.options} - {""}
    }
    q = query.get("q", "").strip()[:100]
    found = [row for row in rows if _matches(row, columns, q.casefold(), chosen)]
    if key in by:
        value = by[key].value
        # What is not known comes last, whichever way the rest is sorted.
        known = sorted((row for row in found if value(row) is not None), key=value, reverse=down)
        found = [*known, *(row for row in found if value(row) is None)]
    pages = max(1, -(-len(found) // PAGE_ROWS))
    page = min(max(1, _whole(query.get("page", ""))), pages)
    shown = found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return TableView(
        id_,
        tuple(columns),
        tuple(tuple(_cell(ask, column, row) for column in columns) for row in shown),
        tuple(found),
        len(found),
        len(rows),
        page,
        pages,
        key if key in by else "",
        down,
        q,
        chosen,
        (("sort", asked),) if key in by and asked != sort else (),
    )


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 8 else 1


def _matches(row: R, columns: Sequence[Column[R]], q: str, chosen: Mapping[str, str]) -> bool:
    if any(str(column.value(row)) != chosen[column.key] for column in columns if column.key in chosen):
        return False
    return not q or any(
        q in str(shown).casefold() for column in columns for shown in (column.value(row), _shown(column, row)) if shown
    )


def _shown(column: Column[R], row: R) -> str:
    return column.words(row) if column.words is not None else ""


def _cell(ask: Ask, column: Column[R], row: R) -> Cell:
    value = column.value(row)
    if column.words is not None:
        words = column.words(row)
    else:
        kind = column.kind
        if kind == "number":
            words = number_words(value)
        elif kind == "won":
            words = str(won_words(value, ask.language))
        elif kind == "when":
            words = when_words(value)
        elif kind == "day":
            words = day_words(value)
        else:
            words = "–" if value is None or value == "" else str(value)
    path = column.path(row) if column.path else ""
    return Cell(
        words,
        column.label,
        column.kind,
        path if path and ask.house.may(ask, path) else "",
        column.chip(row) if column.chip else "",
    )


async def download(ask: Ask, view: TableView[R], name: str) -> Response | None:
    """The file that `?format=` asks for, recorded as an export; None when a page is wanted."""
    made = file_of(ask, view, name)
    if made is not None:
        rows = min(len(view.found), _MOST_ROWS)
        await ask.perform("note_export", table=name, filter=ask.request.url.query, rows=rows, form=ask.query["format"])
    return made


def file_of(ask: Ask, view: TableView[R], name: str) -> Response | None:
    """As `download`, unrecorded: for what is published, and whoever has not signed in."""
    form = ask.query.get("format", "")
    if form not in {"csv", "xlsx", "json"}:
        return None
    rows = view.found[:_MOST_ROWS]
    head = [ask.say(column.label) for column in view.columns]
    body = [[_plain(column, row) for column in view.columns] for row in rows]
    if form == "json":
        data = msgspec.json.encode([dict(zip((c.key for c in view.columns), row, strict=True)) for row in body])
        kind = "application/json"
    elif form == "csv":
        data, kind = csv_of(head, body), "text/csv; charset=utf-8"
    else:
        data, kind = workbook(name, head, body), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}.{form}"}
    return Response(data, headers=headers, media_type=kind)


def _plain(column: Column[R], row: R) -> str | int | None:
    value = column.value(row)
    if column.kind == "when":
        return when_words(value) if value else None
    if value is None and column.words is not None:
        return column.words(row)  # why there is none: never an empty cell
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return column.words(row) if column.words is not None else str(value)


def csv_of(head: Sequence[str], rows: Sequence[Sequence[str | int | None]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(harmless, head))
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def harmless(cell: str | int | None) -> str | int:
    """A text that a spreadsheet would compute is text again (CWE-1236)."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
