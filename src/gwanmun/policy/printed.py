"""A pack as text again: what `reader.py` reads back as the same pack (parse∘print is identity but for lines and
comments). What does not live here: packs as people write them; this form is for machines (JSON, which is YAML too).
"""

import json
from datetime import date
from typing import assert_never

from gwanmun.domain.decisions import Outcome
from gwanmun.policy.language import (
    AnyOf,
    AtLeast,
    Below,
    Condition,
    Contains,
    Equals,
    Not,
    Pack,
    Rule,
    Test,
    Value,
    Vector,
)


def print_pack(pack: Pack) -> str:
    """The whole pack, vectors included."""
    text: dict[str, object] = {
        "schema_version": 1,
        "id": pack.id,
        "title": pack.title_en,
        "title_ko": pack.title_ko,
        "jurisdiction": pack.jurisdiction,
        "effective_from": pack.effective_from.isoformat(),
        "confirm_before_enforcing": pack.confirm_before_enforcing,
        "facts": [{"text": one.text, "basis": one.basis} for one in pack.facts],
        "sources": [{"name": one.name, **({"url": one.url} if one.url else {})} for one in pack.sources],
        "parameters": dict(pack.parameters),
        "scope": _conditions(pack.scope),
        "rules": [_rule(rule) for rule in pack.rules],
        "vectors": [_vector(vector) for vector in pack.vectors],
    }
    if pack.as_of is not None:
        text["as_of"] = pack.as_of.isoformat()
    if pack.effective_to is not None:
        text["effective_to"] = pack.effective_to.isoformat()
    if pack.default is not Outcome.NOT_APPLICABLE:
        text["default"] = pack.default.word
    return json.dumps(text, ensure_ascii=False, indent=1) + "\n"


def _rule(rule: Rule) -> dict[str, object]:
    shown: dict[str, object] = {"id": rule.id, "when": _conditions(rule.when), "decision": rule.decision.word}
    if rule.after_approval is not None:
        shown["after_approval"] = rule.after_approval.word
    return shown | {
        "basis": rule.basis,
        "obligations": list(rule.obligations),
        "reason": rule.reason_en,
        "reason_ko": rule.reason_ko,
    }


def _vector(vector: Vector) -> dict[str, object]:
    shown: dict[str, object] = {
        "id": vector.id,
        "in": {name: _value(value) for name, value in vector.differences},
        "service": vector.service,
        "expect": vector.expect.word,
        "must_include": list(vector.must_include),
    }
    return shown | ({"note": vector.note} if vector.note else {})


def _conditions(conditions: tuple[Condition, ...]) -> dict[str, object]:
    return {one.attribute: _test(one.test) for one in conditions}


def _test(test: Test) -> object:
    match test:
        case Equals(value):
            return _value(value)
        case AnyOf(values):
            return [_value(value) for value in values]
        case AtLeast(value):
            return {"gte": _value(value)}
        case Below(value):
            return {"lt": _value(value)}
        case Contains(text):
            return {"contains": text}
        case Not(inner):
            return {"not": _test(inner)}
        case _:  # pragma: no cover
            assert_never(test)


def _value(value: Value) -> str | bool:
    return value.isoformat() if isinstance(value, date) else value
