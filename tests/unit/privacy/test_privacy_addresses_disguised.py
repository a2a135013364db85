"""Addresses whose parts strokes keep apart, whose number is said, in Hanja, with brackets around syllables; marks the same."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy import scan


def found(text: str, kind: Kind = Kind.ADDRESS) -> list[str]:
    return [text[f.start : f.end] for f in scan(text) if f.kind is kind]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("받는곳_대구_수성구_들국화로_４８_９０２호_부재시 경비실", "대구_수성구_들국화로_４８_９０２호"),
        ("주소: 광주 > 남구 > 봉선로 > 31", "광주 > 남구 > 봉선로 > 31"),
        ("주소 전주시\\완산구\\솔바람길\\7", "전주시\\완산구\\솔바람길\\7"),
        ("배송지|부산|동래구|온천장로|55|", "부산|동래구|온천장로|55"),
        ("대전 서구 둔산로 스물셋, 나동 이공삼호 입니다", "대전 서구 둔산로 스물셋, 나동 이공삼호"),
        ("집은 강원 원주시 봉화산길 마흔둘 이에요", "강원 원주시 봉화산길 마흔둘"),
        ("경기 수원시 팔달구 행궁로 二十八 로 보내", "경기 수원시 팔달구 행궁로 二十八"),
        ("全羅南道 順天市 낙안로 四十二 문중", "全羅南道 順天市 낙안로 四十二"),
        ("忠淸北道 丹陽郡 梅浦邑 道谷里 十二番地 등기", "忠淸北道 丹陽郡 梅浦邑 道谷里 十二番地"),
        ("주소 전(남) 곡(성)군 옥(과)면 리문리 45", "전(남) 곡(성)군 옥(과)면 리문리 45"),
        ("경[기] 파[주]시 문[산]읍 사임당로 19", "경[기] 파[주]시 문[산]읍 사임당로 19"),
    ],
)
def test_addresses_that_look_otherwise(text, address):
    assert found(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "서울_종로구_세종대로_2025_정비계획.pdf",
        "시/도/군/구 도로 3개소",
        "부산/동래구/온천장로 일원",
        "| 부산 | 동래구 | 중앙로 | 12 |",
        "서울시 중구 을지로 열린 음악회",
        "부산 동구 새마을로 열 곳에서",
        "대구시 남구 앞산길 둘레 걷기",
        "시(군)·구(읍)별 도로 12개",
        "경상북도(북부) 안동시(시) 도로 3km",
        "三國志 市場 中央路 一帶",
        "시민 동의 서른 명이 길 서른 걸음",
    ],
)
def test_no_addresses(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("** C0NFIDENT1AL ** 협상 전략 초안입니다", "C0NFIDENT1AL"),
        ("S3CRET\n부대 이동 계획", "S3CRET"),
        ("[ R3STR1CTED ] 감사 결과 요약해 줘", "R3STR1CTED"),
        ("ㄷㅐ ㅇㅗㅣ ㅂㅣ\n조직 개편안", "ㄷㅐ ㅇㅗㅣ ㅂㅣ"),
        ("꼬리말에 ㄷㅐㅇㅗㅣㅂㅣ 라고 적힌 이 자료 번역", "ㄷㅐㅇㅗㅣㅂㅣ"),
    ],
)
def test_marks_with_digits_or_letters(text, mark):
    assert found(text, Kind.MARKING) == [mark]


@pytest.mark.parametrize(
    "text",
    [
        "C0NFIDENT1AL 이라고 쓰면 필터에 걸리나요",
        "S3CRET 처럼 숫자를 섞은 비밀번호는 약합니다",
        "비밀번호는 S3cret 같은 말을 피하세요",
        "ㄷㅐ ㅇㅗㅣ ㅂㅣ 표시 방법을 교육합니다",
    ],
)
def test_talk_of_marks_is_none(text):
    assert found(text, Kind.MARKING) == []
