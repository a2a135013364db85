"""What holds for every journal: reading undoes printing, proofs verify, no altered byte passes."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.domain.facts import Ending, Fact, FactKind
from gwanmun.errors import IntegrityFault
from gwanmun.journal.canonical import canonical, parse
from gwanmun.journal.entry import decode_leaf, encode_leaf
from gwanmun.journal.opening import DayKey
from gwanmun.journal.segment import RECORD, frame, group_head, read_frame, scan, settle
from gwanmun.journal.tiles import bundle, number_path, unbundle
from gwanmun.journal.tree import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from journal_kit import Place, mth

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
INTEGERS = st.integers(-(2**63), 2**64 - 1)
KEYS = st.text(st.characters(min_codepoint=0, max_codepoint=127), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=5)
HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)
MONEY = st.integers(0, 2**63 - 1)
FACTS = st.builds(
    Fact,
    kind=st.sampled_from(sorted(set(FactKind) - {FactKind.ENDED})) | st.just(FactKind.ENDED),
    at_us=MONEY,
    request=st.none() | TEXT.filter(bool),
    agency=st.none() | TEXT.filter(bool),
    department=st.none() | TEXT.filter(bool),
    person=st.none() | HEX.map(lambda one: one[:32]),
    period=st.just("") | st.dates().map(lambda one: one.isoformat()),
    held=MONEY,
    spent=MONEY,
    overbilled=MONEY,
)


@given(OBJECTS)
def test_reading_undoes_printing(value):
    text = canonical(value)
    assert parse(text) == value
    assert canonical(parse(text)) == text


@given(FACTS, st.integers(0, 2**53), HEX, HEX, st.sampled_from([None, *Ending]))
def test_a_leaf_gives_its_fact_back(fact, index, commit, key, ending):
    if fact.kind is FactKind.ENDED:
        fact = Fact(fact.kind, fact.at_us, fact.request, ending=ending)
    leaf = encode_leaf(fact, index, commit, key[:16])
    fields = decode_leaf(leaf, index)
    assert fields.fact() == fact
    assert (fields.commit, fields.key) == (commit, key[:16])
    assert parse(leaf)  # a leaf is canonical JSON by the general rule, too


@given(OBJECTS, st.integers(0, 2**40), st.binary(min_size=32, max_size=32))
def test_an_opening_gives_itself_back(opening, index, secret):
    key = DayKey("00" * 8, secret, "gwanmun.test/gate-1")
    commit, sealed = key.seal(index, canonical(opening))
    assert key.unseal(index, commit, sealed) == opening


LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=90)


@settings(max_examples=60)
@given(LEAVES, st.data())
def test_every_proof_verifies(leaves, data):
    def node(level, number):
        return mth(leaves[number << level : (number + 1) << level])

    size = len(leaves)
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf_hash(leaf))
    assert frontier.root() == root(size, node) == mth(leaves)
    index = data.draw(st.integers(0, size - 1))
    verify_inclusion(index, size, leaf_hash(leaves[index]), inclusion_proof(index, size, node), mth(leaves))
    old = data.draw(st.integers(0, size))
    verify_consistency(old, mth(leaves[:old]), size, mth(leaves), consistency_proof(old, size, node))


@given(st.lists(st.binary(max_size=300), max_size=10))
def test_a_bundle_gives_its_leaves_back(leaves):
    assert unbundle(bundle(leaves), len(leaves), "") == leaves


@given(st.lists(st.integers(0, 10**12), min_size=2, unique=True))
def test_no_two_numbers_share_a_path(numbers):
    assert len({number_path(one) for one in numbers}) == len(numbers)


@given(st.integers(0, 255), st.binary(max_size=100), st.binary(max_size=100), st.binary(max_size=20))
def test_a_frame_gives_its_parts_back_wherever_it_stands(kind, kept, erasable, before):
    found = read_frame(before + frame(kind, kept, erasable) + before, len(before))
    assert found is not None
    assert (found.kind, found.kept, found.erasable, found.erasable_right) == (kind, kept, erasable, True)


GROUPS = st.lists(st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=4), min_size=1, max_size=4)


@given(GROUPS, st.data())
def test_however_a_segment_is_cut_a_prefix_of_its_records_is_found(groups, data):
    whole, index = b"", 0
    for number, group in enumerate(groups, 1):
        body = b"".join(frame(RECORD, b"%d" % (index + n), one) for n, one in enumerate(group))
        whole += group_head(number, index, len(group), len(body)) + body
        index += len(group)
    cut = data.draw(st.integers(0, len(whole)))
    cut_off = whole[:cut] + bytes(len(whole) - cut + 600)
    found = settle(cut_off, 0, 0, 0)
    assert [one.leaf for one in found.records] == [b"%d" % n for n in range(found.index)]
    assert found.torn or cut in {0, found.at}
    # Read in two pieces, it is the same.
    first = scan(whole[:cut], 0, 0, 0)
    second = scan(whole, first.at, first.group, first.index)
    assert first.records + second.records == scan(whole, 0, 0, 0).records


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Place:
    place = Place(tmp_path_factory.mktemp("journal"))
    place.write(range(275))
    place.seal()
    for _, file in ((0, one) for one in (place.path / "segments").iterdir()):
        file.unlink()  # only the lasting copy: nothing else may help to notice
    return place


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_altered_byte_of_the_lasting_copy_passes(place, data):
    files = {name: content for name, content in place.files().items() if content}
    # All evidence: leaves, hashes, openings, checkpoint, card. Each file is as likely as another, however small.
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    change = data.draw(st.integers(1, 255))
    content = bytearray(files[name])
    content[at] ^= change
    (place.path / name).write_bytes(content)
    try:
        with pytest.raises(IntegrityFault):
            verify_journal(place.path, place.keys)
    finally:
        (place.path / name).write_bytes(files[name])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_shortened_file_of_the_lasting_copy_passes(place, data):
    files = {name: content for name, content in place.files().items() if content}
    name = data.draw(st.sampled_from(sorted(files)))
    frames_end = {len(files[name])}
    at = data.draw(st.integers(0, len(files[name]) - 1))
    (place.path / name).write_bytes(files[name][:at])
    try:
        if name.startswith("opening/"):
            # An opening file that ends between two openings is forgetting (and is listed); anywhere else it is damage.
            try:
                assert verify_journal(place.path, place.keys).forgotten
            except IntegrityFault:
                frames_end.add(at)
        else:
            with pytest.raises(IntegrityFault):
                verify_journal(place.path, place.keys)
    finally:
        (place.path / name).write_bytes(files[name])


def test_the_place_is_sound_after_all_that(place, tmp_path):
    assert verify_journal(place.path, place.keys).openings_proved == 275
    shutil.copytree(place.root, tmp_path / "copy")
    assert verify_journal(Place(tmp_path / "copy").path).proved == 275
