"""An agency's identity provider (기관 통합인증) by OpenID Connect: where to send somebody, and who came back.

1. The provider says itself where it is asked (discovery), at the configured issuer; what it names lies at the same host, or
at one that the operator listed. 2. The code is exchanged with the verifier of PKCE; our own secret goes to the token
address alone. 3. The token's signature holds by a key of the provider; an unknown key is looked for once a minute at most.
4. Its claims are checked (`domain/oidc.py`). What does not live here: sessions, roles.
"""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

from gwanmun.adapters.jws import PublicKey, read_keys, verify
from gwanmun.adapters.oidc_http import PROVIDER, Wire, ask
from gwanmun.domain.oidc import Expected, Flow, Identity, NotProven, check_claims
from gwanmun.errors import BrokeProtocol, UpstreamFault

_DISCOVERY = "/.well-known/openid-configuration"
_KNOWN_SECONDS, _AGAIN_SECONDS = 3600.0, 60.0
_LONGEST_CODE = 4096


@dataclass(frozen=True, slots=True)
class Client:
    """What was agreed with the provider. `hosts`: others than the issuer's at which it may be asked."""

    issuer: str
    id: str
    back: str  # where the provider sends people back to: our own address
    secret: str = field(default="", repr=False)
    scopes: str = "openid"
    hosts: frozenset[str] = frozenset()
    person_claim: str = "sub"
    groups_claim: str = "groups"
    acr: str = ""
    skew_seconds: int = 60
    names: tuple[str, str] = ("통합인증", "single sign-on")
    leave_to: str = ""  # our address after the provider's session ended; empty: that session is left alone


@dataclass(frozen=True, slots=True)
class _Said:
    """What discovery said."""

    authorise: str
    token: str
    keys: str
    end: str
    names_itself: bool  # RFC 9207: every answer says whose it is
    basic: bool  # our secret goes into a header, not into the form


class OpenIDProvider:
    """Port `provider` of the console. Raises `UpstreamFault` when it cannot be asked, `NotProven` when it proves nothing."""

    def __init__(
        self, client: Client, wire: Wire, now_seconds: Callable[[], float], monotonic: Callable[[], float]
    ) -> None:
        self._client = client
        self._wire = wire
        self._now = now_seconds
        self._monotonic = monotonic
        self._said: _Said | None = None
        self._said_at = 0.0
        self._keys: tuple[PublicKey, ...] = ()
        self._keys_at = float("-inf")
        self._asking = asyncio.Lock()

    async def begin(self, flow: Flow) -> str:
        """The address to which somebody is sent to prove who they are."""
        said = await self._discovered()
        client = self._client
        query = {
            "response_type": "code",
            "client_id": client.id,
            "redirect_uri": client.back,
            "scope": client.scopes,
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": flow.challenge,
            "code_challenge_method": "S256",
            **({"acr_values": client.acr} if client.acr else {}),
        }
        return f"{said.authorise}{'&' if '?' in said.authorise else '?'}{urlencode(query)}"

    async def finish(self, flow: Flow, given: Mapping[str, str]) -> Identity:
        """Who came back. `given` is the query of the answer; its state was compared by whoever kept the flow."""
        said, client = await self._discovered(), self._client
        if given.get("iss", "" if said.names_itself else client.issuer) != client.issuer:
            raise NotProven("issuer")
        if "error" in given:
            raise NotProven("declined" if given["error"] == "access_denied" else "provider_error")
        code = given.get("code", "")
        if not 0 < len(code) <= _LONGEST_CODE:
            raise NotProven("code")
        token = await self._exchange(said, code, flow.verifier)
        claims = await self._verified(said, token)
        expected = Expected(
            client.issuer,
            client.id,
            flow.nonce,
            client.skew_seconds,
            client.person_claim,
            client.groups_claim,
            client.acr,
        )
        return check_claims(claims, expected, self._now(), token)

    @property
    def names(self) -> tuple[str, str]:
        return self._client.names

    async def end(self, hint: str) -> str:
        """The address that ends the provider's own session; empty where it has none or cannot be asked."""
        if not self._client.leave_to:
            return ""
        try:
            said = await self._discovered()
        except UpstreamFault:
            return ""
        if not said.end:
            return ""
        query = {
            "id_token_hint": hint,
            "client_id": self._client.id,
            "post_logout_redirect_uri": self._client.leave_to,
        }
        return f"{said.end}{'&' if '?' in said.end else '?'}{urlencode(query)}"

    # ------------------------------------------------------------ what the provider says of itself

    async def _discovered(self) -> _Said:
        async with self._asking:
            now = self._monotonic()
            if self._said is not None and now - self._said_at < _KNOWN_SECONDS:
                return self._said
            try:
                self._said = await self._discover()
            except UpstreamFault:
                if self._said is None:
                    raise
            self._said_at = now
            return self._said

    async def _discover(self) -> _Said:
        status, found = await ask(self._wire, self._client.issuer.rstrip("/") + _DISCOVERY)
        if status != 200 or not isinstance(found, dict) or found.get("issuer") != self._client.issuer:
            raise BrokeProtocol(PROVIDER)  # OpenID Connect Discovery §4.3: the very same issuer
        methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return _Said(
            self._sound(found, "authorization_endpoint"),
            self._sound(found, "token_endpoint"),
            self._sound(found, "jwks_uri"),
            self._sound(found, "end_session_endpoint") if "end_session_endpoint" in found else "",
            found.get("authorization_response_iss_parameter_supported") is True,
            not isinstance(methods, list) or "client_secret_basic" in methods,
        )

    def _sound(self, found: Mapping[str, object], name: str) -> str:
        """An address at the issuer's host or a listed one, no weaker than the issuer's. Raises `BrokeProtocol`."""
        url, issuer = found.get(name), urlsplit(self._client.issuer)
        if not isinstance(url, str) or not url.isascii() or not url.isprintable() or " " in url or len(url) > 2048:
            raise BrokeProtocol(PROVIDER)
        try:
            parts = urlsplit(url)
            here = parts.netloc == issuer.netloc and parts.scheme == issuer.scheme
            listed = parts.scheme == "https" and parts.netloc.lower() in self._client.hosts
        except ValueError:
            raise BrokeProtocol(PROVIDER) from None
        if not (here or listed) or parts.fragment or "@" in parts.netloc:
            raise BrokeProtocol(PROVIDER)
        return url

    # ------------------------------------------------------------ code to token to claims

    async def _exchange(self, said: _Said, code: str, verifier: str) -> str:
        client = self._client
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.back,
            "code_verifier": verifier,
        }
        headers: list[tuple[str, str]] = []
        if client.secret and said.basic:  # RFC 6749 §2.3.1: both are form-encoded before they are joined
            pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
            headers.append(("Authorization", f"Basic {b64encode(pair.encode()).decode()}"))
        else:
            form["client_id"] = client.id
            if client.secret:
                form["client_secret"] = client.secret
        status, found = await ask(self._wire, said.token, urlencode(form).encode("ascii"), headers)
        token = found.get("id_token") if isinstance(found, dict) else None
        if status != 200 or not isinstance(token, str):
            raise NotProven("code")
        return token

    async def _verified(self, said: _Said, token: str) -> Mapping[str, object]:
        if self._monotonic() - self._keys_at > _KNOWN_SECONDS:
            await self._learn_keys(said)
        try:
            return verify(token, self._keys)
        except NotProven as wrong:
            if wrong.why != "unknown_key" or self._monotonic() - self._keys_at < _AGAIN_SECONDS:
                raise
        await self._learn_keys(said)  # the provider has changed its keys
        return verify(token, self._keys)

    async def _learn_keys(self, said: _Said) -> None:
        status, found = await ask(self._wire, said.keys)
        if status != 200:
            raise BrokeProtocol(PROVIDER)
        self._keys, self._keys_at = read_keys(found), self._monotonic()
