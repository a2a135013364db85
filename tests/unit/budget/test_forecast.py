"""The forecast: its 80 % interval covers what it says, on series that it was not made for."""

import math
import random

from gwanmun.budget.forecast import forecast, overrun


def series(chance, months, noise):
    """A year or two of spending: growth that fades and wanders, months that stand out."""
    growth, level, found = chance.uniform(-0.02, 0.08), math.log(5e13), []
    for _ in range(months):
        growth *= 0.97
        level += growth + chance.gauss(0, noise * 0.4)
        found.append(int(math.exp(level + chance.gauss(0, noise))))
    return found


def test_eighty_in_a_hundred_outcomes_lie_inside_in_a_backtest():
    chance = random.Random(20261122)  # noqa: S311 - a seeded series
    inside = tried = 0
    for trial in range(600):
        known = (18, 24)[trial % 2]
        values = series(chance, known + 6, (0.05, 0.1, 0.2)[trial % 3])
        for month, real in zip(forecast(values[:known], 6), values[known:], strict=True):
            inside += month.low <= real <= month.high
            tried += 1
    assert 75 <= 100 * inside / tried <= 85


def test_a_steady_series_goes_on_and_a_short_one_is_not_forecast():
    months = forecast([100] * 12, 3)
    assert [(one.low, one.middle, one.high) for one in months] == [(100, 100, 100)] * 3
    assert forecast([100] * 5, 3) == ()
    assert forecast([0] * 8, 1)[0].middle == 0


def test_intervals_widen_with_distance():
    months = forecast([100, 130, 90, 140, 120, 150, 110, 160, 150, 170], 6)
    widths = [math.log((one.high + 1) / (one.low + 1)) for one in months]
    assert widths == sorted(widths)
    assert all(one.low <= one.middle <= one.high for one in months)


def test_an_overrun_is_warned_of_before_it_happens():
    spent = [100, 110, 120, 130, 140, 150]
    found = overrun(spent, spent, 1_200)
    assert sum(spent) < 1_200
    assert found.likely
    assert found.month in {8, 9}
    assert found.low <= found.expected <= found.high
    inside = overrun(spent, spent, 10_000)
    assert (inside.likely, inside.possible, inside.month) == (False, False, None)
    assert overrun([1], [1], 5) is None  # too little is known
    assert overrun([10] * 12, [10] * 12, 100).month == 11
