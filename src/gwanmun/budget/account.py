"""Accounts: a projection of the journal's leaves, in integer micro-won. Pure: the gate and the worker run the same code.

Five levels (government, department, person, service, purpose) times three periods (day, month, year, Asia/Seoul). A hold
stays in the period in which it was made. What a vendor bills beyond its hold is booked as overbilled and counts as used.

# INVARIANT: for every account, held = sum of its live holds; used + held never passes a limit through `hold`.
# INVARIANT: a reconciled request is counted at its newest amount, whether it comes once or again.
# INVARIANT: apply(leaves) gives the state that hold/settle gave when the leaves were written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gwanmun.domain.allowances import CODES, MARKS, Balance, Hold, Limit, Near, subject

USED, HELD = 0, 1
_MOST_NINES = 16_384

#: How long a day's accounts are kept after it: longer than any request lives.
KEPT_DAYS = timedelta(days=3)


#: A leaf as accounts read it: kind, request, agency, department, person, day, held, spent, overbilled, ending, service,
#: purpose.
Row = tuple[str, str, str, str, str, str, int, int, int, str, str, str]


@dataclass(frozen=True, slots=True)
class Full:
    """The first limit that a hold would pass: nothing was held."""

    limit: Limit
    left: int


def keys(
    agency: str, department: str, person: str, day: str, service: str = "", purpose: str = ""
) -> tuple[tuple[str, str, str], ...]:
    """The accounts of a request: level-major, period-minor (the order of LEVELS and PERIODS).

    Fifteen of them; the first nine where neither service nor purpose was recorded.
    """
    names = [agency, department, person]
    if service or purpose:
        names += [subject(agency, service), subject(agency, purpose)]
    periods = (day, day[:7], day[:4])
    return tuple((code, name, at) for code, name in zip(CODES, names, strict=False) for at in periods)


def marks(limits: Iterable[Limit], committed: Iterable[int], amount: int) -> tuple[Near, ...]:
    """Which marks a hold of `amount` reached; `committed` is what stood on each limit's account before it."""
    found: list[Near] = []
    for limit, before in zip(limits, committed, strict=True):
        most = limit.micro_won
        for mark in reversed(MARKS):
            if (before + amount) * 100 >= most * mark:
                found.append(Near(limit.level, limit.period, mark, before * 100 < most * mark))
                break
    return tuple(found)


class Accounts:
    """All accounts of one journal. Not thread-safe: one loop owns it."""

    __slots__ = ("_newest", "_nines", "_rows", "applied", "holds", "overbilled", "reconciled")

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str], list[int]] = {}
        # INVARIANT: the rows in `_nines` are the very rows of `_rows`: whoever drops one of these clears those.
        self._nines: dict[tuple[str, ...], list[list[int]]] = {}
        self.holds: dict[str, Hold] = {}
        self.overbilled = 0
        self.reconciled: dict[str, int] = {}  # requests that an officer settled by the bill, and at what
        self._newest = ""  # the newest day seen
        self.applied = 0  # leaves applied so far: the index of the next one

    # ------------------------------------------------------------ the two-phase transfer

    def hold(self, request: str, hold: Hold, limits: Sequence[Limit]) -> Full | tuple[Near, ...]:
        """Hold on all levels at once, or on none: returns the first limit in the way, else what came near its limit."""
        self._turn(hold.day)
        rows = self._nine(hold)
        amount = hold.amount
        near = False
        for limit in limits:
            row = rows[limit.level * 3 + limit.period]
            after = row[USED] + row[HELD] + amount
            if after * 100 >= limit.micro_won * MARKS[0]:
                near = True
                if after > limit.micro_won and limit.stops and amount:  # what costs nothing is stopped by no allowance
                    return Full(limit, max(limit.micro_won - after + amount, 0))
        found: tuple[Near, ...] = ()
        if near:
            found = marks(limits, [sum(rows[one.level * 3 + one.period]) for one in limits], amount)
        for row in rows:
            row[HELD] += amount
        self.holds[request] = hold
        return found

    def settle(self, request: str, spent: int) -> tuple[int, int] | None:
        """Turn a hold into use, once: returns (spent within the hold, overbilled), or None when it is not held."""
        hold = self.holds.pop(request, None)
        if hold is None:
            return None
        within = min(spent, hold.amount)
        beyond = spent - within
        for row in self._nine(hold):
            row[HELD] -= hold.amount
            row[USED] += spent
        self.overbilled += beyond
        return within, beyond

    def void(self, request: str) -> None:
        """Drop a hold whose first fact never became durable."""
        hold = self.holds.pop(request, None)
        if hold is not None:
            for row in self._nine(hold):
                row[HELD] -= hold.amount

    def reconcile(self, request: str, hold: Hold, spent: int) -> int | None:
        """Book `spent` instead of what was booked (`hold.amount`, or what it was reconciled to before).

        Returns what stood before, or None when it stands so already.
        """
        before = self.reconciled.get(request, hold.amount)
        if self.reconciled.get(request) == spent:
            return None
        self._turn(hold.day)
        gone = hold.day < (date.fromisoformat(self._newest) - KEPT_DAYS).isoformat()  # its day's accounts are dropped
        for at, row in enumerate(self._nine(hold)):
            if not (gone and at % 3 == 0):
                row[USED] += spent - before
        self.reconciled[request] = spent
        return before

    def balance(self, level: str, subject: str, period: str) -> Balance:
        row = self._rows.get((level, subject, period))
        return Balance(row[USED], row[HELD]) if row else Balance(0, 0)

    # ------------------------------------------------------------ the projection

    def apply(self, leaf: Row) -> None:
        """Apply the next leaf of the journal."""
        kind, request, agency, department, person, day, held, spent, overbilled, _, service, purpose = leaf
        self.applied += 1
        if kind == "admitted":
            self._turn(day)
            hold = Hold(agency, department, person, day, held, service, purpose)
            for row in self._nine(hold):
                row[HELD] += held
            self.holds[request] = hold
        elif kind == "ended":
            self.settle(request, spent + overbilled)
        elif kind == "reconciled":
            self.reconcile(request, Hold(agency, department, person, day, held, service, purpose), spent)

    def _turn(self, day: str) -> None:
        """On the first sight of a new day, drop idle day accounts that nobody settles any more."""
        if day > self._newest:
            self._newest = day
            self.forget_days_before((date.fromisoformat(day) - KEPT_DAYS).isoformat())

    def forget_days_before(self, day: str) -> int:
        """Drop idle day accounts older than `day` (ISO text sorts as time); months and years stay."""
        old = [k for k, row in self._rows.items() if len(k[2]) == 10 and k[2] < day and not row[HELD]]
        self._nines.clear()
        for k in old:
            del self._rows[k]
        return len(old)

    # ------------------------------------------------------------ the snapshot

    def dump(self) -> dict[str, object]:
        """JSON-able, canonical: the same state gives the same text."""
        reconciled = {"reconciled": [[*one] for one in sorted(self.reconciled.items())]} if self.reconciled else {}
        return {
            **reconciled,
            "applied": self.applied,
            "overbilled": self.overbilled,
            "rows": [[*k, *row] for k, row in sorted(self._rows.items()) if row[USED] or row[HELD]],
            "holds": [
                [request, h.agency, h.department, h.person, h.day, h.amount, *_more(h)]
                for request, h in sorted(self.holds.items())
            ],
        }

    @classmethod
    def load(cls, dumped: dict[str, object]) -> "Accounts":
        """The inverse of `dump`; ValueError when it is not one."""
        self = cls()
        applied, overbilled, rows, holds = (dumped.get(k) for k in ("applied", "overbilled", "rows", "holds"))
        if (
            not isinstance(applied, int)
            or not isinstance(overbilled, int)
            or not isinstance(rows, list)
            or not isinstance(holds, list)
        ):
            raise ValueError("not an account snapshot")  # noqa: TRY004 - one error for every way to be wrong
        self.applied, self.overbilled = applied, overbilled
        for level, name, period, used, held in rows:
            self._rows[level, name, period] = [used, held]
            if len(period) == 10:
                self._newest = max(self._newest, period)
        for request, spent in _pairs(dumped.get("reconciled", [])):
            self.reconciled[request] = spent
        for request, agency, department, person, day, amount, *more in holds:
            self.holds[request] = Hold(agency, department, person, day, amount, *more)
        return self

    def _nine(self, hold: Hold) -> list[list[int]]:
        whose = (hold.agency, hold.department, hold.person, hold.day, hold.service, hold.purpose)
        found = self._nines.get(whose)
        if found is None:
            if len(self._nines) >= _MOST_NINES:
                self._nines.clear()
            found = self._nines[whose] = [self._rows.setdefault(k, [0, 0]) for k in keys(*whose)]
        return found


def _pairs(dumped: object) -> list[tuple[str, int]]:
    if not isinstance(dumped, list):
        raise ValueError("not an account snapshot")  # noqa: TRY004 - one error for every way to be wrong
    return [(str(request), int(spent)) for request, spent in dumped]


def _more(hold: Hold) -> tuple[str, ...]:
    return (hold.service, hold.purpose) if hold.service or hold.purpose else ()
