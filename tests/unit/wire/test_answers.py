"""Answers, whole and streamed: texts in their places, usage, ends, and nothing of another dialect."""

import json

import pytest

from gwanmun.domain.prompts import Usage
from gwanmun.errors import BrokeProtocol, UpstreamBusy, UpstreamFault
from gwanmun.wire import anthropic, openai
from gwanmun.wire.answers import Channel, Kind


def dump(tree):
    return json.dumps(tree, ensure_ascii=False).encode()


# ---------------------------------------------------------------- OpenAI, whole

MESSAGE = {
    "role": "assistant",
    "content": "답",
    "refusal": "거절",
    "reasoning_content": "생각",
    "reasoning": "또 생각",
    "annotations": [{"type": "url_citation", "url_citation": {"url": "https://x", "title": "제목"}}],
    "tool_calls": [
        {"id": "a", "type": "function", "function": {"name": "send", "arguments": '{"to":"⟨이름1⟩"}'}},
        {"id": "b", "type": "custom", "custom": {"name": "shell", "input": "ls"}},
    ],
}
WHOLE = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-5-2025",
    "choices": [{"index": 0, "message": MESSAGE, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7},
}


def test_every_text_of_a_whole_answer_has_its_kind_tool_and_depth():
    answer = openai.read_answer(dump(WHOLE))
    assert [
        (t.channel.kind, t.channel.part, t.text, t.tool, t.depth) for t in answer.texts if t.channel.kind != "note"
    ] == [
        (Kind.CONTENT, 0, "답", "", 0),
        (Kind.REFUSAL, 0, "거절", "", 0),
        (Kind.REASONING, 0, "생각", "", 0),
        (Kind.REASONING, 1, "또 생각", "", 0),
        (Kind.ARGUMENTS, 0, '{"to":"⟨이름1⟩"}', "send", 1),
        (Kind.ARGUMENTS, 1, "ls", "shell", 0),
    ]
    assert {t.text for t in answer.texts if t.channel.kind is Kind.NOTE} == {"url_citation", "https://x", "제목"}
    assert len({t.channel for t in answer.texts}) == len(answer.texts)
    assert answer.usage == Usage(3, 4)


def test_a_whole_answer_is_written_with_replaced_texts_and_the_callers_model():
    answer = openai.read_answer(dump(WHOLE))
    assert json.loads(answer.write("m")) == {**WHOLE, "model": "m"}
    answer.texts[0].replace("홍길동님")
    assert json.loads(answer.write("m"))["choices"][0]["message"]["content"] == "홍길동님"


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (None, None),
        ({}, None),
        ({"prompt_tokens": -1, "completion_tokens": 1}, None),
        ({"prompt_tokens": 1, "completion_tokens": "1"}, None),
        ({"prompt_tokens": True, "completion_tokens": 1}, None),
        ({"prompt_tokens": 1 << 41, "completion_tokens": 1}, None),
        ({"prompt_tokens": 5, "completion_tokens": 2}, Usage(5, 2)),
        ({"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 27}, Usage(5, 22)),
        ({"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 0}, Usage(5, 2)),
    ],
)
def test_usage_that_makes_no_sense_is_no_usage_and_hidden_reasoning_counts(usage, expected):
    assert openai.read_answer(dump({**WHOLE, "usage": usage})).usage == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"\xff",
        b"[" * 5000,
        dump({"choices": []}),
        dump({"choices": [1]}),
        dump({"choices": [{"message": None}]}),
        dump({"choices": [{"message": {"content": ["x"]}}]}),
        dump({"choices": [{"message": {"tool_calls": "x"}}]}),
        dump({"choices": [{"message": {"tool_calls": [1]}}]}),
        dump({"choices": [{"message": {"tool_calls": [{"function": 1}]}}]}),
        dump({"choices": [{"message": {"tool_calls": [{"function": {"arguments": {}}}]}}]}),
        dump({"choices": [{"index": -1, "message": {}}]}),
        dump({"choices": [{"message": {"tool_calls": [{"custom": {"input": 1}}]}}]}),
        dump({"type": "message", "content": []}),
    ],
)
def test_what_is_not_an_openai_answer_breaks_the_protocol_without_its_words(body):
    with pytest.raises(BrokeProtocol) as caught:
        openai.read_answer(body)
    assert caught.value.__cause__ is None
    assert "html" not in str(caught.value)


# ---------------------------------------------------------------- OpenAI, streamed


def chunk(*choices, **members):
    return dump(
        {
            "id": "c1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "up",
            "choices": list(choices),
            **members,
        }
    )


def delta(index=0, finish=None, **members):
    return {"index": index, "delta": members, "finish_reason": finish}


def said(reader, event):
    wire = reader.write(event)
    assert wire.startswith(b"data: ")
    assert wire.endswith(b"\n\n")
    return json.loads(wire[6:])


def test_a_streamed_answer_is_read_to_its_end():
    reader = openai.OpenAIStream("mine", wants_usage=True)
    first = reader.read(b"", chunk(delta(role="assistant", content="", refusal=None)))
    assert (first.texts, first.closes, first.hollow) == ([], (), False)
    event = reader.read(b"", chunk(delta(content="안녕"), usage=None))
    assert [(t.channel, t.text) for t in event.texts] == [(Channel(Kind.CONTENT, 0), "안녕")]
    event.texts[0].replace("")
    assert event.hollow
    event.texts[0].replace("반갑습니다")
    assert not event.hollow
    assert said(reader, event)["choices"][0]["delta"] == {"content": "반갑습니다"}
    assert said(reader, event)["model"] == "mine"
    last = reader.read(b"", chunk(delta(finish="stop")))
    assert last.closes == (Channel(Kind.CONTENT, 0),)
    assert not reader.finished
    usage = reader.read(b"", chunk(usage={"prompt_tokens": 1, "completion_tokens": 2}))
    assert (usage.skip, reader.usage) == (False, Usage(1, 2))
    end = reader.read(b"", b"[DONE]")
    assert (end.last, end.closes, reader.finished, reader.write(end)) == (True, (), True, b"data: [DONE]\n\n")
    with pytest.raises(BrokeProtocol):
        reader.read(b"", chunk())


def test_usage_that_was_not_asked_for_is_not_shown():
    reader = openai.OpenAIStream("mine", wants_usage=False)
    assert "usage" not in said(reader, reader.read(b"", chunk(delta(content="x"), usage=None)))
    with_finish = reader.read(b"", chunk(delta(finish="stop"), usage={"prompt_tokens": 1, "completion_tokens": 2}))
    assert (with_finish.skip, "usage" in said(reader, with_finish)) == (False, False)
    assert reader.read(b"", chunk(usage={"prompt_tokens": 1, "completion_tokens": 3})).skip
    assert reader.usage == Usage(1, 3)
    assert not reader.read(b"", chunk(prompt_filter_results=[])).skip


def test_arguments_of_parallel_calls_are_channels_that_remember_their_tool():
    reader = openai.OpenAIStream("mine", wants_usage=False)

    def call(part, arguments, **named):
        return {
            "index": part,
            **({"id": "x", "type": "function"} if named else {}),
            "function": {**named, "arguments": arguments},
        }

    reader.read(b"", chunk(delta(tool_calls=[call(0, "", name="send"), call(1, "", name="find")])))
    event = reader.read(b"", chunk(delta(tool_calls=[call(1, '{"a"'), call(0, '{"b"')])))
    assert [(t.channel, t.tool, t.depth) for t in event.texts] == [
        (Channel(Kind.ARGUMENTS, 0, 1), "find", 1),
        (Channel(Kind.ARGUMENTS, 0, 0), "send", 1),
    ]
    end = reader.read(b"", chunk(delta(finish="tool_calls")))
    assert set(end.closes) == {Channel(Kind.ARGUMENTS, 0, 0), Channel(Kind.ARGUMENTS, 0, 1)}
    tail = json.loads(reader.delta(Channel(Kind.ARGUMENTS, 0, 1), "}")[6:])
    assert tail["choices"] == [
        {"index": 0, "delta": {"tool_calls": [{"index": 1, "function": {"arguments": "}"}}]}, "finish_reason": None}
    ]
    assert {key: tail[key] for key in ("id", "object", "created", "model")} == {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "mine",
    }


def test_a_choice_ends_its_own_channels_only_and_a_last_text_stands_in_its_event():
    reader = openai.OpenAIStream("mine", wants_usage=False)
    reader.read(b"", chunk(delta(0, content="가"), delta(1, content="나", reasoning="생각")))
    event = reader.read(b"", chunk(delta(1, finish="stop", content="다")))
    assert [t.text for t in event.texts] == ["다"]
    assert set(event.closes) == {Channel(Kind.CONTENT, 1), Channel(Kind.REASONING, 1, 1)}
    assert json.loads(reader.delta(Channel(Kind.REASONING, 1, 1), "끝")[6:])["choices"][0]["delta"] == {
        "reasoning": "끝"
    }
    assert reader.open_channels() == (Channel(Kind.CONTENT, 0),)
    assert reader.read(b"", b"[DONE]").closes == (Channel(Kind.CONTENT, 0),)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"{", BrokeProtocol),
        (b"[]", BrokeProtocol),
        (dump({"type": "message_start", "message": {}}), BrokeProtocol),
        (chunk(1), BrokeProtocol),
        (chunk({"index": 0, "delta": "x"}), BrokeProtocol),
        (chunk(delta(content=1)), BrokeProtocol),
        (dump({"error": {"message": "홍길동", "type": "server_error"}}), UpstreamFault),
        (chunk(error={"message": "홍길동", "code": 502}), UpstreamFault),
        (dump({"error": {"message": "홍길동", "code": "rate_limit_exceeded"}}), UpstreamBusy),
    ],
)
def test_a_vendors_fault_in_a_stream_is_raised_without_its_words(data, fault):
    with pytest.raises(fault) as caught:
        openai.OpenAIStream("mine", wants_usage=False).read(b"", data)
    assert type(caught.value) is fault
    assert "홍길동" not in str(caught.value)


# ---------------------------------------------------------------- Anthropic

ANTHROPIC = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "up",
    "content": [
        {"type": "thinking", "thinking": "생각", "signature": "AA"},
        {"type": "text", "text": "답", "citations": [{"type": "char_location", "cited_text": "인용"}]},
        {"type": "tool_use", "id": "t", "name": "send", "input": {"to": "⟨이름1⟩", "cc": ["나", 3, {"x": "다"}]}},
        {"type": "redacted_thinking", "data": "AA"},
    ],
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 5, "cache_creation_input_tokens": 7, "cache_read_input_tokens": 11, "output_tokens": 13},
}


def test_every_text_of_a_whole_message_has_its_kind_and_tool():
    answer = anthropic.read_answer(dump(ANTHROPIC))
    assert {(t.channel.kind, t.channel.choice, t.text, t.tool, t.depth) for t in answer.texts} == {
        (Kind.REASONING, 0, "생각", "", 0),
        (Kind.CONTENT, 1, "답", "", 0),
        (Kind.NOTE, 1, "char_location", "", 0),
        (Kind.NOTE, 1, "인용", "", 0),
        (Kind.ARGUMENTS, 2, "⟨이름1⟩", "send", 0),
        (Kind.ARGUMENTS, 2, "나", "send", 0),
        (Kind.ARGUMENTS, 2, "다", "send", 0),
    }
    assert len({t.channel for t in answer.texts}) == 7
    assert json.loads(answer.write("m")) == {**ANTHROPIC, "model": "m"}


def test_all_input_counts_fresh_and_cached():
    assert anthropic.read_answer(dump(ANTHROPIC)).usage == Usage(23, 13)
    assert anthropic.read_answer(dump({**ANTHROPIC, "usage": {"input_tokens": 1}})).usage is None


@pytest.mark.parametrize(
    "tree", [{}, {"choices": []}, {"type": "message"}, {"type": "message", "content": [1]}, {**WHOLE}]
)
def test_what_is_not_a_message_breaks_the_protocol(tree):
    with pytest.raises(BrokeProtocol):
        anthropic.read_answer(dump(tree))


def start(reader, **usage):
    message = {**ANTHROPIC, "content": [], "usage": {"input_tokens": 5, "output_tokens": 1, **usage}}
    return reader.read(b"message_start", dump({"type": "message_start", "message": message}))


def feed(reader, kind, **members):
    return reader.read(kind.encode(), dump({"type": kind, **members}))


def told(reader, event):
    head, data = reader.write(event).rstrip(b"\n").split(b"\n")
    return head.removeprefix(b"event: ").decode(), json.loads(data.removeprefix(b"data: "))


def test_a_streamed_message_is_read_to_its_end():
    reader = anthropic.AnthropicStream("mine")
    name, tree = told(reader, start(reader, cache_read_input_tokens=6))
    assert (name, tree["message"]["model"]) == ("message_start", "mine")
    assert told(reader, feed(reader, "ping")) == ("ping", {"type": "ping"})
    feed(reader, "content_block_start", index=0, content_block={"type": "text", "text": ""})
    event = feed(reader, "content_block_delta", index=0, delta={"type": "text_delta", "text": "안녕"})
    assert [(t.channel, t.text) for t in event.texts] == [(Channel(Kind.CONTENT, 0), "안녕")]
    event.texts[0].replace("")
    assert event.hollow
    assert feed(reader, "content_block_stop", index=0).closes == (Channel(Kind.CONTENT, 0),)
    feed(
        reader,
        "content_block_start",
        index=1,
        content_block={"type": "tool_use", "id": "t", "name": "send", "input": {}},
    )
    event = feed(reader, "content_block_delta", index=1, delta={"type": "input_json_delta", "partial_json": '{"to'})
    assert [(t.channel, t.tool, t.depth) for t in event.texts] == [(Channel(Kind.ARGUMENTS, 1), "send", 1)]
    tail = reader.delta(Channel(Kind.ARGUMENTS, 1), '"}')
    assert json.loads(tail.split(b"data: ")[1]) == {
        "type": "content_block_delta",
        "index": 1,
        "delta": {"type": "input_json_delta", "partial_json": '"}'},
    }
    assert reader.open_channels() == (Channel(Kind.ARGUMENTS, 1),)
    feed(reader, "message_delta", delta={"stop_reason": "tool_use"}, usage={"output_tokens": 40})
    assert reader.usage == Usage(11, 40)
    end = feed(reader, "message_stop")
    assert (end.last, end.closes, reader.finished) == (True, (Channel(Kind.ARGUMENTS, 1),), True)
    with pytest.raises(BrokeProtocol):
        feed(reader, "ping")


def test_thinking_signatures_and_citations_pass():
    reader = anthropic.AnthropicStream("mine")
    start(reader)
    feed(reader, "content_block_start", index=0, content_block={"type": "thinking", "thinking": "첫", "signature": ""})
    assert reader.open_channels() == (Channel(Kind.REASONING, 0),)
    signature = feed(reader, "content_block_delta", index=0, delta={"type": "signature_delta", "signature": "AA"})
    assert (signature.texts, signature.hollow) == ([], False)
    citation = {"type": "citations_delta", "citation": {"cited_text": "인용"}}
    event = feed(reader, "content_block_delta", index=0, delta=citation)
    assert [t.channel.kind for t in event.texts] == [Kind.NOTE]
    assert event.closes == tuple(t.channel for t in event.texts)
    assert told(reader, feed(reader, "later_invention", x=1)) == (
        "later_invention",
        {"type": "later_invention", "x": 1},
    )


def test_a_tool_use_that_comes_whole_in_its_start_is_read():
    reader = anthropic.AnthropicStream("mine")
    start(reader)
    block = {"type": "tool_use", "id": "t", "name": "send", "input": {"to": "⟨이름1⟩", "memo": ""}}
    event = feed(reader, "content_block_start", index=0, content_block=block)
    assert [(t.channel.kind, t.text, t.tool, t.depth) for t in event.texts] == [(Kind.ARGUMENTS, "⟨이름1⟩", "send", 0)]
    assert event.closes == (event.texts[0].channel,)
    assert event.texts[0].channel != Channel(Kind.ARGUMENTS, 0)
    feed(reader, "content_block_start", index=1, content_block={"type": "server_tool_use", "id": "x"})
    feed(reader, "content_block_start", index=2, content_block={"type": "text"})
    assert reader.open_channels() == ()


def test_usage_may_be_missing_anywhere():
    reader = anthropic.AnthropicStream("mine")
    reader.read(b"", dump({"type": "message_start", "message": {}}))
    feed(reader, "message_delta", delta={})
    assert reader.usage is None
    assert anthropic.read_answer(dump({**ANTHROPIC, "usage": None})).usage is None


def test_annotations_of_a_stream_are_whole_in_their_event():
    reader = openai.OpenAIStream("mine", wants_usage=False)
    event = reader.read(b"", chunk(delta(annotations=[{"title": "제목"}], content="x"), {"index": 1, "delta": None}))
    assert [(t.channel.kind, t.text) for t in event.texts] == [(Kind.CONTENT, "x"), (Kind.NOTE, "제목")]
    assert [channel.kind for channel in event.closes] == [Kind.NOTE]
    assert reader.open_channels() == (Channel(Kind.CONTENT, 0),)


def test_counts_never_go_back():
    reader = anthropic.AnthropicStream("mine")
    start(reader)
    feed(reader, "message_delta", delta={}, usage={"output_tokens": 40, "input_tokens": 9})
    feed(reader, "message_delta", delta={}, usage={"output_tokens": 2, "input_tokens": -3})
    assert reader.usage == Usage(9, 40)


@pytest.mark.parametrize(
    ("started", "data", "fault"),
    [
        (True, b"{", BrokeProtocol),
        (True, b"[]", BrokeProtocol),
        (False, dump({"type": "content_block_delta", "index": 0, "delta": {}}), BrokeProtocol),
        (False, chunk(delta(content="x")), BrokeProtocol),
        (True, chunk(delta(content="x")), BrokeProtocol),
        (True, dump({"type": "message_start", "message": {}}), BrokeProtocol),
        (False, dump({"type": "message_start"}), BrokeProtocol),
        (True, dump({"type": "content_block_delta", "index": "0", "delta": {}}), BrokeProtocol),
        (True, dump({"type": "content_block_delta", "index": 0}), BrokeProtocol),
        (
            True,
            dump({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": 1}}),
            BrokeProtocol,
        ),
        (True, dump({"type": "content_block_start", "index": 0}), BrokeProtocol),
        (False, b"[DONE]", BrokeProtocol),
        (True, dump({"type": "ping\n\ndata: forged"}), BrokeProtocol),
        (True, dump({"type": "error", "error": {"type": "api_error", "message": "홍길동"}}), UpstreamFault),
        (True, dump({"type": "error", "error": {"type": "overloaded_error", "message": "홍길동"}}), UpstreamBusy),
    ],
)
def test_a_fault_in_a_streamed_message_is_raised_without_its_words(started, data, fault):
    reader = anthropic.AnthropicStream("mine")
    if started:
        start(reader)
    with pytest.raises(fault) as caught:
        reader.read(b"", data)
    assert type(caught.value) is fault
    assert "홍길동" not in str(caught.value)


def test_a_delta_type_that_is_not_a_word_breaks_nothing():
    reader = anthropic.AnthropicStream("mine")
    start(reader)
    assert feed(reader, "content_block_delta", index=0, delta={"type": ["x"]}).texts == []


def test_a_tool_block_without_its_input_is_read_all_the_same():
    reader = anthropic.AnthropicStream("mine")
    reader.read(b"message_start", b'{"type":"message_start","message":{"id":"m","usage":{}}}')
    event = reader.read(
        b"content_block_start",
        b'{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"find"}}',
    )
    assert [text.text for text in event.texts] == []
