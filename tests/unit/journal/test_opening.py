"""Openings against the written formulas, spelt a second time with other tools."""

import hashlib
import hmac
import struct

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gwanmun.journal.faults import AlteredRecord
from gwanmun.journal.opening import MAX_OPENING, DayKey, day_of, unseal

ORIGIN = "gwanmun.test/gate-1"
SECRET = bytes(range(32))
KEY = DayKey("00" * 8, SECRET, ORIGIN)


def by_the_book(index: int, opening: bytes) -> tuple[str, bytes]:
    context = ORIGIN.encode() + b"\0" + struct.pack(">Q", index)
    record_key = hmac.digest(SECRET, b"gwanmun/record/1\0" + context, "sha512")
    commit = hmac.digest(record_key[32:], opening, hashlib.sha256)
    return commit.hex(), AESGCM(record_key[:32]).encrypt(commit[:12], opening, context)


@pytest.mark.parametrize("opening", [b"{}", b'{"a":1}', b'{"a":"' + b"x" * 5000 + b'"}'])
def test_sealing_is_what_the_format_says(opening):
    assert KEY.seal(300, opening) == by_the_book(300, opening)


def test_unsealing_gives_the_opening_back():
    commit, sealed = KEY.seal(5, b'{"a":[1,"b"]}')
    assert KEY.unseal(5, commit, sealed) == {"a": [1, "b"]}


def test_a_record_key_alone_opens_its_record_and_no_other():
    prefix = ORIGIN.encode() + b"\0"
    commit, sealed = KEY.seal(5, b"{}")
    assert unseal(KEY.record_key(5), prefix, 5, commit, sealed) == {}
    with pytest.raises(AlteredRecord):
        unseal(KEY.record_key(6), prefix, 5, commit, sealed)


def test_every_altered_byte_of_a_sealed_opening_is_noticed():
    commit, sealed = KEY.seal(5, b'{"a":1}')
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(AlteredRecord) as caught:
            KEY.unseal(5, commit, bytes(changed))
        assert caught.value.index == 5


def test_an_opening_moved_to_another_record_or_journal_is_noticed():
    commit, sealed = KEY.seal(5, b"{}")
    for key, index in ((KEY, 6), (DayKey("00" * 8, SECRET, "gwanmun.test/gate-2"), 5)):
        with pytest.raises(AlteredRecord):
            key.unseal(index, commit, sealed)


def test_a_leaf_with_another_commitment_is_noticed():
    _, sealed = KEY.seal(5, b'{"a":1}')
    other, _ = KEY.seal(5, b'{"a":2}')
    with pytest.raises(AlteredRecord):
        KEY.unseal(5, other, sealed)


def test_a_commitment_changed_behind_the_nonce_is_noticed():
    commit, sealed = KEY.seal(5, b'{"a":1}')
    with pytest.raises(AlteredRecord):
        KEY.unseal(5, commit[:24] + "00" * 20, sealed)


def test_a_day_key_of_another_length_is_refused():
    with pytest.raises(ValueError):
        DayKey("00" * 8, bytes(31), ORIGIN)


def test_a_commitment_over_text_that_is_not_canonical_is_noticed():
    commit, sealed = KEY.seal(5, b'{ "a": 1 }')
    with pytest.raises(AlteredRecord):
        KEY.unseal(5, commit, sealed)


def test_two_texts_under_one_index_never_share_a_nonce():
    commits = {KEY.seal(5, b'{"a":%d}' % n)[0][:24] for n in range(500)}
    assert len(commits) == 500


def test_an_opening_too_long_is_refused():
    with pytest.raises(ValueError):
        KEY.seal(0, b"x" * (MAX_OPENING + 1))


def test_days_turn_at_midnight_in_seoul():
    midnight = 1_763_737_200_000_000  # 2025-11-22T00:00+09:00
    assert day_of(midnight) == day_of(midnight - 1) + 1
    assert day_of(0) == 0
