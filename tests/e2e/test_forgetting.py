"""`gwanmun journal forget`: what a record said is gone for good, what proves it stays, and who forgot it is on record."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from e2e.site import Site, site
from gwanmun.adapters.files.evidence import verify_journal

GWANMUN = [sys.executable, "-m", "gwanmun.entrypoints.cli"]


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Site]:
    """One of its own: in the shared one nothing is forgotten."""
    with site(tmp_path_factory.mktemp("forgetting")) as one:
        yield one


def gwanmun(place: Site, *words: str) -> subprocess.CompletedProcess:
    config = ["--config", str(place.folder / "gwanmun.toml")]
    return subprocess.run([*GWANMUN, *words, *config], capture_output=True, text=True, timeout=60, check=False)


def test_a_forgotten_request_keeps_its_proof_and_tells_nothing(running: Site) -> None:
    request = running.ask("회의록을 요약해 주세요.").headers["gwanmun-request"]
    journal = running.folder / "data" / "journal"
    before = verify_journal(journal / "gate-1").forgotten_count

    nobody_says_why = gwanmun(running, "journal", "forget", "--request", request, "--officer", "records-1")
    assert nobody_says_why.returncode == 2
    assert "reason" in nobody_says_why.stderr or "사유" in nobody_says_why.stderr

    words = ("--request", request, "--officer", "records-1", "--reason", "정보주체의 파기 요구")
    done = gwanmun(running, "journal", "forget", *words)
    assert done.returncode == 0, done.stderr
    shown = gwanmun(running, "journal", "show", request, "--json")
    assert {row["opening_state"] for row in json.loads(shown.stdout)} == {"forgotten"}
    assert verify_journal(journal / "gate-1").forgotten_count >= before + 1
    assert gwanmun(running, "journal", "forget", *words).returncode == 0  # a repeat after a crash is safe


def test_days_whose_keys_are_in_use_and_unknown_requests_are_refused(running: Site) -> None:
    for words in (
        ("--agency", "kr-chungnam", "--day", "2999-01-01"),
        ("--agency", "kr-chungnam", "--day", "yesterday"),
        ("--request", "no-such-request"),
        (),
    ):
        done = gwanmun(running, "journal", "forget", *words, "--officer", "records-1", "--reason", "보존기간 만료")
        assert done.returncode == 2, done.stdout
        assert "Traceback" not in done.stderr


def test_a_public_key_that_cannot_be_read_is_named(tmp_path) -> None:
    (tmp_path / "journal.json").touch()
    missing = tmp_path / "kept.vkey"
    done = subprocess.run(
        [*GWANMUN, "journal", "verify", str(tmp_path), "--public-key", str(missing)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "kept.vkey" in done.stderr
