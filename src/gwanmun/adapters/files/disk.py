"""Durable file work: write beside, flush, rename, flush the directory. The only place that knows this order.

`OSError` passes through; callers turn it into `Unavailable` with the name of their store.
"""

import fcntl
import os
from pathlib import Path

from gwanmun.errors import Conflict

PRIVATE = 0o600


def flush_directory(path: Path) -> None:
    """Make names in `path` durable."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def make_directory(path: Path, mode: int = 0o750) -> None:
    """Create `path` and what is missing above it, durably."""
    if path.is_dir():
        return
    make_directory(path.parent, mode)
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        return
    flush_directory(path.parent)


def write_fully(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def replace(path: Path, data: bytes, mode: int = 0o640) -> None:
    """Put `data` at `path`: a reader, and a crash, sees the old file or the new one, whole."""
    beside = path.with_name(path.name + ".new")
    fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        write_fully(fd, data)
        os.fsync(fd)
    finally:
        os.close(fd)
    # At this point the new content is on disk under a name nobody reads; a crash now leaves the old file.
    beside.replace(path)
    flush_directory(path.parent)


def create_once(path: Path, data: bytes, mode: int = PRIVATE) -> bytes:
    """Create `path` with `data` unless it is there already; gives what stands there. Safe against a race of two."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    make_directory(path.parent, 0o700)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        write_fully(fd, data)
        os.fsync(fd)
    finally:
        os.close(fd)
    try:
        os.link(beside, path)  # unlike rename, fails when somebody was first
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    flush_directory(path.parent)
    return path.read_bytes()


def read(path: Path) -> bytes | None:
    """A file's bytes, or None when there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def lock(path: Path, *, wait: bool = False) -> int:
    """Hold `path` until the descriptor is closed or the process ends. Raises `Conflict` when another holds it."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(fd)
        raise Conflict(store=path.parent.name) from None
    return fd
