"""Values in two pieces or more: halves that are named, messages of a talk, variables of a program."""

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all


def found(text, kind):
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is kind]


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("자녀 주민번호 (앞) 1 2 0 3 0 9 (뒤) 3 1 7 4 4 0 2", Kind.RRN, ["1 2 0 3 0 9", "3 1 7 4 4 0 2"]),
        ("등록번호 앞 8.4.0.5.1.6\n등록번호 뒤 5.1.7.3.3.0.6", Kind.FRN, ["8.4.0.5.1.6", "5.1.7.3.3.0.6"]),
        ("주민번호 앞 850312 뒤 1234567", Kind.RRN, ["850312", "1234567"]),
        ("앞자리 850312 뒷자리 1234518입니다", Kind.RRN, ["850312", "1234518"]),
        ("앞자리 720911 이고 뒷자리는 1047326 입니다", Kind.RRN, ["720911", "1047326"]),
        (
            "[오전 9:05] 김주무: 주민번호 앞자리요?\n[오전 9:06] 민원인: 680214 요\n[오전 9:06] 김주무: 뒷자리는\n[오전 9:07] 민원인: 음.. 2047615",
            Kind.RRN,
            ["680214", "2047615"],
        ),
        (
            "팀장: 등록증 번호\n나: 팔이공삼일칠\n팀장: 뒤에는\n나: 오일공사육칠이",
            Kind.FRN,
            ["팔이공삼일칠", "오일공사육칠이"],
        ),
        ('front = "910304"\nback = "2047716"\nrrn = front + back  # 주민번호', Kind.RRN, ["910304", "2047716"]),
        ("const p1 = '910304'; const p2 = '2047716'; // 주민등록번호", Kind.RRN, ["910304", "2047716"]),
        ("민원인: 010-36\n민원인: 18-52\n민원인: 94\n담당: 넵", Kind.PHONE, ["010-36", "18-52", "94"]),
        (
            "[도현] [오후 3:10] 010\n[도현] [오후 3:10] 3618\n[도현] [오후 3:11] 5294",
            Kind.PHONE,
            ["010", "3618", "5294"],
        ),
        ("을: 공일공이요\n을: 삼육일팔\n을: 오이구사 요\n갑: 네", Kind.PHONE, ["공일공", "삼육일팔", "오이구사"]),
    ],
)
def test_each_piece_is_a_finding(text, kind, values):
    assert found(text, kind) == values


@pytest.mark.parametrize(
    "text",
    [
        "접수: 680214\n금액: 2047615",
        "예산: 010\n결산: 3618\n잔액: 5294",
        'start = "240304"\nend = "2047716"\nprint(start, end)',
        "앞 1 2 3 4 쪽과 뒤 5 6 7 8 쪽",
        "[09:00] 서버: 200\n[09:01] 서버: 3618\n[09:02] 서버: 5294",
        "갑: 육일영\n을: 몰라",
        "번호 앞 1.2.3.4.5.6 항 뒤 1.2.3 항",
    ],
)
def test_other_pieces_are_none(text):
    (row,) = find_all([text])
    assert [text[f.start : f.end] for f in row if f.kind is not Kind.NAME] == []


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("세은 zero-1-zero/3/6/1/eight/5/2/nine/4", Kind.PHONE, ["zero-1-zero/3/6/1/eight/5/2/nine/4"]),
        ("phone zero one 0, three 6 1 8, 5 two nine 4", Kind.PHONE, ["zero one 0, three 6 1 8, 5 two nine 4"]),
        ("연락 gong-il-gong sam-yuk-il-pal o-i-gu-sa 로", Kind.PHONE, ["gong-il-gong sam-yuk-il-pal o-i-gu-sa"]),
        ("연락은 공십공 삼천육백십팔 오천이백구십사로 받는다", Kind.PHONE, ["공십공 삼천육백십팔 오천이백구십사"]),
        ("생년월일 이천십이 년 오 월 이십 일", Kind.BIRTHDATE, ["이천십이 년 오 월 이십 일"]),
        ("생년월일: MCMLXXXIV년 VII월 XIX일", Kind.BIRTHDATE, ["MCMLXXXIV년 VII월 XIX일"]),
        ("법인번호 1마1마0마1마1마1마4마8마2마7마0마9마8", Kind.CRN, ["1마1마0마1마1마1마4마8마2마7마0마9마8"]),
        ("연락처 0°1°0°3°6°1°8°5°2°9°4", Kind.PHONE, ["0°1°0°3°6°1°8°5°2°9°4"]),
        ("회선 ○1○-삼六1팔-5二九4 로", Kind.PHONE, ["○1○-삼六1팔-5二九4"]),
        ("OI0 - 36l8 - 52B4 로 문자", Kind.PHONE, ["OI0 - 36l8 - 52B4"]),
        (
            "주소 충북 옥천군 이원면 강청리 산 이십삼 다시 육 번지",
            Kind.ADDRESS,
            ["충북 옥천군 이원면 강청리 산 이십삼 다시 육 번지"],
        ),
        ("현장: 위도 36점 51277\n현장: 경도 127점 30148", Kind.GPS, ["36점 51277", "127점 30148"]),
        ('{"lat":"삼육.오일이","lon":"일이칠.삼공일"}', Kind.GPS, ["삼육.오일이", "일이칠.삼공일"]),
    ],
)
def test_digits_of_several_kinds_are_read(text, kind, values):
    assert found(text, kind) == values


@pytest.mark.parametrize(
    "text",
    [
        "step one-2-3, step two-4-5, then 6 of nine 7 items",
        "Score: one 1 two 2 three 3",
        "1번2번3번4번5번6번7번8번 순서로",
        "3월 4월 5월 6월 7월 8월 9월 실적",
        "문의 사항은 이-삼-사-오 층 안내데스크에서",
        "il a vu le sam o i ri gu",
        "경기 결과 삼오.일칠구 대 이",
        "봉수산 이십삼 고지까지 육 킬로미터",
        "표 1 ○ 2 ○ 3 ○ 4",
        "MMXXVI년 사업 계획과 XI장",
    ],
)
def test_other_words_and_figures_are_none(text):
    (row,) = find_all([text])
    assert [text[f.start : f.end] for f in row if f.kind is not Kind.NAME] == []
