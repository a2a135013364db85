"""The books on SQLite or PostgreSQL, through SQLAlchemy Core: port `books` (its promises are numbered there).

SQLite rules, all of them measured or met in the wild (notes/storage.md §5): WAL, synchronous=FULL (NORMAL may lose the
last commits on a power cut), BEGIN IMMEDIATE (a transaction that upgrades its lock can fail half way), busy_timeout,
STRICT tables, opened after fork, never on a network file system.

PostgreSQL rules: one MetaData and one chain of migrations for both; the database sorts by code point (C), or pages and
lists would come in another order than here; every transaction takes one lock first, as SQLite's BEGIN IMMEDIATE does;
synchronous_commit on, whatever the server's default says (promise 2).
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, literal, select, text, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from gwanmun.adapters.sql import schema
from gwanmun.adapters.sql.columns import metadata
from gwanmun.adapters.sql.migrate import bring_up_to_date
from gwanmun.adapters.sql.rows import SHELVES, Shelf
from gwanmun.domain.facts import Fact, Receipt
from gwanmun.errors import Conflict, Unavailable
from gwanmun.ports.books import Noted, Reading, Writing

V = TypeVar("V")

BUSY_MILLISECONDS = 5_000
#: Rows per statement: stays far below SQLite's limit of 32,766 bound values.
CHUNK = 500
_READ_ONLY = "gwanmun_read_only"
_DESK_LOCK = 0x6777616E6D756E  # "gwanmun": a lock's number is the whole database's
_BUSY_STATES = {"55P03", "40001", "40P01"}  # PostgreSQL: lock not available, serialization failure, deadlock


def open_books(
    path: Path | str | None,
    *,
    busy_milliseconds: int = BUSY_MILLISECONDS,
    password: str | None = None,
    alone: bool = False,
) -> "SQLBooks":
    """Open (and create or migrate) the books: a file, a `postgresql://` URL, or `None` for memory.

    `alone`: on PostgreSQL, hold the database as its one desk until closed; a file is held by the desk's own lock.
    Raises `Unavailable` or `Conflict`.
    """
    if isinstance(path, str):
        return _open_postgresql(path, password, busy_milliseconds, alone=alone)
    if sqlite3.sqlite_version_info < (3, 37):
        raise Unavailable(store="SQLite ≥ 3.37")
    if path is None:
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": busy_milliseconds / 1000})
        if not path.exists():
            try:
                path.touch(mode=0o600)
            except OSError as error:
                raise Unavailable(str(path), store="books") from error
    _obey_sqlite(engine)
    try:
        with _translated():
            bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return SQLBooks(engine)


def _open_postgresql(url: str, password: str | None, busy_milliseconds: int, *, alone: bool) -> "SQLBooks":
    asked = make_url(url).set(drivername="postgresql+psycopg")
    if password is not None:
        asked = asked.set(password=password)
    rules = f"-c lock_timeout={busy_milliseconds} -c synchronous_commit=on -c idle_in_transaction_session_timeout=60000"
    try:
        engine = create_engine(asked, pool_pre_ping=True, connect_args={"connect_timeout": 5, "options": rules})
    except ModuleNotFoundError as error:  # what is missing is said, not guessed
        raise Unavailable(store="psycopg: pip install 'gwanmun[postgres]'") from error
    held = None
    try:
        with _translated():
            with engine.connect() as connection:
                _check_order(connection)
            # Before the migrations: two desks that start together do not migrate together.
            held = _hold(engine) if alone else None
            bring_up_to_date(engine)
    except BaseException:
        if held is not None:
            held.close()
        engine.dispose()
        raise
    return SQLBooks(engine, held)


def _hold(engine: Engine) -> Connection:
    """The desk's lock on a database, for as long as this connection lives. Raises `Conflict` when another desk holds it."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    taken: bool = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _DESK_LOCK}).scalar_one()
    if not taken:
        connection.close()
        raise Conflict(store="PostgreSQL: another desk")
    return connection


def _check_order(connection: Connection) -> None:
    """The database must sort texts by code point and hold UTF-8. Raises `Conflict`."""
    row = connection.execute(
        text(
            "SELECT datcollate, pg_encoding_to_char(encoding), datlocprovider FROM pg_database "
            "WHERE datname = current_database()"
        )
    ).one()
    if row[0] not in {"C", "POSIX", "C.UTF-8", "C.utf8"} or row[1] != "UTF8" or row[2] not in {"c", "b"}:
        raise Conflict(store="PostgreSQL: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")


class SQLBooks:
    """Port `books` on an engine whose schema is up to date."""

    def __init__(self, engine: Engine, held: Connection | None = None) -> None:
        self._engine = engine
        self._held = held  # the connection that holds the desk's lock

    @contextmanager
    def look(self) -> Iterator[Reading]:
        with _translated(), self._engine.connect().execution_options(**{_READ_ONLY: True}) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield _Page(connection)
            connection.rollback()

    @contextmanager
    def transact(self) -> Iterator[Writing]:
        with _translated(), self._engine.begin() as connection:
            self._still_held()
            if connection.dialect.name == "postgresql":  # SQLite's BEGIN IMMEDIATE says the same (promise 3)
                connection.execute(text("LOCK TABLE outbox IN EXCLUSIVE MODE"))
            yield _Page(connection)
            # At the end of this block the commit happens. A crash before it leaves nothing; after it, everything: the
            # facts wait in the outbox and the desk takes them to the journal when it starts again.

    def unsent(self, limit: int) -> tuple[Noted, ...]:
        table = schema.outbox
        query = select(table.c.number, table.c.fact).where(table.c.origin.is_(None)).order_by(table.c.number)
        with _translated(), self._engine.connect().execution_options(**{_READ_ONLY: True}) as connection:
            rows = connection.execute(query.limit(limit)).all()
        return tuple(Noted(number, _FACT.decode(fact)) for number, fact in rows)

    def sent(self, number: int, receipt: Receipt) -> None:
        table = schema.outbox
        marking = table.update().where(table.c.number == number, table.c.origin.is_(None))
        with _translated(), self._engine.begin() as connection:
            marked = connection.execute(marking.values(origin=receipt.origin, index=receipt.index))
            if marked.rowcount != 1:
                raise Conflict(store="outbox")

    def copy_to(self, path: Path) -> None:
        """The books as they stand, as an SQLite file that is not there yet. Others may go on writing meanwhile."""
        if path.exists():
            raise Conflict(str(path), store="books")
        path.touch(mode=0o600)
        with _translated():
            if self._engine.dialect.name == "sqlite":
                with closing(sqlite3.connect(path)) as target, self._engine.connect() as connection:
                    source: Any = connection.connection.driver_connection
                    source.backup(target)
                    target.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it
                return
            path.unlink()
            copy = open_books(path)
            try:
                with self._engine.connect() as connection:
                    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
                    copy.fill_from(connection)
                    connection.rollback()
            finally:
                copy.close()
            with closing(sqlite3.connect(path)) as made:
                made.execute("PRAGMA journal_mode = DELETE")

    def take_from(self, path: Path) -> bool:
        """Fill these books, which must be empty, from such a file. Raises `Conflict` when they hold anything else.

        Books that hold just this already are left, and it says False: a restore that was killed after this step is run
        again, or the database outlived the rest.
        """
        source = open_books(path)
        try:
            with _translated(), source._engine.connect() as connection:  # noqa: SLF001 - another of our own
                if self._hold_all_of(connection):
                    return False
                self.fill_from(connection)
                return True
        finally:
            source.close()

    def _hold_all_of(self, source: Connection) -> bool:
        """Whether every table holds the same rows, and some. What waits for the journal is left out: it says when."""
        some = False
        with self._engine.connect() as mine:
            for table in metadata.sorted_tables:
                if table is schema.outbox:
                    continue
                query = select(table).order_by(*table.primary_key)
                here, there = mine.execute(query).all(), source.execute(query).all()
                if list(map(tuple, here)) != list(map(tuple, there)):
                    return False
                some = some or bool(here)
            mine.rollback()
        return some

    def _still_held(self) -> None:
        """The lock ends with its connection: whoever lost it may not be the only desk any more. Raises `Unavailable`."""
        if self._held is not None:
            try:
                self._held.execute(text("SELECT 1"))
            except SQLAlchemyError as error:
                raise Unavailable(store="books") from error

    def fill_from(self, source: Connection) -> None:
        """All rows of all tables, in one transaction."""
        with _translated(), self._engine.begin() as connection:
            for table in metadata.sorted_tables:
                if connection.execute(select(table).limit(1)).first() is not None:
                    raise Conflict(store="books: not empty")
                rows = source.execution_options(stream_results=True).execute(select(table)).mappings()
                while part := rows.fetchmany(CHUNK):
                    connection.execute(table.insert(), [dict(row) for row in part])
            if connection.dialect.name == "postgresql":  # what comes next is numbered after what came along
                connection.execute(
                    text(
                        "SELECT setval(pg_get_serial_sequence('outbox', 'number'), COALESCE(MAX(number), 0) + 1, false) FROM outbox"
                    )
                )

    def close(self) -> None:
        if self._held is not None:
            self._held.invalidate()  # ends the connection itself, not only our use of it
            self._held.close()
        self._engine.dispose()


_FACT: msgspec.json.Decoder[Fact] = msgspec.json.Decoder(Fact)


class _Page:
    """`Reading` and `Writing` on one connection inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def every(self, kind: type[V], /, **equal: object) -> tuple[V, ...]:
        shelf = SHELVES[kind]
        columns = shelf.table.c
        query = select(*(columns[name] for name in shelf.columns)).order_by(*(columns[name] for name in shelf.key))
        for name, wanted in equal.items():
            query = query.where(columns[name].is_(None) if wanted is None else columns[name] == wanted)
        return tuple(map(shelf.value, self._connection.execute(query)))

    def find(self, kind: type[V], /, *key: object) -> V | None:
        shelf = SHELVES[kind]
        found = self.every(kind, **dict(zip(shelf.key, key, strict=True)))
        return found[0] if found else None

    def some(
        self,
        kind: type[V],
        /,
        *,
        after: Sequence[object] = (),
        limit: int,
        among: Mapping[str, Sequence[object]] | None = None,
        **equal: object,
    ) -> tuple[V, ...]:
        shelf = SHELVES[kind]
        columns = shelf.table.c
        keys = [columns[name] for name in shelf.key]
        query = select(*(columns[name] for name in shelf.columns)).order_by(*keys).limit(limit)
        for name, wanted in equal.items():
            query = query.where(columns[name].is_(None) if wanted is None else columns[name] == wanted)
        for name, allowed in (among or {}).items():
            query = query.where(columns[name].in_(allowed))
        if after:
            bounds = [literal(value, column.type) for column, value in zip(keys, after, strict=True)]
            query = query.where(tuple_(*keys) > tuple_(*bounds))
        return tuple(map(shelf.value, self._connection.execute(query)))

    def key(self, value: object, /) -> tuple[object, ...]:
        shelf = SHELVES[type(value)]
        row = shelf.row(value)
        return tuple(row[name] for name in shelf.key)

    def put(self, *values: object) -> None:
        shelves: dict[type[object], list[object]] = {}
        for value in values:
            shelves.setdefault(type(value), []).append(value)
        for kind, group in shelves.items():
            shelf = SHELVES[kind]
            self._connection.execute(self._upsert(shelf), [shelf.row(value) for value in group])

    def _upsert(self, shelf: Shelf) -> Any:
        insert: Any = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        statement = insert(shelf.table)
        changed = {name: statement.excluded[name] for name in shelf.columns if name not in shelf.key}
        if not changed:
            return statement.on_conflict_do_nothing(index_elements=list(shelf.key))
        return statement.on_conflict_do_update(index_elements=list(shelf.key), set_=changed)

    def drop(self, kind: type[object], /, *key: object) -> None:
        shelf = SHELVES[kind]
        deletion = shelf.table.delete()
        for name, wanted in zip(shelf.key, key, strict=True):
            deletion = deletion.where(shelf.table.c[name] == wanted)
        self._connection.execute(deletion)

    def note(self, fact: Fact) -> None:
        self._connection.execute(schema.outbox.insert(), {"fact": msgspec.json.encode(fact).decode()})


def _obey_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA trusted_schema = OFF")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        looking = connection.get_execution_options().get(_READ_ONLY, False)
        if looking:
            connection.exec_driver_sql("PRAGMA query_only = ON")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.exec_driver_sql("PRAGMA query_only = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _translated() -> Iterator[None]:
    """Library errors become ours, once. Their text may hold values of a row: it goes no further."""
    try:
        yield
    except OperationalError as error:
        busy = isinstance(error.orig, sqlite3.OperationalError) and "lock" in str(error.orig)
        busy = busy or getattr(error.orig, "sqlstate", "") in _BUSY_STATES
        raise (Conflict(store="books") if busy else Unavailable(store="books")) from error
    except DBAPIError as error:
        raise Unavailable(store="books") from error
