"""What acts may ask about single requests (요청 자료): their rows, their records with proof, journals proved whole.

What lives here: the port as acts see it, and how a reach narrows it. What does not: the acts (`requests.py`), files
(`adapters/requests_evidence.py`). Each call opens and closes what it reads and is safe in a thread of its own; what cannot
be read raises `Unavailable`, evidence that does not add up `IntegrityFault`.
"""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from gwanmun.journal.record import Record
from gwanmun.ports.requests import Proof, RequestReading, Row, Verification, Within


class Requests(Protocol):
    """Single requests of this installation."""

    def reading(self) -> AbstractContextManager[RequestReading]: ...

    def records(self, row: Row) -> tuple[Record, ...]:
        """All records of a request, each proved."""
        ...

    def proofs(self, row: Row) -> tuple[Proof, ...]:
        """Of those that are sealed."""
        ...

    def verify(self, by: str, now_us: int) -> Verification:
        """Begin to prove every journal, beside everything else; while one is under way, that one goes on."""
        ...

    def verification(self) -> Verification | None:
        """The last one, under way or done."""
        ...


@dataclass(frozen=True, slots=True)
class RequestsWithin:
    """INVARIANT: every row shown or counted lies in the reach. Proofs of whole journals show no row, and are anybody's."""

    all: Requests
    within: Within | None

    def holds(self, row: Row) -> bool:
        return self.within is None or row.agency in self.within.agencies or row.department in self.within.departments


def within(
    requests: "Requests | RequestsWithin", agencies: Collection[str], departments: Collection[str]
) -> RequestsWithin:
    """The same, as far as somebody's reach goes."""
    inner = requests.all if isinstance(requests, RequestsWithin) else requests
    return RequestsWithin(inner, Within(tuple(sorted(agencies)), tuple(sorted(departments))))
