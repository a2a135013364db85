"""Local accounts (화면 계정) as values, and the two proofs of who signs in: a password and a code that changes.

Passwords are kept as scrypt (RFC 7914) with a salt of their own; codes are TOTP (RFC 6238: SHA-1, 6 digits, 30 seconds), a
step is taken once. What a person may choose as a password follows NIST SP 800-63B §5.1.1: long, not well known, not their
own name; no rule about kinds of characters, no end of life. Law: 개인정보의 안전성 확보조치 기준 제5조 (no guessing without
an end), 제6조 (a second factor from outside), 제7조 (passwords only as a one-way hash).
What does not live here: carrying out (`control/sign_in.py`), what an account may do.
"""

import hmac
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import scrypt, sha1
from itertools import pairwise

from gwanmun.domain.ids import PersonId

STEP_SECONDS = 30
DIGITS = 6
#: 16 MiB and a few tens of milliseconds for each guess.
_N, _R, _P, _LENGTH = 1 << 14, 8, 1, 32
_MEMORY = 64 * 1024 * 1024
LONGEST_PASSWORD = 256
SHORTEST_PASSWORD = 12


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


@dataclass(frozen=True, slots=True)
class AccountPeer:
    """What came to one account from one address (접속지). `right_us`: when somebody last signed in from there."""

    account: str  # "" for names that nobody has
    peer: str
    failed: int
    locked_until_us: int
    at_us: int
    right_us: int = 0


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as it stands in the books. `id` is a keyed hash of the token, which only the browser holds."""

    id: str
    person: PersonId
    how: str  # password, demo, or the name of a provider
    account: str
    began_us: int
    seen_us: int
    break_glass: bool = False
    demo_as: str = ""
    peer: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class SignInTried:
    """One attempt to sign in as somebody, for them and their officers to see (로그인 이력). The journal has it all."""

    id: str  # of the act
    person: PersonId
    account: str
    at_us: int
    how: str
    accepted: bool
    locked: bool = False
    peer: str = ""


#: Of at least twelve characters, what people choose first. A guess is not tried against a list here, but a choice is.
_COMMON = (
    "password", "passw0rd", "administrator", "letmein", "welcome", "iloveyou", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "1q2w3e4r5t6y", "1qaz2wsx3edc", "q1w2e3r4t5y6", "qwer1234", "asdf1234", "abcd1234", "gwanmun", "관문", "비밀번호",
    "대한민국", "사랑해", "rhksans", "qlalfqjsgh", "eogksalsrnr", "tkfkdgo", "dkssudgktpdy", "korea", "seoul",
)  # fmt: skip


def weakness(password: str, name: str) -> str | None:
    """Why a password may not be chosen: too_short, too_long, simple (one pattern over again, or a run), common (a word
    that everybody tries, with digits around it), like_name. None: it may.
    """
    folded = _plain(password).casefold()
    if len(_plain(password)) < SHORTEST_PASSWORD:
        return "too_short"
    if len(password) > LONGEST_PASSWORD:
        return "too_long"
    if _repeats(folded) or _runs(folded):
        return "simple"
    bare = "".join(c for c in folded if not c.isdecimal() and c.isalnum())
    if any(folded.strip("0123456789!@#$%^&*.,?-_ ") == word or bare == word or _times(bare, word) for word in _COMMON):
        return "common"
    if name and len(folded.replace(name.casefold(), "")) < SHORTEST_PASSWORD - 4 and name.casefold() in folded:
        return "like_name"
    return None


def _repeats(text: str) -> bool:
    """One pattern of at most four characters over and over."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 5))


def _runs(text: str) -> bool:
    """Up or down the code points, or along a row of keys, from end to end."""
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    rows = "1234567890" * 3, "qwertyuiop" * 3, "asdfghjkl" * 3, "zxcvbnm" * 3
    return steps in ({1}, {-1}) or any(text in row or text[::-1] in row for row in rows)


def _times(text: str, word: str) -> bool:
    return len(text) > len(word) and text == (word * (len(text) // len(word) + 1))[: len(text)]


def _plain(password: str) -> str:
    """One way of writing for what looks the same on every keyboard (NIST SP 800-63B §5.1.1.2: NFKC)."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str, salt: bytes) -> str:
    found = scrypt(
        _plain(password).encode("utf-8", "replace"), salt=salt, n=_N, r=_R, p=_P, maxmem=_MEMORY, dklen=_LENGTH
    )
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
