"""Tables of safe copies (안전 복사의 대조표): held in memory for the person who made them, gone after a working day.

The gate recorded the copy; the table that puts its values back is made here of the same text by the same function, and
is written nowhere. What does not live here: masking, restoring (`privacy/`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from gwanmun.console.work import Restored
from gwanmun.control.drafts import tokens_in
from gwanmun.domain.ids import PersonId
from gwanmun.privacy.mask import TokenTable
from gwanmun.privacy.stream import restore

_SECONDS = 12 * 3600.0
_MOST, _MOST_OF_ONE = 5_000, 50


class CopyAnswer(msgspec.Struct):
    """What the gate says of a copy."""

    request: str
    texts: list[str]
    decision: str
    service: str
    grade: str
    masked: int
    near: str = ""


@dataclass(frozen=True, slots=True)
class _Held:
    person: PersonId
    table: TokenTable
    since: float


class Copies:
    """By number. The oldest go first; nobody reaches another's."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._held: dict[str, _Held] = {}

    def put(self, person: PersonId, id_: str, table: TokenTable) -> None:
        now = self._monotonic()
        for old in [one for one, held in self._held.items() if now - held.since > _SECONDS]:
            del self._held[old]
        mine = [one for one, held in self._held.items() if held.person == person]
        for old in mine[: max(0, len(mine) - _MOST_OF_ONE + 1)]:
            del self._held[old]
        while len(self._held) >= _MOST:
            del self._held[next(iter(self._held))]
        self._held[id_] = _Held(person, table, now)

    def restore(self, person: PersonId, id_: str, text: str) -> Restored | None:
        held = self._held.get(id_)
        if held is None or held.person != person or self._monotonic() - held.since > _SECONDS:
            return None
        done = restore(text, held.table)
        return Restored(done, tokens_in(done))
