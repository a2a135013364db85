"""Streams: any way to split the bytes gives the same events, and what is held back is never lost."""

import contextlib
import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.errors import UpstreamFault
from gwanmun.sandbox.answers import answer
from gwanmun.wire import anthropic, openai
from gwanmun.wire.sse import SSEReader

LINES = st.lists(
    st.sampled_from(
        [b"data: 1", b"data:", b"data: [DONE]", b"event: e", b": c", b"id: 3", b"", b"x", "data: 가나".encode()]
    ),
    max_size=14,
)


def split(wire, cuts):
    edges = [0, *sorted({cut % (len(wire) + 1) for cut in cuts}), len(wire)]
    return [wire[a:b] for a, b in itertools.pairwise(edges)]


def events(chunks):
    reader = SSEReader()
    found = [event for chunk in chunks for event in reader.feed(chunk)]
    return found + reader.close()


@given(
    LINES,
    st.lists(st.sampled_from([b"\n", b"\r\n", b"\r"]), min_size=14, max_size=14),
    st.lists(st.integers(0, 400), max_size=8),
)
@settings(max_examples=100)
def test_any_split_gives_the_same_events(lines, ends, cuts):
    wire = b"".join(line + end for line, end in zip(lines, ends, strict=False))
    whole = events([wire])
    assert events(split(wire, cuts)) == whole
    assert events([wire[i : i + 1] for i in range(len(wire))]) == whole


def request(anthropic_, trick, stream):
    tools = [
        {
            "name": "send",
            "input_schema": {"type": "object", "properties": {"to": {"type": "string"}, "memo": {"type": "string"}}},
        }
    ]
    if not anthropic_:
        tools = [{"type": "function", "function": {"name": t["name"], "parameters": t["input_schema"]}} for t in tools]
    tree = {
        "model": f"gwanmun-sandbox/{trick}",
        "max_tokens": 400,
        "messages": [{"role": "user", "content": "⟨이름1⟩님과 ⟨이름2⟩님, ⟨전화번호1⟩"}],
        "tools": tools,
        "stream": stream,
    }
    if not anthropic_ and stream:
        tree |= {"stream_options": {"include_usage": True}, "n": 2}
    return json.dumps(tree).encode()


class Holding:
    """A stand-in for a restorer: holds back some of each text, gives all of it at the end."""

    def __init__(self, keep):
        self.keep, self.held = keep, ""

    def feed(self, text):
        whole = self.held + text
        at = max(0, len(whole) - self.keep)
        self.held = whole[at:]
        return whole[:at]

    def finish(self):
        held, self.held = self.held, ""
        return held


def relay(reader, wire, keep):
    """What the gate does with a stream, with every channel's text delayed."""
    sse, restorers, out = SSEReader(), {}, []
    for event_ in sse.feed(wire) + sse.close():
        event = reader.read(event_.name, event_.data)
        if event.skip:
            continue
        closing = list(event.closes)
        for text in event.texts:
            restorer = restorers.setdefault(text.channel, Holding(keep))
            whole = restorer.feed(text.text)
            if text.channel in closing:
                closing.remove(text.channel)
                whole += restorer.finish()
            text.replace(whole)
        for channel in closing:
            held = restorers[channel].finish() if channel in restorers else ""
            if held:
                out.append(reader.delta(channel, held))
        if not event.hollow:
            out.append(reader.write(event))
    assert not any(restorer.held for restorer in restorers.values())
    return b"".join(out)


def spoken(reader, wire):
    """All text of a stream by channel, in order."""
    texts: dict[object, str] = {}
    sse = SSEReader()
    for event_ in sse.feed(wire) + sse.close():
        for text in reader.read(event_.name, event_.data).texts:
            texts[text.channel] = texts.get(text.channel, "") + text.text
    return texts, reader.usage, reader.finished


def fresh(anthropic_):
    return anthropic.AnthropicStream("mine") if anthropic_ else openai.OpenAIStream("mine", wants_usage=True)


@pytest.mark.parametrize("anthropic_", [False, True], ids=["openai", "anthropic"])
@pytest.mark.parametrize("trick", ["none", "tool", "reasoning", "refusal"])
@given(keep=st.integers(0, 60))
@settings(max_examples=15, deadline=None)
def test_held_back_text_comes_out_before_its_channel_ends(anthropic_, trick, keep):
    path = "/v1/messages" if anthropic_ else "/v1/chat/completions"
    wire = b"".join(piece for _, piece in answer("POST", path, request(anthropic_, trick, True)).pieces)
    relayed = relay(fresh(anthropic_), wire, keep)
    assert spoken(fresh(anthropic_), relayed) == spoken(fresh(anthropic_), wire)


@pytest.mark.parametrize("anthropic_", [False, True], ids=["openai", "anthropic"])
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_spoiled_stream_is_read_or_is_the_vendors_fault(anthropic_, data):
    path = "/v1/messages" if anthropic_ else "/v1/chat/completions"
    wire = bytearray(
        b"".join(piece for _, piece in answer("POST", path, request(anthropic_, "tool", True)).pieces[:12])
    )
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(wire) - 1))
        wire[at : at + data.draw(st.integers(0, 9))] = data.draw(
            st.sampled_from([b"", b"1", b"null", b'"', b"[]", b"{}", b"\xff", b"\n"])
        )
    with contextlib.suppress(UpstreamFault):
        spoken(fresh(anthropic_), bytes(wire))


ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "choices",
                    "message",
                    "content",
                    "tool_calls",
                    "function",
                    "arguments",
                    "type",
                    "usage",
                    "input",
                    "text",
                    "delta",
                    "index",
                    "name",
                    "annotations",
                    "error",
                    "citations",
                    "finish_reason",
                    "prompt_tokens",
                    "completion_tokens",
                    "total_tokens",
                    "input_tokens",
                    "output_tokens",
                    "content_block",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=14,
)
SHAPED = st.fixed_dictionaries(
    {},
    optional={
        "choices": st.lists(
            st.fixed_dictionaries({}, optional={"message": ANSWERS, "delta": ANSWERS, "index": ANSWERS}), max_size=2
        ),
        "content": st.lists(ANSWERS, max_size=2),
        "type": st.sampled_from(
            ["message", "message_start", "content_block_delta", "content_block_start", "message_delta", "x"]
        ),
        "message": ANSWERS,
        "usage": ANSWERS,
        "delta": ANSWERS,
        "content_block": ANSWERS,
        "index": st.integers(-1, 2),
    },
)


@given(ANSWERS | SHAPED)
@settings(max_examples=100, deadline=None)
def test_any_answer_is_read_or_is_the_vendors_fault(tree):
    body = json.dumps(tree).encode("utf-8", "surrogatepass")
    started = anthropic.AnthropicStream("mine")
    message = {"type": "message", "content": [], "usage": {"input_tokens": 1, "output_tokens": 1}}
    started.read(b"", json.dumps({"type": "message_start", "message": message}).encode())
    for read in (openai.read_answer, anthropic.read_answer):
        with contextlib.suppress(UpstreamFault):
            assert read(body).write("m")
    for reader in (fresh(False), fresh(True), started):
        with contextlib.suppress(UpstreamFault):
            assert reader.write(reader.read(b"", body))
