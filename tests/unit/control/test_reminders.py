"""What falls due is told to those who have to see to it: once each, by the clock alone, in the inbox and on channels."""

from datetime import date, timedelta

import pytest

from bureau import Bureau
from gwanmun.control import reminders
from gwanmun.domain.approvals import Delivery, Notice
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Department, Person

DAY = date(2026, 11, 22)
EVER = date(2020, 1, 1)
PEOPLE = {
    "sec-1": Role.SECURITY,
    "priv-1": Role.PRIVACY,
    "ai-1": Role.AI_POLICY,
    "head-1": Role.APPROVER,
    "staff-1": None,
}


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path, DAY)
    made.seed_house()
    agency = "kr-seoul"
    made.put(Department("kr-seoul/ai", agency, "인공지능과", "AI"))
    made.put(*(Person(id_, agency, "kr-seoul/ai", DAY, DAY) for id_ in PEOPLE))
    made.put(*(Appointment(f"a-{id_}", id_, agency, None, role, EVER, None) for id_, role in PEOPLE.items() if role))
    yield made
    made.close()


def told(bureau, kind=""):
    return sorted((one.person, one.kind, one.subject) for one in bureau.every(Notice) if one.kind.startswith(kind))


def test_an_unanswered_inquiry_is_told_when_a_reminder_is_due_and_when_it_is_late(bureau):
    bureau.do("put_vendor", vendor={"id": "v", "name_ko": "공급자", "name_en": "V", "names": ["V"], "country": "KR",
                                    "kind": "vendor", "resells": [], "domestic_agent": ""})  # fmt: skip
    bureau.do("open_inquiry", officer="priv-1", id="q-1", vendor="v", asker="kr-seoul", due_on="2026-12-06")
    bureau.go(date(2026, 11, 28))
    assert told(bureau, "due_") == []
    bureau.go(date(2026, 11, 29))
    assert told(bureau, "due_") == [("priv-1", "due_reminder", "q-1")]
    bureau.later(hours=3)
    assert len(told(bureau, "due_")) == 1, "once"
    bureau.go(date(2026, 12, 7))
    assert ("priv-1", "due_inquiry", "q-1") in told(bureau)


def test_a_precaution_is_told_a_week_ahead_and_on_its_day_and_a_moved_day_anew(bureau):
    bureau.force("kr-motie-temporary")
    bureau.do("put_mandate", regime="kr-motie-temporary", owner="인공지능과", agency="kr-seoul", preemptive=True,
              review_on="2026-12-20")  # fmt: skip
    bureau.go(date(2026, 12, 12))
    assert told(bureau, "due_precaution") == []
    bureau.go(date(2026, 12, 13))
    bureau.go(date(2026, 12, 20))
    bureau.go(date(2026, 12, 21))
    bureau.go(date(2026, 12, 14))  # a clock set back tells nothing again
    assert told(bureau, "due_precaution") == [("ai-1", "due_precaution", "kr-motie-temporary")] * 2
    bureau.go(date(2026, 12, 21))
    bureau.do("review_mandate", regime="kr-motie-temporary", next_review_on="2026-12-24")
    bureau.later(hours=1)
    assert len(told(bureau, "due_precaution")) == 3


def test_an_emergency_waits_with_a_reviewer_who_did_not_open_it(bureau):
    bureau.put(Person("sec-2", "kr-seoul", "kr-seoul/ai", DAY, DAY))
    bureau.put(Appointment("a-sec-2", "sec-2", "kr-seoul", None, Role.SECURITY, EVER, None))
    service = bureau.snapshot().services[0].id
    opened = bureau.do(
        "open_emergency",
        officer="sec-1",
        agency="kr-seoul",
        service=service,
        person="staff-1",
        hours=2,
        families=["deepseek"],
    )
    bureau.later(minutes=1)
    assert told(bureau) == [("sec-2", "due_emergency", opened["id"])]


def test_waiting_lapsing_and_ending_approvals_are_told_to_whose_turn_it_is(bureau):
    from gwanmun.domain.approvals import ApprovalRequest, Reach, Stage
    from gwanmun.domain.grades import Grade

    def asked(id_, stage, until, at_us):
        return ApprovalRequest(id_, "staff-1", "kr-seoul", "kr-seoul/ai", Reach.PERSON, "svc", (), Grade.O, "", "사유", False,
                               until, None, (), at_us, stage)  # fmt: skip

    now = bureau.clock.now
    bureau.put(asked("waits", Stage.REQUESTED, DAY + timedelta(days=30), now))
    bureau.put(asked("lapses", Stage.REQUESTED, DAY + timedelta(days=1), now))
    bureau.put(asked("ends", Stage.GRANTED, DAY + timedelta(days=5), now))
    bureau.later(days=1)
    assert told(bureau) == []
    bureau.later(days=1)
    assert told(bureau) == [
        ("head-1", "approval_waits", "waits"), ("staff-1", "approval_ending", "ends"), ("staff-1", "approval_lapsed", "lapses"),
    ]  # fmt: skip
    bureau.later(days=1)
    assert len(told(bureau)) == 3


def test_silent_readers_of_an_advisory_are_told_once_more_on_its_day_and_on_every_channel(bureau):
    bureau.do("put_channel", id="hook", kind="webhook", address="https://hook.example/x")
    bureau.do("issue_advisory", officer="sec-1", id="adv-1", title="유의 안내", text="딥시크 이용에 유의하십시오.", agencies=["kr-seoul"],
              due="2026-11-25")  # fmt: skip
    bureau.do("read_advisory", officer="staff-1", id="adv-1")
    bureau.go(date(2026, 11, 24))
    assert told(bureau, "advisory_reminder") == []
    bureau.go(date(2026, 11, 25))
    bureau.go(date(2026, 11, 26))
    reminded = {person for person, *_ in told(bureau, "advisory_reminder")}
    assert "staff-1" not in reminded
    assert {"sec-1", "head-1"} <= reminded
    assert len(told(bureau, "advisory_reminder")) == len(reminded)
    marks = {one.id for one in bureau.every(Notice) if one.kind == "advisory_reminder"}
    assert marks <= {one.notice for one in bureau.every(Delivery)}


def test_every_kind_that_falls_due_has_words_and_somebody(bureau):
    from gwanmun.control.inbox import WORDS

    assert {f"due_{kind}" for kind in reminders.AHEAD} <= set(WORDS)
