"""Suspicions are taken in once, told to the security officer and decided by a person with a role and a reason."""

import pytest

from gwanmun.domain.approvals import Notice
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.records import ContentReading, MisuseFinding
from gwanmun.errors import BadCommand

from .conftest import DAY

FOUND = {"id": "mf-1", "detector": "shared_account", "person": "0" * 32, "agency": "kr-seoul", "from_us": 1, "to_us": 2,
         "count": 3, "rule": "1h: 3 clients", "evidence": ["r-1"]}  # fmt: skip


@pytest.fixture
def house(desk):
    desk.put(Appointment("s", "p-2", "kr-seoul", None, Role.SECURITY, DAY, None))
    return desk


def test_the_same_finding_is_taken_in_once_and_stays_as_it_was_decided(house):
    assert house.do("record_findings", findings=[FOUND]) == {"added": 1, "known": 0}
    house.do("decide_finding", officer="p-2", reason="두 사람이 함께 쓴 것으로 확인", id="mf-1", confirm=True)
    assert house.do("record_findings", findings=[FOUND]) == {"added": 0, "known": 1}
    assert house.every(MisuseFinding)[0].state == "confirmed"
    assert [row.person for row in house.every(Notice)] == ["p-2"]
    assert house.do("list_findings") == ()
    assert len(house.do("list_findings", everything=True)) == 1


@pytest.mark.parametrize(("officer", "reason"), [("p-1", "사유"), ("os:root", "사유"), ("p-2", "")])
def test_only_a_reviewer_decides_and_says_why(house, officer, reason):
    house.do("record_findings", findings=[FOUND])
    with pytest.raises(BadCommand):
        house.do("decide_finding", officer=officer, reason=reason, id="mf-1", confirm=False)
    assert house.every(MisuseFinding)[0].state == "open"


def test_reading_content_takes_two_people_of_two_roles_and_every_attempt_is_a_fact(house):
    for number, (officer, reason) in enumerate((("p-2", ""), ("p-1", "감사 표본"), ("os:root", "감사 표본")), 1):
        with pytest.raises(BadCommand):
            house.do("ask_content", officer=officer, reason=reason, request="r")
        assert len(house.facts()) == number
        assert house.facts()[-1].opening["act"] == "content_refused"
    asked = house.do("ask_content", officer="p-2", reason="감사 표본 점검", request="r")
    house.put(Appointment("s2", "p-1", "kr-chungnam", None, Role.SECURITY, DAY, None))
    for officer in ("p-2", "p-1"):  # oneself, or another of the same role
        with pytest.raises(BadCommand):
            house.do("agree_content", officer=officer, id=asked["id"])
    assert house.every(ContentReading)[0].agreed_by is None
