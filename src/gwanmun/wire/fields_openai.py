"""Every field of `POST /v1/chat/completions` that this gate knows, and how each is treated.

As of 2026-11-22. Sources: the request types of the official `openai` Python client 3.54.0
(`types/chat/completion_create_params.py` and the parameter types that it names); for `reasoning_content` and
`reasoning` of assistant messages, the chat servers of vLLM and DeepSeek. What is not listed here is refused.

Why some are refused or ours:
- `logit_bias` speaks in token numbers, which cannot be examined.
- `store` is written false, and `metadata`, which a vendor keeps only beside a stored completion, goes with it.
- `prediction`, `web_search_options`, `moderation` and service tiers other than the standard one cost more than
  (tokens × list price), so the worst case could not be held.
- `prompt_cache_*` keep a prompt longer at the vendor or are priced as cache writes; leaving them out changes no answer.
- `name` of a message is a person's name by definition: speakers are numbered (`user1`).
- `user`, `safety_identifier`: who asked is our own record, never the vendor's.
- Files and pictures are taken as base64 only (`file_data`, `image_url` with a data URL): what a `file_id` or a URL stands for
  is where this gate cannot see. What was read of them is sent as text.
"""

# ruff: noqa: ARG001 - every rule has the one signature that the walk calls

from gwanmun.domain.prompts import Role
from gwanmun.errors import BadRequest
from gwanmun.wire.fields import (
    aliased,
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
    pick,
    renumbered,
    seed,
    standard_only,
    superseded,
    tagged,
    text,
    texts,
)
from gwanmun.wire.json_text import Tree
from gwanmun.wire.schema import schema
from gwanmun.wire.uploads import data_url
from gwanmun.wire.walk import MAX_MESSAGES, Field, Group, Level, Walk

AS_OF = "2026-11-22"
MAX_CHOICES = 16
MAX_OUTPUT = 10_000_000
MAX_TOOLS = 512
MAX_PARTS = 2_048

# ---------------------------------------------------------------- messages


def _content(role: Role, parts: dict[str, Level]) -> Field:
    """A string, or a list of parts."""

    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        if type(holder[key]) is str:
            if role is Role.TOOL:
                walk.json(holder, key, pointer, role)
            else:
                walk.text(holder, key, pointer, role)
            return
        for part, where in walk.parts(holder, key, pointer, MAX_PARTS):
            tag = part.get("type")
            if type(tag) is str and tag not in parts and tag in _CANNOT_EXAMINE:
                raise BadRequest("cannot_examine", where, what=tag)
            walk.level(part, pick(parts, tag, f"{where}/type"), where)
            if tag != "text" and tag in FILE_PARTS:
                _take_file(walk, part, where)

    return Field(Group.EXAMINED, rule)


def _take_file(walk: Walk, part: Tree, where: str) -> None:
    inner = part[part["type"]]
    if part["type"] == "image_url":
        name, given, place = None, inner["url"], f"{where}/image_url/url"
    else:
        name, given, place = inner.get("filename"), inner["file_data"], f"{where}/file/file_data"
    if type(given) is not str:
        raise BadRequest("bad_value", place, allowed="string")
    if given[:5].lower() != "data:" and part["type"] == "image_url":
        raise BadRequest("cannot_examine", where, what="image_url")
    media, data = data_url(given, place)
    walk.file(part, where, name=name, media=media, data=data)


_CANNOT_EXAMINE = frozenset(
    ("image_url", "input_audio", "file", "image", "audio", "video_url", "audio_url", "input_image")
)


def _elsewhere() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        raise BadRequest("cannot_examine", pointer.removesuffix(f"/file/{key}"), what=key)

    return Field(Group.REFUSED, rule)


_READ = Field(Group.EXAMINED, None)  # by `_take_file`
FILE = Level({"file_data": _READ, "filename": _READ, "file_id": _elsewhere()}, ("file_data",))
IMAGE_URL = Level({"url": _READ, "detail": one_of("auto", "low", "high")}, ("url",))
#: In messages of the person.
FILE_PARTS = {
    "file": Level({"type": kept(), "file": nested(FILE)}, ("file",)),
    "image_url": Level({"type": kept(), "image_url": nested(IMAGE_URL)}, ("image_url",)),
}


def _parts(role: Role) -> dict[str, Level]:
    return {"text": Level({"type": kept(), "text": text(role), "prompt_cache_breakpoint": dropped()}, ("text",))}


def _function_arguments() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        walk.json(holder, key, pointer, Role.ASSISTANT)

    return Field(Group.EXAMINED, rule)


FUNCTION_CALL = Level({"name": label(), "arguments": _function_arguments()}, ("name", "arguments"))
CUSTOM_CALL = Level({"name": label(), "input": _function_arguments()}, ("name", "input"))
TOOL_CALLS = {
    "function": Level(
        {"id": renumbered(), "type": kept(), "index": integer(0, MAX_TOOLS), "function": nested(FUNCTION_CALL)},
        ("id", "function"),
    ),
    "custom": Level({"id": renumbered(), "type": kept(), "custom": nested(CUSTOM_CALL)}, ("id", "custom")),
}


def _tool_calls() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        for call, where in walk.objects(holder, key, pointer, MAX_TOOLS):
            walk.level(call, pick(TOOL_CALLS, call.get("type", "function"), f"{where}/type"), where)

    return Field(Group.EXAMINED, rule)


def _spoken(role: Role, files: dict[str, Level] | None = None) -> Level:
    parts = {**_parts(role), **(files or {})}
    return Level({"role": kept(), "content": _content(role, parts), "name": aliased()}, ("content",))


MESSAGES = {
    "system": _spoken(Role.SYSTEM),
    "developer": _spoken(Role.SYSTEM),
    "user": _spoken(Role.USER, FILE_PARTS),
    "assistant": Level(
        {
            "role": kept(),
            "content": _content(
                Role.ASSISTANT,
                {
                    **_parts(Role.ASSISTANT),
                    "refusal": Level({"type": kept(), "refusal": text(Role.ASSISTANT)}, ("refusal",)),
                },
            ),
            "refusal": text(Role.ASSISTANT),
            "reasoning_content": text(Role.ASSISTANT),
            "reasoning": text(Role.ASSISTANT),
            "name": aliased(),
            "tool_calls": _tool_calls(),
            "annotations": dropped(),
            "audio": cannot_examine(),
            "function_call": superseded("tool_calls"),
        }
    ),
    "tool": Level(
        {
            "role": kept(),
            "content": _content(Role.TOOL, _parts(Role.TOOL)),
            "tool_call_id": renumbered(),
            "name": aliased(),
        },
        ("content", "tool_call_id"),
    ),
}


def _messages() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        if holder[key] == []:
            raise BadRequest("missing_field", f"{pointer}/0")
        for message, where in walk.objects(holder, key, pointer, MAX_MESSAGES):
            walk.level(message, pick(MESSAGES, message.get("role"), f"{where}/role"), where)

    return Field(Group.EXAMINED, rule)


# ---------------------------------------------------------------- tools and formats

FUNCTION = Level(
    {"name": label(), "description": text(Role.STRUCTURE), "parameters": schema(), "strict": flag()}, ("name",)
)
GRAMMAR = Level({"definition": text(Role.STRUCTURE), "syntax": one_of("lark", "regex")}, ("definition",))
CUSTOM_FORMATS = {
    "text": Level({"type": kept()}),
    "grammar": Level({"type": kept(), "grammar": nested(GRAMMAR)}, ("grammar",)),
}
CUSTOM = Level(
    {"name": label(), "description": text(Role.STRUCTURE), "format": tagged(CUSTOM_FORMATS, Group.EXAMINED)}, ("name",)
)
TOOLS = {
    "function": Level({"type": kept(), "function": nested(FUNCTION)}, ("function",)),
    "custom": Level({"type": kept(), "custom": nested(CUSTOM)}, ("custom",)),
}


def _tools() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        for tool, where in walk.objects(holder, key, pointer, MAX_TOOLS):
            tag = tool.get("type")
            level = TOOLS.get(tag) if type(tag) is str else None
            if level is None:  # a tool that the vendor would run, with what it is told, where we cannot see
                raise BadRequest("cannot_examine", f"{where}/type", what="remote tool")
            walk.level(tool, level, where)
            walk.tools.append(tool[str(tag)]["name"])

    return Field(Group.EXAMINED, rule)


_NAMED = Level({"name": label()}, ("name",))
ALLOWED_TOOL = {
    "function": Level({"type": kept(), "function": nested(_NAMED)}, ("function",)),
    "custom": Level({"type": kept(), "custom": nested(_NAMED)}, ("custom",)),
}


def _allowed_list() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        for tool, where in walk.objects(holder, key, pointer, MAX_TOOLS):
            walk.level(tool, pick(ALLOWED_TOOL, tool.get("type"), f"{where}/type"), where)

    return Field(Group.EXAMINED, rule)


ALLOWED_TOOLS = Level({"mode": one_of("auto", "required"), "tools": _allowed_list()}, ("mode", "tools"))
TOOL_CHOICES = {
    **ALLOWED_TOOL,
    "allowed_tools": Level({"type": kept(), "allowed_tools": nested(ALLOWED_TOOLS)}, ("allowed_tools",)),
}


def _tool_choice() -> Field:
    choice = tagged(TOOL_CHOICES, Group.EXAMINED)
    word = one_of("none", "auto", "required")

    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        walk.field(word if type(holder[key]) is str else choice, holder, key, pointer)

    return Field(Group.EXAMINED, rule)


JSON_SCHEMA = Level(
    {"name": label(), "description": text(Role.STRUCTURE), "schema": schema(), "strict": flag()}, ("name",)
)
RESPONSE_FORMATS = {
    "text": Level({"type": kept()}),
    "json_object": Level({"type": kept()}),
    "json_schema": Level({"type": kept(), "json_schema": nested(JSON_SCHEMA)}, ("json_schema",)),
}
STREAM_OPTIONS = Level({"include_usage": flag(), "include_obfuscation": flag()})


def _modalities() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        if holder[key] != ["text"]:
            raise BadRequest("cannot_examine", pointer, what=key)

    return Field(Group.STRUCTURAL, rule)


def _choices() -> Field:
    bounded = integer(1, MAX_CHOICES, Group.PRICED)

    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        walk.field(bounded, holder, key, pointer)
        walk.choices = holder[key]

    return Field(Group.PRICED, rule)


def _store() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        if holder[key]:
            holder.pop("metadata", None)
        holder[key] = False

    return Field(Group.OURS, rule)


# ---------------------------------------------------------------- the request

REQUEST = Level(
    {
        "model": kept(),
        "store": _store(),
        "metadata": data(Role.STRUCTURE),
        "messages": _messages(),
        "tools": _tools(),
        "tool_choice": _tool_choice(),
        "response_format": tagged(RESPONSE_FORMATS, Group.EXAMINED),
        "stop": texts(16),
        "stream": flag(),
        "stream_options": nested(STREAM_OPTIONS),
        "temperature": number(0, 2),
        "top_p": number(0, 1),
        "frequency_penalty": number(-2, 2),
        "presence_penalty": number(-2, 2),
        "seed": seed(),
        "logprobs": flag(),
        "top_logprobs": integer(0, 20),
        "parallel_tool_calls": flag(),
        "verbosity": one_of("low", "medium", "high"),
        "modalities": _modalities(),
        "max_tokens": integer(1, MAX_OUTPUT, Group.PRICED),
        "max_completion_tokens": integer(1, MAX_OUTPUT, Group.PRICED),
        "n": _choices(),
        "reasoning_effort": one_of(
            "none", "minimal", "low", "medium", "high", "xhigh", "max", group=Group.PRICED
        ),  # reasoning tokens are inside max_completion_tokens
        "service_tier": standard_only("auto", "default", written="default"),
        "user": dropped(),
        "safety_identifier": dropped(),
        "prompt_cache_key": dropped(),
        "prompt_cache_retention": dropped(),
        "prompt_cache_options": dropped(),
        "audio": cannot_examine(),
        "logit_bias": cannot_examine("logit_bias (token ids)"),
        "previous_response_id": cannot_examine(),
        "conversation": cannot_examine(),
        "background": cannot_examine(),
        "prompt": cannot_examine(),
        "prediction": cannot_bound(),
        "web_search_options": cannot_bound(),
        "moderation": cannot_bound(),
        "functions": superseded("tools"),
        "function_call": superseded("tool_choice"),
    },
    ("messages",),
)
