"""Canonical JSON (docs/journal-format.md §2): RFC 8785 without fractions, 64-bit integers, ASCII keys.

orjson prints strings and integers exactly as RFC 8785 §3.2.2 asks; with ASCII keys its byte order is the UTF-16 order
of §3.2.3. What orjson would print otherwise (floats, dates, dataclasses) is refused here before printing.
"""

from collections.abc import Mapping, Sequence

import orjson

_PLAIN = frozenset((str, int, bool, type(None)))
_MAX_DEPTH = 32


def canonical(value: Mapping[str, object]) -> bytes:
    """Print an object. `ValueError` for anything that has no canonical form: floats above all."""
    try:
        _check_object(value, _MAX_DEPTH)
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as problem:  # lone surrogates, integers beyond 64 bits, keys that are not text
        raise ValueError("a value has no canonical form") from problem


def parse(text: bytes) -> dict[str, object]:
    """Read an object strictly: `ValueError` unless `text` is exactly what `canonical` would print."""
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise ValueError("not JSON") from problem
    if not isinstance(value, dict) or canonical(value) != text:
        raise ValueError("not canonical")
    return value


def _check_object(value: Mapping[str, object], depth: int) -> None:
    """Spelt out for speed: this runs for every fact, before anything is sent."""
    if depth == 0:
        raise ValueError("nested too deeply")
    if not "".join(value).isascii():
        raise ValueError("a key is not ASCII")
    for item in value.values():
        if type(item) in _PLAIN:
            continue
        if type(item) is dict:
            _check_object(item, depth - 1)
        elif type(item) is list or type(item) is tuple:
            _check_items(item, depth - 1)
        elif not isinstance(item, str | int):  # an enum of words or numbers is written as its value
            raise TypeError("a value has no canonical form")


def _check_items(items: Sequence[object], depth: int) -> None:
    if depth == 0:
        raise ValueError("nested too deeply")
    for item in items:
        if type(item) in _PLAIN:
            continue
        if type(item) is dict:
            _check_object(item, depth - 1)
        elif type(item) is list or type(item) is tuple:
            _check_items(item, depth - 1)
        elif not isinstance(item, str | int):
            raise TypeError("a value has no canonical form")
