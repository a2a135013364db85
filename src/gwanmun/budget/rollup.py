"""Use as sums: from the facts of a gate's journal to what people ask (이용 집계). Pure: the store applies what is made here.

What lives here: how a batch of them becomes additions to a few cubes in two tiers
(days and months in Asia/Seoul, the day whose accounts a request touched), and the histogram of durations. What does
not: reading journals, SQLite.

# INVARIANT: additions are sums, so that batches of any size give the same cubes (exactly once is the store's part: the
# watermark moves in the transaction that adds).
# INVARIANT: micro-won in every cube with a measure of money come to the same total.
"""

import struct
from collections.abc import Iterable

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
    "reach": ("agency", "service", "person"),  # months only: who used which service; no sums, `requests` is 1
    "latency": ("service", "model", "bucket"),  # months only; counts
}
#: Cubes that only say that something was: adding a cell again changes nothing.
PRESENCE = frozenset({"reach"})
MONTHS_ONLY = frozenset({"person", "reach", "latency"})
#: Not rolled up: the name by which a store that keeps single events is asked for any dimensions together.
EVENT = "event"

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

_PRESENT = [1] + [0] * (len(MEASURES) - 1)
_STEPS = 8  # buckets in a doubling: at most an eighth wide
#: Sums in one integer: how many, how many failed (32 bits each), micro-won, tokens in and out (64 bits each).
_PACKED = struct.Struct("<IIQQQ")
_unpacked = _PACKED.unpack
_FAILED, _SPENT, _INPUT, _OUTPUT = 32, 64, 128, 192
#: The largest addend: four million of them fit.
_MOST = 1 << 42


class End(Struct, frozen=True, gc=False):
    """How it ended. `spent` holds what was billed beyond the hold, too."""

    sight: Sight
    at_us: int
    spent: int
    failed: bool
    input_tokens: int
    output_tokens: int


Cell = tuple[str, ...]


class Additions:
    """What a batch adds: cube → (tier, period, *dimensions) → one number for each measure.

    Most of the time of a rollup is spent here and in writing rows: so each event touches the cells of its day once, and
    months and names of buckets are made of the few cells that a batch has, when `cubes` is asked for.
    """

    __slots__ = ("_department", "_latency", "_months", "_packed", "_person", "_reach", "_service", "_task")

    def __init__(self) -> None:
        self._service: dict[Cell, list[int]] = {}
        self._department: dict[Cell, list[int]] = {}
        self._task: dict[Cell, list[int]] = {}
        self._person: dict[Cell, list[int]] = {}
        #: Of `whole`: five sums in one integer, so that a cell takes one addition.
        self._packed: tuple[dict[Cell, int], ...] = ({}, {}, {}, {})
        self._reach: set[Cell] = set()
        self._months: dict[str, str] = {}
        self._latency: dict[tuple[str, str, str, int], int] = {}

    def sent(self, sight: Sight) -> None:
        self._reached(sight)
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
        self._took(end)

    def corrected(self, sight: Sight, more: int) -> None:
        """Its cost was settled anew, by `more` (less: negative)."""
        for row in self._rows(sight):
            row[SPENT] += more

    def whole(self, ends: Iterable[End]) -> None:
        """Requests that were sent and have ended, at once: `sent` and `ended` in one.

        The same as calling both (a test holds it to that), written out: nothing of a rollup runs more often.
        """
        service, department, task, person = self._packed
        latency, reach, months = self._latency, self._reach.add, self._months
        for end in ends:
            s, spent, tokens_in, tokens_out, failed = (
                end.sight,
                end.spent,
                end.input_tokens,
                end.output_tokens,
                end.failed,
            )
            if not (0 <= spent <= _MOST and 0 <= tokens_in <= _MOST and 0 <= tokens_out <= _MOST):
                self.sent(s)
                self.ended(end)
                continue
            day, agency, home, decision, who, by = s.day, s.agency, s.department, s.decision, s.person, s.service
            month = months.get(day)
            if month is None:
                month = months[day] = day[:7]
            reach((MONTH, month, agency, by, who))
            packed = 1 | failed << _FAILED | spent << _SPENT | tokens_in << _INPUT | tokens_out << _OUTPUT
            cell: Cell = (day, agency, by, s.family, s.model, decision)
            service[cell] = service.get(cell, 0) + packed
            cell = (day, agency, home, decision)
            department[cell] = department.get(cell, 0) + packed
            cell = (day, agency, s.task, s.device, decision)
            task[cell] = task.get(cell, 0) + packed
            cell = (MONTH, month, agency, home, who)
            person[cell] = person.get(cell, 0) + packed
            if not failed:
                milli = (end.at_us - s.at_us) // 1000
                over = milli.bit_length() - 4  # as in `bucket`
                number = max(0, milli) if over < 0 or milli < 0 else over * _STEPS + (milli >> over)
                place = (month, by, s.model, number)
                latency[place] = latency.get(place, 0) + 1

    def _unpack(self) -> None:
        """Into the rows of lists."""
        for packed, rows in zip(self._packed, (self._service, self._department, self._task, self._person), strict=True):
            for cell, sums in packed.items():
                count, failed, spent, tokens_in, tokens_out = _unpacked(sums.to_bytes(_PACKED.size, "little"))
                more = [count, 0, count, failed, spent, 0, tokens_in, tokens_out]
                row = rows.get(cell)
                if row is None:
                    rows[cell] = more
                else:
                    for at, amount in enumerate(more):
                        row[at] += amount
            packed.clear()

    @property
    def cubes(self) -> dict[str, dict[Cell, list[int]]]:
        """Every cell of both tiers."""
        self._unpack()
        found: dict[str, dict[Cell, list[int]]] = {}
        for name, days in (("service", self._service), ("department", self._department), ("task", self._task)):
            cells: dict[Cell, list[int]] = {(DAY, *cell): row for cell, row in days.items()}
            for (day, *dimensions), row in days.items():
                month = _at(cells, (MONTH, day[:7], *dimensions))
                for at, amount in enumerate(row):
                    month[at] += amount
            found[name] = cells
        found["person"] = self._person
        found["reach"] = dict.fromkeys(self._reach, _PRESENT)
        latency: dict[Cell, list[int]] = {}
        for (period, service, model, number), count in self._latency.items():
            _at(latency, (MONTH, period, service, model, f"{number:04d}"))[ENDED] = count
        found["latency"] = latency
        return found

    def _reached(self, s: Sight) -> None:
        self._reach.add((MONTH, s.day[:7], s.agency, s.service, s.person))

    def _took(self, end: End) -> None:
        if not end.failed:
            s = end.sight
            place = (s.day[:7], s.service, s.model, bucket(end.at_us - s.at_us))
            self._latency[place] = self._latency.get(place, 0) + 1

    def _rows(self, s: Sight) -> tuple[list[int], list[int], list[int], list[int]]:
        """The cells of its day, and its person's of the month. Written out, for nothing is called more often."""
        day, agency, department, decision = s.day, s.agency, s.department, s.decision
        cell: Cell = (day, agency, s.service, s.family, s.model, decision)
        one = self._service.get(cell)
        if one is None:
            one = self._service[cell] = [0, 0, 0, 0, 0, 0, 0, 0]
        cell = (day, agency, department, decision)
        two = self._department.get(cell)
        if two is None:
            two = self._department[cell] = [0, 0, 0, 0, 0, 0, 0, 0]
        cell = (day, agency, s.task, s.device, decision)
        three = self._task.get(cell)
        if three is None:
            three = self._task[cell] = [0, 0, 0, 0, 0, 0, 0, 0]
        cell = (MONTH, day[:7], agency, department, s.person)
        four = self._person.get(cell)
        if four is None:
            four = self._person[cell] = [0, 0, 0, 0, 0, 0, 0, 0]
        return one, two, three, four


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
