"""POST /api/v1/decide decides as `gwanmun policy decide`: every published vector, single and combined, through both."""

import io
import json
import sys

import pytest

from gwanmun.control import shipped
from gwanmun.entrypoints.policy_commands import decide_lines
from gwanmun.ports.books import PackVersion

LINES = {"content-type": "application/x-ndjson"}


def written(value):
    return value if isinstance(value, bool) else str(value)


def vectors():
    """Every vector as a line, with what must come out: of each pack alone, and combined."""
    for pack in shipped.packs():
        for vector in pack.vectors:
            yield vector, {"regime": pack.id}
    for vector in shipped.defaults().combined:
        yield vector, {}


CASES = [
    ({"id": v.id, "in": {name: written(value) for name, value in v.differences}, "service": v.service, **alone}, v)
    for v, alone in vectors()
]


@pytest.fixture
def with_packs(place):
    place.put(*(PackVersion(one.regime, 1, one.text, True, "a", 1, "c", "b", 2) for one in shipped.pack_texts()))
    return place


def check(answers):
    assert len(answers) == len(CASES)
    for answer, (line, vector) in zip(answers, CASES, strict=True):
        assert answer["id"] == line["id"]
        assert answer.get("decision") == vector.expect.word, (line, answer)
        assert set(vector.must_include) <= set(answer["obligations"]), line
        assert answer["reason"]["ko"] or answer["decision"] == "not_applicable"


async def test_every_published_vector_comes_out_over_the_network(with_packs):
    raw = "\n".join(json.dumps(line, ensure_ascii=False) for line, _ in CASES).encode()
    told = await with_packs.ask("auditor", "POST", "/decide", raw=raw, headers=LINES)
    assert told.status == 200
    check([json.loads(line) for line in told.body.splitlines()])


def test_every_published_vector_comes_out_on_the_command_line(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert decide_lines([json.dumps(line).encode() for line, _ in CASES], config=None) == 0
    check([json.loads(line) for line in out.getvalue().splitlines()])


async def test_one_document_is_one_answer(with_packs):
    line, vector = CASES[0]
    told = await with_packs.ask("auditor", "POST", "/decide", line)
    assert told.json["decision"] == vector.expect.word


async def test_a_bad_document_is_named(with_packs):
    told = await with_packs.ask("auditor", "POST", "/decide", {"service": "chatgpt_catalogued", "inn": {}})
    assert (told.status, told.json["code"]) == (400, "bad_policy")
    told = await with_packs.ask(
        "auditor", "POST", "/decide", raw=b'{"id":1}\n{"id":2,"service":"chatgpt_catalogued"}', headers=LINES
    )
    assert ["error" in json.loads(line) for line in told.body.splitlines()] == [True, False]
    told = await with_packs.ask("auditor", "POST", "/decide", raw=b'\n{"id":1,\n', headers=LINES)
    answer = json.loads(told.body)
    assert (answer["id"], answer["line"], answer["error"]["code"]) == (None, 2, "bad_request")


async def test_only_somebody_with_a_key_to_the_desk_may_ask(with_packs):
    assert (await with_packs.ask(None, "POST", "/decide", CASES[0][0])).status == 401
