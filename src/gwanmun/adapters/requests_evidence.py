"""Single requests of one installation and the journals behind them, as the desk's acts ask for them (요청 자료).

What lives here: opening the rows to read, finding and proving records, proving whole journals in a thread of its own. What
does not: the questions and who may ask them (`control/`). Reads only.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

from gwanmun.adapters.files import reader
from gwanmun.adapters.files.evidence import find_record, proof_of
from gwanmun.adapters.files.succession import desk_journals, gate_journals
from gwanmun.adapters.requests_store import FILE, RequestStore, look_requests
from gwanmun.adapters.system import System
from gwanmun.errors import BadCommand, GwanmunError, Unavailable
from gwanmun.journal.audit import audit
from gwanmun.journal.record import Record
from gwanmun.journal.tiles import WIDTH
from gwanmun.ports.requests import Proof, Proved, RequestReading, Row, Verification

#: A verification that takes longer is given up, and said so: longer ones belong to the command line.
LONGEST_SECONDS = 15 * 60.0


class SiteRequests:
    """Port `Requests` of control."""

    def __init__(self, data: Path, keys: Path, longest_seconds: float = LONGEST_SECONDS) -> None:
        self._data, self._keys, self._longest = data, keys, longest_seconds
        self._lock = threading.Lock()
        self._last: Verification | None = None
        self._clock = System()

    def reading(self) -> AbstractContextManager[RequestReading]:
        return self._opened()

    @contextmanager
    def _opened(self) -> Iterator[RequestStore]:
        if not (self._data / FILE).exists():
            raise BadCommand(
                FILE, problem_ko="아직 모인 요청이 없습니다", problem_en="no requests were gathered yet",
                next_ko="관문에 요청을 보내면 몇 초 뒤에 보입니다", next_en="they appear some seconds after the first request",
            )  # fmt: skip
        store = look_requests(self._data / FILE)
        try:
            yield store
        finally:
            store.close()

    def records(self, row: Row) -> tuple[Record, ...]:
        path = self._journal(row.journal)
        numbers = (row.number,) if row.ended is None else (row.number, row.ended)
        found = (find_record(path, number, self._keys) for number in numbers)
        return tuple(one for one in found if one is not None and str(one.leaf.request) == row.request)

    def proofs(self, row: Row) -> tuple[Proof, ...]:
        path = self._journal(row.journal)
        found: list[Proof] = []
        try:
            note, vkey = (path / "checkpoint").read_text(), (path / "checkpoint.vkey").read_text().strip()
        except OSError as problem:
            raise Unavailable(store="journal") from problem
        for number in (row.number,) if row.ended is None else (row.number, row.ended):
            one = proof_of(path, number)
            if one is not None:
                checkpoint, leaf, hashes = one
                found.append(
                    Proof(
                        checkpoint.origin, number, leaf.decode(), checkpoint.size, checkpoint.root.hex(),
                        tuple(part.hex() for part in hashes), note, vkey,
                    )
                )  # fmt: skip
        return tuple(found)

    def _journal(self, name: str) -> Path:
        for path in gate_journals(self._data):
            if path.name == name:
                return path
        raise Unavailable(name, store="journal")

    # ------------------------------------------------------------ whole journals

    def verify(self, by: str, now_us: int) -> Verification:
        with self._lock:
            if self._last is not None and self._last.ended_us is None:
                return self._last
            paths = (*gate_journals(self._data), *desk_journals(self._data))
            whole = sum(_bundles(path) for path in paths)
            self._last = Verification(now_us, None, by, 0, whole, ())
            begun = self._last
        threading.Thread(target=self._prove, args=(paths,), name="verify-journals", daemon=True).start()
        return begun

    def verification(self) -> Verification | None:
        with self._lock:
            return self._last

    def _prove(self, paths: tuple[Path, ...]) -> None:
        until = self._clock.monotonic() + self._longest
        for path in paths:
            self._put(self._proved(path, until))
        with self._lock:
            if self._last is not None:
                self._last = replace(self._last, ended_us=self._clock.now_us(), done=self._last.whole)

    def _proved(self, path: Path, until: float) -> Proved:
        try:
            with reader.FileLibrary(path) as library:
                found = audit(_Watched(library, self, until))
        except GwanmunError as error:
            return Proved(
                path.name, code=error.code, problem_ko=error.message("ko"), problem_en=error.message("en")
            )  # fmt: skip
        except OSError:
            lost = Unavailable(store="journal")
            return Proved(path.name, code=lost.code, problem_ko=lost.message("ko"), problem_en=lost.message("en"))
        return Proved(
            path.name, found.origin, found.size, found.proved, found.forgotten_count, found.not_yet_sealed,
            found.root.hex(), found.vkey,
        )  # fmt: skip

    def _put(self, one: Proved) -> None:
        with self._lock:
            if self._last is not None:
                self._last = replace(self._last, journals=(*self._last.journals, one))

    def _step(self) -> None:
        with self._lock:
            if self._last is not None:
                self._last = replace(self._last, done=min(self._last.done + 1, self._last.whole))

    def check_time(self, until: float) -> None:
        if self._clock.monotonic() > until:
            raise BadCommand(
                problem_ko="시간 안에 끝나지 않아 멈췄습니다. 감사기록이 틀렸다는 뜻이 아닙니다",
                problem_en="stopped, for it took too long; that says nothing against the journal",
                next_ko="서버에서 gwanmun journal verify 로 검증하십시오", next_en="verify on the server: gwanmun journal verify",
            )  # fmt: skip


class _Watched:
    """A journal's bytes, with progress counted and an end of patience."""

    def __init__(self, library: reader.FileLibrary, site: SiteRequests, until: float) -> None:
        self._library, self._site, self._until = library, site, until

    def read(self, path: str) -> bytes | None:
        self._site.check_time(self._until)
        if "/entries/" in path:
            self._site._step()  # noqa: SLF001 - its other half
        return self._library.read(path)

    def segments(self) -> Iterator[tuple[int, bytes]]:
        return self._library.segments()


def _bundles(path: Path) -> int:
    try:
        checkpoint = reader.published(path)
    except GwanmunError:
        return 0  # the proof itself says what is wrong
    return -(-checkpoint.size // WIDTH) if checkpoint is not None else 0
