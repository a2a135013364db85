"""Training moves the date that the gate reads; targets and reported figures add up to what was reported."""

from datetime import date, timedelta

import pytest

from gwanmun.control.training import level_of
from gwanmun.domain.people import Person
from gwanmun.domain.training import Completion, Course, CourseLevel
from gwanmun.errors import BadCommand

from .conftest import DAY

BASIC = Course("basic", "생성형 AI 기본", "Generative AI, basic", CourseLevel.BASIC, 6, 365, True, "https://lms.example/basic")  # fmt: skip
LESSON = Course("lesson-mask", "개인정보 2분", "Two minutes", CourseLevel.BASIC, 2, 365, False, "here", "basic", "cannot_mask")  # fmt: skip
DEEP = Course("deep", "심화", "Advanced", CourseLevel.ADVANCED, 600, 30, False, "인재개발원")


@pytest.fixture
def school(desk):
    desk.put(BASIC, LESSON, DEEP)
    return desk


def person(desk, id_="p-1"):
    return next(p for p in desk.every(Person) if p.id == id_)


def test_a_completed_required_course_admits_until_it_lapses(school):
    found = school.do("record_completion", person="p-1", course="basic", completed_on="2026-11-01", score=90)
    assert found["training_until"] == "2027-11-01"
    assert person(school).training_until == date(2027, 11, 1)


def test_another_course_admits_nobody(school):
    school.do("record_completion", person="p-1", course="deep")
    assert person(school).training_until is None


def test_a_date_of_record_is_never_shortened(school):
    school.put(Person("p-1", "kr-chungnam", "kr-chungnam/welfare", date(2030, 1, 1), None))
    school.do("record_completion", person="p-1", course="basic")
    assert person(school).training_until == date(2030, 1, 1)


def test_two_minute_lessons_add_up_to_the_course(school):
    for day in range(2):
        school.clock.now += day * 86_400_000_000
        assert school.do("take_lesson", officer="p-1", topic="cannot_mask")["completed"] is None
    assert person(school).training_until is None
    school.clock.now += 86_400_000_000
    assert school.do("take_lesson", officer="p-1", course="lesson-mask")["completed"] == "basic"
    assert person(school).training_until == DAY + timedelta(days=2 + 365)


def test_a_lesson_counts_once_a_day_and_starts_anew_after_the_course(school):
    for _ in range(3):
        found = school.do("take_lesson", officer="p-1", course="lesson-mask")
    assert (found["minutes"], found["completed"]) == (2, None)
    school.do("record_completion", person="p-1", course="basic")
    assert school.do("take_lesson", officer="p-1", course="lesson-mask")["minutes"] == 0


def test_the_pledge_is_signed_by_the_person(school):
    school.do("sign_pledge", officer="p-1", text_version="2026-1")
    assert person(school).pledged_on == DAY
    with pytest.raises(BadCommand):
        school.do("sign_pledge", officer="os:root", text_version="2026-1")


def test_a_level_is_the_highest_that_has_not_lapsed():
    done = [
        Completion("p", "basic", DAY),
        Completion("p", "deep", DAY - timedelta(days=31)),
        Completion("p", "lesson-mask", DAY),
    ]
    assert level_of([BASIC, LESSON, DEEP], done, DAY) is CourseLevel.BASIC
    assert level_of([BASIC, LESSON, DEEP], done, DAY - timedelta(days=1)) is CourseLevel.ADVANCED
    assert level_of([BASIC], [], DAY) is None


class TestReport:
    def test_a_target_and_a_reported_figure_give_a_percentage_and_a_forecast(self, school):
        school.do("put_target", target={"agency": "kr-seoul", "year": 2025, "planned": 5000, "source": "계획"})
        school.do("put_training_count", count={"agency": "kr-seoul", "year": 2025, "level": "all",
                                               "as_of": "2025-08-31", "completed": 3120, "source": "보고"})  # fmt: skip
        (row,) = school.do("training_report", year=2025)
        assert (row["percent_tenths"], row["forecast"]) == (624, 3120 * 365 // 243)
        assert row["source"] == "보고"

    def test_records_count_each_person_once_also_for_the_agency_above(self, school):
        for day in ("2026-01-05", "2026-06-05"):
            school.do("record_completion", person="p-2", course="basic", completed_on=day)
        school.do("record_completion", person="p-2", course="deep", completed_on="2026-02-01")
        (row,) = school.do("training_report", year=2026)
        assert (row["completed"], dict(row["levels"])) == (1, {"basic": 1, "advanced": 1})
        assert row["percent_tenths"] is None

    def test_a_later_figure_replaces_an_earlier_one_and_a_day_may_be_asked_for(self, school):
        for day, count in (("2025-03-31", 100), ("2025-06-30", 300)):
            school.do("put_training_count", count={"agency": "kr-seoul", "year": 2025, "level": "all", "as_of": day,
                                                   "completed": count, "source": "s"})  # fmt: skip
        assert school.do("training_report", year=2025)[0]["completed"] == 300
        assert school.do("training_report", year=2025, as_of="2025-04-01")[0]["completed"] == 100


@pytest.mark.parametrize(
    ("act", "args"),
    [("record_completion", {"person": "p-1", "course": "none"}), ("record_completion", {"person": "x", "course": "basic"}),
     ("record_completion", {"person": "p-1", "course": "basic", "completed_on": "2030-01-01"}),
     ("record_completion", {"person": "p-1", "course": "basic", "score": 101}),
     ("put_target", {"target": {"agency": "none", "year": 2026, "planned": 1, "source": "s"}}),
     ("put_target", {"target": {"agency": "kr-seoul", "year": 2026, "planned": -1, "source": "s"}}),
     ("put_training_count", {"count": {"agency": "kr-seoul", "year": 2026, "level": "expert", "as_of": "2026-01-01", "completed": 1, "source": "s"}}),
     ("take_lesson", {"course": "basic"})],
)  # fmt: skip
def test_what_is_unsound_is_refused(school, act, args):
    with pytest.raises(BadCommand):
        school.do(act, officer="p-1" if act == "take_lesson" else "officer-1", **args)
