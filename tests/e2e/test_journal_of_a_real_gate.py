"""The journal that a real gate wrote and a real worker sealed: every record verifies; one altered byte is located."""

import random
import shutil
import subprocess
import sys

import pytest

from e2e.site import CHAT, MESSAGES, Site, until
from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.adapters.files.reader import published, segment_files
from gwanmun.errors import IntegrityFault
from gwanmun.journal.faults import AlteredRecord
from gwanmun.journal.tiles import bundle, entries_path, opening_path, unbundle


@pytest.fixture(scope="module")
def sealed(running: Site, tmp_path_factory):
    """A copy of journal and keys, taken when all of it is sealed."""
    for n in range(40):
        running.ask(f"민원인 남궁솔(010-2345-6789) {n}", path=(CHAT, MESSAGES)[n % 2], stream=n % 3 == 0)
    running.ask("회의록", model="deepseek-chat")
    until(lambda: verify_journal(running.journal).not_yet_sealed == 0, 20, "the worker")
    place = tmp_path_factory.mktemp("evidence")
    shutil.copytree(running.journal, place / "gate-1")
    shutil.copytree(running.keys_dir, place / "keys")
    return place


@pytest.fixture
def copy(sealed, tmp_path):
    shutil.copytree(sealed, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_every_record_verifies_and_every_opening_opens(sealed) -> None:
    report = verify_journal(sealed / "gate-1", sealed / "keys")
    assert report.proved == report.openings_proved >= 80
    assert not report.forgotten
    assert report.not_yet_sealed == 0


def test_the_command_line_says_so_for_gate_and_desk(running: Site) -> None:
    command = [sys.executable, "-m", "gwanmun.entrypoints.cli", "journal", "verify", str(running.data / "journal")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
    assert "gate-1" in done.stdout
    assert "desk" in done.stdout


@pytest.mark.parametrize("seed", range(6))
def test_one_altered_byte_of_a_sealed_entry_is_located(copy, seed: int) -> None:
    journal = copy / "gate-1"
    size = published(journal).size
    dice = random.Random(seed)  # noqa: S311 - dice
    index = dice.randrange(size)
    number = index // 256
    width = min(256, size - number * 256)
    path = journal / entries_path(number, width)
    leaves = unbundle(path.read_bytes(), width, "")
    leaf = bytearray(leaves[index % 256])
    leaf[dice.randrange(len(leaf))] ^= 1 << dice.randrange(8)
    leaves[index % 256] = bytes(leaf)
    path.write_bytes(bundle(leaves))
    with pytest.raises(AlteredRecord) as caught:
        verify_journal(journal)
    assert caught.value.index == index
    assert str(index) in caught.value.message("ko")


@pytest.mark.parametrize("what", ["openings", "segments", "checkpoint"])
def test_one_altered_byte_anywhere_else_is_detected(copy, what: str) -> None:
    journal = copy / "gate-1"
    path = {
        "openings": journal / opening_path(0),
        "segments": segment_files(journal)[-1][1],
        "checkpoint": journal / "checkpoint",
    }[what]
    data = bytearray(path.read_bytes())
    data[min(len(data) // 2, 2000)] ^= 4
    path.write_bytes(data)
    with pytest.raises(IntegrityFault):
        verify_journal(journal, copy / "keys")
