"""Names set apart among others, parents of a child in a chat, strangers in lists; what stands where names stand."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find


def names(text):
    return [text[f.start : f.end] for f in find(text) if f.kind is Kind.NAME]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2/3 어복순 살충제 2병\n2/3 조 만 석 제초제 1말\n2/5 위영길 비료\n2/6 김복례 씨앗", "조 만 석"),
        ("투수 주시온(11)\n포수 변강수(2)\n유격수 오 찬(7)\n외야 김대호(51)", "오 찬"),
        ("A201 김다슬 / 박은지\nA202 조미란 / 이서연\nA203 임 혁 / 빈 침대", "임 혁"),
        ("09:00 소금희 O+\n09:20 장 혁 A+\n09:40 표은지 AB+\n10:00 김민수", "장 혁"),
        ("건설과 탁혜린 → 민원과\n민원과 임 율 → 보건소\n신규 김서현 → 세무과", "임 율"),
        ("김 은 수 (동명이인)\n010-1234-5678", "김 은 수"),
        ("남궁 민 (동명이인)\n010-1234-5678", "남궁 민"),
        ("담당은 남궁 민수 그리고 박", "남궁 민수"),
        ("[학부모방]\n민서맘: 우유 급식 빠져요\n", "민서"),
        ("지호아빠: 저도 김밥요", "지호"),
        ("태국어 나리사 010-5724-9083", "나리사"),
        ("선원 아흐마드 파우지는 잠들어", "아흐마드 파우지"),
        ("창구에 온 분이 최슬이네요", "최슬"),
    ],
)
def test_somebody_is_found(text, name):
    assert name in names(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("김민수 씨와 이영희 씨는 한 달 전 이사했고 박철수 씨는 남았다", "한 달 전"),
        ("김민수, 이영희, 박철수가 이사 온 지 두 달인데", "온 지 두"),
        ("김민수, 이영희, 박철수 이 두 개 모두", "이 두 개"),
        ("성명 김규헌  용 건 사망신고\n성명 이영희\n성명 박철수", "용 건 사"),
        ("구 분  성 명  주 소  비 고\n1 김민수\n2 이영희\n3 박철수", "주 소"),
        ("구 분 (단위: 명)\n김민수\n이영희\n박철수", "구 분"),
        ("김민수, 이영희, 박철수 4번 길: 성만 적음", "번 길"),
        ("담당자: 관리반, 확인: 경비조", "관리반"),
        ("기안자: 전산반 / 검토자: 감사실 / 결재자: 부재중", "전산반"),
        ("결재자: 부재중", "부재중"),
        ('{"담당자":"미배정"}', "미배정"),
        ("고객명: 미입력", "미입력"),
        ("워킹맘: 아침마다 전쟁이에요", "워킹"),
        ("우리엄마: 밥 먹었니", "우리"),
        ("서문 시장 (대구)\n주차 안내", "서문 시장"),
    ],
)
def test_what_is_nobody(text, word):
    assert word not in names(text)
