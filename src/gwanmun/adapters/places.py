"""Putting a whole folder in its place at once (제자리에 놓기): made beside, flushed, renamed; what a crash left is cleaned.

What does not live here: what is in the folder (`backup.py`, `sealed_keys.py`).
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from gwanmun.adapters.files.disk import flush_directory, lock, make_directory
from gwanmun.errors import BadCommand, Conflict

_MOST_FILES = 5_000_000


@contextlib.contextmanager
def making(place: Path) -> Iterator[Path]:
    """A name beside `place` to make it under, for one process at a time. What one that was killed left there is removed.

    Raises `Conflict` when another process is at work there.
    """
    make_directory(place.parent, 0o700)
    guard = place.with_name(f".{place.name}.making.lock")
    held = lock(guard)
    if not guard.exists() or not os.path.samestat(os.fstat(held), guard.stat()):
        os.close(held)  # it was held, and removed by its holder, while we were about to
        raise Conflict(place.name, store="lock")
    beside = place.with_name(f".{place.name}.making")
    try:
        remove(beside)  # nobody else holds the lock
        yield beside
    finally:
        remove(beside)
        guard.unlink(missing_ok=True)
        os.close(held)


def remove(folder: Path) -> None:
    """A folder with everything in it, read-only or not."""
    if not folder.exists():
        return
    for place, _, _ in os.walk(folder):
        Path(place).chmod(0o700)
    shutil.rmtree(folder)


def files_below(folder: Path) -> list[str]:
    """Every regular file below, by its path from there. A link is refused: it would lead out."""
    found: list[str] = []
    for place, folders, names in os.walk(folder):
        for name in (*folders, *names):
            if (Path(place) / name).is_symlink():
                raise _wrong("심볼릭 링크가 있습니다", "there is a symbolic link", "링크를 빼십시오", "leave links out")
        found += [str((Path(place) / name).relative_to(folder)) for name in names]
        if len(found) > _MOST_FILES:
            raise _wrong("파일이 너무 많습니다", "too many files", "더 작은 폴더", "a smaller folder")
    return sorted(found)


def write(file: Path, data: bytes) -> None:
    """A new file, 0600; not flushed yet."""
    make_directory(file.parent, 0o700)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(data)


def flush_below(folder: Path) -> None:
    """Everything below on disk."""
    for place, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(Path(place) / name, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        flush_directory(Path(place))


def read_only(folder: Path) -> None:
    """Nobody writes below from now on."""
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            (Path(place) / name).chmod(0o400)
        Path(place).chmod(0o500)


def _wrong(ko: str, en: str, next_ko: str, next_en: str) -> BadCommand:
    return BadCommand("", problem_ko=ko, problem_en=en, next_ko=next_ko, next_en=next_en)
