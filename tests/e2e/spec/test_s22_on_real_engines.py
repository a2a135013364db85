"""S22, S47: the block of February 2025 on real engines and in a real browser (가상 인터넷의 실제 엔진): lived through once, then looked at.

5 Feb: the military's work devices are stopped at DeepSeek. 6 Feb: local governments' too. A person's own phone is out of
scope, ChatGPT keeps working. Somebody asks for another service by the link on the page; two others agree until a day; the
day passes. Every site outside is a pretended one.
"""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from e2e.enforce import real
from e2e.enforce.world import a_world
from gwanmun.adapters.enforcement.agent import agent_key
from gwanmun.enforce.attempts import Counting, attempts
from gwanmun.enforce.logs import bind_reader, read_squid
from gwanmun.enforce.plan import populations
from gwanmun.sandbox.stage import NETS, REQUEST_LINK
from gwanmun.sandbox.visits import HTTPS, NOERROR, NXDOMAIN

pytestmark = pytest.mark.tools
DEEPSEEK, CHATGPT, CLAUDE = "chat.deepseek.com", "chatgpt.com", "claude.ai"


def look(world, *hosts):
    """What each device gets for each host: (DNS, HTTP status, whose certificate)."""
    found = {}
    for one in NETS:
        for host in hosts:
            seen = world.browsed(one, host)
            found[one, host] = (world.asked(one, host), seen.status, seen.issuer)
    return found


def status_and_issuer(seen):
    return seen.status, seen.issuer


@pytest.fixture(scope="module")
def diary():
    """The whole story, once. Tests read what was written down."""
    real.need("chromium")
    with a_world() as world:
        yield lived_through(world)


def ordered(world):
    """The order, twelve minutes before anything is applied."""
    key = agent_key(world.root).public_key().public_bytes_raw().hex()
    world.bureau.do("put_enforcer", officer="p-3", name="gw-1", key=key)
    authority = {"id": "kr-nis", "name_ko": "국가정보원", "name_en": "NIS", "officers": ["nis-1", "nis-2"]}
    world.bureau.do("put_authority", officer="admin", authority=authority)
    world.bureau.do(
        "issue_order", officer="nis-1", id="n-1", authority="kr-nis", kind="block", subject="DeepSeek", title_ko="접속 차단",
        title_en="block", source="가상의 공문", regime="kr-mnd-work-devices", review_on="2025-04-05",
    )  # fmt: skip
    world.bureau.later(minutes=12)


def lived_through(world):
    told = {}
    ordered(world)
    world.publish(confirmed_by="ciso")
    world.bureau.do("file_effects", officer="p-3", enforcer="gw-1", lines=world.records())
    told["clock"] = world.bureau.do("show_clock", order="n-1")
    told["fifth"] = look(world, DEEPSEEK, CHATGPT)
    soldier = world.browser("military")
    told["military page"] = soldier.open(f"https://{DEEPSEEK}/")
    soldier.close()

    yesterday = {one: world.stays(one, DEEPSEEK) for one in ("office", "phone")}
    yesterday["office, ChatGPT"] = world.stays("office", CHATGPT)
    world.bureau.go(date(2025, 2, 6))
    told["sixth stamp"] = world.publish(confirmed_by="ciso").stamp
    told["yesterday"] = {one: lives() for one, lives in yesterday.items()}
    told["sixth"] = look(world, DEEPSEEK, CHATGPT, CLAUDE)
    world.web.seen.clear()
    told["names"] = {
        "below": world.asked("office", "a.b.c.deepseek.com"), "cloak": world.asked("office", "cloak.example.net"),
        "cloak, phone": world.asked("phone", "cloak.example.net"), "https": world.asked("office", DEEPSEEK, HTTPS),
        "doh": world.asked("office", "dns.google"), "to a resolver": world.asked("office", "hidden.example.net"),
    }  # fmt: skip
    told["addresses"] = {
        "the site's, written down": world.reach("office", "203.0.113.11", host=DEEPSEEK),
        "a resolver's": world.reach("office", "8.8.8.8"),
        "phone": world.reach("phone", "203.0.113.11", host=DEEPSEEK),
    }
    told["nameless"] = {
        (one, address): world.browsed(one, address).status
        for one in ("office", "phone") for address in ("203.0.113.11", "3405803787", "0xcb00710b")
    }  # fmt: skip
    clerk = world.browser("office")
    world.web.seen.clear()
    told["clerk page"] = clerk.open(f"https://{DEEPSEEK}/c/very-private")
    clerk.picture(world.where / "page.png")
    told["picture"] = (world.where / "page.png").read_bytes()
    told["deepseek heard"] = list(world.web.seen)
    told["clerk chatgpt"] = clerk.open(f"https://{CHATGPT}/c/one")
    told["clerk claude"] = clerk.open(f"https://{CLAUDE}/")
    told["link"] = clerk.value("document.querySelector('a').href")

    asked = {key: values[0] for key, values in parse_qs(urlsplit(told["link"]).query).items()}
    told["asked"] = world.bureau.do(
        "request_exception", officer="p-1", **asked, justification="법령 번역 검토에 꼭 필요합니다",
        until="2025-02-10", reach="department", id="apr-1",
    )  # fmt: skip
    world.bureau.do("approve_request", officer="p-2", id="apr-1", reason="업무상 필요")
    if told["asked"]["request"]["second_role"]:
        world.bureau.do("approve_request", officer="p-3", id="apr-1", reason="보안성 검토")
    world.publish()
    told["granted"] = {
        "this device": (world.asked("office", CLAUDE), *status_and_issuer(world.browsed("office", CLAUDE))),
        "the next desk": (world.asked("office", CLAUDE, source=NETS["office"] + ".9"), world.browsed("office", CLAUDE, source=NETS["office"] + ".9").status),
        "military": world.browsed("military", CLAUDE).status, "deepseek": world.browsed("office", DEEPSEEK).status,
    }  # fmt: skip
    told["inspected"] = list(world.check.seen)
    told["clerk with leave"] = clerk.open(f"https://{CLAUDE}/")
    if told["sixth stamp"] in told["clerk with leave"][1]:
        # A spare connection that the browser opened with the first page, seconds ago, and that Squid had answered then.
        told["clerk with leave"] = clerk.open(f"https://{CLAUDE}/")
    clerk.close()
    world.check.close()
    told["check away"] = world.browsed("office", CLAUDE).status
    world.bureau.go(date(2025, 2, 11))
    world.tick()
    told["over"] = (world.asked("office", CLAUDE), world.browsed("office", CLAUDE).status)

    people = populations(world.plan, world.now_us())
    for name, log, reader in (("squid", world.squid.log, read_squid), ("bind", world.bind.log, bind_reader())):
        counting = Counting(world.plan, people, lambda _host: False)
        counting.feed(log.read_text().splitlines(keepends=True), reader)
        told[f"{name} report"] = {(row.audience, row.service): row for row in attempts(counting.tally)}
        told[f"{name} malformed"] = counting.tally.malformed
    told["squid log"] = world.squid.log.read_text()
    told["alarms"] = world.alarms()
    return told


def test_on_the_fifth_military_work_devices_are_stopped_and_nobody_else(diary):
    assert diary["fifth"]["military", DEEPSEEK] == (NXDOMAIN, 403, "Agency CA")
    assert diary["fifth"]["office", DEEPSEEK] == (NOERROR, 200, "pretend internet")
    assert diary["fifth"]["phone", DEEPSEEK] == (NOERROR, 200, "pretend internet")


def test_the_soldiers_browser_shows_reason_rule_and_date(diary):
    error, text = diary["military page"]
    assert error == ""
    assert "군 업무용 단말에서는 딥시크 접속이 차단됩니다" in text
    assert "MND-1" in text
    assert "2025-02-05" in text


def test_on_the_sixth_local_governments_follow_and_chatgpt_keeps_working(diary):
    assert diary["sixth"]["office", DEEPSEEK] == (NXDOMAIN, 403, "Agency CA")
    assert diary["sixth"]["office", CHATGPT] == (NOERROR, 200, "pretend internet")
    assert diary["clerk chatgpt"] == ("", "real")


def test_what_the_local_government_had_open_there_has_ended_and_nothing_else(diary):
    assert diary["yesterday"] == {"office": False, "phone": True, "office, ChatGPT": True}


def test_a_persons_own_phone_is_out_of_scope(diary):
    assert {diary["sixth"]["phone", host] for host in (DEEPSEEK, CHATGPT, CLAUDE)} == {
        (NOERROR, 200, "pretend internet")
    }


@pytest.mark.parametrize("way", ["below", "cloak", "https", "doh", "to a resolver"])
def test_no_name_leads_there(diary, way):
    assert diary["names"][way] == NXDOMAIN
    assert diary["names"]["cloak, phone"] == NOERROR


def test_an_address_written_into_a_program_leads_nowhere_either(diary):
    assert diary["addresses"]["the site's, written down"] == "refused"
    assert diary["addresses"]["a resolver's"] == "refused"
    assert diary["addresses"]["phone"] == "real"


def test_an_address_is_no_way_through_the_proxy_however_it_is_written(diary):
    assert {status for (one, _), status in diary["nameless"].items() if one == "office"} == {403}
    assert diary["nameless"]["phone", "203.0.113.11"] == 200


def test_the_clerks_browser_shows_the_page_over_https_with_reason_and_link(diary):
    error, text = diary["clerk page"]
    assert error == ""
    assert DEEPSEEK in text
    assert "LOC-1" in text
    assert diary["sixth stamp"] in text
    assert diary["deepseek heard"] == [], "nothing of it went out"
    assert diary["picture"].startswith(b"\x89PNG")


def test_the_link_becomes_a_request_that_others_decide(diary):
    assert diary["link"].startswith(f"{REQUEST_LINK}?code=LOC-5&policy=")
    assert parse_qs(urlsplit(diary["link"]).query)["host"] == [CLAUDE]
    assert diary["asked"]["waits_for"] == ("p-2",)
    assert diary["asked"]["request"]["service"] == "claude"


def test_who_was_granted_it_passes_under_the_notice_and_all_others_stay_blocked(diary):
    assert diary["granted"]["this device"] == (NOERROR, 200, "Agency CA"), "inspected: opened on the way"
    assert any("Host: claude.ai" in one for one in diary["inspected"])
    assert diary["clerk with leave"] == ("", "real")
    assert diary["granted"]["the next desk"] == (NXDOMAIN, 403)
    assert (diary["granted"]["military"], diary["granted"]["deepseek"]) == (403, 403)


def test_nobody_looked_into_any_other_connection(diary):
    hosts = set(re.findall(r"Host: ([^\s:]+)", "\n".join(diary["inspected"])))
    assert hosts == {CLAUDE}
    assert "very-private" not in diary["squid log"]


def test_with_the_content_check_away_the_inspected_service_is_closed_not_open(diary):
    assert diary["check away"] >= 500


def test_after_its_day_the_exception_is_over_everywhere(diary):
    assert diary["over"] == (NXDOMAIN, 403)


def test_the_report_counts_one_attempt_for_each_device_and_names_the_policy(diary):
    report = diary["squid report"]
    soldier, clerk = report["kr-mnd.military_work", "deepseek"], report["kr-chungnam.internet_pc", "deepseek"]
    assert (soldier.devices, clerk.devices) == (1, 1)
    assert 1 <= soldier.attempts <= 2, "one, or two where five minutes end between"
    assert soldier.raw > soldier.attempts
    assert diary["sixth stamp"] in clerk.policies
    assert report["kr-chungnam.personal", "deepseek"].attempts == 0
    assert report["kr-chungnam.personal", "deepseek"].uses >= 1
    assert report["kr-chungnam.internet_pc", "chatgpt"].attempts == 0
    assert report["kr-chungnam.internet_pc", "chatgpt"].uses >= 1
    assert (diary["squid malformed"], diary["bind malformed"]) == (0, 0)
    assert diary["bind report"]["kr-mnd.military_work", "deepseek"].devices == 1
    assert ("kr-chungnam.personal", "deepseek") not in diary["bind report"]


def test_the_agents_own_records_prove_how_long_the_order_took(diary):
    row = diary["clock"]["rows"][0]
    assert (row["agency"], row["device"], row["state"], row["minutes"]) == (
        "kr-mnd",
        "military_work",
        "effective",
        12.0,
    )
    assert row["proof"]["probes"] >= 2, "asked as that class, what is refused and what passes"
    assert diary["clock"]["all_minutes"] == 12.0


def test_nothing_of_it_raised_an_alarm(diary):
    assert diary["alarms"] == ""
