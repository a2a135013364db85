"""Frames and segments (docs/journal-format.md §6): printing them, scanning bytes for them, torn against altered.

A frame has a part that is kept for ever and a part that may be erased in place; each has its own checksum, so that
erasing never breaks the frame. Nothing here touches a disk.
"""

import struct
from collections.abc import Container
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

from gwanmun.journal.canonical import canonical, parse
from gwanmun.journal.faults import AlteredRecord, BrokenSegment

SEGMENT, GROUP, RECORD, OPENING = 0x53, 0x47, 0x52, 0x4F
FORMAT = 1
OVERHEAD = 16  # bytes of a frame beside its two parts
GROUP_FRAME = OVERHEAD + 24
MAX_ERASABLE = 1_048_576 + 16

_HEAD = struct.Struct(">BHI")
_WHOLE = struct.Struct(">BHII")
_CRC = struct.Struct(">I")
_TAIL = struct.Struct(">IB")
_GROUP = struct.Struct(">QQII")
_U64 = struct.Struct(">Q")
_BLOCK = 512
_NOTHING: frozenset[int] = frozenset()


class Frame(NamedTuple):
    kind: int
    kept: bytes
    erasable: bytes
    erasable_right: bool
    end: int


class SegmentRecord(NamedTuple):
    """A record as a segment holds it. `sealed` is b"" when its opening was forgotten."""

    number: int  # its index in the journal
    leaf: bytes
    sealed: bytes
    opening_at: int  # where its erasable part lies in the bytes scanned
    opening_size: int


@dataclass(slots=True)
class Scan:
    """What a scan found: `at` is where the next group begins, `group` the number of the last one, `index` the next record."""

    records: list[SegmentRecord]
    at: int
    group: int
    index: int
    torn: bool = False


class SegmentHead(NamedTuple):
    origin: str
    segment: int
    first: int
    end: int


def frame(kind: int, kept: bytes, erasable: bytes = b"") -> bytes:
    head = _HEAD.pack(kind, len(kept), len(erasable))
    return b"".join((head, _CRC.pack(crc32(kept, crc32(head))), kept, erasable, _TAIL.pack(crc32(erasable), 0x0A)))


def segment_head(origin: str, segment: int, first: int) -> bytes:
    return frame(SEGMENT, canonical({"first": first, "format": FORMAT, "origin": origin, "segment": segment}))


def group_head(group: int, first: int, records: int, size: int) -> bytes:
    return frame(GROUP, _GROUP.pack(group, first, records, size))


def opening_frame(index: int, sealed: bytes) -> bytes:
    return frame(OPENING, _U64.pack(index), sealed)


def read_frame(data: bytes, at: int) -> Frame | None:
    """The frame at `at`, or None when there is no whole frame with a right kept part."""
    if at + OVERHEAD > len(data):
        return None
    kind, kept_size, erasable_size, kept_crc = _WHOLE.unpack_from(data, at)
    middle = at + 11 + kept_size
    tail = middle + erasable_size
    if tail + 5 > len(data) or erasable_size > MAX_ERASABLE or data[tail + 4] != 0x0A:
        return None
    kept = data[at + 11 : middle]
    if crc32(kept, crc32(data[at : at + 7])) != kept_crc:
        return None
    erasable = data[middle:tail]
    return Frame(kind, kept, erasable, crc32(erasable) == _CRC.unpack_from(data, tail)[0], tail + 5)


def _plain(data: bytes, at: int, kind: int) -> Frame | None:
    """The right frame of `kind`, without an erasable part, at `at`."""
    found = read_frame(data, at)
    return found if found and found.kind == kind and not found.erasable and found.erasable_right else None


def _group_at(data: bytes, at: int) -> tuple[int, int, int, int, int] | None:
    """The right group head at `at`: (group, first index, records, bytes, where it ends)."""
    found = _plain(data, at, GROUP)
    return (*_GROUP.unpack(found.kept), found.end) if found and len(found.kept) == 24 else None


def read_head(data: bytes) -> SegmentHead | None:
    """The head of a segment; None when it never wholly arrived; `BrokenSegment` when it is altered."""
    found = _plain(data, 0, SEGMENT)
    if found is None:
        if _later_group(data, 0, 0) or not _never_arrived(data, 0, _head_end(data), 0):
            raise BrokenSegment("the head of a segment is altered")
        return None
    try:
        fields = parse(found.kept)
    except ValueError:
        raise BrokenSegment("the head of a segment is malformed") from None
    origin, number, first = fields.get("origin"), fields.get("segment"), fields.get("first")
    if fields.get("format") != FORMAT or not isinstance(origin, str):
        raise BrokenSegment("the segment is of another format")
    if not isinstance(number, int) or not isinstance(first, int) or first < 0:
        raise BrokenSegment("the head of a segment is malformed")
    return SegmentHead(origin, number, first, found.end)


def scan(data: bytes, at: int, group: int, index: int, forgotten: Container[int] = _NOTHING) -> Scan:
    """Read whole groups from `at` on: as far as all is right, and no further. Judges nothing."""
    found = Scan([], at, group, index)
    size = len(data)
    while (head := _group_at(data, found.at)) is not None:
        number, first, count, length, start = head
        if number != found.group + 1 or first != found.index or start + length > size:
            break
        records, end = _records(data, start, first, count, forgotten)
        if len(records) != count or end != start + length:
            break
        found.records += records
        found.at, found.group, found.index = end, number, first + count
    return found


def settle(data: bytes, at: int, group: int, index: int, forgotten: Container[int] = _NOTHING, base: int = 0) -> Scan:
    """Read to the end of a segment that nobody writes any more; `data` begins at offset `base` of the file.

    Gives the right records of a torn last group too. Raises `AlteredRecord` where bytes that did arrive are wrong.
    """
    found = scan(data, at, group, index, forgotten)
    if not data[found.at :].strip(b"\0"):
        return found
    head = _group_at(data, found.at)
    wrong, end, kept = found.at, found.at + GROUP_FRAME, list[SegmentRecord]()
    if head is not None:
        number, first, count, length, start = head
        if number != found.group + 1 or first != found.index:
            raise AlteredRecord(found.index, "a segment's groups do not follow each other (묶음 순서 불일치)")
        end = start + length
        kept, wrong = _records(data, start, first, count, forgotten)
    if wrong >= end or _later_group(data, found.at + 1, found.group + 1) or not _never_arrived(data, wrong, end, base):
        raise AlteredRecord(found.index + len(kept), "a record in a segment is altered (세그먼트 기록 변경)")
    found.records += kept
    found.index += len(kept)
    found.torn = True
    return found


def skip(data: bytes, at: int, index: int, size: int) -> tuple[int, int, int]:
    """Pass over right groups whose records all lie below `size`: (offset, last group passed, its next index)."""
    group = 0
    while (head := _group_at(data, at)) is not None:
        number, first, count, length, start = head
        if first != index or first + count > size:
            break
        at, group, index = start + length, number, first + count
    return at, group, index


def read_openings(data: bytes) -> tuple[list[tuple[int, bytes, bool]], int]:
    """The frames of an opening bundle: (index, sealed opening, whether its bytes are right), and where they end."""
    found: list[tuple[int, bytes, bool]] = []
    at = 0
    while (one := read_frame(data, at)) is not None and one.kind == OPENING and len(one.kept) == 8:
        found.append((_U64.unpack(one.kept)[0], one.erasable, one.erasable_right))
        at = one.end
    return found, at


def arrived(data: bytes, at: int) -> bool:
    """Whether the frame at the end of an appended file is there in full (so that, being wrong, it is altered)."""
    if at + 11 > len(data):
        return False
    _, kept_size, erasable_size, _ = _WHOLE.unpack_from(data, at)
    if erasable_size > MAX_ERASABLE:
        return True
    return not _never_arrived(data, at, at + OVERHEAD + kept_size + erasable_size, 0)


def _records(
    data: bytes, at: int, first: int, count: int, forgotten: Container[int]
) -> tuple[list[SegmentRecord], int]:
    """Right records from `at` on, at most `count`, and where they end. One loop, spelt out: the sealer's time is spent here."""
    records: list[SegmentRecord] = []
    size = len(data)
    unpack, unpack_crc = _WHOLE.unpack_from, _CRC.unpack_from
    for index in range(first, first + count):
        if at + OVERHEAD > size:
            break
        kind, kept_size, erasable_size, kept_crc = unpack(data, at)
        start = at + 11
        middle = start + kept_size
        tail = middle + erasable_size
        if kind != RECORD or tail + 5 > size or data[tail + 4] != 0x0A:
            break
        leaf = data[start:middle]
        if crc32(leaf, crc32(data[at : at + 7])) != kept_crc:
            break
        if index in forgotten:
            records.append(SegmentRecord(index, leaf, b"", middle, erasable_size))
        else:
            sealed = data[middle:tail]
            if crc32(sealed) != unpack_crc(data, tail)[0]:
                break
            records.append(SegmentRecord(index, leaf, sealed, middle, erasable_size))
        at = tail + 5
    return records, at


def _never_arrived(data: bytes, start: int, end: int, base: int) -> bool:
    """Whether some of these bytes never reached the disk: files are zero before they are written."""
    if end > len(data) or data[end - 1] == 0:
        return True
    at = start
    while at < end:
        block_end = min(end, at + _BLOCK - (base + at) % _BLOCK)
        if not data[at:block_end].strip(b"\0"):
            return True
        at = block_end
    return False


def _later_group(data: bytes, at: int, group: int) -> bool:
    """Whether a right group head with a higher number stands anywhere from `at` on: then all before it was flushed."""
    mark = _HEAD.pack(GROUP, 24, 0)
    while (at := data.find(mark, at)) >= 0:
        found = _group_at(data, at)
        if found is not None and found[0] > group:
            return True
        at += 1
    return False


def _head_end(data: bytes) -> int:
    """Where the head of a segment would end, as far as its own length can be believed."""
    if len(data) < OVERHEAD:
        return OVERHEAD
    return OVERHEAD + int.from_bytes(data[1:3], "big")
