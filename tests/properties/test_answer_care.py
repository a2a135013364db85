"""What answers bring is found in every part of a stream, in both dialects, at every split, and nothing of it passes."""

import json
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.domain.findings import AnswerCare
from gwanmun.errors import AnswerHeld
from gwanmun.gateway.relay import Restorers, _event
from gwanmun.privacy.mask import TokenTable
from gwanmun.wire.anthropic import AnthropicStream
from gwanmun.wire.openai import OpenAIStream
from gwanmun.wire.sse import SSEReader

VALUE, NAME, TOKEN = "010-9876-5432", "홍판서", "⟨이름1⟩"
BEFORE, AFTER = "접수 결과를 알려 드립니다. " * 12, " 감사합니다." * 12
SAID = f"{BEFORE}휴대전화는 {VALUE}입니다.{AFTER}"
FEW = settings(max_examples=12, deadline=None)


def noted(care):
    rules = SimpleNamespace(restore_tools=("save",), examine_answers=care)
    admitted = SimpleNamespace(identified=SimpleNamespace(rules=rules), prompt=SimpleNamespace(json_answer=False))
    judged = SimpleNamespace(examined=SimpleNamespace(admitted=admitted))
    return SimpleNamespace(cleared=SimpleNamespace(table=TokenTable({TOKEN: NAME}), judged=judged))


def pieces(text, cuts):
    edges = sorted({0, *(min(c, len(text)) for c in cuts), len(text)})
    return [text[a:b] for a, b in pairwise(edges)]


def openai(place, text, cuts):
    """The text in one place of a stream of events."""
    head = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m"}

    def event(delta, ended=None):
        tree = {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": ended}]}
        return b"data: " + json.dumps(tree, ensure_ascii=False).encode() + b"\n\n"

    yield event({"role": "assistant", "content": ""})
    if place == "note":
        yield event({"annotations": [{"type": "url_citation", "url_citation": {"title": text, "url": "https://a.kr"}}]})
    elif place == "arguments":
        call = {"index": 0, "id": "c", "type": "function", "function": {"name": "save", "arguments": ""}}
        yield event({"tool_calls": [call]})
        for piece in pieces(json.dumps({"draft": text}, ensure_ascii=False), cuts):
            yield event({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
    else:
        for piece in pieces(text, cuts):
            yield event({place: piece})
    yield event({}, "stop")
    yield b"data: [DONE]\n\n"


def anthropic(place, text, cuts):
    def event(kind, **more):
        tree = {"type": kind, **more}
        return f"event: {kind}\ndata: {json.dumps(tree, ensure_ascii=False)}\n\n".encode()

    message = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "content": [],
        "model": "m",
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }
    blocks = {
        "content": ({"type": "text", "text": ""}, "text_delta", "text"),
        "reasoning_content": ({"type": "thinking", "thinking": ""}, "thinking_delta", "thinking"),
        "arguments": ({"type": "tool_use", "id": "t", "name": "save", "input": {}}, "input_json_delta", "partial_json"),
        "note": ({"type": "text", "text": ""}, "", ""),
    }
    block, delta, key = blocks[place]
    yield event("message_start", message=message)
    yield event("content_block_start", index=0, content_block=block)
    if place == "note":
        citation = {"type": "char_location", "cited_text": text, "document_title": "안내"}
        yield event("content_block_delta", index=0, delta={"type": "citations_delta", "citation": citation})
    else:
        whole = json.dumps({"draft": text}, ensure_ascii=False) if place == "arguments" else text
        for piece in pieces(whole, cuts):
            yield event("content_block_delta", index=0, delta={"type": delta, key: piece})
    yield event("content_block_stop", index=0)
    yield event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 9})
    yield event("message_stop")


DIALECTS = {
    "openai": (openai, lambda: OpenAIStream("m", wants_usage=False)),
    "anthropic": (anthropic, lambda: AnthropicStream("m")),
}
PLACES = [(dialect, place) for dialect in DIALECTS for place in ("content", "reasoning_content", "refusal", "arguments", "note")
          if (dialect, place) != ("anthropic", "refusal")]  # fmt: skip


def passed(dialect, place, text, cuts, care):
    """What reaches the caller, whether the stream was held, and what was counted."""
    write, reader_of = DIALECTS[dialect]
    reader, restorers, sse = reader_of(), Restorers(noted(care)), SSEReader()
    ready = []
    try:
        for chunk in write(place, text, cuts):
            for event in sse.feed(chunk):
                _event(reader, restorers, event.name, event.data, ready)
    except AnswerHeld:
        restorers.drop()
        return texts(b"".join(ready)), True, restorers.seen()["answer_findings"]
    assert reader.finished
    return texts(b"".join(ready)), False, restorers.seen()["answer_findings"]


ENVELOPE = {"id", "object", "model", "type", "role", "finish_reason", "stop_reason", "name", "url"}


def texts(wire):
    """Every string that was said, together."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                if key not in ENVELOPE:
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, str):
            found.append(value)

    for line in wire.decode().splitlines():
        if line.startswith("data: {"):
            walk(json.loads(line[6:]))
    return "".join(found)


CUTS = st.lists(st.integers(0, len(SAID) + 20), max_size=8)


@pytest.mark.parametrize(("dialect", "place"), PLACES)
@FEW
@given(CUTS)
def test_what_an_answer_brings_is_masked_wherever_it_stands_and_however_it_is_cut(dialect, place, cuts):
    out, held, counts = passed(dialect, place, SAID, cuts, AnswerCare.MASK)
    assert not held
    assert "9876" not in out
    assert "⟨전화⟩" in out
    assert out.count("감사합니다.") == 12
    assert counts == {"PHONE": 1}


@pytest.mark.parametrize(("dialect", "place"), PLACES)
@FEW
@given(CUTS)
def test_nothing_from_the_finding_on_passes_a_stream_that_is_held(dialect, place, cuts):
    out, held, counts = passed(dialect, place, SAID, cuts, AnswerCare.HOLD)
    assert held
    assert "9876" not in out
    assert "감사" not in out
    assert counts == {"PHONE": 1}


@pytest.mark.parametrize(("dialect", "place"), PLACES)
@FEW
@given(CUTS)
def test_flagging_changes_nothing_and_counts_the_same(dialect, place, cuts):
    out, held, counts = passed(dialect, place, SAID, cuts, AnswerCare.FLAG)
    assert not held
    assert VALUE in out
    assert counts == {"PHONE": 1}


@pytest.mark.parametrize("care", [AnswerCare.MASK, AnswerCare.HOLD])
@pytest.mark.parametrize(("dialect", "place"), [row for row in PLACES if row[1] != "note"])
@FEW
@given(CUTS)
def test_the_persons_own_values_come_back_through_the_watch(dialect, place, care, cuts):
    out, held, counts = passed(dialect, place, f"{TOKEN}님, {AFTER}", cuts, care)
    assert (held, counts) == (False, {})
    assert f"{NAME}님" in out
