"""Disguises that no corpus holds: what a sly or sloppy writer puts between the groups of a value, and what stays alone."""

from time import process_time

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all


def found(text, kind):
    (row,) = find_all([text])
    return [text[f.start : f.end] for f in row if f.kind is kind]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("제 번호는 010 하고 3618 하고 5294 요", Kind.PHONE, "010 하고 3618 하고 5294"),
        ("전화 010(하이픈)3618(하이픈)5294", Kind.PHONE, "010(하이픈)3618(하이픈)5294"),
        ("전화 010 슬래시 3618 슬래시 5294", Kind.PHONE, "010 슬래시 3618 슬래시 5294"),
        ("010🍎3618🍌5294 로 문자", Kind.PHONE, "010🍎3618🍌5294"),
        ("010...3618...5294 로 문자", Kind.PHONE, "010...3618...5294"),
        ("전화 010 점 3618 점 5294", Kind.PHONE, "010 점 3618 점 5294"),
        ("call 010 dash 3618 dash 5294", Kind.PHONE, "010 dash 3618 dash 5294"),
        ("전화 '010' '3618' '5294'", Kind.PHONE, "010' '3618' '5294"),
        ("번호 010 국번 3618 에 5294 번", Kind.PHONE, "010 국번 3618 에 5294"),
        ("신한은행 110★394★620518", Kind.ACCOUNT, "110★394★620518"),
        ("계좌 110 하고 394 하고 620518 신한", Kind.ACCOUNT, "110 하고 394 하고 620518"),
        ("입금 계좌 신한\n110\n394\n620518", Kind.ACCOUNT, "110\n394\n620518"),
        ("카드번호 4111★1111★1111★1111", Kind.CARD, "4111★1111★1111★1111"),
        ("카드번호 4111 하고 1111 하고 1111 하고 1111", Kind.CARD, "4111 하고 1111 하고 1111 하고 1111"),
        ("카드번호 4111, 1111, 1111, 1111", Kind.CARD, "4111, 1111, 1111, 1111"),
        ("카드번호\n4111\n1111\n1111\n1111", Kind.CARD, "4111\n1111\n1111\n1111"),
        ("사업자번호 214 하고 82 하고 57092", Kind.BRN, "214 하고 82 하고 57092"),
        ("사업자번호 214★82★57092", Kind.BRN, "214★82★57092"),
        ("사업자번호 214:82:57092", Kind.BRN, "214:82:57092"),
        ("사업자번호\n214\n82\n57092", Kind.BRN, "214\n82\n57092"),
        ("법인등록번호 110111★4827098", Kind.CRN, "110111★4827098"),
        ("법인등록번호 110111 하고 4827098", Kind.CRN, "110111 하고 4827098"),
        ("법인등록번호\n110111\n4827098", Kind.CRN, "110111\n4827098"),
    ],
)
def test_groups_are_one_number_whatever_parts_them(text, kind, value):
    assert found(text, kind) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "급여 1200→1500→1800, 2024→2025→2026 지급",
        "지급액은 300 하고 400 하고 5000",
        "계좌 현황\n2024\n2025\n2026",
        "카드 발급\n1200\n1500\n1800\n2100",
        "법인 수\n110111\n220222",
        "경기 결과 110 점 394 점 620 점",
        "사업자 수 214 하고 82 하고 57093",
    ],
)
def test_figures_in_a_row_are_no_number(text):
    (row,) = find_all([text])
    assert row == ()


TOKENS = [
    "ghp_7Rt2mKx9Qw4LzB8vNc1HyD5sGf3JpA6eUoTi",
    "AKIAR4XW7MQZ2LKT9NBV",
    "sk-proj-3Nd8Kq1RmWx5Zv7LtY2pBc9HsF4gJa6U",
]
GAPS = [" ", "*", "\n", '" + "', "' + '", '"\n  "', '" \\\n "', '"."', " + ", "…", "(이어서)", '", "', "\\\n"]


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("token", TOKENS)
def test_a_key_in_pieces_is_one_key(token, gap):
    half = len(token) // 2
    two = token[:half] + gap + token[half:]
    assert found(f'키 = "{two}" 입니다', Kind.SECRET) == [two]


@pytest.mark.parametrize("gap", [" ", "*", "\n"])
@pytest.mark.parametrize("token", TOKENS)
def test_a_key_four_by_four_is_one_key(token, gap):
    fours = gap.join(token[at : at + 4] for at in range(0, len(token), 4))
    assert found(f"토큰 {fours} 입니다", Kind.SECRET) == [fours]


@pytest.mark.parametrize("token", TOKENS)
def test_a_key_letter_by_letter_is_one_key(token):
    assert found(f"토큰 {' '.join(token)} 입니다", Kind.SECRET) == [" ".join(token)]


@pytest.mark.parametrize(
    "text",
    [
        "sk-learn 1.4 and numpy 1.26 on Python 3.11 were used for the task",
        "AKIA 로 시작하는 키는 쓰지 마세요",
        "A K I A 2 3 4",
        "risk-based 2024 Q3 report 2025 H1 summary of the desk-top PC 2026",
        "hf_hub download BAAI bge 2024 v1 to models",
    ],
)
def test_words_that_begin_as_keys_do_are_none(text):
    assert found(text, Kind.SECRET) == []


@pytest.mark.parametrize(
    "text", ["A K I A " * 10_000, "sk-\n" * 20_000, "sk- 1" * 10_000, "010★" * 20_000, "카드\n1234\n" * 8_000]
)
def test_beginnings_without_end_cost_little(text):
    began = process_time()
    find_all([text])
    assert process_time() - began < 3


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("연락처: 010-36-18-52-94", Kind.PHONE, ["010-36-18-52-94"]),
        ("연락처: 0103 618 5294", Kind.PHONE, ["0103 618 5294"]),
        ("핸드폰 010-3618-52 94 입니다", Kind.PHONE, ["010-3618-52 94"]),
        ("뒷번호 5294, 가운데는 3618, 앞은 010", Kind.PHONE, ["5294", "3618", "010"]),
        ("끝 네 자리 5294 그 앞은 010-3618", Kind.PHONE, ["5294", "010-3618"]),
        ("전화 010-3618 이어서 5294", Kind.PHONE, ["010-3618 이어서 5294"]),
        ("연락처 010(여기부터)3618-5294", Kind.PHONE, ["010(여기부터)3618-5294"]),
        ("010 빼고 36185294로 전화", Kind.PHONE, ["36185294"]),
        ("카드번호 41111 11111 111111", Kind.CARD, ["41111 11111 111111"]),
        ("카드 411111-1111111111 결제", Kind.CARD, ["411111-1111111111"]),
        ("메일 hana.k27★naver.com", Kind.EMAIL, ["hana.k27★naver.com"]),
        ("메일은 hana.k27 골뱅이 네이버 요", Kind.EMAIL, ["hana.k27 골뱅이 네이버"]),
        ("hana.k27 에 골뱅이 gmail.com", Kind.EMAIL, ["hana.k27 에 골뱅이 gmail.com"]),
        ("hana_at_naver_dot_com 으로", Kind.EMAIL, ["hana_at_naver_dot_com"]),
        ("메일 hana.k27@naver,com 입니다", Kind.EMAIL, ["hana.k27@naver,com"]),
        ("메일 hana.k27@\nnaver.com 입니다", Kind.EMAIL, ["hana.k27@\nnaver.com"]),
        ("메일 h a n a 2 7 @ n a v e r . c o m 입니다", Kind.EMAIL, ["h a n a 2 7 @ n a v e r . c o m"]),
    ],
)
def test_a_value_grouped_or_signed_otherwise_is_found(text, kind, values):
    assert found(text, kind) == values


@pytest.mark.parametrize(
    "text",
    [
        "전화 문의는 010 2025 12 31 이후",
        "뒷면 2026 과 앞면 010",
        "네이버 아이디 골뱅이 표시",
        "naver.com * daum.net 접속",
        "카드 발급 1234 5678 9012 345 6",
    ],
)
def test_what_is_grouped_so_for_another_reason_is_none(text):
    (row,) = find_all([text])
    assert row == ()


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("접속 IP 211 38 144 20 차단", Kind.IP, "211 38 144 20"),
        ("IP: 211-38-144-20", Kind.IP, "211-38-144-20"),
        ("아이피는 211쩜38쩜144쩜20", Kind.IP, "211쩜38쩜144쩜20"),
        ("IP 211 dot 38 dot 144 dot 20", Kind.IP, "211 dot 38 dot 144 dot 20"),
        ("IP 2 1 1 . 3 8 . 1 4 4 . 2 0 에서", Kind.IP, "2 1 1 . 3 8 . 1 4 4 . 2 0"),
        ("맥주소 4E.19.7B.C0.2D.E5", Kind.MAC, "4E.19.7B.C0.2D.E5"),
        ("맥주소 4E 19 7B - C0 2D E5 등록", Kind.MAC, "4E 19 7B - C0 2D E5"),
        ("MAC 4E197B-C02DE5", Kind.MAC, "4E197B-C02DE5"),
        ("MAC 4E콜론19콜론7B콜론C0콜론2D콜론E5", Kind.MAC, "4E콜론19콜론7B콜론C0콜론2D콜론E5"),
        ("좌표 35점2404, 128점4434 부근", Kind.GPS, "35점2404, 128점4434"),
        ("좌표 35.2404 콤마 128.4434 부근", Kind.GPS, "35.2404 콤마 128.4434"),
        ("위도 35.2404 경도는 128.4434", Kind.GPS, "35.2404 경도는 128.4434"),
        ("좌표 35[.]2404, 128[.]4434", Kind.GPS, "35[.]2404, 128[.]4434"),
    ],
)
def test_an_address_of_a_device_or_a_place_is_found_whatever_parts_it(text, kind, value):
    assert found(text, kind) == [value]


@pytest.mark.parametrize(
    "text",
    ["IP 카메라 24 12 30 10 대", "IP 등급 67-68-69", "MAC 2024.11.12.13.14.15", "예산 35,2404 128,4434"],
)
def test_other_figures_behind_such_words_are_none(text):
    (row,) = find_all([text])
    assert row == ()


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("번호 공!일!공!3!6!1!8!5!2!9!4", Kind.PHONE, ["공!일!공!3!6!1!8!5!2!9!4"]),
        ("번호 0!1!0!3!6!1!8!5!2!9!4", Kind.PHONE, ["0!1!0!3!6!1!8!5!2!9!4"]),
        ("전화 공일공 삼천육백십팔 오천이백구십사", Kind.PHONE, ["공일공 삼천육백십팔 오천이백구십사"]),
        (
            "사업자번호 이 일 사 다시 팔 이 다시 오 칠 공 구 이 입니다",
            Kind.BRN,
            ["이 일 사 다시 팔 이 다시 오 칠 공 구 이"],
        ),
        ("사업자번호 2.1.4_8.2_5.7.0.9.2 입니다", Kind.BRN, ["2.1.4_8.2_5.7.0.9.2"]),
        ("사업자번호 (214)82-57092", Kind.BRN, ["(214)82-57092"]),
        ("법인등록번호 110111-482-7098", Kind.CRN, ["110111-482-7098"]),
        ("계좌는 신한 110-394 이고 이어서 620518", Kind.ACCOUNT, ["110-394", "620518"]),
        ("302-3618-5294-15 ← 농협 이체용", Kind.ACCOUNT, ["302-3618-5294-15"]),
        ("302-3618-5294-15 이거 농협 계좌예요", Kind.ACCOUNT, ["302-3618-5294-15"]),
    ],
)
def test_figures_one_by_one_or_in_other_groups_are_found(text, kind, values):
    assert found(text, kind) == values


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (
            "키 = sk - proj - 3Nd8 Kq1R mWx5 Zv7L tY2p Bc9H 이어 쓰세요",
            Kind.SECRET,
            "sk - proj - 3Nd8 Kq1R mWx5 Zv7L tY2p Bc9H",
        ),
        ("연락처 010-3618-\n   5294", Kind.PHONE, "010-3618-\n   5294"),
        ("010….3618….5294 로 문자", Kind.PHONE, "010….3618….5294"),
    ],
)
def test_a_value_is_found_over_wide_gaps(text, kind, value):
    assert found(text, kind) == [value]
