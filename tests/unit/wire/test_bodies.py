"""Our own bodies: the official clients raise their own classes from them, and read our lists and answers."""

import json

import anthropic
import httpx2
import openai
import pytest

from gwanmun.domain.catalogue import Dialect
from gwanmun.sandbox.answers import answer
from gwanmun.wire import anthropic as messages
from gwanmun.wire import openai as chat
from gwanmun.wire.bodies import ModelCard, Problem, error_body, error_event, model_body, models_body
from gwanmun.wire.sse import SSEReader

USER = [{"role": "user", "content": "⟨이름1⟩님"}]


def clients(status, body, *, content_type="application/json"):
    """Both official clients, in front of one answer."""

    def respond(request):
        return httpx2.Response(status, content=body, headers={"content-type": content_type})

    transport = httpx2.MockTransport(respond)
    return (
        openai.OpenAI(
            api_key="gm_x", base_url="http://gate/v1", max_retries=0, http_client=httpx2.Client(transport=transport)
        ),
        anthropic.Anthropic(
            api_key="gm_x", base_url="http://gate", max_retries=0, http_client=httpx2.Client(transport=transport)
        ),
    )


def ask_openai(client, **more):
    return client.chat.completions.create(model="m", messages=USER, **more)


def ask_anthropic(client, **more):
    return client.messages.create(model="m", max_tokens=9, messages=USER, **more)


def problem(status=403, code="denied"):
    return Problem(
        status,
        code,
        "보낼 수 없습니다.",
        "It cannot be sent.",
        "담당자에게 문의하십시오.",
        "Ask your officer.",
        "rule-1",
        "/model",
        {"left_won": 3},
    )


@pytest.mark.parametrize(
    ("status", "theirs"),
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (408, "APIStatusError"),
        (413, "APIStatusError"),
        (415, "APIStatusError"),
        (429, "RateLimitError"),
        (500, "InternalServerError"),
        (502, "InternalServerError"),
        (503, "InternalServerError"),
    ],
)
def test_the_openai_client_raises_its_own_class_with_our_words(status, theirs):
    body = error_body(Dialect.OPENAI, problem(status), "01-req")
    with pytest.raises(getattr(openai, theirs)) as caught:
        ask_openai(clients(status, body)[0])
    error = caught.value
    assert (error.status_code, error.code, error.param) == (status, "denied", "/model")
    assert error.message.index("보낼 수 없습니다.") < error.message.index("It cannot be sent.")
    assert error.body["gwanmun"]["rule"] == "rule-1"
    assert error.body["gwanmun"]["remedy_ko"] == "담당자에게 문의하십시오."
    assert error.body["gwanmun"]["left_won"] == 3
    assert error.body["gwanmun"]["request_id"] == "01-req"


@pytest.mark.parametrize(
    ("status", "theirs", "kind"),
    [
        (400, "BadRequestError", "invalid_request_error"),
        (401, "AuthenticationError", "authentication_error"),
        (403, "PermissionDeniedError", "permission_error"),
        (404, "NotFoundError", "not_found_error"),
        (413, "APIStatusError", "request_too_large"),
        (415, "APIStatusError", "invalid_request_error"),
        (429, "RateLimitError", "rate_limit_error"),
        (502, "InternalServerError", "api_error"),
        (503, "APIStatusError", "overloaded_error"),
    ],
)
def test_the_anthropic_client_raises_its_own_class_with_our_words(status, theirs, kind):
    body = error_body(Dialect.ANTHROPIC, problem(status), "01-req")
    with pytest.raises(getattr(anthropic, theirs)) as caught:
        ask_anthropic(clients(status, body)[1])
    error = caught.value
    assert (error.status_code, error.type, error.error_code) == (status, kind, "denied")
    assert error.api_message.startswith("보낼 수 없습니다.")
    assert error.body["request_id"] == "01-req"
    assert error.body["gwanmun"]["rule"] == "rule-1"


def test_empty_rule_and_place_are_null():
    body = json.loads(error_body(Dialect.OPENAI, Problem(500, "internal", "가", "a", "", ""), "r"))
    assert (body["error"]["param"], body["error"]["gwanmun"]["rule"], body["error"]["message"]) == (
        None,
        None,
        "가 / a",
    )


def relayed(reader, wire, events):
    """The first events of a stream as the gate writes them."""
    found = SSEReader().feed(wire)[:events]
    return b"".join(reader.write(reader.read(event.name, event.data)) for event in found)


def sandbox(path, **more):
    body = json.dumps({"model": "gwanmun-sandbox", "messages": USER, "max_tokens": 99, **more}).encode()
    return b"".join(piece for _, piece in answer("POST", path, body).pieces)


def test_the_openai_client_raises_when_a_stream_breaks():
    wire = relayed(chat.OpenAIStream("m", wants_usage=False), sandbox("/v1/chat/completions", stream=True), 4)
    client = clients(200, wire + error_event(Dialect.OPENAI, problem(502), "r"), content_type="text/event-stream")[0]
    stream, got = ask_openai(client, stream=True), []
    with pytest.raises(openai.APIError) as caught:
        got.extend(chunk.choices[0].delta.content for chunk in stream)
    assert "".join(filter(None, got)) == "시험용 응답"
    assert caught.value.code == "denied"
    assert caught.value.message.startswith("보낼 수 없습니다.")


def test_the_anthropic_client_raises_when_a_stream_breaks():
    wire = relayed(messages.AnthropicStream("m"), sandbox("/v1/messages", stream=True), 5)
    client = clients(200, wire + error_event(Dialect.ANTHROPIC, problem(502), "r"), content_type="text/event-stream")[1]
    stream, got = ask_anthropic(client, stream=True), []
    with pytest.raises(anthropic.APIStatusError) as caught:
        got.extend(event.type for event in stream)
    assert got == ["message_start", "content_block_start", "content_block_delta", "content_block_delta"]
    assert (caught.value.type, caught.value.error_code) == ("api_error", "denied")


def test_the_openai_client_reads_a_relayed_answer_whole_and_streamed():
    body = chat.read_answer(sandbox("/v1/chat/completions")).write("mine")
    whole = ask_openai(clients(200, body)[0])
    wire = relayed(chat.OpenAIStream("mine", wants_usage=True), sandbox("/v1/chat/completions", stream=True), 999)
    chunks = list(ask_openai(clients(200, wire, content_type="text/event-stream")[0], stream=True))
    assert whole.model == chunks[0].model == "mine"
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == whole.choices[0].message.content
    assert chunks[-1].choices[0].finish_reason == whole.choices[0].finish_reason == "stop"


def test_the_anthropic_client_reads_a_relayed_answer_whole_and_streamed():
    tools = [{"name": "send", "input_schema": {"type": "object", "properties": {"to": {"type": "string"}}}}]
    more = {"tools": tools, "tool_choice": {"type": "any"}}
    whole = ask_anthropic(clients(200, messages.read_answer(sandbox("/v1/messages", **more)).write("mine"))[1])
    wire = relayed(messages.AnthropicStream("mine"), sandbox("/v1/messages", stream=True, **more), 999)
    client = clients(200, wire, content_type="text/event-stream")[1]
    with client.messages.stream(model="m", max_tokens=9, messages=USER) as stream:
        final = stream.get_final_message()
    assert final.content[0].input == whole.content[0].input == {"to": "⟨이름1⟩"}
    assert (final.model, final.stop_reason, final.usage.output_tokens) == (
        "mine",
        "tool_use",
        whole.usage.output_tokens,
    )


CARDS = [ModelCard("a", "모델 가", "기관", 1_700_000_000), ModelCard("b", "모델 나", "기관")]


def test_both_clients_list_our_models():
    listed = list(clients(200, models_body(Dialect.OPENAI, CARDS))[0].models.list())
    assert [(m.id, m.owned_by, m.created, m.object) for m in listed] == [
        ("a", "기관", 1_700_000_000, "model"),
        ("b", "기관", 0, "model"),
    ]
    listed = list(clients(200, models_body(Dialect.ANTHROPIC, CARDS))[1].models.list())
    assert [(m.id, m.display_name, m.type, m.created_at.year) for m in listed] == [
        ("a", "모델 가", "model", 2023),
        ("b", "모델 나", "model", 1970),
    ]
    assert list(clients(200, models_body(Dialect.ANTHROPIC, []))[1].models.list()) == []
    assert clients(200, model_body(Dialect.OPENAI, CARDS[0]))[0].models.retrieve("a").id == "a"
    assert clients(200, model_body(Dialect.ANTHROPIC, CARDS[0]))[1].models.retrieve("a").display_name == "모델 가"
