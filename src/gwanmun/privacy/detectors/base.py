r"""The common shape of the detectors, and what they all look at.

One identifier is one file: its facts, a cheap RE2 `trigger`, and `detect`. A trigger matches wherever `detect` could
find something; all triggers run as one automaton over the text, so that text with nothing in it costs one pass.
Patterns never use `\\b` (a Korean particle glued to a value is a word character) and never begin with a look-behind
(that would cost the fast scan): neighbours are checked in code by `alone`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gwanmun.domain.findings import Finding, Kind

#: What may stand between the groups of a number, in RE2 and in Python: "-", " - ", ".", a line break after a hyphen.
SEP: Final = r"(?:[ ]?[-._~/·][ ]?\n?[ ]?|[ ])?"

#: Labels that say: this number is not personal data.
NOT_PERSONAL: Final = re.compile(
    r"(?:관리|송장|운송장|바코드|품목|물품|제품|상품|부품|모델|품번|자산|시리얼|일련|사건|판례|문서|버전|접수|승인|주문|로트|lot|LOT|도면|공고|"
    r"고시|등록대장|신청|예약|거래|전표|차대|비품|재고|barcode|serial|order|ORDER|version|model|part|S/N|P/N|SKU)"
    r"\s?(?:번호|코드|no|No|NO|number|id|ID|#)?\s?[\"']?\s?[:：=.(]?\s?[\"']?$|코드\s?[:：]?\s?$"
)
_STOP: Final = re.compile(r"[0-9\n\t|]")
_REACH: Final = 32
#: Columns are looked up in rows up to this long, so that one endless row does not cost its length for each value.
_WIDEST: Final = 2_000


class View:
    """A normalised text with its lines and columns, looked up only when a candidate asks."""

    __slots__ = ("_headers", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._headers: dict[int, tuple[str, Sequence[str]]] | None = None

    def label(self, at: int) -> str:
        """The words that introduce the value at `at`: back to the last digit, cell or line; or its column's header."""
        text = self.text
        back = text[max(0, at - _REACH) : at][::-1]
        stop = _STOP.search(back)
        if stop is None:
            return back[::-1]
        words = back[: stop.start()][::-1]
        if words.strip(" \"'*-:("):
            return words
        if stop[0] in "\t|" or "\t" in text[at : at + 60] or "|" in back:
            header = self.header(at)
            if header:
                return header
        if stop[0] == "\n":
            end = at - stop.start() - 1
            above = text[max(0, end - 20) : end]
            return above[above.rfind("\n") + 1 :]
        return words or self.header(at)

    def before(self, at: int, reach: int = 40) -> str:
        """The same line before `at`."""
        start = max(0, at - reach)
        return self.text[max(start, self.text.rfind("\n", start, at) + 1) : at]

    def after(self, at: int, reach: int = 24) -> str:
        """The same line after `at`."""
        end = self.text.find("\n", at, at + reach)
        return self.text[at : end if end >= 0 else at + reach]

    def header(self, at: int) -> str:
        """The header of the column that `at` stands in, when the text there is a table (tab, `|` or comma)."""
        if self._headers is None:
            self._headers = _headers(self.text)
        if not self._headers:
            return ""
        near = max(0, at - _WIDEST)
        start = self.text.rfind("\n", near, at) + 1
        if not start and near:
            return ""
        known = self._headers.get(start)
        if known is None:
            return ""
        mark, names = known
        column = self.text.count(mark, start, at)
        return names[column] if column < len(names) else ""

    def tables(self) -> Iterator[tuple[int, str, Sequence[str]]]:
        """Each row of each table (never its header): where it starts, its mark, its column names."""
        if self._headers is None:
            self._headers = _headers(self.text)
        for start, (mark, names) in self._headers.items():
            yield start, mark, names


def _headers(text: str) -> dict[int, tuple[str, Sequence[str]]]:
    """Line start → (mark, column names) for every row under a header row."""
    rows: dict[int, tuple[str, Sequence[str]]] = {}
    mark, names, width, at = "", [""], 0, 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if mark and line.count(mark) == width:
            rows[start] = (mark, names)
            continue
        mark = next((m for m, least in (("\t", 1), ("|", 1), (",", 2)) if line.count(m) >= least), "")
        if mark and len(line) < 2000 and not any(c.isdigit() for c in line):
            width = line.count(mark)
            names = [name.strip(" \"'*") for name in line.split(mark)]
            if all(len(name) <= 24 for name in names):
                continue
        mark = ""
    return rows


#: RE2 patterns: one of the rows must match, whole. A row of two parts ("the word", "a number") costs far less than one
#: pattern with a gap between them: every gap or counter alive at once multiplies the automaton's states.
Trigger = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Detector:
    """`trigger` holds for every text in which `detect` could find something of `kind`."""

    kind: Kind
    trigger: Trigger
    detect: Callable[[View], Iterator[Finding]]


def alone(text: str, start: int, end: int) -> bool:
    """Whether no digit, and no hyphen with a digit, continues the number on either side."""
    if start:
        c = text[start - 1]
        if "0" <= c <= "9" or (c == "-" and start > 1 and "0" <= text[start - 2] <= "9"):
            return False
    if end < len(text):
        c = text[end]
        if "0" <= c <= "9" or (c == "-" and end + 1 < len(text) and "0" <= text[end + 1] <= "9"):
            return False
    return True


def lettered(text: str, start: int, end: int) -> bool:
    """Whether an ASCII letter or `_` is glued to the value: a code or an identifier, unless a label says otherwise."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and (before.isalpha() or before == "_")) or (after.isascii() and after.isalpha())


def digits(value: str) -> str:
    """The digits of a value."""
    return "".join(c for c in value if "0" <= c <= "9")
