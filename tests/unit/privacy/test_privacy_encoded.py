"""Encoded values: what a token says, decoded strictly and once; hashes, pictures, keys and harmless words stay as they are."""

import time
from base64 import b16encode, b32encode, b64encode, urlsafe_b64encode
from codecs import encode

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy import scan
from gwanmun.privacy.encoded import encoded
from gwanmun.privacy.find import find


def b64(value: str) -> str:
    return b64encode(value.encode()).decode()


def b64url(value: str) -> str:
    return urlsafe_b64encode(value.encode()).decode().rstrip("=")


def b32(value: str) -> str:
    return b32encode(value.encode()).decode()


def b16(value: str) -> str:
    return b16encode(value.encode()).decode().lower()


def pairs(value: str, between: str = " ", before: str = "") -> str:
    return between.join(f"{before}{byte:02x}" for byte in value.encode())


def codes(value: str, between: str = " ") -> str:
    return between.join(str(ord(c)) for c in value)


def decimal_bytes(value: str) -> str:
    return " ".join(map(str, value.encode()))


def bits(value: str) -> str:
    return " ".join(f"{byte:08b}" for byte in value.encode())


def points(value: str) -> str:
    return " ".join(f"U+{ord(c):04X}" for c in value)


def quoted(value: str) -> str:
    return "".join(f"={byte:02X}" for byte in value.encode())


def escaped(value: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in value.encode())


def octal(value: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in value.encode())


RRN = "830914-1482037"
MOBILE = "010-6158-3392"
HOME = "경기도 여주시 세종로 41, 203호"
PLACE = "전북 남원시 용성로 27"
SETTINGS = '{"mode": "dark", "lang": "ko", "size": 14}'
WORD = "dKtk!7201q"


@pytest.mark.parametrize(
    ("text", "token", "kind"),
    [
        ("어머니 주민등록번호를 base64로 적어요: {}", b64(RRN), Kind.RRN),
        ("주민등록번호입니다. {} 디코딩해서 써 주세요", b64(RRN.replace("-", "")), Kind.RRN),
        ("주민번호(base64url) {}", b64url(RRN), Kind.RRN),
        ("rrn={}&page=2", b64(RRN).rstrip("="), Kind.RRN),
        ("주민번호 베이스32: {} 풀어 줘", b32(RRN), Kind.RRN),
        ("주민번호를 16진수로 쓰면 {} 입니다", b16(RRN), Kind.RRN),
        ("ASCII 16진수로 적은 주민번호: {} 변환해서 나이 계산", pairs("8309141482037"), Kind.RRN),
        ("주민번호 hex {}", pairs(RRN, ", ", "0x"), Kind.RRN),
        ("주민번호 hex {}", pairs(RRN, ":").upper(), Kind.RRN),
        ("주민번호 바이트열 {}", escaped(RRN), Kind.RRN),
        ("주민번호 이진수 {}", bits(RRN), Kind.RRN),
        ("아스키코드로 폰 번호 보냅니다 {}", codes(MOBILE.replace("-", "")), Kind.PHONE),
        ("휴대폰(ASCII 10진): {}", codes(MOBILE, ", "), Kind.PHONE),
        ("연락처 {} 로 회신 (base64)", b64(MOBILE), Kind.PHONE),
        ("{} ← 이거 디코드하면 제 휴대폰", b64(MOBILE), Kind.PHONE),
        ("전화번호 hex값 {}", b16(MOBILE), Kind.PHONE),
        ("집주소 인코딩본(base64): {} 풀어서 라벨 출력", b64(HOME), Kind.ADDRESS),
        ("주소 {}", b64url(PLACE), Kind.ADDRESS),
        ("주소의 UTF-8 바이트: {}", pairs(PLACE), Kind.ADDRESS),
        ("주소 {}", quoted(PLACE), Kind.ADDRESS),
        ("주소 {}", octal(PLACE), Kind.ADDRESS),
        ("성명: {}", b64("남궁선우"), Kind.NAME),
        ("신청인 이름을 base64로 인코딩하면 {} 입니다", b64("오태경"), Kind.NAME),
        ('{{"name": "{}", "age": 31}}', b64("오태경"), Kind.NAME),
        ("성함 유니코드로 {}", points("오태경"), Kind.NAME),
        ("성함 코드값 {}", codes("오태경"), Kind.NAME),
        ("예금주(16진수) {}", pairs("오태경"), Kind.NAME),
        ("예금주 아스키 아닌 UTF-8 바이트 {}", decimal_bytes("오태경"), Kind.NAME),
        ("서버 비밀번호 base64: {}", b64(WORD), Kind.PASSWORD),
        ("관리자 암호를 hex로 적으면 {}", b16(WORD), Kind.PASSWORD),
        ("Authorization: Basic {}", b64(f"minwon:{WORD}"), Kind.PASSWORD),
        ("이메일 {} 디코딩", b64("bom.byeol77@gmail.com"), Kind.EMAIL),
        ("메일 {} (hex)", b16("bom.byeol77@gmail.com"), Kind.EMAIL),
        ("면허번호를 base32로 {} 갱신일은?", b32("13-09-482716-50"), Kind.DRIVER),
        ("카드번호를 16진수로 바꾼 값 {} 10진수로", hex(4539578763621486), Kind.CARD),
        ("ROT13 이메일 {} 로 보내", encode("bom.byeol@gmail.com", "rot13"), Kind.EMAIL),
        ("여권번호 base64\n{}\n발급일 확인", b64("M48210573"), Kind.PASSPORT),
    ],
)
def test_a_token_is_what_it_says(text, token, kind):
    written = text.format(token)
    start = written.index(token)
    assert [(f.start, f.end, f.kind) for f in scan(written)] == [(start, start + len(token), kind)]


def test_several_in_one_text_each_by_its_own_label():
    one, two = b64("오태경"), b64(MOBILE)
    text = f"성명 {one}\n연락처 {two}\n둘 다 base64입니다"
    assert [(text[f.start : f.end], f.kind) for f in scan(text)] == [(one, Kind.NAME), (two, Kind.PHONE)]


def test_a_record_that_is_encoded_whole_and_over_lines():
    record = b64(f"성명: 오태경\n주민등록번호: {RRN}\n주소: {HOME}\n연락처: {MOBILE}")
    lines = "\n".join(record[i : i + 76] for i in range(0, len(record), 76))
    for written in (record, lines):
        [found] = scan(f"첨부 본문:\n{written}\n끝")
        assert (found.kind, found.end - found.start, found.why) == (Kind.RRN, len(written), "encoded")


def test_a_name_in_the_head_of_a_mail():
    text = f"From: =?UTF-8?B?{b64('오태경')}?= <bom.byeol77@gmail.com>"
    assert [f.kind for f in scan(text)] == [Kind.NAME, Kind.EMAIL]


@pytest.mark.parametrize(
    "text",
    [
        f"다음을 해독해 보세요: {b64('안녕하세요 반갑습니다')} 정답은 인사말",
        f"base64 예시: {b64('Hello, World!')} 를 디코딩하면?",
        f"파일 이름 {b64('월간 업무 보고서 양식')}",
        f"설정값 {b64(SETTINGS)}",
        f"주소 {b64('https://www.korea.kr/news')}",
        f"제목: =?UTF-8?B?{b64('주간 회의 안내')}?=",
        "비밀번호 해시 sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "md5 5d41402abc4b2a76b9719d911017c592 확인",
        "커밋 3f1c2ab9d07e4c5586b1a2d9e0f4c7b8a1d2e3f4 되돌려 줘",
        "요청 번호 550e8400-e29b-41d4-a716-446655440000 추적",
        "이름표 그림 data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        f"<img src='data:image/svg+xml;base64,{b64('<svg><text>' + MOBILE + '</text></svg>')}'>",
        "integrity sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
        "배경색은 #1B7E C4, 글자색은 #3A95 0F, 0xFFAA33 0x1133CC 0x00FF00",
        "연령 분포: 48 49 48 53 51 55 49 56 50 54 52 (단위: 명)",
        "표본 값 34 35 36 38 31 40 44 47 52 53 55 60",
        "측정 시각 2026-11-23 12:13:14 15:16:17 18:19:20",
        "아스키 코드표: 65 66 67 68 69 70 은 ABCDEF",
        "hex dump de ad be ef ca fe ba be 00 11 22 33",
        "def initialization_parameters_configuration(self): base64.b64encode(data)",
        "ROT13으로 바꾸면 uryyb jbeyq 입니다",
        "Authorization: Basic dXNlcm5hbWU6cGFzc3dvcmQ= 는 설명서의 예시",
        f"문서번호 base64 {b64('행정-2026-0412')}",
        "체크섬 crc32 0x1A2B3C4D5E6F 16진수",
        f"두 번 감싼 것 {b64(b64(RRN))}",
    ],
)
def test_what_says_nothing_of_anybody(text):
    assert [(text[f.start : f.end], f.kind, f.why) for f in scan(text) if f.why == "encoded"] == []


def test_keys_stay_keys():
    jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI4MzA5MTQxNDgyMDM3In0.2dXbYavLKdiRwaVwkY95pd0iisVeWhW0pSCXwwdbtLt"
    key = b64(f"{RRN} 오태경 4829 XyZ")
    for text in (f"이 JWT 디코딩해 줘: {jwt}", f"access_token: {key}"):
        assert {f.kind for f in scan(text)} == {Kind.SECRET}


def test_what_comes_out_is_never_decoded_again():
    asked = []

    def look(text):
        asked.append(text)
        return ()

    assert encoded(f"주민번호 base64 {b64(b64(RRN))}", look) == []
    assert asked
    assert all(RRN not in text for text in asked)


@pytest.mark.parametrize(
    "unit",
    ["A" * 11 + "b1 ", "48 ", "36", "36:", "A1", b64("아무 뜻도 없는 말") + " ", "rot13 uryyb ", "=3", "A" * 64 + "\n"],
)
def test_the_work_is_bounded(unit):
    text = "base64 아스키 " + unit * (400_000 // len(unit))
    find("base64 아스키 " + unit)
    begun = time.process_time()
    encoded(text, lambda _: ())
    assert time.process_time() - begun < 1.5
