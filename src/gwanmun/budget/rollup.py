"""Use as sums: from the facts of a gate's journal to what people ask (이용 집계). Pure: the store applies what is made here.

What lives here: how a batch of them becomes additions to a few cubes in two tiers
(days and months in Asia/Seoul, the day whose accounts a request touched), and the histogram of durations. What does
not: reading journals, SQLite.

# INVARIANT: additions are sums, so that batches of any size give the same cubes (exactly once is the store's part: the
# watermark moves in the transaction that adds).
# INVARIANT: micro-won in every cube with a measure of money come to the same total.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec import Struct

from gwanmun.domain.usage import Sight

DAY, MONTH = "d", "m"

#: Dimension cubes: name → the dimensions it keeps beside tier and period. Few, each with few rows, so that every
#: question of the overview reads thousands of rows and not millions. A question across two of them asks the journal.
CUBES: dict[str, tuple[str, ...]] = {
    "service": ("agency", "service", "family", "model", "decision"),
    "department": ("agency", "department", "decision"),
    "task": ("agency", "task", "device", "decision"),
    "person": ("agency", "department", "person"),  # months only
    "reach": ("agency", "service", "person"),  # months only: who used which service
    "latency": ("service", "model", "bucket"),  # months only; counts
}
MONTHS_ONLY = frozenset({"person", "reach", "latency"})

#: What is added up in a cube, in this order. Amounts are micro-won.
MEASURES = (
    "requests",  # sent
    "refused",  # ended before anything was sent
    "ended",
    "failed",  # ended with an error, or unknown
    "spent",  # settled, within the hold and beyond it
    "held",  # held by requests that were sent and have not ended: back to zero when all is quiet
    "input_tokens",
    "output_tokens",
)
REQUESTS, REFUSED, ENDED, FAILED, SPENT, HELD, INPUT, OUTPUT = range(len(MEASURES))

UNKNOWN = "-"  # what the opening would have said, when it was forgotten or said nothing

_STEPS = 8  # buckets in a doubling: at most an eighth wide


class End(Struct, frozen=True):
    """How it ended. `spent` holds what was billed beyond the hold, too."""

    sight: Sight
    at_us: int
    spent: int
    failed: bool
    input_tokens: int
    output_tokens: int


Cell = tuple[str, ...]


@dataclass(slots=True)
class Additions:
    """What a batch adds: cube → (tier, period, *dimensions) → one number for each measure."""

    cubes: dict[str, dict[Cell, list[int]]] = field(default_factory=lambda: {name: {} for name in CUBES})
    # INVARIANT: the rows here are the very rows of `cubes`: an end finds the cells of its beginning at once.
    _seen: dict[Cell, tuple[list[int], ...]] = field(default_factory=dict)

    def sent(self, sight: Sight) -> None:
        for row in self._rows(sight):
            row[REQUESTS] += 1
            row[HELD] += sight.held

    def refused(self, sight: Sight) -> None:
        for row in self._rows(sight):
            row[REFUSED] += 1

    def ended(self, end: End) -> None:
        sight = end.sight
        for row in self._rows(sight):
            row[ENDED] += 1
            row[FAILED] += end.failed
            row[SPENT] += end.spent
            row[HELD] -= sight.held
            row[INPUT] += end.input_tokens
            row[OUTPUT] += end.output_tokens
        if not end.failed:
            place = (MONTH, sight.day[:7], sight.service, sight.model, f"{bucket(end.at_us - sight.at_us):04d}")
            _at(self.cubes["latency"], place)[ENDED] += 1

    def _rows(self, s: Sight) -> tuple[list[int], ...]:
        """Every cell that this request stands in: most of the time of a rollup is spent here, so it is remembered."""
        whole = (
            s.day, s.agency, s.department, s.person, s.service, s.family, s.model, s.decision, s.task, s.device,
        )  # fmt: skip
        rows = self._seen.get(whole)
        if rows is None:
            rows = self._seen[whole] = self._find(s)
        return rows

    def _find(self, s: Sight) -> tuple[list[int], ...]:
        day, month, cubes = s.day, s.day[:7], self.cubes
        service = (s.agency, s.service, s.family, s.model, s.decision)
        department = (s.agency, s.department, s.decision)
        task = (s.agency, s.task, s.device, s.decision)
        return (
            _at(cubes["service"], (DAY, day, *service)),
            _at(cubes["service"], (MONTH, month, *service)),
            _at(cubes["department"], (DAY, day, *department)),
            _at(cubes["department"], (MONTH, month, *department)),
            _at(cubes["task"], (DAY, day, *task)),
            _at(cubes["task"], (MONTH, month, *task)),
            _at(cubes["person"], (MONTH, month, s.agency, s.department, s.person)),
            _at(cubes["reach"], (MONTH, month, s.agency, s.service, s.person)),
        )


def _at(cube: dict[Cell, list[int]], cell: Cell) -> list[int]:
    row = cube.get(cell)
    if row is None:
        row = cube[cell] = [0] * len(MEASURES)
    return row


# ---------------------------------------------------------------- durations


def bucket(micros: int) -> int:
    """The bucket of a duration: eight to a doubling of milliseconds. Buckets add across every dimension."""
    milli = max(0, micros) // 1000
    if milli < _STEPS:
        return milli
    doubling = milli.bit_length() - 4  # 8..15 → 0
    return _STEPS + doubling * _STEPS + ((milli >> doubling) - _STEPS)


def upper_ms(number: int) -> int:
    """The largest duration of a bucket, in milliseconds."""
    if number < _STEPS:
        return number
    doubling, step = divmod(number - _STEPS, _STEPS)
    return ((_STEPS + step + 1) << doubling) - 1


def percentile(counts: Iterable[tuple[int, int]], in_hundred: int) -> int | None:
    """The duration (ms, at most 13 % too high) that so many in a hundred did not pass; None of nothing."""
    ordered = sorted(counts)
    whole = sum(count for _, count in ordered)
    if whole == 0:
        return None
    wanted = -(-whole * in_hundred // 100)
    for number, count in ordered:
        wanted -= count
        if wanted <= 0:
            return upper_ms(number)
    return None
