"""Openings (열람부): keys of a record, commitment, encryption (docs/journal-format.md §4).

Standard primitives only: HMAC (RFC 2104) over SHA-2 as a key derivation, AES-256-GCM (SP 800-38D). Where keys come from
and where they are kept is the adapter's work. HMAC is spelt out on `hashlib` because its key state can then be kept per
day: `hmac.digest` fetches the algorithm anew each time and costs five times as much.
"""

import hashlib
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gwanmun.journal.canonical import parse
from gwanmun.journal.faults import AlteredRecord

MAX_OPENING = 1_048_576
TAG_SIZE = 16

_U64 = struct.Struct(">Q")
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))
#: Copied, because a new one looks its algorithm up again, which costs as much as hashing a record.
_sha256 = hashlib.sha256()


def day_of(at_us: int) -> int:
    """The Asia/Seoul day of a time, as days since 1970-01-01 (Korea has had no daylight saving since 1988)."""
    return (at_us + 32_400_000_000) // 86_400_000_000


def commitment(commit_key: bytes, opening: bytes) -> bytes:
    """HMAC-SHA256 with a 32-byte key."""
    inner, outer = _sha256.copy(), _sha256.copy()
    inner.update(commit_key.translate(_INNER) + _PAD_INNER + opening)
    outer.update(commit_key.translate(_OUTER) + _PAD_OUTER + inner.digest())
    return outer.digest()


_PAD_INNER = b"\x36" * 32
_PAD_OUTER = b"\x5c" * 32


class DayKey:
    """The key of one agency's openings on one day, ready to derive record keys quickly."""

    __slots__ = ("_inner", "_outer", "_prefix", "id")

    def __init__(self, key_id: str, secret: bytes, origin: str) -> None:
        if len(secret) != 32:
            raise ValueError("a day key has 32 bytes")
        self.id = key_id
        padded = secret + bytes(96)  # the block of SHA-512 is 128 bytes
        self._prefix = origin.encode() + b"\0"
        self._inner = hashlib.sha512(padded.translate(_INNER) + b"gwanmun/record/1\0" + self._prefix)
        self._outer = hashlib.sha512(padded.translate(_OUTER))

    def record_key(self, index: int) -> bytes:
        """The 64 bytes that open record `index` and no other."""
        inner = self._inner.copy()
        inner.update(_U64.pack(index))
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()

    def seal(self, index: int, opening: bytes) -> tuple[str, bytes]:
        """Commit to and encrypt a canonical opening: (commit as hex, sealed opening)."""
        if len(opening) > MAX_OPENING:
            raise ValueError("the opening is too long")
        key = self.record_key(index)
        commit = commitment(key[32:], opening)
        # INVARIANT: the nonce is derived from key and text, so a key never meets two texts under one nonce,
        # not even when a torn record's index is given out again.
        return commit.hex(), AESGCM(key[:32]).encrypt(commit[:12], opening, self._prefix + _U64.pack(index))

    def unseal(self, index: int, commit: str, sealed: bytes) -> dict[str, object]:
        """Decrypt and prove an opening, or raise `AlteredRecord`."""
        return unseal(self.record_key(index), self._prefix, index, commit, sealed)


def unseal(record_key: bytes, prefix: bytes, index: int, commit: str, sealed: bytes) -> dict[str, object]:
    """Decrypt one opening with its record key and prove it against the leaf's `commit`. `prefix`: origin and a zero."""
    expected = bytes.fromhex(commit)
    try:
        opening = AESGCM(record_key[:32]).decrypt(expected[:12], sealed, prefix + _U64.pack(index))
    except InvalidTag:
        raise AlteredRecord(index, "opening does not decrypt (열람부 복호화 실패)") from None
    if commitment(record_key[32:], opening) != expected:
        raise AlteredRecord(index, "opening does not match its commitment (열람부와 약속값 불일치)")
    try:
        return parse(opening)
    except ValueError:
        raise AlteredRecord(index, "opening is not canonical (열람부 형식 오류)") from None
