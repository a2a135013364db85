"""Cells of columns whose header says that names stand there: TSV, CSV, Markdown, HTML tables, SQL INSERT.

What lives here: where such cells begin. What does not: whether a name stands in them (`name.py`), and the rows of plain
tables (`base.View.tables`).
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.privacy.detectors.base import View
from gwanmun.privacy.lists import NAME_LABELS, either
from gwanmun.privacy.tables import possible

_header = re.compile(
    rf"^(?:{either(NAME_LABELS)})(?:명)?(?: ?\([^)\n]{{1,16}}\))?$|^[A-Za-z_]{{0,24}}(?:[nN]ame|NAME|Nm|NM|_nm)$|^(?:applicant|guardian|patient|manager|customer|employee|student|owner)$"
)
_row = re.compile(r"<tr[^<>]{0,200}>(.{0,4000}?)(?:</tr>|(?=<tr)|$)", re.DOTALL | re.IGNORECASE)
_td = re.compile(r"<t[hd][^<>]{0,200}>(?:\s{0,8}<[a-z]{1,8}[^<>]{0,80}>)?\s{0,8}([^<]{0,200})", re.IGNORECASE)
_insert = re.compile(r"(?i:insert\s+into)\s+[^()\n]{1,80}\(([^()]{1,800})\)\s*values?\s*", re.IGNORECASE)
_TRIM: Final = " \"'*`"


def columns(view: View) -> Iterator[int]:
    """Where each cell of a column of names begins."""
    text = view.text
    if possible(text):
        yield from _plain(view)
    if "<t" in text or "<T" in text:
        yield from _html(text)
    if "NSERT" in text or "nsert" in text:
        yield from _sql(text)


def _plain(view: View) -> Iterator[int]:
    text = view.text
    for row in view.sheets.rows:
        if any(map(_named, row.names)):
            for start, end, header in row.cells(text):
                if _named(header):
                    cell = text[start:end]
                    yield end - len(cell.lstrip(_TRIM))


#: A column of surnames beside one of given names.
_family = re.compile(r"^(?:성|성씨|姓|[Ss]urname|SURNAME|[Ff]amily[ _]?[Nn]ame|[Ll]ast[ _]?[Nn]ame)$")
_given = re.compile(r"^(?:이름|명|名|[Gg]iven[ _]?[Nn]ames?|[Ff]irst[ _]?[Nn]ame)$")
_one_name = re.compile("[가-힣]{1,3}|[A-Za-z]{2,16}(?:[ -][A-Za-z]{2,16}){0,2}")


def columns_of_parts(view: View) -> Iterator[tuple[int, int]]:
    """Cells of a column of surnames and of the given names' beside it."""
    text = view.text
    if not possible(text):
        return
    for row in view.sheets.rows:
        if any(map(_family.match, row.names)) and any(map(_given.match, row.names)):
            for start, end, header in row.cells(text):
                cell = text[start:end].strip(_TRIM)
                if (_family.match(header) or _given.match(header)) and _one_name.fullmatch(cell):
                    at = text.index(cell, start)
                    yield at, at + len(cell)


def _named(header: str) -> bool:
    return header != "" and _header.match(header.replace("`", "")) is not None


def _html(text: str) -> Iterator[int]:
    names: list[str] = []
    for row in _row.finditer(text):
        cells = [(m.start(1), m[1].strip()) for m in _td.finditer(text, row.start(1), row.end(1))]
        words = [cell for _, cell in cells]
        if any(_header.match(word) for word in words) and not any(c.isdigit() for word in words for c in word):
            names = words
            continue
        for (at, _), name in zip(cells, names, strict=False):
            if _header.match(name):
                yield at


def _sql(text: str) -> Iterator[int]:
    done = 0
    for m in _insert.finditer(text):
        if m.start() < done:
            continue  # inside the values of the statement before: each character is read once
        names = [name.strip(" \n\t`\"'[]") for name in m[1].split(",")]
        wanted = {i for i, name in enumerate(names) if _header.match(name)}
        if wanted:
            places, done = _values(text, m.end(), wanted, len(names))
            yield from places


def _values(text: str, at: int, wanted: set[int], width: int) -> tuple[list[int], int]:
    """The wanted values of the tuples that follow, and where they end: a small reader of quotes, commas, parentheses."""
    places: list[int] = []
    column, quote, begun = -1, "", False
    while at < len(text):
        c = text[at]
        if quote:
            if c == quote:
                quote = ""
        elif c in "'\"" and column >= 0:
            quote = c
            if column in wanted and not begun:
                places.append(at + 1)
            begun = True
        elif c == "(":
            column, begun = 0, False
        elif c == ",":
            column, begun = column + 1 if 0 <= column < width else column, False
        elif c == ")":
            column = -1
        elif column < 0 and c not in " \t\r\n":
            break
        at += 1
    return places, at
