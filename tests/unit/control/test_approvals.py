"""Exceptions: asked for by one, decided by another, reaching as far and as long as was said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from clockwork import NOW_US
from gwanmun.control import shipped
from gwanmun.control.approvals import end_of_day_us
from gwanmun.domain.approvals import ApprovalRequest, Notice, Stage
from gwanmun.domain.catalogue import Model, Record, Service
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Agency, Department, OrganisationType, Person
from gwanmun.domain.snapshot import Approval
from gwanmun.errors import BadCommand
from gwanmun.ports.books import PackVersion

from .conftest import DAY

WHY = "국외 논문 번역에 외부 서비스가 꼭 필요합니다"
UNTIL = DAY + timedelta(days=10)
SEOUL, AI = "kr-seoul", "kr-seoul/ai"


def office(id_, person, role, *, department=None, agency=SEOUL, start=DAY, end=None, acting=None):
    return Appointment(id_, person, agency, department, role, start, end, acting)


@pytest.fixture
def house(desk):
    desk.put(
        *(Person(name, SEOUL, AI, None, DAY) for name in ("asker", "head", "deputy", "chief", "ciso")),
        office("head", "head", Role.APPROVER, department=AI),
        office("chief", "chief", Role.APPROVER),
        office("ciso", "ciso", Role.SECURITY),
    )
    return desk


def ask(desk, officer="asker", **changes):
    args = {"service": "svc", "justification": WHY, "until": str(UNTIL), "id": "r-1", **changes}
    return desk.do("request_approval", officer=officer, **args)


def told(desk, person):
    return [n.kind for n in desk.every(Notice, person=person)]


BY_DEVICE = """schema_version: 1
id: kr-test
title: Test
title_ko: 시험
jurisdiction: KR
effective_from: 2026-01-01
sources: [{name: "test"}]
scope: {}
rules:
- {id: T-1, when: {device.class: internal_pc}, decision: require_approval, after_approval: allow_with_masking, basis: official, obligations: [notify_security_officer], reason: Inside., reason_ko: 내부망입니다.}
- {id: T-2, when: {}, decision: require_approval, after_approval: allow_with_masking, basis: official, obligations: [log], reason: Always., reason_ko: 늘 그렇습니다.}
"""


def test_the_device_that_a_request_names_spares_no_second_approver_where_it_reaches_another(house):
    house.put(PackVersion("kr-test", 1, BY_DEVICE, active=True, written_by="w", written_us=1))
    asked = ask(house, device_class="internet_pc")["request"]
    assert (asked["second_role"], asked["second_because"]) == ("security", ("kr-test/T-1",))


class TestAFamilyThatMustBeNamed:
    """An approval that names no family reaches no DeepSeek at the gate: one that would reach nothing is not taken."""

    @pytest.fixture
    def weights(self, house):
        house.put(replace(house.every(Service, id="svc")[0], id="ds", family="deepseek"))
        house.put(PackVersion("kr-test", 1, BY_DEVICE, active=True, written_by="w", written_us=1))
        return house

    def test_a_request_without_it_is_refused_and_says_what_to_add(self, weights):
        with pytest.raises(BadCommand) as caught:
            ask(weights, service="ds")
        assert caught.value.where == "families"
        assert "deepseek" in caught.value.remedy("ko")
        assert ask(weights, service="ds", families=["deepseek"])["state"] == "requested"

    def test_so_is_one_granted_directly(self, weights):
        approval = {"id": "a-1", "agency": SEOUL, "service": "ds", "person": "asker", "state": "granted",
                    "until_us": NOW_US + 1_000_000_000}  # fmt: skip
        with pytest.raises(BadCommand) as caught:
            weights.do("put_approval", officer="ciso", **approval)
        assert caught.value.where == "families"

    def test_only_where_every_model_is_of_that_family(self, weights):
        weights.put(Model("deepseek-r1", "svc", "deepseek-r1", (), (), 10))
        with pytest.raises(BadCommand, match="deepseek"):
            ask(weights)
        weights.put(Model("gpt", "svc", "gpt", (), (), 10))
        assert ask(weights)["state"] == "requested"


class TestTheWay:
    def test_asked_granted_and_in_force_until_the_end_of_its_last_day(self, house):
        assert ask(house)["waits_for"] == ("head",)
        assert told(house, "head") == ["approval_requested"]
        house.do("approve_request", officer="head", id="r-1")
        (approval,) = house.every(Approval)
        assert (approval.state, approval.person, approval.department) == ("granted", "asker", None)
        assert approval.until_us == end_of_day_us(UNTIL)
        assert told(house, "asker") == ["approval_granted"]
        assert house.every(ApprovalRequest)[0].decided_by == "head"

    def test_a_department_grade_and_task_reach_the_gate(self, house):
        ask(house, reach="department", grade="O", task="번역")
        house.do("approve_request", officer="head", id="r-1")
        (approval,) = house.every(Approval)
        assert (approval.person, approval.department, approval.grade, approval.task) == (None, AI, "O", "번역")

    def test_rejected_says_why_and_the_gate_knows_it(self, house):
        ask(house)
        with pytest.raises(BadCommand):
            house.do("reject_request", officer="head", reason="", id="r-1")
        house.do("reject_request", officer="head", reason="내부 모델로 가능", id="r-1")
        assert house.every(Approval)[0].state == "rejected"
        assert house.every(ApprovalRequest)[0].decision_reason == "내부 모델로 가능"
        assert told(house, "asker") == ["approval_rejected"]

    def test_withdrawn_by_who_asked_alone(self, house):
        ask(house)
        with pytest.raises(BadCommand):
            house.do("withdraw_request", officer="head", id="r-1")
        house.do("withdraw_request", officer="asker", id="r-1")
        with pytest.raises(BadCommand):
            house.do("approve_request", officer="head", id="r-1")
        assert house.every(Approval) == ()

    def test_ended_early_both_are_told(self, house):
        ask(house)
        house.do("approve_request", officer="head", id="r-1")
        house.clock.now += 5
        house.do("end_approval", officer="ciso", id="r-1")
        assert house.every(Approval)[0].until_us == NOW_US + 5
        assert house.every(ApprovalRequest)[0].stage is Stage.ENDED
        assert told(house, "asker")[-1] == told(house, "head")[-1] == "approval_ended"

    def test_it_expires_by_the_clock_alone(self, house):
        ask(house)
        house.do("approve_request", officer="head", id="r-1")
        house.clock.now = end_of_day_us(UNTIL)
        assert house.do("list_approvals", officer="asker") == ()
        (shown,) = house.do("list_approvals", officer="asker", everything=True)
        assert shown["state"] == "expired"

    def test_a_request_whose_day_is_over_can_no_longer_be_granted(self, house):
        ask(house)
        house.clock.now = end_of_day_us(UNTIL)
        with pytest.raises(BadCommand):
            house.do("approve_request", officer="head", id="r-1")

    def test_a_decision_stands_and_a_number_is_used_once(self, house):
        ask(house)
        house.do("approve_request", officer="head", id="r-1")
        for again in ("approve_request", "reject_request"):
            with pytest.raises(BadCommand):
                house.do(again, officer="head", id="r-1")
        with pytest.raises(BadCommand):
            ask(house)

    def test_the_fact_names_everything_but_is_written_once(self, house):
        ask(house)
        fact = house.facts()[-1]
        assert fact.opening["request"]["justification"] == WHY
        assert fact.agency == SEOUL


class TestWhoDecides:
    def test_nobody_decides_on_their_own_request(self, house):
        assert ask(house, officer="head")["waits_for"] == ("chief",)
        with pytest.raises(BadCommand) as caught:
            house.do("approve_request", officer="head", id="r-1")
        assert "own request" in caught.value.message("en")
        house.do("approve_request", officer="chief", id="r-1")

    @pytest.mark.parametrize("other", ["ciso", "chief", "deputy", "os:root", "p-1"])
    def test_only_the_nearest_approver_decides(self, house, other):
        ask(house)
        with pytest.raises(BadCommand):
            house.do("approve_request", officer=other, id="r-1")

    def test_whoever_acts_for_the_head_decides_between_two_days(self, house):
        with pytest.raises(BadCommand):  # acting needs an end
            house.do(
                "appoint", id="d", person="deputy", agency=SEOUL, department=AI, role="approver", acting_for="head"
            )
        house.do("appoint", id="d", person="deputy", agency=SEOUL, department=AI, role="approver", acting_for="head",
                 valid_from=str(DAY), valid_to=str(DAY + timedelta(days=2)))  # fmt: skip
        assert set(ask(house)["waits_for"]) == {"head", "deputy"}
        house.do("approve_request", officer="deputy", id="r-1")
        assert house.every(ApprovalRequest)[0].decided_for == "head"

    def test_an_acting_one_whose_days_are_over_does_not(self, house):
        house.put(office("d", "deputy", Role.APPROVER, department=AI, end=DAY, acting="head"))
        house.clock.now += 86_400_000_000
        ask(house)
        with pytest.raises(BadCommand):
            house.do("approve_request", officer="deputy", id="r-1")

    def test_the_deputy_of_who_asks_does_not_decide_for_them(self, house):
        house.put(office("d", "deputy", Role.APPROVER, department=AI, end=DAY, acting="head"))
        assert ask(house, officer="head")["waits_for"] == ("chief",)

    def test_without_an_approver_the_agency_above_decides_and_without_any_it_is_said(self, desk):
        desk.put(
            Agency("kr-seoul-jung", "중구", "Jung-gu", OrganisationType.MUNICIPALITY, "KR", SEOUL, DAY, None, "AI"),
            Department("kr-seoul-jung/tax", "kr-seoul-jung", "세무과", "Tax"),
            Person("clerk", "kr-seoul-jung", "kr-seoul-jung/tax", None, DAY),
        )
        with pytest.raises(BadCommand) as caught:
            ask(desk, officer="clerk")
        assert "appoint" in caught.value.remedy("en")
        desk.put(Person("chief", SEOUL, AI, None, DAY), office("chief", "chief", Role.APPROVER))
        assert ask(desk, officer="clerk")["waits_for"] == ("chief",)


class TestWhatTheRegimesSay:
    def packs(self, desk, *regimes):
        desk.put(*(PackVersion(p.regime, 1, p.text, True, "o", 1) for p in shipped.pack_texts() if p.regime in regimes))

    def record(self, desk, **changes):
        base = {"on_catalogue": True, "contract": "negotiated", "accredited_level": "O", "security_reviewed": False,
                "stores_outside": "true", **changes}  # fmt: skip
        desk.put(Record(SEOUL, "svc", **base))

    def test_a_missing_security_review_asks_for_the_security_officer_too(self, house):
        self.packs(house, "kr-n2sf")
        self.record(house)
        shown = ask(house)
        assert shown["request"]["second_role"] == "security"
        assert shown["request"]["second_because"] == ("kr-n2sf/N2SF-6",)
        first = house.do("approve_request", officer="head", id="r-1")
        assert (first["state"], first["waits_for"]) == ("endorsed", ("ciso",))
        assert house.every(Approval) == ()
        for wrong in ("head", "asker", "chief"):
            with pytest.raises(BadCommand):
                house.do("approve_request", officer=wrong, id="r-1")
        house.do("approve_request", officer="ciso", id="r-1")
        assert house.every(Approval)[0].state == "granted"
        assert told(house, "ciso") == ["approval_second"]

    def test_the_second_may_reject_what_the_first_agreed_to(self, house):
        self.packs(house, "kr-n2sf")
        self.record(house)
        ask(house)
        house.do("approve_request", officer="head", id="r-1")
        house.do("reject_request", officer="ciso", reason="검토 미완료", id="r-1")
        assert house.every(Approval)[0].state == "rejected"

    def test_what_no_approval_lifts_is_not_taken_and_the_rule_is_named(self, house):
        self.packs(house, "kr-n2sf")
        self.record(house)
        with pytest.raises(BadCommand) as caught:
            ask(house, grade="C")
        assert "kr-n2sf/N2SF-2" in caught.value.message("ko")
        assert house.every(ApprovalRequest) == ()

    def test_a_regimes_own_longest_time_is_kept(self, desk):
        desk.put(
            Agency(
                "sk-hynix", "SK하이닉스", "SK hynix", OrganisationType.PRIVATE_COMPANY, "KR", None, DAY, None, "보안"
            ),
            Department("sk-hynix/fab", "sk-hynix", "제조", "Fab"),
            Person("e-1", "sk-hynix", "sk-hynix/fab", None, DAY),
            Person("e-2", "sk-hynix", "sk-hynix/fab", None, DAY),
            office("h", "e-2", Role.APPROVER, department="sk-hynix/fab", agency="sk-hynix"),
        )
        self.packs(desk, "corp-sk-hynix")
        with pytest.raises(BadCommand) as caught:
            ask(desk, officer="e-1", until=str(DAY + timedelta(days=30)))
        assert "30" in caught.value.message("en")
        ask(desk, officer="e-1", until=str(DAY + timedelta(days=29)))


@pytest.mark.parametrize(
    "wrong",
    [{"justification": "필요"}, {"justification": WHY + " 홍길동 010-1234-5678"}, {"justification": "\x00" * 20},
     {"justification": "가" * 2001}, {"until": str(DAY - timedelta(days=1))}, {"until": str(date(2028, 1, 1))},
     {"service": "none"}, {"id": "../x"}, {"families": ["deepseek", "deepseek"]}, {"grade": "X"}, {"task": "가" * 65}],
)  # fmt: skip
def test_an_unsound_request_is_refused_whole(house, wrong):
    with pytest.raises(BadCommand) as caught:
        ask(house, **wrong)
    assert "홍길동" not in caught.value.message("ko") + caught.value.message("en")
    assert house.every(ApprovalRequest) == house.every(Notice) == ()


def test_a_person_cannot_flood_an_approver(house):
    for n in range(20):
        ask(house, id=f"r-{n}")
    with pytest.raises(BadCommand):
        ask(house, id="r-20")


def test_requests_of_others_are_not_everybodys_to_see(house):
    ask(house)
    assert len(house.do("list_approvals", officer="head", mine=True)) == 1
    assert len(house.do("list_approvals", officer="ciso")) == 1
    assert house.do("list_approvals", officer="deputy") == ()
    assert house.do("list_approvals", officer="asker", mine=True) == ()
