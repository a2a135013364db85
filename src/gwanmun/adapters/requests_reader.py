"""From a gate's journal to rows of single requests: reads what is sealed beyond the watermark, and adds it once.

What lives here: what an opening says that a person narrows a list by; taking it away again when the opening is forgotten.
What does not: the store, sums (`usage_reader.py`). Reads openings, so it needs the keys; never prompt text, for there is
none in a journal.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec

from gwanmun.adapters.files import reader
from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.files.retention import expired
from gwanmun.adapters.requests_store import RequestStore
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.facts import Ending, FactKind
from gwanmun.errors import Unavailable
from gwanmun.journal.audit import read_forgotten
from gwanmun.journal.entry import Leaf
from gwanmun.ports.requests import ENDED, FAILED, UNKNOWN, UNSAID, Closed, Opened
from gwanmun.ports.usage import Watermark

BATCH = 20_000
_SENT, _ENDED, _REFUSED = FactKind.ADMITTED.value, FactKind.ENDED.value, FactKind.REFUSED.value
_RECONCILED = FactKind.RECONCILED.value
_STATE = {Ending.OK.value: ENDED, Ending.ERROR.value: FAILED, Ending.UNKNOWN.value: UNKNOWN}
_STOPPING = frozenset({Outcome.DENY.word, Outcome.REQUIRE_APPROVAL.word})
_FAR = date(9999, 1, 1)


class _Who(msgspec.Struct):
    task: str = ""


class _Service(msgspec.Struct):
    id: str = ""
    model: str = ""


class _Input(msgspec.Struct):
    device: str = msgspec.field(default="", name="device.class")
    grade: str = msgspec.field(default="", name="data.classification")


class _Decision(msgspec.Struct):
    outcome: str = ""


class Opening(msgspec.Struct):
    """What a list asks of an opening; everything else in it is passed over."""

    who: _Who = msgspec.field(default_factory=_Who)
    service: _Service = msgspec.field(default_factory=_Service)
    input: _Input = msgspec.field(default_factory=_Input)
    decision: _Decision = msgspec.field(default_factory=_Decision)
    findings: dict[str, int] = msgspec.field(default_factory=dict)
    code: str = ""


OPENINGS = msgspec.json.Decoder(Opening)
_NOTHING = Opening()


def wanted(leaf: Leaf) -> bool:
    """Whether the opening of this record says something that a list needs: an end's does not."""
    return leaf.kind in {_SENT, _REFUSED}


def opened(leaf: Leaf, opening: Opening | None) -> Opened:
    told = opening or _NOTHING
    return Opened(
        leaf.request, leaf.index, leaf.at, leaf.agency or UNSAID, leaf.department or UNSAID, leaf.person or UNSAID,
        told.service.id or leaf.service or UNSAID, told.service.model or UNSAID,
        _decided(leaf, told), told.input.grade or UNSAID, told.who.task or UNSAID,
        told.input.device or UNSAID, ",".join(sorted(told.findings)) or UNSAID, sum(told.findings.values()),
        leaf.kind == _REFUSED, opening is not None,
    )  # fmt: skip


def _decided(leaf: Leaf, told: Opening) -> str:
    """The decision; of a refusal that no decision made (an allowance, an unknown key), why it was."""
    stopped = leaf.kind == _REFUSED and told.decision.outcome not in _STOPPING
    return (told.code if stopped else "") or told.decision.outcome or told.code or UNSAID


def list_up(path: Path, keys_dir: Path, store: RequestStore, batch: int = BATCH, most: int | None = None) -> int:
    """Add what this journal holds beyond the watermark; returns how many records that was (at most about `most`).

    Raises `IntegrityFault` when the journal is not the one read before, `StoreFault` when one cannot be used.
    """
    journal = path.name
    mark = store.watermark(journal) or Watermark(journal, reader.origin_of(path), 0, 0, 0, 0)
    source = OpenedJournal(path, keys_dir)
    begun: list[Opened] = []
    ends: list[Closed] = []
    done = gathered = 0

    def hand_over(last: Leaf) -> None:
        nonlocal mark, gathered
        before = mark.next_index
        mark = replace(
            mark, next_index=last.index + 1, first_us=mark.first_us or last.at, last_us=last.at,
            unreadable=mark.unreadable + source.forgotten,
        )  # fmt: skip
        source.forgotten = 0
        store.add(before, mark, begun, ends)
        begun.clear()
        ends.clear()
        gathered = 0

    last: Leaf | None = None
    for leaf, opening in source.sealed(mark.next_index, wanted, OPENINGS):
        last = leaf
        done, gathered = done + 1, gathered + 1
        if leaf.kind in {_SENT, _REFUSED}:
            begun.append(opened(leaf, opening))
        elif leaf.kind == _ENDED:
            ends.append(Closed(leaf.request, leaf.index, _STATE.get(leaf.ending, FAILED), leaf.spent + leaf.overbilled))
        elif leaf.kind == _RECONCILED:
            ends.append(Closed(leaf.request, None, ENDED, leaf.spent))
        if gathered >= batch:
            hand_over(leaf)
            if most is not None and done >= most:
                return done
    if last is not None and gathered:
        hand_over(last)
    return done


def forget_gone(paths: Iterable[Path], keys_dir: Path, store: RequestStore) -> int:
    """Blank in rows what stands in no opening any more: keys of a day that are gone, single records that were forgotten."""
    done = 0
    for path in paths:
        known = store.days(path.name)
        if not known:
            continue
        there = {(one.day, one.agency) for one in expired(keys_dir, reader.origin_of(path), _FAR)}
        done += sum(store.forget(path.name, day, agency) for day, agency in known if (day, agency) not in there)
        try:
            with reader.FileLibrary(path) as library:
                single = sorted(read_forgotten(library.read))
        except OSError as problem:
            raise Unavailable(store="journal") from problem
        if single:
            done += store.forget_records(path.name, single)
    return done
