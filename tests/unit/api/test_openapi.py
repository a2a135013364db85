"""The description of the API is whole, and what was published of it stays."""

import dataclasses
import json
from pathlib import Path

from gwanmun.api.openapi import _Schemas, document
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


def test_two_rows_of_one_name_stand_apart_and_what_is_sent_takes_no_other_names():
    here, there = (dataclasses.make_dataclass("Row", [(name, str)]) for name in ("first", "second"))
    holder = dataclasses.make_dataclass("Holder", [("row", there)])
    schemas = _Schemas()
    assert schemas.of(here) == {"$ref": "#/components/schemas/Row"}
    assert schemas.of(there) == {"$ref": "#/components/schemas/Row2"}
    assert schemas.of(here, sent=True) == {"$ref": "#/components/schemas/RowSent"}
    schemas.of(holder)
    made = schemas.components()
    assert set(made["Row"]["properties"]) == set(made["RowSent"]["properties"]) == {"first"}
    assert set(made["Row2"]["properties"]) == {"second"}
    assert made["Holder"]["properties"]["row"] == {"$ref": "#/components/schemas/Row2"}
    assert made["RowSent"]["additionalProperties"] is False
    assert "additionalProperties" not in made["Row"]


def test_each_answer_is_described_by_its_own_type():
    """Of two rooms that call a row the same, each path names its own."""
    schemas = document()["components"]["schemas"]
    found = {row["operationId"]: row for methods in document()["paths"].values() for row in methods.values()}
    for name, tells in (("list_allowance_reach", "limit_micro_won"), ("device_report", "not_reached")):
        text = json.dumps(found[name]["responses"])
        described = next(part.split('"')[0] for part in text.split("schemas/")[1:] if part.startswith("Reached"))
        assert tells in schemas[described]["properties"], name


def test_a_cell_of_a_table_may_be_a_flag():
    rows = document()["components"]["schemas"]["Collected"]["properties"]["rows"]["items"]["additionalProperties"]
    assert {"type": "boolean"} in rows["anyOf"]  # "no_record": false stands in the collection of 2024


def test_the_document_is_the_same_every_time():
    assert json.dumps(document()) == json.dumps(document())


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(published(document()), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
