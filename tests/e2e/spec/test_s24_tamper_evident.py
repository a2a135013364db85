"""S24, a demand for transparency and accountability: altering one record is detected and located.

A gate writes, the worker process seals, the gate goes on a little; then somebody with full access to the disk alters
one thing. `verify` names the record. (Press source: the demand is quoted in docs/requirements.md.)
"""

import hashlib
import shutil
import signal
import subprocess
import sys
import time

import pytest

from gwanmun.adapters.files.evidence import find_records, verify_journal
from gwanmun.adapters.files.reader import published, segment_files
from gwanmun.errors import IntegrityFault
from gwanmun.journal.faults import AlteredRecord
from gwanmun.journal.segment import opening_frame, read_openings
from gwanmun.journal.tiles import bundle, entries_path, opening_path, tile_path, unbundle
from gwanmun.journal.tree import leaf_hash
from journal_kit import Place, fact

SIZE, LATER = 600, 20


def work(place: Place) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "gwanmun.entrypoints.worker", "--data", str(place.root)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stop(worker: subprocess.Popen) -> str:
    """Close its standard input, as a supervisor that died does."""
    _, said = worker.communicate(timeout=60)
    return said


@pytest.fixture(scope="module")
def sealed(tmp_path_factory) -> Place:
    place = Place(tmp_path_factory.mktemp("data"))
    place.write(range(SIZE))
    worker = work(place)
    said = stop(worker)
    assert worker.returncode == 0, said
    assert '"stopped"' in said
    assert published(place.path).size == SIZE
    place.write(range(SIZE, SIZE + LATER))
    return place


@pytest.fixture
def place(sealed, tmp_path) -> Place:
    shutil.copytree(sealed.root, tmp_path / "data")
    return Place(tmp_path / "data")


def located(place: Place) -> int:
    with pytest.raises(AlteredRecord) as caught:
        verify_journal(place.path, place.keys)
    assert str(caught.value.index) in caught.value.message("ko")
    return caught.value.index


def bundle_of(place: Place, index: int):
    number = index // 256
    width = min(256, SIZE - number * 256)
    path = place.path / entries_path(number, width)
    return path, unbundle(path.read_bytes(), width, ""), index % 256


def test_an_honest_journal_is_proved_whole(place):
    report = verify_journal(place.path, place.keys)
    assert (report.proved, report.openings_proved, report.not_yet_sealed) == (SIZE, SIZE + LATER, LATER)
    assert not report.forgotten


@pytest.mark.parametrize("index", [0, 255, 256, 431, 599])
def test_a_changed_amount_is_located(place, index):
    path, leaves, at = bundle_of(place, index)
    leaves[at] = leaves[at].replace(b'"v":1', b'"x":1')
    path.write_bytes(bundle(leaves))
    assert located(place) == index


@pytest.mark.parametrize("index", [3, 300])
def test_a_changed_amount_with_its_hash_made_to_fit_is_still_detected(place, index):
    path, leaves, at = bundle_of(place, index)
    leaves[at] = leaves[at].replace(b'"spent":', b'"spent":9') if index % 2 else leaves[at].replace(b"held", b"hold")
    path.write_bytes(bundle(leaves))
    tile = place.path / tile_path(0, index // 256)
    hashes = bytearray(tile.read_bytes())
    hashes[at * 32 : at * 32 + 32] = leaf_hash(leaves[at])
    tile.write_bytes(hashes)
    found = located(place)
    assert found <= index < found + 256


def test_records_changed_in_order_are_located(place):
    path, leaves, at = bundle_of(place, 300)
    leaves[at], leaves[at + 1] = leaves[at + 1], leaves[at]
    path.write_bytes(bundle(leaves))
    assert located(place) == 300


def test_a_removed_record_is_detected(place):
    path, leaves, at = bundle_of(place, 300)
    del leaves[at]
    path.write_bytes(bundle(leaves))
    with pytest.raises(IntegrityFault):
        verify_journal(place.path, place.keys)


@pytest.mark.parametrize("index", [0, 300, 599])
def test_an_exchanged_opening_is_located(place, index):
    path = place.path / opening_path(index // 256)
    frames, _ = read_openings(path.read_bytes())
    other = frames[(index % 256 + 1) % len(frames)][1]
    path.write_bytes(b"".join(opening_frame(at, other if at == index else hidden) for at, hidden, _ in frames))
    assert located(place) == index


def test_a_record_changed_before_it_was_sealed_is_located(place):
    file = segment_files(place.path)[-1][1]
    data = file.read_bytes()
    at = data.index(b'"index":610')
    file.write_bytes(data[:at] + b'"index":910' + data[at + 11 :])
    assert located(place) == 610


def test_a_checkpoint_over_another_history_is_not_signed_by_the_worker_and_not_believed(place):
    note = (place.path / "checkpoint").read_bytes()
    text = note.decode().split("\n")
    for line, value in ((1, "601"), (1, "599"), (2, "A" * 43 + "=")):
        changed = [*text]
        changed[line] = value
        (place.path / "checkpoint").write_bytes("\n".join(changed).encode())
        with pytest.raises(IntegrityFault):
            verify_journal(place.path, place.keys)


def test_the_worker_refuses_a_restored_backup_and_says_why(place, tmp_path):
    shutil.copytree(place.path, tmp_path / "old")
    place.write(range(SIZE + LATER, SIZE + LATER + 5))
    stop(work(place))
    shutil.rmtree(place.path)
    shutil.copytree(tmp_path / "old", place.path)
    worker = work(place)
    said = stop(worker)
    assert worker.returncode == 4
    assert "integrity_fault" in said


def test_the_worker_seals_once_more_when_it_is_told_to_end(place):
    worker = work(place)
    assert "sealing" in worker.stderr.readline()
    place.write(range(SIZE + LATER, SIZE + LATER + 5))
    worker.send_signal(signal.SIGTERM)
    worker.wait(60)
    stop(worker)
    assert worker.returncode == 0
    assert published(place.path).size == SIZE + LATER + 5


def killed_rounds(place: Place, rounds: int) -> None:
    written = SIZE + LATER
    for turn in range(rounds):
        worker = work(place)
        assert "sealing" in worker.stderr.readline()
        place.write(range(written, written + 90), each_group=9)
        written += 90
        time.sleep(turn % 7 * 0.03)
        worker.kill()
        stop(worker)
        report = verify_journal(place.path, place.keys)
        assert report.proved + report.not_yet_sealed == written
    worker = work(place)
    assert stop(worker)
    report = verify_journal(place.path, place.keys)
    assert (report.proved, report.openings_proved, report.not_yet_sealed) == (written, written, 0)


def test_a_worker_that_is_killed_goes_on_where_it_was(place):
    killed_rounds(place, 2)


@pytest.mark.long
def test_a_worker_that_is_killed_many_times_goes_on_where_it_was(place):
    killed_rounds(place, 30)


def test_two_workers_do_not_seal_one_directory(place):
    first = work(place)
    assert "sealing" in first.stderr.readline()
    second = work(place)
    stop(second)
    assert second.returncode == 3
    stop(first)
    assert first.returncode == 0


def test_a_lost_signing_key_is_not_replaced_in_silence(place):
    (place.root / "worker" / "checkpoint.key").unlink()
    worker = work(place)
    stop(worker)
    assert worker.returncode == 4


def test_the_signing_key_is_readable_by_its_owner_alone(place, sealed):
    assert (sealed.root / "worker" / "checkpoint.key").stat().st_mode & 0o777 == 0o600
    private = hashlib.sha256((sealed.root / "worker" / "checkpoint.key").read_bytes()).digest()
    assert private not in {hashlib.sha256(one.read_bytes()).digest() for one in place.path.rglob("*") if one.is_file()}


def test_one_request_is_shown_with_its_proof(place):
    records = find_records(place.path, fact(300).request, place.keys)
    assert [(one.index, one.sealed, one.opening) for one in records] == [
        (300, True, fact(300).opening),
        (301, True, fact(301).opening),
    ]
