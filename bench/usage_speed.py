"""`make bench BENCH=--usage`: events into rollups per CPU second at batches of 20,000, and the twelve tiles over them.

    usage_speed.py [--events 1000000]

Events are spread over 17 governments, 340 departments, 20,000 people, 12 services, 18 models, 27,400 a day (ten million a year), which is
what decides how many cells there are; each is sent and ended. CPU seconds are of this process.
"""

import argparse
import gc
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from gwanmun.adapters.usage_store import open_usage
from gwanmun.budget.rollup import Additions, End
from gwanmun.control.usage import TILES
from gwanmun.domain.usage import Sight
from gwanmun.ports.usage import Watermark

BATCH = 20_000
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


def measure(count: int, path: Path) -> dict[str, object]:
    store = open_usage(path)
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)  # as the rollup's process does
    chance = random.Random(1)
    source = list(events(min(count, 200_000), chance)) if count <= 200_000 else None
    stream = iter(source) if source is not None else events(count, chance)
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
    times: dict[str, list[float]] = {name: [] for name in TILES}
    for _ in range(7):
        for name, ask in TILES.items():
            began = time.perf_counter()
            ask(store, "2026-01", "2026-12", str)
            times[name].append((time.perf_counter() - began) * 1000)
    every = sorted(one for some in times.values() for one in some)
    store.close()
    return {
        "events": count,
        "events_per_cpu_second": round(done / busy),
        "bytes_per_event": round(path.stat().st_size / count, 1),
        "tiles_ms_median": {name: round(statistics.median(some), 1) for name, some in times.items()},
        "tiles_ms_p95": round(every[int(len(every) * 0.95)], 1),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=1_000_000)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(chosen.events, Path(folder) / "usage.sqlite"), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
