"""From a gate's journal to rolled-up use: reads what is sealed beyond the watermark, and adds it once.

What lives here: what an opening says about use, batches, joining a request's end to its beginning, counting anew.
What does not: the cubes (`budget/rollup.py`), the store. Reads openings, so it needs the keys; never prompt text, for
there is none in a journal.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.files.reader import origin_of
from gwanmun.adapters.usage_store import UsageStore, open_usage
from gwanmun.budget.rollup import UNKNOWN, Additions, End
from gwanmun.domain.facts import Ending, FactKind
from gwanmun.domain.usage import Sight
from gwanmun.journal.entry import Leaf
from gwanmun.ports.usage import Watermark

BATCH = 20_000

_SENT, _ENDED, _REFUSED = FactKind.ADMITTED.value, FactKind.ENDED.value, FactKind.REFUSED.value
_RECONCILED = FactKind.RECONCILED.value


class _Who(msgspec.Struct):
    task: str = ""


class _Service(msgspec.Struct):
    id: str = ""
    model: str = ""


class _Input(msgspec.Struct):
    device: str = msgspec.field(default="", name="device.class")
    family: str = msgspec.field(default="", name="service.family")


class _Decision(msgspec.Struct):
    outcome: str = ""


class _Usage(msgspec.Struct):
    input: int = 0
    output: int = 0


class Opening(msgspec.Struct):
    """What use asks of an opening; everything else in it is passed over."""

    who: _Who = msgspec.field(default_factory=_Who)
    service: _Service = msgspec.field(default_factory=_Service)
    input: _Input = msgspec.field(default_factory=_Input)
    decision: _Decision = msgspec.field(default_factory=_Decision)
    usage: _Usage = msgspec.field(default_factory=_Usage)
    code: str = ""


OPENINGS = msgspec.json.Decoder(Opening)
_NOTHING = Opening()

T = tuple[Leaf, Opening | None]


def wanted(leaf: Leaf) -> bool:
    """Whether this record says something about use."""
    return leaf.kind in {_SENT, _ENDED, _REFUSED, _RECONCILED}


def sight_of(leaf: Leaf, opening: Opening | None) -> Sight:
    told = opening or _NOTHING
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
        self.ends: list[tuple[Leaf, Opening | None]] = []
        self.records = 0

    def take(self, leaf: Leaf, opening: Opening | None) -> None:
        self.records += 1
        if leaf.kind == _SENT:
            sight = sight_of(leaf, opening)
            self.opened[leaf.request] = sight
        elif leaf.kind == _REFUSED:
            self.additions.refused(sight_of(leaf, opening))
        elif leaf.kind == _ENDED:
            self.ends.append((leaf, opening))
        elif leaf.kind == _RECONCILED:
            self.additions.corrected(sight_of(leaf, opening), leaf.spent - leaf.held)

    def close(self, journal: str, store: UsageStore) -> list[str]:
        """Join ends to their beginnings, in this batch or kept from before; returns the kept ones that ended.

        What is left in `opened` was sent and has not ended.
        """
        elsewhere = [leaf.request for leaf, _ in self.ends if leaf.request not in self.opened]
        kept = store.open_requests(journal, elsewhere) if elsewhere else {}
        closed: list[str] = []
        whole: list[End] = []
        for leaf, opening in self.ends:
            sight = self.opened.pop(leaf.request, None)
            here = sight is not None
            if sight is None and (sight := kept.pop(leaf.request, None)) is not None:
                closed.append(leaf.request)
            usage = (opening or _NOTHING).usage
            spent = leaf.spent + leaf.overbilled
            failed = leaf.ending != Ending.OK.value
            began = sight or without_hold(sight_of(leaf, None))
            end = End(began, leaf.at, spent, failed, usage.input, usage.output)
            if here:
                whole.append(end)
            else:
                self.additions.ended(end)
        self.additions.whole(whole)
        for sight in self.opened.values():
            self.additions.sent(sight)
        return closed


def without_hold(sight: Sight) -> Sight:
    """An end without a beginning frees nothing."""
    return msgspec.structs.replace(sight, held=0)


def roll_up(path: Path, keys_dir: Path, store: UsageStore, batch: int = BATCH, most: int | None = None) -> int:
    """Add what this journal holds beyond the watermark; returns how many records that was (at most about `most`).

    Raises `IntegrityFault` when the journal is not the one read before, `StoreFault` when one cannot be used.
    """
    journal, origin = path.name, origin_of(path)
    mark = store.watermark(journal) or Watermark(journal, origin, 0, 0, 0, 0)
    opened = OpenedJournal(path, keys_dir)
    done = 0
    beyond = opened.sealed(mark.next_index, wanted, OPENINGS)
    for records in _batches(beyond, batch):
        gathered = Batch()
        for leaf, opening in records:
            gathered.take(leaf, opening)
        closed = gathered.close(journal, store)
        first, last = records[0][0], records[-1][0]
        before = mark.next_index
        mark = replace(
            mark,
            next_index=last.index + 1,
            first_us=mark.first_us or first.at,
            last_us=last.at,
            unreadable=mark.unreadable + opened.forgotten,
        )
        opened.forgotten = 0
        store.add(before, mark, gathered.additions.cubes, gathered.opened, closed)
        done += len(records)
        if most is not None and done >= most:
            break
    return done


def _batches(records: Iterable[T], size: int) -> Iterator[list[T]]:
    found: list[T] = []
    for record in records:
        found.append(record)
        if len(found) >= size:
            yield found
            found = []
    if found:
        yield found


def recount(paths: Iterable[Path], keys_dir: Path, upto: dict[str, int]) -> UsageStore:
    """Count the journals anew, in memory, up to the index that the rollup stands at: what it should say."""
    fresh = open_usage(None)
    for path in paths:
        end = upto.get(path.name, 0)
        opened = OpenedJournal(path, keys_dir)
        gathered = Batch()
        last: Leaf | None = None
        for leaf, opening in opened.sealed(0, wanted, OPENINGS):
            if leaf.index >= end:
                break
            gathered.take(leaf, opening)
            last = leaf
        if last is not None:
            gathered.close(path.name, fresh)
            mark = Watermark(path.name, origin_of(path), last.index + 1, 0, last.at, opened.forgotten)
            fresh.add(0, mark, gathered.additions.cubes, gathered.opened, [])
    return fresh
