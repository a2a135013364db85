import asyncio
import json
from ipaddress import ip_network
from urllib.parse import parse_qs, urlsplit

import pytest

from gwanmun.adapters.jws import read_keys, verify
from gwanmun.adapters.oidc import Client, OpenIDProvider
from gwanmun.adapters.oidc_http import Wire
from gwanmun.domain.oidc import Flow, NotProven
from gwanmun.errors import BrokeProtocol, Unreachable
from oidc_kit import NOW, RSA, SMALL, Provider, Script, ec_row, rsa_row, sign, text

LOOPBACK = (ip_network("127.0.0.0/8"),)
FLOW = Flow("state-1", "nonce-1", "v" * 43, 0.0)


@pytest.fixture(scope="module")
def serving():
    with Provider() as provider:
        yield provider


@pytest.fixture
def provider(serving):
    serving.script = Script()
    return serving


async def resolve(host, port):
    return [host]


class Clock:
    seconds = 0.0

    def __call__(self):
        return self.seconds


def client(provider, *, clock=None, allowed=LOOPBACK, resolver=resolve, now=NOW, **more):
    made = Client(provider.issuer, "gwanmun", "http://127.0.0.1:8082/sign-in/back", **more)
    return OpenIDProvider(made, Wire(resolver, None, allowed, 5.0), lambda: now, clock or Clock())


def go(provider, ours=None, flow=FLOW, **given):
    """All the way: our address, the provider's page, its answer, our check."""
    ours = ours or client(provider)

    async def way():
        url = await ours.begin(flow)
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        return await ours.finish(flow, {"code": provider.script.code(query), "state": flow.state, **given})

    return asyncio.run(way())


def refused(provider, why, ours=None, **given):
    with pytest.raises(NotProven) as caught:
        go(provider, ours, **given)
    assert caught.value.why == why


def test_who_signed_in_comes_back_with_person_and_groups(provider):
    found = go(provider)
    assert (found.person, found.subject, found.groups) == ("p-1001", "p-1001", ("복지과", "직원"))
    assert "hint" not in repr(found)


def test_the_address_asks_for_a_code_with_pkce_and_names_nothing_secret(provider):
    url = asyncio.run(client(provider, secret="hush-hush", acr="urn:mfa").begin(FLOW))
    query = parse_qs(urlsplit(url).query)
    assert query["response_type"] == ["code"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["acr_values"] == ["urn:mfa"]
    assert FLOW.verifier not in url
    assert "hush" not in url


def test_the_secret_goes_to_the_token_address_in_a_header(provider):
    go(provider, client(provider, secret="hush:hush"))
    (asked,) = [row for row in provider.script.asked if row[0] == "/token"]
    assert asked[2] == "Basic Z3dhbm11bjpodXNoJTNBaHVzaA=="
    assert "client_secret" not in asked[1]
    assert all(row[2] == "" for row in provider.script.asked if row[0] != "/token")


def test_a_provider_without_basic_gets_the_secret_in_the_form(provider):
    provider.script.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    go(provider, client(provider, secret="hush"))
    assert provider.script.asked[-2][1]["client_secret"] == "hush"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": 7}, "nonce"),
        ({"aud": "somebody-else"}, "audience"),
        ({"aud": ["gwanmun", "somebody-else"]}, "audience"),
        ({"aud": ["gwanmun", "other"], "azp": "other"}, "audience"),
        ({"azp": "somebody-else"}, "audience"),
        ({"iss": "https://elsewhere.example"}, "issuer"),
        ({"exp": NOW - 61}, "expired"),
        ({"exp": NOW - 60}, "expired"),
        ({"iat": NOW - 661}, "expired"),
        ({"iat": NOW + 61}, "not_yet"),
        ({"nbf": NOW + 61}, "not_yet"),
        ({"exp": "soon"}, "malformed"),
        ({"exp": True}, "malformed"),
        ({"exp": 1e300}, "malformed"),
        ({"sub": ""}, "malformed"),
        ({"sub": "p-1001\n"}, "malformed"),
        ({"groups": {"a": 1}}, "malformed"),
        ({"groups": [1]}, "malformed"),
        ({"groups": ["x"] * 1001}, "malformed"),
    ],
)
def test_a_token_that_says_anything_else_proves_nothing(provider, claims, why):
    provider.script.claims = claims
    refused(provider, why)


@pytest.mark.parametrize("claims", [{"exp": NOW - 59}, {"iat": NOW + 59}, {"aud": ["gwanmun"]}, {"azp": "gwanmun"}])
def test_a_clock_that_is_a_little_off_is_forgiven(provider, claims):
    provider.script.claims = claims
    assert go(provider).person == "p-1001"


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "iat", "nonce", "sub"])
def test_what_a_token_must_say_may_not_be_missing(provider, name):
    provider.script.drop = (name,)
    with pytest.raises(NotProven):
        go(provider)


def test_no_groups_is_a_person_without_groups(provider):
    provider.script.drop = ("groups",)
    assert go(provider).groups == ()


def test_the_way_of_signing_in_that_the_agency_wants_is_held_to(provider):
    refused(provider, "acr", client(provider, acr="urn:mfa"))
    provider.script.claims = {"acr": "urn:mfa"}
    assert go(provider, client(provider, acr="urn:mfa")).person == "p-1001"


def test_the_person_may_stand_in_another_claim(provider):
    provider.script.claims = {"sub": "f81d4fae", "employee": "p-1002"}
    found = go(provider, client(provider, person_claim="employee"))
    assert (found.person, found.subject) == ("p-1002", "f81d4fae")


# ---------------------------------------------------------------- signatures


@pytest.mark.parametrize(("alg", "kid"), [("RS256", "r1"), ("PS256", "r1"), ("ES256", "e1")])
def test_three_algorithms_are_taken(provider, alg, kid):
    provider.script.alg, provider.script.kid = alg, kid
    assert go(provider).person == "p-1001"


def _hs256(claims):
    """A token "signed" with the public key as a shared secret: the oldest trick of all (RFC 8725 §2.1)."""
    import hmac
    from hashlib import sha256

    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    secret = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{text(json.dumps({'alg': 'HS256', 'kid': 'r1'}).encode())}.{text(json.dumps(claims).encode())}"
    return f"{signed}.{text(hmac.new(secret, signed.encode(), sha256).digest())}"


CLAIMS = {"sub": "p-1001"}
GOOD = sign(CLAIMS)


@pytest.mark.parametrize(
    ("token", "why"),
    [
        (sign(CLAIMS, alg="none"), "algorithm"),
        (sign(CLAIMS, alg="none").rstrip(".") + ".AA", "algorithm"),
        (sign(CLAIMS, alg="None").rpartition(".")[0] + ".AA", "algorithm"),
        (_hs256(CLAIMS), "algorithm"),
        (sign(CLAIMS, alg="RS512"), "algorithm"),
        (sign(CLAIMS, crit=["exp"]), "algorithm"),
        (sign(CLAIMS, kid="nobody"), "unknown_key"),
        (sign(CLAIMS, kid="e1"), "unknown_key"),  # another kind of key
        (sign(CLAIMS, kid="nobody", jwk=rsa_row()), "unknown_key"),
        (sign(CLAIMS, kid="nobody", jku="http://127.0.0.1/keys"), "unknown_key"),
        (GOOD[:-2] + ("AA" if GOOD[-2:] != "AA" else "BB"), "signature"),
        (GOOD.replace(".", ".AAAA", 1), "signature"),
        ("a.b", "malformed"),
        ("a.b.c.d", "malformed"),
        ("é.b.c", "malformed"),
        (GOOD + "=", "malformed"),
        ("x" * 70_000, "malformed"),
        ("." * 70_000, "malformed"),
        (text(b"[" * 30_000) + ".e30.AA", "malformed"),
        (text(b'{"alg":"RS256","alg":"none"}') + ".e30.AA", "malformed"),
    ],
)
def test_a_token_that_nobody_signed_is_never_read(token, why):
    with pytest.raises(NotProven) as caught:
        verify(token, read_keys({"keys": [rsa_row(), ec_row()]}))
    assert caught.value.why == why


@pytest.mark.parametrize(
    "row",
    [
        rsa_row(SMALL),
        rsa_row(use="enc"),
        rsa_row(alg="RS512"),
        {**rsa_row(), "n": "!"},
        {**ec_row(), "x": "AA"},
        {**ec_row(), "crv": "P-521"},
        {"kty": "oct", "k": "AAAA"},
        {},
        7,
    ],
)
def test_a_key_that_cannot_be_trusted_is_passed_over(row):
    assert read_keys({"keys": [row]}) == ()


@pytest.mark.parametrize("document", [None, [], {"keys": "x"}, {"keys": [{}] * 65}])
def test_a_set_of_keys_that_is_none_is_refused(document):
    with pytest.raises(NotProven):
        read_keys(document)


def test_a_token_without_a_name_is_signed_by_the_only_key_or_by_none():
    nameless = sign(CLAIMS, kid="")
    assert verify(nameless, read_keys({"keys": [rsa_row(), ec_row()]})) == CLAIMS
    with pytest.raises(NotProven):
        verify(nameless, read_keys({"keys": [rsa_row(), rsa_row(kid="r2")]}))


def test_new_keys_are_looked_for_once_a_minute_and_no_more(provider):
    clock = Clock()
    ours = client(provider, clock=clock)
    go(provider, ours)
    provider.script.keys = [rsa_row(kid="r2")]
    provider.script.kid = "r2"
    refused(provider, "unknown_key", ours)
    clock.seconds = 61.0
    assert go(provider, ours).person == "p-1001"
    assert sum(path == "/keys" for path, *_ in provider.script.asked) == 2


# ---------------------------------------------------------------- the protocol


def test_a_code_is_worth_nothing_without_the_verifier_and_a_second_time(provider):
    ours = client(provider)

    async def way():
        await ours.begin(FLOW)
        provider.script.codes["c"] = ("nonce-1", "challenge of another browser")
        with pytest.raises(NotProven) as first:
            await ours.finish(FLOW, {"code": "c"})
        return first.value.why

    assert asyncio.run(way()) == "code"
    go(provider, ours)
    with pytest.raises(NotProven):
        asyncio.run(ours.finish(FLOW, {"code": "code-1"}))


def test_an_answer_of_another_provider_is_refused_before_its_code_is_used(provider):
    refused(provider, "issuer", iss="https://elsewhere.example")
    provider.script.discovery = {"authorization_response_iss_parameter_supported": True}
    refused(provider, "issuer")
    assert go(provider, iss=provider.issuer).person == "p-1001"
    assert sum(path == "/token" for path, *_ in provider.script.asked) == 1


@pytest.mark.parametrize(("error", "why"), [("access_denied", "declined"), ("server_error", "provider_error")])
def test_a_no_of_the_provider_is_a_no(provider, error, why):
    refused(provider, why, error=error)


@pytest.mark.parametrize("code", ["", "x" * 5000])
def test_a_code_that_is_none_is_never_carried_on(provider, code):
    refused(provider, "code", code=code)
    assert not [row for row in provider.script.asked if row[0] == "/token"]


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "http://127.0.0.1:1"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"token_endpoint": "https://elsewhere.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://[::1"},
        {"end_session_endpoint": "https://elsewhere.example/"},
        {"token_endpoint": "http://a b/"},
    ],
)
def test_discovery_leads_to_the_configured_host_and_nowhere_else(provider, discovery):
    provider.script.discovery = discovery
    with pytest.raises(BrokeProtocol):
        asyncio.run(client(provider).begin(FLOW))


def test_another_host_is_asked_only_where_the_operator_listed_it(provider):
    provider.script.discovery = {"end_session_endpoint": "https://leave.example/out"}
    ours = client(provider, hosts=frozenset({"leave.example"}), leave_to="http://here/")
    assert asyncio.run(ours.end("hint")).startswith("https://leave.example/out?id_token_hint=hint&")


async def private(host, port):
    return ["10.1.2.3"]


async def metadata(host, port):
    return ["169.254.169.254"]


@pytest.mark.parametrize(
    ("resolver", "allowed"), [(resolve, ()), (private, LOOPBACK), (metadata, (ip_network("0.0.0.0/0"),))]
)
def test_an_address_that_no_service_may_use_is_not_asked_either(provider, resolver, allowed):
    with pytest.raises(Unreachable):
        asyncio.run(client(provider, resolver=resolver, allowed=allowed).begin(FLOW))
    assert provider.script.asked == []


def test_discovery_that_fails_later_leaves_what_was_known(provider):
    clock = Clock()
    ours = client(provider, clock=clock)
    asyncio.run(ours.begin(FLOW))
    provider.script.status = 500
    clock.seconds = 4000.0
    assert asyncio.run(ours.begin(FLOW)).startswith(provider.issuer)


def test_the_key_of_a_curve_is_the_one_that_signed():
    token = sign(CLAIMS, alg="ES256", kid="e1")
    assert verify(token, read_keys({"keys": [ec_row()]})) == CLAIMS
