"""The clock's own acts: a schedule is carried out once, whole or not at all, and a clock set back undoes nothing."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest

from bureau import Bureau, copied
from gwanmun.adapters.sql.books import open_books
from gwanmun.control import shipped, timed
from gwanmun.control.act import Touches
from gwanmun.control.offices import EVERYWHERE
from gwanmun.domain.approvals import Notice
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.orders import Mandate, Scheduled
from gwanmun.errors import BadCommand, ChangedMeanwhile
from gwanmun.ports.books import PackVersion

TEXT = next(one.text for one in shipped.pack_texts() if one.regime == "kr-local-government")
HOUR_US = 3_600_000_000


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path)
    for text in (TEXT, TEXT + "# again\n"):
        made.do("write_pack", officer="writer", text=text)
    for version in (1, 2):
        made.do("confirm_pack", officer="owner", regime="kr-local-government", version=version)
    yield made
    made.close()


def active(bureau):
    return [one.version for one in bureau.every(PackVersion, active=True)]


def schedule(bureau, version=1, hours=5, **args):
    starts = bureau.clock.now + hours * HOUR_US
    return bureau.do(
        "activate_pack", officer="chief", regime="kr-local-government", version=version, starts_us=starts, **args
    )


def test_it_comes_into_force_at_its_instant_and_once(bureau):
    assert schedule(bureau)["starts_us"] == bureau.clock.now + 5 * HOUR_US
    assert active(bureau) == []
    assert timed.next_due_us(bureau.office) == bureau.clock.now + 5 * HOUR_US
    assert bureau.later(hours=4, minutes=59) is Touches.NOTHING
    assert bureau.later(minutes=1) is Touches.SNAPSHOT
    assert active(bureau) == [1]
    assert bureau.later(hours=1) is Touches.NOTHING
    done = bureau.facts("activate_scheduled")
    assert [one["officer"] for one in done] == ["chief"]
    assert done[0]["reason"] == "시험"


def test_a_clock_set_back_neither_undoes_nor_repeats_it(bureau):
    schedule(bureau)
    bureau.later(hours=6)
    bureau.later(hours=-24)
    assert active(bureau) == [1]
    bureau.later(hours=48)
    assert len(bureau.facts("activate_scheduled")) == 1


def test_what_changed_meanwhile_drops_the_schedule_and_says_so(bureau):
    keeper = Appointment("a-keeper", "keeper", EVERYWHERE, None, Role.AI_POLICY, date(2025, 1, 1), None)
    bureau.put(keeper)
    schedule(bureau, version=2)
    bureau.do("activate_pack", officer="chief", regime="kr-local-government", version=1)
    bureau.later(hours=6)
    assert active(bureau) == [1]
    assert bureau.every(Scheduled) == ()
    assert "0 → 1" in bureau.facts("schedule_failed")[0]["why"]
    (told,) = bureau.every(Notice)
    assert (told.person, told.kind, told.subject) == ("keeper", "schedule_failed", "kr-local-government v2")


def test_a_schedule_can_be_cancelled_and_lies_within_a_year(bureau):
    schedule(bureau)
    bureau.do("cancel_scheduled", officer="chief", regime="kr-local-government")
    assert bureau.later(hours=6) is Touches.NOTHING
    with pytest.raises(BadCommand):
        bureau.do("cancel_scheduled", officer="chief", regime="kr-local-government")
    with pytest.raises(BadCommand, match="starts_us"):
        schedule(bureau, hours=24 * 400)


def test_nobody_schedules_what_they_wrote(bureau):
    with pytest.raises(BadCommand):
        bureau.do(
            "activate_pack",
            officer="writer",
            regime="kr-local-government",
            version=1,
            starts_us=bureau.clock.now + HOUR_US,
        )


def test_two_officers_at_once_are_told_and_nothing_is_lost(bureau):
    bureau.do("activate_pack", officer="chief", regime="kr-local-government", version=1, expected=0)
    with pytest.raises(ChangedMeanwhile):
        bureau.do("activate_pack", officer="deputy", regime="kr-local-government", version=2, expected=0)
    with pytest.raises(ChangedMeanwhile):
        bureau.do("deactivate_pack", officer="deputy", regime="kr-local-government", expected=2)
    with pytest.raises(ChangedMeanwhile):
        bureau.do("write_pack", officer="writer", text=TEXT, after=1)
    assert active(bureau) == [1]
    bureau.do("activate_pack", officer="deputy", regime="kr-local-government", version=2, expected=1)
    assert active(bureau) == [2]


def test_one_step_back_is_for_another_person_than_its_author_and_only_to_what_was_in_force(bureau):
    bureau.do("activate_pack", officer="chief", regime="kr-local-government", version=1)
    with pytest.raises(BadCommand, match="never in force"):
        bureau.do("return_pack", officer="chief", regime="kr-local-government", version=2)
    bureau.do("activate_pack", officer="chief", regime="kr-local-government", version=2)
    with pytest.raises(BadCommand):
        bureau.do("return_pack", officer="writer", regime="kr-local-government", version=1)
    with pytest.raises(BadCommand):
        bureau.do("return_pack", officer="chief", reason="", regime="kr-local-government", version=1)
    with pytest.raises(ChangedMeanwhile):
        bureau.do("return_pack", officer="chief", regime="kr-local-government", version=1, expected=1)
    assert bureau.do("return_pack", officer="chief", regime="kr-local-government", version=1, expected=2)["active"]
    assert active(bureau) == [1]
    with pytest.raises(BadCommand, match="already"):
        bureau.do("return_pack", officer="chief", regime="kr-local-government", version=1)


def test_a_return_takes_back_what_was_scheduled_on_top(bureau):
    bureau.do("activate_pack", officer="chief", regime="kr-local-government", version=1)
    bureau.do("activate_pack", officer="chief", regime="kr-local-government", version=2)
    schedule(bureau, version=1)
    bureau.do("return_pack", officer="deputy", regime="kr-local-government", version=1)
    assert bureau.every(Scheduled) == ()


def test_a_review_that_is_due_is_reminded_of_once(bureau):
    review = bureau.day + timedelta(days=10)
    bureau.do("activate_pack", officer="chief", regime="kr-local-government", version=1, preemptive=True, owner="정보보호담당관",
              review_on=review.isoformat())  # fmt: skip
    assert bureau.every(Mandate)[0].review_on == review
    bureau.later(days=9)
    assert bureau.facts("review_due") == []
    bureau.later(days=1)
    bureau.later(days=1)
    assert [one["owner"] for one in bureau.facts("review_due")] == ["정보보호담당관"]
    bureau.do(
        "review_mandate",
        officer="chief",
        regime="kr-local-government",
        next_review_on=(bureau.day + timedelta(days=30)).isoformat(),
    )
    assert bureau.every(Mandate)[0].reminded_on is None


KILLED = """
import os, signal, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from bureau import Clockwork
from gwanmun.adapters.sql.books import _Page, open_books
from gwanmun.control import timed
from gwanmun.control.office import Office
from gwanmun.control.policies import check_text

clock = Clockwork()
clock.now = int(sys.argv[3])
kind = sys.argv[4]
note, put = _Page.note, _Page.put
def killing(page, *values):
    if kind == "note" or values[0].__class__.__name__ == "PackVersion":
        os.kill(os.getpid(), signal.SIGKILL)
    return put(page, *values)
setattr(_Page, kind, killing)
timed.carry_out_due(Office(open_books(Path(sys.argv[1])), clock, b"p" * 32, check_text))
"""


@pytest.mark.parametrize("where", ["put", "note"])
def test_killed_half_way_it_is_done_whole_by_the_desk_that_comes_next(bureau, tmp_path, where):
    bureau.do("activate_pack", officer="chief", regime="kr-local-government", version=1)
    schedule(bureau, version=2)
    bureau.clock.now += 6 * HOUR_US
    path = copied(bureau.path, tmp_path / "copy")
    tests = os.path.dirname(sys.modules["bureau"].__file__)
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), tests, str(bureau.clock.now), where], capture_output=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    books = open_books(path)
    with books.look() as page:
        assert [one.version for one in page.every(PackVersion, active=True)] == [1]
        assert len(page.every(Scheduled)) == 1
    again = timed.carry_out_due(
        type(bureau.office)(books, bureau.clock, b"p" * 32, bureau.office.check_pack), date(2026, 11, 22)
    )
    assert again is Touches.SNAPSHOT
    with books.look() as page:
        assert [one.version for one in page.every(PackVersion, active=True)] == [2]
        assert page.every(Scheduled) == ()
    books.close()
