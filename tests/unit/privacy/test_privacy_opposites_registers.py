"""What a rule against things, releases and lists must not take from somebody, and what it must leave to things: addresses of the net, travel papers, registers, passwords."""

import time

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all


def of(text, kind):
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is kind]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('14.36.2.11 - - [21/Nov/2026:09:12:40 +0900] "POST /board HTTP/1.1" 302', "14.36.2.11"),
        ("X-Forwarded-For: 14.36.2.11", "14.36.2.11"),
        ("Failed password for root 14.36.2.11", "14.36.2.11"),
        ("<remote>14.36.2.11</remote>", "14.36.2.11"),
        ("민원인 홍길동 14.32.5.9 에서 글 작성", "14.32.5.9"),
        ("출발지 14.36.2.11 목적지 14.36.2.12", "14.36.2.12"),
        ("2026-11-23 10:00:01 10.4.1.2 김도윤 문서 열람", "10.4.1.2"),
        ("유고은 12.30.4.17", "12.30.4.17"),
        ("발신 14.36.2.11", "14.36.2.11"),
        ("2026-11-20,14.36.2.11,admin", "14.36.2.11"),
        ("if src_ip==121.134.5.77:", "121.134.5.77"),
        ("ip==14.36.2.11", "14.36.2.11"),
        ("$REMOTE_ADDR==121.134.5.77", "121.134.5.77"),
        ("sshd/auth:121.134.5.77", "121.134.5.77"),
        ("nginx/access:121.134.5.77 GET", "121.134.5.77"),
        ("user/kim:121.134.5.77", "121.134.5.77"),
    ],
)
def test_a_log_has_small_numbers_too(text, value):
    assert value in of(text, Kind.IP)


@pytest.mark.parametrize(
    "text",
    [
        "편집기를 10.4.1.2에서 10.4.2.0으로 바꾸는 날",
        "배포판 목록에 11.0.22.7 과 12.1.3.0 이 있다",
        "09:00:00 뷰어 설치본 11.0.22.7 을 받는다",
        "hub.local/base:11.0.22.7",
        "numpy==11.0.22.7",
        "scipy==14.2.1.0",
    ],
)
def test_a_release_has_no_address(text):
    assert of(text, Kind.IP) == []


def test_many_candidates_are_asked_about_the_text_once():
    for line in ("10.1.2.7\n", "Unit No 123456\n", "10.1.2.7 가\n", "번호 M12345678 은\n", "번호 P123456789012 은\n"):
        began = time.perf_counter()
        find_all([line * 4000])
        assert time.perf_counter() - began < 4


@pytest.mark.parametrize(
    "whose",
    [
        "신청자",
        "출장자 김도윤, 번호",
        "신분증",
        "사본",
        "투숙객:",
        "명의인",
        "환전",
        "체류",
        "응우옌 티 흐엉",
        "김 하늘",
        "동반 가족",
    ],
)
def test_a_passport_stands_behind_any_word_for_somebody(whose):
    assert of(f"{whose} M12345678", Kind.PASSPORT) == ["M12345678"]


@pytest.mark.parametrize(
    "whose",
    ["번호:", "제 번호", "본인", "주문자", "수령인", "수하인", "구매자", "구매대행", "관부가세", "입력", "여기로"],
)
def test_a_customs_code_stands_behind_any_word_for_somebody(whose):
    assert of(f"{whose} P123456789012", Kind.PCCC) == ["P123456789012"]


@pytest.mark.parametrize(
    "text",
    [
        "폐기할 시료 M48291037 은 냉동고에 둔다",
        "예비 부속 P302611450098 의 재고를 셉니다",
        "교정할 계측기 R20933471 을 옮긴다",
        "파손된 시편 S48270915",
        "비품 (M30518829 는 불용 처리",
    ],
)
def test_a_code_behind_a_thing_is_a_thing_s(text):
    assert of(text, Kind.PASSPORT) == of(text, Kind.PCCC) == []


@pytest.mark.parametrize(
    "text",
    [
        "병원비 김도윤님(1250000원)",
        "검진 대상자 김도윤님 (19850312)",
        "건강검진 참석자: 이서연님(20261123)",
        "병원 직원 김도윤님 (20210301 입사)",
        "진료 안내 (번호 1588123)",
        "환자 수 통계 (No. 123456)",
        "병원 예약 김도윤 님 (850312, 남)",
        "진료권 인구: 청양군 (301234), 함평군 (312345)",
        "동물병원 등록 2026-00123",
        "요양병원 등록 12345 병상",
        "진료기록 2026-1123",
        "진료기록 2020-2026",
        "의무기록 1997-2005 이관",
        "병원 등록: 2026-1123",
        "의료원 특허 등록 10-1234567",
        "병원 상표 등록 40-2026-12345",
        "의료원 예산 등록 50000",
        "동물병원 반려견 등록 12345",
        "대학병원 임상시험 등록 KCT0001234",
        '{"name": "java", "pid": 1234567}',
        "process name=nginx pid=1234567",
        "shop?pid=1234567&name=텀블러",
        "Unit Number: 302",
        "Unit No 1205, 12 Teheran-ro",
        "Unit No 120544, spare parts",
        "Hospital No. 119",
        "Chart Number 1234",
        "THIS 번호 12345",
        "방문건강관리번호: 2026-001",
        "혈등록번호 123",
        "차환번 1234",
    ],
)
def test_no_patient_has_this_number(text):
    assert of(text, Kind.MRN) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("외래 김도윤님 (4410827)", "4410827"),
        ("정신과 병동 김 군 (4410827)", "4410827"),
        ("진료 [번호 12345678]", "12345678"),
        ("대학병원 등록 03829145", "03829145"),
        ("진료기록 77-204518", "77-204518"),
        ("09:14 pid=44108270 name=박서준 전송", "44108270"),
        ("09:14 pid=44108270 modality=CT", "44108270"),
        ('09:14 pid=44108270 name="메리앤 산토스"', "44108270"),
        ("Hospital No. 4410827", "4410827"),
        ("Ward 3, Pt. Kim, Unit No 441082", "441082"),
        ("방문건강 등록번호: 4410-22", "4410-22"),
        ("HIS 번호 441082", "441082"),
        ("환번 4410827", "4410827"),
    ],
)
def test_a_patient_has_this_number(text, value):
    assert of(text, Kind.MRN) == [value]


@pytest.mark.parametrize(
    "text", ["대위변제 3-123456", "소위원회 2-123456", "상사 3-12345", "일병 입원 2-12345", "중대장 8-12345"]
)
def test_one_digit_needs_the_word_itself(text):
    assert of(text, Kind.MILITARY_NO) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("군번 8-1234567", "8-1234567"), ("육군 군번: 9-204418", "9-204418"), ("병장 김도윤 21-28010591", "21-28010591")],
)
def test_a_soldier_has_this_number(text, value):
    assert of(text, Kind.MILITARY_NO) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "비밀번호 오류 코드 안내: A B C D E 1 순",
        "비밀번호 변경 주기: 1 2 3 6 9 a 개월",
        "암호 알고리즘 등급표: S A B C D E 1",
        "자동출입문 24*365 운영",
        "출입구 10*1000",
        "출입문 20*30",
        "출입문 2026별 통계",
        "출입구 10203종 보유",
        "kim@korea.kr\tROOM#302A",
        "유출 사고 점검\nstatus: 200OK!",
        "노출 점검\nmemory: 512Mi!",
        "password_input: String1",
        "password_raw: bytes32",
    ],
)
def test_no_password(text):
    assert of(text, Kind.PASSWORD) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("비번 알려드려요: 소문자로 m a r u 3 3 !", "m a r u 3 3 !"),
        ("출입문 샵1234별", "샵1234별"),
        ("공동현관 24*3651", "24*3651"),
        ("공동현관 2077#3651", "2077#3651"),
        ("출입문 20773별 누르세요", "20773별"),
        ("공동현관 4471샵 이에요", "4471샵"),
        ("현관문 호12-34", "호12-34"),
        ('<PASSWORD ver="1"> Abcd1234! </PASSWORD>', "Abcd1234!"),
        ('<PASSWORD ver="1"> Maru2077 </PASSWORD>', "Maru2077"),
        ("kim@korea.kr\tmaru#2077", "maru#2077"),
        ("password_raw: Maru2077", "Maru2077"),
        ("유출 목록\nbkadmin : hanbit2024!", "hanbit2024!"),
    ],
)
def test_a_password(text, value):
    assert of(text, Kind.PASSWORD) == [value]
