"""The Merkle tree of RFC 6962 §2.1: hashes, a growing frontier, inclusion and consistency proofs.

`Node` functions give the hash of a complete subtree: `node(level, number)` covers the leaves
`number * 2**level … (number + 1) * 2**level - 1`. Verifying raises; nothing here returns a verdict.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from gwanmun.journal.faults import BrokenTree

Node = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()

_sha256 = hashlib.sha256


def leaf_hash(leaf: bytes) -> bytes:
    return _sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return _sha256(b"\1" + left + right).digest()


def subtree_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a row of sibling hashes, of any number."""
    if not hashes:
        return EMPTY_ROOT
    row = list(hashes)
    while len(row) > 1:
        paired = [_sha256(b"\1" + row[at] + row[at + 1]).digest() for at in range(0, len(row) - 1, 2)]
        if len(row) % 2:
            paired.append(row[-1])  # RFC 6962: an odd one out rises unchanged
        row = paired
    return row[0]


class Frontier:
    """A tree that only grows: one hash per set bit of its size, as a binary counter."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)  # largest subtree first
        if len(self.peaks) != size.bit_count():
            raise ValueError("a frontier has one peak per set bit of its size")

    def append(self, hashed: bytes) -> None:
        size, peaks = self.size, self.peaks
        while size & 1:
            hashed = _sha256(b"\1" + peaks.pop() + hashed).digest()
            size >>= 1
        peaks.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def range_root(start: int, end: int, node: Node) -> bytes:
    """MTH(D[start:end]) where `start` is a multiple of the largest power of two below the width (RFC 6962 §2.1)."""
    width = end - start
    if width == 0:
        return EMPTY_ROOT
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return node(level, start >> level)
    split = start + _split(width)
    return node_hash(range_root(start, split, node), range_root(split, end, node))


def root(size: int, node: Node) -> bytes:
    return range_root(0, size, node)


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(index, D[size]) (RFC 6962 §2.1.1)."""
    if not 0 <= index < size:
        raise ValueError("the index is outside the tree")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        split = start + _split(end - start)
        if index < split:
            path.append(range_root(split, end, node))
            end = split
        else:
            path.append(range_root(start, split, node))
            start = split
    path.reverse()
    return path


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """PROOF(old, D[new]) (RFC 6962 §2.1.2). Empty for old 0 or old = new."""
    if not 0 <= old <= new:
        raise ValueError("the old tree is larger than the new")
    if old in {0, new}:
        return []
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        split = start + _split(end - start)
        if old <= split:
            path.append(range_root(split, end, node))
            end = split
        else:
            path.append(range_root(start, split, node))
            start, whole = split, False
    if not whole:
        path.append(range_root(start, end, node))
    path.reverse()
    return path


def verify_inclusion(index: int, size: int, hashed: bytes, proof: Sequence[bytes], expected_root: bytes) -> None:
    """Prove that `hashed` is leaf `index` of the tree, or raise `BrokenTree` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        raise BrokenTree("inclusion proof for a record outside the tree")
    place, last, value = index, size - 1, hashed
    for sibling in proof:
        if last == 0:
            raise BrokenTree("inclusion proof is too long")
        if place & 1 or place == last:
            value = node_hash(sibling, value)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            value = node_hash(value, sibling)
        place >>= 1
        last >>= 1
    if last or value != expected_root:
        raise BrokenTree("inclusion proof does not lead to the root")


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Prove that the tree of size `new` continues the tree of size `old`, or raise `BrokenTree` (RFC 9162 §2.1.4.2)."""
    if not 0 <= old <= new:
        raise BrokenTree("the tree became smaller")
    if old in {0, new}:
        if proof or (old == new and old_root != new_root) or (old == 0 and old_root != EMPTY_ROOT):
            raise BrokenTree("the trees are not consistent")
        return
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        raise BrokenTree("consistency proof is empty")
    place, last = old - 1, new - 1
    while place & 1:
        place >>= 1
        last >>= 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise BrokenTree("consistency proof is too long")
        if place & 1 or place == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            second = node_hash(second, sibling)
        place >>= 1
        last >>= 1
    if last or first != old_root or second != new_root:
        raise BrokenTree("the trees are not consistent")


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << ((width - 1).bit_length() - 1)
