"""Keys `gm_…` as they are hashed and compared: a keyed BLAKE2b-256 (RFC 7693) under the installation's pepper.

The plaintext is shown once, at issue; nobody can list it afterwards. A keyed hash makes a stolen key table useless
without the pepper, which lives in another place.

A grant (`gmg_…`) is what the console shows the gate for a person who signed in there: at most a minute long, written
nowhere, signed with a key that is made from the same pepper. It says who, for which department and purpose, on which
class of device; what that person may do is decided by the gate's own world, as for every key.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import blake2b, sha256
from hmac import compare_digest, new

from gwanmun.domain.ids import DepartmentId, PersonId
from gwanmun.domain.people import Attested, DeviceClass, Evidence

#: Every key starts with this, so that secret scanners recognise a leaked one.
PREFIX = "gm_"
#: Longer than any key we issue; a longer header value is not worth hashing.
LONGEST = 128


def key_hash(pepper: bytes, plaintext: str) -> str:
    """The hex under which a key is stored and looked up. `pepper`: 16 to 64 bytes."""
    return blake2b(plaintext.encode(), digest_size=32, key=pepper).hexdigest()


GRANT_PREFIX = "gmg_"
LONGEST_GRANT = 2048
GRANT_SECONDS = 60
_SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Grant:
    """Who asks by way of the console, until when (µs, UTC). `nonce` makes two of the same second differ.

    `choices`: the digest of what the person decided of single places (`choices_digest`), "" for nothing: the header that
    says it holds only with the grant it was made for.
    """

    person: PersonId
    department: DepartmentId
    purpose: str
    device: DeviceClass
    evidence: Evidence
    until_us: int
    nonce: str
    choices: str = ""
    attested: tuple[Attested, ...] = ()  # what the console saw of how the person signed in; nothing is nothing known


def choices_digest(header: str) -> str:
    """How a grant names the choices that go with it."""
    return sha256(header.encode()).hexdigest()[:32] if header else ""


def write_grant(pepper: bytes, grant: Grant) -> str:
    said = json.dumps(
        [
            grant.person,
            grant.department,
            grant.purpose,
            grant.device,
            grant.evidence,
            grant.until_us,
            grant.nonce,
            grant.choices,
            grant.attested,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    body = urlsafe_b64encode(said).decode()
    return f"{GRANT_PREFIX}{body}.{_seal(pepper, body)}"


def read_grant(pepper: bytes, token: str, now_us: int) -> Grant | None:
    """The grant, when this installation's console made it and it has not run out; else None, without saying why."""
    body, _, seal = token.removeprefix(GRANT_PREFIX).rpartition(".")
    if not token.startswith(GRANT_PREFIX) or len(token) > LONGEST_GRANT or not token.isascii():
        return None
    if not compare_digest(seal, _seal(pepper, body)):
        return None
    try:  # behind the seal it is our own writing; another version of us may have written it otherwise
        person, department, purpose, device, evidence, until_us, nonce, choices, attested = json.loads(
            urlsafe_b64decode(body)
        )
        grant = Grant(
            PersonId(person),
            DepartmentId(department),
            purpose,
            DeviceClass(device),
            Evidence(evidence),
            until_us,
            nonce,
            choices,
            tuple(Attested(one) for one in attested),
        )
    except (ValueError, TypeError, NotBase64):
        return None
    return grant if now_us < grant.until_us <= now_us + 2 * GRANT_SECONDS * _SECOND_US else None


def _seal(pepper: bytes, body: str) -> str:
    key = blake2b(b"gwanmun console grant 1", digest_size=32, key=pepper).digest()
    return urlsafe_b64encode(new(key, body.encode(), sha256).digest()).decode().rstrip("=")
