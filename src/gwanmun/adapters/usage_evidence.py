"""The rolled-up use of one installation and the journals behind it, as the desk's acts ask for them (이용 자료).

What lives here: opening the rollup to read, proving journals for a statement, signing it, counting anew. What does not: the
questions, who may ask them (`control/`). Reads only, but for the key that signs statements, which is made once.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gwanmun.adapters.absence_reader import reviewed_by_day, watch
from gwanmun.adapters.bookings import booking, uncertain_bookings
from gwanmun.adapters.files.succession import desk_journals, gate_journals
from gwanmun.adapters.system import private_directory, secret_file
from gwanmun.adapters.usage_parquet import FOLDER, look_days
from gwanmun.adapters.usage_reader import recount
from gwanmun.adapters.usage_store import FILE, UsageStore, look_usage
from gwanmun.budget.absence import Watched, instant
from gwanmun.budget.rollup import CUBES, DAY, MONTH, MONTHS_ONLY
from gwanmun.errors import BadCommand
from gwanmun.journal.checkpoint import Vkey
from gwanmun.journal.statement import sign_statement
from gwanmun.ports.usage import Booked, Counted, UsageReading


class SiteUse:
    """`origin` names whose statements are signed."""

    def __init__(self, data: Path, keys: Path, origin: str) -> None:
        self._data, self._keys, self._origin = data, keys, origin

    @property
    def file(self) -> Path:
        return self._data / FILE

    def reading(self) -> AbstractContextManager[UsageReading]:
        return self._opened()

    def sealed(self) -> AbstractContextManager[UsageReading]:
        return look_days(self._data / FOLDER)

    @contextmanager
    def _opened(self) -> Iterator[UsageStore]:
        if not self.file.exists():
            raise BadCommand(
                self.file.name, problem_ko="아직 집계된 이용이 없습니다", problem_en="no use was rolled up yet",
                next_ko="관문을 열고 요청을 보낸 뒤, 또는 gwanmun usage refresh",
                next_en="send requests through the gate first, or run gwanmun usage refresh",
            )  # fmt: skip
        store = look_usage(self.file)
        try:
            yield store
        finally:
            store.close()

    def reviewed(self) -> Mapping[str, int]:
        """Month → services that newly passed a security review in it, as the desk's journals say."""
        found: dict[str, int] = {}
        for path in desk_journals(self._data):
            for at_us, _ in reviewed_by_day(path, self._keys):
                month = instant(at_us)[:7]
                found[month] = found.get(month, 0) + 1
        return found

    def watched(self, service: str, from_us: int, to_us: int) -> tuple[tuple[Watched, ...], tuple[str, ...]]:
        journals = gate_journals(self._data)
        proved = tuple(watch(path, self._keys, service, from_us, to_us) for path in journals)
        there = {path.name for path in journals}
        known: tuple[str, ...] = ()
        if self.file.exists():
            with self._opened() as store:
                known = tuple(mark.journal for mark in store.watermarks())
        return proved, tuple(name for name in known if name not in there)

    def signed(self, text: str) -> tuple[str, str]:
        private_directory(self._keys)
        key = Ed25519PrivateKey.from_private_bytes(secret_file(self._keys / "statement.key", 32))
        vkey = str(Vkey(self._origin, key.public_key().public_bytes_raw()))
        return sign_statement(text, self._origin, key).decode(), vkey

    def booked(self, request: str) -> Booked | None:
        for path in gate_journals(self._data):
            if path.parent.name == "journal" and (found := booking(path, self._keys, request)) is not None:
                return found
        return None

    def uncertain(self, since_us: int) -> tuple[Booked, ...]:
        paths = (path for path in gate_journals(self._data) if path.parent.name == "journal")
        return tuple(one for path in paths for one in uncertain_bookings(path, self._keys, since_us))

    def recount(self) -> Counted:
        """Every cell of every cube, counted anew from the journals up to where the rollup stands."""
        with self._opened() as store:
            upto = {mark.journal: mark.next_index for mark in store.watermarks()}
            fresh = recount(gate_journals(self._data), self._keys, upto)
            try:
                wrong = sum(cells_that_differ(store, fresh, cube) for cube in CUBES)
            finally:
                fresh.close()
        return Counted(sum(upto.values()), wrong)


def cells_that_differ(one: UsageReading, other: UsageReading, cube: str) -> int:
    wrong = 0
    for tier in (MONTH,) if cube in MONTHS_ONLY else (DAY, MONTH):
        asked = (cube, ("period", *CUBES[cube]), tier, "", "~")
        ours, theirs = ({row.by: row.measures for row in each.totals(*asked)} for each in (one, other))
        wrong += sum(ours.get(key) != theirs.get(key) for key in ours.keys() | theirs.keys())
    return wrong
