"""The acts that read use: `/api/v1/usage/…` and `/api/v1/collections/2024`, as tables with their columns named.

What lives here: from an order to a question of `usage.py`, what comes from the books (agencies, staff counts, minutes),
and the answer's shape. What does not: the questions, rolling up, the command line. Every answer is worked out aside
(`act.Aside`); what is needed of the books is read before. An answer over simulated data says 시험용 자료.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum

from gwanmun.budget import absence as proof
from gwanmun.budget.figures import Disparity, Figure
from gwanmun.budget.forecast import Overrun
from gwanmun.budget.rollup import CUBES
from gwanmun.control import usage
from gwanmun.control.act import Aside
from gwanmun.control.collections import GOVERNMENTS, Findings, findings_2024, rows_of
from gwanmun.control.directory import valid_on
from gwanmun.control.ledger import ListMinutes, ListStaff, list_minutes, list_staff
from gwanmun.control.office import By, Office, refused
from gwanmun.control.use import Use, UseWithin, rolled_up
from gwanmun.domain.ids import AgencyId, DepartmentId
from gwanmun.domain.money import MICRO
from gwanmun.domain.people import Agency
from gwanmun.ports.usage import Only, UsageReading

SIMULATED = "시험용 자료"
_MONTH = re.compile(r"(?:20|21)\d\d-(?:0[1-9]|1[0-2])")
_ONE_CUBE_OF_ALL = frozenset({"latency"})  # kept without agencies: for whoever sees the whole installation


class Dimension(StrEnum):
    """What use may be told by. People are pseudonyms, and have an act of their own."""

    GOVERNMENT = "government"
    AGENCY = "agency"
    DEPARTMENT = "department"
    SERVICE = "service"
    FAMILY = "family"
    MODEL = "model"
    TASK = "task"
    DEVICE = "device"
    DECISION = "decision"
    MONTH = "month"
    DAY = "day"


class Together(StrEnum):
    """What sealed days may be asked by, several at once. People are left out: they have an act of their own."""

    GOVERNMENT = "government"
    AGENCY = "agency"
    DEPARTMENT = "department"
    SERVICE = "service"
    FAMILY = "family"
    MODEL = "model"
    TASK = "task"
    DEVICE = "device"
    DECISION = "decision"
    GRADE = "grade"
    KINDS = "kinds"
    MONTH = "month"
    DAY = "day"


class Grouping(StrEnum):
    """By what distinct people are counted."""

    MONTH = "month"
    AGENCY = "agency"
    DEPARTMENT = "department"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class ShowUsage:
    """Months as 2026-01, both included; without them, everything there is."""

    by: Dimension = Dimension.MONTH
    first: str | None = None
    last: str | None = None
    agency: AgencyId | None = None
    department: DepartmentId | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class ShowUsageTogether:
    """Months as 2026-01, both included; `most` rows at most, the dearest."""

    by: tuple[Together, ...]
    first: str | None = None
    last: str | None = None
    agency: AgencyId | None = None
    department: DepartmentId | None = None
    service: str | None = None
    family: str | None = None
    model: str | None = None
    task: str | None = None
    device: str | None = None
    decision: str | None = None
    grade: str | None = None
    most: int = 1000


@dataclass(frozen=True, slots=True)
class ShowUsagePeople:
    first: str | None = None
    last: str | None = None
    agency: AgencyId | None = None
    department: DepartmentId | None = None


@dataclass(frozen=True, slots=True)
class ShowUsageUsers:
    by: tuple[Grouping, ...] = (Grouping.MONTH, Grouping.AGENCY)
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class ShowUsageSpan:
    """Months as 2026-01, both included; without them, everything there is."""

    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class ShowUsageForecast:
    """`ahead` months after `last`; `budget_won` of this year, to hold it against."""

    ahead: int = 6
    last: str | None = None
    budget_won: int | None = None


@dataclass(frozen=True, slots=True)
class ShowUsageSeats:
    service: str
    seat_won: int  # for one seat and month
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class ShowUsageAbsence:
    """`service`: an id or a model family; the days in Seoul, both included."""

    service: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ShowUsageRecount:
    pass


@dataclass(frozen=True, slots=True)
class ShowCollection2024:
    pass


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `data` says 시험용 자료 when it is simulated. What follows are findings that are no rows."""

    name: str
    first: str
    last: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, usage.Cell], ...]
    data: str = ""
    spread: Disparity | None = None
    users_trend_a_month: int | None = None
    alert: usage.Outgrown | None = None
    year: Overrun | None = None  # the year against its budget


@dataclass(frozen=True, slots=True)
class Sheets:
    tables: dict[str, Sheet]
    data: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Proof of absence: the signed statement and its key; or that it is withheld, and why."""

    withheld: bool
    uses: int
    attempts: int
    gaps: tuple[proof.Gap, ...] = ()
    statement: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """A collection as rows (an amount and its state in two columns each), and everything else that it says."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, usage.Cell], ...]
    findings: Findings


# ---------------------------------------------------------------- by one thing


def show_usage(office: Office, by: By, order: ShowUsage) -> Aside[Sheet]:
    """Requests, refusals, spending and tokens by government, department, service, model, task, device, decision, month."""
    top = _tops(office, by)
    only = _only(agency=order.agency, department=order.department, service=order.service)
    return _asked(office, order.first, order.last, lambda store, a, b: usage.by(store, order.by.value, a, b, top, only))


def show_usage_people(office: Office, _by: By, order: ShowUsagePeople) -> Aside[Sheet]:
    """Use by person: pseudonyms, never names."""
    only = _only(agency=order.agency, department=order.department)
    return _asked(office, order.first, order.last, lambda store, a, b: usage.by(store, "person", a, b, None, only))


def show_usage_together(office: Office, by: By, order: ShowUsageTogether) -> Aside[Sheet]:
    """Use of the sealed days by several things at once, where no rollup keeps them together (needs gwanmun[analytics])."""
    _check_months(order.first, order.last)
    if not 1 <= order.most <= 100_000:
        raise _wrong("1–100,000행입니다", "1 to 100,000 rows", "most")
    use, top = rolled_up(office.use), _tops(office, by)
    only = _only(
        agency=order.agency, department=order.department, service=order.service, family=order.family, model=order.model,
        task=order.task, device=order.device, decision=order.decision, grade=order.grade,
    )  # fmt: skip

    def work() -> Sheet:
        with use.sealed() as store:
            first, last = usage.span(store, order.first, order.last)
            found = usage.together(store, [one.value for one in order.by], first, last, top, only, order.most)
            return _sheet(found, first, last)

    return Aside(work)


def show_usage_users(office: Office, _by: By, order: ShowUsageUsers) -> Aside[Sheet]:
    """How many different people sent something. Over several months one person counts once."""
    names = tuple("period" if one is Grouping.MONTH else one.value for one in dict.fromkeys(order.by))
    if {"service", "department"} <= set(names):
        raise refused(
            "서비스와 부서를 함께 센 집계가 없습니다", "people are not kept by service and department together",
            "하나씩 물으십시오", "ask for one of them", "by",
        )  # fmt: skip
    return _asked(office, order.first, order.last, lambda store, a, b: usage.users(store, names, a, b))


def show_usage_overview(office: Office, by: By, order: ShowUsageSpan) -> Aside[Sheets]:
    """The twelve tables of the overview. One that is kept for the whole installation alone is left out within a reach."""
    _check_months(order.first, order.last)
    use, top = rolled_up(office.use), _tops(office, by)
    names = [name for name in usage.TILES if not isinstance(use, UseWithin) or name not in _ONE_CUBE_OF_ALL]

    def work() -> Sheets:
        with use.reading() as store:
            first, last = usage.span(store, order.first, order.last)
            found = {name: _sheet(usage.TILES[name](store, first, last, top), first, last) for name in names}
            return Sheets(found, SIMULATED if store.simulated else "")

    return Aside(work)


def show_usage_latency(office: Office, _by: By, order: ShowUsageSpan) -> Aside[Sheet]:
    """How long answers took, service by service: the middle, 95 and 99 in hundred."""
    return _asked(office, order.first, order.last, usage.latency)


def show_usage_mix(office: Office, _by: By, order: ShowUsageSpan) -> Aside[Sheet]:
    """Which services are used, by how many agencies, and their part of the requests."""
    return _asked(office, order.first, order.last, lambda store, a, b: usage.TILES["service_mix"](store, a, b, str))


# ---------------------------------------------------------------- evenness, growth, money ahead


def show_usage_disparity(office: Office, by: By, order: ShowUsageSpan) -> Aside[Sheet]:
    """Won per user and users per 1,000 staff, government by government; Gini, trend. Staff nobody imported is not reported."""
    _check_months(order.first, order.last)
    use, top = rolled_up(office.use), _tops(office, by)
    staff = {str(row.agency): row.count for row in list_staff(office, by, ListStaff())}
    governments = [one for one in _governments(office, by) if not isinstance(use, UseWithin) or one in use.agencies]

    def work() -> Sheet:
        with use.reading() as store:
            first, last = usage.span(store, order.first, order.last)
            found = usage.evenness(store, first, last, governments, staff, top)
        columns = {
            "users": found.users, "micro_won_per_user": found.micro_won_per_user,
            "users_per_1000_staff_thousandths": found.users_per_1000_staff,
        }  # fmt: skip
        rows = tuple({"government": name, **_figures(name, columns)} for name in found.names)
        names = ("government", *(part for one in columns for part in (one, f"{one}_state")))
        return Sheet(
            "disparity", first, last, names, rows, SIMULATED if found.simulated else "", found.spread, found.users_trend
        )

    return Aside(work)


def show_usage_controls(office: Office, _by: By, _order: ShowUsageRecount) -> Aside[Sheet]:
    """Growth of use against newly reviewed services; `alert` when users at least doubled without one."""
    use = rolled_up(office.use)

    def work() -> Sheet:
        with use.reading() as store:
            first, last = usage.span(store)
            series, simulated = usage.users_by_month(store, first, last), store.simulated
        reviewed = {} if simulated else dict(use.reviewed())
        found = usage.outgrown(series, reviewed)
        rows: tuple[dict[str, usage.Cell], ...] = tuple(
            {"month": month, "users": count, "services_reviewed": reviewed.get(month, 0)} for month, count in series
        )
        return Sheet(
            "controls",
            first,
            last,
            ("month", "users", "services_reviewed"),
            rows,
            SIMULATED if simulated else "",
            alert=found,
        )

    return Aside(work)


def show_usage_forecast(office: Office, _by: By, order: ShowUsageForecast) -> Aside[Sheet]:
    """Spending and users of the coming months with an 80 % interval; whether the year's budget will be passed."""
    _check_months(order.last)
    if not 1 <= order.ahead <= 24 or not 0 <= (order.budget_won or 0) <= 10**12:
        raise _wrong("1–24개월, 0–1조 원입니다", "1 to 24 months, 0 to 10¹² won", "ahead")
    budget = None if order.budget_won is None else order.budget_won * MICRO

    def work(store: UsageReading, first: str, _newest: str) -> Sheet:
        last = order.last or usage.last_whole(store)
        found = usage.outlook(store, last, order.ahead, budget)
        columns = (
            "month", "micro_won", "micro_won_low", "micro_won_high", "users", "users_low", "users_high",
        )  # fmt: skip
        rows: tuple[dict[str, usage.Cell], ...] = tuple(
            dict(zip(columns, (month, cost.middle, cost.low, cost.high, who.middle, who.low, who.high), strict=True))
            for month, cost, who in zip(found.months, found.spent, found.users, strict=bool(found.spent))
        )
        return Sheet("forecast", first, last, columns, rows, SIMULATED if found.simulated else "", year=found.year)

    return _worked(office, None, order.last, work)


def show_usage_seats(office: Office, _by: By, order: ShowUsageSeats) -> Aside[Sheet]:
    """Seats for everybody who used a service in a month, against what its use really cost."""
    if not 0 <= order.seat_won <= 10**9:
        raise _wrong("0–10억 원입니다", "0 to 10⁹ won", "seat_won")

    def work(store: UsageReading, first: str, last: str) -> Sheet:
        found = usage.compare_seats(store, order.service, first, last, order.seat_won * MICRO)
        row: dict[str, usage.Cell] = {"service": order.service} | (asdict(found) if found else {})
        rows: tuple[dict[str, usage.Cell], ...] = () if found is None else (row,)
        return Sheet("seats_or_use", first, last, tuple(row), rows, SIMULATED if store.simulated else "")

    return _worked(office, order.first, order.last, work)


def show_usage_benefit(office: Office, by: By, order: ShowUsageSpan) -> Aside[Sheet]:
    """Minutes saved, as those asked said, beside cost and risk, task by task."""
    _check_months(order.first, order.last)
    rows = list_minutes(office, by, ListMinutes(order.first or "2000-01", order.last or "2199-12"))
    tapped = {row.task: (row.answers, row.median_minutes) for row in rows}
    return _asked(office, order.first, order.last, lambda store, a, b: usage.benefit(store, a, b, tapped))


# ---------------------------------------------------------------- evidence


def show_usage_absence(office: Office, by: By, order: ShowUsageAbsence) -> Aside[Proof]:
    """A signed statement that nobody used a service through the gate in a period; withheld when coverage has a gap."""
    if order.last < order.first or not date(2000, 1, 1) <= order.first or order.last > date(2199, 1, 1):
        raise _wrong("기간을 확인하십시오", "check the period", "first")
    use = rolled_up(office.use)
    begin_us, over_us = proof.start_us(order.first), proof.start_us(order.last + timedelta(days=1))

    def work() -> Proof:
        watched, missing = use.watched(order.service, begin_us, over_us)
        found = proof.absence(order.service, order.first, order.last, watched, missing, by.at_us)
        if not found.holds:
            return Proof(withheld=True, uses=found.uses, attempts=found.attempts, gaps=found.gaps)
        note, key = use.signed(proof.statement(found, by.at_us))
        return Proof(withheld=False, uses=0, attempts=found.attempts, statement=note, key=key)

    return Aside(work)


def show_usage_recount(office: Office, _by: By, _order: ShowUsageRecount) -> Aside[Sheet]:
    """Count the journals anew and hold the rollup against it, to the micro-won."""
    use = rolled_up(office.use)

    def work() -> Sheet:
        found = use.recount()
        row: dict[str, usage.Cell] = {
            "records": found.records, "cubes": len(CUBES), "cells_that_differ": found.cells_that_differ,
            "equal": "yes" if found.equal else "no",
        }  # fmt: skip
        return Sheet("recount", "", "", tuple(row), (row,))

    return Aside(work)


def show_collection_2024(_office: Office, _by: By, _order: ShowCollection2024) -> Collected:
    """The collection of 2024 as it was reported: "not reported", "could not count" and zero are three things."""
    found = findings_2024()
    rows = tuple(rows_of(found))
    return Collected("collection_2024", tuple(rows[0]), rows, found)


# ---------------------------------------------------------------- parts


def _asked(
    office: Office, first: str | None, last: str | None, ask: Callable[[UsageReading, str, str], usage.Table]
) -> Aside[Sheet]:
    return _worked(office, first, last, lambda store, a, b: _sheet(ask(store, a, b), a, b))


def _worked(
    office: Office, first: str | None, last: str | None, work: Callable[[UsageReading, str, str], Sheet]
) -> Aside[Sheet]:
    _check_months(first, last)
    use: Use = rolled_up(office.use)

    def worked() -> Sheet:
        with use.reading() as store:
            return work(store, *usage.span(store, first, last))

    return Aside(worked)


def _sheet(found: usage.Table, first: str, last: str) -> Sheet:
    rows = tuple(dict(zip(found.columns, row, strict=True)) for row in found.rows)
    return Sheet(found.name, first, last, found.columns, rows, SIMULATED if found.simulated else "")


def _figures(name: str, columns: Mapping[str, Mapping[str, Figure]]) -> dict[str, usage.Cell]:
    """An amount and its state, so that no state is ever an empty cell or a zero."""
    cells: dict[str, usage.Cell] = {}
    for column, figures in columns.items():
        cells[column], cells[f"{column}_state"] = figures[name].amount, figures[name].state.value
    return cells


def _only(**wanted: str | None) -> Only:
    return {name: value for name, value in wanted.items() if value is not None}


def _agencies(office: Office) -> tuple[Agency, ...]:
    with office.books.look() as page:
        return page.every(Agency)


def _tops(office: Office, _by: By) -> Callable[[str], str]:
    """The government above an agency, as the books say; one that they do not know stands for itself."""
    parents = {str(one.id): one.parent for one in _agencies(office)}

    def top(agency: str) -> str:
        for _ in range(16):
            parent = parents.get(agency)
            if parent is None:
                break
            agency = str(parent)
        return agency

    return top


def _governments(office: Office, by: By) -> list[str]:
    return [str(one.id) for one in _agencies(office) if one.type in GOVERNMENTS and valid_on(one, by.day)]


def _check_months(*months: str | None) -> None:
    for month in months:
        if month is not None and not _MONTH.fullmatch(month):
            raise _wrong("달은 2026-01 형식입니다", "a month is written 2026-01", "first")


def _wrong(ko: str, en: str, where: str) -> Exception:
    return refused(ko, en, "값을 확인하십시오", "check it", where)
