"""The desk's first page (현황): what was used, masked, stopped and spent in a month, and what waits for somebody.

Figures of use come from the rollup (a few hundred cells, never a million requests), what waits from the books. Each figure
is the count of rows that a page shows under the same filter. What does not live here: those pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gwanmun.budget.rollup import DAY, FAILED, MONTH, REFUSED, REQUESTS, SPENT
from gwanmun.control.act import Aside
from gwanmun.control.enforcement_desk import ListEnforcement, list_enforcement
from gwanmun.control.inquiries import inquiry_rows
from gwanmun.control.office import By, Office, refused
from gwanmun.control.usage_acts import SIMULATED
from gwanmun.control.use import rolled_up
from gwanmun.domain.approvals import OPEN, ApprovalRequest
from gwanmun.domain.catalogue import Service
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.enforcement import NAMING, Hold
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.people import Agency
from gwanmun.domain.records import FindingState, MisuseFinding
from gwanmun.domain.vendors import InquiryStatus
from gwanmun.errors import BadCommand, OutsideReach
from gwanmun.ports.usage import Only, Total, UsageReading

_MASKED = Outcome.ALLOW_WITH_MASKING.word
_TOP = 5


@dataclass(frozen=True, slots=True)
class ShowOverview:
    """A month as 2026-01; without one, this month in Seoul. Without an agency, all that lies within one's reach."""

    month: str | None = None
    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    requests: int = 0
    masked: int = 0
    refused: int = 0
    failed: int = 0
    spent: int = 0  # micro-won
    users: int = 0


@dataclass(frozen=True, slots=True)
class DaySums:
    day: str
    requests: int
    refused: int


@dataclass(frozen=True, slots=True)
class ServiceSums:
    service: str
    name_ko: str
    name_en: str
    requests: int
    refused: int
    spent: int


@dataclass(frozen=True, slots=True)
class Waiting:
    approvals: int
    inquiries: int  # open, overdue ones among them
    overdue: int
    findings: int
    enforced: int  # of these, whose last record says that the newest rules are effective
    enforceable: int  # classes in engines that refuse names


@dataclass(frozen=True, slots=True)
class Overview:
    """`counted` False: nothing was rolled up yet. `agencies`: id → names, of those within reach that used something."""

    month: str
    months: tuple[str, ...]
    counted: bool
    now: Sums
    before: Sums
    days: tuple[DaySums, ...]
    services: tuple[ServiceSums, ...]
    waiting: Waiting
    agencies: Mapping[str, tuple[str, str]]
    read_us: int = 0
    data: str = field(default="")


def show_overview(office: Office, by: By, order: ShowOverview) -> Aside[Overview]:
    """The month's figures within one's reach, beside the month before, and what waits."""
    month = order.month or f"{by.day:%Y-%m}"
    if not _is_month(month):
        raise refused("달은 2026-01 형식입니다", "a month is written 2026-01", "값을 확인하십시오", "check it", "month")
    with office.books.look() as page:
        services = {str(one.id): one for one in page.every(Service)}
        agencies = {str(one.id): (one.name_ko, one.name_en) for one in page.every(Agency)}
    waiting = _waiting(office, by, order.agency)
    use = office.use
    only: Only = {} if order.agency is None else {"agency": order.agency}

    def work() -> Overview:
        empty = Overview(month, (month,), False, Sums(), Sums(), (), (), waiting, {})  # noqa: FBT003 - `counted`
        try:
            with rolled_up(use).reading() as store:
                return _counted(store, month, only, waiting, services, agencies)
        except BadCommand:  # nothing was ever sent: the page says what to do first
            return empty

    return Aside(work)


def _counted(
    store: UsageReading, month: str, only: Only, waiting: Waiting, services: Mapping[str, Service],
    agencies: Mapping[str, tuple[str, str]],
) -> Overview:  # fmt: skip
    months = [one.by[0] for one in store.totals("department", ("period",), MONTH, "2000", "2199", only)]
    days = store.totals("department", ("period",), DAY, f"{month}-01", f"{month}-31", only)
    top = _by_service(store, month, only)
    used = {one.by[0] for one in store.totals("department", ("agency",), MONTH, "2000", "2199")}
    ranked = sorted(top, key=lambda one: (-one.measures[REQUESTS] - one.measures[REFUSED], one.by))[:_TOP]
    return Overview(
        month,
        tuple(sorted({*months, month}, reverse=True)[:36]),
        True,  # noqa: FBT003 - `counted`
        _sums(store, month, only),
        _sums(store, _month_before(month), only),
        tuple(DaySums(one.by[0], one.measures[REQUESTS], one.measures[REFUSED]) for one in days),
        tuple(
            ServiceSums(
                one.by[0],
                services[one.by[0]].name_ko if one.by[0] in services else one.by[0],
                services[one.by[0]].name_en if one.by[0] in services else one.by[0],
                one.measures[REQUESTS], one.measures[REFUSED], one.measures[SPENT],
            )
            for one in ranked
        ),
        waiting,
        {one: agencies.get(one, (one, one)) for one in sorted(used) if one != "-"},
        max((mark.last_us for mark in store.watermarks()), default=0),
        SIMULATED if store.simulated else "",
    )  # fmt: skip


def _by_service(store: UsageReading, month: str, only: Only) -> tuple[Total, ...]:
    """Sums by service are kept by agency, not by department: a department's head sees the rest of the page without them."""
    try:
        return store.totals("service", ("service",), MONTH, month, month, only)
    except OutsideReach:
        return ()


def _sums(store: UsageReading, month: str, only: Only) -> Sums:
    found = Sums()
    for one in store.totals("department", ("decision",), MONTH, month, month, only):
        row = one.measures
        found = Sums(
            found.requests + row[REQUESTS],
            found.masked + (row[REQUESTS] if one.by[0] == _MASKED else 0),
            found.refused + row[REFUSED],
            found.failed + row[FAILED],
            found.spent + row[SPENT],
        )
    people = store.people((), month, month, only)
    return Sums(found.requests, found.masked, found.refused, found.failed, found.spent, people[0][1] if people else 0)


def _waiting(office: Office, by: By, agency: AgencyId | None) -> Waiting:
    equal = {} if agency is None else {"agency": agency}
    with office.books.look() as page:
        approvals = sum(one.stage in OPEN and by.day <= one.until for one in page.every(ApprovalRequest, **equal))
        findings = len(page.every(MisuseFinding, state=FindingState.OPEN, **equal))
        inquiries = [one.status for one in inquiry_rows(page, by.day)]
    standing = [one for one in list_enforcement(office, by, ListEnforcement(agency)) if one.target in NAMING]
    overdue = sum(one is InquiryStatus.OVERDUE for one in inquiries)
    return Waiting(
        approvals, overdue + sum(one is InquiryStatus.OPEN for one in inquiries), overdue, findings,
        sum(one.behind == 0 and one.hold is Hold.EFFECTIVE for one in standing), len(standing),
    )  # fmt: skip


def _is_month(text: str) -> bool:
    return len(text) == 7 and text[4] == "-" and text[:4].isdecimal() and text[5:] in _MONTHS and text.isascii()


_MONTHS = frozenset(f"{number:02d}" for number in range(1, 13))


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"
