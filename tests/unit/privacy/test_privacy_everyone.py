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


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        # An account in any grouping, directly behind a bank
        ("돌려받을 계좌(농협 30417725-118046)로 부탁", Kind.ACCOUNT, ["30417725-118046"]),
        ("신한은행 7041882-25519로 보냈습니다", Kind.ACCOUNT, ["7041882-25519"]),
        ("계좌번호: 30417725-118046", Kind.ACCOUNT, ["30417725-118046"]),
        ("환불 계좌예요\n국민 204\n771\n830015\n감사합니다", Kind.ACCOUNT, ["204", "771", "830015"]),
        ("입금은 여기로\n농협 302\n0471\n2285\n11\n확인 바람", Kind.ACCOUNT, ["302", "0471", "2285", "11"]),
        ("양미라 / 국민은행 / 010-3344-5566", Kind.PHONE, ["010-3344-5566"]),
        ("국민은행 010-3344-5566 입금", Kind.ACCOUNT, ["010-3344-5566"]),
        # A mobile number
        ("통관부호 P182604417782 – 010-3344-5566", Kind.PHONE, ["010-3344-5566"]),
        ("출생 1982 010-3344-5566", Kind.PHONE, ["010-3344-5566"]),
        ("은행에 물어보겠음. 문의는 제 번호 010-3344-5566 로", Kind.PHONE, ["010-3344-5566"]),
        ("통장 사본은 나중에, 제 번호는 010-3344-5566", Kind.PHONE, ["010-3344-5566"]),
        ("보호자양미라010빼고3344-5566로문자바람", Kind.PHONE, ["3344-5566"]),
        # A firm's number
        ("등기 뒤 218 81 12349 (사업자)", Kind.BRN, []),  # the check fails
        ("공급자 정보 (법인) 220 81 62517 (사업자)", Kind.BRN, ["220 81 62517"]),
        ("220 81 62517 사업자번호입니다", Kind.BRN, ["220 81 62517"]),
        (
            "사업자번호 124-81-00998, 예전 번호 2.2.0.8.1.6.2.5.1.7 씀",
            Kind.BRN,
            ["124-81-00998", "2.2.0.8.1.6.2.5.1.7"],
        ),
        # A plate in a row
        ("#2 64나 2017 운전자 양미라 면허 확인", Kind.PLATE, ["64나 2017"]),
        ("관용차 배차(6월)\n6/3 07구 4471 양미라 출장\n6/4 52가 2088 봉태규", Kind.PLATE, ["07구 4471", "52가 2088"]),
        ("31조 7720 봉태규 면허 11-08-123456-10", Kind.PLATE, ["31조 7720"]),
        # A corporation's number in a column for all
        (
            "| 단체 | 대표 | 고유번호 |\n|---|---|---|\n| 솔숲합창단 | 양미라 | 610-82-83459 |\n| 농업회사법인 들내 | 봉태규 | 194671-3838389 |",
            Kind.CRN,
            ["194671-3838389"],
        ),
        # A card and a resident number in two halves
        ("카드번호 나눠 보냄 1) 4000-0012\n2) 3456-7899", Kind.CARD, ["4000-0012", "3456-7899"]),
        ("카드번호 1) 4000-0012 2) 3456-7899 입니다", Kind.CARD, ["4000-0012", "3456-7899"]),
        ("카드 첫째 4000 0012, 둘째 3456 7899", Kind.CARD, ["4000 0012", "3456 7899"]),
        ("주번 앞 910307 보냅니다\n(다음 글)\n뒤는 2410058 입니다", Kind.RRN, ["910307", "2410058"]),
        ("앞은 910307\n잠시만요\n뒤는 2410058", Kind.RRN, ["910307", "2410058"]),
        # An address letter by letter, wider gaps between its words
        ("충 북  청 주 시  사 직 대 로  7 2 로 부쳐 주세요", Kind.ADDRESS, ["충 북  청 주 시  사 직 대 로  7 2"]),
        ("경 상 남 도  진 주 시  진 양 호 로  4 0 5", Kind.ADDRESS, ["경 상 남 도  진 주 시  진 양 호 로  4 0 5"]),
        # A licence, the old one in digits alone
        ("면허번호 12-09-330417-51, 옛 번호 121044718250", Kind.DRIVER, ["12-09-330417-51", "121044718250"]),
        ("운전면허 11.05.330417.51 / 121044718250", Kind.DRIVER, ["11.05.330417.51", "121044718250"]),
        # An address of a network of version 6, as reports write it
        ("차단: 2001[:]db8[:]4a[:]:7 유입", Kind.IP, ["2001[:]db8[:]4a[:]:7"]),
    ],
)
def test_odd_groupings_rows_and_halves(text, kind, values):
    assert of(text, kind) == values


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("은행나무 30417725-118046 관리", Kind.ACCOUNT),
        ("은행에 물어보겠음. 문의는 제 번호 010-3344-5566 로", Kind.ACCOUNT),
        ("통장 사본은 나중에, 제 번호는 010-3344-5566", Kind.ACCOUNT),
        ("국민 청원 현황\n204\n771\n830015", Kind.ACCOUNT),
        ("국민 204\n771\n830015", Kind.ACCOUNT),
        ("대상 농협 102\n신협 204\n우체국 3045118", Kind.ACCOUNT),
        ("농협 20260711-000142 문서", Kind.ACCOUNT),
        ("관리번호 220 81 62517 사업자 지원 대상", Kind.BRN),
        ("문서번호 2208162517 사업자번호 124-81-00998", None),
        ("2026년 예산\n20조 3000 편성", Kind.PLATE),
        ("12주 1500 배정", Kind.PLATE),
        ("관용차 배차\n3구 5518명 이용", Kind.PLATE),
        ("5/11 12주 1500 기부 면접", Kind.PLATE),
        ("1) 4000-0012\n2) 3456-7899 문서", Kind.CARD),
        ("카드뉴스 조회 1) 4000-0012\n2) 3456-7898", Kind.CARD),
        ("이번 주번은 양미라, 910307 뒤 교실 정리", Kind.RRN),
        ("면허 발급 실적, 등기 송장 121044718250", Kind.DRIVER),
        ("면허세 접수번호 121044718250", Kind.DRIVER),
        ("뷰어 9.2 이하는 안 열리니 11.0.0.45로 올리십시오", Kind.IP),
        ("시각[:]분[:]초 형식", Kind.IP),
        ("010 빼고 2500원, 3344-55667", Kind.PHONE),
    ],
)
def test_what_only_looks_like_them_stays_clear(text, kind):
    if kind is None:
        assert of(text, Kind.BRN) == ["124-81-00998"]
    else:
        assert of(text, kind) == []
