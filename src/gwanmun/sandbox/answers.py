"""The sandbox's answers: a stand-in for a vendor that never pretends to be a model (시험용 응답).

What lives here: bytes of a request in, a list of (delay, bytes) out; plain functions of values. What does not: sockets
and time (`server.py`). It knows nothing of `wire/`: it is the other end of the line, and reads it with its own eyes.

Everything is deterministic: the same request gives the same bytes. Every answer begins with 시험용 응답, and the
answer's model says so too. A normal prompt is answered with a short Korean draft that repeats the masked tokens it
received, so that restoring them can be seen; streamed, it is cut into pieces of 2, 3 and 1 characters, so that tokens
are cut in the middle.

**Tricks** are asked for by the model's suffix (`gwanmun-sandbox/429`) or by a mark in the last user text
(`[[sandbox:429]]`); the suffix wins. They are listed in `TRICKS`.

**Tokens** are counted by a rule of our own: every run of up to four ASCII characters is one, every other character is
one; each message costs four more. That is near what real tokenizers make of Korean, and never above its UTF-8 bytes.

It is one long file because it is one vendor: what it understands, composes and writes changes together.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

MODEL = "gwanmun-sandbox"
SAYS = "시험용 응답"
SHOWN_MODEL = f"{MODEL} ({SAYS})"
CREATED = 1_764_547_200  # 2025-12-01: a fixed day, so that answers are the same every day
SLOW_SECONDS = 0.15
SLOW_START_SECONDS = 2.0
STALL_SECONDS = 3_600.0
DEFAULT_TOKENS = 1_024

TRICKS: Mapping[str, str] = {
    "echo": "answers with exactly the bytes that it received",
    "tool": "calls the first tool offered",
    "reasoning": "thinks aloud before it answers",
    "refusal": "refuses to answer (OpenAI: `refusal`)",
    "long": "answers at length, up to the output limit",
    "400": "answers 400 with the prompt in the body",
    "401": "answers 401",
    "429": "answers 429 with Retry-After",
    "500": "answers 500 with the prompt in the body, to prove that it is never logged",
    "503": "answers 503",
    "slow": "waits between events",
    "slow-start": "waits before the first byte",
    "stall": "starts and never goes on",
    "cut": "hangs up in the middle",
    "cut-start": "hangs up before the first byte",
    "no-end": "ends the stream without saying that it ended",
    "wrong-dialect": "answers in the other dialect",
    "not-json": "answers 200 with HTML",
    "bill-twice": "bills twice the tokens that could have been used",
    "no-usage": "states no usage",
    "error-event": "breaks off a stream with the vendor's own error event",
    "redirect": "answers 307 to another address",
}

_MARK = re.compile(r"\[\[sandbox:([a-z0-9-]+)\]\]")
_TOKEN = re.compile(r"⟨[^⟨⟩\s]{1,40}⟩")
_COUNT = re.compile(r"[\x00-\x7f]{1,4}|[^\x00-\x7f]")
_SIZES = (2, 3, 1)
_JSON = (b"content-type", b"application/json")
_SSE = (b"content-type", b"text/event-stream; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server is to send: after `pieces` the answer ends, or, with `cut`, the connection breaks."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    pieces: tuple[tuple[float, bytes], ...]
    cut: bool = False
    start_seconds: float = 0.0
    streamed: bool = False


@dataclass(frozen=True, slots=True)
class _Wish:
    """A request as the sandbox understands it."""

    anthropic: bool
    trick: str
    prompt: str  # the last user text
    results: str  # tool results after it
    stream: bool
    usage_asked: bool
    limit: int
    choices: int
    tools: tuple[tuple[str, dict[str, Any]], ...]  # name, schema of its parameters
    called: str  # the tool to call, "" for none
    shape: dict[str, Any] | None  # the schema that the answer must have; {} for any object
    stops: tuple[str, ...]
    received: str
    given: int  # input tokens


@dataclass(slots=True)
class _Draft:
    """One answer before it is written in a dialect."""

    text: str = ""
    reasoning: str = ""
    refusal: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    cut_short: bool = False


def tokens(text: str) -> int:
    """Count tokens by the rule above."""
    return len(_COUNT.findall(text))


def answer(method: str, path: str, body: bytes) -> Reply:
    """What the sandbox answers. Never raises."""
    path = path.split("?", 1)[0].removeprefix("/v1")
    if method == "GET" and path == "/models":
        card = {"id": MODEL, "object": "model", "created": CREATED, "owned_by": SAYS, "type": "model"}
        card |= {"display_name": SHOWN_MODEL, "created_at": "2025-12-01T00:00:00Z", "lifecycle": "active"}
        return _json(200, {"object": "list", "data": [card], "has_more": False, "first_id": MODEL, "last_id": MODEL})
    if method != "POST" or path not in ("/chat/completions", "/messages"):
        return _json(404, _openai_error("not_found_error", f"{SAYS}: no such path"))
    anthropic = path == "/messages"
    try:
        wish = _understand(orjson.loads(body), body.decode(), anthropic=anthropic)
    except (ValueError, LookupError, TypeError, AttributeError):
        return _json(400, _error(f"{SAYS}: the request could not be understood", "invalid_request_error", anthropic))
    return _answer(wish)


# ---------------------------------------------------------------- understanding a request


def _understand(tree: dict[str, Any], received: str, *, anthropic: bool) -> _Wish:
    messages = tree["messages"]
    users = [index for index, message in enumerate(messages) if _is_user(message)]
    last = users[-1] if users else 0
    prompt = _flat(messages[last].get("content"))
    results = "\n".join(
        _flat(message.get("content")) for message in messages[last + 1 :] if message["role"] != "assistant"
    )
    if anthropic and not results:
        results = "\n".join(_flat(block.get("content")) for block in _results(messages[-1]))
    model = str(tree["model"])
    suffix = model.split("/", 1)[1] if model.startswith(f"{MODEL}/") else ""
    marks = _MARK.findall(prompt)
    trick = suffix if suffix in TRICKS else next((mark for mark in marks if mark in TRICKS), "")
    tools = tuple(_tool(tool) for tool in tree.get("tools") or () if _tool(tool)[0])
    counted = sum(4 + tokens(_flat(message)) for message in messages)
    counted += tokens(_flat(tree.get("system"))) + tokens(_flat(tree.get("tools")))
    limit = tree["max_tokens"] if anthropic else tree.get("max_completion_tokens") or tree.get("max_tokens")
    stops = tree.get("stop_sequences" if anthropic else "stop") or ()
    return _Wish(
        anthropic=anthropic,
        trick=trick,
        prompt=prompt,
        results=results,
        stream=bool(tree.get("stream")),
        usage_asked=bool((tree.get("stream_options") or {}).get("include_usage")),
        limit=int(limit or DEFAULT_TOKENS),
        choices=int(tree.get("n") or 1),
        tools=tools,
        called="" if results else _called(tree.get("tool_choice"), trick, tools),
        shape=_shape(tree, anthropic=anthropic),
        stops=(stops,) if isinstance(stops, str) else tuple(stops),
        received=received,
        given=counted,
    )


def _is_user(message: dict[str, Any]) -> bool:
    return message.get("role") == "user" and not _results(message)


def _results(message: dict[str, Any]) -> list[dict[str, Any]]:
    content = message.get("content")
    blocks = content if isinstance(content, list) else []
    return [block for block in blocks if block.get("type") == "tool_result"]


def _flat(value: object) -> str:
    """All text in a value."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(filter(None, map(_flat, value)))
    if isinstance(value, dict):
        return "\n".join(filter(None, (_flat(inner) for key, inner in value.items() if key not in ("type", "role"))))
    return ""


def _tool(tool: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    function = tool.get("function") or tool
    return str(function.get("name", "")), function.get("parameters") or function.get("input_schema") or {}


def _called(choice: object, trick: str, tools: tuple[tuple[str, dict[str, Any]], ...]) -> str:
    names = [name for name, _ in tools]
    if isinstance(choice, dict):
        named = (choice.get("function") or choice).get("name")
        if named in names:
            return str(named)
        choice = choice.get("type")
    if names and (trick == "tool" or choice in ("required", "any")):
        return names[0]
    return ""


def _shape(tree: dict[str, Any], *, anthropic: bool) -> dict[str, Any] | None:
    given = (tree.get("output_config") or {}).get("format") if anthropic else tree.get("response_format")
    wanted: dict[str, Any] = given or {}
    kind = wanted.get("type")
    if kind == "json_schema":
        schema: dict[str, Any] = (wanted.get("json_schema") or wanted).get("schema") or {}
        return schema
    return {} if kind == "json_object" else None


# ---------------------------------------------------------------- composing an answer


def _compose(wish: _Wish, choice: int) -> _Draft:
    draft = _Draft()
    found = list(dict.fromkeys(_TOKEN.findall(wish.prompt + "\n" + wish.results)))[:12]
    if wish.called:
        schema = next(schema for name, schema in wish.tools if name == wish.called)
        draft.calls.append((wish.called, _made_up(schema, iter(found))))
        return draft
    if wish.trick == "refusal":
        draft.refusal = f"{SAYS}: 이 요청에는 답하지 않습니다."
        return draft
    if wish.trick == "reasoning":
        draft.reasoning = f"{SAYS} 생각: {' '.join(found) or '받은 글'} – 살펴봅니다."
    if wish.shape is not None:
        made = _made_up(wish.shape, iter(found)) or {SAYS: " ".join(found)}
        draft.text = orjson.dumps(made).decode()
    elif wish.trick == "echo":
        draft.text = f"{SAYS}(받은 그대로): {wish.received}"
    elif wish.results:
        draft.text = f"{SAYS}입니다. 도구의 결과를 받았습니다: {wish.results}"
    else:
        draft.text = _letter(found)
    if wish.trick == "long":
        draft.text += " 이 문장은 길이를 시험하려고 되풀이합니다." * wish.limit
    if choice:
        draft.text += f" (후보 {choice + 1})"
    for stop in wish.stops:
        if stop:
            draft.text = draft.text.split(stop, 1)[0]
    units = _COUNT.findall(draft.text)
    if len(units) > wish.limit:
        draft.text, draft.cut_short = "".join(units[: wish.limit]), True
    return draft


def _letter(found: list[str]) -> str:
    """A short draft reply that names whom it answers."""
    people = [token for token in found if token.startswith("⟨이름")]
    others = [token for token in found if token not in people]
    text = f"{SAYS}입니다."
    text += (
        f" {people[0]}님께 드리는 답변 초안: 문의하신 내용을 확인하였습니다."
        if people
        else " 요청하신 내용을 확인하였습니다."
    )
    if people[1:]:
        text += f" 함께 적힌 분: {', '.join(people[1:])}."
    if others:
        text += f" 확인한 항목: {', '.join(others)}."
    return text + " 담당 부서에서 처리한 뒤 다시 안내드리겠습니다."


def _made_up(schema: Mapping[str, Any], words: Iterator[str]) -> dict[str, Any]:
    """An object of the schema's shape: masked tokens in its strings, then the words 시험용 응답."""
    properties = schema.get("properties") or {}
    return {name: _value(inner if isinstance(inner, dict) else {}, words) for name, inner in properties.items()}


def _value(schema: Mapping[str, Any], words: Iterator[str]) -> object:
    if schema.get("enum"):
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return _made_up(schema, words)
        case "array":
            return [_value(schema.get("items") or {}, words)]
        case "integer" | "number":
            return 1
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return next(words, SAYS)


# ---------------------------------------------------------------- the reply


def _answer(wish: _Wish) -> Reply:
    refused = _refused(wish)
    if refused is not None:
        return refused
    drafts = [_compose(wish, choice) for choice in range(wish.choices)]
    name = hashlib.sha256(wish.received.encode()).hexdigest()[:16]
    # The wrong dialect is the right answer, written by the other hand.
    anthropic = wish.anthropic is not (wish.trick == "wrong-dialect")
    if not wish.stream:
        tree = _anthropic_whole(wish, drafts[0], name) if anthropic else _openai_whole(wish, drafts, name)
        return _spoil(wish, _json(200, tree))
    events = list(_anthropic_events(wish, drafts[0], name) if anthropic else _openai_events(wish, drafts, name))
    if wish.trick == "no-end":
        events.pop()
    if wish.trick == "error-event":
        events = events[: len(events) // 2]
        error = orjson.dumps(_error(f"{SAYS}: {wish.prompt}", "api_error", anthropic))
        events.append(b"event: error\ndata: " + error + b"\n\n" if anthropic else b"data: " + error + b"\n\n")
    return _spoil(wish, Reply(200, (_SSE,), tuple((0.0, event) for event in events), streamed=True))


def _refused(wish: _Wish) -> Reply | None:
    match wish.trick:
        case "400":
            return _json(400, _error(f"{SAYS} 400: {wish.prompt}", "invalid_request_error", wish.anthropic))
        case "401":
            return _json(401, _error(f"{SAYS} 401", "authentication_error", wish.anthropic))
        case "429":
            limited = _json(429, _error(f"{SAYS} 429", "rate_limit_error", wish.anthropic))
            return replace(limited, headers=(*limited.headers, (b"retry-after", b"2")))
        case "500":
            return _json(500, _error(f"{SAYS} 500: {wish.prompt}", "api_error", wish.anthropic))
        case "503":
            return _json(503, _error(f"{SAYS} 503", "overloaded_error", wish.anthropic))
        case "redirect":
            return Reply(307, (_JSON, (b"location", b"http://127.0.0.1:9/elsewhere")), ((0.0, b"{}"),))
        case "not-json":
            page = f"<html><body>{SAYS}: {wish.prompt}</body></html>".encode()
            return Reply(200, ((b"content-type", b"text/html"),), ((0.0, page),))
        case _:
            return None


def _spoil(wish: _Wish, reply: Reply) -> Reply:
    pieces = reply.pieces
    match wish.trick:
        case "slow" if reply.streamed:
            return replace(reply, pieces=tuple((SLOW_SECONDS, piece) for _, piece in pieces))
        case "slow" | "slow-start":
            return replace(reply, start_seconds=SLOW_START_SECONDS)
        case "stall" if reply.streamed:
            return replace(reply, pieces=(*pieces[:2], (STALL_SECONDS, b"")))
        case "stall":
            return replace(reply, start_seconds=STALL_SECONDS)
        case "cut" if reply.streamed:
            half = pieces[: len(pieces) // 2]
            torn = pieces[len(pieces) // 2][1]
            return replace(reply, pieces=(*half, (0.0, torn[: len(torn) // 2])), cut=True)
        case "cut":
            return replace(reply, pieces=((0.0, pieces[0][1][: len(pieces[0][1]) // 2]),), cut=True)
        case "cut-start":
            return replace(reply, status=0, pieces=(), cut=True)
        case _:
            return reply


def _json(status: int, tree: object) -> Reply:
    return Reply(status, (_JSON,), ((0.0, orjson.dumps(tree)),))


def _openai_error(kind: str, message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": kind}}


def _error(message: str, kind: str, anthropic: bool) -> dict[str, Any]:  # noqa: FBT001 - private
    if anthropic:
        return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_sandbox"}
    return _openai_error(kind, message)


def _made(wish: _Wish, drafts: list[_Draft]) -> tuple[int, int]:
    """Input and output tokens of an answer."""
    given = wish.given
    made = sum(
        tokens(draft.text + draft.reasoning + draft.refusal)
        + sum(8 + tokens(orjson.dumps(arguments).decode()) for _, arguments in draft.calls)
        for draft in drafts
    )
    if wish.trick == "bill-twice":
        return 2 * (len(wish.received.encode()) + 4_096), 2 * wish.limit * wish.choices
    return given, min(made, wish.limit * wish.choices)


def _pieces(text: str) -> Iterator[str]:
    at = turn = 0
    while at < len(text):
        size = _SIZES[turn % len(_SIZES)]
        yield text[at : at + size]
        at, turn = at + size, turn + 1


# ---------------------------------------------------------------- OpenAI


def _openai_usage(wish: _Wish, drafts: list[_Draft]) -> dict[str, int]:
    given, made = _made(wish, drafts)
    return {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}


def _openai_finish(draft: _Draft) -> str:
    return "tool_calls" if draft.calls else "length" if draft.cut_short else "stop"


def _openai_whole(wish: _Wish, drafts: list[_Draft], name: str) -> dict[str, Any]:
    choices = []
    for index, draft in enumerate(drafts):
        message: dict[str, Any] = {"role": "assistant", "content": draft.text or None, "refusal": draft.refusal or None}
        if draft.reasoning:
            message["reasoning_content"] = draft.reasoning
        if draft.calls:
            message["tool_calls"] = [
                {
                    "id": f"call_{name}_{at}",
                    "type": "function",
                    "function": {"name": tool, "arguments": _dumps(arguments)},
                }
                for at, (tool, arguments) in enumerate(draft.calls)
            ]
        choices.append({"index": index, "message": message, "logprobs": None, "finish_reason": _openai_finish(draft)})
    tree: dict[str, Any] = {"id": f"chatcmpl-{name}", "object": "chat.completion", "created": CREATED}
    tree |= {"model": SHOWN_MODEL, "choices": choices}
    if wish.trick != "no-usage":
        tree["usage"] = _openai_usage(wish, drafts)
    return tree


def _openai_events(wish: _Wish, drafts: list[_Draft], name: str) -> Iterator[bytes]:
    head = {"id": f"chatcmpl-{name}", "object": "chat.completion.chunk", "created": CREATED, "model": SHOWN_MODEL}
    # Asked for usage, a vendor says null in every event but the last.
    tail: dict[str, Any] = {"usage": None} if wish.usage_asked else {}

    def chunk(index: int, delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}
        return b"data: " + orjson.dumps({**head, "choices": [choice], **tail}) + b"\n\n"

    for index, draft in enumerate(drafts):
        yield chunk(index, {"role": "assistant", "content": "", "refusal": None})
        for key, text in (("reasoning_content", draft.reasoning), ("refusal", draft.refusal), ("content", draft.text)):
            for piece in _pieces(text):
                yield chunk(index, {key: piece})
        for at, (tool, arguments) in enumerate(draft.calls):
            function = {"name": tool, "arguments": ""}
            call = {"index": at, "id": f"call_{name}_{at}", "type": "function", "function": function}
            yield chunk(index, {"tool_calls": [call]})
            for piece in _pieces(_dumps(arguments)):
                yield chunk(index, {"tool_calls": [{"index": at, "function": {"arguments": piece}}]})
        yield chunk(index, {}, _openai_finish(draft))
    if wish.usage_asked and wish.trick != "no-usage":
        yield b"data: " + orjson.dumps({**head, "choices": [], "usage": _openai_usage(wish, drafts)}) + b"\n\n"
    yield b"data: [DONE]\n\n"


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()


# ---------------------------------------------------------------- Anthropic


def _anthropic_stop(draft: _Draft) -> str:
    return (
        "tool_use" if draft.calls else "max_tokens" if draft.cut_short else "refusal" if draft.refusal else "end_turn"
    )


def _anthropic_blocks(draft: _Draft, name: str) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    if draft.reasoning:
        blocks.append({"type": "thinking", "thinking": draft.reasoning, "signature": "c2FuZGJveA=="})
    if draft.text or draft.refusal:
        blocks.append({"type": "text", "text": draft.text or draft.refusal})
    for at, (tool, arguments) in enumerate(draft.calls):
        blocks.append({"type": "tool_use", "id": f"toolu_{name}_{at}", "name": tool, "input": arguments})
    return blocks


def _anthropic_message(wish: _Wish, draft: _Draft, name: str, *, done: bool) -> dict[str, Any]:
    given, made = _made(wish, [draft])
    usage = {
        "input_tokens": given,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": made if done else 1,
    }
    message: dict[str, Any] = {"id": f"msg_{name}", "type": "message", "role": "assistant", "model": SHOWN_MODEL}
    message |= {"content": _anthropic_blocks(draft, name) if done else []}
    message |= {"stop_reason": _anthropic_stop(draft) if done else None, "stop_sequence": None}
    if wish.trick != "no-usage":
        message["usage"] = usage
    return message


def _anthropic_whole(wish: _Wish, draft: _Draft, name: str) -> dict[str, Any]:
    return _anthropic_message(wish, draft, name, done=True)


def _anthropic_events(wish: _Wish, draft: _Draft, name: str) -> Iterator[bytes]:
    def event(kind: str, **members: object) -> bytes:
        return b"event: " + kind.encode() + b"\ndata: " + orjson.dumps({"type": kind, **members}) + b"\n\n"

    yield event("message_start", message=_anthropic_message(wish, draft, name, done=False))
    yield event("ping")
    for index, block in enumerate(_anthropic_blocks(draft, name)):
        kind, text, delta, key = _opened(block)
        yield event("content_block_start", index=index, content_block=kind)
        for piece in _pieces(text):
            yield event("content_block_delta", index=index, delta={"type": delta, key: piece})
        if "signature" in block:
            signature = {"type": "signature_delta", "signature": block["signature"]}
            yield event("content_block_delta", index=index, delta=signature)
        yield event("content_block_stop", index=index)
    made = {} if wish.trick == "no-usage" else {"usage": {"output_tokens": _made(wish, [draft])[1]}}
    yield event("message_delta", delta={"stop_reason": _anthropic_stop(draft), "stop_sequence": None}, **made)
    yield event("message_stop")


def _opened(block: dict[str, Any]) -> tuple[dict[str, Any], str, str, str]:
    """A block as it starts, the text that follows, and the delta that carries it."""
    match block["type"]:
        case "thinking":
            return (
                {"type": "thinking", "thinking": "", "signature": ""},
                block["thinking"],
                "thinking_delta",
                "thinking",
            )
        case "tool_use":
            return {**block, "input": {}}, _dumps(block["input"]), "input_json_delta", "partial_json"
        case _:
            return {"type": "text", "text": ""}, block["text"], "text_delta", "text"
