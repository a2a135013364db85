"""Every field of `POST /v1/messages` (Anthropic) that this gate knows, and how each is treated.

As of 2026-11-22. Source: the request types of the official `anthropic` Python client 2.12.0
(`types/message_create_params.py` and the parameter types that it names). What is not listed here is refused.

Why some are refused or ours:
- `cache_control` is dropped: writing a prompt cache costs more than the list price; leaving it out changes no answer.
- `speed: fast`, `inference_geo` and service tiers other than the standard one have prices of their own.
- `signature` and `redacted_thinking` are sealed by the vendor; the service's entry can admit them by pointer.
- Tools with a type of their own (`web_search_…`, `code_execution_…`, `computer_…`, `mcp_…`) are run, or told what to
  do, where this gate cannot see.
- `metadata.user_id`, `user_profile_id`: who asked is our own record, never the vendor's.
- Files and pictures are taken as base64 or as text only: what a `file_id` or a URL stands for is where this gate cannot see.
  What was read of them is sent as text; there are no citations into it.
"""

from gwanmun.domain.prompts import Role
from gwanmun.errors import BadRequest
from gwanmun.wire.fields import (
    cannot_bound,
    cannot_examine,
    data,
    dropped,
    flag,
    integer,
    kept,
    label,
    nested,
    number,
    one_of,
    opaque,
    pick,
    renumbered,
    standard_only,
    tagged,
    text,
    texts,
)
from gwanmun.wire.json_text import Tree
from gwanmun.wire.schema import schema
from gwanmun.wire.uploads import media_type
from gwanmun.wire.walk import MAX_MESSAGES, Field, Group, Level, Walk

AS_OF = "2026-11-22"
MAX_OUTPUT = 10_000_000
MAX_TOOLS = 512
MAX_BLOCKS = 2_048
LEAST_THINKING = 1_024

# ---------------------------------------------------------------- blocks

_KNOWN_BLOCKS = frozenset(("text", "tool_use", "tool_result", "thinking"))


def _text_block(role: Role) -> Level:
    return Level({"type": kept(), "text": text(role), "cache_control": dropped(), "citations": dropped()}, ("text",))


def _blocks(role: Role, blocks: dict[str, Level]) -> Field:
    """A string, or a list of blocks."""

    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        if type(holder[key]) is str:
            if role is Role.TOOL:
                walk.json(holder, key, pointer, role)
            else:
                walk.text(holder, key, pointer, role)
            return
        for block, where in walk.parts(holder, key, pointer, MAX_BLOCKS):
            tag = block.get("type")
            level = blocks.get(tag) if type(tag) is str else None
            if level is None and type(tag) is str and tag not in _KNOWN_BLOCKS:
                raise BadRequest("cannot_examine", where, what=tag if tag in REFUSED_BLOCKS else "type")
            walk.level(block, level or pick(blocks, tag, f"{where}/type"), where)
            if tag in _FILES:
                _take_file(walk, block, where)

    return Field(Group.EXAMINED, rule)


_FILES = frozenset(("document", "image"))


def _take_file(walk: Walk, block: Tree, where: str) -> None:
    source, place = block["source"], f"{where}/source"
    media = media_type(source.get("media_type"), f"{place}/media_type")
    plain = source["type"] == "text"
    if type(source["data"]) is not str or (plain and "\0" in source["data"]):
        raise BadRequest("bad_value", f"{place}/data", allowed="text without U+0000" if plain else "base64")
    name, context = block.get("title"), block.get("context")
    walk.file(block, where, name=name, media=media, data=source["data"], plain=plain, context=context)


#: Named in the refusal; any other type that is not listed is refused without its name.
REFUSED_BLOCKS = frozenset(
    (
        "image",
        "document",
        "search_result",
        "redacted_thinking",
        "server_tool_use",
        "web_search_tool_result",
        "web_fetch_tool_result",
        "code_execution_tool_result",
        "bash_code_execution_tool_result",
        "text_editor_code_execution_tool_result",
        "tool_search_tool_result",
        "tool_reference",
        "container_upload",
        "browser_state",
        "mcp_tool_use",
        "mcp_tool_result",
    )
)

_READ = Field(Group.EXAMINED, None)  # by `_take_file`
_DATA = Level({"type": kept(), "media_type": _READ, "data": _READ}, ("media_type", "data"))
_CITATIONS = nested(Level({"enabled": flag()}))
SOURCES = {
    "base64": _DATA,
    "text": Level({"type": kept(), "media_type": one_of("text/plain"), "data": _READ}, ("data",)),
}
_ELSEWHERE = frozenset(("url", "file", "content"))


def _source(*kinds: str) -> Field:
    """Where a file's bytes are: here, or where this gate cannot see."""
    known = {kind: SOURCES[kind] for kind in kinds}

    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        value = holder[key]
        tag = value.get("type") if type(value) is dict else None
        if type(tag) is str and tag in _ELSEWHERE:
            raise BadRequest("cannot_examine", pointer.rpartition("/")[0], what=tag)
        walk.field(tagged(known, Group.EXAMINED), holder, key, pointer)

    return Field(Group.EXAMINED, rule)


FILE_BLOCKS = {
    "document": Level(
        {
            "type": kept(),
            "source": _source("base64", "text"),
            "title": _READ,
            "context": _READ,
            "citations": _CITATIONS,
            "cache_control": dropped(),
        },
        ("source",),
    ),
    "image": Level({"type": kept(), "source": _source("base64"), "cache_control": dropped()}, ("source",)),
}
_RESULT_TEXT = {"text": _text_block(Role.TOOL), **FILE_BLOCKS}
_CALLER = Level({"type": one_of("direct")}, ("type",))

USER_BLOCKS = {
    "text": _text_block(Role.USER),
    **FILE_BLOCKS,
    "tool_result": Level(
        {
            "type": kept(),
            "tool_use_id": renumbered(),
            "content": _blocks(Role.TOOL, _RESULT_TEXT),
            "is_error": flag(),
            "cache_control": dropped(),
            "toolset_name": cannot_examine(),
        },
        ("tool_use_id",),
    ),
}
ASSISTANT_BLOCKS = {
    "text": _text_block(Role.ASSISTANT),
    "tool_use": Level(
        {
            "type": kept(),
            "id": renumbered(),
            "name": label(),
            "input": data(Role.ASSISTANT),
            "caller": nested(_CALLER),
            "cache_control": dropped(),
            "toolset_name": cannot_examine(),
        },
        ("id", "name", "input"),
    ),
    "thinking": Level(
        {"type": kept(), "thinking": text(Role.ASSISTANT), "signature": opaque("signature")}, ("thinking",)
    ),
}
_SYSTEM_BLOCKS = {"text": _text_block(Role.SYSTEM)}


def _redacted(blocks: dict[str, Level]) -> dict[str, Level]:
    """`redacted_thinking` is known so that an entry can admit its data; otherwise the data refuses it."""
    return {**blocks, "redacted_thinking": Level({"type": kept(), "data": opaque("redacted_thinking")}, ("data",))}


MESSAGES = {
    "user": Level({"role": kept(), "content": _blocks(Role.USER, USER_BLOCKS)}, ("content",)),
    "assistant": Level({"role": kept(), "content": _blocks(Role.ASSISTANT, _redacted(ASSISTANT_BLOCKS))}, ("content",)),
    "system": Level({"role": kept(), "content": _blocks(Role.SYSTEM, _SYSTEM_BLOCKS)}, ("content",)),
}


def _messages() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        if holder[key] == []:
            raise BadRequest("missing_field", f"{pointer}/0")
        for message, where in walk.objects(holder, key, pointer, MAX_MESSAGES):
            walk.level(message, pick(MESSAGES, message.get("role"), f"{where}/role"), where)

    return Field(Group.EXAMINED, rule)


# ---------------------------------------------------------------- tools, thinking, format

TOOL = Level(
    {
        "type": one_of("custom"),
        "name": label(),
        "description": text(Role.STRUCTURE),
        "input_schema": schema(),
        "input_examples": data(Role.STRUCTURE, array=True),
        "strict": flag(),
        "eager_input_streaming": flag(),
        "defer_loading": cannot_examine(),
        "allowed_callers": cannot_examine(),
        "cache_control": dropped(),
    },
    ("name", "input_schema"),
)


def _tools() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        for tool, where in walk.objects(holder, key, pointer, MAX_TOOLS):
            if tool.get("type") not in (None, "custom"):
                raise BadRequest("cannot_examine", f"{where}/type", what="remote tool")
            walk.level(tool, TOOL, where)
            walk.tools.append(tool["name"])

    return Field(Group.EXAMINED, rule)


_NO_PARALLEL = {"type": kept(), "disable_parallel_tool_use": flag()}
TOOL_CHOICES = {
    "auto": Level(_NO_PARALLEL),
    "any": Level(_NO_PARALLEL),
    "tool": Level({**_NO_PARALLEL, "name": label()}, ("name",)),
    "none": Level({"type": kept()}),
}
_DISPLAY = one_of("summarized", "omitted")
THINKING = {
    # Thinking tokens count toward max_tokens, so they need no bound of their own.
    "enabled": Level(
        {"type": kept(), "budget_tokens": integer(LEAST_THINKING, MAX_OUTPUT, Group.PRICED), "display": _DISPLAY},
        ("budget_tokens",),
    ),
    "adaptive": Level({"type": kept(), "display": _DISPLAY}),
    "between_tools": Level({"type": kept()}),
    "disabled": Level({"type": kept()}),
}
_FORMATS = {"json_schema": Level({"type": kept(), "schema": schema()}, ("schema",))}
OUTPUT_CONFIG = Level(
    {
        "effort": one_of("low", "medium", "high", "xhigh", "max", group=Group.PRICED),
        "format": tagged(_FORMATS, Group.EXAMINED),
    }
)
METADATA = Level({"user_id": dropped()})

# ---------------------------------------------------------------- the request

REQUEST = Level(
    {
        "model": kept(),
        "messages": _messages(),
        "system": _blocks(Role.SYSTEM, _SYSTEM_BLOCKS),
        "tools": _tools(),
        "tool_choice": tagged(TOOL_CHOICES, Group.EXAMINED),
        "stop_sequences": texts(64),
        "stream": flag(),
        "temperature": number(0, 1),
        "top_p": number(0, 1),
        "top_k": integer(0, 100_000),
        "thinking": tagged(THINKING, Group.PRICED),
        "output_config": nested(OUTPUT_CONFIG),
        "max_tokens": integer(1, MAX_OUTPUT, Group.PRICED),
        "service_tier": standard_only("auto", "standard_only", written="standard_only"),
        "speed": standard_only("standard"),
        "inference_geo": cannot_bound(),
        "metadata": nested(METADATA, Group.OURS),
        "cache_control": dropped(),
        "user_profile_id": dropped(),
        "container": cannot_examine(),
        "mcp_servers": cannot_examine(),
        "diagnostics": cannot_examine(),
    },
    ("messages", "max_tokens"),
)
