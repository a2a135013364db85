"""Collection rounds: four pairs of eyes, and nobody who stays silent, is late or refuses disappears."""

from datetime import date

import pytest

from gwanmun.domain.people import Agency, OrganisationType
from gwanmun.errors import BadCommand

DAY_US = 86_400_000_000
NAMES = ("kr-chungnam", "kr-gyeonggi", "kr-jeju", "kr-seoul")


@pytest.fixture
def collecting(desk):
    for name in NAMES:
        desk.put(
            Agency(name, name, name, OrganisationType.METROPOLITAN_GOVERNMENT, "KR", None, date(1946, 1, 1), None, "")
        )
    desk.put(
        Agency(
            "kr-suwon", "수원", "Suwon", OrganisationType.MUNICIPALITY, "KR", "kr-gyeonggi", date(1949, 1, 1), None, ""
        )
    )
    desk.do("open_round", "assembly", id="round-2026", title_ko="2026년 생성형 AI 이용", title_en="Use in 2026",
            first_month="2026-01", last_month="2026-10", due="2026-11-25", source="자료요구 2026-1")  # fmt: skip
    return desk


def answers(krw=56_340_000, users=440, services=10):
    given = [{"question": "krw", "amount": krw}, {"question": "services", "amount": services}]
    if isinstance(users, str):
        return [*given, {"question": "users", "could_not_count": True, "reason": users}]
    return [*given, {"question": "users", "amount": users}]


def submit(desk, agency="kr-seoul", given=None, officer="seoul-1"):
    return desk.do("submit_answers", officer, round="round-2026", agency=agency, answers=given or answers())


def sign_off(desk, agency="kr-seoul"):
    for act, officer in (
        ("validate_submission", "checker"),
        ("sign_submission", "chief-1"),
        ("sign_submission", "chief-2"),
    ):
        desk.do(act, officer, round="round-2026", agency=agency)


def view(desk):
    return desk.do("show_round", round="round-2026")


def stages(desk):
    return {one["agency"]: one["stage"] for one in view(desk)["submissions"]}


def test_the_governments_that_stand_are_asked_and_no_city(collecting):
    assert stages(collecting) == dict.fromkeys(NAMES, "requested")


def test_only_what_two_persons_signed_counts_and_all_others_are_not_reported(collecting):
    submit(collecting)
    assert view(collecting)["findings"] is None
    sign_off(collecting)
    found = {row["government"]: row for row in view(collecting)["findings"]["rows"]}
    assert found["kr-seoul"]["users"] == {"state": "reported", "amount": 440}
    assert found["kr-jeju"]["users"] == {"state": "not_reported", "amount": None}


def test_could_not_count_needs_its_reason_and_is_carried_into_the_totals(collecting):
    with pytest.raises(BadCommand, match="why it could not be counted"):
        submit(collecting, "kr-gyeonggi", answers(users=" "))
    assert stages(collecting)["kr-gyeonggi"] == "requested"
    submit(collecting, "kr-gyeonggi", answers(users="부서별 개별 결제"))
    sign_off(collecting, "kr-gyeonggi")
    found = view(collecting)
    assert found["findings"]["users"]["could_not_count"] == ("kr-gyeonggi",)
    assert not found["findings"]["users_complete"]
    assert [one["reason"] for one in found["answers"] if one["question"] == "users"] == ["부서별 개별 결제"]


def test_one_person_never_takes_two_steps(collecting):
    submit(collecting)
    with pytest.raises(BadCommand, match="both steps"):
        collecting.do("validate_submission", "seoul-1", round="round-2026", agency="kr-seoul")
    collecting.do("validate_submission", "checker", round="round-2026", agency="kr-seoul")
    collecting.do("sign_submission", "chief-1", round="round-2026", agency="kr-seoul")
    for officer in ("chief-1", "seoul-1"):
        with pytest.raises(BadCommand, match="both steps"):
            collecting.do("sign_submission", officer, round="round-2026", agency="kr-seoul")
    assert stages(collecting)["kr-seoul"] == "validated"


def test_the_late_the_refusing_and_the_silent_are_published_as_such(collecting):
    submit(collecting)
    sign_off(collecting)
    with pytest.raises(BadCommand):  # some have not answered, and their time is not over
        collecting.do("publish_round", "publisher", round="round-2026")
    collecting.do("refuse_round", "gg-1", reason="자료 없음", round="round-2026", agency="kr-gyeonggi")
    collecting.clock.now += 10 * DAY_US
    assert submit(collecting, "kr-jeju", officer="jeju-1")["submission"]["late"]
    with pytest.raises(BadCommand, match="not signed off"):
        collecting.do("publish_round", "publisher", round="round-2026")
    collecting.do("return_submission", "checker", reason="단위 확인", round="round-2026", agency="kr-jeju")
    with pytest.raises(BadCommand, match="both steps"):
        collecting.do("publish_round", "assembly", round="round-2026")
    found = collecting.do("publish_round", "publisher", round="round-2026")
    assert found["overdue"] == ("kr-chungnam", "kr-jeju")
    refused = next(one for one in found["submissions"] if one["agency"] == "kr-gyeonggi")
    assert (refused["stage"], refused["note"]) == ("refused", "자료 없음")
    with pytest.raises(BadCommand, match="never changes"):
        submit(collecting)


def test_every_fault_of_a_submission_is_named_at_once_and_nothing_is_kept(collecting):
    with pytest.raises(BadCommand) as told:
        submit(collecting, given=[{"question": "krw", "amount": -1}, {"question": "odd", "amount": 1}])
    for name in ("krw", "odd", "users", "services"):
        assert name in told.value.message("en")
    assert len(view(collecting)["answers"]) == 0


def test_a_doubtful_answer_is_taken_with_a_remark(collecting):
    assert submit(collecting, given=answers(krw=128_000, users=275))["doubts"][0]["question"] == "krw"


def test_answering_again_before_validation_replaces_and_a_refusal_may_be_taken_back(collecting):
    submit(collecting)
    submit(collecting, given=answers(users=441))
    assert [one["amount"] for one in view(collecting)["answers"] if one["question"] == "users"] == [441]
    collecting.do("refuse_round", "gg-1", reason="자료 없음", round="round-2026", agency="kr-gyeonggi")
    submit(collecting, "kr-gyeonggi", officer="gg-1")
    assert stages(collecting)["kr-gyeonggi"] == "submitted"


@pytest.mark.parametrize(
    "wrong", [{"due": "2020-01-01"}, {"first_month": "2026-13"}, {"first_month": "2026-11"}, {"questions": ["krw", "krw"]}, {"questions": ["=x"]},
              {"governments": ["kr-none"]}, {"id": "round-2026"}, {"title_ko": ""}]
)  # fmt: skip
def test_a_round_that_cannot_be_is_refused(collecting, wrong):
    row = {"id": "next", "title_ko": "가", "title_en": "a", "first_month": "2026-01", "last_month": "2026-10",
           "due": "2026-12-01", "source": "s"}  # fmt: skip
    with pytest.raises(BadCommand):
        collecting.do("open_round", **(row | wrong))
