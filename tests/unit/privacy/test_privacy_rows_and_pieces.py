"""Values in rows, cells and pieces: a column's header in a script or a table, a number over lines, messages and numbered parts."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all


def found(text):
    (row,) = find_all([text])
    return [(f.kind, text[f.start : f.end]) for f in row]


def of(text, kind):
    return [value for one, value in found(text) if one is kind]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "no,name,1365id,birth,mobile\n1,김도윤,dy_91,1991.04.12,010-2231-7704\n2,이서아,,2007.06.28,010-2231-7705",
            ["1991.04.12", "2007.06.28"],
        ),
        (
            "INSERT INTO mber (nm, brth_dt, hp, reg)\nVALUES ('김도윤', '1991-04-12', '01022317704', now()),\n ('이봄', '2001-02-08', '01022317705', now());",
            ["1991-04-12", "2001-02-08"],
        ),
        ("VALUES (7, '이봄', '1991-02-08', '01022317705');", ["1991-02-08"]),
        ("<row><nm>이봄</nm><bd>19910208</bd><hp>010-2231-7705</hp></row>", ["19910208"]),
        ('{"nm": "이봄", "bday": "19910208"}', ["19910208"]),
        ("Passport: M20384417  DOB 14MAR1986", ["14MAR1986"]),
        ("date of birth 03JUL1992 / sex F", ["03JUL1992"]),
        (
            "김도윤 2종 / 허가 2019-114 / 1971.12.25 / 010-2231-7704\n이서아 1종 / 해당없음 / 1988.06.06 / 010-2231-7705",
            ["1971.12.25", "1988.06.06"],
        ),
        ("신청인 생년월일 九一年 四月 十七日", ["九一年 四月 十七日"]),
        ("생년월일: 一九七八年 十二月 二十三日", ["一九七八年 十二月 二十三日"]),
        ("생년월일 ㊈㈠년 ③월 ⑦일", ["㊈㈠년 ③월 ⑦일"]),
    ],
)
def test_births_in_rows_and_scripts(text, values):
    assert of(text, Kind.BIRTHDATE) == values


@pytest.mark.parametrize(
    "text",
    [
        "no,dept,2026plan,approved,budget\n1,총무과,a,2026.09.17,1200\n2,회계과,b,2026.01.05,3400",
        "INSERT INTO doc (title, reg_dt, amt) VALUES ('보고', '2026-11-23', now()), ('회의록', '1998-02-08', 3400);",
        "<doc><rd>20260208</rd><bdgt>19910208</bdgt></doc>",
        "ICN-NRT OZ102 02JUN2026 / NRT-ICN OZ105 05JUN2026",
        "공용차량 / 교체 / 2003.04.05 구입 / 010-2231-7704",
        "대한민국 九一年 四月 十七日 건립",
    ],
)
def test_dates_of_papers_are_no_births(text):
    assert of(text, Kind.BIRTHDATE) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('A2는 "김도윤/780216-1802016/110-197-685872(신한)" 입니다', ["110-197-685872"]),
        ("이서아/851119-2059386/352-1190-2247-13(농협)", ["352-1190-2247-13"]),
        ("v1: 강사 김도윤 / 시간당 60,000원 / 하나은행 380-634636-61107 / 010-4205-4614", ["380-634636-61107"]),
        ("My salary goes to Shinhan 110-575-165622 every month.", ["110-575-165622"]),
        ("Refund: Kookmin Bank 604802-01-447132 (Kim)", ["604802-01-447132"]),
        ("please wire to KakaoBank 3333-01-2345678", ["3333-01-2345678"]),
        (
            "오전 9:02 김도윤 > 급여 계좌\n오전 9:02 김도윤 > 케이뱅크\n오전 9:03 김도윤 > 100-419\n오전 9:03 김도윤 > 068006 이어서요",
            ["100-419", "068006"],
        ),
        ("환급은 수협 2 0 2 0 _ 1 1 7 3 _ 9 0 5 8 로", ["2 0 2 0 _ 1 1 7 3 _ 9 0 5 8"]),
    ],
)
def test_accounts_in_rows_and_messages(text, values):
    assert of(text, Kind.ACCOUNT) == values


@pytest.mark.parametrize(
    "text",
    [
        "Hana hotel, reservation 380-634636-61107",
        "관리번호 110-197-685872(창고) / 2026-114",
        "입금은 국민은행 (주)다온\n02-6213-0094 / 010-5409-7712",
        "협동조합 194171-0012069 / 613-82-09458",
        "Woori Team 2026-11-23 / ticket 110-57-165",
        "오전 9:02 김도윤 > 회의실\n오전 9:03 김도윤 > 100-419\n오전 9:03 김도윤 > 068006",
        "1 _ 2 _ 3 _ 4 _ 5 _ 6 번 칸을 비워 두세요",
    ],
)
def test_other_numbers_are_no_accounts(text):
    assert of(text, Kind.ACCOUNT) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("카드 앞 8자리 5365-2011 이고\n뒤 8자리는 따로 7744 3100", ["5365-2011", "7744 3100"]),
        ("체크카드 잃어버렸어요 번호는 9410 2201\n5733 8160 이에요", ["9410 2201\n5733 8160"]),
        ("카드번호 9410-2201-5733-\n8160", ["9410-2201-5733-\n8160"]),
        (
            "나: 카드 재발급\n김: 불러줘\n나: 9410\n(이어서) 2201 5733\n(이어서) 8160 끝!",
            ["9410", "2201 5733", "8160"],
        ),
        (
            "카드 번호요\n[오후 2:12] 나: 9410 2201\n[오후 2:13] 나: 5733\n[오후 2:13] 나: 8160",
            ["9410 2201", "5733", "8160"],
        ),
    ],
)
def test_cards_in_pieces(text, values):
    assert of(text, Kind.CARD) == values


@pytest.mark.parametrize(
    "text",
    [
        "카드 앞 8자리 5365-2011 이고\n뒤 8자리는 따로 7744 3101",
        "주문번호 9410 2201\n5733 8160",
        "카드 발급 2024\n(이어서) 2025 2026\n(이어서) 2027",
    ],
)
def test_other_halves_are_no_cards(text):
    assert of(text, Kind.CARD) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("(1/3) 제 번호 010\n(2/3) 2231\n(3/3) 7704 이어서", ["010", "2231", "7704"]),
        ("[1/2] 연락처 010-2231\n[2/2] 7704", ["010-2231", "7704"]),
        (
            "비상 연락은 영 하나 영   둘 여섯 셋 넷   아홉 영 둘 일곱 꼭",
            ["영 하나 영   둘 여섯 셋 넷   아홉 영 둘 일곱"],
        ),
        ("나: 번호 뭐임\n친구: 공일공\n친구: 2231\n친구: ㅇㅇ사팔\n나: ㅇㅋ", ["공일공", "2231", "ㅇㅇ사팔"]),
    ],
)
def test_phones_in_pieces(text, values):
    assert of(text, Kind.PHONE) == values


@pytest.mark.parametrize(
    "text",
    [
        "(1/3) 목차 10\n(2/3) 2231\n(3/3) 7704",
        "나: 갈래?\n친구: ㅇㅇㅇ\n친구: 7751\n친구: ㅇㅇ",
        "집행과: 민원전화 1301, 재산집행계 031-820-4290, 팩스 031-820-4299",
        "교통조사계 031-820-4290 로 문의",
    ],
)
def test_other_pieces_are_no_phones(text):
    assert of(text, Kind.PHONE) == []


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("신분증에서 읽은 값\n8802\n2413\n2216\n7\n맞나요?", Kind.RRN, ["8802\n2413\n2216\n7"]),
        ("주민번호\n880224-\n1322\n167", Kind.RRN, ["880224-\n1322\n167"]),
        ('차량번호가 두 줄에 걸쳤어요\n"83\n러 7489" 면제', Kind.PLATE, ["83\n러 7489"]),
        ("차량번호 112가\n7489 입니다", Kind.PLATE, ["112가\n7489"]),
        (
            "용역 차량 등록\n01호 98수 4016 기사 김도윤\n02호 81조 7702 기사 이서아",
            Kind.PLATE,
            ["98수 4016", "81조 7702"],
        ),
        ("위도 36도 11분 47초, 경도 128도 9분 33초 출동", Kind.GPS, ["36도 11분 47초, 경도 128도 9분 33초"]),
        ("최종보고 32°07'21\"N 125°10'54\"E", Kind.GPS, ["32°07'21\"N 125°10'54\"E"]),
        (
            "면허증은 일삼 다시 공팔 다시 칠이육사공오 다시 삼삼 이래요",
            Kind.DRIVER,
            ["일삼 다시 공팔 다시 칠이육사공오 다시 삼삼"],
        ),
        ("여권번호 М３O５８８２１７ 로 예약", Kind.PASSPORT, ["М３O５８８２１７"]),
        ("단말 맥은 B4·2E·99·이씨·0F·육일", Kind.MAC, ["B4·2E·99·이씨·0F·육일"]),
    ],
)
def test_other_numbers_in_pieces(text, kind, values):
    assert of(text, kind) == values


@pytest.mark.parametrize(
    "text",
    [
        "관리번호 820415-1339074 와 791130-2206756 은 위치가 확인됨",
        "품목번호 820415-1339074, 791130-2206756 재물조사",
        "층별 인원\n8802\n2413\n2216\n7\n합계는 따로",
        "차량 대수\n83\n다 2026년 기준",
        "차량 12\n다 3000원",
        "01호 98수 4016건",
        "경사 32°07'21\" 방위 125°10'54\"",
    ],
)
def test_other_rows_are_nobody(text):
    assert found(text) == []


def test_a_citizen_beside_a_cleared_number_is_found():
    assert of("관리번호 820415-1339074, 신청인 김도윤 791130-2206756", Kind.RRN) == ["791130-2206756"]
