"""Openings of a journal in order, fast: for replay and other questions to everything since a day. What does not live
here: proving (`evidence.py`); the bytes are guarded by checksums and by the authenticated encryption (AES-GCM, whose
additional data binds the opening to its record), not by commitments and tree.

Reads only, beside a gate and a sealer at work. What was forgotten, or whose key was, is passed over and counted.
"""

import itertools
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gwanmun.adapters.files import reader
from gwanmun.adapters.files.keys import Cabinet
from gwanmun.errors import IntegrityFault, Unavailable
from gwanmun.journal.audit import read_card, read_forgotten
from gwanmun.journal.entry import Leaf, quick_leaf
from gwanmun.journal.opening import DayKey, day_of
from gwanmun.journal.segment import OPENING, OVERHEAD, read_head, settle
from gwanmun.journal.tiles import WIDTH, entries_path, opening_path, tile_width, unbundle

T = TypeVar("T")

_FRAME = struct.Struct(">BHIIQ")  # kind, kept, erasable, checksum, and what is kept: the index
_KEPT = 8
_HEAD = _FRAME.size - _KEPT
_OPEN_END = 1 << 62  # a stretch that ends with the journal


class OpenedJournal:
    """One journal, read through once. `forgotten` counts the openings that could not be read because they are gone."""

    def __init__(self, path: Path, keys_dir: Path) -> None:
        self._path = path
        self._cabinet = Cabinet(keys_dir)
        self._keys: dict[tuple[int, str, str], DayKey | None] = {}
        self._origin = ""
        self._prefix = b""
        self.forgotten = 0

    def records(
        self, since_us: int, wanted: Callable[[Leaf], bool], decoder: msgspec.json.Decoder[T]
    ) -> Iterator[tuple[Leaf, T | None]]:
        """Each leaf since a time, oldest first; with its opening where it is wanted and there.

        Raises `IntegrityFault` for a record that does not decrypt, `Unavailable` for a disk that cannot be read.
        """
        for batch in self.batches(since_us, wanted, decoder):
            yield from batch

    def stretches(self, since_us: int, most: int, least: int) -> tuple[range, ...]:
        """The bundles since a time, as up to `most` stretches of at least `least` of them: for as many readers at once.

        The last one goes on to wherever the journal ends when it is read.
        """
        try:
            with reader.FileLibrary(self._path) as library:
                checkpoint = reader.published(self._path)
                size = checkpoint.size if checkpoint else 0
                oldest = library.oldest()
                stop = size if oldest is None else min(size, oldest)
                first, whole = self._first_bundle(library, since_us, size, stop), stop // WIDTH
        except OSError as problem:
            raise Unavailable(store="journal") from problem
        number = max(1, min(most, (whole - first) // least)) if whole > first else 1
        edges = [first + (whole - first) * at // number for at in range(number)]
        return (*(range(start, end) for start, end in itertools.pairwise(edges)), range(edges[-1], _OPEN_END))

    def batches(
        self,
        since_us: int,
        wanted: Callable[[Leaf], bool],
        decoder: msgspec.json.Decoder[T],
        within: range | None = None,
    ) -> Iterator[list[tuple[Leaf, T | None]]]:
        """The same, a bundle of records at a time: for whoever reads very many, or one of several `stretches`."""
        try:
            with reader.FileLibrary(self._path) as library:
                self._origin = read_card(library)
                self._prefix = self._origin.encode() + b"\0"
                forgotten = read_forgotten(library.read)
                for first, leaves, sealed in self._bundles(library, since_us, forgotten, within):
                    yield self._batch(first, leaves, sealed, since_us, wanted, decoder)
        except OSError as problem:
            raise Unavailable(store="journal") from problem

    def sealed(
        self, start: int, wanted: Callable[[Leaf], bool], decoder: msgspec.json.Decoder[T]
    ) -> Iterator[tuple[Leaf, T | None]]:
        """Each record from index `start` on that stands under the signed checkpoint, as `records` gives it.

        What is not sealed yet may still be cut at a restart: whoever adds up for good reads no further than this.
        """
        try:
            with reader.FileLibrary(self._path) as library:
                self._origin = read_card(library)
                self._prefix = self._origin.encode() + b"\0"
                forgotten = read_forgotten(library.read)
                checkpoint = reader.published(self._path)
                size = checkpoint.size if checkpoint else 0
                if start > size:
                    raise IntegrityFault(
                        f"record {start}", problem="the journal is shorter than it was (감사기록이 줄어듦)"
                    )
                for number in range(start // WIDTH, -(-size // WIDTH)):
                    place = opening_path(number)
                    openings = dict(_frames(library.read(place) or b"", place))
                    for index, data in enumerate(_bundle(library, number, size), number * WIDTH):
                        if start <= index < size:
                            leaf = quick_leaf(data, index)
                            sealed = None if index in forgotten else openings.get(index) or None
                            yield leaf, self._open(leaf, index, sealed, decoder) if wanted(leaf) else None
        except OSError as problem:
            raise Unavailable(store="journal") from problem

    def _batch(
        self,
        first: int,
        leaves: list[bytes],
        sealed: dict[int, bytes],
        since_us: int,
        wanted: Callable[[Leaf], bool],
        decoder: msgspec.json.Decoder[T],
    ) -> list[tuple[Leaf, T | None]]:
        found: list[tuple[Leaf, T | None]] = []
        for index, data in enumerate(leaves, first):
            leaf = quick_leaf(data, index)
            if leaf.at < since_us:
                continue
            found.append((leaf, self._open(leaf, index, sealed.get(index), decoder) if wanted(leaf) else None))
        return found

    def _bundles(
        self, library: reader.FileLibrary, since_us: int, forgotten: set[int], within: range | None = None
    ) -> Iterator[tuple[int, list[bytes], dict[int, bytes]]]:
        """(first index, leaves, sealed openings by index) of the sealed bundles, then of the segments that continue them."""
        checkpoint = reader.published(self._path)
        size = checkpoint.size if checkpoint else 0
        oldest = library.oldest()
        stop = size if oldest is None else min(size, oldest)
        begin = self._first_bundle(library, since_us, size, stop) if within is None else within.start
        end = _OPEN_END if within is None else within.stop
        for number in range(begin, min(end, -(-stop // WIDTH))):
            first = number * WIDTH
            sealed = dict(_frames(library.read(opening_path(number)) or b"", opening_path(number)))
            yield first, _bundle(library, number, size)[: stop - first], _without(sealed, forgotten)
        if end != _OPEN_END:
            return
        index = stop
        for _, data in library.segments():
            head = read_head(data)
            if head is None:
                continue
            if head.first > index:
                raise IntegrityFault(f"record {index}", problem="records are missing before a segment (기록 누락)")
            records = settle(data, head.end, 0, head.first, forgotten).records
            fresh = records[index - head.first :] if records else []
            sealed = {record.number: record.sealed for record in fresh}
            yield index, [record.leaf for record in fresh], _without(sealed, forgotten)
            index += len(fresh)

    def _first_bundle(self, library: reader.FileLibrary, since_us: int, size: int, stop: int) -> int:
        """The bundle to begin with: times rise with the index, but for the moments that requests overlap."""
        low, high = 0, max(0, (stop - 1) // WIDTH)
        while low < high:
            middle = (low + high + 1) // 2
            first = quick_leaf(_bundle(library, middle, size)[0], middle * WIDTH)
            if first.at < since_us:
                low = middle
            else:
                high = middle - 1
        return max(0, low - 1)

    def _open(self, leaf: Leaf, index: int, sealed: bytes | None, decoder: msgspec.json.Decoder[T]) -> T | None:
        key = None if not sealed else self._key(leaf)
        if key is None or not sealed:
            self.forgotten += 1
            return None
        try:
            text = AESGCM(key.record_key(index)[:32]).decrypt(
                bytes.fromhex(leaf.commit[:24]), sealed, self._prefix + index.to_bytes(8, "big")
            )
            return decoder.decode(text)
        except (InvalidTag, msgspec.MsgspecError, ValueError) as problem:
            raise IntegrityFault(
                f"record {index}", problem="an opening does not decrypt (열람부 복호화 실패)"
            ) from problem

    def _key(self, leaf: Leaf) -> DayKey | None:
        name = (day_of(leaf.at), leaf.agency, leaf.key)
        if name not in self._keys:
            self._keys[name] = self._cabinet.find(self._origin, *name)
        return self._keys[name]


def _without(sealed: dict[int, bytes], forgotten: set[int]) -> dict[int, bytes]:
    return {at: data for at, data in sealed.items() if at not in forgotten} if forgotten else sealed


def _frames(data: bytes, where: str) -> Iterator[tuple[int, bytes]]:
    """Index and sealed opening of each frame of a bundle (docs/journal-format.md §6), without looking at checksums.

    INVARIANT: nothing unproved is believed: an altered opening does not decrypt under its own record's key.
    """
    at, end, begin = 0, len(data), _FRAME.size
    while at + OVERHEAD + _KEPT <= end:
        kind, kept, size, _, index = _FRAME.unpack_from(data, at)
        start = at + begin
        if kind == 0 and not any(data[at:]):
            return  # space that a crash left unwritten
        if kind != OPENING or kept != _KEPT:
            raise IntegrityFault(where, problem="a frame is altered (열람부 변경)")
        if start + size > end:
            return  # the sealer is in the middle of writing it: it lies beyond what is sealed
        yield index, data[start : start + size]
        at = start + size + OVERHEAD - _HEAD


def _bundle(library: reader.FileLibrary, number: int, size: int) -> list[bytes]:
    width = tile_width(size, 0, number)
    where = entries_path(number, width)
    data = library.read(where)
    if data is None:
        raise IntegrityFault(where, problem="a bundle is missing")
    return unbundle(data, width, where)
