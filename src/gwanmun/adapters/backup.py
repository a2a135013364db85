"""Backup and restore of an installation (백업·복구): books and journals as they stood together, whole or not at all.

A backup is a folder: `books.sqlite`, `journal/⟨name⟩/…`, and `manifest.json` with the SHA-256 of every file, written
last. Keys are not in it (one place that holds both would undo the forgetting of openings): `sealed_keys.py`.

A restore never makes up a signing key. With the keys it goes on under the one that signed: whoever holds the public key
verifies on. Without them nobody may go on with these journals: they are put into `archive/`, read-only, as they are
signed, and new ones begin (`files/succession.py`; ADR 0003). What does not live here: when it happens and who asked
(`entrypoints/backup_commands.py`).
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gwanmun.adapters.files import reader
from gwanmun.adapters.files.disk import flush_directory, make_directory, replace
from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.adapters.files.succession import ARCHIVE
from gwanmun.adapters.places import files_below, flush_below, making, read_only, write
from gwanmun.adapters.sealed_keys import CHECKPOINT_KEY, Keys
from gwanmun.adapters.sql.books import SQLBooks, open_books
from gwanmun.errors import BadCommand, GwanmunError, IntegrityFault, Unavailable
from gwanmun.journal.audit import Report
from gwanmun.journal.checkpoint import Vkey, parse_vkey, verify
from gwanmun.journal.tiles import entries_path, tile_path, widths

MANIFEST = "manifest.json"
BOOKS = "books.sqlite"
_TRIES = 5
_BLOCK = 1024 * 1024
_LARGEST_MANIFEST = 512 * 1024 * 1024

#: (journal's folder) → its accounts as plain data.
Project = Callable[[Path], Mapping[str, object]]


class Journal(msgspec.Struct, frozen=True):
    """What a journal of the backup proves to be."""

    origin: str
    size: int  # records under the checkpoint
    root: str
    tail: int  # records that were not sealed yet
    accounts: str  # digest of the accounts that its leaves give
    vkey: str = ""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a backup holds."""

    format: int
    made_us: int
    version: str
    files: dict[str, str]  # path → SHA-256
    journals: dict[str, Journal]
    archive: dict[str, Journal] = {}  # journals that were ended by a restore without their keys

    @property
    def digest(self) -> str:
        return sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


@dataclass(frozen=True, slots=True)
class Moment:
    """When a backup was made, and by which version of the program."""

    at_us: int
    version: str


def back_up(books: SQLBooks, data_dir: Path, into: Path, moment: Moment, project: Project) -> Manifest:
    """Copy everything into a folder that is not there yet. The caller holds the desk: no act happens meanwhile.

    Raises `BadCommand` for a folder that is there, `Unavailable`, `IntegrityFault` when a copied journal does not prove.
    """
    if into.exists():
        raise _wrong("폴더가 이미 있습니다", "that folder is there already", "새 이름을 주십시오", "give a new name")
    if into.resolve().is_relative_to(data_dir.resolve()):
        raise _wrong(
            "자료 폴더 안에는 둘 수 없습니다", "it cannot lie inside the data", "다른 디스크", "use another disk"
        )
    try:
        with making(into) as beside:
            make_directory(beside, 0o700)
            books.copy_to(beside / BOOKS)
            journals = _copy_journals(data_dir / "journal", beside / "journal", project)
            archive = _copy_journals(data_dir / ARCHIVE, beside / ARCHIVE, project)
            files = {path: _digest(beside / path) for path in files_below(beside)}
            manifest = Manifest(1, moment.at_us, moment.version, files, journals, archive)
            replace(beside / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)), 0o600)
            flush_below(beside)
            # At this point the backup is whole under a name that nobody reads; a crash now leaves nothing that looks like
            # one, and the next run removes it.
            beside.rename(into)
            flush_directory(into.parent)
    except OSError as problem:
        raise Unavailable(str(into), store="backup") from problem
    return manifest


def _copy_journals(source: Path, into: Path, project: Project) -> dict[str, Journal]:
    cards = sorted(source.glob("*/journal.json"))
    return {card.parent.name: _copy_journal(card.parent, into / card.parent.name, project) for card in cards}


def restore(
    backup: Path, data_dir: Path, project: Project, keys: Keys | None, books: Callable[[Path], None]
) -> Manifest:
    """Put a backup in the place of an installation that is not there. Everything is proved before it stands there.

    `keys` are those it was made with; without them its journals become an archive. `books` is told the file
    of the books when all else is ready (to note the fact, to take them elsewhere); it may be called again after a crash.
    Raises `BadCommand`, `Conflict`, `IntegrityFault`, `Unavailable`.
    """
    if data_dir.exists() and any(data_dir.iterdir()):
        raise _wrong(
            "자료 폴더가 비어 있지 않습니다", "the data directory is not empty", "빈 곳에 복구하십시오", "restore into an empty place"
        )  # fmt: skip
    manifest = read_manifest(backup)
    try:
        with making(data_dir) as beside:
            _copy_all(backup, beside, manifest)
            for place, said in (("journal", manifest.journals), (ARCHIVE, manifest.archive)):
                _prove_all(beside / place, said, project)
            open_books(beside / BOOKS).close()
            if keys is None:
                _archive(beside)
            else:
                _go_on_signing(beside, manifest, keys.signing)
            flush_below(beside)
            books(beside / BOOKS)
            flush_directory(beside)
            if keys is None and (beside / ARCHIVE).is_dir():
                read_only(beside / ARCHIVE)
            if data_dir.exists():
                data_dir.rmdir()
            # At this point everything is proved and on disk; a crash before this line leaves the place empty (and what
            # lies beside it is removed by the next run).
            beside.rename(data_dir)
            flush_directory(data_dir.parent)
    except OSError as problem:
        raise Unavailable(str(data_dir), store="restore") from problem
    return manifest


def _prove_all(place: Path, journals: Mapping[str, Journal], project: Project) -> None:
    for name, said in journals.items():
        if _proved(place / name, project) != said:
            raise IntegrityFault(name, problem="a journal is not what the manifest says (감사기록 불일치)")


def _copy_all(backup: Path, beside: Path, manifest: Manifest) -> None:
    make_directory(beside, 0o700)
    for path, digest in manifest.files.items():
        make_directory((beside / path).parent, 0o700)
        shutil.copyfile(backup / path, beside / path)
        (beside / path).chmod(0o600)
        if _digest(beside / path) != digest:
            raise IntegrityFault(path, problem="a file of the backup was altered (백업 파일 변경)")


def read_manifest(backup: Path) -> Manifest:
    """The manifest of a backup whose files are all there and no others. Raises `BadCommand` or `IntegrityFault`."""
    try:
        if (backup / MANIFEST).stat().st_size > _LARGEST_MANIFEST:
            raise _no_backup()
        manifest = msgspec.json.decode((backup / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as problem:
        raise _no_backup() from problem
    if manifest.format != 1:
        raise _no_backup()
    found = set(files_below(backup)) - {MANIFEST}
    if found != set(manifest.files):  # names come from the folder itself: none can lead out of it
        raise IntegrityFault(MANIFEST, problem="files are missing or were added (백업 파일 누락·추가)")
    return manifest


# ---------------------------------------------------------------- journals


def _copy_journal(source: Path, into: Path, project: Project) -> Journal:
    """A journal as it stands at one moment, though it is written and sealed meanwhile. Proved before it counts."""
    for left in reversed(range(_TRIES)):
        shutil.rmtree(into, ignore_errors=True)
        try:
            _copy_once(source, into)
            return _proved(into, project)
        except (GwanmunError, FileNotFoundError, KeyError):
            if not left:  # not a file that was tidied away meanwhile: it does not prove
                raise
    raise AssertionError("tries at least once")


def _copy_once(source: Path, into: Path) -> None:
    make_directory(into, 0o700)
    names = {number: file.name for number, file in reader.segment_files(source)}
    with reader.FileLibrary(source) as library:
        names |= {number: file.name for number, file in reader.segment_files(source)}
        for number, data in library.segments():
            write(into / "segments" / names[number], data)
        note = library.read("checkpoint")
        line = library.read("checkpoint.vkey")
        # Of the note that is copied, not of one that was published meanwhile: the right edge must fit it.
        checkpoint = verify(note, parse_vkey(line.decode())) if note is not None and line is not None else None
        for path in files_below(source):
            name = Path(path)
            if name.parts[0] in {"tile", "opening"} or (len(name.parts) == 1 and not _live(name)):
                with (source / path).open("rb") as opened:
                    write(into / path, opened.read())
        if note is not None and checkpoint is not None:
            write(into / "checkpoint", note)
            for path in _edge(checkpoint.size):
                edge = library.read(path)
                if edge is not None:
                    write(into / path, edge)
            for file in (source / "accounts").glob("*.json"):
                if file.stem.isdigit() and int(file.stem) <= checkpoint.size:
                    write(into / "accounts" / file.name, file.read_bytes())


def _live(name: Path) -> bool:
    """What is copied from one moment, or belongs to whoever is at work there."""
    return name.name in {"checkpoint", "lock"} or name.suffix in {".new", ".lock"}


def _edge(size: int) -> Iterator[str]:
    """The partial tiles of a tree's right edge: they give way to fuller ones while it grows."""
    for level, count in widths(size):
        if count % 256:
            yield tile_path(level, count // 256, count % 256)
    if size % 256:
        yield entries_path(size // 256, size % 256)


def _proved(path: Path, project: Project) -> Journal:
    report: Report = verify_journal(path)
    accounts = orjson.dumps(dict(project(path)), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return Journal(
        report.origin, report.size, report.root.hex(), report.not_yet_sealed, sha256(accounts).hexdigest(), report.vkey
    )


def _archive(data: Path) -> None:
    """Journals that nobody may go on with: as they are, proved by the public key that always proved them."""
    make_directory(data / ARCHIVE, 0o700)
    for journal in sorted((data / "journal").glob("*/")):
        journal.rename(data / ARCHIVE / journal.name)  # names are never given twice (files/succession.py)


def _go_on_signing(data: Path, manifest: Manifest, signing: bytes | None) -> None:
    """The same key, and the memory of what it signed last: what the backup holds."""
    home = data / "worker"
    make_directory(home / "signed", 0o700)
    if signing is None:
        if any(said.vkey for said in manifest.journals.values()):
            raise _not_theirs()
        return  # nothing was ever sealed: the worker makes its key as on a first day
    if len(signing) != 32:
        raise _not_theirs()
    public = Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw()
    for name, said in manifest.journals.items():
        note = data / "journal" / name / "checkpoint"
        if not note.exists():
            continue
        # INVARIANT: what goes on is signed by the key that signed what is there; nobody need learn another.
        if said.vkey != str(Vkey(said.origin, public)):
            raise _not_theirs()
        state = home / "signed" / f"{said.origin.replace('/', '+')}.json"
        replace(state, orjson.dumps({"format": 1, "note": note.read_bytes().decode()}), 0o600)
    replace(data / CHECKPOINT_KEY, signing, 0o600)


# ---------------------------------------------------------------- files


def _digest(file: Path) -> str:
    digest = sha256()
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _wrong(ko: str, en: str, next_ko: str, next_en: str) -> BadCommand:
    return BadCommand("", problem_ko=ko, problem_en=en, next_ko=next_ko, next_en=next_en)


def _no_backup() -> BadCommand:
    return _wrong(
        "백업 폴더가 아닙니다",
        "that is no backup",
        "gwanmun backup 이 만든 폴더",
        "use a folder that gwanmun backup made",
    )


def _not_theirs() -> BadCommand:
    return _wrong(
        "이 키는 백업의 감사기록을 봉인한 키가 아닙니다",
        "these are not the keys that signed the journals of this backup",
        "함께 만든 키 파일을 주십시오",
        "give the key file that was made with it",
    )
