"""Which limits stand over a request: allowances (한도) by level and period, resolved for one person.

Periods are days, months and years in Asia/Seoul (the fiscal year is the calendar year: 국가재정법 제2조). A row for a
named subject replaces the "*" row of the same level and period; it never adds to it.
"""

from collections.abc import Iterable, Mapping

from gwanmun.domain.allowances import LEVELS, PERIODS, Allowance, Level, Limit, Period
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId


class Limits:
    """All allowances of a snapshot, indexed once."""

    def __init__(self, allowances: Iterable[Allowance]) -> None:
        rows: dict[tuple[Level, str], list[tuple[Period, int]]] = {}
        for a in allowances:
            rows.setdefault((a.level, a.subject), []).append((a.period, a.limit))
        self._rows: Mapping[tuple[Level, str], list[tuple[Period, int]]] = rows

    def over(self, agency: AgencyId, department: DepartmentId, person: PersonId) -> tuple[Limit, ...]:
        """Every limit that stands over this person in this department of this agency."""
        found: list[Limit] = []
        for position, (level, subject) in enumerate(zip(LEVELS, (agency, department, person), strict=True)):
            mine = dict(self._rows.get((level, "*"), ()))
            mine.update(self._rows.get((level, subject), ()))
            found.extend(Limit(position, PERIODS.index(period), limit) for period, limit in mine.items())
        return tuple(found)
