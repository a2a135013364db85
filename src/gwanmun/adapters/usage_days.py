"""From a gate's journal to its sealed days as Parquet: one file for the records of each day that is over (봉인된 날).

What lives here: which records make a file, joining ends to beginnings, across files too; taking away what was forgotten
since. What does not: the files (`usage_parquet.py`), the pass over the journal (`journal_pass.py`).

# INVARIANT: the files of a journal are a function of its records and of the days that were over when they were made: killed
# at any moment and run again, nothing is in two files and nothing in none.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from gwanmun.adapters.files.disk import lock, make_directory
from gwanmun.adapters.files.keys import day_text
from gwanmun.adapters.files.retention import still_open
from gwanmun.adapters.journal_pass import COUNTED, ENDED, RECONCILED, REFUSED, SENT, Opening, pass_over, start_of
from gwanmun.adapters.usage_parquet import Part, Sheet, begun_in, forget_in, parts_of, readable_days, write_part
from gwanmun.adapters.usage_reader import sight_of
from gwanmun.budget.rollup import ENDED as AT_ENDED
from gwanmun.budget.rollup import FAILED, HELD, INPUT, MEASURES, OUTPUT, REQUESTS, SPENT, UNKNOWN
from gwanmun.budget.rollup import REFUSED as AT_REFUSED
from gwanmun.domain.facts import Ending
from gwanmun.errors import Unavailable
from gwanmun.journal.entry import Leaf
from gwanmun.journal.opening import day_of
from gwanmun.ports.usage import Watermark

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER, _REQUEST, _AT, _MILLIS, _DAY, _FIRST_TEXT, _READABLE = 0, 1, 2, 3, 4, 5, 16
_FIRST_SUM = _READABLE + 1


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did: files made, their rows and bytes; rows that were blanked because their openings are forgotten."""

    files: int = 0
    rows: int = 0
    bytes: int = 0
    forgotten: int = 0


def seal_days(home: Path, data: Path, paths: Iterable[Path], keys_dir: Path, today: str) -> Done:
    """Write the days before `today` that are not written yet; blank what was forgotten. One at a time: `Conflict`."""
    make_directory(home, 0o700)
    make_directory(data / "worker", 0o700)
    held = lock(data / "worker" / "days.lock")
    try:
        done = Done()
        for path in paths:
            folder = home / path.name
            make_directory(folder, 0o700)
            parts = _kept(home, folder)
            mine = DaysOfJournal(home, path, parts)
            pass_over(path, keys_dir, (mine,))
            mine.finish(today)
            done = replace(
                done, files=done.files + mine.files, rows=done.rows + mine.rows, bytes=done.bytes + mine.bytes,
                forgotten=done.forgotten + _forget_gone(home, path, keys_dir, parts),
            )  # fmt: skip
    except OSError as problem:
        raise Unavailable(store="events") from problem
    else:
        return done
    finally:
        os.close(held)


def _kept(home: Path, folder: Path) -> tuple[Part, ...]:
    """The files up to the first gap; what follows one, or was never finished, is removed and made again."""
    parts = parts_of(home, folder.name)
    good = {part.path for part in parts}
    for path in folder.iterdir():
        if path not in good:
            path.unlink()
    return parts


def _forget_gone(home: Path, path: Path, keys_dir: Path, parts: Iterable[Part]) -> int:
    """Blank in the files what stands in no opening any more."""
    there, single = still_open(path, keys_dir)
    done = 0
    for part in parts:
        gone = [one for one in readable_days(home, part) if one not in there]
        if gone or single:
            done += forget_in(home, part, gone, single)
    return done


class DaysOfJournal:
    """The files' share of a pass over one journal. `finish` ends the last day; what is left over is read again next time."""

    kinds = COUNTED

    def __init__(self, home: Path, path: Path, parts: tuple[Part, ...]) -> None:
        self._home, self._folder = home, home / path.name
        self._parts = list(parts)
        self.mark = start_of(path, parts[-1].mark if parts else None)
        self._at = self.mark  # up to where records were taken
        self.files = self.rows = self.bytes = 0
        self._day = 0
        self._begin()

    def _begin(self) -> None:
        self._sheet = Sheet(self._folder / "gathering.csv")
        self._first = self._at.next_index
        self._open: dict[str, list[object]] = {}
        self._late: list[tuple[Leaf, Opening | None]] = []
        self._gathered = 0

    def take(self, leaf: Leaf, opening: Opening | None) -> None:
        day = day_of(leaf.at)
        if day > self._day:  # times rise with the index, but for the moments that requests overlap and clocks set back
            if self._day:
                self._seal()
            self._day = day
        gone = opening is None and leaf.kind in self.kinds
        self._at = replace(
            self._at, next_index=leaf.index + 1, first_us=self._at.first_us or leaf.at, last_us=leaf.at,
            unreadable=self._at.unreadable + gone,
        )  # fmt: skip
        if leaf.kind == SENT:
            row = self._open[leaf.request] = _row(leaf, opening)
            row[_FIRST_SUM + REQUESTS], row[_FIRST_SUM + HELD] = 1, leaf.held
        elif leaf.kind == ENDED:
            begun = self._open.pop(leaf.request, None)
            if begun is None:
                self._late.append((leaf, opening))
            else:
                _end(begun, leaf, opening, held=0)
                self._add(begun)
        elif leaf.kind == REFUSED:
            row = _row(leaf, opening)
            row[_FIRST_SUM + AT_REFUSED] = 1
            self._add(row)
        elif leaf.kind == RECONCILED:
            row = _row(leaf, opening)
            row[_FIRST_SUM + SPENT] = leaf.spent - leaf.held
            self._add(row)

    def hand_over(self, mark: Watermark) -> None:
        """Nothing is handed over before its day is over."""
        self.mark = mark

    def finish(self, today: str) -> None:
        """End the last day when it is before `today`; else leave it to the next run."""
        if self._day and day_text(self._day) < today:
            self._seal()
        self._sheet.discard()

    def _add(self, row: list[object]) -> None:
        self._sheet.add(row)
        self._gathered += 1

    def _seal(self) -> None:
        self._join_late()
        for row in self._open.values():
            self._add(row)
        path = self._folder / f"{day_text(self._day)}.{self._first:012d}.parquet"
        self._parts.append(write_part(self._home, self._sheet, path, self._first, self._at))
        self.files, self.bytes = self.files + 1, self.bytes + path.stat().st_size
        self.rows += self._gathered
        self._begin()

    def _join_late(self) -> None:
        """Ends of what was sent in an earlier file: the same cells, the hold given back."""
        wanted = [leaf.request for leaf, _ in self._late if _UUID.fullmatch(leaf.request)]
        known = begun_in(self._home, self._parts, wanted)
        for leaf, opening in self._late:
            row = _row(leaf, None)
            found = known.pop(leaf.request, None)
            held = 0
            if found is not None:  # an end without a beginning frees nothing
                row[_DAY:_READABLE] = found[_DAY:_READABLE]
                row[_NUMBER], row[_AT] = found[_NUMBER], found[_AT]
                held = -int(str(found[_FIRST_SUM + HELD]))
            _end(row, leaf, opening, held=held)
            row[_READABLE] = opening is not None
            self._add(row)


def _row(leaf: Leaf, opening: Opening | None) -> list[object]:
    """What one request was, with nothing counted yet."""
    s = sight_of(leaf, opening)
    grade = opening.input.grade if opening else ""
    kinds = ",".join(sorted(opening.findings)) if opening else ""
    return [
        leaf.index, leaf.request if _UUID.fullmatch(leaf.request) else "", leaf.at, "", s.day, s.agency, s.department,
        s.person, s.service, s.family, s.model, s.decision, s.task, s.device, grade or UNKNOWN, kinds or UNKNOWN,
        opening is not None, *([0] * len(MEASURES)),
    ]  # fmt: skip


def _end(row: list[object], leaf: Leaf, opening: Opening | None, *, held: int) -> None:
    failed = leaf.ending != Ending.OK.value
    row[_FIRST_SUM + AT_ENDED] = 1
    row[_FIRST_SUM + FAILED] = int(failed)
    row[_FIRST_SUM + SPENT] = leaf.spent + leaf.overbilled
    row[_FIRST_SUM + HELD] = held
    if opening is not None:
        row[_FIRST_SUM + INPUT], row[_FIRST_SUM + OUTPUT] = opening.usage.input, opening.usage.output
    if not failed:
        row[_MILLIS] = max(0, leaf.at - int(str(row[_AT]))) // 1000
