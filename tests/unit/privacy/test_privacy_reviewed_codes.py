"""What a review found in encoded values, other keyboards and numbers in words: each fault with its opposite."""

import time
from base64 import b64encode
from unicodedata import normalize

import pytest

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy import scan
from gwanmun.privacy.encoded import beside, composed


def found(text: str) -> list[tuple[str, str]]:
    return [(f.kind.value, text[f.start : f.end]) for f in scan(text)]


def b64(value: str) -> str:
    return b64encode(value.encode()).decode()


PHONE = b64("010-7264-9315")
RRN = b64("840217-1935268")


@pytest.mark.parametrize(
    "text",
    [
        "one ſix two",
        "three ſeven one five",
        "ichi nı san yon go roku nana",
        "nıneteen eighty-five 생",
        "one sİx two nİne",
        "em-one ſix two nine four five ſix",
        "ſam-il-ſam-ſa-gu-chil-pal",
        "zero-1-zero/ſix/3/0/8/fıve/1/7/2",
        "plus eıght two ten double ſix four nine ſeven",
    ],
)
def test_letters_that_a_pattern_takes_for_others_break_nothing(text):
    scan(text)
    scan(f"전화 010-7264-9315\n{text}")


def test_a_number_with_such_a_letter_is_read():
    assert ("PHONE", "zero one zero ſeven two ſix four nıne three one five") in found(
        "mobile zero one zero ſeven two ſix four nıne three one five ok"
    )


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("성명: 최진수, 전화: ", ("NAME", "최진수")),
        ("hexa.min@korea.kr ", ("EMAIL", "hexa.min@korea.kr")),
        ("byte31@naver.com, ", ("EMAIL", "byte31@naver.com")),
        ("경기 의정부시 진수로 27 ", ("ADDRESS", "경기 의정부시 진수로 27")),
        ("비밀번호 hex4!Mqz 전화 ", ("PASSWORD", "hex4!Mqz")),
        ("이름: 이진수, 연락처: ", ("NAME", "이진수")),
    ],
)
def test_decoding_takes_nothing_from_its_neighbours(before, expected):
    text = before + PHONE
    assert found(text) == [expected, ("PHONE", PHONE)]


def test_the_name_of_the_encoding_is_no_value():
    text = f"서버 비밀번호 base64: {b64('nU7!qmzp20')}"
    assert [kind for kind, _ in found(text)] == ["PASSWORD"]
    assert [value for _, value in found(text)] == [b64("nU7!qmzp20")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("tail", ["{0}{0}붙임 끝", "{0}붙임 끝", "{0}Regards, Kim", "{0}End", "{0}", ""])
@pytest.mark.parametrize("size", [171, 165, 140])
def test_a_block_of_lines_ends_where_it_ends(end, tail, size):
    token = b64encode(("resident 840217-1935268 " + "of the town office, " * 8)[:size].encode()).decode()
    block = end.join(token[i : i + 76] for i in range(0, len(token), 76))
    text = f"첨부{end}{block}{tail.format(end)}"
    assert ("RRN", block) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "비밀번호는 special 문자를 포함해야 합니다.",
        "패스워드 element의 id 속성을 바꾼다",
        "암호 entity 클래스를 만든다",
        "비밀번호: visitor 계정은 없음",
        "비밀번호 signal 처리",
        "비밀번호 authority 오류, 암호 foreign 키",
        "비밀번호 shortcut 안내",
        "암호 dirname 인자, 비밀번호 fieldname 열",
        "이름: entity",
        "이름: theory",
        "이름: endian",
        "담당자: theory",
        "담당자: digital",
        "이름: rmethod",
        "성명: xhtml",
        "이름: fixturename",
    ],
)
def test_an_english_word_is_no_korean_one(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("성명: rlatndk", ("NAME", "rlatndk")),
        ("비번은 wlqdprkwk 로 바꿈", ("PASSWORD", "wlqdprkwk")),
        ("암호: tkfkdgo", ("PASSWORD", "tkfkdgo")),
        ("영타라서 비밀번호 snsthddl 이 됨", ("PASSWORD", "snsthddl")),
    ],
)
def test_keys_of_hangul_are_still_read(text, expected):
    assert expected in found(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("환자번호 삼천백이십육만 오천사백칠", ("MRN", "삼천백이십육만 오천사백칠")),
        ("환자번호는 이천칠백만 팔천육백십구\n", ("MRN", "이천칠백만 팔천육백십구")),
        ("횡성군 학담리삼백이십다시칠번지", ("ADDRESS", "횡성군 학담리삼백이십다시칠번지")),
        ("횡성군학담리삼백이십다시칠번지", ("ADDRESS", "횡성군학담리삼백이십다시칠번지")),
        ("강원 횡성군학담리삼백이십다시칠번지 토지", ("ADDRESS", "강원 횡성군학담리삼백이십다시칠번지")),
    ],
)
def test_numbers_in_words_to_the_end(text, expected):
    assert expected in found(text)


@pytest.mark.parametrize(
    "text", ["모두 동일이삼번지 표기", "우리이백번지 아래 구역", "환자번호 이천만", "거리이십번지 지나서"]
)
def test_words_that_are_no_place(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "번호는 ゼロ・いち・ゼロ・なな・に・ろく・よん・きゅう・さん・いち・ご",
        "電話 ゼロいちゼロななにろくよんきゅうさんいちご です",
        "영타로 쳤네요 이름 rlaalstn",
        "비번 ㅁㄴㅇ까먹1!",
        "성명: 최진수, 연락처: " + PHONE,
        "주소 강원도 원주시 봉산로 12, 담당 010-7264-9315",
        "휴대전화 không một không năm hai tám ba bảy chín bốn một",
    ],
)
def test_letters_taken_apart_are_the_same_text(text):
    apart = normalize("NFD", text)
    assert [(kind, normalize("NFC", value)) for kind, value in found(apart)] == found(text)
    assert found(text)


def test_what_is_put_together_leads_back():
    text = normalize("NFD", "가나 ab 닭ゼ!")
    whole, shift = composed(text)
    assert whole == "가나 ab 닭ゼ!"
    assert shift is not None
    pieces = [text[shift.start(i) : shift.end(i + 1)] for i in range(len(whole))]
    assert [normalize("NFC", piece) for piece in pieces] == list(whole)
    assert composed("ḱ 가나") == ("ḱ 가나", None)
    assert composed("0\u0301 가")[1] is None


@pytest.mark.parametrize("said", ["주민번호 {}", "주민등록번호(base64): {} 확인"])
def test_full_width_letters_of_an_encoded_value(said):
    wide = RRN.translate({code: code + 0xFEE0 for code in range(33, 127)})
    assert ("RRN", wide) in found(said.format(wide))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("이름: =?UTF-8?Q?=EC=B5=9C_=EC=A7=84=EC=88=98?=", ("NAME", "=EC=B5=9C_=EC=A7=84=EC=88=98")),
        ("From: =?utf-8?q?=EC=B5=9C=EC=A7=84=EC=88=98?= <jin@korea.kr>", ("NAME", "=EC=B5=9C=EC=A7=84=EC=88=98")),
        (f"GET /api/user/{RRN} HTTP/1.1", ("RRN", RRN)),
        (f"주소창에 /v2/{RRN.rstrip('=')}/edit 라고 뜸", ("RRN", RRN.rstrip("="))),
        (f"연락처를 16진수로 바꾸면 {1072649315:#x} 이에요", ("PHONE", f"{1072649315:#x}")),
    ],
)
def test_what_the_list_of_encodings_names(text, expected):
    assert expected in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "제목: =?UTF-8?Q?=EC=A3=BC=EA=B0=84_=ED=9A=8C=EC=9D=98?=",
        f"주변장치 주소 {1072649315:#x} 는 16진수 표기",
        "연락처 16진수 0xFFAA3300",
        "GET /api/v1/users/list/recent/items HTTP/1.1",
        f"GET /files/{b64('monthly report form')} HTTP/1.1",
    ],
)
def test_what_they_do_not_name(text):
    assert found(text) == []


def test_decoded_values_beside_many_findings_take_linear_time():
    kept = [Finding(i * 20, i * 20 + 8, Kind.PHONE, 90, "x") for i in range(20_000)]
    more = [Finding(i * 20 + 10, i * 20 + 18, Kind.PHONE, 90, "x") for i in range(20_000)]
    began = time.perf_counter()
    assert len(beside("", kept, more)) == 40_000
    assert time.perf_counter() - began < 2


def test_beside_drops_what_lies_over_the_token_and_keeps_keys():
    over, by = Finding(4, 12, Kind.ACCOUNT, 80, "x"), Finding(0, 4, Kind.NAME, 80, "x")
    key, token = Finding(30, 60, Kind.SECRET, 99, "x"), Finding(4, 20, Kind.PHONE, 97, "encoded")
    within_key = Finding(40, 50, Kind.RRN, 99, "encoded")
    assert beside(" " * 60, [by, over, key], [token, within_key]) == [by, key, token]


@pytest.mark.parametrize(
    "text", ["통장 회차 십일, 십이, 십삼, 십사, 십오", "계좌 번호 십일, 십이, 십삼, 십사, 십오번 회차"]
)
def test_who_counts_tells_no_account(text):
    assert scan(text) == ()
