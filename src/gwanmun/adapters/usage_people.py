"""The two cubes with people in them, kept as whole numbers: who used how much in a month, and who used which service.

They are most of a rollup's rows. A row's key is one integer, month · place · person, so that adding to it is one step in
one tree: three times as fast as a key of texts, and a third of its size. Place is an agency's department (cube `person`)
or an agency's service (cube `reach`); names stand once, in tables beside. Who sent anything in a month, wherever, stands once
more by itself (month · person), so that a month's users are counted without telling them apart again; and a person's sums of
months that are over stand once more by the year (year · person), so that the dearest of whole years are found without adding
up their months. A month is over, and folded into its year at once, when use of a later one comes; what comes late for it is
added to both.
What does not live here: transactions, the other cubes (`usage_store.py`).
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from gwanmun.budget.rollup import MEASURES, REQUESTS, SPENT
from gwanmun.ports.usage import Only, Total

_PERSON_BITS, _PLACE_BITS = 26, 20
_PERSON, _PLACE = (1 << _PERSON_BITS) - 1, (1 << _PLACE_BITS) - 1
_MONTH = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])")

#: cube → its table of places, and their two names.
_PLACES: Mapping[str, tuple[str, str]] = {"person": ("department", "departments"), "reach": ("service", "services")}

_SUMS = ", ".join(f"{one} INTEGER NOT NULL" for one in MEASURES)
SCHEMA = (
    "CREATE TABLE months (id INTEGER PRIMARY KEY, period TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE persons (id INTEGER PRIMARY KEY, person TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE departments (id INTEGER PRIMARY KEY, agency TEXT NOT NULL, department TEXT NOT NULL, UNIQUE (agency, department)) STRICT",
    "CREATE TABLE services (id INTEGER PRIMARY KEY, agency TEXT NOT NULL, service TEXT NOT NULL, UNIQUE (agency, service)) STRICT",
    f"CREATE TABLE person_cells (id INTEGER PRIMARY KEY, {_SUMS}) STRICT",
    "CREATE TABLE reach_cells (id INTEGER PRIMARY KEY) STRICT",
    "CREATE TABLE user_cells (id INTEGER PRIMARY KEY) STRICT",
    f"CREATE TABLE year_cells (id INTEGER PRIMARY KEY, {_SUMS}) STRICT",
    "CREATE TABLE folded (month INTEGER PRIMARY KEY) STRICT",  # those whose cells stand in `year_cells`, too
)


_MORE = f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{one} = {one} + excluded.{one}' for one in MEASURES)}"
_ADD, _ADD_YEAR = (
    f"INSERT INTO {table} VALUES ({', '.join('?' * (1 + len(MEASURES)))}) {_MORE}"  # noqa: S608 - names are ours
    for table in ("person_cells", "year_cells")
)
_FOLD = (
    f"INSERT INTO year_cells SELECT (? << {_PERSON_BITS}) | (id & {_PERSON}) AS cell, "  # noqa: S608 - names are ours
    f"{', '.join(f'sum({one})' for one in MEASURES)} FROM person_cells WHERE id BETWEEN ? AND ? GROUP BY cell {_MORE}"
)
_REACH = "INSERT OR IGNORE INTO reach_cells VALUES (?)"
_USER = "INSERT OR IGNORE INTO user_cells VALUES (?)"
_NOBODY = "-"
_MOST_KNOWN = 1_000_000
_MOST_REACHED = 200_000  # people; some 300 bytes each
_MEASURES = {"person": tuple(MEASURES), "reach": ("1", *("0" for _ in MEASURES[1:]))}

Cells = Mapping[tuple[str, ...], Sequence[int]]


def month_number(period: str) -> int:
    """Months sort as their numbers do; what is no month is 0."""
    found = _MONTH.fullmatch(period)
    return int(found[1]) * 12 + int(found[2]) - 1 if found else 0


class People:
    """Reads and writes both cubes on a connection. `forget` after a transaction that was undone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._months: dict[str, int] = {}
        self._persons: dict[str, int] = {}
        self._places: dict[tuple[str, str, str], int] = {}
        self._reached: dict[
            str, tuple[str, str, list[str]]
        ] = {}  # person → month, agency, services that are there already
        self._users: set[int] = set()
        self._folded: set[int] | None = None

    def forget(self) -> None:
        for known in (self._months, self._persons, self._places, self._reached, self._users):
            known.clear()
        self._folded = None

    def add(self, cube: str, cells: Cells) -> None:
        """Within the caller's transaction."""
        if cube == "reach":
            fresh = self._unreached(cells)
            self._connection.executemany(_REACH, [(one,) for one in self._ids(cube, fresh)])
            return
        rows = [(one, *row) for one, row in zip(self._ids(cube, cells), cells.values(), strict=True)]
        self._connection.executemany(_ADD, rows)
        self._fold(rows)
        nobody = self._persons.get(_NOBODY)
        users = {_without_place(row[0]) for row in rows if row[1 + REQUESTS] > 0}
        self._note(_USER, {one for one in users if one & _PERSON != nobody}, self._users)

    def _unreached(self, cells: Cells) -> list[tuple[str, ...]]:
        """Without those known to be there: most of a month's are, after its first days."""
        known = self._reached
        if len(known) > _MOST_REACHED:
            known.clear()
        fresh = []
        for cell in cells:
            _, period, agency, service, person = cell
            mine = known.get(person)
            if mine is None or mine[0] != period or mine[1] != agency:
                known[person] = (period, agency, [service])
            elif service in mine[2]:
                continue
            else:
                mine[2].append(service)
            fresh.append(cell)
        return fresh

    def _fold(self, rows: Sequence[tuple[int, ...]]) -> None:
        """`rows` stand in their months by now. Those of folded months are added to their years; months that are over are folded."""
        execute = self._connection.execute
        if self._folded is None:
            self._folded = {int(month) for (month,) in execute("SELECT month FROM folded")}
        folded = self._folded
        shift = _PLACE_BITS + _PERSON_BITS
        touched = {row[0] >> shift for row in rows}
        if late := touched & folded:
            self._connection.executemany(
                _ADD_YEAR, [(_year_cell(row[0]), *row[1:]) for row in rows if row[0] >> shift in late]
            )
        if touched <= folded:
            return
        (last,) = execute("SELECT max(id) FROM months").fetchone()
        over = [int(one) for (one,) in execute("SELECT id FROM months WHERE id < ?", (last,)) if one not in folded]
        for month in over:
            execute(_FOLD, (month // 12, month << shift, (month + 1 << shift) - 1))
            execute("INSERT INTO folded VALUES (?)", (month,))
            folded.add(month)

    def _note(self, statement: str, cells: set[int], known: set[int]) -> None:
        """Cells that say nothing but that they are there."""
        fresh = cells - known
        self._connection.executemany(statement, [(one,) for one in fresh])
        if len(known) > _MOST_KNOWN:
            known.clear()
        known |= fresh

    def _ids(self, cube: str, cells: Iterable[tuple[str, ...]]) -> list[int]:
        if len(self._persons) > _MOST_KNOWN:
            self._persons.clear()
        months, places, persons = self._months, self._places, self._persons
        found = []
        for _, period, agency, name, person in cells:
            month = months.get(period)
            if month is None:
                month = self._month(period)
            place = places.get((cube, agency, name))
            if place is None:
                place = self._place(cube, agency, name)
            who = persons.get(person)
            if who is None:
                who = persons[person] = self._number("persons", ("person",), (person,), _PERSON)
            found.append((month << _PLACE_BITS | place) << _PERSON_BITS | who)
        return found

    def _month(self, period: str) -> int:
        month = self._months[period] = month_number(period)
        self._connection.execute("INSERT OR IGNORE INTO months VALUES (?, ?)", (month, period if month else ""))
        return month

    def _place(self, cube: str, agency: str, name: str) -> int:
        column, table = _PLACES[cube]
        found = self._places[cube, agency, name] = self._number(table, ("agency", column), (agency, name), _PLACE)
        return found

    def _number(self, table: str, columns: Sequence[str], names: Sequence[str], most: int) -> int:
        where = " AND ".join(f"{one} = ?" for one in columns)
        row = self._connection.execute(f"SELECT id FROM {table} WHERE {where}", names).fetchone()  # noqa: S608 - ours
        if row is None:
            marks = ", ".join("?" * len(columns))
            insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) RETURNING id"  # noqa: S608 - ours
            row = self._connection.execute(insert, names).fetchone()
        number = int(row[0])
        if number > most:
            raise sqlite3.DataError(table)  # a key would run into its neighbour
        return number

    # ------------------------------------------------------------ reading

    @contextmanager
    def _one_state(self) -> Iterator[None]:
        """Several queries see the same batches (promise 4)."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")  # nothing was written

    def totals(
        self, cube: str, by: Sequence[str], first: str, last: str, only: Only, most: int | None = None
    ) -> tuple[Total, ...]:
        with self._one_state():
            return self._totals(cube, by, first, last, only, most)

    def people(
        self, cube: str, by: Sequence[str], first: str, last: str, only: Only
    ) -> tuple[tuple[tuple[str, ...], int], ...]:
        with self._one_state():
            return self._counted(cube, by, first, last, only)

    def _totals(
        self, cube: str, by: Sequence[str], first: str, last: str, only: Only, most: int | None
    ) -> tuple[Total, ...]:
        """First by numbers, then by names: a name is looked up once for a row of the answer."""
        parts = [_PARTS[name] for name in ("period", "place", "person") if _needed(cube, name, by)]
        inner = ", ".join(f"{part} AS {name}" for name, part in parts)
        sums = ", ".join(f"sum({one}) AS m{at}" for at, one in enumerate(_MEASURES[cube]))
        where, values = self._where(cube, first, last, only)
        query = f"SELECT {inner}{', ' if parts else ''}{sums} FROM {cube}_cells WHERE {where}"  # noqa: S608 - ours
        if not parts:
            row = self._connection.execute(query, values).fetchone()
            return () if row[0] is None else (Total((), tuple(row)),)
        if most is not None and cube == "person" and tuple(by) == ("person",):
            years = None if only else self._whole_years(first, last)
            if years is not None:
                return self._dearest_of_years(*years, most)
            where, values = self._dearest(where, values, most)
            query = f"SELECT {inner}, {sums} FROM {cube}_cells WHERE {where}"  # noqa: S608 - ours
        query += f" GROUP BY {', '.join(name for name, _ in parts)}"
        joins = "".join(_join(cube, name) for name, _ in parts)
        columns = ", ".join(by)
        order = columns if most is None else f"sum(m{SPENT}) DESC, {columns} LIMIT {int(most)}"
        outer = ", ".join(f"sum(m{at})" for at in range(len(MEASURES)))
        whole = f"SELECT {columns}, {outer} FROM ({query}) c {joins} GROUP BY {columns} ORDER BY {order}"  # noqa: S608 - ours
        rows = self._connection.execute(whole, values).fetchall()
        return tuple(Total(row[: len(by)], row[len(by) :]) for row in rows)

    def _dearest(self, where: str, values: list[str | int], most: int) -> tuple[str, list[str | int]]:
        """The same condition, for the dearest so many people alone: adding up one measure of everybody is half the work
        of adding up all, and one number is one name, so that no names are needed for it.
        """
        query = f"SELECT id & {_PERSON} AS who FROM person_cells WHERE {where} GROUP BY who ORDER BY sum(spent) DESC, who LIMIT ?"  # noqa: S608 - ours
        some = [int(who) for (who,) in self._connection.execute(query, (*values, int(most)))]
        return f"{where} AND id & {_PERSON} IN ({', '.join(map(str, some)) or 'NULL'})", values

    def _whole_years(self, first: str, last: str) -> tuple[int, int] | None:
        """The years whose every month with use lies in the span; None when the span cuts a year."""
        inside, *ends = self._connection.execute(
            "SELECT count(*), min(id) / 12, max(id) / 12 FROM months WHERE period BETWEEN ? AND ?", (first, last)
        ).fetchone()
        if not inside:
            return None
        all_of_them = "SELECT count(*) FROM months WHERE id BETWEEN ? * 12 AND ? * 12 + 11"
        low, high = int(ends[0]), int(ends[1])
        return (low, high) if self._connection.execute(all_of_them, (low, high)).fetchone()[0] == inside else None

    def _dearest_of_years(self, low: int, high: int, most: int) -> tuple[Total, ...]:
        execute = self._connection.execute
        shift = _PLACE_BITS + _PERSON_BITS
        spans = [("year_cells", low << _PERSON_BITS, high << _PERSON_BITS | _PERSON)]
        open_months = (
            "SELECT id FROM months WHERE id BETWEEN ? * 12 AND ? * 12 + 11 AND id NOT IN (SELECT month FROM folded)"
        )
        for (month,) in execute(open_months, (low, high)):
            spans.append(("person_cells", month << shift, (month + 1 << shift) - 1))
        bounds = [bound for _, *span in spans for bound in span]

        def cells(columns: str, more: str = "") -> str:
            return " UNION ALL ".join(
                f"SELECT id & {_PERSON} AS who, {columns} FROM {table} WHERE id BETWEEN ? AND ?{more}"  # noqa: S608 - ours
                for table, *_ in spans
            )

        dearest = f"SELECT who FROM ({cells('spent')}) GROUP BY who ORDER BY sum(spent) DESC, who LIMIT ?"  # noqa: S608 - ours
        some = ", ".join(str(int(who)) for (who,) in execute(dearest, (*bounds, int(most))))
        sums = ", ".join(f"sum({one})" for one in MEASURES)
        found = cells(", ".join(MEASURES), f" AND id & {_PERSON} IN ({some or 'NULL'})")
        rows = execute(
            f"SELECT person, {sums} FROM ({found}) c CROSS JOIN persons ON persons.id = c.who GROUP BY who",  # noqa: S608 - ours
            bounds,
        )
        totals = [Total((who,), tuple(row)) for who, *row in rows.fetchall()]
        return tuple(sorted(totals, key=lambda one: (-one.measures[SPENT], one.by)))

    def _counted(
        self, cube: str, by: Sequence[str], first: str, last: str, only: Only
    ) -> tuple[tuple[tuple[str, ...], int], ...]:
        if tuple(by) == ("period",):  # month by month: small sets of numbers instead of a large one
            spans = self._connection.execute(
                "SELECT period FROM months WHERE period BETWEEN ? AND ? ORDER BY id", (first, last)
            )
            found = ((month, self._counted(cube, (), month, month, only)) for (month,) in spans.fetchall())
            return tuple(((month,), count[0][1]) for month, count in found if count[0][1])
        if cube == "person" and not by and not only and first == last:
            month = month_number(first) << _PERSON_BITS
            query = "SELECT count(*) FROM user_cells WHERE id BETWEEN ? AND ?"
            return (((), self._connection.execute(query, (month, month | _PERSON)).fetchone()[0]),)
        where, values = self._where(cube, first, last, only)
        names = [name for name in ("period", "place") if _needed(cube, name, by)]
        parts = "".join(f"{_PARTS[name][1]} AS {_PARTS[name][0]}, " for name in names)
        sent = " AND requests > 0" if cube == "person" else ""
        inner = (
            f"SELECT {parts}id & {_PERSON} AS who FROM {cube}_cells WHERE {where}{sent} "  # noqa: S608 - names are ours
            "AND id & ? <> ifnull((SELECT id FROM persons WHERE person = ?), -1)"
        )
        joins = "".join(_join(cube, _PARTS[name][0]) for name in names)
        columns = "".join(f"{name}, " for name in by)
        group = f" GROUP BY {', '.join(by)} ORDER BY {', '.join(by)}" if by else ""
        query = f"SELECT {columns}count(DISTINCT who) FROM ({inner}) c {joins}{group}"  # noqa: S608 - names are ours
        rows = self._connection.execute(query, (*values, _PERSON, _NOBODY)).fetchall()
        return tuple((row[:-1], row[-1]) for row in rows)

    def _where(self, cube: str, first: str, last: str, only: Only) -> tuple[str, list[str | int]]:
        span = "SELECT min(id), max(id) FROM months WHERE period BETWEEN ? AND ?"
        low, high = self._connection.execute(span, (first, last)).fetchone()
        if low is None:
            return "0", []
        shift = _PLACE_BITS + _PERSON_BITS
        values: list[str | int] = [low << shift, (high + 1 << shift) - 1]
        where = "id BETWEEN ? AND ?"
        for name, wanted in only.items():
            some = (wanted,) if isinstance(wanted, str) else tuple(wanted)
            table = {"period": "months", "person": "persons"}.get(name, _PLACES[cube][1])
            part = {"months": _PARTS["period"], "persons": _PARTS["person"]}.get(table, _PARTS["place"])[1]
            marks = ",".join("?" * len(some))
            where += f" AND {part} IN (SELECT id FROM {table} WHERE {name} IN ({marks}))"  # noqa: S608 - names are ours
            values += some
        return where, values


#: A part of the key: how the query names it, and how it is cut out.
_PARTS: Mapping[str, tuple[str, str]] = {
    "period": ("month", f"id >> {_PLACE_BITS + _PERSON_BITS}"),
    "place": ("place", f"(id >> {_PERSON_BITS}) & {_PLACE}"),
    "person": ("who", f"id & {_PERSON}"),
}


def _without_place(cell: int) -> int:
    return cell >> _PLACE_BITS + _PERSON_BITS << _PERSON_BITS | cell & _PERSON


def _year_cell(cell: int) -> int:
    return (cell >> _PLACE_BITS + _PERSON_BITS) // 12 << _PERSON_BITS | cell & _PERSON


def _needed(cube: str, part: str, by: Sequence[str]) -> bool:
    return part in by if part != "place" else not {"agency", _PLACES[cube][0]}.isdisjoint(by)


def _join(cube: str, name: str) -> str:
    """CROSS: SQLite then takes the tables in this order, and looks names up by their number."""
    table = {"month": "months", "who": "persons"}.get(name, _PLACES[cube][1])
    return f" CROSS JOIN {table} AS t_{name} ON t_{name}.id = c.{name}"
