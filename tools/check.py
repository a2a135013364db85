"""Run every check, fast things first; print where the time goes and what is left to `make test-long`.

Ends with pytest's own closing line, so that whoever reads only the end reads the count.
"""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    long = "--long" in sys.argv
    steps = [
        ("ruff check", [BIN / "ruff", "check", "--quiet", "src", "tests", "tools", "bench"]),
        ("ruff format", [BIN / "ruff", "format", "--check", "--quiet", "src", "tools"]),
        ("import contracts", [BIN / "lint-imports", "--no-cache"]),
        ("mypy", [BIN / "mypy"]),
        ("coverage table", [sys.executable, "tools/coverage.py", "--check"]),
    ]
    spent: list[tuple[str, float]] = []
    for name, command in steps:
        started = time.monotonic()
        done = subprocess.run([str(c) for c in command], cwd=ROOT, check=False)
        spent.append((name, time.monotonic() - started))
        print(f"[{'ok' if done.returncode == 0 else 'FAILED'}] {name} ({spent[-1][1]:.1f} s)", flush=True)
        if done.returncode:
            return done.returncode
    environment = surroundings()
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", "long", "--collect-only"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    left = [line for line in listed.stdout.splitlines() if "::" in line]
    if not long:
        print(f"left to `make test-long`: {len(left)} tests")
        for line in left:
            print(f"  {line}")
    print(f"PYTHONHASHSEED={environment['PYTHONHASHSEED']}")
    print("time so far: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in spent), flush=True)
    marker = "long" if long else "not long"
    # Two workers, a file at a time: much of a run is waiting for processes, and a file's tests share what they set up.
    spread = ["-n", str(max(2, os.cpu_count() or 2)), "--dist", "loadfile", "--max-worker-restart", "0"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-m", marker, "-ra", "--durations=15", *spread],
        cwd=ROOT,
        check=False,
        env=environment,
    ).returncode


def surroundings() -> dict[str, str]:
    """The environment of the tests: compiled modules are kept, because hundreds of processes start; one seed of hashes,
    so that all workers collect the same tests in the same order (a run is repeated with the seed it printed).
    """
    known = dict(os.environ)  # noqa: TID251 - a tool, not the product
    known.pop("PYTHONDONTWRITEBYTECODE", None)
    known["PYTHONPYCACHEPREFIX"] = str(Path(sys.prefix) / "pycache")
    known.setdefault("PYTHONHASHSEED", str(secrets.randbelow(2**32)))
    return known


if __name__ == "__main__":
    sys.exit(main())
