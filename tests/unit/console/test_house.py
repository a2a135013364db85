"""What holds on every page: headers, hosts, forms, sessions, roles, errors in words, two languages."""

import re

import pytest

from console_kit import AUDITOR, OFFICIAL, World, appointed
from gwanmun.console.guard import POLICY
from gwanmun.domain.offices import Role
from gwanmun.errors import Unavailable

TYPED = {"task": "요약", "model": "gwanmun-sandbox", "text": "민원인 남궁솔"}


@pytest.mark.parametrize("path", ["/", "/sign-in", "/no-such-page", "/workspace", "/static/x/y.css"])
def test_every_answer_carries_the_policy_and_is_kept_by_nobody(path):
    got = World().browser().get(path)
    assert got.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["referrer-policy"] == "no-referrer"
    assert got.headers["cache-control"] == "no-store"


def test_assets_are_kept_for_a_year_under_the_digest_of_all_of_them():
    browser = World().browser()
    url = re.search(r'href="(/static/[^"]*gwanmun.css)"', browser.get("/").text)[1]
    got = browser.get(url, accept_encoding="gzip")
    assert (got.status, got.headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in got.headers["cache-control"]
    assert browser.get(url.replace("gwanmun.css", "../house.py")).status == 404


def test_a_host_that_is_not_ours_is_refused():
    assert World().browser(hosts=frozenset({"127.0.0.1:8082"})).get("/").status == 400
    assert World().browser(hosts=frozenset({"console"})).get("/").status == 200


@pytest.mark.parametrize(
    "headers",
    [{"sec_fetch_site": "cross-site"}, {"origin": "https://elsewhere.example"}, {"sec_fetch_site": "same-site"}],
)
def test_a_form_of_another_site_is_refused(headers):
    world = World()
    browser = world.browser()
    browser.get("/")
    assert browser.post("/enter", {"as": "official"}, **headers).status == 400
    assert world.noted == []


@pytest.mark.parametrize("token", ["", "wrong", "000"])
def test_a_form_without_the_sessions_token_does_nothing(token):
    world = World()
    browser = world.browser()
    browser.enter()
    assert browser.post("/workspace/send", TYPED, token=token).status == 400
    assert world.workspace.asked == []


def test_one_sessions_token_is_worth_nothing_in_another():
    world = World()
    first, second = world.browser(), world.browser()
    second.house = first.house
    second.app = first.app
    first.enter()
    second.enter()
    first.get("/workspace")
    second.get("/workspace")
    assert first.token != second.token
    assert second.post("/workspace/send", TYPED, token=first.token).status == 400


def test_each_sign_in_gets_a_token_of_its_own():
    browser = World().browser()
    browser.cookies["gwanmun"] = "chosen-by-somebody-else"
    browser.enter()
    assert browser.cookies["gwanmun"] != "chosen-by-somebody-else"


def test_an_idle_session_ends_and_what_was_typed_comes_back():
    world = World()
    browser = world.browser()
    browser.enter()
    browser.get("/workspace")
    world.seconds += 1801
    got = browser.post("/workspace/send", TYPED)
    assert got.status == 401
    assert world.workspace.asked == []
    kept = got.value("_typed").replace("&#34;", '"')
    assert "남궁솔" in kept
    done = browser.post(
        "/sign-in", {"name": "kim", "password": "right", "code": "123456", "next": "/workspace/send", "_typed": kept}
    )
    assert done.status == 303
    assert browser.get(done.headers["location"]).headers["location"] == "/workspace"
    assert "민원인 남궁솔" in browser.get("/workspace").text


def test_a_part_of_a_page_says_that_the_session_has_ended():
    world = World()
    browser = world.browser()
    browser.enter()
    world.seconds += 1801
    got = browser.post("/workspace/preview", TYPED, hx_request="true")
    assert (got.status, got.headers["gwanmun-sign-in"], got.body) == (401, "1", b"")


def test_a_session_ends_after_its_longest_time_however_busy():
    world = World()
    browser = world.browser()
    browser.enter()
    for _ in range(30):
        world.seconds += 1500
        status = browser.get("/workspace").status
    assert status == 401


def test_whoever_left_the_books_is_signed_out_at_once():
    world = World()
    browser = world.browser()
    browser.enter()
    del world.people[OFFICIAL]
    assert browser.get("/workspace").status == 401


def test_a_page_of_another_office_is_refused_in_words():
    world = World()
    world.people[AUDITOR] = appointed(AUDITOR, Role.ASSEMBLY)
    browser = world.browser()
    browser.enter("audit")
    got = browser.get("/workspace")
    assert got.status == 403
    assert "not_appointed" in got.text
    assert "/workspace" not in browser.get("/").text


def test_a_bug_is_told_without_what_was_typed():
    world = World()

    async def broken(asked):
        raise ValueError(asked.text)

    world.workspace.preview = broken
    browser = world.browser()
    browser.enter()
    browser.get("/workspace")
    got = browser.post("/workspace/preview", TYPED)
    assert got.status == 500
    assert "남궁솔" not in got.text
    assert "남궁솔" not in str(world.reported)
    assert world.reported[0][0] == "page_failed"


def test_a_store_that_is_away_is_said_with_what_to_do():
    world = World()

    async def away(who):
        raise Unavailable(store="gate")

    world.workspace.choices = away
    browser = world.browser()
    browser.enter()
    got = browser.get("/workspace")
    assert got.status == 200
    assert "gm-note-bad" in got.text


@pytest.mark.parametrize(
    "to", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "javascript:alert(1)", "/a\nb"]
)
def test_nobody_is_sent_to_another_site(to):
    browser = World().browser()
    got = browser.ask("GET", "/view?lang=en&back=" + to.replace("\n", "%0a"))
    assert got.headers["location"] == "/"


def test_language_colours_and_size_are_kept():
    browser = World().browser()
    browser.get("/view?lang=en&mode=dark&size=4")
    text = browser.get("/").text
    assert '<html lang="en" data-krds-mode="high-contrast" data-gm-mode="dark" data-gm-size="4">' in text
    assert not re.search("[가-힣]", re.sub(r"<[^>]*>|한국어", "", text))


def test_what_people_write_is_text_everywhere():
    world = World()
    browser = world.browser()
    browser.enter()
    browser.get("/workspace")
    world.workspace.text = "<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://e.example/a.png)"
    got = browser.post("/workspace/send", {**TYPED, "text": "</textarea><script>alert(1)</script>"})
    assert got.status == 200
    assert "<script>alert" not in got.text
    assert 'href="javascript' not in got.text
    assert "<img" not in got.text.split('id="answer"')[1]


def test_a_demonstration_is_marked_on_every_page_and_its_doors_are_shut_in_earnest():
    world = World()
    browser = world.browser()
    browser.enter()
    for path in ("/", "/workspace", "/nope"):
        assert "gm-strip" in browser.get(path).text
    earnest = World().browser(demo=False)
    assert "gm-strip" not in earnest.get("/").text
    earnest.get("/sign-in")
    assert earnest.post("/enter", {"as": "official"}).status == 404


def test_the_masthead_shows_only_where_it_was_switched_on():
    assert "gm-masthead" not in World().browser(demo=False).get("/").text
    assert "gm-masthead" in World().browser(demo=False, masthead=True).get("/").text
