"""Tiles: names, content, and the tree read back from them."""

import hashlib

import pytest

from gwanmun.journal.faults import BrokenTree
from gwanmun.journal.tiles import (
    bundle,
    entries_path,
    hashes,
    node_from_tiles,
    number_path,
    opening_path,
    tile_path,
    tile_width,
    unbundle,
    widths,
)
from gwanmun.journal.tree import root, subtree_root


@pytest.mark.parametrize(
    ("number", "path"), [(0, "000"), (7, "007"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")]
)
def test_numbers_are_written_as_c2sp_says(number, path):
    assert number_path(number) == path


def test_paths():
    assert tile_path(0, 5) == "tile/0/005"
    assert tile_path(2, 5, 17) == "tile/2/005.p/17"
    assert entries_path(1000, 3) == "tile/entries/x001/000.p/3"
    assert opening_path(3) == "opening/003"


def test_a_tree_has_these_tiles():
    assert list(widths(0)) == []
    assert list(widths(70_000)) == [(0, 70_000), (1, 273), (2, 1)]
    assert [tile_width(70_000, 0, n) for n in (272, 273, 274)] == [256, 112, 0]
    assert [tile_width(70_000, 1, n) for n in (0, 1, 2)] == [256, 17, 0]


def test_a_bundle_gives_back_its_leaves_and_no_other_number_of_them():
    leaves = [b"", b"a", b"x" * 65_535]
    data = bundle(leaves)
    assert unbundle(data, 3, "") == leaves
    for wrong, width in ((data, 2), (data, 4), (data[:-1], 3), (data + b"\0", 3), (data + b"\0\0", 3)):
        with pytest.raises(BrokenTree):
            unbundle(wrong, width, "")


def test_a_tile_of_another_width_is_refused():
    with pytest.raises(BrokenTree):
        hashes(bytes(33), 1, "")


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 1000, 65_536, 65_793])
def test_the_root_read_from_tiles_is_the_root_of_the_leaves(size):
    leaves = [hashlib.sha256(b"%d" % n).digest() for n in range(size)]
    files: dict[str, bytes] = {}
    row, level = leaves, 0
    while row:
        for at in range(0, len(row), 256):
            part = row[at : at + 256]
            files[tile_path(level, at // 256, len(part))] = b"".join(part)
        row = [subtree_root(row[at : at + 256]) for at in range(0, len(row) - 255, 256)]
        level += 1
    assert root(size, node_from_tiles(size, files.get)) == subtree_root(leaves)
    with pytest.raises(BrokenTree):
        root(size, node_from_tiles(size, {}.get))


def test_a_walk_over_many_tiles_keeps_few_of_them():
    tile = b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(256))
    read = []
    node = node_from_tiles(256 * 200, lambda path: read.append(path) or tile)
    for turn in range(2):
        for number in range(200):
            node(0, number * 256)
        assert len(read) > 200 * turn
    assert len(read) > 300  # what was read first has been let go
