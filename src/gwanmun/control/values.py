"""What an act's arguments may hold, in words (항목의 값): names that are not known at any depth, and values of another kind.

The decoder (msgspec) finds what is wrong and says so for programmers, in English. Here its finding becomes a place and
what may stand there, for officers, in both languages. INVARIANT: the value itself is never repeated. What does not live
here: decoding (`acts.py`), rules on values that belong to one act (the act).
"""

import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_PLACE = re.compile(r" - at `\$([^`]*)`\Z")
_STEP = re.compile(r"\.([^.\[\]]+)|\[([^\]]*)\]")
_MISSING = re.compile(r"missing required field `([^`]+)`")
_MOST_NAMED = 24
_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Said:
    """What is wrong at a place (`people[].agency`), and what may stand there."""

    where: str
    ko: str
    en: str
    remedy_ko: str
    remedy_en: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that stands where none of that name is known."""

    where: str
    name: str
    known: tuple[str, ...]


def unknown(value: object, kind: Any, where: str = "", depth: int = 0) -> Unknown | None:
    """The first name that nothing would read. Decoding alone would pass over one inside a row, and lose it."""
    kind = _bare(kind)
    if depth > _DEEPEST:
        return None
    if isinstance(value, Mapping) and is_dataclass(kind):
        hints = _hints(kind if isinstance(kind, type) else type(kind))
        for name, inner in value.items():
            if name not in hints:
                return Unknown(where, str(name), tuple(row.name for row in fields(kind)))
            if not isinstance(inner, Mapping | list | tuple):
                continue  # nothing has a name in there
            if found := unknown(inner, hints[name], f"{where}.{name}" if where else name, depth + 1):
                return found
    elif isinstance(value, list | tuple) and (item := _item(kind)) is not None:
        for one in value:
            if found := unknown(one, item, f"{where}[]", depth + 1):
                return found
    return None


@cache
def _hints(kind: type[Any]) -> Mapping[str, Any]:
    """Its fields and their kinds: worked out once, for a paper has a hundred thousand rows."""
    found = get_type_hints(kind)
    return {row.name: found[row.name] for row in fields(kind)}


def worded(kind: type[Any], finding: str) -> Said:
    """The decoder's finding about an order of this kind, in words."""
    place = _PLACE.search(finding)
    path = place[1] if place else ""
    steps = [(name, index) for name, index in _STEP.findall(path)]
    here: Any = kind
    for name, _ in steps:
        here = _field(here, name) if name else _item(_bare(here))
    where = "".join(f".{name}" if name else "[]" for name, _ in steps).lstrip(".")
    if missing := _MISSING.search(finding):
        name = f"{where}.{missing[1]}".lstrip(".")
        return Said(
            name, "꼭 있어야 하는 항목이 없습니다", "it must be given and is missing",
            f"적을 값: {_may(_field(here, missing[1]), 'ko')}", f"what it takes: {_may(_field(here, missing[1]), 'en')}",
        )  # fmt: skip
    return Said(
        where, "받을 수 없는 값입니다", "this value cannot be taken",
        f"적을 수 있는 값: {_may(here, 'ko')}", f"it may be: {_may(here, 'en')}",
    )  # fmt: skip


def _may(kind: Any, lang: str) -> str:
    """What may stand where this kind is wanted."""
    ko = lang == "ko"
    origin, inner = get_origin(kind), get_args(kind)
    if hasattr(kind, "__supertype__"):
        return _may(kind.__supertype__, lang)
    if origin in {Union, types.UnionType}:
        return (" 또는 " if ko else " or ").join(_may(one, lang) for one in inner)
    if origin is Literal:
        return ", ".join(str(one) for one in inner)
    if isinstance(kind, type) and issubclass(kind, Enum):
        names = [str(one.value) for one in kind]
        return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
    if is_dataclass(kind):
        within = ", ".join(row.name for row in fields(kind))
        return f"객체({within})" if ko else f"an object ({within})"
    if (item := _item(kind)) is not None:
        return f"목록, 각 항목은 {_may(item, lang)}" if ko else f"a list, each of it {_may(item, lang)}"
    words = _WORDS.get(origin or kind)
    return words[0 if ko else 1] if words else ("다른 종류의 값" if ko else "a value of another kind")


_WORDS: Mapping[Any, tuple[str, str]] = {
    str: ("글", "a text"),
    int: ("정수", "a whole number"),
    float: ("수", "a number"),
    bool: ("true 또는 false", "true or false"),
    date: ("날짜 YYYY-MM-DD", "a day, YYYY-MM-DD"),
    datetime: ("시각(시간대 포함)", "a time with its zone"),
    type(None): ("null", "null"),
    dict: ("객체", "an object"),
    Mapping: ("객체", "an object"),
}


def _field(kind: Any, name: str) -> Any:
    kind = _bare(kind)
    return get_type_hints(kind).get(name) if is_dataclass(kind) else None


def _item(kind: Any) -> Any:
    inner = get_args(kind)
    return inner[0] if inner and get_origin(kind) in {tuple, list, Sequence, frozenset} else None


def _bare(kind: Any) -> Any:
    """The kind that says most: of `X | None`, X."""
    if get_origin(kind) in {Union, types.UnionType}:
        return next((one for one in get_args(kind) if one is not type(None)), kind)
    return kind
