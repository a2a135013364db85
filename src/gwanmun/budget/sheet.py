"""Rows of a sheet to charges, strictly: every row is understood or named with what is wrong with it. Pure.

Sheets of Korean offices come with titles above the head, thousands separators, △ for negative, serial dates, merged
cells, formulas, subtotals. Nothing is guessed: a merged date or vendor counts for each of its rows, a merged amount is
an error (it would count twice), a formula is an error (its value cannot be checked), a total row must agree with the
rows. What does not live here: files (`adapters/tables.py`), keeping (`control/ledger.py`).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from gwanmun.budget.ledger import Line
from gwanmun.domain.money import MICRO


class Row(NamedTuple):
    """A row of a sheet: its number as people count (from 1), its cells as text; which of them are formulas or merged."""

    number: int
    cells: list[str]
    formulas: frozenset[int] = frozenset()
    merged: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a row. Never the value: a cell may hold anything."""

    row: int
    column: str
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """A charge as a paper reports it."""

    row: int
    day: date
    vendor: str
    document: str
    micro_won: int
    vat_micro: int | None
    service: str
    line: Line


@dataclass(slots=True)
class Sheet:
    """What a sheet came to. Nothing of it may be kept while `fault_count` is not zero."""

    rows: list[ChargeRow] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    fault_count: int = 0
    left_out: int = 0  # totals and blank rows
    head: int = 0

    def wrong(self, row: int, column: str, ko: str, en: str) -> None:
        self.fault_count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(RowFault(row, column, ko, en))


MOST_FAULTS = 1_000
MOST_ROWS = 200_000  # of a file, titles and totals too: they go to the desk as one request, and wait in memory for it
_HEAD_WITHIN = 30

_NAMES: dict[str, tuple[str, ...]] = {
    "day": ("일자", "날짜", "거래일", "거래일자", "승인일", "승인일자", "이용일", "이용일자", "작성일자", "결제일", "date", "day"),
    "vendor": ("거래처", "가맹점", "가맹점명", "공급자", "업체", "업체명", "상호", "이용처", "vendor", "merchant"),
    "amount": ("금액", "합계금액", "승인금액", "이용금액", "결제금액", "청구금액", "집행액", "amount", "total"),
    "vat": ("부가세", "부가가치세", "세액", "vat", "tax"),
    "document": ("승인번호", "문서번호", "계산서번호", "전표번호", "번호", "document", "approval", "invoice"),
    "service": ("서비스", "service"),
    "line": ("예산과목", "과목", "line"),
}  # fmt: skip
_COLUMN_KO = {
    "day": "일자", "vendor": "거래처", "amount": "금액", "vat": "부가세", "document": "문서번호", "service": "서비스", "line": "예산과목",
}  # fmt: skip
_COLUMNS = {name: column for column, names in _NAMES.items() for name in names}
_LINES = {
    "이용권": Line.LICENCE, "구독": Line.LICENCE, "licence": Line.LICENCE, "license": Line.LICENCE,
    "용량제": Line.USAGE, "종량제": Line.USAGE, "usage": Line.USAGE,
    "교육": Line.TRAINING, "training": Line.TRAINING,
    "보안": Line.SECURITY, "security": Line.SECURITY,
}  # fmt: skip
_TOTALS = frozenset({"합계", "총계", "총합계", "total", "grandtotal"})
_SUBTOTALS = frozenset({"소계", "월계", "누계", "계", "subtotal"})

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?")
_EXPONENT = re.compile(r"(\d)(?:\.(\d{1,14}))?[eE]\+?(\d{1,2})")
_DATES = (
    re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})\.?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4})년(\d{1,2})월(\d{1,2})일"),
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)
_MOST_MICRO = 10**12 * MICRO


def read_amount(text: str) -> int | None:
    """Micro-won of `1,234`, `₩1,234원`, `(1,234)`, `-1,234`, `△1,234`, `12.5`; None when it is not a number."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("\u2212", "-")
    negative = False
    if plain.startswith("(") and plain.endswith(")"):
        plain, negative = plain[1:-1], True
    if plain[:1] in {"-", "△", "▲"}:
        if negative:
            return None
        plain, negative = plain[1:], True
    plain = plain.removeprefix("₩").removeprefix("\\").removeprefix("KRW").removesuffix("원")
    if plain[:1] == "-" and not negative:
        plain, negative = plain[1:], True
    exponent = _EXPONENT.fullmatch(plain)
    if exponent is not None:  # how spreadsheets keep large whole numbers
        whole, part, power = exponent[1], exponent[2] or "", int(exponent[3])
        if power > 15 or len(part) > power:
            return None
        plain = whole + part.ljust(power, "0")
    if not _NUMBER.fullmatch(plain):
        return None
    before, _, after = plain.replace(",", "").partition(".")
    micro = int(before) * MICRO + int((after or "0").ljust(6, "0"))
    return None if micro > _MOST_MICRO else -micro if negative else micro


def read_day(text: str, *, from_1904: bool = False) -> date | None:
    """A day of any of the usual spellings, or a spreadsheet's serial number; None when it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    tight = plain.replace(" ", "")
    for pattern in _DATES:
        found = pattern.fullmatch(plain) or pattern.fullmatch(tight)
        if found:
            try:
                day = date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                return None
            return day if _EARLIEST <= day < _LATEST else None
    serial = _SERIAL.fullmatch(tight)
    if serial:
        day = (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(days=int(serial[1]))
        return day if _EARLIEST <= day < _LATEST else None
    return None


def read_charges(rows: Iterable[Row], line: Line = Line.LICENCE, *, from_1904: bool = False) -> Sheet:
    """Read a whole sheet of charges. `line` is where rows belong that name no budget line."""
    sheet = Sheet()
    columns: dict[str, int] | None = None
    above: dict[str, str] = {}
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        if columns is None:
            columns = _head(row)
            if columns is not None:
                sheet.head = row.number
            elif row.number >= _HEAD_WITHIN:
                break
            continue
        _take(sheet, row, columns, line, above, seen, from_1904=from_1904)
    if columns is None:
        sheet.wrong(
            1, "-", "머리글(일자·거래처·금액)을 찾을 수 없습니다", "no head row with date, vendor and amount was found"
        )
    return sheet


def _head(row: Row) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for at, text in enumerate(row.cells):
        name = unicodedata.normalize("NFKC", text).replace(" ", "").replace("\n", "").casefold()
        column = _COLUMNS.get(name.split("(")[0])
        if column is not None:
            found.setdefault(column, at)
    return found if {"day", "vendor", "amount"} <= found.keys() else None


def _take(
    sheet: Sheet, row: Row, columns: dict[str, int], line: Line, above: dict[str, str],
    seen: dict[tuple[object, ...], int], *, from_1904: bool,
) -> None:  # fmt: skip
    cells = {name: row.cells[at].strip() if at < len(row.cells) else "" for name, at in columns.items()}
    if not any(cells.values()):
        sheet.left_out += 1
        return
    before = sheet.fault_count
    for name, at in columns.items():
        if at in row.formulas or cells[name][:1] in {"=", "@"}:
            sheet.wrong(
                row.number, _COLUMN_KO[name], "수식입니다. 값으로 붙여 넣으십시오", "a formula: paste values instead"
            )
        if at in row.merged:
            if name in {"amount", "vat"}:
                sheet.wrong(
                    row.number, _COLUMN_KO[name], "금액 칸이 병합되어 있습니다", "an amount stands in merged cells"
                )
            elif not cells[name]:
                cells[name] = above.get(name, "")
        above[name] = cells[name]
    if sheet.fault_count > before:
        return
    if _is_total(sheet, row, cells):
        return
    day, amount = read_day(cells["day"], from_1904=from_1904), read_amount(cells["amount"])
    if day is None:
        sheet.wrong(row.number, "일자", "날짜가 아닙니다" if cells["day"] else "날짜가 없습니다", "no valid date")
    if amount is None:
        sheet.wrong(row.number, "금액", "금액이 아닙니다" if cells["amount"] else "금액이 없습니다", "no valid amount")
    if not cells["vendor"]:
        sheet.wrong(row.number, "거래처", "거래처가 없습니다", "no vendor")
    for name in ("vendor", "document", "service"):
        text = cells.get(name, "")
        if len(text) > 200 or not text.isprintable():
            sheet.wrong(
                row.number, _COLUMN_KO[name], "200자 이하의 한 줄이어야 합니다", "one line of at most 200 characters"
            )
        elif name != "service" and is_card(text):
            sheet.wrong(
                row.number, _COLUMN_KO[name], "카드번호로 보입니다. 지우십시오", "looks like a card number: remove it"
            )
    vat = read_amount(cells["vat"]) if cells.get("vat") else None
    if cells.get("vat") and vat is None:
        sheet.wrong(row.number, "부가세", "금액이 아닙니다", "no valid amount")
    mine = _LINES.get(cells["line"].casefold()) if cells.get("line") else line
    if mine is None:
        sheet.wrong(
            row.number, "예산과목", "이용권·용량제·교육·보안 중 하나여야 합니다", "licence, usage, training or security"
        )
    if sheet.fault_count > before or day is None or amount is None or mine is None:
        return
    charge = ChargeRow(
        row.number, day, cells["vendor"], cells.get("document", ""), amount, vat, cells.get("service", ""), mine
    )
    same = (charge.day, charge.vendor, charge.document, charge.micro_won, charge.service)
    first = seen.setdefault(same, row.number)
    if first != row.number:
        sheet.wrong(row.number, "-", f"{first}행과 같은 행입니다", f"the same as row {first}")
        return
    sheet.rows.append(charge)


def _is_total(sheet: Sheet, row: Row, cells: dict[str, str]) -> bool:
    """A total is left out, and must agree with the rows above it."""
    label = next((text for text in row.cells if text.strip()), "")
    name = unicodedata.normalize("NFKC", label).replace(" ", "").casefold()
    if name in _SUBTOTALS:
        sheet.left_out += 1
        return True
    if name not in _TOTALS:
        return False
    sheet.left_out += 1
    told = read_amount(cells["amount"])
    if sheet.fault_count == 0 and told is not None and told != sum(one.micro_won for one in sheet.rows):
        sheet.wrong(row.number, "금액", "합계가 위 행들의 합과 다릅니다", "the total is not the sum of the rows above")
    return True


def is_card(text: str) -> bool:
    """Whether a text holds a card number (15 or 16 digits, Luhn): such a thing is never taken in."""
    for found in re.findall(r"(?<!\d)(?:\d[ -]?){14,15}\d(?!\d)", unicodedata.normalize("NFKC", text)):
        digits = [int(one) for one in found if one.isdigit()]
        doubled = [digit * 2 - 9 * (digit > 4) if at % 2 else digit for at, digit in enumerate(reversed(digits))]
        if sum(doubled) % 10 == 0 and any(digits):
            return True
    return False


def charge_id(agency: str, paper: str, row: ChargeRow) -> str:
    """What makes a charge this one, whatever file it comes in: importing it again changes nothing."""
    parts = (agency, paper, row.day.isoformat(), row.vendor, row.document, str(row.micro_won), row.service)
    return sha256("\x1f".join(parts).encode()).hexdigest()[:32]
