"""What the projections of the journals share (`usage.sqlite`, `requests.sqlite`): one SQLite file with a mark for each
journal of how far it was read.

A projection is made again from the journals, whatever happens to it: so it is written with raw statements, has no
migrations (an older format is made anew), and never holds what the journals do not. WAL, so that readers and the one
writer do not wait for each other; synchronous=NORMAL, because a lost tail is read from the journals again.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from gwanmun.errors import Conflict, Unavailable
from gwanmun.ports.usage import Watermark

_BUSY_SECONDS = 10.0
_WATERMARKS = (
    "CREATE TABLE watermarks (journal TEXT PRIMARY KEY, origin TEXT NOT NULL, next_index INTEGER NOT NULL,"
    " first_us INTEGER NOT NULL, last_us INTEGER NOT NULL, unreadable INTEGER NOT NULL) STRICT, WITHOUT ROWID"
)


class Projection:
    """The file of one store: `name` for its errors, `version` of its format, its tables as statements."""

    def __init__(self, name: str, version: int, schema: Sequence[str]) -> None:
        self._name = name
        self.version = version
        self._schema = (_WATERMARKS, *schema)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Library errors become ours, once."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise Unavailable(store=self._name) from error

    def open(
        self, path: Path | None, cache_kib: int, *, first: Sequence[str] = (), replaceable: bool = True
    ) -> sqlite3.Connection:
        """For writing, making what is missing (with these first statements); `None` for memory.

        Raises `Conflict` for a newer format, and for an older one that no journal could make again.
        """
        with self.translated():
            if path is not None and not path.exists():
                path.touch(mode=0o600)
            connection = sqlite3.connect(path or ":memory:", timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            with self.translated():
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute(f"PRAGMA cache_size = -{cache_kib}")
                connection.execute("PRAGMA wal_autocheckpoint = 8000")
                connection.execute("PRAGMA trusted_schema = OFF")
                self._make(connection, first, replaceable=replaceable)
        except BaseException:
            connection.close()
            raise
        return connection

    def look(self, path: Path) -> sqlite3.Connection:
        """For reading only. `Unavailable` when nothing was read from the journals yet, or by another version."""
        if not path.exists():
            raise Unavailable(path.name, store=self._name)
        with self.translated():
            connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
            try:
                connection.execute("PRAGMA query_only = ON")
                connection.execute("PRAGMA mmap_size = 1073741824")
                self._check(connection, path.name)
            except BaseException:
                connection.close()
                raise
        return connection

    def _check(self, connection: sqlite3.Connection, file: str) -> None:
        if _version(connection) != self.version:
            raise Unavailable(file, store=self._name)

    def _make(self, connection: sqlite3.Connection, first: Sequence[str], *, replaceable: bool) -> None:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            version = _version(connection)
            if version == self.version:
                return
            if version > self.version or (version and not replaceable):
                raise Conflict(store=f"{self._name}: format {version}, this version knows {self.version}")
            if version:
                for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                    connection.execute(f"DROP TABLE {table}")
            for statement in (*self._schema, *first):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {self.version}")

    def watermarks(self, connection: sqlite3.Connection) -> tuple[Watermark, ...]:
        with self.translated():
            rows = connection.execute("SELECT * FROM watermarks ORDER BY journal").fetchall()
        return tuple(Watermark(*row) for row in rows)

    def watermark(self, connection: sqlite3.Connection, journal: str) -> Watermark | None:
        return next((one for one in self.watermarks(connection) if one.journal == journal), None)

    @contextmanager
    def adding(self, connection: sqlite3.Connection, before: int, mark: Watermark) -> Iterator[None]:
        """One transaction that adds what lies between two marks of a journal. A crash before its commit leaves the mark
        where it was, and the same records are read again; after it they are never read again.

        Raises `Conflict` when the file does not stand at `before`.
        """
        with self.translated(), connection:
            connection.execute("BEGIN IMMEDIATE")
            row = connection.execute("SELECT next_index FROM watermarks WHERE journal = ?", (mark.journal,)).fetchone()
            if (row[0] if row else 0) != before:
                raise Conflict(store=self._name)
            yield
            connection.execute(
                "INSERT INTO watermarks VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (journal) DO UPDATE SET origin = excluded.origin, "
                "next_index = excluded.next_index, last_us = excluded.last_us, unreadable = excluded.unreadable",
                (mark.journal, mark.origin, mark.next_index, mark.first_us, mark.last_us, mark.unreadable),
            )


def _version(connection: sqlite3.Connection) -> int:
    with closing(connection.execute("PRAGMA user_version")) as found:
        return int(found.fetchone()[0])
