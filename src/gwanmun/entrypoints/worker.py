"""The worker: seals every journal below `DIR/journal/*`, once a second. Run as `python -m gwanmun.entrypoints.worker`.

It alone holds the checkpoint key (`DIR/worker/checkpoint.key`), so a gate that is broken into cannot sign a history.
It ends when its standard input ends (the supervisor holds the other side of that pipe) or on SIGTERM, sealing once
more. Standard error carries one JSON line an event, without personal data.

Exit codes, those of every process of ours: 0 stopped in order · 3 storage failed · 4 the evidence does not add up (stop
the gate, call the auditor).
"""

import argparse
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gwanmun.adapters.files.disk import create_once, lock, make_directory, read
from gwanmun.adapters.files.sealer import Projecting, Sealer
from gwanmun.budget.account import Accounts
from gwanmun.errors import IntegrityFault, StoreFault
from gwanmun.journal.faults import BadCheckpoint

SEAL_SECONDS = 1.0
ROLLUP_PAUSE_SECONDS = 5.0
EXIT_STORAGE = 3
EXIT_INTEGRITY = 4


class Worker:
    """All journals of one data directory. One worker a directory, held by a lock."""

    def __init__(self, data: Path, projecting: Projecting) -> None:
        self._data, self._projecting = data, projecting
        self._home = data / "worker"
        make_directory(self._home, 0o700)
        self._lock = lock(self._home / "lock")
        self._key = checkpoint_key(self._home / "checkpoint.key", data)
        self._sealers: dict[Path, Sealer] = {}

    def seal(self) -> int:
        """Seal all journals, also those that appeared meanwhile; gives how many records that was."""
        for card in sorted((self._data / "journal").glob("*/journal.json")):
            path = card.parent
            if path not in self._sealers:
                self._sealers[path] = Sealer(path, self._home / "signed", self._key, self._projecting)
                say("sealing", journal=path.name, size=self._sealers[path].size)
        return sum(sealer.seal() for sealer in self._sealers.values())

    def close(self) -> None:
        for sealer in self._sealers.values():
            sealer.close()
        os.close(self._lock)


def checkpoint_key(path: Path, data: Path) -> Ed25519PrivateKey:
    """The signing key: made on the first run, never again. A lost key begins new journals, not a new key."""
    if read(path) is None and any((data / "journal").glob("*/checkpoint")):
        raise BadCheckpoint("the checkpoint key is gone, though checkpoints were signed", path.name)
    raw = create_once(path, os.urandom(32))
    if len(raw) != 32:
        raise BadCheckpoint("the checkpoint key has the wrong length", path.name)
    return Ed25519PrivateKey.from_private_bytes(raw)


def say(event: str, **fields: object) -> None:
    """One line of diagnostics."""
    sys.stderr.write(json.dumps({"part": "worker", "event": event, **fields}, ensure_ascii=False) + "\n")
    sys.stderr.flush()


class Rollup:
    """The child that rolls up use (`rollup.py`): it holds the keys of openings, which this process must not.

    Started again when it died; left alone, with an alarm, when it said that the evidence does not add up.
    """

    def __init__(self, data: Path, keys: Path) -> None:
        self._command = (sys.executable, "-m", "gwanmun.entrypoints.rollup", "--data", str(data), "--keys", str(keys))
        self._child: subprocess.Popen[bytes] | None = None
        self._not_before = 0.0
        self._over = False

    def look(self, now: float) -> None:
        if self._child is not None and (code := self._child.poll()) is not None:
            self._over = code == EXIT_INTEGRITY
            say("ALARM" if self._over else "rollup_ended", exit=code)
            self.close()
            self._not_before = now + ROLLUP_PAUSE_SECONDS
        if self._child is None and not self._over and now >= self._not_before:
            self._child = subprocess.Popen(self._command, stdin=subprocess.PIPE, close_fds=True)  # noqa: S603 - our own

    def close(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.stdin:
            child.stdin.close()
        try:
            child.wait(ROLLUP_PAUSE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()  # it counts nothing twice
            child.wait()


def run(worker: Worker, stopping: Callable[[float], bool], rollup: Rollup | None = None) -> None:
    """Seal once a second until `stopping` (which waits that long) says so, then once more."""
    while True:
        began = time.monotonic()
        worker.seal()
        if rollup is not None:
            rollup.look(began)
        if stopping(max(0.0, SEAL_SECONDS - (time.monotonic() - began))):
            worker.seal()
            return


def _stopper() -> Callable[[float], bool]:
    """Waits on standard input (its end means the supervisor is gone) and on SIGTERM / SIGINT."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)

    def stop(_signal: int, _frame: object) -> None:
        os.write(writing, b"x")

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    standard_input = sys.stdin.fileno()

    def stopping(seconds: float) -> bool:
        until = time.monotonic() + seconds
        while True:
            ready, _, _ = select.select([reading, standard_input], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                return False
            if reading in ready or os.read(standard_input, 4096) == b"":
                return True

    return stopping


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="gwanmun-worker", description="Seal the journals below DIR/journal.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--keys", type=Path, metavar="DIR", help="roll up use, in a child that may open openings")
    parser.add_argument("--once", action="store_true", help="seal what is there and stop")
    chosen = parser.parse_args(arguments)
    stopping = (lambda _: True) if chosen.once else _stopper()
    try:
        worker = Worker(chosen.data, Projecting(Accounts, Accounts.load))
        rollup = Rollup(chosen.data, chosen.keys) if chosen.keys and not chosen.once else None
        try:
            run(worker, stopping, rollup)
        finally:
            if rollup is not None:
                rollup.close()
            worker.close()
    except IntegrityFault as fault:
        say("integrity_fault", ko=fault.message("ko"), en=fault.message("en"))
        return EXIT_INTEGRITY
    except (StoreFault, OSError) as fault:
        say("store_fault", problem=type(fault).__name__, en=str(fault))
        return EXIT_STORAGE
    say("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
