"""Forecast (예측) of monthly figures with an 80 % interval, and whether a budget will be passed. Pure.

Method, small on purpose so that a budget officer can follow it: a damped trend over the logarithms of the last months
(the median slope between them, halved every six months), and an interval from the errors that this very rule made
when it forecast the months that are already known (leave-future-out): their root mean square, widened for how few they are and
for how far ahead one looks. With fewer than `LEAST_MONTHS` months there is no forecast.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_MONTHS = 6
DAMPING = 0.89  # growth halves in about six months
WINDOW = 6  # months of growth that count
NINETIETH = 1.2816  # 90 in 100 outcomes of a normal error lie below so many of its spreads


@dataclass(frozen=True, slots=True)
class Month:
    """One month ahead: the middle, and the bounds that 80 in 100 outcomes lie between."""

    ahead: int
    middle: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Overrun:
    """What a year comes to against its budget. `month` is the first (1-12) in which the middle passes it, or None."""

    budget: int
    so_far: int
    expected: int
    low: int
    high: int
    month: int | None
    likely: bool  # the middle passes the budget
    possible: bool  # the upper bound does


def forecast(history: Sequence[int], ahead: int) -> tuple[Month, ...]:
    """The coming `ahead` months; empty when the history is too short. Negative history counts as zero."""
    if len(history) < LEAST_MONTHS or ahead < 1:
        return ()
    logs = [math.log1p(max(0, one)) for one in history]
    spread = _spread(logs)
    found = []
    for step in range(1, ahead + 1):
        middle = _ahead(logs, step)
        wide = NINETIETH * spread * math.sqrt(_growth(step))
        found.append(Month(step, _back(middle), _back(middle - wide), _back(middle + wide)))
    return tuple(found)


def _growth(step: int) -> float:
    """How much the variance of an error grows with the distance: slower than a random walk, for part of it is noise."""
    return 1 + 0.3 * (step - 1)


def _ahead(logs: Sequence[float], step: int) -> float:
    level = _level(logs)
    slope = _slope(logs)
    return level + slope * sum(DAMPING**at for at in range(1, step + 1))


def _level(logs: Sequence[float]) -> float:
    """The newest months, the last one counting most: one odd month moves it by half."""
    recent = logs[-3:]
    weights = (0.15, 0.3, 0.55)[-len(recent) :]
    slope = _slope(logs)
    lifted = [one + slope * (len(recent) - 1 - at) for at, one in enumerate(recent)]
    return sum(weight * one for weight, one in zip(weights, lifted, strict=True)) / sum(weights)


def _slope(logs: Sequence[float]) -> float:
    """The median of all pairwise slopes (Theil and Sen): a month that stands out does not turn it."""
    recent = logs[-WINDOW - 1 :]
    slopes = sorted((recent[b] - recent[a]) / (b - a) for a in range(len(recent)) for b in range(a + 1, len(recent)))
    return _middle(slopes) if slopes else 0.0


def _middle(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _spread(logs: Sequence[float]) -> float:
    """The size of a one-month error, from the months that the rule can be tried on; widened for how few there are."""
    errors = [logs[at] - _ahead(logs[:at], 1) for at in range(4, len(logs))]
    count = len(errors)
    variance = sum(one * one for one in errors) / count
    return math.sqrt(variance) * (1 + 0.5 / count)


def _back(log: float) -> int:
    return max(0, round(math.expm1(min(log, 60.0))))


def overrun(spent_by_month: Sequence[int], history: Sequence[int], budget: int) -> Overrun | None:
    """Whether a year passes its budget. `spent_by_month`: this year's whole months so far; `history`: all months known.

    The bounds of the year add the months' bounds in quadrature: months do not all miss to the same side.
    """
    left = 12 - len(spent_by_month)
    so_far = sum(spent_by_month)
    months = forecast(history, left) if left > 0 else ()
    if left > 0 and not months:
        return None
    expected = so_far + sum(one.middle for one in months)
    down = math.isqrt(sum((one.middle - one.low) ** 2 for one in months))
    up = math.isqrt(sum((one.high - one.middle) ** 2 for one in months))
    return Overrun(
        budget, so_far, expected, max(so_far, expected - down), expected + up,
        _passes(spent_by_month, months, budget), expected > budget, expected + up > budget,
    )  # fmt: skip


def _passes(spent: Sequence[int], months: Sequence[Month], budget: int) -> int | None:
    running = 0
    for at, one in enumerate([*spent, *(month.middle for month in months)], 1):
        running += one
        if running > budget:
            return at
    return None
