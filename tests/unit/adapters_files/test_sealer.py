"""The sealer: same tree as the definition, whatever is killed when; and what it refuses to sign."""

import itertools
import shutil

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gwanmun.adapters.files import sealer as sealer_module
from gwanmun.adapters.files.evidence import forget_opening, verify_journal
from gwanmun.adapters.files.reader import leaves, newest_snapshot, published, replay, segment_files
from gwanmun.errors import IntegrityFault
from gwanmun.journal.faults import AlteredRecord, BadCheckpoint, BrokenSegment
from journal_kit import ORIGIN, PROJECTING, Place, mth


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path)


def definition(place) -> bytes:
    return mth([leaf for _, leaf in leaves(place.path)])


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
def test_the_root_signed_is_that_of_rfc_6962(place, size):
    place.write(range(size))
    expected = definition(place)
    assert place.seal() == size
    checkpoint = published(place.path)
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (ORIGIN, size, expected)
    report = verify_journal(place.path, place.keys)
    assert (report.proved, report.openings_proved, report.not_yet_sealed) == (size, size, 0)


def test_sealing_in_many_small_steps_gives_the_same_files_as_in_one(place, tmp_path):
    for start in range(0, 600, 37):
        place.write(range(start, min(start + 37, 600)), each_group=7)
        assert place.seal() == min(37, 600 - start)
    stepwise = place.files()
    for name in ("tile", "opening", "accounts"):
        shutil.rmtree(place.path / name)
    (place.path / "checkpoint").unlink()
    shutil.rmtree(place.state)
    place.seal()
    assert {k: v for k, v in stepwise.items() if ".p/" not in k} == {
        k: v for k, v in place.files().items() if ".p/" not in k
    }


def test_one_sealer_that_lives_on_drops_partial_tiles_it_has_left_behind(place):
    place.write(range(1))
    place.seal()
    sealer = place.sealer()
    for step in range(1, 300, 13):
        place.write(range(step, step + 13), segment_bytes=8192)
        assert sealer.seal() == 13
    sealer.close()
    partial = [name for name in place.files() if ".p/" in name]
    assert len(partial) <= 9
    assert not any("tile/0/000.p" in name for name in partial)
    assert verify_journal(place.path, place.keys).proved == 300


def test_what_is_written_while_sealing_waits_for_the_next_second(place, monkeypatch):
    place.write(range(10))
    sealer = place.sealer()
    tidy = sealer._tidy

    def busy_gate(batch):
        tidy(batch)
        if sealer.size < 50:
            place.write(range(10))

    monkeypatch.setattr(sealer, "_tidy", busy_gate)
    assert sealer.seal() == 10
    monkeypatch.setattr(sealer, "_tidy", tidy)
    assert sealer.seal() == 10
    sealer.close()


class Killed(BaseException):
    """kill -9 at a chosen system call."""


def kill_at(monkeypatch, count: int) -> None:
    """Die before the n-th file operation that the sealer makes durable or visible."""
    calls = itertools.count(1)

    def deadly(real):
        def call(*arguments, **named):
            if next(calls) == count:
                raise Killed
            return real(*arguments, **named)

        return call

    for name in ("replace", "flush_directory", "write_fully", "make_directory"):
        monkeypatch.setattr(sealer_module, name, deadly(getattr(sealer_module, name)))
    monkeypatch.setattr(sealer_module.os, "fdatasync", deadly(sealer_module.os.fdatasync))
    monkeypatch.setattr(sealer_module.shutil, "rmtree", deadly(sealer_module.shutil.rmtree))


def test_a_death_at_any_commit_point_is_made_good_by_the_next_start(place, tmp_path_factory):
    place.write(range(200), segment_bytes=1 << 18)
    place.seal()
    place.write(range(200, 270), segment_bytes=1 << 18)
    expected = definition(place)
    before = place.root
    survived = False
    for count in itertools.count(1):
        copy = Place(tmp_path_factory.mktemp("copy") / "data")
        shutil.copytree(before, copy.root)
        with pytest.MonkeyPatch.context() as patch:
            kill_at(patch, count)
            try:
                copy.seal()
                survived = True
            except Killed:
                pass
        # What stands there right after the death is sound, too.
        report = verify_journal(copy.path, copy.keys)
        assert report.size in {200, 270}
        assert report.proved + report.not_yet_sealed == 270
        copy.seal()
        assert published(copy.path).root == expected
        assert verify_journal(copy.path, copy.keys).openings_proved == 270
        shutil.rmtree(copy.root)
        if survived:
            break
    assert count > 20


def test_a_state_ahead_of_the_checkpoint_publishes_the_very_same_note(place):
    place.write(range(10))
    place.seal()
    note = (place.path / "checkpoint").read_bytes()
    (place.path / "checkpoint").unlink()
    place.seal()
    assert (place.path / "checkpoint").read_bytes() == note


def keep(place, name: str) -> None:
    shutil.copytree(place.path, place.root / name)


def bring_back(place, name: str) -> None:
    shutil.rmtree(place.path)
    shutil.copytree(place.root / name, place.path)


def test_an_old_backup_is_not_signed_again(place):
    place.write(range(300))
    place.seal()
    keep(place, "old")
    place.write(range(300, 400))
    place.seal()
    bring_back(place, "old")
    with pytest.raises(BadCheckpoint):
        place.seal()
    place.write(range(500, 700))  # it may even have grown again, differently
    with pytest.raises(BadCheckpoint):
        place.seal()


def test_segments_from_an_old_backup_under_new_tiles_are_refused_by_sealer_and_gate(place):
    place.write(range(100))
    keep(place, "old")
    place.write(range(100, 200))
    place.seal()
    shutil.rmtree(place.path / "segments")
    shutil.copytree(place.root / "old" / "segments", place.path / "segments")
    with pytest.raises(IntegrityFault):
        place.open()
    with pytest.raises(BadCheckpoint):
        place.seal()


def test_a_fork_in_the_segments_is_refused_and_located(place):
    place.write(range(100))
    keep(place, "old")
    place.write(range(100, 160))
    place.seal()
    honest = place.root / "honest"
    shutil.copytree(place.path, honest)
    bring_back(place, "old")
    place.write(range(1100, 1200))
    shutil.rmtree(honest / "segments")
    shutil.copytree(place.path / "segments", honest / "segments")
    bring_back(place, "honest")
    with pytest.raises(AlteredRecord) as caught:
        place.seal()
    assert caught.value.index == 100
    with pytest.raises(AlteredRecord) as caught:
        verify_journal(place.path)
    assert caught.value.index == 100


def test_without_its_memory_the_sealer_signs_nothing(place):
    place.write(range(10))
    place.seal()
    shutil.rmtree(place.state)
    with pytest.raises(BadCheckpoint):
        place.seal()


@pytest.mark.parametrize("state", [b"", b"[]", b"{}", b'{"format":2,"note":""}', b'{"format":1,"note":"x"}'])
def test_a_state_that_cannot_be_read_signs_nothing(place, state):
    place.write(range(10))
    place.seal()
    next(place.state.glob("*.json")).write_bytes(state)
    with pytest.raises(BadCheckpoint):
        place.seal()


def test_a_checkpoint_that_was_not_signed_here_is_refused(place):
    place.write(range(10))
    place.seal()
    state = next(place.state.glob("*.json"))
    old = state.read_bytes()
    place.write(range(10, 20))
    place.seal()
    state.write_bytes(old)
    with pytest.raises(BadCheckpoint):
        place.seal()


def test_a_lost_segment_is_noticed(place):
    place.write(range(10))
    place.seal()
    place.write(range(10, 20))
    place.write(range(20, 30))
    segment_files(place.path)[1][1].unlink()
    with pytest.raises(BrokenSegment):
        place.seal()


def test_an_altered_group_that_stays_so_is_alarmed(place):
    place.write(range(10))
    file = segment_files(place.path)[0][1]
    data = bytearray(file.read_bytes())
    data[len(data.rstrip(b"\0")) - 200] ^= 1
    file.write_bytes(data)
    sealer = place.sealer()
    assert sealer.seal() == 0  # it could still be on its way
    with pytest.raises(AlteredRecord):
        sealer.seal()
    sealer.close()


def test_a_full_tile_is_never_changed(place):
    place.write(range(250))
    place.seal()
    place.write(range(250, 270))
    (place.path / "tile" / "0" / "000").write_bytes(bytes(8192))
    with pytest.raises(IntegrityFault):
        place.seal()


def test_accounts_are_snapshots_of_this_tree_and_only_three_are_kept(place, monkeypatch):
    monkeypatch.setattr(sealer_module, "SNAPSHOT_EVERY", 100)
    for start in range(0, 700, 70):
        place.write(range(start, start + 70), segment_bytes=16384)
        place.seal()
    kept = sorted(int(one.stem) for one in (place.path / "accounts").glob("*.json"))
    assert len(kept) == 3
    snapshot = newest_snapshot(place.path)
    assert snapshot.index == kept[-1]
    assert snapshot.accounts["applied"] == snapshot.index
    assert snapshot.accounts["spent"] == sum(n for n in range(snapshot.index) if n % 2)
    rest = list(replay(place.path, snapshot.index))
    assert snapshot.index + len(rest) == 700
    # Segments that checkpoint and snapshot are past are gone; everything is still proved.
    assert segment_files(place.path)[0][0] > 1
    assert verify_journal(place.path, place.keys).openings_proved == 700
    assert len(list(replay(place.path, 0))) == 700


def test_a_snapshot_that_is_not_of_this_tree_is_passed_over(place, monkeypatch):
    monkeypatch.setattr(sealer_module, "SNAPSHOT_EVERY", 100)
    for start in (0, 100):
        place.write(range(start, start + 100))
        place.seal()
    newest = place.path / "accounts" / f"{200:020d}.json"
    card = orjson.loads(newest.read_bytes())
    for broken in (b"", b"{}", orjson.dumps({**card, "root": "00" * 32}), orjson.dumps({**card, "index": 1})):
        newest.write_bytes(broken)
        assert newest_snapshot(place.path).index == 100


def test_a_torn_tail_is_passed_when_the_gate_has_gone_on(place):
    place.write(range(30), each_group=10)
    file = segment_files(place.path)[0][1]
    data = file.read_bytes()
    file.write_bytes(data.rstrip(b"\0")[:-150] + bytes(4096))
    place.write(range(100, 120))
    count = len(list(leaves(place.path)))
    assert 20 <= count - 20 < 30
    assert place.seal() == count
    report = verify_journal(place.path, place.keys)
    assert (report.proved, report.torn) == (count, 1)


def test_a_group_longer_than_one_read_is_sealed(place, monkeypatch):
    monkeypatch.setattr(sealer_module, "_READ", 4096)
    place.write(range(120), each_group=120)
    assert place.seal() == 120


@pytest.mark.long
def test_a_tree_of_three_levels_is_sealed_in_steps_and_taken_up_again(place):
    place.write(range(65_530), each_group=5000, segment_bytes=1 << 24)
    assert place.seal() == 65_530
    place.write(range(65_530, 65_800), segment_bytes=1 << 24)
    expected = definition(place)
    assert place.seal() == 270
    assert published(place.path).root == expected
    place.write(range(65_800, 65_810))
    assert place.seal() == 10
    assert verify_journal(place.path, place.keys).openings_proved == 65_810


def test_an_opening_forgotten_while_it_is_being_sealed_stays_forgotten(place, monkeypatch):
    place.write(range(10))
    sealer = place.sealer()
    real = sealer._edge

    def meanwhile(size, batch):
        forget_opening(place.path, 5)  # the sealer has read it already
        real(size, batch)

    monkeypatch.setattr(sealer, "_edge", meanwhile)
    assert sealer.seal() == 10
    sealer.close()
    report = verify_journal(place.path, place.keys)
    assert (report.forgotten, report.to_be_erased, report.openings_proved) == ([(5, 5)], [], 9)


def test_a_journal_without_records_is_left_alone(place):
    place.write([])
    assert place.seal() == 0
    assert published(place.path) is None
    assert verify_journal(place.path).proved == 0


def test_another_key_is_not_the_one_that_signed(place):
    place.write(range(10))
    place.seal()
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(BadCheckpoint):
        sealer_module.Sealer(place.path, place.state, other, PROJECTING)
