"""Port `usage`: rolled-up use, read by the desk's questions and written by the one that reads journals.

Promises (contract tests: `tests/contracts/test_usage.py`):
1. `add` adds a batch and moves the watermark of its journal in one transaction: all of it or nothing, whatever dies.
2. `add` takes a batch only when it begins where the watermark stands; any other raises `Conflict` and adds nothing.
3. What was sent and has not ended is kept until its end, across restarts.
4. Readers see whole batches, and never hold up the writer.
5. `only` narrows to rows whose dimension is that text, or one of those texts; of none there is nothing.
6. A store that cannot be used raises `Unavailable`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from gwanmun.domain.usage import Sight

#: cube → (tier, period, *dimensions) → what to add to each measure.
Cubes = Mapping[str, Mapping[tuple[str, ...], Sequence[int]]]
#: dimension → the value asked for, or several.
Only = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far a journal was read. `unreadable` openings were gone already when they were read."""

    journal: str
    origin: str
    next_index: int
    first_us: int  # the time of its first record
    last_us: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Total:
    """One row of an answer: the dimensions asked for, then the measures in their order."""

    by: tuple[str, ...]
    measures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The journals counted anew: how many records, and how many cells of the rollup say something else."""

    records: int
    cells_that_differ: int

    @property
    def equal(self) -> bool:
        return self.cells_that_differ == 0


@dataclass(frozen=True, slots=True)
class Booked:
    """How a gate settled one request: whose accounts, by what (`by`: reported, counted, worst case; "" when nobody can
    tell any more), at which price a token. Texts are "-" where the opening was forgotten.
    """

    request: str
    origin: str
    agency: str
    department: str
    pseudonym: str
    day: str
    service: str
    purpose: str
    model: str
    family: str
    decision: str
    task: str
    device: str
    held: int
    booked: int
    ending: str
    by: str
    input_nanowon: int | None
    output_nanowon: int | None
    at_us: int

    @property
    def certain(self) -> bool:
        """Whether it was settled by what the vendor reported, so that there is nothing to reconcile."""
        return self.by == "reported" and self.ending != "unknown"


class UsageReading(Protocol):
    @property
    def simulated(self) -> bool:
        """Whether this store holds simulated data (시험용 자료), and nothing else."""
        ...

    def watermarks(self) -> tuple[Watermark, ...]: ...

    def totals(
        self,
        cube: str,
        by: Sequence[str],
        tier: str,
        first: str,
        last: str,
        only: Only | None = None,
        most: int | None = None,
    ) -> tuple[Total, ...]:
        """Sums over periods `first` to `last` (both included), by these dimensions (`period` among them if asked).

        In the order of the dimensions; with `most`, the dearest so many, dearest first.
        """
        ...

    def people(
        self, by: Sequence[str], first: str, last: str, only: Only | None = None
    ) -> tuple[tuple[tuple[str, ...], int], ...]:
        """Distinct people who sent something in these months, by these dimensions."""
        ...


class UsageWriting(Protocol):
    def watermark(self, journal: str) -> Watermark | None: ...

    def open_requests(self, journal: str, requests: Sequence[str]) -> dict[str, Sight]:
        """What is kept of these requests, as far as they were sent and have not ended."""
        ...

    def add(
        self, before: int, mark: Watermark, cubes: Cubes, opened: Mapping[str, Sight], closed: Sequence[str]
    ) -> None: ...
