"""Port `surroundings` on this machine, and two more things only an operating system gives: a lock and a secret file.

Ids are UUIDv7 (RFC 9562 §5.7; rand_a holds the fraction of the millisecond, §6.2 method 3), so that ids made on one
machine sort by time to the quarter of a microsecond.
"""

import fcntl
import os
import stat
import time
from pathlib import Path

from gwanmun.domain.ids import RequestId
from gwanmun.errors import Conflict, Unavailable

_POOL_BYTES = 8 * 512


class System:
    """Port `surroundings`. Not for several threads at once: ids come from a small pool of entropy of one owner."""

    __slots__ = ("_at", "_pid", "_pool")

    def __init__(self) -> None:
        self._pool = b""
        self._at = 0
        self._pid = 0

    def now_us(self) -> int:
        return time.time_ns() // 1000

    def monotonic(self) -> float:
        return time.monotonic()

    def new_request_id(self) -> RequestId:
        # One read of the kernel's entropy for 512 ids. INVARIANT: a fork never shares a pool, so no id comes twice.
        at = self._at
        if at >= len(self._pool) or self._pid != os.getpid():
            self._pool = os.urandom(_POOL_BYTES)
            self._pid = os.getpid()
            at = 0
        self._at = at + 8
        milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
        rand_b = int.from_bytes(self._pool[at : at + 8], "big") & 0x3FFF_FFFF_FFFF_FFFF
        value = (
            milliseconds << 80
            | 0x7000_0000_0000_0000_0000
            | (nanoseconds * 4096 // 1_000_000) << 64
            | 0x8000_0000_0000_0000
            | rand_b
        )
        text = f"{value:032x}"
        return RequestId(f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}")

    def entropy(self, size: int) -> bytes:
        return os.urandom(size)


def hold_lock(path: Path, store: str) -> int:
    """Hold the file's lock until this process ends or the descriptor is closed. Held elsewhere: `Conflict`."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable(str(path), store=store) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise Conflict(str(path), store=store) from error
    return descriptor


def private_directory(path: Path) -> None:
    """Make the directory (0700) if it is not there. One that others may enter raises `Unavailable`."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = path.stat().st_mode
    except OSError as error:
        raise Unavailable(str(path), store="directory") from error
    if not stat.S_ISDIR(mode) or mode & 0o077:
        raise Unavailable(str(path), store="directory: chmod 700")


def secret_file(path: Path, size: int) -> bytes:
    """The secret in this file; made once (0600, random) when it is not there.

    A file that others may read, or of another size, raises `Unavailable`: a secret in doubt is not used.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return _new_secret(path, size)
    except OSError as error:
        raise Unavailable(str(path), store="secret") from error
    with os.fdopen(descriptor, "rb") as file:
        if os.fstat(descriptor).st_mode & 0o077:
            raise Unavailable(str(path), store="secret: chmod 600")
        secret = file.read(size + 1)
    if len(secret) != size:
        raise Unavailable(str(path), store="secret: wrong size")
    return secret


def _new_secret(path: Path, size: int) -> bytes:
    secret = os.urandom(size)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(descriptor)
        try:
            # A link fails when another process was first: two processes that start together share one secret.
            os.link(beside, path)
        except FileExistsError:
            return secret_file(path, size)
        finally:
            beside.unlink()
        sync_directory(path.parent)
    except OSError as error:
        raise Unavailable(str(path), store="secret") from error
    return secret


def sync_directory(path: Path) -> None:
    """Make renames and new names in this directory last."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
