"""The OpenAI dialect: `POST /v1/chat/completions`, whole and streamed.

What lives here: bytes ↔ `Prompt`, bytes ↔ answer and stream events. What does not: which request fields are known
(`fields_openai.py`), errors and model lists (`bodies.py`).

Changes that this gate makes to a request, besides the passages: `model`; the output limit; `stream`; in a stream
`stream_options.include_usage` is always true; `store` is false; ids of tool calls are numbered afresh; the fields that
`fields_openai.py` calls ours are dropped.
"""

import re
from collections.abc import Sequence
from typing import Any

import orjson

from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.prompts import Limits, Prompt, Usage
from gwanmun.errors import BrokeProtocol, UpstreamBusy, UpstreamFault
from gwanmun.wire import json_text
from gwanmun.wire.answers import Channel, Kind, StreamEvent, Text
from gwanmun.wire.fields_openai import REQUEST
from gwanmun.wire.json_text import Tree
from gwanmun.wire.sse import frame
from gwanmun.wire.walk import TreeDocument, Walk

#: Models that only OpenAI serves read `max_completion_tokens` (the newer ones nothing else); every other server reads
#: `max_tokens`, also for OpenAI's open weights (gpt-oss).
_OWN_MODEL = re.compile(r"(?:openai/)?(?:ft:)?(?:gpt-(?!oss)|chatgpt-|o[1-9](?:$|[-:]))")

# What a vendor adds around the texts, beyond the bytes of the request itself (which bound the texts and the framing of
# each message: `{"role":"user","content":""},` is 30 bytes, and OpenAI's cookbook counts 4 tokens a message and 3 to
# prime the answer). Published preambles (harmony format: system message with date, reasoning level and channels; tool
# namespace; answer-format section) are under 200 tokens each; the bounds below are above three of them together.
_PREAMBLE = 256
_TOOLS_PREAMBLE = 512
_FORMAT_PREAMBLE = 256
_PER_MESSAGE = 8
_PER_TOOL = 32

_MOST_TOKENS = 1 << 40


# ---------------------------------------------------------------- requests


class _Document(TreeDocument):
    """The request's tree."""

    __slots__ = ()

    def write(self, texts: Sequence[str], *, model: str, output_tokens: int, stream: bool) -> bytes:
        tree = self._fill(texts)
        tree["model"] = model
        tree.pop("max_tokens", None)
        tree.pop("max_completion_tokens", None)
        # Which server reads it decides the field, never the caller: a server may ignore a field that it does not know,
        # and the limit that the worst case was reserved from would hold nothing.
        tree["max_completion_tokens" if _OWN_MODEL.match(model) else "max_tokens"] = output_tokens
        tree["stream"] = stream
        if stream:
            tree["stream_options"] = {**(tree.get("stream_options") or {}), "include_usage": True}
        else:
            tree.pop("stream_options", None)
        return json_text.write(tree)


def read_request(body: bytes, admitted_fields: frozenset[str] = frozenset()) -> Prompt:
    """Parse and walk a request. Raises `BadRequest` and nothing else.

    `admitted_fields` are pointers of further fields that the service's entry admits, with `*` for an index:
    `/top_k`, `/messages/*/thought`. What they hold is examined deeply.
    """
    tree = json_text.read_object(body)
    walk = Walk(admitted_fields)
    model = walk.model(tree)
    walk.level(tree, REQUEST, "")
    asked = [tree[key] for key in ("max_tokens", "max_completion_tokens") if tree.get(key) is not None]
    messages = len(tree["messages"])
    overhead = _PREAMBLE + _PER_MESSAGE * messages
    if walk.tools:
        overhead += _TOOLS_PREAMBLE + _PER_TOOL * len(walk.tools)
    if tree.get("response_format") is not None:
        overhead += _FORMAT_PREAMBLE
    passages = tuple(walk.passages)
    stream = tree.get("stream") is True
    options = tree.get("stream_options")
    return Prompt(
        dialect=Dialect.OPENAI,
        model=model,
        stream=stream,
        wants_usage=stream and options is not None and options.get("include_usage") is True,
        passages=passages,
        limits=Limits(max(asked, default=None), walk.choices, overhead),
        tools=tuple(walk.tools),
        document=_Document(tree, walk, passages),
        files=tuple(walk.files) if walk.files else (),
        json_answer=(tree.get("response_format") or {}).get("type") in {"json_object", "json_schema"},
    )


# ---------------------------------------------------------------- answers


def usage_of(value: object) -> Usage | None:
    """Tokens as billed. Some vendors count reasoning in the total only: the larger reading counts."""
    if type(value) is not dict:
        return None
    given, made, total = value.get("prompt_tokens"), value.get("completion_tokens"), value.get("total_tokens")
    if type(given) is not int or type(made) is not int or not (0 <= given < _MOST_TOKENS and 0 <= made < _MOST_TOKENS):
        return None
    if type(total) is int and total < _MOST_TOKENS:
        made = max(made, total - given)
    return Usage(given, made)


class OpenAIAnswer:
    """A whole answer (`chat.completion`)."""

    __slots__ = ("_tree", "texts", "usage")

    def __init__(self, tree: Tree, texts: list[Text], usage: Usage | None) -> None:
        self._tree = tree
        self.texts: Sequence[Text] = texts
        self.usage = usage

    def write(self, model: str) -> bytes:
        self._tree["model"] = model
        return json_text.write(self._tree)


def read_answer(body: bytes) -> OpenAIAnswer:
    """Raises `BrokeProtocol` for what is not an answer of this dialect."""
    tree = _parsed(body)
    choices = tree.get("choices")
    if type(choices) is not list or not choices:
        raise BrokeProtocol("choices")
    texts: list[Text] = []
    for position, choice in enumerate(choices):
        message = choice.get("message") if type(choice) is dict else None
        if type(message) is not dict:
            raise BrokeProtocol("choices/message")
        _plain(message, _index(choice, position), texts)
        _called(message, _index(choice, position), texts, {})
        _notes(message, _index(choice, position), texts)
    return OpenAIAnswer(tree, texts, usage_of(tree.get("usage")))


_CONTENT = Channel(Kind.CONTENT, 0)
#: message or delta key → its channel in the first choice
_PLAIN = {
    "content": _CONTENT,
    "refusal": Channel(Kind.REFUSAL, 0),
    "reasoning_content": Channel(Kind.REASONING, 0, 0),
    "reasoning": Channel(Kind.REASONING, 0, 1),
}


def _plain(message: Tree, choice: int, texts: list[Text]) -> None:
    for key, value in message.items():
        if value and key in _PLAIN:
            if type(value) is not str:
                raise BrokeProtocol(f"choices/{key}")
            channel = _PLAIN[key]
            if choice:
                channel = Channel(channel.kind, choice, channel.part)
            texts.append(Text(channel, value, "", 0, message, key))


def _called(message: Tree, choice: int, texts: list[Text], names: dict[tuple[int, int], str]) -> None:
    calls = message.get("tool_calls")
    if calls is None:
        return
    if type(calls) is not list:
        raise BrokeProtocol("choices/tool_calls")
    for position, call in enumerate(calls):
        if type(call) is not dict:
            raise BrokeProtocol("choices/tool_calls")
        part = _index(call, position)
        for outer, key, depth in (("function", "arguments", 1), ("custom", "input", 0)):
            inner = call.get(outer)
            if inner is None:
                continue
            if type(inner) is not dict:
                raise BrokeProtocol(f"choices/tool_calls/{outer}")
            name = inner.get("name")
            if type(name) is str and name:
                names[choice, part] = name
            value = inner.get(key)
            if type(value) is str and value:
                tool = names.get((choice, part), "")
                texts.append(Text(Channel(Kind.ARGUMENTS, choice, part), value, tool, depth, inner, key))
            elif value is not None and type(value) is not str:
                raise BrokeProtocol(f"choices/tool_calls/{outer}/{key}")


def _notes(message: Tree, choice: int, texts: list[Text]) -> None:
    """Annotations: whatever strings they hold."""
    open_: list[Any] = [message.get("annotations")]
    while open_:
        value = open_.pop()
        members = value.items() if type(value) is dict else enumerate(value) if type(value) is list else ()
        for key, inner in members:
            if type(inner) is str:
                texts.append(Text(Channel(Kind.NOTE, choice, len(texts)), inner, "", 0, value, key))
            else:
                open_.append(inner)


def _index(holder: Tree, position: int) -> int:
    index = holder.get("index", position)
    if type(index) is not int or not 0 <= index < 1024:
        raise BrokeProtocol("index")
    return index


def _parsed(data: bytes) -> Tree:
    try:
        tree = orjson.loads(data)
    except orjson.JSONDecodeError:
        # The parser's error holds the vendor's text, which must not reach a diagnostic line.
        raise BrokeProtocol("JSON") from None
    if type(tree) is not dict:
        raise BrokeProtocol("JSON object")
    return tree


# ---------------------------------------------------------------- streams


class OpenAIStream:
    """Reads `chat.completion.chunk` events up to `[DONE]`."""

    __slots__ = ("_head", "_keys", "_model", "_names", "_open", "_wants_usage", "finished", "usage")

    def __init__(self, model: str, *, wants_usage: bool) -> None:
        self._model = model
        self._wants_usage = wants_usage
        self._head: Tree = {}
        self._names: dict[tuple[int, int], str] = {}
        self._open: dict[Channel, None] = {}  # in the order in which they began
        self._keys: dict[Channel, str] = {}
        self.usage: Usage | None = None
        self.finished = False

    def read(self, name: bytes, data: bytes) -> StreamEvent:  # noqa: ARG002 - this dialect's events have no names
        if data == b"[DONE]":
            self.finished = True
            closes, self._open = self.open_channels(), {}
            return StreamEvent([], closes, last=True, raw=b"data: [DONE]\n\n")
        if self.finished:
            raise BrokeProtocol("event after the end")
        tree = _parsed(data)
        choices = tree.get("choices")
        if type(choices) is not list or tree.get("error") is not None:
            raise _fault(tree)
        tree["model"] = self._model
        if not self._head:
            self._head = {key: tree[key] for key in ("id", "object", "created", "model") if key in tree}
        usage = tree.get("usage")
        if usage is not None:
            self.usage = usage_of(usage) or self.usage
        if not self._wants_usage:
            tree.pop("usage", None)
        if not choices:
            return StreamEvent([], skip=usage is not None and not self._wants_usage, tree=tree)
        if usage is None and len(choices) == 1:
            event = self._content(tree, choices[0])
            if event is not None:
                return event
        texts: list[Text] = []
        ending: set[int] = set()
        named: tuple[str, ...] = ()
        bare = usage is None
        for position, choice in enumerate(choices):
            if type(choice) is not dict:
                raise BrokeProtocol("choices")
            index = _index(choice, position)
            delta = choice.get("delta")
            if type(delta) is dict:
                bare = bare and len(delta) == 1
                _plain(delta, index, texts)
                if "tool_calls" in delta:
                    bare = False
                    before = dict(self._names)
                    _called(delta, index, texts, self._names)
                    named += tuple(name for call, name in self._names.items() if before.get(call) != name)
                if "annotations" in delta:
                    _notes(delta, index, texts)
            elif delta is not None:
                raise BrokeProtocol("choices/delta")
            if choice.get("finish_reason") is not None:
                bare = False
                ending.add(index)
        return StreamEvent(texts, self._closing(texts, ending), bare=bare and bool(texts), named=named, tree=tree)

    def _content(self, tree: Tree, choice: object) -> StreamEvent | None:
        """An event as nearly all are, a piece of the first choice's content and nothing else: the same, sooner."""
        if type(choice) is not dict or choice.get("finish_reason") is not None or _CONTENT not in self._open:
            return None
        delta, index = choice.get("delta"), choice.get("index")
        if type(delta) is not dict or len(delta) != 1 or type(index) is not int or index != 0:
            return None
        text = delta.get("content")
        if type(text) is not str or not text:
            return None
        return StreamEvent([Text(_CONTENT, text, "", 0, delta, "content")], bare=True, tree=tree)

    def _closing(self, texts: list[Text], ending: set[int]) -> tuple[Channel, ...]:
        closes = []
        for text in texts:
            if text.channel.kind is Kind.NOTE:  # whole in one event
                closes.append(text.channel)
            elif text.channel not in self._open:
                self._open[text.channel] = None
                self._keys[text.channel] = text.key
        if ending:
            closes += [channel for channel in self._open if channel.choice in ending]
            self._open = {channel: None for channel in self._open if channel.choice not in ending}
        return tuple(closes)

    def write(self, event: StreamEvent) -> bytes:
        return event.raw or frame(orjson.dumps(event.tree))

    def delta(self, channel: Channel, text: str) -> bytes:
        key = self._keys.get(channel, "content")
        delta: Tree = {key: text}
        if channel.kind is Kind.ARGUMENTS:
            delta = {"tool_calls": [{"index": channel.part, "custom" if key == "input" else "function": {key: text}}]}
        choice = {"index": channel.choice, "delta": delta, "finish_reason": None}
        return frame(orjson.dumps({**self._head, "choices": [choice]}))

    def open_channels(self) -> tuple[Channel, ...]:
        return tuple(self._open)


def _fault(tree: Tree) -> UpstreamFault:
    """An event that is no chunk: the vendor's own error, or not this dialect. Its words are never passed on."""
    error = tree.get("error")
    if error is None:
        return BrokeProtocol("choices")
    if type(error) is dict and (
        error.get("code") in (429, "rate_limit_exceeded") or error.get("type") == "rate_limit_error"
    ):
        return UpstreamBusy("stream", retry_after="-")
    return UpstreamFault("stream", status="stream")
