"""Minutes saved of a simulated year (시험용 자료), beside its use in the same file: how often each answer was tapped.

What does not live here: taps of people, which are rows of the desk's books (`control/ledger.py`).
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

#: month, task, minutes → how many answers
Taps = Mapping[tuple[str, str, int], int]
_TABLE = (
    "CREATE TABLE simulated_minutes (month TEXT NOT NULL, task TEXT NOT NULL, minutes INTEGER NOT NULL,"
    " answers INTEGER NOT NULL, PRIMARY KEY (month, task, minutes)) STRICT, WITHOUT ROWID"
)


def keep_minutes(file: Path, taps: Taps) -> None:
    """Put a simulation's taps into its file, once."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(_TABLE)
        connection.executemany(
            "INSERT INTO simulated_minutes VALUES (?, ?, ?, ?)", [(*key, count) for key, count in sorted(taps.items())]
        )


def look_minutes(file: Path, first: str, last: str) -> dict[str, tuple[int, int]]:
    """Task → (answers that were asked, their middle minutes); empty for a file without any."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'simulated_minutes'").fetchone():
            return {}
        rows = connection.execute(
            "SELECT task, minutes, SUM(answers) FROM simulated_minutes WHERE month BETWEEN ? AND ?"
            " GROUP BY task, minutes ORDER BY task, minutes",
            (first, last),
        ).fetchall()
    found: dict[str, list[tuple[int, int]]] = {}
    for task, minutes, answers in rows:
        found.setdefault(str(task), []).append((int(minutes), int(answers)))
    return {task: (sum(n for _, n in taps), _middle(taps)) for task, taps in found.items()}


def _middle(taps: list[tuple[int, int]]) -> int:
    left = (sum(count for _, count in taps) - 1) // 2
    for minutes, count in taps:
        if left < count:
            return minutes
        left -= count
    raise ValueError("taps without an answer")
