"""Tables in a text (표): which row and column a place stands in, and what the column is called.

TSV, CSV with "," or ";", Markdown and console tables, HTML tables (as `normal` writes them), columns parted by spaces, and
SQL's INSERT. A part of `View`, made only when a candidate asks for its label. What does not live here: what a header means.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_MARKS: Final = (("\t", 1), ("|", 1), (",", 2), (";", 2), (" / ", 2), ("/", 2), ("  ", 2), (" ", 2))
_LONGEST_LINE: Final = 2_000
_LONGEST_NAME: Final = 24
#: A row is looked into this far, so that one endless row does not cost its length for each value.
_WIDEST: Final = 4_000
_MOST_ROWS: Final = 50_000
_quoted = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_gap = re.compile(r" {2,}")
#: Words that make a line of words parted by single spaces a header.
_KNOWN: Final = frozenset(
    [
        "성명",
        "이름",
        "생년월일",
        "주민등록번호",
        "주민번호",
        "연락처",
        "전화번",
        "전화번호",
        "휴대폰",
        "휴대전화",
        "핸드폰",
        "주소",
        "계좌번",
        "계좌번호",
        "등록번호",
        "환자번호",
        "군번",
        "비고",
        "연번",
        "번호",
        "소속",
        "직위",
        "성별",
        "나이",
        "이메일",
        "은행",
        "예금주",
        "차량번호",
    ]
)
#: A line of two of these is a header, too, though one comma alone parts them.
_PAIRED: Final = _KNOWN | {
    "id", "pw", "아이디", "계정", "사번", "계정명", "비밀번호", "비번", "암호", "password", "passwd", "pwd", "username", "user",
    "user_id", "userid", "login", "account", "name", "email", "e-mail", "phone", "mobile", "tel", "rrn", "birth", "birthdate", "address",
    "메일", "전화", "휴대폰번호", "휴대전화번호", "여권번호", "면허번호", "운전면허번호", "주민등록번호", "외국인등록번호", "사업자등록번호",
}  # fmt: skip
_TRIM: Final = " \"'*`"
_rule = re.compile(r"^[-+=|: ]{3,}$")
#: No header holds figures, but for a name that begins with them: 1365id.
_data = re.compile(r"[0-9]{3}(?![0-9]{0,3}[A-Za-z_])|[0-9][-./:][0-9]|@")
_insert = re.compile(
    r"(?:INSERT|insert|Insert|REPLACE|replace) {1,4}(?:INTO|into|Into) {1,4}[^\s(]{1,80}\s{0,4}\((?P<names>[^()]{1,2000})\)\s{0,8}(?:VALUES?|values?|Values?)\s{0,8}"
)
_INTO: Final = ("INTO ", "into ", "Into ")
#: With calls of functions among its values: now(), crypt('…', gen_salt('bf')).
_call = r"\((?:[^()'\n]++|'[^'\n]{0,60}+'|\([^()\n]{0,40}+\)){0,12}+\)"
_tuple = re.compile(rf"\((?P<row>(?:'(?:[^'\n]|'')*+'|[^()'\n]++|{_call})*+)(?P<end>\)?)\s{{0,4}},?\s{{0,8}}")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell begins, what its column is called, what stands in the cell before, how many columns there are."""

    start: int
    header: str
    before: str
    columns: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row under a header: where it begins and ends, what parts its cells, what the columns are called."""

    start: int
    end: int
    mark: str
    names: Sequence[str]

    def cells(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and header of each cell."""
        line = text[self.start : min(self.end, self.start + _WIDEST)]
        at = self.start
        for place, cell in enumerate(_split(line, self.mark)):
            if place < len(self.names):
                yield at, at + len(cell), self.names[place]
            at += len(cell) + len(self.mark)
            if self.mark == "  ":
                while at < self.end and text[at] == " ":
                    at += 1


def possible(text: str) -> bool:
    """Whether a text could hold a table at all: one line has no header above it."""
    return "\n" in text or _has_insert(text)


def _has_insert(text: str) -> bool:
    return any(map(text.__contains__, _INTO))


class Tables:
    """The rows of all tables of one text."""

    __slots__ = ("_starts", "_text", "rows")

    def __init__(self, text: str) -> None:
        self._text = text
        self.rows = sorted((*_lines(text), *_inserts(text)), key=lambda row: row.start)
        self._starts = [row.start for row in self.rows]

    def cell(self, at: int) -> Cell | None:
        """The cell that `at` stands in; None outside tables."""
        if not self.rows:
            return None
        number = bisect_right(self._starts, at) - 1
        if number < 0 or at >= self.rows[number].end or at - self._starts[number] > _WIDEST:
            return None
        row = self.rows[number]
        parts = _split(self._text[row.start : at], row.mark)
        if len(parts) > len(row.names):
            return None
        before = parts[-2].strip(" \"'*") if len(parts) > 1 else ""
        return Cell(at - len(parts[-1]), row.names[len(parts) - 1], before, len(row.names))


def _split(line: str, mark: str) -> list[str]:
    """The cells of a line; marks between quotes part nothing."""
    if mark == "  ":
        return _gap.split(line)
    if mark in ",;" and ("'" in line or '"' in line):
        hidden = _quoted.sub(lambda m: m[0].replace(mark, "\0"), line)
        return [cell.replace("\0", mark) for cell in hidden.split(mark)]
    return line.split(mark)


def _lines(text: str) -> Iterator[Row]:
    mark, names, at, made = "", [""], 0, 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if mark and made < _MOST_ROWS:
            if _rule.match(line[:200]):
                continue
            if len(line) <= _WIDEST and _fits(len(_split(line, mark)), len(names), mark):
                made += 1
                yield Row(start, start + len(line), mark, names)
                continue
        mark, names = _header(line)


def _fits(cells: int, names: int, mark: str) -> bool:
    """Whether a row belongs to the header: as many cells, or one more or less where marks are not doubted."""
    if mark in "\t|":
        return cells > 1 and abs(cells - names) <= 1
    return names - 2 <= cells <= names + 3 and cells > 2 if mark == " " else cells == names


def _header(line: str) -> tuple[str, list[str]]:
    """The mark and the names of a line that could be a header; no mark if it could not."""
    if len(line) >= _LONGEST_LINE or len(line) < 3 or _data.search(line):
        return "", [""]
    bare = line.strip()
    for mark, least in _MARKS:
        if bare.count(mark) >= least:
            names = [name.strip(_TRIM) for name in _split(bare if mark == " " else line, mark)]
            if mark == " " and sum(name in _KNOWN for name in names) < 2:
                return "", [""]
            if (
                len(names) > (1 if mark in "\t|" else 2)
                and (mark != "  " or sum(map(bool, names)) > 2)  # an indented form's label and value are no header
                and all(len(name) <= _LONGEST_NAME for name in names)
                and (mark != "/" or sum(name in _PAIRED or name.endswith("번호") for name in names) > 1)
                and not names[-1].endswith((".", "다", "요", "음"))
            ):
                return mark, names
            if mark not in (",", " / ", "/", "  "):
                return "", [""]
        elif mark == "," and bare.count(mark) == 1:
            names = [name.strip(_TRIM) for name in _split(bare, mark)]
            if _PAIRED.issuperset(map(str.lower, names)):
                return mark, names
    return "", [""]


def _inserts(text: str) -> Iterator[Row]:
    for m in _insert.finditer(text) if _has_insert(text) else ():
        names = [name.strip(" \"'`\n[]") for name in m["names"].split(",")]
        at = m.end()
        for _ in range(_MOST_ROWS):
            found = _tuple.match(text, at, at + _WIDEST)
            if found is None:
                break
            yield Row(*found.span("row"), ",", names)
            if not found["end"]:
                break  # a row cut off is the last
            at = found.end()
