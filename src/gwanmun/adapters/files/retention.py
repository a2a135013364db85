"""Openings whose time is over (보존기간 만료): which there are, and a copy of them before they are forgotten.

What lives here: looking through the day keys, writing the copy. What does not: how long what is kept
(`entrypoints/retention.py`), the act that says so first, forgetting (`keys.py`). Law: 개인정보의 안전성 확보조치 기준 제8조.
"""

import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec

from gwanmun.adapters.files.disk import flush_directory
from gwanmun.adapters.files.keys import day_directory, day_text
from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.files.reader import FileLibrary, origin_of
from gwanmun.errors import Conflict, Unavailable
from gwanmun.journal.audit import read_forgotten
from gwanmun.journal.entry import Leaf
from gwanmun.journal.opening import day_of

_FAR = date(9999, 1, 1)
_RAW = msgspec.json.Decoder(msgspec.Raw)
_ENCODE = msgspec.json.Encoder().encode


class _Card(msgspec.Struct):
    agency: str = ""


_CARDS = msgspec.json.Decoder(_Card)


@dataclass(frozen=True, slots=True, order=True)
class Expired:
    """All openings of an agency on a day in Seoul. The gate's own records, of no agency, have ""."""

    day: str
    agency: str


@dataclass(frozen=True, slots=True)
class Copied:
    file: str
    records: int
    sha256: str


def expired(keys_dir: Path, origin: str, before: date) -> tuple[Expired, ...]:
    """What can still be opened of the days before this one, oldest first."""
    found: set[Expired] = set()
    home = day_directory(keys_dir, origin, "x").parent
    for directory in sorted(home.iterdir()) if home.is_dir() else ():
        if directory.name < before.isoformat():
            for path in directory.glob("*.json"):
                try:
                    found.add(Expired(directory.name, _CARDS.decode(path.read_bytes()).agency))
                except msgspec.MsgspecError:
                    continue  # cut short: no record uses that key
    return tuple(sorted(found))


def still_open(path: Path, keys_dir: Path) -> tuple[frozenset[tuple[str, str]], tuple[int, ...]]:
    """Of one journal: the days and agencies whose openings can be read, and the single records forgotten in any day.

    What a projection keeps beyond that has to go. Raises `Unavailable` when the journal cannot be read.
    """
    days = frozenset((one.day, one.agency) for one in expired(keys_dir, origin_of(path), _FAR))
    try:
        with FileLibrary(path) as library:
            return days, tuple(sorted(read_forgotten(library.read)))
    except OSError as problem:
        raise Unavailable(store="journal") from problem


def copy_out(journal: Path, keys_dir: Path, wanted: Collection[Expired], out: Path) -> Copied:
    """Write their records with openings as JSON Lines, durable before this returns. Raises `Conflict`: the file is there."""
    some = frozenset((one.day, one.agency) for one in wanted)
    last = max((one.day for one in wanted), default="")
    digest, count = sha256(), 0
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Conflict(store=out.name) from error
    except OSError as error:
        raise Unavailable(out.name, store="export") from error
    with os.fdopen(descriptor, "wb") as file:
        for leaf, opening in OpenedJournal(journal, keys_dir).sealed(0, lambda leaf: _place(leaf) in some, _RAW):
            day, agency = _place(leaf)
            if (day, agency) in some:
                line = _ENCODE({"leaf": leaf, "opening": opening}) + b"\n"
                file.write(line)
                digest.update(line)
                count += 1
            elif day > last:
                break  # times rise with the index
        file.flush()
        os.fsync(file.fileno())
    flush_directory(out.parent)
    return Copied(out.name, count, digest.hexdigest())


def _place(leaf: Leaf) -> tuple[str, str]:
    return day_text(day_of(leaf.at)), leaf.agency
