"""The audit on journals made in memory: each numbered step fails for its own reason, and for no other."""

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gwanmun.domain.facts import Fact, FactKind
from gwanmun.journal import audit as audit_module
from gwanmun.journal.audit import audit
from gwanmun.journal.canonical import canonical
from gwanmun.journal.checkpoint import Checkpoint, Vkey, sign
from gwanmun.journal.entry import encode_leaf
from gwanmun.journal.faults import AlteredRecord, BadCheckpoint, BrokenSegment, BrokenTree
from gwanmun.journal.opening import DayKey, day_of
from gwanmun.journal.segment import RECORD, frame, group_head, opening_frame, segment_head
from gwanmun.journal.tiles import bundle, entries_path, opening_path, tile_path
from gwanmun.journal.tree import EMPTY_ROOT, leaf_hash, subtree_root

ORIGIN = "gwanmun.test/gate-1"
NOON = 1_763_780_400_000_000
SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class Made:
    """A journal in memory (`Library` and `Keys`), honest until a test changes it."""

    def __init__(self, size: int, tail: int = 0, *, openings: bool = True, days: int = 1) -> None:
        self.size = size
        self.keys = {day_of(NOON) + n: DayKey(f"{n:016x}", bytes([n % 256] * 32), ORIGIN) for n in range(days)}
        self.leaves, self.sealed = [], []
        for index in range(size + tail):
            at = NOON + index % days * 86_400_000_000
            key = self.keys[day_of(at)]
            commit, sealed = key.seal(index, b"{}") if openings else ("00" * 32, b"")
            self.leaves.append(encode_leaf(Fact(FactKind.ACT, at), index, commit, key.id))
            self.sealed.append(sealed)
        self.files = {"journal.json": canonical({"format": 1, "origin": ORIGIN})}
        self.segment_files: list[tuple[int, bytes]] = []
        self.add_segment(size, size + tail)
        if openings:
            for first in range(0, size, 256):
                frames = [opening_frame(n, self.sealed[n]) for n in range(first, min(first + 256, size))]
                self.files[opening_path(first // 256)] = b"".join(frames)
        for first in range(0, size, 256):
            part = self.leaves[first : min(first + 256, size)]
            self.files[entries_path(first // 256, len(part))] = bundle(part)
        self.build()

    def build(self) -> None:
        """Tiles and checkpoint over the leaves as they are now."""
        row, level = [leaf_hash(one) for one in self.leaves[: self.size]], 0
        self.root = subtree_root(row)
        while row:
            for at in range(0, len(row), 256):
                part = row[at : at + 256]
                self.files[tile_path(level, at // 256, len(part))] = b"".join(part)
            row = [subtree_root(row[at : at + 256]) for at in range(0, len(row) - 255, 256)]
            level += 1
        self.sign(ORIGIN)

    def sign(self, origin: str) -> None:
        self.files["checkpoint"] = sign(Checkpoint(origin, self.size, self.root), SIGNER)
        self.files["checkpoint.vkey"] = f"{Vkey(origin, SIGNER.public_key().public_bytes_raw())}\n".encode()

    def add_segment(self, first: int, end: int, number: int | None = None, origin: str = ORIGIN) -> None:
        number = number or len(self.segment_files) + 1
        body = b"".join(frame(RECORD, self.leaves[n], self.sealed[n]) for n in range(first, end))
        head = segment_head(origin, number, first) + group_head(1, first, end - first, len(body))
        self.segment_files.append((number, head + body + bytes(64)))

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def segments(self) -> Iterator[tuple[int, bytes]]:
        return iter(self.segment_files)

    def find(self, origin: str, day: int, agency: str, key_id: str) -> DayKey | None:
        assert (origin, agency) == (ORIGIN, "")
        key = self.keys.get(day)
        return key if key is not None and key.id == key_id else None


@pytest.mark.parametrize("size", [0, 1, 256, 300])
def test_an_honest_journal_is_proved(size):
    made = Made(size, tail=3)
    report = audit(made, made)
    assert (report.size, report.proved, report.not_yet_sealed) == (size, size, 3)
    assert (report.openings_proved, report.forgotten_count) == (size + 3, 0)


def test_tiles_above_are_held_against_those_below_at_every_level():
    roots = [leaf_hash(b"%d" % n) for n in range(257)]  # of full level-0 tiles
    honest = {
        tile_path(1, 0): b"".join(roots[:256]),
        tile_path(1, 1, 1): roots[256],
        tile_path(2, 0, 1): subtree_root(roots[:256]),
    }

    class Files:
        def __init__(self, **changed: bytes) -> None:
            self.read = {**honest, **changed}.get

    def prove(files: Files) -> None:
        above = audit_module._Above(files, 257 * 256)
        for one in roots:
            above.add(one)
        above.finish()

    prove(Files())
    for path, first in ((tile_path(1, 0), 768), (tile_path(1, 1, 1), 65_536), (tile_path(2, 0, 1), 0)):
        whole = honest[path]
        wrong = whole[:96] + bytes(32) + whole[128:] if len(whole) > 32 else bytes(32)
        for changed in (wrong, whole[:-1], None):
            with pytest.raises((AlteredRecord, BrokenTree)) as caught:
                prove(Files(**{path: changed}))
            if changed is wrong:
                assert caught.value.index == first


@pytest.mark.long
def test_every_upper_tile_of_a_tree_of_three_levels_counts():
    made = Made(65_793, openings=False)
    report = audit(made)
    assert report.proved == 65_793
    assert report.forgotten == [(0, 65_792)]
    assert report.forgotten_count == 65_793
    for path, first in ((tile_path(1, 0), 256 * 3), (tile_path(1, 1, 1), 65_536), (tile_path(2, 0, 1), 0)):
        honest = made.files[path]
        made.files[path] = honest[:96] + bytes(32) + honest[128:] if len(honest) > 32 else bytes(32)
        with pytest.raises(AlteredRecord) as caught:
            audit(made)
        assert caught.value.index == first
        made.files[path] = honest


def test_many_days_of_keys_do_not_fill_the_memory():
    made = Made(4200, days=4200)
    report = audit(made, made)
    assert report.openings_proved == 4200


def test_a_lost_day_key_lists_its_openings_as_forgotten():
    made = Made(10, days=2)
    del made.keys[day_of(NOON)]
    assert audit(made, made).forgotten == [(0, 0), (2, 2), (4, 4), (6, 6), (8, 8)]


def test_every_missing_file_is_named_by_its_first_record():
    made = Made(600)
    for path in [name for name in made.files if name.startswith("tile/")]:
        honest = made.files.pop(path)
        with pytest.raises(AlteredRecord) as caught:
            audit(made)
        number = int(path.split("/")[2].removesuffix(".p"))
        assert caught.value.index == (0 if path.startswith("tile/1") else number * 256)
        made.files[path] = honest


def test_a_signed_root_that_the_tiles_do_not_have_is_refused():
    made = Made(300)
    made.root = bytes(32)
    made.sign(ORIGIN)
    with pytest.raises(BrokenTree):
        audit(made)


def test_an_empty_tree_has_one_root():
    made = Made(0)
    assert made.root == EMPTY_ROOT
    made.root = bytes(32)
    made.sign(ORIGIN)
    with pytest.raises(BrokenTree):
        audit(made)


def test_the_checkpoint_of_another_journal_is_refused():
    made = Made(3)
    made.sign("gwanmun.test/gate-2")
    with pytest.raises(BadCheckpoint):
        audit(made)


def test_a_checkpoint_that_nobody_can_check_is_refused():
    made = Made(3)
    del made.files["checkpoint.vkey"]
    with pytest.raises(BadCheckpoint):
        audit(made)


def test_a_verifier_key_whose_line_was_cut_is_refused():
    made = Made(3)
    made.files["checkpoint.vkey"] = made.files["checkpoint.vkey"][:-1]
    with pytest.raises(BadCheckpoint, match="cut"):
        audit(made)


def test_openings_out_of_order_or_in_anothers_file_are_refused():
    for order in ((1, 0, 2), (0, 0, 1, 2), (0, 1, 2, 700)):
        made = Made(800)
        made.files[opening_path(0)] = b"".join(opening_frame(n, made.sealed[n]) for n in order)
        with pytest.raises(AlteredRecord):
            audit(made, made)


def test_openings_of_records_that_are_not_sealed_yet_are_left_alone():
    made = Made(10, tail=3)
    more = opening_frame(10, b"anything") + opening_frame(11, b"anything")
    made.files[opening_path(0)] += more
    assert audit(made, made).openings_proved == 13
    for cut in range(1, len(more)):  # and they may be on their way
        made.files[opening_path(0)] = made.files[opening_path(0)][:-1]
        assert audit(made, made).openings_proved == 13, cut
    made.files[opening_path(0)] += b"\xff" * 40
    with pytest.raises(AlteredRecord):
        audit(made, made)


def test_a_sealed_opening_that_is_cut_short_is_not_taken_for_forgotten():
    made = Made(10)
    made.files[opening_path(0)] = made.files[opening_path(0)][:-1]
    with pytest.raises(AlteredRecord) as caught:
        audit(made, made)
    assert caught.value.index == 9


@pytest.mark.parametrize(
    ("first", "end", "number", "origin"),
    [(23, 26, 2, ORIGIN), (23, 26, 4, ORIGIN), (24, 26, 3, ORIGIN), (23, 26, 3, "gwanmun.test/gate-2")],
)
def test_segments_must_follow_each_other(first, end, number, origin):
    made = Made(20, tail=6)
    made.segment_files.clear()
    made.add_segment(18, 21)
    made.add_segment(21, 23)
    made.add_segment(first, end, number, origin)
    with pytest.raises(BrokenSegment):
        audit(made)


def test_segments_that_follow_each_other_are_proved():
    made = Made(20, tail=6)
    made.segment_files.clear()
    made.add_segment(18, 21)
    made.add_segment(21, 23)
    made.segment_files.append((3, bytes(100)))  # named, never written
    made.add_segment(23, 26, 4)
    report = audit(made, made)
    assert (report.not_yet_sealed, report.torn) == (6, 1)


def test_segments_that_end_before_the_checkpoint_are_refused():
    made = Made(20)
    made.segment_files.clear()
    made.add_segment(10, 15)
    with pytest.raises(BrokenSegment):
        audit(made)


def test_a_gap_between_checkpoint_and_segments_is_named():
    made = Made(20, tail=6)
    made.segment_files.clear()
    made.add_segment(22, 26)
    with pytest.raises(AlteredRecord) as caught:
        audit(made)
    assert caught.value.index == 20


@pytest.mark.parametrize(
    ("old", "new"), [(b'"origin"', b'"Origin"'), (b"1", b"2"), (b"{", b" {"), (b"gate-1", b"Gate 1")]
)
def test_another_card_is_refused(old, new):
    made = Made(3)
    made.files["journal.json"] = made.files["journal.json"].replace(old, new, 1)
    with pytest.raises((BrokenTree, BadCheckpoint)):
        audit(made)
