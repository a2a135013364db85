"""Bundles (배포 묶음): a plan as one signed file, from the desk to the machines that apply it. What does not live here:
applying (`agent.py`), compiling (`enforce/`).

A bundle holds the plan, not the artefacts: whoever applies it compiles it again, so that no text of a stranger ever lands
in a configuration. It names how many rules each artefact has, is signed by as many officers as the agent asks for
(Ed25519, RFC 8032), never gives way to an older one, and expires.
"""

import base64
import binascii
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from gwanmun.enforce.grammar import Suffixes, refused
from gwanmun.enforce.plan import Plan, checked
from gwanmun.enforce.targets import compile_plan
from gwanmun.errors import Untrusted

LARGEST = 64 * 1024 * 1024
#: How far this machine's clock may be behind the desk's.
CLOCK_BEHIND_US = 300_000_000
_CONTEXT = b"gwanmun-enforcement-bundle-1\n"  # so that no other signature of these keys fits here


class Payload(Struct, frozen=True, forbid_unknown_fields=True):
    plan: Plan
    counts: dict[str, int]  # artefact → rules, at the instant at which the plan was made


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle that proved sound. `digest`, of the bytes that were signed, names it and no other."""

    plan: Plan
    counts: Mapping[str, int]
    digest: str


class Bundle(Struct, frozen=True, forbid_unknown_fields=True):
    payload: str  # base64 of the payload's JSON: the bytes that are signed
    signatures: dict[str, str]  # key id → base64


def make_payload(plan: Plan) -> bytes:
    """The bytes to sign: the plan, and what it compiles to. Raises `BadCommand` for a plan that is about nobody."""
    check_full(plan)
    made = compile_plan(plan, plan.made_us)
    counts = {one.path: one.entries for target in made.values() for one in target if one.entries is not None}
    return msgspec.json.encode(Payload(plan, counts), order="deterministic")


def sign(payload: bytes, keys: Mapping[str, Ed25519PrivateKey]) -> bytes:
    """A bundle with one signature of each key."""
    signed = {name: base64.b64encode(key.sign(_CONTEXT + payload)).decode() for name, key in sorted(keys.items())}
    return msgspec.json.encode(Bundle(base64.b64encode(payload).decode(), signed))


def open_bundle(
    data: bytes, trusted: Mapping[str, Ed25519PublicKey], threshold: int, suffixes: Suffixes, now_us: int
) -> Opened:
    """The plan of a bundle, in this order: enough good signatures, readable, not over, every token sound.

    Raises `Untrusted` for too few signatures, `BadCommand` for anything else that is wrong with it.
    """
    bundle = _decoded(data)
    payload = _signed(bundle)
    good = {name for name, text in bundle.signatures.items() if _holds(trusted.get(name), text, payload)}
    # Two names of one key would let one officer sign twice.
    distinct = {trusted[name].public_bytes_raw() for name in good}
    if threshold < 1 or len(distinct) < threshold:
        raise Untrusted("bundle", problem=f"signatures {len(distinct)} < {max(threshold, 1)}")
    found = _payload(payload)
    _check_time(found.plan, now_us)
    check_full(found.plan)
    return Opened(checked(found.plan, suffixes), found.counts, _digest(payload))


def _check_time(plan: Plan, now_us: int) -> None:
    if now_us >= plan.expires_us:
        raise refused(
            "bundle", "배포 묶음의 유효 기간이 지났습니다", "the bundle is not valid at this time: it is over",
            "새로 만드십시오: gwanmun enforce bundle", "make a new one: gwanmun enforce bundle",
        )  # fmt: skip
    if plan.made_us > now_us + CLOCK_BEHIND_US:
        seconds = (plan.made_us - now_us) // 1_000_000
        raise refused(
            "bundle", f"이 장비의 시계가 배포 묶음을 만든 때보다 {seconds:,}초 늦습니다",
            f"this machine's clock is behind: the bundle was made {seconds:,} s later than it shows",
            "두 장비의 시계를 맞춘 뒤(chronyc tracking) 다시 적용하십시오",
            "set the clocks of both machines (chronyc tracking), then apply it again",
        )  # fmt: skip


def check_full(plan: Plan) -> None:
    """A plan that holds nobody to anything would take every block away. Raises `BadCommand`."""
    if not plan.audiences or not plan.destinations:
        raise refused(
            "classes", "단말 구분이나 서비스가 하나도 없는 차단 계획은 배포하지 않습니다",
            "a plan with no device class or no service is not distributed",
            "network.toml에 [[classes]]를 적으십시오", "give network.toml its [[classes]]",
        )  # fmt: skip


def opened_again(data: bytes, digest: str, suffixes: Suffixes) -> Opened:
    """A bundle that was taken before, by its digest. It holds after it expired and after a signer's key was replaced: an
    old block is better than none, and its exceptions end.

    Raises `Untrusted` when it is another one.
    """
    payload = _signed(_decoded(data))
    if _digest(payload) != digest:
        raise Untrusted("bundle", problem=f"{digest[:12]}: not what was taken")
    found = _payload(payload)
    return Opened(checked(found.plan, suffixes), found.counts, digest)


def digest_of(data: bytes) -> str:
    """What names a bundle, also one that is not believed. Raises `BadCommand` for what is no bundle at all."""
    return _digest(_signed(_decoded(data)))


def _digest(payload: bytes) -> str:
    return sha256(_CONTEXT + payload).hexdigest()


def _signed(bundle: Bundle) -> bytes:
    try:
        return base64.b64decode(bundle.payload, validate=True)
    except (ValueError, binascii.Error):
        raise _broken() from None


def _payload(data: bytes) -> Payload:
    try:
        return msgspec.json.decode(data, type=Payload)
    except (msgspec.DecodeError, RecursionError):
        raise _broken() from None


def _decoded(data: bytes) -> Bundle:
    if len(data) > LARGEST:
        raise _broken()
    try:
        return msgspec.json.decode(data, type=Bundle)
    except (msgspec.DecodeError, RecursionError):
        raise _broken() from None


def _holds(key: Ed25519PublicKey | None, text: str, payload: bytes) -> bool:
    if key is None:
        return False
    try:
        key.verify(base64.b64decode(text, validate=True), _CONTEXT + payload)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _broken() -> Exception:
    return refused(
        "bundle", "배포 묶음을 읽을 수 없습니다", "the bundle cannot be read",
        "다시 만드십시오: gwanmun enforce bundle", "make it again: gwanmun enforce bundle",
    )  # fmt: skip


# ---------------------------------------------------------------- keys


def new_key(path: Path) -> str:
    """Write a signing key (0600, hex) and return the public key, hex. Raises `FileExistsError`. It is there whole or not at all."""
    key = Ed25519PrivateKey.generate()
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as opened:
            opened.write(key.private_bytes_raw().hex() + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        os.link(beside, path)  # unlike a rename, fails where one is
    finally:
        beside.unlink(missing_ok=True)
    return key.public_key().public_bytes_raw().hex()


def read_keys(paths: Sequence[Path]) -> dict[str, Ed25519PrivateKey]:
    """Signing keys by the name of their file, without its ending."""
    return {
        path.stem: Ed25519PrivateKey.from_private_bytes(_hex(path.read_text("ascii", errors="replace")))
        for path in paths
    }


def public_key(text: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(_hex(text))


def _hex(text: str) -> bytes:
    try:
        found = bytes.fromhex(text.strip())
    except ValueError:
        found = b""
    if len(found) != 32:
        raise refused(
            "key", "서명 키가 아닙니다", "that is not a signing key", "gwanmun enforce keygen", "gwanmun enforce keygen"
        )
    return found
