"""Which limits stand over a request: allowances (한도) and rate limits (속도 제한), resolved for one person and service.

Periods are days, months and years in Asia/Seoul (the fiscal year is the calendar year: 국가재정법 제2조). A row for a
named subject replaces the "*" row of the same level and period; it never adds to it. Of a service or purpose the
agency's own row (`kr-seoul:x`) comes before everybody's (`*:x`), and that before "*".
"""

from collections.abc import Iterable, Mapping

from gwanmun.domain.allowances import (
    LEVELS,
    PERIODS,
    Allowance,
    Level,
    Limit,
    Measure,
    Pace,
    Period,
    RateLimit,
    Window,
    subject,
)
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId

_Subjects = tuple[tuple[str, ...], ...]


def subjects(agency: str, department: str, person: str, service: str, purpose: str) -> _Subjects:
    """The subjects of a request, level by level, widest first."""
    return (
        ("*", agency),
        ("*", department),
        ("*", person),
        ("*", subject("*", service), subject(agency, service)) if service else (),
        ("*", subject("*", purpose), subject(agency, purpose)) if purpose else (),
    )


class Limits:
    """All allowances of a snapshot, indexed once."""

    def __init__(self, allowances: Iterable[Allowance]) -> None:
        rows: dict[tuple[Level, str], list[tuple[Period, Allowance]]] = {}
        for a in allowances:
            rows.setdefault((a.level, a.subject), []).append((a.period, a))
        self._rows: Mapping[tuple[Level, str], list[tuple[Period, Allowance]]] = rows

    def over(
        self, agency: AgencyId, department: DepartmentId, person: PersonId, service: str = "", purpose: str = ""
    ) -> tuple[Limit, ...]:
        """Every limit that stands over this person in this department of this agency, for this service and purpose."""
        found: list[Limit] = []
        named = subjects(agency, department, person, service, purpose)
        for position, (level, candidates) in enumerate(zip(LEVELS, named, strict=True)):
            mine: dict[Period, Allowance] = {}
            for one in candidates:
                mine.update(self._rows.get((level, one), ()))
            found.extend(Limit(position, PERIODS.index(period), row.limit, row.stops) for period, row in mine.items())
        return tuple(found)


class Paces:
    """All rate limits of a snapshot, indexed once."""

    def __init__(self, rows: Iterable[RateLimit]) -> None:
        self._rows: dict[tuple[Level, str], list[RateLimit]] = {}
        for one in rows:
            self._rows.setdefault((one.level, one.subject), []).append(one)

    def over(
        self, agency: AgencyId, department: DepartmentId, person: PersonId, service: str = "", purpose: str = ""
    ) -> tuple[Pace, ...]:
        found: list[Pace] = []
        named = subjects(agency, department, person, service, purpose)
        for position, (level, candidates) in enumerate(zip(LEVELS, named, strict=True)):
            mine: dict[tuple[Measure, Window], int] = {}
            for one in candidates:
                mine.update({(row.measure, row.per): row.most for row in self._rows.get((level, one), ())})
            found.extend(Pace(position, measure, window, most) for (measure, window), most in mine.items())
        return tuple(found)
