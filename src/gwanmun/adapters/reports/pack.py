"""The evidence pack (감사 증거 묶음): a period of the journals, with what is needed to prove it elsewhere and offline.

What lives here: writing the files of a pack, and verifying a folder that somebody was given. What does not: the report in
it (`control/reports.py`), proving a whole journal (`journal/audit.py`). A pack holds every tile of hashes, the entry
bundles that reach into the period, the signed checkpoints, and the records as a table: no opening, no key, no prompt.

Steps of verifying, in this order (docs/reports.md names them too):
1. `signature.txt` is signed by the key given (or by the one in `key.txt`, which proves less).
2. Every file that it names has the SHA-256 that it names; so has every file in `MANIFEST.sha256`, and none is beside it.
3. Each checkpoint is signed by the key beside it, which the manifest holds.
4. The tiles of hashes come to the checkpoint's root.
5. Each record in a bundle hashes to its place in the tiles.
6. `records.csv` is exactly what the bundles say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from gwanmun.adapters.files.disk import read
from gwanmun.adapters.files.reader import FileLibrary
from gwanmun.adapters.files.succession import desk_journals, gate_journals
from gwanmun.adapters.reports.sheets import as_csv
from gwanmun.budget.absence import instant
from gwanmun.domain.reports import Cell, Table
from gwanmun.errors import BadCommand, IntegrityFault, Unavailable
from gwanmun.journal.checkpoint import Checkpoint, parse_vkey, verify
from gwanmun.journal.entry import decode_leaf
from gwanmun.journal.statement import read_statement
from gwanmun.journal.tiles import (
    WIDTH,
    entries_path,
    hashes,
    tile_path,
    tile_width,
    unbundle,
    widths,
)
from gwanmun.journal.tree import leaf_hash, subtree_root

MANIFEST, SIGNATURE, KEY = "MANIFEST.sha256", "signature.txt", "key.txt"
_CARD = ("journal.json", "checkpoint", "checkpoint.vkey")
_MOST_FILES = 200_000
_COLUMNS = (
    "index", "time", "kind", "agency", "department", "person", "request", "service", "purpose", "held_micro_won",
    "spent_micro_won", "overbilled_micro_won", "ending", "period", "commit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What a pack holds of one journal."""

    origin: str
    folder: str
    size: int  # records under the checkpoint
    root: str
    first: int  # the records in the pack: from this one
    last: int  # to before this one
    inside: int  # of which in the period


@dataclass(frozen=True, slots=True)
class Proved:
    """What verifying came to. `trusted`: the key came from elsewhere."""

    files: int
    journals: tuple[Part, ...]
    trusted: bool


def write_journals(data: Path, into: Path, from_us: int, to_us: int) -> tuple[Part, ...]:
    """The journals' part of a pack. Raises `BadCommand` when nothing is sealed."""
    parts = []
    for path in (*gate_journals(data), *desk_journals(data)):
        part = _write_one(path, into / "journal" / path.name, from_us, to_us)
        if part is not None:
            parts.append(part)
    if not parts:
        raise BadCommand(
            problem_ko="봉인된 감사기록이 없습니다", problem_en="nothing is sealed yet",
            next_ko="gwanmun serve 로 관문을 연 뒤 다시 하십시오", next_en="open the gate with gwanmun serve, then try again",
        )  # fmt: skip
    return tuple(parts)


def _write_one(path: Path, into: Path, from_us: int, to_us: int) -> Part | None:
    try:
        with FileLibrary(path) as library:
            note, line = library.read("checkpoint"), library.read("checkpoint.vkey")
            if note is None or line is None:
                return None
            checkpoint = verify(note, parse_vkey(line.decode(errors="replace")))
            if not checkpoint.size:
                return None
            for name, content in (
                ("journal.json", library.read("journal.json")),
                ("checkpoint", note),
                ("checkpoint.vkey", line),
            ):
                _put(into / name, content or b"")
            for level, count in widths(checkpoint.size):
                for number in range(-(-count // WIDTH)):
                    place = tile_path(level, number, tile_width(checkpoint.size, level, number))
                    _put(into / place, _there(library, place))
            return _bundles(library, checkpoint, into, from_us, to_us, path.name)
    except OSError as problem:
        raise Unavailable(store="evidence pack") from problem


def _bundles(library: FileLibrary, checkpoint: Checkpoint, into: Path, from_us: int, to_us: int, folder: str) -> Part:
    """The bundles that hold a record of the period, and all between them: no record is left out of the middle."""
    wanted, inside = [], 0
    for number in range(-(-checkpoint.size // WIDTH)):
        width = tile_width(checkpoint.size, 0, number)
        data = _there(library, entries_path(number, width))
        times = [
            decode_leaf(leaf, number * WIDTH + at).at for at, leaf in enumerate(unbundle(data, width, str(number)))
        ]
        count = sum(from_us <= at < to_us for at in times)
        if count:
            inside += count
            wanted.append(number)
    rows: list[tuple[Cell, ...]] = []
    span = range(wanted[0], wanted[-1] + 1) if wanted else range(0)
    for number in span:
        width = tile_width(checkpoint.size, 0, number)
        place = entries_path(number, width)
        data = _there(library, place)
        _put(into / place, data)
        rows += _rows(unbundle(data, width, place), number * WIDTH)
    _put(into / "records.csv", as_csv(Table("records", checkpoint.origin, _COLUMNS, tuple(rows))))
    first = span.start * WIDTH if wanted else 0
    return Part(checkpoint.origin, folder, checkpoint.size, checkpoint.root.hex(), first, first + len(rows), inside)


def _rows(leaves: list[bytes], first: int) -> Iterator[tuple[Cell, ...]]:
    for index, data in enumerate(leaves, first):
        one = decode_leaf(data, index)
        yield (
            index, instant(one.at), one.kind, one.agency, one.department, one.person, one.request, one.service, one.purpose,
            one.held, one.spent, one.overbilled, one.ending, one.period, one.commit,
        )  # fmt: skip


def write_manifest(folder: Path) -> str:
    """Name every file of the folder with its SHA-256; gives the manifest's own."""
    lines = [f"{sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in _files(folder)]
    content = "".join(lines).encode()
    _put(folder / MANIFEST, content)
    return sha256(content).hexdigest()


def verifier() -> bytes:
    """A program of one page that verifies a pack without this installation."""
    return files("gwanmun").joinpath("data/reports/verify.py.txt").read_bytes()


def _files(folder: Path) -> list[tuple[str, Path]]:
    found = [
        (path.relative_to(folder).as_posix(), path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    ]
    return [(name, path) for name, path in found if name not in {MANIFEST, SIGNATURE, KEY}]


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _there(library: FileLibrary, place: str) -> bytes:
    data = library.read(place)
    if data is None:
        raise IntegrityFault(place, problem="a file of the journal is missing (기록 파일 누락)")
    return data


# ---------------------------------------------------------------- verifying


def verify_folder(folder: Path, vkey: str | None) -> Proved:
    """Prove a report's folder, or raise `IntegrityFault` naming the file. Reads that folder and nothing else."""
    note = read(folder / SIGNATURE)
    line = vkey.encode() if vkey is not None else read(folder / KEY)
    if note is None or line is None:
        raise BadCommand(
            folder.name, problem_ko="signature.txt 또는 키가 없습니다", problem_en="there is no signature.txt, or no key",
            next_ko="보고서 폴더를 주고 --key 로 키 줄을 적으십시오", next_en="give a report's folder, and its key line with --key",
        )  # fmt: skip
    text = read_statement(note, parse_vkey(line.decode(errors="replace")))  # 1.
    named = [row.split(" ", 2)[1:] for row in text.splitlines() if row.startswith("sha256 ")]
    if not named:
        raise IntegrityFault(SIGNATURE, problem="the signature names no file (서명이 가리키는 파일 없음)")
    for digest, name in named:  # 2.
        _same(folder, name, digest)
    listed = 0
    if any(name == MANIFEST for _, name in named):
        listed = _manifest(folder)
    parts = tuple(_prove(path) for path in sorted((folder / "journal").glob("*")) if path.is_dir()) if listed else ()
    return Proved(len(named) + listed, parts, vkey is not None)


def _same(folder: Path, name: str, digest: str) -> None:
    if name.startswith("/") or ".." in name.split("/"):
        raise IntegrityFault(MANIFEST, problem="a name leads out of the folder (폴더 밖 경로)")
    path = folder / name
    if path.is_symlink() or not path.is_file():
        raise IntegrityFault(name, problem="the file is missing (파일 없음)")
    if sha256(path.read_bytes()).hexdigest() != digest:
        raise IntegrityFault(name, problem="the file was altered (파일 변경)")


def _manifest(folder: Path) -> int:
    rows = (folder / MANIFEST).read_text().splitlines()
    if len(rows) > _MOST_FILES:
        raise IntegrityFault(MANIFEST, problem="the manifest is too long (목록이 너무 긺)")
    for row in rows:
        digest, _, name = row.partition("  ")
        _same(folder, name, digest)
    known = {row.partition("  ")[2] for row in rows}
    beside = [name for name, _ in _files(folder) if name not in known]
    if beside:
        raise IntegrityFault(beside[0], problem="a file is not in the manifest (목록에 없는 파일)")
    return len(rows)


def _prove(path: Path) -> Part:
    note, line = read(path / "checkpoint"), read(path / "checkpoint.vkey")
    if note is None or line is None:
        raise IntegrityFault(path.name, problem="there is no checkpoint (봉인 없음)")
    checkpoint = verify(note, parse_vkey(line.decode(errors="replace")))  # 3.
    level0: list[bytes] = []
    for number in range(-(-checkpoint.size // WIDTH)):
        width = tile_width(checkpoint.size, 0, number)
        place = tile_path(0, number, width)
        level0 += hashes(_read(path, place), width, place)
    if subtree_root(level0) != checkpoint.root:  # 4.
        raise IntegrityFault(path.name, problem="the tiles do not come to the root (해시가 봉인과 다름)")
    rows: list[tuple[Cell, ...]] = []
    first, last = 0, 0
    for number in range(-(-checkpoint.size // WIDTH)):
        width = tile_width(checkpoint.size, 0, number)
        place = entries_path(number, width)
        data = read(path / place)
        if data is None:
            continue
        leaves = unbundle(data, width, place)
        for at, leaf in enumerate(leaves, number * WIDTH):
            if leaf_hash(leaf) != level0[at]:  # 5.
                raise IntegrityFault(f"record {at}", problem="a record was altered (기록 변경)")
        first = first if rows else number * WIDTH
        rows += _rows(leaves, number * WIDTH)
        last = number * WIDTH + width
    table = as_csv(Table("records", checkpoint.origin, _COLUMNS, tuple(rows)))
    if _read(path, "records.csv") != table:  # 6.
        raise IntegrityFault("records.csv", problem="the table is not what the records say (표와 기록이 다름)")
    return Part(checkpoint.origin, path.name, checkpoint.size, checkpoint.root.hex(), first, last, len(rows))


def _read(path: Path, place: str) -> bytes:
    data = read(path / place)
    if data is None:
        raise IntegrityFault(place, problem="the file is missing (파일 없음)")
    return data
