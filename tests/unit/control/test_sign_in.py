"""Local accounts: who is let in, what guessing costs, what is on record, and what is nowhere."""

import base64
import json
import re

import msgspec
import pytest

from gwanmun.control import sign_in
from gwanmun.control.access import Caller, Errand, carry_out
from gwanmun.control.accounts import BookedSessions
from gwanmun.control.sign_in import LOCKED_US, MOST_FAILED, MOST_STRANGE
from gwanmun.domain.approvals import Notice
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.sign_in import AccountPeer, LocalAccount, OpenSession, SignInTried, code_at, hash_password
from gwanmun.errors import BadCommand, NotAppointed, OutsideReach

DESK_PC, ELSEWHERE = "10.0.0.7", "203.0.113.9"
STEP_US = 30_000_000


class Counter:
    """A desk with an account, as the console uses it."""

    def __init__(self, desk, **account):
        self.desk = desk
        self.made = msgspec.convert(desk.do("put_account", name="kim", person="p-1", **account), sign_in.NewAccount)
        self.secret = base64.b32decode(re.search("secret=([A-Z2-7]+)", self.made.secret)[1] + "=" * 0)

    def code(self, offset=0):
        return code_at(self.secret, self.desk.clock.now // STEP_US + offset)

    def step(self, password=None, code=None, name="kim"):
        account = sign_in.account_of(self.desk.office, name)
        given = self.made.password if password is None else password
        return sign_in.check(self.desk.office, account, given, code or self.code(), self.desk.clock.now)

    def come(self, peer=DESK_PC, name="kim", **typed):
        """One attempt, as the page makes it."""
        step = self.step(name=name, **typed)
        known = sign_in.account_of(self.desk.office, name)
        return self.desk.do(
            "note_sign_in", officer="console", reason="", how="password", name=known.name if known else "",
            right=step is not None, step=step or 0, peer=peer,
        )  # fmt: skip

    def wrong(self, peer=DESK_PC):
        """An attempt with a wrong code, put down as the page would (the hash is not computed: it is tested elsewhere)."""
        return self.desk.do(
            "note_sign_in", officer="console", reason="", how="password", name="kim", right=False, peer=peer
        )

    def right(self, peer=DESK_PC):
        """An attempt that the console found right, of the next step."""
        self.later(31)
        step = self.desk.clock.now // STEP_US
        return self.desk.do(
            "note_sign_in", officer="console", reason="", how="password", name="kim", right=True, step=step, peer=peer
        )

    def later(self, seconds):
        self.desk.clock.now += seconds * 1_000_000

    def acts(self):
        return [fact.opening["act"] for fact in self.desk.facts()]


@pytest.fixture
def counter(desk):
    return Counter(desk)


def account(desk):
    return desk.every(LocalAccount)[0]


def test_right_answers_are_let_in_and_on_record_with_where_from(counter, desk):
    assert counter.come() == {"person": "p-1", "break_glass": False, "locked": False}
    fact = desk.facts()[-1]
    assert fact.opening["act"] == "sign_in"
    assert (fact.opening["person"], fact.opening["peer"], fact.agency) == ("p-1", DESK_PC, "kr-chungnam")


@pytest.mark.parametrize(
    "typed", [{"password": "wrong"}, {"code": "000000"}, {"password": ""}, {"password": "p" * 10_000}]
)
def test_a_wrong_answer_is_not_let_in_and_on_record(counter, typed):
    assert counter.come(**typed)["person"] is None
    assert counter.acts()[-1] == "sign_in_failed"


def test_a_code_opens_once(counter):
    code = counter.code()
    assert counter.come(code=code)["person"] == "p-1"
    assert counter.step(code=code) is None


def test_of_two_at_once_with_one_code_one_is_let_in(counter, desk):
    step = counter.step()
    said = {"officer": "console", "reason": "", "how": "password", "name": "kim", "step": step, "peer": DESK_PC}
    assert desk.do("note_sign_in", **said)["person"] == "p-1"
    assert desk.do("note_sign_in", **said)["person"] is None


def test_five_wrong_answers_shut_the_account_to_that_address_for_a_quarter_of_an_hour(counter):
    found = [counter.wrong(ELSEWHERE)["locked"] for _ in range(MOST_FAILED)]
    assert found == [False] * (MOST_FAILED - 1) + [True]
    assert counter.right(ELSEWHERE) == {"person": None, "break_glass": False, "locked": True}
    counter.later(15 * 60)
    assert counter.right(ELSEWHERE)["person"] == "p-1"


def test_attempts_while_it_is_shut_neither_count_nor_lengthen_it(counter):
    for _ in range(MOST_FAILED):
        counter.wrong(ELSEWHERE)
    for _ in range(14):
        counter.later(60)
        counter.wrong(ELSEWHERE)
    counter.later(61)
    assert counter.right(ELSEWHERE)["person"] == "p-1"


def test_a_code_that_came_while_it_was_shut_is_used_up(counter, desk):
    for _ in range(MOST_FAILED):
        counter.wrong(ELSEWHERE)
    counter.right(ELSEWHERE)
    assert account(desk).step == desk.clock.now // STEP_US


def test_somebody_elsewhere_cannot_shut_a_person_out(counter):
    assert counter.right(DESK_PC)["person"] == "p-1"
    for one in range(30):
        for _ in range(MOST_FAILED):
            counter.wrong(f"203.0.113.{one}")
    assert counter.right("198.51.100.1") == {"person": None, "break_glass": False, "locked": True}
    assert counter.right(DESK_PC)["person"] == "p-1"


def test_guessing_from_many_places_is_told_to_the_security_officers_once(counter, desk):
    desk.put(Appointment("a-1", "p-2", "kr-chungnam", None, Role.SECURITY, desk.by().day, None))
    for one in range(MOST_STRANGE + 10):
        counter.wrong(f"203.0.113.{one}")
    notices = [notice for notice in desk.every(Notice) if notice.kind == "sign_in_attack"]
    assert [(notice.person, notice.subject) for notice in notices] == [("p-2", "kim")]
    assert counter.acts().count("sign_in_attack") == 1


def test_unknown_places_are_let_in_again_when_the_guessing_has_stopped(counter):
    for one in range(MOST_STRANGE):
        counter.wrong(f"203.0.113.{one}")
    assert counter.right("198.51.100.1")["locked"]
    counter.later(LOCKED_US // 1_000_000)
    assert counter.right("198.51.100.1")["person"] == "p-1"


def test_the_account_behind_glass_is_never_shut_to_all(desk):
    counter = Counter(desk, break_glass=True)
    for one in range(MOST_STRANGE + 5):
        counter.wrong(f"203.0.113.{one}")
    assert counter.right("198.51.100.1")["person"] == "p-1"
    for _ in range(MOST_FAILED):
        counter.wrong(ELSEWHERE)
    assert counter.right(ELSEWHERE)["locked"]  # to one address it is, like every account


def test_use_of_the_account_behind_glass_is_a_fact_and_told(desk):
    desk.put(Appointment("a-1", "p-2", "kr-chungnam", None, Role.SECURITY, desk.by().day, None))
    counter = Counter(desk, break_glass=True)
    assert counter.come() == {"person": "p-1", "break_glass": True, "locked": False}
    assert counter.acts()[-2:] == ["sign_in", "break_glass"]
    assert [(one.person, one.kind) for one in desk.every(Notice)] == [("p-2", "break_glass")]


def test_there_is_one_account_behind_glass(desk):
    Counter(desk, break_glass=True)
    with pytest.raises(BadCommand, match="glass"):
        desk.do("put_account", name="lee", person="p-2", break_glass=True)


def test_a_name_that_nobody_has_costs_a_hash_a_transaction_and_a_fact_without_the_name(counter, desk, monkeypatch):
    hashed = []
    monkeypatch.setattr(sign_in, "password_holds", lambda *given: hashed.append(given) or False)
    before = len(desk.facts())
    assert counter.come(name="my-password-by-mistake", password="x", code="123456")["person"] is None
    assert len(hashed) == 1
    assert len(desk.facts()) == before + 1
    assert desk.facts()[-1].opening["account"] == ""
    assert "mistake" not in str(desk.facts()[-1].opening)


def test_addresses_are_kept_in_number_and_those_that_were_right_last(counter, desk):
    counter.right(DESK_PC)
    for one in range(120):
        counter.wrong(f"203.0.113.{one}")
    rows = desk.every(AccountPeer, account="kim")
    assert len(rows) <= 48
    assert DESK_PC in {row.peer for row in rows}


def test_an_address_that_is_none_is_put_down_as_unknown(counter, desk):
    counter.wrong("<script>")
    assert {row.peer for row in desk.every(AccountPeer)} == {"?"}


def test_attempts_can_be_seen_and_are_bounded(counter, desk):
    for _ in range(130):
        counter.later(1000)
        counter.wrong()
    assert len(desk.every(SignInTried, person="p-1")) == 100
    shown = desk.do("show_account", person="p-1")["tried"]
    assert shown[0]["at_us"] > shown[-1]["at_us"]
    assert shown[0]["peer"] == DESK_PC


def test_made_again_it_has_new_proofs_and_its_sessions_end(counter, desk):
    sessions = BookedSessions(desk.office)
    sessions.put(OpenSession("s-1", "p-1", "password", "kim", 1, 1))
    old = counter.made
    for _ in range(MOST_FAILED):
        counter.wrong()
    new = Counter(desk)
    assert (old.password, old.secret) != (new.made.password, new.made.secret)
    assert sessions.find("s-1") is None
    assert new.come(password=old.password)["person"] is None
    assert new.come()["person"] == "p-1"  # and it is shut to nobody


def test_an_account_does_not_change_hands(counter, desk):
    with pytest.raises(BadCommand, match="somebody else"):
        desk.do("put_account", name="kim", person="p-2")


@pytest.mark.parametrize("name", ["", "Kim", "kim!", "-kim", "k" * 49, "../kim", "김"])
def test_a_name_that_is_none_is_refused(desk, name):
    with pytest.raises(BadCommand):
        desk.do("put_account", name=name, person="p-1")
    assert sign_in.account_of(desk.office, name) is None


def test_removed_it_is_gone_with_its_sessions_and_a_reason_is_asked(counter, desk):
    BookedSessions(desk.office).put(OpenSession("s-1", "p-1", "password", "kim", 1, 1))
    with pytest.raises(BadCommand):
        desk.do("remove_account", name="kim", reason="")
    desk.do("remove_account", name="kim")
    assert desk.every(LocalAccount) == ()
    assert desk.every(OpenSession) == ()
    assert counter.come(password=counter.made.password)["person"] is None


def test_whoever_leaves_has_no_account_and_no_session_left(counter, desk):
    BookedSessions(desk.office).put(OpenSession("s-1", "p-1", "demo", "", 1, 1))
    desk.do("remove_person", id="p-1")
    assert (desk.every(LocalAccount), desk.every(OpenSession)) == ((), ())
    assert desk.facts()[-1].opening["accounts"] == ["kim"]


def test_no_secret_is_in_any_fact_or_in_the_books(counter, desk):
    counter.come()
    counter.wrong()
    kept = hash_password("a new password entirely", b"s" * 16)
    desk.clock.now += STEP_US
    desk.do(
        "keep_password",
        officer="console",
        reason="",
        name="kim",
        person="p-1",
        hash=kept,
        step=desk.clock.now // STEP_US,
    )
    uri = counter.made.secret
    secrets = [counter.made.password, uri.partition("secret=")[2].partition("&")[0], counter.secret.hex(), kept]
    said = json.dumps([fact.opening for fact in desk.facts()], default=str)
    assert [one for one in secrets if one in said] == []
    assert counter.secret not in base64.b64decode(account(desk).secret)


def test_books_of_another_installation_let_nobody_in(counter, desk):
    from dataclasses import replace

    moved = replace(desk.office, pepper=b"q" * 32)
    assert sign_in.check(moved, account(desk), counter.made.password, counter.code(), desk.clock.now) is None


# ---------------------------------------------------------------- one's own


def keep(desk, act, **args):
    return desk.do(act, officer="console", reason="", name="kim", person="p-1", **args)


def test_a_new_password_ends_the_other_sessions_and_the_old_one(counter, desk):
    sessions = BookedSessions(desk.office)
    for id_ in ("mine", "other"):
        sessions.put(OpenSession(id_, "p-1", "password", "kim", 1, 1))
    step = counter.step()
    assert (
        keep(
            desk,
            "keep_password",
            hash=hash_password("우리 동네 은행나무 세 그루", b"s" * 16),
            step=step,
            session="mine",
        )
        == 1
    )
    assert (sessions.find("other"), sessions.find("mine") is not None) == (None, True)
    counter.later(31)
    assert counter.step() is None
    assert counter.step(password="우리 동네 은행나무 세 그루") is not None


@pytest.mark.parametrize("change", [{"person": "p-2"}, {"step": 0}, {"hash": "plain text"}])
def test_a_password_is_kept_for_its_person_alone_with_a_fresh_code_and_as_a_hash(counter, desk, change):
    before = account(desk)
    args = {
        "name": "kim",
        "person": "p-1",
        "hash": hash_password("x" * 12, b"s" * 16),
        "step": counter.step(),
        **change,
    }
    with pytest.raises(BadCommand):
        desk.do("keep_password", officer="console", reason="", **args)
    assert account(desk) == before


def test_one_code_changes_one_thing(counter, desk):
    step = counter.step()
    keep(desk, "keep_password", hash=hash_password("x" * 12, b"s" * 16), step=step)
    with pytest.raises(BadCommand):
        keep(desk, "keep_password", hash=hash_password("y" * 12, b"s" * 16), step=step)


def test_nothing_is_changed_from_an_address_that_the_account_is_shut_to(counter, desk):
    for _ in range(MOST_FAILED):
        counter.wrong(ELSEWHERE)
    with pytest.raises(BadCommand):
        keep(desk, "keep_password", hash=hash_password("x" * 12, b"s" * 16), step=counter.step(), peer=ELSEWHERE)


def test_a_second_factor_takes_the_old_ones_place_and_no_code_of_either_counts_again(counter, desk):
    fresh = b"f" * 20
    now = desk.clock.now // STEP_US
    sealed = sign_in.sealed(desk.office, fresh, "kim")
    keep(desk, "keep_second_factor", sealed=sealed, step=counter.step(), new_step=now)
    assert counter.step(code=code_at(fresh, now)) is None
    counter.later(31)
    assert counter.step() is None
    assert counter.step(code=code_at(fresh, now + 1)) == now + 1


@pytest.mark.parametrize("bad", ["", "!!", "c2hvcnQ=", "A" * 80])
def test_a_second_factor_that_was_not_sealed_here_for_this_account_is_refused(counter, desk, bad):
    step = counter.step()
    with pytest.raises(BadCommand):
        keep(desk, "keep_second_factor", sealed=bad, step=step, new_step=step)
    with pytest.raises(BadCommand):
        keep(desk, "keep_second_factor", sealed=sign_in.sealed(desk.office, b"f" * 20, "lee"), step=step, new_step=step)


def test_people_end_their_own_sessions_and_nobody_elses(counter, desk):
    sessions = BookedSessions(desk.office)
    for id_, person in (("a", "p-1"), ("b", "p-1"), ("c", "p-1"), ("d", "p-2")):
        sessions.put(OpenSession(id_, person, "password", "kim", 1, 1))
    assert desk.do("end_own_sessions", officer="console", reason="", person="p-1", session="d") == 0
    assert desk.do("end_own_sessions", officer="console", reason="", person="p-1", session="a") == 1
    assert desk.do("end_own_sessions", officer="console", reason="", person="p-1", keep="b") == 1
    assert {one.id for one in desk.every(OpenSession)} == {"b", "d"}


# ---------------------------------------------------------------- officers


def errand(desk, role, agency="kr-chungnam", person="p-2"):
    return Errand(Caller("key", person, agency, (Appointment("a", person, agency, None, role, desk.by().day, None),)))


def test_officers_see_accounts_of_their_reach_with_their_state_and_no_secret(counter, desk):
    desk.do("put_account", name="lee", person="p-2")
    for _ in range(MOST_FAILED):
        counter.wrong(ELSEWHERE)
    rows = carry_out(desk.office, errand(desk, Role.AUDIT), "list_accounts", {})
    assert [(row["name"], row["state"], row["known"]) for row in rows] == [("kim", "partly", True)]
    assert not {"password", "secret"} & set(rows[0])


def test_an_account_is_opened_again_by_an_officer_with_a_reason(counter, desk):
    for one in range(MOST_STRANGE):
        counter.wrong(f"203.0.113.{one}")
    for _ in range(MOST_FAILED):
        counter.wrong(ELSEWHERE)
    carry_out(desk.office, errand(desk, Role.SECURITY), "unlock_account", {"name": "kim"}, "본인 확인")
    assert counter.right(ELSEWHERE)["person"] == "p-1"


@pytest.mark.parametrize(
    ("act", "args"),
    [
        ("unlock_account", {"name": "kim"}),
        ("remove_account", {"name": "kim"}),
        ("put_account", {"name": "kim", "person": "p-1"}),
        ("end_sessions", {"person": "p-1"}),
        ("show_account", {"person": "p-1"}),
    ],
)
def test_another_agencys_account_is_out_of_reach_and_the_attempt_is_on_record(counter, desk, act, args):
    before = account(desk)
    with pytest.raises(OutsideReach):
        carry_out(desk.office, errand(desk, Role.ADMINISTRATOR, "kr-seoul"), act, args, "시험")
    assert account(desk) == before
    assert desk.facts()[-1].opening["act"] == "refused_act"


@pytest.mark.parametrize(
    "act", ["keep_password", "keep_second_factor", "end_own_sessions", "note_sign_in", "note_sign_out"]
)
def test_the_consoles_own_acts_are_not_open_to_the_network(counter, desk, act):
    with pytest.raises((NotAppointed, BadCommand)):
        carry_out(
            desk.office,
            errand(desk, Role.ADMINISTRATOR, "*"),
            act,
            {"person": "p-1"}
            if "note" not in act
            else {"how": "demo", "person": "p-1"}
            if act == "note_sign_in"
            else {"person": "p-1", "why": "asked"},
        )


# ---------------------------------------------------------------- sessions in the books


def test_sessions_stand_under_a_keyed_hash_of_their_token(desk):
    from dataclasses import replace

    here, elsewhere = BookedSessions(desk.office), BookedSessions(replace(desk.office, pepper=b"q" * 32))
    assert here.id_of("token") != elsewhere.id_of("token")
    assert "token" not in here.id_of("token")
    here.put(OpenSession(here.id_of("token"), "p-1", "password", "kim", 1, 1))
    assert BookedSessions(desk.office).find(here.id_of("token")).person == "p-1"


def test_a_session_that_ended_is_not_opened_again_by_a_use_that_was_under_way(desk):
    sessions = BookedSessions(desk.office)
    sessions.put(OpenSession("s", "p-1", "password", "kim", 1, 1))
    sessions.end("s")
    sessions.seen("s", 5)
    assert sessions.find("s") is None


def test_sessions_that_ran_out_leave_the_books_with_a_fact_that_says_why(desk):
    sessions = BookedSessions(desk.office)
    for id_, began, seen in (("idle", 50, 60), ("old", 1, 100), ("fresh", 50, 100)):
        sessions.put(OpenSession(id_, "p-1", "password", "kim", began, seen))
    sessions.sweep(70, 10)
    assert [one.id for one in sessions.of("p-1")] == ["fresh"]
    assert sorted(fact.opening["why"] for fact in desk.facts()[-2:]) == ["idle", "longest"]
