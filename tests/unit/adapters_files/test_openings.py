"""Reading every opening since a day: in order, from bundles and segments, past what was forgotten."""

import msgspec
import pytest

from gwanmun.adapters.files.evidence import forget_opening
from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.files.reader import segment_files
from gwanmun.errors import IntegrityFault
from journal_kit import NOON, Place, fact

ANY = msgspec.json.Decoder(dict)
DAY = 86_400_000_000


@pytest.fixture
def place(tmp_path) -> Place:
    place = Place(tmp_path)
    place.write(range(300))
    place.seal()
    place.write(range(300, 310), at_us=NOON + DAY)
    return place


def read(place: Place, since_us: int = 0, wanted=lambda _: True):
    journal = OpenedJournal(place.path, place.keys)
    return [(leaf.index, opening) for leaf, opening in journal.records(since_us, wanted, ANY)], journal.forgotten


def test_every_record_comes_once_in_order_with_its_opening(place) -> None:
    found, forgotten = read(place)
    assert [index for index, _ in found] == list(range(310))
    assert all(opening == fact(index).opening for index, opening in found)
    assert forgotten == 0


def test_sealed_and_unsealed_give_the_same(place) -> None:
    before = read(place)
    place.seal()
    assert read(place) == before


def test_bundles_whose_segments_are_gone_are_read_alike(tmp_path) -> None:
    place = Place(tmp_path)
    for start in range(0, 700, 70):  # ten runs of a gate, an hour apart, in small segments
        place.write(range(start, start + 70), segment_bytes=8192, at_us=NOON + start * 60_000_000)
        place.seal()
    for number, file in segment_files(place.path)[:-1]:
        file.unlink()
        assert number
    found, forgotten = read(place)
    assert [index for index, _ in found] == list(range(700))
    assert all(opening == fact(index).opening for index, opening in found)
    assert forgotten == 0
    late = read(place, NOON + 490 * 60_000_000)[0]
    assert [index for index, _ in late] == list(range(490, 700))
    forget_opening(place.path, 3)
    assert read(place)[1] == 1
    bundle = place.path / "opening/001"
    whole = bundle.read_bytes()
    bundle.write_bytes(whole + whole[:100])  # the sealer in the middle of a frame
    assert len(read(place)[0]) == 700
    bundle.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
    with pytest.raises(IntegrityFault, match="does not decrypt"):
        read(place)
    bundle.write_bytes(b"X" + whole[1:])
    with pytest.raises(IntegrityFault, match="a frame is altered"):
        read(place)
    bundle.write_bytes(whole)
    (place.path / "tile/entries/001").unlink()
    with pytest.raises(IntegrityFault, match="bundle is missing"):
        read(place)


def test_stretches_hold_every_record_once_and_the_last_one_goes_to_the_end(tmp_path) -> None:
    place = Place(tmp_path)
    for start in range(0, 840, 280):
        place.write(range(start, start + 280), segment_bytes=8192, at_us=NOON + start * 60_000_000)
        place.seal()
    for _, file in segment_files(place.path)[:-1]:
        file.unlink()
    late = NOON + 600 * 60_000_000
    journal = OpenedJournal(place.path, place.keys)
    asked = [(since_us, journal.stretches(since_us, most, 1)) for since_us in (0, late) for most in (1, 2, 9)]
    assert [len(stretches) for _, stretches in asked[:3]] == [1, 2, 3]
    place.write(range(840, 850), at_us=NOON + 1400 * 60_000_000)  # the gate goes on meanwhile
    place.seal()
    for since_us, stretches in asked:
        found = [
            leaf.index
            for within in stretches
            for batch in OpenedJournal(place.path, place.keys).batches(since_us, lambda _: True, ANY, within)
            for leaf, _ in batch
        ]
        assert found == [index for index, _ in read(place, since_us)[0]]
        assert found[-1] == 849


def test_a_short_journal_is_one_stretch(place) -> None:
    assert len(OpenedJournal(place.path, place.keys).stretches(0, 8, 200)) == 1


def test_it_begins_with_the_time_asked_for(place) -> None:
    assert [index for index, _ in read(place, NOON + 1)[0]] == list(range(300, 310))
    assert read(place, NOON + 2 * DAY)[0] == []


def test_openings_that_nobody_asks_for_are_not_opened(place) -> None:
    found, _ = read(place, wanted=lambda leaf: leaf.kind == "ended")
    assert {opening is None for index, opening in found if index % 2 == 0} == {True}
    assert all(opening is not None for index, opening in found if index % 2)


@pytest.mark.parametrize("index", [0, 255, 299, 305])
def test_what_was_forgotten_is_passed_over_and_counted(place, index) -> None:
    forget_opening(place.path, index)
    found, forgotten = read(place)
    assert forgotten == 1
    assert dict(found)[index] is None
    assert len(found) == 310


def test_without_its_key_an_opening_counts_as_forgotten(place) -> None:
    for file in place.keys.rglob("day/**/*.json"):
        file.unlink()
    found, forgotten = read(place)
    assert forgotten == 310
    assert {opening for _, opening in found} == {None}


def test_an_opening_that_does_not_decrypt_stops_the_reading(place) -> None:
    journal = OpenedJournal(place.path, place.keys)
    leaf, _ = next(iter(journal.records(0, lambda _: True, ANY)))
    with pytest.raises(IntegrityFault):
        journal._open(msgspec.structs.replace(leaf, commit="00" * 32), leaf.index, b"x" * 64, ANY)
