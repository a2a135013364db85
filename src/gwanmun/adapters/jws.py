"""Signed tokens (JWS compact, RFC 7515) of a provider, checked with the keys it publishes (JWKS, RFC 7517).

Only what a provider of identities needs: three algorithms with a public key each, none that the token may choose beyond
them (RFC 8725 §3.1). `none`, HMAC, keys or addresses of keys inside a token (`jwk`, `jku`, `x5c`, `x5u`) and critical
extensions are never read. What does not live here: what the claims must say (`domain/oidc.py`), fetching keys.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from gwanmun.domain.oidc import NotProven

ALGORITHMS = ("RS256", "PS256", "ES256")
_LEAST_RSA_BITS, _MOST_RSA_BITS = 2048, 8192
_LONGEST_TOKEN, _MOST_KEYS = 64 * 1024, 64
_COORDINATE = 32  # bytes of a P-256 number


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One key of a set; `alg` is what the provider says it is for, empty when it says nothing."""

    kid: str
    alg: str
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey


def read_keys(document: object) -> tuple[PublicKey, ...]:
    """The keys of a JWKS that could sign for us; others are passed over. Raises `NotProven` for what is no JWKS."""
    rows = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(rows, list) or len(rows) > _MOST_KEYS:
        raise NotProven("keys")
    return tuple(key for row in rows if isinstance(row, dict) and (key := _key(row)) is not None)


def _key(row: Mapping[str, object]) -> PublicKey | None:
    if row.get("use", "sig") != "sig":
        return None
    kid, alg = row.get("kid", ""), row.get("alg", "")
    if not isinstance(kid, str) or not isinstance(alg, str) or alg not in {"", *ALGORITHMS}:
        return None
    try:
        if row.get("kty") == "RSA":
            modulus, exponent = _number(row, "n"), _number(row, "e")
            if not _LEAST_RSA_BITS <= modulus.bit_length() <= _MOST_RSA_BITS:
                return None
            return PublicKey(kid, alg, rsa.RSAPublicNumbers(exponent, modulus).public_key())
        if row.get("kty") == "EC" and row.get("crv") == "P-256":
            point = ec.EllipticCurvePublicNumbers(_number(row, "x"), _number(row, "y"), ec.SECP256R1())
            return PublicKey(kid, alg, point.public_key())
    except ValueError:
        return None
    return None


def verify(token: str, keys: Sequence[PublicKey]) -> Mapping[str, object]:
    """The claims of a token that one of the keys signed. Raises `NotProven`: `unknown_key` when its key is not there."""
    if len(token) > _LONGEST_TOKEN or not token.isascii() or token.count(".") != 2:
        raise NotProven("malformed")
    head, body, mark = token.split(".")
    header = _object(head)
    alg, kid = header.get("alg"), header.get("kid", "")
    if not isinstance(alg, str) or alg not in ALGORITHMS or "crit" in header:
        raise NotProven("algorithm")
    fitting = [one for one in keys if one.alg in {"", alg} and isinstance(one.key, _KIND[alg])]
    named = [one for one in fitting if one.kid == kid] if kid else fitting
    if len(named) != 1:  # a token without a name may be signed by the only key there is, and by no other
        raise NotProven("unknown_key")
    if not _holds(named[0].key, alg, _bytes(mark), f"{head}.{body}".encode("ascii")):
        raise NotProven("signature")
    return _object(body)


_KIND: Mapping[str, type] = {
    "RS256": rsa.RSAPublicKey,
    "PS256": rsa.RSAPublicKey,
    "ES256": ec.EllipticCurvePublicKey,
}


def _holds(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey, alg: str, mark: bytes, signed: bytes) -> bool:
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            if len(mark) != 2 * _COORDINATE:  # RFC 7518 §3.4: R and S side by side
                return False
            r, s = (int.from_bytes(part, "big") for part in (mark[:_COORDINATE], mark[_COORDINATE:]))
            key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
        elif alg == "PS256":
            key.verify(mark, signed, padding.PSS(padding.MGF1(SHA256()), SHA256().digest_size), SHA256())
        else:
            key.verify(mark, signed, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _bytes(text: str) -> bytes:
    if not text or set(text) - _ALPHABET:
        raise NotProven("malformed")
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise NotProven("malformed") from None


_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def _object(text: str) -> Mapping[str, object]:
    try:
        found = json.loads(_bytes(text), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise NotProven("malformed") from None
    if not isinstance(found, dict):
        raise NotProven("malformed")
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """RFC 7515 §4: a name stands once, or two readers see two tokens."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _number(row: Mapping[str, object], name: str) -> int:
    value = row.get(name)
    if not isinstance(value, str):
        raise ValueError(name)  # noqa: TRY004 - like every other way of not being a key
    try:
        return int.from_bytes(_bytes(value), "big")
    except NotProven:
        raise ValueError(name) from None
