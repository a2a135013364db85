"""Policy text → `Pack` and `Defaults`. Every fault is a `BadPolicy` with file:line:column and, where a word was
probably misspelt, the word that was meant. What does not live here: YAML itself (`strict_yaml.py`), deciding
(`judge.py`), whether a pack may be activated (`vectors.py` and the desk).

A value is typed by the attribute it stands beside, never by its look: `jurisdiction: NO` is Norway,
`service.stores_outside: false` is the word, `user.pledge_signed: no` is an error.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import RegimeId, RuleId
from gwanmun.errors import BadPolicy
from gwanmun.policy.language import (
    ATTRIBUTES,
    AnyOf,
    AtLeast,
    Attribute,
    Below,
    Condition,
    Contains,
    Equals,
    Not,
    Pack,
    Rule,
    Sort,
    Source,
    Statement,
    Test,
    Value,
    Vector,
)
from gwanmun.policy.strict_yaml import Listing, Node, Place, Scalar, bad, parse
from gwanmun.policy.strict_yaml import Mapping as Table

T = TypeVar("T")

SCHEMA_VERSION = "1"
BASES = ("news", "official", "derived")

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}")
_WORDS = re.compile(r"[A-Za-z0-9_-]{1,32}(\+[A-Za-z0-9_-]{1,32}){0,31}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_DUTY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_OUTCOMES: Mapping[str, Outcome] = {outcome.word: outcome for outcome in Outcome}
_OPERATORS = ("not", "gte", "lt", "contains")
_SHOWN = 40  # characters of a policy's own word that an error repeats

_PACK_KEYS = (
    "schema_version",
    "as_of",
    "id",
    "title",
    "title_ko",
    "jurisdiction",
    "effective_from",
    "effective_to",
    "confirm_before_enforcing",
    "facts",
    "sources",
    "parameters",
    "scope",
    "rules",
    "default",
    "vectors",
)
_PACK_NEEDS = (
    "schema_version",
    "id",
    "title",
    "title_ko",
    "jurisdiction",
    "effective_from",
    "sources",
    "scope",
    "rules",
)
_RULE_KEYS = ("id", "when", "decision", "after_approval", "basis", "obligations", "reason", "reason_ko")
_RULE_NEEDS = ("id", "when", "decision", "basis", "reason", "reason_ko")
_VECTOR_KEYS = ("id", "in", "service", "expect", "must_include", "note")
_VECTOR_NEEDS = ("id", "in", "service", "expect")


@dataclass(frozen=True, slots=True)
class Order:
    """An order or step seen in public reporting (a row of `order_log`)."""

    day: date
    issuer: str
    subject: str
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Defaults:
    """What all packs share: the inputs that vectors differ from, service profiles, vectors over several regimes."""

    inputs: Mapping[str, Value]
    profiles: Mapping[str, Mapping[str, Value]]
    combined: tuple[Vector, ...]
    orders: tuple[Order, ...]


def read_pack(text: str, file: str) -> Pack:
    """Read one pack. Raises `BadPolicy`; never anything else, whatever the text."""
    fields = _fields(parse(text, file), _PACK_KEYS, _PACK_NEEDS, "a pack", "정책 묶음")
    version = _scalar(fields["schema_version"])
    if version.text != SCHEMA_VERSION:
        raise bad(
            version.at,
            "지원하지 않는 schema_version입니다",
            "an unknown schema_version",
            f"schema_version: {SCHEMA_VERSION}",
        )
    start = _day(fields["effective_from"])
    end = _optional(fields, "effective_to", _day)
    if end is not None and end <= start:
        raise bad(
            fields["effective_to"].at,
            "종료일이 시행일보다 늦어야 합니다",
            "effective_to must come after effective_from",
        )
    sources = tuple(_source(node) for node in _items(fields["sources"]))
    if not sources:
        raise bad(fields["sources"].at, "출처가 하나 이상 있어야 합니다", "a pack names at least one source")
    rules = tuple(_rule(node) for node in _items(fields["rules"]))
    _unique(((str(rule.id), node) for rule, node in zip(rules, _items(fields["rules"]), strict=True)), "규칙", "rule")
    vectors = _optional(fields, "vectors", lambda node: tuple(_vector(one) for one in _items(node))) or ()
    if "vectors" in fields:
        pairs = zip((vector.id for vector in vectors), _items(fields["vectors"]), strict=True)
        _unique(pairs, "시험 사례", "vector")
    return Pack(
        id=RegimeId(_matching(fields["id"], _ID, "an id", "식별자")),
        title_en=_text(fields["title"]),
        title_ko=_text(fields["title_ko"]),
        jurisdiction=_matching(fields["jurisdiction"], _COUNTRY, "a two-letter country code", "두 글자 국가 코드"),
        effective_from=start,
        effective_to=end,
        as_of=_optional(fields, "as_of", _day),
        facts=tuple(_statement(node) for node in _items(fields["facts"])) if "facts" in fields else (),
        sources=sources,
        parameters=_parameters(fields["parameters"]) if "parameters" in fields else (),
        scope=_conditions(fields["scope"]),
        rules=rules,
        default=_optional(fields, "default", _outcome) or Outcome.NOT_APPLICABLE,
        vectors=vectors,
        confirm_before_enforcing=bool(_optional(fields, "confirm_before_enforcing", _flag)),
    )


def read_defaults(text: str, file: str) -> Defaults:
    """Read what all packs share. Raises `BadPolicy`."""
    known = (
        "schema_version",
        "as_of",
        "decisions",
        "evaluation",
        "input_defaults",
        "service_profiles",
        "combination_vectors",
        "order_log",
    )
    fields = _fields(
        parse(text, file), known, ("decisions", "input_defaults", "service_profiles"), "the defaults", "공통 자료"
    )
    for key, node in _table(fields["decisions"]).entries:
        rank = _scalar(_fields(node, ("rank", "ko", "final", "note"), ("rank",), "a decision", "판정")["rank"])
        if key.text not in _OUTCOMES or rank.text != str(int(_OUTCOMES[key.text])):
            raise bad(
                key.at, "여섯 판정과 순위가 다릅니다", "the decisions or their ranks are not the six of the house"
            )
    profiles = {key.text: dict(_flat(node, "service.")) for key, node in _table(fields["service_profiles"]).entries}
    combined = fields.get("combination_vectors")
    orders = fields.get("order_log")
    return Defaults(
        inputs=dict(_flat(fields["input_defaults"], "")),
        profiles=profiles,
        combined=tuple(_vector(node) for node in _items(combined)) if combined else (),
        orders=tuple(_order(node) for node in _items(orders)) if orders else (),
    )


def read_value(attribute: str, text: str, where: str = "") -> Value:
    """Type one value given as text, by its attribute. Raises `BadPolicy` naming what was probably meant."""
    at = Place(where or attribute, 1, 1)
    return _value(Scalar(text, plain=True, at=at), _attribute(Scalar(attribute, plain=True, at=at)))


# ---------------------------------------------------------------- parts of a pack


def _rule(node: Node) -> Rule:
    fields = _fields(node, _RULE_KEYS, _RULE_NEEDS, "a rule", "규칙")
    decision = _outcome(fields["decision"])
    lifted = _optional(fields, "after_approval", _outcome)
    if lifted is not None and not Outcome.NOT_APPLICABLE < lifted < decision:
        raise bad(
            fields["after_approval"].at,
            "승인 뒤의 판정은 원래 판정보다 덜 엄격한 최종 판정이어야 합니다",
            "after_approval must be a final decision that is less strict than the decision itself",
        )
    return Rule(
        id=RuleId(_matching(fields["id"], _ID, "an id", "식별자")),
        when=_conditions(fields["when"]),
        decision=decision,
        after_approval=lifted,
        basis=_one_of(fields["basis"], BASES, "a basis", "근거 구분"),
        obligations=_duties(fields["obligations"]) if "obligations" in fields else (),
        reason_en=_text(fields["reason"]),
        reason_ko=_text(fields["reason_ko"]),
        line=node.at.line,
    )


def _vector(node: Node) -> Vector:
    fields = _fields(node, _VECTOR_KEYS, _VECTOR_NEEDS, "a vector", "시험 사례")
    differences = tuple((key.text, _value(value, _attribute(key))) for key, value in _table(fields["in"]).entries)
    return Vector(
        id=_matching(fields["id"], _ID, "an id", "식별자"),
        differences=differences,
        service=_matching(fields["service"], _ID, "a service profile", "서비스 표본"),
        expect=_outcome(fields["expect"]),
        must_include=_duties(fields["must_include"]) if "must_include" in fields else (),
        note=_text(fields["note"]) if "note" in fields else "",
    )


def _order(node: Node) -> Order:
    fields = _fields(
        node,
        ("date", "issuer", "subject", "kind", "note", "due_days"),
        ("date", "issuer", "subject", "kind"),
        "an order",
        "명령",
    )
    return Order(
        _day(fields["date"]),
        _text(fields["issuer"]),
        _text(fields["subject"]),
        _text(fields["kind"]),
        _text(fields["note"]) if "note" in fields else "",
    )


def _source(node: Node) -> Source:
    fields = _fields(node, ("name", "url"), ("name",), "a source", "출처")
    return Source(_text(fields["name"]), _text(fields["url"]) if "url" in fields else "")


def _statement(node: Node) -> Statement:
    fields = _fields(node, ("text", "basis"), ("text", "basis"), "a fact", "사실")
    return Statement(_text(fields["text"]), _one_of(fields["basis"], BASES, "a basis", "근거 구분"))


def _parameters(node: Node) -> tuple[tuple[str, str], ...]:
    return tuple((key.text, _scalar(value).text) for key, value in _table(node).entries)


def _conditions(node: Node) -> tuple[Condition, ...]:
    return tuple(
        Condition(attribute.name, _test(value, attribute))
        for attribute, value in ((_attribute(key), value) for key, value in _table(node).entries)
    )


def _test(node: Node, attribute: Attribute) -> Test:
    if isinstance(node, Table):
        return _operator(node, attribute)
    if isinstance(node, Listing):
        if not node.items:
            raise bad(
                node.at,
                "빈 목록에는 아무것도 해당하지 않습니다",
                "an empty list never holds",
                "값을 하나 이상 적으십시오 / name a value",
            )
        return AnyOf(tuple(_value(item, attribute) for item in node.items))
    return Equals(_value(node, attribute))


def _operator(node: Table, attribute: Attribute) -> Test:
    if len(node.entries) != 1:
        raise bad(
            node.at,
            "연산자는 하나만 쓸 수 있습니다",
            "exactly one operator stands in a test",
            "{not: x}, {gte: x}, {lt: x}, {contains: x}",
        )
    key, value = node.entries[0]
    match key.text:
        case "not":
            inner = _test(value, attribute)
            if isinstance(inner, Not):
                raise bad(value.at, "not 안에 not을 쓸 수 없습니다", "a not inside a not")
            return Not(inner)
        case "gte" | "lt":
            if attribute.sort not in {Sort.LEVEL, Sort.DAY}:
                raise bad(
                    key.at,
                    f"'{attribute.name}'에는 순서가 없습니다",
                    f"'{attribute.name}' has no order",
                    "값 또는 목록을 쓰십시오 / use a value or a list",
                )
            bound = _value(value, attribute)
            return AtLeast(bound) if key.text == "gte" else Below(bound)
        case "contains":
            if attribute.sort not in {Sort.WORD, Sort.WORDS}:
                raise bad(
                    key.at,
                    f"'{attribute.name}'에는 contains를 쓸 수 없습니다",
                    f"contains does not fit '{attribute.name}'",
                    "값 또는 목록을 쓰십시오 / use a value or a list",
                )
            return Contains(_matching(value, _WORD, "a word", "낱말"))
        case _:
            raise _misspelt(key, _OPERATORS, "an operator", "연산자")


def _attribute(key: Scalar) -> Attribute:
    found = ATTRIBUTES.get(key.text)
    if found is None:
        raise _misspelt(key, ATTRIBUTES, "an attribute", "속성")
    return found


def _value(node: Node, attribute: Attribute) -> Value:
    scalar = _scalar(node)
    match attribute.sort:
        case Sort.FLAG:
            return _flag(scalar)
        case Sort.DAY:
            return _day(scalar)
        case Sort.CHOICE | Sort.LEVEL:
            return _one_of(scalar, attribute.choices, f"a value of '{attribute.name}'", f"'{attribute.name}'의 값")
        case Sort.WORDS:
            return "+".join(sorted(_matching(scalar, _WORDS, "codes joined by +", "+로 이은 코드").split("+")))
        case Sort.WORD:
            return _matching(scalar, _WORD, "a word", "낱말")


def _flat(node: Node, prefix: str) -> Iterable[tuple[str, Value]]:
    """Nested mappings as dotted attributes."""
    for key, value in _table(node).entries:
        if isinstance(value, Table):
            yield from _flat(value, f"{prefix}{key.text}.")
        else:
            yield f"{prefix}{key.text}", _value(value, _attribute(Scalar(prefix + key.text, plain=True, at=key.at)))


# ---------------------------------------------------------------- typed pieces


def _fields(node: Node, known: tuple[str, ...], needed: tuple[str, ...], en: str, ko: str) -> dict[str, Node]:
    table = _table(node)
    for key, _ in table.entries:
        if key.text not in known:
            raise _misspelt(key, known, f"a key of {en}", f"{ko}의 키")
    fields = {key.text: value for key, value in table.entries}
    for name in needed:
        if name not in fields:
            raise bad(table.at, f"{ko}에 '{name}'이(가) 없습니다", f"{en} needs '{name}'", f"{name}: …")
    return fields


def _optional(fields: Mapping[str, Node], name: str, read: Callable[[Node], T]) -> T | None:
    return read(fields[name]) if name in fields else None


def _table(node: Node) -> Table:
    if not isinstance(node, Table):
        raise bad(node.at, "키: 값 묶음이어야 합니다", "a mapping (key: value) is expected here")
    return node


def _items(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, Listing):
        raise bad(node.at, "목록이어야 합니다", "a list is expected here")
    return node.items


def _scalar(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        raise bad(node.at, "값 하나여야 합니다", "a single value is expected here")
    if node.empty:
        raise bad(node.at, "값이 비어 있습니다", "the value is empty")
    return node


def _text(node: Node) -> str:
    text = " ".join(_scalar(node).text.split())
    if not text or not text.isprintable():
        raise bad(
            node.at,
            "글이 비었거나 보이지 않는 문자가 있습니다",
            "the text is empty or holds characters that cannot be shown",
        )
    return text


def _flag(node: Node) -> bool:
    scalar = _scalar(node)
    if not scalar.plain or scalar.text not in {"true", "false"}:
        word = scalar.text.casefold()
        meant = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}.get(word)
        raise bad(
            scalar.at,
            f"true 또는 false여야 합니다: '{_shown(scalar.text)}'",
            f"true or false is expected, not '{_shown(scalar.text)}'",
            meant or "true, false",
        )
    return scalar.text == "true"


def _day(node: Node) -> date:
    scalar = _scalar(node)
    try:
        if _DAY.fullmatch(scalar.text):
            return date.fromisoformat(scalar.text)
    except ValueError:
        pass
    raise bad(
        scalar.at,
        f"날짜(YYYY-MM-DD)가 아닙니다: '{_shown(scalar.text)}'",
        f"not a date (YYYY-MM-DD): '{_shown(scalar.text)}'",
        "2025-02-05",
    )


def _outcome(node: Node) -> Outcome:
    return _OUTCOMES[_one_of(node, tuple(_OUTCOMES), "a decision", "판정")]


def _duties(node: Node) -> tuple[str, ...]:
    return tuple(_matching(item, _DUTY, "an obligation (lower_case)", "의무(lower_case)") for item in _items(node))


def _one_of(node: Node, choices: tuple[str, ...], en: str, ko: str) -> str:
    scalar = _scalar(node)
    if scalar.text not in choices:
        raise _misspelt(scalar, choices, en, ko)
    return scalar.text


def _matching(node: Node, pattern: re.Pattern[str], en: str, ko: str) -> str:
    scalar = _scalar(node)
    if not pattern.fullmatch(scalar.text):
        raise bad(scalar.at, f"{ko}이(가) 아닙니다: '{_shown(scalar.text)}'", f"not {en}: '{_shown(scalar.text)}'")
    return scalar.text


def _misspelt(scalar: Scalar, known: Iterable[str], en: str, ko: str) -> BadPolicy:
    words = list(known)
    close = get_close_matches(_shown(scalar.text).casefold(), words, n=1, cutoff=0.5) or get_close_matches(
        _shown(scalar.text), words, n=1, cutoff=0.5
    )
    suggestion = f"'{close[0]}'?" if close else ", ".join(words[:12])
    return bad(
        scalar.at, f"{ko}이(가) 아닙니다: '{_shown(scalar.text)}'", f"not {en}: '{_shown(scalar.text)}'", suggestion
    )


def _shown(text: str) -> str:
    kept = "".join(one if one.isprintable() else "?" for one in text[:_SHOWN])
    return kept + ("…" if len(text) > _SHOWN else "")


def _unique(pairs: Iterable[tuple[str, Node]], ko: str, en: str) -> None:
    seen: dict[str, int] = {}
    for name, node in pairs:
        if name in seen:
            raise bad(
                node.at,
                f"{ko} '{name}'이(가) 두 번 있습니다({seen[name]}행)",
                f"the {en} '{name}' stands twice (first in line {seen[name]})",
            )
        seen[name] = node.at.line
