"""Keys `gm_…` as they are hashed and compared: a keyed BLAKE2b-256 (RFC 7693) under the installation's pepper.

The plaintext is shown once, at issue; nobody can list it afterwards. A keyed hash makes a stolen key table useless
without the pepper, which lives in another place.
"""

from hashlib import blake2b

#: Every key starts with this, so that secret scanners recognise a leaked one.
PREFIX = "gm_"
#: Longer than any key we issue; a longer header value is not worth hashing.
LONGEST = 128


def key_hash(pepper: bytes, plaintext: str) -> str:
    """The hex under which a key is stored and looked up. `pepper`: 16 to 64 bytes."""
    return blake2b(plaintext.encode(), digest_size=32, key=pepper).hexdigest()
