"""The only file that knows which adapter stands behind which port (조립).

`GateProcess` is the data plane of one machine: its journal, its accounts, its way out, its door. It is built here and
run by `entrypoints/gate.py`; tests build it with other adapters.
"""

import asyncio
import contextlib
import importlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

from gwanmun.adapters.accounts import JournalledAccounts
from gwanmun.adapters.documents.child import ChildDocuments
from gwanmun.adapters.documents.ocr import RecognisingDocuments
from gwanmun.adapters.examiner import ChildExaminer
from gwanmun.adapters.files.reader import newest_snapshot
from gwanmun.adapters.files.store import FileJournalStore, open_journal
from gwanmun.adapters.files.succession import name_of, present_origin
from gwanmun.adapters.http_server import Server, ServerLimits, serve
from gwanmun.adapters.http_upstream import HTTPUpstream, Secret, UpstreamRoute
from gwanmun.adapters.publication import PublicationFiles
from gwanmun.adapters.system import System, secret_file
from gwanmun.adapters.tls import server_context
from gwanmun.budget.account import Accounts
from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.facts import Ending, Fact, FactKind
from gwanmun.domain.ids import AgencyId, DepartmentId, Digest, Pseudonym, RequestId, ServiceId
from gwanmun.domain.snapshot import Snapshot
from gwanmun.errors import GwanmunError, Unavailable
from gwanmun.gateway.app import Gate
from gwanmun.gateway.desk import Desk, FileLimits
from gwanmun.gateway.metrics import Metrics
from gwanmun.gateway.reconcile import Reconciler
from gwanmun.gateway.world import NO_KEYS, KeyRing, World
from gwanmun.ports.accounts import SharedAccounts
from gwanmun.privacy.find import find, find_all
from gwanmun.privacy.grade import matters
from gwanmun.privacy.seen import Seen
from gwanmun.settings import Settings, Upstream

Report = Callable[[str, Mapping[str, object]], None]

#: The pepper under which keys are hashed; the desk hashes with the same one.
PEPPER_BYTES = 32


def gate_origin(settings: Settings) -> str:
    """The origin of the gate's journal: what the settings say, or its successor after a restore without keys."""
    return present_origin(settings.gate.data_dir, settings.journal.origin)


def journal_path(settings: Settings) -> Path:
    return settings.gate.data_dir / "journal" / name_of(gate_origin(settings))


def pepper(settings: Settings) -> bytes:
    return secret_file(settings.gate.keys_dir / "pepper", PEPPER_BYTES)


def upstream_routes(upstreams: Mapping[str, Upstream]) -> dict[ServiceId, UpstreamRoute]:
    """The operator's settings as the adapter's routes."""
    return {
        ServiceId(name): UpstreamRoute(
            base_url=u.base_url,
            dialect=Dialect(u.dialect),
            api_key=Secret(u.api_key.reveal()) if u.api_key else None,
            ca_file=str(u.ca_file) if u.ca_file else None,
            allowed_private=tuple(ip_network(n) for n in u.allow_private),
            connect_seconds=u.connect_seconds,
            first_byte_seconds=u.first_byte_seconds,
            idle_seconds=u.idle_seconds,
            total_seconds=u.total_seconds,
            connections=u.max_connections,
        )
        for name, u in upstreams.items()
    }


def restore_accounts(store: FileJournalStore, path: Path) -> Accounts:
    """Accounts as the journal says: the newest proved snapshot, then every leaf after it."""
    snapshot = newest_snapshot(path)
    accounts = Accounts.load(snapshot.accounts) if snapshot else Accounts()
    start = snapshot.index if snapshot else 0
    for leaf in store.replay(start):
        accounts.apply(leaf)
    return accounts


def close_unknown(store: FileJournalStore, accounts: Accounts, now_us: int) -> int:
    """First facts without an end, from a gate that died: end each as `unknown`, settled at the worst case."""
    open_holds = list(accounts.holds.items())
    for request, hold in open_holds:
        store.append_later(
            Fact(
                FactKind.ENDED,
                now_us,
                RequestId(request),
                AgencyId(hold.agency),
                DepartmentId(hold.department),
                Pseudonym(hold.person),
                hold.day,
                spent=hold.amount,
                ending=Ending.UNKNOWN,
                opening={"fault": "gate_died", "usage": {"by": "worst case"}},
            )
        )
        accounts.settle(request, hold.amount)
    return len(open_holds)


async def shared_accounts(
    settings: Settings, store: FileJournalStore, still_open: Mapping[str, object], now_us: int, report: Report
) -> SharedAccounts:
    """The accounts that several gates share; what this gate held when it last ran ends as its journal says."""
    try:
        # psycopg is an extra: only a site that shares its accounts has it.
        adapter = importlib.import_module("gwanmun.adapters.sql.accounts_postgres")
    except ModuleNotFoundError as error:
        raise Unavailable(store="psycopg: pip install 'gwanmun[postgres]'") from error
    asked, password = settings.accounts.store, settings.accounts.password
    accounts: SharedAccounts = await adapter.open_accounts(
        asked, store.origin, password=password.reveal() if password else None, report=report
    )
    try:
        left = frozenset(await accounts.leftovers())
        ended = (
            {one[1]: one[7] + one[8] for one in store.replay(0) if one[0] == "ended" and one[1] in left} if left else {}
        )
        recovered = await accounts.recover(ended, still_open, now_us)
        report("accounts_recovered", {"holds": recovered})
    except BaseException:
        await accounts.close(0)
        raise
    return accounts


@dataclass
class _Present:
    """The references that are swapped whole."""

    world: World | None = None
    keys: KeyRing = NO_KEYS
    fresh_until_us: int = 0  # the desk has not vouched since: outside services are shut
    fresh_until: float = 0.0  # the same on the clock that nobody sets


#: Detectors build their automata on the first texts they see: these, not a caller's.
_SAMPLES = (
    "민원인 성명: 홍길동, 주민등록번호 000000-0000000, 연락처 010-0000-0000, 주소 서울특별시 중구 세종대로 1, 계좌 000-000000-00-000",
    "도로 보수 요청 건은 담당 부서가 현장을 확인한 뒤 예산 범위에서 처리하며, 처리 기한을 넘긴 건은 사유와 함께 보고한다. "
    * 8,
    'SELECT name, e_mail FROM t; https://example.com/?a=1#b {"key": "value", "password": "x"} 192.0.2.1 00:00:5e:00:53:01',
)


class GateProcess:
    """One gate: open it with `started`, then it serves until it is closed."""

    def __init__(self, settings: Settings, report: Report) -> None:
        self.settings = settings
        self.report = report
        self.system = System()
        self.present = _Present()
        self.metrics = Metrics()
        self.reader = PublicationFiles(settings.gate.data_dir / "published", self.alarm)
        self.opened = False
        self.vouched: tuple[int, str] = (0, "")  # when the desk vouched for what, as last seen
        self.rejected = ""  # digest of a snapshot that could not be taken up
        self.routes = upstream_routes(settings.upstreams)

    def fresh_until_us(self) -> int:
        """Until when the snapshot in force is vouched for; 0 once its age is over on the clock that nobody sets."""
        return self.present.fresh_until_us if self.system.monotonic() <= self.present.fresh_until else 0

    def world(self) -> World:
        if self.present.world is None:
            raise Unavailable(store="policy snapshot")
        return self.present.world

    @contextlib.asynccontextmanager
    async def started(self) -> AsyncIterator[Server]:
        """Journal, accounts, first snapshot, door: in this order. Closing settles every stream first."""
        path = journal_path(self.settings)
        store = open_journal(
            path,
            self.settings.gate.keys_dir,
            gate_origin(self.settings),
            flush_seconds=self.settings.journal.flush_seconds,
        )
        limits = self.settings.gate.limits
        examiner = ChildExaminer(inline_bytes=limits.inline_examine_bytes, look=Seen(find, self.system.entropy(32)))
        documents = (RecognisingDocuments if self.settings.gate.ocr else ChildDocuments)()
        upstream = HTTPUpstream(self.routes)
        shared: SharedAccounts | None = None
        try:
            accounts = restore_accounts(store, path)
            if self.settings.accounts.store:
                # Before the journal says so: whichever of the two a crash leaves out, the other says the same amount.
                shared = await shared_accounts(
                    self.settings, store, dict(accounts.holds), self.system.now_us(), self.report
                )
            unknown = close_unknown(store, accounts, self.system.now_us())
            self.reconciler = Reconciler(store, accounts, shared)
            started = Fact(FactKind.STARTED, self.system.now_us(), opening={"unknown": unknown})
            await store.append(started)
            self.journal = store
            find_all(_SAMPLES)
            await self.adopt()
            desk = Desk(
                self.system,
                store,
                shared or JournalledAccounts(accounts),
                examiner,
                upstream,
                self.world,
                lambda: self.present.keys,
                self.fresh_until_us,
                store.pseudonym,
                pepper(self.settings),
                self.metrics,
                self.report,
                documents=documents,
                files=FileLimits(limits.text_bytes, limits.files, limits.file_bytes, limits.files_bytes),
                matters=Seen(matters, self.system.entropy(32)),
                metrics_from=tuple(map(ip_network, self.settings.gate.metrics_from)),
            )
            gate = self.gate = Gate(desk)
            tls = self.settings.gate.tls
            server = await serve(
                gate.handle,
                gate.refuse,
                ServerLimits(
                    header_bytes=limits.header_bytes,
                    header_seconds=limits.header_seconds,
                    body_bytes=limits.body_bytes,
                    body_grace_seconds=limits.body_seconds,
                    connections=limits.connections,
                    connections_per_peer=limits.connections_per_peer,
                    bytes_in_flight=limits.bytes_in_flight,
                ),
                host=self.settings.gate.host,
                port=self.settings.gate.port,
                tls=server_context(str(tls.cert), str(tls.key), str(tls.client_ca) if tls.client_ca else None)
                if tls.cert
                else None,
            )
            try:
                yield server
            finally:
                gate.stopping = True
                await server.close(limits.stop_grace_seconds)
            store.check()  # what failed while it stopped is an end with storage lost, never one in order
            gate.write_counts(last=True)
            await store.append(Fact(FactKind.STOPPED, self.system.now_us()))
        finally:
            await examiner.close()
            await documents.close()
            await upstream.close()
            if shared is not None:
                await shared.close()
            await store.close()

    async def adopt(self) -> None:
        """Take up what the desk published since the last look. What cannot be proved changes nothing."""
        if not self.opened:
            try:
                await self.reader.open()
            except GwanmunError:
                return  # nothing good is in place yet; the reader has told `report` why, once
            self.opened = True
        else:
            await self.reader.look()
        if self.present.keys.serial != self.reader.delta.serial:
            # Indexing a hundred thousand keys takes time, too. Told by its serial: what was cut short is made again.
            self.present.keys = await asyncio.to_thread(KeyRing, self.reader.delta)
            self.reconciler.reconcile(self.reader.delta.reconciled, self.system.now_us())
        world, digest = self.present.world, self.reader.digest
        if (world is None or world.digest != digest) and digest != self.rejected:
            await self._take_up(self.reader.snapshot, digest)
        world = self.present.world
        if world is not None and world.digest == digest:
            # INVARIANT: freshness is that of the snapshot in force. One that could not be taken up vouches for nothing.
            snapshot = self.reader.snapshot
            if (snapshot.published_us, digest) != self.vouched:
                self.vouched = (snapshot.published_us, digest)
                vouched_us = min(snapshot.published_us, self.system.now_us())  # from tomorrow: no better than from now
                self.present.fresh_until_us = vouched_us + snapshot.max_age_seconds * 1_000_000
                self.present.fresh_until = self.system.monotonic() + snapshot.max_age_seconds

    async def _take_up(self, snapshot: Snapshot, digest: Digest) -> None:
        connected = frozenset((service, route.dialect, route.base_url) for service, route in self.routes.items())
        try:
            # Compiling policies takes time: it happens beside the loop, and one reference is swapped at the end.
            world = await asyncio.to_thread(World, snapshot, digest, connected)
        except Exception as error:
            # Whatever is wrong with it, the last good one stays in force, until its age shuts outside services.
            self.rejected = digest
            self.alarm(error if isinstance(error, GwanmunError) else GwanmunError(type(error).__name__))
            return
        self.present.world = world
        self.journal.append_later(
            Fact(
                FactKind.ADOPTED,
                self.system.now_us(),
                opening={"digest": digest, "serial": snapshot.serial, "desk_index": snapshot.desk_index},
            )
        )
        self.report("adopted", {"serial": snapshot.serial, "digest": digest[:12]})

    def alarm(self, error: GwanmunError) -> None:
        """What the reader of publications found wrong: told to the operator, and counted."""
        if not self.opened and not (self.settings.gate.data_dir / "published" / "current").exists():
            self.report("waiting_for_the_desk", {"en": "nothing is published yet", "ko": "아직 공표된 정책이 없습니다"})
            return  # a first start: the desk publishes in a moment, and until then the gate is not ready
        self.metrics.count("adoption_failed", error.code)
        self.report("ALARM", {"code": error.code, "ko": error.message("ko"), "en": error.message("en")})

    async def failed(self) -> None:
        """Return when the journal is lost to this process; told to the operator, once."""
        await self.journal.failed()
        error, problem = Unavailable(store="journal"), self.journal.failure
        self.report(
            "ALARM",
            {
                "code": error.code,
                "errno": problem.errno if problem else None,
                "why": (problem.strerror if problem else None) or "",
                "ko": "감사기록을 디스크에 쓰지 못했습니다. 관문을 닫고 다시 시작합니다. 디스크 여유 공간과 상태를 확인하십시오.",
                "en": "The journal could not be written. The gate shuts and is started again. Check the disk's space and health.",
            },
        )

    async def watch(self, seconds: float = 0.25) -> None:
        """Look for publications until cancelled."""
        while True:
            await asyncio.sleep(seconds)
            try:
                with contextlib.suppress(Unavailable):  # whoever waits for `failed` is told that the journal is lost
                    self.gate.write_counts()
                await self.adopt()
            except Exception as error:
                # A gate that stopped looking would never hear of a revocation: it says so, and looks again.
                self.alarm(error if isinstance(error, GwanmunError) else GwanmunError(type(error).__name__))
                await asyncio.sleep(1)


__all__ = [
    "GateProcess",
    "close_unknown",
    "gate_origin",
    "journal_path",
    "pepper",
    "restore_accounts",
    "upstream_routes",
]
