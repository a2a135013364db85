"""What the pages of policies and approvals ask: regimes in words, what changes, what it would have done, one request."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from gwanmun.adapters.sql.books import open_books
from gwanmun.control import shipped
from gwanmun.control.access import Caller, Errand, carry_out
from gwanmun.control.demo_decisions import LOCAL, seed_decisions
from gwanmun.control.demo_offices import seed_offices
from gwanmun.control.demo_tree import demo_books, seed_demo
from gwanmun.control.office import Office
from gwanmun.control.past import PastWithin
from gwanmun.domain.approvals import ApprovalRequest, Use
from gwanmun.domain.facts import FactKind
from gwanmun.domain.ids import AgencyId, KeyId, PersonId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.orders import PackChange
from gwanmun.domain.people import Department, Person
from gwanmun.entrypoints.desk import check_text
from gwanmun.errors import BadCommand, NotAppointed, OutsideReach
from gwanmun.policy.judge import Judge
from gwanmun.policy.replay import Recorded, replay

from .conftest import DAY, PEPPER, Clockwork, Desk

SEOUL = AgencyId("kr-seoul")


@dataclass
class FakePast:
    """Requests of a province and of a city, all with personal data, allowed with masking then."""

    among: object = "nobody asked"

    def replayed(self, judge, since_us, among=None):
        self.among = among
        agencies = ("kr-chungnam", "kr-chungnam", "kr-seoul")
        rows = [
            Recorded(f"r{number}", f"person-{number}", "allow_with_masking", {**self.asked, "organisation.id": agency})
            for number, agency in enumerate(agencies)
            if among is None or agency in among
        ]
        return replay(rows, judge), 4

    def uses(self, approval, since_us):
        return (Use(approval, "req-9", since_us + 5, "f" * 32, "svc", "m", "요약", "O"),)


@pytest.fixture(scope="module")
def seeded(migrated, tmp_path_factory):
    """The demonstration's books, made once: copying a file is quicker than seeding."""
    path = Path(shutil.copy(migrated, tmp_path_factory.mktemp("seeded") / "books.sqlite"))
    books = open_books(path)
    desk = Desk(Office(books, clock := Clockwork(), PEPPER, check_text), clock)
    seed_demo(desk.office, desk.by(), demo_books(DAY, seed=b"seed", pepper=PEPPER))
    seed_offices(desk.office, desk.by(), DAY)
    seed_decisions(desk.office, desk.by(), DAY)
    desk.put(Department("kr-seoul/ai", SEOUL, "인공지능과", "AI"), Person("p-2", SEOUL, "kr-seoul/ai", None, None))
    books.close()
    return path, clock.count


@pytest.fixture
def demo(seeded, tmp_path):
    books = open_books(Path(shutil.copy(seeded[0], tmp_path / "books.sqlite")))
    clock, past, usual = Clockwork(count=seeded[1]), FakePast(), shipped.defaults()
    past.asked = {
        **usual.inputs, "service.storage_countries": "unknown", **usual.profiles["chatgpt_catalogued"],
        "organisation.type": "provincial_government", "data.personal_info": True, "date": DAY.isoformat(),
        "approval.state": "none",
    }  # fmt: skip
    made = Desk(Office(books, clock, PEPPER, check_text, past=past), clock)
    made.past = past
    yield made
    books.close()


def errand(demo, person, *roles, agency="kr-chungnam") -> Errand:
    rows = tuple(Appointment(f"a-{role}", PersonId(person), AgencyId(agency), None, role, DAY, None) for role in roles)
    return Errand(Caller(KeyId("k"), PersonId(person), AgencyId(agency), rows))


def refusals(demo):
    return [
        one.opening["asked"] for one in demo.facts() if one.kind is FactKind.ACT and one.opening["act"] == "refused_act"
    ]


def test_a_regime_is_told_with_its_state_and_the_version_that_waits(demo):
    row = next(one for one in demo.do("list_regimes") if one["regime"] == LOCAL)
    assert (row["state"], row["active"], row["newest"], row["waiting"]) == ("draft", 1, 2, 2)
    demo.do("confirm_pack", "p-1104", regime=LOCAL, version=2)
    demo.do("activate_pack", "p-1104", regime=LOCAL, version=2, expected=1)
    row = next(one for one in demo.do("list_regimes") if one["regime"] == LOCAL)
    assert (row["state"], row["active"], row["waiting"]) == ("in_force", 2, 0)


def test_a_version_is_told_in_words_with_its_vectors_and_who_may_not_decide_on_it(demo):
    mine = demo.do("show_regime", "p-1108", regime=LOCAL, version=2).plain()
    theirs = demo.do("show_regime", "p-1104", regime=LOCAL, version=2).plain()
    assert (mine["mine"], theirs["mine"]) == (True, False)
    assert theirs["failing"] == 0
    assert len(theirs["vectors"]) == 9
    assert any("LOC-6" in line and "차단" in line for line in theirs["ko"])
    assert theirs["must_be_confirmed"]
    with pytest.raises(BadCommand):
        demo.do("show_regime", regime=LOCAL, version=99)


def test_a_failing_vector_is_told_beside_what_was_expected(demo):
    text = shipped.text(shipped.REGIMES, f"{LOCAL}.yaml").replace("expect: route_in_house", "expect: allow", 1)
    demo.do("write_pack", text=text, after=2)
    told = demo.do("show_regime", regime=LOCAL, version=3).plain()
    wrong = [one for one in told["vectors"] if not one["right"]]
    assert (told["failing"], [one["id"] for one in wrong]) == (1, ["LOC-V4"])
    assert wrong[0]["got"] > wrong[0]["expected"]


def test_history_says_who_did_what_when_and_why_also_after_a_return(demo):
    demo.do("confirm_pack", "p-1104", "읽고 확인", regime=LOCAL, version=2)
    demo.do("activate_pack", "p-1104", "가림만으로 모자람", regime=LOCAL, version=2)
    demo.clock.now += 60_000_000
    demo.do("return_pack", "p-1104", "민원이 늦어짐", regime=LOCAL, version=1)
    told = demo.do("show_regime", regime=LOCAL).plain()["history"]
    newest = told[0]
    assert (newest["act"], newest["version"], newest["before"], newest["officer"]) == ("return_pack", 1, 2, "p-1104")
    assert {one["act"] for one in told} == {"return_pack", "activate_pack", "confirm_pack", "write_pack"}
    assert told[0]["reason"] == "민원이 늦어짐"
    assert len(demo.every(PackChange, regime=LOCAL)) == 4


def test_the_replay_sentence_counts_requests_and_people_by_outcome(demo):
    told = demo.do("replay_pack", regime=LOCAL, version=2).plain()
    assert (told["requests"], told["stopped"]["requests"], told["stopped"]["people"], told["forgotten"]) == (3, 3, 3, 4)
    assert told["moves"][0]["rule"] == f"{LOCAL}/LOC-6"
    unchanged = demo.do("replay_pack", regime=LOCAL, version=1).plain()
    assert unchanged["stopped"]["requests"] == 0


def test_a_replay_goes_as_far_as_the_reach_of_whoever_asks(demo):
    asked = errand(demo, "p-1102", Role.SECURITY)
    told = carry_out(demo.office, asked, "replay_pack", {"regime": LOCAL, "version": 2}).plain()
    assert demo.past.among == {"kr-chungnam"}
    assert told["requests"] == 2
    assert PastWithin(demo.past, ()).replayed(Judge(()), 0)[0].requests == 0


@pytest.mark.parametrize("days", [0, -1, 401])
def test_a_span_that_is_none_is_refused(demo, days):
    with pytest.raises(BadCommand):
        demo.do("replay_pack", regime=LOCAL, version=2, days=days)


def test_without_journals_a_replay_says_what_to_do(demo):
    demo.office = replace(demo.office, past=None)
    with pytest.raises(BadCommand):
        demo.do("replay_pack", regime=LOCAL, version=2)


# ---------------------------------------------------------------- approvals


def test_the_approver_sees_why_by_which_rules_and_that_it_is_their_turn(demo):
    told = demo.do("show_approval_request", "p-1101", id="demo-apr-1")
    assert (told["may_decide"], told["may_withdraw"], told["may_end"]) == (True, False, False)
    assert any(one["rule"] == f"{LOCAL}/LOC-5" for one in told["asks"])
    assert told["service"]["id"] == told["shown"]["request"]["service"]
    assert [one["request"]["id"] for one in told["earlier"]] != []
    own = demo.do("show_approval_request", "p-1001", id="demo-apr-1")
    assert (own["may_decide"], own["may_withdraw"]) == (False, True)


def test_who_acts_for_the_head_is_told_in_whose_place(demo):
    demo.put(
        Person("p-1199", "kr-chungnam", "kr-chungnam/welfare", None, None),
        Appointment("acting", PersonId("p-1199"), AgencyId("kr-chungnam"), "kr-chungnam/welfare", Role.APPROVER, DAY, DAY,
                    acting_for=PersonId("p-1101")),
    )  # fmt: skip
    assert demo.do("show_approval_request", "p-1199", id="demo-apr-1")["acting_for"] == "p-1101"


def test_an_approver_gives_less_time_than_was_asked_for_and_never_more(demo):
    with pytest.raises(BadCommand):
        demo.do("approve_request", "p-1101", id="demo-apr-1", until="2026-12-31")
    demo.do("approve_request", "p-1101", id="demo-apr-1", until="2026-11-25")
    (asked,) = demo.every(ApprovalRequest, id="demo-apr-1")
    assert asked.until.isoformat() == "2026-11-25"


def head_of(department: str) -> Errand:
    """The head of a department, appointed for it alone."""
    row = Appointment("head", PersonId("p-1101"), AgencyId("kr-chungnam"), department, Role.APPROVER, DAY, None)
    return Errand(Caller(KeyId("k"), PersonId("p-1101"), AgencyId("kr-chungnam"), (row,)))


@pytest.mark.parametrize("verdict", ["approve_request", "reject_request"])
def test_a_departments_head_decides_though_the_second_officer_is_told_in_another_department(demo, verdict):
    carry_out(demo.office, head_of("kr-chungnam/welfare"), verdict, {"id": "demo-apr-1"}, "공개 자료만 씀")
    (asked,) = demo.every(ApprovalRequest, id="demo-apr-1")
    assert asked.decided_by == "p-1101"
    assert refusals(demo) == []


@pytest.mark.parametrize("guess", ["demo-apr-1", "never-filed"])
@pytest.mark.parametrize("asked", ["approve_request", "reject_request"])
def test_a_head_deciding_on_a_guessed_request_of_another_department_is_refused_and_recorded(demo, asked, guess):
    with pytest.raises(OutsideReach):
        carry_out(demo.office, head_of("kr-chungnam/audit"), asked, {"id": guess}, "까닭")
    assert demo.every(ApprovalRequest, id="demo-apr-1")[0].decided_by is None
    assert refusals(demo) == [asked]


def test_uses_under_an_approval_come_from_the_journals(demo):
    told = demo.do("list_approval_uses", "p-1101", id="demo-apr-3").plain()
    assert (told["uses"], told["people"], told["rows"][0]["request"]) == (1, 1, "req-9")
    assert demo.do("list_approval_uses", "p-1101", id="demo-apr-1").plain()["uses"] == 0, "nothing was granted yet"


@pytest.mark.parametrize("guess", ["demo-apr-1", "never-filed"])
def test_a_guessed_request_of_another_agency_is_refused_and_recorded_as_one_that_is_not_there(demo, guess):
    with pytest.raises(OutsideReach) as found:
        carry_out(demo.office, errand(demo, "p-2", Role.SECURITY, agency=SEOUL), "show_approval_request", {"id": guess})
    assert guess not in found.value.message("ko")
    assert refusals(demo) == ["show_approval_request"]


def test_a_colleagues_request_is_refused_and_recorded(demo):
    with pytest.raises(OutsideReach):
        carry_out(demo.office, errand(demo, "p-1002", Role.OFFICIAL), "show_approval_request", {"id": "demo-apr-1"})
    assert refusals(demo) == ["show_approval_request"]


def test_a_provinces_officer_writes_no_policy_for_everybody_and_opens_no_emergency_elsewhere(demo):
    one_agency = errand(demo, "p-1002", Role.AI_POLICY)
    text = shipped.text(shipped.REGIMES, f"{LOCAL}.yaml")
    with pytest.raises(OutsideReach):
        carry_out(demo.office, one_agency, "write_pack", {"text": text})
    approver = errand(demo, "p-1101", Role.APPROVER)
    order = {"agency": SEOUL, "service": "svc", "person": "p-2", "hours": 1}
    with pytest.raises(OutsideReach):
        carry_out(demo.office, approver, "open_emergency", order, "시험")
    with pytest.raises(OutsideReach):
        carry_out(demo.office, errand(demo, "p-1102", Role.SECURITY), "simulate_host",
                  {"agency": SEOUL, "device": "internet_pc", "host": "chat.deepseek.com"})  # fmt: skip
    assert refusals(demo) == ["write_pack", "open_emergency", "simulate_host"]


def test_an_official_asks_for_no_policy(demo):
    with pytest.raises(NotAppointed):
        carry_out(demo.office, errand(demo, "p-1001", Role.OFFICIAL), "show_regime", {"regime": LOCAL})
