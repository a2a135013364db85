"""What auditors and officers ask of a journal on disk: verify it, show a request, forget an opening.

The proving itself is pure (`journal.audit`); here it meets the files.
"""

import os
from pathlib import Path

from gwanmun.adapters.files import reader
from gwanmun.adapters.files.disk import read, replace
from gwanmun.adapters.files.keys import Cabinet
from gwanmun.adapters.files.sealer import holding_openings
from gwanmun.domain.ids import RequestId
from gwanmun.errors import BadCommand, Unavailable
from gwanmun.journal.audit import Report, audit, read_card, read_forgotten
from gwanmun.journal.checkpoint import Checkpoint, Vkey, parse_vkey
from gwanmun.journal.entry import decode_leaf
from gwanmun.journal.opening import day_of
from gwanmun.journal.record import OpeningState, Record
from gwanmun.journal.segment import opening_frame, read_head, read_openings, settle
from gwanmun.journal.tiles import WIDTH, node_from_tiles, opening_path
from gwanmun.journal.tree import inclusion_proof, leaf_hash, verify_inclusion


def verify_journal(
    path: Path, keys_dir: Path | None = None, vkey: str | None = None, earlier: bytes | None = None
) -> Report:
    """Prove a journal from its bytes (docs/journal-format.md §8), or raise `IntegrityFault` naming what is wrong.

    `vkey` is a verifier key from elsewhere, `keys_dir` the keys of the openings, `earlier` a checkpoint kept from
    before (a signed note). Reads only; streams; may run beside a gate and a sealer at work.
    """
    expected: Vkey | None = parse_vkey(vkey) if vkey is not None else None
    try:
        with reader.FileLibrary(path) as library:
            return audit(library, Cabinet(keys_dir) if keys_dir is not None else None, expected, earlier)
    except OSError as problem:
        raise Unavailable(store="journal") from problem


def find_records(path: Path, request: RequestId | str, keys_dir: Path | None = None) -> list[Record]:
    """All records of a request, oldest first, each proved. Raises `IntegrityFault` when one does not prove."""
    needle = f'"request":"{request}"'.encode()
    return [
        _record(path, index, leaf, keys_dir)
        for index, leaf in reader.leaves(path, holding=needle)
        if decode_leaf(leaf, index).request == request
    ]


def find_record(path: Path, index: int, keys_dir: Path | None = None) -> Record | None:
    """The record at `index`, proved; None when the journal does not reach so far."""
    for at, leaf in reader.leaves(path, index, index + 1):
        if at == index:
            return _record(path, index, leaf, keys_dir)
    return None


def proof_of(path: Path, index: int) -> tuple[Checkpoint, bytes, list[bytes]] | None:
    """The leaf at `index` with its proof under the published checkpoint (RFC 6962 §2.1.1), checked; None: not sealed yet."""
    checkpoint = reader.published(path)
    if checkpoint is None or not 0 <= index < checkpoint.size:
        return None
    for at, leaf in reader.leaves(path, index, index + 1):
        if at == index:
            with reader.FileLibrary(path) as library:
                proof = inclusion_proof(index, checkpoint.size, node_from_tiles(checkpoint.size, library.read))
            verify_inclusion(index, checkpoint.size, leaf_hash(leaf), proof, checkpoint.root)
            return checkpoint, leaf, list(proof)
    return None


def forget_opening(path: Path, index: int) -> None:
    """Forget one record's opening (docs/journal-format.md §4). Leaf and proofs stay. The caller records the act.

    Safe to repeat after a crash. Raises `BadCommand` when there is no such record.
    """
    if index < 0 or not any(at == index for at, _ in reader.leaves(path, index, index + 1)):
        raise BadCommand(
            problem_ko="그런 번호의 기록이 없습니다",
            problem_en="There is no record of that number",
            next_ko="`gwanmun journal show` 로 번호를 확인하십시오.",
            next_en="Look the number up with `gwanmun journal show`.",
        )
    (path / "opening").mkdir(exist_ok=True)
    with holding_openings(path):
        listed = read_forgotten(lambda name: read(path / name))
        if index not in listed:
            whole = b"".join(b"%d\n" % one for one in sorted({*listed, index}))
            replace(path / "opening" / "forgotten", whole)
        # At this point readers no longer look at the opening; a crash now leaves its bytes, to be erased by a repeat.
        _erase_in_segments(path, index, listed | {index})
        _drop_from_bundle(path, index)


def _erase_in_segments(path: Path, index: int, forgotten: set[int]) -> None:
    for _, file in reader.segment_files(path):
        fd = os.open(file, os.O_RDWR)
        try:
            data = file.read_bytes()
            head = read_head(data)
            if head is None or head.first > index:
                continue
            for record in settle(data, head.end, 0, head.first, forgotten).records:
                if record.number == index:
                    os.pwrite(fd, bytes(record.opening_size), record.opening_at)
                    os.fdatasync(fd)
        finally:
            os.close(fd)


def _drop_from_bundle(path: Path, index: int) -> None:
    bundle = path / opening_path(index // WIDTH)
    data = read(bundle)
    if data is None:
        return
    frames, end = read_openings(data)
    kept = b"".join(opening_frame(at, sealed) for at, sealed, _ in frames if at != index)
    if len(kept) != end:
        replace(bundle, kept + data[end:])


def _record(path: Path, index: int, leaf: bytes, keys_dir: Path | None) -> Record:
    fields = decode_leaf(leaf, index)
    with reader.FileLibrary(path) as library:
        origin = read_card(library)
        checkpoint = reader.published(path)
        sealed = checkpoint is not None and index < checkpoint.size
        if checkpoint is not None and sealed:
            node = node_from_tiles(checkpoint.size, library.read)
            proof = inclusion_proof(index, checkpoint.size, node)
            verify_inclusion(index, checkpoint.size, leaf_hash(leaf), proof, checkpoint.root)
        hidden = _sealed_opening(path, library, index)
    if hidden is None:
        return Record(index, fields, sealed, None, OpeningState.FORGOTTEN)
    if keys_dir is None:
        return Record(index, fields, sealed, None, OpeningState.NOT_OPENED)
    key = Cabinet(keys_dir).find(origin, day_of(fields.at), fields.agency, fields.key)
    if key is None:
        return Record(index, fields, sealed, None, OpeningState.FORGOTTEN)
    return Record(index, fields, sealed, key.unseal(index, fields.commit, hidden), OpeningState.PROVED)


def _sealed_opening(path: Path, library: reader.FileLibrary, index: int) -> bytes | None:
    forgotten = read_forgotten(library.read)
    if index in forgotten:
        return None
    frames, _ = read_openings(read(path / opening_path(index // WIDTH)) or b"")
    for at, sealed, _ in frames:
        if at == index:
            return sealed
    for _, data in library.segments():
        head = read_head(data)
        if head is not None and head.first <= index:
            for record in settle(data, head.end, 0, head.first, forgotten).records:
                if record.number == index:
                    return record.sealed
    return None
