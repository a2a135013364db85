"""Days that are over become Parquet (봉인된 날), and what was forgotten is blanked in them: one run, then it ends.

A child of the rollup, once a day (`rollup.Days`): it alone of all processes loads DuckDB by itself, so that the memory of
a long day goes with it, and what breaks in it stops nobody. `gwanmun usage days` does the same by hand. Run as
`python -m gwanmun.entrypoints.sealing_days`. Exit codes as of every process of ours: 0 in order · 3 storage failed, or
another is at it · 4 the evidence does not add up.
"""

import argparse
import os
import sys
from pathlib import Path

from gwanmun.adapters.files.succession import gate_journals
from gwanmun.adapters.system import System
from gwanmun.adapters.usage_days import seal_days
from gwanmun.adapters.usage_parquet import FOLDER
from gwanmun.control.office import seoul_day
from gwanmun.entrypoints.rollup import EXIT_INTEGRITY, EXIT_STORAGE, say
from gwanmun.errors import BadCommand, IntegrityFault, StoreFault


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="gwanmun-days", description="Seal the days that are over to Parquet.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--keys", type=Path, required=True, metavar="DIR")
    chosen = parser.parse_args(arguments)
    today = seoul_day(System().now_us()).isoformat()
    try:
        done = seal_days(chosen.data / FOLDER, chosen.data, gate_journals(chosen.data), chosen.keys, today)
    except IntegrityFault as fault:
        say("integrity_fault", ko=fault.message("ko"), en=fault.message("en"))
        return EXIT_INTEGRITY
    except (StoreFault, BadCommand, OSError) as fault:
        say("store_fault", problem=type(fault).__name__, en=str(fault))
        return EXIT_STORAGE
    if done.files or done.forgotten:
        say("days_sealed", files=done.files, rows=done.rows, bytes=done.bytes, forgotten=done.forgotten)
    return 0


if __name__ == "__main__":
    os.nice(10)  # whoever waits for an answer goes first
    sys.exit(main())
