"""The Anthropic dialect: `POST /v1/messages`, whole and streamed.

What lives here: bytes ↔ `Prompt`, bytes ↔ answer and stream events. What does not: which request fields are known
(`fields_anthropic.py`), errors and model lists (`bodies.py`).

Changes that this gate makes to a request, besides the passages: `model`; `max_tokens`; `stream`; a thinking budget is
lowered when it no longer fits under `max_tokens`; ids of tool uses are numbered afresh; the fields that
`fields_anthropic.py` calls ours are dropped.
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
from gwanmun.wire.fields_anthropic import LEAST_THINKING, REQUEST
from gwanmun.wire.json_text import Tree
from gwanmun.wire.sse import frame_named
from gwanmun.wire.walk import TreeDocument, Walk

# What the vendor adds around the texts, beyond the bytes of the request itself (which bound the texts and the framing
# of each message). The vendor publishes 159 to 804 tokens, by model, for the system prompt that tools bring with them
# ("Tool use: pricing"); the bound below is above the largest. A format's schema is compiled into a like preamble.
_PREAMBLE = 256
_TOOLS_PREAMBLE = 1_024
_FORMAT_PREAMBLE = 1_024
_PER_MESSAGE = 8
_PER_TOOL = 32

_MOST_TOKENS = 1 << 40
_EVENT_NAME = re.compile(r"[a-z_]{1,64}")


# ---------------------------------------------------------------- requests


class _Document(TreeDocument):
    __slots__ = ()

    def write(self, texts: Sequence[str], *, model: str, output_tokens: int, stream: bool) -> bytes:
        tree = self._fill(texts)
        tree["model"] = model
        tree["max_tokens"] = output_tokens
        tree["stream"] = stream
        thinking = tree.get("thinking")
        if thinking and thinking.get("budget_tokens", 0) >= output_tokens > LEAST_THINKING:
            # The vendor requires budget_tokens < max_tokens. With no room for the least budget the request is left as
            # it is: the vendor refuses it without having worked.
            tree["thinking"] = {**thinking, "budget_tokens": output_tokens - 1}
        return json_text.write(tree)


def read_request(body: bytes, admitted_fields: frozenset[str] = frozenset()) -> Prompt:
    """Parse and walk a request. Raises `BadRequest` and nothing else.

    `admitted_fields` are pointers of further fields that the service's entry admits, with `*` for an index:
    `/context_management`, `/messages/*/content/*/signature`. What they hold is examined deeply.
    """
    tree = json_text.read_object(body)
    walk = Walk(admitted_fields)
    model = walk.model(tree)
    walk.level(tree, REQUEST, "")
    if "metadata" in tree:
        del tree["metadata"]  # only `user_id` can stand there, and it is ours
    overhead = _PREAMBLE + _PER_MESSAGE * len(tree["messages"])
    if walk.tools:
        overhead += _TOOLS_PREAMBLE + _PER_TOOL * len(walk.tools)
    if tree.get("output_config"):
        overhead += _FORMAT_PREAMBLE
    passages = tuple(walk.passages)
    stream = tree.get("stream") is True
    return Prompt(
        dialect=Dialect.ANTHROPIC,
        model=model,
        stream=stream,
        wants_usage=stream,  # this dialect always states usage
        passages=passages,
        limits=Limits(tree["max_tokens"], 1, overhead),
        tools=tuple(walk.tools),
        document=_Document(tree, walk, passages),
        files=tuple(walk.files) if walk.files else (),
    )


# ---------------------------------------------------------------- answers

_INPUTS = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < _MOST_TOKENS else None


def _inputs(usage: Tree) -> int | None:
    """All input: fresh, written to a cache and read from one (the vendor states them apart)."""
    if _count(usage.get("input_tokens")) is None:
        return None
    return sum(_count(usage.get(key)) or 0 for key in _INPUTS)


def usage_of(value: object) -> Usage | None:
    if type(value) is not dict:
        return None
    given, made = _inputs(value), _count(value.get("output_tokens"))
    return None if given is None or made is None else Usage(given, made)


class AnthropicAnswer:
    """A whole answer (`message`)."""

    __slots__ = ("_tree", "texts", "usage")

    def __init__(self, tree: Tree, texts: list[Text], usage: Usage | None) -> None:
        self._tree = tree
        self.texts: Sequence[Text] = texts
        self.usage = usage

    def write(self, model: str) -> bytes:
        self._tree["model"] = model
        return json_text.write(self._tree)


def read_answer(body: bytes) -> AnthropicAnswer:
    """Raises `BrokeProtocol` for what is not an answer of this dialect."""
    tree = _parsed(body)
    blocks = tree.get("content")
    if tree.get("type") != "message" or type(blocks) is not list:
        raise BrokeProtocol("message/content")
    texts: list[Text] = []
    for index, block in enumerate(blocks):
        if type(block) is not dict:
            raise BrokeProtocol("message/content")
        kind, key, tool = _of_block(block)
        if kind is Kind.ARGUMENTS:
            _strings(block, "input", Kind.ARGUMENTS, index, tool, texts)
        elif key:
            _string(block, key, Channel(kind, index), texts)
        if block.get("citations"):
            _strings(block, "citations", Kind.NOTE, index, "", texts)
    return AnthropicAnswer(tree, texts, usage_of(tree.get("usage")))


def _of_block(block: Tree) -> tuple[Kind, str, str]:
    """What a content block holds: kind, the key of its text ("" for none that we know) and the tool's name."""
    match block.get("type"):
        case "text":
            return Kind.CONTENT, "text", ""
        case "thinking":
            return Kind.REASONING, "thinking", ""
        case "tool_use":
            name = block.get("name")
            return Kind.ARGUMENTS, "input", name if type(name) is str else ""
        case _:
            return Kind.NOTE, "", ""


def _string(holder: Tree, key: str, channel: Channel, texts: list[Text], *, tool: str = "", depth: int = 0) -> None:
    value = holder.get(key)
    if value is None:
        return
    if type(value) is not str:
        raise BrokeProtocol(f"content/{key}")
    if value:
        texts.append(Text(channel, value, tool, depth, holder, key))


def _strings(holder: Tree, key: str, kind: Kind, index: int, tool: str, texts: list[Text]) -> None:
    """Every string inside, each a channel of its own: they are whole, and already free of JSON's escapes.

    Parts count from 1, so that none is the channel of a streamed text (part 0).
    """
    open_: list[tuple[Any, Any]] = [(holder, key)] if key in holder else []
    while open_:
        inside, at = open_.pop()
        value = inside[at]
        if type(value) is str:
            if value:
                texts.append(Text(Channel(kind, index, len(texts) + 1), value, tool, 0, inside, at))
        elif type(value) is dict:
            open_ += [(value, name) for name in value]
        elif type(value) is list:
            open_ += [(value, position) for position in range(len(value))]


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

#: delta type → kind, key of its text, JSON depth
_DELTAS = {
    "text_delta": (Kind.CONTENT, "text", 0),
    "thinking_delta": (Kind.REASONING, "thinking", 0),
    "input_json_delta": (Kind.ARGUMENTS, "partial_json", 1),
}
_DELTA_TYPES = {kind: (name, key) for name, (kind, key, _) in _DELTAS.items()}


class AnthropicStream:
    """Reads `message_start` … `message_stop`."""

    __slots__ = ("_given", "_made", "_model", "_open", "_started", "_tools", "finished")

    def __init__(self, model: str, *, wants_usage: bool = True) -> None:  # noqa: ARG002 - one shape for both dialects
        self._model = model
        self._tools: dict[int, str] = {}
        self._open: dict[Channel, None] = {}
        self._given: int | None = None
        self._made: int | None = None
        self._started = False
        self.finished = False

    @property
    def usage(self) -> Usage | None:
        return None if self._given is None or self._made is None else Usage(self._given, self._made)

    def read(self, name: bytes, data: bytes) -> StreamEvent:  # noqa: ARG002 - the data repeats the name
        if self.finished:
            raise BrokeProtocol("event after the end")
        tree = _parsed(data)
        kind = tree.get("type")
        if kind == "content_block_delta" and self._started:
            return self._delta(tree)
        if kind == "error":
            raise _fault(tree)
        if type(kind) is not str or not _EVENT_NAME.fullmatch(kind):  # a line break in it would forge an event
            raise BrokeProtocol("type")
        if not self._started and kind not in {"message_start", "ping"}:
            raise BrokeProtocol("type")
        event = StreamEvent([], tree=tree, name=kind.encode())
        if kind == "message_start":
            self._start(tree)
        elif kind == "content_block_start":
            self._block_start(tree, event)
        elif kind == "content_block_stop":
            index = _index(tree)
            event.closes = tuple(channel for channel in self._open if channel.choice == index)
            self._open = {channel: None for channel in self._open if channel.choice != index}
        elif kind == "message_delta":
            self._count(tree.get("usage"))
        elif kind == "message_stop":
            self.finished = True
            event.last = True
            event.closes, self._open = self.open_channels(), {}
        return event

    def write(self, event: StreamEvent) -> bytes:
        return frame_named(event.name, orjson.dumps(event.tree))

    def delta(self, channel: Channel, text: str) -> bytes:
        name, key = _DELTA_TYPES.get(channel.kind, ("text_delta", "text"))
        tree = {"type": "content_block_delta", "index": channel.choice, "delta": {"type": name, key: text}}
        return frame_named(b"content_block_delta", orjson.dumps(tree))

    def open_channels(self) -> tuple[Channel, ...]:
        return tuple(self._open)

    def _start(self, tree: Tree) -> None:
        message = tree.get("message")
        if self._started or type(message) is not dict:
            raise BrokeProtocol("message_start")
        self._started = True
        message["model"] = self._model
        self._count(message.get("usage"))

    def _count(self, usage: object) -> None:
        """Counts are cumulative; a later statement replaces an earlier one, and never lowers it."""
        if type(usage) is not dict:
            return
        given, made = _inputs(usage), _count(usage.get("output_tokens"))
        if given is not None:
            self._given = max(given, self._given or 0)
        if made is not None:
            self._made = max(made, self._made or 0)

    def _block_start(self, tree: Tree, event: StreamEvent) -> None:
        index, block = _index(tree), tree.get("content_block")
        if type(block) is not dict:
            raise BrokeProtocol("content_block")
        kind, key, tool = _of_block(block)
        if kind is Kind.ARGUMENTS:
            self._tools[index] = tool
            event.named = (tool,)
            # Empty as a rule; a server that sends it whole here sends no deltas.
            _strings(block, "input", Kind.ARGUMENTS, index, tool, event.texts)
            event.closes = tuple(text.channel for text in event.texts)
        elif key:
            _string(block, key, Channel(kind, index), event.texts)
            for text in event.texts:
                self._open[text.channel] = None

    def _delta(self, tree: Tree) -> StreamEvent:
        index, delta = _index(tree), tree.get("delta")
        if type(delta) is not dict:
            raise BrokeProtocol("delta")
        event = StreamEvent([], tree=tree, name=b"content_block_delta")
        kind_of = delta.get("type")
        known = _DELTAS.get(kind_of) if type(kind_of) is str else None
        if known is not None:
            kind, key, depth = known
            channel = Channel(kind, index)
            _string(delta, key, channel, event.texts, tool=self._tools.get(index, ""), depth=depth)
            self._open[channel] = None
            event.bare = True
        elif kind_of == "citations_delta":
            _strings(delta, "citation", Kind.NOTE, index, "", event.texts)
            event.closes = tuple(text.channel for text in event.texts)
        return event


def _index(tree: Tree) -> int:
    index = tree.get("index")
    if type(index) is not int or not 0 <= index < 65_536:
        raise BrokeProtocol("index")
    return index


def _fault(tree: Tree) -> UpstreamFault:
    """The vendor's own error event. Its words are never passed on."""
    error = tree.get("error")
    if type(error) is dict and error.get("type") in ("rate_limit_error", "overloaded_error"):
        return UpstreamBusy("stream", retry_after="-")
    return UpstreamFault("stream", status="stream")
