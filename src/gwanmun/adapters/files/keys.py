"""Keys of openings and pseudonyms, kept in files (docs/journal-format.md §4). Never inside the journal's directory.

`Keyring` is the writer's: it makes day keys, and makes them durable before the first record that uses one.
`Cabinet` is the reader's: it finds day keys and never makes any. Both unwrap with the key-encryption key.
A backup that holds the journal and its keys together makes forgetting void.
"""

import hmac
import os
import struct
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gwanmun.adapters.files.disk import PRIVATE, create_once, flush_directory, make_directory, read, write_fully
from gwanmun.domain.ids import PersonId, Pseudonym
from gwanmun.errors import Conflict, IntegrityFault
from gwanmun.journal.canonical import canonical, parse
from gwanmun.journal.checkpoint import check_origin
from gwanmun.journal.opening import DayKey, day_of

_EPOCH = date(1970, 1, 1).toordinal()
_MAX_PSEUDONYMS = 200_000
_CACHED_DAYS = 2
_BESIDE = ".new"  # a key file that is being written; left behind by a crash, it holds a key that nothing uses
_DAY_DEPTH = 4  # keys/day/<origin>/<day>: the directories that `persist` may have made


def day_text(day: int) -> str:
    """Days since 1970-01-01 as YYYY-MM-DD."""
    return date.fromordinal(_EPOCH + day).isoformat()


def day_directory(keys_dir: Path, origin: str, day: str) -> Path:
    return keys_dir / "day" / check_origin(origin).replace("/", "+") / day


class Keyring:
    """The keys of one journal's writer. Used by the loop; only `persist` runs on the writing thread."""

    def __init__(self, keys_dir: Path, origin: str) -> None:
        make_directory(keys_dir, 0o700)
        self._dir, self._origin = keys_dir, origin
        self._kek = AESGCM(_secret(create_once(keys_dir / "kek", os.urandom(32)), "kek"))
        self._pepper = _secret(create_once(keys_dir / "pseudonym.key", os.urandom(32)), "pseudonym.key")
        self._days: dict[int, dict[str, DayKey]] = {}
        self._pseudonyms: dict[str, Pseudonym] = {}
        self._fresh: list[tuple[Path, bytes]] = []

    def day_key(self, at_us: int, agency: str) -> DayKey:
        """The day's key of an agency: the one on disk, or a new one that `take_fresh` hands to be made durable."""
        day = day_of(at_us)
        keys = self._days.get(day)
        if keys is None:
            keys = self._load_day(day)
        key = keys.get(agency)
        return key if key is not None else self._new(day, agency)

    def take_fresh(self) -> list[tuple[Path, bytes]]:
        """Files to `persist` before any record that uses them."""
        fresh, self._fresh = self._fresh, []
        return fresh

    @staticmethod
    def persist(files: list[tuple[Path, bytes]]) -> None:
        """Write wrapped keys durably. A crash at any moment leaves each file whole, or not there under its name."""
        for path, data in files:
            make_directory(path.parent, 0o700)
            beside = path.with_suffix(_BESIDE)
            fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
            try:
                write_fully(fd, data)
                os.fsync(fd)
            finally:
                os.close(fd)
            # At this point the key is whole under a name that nobody reads; a crash now leaves it there, used by no
            # record. Renamed and never linked: a second name would outlive the forgetting of the first.
            beside.rename(path)
        # The directories above, too: one may have been made by a run that died before it was flushed.
        for directory in {above for path, _ in files for above in path.parents[:_DAY_DEPTH]}:
            flush_directory(directory)

    def pseudonym(self, person: PersonId) -> Pseudonym:
        """The person's name in leaves: stable within these keys, not to be guessed back without the pepper."""
        known = self._pseudonyms.get(person)
        if known is None:
            if len(self._pseudonyms) >= _MAX_PSEUDONYMS:
                self._pseudonyms.clear()
            known = Pseudonym(hmac.digest(self._pepper, person.encode(), "sha256")[:16].hex())
            self._pseudonyms[person] = known
        return known

    def _load_day(self, day: int) -> dict[str, DayKey]:
        if len(self._days) >= _CACHED_DAYS:  # today, and yesterday for requests that end after midnight
            del self._days[min(self._days)]
        keys = self._days[day] = {}
        directory = day_directory(self._dir, self._origin, day_text(day))
        if directory.is_dir():
            for path in sorted(directory.glob("*.json")):
                data = path.read_bytes()
                if _torn(data):
                    continue
                agency, key = _unwrap(self._kek, data, self._origin, day_text(day), path.stem)
                keys[agency] = key
        return keys

    def _new(self, day: int, agency: str) -> DayKey:
        key_id, secret, nonce = os.urandom(8).hex(), os.urandom(32), os.urandom(12)
        text = day_text(day)
        wrapped = self._kek.encrypt(nonce, secret, _bound(self._origin, text, agency, key_id))
        card = {
            "agency": agency,
            "day": text,
            "id": key_id,
            "nonce": nonce.hex(),
            "origin": self._origin,
            "v": 1,
            "wrapped": wrapped.hex(),
        }
        self._fresh.append((day_directory(self._dir, self._origin, text) / f"{key_id}.json", canonical(card)))
        key = self._days[day][agency] = DayKey(key_id, secret, self._origin)
        return key


class Cabinet:
    """Finds the day keys of openings. Raises `IntegrityFault` for a key file that does not unwrap."""

    def __init__(self, keys_dir: Path) -> None:
        kek = read(keys_dir / "kek")
        self._dir = keys_dir
        self._kek = AESGCM(_secret(kek, "kek")) if kek is not None else None

    def find(self, origin: str, day: int, agency: str, key_id: str) -> DayKey | None:
        """The day key, or None when it was forgotten."""
        text = day_text(day)
        data = read(day_directory(self._dir, origin, text) / f"{key_id}.json")
        if data is None or self._kek is None:
            return None
        found, key = _unwrap(self._kek, data, origin, text, key_id)
        if found != agency:
            raise IntegrityFault("keys", problem="a day key is of another agency")
        return key


def forget_day(keys_dir: Path, origin: str, day: str, agency: str, today: str) -> int:
    """Forget all openings of an agency on a day that is over: overwrite and delete its keys; gives how many there were.

    The caller records the act as a fact. `Conflict` for today and yesterday: a writer may still hold those keys.
    """
    if date.fromisoformat(day).toordinal() > date.fromisoformat(today).toordinal() - 2:
        raise Conflict(store="keys")
    directory = day_directory(keys_dir, origin, day)
    gone = 0
    for path in sorted(directory.iterdir()) if directory.is_dir() else []:
        data = path.read_bytes()
        # Pieces of keys that no record uses go with the first agency that is forgotten: they do not say whose they are.
        unused = path.suffix == _BESIDE or _torn(data)
        if unused or parse(data).get("agency") == agency:
            _overwrite(path)
            path.unlink()
            gone += not unused
    if gone:
        flush_directory(directory)
    return gone


def _torn(data: bytes) -> bool:
    """Whether a key file was cut short: no record uses its key, because `persist` had not returned.

    A whole card ends with its brace; what is whole and does not unwrap is evidence that does not add up. A record that
    names a torn file all the same is such evidence, too: `Cabinet` says so.
    """
    return not data.rstrip(b"\0").endswith(b"}")


def _overwrite(path: Path) -> None:
    """Overwrite a file with zeros where it lies. Best effort: disks and file systems may keep old blocks."""
    fd = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(fd, bytes(os.fstat(fd).st_size), 0)
        os.fsync(fd)
    finally:
        os.close(fd)


def _unwrap(kek: AESGCM, data: bytes, origin: str, day: str, key_id: str) -> tuple[str, DayKey]:
    try:
        card = parse(data)
        agency, nonce, wrapped = card["agency"], card["nonce"], card["wrapped"]
        if not (isinstance(agency, str) and isinstance(nonce, str) and isinstance(wrapped, str)):
            raise IntegrityFault(key_id, problem="a day key file is malformed")
        secret = kek.decrypt(bytes.fromhex(nonce), bytes.fromhex(wrapped), _bound(origin, day, agency, key_id))
    except (ValueError, KeyError, struct.error, InvalidTag) as problem:
        raise IntegrityFault(key_id, problem="a day key does not unwrap") from problem
    return agency, DayKey(key_id, secret, origin)


def _bound(origin: str, day: str, agency: str, key_id: str) -> bytes:
    return b"\0".join((b"gwanmun/day/1", origin.encode(), day.encode(), agency.encode(), key_id.encode()))


def _secret(data: bytes, name: str) -> bytes:
    if len(data) != 32:
        raise IntegrityFault(name, problem="a key file has the wrong length")
    return data
