"""Allowances (한도), the accounts under them, and rate limits (속도 제한), as values. Amounts are micro-won.

Five levels (government, department, person, service, purpose) times three periods (day, month, year in Asia/Seoul; the
fiscal year is the calendar year: 국가재정법 제2조). `LEVELS` and `PERIODS` fix the order in which accounts are counted
and recorded. Services and purposes are counted agency by agency: their subject is `kr-seoul:openai-api`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from msgspec import Struct

from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId, Pseudonym


class Level(StrEnum):
    """Where an allowance stands. A request is held on all levels at once."""

    GOVERNMENT = "government"
    DEPARTMENT = "department"
    PERSON = "person"
    SERVICE = "service"
    PURPOSE = "purpose"


class Period(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


LEVELS = (Level.GOVERNMENT, Level.DEPARTMENT, Level.PERSON, Level.SERVICE, Level.PURPOSE)
PERIODS = (Period.DAY, Period.MONTH, Period.YEAR)
#: How an account's level is written, in the order of LEVELS.
CODES = ("g", "d", "p", "s", "u")
#: Shares of a limit (in hundred) at which somebody is told.
MARKS = (70, 90, 100)


def subject(agency: str, name: str) -> str:
    """The subject of an agency's service or purpose."""
    return f"{agency}:{name}"


@dataclass(frozen=True, slots=True)
class Allowance:
    """A limit in micro-won. `subject`: an agency, department or person id, an agency's service or purpose
    (`kr-seoul:openai-api`, `*:openai-api` for each agency's); "*" stands for each of that level. `stops`: over it
    nothing is sent; otherwise it only warns.
    """

    level: Level
    subject: str
    period: Period
    limit: int
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit over one request: `level` and `period` as positions in LEVELS and PERIODS."""

    level: int
    period: int
    micro_won: int
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Near:
    """A limit of which a request took the account past a mark, or found it beyond one: `percent` is the mark."""

    level: int
    period: int
    percent: int
    crossed: bool  # by this very request


class Hold(Struct, frozen=True):
    """A hold: whose accounts, the day (2026-11-22, Asia/Seoul) it was made in, how much. `person` is a pseudonym.

    `tokens` is the worst case that rate limits count until the real number is known. A struct: a request makes one.
    """

    agency: str
    department: str
    person: str
    day: str
    amount: int
    service: str = ""
    purpose: str = ""
    tokens: int = 0
    at_us: int = 0  # which windows of rate limits it is counted in


@dataclass(frozen=True, slots=True)
class Balance:
    used: int
    held: int


# ---------------------------------------------------------------- rate limits


class Measure(StrEnum):
    REQUESTS = "requests"
    TOKENS = "tokens"


class Window(StrEnum):
    """A clock minute, or a day in Asia/Seoul. Windows do not slide: what stands in one can be counted again."""

    MINUTE = "minute"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most so many requests or tokens in a window; `subject` as of an allowance. A named one replaces the "*"."""

    level: Level
    subject: str
    measure: Measure
    per: Window
    most: int


@dataclass(frozen=True, slots=True)
class Pace:
    """One rate limit over one request: `level` as a position in LEVELS."""

    level: int
    measure: Measure
    per: Window
    most: int


# ---------------------------------------------------------------- asking for more, and giving some away


class AskState(StrEnum):
    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AskedAllowance:
    """Somebody over a limit asks for more. `granted` is what the budget officer added, in micro-won."""

    id: str
    agency: AgencyId
    person: PersonId
    level: Level
    subject: str
    period: Period
    micro_won: int
    asked_us: int
    state: AskState = AskState.OPEN
    granted: int = 0
    decided_by: str | None = None
    decided_us: int | None = None


@dataclass(frozen=True, slots=True)
class AllowanceOffer:
    """A part of an agency's own allowance, set aside for another (한도 이전): taken off the giver when it is offered."""

    id: str
    agency: AgencyId
    period: Period
    micro_won: int
    until: date
    offered_by: str
    offered_us: int
    taker: AgencyId | None = None  # None: whoever takes it first
    withdrawn_us: int | None = None


@dataclass(frozen=True, slots=True)
class AllowanceTaking:
    """The second signature: an officer of another agency took an offer, and its allowance rose by it."""

    offer: str
    agency: AgencyId
    taken_by: str
    taken_us: int


# ---------------------------------------------------------------- by the vendor's bill


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a named officer settled an ended request at, by the vendor's bill (대사 정산), in micro-won.

    Everything that the gate needs to correct its accounts, and the rollup its cells, without looking the request up.
    """

    request: str
    origin: str  # of the gate's journal that holds it
    agency: AgencyId
    department: DepartmentId
    pseudonym: Pseudonym
    day: str  # whose accounts were charged
    service: str
    purpose: str
    model: str
    family: str
    decision: str
    task: str
    device: str
    booked: int  # what the gate settled it at
    spent: int  # what it really cost
    officer: str
    act: str  # the act's id: it stands in the desk's journal with the reason
    at_us: int
