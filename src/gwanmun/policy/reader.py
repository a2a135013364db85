"""Policy text → `Pack` and `Defaults`. Every fault is a `BadPolicy` with file:line:column and, where a word was
probably misspelt, the word that was meant. What does not live here: YAML itself (`strict_yaml.py`), deciding
(`judge.py`), whether a pack may be activated (`vectors.py` and the desk).

A value is typed by the attribute it stands beside, never by its look: `jurisdiction: NO` is Norway,
`service.stores_outside: false` is the word, `user.pledge_signed: no` is an error.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import RegimeId, RuleId
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
from gwanmun.policy.provenance import check_whole
from gwanmun.policy.strict_yaml import Listing, Node, Place, Scalar, bad, parse
from gwanmun.policy.strict_yaml import Mapping as Table
from gwanmun.policy.typed import (
    as_choice,
    as_day,
    as_fields,
    as_flag,
    as_items,
    as_match,
    as_scalar,
    as_table,
    as_text,
    misspelt,
    optional,
    unique,
)

SCHEMA_VERSION = "1"
BASES = ("news", "official", "derived")

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}")
_WORDS = re.compile(r"[A-Za-z0-9_-]{1,32}(\+[A-Za-z0-9_-]{1,32}){0,31}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_DUTY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_OUTCOMES: Mapping[str, Outcome] = {outcome.word: outcome for outcome in Outcome}
_OPERATORS = ("not", "gte", "lt", "contains")

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


#: Packs whose text is remembered: a gate that takes up a new snapshot has read most of its packs before. A pack is a
#: value, equal texts of one place make equal packs, and a text that cannot be read is not remembered.
_REMEMBERED = 64


@lru_cache(maxsize=_REMEMBERED)
def read_pack(text: str, file: str) -> Pack:
    """Read one pack. Raises `BadPolicy`; never anything else, whatever the text."""
    check_whole(text, file)
    fields = as_fields(parse(text, file), _PACK_KEYS, _PACK_NEEDS, "a pack", "정책 묶음")
    version = as_scalar(fields["schema_version"])
    if version.text != SCHEMA_VERSION:
        raise bad(
            version.at,
            "지원하지 않는 schema_version입니다",
            "an unknown schema_version",
            f"schema_version: {SCHEMA_VERSION}",
        )
    start = as_day(fields["effective_from"])
    end = optional(fields, "effective_to", as_day)
    if end is not None and end <= start:
        raise bad(
            fields["effective_to"].at,
            "종료일이 시행일보다 늦어야 합니다",
            "effective_to must come after effective_from",
        )
    sources = tuple(_source(node) for node in as_items(fields["sources"]))
    if not sources:
        raise bad(fields["sources"].at, "출처가 하나 이상 있어야 합니다", "a pack names at least one source")
    rules = tuple(_rule(node) for node in as_items(fields["rules"]))
    unique(((str(rule.id), node) for rule, node in zip(rules, as_items(fields["rules"]), strict=True)), "규칙", "rule")
    vectors = optional(fields, "vectors", lambda node: tuple(_vector(one) for one in as_items(node))) or ()
    if "vectors" in fields:
        pairs = zip((vector.id for vector in vectors), as_items(fields["vectors"]), strict=True)
        unique(pairs, "시험 사례", "vector")
    return Pack(
        id=RegimeId(as_match(fields["id"], _ID, "an id", "식별자")),
        title_en=as_text(fields["title"]),
        title_ko=as_text(fields["title_ko"]),
        jurisdiction=as_match(fields["jurisdiction"], _COUNTRY, "a two-letter country code", "두 글자 국가 코드"),
        effective_from=start,
        effective_to=end,
        as_of=optional(fields, "as_of", as_day),
        facts=tuple(_statement(node) for node in as_items(fields["facts"])) if "facts" in fields else (),
        sources=sources,
        parameters=_parameters(fields["parameters"]) if "parameters" in fields else (),
        scope=_conditions(fields["scope"]),
        rules=rules,
        default=optional(fields, "default", _outcome) or Outcome.NOT_APPLICABLE,
        vectors=vectors,
        confirm_before_enforcing=bool(optional(fields, "confirm_before_enforcing", as_flag)),
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
    fields = as_fields(
        parse(text, file), known, ("decisions", "input_defaults", "service_profiles"), "the defaults", "공통 자료"
    )
    for key, node in as_table(fields["decisions"]).entries:
        rank = as_scalar(as_fields(node, ("rank", "ko", "final", "note"), ("rank",), "a decision", "판정")["rank"])
        if key.text not in _OUTCOMES or rank.text != str(int(_OUTCOMES[key.text])):
            raise bad(
                key.at, "여섯 판정과 순위가 다릅니다", "the decisions or their ranks are not the six of the house"
            )
    profiles = {key.text: dict(_flat(node, "service.")) for key, node in as_table(fields["service_profiles"]).entries}
    combined = fields.get("combination_vectors")
    orders = fields.get("order_log")
    return Defaults(
        inputs=dict(_flat(fields["input_defaults"], "")),
        profiles=profiles,
        combined=tuple(_vector(node) for node in as_items(combined)) if combined else (),
        orders=tuple(_order(node) for node in as_items(orders)) if orders else (),
    )


def read_value(attribute: str, text: str, where: str = "") -> Value:
    """Type one value given as text, by its attribute. Raises `BadPolicy` naming what was probably meant."""
    at = Place(where or attribute, 1, 1)
    return _value(Scalar(text, plain=True, at=at), _attribute(Scalar(attribute, plain=True, at=at)))


# ---------------------------------------------------------------- parts of a pack


def _rule(node: Node) -> Rule:
    fields = as_fields(node, _RULE_KEYS, _RULE_NEEDS, "a rule", "규칙")
    decision = _outcome(fields["decision"])
    lifted = optional(fields, "after_approval", _outcome)
    if lifted is not None and not Outcome.NOT_APPLICABLE < lifted < decision:
        raise bad(
            fields["after_approval"].at,
            "승인 뒤의 판정은 원래 판정보다 덜 엄격한 최종 판정이어야 합니다",
            "after_approval must be a final decision that is less strict than the decision itself",
        )
    return Rule(
        id=RuleId(as_match(fields["id"], _ID, "an id", "식별자")),
        when=_conditions(fields["when"]),
        decision=decision,
        after_approval=lifted,
        basis=as_choice(fields["basis"], BASES, "a basis", "근거 구분"),
        obligations=_duties(fields["obligations"]) if "obligations" in fields else (),
        reason_en=as_text(fields["reason"]),
        reason_ko=as_text(fields["reason_ko"]),
        line=node.at.line,
    )


def _vector(node: Node) -> Vector:
    fields = as_fields(node, _VECTOR_KEYS, _VECTOR_NEEDS, "a vector", "시험 사례")
    differences = tuple((key.text, _value(value, _attribute(key))) for key, value in as_table(fields["in"]).entries)
    return Vector(
        id=as_match(fields["id"], _ID, "an id", "식별자"),
        differences=differences,
        service=as_match(fields["service"], _ID, "a service profile", "서비스 표본"),
        expect=_outcome(fields["expect"]),
        must_include=_duties(fields["must_include"]) if "must_include" in fields else (),
        note=as_text(fields["note"]) if "note" in fields else "",
    )


def _order(node: Node) -> Order:
    fields = as_fields(
        node,
        ("date", "issuer", "subject", "kind", "note", "due_days"),
        ("date", "issuer", "subject", "kind"),
        "an order",
        "명령",
    )
    return Order(
        as_day(fields["date"]),
        as_text(fields["issuer"]),
        as_text(fields["subject"]),
        as_text(fields["kind"]),
        as_text(fields["note"]) if "note" in fields else "",
    )


def _source(node: Node) -> Source:
    fields = as_fields(node, ("name", "url"), ("name",), "a source", "출처")
    return Source(as_text(fields["name"]), as_text(fields["url"]) if "url" in fields else "")


def _statement(node: Node) -> Statement:
    fields = as_fields(node, ("text", "basis"), ("text", "basis"), "a fact", "사실")
    return Statement(as_text(fields["text"]), as_choice(fields["basis"], BASES, "a basis", "근거 구분"))


def _parameters(node: Node) -> tuple[tuple[str, str], ...]:
    return tuple((key.text, as_scalar(value).text) for key, value in as_table(node).entries)


def _conditions(node: Node) -> tuple[Condition, ...]:
    return tuple(
        Condition(attribute.name, _test(value, attribute))
        for attribute, value in ((_attribute(key), value) for key, value in as_table(node).entries)
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
                "값을 하나 이상 적으십시오",
                "name a value",
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
                    "값 또는 목록을 쓰십시오",
                    "use a value or a list",
                )
            bound = _value(value, attribute)
            return AtLeast(bound) if key.text == "gte" else Below(bound)
        case "contains":
            if attribute.sort not in {Sort.WORD, Sort.WORDS}:
                raise bad(
                    key.at,
                    f"'{attribute.name}'에는 contains를 쓸 수 없습니다",
                    f"contains does not fit '{attribute.name}'",
                    "값 또는 목록을 쓰십시오",
                    "use a value or a list",
                )
            return Contains(as_match(value, _WORD, "a word", "낱말"))
        case _:
            raise misspelt(key, _OPERATORS, "an operator", "연산자")


def _attribute(key: Scalar) -> Attribute:
    found = ATTRIBUTES.get(key.text)
    if found is None:
        raise misspelt(key, ATTRIBUTES, "an attribute", "속성")
    return found


def _value(node: Node, attribute: Attribute) -> Value:
    scalar = as_scalar(node)
    match attribute.sort:
        case Sort.FLAG:
            return as_flag(scalar)
        case Sort.DAY:
            return as_day(scalar)
        case Sort.CHOICE | Sort.LEVEL:
            return as_choice(scalar, attribute.choices, f"a value of '{attribute.name}'", f"'{attribute.name}'의 값")
        case Sort.WORDS:
            return "+".join(sorted(as_match(scalar, _WORDS, "codes joined by +", "+로 이은 코드").split("+")))
        case Sort.WORD:
            return as_match(scalar, _WORD, "a word", "낱말")


def _flat(node: Node, prefix: str) -> Iterable[tuple[str, Value]]:
    """Nested mappings as dotted attributes."""
    for key, value in as_table(node).entries:
        if isinstance(value, Table):
            yield from _flat(value, f"{prefix}{key.text}.")
        else:
            yield f"{prefix}{key.text}", _value(value, _attribute(Scalar(prefix + key.text, plain=True, at=key.at)))


def _outcome(node: Node) -> Outcome:
    return _OUTCOMES[as_choice(node, tuple(_OUTCOMES), "a decision", "판정")]


def _duties(node: Node) -> tuple[str, ...]:
    return tuple(as_match(item, _DUTY, "an obligation (lower_case)", "의무(lower_case)") for item in as_items(node))
