"""The desk's process (데스크): `python -m gwanmun.entrypoints.desk --config FILE [--supervised]`.

The only writer of the books: whoever holds `<data_dir>/desk.lock`. Started by `gwanmun serve`; the command line opens
the same desk in its own process when none runs. Acts are carried out one after another; those that wait together share
one publication. It ends in order on SIGTERM, SIGINT, or (supervised) when its standard input closes.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from gwanmun import __version__
from gwanmun.adapters.backup import Manifest, Moment, back_up
from gwanmun.adapters.desk_socket import DeskSocket, Request
from gwanmun.adapters.diagnostics import Diagnostics, type_and_place
from gwanmun.adapters.documents.reports import ReportWriter
from gwanmun.adapters.files.reader import replay
from gwanmun.adapters.files.store import open_journal
from gwanmun.adapters.files.succession import name_of, present_origin
from gwanmun.adapters.notices import carry
from gwanmun.adapters.publication import PublishedFiles, content_digest
from gwanmun.adapters.reports.journals import SiteSeen
from gwanmun.adapters.reports.printer import ReportPrinter
from gwanmun.adapters.requests_evidence import SiteRequests
from gwanmun.adapters.sql.books import SQLBooks, open_books
from gwanmun.adapters.system import System, hold_lock, private_directory, secret_file
from gwanmun.adapters.usage_evidence import SiteUse
from gwanmun.budget.account import Accounts
from gwanmun.control import acts, publish, timed
from gwanmun.control.access import Errand, carry_out, forget_answers
from gwanmun.control.act import Aside, Touches
from gwanmun.control.office import Office, note, seoul_day, signed_by
from gwanmun.control.policies import check_text
from gwanmun.control.services import adopt_routes
from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.ids import PersonId, Pseudonym, ServiceId
from gwanmun.domain.snapshot import Route
from gwanmun.entrypoints import allowance_marks, courier, near_misses, workspace_diary
from gwanmun.entrypoints.api import api_door
from gwanmun.entrypoints.noticed import Notices
from gwanmun.entrypoints.past import SitePast
from gwanmun.entrypoints.workspace_diary import Diary
from gwanmun.errors import BadCommand, GwanmunError, IntegrityFault, Unavailable
from gwanmun.ports.requests import MARK, NEAR_MISS
from gwanmun.settings import Settings, load_settings

#: Exit codes of every process of ours: 0 in order, 2 bad settings, 3 cannot run now, 4 evidence does not add up.
IN_ORDER, BAD_SETTINGS, CANNOT_RUN, TAMPERED = 0, 2, 3, 4
PEPPER_BYTES = 32
Report = Callable[[str, Mapping[str, object]], None]
_TICK_SECONDS = 30.0
_MOMENT_SECONDS = 0.05
_REMIND_US = 60 * 1_000_000
_MOST_SECRETS = 1000
BACKUP = "backup"


class Desk:
    """An open desk: carries out acts, and sees to it that their facts and effects arrive."""

    def __init__(
        self,
        office: Office,
        out: publish.Desk,
        report: Report,
        routes: tuple[Route, ...] = (),
        pseudonym: Callable[[PersonId], Pseudonym] = Pseudonym,
    ) -> None:
        self.office = office
        self.pseudonym = pseudonym  # as the gates' journals name people
        self._routes = routes
        self._out = out
        self._report = report
        self._waiting: list[tuple[Request, Errand | None, asyncio.Future[object]]] = []
        self._secrets: dict[tuple[str, str], object] = {}  # answers that are kept nowhere else, for a retry
        self._lock = asyncio.Lock()
        self._aside = asyncio.Semaphore(2)
        self._published_us = 0
        self._reminded_us = 0
        self._acted = asyncio.Event()  # an act may have moved what is due next
        self.failed: asyncio.Event = asyncio.Event()
        self.fault: Exception | None = None  # why it failed
        self.copy: Callable[[Path, int], Manifest] | None = None  # how this installation is copied

    async def perform(self, request: Request, errand: Errand | None = None) -> object:
        """Carry out one act. When this returns, its fact is in the journal and its effect is published.

        With an errand it is held to the appointments of whoever asks; without one it comes from the machine itself.
        """
        if request.act == BACKUP and errand is None:
            return await self._back_up(request)
        mine: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, errand, mine))
        async with self._lock:
            if not mine.done():  # else somebody before us in the queue did ours along with theirs
                await self._work()
        done = await mine
        return await self._beside(done) if isinstance(done, Aside) else done

    async def _beside(self, asked: Aside[Any]) -> object:
        """Work out an answer that takes its time, while acts go on. At most two at once: they share the machine."""
        async with self._aside:
            try:
                return await asyncio.to_thread(asked.plain)
            except GwanmunError:
                raise
            except Exception as error:
                self._report("answer_failed", type_and_place(error))
                raise GwanmunError from error

    async def _back_up(self, request: Request) -> object:
        """Copy books and journals while no act happens; the gate goes on. Only from the machine itself."""
        by = signed_by(self.office, request.officer, request.reason)
        into = request.args.get("directory")
        if not isinstance(into, str) or not into.startswith("/") or "\0" in into or self.copy is None:
            raise BadCommand(
                problem_ko="백업할 폴더의 전체 경로가 필요합니다",
                problem_en="the full path of a folder for the backup is needed",
                next_ko="gwanmun backup 폴더",
                next_en="gwanmun backup FOLDER",
            )
        keys = "sealed apart" if request.args.get("keys") is True else "left out"
        async with self._lock:
            await self.settle(Touches.NOTHING)
            manifest = await asyncio.to_thread(self.copy, Path(into), by.at_us)
            with self.office.books.transact() as page:
                note(page, by, BACKUP, manifest=manifest.digest, files=len(manifest.files), keys=keys)
            await self.settle(Touches.NOTHING)
        return {"directory": into, "manifest": manifest.digest, "files": len(manifest.files)}

    def connect(self) -> None:
        """Take the operator's addresses for every service that the catalogue now lists."""
        for service in adopt_routes(self.office, signed_by(self.office, "settings"), self._routes):
            self._report("not_on_the_catalogue", {"service": service})

    async def settle(self, touches: Touches = Touches.BOTH) -> None:
        """Facts to the journal, then what changed to the gates."""
        try:
            await publish.deliver(self._out)
            snapshot = touches in {Touches.SNAPSHOT, Touches.BOTH}
            changed = await publish.publish(self._out, snapshot=snapshot, delta=touches is not Touches.NOTHING)
        except GwanmunError as error:
            self._fail(error)
            raise
        if snapshot:
            self._published_us = self.office.surroundings.now_us()
        if any(changed):
            self._report("published", {"snapshot": changed[0], "delta": changed[1]})

    def _fail(self, error: Exception) -> None:
        """A poisoned journal is never written to again, and what was not published is published at the next opening: the
        supervisor starts us afresh (or, when evidence does not add up, stops everything).
        """
        self.fault = error
        self.failed.set()

    async def watch(self) -> None:
        """Vouch for what stands published well before it grows too old, and publish anew at midnight in Seoul."""
        every_us = self._out.terms.max_age_seconds * 1_000_000 // 4
        while True:
            # Not `wait_for`: until Python 3.12 it loses a cancellation that comes together with the event.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(_TICK_SECONDS, every_us / 2_000_000, self._next_seconds())):
                    await self._acted.wait()
            self._acted.clear()
            async with self._lock:
                now_us = self.office.surroundings.now_us()
                remind = now_us - self._reminded_us >= _REMIND_US or seoul_day(now_us) != seoul_day(self._reminded_us)
                touched = timed.carry_out_due(self.office, self._out.terms.clock_date, reminders=remind)
                self._reminded_us = now_us if remind else self._reminded_us
                due = now_us - self._published_us >= every_us or seoul_day(now_us) != seoul_day(self._published_us)
                if due:
                    forget_answers(self.office.books, now_us)
                if due or touched is not Touches.NOTHING:
                    await self.settle()

    def catch_up(self) -> None:
        """Do what fell due while no desk was open."""
        timed.carry_out_due(self.office, self._out.terms.clock_date)

    def _next_seconds(self) -> float:
        """How long until something is due; never less than a moment, however many things are."""
        due_us = timed.next_due_us(self.office)
        if due_us is None:
            return _TICK_SECONDS
        return max((due_us - self.office.surroundings.now_us()) / 1_000_000, _MOMENT_SECONDS)

    async def _work(self) -> None:
        batch, self._waiting = self._waiting, []
        touched: set[Touches] = set()
        try:
            done = [
                (request.act, future, self._carry_out(request, errand, future, touched))
                for request, errand, future in batch
            ]
            if any(act == "import_catalogue" for act, _, _ in done):
                self._connect_listed(touched, [future for act, future, _ in done if act == "import_catalogue"])
            # INVARIANT: whatever became of its neighbours, what changed is published: a revocation waits for nobody.
            await self.settle(_together(touched))
        except Exception as error:
            # The acts stand in the books and take effect when the desk is back; nobody is told "done" before that.
            known = error if isinstance(error, GwanmunError) else GwanmunError()
            if known is not error:
                self._report("settling_failed", type_and_place(error))
                self._fail(error)
            for *_, future in batch:
                _tell(future, known)
        else:
            for _, future, result in done:
                if not future.done():
                    future.set_result(result)
        finally:
            for *_, future in batch:  # none is left when the work was ended from outside
                _tell(future, Unavailable(store="desk"))

    def _carry_out(
        self, request: Request, errand: Errand | None, future: asyncio.Future[object], touched: set[Touches]
    ) -> object:
        """One act. What it raises is told to its own caller; `touched` learns what it may have changed."""
        try:
            if errand is None:
                result = acts.perform(self.office, request.act, request.args, request.officer, request.reason)
            else:
                while len(self._secrets) >= _MOST_SECRETS:
                    del self._secrets[next(iter(self._secrets))]
                result = carry_out(
                    self.office, errand, request.act, request.args, request.reason, secrets=self._secrets
                )
        except GwanmunError as error:
            _tell(future, error)
        except Exception as error:
            self._report(
                "act_failed", {"act": request.act if request.act in acts.ACTS else "-", **type_and_place(error)}
            )
            _tell(future, GwanmunError())
            touched.add(Touches.BOTH)  # how far it came is not known
        else:
            touched.add(acts.ACTS[request.act].touches)
            self._acted.set()
            return result
        return None

    def _connect_listed(self, touched: set[Touches], importers: list[asyncio.Future[object]]) -> None:
        """Connect what was listed just now. An address that cannot be taken is told to those who listed it."""
        touched.add(Touches.SNAPSHOT)
        try:
            self.connect()
        except GwanmunError as error:
            self._report("not_connected", {"code": error.code, "ko": error.message("ko"), "en": error.message("en")})
            for future in importers:
                _tell(future, error)


@contextlib.asynccontextmanager
async def opened(settings: Settings, report: Report, terms: publish.Terms | None = None) -> AsyncIterator[Desk]:
    """Open the desk: lock, books, journal; deliver what a desk before us left; take the operator's addresses."""
    data_dir, keys_dir = settings.gate.data_dir, settings.gate.keys_dir
    private_directory(data_dir)
    private_directory(keys_dir)
    lock = hold_lock(data_dir / "desk.lock", "desk")
    try:
        books = books_of(settings)
        try:
            async with _journalled(settings, books, report, terms) as desk:
                yield desk
        finally:
            books.close()
    finally:
        os.close(lock)


def books_of(settings: Settings) -> SQLBooks:
    """The books where the operator's settings say: a file of this installation, or PostgreSQL."""
    desk = settings.desk
    if not desk.books:
        return open_books(settings.gate.data_dir / "books.sqlite")
    password = None if desk.books_password is None else desk.books_password.reveal()
    return open_books(desk.books, password=password, alone=True)


@contextlib.asynccontextmanager
async def _journalled(
    settings: Settings, books: SQLBooks, report: Report, terms: publish.Terms | None
) -> AsyncIterator[Desk]:
    system = System()
    data_dir, keys_dir = settings.gate.data_dir, settings.gate.keys_dir
    origin = desk_origin(settings)
    journal = open_journal(data_dir / "journal" / name_of(origin), keys_dir, origin)
    try:
        pepper = secret_file(keys_dir / "pepper", PEPPER_BYTES)
        office = Office(
            books, system, pepper, check_text, site_use(settings), SiteSeen(data_dir, keys_dir), ReportPrinter(),
            SitePast(data_dir, keys_dir), SiteRequests(data_dir, keys_dir),
            drafts=ReportWriter(), pseudonym=journal.pseudonym,
        )  # fmt: skip
        publisher = PublishedFiles(data_dir / "published")
        terms = terms or terms_of(settings)
        routes = tuple(
            Route(ServiceId(name), Dialect(upstream.dialect), upstream.base_url)
            for name, upstream in settings.upstreams.items()
        )
        desk = Desk(
            office,
            publish.Desk(books, journal, publisher, system, content_digest, terms),
            report,
            routes,
            journal.pseudonym,
        )
        desk.connect()
        desk.copy = lambda into, at_us: back_up(books, data_dir, into, Moment(at_us, __version__), accounts_in)
        desk.catch_up()
        await desk.settle()
        yield desk
    finally:
        await journal.close()


def accounts_in(journal: Path) -> Mapping[str, object]:
    """The accounts that a journal's leaves give, from the first to the last."""
    accounts = Accounts()
    for leaf in replay(journal):
        accounts.apply(leaf)
    return accounts.dump()


def site_use(settings: Settings) -> SiteUse:
    """The rolled-up use of this installation, and the journals behind it."""
    prefix, slash, _ = settings.journal.origin.rpartition("/")
    return SiteUse(settings.gate.data_dir, settings.gate.keys_dir, f"{prefix}{slash}statements")


def terms_of(settings: Settings) -> publish.Terms:
    """What the operator says about snapshots. With the sandbox on, whatever is published says demo."""
    return publish.Terms(
        settings.snapshot.max_age_seconds,
        settings.snapshot.rate_max_age_days,
        settings.snapshot.price_max_age_days,
        demo=settings.sandbox.enabled,
    )


def desk_origin(settings: Settings) -> str:
    """The desk's journal stands beside the gate's: same prefix, its own name, its own writer."""
    prefix, slash, _ = settings.journal.origin.rpartition("/")
    return present_origin(settings.gate.data_dir, f"{prefix}{slash}desk")


async def run(settings: Settings, report: Diagnostics, *, supervised: bool) -> None:
    """Serve the socket until told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    if supervised:
        os.set_blocking(0, False)
        loop.add_reader(0, _pipe_closed, stop)
    async with opened(settings, report) as desk:
        door = DeskSocket(settings.desk.socket, desk.perform)
        await door.open()
        report("serving", {"socket": str(settings.desk.socket)})
        try:
            async with api_door(settings, desk, report), _console(settings, desk, report), asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(desk.watch())
                carrying = tasks.create_task(courier.watch(desk.office, carry, report))
                home, opened_us = settings.gate.data_dir, desk.office.surroundings.now_us()
                near = Notices(home, NEAR_MISS, opened_us)
                offering = tasks.create_task(near_misses.watch(desk.office, near, desk.pseudonym, report))
                marks = Notices(home, MARK, opened_us)
                telling = tasks.create_task(allowance_marks.watch(desk.office, marks, report))
                diary = Diary(settings.gate.data_dir, settings.gate.keys_dir, desk.office.pepper)
                forgetting = tasks.create_task(workspace_diary.watch(diary, desk.office.surroundings.now_us, report))
                ends = (tasks.create_task(stop.wait()), tasks.create_task(desk.failed.wait()))
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
                for task in (watching, carrying, offering, telling, forgetting, *ends):
                    task.cancel()
        except* GwanmunError as group:
            raise group.exceptions[0] from None
        finally:
            await door.close()
        if desk.fault is not None:
            raise desk.fault
    report("stopped", {})


def _console(settings: Settings, desk: Desk, report: Report) -> contextlib.AbstractAsyncContextManager[None]:
    """Its libraries are imported only where a console is served: a command that opens the desk waits for none of them."""
    if settings.console.port is None:
        return contextlib.nullcontext()
    door: contextlib.AbstractAsyncContextManager[None] = import_module("gwanmun.entrypoints.console").console_door(
        settings, desk, report
    )
    return door


def _pipe_closed(stop: asyncio.Event) -> None:
    try:
        if os.read(0, 1024) == b"":
            stop.set()
    except BlockingIOError:
        return
    except OSError:
        stop.set()
    if stop.is_set():
        asyncio.get_running_loop().remove_reader(0)


def _tell(future: asyncio.Future[object], error: GwanmunError) -> None:
    if not future.done():  # its caller may have left
        future.set_exception(error)
        future.exception()  # seen: nobody may be waiting any more


def _together(touched: set[Touches]) -> Touches:
    if touched <= {Touches.NOTHING}:
        return Touches.NOTHING
    return Touches.DELTA if touched <= {Touches.NOTHING, Touches.DELTA} else Touches.BOTH


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--supervised", action="store_true")
    asked = parser.parse_args()
    report = Diagnostics("desk")
    try:
        settings = load_settings(asked.config)
        asyncio.run(run(settings, report, supervised=asked.supervised))
    except IntegrityFault as fault:
        report("ALARM", {"code": fault.code, "ko": fault.message("ko"), "en": fault.message("en")})
        return TAMPERED
    except GwanmunError as error:
        report("cannot_run", {"code": error.code, "ko": error.message("ko"), "en": error.message("en")})
        return BAD_SETTINGS if error.code == "bad_settings" else CANNOT_RUN
    except OSError as error:
        report("cannot_run", {"errno": error.errno, "en": error.strerror or type(error).__name__})
        return CANNOT_RUN
    except Exception as error:
        report("cannot_run", type_and_place(error))
        return CANNOT_RUN
    return IN_ORDER


if __name__ == "__main__":
    sys.exit(main())
