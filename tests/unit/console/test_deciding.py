"""Inbox, approvals, policies, orders and enforcement, page by page, with fakes behind them: what is asked, shown and kept."""

import pytest

from console_kit import OFFICIAL, World, appointed
from gwanmun.console.house import Ask
from gwanmun.console.pages import inbox
from gwanmun.domain.offices import Role
from gwanmun.errors import BadCommand, BadPolicy, ChangedMeanwhile, OutsideReach

REQUEST = {
    "id": "apr-1", "person": "p-2", "agency": "kr-chungnam", "department": "d", "reach": "person", "service": "svc",
    "families": ["deepseek"], "grade": "O", "task": "번역", "justification": "<b>꼭</b> 필요합니다", "mitigations": False,
    "until": "2026-12-06", "second_role": "security", "second_because": ["kr-n2sf/N2SF-6"], "requested_us": 1_790_000_000_000_000,
    "stage": "requested", "decided_by": None, "decided_for": None, "decided_us": None, "decision_reason": "",
    "second_by": None, "second_us": None, "second_reason": "", "ended_us": None,
}  # fmt: skip
SHOWN = {"request": REQUEST, "state": "requested", "waits_for": [OFFICIAL]}
SHEET = {
    "shown": SHOWN, "agency_ko": "충청남도", "agency_en": "Chungnam", "department_ko": "복지과", "department_en": "Welfare",
    "service": None, "record": None, "then": 2, "acting_for": "p-1101", "may_decide": True, "may_withdraw": False,
    "may_end": False, "earlier": [],
    "asks": [{"rule": "kr-local-government/LOC-5", "ko": "목록에 없습니다", "en": "Not listed", "source": "s", "effective_from": "2025-02-06"}],
}  # fmt: skip
USES = {"uses": 0, "people": 0, "first_us": None, "last_us": None, "rows": []}
ROW = {
    "regime": "kr-x", "title_ko": "기준", "title_en": "Rules", "jurisdiction": "KR", "state": "draft", "active": 1, "newest": 2,
    "waiting": 2, "starts_us": None, "effective_from": "2025-02-06", "effective_to": None, "rules": 1, "vectors": 1, "owner": "",
    "agency": "*", "authority": None, "review_on": None, "changed_us": 1_790_000_000_000_000,
}  # fmt: skip
VERSION = {
    "version": 2, "active": False, "written_by": "p-9", "written_us": 1_790_000_000_000_000, "confirmed_by": None,
    "activated_by": None, "activated_us": None,
}  # fmt: skip
REGIME = {
    "row": ROW, "version": VERSION, "text": "id: kr-x\n", "ko": ["기준", "첫 규칙"], "en": ["Rules", "First"], "sources": [],
    "vectors": [], "failing": 0, "remarks": [], "must_be_confirmed": False, "precaution": False, "mine": False,
    "versions": [VERSION], "history": [], "scheduled_version": 0, "above": None, "ending": None,
}  # fmt: skip
DIFF = {
    "regime": "kr-x", "before": 1, "after": 2, "rules": [], "inputs": 10, "exact": True, "changed": 3, "stricter": 3, "looser": 0,
    "common_ko": "", "common_en": "", "unshown": 0,
    "changes": [{"before": 1, "after": 5, "stricter": True, "inputs": 3, "ko": "정보 등급이 민감(S)", "en": "S"}],
}  # fmt: skip
REPLAYED = {
    "regime": "kr-x", "version": 2, "since_us": 1_790_000_000_000_000, "days": 30, "requests": 1200, "people": 40,
    "affected_people": 7, "stopped": {"effect": "stopped", "requests": 1034, "people": 7, "micro_won": 0},
    "outturns": [{"effect": "stopped", "requests": 1034, "people": 7, "micro_won": 2_000_000}], "moves": [], "forgotten": 3,
    "unreadable": 0,
}  # fmt: skip


def world(*roles, **answers):
    made = World(answers={
        "show_approval_request": SHEET, "list_approval_uses": USES, "list_regimes": [ROW], "show_regime": REGIME,
        "diff_pack": DIFF, "replay_pack": REPLAYED, "list_waiting": [], "read_inbox": [], **answers,
    })  # fmt: skip
    made.people[OFFICIAL] = appointed(OFFICIAL, *roles)
    return made


def entered(made, **terms):
    browser = made.browser(**terms)
    browser.enter()
    return browser


def acts(made):
    return [(act, args) for act, args, _, _ in made.performed]


# ---------------------------------------------------------------- inbox


def test_what_waits_is_one_tap_away_and_notices_lead_where_the_reader_may_go():
    made = world(
        Role.APPROVER,
        list_waiting=[{"kind": "approval", "id": "apr-1", "since_us": 1, "ko": "딥시크", "en": "DeepSeek", "version": 0}],
        read_inbox=[
            {"id": "n-1", "at_us": 1, "kind": "approval_requested", "subject": "apr-1", "ko": "기다립니다", "en": "waits", "read_us": None},
            {"id": "n-2", "at_us": 1, "kind": "due_model", "subject": "m", "ko": "새 모델", "en": "model", "read_us": None},
        ],
    )  # fmt: skip
    got = entered(made).get("/inbox").text
    assert got.count('href="/approvals/apr-1"') == 2
    assert "나를 기다리는 일" in got


def test_a_notice_whose_page_is_not_the_readers_has_no_link():
    ask = Ask(entered(world(Role.OFFICIAL)).house, None, None)
    ask.who = appointed(OFFICIAL, Role.OFFICIAL)
    assert inbox.way_of(ask, {"kind": "misuse_finding", "subject": "f-1"}) == ""
    assert inbox.way_of(ask, {"kind": "approval_granted", "subject": "a"}) == "/approvals/a"
    assert inbox.way_of(ask, {"kind": "allowance_granted", "subject": "a"}) == "/my"
    assert inbox.way_of(ask, {"kind": "content_read", "subject": "r"}) == "/my"


def test_every_way_of_a_notice_is_a_page():
    house = entered(world(Role.OFFICIAL)).house
    places = [item.path for item in house.items]
    assert [
        way for _, way in inbox.WAYS if not any(f"{way}/".startswith(f"{one}/") for one in places if one != "/")
    ] == []


def test_an_empty_inbox_says_so_and_one_or_all_are_marked_as_read():
    made = world(Role.OFFICIAL)
    browser = entered(made)
    assert "기다리는 일이 없습니다" in browser.get("/inbox").text
    browser.post("/inbox/read", {"id": "n-1"})
    browser.post("/inbox/read")
    assert [args for act, args in acts(made) if act == "mark_read"] == [{"ids": ["n-1"]}, {}]


# ---------------------------------------------------------------- approvals


def test_a_request_shows_what_a_decision_needs_and_hostile_words_as_text():
    got = entered(world(Role.APPROVER)).get("/approvals/apr-1").text
    for words in (
        "&lt;b&gt;꼭&lt;/b&gt; 필요합니다",
        "목록에 없습니다",
        "kr-n2sf/N2SF-6",
        "2026-12-06",
        "대결",
        "가려서 허용",
        "정보보호담당관",
    ):
        assert words in got


def test_approving_goes_to_one_act_with_the_day_and_once():
    made = world(Role.APPROVER, approve_request=SHOWN)
    browser = entered(made)
    page = browser.get("/approvals/apr-1")
    got = browser.post(
        "/approvals/apr-1/decide", {"verdict": "approve", "until": "2026-12-01", "_once": page.value("_once")}
    )
    assert (got.status, got.headers["location"]) == (303, "/approvals/apr-1?did=approved")
    act, args, _, errand = made.performed[-1]
    assert (act, args) == ("approve_request", {"id": "apr-1", "until": "2026-12-01"})
    assert errand.once


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"verdict": "reject"}, "반려하는 까닭"), ({"verdict": "approve", "until": "어제"}, "날짜를"),
     ({"verdict": "reject", "reason": "가" * 501}, "500자")],
)  # fmt: skip
def test_a_decision_that_lacks_something_stays_on_the_page(fields, words):
    made = world(Role.APPROVER)
    browser = entered(made)
    browser.get("/approvals/apr-1")
    got = browser.post("/approvals/apr-1/decide", fields)
    assert got.status == 400
    assert words in got.text
    assert not {"approve_request", "reject_request"} & {act for act, _ in acts(made)}


def test_what_the_act_refuses_stands_beside_the_form():
    refusal = BadCommand(problem_ko="이미 처리된 요청입니다", problem_en="closed", next_ko="", next_en="")
    made = world(Role.APPROVER, approve_request=refusal)
    browser = entered(made)
    browser.get("/approvals/apr-1")
    got = browser.post("/approvals/apr-1/decide", {"verdict": "approve"})
    assert (got.status, "이미 처리된 요청입니다" in got.text) == (400, True)


def test_a_guessed_request_is_a_refusal_in_words():
    made = world(Role.APPROVER, show_approval_request=OutsideReach(what_ko="다른 기관", what_en="another agency"))
    got = entered(made).get("/approvals/apr-of-seoul")
    assert got.status == 403
    assert "꼭" not in got.text


def test_filing_begins_with_what_the_refusal_said():
    offered = {"id": "svc", "name_ko": "서비스", "name_en": "Service", "vendor": "v", "country": "KR", "family": "f"}
    offer = {"services": [offered], "today": "2026-11-22", "usual_days": 14, "longest_days": 366}
    made = world(Role.OFFICIAL, offer_services=offer, request_approval={"request": {"id": "apr-7"}})
    browser = entered(made)
    got = browser.get("/approvals/new?service=svc&request=req-77&task=요약")
    assert "req-77" in got.text
    assert 'value="svc" selected' in got.text
    assert 'value="2026-12-06"' in got.text
    fields = {"service": "svc", "justification": "다른 방법이 없어 꼭 필요합니다", "grade": "O", "device_class": "internet_pc",
              "reach": "person", "until": "2026-12-06", "_once": got.value("_once")}  # fmt: skip
    assert browser.post("/approvals/new", fields).headers["location"] == "/approvals/apr-7?did=filed"
    assert browser.post("/approvals/new", {**fields, "service": "모름"}).status == 400


def test_the_link_of_the_block_page_is_a_form_that_files_the_request_for_its_host():
    offer = {"services": [], "today": "2026-11-22", "usual_days": 14, "longest_days": 366}
    made = world(Role.OFFICIAL, offer_services=offer, request_exception={"request": {"id": "apr-9"}})
    browser = entered(made)
    got = browser.get("/request?code=LOC-5&policy=r2-0123456789ab&host=chatgpt.com")
    assert got.status == 200
    for value in ("chatgpt.com", "LOC-5", "r2-0123456789ab", "2026-12-06"):
        assert f'value="{value}"' in got.text
    fields = {"host": "chatgpt.com", "code": "LOC-5", "policy": "r2-0123456789ab", "justification": "다른 방법이 없어 꼭 필요합니다",
              "device_class": "internet_pc", "reach": "department", "until": "2026-12-06", "_once": got.value("_once")}  # fmt: skip
    assert browser.post("/request", fields).headers["location"] == "/approvals/apr-9?did=filed"
    assert acts(made)[-1] == ("request_exception", {name: value for name, value in fields.items() if name != "_once"})
    made.answers["request_exception"] = BadCommand(
        "host",
        problem_ko="차단을 우회하는 경로는 예외로 신청할 수 없습니다",
        problem_en="none is given",
        next_ko="서비스 이름으로 신청하십시오",
        next_en="",
    )
    once = browser.get("/request?host=x").value("_once")
    again = browser.post("/request", {**fields, "host": "dns.google", "_once": once})
    assert (again.status, "우회하는 경로는" in again.text) == (400, True)


# ---------------------------------------------------------------- policies


def test_a_draft_shows_what_changes_in_words_and_who_decides_next():
    got = entered(world(Role.AI_POLICY)).get("/policies/kr-x?version=2").text
    for words in (
        "더 엄격해지기만 합니다.",
        "정보 등급이 민감(S)",
        "첫 규칙",
        "시행하기",
        'href="/policies/kr-x/activate?version=2"',
    ):
        assert words in got
    mine = entered(world(Role.AI_POLICY, show_regime={**REGIME, "mine": True})).get("/policies/kr-x?version=2").text
    assert "다른 담당자의 결정을 기다립니다" in mine
    assert "/activate?" not in mine
    failing = entered(world(Role.AI_POLICY, show_regime={**REGIME, "failing": 2})).get("/policies/kr-x?version=2").text
    assert "시험 사례 2개가 맞지 않아" in failing
    assert "/activate?" not in failing


def test_the_replay_is_a_sentence_with_its_numbers_and_also_a_part_of_the_page():
    browser = entered(world(Role.AI_POLICY))
    sentence = "지난 30일이라면 7명의 요청 1,034건이 막혔습니다."
    assert sentence in browser.get("/policies/kr-x/replay?version=2&days=30").text
    part = browser.get("/policies/kr-x/replay?version=2", hx_request="true").text
    assert sentence in part
    assert "<html" not in part


def test_a_text_that_cannot_be_read_is_kept_with_line_and_column_beside_it():
    error = BadPolicy("pack:2:5", problem_ko="알 수 없는 낱말입니다", problem_en="unknown", suggestion="decision")
    browser = entered(world(Role.AI_POLICY, write_pack=error))
    browser.get("/policies/new")
    got = browser.post("/policies/new", {"text": "id: x\n<decison>: deny\n"})
    assert got.status == 400
    assert "2줄 5칸: " in got.text
    assert "decision" in got.text
    assert got.text.count("&lt;decison&gt;") == 2, "where to correct it, and in the form"


def test_a_stale_draft_shows_both_versions_and_goes_on_from_the_newest():
    made = world(Role.AI_POLICY, write_pack=ChangedMeanwhile("kr-x", what_ko="최신 판은 2판입니다", what_en="2"))
    browser = entered(made)
    browser.get("/policies/new?regime=kr-x")
    got = browser.post("/policies/new", {"text": "mine: 1", "after": "1", "regime": "kr-x"})
    assert got.status == 409
    assert "mine: 1" in got.text
    assert "id: kr-x" in got.text
    assert 'name="after" value="2"' in got.text


def test_activating_carries_the_version_that_was_seen_and_a_stale_form_shows_how_it_stands():
    made = world(Role.AI_POLICY, activate_pack={"regime": "kr-x"})
    browser = entered(made)
    page = browser.get("/policies/kr-x/activate?version=2")
    fields = {
        "expected": page.value("expected"),
        "reason": "시험",
        "starts_on": "2026-12-01",
        "_once": page.value("_once"),
    }
    assert browser.post("/policies/kr-x/activate?version=2", fields).status == 303
    act, args, reason, _ = made.performed[-1]
    assert (act, args["version"], args["expected"], reason) == ("activate_pack", 2, 1, "시험")
    assert args["starts_us"] == 1_796_050_800_000_000  # midnight in Seoul
    made.answers["activate_pack"] = ChangedMeanwhile("kr-x", what_ko="시행 중인 판은 3판입니다", what_en="3")
    stale = browser.post("/policies/kr-x/activate?version=2", fields)
    assert stale.status == 409
    assert "시행 중인 판은 3판입니다" in stale.text
    assert "지금 상태" in stale.text


@pytest.mark.parametrize(
    ("ending", "title", "done"),
    [
        (None, "시행 중지 요청", "asked"),
        ({"regime": "kr-x", "act": "deactivate_pack", "version": 1, "on": None, "officer": "p-9", "asked_us": 1,
          "reason": "근거 <b>폐지"}, "시행 중지", ""),
    ],
)  # fmt: skip
def test_one_asks_to_take_it_out_of_force_and_another_sees_who_and_why(ending, title, done):
    active = {**VERSION, "version": 1, "active": True, "activated_by": "p-8", "activated_us": 1_790_000_000_000_000}
    sheet = {**REGIME, "version": active, "versions": [active], "row": {**ROW, "waiting": 0}, "ending": ending}
    made = world(Role.AI_POLICY, show_regime=sheet, deactivate_pack={"regime": "kr-x", "state": done or "done"})
    browser = entered(made)
    assert ("p-9: 근거 &lt;b&gt;폐지" in browser.get("/policies/kr-x").text) == (ending is not None)
    page = browser.get("/policies/kr-x/off")
    assert f"{title}</button>" in page.text
    fields = {"expected": page.value("expected"), "reason": "근거 지침 폐지", "_once": page.value("_once")}
    got = browser.post("/policies/kr-x/off", fields)
    assert made.performed[-1][:2] == ("deactivate_pack", {"regime": "kr-x", "expected": 1})
    assert got.headers["location"].endswith(f"did={done or 'off'}")


def test_who_only_reads_is_offered_nothing_to_decide():
    got = entered(world(Role.AUDIT)).get("/policies/kr-x?version=2").text
    assert "/activate" not in got
    assert entered(world(Role.AUDIT)).get("/policies/kr-x/activate?version=2").status == 403
    assert entered(world(Role.OFFICIAL)).get("/policies").status == 403


@pytest.mark.parametrize("version", ["x", "-1", "99999999999", "１"])
def test_a_version_that_is_no_number_is_refused(version):
    assert entered(world(Role.AUDIT)).get(f"/policies/kr-x?version={version}").status == 400


# ---------------------------------------------------------------- orders and enforcement

ORDERS = [
    {"day": "2026-11-20", "id": "o-1", "issuer": "kr-mois", "kind": "block", "subject": "deepseek", "state": "in_force",
     "until": None, "source": "s", "ours": True},
    {"day": "2025-01-30", "id": "", "issuer": "IT", "kind": "unheard-of", "subject": "deepseek", "state": "observed",
     "until": None, "source": "s", "ours": False},
]  # fmt: skip
EMERGENCY = {
    "emergency": {"id": "emergency-1", "agency": "a", "service": "svc", "person": "p-2", "opened_by": "p-3", "opened_us": 1,
                  "until_us": 2, "reason": "급함", "reviewed_by": None, "reviewed_us": None, "verdict": None, "finding": ""},
    "state": "ended", "reviewed": False,
}  # fmt: skip


def test_orders_that_bind_come_first_and_a_kind_that_nobody_knows_shows_as_it_is():
    got = entered(world(Role.SECURITY, list_orders=ORDERS)).get("/orders").text
    assert "지금 지켜야 하는 명령" in got
    assert "unheard-of" in got
    assert 'href="/enforcement/clock/o-1"' in got


def test_an_emergency_waits_on_the_reviewers_list_and_not_for_who_opened_it():
    got = entered(world(Role.SECURITY, list_emergencies=[EMERGENCY])).get("/orders/emergencies").text
    assert 'href="/orders/emergencies/emergency-1/review"' in got
    mine = {**EMERGENCY, "emergency": {**EMERGENCY["emergency"], "opened_by": OFFICIAL}}
    got = entered(world(Role.SECURITY, list_emergencies=[mine])).get("/orders/emergencies").text
    assert "/review" not in got
    made = world(Role.AUDIT, list_emergencies=[EMERGENCY], review_emergency={})
    browser = entered(made)
    browser.get("/orders/emergencies/emergency-1/review")
    assert (
        browser.post("/orders/emergencies/emergency-1/review", {"verdict": "justified", "finding": "정당함"}).status
        == 303
    )
    assert acts(made)[-1] == ("review_emergency", {"id": "emergency-1", "verdict": "justified", "finding": "정당함"})
    assert browser.get("/orders/emergencies/guessed/review").status == 404


def test_a_service_is_stopped_and_resumed_in_one_step_for_ones_own_agency():
    offered = {"id": "svc", "name_ko": "서비스", "name_en": "", "vendor": "v", "country": "KR", "family": "f"}
    made = world(Role.SECURITY, offer_services={"services": [offered], "today": "2026-11-22", "usual_days": 14, "longest_days": 9},
                 suspend_service=None, resume_service=None)  # fmt: skip
    browser = entered(made)
    browser.get("/orders/suspensions/new")
    browser.post("/orders/suspensions/new", {"service": "svc", "reason_ko": "유출 의심"})
    assert acts(made)[-1] == (
        "suspend_service", {"agency": "kr-chungnam", "service": "svc", "reason_ko": "유출 의심", "reason_en": "유출 의심"}
    )  # fmt: skip
    browser.post("/orders/suspensions/resume?service=svc&agency=kr-chungnam", {"reason": "확인됨"})
    assert acts(made)[-1] == ("resume_service", {"service": "svc", "agency": "kr-chungnam"})


@pytest.mark.parametrize(
    ("path", "act", "words"),
    [("/orders/delegations", "list_delegations", "위임이 없으면"), ("/orders/emergencies", "list_emergencies", "긴급 이용을 연 적이"),
     ("/enforcement", "list_enforcement", "적용기를 등록하고"), ("/enforcement/attempts", "list_sightings", "접속 기록을 읽어"),
     ("/enforcement/discovered", "list_sightings", "접속 기록을 읽어"), ("/enforcement/exceptions", "list_exceptions", "열어 둔 예외가")],
)  # fmt: skip
def test_an_empty_page_says_what_to_do_first(path, act, words):
    assert words in entered(world(Role.SECURITY, **{act: []})).get(path).text


def test_the_simulate_box_answers_for_a_pasted_address_and_keeps_what_was_asked():
    answer = {
        "host": "chat.deepseek.com",
        "action": "block",
        "service": "deepseek",
        "code": "LOC-1",
        "ko": "막습니다",
        "en": "No",
    }
    made = world(Role.SECURITY, simulate_host=answer)
    browser = entered(made)
    got = browser.get("/enforcement/simulate?host=https://Chat.DeepSeek.com/a?b&device=internet_pc&agency=kr-chungnam")
    assert acts(made)[-1] == (
        "simulate_host",
        {"agency": "kr-chungnam", "device": "internet_pc", "host": "chat.deepseek.com"},
    )
    assert "막습니다" in got.text
    assert 'value="chat.deepseek.com"' in got.text
    made.answers["simulate_host"] = OutsideReach(what_ko="기관 kr-seoul", what_en="agency kr-seoul")
    assert browser.get("/enforcement/simulate?host=x.kr&device=internet_pc&agency=kr-seoul").status == 403
    assert browser.get("/enforcement/simulate?host=&device=internet_pc").status == 400


def test_every_page_is_there_in_english():
    made = world(
        Role.SECURITY, Role.AI_POLICY, list_orders=ORDERS, list_emergencies=[EMERGENCY], list_approvals=[SHOWN]
    )
    browser = entered(made)
    browser.get("/view?lang=en&back=/")
    pages = (
        "/inbox",
        "/approvals",
        "/approvals/apr-1",
        "/policies",
        "/policies/kr-x?version=2",
        "/orders",
        "/orders/emergencies",
    )
    for path in pages:
        got = browser.get(path)
        assert got.status == 200, path
        assert 'lang="en"' in got.text


def test_a_table_is_taken_away_as_this_filter_and_recorded():
    made = world(Role.SECURITY, list_orders=ORDERS)
    got = entered(made).get("/orders?state=in_force&format=csv")
    assert "deepseek" in got.text
    assert "IT" not in got.text
    assert acts(made)[-1][1]["rows"] == 1
