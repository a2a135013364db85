"""Conversations while they last (대화): what was said and answered, in memory, gone with the session that began them.

A model remembers nothing: each question carries what was said before, and the gate masks all of it again, so that the same
values have the same tokens. What does not live here: keeping a conversation beyond the session (port `workspace`, where the
agency decided so), drawing it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from gwanmun.console.ports import Receipt
from gwanmun.console.work import Mark, Past, Turn

MOST_TURNS = 20
_MOST_CHARACTERS = 400_000
_MOST_OF_SESSION, _MOST = 20, 4_000
_SECONDS = 4 * 3600.0


@dataclass(slots=True)
class Talk:
    """`session` is the secret of the session it belongs to: nobody else finds it."""

    id: str
    session: str
    task: str
    model: str
    began_us: int
    seen: float
    turns: list[Turn] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    keep: tuple[Mark, ...] = ()
    hide: tuple[Mark, ...] = ()

    @property
    def past(self) -> Past:
        return Past(self.id, self.task, self.model, self.began_us, tuple(self.turns), "", self.keep, self.hide)

    @property
    def full(self) -> bool:
        return len(self.turns) >= MOST_TURNS or sum(len(t.text) + len(t.answer) for t in self.turns) > _MOST_CHARACTERS


class Talks:
    """All that are under way. The oldest go first."""

    def __init__(self, monotonic: Callable[[], float], entropy: Callable[[int], bytes]) -> None:
        self._monotonic, self._entropy = monotonic, entropy
        self._open: dict[str, Talk] = {}

    def begin(self, session: str, task: str, model: str, began_us: int, id_: str = "") -> Talk:
        now = self._monotonic()
        for old in [one.id for one in self._open.values() if now - one.seen > _SECONDS]:
            del self._open[old]
        mine = [one.id for one in self._open.values() if one.session == session]
        for old in mine[: max(0, len(mine) - _MOST_OF_SESSION + 1)]:
            del self._open[old]
        while len(self._open) >= _MOST:
            del self._open[next(iter(self._open))]
        talk = Talk(id_ or self._entropy(12).hex(), session, task, model, began_us, now)
        self._open[talk.id] = talk
        return talk

    def find(self, session: str, id_: str) -> Talk | None:
        talk = self._open.get(id_)
        if talk is None or talk.session != session:
            return None
        talk.seen = self._monotonic()
        return talk

    def receipt(self, session: str, request: str) -> Receipt | None:
        """What was said under an answer of this session."""
        rows = (one for talk in self._open.values() if talk.session == session for one in talk.receipts)
        return next((one for one in rows if one.request == request), None)

    def drop(self, session: str, id_: str) -> None:
        if self.find(session, id_) is not None:
            del self._open[id_]
