"""A table as CSV (RFC 4180), for whoever asks with `Accept: text/csv`: an answer with `columns` and `rows`.

A text that a spreadsheet would take for a formula is written as text; simulated data say so in a column of their own.
"""

import csv
from io import StringIO
from typing import Any

from gwanmun.control.usage import safe_cell


def wants_csv(accept: str) -> bool:
    """Whether the first kind asked for is CSV: a browser's list of everything is not a wish for it."""
    return accept.partition(",")[0].partition(";")[0].strip().lower() == "text/csv"


def is_table(done: object) -> bool:
    return isinstance(done, dict) and all(isinstance(done.get(name), list | tuple) for name in ("columns", "rows"))


def as_csv(table: dict[str, Any]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    data = table.get("data", "")
    extra = (data,) if data else ()
    writer.writerow((*table["columns"], *("data" for _ in extra)))
    for row in table["rows"]:
        writer.writerow((*(safe_cell(row.get(name)) for name in table["columns"]), *extra))
    return text.getvalue().encode()
