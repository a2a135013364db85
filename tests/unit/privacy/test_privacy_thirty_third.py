"""Values beside words that other kinds have, too: banks in keys, cards of banks, patients, doors, halves and pieces."""

import pytest

from gwanmun.privacy import scan


def found(text: str) -> list[tuple[str, str]]:
    return [(f.kind.value, text[f.start : f.end]) for f in scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A bank in one key, its number in the next.
        ('refund:\n  은행: 수협\n  번호: "207-4410-88213"\n', ("ACCOUNT", "207-4410-88213")),
        ("은행명 = 전북은행\n예금주 = 봉태규\n번호 = 1021-01-0093847\n", ("ACCOUNT", "1021-01-0093847")),
        # A card that a bank issued.
        ("가방에 하나체크 4532-1908-3377-1023 있었음", ("CARD", "4532-1908-3377-1023")),
        ("우리은행 5521-8834-0062-9174 분실", ("CARD", "5521-8834-0062-9174")),
        ("결제수단 국민신용 9411 5520 8831 7403", ("CARD", "9411 5520 8831 7403")),
        # Patients.
        ("환자 상병 봉가람, 소속 3중대, ID M0047713", ("MRN", "M0047713")),
        ("pt 봉가람 / 20-771834 / M 44", ("MRN", "20-771834")),
        ("Pt. 봉가람, 10447283, F 30", ("MRN", "10447283")),
        ("헬기 이송 후 대학병원 접수 T2611-0093", ("MRN", "T2611-0093")),
        ("조혈모세포 수혜자 봉가람 등록 R-2025-0883", ("MRN", "R-2025-0883")),
        ("환자 봉가람 / 등록번호 KS-0417 / 내과", ("MRN", "KS-0417")),
        # Passwords.
        ("관사 현관 비번 변경됨 4417*", ("PASSWORD", "4417*")),
        ("Please note the door code is 6620#.", ("PASSWORD", "6620#")),
        ("lockbox code: 3391", ("PASSWORD", "3391")),
        ("게시판 관리자 계정 namu_house / sunflower41 확인 요망", ("PASSWORD", "sunflower41")),
        ("비번이요? 소문자 h a n g 다음에 물음표 하나 입니다", ("PASSWORD", "소문자 h a n g 다음에 물음표 하나")),
        ("PW => m . a . r . 7 . u . _ . 3 (점은 빼고)", ("PASSWORD", "m . a . r . 7 . u . _ . 3")),
        # A corporation, its label read by a scanner; its number of trade.
        ("상 호 푸른솔\n법 인 121011-0044174\n", ("CRN", "121011-0044174")),
        ("법인: 529-21-07737, 이사장 봉태규", ("BRN", "529-21-07737")),
        # Resident numbers.
        ("주민등록번호 910417(2087731) 로 조회", ("RRN", "910417(2087731)")),
        ("어르신 봉판례 510814-2270347", ("RRN", "510814-2270347")),
        ("임차인 이승인 580211-1083345", ("RRN", "580211-1083345")),
        ("주민번호는 뒷자리부터 적음: 2087731/910417", ("RRN", "2087731/910417")),
        # Plates.
        ("차적 확인 번호 3 8 버 공칠일이 흰 차", ("PLATE", "3 8 버 공칠일이")),
        ("견인 차량 경기76 / 바 / 4 0 2 7 보관", ("PLATE", "경기76 / 바 / 4 0 2 7")),
        ("그날 42도 1183 승합차로 왔다", ("PLATE", "42도 1183")),
        # Addresses of machines.
        ("공유기 a4.5e.60.c1.0b.7d 차단", ("MAC", "a4.5e.60.c1.0b.7d")),
        ("정문 CCTV 192.168.44.19 계정", ("IP", "192.168.44.19")),
        # An old mobile number without marks, in a sentence.
        ("할머니(0177810934)께서 데리러 오심", ("PHONE", "0177810934")),
        ("정정 문의 0176891127", ("PHONE", "0176891127")),
        # Marks.
        ("인비\n승진 심사 의견\n봉태규 주무관 우수\n", ("MARKING", "인비")),
    ],
)  # fmt: skip
def test_beside_words(text, expected):
    assert expected in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "은행: 우체국\n문의 번호: 2026-1104-0017\n",
        "물품번호 880321-2044432 책상, 911105-2731846 의자",
        "수화물표 0165528817 은 5번 벨트, 탑승권 번호: 0194420837",
        "pt 일정 / 2026-1104 / 3회",
        "병원 접수 2026-0417 문서",
        "유물 기증자 봉가람 등록 2026-0417",
        "the exit code is 1370 and the country code is 8200",
        "The door code is 4 digits long.",
        "비번 변경 3회 이상, 비번 변경됨 2026-11-04",
        "계정 namu_house / oakhouse2 두 개",
        "OID 2a.86.48.86.f7.0d.01.09",
        "정보공개 결정 통지(부분공개)\n청구 내용: 예산",
        "인비\n데이터 인비\n",
        "앱 v10.20.30.40 배포",
        "예산 20조 3000 규모",
        "접수번호 880321-2044432 책상, 911105-2731846 의자",
        "환자 일정 / 10447283 / 3회",
    ],
)
def test_none_of_them(text):
    assert [row for row in found(text) if row[0] != "NAME"] == []


@pytest.mark.parametrize(
    ("text", "kind", "pieces"),
    [
        ("법인등록번호 앞 여섯은 161411, 뒤 일곱은 오오공공이일육", "CRN", ["161411", "오오공공이일육"]),
        ("건강보험증 번호 앞 다섯 40771 뒤 여섯 829304 입니다", "HEALTH_INS", ["40771", "829304"]),
        ("군번을 두 줄로 나눠 적습니다\n이일 다시 칠육\n공사팔삼일구\n", "MILITARY_NO", ["이일 다시 칠육", "공사팔삼일구"]),
        ("통관부호 두 번에 나눔:\nP 4 4 0 7 1\n2 8 9 3 0 5 6\n", "PCCC", ["P 4 4 0 7 1", "2 8 9 3 0 5 6"]),
        ("좌표는 경도 먼저 1 2 7 . 3 3 1 8 그리고 위도는 3 6 . 4 4 0 2", "GPS", ["1 2 7 . 3 3 1 8", "3 6 . 4 4 0 2"]),
        ("통장은 전북은행이고 먼저 1021 다음에 01 그리고 00938 마지막 47 이요", "ACCOUNT", ["1021", "01", "00938", "47"]),
        ("밭 위도는 35.8813 경도는 128.6027 이래요", "GPS", ["35.8813", "128.6027"]),
        ("맥주소 앞부분 A4·5E·60 뒷부분 C1·0B·7D", "MAC", ["A4·5E·60", "C1·0B·7D"]),
        ("IPv6 는 2001 쌍점 db8 쌍점 77 쌍점쌍점 3e 입니다", "IP", ["2001 쌍점 db8 쌍점 77 쌍점쌍점 3e"]),
        ("센서 주소 2001 : db8 : 4 : : b7 응답 없음", "IP", ["2001 : db8 : 4 : : b7"]),
        (
            "토큰은 eyJhbGciOiJIUzI1NiJ9 점 eyJzdWIiOiI5OSJ9 점 Zk3vQ0aTnB7xLw2RfYp9Ue 로 보냄",
            "SECRET",
            ["eyJhbGciOiJIUzI1NiJ9 점 eyJzdWIiOiI5OSJ9 점 Zk3vQ0aTnB7xLw2RfYp9Ue"],
        ),
        (
            "키는 에스케이 대시 proj 대시 Rt5uVqX8mZ2bNcK7wJ4hYs1LpD 입니다",
            "SECRET",
            ["에스케이 대시 proj 대시 Rt5uVqX8mZ2bNcK7wJ4hYs1LpD"],
        ),
        (
            "토큰 앞은 ghp_ 뒤는 9Xk2LmQ7RtV4bNz8WcJ5hYp3DfGs1Au6EoTi",
            "SECRET",
            ["ghp_", "9Xk2LmQ7RtV4bNz8WcJ5hYp3DfGs1Au6EoTi"],
        ),
        ("생년월일 단기 사이구일년 오월 초사흗날 출생", "BIRTHDATE", ["단기 사이구일년 오월 초사흗날"]),
        ("생일 칠팔년 공삼월 이일일 입니다", "BIRTHDATE", ["칠팔년 공삼월 이일일"]),
        ("DOB: nineteen eighty-four, march the third", "BIRTHDATE", ["nineteen eighty-four, march the third"]),
        ("출생 一九六八年 臘月 十五日 호적", "BIRTHDATE", ["一九六八年 臘月 十五日"]),
    ],
)  # fmt: skip
def test_in_pieces(text, kind, pieces):
    assert [value for name, value in found(text) if name == kind] == pieces


@pytest.mark.parametrize(
    "text",
    [
        "법인등록번호 앞 여섯 자리는 등기소, 뒤 일곱 자리는 일련번호와 검증번호",
        "건강보험증 앞면 2장 뒷면 3장 복사",
        "군번줄을 두 줄로 나눠 달았다\n12 3\n45 6\n",
        "위도와 경도 차이를 배운다: 위도 3 5 경도 1 2 8",
        "시각 12 : 30 : 45 : 10",
        "통장 입금은 먼저 1000 다음에 2000 그리고 3000",
        "점 세 개, 대시 두 개로 적는 법",
        "앞은 ghp_ 로 시작하고 뒤는 영문자와 숫자",
        "MAC 주소의 앞 세 자리 묶음은 제조사, 뒤는 일련번호",
        "단기 사이팔공년에 나온 책",
        "nineteen eighty-four, march the third edition",
        "十五日 회의",
    ],
)  # fmt: skip
def test_no_pieces(text):
    assert [row for row in found(text) if row[0] != "NAME"] == []
