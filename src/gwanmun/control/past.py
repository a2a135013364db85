"""What the gates' journals say of the past to a decision of today (지난 이용): a replay under other packs, uses of an approval.

What lives here: the port as acts see it, and how a reach narrows it. What does not: counting (`policy/replay.py`), reading
journals (`entrypoints/past.py`).

Promises: each call opens and closes what it reads, may take minutes, and is safe in a thread of its own. Nothing of what
anybody asked is read. What cannot be read raises `Unavailable`; evidence that does not add up raises `IntegrityFault`.
"""

from collections.abc import Collection
from typing import Protocol

from gwanmun.domain.approvals import Use
from gwanmun.policy.judge import Judge
from gwanmun.policy.replay import Replay


class Past(Protocol):
    def replayed(self, judge: Judge, since_us: int, among: frozenset[str] | None = None) -> tuple[Replay, int]:
        """All requests since then, judged again; and how many records were forgotten. `among`: of these agencies alone."""
        ...

    def uses(self, approval: str, since_us: int) -> tuple[Use, ...]:
        """What an approval let through since then, the newest first."""
        ...


class PastWithin:
    """The past as far as somebody's reach goes. Whose approval it is was checked by who asks for its uses."""

    def __init__(self, past: Past, agencies: Collection[str]) -> None:
        self._past, self._agencies = past, frozenset(agencies)

    def replayed(self, judge: Judge, since_us: int, among: frozenset[str] | None = None) -> tuple[Replay, int]:
        return self._past.replayed(judge, since_us, self._agencies if among is None else self._agencies & among)

    def uses(self, approval: str, since_us: int) -> tuple[Use, ...]:
        return self._past.uses(approval, since_us)
