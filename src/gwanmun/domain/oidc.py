"""Signing in by a provider (기관 통합인증, OpenID Connect) as values: a way begun, and what its token must say.

Obeys OpenID Connect Core 1.0 §3.1 (authorisation code flow), RFC 7636 (PKCE, S256 only), RFC 9207 (whose answer it is), RFC
8725 (no algorithm that the token chooses). What does not live here: HTTP and signatures (`adapters/oidc.py`), which roles a
group gives (`control/groups.py`), sessions.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest

from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId
from gwanmun.domain.offices import Role

#: A way that was begun and not finished is forgotten after so long.
FLOW_SECONDS = 600
_OLDEST_SECONDS = 600
_MOST_GROUPS, _LONGEST_TEXT = 1000, 255


class NotProven(Exception):
    """The provider's answer does not prove who signs in. `why` is a fixed word, safe to show and to record."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Flow:
    """One way to the provider and back, kept by us and used once. Secrets: none of it is shown but by its digests."""

    state: str
    nonce: str
    verifier: str
    began: float
    next: str = "/"
    typed: str = field(default="", repr=False)

    @property
    def challenge(self) -> str:
        """RFC 7636 §4.2, S256."""
        return text_of(sha256(self.verifier.encode("ascii")).digest())


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token of a flow must say. `acr` empty: the provider decides how somebody proves who they are."""

    issuer: str
    client: str
    nonce: str
    skew_seconds: int
    person_claim: str = "sub"
    groups_claim: str = "groups"
    acr: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says this is. `hint` is the token itself, for ending the provider's session; kept in memory."""

    issuer: str
    subject: str
    person: PersonId
    groups: tuple[str, ...] = ()
    hint: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class GroupRole:
    """Whoever is in `group` at the provider holds `role` there, from their next sign-in on."""

    id: str
    group: str
    role: Role
    agency: AgencyId
    department: DepartmentId | None = None


@dataclass(frozen=True, slots=True)
class ProviderPerson:
    """Which account at the provider a person signs in with, and the groups it had when they last did."""

    person: PersonId
    issuer: str
    subject: str
    groups: tuple[str, ...]
    seen_us: int


def text_of(data: bytes) -> str:
    """base64url without padding (RFC 4648 §5)."""
    return urlsafe_b64encode(data).decode("ascii").rstrip("=")


def check_claims(claims: Mapping[str, object], expected: Expected, now_seconds: float, hint: str = "") -> Identity:
    """The identity of a token whose signature holds already. Raises `NotProven`. Steps: OpenID Connect Core §3.1.3.7."""
    # 2. issuer, exactly.
    if claims.get("iss") != expected.issuer:
        raise NotProven("issuer")
    # 3.–5. audience: us, and nobody else may have asked for it.
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    party = claims.get("azp", expected.client if len(named) == 1 else None)
    if expected.client not in named or party != expected.client:
        raise NotProven("audience")
    # 9.–10. time: not over, not from the future, not from long ago.
    skew = expected.skew_seconds
    ends, made, not_before = _moment(claims, "exp"), _moment(claims, "iat"), claims.get("nbf")
    if now_seconds >= ends + skew or made < now_seconds - skew - _OLDEST_SECONDS:
        raise NotProven("expired")
    if made > now_seconds + skew or (not_before is not None and _moment(claims, "nbf") > now_seconds + skew):
        raise NotProven("not_yet")
    # 11. the nonce of this very way.
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not compare_digest(nonce.encode(), expected.nonce.encode()):
        raise NotProven("nonce")
    # 12. how they proved who they are.
    if expected.acr and claims.get("acr") != expected.acr:
        raise NotProven("acr")
    return Identity(
        expected.issuer,
        _text(claims, "sub"),
        PersonId(_text(claims, expected.person_claim)),
        _groups(claims.get(expected.groups_claim)),
        hint,
    )


def _moment(claims: Mapping[str, object], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        raise NotProven("malformed")
    return float(value)


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_TEXT or not value.isprintable():
        raise NotProven("malformed")
    return value


def _groups(value: object) -> tuple[str, ...]:
    """The groups named; none where the provider says nothing. Whatever is not a list of texts proves nothing."""
    named = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(named, list) or len(named) > _MOST_GROUPS:
        raise NotProven("malformed")
    if not all(isinstance(one, str) and len(one) <= _LONGEST_TEXT and one.isprintable() for one in named):
        raise NotProven("malformed")
    return tuple(sorted({one for one in named if isinstance(one, str) and one}))
