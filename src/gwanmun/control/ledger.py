"""Acts on the ledger of spending (활용 대장): subscriptions, charges from papers, budgets, staff counts, quota offers;
and its questions: settlement (정산) and spending by line.

What lives here: checking and keeping, in one transaction with the fact. What does not: reading sheets
(`budget/sheet.py`, `adapters/tables.py`), the arithmetic (`budget/ledger.py`). A charge or price of the past is never
changed: importing a paper again changes nothing, a correction is another row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gwanmun.budget import ledger
from gwanmun.budget.labels import Task
from gwanmun.budget.ledger import (
    VAT,
    Billing,
    Charge,
    Import,
    Line,
    LineRow,
    MinutesSaved,
    OfferState,
    Paper,
    Planned,
    QuotaOffer,
    Settlement,
    StaffCount,
    Subscription,
    Used,
)
from gwanmun.budget.sheet import MOST_ROWS, ChargeRow, charge_id
from gwanmun.control.directory import known_agency
from gwanmun.control.office import By, Office, declined, digest_of, note, refused, sound_id, unknown
from gwanmun.domain.catalogue import Service
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.money import MICRO, Rate
from gwanmun.errors import BadCommand
from gwanmun.ports.books import Reading

_MOST_NAMED = 10  # rows, in one answer
_MOST_SEATS = 1_000_000
_MOST_MICRO = 10**15
_MONTH = re.compile(r"(?:20|21)\d\d-(?:0[1-9]|1[0-2])")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class PutSubscription:
    """`seat_micro`: micro-units of the currency for one seat and one billing period (20 USD → 20_000_000)."""

    id: str
    agency: str
    service: str
    plan: str
    seats: int
    valid_from: date
    currency: str
    seat_micro: int
    source: str
    billing: Billing = Billing.MONTH
    vat: VAT = VAT.ADDED
    line: Line = Line.LICENCE
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class EndSubscription:
    id: str
    last_day: date


@dataclass(frozen=True, slots=True)
class ImportCharges:
    """`file` is the SHA-256 of the file that the rows were read from; `check`: only tell what would be taken."""

    agency: str
    paper: Paper
    file: str
    rows: tuple[ChargeRow, ...]
    check: bool = False


@dataclass(frozen=True, slots=True)
class PlanBudget:
    agency: str
    year: int
    line: Line
    won: int
    source: str


@dataclass(frozen=True, slots=True)
class PutStaffCount:
    agency: str
    as_of: date
    count: int
    source: str


@dataclass(frozen=True, slots=True)
class OfferQuota:
    """Offer unused seats of a service, or won, until a day."""

    agency: str
    service: str
    until: date
    seats: int = 0
    won: int = 0


@dataclass(frozen=True, slots=True)
class TakeQuota:
    offer: str
    taker: str


@dataclass(frozen=True, slots=True)
class WithdrawQuota:
    offer: str


@dataclass(frozen=True, slots=True)
class SettleLedger:
    """Months as 2024-01, both included."""

    agency: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class SpendByLine:
    agency: str
    year: int


@dataclass(frozen=True, slots=True)
class ListLedger:
    agency: str


@dataclass(frozen=True, slots=True)
class TapMinutes:
    """What one person tapped after one answer. `task` is a task's label."""

    agency: str
    task: str
    minutes: int


@dataclass(frozen=True, slots=True)
class ListMinutes:
    """Months as 2026-01, both included."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Tapped:
    """All taps of a task: how many there were, and the middle one. Nothing is multiplied by what was not asked."""

    task: str
    answers: int
    median_minutes: int
    minutes: int


@dataclass(frozen=True, slots=True)
class ListStaff:
    pass


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to."""

    taken: int
    there_already: int
    micro_won: int


@dataclass(frozen=True, slots=True)
class Listed:
    subscriptions: tuple[Subscription, ...]
    imports: tuple[Import, ...]
    planned: tuple[Planned, ...]
    staff: tuple[StaffCount, ...]
    offers: tuple[QuotaOffer, ...]


# ---------------------------------------------------------------- acts


def put_subscription(office: Office, by: By, order: PutSubscription) -> Subscription:
    """Add seats, or from a later day on another price or number of them: the row before ends on that day."""
    sound_id(order.id, "id")
    _check_text(order.plan, "plan", empty=False)
    _check_source(order.source)
    if (
        order.currency not in {"KRW", "USD"}
        or not 0 <= order.seats <= _MOST_SEATS
        or not 0 <= order.seat_micro <= _MOST_MICRO
    ):
        raise _wrong("좌석 수·통화·단가가 올바르지 않습니다", "seats, currency or price are not valid", "seats")
    if order.valid_to is not None and order.valid_to <= order.valid_from:
        raise _wrong("기간이 올바르지 않습니다", "its dates are not valid", "valid_to")
    row = Subscription(
        order.id, order.agency, order.service, order.plan, order.seats, order.valid_from, order.valid_to,
        order.currency, order.seat_micro, order.billing, order.vat, order.line, order.source,
    )  # fmt: skip
    with office.books.transact() as page:
        known_agency(page, order.agency)
        if page.find(Service, order.service) is None:
            raise unknown("서비스", "service", order.service)
        rows = page.every(Subscription, id=order.id)
        if row in rows:
            return row
        for there in rows:
            if (there.agency, there.service) != (row.agency, row.service):
                raise _wrong("다른 기관이나 서비스의 구독 번호입니다", "that id is another subscription's", "id")
            if there.valid_from >= row.valid_from:
                raise refused(
                    f"{there.valid_from}부터의 구독이 이미 있습니다", f"there is a row from {there.valid_from} already",
                    "지난 구독은 바꿀 수 없습니다. 더 늦은 시작일로 등록하십시오",
                    "a past row never changes; add one with a later first day", "valid_from",
                )  # fmt: skip
            if there.valid_to is None or there.valid_to > row.valid_from:
                page.put(replace(there, valid_to=row.valid_from))
        page.put(row)
        note(page, by, "put_subscription", AgencyId(order.agency), subscription=row)
    return row


def end_subscription(office: Office, by: By, order: EndSubscription) -> Subscription:
    with office.books.transact() as page:
        rows = page.every(Subscription, id=order.id)
        if not rows:
            raise unknown("구독", "subscription", order.id)
        last = rows[-1]
        ended = replace(last, valid_to=order.last_day + timedelta(days=1))
        if order.last_day < last.valid_from or last.valid_to is not None:
            raise _wrong("이미 끝났거나 시작 전입니다", "it has ended already, or had not begun", "last_day")
        page.put(ended)
        note(page, by, "end_subscription", AgencyId(last.agency), id=order.id, last_day=order.last_day)
    return ended


def import_charges(office: Office, by: By, order: ImportCharges) -> Imported:
    """Take in all rows of a paper or none. What is there already (from this file or another) stays as it is."""
    if not _DIGEST.fullmatch(order.file):
        raise _wrong("파일의 SHA-256이 필요합니다", "the file's SHA-256 is required", "file")
    if not order.rows or len(order.rows) > MOST_ROWS:
        raise _wrong("행이 없거나 너무 많습니다", "there are no rows, or too many", "rows")
    for row in order.rows:
        _check_row(row)
    charges = {
        (id_ := charge_id(order.agency, order.paper.value, row)): Charge(
            id_, order.agency, order.paper, row.day, row.vendor, row.document, row.micro_won, row.vat_micro,
            row.service, row.line, order.file, row.row,
        )
        for row in order.rows
    }  # fmt: skip
    if len(charges) != len(order.rows):
        raise _wrong("같은 행이 두 번 있습니다", "a row stands twice", "rows")
    with office.books.transact() as page:
        known_agency(page, order.agency)
        services = {one.id for one in page.every(Service)}
        strange = [row.row for row in order.rows if row.service and row.service not in services]
        if strange:
            raise refused(
                f"서비스 목록에 없는 서비스가 {len(strange):,}행에 있습니다", f"a service that is not on the catalogue, in {len(strange):,} rows",
                "서비스 id를 확인하거나 비워 두십시오", "check the service ids, or leave them empty",
                ", ".join(f"rows/{row}" for row in strange[:_MOST_NAMED]),
            )  # fmt: skip
        there = {one.id for one in page.every(Charge, agency=order.agency, paper=order.paper)}
        new = [one for id_, one in charges.items() if id_ not in there]
        total = sum(one.micro_won for one in new)
        if new and not order.check:
            page.put(*new)
            page.put(Import(order.file, order.agency, order.paper, len(new), total, by.officer, by.at_us))
            note(page, by, "import_charges", AgencyId(order.agency), paper=order.paper, file=order.file, rows=len(new),
                 micro_won=total, digest=digest_of(sorted(one.id for one in new)))  # fmt: skip
    return Imported(len(new), len(charges) - len(new), total)


def plan_budget(office: Office, by: By, order: PlanBudget) -> Planned:
    _check_source(order.source)
    if not 2000 <= order.year <= 2100 or not 0 <= order.won <= 10**12:
        raise _wrong("연도나 금액이 올바르지 않습니다", "the year or the amount is not valid", "won")
    row = Planned(order.agency, order.year, order.line, order.won * MICRO, order.source)
    with office.books.transact() as page:
        known_agency(page, order.agency)
        before = page.find(Planned, order.agency, order.year, order.line)
        page.put(row)
        note(
            page,
            by,
            "plan_budget",
            AgencyId(order.agency),
            planned=row,
            before=None if before is None else before.micro_won,
        )
    return row


def put_staff_count(office: Office, by: By, order: PutStaffCount) -> StaffCount:
    """A denominator (정원·현원), with its source. Without one, users per 1,000 staff shows "not reported"."""
    _check_source(order.source)
    if not 1 <= order.count <= 10_000_000 or order.as_of > by.day:
        raise _wrong("인원이나 기준일이 올바르지 않습니다", "the count or its day is not valid", "count")
    row = StaffCount(order.agency, order.as_of, order.count, order.source)
    with office.books.transact() as page:
        known_agency(page, order.agency)
        page.put(row)
        note(page, by, "put_staff_count", AgencyId(order.agency), staff=row)
    return row


def offer_quota(office: Office, by: By, order: OfferQuota) -> QuotaOffer:
    """Offer unused seats or won to any other agency: the first of two signatures."""
    if not (0 <= order.seats <= _MOST_SEATS and 0 <= order.won <= 10**12) or (order.seats == 0) is (order.won == 0):
        raise _wrong("좌석이나 금액 하나를 적으십시오", "offer either seats or won", "seats")
    if order.until < by.day:
        raise _wrong("이미 지난 날입니다", "that day has passed", "until")
    offer = QuotaOffer(
        str(by.act_id), order.agency, order.service, order.seats, order.won * MICRO, order.until, OfferState.OFFERED,
        by.officer, by.at_us,
    )  # fmt: skip
    with office.books.transact() as page:
        known_agency(page, order.agency)
        if page.find(Service, order.service) is None:
            raise unknown("서비스", "service", order.service)
        page.put(offer)
        note(page, by, "offer_quota", AgencyId(order.agency), offer=offer)
    return offer


def take_quota(office: Office, by: By, order: TakeQuota) -> QuotaOffer:
    """Another agency takes an offer: the second signature, by another person. The limits themselves stay an act of
    their own (`set_allowance`): this records who gave what to whom.
    """
    with office.books.transact() as page:
        offer = _open_offer(page, order.offer)
        known_agency(page, order.taker)
        if order.taker == offer.agency:
            raise _wrong("제공한 기관이 다시 받을 수 없습니다", "the agency that offers cannot take it", "taker")
        if by.officer == offer.offered_by:
            raise declined(
                "제공한 사람이 받을 수 없습니다", "whoever offered cannot accept",
                "받는 기관의 담당자가 서명하십시오", "an officer of the other agency signs",
            )  # fmt: skip
        if by.day > offer.until:
            raise _wrong("기한이 지난 제공입니다", "the offer has lapsed", "offer")
        taken = replace(
            offer, state=OfferState.TRANSFERRED, taker=order.taker, accepted_by=by.officer, accepted_us=by.at_us
        )
        page.put(taken)
        note(page, by, "take_quota", AgencyId(order.taker), offer=taken)
    return taken


def withdraw_quota(office: Office, by: By, order: WithdrawQuota) -> QuotaOffer:
    with office.books.transact() as page:
        offer = _open_offer(page, order.offer)
        gone = replace(offer, state=OfferState.WITHDRAWN)
        page.put(gone)
        note(page, by, "withdraw_quota", AgencyId(offer.agency), id=offer.id)
    return gone


# ---------------------------------------------------------------- questions


def settle_ledger(office: Office, _by: By, order: SettleLedger) -> Settlement:
    """정산, without use through the gate (whoever asks may hold the rollup and adds it: `settlement`)."""
    with office.books.look() as page:
        return settlement(page, order.agency, order.first, order.last, None)


def settlement(page: Reading, agency: str, first: str, last: str, used: Mapping[str, Used] | None) -> Settlement:
    """Hold an agency's charges against its subscriptions, its use and the rates of the days."""
    if not (_MONTH.fullmatch(first) and _MONTH.fullmatch(last) and first <= last):
        raise _wrong("기간은 2024-01 ~ 2024-12 형식입니다", "months are written 2024-01", "first")
    known_agency(page, agency)
    return ledger.settle(
        agency,
        first,
        last,
        page.every(Subscription, agency=agency),
        page.every(Charge, agency=agency),
        page.every(Rate),
        spellings(page.every(Service)),
        used,
    )


def spend_by_line(office: Office, _by: By, order: SpendByLine) -> tuple[LineRow, ...]:
    with office.books.look() as page:
        return lines(page, order.agency, order.year, None)


def lines(page: Reading, agency: str, year: int, gate: int | None) -> tuple[LineRow, ...]:
    known_agency(page, agency)
    return ledger.by_line(agency, year, page.every(Planned, agency=agency), page.every(Charge, agency=agency), gate)


def list_ledger(office: Office, _by: By, order: ListLedger) -> Listed:
    with office.books.look() as page:
        known_agency(page, order.agency)
        return Listed(
            page.every(Subscription, agency=order.agency),
            page.every(Import, agency=order.agency),
            page.every(Planned, agency=order.agency),
            page.every(StaffCount, agency=order.agency),
            page.every(QuotaOffer),
        )


def list_staff(office: Office, by: By, _order: ListStaff) -> tuple[StaffCount, ...]:
    """The newest count of each agency that anybody imported."""
    newest: dict[str, StaffCount] = {}
    with office.books.look() as page:
        for one in page.every(StaffCount):
            if one.as_of <= by.day:
                newest[one.agency] = one
    return tuple(newest.values())


def tap_minutes(office: Office, by: By, order: TapMinutes) -> None:
    """Keep a tap. It names no person and no request; only the act's own fact says which officer's desk took it."""
    if order.minutes not in ledger.TAPS or order.task not in set(Task):
        raise _wrong(
            "업무 분류나 분이 올바르지 않습니다", "the task or the minutes are not among those offered", "minutes"
        )
    with office.books.transact() as page:
        known_agency(page, order.agency)
        page.put(MinutesSaved(str(by.act_id), order.agency, by.day.isoformat()[:7], order.task, order.minutes))
        note(page, by, "tap_minutes", AgencyId(order.agency), task=order.task, minutes=order.minutes)


def list_minutes(office: Office, _by: By, order: ListMinutes) -> tuple[Tapped, ...]:
    found: dict[str, list[int]] = {}
    with office.books.look() as page:
        for one in page.every(MinutesSaved):
            if order.first <= one.month <= order.last:
                found.setdefault(one.task, []).append(one.minutes)
    return tuple(
        Tapped(task, len(taps), sorted(taps)[(len(taps) - 1) // 2], sum(taps)) for task, taps in sorted(found.items())
    )


def spellings(services: Sequence[Service]) -> dict[str, tuple[str, ...]]:
    """How papers may write a service: its names, and its vendor's where that vendor has only this one service."""
    vendors: dict[str, int] = {}
    for one in services:
        vendors[one.vendor] = vendors.get(one.vendor, 0) + 1
    return {
        str(one.id): tuple(
            dict.fromkeys(
                name
                for name in (one.name_ko, one.name_en, str(one.id), one.vendor if vendors[one.vendor] == 1 else "")
                if name
            )
        )
        for one in services
    }


# ---------------------------------------------------------------- checks


def _open_offer(page: Reading, name: str) -> QuotaOffer:
    offer = page.find(QuotaOffer, name)
    if offer is None or offer.state is not OfferState.OFFERED:
        raise unknown("제공", "open offer", name)
    return offer


def _check_row(row: ChargeRow) -> None:
    for text, empty in ((row.vendor, False), (row.document, True), (row.service, True)):
        _check_text(text, f"rows/{row.row}", empty=empty)
    amounts = (row.micro_won, row.vat_micro or 0)
    if not date(2000, 1, 1) <= row.day < date(2100, 1, 1) or any(abs(one) > 10**12 * MICRO for one in amounts):
        raise _wrong("날짜나 금액이 올바르지 않습니다", "the date or amount is not valid", f"rows/{row.row}")


def _check_text(text: str, where: str, *, empty: bool) -> None:
    if len(text) > 200 or not text.isprintable() or not (empty or text.strip()) or text[:1] in {"=", "@"}:
        raise _wrong("200자 이하의 한 줄이어야 합니다", "one line of at most 200 characters", where)


def _check_source(source: str) -> None:
    if not source.strip() or len(source) > 500:
        raise _wrong("출처를 적으십시오", "say where it is from", "source")


def _wrong(ko: str, en: str, where: str) -> BadCommand:
    return refused(ko, en, "값을 고쳐 다시 실행하십시오", "correct it and try again", where)
