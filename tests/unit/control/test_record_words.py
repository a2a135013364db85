"""`journal show` in words: the whole explanation, in one language."""

import re
from collections.abc import Mapping

import pytest

from gwanmun.control.record_words import explain
from gwanmun.domain.facts import Fact, FactKind
from gwanmun.errors import BrokeProtocol
from gwanmun.journal.canonical import canonical, parse
from gwanmun.journal.entry import decode_leaf, encode_leaf
from gwanmun.journal.record import OpeningState, Record
from house import House

#: Words of ours that stay as they are in Korean too: names of models, services, keys, codes, rules, products, units.
NAMES = re.compile(
    r"kr-[\w/-]+|pseudonym-of-\S+|\b(LOC|MOIS|N2SF|NIS|GBL|BASE)-\w+|testkey1|outside|in-house|home|gpt-x|openai|deepseek(-\w+)?"
    r"|bad_request|cannot_examine|denied|unidentified|missing|logit_bias|messages|content|PC|US|KR|CN|Korea Times|Mar|test"
    r"|OpenAI/Python|gwanmun-\w+|\bjson\b|\b[OSC]\b|API|N2SF|(?<=#)\d+|upstream_broke_protocol|not_admitted"
)


def records(house: House) -> list[Record]:
    made = []
    for index, fact in enumerate(house.journal.facts):
        leaf = decode_leaf(encode_leaf(bare(fact), index, "00" * 32, "00" * 8), index)
        made.append(Record(index, leaf, True, parse(canonical(fact.opening)), OpeningState.PROVED))
    return made


def bare(fact):
    return type(fact)(**{**{n: getattr(fact, n) for n in fact.__struct_fields__}, "opening": {}, "person": "ab" * 16})


def told(house: House, lang: str = "ko") -> str:
    return "\n".join(explain(records(house), lang))


async def routed() -> House:
    house = House()
    await house.ask(
        "취급주의\n안내문을 요약해 주십시오", headers={"gwanmun-grade": "S", "user-agent": "OpenAI/Python 1.0"}
    )
    return house


async def test_a_rerouted_text_says_what_was_asked_why_it_went_elsewhere_and_from_where():
    said = told(await routed())
    for part in (
        "요청한 서비스: outside. 내부 모델로 전환했습니다. 전환한 규칙: LOC-3",
        "답한 서비스: in-house · home",
        "운영 공급자 직접 운영, 공급자 국가 미국 (US)",
        "정보 등급: 민감(S) (근거: S 글에 적힌 등급 표시; 호출자가 S로 올림)",
        "단말: 인터넷망 PC (근거: 이용 키)",
        "이용 키: testkey1",
        "목적: 업무",
        "프로그램: OpenAI/Python",
        "판정: 허용 · kr-local-government/LOC-7",
        "단가 근거: 없음(기관 내부)",
        "예약: 0원(최대 비용)",
        "사용량: 입력 10토큰, 출력 5토큰 (공급자 보고)",
    ):
        assert part in said, (part, said)


async def test_a_masked_text_says_what_was_found_and_how_it_was_masked():
    house = House()
    await house.ask("민원인 홍판서(주민등록번호 850312-1234567)")
    said = told(house)
    assert "탐지: 이름 1, 주민번호 1" in said
    assert "되돌릴 수 있게 가림 2" in said
    assert "판정: 마스킹 후 허용" in said
    assert "공개(O) (근거: 더 높은 등급의 근거를 찾지 못함)" in said


async def test_a_malformed_request_says_what_and_where():
    house = House()
    await house.ask("x", logit_bias=[1])
    said = told(house)
    assert "거절 코드: bad_request / cannot_examine" in said
    assert "위치: /logit_bias" in said
    assert "무엇이: " in said


async def test_a_refusal_says_service_rules_reason_and_source():
    house = House()
    await house.ask("x", model="deepseek-chat")
    said = told(house)
    for part in (
        "서비스: deepseek-api · deepseek-chat",
        "모델 계열 deepseek",
        "거절한 규칙: LOC-1",
        "판정: 차단",
        "딥시크",
    ):
        assert part in said


async def test_a_stranger_and_a_count_of_strangers_are_told():
    house = House()
    for _ in range(3):
        await house.gate.handle(house.caller({}, key=None))
    for _ in range(5):
        house.desk.turned_away.stranger("missing", "192.0.2.1", house.clock.us)
    house.gate.write_counts(last=True)
    said = told(house)
    assert "무엇이: 키가 없습니다" in said
    assert "돌려보냄(횟수)" in said
    assert "확인되지 않은 접속: 5건" in said
    assert "192.0.2.1: " not in said


@pytest.mark.parametrize("make", ["routed", "masked", "malformed", "denied", "unlisted", "gone"])
async def test_no_english_word_stands_in_the_korean_text_and_no_korean_one_is_missing(make):
    house = await routed() if make == "routed" else House()
    match make:
        case "masked":
            await house.ask("민원인 홍판서(주민등록번호 850312-1234567)")
        case "malformed":
            await house.ask("x", logit_bias=[1])
        case "denied":
            await house.ask("x", model="deepseek-chat")
        case "unlisted":
            await house.ask("x", headers={"gwanmun-department": "kr-seoul/tax"})
        case "gone":
            house.vendor.script = lambda _: BrokeProtocol()
            await house.ask()
    said = told(house)
    assert said
    left = [word for line in said.splitlines() for word in re.findall(r"[A-Za-z_]{2,}", NAMES.sub("", line))]
    assert [word for word in left if set(word) - set("ab")] == [], said  # a pseudonym is hex
    assert "None" not in said
    assert "{" not in said


async def test_the_english_text_holds_no_korean_but_of_sources_and_labels():
    said = told(await routed(), "en")
    assert "service asked for: outside. It was routed in-house, by: LOC-3" in said
    assert "device: internet PC (evidence: the key)" in said
    assert "grade: S (sensitive) (because: S a mark in the text; the caller raised it to S)" in said
    rest = [line for line in said.splitlines() if not line.strip().startswith(("source", "task"))]
    assert not re.search("[가-힣]", "\n".join(rest)), said


FILES = [
    {
        "place": "/messages/0/content/1", "bytes": 24510, "digest": "ab" * 32, "format": "hwpx", "parts": 9,
        "characters": 1234, "pictures": 2, "dropped": 0, "reader": "gwanmun 0.1",
        "findings": {"header": {"MARKING": 1}, "table": {"NAME": 2, "PHONE": 1}, "name": {"NAME": 1}},
    },
    {"place": "/messages/0/content/2", "bytes": 12, "digest": "cd" * 32},
    {"place": "/messages/0/content/3", "bytes": 7, "format": "picture", "parts": 1, "characters": 9, "recognised": 1},
]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        (
            "ko",
            (
                "첨부 문서 1: HWPX, 24,510바이트, 9부분 1,234자를 읽음, 보내지 않은 그림 2개",
                "첨부 문서 1 판독기: gwanmun 0.1",
                "첨부 문서 1 탐지 위치: 머리글: 표시 1; 표: 이름 2, 전화 1; 파일 이름: 이름 1",
                "첨부 문서 2: 12바이트, 읽지 못해 거절",
                "첨부 문서 3: 그림, 7바이트, 1부분 9자를 읽음, 그림 1곳의 글자를 인식함(불확실)",
                "무엇이: 암호가 걸린 문서입니다.",
            ),
        ),
        (
            "en",
            (
                "file 1: HWPX, 24,510 bytes, 1,234 characters read in 9 parts, 2 pictures not sent",
                "tables: name 2, phone 1; the file's name: name 1",
                "file 2: 12 bytes, not read, so refused",
                "file 3: picture, 7 bytes, 9 characters read in 1 parts, letters guessed in 1 pictures",
                "what: The document is encrypted.",
            ),
        ),
    ],
)
def test_files_are_told_by_what_was_read_and_found_where(lang: str, parts: tuple[str, ...]):
    leaf = decode_leaf(encode_leaf(bare(type_fact()), 0, "00" * 32, "00" * 8), 0)
    opening = {"code": "bad_document", "problem": "encrypted", "files": FILES}
    said = "\n".join(explain([Record(0, leaf, True, opening, OpeningState.PROVED)], lang))
    for part in parts:
        assert part in said, said


def test_a_forgotten_opening_is_said_to_be_forgotten():
    leaf = decode_leaf(encode_leaf(bare(type_fact()), 0, "00" * 32, "00" * 8), 0)
    assert "파기" in "\n".join(explain([Record(0, leaf, True, None, OpeningState.FORGOTTEN)], "ko"))


def type_fact():

    return Fact(FactKind.REFUSED, 1, opening={})


@pytest.mark.parametrize(
    "opening",
    [
        {"files": 3},
        {"files": [1, {"findings": {"body": 1}, "bytes": "x"}]},
        {"who": 1, "input": [], "decision": "x"},
        {"grounds": 5, "money": {}, "usage": {"by": 1}},
    ],
)
def test_openings_of_another_shape_are_told_as_far_as_they_go(opening: Mapping):
    leaf = decode_leaf(encode_leaf(bare(type_fact()), 0, "00" * 32, "00" * 8), 0)
    assert explain([Record(0, leaf, False, dict(opening), OpeningState.PROVED)], "ko")
