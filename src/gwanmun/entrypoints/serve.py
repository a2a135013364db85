"""`gwanmun serve`: the supervisor (감독). Starts desk, worker and gate; restarts what dies; stops all in order.

Each child holds a pipe of ours on its standard input: when the supervisor is gone, by whatever end, the pipe closes and
the child stops by itself. A child that ends because evidence does not add up (exit 4) or its settings are bad (exit 2)
is not restarted: the whole gate stops, and says why.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from gwanmun.adapters.diagnostics import Diagnostics
from gwanmun.errors import GwanmunError
from gwanmun.settings import Settings, load_settings

#: Ends that starting again does not mend, and what they mean.
FATAL = {2: "bad settings", 4: "evidence does not add up"}
_LONGEST_PAUSE = 10.0
#: How long the others wait, at most, until the gate listens.
_GATE_FIRST_SECONDS = 3.0


class Child:
    """One process and when it may be started again."""

    def __init__(self, name: str, command: Sequence[str], report: Diagnostics) -> None:
        self.name = name
        self.command = tuple(command)
        self.report = report
        self.process: subprocess.Popen[bytes] | None = None
        self.pause = 0.1
        self.not_before = 0.0
        self.since = 0.0

    def start(self) -> None:
        self.since = time.monotonic()
        # Our own modules, and nothing of a caller's.
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, close_fds=True, env=surroundings())  # noqa: S603
        self.report("started", {"child": self.name, "pid": self.process.pid})

    def look(self) -> int | None:
        """Start it when it is due; returns the exit code of one that just died."""
        if self.process is None:
            if time.monotonic() >= self.not_before:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        if self.process.stdin:
            self.process.stdin.close()
        self.process = None
        # One that ran for a while starts again at once; one that dies at once is given more and more time.
        self.pause = 0.1 if time.monotonic() - self.since > 30 else min(self.pause * 2, _LONGEST_PAUSE)
        self.not_before = time.monotonic() + self.pause
        return code

    def stop(self, seconds: float) -> None:
        if self.process is None:
            return
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.report("killed", {"child": self.name})
            self.process.kill()
            self.process.wait()
        except ProcessLookupError:
            pass
        self.process = None


def surroundings() -> dict[str, str]:
    """The environment of a child. Memory of the automata comes in large pages where the C library can (glibc ≥ 2.35):
    a prompt visits hundreds of their states, each on a small page of its own otherwise.
    """
    known = dict(os.environ)  # noqa: TID251 - handed on, not read
    known.setdefault("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1")
    return known


def children(settings: Settings, config: Path, report: Diagnostics) -> list[Child]:
    """In the order in which they start; they stop in the other order."""
    python = (sys.executable, "-m")
    return [
        Child("desk", (*python, "gwanmun.entrypoints.desk", "--config", str(config), "--supervised"), report),
        Child(
            "worker",
            (
                *python,
                "gwanmun.entrypoints.worker",
                "--data",
                str(settings.gate.data_dir),
                "--keys",
                str(settings.gate.keys_dir),
            ),
            report,
        ),
        Child("gate", (*python, "gwanmun.entrypoints.gate", "--config", str(config), "--supervised"), report),
    ]


def run(config: Path) -> int:
    """Supervise until SIGTERM or SIGINT. Returns an exit code."""
    report = Diagnostics("serve")
    try:
        settings = load_settings(config)
    except GwanmunError as error:
        report("cannot_run", {"code": error.code, "ko": error.message("ko"), "en": error.message("en")})
        return 2
    settings.gate.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    asked: list[int] = []
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, lambda number, _: asked.append(number))
    family = children(settings, config, report)
    held: list[Child] = []
    if (settings.gate.data_dir / "published" / "current").exists():
        # What the desk published last is in place: the gate can open on it alone, and has the machine to itself for it.
        held = [child for child in family if child.name != "gate"]
    until = time.monotonic() + _GATE_FIRST_SECONDS
    code = 0
    try:
        while not asked:
            if held and (time.monotonic() >= until or _listens(settings)):
                held = []
            for child in family:
                if child in held:
                    continue
                ended = child.look()
                if ended is not None:
                    report("child_ended", {"child": child.name, "exit": ended})
                    if ended in FATAL:
                        report("stopping", {"child": child.name, "why": FATAL[ended]})
                        asked.append(0)
                        code = ended
            time.sleep(0.1)
    finally:
        for child in reversed(family):
            child.stop(settings.gate.limits.stop_grace_seconds + 5)
    return code


def _listens(settings: Settings) -> bool:
    try:
        socket.create_connection((settings.gate.host, settings.gate.port), timeout=0.05).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(run(Path(os.fsdecode(sys.argv[1]))))
