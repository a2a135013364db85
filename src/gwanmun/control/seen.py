"""What the journals show of a period, as acts may ask (기록 열람): acts of officers, samples of requests, seals.

What lives here: the port as reports see it. What does not: use and money (`use.py`), files (`adapters/reports/journals.py`).

Promises: each call opens and closes what it reads, may take minutes, is safe in a thread of its own; times are from the
first to before the second; the same journals give the same answer, in the order of time. What cannot be read raises
`Unavailable`; evidence that does not add up raises `IntegrityFault`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ActsSeen:
    """How often an act was done at an agency ("": at none), by how many officers, and how often without a reason."""

    act: str
    agency: str
    times: int
    officers: int
    without_reason: int


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """One record of a request, as far as its leaf tells: nothing of what was asked."""

    origin: str
    index: int
    at_us: int
    kind: str
    agency: str
    department: str
    person: str  # a pseudonym
    request: str
    readable: bool  # its opening is still there


@dataclass(frozen=True, slots=True)
class Sealed:
    """A journal under its newest checkpoint."""

    origin: str
    size: int
    root: str
    vkey: str
    note: str  # the checkpoint as it was signed


class Seen(Protocol):
    def acts(self, from_us: int, to_us: int) -> tuple[ActsSeen, ...]: ...

    def sample(self, from_us: int, to_us: int, most: int, among: Mapping[str, bool] | None) -> tuple[RequestSeen, ...]:
        """Records of requests chosen by the digest of their number, so that everybody draws the same ones. `among`
        names the agencies to draw from; None: all.
        """
        ...

    def seals(self) -> tuple[Sealed, ...]: ...
