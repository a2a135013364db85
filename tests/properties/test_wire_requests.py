"""Requests: what is read is written again, but for the named changes; nothing else than `BadRequest` ever comes out."""

import contextlib
import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.errors import BadRequest
from gwanmun.wire import anthropic, openai
from gwanmun.wire.fields_anthropic import REQUEST as ANTHROPIC
from gwanmun.wire.fields_openai import REQUEST as OPENAI

SAMPLES = [
    "홍길동",
    "010-1234-5678",
    "ㅎㅏㄴ글",
    "⟨이름1⟩",
    "a\nb",
    '{"a": 1}',
    "[x]",
    '"',
    "\\",
    "\\u0041",
    "１２３",
    "😀",
]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.sampled_from(
    SAMPLES
)
#: Only a JSON text with escapes is rewritten; here it must stand as it is.
PLAIN = TEXT.filter(lambda text: "\\u" not in text)
NAME = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)
DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3),
    max_leaves=6,
)
OBJECT = st.dictionaries(PLAIN, DATA, max_size=3)


def optional(**fields):
    return st.fixed_dictionaries({}, optional=fields)


def merged(*strategies):
    return st.tuples(*strategies).map(lambda parts: {key: value for part in parts for key, value in part.items()})


PARTS = st.lists(st.fixed_dictionaries({"type": st.just("text"), "text": PLAIN}), min_size=1, max_size=3)
SPOKEN = merged(
    st.fixed_dictionaries({"role": st.sampled_from(["system", "user", "developer"]), "content": PLAIN | PARTS}),
    optional(name=PLAIN),
)
CALL = st.fixed_dictionaries(
    {
        "id": NAME,
        "type": st.just("function"),
        "function": st.fixed_dictionaries({"name": NAME, "arguments": OBJECT.map(json.dumps)}),
    }
)
ASSISTANT = merged(
    st.fixed_dictionaries({"role": st.just("assistant"), "content": st.none() | PLAIN}),
    optional(refusal=PLAIN, tool_calls=st.lists(CALL, max_size=2), reasoning_content=PLAIN),
)
RESULT = st.fixed_dictionaries({"role": st.just("tool"), "tool_call_id": NAME, "content": OBJECT.map(json.dumps)})
TOOL = st.fixed_dictionaries(
    {
        "type": st.just("function"),
        "function": merged(st.fixed_dictionaries({"name": NAME}), optional(description=PLAIN, parameters=OBJECT)),
    }
)
OPENAI_REQUESTS = merged(
    st.fixed_dictionaries(
        {"model": st.just("m"), "messages": st.lists(SPOKEN | ASSISTANT | RESULT, min_size=1, max_size=4)}
    ),
    optional(
        tools=st.lists(TOOL, max_size=2),
        temperature=st.floats(0, 2).map(lambda value: round(value, 4)),
        stop=PLAIN | st.lists(PLAIN, max_size=3),
        metadata=st.dictionaries(NAME, PLAIN, max_size=2),
        seed=st.integers(-5, 5) | st.none(),
        max_tokens=st.integers(1, 9),
    ),
)

USE = st.fixed_dictionaries({"type": st.just("tool_use"), "id": NAME, "name": NAME, "input": OBJECT})
BLOCK = st.fixed_dictionaries({"type": st.just("text"), "text": PLAIN})
GIVEN_BACK = st.fixed_dictionaries(
    {"type": st.just("tool_result"), "tool_use_id": NAME, "content": st.lists(BLOCK, max_size=2)}
)
ANTHROPIC_REQUESTS = merged(
    st.fixed_dictionaries(
        {
            "model": st.just("m"),
            "max_tokens": st.integers(1, 9),
            "messages": st.lists(
                st.fixed_dictionaries(
                    {"role": st.just("user"), "content": PLAIN | st.lists(BLOCK | GIVEN_BACK, max_size=3)}
                )
                | st.fixed_dictionaries({"role": st.just("assistant"), "content": st.lists(BLOCK | USE, max_size=3)}),
                min_size=1,
                max_size=4,
            ),
        }
    ),
    optional(
        system=PLAIN | st.lists(BLOCK, max_size=2),
        tools=st.lists(st.fixed_dictionaries({"name": NAME, "input_schema": OBJECT}), max_size=2),
        stop_sequences=st.lists(PLAIN, max_size=3),
        top_k=st.integers(0, 50),
    ),
)
DIALECTS = [(openai.read_request, OPENAI_REQUESTS), (anthropic.read_request, ANTHROPIC_REQUESTS)]


def without_ids(tree):
    """Ids in the order of their first use, and JSON in strings decoded, so that equal means equal."""
    ids: dict[str, int] = {}
    names: dict[str, int] = {}

    def plain(value, key=""):
        if isinstance(value, dict):
            if "role" in value and isinstance(value.get("name"), str):
                value = {**value, "name": names.setdefault(value["name"], len(names))}
            return {name: plain(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [plain(inner) for inner in value]
        if key in ("id", "tool_call_id", "tool_use_id"):
            return ids.setdefault(value, len(ids))
        if key in ("arguments", "content") and isinstance(value, str) and value[:1] in ("{", "["):
            try:
                return json.loads(value)
            except ValueError:
                return value
        return value

    return plain(tree)


@pytest.mark.parametrize(("read", "requests"), DIALECTS, ids=["openai", "anthropic"])
@given(data=st.data(), stream=st.booleans())
@settings(max_examples=80, deadline=None)
def test_what_is_written_is_what_was_read_but_for_the_named_changes(read, requests, data, stream):
    tree = data.draw(requests)
    prompt = read(json.dumps(tree).encode())
    texts = [passage.text for passage in prompt.passages]
    sent = json.loads(prompt.document.write(texts, model="up", output_tokens=5, stream=stream))
    expected = {**copy.deepcopy(tree), "model": "up", "max_tokens": 5, "stream": stream}
    if stream and read is openai.read_request:
        expected["stream_options"] = {"include_usage": True}
    # Ids stand in tool data as well, where they are free data and not ours.
    assert without_ids(sent) == without_ids(expected)


@pytest.mark.parametrize(("read", "requests"), DIALECTS, ids=["openai", "anthropic"])
@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_every_free_string_is_a_passage_so_masking_all_leaves_none(read, requests, data):
    tree = data.draw(requests)
    marked = mark(tree)
    prompt = read(json.dumps(marked).encode())
    texts = ["가림" if passage.maskable else passage.text for passage in prompt.passages]
    sent = prompt.document.write(texts, model="up", output_tokens=5, stream=False)
    kept = {passage.text for passage in prompt.passages if not passage.maskable}
    for word in strings(json.loads(sent)):
        assert "표식" not in word or word in kept


def mark(value, key=""):
    """Every free text gets a mark that no closed word has; JSON in strings gets it inside."""
    if isinstance(value, dict):
        return {name: mark(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [mark(inner, key) for inner in value]
    if not isinstance(value, str) or key in ("role", "type", "model", "id", "tool_call_id", "tool_use_id", "name"):
        return value
    if key == "arguments":
        return json.dumps(mark(json.loads(value)))
    return value + "표식"


def strings(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value
        if value[:1] in ("{", "["):
            try:
                yield from strings(json.loads(value))
            except ValueError:
                return


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TEXT
    | st.sampled_from(["user", "text", "function", "assistant", "tool_use"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            TEXT
            | st.sampled_from(
                ["type", "role", "content", "text", "function", "name", "tool_calls", "id", "input", "arguments"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("read", "level"), [(openai.read_request, OPENAI), (anthropic.read_request, ANTHROPIC)], ids=["openai", "anthropic"]
)
@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_any_json_is_read_or_refused(read, level, data):
    fields = st.dictionaries(st.sampled_from(sorted(level.fields)) | TEXT, ANY, max_size=4)
    messages = st.lists(st.dictionaries(st.sampled_from(["role", "content", "tool_calls", "name"]), ANY), max_size=3)
    tree = {"model": "m", "max_tokens": 3, "messages": data.draw(ANY | messages), **data.draw(fields)}
    prompt = None
    with contextlib.suppress(BadRequest):
        prompt = read(json.dumps(tree).encode("utf-8", "surrogatepass"), frozenset(["/top_k", "/messages/*/name"]))
    if prompt is not None:
        texts = [passage.text for passage in prompt.passages]
        assert prompt.document.write(texts, model="up", output_tokens=5, stream=False)
