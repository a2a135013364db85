"""Allowances (한도) and the accounts under them, as values. Amounts are micro-won.

Three levels (government, department, person) times three periods (day, month, year in Asia/Seoul; the fiscal year is
the calendar year: 국가재정법 제2조). `LEVELS` and `PERIODS` fix the order in which accounts are counted and recorded.
"""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Where an allowance stands. A request is held on all levels at once."""

    GOVERNMENT = "government"
    DEPARTMENT = "department"
    PERSON = "person"


class Period(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


LEVELS = (Level.GOVERNMENT, Level.DEPARTMENT, Level.PERSON)
PERIODS = (Period.DAY, Period.MONTH, Period.YEAR)


@dataclass(frozen=True, slots=True)
class Allowance:
    """A limit in micro-won. `subject`: an agency, department or person id; "*" stands for each of that level."""

    level: Level
    subject: str
    period: Period
    limit: int


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit over one request: `level` and `period` as positions in LEVELS and PERIODS."""

    level: int
    period: int
    micro_won: int


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold: whose accounts, the day (2026-11-22, Asia/Seoul) it was made in, how much. `person` is a pseudonym."""

    agency: str
    department: str
    person: str
    day: str
    amount: int


@dataclass(frozen=True, slots=True)
class Balance:
    used: int
    held: int
