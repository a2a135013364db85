"""The rollup (이용 집계): reads what the worker sealed in the gates' journals and adds it, by watermark, to `DIR/usage.sqlite` as sums
and to `DIR/requests.sqlite` as rows.

A child of the worker and not a part of it: it holds the keys of openings, which the worker must not, and a long backlog
never holds up sealing. Killed at any moment it counts nothing twice. Once a day it starts a child that seals the days that
are over to Parquet (`sealing_days.py`), where DuckDB is installed. Run as `python -m gwanmun.entrypoints.rollup`; ends when
its standard input ends. Exit codes as of every process of ours: 0 in order · 3 storage failed · 4 the evidence does
not add up.
"""

import argparse
import gc
import itertools
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from gwanmun.adapters.files.disk import lock, make_directory
from gwanmun.adapters.files.succession import gate_journals
from gwanmun.adapters.journal_pass import pass_over
from gwanmun.adapters.requests_reader import ListOfJournal, forget_gone
from gwanmun.adapters.requests_store import FILE as REQUESTS
from gwanmun.adapters.requests_store import open_requests
from gwanmun.adapters.system import System
from gwanmun.adapters.usage_reader import UseOfJournal
from gwanmun.adapters.usage_store import FILE, open_usage
from gwanmun.control.office import seoul_day
from gwanmun.errors import IntegrityFault, StoreFault

EVERY_SECONDS = 2.0
EXIT_STORAGE = 3
EXIT_INTEGRITY = 4
_A_TURN = 200_000  # records of one journal before the next has its turn
_LOOK_FOR_GONE = 300  # turns: ten minutes
SETTLING_SECONDS = 60.0  # days are not sealed while everything starts
AGAIN_SECONDS = 600.0  # after a run that failed
_INTO_THE_DAY_US = 600_000_000  # until the worker has sealed what ended around midnight


def roll_up_all(data: Path, keys: Path, *, forget: bool = False) -> int:
    """Add what is sealed in every gate's journal; with `forget`, blank in rows what the journals have forgotten since.

    Returns how many records that was.
    """
    with closing(open_usage(data / FILE)) as sums, closing(open_requests(data / REQUESTS)) as rows:
        done = 0
        while more := sum(
            pass_over(path, keys, (UseOfJournal(path, sums), ListOfJournal(path, rows)), most=_A_TURN)
            for path in gate_journals(data)
        ):
            done += more
        if forget:
            forget_gone(gate_journals(data), keys, rows)
    return done


class Days:
    """The child that seals days, once each day; one that failed is told of and started again later."""

    def __init__(self, command: Sequence[str], today: Callable[[], str], now: Callable[[], float]) -> None:
        self._command, self._today, self._now = command, today, now
        self._not_before = now() + SETTLING_SECONDS
        self._day = ""  # of the last run
        self.child: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        if self.child is not None:
            code = self.child.poll()
            if code is None:
                return
            self.child = None
            if code:
                say("ALARM" if code == EXIT_INTEGRITY else "days_not_sealed", exit=code)
                self._day, self._not_before = "", self._now() + AGAIN_SECONDS
        today = self._today()
        if today != self._day and self._now() >= self._not_before:
            self._day = today
            self.child = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, close_fds=True)  # noqa: S603 - our own

    def close(self) -> None:
        child, self.child = self.child, None
        if child is not None:
            child.kill()  # what it did not finish is made again
            child.wait()


def daily(data: Path, keys: Path) -> Days | None:
    if find_spec("duckdb") is None:
        say("days_not_sealed", ko="DuckDB가 없음: pip install 'gwanmun[analytics]'", en="DuckDB is not installed")
        return None
    command = (sys.executable, "-m", "gwanmun.entrypoints.sealing_days", "--data", str(data), "--keys", str(keys))
    return Days(command, lambda: day_over(System().now_us()), time.monotonic)


def day_over(at_us: int) -> str:
    """The day in Seoul, which begins ten minutes late here."""
    return seoul_day(at_us - _INTO_THE_DAY_US).isoformat()


def run(data: Path, keys: Path, stopping: Callable[[float], bool], days: Days | None = None) -> None:
    for turn in itertools.count():
        done = roll_up_all(data, keys, forget=turn % _LOOK_FOR_GONE == 0)
        if done:
            say("rolled_up", records=done)
        if days is not None:
            days.look()
        if stopping(EVERY_SECONDS):
            return


def say(event: str, **fields: object) -> None:
    sys.stderr.write(json.dumps({"part": "rollup", "event": event, **fields}, ensure_ascii=False) + "\n")
    sys.stderr.flush()


def _input_ends(seconds: float) -> bool:
    ready, _, _ = select.select([sys.stdin.fileno()], [], [], seconds)
    return bool(ready) and os.read(sys.stdin.fileno(), 4096) == b""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="gwanmun-rollup", description="Roll up the gates' journals below DIR.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--keys", type=Path, required=True, metavar="DIR")
    parser.add_argument("--once", action="store_true", help="add what is there and stop")
    chosen = parser.parse_args(arguments)
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)  # a batch makes many small lists and no cycles
    try:
        make_directory(chosen.data / "worker", 0o700)
        held = lock(chosen.data / "worker" / "rollup.lock")
        days = None if chosen.once else daily(chosen.data, chosen.keys)
        try:
            run(chosen.data, chosen.keys, (lambda _: True) if chosen.once else _input_ends, days)
        finally:
            if days is not None:
                days.close()
            os.close(held)
    except IntegrityFault as fault:
        say("integrity_fault", ko=fault.message("ko"), en=fault.message("en"))
        return EXIT_INTEGRITY
    except (StoreFault, OSError) as fault:
        say("store_fault", problem=type(fault).__name__, en=str(fault))
        return EXIT_STORAGE
    return 0


if __name__ == "__main__":
    sys.exit(main())
