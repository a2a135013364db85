"""The description of the API for programs (OpenAPI 3.1), made from the acts' own types. Nothing of it is written twice.

What does not live here: prose for people (`docs/api.md`).
"""

import inspect
import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, field, fields, make_dataclass
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from gwanmun import __version__
from gwanmun.api.paging import pages_here
from gwanmun.api.routes import PREFIX, Operation, bare, hints_of, operations
from gwanmun.control.act import Aside
from gwanmun.control.lists import MOST, USUAL
from gwanmun.control.roles import NAMES_KO, roles_of

_REF = "#/components/schemas/{name}"
_PROBLEM = {"$ref": "#/components/responses/problem"}
_ETAG = r'^("[0-9a-f]{32}"|\*)$'


def document() -> dict[str, Any]:
    """The whole document, always the same for the same acts."""
    found = operations()
    schemas = _Schemas()
    paths: dict[str, dict[str, Any]] = {}
    for one in found:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, schemas)
    paths |= _own()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "관문 Gwanmun: 데스크 API · the desk",
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": "정부가 생성형 AI를 쓰는 관문의 행정 API. Every act of the desk, held to the officer's appointments.",
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "bearerFormat": "gm_… (purpose: desk)"},
            },
            "schemas": dict(sorted({**schemas.components(), "Problem": _problem_schema()}.items())),
            "responses": {
                "problem": {
                    "description": "RFC 9457 problem details, in Korean and English.",
                    "content": {"application/problem+json": {"schema": {"$ref": _REF.format(name="Problem")}}},
                }
            },
        },
    }


class _Schemas:
    """Collects the schemas of types. Two types of one name stand apart; what is sent to us takes no other names."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}  # as they were made: what names are held against
        self._placed: dict[str, Any] = {}  # the same, each referring to the others by its name here

    def of(self, kind: Any, *, sent: bool = False) -> dict[str, Any]:
        """The schema of a type, with what it refers to kept for the components. `sent`: as a caller sends it."""
        (schema,), parts = msgspec.json.schema_components([kind], ref_template=_REF)
        tidied = {name: _tidy(part) for name, part in parts.items()}
        if sent:
            tidied = {name: _closed(part) for name, part in tidied.items()}
        names = {name: self._name(name, part, sent=sent) for name, part in tidied.items()}
        self._placed |= {names[name]: _renamed(part, names) for name, part in tidied.items()}
        found: dict[str, Any] = _renamed(_tidy(schema), names)
        return found

    def _name(self, wanted: str, part: Any, *, sent: bool) -> str:
        """A name that no other schema has: two rooms may call their rows the same, and what is sent is closed."""
        number = 0
        for name in (wanted, f"{wanted}Sent" if sent else wanted):
            if self._made.setdefault(name, part) == part:
                return name
        while self._made.setdefault(f"{name}{number + 2}", part) != part:
            number += 1
        return f"{name}{number + 2}"

    def components(self) -> dict[str, Any]:
        return self._placed


def _closed(part: Any) -> Any:
    """A row of what is sent: a name that is not known is refused (`control/acts.py`), so the schema says so."""
    return {**part, "additionalProperties": False} if "properties" in part else part


def _renamed(schema: Any, names: Mapping[str, str]) -> Any:
    if isinstance(schema, dict):
        return {
            key: _REF.format(name=names.get(value.rsplit("/", 1)[1], value.rsplit("/", 1)[1]))
            if key == "$ref"
            else _renamed(value, names)
            for key, value in schema.items()
        }
    return [_renamed(one, names) for one in schema] if isinstance(schema, list) else schema


def _tidy(schema: Any) -> Any:
    """What msgspec says that OpenAPI 3.1 has no use for is left out; a docstring is one line."""
    if isinstance(schema, dict):
        return {
            key: " ".join(value.split()) if key == "description" and isinstance(value, str) else _tidy(value)
            for key, value in schema.items()
            if not (key == "description" and isinstance(value, str) and re.match(r"^\w+\(", value))
        }
    return [_tidy(one) for one in schema] if isinstance(schema, list) else schema


def _operation(one: Operation, schemas: _Schemas) -> dict[str, Any]:
    hints, roles = hints_of(one.act.order), roles_of(one.name, one.act)
    needed = {row.name for row in fields(one.act.order) if row.default is row.default_factory is MISSING}
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": schemas.of(bare(hints[name]))} for name in one.within
    ]
    made: dict[str, Any] = {
        "operationId": one.name,
        "summary": _summary(one),
        "tags": [one.path.removeprefix(f"{PREFIX}/").split("/")[0]],
        "x-roles": [role.value for role in roles],
        "x-roles-ko": [NAMES_KO[role] for role in roles],
        "parameters": parameters,
        "responses": {**_answers(one, schemas), "default": _PROBLEM},
    }
    rest = [name for name in hints if name not in one.within]
    if one.in_query:
        parameters += [
            {"name": name, "in": "query", "required": name in needed, "schema": schemas.of(bare(hints[name]))}
            for name in rest
        ]
        parameters += _paging() if pages_here(one) else []
    elif rest:
        made["requestBody"] = {
            "required": bool(needed - set(one.within)),
            "content": {"application/json": {"schema": schemas.of(_body_type(one, rest), sent=True)}},
        }
    if not one.reads:
        parameters += _headers()
    return made


def _body_type(one: Operation, rest: list[str]) -> Any:
    if not one.within:
        return one.act.order
    rows = {row.name: row for row in fields(one.act.order)}
    hints = hints_of(one.act.order)
    return make_dataclass(f"{one.act.order.__name__}Body", [_row(name, hints[name], rows[name]) for name in rest])


def _row(name: str, hint: Any, row: Any) -> Any:
    if row.default is not MISSING or row.default_factory is not MISSING:
        from_default: Any = _default(row)
        return (name, hint, from_default)
    return (name, hint)


def _default(row: Any) -> Any:
    if row.default is not MISSING:
        return field(default=row.default)
    return field(default_factory=row.default_factory)


def _answers(one: Operation, schemas: _Schemas) -> dict[str, Any]:
    returned = get_type_hints(one.act.carry_out).get("return", types.NoneType)
    if get_origin(returned) is Aside:
        returned = get_args(returned)[0]
    if returned is types.NoneType or returned is None:
        return {"204": {"description": "처리되었습니다 · done"}}
    status = "201" if one.creates else "200"
    if one.reads and getattr(returned, "__name__", "") == "Shown":
        return {
            "200": {
                "description": "그것 · the thing itself",
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            "304": {"description": "그대로 · not changed"},
        }
    schema = schemas.of(returned)
    if one.reads and schema.get("type") == "array":
        rows = {"items": schema, "next": {"type": ["string", "null"]}}
        schema = {"type": "object", "properties": rows, "required": ["items", "next"]}
    return {status: {"description": "결과 · the result", "content": {"application/json": {"schema": schema}}}}


def _paging() -> list[dict[str, Any]]:
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    return [
        {"name": "after", "in": "query", "required": False, "schema": {"type": "string", "minLength": 1}},
        {"name": "limit", "in": "query", "required": False, "schema": limit},
    ]


def _headers() -> list[dict[str, Any]]:
    return [
        _header("Idempotency-Key", {"type": "string", "pattern": "^[\\x21-\\x7e]{1,128}$"}, "한 번만 처리 · carried out once, for 24 hours"),
        _header("If-Match", {"type": "string", "pattern": _ETAG}, "본 판이 그대로일 때만 · only if unchanged"),
        _header("Gwanmun-Reason", {"type": "string", "pattern": "^[\\x20-\\x7e]{0,4096}$"}, "사유(UTF-8 percent-encoding) · the reason"),
    ]  # fmt: skip


def _header(name: str, schema: Mapping[str, Any], said: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": dict(schema), "description": said}


def _summary(one: Operation) -> str:
    text = inspect.getdoc(one.act.carry_out) or one.name.replace("_", " ")
    return " ".join(text.split("\n\n")[0].split())


def _own() -> dict[str, dict[str, Any]]:
    """The three paths that are no acts."""
    decided = {
        "type": "object",
        "required": ["id", "decision", "rules", "obligations", "reason"],
        "properties": {
            "id": {},
            "decision": {"type": "string"},
            "rules": {"type": "array", "items": {"type": "string"}},
            "obligations": {"type": "array", "items": {"type": "string"}},
            "reason": {"type": "object", "properties": {"ko": {"type": "string"}, "en": {"type": "string"}}},
        },
    }
    asked = {
        "type": "object",
        "required": ["service"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": ["string", "integer", "null"]},
            "in": {"type": "object", "additionalProperties": {"type": ["string", "boolean"]}},
            "service": {"oneOf": [{"type": "string"}, {"type": "object"}]},
            "regime": {"type": "string"},
        },
    }
    return {
        f"{PREFIX}/decide": {
            "post": {
                "operationId": "decide",
                "summary": "One decision, as `gwanmun policy decide --json` makes it.",
                "tags": ["decide"],
                "requestBody": {"required": True, "content": {"application/json": {"schema": asked}}},
                "responses": {
                    "200": {"description": "판정 · the decision", "content": {"application/json": {"schema": decided}}},
                    "default": _PROBLEM,
                },
            }
        },
        f"{PREFIX}/me": {
            "get": {
                "operationId": "me",
                "summary": "Whose key this is, and what they are appointed to today.",
                "tags": ["me"],
                "responses": {
                    "200": {
                        "description": "본인 · you",
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    },
                    "default": _PROBLEM,
                },
            }
        },
        f"{PREFIX}/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This document.",
                "tags": ["openapi"],
                "security": [],
                "responses": {
                    "200": {
                        "description": "OpenAPI 3.1",
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    }
                },
            }
        },
    }


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    named = ("type", "title", "detail", "code", "where", "ko", "en", "remedy_ko", "remedy_en")
    return {
        "type": "object",
        "required": ["type", "title", "status", "code"],
        "properties": {**dict.fromkeys(named, text), "status": {"type": "integer"}, "problem": text},
    }
