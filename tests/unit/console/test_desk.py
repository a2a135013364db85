"""The desk's pages: figures that open their rows, requests and their proof, the journal verified, suspicions decided."""

import csv
import io
import json

import pytest

from console_kit import AUDITOR, World, appointed
from gwanmun.domain.ids import PersonId
from gwanmun.domain.offices import Role
from gwanmun.errors import BadCommand, OutsideReach

NUMBER = "01a202db-2245-75a0-8f2d-5b19c16d9984"
AT = 1_790_000_000_000_000
ROW = {
    "id": 9, "request": NUMBER, "journal": "gate-1", "number": 2, "ended": 3, "at_us": AT, "agency": "kr-chungnam",
    "department": "kr-chungnam/welfare", "person": "5b77c598" + "0" * 24, "service": "s-1", "model": "m",
    "decision": "allow_with_masking", "grade": "O", "task": "요약", "device": "internet_pc", "kinds": "NAME,PHONE",
    "found": 3, "state": 1, "spent": 1_390_000, "readable": True,
}  # fmt: skip
NAMES = {
    "kr-chungnam": ("충청남도", "Chungnam"),
    "kr-chungnam/welfare": ("복지정책과", "Welfare"),
    "s-1": ("시험용", "sandbox"),
}
LIST = {
    "rows": [ROW], "next": "", "tally": {"count": 1, "whole": True, "spent": 1_390_000}, "read_us": AT, "names": NAMES,
    "words": {"agency": ["kr-chungnam"], "department": ["kr-chungnam/welfare"], "service": ["s-1"], "grade": ["O"],
              "decision": ["allow_with_masking", "deny"], "task": ["요약"], "kinds": ["NAME", "PHONE"]},
}  # fmt: skip
SHOWN = {
    "row": ROW, "names": NAMES,
    "told": [{"index": 2, "kind": "admitted", "kind_words": "보냄", "who": "", "day": "", "proof": "봉인됨",
              "said": [["탐지", "이름 1"]], "below": ["예약: 35원(최대 비용)"], "readable": True}],
    "proofs": [{"origin": "demo/gate-1", "index": 2, "leaf": "{}", "size": 21, "root": "58" * 32, "path": ["aa"],
                "checkpoint": "demo\n", "vkey": "k"}],
}  # fmt: skip
SUMS = {"requests": 1_204, "masked": 800, "refused": 12, "failed": 1, "spent": 56_000_000, "users": 40}
OVERVIEW = {
    "month": "2026-11", "months": ["2026-11", "2026-10"], "counted": True, "now": SUMS,
    "before": {**SUMS, "requests": 900},
    "days": [{"day": "2026-11-20", "requests": 5, "refused": 1}, {"day": "2026-11-22", "requests": 7, "refused": 0}],
    "services": [{"service": "s-1", "name_ko": "시험용", "name_en": "sandbox", "requests": 9, "refused": 1, "spent": 10}],
    "waiting": {"approvals": 2, "inquiries": 3, "overdue": 1, "findings": 4, "enforced": 1, "enforceable": 2},
    "agencies": {"kr-chungnam": ["충청남도", "Chungnam"]}, "read_us": AT, "data": "",
}  # fmt: skip
FINDING = {
    "id": "mf-1", "detector": "shared_account", "person": "5b77c598" + "0" * 24, "agency": "kr-chungnam", "from_us": AT,
    "to_us": AT, "count": 3, "rule": "1h: 3 clients", "evidence": [NUMBER], "found_us": AT, "state": "open",
    "decided_by": None, "decided_us": None, "decision_note": "",
}  # fmt: skip


@pytest.fixture
def world():
    world = World()
    world.answers |= {
        "show_overview": OVERVIEW, "list_requests": LIST, "show_request": SHOWN, "list_views": [], "list_readings": [],
        "list_findings": [FINDING], "show_finding": FINDING,
        "show_verification": {"verification": None, "seals": []},
    }  # fmt: skip
    return world


@pytest.fixture
def browser(world):
    browser = world.browser()
    browser.enter("audit")
    browser.get("/desk")
    world.performed.clear()
    return browser


def last(world, act):
    return [args for name, args, _, _ in world.performed if name == act][-1]


# ---------------------------------------------------------------- overview


def test_every_figure_opens_the_rows_that_it_counts(browser):
    text = browser.get("/desk?month=2026-11").text
    assert "1,204" in text
    assert "지난달 900" in text
    for path in (
        "/desk/requests?first=2026-11-01&amp;last=2026-11-30&amp;what=sent",
        "what=sent&amp;decision=allow_with_masking", "what=refused", "what=failed", "sort=-spent", "service=s-1",
        "/desk/misuse", "/desk/use?by=person",
    ):  # fmt: skip
        assert path in text, path


def test_the_chart_links_its_days_and_counts_a_day_between_as_zero(browser):
    text = browser.get("/desk").text
    assert "first=2026-11-22&amp;last=2026-11-22&amp;what=sent" in text
    assert ">21</th>" in text


def test_who_sees_no_single_requests_opens_sums(world, browser):
    world.people[AUDITOR] = appointed(AUDITOR, Role.BUDGET)
    text = browser.get("/desk").text
    assert "/desk/use?first=2026-11" in text
    assert "/desk/requests" not in text
    assert browser.get("/desk/requests").status == 403


def test_what_waits_is_shown_to_those_who_can_do_it(world, browser):
    assert "회신 기다리는 질의서" not in browser.get("/desk").text
    world.people[AUDITOR] = appointed(AUDITOR, Role.PRIVACY)
    text = browser.get("/desk").text
    assert "회신 기다리는 질의서" in text
    assert "기한 지남 1건" in text


def test_a_site_without_use_says_what_to_do_first(world, browser):
    world.answers["show_overview"] = {**OVERVIEW, "counted": False}
    assert 'href="/workspace"' in browser.get("/desk").text


def test_an_official_sees_no_desk(world):
    browser = world.browser()
    browser.enter("official")
    assert browser.get("/desk").status == 403


def test_sums_are_sorted_and_taken_away_on_record(world, browser):
    row = {"service": "s-1", "requests": 3, "refused": 1, "failed": 0, "spent_micro_won": 2_500_000, "held_micro_won": 0,
           "input_tokens": 10, "output_tokens": 20}  # fmt: skip
    world.answers["show_usage"] = {"rows": [row], "first": "2026-10", "last": "2026-11", "data": ""}
    assert "/desk/requests?first=2026-10-01&amp;last=2026-11-30&amp;service=s-1" in (
        browser.get("/desk/use?by=service&first=2026-10&last=2026-11").text
    )
    assert browser.get("/desk/use?format=csv").body.startswith(b"\xef\xbb\xbf")
    assert last(world, "note_export")["table"] == "use"


# ---------------------------------------------------------------- requests


def test_without_dates_the_last_thirty_days_are_asked_for(world, browser):
    text = browser.get("/desk/requests").text
    asked = last(world, "list_requests")
    assert (asked["first"], asked["last"]) == ("2026-08-23", "2026-09-21")
    assert "최근 30일" in text
    for words in ("복지정책과", "5b77c598", "마스킹 후 허용", "이름, 전화", "1원", f"/desk/requests/{NUMBER}"):
        assert words in text, words
    assert "5b77c598" + "0" * 24 + "<" not in text


def test_the_address_holds_filters_order_and_place(world, browser):
    got = browser.get("/desk/requests?first=2026-01-01&what=refused&kind=PHONE&sort=-spent&page=5.9&unknown=1")
    asked = last(world, "list_requests")
    assert asked == {
        "first": "2026-01-01", "what": "refused", "kind": "PHONE", "sort": "spent", "down": True, "after": "5.9", "limit": 50
    }  # fmt: skip
    assert "처음 쪽" in got.text


def test_the_next_page_begins_where_this_one_ended(world, browser):
    world.answers["list_requests"] = {**LIST, "next": "9.9", "tally": {"count": 100_000, "whole": False, "spent": 1}}
    text = browser.get("/desk/requests?what=sent").text
    assert "what=sent&amp;page=9.9" in text
    assert "100,000건까지만" in text


@pytest.mark.parametrize("query", ["first=2026-13-01", "first=20260101", "first=2026-02-02&last=2026-02-01"])
def test_a_wrong_date_is_said_beside_its_field_and_nothing_is_asked(world, browser, query):
    got = browser.get(f"/desk/requests?{query}")
    assert got.status == 400
    assert "error-summary" in got.text
    assert not [act for act, *_ in world.performed if act == "list_requests"]


def test_a_download_holds_every_page_of_this_filter_and_is_recorded(world, browser):
    pages = [{**LIST, "next": "9.9"}, {**LIST, "rows": [{**ROW, "request": "=1+1", "department": "=2+2"}], "next": ""}]

    class Pages(dict):
        """Two pages, one after the other."""

        def get(self, act, default=None):
            return pages.pop(0) if act == "list_requests" else super().get(act, default)

    world.answers = Pages(world.answers)
    got = browser.get("/desk/requests?what=sent&format=csv")
    rows = list(csv.reader(io.StringIO(got.text.removeprefix("\ufeff"))))
    assert len(rows) == 3
    assert rows[2][2] == "'=2+2"
    assert last(world, "note_export") == {
        "table": "requests", "filter": "what=sent&format=csv", "rows": 2, "form": "csv"
    }  # fmt: skip


def test_a_number_that_was_typed_opens_its_request(browser):
    assert browser.get(f"/desk/requests?number={NUMBER}").headers["location"] == f"/desk/requests/{NUMBER}"
    assert browser.get("/desk/requests?number=//evil").headers["location"] == "/desk/requests/%2F%2Fevil"


def test_a_view_is_saved_without_what_is_not_a_filter(world, browser):
    browser.get("/desk/requests")
    got = browser.post("/desk/requests/views", {"name": "막힌 것", "query": "what=refused&page=5.9&format=csv&x=1"})
    assert got.headers["location"] == "/desk/requests?what=refused"
    assert last(world, "save_view")["query"] == "what=refused"
    browser.post("/desk/requests/views", {"what": "drop", "name": "막힌 것"})
    assert last(world, "drop_view")["name"] == "막힌 것"


def test_nothing_found_says_how_to_find_more(world, browser):
    world.answers["list_requests"] = {**LIST, "rows": [], "tally": {"count": 0, "whole": True, "spent": 0}}
    assert "조건에 맞는 요청이 없습니다" in browser.get("/desk/requests").text


def test_hostile_names_are_text(world, browser):
    evil = "<script>alert(1)</script>"
    world.answers["list_requests"] = {**LIST, "rows": [{**ROW, "task": evil, "department": evil, "kinds": evil}]}
    text = browser.get("/desk/requests").text
    assert evil not in text
    assert "&lt;script&gt;" in text


# ---------------------------------------------------------------- one request


def test_one_request_is_told_with_its_proof_and_the_command_to_check_it(browser):
    text = browser.get(f"/desk/requests/{NUMBER}").text
    for words in (
        "바뀌지 않은 기록입니다",
        "탐지",
        "예약: 35원",
        f"gwanmun journal show {NUMBER}",
        "보관하지 않습니다",
    ):
        assert words in text, words


def test_a_request_that_is_not_sealed_yet_claims_no_proof(world, browser):
    world.answers["show_request"] = {**SHOWN, "proofs": []}
    text = browser.get(f"/desk/requests/{NUMBER}").text
    assert "바뀌지 않은 기록입니다" not in text
    assert "아직 봉인 전입니다" in text


def test_another_agencys_request_is_refused_in_words(world, browser):
    world.answers["show_request"] = OutsideReach(what_ko="다른 기관의 요청", what_en="another agency's request")
    got = browser.get(f"/desk/requests/{NUMBER}")
    assert got.status == 403
    assert "다른 기관의 요청" in got.text


def test_the_proof_is_taken_away_on_record(world, browser):
    got = browser.get(f"/desk/requests/{NUMBER}/proof.json")
    assert json.loads(got.text)["proofs"][0]["root"] == "58" * 32
    assert last(world, "note_export")["table"] == "request_proof"


def test_asking_to_read_needs_a_reason_and_keeps_what_was_typed(world, browser):
    browser.get(f"/desk/requests/{NUMBER}")
    got = browser.post(f"/desk/requests/{NUMBER}/content", {"what": "ask", "reason": "왜"})
    assert got.status == 400
    assert "다섯 자 이상" in got.text
    assert ">\n왜</textarea>" in got.text
    got = browser.post(f"/desk/requests/{NUMBER}/content", {"what": "ask", "reason": "감사 표본 점검"})
    assert got.headers["location"] == f"/desk/requests/{NUMBER}#content"
    assert last(world, "ask_content") == {"request": NUMBER}


def test_that_there_is_nothing_to_read_is_said_on_the_page(world, browser):
    world.answers["list_readings"] = [
        {"id": "read-1", "request": NUMBER, "asked_by": str(AUDITOR), "asked_role": "audit", "reason": "표본 점검",
         "asked_us": AT, "agreed_by": "p-2", "agreed_role": "security", "agreed_us": AT}
    ]  # fmt: skip
    world.answers["read_content"] = BadCommand(
        problem_ko="이 관문은 질의 내용을 보관하지 않습니다", problem_en="kept nowhere", next_ko="", next_en=""
    )
    assert "표본 점검" in browser.get(f"/desk/requests/{NUMBER}").text
    got = browser.post(f"/desk/requests/{NUMBER}/content", {"what": "read", "id": "read-1"})
    assert got.status == 409
    assert "보관하지 않습니다" in got.text


# ---------------------------------------------------------------- journal


PROVED = {"journal": "gate-1", "origin": "demo/gate-1", "size": 21, "proved": 21, "forgotten": 0, "not_yet_sealed": 1,
          "root": "", "vkey": "", "code": "", "problem_ko": "", "problem_en": ""}  # fmt: skip


def verification(*journals, ended=AT):
    return {"began_us": AT, "ended_us": ended, "by": "p-1", "done": 1, "whole": 4, "journals": list(journals)}


def test_verifying_is_begun_once_and_the_page_says_how_far_it_is(world, browser):
    browser.get("/desk/journal")
    assert browser.post("/desk/journal/verify").headers["location"] == "/desk/journal"
    assert last(world, "verify_journals") == {}
    world.answers["show_verification"] = {"verification": verification(ended=None), "seals": []}
    text = browser.get("/desk/journal").text
    assert "검증하고 있습니다: 25%" in text
    assert "every 2s" in text


def test_a_sound_journal_is_called_so_in_words(world, browser):
    seal = {"origin": "demo/gate-1", "size": 21, "root": "58" * 32, "vkey": "demo+k", "note": "demo/gate-1\n21\n"}
    world.answers["show_verification"] = {"verification": verification(PROVED), "seals": [seal]}
    text = browser.get("/desk/journal").text
    assert "모두 맞습니다: 기록 21건" in text
    assert "demo/gate-1\n21\n# vkey demo+k" in browser.get("/desk/journal/seals.txt").text
    assert last(world, "note_export")["table"] == "seals"


def test_an_altered_journal_is_named_and_never_called_sound(world, browser):
    wrong = {**PROVED, "code": "integrity_fault", "problem_ko": "기록 7이 다릅니다", "problem_en": "record 7 differs"}
    world.answers["show_verification"] = {"verification": verification(PROVED, wrong), "seals": []}
    text = browser.get("/desk/journal").text
    assert "모두 맞습니다" not in text
    assert "기록 7이 다릅니다" in text
    assert "그대로 복사해" in text


# ---------------------------------------------------------------- misuse


def test_suspicions_are_listed_by_pseudonym_and_narrowed(browser):
    text = browser.get("/desk/misuse?state=open").text
    assert "계정 공유" in text
    assert "/desk/misuse/mf-1" in text
    assert "조건에 맞는 것이 없습니다" in browser.get("/desk/misuse?state=confirmed").text


def test_a_decision_needs_a_choice_and_a_reason(world, browser):
    browser.get("/desk/misuse/mf-1")
    got = browser.post("/desk/misuse/mf-1", {"verdict": "", "reason": ""})
    assert got.status == 400
    assert "판단한 까닭을 적으십시오" in got.text
    got = browser.post("/desk/misuse/mf-1", {"verdict": "dismiss", "reason": "두 단말을 함께 씀"})
    assert got.headers["location"] == "/desk/misuse/mf-1"
    act = next(one for one in world.performed if one[0] == "decide_finding")
    assert (act[1], act[2]) == ({"id": "mf-1", "confirm": False}, "두 단말을 함께 씀")


def test_who_decides_late_sees_both(world, browser):
    browser.get("/desk/misuse/mf-1")
    world.answers["decide_finding"] = BadCommand(problem_ko="이미", problem_en="already", next_ko="", next_en="")
    world.answers["show_finding"] = {**FINDING, "state": "confirmed", "decision_note": "먼저 본 까닭", "decided_us": AT,
                                     "decided_by": "p-2"}  # fmt: skip
    got = browser.post("/desk/misuse/mf-1", {"verdict": "dismiss", "reason": "나중 까닭"})
    assert got.status == 409
    assert "먼저 본 까닭" in got.text
    assert "나중 까닭" in got.text


def test_a_guessed_case_is_refused(world, browser):
    world.answers["show_finding"] = OutsideReach(what_ko="없거나 다른 기관의", what_en="not there")
    assert browser.get("/desk/misuse/mf-2").status == 403


def test_every_page_reads_in_english(world, browser):
    browser.get("/view?lang=en&back=/desk")
    for path in (
        "/desk",
        "/desk/requests",
        f"/desk/requests/{NUMBER}",
        "/desk/journal",
        "/desk/misuse",
        "/desk/misuse/mf-1",
    ):
        got = browser.get(path)
        assert got.status == 200, path
        body = got.text.partition("<main")[2].partition("</main>")[0]
        assert not [word for word in ("현황", "감사기록", "오용 의심", "막음", "찾은") if word in body], path


def test_the_reach_of_a_page_is_that_of_a_role(world):
    person = PersonId("p-1106")
    world.people[person] = appointed(person, Role.OFFICIAL)
    browser = world.browser()
    browser.enter("audit")
    for path in ("/desk", "/desk/use", "/desk/requests", f"/desk/requests/{NUMBER}", "/desk/journal", "/desk/misuse"):
        assert browser.get(path).status == 403, path
