"""The whole way against another's implementation of a provider (oidc-provider-mock): discovery, code, keys, claims, end."""

import asyncio
import threading
import warnings
from html.parser import HTMLParser
from ipaddress import ip_network
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest

from gwanmun.adapters.oidc import Client, OpenIDProvider
from gwanmun.adapters.oidc_http import Wire
from gwanmun.adapters.system import System
from gwanmun.domain.oidc import Flow, NotProven

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    mock = pytest.importorskip(
        "oidc_provider_mock", reason="oidc-provider-mock is not installed: make test installs it"
    )
    from werkzeug.serving import make_server

BACK = "http://127.0.0.1:8082/sign-in/back"


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


@pytest.fixture(scope="module")
def issuer():
    """Served by a thread, on a port that the system gives."""
    warnings.simplefilter("ignore")
    server = make_server(
        "127.0.0.1",
        0,
        mock.app(require_nonce=True, user_claims=[mock.User(sub="p-1001", claims={"groups": ["복지과"]})]),
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join(20)
    server.server_close()


class Fields(HTMLParser):
    found: dict

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag in {"input", "button"} and given.get("name"):
            self.found.setdefault(given["name"], []).append(given.get("value") or "")


def sign_in(url, **fields):
    """What a person does at the provider's page; the address to which it sends them back."""
    opener = build_opener(Stay)
    with opener.open(url, timeout=20) as page:
        parser = Fields()
        parser.found = {}
        parser.feed(page.read().decode())
    assert "sub" in parser.found
    with pytest.raises(HTTPError) as sent_back:
        opener.open(url, urlencode(fields).encode(), timeout=20)
    assert sent_back.value.code in {302, 303}
    sent_back.value.close()
    where = urlsplit(sent_back.value.headers["location"])
    return {name: values[0] for name, values in parse_qs(where.query).items()}


async def resolve(host, port):
    return [host]


def ours(issuer, **more):
    clock = System()
    client = Client(issuer, "gwanmun", BACK, "a secret", leave_to="http://127.0.0.1:8082/", **more)
    wire = Wire(resolve, None, (ip_network("127.0.0.0/8"),), 20.0)
    return OpenIDProvider(client, wire, lambda: clock.now_us() / 1e6, clock.monotonic)


FLOW = Flow("state-1", "nonce-1", "v" * 64, 0.0)


@pytest.mark.filterwarnings("ignore")
def test_a_person_signs_in_at_the_provider_and_is_proven_here(issuer):
    provider = ours(issuer)
    given = sign_in(asyncio.run(provider.begin(FLOW)), sub="p-1001")
    assert given["state"] == FLOW.state
    found = asyncio.run(provider.finish(FLOW, given))
    assert (found.person, found.issuer, found.groups) == ("p-1001", issuer, ("복지과",))
    assert asyncio.run(provider.end(found.hint)).startswith(f"{issuer}/")
    with pytest.raises(NotProven, match="code"):  # the provider takes a code once
        asyncio.run(provider.finish(FLOW, given))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("flow", "client", "why"),
    [
        (Flow("state-1", "another-nonce", "v" * 64, 0.0), {}, "nonce"),
        (FLOW, {"acr": "urn:mfa"}, "acr"),
        (FLOW, {"person_claim": "employee"}, "malformed"),
    ],
)
def test_what_it_does_not_prove_is_refused(issuer, flow, client, why):
    began = ours(issuer, **client)
    url = asyncio.run(began.begin(Flow("state-1", f"n-{why}", "v" * 64, 0.0)))
    given = sign_in(url, sub="p-1001")
    with pytest.raises(NotProven, match=why):
        asyncio.run(
            began.finish(Flow(flow.state, "wrong" if why == "nonce" else f"n-{why}", flow.verifier, 0.0), given)
        )


@pytest.mark.filterwarnings("ignore")
def test_somebody_who_says_no_there_is_not_let_in_here(issuer):
    provider = ours(issuer)
    given = sign_in(asyncio.run(provider.begin(FLOW)), action="deny", sub="")
    with pytest.raises(NotProven, match="declined"):
        asyncio.run(provider.finish(FLOW, given))
