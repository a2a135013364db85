"""Tables as CSV (표): read, checked row by row, previewed, taken in whole or not at all, and written out again.

UTF-8 with or without a mark, or CP949 as Korean office software writes it. Heads are the fields' own names or their
Korean words. An error says row, column, what is wrong and what to do; all of them are listed (the first hundred).
Cells that a spreadsheet would run as a formula are written with a leading apostrophe (OWASP, CSV Injection), and read
back without it. What does not live here: which tables there are (`sheets_people.py`), reading a file (the command).
"""

import csv
import difflib
import io
import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from gwanmun.control.office import By, Office, digest_of, note, refused
from gwanmun.errors import BadCommand
from gwanmun.ports.books import Reading, Writing

MOST_BYTES = 32 * 1024 * 1024
MOST_ROWS = 200_000
MOST_ERRORS = 100
_LONGEST_CELL = 4_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # full-width ones, too
_TRUE, _FALSE = frozenset({"1", "true", "yes", "y", "예", "o"}), frozenset({"0", "false", "no", "n", "아니오", "x"})
_DAY = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})\.?")

#: Checks one value against what the books hold and what came before it in the file. Raises `BadCommand`.
Check = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: a kind of value, the Korean heads, and how its rows are checked.

    `checker(page, by)` is asked once for a file. `whole(page, values)` looks at all of them together. `after` does what
    follows from new rows. A column in `fixed` is not in the file.
    """

    name: str
    ko: str
    kind: type[Any]
    heads: Mapping[str, str]
    checker: Callable[[Reading, By], Check]
    whole: Callable[[Reading, Sequence[Any]], None] = lambda _page, _values: None
    after: Callable[[Writing, By, Sequence[Any]], None] = lambda _page, _by, _values: None


@dataclass(frozen=True, slots=True)
class RowError:
    """`row` counts as the spreadsheet does: the head is row 1. 0 speaks of the whole file."""

    row: int
    column: str
    ko: str
    en: str
    next_ko: str
    next_en: str


@dataclass(frozen=True, slots=True)
class ImportTable:
    """`text` is the CSV. `dry_run` shows what would happen and changes nothing."""

    table: str
    text: str
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do. With errors nothing is ever taken in."""

    table: str
    rows: int
    added: int
    changed: int
    unchanged: int
    errors: tuple[RowError, ...]
    more_errors: int
    applied: bool


@dataclass(frozen=True, slots=True)
class ExportTable:
    table: str


@dataclass(frozen=True, slots=True)
class Exported:
    table: str
    rows: int
    text: str


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: Any
    optional: bool
    default: object


class _Wrong(Exception):
    """A cell that cannot be read: what, and what to write instead."""

    def __init__(self, ko: str, en: str, next_ko: str, next_en: str) -> None:
        self.words = (ko, en, next_ko, next_en)
        super().__init__(en)


def decode(data: bytes) -> str:
    """A file's text. Raises `BadCommand` when it is neither UTF-8 nor CP949, or too long."""
    if len(data) > MOST_BYTES:
        raise refused(
            "파일이 너무 큽니다",
            "the file is too large",
            f"{MOST_BYTES}바이트 이하로 나누십시오",
            f"split it: {MOST_BYTES} bytes at most",
        )
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused(
        "UTF-8도 CP949도 아닌 파일입니다", "the file is neither UTF-8 nor CP949",
        "CSV UTF-8 형식으로 다시 저장하십시오", "save it again as CSV UTF-8",
    )  # fmt: skip


def encode(text: str, *, cp949: bool = False) -> bytes:
    """As Korean office software opens it by a double click: UTF-8 with a mark, or CP949."""
    return text.encode("cp949", "replace") if cp949 else b"\xef\xbb\xbf" + text.encode()


def take_in(office: Office, by: By, sheet: Sheet, order: ImportTable) -> Imported:
    """Read, check, and unless it is a preview, put all rows in one transaction. Raises `BadCommand` for any error."""
    with office.books.transact() as page:
        values, errors, more = _read(page, by, sheet, order.text)
        if not errors:
            errors += _together(page, sheet, values)
        fresh, changed, same = _compared(page, sheet, values)
        done = Imported(
            sheet.name, len(values) + len({error.row for error in errors if error.row > 1}), len(fresh), len(changed), same,
            tuple(errors), more, applied=not errors and not order.dry_run,
        )  # fmt: skip
        if order.dry_run:
            return done
        if errors:
            raise _told(sheet, errors, more)
        new = [*fresh, *changed]
        page.put(*new)
        sheet.after(page, by, new)
        if new:  # taking the same file in again is no change and leaves no fact
            note(page, by, "import_table", table=sheet.name, rows=len(values), added=len(fresh), changed=len(changed),
                 digest=digest_of(values))  # fmt: skip
    return done


def write_out(page: Reading, sheet: Sheet) -> Exported:
    columns = _columns(sheet)
    rows = page.every(sheet.kind)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([_shown(getattr(row, column.name)) for column in columns])
    return Exported(sheet.name, len(rows), text.getvalue())


# ---------------------------------------------------------------- reading


def _read(page: Reading, by: By, sheet: Sheet, text: str) -> tuple[list[Any], list[RowError], int]:
    errors: list[RowError] = []
    more = 0
    values: list[Any] = []
    columns = _columns(sheet)
    # One line ends one row: what a spreadsheet shows as row 7 is row 7 here, quoted line breaks or not.
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows = _rows(reader, errors)
    head = next(rows, None)
    places = _places(sheet, columns, head, errors)
    if places is None:
        return values, errors, more
    check = sheet.checker(page, by)
    seen: dict[tuple[object, ...], int] = {}
    for number, cells in rows:
        if number > MOST_ROWS + 1:
            errors.append(
                RowError(
                    number,
                    "",
                    f"{MOST_ROWS}행까지입니다",
                    f"at most {MOST_ROWS} rows",
                    "나누어 올리십시오",
                    "split the file",
                )
            )
            break
        if not any(cell.strip() for cell in cells):
            continue
        value, wrong = _value(sheet, columns, places, cells, number)
        if value is not None:
            wrong = _checked(page, check, value, number, seen)
            if not wrong:
                values.append(value)
        room = MOST_ERRORS - len(errors)
        errors += wrong[:room]
        more += len(wrong[room:]) if room >= 0 else len(wrong)
    return values, errors, more


def _rows(reader: Any, errors: list[RowError]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for cells in reader:
            number += 1
            yield number, cells
    except csv.Error:
        errors.append(
            RowError(
                number + 1,
                "",
                "CSV로 읽을 수 없는 행입니다 (따옴표나 길이)",
                "this row cannot be read as CSV (quotes or length)",
                "따옴표를 짝지어 다시 저장하십시오",
                "close the quotes and save it again",
            )
        )


def _places(
    sheet: Sheet, columns: Sequence[_Column], head: tuple[int, list[str]] | None, errors: list[RowError]
) -> dict[str, int] | None:
    """Where each column stands. Unknown, missing and repeated heads are errors of row 1."""
    if head is None:
        if not errors:
            errors.append(
                RowError(
                    0, "", "빈 파일입니다", "the file is empty", "머리글 행부터 적으십시오", "begin with a row of heads"
                )
            )
        return None
    names = {column.name: column.name for column in columns} | {ko: name for name, ko in sheet.heads.items()}
    places: dict[str, int] = {}
    for at, cell in enumerate(head[1]):
        word = cell.strip()
        name = names.get(word)
        if name is None:
            near = difflib.get_close_matches(word, names, n=1)
            errors.append(RowError(
                1, word[:40], "없는 열입니다", "there is no such column",
                f"혹시 {near[0]} 입니까?" if near else f"받는 열: {', '.join(names)}",
                f"did you mean {near[0]}?" if near else f"it takes: {', '.join(c.name for c in columns)}",
            ))  # fmt: skip
        elif name in places:
            errors.append(
                RowError(
                    1,
                    word[:40],
                    "같은 열이 두 번 있습니다",
                    "that column stands twice",
                    "하나만 남기십시오",
                    "leave one",
                )
            )
        else:
            places[name] = at
    errors += [
        RowError(
            1,
            column.name,
            "필요한 열이 없습니다",
            "a required column is missing",
            f"{sheet.heads.get(column.name, column.name)}({column.name}) 열을 더하십시오",
            f"add the column {column.name}",
        )
        for column in columns
        if column.name not in places and column.default is MISSING
    ]
    return None if errors else places


def _value(
    sheet: Sheet, columns: Sequence[_Column], places: Mapping[str, int], cells: Sequence[str], number: int
) -> tuple[Any, list[RowError]]:
    found: dict[str, object] = {}
    wrong: list[RowError] = []
    if len(cells) > len(places):
        wrong.append(
            RowError(
                number,
                "",
                "머리글보다 칸이 많습니다",
                "there are more cells than heads",
                "쉼표가 든 값은 따옴표로 묶으십시오",
                "quote values that hold commas",
            )
        )
    for column in columns:
        at = places.get(column.name)
        cell = cells[at].strip() if at is not None and at < len(cells) else ""
        if at is None:
            found[column.name] = column.default
            continue
        try:
            found[column.name] = _cell(column, cell)
        except _Wrong as error:
            wrong.append(RowError(number, f"{sheet.heads.get(column.name, column.name)}({column.name})", *error.words))
    return (None if wrong else sheet.kind(**found)), wrong


def _cell(column: _Column, cell: str) -> object:
    if len(cell) > _LONGEST_CELL or any(not ch.isprintable() and ch != "\n" for ch in cell):
        raise _Wrong(
            "너무 길거나 제어 문자가 있습니다",
            "too long, or control characters",
            f"{_LONGEST_CELL}자 이하로",
            f"at most {_LONGEST_CELL} characters",
        )
    if cell.startswith("'") and cell[1:2] in _FORMULA:
        cell = cell[1:]
    if cell == "":
        if column.optional:
            return None
        if column.default is not MISSING:
            return column.default
        if column.kind is str:
            return ""
        raise _Wrong("비어 있습니다", "it is empty", "값을 적으십시오", "write a value")
    return _typed(column.kind, cell)


def _typed(kind: Any, cell: str) -> object:
    if kind is date:
        return _day(cell)
    if kind is bool:
        word = cell.lower()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        raise _Wrong("예/아니오가 아닙니다", "neither yes nor no", "1 또는 0", "1 or 0")
    if kind is int:
        number = cell.replace(",", "")
        if re.fullmatch(r"-?\d{1,15}", number, re.ASCII):
            return int(number)
        raise _Wrong("숫자가 아닙니다", "that is no whole number", "숫자만 적으십시오", "write a whole number")
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        known = [member.value for member in kind]
        if cell in known:
            return kind(cell)
        near = difflib.get_close_matches(cell, known, n=1)
        words = ", ".join(known)
        raise _Wrong(
            "정해진 값이 아닙니다", "that value is not known", f"혹시 {near[0]} 입니까?" if near else words,
            f"did you mean {near[0]}?" if near else words,
        )  # fmt: skip
    if get_origin(kind) is tuple:
        return tuple(part.strip() for part in cell.split(";") if part.strip())
    return cell


def _day(cell: str) -> date:
    """2026-11-22, also as spreadsheets write it: 2026. 11. 22. or 2026/11/22."""
    match = _DAY.fullmatch(cell.replace(" ", ""))
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise _Wrong("날짜가 아닙니다", "that is no date", "2026-11-22 형식으로", "such as 2026-11-22")


def _checked(
    page: Reading, check: Check, value: Any, number: int, seen: dict[tuple[object, ...], int]
) -> list[RowError]:
    key = page.key(value)
    if key in seen:
        return [
            RowError(
                number,
                "",
                f"{seen[key]}행과 같은 항목입니다",
                f"the same as row {seen[key]}",
                "하나만 남기십시오",
                "leave one of them",
            )
        ]
    seen[key] = number
    try:
        check(value)
    except BadCommand as error:
        return [RowError(number, error.where, *_words(error))]
    return []


def _together(page: Reading, sheet: Sheet, values: Sequence[Any]) -> list[RowError]:
    try:
        sheet.whole(page, values)
    except BadCommand as error:
        return [RowError(0, error.where, *_words(error))]
    return []


def _words(error: BadCommand) -> tuple[str, str, str, str]:
    ko, en = (str(error.params.get(name, "")) for name in ("problem_ko", "problem_en"))
    return ko, en, error.remedy("ko"), error.remedy("en")


def _compared(page: Reading, sheet: Sheet, values: Sequence[Any]) -> tuple[list[Any], list[Any], int]:
    standing = {page.key(row): row for row in page.every(sheet.kind)} if values else {}
    fresh = [value for value in values if page.key(value) not in standing]
    changed = [value for value in values if standing.get(page.key(value), value) != value]
    return fresh, changed, len(values) - len(fresh) - len(changed)


def _told(sheet: Sheet, errors: Sequence[RowError], more: int) -> BadCommand:
    first = "; ".join(f"{one.row}행 {one.column}: {one.ko}".replace("  ", " ") for one in errors[:5])
    first_en = "; ".join(f"row {one.row} {one.column}: {one.en}".replace("  ", " ") for one in errors[:5])
    count = len(errors) + more
    return refused(
        f"{sheet.ko} 표에 오류가 {count}건 있어 아무것도 들이지 않았습니다: {first}",
        f"{count} errors in the table {sheet.name}; nothing was taken in: {first_en}",
        "모두 보려면 --dry-run", "to see them all: --dry-run", sheet.name,
    )  # fmt: skip


# ---------------------------------------------------------------- columns and cells


def _columns(sheet: Sheet) -> tuple[_Column, ...]:
    hints = get_type_hints(sheet.kind)
    made = []
    for field in fields(sheet.kind):
        if field.name in sheet.heads:
            kind, optional = _bare(hints[field.name])
            made.append(
                _Column(field.name, kind, optional, None if optional and field.default is MISSING else field.default)
            )
    return tuple(made)


def _bare(hint: Any) -> tuple[Any, bool]:
    """The type without `| None`, a NewType as what it stands for."""
    optional = False
    if get_origin(hint) in {Union, types.UnionType}:
        parts = [part for part in get_args(hint) if part is not type(None)]
        optional, hint = len(parts) < len(get_args(hint)), parts[0]
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    return hint, optional


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case tuple():
            text = ";".join(map(str, value))
        case date():
            return value.isoformat()
        case int():
            return str(value)
        case _:
            text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
