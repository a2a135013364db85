"""Checkpoints (봉인): a signed tree head (C2SP tlog-checkpoint in a C2SP signed-note; docs/journal-format.md §7)."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gwanmun.journal.faults import BadCheckpoint

MAX_NOTE = 65_536

_ED25519 = b"\x01"
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_PART = re.compile(r"[a-z0-9._-]+")
_DASH = "\N{EM DASH} "


@dataclass(frozen=True, slots=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Vkey:
    """A verifier key: the name it signs under (here always the origin) and the public key."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"


def check_origin(origin: str) -> str:
    """Give the origin back if it is well formed, else raise `BadCheckpoint`."""
    parts = origin.split("/")
    if len(origin) > 200 or any(not _PART.fullmatch(part) or part in {".", ".."} for part in parts):
        raise BadCheckpoint("the origin is not well formed")
    return origin


def parse_vkey(text: str) -> Vkey:
    """Read a vkey line, or raise `BadCheckpoint`."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    blob = _unbase64(encoded)
    if len(blob) != 33 or blob[:1] != _ED25519:
        raise BadCheckpoint("the verifier key is not an Ed25519 key")
    vkey = Vkey(check_origin(name), blob[1:])
    if vkey.id.hex() != key_id:
        raise BadCheckpoint("the verifier key does not match its id")
    return vkey


def note_text(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.origin}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> bytes:
    """Make the signed note. Ed25519 is deterministic (RFC 8032): the same tree gives the same bytes."""
    text = note_text(checkpoint)
    vkey = Vkey(checkpoint.origin, key.public_key().public_bytes_raw())
    blob = base64.b64encode(vkey.id + key.sign(text.encode())).decode()
    return f"{text}\n{_DASH}{vkey.name} {blob}\n".encode()


def verify(note: bytes, vkey: Vkey) -> Checkpoint:
    """Prove a signed note under `vkey` and read it, or raise `BadCheckpoint`."""
    if len(note) > MAX_NOTE:
        raise BadCheckpoint("the note is too long")
    try:
        whole = note.decode()
    except UnicodeDecodeError:
        raise BadCheckpoint("the note is not UTF-8") from None
    head, gap, tail = whole.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise BadCheckpoint("the note has no signatures")
    text = head + "\n"
    checkpoint = _parse_text(text)
    if checkpoint.origin != vkey.name:
        raise BadCheckpoint("the note is of another journal")
    signed = False
    for line in tail[:-1].split("\n"):
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not name:
            raise BadCheckpoint("a signature line is malformed")
        blob = _unbase64(encoded)
        if len(blob) < 5:
            raise BadCheckpoint("a signature line is malformed")
        if name != vkey.name or blob[:4] != vkey.id:
            continue  # a witness, or a key we do not know: signed-note says to ignore it
        try:
            Ed25519PublicKey.from_public_bytes(vkey.public).verify(blob[4:], text.encode())
        except InvalidSignature:
            raise BadCheckpoint("the signature is wrong") from None
        signed = True
    if not signed:
        raise BadCheckpoint("the note is not signed by the key expected")
    return checkpoint


def _parse_text(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) < 4 or not _SIZE.fullmatch(lines[1]):
        raise BadCheckpoint("the note is not a checkpoint")
    root = _unbase64(lines[2])
    if len(root) != 32:
        raise BadCheckpoint("the root is not 32 bytes")
    return Checkpoint(check_origin(lines[0]), int(lines[1]), root)


def _unbase64(text: str) -> bytes:
    try:
        blob = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadCheckpoint("base64 is malformed") from None
    if base64.b64encode(blob).decode() != text:  # one text, one meaning: no stray bits after the padding
        raise BadCheckpoint("base64 is not canonical")
    return blob
