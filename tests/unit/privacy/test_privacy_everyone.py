"""Numbers as everyone writes them: in cells and messages, with marks and letters between, and what only looks like them."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all


def found(text):
    (row,) = find_all([text])
    return [(f.kind, text[f.start : f.end]) for f in row]


def of(text, kind):
    return [value for one, value in found(text) if one is kind]


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("| 항목 | 가 | 나 | 다 |\n|---|---|---|---|\n| 휴대폰 | 010 | 2284 | 7719 |", Kind.PHONE, ["010", "2284", "7719"]),
        ('성명,전화\n구름,"010\n2284\n7719",줄', Kind.PHONE, ["010", "2284", "7719"]),
        ("전화: 010\n2284\n7719", Kind.PHONE, ["010\n2284\n7719"]),
        ("첫 번째 쪽지: 010 22\n두 번째 쪽지: 84 7719\n합치면 됨", Kind.PHONE, ["010 22", "84 7719"]),
        ("첫째 칸 4111\n둘째 칸 2223\n셋째 칸 3344\n넷째 칸 4550\n이 카드로 결제", Kind.CARD, ["4111", "2223", "3344", "4550"]),
        ("주민번호 {앞}850312 {뒤}2104450 나눠 적음", Kind.RRN, ["850312", "2104450"]),
        ('rrn = "850312" + "-" + "2104450"', Kind.RRN, ["850312", "2104450"]),
        ('jumin = "850312" + "-" + \\\n    "2104450"', Kind.RRN, ["850312", "2104450"]),
        ("나: 계좌 불러줘\n그이: 농협\n그이: 352\n그이: 104466\n그이: 77881요", Kind.ACCOUNT, ["352", "104466", "77881"]),
        ("복지2팀: 주민번호 앞자리는요\n민원1팀: 850312 입니다\n복지2팀: 뒷자리는\n민원1팀: 2104450", Kind.RRN, ["850312", "2104450"]),
    ],
)  # fmt: skip
def test_pieces_are_each_found(text, kind, values):
    assert of(text, kind) == values


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("번호는 ㅇ일ㅇ-이이팔사-칠7일구 예요", Kind.PHONE, "ㅇ일ㅇ-이이팔사-칠7일구"),
        ("공일공 다음에 2two8넷-칠七일9 로", Kind.PHONE, "공일공 다음에 2two8넷-칠七일9"),
        ("zero1zero 이이팔사 7719", Kind.PHONE, "zero1zero 이이팔사 7719"),
        ("사이 글자는 지우세요 01ㅎ0ㅎ2ㅎ2ㅎ8ㅎ4ㅎ7ㅎ7ㅎ1ㅎ9", Kind.PHONE, "01ㅎ0ㅎ2ㅎ2ㅎ8ㅎ4ㅎ7ㅎ7ㅎ1ㅎ9"),
        ("주민 850312ㅋㅋ2104ㅋ450 임", Kind.RRN, "850312ㅋㅋ2104ㅋ450"),
        ("주민 8_5_0_3_1_2_-_2_1_0_4_4_5_0 밑줄 빼고", Kind.RRN, "8_5_0_3_1_2_-_2_1_0_4_4_5_0"),
        ("법인번호 1.1.0.1.1.1.-.2.2.3.3.4.4.5", Kind.CRN, "1.1.0.1.1.1.-.2.2.3.3.4.4.5"),
        ("사업자번호 2·1·4·-·8·1·-·0·0·7·7·7", Kind.BRN, "2·1·4·-·8·1·-·0·0·7·7·7"),
        ("건보 증번호 1..2.3.4.5.6.7.8.9.0.1", Kind.HEALTH_INS, "1..2.3.4.5.6.7.8.9.0.1"),
        ("건강보험 증 번호: 일이삼사-오육칠팔-구공일", Kind.HEALTH_INS, "일이삼사-오육칠팔-구공일"),
        ("건보증 번호 1-2O34-5678-9l", Kind.HEALTH_INS, "1-2O34-5678-9l"),
        ("주민번호 스캔 85O312 一 21O445O", Kind.RRN, "85O312 一 21O445O"),
        ("계좌는 농협이고 352 쉬고 1044 쉬고 778812 입니다", Kind.ACCOUNT, "352 쉬고 1044 쉬고 778812"),
        ("입금은 신한은행 110/334*55/667_788", Kind.ACCOUNT, "110/334*55/667_788"),
        ("번호판 3 1 누 - 5 0 2 7 은색", Kind.PLATE, "3 1 누 - 5 0 2 7"),
        ("도주 차량 3 1 _ 누 _ 5 0 2 7", Kind.PLATE, "3 1 _ 누 _ 5 0 2 7"),
        ("차 번호가 오십이 마에 일공삼삼 이에요", Kind.PLATE, "오십이 마에 일공삼삼"),
        ("폰 010 .2284,. 7719 로", Kind.PHONE, "010 .2284,. 7719"),
        ("사업자 605.,17.,00332 폐업", Kind.BRN, "605.,17.,00332"),
        ("주소 부산 / 사상 / 괘감로 / 이십칠번지", Kind.ADDRESS, "부산 / 사상 / 괘감로 / 이십칠번지"),
        ("resident number eight five zero three one two dash two one zero four four five zero", Kind.RRN, "eight five zero three one two dash two one zero four four five zero"),
        ("판독: 5l 누 O277 흰색", Kind.PLATE, "5l 누 O277"),
        ("여권은 M7012\n5533 입니다", Kind.PASSPORT, "M7012\n5533"),
        ("Ｍ７０  １２５ ５３３ ← 여권번호", Kind.PASSPORT, "Ｍ７０  １２５ ５３３"),
        ("hxxp://45(.)77(.)12(.)201:8080/a", Kind.IP, "45(.)77(.)12(.)201"),
        ("관리 화면은 10[.]31[.]7[.]22로", Kind.IP, "10[.]31[.]7[.]22"),
        ("스티커 A4:5B:O7:1l:EF:3O 흐림", Kind.MAC, "A4:5B:O7:1l:EF:3O"),
        ("제 맥은 a45b 071f ef30 입니다", Kind.MAC, "a45b 071f ef30"),
        ("haneul77 🌀 naver.com", Kind.EMAIL, "haneul77 🌀 naver.com"),
        ("메일 haneul[점]k(엣)gmail[점]com", Kind.EMAIL, "haneul[점]k(엣)gmail[점]com"),
        ("addr: jeonbuk iksan-si hamyeol-eup singi-ro 41-2", Kind.ADDRESS, "jeonbuk iksan-si hamyeol-eup singi-ro 41-2"),
        ("집은 경.기.도 광.명.시 하안로 삼일칠 번지 오호", Kind.ADDRESS, "경.기.도 광.명.시 하안로 삼일칠 번지 오호"),
        ("보낼 곳 충남 아산시\n 온천대로 1459번길\n 12, 103동 902호", Kind.ADDRESS, "충남 아산시\n 온천대로 1459번길\n 12, 103동 902호"),
        ("현장 강원 동해시 발한로 20, 수협 뒤 창고 2호", Kind.ADDRESS, "강원 동해시 발한로 20, 수협 뒤 창고 2호"),
        ("(집주인 탁온유 대구광역시 남구 이천로 51, 102동 301호)", Kind.ADDRESS, "대구광역시 남구 이천로 51, 102동 301호"),
    ],
)  # fmt: skip
def test_marks_and_letters_hide_nothing(text, kind, value):
    assert value in of(text, kind)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("전 직장(대표 탁온유)이고 02-877-3310 로 사장님께 물어보세요", Kind.PHONE, "02-877-3310"),
        ("반장 번호 10 2284 7719 앞 0 빠짐", Kind.PHONE, "10 2284 7719"),
        ("물품분류 담당 탁온유 011-330-2412", Kind.PHONE, "011-330-2412"),
        ("본인 전화 042-481-4119(상황실 근무)", Kind.PHONE, "042-481-4119"),
        ("탁온유_850312-2104451_등본.pdf", Kind.RRN, "850312-2104451"),
        ("납세자\t주민(법인)번호\t금액\nDORJ BATBAYAR\t910425-5142201\t3,000", Kind.FRN, "910425-5142201"),
        ("납세자\t주민(법인)번호\t금액\n주식회사 온유\t130111-2233441\t3,000", Kind.CRN, "130111-2233441"),
        ("바우처 카드 번호가 5833-0011-2233-4451 인데", Kind.CARD, "5833-0011-2233-4451"),
        ("거래처 6051700332 → 휴업", Kind.BRN, "6051700332"),
        ("(주)온유 | 대표 탁온유 | 6051700332 |", Kind.BRN, "6051700332"),
        ("법인등록번호 134511-0092876 대표이사 탁온유", Kind.CRN, "134511-0092876"),
        ("차단 로그 45.77.12.201 → 45.77.12.209", Kind.IP, "45.77.12.209"),
        ("주차 등록: 창희권 40라8322, 이태호 51마8340", Kind.PLATE, "40라8322"),
        ("서울 중구 을지로2가 14-3", Kind.ADDRESS, "서울 중구 을지로2가 14-3"),
    ],
)
def test_who_is_spoken_of_tells(text, kind, value):
    assert value in of(text, kind)


@pytest.mark.parametrize(
    "text",
    [
        "설치 프로그램 뷰어 10.7.118.3 → 10.7.119.0",
        "규정안 10.5.1.2목을 고친다",
        "자재 분류번호\n016-227-3310 의자 / 019-330-2412 책장",
        "지진 042-481-4119(기상청 지진상황실)",
        "안내 031-000-0000 형식은 예시입니다",
        "주차권 31누-5027, 42마-1180은 종이 번호",
        "무릎 탈구 수술로 4주 쉼",
        "단수: 동구 산수동 3통~9통",
        "지하철 출구\n을지로3가 사거리 우회",
        "법인번호로 적힌 110111-2233446 은 오류",
        "법인등록번호 110111-2233446 도 저장되지 않아야 한다",
        "바우처 카드 번호가 5833-0011-2233-4452 로 표시",
        "거래처 6051700331 → 조회",
        "공유기 초기 주소 192[.]168[.]0[.]1",
        "나: 계좌 개설 건수는\n그이: 농협\n그이: 352\n그이: 1044\n나: 고마워",
        "경기 침체로 도로 3개소 공사",
        "점수 100 .25, 200 .31",
        "결과 1ㅋ2ㅋ3ㅋ4",
        "국민은행 2026/05/01 10:30 방문",
    ],
)
def test_things_versions_and_examples_are_nobody(text):
    assert found(text) == []
