"""Names that no list has: foreign ones behind a label or before a number of theirs, and words that only an address makes a person."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all
from gwanmun.privacy.lists import in_dictionary


def names(text):
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is Kind.NAME]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("재해자 수렌 타망 (외국인등록번호 850910-5279104)", "수렌 타망"),
        ("  다. 뚜라 조 900730-5133083", "뚜라 조"),
        ("대상 짠 민 득 980401-5430827 동행", "짠 민 득"),
        ("상담자 압두라힘조노프 자혼기르, 우즈베키스탄, 외국인등록번호 950322-5512345", "압두라힘조노프 자혼기르"),
        ("청구인 팜 티 응옥 아인 (외국인등록번호 930417-6274779)", "팜 티 응옥 아인"),
        ("며느리(레 티 김 응언)에게 설명함", "레 티 김 응언"),
        ("통역: 왕메이린(중국어, 010-6633-8170)", "왕메이린"),
        ("Interpreter: Kim Yuna-Maria. Follow-up by e-mail", "Kim Yuna-Maria"),
        ("Name of wife: SUPHA WONGCHAIDI", "SUPHA WONGCHAIDI"),
        ("Sincerely, Oyelaran Folasade", "Oyelaran Folasade"),
        ('{"user":"도시안","text":"확인했습니다"}', "도시안"),
        ("옆집 함초롬 씨가 말렸습니다", "함초롬"),
        ("수리기사 빈센트 오카포 씨는 웃었다", "빈센트 오카포"),
        ("기다림 님 통관 서류가 빠졌습니다", "기다림"),
        ("공적 요약\n1. 매정임 (통장, 1961년생) 반찬 배달", "매정임"),
        ("화주 부경식 통관 고유부호 P950023371846", "부경식"),
    ],
)
def test_what_stands_beside_makes_a_name(text, name):
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "배추 씨를 뿌리고 수박 씨를 말린다",
        "조합원 님께 알립니다. 이용자 님은 로그인하세요. 아무개 씨 댁",
        "재입국자라 등록번호 확인이 먼저입니다",
        "국적 현황: 우즈베키스탄, 외국인등록번호 재발급 12건",
        "신생아 영양제 지원, 송신기 점검, 우박 피해 접수",
        "민원명 : 하수관 악취\n용건 : 현장 확인",
        "104873391 / 보관중 / 2026-04-09",
        "묻고 답하기\n문1. 통장 사본이 흐리면?",
    ],
)
def test_words_stay_words(text):
    assert names(text) == []


def test_a_nationality_is_none():
    assert "우즈베키스탄" not in names("1,굴노라,881204-6049177,우즈베키스탄,010-2498-1170")


def test_the_dictionary_has_words_and_no_names():
    assert all(map(in_dictionary, ["신생아", "송신기", "출석", "입국", "어머니", "우즈베키스탄"]))
    assert sum(map(in_dictionary, ["김민수", "도하윤", "최보람", "촐롱", "쏨차이", "이영희", "박서준", "정수빈"])) <= 1
