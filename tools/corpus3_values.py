"""Invented people, numbers and places for the third and fourth corpus: one function per slot, all drawn from a seeded generator.

Here: shapes, check digits where the law has them (RRN, FRN, BRN, CRN, CARD), and how often people write which form.
Not here: templates, spans, disguises (tools/corpus3.py). Nothing is taken from real people or registers.
"""

# ruff: noqa: SIM905 - lists of words are read as words

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

# Per mille of the population, rounded by hand; the tail is the rare ones, drawn evenly a fifth of the time.
SURNAMES = {
    "김": 215, "이": 147, "박": 84, "최": 47, "정": 43, "강": 24, "조": 21, "윤": 20, "장": 20, "임": 17, "한": 15,
    "오": 15, "서": 15, "신": 15, "권": 14, "황": 14, "안": 14, "송": 14, "류": 4, "유": 13, "전": 11, "홍": 11,
    "고": 9, "문": 9, "양": 9, "손": 9, "배": 8, "백": 7, "허": 6, "남": 5, "심": 5, "노": 6, "하": 5, "곽": 4, "성": 4,
    "차": 4, "주": 4, "우": 4, "구": 4, "나": 3, "민": 3, "진": 4, "지": 3, "엄": 3, "채": 3, "원": 3, "천": 2, "방": 2,
    "공": 2, "현": 2, "함": 2, "변": 2, "염": 1, "여": 1, "추": 1, "도": 1, "소": 1, "석": 1,
}  # fmt: skip
RARE = (
    "선 설 마 길 연 위 표 명 기 반 라 왕 금 옥 육 인 맹 제 모 탁 국 어 은 편 용 예 경 봉 사 부 가 복 태 목 형 피 두 감 호 음 빈 "
    "동 온 범 좌 팽 승 간 견 시 갈 남궁 제갈 황보 선우 독고 사공 서문 동방"
).split()
GIVEN = {
    ("old", "m"): "영수 종수 병철 판수 만석 갑수 복동 춘식 재봉 용팔 상만 덕수 달호 기준 학봉 점동 두칠 삼룡 을용 창근",
    ("old", "f"): "순자 영자 말순 끝순 점례 복순 옥분 춘자 금례 분이 막례 정님 필녀 간난 종례 귀남 옥희 말자 양순 덕임",
    ("mid", "m"): "성호 영철 정훈 병수 상욱 경수 재홍 동식 기태 명환 광수 태식 창호 남수 용준 진국 형석 규태 인철 홍기",
    ("mid", "f"): "경희 미숙 은주 정숙 영미 현숙 선희 혜경 명숙 은경 미란 애경 숙희 연옥 지숙 향미 재순 금주 영란 남희",
    ("new", "m"): "지훈 민수 준혁 현우 동현 성민 승호 재욱 상훈 태윤 우진 정민 한솔 대성 민 훈 혁 건 진우 은성",
    ("new", "f"): "지은 수진 유진 혜진 은지 민정 소영 아름 보람 슬기 하나 나래 가은 예진 지현 솔 빈 윤정 다혜 이슬",
    ("kid", "m"): "서준 하준 도윤 시우 지호 이안 건우 로운 하람 율 태오 은찬 유찬 온 라온 정우 선우 주원 이준 한결",
    ("kid", "f"): "서연 지우 하은 서윤 아인 지안 소율 채원 라희 봄 시아 다온 나은 리아 유나 하린 예나 가온 새봄 윤슬",
}  # fmt: skip
FOREIGN = (
    "응우옌 티 흐엉|쩐 반 뚜언|레 티 투이|팜 민 득|왕샤오밍|천리화|류즈창|김빅토르|압둘라예프 루스탐|카리모바 딜노자|바트바야르 오윤치멕|"
    "간볼드 테무진|마리아 산토스|호세 델라크루스|속 찬나|체아 스레이닛|솜차이 분미|라이 수레쉬|구룽 프라카시|모하마드 라힘|데위 레스타리|"
    "이바노바 나탈리야|사토 유이|앤드루 콜린스|세라 미첼|아웅 민 투|무함마드 이르판|페레라 니말"
).split("|")
# Given names of two letters put together: as most people are called.
FIRST = {
    "m": "재 도 현 승 상 태 경 성 종 병 기 창 동 영 준 규 원 세 인 형".split(),
    "f": "수 미 혜 은 지 경 영 현 선 정 소 윤 민 희 다 보 연 주 진 세".split(),
}
SECOND = {
    "m": "현 호 석 환 수 민 식 철 우 욱 진 준 열 섭 근 모 범 길 택 훈".split(),
    "f": "영 희 숙 정 경 연 진 선 아 미 은 주 란 원 림 나 옥 순 화 현".split(),
}
LATIN = (
    "NGUYEN THI HUONG|Tran Van Tuan|WANG XIAOMING|Chen Lihua|Abdullaev Rustam|KARIMOVA DILNOZA|Batbayar Oyunchimeg|Maria Santos|"
    "Jose Dela Cruz|SOK CHANNA|Somchai Boonmee|Rai Suresh|Gurung Prakash|Dewi Lestari|Ivanova Natalya|Andrew Collins|Sarah Mitchell|"
    "AUNG MIN THU|Perera Nimal|Muhammad Irfan|LEE MINSEOK|Kim Jiyoung|Park Seo-jun"
).split("|")
SURNAME_HANJA = dict(zip("김이박최정강조윤장임한오서신권", "金李朴崔鄭姜趙尹張林韓吳徐申權", strict=True))
GIVEN_HANJA = {
    "철": "哲", "수": "洙", "영": "英", "호": "鎬", "정": "貞", "식": "植", "병": "炳", "성": "成", "훈": "勳", "상": "相",
    "경": "京", "희": "姬", "숙": "淑", "은": "恩", "주": "珠", "순": "順", "자": "子", "춘": "春", "복": "福", "만": "萬",
    "석": "錫", "옥": "玉", "미": "美", "현": "賢", "재": "在", "동": "東",
}  # fmt: skip
PLACES = (
    "서울특별시 은평구|서울특별시 중랑구|서울시 금천구|서울 도봉구|부산광역시 사하구|부산 동래구|대구광역시 달서구|인천광역시 미추홀구|광주광역시 북구|"
    "대전광역시 유성구|울산광역시 남구|세종특별자치시|경기도 남양주시|경기도 안산시 상록구|경기 파주시|경기도 여주시|강원특별자치도 원주시|강원도 정선군|"
    "충청북도 제천시|충북 옥천군|충청남도 서산시|충남 부여군|전북특별자치도 익산시|전라북도 무주군|전라남도 순천시|전남 고흥군|경상북도 안동시|경북 울진군|"
    "경상남도 거제시|경남 합천군|제주특별자치도 서귀포시|경기도 수원시 팔달구|충청북도 청주시 흥덕구"
).split("|")
TOWNS = "읍내면 가온면 솔뫼읍 한들면 새빛읍 두물면 큰골면 달구면".split()
ROADS = "새빛로 한들길 솔뫼로 가온대로 두물머리길 은행나무로 시냇말길 봉우재로 너른들1길 꽃뫼로12번길 하늬바람길 물레방앗간길".split()
LANES = "버들동 솔뫼동 가온동 큰골리 윗말리 한들동 너른리 새터동 두물리 달구리".split()
BLOCKS = "한빛마을아파트|솔뫼타운|가온파크빌|두물하이츠|은하연립|새터주공아파트|리버사이드빌라|무지개오피스텔|하늬채 2차".split(
    "|"
)
BANKS = {
    "국민은행": ("6-2-6", ""), "KB국민": ("6-2-6", ""), "신한은행": ("3-3-6", "110"), "우리은행": ("4-3-6", "1002"),
    "하나은행": ("3-6-5", ""), "농협": ("3-4-4-2", "302"), "NH농협": ("3-4-4-2", "301"), "기업은행": ("3-6-2-3", ""),
    "카카오뱅크": ("4-2-7", "3333"), "토스뱅크": ("4-4-4", "1000"), "새마을금고": ("4-4-4-1", "9002"), "우체국": ("6-2-6", ""),
    "부산은행": ("3-4-4-2", "101"), "수협": ("4-4-4", ""), "신협": ("3-3-6", "132"),
}  # fmt: skip
MAIL_HEADS = "sunrise bluemoon hgkim jhlee mspark kdy yjchoi dalbit nabi happyday greentea daughter seoultiger pilot77 banana msk".split()
MAIL_HOSTS = "naver.com hanmail.net daum.net gmail.com korea.kr nate.com example.com example.go.kr kakao.com".split()


def draw_from(pools: dict[str, Any]) -> None:
    """Lists to draw from instead of those above, by their names; of `GIVEN` the key is era and sex (`old m`)."""
    for pool, words in pools.items():
        mine = globals()[pool]
        if isinstance(mine, dict):
            mine.update({tuple(k.split()) if pool == "GIVEN" else k: v for k, v in words.items()})
        else:
            mine[:] = words


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person: what a key in a template stands for."""

    name: str
    latin: str
    birth: date
    sex: str


@dataclass(slots=True)
class Draw:
    """The seeded generator of one document and what it has drawn so far."""

    rng: Random
    ages: dict[str, str] = field(default_factory=dict)
    sexes: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    bank: str = ""

    def person(self, key: str) -> Person:
        if not key:
            return new_person(self.rng, self.rng.choices(["adult", "old", "kid"], [84, 14, 2])[0])
        if key not in self.people:
            self.people[key] = new_person(self.rng, self.ages.get(key, "adult"), self.sexes.get(key, ""))
        return self.people[key]

    def digits(self, count: int) -> str:
        return "".join(self.rng.choice("0123456789") for _ in range(count))

    def pick(self, *options: str) -> str:
        return self.rng.choice(options)


def new_person(rng: Random, age: str, sex: str = "") -> Person:
    first, last = {"kid": (2007, 2018), "old": (1932, 1954)}.get(age, (1955, 2003))
    birth = date(first, 1, 1) + timedelta(days=rng.randrange((last - first + 1) * 365))
    sex = sex or rng.choice("mf")
    if age == "foreign":
        return Person(rng.choice(FOREIGN), rng.choice(LATIN), birth, sex)
    era = "old" if birth.year < 1955 else "mid" if birth.year < 1980 else "new" if birth.year < 2005 else "kid"
    rare = rng.random() < 0.2
    surname = rng.choice(RARE) if rare else rng.choices(list(SURNAMES), list(SURNAMES.values()))[0]
    given = rng.choice(GIVEN[era, sex].split())
    if era in {"mid", "new"} and rng.random() < 0.55:
        given = rng.choice(FIRST[sex]) + rng.choice(SECOND[sex])
    return Person(surname + given, romanised(surname, given), birth, sex)


def letters(hangul: str) -> str:
    """Hangul in Latin letters, as the ministry's romanisation writes single syllables."""
    heads = "g kk n d tt r m b pp s ss  j jj ch k t p h".split(" ")
    hearts = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
    tails = " k k k n n n t l k m p l l p l m p p t t ng t t k t p t".split(" ")
    codes = [ord(c) - 0xAC00 for c in hangul]
    return "".join(heads[c // 588] + hearts[c % 588 // 28] + tails[c % 28] for c in codes)


def romanised(surname: str, given: str) -> str:
    usual = {
        "김": "kim",
        "이": "lee",
        "박": "park",
        "최": "choi",
        "정": "jung",
        "강": "kang",
        "조": "cho",
        "윤": "yoon",
    }
    return f"{usual.get(surname, letters(surname))} {letters(given)}"


def name(d: Draw, key: str, style: str) -> str:
    person = d.person(key)
    if style == "latin":
        if not key:
            return d.rng.choice(LATIN)
        return person.latin if not person.latin.islower() else d.pick(person.latin.upper(), person.latin.title())
    if style == "foreign":
        return d.rng.choice(FOREIGN)
    if style == "sp":
        return " ".join(person.name)
    if style == "given":
        return person.name[2:] if person.name[:2] in RARE else person.name[1:]
    return person.name


def hanja_pair(d: Draw) -> tuple[str, str]:
    """A name and the same name in Chinese letters."""
    surname = d.rng.choice(list(SURNAME_HANJA))
    given = "".join(d.rng.sample(list(GIVEN_HANJA), 2))
    return surname + given, SURNAME_HANJA[surname] + "".join(GIVEN_HANJA[c] for c in given)


def resident_check(first_twelve: str, *, foreign: bool) -> str:
    total = sum(int(a) * w for a, w in zip(first_twelve, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True))
    return str(((13 if foreign else 11) - total % 11) % 10)


def resident(d: Draw, key: str, style: str, *, foreign: bool = False) -> str:
    person = d.person(key)
    base = (5 if foreign else 1) + (2 if person.birth.year >= 2000 else 0) + (person.sex == "f")
    body = person.birth.strftime("%y%m%d") + str(base) + d.digits(5)
    last = resident_check(body, foreign=foreign)
    if d.rng.random() < 0.12:  # mistyped, or newly given since October 2020: no check digit
        last = str((int(last) + d.rng.randrange(1, 9)) % 10)
    if style == "plain":
        return body + last
    sep = "-" if style == "std" else d.rng.choices(["-", " - ", " ", "–"], [86, 6, 5, 3])[0]
    return f"{body[:6]}{sep}{body[6:]}{last}"


def frn(d: Draw, key: str, style: str) -> str:
    return resident(d, key, style, foreign=True)


def driver(d: Draw, _key: str, style: str) -> str:
    region = d.pick(*[str(n) for n in range(11, 27)], "28")
    if style == "old" or (not style and d.rng.random() < 0.12):
        return f"{d.pick('서울', '부산', '경기', '충남', '전북')} {d.rng.randrange(75, 99)}-{d.digits(6)}-{d.digits(2)}"
    return f"{region}-{d.rng.randrange(100):02d}-{d.digits(6)}-{d.digits(2)}"


def passport(d: Draw, _key: str, style: str) -> str:
    if style == "new" or (not style and d.rng.random() < 0.4):
        return d.pick("M", "M", "M", "S", "D") + d.digits(3) + d.rng.choice("ABCDEFGHJKLMNPRSTUVWXY") + d.digits(4)
    return d.pick("M", "M", "M", "S", "R", "O", "D") + d.digits(8)


def mobile(d: Draw, _key: str, style: str) -> str:
    head = "010" if style or d.rng.random() < 0.94 else d.pick("011", "016", "017", "019")
    middle = str(d.rng.randrange(2000, 9999)) if head == "010" else str(d.rng.randrange(200, 999))
    last = d.digits(4)
    if style == "plain":
        return head + middle + last
    if style == "std":
        return f"{head}-{middle}-{last}"
    if style == "intl":
        return f"+82 {head[1:]}-{middle}-{last}"
    form = d.rng.choices(["{}-{}-{}", "{}{}{}", "{}.{}.{}", "{} {} {}", "{})-{}-{}", "{}){}-{}"], [72, 12, 6, 6, 1, 3])[
        0
    ]
    return form.format(head, middle, last)


def landline(d: Draw, _key: str, _style: str) -> str:
    area = d.pick(
        "02", "031", "032", "033", "041", "042", "043", "051", "053", "054", "055", "061", "062", "063", "064"
    )
    if d.rng.random() < 0.15:
        return f"{d.pick('070', '0507', '0504')}-{d.rng.randrange(2000, 9999)}-{d.digits(4)}"
    form = d.pick("{}-{}-{}", "{}-{}-{}", "{}){}-{}", "{}.{}.{}")
    return form.format(area, d.rng.randrange(220, 990), d.digits(4))


def email(d: Draw, _key: str, _style: str) -> str:
    return f"{d.rng.choice(MAIL_HEADS)}{d.pick('', '.', '_')}{d.rng.randrange(10, 9999)}@{d.rng.choice(MAIL_HOSTS)}"


def ip(d: Draw, _key: str, _style: str) -> str:
    head = d.pick("10", "172.16", "192.168", "211.34", "203.0", "175.193", "58.72")
    parts = head.split(".")
    return ".".join(parts + [str(d.rng.randrange(1, 254)) for _ in range(4 - len(parts))])


def ip6(d: Draw, _key: str, _style: str) -> str:
    words = [f"{d.rng.randrange(1, 65535):x}" for _ in range(4)]
    if d.rng.random() < 0.5:
        return f"2001:db8:{words[0]}::{words[1]}"
    return f"fe80::{':'.join(words)}"


def mac(d: Draw, _key: str, style: str) -> str:
    pairs = [f"{d.rng.randrange(256):02x}" for _ in range(6)]
    if style == "hyphen" or (not style and d.rng.random() < 0.35):
        return "-".join(pairs).upper()
    return ":".join(pairs).upper() if d.rng.random() < 0.5 else ":".join(pairs)


def gps(d: Draw, _key: str, style: str) -> str:
    lat, lon = f"{d.rng.uniform(34.2, 38.2):.6f}", f"{d.rng.uniform(126.3, 129.2):.6f}"
    if style == "cells":
        return f"{lat}\t{lon}"
    if style == "json":
        return f"{lat}, {lon}"
    return f"{lat}{d.pick(', ', ',', ' ')}{lon}" if style != "deg" else f"N{lat} E{lon}"


def account(d: Draw, _key: str, style: str) -> str:
    groups, head = BANKS[d.bank or d.rng.choice(list(BANKS))]
    sizes = [int(n) for n in groups.split("-")]
    digits = (head + d.digits(sum(sizes)))[: sum(sizes)]
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    sep = "" if style == "plain" else "-" if style == "std" else d.rng.choices(["-", "", " "], [78, 18, 4])[0]
    return sep.join(parts)


def bank(d: Draw) -> str:
    d.bank = d.rng.choice(list(BANKS))
    return d.bank


def luhn(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str((10 - total % 10) % 10)


def card(d: Draw, _key: str, style: str) -> str:
    if not style and d.rng.random() < 0.08:
        body = "37" + d.digits(12)
        whole = body + luhn(body)
        return f"{whole[:4]}-{whole[4:10]}-{whole[10:]}"
    body = d.pick("4", "51", "53", "55", "9", "3569", "6250") + d.digits(15)
    whole = body[:15] + luhn(body[:15])
    sep = "" if style == "plain" else "-" if style == "std" else d.rng.choices(["-", " ", ""], [70, 18, 12])[0]
    return sep.join(whole[n : n + 4] for n in range(0, 16, 4))


def brn(d: Draw, _key: str, style: str) -> str:
    body = str(d.rng.randrange(101, 899)) + d.pick("01", "05", "12", "81", "86", "87", "88", "32") + d.digits(4)
    total = sum(int(a) * w for a, w in zip(body, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True)) + int(body[8]) * 5 // 10
    check = (10 - total % 10) % 10
    if style == "wrong":
        check = (check + d.rng.randrange(1, 9)) % 10
    whole = body + str(check)
    return whole if style == "plain" else f"{whole[:3]}-{whole[3:5]}-{whole[5:]}"


def crn(d: Draw, _key: str, style: str) -> str:
    body = (
        d.pick("1101", "1201", "1311", "1348", "1801", "2001", "1411", "2101") + d.pick("11", "22", "14") + d.digits(6)
    )
    total = sum(int(a) * (1 + n % 2) for n, a in enumerate(body))
    whole = body + str((10 - total % 10) % 10)
    return whole if style == "plain" else f"{whole[:6]}-{whole[6:]}"


def plate(d: Draw, _key: str, style: str) -> str:
    use = d.rng.choice("가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호바사아자배")
    if style == "old":
        return f"{d.pick('서울', '경기', '부산', '전남')} {d.rng.randrange(10, 99)}{d.rng.choice('가나다라마바사아자')} {d.digits(4)}"
    front = d.rng.randrange(10, 99) if d.rng.random() < 0.4 else d.rng.randrange(100, 699)
    return f"{front}{use}{d.pick('', ' ')}{d.rng.randrange(1000, 9999)}"


def address(d: Draw, _key: str, style: str) -> str:
    place = d.rng.choice(PLACES)
    town = f" {d.rng.choice(TOWNS)}" if place.endswith("군") else ""
    if style == "lot":
        return f"{place}{town} {d.rng.choice(LANES)} {d.pick('', '산')}{d.rng.randrange(2, 900)}{d.pick('', f'-{d.rng.randrange(1, 40)}')}{d.pick('', '번지')}"
    number = f"{d.rng.randrange(2, 400)}{d.pick('', f'-{d.rng.randrange(1, 40)}')}"
    base = f"{place}{town} {d.rng.choice(ROADS)} {number}"
    flat = f"{d.rng.randrange(101, 120)}동 {d.rng.randrange(1, 20)}{d.rng.randrange(1, 9):02d}호"
    forms = [
        base,
        f"{base}, {flat}",
        f"{base}, {flat} ({d.rng.choice(LANES)}, {d.rng.choice(BLOCKS)})",
        f"{base} ({d.rng.choice(LANES)})",
        f"{base}, {d.pick('2층', 'B01호', '301호', '지하 1층')}",
        f"{base} {d.rng.choice(BLOCKS)} {flat}",
    ]
    return d.rng.choice(forms)


def birthdate(d: Draw, key: str, style: str) -> str:
    b = d.person(key).birth
    forms = {
        "d": f"{b.year}. {b.month}. {b.day}.",
        "k": f"{b.year}년 {b.month}월 {b.day}일",
        "i": b.isoformat(),
        "p": b.strftime("%Y.%m.%d"),
        "s": b.strftime("%y%m%d"),
        "y": b.strftime("%y.%m.%d"),
        "e": b.strftime("%d/%m/%Y"),
    }
    return forms[style or d.pick("d", "d", "k", "i", "p", "p")]


def health(d: Draw, _key: str, _style: str) -> str:
    return d.pick("1-", "", "7-", "1-", "2-") + d.pick("1", "2", "3", "7") + d.digits(9)


def military(d: Draw, _key: str, _style: str) -> str:
    year = d.pick("98", "05", "12", "19", "21", "23", "24", "25")
    return f"{year}-{d.digits(int(d.pick('5', '6', '8', '8')))}"


def chart(d: Draw, _key: str, _style: str) -> str:
    return d.pick(d.digits(8), str(d.rng.randrange(100000, 999999)), f"{d.rng.randrange(10, 26)}-{d.digits(6)}")


def customs(d: Draw, _key: str, _style: str) -> str:
    return "P" + d.pick("15", "18", "20", "22", "24") + d.digits(10)


def password(d: Draw, _key: str, style: str) -> str:
    if style == "pin":
        return d.digits(4)
    word = d.pick("Welcome", "gksmf", "haneul", "Busan", "minwon", "admin", "Qwer", "dkssud", "spring", "Tiger")
    return word + d.pick("@", "!", "#", "", "_") + d.digits(d.rng.randrange(2, 5)) + d.pick("", "!", "$", "!!")


def token(d: Draw, count: int, letters: str = "") -> str:
    return "".join(
        d.rng.choice(letters or "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") for _ in range(count)
    )


def secret(d: Draw, _key: str, style: str) -> str:
    upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    makers: dict[str, Callable[[], str]] = {
        "aws": lambda: "AKIA" + token(d, 16, upper),
        "github": lambda: d.pick("ghp_", "gho_", "ghs_") + token(d, 36),
        "openai": lambda: "sk-proj-" + token(d, 48),
        "anthropic": lambda: "sk-ant-api03-" + token(d, 60),
        "slack": lambda: f"xoxb-{d.digits(12)}-{d.digits(12)}-{token(d, 24)}",
        "google": lambda: "AIza" + token(d, 35),
        "jwt": lambda: jwt(d),
        "pem": lambda: pem(d),
    }
    return makers[style or d.pick("aws", "github", "openai", "anthropic", "slack", "google", "jwt")]()


def jwt(d: Draw) -> str:
    def part(value: dict[str, str | int]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    head = part({"alg": "HS256", "typ": "JWT"})
    return f"{head}.{part({'sub': d.digits(6), 'exp': 1700000000 + d.rng.randrange(10**7)})}.{token(d, 43)}"


def pem(d: Draw) -> str:
    kind = d.pick("RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY")
    lines = "\n".join(token(d, 64) for _ in range(3))
    return f"-----BEGIN {kind}-----\n{lines}\n{token(d, 22)}==\n-----END {kind}-----"


# slot → (label, maker). Several slots may serve one label.
VALUES: dict[str, tuple[str, Callable[[Draw, str, str], str]]] = {
    "NAME": ("NAME", name),
    "RRN": ("RRN", resident),
    "FRN": ("FRN", frn),
    "DRIVER": ("DRIVER", driver),
    "PASSPORT": ("PASSPORT", passport),
    "PHONE": ("PHONE", mobile),
    "TEL": ("PHONE", landline),
    "EMAIL": ("EMAIL", email),
    "IP": ("IP", ip),
    "IPV": ("IP", ip6),
    "MAC": ("MAC", mac),
    "GPS": ("GPS", gps),
    "ACCOUNT": ("ACCOUNT", account),
    "CARD": ("CARD", card),
    "BRN": ("BRN", brn),
    "CRN": ("CRN", crn),
    "PLATE": ("PLATE", plate),
    "ADDRESS": ("ADDRESS", address),
    "BIRTHDATE": ("BIRTHDATE", birthdate),
    "HEALTH_INS": ("HEALTH_INS", health),
    "MILITARY_NO": ("MILITARY_NO", military),
    "MRN": ("MRN", chart),
    "PCCC": ("PCCC", customs),
    "PASSWORD": ("PASSWORD", password),
    "SECRET": ("SECRET", secret),
    "MARKING": ("MARKING", lambda _d, _k, _s: ""),  # written in the template, always
}


def day(d: Draw) -> str:
    when = date(2024, 1, 1) + timedelta(days=d.rng.randrange(1000))
    return d.pick(
        f"{when.year}. {when.month}. {when.day}.",
        when.isoformat(),
        f"{when.month}월 {when.day}일",
        when.strftime("%Y.%m.%d"),
    )


# Words that are nobody's: lower-case slots, never gold.
FILLERS: dict[str, Callable[[Draw], str]] = {
    "bank": bank,
    "date": day,
    "time": lambda d: f"{d.rng.randrange(7, 21):02d}:{d.rng.randrange(60):02d}",
    "won": lambda d: f"{d.rng.randrange(12, 9800) * 1000:,}",
    "small": lambda d: str(d.rng.randrange(2, 30)),
    "num": lambda d: str(d.rng.randrange(100, 99999)),
    "pct": lambda d: f"{d.rng.uniform(1, 98):.1f}",
    "dept": lambda d: d.pick("복지정책과", "세정과", "건축허가과", "총무과", "자치행정과", "교통행정과", "환경위생과", "정보통신과", "감사담당관"),
    "agency": lambda d: d.pick("새빛시", "가온군", "한울구", "두물시", "솔뫼군", "너른시"),
    "firm": lambda d: d.pick("한들건설", "가온테크", "(주)푸른솔", "두물엔지니어링", "주식회사 새터", "늘봄푸드", "㈜하늬소프트"),
    "docno": lambda d: f"{d.pick('복지정책과', '총무과', '세정과', '도시계획과')}-{d.rng.randrange(100, 99999)}",
    "petition": lambda d: f"1AA-{d.rng.randrange(2401, 2611)}-{d.digits(7)}",
    "caseno": lambda d: f"{d.rng.randrange(2009, 2026)}{d.pick('가합', '가단', '고단', '구합', '누', '두', '헌마', '도')}{d.rng.randrange(100, 99999)}",
    "waybill": lambda d: f"{d.digits(4)}-{d.digits(4)}-{d.digits(4)}",
    "version": lambda d: f"{d.rng.randrange(1, 12)}.{d.rng.randrange(30)}.{d.rng.randrange(20)}.{d.rng.randrange(1, 900)}",
    "barcode": lambda d: "880" + d.digits(10),
    "hash": lambda d: token(d, 64, "0123456789abcdef"),
    "uuid": lambda d: "-".join(token(d, n, "0123456789abcdef") for n in (8, 4, 4, 4, 12)),
    "rank": lambda d: d.pick("주무관", "팀장", "과장", "사무관", "서기관", "실무관"),
    "brnwrong": lambda d: brn(d, "", "wrong"),
    "year": lambda d: str(d.rng.randrange(2019, 2027)),
}  # fmt: skip
# Lower-case slots whose use depends on policy: an `ignore` span of this label.
IGNORED: dict[str, tuple[str, Callable[[Draw], str]]] = {
    "office": ("PHONE", lambda d: landline(d, "", "")),
    "hotline": ("PHONE", lambda d: f"{d.pick('1588', '1577', '1644', '1899', '1600')}-{d.digits(4)}"),
    "officeaddr": ("ADDRESS", lambda d: f"{d.rng.choice(PLACES)} {d.pick('시청로', '군청길', '중앙로', '행정대로')} {d.rng.randrange(1, 200)}"),
    "officemail": ("EMAIL", lambda d: f"{d.pick('minwon', 'audit', 'webmaster', 'bokji', 'press')}@{d.pick('saebit', 'gaon', 'hanul')}.go.kr"),
    "mayor": ("NAME", lambda d: new_person(d.rng, "adult").name),
}  # fmt: skip
