"""Texts of the corpus, spoilt in every way: findings stay sound, masking takes them out, and work grows with length only.

Mutations: characters dropped, doubled, swapped, decomposed, and put in from every corner of Unicode; texts cut and joined.
Linear is a count, not a time: the calls that a text of four times the length makes, beside those of the shorter one.
"""

import cProfile
import json
import pstats
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.domain.prompts import Passage, Role
from gwanmun.privacy.find import find, find_all
from gwanmun.privacy.kinds import KINDS, Style
from gwanmun.privacy.mask import mask

CORPUS = Path(__file__).parents[1] / "data" / "dev_corpus" / "dev.jsonl"
TEXTS = [json.loads(line)["text"] for line in CORPUS.read_text("utf-8").splitlines() if line.strip()]
#: Jamo, half a syllable, right-to-left marks, tags, joiners, a lone surrogate, wide digits, marks, controls, brackets.
ODD = [
    "\u1100", "\u1161", "\u11a8", "ㄱ", "가", "\u200b", "\u202e", "\u2066", "\U000e0041", "\u200d", "\ud800", "１", "①", "²", "٣",
    "\u0301", "\ufe0f", "\x00", "\x1b", "\u2028", "\u3164", "⟨", "⟩", "!", "%", "&#", "\\u", "<", "|", "\t", "\n", "-", "@", "0", "⅓", "𝟙",
]  # fmt: skip
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["drop", "double", "swap", "put", "cut", "decompose"]), st.floats(0, 1), st.sampled_from(ODD)
    ),
    max_size=10,
)


def spoilt(text, edits):
    for what, where, odd in edits:
        at = int(where * len(text))
        if what == "drop":
            text = text[:at] + text[at + 1 :]
        elif what == "double":
            text = text[:at] + text[at : at + 3] * 2 + text[at + 3 :]
        elif what == "swap":
            text = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
        elif what == "put":
            text = text[:at] + odd + text[at:]
        elif what == "cut":
            text = text[at:] + text[:at]
        else:
            text = text[:at] + "".join(_jamo(c) for c in text[at : at + 12]) + text[at + 12 :]
    return text


def _jamo(c):
    code = ord(c) - 0xAC00
    if not 0 <= code < 11172:
        return c
    tail = chr(0x11A7 + code % 28) if code % 28 else ""
    return chr(0x1100 + code // 588) + chr(0x1161 + code % 588 // 28) + tail


def sound(text):
    (row,) = find_all([text])
    assert all(0 <= f.start < f.end <= len(text) and 0 < f.certainty <= 100 for f in row)
    assert all(a.end <= b.start for a, b in pairwise(row))
    assert not any(c in f.why for f in row if f.why not in ("v4", "v6") for c in "0123456789")
    (out,) = mask([Passage(text, Role.USER, "/0")], [row]).texts
    for f in row:
        value = text[f.start : f.end]
        if KINDS[f.kind].style is not Style.KEEP and len(value) > 8 and value.isdigit() and text.count(value) == 1:
            assert value not in out
    return row


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(TEXTS), EDITS)
def test_a_spoilt_text_has_sound_findings_and_can_be_masked(text, edits):
    sound(spoilt(text, edits))


@pytest.mark.long
@settings(max_examples=6000, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3), EDITS)
def test_many_spoilt_and_joined_texts_have_sound_findings(texts, edits):
    sound(spoilt("".join(texts), edits))


#: What is dear: bait for each family of detectors, without a line break.
BAIT = {
    "digits": "1234567 ", "phones": "010-1234-5678 ", "numbers": "110-234-567890 계좌 ", "passwords": "비밀번호: Abc!1234 ", "labels": "성명: ",
    "at": "a@", "mail": "hong@korea.kr ", "areas": "서울 강남구 테헤란로 1 ", "hyphens": "1-", "quotes": '"비번":"', "halves": "주민번호 850312 ",
    "tags": "<td>1</td>", "entities": "&#49;", "spelt": "공일공 ", "single": "1 2 3 ", "marks": "비공개(5호) ", "braces": "((((", "commas": ",,,",
}  # fmt: skip


def calls(text):
    profile = cProfile.Profile()
    profile.enable()
    find(text)
    profile.disable()
    return pstats.Stats(profile).total_calls


@pytest.mark.parametrize("bait", BAIT)
def test_four_times_the_text_on_one_line_is_four_times_the_work(bait):
    unit = BAIT[bait]
    small, large = unit * (3_000 // len(unit)), unit * (12_000 // len(unit))
    find(unit * 40)
    assert calls(large) <= 4.6 * calls(small) + 2_000


@pytest.mark.long
@pytest.mark.parametrize("bait", BAIT)
def test_a_megabyte_on_one_line_is_read_to_its_end(bait):
    unit = BAIT[bait]
    text = unit * (1_000_000 // len(unit.encode())) + " 주민등록번호 850312-1234567"
    assert find(text)[-1].end == len(text)


@pytest.mark.parametrize("size", [32 * 1024 - 3, 32 * 1024, 1024])
def test_a_value_that_lies_across_a_round_size_is_found_whole(size):
    value = "010-2345-6789"
    for shift in range(0, len(value) + 1, 3):
        text = "가나 " * (size // 3)
        text = text[: size - shift] + " 연락처 " + value + " 입니다"
        assert value in [text[f.start : f.end] for f in find(text)]
