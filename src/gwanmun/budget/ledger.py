"""The ledger of spending (활용 대장): seats that were subscribed, charges that came, budgets by line, and settling them.

Officials mostly use seats, so most spending never passes the gate: subscriptions with dated prices say what should
have been paid (recomputed), invoices and card statements what was (reported). Both are kept; a difference is shown and
never evened out. Amounts are micro-won; a dollar price becomes won at the newest rate at hand on the month's last day,
and that rate is named. What does not live here: reading sheets (`sheet.py`), the books, use through the gate (handed in).
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from gwanmun.domain.money import MICRO, Rate


class Line(StrEnum):
    """Budget lines (예산 과목)."""

    LICENCE = "licence"  # 이용권
    USAGE = "usage"  # 용량제
    TRAINING = "training"  # 교육
    SECURITY = "security"  # 보안


LINES_KO = {Line.LICENCE: "이용권", Line.USAGE: "용량제", Line.TRAINING: "교육", Line.SECURITY: "보안"}


class Billing(StrEnum):
    MONTH = "month"
    YEAR = "year"


class VAT(StrEnum):
    """부가가치세법 제30조: 10 %. A foreign vendor's price may come without."""

    INCLUDED = "included"
    ADDED = "added"
    NONE = "none"


class Paper(StrEnum):
    INVOICE = "invoice"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Seats of a plan from a day on. Another price or number of seats is another row with a later first day."""

    id: str
    agency: str
    service: str
    plan: str
    seats: int
    valid_from: date
    valid_to: date | None  # the first day it is over
    currency: str  # KRW | USD
    seat_micro: int  # micro-units of the currency for one seat and one billing period
    billing: Billing
    vat: VAT
    line: Line
    source: str


@dataclass(frozen=True, slots=True)
class Charge:
    """A row of an invoice or card statement, as reported. Negative is a refund. `id` makes importing again harmless."""

    id: str
    agency: str
    paper: Paper
    day: date
    vendor: str
    document: str
    micro_won: int  # with VAT
    vat_micro: int | None  # None: the paper does not say
    service: str  # "": the paper does not say
    line: Line
    file: str  # digest of the file it came from
    row: int


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was taken in, whole."""

    file: str
    agency: str
    paper: Paper
    rows: int
    micro_won: int
    officer: str
    at_us: int


@dataclass(frozen=True, slots=True)
class Planned:
    """What a budget grants for a year and line."""

    agency: str
    year: int
    line: Line
    micro_won: int
    source: str


@dataclass(frozen=True, slots=True)
class StaffCount:
    """How many people work at an agency, with its source: never invented, imported."""

    agency: str
    as_of: date
    count: int
    source: str


class OfferState(StrEnum):
    OFFERED = "offered"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class QuotaOffer:
    """Unused seats or won offered to another agency, and who took them: two signatures, one of each side."""

    id: str
    agency: str
    service: str
    seats: int
    micro_won: int
    until: date
    state: OfferState
    offered_by: str
    offered_us: int
    taker: str | None = None
    accepted_by: str | None = None
    accepted_us: int | None = None


@dataclass(frozen=True, slots=True)
class MinutesSaved:
    """One tap after an answer (1 in 20 is asked): about how many minutes it saved. No person, no request in it."""

    id: str
    agency: str
    month: str
    task: str
    minutes: int


#: What a person may tap. Negative: it cost time.
TAPS = (-10, 0, 5, 15, 30, 60, 120)
ASKED_ONE_IN = 20


def asked(request: str) -> bool:
    """Whether this answer asks how many minutes it saved: one in twenty, by the request's number alone."""
    return int.from_bytes(sha256(request.encode()).digest()[:4], "big") % ASKED_ONE_IN == 0


# ---------------------------------------------------------------- what should have been paid


@dataclass(frozen=True, slots=True)
class Expected:
    """What a subscription costs in a month. `micro_won` is None when no rate was at hand."""

    micro_won: int | None
    rate: Rate | None


def months(first: str, last: str) -> tuple[str, ...]:
    """Months as 2024-01, both included."""
    year, month = int(first[:4]), int(first[5:7])
    found = []
    while (name := f"{year:04d}-{month:02d}") <= last:
        found.append(name)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(found)


def last_day(month: str) -> date:
    year, number = int(month[:4]), int(month[5:7])
    return (date(year + 1, 1, 1) if number == 12 else date(year, number + 1, 1)) - timedelta(days=1)


def rate_on(day: date, rates: Iterable[Rate]) -> Rate | None:
    """The newest rate that was known on a day."""
    return max((one for one in rates if one.day <= day), key=lambda one: one.day, default=None)


def bills_in(one: Subscription, month: str) -> bool:
    """Whether the vendor bills this subscription in this month: monthly while it lasts, yearly on its anniversary."""
    began = one.valid_from.isoformat()[:7]
    if month < began:
        return False
    if one.valid_to is not None and one.valid_to <= max(one.valid_from, date.fromisoformat(month + "-01")):
        return False
    return one.billing is Billing.MONTH or month[5:] == began[5:]


def expected(one: Subscription, month: str, rates: Sequence[Rate]) -> Expected:
    """Seats times price, in won, with VAT; rounded up where a rate does not divide."""
    if not bills_in(one, month):
        return Expected(0, None)
    amount, rate = one.seats * one.seat_micro, None
    if one.currency != "KRW":
        rate = rate_on(last_day(month), rates)
        if rate is None:
            return Expected(None, None)
        amount = -(-amount * rate.milliwon_per_usd // 1000)
    if one.vat is VAT.ADDED:
        amount = -(-amount * 11 // 10)
    return Expected(amount, rate)


# ---------------------------------------------------------------- matching


def plain(text: str) -> str:
    """A vendor's name as papers write it, without what they vary: width, case, spaces, stars."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())


class Match(StrEnum):
    """Why a charge belongs to a service."""

    NAMED = "named"  # the paper names the service
    VENDOR = "vendor"  # the vendor's name contains one of the service's
    AMBIGUOUS = "ambiguous"  # it contains those of several services
    NONE = "none"


def match(charge: Charge, names: Mapping[str, Sequence[str]]) -> tuple[str, Match]:
    """The service that a charge pays for, and why; "" when nobody can say. The longest name found decides."""
    if charge.service:
        return charge.service, Match.NAMED
    text = plain(charge.vendor)
    found: dict[int, set[str]] = {}
    for service, spellings in names.items():
        for spelling in spellings:
            wanted = plain(spelling)
            if len(wanted) >= 3 and wanted in text:
                found.setdefault(len(wanted), set()).add(service)
    if not found:
        return "", Match.NONE
    best = found[max(found)]
    return (next(iter(best)), Match.VENDOR) if len(best) == 1 else ("", Match.AMBIGUOUS)


# ---------------------------------------------------------------- settlement


@dataclass(frozen=True, slots=True)
class Used:
    """Use of a service through the gate in the same months: None where nothing was rolled up (not the same as zero)."""

    people: int | None
    micro_won: int | None


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """A service's seats, what should have been paid, what was, and who used it."""

    service: str
    seats: int  # the most in any of the months
    recomputed: int | None  # None: a rate is missing
    reported: int
    charges: int
    used: Used

    @property
    def difference(self) -> int | None:
        return None if self.recomputed is None else self.reported - self.recomputed

    @property
    def unused_seats(self) -> int | None:
        """Seats beyond the people seen at the gate; None when nobody counted them. Seats used elsewhere are not seen."""
        return None if self.used.people is None else max(0, self.seats - self.used.people)


@dataclass(frozen=True, slots=True)
class Settlement:
    """정산: service by service, then what could not be matched. Sums of both come to every charge of the months."""

    agency: str
    first: str
    last: str
    rows: tuple[SettlementRow, ...]
    unmatched: tuple[tuple[Charge, Match], ...]
    rates: tuple[Rate, ...]  # the rates that were used
    missing_rates: tuple[str, ...]  # months without one

    @property
    def reported(self) -> int:
        return sum(row.reported for row in self.rows) + sum(one.micro_won for one, _ in self.unmatched)


def settle(
    agency: str,
    first: str,
    last: str,
    subscriptions: Iterable[Subscription],
    charges: Iterable[Charge],
    rates: Sequence[Rate],
    names: Mapping[str, Sequence[str]],
    used: Mapping[str, Used] | None = None,
) -> Settlement:
    """Hold an agency's charges against its subscriptions and its use, from month `first` to month `last`."""
    mine = [one for one in subscriptions if one.agency == agency]
    span = months(first, last)
    recomputed: dict[str, int | None] = {}
    seats: dict[str, int] = {}
    named: dict[date, Rate] = {}
    missing: set[str] = set()
    for month in span:
        running: dict[str, int] = {}
        for one in mine:
            cost = expected(one, month, rates)
            before = recomputed.setdefault(one.service, 0)
            if cost.micro_won is None:
                missing.add(month)
            both = before is not None and cost.micro_won is not None
            recomputed[one.service] = (before or 0) + (cost.micro_won or 0) if both else None
            if cost.rate is not None:
                named[cost.rate.day] = cost.rate
            if _stands(one, month):
                running[one.service] = running.get(one.service, 0) + one.seats
        for service, count in running.items():
            seats[service] = max(seats.get(service, 0), count)
    paid: dict[str, list[int]] = {}
    unmatched: list[tuple[Charge, Match]] = []
    for charge in charges:
        if charge.agency != agency or not first <= charge.day.isoformat()[:7] <= last:
            continue
        service, why = match(charge, names)
        if service:
            paid.setdefault(service, []).append(charge.micro_won)
        else:
            unmatched.append((charge, why))
    nobody = Used(None, None)
    rows = tuple(
        SettlementRow(
            service, seats.get(service, 0), recomputed.get(service, 0), sum(paid.get(service, [])),
            len(paid.get(service, [])), (used or {}).get(service, nobody),
        )
        for service in sorted({*recomputed, *paid})
    )  # fmt: skip
    return Settlement(
        agency, first, last, rows, tuple(unmatched), tuple(named[day] for day in sorted(named)), tuple(sorted(missing))
    )


def _stands(one: Subscription, month: str) -> bool:
    first = date.fromisoformat(month + "-01")
    return one.valid_from <= last_day(month) and (one.valid_to is None or one.valid_to > max(first, one.valid_from))


# ---------------------------------------------------------------- budget lines


@dataclass(frozen=True, slots=True)
class LineRow:
    """A budget line: planned (None: no budget was entered), charged on papers, and used through the gate."""

    line: Line
    planned: int | None
    charged: int
    gate: int | None  # only of USAGE; None where nothing was rolled up

    @property
    def left(self) -> int | None:
        return None if self.planned is None else self.planned - self.charged


def by_line(agency: str, year: int, plans: Iterable[Planned], charges: Iterable[Charge], gate: int | None
            ) -> tuple[LineRow, ...]:  # fmt: skip
    """Spending of a year split by line. Use through the gate stands beside the papers: the vendor bills it there."""
    planned = {one.line: one.micro_won for one in plans if one.agency == agency and one.year == year}
    charged = dict.fromkeys(Line, 0)
    for one in charges:
        if one.agency == agency and one.day.year == year:
            charged[one.line] += one.micro_won
    return tuple(LineRow(line, planned.get(line), charged[line], gate if line is Line.USAGE else None) for line in Line)


# ---------------------------------------------------------------- seats or pay per use


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the same use costs by seats and by tokens, on use that was really seen."""

    people: int
    months: int
    by_use: int
    by_seats: int
    cheaper_by_use: bool
    break_even_seat_micro: int  # a seat-month at this price costs the same as paying per use


def seats_or_use(people_by_month: Sequence[int], spent_micro: int, seat_month_micro: int) -> Comparison | None:
    """Seats for everybody who used it in a month, against what the tokens cost; None when nobody used it."""
    seat_months = sum(people_by_month)
    if seat_months == 0:
        return None
    by_seats = seat_months * seat_month_micro
    return Comparison(
        max(people_by_month),
        len(people_by_month),
        spent_micro,
        by_seats,
        spent_micro < by_seats,
        spent_micro // seat_months,
    )


def won_micro(whole_won: int) -> int:
    return whole_won * MICRO
