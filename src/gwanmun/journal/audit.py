"""Prove a whole journal from its bytes alone: the numbered steps of docs/journal-format.md §8, and nothing else.

The bytes come through `Library`; keys, when there are any, through `Keys`. Memory stays flat: one bundle, one tile a
level and one segment at a time. What is wrong is raised, as an `IntegrityFault` that names the first record concerned.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from gwanmun.journal.canonical import parse
from gwanmun.journal.checkpoint import Vkey, check_origin, parse_vkey, verify
from gwanmun.journal.entry import Leaf, decode_leaf
from gwanmun.journal.faults import AlteredRecord, BadCheckpoint, BrokenSegment, BrokenTree
from gwanmun.journal.opening import DayKey, day_of
from gwanmun.journal.segment import SegmentRecord, arrived, read_head, read_openings, settle
from gwanmun.journal.tiles import (
    HASH,
    WIDTH,
    entries_path,
    hashes,
    node_from_tiles,
    opening_path,
    tile_path,
    tile_width,
    unbundle,
)
from gwanmun.journal.tree import (
    EMPTY_ROOT,
    consistency_proof,
    leaf_hash,
    root,
    subtree_root,
    verify_consistency,
)

FORMAT = 1


class Library(Protocol):
    """The bytes of one journal."""

    def read(self, path: str) -> bytes | None:
        """One file, or None when there is none."""
        ...

    def segments(self) -> Iterator[tuple[int, bytes]]:
        """Number and bytes of each segment, oldest first, one at a time."""
        ...


class Keys(Protocol):
    """Where day keys are."""

    def find(self, origin: str, day: int, agency: str, key_id: str) -> DayKey | None:
        """The day key, or None when it was forgotten."""
        ...


@dataclass(slots=True)
class Report:
    """What was proved. `forgotten` and `to_be_erased` are ranges of indices, both ends included."""

    origin: str
    vkey: str = ""
    size: int = 0  # records under the checkpoint
    root: bytes = EMPTY_ROOT
    proved: int = 0
    openings_proved: int = 0
    openings_not_opened: int = 0
    forgotten: list[tuple[int, int]] = field(default_factory=list)
    to_be_erased: list[tuple[int, int]] = field(default_factory=list)
    not_yet_sealed: int = 0
    torn: int = 0  # torn groups seen: never acknowledged, no fault

    @property
    def forgotten_count(self) -> int:
        return sum(last - first + 1 for first, last in self.forgotten)

    @property
    def sealed(self) -> bool:
        """Whether a signed checkpoint covers anything at all. Without one nothing is proved: anybody can write a tail."""
        return self.size > 0


def audit(library: Library, keys: Keys | None = None, vkey: Vkey | None = None, earlier: bytes | None = None) -> Report:
    """Prove everything that can be proved, or raise. `vkey` from elsewhere is worth more than the directory's own.

    Whoever holds a `vkey` or an `earlier` checkpoint knows that this journal was sealed: without a checkpoint it raises.
    Without either, what was never sealed is no fault; `Report.sealed` says so, and nothing may be called proved then.
    """
    report = Report(read_card(library))
    forgotten = read_forgotten(library.read)
    _read_checkpoint(library, report, vkey, expected=vkey is not None or earlier is not None)
    openings = _Openings(report, keys, forgotten)
    _prove_sealed(library, report, openings)
    _prove_tail(library, report, openings)
    if earlier is not None:
        _prove_continuity(library, report, earlier)
    return report


def read_card(library: Library) -> str:
    """Step 1: the journal's card; gives the origin."""
    data = library.read("journal.json")
    if data is None:
        raise BrokenTree("there is no journal.json", "journal.json")
    try:
        card = parse(data.removesuffix(b"\n"))
    except ValueError:
        raise BrokenTree("journal.json is malformed", "journal.json") from None
    origin = card.get("origin")
    if card.get("format") != FORMAT or not isinstance(origin, str):
        raise BrokenTree("the journal is of another format", "journal.json")
    return check_origin(origin)


def read_forgotten(read: Callable[[str], bytes | None]) -> set[int]:
    """The indices in `opening/forgotten`. A line that was cut off by a crash does not count."""
    lines = (read("opening/forgotten") or b"").split(b"\n")[:-1]
    if not all(line.isdigit() and len(line) < 20 for line in lines):
        raise BrokenTree("the list of forgotten openings is malformed", "opening/forgotten")
    return {int(line) for line in lines}


def _read_checkpoint(library: Library, report: Report, vkey: Vkey | None, *, expected: bool) -> None:
    # 2. The checkpoint: form, origin, signature.
    note = library.read("checkpoint")
    if vkey is None and (line := library.read("checkpoint.vkey")) is not None:
        if not line.endswith(b"\n"):
            raise BadCheckpoint("the verifier key's line was cut (검증 키 줄이 잘렸습니다)", "checkpoint.vkey")
        vkey = parse_vkey(line.decode(errors="replace"))
    if note is None:
        # INVARIANT: taking the checkpoint away never makes a journal look better than altering it would.
        if expected:
            raise BadCheckpoint(
                "the journal was sealed before, and its checkpoint is gone (봉인이 없어졌습니다)", "checkpoint"
            )
        if library.read(entries_path(0)) is not None:
            raise BadCheckpoint("there are full bundles but no checkpoint", "checkpoint")
        return
    if vkey is None:
        raise BadCheckpoint("there is no verifier key", "checkpoint.vkey")
    checkpoint = verify(note, vkey)
    if checkpoint.origin != report.origin:
        raise BadCheckpoint("the checkpoint is of another journal", "checkpoint")
    report.vkey, report.size, report.root = str(vkey), checkpoint.size, checkpoint.root


class _Openings:
    """Step 6, record by record, for sealed and unsealed ones alike."""

    def __init__(self, report: Report, keys: Keys | None, forgotten: Container[int]) -> None:
        self.report, self.keys, self.forgotten = report, keys, forgotten
        self._found: dict[tuple[int, str, str], DayKey | None] = {}

    def prove(self, leaf: Leaf, sealed: bytes | None) -> None:
        report = self.report
        if leaf.index in self.forgotten:
            if sealed:
                _extend(report.to_be_erased, leaf.index)
            _extend(report.forgotten, leaf.index)
        elif sealed is None:
            _extend(report.forgotten, leaf.index)
        elif self.keys is None:
            report.openings_not_opened += 1
        elif (key := self._key(self.keys, leaf)) is None:
            _extend(report.forgotten, leaf.index)
        else:
            key.unseal(leaf.index, leaf.commit, sealed)
            report.openings_proved += 1

    def _key(self, keys: Keys, leaf: Leaf) -> DayKey | None:
        name = (day_of(leaf.at), leaf.agency, leaf.key)
        if name not in self._found:
            if len(self._found) >= 4096:
                self._found.clear()
            self._found[name] = keys.find(self.report.origin, *name)
        return self._found[name]


def _prove_sealed(library: Library, report: Report, openings: _Openings) -> None:
    size = report.size
    above = _Above(library, size)
    for number in range(-(-size // WIDTH)):
        width = tile_width(size, 0, number)
        first = number * WIDTH
        leaves = unbundle(_need(library, entries_path(number, width), first), width, entries_path(number, width))
        path = tile_path(0, number, width)
        tile = hashes(_need(library, path, first), width, path)
        sealed = _read_bundle(library, number, first + width, openings.forgotten)
        for offset, leaf in enumerate(leaves):
            index = first + offset
            # 3. Each entry has the hash that its tile names.
            if leaf_hash(leaf) != tile[offset]:
                raise AlteredRecord(index, "leaf and its hash differ (잎과 해시 불일치)", path)
            # 4. Each leaf is canonical, lawful and in its place.
            fields = decode_leaf(leaf, index)
            report.proved += 1
            # 6. Each opening that is there gives the commitment.
            openings.prove(fields, sealed.get(index))
        if width == WIDTH:
            above.add(subtree_root(tile))
    # 5. The tree: tiles one level up, and the root.
    above.finish()
    if size and root(size, node_from_tiles(size, library.read)) != report.root:
        raise BrokenTree("the tiles do not lead to the checkpoint's root", "checkpoint")
    if not size and report.root != EMPTY_ROOT:
        raise BrokenTree("an empty tree has another root", "checkpoint")


class _Above:
    """Step 5: holds the tiles of the levels above against the roots of the full tiles below, as these come by."""

    def __init__(self, library: Library, size: int) -> None:
        self._library, self._size = library, size
        self._rows: list[list[bytes]] = []
        self._numbers: list[int] = []

    def add(self, hashed: bytes, level: int = 1) -> None:
        if len(self._rows) < level:
            self._rows.append([])
            self._numbers.append(0)
        row = self._rows[level - 1]
        row.append(hashed)
        if len(row) == WIDTH:
            self._compare(level)
            self._rows[level - 1] = []
            self._numbers[level - 1] += 1
            self.add(subtree_root(row), level + 1)

    def finish(self) -> None:
        for level, row in enumerate(self._rows, 1):
            if row:
                self._compare(level)

    def _compare(self, level: int) -> None:
        row, number = self._rows[level - 1], self._numbers[level - 1]
        path = tile_path(level, number, len(row))
        leaves_each = WIDTH**level
        first = number * WIDTH * leaves_each
        tile = hashes(_need(self._library, path, first), len(row), path)
        for offset, (below, here) in enumerate(zip(row, tile, strict=True)):
            if below != here:
                start = first + offset * leaves_each
                what = f"one of the records up to {start + leaves_each - 1} (그 뒤 {leaves_each}건 중 하나)"
                raise AlteredRecord(start, what, path)


def _prove_tail(library: Library, report: Report, openings: _Openings) -> None:
    # 7. The tail: segments follow each other, agree with what is sealed, and go on without a gap.
    sealed = _SealedHashes(library, report.size)
    before: int | None = None
    index: int | None = None
    for number, data in library.segments():
        where = f"segments/{number:08d}.seg"
        if before is not None and number != before + 1:
            raise BrokenSegment("a segment is missing", where)
        before = number
        head = read_head(data)
        if head is None:
            report.torn += 1
            continue
        if head.origin != report.origin or head.segment != number:
            raise BrokenSegment("the segment belongs elsewhere", where)
        if index is not None and head.first != index:
            raise BrokenSegment("the segment does not continue the one before it", where)
        if index is None and head.first > report.size:
            raise AlteredRecord(report.size, "records are missing (기록 누락)", where)
        found = settle(data, head.end, 0, head.first, openings.forgotten)
        index = found.index
        report.torn += found.torn
        for record in found.records:
            if record.number >= report.size:
                _prove_unsealed(record, report, openings)
            elif leaf_hash(record.leaf) != sealed.get(record.number):
                raise AlteredRecord(
                    record.number, "segment and sealed leaf differ (세그먼트와 봉인 기록 불일치)", where
                )
    if index is not None and index < report.size:
        raise BrokenSegment("the segments end before the checkpoint", "segments")


def _prove_continuity(library: Library, report: Report, earlier: bytes) -> None:
    # 8. Continuity: this tree continues the one that an earlier checkpoint names.
    old = verify(earlier, parse_vkey(report.vkey))
    if old.size > report.size:
        raise BadCheckpoint("the journal became smaller than an earlier checkpoint", "checkpoint")
    proof = consistency_proof(old.size, report.size, node_from_tiles(report.size, library.read))
    verify_consistency(old.size, old.root, report.size, report.root, proof)


def _prove_unsealed(record: SegmentRecord, report: Report, openings: _Openings) -> None:
    fields = decode_leaf(record.leaf, record.number)
    openings.prove(fields, record.sealed or None)
    report.not_yet_sealed += 1


class _SealedHashes:
    """Leaf hashes of sealed records, one tile at a time."""

    def __init__(self, library: Library, size: int) -> None:
        self._library, self._size = library, size
        self._number, self._tile = -1, b""

    def get(self, index: int) -> bytes:
        number, offset = divmod(index, WIDTH)
        if number != self._number:
            path = tile_path(0, number, tile_width(self._size, 0, number))
            self._number, self._tile = number, _need(self._library, path, number * WIDTH)
        return self._tile[offset * HASH : (offset + 1) * HASH]


def _read_bundle(library: Library, number: int, end: int, forgotten: Container[int]) -> dict[int, bytes]:
    """The openings of one bundle. Frames of records from `end` on are not sealed yet and not looked at."""
    path = opening_path(number)
    data = library.read(path) or b""
    frames, stop = read_openings(data)
    found: dict[int, bytes] = {}
    start = number * WIDTH
    before = start - 1
    for index, sealed, right in frames:
        if not before < index < start + WIDTH:
            raise AlteredRecord(max(before, start), "openings are out of order (열람부 순서 불일치)", path)
        before = index
        if index < end:
            if not right and index not in forgotten:
                raise AlteredRecord(index, "an opening is altered (열람부 변경)", path)
            found[index] = sealed
    if stop != len(data):
        # What the checkpoint covers was flushed before it: only bytes of later records may be cut off.
        lost = next((index for index in range(before + 1, end) if index not in forgotten), None)
        if lost is not None or arrived(data, stop):
            raise AlteredRecord(end - 1 if lost is None else lost, "an opening is altered (열람부 변경)", path)
    return found


def _need(library: Library, path: str, index: int) -> bytes:
    data = library.read(path)
    if data is None:
        raise AlteredRecord(index, "a file of the journal is missing (파일 누락)", path)
    return data


def _extend(ranges: list[tuple[int, int]], index: int) -> None:
    if ranges and ranges[-1][1] == index - 1:
        ranges[-1] = (ranges[-1][0], index)
    else:
        ranges.append((index, index))
