"""Marks and what looks like one: each class beside its opposite."""

import time

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.domain.grades import Grade
from gwanmun.privacy.detectors import marking
from gwanmun.privacy.detectors.base import View
from gwanmun.privacy.find import find_all
from gwanmun.privacy.grade import mark_grade


def marks(text):
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is Kind.MARKING]


def test_a_long_list_of_marks_takes_linear_time():
    def spent(count):
        view = View("- 대외비\n" * count)
        started = time.perf_counter()
        list(marking.detect(view))
        return time.perf_counter() - started

    spent(100)
    assert spent(20_000) < 12 * max(spent(4_000), 0.01)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("직원 명단 대외비\n", "대외비"),
        ("직원 교육 대상자 명단 대외비\n1. 김", "대외비"),
        ("다음 달 인사 명단 대외비\n1. 김", "대외비"),
        ("우리 부 인사 계획 대외비\n1.", "대외비"),
        ("교육훈련 계획 Ⅲ급 비밀\n1.", "Ⅲ급 비밀"),
        ("청구인 명단 대외비\n1.", "대외비"),
        ("문제 사업장 명단 대외비\n1.", "대외비"),
        ("질의 회신 결과 대외비\n1.", "대외비"),
        ("보유 차량 현황 대외비\n1.", "대외비"),
    ],
)
def test_the_title_of_a_paper_ends_with_its_mark(text, mark):
    assert marks(text) == [mark]


@pytest.mark.parametrize(
    "text",
    [
        "교육 자료: 비밀과 대외비\n차이를 배운다",
        "왜 이 자료가 대외비\n인지 묻는다",
        "대외비 표시 문서와 대외비\n둘을 나눈다",
        "다음 중 3급 비밀\n을 고르시오",
        "문제 3. 정답은 대외비\n해설",
        "생산한 대외비\n보관",
        "우리가 접수한 대외비\n5건",
    ],
)
def test_a_line_that_talks_of_marks_is_no_title(text):
    assert marks(text) == []


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("본 자료는 대외비로 취급해야 함", "대외비"),
        ("이 문서는 대외비로 관리해야 합니다.", "대외비"),
        ("이 자료는 대외비로 처리할 것", "대외비"),
        ("첨부 파일은 3급비밀로 취급해야 합니다.", "3급비밀"),
        ("이 명단은 비공개로 관리할 것.", "비공개"),
        ("본 계획은 대외비로 한다.", "대외비"),
        ("이 자료는 대외비로 관리한다\n1. 대상", "대외비"),
    ],
)
def test_a_paper_is_to_be_kept_as_what_it_is(text, mark):
    assert marks(text) == [mark]


@pytest.mark.parametrize(
    "text",
    [
        "이 문서는 대외비로 할지 정해야 합니다.",
        "이 자료를 비공개로 해야 하나요?",
        "이 자료는 비공개로 할 수 없다.",
        "이 자료는 대외비로 지정할지 검토 중이다",
        "이 문서는 비공개로 하려는 사유를 적는다",
        "이 문서는 대외비로 분류해야 하는지 묻는다",
    ],
)
def test_whether_it_will_be_one_is_asked(text):
    assert marks(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("대외비\n대외비는 반드시 회수 바람\n인사안 1. 김", ["대외비"]),
        ("3급 비밀\n3급 비밀은 사본을 만들 수 없음", ["3급 비밀"]),
        ("■ 비공개\n■ 대외비\n검토 보고", ["비공개", "대외비"]),
        ("붙임\n■ 대외비\n■ 비공개", ["대외비", "비공개"]),
        ("문서의 구분\n- 비공개\n- 대외비", []),
        ("대외비\n대외비란 외부에 알리지 않을 문서를 말한다", []),
        ("대외비\n대외비는 비밀이 아니나 알리지 않을 것을 말한다", []),
        ("문서의 종류\n- 비공개\n- 대외비\n- 비밀", []),
        ("- Ⅰ급 비밀\n- Ⅱ급 비밀\n- Ⅲ급 비밀\n- 대외비", []),
    ],
)
def test_a_mark_on_its_line_and_marks_explained(text, found):
    assert marks(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "사용 후 반납",
        "도서 대여 안내\n- 열람 후 반납\n- 사용 후 반납",
        "사용 후 즉시 소각",
        "복사 금지\n음식 금지",
        "배포 금지\n음식물 반입 금지",
        "민원 처리 결과 | 비공개\n제목 | 상태",
        "안건 2 - 비공개\n논의",
        "유튜브 설정 - 비공개\n링크",
        "게시글 - 비공개\n댓글 3",
        "보유 현황 / 대외비 / 12건",
        "구분 / 대외비 / 비고",
        "쿠폰 안내 (본인 외 공유 불가)",
        "[사내 한정] 중고장터 안내",
        "직원 한정 할인\n내부 한정",
        "㊙ 레시피",
        "TOP SECRET / 뮤지컬 안내",
        "SECRET(시크릿) 노래 모음",
        "열람실 이용 시간은 9시까지입니다. 열람 제한",
        "등급 극 비료",
    ],
)
def test_rooms_things_and_songs_bear_no_mark(text):
    assert marks(text) == []


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("인사위원회 회의자료\n회의 후 회수", "회의 후 회수"),
        ("감사 결과 보고\n열람 후 파기", "열람 후 파기"),
        ("인사위원회 회의자료\n- 회의 후 반납 -", "회의 후 반납"),
        ("복사 금지\n인사위원회 회의자료", "복사 금지"),
        ("감사 처분 계획 - 비공개\n1. 대상", "비공개"),
        ("구조조정 검토안 | 비공개\n1. 대상", "비공개"),
        ("인사안 / 대외비 / 12쪽", "대외비"),
        ("처분 명단 (관계자 외 공유 불가)\n1. 김", "관계자 외 공유 불가"),
        ("[기관 내 한정] 조직 개편 계획\n1.", "기관 내 한정"),
        ("㊙ 인사 계획", "㊙"),
        ("TOP SECRET / 작전 계획", "TOP SECRET"),
        ("SECRET (작전 계획)", "SECRET"),
        ("감사 대상자 명단을 보냅니다. 열람 제한", "열람 제한"),
        ("등급: 극비", "극비"),
        ("SECRET\n공연장 경호 계획", "SECRET"),
        ("SECRET / 공연장 경호 계획", "SECRET"),
        ("직원 혜택 조정안 (본인 외 열람 금지)\n1. 김", "본인 외 열람 금지"),
    ],
)
def test_papers_bear_them(text, mark):
    assert marks(text) == [mark]


@pytest.mark.parametrize(
    ("mark", "grade"),
    [
        ("관계자 외 배포금지", Grade.S),
        ("관계관 외 열람금지", Grade.S),
        ("위원 외 열람금지", Grade.S),
        ("작성자 외 공유 금지", Grade.S),
        ("인사위원 이외 열람 금지", Grade.S),
        ("입찰 개찰 전 비공개", Grade.S),
        ("취급자 외 열람 금지", Grade.S),
        ("열람 제한 · 대외비", Grade.C),
        ("취급주의, Ⅲ급 비밀", Grade.C),
        ("내부 검토용 - 대외비", Grade.C),
        ("대외비 - 위원 외 열람 금지", Grade.C),
        ("CONFIDENTIAL - 의뢰인 외 열람금지", Grade.C),
        ("내부 회람용 - 비공개", Grade.C),
        ("비공개", Grade.C),
        ("비공개(5호)", Grade.S),
        ("對外秘", Grade.C),
    ],
)
def test_what_a_mark_means(mark, grade):
    assert mark_grade(mark) is grade


@pytest.mark.parametrize(
    "text",
    [
        "Strictly Confidential - Memo",
        "상단 표시: [SECRET]",
        "RESTRICTED / Draft plan",
        "*SECRET* Draft plan",
        "직원 명단 공개 제한\n1. 김",
        "For Official Use Only: Plan",
        "= TOP SECRET = 작전 계획",
        "STRICTLY CONFIDENTIAL | Memo",
        "header: 【SECRET】",
        "header SECRET/ Draft plan",
        "12쪽 | internal use only",
        "Limited distribution | page 3",
    ],
)
def test_what_the_detector_finds_the_scan_finds(text):
    assert marks(text) == [text[f.start : f.end] for f in marking.detect(View(text))] != []
