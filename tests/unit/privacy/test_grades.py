"""S37: the grade of what a text speaks of. Labelled snippets by class; what each proposal says of itself."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.domain.grades import Grade
from gwanmun.privacy.find import find_all
from gwanmun.privacy.grade import propose
from gwanmun.privacy.grade_cues import WINDOW, classes
from gwanmun.privacy.grade_model import MODEL, Model
from gwanmun.privacy.kinds import Style

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))

import corpora  # noqa: E402 - a tool, not a package

SNIPPETS = [
    json.loads(line)
    for file in sorted((Path(__file__).parents[2] / "data" / "grades").glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]
PUBLIC = "봄맞이 대청소에 함께해 주신 주민 여러분께 감사드립니다. 공원과 골목이 한결 깨끗해졌습니다.\n\n" * 20


def grade(*texts: str) -> Grade:
    return propose(texts, find_all(texts)).grade


def test_a_thousand_snippets_of_every_class_are_labelled():
    assert len(SNIPPETS) >= 1_000
    assert {s["class"] for s in SNIPPETS} >= {*"012345678", "mark"}


def test_no_c_and_no_s_is_released_as_o():
    assert [s["text"] for s in SNIPPETS if s["grade"] != "O" and grade(s["text"]) is Grade.O] == []


def test_of_matters_that_no_word_names_most_are_held():
    file = Path(__file__).parents[2] / "data" / "grades" / "oblique" / "oblique.jsonl"
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    held = [grade(row["text"]) is not Grade.O for row in rows if row["grade"] != "O"]
    assert sum(held) >= 0.9 * len(held)
    assert not any(grade(row["text"]) is not Grade.O for row in rows if row["grade"] == "O")


def test_no_c_of_a_template_is_released_as_s():
    assert [s["text"] for s in SNIPPETS if s["grade"] == "C" and grade(s["text"]) is not Grade.C] == []


def test_at_most_one_public_text_in_ten_is_held():
    public = [s for s in SNIPPETS if s["grade"] == "O"]
    assert sum(grade(s["text"]) is not Grade.O for s in public) <= len(public) / 10


def test_one_paragraph_of_a_long_public_text_counts():
    text = PUBLIC + "다음 주 압수수색 대상 장소와 인원을 정리한 것입니다.\n\n" + PUBLIC
    assert len(text) > 2 * WINDOW
    assert grade(text) is Grade.C
    assert grade(PUBLIC) is Grade.O


def test_a_question_is_public_and_the_same_matter_at_hand_is_not():
    assert classes("구속영장 신청 절차를 알려 주세요") == frozenset()
    assert classes("아래 구속영장 신청 의견서를 보고 빠진 점을 알려 주세요") == {4}


def test_personal_data_that_masking_removes_raises_nothing_and_what_is_kept_does():
    text = "민원인 김영희, 연락처 010-2345-6789, 가로등 고장"
    row = find_all([text])
    assert propose([text], row).grade is Grade.O
    kept = propose([text], row, {Kind.NAME: Style.KEEP})
    assert (kept.grade, kept.grounds[0].detail) == (Grade.S, "NAME")


def test_talk_about_marks_raises_nothing():
    assert grade("대외비와 비밀의 차이를 설명하는 보안 교육 자료를 만들어 줘") is Grade.O
    assert grade("대외비\n\n회의 장소 안내") is Grade.C


def test_a_registered_file_is_c_and_says_which():
    proposal = propose(["평범한 글"], [()], registered=("fp-1",))
    assert (proposal.grade, proposal.grounds[0].detail) == (Grade.C, "fp-1")


@pytest.mark.parametrize("text", ["", "\ud800", "가" * 100_000, "\0" * 2_000, "압수수색" * 20_000])
def test_no_text_is_too_odd_to_grade(text):
    assert propose([text], [()]).grade in Grade


def test_grounds_name_the_law_and_no_word_of_the_text():
    for ground in propose(["아래 참고인 진술을 요약해 줘"], [()]).grounds:
        assert "정보공개법 제9조제1항제4호" in ground.law
        assert "진술" not in f"{ground.why}{ground.detail}"


@pytest.mark.parametrize(
    "text", ["[내부검토] 회의 결과를 요약해 주세요.", "세부검토 일정표를 만들어 주세요.", "전부검사 결과 안내문"]
)
def test_words_that_only_hold_the_letters_of_another_are_not_that_word(text):
    """부검 (a post-mortem, class 4) stands in 내부검토 and 세부검토."""
    assert all(ground.detail != "4" for ground in propose([text], find_all([text])).grounds)


def test_a_name_in_its_column_speaks_for_no_grade():
    listed = "| 연번 | 성명 | 지급액 |\n|---|---|---|\n| 1 | 강도현 | 100003 |\n"
    assert grade(listed) is Grade.O
    assert grade(f"강도 사건 수사 기록의 피해자 명단\n{listed}") is Grade.C


def test_of_snippets_never_read_no_c_and_few_s_are_released_and_few_public_ones_held():
    """Half B of the third corpus: only its totals may be looked at."""
    rows = [
        row
        for row in corpora.read(ROOT / "tests" / "data" / "corpus3" / "grades.jsonl")
        if corpora.half("grades", row["id"]) == "B"
    ]
    made = Counter((row["grade"], grade(row["text"]).value) for row in rows)
    assert made["C", "O"] == 0
    assert made["S", "O"] <= 4
    assert made["O", "S"] + made["O", "C"] <= 0.1 * sum(row["grade"] == "O" for row in rows)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("저쪽 배가 어느 밤에 어느 섬 뒤로 숨어드는지 우리만 안다. 지도 설명을 써 줘.", True),
        ("그 업체를 떨어뜨릴 까닭을 먼저 정해 두고 점수를 맞추려 한다. 평가서를 다듬어 줘.", True),
        ("창고 뒷문은 아무나 열 수 있고 경보도 꺼져 있다. 외부에는 알리지 않았다.", True),
        ("다음 주 목요일 오후 두 시에 강당에서 요리 교실을 엽니다. 안내문으로 다듬어 주세요.", False),
        ("회의록을 요약해 주세요.", False),
        ("첨부한 문서를 세 줄로 요약해 주세요.", False),
    ],
)
def test_the_wording_tells_where_no_word_names_a_matter(text, held):
    assert classes(text) == frozenset()
    assert (grade(text) is not Grade.O) is held


def test_a_ground_by_wording_names_the_law_and_no_word_of_the_text():
    (ground,) = propose(["창고 뒷문은 아무나 열 수 있고 경보도 꺼져 있다. 외부에는 알리지 않았다."], [()]).grounds
    assert ground.why == "wording"
    assert ground.detail in {*"12345678"}
    assert "경보" not in f"{ground.detail}{ground.law}"


def test_a_score_is_the_same_the_second_time_and_no_word_is_kept():
    text = "우리끼리 정한 값을 업체가 알면 안 된다."
    assert MODEL.score(text) == MODEL.score(text)
    assert all(isinstance(key, int) and len(first) <= 2 for key, (_, _, first) in MODEL._seen.items())


def test_a_sum_of_weights_can_be_done_by_hand():
    model = Model(("\t10\t5\t1\t0\t0\t0\t0\t0\t0\t0", "가나\t300\t-50\t5:90", "가나_다라\t-100\t0"))
    # " 가나 " has six pieces; with a neighbour one more; thirty are added below the root.
    assert model.score("가나") == pytest.approx((300 / (6 + 30) ** 0.5 + 10) / 100)
    assert model.score("가나 다라") == pytest.approx((200 / (13 + 30) ** 0.5 + 10) / 100)
    assert model.likeliest("가나") == 5
    assert model.phrases("다라 가나") == ("가나",)


@pytest.mark.long
def test_the_weights_are_what_the_tool_writes():
    command = [sys.executable, str(ROOT / "tools" / "grade_model.py"), "--check"]
    assert subprocess.run(command, timeout=1_800, check=False).returncode == 0
