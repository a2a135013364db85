"""Asking a gate's journal which allowances passed 70, 90 or 100 % (한도 경보). Reads only, beside a gate at work.

What does not live here: telling the officers (`control/allowances.py`), the marks themselves (`gateway/reserve.py`).
"""

from pathlib import Path

import msgspec

from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.system import System
from gwanmun.bootstrap import journal_path
from gwanmun.domain.allowances import subject
from gwanmun.entrypoints.misuse_scan import since_us
from gwanmun.journal.entry import Leaf
from gwanmun.settings import load_settings

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
            level, period, percent = mark.split("/")
            whose = {
                "government": leaf.agency, "department": leaf.department,
                "service": subject(leaf.agency, leaf.service), "purpose": subject(leaf.agency, leaf.purpose),
            }.get(level, "")  # fmt: skip
            at = leaf.period[: _LENGTHS[period]]
            found[leaf.agency, level, whose, at, percent] = {
                "agency": leaf.agency, "level": level, "subject": whose, "period": period, "at": at,
                "percent": int(percent),
            }  # fmt: skip
    return list(found.values())


def _is_first(leaf: Leaf) -> bool:
    return leaf.kind == "admitted"
