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
