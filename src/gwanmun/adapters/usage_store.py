"""Rolled-up use in one SQLite file (`usage.sqlite`): port `usage` (its promises are numbered there).

What it shares with the other projection lives in `projection.py`.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from gwanmun.adapters.projection import Projection
from gwanmun.adapters.usage_people import SCHEMA, People
from gwanmun.budget.rollup import CUBES, MEASURES, MONTH, MONTHS_ONLY
from gwanmun.domain.usage import Sight
from gwanmun.errors import Conflict
from gwanmun.ports.usage import Cubes, Only, Total, Watermark

FILE = "usage.sqlite"  # below data_dir
FORMAT = 6
_CHUNK = 500
_WITH_PEOPLE = frozenset({"person", "reach"})

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Sight).decode


class UsageStore:
    """Port `usage` on a file; `None` for memory. One writer, held by whoever runs the rollup."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._people = People(connection)
        self._ends = False
        with _translated():
            row = connection.execute("SELECT value FROM about WHERE name = 'simulated'").fetchone()
        self._simulated = row is not None and row[0] == "yes"

    @property
    def simulated(self) -> bool:
        return self._simulated

    # ------------------------------------------------------------ writing

    def watermark(self, journal: str) -> Watermark | None:
        return _FILE.watermark(self._connection, journal)

    def open_requests(self, journal: str, requests: Sequence[str]) -> dict[str, Sight]:
        found: dict[str, Sight] = {}
        with _translated():
            for at in range(0, len(requests), _CHUNK):
                some = requests[at : at + _CHUNK]
                marks = ",".join("?" * len(some))
                rows = self._connection.execute(
                    f"SELECT request, sight FROM open WHERE journal = ? AND request IN ({marks})",  # noqa: S608 - marks
                    (journal, *some),
                )
                found.update((request, _decode(sight)) for request, sight in rows)
        return found

    def add(
        self, before: int, mark: Watermark, cubes: Cubes, opened: Mapping[str, Sight], closed: Sequence[str]
    ) -> None:
        try:
            self._add(before, mark, cubes, opened, closed)
        except BaseException:
            self._people.forget()  # numbers that were given in what is now undone
            raise

    def _add(
        self, before: int, mark: Watermark, cubes: Cubes, opened: Mapping[str, Sight], closed: Sequence[str]
    ) -> None:
        connection = self._connection
        with _FILE.adding(connection, before, mark):
            for cube, cells in cubes.items():
                if cube in _WITH_PEOPLE:
                    self._people.add(cube, cells)
                elif cells:
                    connection.executemany(_UPSERT[cube], [(*cell, *row) for cell, row in cells.items()])
            connection.executemany(
                "INSERT INTO open VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sight = excluded.sight",
                [(mark.journal, request, _encode(sight)) for request, sight in opened.items()],
            )
            connection.executemany(
                "DELETE FROM open WHERE journal = ? AND request = ?", [(mark.journal, one) for one in closed]
            )

    # ------------------------------------------------------------ reading

    def watermarks(self) -> tuple[Watermark, ...]:
        return _FILE.watermarks(self._connection)

    def totals(
        self,
        cube: str,
        by: Sequence[str],
        tier: str,
        first: str,
        last: str,
        only: Only | None = None,
        most: int | None = None,
    ) -> tuple[Total, ...]:
        known = ("period", *CUBES[cube])
        picked, values = _picked(only)
        if not set(by) | set(only or ()) <= set(known) or (cube in MONTHS_ONLY and tier != MONTH):
            raise ValueError(f"{cube} is not kept by {', '.join(by)}")
        if cube in _WITH_PEOPLE:
            with _translated():
                return self._people.totals(cube, by, first, last, only or {}, most) if tier == MONTH else ()
        sums = ", ".join(f"sum({name})" for name in MEASURES)
        where = " AND ".join(["tier = ?", "period BETWEEN ? AND ?", *picked])
        columns = ", ".join(by)
        query = f"SELECT {columns}{', ' if by else ''}{sums} FROM {cube} WHERE {where}"  # noqa: S608 - names are ours
        if by:
            order = columns if most is None else f"sum(spent) DESC, {columns} LIMIT {int(most)}"
            query += f" GROUP BY {columns} ORDER BY {order}"
        with _translated():
            rows = self._connection.execute(query, (tier, first, last, *values)).fetchall()
        return tuple(Total(row[: len(by)], row[len(by) :]) for row in rows if row[len(by)] is not None)

    def people(
        self, by: Sequence[str], first: str, last: str, only: Only | None = None
    ) -> tuple[tuple[tuple[str, ...], int], ...]:
        asked = {*by, *(only or ())}
        if not asked <= {"period", "agency", "department", "service"}:
            raise ValueError("people are not kept by that")
        cube = "reach" if "service" in asked else "person"
        if {"service", "department"} <= asked:
            raise ValueError("people are not kept by service and department together")
        with _translated():
            return self._people.people(cube, by, first, last, only or {})

    def close(self) -> None:
        self._connection.close()


def open_usage(path: Path | None, *, simulated: bool = False) -> UsageStore:
    """Open for writing, and make what is missing. A store of simulated data never takes a gate's, nor the other way."""
    kind = _SIMULATED if simulated else _REAL
    # A batch touches more pages than the usual 2 MB hold.
    store = UsageStore(_FILE.open(path, cache_kib=65_536, first=(kind,), replaceable=not simulated))
    if store.simulated is not simulated:
        store.close()
        raise Conflict(store="usage: 시험용 자료 (simulated data)")
    return store


def look_usage(path: Path) -> UsageStore:
    """Open for reading only. `Unavailable` when nothing was rolled up yet, or by another version."""
    return UsageStore(_FILE.look(path))


def _cube(name: str) -> str:
    dimensions = ", ".join(f"{one} TEXT NOT NULL" for one in CUBES[name])
    measures = ", ".join(f"{one} INTEGER NOT NULL" for one in MEASURES)
    key = ", ".join(("tier", "period", *CUBES[name]))
    return (
        f"CREATE TABLE {name} (tier TEXT NOT NULL, period TEXT NOT NULL, {dimensions}, {measures},"
        f" PRIMARY KEY ({key})) STRICT, WITHOUT ROWID"
    )


def _upsert(name: str) -> str:
    key = ("tier", "period", *CUBES[name])
    marks = ", ".join("?" * (len(key) + len(MEASURES)))
    sums = ", ".join(f"{one} = {one} + excluded.{one}" for one in MEASURES)
    return f"INSERT INTO {name} VALUES ({marks}) ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sums}"  # noqa: S608 - ours


_UPSERT = {name: _upsert(name) for name in CUBES if name not in _WITH_PEOPLE}
_SCHEMA = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    (
        "CREATE TABLE open (journal TEXT NOT NULL, request TEXT NOT NULL, sight BLOB NOT NULL,"
        " PRIMARY KEY (journal, request)) STRICT, WITHOUT ROWID"
    ),
    *(_cube(name) for name in CUBES if name not in _WITH_PEOPLE),
    *SCHEMA,
)
_SIMULATED = "INSERT INTO about VALUES ('simulated', 'yes')"
_REAL = "INSERT INTO about VALUES ('simulated', 'no')"
_FILE = Projection("usage", FORMAT, _SCHEMA)
_translated = _FILE.translated


def _picked(only: Only | None) -> tuple[list[str], list[str]]:
    """Conditions of a query, and the values in their places."""
    conditions: list[str] = []
    values: list[str] = []
    for name, wanted in (only or {}).items():
        some = (wanted,) if isinstance(wanted, str) else tuple(wanted)
        conditions.append(f"{name} IN ({','.join('?' * len(some))})")
        values += some
    return conditions, values
