"""Typed pieces of a strict YAML text: each function turns a node into a value or raises `BadPolicy` at its place, with
the word that was probably meant. What does not live here: what any file means (`reader.py`, `control/`).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from gwanmun.errors import BadPolicy
from gwanmun.policy.explain import particle
from gwanmun.policy.strict_yaml import Listing, Node, Scalar, bad
from gwanmun.policy.strict_yaml import Mapping as Table

T = TypeVar("T")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHOWN = 40  # characters of a policy's own word that an error repeats


def as_fields(node: Node, known: tuple[str, ...], needed: tuple[str, ...], en: str, ko: str) -> dict[str, Node]:
    table = as_table(node)
    for key, _ in table.entries:
        if key.text not in known:
            raise misspelt(key, known, f"a key of {en}", f"{ko}의 키")
    fields = {key.text: value for key, value in table.entries}
    for name in needed:
        if name not in fields:
            raise bad(
                table.at, f"{ko}에 '{name}'{particle(name, '이/가')} 없습니다", f"{en} needs '{name}'", f"{name}: …"
            )
    return fields


def optional(fields: Mapping[str, Node], name: str, read: Callable[[Node], T]) -> T | None:
    return read(fields[name]) if name in fields else None


def as_table(node: Node) -> Table:
    if not isinstance(node, Table):
        raise bad(node.at, "키: 값 묶음이어야 합니다", "a mapping (key: value) is expected here")
    return node


def as_items(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, Listing):
        raise bad(node.at, "목록이어야 합니다", "a list is expected here")
    return node.items


def as_scalar(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        raise bad(node.at, "값 하나여야 합니다", "a single value is expected here")
    if node.empty:
        raise bad(node.at, "값이 비어 있습니다", "the value is empty")
    return node


def as_text(node: Node) -> str:
    text = " ".join(as_scalar(node).text.split())
    if not text or not text.isprintable():
        raise bad(
            node.at,
            "글이 비었거나 보이지 않는 문자가 있습니다",
            "the text is empty or holds characters that cannot be shown",
        )
    return text


def as_flag(node: Node) -> bool:
    scalar = as_scalar(node)
    if not scalar.plain or scalar.text not in {"true", "false"}:
        word = scalar.text.casefold()
        meant = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}.get(word)
        raise bad(
            scalar.at,
            f"true 또는 false여야 합니다: '{shown(scalar.text)}'",
            f"true or false is expected, not '{shown(scalar.text)}'",
            meant or "true, false",
        )
    return scalar.text == "true"


def as_day(node: Node) -> date:
    scalar = as_scalar(node)
    try:
        if _DAY.fullmatch(scalar.text):
            return date.fromisoformat(scalar.text)
    except ValueError:
        pass
    raise bad(
        scalar.at,
        f"날짜(YYYY-MM-DD)가 아닙니다: '{shown(scalar.text)}'",
        f"not a date (YYYY-MM-DD): '{shown(scalar.text)}'",
        "2025-02-05",
    )


def as_choice(node: Node, choices: tuple[str, ...], en: str, ko: str) -> str:
    scalar = as_scalar(node)
    if scalar.text not in choices:
        raise misspelt(scalar, choices, en, ko)
    return scalar.text


def as_match(node: Node, pattern: re.Pattern[str], en: str, ko: str) -> str:
    scalar = as_scalar(node)
    if not pattern.fullmatch(scalar.text):
        raise bad(
            scalar.at,
            f"{ko}{particle(ko, '이/가')} 아닙니다: '{shown(scalar.text)}'",
            f"not {en}: '{shown(scalar.text)}'",
        )
    return scalar.text


def misspelt(scalar: Scalar, known: Iterable[str], en: str, ko: str) -> BadPolicy:
    words = list(known)
    close = get_close_matches(shown(scalar.text).casefold(), words, n=1, cutoff=0.5) or get_close_matches(
        shown(scalar.text), words, n=1, cutoff=0.5
    )
    suggestion = f"'{close[0]}'?" if close else ", ".join(words[:12])
    return bad(
        scalar.at,
        f"{ko}{particle(ko, '이/가')} 아닙니다: '{shown(scalar.text)}'",
        f"not {en}: '{shown(scalar.text)}'",
        suggestion,
    )


def shown(text: str) -> str:
    kept = "".join(one if one.isprintable() else "?" for one in text[:_SHOWN])
    return kept + ("…" if len(text) > _SHOWN else "")


def unique(pairs: Iterable[tuple[str, Node]], ko: str, en: str) -> None:
    seen: dict[str, int] = {}
    for name, node in pairs:
        if name in seen:
            raise bad(
                node.at,
                f"{ko} '{name}'{particle(name, '이/가')} 두 번 있습니다({seen[name]}행)",
                f"the {en} '{name}' stands twice (first in line {seen[name]})",
            )
        seen[name] = node.at.line
