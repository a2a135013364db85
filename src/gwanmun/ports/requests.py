"""Port `requests`: single requests as rows (요청 목록), for lists that a person narrows, sorts and leafs through.

A row is what a leaf says, and of its opening only what a person narrows by: service, decision, grade, kinds found, task,
device. No text, no name: people are pseudonyms. What stood in an opening is blank again when the opening is forgotten.

Promises (contract tests: `tests/contracts/test_requests.py`):
1. `add` adds a batch and moves the watermark of its journal in one transaction: all of it or nothing, whatever dies; a
   batch that does not begin where the watermark stands raises `Conflict`.
2. A page is the newest first (or by the column asked for), and the next page begins after its last row, whatever is added
   meanwhile: no row comes twice, none is passed over.
3. Whatever is asked, at most the rows of the days asked for are looked at, once.
4. Nothing outside of `Within` is shown or counted.
5. A store that cannot be used raises `Unavailable`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from gwanmun.ports.usage import Watermark

#: What became of a request.
SENT, ENDED, FAILED, UNKNOWN, REFUSED = range(5)
#: By what a list may be sorted.
SORTS = ("at", "spent", "found")
UNSAID = "-"  # what a forgotten opening would have said
#: More than so many are not counted to the last one.
MOST_COUNTED = 100_000


class Row(Struct, frozen=True, gc=False):
    """One request. `number` and `ended` are its records' indices in the journal; `spent` is micro-won, None until it ended."""

    id: int  # rises with time; the place in a list
    request: str
    journal: str
    number: int
    ended: int | None
    at_us: int
    agency: str
    department: str
    person: str
    service: str
    model: str
    decision: str
    grade: str
    task: str
    device: str
    kinds: str  # names, joined by commas
    found: int
    state: int
    spent: int | None
    readable: bool  # its opening was there when it was read


class Opened(Struct, frozen=True, gc=False):
    """The beginning of a request, or its refusal. Texts that nobody said are `UNSAID`."""

    request: str
    number: int
    at_us: int
    agency: str
    department: str
    person: str
    service: str
    model: str
    decision: str
    grade: str
    task: str
    device: str
    kinds: str
    found: int
    refused: bool
    readable: bool


class Closed(Struct, frozen=True, gc=False):
    """The end of a request, or its settlement anew (`number` None)."""

    request: str
    number: int | None
    state: int
    spent: int


#: What somebody is told of soon after it happened.
MARK, NEAR_MISS = "mark", "near_miss"


class Noticed(Struct, frozen=True, gc=False):
    """An allowance's mark that a request passed, or a refusal that was a near miss; kept for a day.

    `said`: the mark (level/period/percent), or the refusal's code. `period`: the fiscal day that it counts in.
    """

    at_us: int
    what: str
    agency: str
    department: str
    person: str
    service: str
    purpose: str
    period: str
    said: str


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for. Days are ISO dates in Seoul, both included; "" and empty tuples: anything."""

    first: str = ""
    last: str = ""
    what: str = ""  # sent | refused | failed
    agency: str = ""
    department: str = ""
    person: str = ""
    service: str = ""
    decision: str = ""
    grade: str = ""
    kind: str = ""
    task: str = ""
    sort: str = "at"
    down: bool = True
    after: tuple[int, int] | None = None  # the sorted value and the id of the row before
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Within:
    """A reach: what lies in one of these agencies or one of these departments."""

    agencies: tuple[str, ...]
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """`count` stops at `MOST_COUNTED`; then `whole` is False and the won are of those counted."""

    count: int
    whole: bool
    spent: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Why one record cannot have been changed: its leaf stands in the tree whose root was signed (RFC 6962 §2.1.1)."""

    origin: str
    index: int
    leaf: str  # canonical bytes
    size: int
    root: str
    path: tuple[str, ...]  # hashes from the leaf up
    checkpoint: str  # as it was signed
    vkey: str


@dataclass(frozen=True, slots=True)
class Proved:
    """What proving one journal whole came to. `problem_ko` and `_en` are empty when it adds up."""

    journal: str
    origin: str = ""
    size: int = 0
    proved: int = 0
    forgotten: int = 0
    not_yet_sealed: int = 0
    root: str = ""
    vkey: str = ""
    code: str = ""
    problem_ko: str = ""
    problem_en: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """A look through all journals: under way, or what it came to. Times are µs; `done` and `whole` count bundles."""

    began_us: int
    ended_us: int | None
    by: str
    done: int
    whole: int
    journals: tuple[Proved, ...]


class RequestReading(Protocol):
    def watermarks(self) -> tuple[Watermark, ...]: ...

    def rows(self, query: Query, within: Within | None = None) -> tuple[Row, ...]: ...

    def tally(self, query: Query, within: Within | None = None) -> Tally: ...

    def find(self, request: str) -> Row | None:
        """One request by its number, wherever it belongs: whoever shows it checks that first."""
        ...

    def noticed(self, what: str, since_us: int, after: int = 0, most: int = 10_000) -> tuple[tuple[int, Noticed], ...]:
        """What was noticed of one sort since a moment, in the order of their numbers, those up to `after` left out."""
        ...

    def words(self) -> Mapping[str, tuple[str, ...]]:
        """What a list may be narrowed to: column → the words that stand in it."""
        ...


class RequestWriting(Protocol):
    def watermark(self, journal: str) -> Watermark | None: ...

    def add(
        self,
        before: int,
        mark: Watermark,
        opened: Sequence[Opened],
        closed: Sequence[Closed],
        noticed: Sequence[Noticed] = (),
    ) -> None: ...

    def days(self, journal: str) -> tuple[tuple[str, str], ...]:
        """The days and agencies of this journal whose openings still stand in rows."""
        ...

    def forget(self, journal: str, day: str, agency: str) -> int:
        """Blank what came from the openings of an agency's day; returns of how many rows."""
        ...

    def forget_records(self, journal: str, numbers: Sequence[int]) -> int: ...
