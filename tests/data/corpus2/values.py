"""Invented values for the second corpus: names, numbers, places, credentials.

Here: how a made-up value of each label looks. Not here: texts (skeletons/), spans (make.py). Check digits follow the law where
it has one (주민등록법 시행규칙, 부가가치세법 사업자등록번호, 상업등기 법인등록번호, Luhn); all other digits come from a seeded generator.
"""

# ruff: noqa: S311, SIM905 - a fixed seed is the point; word lists are easiest to read and mend as one line

import base64
import datetime as dt
import random
import string

COMMON = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염"
FREQUENT, FREQUENCY = (
    "김이박최정강조윤장임",
    [215, 147, 84, 47, 43, 24, 21, 20, 20, 17],
)  # in a thousand, 2015 census, rounded
UNUSUAL = "여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예경봉사부황보피계빈좌동감음단호견당화창범승간갈묵복목형두온태근삼옹탄평상내해빙가궁"
DOUBLE = ["남궁", "제갈", "선우", "황보", "독고", "사공", "서문", "동방", "어금", "망절"]
MODERN = """서연 민재 하린 도현 지안 예준 수아 시후 다은 주원 채원 건우 유진 승민 나윤 태윤 가은 정우 소율 현서 윤아 준서 은채 시윤 아린 이준 서우 로운
연우 지호 세아 하율 규리 동하 재이 온유 해인 라희 리안 단우 율하 봄이 새론""".split()
MIDDLE = """경호 미선 상철 은정 재욱 혜진 성훈 지영 동현 수진 태식 정아 광수 미경 종민 현숙 기범 선희 용준 유정 창식 보라 진우 명희 석진 효정 병호 소영
영민 나래 윤석 주희 형준 은하 대철 가영 성규 민아 원빈 지숙 학수 연주 충기 혜란 두현 문영 필호 세진 남희 찬호 경란 일권 희정 형석""".split()
OLD = """복순 끝순 말자 점례 판술 갑식 영자 옥분 달막 순임 덕배 막례 삼용 춘자 귀남 봉구 필녀 을생 분이 칠성 금례 천수 후남 길례 만복 쌍가매 또순 계월 명월 팔용
용팔 수복 외순 석봉 병태 옥희 화자 정례 남순 점순 두리 차돌 언년 상구 판금 종섭""".split()
ONE = "혁 솔 율 건 린 준 설 별 빈 찬 결 담 유 훈 산 철 웅 국 란 진 민 겸 호 온 단 영 숙 경 식 석".split()
PURE = "아름 슬기 한별 보람 가람 하늘 으뜸 미르 새벽 바다 초롱 고운 푸름 이슬 다솜 나라 빛나 샘 힘찬 누리 한솔 믿음 우람 꽃님 한결 마루 하람 시내 예슬 온새미로".split()
FOREIGN = """응우옌 티 란|쩐 반 득|레 티 호아|팜 민 꽝|바트바야르 오윤|체렌 볼드|솜차이 짜이디|마리아 산토스|조셀린 레예스|압둘 라힘|라주 타파|수닐 구룽|알리셰르 카리모프|딜노자 유수포바|왕샤오밍|리우팡|장웨이
|스즈키 하루토|다나카 유이|소피아 킴|엔흐자르갈|쿤티아 프라세트요|산자이 쿠마르|막심 이바노프|올가 페트로바|제임스 오코너|칸 무함마드|느구옌 반 남|이리나 최|아흐메드 유세프""".replace(
    "\n", ""
).split("|")
LATIN = """NGUYEN THI HOA|Tran Van Duc|Maria L. Santos|James O'Connor|BATBAYAR OYUN|Abdul Rahim Khan|Li Wei|WANG FANG|Suzuki Haruto|Olga Petrova|Sanjay Kumar|Rachel Whitfield|Pham Minh Quang|Aziza Karimova
|Jean-Luc Moreau|Thapa Raju|SOMCHAI JAIDEE|Emily Carter-Lee|Dilnoza Yusupova|Ahmed Youssef""".replace("\n", "").split(
    "|"
)
ROMAN_FAMILY = (
    "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Ryu Hong Namgung".split()
)
ROMAN_GIVEN = "Min-jae|Hae-rin|Do-hyun|Ji-an|Soo-ah|Tae-yoon|Eun-chae|Kyung-ho|Mi-sun|Sang-cheol|Byung-ho|Bo-ra|Young-min|Hye-ran|Dong-ha|Jae-wook".split(
    "|"
)

TOWNS = """서울특별시|서울|서울시: 마포구 은평구 관악구 성동구 도봉구 금천구 양천구 광진구 동대문구 노원구
부산광역시|부산|부산시: 사상구 금정구 연제구 영도구 수영구 기장군
대구광역시|대구: 달서구 수성구 북구 동구 군위군
인천광역시|인천: 계양구 부평구 미추홀구 강화군 연수구
광주광역시|광주: 광산구 북구 남구
대전광역시|대전: 유성구 대덕구 서구
울산광역시|울산: 울주군 남구 북구
세종특별자치시|세종: 조치원읍 한솔동 장군면
경기도|경기: 수원시_권선구 성남시_중원구 안산시_상록구 김포시 여주시 양평군 파주시 시흥시 고양시_덕양구 의정부시 포천시
강원특별자치도|강원: 원주시 삼척시 홍천군 정선군 인제군 강릉시
충청북도|충북: 제천시 청주시_흥덕구 보은군 음성군 괴산군
충청남도|충남: 공주시 논산시 서천군 예산군 천안시_서북구 홍성군
전북특별자치도|전북: 군산시 남원시 완주군 고창군 전주시_덕진구
전라남도|전남: 나주시 순천시 고흥군 해남군 신안군
경상북도|경북: 영천시 상주시 봉화군 의성군 포항시_남구 칠곡군
경상남도|경남: 진주시 밀양시 창녕군 하동군 창원시_의창구 남해군
제주특별자치도|제주: 제주시 서귀포시""".splitlines()
ROADS = """새터로 느티나무길 은하수로 물레방아길 솔밭로 돌담길 다락골로 해오름로 배꽃길 서당골길 방죽로 윗말길 한밭들로 개나리로 옹기마을길 뒷골목길 참샘로
모란로 강변서로 학교앞길 대추나무골길 갈매기로 시장북길 구름재로 연못로 쑥고개로 청솔로 아랫장터길 언덕말로 호미로""".split()
LEGAL = "새터동 솔안동 배골동 윗말동 다락동 물안동 청솔동 한들동 참샘동 연못동".split()
VILLAGES = "대곡리 윗말리 솔정리 새터리 금평리 하송리 도산리 장암리 신흥리 옥천리 방죽리".split()
TOWNSHIPS = "남면 북면 서면 동면 산내면 하송면 금평면 새터읍 옥정면 도암면".split()
COMPLEXES = "한빛마을아파트 솔내음빌라 참누리타운 늘푸른아파트 새롬빌 다온오피스텔 미리내주공 해든하이츠 그린하임 은솔연립".split()
GOVERNMENTS = "가람시 누리군 한빛구 새솔군 미르시 다온구 해든시 아라군 도담구 온새군 늘봄시 솔빛군".split()
SECTIONS = "복지정책과 주민생활과 세무과 건축허가과 교통행정과 보건행정과 안전총괄과 민원봉사과 자치행정과 환경위생과 농정과 회계과 정보통신과 도로과 평생교육과 문화체육과".split()
BANKS = {
    "국민은행": "6-2-6", "KB국민": "6-2-6", "신한은행": "3-3-6", "신한": "3-3-6", "우리은행": "4-3-6", "하나은행": "3-6-5",
    "농협": "3-4-4-2", "NH농협은행": "3-4-4-2", "기업은행": "3-6-2-3", "카카오뱅크": "4-2-7", "토스뱅크": "4-4-4", "새마을금고": "4-4-4-1",
    "우체국": "6-2-6", "부산은행": "3-4-4-2", "대구은행": "3-2-6-1", "전북은행": "3-2-7", "수협": "3-2-6-1", "신협": "3-3-6", "SC제일은행": "3-2-6", "케이뱅크": "3-3-6",
}  # fmt: skip
BANK_HEADS = {
    "신한은행": "110",
    "신한": "110",
    "우리은행": "1002",
    "카카오뱅크": "3333",
    "토스뱅크": "1000",
    "새마을금고": "9002",
    "농협": "302",
    "NH농협은행": "301",
    "케이뱅크": "100",
}
MAILS = [
    "naver.com",
    "daum.net",
    "gmail.com",
    "hanmail.net",
    "kakao.com",
    "nate.com",
    "example.com",
    "example.kr",
    "outlook.com",
]
OFFICE_MAILS = [
    "korea.kr",
    "garam.go.kr",
    "nuri.go.kr",
    "hanbit.go.kr",
    "saesol.go.kr",
    "police.go.kr",
    "sen.go.kr",
    "mil.kr",
]
WORDS = "sunrise maple dalbit haneul river ocean tiger pine mango coffee garden moon bada namu byul noodle rabbit cloud".split()
PLATE_SYLLABLES = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주"
HIRE_SYLLABLES = "바사아자하허호"


def has_final(char: str) -> bool:
    """Whether the syllable, digit or letter ends in a consonant when read aloud."""
    if "가" <= char <= "힣":
        return (ord(char) - 0xAC00) % 28 > 0
    return char in "013678lmnrLMNR"


class Values:
    """Values of one document. The same name gives the same value again: `n1` is one person from top to bottom."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)
        self.kept: dict[str, str] = {}

    def get(self, base: str, number: str, options: list[str]) -> str:
        """The value `base` number `number`, in the form the options ask for."""
        key = base + number
        if base in {"bd", "d", "t", "won", "q", "hex", "off"} and not (base == "off" and number):
            return getattr(self, base)(number, options)
        if key not in self.kept:
            if number:
                self.person(number)
            self.kept[key] = getattr(self, base)(number, options)
        return self.form(base, self.kept[key], options)

    def form(self, base: str, value: str, options: list[str]) -> str:
        for option in options:
            if option == "nd":
                value = value.replace("-", "")
            elif option == "dot":
                value = value.replace("-", ".")
            elif option == "ws":
                value = value.replace("-", " ")
            elif option == "sp":
                value = " ".join(value.replace(" ", ""))
            elif option == "in":
                value = "+82 " + value[1:]
            elif option == "in2":
                value = "+82-" + value[1:]
            elif option == "pa":
                head, rest = value.split("-", 1)
                value = f"({head}){rest}"
            elif option == "pa2":
                head, rest = value.split("-", 1)
                value = f"{head}){rest}"
            elif option == "low":
                value = value.lower()
            elif option == "up":
                value = value.upper()
            elif option == "xl":
                value = value.replace("-", "").lstrip("0")
        return value

    def digits(self, count: int) -> str:
        return "".join(self.rng.choice(string.digits) for _ in range(count))

    def one(self, choices: list[str] | str) -> str:
        return self.rng.choice(choices)

    # --- people

    def person(self, number: str) -> dt.date:
        key = "born" + number
        if key not in self.kept:
            year = self.rng.choice(
                [self.rng.randint(1938, 1969), self.rng.randint(1960, 1999), self.rng.randint(1985, 2006)]
            )
            self.kept[key] = dt.date(year, self.rng.randint(1, 12), self.rng.randint(1, 28)).isoformat()
            self.kept["woman" + number] = self.one("01")
        return dt.date.fromisoformat(self.kept[key])

    def n(self, number: str, options: list[str]) -> str:
        for option in options:
            if option == "hf":
                return self.one(FOREIGN)
            if option == "lat":
                return self.one(LATIN)
            if option == "rom":
                family, given = self.one(ROMAN_FAMILY), self.one(ROMAN_GIVEN)
                return self.one(
                    [
                        f"{family} {given}",
                        f"{given} {family}",
                        f"{family.upper()} {given.replace('-', '').upper()}",
                        f"{given.replace('-', '')} {family}",
                    ]
                )
        born = self.person(number or "0").year
        family = self.rng.choices(
            [self.rng.choices(FREQUENT, FREQUENCY)[0], self.one(COMMON), self.one(UNUSUAL)], [45, 33, 22]
        )[0]
        if "double" in options or self.rng.random() < 0.05:
            family = self.one(DOUBLE)
        if "rare" in options:
            family = self.one(UNUSUAL)
        given = self.one(OLD if born < 1955 else MIDDLE if born < 1990 else MODERN)
        chance = self.rng.random()
        if "one" in options or chance < 0.08:
            given = self.one(ONE)
        elif "pure" in options or chance < 0.16:
            given = self.one(PURE)
        elif "old" in options:
            given = self.one(OLD)
        return family + given

    def bd(self, number: str, options: list[str]) -> str:
        born = self.person(number)
        forms = {
            "dash": born.isoformat(),
            "dots": f"{born.year}. {born.month}. {born.day}.",
            "tight": f"{born.year}.{born.month:02d}.{born.day:02d}",
            "six": f"{born:%y%m%d}",
            "short": f"{born:%y.%m.%d}",
            "han": f"{born.year}년 {born.month}월 {born.day}일",
            "eight": f"{born:%Y%m%d}",
            "hanshort": f"{born:%y}년 {born.month}월 {born.day}일",
            "en": f"{born.day} {born:%B} {born.year}",
            "slash": f"{born:%Y/%m/%d}",
        }
        for option in options:
            if option in forms:
                return forms[option]
        return self.one([forms["dash"], forms["dots"], forms["tight"], forms["han"]])

    def _resident(self, number: str, genders: str, modulus: int) -> tuple[str, int]:
        born = self.person(number)
        low, high = genders[:2], genders[2:]
        pair = low if born.year < 2000 else high
        body = f"{born:%y%m%d}{pair[int(self.kept['woman' + number])]}{self.digits(5)}"
        total = sum(w * int(d) for w, d in zip((2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), body, strict=True))
        return body, (modulus - total % 11) % 10

    def rrn(self, number: str, options: list[str]) -> str:
        body, check = self._resident(number, "1234", 11)
        if "x" in options and self.rng.random() < 0.6:  # named by its word: issued since 2020-10-05, no check digit
            check = (check + self.rng.randint(1, 9)) % 10
        return f"{body[:6]}-{body[6:]}{check}"

    def frn(self, number: str, options: list[str]) -> str:
        body, check = self._resident(number, "5678", 13)
        return f"{body[:6]}-{body[6:]}{check}"

    def mob(self, number: str, options: list[str]) -> str:
        if "old" in options:
            return f"{self.one(['011', '016', '019'])}-{self.rng.randint(200, 999)}-{self.digits(4)}"
        return f"010-{self.rng.randint(2000, 9999)}-{self.digits(4)}"

    def tel(self, number: str, options: list[str]) -> str:
        area = self.one(
            [
                "02",
                "031",
                "032",
                "033",
                "041",
                "042",
                "043",
                "051",
                "052",
                "053",
                "054",
                "055",
                "061",
                "062",
                "063",
                "064",
            ]
        )
        return f"{area}-{self.rng.randint(210, 999)}-{self.digits(4)}"

    def net(self, number: str, options: list[str]) -> str:
        return f"070-{self.rng.randint(2000, 8999)}-{self.digits(4)}"

    def off(self, number: str, options: list[str]) -> str:
        if "rep" in options:
            return f"{self.one(['1588', '1644', '1522', '1899'])}-{self.digits(4)}"
        return self.tel(number, options)

    def em(self, number: str, options: list[str]) -> str:
        local = self.one([
            f"{self.one(WORDS)}{self.digits(4)}", f"{self.one(WORDS)}.{self.one(WORDS)}{self.digits(2)}", f"{self.one(string.ascii_lowercase)}{self.one(WORDS)}_{self.digits(3)}",
            f"{self.one(WORDS)}-{self.one(WORDS)}{self.digits(3)}", f"{self.one(WORDS)}{self.one(WORDS)}{self.digits(2)}",
        ])  # fmt: skip
        return f"{local}@{self.one(OFFICE_MAILS if 'go' in options else MAILS)}"

    # --- numbers of offices and companies

    def drv(self, number: str, options: list[str]) -> str:
        if "face" in options:
            return f"{self.one(['서울', '부산', '경기', '강원', '충남', '전북', '경북', '제주', '인천', '대구'])} {self.rng.randint(70, 99)}-{self.digits(6)}-{self.digits(2)}"
        return f"{self.one([*map(str, range(11, 27)), '28'])}-{self.one(['84', '91', '95', '99', '03', '08', '12', '17', '21', '24'])}-{self.digits(6)}-{self.digits(2)}"

    def pas(self, number: str, options: list[str]) -> str:
        if "new" in options or ("old" not in options and self.rng.random() < 0.5):
            return f"{self.one('MSR')}{self.digits(3)}{self.one('ABCDEFGHJKLMNPRSTUVWXYZ')}{self.digits(4)}"
        return self.one("MMMSRD") + self.digits(8)

    def bank(self, number: str, options: list[str]) -> str:
        return self.one(list(BANKS))

    def acc(self, number: str, options: list[str]) -> str:
        bank = self.kept.setdefault("bank" + number, self.one(list(BANKS)))
        head = BANK_HEADS.get(bank, "")
        value = "-".join(self.one("123456789") + self.digits(int(n) - 1) for n in BANKS[bank].split("-"))
        return head + value[len(head) :]

    def card(self, number: str, options: list[str]) -> str:
        amex = "amex" in options
        body = (
            ("37" + self.digits(12))
            if amex
            else self.one(["4", "51", "53", "55", "3562", "6210", "9410", "9430", "2221"])
        )
        body += self.digits((14 if amex else 15) - len(body))
        total = 0
        for place, digit in enumerate(reversed(body + "0")):
            doubled = int(digit) * (1 + place % 2)
            total += doubled - 9 if doubled > 9 else doubled
        value = body + str((10 - total % 10) % 10)
        if amex:
            return f"{value[:4]}-{value[4:10]}-{value[10:]}"
        return "-".join(value[i : i + 4] for i in range(0, 16, 4))

    def brn(self, number: str, options: list[str]) -> str:
        body = (
            str(self.rng.randint(101, 699))
            + self.one(["01", "06", "12", "81", "82", "86", "87", "88", "90", "02", "25", "31"])
            + self.digits(4)
        )
        total = sum(w * int(d) for w, d in zip((1, 3, 7, 1, 3, 7, 1, 3, 5), body, strict=True)) + int(body[8]) * 5 // 10
        check = (10 - total % 10) % 10
        if "bad" in options:
            check = (check + self.rng.randint(1, 9)) % 10
        return f"{body[:3]}-{body[3:5]}-{body[5:]}{check}"

    def crn(self, number: str, options: list[str]) -> str:
        body = (
            self.one(["1101", "1301", "1345", "1701", "1801", "2001", "1201", "1501", "2101", "2201", "1311"])
            + self.one(["11", "21", "22", "14"])
            + "0"
            + self.digits(5)
        )
        total = sum(int(d) * (1 + i % 2) for i, d in enumerate(body))
        check = (10 - total % 10) % 10
        if "bad" in options:
            check = (check + self.rng.randint(1, 9)) % 10
        return f"{body[:6]}-{body[6:]}{check}"

    def plate(self, number: str, options: list[str]) -> str:
        syllable = self.one(HIRE_SYLLABLES if "hire" in options else PLATE_SYLLABLES)
        digits = (
            f"{self.rng.randint(100, 699)}"
            if "three" in options or ("old" not in options and self.rng.random() < 0.5)
            else f"{self.rng.randint(10, 69)}"
        )
        if "region" in options:
            return f"{self.one(['서울', '경기', '부산', '충북', '전남', '강원'])} {self.rng.randint(10, 69)}{self.one('바사아자' if 'hire' in options else PLATE_SYLLABLES)} {self.rng.randint(1000, 9999)}"
        return f"{digits}{syllable}{' ' if 'gap' in options else ''}{self.rng.randint(1000, 9999)}"

    def adr(self, number: str, options: list[str]) -> str:
        names, towns = self.one(TOWNS).split(": ")
        town = self.one(towns.split()).replace("_", " ")
        province = self.one(names.split("|")) if "long" not in options else names.split("|")[0]
        head = f"{province} {town}"
        if "bare" in options and town[-1] == "시":
            head = town
        if "lot" in options:
            place = (
                f"{self.one(TOWNSHIPS)} {self.one(VILLAGES)}"
                if town[-1] in "군시"
                else self.one(VILLAGES if town[-1] in "읍면" else LEGAL)
            )
            return f"{head} {place} {self.one(['', '', '산 '])}{self.rng.randint(2, 980)}{self.one(['', f'-{self.rng.randint(1, 40)}'])}{self.one(['', '번지'])}"
        road = self.one(ROADS)
        if road.endswith("로") and self.rng.random() < 0.4:
            road += f"{self.rng.randint(2, 98)}{self.one(['번길', '길'])}"
        place = f"{self.one(TOWNSHIPS)} " if town[-1] == "군" else ""
        text = f"{head} {place}{road} {self.rng.randint(2, 320)}{self.one(['', '', f'-{self.rng.randint(1, 30)}'])}"
        if "plain" in options:
            return text
        return text + self.one([
            "", f", {self.rng.randint(101, 130)}동 {self.rng.randint(101, 2304)}호", f", {self.rng.randint(2, 5)}0{self.rng.randint(1, 9)}호", f" ({self.one(LEGAL)})",
            f", {self.rng.randint(101, 118)}동 {self.rng.randint(101, 1904)}호 ({self.one(LEGAL)}, {self.one(COMPLEXES)})", f" {self.one(COMPLEXES)} {self.rng.randint(101, 112)}동 {self.rng.randint(101, 1504)}호",
            f", {self.rng.randint(1, 4)}층 ({self.one(LEGAL)})",
        ])  # fmt: skip

    def hi(self, number: str, options: list[str]) -> str:
        return f"{self.one('1257')}-{self.digits(10)}"

    def mil(self, number: str, options: list[str]) -> str:
        return f"{self.rng.randint(92, 99) if self.rng.random() < 0.3 else self.rng.randint(10, 25)}-{self.digits(8 if 'soldier' in options else 5)}"

    def mrn(self, number: str, options: list[str]) -> str:
        return self.one(
            [
                f"{self.rng.randint(10000000, 39999999)}",
                f"0{self.digits(7)}",
                f"{self.rng.randint(100000, 999999)}-{self.digits(2)}",
            ]
            if "any" in options
            else [f"{self.rng.randint(10000000, 39999999)}", f"0{self.digits(7)}"]
        )

    def pccc(self, number: str, options: list[str]) -> str:
        return f"P{self.rng.randint(11, 26)}{self.digits(10)}"

    # --- machines, places, credentials

    def ip(self, number: str, options: list[str]) -> str:
        head = self.one(
            ["10", "172.16", "192.168", "192.0.2", "198.51.100", "203.0.113", "59.18", "121.142", "211.45"]
        ).split(".")
        return ".".join(head + [str(self.rng.randint(1, 254)) for _ in range(4 - len(head))])

    def ipv(self, number: str, options: list[str]) -> str:
        groups = ["2001", "db8", *(f"{self.rng.randint(1, 0xFFFF):x}" for _ in range(6))]
        return ":".join(groups) if self.rng.random() < 0.5 else ":".join(groups[:4]) + "::" + groups[4]

    def mac(self, number: str, options: list[str]) -> str:
        pairs = [f"{self.rng.randint(0, 255):02X}" for _ in range(6)]
        if "cisco" in options:
            joined = "".join(pairs).lower()
            return ".".join(joined[i : i + 4] for i in (0, 4, 8))
        return ("-" if "hyphen" in options else ":").join(pairs)

    def gps(self, number: str, options: list[str]) -> str:
        places = 4 if "four" in options else self.rng.randint(5, 7)
        lat, lon = f"{self.rng.uniform(33.2, 38.5):.{places}f}", f"{self.rng.uniform(126.1, 129.5):.{places}f}"
        if "words" in options:
            return f"{lat}, 경도 {lon}"
        if "tab" in options:
            return f"{lat}\t{lon}"
        if "comma" in options:
            return f"{lat},{lon}"
        if "ne" in options:
            return f"{lat}N, {lon}E"
        return f"{lat}, {lon}"

    def pw(self, number: str, options: list[str]) -> str:
        word, other = self.one(WORDS), self.one(WORDS)
        if "url" in options:
            return f"{word}{self.digits(3)}{other.capitalize()}"
        if "pin" in options:
            return self.digits(4)
        return self.one([
            f"{word.capitalize()}{self.digits(4)}!", f"{word}@{self.digits(3)}#{other}", f"{self.one('QWERTASDF')}{word[1:]}!{self.digits(2)}{other[:3].upper()}", f"{word.upper()}-{self.digits(4)}-{other}",
            f"{word}{self.digits(2)}$${other.capitalize()}", f"gkssk{self.digits(3)}!", f"{other}_{word}{self.digits(4)}", f"{self.digits(2)}{word.capitalize()}*{self.digits(2)}",
        ])  # fmt: skip

    def _token(self, count: int, alphabet: str = string.ascii_letters + string.digits) -> str:
        return "".join(self.rng.choice(alphabet) for _ in range(count))

    def sec(self, number: str, options: list[str]) -> str:
        makers = {
            "aws": lambda: "AKIA" + self._token(16, string.ascii_uppercase + "234567"),
            "awssecret": lambda: self._token(40, string.ascii_letters + string.digits + "/+"),
            "ghp": lambda: self.one(["ghp_", "gho_", "ghs_"]) + self._token(36),
            "pat": lambda: "github_pat_" + self._token(22) + "_" + self._token(59),
            "openai": lambda: self.one(["sk-", "sk-proj-"]) + self._token(48),
            "ant": lambda: (
                "sk-ant-api03-"
                + self._token(86, string.ascii_letters + string.digits + "_")
                + "-"
                + self._token(6)
                + "AA"
            ),
            "slack": lambda: f"xoxb-{self.digits(12)}-{self.digits(12)}-{self._token(24)}",
            "google": lambda: "AIza" + self._token(35),
            "jwt": self._jwt,
            "pem": self._pem,
        }
        for option in options:
            if option in makers:
                return makers[option]()
        return makers[self.one(["aws", "ghp", "openai", "slack", "google"])]()

    def _jwt(self) -> str:
        head = '{"alg":"HS256","typ":"JWT"}'
        body = f'{{"sub":"{self.digits(6)}","iat":17{self.digits(8)}}}'
        parts = [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in (head, body)]
        return ".".join([*parts, self._token(43)])

    def _pem(self) -> str:
        kind = self.one(["RSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "EC PRIVATE KEY"])
        lines = "\n".join(self._token(64, string.ascii_letters + string.digits + "+/") for _ in range(4))
        return f"-----BEGIN {kind}-----\n{lines}\n{self._token(38)}==\n-----END {kind}-----"

    # --- not personal: dates, amounts, offices, running numbers

    def d(self, number: str, options: list[str]) -> str:
        year, month, day = self.one(["2025", "2026"]), self.rng.randint(1, 12), self.rng.randint(1, 28)
        if "k" in options:
            return f"{year}년 {month}월 {day}일"
        if "m" in options:
            return f"{month}월 {day}일"
        if "i" in options:
            return f"{year}-{month:02d}-{day:02d}"
        if "md" in options:
            return f"{month}/{day}"
        return f"{year}. {month}. {day}."

    def t(self, number: str, options: list[str]) -> str:
        return f"{self.rng.randint(0, 23):02d}:{self.rng.randint(0, 59):02d}"

    def won(self, number: str, options: list[str]) -> str:
        return f"{self.rng.randint(12, 98000) * 1000:,}"

    def q(self, number: str, options: list[str]) -> str:
        return str(self.rng.randint(10 ** (int(options[0]) - 1), 10 ** int(options[0]) - 1))

    def gov(self, number: str, options: list[str]) -> str:
        return self.one(GOVERNMENTS)

    def dep(self, number: str, options: list[str]) -> str:
        return self.one(SECTIONS)

    def hex(self, number: str, options: list[str]) -> str:
        return self._token(int(options[0]), "0123456789abcdef")
