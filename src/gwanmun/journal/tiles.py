"""Tiles and entry bundles (C2SP tlog-tiles; docs/journal-format.md §5): paths, content, and the tree read from them."""

import struct
from collections.abc import Callable, Iterator, Sequence

from gwanmun.journal.faults import BrokenTree
from gwanmun.journal.tree import Node, subtree_root

WIDTH = 256
HASH = 32

_U16 = struct.Struct(">H")

#: Reads one file of a journal by its path; None when there is none.
Read = Callable[[str], bytes | None]


def number_path(number: int) -> str:
    """1234067 → x001/x234/067."""
    parts = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        parts.append(f"x{number % 1000:03d}")
    return "/".join(reversed(parts))


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    return f"tile/{level}/{number_path(number)}" + (f".p/{width}" if width < WIDTH else "")


def entries_path(number: int, width: int = WIDTH) -> str:
    return f"tile/entries/{number_path(number)}" + (f".p/{width}" if width < WIDTH else "")


def opening_path(number: int) -> str:
    return f"opening/{number_path(number)}"


def widths(size: int) -> Iterator[tuple[int, int]]:
    """(level, how many hashes it has) for each level of a tree of `size` leaves that has any."""
    level = 0
    while size:
        yield level, size
        size //= WIDTH
        level += 1


def tile_width(size: int, level: int, number: int) -> int:
    """How many hashes that tile holds in a tree of `size` leaves (0: there is no such tile)."""
    return max(0, min(WIDTH, (size >> (8 * level)) - number * WIDTH))


def bundle(leaves: Sequence[bytes]) -> bytes:
    """Leaves as one entry bundle."""
    pack = _U16.pack
    return b"".join([part for leaf in leaves for part in (pack(len(leaf)), leaf)])


def unbundle(data: bytes, width: int, where: str) -> list[bytes]:
    """The leaves of an entry bundle: exactly `width` of them, or `BrokenTree`."""
    leaves: list[bytes] = []
    at, end = 0, len(data)
    while at + 2 <= end:
        start = at + 2
        at = start + (data[at] << 8 | data[at + 1])
        leaves.append(data[start:at])
    if at != end or len(leaves) != width:
        raise BrokenTree("an entry bundle has the wrong form or number of records", where)
    return leaves


def hashes(data: bytes, width: int, where: str) -> list[bytes]:
    """The hashes of a tile: exactly `width`, or `BrokenTree`."""
    if len(data) != width * HASH:
        raise BrokenTree("a tile has the wrong width", where)
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def node_from_tiles(size: int, read: Read) -> Node:
    """Hashes of complete subtrees of a tree of `size` leaves, read from its tiles. Raises `BrokenTree` for lost ones."""
    cache: dict[tuple[int, int], list[bytes]] = {}

    def node(level: int, number: int) -> bytes:
        tile_level, height = divmod(level, 8)
        first = number << height  # of the hashes at the tile's own level
        tile_number, offset = divmod(first, WIDTH)
        key = (tile_level, tile_number)
        row = cache.get(key)
        if row is None:
            width = tile_width(size, tile_level, tile_number)
            path = tile_path(tile_level, tile_number, width)
            data = read(path)
            if data is None:
                raise BrokenTree("a tile is missing", path)
            if len(cache) >= 64:
                cache.clear()
            row = cache[key] = hashes(data, width, path)
        return subtree_root(row[offset : offset + (1 << height)])

    return node
