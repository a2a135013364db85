"""Strict JSON (RFC 8259) from bytes, with everything refused that two parsers could read in two ways (RFC 7493, I-JSON).

What lives here: reading bytes or text into a tree in bounded time and memory, and writing a tree. What does not: what
the members mean (`walk.py` and the dialects).

Refused: bytes that are not UTF-8, a key standing twice in one object, NaN and Infinity (also `1e999`), integers beyond
64 bits, lone surrogates (raw or escaped), nesting beyond 64 levels, more than 20,000 values. U+0000 in a string is
valid JSON and is refused by `walk.py`, which knows the place.

Theory of operation: orjson parses at C speed but keeps the last of two equal keys. So the text is reduced to its
*skeleton*, what stands outside strings. In valid JSON each member of an object has exactly one colon there, so a key
stood twice exactly when the text has more such colons than the tree has members. The same skeleton gives the number of
values and the depth before anything is built.
"""

import json
import re
from typing import Any, NoReturn

import orjson

from gwanmun.errors import BadRequest
from gwanmun.wire.names import PUBLIC

MAX_DEPTH = 64
MAX_VALUES = 20_000

Tree = dict[str, Any]

_DEPTH_ONLY = bytes.maketrans(b"{}", b"[]")
_NOT_BRACKETS = bytes(c for c in range(256) if c not in b"[]{}")
_LONG_INTEGER = re.compile(rb"[0-9]{19}")
_NUMBER = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_INTEGERS = range(-(1 << 63), 1 << 64)
_INTEGER_BYTES = 20
_CONTAINERS = (dict, list)


def read(body: bytes) -> Any:
    """Parse one JSON text. Raises `BadRequest`; its place is a byte offset or a key, never a value."""
    skeleton = _skeleton(body)
    if skeleton.count(b",") + skeleton.count(b"[") + skeleton.count(b"{") > MAX_VALUES:
        raise BadRequest("too_many", limit=MAX_VALUES)
    left_open = _beyond_depth(skeleton)
    try:
        tree = orjson.loads(body)
    except orjson.JSONDecodeError:
        _explain(body, left_open)
    if left_open:
        raise BadRequest("too_deep", limit=MAX_DEPTH)
    if _LONG_INTEGER.search(skeleton) and not _integers_fit(skeleton):
        raise BadRequest("bad_number")
    if skeleton.count(b":") != _members(tree):
        _find_duplicate(body)
    return tree


def read_object(body: bytes) -> Tree:
    """As `read`, and the text must be an object."""
    tree = read(body)
    if type(tree) is not dict:
        raise BadRequest("not_an_object")
    return tree


def write(tree: Any) -> bytes:
    """The one serialisation that this gate sends: compact UTF-8, keys in the tree's order."""
    return orjson.dumps(tree)


def shown_key(key: str, position: int) -> str:
    """A key as a pointer may show it: as it is when it is a public name, else its position (`*3`: the third key).

    Keys are the caller's text, and pointers reach errors and records: any other key could be somebody's name or number,
    or a secret, and is never shown.
    """
    return key if key in PUBLIC else f"*{position}"


def _skeleton(text: bytes) -> bytes:
    r"""What stands outside strings. Exact for valid JSON, where a backslash stands only inside strings.

    Of a run of backslashes each pair is one character, so once the pairs are gone `\"` is left only where a quote is
    escaped; once those are gone too, every second part between quotes stands outside.
    """
    if b'\\"' in text:
        text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    parts = text.split(b'"', 4 * MAX_VALUES)
    if len(parts) > 4 * MAX_VALUES:
        raise BadRequest("too_many", limit=MAX_VALUES)
    return b"".join(parts[::2])


def _members(tree: Any) -> int:
    """How many members all objects of the tree have together."""
    count = 0
    open_ = [tree] if type(tree) in _CONTAINERS else []
    while open_:
        inside = open_.pop()
        if type(inside) is dict:
            count += len(inside)
            inside = inside.values()
        for value in inside:
            if type(value) in _CONTAINERS:
                open_.append(value)  # noqa: PERF401 - a comprehension costs more than the few it would collect
    return count


def _beyond_depth(skeleton: bytes) -> bytes:
    """The brackets that are still there after the innermost level was taken away 64 times."""
    if skeleton.count(b"[") + skeleton.count(b"{") <= MAX_DEPTH:
        return b""
    brackets = skeleton.translate(_DEPTH_ONLY, _NOT_BRACKETS)
    for _ in range(MAX_DEPTH):
        inner = brackets.replace(b"[]", b"")
        if len(inner) == len(brackets):
            break
        brackets = inner
    return brackets


def _integers_fit(skeleton: bytes) -> bool:
    integers = [token for token in _NUMBER.findall(skeleton) if not token.translate(None, b"-0123456789")]
    return all(len(token) <= _INTEGER_BYTES and int(token) in _INTEGERS for token in integers)


def _explain(body: bytes, left_open: bytes) -> NoReturn:
    """Say why orjson refused: off the hot path, so a second parser may look."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        try:
            body.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise BadRequest("not_utf8", f"byte {error.start}") from None
        raise BadRequest("lone_surrogate", f"byte {error.start}") from None
    if left_open.count(b"[") > MAX_DEPTH:
        # At this point so many brackets stay open that no parser that recurses should see the text.
        raise BadRequest("too_deep", limit=MAX_DEPTH)
    try:
        json.loads(text, parse_constant=_refuse_number)
    except json.JSONDecodeError as error:
        raise BadRequest("broken_json", f"byte {len(text[: error.pos].encode())}") from None
    except ValueError:  # more digits than Python turns into an integer
        raise BadRequest("bad_number") from None
    if left_open:
        raise BadRequest("too_deep", limit=MAX_DEPTH)
    # The second parser accepts two things that the first refuses: numbers out of range and lone surrogates.
    if re.search(r"\\u[dD][89a-fA-F]", text):
        raise BadRequest("lone_surrogate")
    raise BadRequest("bad_number")


def _refuse_number(_: str) -> NoReturn:
    raise BadRequest("bad_number")


def _find_duplicate(body: bytes) -> NoReturn:
    def pairs(members: list[tuple[str, Any]]) -> None:
        seen: set[str] = set()
        for position, (key, _) in enumerate(members, 1):
            if key in seen:
                raise BadRequest("duplicate_key", shown_key(key, position))
            seen.add(key)

    json.loads(body, object_pairs_hook=pairs)
    raise BadRequest("duplicate_key")  # pragma: no cover - the count has said that there is one
