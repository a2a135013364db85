"""Canonical JSON (docs/journal-format.md §2): RFC 8785 without fractions, 64-bit integers, ASCII keys.

orjson prints strings and integers exactly as RFC 8785 §3.2.2 asks; with ASCII keys its byte order is the UTF-16 order
of §3.2.3. What orjson would print otherwise (floats, dates, dataclasses) is refused here before printing.
"""

from collections.abc import Mapping
from typing import Final, NoReturn

import orjson

_PLAIN = frozenset((str, int, bool, type(None)))
_MAX_DEPTH = 32


class Written(dict[str, object]):
    """An object that is part of many openings: checked and printed once, when it is made, and never changed after.

    It saves time only as a direct member of what is printed; deeper inside it has no canonical form.
    """

    __slots__ = ("text",)
    text: Final[bytes]

    def __init__(self, value: Mapping[str, object]) -> None:
        """`ValueError` for what has no canonical form."""
        super().__init__(value)
        self.text = _print(value, _MAX_DEPTH - 1)

    def _fixed(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("what is written is not changed")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _fixed


def canonical(value: Mapping[str, object]) -> bytes:
    """Print an object. `ValueError` for anything that has no canonical form: floats above all."""
    return _print(value, _MAX_DEPTH)


def _print(value: Mapping[str, object], depth: int) -> bytes:
    try:
        written = _check_object(value, depth)
        if written:
            value = {
                name: orjson.Fragment(item.text) if type(item) is Written else item for name, item in value.items()
            }
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


def _check_object(value: Mapping[str, object], depth: int) -> bool:
    """Whether a direct member is `Written`. Spelt out for speed: this runs for every fact, before anything is sent."""
    if depth == 0:
        raise ValueError("nested too deeply")
    if not "".join(value).isascii():
        raise ValueError("a key is not ASCII")
    written = False
    for item in value.values():
        if type(item) is Written:
            written = True
        elif type(item) not in _PLAIN:
            _check(item, depth - 1)
    return written


def _check(item: object, depth: int) -> None:
    if type(item) is dict:
        if _check_object(item, depth):
            raise TypeError("what is written stands deeper than a direct member")
    elif type(item) is list or type(item) is tuple:
        if depth == 0:
            raise ValueError("nested too deeply")
        for part in item:
            if type(part) not in _PLAIN:
                _check(part, depth - 1)
    elif not isinstance(item, str | int):  # an enum of words or numbers is written as its value
        raise TypeError("a value has no canonical form")
