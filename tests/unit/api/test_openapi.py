"""The description of the API is whole, and what was published of it stays."""

import json
from pathlib import Path

from gwanmun.api.openapi import document
from gwanmun.api.routes import operations

GOLDEN = Path(__file__).parents[2] / "golden/openapi.json"


def published(found):
    """What a client relies on: method and path, the act behind it, what must be given, and what may."""
    kept = {}
    for path, methods in found["paths"].items():
        for method, one in methods.items():
            body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            if "$ref" in body:
                body = found["components"]["schemas"][body["$ref"].rsplit("/", 1)[1]]
            kept[f"{method.upper()} {path}"] = {
                "act": one["operationId"],
                "required": sorted(
                    [*body.get("required", []), *(p["name"] for p in one.get("parameters", []) if p["required"])]
                ),
                "known": sorted([*body.get("properties", {}), *(p["name"] for p in one.get("parameters", []))]),
                "answers": sorted(one["responses"]),
            }
    return kept


def test_what_was_published_stays():
    """New acts and new optional arguments may come; nothing goes, and nothing becomes required.

    To publish anew: `python tests/unit/api/test_openapi.py` from the checkout, then review the difference.
    """
    now = published(document())
    for name, row in json.loads(GOLDEN.read_text()).items():
        assert name in now, f"{name} is gone"
        assert now[name]["act"] == row["act"], name
        assert set(now[name]["required"]) <= set(row["required"]), name
        assert set(row["known"]) <= set(now[name]["known"]), name
        assert set(row["answers"]) <= set(now[name]["answers"]), name


def test_every_operation_is_described_with_its_roles_and_answers():
    found = document()
    assert found["openapi"] == "3.1.0"
    named = [one["operationId"] for methods in found["paths"].values() for one in methods.values()]
    assert len(named) == len(set(named))
    assert {one.name for one in operations()} <= set(named)
    for methods in found["paths"].values():
        for one in methods.values():
            assert one["summary"]
            assert one["responses"]
            if one["operationId"] not in {"decide", "me", "openapi"}:
                assert one["x-roles"]


def test_every_reference_leads_somewhere():
    found = document()
    text = json.dumps(found)
    for part in {piece.split('"')[0] for piece in text.split('"$ref": "')[1:]}:
        place = found
        for step in part.removeprefix("#/").split("/"):
            place = place[step]


def test_the_document_is_the_same_every_time():
    assert json.dumps(document()) == json.dumps(document())


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(published(document()), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
