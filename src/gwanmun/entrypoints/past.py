"""The gates' journals of one installation, as acts ask them about the past (지난 이용): replays and uses of approvals.

Reads only, beside gates at work. What does not live here: who may ask (`control/`), counting (`policy/replay.py`).
"""

from dataclasses import dataclass
from pathlib import Path

from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.files.succession import gate_journals
from gwanmun.domain.approvals import Use
from gwanmun.entrypoints.misuse_scan import uses_in
from gwanmun.entrypoints.replaying import replay_journals
from gwanmun.policy.judge import Judge
from gwanmun.policy.replay import Replay, together

MOST_USES = 10_000
#: The gate's cores are the gate's: a question at the desk takes at most so many of them.
_PROCESSES = 2


@dataclass(frozen=True, slots=True)
class SitePast:
    """Port `past` (`control/past.py`) over one data directory."""

    data: Path
    keys: Path

    def replayed(self, judge: Judge, since_us: int, among: frozenset[str] | None = None) -> tuple[Replay, int]:
        paths = gate_journals(self.data)
        if not paths:
            return together(()), 0
        return replay_journals(paths, self.keys, since_us, judge, among=among, processes=_PROCESSES)

    def uses(self, approval: str, since_us: int) -> tuple[Use, ...]:
        found: list[Use] = []
        for path in gate_journals(self.data):
            found += uses_in(OpenedJournal(path, self.keys), approval, since_us)
        return tuple(sorted(found, key=lambda one: (-one.at_us, one.request))[:MOST_USES])
