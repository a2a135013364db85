"""Questions about use, asked of the rollup: who, what, how much, how uneven, how fast it grows, what it will cost.

What lives here: the questions by name, each a plain function of a `UsageReading`; answers are tables with their columns
named. What does not: rolling up, reading journals, printing. A figure that nobody counted is not zero here either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gwanmun.budget.figures import NOT_REPORTED, Disparity, Figure, disparity, each, per_thousand, reported, trend
from gwanmun.budget.forecast import Month, Overrun, forecast, overrun
from gwanmun.budget.ledger import Comparison, months, seats_or_use
from gwanmun.budget.rollup import (
    CUBES,
    DAY,
    ENDED,
    EVENT,
    FAILED,
    HELD,
    INPUT,
    MONTH,
    MONTHS_ONLY,
    OUTPUT,
    PRESENCE,
    REFUSED,
    REQUESTS,
    SPENT,
    percentile,
)
from gwanmun.control.office import DAY_US, seoul_day
from gwanmun.errors import BadCommand
from gwanmun.ports.usage import Only, UsageReading

Cell = str | int | bool | None

#: dimension → (cube, its column there, Korean heading)
DIMENSIONS: Mapping[str, tuple[str, str, str]] = {
    "government": ("department", "agency", "시·도"),
    "agency": ("department", "agency", "기관"),
    "department": ("department", "department", "부서"),
    "person": ("person", "person", "이용자"),
    "service": ("service", "service", "서비스"),
    "family": ("service", "family", "모델 계열"),
    "model": ("service", "model", "모델"),
    "task": ("task", "task", "업무"),
    "device": ("task", "device", "단말 구분"),
    "decision": ("service", "decision", "판정"),
    "month": ("department", "period", "월"),
    "day": ("department", "period", "일"),
}

#: Which dimension a figure is asked by; the measures and their Korean headings.
COLUMNS: tuple[tuple[str, int, str], ...] = (
    ("requests", REQUESTS, "요청"),
    ("refused", REFUSED, "거절"),
    ("failed", FAILED, "오류"),
    ("spent_micro_won", SPENT, "사용액(µ원)"),
    ("held_micro_won", HELD, "예약(µ원)"),
    ("input_tokens", INPUT, "입력 토큰"),
    ("output_tokens", OUTPUT, "출력 토큰"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: its columns, its rows, and whether the data behind it were simulated (시험용 자료)."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    simulated: bool


def safe_cell(cell: object) -> object:
    """A text that a spreadsheet would take for a formula is written as text."""
    return (
        f"'{cell}"
        if isinstance(cell, str) and cell[:1] in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20") and cell != "-"
        else cell
    )


def span(store: UsageReading, first: str | None = None, last: str | None = None) -> tuple[str, str]:
    """The months asked for; by default all that there are."""
    found = [one.by[0] for one in store.totals("department", ("period",), MONTH, "0000", "9999")]
    return first or (found[0] if found else "0001-01"), last or (found[-1] if found else "0001-01")


def last_whole(store: UsageReading) -> str:
    """The newest month that is over, as far as records tell: one that still runs would look like a fall."""
    last = span(store)[1]
    seen = max((one.last_us for one in store.watermarks()), default=0)
    over = seoul_day(seen + DAY_US).isoformat()[:7]  # its last day counts: nothing came after it
    return last if last < over or last <= "0001-01" else _before(last)


def by(
    store: UsageReading, dimension: str, first: str, last: str, top: Callable[[str], str] | None = None,
    only: Only | None = None, most: int | None = None,
) -> Table:  # fmt: skip
    """Use by one dimension, dearest first. `top` names the government above an agency; `only` narrows it;
    `most`: the dearest so many.

    Raises `BadCommand` where no cube keeps the dimension and what it is narrowed by together.
    """
    cube, column = _cube_of(dimension, only or {})
    tier, end = (DAY, last + "-99" if len(last) == 7 else last) if dimension == "day" else (MONTH, last)
    sums: dict[str, list[int]] = {}
    timely = dimension in {"month", "day"}
    limit = None if timely or dimension == "government" else most
    for one in store.totals(cube, (column,), tier, first, end, only, limit):
        name = top(one.by[0]) if dimension == "government" and top else one.by[0]
        row = sums.setdefault(name, [0] * len(one.measures))
        for at, amount in enumerate(one.measures):
            row[at] += amount
    ordered = sorted(sums.items(), key=lambda item: (0 if timely else -item[1][SPENT], item[0]))
    rows: list[tuple[Cell, ...]] = [(name, *(row[at] for _, at, _ in COLUMNS)) for name, row in ordered]
    return Table(f"by_{dimension}", (dimension, *(name for name, _, _ in COLUMNS)), tuple(rows), store.simulated)


def _cube_of(dimension: str, only: Only) -> tuple[str, str]:
    """The cube that keeps a dimension and what it is narrowed by, and the dimension's column there."""
    usual, column, _ = DIMENSIONS[dimension]
    months_too = dimension != "day"
    for cube in (usual, *CUBES):
        kept = {"period", *CUBES[cube]}
        summed = cube not in PRESENCE and cube != "latency" and (months_too or cube not in MONTHS_ONLY)
        if summed and column in kept and set(only) <= kept:
            return cube, column
    raise BadCommand(
        "by", problem_ko="그 둘을 함께 센 집계가 없습니다", problem_en="no rollup keeps these two together",
        next_ko="조건을 하나 빼거나, 봉인된 날에 물으십시오: gwanmun usage ask",
        next_en="leave one of them out, or ask the sealed days: gwanmun usage ask",
    )  # fmt: skip


#: What may be asked together where single events are kept (the cube "event"), beside days and months.
TOGETHER: Mapping[str, str] = {
    **{name: column for name, (_, column, _) in DIMENSIONS.items()}, "grade": "grade", "kinds": "kinds",
}  # fmt: skip
MOST_TOGETHER = 6


def together(
    store: UsageReading, dimensions: Sequence[str], first: str, last: str, top: Callable[[str], str],
    only: Only | None = None, most: int | None = None,
) -> Table:  # fmt: skip
    """Use by several dimensions at once, dearest first; by time, in its order. Of single events: no rollup keeps these."""
    asked = tuple(dict.fromkeys(dimensions))
    wrong = [name for name in (*asked, *(only or ())) if name not in TOGETHER]
    if wrong or not 1 <= len(asked) <= MOST_TOGETHER or {"day", "month"} <= set(asked) or _twice(asked):
        raise BadCommand(
            "by", problem_ko="그렇게 물을 수 없습니다", problem_en="that cannot be asked",
            next_ko=f"{', '.join(TOGETHER)} 가운데 여섯 개까지", next_en=f"up to six of {', '.join(TOGETHER)}",
        )  # fmt: skip
    columns = [TOGETHER[name] for name in asked]
    tier, end = (DAY, last + "-99" if len(last) == 7 else last) if "day" in asked else (MONTH, last)
    start = first[:7] if tier == MONTH else first
    narrowed = {TOGETHER[name]: value for name, value in (only or {}).items()}
    sums: dict[tuple[str, ...], list[int]] = {}
    limit = None if "government" in asked else most
    for one in store.totals(EVENT, columns, tier, start, end, narrowed, limit):
        key = tuple(top(value) if name == "government" else value for name, value in zip(asked, one.by, strict=True))
        row = sums.setdefault(key, [0] * len(one.measures))
        for at, amount in enumerate(one.measures):
            row[at] += amount
    timely = [at for at, name in enumerate(asked) if name in {"day", "month"}]
    ordered = sorted(sums.items(), key=lambda item: (*(item[0][at] for at in timely), -item[1][SPENT], item[0]))
    if most is not None and len(ordered) > most:
        dearest = set(sorted(sums, key=lambda key: (-sums[key][SPENT], key))[:most])
        ordered = [item for item in ordered if item[0] in dearest]
    rows: list[tuple[Cell, ...]] = [(*key, *(row[at] for _, at, _ in COLUMNS)) for key, row in ordered]
    return Table("together", (*asked, *(name for name, _, _ in COLUMNS)), tuple(rows), store.simulated)


def _twice(asked: Sequence[str]) -> bool:
    """Government and agency are one column; asked together, the agency's would be lost in the government's."""
    columns = [TOGETHER[name] for name in asked]
    return len(set(columns)) != len(columns)


def users(store: UsageReading, dimensions: Sequence[str], first: str, last: str, only: Only | None = None) -> Table:
    """Distinct people who sent something. Over several months one person counts once."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (*names, count) for names, count in store.people(dimensions, first, last, only)
    )
    return Table("users", (*dimensions, "users"), rows, store.simulated)


def latency(store: UsageReading, first: str, last: str) -> Table:
    """Durations by service and month span, from histograms that add."""
    counts: dict[str, list[tuple[int, int]]] = {}
    for one in store.totals("latency", ("service", "bucket"), MONTH, first, last):
        counts.setdefault(one.by[0], []).append((int(one.by[1]), one.measures[ENDED]))
    rows = tuple(
        (name, sum(count for _, count in some), *(percentile(some, at) for at in (50, 95, 99)))
        for name, some in sorted(counts.items())
    )
    return Table("latency_ms", ("service", "ended", "p50", "p95", "p99"), rows, store.simulated)


# ---------------------------------------------------------------- disparity


@dataclass(frozen=True, slots=True)
class Evenness:
    """Government by government: users, spending a head, users in 1,000 staff; and how uneven they are."""

    names: tuple[str, ...]
    users: Mapping[str, Figure]
    micro_won_per_user: Mapping[str, Figure]
    users_per_1000_staff: Mapping[str, Figure]  # in thousandths
    spread: Disparity
    users_trend: int | None  # people a month
    simulated: bool


def evenness(
    store: UsageReading, first: str, last: str, governments: Sequence[str], staff: Mapping[str, int],
    top: Callable[[str], str],
) -> Evenness:  # fmt: skip
    """Staff counts that nobody imported are not reported; a government that never used the gate has used it 0 times."""
    people: dict[str, int] = dict.fromkeys(governments, 0)
    for names, count in store.people(("agency",), first, last):
        people[top(names[0])] = people.get(top(names[0]), 0) + count
    spent: dict[str, int] = dict.fromkeys(people, 0)
    for one in store.totals("department", ("agency",), MONTH, first, last):
        spent[top(one.by[0])] = spent.get(top(one.by[0]), 0) + one.measures[SPENT]
    counted = {name: reported(count) for name, count in people.items()}
    a_head = {name: each(reported(spent[name]), counted[name]) for name in people}
    in_thousand = {
        name: per_thousand(counted[name], reported(staff[name]) if staff.get(name) else NOT_REPORTED) for name in people
    }
    monthly = [count for _, count in store.people(("period",), first, last)]
    return Evenness(tuple(people), counted, a_head, in_thousand, disparity(a_head), trend(monthly), store.simulated)


# ---------------------------------------------------------------- growth, money ahead


@dataclass(frozen=True, slots=True)
class Outgrown:
    """Use has at least doubled and no service was newly reviewed meanwhile (이용 증가에 비해 통제 부족)."""

    since: str
    month: str
    users_before: int
    users_now: int
    reviewed: int
    ko: str
    en: str


def outgrown(
    users_by_month: Sequence[tuple[str, int]], reviewed_in: Mapping[str, int], within: int = 6
) -> Outgrown | None:
    """Hold the newest month against each of the `within` before it; and the one before it, for the newest may have only
    begun. A review since answers the growth.
    """
    pairs = [
        (earlier, users_by_month[at])
        for at in range(len(users_by_month) - 1, max(0, len(users_by_month) - 3), -1)
        for earlier in users_by_month[max(0, at - within) : at]
    ]
    for (since, before), (month, now) in pairs:
        reviewed = sum(count for when, count in reviewed_in.items() if since < when <= users_by_month[-1][0])
        if before > 0 and now >= 2 * before and reviewed == 0:
            return Outgrown(
                since, month, before, now, reviewed,
                f"이용자가 {since} {before:,}명에서 {month} {now:,}명으로 두 배 이상 늘었으나 그동안 새로 보안성 검토를 마친 서비스가 없습니다",
                f"users went from {before:,} in {since} to {now:,} in {month}, at least twofold, and no service was "
                "newly reviewed meanwhile",
            )  # fmt: skip
    return None


def users_by_month(store: UsageReading, first: str, last: str) -> tuple[tuple[str, int], ...]:
    return tuple((names[0], count) for names, count in store.people(("period",), first, last))


@dataclass(frozen=True, slots=True)
class Outlook:
    """Months ahead of spending and users, with the 80 % interval; and the year against its budget."""

    months: tuple[str, ...]
    spent: tuple[Month, ...]  # micro-won
    users: tuple[Month, ...]
    year: Overrun | None
    simulated: bool


def outlook(store: UsageReading, last: str, ahead: int, budget_micro: int | None) -> Outlook:
    """What comes after the whole month `last`. Empty when fewer than six months are known."""
    first, _ = span(store)
    known = months(first, last) if first <= last else ()
    spent_in = {one.by[0]: one.measures[SPENT] for one in store.totals("department", ("period",), MONTH, first, last)}
    people_in = dict(users_by_month(store, first, last))
    spent = [spent_in.get(month, 0) for month in known]
    people = [people_in.get(month, 0) for month in known]
    this_year = [spent_in.get(month, 0) for month in known if month[:4] == last[:4]]
    complete = not known or known[-1][5:] == f"{len(this_year):02d}"  # the year was watched from January on
    return Outlook(
        _after(last, ahead),
        forecast(spent, ahead),
        forecast(people, ahead),
        overrun(this_year, spent, budget_micro) if budget_micro is not None and complete else None,
        store.simulated,
    )


def _before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{year:04d}-{number - 1:02d}" if number > 1 else f"{year - 1:04d}-12"


def _after(month: str, count: int) -> tuple[str, ...]:
    year, number = int(month[:4]), int(month[5:7])
    ends = year * 12 + number - 1 + count
    return months(month, f"{ends // 12:04d}-{ends % 12 + 1:02d}")[1:]


def compare_seats(store: UsageReading, service: str, first: str, last: str, seat_month_micro: int) -> Comparison | None:
    """Seats for everybody who used a service in a month, against what its tokens really cost."""
    people = [count for names, count in store.people(("period", "service"), first, last) if names[1] == service]
    spent = sum(one.measures[SPENT] for one in store.totals("service", (), MONTH, first, last, {"service": service}))
    return seats_or_use(people, spent, seat_month_micro)


def benefit(store: UsageReading, first: str, last: str, tapped: Mapping[str, tuple[int, int]]) -> Table:
    """Benefit beside cost and risk, task by task. `tapped`: task → (answers that were asked, their middle minutes).

    Minutes stay what those asked said: nothing is multiplied out to answers that nobody was asked about. Risk is what
    the gate had to do: the share (in thousandths) of requests with personal data masked, and of those refused.
    """
    sums: dict[str, list[int]] = {}
    for one in store.totals("task", ("task", "decision"), MONTH, first, last):
        row = sums.setdefault(one.by[0], [0, 0, 0, 0])
        row[0] += one.measures[REQUESTS]
        row[1] += one.measures[REFUSED]
        row[2] += one.measures[SPENT]
        row[3] += one.measures[REQUESTS] if one.by[1] == "allow_with_masking" else 0
    rows: list[tuple[Cell, ...]] = []
    for task, (sent, refused, spent, masked) in sorted(sums.items(), key=lambda item: (-item[1][0], item[0])):
        asked, minutes = tapped.get(task, (0, None))
        whole = sent + refused
        rows.append(
            (task, sent, asked, minutes, spent, spent // sent if sent else None, masked * 1000 // sent if sent else None,
             refused * 1000 // whole if whole else None)
        )  # fmt: skip
    columns = (
        "task", "requests", "asked", "median_minutes_saved", "spent_micro_won", "micro_won_each", "masked_permille",
        "refused_permille",
    )  # fmt: skip
    return Table("benefit", columns, tuple(rows), store.simulated)


# ---------------------------------------------------------------- the overview


def tiles(store: UsageReading, first: str, last: str, top: Callable[[str], str]) -> dict[str, Table]:
    """The twelve tiles of the overview, each from the month tier."""
    return {name: ask(store, first, last, top) for name, ask in TILES.items()}


_Tile = Callable[[UsageReading, str, str, Callable[[str], str]], Table]


def _by(dimension: str, most: int | None = None) -> _Tile:
    def ask(store: UsageReading, first: str, last: str, top: Callable[[str], str]) -> Table:
        found = by(store, dimension, first, last, top, most=most)
        return Table(found.name, found.columns, found.rows[:most], found.simulated)

    return ask


def _share(store: UsageReading, first: str, last: str, _top: Callable[[str], str]) -> Table:
    """Service mix: how many agencies use each service, and its part of the requests in tenths of a percent."""
    rows = store.totals("service", ("service", "agency"), MONTH, first, last)
    whole = sum(one.measures[REQUESTS] for one in rows)
    found: dict[str, list[int]] = {}
    for one in rows:
        if one.measures[REQUESTS]:
            row = found.setdefault(one.by[0], [0, 0])
            row[0] += 1
            row[1] += one.measures[REQUESTS]
    ordered = sorted(found.items(), key=lambda item: (-item[1][1], item[0]))
    return Table(
        "service_mix", ("service", "agencies", "requests", "permille"),
        tuple((name, count, sent, sent * 1000 // whole) for name, (count, sent) in ordered), store.simulated,
    )  # fmt: skip


TILES: Mapping[str, _Tile] = {
    "spend_by_government": _by("government"),
    "spend_by_month": _by("month"),
    "services": _by("service"),
    "models": _by("model", 20),
    "departments": _by("department", 20),
    "people": _by("person", 20),
    "decisions": _by("decision"),
    "tasks": _by("task"),
    "devices": _by("device"),
    "users_by_month": lambda store, first, last, _: users(store, ("period",), first, last),
    "latency": lambda store, first, last, _: latency(store, first, last),
    "service_mix": _share,
}
