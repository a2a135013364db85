"""What auditors and officers do with a journal on disk: find, forget, and prove what is left."""

import json
import shutil

import pytest

from gwanmun.adapters.files import evidence
from gwanmun.adapters.files.evidence import find_record, find_records, forget_opening, verify_journal
from gwanmun.adapters.files.keys import Cabinet, forget_day
from gwanmun.adapters.files.reader import FileLibrary, leaves, segment_files
from gwanmun.errors import BadCommand, Conflict, IntegrityFault
from gwanmun.journal.faults import AlteredRecord, BadCheckpoint, BrokenTree
from gwanmun.journal.record import OpeningState
from journal_kit import NOON, ORIGIN, Place, fact

DAY = 86_400_000_000


@pytest.fixture
def place(tmp_path) -> Place:
    place = Place(tmp_path)
    place.write(range(300))
    place.seal()
    place.write(range(300, 310))
    return place


def test_a_request_is_shown_with_both_facts_and_their_openings(place):
    for number, sealed in ((10, True), (302, False)):
        records = find_records(place.path, fact(number).request, place.keys)
        assert [one.index for one in records] == [number, number + 1]
        assert [one.leaf.kind for one in records] == ["admitted", "ended"]
        assert [one.sealed for one in records] == [sealed, sealed]
        assert [one.opening for one in records] == [fact(number).opening, fact(number + 1).opening]
        assert {one.state for one in records} == {OpeningState.PROVED}
        assert records[0].leaf.fact().held == number + 1


def test_without_keys_the_leaf_is_shown_alone(place):
    (first, _) = find_records(place.path, fact(10).request)
    assert (first.opening, first.state) == (None, OpeningState.NOT_OPENED)
    assert find_records(place.path, "01930000-0000-7000-8000-999999999999", place.keys) == []
    assert find_record(place.path, 309, place.keys).opening == fact(309).opening
    assert find_record(place.path, 310, place.keys) is None


@pytest.mark.parametrize("index", [0, 255, 256, 299, 300, 309])
def test_a_forgotten_opening_is_gone_everywhere_and_every_proof_still_holds(place, index):
    before = verify_journal(place.path, place.keys)
    segment_copies = b"".join(file.read_bytes() for _, file in segment_files(place.path))
    with FileLibrary(place.path) as library:
        hidden = evidence._sealed_opening(place.path, library, index)
    assert hidden in segment_copies
    forget_opening(place.path, index)
    forget_opening(place.path, index)  # a repeat changes nothing
    everything = b"".join(one.read_bytes() for one in place.path.rglob("*") if one.is_file())
    assert hidden not in everything
    report = verify_journal(place.path, place.keys)
    assert report.forgotten == [(index, index)]
    assert report.to_be_erased == []
    assert report.openings_proved == before.openings_proved - 1
    assert (report.proved, report.root) == (before.proved, before.root)
    assert find_record(place.path, index, place.keys).state is OpeningState.FORGOTTEN
    # The sealer and the gate go on from it.
    place.write(range(310, 320))
    place.seal()
    report = verify_journal(place.path, place.keys)
    assert (report.proved, report.forgotten) == (320, [(index, index)])


def test_a_deletion_cut_off_half_way_is_reported_and_finished_by_a_repeat(place, monkeypatch):
    monkeypatch.setattr(evidence, "_drop_from_bundle", lambda *_: None)
    forget_opening(place.path, 7)
    report = verify_journal(place.path, place.keys)
    assert (report.forgotten, report.to_be_erased) == ([(7, 7)], [(7, 7)])
    monkeypatch.undo()
    forget_opening(place.path, 7)
    assert verify_journal(place.path, place.keys).to_be_erased == []


def test_a_record_that_is_not_there_cannot_be_forgotten(place):
    for index in (-1, 310):
        with pytest.raises(BadCommand):
            forget_opening(place.path, index)


def test_forgetting_a_day_of_an_agency_takes_those_openings_and_no_others(place):
    place.write(range(310, 320), agency="kr-busan")
    place.write(range(320, 330), at_us=NOON + DAY)
    place.seal()
    assert forget_day(place.keys, ORIGIN, "2025-11-22", "kr-seoul", "2025-11-24") == 1
    assert forget_day(place.keys, ORIGIN, "2025-11-22", "kr-seoul", "2025-11-24") == 0
    report = verify_journal(place.path, place.keys)
    assert report.forgotten == [(0, 309)]
    assert report.openings_proved == 20
    assert report.proved == 330
    assert find_record(place.path, 5, place.keys).state is OpeningState.FORGOTTEN


@pytest.mark.parametrize("today", ["2025-11-22", "2025-11-23", "2025-11-21"])
def test_a_day_that_may_still_be_written_is_not_forgotten(place, today):
    with pytest.raises(Conflict):
        forget_day(place.keys, ORIGIN, "2025-11-22", "kr-seoul", today)


def test_without_keys_openings_are_counted_and_not_called_forgotten(place):
    report = verify_journal(place.path)
    assert (report.openings_not_opened, report.openings_proved, report.forgotten) == (310, 0, [])


def test_a_key_file_that_was_exchanged_is_noticed(place):
    place.write([310], agency="kr-busan")
    files = sorted((place.keys / "day").rglob("*.json"))
    cards = [json.loads(one.read_bytes()) for one in files]
    files[0].write_bytes(files[1].read_bytes())
    with pytest.raises(IntegrityFault):
        verify_journal(place.path, place.keys)
    cards[0]["agency"] = cards[1]["agency"]
    files[0].write_text(json.dumps(cards[0], separators=(",", ":"), sort_keys=True))
    with pytest.raises(IntegrityFault):
        verify_journal(place.path, place.keys)
    files[0].write_bytes(b"{}")
    with pytest.raises(IntegrityFault):
        verify_journal(place.path, place.keys)


def test_another_key_encryption_key_opens_nothing(place):
    (place.keys / "kek").write_bytes(bytes(32))
    with pytest.raises(IntegrityFault):
        verify_journal(place.path, place.keys)
    (place.keys / "kek").unlink()
    assert Cabinet(place.keys).find(ORIGIN, 20_414, "kr-seoul", "00" * 8) is None


def test_a_verifier_key_from_elsewhere_decides(place):
    own = (place.path / "checkpoint.vkey").read_text().strip()
    assert verify_journal(place.path, vkey=own).vkey == own
    other = Place(place.root / "other")
    other.write(range(3))
    sealer = other.sealer()
    sealer.close()
    stranger = own.replace("gate-1", "gate-2")
    with pytest.raises(BadCheckpoint):
        verify_journal(place.path, vkey=stranger)


def test_an_earlier_checkpoint_shows_a_history_that_was_exchanged_whole(place, tmp_path):
    early = (place.path / "checkpoint").read_bytes()
    place.seal()
    assert verify_journal(place.path, earlier=early).size == 310
    late = (place.path / "checkpoint").read_bytes()
    other = Place(tmp_path / "other")
    other.write(range(1000, 1400))
    other.seal()  # the operator's own key: nothing in this directory is wrong by itself
    assert verify_journal(other.path).proved == 400
    for note in (early, late):
        with pytest.raises(BrokenTree):
            verify_journal(other.path, earlier=note)
    smaller = Place(tmp_path / "smaller")
    smaller.write(range(5))
    with pytest.raises(BadCheckpoint):
        verify_journal(smaller.path, earlier=early)
    smaller.seal()
    with pytest.raises(BadCheckpoint):
        verify_journal(smaller.path, earlier=early)


def test_bundles_alone_are_enough_when_segments_and_state_are_gone(place):
    shutil.rmtree(place.path / "segments")
    shutil.rmtree(place.state)
    report = verify_journal(place.path, place.keys)
    assert (report.proved, report.openings_proved, report.not_yet_sealed) == (300, 300, 0)
    assert len(list(leaves(place.path))) == 300


@pytest.mark.parametrize("card", [None, b"", b"{}", b'{"format":2,"origin":"a"}', b'{"format":1,"origin":"A"}'])
def test_a_directory_that_is_no_journal_is_refused(place, card):
    (place.path / "journal.json").unlink()
    if card is not None:
        (place.path / "journal.json").write_bytes(card)
    with pytest.raises(IntegrityFault):
        verify_journal(place.path)


def test_a_removed_checkpoint_does_not_pass_for_an_unsealed_journal(place):
    (place.path / "checkpoint").unlink()
    with pytest.raises(BadCheckpoint):
        verify_journal(place.path)


def test_records_missing_between_checkpoint_and_segments_are_named(place):
    place.write(range(310, 315))
    for _, file in segment_files(place.path)[:-1]:
        file.unlink()
    with pytest.raises(AlteredRecord) as caught:
        verify_journal(place.path)
    assert caught.value.index == 300


@pytest.mark.parametrize("line", [b"x\n", b"-1\n", b"1 2\n", b"9" * 20 + b"\n"])
def test_a_list_of_forgotten_openings_that_is_not_one_is_refused(place, line):
    (place.path / "opening" / "forgotten").write_bytes(line)
    with pytest.raises(IntegrityFault):
        verify_journal(place.path, place.keys)
