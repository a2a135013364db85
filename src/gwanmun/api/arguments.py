"""What an act is asked with (인자): from path, query and body to the plain data that the act's order is made of.

Texts of a path or query become what their argument's type says; a body is strict JSON. What does not live here: the
order itself (`control/acts.py` decodes it and names what was probably meant).
"""

from collections.abc import Mapping
from typing import Any, get_args, get_origin
from urllib.parse import parse_qsl

import msgspec

from gwanmun.api.routes import Operation, bare, hints_of
from gwanmun.errors import BadRequest
from gwanmun.wire.json_text import read_object

_MOST_PARAMETERS = 64
_WHOLE = range(-(1 << 63), 1 << 63)


def arguments(one: Operation, within: Mapping[str, str], query: str, body: bytes) -> dict[str, Any]:
    """The act's arguments. Raises `BadRequest`; an argument given twice, in two places, is refused."""
    found: dict[str, Any] = {name: _typed(one, name, [text]) for name, text in within.items()}
    if one.in_query:
        if body:
            raise BadRequest("bad_value", "body", allowed="-")
        given: dict[str, list[str]] = {}
        for name, text in _pairs(query):
            given.setdefault(name, []).append(text)
        rest: dict[str, Any] = {name: _typed(one, name, texts) for name, texts in given.items()}
    else:
        if query:
            raise BadRequest("bad_value", "query", allowed="-")
        rest = read_object(body) if body else {}
        _sound(rest)
    for name, value in rest.items():
        if name in found:
            raise BadRequest("duplicate_key", name[:64])
        found[name] = value
    return found


def _pairs(query: str) -> list[tuple[str, str]]:
    if not query:
        return []
    try:
        return parse_qsl(
            query, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except ValueError:  # not UTF-8, too many, or not pairs
        raise BadRequest("bad_value", "query", allowed="name=value&…") from None


def _typed(one: Operation, name: str, texts: list[str]) -> Any:
    hint = hints_of(one.act.order).get(name)
    if hint is None:
        return texts[0]  # the act's decoder says what was probably meant
    if any("\0" in text for text in texts):
        raise BadRequest("bad_value", name, allowed="U+0000 없이 · no U+0000")
    kind = bare(hint)
    if get_origin(kind) is tuple:
        return [_value(name, get_args(kind)[0], text) for text in texts]
    if len(texts) > 1:
        raise BadRequest("duplicate_key", name)
    return _value(name, kind, texts[0])


def _value(name: str, kind: Any, text: str) -> Any:
    try:
        value = msgspec.to_builtins(msgspec.convert(text, bare(kind), strict=False))
    except (msgspec.ValidationError, ValueError, OverflowError):
        raise BadRequest("bad_value", name, allowed=getattr(bare(kind), "__name__", "…")) from None
    if isinstance(value, int) and value not in _WHOLE:
        raise BadRequest("bad_number", name)
    return value


def _sound(tree: object) -> None:
    """No U+0000 (PostgreSQL keeps none) and no number that 64 bits do not hold. Nesting was bounded by the reader."""
    match tree:
        case dict():
            for name, value in tree.items():
                _sound(name)
                _sound(value)
        case list():
            for value in tree:
                _sound(value)
        case str():
            if "\0" in tree:
                raise BadRequest("bad_value", "body", allowed="U+0000 없이 · no U+0000")
        case int():
            if tree not in _WHOLE:
                raise BadRequest("bad_number", "body")
        case _:
            pass
