"""Canonical JSON: what it prints, what it refuses to print, what it refuses to read."""

import enum
import json

import pytest

from gwanmun.journal.canonical import canonical, parse


class Word(enum.StrEnum):
    OK = "ok"


def test_keys_are_sorted_and_nothing_is_padded():
    assert canonical({"b": 1, "a": [True, None, "나"]}) == '{"a":[true,null,"나"],"b":1}'.encode()


def test_every_character_is_escaped_as_rfc_8785_says():
    for code in (*range(0xD800), 0xE000, 0xFFFF, 0x1F600):
        character = chr(code)
        text = canonical({"k": character})
        # RFC 8785 §3.2.2.2 is what ECMAScript does: two-character escapes where they exist, else \u00xx below U+0020.
        assert text == b'{"k":' + json.dumps(character, ensure_ascii=False).encode() + b"}"
        assert parse(text) == {"k": character}


def test_words_and_tuples_are_written_as_their_values():
    assert canonical({"a": Word.OK, "b": (1, Word.OK)}) == b'{"a":"ok","b":[1,"ok"]}'


@pytest.mark.parametrize(
    "value",
    [
        {"a": 0.5},
        {"a": [1, [2.0]]},
        {"a": [{"b": 0.1}]},
        {"a": [{"b": {"c": [b""]}}]},
        {"a": {"b": float("nan")}},
        {"한글": 1},
        {1: "a"},
        {"a": "\ud800"},
        {"a": b"bytes"},
        {"a": {1, 2}},
        {"a": 2**64},
        {"a": object()},
    ],
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(ValueError):
        canonical(value)


def test_nesting_without_end_is_refused():
    deep: dict[str, object] = {}
    rows: list[object] = []
    for _ in range(40):
        deep, rows = {"a": deep}, [rows]
    for value in (deep, {"a": rows}):
        with pytest.raises(ValueError):
            canonical(value)
    with pytest.raises(ValueError):
        parse(b'{"a":' * 2000 + b"1" + b"}" * 2000)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"1",
        b'{"a":1} ',
        b' {"a":1}',
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a":18446744073709551616}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\xff"}',
    ],
)
def test_reading_refuses_every_other_spelling(text):
    with pytest.raises(ValueError):
        parse(text)


def test_integers_keep_all_64_bits():
    for number in (2**53 + 1, 2**63 - 1, -(2**63), 2**64 - 1):
        assert parse(canonical({"n": number})) == {"n": number}
