"""Chat completion requests: every string and key is a passage, or a closed word, or refused."""

import json

import pytest

from gwanmun.domain.prompts import Role
from gwanmun.errors import BadRequest
from gwanmun.wire import openai

USER = {"role": "user", "content": "안녕하세요"}


def body(**fields):
    return json.dumps({"model": "gpt-5", "messages": [USER], **fields}, ensure_ascii=False).encode()


def read(admitted=(), **fields):
    return openai.read_request(body(**fields), frozenset(admitted))


def written(prompt, texts=None, *, model="up", output_tokens=100, stream=False):
    texts = [p.text for p in prompt.passages] if texts is None else texts
    return json.loads(prompt.document.write(texts, model=model, output_tokens=output_tokens, stream=stream))


def passages(prompt):
    return {p.pointer: p.text for p in prompt.passages}


def refused(admitted=(), **fields):
    with pytest.raises(BadRequest) as caught:
        read(admitted, **fields)
    return caught.value.problem, caught.value.where


def test_texts_and_parts_are_passages_with_their_roles():
    prompt = read(
        messages=[
            {"role": "developer", "content": "지침"},
            {
                "role": "user",
                "name": "민원인",
                "content": [{"type": "text", "text": "첫째"}, {"type": "text", "text": "둘째"}],
            },
            {"role": "assistant", "content": None, "refusal": "거절", "reasoning_content": "생각"},
            {"role": "tool", "tool_call_id": "x", "content": "결과"},
        ]
    )
    assert [(p.pointer, p.text, p.role) for p in prompt.passages] == [
        ("/messages/0/content", "지침", Role.SYSTEM),
        ("/messages/1/content/0/text", "첫째", Role.USER),
        ("/messages/1/content/1/text", "둘째", Role.USER),
        ("/messages/2/refusal", "거절", Role.ASSISTANT),
        ("/messages/2/reasoning_content", "생각", Role.ASSISTANT),
        ("/messages/3/content", "결과", Role.TOOL),
    ]


def test_every_string_and_key_of_a_tool_and_its_schema_is_a_passage():
    parameters = {
        "type": "object",
        "title": "제목",
        "properties": {
            "주민번호": {
                "type": "string",
                "description": "홍길동의 번호",
                "enum": ["가", 9001011234567],
                "default": "기본",
            },
            "description": {"type": "integer"},
            "홍길동 전화": {"type": "string", "minLength": 9001011234567},
        },
        "required": ["주민번호"],
    }
    prompt = read(
        tools=[{"type": "function", "function": {"name": "send", "description": "보냄", "parameters": parameters}}],
        tool_choice={"type": "function", "function": {"name": "send"}},
    )
    found = {(p.text, p.maskable) for p in prompt.passages}
    assert {
        ("send", False),
        ("보냄", True),
        ("제목", True),
        ("홍길동의 번호", True),
        ("가", True),
        ("기본", True),
    } <= found
    assert {("주민번호", False), ("9001011234567", True), ("홍길동 전화", False), ("9001011234567", False)} <= found
    assert "properties" not in {text for text, _ in found}
    assert prompt.tools == ("send",)
    assert ("주민번호", True) not in found


def test_a_property_named_like_a_keyword_is_examined_all_the_same():
    schema = {"type": "object", "properties": {"default": {"type": "string", "description": "홍길동"}}}
    prompt = read(response_format={"type": "json_schema", "json_schema": {"name": "a", "schema": schema}})
    assert "홍길동" in {p.text for p in prompt.passages}


def test_json_in_tool_arguments_is_decoded_before_it_is_examined_and_encoded_again():
    arguments = json.dumps({"이름": "홍길동", "목록": [{"번호": 9001011234567, "수": 3}]})  # \uXXXX escapes
    assert "홍" not in arguments
    call = {"id": "call_abc", "type": "function", "function": {"name": "send", "arguments": arguments}}
    prompt = read(messages=[USER, {"role": "assistant", "tool_calls": [call]}])
    at = "/messages/1/tool_calls/0/function/arguments"
    found = passages(prompt)
    assert found[f"{at}/*1"] == "홍길동"
    assert found[f"{at}/*2/0/*1"] == "9001011234567"
    assert "이름" in [p.text for p in prompt.passages if not p.maskable]
    texts = [
        "⟨이름1⟩" if p.text == "홍길동" else "⟨주민번호1⟩" if p.text == "9001011234567" else p.text
        for p in prompt.passages
    ]
    sent = written(prompt, texts)["messages"][1]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(sent) == {"이름": "⟨이름1⟩", "목록": [{"번호": "⟨주민번호1⟩", "수": 3}]}


def test_a_number_that_is_not_masked_stays_a_number():
    call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": '{"n": 1234567890, "x": 1.25e-7}'}}
    prompt = read(messages=[USER, {"role": "assistant", "tool_calls": [call]}])
    sent = written(prompt)["messages"][1]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(sent) == {"n": 1234567890, "x": 1.25e-7}


@pytest.mark.parametrize(
    "arguments",
    [
        '{"a": 1, "a": "홍길동"}',
        '{"a": "홍길동"',
        '{"a": "\\uD64D\\uae38\\ub3d9"',
        '{"a":1,"a":"\\ud64d\\uae38\\ub3d9"}',
    ],
)
def test_arguments_that_are_not_valid_json_are_examined_as_text_with_escapes_spelled_out(arguments):
    call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": arguments}}
    prompt = read(messages=[USER, {"role": "assistant", "tool_calls": [call]}])
    found = passages(prompt)["/messages/1/tool_calls/0/function/arguments"]
    assert "홍길동" in found
    assert written(prompt)["messages"][1]["tool_calls"][0]["function"]["arguments"] == found


def test_json_with_escapes_is_decoded_wherever_it_stands_however_often_it_is_wrapped():
    inner = json.dumps({"name": "홍길동"})
    twice = json.dumps({"body": inner})
    prompt = read(
        messages=[{"role": "user", "content": twice}, {"role": "tool", "tool_call_id": "a", "content": twice}]
    )
    assert [p.text for p in prompt.passages].count("홍길동") == 2
    assert json.loads(json.loads(written(prompt)["messages"][0]["content"])["body"]) == {"name": "홍길동"}
    for _ in range(6):
        twice = json.dumps([twice])
    assert refused(messages=[{"role": "user", "content": twice}])[0] == "cannot_examine"


def test_plain_user_text_is_sent_as_it_was_written():
    text = '{ "예쁘게" : "쓴 JSON" }'
    prompt = read(messages=[{"role": "user", "content": text}])
    assert written(prompt)["messages"][0]["content"] == text


def test_ids_of_tool_calls_are_numbered_afresh_and_still_pair():
    calls = [
        {"id": f"call_900101-123456{n}", "type": "function", "function": {"name": "f", "arguments": "{}"}}
        for n in (1, 2)
    ]
    results = [{"role": "tool", "tool_call_id": call["id"], "content": "ok"} for call in reversed(calls)]
    sent = written(read(messages=[USER, {"role": "assistant", "tool_calls": calls}, *results]))["messages"]
    assert "900101" not in json.dumps(sent)
    assert [call["id"] for call in sent[1]["tool_calls"]] == ["call00001", "call00002"]
    assert [message["tool_call_id"] for message in sent[2:]] == ["call00002", "call00001"]


def test_what_a_message_of_our_own_answer_carries_may_come_back():
    message = {
        "role": "assistant",
        "content": "답",
        "refusal": None,
        "annotations": [{"url": "http://x"}],
        "audio": None,
    }
    sent = written(read(messages=[USER, {**message, "function_call": None, "tool_calls": None}]))
    assert sent["messages"][1]["content"] == "답"
    assert "annotations" not in sent["messages"][1]


def test_our_fields_are_dropped_or_overwritten():
    sent = written(
        read(
            user="hong",
            safety_identifier="hong",
            prompt_cache_key="hong",
            prompt_cache_retention="24h",
            prompt_cache_options={"mode": "explicit"},
            service_tier="auto",
            store=True,
            metadata={"a": "b"},
            messages=[
                {
                    "role": "user",
                    "content": [{"type": "text", "text": "x", "prompt_cache_breakpoint": {"mode": "explicit"}}],
                }
            ],
        )
    )
    assert sent == {
        "model": "up",
        "messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]}],
        "service_tier": "default",
        "store": False,
        "max_tokens": 100,
        "stream": False,
    }


def test_metadata_that_stays_is_examined():
    texts = [(p.text, p.maskable) for p in read(metadata={"부서": "재난과"}).passages if p.pointer == "/metadata/*1"]
    assert texts == [("부서", False), ("재난과", True)]


@pytest.mark.parametrize(
    ("fields", "model", "stream", "expected"),
    [
        ({}, "solar-pro", False, {"max_tokens": 7}),
        ({}, "gpt-5-mini", False, {"max_completion_tokens": 7}),
        ({}, "openai/o3", False, {"max_completion_tokens": 7}),
        ({"max_tokens": 50}, "gpt-5", False, {"max_completion_tokens": 7}),
        ({"max_tokens": 50}, "ft:gpt-5:org", False, {"max_completion_tokens": 7}),
        ({"max_completion_tokens": 50}, "solar", False, {"max_tokens": 7}),
        ({"max_completion_tokens": 50}, "deepseek-chat", False, {"max_tokens": 7}),
        ({"max_completion_tokens": 50}, "openai/gpt-oss-120b", False, {"max_tokens": 7}),
        ({"max_completion_tokens": 50}, "o3d-local", False, {"max_tokens": 7}),
        ({"max_tokens": 9, "max_completion_tokens": 50}, "solar", False, {"max_tokens": 7}),
        ({"max_tokens": None}, "solar", False, {"max_tokens": 7}),
        ({}, "solar", True, {"max_tokens": 7, "stream_options": {"include_usage": True}}),
        (
            {"stream": True, "stream_options": {"include_usage": False, "include_obfuscation": False}},
            "solar",
            True,
            {"max_tokens": 7, "stream_options": {"include_usage": True, "include_obfuscation": False}},
        ),
        ({"stream": True, "stream_options": {"include_usage": True}}, "solar", False, {"max_tokens": 7}),
    ],
)
def test_the_limit_is_written_in_one_field_and_usage_is_always_asked(fields, model, stream, expected):
    sent = written(read(**fields), model=model, output_tokens=7, stream=stream)
    assert sent == {"model": model, "messages": [USER], "stream": stream, **expected}


def test_a_document_may_be_written_twice():
    prompt = read(messages=[{"role": "user", "content": "홍길동"}])
    first = written(prompt, ["⟨이름1⟩"], model="a", stream=True)
    second = written(prompt, ["홍길동"], model="b", output_tokens=5)
    assert first["messages"][0]["content"] == "⟨이름1⟩"
    assert second == {
        "model": "b",
        "messages": [{"role": "user", "content": "홍길동"}],
        "max_tokens": 5,
        "stream": False,
    }


def test_a_passage_that_is_not_maskable_cannot_be_changed():
    prompt = read(tools=[{"type": "function", "function": {"name": "send"}}])
    texts = ["다른 이름" if p.text == "send" else p.text for p in prompt.passages]
    with pytest.raises(ValueError, match="not maskable"):
        written(prompt, texts)
    with pytest.raises(ValueError, match="zip"):
        written(prompt, texts[:-1])


def test_limits_take_the_largest_of_the_synonyms():
    limits = read(max_tokens=10, max_completion_tokens=30, n=4).limits
    assert (limits.output_tokens, limits.choices) == (30, 4)
    assert read().limits.output_tokens is None


def test_tools_and_formats_raise_the_overhead():
    plain = read().limits.prompt_overhead
    with_tool = read(tools=[{"type": "function", "function": {"name": "f"}}]).limits.prompt_overhead
    with_format = read(response_format={"type": "json_object"}).limits.prompt_overhead
    assert plain >= 256
    assert with_tool > plain + 500
    assert with_format > plain + 200


def test_streaming_and_usage_wishes_are_read():
    assert (read().stream, read().wants_usage) == (False, False)
    asked = read(stream=True, stream_options={"include_usage": True})
    assert (asked.stream, asked.wants_usage) == (True, True)
    assert read(stream=True).wants_usage is False


@pytest.mark.parametrize(
    ("fields", "problem", "where"),
    [
        ({"model": None}, "missing_field", "/model"),
        ({"model": "딥시크"}, "bad_value", "/model"),
        ({"model": "a b"}, "bad_value", "/model"),
        ({"model": "a" * 129}, "bad_value", "/model"),
        ({"model": ["x"]}, "bad_value", "/model"),
        ({"messages": None}, "missing_field", "/messages"),
        ({"messages": []}, "missing_field", "/messages/0"),
        ({"messages": "x"}, "bad_value", "/messages"),
        ({"messages": ["x"]}, "bad_value", "/messages/0"),
        ({"messages": [{"content": "x"}]}, "bad_value", "/messages/0/role"),
        ({"messages": [{"role": ["user"], "content": "x"}]}, "bad_value", "/messages/0/role"),
        ({"messages": [{"role": "function", "name": "f", "content": "x"}]}, "bad_value", "/messages/0/role"),
        ({"messages": [{"role": "user"}]}, "missing_field", "/messages/0/content"),
        ({"messages": [{"role": "user", "content": None}]}, "missing_field", "/messages/0/content"),
        ({"messages": [{"role": "user", "content": 3}]}, "bad_value", "/messages/0/content"),
        ({"messages": [{"role": "user", "content": ["x"]}]}, "bad_value", "/messages/0/content/0"),
        ({"messages": [{"role": "user", "content": "a\0b"}]}, "bad_value", "/messages/0/content"),
        (
            {"messages": [{"role": "user", "content": [{"type": "text"}]}]},
            "missing_field",
            "/messages/0/content/0/text",
        ),
        ({"messages": [{"role": "user", "content": [{"type": "x"}]}]}, "bad_value", "/messages/0/content/0/type"),
        ({"messages": [USER] * 2049}, "too_many", "/messages"),
        ({"temperature": 3}, "bad_value", "/temperature"),
        ({"temperature": True}, "bad_value", "/temperature"),
        ({"max_tokens": 0}, "bad_value", "/max_tokens"),
        ({"max_tokens": 1.5}, "bad_value", "/max_tokens"),
        ({"max_tokens": True}, "bad_value", "/max_tokens"),
        ({"n": 17}, "bad_value", "/n"),
        ({"stream": "yes"}, "bad_value", "/stream"),
        ({"reasoning_effort": "x"}, "bad_value", "/reasoning_effort"),
        ({"reasoning_effort": ["x"]}, "bad_value", "/reasoning_effort"),
        ({"stop": [1]}, "bad_value", "/stop/0"),
        ({"stop": ["x"] * 17}, "too_many", "/stop"),
        ({"tools": [{"type": "function", "function": {"name": "가"}}]}, "bad_value", "/tools/0/function/name"),
        ({"functions": [{"name": "f"}]}, "bad_value", "/functions"),
        ({"function_call": "auto"}, "bad_value", "/function_call"),
        ({"response_format": {"type": "grammar"}}, "bad_value", "/response_format/type"),
        ({"response_format": "json"}, "bad_value", "/response_format"),
        ({"logit_bias": {"50256": -100}}, "cannot_examine", "/logit_bias"),
        ({"previous_response_id": "r"}, "cannot_examine", "/previous_response_id"),
        ({"background": True}, "cannot_examine", "/background"),
        ({"audio": {"voice": "x"}}, "cannot_examine", "/audio"),
        ({"modalities": ["text", "audio"]}, "cannot_examine", "/modalities"),
        ({"prediction": {"type": "content", "content": "x"}}, "cannot_bound", "/prediction"),
        ({"web_search_options": {}}, "cannot_bound", "/web_search_options"),
        ({"service_tier": "flex"}, "cannot_bound", "/service_tier"),
        ({"service_tier": "priority"}, "cannot_bound", "/service_tier"),
        ({"top_k": 3}, "unknown_field", "/top_k"),
        ({"홍길동": 3}, "unknown_field", "/*3"),
        ({"AKIAABCDEFGHIJKLMNOP": 3}, "unknown_field", "/*3"),
        ({"tool_choice": 3}, "bad_value", "/tool_choice"),
        ({"metadata": "x"}, "bad_value", "/metadata"),
        ({"stream_options": "x"}, "bad_value", "/stream_options"),
        (
            {"tools": [{"type": "function", "function": {"name": "f", "parameters": "x"}}]},
            "bad_value",
            "/tools/0/function/parameters",
        ),
        ({"messages": [{"role": "tool", "tool_call_id": "", "content": "x"}]}, "bad_value", "/messages/0/tool_call_id"),
        (
            {
                "messages": [
                    {"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": "f", "arguments": {}}}]}
                ]
            },
            "bad_value",
            "/messages/0/tool_calls/0/function/arguments",
        ),
        ({"tool_choice": "maybe"}, "bad_value", "/tool_choice"),
        ({"messages": [{"role": "user", "content": "x", "extra": 1}]}, "unknown_field", "/messages/0/*3"),
        ({"stream_options": {"x": 1}}, "unknown_field", "/stream_options/*1"),
    ],
)
def test_a_request_that_cannot_be_examined_or_bounded_is_refused_at_its_place(fields, problem, where):
    assert refused(**fields) == (problem, where)


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
        {"type": "file", "file": {"file_id": "file-1"}},
    ],
)
def test_pictures_sounds_and_files_are_refused(part):
    assert refused(messages=[{"role": "user", "content": [part]}]) == ("cannot_examine", "/messages/0/content/0")


@pytest.mark.parametrize(
    "kind", ["web_search", "mcp", "code_interpreter", "computer_use_preview", "file_search", None, ["x"]]
)
def test_tools_that_the_vendor_runs_are_refused(kind):
    assert refused(tools=[{"type": kind, "server_url": "https://x"}]) == ("cannot_examine", "/tools/0/type")


def test_every_way_to_choose_a_tool_is_read():
    allowed = {"mode": "auto", "tools": [{"type": "function", "function": {"name": "f"}}]}
    custom = {
        "type": "custom",
        "custom": {"name": "c", "format": {"type": "grammar", "grammar": {"syntax": "lark", "definition": "문법"}}},
    }
    for choice in (
        "none",
        {"type": "custom", "custom": {"name": "c"}},
        {"type": "allowed_tools", "allowed_tools": allowed},
    ):
        prompt = read(tools=[custom], tool_choice=choice, modalities=["text"], stop="끝", store=False)
        assert prompt.tools == ("c",)
        assert {"문법", "끝"} <= {p.text for p in prompt.passages}
        assert written(prompt)["tool_choice"] == choice


def test_escapes_beyond_the_basic_plane_are_spelled_out_and_others_left_alone():
    text = '{"a":1,"a":"\\ud83d\\ude00 \\u0041 \\ud800 \\\\u1100"}'
    prompt = read(messages=[{"role": "user", "content": text}])
    assert prompt.passages[0].text == '{"a":1,"a":"😀 A \\ud800 ᄀ"}'


def test_a_pattern_that_cannot_be_masked_is_examined_spelled_out():
    schema = {"type": "object", "properties": {"a": {"type": "string", "pattern": '["\\uac00-\\ud7a3]'}}}
    prompt = read(response_format={"type": "json_schema", "json_schema": {"name": "a", "schema": schema}})
    assert ('["가-힣]', False) in {(p.text, p.maskable) for p in prompt.passages}


def test_the_deepest_that_is_allowed_fits_the_stack():
    text = "홍길동"
    for _ in range(4):
        for _ in range(62):
            text = [text]
        text = json.dumps(text)
    call = {"id": "a", "function": {"name": "f", "arguments": text}}
    assert "홍길동" in {p.text for p in read(messages=[{"role": "assistant", "tool_calls": [call]}]).passages}


def test_too_many_passages_are_refused():
    call = {"id": "a", "function": {"name": "f", "arguments": json.dumps(["x"] * 19_000)}}
    assert refused(messages=[{"role": "assistant", "tool_calls": [call] * 3}]) == ("too_many", "")


def test_a_token_id_array_is_not_a_text():
    assert refused(messages=[{"role": "user", "content": [1, 2, 3]}])[0] == "bad_value"


def test_an_admitted_field_is_examined_deeply_at_its_place_only():
    kwargs = {"thinking": True, "메모": {"담당": "홍길동", "번호": 9001011234567}}
    prompt = read(["/chat_template_kwargs"], chat_template_kwargs=kwargs)
    found = {p.text for p in prompt.passages}
    assert {"chat_template_kwargs", "thinking", "메모", "담당", "홍길동", "9001011234567"} <= found
    assert written(prompt)["chat_template_kwargs"] == kwargs
    message = {"role": "user", "content": "x", "chat_template_kwargs": 1}
    assert refused(["/chat_template_kwargs"], messages=[message])[0] == "unknown_field"
    assert read(["/messages/*/chat_template_kwargs"], messages=[USER, message])


def test_an_error_never_shows_what_the_caller_wrote():
    with pytest.raises(BadRequest) as caught:
        read(messages=[{"role": "user", "content": "x", "900101-1234567": "홍길동"}])
    said = str(caught.value) + caught.value.message("ko") + caught.value.remedy("ko")
    assert "900101" not in said
    assert "홍길동" not in said


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ('다음 기록을 요약: {"\\uc131\\uba85": "\\uae40\\uc601\\ud76c"}', '다음 기록을 요약: {"성명": "김영희"}'),
        ("\\uB300\\uC678\\uBE44", "대외비"),
        ('다음: "\\u0038\\u0035\\u0030\\u0033\\u0031\\u0032-1234567"', '다음: "850312-1234567"'),
        ("a\\u0040b.kr", "a@b.kr"),
        ("\\ud83d\\ude00 \\ud83d", "😀 \\ud83d"),
        ("\\\\\\\\uae40 \\u{ae40} \\U0000ae40", "김 김 김"),
        ("\\u00\\u0034\\u0031", "A"),
        ("\\u0022 \\u005c \\u000a \\u0000 \\u007f", "\\u0022 \\u005c \\u000a \\u0000 \\u007f"),
        ("C:\\users\\u12 \\u{110000} \\Uffffffff", "C:\\users\\u12 \\u{110000} \\Uffffffff"),
    ],
)
def test_escapes_are_spelled_out_behind_any_words_and_leave_spelled_out(text, spelled):
    tool = {"role": "tool", "tool_call_id": "a", "content": text}
    prompt = read(messages=[{"role": "user", "content": text}, tool])
    assert [p.text for p in prompt.passages] == [spelled, spelled]
    assert [m["content"] for m in written(prompt)["messages"]] == [spelled, spelled]


def test_escapes_of_escapes_without_end_are_refused():
    text = "\\u0041"
    for _ in range(6):
        text = "".join(f"\\u{ord(c):04x}" if c.isdigit() else c for c in text)
    assert refused(messages=[{"role": "user", "content": text}]) == ("cannot_examine", "/messages/0/content")


def test_a_pattern_is_examined_spelled_out_and_sent_as_it_stands():
    schema = {"type": "object", "properties": {"x": {"type": "string", "pattern": "\\u002e[\\uac00-\\ud7a3]"}}}
    prompt = read(response_format={"type": "json_schema", "json_schema": {"name": "a", "schema": schema}})
    assert (".[가-힣]", False) in {(p.text, p.maskable) for p in prompt.passages}
    assert written(prompt)["response_format"]["json_schema"]["schema"] == schema


def test_an_escape_in_a_key_is_examined_spelled_out():
    call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": '{"\\\\uae40": 1}'}}
    prompt = read(messages=[USER, {"role": "assistant", "tool_calls": [call]}])
    assert "김" in {p.text for p in prompt.passages if not p.maskable}


def test_the_work_of_spelling_out_grows_with_the_text():
    """A run of backslashes is looked at once, not once from each of them: this would not end in minutes."""
    text = "\\" * 400_000 + " \\u0041"
    assert read(messages=[{"role": "user", "content": text}]).passages[0].text.endswith("\\ A")


def test_speakers_are_numbered_the_same_name_the_same():
    names = ["김영희", "박철수", "김영희", None]
    messages = [{**USER, "name": name} for name in names] + [{"role": "assistant", "content": "답", "name": "박철수"}]
    prompt = read(messages=messages)
    assert [m["name"] for m in written(prompt)["messages"]] == ["user1", "user2", "user1", None, "user2"]
    assert not any("김영희" in p.text for p in prompt.passages)
    assert refused(messages=[{**USER, "name": 3}]) == ("bad_value", "/messages/0/name")


@pytest.mark.parametrize("seed", [8503121234567, 1012345678, -8503121234567, (1 << 63) - 1])
def test_a_seed_that_could_be_a_number_of_somebody_becomes_a_short_one_always_the_same(seed):
    sent = [written(read(seed=seed))["seed"] for _ in range(2)]
    assert sent[0] == sent[1]
    assert 0 <= sent[0] < 10**6
    assert written(read(seed=42))["seed"] == 42
    assert written(read(seed=-42))["seed"] == -42
    assert refused(seed=1.5) == ("bad_value", "/seed")


def test_settings_keep_four_decimals():
    sent = written(read(temperature=1.8503121234567, top_p=0.25, presence_penalty=-1))
    assert (sent["temperature"], sent["top_p"], sent["presence_penalty"]) == (1.8503, 0.25, -1)
