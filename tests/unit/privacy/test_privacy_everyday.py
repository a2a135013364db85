"""What everyday papers hold: numbers of things and offices that look like somebody's, and somebody's told by the row alone."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all


def found(text):
    (row,) = find_all([text])
    return [(f.kind, text[f.start : f.end]) for f in row]


def of(text, kind):
    return [value for one, value in found(text) if one is kind]


@pytest.mark.parametrize(
    "text",
    [
        "제설 장비 부품 발주\nM30518829 유압펌프 2, S48270915 실린더 1, R20933471 패킹 8",
        "시행 교통과-20417 (2026.5.2.)  전화 041-630-2114 전송 041-630-2198 / 대국민공개",
        "펌웨어 3점10점7점22 에서 3점11점0점4 로 올린 뒤 재부팅",
        "'대 외 비'처럼 띄어 찍지 않는다. 대.외.비, 對外秘 등 변형 표기도 바꾼다.",
        "Q. 부분공개(5호)와 비공개(6호)를 함께 지정할 수 있나? A. 쪽 단위로 구분한다.",
        "고장코드: 이공칠(문 닫힘), 삼일공(과속)",
        "입력검증 시험표: 991332-1000000(없는 달)",
        "메일은 대표 계정만 알립니다.",
        "고갯마루 한실재, 박달재, 이화령, 조침령에 염수 분사기",
        "공무직 시말서\n본인은 관용차를 늦게 반납하여",
        "습득물: 검정 장지갑 1점, 우산 2점",
        "동파 신고는 면사무소나 저한테 알려 주세요",
    ],
)
def test_things_and_offices_are_nobody(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("출국 명단\n1. M30518829 만료 2031-02-11", Kind.PASSPORT, "M30518829"),
        ("- Maria L. Santos / S48270915", Kind.PASSPORT, "S48270915"),
        ("수행 김도윤 R20933471", Kind.PASSPORT, "R20933471"),
        ("직구 물건 확인\nP302611450098", Kind.PCCC, "P302611450098"),
        ("본인 전화 041-630-2114 로 주세요", Kind.PHONE, "041-630-2114"),
        ("제 번호 011-330-2412", Kind.PHONE, "011-330-2412"),
        ("김도윤 016-204-1180", Kind.PHONE, "016-204-1180"),
        ("R20933471 김도윤 34", Kind.PASSPORT, "R20933471"),
        ("P302611450098 유고은 27, 대기", Kind.PCCC, "P302611450098"),
        ("이건 대외비, 김철수 등 세 명에게만 보냅니다", Kind.MARKING, "대외비"),
        ("집 전화 041-630-2114 팩스 041-630-2198", Kind.PHONE, "041-630-2114"),
        ("민원인 041-630-2114 FAX 041-630-2198", Kind.PHONE, "041-630-2114"),
        ("접속 차단: 12.6.118.3 → 12.6.119.4", Kind.IP, "12.6.118.3"),
        ("수당 650713-1650296 / 기업 218-419229-75-915", Kind.ACCOUNT, "218-419229-75-915"),
    ],
)
def test_the_row_tells_whose_a_number_is(text, kind, value):
    assert value in of(text, kind)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("환자: 방극세 남 61세, 의식 명료", "방극세"),
        ("1. 이병 문 찬 (군번 26-76018842)", "문 찬"),
    ],
)
def test_what_stands_beside_tells_a_name(text, name):
    assert name in of(text, Kind.NAME)
