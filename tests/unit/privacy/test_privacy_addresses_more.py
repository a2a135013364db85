"""Addresses: a quarter before the street, a farm's place in its village, a box of the army's, a flat alone, fields of a form."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find


def addresses(text):
    return [text[f.start : f.end] for f in find(text) if f.kind is Kind.ADDRESS]


@pytest.mark.parametrize(
    "address",
    [
        "원주시 우산동 흥양로 12",
        "원주시 우산동 흥양로 12 여인숙 205호",
        "천안시 서북구 두정동 1520 원룸 306호",
        "진도군 의신면 돈지리 상마을 88",
        "진도군 의신면 돈지리 아랫골 88번지",
        "군산시 구암3.1로 246-3",
        "창원시 진해구 현동 사서함 602-45호",
        "논산시 연무읍 사서함 76-1호",
        "래미솔아파트 306동 1402호",
        "푸른숲마을 3단지 311동 108호",
        "한빛마루 1단지 104-2203",
        "Room 3, 77-3 Yeongsan-ri, Hallim-eup, Jeju-si"[8:],
        "12-7 Sangdo-dong, Dongjak-gu, Seoul",
    ],
)
def test_an_address_in_a_sentence(address):
    assert addresses(f"받는 곳은 {address}, 수취인 김민수") == [address]


def test_fields_of_a_form():
    text = "우편물 받는 곳\n 시·도 부산광역시\n 구·군 해운대구\n 도로명 반송로 877번길 21\n 상세 3층 좌측\n"
    assert addresses(text) == ["부산광역시", "해운대구", "반송로 877번길 21", "3층 좌측"]
    text = "시도: 강원특별자치도\n시군구: 홍천군\n읍면동: 두촌면 자은리\n번지: 61-14"
    assert addresses(text) == ["강원특별자치도", "홍천군", "두촌면 자은리", "61-14"]
    text = "| 시·군 | 경기도 양평군 |\n| 읍·면·리 | 서종면 수입리 |\n| 번지 | 61-14 |"
    assert addresses(text) == ["경기도 양평군", "서종면 수입리", "61-14"]


@pytest.mark.parametrize(
    "text",
    [
        "천안시 두정동 1520원 할인",
        "원주시 우산동 흥양로 12개소 정비",
        "시·도 17개, 시·군·구 226개의 읍·면·동 현황",
        "시도: 강원특별자치도\n예산: 1,200백만원",
        "아파트 306동 앞 주차장",
        "3단지 관리사무소 104-2203 으로 전화",
        "창원시 사서함 제도 안내",
        "행복마을 3곳 11동 신축",
        "도로명 안내판 12개, 상세 내용 별첨",
        "시·도 부산광역시\n 구·군 해운대구\n 인구 38만 명",
    ],
)
def test_what_is_none(text):
    assert addresses(text) == []
