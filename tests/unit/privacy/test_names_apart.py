"""Names whose syllables, letters or parts are set apart: by marks, by lines, one letter after another, surname and given name each for itself."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find, find_all


def names(text):
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is Kind.NAME]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("대상자 권*태*경. 요약문 틀만", ["권*태*경"]),
        ("수령인: 송_미_라", ["송_미_라"]),
        ("현장은 박°준°형 조사원이 갑니다.", ["박°준°형"]),
        ("인사안: 윤〇석〇진 과장 전보, 후임 안〇나〇래", ["윤〇석〇진", "안〇나〇래"]),
        ("ⓐ 한/도/윤 010-2834-1957 ⓑ 배/수/진 010-3345-8812", ["한/도/윤", "배/수/진"]),
        ("인적: 남.궁.태.호", ["남.궁.태.호"]),
        ("민증 대신 타자로: 최.은.비 / 850312-2345671", ["최.은.비"]),
        ("Her name in Korean letters is 임 | 보 | 라. Please", ["임 | 보 | 라"]),
        ("글자 사이에 숫자를 넣었습니다. 문1지2현, 그리고 송3민4채.", ["문1지2현", "송3민4채"]),
        ("소유자: 문\n지\n현\n(칸이 좁아 세로로 씀)", ["문\n지\n현"]),
        ("대표 송\n 민\n 채\n계좌", ["송\n 민\n 채"]),
        ("이름: 정윤ː택", ["정윤ː택"]),
        ("7,최민_아,접수\n8,강_전율,접수", ["최민_아", "강_전율"]),
    ],
)
def test_marks_between_syllables_hide_no_name(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "노.사.정 협의체와 시*군*구 담당 회의",
        "국/도/비 재원 분담은 5:3:2로 한다",
        "신청 방법: 방/문/접수",
        "성별: 남/여/무",
        "대표자: 유/무 표시",
        "주.정.차 단속, 인.허.가 서류, 도.소.매 업종",
        "월/수/금 오전반, 화/목 오후반, 금/토/일 휴관",
        "신청서_양식, 주소_변경, 이용_내역 파일을 올립니다",
        "가-나-다 순으로, 상-중-하 등급으로",
        "김*수, 이*진, 박** 님은 가림 처리됨",
        "민원인: 김○○, 이○○",
        "동1리2반 이장 회의",
        "공*유*지 임대 안내",
        "안\n건\n1. 예산안",
        "고*객 만족도, 이*용*자 수",
        "민.관.군 합동 훈련, 유.초.중 통합",
    ],
)
def test_marks_between_words_make_no_name(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("성함은 ㄱㅏㅇㅁㅣㄴㅅㅓ(자모로 풀었음).", ["ㄱㅏㅇㅁㅣㄴㅅㅓ"]),
        ("이름 ㅅㅓㄴㅇㅜㅇㅛㅇㅎㅢ", ["ㅅㅓㄴㅇㅜㅇㅛㅇㅎㅢ"]),
        ("감사 대상자 ㅇㅣㅁ ㅎㅏㅅㅓㅇ, 내선 대신", ["ㅇㅣㅁ ㅎㅏㅅㅓㅇ"]),
        ("성명: 문 ㅈㅣ현", ["문 ㅈㅣ현"]),
    ],
)
def test_letters_one_after_another_are_read_as_syllables(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize("text", ["ㅋㅋㅋ 네 ㅠㅠ ㅎㅎ", "ㅇㅋ ㄱㄱ ㅇㅈ 확인", "ㅏㅑㅓㅕ 모음 순서", "가. ㄱ ㅏ 나"])
def test_what_is_laughed_and_cried_is_no_name(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("성 명 | 문 지 현", ["문 지 현"]),
        ("성명 | 문지현", ["문지현"]),
        ("성명\t사 공 미", ["사 공 미"]),
        ("신청인 정 솔 / 폰 010 4467 2091", ["정 솔"]),
        ("신청인: 정 솔", ["정 솔"]),
        ("보호자 임 건  휴대폰 010-8190-2533", ["임 건"]),
        ("저는 구 봉 춘 입니다. 손주가 대신 쳐 줍니다.", ["구 봉 춘"]),
        ("이름: 朴 在 勳", ["朴 在 勳"]),
        ("연락장교 朴 大 榮, 회선 5국", ["朴 大 榮"]),
    ],
)
def test_spaces_between_syllables_hide_no_name(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "신청인 이 건 처리",
        "담당자 한 명, 보조 두 명",
        "보호자 이 외 출입 금지",
        "신청인 전 원 참석",
        "민원인 이 분, 다시 전화 주세요",
        "신청인 서 명\n",
        "위 임 장\n고 지 서\n안 내 문\n이 력 서",
        "저는 이 곳 주민 입니다.",
    ],
)
def test_spaces_between_words_make_no_name(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("힌트만: 성 금, 이름 채린", ["금", "채린"]),
        ("성: 황보\n이름: 석", ["황보", "석"]),
        ("진술인은 곡 씨 성에 이름은 민찬이다.", ["곡", "민찬"]),
        ('{"성": "도", "이름": "연우"}', ["도", "연우"]),
        ("성(Surname) PYO\n이름(Given names) HYEJIN", ["PYO", "HYEJIN"]),
        ("Surname: PARK\nGiven names: MIN SU", ["PARK", "MIN SU"]),
        ("성\t이름\t번호\n도\t연우\t1\n황보\t석\t2", ["도", "연우", "황보", "석"]),
    ],
)
def test_surname_and_given_name_each_for_itself(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "성 평등 정책, 이름 공모",
        "고유의 성 이름 지키기",
        "성: 여, 연령: 30대",
        "수원화성 금, 토 개방",
        "성/Surname 이름/Given names: ",
        "보호자 나비님(성 고, 이름 외자)",
    ],
)
def test_sex_and_castle_are_no_surname(text):
    assert names(text) == []


@pytest.mark.parametrize("end", ["신청인: 정 솔", "대표자: 김·수", "성명: 이 ", "이름: 남 궁", "예금주: 황 보 석"])
def test_a_text_may_end_anywhere(end):
    for size in range(len(end) + 1):
        find(end[:size])
