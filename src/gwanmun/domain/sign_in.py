"""Local accounts (화면 계정) as values, and the two proofs of who signs in: a password and a code that changes.

Passwords are kept as scrypt (RFC 7914) with a salt of their own; codes are TOTP (RFC 6238: SHA-1, 6 digits, 30 seconds), a
step is taken once. Law: 개인정보의 안전성 확보조치 기준 제5조 (no guessing without an end), 제6조 (a second factor from
outside), 제7조 (passwords only as a one-way hash). What does not live here: sessions (`console/`), what an account may do.
"""

import hmac
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import scrypt, sha1

from gwanmun.domain.ids import PersonId

STEP_SECONDS = 30
DIGITS = 6
#: 16 MiB and a few tens of milliseconds for each guess.
_N, _R, _P, _LENGTH = 1 << 14, 8, 1, 32
_MEMORY = 64 * 1024 * 1024
LONGEST_PASSWORD = 256


@dataclass(frozen=True, slots=True)
class LocalAccount:
    """Who signs in by name. `secret` is the second factor's key, sealed; `step` the last code's step, used up."""

    name: str
    person: PersonId
    password: str  # scrypt$salt$hash, base64
    secret: str
    step: int = 0
    failed: int = 0
    locked_until_us: int = 0
    break_glass: bool = False
    changed_us: int = 0


def hash_password(password: str, salt: bytes) -> str:
    found = scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=_MEMORY, dklen=_LENGTH)
    return f"scrypt${b64encode(salt).decode()}${b64encode(found).decode()}"


def password_holds(password: str, kept: str) -> bool:
    """Takes as long whether it holds or not. A password beyond the longest never holds."""
    _, salt, _ = kept.split("$")
    found = hash_password(password[:LONGEST_PASSWORD], b64decode(salt))
    return hmac.compare_digest(found, kept) and len(password) <= LONGEST_PASSWORD


def code_at(secret: bytes, step: int) -> str:
    """The code of a step (RFC 4226 §5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), sha1).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: bytes, code: str, now_us: int, after: int) -> int | None:
    """The step whose code this is: the present one, or a neighbour's for a clock that is a little off; never one that
    was used, nor one before it.
    """
    given = "".join(code.split())
    if len(given) != DIGITS or not (given.isascii() and given.isdecimal()):
        return None
    now = now_us // (STEP_SECONDS * 1_000_000)
    for step in (now, now - 1, now + 1):
        if step > after and hmac.compare_digest(code_at(secret, step), given):
            return step
    return None
