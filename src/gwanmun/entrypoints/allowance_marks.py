"""Telling which allowances passed 70, 90 or 100 % (한도 경보): by the desk's own clock, or asked of a gate's journal.

What does not live here: finding them for the desk (`adapters/requests_reader.py`), telling the officers (`control/allowances.py`), the marks themselves (`gateway/reserve.py`).
"""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.system import System
from gwanmun.bootstrap import journal_path
from gwanmun.control.allowances import RecordAllowanceMarks, record_allowance_marks
from gwanmun.control.office import Office, signed_by
from gwanmun.control.timed import CLOCK
from gwanmun.domain.allowances import subject
from gwanmun.entrypoints.misuse_scan import since_us
from gwanmun.entrypoints.noticed import Notices
from gwanmun.errors import GwanmunError
from gwanmun.journal.entry import Leaf
from gwanmun.ports.requests import Noticed
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
        for mark in opening.allowance_marks if opening is not None else ():
            _gather(found, leaf, mark)
    return list(found.values())


async def watch(office: Office, marks: Notices, report: Report) -> None:
    """Tell of marks until cancelled, each once. What cannot be read now is read at the next look; it never stops the desk."""
    waiting: list[dict[str, object]] = []
    while True:
        try:
            found: dict[tuple[str, ...], dict[str, object]] = {}
            for one in await asyncio.to_thread(marks.look):
                _gather(found, one, one.said)
            waiting += found.values()
            if waiting:
                order = msgspec.convert({"marks": waiting[:_MOST]}, RecordAllowanceMarks)
                told = record_allowance_marks(office, signed_by(office, CLOCK), order)
                del waiting[:_MOST]
                report("allowance_marks", {"told": told.told, "unheard": told.unheard})
        except GwanmunError as fault:
            report("allowance_marks_wait", {"code": fault.code})
        await asyncio.sleep(LOOK_SECONDS)


def _gather(found: dict[tuple[str, ...], dict[str, object]], one: Leaf | Noticed, mark: str) -> None:
    level, period, percent = mark.split("/")
    whose = {
        "government": one.agency, "department": one.department,
        "service": subject(one.agency, one.service), "purpose": subject(one.agency, one.purpose),
    }.get(level, "")  # fmt: skip
    at = one.period[: _LENGTHS[period]]
    found[one.agency, level, whose, at, percent] = {
        "agency": one.agency, "level": level, "subject": whose, "period": period, "at": at, "percent": int(percent),
    }  # fmt: skip


def _is_first(leaf: Leaf) -> bool:
    return leaf.kind == "admitted"
