"""What a reviewer found: births of persons beside animals, pieces that are counts, things that are no patient's, streets that are no house."""

import pytest

from gwanmun.privacy import scan


def found(text: str) -> list[tuple[str, str]]:
    return [(f.kind.value, text[f.start : f.end]) for f in scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("생년월일 2001. 3. 4. 돼지 사육업", ("BIRTHDATE", "2001. 3. 4.")),
        ("농장주 김철수 2001. 3. 4.생 한우 30두 사육", ("BIRTHDATE", "2001. 3. 4.")),
        ("고양이 구조 봉사자 박지영 생년월일 2001. 3. 4.", ("BIRTHDATE", "2001. 3. 4.")),
        ("한우 후계농업인 김철수 생년월일 2001. 3. 4.", ("BIRTHDATE", "2001. 3. 4.")),
        ("건강보험증 번호 앞 다섯 40771 뒤 여섯 829304 입니다", ("HEALTH_INS", "40771")),
        ("(수협 계좌 잘라서 적음)\n352-18\n40-9127\n-63 끝", ("ACCOUNT", "352-18")),
        ("환자 봉가람 / 등록번호 KS-0417 / 내과", ("MRN", "KS-0417")),
        ("pt 봉가람 / 13-448201 / F 81", ("MRN", "13-448201")),
        ("대학병원 접수 T2611-0093", ("MRN", "T2611-0093")),
        ("building code: 4471", ("PASSWORD", "4471")),
        ("Building code is 7713", ("PASSWORD", "7713")),
        ("세종시 금강로 열둘", ("ADDRESS", "세종시 금강로 열둘")),
        ("서울>강남구>역삼동>15", ("ADDRESS", "서울>강남구>역삼동>15")),
        ("MAC 앞 A4·5E·60 뒤 C1·0B·7D", ("MAC", "A4·5E·60")),
        ("홍천군 교대리오백십이다시삼번지", ("ADDRESS", "홍천군 교대리오백십이다시삼번지")),
        ("홍천군교대리오백십이다시삼번지", ("ADDRESS", "홍천군교대리오백십이다시삼번지")),
    ],
)
def test_what_is_somebodys(text, expected):
    assert expected in found(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("개체식별번호 002 1203 9981 4 암소의 출생일이 2024. 2. 11.로 잘못 입력", "BIRTHDATE"),
        ("귀표번호 410 한우 출생일 2023. 5. 1.", "BIRTHDATE"),
        ("송아지(2025. 3. 1.생) 2두 매입", "BIRTHDATE"),
        ("2025. 3. 1.생 한우 2두 매입", "BIRTHDATE"),
        ("건강보험료 앞 123456 원 뒤 12345 원 납부", "HEALTH_INS"),
        ("건강보험 개요는 앞 12345 쪽, 뒤 678901 쪽을 보라", "HEALTH_INS"),
        ("보험증 서식: 앞 100000 장 뒤 10000 장 인쇄", "HEALTH_INS"),
        ("은행 업무 분장 두 줄\n2025\n1123\n4567\n", "ACCOUNT"),
        ("신협 현황 (조각)\n20251\n30124\n", "ACCOUNT"),
        ("통장 사본은 두 장, 은행별로 나눠서\n1001\n2002\n3003", "ACCOUNT"),
        ("환자 모니터 ID: PM-3000 교체", "MRN"),
        ("환자복 세탁 등록번호: LN-00123", "MRN"),
        ("환자 식당 등록번호: A-1234567", "MRN"),
        ("환자 대기실 ID: AB1234", "MRN"),
        ("예산 PT 자료 | 12345678 | 원", "MRN"),
        ("병원 접수 A12345 화면에서 대기", "MRN"),
        ("Building Code: 2021 edition", "PASSWORD"),
        ("building code is 12345 in the land register", "PASSWORD"),
        ("경상북도_구미시_송정동_55_예산.xlsx", "ADDRESS"),
        ("구분: 서울>강남구>역삼동>15 (건)", "ADDRESS"),
        ("세종시 금강로 열둘, 한누리대로 열셋 등 구간별 통제", "ADDRESS"),
        ("MAC 위조 방지 앞 AB-CD-EF 뒤 01-02-03", "MAC"),
    ],
)
def test_what_is_nobodys(text, kind):
    assert kind not in {k for k, _ in found(text)}
