"""Port `seen`: what the journals show of a period (기록 열람): acts of officers, samples of requests, seals.

Promises (contract tests: `tests/contracts/test_seen.py`):
1. Times are from the first to before the second; an act that a crash told twice counts once.
2. The same journals give the same answer, whoever asks and however often; a sample never depends on who draws it.
3. A request is shown by its leaf alone, proved under the seal where it is sealed: nothing of what was asked.
4. A seal is shown only when its signature is right; evidence that does not add up raises `IntegrityFault`.

Each call opens and closes what it reads, may take minutes, and is safe in a thread of its own. What cannot be read raises
`Unavailable`.
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
