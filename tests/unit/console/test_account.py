"""One's own account and those of an agency, page by page; sessions that outlive the desk's process."""

import pytest

from console_kit import AUDITOR, OFFICIAL, FakeAccounts, World, appointed
from gwanmun.console.house import House
from gwanmun.console.ports import Enrolment
from gwanmun.console.sessions import MemorySessions, Sessions
from gwanmun.domain.offices import Role
from gwanmun.domain.sign_in import SignInTried
from gwanmun.errors import BadCommand, OutsideReach

GOOD = "우리 동네 은행나무 세 그루"
PASSWORD = {"old": "right", "code": "123456", "new": GOOD, "again": GOOD}


class Accounts(FakeAccounts):
    def mine(self, person):
        return (self.account,) if person == self.account.person else ()

    def tried(self, person):
        return (
            SignInTried(
                "t-1", person, "kim", 1_790_000_000_000_000, "password", accepted=False, locked=True, peer="203.0.113.9"
            ),
        )

    def hash(self, password):
        return f"scrypt$hash-of-{len(password)}"

    def propose(self, account):
        return Enrolment("sealed-1", "otpauth://totp/Gwanmun:kim?secret=ABCDEFGHIJKLMNOP&issuer=Gwanmun")

    def again(self, account, sealed):
        return self.propose(account) if sealed == "sealed-1" else None

    def confirm(self, account, sealed, code):
        return 9 if code == "654321" else None


def world(**people):
    made = World(accounts=Accounts())
    made.people |= people
    return made


def signed_in(made):
    browser = made.browser(demo=False)
    browser.get("/sign-in")
    browser.post(
        "/sign-in",
        {"name": "kim", "password": "right", "code": "123456"},
        user_agent="Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130",
    )
    browser.get("/my/account")
    return browser


def noted(made, act):
    return [args for name, args in made.noted if name == act]


def test_the_page_shows_sessions_history_and_what_one_can_do_next():
    text = signed_in(world()).get("/my/account").text
    for words in (
        "Edge · Windows",
        "192.0.2.9",
        "지금 이 세션",
        "잠겨서 거절",
        "203.0.113.9",
        "비밀번호 바꾸기",
        "새 기기 등록",
    ):
        assert words in text


def test_a_new_password_reaches_the_act_as_a_hash_with_its_code_and_session():
    made = world()
    browser = signed_in(made)
    got = browser.post("/my/account/password", PASSWORD)
    assert (got.status, got.headers["location"]) == (303, "/my/account?done=password")
    (said,) = noted(made, "keep_password")
    assert said["hash"] == f"scrypt$hash-of-{len(GOOD)}"
    assert (said["name"], said["person"], said["step"], bool(said["session"])) == ("kim", OFFICIAL, 7, True)
    assert GOOD not in str(made.noted) + str(made.performed)
    assert 'role="status"' in browser.get(got.headers["location"]).text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"new": "short", "again": "short"}, "new"),
        ({"new": "Password1234!", "again": "Password1234!"}, "new"),
        ({"again": "something else entirely"}, "again"),
        ({"old": "wrong"}, "old"),
        ({"code": "000000"}, "old"),
        ({"new": "", "again": ""}, "new"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_changes(change, field):
    made = world()
    got = signed_in(made).post("/my/account/password", {**PASSWORD, **change})
    assert got.status == 400
    assert f'id="{field}-error"' in got.text
    assert f'href="#{field}"' in got.text
    assert noted(made, "keep_password") == []
    assert GOOD not in got.text  # what was typed as a password never stands in a page


def test_a_wrong_password_here_counts_as_a_wrong_sign_in():
    made = world()
    signed_in(made).post("/my/account/password", {**PASSWORD, "old": "wrong"})
    assert [args["right"] for args in noted(made, "note_sign_in")] == [True, False]


def test_a_refusal_of_the_act_is_said_beside_the_field():
    made = world()
    browser = signed_in(made)
    made.answers["keep_password"] = BadCommand(
        problem_ko="이미 쓴 번호입니다", problem_en="used", next_ko="기다리십시오", next_en="wait"
    )
    got = browser.post("/my/account/password", PASSWORD)
    assert (got.status, "이미 쓴 번호입니다" in got.text) == (400, True)


def test_a_second_factor_needs_the_old_one_and_the_new_one():
    made = world()
    browser = signed_in(made)
    page = browser.get("/my/account/second-factor")
    assert "ABCD EFGH IJKL MNOP" in page.text
    fields = {"sealed": page.value("sealed"), "old": "right", "code": "123456", "new_code": "654321"}
    for change in ({"new_code": "1"}, {"old": "wrong"}, {"code": "2"}):
        assert browser.post("/my/account/second-factor", {**fields, **change}).status == 400
    assert browser.post("/my/account/second-factor", {**fields, "sealed": "mine"}).status == 400
    assert noted(made, "keep_second_factor") == []
    assert browser.post("/my/account/second-factor", fields).status == 303
    (said,) = noted(made, "keep_second_factor")
    assert (said["sealed"], said["step"], said["new_step"]) == ("sealed-1", 7, 9)


def test_sessions_are_ended_one_or_all_but_this():
    made = world()
    browser = signed_in(made)
    browser.post("/my/account/sessions", {"session": "another"})
    browser.post("/my/account/sessions", {})
    one, rest = noted(made, "end_own_sessions")
    assert (one["session"], one["person"]) == ("another", OFFICIAL)
    assert (rest["session"], bool(rest["keep"])) == ("", True)


def test_whoever_came_another_way_has_sessions_and_no_password_here():
    made = world()
    made.accounts.account = None
    made.accounts.mine = lambda person: ()
    browser = made.browser()
    browser.enter()
    text = browser.get("/my/account").text
    assert "통합인증이나 시연으로" in text
    assert 'name="old"' not in text
    assert browser.post("/my/account/password", PASSWORD).status == 404


# ---------------------------------------------------------------- an agency's accounts

ROW = {
    "name": "kim",
    "person": "p-1",
    "agency": "kr-x",
    "break_glass": True,
    "state": "partly",
    "changed_us": 1,
    "signed_in_us": 0,
    "sessions": 1,
    "known": True,
}
SHEET = {
    "person": "p-1", "accounts": [ROW], "tried": [],
    "sessions": [{"how": "password", "began_us": 1, "seen_us": 2, "peer": "192.0.2.9", "client": "Edge · Windows"}],
}  # fmt: skip
NEW = {
    "name": "kim",
    "person": "p-1",
    "password": "aaaa-bbbb-cccc-dddd",
    "secret": "otpauth://totp/G:kim?secret=ABCDEFGH&issuer=G",
}


def officer(*roles):
    made = World()
    made.people[AUDITOR] = appointed(AUDITOR, *roles)
    made.answers |= {"list_accounts": [ROW], "show_account": SHEET, "put_account": NEW}
    browser = made.browser()
    browser.enter("audit")
    browser.get("/accounts")
    return made, browser


def test_officers_see_state_in_words_and_the_next_step():
    _, browser = officer(Role.ADMINISTRATOR)
    text = browser.get("/accounts").text
    for words in ("일부 접속지 잠김", "비상 계정", "계정 만들기", "/accounts/of/p-1"):
        assert words in text


def test_the_list_is_taken_away_as_a_record():
    made, browser = officer(Role.AUDIT)
    got = browser.get("/accounts?format=csv")
    assert got.body.startswith(b"\xef\xbb\xbf")
    assert made.performed[-1][0] == "note_export"


def test_an_auditor_looks_and_changes_nothing():
    _, browser = officer(Role.AUDIT)
    assert browser.get("/accounts/new").status == 403
    text = browser.get("/accounts/of/p-1").text
    for act in ("unlock_account", "put_account", "remove_account", "end_sessions"):
        assert f'value="{act}"' not in text


def test_a_new_account_is_shown_once():
    made, browser = officer(Role.ADMINISTRATOR)
    browser.get("/accounts/new")
    got = browser.post("/accounts/new", {"name": "Kim", "person": "p-1", "reason": "채용"})
    assert "aaaa-bbbb-cccc-dddd" in got.text
    assert "ABCD EFGH" in got.text
    assert got.headers["cache-control"] == "no-store"
    act, args, reason, _ = made.performed[-1]
    assert (act, args, reason) == ("put_account", {"name": "kim", "person": "p-1", "break_glass": False}, "채용")
    assert "aaaa-bbbb" not in browser.get("/accounts").text


def test_an_account_without_a_name_or_reason_is_not_made():
    made, browser = officer(Role.ADMINISTRATOR)
    got = browser.post("/accounts/new", {"name": "", "person": "<b>", "reason": " "})
    assert got.status == 400
    assert 'id="name-error"' in got.text
    assert 'id="reason-error"' in got.text
    assert "<b>" not in got.text
    assert "put_account" not in [act for act, *_ in made.performed]


def test_a_name_that_is_refused_is_said_beside_the_field():
    made, browser = officer(Role.ADMINISTRATOR)
    made.answers["put_account"] = BadCommand(
        "break_glass", problem_ko="하나만 둡니다", problem_en="one", next_ko="a", next_en="b"
    )
    got = browser.post("/accounts/new", {"name": "kim", "person": "p-1", "reason": "x", "break_glass": "1"})
    assert (got.status, "하나만 둡니다" in got.text) == (400, True)


@pytest.mark.parametrize("act", ["unlock_account", "end_sessions", "remove_account"])
def test_what_is_done_to_an_account_needs_a_reason_and_goes_as_one_act(act):
    made, browser = officer(Role.SECURITY)
    assert browser.post("/accounts/of/p-1", {"act": act, "name": "kim", "reason": ""}).status == 400
    once = browser.get("/accounts/of/p-1").value("_once")
    fields = {"act": act, "name": "kim", "reason": "분실 신고", "_once": once}
    assert browser.post("/accounts/of/p-1", fields).status == 303
    name, args, reason, errand = made.performed[-1]
    assert (name, reason, bool(errand.once)) == (act, "분실 신고", True)
    assert args == ({"person": "p-1"} if act == "end_sessions" else {"name": "kim"})


def test_an_act_that_is_not_offered_here_is_refused():
    made, browser = officer(Role.SECURITY)
    assert browser.post("/accounts/of/p-1", {"act": "appoint", "reason": "x"}).status == 400
    assert "appoint" not in [act for act, *_ in made.performed]


def test_a_guessed_person_of_another_agency_is_refused_in_words():
    made, browser = officer(Role.AUDIT)
    made.answers["show_account"] = OutsideReach(what_ko="기관 kr-y", what_en="agency kr-y")
    got = browser.get("/accounts/of/p-99")
    assert got.status == 403
    assert made.performed[-1][:2] == ("show_account", {"person": "p-99"})


# ---------------------------------------------------------------- sessions


class Time:
    def __init__(self):
        self.us = 1_790_000_000_000_000
        self.made = 0

    def now(self):
        return self.us

    def entropy(self, size):
        self.made += 1
        return self.made.to_bytes(size, "big")

    def open(self, store):
        return Sessions(store, self.now, self.entropy, idle_seconds=1800, longest_seconds=12 * 3600)

    def later(self, seconds):
        self.us += seconds * 1_000_000


def test_a_session_outlives_the_process_with_the_forms_that_were_open():
    time, store = Time(), MemorySessions()
    token, before = time.open(store).begin(OFFICIAL, "password", account="kim", break_glass=True, demo_as="x")
    after = time.open(store).find(token)
    assert (after.person, after.how, after.account, after.break_glass, after.demo_as) == (
        OFFICIAL,
        "password",
        "kim",
        True,
        "x",
    )
    assert after.holds(before.form_token)
    assert not after.holds(token)


def test_what_was_typed_and_the_providers_token_do_not_outlive_it():
    time, store = Time(), MemorySessions()
    token, session = time.open(store).begin(OFFICIAL, "oidc", hint="provider-token")
    session.keep("/workspace", {"text": "남궁솔"})
    assert "남궁솔" not in repr(vars(store)) + repr(session)
    assert "provider-token" not in repr(vars(store)) + repr(session)
    after = time.open(store).find(token)
    assert (after.hint, after.take("/workspace")) == ("", {})


def test_the_token_itself_is_nowhere():
    time, store = Time(), MemorySessions()
    token, _ = time.open(store).begin(OFFICIAL, "password")
    assert token not in repr(vars(store))


@pytest.mark.parametrize(("seconds", "goes_on"), [(1800, True), (1801, False)])
def test_idle_time_counts_while_no_process_runs(seconds, goes_on):
    time, store = Time(), MemorySessions()
    token, _ = time.open(store).begin(OFFICIAL, "password")
    time.later(seconds)
    assert (time.open(store).find(token) is not None) is goes_on


def test_after_a_restart_a_session_is_idle_early_rather_than_late():
    time, store = Time(), MemorySessions()
    sessions = time.open(store)
    token, _ = sessions.begin(OFFICIAL, "password")
    for _ in range(40):
        time.later(100)
        assert sessions.find(token) is not None
    time.later(1801)
    assert time.open(store).find(token) is None


def test_the_longest_time_holds_across_restarts():
    time, store = Time(), MemorySessions()
    token, _ = time.open(store).begin(OFFICIAL, "password")
    found = []
    for _ in range(30):
        time.later(1500)
        found.append(time.open(store).find(token) is not None)
    assert found == [True] * 28 + [False] * 2


def test_a_clock_that_was_put_back_far_ends_sessions():
    time, store = Time(), MemorySessions()
    token, _ = time.open(store).begin(OFFICIAL, "password")
    time.later(-250)
    assert time.open(store).find(token) is not None
    time.later(-100)
    assert time.open(store).find(token) is None


def test_a_session_that_was_ended_elsewhere_is_over_at_the_next_request():
    time, store = Time(), MemorySessions()
    sessions = time.open(store)
    token, session = sessions.begin(OFFICIAL, "password")
    store.end(session.id)
    assert sessions.find(token) is None


def test_uses_are_written_down_seldom():
    time, store = Time(), MemorySessions()
    written = []
    store.seen = lambda id_, at_us: written.append(at_us)
    sessions = time.open(store)
    token, _ = sessions.begin(OFFICIAL, "password")
    for _ in range(100):
        time.later(1)
        sessions.find(token)
    assert written == []


def test_one_sees_ones_own_open_sessions_the_latest_first():
    time, store = Time(), MemorySessions()
    sessions = time.open(store)
    sessions.begin(OFFICIAL, "password", client="first")
    time.later(2000)
    sessions.begin(OFFICIAL, "password", client="second")
    time.later(10)
    sessions.begin(OFFICIAL, "password", client="third")
    sessions.begin(AUDITOR, "password", client="other")
    assert [one.client for one in sessions.of(OFFICIAL)] == ["third", "second"]


@pytest.mark.parametrize("token", ["", "x", "x" * 129, "한글", "\ud800"[:0]])
def test_a_token_that_is_none_finds_nobody(token):
    assert Time().open(MemorySessions()).find(token) is None


def test_a_house_without_a_store_keeps_sessions_in_memory():
    assert House(World().ports(), World().terms).sessions.find("x") is None
