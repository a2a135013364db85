"""The desk's first page: figures of the reach alone, beside the month before, from the same sums as everywhere."""

from contextlib import contextmanager
from dataclasses import replace

import pytest

from clockwork import NOW_US
from gwanmun.adapters.usage_store import open_usage
from gwanmun.budget.rollup import Additions, End
from gwanmun.control.access import Caller, Errand, carry_out
from gwanmun.domain.enforcement import Effect
from gwanmun.domain.ids import AgencyId, KeyId, PersonId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.usage import Sight
from gwanmun.errors import BadCommand, OutsideReach
from gwanmun.ports.usage import Watermark

from .conftest import DAY


def sight(agency, person, day="2026-11-21", decision="allow"):
    return Sight(day, agency, f"{agency}/d", person, "svc", "f", "m", decision, "요약", "internet_pc", NOW_US, 10)


class Use:
    def __init__(self):
        self.store = open_usage(None)
        made = Additions()
        made.whole(
            End(one, NOW_US + 1_000_000, 2_000_000, failed=False, input_tokens=3, output_tokens=4)
            for one in (
                sight("kr-seoul", "a"), sight("kr-seoul", "a", decision="allow_with_masking"), sight("kr-seoul", "b"),
                sight("kr-chungnam", "c"), sight("kr-seoul", "a", day="2026-10-02"),
            )
        )  # fmt: skip
        made.refused(sight("kr-seoul", "b", decision="deny"))
        self.store.add(0, Watermark("gate-1", "o", 6, 1, NOW_US, 0), made.cubes, {}, ())

    @contextmanager
    def reading(self):
        yield self.store


def ask(office, agency="*", role=Role.AUDIT, **args):
    held = (Appointment("a", PersonId("p-9"), AgencyId(agency), None, role, DAY, None),)
    errand = Errand(Caller(KeyId("console"), PersonId("p-9"), AgencyId("kr-seoul"), held))
    return carry_out(office, errand, "show_overview", args).plain()


@pytest.fixture
def office(desk):
    return replace(desk.office, use=Use())


def test_the_month_stands_beside_the_one_before(office):
    found = ask(office)
    assert found["month"] == "2026-11"
    assert found["now"] == {"requests": 4, "masked": 1, "refused": 1, "failed": 0, "spent": 8_000_000, "users": 3}
    assert found["before"]["requests"] == 1
    assert [(row["day"], row["requests"], row["refused"]) for row in found["days"]] == [("2026-11-21", 4, 1)]
    assert [(row["service"], row["requests"], row["refused"]) for row in found["services"]] == [("svc", 4, 1)]
    assert set(found["agencies"]) == {"kr-seoul", "kr-chungnam"}


def test_a_reach_counts_its_own_alone(office):
    found = ask(office, "kr-chungnam")
    assert (found["now"]["requests"], found["now"]["users"], found["now"]["refused"]) == (1, 1, 0)
    assert set(found["agencies"]) == {"kr-chungnam"}


def test_one_agency_is_asked_for_within_the_reach_and_never_beyond(office):
    assert ask(office, agency="*")["now"]["requests"] == 4
    held = (Appointment("a", PersonId("p-9"), AgencyId("kr-seoul"), None, Role.AUDIT, DAY, None),)
    errand = Errand(Caller(KeyId("console"), PersonId("p-9"), AgencyId("kr-seoul"), held))
    with pytest.raises(OutsideReach):
        carry_out(office, errand, "show_overview", {"agency": "kr-chungnam"})


def test_a_month_without_use_is_zero_and_still_offered(office):
    found = ask(office, month="2025-01")
    assert found["now"]["requests"] == 0
    assert found["days"] in ([], ())
    assert "2025-01" in found["months"]
    assert "2026-11" in found["months"]


def test_a_desk_where_nothing_was_ever_sent_says_so_and_not_zero(desk):
    assert ask(desk.office)["counted"] is False


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "26-01", "' OR 1", "２０２６-01"])
def test_what_is_no_month_is_said_so(office, month):
    with pytest.raises(BadCommand):
        ask(office, month=month)


def effect(sequence, target, probes):
    row = ("kr-seoul.internet_pc", AgencyId("kr-seoul"), "internet_pc", "r7-ab", 7, DAY, 1, "block", probes, "ff")
    return Effect("gw-1", sequence, sequence, target, *row)


def test_a_class_counts_as_enforced_when_it_was_asked_and_a_firewall_is_no_class_of_its_own(office):
    for rows, enforced in (((effect(1, "bind", 0), effect(2, "nft", 0)), 0), ((effect(3, "bind", 6),), 1)):
        with office.books.transact() as page:
            page.put(*rows)
        waiting = ask(office)["waiting"]
        assert (waiting["enforced"], waiting["enforceable"]) == (enforced, 1)
