"""Reading a journal's directory: its files for the audit, its leaves for replay, its newest account snapshot.

Reads only, and reads a journal that is being written and sealed meanwhile.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

import orjson

from gwanmun.adapters.files.disk import read
from gwanmun.errors import IntegrityFault
from gwanmun.journal.audit import read_card, read_forgotten
from gwanmun.journal.checkpoint import Checkpoint, parse_vkey, verify
from gwanmun.journal.entry import LeafRow, quick_leaf, row
from gwanmun.journal.faults import BrokenSegment
from gwanmun.journal.segment import read_head, settle
from gwanmun.journal.tiles import HASH, WIDTH, entries_path, node_from_tiles, tile_width, unbundle
from gwanmun.journal.tree import root

_PAGE = 4096


class FileLibrary:
    """The bytes of one journal (`journal.audit.Library`), as they stood at one moment though it goes on growing.

    It keeps the checkpoint and the segments of that moment: a segment that is sealed and deleted later is still read,
    and no checkpoint is taken for newer than the segments beside it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._segments: list[tuple[int, BinaryIO]] = []
        while not self._take():
            self.close()

    def _take(self) -> bool:
        """Open the segments and read the checkpoint; False when the writer or the sealer changed them meanwhile."""
        files = segment_files(self.path)
        try:
            for number, file in files:
                self._segments.append((number, file.open("rb")))
        except FileNotFoundError:
            return False
        self._checkpoint = read(self.path / "checkpoint")
        return segment_files(self.path) == files

    def read(self, path: str) -> bytes | None:
        if path == "checkpoint":
            return self._checkpoint
        data = read(self.path / path)
        if data is None and ".p/" in path:
            # The sealer may have replaced a partial tile by a fuller one, of which it is the beginning.
            whole, _, width = path.rpartition(".p/")
            for fuller in (whole, *self._fuller(whole, int(width))):
                found = read(self.path / fuller)
                if found is not None:
                    return _shorten(path, found, int(width))
        return data

    def segments(self) -> Iterator[tuple[int, bytes]]:
        for number, file in self._segments:
            if number != self._segments[-1][0]:
                file.seek(0)
                yield number, file.read()
            else:
                yield number, _read_backwards(file.fileno())

    def oldest(self) -> int | None:
        """The index at which the oldest segment begins; None when no segment holds anything."""
        for _, file in self._segments:
            file.seek(0)
            head = read_head(file.read(4096))
            if head is not None:
                return head.first
        return None

    def close(self) -> None:
        for _, file in self._segments:
            file.close()
        self._segments.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fuller(self, whole: str, width: int) -> list[str]:
        directory = self.path / f"{whole}.p"
        found = sorted(int(one.name) for one in directory.glob("*") if one.name.isdigit()) if directory.is_dir() else []
        return [f"{whole}.p/{one}" for one in found if one > width]


@dataclass(frozen=True, slots=True)
class AccountSnapshot:
    """Accounts as they stood before record `index`; `root` is the tree's root at that size."""

    index: int
    root: bytes
    accounts: dict[str, object]


def segment_files(path: Path) -> list[tuple[int, Path]]:
    """Number and path of each segment, oldest first."""
    directory = path / "segments"
    found = (
        [(int(one.stem), one) for one in directory.glob("*.seg") if one.stem.isdigit()] if directory.is_dir() else []
    )
    return sorted(found)


def published(path: Path) -> Checkpoint | None:
    """The checkpoint in the directory, proved under the key in the directory; None when nothing was sealed yet."""
    return _published(lambda name: read(path / name))


def _published(read_file: Callable[[str], bytes | None]) -> Checkpoint | None:
    note, line = read_file("checkpoint"), read_file("checkpoint.vkey")
    if note is None:
        return None
    if line is None:
        raise IntegrityFault("checkpoint.vkey", problem="there is no verifier key")
    return verify(note, parse_vkey(line.decode(errors="replace")))


def origin_of(path: Path) -> str:
    with FileLibrary(path) as library:
        return read_card(library)


def leaves(path: Path, start: int = 0, end: int | None = None, holding: bytes = b"") -> Iterator[tuple[int, bytes]]:
    """Index and bytes of each leaf from `start` on (to before `end`): from sealed bundles, then from segments.

    `holding`: only leaves with these bytes in them, found without looking at each.

    The bytes are guarded by checksums here, not proved: proving is the audit's work.
    """
    with FileLibrary(path) as library:
        oldest = library.oldest()
        index = start
        checkpoint = _published(library.read)
        size = checkpoint.size if checkpoint else 0
        stop = size if oldest is None else min(size, max(oldest, start))
        while index < stop and (end is None or index < end):
            number = index // WIDTH
            width = tile_width(size, 0, number)
            where = entries_path(number, width)
            sealed = library.read(where)
            if sealed is None:
                raise IntegrityFault(where, problem="a bundle is missing")
            if holding in sealed:
                for at, leaf in enumerate(unbundle(sealed, width, where), number * WIDTH):
                    if index <= at < stop and (end is None or at < end) and holding in leaf:
                        yield at, leaf
            index = min(stop, (number + 1) * WIDTH)
        for at, leaf in _segment_leaves(library, index, end, read_forgotten(library.read)):
            if holding in leaf:
                yield at, leaf


def _segment_leaves(
    library: FileLibrary, index: int, end: int | None, forgotten: set[int]
) -> Iterator[tuple[int, bytes]]:
    expected: int | None = None
    for number, data in library.segments():
        if end is not None and index >= end:
            return
        head = read_head(data)
        if head is None:
            continue
        if head.first > index or (expected is not None and head.first != expected):
            raise BrokenSegment("the segment does not continue what is before it", f"segments/{number:08d}.seg")
        found = settle(data, head.end, 0, head.first, forgotten)
        expected = found.index
        for record in found.records:
            if record.number == index:
                if end is not None and index >= end:
                    return
                yield index, record.leaf
                index += 1


def replay(path: Path, start: int = 0, end: int | None = None) -> Iterator[LeafRow]:
    """What accounts need of each leaf from `start` on, in order."""
    for index, leaf in leaves(path, start, end):
        yield row(quick_leaf(leaf, index))


def newest_snapshot(path: Path, at_most: int | None = None) -> AccountSnapshot | None:
    """The newest account snapshot that is a prefix of this very journal (its root is proved from the tiles)."""
    directory = path / "accounts"
    names = sorted((int(one.stem), one) for one in directory.glob("*.json") if one.stem.isdigit())
    checkpoint = published(path)
    size = checkpoint.size if checkpoint else 0
    with FileLibrary(path) as library:
        node = node_from_tiles(size, library.read)
        for index, file in reversed(names):
            if index > size or (at_most is not None and index > at_most):
                continue
            snapshot = _snapshot(file, index)
            if snapshot is not None and root(index, node) == snapshot.root:
                return snapshot
    return None


def _snapshot(file: Path, index: int) -> AccountSnapshot | None:
    try:
        card = orjson.loads(file.read_bytes())
        if card["format"] != 1 or card["index"] != index or not isinstance(card["accounts"], dict):
            return None
        return AccountSnapshot(index, bytes.fromhex(card["root"]), card["accounts"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a snapshot is a convenience: an older one, or the whole journal, serves as well


def _read_backwards(fd: int) -> bytes:
    """A segment that may be growing, page by page from its end.

    It is written strictly forwards; so read, a byte that is seen means that all bytes before it are seen too. Read
    forwards, a group could be missed while a later one is seen, which would look like an altered journal.
    """
    pages = range(0, os.fstat(fd).st_size, _PAGE)
    return b"".join(reversed([os.pread(fd, _PAGE, at) for at in reversed(pages)]))


def _shorten(path: str, data: bytes, width: int) -> bytes:
    """The first `width` hashes or leaves of a tile or bundle."""
    if not path.startswith("tile/entries/"):
        return data[: width * HASH]
    at = 0
    for _ in range(width):
        if at + 2 > len(data):
            return data
        at += 2 + int.from_bytes(data[at : at + 2], "big")
    return data[:at]
