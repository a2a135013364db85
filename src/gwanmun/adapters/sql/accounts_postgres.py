"""Port `accounts` shared by several gates, on PostgreSQL: row updates in one call, then the gate's own journal, then send.

What lives here: calling the functions of `accounts_functions.py`, the line's faults, settling beside the request, what a
gate does with its holds when it starts again. What does not: the rules of counting (the same as `budget/account.py` and
`budget/pace.py`; the contract tests run on both).

1. `hold` waits for one call, at most `CALL_SECONDS`, and for the one before it. Whatever fails closes the circuit: the gate
   refuses at once with `Unavailable` (503, Retry-After) until a probe succeeds. What a broken call may still have held is
   taken back.
2. `settle` and `void` never wait: the money is counted here at once and told to the database in order, again and again
   until it took it. A gate that dies before tells it from its journal when it starts (`recover`).
   What waits for the same call goes together: one transaction, one flush, one update a row. Where holds together could be
   over a limit, each is asked for alone, and told which limit it was.
3. INVARIANT: nobody voids another gate's hold, and no hold ends by time alone (design.md, Money).
"""

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg
from psycopg.conninfo import make_conninfo

from gwanmun.adapters.accounts import over_allowance, too_fast
from gwanmun.adapters.sql.accounts_functions import FAST, FENCED, FULL, SCHEMA, TOGETHER, VERSION
from gwanmun.budget.account import keys, marks
from gwanmun.budget.pace import Fast, number, seconds_left, weight, whose
from gwanmun.domain.allowances import Balance, Hold, Limit, Measure, Near, Pace
from gwanmun.errors import Conflict, Unavailable

CONNECTIONS = 4
CALL_SECONDS = 3.0
PROBE_SECONDS = 0.5
#: Marks of what was taken back are kept longer than any packet travels.
MARKS_KEPT_US = 3_600_000_000
_MOST_SEEN = 200_000
_MOST_TOGETHER = 128
_LOCK = 0x6761_7465  # the advisory lock under which tables are made

_HOLD = (
    "SELECT used, held, changed FROM account_hold(%s, %s, %s, %s::text[], %s::text[], %s::text[], %s, %s::bigint[], %s::text[], "
    "%s::bigint[], %s::bigint[], %s::boolean[], %s::bigint[], %s)"
)
_HOLD_MANY = "SELECT rows::text FROM account_hold_many(%s, %s, %s::jsonb)"
_END = "SELECT used, held, changed FROM account_end(%s, %s, %s, %s, %s)"
_END_MANY = "SELECT rows::text FROM account_end_many(%s, %s::jsonb)"
_RECONCILE = "SELECT used, held, changed FROM account_reconcile(%s, %s::text[], %s::text[], %s::text[], %s, %s)"
_TAKE_BACK = "SELECT used, held, changed FROM account_take_back(%s, %s, %s, %s)"

AccountKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Told:
    """What waits to be told to the database, and what it changes on which rows here until then."""

    statement: str
    arguments: tuple[object, ...]
    rows: tuple[AccountKey, ...] = ()
    used: int = 0
    held: int = 0
    over: bool = False  # more than was held: nobody may hold before it is told


@dataclass(slots=True)
class _Asked:
    """A hold that waits to be asked for. The answer: what it came near to, or None: it is to ask alone."""

    request: str
    hold: Hold
    rows: tuple[AccountKey, ...]
    most: list[int | None]
    limits: Sequence[Limit]
    paces: Sequence[Pace]
    answer: asyncio.Future[tuple[Near, ...] | None]


Line = psycopg.AsyncConnection[tuple[Any, ...]]


async def open_accounts(
    url: str,
    gate: str,
    *,
    password: str | None = None,
    report: Callable[[str, Mapping[str, object]], None] | None = None,
) -> "PostgresAccounts":
    """Make what is missing, begin a new epoch of this gate. Raises `Unavailable` or `Conflict`."""
    accounts = PostgresAccounts(_conninfo(url, password), gate, report or (lambda _event, _fields: None))
    try:
        await accounts.begin()
    except BaseException:
        await accounts.close(wait_seconds=0)
        raise
    return accounts


class PostgresAccounts:
    """One gate's face of the shared accounts. One event loop owns it."""

    def __init__(self, conninfo: str, gate: str, report: Callable[[str, Mapping[str, object]], None]) -> None:
        self._conninfo = conninfo
        self._gate = gate
        self._report = report
        self._epoch = 0
        self._idle: asyncio.LifoQueue[Line | None] = asyncio.LifoQueue()
        for _ in range(CONNECTIONS):
            self._idle.put_nowait(None)
        self._mine: dict[str, Hold] = {}
        self._seen: dict[AccountKey, tuple[int, int, int]] = {}  # used, held, how often it changed
        self._pending: dict[AccountKey, list[int]] = {}  # what waits to be told: used, held
        self._over = 0  # ends beyond their holds that wait to be told
        self._ends: deque[_Told] = deque()
        self._working: set[asyncio.Task[Any]] = set()
        self._told = asyncio.Event()  # nothing waits to be told
        self._told.set()
        self._wake = asyncio.Event()
        self._down = ""  # why, while the circuit is open
        self._teller: asyncio.Task[None] | None = None
        self._asked: deque[_Asked] = deque()
        self._wake_asker = asyncio.Event()
        self._asker: asyncio.Task[None] | None = None

    # ------------------------------------------------------------ the port

    async def hold(
        self, request: str, hold: Hold, limits: Sequence[Limit], paces: Sequence[Pace] = ()
    ) -> tuple[Near, ...]:
        self.check()
        rows = keys(hold.agency, hold.department, hold.person, hold.day, hold.service, hold.purpose)
        most: list[int | None] = [None] * len(rows)
        for limit in limits:
            if limit.stops:
                most[limit.level * 3 + limit.period] = limit.micro_won
        if self._over:
            await self._told_soon()
        loop = asyncio.get_running_loop()
        asked = _Asked(request, hold, rows, most, limits, paces, loop.create_future())
        self._asked.append(asked)
        self._wake_asker.set()
        try:
            async with asyncio.timeout(3 * CALL_SECONDS):
                near = await asked.answer
        except BaseException as error:
            self.void(request)  # where it was held in the moment its caller left
            if isinstance(error, TimeoutError):
                raise Unavailable(store="accounts: PostgreSQL (busy)") from error
            raise
        return near if near is not None else await self._alone(asked)

    async def _alone(self, asked: _Asked) -> tuple[Near, ...]:
        request, hold, rows, limits = asked.request, asked.hold, asked.rows, asked.limits
        arguments = self._arguments(request, hold, rows, asked.most, asked.paces)
        try:
            try:
                found = await self._call(_HOLD, arguments)
            except psycopg.Error as error:
                if error.sqlstate != FULL or not self._ends:
                    raise
                await self._told_soon()  # what ended here, and is not told yet, may leave room
                found = await self._call(_HOLD, arguments)
        except psycopg.Error as error:
            raise self._translated(error, hold, limits, asked.paces) from error
        except BaseException:
            # The line broke or the caller left: the hold may stand there, or arrive yet. It is taken back in any case.
            self._take_back(asked)
            raise
        self._mine[request] = hold
        self._see(rows, *found)
        at = [rows[limit.level * 3 + limit.period] for limit in limits]
        return marks(limits, [sum(self._seen[row][:2]) - hold.amount for row in at], hold.amount)

    def _take_back(self, asked: _Asked) -> None:
        self._later(_Told(_TAKE_BACK, (asked.request, self._gate, self._epoch, asked.hold.at_us)))

    def settle(self, request: str, spent: int, tokens: int | None = None) -> tuple[int, int] | None:
        hold = self._mine.pop(request, None)
        if hold is None:
            return None
        self._end(request, hold, spent, tokens, void=False)
        return min(spent, hold.amount), max(0, spent - hold.amount)

    def void(self, request: str) -> None:
        hold = self._mine.pop(request, None)
        if hold is not None:
            self._end(request, hold, 0, None, void=True)

    def reconcile(self, request: str, hold: Hold, spent: int) -> None:
        rows = keys(hold.agency, hold.department, hold.person, hold.day, hold.service, hold.purpose)
        named = tuple([row[at] for row in rows] for at in range(3))
        told = _Told(_RECONCILE, (request, *named, hold.amount, spent), rows)
        self._later(told)

    def balance(self, level: str, subject: str, period: str) -> Balance:
        used, held, _ = self._seen.get((level, subject, period), (0, 0, 0))
        more = self._pending.get((level, subject, period), (0, 0))
        return Balance(used + more[0], held + more[1])

    def check(self) -> None:
        if self._down:
            raise Unavailable(store=f"accounts: {self._down}")

    # ------------------------------------------------------------ opening, starting again, closing

    async def begin(self) -> None:
        """A new epoch: whatever still runs under this gate's name is fenced off."""
        try:
            async with asyncio.timeout(4 * CALL_SECONDS):
                self._idle.get_nowait()
                line = await self._connect()
                self._idle.put_nowait(line)  # whatever happens now, closing finds it
                async with line.transaction():
                    await line.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
                    await line.execute(SCHEMA.encode(), prepare=False)  # several statements
                    await line.execute("INSERT INTO account_versions VALUES (%s) ON CONFLICT DO NOTHING", (VERSION,))
                    newest = await (await line.execute("SELECT max(version) FROM account_versions")).fetchone()
                    if newest is not None and newest[0] > VERSION:
                        raise Conflict(store=f"accounts: version {newest[0]}, this one knows {VERSION}")
                    row = await (
                        await line.execute(
                            "INSERT INTO account_gates AS g VALUES (%s, 1) "
                            "ON CONFLICT (gate) DO UPDATE SET epoch = g.epoch + 1 RETURNING epoch",
                            (self._gate,),
                        )
                    ).fetchone()
                    rows = await (
                        await line.execute(
                            "SELECT level, subject, period, used, held, changed FROM account_rows "
                            "ORDER BY period DESC, level LIMIT %s",
                            (_MOST_SEEN // 2,),
                        )
                    ).fetchall()
        except (psycopg.Error, OSError, TimeoutError) as error:
            raise Unavailable(store="accounts: PostgreSQL") from error
        self._epoch = row[0] if row else 0
        self._seen = {(row[0], row[1], row[2]): (row[3], row[4], row[5]) for row in rows}
        self._teller = asyncio.get_running_loop().create_task(self._tell())
        self._asker = asyncio.get_running_loop().create_task(self._ask())
        for task in (self._teller, self._asker):
            task.add_done_callback(self._ended)

    async def leftovers(self) -> tuple[str, ...]:
        """Requests that an earlier process of this gate held and never ended."""
        rows = await self._rows(
            "SELECT request FROM account_holds WHERE gate = %s AND epoch < %s AND NOT taken_back ORDER BY request",
            (self._gate, self._epoch),
        )
        return tuple(row[0] for row in rows)

    async def recover(self, ended: Mapping[str, int], still_open: Collection[str], now_us: int) -> int:
        """End what was left, as this gate's journal says: what ended there at its cost, what has a first fact and no end
        at its worst case, what has none is void. Returns how many; they are all told when this returns.
        """
        left = await self.leftovers()
        for request in left:
            if request in ended:
                self._later(_Told(_END, (request, self._gate, ended[request], None, False)))
            elif request in still_open:
                row = await self._rows("SELECT amount FROM account_holds WHERE request = %s", (request,))
                self._later(_Told(_END, (request, self._gate, row[0][0], None, False)))
            else:
                self._later(_Told(_END, (request, self._gate, 0, None, True)))
        await self.drain()
        await self._rows(
            "DELETE FROM account_holds WHERE taken_back AND gate = %s AND at_us < %s RETURNING request",
            (self._gate, now_us - MARKS_KEPT_US),
        )
        return len(left)

    async def drain(self) -> None:
        """Wait until everything that ended here is told."""
        await self._told.wait()

    async def close(self, wait_seconds: float = CALL_SECONDS) -> None:
        """What cannot be told in time is told from the journal at the next start."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_seconds):
                await self.drain()
        for task in (self._asker, self._teller):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        self._refuse_all(self._asked)
        for work in self._working:
            work.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)
        while not self._idle.empty():
            line = self._idle.get_nowait()
            if line is not None:
                await _shut(line)

    # ------------------------------------------------------------ inside

    def _arguments(
        self, request: str, hold: Hold, rows: Sequence[tuple[str, str, str]], most: Sequence[int | None],
        paces: Sequence[Pace],
    ) -> tuple[object, ...]:  # fmt: skip
        return (
            request, self._gate, self._epoch, [row[0] for row in rows], [row[1] for row in rows],
            [row[2] for row in rows], hold.amount, list(most),
            [_counter(pace, hold) for pace in paces],
            [number(pace.per, hold.at_us) for pace in paces], [weight(pace, hold) for pace in paces],
            [pace.measure is Measure.TOKENS for pace in paces], [pace.most for pace in paces], hold.at_us,
        )  # fmt: skip

    def _translated(
        self, error: psycopg.Error, hold: Hold, limits: Sequence[Limit], paces: Sequence[Pace]
    ) -> BaseException:
        said = error.diag.message_primary or ""
        if error.sqlstate == FULL:
            at = int(said) - 1
            limit = next(one for one in limits if one.stops and one.level * 3 + one.period == at)
            return over_allowance(limit, int(error.diag.message_detail or 0), hold.amount)
        if error.sqlstate == FAST:
            pace = paces[int(said) - 1]
            return too_fast(Fast(pace, seconds_left(pace.per, hold.at_us)))
        if error.sqlstate == FENCED:
            self._open_circuit("another process runs under this gate's name")
        return Unavailable(store=f"accounts: PostgreSQL {error.sqlstate or ''}".rstrip())

    def _see(
        self, rows: Sequence[AccountKey], used: Sequence[int], held: Sequence[int], changed: Sequence[int]
    ) -> None:
        """Answers may arrive in another order than the rows changed in: the newest state stays."""
        if len(self._seen) > _MOST_SEEN:
            self._seen.clear()
        for row, u, h, c in zip(rows, used, held, changed, strict=False):
            if c > self._seen.get(row, (0, 0, 0))[2]:
                self._seen[row] = (u, h, c)

    def _end(self, request: str, hold: Hold, spent: int, tokens: int | None, *, void: bool) -> None:
        rows = keys(hold.agency, hold.department, hold.person, hold.day, hold.service, hold.purpose)
        arguments = (request, self._gate, spent, tokens, void)
        self._later(_Told(_END, arguments, rows, spent, -hold.amount, spent > hold.amount))

    def _later(self, told: _Told) -> None:
        self._ends.append(told)
        self._over += told.over
        for row in told.rows:
            pending = self._pending.setdefault(row, [0, 0])
            pending[0] += told.used
            pending[1] += told.held
        self._told.clear()
        self._wake.set()

    def _was_told(self, told: _Told, found: tuple[Any, ...]) -> None:
        self._over -= told.over
        for row in told.rows:
            # A row is dropped when others came to nothing: what costs nothing adds nothing.
            pending = self._pending.get(row, [0, 0])
            pending[0] -= told.used
            pending[1] -= told.held
            if pending == [0, 0]:
                self._pending.pop(row, None)
        if found and found[0]:
            self._see(told.rows, *found)

    async def _told_soon(self) -> None:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await self.drain()
        except TimeoutError as error:
            raise Unavailable(store="accounts: PostgreSQL (busy)") from error

    async def _tell(self) -> None:
        """Tell the database what ended, in order, until it took it; and probe it while the circuit is open."""
        while True:
            if not self._ends and not self._down:
                self._told.set()
                await self._wake.wait()
            self._wake.clear()
            try:
                if self._ends:
                    await self._tell_next()
                elif self._down:
                    await self._call("SELECT 1", ())
                self._close_circuit()
            except (psycopg.Error, Unavailable) as error:
                if (
                    isinstance(error, psycopg.Error)
                    and error.sqlstate
                    and not isinstance(error, psycopg.OperationalError)
                ):
                    self._report("ALARM", {"code": "accounts", "sqlstate": error.sqlstate})
                await asyncio.sleep(PROBE_SECONDS)

    async def _tell_next(self) -> None:
        """The next end; with those that follow it, if they are of one kind. The answer names the rows: an end that an
        earlier process left behind changes what this one saw, too.
        """
        some = list(itertools.takewhile(lambda told: told.statement == _END, self._ends))[:_MOST_TOGETHER]
        if some:
            batch: dict[object, object] = {}
            for request, _, spent, tokens, void in (told.arguments for told in some):
                batch.setdefault(request, {"request": request, "spent": spent, "tokens": tokens, "void": void})
            with contextlib.suppress(psycopg.DataError, psycopg.IntegrityError):  # one of them: each is told alone
                found = await self._call(_END_MANY, (self._gate, orjson.dumps(list(batch.values())).decode()))
                for told in some:
                    self._ends.popleft()
                    self._was_told(told, ())
                self._see_rows(found[0])
                return
        told = self._ends[0]
        answer = await self._call(told.statement, told.arguments)
        self._ends.popleft()
        self._was_told(told, answer)

    # ------------------------------------------------------------ asking together

    async def _ask(self) -> None:
        """Ask for what waits, together, one call after the other."""
        while True:
            await self._wake_asker.wait()
            self._wake_asker.clear()
            while self._asked:
                some = [self._asked.popleft() for _ in range(min(len(self._asked), _MOST_TOGETHER))]
                some = [asked for asked in some if not asked.answer.done()]  # whoever left before it was asked
                if some:
                    await self._ask_for(some)

    async def _ask_for(self, some: Sequence[_Asked]) -> None:
        if self._down:
            self._refuse_all(some)
            return
        batch = orjson.dumps([self._plain(asked) for asked in some]).decode()
        try:
            found = await self._call(_HOLD_MANY, (self._gate, self._epoch, batch))
        except psycopg.Error as error:
            for asked in some:  # each alone is told which limit it was
                if not asked.answer.done():
                    if error.sqlstate == TOGETHER:
                        asked.answer.set_result(None)
                    else:
                        asked.answer.set_exception(self._translated(error, asked.hold, asked.limits, asked.paces))
        except Unavailable:
            self._undo_all(some)
        except BaseException:
            self._undo_all(some)
            raise
        else:
            self._held(some, found[0])

    def _undo_all(self, some: Sequence[_Asked]) -> None:
        """The line broke, or the gate stops: any of them may stand there, or arrive yet."""
        for asked in some:
            self._take_back(asked)
        self._refuse_all(some)

    def _plain(self, asked: _Asked) -> dict[str, object]:
        hold = asked.hold
        return {
            "request": asked.request,
            "amount": hold.amount,
            "names": [row[1] for row in asked.rows[::3]],
            "periods": [row[2] for row in asked.rows[:3]],
            "limits": asked.most,
            "counters": [
                (_counter(pace, hold), number(pace.per, hold.at_us), weight(pace, hold), pace.measure is Measure.TOKENS, pace.most)
                for pace in asked.paces
            ],
            "at_us": hold.at_us,
        }  # fmt: skip

    def _held(self, some: Sequence[_Asked], rows: str) -> None:
        """All of them are held, in their order: what each came near to is counted with those before it alone."""
        before = self._see_rows(rows)
        for asked in some:
            for row in asked.rows:
                before[row] -= asked.hold.amount
        for asked in some:
            hold = asked.hold
            at = [before[asked.rows[limit.level * 3 + limit.period]] for limit in asked.limits]
            for row in asked.rows:
                before[row] += hold.amount
            self._mine[asked.request] = hold
            if asked.answer.done():
                self.void(asked.request)  # its caller left meanwhile
            else:
                asked.answer.set_result(marks(asked.limits, at, hold.amount))

    @staticmethod
    def _refuse_all(some: Iterable[_Asked]) -> None:
        for asked in some:
            if not asked.answer.done():
                asked.answer.set_exception(Unavailable(store="accounts: PostgreSQL"))

    def _see_rows(self, rows: str | None) -> dict[AccountKey, int]:
        """Returns what is used and held on each."""
        found: dict[AccountKey, int] = {}
        for level, subject, period, used, held, changed in orjson.loads(rows or "[]"):
            self._see(((level, subject, period),), (used,), (held,), (changed,))
            found[level, subject, period] = used + held
        return found

    async def _call(self, statement: str, arguments: Sequence[object]) -> tuple[Any, ...]:
        """One statement on one line, bounded. A line that failed is thrown away. Raises `Unavailable` or what it said."""
        try:
            async with asyncio.timeout(CALL_SECONDS):
                line = await self._idle.get()
        except TimeoutError as error:
            raise Unavailable(store="accounts: PostgreSQL (busy)") from error
        work = asyncio.get_running_loop().create_task(self._once(line, statement, arguments))
        self._working.add(work)
        work.add_done_callback(self._working.discard)
        try:
            # Not a timeout around it: a cancelled query waits for the server to say so, and this one may never.
            done, _ = await asyncio.wait({work}, timeout=CALL_SECONDS)
        except BaseException:
            work.cancel()
            self._idle.put_nowait(None)
            raise
        if not done:
            work.cancel()
            self._idle.put_nowait(None)
            self._open_circuit("PostgreSQL")
            raise Unavailable(store="accounts: PostgreSQL")
        sound, found, fault = work.result()
        self._idle.put_nowait(sound)
        if sound is None:
            self._open_circuit("PostgreSQL")
            raise Unavailable(store="accounts: PostgreSQL") from fault
        if fault is not None:
            raise fault
        return found or ()

    async def _once(
        self, line: Line | None, statement: str, arguments: Sequence[object]
    ) -> tuple[Line | None, tuple[Any, ...] | None, psycopg.Error | OSError | None]:
        """The line if it is still sound, the row, what went wrong. A line that failed is closed."""
        sound = False
        try:
            if line is None or line.closed:
                line = await self._connect()
            found = await (await line.execute(statement.encode(), arguments)).fetchone()
            sound = True
        except (OSError, psycopg.OperationalError, psycopg.InterfaceError) as error:
            return None, None, error
        except psycopg.Error as error:
            sound = True  # the statement was refused; the line is sound
            return line, None, error
        finally:
            if not sound and line is not None:
                await _shut(line)
        return line, found, None

    async def _rows(self, statement: str, arguments: Sequence[object]) -> list[tuple[Any, ...]]:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                line = await self._connect()
                try:
                    return await (await line.execute(statement.encode(), arguments)).fetchall()
                finally:
                    await _shut(line)
        except (psycopg.Error, OSError, TimeoutError) as error:
            raise Unavailable(store="accounts: PostgreSQL") from error

    async def _connect(self) -> Line:
        return await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True, prepare_threshold=0)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A task of ours that dies is a bug: nobody may hold any more, and it is said. Starting again tells everything."""
        if not task.cancelled() and (bug := task.exception()) is not None:
            self._report("ALARM", {"code": "bug", "kind": type(bug).__name__})
            self._open_circuit("a bug")
            self._refuse_all(self._asked)

    def _open_circuit(self, why: str) -> None:
        if not self._down:
            self._report("accounts_down", {"why": why})
        self._down = why
        self._wake.set()

    def _close_circuit(self) -> None:
        if self._down:
            self._report("accounts_up", {})
        self._down = ""


def _counter(pace: Pace, hold: Hold) -> str:
    return f"{pace.level}/{whose(pace, hold)}/{pace.measure.value}/{pace.per.value}"


async def _shut(line: Line) -> None:
    with contextlib.suppress(psycopg.Error, OSError):
        await line.close()


def _conninfo(url: str, password: str | None) -> str:
    # A line that hangs is cut by the server, too; what was acknowledged is on its disk, whatever its default says.
    rules = (f"statement_timeout={int(CALL_SECONDS * 1000)}", "synchronous_commit=on")
    given = {} if password is None else {"password": password}
    try:
        return make_conninfo(
            url,
            connect_timeout=3,
            tcp_user_timeout=5000,
            keepalives_idle=5,
            options=" ".join(f"-c {rule}" for rule in rules),
            **given,
        )
    except psycopg.ProgrammingError as error:
        raise Unavailable(store="accounts: not a PostgreSQL URL") from error
