"""The way to a provider and back, as a browser walks it."""

from dataclasses import replace

import pytest

from console_kit import Browser, World
from gwanmun.console.app import build
from gwanmun.console.house import House
from gwanmun.domain.oidc import Identity, NotProven
from gwanmun.errors import Unreachable


class FakeProvider:
    names = ("도청 통합인증", "Province SSO")

    def __init__(self):
        self.flow, self.given, self.fault, self.down, self.leaves = None, None, None, False, "https://idp.example/out"

    async def begin(self, flow):
        if self.down:
            raise Unreachable("oidc", problem="connect")
        self.flow = flow
        return f"https://idp.example/in?state={flow.state}"

    async def finish(self, flow, given):
        assert flow is self.flow
        if self.down:
            raise Unreachable("oidc", problem="connect")
        self.given = given
        if self.fault:
            raise NotProven(self.fault)
        return Identity("https://idp.example", "s-1", "p-1001", ("직원",), "the.id.token")

    async def end(self, hint):
        assert hint == "the.id.token"
        return self.leaves


@pytest.fixture
def way():
    world = World()
    world.answers["note_provider_sign_in"] = {"person": "p-1001", "break_glass": False, "locked": False}
    provider = FakeProvider()
    house = House(replace(world.ports(), provider=provider), replace(world.terms, demo=False))
    return world, provider, Browser(build(house), house)


def start(browser, **fields):
    browser.get("/sign-in")
    return browser.post("/sign-in/provider", fields)


def back(browser, provider, **query):
    state = query.pop("state", provider.flow.state)
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return browser.get(f"/sign-in/back?state={state}&code=c{more}")


def test_somebody_goes_to_the_provider_and_comes_back_to_where_they_were(way):
    world, provider, browser = way
    page = start(browser, next="/workspace?task=x")
    assert page.status == 200
    assert "https://idp.example/in?state=" in page.text
    assert 'http-equiv="refresh"' in page.text  # a form may not lead elsewhere; a page may
    assert "oidc" not in browser.cookies
    answer = back(browser, provider)
    assert (answer.status, answer.headers["location"]) == (303, "/workspace?task=x")
    assert world.noted == [
        ("note_provider_sign_in",
         {"person": "p-1001", "issuer": "https://idp.example", "subject": "s-1", "groups": ["직원"]}),
    ]  # fmt: skip
    assert "복지과" in browser.get("/").text


def test_nothing_secret_stands_in_the_page(way):
    _, provider, browser = way
    page = start(browser)
    assert provider.flow.verifier not in page.text
    assert provider.flow.nonce not in page.text
    assert len({provider.flow.state, provider.flow.nonce, provider.flow.verifier}) == 3
    assert len(provider.flow.verifier) >= 43  # RFC 7636 §4.1


def test_an_answer_counts_once(way):
    _, provider, browser = way
    start(browser)
    assert back(browser, provider).status == 303
    again = back(browser, provider)
    assert again.status == 401
    assert "처음부터" in again.text or "다시 로그인" in again.text


def test_an_answer_to_another_browser_signs_nobody_in(way):
    world, provider, browser = way
    start(browser)
    other = Browser(browser.app, browser.house)
    assert back(other, provider).status == 401
    assert world.noted == []
    assert browser.house.cookie not in other.cookies


def test_a_wrong_state_is_refused_recorded_and_ends_the_way(way):
    world, provider, browser = way
    start(browser)
    assert back(browser, provider, state="guessed").status == 401
    assert world.noted == [("note_provider_failure", {"why": "state"})]
    assert back(browser, provider).status == 401  # the right one comes too late


def test_a_way_is_forgotten_after_ten_minutes(way):
    world, provider, browser = way
    start(browser)
    world.seconds += 601
    assert back(browser, provider).status == 401
    assert provider.given is None


@pytest.mark.parametrize("why", ["nonce", "audience", "expired", "signature", "declined", "acr"])
def test_what_proves_nothing_is_worded_and_recorded(way, why):
    world, provider, browser = way
    provider.fault = why
    start(browser, next="/workspace", _typed='{"text": "쓰던 글"}')
    page = back(browser, provider)
    assert page.status == 401
    assert world.noted == [("note_provider_failure", {"why": why})]
    assert page.value("next") == "/workspace"
    assert "쓰던 글" in page.text  # and goes on with the next attempt


def test_somebody_who_is_not_on_the_books_stays_outside(way):
    world, provider, browser = way
    world.answers["note_provider_sign_in"] = {"person": None, "break_glass": False, "locked": False}
    start(browser)
    page = back(browser, provider)
    assert page.status == 403
    assert "등록된 이용자가 아니거나" in page.text
    assert browser.house.cookie not in browser.cookies


@pytest.mark.parametrize("when", ["start", "back"])
def test_a_provider_that_cannot_be_asked_leaves_the_other_way_in_open(way, when):
    _, provider, browser = way
    provider.down = when == "start"
    page = start(browser)
    if when == "back":
        provider.down = True
        page = back(browser, provider)
    assert page.status == 503
    assert 'name="password"' in page.text


def test_what_was_typed_comes_back_after_the_provider(way):
    _, provider, browser = way
    start(browser, next="/workspace", _typed='{"text": "쓰던 글", "task": "summary"}')
    answer = back(browser, provider)
    assert answer.headers["location"] == "/resume?to=/workspace"


def test_signing_out_goes_on_to_the_provider_and_ends_here_first(way):
    _, provider, browser = way
    start(browser)
    back(browser, provider)
    browser.get("/")
    token = browser.cookies[browser.house.cookie]
    page = browser.post("/sign-out")
    assert "https://idp.example/out" in page.text
    assert browser.house.sessions.find(token) is None
    provider.leaves = ""
    start(browser)
    back(browser, provider)
    browser.get("/")
    assert browser.post("/sign-out").status == 303


def test_ways_are_bounded_and_attempts_slowed_down(way):
    _, _, browser = way
    browser.get("/sign-in")
    answers = [browser.post("/sign-in/provider").status for _ in range(12)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_without_a_provider_there_is_no_such_way():
    browser = World().browser(demo=False)
    page = browser.get("/sign-in")
    assert "/sign-in/provider" not in page.text
    assert browser.post("/sign-in/provider").status == 404
    assert browser.get("/sign-in/back?state=x").status == 404


def test_another_site_cannot_begin_a_way(way):
    _, _, browser = way
    browser.get("/sign-in")
    assert browser.post("/sign-in/provider", origin="https://evil.example").status == 400
    assert browser.post("/sign-in/provider", token="guessed").status == 400


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_way_back_stays_inside(way, next_):
    _, provider, browser = way
    start(browser, next=next_)
    assert back(browser, provider).headers["location"] == "/"


def test_the_address_of_the_provider_cannot_break_out_of_the_page(way):
    _, provider, browser = way

    async def begin(flow):
        return 'https://idp.example/in?a=1&b="><script>'

    provider.begin = begin
    page = start(browser)
    assert "<script>" not in page.text
    assert "&amp;b=&#34;&gt;" in page.text
