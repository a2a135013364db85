"""The gate's process: `python -m gwanmun.entrypoints.gate --config FILE`. Started by `gwanmun serve`.

It ends in order on SIGTERM, SIGINT, or when its supervisor closes the pipe on its standard input.
"""

import argparse
import asyncio
import gc
import os
import signal
import sys
from pathlib import Path

import uvloop

from gwanmun.adapters.diagnostics import Diagnostics
from gwanmun.bootstrap import GateProcess
from gwanmun.errors import GwanmunError, IntegrityFault
from gwanmun.settings import Settings, load_settings

#: Exit codes of every process of ours: 0 in order, 2 bad settings, 3 cannot run now, 4 evidence does not add up.
IN_ORDER, BAD_SETTINGS, CANNOT_RUN, TAMPERED = 0, 2, 3, 4


async def run(settings: Settings, report: Diagnostics, *, supervised: bool) -> None:
    """Serve until told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    if supervised:
        os.set_blocking(0, False)
        loop.add_reader(0, _pipe_closed, stop)
    process = GateProcess(settings, report)
    async with process.started() as server:
        watcher = loop.create_task(process.watch())
        # What stands now stands for good: the collector need not walk it again. A request leaves few cycles, so the young
        # are looked at after some hundred requests rather than some ten; memory over 200,000 requests stays flat.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 10, 20)
        report("serving", {"host": settings.gate.host, "port": server.port, "ready": process.present.world is not None})
        stopping, failing = loop.create_task(stop.wait()), loop.create_task(process.failed())
        # A gate that no longer looks for revocations must not go on: the end of the watcher ends the gate. Nor one whose
        # journal is lost: it takes nobody in any more, ends (3), and a new process replays what the disk holds.
        await asyncio.wait({stopping, watcher, failing}, return_when=asyncio.FIRST_COMPLETED)
        report("stopping", {"watching": not watcher.done(), "journal": not failing.done()})
        for task in (stopping, watcher, failing):
            task.cancel()
        await asyncio.gather(stopping, watcher, failing, return_exceptions=True)
    report("stopped", {})


def _pipe_closed(stop: asyncio.Event) -> None:
    try:
        if os.read(0, 1024) == b"":
            stop.set()
    except BlockingIOError:
        return
    except OSError:
        stop.set()
    if stop.is_set():
        asyncio.get_running_loop().remove_reader(0)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--supervised", action="store_true")
    asked = parser.parse_args()
    report = Diagnostics("gate")
    try:
        settings = load_settings(asked.config, upstream_keys=True)
        uvloop.run(run(settings, report, supervised=asked.supervised))
    except IntegrityFault as fault:
        report("ALARM", {"code": fault.code, "ko": fault.message("ko"), "en": fault.message("en")})
        return TAMPERED
    except GwanmunError as error:
        report("cannot_run", {"code": error.code, "ko": error.message("ko"), "en": error.message("en")})
        return BAD_SETTINGS if error.code == "bad_settings" else CANNOT_RUN
    except OSError as error:
        report("cannot_run", {"errno": error.errno, "en": error.strerror or type(error).__name__})
        return CANNOT_RUN
    return IN_ORDER


if __name__ == "__main__":
    sys.exit(main())
