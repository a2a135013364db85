"""Leaves: the exact bytes, and everything a strict reader turns down."""

import pytest

from gwanmun.domain.facts import Ending, Fact, FactKind
from gwanmun.journal.entry import decode_leaf, encode_leaf, quick_leaf, row
from gwanmun.journal.faults import AlteredRecord

COMMIT, KEY = "ab" * 32, "cd" * 8
ENDED = Fact(
    FactKind.ENDED,
    1_763_780_000_000_000,
    "01930000-0000-7000-8000-000000000000",
    "kr-seoul",
    "kr-seoul/ai",
    "ef" * 16,
    "2026-11-22",
    spent=5,
    overbilled=1,
    ending=Ending.UNKNOWN,
    opening={"never": "in the leaf"},
)


def test_a_leaf_is_the_sorted_fields_that_say_something():
    assert encode_leaf(ENDED, 7, COMMIT, KEY) == (
        b'{"agency":"kr-seoul","at":1763780000000000,"commit":"' + COMMIT.encode() + b'","department":"kr-seoul/ai",'
        b'"ending":"unknown","index":7,"key":"' + KEY.encode() + b'","kind":"ended","overbilled":1,'
        b'"period":"2026-11-22","person":"' + b"ef" * 16 + b'","request":"01930000-0000-7000-8000-000000000000",'
        b'"spent":5,"v":1}'
    )
    assert encode_leaf(Fact(FactKind.STARTED, 0), 0, COMMIT, KEY) == (
        b'{"at":0,"commit":"' + COMMIT.encode() + b'","index":0,"key":"' + KEY.encode() + b'","kind":"started","v":1}'
    )


def test_what_accounts_read_is_a_tuple_in_their_order():
    leaf = quick_leaf(encode_leaf(ENDED, 7, COMMIT, KEY), 7)
    assert row(leaf) == (
        "ended",
        ENDED.request,
        "kr-seoul",
        "kr-seoul/ai",
        ENDED.person,
        "2026-11-22",
        0,
        5,
        1,
        "unknown",
        "",
        "",
    )


@pytest.mark.parametrize("field", ["held", "spent", "overbilled", "at_us"])
def test_negative_numbers_have_no_leaf(field):
    values = {"kind": FactKind.ACT, "at_us": 1, field: -1}
    with pytest.raises(ValueError):
        encode_leaf(Fact(**values), 0, COMMIT, KEY)


def test_a_leaf_longer_than_a_bundle_can_hold_is_refused():
    with pytest.raises(ValueError):
        encode_leaf(Fact(FactKind.ACT, 1, request="x" * 65_535), 0, COMMIT, KEY)


def test_broken_text_has_no_leaf():
    with pytest.raises(ValueError):
        encode_leaf(Fact(FactKind.ACT, 1, request="\udc80"), 0, COMMIT, KEY)


GOOD = encode_leaf(ENDED, 7, COMMIT, KEY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"v":1', b'"v":1,"w":1'),
        (b'"v":1}', b'"v":1} '),
        (b'"index":7', b'"index":8'),
        (b'"index":7', b'"index":7.0'),
        (b'"spent":5', b'"spent":-5'),
        (b'"spent":5', b'"spent":0'),
        (b'"spent":5', b'"spent":9223372036854775808'),
        (b'"kind":"ended"', b'"kind":"other"'),
        (b'"kind":"ended"', b'"kind":"admitted"'),
        (b'"ending":"unknown"', b'"ending":"perhaps"'),
        (b'"agency":"kr-seoul"', b'"agency":""'),
        (b'"agency":"kr-seoul"', b'"agency":null'),
        (b'"period":"2026-11-22"', b'"period":"today"'),
        (b"efef", b"EFEF"),
        (b"abab", b"ABab"),
        (b"cdcd", b"cdc"),
        (b'"at":', b'"at": '),
        (b"{", b"["),
    ],
)
def test_a_leaf_in_any_other_form_is_refused_and_names_its_record(old, new):
    changed = GOOD.replace(old, new, 1)
    assert changed != GOOD
    with pytest.raises(AlteredRecord) as caught:
        decode_leaf(changed, 7)
    assert caught.value.index == 7
    assert "7" in caught.value.message("ko")


def test_a_leaf_at_anothers_place_is_refused():
    assert decode_leaf(GOOD, 7).index == 7
    with pytest.raises(AlteredRecord):
        decode_leaf(GOOD, 6)
