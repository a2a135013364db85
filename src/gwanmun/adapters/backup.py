"""Backup and restore of an installation (백업·복구): books and journals as they stood together, whole or not at all.

A backup is a folder: `books.sqlite`, `journal/⟨name⟩/…`, and `manifest.json` with the SHA-256 of every file, written
last. Keys are not in it (one backup that holds both would undo the forgetting of openings); they travel in a file of
their own, sealed under a passphrase (scrypt RFC 7914, AES-256-GCM).

The key that signs checkpoints is never copied: two machines that sign as one could sign two histories. A restored
installation signs under a new key; what the old one signed stays beside, as `checkpoint.before` and its `.vkey`, and the
manifest names it. What does not live here: when it happens and who asked (`entrypoints/backup.py`).
"""

import io
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from gwanmun.adapters.files import reader
from gwanmun.adapters.files.disk import flush_directory, make_directory, replace
from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.adapters.sql.books import SQLBooks, open_books
from gwanmun.errors import BadCommand, GwanmunError, IntegrityFault, Unavailable
from gwanmun.journal.audit import Report
from gwanmun.journal.checkpoint import Checkpoint, Vkey, sign
from gwanmun.journal.tiles import entries_path, tile_path, widths
from gwanmun.journal.tree import EMPTY_ROOT

MANIFEST = "manifest.json"
_TRIES = 5
_BLOCK = 1024 * 1024
_SEALED = b"gwanmun-keys-1\n"
_MOST_FILES = 5_000_000
_LARGEST_MANIFEST = 512 * 1024 * 1024
_LARGEST_KEYS = 1024 * 1024 * 1024

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
    beside = into.with_name(f".{into.name}.partial-{os.getpid()}")
    try:
        make_directory(beside, 0o700)
        books.copy_to(beside / "books.sqlite")
        journals = {}
        for card in sorted((data_dir / "journal").glob("*/journal.json")):
            name = card.parent.name
            journals[name] = _copy_journal(card.parent, beside / "journal" / name, project)
        files = {path: _digest(beside / path) for path in _files(beside)}
        manifest = Manifest(1, moment.at_us, moment.version, files, journals)
        replace(beside / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)), 0o600)
        _flush(beside)
        # At this point the backup is whole under a name that nobody reads; a crash now leaves nothing that looks like one.
        beside.rename(into)
        flush_directory(into.parent)
    except OSError as problem:
        raise Unavailable(str(into), store="backup") from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return manifest


def restore(backup: Path, data_dir: Path, project: Project, books: Callable[[Path], None] | None = None) -> Manifest:
    """Put a backup in the place of an installation that is not there. Everything is proved before it stands there.

    `books` takes the books elsewhere (PostgreSQL). Raises `BadCommand`, `IntegrityFault`, `Unavailable`.
    """
    if data_dir.exists() and any(data_dir.iterdir()):
        raise _wrong(
            "자료 폴더가 비어 있지 않습니다", "the data directory is not empty", "빈 곳에 복구하십시오", "restore into an empty place"
        )  # fmt: skip
    manifest = read_manifest(backup)
    beside = data_dir.with_name(f".{data_dir.name}.restoring-{os.getpid()}")
    try:
        make_directory(beside, 0o700)
        for path, digest in manifest.files.items():
            make_directory((beside / path).parent, 0o700)
            shutil.copyfile(backup / path, beside / path)
            (beside / path).chmod(0o600)
            if _digest(beside / path) != digest:
                raise IntegrityFault(path, problem="a file of the backup was altered (백업 파일 변경)")
        for name, said in manifest.journals.items():
            if _proved(beside / "journal" / name, project) != said:
                raise IntegrityFault(name, problem="a journal is not what the manifest says (감사기록 불일치)")
        open_books(beside / "books.sqlite").close()
        if books is not None:
            books(beside / "books.sqlite")
        _sign_anew(beside, manifest)
        _flush(beside)
        if data_dir.exists():
            data_dir.rmdir()
        # At this point everything is proved and on disk; a crash before this line leaves the place empty.
        beside.rename(data_dir)
        flush_directory(data_dir.parent)
    except OSError as problem:
        raise Unavailable(str(data_dir), store="restore") from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return manifest


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
    found = set(_files(backup)) - {MANIFEST}
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
            _write(into / "segments" / names[number], data)
        note = library.read("checkpoint")
        checkpoint = reader.published(source)
        for path in _files(source):
            name = Path(path)
            if name.parts[0] in {"tile", "opening"} or (len(name.parts) == 1 and not _live(name)):
                with (source / path).open("rb") as opened:
                    _write(into / path, opened.read())
        if note is not None and checkpoint is not None:
            _write(into / "checkpoint", note)
            for path in _edge(checkpoint.size):
                edge = library.read(path)
                if edge is not None:
                    _write(into / path, edge)
            for file in (source / "accounts").glob("*.json"):
                if file.stem.isdigit() and int(file.stem) <= checkpoint.size:
                    _write(into / "accounts" / file.name, file.read_bytes())


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


def _sign_anew(data: Path, manifest: Manifest) -> None:
    """A new key for checkpoints, and every tree signed once more under it: same size, same root."""
    home = data / "worker"
    make_directory(home / "signed", 0o700)
    raw = os.urandom(32)
    replace(home / "checkpoint.key", raw, 0o600)
    key = Ed25519PrivateKey.from_private_bytes(raw)
    for name, said in manifest.journals.items():
        path = data / "journal" / name
        if not (path / "checkpoint").exists():
            continue
        for old in ("checkpoint", "checkpoint.vkey"):
            replace(path / old.replace("checkpoint", "checkpoint.before"), (path / old).read_bytes())
        root = bytes.fromhex(said.root) if said.size else EMPTY_ROOT
        note = sign(Checkpoint(said.origin, said.size, root), key)
        vkey = Vkey(said.origin, key.public_key().public_bytes_raw())
        state = home / "signed" / f"{said.origin.replace('/', '+')}.json"
        replace(state, orjson.dumps({"format": 1, "note": note.decode()}), 0o600)
        replace(path / "checkpoint.vkey", f"{vkey}\n".encode())
        replace(path / "checkpoint", note)
        verify_journal(path)


# ---------------------------------------------------------------- keys, apart


def seal_keys(keys_dir: Path, into: Path, passphrase: str) -> str:
    """All keys of an installation in one file, readable with the passphrase alone; returns its SHA-256."""
    _check_passphrase(passphrase)
    if into.exists() or into.resolve().is_relative_to(keys_dir.resolve()):
        raise _wrong(
            "파일이 이미 있거나 비밀 폴더 안입니다",
            "that file is there, or inside keys_dir",
            "새 이름",
            "give a new name",
        )
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path in _files(keys_dir):
            info = tarfile.TarInfo(path)
            data = (keys_dir / path).read_bytes()
            info.size, info.mode = len(data), 0o600
            tar.addfile(info, io.BytesIO(data))
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derived(passphrase, salt)).encrypt(nonce, packed.getvalue(), _SEALED)
    data = _SEALED + salt + nonce + sealed
    replace(into, data, 0o600)
    return sha256(data).hexdigest()


def unseal_keys(file: Path, keys_dir: Path, passphrase: str) -> int:
    """Put sealed keys into a place that is not there yet; returns how many files that were."""
    if keys_dir.exists() and any(keys_dir.iterdir()):
        raise _wrong(
            "비밀 폴더가 비어 있지 않습니다",
            "keys_dir is not empty",
            "빈 곳에 복구하십시오",
            "restore into an empty place",
        )
    try:
        if file.stat().st_size > _LARGEST_KEYS:
            raise _no_keys()
        data = file.read_bytes()
        head, salt, nonce = data[: len(_SEALED)], data[len(_SEALED) :][:16], data[len(_SEALED) + 16 :][:12]
        if head != _SEALED:
            raise _no_keys()
        packed = AESGCM(_derived(passphrase, salt)).decrypt(nonce, data[len(_SEALED) + 28 :], _SEALED)
    except (OSError, InvalidTag, ValueError) as problem:
        raise _no_keys() from problem
    beside = keys_dir.with_name(f".{keys_dir.name}.restoring-{os.getpid()}")
    count = 0
    try:
        make_directory(beside, 0o700)
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            for member in tar:
                opened = tar.extractfile(member)
                name = Path(member.name)
                if opened is None or name.is_absolute() or ".." in name.parts:
                    raise _no_keys()
                _write(beside / name, opened.read())
                count += 1
        _flush(beside)
        if keys_dir.exists():
            keys_dir.rmdir()
        beside.rename(keys_dir)
        flush_directory(keys_dir.parent)
    except OSError as problem:
        raise Unavailable(str(keys_dir), store="keys") from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return count


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())


def _check_passphrase(passphrase: str) -> None:
    if len(passphrase) < 12:
        raise _wrong(
            "암호문은 12자 이상이어야 합니다",
            "a passphrase has at least 12 characters",
            "더 긴 암호문",
            "use a longer one",
        )


# ---------------------------------------------------------------- files


def _files(folder: Path) -> list[str]:
    """Every regular file below, by its path from there. A link is refused: it would lead out."""
    found = []
    for place, folders, names in os.walk(folder):
        for name in (*folders, *names):
            if (Path(place) / name).is_symlink():
                raise _wrong("심볼릭 링크가 있습니다", "there is a symbolic link", "링크를 빼십시오", "leave links out")
        found += [str((Path(place) / name).relative_to(folder)) for name in names]
        if len(found) > _MOST_FILES:
            raise _wrong("파일이 너무 많습니다", "too many files", "…", "…")
    return sorted(found)


def _digest(file: Path) -> str:
    digest = sha256()
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _write(file: Path, data: bytes) -> None:
    make_directory(file.parent, 0o700)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(data)


def _flush(folder: Path) -> None:
    for place, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(Path(place) / name, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        flush_directory(Path(place))


def _wrong(ko: str, en: str, next_ko: str, next_en: str) -> BadCommand:
    return BadCommand("", problem_ko=ko, problem_en=en, next_ko=next_ko, next_en=next_en)


def _no_backup() -> BadCommand:
    return _wrong(
        "백업 폴더가 아닙니다",
        "that is no backup",
        "gwanmun backup 이 만든 폴더",
        "use a folder that gwanmun backup made",
    )


def _no_keys() -> BadCommand:
    return _wrong(
        "키 파일이나 암호문이 올바르지 않습니다",
        "the key file or the passphrase is not right",
        "다시 확인하십시오",
        "check both",
    )
