"""Somebody leaves, agencies merge or change their name: one act each, all of it or nothing."""

from datetime import date, timedelta

import pytest

from clockwork import NOW_US
from gwanmun.control import shipped, timed
from gwanmun.control.act import Touches
from gwanmun.control.office import DAY_US
from gwanmun.domain.approvals import ApprovalRequest, Reach, Stage
from gwanmun.domain.devices import Device, Ownership, Seat, Tier
from gwanmun.domain.grades import Grade
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.orders import Emergency, Verdict
from gwanmun.domain.people import Agency, Department, DeviceClass, Key, Person
from gwanmun.domain.records import UseCase
from gwanmun.domain.snapshot import Approval
from gwanmun.errors import BadCommand, Declined
from gwanmun.ports.books import PackVersion

from .conftest import DAY

LATER = DAY + timedelta(days=30)


def asked(id_, stage):
    return ApprovalRequest(id_, "p-1", "kr-chungnam", "kr-chungnam/welfare", Reach.PERSON, "svc", (), Grade.O, "", "사유", False,
                           LATER, None, (), 1, stage)  # fmt: skip


@pytest.fixture
def leaving(desk):
    desk.do("issue_key", person="p-1")
    desk.put(
        Person("p-3", "kr-chungnam", "kr-chungnam/welfare", None, None),
        Seat("p-1", "svc", date(2026, 1, 1)),
        Seat("p-1", "own", date(2025, 1, 1), date(2025, 12, 31)),
        Approval("a-1", "kr-chungnam", "p-1", "svc", "granted", False, NOW_US + DAY_US),
        asked("a-1", Stage.GRANTED),
        asked("a-2", Stage.REQUESTED),
        Appointment("o-1", "p-1", "kr-chungnam", None, Role.APPROVER, date(2026, 1, 1), None),
        Appointment("o-2", "p-3", "kr-chungnam", None, Role.APPROVER, date(2026, 11, 1), LATER, "p-1"),
        Device("d-1", "kr-chungnam", None, "p-1", DeviceClass.INTERNET_PC, Ownership.GOVERNMENT, "", Tier.STANDARD),
    )
    return desk


def test_keys_seats_approvals_requests_offices_and_devices_end_in_one_act(leaving):
    before = len(leaving.facts())
    left = leaving.do("remove_person", id="p-1")
    assert (left["count"], left["seats"], left["approvals"], left["requests"], left["devices"]) == (
        1, ("svc",), ("a-1",), ("a-2",), ("d-1",),
    )  # fmt: skip
    assert set(left["appointments"]) == {"o-1", "o-2"}  # nobody acts for somebody who is gone
    assert leaving.every(Key)[0].revoked_us == NOW_US
    assert leaving.every(Approval)[0].until_us == NOW_US
    assert {row.stage for row in leaving.every(ApprovalRequest)} == {Stage.ENDED, Stage.WITHDRAWN}
    assert {row.until for row in leaving.every(Seat)} == {DAY, date(2025, 12, 31)}
    assert all(row.valid_to == DAY - timedelta(days=1) for row in leaving.every(Appointment))
    assert leaving.every(Device)[0].holder is None
    assert "p-1" not in {row.id for row in leaving.every(Person)}
    assert len(leaving.facts()) == before + 1


def test_nobody_leaves_twice(leaving):
    leaving.do("remove_person", id="p-1")
    with pytest.raises(BadCommand):
        leaving.do("remove_person", id="p-1")


def test_a_new_name_is_a_new_row_from_its_day(desk):
    desk.do("rename_agency", id="kr-seoul", name_ko="새서울", name_en="New Seoul", on=str(LATER))
    rows = desk.every(Agency, id="kr-seoul")
    assert [(row.name_ko, row.valid_from, row.valid_to) for row in rows] == [
        ("서울특별시", DAY, LATER),
        ("새서울", LATER, None),
    ]


def test_two_names_never_begin_on_one_day(desk):
    desk.do("rename_agency", id="kr-seoul", name_ko="새서울", name_en="New Seoul", on=str(LATER))
    with pytest.raises(Declined, match="begins on that very day"):
        desk.do("rename_agency", id="kr-seoul", name_ko="또서울", name_en="Other", on=str(LATER))


class TestMerger:
    def merge(self, desk, on, **changes):
        args = {"sources": ["kr-chungnam"], "into": "kr-seoul", "on": str(on), **changes}
        return desk.do("merge_agencies", **args)

    def test_a_merger_ahead_is_written_down_and_moves_people_on_its_day(self, desk):
        told = {"agencies": 1, "departments": 0, "people": 0, "on": str(LATER), "ahead": True, "regimes_naming": ()}
        assert self.merge(desk, LATER) == told
        assert desk.every(Agency, id="kr-chungnam")[0].valid_to == LATER
        desk.clock.now += 30 * DAY_US
        assert self.merge(desk, LATER)["people"] == 1
        assert {row.agency for row in desk.every(Person)} == {"kr-seoul"}
        assert {row.agency for row in desk.every(Department)} == {"kr-seoul"}

    def test_the_clock_carries_it_out_on_its_day_once_and_widens_nothing(self, leaving):
        leaving.put(
            Appointment("o-3", "p-3", "kr-chungnam", "kr-chungnam/welfare", Role.APPROVER, date(2026, 1, 1), None),
            Approval("whole", "kr-chungnam", None, "svc", "granted", False, NOW_US + 90 * DAY_US),
        )
        self.merge(leaving, LATER)
        assert timed.carry_out_due(leaving.office) is Touches.NOTHING
        leaving.clock.now += 31 * DAY_US  # the desk was away on the day itself
        assert timed.carry_out_due(leaving.office) is Touches.SNAPSHOT
        assert {row.agency for row in leaving.every(Person)} == {"kr-seoul"}
        assert {row.agency for row in leaving.every(Device)} == {"kr-seoul"}
        held = {row.id: row.agency for row in leaving.every(Appointment)}
        assert (held["o-3"], held["o-1"]) == ("kr-seoul", "kr-chungnam")
        approvals = {row.id: row.agency for row in leaving.every(Approval)}
        assert approvals == {"a-1": "kr-seoul", "whole": "kr-chungnam"}
        leaving.clock.now -= 40 * DAY_US  # a clock set back neither undoes nor repeats it
        timed.carry_out_due(leaving.office)
        leaving.clock.now += 40 * DAY_US
        timed.carry_out_due(leaving.office)
        done = [fact for fact in leaving.facts() if fact.opening["act"] == "carry_out_merger"]
        assert [fact.opening["people"] for fact in done] == [2]

    def test_regimes_that_name_an_agency_which_ends_are_told(self, desk):
        text = next(one.text for one in shipped.pack_texts() if one.regime == "kr-mofa-external-pcs")
        desk.put(
            PackVersion(
                "kr-mofa-external-pcs",
                1,
                text.replace("kr-mofa,", "kr-chungnam,").replace("kr-mofa}", "kr-chungnam}"),
                active=True,
                written_by="w",
                written_us=1,
            )
        )
        assert self.merge(desk, LATER)["regimes_naming"] == ("kr-mofa-external-pcs",)

    def test_its_uses_and_emergencies_that_wait_for_a_review_go_along(self, leaving):
        leaving.put(
            Emergency("e-1", "kr-chungnam", "svc", "p-1", "o", 1, 2, "재난"),
            Emergency("e-2", "kr-chungnam", "svc", "p-1", "o", 1, 2, "재난", "p-2", 2, Verdict.JUSTIFIED, "필요"),
            UseCase("uc-1", "kr-chungnam", "민원 요약", "처리", "svc", "빨라짐", "오답", "p-1", 1),
        )
        leaving.clock.now += 30 * DAY_US
        self.merge(leaving, LATER)
        assert {row.id: row.agency for row in leaving.every(Emergency)} == {"e-1": "kr-seoul", "e-2": "kr-chungnam"}
        assert leaving.every(UseCase)[0].agency == "kr-seoul"

    def test_what_hangs_below_hangs_under_the_new_one(self, desk):
        child = Agency(
            "kr-chungnam-asan",
            "아산시",
            "Asan",
            desk.every(Agency)[0].type.MUNICIPALITY,
            "KR",
            "kr-chungnam",
            DAY,
            None,
            "x",
        )
        desk.put(child)
        self.merge(desk, LATER)
        assert [(row.parent, row.valid_from) for row in desk.every(Agency, id=child.id)] == [
            ("kr-chungnam", DAY),
            ("kr-seoul", LATER),
        ]

    @pytest.mark.parametrize(
        "wrong", [{"into": "kr-chungnam"}, {"sources": []}, {"into": "none"}, {"sources": ["none"]}]
    )
    def test_what_cannot_be_is_refused_whole(self, desk, wrong):
        with pytest.raises(BadCommand):
            self.merge(desk, LATER, **wrong)
        assert all(row.valid_to is None for row in desk.every(Agency))
