"""The guard in front of every page: whose host, whose form; and the tokens that only our own pages know."""

import html
import re

import pytest

from console_kit import World
from gwanmun.console.guard import Guard
from gwanmun.errors import BadRequest

HOSTS = frozenset({"desk.example.go.kr", "127.0.0.1:8082", "[::1]:8082"})


def check(method="POST", **headers):
    Guard(None, HOSTS, secure=True).check(method, {k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize("host", ["desk.example.go.kr", "DESK.example.go.kr", "127.0.0.1:8082", "[::1]:8082"])
def test_our_hosts_are_ours(host):
    check("GET", host=host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "desk.example.go.kr.evil.example",
        "desk.example.go.kr:443",
        "127.0.0.1",
        "127.0.0.1:80820",
        "desk.example.go.kr.",
    ],
)
def test_no_other_host_is(host):
    with pytest.raises(BadRequest):
        check("GET", host=host)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "post"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"}, {"origin": "https://desk.example.go.kr.evil.example"}, {"origin": "desk.example.go.kr"},
        {"origin": "https://desk.example.go.kr:8443"}, {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "Same-Origin "}, {"origin": "https://desk.example.go.kr", "sec_fetch_site": "cross-site"},
    ],
)  # fmt: skip
def test_a_form_from_elsewhere_is_refused_whatever_its_method(method, headers):
    with pytest.raises(BadRequest):
        check(method, host="desk.example.go.kr", **headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://desk.example.go.kr"},
        {"origin": "null"},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
    ],
)
def test_our_own_forms_pass(headers):
    check("POST", host="desk.example.go.kr", **headers)


def test_looking_is_open_to_links_from_anywhere():
    check("GET", host="desk.example.go.kr", origin="https://evil.example", sec_fetch_site="cross-site")


def test_before_there_is_a_session_a_form_needs_the_cookie_that_came_with_it():
    world = World()
    browser = world.browser(demo=False)
    browser.get("/sign-in")
    typed = {"name": "kim", "password": "right", "code": "123456"}
    assert browser.post("/sign-in", typed, token="").status == 400
    stolen = browser.cookies.pop("gm-form")
    assert browser.post("/sign-in", typed).status == 400
    browser.cookies["gm-form"] = stolen
    assert browser.post("/sign-in", typed).status == 303


def test_an_empty_cookie_and_an_empty_token_are_no_pair():
    browser = World().browser(demo=False)
    browser.get("/sign-in")
    browser.cookies["gm-form"] = ""
    assert browser.post("/sign-in", {"name": "kim", "password": "right", "code": "123456"}, token="").status == 400


def test_over_https_a_cookie_is_this_hosts_alone():
    world = World()
    browser = world.browser(demo=True, secure=True)
    browser.get("/")
    got = browser.post("/enter", {"as": "official"})
    assert got.status == 303
    assert "__Host-gwanmun" in browser.cookies
    assert "strict-transport-security" in got.headers


@pytest.mark.parametrize(
    ("asked", "landed"),
    [
        ("/request?code=MND-1&policy=r7-ab&host=chat.deepseek.com",) * 2,
        ("/", "/workspace"),
        ("//evil.example/", "/workspace"),
        ("https://evil.example/", "/workspace"),
        ("/\\evil.example", "/workspace"),
        ("/\t/evil.example", "/workspace"),
        ("/a\r\nset-cookie: x=1", "/workspace"),
    ],
)
def test_a_seat_of_the_demonstration_leads_on_to_where_one_was_going_and_never_to_another_site(asked, landed):
    browser = World().browser()
    browser.get("/")
    assert browser.post("/enter", {"as": "official", "next": asked}).headers["location"] == landed


def test_the_link_on_a_block_page_is_where_a_seat_taken_behind_it_leads():
    browser = World().browser()
    link = "/request?code=MND-1&policy=r7-ab&host=chat.deepseek.com"
    got = browser.get(link)
    assert got.status == 401
    kept = re.search(r'name="as" value="official"><input type="hidden" name="next" value="([^"]*)"', got.text)
    assert kept is not None
    assert browser.post("/enter", {"as": "official", "next": html.unescape(kept[1])}).headers["location"] == link
    browser = World().browser()
    browser.get("/sign-in?next=/request")
    assert browser.post("/enter", {"as": "citizen", "next": link}).headers["location"] != link, "signs in nowhere"
