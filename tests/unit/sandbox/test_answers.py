"""The sandbox: deterministic, says what it is, and plays every trick it lists."""

import json

import orjson
import pytest

from gwanmun.sandbox.answers import SAYS, STALL_SECONDS, TRICKS, answer, tokens

PATHS = {"openai": "/v1/chat/completions", "anthropic": "/v1/messages"}
SECRET = "주민번호 000000-0000000"


def ask(dialect="openai", text="⟨이름1⟩님의 ⟨전화번호1⟩ 민원", model="gwanmun-sandbox", **more):
    tree = {"model": model, "messages": [{"role": "user", "content": text}], "max_tokens": 300, **more}
    return answer("POST", PATHS[dialect], orjson.dumps(tree))


def tree(reply):
    return json.loads(b"".join(piece for _, piece in reply.pieces))


def said(reply):
    body = tree(reply)
    return body["choices"][0]["message"]["content"] if "choices" in body else body["content"][-1]["text"]


@pytest.mark.parametrize("dialect", PATHS)
def test_every_answer_says_what_it_is_and_repeats_the_tokens_it_received(dialect):
    reply = ask(dialect)
    assert said(reply).startswith(SAYS)
    assert "⟨이름1⟩님께" in said(reply)
    assert "⟨전화번호1⟩" in said(reply)
    assert SAYS in tree(reply)["model"]
    assert ask(dialect) == reply


@pytest.mark.parametrize("dialect", PATHS)
def test_a_streamed_answer_is_the_same_text_with_tokens_cut_in_the_middle(dialect):
    reply = ask(dialect, stream=True)
    datas = [line[6:] for _, piece in reply.pieces for line in piece.split(b"\n") if line.startswith(b"data: ")]
    events = [json.loads(data) for data in datas if data != b"[DONE]"]
    deltas = [event["choices"][0]["delta"] for event in events if event.get("choices")]
    deltas += [event["delta"] for event in events if event.get("type") == "content_block_delta"]
    texts = [delta.get("content") or delta.get("text") or "" for delta in deltas]
    assert "".join(texts) == said(ask(dialect))
    assert not any("⟨이름1⟩" in text for text in texts)


@pytest.mark.parametrize("dialect", PATHS)
def test_echo_gives_back_exactly_what_was_received(dialect):
    reply = ask(dialect, text="{ 그대로 }", model="gwanmun-sandbox/echo")
    sent = orjson.dumps(
        {"model": "gwanmun-sandbox/echo", "messages": [{"role": "user", "content": "{ 그대로 }"}], "max_tokens": 300}
    )
    assert said(reply).endswith(sent.decode())


def test_tokens_are_counted_by_the_stated_rule_and_never_above_the_bytes():
    assert tokens("") == 0
    assert tokens("가나") == 2
    assert tokens("abcde") == 2
    assert tokens("가ab나") == 3
    usage = tree(ask(text="가나다라"))["usage"]
    assert usage["prompt_tokens"] == 4 + 4
    assert usage["completion_tokens"] == tokens(said(ask(text="가나다라")))
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_the_output_limit_and_stop_sequences_hold():
    short = ask(max_tokens=5)
    assert tokens(said(short)) <= 5
    assert tree(short)["choices"][0]["finish_reason"] == "length"
    assert said(ask(stop=["님께"])) == "시험용 응답입니다. ⟨이름1⟩"
    assert [choice["index"] for choice in tree(ask(n=2))["choices"]] == [0, 1]


SCHEMA = {
    "type": "object",
    "properties": {
        "to": {"type": "string"},
        "count": {"type": "integer"},
        "kind": {"enum": ["가", "나"]},
        "list": {"type": "array", "items": {"type": "string"}},
        "deep": {"type": "object", "properties": {"ok": {"type": "boolean"}, "none": {"type": "null"}}},
    },
}
MADE = {"to": "⟨이름1⟩", "count": 1, "kind": "가", "list": ["⟨전화번호1⟩"], "deep": {"ok": True, "none": None}}


@pytest.mark.parametrize(
    "more",
    [
        {"model": "gwanmun-sandbox/tool"},
        {"tool_choice": "required"},
        {"tool_choice": {"type": "function", "function": {"name": "send"}}},
    ],
)
def test_a_tool_is_called_with_arguments_of_its_shape(more):
    reply = ask(tools=[{"type": "function", "function": {"name": "send", "parameters": SCHEMA}}], **more)
    call = tree(reply)["choices"][0]["message"]["tool_calls"][0]["function"]
    assert (call["name"], json.loads(call["arguments"])) == ("send", MADE)


def test_a_tool_is_called_in_the_other_dialect_too_and_its_result_is_answered():
    tools = [{"name": "send", "input_schema": SCHEMA}]
    assert (
        tree(ask("anthropic", text="⟨이름1⟩ ⟨전화번호1⟩ [[sandbox:tool]]", tools=tools))["content"][0]["input"] == MADE
    )
    assert (
        tree(ask("anthropic", tools=tools, tool_choice={"type": "tool", "name": "send"}))["stop_reason"] == "tool_use"
    )
    messages = [
        {"role": "user", "content": "⟨이름1⟩ [[sandbox:tool]]"},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "send", "input": {}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": "보냄"}]},
    ]
    body = {"model": "gwanmun-sandbox", "max_tokens": 99, "tools": tools, "messages": messages}
    assert said(answer("POST", "/v1/messages", orjson.dumps(body))).endswith("보냄")
    messages = [
        {"role": "user", "content": "[[sandbox:tool]]"},
        {"role": "assistant", "tool_calls": []},
        {"role": "tool", "tool_call_id": "a", "content": "보냄"},
    ]
    body = {"model": "gwanmun-sandbox", "messages": messages}
    assert said(answer("POST", "/v1/chat/completions", orjson.dumps(body))).endswith("보냄")


def test_a_wanted_shape_is_kept():
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}}
    assert json.loads(said(ask(response_format=wanted))) == MADE
    assert SAYS in json.loads(said(ask(response_format={"type": "json_object"})))
    wanted = {"format": {"type": "json_schema", "schema": SCHEMA}}
    assert json.loads(said(ask("anthropic", output_config=wanted))) == MADE


@pytest.mark.parametrize("dialect", PATHS)
@pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
def test_errors_are_of_the_dialect_and_some_carry_the_prompt(dialect, status):
    reply = ask(dialect, text=f"{SECRET} [[sandbox:{status}]]")
    assert reply.status == status
    assert ("type" in tree(reply)) == (dialect == "anthropic")
    assert (SECRET in tree(reply)["error"]["message"]) == (status in (400, 500))
    assert dict(reply.headers).get(b"retry-after") == (b"2" if status == 429 else None)


@pytest.mark.parametrize("dialect", PATHS)
def test_spoiled_answers(dialect):
    whole = ask(dialect, stream=True)
    cut = ask(dialect, model="gwanmun-sandbox/cut", stream=True)
    assert cut.cut
    assert len(cut.pieces) < len(whole.pieces)
    assert ask(dialect, model="gwanmun-sandbox/cut").cut
    assert ask(dialect, model="gwanmun-sandbox/cut-start").pieces == ()
    assert all(delay > 0 for delay, _ in ask(dialect, model="gwanmun-sandbox/slow", stream=True).pieces)
    assert ask(dialect, model="gwanmun-sandbox/slow-start").start_seconds > 1
    assert ask(dialect, model="gwanmun-sandbox/stall", stream=True).pieces[-1][0] == STALL_SECONDS
    assert ask(dialect, model="gwanmun-sandbox/stall").start_seconds == STALL_SECONDS
    assert ask(dialect, model="gwanmun-sandbox/no-end", stream=True).pieces[-1][1] not in (
        b"data: [DONE]\n\n",
        whole.pieces[-1][1],
    )
    assert b'"error"' in ask(dialect, model="gwanmun-sandbox/error-event", stream=True).pieces[-1][1]
    assert "usage" not in tree(ask(dialect, model="gwanmun-sandbox/no-usage"))
    assert ask(dialect, model="gwanmun-sandbox/redirect").status == 307
    assert ask(dialect, model="gwanmun-sandbox/not-json").pieces[0][1].startswith(b"<html>")


def test_the_wrong_dialect_is_the_other_one():
    assert tree(ask("openai", model="gwanmun-sandbox/wrong-dialect"))["type"] == "message"
    assert "choices" in tree(ask("anthropic", model="gwanmun-sandbox/wrong-dialect"))
    assert b"message_start" in ask("openai", model="gwanmun-sandbox/wrong-dialect", stream=True).pieces[0][1]


def test_billing_twice_is_above_every_bound():
    text = "가" * 10
    usage = tree(ask(text=text, model="gwanmun-sandbox/bill-twice"))["usage"]
    assert usage["completion_tokens"] == 600
    assert usage["prompt_tokens"] > 2 * len(text.encode())


def test_reasoning_and_refusal():
    assert tree(ask(model="gwanmun-sandbox/reasoning"))["choices"][0]["message"]["reasoning_content"].startswith(SAYS)
    assert tree(ask("anthropic", model="gwanmun-sandbox/reasoning"))["content"][0]["type"] == "thinking"
    assert tree(ask(model="gwanmun-sandbox/refusal"))["choices"][0]["message"]["refusal"]
    assert tree(ask("anthropic", model="gwanmun-sandbox/refusal"))["stop_reason"] == "refusal"
    assert tree(ask(model="gwanmun-sandbox/long", max_tokens=50))["choices"][0]["finish_reason"] == "length"


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("dialect", PATHS)
def test_every_trick_listed_changes_the_answer(dialect, stream, trick):
    only_streams = {"no-end", "error-event"}
    needs_tool = {"tools": [{"name": "f", "input_schema": {}, "function": {"name": "f"}}]} if trick == "tool" else {}
    plain = ask(dialect, stream=stream, **needs_tool)
    tricked = ask(dialect, stream=stream, model=f"gwanmun-sandbox/{trick}", **needs_tool)
    if trick in only_streams and not stream:
        assert (tricked.status, tricked.cut) == (plain.status, plain.cut)
        return
    shape = (
        plain.status,
        plain.cut,
        plain.start_seconds,
        [len(piece) for _, piece in plain.pieces],
        plain.pieces[0][0],
    )
    other = (
        tricked.status,
        tricked.cut,
        tricked.start_seconds,
        [len(piece) for _, piece in tricked.pieces],
        tricked.pieces[:1] and tricked.pieces[0][0],
    )
    usage_only = trick in ("no-usage", "bill-twice") and stream and dialect == "openai"
    assert shape != other or usage_only


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"model":"m","messages":[]}',
        b'{"model":"m","messages":[1]}',
        b'{"model":"m","messages":"x"}',
    ],
)
@pytest.mark.parametrize("path", PATHS.values())
def test_nonsense_is_answered_400(path, body):
    assert answer("POST", path, body).status == 400
    assert answer("GET", path, body).status == 404


def test_it_lists_its_model():
    listed = tree(answer("GET", "/v1/models?limit=3", b""))
    assert [(card["id"], card["owned_by"]) for card in listed["data"]] == [("gwanmun-sandbox", SAYS)]
    assert SAYS in listed["data"][0]["display_name"]
