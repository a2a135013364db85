"""JSON Schema (2020-12) inside requests: tool parameters and answer formats.

What lives here: which strings of a schema are words of the standard and which are the caller's. What does not:
validating a schema; the vendor does that.

A schema is free data with two differences. The standard's own keywords and type names are not passages: they are a
closed set of words. And a text is maskable only where the standard lets a schema say anything (titles, descriptions,
defaults, examples, enumerations); elsewhere (`required`, `pattern`, `$ref`) a changed text would break the schema.
"""

from typing import Any

from gwanmun.domain.prompts import Role
from gwanmun.errors import BadRequest
from gwanmun.wire.json_text import Tree, shown_key
from gwanmun.wire.walk import Field, Group, Walk

_KEYWORDS = frozenset(
    (
        "$schema",
        "$id",
        "$ref",
        "$anchor",
        "$defs",
        "$comment",
        "$dynamicRef",
        "$dynamicAnchor",
        "$vocabulary",
        "definitions",
        "type",
        "title",
        "description",
        "default",
        "examples",
        "enum",
        "const",
        "format",
        "properties",
        "patternProperties",
        "additionalProperties",
        "propertyNames",
        "required",
        "items",
        "prefixItems",
        "additionalItems",
        "contains",
        "minContains",
        "maxContains",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minProperties",
        "maxProperties",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "dependentRequired",
        "dependentSchemas",
        "dependencies",
        "unevaluatedItems",
        "unevaluatedProperties",
        "nullable",
        "deprecated",
        "readOnly",
        "writeOnly",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "strict",
    )
)
_SAYS_ANYTHING = frozenset(("title", "description", "$comment"))
_FREE_DATA = frozenset(("default", "examples", "enum", "const"))
_TYPES = frozenset(("object", "array", "string", "number", "integer", "boolean", "null"))


def schema() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        if type(holder[key]) is not dict:
            raise BadRequest("bad_value", pointer, allowed="object")
        _schema(walk, holder, key, pointer)

    return Field(Group.EXAMINED, rule)


def _schema(walk: Walk, holder: Any, key: Any, pointer: str, *, maskable: bool = False, of: str = "") -> None:
    """`of` is the property that the schema describes: it introduces its defaults and examples."""
    value = holder[key]
    kind = type(value)
    if kind is dict:
        for position, name in enumerate(list(value), 1):
            where = f"{pointer}/{shown_key(name, position)}"
            if name in _FREE_DATA:
                # A property may be *named* "default"; then this is a schema, and free data is the stricter reading.
                walk.deep(value, name, where, Role.STRUCTURE, label=of)
            elif name in _KEYWORDS:
                _schema(walk, value, name, where, maskable=name in _SAYS_ANYTHING, of=of)
            else:
                walk.key(name, where)
                _schema(walk, value, name, where, of=name)
    elif kind is list:
        for index in range(len(value)):
            _schema(walk, value, index, f"{pointer}/{index}", of=of)
    elif kind is str:
        if value not in _TYPES:
            walk.text(holder, key, pointer, Role.STRUCTURE, maskable=maskable)
    else:
        walk.deep(holder, key, pointer, Role.STRUCTURE, maskable=False)
