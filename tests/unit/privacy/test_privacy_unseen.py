"""What the third corpus taught, each as a rule of the language or the law, in other words than the corpus has."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.domain.grades import Grade
from gwanmun.privacy.find import find_all
from gwanmun.privacy.grade import mark_grade


def found(text: str, kind: Kind) -> list[str]:
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is kind]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("견인한 차(44모 1336)를 찾으러 왔습니다", "44모 1336"),
        ("제 차 번호가 577허 5535인데요", "577허 5535"),
        ("The plate number is 247하 7974.", "247하 7974"),
        ("| 운행일 | 차 |\n|---|---|\n| 3. 2. | 75주 8016 |", "75주 8016"),
        ("번호판이 서울 1가 2345인 차량", "서울 1가 2345"),
        ("대사관 차량 외교 123-456이 정차", "외교 123-456"),
    ],
)
def test_a_plate_set_apart_is_found_beside_its_word_or_in_brackets(text, value):
    assert found(text, Kind.PLATE) == [value]


@pytest.mark.parametrize(
    "text", ["예산 20조 3000억 원", "12주 1500명", "목표는 15나 2024년부터", "전단 30부 1000장", "연 30마 1234"]
)
def test_an_amount_is_no_plate(text):
    assert found(text, Kind.PLATE) == []


def test_ten_digits_are_a_health_insurance_number_directly_behind_its_word_only():
    assert found("건보 증번호 1367964888", Kind.HEALTH_INS) == ["1367964888"]
    assert found("건강보험 담당 부서에 낸 접수 1367964888", Kind.HEALTH_INS) == []


def test_a_word_introduces_a_list_of_numbers():
    assert found("환자번호: 이슬미 662790, 송보옥 956585.", Kind.MRN) == ["662790", "956585"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("시험 계정 admin / spring#561", ["spring#561"]),
        ("비번 뭐였죠\n이 주임 : Welcome_393\n표 주임 : 아 바꿨다 Tiger#72x 이거", ["Welcome_393", "Tiger#72x"]),
        ("reason=bad_password\n2024. 3. 13. 09:00 재시도", []),
        ("계정 user1 / user2 를 지움", []),
    ],
)
def test_a_password_is_told_without_its_word(text, values):
    assert found(text, Kind.PASSWORD) == values


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("보안등급: S(민감)\n제목", ["S(민감)"]),
        ("대외비 (보존 3년)\n제목", ["대외비"]),
        ("교량 정밀진단 결과 C등급", []),
    ],
)
def test_a_mark_keeps_its_note_and_a_building_s_grade_is_none(text, marks):
    assert found(text, Kind.MARKING) == marks


def test_a_lettered_mark_with_its_word_is_graded_by_the_letter():
    assert (mark_grade("S(민감)"), mark_grade("C(기밀)")) == (Grade.S, Grade.C)


def test_a_birth_before_the_copula_is_one():
    assert found("저는 81.03.31 생입니다", Kind.BIRTHDATE) == ["81.03.31"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("참석: 김나래 부구청장(주재)", "김나래"),
        ("업체 대표 이성열로부터 돈을 받음", "이성열"),
        ("[위주나] [오전 9:02] 보냈어요", "위주나"),
        ("거기 사는 강끝순이올시다", "강끝순"),
        ("큰딸 시아가 학교를 쉽니다", "시아"),
        ("성 명 : 지.승.석", "지.승.석"),
        ("여보세요제가그때전화드린손경열씨맞으시죠", "손경열"),
        ("현장지휘는 지휘팀장 최다옥", "최다옥"),
    ],
)
def test_a_name_is_found_as_people_write_and_say_it(text, name):
    assert name in found(text, Kind.NAME)


@pytest.mark.parametrize(
    "text",
    [
        "이사 온 지 두 달 됐어요",
        "상한일수 연장승인 대상자",
        "남궁이나 제갈 같은 두 글자 성",
        "우리 정부가 발표했다",
        "대표 번호로 문자 주세요",
    ],
)
def test_ordinary_words_are_no_names(text):
    assert found(text, Kind.NAME) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("To. 이수근 대리 / From. 강호동 과장 / cc. 탁은서", "탁은서"),
        ("박도현 주무관 / 참고 국말녀 / 끝", "국말녀"),
        ("상담사: 어머니 성함이요?\n내담자: 추말자요. 추사랑 할 때 추.", "추말자"),
    ],
)
def test_among_names_and_where_one_is_asked_for_a_name_needs_no_word_of_its_own(text, name):
    assert name in found(text, Kind.NAME)


@pytest.mark.parametrize("text", ["아버지 존함을 여쭙습니다", "본 사건 고소대리인", "차주 주현미, 연소득 5,200만원"])
def test_what_stands_beside_a_label_may_still_be_a_word(text):
    assert not {"존함을", "존함", "고소", "연소득"} & set(found(text, Kind.NAME))


def test_a_corporation_s_number_counts_beside_its_word_though_its_check_fails():
    assert found("법인등록번호 110111-1234567", Kind.CRN) == ["110111-1234567"]
    assert found("관리 대장 110111-1234567", Kind.CRN) == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("연락 가능한 번호: 공일공, 구구팔팔, 칠칠육육", Kind.PHONE, "공일공, 구구팔팔, 칠칠육육"),
        ("이메일은 park점jin골뱅이네이버닷컴", Kind.EMAIL, "park점jin골뱅이네이버닷컴"),
        ("접속 IP: 121[.]134[.]5[.]77", Kind.IP, "121[.]134[.]5[.]77"),
        ("IP: 121 . 134 . 5 . 77 에서 접속", Kind.IP, "121 . 134 . 5 . 77"),
        ("주민번호 90.01.01-2234567", Kind.RRN, "90.01.01-2234567"),
        ("주민번호 900101-2 2 3 4 5 6 7", Kind.RRN, "900101-2 2 3 4 5 6 7"),
    ],
)
def test_a_value_set_apart_is_found_whole(text, kind, value):
    assert found(text, kind) == [value]


@pytest.mark.parametrize("text", ["IP: 10[.]0[.]0[.]1", "서버 IP 192[.]168[.]0[.]1", "3. 2. 1. 4. 순서로 IP 설정"])
def test_an_address_that_every_network_has_is_none_when_set_apart(text):
    assert found(text, Kind.IP) == []


def test_names_made_of_digits_words_stay_names():
    assert found("참석: 이영구, 오일육, 김민수 주무관", Kind.NAME)[0] == "이영구"


def test_a_form_of_nothing_but_labels_is_read_in_linear_time_and_holds_nothing():
    assert found("성명: " * 20_000, Kind.NAME) == []
