"""`gwanmun demo`: what a newcomer sees, and that none of it needs a network."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys

import pytest

from gwanmun.adapters.publication import PublicationFiles
from gwanmun.adapters.system import hold_lock
from gwanmun.entrypoints.demo import Demo

DEMO = [sys.executable, "-m", "gwanmun.entrypoints.cli", "demo"]
#: Raise the loopback of an empty network namespace (SIOCGIFFLAGS, SIOCSIFFLAGS), then become the command.
LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket() as s:
    row = fcntl.ioctl(s, 0x8913, struct.pack("16sh22x", b"lo", 0))
    flags = struct.unpack("16sh22x", row)[1] | 1
    fcntl.ioctl(s, 0x8914, struct.pack("16sh22x", b"lo", flags))
with socket.socket() as s:
    s.settimeout(3)
    try:
        s.connect(("192.0.2.1", 80))
        sys.exit("there is a network")
    except OSError:
        pass
os.execv(sys.argv[1], sys.argv[1:])
"""


def run(command: list[str], folder) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def cut_off() -> bool:
    """Whether a process can be put into a network namespace of its own here."""
    return subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0


def test_the_main_job_is_shown_from_start_to_end_without_a_network(tmp_path) -> None:
    command = [*DEMO, "--once", "--port", "0"]
    if cut_off():
        command = ["unshare", "-n", sys.executable, "-c", LOOPBACK_UP, *command]
    else:
        print("NOT TRIED: no network namespace can be made here; the demo ran with the network as it is")
    done = run(command, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    assert done.stdout.count("✓") >= 15
    assert "⟨이름1⟩" in done.stdout
    assert not list(tmp_path.iterdir())  # it tidies up


def test_what_is_seeded_is_published_before_any_process_starts() -> None:
    # Otherwise a gate that is quicker than the desk is ready with an empty snapshot, and knows nobody's key.
    demo = Demo("ko", once=True, port=0)
    try:
        demo.prepare()
        reader = PublicationFiles(demo.folder / "data" / "published", pytest.fail)
        asyncio.run(reader.open())
        assert len(reader.delta.keys) == len(demo.books.keys)
        assert {person.id for person in demo.books.people} <= {person.id for person in reader.snapshot.people}
        stated = {(name, upstream.base_url) for name, upstream in demo.settings.upstreams.items()}
        assert stated <= {(route.service, route.base_url) for route in reader.snapshot.routes}
    finally:
        demo.stop()


def test_the_consoles_address_is_shown_only_when_it_answers(monkeypatch, capsys) -> None:
    demo = Demo("ko", once=True, port=0)
    asked = []
    try:
        demo.prepare()
        demo.shown = "r-1"
        demo.children = [subprocess.Popen(["true"])]
        monkeypatch.setattr(demo, "opened", lambda address: asked.append((address, capsys.readouterr().out)))
        demo.serve()
    finally:
        shutil.rmtree(demo.folder, ignore_errors=True)
    assert asked == [(f"http://127.0.0.1:{demo.console}/healthz", "")]
    assert f"http://127.0.0.1:{demo.console}/" in capsys.readouterr().out


def test_the_blocking_of_2025_is_told_day_by_day(tmp_path) -> None:
    done = run([*DEMO, "--story", "block-2025"], tmp_path)
    assert done.returncode == 0, done.stderr
    for day in ("2025-01-31", "2025-02-05", "2025-02-06", "2025-02-15", "2025-04-28"):
        assert day in done.stdout
    for words in (
        "회신 대기 (선제 조치)",
        "기한 경과 (미회신)",
        "회신 불충분",
        "회신 8/8, 충분 8",
        "pipc-2025-pause: 해제",
    ):
        assert words in done.stdout


def test_the_spending_of_2024_is_told_to_the_won(tmp_path) -> None:
    done = run([*DEMO, "--story", "spending-2024"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "391,686,165" in done.stdout
    assert "3,687" in done.stdout


def test_the_block_is_lived_through_where_no_engine_is_and_said_to_be_simulated(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run([*DEMO, "--story", "enforce-2025", "--lang", "en"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("SIMULATED: real engines cannot run here (missing: named, rndc, squid, nft, ip, ss)")
    assert "✗" not in done.stdout
    for words in ("blocked 403 MND-1", "blocked 403 LOC-1", "out of scope", "Every step came out right"):
        assert words in done.stdout


@pytest.mark.parametrize("words", [("--story", "no-such-story"), ("--port", "99999")])
def test_what_it_cannot_show_is_said_with_exit_2(tmp_path, words) -> None:
    done = run([*DEMO, *words], tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_said_before_anything_is_touched(tmp_path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run([*DEMO, "--port", str(taken.getsockname()[1])], tmp_path)
    assert done.returncode == 2
    assert "--port 0" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_demonstration_that_runs_keeps_its_folder(tmp_path) -> None:
    folder = tmp_path / "demo-data"
    (folder / "data").mkdir(parents=True)
    (folder / ".gwanmun-demo").touch()
    (folder / "data" / "kept").touch()
    lock = hold_lock(folder / "data" / "desk.lock", "desk")
    try:
        done = run([*DEMO, "--port", "0"], tmp_path)
    finally:
        os.close(lock)
    assert done.returncode == 2
    assert (folder / "data" / "kept").exists()
