"""Sealing (봉인): turn flushed records into tiles, bundles and a signed checkpoint (docs/journal-format.md §5, §7).

Theory of operation. The sealer follows a journal's segments by offset. Each round it reads whole groups, flushes the
segment itself, and only then builds on what it read: so no checkpoint covers a record that a power cut can lose. Data is
flushed before the state, the state before the checkpoint. Only the tree's right edge is held in memory.

What a crash means, at each commit point of a round:
  A  segment flushed, nothing written                  → the round is done again from the same state
  B  tiles, bundles, openings written, state not        → the same files come out again; openings beyond the state are cut
  C  state written (it holds the signed note)           → the checkpoint is published from the state, byte for byte
  D  checkpoint published, snapshot or tidying not done → done at the next occasion
"""

import itertools
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gwanmun.adapters.files import reader
from gwanmun.adapters.files.disk import flush_directory, lock, make_directory, read, replace, write_fully
from gwanmun.journal.audit import read_forgotten
from gwanmun.journal.checkpoint import Checkpoint, Vkey, sign, verify
from gwanmun.journal.entry import LeafRow, quick_leaf, row
from gwanmun.journal.faults import AlteredRecord, BadCheckpoint, BrokenSegment, BrokenTree
from gwanmun.journal.segment import SegmentRecord, arrived, opening_frame, read_head, read_openings, scan, settle, skip
from gwanmun.journal.tiles import (
    HASH,
    WIDTH,
    bundle,
    entries_path,
    hashes,
    node_from_tiles,
    opening_path,
    tile_path,
    tile_width,
    unbundle,
    widths,
)
from gwanmun.journal.tree import EMPTY_ROOT, leaf_hash, root, subtree_root

SNAPSHOT_EVERY = 10_000
SNAPSHOTS_KEPT = 3
_READ = 1024 * 1024  # bytes a round builds from at once: bounds memory and open files while catching up


class Projection(Protocol):
    """Accounts as a projection of leaves (`budget.account.Accounts`)."""

    def apply(self, leaf: LeafRow) -> None: ...

    def dump(self) -> dict[str, object]: ...


@dataclass(frozen=True, slots=True)
class Projecting:
    """How to begin a projection: from nothing, or from a dump."""

    fresh: Callable[[], Projection]
    load: Callable[[dict[str, object]], Projection]


@dataclass(slots=True)
class _Cursor:
    """Where the sealer stands in the segments: the next group begins at `at` of segment `number`."""

    number: int
    fd: int
    at: int
    group: int
    index: int
    suspicious: bytes | None = None  # what stood at `at` last round and was not right

    def close(self) -> None:
        os.close(self.fd)


@dataclass(slots=True)
class _Batch:
    """Files of one round, by path relative to the journal."""

    whole: dict[str, bytes] = field(default_factory=dict)
    partial: dict[str, bytes] = field(default_factory=dict)
    openings: dict[int, list[tuple[int, bytes]]] = field(default_factory=dict)  # by bundle: (index, sealed)


class Sealer:
    """Seals one journal. One process; its state directory is its own and never restored from a backup."""

    def __init__(self, path: Path, state_dir: Path, key: Ed25519PrivateKey, projecting: Projecting) -> None:
        self.origin = reader.origin_of(path)
        self.path, self._key = path, key
        self._vkey = Vkey(self.origin, key.public_key().public_bytes_raw())
        self._state = state_dir / f"{self.origin.replace('/', '+')}.json"
        self.size = 0
        self.root = EMPTY_ROOT
        self._rows: list[list[bytes]] = [[]]  # the hashes of each level's unfinished tile
        self._leaves: list[bytes] = []  # the leaves of the unfinished bundle
        self._cursor: _Cursor | None = None
        self._more = True  # whether the last look at the segments saw more than it took
        self._firsts: dict[int, int] = {}  # segment number → its first index
        self._stale: list[list[str]] = []  # partial files of checkpoints gone by
        make_directory(state_dir, 0o700)
        make_directory(path / "opening")
        make_directory(path / "accounts")
        self._resume()
        self._snapshot_index, self._projection = self._project(projecting)

    # ------------------------------------------------------------ the round

    def seal(self) -> int:
        """Seal everything that is in the segments now; gives how many records that was.

        What is written meanwhile waits for the next call: under load there is always some more, and a checkpoint for
        every few records would cost more than all the requests.
        """
        sealed = 0
        while (count := self._seal_some()) > 0:
            sealed += count
            if not self._more:
                break
        return sealed

    def close(self) -> None:
        if self._cursor is not None:
            self._cursor.close()
            self._cursor = None

    def _seal_some(self) -> int:
        records = self._read()
        if not records:
            return 0
        batch = _Batch()
        self._fold(records, batch)
        size = self.size + len(records)
        self._edge(size, batch)
        with _Held(self.path):
            self._append_openings(batch)
        self._write(batch)
        # B. All data of the new tree is flushed; a crash now leaves files beyond the state, made again just so.
        self.size = size
        self.root = self._compute_root()
        note = sign(Checkpoint(self.origin, size, self.root), self._key)
        replace(self._state, orjson.dumps({"format": 1, "note": note.decode()}), 0o600)
        # C. The state knows the signature; a crash now leaves the old checkpoint, and the next start publishes this one.
        replace(self.path / "checkpoint", note)
        # D. Published. What follows only tidies.
        self._tidy(batch)
        if size - self._snapshot_index >= SNAPSHOT_EVERY:
            self._write_snapshot()
        return len(records)

    # ------------------------------------------------------------ reading what is flushed

    def _read(self) -> list[SegmentRecord]:
        """Some whole groups that follow what is sealed, flushed by this process."""
        cursor = self._cursor or self._find_cursor()
        if cursor is None:
            return []
        self._cursor = cursor
        forgotten = self._forgotten()
        data = os.pread(cursor.fd, _READ, cursor.at)
        found = scan(data, 0, cursor.group, cursor.index, forgotten)
        # Zeros follow the last group that was there when we looked.
        self._more = data[found.at : found.at + 1] != b"\0"
        while not found.records and len(data) >= _READ and data[0]:  # a group longer than what was read
            more = os.pread(cursor.fd, len(data), cursor.at + len(data))
            if not more:
                break
            data += more
            found = scan(data, 0, cursor.group, cursor.index, forgotten)
        if found.records:
            cursor.suspicious = None
            self._more = self._more or self._following(cursor) is not None
        elif (following := self._following(cursor)) is not None:
            # Nobody writes this one any more: its torn last group ends here, if it has one.
            self._more = True
            data = os.pread(cursor.fd, os.fstat(cursor.fd).st_size, cursor.at)
            found = settle(data, 0, cursor.group, cursor.index, forgotten, cursor.at)
            os.fdatasync(cursor.fd)
            if not found.records:
                self._move(cursor, following)
                return self._read()
        else:
            self._suspect(cursor, data[:4096])
            return []
        # A. What was read is flushed by us before anything is built on it.
        os.fdatasync(cursor.fd)
        cursor.at += found.at
        cursor.group, cursor.index = found.group, found.index
        if found.torn:
            cursor.at = os.fstat(cursor.fd).st_size
        return [one for one in found.records if one.number >= self.size]

    def _suspect(self, cursor: _Cursor, seen: bytes) -> None:
        """A group that is not right is usually on its way; one that stays so is altered, or torn and then left behind."""
        if not seen.strip(b"\0"):
            cursor.suspicious = None
        elif cursor.suspicious == seen:
            data = os.pread(cursor.fd, os.fstat(cursor.fd).st_size, cursor.at)
            settle(data, 0, cursor.group, cursor.index, self._forgotten(), cursor.at)
        else:
            cursor.suspicious = seen

    def _following(self, cursor: _Cursor) -> tuple[int, Path] | None:
        """The next segment that holds anything. Its head shows that the writer has left this one."""
        for number, file in reader.segment_files(self.path):
            if number > cursor.number and self._first(number, file) is not None:
                return number, file
        return None

    def _move(self, cursor: _Cursor, following: tuple[int, Path]) -> None:
        number, file = following
        fd = os.open(file, os.O_RDWR)
        head = read_head(os.pread(fd, 4096, 0))
        if head is None or head.first != cursor.index or head.origin != self.origin:
            os.close(fd)
            raise BrokenSegment("the segment does not continue the one before it", file.name)
        cursor.close()
        self._cursor = _Cursor(number, fd, head.end, 0, head.first)

    def _first(self, number: int, file: Path) -> int | None:
        if number not in self._firsts:
            with file.open("rb") as opened:
                head = read_head(opened.read(4096))
            if head is None:
                return None
            self._firsts[number] = head.first
        return self._firsts[number]

    def _find_cursor(self) -> _Cursor | None:
        """Find record `size` in the segments; on the way hold what is sealed against what the segments say."""
        held = [
            (number, file) for number, file in reader.segment_files(self.path) if self._first(number, file) is not None
        ]
        chosen = [one for one in held if self._firsts[one[0]] <= self.size][-1:]
        if not chosen:
            if held:
                raise AlteredRecord(self.size, "records are missing (기록 누락)", held[0][1].name)
            return None
        number, file = chosen[0]
        fd = os.open(file, os.O_RDWR)
        data = file.read_bytes()
        head = read_head(data)
        if head is None:
            os.close(fd)
            return None
        forgotten = self._forgotten()
        cursor = _Cursor(number, fd, head.end, 0, head.first)
        if head.first == self.size:
            return cursor
        found = scan(data, head.end, 0, head.first, forgotten)
        if found.index < self.size:
            found = settle(data, head.end, 0, head.first, forgotten)
        if found.index < self.size:
            raise BadCheckpoint(
                "the journal became smaller than what was signed (이전 백업으로 되돌린 흔적)", file.name
            )
        self._compare(found.records)
        # Groups that are sealed whole are skipped; one that is sealed in part is read again and its beginning dropped.
        cursor.at, cursor.group, cursor.index = skip(data, head.end, head.first, self.size)
        return cursor

    def _compare(self, records: list[SegmentRecord]) -> None:
        """A fork shows here: a sealed record that the segments tell differently."""
        number, tile = -1, b""
        for record in records:
            if record.number >= self.size:
                return
            if record.number // WIDTH != number:
                number = record.number // WIDTH
                where = tile_path(0, number, tile_width(self.size, 0, number))
                tile = read(self.path / where) or b""
            offset = record.number % WIDTH * HASH
            if tile[offset : offset + HASH] != leaf_hash(record.leaf):
                raise AlteredRecord(record.number, "segment and sealed leaf differ (갈라진 기록)")

    # ------------------------------------------------------------ building

    def _fold(self, records: list[SegmentRecord], batch: _Batch) -> None:
        """Add records to the right edge; full tiles and bundles go into the batch. The sealer's time is spent here."""
        index = self.size
        row0, kept = self._rows[0], self._leaves
        apply = self._projection.apply
        openings = batch.openings.setdefault(index // WIDTH, [])
        for number, leaf, sealed, _, _ in records:
            if number != index:
                raise BrokenSegment("records do not follow each other", f"{index}")
            apply(row(quick_leaf(leaf, index)))
            kept.append(leaf)
            row0.append(leaf_hash(leaf))
            if sealed:
                openings.append((index, sealed))
            index += 1
            if len(kept) == WIDTH:
                tile = index // WIDTH - 1
                batch.whole[entries_path(tile)] = bundle(kept)
                kept.clear()
                self._raise(0, tile, batch)
                row0 = self._rows[0]
                openings = batch.openings.setdefault(index // WIDTH, [])

    def _raise(self, level: int, number: int, batch: _Batch) -> None:
        """A tile is full: write it, and put its root one level up."""
        full = self._rows[level]
        batch.whole[tile_path(level, number)] = b"".join(full)
        self._rows[level] = []
        if len(self._rows) == level + 1:
            self._rows.append([])
        self._rows[level + 1].append(subtree_root(full))
        if len(self._rows[level + 1]) == WIDTH:
            self._raise(level + 1, number // WIDTH, batch)

    def _edge(self, size: int, batch: _Batch) -> None:
        """The partial tiles of the right edge."""
        for level, count in widths(size):
            if width := count % WIDTH:
                batch.partial[tile_path(level, count // WIDTH, width)] = b"".join(self._rows[level])
        if width := size % WIDTH:
            batch.partial[entries_path(size // WIDTH, width)] = bundle(self._leaves)

    def _compute_root(self) -> bytes:
        """The root from the right edge: each level's unfinished tile beside all that is above it."""
        below: bytes | None = None
        for level in self._rows:
            edge = level if below is None else [*level, below]
            # INVARIANT: `below` covers fewer leaves than any hash of this level, so it is the odd one out at the right.
            below = subtree_root(edge) if edge else below
        return EMPTY_ROOT if below is None else below

    # ------------------------------------------------------------ writing

    def _append_openings(self, batch: _Batch) -> None:
        forgotten = self._forgotten()
        for number, openings in batch.openings.items():
            frames = [opening_frame(index, sealed) for index, sealed in openings if index not in forgotten]
            if not frames:
                continue
            path = self.path / opening_path(number)
            make_directory(path.parent)
            new = not path.exists()
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
            try:
                write_fully(fd, b"".join(frames))
                os.fdatasync(fd)
            finally:
                os.close(fd)
            if new:
                flush_directory(path.parent)

    def _write(self, batch: _Batch) -> None:
        """Write all beside, flush all, rename all, flush the directories."""
        written: list[tuple[int, Path, Path]] = []
        directories: set[Path] = set()
        try:
            for name, data in (*batch.whole.items(), *batch.partial.items()):
                path = self.path / name
                if name in batch.whole and (there := read(path)) is not None:
                    # Left by a crash at B. A full tile is never written twice with different content.
                    if there != data:
                        raise BrokenTree("a full tile was to change", name)
                    continue
                if path.parent not in directories:
                    make_directory(path.parent)
                    directories.add(path.parent)
                beside = path.with_name(path.name + ".new")
                fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
                written.append((fd, beside, path))
                write_fully(fd, data)
            for fd, beside, path in written:
                os.fdatasync(fd)
                beside.rename(path)
        finally:
            for fd, _, _ in written:
                os.close(fd)
        for directory in directories:
            flush_directory(directory)

    def _tidy(self, batch: _Batch) -> None:
        """Drop partial files of checkpoints before the last one, and those under tiles that are full now."""
        for name in batch.whole:
            shutil.rmtree(self.path / f"{name}.p", ignore_errors=True)
        self._stale.append([name for name in batch.partial if name not in batch.whole])
        if len(self._stale) > 2:
            current = set(batch.partial)
            for name in self._stale.pop(0):
                if name not in current:
                    (self.path / name).unlink(missing_ok=True)

    def _write_snapshot(self) -> None:
        card = {"accounts": self._projection.dump(), "format": 1, "index": self.size, "root": self.root.hex()}
        directory = self.path / "accounts"
        replace(directory / f"{self.size:020d}.json", orjson.dumps(card))
        self._snapshot_index = self.size
        old = sorted(one for one in directory.glob("*.json") if one.stem.isdigit())[:-SNAPSHOTS_KEPT]
        for one in old:
            one.unlink()
        # At this point checkpoint and snapshot are past these segments; a crash now leaves more than is needed.
        self._drop_segments()

    def _drop_segments(self) -> None:
        """Delete segments that checkpoint and snapshot are past. The newest stays, and the one being read."""
        files = reader.segment_files(self.path)
        limit = min(self.size, self._snapshot_index)
        for (number, file), (after, after_file) in itertools.pairwise(files):
            if self._cursor is None or number >= self._cursor.number:
                return
            first = self._first(after, after_file)
            if first is not None and first > limit:
                return
            file.unlink()
            self._firsts.pop(number, None)

    # ------------------------------------------------------------ starting

    def _resume(self) -> None:
        """Take up what was signed last, and refuse to go on from anything else."""
        state, note = read(self._state), read(self.path / "checkpoint")
        if state is None:
            if note is not None:
                raise BadCheckpoint("there is a checkpoint, but no memory of signing it", "checkpoint")
            replace(self.path / "checkpoint.vkey", f"{self._vkey}\n".encode())
            self._cut_openings()
            return
        signed = _signed(state)
        last = verify(signed, self._vkey)
        published = verify(note, self._vkey) if note is not None else Checkpoint(self.origin, 0, EMPTY_ROOT)
        if published.size > last.size or (published.size == last.size and published.root != last.root):
            raise BadCheckpoint("the checkpoint is not one that was signed here", "checkpoint")
        self.size = last.size
        self._load_edge()
        if (
            self._compute_root() != last.root
            or root(last.size, node_from_tiles(last.size, self._read_file)) != last.root
        ):
            raise BadCheckpoint("the tiles do not lead to what was signed (이전 백업으로 되돌린 흔적)", "tile")
        self.root = last.root
        self._cut_openings()
        if note != signed:
            replace(self.path / "checkpoint", signed)  # a crash at C: the same bytes, signed then

    def _load_edge(self) -> None:
        self._rows = [[]]
        for level, count in widths(self.size):
            while len(self._rows) <= level:
                self._rows.append([])
            if width := count % WIDTH:
                where = tile_path(level, count // WIDTH, width)
                self._rows[level] = hashes(self._need(where), width, where)
        if width := self.size % WIDTH:
            where = entries_path(self.size // WIDTH, width)
            self._leaves = unbundle(self._need(where), width, where)
            for offset, leaf in enumerate(self._leaves):
                if leaf_hash(leaf) != self._rows[0][offset]:
                    raise AlteredRecord(
                        self.size - width + offset, "leaf and its hash differ (잎과 해시 불일치)", where
                    )

    def _cut_openings(self) -> None:
        """A crash at B left openings beyond what is signed: they come again."""
        first = self.size // WIDTH
        path = self.path / opening_path(first)
        with _Held(self.path):
            data = read(path)
            if data is not None:
                frames, end = read_openings(data)
                if end != len(data) and arrived(data, end):
                    raise AlteredRecord(
                        frames[-1][0] + 1 if frames else first * WIDTH, "an opening is altered (열람부 변경)"
                    )
                kept = b"".join(opening_frame(index, sealed) for index, sealed, _ in frames if index < self.size)
                if kept != data:
                    replace(path, kept)
            number = first + 1
            while (later := self.path / opening_path(number)).exists():
                later.unlink()
                number += 1

    def _project(self, projecting: Projecting) -> tuple[int, Projection]:
        """Accounts at `size`: the newest snapshot that belongs to this tree, and the leaves after it."""
        found = reader.newest_snapshot(self.path, self.size)
        start, projection = (found.index, projecting.load(found.accounts)) if found else (0, projecting.fresh())
        for leaf in reader.replay(self.path, start, self.size):
            projection.apply(leaf)
        return start, projection

    def _forgotten(self) -> set[int]:
        return read_forgotten(self._read_file)

    def _read_file(self, name: str) -> bytes | None:
        return read(self.path / name)

    def _need(self, name: str) -> bytes:
        data = read(self.path / name)
        if data is None:
            raise BadCheckpoint("a tile that was signed is missing (이전 백업으로 되돌린 흔적)", name)
        return data


class _Held:
    """The right to change `opening/`."""

    def __init__(self, path: Path) -> None:
        self._path = path / "opening" / "lock"
        self._fd = -1

    def __enter__(self) -> None:
        self._fd = lock(self._path, wait=True)

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)


holding_openings = _Held


def _signed(state: bytes) -> bytes:
    try:
        card = orjson.loads(state)
        note = card["note"]
        if card["format"] != 1 or not isinstance(note, str):
            raise BadCheckpoint("the sealer's state is of another format")
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise BadCheckpoint("the sealer's state cannot be read") from None
    return note.encode()
