"""Port `reports`: a document to bytes, as PDF, XLSX, CSV or JSON.

Promises (contract tests: `tests/contracts/test_reports.py`):
1. The same document in the same form gives the same bytes, at any time, whatever was printed before.
2. Values are shown as they stand: no text of a document is ever markup, a formula, a path or a link.
3. Every number stays a number in XLSX and CSV; words that say why there is none stay words.
4. A PDF is tagged (PDF/UA-1), and every picture in it has its words.
5. What cannot be printed here (a library or a font is missing) raises `BadCommand` that says what to install.
"""

from dataclasses import dataclass
from typing import Protocol

from gwanmun.domain.reports import Document, Form


@dataclass(frozen=True, slots=True)
class Printed:
    """A file: its name's end, its media type, its bytes."""

    ending: str
    media_type: str
    content: bytes


class Printer(Protocol):
    def print(self, document: Document, form: Form) -> Printed: ...
