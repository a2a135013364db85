"""The keys of an installation in one sealed file (키 봉투): scrypt (RFC 7914), AES-256-GCM (SP 800-38D).

What lies in it: everything below `keys_dir`, and the key that signs checkpoints. It is a file apart from the backup: one
place that holds both would undo the forgetting of openings. What does not live here: books and journals (`backup.py`).
"""

import io
import os
import tarfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from gwanmun.adapters.files.disk import flush_directory, make_directory, read, replace
from gwanmun.adapters.places import files_below, flush_below, making, write
from gwanmun.errors import BadCommand, Unavailable

CHECKPOINT_KEY = "worker/checkpoint.key"
_SEALED = b"gwanmun-keys-1\n"
_LARGEST = 1024 * 1024 * 1024
_INSIDE, _SIGNING = "keys/", "checkpoint.key"
_SHORTEST = 12


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What a sealed file held: files below `keys_dir`, and the signing key when there was one."""

    files: dict[str, bytes]
    signing: bytes | None


def seal_keys(keys_dir: Path, data_dir: Path, into: Path, passphrase: str) -> str:
    """All keys in one file, readable with the passphrase alone; returns its SHA-256. Raises `BadCommand`, `Unavailable`."""
    if len(passphrase) < _SHORTEST:
        raise _wrong(
            "암호문은 12자 이상이어야 합니다", "a passphrase has at least 12 characters", "더 긴 암호문", "use a longer one",
        )  # fmt: skip
    if into.exists() or any(into.resolve().is_relative_to(place.resolve()) for place in (keys_dir, data_dir)):
        raise _wrong(
            "키 파일이 이미 있거나 자료·비밀 폴더 안입니다", "that key file is there, or inside the data or the keys",
            "새 이름을 주십시오", "give a new name",
        )  # fmt: skip
    packed = io.BytesIO()
    try:
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for path in files_below(keys_dir):
                _add(tar, _INSIDE + path, (keys_dir / path).read_bytes())
            signing = read(data_dir / CHECKPOINT_KEY)
            if signing is not None:
                _add(tar, _SIGNING, signing)
        salt, nonce = os.urandom(16), os.urandom(12)
        sealed = AESGCM(_derived(passphrase, salt)).encrypt(nonce, packed.getvalue(), _SEALED)
        data = _SEALED + salt + nonce + sealed
        replace(into, data, 0o600)
    except OSError as problem:
        raise Unavailable(str(into), store="keys") from problem
    return sha256(data).hexdigest()


def open_keys(file: Path, passphrase: str) -> Keys:
    """What lies in a sealed file. Raises `BadCommand` for a wrong passphrase, and for what is no such file."""
    try:
        if file.stat().st_size > _LARGEST:
            raise _no_keys()
        data = file.read_bytes()
        head, salt, nonce = data[: len(_SEALED)], data[len(_SEALED) :][:16], data[len(_SEALED) + 16 :][:12]
        if head != _SEALED:
            raise _no_keys()
        packed = AESGCM(_derived(passphrase, salt)).decrypt(nonce, data[len(_SEALED) + 28 :], _SEALED)
    except (OSError, InvalidTag, ValueError) as problem:
        raise _no_keys() from problem
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        for member in tar:
            opened = tar.extractfile(member)
            name = Path(member.name)
            if opened is None or name.is_absolute() or ".." in name.parts:
                raise _no_keys()
            found[member.name] = opened.read()
    signing = found.pop(_SIGNING, None)
    if any(not name.startswith(_INSIDE) for name in found):
        raise _no_keys()
    return Keys({name.removeprefix(_INSIDE): data for name, data in found.items()}, signing)


def place_keys(keys: Keys, keys_dir: Path) -> int:
    """Put keys where none are yet; returns how many files that was. The same keys there already: nothing to do."""
    if keys_dir.exists() and any(keys_dir.iterdir()):
        # A restore that was killed after this step is run again: what it left is what it would leave.
        if {path: (keys_dir / path).read_bytes() for path in files_below(keys_dir)} == keys.files:
            return len(keys.files)
        raise _wrong(
            "비밀 폴더가 비어 있지 않습니다", "keys_dir is not empty", "빈 곳에 복구하십시오", "restore into an empty place",
        )  # fmt: skip
    try:
        with making(keys_dir) as beside:
            make_directory(beside, 0o700)
            for name, data in keys.files.items():
                write(beside / name, data)
            flush_below(beside)
            if keys_dir.exists():
                keys_dir.rmdir()
            # At this point all keys are on disk under a name that nobody reads; a crash now leaves nothing of them here.
            beside.rename(keys_dir)
            flush_directory(keys_dir.parent)
    except OSError as problem:
        raise Unavailable(str(keys_dir), store="keys") from problem
    return len(keys.files)


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())


def _wrong(ko: str, en: str, next_ko: str, next_en: str) -> BadCommand:
    return BadCommand("", problem_ko=ko, problem_en=en, next_ko=next_ko, next_en=next_en)


def _no_keys() -> BadCommand:
    return _wrong(
        "키 파일이나 암호문이 올바르지 않습니다", "the key file or the passphrase is not right",
        "다시 확인하십시오", "check both",
    )  # fmt: skip
