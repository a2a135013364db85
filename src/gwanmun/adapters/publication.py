"""Publications as files: port `publication`.

```
published/snapshot-<serial>-<digest12>.jsonl    immutable, 0600
published/delta-<serial>-<digest12>.jsonl       immutable, 0600
published/current                               the pointer: the only name that ever changes (written beside, renamed)
```
`current` is one JSON object: `{"format":1,"snapshot":{"serial","file","digest"},"delta":{…},"vouched_us":…}`. A digest
is the SHA-256 of the file, as `sha256sum` prints it. A publication is JSON Lines: first a header
`{"format":1,"kind":"snapshot","rows":n,"value":{…}}` with every field that is small, then lines `{"people":[…]}` of at
most 200 rows each. Lines, because JSON decoders hold Python's lock for a whole call: a gate that decoded 100,000 keys
in one call would answer nobody meanwhile. Line by line in a thread, its loop waits a millisecond at most.
What does not live here: what is published (`control/publish.py`).
"""

import asyncio
import gc
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from gwanmun.adapters.system import private_directory, sync_directory
from gwanmun.domain.ids import Digest
from gwanmun.domain.people import Key, Person
from gwanmun.domain.snapshot import Delta, Snapshot
from gwanmun.errors import GwanmunError, IntegrityFault, Unavailable

FORMAT = 1
KEPT = 8  # superseded snapshots stay a while: a gate may be in the middle of reading one
_CHUNK = 200
_GLANCE_SECONDS = 0.1  # how often the pointer is looked at while a snapshot is being decoded
_LARGEST = 1 << 30

T = TypeVar("T", bound=Snapshot | Delta)
_ENCODER = msgspec.json.Encoder(order="deterministic")


class _Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    serial: int
    file: str
    digest: str


class _Pointer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    format: int
    vouched_us: int
    snapshot: _Named | None = None
    delta: _Named | None = None


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    kind: str
    rows: int
    value: msgspec.Raw


class _Shape(Generic[T]):
    """How a kind of publication is cut into lines: `long` fields have any number of rows."""

    def __init__(self, name: str, kind: type[T], long: dict[str, type[Any]]) -> None:
        self.name = name
        self.long = tuple(long)
        self.value: msgspec.json.Decoder[T] = msgspec.json.Decoder(kind)
        line_types: dict[str, Any] = {
            name: dict.__class_getitem__((str, list.__class_getitem__(row))) for name, row in long.items()
        }
        self.lines = {name: msgspec.json.Decoder(line_type) for name, line_type in line_types.items()}

    def write(self, value: T) -> bytes:
        empty = _with(value, dict.fromkeys(self.long, ()))
        rows = sum(len(getattr(value, name)) for name in self.long)
        header = {"format": FORMAT, "kind": self.name, "rows": rows, "value": empty}
        parts = [_ENCODER.encode(header)]
        for name in self.long:
            found = getattr(value, name)
            parts.extend(_ENCODER.encode({name: found[at : at + _CHUNK]}) for at in range(0, len(found), _CHUNK))
        return b"\n".join(parts) + b"\n"

    def read(self, data: bytes, held: T | None) -> T:
        """Raises `msgspec.MsgspecError`, `ValueError` or `KeyError`. Rows equal to those of `held` are those of `held`.

        Sharing rows keeps memory flat, and spares the loop from freeing a hundred thousand old ones at one stroke.
        """
        end = data.index(b"\n")
        header = msgspec.json.decode(data[:end], type=_Header)
        if header.format != FORMAT or header.kind != self.name:
            raise ValueError("another format")
        gathered: dict[str, list[Any]] = {name: [] for name in self.long}
        old = {name: _Held(getattr(held, name) if held is not None else ()) for name in self.long}
        view = memoryview(data)
        while (start := end + 1) < len(data):
            end = data.index(b"\n", start)
            name = data[start + 2 : data.index(b'"', start + 2, start + 40)].decode()
            gathered[name].extend(map(old[name].same, self.lines[name].decode(view[start:end])[name]))
            time.sleep(0)  # gives the interpreter to the loop
        if sum(map(len, gathered.values())) != header.rows:
            raise ValueError("rows are missing")
        return _with(self.value.decode(header.value), {name: tuple(rows) for name, rows in gathered.items()})


class _Held:
    """The rows held so far, walked along with the new ones: both are in the order of their ids."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows
        self._at = 0

    def same(self, row: Any) -> Any:
        rows, at = self._rows, self._at
        while at < len(rows) and rows[at].id < row.id:
            at += 1
        self._at = at
        return rows[at] if at < len(rows) and rows[at] == row else row


def _with(value: T, fields: dict[str, tuple[Any, ...]]) -> T:
    changed: Any = replace  # which fields they are is known only here
    result: T = changed(value, **fields)
    return result


SNAPSHOT = _Shape("snapshot", Snapshot, {"people": Person})
DELTA = _Shape("delta", Delta, {"keys": Key})


def content_digest(value: Snapshot | Delta) -> Digest:
    """The digest of what a publication says, whenever and as whichever number it says it."""
    if isinstance(value, Snapshot):
        return _digest(SNAPSHOT.write(replace(value, serial=0, desk_index=0, published_us=0)))
    return _digest(DELTA.write(replace(value, serial=0, published_us=0)))


class PublishedFiles:
    """The desk's side. One process (the one that holds the desk's lock)."""

    def __init__(self, directory: Path) -> None:
        private_directory(directory)
        self._directory = directory
        self._pointer = _read_pointer(directory / "current") or _Pointer(FORMAT, 0)

    def publish_snapshot(self, snapshot: Snapshot) -> Digest:
        named = self._write("snapshot", snapshot.serial, SNAPSHOT.write(snapshot))
        # At this point the file is complete and nobody knows it; a crash now leaves the last publication in force.
        self._point(msgspec.structs.replace(self._pointer, snapshot=named, vouched_us=snapshot.published_us))
        self._tidy("snapshot", named.file)
        return Digest(named.digest)

    def publish_delta(self, delta: Delta) -> Digest:
        named = self._write("delta", delta.serial, DELTA.write(delta))
        self._point(msgspec.structs.replace(self._pointer, delta=named))
        self._tidy("delta", named.file)
        return Digest(named.digest)

    def vouch(self, at_us: int) -> None:
        self._point(msgspec.structs.replace(self._pointer, vouched_us=at_us))

    def serials(self) -> tuple[int, int]:
        pointer = self._pointer
        return (pointer.snapshot.serial if pointer.snapshot else 0, pointer.delta.serial if pointer.delta else 0)

    def _write(self, kind: str, serial: int, data: bytes) -> _Named:
        digest = _digest(data)
        named = _Named(serial, f"{kind}-{serial}-{digest[:12]}.jsonl", digest)
        _write_whole(self._directory / named.file, data)
        return named

    def _point(self, pointer: _Pointer) -> None:
        _write_whole(self._directory / "current", msgspec.json.encode(pointer) + b"\n")
        self._pointer = pointer

    def _tidy(self, kind: str, newest: str) -> None:
        """Old deltas go (they are whole states, and hold hashes of keys); of snapshots the last few stay."""
        found = sorted(
            (path for path in self._directory.glob(f"{kind}-*.jsonl") if path.name != newest),
            key=lambda path: int(path.name.split("-")[1]),
        )
        for path in found[: max(0, len(found) - (KEPT if kind == "snapshot" else 2))]:
            path.unlink(missing_ok=True)


class PublicationFiles:
    """A gate's side. `alarm` is told, on the loop, of each thing that is wrong, once."""

    def __init__(self, directory: Path, alarm: Callable[[GwanmunError], None]) -> None:
        self._directory = directory
        self._current = directory / "current"
        self._alarm = alarm
        self._seen: tuple[int, int, int] | None = None  # the pointer whose keys were looked at
        self._wanted: _Pointer | None = None  # the pointer whose snapshot is still to be looked at
        self._decoding: tuple[_Pointer, asyncio.Task[tuple[Digest, Snapshot] | None]] | None = None
        self._snapshot: tuple[Digest, Snapshot] | None = None
        self._delta: Delta | None = None

    @property
    def snapshot(self) -> Snapshot:
        if self._snapshot is None:
            raise Unavailable(str(self._directory), store="published snapshot")
        return self._snapshot[1]

    @property
    def digest(self) -> Digest:
        return Digest("") if self._snapshot is None else self._snapshot[0]

    @property
    def delta(self) -> Delta:
        if self._delta is None:
            raise Unavailable(str(self._directory), store="published keys")
        return self._delta

    async def open(self) -> None:
        while any(await self.look()):
            pass
        if self._snapshot is None or self._delta is None:
            raise Unavailable(str(self._directory), store="published snapshot")

    async def look(self) -> tuple[bool, bool]:
        # INVARIANT: keys first. A revocation waits neither for a large snapshot to be decoded nor for a broken one:
        # new keys are handed over at once, also while a snapshot is being decoded, and the snapshot by a later look.
        while True:
            if self._stamp() != self._seen and await self._look_at_keys():
                return False, True
            if self._decoding is None:
                if self._wanted is None:
                    return False, False
                decoding = asyncio.create_task(asyncio.to_thread(self._newer_snapshot, self._wanted))
                self._decoding = (self._wanted, decoding)
            await asyncio.wait({self._decoding[1]}, timeout=_GLANCE_SECONDS)
            if self._decoding[1].done():
                return self._take_snapshot(*self._decoding), False

    def _stamp(self) -> tuple[int, int, int]:
        """Tells one state of the pointer from another."""
        try:
            stat = os.stat(self._current)  # noqa: PTH116 - called four times a second: the cheapest way
        except OSError:
            return 0, 0, 0
        return stat.st_mtime_ns, stat.st_ino, stat.st_size

    async def _look_at_keys(self) -> bool:
        """Read the pointer and take new keys; whether there were any. Its snapshot is wanted from now on."""
        seen = self._stamp()
        pointer, delta, wrong = await asyncio.to_thread(self._read_keys)
        self._seen = seen  # only now: a look that was cancelled is made again
        for error in wrong:
            self._alarm(error)
        if pointer is not None:
            self._wanted = pointer
        if delta is not None:
            self._delta = delta
        return delta is not None

    def _read_keys(self) -> tuple[_Pointer | None, Delta | None, list[GwanmunError]]:
        pointer = None
        try:
            pointer = _read_pointer(self._current)
            if pointer is None:
                raise Unavailable(str(self._directory), store="published/current")
            return pointer, self._newer_delta(pointer), []
        except GwanmunError as error:
            return pointer, None, [error]

    def _take_snapshot(self, pointer: _Pointer, decoding: asyncio.Task[tuple[Digest, Snapshot] | None]) -> bool:
        self._decoding = None
        if decoding.cancelled():
            return False  # still wanted
        try:
            snapshot = decoding.result()  # a fault of the program passes, and the snapshot stays wanted
        except GwanmunError as error:
            self._alarm(error)
            snapshot = None
        if self._wanted is pointer:
            self._wanted = None
        if snapshot is not None:
            self._snapshot = snapshot
        return snapshot is not None

    def _newer_delta(self, pointer: _Pointer) -> Delta | None:
        named = pointer.delta
        held = 0 if self._delta is None else self._delta.serial
        if named is None or named.serial == held:
            return None
        _check_newer(named, held)
        return _read(DELTA, self._directory, named, self._delta)

    def _newer_snapshot(self, pointer: _Pointer) -> tuple[Digest, Snapshot] | None:
        named, held = pointer.snapshot, self._snapshot
        if named is None:
            return None
        if held is not None and named.serial == held[1].serial:
            if named.digest != held[0]:
                raise IntegrityFault(named.file, problem=f"two snapshots of serial {named.serial}")
            if pointer.vouched_us == held[1].published_us:
                return None
            snapshot = held[1]
        else:
            _check_newer(named, 0 if held is None else held[1].serial)
            snapshot = _read(SNAPSHOT, self._directory, named, None if held is None else held[1])
        return Digest(named.digest), replace(snapshot, published_us=pointer.vouched_us)


def _check_newer(named: _Named, held: int) -> None:
    # INVARIANT: serials only rise. An older one would bring a revoked key or a lifted ban back to life.
    if named.serial < held:
        raise IntegrityFault(named.file, problem=f"serial {named.serial} is older than {held}")


def _read(shape: _Shape[T], directory: Path, named: _Named, held: T | None) -> T:
    path = directory / named.file
    if path.parent != directory or not named.file.startswith(shape.name):
        raise IntegrityFault(named.file[:80], problem="a publication outside its directory")
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise Unavailable(named.file, store="publication: chmod 600")
            size = os.fstat(file.fileno()).st_size
            data = file.read() if size <= _LARGEST else b""
    except OSError as error:
        raise Unavailable(named.file, store="publication") from error
    if _digest(data) != named.digest:
        raise IntegrityFault(named.file, problem="its digest differs")
    collecting = gc.isenabled()
    gc.disable()  # a hundred thousand new objects would start full collections, each a stall of the loop
    try:
        value = shape.read(data, held)
    except (msgspec.MsgspecError, ValueError, KeyError) as error:
        raise IntegrityFault(named.file, problem="it cannot be read") from error
    finally:
        if collecting:
            gc.enable()
    if value.serial != named.serial:
        raise IntegrityFault(named.file, problem="its serial differs")
    return value


def _read_pointer(path: Path) -> _Pointer | None:
    try:
        with path.open("rb") as file:
            pointer = msgspec.json.decode(file.read(4096), type=_Pointer)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unavailable(str(path), store="published/current") from error
    except msgspec.MsgspecError as error:
        raise IntegrityFault(str(path), problem="the pointer cannot be read") from error
    if pointer.format != FORMAT:
        raise Unavailable(str(path), store=f"publication format {pointer.format}")
    return pointer


def _write_whole(path: Path, data: bytes) -> None:
    """Written beside, synced, renamed, the directory synced: in place whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        beside.rename(path)
        sync_directory(path.parent)
    except OSError as error:
        raise Unavailable(path.name, store="publication") from error


def _digest(data: bytes) -> Digest:
    return Digest(sha256(data).hexdigest())
