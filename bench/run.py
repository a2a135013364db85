"""`make bench`: the real gate beside its peers, one core each, in one interleaved run; then what only we have to show.

    run.py                 everything: about ten minutes (some more the first time, when a million records are made)
    run.py --quick         under two minutes: one round, short windows, no LiteLLM, a small journal
    run.py --peers nginx,litellm,litellm-pii --rounds 3
    run.py --usage         only rolling up use, the overview's tiles, sealed days (--events N): usage_speed.py
    run.py --accounts      only reserve and settle, on one machine and on PostgreSQL: accounts_speed.py
    run.py --desk          only the desk's numbers (--only judge,prove,replay,swap,pages): desk.py; with --docs into the page
    run.py --console       the faces over a million requests: lists, preview, sizes, 200 people, a year's report (--only …): console.py
    run.py --documents     reading documents, refusing bad ones, and what uploads do to plain prompts (--gate: the last alone): documents.py
    run.py --enforce       compiling plans, reading logs, and how soon a change is effective in real engines (--docs): enforce.py
    run.py --privacy       finding personal data: what it costs, and how well beside other tools (--setup, --docs): privacy_peers.py
    run.py --docs          as the first, and put the tables into docs/performance.md

Writes bench/results/results.json (raw) and results.md. Every figure comes from this one run. What is missing here
(nginx, LiteLLM, root for apt) is said aloud and left out. Load is bounded: loopback only, at most 64 connections, and
every step ends by the clock.
"""

import argparse
import contextlib
import importlib
import importlib.util
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
PEERS = HERE / ".peers"
PORT = 18160
PYTHON = sys.executable
LITELLM = "litellm[proxy]==1.106.2"  # and opentelemetry-sdk: without it each request retries a failing import

sys.path.insert(0, str(HERE))
import desk  # noqa: E402
import gate_site  # noqa: E402 - found beside this file
import privacy_peers  # noqa: E402
import privacy_speed  # noqa: E402
import report  # noqa: E402
import usage_speed  # noqa: E402

_spec = importlib.util.spec_from_file_location("harness", HERE / "gateways" / "run.py")
assert _spec is not None
assert _spec.loader is not None
harness = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(harness)

said: list[str] = []


def say(text: str) -> None:
    print(f"bench: {text}", flush=True)


def miss(text: str) -> None:
    """Something that this run leaves out: told now, and kept with the results."""
    said.append(text)
    say(text)


# ---------------------------------------------------------------- what is needed


def install(peers: list[str], *, may: bool) -> list[str]:
    """Install what can be installed; returns the peers that can run. Exits when the bench itself cannot."""
    packages = {"wrk": "wrk", "cc": "gcc libc6-dev", "taskset": "util-linux"}
    if "nginx" in peers:
        packages |= {"nginx": "nginx-light", "envsubst": "gettext-base"}
    lacking = [tool for tool in packages if shutil.which(tool) is None]
    if lacking and may and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"installing {' '.join(packages[tool] for tool in lacking)}")
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")  # noqa: TID251 - a measuring tool, not the product
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(["apt-get", "update"], timeout=120, env=environment, check=False, **quiet)
            for tool in lacking:  # one by one: one that cannot be had does not take the others with it
                command = ["apt-get", "install", "-y", "--no-install-recommends", *packages[tool].split()]
                subprocess.run(command, timeout=180, env=environment, check=False, **quiet)
    for tool in ("wrk", "cc", "taskset"):
        if shutil.which(tool) is None:
            print(f"bench: {tool} is missing: apt-get install {packages[tool]} / {tool} 이(가) 없습니다")
            sys.exit(3)
    able = list(peers)
    if "nginx" in peers and (shutil.which("nginx") is None or shutil.which("envsubst") is None):
        miss("nginx or envsubst is missing here: no nginx row (apt-get install nginx-light gettext-base)")
        able.remove("nginx")
    if any(peer.startswith("litellm") for peer in peers) and not _litellm(may=may):
        miss("LiteLLM could not be installed here: no LiteLLM row")
        able = [peer for peer in able if not peer.startswith("litellm")]
    return able


def _litellm(*, may: bool) -> bool:
    home = PEERS / "litellm"
    if (home / "bin" / "litellm").exists():
        return True
    if not may:
        return False
    say(f"installing {LITELLM} and opentelemetry-sdk into bench/.peers (some minutes, once)")
    try:
        subprocess.run([PYTHON, "-m", "venv", str(home)], check=True, timeout=120)
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, LITELLM, "opentelemetry-sdk"], check=True, timeout=600)
    except (subprocess.SubprocessError, OSError):
        shutil.rmtree(home, ignore_errors=True)
        return False
    return True


def debian_python(*, may: bool) -> Path | None:
    """A virtual environment of the distribution's own Python, when the bench runs under another one.

    What README installs on a fresh Debian runs under it; it is built with profile-guided optimisation, which a Python
    that somebody compiled quickly is not.
    """
    theirs = Path("/usr/bin/python3")
    if not theirs.exists() or theirs.resolve() == Path(sys.executable).resolve():
        return None
    home = PEERS / "debian"
    if not (home / "bin" / "python").exists():
        if not may:
            return None
        say("installing the gate's own wheels for the distribution's Python into bench/.peers (once)")
        locked = HERE.parent / "requirements" / "base.txt"
        try:
            subprocess.run([str(theirs), "-c", "import sys, venv; assert sys.version_info >= (3, 11)"], check=True, timeout=60)  # fmt: skip
            subprocess.run([str(theirs), "-m", "venv", str(home)], check=True, timeout=120)
            pip = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
            subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(locked)], check=True, timeout=600)  # fmt: skip
        except (subprocess.SubprocessError, OSError):
            shutil.rmtree(home, ignore_errors=True)
            miss("the distribution's Python could not be prepared here: no row gwanmun-debian")
            return None
    return home / "bin" / "python"


# ---------------------------------------------------------------- the parts


def disk_ms(folder: Path, seconds: float = 2.0) -> list[float]:
    """What this disk takes to make 2 KB durable: write and fdatasync into a file of zeros, as the journal does."""
    path = folder / "disk-probe"
    took = []
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for _ in range(16):
            os.write(descriptor, bytes(1 << 20))
        os.fsync(descriptor)
        until, at, data = time.perf_counter() + seconds, 0, os.urandom(2048)
        while time.perf_counter() < until and at < 16 << 20:
            began = time.perf_counter()
            os.pwrite(descriptor, data, at)
            os.fdatasync(descriptor)
            took.append((time.perf_counter() - began) * 1000)
            at += len(data)
            time.sleep(0.002)
    finally:
        os.close(descriptor)
        path.unlink()
    took.sort()
    return took


def percentile(values: list[float], share: float) -> float:
    return round(values[min(len(values) - 1, int(len(values) * share))], 3)


class Gate:
    """Our gate on a copy of a site, pinned with all its processes to one core."""

    def __init__(self, site: Path, at: Path, cpu: str, log: Path) -> None:
        self._site, self._at, self._cpu, self._log = site, at, cpu, log
        self.url = f"http://127.0.0.1:{PORT}"
        self.start_seconds = 0.0

    def __enter__(self) -> Self:
        command = [PYTHON, str(HERE / "gate_site.py"), "serve", str(self._site), str(self._at)]
        if self._site == self._at:  # no time for preparing inside the time to start
            command = [PYTHON, "-m", "gwanmun.entrypoints.serve", str(self._site / "gwanmun.toml")]
        began = time.monotonic()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                ["taskset", "-c", self._cpu, *command],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            self._wait(began)
        except BaseException:
            harness.stop(self._process)
            raise
        return self

    def _wait(self, began: float) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while True:
            with contextlib.suppress(OSError, urllib.error.URLError), opener.open(self.url + "/readyz", timeout=5):
                self.start_seconds = round(time.monotonic() - began, 2)
                return
            if time.monotonic() - began > 60 or self._process.poll() is not None:
                raise RuntimeError(f"the gate did not become ready: see {self._log}")
            time.sleep(0.02)

    def __exit__(self, *_: object) -> None:
        harness.stop(self._process)

    def settle(self) -> None:
        """Wait for what it still does after it is ready (the desk starts then): no request pays for that."""
        for _ in range(30):
            before = harness.cpu([self._process.pid])
            time.sleep(1)
            if harness.cpu([self._process.pid]) - before < 0.05:
                return

    def processes(self) -> dict[str, int]:
        """Name → pid, of the supervisor and its children."""
        found = {}
        for pid in harness.tree(self._process.pid):
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
                name = next((w.rpartition(".")[2] for w in words if w.startswith("gwanmun.entrypoints.")), "")
                if name:
                    found[name] = pid
        return found

    def memory(self) -> dict[str, float]:
        return {name: _pss_mib(pid) for name, pid in self.processes().items()}

    def cpu_seconds(self) -> dict[str, float]:
        return {name: _own_cpu(pid) for name, pid in self.processes().items()}

    def rss_mib(self) -> float:
        """Resident memory of the gate's own process: the strictest reading."""
        text = Path(f"/proc/{self.processes()['gate']}/status").read_text()
        found = re.search(r"^VmRSS:\s+(\d+)", text, re.MULTILINE)
        assert found
        return round(int(found[1]) / 1024, 1)


def _own_cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / harness.TICK


def _pss_mib(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return round(int(found[1]) / 1024, 1) if found else 0.0


def wrk(url: str, body: str, connections: int, seconds: int, cpu: str, key: str) -> dict[str, Any]:
    command = ["taskset", "-c", cpu, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
    command += ["-s", str(HERE / "gateways" / "post.lua"), url + "/v1/chat/completions", "--", body, key]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)
    found = re.search(r"^JSON (.*)$", done.stdout, re.MULTILINE)
    if found is None:
        raise RuntimeError("wrk: " + (done.stdout + done.stderr)[-300:])
    counted: dict[str, Any] = json.loads(found[1])
    return counted


def long_run(asked: argparse.Namespace, site: Path, scratch: Path, bodies: dict[Any, str], key: str) -> dict[str, Any]:
    """Memory and CPU of each process while many requests pass."""
    rows: list[dict[str, Any]] = []
    with Gate(site, scratch / "long", asked.gw_cpu, RESULTS / "gwanmun.log") as gate:
        gate.settle()
        wrk(gate.url, bodies["300B", False], 16, 2, asked.load_cpu, key)
        before, began = gate.cpu_seconds(), time.monotonic()
        rows.append({"requests": 0, "gate_rss_mib": gate.rss_mib(), "memory": gate.memory()})
        requests = bad = 0
        while requests < asked.requests and time.monotonic() - began < asked.long_seconds:
            done = wrk(gate.url, bodies["300B", False], 16, 8, asked.load_cpu, key)
            requests, bad = requests + done["n"], bad + done["bad"] + done["sock"]
            rows.append({"requests": requests, "gate_rss_mib": gate.rss_mib(), "memory": gate.memory()})
        after = gate.cpu_seconds()
        # A process that seals a day comes and goes within.
        spent = {name: after[name] - before.get(name, 0.0) for name in after}
        each = {name: round(seconds * 1000 / max(1, requests), 4) for name, seconds in spent.items()}
        time.sleep(1.5)
        idle = gate.cpu_seconds()
        time.sleep(5)
        still = gate.cpu_seconds()
        return {
            "requests": requests,
            "errors": bad,
            "cpu_ms_by_process": each,
            "cpu_ms": round(sum(each.values()), 4),
            "idle_cpu_percent": {
                name: round((still[name] - idle[name]) / 5 * 100, 1) for name in idle if name in still
            },
            "samples": rows,
        }


def big_journal(asked: argparse.Namespace) -> dict[str, Any]:
    """Start and memory with many records in the journal; the records are made once and kept."""
    site = RESULTS / f"journal-{asked.records}"
    if not (site / "filled").exists():
        say(f"making a journal of {asked.records:,} records, once (bench/results/{site.name})")
        gate_site.prepare(site, PORT, f"http://127.0.0.1:{harness.UP}/v1")
        began = time.monotonic()
        command = [PYTHON, str(HERE / "gate_site.py"), "fill", str(site), "--records", str(asked.records)]
        subprocess.run(command, check=True, timeout=asked.fill_seconds, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        (site / "filled").write_text(f"{time.monotonic() - began:.0f}")
    subprocess.run([PYTHON, str(HERE / "gate_site.py"), "again", str(site)], check=True, timeout=60, stdout=subprocess.DEVNULL)  # fmt: skip
    starts = []
    for _ in range(asked.starts):
        with Gate(site, site, asked.gw_cpu, RESULTS / "gwanmun.log") as gate:
            time.sleep(1.0)
            starts.append({"seconds": gate.start_seconds, "gate_rss_mib": gate.rss_mib(), "memory": gate.memory()})
    size = sum(file.stat().st_size for file in (site / "data" / "journal" / "gate-1").rglob("*") if file.is_file())
    return {"records": asked.records, "bytes": size, "starts": starts}


def conditions(peers: list[str]) -> dict[str, Any]:
    """What one must know to read the figures."""
    processor = "unknown"
    with contextlib.suppress(OSError):
        found = re.search(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        processor = found[1] if found else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    file_system = subprocess.run(["stat", "-f", "-c", "%T", str(RESULTS)], capture_output=True, text=True, check=False)
    versions = {name: version(name) for name in ("gwanmun", "uvloop", "httptools", "orjson", "msgspec", "google-re2", "cryptography")}  # fmt: skip
    if "nginx" in peers:
        told = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=False).stderr
        versions["nginx"] = told.strip().rpartition("/")[2]
    if any(peer.startswith("litellm") for peer in peers):
        found_in = next(iter((PEERS / "litellm").glob("lib/python*/site-packages/litellm-*.dist-info")), None)
        versions["litellm"] = found_in.name.removeprefix("litellm-").removesuffix(".dist-info") if found_in else "?"
    commit = subprocess.run(["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)  # fmt: skip
    return {
        "when": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": commit.stdout.strip(),
        "processor": processor,
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "file_system": file_system.stdout.strip(),
        "versions": versions,
    }


# ---------------------------------------------------------------- the run


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under two minutes")
    parser.add_argument("--peers", help="default nginx,litellm (quick: nginx); none for us alone; litellm-pii too")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--secs", type=int, help="seconds a window")
    parser.add_argument("--records", type=int, help="records of the big journal (0: leave it out)")
    parser.add_argument("--requests", type=int, help="requests of the long run (0: leave it out)")
    parser.add_argument("--no-install", action="store_true")
    parser.add_argument("--docs", action="store_true", help="put the tables into docs/performance.md")
    asked = parser.parse_args()
    quick = asked.quick
    for name, short, full in (
        ("peers", "nginx", "nginx,litellm"), ("rounds", 1, 2), ("secs", 2, 3), ("records", 20_000, 1_000_000),
        ("requests", 20_000, 200_000),
    ):  # fmt: skip
        if getattr(asked, name) is None:
            setattr(asked, name, short if quick else full)
    asked.peers = [] if asked.peers == "none" else asked.peers.split(",")
    asked.long_seconds, asked.fill_seconds, asked.starts = (12, 30, 1) if quick else (180, 240, 3)
    if asked.rounds > 10 or asked.secs > 30:
        parser.error("bounded load only: at most 10 rounds and windows of 30 seconds")
    cpus = sorted(os.sched_getaffinity(0))
    asked.gw_cpu, asked.load_cpu = str(cpus[0]), str(cpus[1] if len(cpus) > 1 else cpus[0])
    if len(cpus) == 1:
        miss("only one core here: gateway and load share it, so latencies mean little")
    return asked


def side_by_side(
    asked: argparse.Namespace, site: Path, scratch: Path, key: str, found: dict[str, Any], tmp: str
) -> None:
    """The interleaved rounds."""
    peers = {peer["name"]: peer for peer in json.loads((HERE / "gateways" / "peers.json").read_text())}
    gateways = [peers["direct"], *(peers[name] for name in asked.peers)]
    ours = {"gwanmun": PYTHON}
    if distribution := debian_python(may=not asked.no_install):
        ours["gwanmun-debian"] = f"env PYTHONPATH={HERE.parent}/src {distribution}"
    for name, python in ours.items():
        gateways.append({
            "name": name,
            "cmd": f"{python} {HERE}/gate_site.py serve {site} {scratch}/run",
            "url": f"http://127.0.0.1:{PORT}",
            "key": key,
            "model": gate_site.MODEL,
            "note": "everything on: see docs/performance.md",
            "beside": r"gwanmun\.entrypoints\.(?:rollup|desk)",
        })  # fmt: skip
    for number in range(asked.rounds):
        for gateway in gateways:
            name = gateway["name"]
            plan = SimpleNamespace(
                bodies=["300B", "8KB", *(("PII",) if name in {*ours, "litellm-pii"} else ()), *(("300B-new", "8KB-new") if name in ours else ())],
                conc=[1, 16], cpu_conc=16, stream_conc=[1, 16], secs=asked.secs, warm=2, gw_cpu=asked.gw_cpu,
                load_cpu=asked.load_cpu, out=str(RESULTS), peers_dir=str(PEERS),
            )  # fmt: skip
            if name in ours:
                found["disk_ms"].append(disk_ms(scratch))
            row = harness.measure(gateway, plan, tmp)
            if name in ours:
                found["disk_ms"].append(disk_ms(scratch))
            found["measured"].setdefault(name, []).append(row)
            cost = row["load"].get("300B/16", {}).get("cpu_ms")
            say(f"[{number + 1}/{asked.rounds}] {name}: {row.get('error') or f'{cost} ms CPU a request'}, load {row['loadavg']:.1f}")  # fmt: skip


def main() -> int:
    if sys.argv[1:2] == ["--usage"]:
        return usage_speed.main(sys.argv[2:])
    if sys.argv[1:2] == ["--accounts"]:
        # Here only: its server is the tests'.
        return int(importlib.import_module("accounts_speed").main(sys.argv[2:]))
    if sys.argv[1:2] == ["--privacy"]:
        privacy_speed.main()
        return privacy_peers.main(sys.argv[2:])
    if sys.argv[1:2] == ["--documents"]:
        # Here only: its libraries are the extra `documents`.
        return int(importlib.import_module("documents").main(sys.argv[2:]))
    if sys.argv[1:2] == ["--desk"]:
        return desk.main(sys.argv[2:])
    if sys.argv[1:2] == ["--console"]:
        # Here only: its libraries are the tests' as well.
        return int(importlib.import_module("console").main(sys.argv[2:]))
    if sys.argv[1:2] == ["--enforce"]:
        return int(importlib.import_module("enforce").main(sys.argv[2:]))
    asked = options()
    RESULTS.mkdir(exist_ok=True)
    began = time.monotonic()
    asked.peers = install(asked.peers, may=not asked.no_install)
    found: dict[str, Any] = {
        "conditions": conditions(asked.peers), "rounds": asked.rounds, "secs": asked.secs, "quick": asked.quick,
        "load_before": os.getloadavg()[0], "measured": {}, "disk_ms": [],
    }  # fmt: skip
    scratch = RESULTS / "sites"  # on the checkout's disk: a scratch folder may be memory, where a flush costs nothing
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    tmp = tempfile.mkdtemp(prefix="gwanmun-bench-")
    mock = Path(tmp) / "mock"
    subprocess.run(["cc", "-O2", "-o", str(mock), str(HERE / "gateways" / "mock_upstream.c")], check=True, timeout=60)
    gate_site.prepare(scratch / "site", PORT, f"http://127.0.0.1:{harness.UP}/v1")
    key = gate_site.key()
    os.environ.update(PEERS=str(PEERS), UP=f"http://127.0.0.1:{harness.UP}", HERE=str(HERE / "gateways"), TMP=tmp)  # noqa: TID251 - the peers\' commands name these
    upstream = subprocess.Popen(["taskset", "-c", asked.load_cpu, str(mock), str(harness.UP), "20", "5"], start_new_session=True)  # fmt: skip
    try:
        time.sleep(0.3)
        if upstream.poll() is not None:
            say(f"port {harness.UP} is taken: another bench seems to run")
            return 3
        side_by_side(asked, scratch / "site", scratch, key, found, tmp)
        bodies = harness.bodies(tmp, gate_site.MODEL)
        for name, wanted, part in (
            ("long", asked.requests, lambda: long_run(asked, scratch / "site", scratch, bodies, key)),
            ("big", asked.records, lambda: big_journal(asked)),
        ):
            if wanted:
                try:
                    found[name] = part()
                except (RuntimeError, subprocess.SubprocessError, OSError) as error:
                    miss(f"{name}: {type(error).__name__}: {str(error)[:200]}")
    finally:
        harness.stop(upstream)
        shutil.rmtree(tmp, ignore_errors=True)
        shutil.rmtree(scratch, ignore_errors=True)
    probes = [took for took in found["disk_ms"] if took]
    found["disk_ms"] = [
        {"p50": percentile(took, 0.5), "p99": percentile(took, 0.99), "n": len(took)} for took in probes
    ]
    found["disk_p50_ms"] = round(statistics.median(row["p50"] for row in found["disk_ms"]), 3) if probes else None
    found |= {"load_after": os.getloadavg()[0], "took_seconds": round(time.monotonic() - began), "said": said}
    (RESULTS / "results.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    text = report.tables(found)
    (RESULTS / "results.md").write_text(text)
    print(text)
    if asked.docs:
        report.into_docs(text)
    return 0 if all("error" not in row for row in found["measured"]["gwanmun"]) else 1


if __name__ == "__main__":
    sys.exit(main())
