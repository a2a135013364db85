"""Sealed days of use as Parquet, written and read by DuckDB: the second engine behind port `usage`, for questions that no
rollup answers. The extra `analytics`: the gate never imports this, and whoever does loads DuckDB when it is first needed.

What lives here: the files' columns, writing one whole, reading many as one. What does not: what a day's file holds of a
journal (`usage_days.py`), the questions (`control/usage.py`).

1. A file is written beside, flushed and renamed: a reader sees it whole or not at all. It never changes afterwards, but
   for what was forgotten.
2. Files of a journal follow one another without a gap: each says at which record it begins and where the next one does. A
   gap is told (`Unavailable`) and never counted over.
3. DuckDB lives in memory, reads this folder alone, loads no extension, calls nobody.
4. Rows are what happened to a request within the days of its file, so that sums over rows are the rollup's sums: a request
   that was sent in one file and ended in another has a row in each.
"""

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from gwanmun.adapters.files.disk import flush_directory
from gwanmun.budget.rollup import CUBES, EVENT, MEASURES, MONTH, UNKNOWN
from gwanmun.errors import BadCommand, Unavailable
from gwanmun.ports.usage import Only, Total, Watermark

FOLDER = "events"  # below data_dir: one folder a journal
FORMAT = "1"
_GROUP = 122_880  # rows of a row group
_MEMORY = "1GB"

#: What can be asked by and narrowed to, beside `period`.
DIMENSIONS = (
    "agency", "department", "person", "service", "family", "model", "decision", "task", "device", "grade", "kinds",
)  # fmt: skip
#: Of these, what only the opening says: gone when it is forgotten.
_FROM_OPENINGS = ("service", "family", "model", "decision", "task", "device", "grade", "kinds")

#: A row, in this order. `milliseconds` is empty unless it ended in order; `readable` says whether its opening was there.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", "BIGINT"), ("request", "UUID"), ("at_us", "BIGINT"), ("milliseconds", "BIGINT"), ("day", "VARCHAR"),
    *((one, "VARCHAR") for one in DIMENSIONS), ("readable", "BOOLEAN"), *((one, "BIGINT") for one in MEASURES),
)  # fmt: skip
_NAMES = tuple(name for name, _ in COLUMNS)

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Part:
    """One file: the records [first, mark.next_index) of its journal, as far as they are about requests."""

    path: Path
    first: int
    mark: Watermark


def duckdb() -> Any:
    try:
        return import_module("duckdb")
    except ImportError as problem:
        raise BadCommand(
            problem_ko="Parquet를 다루는 꾸러미(DuckDB)가 없습니다", problem_en="the library that reads Parquet (DuckDB) is not installed",
            next_ko="pip install 'gwanmun[analytics]'", next_en="pip install 'gwanmun[analytics]'",
        ) from problem  # fmt: skip


@contextmanager
def connected(home: Path) -> Iterator[Any]:
    """A database in memory that reaches nothing but this folder."""
    line = duckdb().connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
            "allow_community_extensions": "false", "memory_limit": _MEMORY, "temp_directory": str(home / ".spill"),
            "preserve_insertion_order": "true",
        },
    )  # fmt: skip
    try:
        line.execute(f"SET allowed_directories = [{_text(str(home))}]")
        line.execute("SET enable_external_access = false")
        line.execute("SET lock_configuration = true")
        yield line
    finally:
        line.close()


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


# ---------------------------------------------------------------- writing


class Sheet:
    """Rows of a file that is being gathered: on the disk beside, so that a day of millions needs no memory."""

    def __init__(self, beside: Path) -> None:
        self.path = beside
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file: TextIO = os.fdopen(descriptor, "w", encoding="utf-8", newline="")
        self.add = csv.writer(self._file, lineterminator="\n").writerow

    def close(self) -> None:
        self._file.close()

    def discard(self) -> None:
        self.close()
        self.path.unlink(missing_ok=True)


def write_part(home: Path, sheet: Sheet, path: Path, first: int, mark: Watermark) -> Part:
    """Make a file of a sheet. At its end the sheet is gone and the file is durable, or everything is as it was."""
    sheet.close()
    columns = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in COLUMNS)
    source = (
        f"SELECT * REPLACE (coalesce(day, '') AS day) FROM read_csv({_text(str(sheet.path))}, header = false, "  # noqa: S608 - ours
        f"auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', parallel = false, "
        f"strict_mode = true, columns = {{{columns}}})"
    )
    with _translated(), connected(home) as line:
        _copy(line, source, path, _about(first, mark))
    sheet.discard()
    return Part(path, first, mark)


def _copy(line: Any, source: str, path: Path, about: Mapping[str, str]) -> None:
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    told = ", ".join(f"{name}: {_text(value)}" for name, value in about.items())
    line.execute(
        f"COPY ({source}) TO {_text(str(beside))} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, "
        f"ROW_GROUP_SIZE {_GROUP}, KV_METADATA {{{told}}})"
    )
    beside.chmod(0o600)
    descriptor = os.open(beside, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    # At this point the file is durable under a name that nobody reads; a crash now makes it again.
    beside.replace(path)
    flush_directory(path.parent)


def _about(first: int, mark: Watermark) -> dict[str, str]:
    return {
        "gwanmun_format": FORMAT, "gwanmun_first": str(first), "gwanmun_journal": mark.journal,
        "gwanmun_origin": mark.origin, "gwanmun_next": str(mark.next_index), "gwanmun_first_us": str(mark.first_us),
        "gwanmun_last_us": str(mark.last_us), "gwanmun_unreadable": str(mark.unreadable),
    }  # fmt: skip


# ---------------------------------------------------------------- which files there are


def parts_of(home: Path, journal: str) -> tuple[Part, ...]:
    """The files of a journal, in order, up to the first gap or the first of another format."""
    files = sorted((home / journal).glob("*.parquet"), key=lambda path: path.name.split(".")[1])
    if not files:
        return ()
    with _translated(), connected(home) as line:
        rows = line.execute(
            f"SELECT file_name, decode(key), decode(value) FROM parquet_kv_metadata({_list(files)})"  # noqa: S608 - ours
        ).fetchall()
    about: dict[str, dict[str, str]] = {}
    for name, key, value in rows:
        about.setdefault(name, {})[key.removeprefix("gwanmun_")] = value
    found: list[Part] = []
    for path in files:
        told = about.get(str(path), {})
        wanted = found[-1].mark.next_index if found else 0
        if told.get("format") != FORMAT or int(told["first"]) != wanted:
            break
        mark = Watermark(
            journal, told["origin"], int(told["next"]), int(told["first_us"]), int(told["last_us"]), int(told["unreadable"])
        )  # fmt: skip
        found.append(Part(path, wanted, mark))
    return tuple(found)


def _list(files: Iterable[Path]) -> str:
    return f"[{', '.join(_text(str(path)) for path in files)}]"


def begun_in(home: Path, parts: Sequence[Part], requests: Sequence[str]) -> dict[str, tuple[object, ...]]:
    """The rows of requests that were sent in one of these files and did not end there."""
    if not parts or not requests:
        return {}
    with _translated(), connected(home) as line:
        rows = line.execute(
            f"SELECT {', '.join(_NAMES)} FROM read_parquet({_list(one.path for one in parts)}) "  # noqa: S608 - ours
            "WHERE requests = 1 AND ended = 0 AND request IN (SELECT unnest(?::UUID[]))",
            [list(requests)],
        ).fetchall()
    return {str(row[1]): row for row in rows}


# ---------------------------------------------------------------- forgetting


def readable_days(home: Path, part: Part) -> tuple[tuple[str, str], ...]:
    """(day, agency) whose openings this file still tells of."""
    with _translated(), connected(home) as line:
        rows = line.execute(
            f"SELECT DISTINCT {_OPENED_ON}, agency FROM read_parquet({_text(str(part.path))}) WHERE readable"  # noqa: S608 - ours
        ).fetchall()
    return tuple((day, "" if agency == UNKNOWN else agency) for day, agency in rows)


_OPENED_ON = "strftime(make_timestamp(at_us + 32400000000), '%Y-%m-%d')"


def forget_in(home: Path, part: Part, days: Iterable[tuple[str, str]], numbers: Sequence[int]) -> int:
    """Write the file again without what these openings said; returns how many rows that was."""
    gone = [f"{day}/{agency or UNKNOWN}" for day, agency in days]
    which = f"readable AND ({_OPENED_ON} || '/' || agency IN ({_texts(gone)}) OR number IN ({_numbers(numbers)}))"
    blank = ", ".join(f"CASE WHEN {which} THEN {_text(UNKNOWN)} ELSE {one} END AS {one}" for one in _FROM_OPENINGS)
    zero = ", ".join(f"CASE WHEN {which} THEN 0 ELSE {one} END AS {one}" for one in ("input_tokens", "output_tokens"))
    whole = f"SELECT * REPLACE ({blank}, {zero}, readable AND NOT ({which}) AS readable) FROM read_parquet({_text(str(part.path))})"  # noqa: S608 - ours
    with _translated(), connected(home) as line:
        count = line.execute(
            f"SELECT count(*) FROM read_parquet({_text(str(part.path))}) WHERE {which}"  # noqa: S608 - ours
        ).fetchone()[0]
        if count:
            _copy(line, whole, part.path, _about(part.first, part.mark))
    return int(count)


def _texts(values: Sequence[str]) -> str:
    return ", ".join(map(_text, values)) or "NULL"


def _numbers(values: Sequence[int]) -> str:
    return ", ".join(str(int(one)) for one in values) or "NULL"


# ---------------------------------------------------------------- reading


class SealedUse:
    """Port `usage`, its reading half, over every file: any dimensions together, where the rollup keeps a few."""

    def __init__(self, line: Any, parts: Sequence[Part]) -> None:
        self._line = line
        self._parts = parts

    @property
    def simulated(self) -> bool:
        return False  # simulated data has no journal, and so no files

    def watermarks(self) -> tuple[Watermark, ...]:
        last = {part.mark.journal: part.mark for part in self._parts}
        return tuple(last[name] for name in sorted(last))

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
        """The cube `EVENT` keeps everything together; the others answer as the rollup's do."""
        kept = DIMENSIONS if cube == EVENT else CUBES[cube]
        where, values = _where(by, only, kept)
        period = "substr(day, 1, 7)" if tier == MONTH else "day"
        if cube == "latency":
            what, sums = f"*, {_BUCKET} AS bucket FROM {_EVENTS} AND milliseconds IS NOT NULL", _only_measure("ended")
        elif cube == "reach":
            what, sums = (
                f"agency, service, person FROM {_EVENTS} AND requests > 0 GROUP BY ALL",
                _only_measure("requests"),
            )
        else:
            what, sums = f"* FROM {_EVENTS}", ", ".join(f"sum({one})" for one in MEASURES)
        columns = ", ".join(by)
        query = (
            f"SELECT {columns}{', ' if by else ''}{sums} FROM (SELECT {period} AS period, {what}) "  # noqa: S608 - ours
            f"WHERE period BETWEEN ? AND ?{where}"
        )
        if by:
            order = columns if most is None else f"sum(spent) DESC, {columns} LIMIT {int(most)}"
            query += f" GROUP BY {columns} ORDER BY {order}"
        with _translated():
            rows = self._line.execute(query, [*_days(first, last), first, last, *values]).fetchall()
        if not by:
            rows = [row for row in rows if any(row)]
        return tuple(Total(row[: len(by)], row[len(by) :]) for row in rows)

    def people(
        self, by: Sequence[str], first: str, last: str, only: Only | None = None
    ) -> tuple[tuple[tuple[str, ...], int], ...]:
        where, values = _where(by, only, DIMENSIONS)
        columns = "".join(f"{one}, " for one in by)
        group = f" GROUP BY {', '.join(by)} ORDER BY {', '.join(by)}" if by else ""
        query = (
            f"SELECT {columns}count(DISTINCT person) FROM (SELECT substr(day, 1, 7) AS period, * FROM {_EVENTS} "  # noqa: S608 - ours
            f"AND requests > 0 AND person <> {_text(UNKNOWN)}) WHERE period BETWEEN ? AND ?{where}{group}"
        )
        with _translated():
            rows = self._line.execute(query, [*_days(first, last), first, last, *values]).fetchall()
        return tuple((row[:-1], row[-1]) for row in rows)


#: The days' bounds stand beside the period's, so that files and row groups are passed over by their statistics.
_EVENTS = "events WHERE day BETWEEN ? AND ?"


def _days(first: str, last: str) -> tuple[str, str]:
    return first, last + "~"


def _where(by: Sequence[str], only: Only | None, kept: Sequence[str]) -> tuple[str, list[object]]:
    if not {*by, *(only or ())} <= {"period", *kept}:
        raise ValueError(f"events are not kept by {', '.join(by)}")
    parts, values = "", list[object]()
    for name, wanted in (only or {}).items():
        parts += f" AND {name} IN (SELECT unnest(?::VARCHAR[]))"
        values.append([wanted] if isinstance(wanted, str) else list(wanted))
    return parts, values


#: As `budget.rollup.bucket`: eight to a doubling of milliseconds.
_OVER = "(length(bin(milliseconds)) - 4)"
_BUCKET = (
    f"printf('%04d', CASE WHEN milliseconds < 8 THEN milliseconds ELSE {_OVER} * 8 + (milliseconds >> {_OVER}) END)"
)


def _only_measure(name: str) -> str:
    return ", ".join("count(*)" if one == name else "0" for one in MEASURES)


@contextmanager
def look_days(home: Path) -> Iterator[SealedUse]:
    """Every journal's files as one. Raises `BadCommand`: no day was sealed yet, or the extra is missing; `Unavailable`."""
    parts: list[Part] = []
    for folder in sorted(path for path in home.glob("*") if path.is_dir() and not path.name.startswith(".")):
        mine = parts_of(home, folder.name)
        if len(mine) != len(list(folder.glob("*.parquet"))):
            raise Unavailable(store=f"events of {folder.name}: a file is missing (gwanmun usage days)")
        parts += mine
    if not parts:
        raise BadCommand(
            problem_ko="Parquet로 봉인한 날이 아직 없습니다", problem_en="no day was sealed to Parquet yet",
            next_ko="gwanmun usage days", next_en="gwanmun usage days",
        )  # fmt: skip
    with connected(home) as line:
        with _translated():
            line.execute(f"CREATE VIEW events AS SELECT * FROM read_parquet({_list(one.path for one in parts)})")  # noqa: S608 - ours
        yield SealedUse(line, parts)


@contextmanager
def _translated() -> Iterator[None]:
    """Library errors become ours, once."""
    try:
        yield
    except _faults() as error:
        raise Unavailable(store="events") from error


def _faults() -> tuple[type[Exception], ...]:
    return OSError, duckdb().Error
