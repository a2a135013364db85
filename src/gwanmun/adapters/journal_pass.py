"""One pass over what is sealed of a gate's journal, for everybody who keeps a projection of it: each record is read and
decrypted once, each store takes it beyond its own watermark.

What lives here: the pass, and what is read of an opening. What does not: what a store makes of a record
(`usage_reader.py`, `requests_reader.py`), where the journals lie. Reads openings, so it needs the keys; never prompt text,
for there is none in a journal.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import msgspec

from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.files.reader import origin_of
from gwanmun.domain.facts import FactKind
from gwanmun.journal.entry import Leaf
from gwanmun.ports.usage import Watermark

BATCH = 50_000
SENT, ENDED, REFUSED = FactKind.ADMITTED.value, FactKind.ENDED.value, FactKind.REFUSED.value
RECONCILED = FactKind.RECONCILED.value
#: What money is counted from.
COUNTED = frozenset({SENT, ENDED, REFUSED, RECONCILED})


class _Who(msgspec.Struct):
    task: str = ""


class _Service(msgspec.Struct):
    id: str = ""
    model: str = ""


class _Input(msgspec.Struct):
    device: str = msgspec.field(default="", name="device.class")
    family: str = msgspec.field(default="", name="service.family")
    grade: str = msgspec.field(default="", name="data.classification")


class _Decision(msgspec.Struct):
    outcome: str = ""


class _Usage(msgspec.Struct):
    input: int = 0
    output: int = 0


class Opening(msgspec.Struct):
    """What the projections ask of an opening; everything else in it is passed over."""

    who: _Who = msgspec.field(default_factory=_Who)
    service: _Service = msgspec.field(default_factory=_Service)
    input: _Input = msgspec.field(default_factory=_Input)
    decision: _Decision = msgspec.field(default_factory=_Decision)
    usage: _Usage = msgspec.field(default_factory=_Usage)
    findings: dict[str, int] = msgspec.field(default_factory=dict)
    code: str = ""
    allowance_marks: tuple[str, ...] = ()


OPENINGS = msgspec.json.Decoder(Opening)
NOTHING = Opening()


class Part(Protocol):
    """A projection's share of a pass over one journal."""

    kinds: frozenset[str]  # of records whose openings it needs
    mark: Watermark  # what its store has already

    def take(self, leaf: Leaf, opening: Opening | None) -> None:
        """Gather one record; `None` for an opening that it does not need, or that is gone."""

    def hand_over(self, mark: Watermark) -> None:
        """Add to the store what was gathered, up to this mark."""


def start_of(path: Path, known: Watermark | None) -> Watermark:
    return known or Watermark(path.name, origin_of(path), 0, 0, 0, 0)


def pass_over(path: Path, keys_dir: Path, parts: Sequence[Part], batch: int = BATCH, most: int | None = None) -> int:
    """Give the parts what this journal holds beyond their marks; returns how many records were read (about `most`).

    Raises `IntegrityFault` when the journal is not the one read before, `StoreFault` when one cannot be used.
    """
    kinds = frozenset[str]().union(*(part.kinds for part in parts))
    begin = min(part.mark.next_index for part in parts)
    shares = [_Share(part) for part in parts]
    done = 0
    for leaf, opening in OpenedJournal(path, keys_dir).sealed(begin, lambda leaf: leaf.kind in kinds, OPENINGS):
        for share in shares:
            share.take(leaf, opening)
        done += 1
        if done % batch == 0:
            for share in shares:
                share.hand_over()
            if most is not None and done >= most:
                return done
    for share in shares:
        share.hand_over()
    return done


class _Share:
    """A part with the mark that it will have reached when what it holds is handed over."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._start = part.mark.next_index
        self._last: Leaf | None = None
        self._first_us = part.mark.first_us
        self._gone = 0

    def take(self, leaf: Leaf, opening: Opening | None) -> None:
        if leaf.index < self._start:
            return
        self._last = leaf
        self._first_us = self._first_us or leaf.at
        if opening is None and leaf.kind in self._part.kinds:
            self._gone += 1
        self._part.take(leaf, opening)

    def hand_over(self) -> None:
        if self._last is None:
            return
        mark = self._part.mark
        self._part.hand_over(
            replace(
                mark, next_index=self._last.index + 1, first_us=self._first_us, last_us=self._last.at,
                unreadable=mark.unreadable + self._gone,
            )
        )  # fmt: skip
        self._last, self._gone = None, 0
