"""Secrets in two pieces, passwords that are described, and marks that keep a machine from reading an address."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all


def found(text, kind):
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is kind]


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        # a key in two pieces
        (
            "토큰은 반으로 나눔\n1) ghp_Rt4mKx9Qw2\n2) Lz8BvNc1HyD5sGf3J",
            Kind.SECRET,
            ["ghp_Rt4mKx9Qw2", "Lz8BvNc1HyD5sGf3J"],
        ),
        ("키 앞 AKIAX4MW 뒤 7QZ2LKT9NBVP", Kind.SECRET, ["AKIAX4MW", "7QZ2LKT9NBVP"]),
        ("sk-proj-Nd8Kq1Rm\n나머지: Wx5Zv7LtY2pBc9 이어 붙이세요", Kind.SECRET, ["sk-proj-Nd8Kq1Rm", "Wx5Zv7LtY2pBc9"]),
        # a password described
        ("비번 대문자 케이 한강2031 느낌표", Kind.PASSWORD, ["대문자 케이 한강2031 느낌표"]),
        (
            "암호는 영문 대문자 엠 하고 dori88 별표 두 개 입니다",
            Kind.PASSWORD,
            ["영문 대문자 엠 하고 dori88 별표 두 개"],
        ),
        ("비밀번호 w3e4 r5t6 (띄어쓰기 없이)", Kind.PASSWORD, ["w3e4 r5t6"]),
        ("비번: mo 77 ra (공백 없음)", Kind.PASSWORD, ["mo 77 ra"]),
        ("비밀번호는 밑줄 넣어 적음 B_a_d_a_9_1 참고", Kind.PASSWORD, ["B_a_d_a_9_1"]),
        ("금고 비밀번호 오른쪽 12 왼쪽 30 오른쪽 5", Kind.PASSWORD, ["오른쪽 12 왼쪽 30 오른쪽 5"]),
        ("ftp://ops:Dal%20bit%2109@files.saebit.kr/in", Kind.PASSWORD, ["Dal%20bit%2109"]),
        # addresses of machines
        ("접속 실패가 잦습니다. 원인은 203(점)0(점)113(점)88 로 보입니다", Kind.IP, ["203(점)0(점)113(점)88"]),
        ("- 주소: 10[.]55[.]21[.]8", Kind.IP, ["10[.]55[.]21[.]8"]),
        ("단말은 9f점1a점44점c0점07점be 입니다", Kind.MAC, ["9f점1a점44점c0점07점be"]),
        ("메일 sori.nam88 @naver,com 으로", Kind.EMAIL, ["sori.nam88 @naver,com"]),
        # others
        ("단체 고유번호 214/82/57092", Kind.BRN, ["214/82/57092"]),
        ("주소 경기도 안양시 만안구 냉천로 l2O번길 3l", Kind.ADDRESS, ["경기도 안양시 만안구 냉천로 l2O번길 3l"]),
        (
            "주 소 대 구 광 역 시  수 성 구  들 안 로  7 4,  2 0 1 호",
            Kind.ADDRESS,
            ["대 구 광 역 시  수 성 구  들 안 로  7 4,  2 0 1 호"],
        ),
        ("전,북,군,산,시,대,학,로,5,5,8 입니다", Kind.ADDRESS, ["전,북,군,산,시,대,학,로,5,5,8"]),
        ("갑: 차 번호가요?\n을: '무' 요 31무 - 4480", Kind.PLATE, ["31무 - 4480"]),
        ("민증: 칠이공팔일사 이공삼육구칠팔", Kind.RRN, ["칠이공팔일사 이공삼육구칠팔"]),
        ("주민번호;7 1 0 4 1 2/2 0 4 7 7 1 6", Kind.RRN, ["7 1 0 4 1 2/2 0 4 7 7 1 6"]),
    ],
)
def test_what_keeps_a_machine_from_reading_keeps_nobody(text, kind, values):
    assert found(text, kind) == values


@pytest.mark.parametrize(
    "text",
    [
        "AKIA로 시작하는 키의 앞 네 글자 뒤 확인",
        "변수 sk-learn2 앞 모듈 뒤 numpy2024",
        "암호는 대문자 하나와 숫자 2개 이상을 섞으세요",
        "비밀번호에 띄어쓰기 없음을 확인하고 대문자 포함 여부 검사",
        "비밀번호 규칙: 대문자 소문자 숫자 3종 이상",
        "비밀번호 변경 화면에서 왼쪽 메뉴를 누르세요",
        "주소: 10[.]0[.]0[.]x 대역",
        "점수는 12점 34점 56점 78점 90점 11점",
        "사진 1 / 2 / 3 / 4 / 5 / 6 / 7 / 8",
        "https://portal.saebit.kr/a%20b:c@d",
        "| 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 |",
        "세,종,시,청,안,내,도,1,부",
        "비타민 B12 와 O2 농도, 통로 I2 구역",
        "고유번호 214/82/57093 번 문서",
    ],
)
def test_what_only_looks_so_is_none(text):
    (row,) = find_all([text])
    assert [text[f.start : f.end] for f in row if f.kind is not Kind.NAME] == []
