"""What use takes from a pass over a gate's journal: sums, added by watermark, each record once; and counting anew.

What lives here: batches, joining a request's end to its beginning. What does not: the pass and what it reads of an
opening (`journal_pass.py`), the cubes (`budget/rollup.py`), the store.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.files.reader import origin_of
from gwanmun.adapters.journal_pass import (
    COUNTED,
    ENDED,
    NOTHING,
    OPENINGS,
    RECONCILED,
    REFUSED,
    SENT,
    Opening,
    start_of,
)
from gwanmun.adapters.usage_store import UsageStore, open_usage
from gwanmun.budget.rollup import UNKNOWN, Additions, End
from gwanmun.domain.facts import Ending
from gwanmun.domain.usage import Sight
from gwanmun.journal.entry import Leaf
from gwanmun.ports.usage import Watermark


def sight_of(leaf: Leaf, opening: Opening | None) -> Sight:
    told = opening or NOTHING
    return Sight(
        leaf.period,
        leaf.agency or UNKNOWN,
        leaf.department or UNKNOWN,
        leaf.person or UNKNOWN,
        told.service.id or UNKNOWN,
        told.input.family or UNKNOWN,
        told.service.model or UNKNOWN,
        told.decision.outcome or told.code or UNKNOWN,
        told.who.task or UNKNOWN,
        told.input.device or UNKNOWN,
        leaf.at,
        leaf.held,
    )


class Batch:
    """Records added up, until they are handed to the store."""

    def __init__(self) -> None:
        self.additions = Additions()
        self.opened: dict[str, Sight] = {}
        self._whole: list[End] = []  # begun and ended here
        self._elsewhere: list[tuple[Leaf, Opening | None]] = []  # ends of what began before

    def take(self, leaf: Leaf, opening: Opening | None) -> None:
        if leaf.kind == SENT:
            self.opened[leaf.request] = sight_of(leaf, opening)
        elif leaf.kind == REFUSED:
            self.additions.refused(sight_of(leaf, opening))
        elif leaf.kind == ENDED:
            sight = self.opened.pop(leaf.request, None)
            if sight is None:
                self._elsewhere.append((leaf, opening))
                return
            self._whole.append(_end(sight, leaf, opening))
            if len(self._whole) >= _AT_ONCE:  # added up at once: a batch holds sums, not records
                self._add_whole()
        elif leaf.kind == RECONCILED:
            self.additions.corrected(sight_of(leaf, opening), leaf.spent - leaf.held)

    def close(self, journal: str, store: UsageStore) -> list[str]:
        """Join ends to their beginnings, in this batch or kept from before; returns the kept ones that ended.

        What is left in `opened` was sent and has not ended.
        """
        self._add_whole()
        elsewhere = [leaf.request for leaf, _ in self._elsewhere]
        kept = store.open_requests(journal, elsewhere) if elsewhere else {}
        closed: list[str] = []
        for leaf, opening in self._elsewhere:
            if (sight := kept.pop(leaf.request, None)) is not None:
                closed.append(leaf.request)
            self.additions.ended(_end(sight or without_hold(sight_of(leaf, None)), leaf, opening))
        for sight in self.opened.values():
            self.additions.sent(sight)
        return closed

    def _add_whole(self) -> None:
        self.additions.whole(self._whole)
        self._whole.clear()


_AT_ONCE = 1_000


def _end(sight: Sight, leaf: Leaf, opening: Opening | None) -> End:
    usage = (opening or NOTHING).usage
    failed = leaf.ending != Ending.OK.value
    return End(sight, leaf.at, leaf.spent + leaf.overbilled, failed, usage.input, usage.output)


def without_hold(sight: Sight) -> Sight:
    """An end without a beginning frees nothing."""
    return msgspec.structs.replace(sight, held=0)


class UseOfJournal:
    """The sums' share of a pass over one journal."""

    kinds = COUNTED

    def __init__(self, path: Path, store: UsageStore) -> None:
        self.mark = start_of(path, store.watermark(path.name))
        self._store = store
        self._batch = Batch()

    def take(self, leaf: Leaf, opening: Opening | None) -> None:
        self._batch.take(leaf, opening)

    def hand_over(self, mark: Watermark) -> None:
        batch, self._batch = self._batch, Batch()
        closed = batch.close(mark.journal, self._store)
        self._store.add(self.mark.next_index, mark, batch.additions.cubes, batch.opened, closed)
        self.mark = mark


def recount(paths: Iterable[Path], keys_dir: Path, upto: dict[str, int]) -> UsageStore:
    """Count the journals anew, in memory, up to the index that the rollup stands at: what it should say."""
    fresh = open_usage(None)
    for path in paths:
        opened = OpenedJournal(path, keys_dir)
        gathered = Batch()
        last: Leaf | None = None
        for leaf, opening in opened.sealed(0, lambda leaf: leaf.kind in UseOfJournal.kinds, OPENINGS):
            if leaf.index >= upto.get(path.name, 0):
                break
            gathered.take(leaf, opening)
            last = leaf
        if last is not None:
            gathered.close(path.name, fresh)
            mark = Watermark(path.name, origin_of(path), last.index + 1, 0, last.at, opened.forgotten)
            fresh.add(0, mark, gathered.additions.cubes, gathered.opened, [])
    return fresh
