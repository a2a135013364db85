"""Our own Markdown, read back into blocks for the writers: headings, paragraphs, tables. Not a Markdown library.

What lives here: the few forms that our layouts and models' answers use. What does not: writing a format (`write_hwpx`, `write_pdf`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r"^(#{1,6}) +(.*)$")
_RULE = re.compile(r"^\|(?: ?:?-+:? ?\|)+$")
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    level: int = 0  # 1–6: a heading


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[str, ...], ...]


def blocks(text: str) -> Iterator[Paragraph | Table]:
    """The blocks in order; every line is in exactly one of them."""
    rows: list[tuple[str, ...]] = []
    for line in text.split("\n"):
        if line.startswith("|") and line.rstrip().endswith("|") and len(line) > 1:
            if not _RULE.match(line.rstrip()):
                rows.append(tuple(cell.strip().replace("\\|", "|") for cell in _CELL.split(line.rstrip()[1:-1])))
            continue
        if rows:
            yield _table(rows)
            rows = []
        m = _HEADING.match(line)
        yield Paragraph(m[2], len(m[1])) if m else Paragraph(line)
    if rows:
        yield _table(rows)


def _table(rows: list[tuple[str, ...]]) -> Table:
    """All rows as wide as the widest."""
    width = max(len(row) for row in rows)
    return Table(tuple(row + ("",) * (width - len(row)) for row in rows))
