"""From which device: client certificate, network zone, a named proxy's signature, the key. The record says which."""

import hashlib
import hmac
import ssl
import time
from collections.abc import Iterator

import pytest

from certificates import Authority
from e2e.site import Answer, Site, site, until

OURS = "127.0.0.1"  # in no zone
ZONE, INNER, PROXY = "127.0.1.9", "127.0.1.200", "127.0.2.7"


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def context(authority: Authority, unit: str = "") -> ssl.SSLContext:
    """A caller's side: trusts our authority; with `unit`, it shows a certificate of that OU."""
    made = ssl.create_default_context(cafile=authority.file)
    if unit:
        made.load_cert_chain(*authority.issue(f"pc-{unit}", unit=unit))
    return made


@pytest.fixture(scope="module")
def place(tmp_path_factory, authority: Authority) -> Iterator[Site]:
    certificate, key = authority.issue("gate")
    tls = f'[gate.tls]\ncert = "{certificate}"\nkey = "{key}"\nclient_ca = "{authority.file}"\n'
    with site(tmp_path_factory.mktemp("devices"), gate_text=tls, tls=context(authority)) as one:
        one.act("put_zone", cidr="127.0.1.0/24", device_class="internet_pc", note="시험")
        one.act("put_zone", cidr="127.0.1.192/26", device_class="personal", note="시험")
        one.secret = one.act("put_proxy", name="front", cidr="127.0.2.0/24")["secret"]
        one.open_key = one.act("issue_key", person="p-1001")  # lists no class: evidence alone says
        until(lambda: one.get("/v1/models", text_of(one.open_key)).status == 200, 10, "the key")
        one.plain = one.tls
        yield one


@pytest.fixture(autouse=True)
def _own_line(place: Site) -> Iterator[None]:
    yield
    place.tls, place.source = place.plain, OURS


def text_of(issued: dict) -> str:
    return next(value for value in issued.values() if isinstance(value, str) and value.startswith("gm_"))


def ask(place: Site, headers: dict[str, str] | None = None, key: str = "") -> Answer:
    return place.ask("안내문을 써 주세요.", headers=headers, key=key or text_of(place.open_key))


def recorded(place: Site, got: Answer) -> tuple[str, str]:
    """Device class and evidence, as the record of that request has them."""
    request = got.headers["gwanmun-request"]
    until(lambda: [leaf for leaf, _ in place.records() if leaf.request == request], 5, "the record")
    opening = next(opening for leaf, opening in place.records() if leaf.request == request)
    return device_in(opening), opening["who"]["device_evidence"]


def device_in(tree: object) -> str:
    if isinstance(tree, dict):
        if isinstance(tree.get("device.class"), str):
            return tree["device.class"]
        return next(filter(None, map(device_in, tree.values())), "")
    return ""


def signed(place: Site, device: str, *, at: float = 0.0, secret: str = "") -> dict[str, str]:
    stamp = f"{device};{int(time.time() + at)}"
    words = f"{stamp};{place.open_key['id']}".encode()
    signature = hmac.new(bytes.fromhex(secret or place.secret), words, hashlib.sha256).hexdigest()
    return {"gwanmun-proxy-device": f"{stamp};{signature}"}


def test_a_client_certificate_is_the_strongest_evidence(place: Site, authority: Authority) -> None:
    place.tls, place.source = context(authority, "internet_pc"), INNER  # whose zone says otherwise
    got = ask(place)
    assert got.status == 200
    assert recorded(place, got) == ("internet_pc", "certificate")


def test_a_certificate_of_another_class_is_judged_as_that_class(place: Site, authority: Authority) -> None:
    place.tls = context(authority, "military_work")
    got = ask(place)
    assert recorded(place, got) == ("military_work", "certificate")


def test_a_certificate_of_nobody_we_know_ends_the_handshake(place: Site, tmp_path) -> None:
    stranger = Authority(tmp_path / "stranger")
    mine = place.plain
    other = ssl.create_default_context()
    other.load_verify_locations(cadata=ssl.DER_cert_to_PEM_cert(mine.get_ca_certs(binary_form=True)[0]))
    other.load_cert_chain(*stranger.issue("pc", unit="internet_pc"))
    place.tls = other
    with pytest.raises(OSError):  # an alert, a reset or an end of file: TLS 1.3 tells it late
        ask(place)


def test_a_certificate_whose_unit_is_no_class_is_of_an_unknown_device_whatever_the_zone_says(place, authority) -> None:
    place.tls, place.source = context(authority, "finance"), ZONE
    assert recorded(place, ask(place)) == ("unknown", "certificate")


def test_the_narrowest_zone_says_the_class(place: Site) -> None:
    place.source = ZONE
    got = ask(place)
    assert (got.status, recorded(place, got)) == (200, ("internet_pc", "zone"))
    place.source = INNER
    assert recorded(place, ask(place)) == ("personal", "zone")


def test_a_signed_header_of_a_named_proxy_is_believed(place: Site) -> None:
    place.source = PROXY
    got = ask(place, signed(place, "internet_pc"))
    assert (got.status, recorded(place, got)) == (200, ("internet_pc", "proxy"))


@pytest.mark.parametrize("wrong", ["old", "forged", "class", "from elsewhere"])
def test_a_header_that_the_proxy_did_not_sign_now_is_refused(place: Site, wrong: str) -> None:
    place.source = OURS if wrong == "from elsewhere" else PROXY
    headers = {
        "old": signed(place, "internet_pc", at=-120),
        "forged": signed(place, "internet_pc", secret="00" * 32),
        "class": {k: v.replace("personal", "internet_pc") for k, v in signed(place, "personal").items()},
        "from elsewhere": signed(place, "internet_pc"),
    }[wrong]
    got = ask(place, headers)
    assert (got.status, got.told["code"]) == (403, "not_admitted")


def test_the_key_says_it_when_nothing_else_does(place: Site) -> None:
    got = ask(place, key=place.key())
    assert (got.status, recorded(place, got)) == (200, ("internet_pc", "key"))


def test_with_no_evidence_the_device_is_unknown_and_judged_as_the_strictest(place: Site) -> None:
    diplomat = text_of(place.act("issue_key", person="p-3001"))
    until(lambda: place.get("/v1/models", diplomat).status == 200, 10, "the key")
    place.source = ZONE  # a PC of the internet: the foreign ministry's rule does not stop it
    allowed = ask(place, key=diplomat)
    assert (allowed.status, recorded(place, allowed)) == (200, ("internet_pc", "zone"))
    place.source = OURS  # no evidence: it could be a PC of the internal network, for which MOFA-2 says no
    got = ask(place, key=diplomat)
    assert (got.status, got.told["rule"]) == (403, "MOFA-2")
    assert recorded(place, got) == ("unknown", "none")


def test_evidence_that_the_key_does_not_list_is_refused(place: Site) -> None:
    place.source = INNER  # a personal device, with a key for internet PCs
    got = ask(place, key=place.key())
    assert (got.status, got.told["code"]) == (403, "not_admitted")
