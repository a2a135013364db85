"""Messages requests (Anthropic): the same promises as the other dialect."""

import json

import pytest

from gwanmun.domain.prompts import Role
from gwanmun.errors import BadRequest
from gwanmun.wire import anthropic

USER = {"role": "user", "content": "안녕하세요"}


def read(admitted=(), **fields):
    tree = {"model": "claude-x", "max_tokens": 100, "messages": [USER], **fields}
    return anthropic.read_request(json.dumps(tree, ensure_ascii=False).encode(), frozenset(admitted))


def written(prompt, texts=None, *, model="up", output_tokens=100, stream=False):
    texts = [p.text for p in prompt.passages] if texts is None else texts
    return json.loads(prompt.document.write(texts, model=model, output_tokens=output_tokens, stream=stream))


def refused(admitted=(), **fields):
    with pytest.raises(BadRequest) as caught:
        read(admitted, **fields)
    return caught.value.problem, caught.value.where


def test_texts_of_every_block_are_passages_with_their_roles():
    prompt = read(
        system=[{"type": "text", "text": "지침"}],
        messages=[
            {"role": "user", "content": [{"type": "text", "text": "물음"}]},
            {
                "role": "assistant",
                "content": [{"type": "tool_use", "id": "t1", "name": "find", "input": {"이름": "홍길동"}}],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "결과"}]},
                    {"type": "tool_result", "tool_use_id": "t1", "content": '{"a": "\\ud64d\\uae38\\ub3d9"}'},
                ],
            },
        ],
    )
    assert {(p.text, p.role, p.maskable) for p in prompt.passages} == {
        ("지침", Role.SYSTEM, True),
        ("물음", Role.USER, True),
        ("find", Role.STRUCTURE, False),
        ("이름", Role.STRUCTURE, False),
        ("홍길동", Role.ASSISTANT, True),
        ("결과", Role.TOOL, True),
        ("a", Role.STRUCTURE, False),
        ("홍길동", Role.TOOL, True),
    }
    sent = written(prompt)["messages"]
    assert sent[1]["content"][0]["id"] == sent[2]["content"][0]["tool_use_id"] == "call00001"


def test_tools_thinking_and_formats_are_read():
    prompt = read(
        max_tokens=5000,
        thinking={"type": "enabled", "budget_tokens": 2048},
        tools=[
            {"name": "f", "description": "설명", "input_schema": {"type": "object"}, "input_examples": [{"x": "예"}]}
        ],
        tool_choice={"type": "tool", "name": "f", "disable_parallel_tool_use": True},
        output_config={"effort": "low", "format": {"type": "json_schema", "schema": {"title": "표"}}},
        stop_sequences=["끝"],
    )
    assert {"설명", "x", "예", "표", "끝"} <= {p.text for p in prompt.passages}
    assert prompt.tools == ("f",)
    assert prompt.limits.output_tokens == 5000
    assert prompt.limits.prompt_overhead >= 2000


@pytest.mark.parametrize(("limit", "budget"), [(5000, 2048), (2000, 1999), (1025, 1024), (1000, 2048)])
def test_a_thinking_budget_is_lowered_under_the_enforced_limit(limit, budget):
    prompt = read(max_tokens=5000, thinking={"type": "enabled", "budget_tokens": 2048})
    assert written(prompt, output_tokens=limit)["thinking"]["budget_tokens"] == budget
    assert written(prompt, output_tokens=5000)["max_tokens"] == 5000


def test_our_fields_are_dropped_or_overwritten():
    block = {"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}, "citations": None}
    sent = written(
        read(
            metadata={"user_id": "hong"},
            cache_control={"type": "ephemeral"},
            user_profile_id="hong",
            service_tier="auto",
            speed="standard",
            messages=[{"role": "user", "content": [block]}],
        ),
        stream=True,
        output_tokens=9,
    )
    assert sent == {
        "model": "up",
        "max_tokens": 9,
        "stream": True,
        "service_tier": "standard_only",
        "speed": "standard",
        "messages": [{"role": "user", "content": [{"type": "text", "text": "x", "citations": None}]}],
    }


def blocks(*content, role="user"):
    return {"messages": [{"role": role, "content": list(content)}]}


SEALED = {"type": "thinking", "thinking": "생각", "signature": "AAAA"}


@pytest.mark.parametrize(
    ("fields", "problem", "where"),
    [
        ({"max_tokens": None}, "missing_field", "/max_tokens"),
        ({"max_tokens": 0}, "bad_value", "/max_tokens"),
        ({"metadata": {"name": "x"}}, "unknown_field", "/metadata/name"),
        ({"mcp_servers": [{"url": "https://x"}]}, "cannot_examine", "/mcp_servers"),
        ({"container": "c"}, "cannot_examine", "/container"),
        ({"inference_geo": "us"}, "cannot_bound", "/inference_geo"),
        ({"speed": "fast"}, "cannot_bound", "/speed"),
        ({"service_tier": "priority"}, "cannot_bound", "/service_tier"),
        ({"thinking": {"type": "enabled", "budget_tokens": 10}}, "bad_value", "/thinking/budget_tokens"),
        ({"thinking": {"type": "enabled"}}, "missing_field", "/thinking/budget_tokens"),
        ({"tools": [{"type": "web_search_20250305", "name": "web_search"}]}, "cannot_examine", "/tools/0/type"),
        ({"tools": [{"type": "bash_20250124", "name": "bash"}]}, "cannot_examine", "/tools/0/type"),
        ({"tools": [{"name": "f", "input_schema": {}, "input_examples": {}}]}, "bad_value", "/tools/0/input_examples"),
        ({"stop_sequences": ["x"] * 65}, "too_many", "/stop_sequences"),
        ({"thinking": "x"}, "bad_value", "/thinking"),
        ({"messages": []}, "missing_field", "/messages/0"),
        ({"context_management": {}}, "unknown_field", "/context_management"),
        (
            blocks({"type": "image", "source": {"type": "url", "url": "https://x"}}),
            "cannot_examine",
            "/messages/0/content/0",
        ),
        (
            blocks({"type": "document", "source": {"type": "file", "file_id": "x"}}),
            "cannot_examine",
            "/messages/0/content/0",
        ),
        (blocks({"type": "container_upload", "file_id": "x"}), "cannot_examine", "/messages/0/content/0"),
        (blocks({"type": "server_tool_use"}, role="assistant"), "cannot_examine", "/messages/0/content/0"),
        (blocks({"type": "홍길동"}), "cannot_examine", "/messages/0/content/0"),
        (blocks({"type": None}), "bad_value", "/messages/0/content/0/type"),
        (blocks({"type": "tool_use", "id": "a", "name": "f", "input": {}}), "bad_value", "/messages/0/content/0/type"),
        (blocks(SEALED, role="assistant"), "cannot_examine", "/messages/0/content/0/signature"),
        (
            blocks({"type": "redacted_thinking", "data": "AA"}, role="assistant"),
            "cannot_examine",
            "/messages/0/content/0/data",
        ),
        (
            blocks(
                {"type": "tool_use", "id": "a", "name": "f", "input": {}, "caller": {"type": "code"}}, role="assistant"
            ),
            "bad_value",
            "/messages/0/content/0/caller/type",
        ),
    ],
)
def test_a_request_that_cannot_be_examined_or_bounded_is_refused_at_its_place(fields, problem, where):
    assert refused(**fields) == (problem, where)


def test_an_entry_can_admit_what_the_vendor_sealed():
    admitted = ["/messages/*/content/*/signature", "/messages/*/content/*/data"]
    redacted = {"type": "redacted_thinking", "data": "BBBB"}
    prompt = read(admitted, **blocks(SEALED, redacted, role="assistant"))
    assert {("AAAA", False), ("BBBB", False), ("생각", True)} == {(p.text, p.maskable) for p in prompt.passages}
    assert written(prompt)["messages"][0]["content"] == [SEALED, redacted]
