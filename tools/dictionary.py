"""Writes src/gwanmun/data/privacy/dictionary.bloom: whether a dictionary has a word, in few bytes (B. H. Bloom, CACM 13, 1970).

python tools/dictionary.py DIRECTORY      where mecab-ko-dic 2.1.1's sys.dic is (the wheel python-mecab-ko-dic holds it)

Words are read straight from the dictionary's double-array trie (MeCab 0.996, dictionary.cpp); no analyser runs. Persons' names are left out.
"""

import struct
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path

from gwanmun.privacy.lists import BLOOM_HEAD, bloom_places

OUT = Path(__file__).resolve().parent.parent / "src" / "gwanmun" / "data" / "privacy" / "dictionary.bloom"
#: With eight places a word, three words in a thousand are taken for one of the dictionary's.
BITS_A_WORD = 12
SHORTEST, LONGEST = 2, 6
_HEADER, _TOKEN = struct.Struct("<10I32x"), struct.Struct("<HHHhII")


def words(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Each entry: the word and its features."""
    data = path.read_bytes()
    size, tokens = _HEADER.unpack_from(data)[6:8]
    units = array("i")
    units.frombytes(data[_HEADER.size : _HEADER.size + size])
    at_tokens = _HEADER.size + size
    at_features = at_tokens + tokens
    stack = [(units[0], b"")]
    while stack:
        base, key = stack.pop()
        if base < 0:
            continue
        if 2 * base + 1 < len(units) and units[2 * base + 1] == base and units[2 * base] < 0:
            found = -units[2 * base] - 1
            for number in range(found >> 8, (found >> 8) + (found & 255)):
                feature = _TOKEN.unpack_from(data, at_tokens + _TOKEN.size * number)[4]
                end = data.index(b"\0", at_features + feature)
                yield key.decode("utf-8", "replace"), data[at_features + feature : end].decode("utf-8").split(",")
        for byte in range(256):
            unit = 2 * (base + byte + 1)
            if unit + 1 < len(units) and units[unit + 1] == base:
                stack.append((units[unit], key + bytes([byte])))


def main() -> None:
    known = {
        word
        for word, features in words(Path(sys.argv[1]) / "sys.dic")
        if SHORTEST <= len(word) <= LONGEST and all("가" <= c <= "힣" for c in word) and features[1] != "인명"
    }
    bits = bytearray(-(-BITS_A_WORD * len(known) // 8))
    for word in known:
        for place in bloom_places(word, 8 * len(bits)):
            bits[place >> 3] |= 1 << (place & 7)
    OUT.write_bytes(BLOOM_HEAD + bits)
    print(len(known), "words,", len(bits), "bytes")


if __name__ == "__main__":
    main()
