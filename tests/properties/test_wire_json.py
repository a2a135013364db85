"""Strict JSON against a second parser: what both read alike is accepted, and nothing else raises anything else."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gwanmun.errors import BadRequest
from gwanmun.wire import json_text

NUMBERS = st.integers(-(1 << 63), (1 << 64) - 1) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ['"', "\\", '\\"', "\\\\", ":", "a:b", '{"a":1}', "홍길동"]
)
TREES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(TREES, st.booleans(), st.sampled_from([None, 1]))
def test_every_well_formed_text_reads_as_another_parser_reads_it(tree, ascii_only, indent):
    text = json.dumps(tree, ensure_ascii=ascii_only, indent=indent)
    assert json_text.read(text.encode()) == tree
    assert json_text.read(json_text.write(tree)) == tree


def problem_of(body):
    """Which refusal, or None. Every refusal has words."""
    try:
        json_text.read(body)
    except BadRequest as refused:
        return refused.problem if refused.message("ko") and refused.message("en") else "no words"
    return None


PAIRS = st.lists(st.tuples(TEXTS, TREES), min_size=1, max_size=5)


@given(PAIRS, st.booleans(), TREES)
@example([('\\"', 1), ('\\"', 2)], True, None)
@example([("a\\", {"b": 1}), ("b", 2)], False, ["\\"])
def test_a_key_standing_twice_is_always_found_and_never_imagined(pairs, ascii_only, around):
    members = ",".join(f"{json.dumps(key, ensure_ascii=ascii_only)}:{json.dumps(value)}" for key, value in pairs)
    text = f'[{json.dumps(around)},{{"in":{{{members}}}}}]'
    keys = [key for key, _ in pairs]
    assert problem_of(text.encode()) == ("duplicate_key" if len(set(keys)) < len(keys) else None)


BYTES = st.binary(max_size=60) | st.lists(
    st.sampled_from(
        [
            b"{",
            b"}",
            b"[",
            b"]",
            b'"',
            b"\\",
            b",",
            b":",
            b"1",
            b"e9",
            b"-",
            b"nul",
            b"true",
            b" ",
            b"\xff",
            b"\\ud800",
            "가".encode(),
        ]
    ),
    max_size=40,
).map(b"".join)


@given(BYTES)
@settings(max_examples=300)
def test_any_bytes_read_or_are_refused_and_agree_with_another_parser(body):
    if problem_of(body) is None:
        assert json_text.read(body) == json.loads(body)


@given(st.integers(1, 200), st.sampled_from(["[%s]", '{"a":%s}', '[0,%s,{"b":1}]']))
def test_the_depth_limit_is_exact(depth, wrap):
    text = "1"
    for _ in range(depth):
        text = wrap % text
    levels = depth + (1 if "b" in wrap else 0)
    assert problem_of(text.encode()) == ("too_deep" if levels > json_text.MAX_DEPTH else None)
