"""Rate limits (속도 제한): requests and tokens counted in clock minutes and Seoul days. Pure: whoever holds it has the clock.

What lives here: counting in one place. What does not: which limits stand over a request (`allowance.py`), counting shared
by several gates (`adapters/sql/accounts_postgres.py`, by the same rules).

1. A window is a clock minute or a day in Seoul; its count begins at nothing and never passes the limit.
2. Tokens are counted at their worst case when a request is sent, and at what they really were when it ends in the same
   window. A request whose worst case is larger than the whole limit is counted as the whole limit: it passes alone.
3. Counts are no evidence and no money: a gate that is started anew counts anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gwanmun.domain.allowances import Hold, Measure, Pace, Window, subject

MINUTE_US = 60_000_000
DAY_US = 86_400_000_000
SEOUL_US = 32_400_000_000

_MOST_MEMO = 16_384


@dataclass(frozen=True, slots=True)
class Fast:
    """The rate limit in the way, and when its next window begins."""

    pace: Pace
    seconds: int


def whose(pace: Pace, hold: Hold) -> str:
    """Whose count a rate limit looks at."""
    level = pace.level
    if level < 3:
        return (hold.agency, hold.department, hold.person)[level]
    return subject(hold.agency, hold.service if level == 3 else hold.purpose)


def number(window: Window, at_us: int) -> int:
    """Which window an instant lies in."""
    return at_us // MINUTE_US if window is Window.MINUTE else (at_us + SEOUL_US) // DAY_US


def seconds_left(window: Window, at_us: int) -> int:
    """Until the next window begins, rounded up."""
    ends = (at_us // MINUTE_US + 1) * MINUTE_US
    if window is Window.DAY:
        ends = ((at_us + SEOUL_US) // DAY_US + 1) * DAY_US - SEOUL_US
    return -(-(ends - at_us) // 1_000_000)


def weight(pace: Pace, hold: Hold) -> int:
    """What a request counts for, before it is known what it used."""
    return 1 if pace.measure is Measure.REQUESTS else min(hold.tokens, pace.most)


#: A count: the window that it stands in, and how much.
Cell = list[int]
#: A rate limit over somebody, ready to be counted: its cell, whether requests are counted, whether by the minute, the most.
Row = tuple[Cell, bool, bool, int]


class Counts:
    """All counts of the present windows. Not thread-safe: one loop owns it."""

    __slots__ = ("_cells", "_day", "_open", "_rows")

    def __init__(self) -> None:
        self._cells: dict[tuple[int, str, str, str], Cell] = {}
        # INVARIANT: the cells in `_rows` are the very cells of `_cells`: whoever drops those clears these.
        self._rows: dict[tuple[str, ...], tuple[Sequence[Pace], list[Row]]] = {}
        self._open: dict[str, tuple[list[Row], int, int, int]] = {}
        self._day = -1

    def take(self, request: str, hold: Hold, paces: Sequence[Pace]) -> Fast | None:
        """Count a request under all of its rate limits, or under none: returns the first that it would pass."""
        at_us, tokens = hold.at_us, hold.tokens
        minute, day = at_us // MINUTE_US, (at_us + SEOUL_US) // DAY_US
        if day > self._day:  # a minute ends with the day, too: nothing that still counts is dropped
            self._day = day
            self._cells.clear()
            self._rows.clear()
        rows = self._of(hold, paces)
        for at, (cell, requests, by_minute, most) in enumerate(rows):
            # A clock set back stays in the newest window that it has seen.
            count = cell[1] if cell[0] >= (minute if by_minute else day) else 0
            if count + (1 if requests else min(tokens, most)) > most:
                return Fast(paces[at], seconds_left(paces[at].per, at_us))
        for cell, requests, by_minute, most in rows:
            window = minute if by_minute else day
            if cell[0] < window:
                cell[0], cell[1] = window, 0
            cell[1] += 1 if requests else min(tokens, most)
        self._open[request] = (rows, tokens, minute, day)
        return None

    def settle(self, request: str, tokens: int | None) -> None:
        """Count what was really used; None: the worst case stands."""
        opened = self._open.pop(request, None)
        if opened is None or tokens is None:
            return
        rows, feared, minute, day = opened
        for cell, requests, by_minute, most in rows:
            if not requests and cell[0] == (minute if by_minute else day):
                cell[1] += tokens - min(feared, most)

    def void(self, request: str) -> None:
        """It never was."""
        opened = self._open.pop(request, None)
        if opened is not None:
            rows, feared, minute, day = opened
            for cell, requests, by_minute, most in rows:
                if cell[0] == (minute if by_minute else day):
                    cell[1] -= 1 if requests else min(feared, most)

    def _of(self, hold: Hold, paces: Sequence[Pace]) -> list[Row]:
        key = (hold.agency, hold.department, hold.person, hold.service, hold.purpose)
        found = self._rows.get(key)
        if found is None or found[0] is not paces:
            if len(self._rows) >= _MOST_MEMO:
                self._rows.clear()
            rows = [
                (
                    self._cells.setdefault((pace.level, whose(pace, hold), pace.measure.value, pace.per.value), [-1, 0]),
                    pace.measure is Measure.REQUESTS, pace.per is Window.MINUTE, pace.most,
                )
                for pace in paces
            ]  # fmt: skip
            found = self._rows[key] = (paces, rows)
        return found[1]
