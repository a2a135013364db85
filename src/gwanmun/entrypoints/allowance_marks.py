"""Asking a gate's journal which allowances passed 70, 90 or 100 % (한도 경보). Reads only, beside a gate at work.

What does not live here: telling the officers (`control/allowances.py`), the marks themselves (`gateway/reserve.py`).
"""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.files.reader import published
from gwanmun.adapters.files.succession import gate_journals
from gwanmun.adapters.system import System
from gwanmun.bootstrap import journal_path
from gwanmun.control.allowances import RecordAllowanceMarks, record_allowance_marks
from gwanmun.control.office import Office, signed_by
from gwanmun.control.timed import CLOCK
from gwanmun.domain.allowances import subject
from gwanmun.entrypoints.misuse_scan import since_us
from gwanmun.errors import GwanmunError
from gwanmun.journal.entry import Leaf
from gwanmun.settings import load_settings

Report = Callable[[str, Mapping[str, object]], None]
LOOK_SECONDS = 30.0
_MOST = 10_000
_LENGTHS = {"day": 10, "month": 7, "year": 4}


class _Opening(msgspec.Struct):
    allowance_marks: tuple[str, ...] = ()


_OPENINGS = msgspec.json.Decoder(_Opening)


def marks_since(since: str, config: Path) -> list[dict[str, object]]:
    """Every mark that was passed since then, once, as arguments of the act that tells of them."""
    settings = load_settings(config)
    opened = OpenedJournal(journal_path(settings), settings.gate.keys_dir)
    found: dict[tuple[str, ...], dict[str, object]] = {}
    for leaf, opening in opened.records(since_us(since, System().now_us()), _is_first, _OPENINGS):
        _gather(found, leaf, opening)
    return list(found.values())


class Marks:
    """The marks of an installation, from its opening on: `look` gives those sealed since the last look."""

    def __init__(self, data_dir: Path, keys_dir: Path) -> None:
        self._data_dir, self._keys_dir = data_dir, keys_dir
        self._next = {path: _sealed(path) for path in gate_journals(data_dir)}

    def look(self) -> list[dict[str, object]]:
        found: dict[tuple[str, ...], dict[str, object]] = {}
        for path in gate_journals(self._data_dir):
            start = self._next.setdefault(path, 0)
            for leaf, opening in OpenedJournal(path, self._keys_dir).sealed(start, _is_first, _OPENINGS):
                self._next[path] = leaf.index + 1
                _gather(found, leaf, opening)
        return list(found.values())


async def watch(office: Office, marks: Marks, report: Report) -> None:
    """Tell of marks until cancelled, each once. What cannot be read now is read at the next look; it never stops the desk."""
    waiting: list[dict[str, object]] = []
    while True:
        try:
            waiting += await asyncio.to_thread(marks.look)
            if waiting:
                order = msgspec.convert({"marks": waiting[:_MOST]}, RecordAllowanceMarks)
                told = record_allowance_marks(office, signed_by(office, CLOCK), order)
                del waiting[:_MOST]
                report("allowance_marks", {"told": told.told, "unheard": told.unheard})
        except GwanmunError as fault:
            report("allowance_marks_wait", {"code": fault.code})
        await asyncio.sleep(LOOK_SECONDS)


def _gather(found: dict[tuple[str, ...], dict[str, object]], leaf: Leaf, opening: _Opening | None) -> None:
    for mark in opening.allowance_marks if opening is not None else ():
        level, period, percent = mark.split("/")
        whose = {
            "government": leaf.agency, "department": leaf.department,
            "service": subject(leaf.agency, leaf.service), "purpose": subject(leaf.agency, leaf.purpose),
        }.get(level, "")  # fmt: skip
        at = leaf.period[: _LENGTHS[period]]
        found[leaf.agency, level, whose, at, percent] = {
            "agency": leaf.agency, "level": level, "subject": whose, "period": period, "at": at, "percent": int(percent),
        }  # fmt: skip


def _sealed(path: Path) -> int:
    checkpoint = published(path)
    return checkpoint.size if checkpoint else 0


def _is_first(leaf: Leaf) -> bool:
    return leaf.kind == "admitted"
