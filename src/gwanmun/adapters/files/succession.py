"""Which journal is written to (이어쓰기): the one that the settings name, or its successor where that one was archived.

A journal whose signing key is lost is never written to again: a second key under the same origin would be a second
history. It is put into `archive/`, and the next number begins: gate-1, gate-2, …; desk, desk-2, …. What does not live
here: who archives a journal (`adapters/backup.py`).
"""

import re
from pathlib import Path

ARCHIVE = "archive"
_NUMBERED = re.compile(r"(.*)-([1-9][0-9]{0,8})")


def successor(origin: str) -> str:
    """The next origin after this one."""
    numbered = _NUMBERED.fullmatch(origin)
    return f"{numbered[1]}-{int(numbered[2]) + 1}" if numbered else f"{origin}-2"


def present_origin(data: Path, origin: str) -> str:
    """The first origin, from this one on, whose journal is not in the archive."""
    while (data / ARCHIVE / name_of(origin)).is_dir():
        origin = successor(origin)
    return origin


def name_of(origin: str) -> str:
    """The folder's name of a journal of this origin."""
    return origin.rsplit("/", 1)[-1]


def is_a_desks(path: Path) -> bool:
    """Whether a journal's folder is a desk's: its records are acts, not use."""
    return re.fullmatch(r"desk(-[1-9][0-9]*)?", path.name) is not None


def gate_journals(data: Path) -> list[Path]:
    """The journals of the gates, archived ones too: the desk's records are acts, not use."""
    return [path for path in _journals(data) if not is_a_desks(path)]


def desk_journals(data: Path) -> list[Path]:
    return [path for path in _journals(data) if is_a_desks(path)]


def _journals(data: Path) -> list[Path]:
    cards = (*(data / ARCHIVE).glob("*/journal.json"), *(data / "journal").glob("*/journal.json"))
    return [card.parent for card in sorted(cards)]
