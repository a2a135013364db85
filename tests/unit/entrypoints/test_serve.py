"""The supervisor: which ends of a child stop everything, and which start it again."""

import signal
import sys

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
