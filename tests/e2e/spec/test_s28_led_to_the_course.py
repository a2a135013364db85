"""S28: course and pledge are a condition of use; whoever lacks them is led there, not silently stopped."""

import time
from pathlib import Path

import pytest

from e2e.site import Site, site, until
from gwanmun.adapters.desk_socket import Request, call_desk
from gwanmun.domain.training import Course, CourseLevel

BASIC = Course("basic", "생성형 AI 안전 이용", "Safe use of generative AI", CourseLevel.BASIC, 4, 365, True, "https://lms.example/ai")  # fmt: skip
LESSON = Course("two-minutes", "2분: 승인이 필요한 이유", "Two minutes: approvals", CourseLevel.BASIC, 2, 365, False,
                "https://lms.example/2min", "basic", "approval_required")  # fmt: skip


@pytest.fixture(scope="module")
def school(tmp_path_factory) -> Site:
    def seed(office, _books):
        with office.books.transact() as page:
            page.put(BASIC, LESSON)

    with site(Path(tmp_path_factory.mktemp("school")), seed=seed) as made:
        yield made


def test_a_lapsed_course_is_named_with_its_place_and_taking_it_opens_the_gate(school: Site) -> None:
    got = school.ask("안녕하세요", key=school.key("no_training"))
    assert got.status == 403
    assert got.told["code"] == "training_required"
    assert got.told["course"]["course"] == "basic"
    assert "https://lms.example/ai" in got.told["remedy_ko"]
    school.act("record_completion", person="p-1005", course="basic")
    assert _in_a_moment(school, "no_training") == 200


def test_a_near_miss_offers_a_two_minute_lesson_and_it_counts(school: Site) -> None:
    got = school.ask("안녕하세요", key=school.key("no_pledge"))
    assert got.told["code"] == "approval_required"
    assert got.told["lesson"]["id"] == "two-minutes"
    assert got.told["lesson"]["minutes"] == 2


def test_whose_software_swallowed_the_offer_finds_it_in_their_inbox_once(school: Site) -> None:
    for _ in range(2):
        got = school.ask("주민등록번호 900101-1234568 님의 민원입니다", key=school.key("no_pledge"))
        assert got.status == 403
    lessons: list[dict] = []

    def told() -> bool:
        answer = call_desk(school.settings.desk.socket, Request("read_inbox", {}, "p-1004", ""))
        lessons[:] = [one for one in answer["ok"] if one["kind"] == "lesson"]
        return bool(lessons)

    until(told, 30, "the lesson in the inbox")
    assert [one["subject"] for one in lessons] == ["two-minutes"]


def _in_a_moment(school: Site, key: str) -> int:
    deadline = time.monotonic() + 20
    while (status := school.ask("안녕하세요", key=school.key(key)).status) != 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    return status
