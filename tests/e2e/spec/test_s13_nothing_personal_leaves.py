"""S13: documents and personal data need strict handling. Nothing labelled in the corpus reaches the vendor's stub.

Made-up complaints with every labelled value in «», put in every place of a request that holds text, in both dialects,
streamed and not, sent to the real gate. What the sandbox received is searched for each value, also without its
separators and in its plain digits. The answer gives the values back.
"""

import contextlib
import json
import re
import unicodedata

import pytest

import privacy_values as values
from e2e.site import CHAT, MESSAGES, Site

RRN, RRN_LATER = values.rrn("850312", "23451"), values.rrn("710908", "61234", "2")


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


#: Every value in «» must not leave. Those in ‹› must not leave either, and are never given back (인증정보).
COMPLAINTS = {
    "도로": f"민원인 «남궁솔» (주민등록번호 «{RRN}», 연락처 «010-2345-6789»)이 도로 파손을 신고하였습니다.",
    "세금": f"성명: «독고현»\n주민번호: «{RRN_LATER.replace('-', '')}»\n환급 계좌: 국민은행 «123456-04-567890»\n이중 납부 환급 요청",
    "여권": "여권번호 «M12345678», 이메일 «namgung.sol@naver.com» 으로 회신해 주세요.",
    "운전": "운전면허번호: «11-82-979047-68» 갱신이 거부되었습니다. 자택 «062-206-4982» 로 전화 주세요.",
    "외국인": f"외국인등록번호 «{values.frn('880712', '34512', '6')}» 체류 연장 문의, +82 연락처 «+82-10-2345-6789»",
    "결제": f"카드번호 «{values.card('541212345678901')}» 로 낸 과태료가 두 번 결제되었습니다.",
    "전각": f"주민번호 «{wide(RRN)}» 이고 메일은 «ｈｏｎｇ＠ｎａｖｅｒ．ｃｏｍ» 입니다.",
    "띄어쓰기": f"주민번호 «{' '.join(RRN.replace('-', ''))}» 확인 바랍니다.",
    "숨은 글자": f"주민번호 «{RRN[:3]}\u200b{RRN[3:]}» 확인 바랍니다.",
    "동그라미": f"주민번호 «{RRN.translate(str.maketrans('123456789', '①②③④⑤⑥⑦⑧⑨'))}» 확인 바랍니다.",
    "읽는 대로": "폰 «공일공-이삼사오-육칠팔구» 로 연락 바랍니다.",
    "골뱅이": "메일은 «hong골뱅이naver.com» 이고 업체 사업자등록번호 «" + values.brn("214863512") + "» 입니다.",
    "인증": "홈페이지 비밀번호: ‹gwan!Mun2026x› 로 로그인이 안 됩니다. 민원인 «남궁솔» 드림",
}  # fmt: skip
_LABELLED = re.compile(r"[«‹]([^»›]+)[»›]")


def plain(text: str) -> str:
    return re.sub(r"[«»‹›]", "", text)


def chat(**fields) -> dict:
    return {"model": "gwanmun-sandbox", "messages": [{"role": "user", "content": "살펴 주세요."}], **fields}


def said(*messages: dict) -> dict:
    return chat(messages=[*messages, {"role": "user", "content": "이어서 써 주세요."}])


def called(text: str, arguments: str) -> list[dict]:
    call = {"id": "c1", "type": "function", "function": {"name": "save_draft", "arguments": arguments}}
    return [
        {"role": "user", "content": "저장해 주세요."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": text},
    ]


def function(description: str, schema: dict) -> list[dict]:
    return [{"type": "function", "function": {"name": "save_draft", "description": description, "parameters": schema}}]


def shape(text: str) -> dict:
    return {"type": "object", "properties": {"memo": {"type": "string", "description": text}}}


OPENAI_PLACES = {
    "system": lambda t: said({"role": "system", "content": t}),
    "user": lambda t: chat(messages=[{"role": "user", "content": t}]),
    "parts": lambda t: chat(messages=[{"role": "user", "content": [{"type": "text", "text": t}]}]),
    "assistant": lambda t: said({"role": "assistant", "content": t}),
    "tool result": lambda t: chat(messages=called(t, "{}")),
    "tool result in JSON": lambda t: chat(messages=called(json.dumps([{"내용": t}]), "{}")),
    "tool arguments": lambda t: chat(messages=called("ok", json.dumps({"memo": t}))),
    "tool arguments in JSON in JSON": lambda t: chat(messages=called("ok", json.dumps({"a": json.dumps({"b": t})}))),
    "a tool's description": lambda t: chat(tools=function(t, shape(""))),
    "a schema's description": lambda t: chat(tools=function("", shape(t))),
    "a schema's words": lambda t: chat(
        tools=function("", {"type": "object", "properties": {"m": {"type": "string", "enum": ["없음", t]}}})
    ),
    "the answer's schema": lambda t: chat(
        response_format={"type": "json_schema", "json_schema": {"name": "letter", "schema": shape(t)}}
    ),
    "stop words": lambda t: chat(stop=[t[:1000]]),
}


def message(**fields) -> dict:
    given = {"model": "gwanmun-sandbox-messages", "max_tokens": 300}
    return {**given, "messages": [{"role": "user", "content": "살펴 주세요."}], **fields}


def used(value: object, result: object) -> list[dict]:
    return [
        {"role": "user", "content": "저장해 주세요."},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "save_draft", "input": value}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": result}]},
    ]


ANTHROPIC_PLACES = {
    "system": lambda t: message(system=t),
    "system blocks": lambda t: message(system=[{"type": "text", "text": t}]),
    "user": lambda t: message(messages=[{"role": "user", "content": t}]),
    "blocks": lambda t: message(messages=[{"role": "user", "content": [{"type": "text", "text": t}]}]),
    "tool input": lambda t: message(messages=used({"memo": {"deep": [t]}}, "ok")),
    "tool result": lambda t: message(messages=used({}, t)),
    "tool result blocks": lambda t: message(messages=used({}, [{"type": "text", "text": t}])),
    "a tool's description": lambda t: message(
        tools=[{"name": "save_draft", "description": t, "input_schema": shape("")}]
    ),
    "a schema's description": lambda t: message(tools=[{"name": "save_draft", "input_schema": shape(t)}]),
}
PLACES = [(CHAT, name) for name in OPENAI_PLACES] + [(MESSAGES, name) for name in ANTHROPIC_PLACES]


def strings(tree: object):
    """Every string and key, JSON in strings decoded."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from strings(key)
            yield from strings(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from strings(value)
    elif isinstance(tree, str):
        yield tree
        if tree[:1] in {"{", "["}:
            with contextlib.suppress(ValueError):
                yield from strings(json.loads(tree))


def found_in(body: str, value: str) -> bool:
    """Whether a value is there: as written, or its digits behind any disguise."""
    everything = "\n".join(strings(json.loads(body)))
    if value in everything:
        return True
    digits = "".join(c for c in unicodedata.normalize("NFKC", value) if c.isdigit())
    left = "".join(c for c in unicodedata.normalize("NFKC", everything) if c.isdigit())
    return len(digits) >= 8 and digits in left


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("path", "place"), PLACES)
def test_nothing_labelled_leaves_from_any_place(running: Site, path: str, place: str, stream: bool) -> None:
    build = (OPENAI_PLACES if path == CHAT else ANTHROPIC_PLACES)[place]
    line = running.connect()
    with running.watching() as left:
        for complaint in COMPLAINTS.values():
            got = running.post({**build(plain(complaint)), "stream": stream}, path, connection=line)
            assert got.status == 200, got.body
    line.close()
    assert len(left) == len(COMPLAINTS)
    for (name, complaint), body in zip(COMPLAINTS.items(), left, strict=True):
        for value in _LABELLED.findall(complaint):
            assert not found_in(body, value), f"{name}: a labelled value left"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize("name", COMPLAINTS)
def test_the_answer_gives_the_values_back_to_their_owner(running: Site, name: str, path: str, stream: bool) -> None:
    complaint = COMPLAINTS[name]
    got = running.ask(plain(complaint), path=path, stream=stream)
    for value in re.findall("«([^»]+)»", complaint):
        assert value in got.text
    for value in re.findall("‹([^›]+)›", complaint):
        assert value not in got.text
    assert "⟨이름" not in got.text


def test_the_checker_itself_finds_what_left() -> None:
    body = json.dumps({"messages": [{"content": json.dumps({"a": "주민번호 850312 – 1234567"})}]})
    assert found_in(body, "850312-1234567")
    assert found_in(body, wide("8503121234567"))
    assert not found_in(body, "850312-1234568")


@pytest.mark.parametrize("name", COMPLAINTS)
def test_a_value_in_the_name_of_a_field_is_refused_and_not_repeated(running: Site, name: str) -> None:
    text = plain(COMPLAINTS[name])
    requests = (
        (CHAT, chat(messages=called("ok", json.dumps({text: 1})))),
        (CHAT, chat(tools=function("", {"type": "object", "properties": {text: {"type": "string"}}}))),
        (MESSAGES, message(messages=used({"memo": [{text: 1}]}, "ok"))),
    )
    with running.watching() as left:
        for path, body in requests:
            got = running.post(body, path)
            assert (got.status, got.told["problem"]) == (400, "cannot_mask")
            assert not [value for value in _LABELLED.findall(COMPLAINTS[name]) if value in got.body.decode()]
    assert left == []


def test_what_cannot_be_examined_does_not_leave(running: Site) -> None:
    parts = (
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
        {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
        {"type": "file", "file": {"file_id": "file-1"}},
    )
    with running.watching() as left:
        for part in parts:
            got = running.post(chat(messages=[{"role": "user", "content": [{"type": "text", "text": "봐"}, part]}]))
            assert (got.status, got.told["problem"]) == (400, "cannot_examine")
    assert left == []


def test_neither_the_journal_nor_the_diagnostics_hold_what_was_masked(running: Site) -> None:
    complaint = COMPLAINTS["도로"]
    request = running.ask(plain(complaint)).headers["gwanmun-request"]
    records = [(leaf, opening) for leaf, opening in running.records() if leaf.request == request]
    text = json.dumps([opening for _, opening in records], ensure_ascii=False) + repr([leaf for leaf, _ in records])
    assert len(records) >= 1
    for value in (*_LABELLED.findall(complaint), "도로 파손"):
        assert value not in text
        assert value.encode() not in running.said
    assert records[0][1]["findings"]
