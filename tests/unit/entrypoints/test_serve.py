"""The supervisor: which ends of a child stop everything, and which start it again."""

import signal
import socket
import sys
import time

import pytest

from gwanmun.entrypoints import desk, gate, serve, worker
from gwanmun.entrypoints.serve import Child


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "gwanmun.toml"
    path.write_text("")
    kept = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield path
    for sign, handler in kept.items():
        signal.signal(sign, handler)


def family(monkeypatch, said, *programs):
    def children(_settings, _config, report):
        def tell(event, fields):
            said.append((event, fields))
            report(event, fields)

        return [Child(f"child-{n}", (sys.executable, "-c", text), tell) for n, text in enumerate(programs)]

    monkeypatch.setattr(serve, "children", children)


@pytest.mark.parametrize(("ended", "why"), [(2, "bad settings"), (4, "evidence does not add up")])
def test_a_child_that_a_new_start_cannot_mend_stops_everything_and_the_code_is_passed_on(
    config, monkeypatch, capfd, ended, why
):
    family(monkeypatch, [], f"raise SystemExit({ended})", "import sys; sys.stdin.read()")
    assert serve.run(config) == ended
    assert f'"why":"{why}"' in capfd.readouterr().err


def test_a_child_that_storage_stopped_is_started_again(config, monkeypatch, tmp_path):
    said = []
    mark = tmp_path / "been"
    program = f"import os; raise SystemExit(4 if os.path.exists({str(mark)!r}) else os.mkdir({str(mark)!r}) or 3)"
    family(monkeypatch, said, program)
    assert serve.run(config) == 4
    assert [event for event, _ in said] == ["started", "started"]


def test_every_process_ends_the_same_way_when_evidence_does_not_add_up():
    assert {desk.TAMPERED, gate.TAMPERED, worker.EXIT_INTEGRITY} == {4}
    assert {desk.CANNOT_RUN, gate.CANNOT_RUN, worker.EXIT_STORAGE}.isdisjoint(serve.FATAL)


def test_the_others_start_when_the_gate_listens(config, monkeypatch, tmp_path):
    """Over what was published last, the gate has the machine to itself until it can open."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    data = tmp_path / "data"
    config.write_text(f'[gate]\nlisten = "127.0.0.1:{port}"\ndata_dir = "{data}"\n')
    (data / "published").mkdir(parents=True)
    (data / "published" / "current").touch()
    monkeypatch.setattr(serve, "_GATE_FIRST_SECONDS", 60.0)
    listening, seen = tmp_path / "listening", tmp_path / "seen"
    gate_program = (
        "import socket, sys, time; from pathlib import Path; time.sleep(0.5);"
        f"s = socket.create_server(('127.0.0.1', {port})); Path({str(listening)!r}).touch(); sys.stdin.read()"
    )
    other = f"from pathlib import Path; Path({str(seen)!r}).write_text(str(Path({str(listening)!r}).exists())); raise SystemExit(4)"

    def children(_settings, _config, report):
        return [
            Child("desk", (sys.executable, "-c", other), report),
            Child("gate", (sys.executable, "-c", gate_program), report),
        ]

    monkeypatch.setattr(serve, "children", children)
    began = time.monotonic()
    assert serve.run(config) == 4
    assert seen.read_text() == "True"
    assert time.monotonic() - began < 60
