"""Single requests in one SQLite file (`requests.sqlite`): port `requests` (its promises are numbered there).

One table in the order of time, and nothing else to keep in step: a row's key is its moment (µs · 2048 + a tie), texts
stand once, in `words`, and rows hold whole numbers. So a row is some seventy bytes, and whatever somebody narrows by, the rows
of the days they asked for are read once, in order; the newest page ends as soon as it is full. Only what everybody's
requests are sorted by (won, findings) has an index, too. What it shares with the other projection lives in `projection.py`.
"""

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec.structs import astuple

from gwanmun.adapters.files.keys import day_text
from gwanmun.adapters.projection import Projection
from gwanmun.ports.requests import (
    FAILED,
    MOST_COUNTED,
    REFUSED,
    SENT,
    SORTS,
    UNKNOWN,
    UNSAID,
    Closed,
    Noticed,
    Opened,
    Query,
    Row,
    Tally,
    Within,
)
from gwanmun.ports.usage import Watermark

FILE = "requests.sqlite"  # below data_dir
FORMAT = 3
_TIE_BITS = 11
_TIE = (1 << _TIE_BITS) - 1
_DAY_US = 86_400_000_000
_SEOUL_US = 9 * 3_600_000_000
_EPOCH = date(1970, 1, 1)
_MOST_WORDS = 500
_MOST_KNOWN = 1_000_000
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

#: Columns that hold a word's number; those after the bar come from the opening.
_LEAF_WORDS = ("journal", "agency", "department", "person")
_OPENING_WORDS = ("service", "model", "decision", "grade", "task", "device", "kinds")
_COLUMNS = (
    "id", "at", *_LEAF_WORDS, *_OPENING_WORDS, "found", "state", "spent", "number", "ended", "readable", "request",
)  # fmt: skip
_CHOSEN = ("agency", "department", "person", "service", "decision", "grade", "task")
_WHAT = {
    "sent": f"state <> {REFUSED}",
    "refused": f"state = {REFUSED}",
    "failed": f"state IN ({FAILED}, {UNKNOWN})",
}
_SORTED = {"at": "id", "spent": "ifnull(spent, -1)", "found": "found"}
_OFFERED = ("agency", "department", "service", "decision", "grade", "task", "kinds")
assert set(_SORTED) == set(SORTS)  # noqa: S101 - two tables of one thing

_SCHEMA = (
    "CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT",
    (
        "CREATE TABLE requests (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, "
        + ", ".join(f"{one} INTEGER NOT NULL" for one in (*_LEAF_WORDS, *_OPENING_WORDS, "found", "state"))
        + ", spent INTEGER, number INTEGER NOT NULL, ended INTEGER, readable INTEGER NOT NULL, request ANY NOT NULL) STRICT"
    ),
    "CREATE INDEX by_request ON requests (request)",
    "CREATE INDEX by_spent ON requests (ifnull(spent, -1))",
    "CREATE INDEX by_found ON requests (found)",
    #: What a column offers to narrow by: few words, kept beside so that no list of them reads the rows.
    "CREATE TABLE offered (place TEXT NOT NULL, word INTEGER NOT NULL, PRIMARY KEY (place, word)) STRICT, WITHOUT ROWID",
    (
        "CREATE TABLE days (journal INTEGER NOT NULL, day INTEGER NOT NULL, agency INTEGER NOT NULL,"
        " PRIMARY KEY (journal, day, agency)) STRICT, WITHOUT ROWID"
    ),
    f"CREATE TABLE noticed (id INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, {', '.join(f'{one} TEXT NOT NULL' for one in Noticed.__struct_fields__[1:])}) STRICT",
)
_FILE = Projection("requests", FORMAT, _SCHEMA)
_translated = _FILE.translated
_INSERT = f"INSERT INTO requests VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - marks
_NOTICE = f"INSERT INTO noticed VALUES (NULL, {', '.join('?' * len(Noticed.__struct_fields__))})"  # noqa: S608 - marks
_CLOSE = "UPDATE requests SET state = ?, spent = ?, ended = ifnull(?, ended) WHERE request = ? AND journal = ?"


class RequestStore:
    """Port `requests` on a file; one writer, held by whoever runs the rollup."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._words: dict[str, int] = {}
        self._offered: set[tuple[str, int]] = set()
        self._days: set[tuple[int, int, int]] = set()

    def close(self) -> None:
        self._connection.close()

    # ------------------------------------------------------------ writing

    def watermark(self, journal: str) -> Watermark | None:
        return _FILE.watermark(self._connection, journal)

    def watermarks(self) -> tuple[Watermark, ...]:
        return _FILE.watermarks(self._connection)

    def add(
        self,
        before: int,
        mark: Watermark,
        opened: Sequence[Opened],
        closed: Sequence[Closed],
        noticed: Sequence[Noticed] = (),
    ) -> None:
        try:
            with _FILE.adding(self._connection, before, mark):
                self._add(mark.journal, opened, closed)
                if noticed:
                    self._connection.executemany(_NOTICE, [astuple(one) for one in noticed])
                    self._connection.execute("DELETE FROM noticed WHERE at_us < ?", (noticed[-1].at_us - _DAY_US,))
        except BaseException:
            for known in (self._words, self._offered, self._days):
                known.clear()  # what was given in a transaction that is now undone
            raise

    def _add(self, journal: str, opened: Sequence[Opened], closed: Sequence[Closed]) -> None:
        ends = {one.request: one for one in closed if one.number is not None}
        place = self._word(journal)
        rows = [self._row(place, one, ends.pop(one.request, None)) for one in opened]
        connection = self._connection
        connection.execute("SAVEPOINT rows")
        try:
            connection.executemany(_INSERT, rows)
        except sqlite3.IntegrityError:  # two journals wrote in one microsecond, with one tie: the next place is free
            connection.execute("ROLLBACK TO rows")
            for row in rows:
                self._insert(row)
        connection.execute("RELEASE rows")
        late = [one for one in closed if one.number is None or one.request in ends]
        connection.executemany(_CLOSE, [(one.state, one.spent, one.number, _key(one.request), place) for one in late])

    def _insert(self, row: tuple[object, ...]) -> None:
        key = row[0]
        assert isinstance(key, int)  # noqa: S101 - as `_row` makes it
        for step in range(_TIE + 1):
            try:
                self._connection.execute(_INSERT, (key + step, *row[1:]))
            except sqlite3.IntegrityError:
                continue
            return
        raise sqlite3.DataError("one microsecond is full")

    def _row(self, journal: int, one: Opened, end: Closed | None) -> tuple[object, ...]:
        word = self._word
        texts = (one.service, one.model, one.decision, one.grade, one.task, one.device, one.kinds)
        agency = word(one.agency)
        numbers = tuple(word(text) for text in texts)
        department = word(one.department)
        offered = (agency, department, numbers[0], *numbers[2:5], numbers[6])
        for place, number in zip(_OFFERED, offered, strict=True):
            if (place, number) not in self._offered:
                self._offered.add((place, number))
                self._connection.execute("INSERT OR IGNORE INTO offered VALUES (?, ?)", (place, number))
        if one.readable:
            self._keep_day((journal, _day_number(one.at_us), agency))
        state = REFUSED if one.refused else SENT if end is None else end.state
        return (
            one.at_us << _TIE_BITS | ((one.number ^ journal << 8) & _TIE), one.at_us, journal, agency, department,
            word(one.person), *numbers, one.found, state, None if end is None else end.spent, one.number,
            None if end is None else end.number, int(one.readable), _key(one.request),
        )  # fmt: skip

    def _keep_day(self, day: tuple[int, int, int]) -> None:
        if day not in self._days:
            self._days.add(day)
            self._connection.execute("INSERT OR IGNORE INTO days VALUES (?, ?, ?)", day)

    def _word(self, text: str) -> int:
        number = self._words.get(text)
        if number is None:
            if len(self._words) > _MOST_KNOWN:
                self._words.clear()
            row = self._connection.execute("SELECT id FROM words WHERE word = ?", (text,)).fetchone()
            if row is None:
                row = self._connection.execute("INSERT INTO words (word) VALUES (?) RETURNING id", (text,)).fetchone()
            number = self._words[text] = int(row[0])
        return number

    def noticed(self, what: str, since_us: int, after: int = 0, most: int = 10_000) -> tuple[tuple[int, Noticed], ...]:
        query = "SELECT * FROM noticed WHERE id > ? AND what = ? AND at_us >= ? ORDER BY id LIMIT ?"
        with _translated():
            rows = self._connection.execute(query, (after, what, since_us, most)).fetchall()
        return tuple((row[0], Noticed(*row[1:])) for row in rows)

    # ------------------------------------------------------------ forgetting

    def days(self, journal: str) -> tuple[tuple[str, str], ...]:
        with _translated():
            rows = self._connection.execute(
                "SELECT day, a.word FROM days JOIN words j ON j.id = journal JOIN words a ON a.id = agency"
                " WHERE j.word = ? ORDER BY day",
                (journal,),
            ).fetchall()
        return tuple((day_text(day), "" if agency == UNSAID else agency) for day, agency in rows)

    def forget(self, journal: str, day: str, agency: str) -> int:
        number = date.fromisoformat(day).toordinal() - _EPOCH.toordinal()
        first, last = _bounds(day, day)
        with _translated(), self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            place, whose = self._word(journal), self._word(agency or UNSAID)
            done = connection.execute(
                f"{self._blank()} WHERE id BETWEEN ? AND ? AND journal = ? AND agency = ? AND readable = 1",
                (first, last, place, whose),
            ).rowcount
            connection.execute("DELETE FROM days WHERE journal = ? AND day = ? AND agency = ?", (place, number, whose))
            self._days.discard((place, number, whose))
        return done

    def forget_records(self, journal: str, numbers: Sequence[int]) -> int:
        with _translated(), self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            place = self._word(journal)
            done = 0
            for at in range(0, len(numbers), _MOST_WORDS):
                some = numbers[at : at + _MOST_WORDS]
                marks = ",".join("?" * len(some))
                done += connection.execute(
                    f"{self._blank()} WHERE journal = ? AND readable = 1 AND number IN ({marks})", (place, *some)
                ).rowcount
        return done

    def _blank(self) -> str:
        gone = self._word(UNSAID)
        return f"UPDATE requests SET {', '.join(f'{one} = {gone}' for one in _OPENING_WORDS)}, found = 0, readable = 0"  # noqa: S608 - ours

    # ------------------------------------------------------------ reading

    def rows(self, query: Query, within: Within | None = None) -> tuple[Row, ...]:
        asked = self._asked(query, within)
        if asked is None:
            return ()
        where, values = asked
        key = _SORTED.get(query.sort, "id")
        way, beyond = ("DESC", "<") if query.down else ("ASC", ">")
        if query.after is not None:
            if key == "id":
                where, values = [*where, f"id {beyond} ?"], [*values, query.after[1]]
            else:
                where, values = [*where, f"({key}, id) {beyond} (?, ?)"], [*values, *query.after]
        table, order = "requests NOT INDEXED", f"id {way}" if key == "id" else f"{key} {way}, id {way}"
        if key != "id" and _of_everybody(query, within):
            # Nearly every row is wanted: by the index, whose entries hold the moment, the page is full at once.
            table, where = "requests", [f"+{where[0]}", *where[1:]]
        with _translated():
            rows = self._connection.execute(
                f"SELECT {', '.join(_COLUMNS)} FROM {table} WHERE {' AND '.join(where)} ORDER BY {order} LIMIT ?",  # noqa: S608 - ours
                (*values, query.limit),
            ).fetchall()
            names = self._names({number for row in rows for number in row[2 : 2 + len(_LEAF_WORDS + _OPENING_WORDS)]})
        return tuple(_shown(row, names) for row in rows)

    def tally(self, query: Query, within: Within | None = None) -> Tally:
        asked = self._asked(query, within)
        if asked is None:
            return Tally(0, whole=True, spent=0)
        where, values = asked
        with _translated():
            count, spent = self._connection.execute(
                "SELECT count(*), ifnull(sum(spent), 0) FROM (SELECT spent FROM requests"  # noqa: S608 - ours
                f" WHERE {' AND '.join(where)} LIMIT ?)",
                (*values, MOST_COUNTED),
            ).fetchone()
        return Tally(count, count < MOST_COUNTED, spent)

    def find(self, request: str) -> Row | None:
        with _translated():
            row = self._connection.execute(
                f"SELECT {', '.join(_COLUMNS)} FROM requests WHERE request = ? LIMIT 1",  # noqa: S608 - ours
                (_key(request),),
            ).fetchone()
            if row is None:
                return None
            return _shown(row, self._names(set(row[2 : 2 + len(_LEAF_WORDS + _OPENING_WORDS)])))

    def words(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {place: set() for place in _OFFERED}
        with _translated():
            for place, word in self._connection.execute(
                "SELECT place, w.word FROM offered JOIN words w ON w.id = offered.word"
            ):
                found[place].update(word.split(",") if place == "kinds" else (word,))
        return {place: tuple(sorted(some - {UNSAID, ""})) for place, some in found.items()}

    def _asked(self, query: Query, within: Within | None) -> tuple[list[str], list[object]] | None:
        """Conditions and their values; None where a word is asked for that stands nowhere."""
        where, values = ["id BETWEEN ? AND ?"], list[object](_bounds(query.first, query.last))
        if query.what in _WHAT:
            where.append(_WHAT[query.what])
        for name in _CHOSEN:
            wanted = getattr(query, name)
            if wanted:
                number = self._known((wanted,))
                if not number:
                    return None
                where.append(f"{name} = ?")
                values += number
        if query.kind:
            some = self._kinds(query.kind)
            if not some:
                return None
            where.append(f"kinds IN ({_marks(some)})")
            values += some
        if within is not None:
            agencies, departments = self._known(within.agencies), self._known(within.departments)
            if not agencies and not departments:
                return None
            where.append(f"(agency IN ({_marks(agencies)}) OR department IN ({_marks(departments)}))")
            values += [*agencies, *departments]
        return where, values

    def _known(self, words: Sequence[str]) -> list[int]:
        found: list[int] = []
        with _translated():
            for at in range(0, len(words), _MOST_WORDS):
                some = words[at : at + _MOST_WORDS]
                rows = self._connection.execute(f"SELECT id FROM words WHERE word IN ({_marks(some)})", some)  # noqa: S608 - marks
                found += [row[0] for row in rows]
        return found

    def _kinds(self, kind: str) -> list[int]:
        """The sets of kinds that hold this one."""
        with _translated():
            rows = self._connection.execute(
                "SELECT w.id, w.word FROM offered JOIN words w ON w.id = offered.word WHERE place = 'kinds'"
            ).fetchall()
        return [number for number, word in rows if kind in word.split(",")]

    def _names(self, numbers: Iterable[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        wanted = list(numbers)
        for at in range(0, len(wanted), _MOST_WORDS):
            some = wanted[at : at + _MOST_WORDS]
            found.update(self._connection.execute(f"SELECT id, word FROM words WHERE id IN ({_marks(some)})", some))  # noqa: S608 - marks
        return found


def _of_everybody(query: Query, within: Within | None) -> bool:
    """Whether nothing but days, or what became of most requests, narrows them."""
    chosen = any(getattr(query, name) for name in _CHOSEN) or bool(query.kind)
    return within is None and not chosen and query.what in {"", "sent"}


def _shown(row: tuple[int | None, ...], names: Mapping[int, str]) -> Row:
    key, at, *rest = row
    texts = [names[number] for number in rest[:11] if number is not None]
    journal, agency, department, person, service, model, decision, grade, task, device, kinds = texts
    found, state, spent, number, ended, readable, request = rest[11:]
    assert key is not None and at is not None and found is not None and state is not None and number is not None  # noqa: PT018, S101 - NOT NULL
    return Row(
        key, _text(request), journal, number, ended, at, agency, department, person, service, model, decision, grade, task,
        device, "" if kinds == UNSAID else kinds, found, state, spent, readable == 1,
    )  # fmt: skip


def open_requests(path: Path | None) -> RequestStore:
    """Open for writing, and make what is missing."""
    return RequestStore(_FILE.open(path, cache_kib=32_768))


def look_requests(path: Path) -> RequestStore:
    """Open for reading only. `Unavailable` when nothing was read from the journals yet, or by another version."""
    return RequestStore(_FILE.look(path))


# ---------------------------------------------------------------- keys and days


def _key(request: str) -> bytes | str:
    """A request's number in sixteen bytes where it is one of ours."""
    return bytes.fromhex(request.replace("-", "")) if _UUID.fullmatch(request) else request


def _text(key: object) -> str:
    if isinstance(key, bytes):
        text = key.hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
    return str(key)


def _day_number(at_us: int) -> int:
    return (at_us + _SEOUL_US) // _DAY_US


def _bounds(first: str, last: str) -> tuple[int, int]:
    """The keys of the days asked for, both included. What is no day asks for everything there is."""
    low = _start_us(first) if first else 0
    high = _start_us(last) + _DAY_US if last else (1 << 52)
    return low << _TIE_BITS, (high << _TIE_BITS) - 1


def _start_us(day: str) -> int:
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    return int(moment.timestamp()) * 1_000_000 - _SEOUL_US


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
