"""What a review of the names' rules found: persons called like English words, and words that are nobody."""

import pytest

from gwanmun.privacy import scan


def names(text):
    return [text[f.start : f.end] for f in scan(text) if f.kind.value == "NAME"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Walter White, M12345678", "Walter White"),
        ("Michael Hall (passport 123456789)", "Michael Hall"),
        ("John Church 1985-01-01", "John Church"),
        ("JAN KOWALSKI 850101", "JAN KOWALSKI"),
        ("Sgt. Mary West reported", "Mary West"),
        ("I, John White, hereby declare", "John White"),
        ("Dear Grace Park,", "Grace Park"),
        ("김민수1203호 거주", "김민수"),
        ("이수진105호", "이수진"),
        ("의안번호 제3이영희", "이영희"),
        ("1)이산 주무관", "이산"),
        ("신청인: 돌고르수렝", "돌고르수렝"),
        ("보호자: 아나스타시아", "아나스타시아"),
        ("길벗찬 (771104-2173325)", "길벗찬"),
        ("명하윰 (871104-1173325)", "명하윰"),
        ("주식회사 김도현 010-1234-5678", "김도현"),
        ("담당자 권나라 확인", "권나라"),
    ],
)
def test_persons_are_still_found(text, name):
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "박준영상 촬영, 강영수증 발급, 김민호텔 예약, 최진우주 여행, 박윤서점 방문",
        "업체명: 김민수내과",
        "공지: 서해바다 축제가 열린다",
        "한별나라 어린이집과 한솔나라 어린이집",
        "한마루길\n도시내길\n",
        "INPUT/OUTPUT MS, MIN/MAX MS, TCP/IP MS, CACHE/HIT MISS",
        "No A. D. and To U. S. Embassy, Moon P. M., Min A. I. model",
        "driver Intel Graphics, tenant Lotte Mart, sponsor Red Bull, applicant Tracking System",
        "LTC Lithium Battery, PVT Tempered Glass",
        "영문 Noto Sans, 영문 Adobe Reader, 영문 표기: Gyeongbok Palace",
        "부이번호판 호앙반점 도안티셔츠 레번레이트",
        "평일: 할머니 (010-1234-5678), 우천시: 엄마 (010-1234-5678)",
        "status=대기중 cat=유아용 host=홍보관",
        "운영을 맡은 위수탁이고, 시공을 맡은 대우건입니다",
        "시료 M12345678 " * 40,
    ],
)
def test_nobody_is_found(text):
    assert names(text) == []


def test_the_surname_alone_swallows_nothing():
    assert names("안녕하세요 응우옌입니다") in ([], ["응우옌"])


def test_what_was_read_before_changes_nothing():
    text = "재해자 붕무라 진히라, 2026년 입국"
    first = names(text)
    assert names("재해자. 붕무라. 진히라.") == []  # each of the words, met elsewhere, is remembered
    assert names(text) == first == ["붕무라 진히라"]
