"""Classified texts found again in part (지문), and planted strings (카나리): keyed hashes of letters. S62.

How: a text becomes its letters (NFKC, case-folded, nothing but letters and digits: neither spaces nor marks nor line
breaks hide a copy). At every letter whose code point is 1 or 4 modulo 8 (about one in three) a shingle of 16 letters begins;
each is hashed to 64 bits under the installation's key (BLAKE2b), so that the published file says nothing about the text
to whoever lacks the key, and little to whoever has it. A passage copied whole of some 60 letters shares several.

A text is recognised when three different shingles of one registered file stand in a request, wherever they stand in it;
a planted string when it stands as a word of its own. Either makes the request C. Shingles that many registered files
share (letterheads, closing formulas) count for none. What does not live here: keys, files, who registers.
"""

import re
import struct
import unicodedata
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Final

from gwanmun.domain.fingerprints import Fingerprint, Sort

SHINGLE: Final = 16
#: Different shingles of one file that make a hit.
ENOUGH: Final = 3
#: A file with fewer says too little: it is registered as planted strings, or not at all.
FEWEST: Final = 6
#: At most so many shingles of one file are kept, evenly spread (about 600,000 letters).
MOST: Final = 80_000
#: A shingle that so many files share is a formula.
FORMULA: Final = 3
CANARY: Final = re.compile(r"[A-Za-z0-9](?:[_-]?[A-Za-z0-9]){7,63}")

_noise = re.compile(r"[\W_]+")
_anchor = re.compile(
    "["
    + "".join(
        chr(c)
        for c in (*range(0x30, 0x7B), *range(0x4E00, 0xA000), *range(0xAC00, 0xD7A4))
        if c % 8 in (1, 4) and chr(c).isalnum()
    )
    + "]"
)


def letters(text: str) -> str:
    """The letters and digits of a text, in one form."""
    return _noise.sub("", unicodedata.normalize("NFKC", text).casefold())


def shingles(text: str, key: bytes) -> Iterator[int]:
    """Keyed hashes of the text's shingles, in order."""
    plain = letters(text)
    last = len(plain) - SHINGLE
    for m in _anchor.finditer(plain):
        at = m.start()
        if at > last:
            return
        yield _hash(plain[at : at + SHINGLE], key)


def _hash(value: str, key: bytes) -> int:
    return int.from_bytes(blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest(), "big")


def document(text: str, key: bytes) -> str:
    """The hashes of a text to register; empty when it is too short to be told by them."""
    found = sorted(set(shingles(text, key)))
    if len(found) < FEWEST:
        return ""
    if len(found) > MOST:
        found = found[:: -(-len(found) // MOST)]
    return _packed(found)


def canary(value: str, key: bytes) -> str:
    """The hash of a planted string; empty when it is no word of 8 to 64 ASCII letters, digits, - and _."""
    return _packed([_hash(_bare(value), key)]) if CANARY.fullmatch(value) else ""


def _bare(value: str) -> str:
    return value.replace("-", "").replace("_", "").casefold()


def count(hashes: str) -> int:
    """How many hashes a registered row holds."""
    return len(b64decode(hashes)) // 8


def _packed(values: Sequence[int]) -> str:
    return b64encode(b"".join(value.to_bytes(8, "big") for value in values)).decode()


class Registered:
    """All registered rows, to look texts up in. Eight bytes a shingle and four for whose it is."""

    __slots__ = ("_canaries", "_hashes", "_ids", "_key", "_owners")

    def __init__(self, key: str, rows: Iterable[Fingerprint]) -> None:
        self._key = bytes.fromhex(key)
        self._ids: list[str] = []
        self._canaries: dict[int, str] = {}
        pairs: list[tuple[int, int]] = []
        for row in rows:
            data = b64decode(row.hashes)
            values = [int.from_bytes(data[at : at + 8], "big") for at in range(0, len(data) - 7, 8)]
            if row.sort is Sort.CANARY:
                self._canaries.update(dict.fromkeys(values, row.id))
                continue
            pairs += [(value, len(self._ids)) for value in values]
            self._ids.append(row.id)
        pairs.sort()
        # Native order on both sides: packed here, read here.
        self._hashes = memoryview(struct.pack(f"={len(pairs)}Q", *(value for value, _ in pairs))).cast("Q")
        self._owners = memoryview(struct.pack(f"={len(pairs)}I", *(owner for _, owner in pairs))).cast("I")

    def __bool__(self) -> bool:
        return bool(len(self._hashes) or self._canaries)

    def found(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The ids of registered rows that these texts of one request hold, in order."""
        if not self:
            return ()
        seen: set[tuple[int, int]] = set()
        hits: set[str] = set()
        for text in texts:
            if self._canaries:
                hits |= self._planted(text)
            if len(self._hashes):
                for value in shingles(text, self._key):
                    owners = self._owners_of(value)
                    if len(owners) < FORMULA:
                        seen.update((owner, value) for owner in owners)
        shared = Counter(owner for owner, _ in seen)
        hits.update(self._ids[owner] for owner, times in shared.items() if times >= ENOUGH)
        return tuple(sorted(hits))

    def _owners_of(self, value: int) -> Sequence[int]:
        at = bisect_left(self._hashes, value)
        end = at
        while end < len(self._hashes) and self._hashes[end] == value and end - at < FORMULA:
            end += 1
        return self._owners[at:end].tolist()

    def _planted(self, text: str) -> set[str]:
        plain = unicodedata.normalize("NFKC", text)
        return {
            found
            for m in CANARY.finditer(plain)
            if (found := self._canaries.get(_hash(_bare(m[0]), self._key))) is not None
        }


NOTHING_REGISTERED: Final = Registered("", ())
