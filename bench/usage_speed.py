"""`make bench BENCH=--usage`: events into rollups per CPU second at batches of 20,000, the twelve tiles over them; the same
events as sealed days (Parquet), and questions to them that no rollup answers.

    usage_speed.py [--events 1000000] [--no-days]

Events are spread over 17 governments, 340 departments, 20,000 people, 12 services, 18 models, 27,400 a day (ten million a year), which is
what decides how many cells there are; each is sent and ended. CPU seconds are of this process.
"""

import argparse
import gc
import json
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from gwanmun.adapters.usage_parquet import Sheet, look_days, write_part
from gwanmun.adapters.usage_store import open_usage
from gwanmun.budget.rollup import Additions, End
from gwanmun.control.usage import TILES, together
from gwanmun.domain.usage import Sight
from gwanmun.ports.usage import Watermark

BATCH = 25_000  # requests: as many as a batch of the rollup holds (`journal_pass.BATCH` records, two of each)
A_DAY = 27_400
_DAY_US = 86_400_000_000


def events(count: int, chance: random.Random):
    people = [(f"g{chance.randrange(17):02d}", number) for number in range(20_000)]
    models = [(f"s{at % 12:02d}", f"f{at % 5}", f"m{at:02d}") for at in range(18)]
    tasks = [f"task{at}" for at in range(12)]
    decisions = ("allow", "allow", "allow", "allow_with_masking", "route_in_house")
    devices = ("internet_pc", "internal_pc", "government_mobile")
    for index in range(count):
        number = index // A_DAY
        month, day = divmod(number, 31)
        agency, person = people[int(chance.random() ** 2 * len(people))]
        service, family, model = models[int(chance.random() ** 2 * 18)]
        at_us = number * _DAY_US
        sight = Sight(
            f"2026-{min(month, 11) + 1:02d}-{day + 1:02d}", agency, f"{agency}/d{person % 20:02d}", f"{person:032x}",
            service, family, model, decisions[index % 5], tasks[index % 12], devices[index % 3], at_us, 900_000,
        )  # fmt: skip
        yield (
            sight,
            End(
                sight,
                at_us + chance.randrange(400_000, 9_000_000),
                chance.randrange(900_000),
                index % 97 == 0,
                300,
                500,
            ),
        )


class Days:
    """The same events as sealed days: a Parquet file a day, written as `gwanmun usage days` writes it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._chance = random.Random(2)
        self._day, self._number, self._first = "", 0, 0
        self.seconds = 0.0
        (home / "bench").mkdir(parents=True)
        self._sheet = Sheet(home / "bench" / "gathering.csv")

    def add(self, ends: list[End]) -> None:
        began = time.process_time()
        for end in ends:
            s = end.sight
            if s.day != self._day and self._day:
                self._seal()
            self._day = s.day
            request = f"{s.at_us // 1000 + self._number:012x}7{self._chance.getrandbits(76):019x}"
            request = f"{request[:8]}-{request[8:12]}-{request[12:16]}-{request[16:20]}-{request[20:]}"
            millis = "" if end.failed else (end.at_us - s.at_us) // 1000
            kinds = "PHONE" if s.decision == "allow_with_masking" else "-"
            self._sheet.add(
                (
                    self._number,
                    request,
                    s.at_us + self._number,
                    millis,
                    s.day,
                    s.agency,
                    s.department,
                    s.person,
                    s.service,
                    s.family,
                    s.model,
                    s.decision,
                    s.task,
                    s.device,
                    "O",
                    kinds,
                    "true",
                    1,
                    0,
                    1,
                    int(end.failed),
                    end.spent,
                    0,
                    end.input_tokens,
                    end.output_tokens,
                )
            )
            self._number += 1
        self.seconds += time.process_time() - began

    def _seal(self) -> None:
        mark = Watermark("bench", "bench", self._number, 0, 0, 0)
        write_part(
            self._home, self._sheet, self._home / "bench" / f"{self._day}.{self._first:012d}.parquet", self._first, mark
        )
        self._sheet, self._first = Sheet(self._home / "bench" / "gathering.csv"), self._number

    def close(self) -> tuple[int, int]:
        """Events and bytes."""
        began = time.process_time()
        self._seal()
        self._sheet.discard()
        self.seconds += time.process_time() - began
        return self._number, sum(path.stat().st_size for path in (self._home / "bench").glob("*.parquet"))


#: What no rollup keeps together: dimensions, what it is narrowed to, the months.
AD_HOC: tuple[tuple[str, tuple[str, ...], dict[str, str], str, str], ...] = (
    ("department by task, a month", ("department", "task"), {}, "2026-03", "2026-03"),
    ("department by task, all", ("department", "task"), {}, "2026-01", "2026-12"),
    ("grade by kinds by month, all", ("grade", "kinds", "month"), {}, "2026-01", "2026-12"),
    ("model by decision of one agency, all", ("model", "decision"), {"agency": "g03"}, "2026-01", "2026-12"),
    ("person by model of one service, all", ("person", "model"), {"service": "s01"}, "2026-01", "2026-12"),
    ("day by device of one department, all", ("day", "device"), {"department": "g03/d07"}, "2026-01", "2026-12"),
)


def ask(home: Path) -> dict[str, str]:
    """Milliseconds of each question, opening the files included: on the wall, and of all cores."""
    took = {}
    for name, by, only, first, last in AD_HOC:
        began, busy = time.perf_counter(), time.process_time()
        with look_days(home) as days:
            together(days, by, first, last, str, only, 1000)
        wall, cpu = time.perf_counter() - began, time.process_time() - busy
        took[name] = f"{wall * 1000:.0f} ({cpu * 1000:.0f} CPU)"
    return took


def measure(count: int, folder: Path, *, with_days: bool) -> dict[str, object]:
    path = folder / "usage.sqlite"
    store = open_usage(path)
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)  # as the rollup's process does
    stream = events(count, random.Random(1))
    days = Days(folder / "events") if with_days else None
    busy = done = 0.0
    while True:
        batch = [end for _, (_, end) in zip(range(BATCH), stream, strict=False)]
        if not batch:
            break
        began = time.process_time()
        added = Additions()
        added.whole(batch)
        at = int(done)
        store.add(at, Watermark("bench", "bench", at + len(batch), 0, 0, 0), added.cubes, {}, ())
        busy += time.process_time() - began
        done += len(batch)
        if days is not None:
            days.add(batch)
    times: dict[str, list[float]] = {name: [] for name in TILES}
    cpu: list[float] = []
    for turn in range(8):
        for name, question in TILES.items():
            began, busy_before = time.perf_counter(), time.process_time()
            question(store, "2026-01", "2026-12", str)
            if turn:  # the first warms the page cache
                times[name].append((time.perf_counter() - began) * 1000)
                cpu.append((time.process_time() - busy_before) * 1000)
    every = sorted(one for some in times.values() for one in some)
    cpu.sort()
    store.close()
    found: dict[str, object] = {
        "events": count,
        "events_per_cpu_second": round(done / busy),
        "rollup_bytes_per_event": round(path.stat().st_size / count, 1),
        "tiles_ms_median": {name: round(statistics.median(some), 1) for name, some in times.items()},
        "tiles_ms_p95": round(every[int(len(every) * 0.95)], 1),
        "tiles_cpu_ms_p95": round(cpu[int(len(cpu) * 0.95)], 1),
    }
    if days is not None:
        number, size = days.close()
        found |= {
            "parquet_bytes_per_event": round(size / number, 1),
            "parquet_events_per_cpu_second": round(number / days.seconds),
            "ad_hoc_ms": ask(folder / "events"),
        }
    return found | {"load": round(os.getloadavg()[0], 1)}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--no-days", action="store_true", help="only the rollup: without DuckDB")
    chosen = parser.parse_args(arguments)
    results = Path(__file__).resolve().parent / "results"
    results.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=results) as folder:  # a disk, not memory
        print(json.dumps(measure(chosen.events, Path(folder), with_days=not chosen.no_days), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
