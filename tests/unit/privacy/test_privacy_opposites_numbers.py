"""What stands beside a number decides: names behind addresses, counts below words, hires that are no births."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all

ROAD = "서울특별시 중구 세종대로 25"


def found(text):
    (row,) = find_all([text])
    return [(f.kind, text[f.start : f.end]) for f in row]


def of(text, kind):
    return [value for one, value in found(text) if one is kind]


@pytest.mark.parametrize("who", ["이은채", "남궁관", "김용관", "김길동", "박은채"])
def test_a_name_behind_an_address_is_no_part_of_a_building(who):
    assert found(f"{ROAD}, {who}, 010-1234-5678")[:2] == [(Kind.ADDRESS, ROAD), (Kind.NAME, who)]
    assert of(f"주소,성명\n{ROAD},{who}\n{ROAD},{who}", Kind.ADDRESS) == [ROAD, ROAD]


@pytest.mark.parametrize("title", [", 담당관", ",소통담당관", ", 비서관", ", 정책보좌관", ", 이순신(명동)"])
def test_a_title_behind_an_address_is_no_part_of_a_building(title):
    assert of(ROAD + title, Kind.ADDRESS) == [ROAD]


@pytest.mark.parametrize(
    "part", ["관리동", "별관", "본관", "반지하", "옥탑", "제2별관", "상가(수유동)", "나동(수유동)", "별채", "기숙동"]
)
def test_a_part_of_a_building_belongs_to_the_address(part):
    assert of(f"{ROAD}, {part}", Kind.ADDRESS) == [f"{ROAD}, {part}"]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("접수번호 850312-1234567 / 900101-2345678", Kind.RRN, "900101-2345678"),
        ("관리번호 850312-1234567, 210101-3345678", Kind.RRN, "210101-3345678"),
        ("계좌 301-0123-4567/89-01", Kind.ACCOUNT, "301-0123-4567/89-01"),
        ("계좌 110-234-567890/02", Kind.ACCOUNT, "110-234-567890/02"),
        ("가상계좌 02-123-4567/890123", Kind.ACCOUNT, "02-123-4567/890123"),
        ("계좌 064-12-123456/0640", Kind.ACCOUNT, "064-12-123456/0640"),
        ("계좌 110-234-567890/010-1234-5678", Kind.ACCOUNT, "110-234-567890"),
        ("계좌 110-234-567890 / 300,000원", Kind.ACCOUNT, "110-234-567890"),
        ("KB Bank 110-234-567890", Kind.ACCOUNT, "110-234-567890"),
        ("Transfer to NH 110-234-567890", Kind.ACCOUNT, "110-234-567890"),
        ("㈠010-1234-5678", Kind.PHONE, "010-1234-5678"),
        ("①010-1234-5678\n②010-2345-6789", Kind.PHONE, "010-2345-6789"),
        ("연락처 ㈠02-123-4567", Kind.PHONE, "02-123-4567"),
        ("가족관계 031-345-6789", Kind.PHONE, "031-345-6789"),
        ("㈠850312-1234567", Kind.RRN, "850312-1234567"),
        ("一九四六년 삼월 구일 출생", Kind.BIRTHDATE, "一九四六년 삼월 구일"),
        ("일구사육년 三월 九일 출생", Kind.BIRTHDATE, "일구사육년 三월 九일"),
        ("一九四六년 시월 구일 출생", Kind.BIRTHDATE, "一九四六년 시월 구일"),
        ("bd=19910412", Kind.BIRTHDATE, "19910412"),
        ("bd: 1991-04-12", Kind.BIRTHDATE, "1991-04-12"),
        ("bd\n19910412", Kind.BIRTHDATE, "19910412"),
        ("이름\t등급\t비고\t전화\n김도윤\tVIP\t1991-03-02\t010-1234-5678", Kind.BIRTHDATE, "1991-03-02"),
        ("이수정 1971.11.02 010-1234-5678", Kind.BIRTHDATE, "1971.11.02"),
        ("차량번호\n12\n가 3210", Kind.PLATE, "12\n가 3210"),
        ("차량 현황\n12\n가3210", Kind.PLATE, "12\n가3210"),
        ("보험증은요\n나: 17702846993", Kind.HEALTH_INS, "17702846993"),
        ("문자 (1/3) 010 (2/3) 2231 (3/3) 7704", Kind.PHONE, "2231"),
        ("카드\n첫 줄 9410\n둘째 줄 2201\n셋째 줄 5733\n넷째 줄 0001 유효기간 11/28", Kind.CARD, "0001"),
        ("계좌 알려 줘\n김: 352-1044\n김: 778812", Kind.ACCOUNT, "778812"),
        ("경 기 도 양 평 군 양 서 면 다 문 리 삼 백 칠", Kind.ADDRESS, "경 기 도 양 평 군 양 서 면 다 문 리 삼 백 칠"),
        ("맥은 B4·이씨·99·0F·육일·2E", Kind.MAC, "B4·이씨·99·0F·육일·2E"),
    ],
)
def test_it_is_found_whole(text, kind, value):
    assert value in of(text, kind)


@pytest.mark.parametrize(
    "header", ["가입일", "입사일", "최초임용", "위촉일", "설립일", "전입일자", "hire_date", "joined", "승진일"]
)
def test_a_column_of_other_dates_holds_no_births(header):
    text = f"이름\t등급\t{header}\t전화\n김도윤\tVIP\t2001-03-02\t010-1234-5678"
    assert of(text, Kind.BIRTHDATE) == []
    text = f"이름,부서,{header}\n김도윤,총무과,2001-03-02\n이서연,재무과,1999-04-05"
    assert of(text, Kind.BIRTHDATE) == []
    text = f"이름,성별,{header}\n김도윤,남,2001-03-02\n이서연,여,1999-04-05"
    assert of(text, Kind.BIRTHDATE) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("김도윤 / 입사 / 1999.03.02 / 010-1234-5678", Kind.BIRTHDATE),
        ("INSERT INTO emp (name, hired, phone) VALUES ('김도윤','1999-03-02','010-1234-5678')", Kind.BIRTHDATE),
        ("등록증 발급 건수\n1201\n2152\n34212\n", Kind.FRN),
        ("주민등록번호 관리 통계\n1203\n1512\n34567\n", Kind.RRN),
        ("신분증 확인 건수\n10\n0315\n1234\n567\n", Kind.RRN),
        ("관리번호 850312-1234567 와 900101-2345678", Kind.RRN),
        ("차량 현황\n승용 12\n소 3400", Kind.PLATE),
        ("주차 대수 12\n나 3000대", Kind.PLATE),
        ("주차요금 10\n소 3000\n대 5000", Kind.PLATE),
        ("차량 대수\n12\n가 3210", Kind.PLATE),
        ("Model: KB 110-234-567890", Kind.ACCOUNT),
        ("도서관 KB 978-89-1234-567-8", Kind.ACCOUNT),
        ("Busan 120-330-456789 container", Kind.ACCOUNT),
        ("Citi 120-2026-112233", Kind.ACCOUNT),
        ("통장 잔액\n김: 1250000\n김: 3400", Kind.ACCOUNT),
        ("입금 담당\n김: 02-1234\n김: 5678-12", Kind.ACCOUNT),
        ("입금 확인\n10:00 나: 2026-11\n10:01 나: 23-1234", Kind.ACCOUNT),
        ("보험증 접수\n접수: 20261123001", Kind.HEALTH_INS),
        ("보험증 발송\n등기번호: 61234567890", Kind.HEALTH_INS),
        ("경 기 가 시 작 되 어 다 시 가 이 백", Kind.ADDRESS),
        ("문서 (1/3) 010쪽 (2/3) 2231 (3/3) 7704", Kind.PHONE),
        ("빅맥은 11 22 이이 33 44 55", Kind.MAC),
        ("총무민원계 031-345-6789", Kind.PHONE),
    ],
)
def test_counts_dates_and_things_are_nobody(text, kind):
    assert of(text, kind) == []
