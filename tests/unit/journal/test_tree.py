"""The tree against RFC 6962's definitions, written down a second time as plainly as they stand there."""

import pytest

from gwanmun.journal.faults import BrokenTree
from gwanmun.journal.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    subtree_root,
    verify_consistency,
    verify_inclusion,
)
from journal_kit import mth

LEAVES = [b"leaf %d" % n for n in range(70)]


def node(level: int, number: int) -> bytes:
    return mth(LEAVES[number << level : (number + 1) << level])


@pytest.mark.parametrize("size", range(len(LEAVES)))
def test_all_ways_to_a_root_agree_with_the_definition(size):
    frontier = Frontier()
    for leaf in LEAVES[:size]:
        frontier.append(leaf_hash(leaf))
    assert frontier.root() == subtree_root([leaf_hash(one) for one in LEAVES[:size]]) == root(size, node)
    assert frontier.root() == mth(LEAVES[:size])
    assert Frontier(size, frontier.peaks).root() == frontier.root()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 33, 64, 70])
def test_every_record_proves_its_place_and_no_other(size):
    whole = mth(LEAVES[:size])
    for index in range(size):
        proof = inclusion_proof(index, size, node)
        verify_inclusion(index, size, leaf_hash(LEAVES[index]), proof, whole)
        for wrong in (
            (index + 1, size, leaf_hash(LEAVES[index]), proof, whole),
            (index, size, leaf_hash(b"other"), proof, whole),
            (index, size, leaf_hash(LEAVES[index]), [*proof, whole], whole),
            (index, size, leaf_hash(LEAVES[index]), proof, leaf_hash(whole)),
        ):
            with pytest.raises(BrokenTree):
                verify_inclusion(*wrong)
        for cut in range(len(proof)):
            with pytest.raises(BrokenTree):
                verify_inclusion(index, size, leaf_hash(LEAVES[index]), proof[:cut], whole)


@pytest.mark.parametrize("new", [1, 2, 7, 8, 31, 64, 70])
def test_growth_proves_itself_and_a_fork_does_not(new):
    for old in range(new + 1):
        proof = consistency_proof(old, new, node)
        verify_consistency(old, mth(LEAVES[:old]), new, mth(LEAVES[:new]), proof)
        fork = mth([*LEAVES[: old - 1], b"changed"]) if old else leaf_hash(b"not empty")
        with pytest.raises(BrokenTree):
            verify_consistency(old, fork, new, mth(LEAVES[:new]), proof)
        if old:
            with pytest.raises(BrokenTree):
                verify_consistency(old, mth(LEAVES[:old]), new, mth([*LEAVES[: new - 1], b"changed"]), proof)
            with pytest.raises(BrokenTree):
                verify_consistency(old, mth(LEAVES[:old]), new, mth(LEAVES[:new]), [*proof, EMPTY_ROOT])


def test_a_tree_never_becomes_smaller():
    with pytest.raises(BrokenTree):
        verify_consistency(8, mth(LEAVES[:8]), 7, mth(LEAVES[:7]), [])


def test_a_proof_for_a_smaller_tree_is_too_short_for_a_larger():
    proof = inclusion_proof(0, 2, node)
    verify_inclusion(0, 2, leaf_hash(LEAVES[0]), proof, mth(LEAVES[:2]))
    with pytest.raises(BrokenTree):
        verify_inclusion(0, 3, leaf_hash(LEAVES[0]), proof, mth(LEAVES[:2]))


def test_nonsense_is_refused():
    with pytest.raises(ValueError):
        inclusion_proof(3, 3, node)
    with pytest.raises(ValueError):
        consistency_proof(4, 3, node)
    with pytest.raises(ValueError):
        Frontier(3, [EMPTY_ROOT])
    with pytest.raises(BrokenTree):
        verify_inclusion(0, 0, EMPTY_ROOT, [], EMPTY_ROOT)
    with pytest.raises(BrokenTree):
        verify_consistency(3, mth(LEAVES[:3]), 7, mth(LEAVES[:7]), [])
