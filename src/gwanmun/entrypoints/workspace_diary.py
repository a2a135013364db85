"""Conversations that an agency lets be kept (대화 보관): each encrypted under its own key, with an end of life.

Off unless the agency decides otherwise (`Rules.history_days`). What was said lies under `data/conversations`, its key under
`keys/conversations`, never in the same backup: whoever deletes the key has deleted what it opens. Both go when the person
deletes the conversation, and by themselves when its day is over. The name of a person's folder is a keyed hash.
What does not live here: who may look (the person alone), what is shown.
"""

import asyncio
import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path
from threading import Lock

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gwanmun.adapters.system import private_directory, secret_file
from gwanmun.console.work import Past
from gwanmun.control.office import seoul_day
from gwanmun.domain.ids import PersonId
from gwanmun.errors import Unavailable

_MOST_OF_ONE = 200
_SWEEP_SECONDS = 3600.0
_ID = frozenset("0123456789abcdef")


class Diary:
    """Files: `<day>/<person>/<id>`. `day` is the last on which it is kept."""

    def __init__(self, data_dir: Path, keys_dir: Path, pepper: bytes) -> None:
        self._data, self._keys, self._pepper = data_dir / "conversations", keys_dir / "conversations", pepper
        self._sweeping = Lock()

    def put(self, person: PersonId, past: Past, now_us: int, days: int) -> None:
        """Keep it, in place of what was kept of it before; its end stays what it was."""
        before = self._where(person, past.id)
        day = before.parent.parent.name if before else (seoul_day(now_us) + timedelta(days=days)).isoformat()
        folder, keys = self._data / day / self._folder(person), self._keys / day / self._folder(person)
        try:
            for place in (folder, keys):
                private_directory(place)
            key = AESGCM(secret_file(keys / past.id, 32))
            nonce = os.urandom(12)
            sealed = nonce + key.encrypt(nonce, msgspec.json.encode(past), self._about(person, past.id, day))
            beside = folder / f"{past.id}.new"
            fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(fd, "wb") as file:
                file.write(sealed)
            beside.rename(folder / past.id)
        except OSError as error:
            raise Unavailable(store="conversations") from error
        for old in self._rows(person)[_MOST_OF_ONE:]:
            self._delete(old)

    def every(self, person: PersonId, now_us: int) -> tuple[Past, ...]:
        self.sweep(now_us)
        found = [self._read(person, path) for path in self._rows(person)]
        rows = [one for one in found if one is not None]
        return tuple(sorted(rows, key=lambda one: -one.began_us))

    def find(self, person: PersonId, id_: str, now_us: int) -> Past | None:
        self.sweep(now_us)
        path = self._where(person, id_)
        return self._read(person, path) if path else None

    def forget(self, person: PersonId, id_: str) -> bool:
        path = self._where(person, id_)
        if path is None:
            return False
        self._delete(path)
        return True

    def sweep(self, now_us: int) -> int:
        """Delete what is past its day, its keys first."""
        today = seoul_day(now_us).isoformat()
        with self._sweeping:  # whoever reads and the clock may come at once
            return sum(_remove(root, today) for root in (self._keys, self._data))

    def _rows(self, person: PersonId) -> list[Path]:
        found = self._data.glob(f"*/{self._folder(person)}/*") if self._data.is_dir() else ()
        return sorted(
            (path for path in found if path.suffix != ".new"), key=lambda path: path.stat().st_mtime, reverse=True
        )

    def _where(self, person: PersonId, id_: str) -> Path | None:
        if not id_ or len(id_) > 64 or not set(id_) <= _ID:
            return None
        found = list(self._data.glob(f"*/{self._folder(person)}/{id_}")) if self._data.is_dir() else []
        return found[0] if found else None

    def _read(self, person: PersonId, path: Path) -> Past | None:
        """None when its key is gone: then it is forgotten, whatever bytes are left."""
        day = path.parent.parent.name
        try:
            key = (self._keys / day / path.parent.name / path.name).read_bytes()
            sealed = path.read_bytes()
            said = AESGCM(key).decrypt(sealed[:12], sealed[12:], self._about(person, path.name, day))
            past = msgspec.json.decode(said, type=Past)
        except (OSError, InvalidTag, ValueError):
            return None
        return Past(past.id, past.task, past.model, past.began_us, past.turns, day, past.keep, past.hide)

    def _delete(self, path: Path) -> None:
        day = path.parent.parent.name
        (self._keys / day / path.parent.name / path.name).unlink(missing_ok=True)
        path.unlink(missing_ok=True)

    def _folder(self, person: PersonId) -> str:
        return blake2b(f"conversations\0{person}".encode(), digest_size=16, key=self._pepper).hexdigest()

    def _about(self, person: PersonId, id_: str, day: str) -> bytes:
        return f"{self._folder(person)}/{id_}/{day}".encode()


def _remove(root: Path, today: str) -> int:
    gone = 0
    for day in sorted(root.iterdir()) if root.is_dir() else ():
        if day.name < today:
            for path in sorted(day.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
                gone += 1
            day.rmdir()
    return gone


async def watch(diary: Diary, now_us: Callable[[], int], report: Callable[[str, Mapping[str, object]], None]) -> None:
    """Delete what is past its day whether or not anybody opens the page of it, and where no console is open any more."""
    while True:
        try:
            gone = await asyncio.to_thread(diary.sweep, now_us())
        except OSError as error:  # tried again in an hour; a reader sweeps first, so that none is shown past its day
            report("conversations_not_forgotten", {"errno": error.errno})
        else:
            if gone:
                report("conversations_forgotten", {"files": gone})
        await asyncio.sleep(_SWEEP_SECONDS)
