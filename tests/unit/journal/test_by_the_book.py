"""A second verifier, written from docs/journal-format.md alone: it imports nothing of the journal's own code.

If this passes, a stranger with another language can do the same.
"""

import base64
import binascii
import hashlib
import hmac
import json
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from journal_kit import NOON, Place, fact, mth

FIELDS = {
    "agency", "at", "commit", "department", "ending", "held", "index", "key", "kind", "overbilled", "period", "person",
    "request", "spent", "v",
}  # fmt: skip


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def numbered(number: int) -> str:
    digits = f"{number:0{-(-len(str(number)) // 3) * 3}d}"
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{one}" for one in groups[:-1]), groups[-1]])


def frames(data: bytes, kinds: bytes):
    at = 0
    while at + 16 <= len(data) and data[at] in kinds:
        a, b = int.from_bytes(data[at + 1 : at + 3], "big"), int.from_bytes(data[at + 3 : at + 7], "big")
        kept, erasable = data[at + 11 : at + 11 + a], data[at + 11 + a : at + 11 + a + b]
        end = at + 16 + a + b
        assert int.from_bytes(data[at + 7 : at + 11], "big") == binascii.crc32(data[at : at + 7] + kept)
        assert int.from_bytes(data[end - 5 : end - 1], "big") == binascii.crc32(erasable)
        assert data[end - 1] == 0x0A
        yield chr(data[at]), kept, erasable
        at = end
    assert not data[at:].strip(b"\0")


class Stranger:
    def __init__(self, journal: Path, keys: Path) -> None:
        self.journal, self.keys = journal, keys
        card = json.loads((journal / "journal.json").read_bytes())
        assert card["format"] == 1
        self.origin = card["origin"]

    def checkpoint(self) -> tuple[int, bytes]:
        name, key_id, encoded = (self.journal / "checkpoint.vkey").read_text().strip().split("+", 2)
        public = base64.b64decode(encoded)
        assert name == self.origin
        assert public[:1] == b"\x01"
        assert hashlib.sha256(name.encode() + b"\n" + public).digest()[:4].hex() == key_id
        text, signatures = (self.journal / "checkpoint").read_text().split("\n\n")
        origin, size, root = text.split("\n")
        assert origin == self.origin
        signature = base64.b64decode(signatures.removeprefix(f"— {origin} "))
        assert signature[:4].hex() == key_id
        Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature[4:], f"{text}\n".encode())
        return int(size), base64.b64decode(root)

    def leaf(self, leaf: bytes, index: int) -> dict:
        fields = json.loads(leaf)
        assert canonical(fields) == leaf
        assert set(fields) <= FIELDS
        assert fields["index"] == index
        assert fields["v"] == 1
        return fields

    def open(self, fields: dict, sealed: bytes) -> object:
        context = self.origin.encode() + b"\0" + struct.pack(">Q", fields["index"])
        day = (datetime.fromtimestamp(fields["at"] / 1e6, UTC) + timedelta(hours=9)).date().isoformat()
        directory = self.keys / "day" / self.origin.replace("/", "+") / day
        card = json.loads((directory / f"{fields['key']}.json").read_bytes())
        bound = "\0".join(["gwanmun/day/1", self.origin, day, fields.get("agency", ""), fields["key"]]).encode()
        kek = AESGCM((self.keys / "kek").read_bytes())
        day_key = kek.decrypt(bytes.fromhex(card["nonce"]), bytes.fromhex(card["wrapped"]), bound)
        record_key = hmac.digest(day_key, b"gwanmun/record/1\0" + context, "sha512")
        commit = bytes.fromhex(fields["commit"])
        opening = AESGCM(record_key[:32]).decrypt(commit[:12], sealed, context)
        assert hmac.digest(record_key[32:], opening, "sha256") == commit
        assert canonical(json.loads(opening)) == opening
        return json.loads(opening)

    def sealed(self) -> list[object]:
        size, root = self.checkpoint()
        leaves, openings = [], []
        for number in range(-(-size // 256)):
            width = min(256, size - number * 256)
            suffix = "" if width == 256 else f".p/{width}"
            data = (self.journal / f"tile/entries/{numbered(number)}{suffix}").read_bytes()
            tile = (self.journal / f"tile/0/{numbered(number)}{suffix}").read_bytes()
            bundle = (self.journal / f"opening/{numbered(number)}").read_bytes()
            hidden = {int.from_bytes(kept, "big"): sealed for _, kept, sealed in frames(bundle, b"O")}
            at = 0
            for place in range(width):
                length = int.from_bytes(data[at : at + 2], "big")
                leaf = data[at + 2 : at + 2 + length]
                at += 2 + length
                assert hashlib.sha256(b"\0" + leaf).digest() == tile[place * 32 : place * 32 + 32]
                fields = self.leaf(leaf, number * 256 + place)
                openings.append(self.open(fields, hidden[fields["index"]]))
                leaves.append(leaf)
            assert at == len(data)
        assert mth(leaves) == root
        return openings

    def tail(self) -> list[object]:
        openings, index = [], None
        for file in sorted(self.journal.glob("segments/*.seg")):
            group = waiting = 0
            for kind, kept, sealed in frames(file.read_bytes(), b"SGR"):
                if kind == "S":
                    head = json.loads(kept)
                    assert head["origin"] == self.origin
                    assert head["segment"] == int(file.stem)
                    assert index in {None, head["first"]}
                    index = head["first"]
                elif kind == "G":
                    number, first, records, _ = struct.unpack(">QQII", kept)
                    assert (number, first, waiting) == (group + 1, index, 0)
                    group, waiting = number, records
                else:
                    openings.append(self.open(self.leaf(kept, index), sealed))
                    index, waiting = index + 1, waiting - 1
            assert waiting == 0
        return openings


@pytest.mark.parametrize("size", [3, 520])
def test_a_stranger_proves_the_journal_from_the_page_alone(tmp_path, size):
    place = Place(tmp_path)
    place.write(range(size))
    place.seal()
    place.write(range(size, size + 5), at_us=NOON + 12 * 3_600_000_000)  # midnight in Seoul: another day's key
    stranger = Stranger(place.path, place.keys)
    assert stranger.sealed() == [fact(n).opening for n in range(size)]
    assert stranger.tail()[-5:] == [fact(n).opening for n in range(size, size + 5)]


def test_the_stranger_names_files_as_we_do():
    assert [numbered(n) for n in (0, 7, 999, 1000, 1234067)] == ["000", "007", "999", "x001/000", "x001/x234/067"]
