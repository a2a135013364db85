"""Regions (시·도): what each government reported or used, one row each, for the map, the table and a government's own page.

What lives here: a collection (that of 2024, or a published round) and the gate's own figures in one shape; a government's
months. What does not: collecting (`collections.py`), drawing (`charts/`), the pages. Which governments there are is a
property of the collection or of the day, never a constant; names are those of that day.

# INVARIANT: "not reported", "could not count" and zero stay three things; what lies outside a reach is told as that.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gwanmun.budget.collection import Answer as Answered
from gwanmun.budget.collection import Collection, Period, Round, Stage, Submission, collected
from gwanmun.budget.figures import NOT_REPORTED, Figure, Rank, Sum, each, reported, total
from gwanmun.budget.ledger import months
from gwanmun.budget.rollup import MONTH, REFUSED, REQUESTS, SPENT
from gwanmun.control import shipped
from gwanmun.control.act import Aside
from gwanmun.control.collections import GOVERNMENTS, Findings, collection_2024, findings
from gwanmun.control.directory import known_agency, valid_on
from gwanmun.control.office import By, Office, refused, unknown
from gwanmun.control.public_page import Known
from gwanmun.control.stories import spending_2024
from gwanmun.control.use import Use, UseWithin, rolled_up
from gwanmun.domain.catalogue import Service
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.money import MICRO
from gwanmun.domain.people import Agency
from gwanmun.errors import BadCommand
from gwanmun.ports.books import Reading
from gwanmun.ports.usage import UsageReading, Watermark

COLLECTED_2024, GATE = "kr-2024", "gate"
_TREE_2024 = "local-government-2024"
_MONTH = re.compile(r"(?:20|21)\d\d-(?:0[1-9]|1[0-2])")
_MOST_MONTHS = 60
_REPORTED_2024 = "17개 시·도가 국회 양부남 의원(행정안전위원회)에게 낸 자료, 2025. 3. 9. 공개"
_NOT_CONNECTED = ("관문에 연결되지 않음", "not connected to the gate")
_OUTSIDE = ("권한 밖", "beyond your office")


@dataclass(frozen=True, slots=True)
class ShowRegions:
    """`source`: kr-2024, or a published collection round."""

    source: str = COLLECTED_2024


@dataclass(frozen=True, slots=True)
class ShowRegionsUse:
    """Months as 2026-01, both included; without them, everything there is."""

    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class ShowRegionUse:
    """One government's own months, services and departments' sums. Beyond one's reach it is refused, and noted."""

    government: AgencyId
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures can be from, and the months they cover."""

    id: str
    title_ko: str
    title_en: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Region:
    """One government. `why_*` says why a figure is not there, where that is known."""

    id: str
    name_ko: str
    name_en: str
    named_since: date | None
    spend: Figure
    users: Figure
    services: Figure
    won_per_user: Figure
    spend_rank: Rank | None = None
    users_rank: Rank | None = None
    shared_or_free: bool = False  # below one seat for one month: shared, free or personal accounts are likely
    why_ko: str = ""
    why_en: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of use; before the gate opened nothing is known of it."""

    month: str
    users: int | None
    requests: int | None
    refused: int | None
    won: int | None


@dataclass(frozen=True, slots=True)
class Regions:
    """`day`: on which day the governments were these, under these names."""

    source: Source
    sources: tuple[Source, ...]
    reported_ko: str
    reported_en: str
    day: date
    rows: tuple[Region, ...]
    spend: Sum
    users: Sum
    total_won: int | None  # as it was reported, not summed
    total_users: int | None
    rest_won: int | None
    rest_users: int | None
    periods: tuple[Period, ...]
    conflicts_ko: tuple[str, ...]
    conflicts_en: tuple[str, ...]
    seat_month_won: int
    trend: tuple[Month, ...] = ()
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class ServiceUse:
    """A service as one government uses it."""

    service: str
    name_ko: str
    name_en: str
    requests: int
    won: int


@dataclass(frozen=True, slots=True)
class RegionUse:
    government: str
    first: str
    last: str
    trend: tuple[Month, ...]
    services: tuple[ServiceUse, ...]
    simulated: bool


# ---------------------------------------------------------------- collections


def show_regions(office: Office, _by: By, order: ShowRegions) -> Regions:
    """What was collected and published: for everybody. An unpublished round is refused like one that is not there."""
    with office.books.look() as page:
        rounds = [one for one in page.every(Round) if one.published_us is not None]
        sources = _sources(rounds)
        if order.source == COLLECTED_2024:
            return _of_2024(sources)
        found = next((one for one in rounds if one.id == order.source), None)
        if found is None:
            raise unknown("공표된 수집", "published collection round", order.source)
        stood = page.every(Submission, round=found.id)
        signed = frozenset(one.agency for one in stood if one.stage is Stage.SIGNED)
        collection = collected(found, page.every(Answered, round=found.id), signed)
        day = _last_day(found.last_month)
        names = _names(page, day)
    said = {one.agency: _stood(one) for one in stood}
    source = next(one for one in sources if one.id == found.id)
    return _collected(collection, source, sources, day, names, said, ((), ()))


def _of_2024(sources: tuple[Source, ...]) -> Regions:
    story, tree = spending_2024(), shipped.agencies()
    day = next(one.day for one in tree.collections if one.id == _TREE_2024)
    names = {str(one.id): one for one in tree.collection(_TREE_2024)}
    conflicts = (tuple(one.ko for one in story.conflicts), tuple(one.en for one in story.conflicts))
    made = _collected(collection_2024(story), sources[0], sources, day, names, {}, conflicts)
    return replace(made, reported_ko=_REPORTED_2024)


def _collected(
    collection: Collection,
    source: Source,
    sources: tuple[Source, ...],
    day: date,
    names: Mapping[str, Agency],
    said: Mapping[str, tuple[str, str]],
    conflicts: tuple[tuple[str, ...], tuple[str, ...]],
) -> Regions:
    story = spending_2024()
    found = findings(collection, story.seat_month_won, story.usd_as_reported if source.id == COLLECTED_2024 else None)
    return Regions(
        source, sources, collection.source, collection.source, day, tuple(_row(found, at, names, said) for at in range(len(found.rows))),
        found.spend, found.users, found.total_won, found.total_users, found.rest_won, found.rest_users, found.periods,
        *conflicts, story.seat_month_won,
    )  # fmt: skip


def _row(found: Findings, at: int, names: Mapping[str, Agency], said: Mapping[str, tuple[str, str]]) -> Region:
    one = found.rows[at]
    known = names.get(one.government)
    why = said.get(one.government, ("", ""))
    return Region(
        one.government, known.name_ko if known else one.government, known.name_en if known else one.government,
        known.valid_from if known else None, one.spend, one.users, one.services, one.won_per_user, one.spend_rank,
        one.users_rank, one.shared_or_free, *why,
    )  # fmt: skip


def _stood(one: Submission) -> tuple[str, str]:
    """Why a government's figures are not there. Its own words stand in both languages."""
    if one.stage is Stage.SIGNED:
        return ("늦게 제출함", "submitted late") if one.late else ("", "")
    if one.stage is Stage.REFUSED:
        return f"제출을 거부함: {one.note}", f"refused: {one.note}"
    return "미제출", "not submitted"


def _sources(rounds: Sequence[Round]) -> tuple[Source, ...]:
    periods = collection_2024().periods
    first = Source(
        COLLECTED_2024, "2024년 시·도 자료 (국회 제출)", "2024 figures (given to the Assembly)", periods[0].first, periods[-1].last
    )  # fmt: skip
    newest = sorted(rounds, key=lambda one: (one.last_month, one.id), reverse=True)
    return (first, *(Source(one.id, one.title_ko, one.title_en, one.first_month, one.last_month) for one in newest))


def _names(page: Reading, day: date) -> dict[str, Agency]:
    return {
        **{str(one.id): one for one in shipped.agencies().on(day)},
        **{str(one.id): one for one in page.every(Agency) if valid_on(one, day)},
    }


def _last_day(month: str) -> date:
    first = date.fromisoformat(f"{month}-01")
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


# ---------------------------------------------------------------- the gate's own figures


def show_regions_use(office: Office, by: By, order: ShowRegionsUse) -> Aside[Regions]:
    """The governments of today, by what passed the gate. One beyond the reach of whoever asks is named, not counted."""
    _check(order.first, order.last)
    use = office.use
    tree = tuple(one for one in shipped.agencies().on(by.day) if one.type in GOVERNMENTS)
    with office.books.look() as page:
        known = Known.read(page, by.day, tree)
        sources = _sources([one for one in page.every(Round) if one.published_us is not None])
    return Aside(lambda: _used(use, known, sources, order, by.day))


def _used(use: Use | None, known: Known, sources: tuple[Source, ...], order: ShowRegionsUse, day: date) -> Regions:
    first, last, simulated, counted = order.first or "", order.last or "", False, False
    users: dict[str, int] = {}
    spent: dict[str, int] = {}
    used: dict[str, set[str]] = {}
    trend: tuple[Month, ...] = ()
    with suppress(BadCommand), rolled_up(use).reading() as store:  # nothing was rolled up yet: not reported, not zero
        counted, simulated = True, store.simulated
        first, last = _span(store, order.first, order.last, day)
        for names, count in store.people(("agency",), first, last):
            top = known.top(names[0])
            users[top] = users.get(top, 0) + count
        for one in store.totals("service", ("agency", "service"), MONTH, first, last):
            top = known.top(one.by[0])
            spent[top] = spent.get(top, 0) + one.measures[SPENT]
            if one.measures[REQUESTS]:
                used.setdefault(top, set()).add(one.by[1])
        trend = _trend(store, first, last, None)
    within = use.agencies if isinstance(use, UseWithin) else None
    tops = {known.top(one) for one in known.peopled} | users.keys() | spent.keys() if counted else set()
    rows = tuple(_used_row(one, tops, within, users, spent, used) for one in known.agencies if one.type in GOVERNMENTS)
    source = Source(GATE, "관문을 지난 이용", "use through the gate", first, last)
    return Regions(
        source, sources, "관문의 감사기록에서 만든 집계", "sums made from the gate's journal", day, rows, total({one.id: one.spend for one in rows}),
        total({one.id: one.users for one in rows}), None, None, None, None, (), (), (), spending_2024().seat_month_won, trend,
        simulated,
    )  # fmt: skip


def _used_row(
    one: Agency,
    tops: set[str],
    within: frozenset[str] | None,
    users: Mapping[str, int],
    spent: Mapping[str, int],
    used: Mapping[str, set[str]],
) -> Region:
    id_ = str(one.id)
    if id_ not in tops or (within is not None and id_ not in within):
        why = _OUTSIDE if within is not None and id_ not in within else _NOT_CONNECTED
        return Region(
            id_, one.name_ko, one.name_en, one.valid_from, NOT_REPORTED, NOT_REPORTED, NOT_REPORTED, NOT_REPORTED,
            why_ko=why[0], why_en=why[1],
        )  # fmt: skip
    won, people = reported(_whole(spent.get(id_, 0))), reported(users.get(id_, 0))
    services = reported(len(used.get(id_, ())))
    return Region(id_, one.name_ko, one.name_en, one.valid_from, won, people, services, each(won, people))


def show_region_use(office: Office, by: By, order: ShowRegionUse) -> Aside[RegionUse]:
    _check(order.first, order.last)
    with office.books.look() as page:
        known_agency(page, order.government)
        known = Known.read(page, by.day)
        services = {str(one.id): one for one in page.every(Service)}
    use = office.use
    mine = tuple(sorted({str(order.government), *(str(one.id) for one in known.agencies if known.top(str(one.id)) == order.government)}))  # fmt: skip

    def work() -> RegionUse:
        with rolled_up(use).reading() as store:
            first, last = _span(store, order.first, order.last, by.day)
            sums: dict[str, list[int]] = {}
            for one in store.totals("service", ("service",), MONTH, first, last, {"agency": mine}):
                row = sums.setdefault(one.by[0], [0, 0])
                row[0] += one.measures[REQUESTS]
                row[1] += one.measures[SPENT]
            return RegionUse(
                str(order.government), first, last, _trend(store, first, last, mine), _services(sums, services),
                store.simulated,
            )  # fmt: skip

    return Aside(work)


def _services(sums: Mapping[str, Sequence[int]], services: Mapping[str, Service]) -> tuple[ServiceUse, ...]:
    return tuple(
        ServiceUse(
            id_, services[id_].name_ko if id_ in services else id_, services[id_].name_en if id_ in services else id_,
            row[0], _whole(row[1]),
        )
        for id_, row in sorted(sums.items(), key=lambda item: (-item[1][1], -item[1][0], item[0]))
    )  # fmt: skip


def _trend(store: UsageReading, first: str, last: str, agencies: tuple[str, ...] | None) -> tuple[Month, ...]:
    """Months before the gate opened are not months without use."""
    only = None if agencies is None else {"agency": agencies}
    people = {names[0]: count for names, count in store.people(("period",), first, last, only)}
    sums = {one.by[0]: one.measures for one in store.totals("department", ("period",), MONTH, first, last, only)}
    since = min((_month_of(mark) for mark in store.watermarks() if mark.first_us), default="9999-12")
    made: list[Month] = []
    for month in months(first, last)[-_MOST_MONTHS:]:
        if month not in sums and month < since:
            made.append(Month(month, None, None, None, None))
            continue
        row = sums.get(month)
        made.append(
            Month(
                month, people.get(month, 0), row[REQUESTS] if row else 0, row[REFUSED] if row else 0,
                _whole(row[SPENT]) if row else 0,
            )
        )  # fmt: skip
    return tuple(made)


def _month_of(mark: Watermark) -> str:
    return f"{date.fromordinal(719163 + (mark.first_us // 1_000_000 + 9 * 3600) // 86_400):%Y-%m}"


def _span(store: UsageReading, first: str | None, last: str | None, day: date) -> tuple[str, str]:
    """What was asked for; by default from the first month there is to this one."""
    found = [one.by[0] for one in store.totals("department", ("period",), MONTH, "0000", "9999")]
    here = f"{day:%Y-%m}"
    return first or (found[0] if found else here), last or max(found[-1] if found else here, here)


def _check(first: str | None, last: str | None) -> None:
    for month in (first, last):
        if month is not None and not _MONTH.fullmatch(month):
            raise refused("달은 2026-01 형식입니다", "a month is written 2026-01", "2026-01", "2026-01", "first")
    if first is not None and last is not None and first > last:
        raise refused(
            "끝 달이 시작 달보다 앞섭니다",
            "the period ends before it begins",
            "두 달을 바꾸십시오",
            "swap them",
            "last",
        )


def _whole(micro: int) -> int:
    return (micro + MICRO // 2) // MICRO
