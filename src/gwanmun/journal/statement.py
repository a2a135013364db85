"""Signed statements: a text that says something about journals, signed as checkpoints are (C2SP signed-note, Ed25519).

What lives here: signing and proving the bytes. What does not: what a statement says (`budget/absence.py`).
"""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gwanmun.journal.checkpoint import MAX_NOTE, Vkey, check_origin
from gwanmun.journal.faults import BadCheckpoint

_DASH = "\N{EM DASH} "


def sign_statement(text: str, name: str, key: Ed25519PrivateKey) -> bytes:
    """The signed note over `text`, which ends with a line break and holds no empty line."""
    if not text.endswith("\n") or "\n\n" in text or "\r" in text:
        raise ValueError("a statement is whole lines without an empty one")
    vkey = Vkey(check_origin(name), key.public_key().public_bytes_raw())
    blob = base64.b64encode(vkey.id + key.sign(text.encode())).decode()
    note = f"{text}\n{_DASH}{name} {blob}\n".encode()
    if len(note) > MAX_NOTE:
        raise ValueError("the statement is too long")
    return note


def read_statement(note: bytes, vkey: Vkey) -> str:
    """Prove a statement under `vkey` and give its text, or raise `BadCheckpoint`."""
    if len(note) > MAX_NOTE:
        raise BadCheckpoint("the note is too long")
    try:
        head, gap, line = note.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise BadCheckpoint("the note is not UTF-8") from None
    name, _, encoded = line.removeprefix(_DASH).removesuffix("\n").partition(" ")
    if not gap or not line.startswith(_DASH) or line.count("\n") != 1 or name != vkey.name:
        raise BadCheckpoint("the note is not signed by the key expected")
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise BadCheckpoint("base64 is malformed") from None
    text = head + "\n"
    if blob[:4] != vkey.id:
        raise BadCheckpoint("the note is not signed by the key expected")
    try:
        Ed25519PublicKey.from_public_bytes(vkey.public).verify(blob[4:], text.encode())
    except InvalidSignature:
        raise BadCheckpoint("the signature is wrong") from None
    return text
