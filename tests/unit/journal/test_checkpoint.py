"""Checkpoints: the exact text, the key id rule, and every way a note can be wrong."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gwanmun.journal.checkpoint import Checkpoint, Vkey, check_origin, parse_vkey, sign, verify
from gwanmun.journal.faults import BadCheckpoint

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "gwanmun.test/kr-demo/gate-1"
VKEY = Vkey(ORIGIN, KEY.public_key().public_bytes_raw())
CHECKPOINT = Checkpoint(ORIGIN, 300, hashlib.sha256(b"root").digest())
NOTE = sign(CHECKPOINT, KEY)


def test_the_note_is_built_as_c2sp_says():
    text = f"{ORIGIN}\n300\n{base64.b64encode(CHECKPOINT.root).decode()}\n"
    public = KEY.public_key().public_bytes_raw()
    key_id = hashlib.sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4]
    signature = base64.b64encode(key_id + KEY.sign(text.encode())).decode()
    assert NOTE.decode() == f"{text}\n— {ORIGIN} {signature}\n"
    encoded = base64.b64encode(b"\x01" + public).decode()
    assert str(VKEY) == f"{ORIGIN}+{key_id.hex()}+{encoded}"
    assert parse_vkey(str(VKEY)) == VKEY
    assert verify(NOTE, VKEY) == CHECKPOINT


def test_every_altered_byte_of_a_note_is_noticed():
    for at in range(len(NOTE)):
        for change in (1, 0x20, 0x80):
            changed = bytearray(NOTE)
            changed[at] ^= change
            with pytest.raises(BadCheckpoint):
                verify(bytes(changed), VKEY)


def test_a_shortened_or_lengthened_note_is_noticed():
    for at in range(len(NOTE)):
        with pytest.raises(BadCheckpoint):
            verify(NOTE[:at], VKEY)
    for more in (b"x", b"\n", b"\n\n", b" "):
        with pytest.raises(BadCheckpoint):
            verify(NOTE + more, VKEY)


def test_signatures_of_strangers_are_ignored_but_do_not_count():
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    witness = "— witness.example " + base64.b64encode(bytes(76)).decode() + "\n"
    assert verify(NOTE + witness.encode(), VKEY) == CHECKPOINT
    with pytest.raises(BadCheckpoint):
        verify(sign(CHECKPOINT, other), VKEY)


def test_a_note_of_another_journal_is_refused():
    with pytest.raises(BadCheckpoint):
        verify(sign(Checkpoint("gwanmun.test/gate-2", 300, CHECKPOINT.root), KEY), VKEY)


@pytest.mark.parametrize("size", ["-1", "01", "+1", "1.0", "", "٣"])
def test_a_size_in_another_spelling_is_refused_even_when_signed(size):
    text = f"{ORIGIN}\n{size}\n{base64.b64encode(CHECKPOINT.root).decode()}\n"
    signature = base64.b64encode(VKEY.id + KEY.sign(text.encode())).decode()
    with pytest.raises(BadCheckpoint):
        verify(f"{text}\n— {ORIGIN} {signature}\n".encode(), VKEY)


def test_a_root_of_another_length_is_refused_even_when_signed():
    text = f"{ORIGIN}\n3\n{base64.b64encode(bytes(31)).decode()}\n"
    signature = base64.b64encode(VKEY.id + KEY.sign(text.encode())).decode()
    with pytest.raises(BadCheckpoint):
        verify(f"{text}\n— {ORIGIN} {signature}\n".encode(), VKEY)


def test_a_note_without_end_is_refused_unread():
    with pytest.raises(BadCheckpoint):
        verify(NOTE + b"x" * 70_000, VKEY)


def test_extension_lines_are_carried_under_the_signature():
    text = f"{ORIGIN}\n0\n{base64.b64encode(CHECKPOINT.root).decode()}\nextension\n"
    signature = base64.b64encode(VKEY.id + KEY.sign(text.encode())).decode()
    assert verify(f"{text}\n— {ORIGIN} {signature}\n".encode(), VKEY).size == 0


@pytest.mark.parametrize("line", ["", "a", "a+b", "a+00000000+AQ==", str(VKEY).replace("gate-1", "gate-2")])
def test_a_verifier_key_that_is_not_one_is_refused(line):
    with pytest.raises(BadCheckpoint):
        parse_vkey(line)


@pytest.mark.parametrize("origin", ["", "/", "a//b", "a/../b", "A", "a b", "a+b", "a" * 201, "한글", "a\n"])
def test_an_origin_that_could_be_mistaken_is_refused(origin):
    with pytest.raises(BadCheckpoint):
        check_origin(origin)
