"""An emergency is short, ends by itself, lifts no block, and waits on a reviewer's list."""

from dataclasses import replace

import pytest

from bureau import Bureau
from gwanmun.domain.catalogue import Record
from gwanmun.domain.orders import Emergency
from gwanmun.domain.snapshot import Approval
from gwanmun.errors import BadCommand, Declined
from gwanmun.ports.books import PackVersion

SERVICE = "cloud"


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path)
    made.seed_house()
    yield made
    made.close()


def open_one(bureau, officer="chief", **args):
    given = {"agency": "kr-seoul", "service": SERVICE, "person": "p1", "hours": 2, "families": ["deepseek"], **args}
    return bureau.do("open_emergency", officer=officer, reason="재난 대응", **given)


def test_it_is_an_approval_that_ends_by_itself(bureau):
    opened = open_one(bureau)
    (approval,) = bureau.every(Approval)
    assert (approval.id, approval.person, approval.until_us) == (opened["id"], "p1", opened["until_us"])
    assert opened["until_us"] == bureau.clock.now + 2 * 3_600_000_000
    bureau.later(hours=2)
    assert bureau.do("list_emergencies")[0]["state"] == "ended"


def test_it_waits_for_another_officers_review_and_blocks_the_next_one(bureau):
    opened = open_one(bureau)
    bureau.later(hours=3)
    assert [one["kind"] for one in bureau.do("list_reviews")] == ["emergency"]
    with pytest.raises(BadCommand, match=opened["id"]):
        open_one(bureau)
    with pytest.raises(BadCommand):
        bureau.do("review_emergency", officer="chief", id=opened["id"], verdict="justified", finding="필요했음")
    bureau.do("review_emergency", officer="audit", id=opened["id"], verdict="justified", finding="필요했음")
    assert bureau.do("list_reviews") == ()
    assert bureau.do("list_emergencies", waiting=True) == ()
    with pytest.raises(BadCommand):
        bureau.do("review_emergency", officer="audit", id=opened["id"], verdict="justified", finding="두 번")
    open_one(bureau)


def test_one_for_a_stopped_service_is_refused_at_once(bureau):
    """The gate refuses the service itself: an emergency would be opened and lift nothing."""
    bureau.do("suspend_service", service=SERVICE, agency="*", reason_ko="점검", reason_en="check")
    with pytest.raises(Declined, match="suspended"):
        open_one(bureau)
    bureau.do("resume_service", service=SERVICE, agency="*")
    record = bureau.every(Record, agency="kr-seoul", service=SERVICE)[0]
    bureau.put(replace(record, open_items=("보안성 검토",)))
    with pytest.raises(Declined) as caught:
        open_one(bureau)
    assert "보안성 검토" in caught.value.message("ko")
    assert bureau.every(Emergency) == ()


def test_one_that_was_not_justified_ends_at_once(bureau):
    opened = open_one(bureau, hours=72)
    bureau.later(hours=1)
    bureau.do("review_emergency", officer="audit", id=opened["id"], verdict="not_justified", finding="사유 없음")
    assert bureau.every(Approval)[0].until_us == bureau.clock.now
    assert bureau.every(Emergency)[0].finding == "사유 없음"


@pytest.mark.parametrize(
    "wrong", [{"hours": 73}, {"hours": 0}, {"person": "p2"}, {"person": "none"}, {"service": "none"}]
)
def test_it_is_short_and_for_a_named_person(bureau, wrong):
    with pytest.raises(BadCommand):
        open_one(bureau, **wrong)
    assert bureau.every(Approval) == ()


def test_it_needs_a_reason_and_no_other_act_makes_or_lengthens_one(bureau):
    with pytest.raises(BadCommand):
        bureau.do("open_emergency", reason="", agency="kr-seoul", service=SERVICE, person="p1")
    opened = open_one(bureau)
    with pytest.raises(BadCommand, match="open_emergency"):
        bureau.do("put_approval", id=opened["id"], agency="kr-seoul", service=SERVICE, person="p1", families=["deepseek"],
                  until_us=bureau.clock.now + 10**14)  # fmt: skip


DENIED = """schema_version: 1
id: kr-denied
title: Test
title_ko: 시험
jurisdiction: KR
effective_from: 2020-01-01
sources: [{name: "test, 1 Jan 2020"}]
scope: {}
rules:
- {id: D-1, when: {service.id: cloud}, decision: deny, basis: official, obligations: [log], reason: Stopped., reason_ko: 중지되었습니다.}
"""


def test_one_that_would_lift_nothing_is_not_opened(bureau):
    bureau.put(PackVersion("kr-denied", 1, DENIED, active=True, written_by="w", written_us=1))
    with pytest.raises(Declined, match="D-1"):
        open_one(bureau)
    assert bureau.every(Emergency) == bureau.every(Approval) == ()


def test_a_family_that_an_approval_must_name_is_named(bureau):
    with pytest.raises(BadCommand) as caught:
        open_one(bureau, families=[])
    assert caught.value.where == "families"
