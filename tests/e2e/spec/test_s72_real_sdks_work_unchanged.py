"""S72: approved services in daily work. Tools that exist work with the gate unchanged: the official clients prove it.

Only base URL and key are set. The errors are the clients' own classes; the sandbox saw masked text only.
"""

import json

import anthropic
import openai
import pytest

from e2e.site import Site, unique

NAME, PHONE = "남궁솔", "010-2345-6789"
COMPLAINT = f"민원인 {NAME}(연락처 {PHONE})께 보낼 안내문을 써 주세요."
TOOLS = [
    {"type": "function", "function": {"name": name, "description": "임시 저장", "parameters": {
        "type": "object", "properties": {"title": {"type": "string"}, "receiver": {"type": "string"}}}}}
    for name in ("save_draft", "send_outside")
]  # fmt: skip
MESSAGE_TOOLS = [
    {"name": tool["function"]["name"], "description": "임시 저장", "input_schema": tool["function"]["parameters"]}
    for tool in TOOLS
]


@pytest.fixture(scope="module")
def gpt(running: Site):
    with openai.OpenAI(base_url=f"{running.base}/v1", api_key=running.key(), max_retries=0, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def claude(running: Site):
    with anthropic.Anthropic(base_url=running.base, api_key=running.key(), max_retries=0, timeout=60) as client:
        yield client


def chat(client, text: str = COMPLAINT, **fields):
    given = {"model": "gwanmun-sandbox", "messages": [{"role": "user", "content": text}], **fields}
    return client.chat.completions.create(**given)


def message(client, text: str = COMPLAINT, **fields):
    given = {"model": "gwanmun-sandbox-messages", "max_tokens": 300, "messages": [{"role": "user", "content": text}]}
    return client.messages.create(**{**given, **fields})


def masked(left: list[str]) -> bool:
    return len(left) == 1 and NAME not in left[0] and PHONE not in left[0] and "⟨이름1⟩" in left[0]


# ---------------------------------------------------------------- openai


def test_models_are_those_that_this_person_may_use(gpt) -> None:
    names = [model.id for model in gpt.models.list()]
    assert "gwanmun-sandbox" in names
    assert not [name for name in names if name.startswith(("deepseek-chat", "smart"))]
    assert gpt.models.retrieve("gwanmun-sandbox").id == "gwanmun-sandbox"


def test_a_chat_is_masked_on_its_way_out_and_restored_on_its_way_back(running: Site, gpt) -> None:
    with running.watching() as left:
        answer = chat(gpt)
    assert masked(left)
    assert NAME in answer.choices[0].message.content
    assert (answer.model, answer.object, answer.choices[0].finish_reason) == (
        "gwanmun-sandbox", "chat.completion", "stop",
    )  # fmt: skip
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0


def test_echo_shows_that_only_masked_text_left(running: Site, gpt) -> None:
    with running.watching() as left:
        answer = chat(gpt, COMPLAINT + " [[sandbox:echo]]")
    assert masked(left)
    sent = json.loads(left[0])["messages"][0]["content"]
    # The echo holds the very text that left; what came back of it was restored for its owner alone.
    assert sent.replace("⟨이름1⟩", NAME).replace("⟨전화1⟩", PHONE) in answer.choices[0].message.content


def test_a_stream_is_restored_across_its_pieces_and_hides_the_usage_that_was_not_asked_for(running, gpt) -> None:
    with running.watching() as left:
        chunks = list(chat(gpt, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert masked(left)
    assert NAME in text
    assert "⟨" not in text
    assert len(chunks) > 5
    assert {chunk.model for chunk in chunks} == {"gwanmun-sandbox"}
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_a_stream_tells_its_usage_when_asked(gpt) -> None:
    chunks = list(chat(gpt, stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].choices == []
    assert chunks[-1].usage.completion_tokens > 0
    assert [chunk.usage for chunk in chunks[:-1]] == [None] * (len(chunks) - 1)


@pytest.mark.parametrize(("tool", "restored"), [("save_draft", True), ("send_outside", False)])
@pytest.mark.parametrize("stream", [False, True])
def test_arguments_are_restored_for_the_tool_that_policy_names_only(running, gpt, tool, restored, stream) -> None:
    choice = {"type": "function", "function": {"name": tool}}
    with running.watching() as left:
        answer = chat(gpt, tools=TOOLS, tool_choice=choice, stream=stream)
        if stream:
            calls = [call for chunk in answer for call in chunk.choices[0].delta.tool_calls or ()]
            name, arguments = calls[0].function.name, "".join(call.function.arguments for call in calls)
        else:
            call = answer.choices[0].message.tool_calls[0]
            name, arguments = call.function.name, call.function.arguments
    assert masked(left)
    assert name == tool
    assert json.loads(arguments)["title"] == (NAME if restored else "⟨이름1⟩")


def test_a_whole_conversation_with_a_tool_goes_through(running, gpt) -> None:
    first = chat(gpt, tools=TOOLS, tool_choice={"type": "function", "function": {"name": "save_draft"}})
    call = first.choices[0].message
    with running.watching() as left:
        answer = gpt.chat.completions.create(
            model="gwanmun-sandbox",
            messages=[
                {"role": "user", "content": COMPLAINT},
                call.model_dump(exclude_none=True),
                {"role": "tool", "tool_call_id": call.tool_calls[0].id, "content": json.dumps({"받는 사람": NAME})},
            ],
            tools=TOOLS,
        )
    assert masked(left)  # in the message, in the arguments, and in the JSON of the tool's result, escapes or not
    assert NAME in answer.choices[0].message.content


def test_structured_output_has_the_shape_asked_for(running, gpt) -> None:
    schema = {"type": "object", "properties": {"receiver": {"type": "string"}, "urgent": {"type": "boolean"}},
              "required": ["receiver", "urgent"], "additionalProperties": False}  # fmt: skip
    wanted = {"type": "json_schema", "json_schema": {"name": "letter", "schema": schema, "strict": True}}
    with running.watching() as left:
        answer = chat(gpt, response_format=wanted)
    assert masked(left)
    assert json.loads(answer.choices[0].message.content) == {"receiver": NAME, "urgent": True}
    assert json.loads(chat(gpt, response_format={"type": "json_object"}).choices[0].message.content)


async def test_the_asynchronous_client_works_as_well(running) -> None:
    async with openai.AsyncOpenAI(base_url=f"{running.base}/v1", api_key=running.key(), max_retries=0) as client:
        answer = await chat(client)
        assert NAME in answer.choices[0].message.content
        parts = [chunk.choices[0].delta.content or "" async for chunk in await chat(client, stream=True)]
        assert NAME in "".join(parts)
        with pytest.raises(openai.PermissionDeniedError):
            await chat(client, model="deepseek-chat")


#: What is asked, the client's class, status, our code.
OPENAI_ERRORS = {
    "a wrong key": (openai.AuthenticationError, 401, "unidentified", {}),
    "DeepSeek": (openai.PermissionDeniedError, 403, "denied", {"model": "deepseek-chat"}),
    "DeepSeek by another name": (openai.PermissionDeniedError, 403, "denied", {"model": "smart-assistant"}),
    "a model nobody approved": (openai.PermissionDeniedError, 403, "approval_required", {"model": "new-model-9"}),
    "an image": (openai.BadRequestError, 400, "bad_request", {"messages": [
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://a.example/x.png"}}]}]}),
    "a field nobody knows": (openai.BadRequestError, 400, "bad_request", {"extra_body": {"temprature": 1}}),
    "too much text": (openai.APIStatusError, 413, "bad_request", {"messages": [
        {"role": "user", "content": "가" * 400_000}]}),
    "a busy vendor": (openai.RateLimitError, 429, "upstream_busy", {"text": "[[sandbox:429]]"}),
    "a broken vendor": (openai.InternalServerError, 502, "upstream_fault", {"text": "[[sandbox:500]]"}),
}  # fmt: skip


@pytest.mark.parametrize("case", OPENAI_ERRORS)
@pytest.mark.parametrize("stream", [False, True])
def test_the_openai_client_raises_its_own_class(running, gpt, case, stream) -> None:
    expected, status, code, asked = OPENAI_ERRORS[case]
    client = gpt.with_options(api_key="gm_wrongone_" + "a" * 43) if case == "a wrong key" else gpt
    asked = dict(asked)
    with pytest.raises(expected) as caught:
        chat(client, asked.pop("text", COMPLAINT), stream=stream, **asked)
    error = caught.value
    assert error.status_code == status
    assert error.body["gwanmun"]["code"] == code
    assert error.body["gwanmun"]["message_ko"]
    assert error.body["gwanmun"]["remedy_en"]
    assert error.response.headers["gwanmun-code"] == code
    if case == "a busy vendor":
        assert error.response.headers["retry-after"] == "2"
    if case.startswith("DeepSeek"):
        told = error.body["gwanmun"]
        assert told["rule"]
        assert told["source"]
        assert told["alternatives"]


def test_what_is_not_there_is_not_found(gpt) -> None:
    with pytest.raises(openai.NotFoundError):
        gpt.models.retrieve("no-such-model")
    with pytest.raises(openai.NotFoundError):
        gpt.embeddings.create(model="gwanmun-sandbox", input="글")


def test_over_the_allowance_is_a_rate_limit_that_is_not_worth_a_retry(running, gpt) -> None:
    with running.watching() as left, pytest.raises(openai.RateLimitError) as caught:
        chat(gpt.with_options(api_key=running.key("small_allowance"), max_retries=2))
    assert caught.value.body["gwanmun"]["code"] == "over_allowance"
    assert caught.value.response.headers["x-should-retry"] == "false"
    assert left == []


def test_the_client_waits_as_the_vendor_said_and_tries_again(running, gpt) -> None:
    with running.watching() as left, pytest.raises(openai.RateLimitError):
        chat(gpt.with_options(max_retries=1), f"{unique()} [[sandbox:429]]")
    assert len(left) == 2


# ---------------------------------------------------------------- anthropic


def test_anthropic_models_are_listed_in_its_own_shape(claude) -> None:
    assert "gwanmun-sandbox-messages" in [model.id for model in claude.models.list()]


def test_a_message_is_masked_and_restored(running, claude) -> None:
    with running.watching() as left:
        answer = message(claude, system=f"담당자: 독고현 주무관({PHONE})")
    assert masked(left)
    assert NAME in answer.content[0].text
    assert (answer.model, answer.stop_reason) == ("gwanmun-sandbox-messages", "end_turn")
    assert answer.usage.output_tokens > 0


def test_a_message_stream_is_restored_across_its_events(running, claude) -> None:
    given = {"model": "gwanmun-sandbox-messages", "max_tokens": 300}
    with (
        running.watching() as left,
        claude.messages.stream(messages=[{"role": "user", "content": COMPLAINT}], **given) as stream,
    ):
        text = "".join(stream.text_stream)
        whole = stream.get_final_message()
    assert masked(left)
    assert NAME in text
    assert whole.content[0].text == text
    assert whole.usage.output_tokens > 0


@pytest.mark.parametrize(("tool", "restored"), [("save_draft", True), ("send_outside", False)])
@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_of_a_message_gets_what_policy_says(running, claude, tool, restored, stream) -> None:
    given = {"model": "gwanmun-sandbox-messages", "max_tokens": 300, "tools": MESSAGE_TOOLS,
             "tool_choice": {"type": "tool", "name": tool}, "messages": [{"role": "user", "content": COMPLAINT}]}  # fmt: skip
    with running.watching() as left:
        if stream:
            with claude.messages.stream(**given) as events:
                answer = events.get_final_message()
        else:
            answer = claude.messages.create(**given)
    assert masked(left)
    assert (answer.content[0].name, answer.stop_reason) == (tool, "tool_use")
    assert answer.content[0].input["title"] == (NAME if restored else "⟨이름1⟩")


async def test_the_asynchronous_anthropic_client_works_as_well(running) -> None:
    async with anthropic.AsyncAnthropic(base_url=running.base, api_key=running.key(), max_retries=0) as client:
        assert NAME in (await message(client)).content[0].text
        given = {"model": "gwanmun-sandbox-messages", "max_tokens": 300}
        async with client.messages.stream(messages=[{"role": "user", "content": COMPLAINT}], **given) as stream:
            assert NAME in await stream.get_final_text()


ANTHROPIC_ERRORS = {
    "a wrong key": (anthropic.AuthenticationError, 401, "unidentified", {}),
    "DeepSeek": (anthropic.PermissionDeniedError, 403, "denied", {"model": "deepseek-chat"}),
    "no limit": (anthropic.BadRequestError, 400, "bad_request", {"extra_body": {"max_tokens": None}}),
    "a remote tool": (anthropic.BadRequestError, 400, "bad_request", {
        "tools": [{"type": "web_search_20250305", "name": "web_search"}]}),
    "too much text": (anthropic.APIStatusError, 413, "bad_request", {"system": "가" * 400_000}),
    "a busy vendor": (anthropic.RateLimitError, 429, "upstream_busy", {"text": "[[sandbox:429]]"}),
    "a broken vendor": (anthropic.InternalServerError, 502, "upstream_fault", {"text": "[[sandbox:500]]"}),
}  # fmt: skip


@pytest.mark.parametrize("case", ANTHROPIC_ERRORS)
def test_the_anthropic_client_raises_its_own_class(running, claude, case) -> None:
    expected, status, code, asked = ANTHROPIC_ERRORS[case]
    client = claude.with_options(api_key="gm_wrongone_" + "a" * 43) if case == "a wrong key" else claude
    asked = dict(asked)
    with pytest.raises(expected) as caught:
        message(client, asked.pop("text", COMPLAINT), **asked)
    assert caught.value.status_code == status
    assert caught.value.body["type"] == "error"
    assert caught.value.body["gwanmun"]["code"] == code
    if case == "a busy vendor":
        assert caught.value.response.headers["retry-after"] == "2"
