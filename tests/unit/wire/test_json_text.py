"""Strict JSON: what two parsers could read in two ways is refused, in bounded time."""

import json

import pytest

from gwanmun.errors import BadRequest
from gwanmun.wire import fields_anthropic, fields_openai, json_text, schema
from gwanmun.wire.names import PUBLIC
from gwanmun.wire.walk import Level


@pytest.mark.parametrize(
    ("body", "problem", "where"),
    [
        (b"", "broken_json", "byte 0"),
        (b"[1,]", "broken_json", "byte 3"),
        ('{"가":"나",'.encode(), "broken_json", "byte 13"),
        (b"\xef\xbb\xbf{}", "broken_json", "byte 0"),
        (b'{"a":1} x', "broken_json", "byte 8"),
        (b'"\x01"', "broken_json", "byte 1"),
        (b'{"a":"\xff"}', "not_utf8", "byte 6"),
        ("{}".encode("utf-16"), "not_utf8", "byte 0"),
        (b'"\xed\xa0\x80"', "lone_surrogate", "byte 1"),
        (b'"\\ud800"', "lone_surrogate", ""),
        (b'"\\udc00\\ud800"', "lone_surrogate", ""),
        (b"NaN", "bad_number", ""),
        (b"[-Infinity]", "bad_number", ""),
        (b"[1e999]", "bad_number", ""),
        (b"18446744073709551616", "bad_number", ""),
        (b"-9223372036854775809", "bad_number", ""),
        (b"[1" + b"0" * 400 + b"]", "bad_number", ""),
        (b"[1" + b"0" * 5000 + b"]", "bad_number", ""),
        (b'{"a":1,"a":2}', "duplicate_key", "*2"),
        (b'{"x":[{"b":1,"\\u0062":1}]}', "duplicate_key", "*2"),
        ('{"홍길동":1,"홍길동":2}'.encode(), "duplicate_key", "*2"),
        (b'{"a\\"":1,"a\\"":2}', "duplicate_key", "*2"),
        (b"[" * 65 + b"]" * 65, "too_deep", ""),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "too_deep", ""),
        (b"[" * 5_000 + b"]" * 5_000, "too_deep", ""),
        (b"[" * 2_000, "too_deep", ""),
        (b'[{"a":' * 2_000, "too_deep", ""),
        (b"[" * 65 + b'"\\ud800"' + b"]" * 65, "too_deep", ""),
        (b"[" + b"1," * 20_000 + b"1]", "too_many", ""),
        (b"[]" * 500_000, "too_many", ""),
        (b'"' * 3_000_000, "too_many", ""),
        (b"]" * 5_000, "broken_json", "byte 0"),
    ],
)
def test_ambiguous_or_unbounded_text_is_refused_with_its_place(body, problem, where):
    with pytest.raises(BadRequest) as caught:
        json_text.read(body)
    assert (caught.value.problem, caught.value.where) == (problem, where)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[" * 64 + "]" * 64,
        '{"a\\\\":1,"a":"\\\\","b":"\\"","c":"\\\\\\""}',
        '{"a":"{\\"b\\":1,\\"b\\":2}"}',
        '{"a:":":","b":{"a:":[":"]}}',
        "18446744073709551615",
        "-9223372036854775808",
        "0.12345678901234567890123456789",
        "1e300",
        '"\\ud83d\\ude00"',
        '"\\u0000"',
        ' {"k" : [ true , null ] } ',
    ],
)
def test_ordinary_text_reads_as_any_parser_reads_it(text):
    assert json_text.read(text.encode()) == json.loads(text)


def test_a_request_must_be_an_object():
    with pytest.raises(BadRequest) as caught:
        json_text.read_object(b"[]")
    assert caught.value.problem == "not_an_object"


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("top_k", "top_k"),
        ("$ref", "$ref"),
        ("홍길동", "*7"),
        ("hong@example.com", "*7"),
        ("p01012345678", "*7"),
        ("", "*7"),
        ("a" * 41, "*7"),
        ("a/b", "*7"),
        ("AKIAABCDEFGHIJKLMNOP", "*7"),
        ("hong_gildong", "*7"),
        ("p1234", "*7"),
    ],
)
def test_a_key_that_is_no_public_name_is_shown_by_its_position(key, shown):
    assert json_text.shown_key(key, 7) == shown


def test_every_field_on_the_lists_and_every_word_of_a_schema_may_be_shown():
    levels = [v for module in (fields_openai, fields_anthropic) for v in vars(module).values() if isinstance(v, Level)]
    assert len(levels) > 10
    assert {key for level in levels for key in level.fields} | schema._KEYWORDS <= PUBLIC
    assert all(name.replace("_", "").lstrip("$").isalpha() and len(name) <= 32 for name in PUBLIC)
