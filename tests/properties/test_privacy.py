"""What must hold for any prompt and any answer: nothing found survives masking, restoring undoes it, cuts do not matter."""

import json
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.domain.findings import AnswerCare, Kind
from gwanmun.domain.prompts import Passage, Role
from gwanmun.privacy.detectors import ALL
from gwanmun.privacy.detectors.base import View
from gwanmun.privacy.find import _triggered, find, find_all
from gwanmun.privacy.kinds import KINDS, Style
from gwanmun.privacy.mask import TokenTable, mask
from gwanmun.privacy.normal import back, normalise
from gwanmun.privacy.stream import Restorer, restore
from gwanmun.privacy.watch import AnswerWatch

FEW = settings(max_examples=60, deadline=None)
MORE = settings(max_examples=150, deadline=None)

DIGITS = st.text("0123456789", min_size=4, max_size=4)
NAMES = st.sampled_from(["김영희", "박서준", "남궁민수", "이정숙", "최강민", "강선미"])
VALUES = st.one_of(
    st.builds("민원인 {}님".format, NAMES),
    st.builds("성명: {}\n".format, NAMES),
    st.builds("{}".format, NAMES),
    st.builds("010-{}-{}".format, DIGITS, DIGITS),
    st.builds("01{}{}".format, st.sampled_from("016789"), st.text("123456789", min_size=8, max_size=8)),
    st.builds(
        "주민번호 {}{}-{}{}".format,
        st.sampled_from(["85", "01", "99"]),
        st.sampled_from(["0312", "1130"]),
        st.sampled_from("123456"),
        st.text("0123456789", min_size=6, max_size=6),
    ),
    st.builds(
        "신한은행 110-{}-{}".format,
        st.text("0123456789", min_size=3, max_size=3),
        st.text("0123456789", min_size=6, max_size=6),
    ),
    st.builds("{}@korea.kr".format, st.text("abcdefgh.1", min_size=1, max_size=8)),
    st.builds("비밀번호: {}!1a".format, DIGITS),
    st.builds("서울 강남구 테헤란로 {}".format, st.integers(1, 900)),
    st.builds("차트번호 {}{}".format, DIGITS, DIGITS),
    st.sampled_from(
        [
            "대외비\n",
            "[비공개(5호)]",
            "계좌\t성명\n",
            "12\t",
            "건강보험증 ",
            "군번 ",
            "좌표 35.123456, 128.123456",
            "10.1.2.3",
            "차량 12가3456",
        ]
    ),
)
LOOK_ALIKES = st.builds(
    "⟨{}{}{}⟩".format,
    st.sampled_from(["", "!", "!!"]),
    st.sampled_from([i.word for i in KINDS.values()]),
    st.sampled_from(["", "1", "2", "12"]),
)
PLAIN = st.sampled_from(
    [
        " ",
        "은 ",
        "입니다. ",
        "\n",
        ", ",
        "(",
        ")",
        "가",
        "민원 처리 결과",
        "/",
        ":",
        "-",
        "１",
        "\u200b",
        "⟨",
        "⟩",
        "!",
        "\t",
        "|",
        "「",
        "1",
        "a",
    ]
)
TEXTS = st.lists(st.one_of(VALUES, LOOK_ALIKES, PLAIN, PLAIN), max_size=14).map("".join)
ANY = st.text(st.characters(codec="utf-8"), max_size=60)


def masked(texts):
    return mask([Passage(t, Role.USER, f"/{n}") for n, t in enumerate(texts)], find_all(texts))


@MORE
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_no_found_value_survives_masking(texts):
    rows = find_all(texts)
    done = masked(texts)
    for text, row in zip(texts, rows, strict=True):
        for f in row:
            value = text[f.start : f.end]
            if KINDS[f.kind].style is Style.KEEP or f.kind is Kind.BIRTHDATE or f.certainty < 75 or len(value) < 3:
                continue
            # A part of a longer number or word is another value.
            whole = re.escape(value) if f.kind is Kind.NAME else rf"(?<![0-9A-Za-z]){re.escape(value)}(?![0-9A-Za-z])"
            assert not any(re.search(whole, out) for out in done.texts)


@MORE
@given(TEXTS)
def test_what_stands_outside_findings_is_not_touched(text):
    (row,) = find_all([text])
    (out,) = masked([text]).texts
    at = 0
    for start, end in [*((f.start, f.end) for f in row if f.kind is not Kind.MARKING), (len(text), len(text))]:
        plain = re.sub(r"⟨(?=!*[가-힣]+[0-9]+⟩)", "⟨!", text[at:start])
        assert out.startswith(plain)
        out = re.sub(r"^⟨[가-힣]+[0-9]*⟩", "", out[len(plain) :]) if start < end else out[len(plain) :]
        at = end
    assert out == ""


@MORE
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_restoring_undoes_masking(texts):
    rows = find_all(texts)
    done = masked(texts)
    secret = any(KINDS[f.kind].style is Style.WORD for row in rows for f in row)
    values = {}
    for text, row in zip(texts, rows, strict=True):
        for f in row:
            values.setdefault(f.kind, set()).add(text[f.start : f.end])
    if secret:
        return
    for text, out in zip(texts, done.texts, strict=True):
        # One token stands for every way to write a value, so compare what was written, not how.
        back = "".join(done.table.value(part) or part for part in _parts(out, done.table))
        assert _bare(back) == _bare(text)


def _parts(text, table):
    tokens = sorted(table.tokens(), key=len, reverse=True)
    at, plain = 0, 0
    while at < len(text):
        token = next((t for t in tokens if text.startswith(t, at)), None)
        if token is None:
            at += 1
            continue
        yield text[plain:at]
        yield token
        at = plain = at + len(token)
    yield text[plain:]


def _bare(text):
    # Separators and widths of one number may differ between its places.
    return "".join(c for c in text.translate({0xFF11: "1"}) if c not in "-. \u200b\n")


@MORE
@given(ANY)
def test_a_text_of_any_characters_has_sound_findings(text):
    row = find(text)
    assert all(0 <= f.start < f.end <= len(text) and 0 < f.certainty <= 100 for f in row)
    assert all(a.end <= b.start for a, b in pairwise(row))
    assert find_all([text])[0] == find_all([text, text])[1]


@MORE
@given(TEXTS)
def test_the_prefilter_stops_no_detector_that_would_find_something(text):
    hits = set(_triggered(text))
    view = View(text)
    for number, detector in enumerate(ALL):
        if number not in hits:
            assert list(detector.detect(view)) == [], detector.kind


TABLE = TokenTable({"⟨이름1⟩": "김영희", "⟨이름12⟩": "박서준", "⟨주소1⟩": '서울 "강남"\n\\1', "⟨!이름1⟩": "⟨이름1⟩"})
SCRAPS = st.sampled_from(
    [
        *TABLE.tokens(),
        *TABLE.tokens(),
        "⟨",
        "⟩",
        "이름",
        "1",
        "!",
        " ",
        "\n",
        "\r\n",
        "](",
        ")",
        "(",
        "[",
        "]",
        "]: ",
        "<a ",
        ">",
        "<",
        "</",
        "script",
        "style>",
        '"',
        "'",
        "=",
        "/",
        "//",
        ":",
        "https",
        "www",
        ".",
        "kr",
        "?",
        "\\",
        "가",
        "\u00a0",
        "{",
        "}",
        "\\u27e8",
        '\\"',
        ",",
        "-",
        "ＡＢ",
        "9",
        "@",
        "。",
        ".evil.kr",
    ]
)
ANSWERS = st.lists(SCRAPS, max_size=30).map("".join)


@settings(max_examples=400, deadline=None)
@given(ANSWERS, st.lists(st.integers(0, 120), max_size=6), st.sampled_from([0, 1]))
def test_any_cut_of_an_answer_gives_the_same_text(answer, cuts, depth):
    restorer = Restorer(TABLE, depth)
    edges = [0, *sorted(min(c, len(answer)) for c in cuts), len(answer)]
    out = "".join(restorer.feed(answer[a:b]) for a, b in pairwise(edges)) + restorer.finish()
    whole = Restorer(TABLE, depth)
    assert out == whole.feed(answer) + whole.finish()


@MORE
@given(ANSWERS, st.sampled_from([0, 1]))
def test_nothing_is_held_back_but_the_last_run_that_holds_a_token(answer, depth):
    restorer = Restorer(TABLE, depth)
    out = restorer.feed(answer)
    held = restorer.finish()
    size = len(out) + len(held)
    if depth == 0:
        for value in map(TABLE.value, TABLE.tokens()):
            held = held.replace(value, "")
        assert not set(held) & set(" \t\n\r,:/(?")
    assert size >= len(answer) - 3 * answer.count("⟨")


@MORE
@given(
    st.recursive(
        st.one_of(st.none(), st.integers(), ANSWERS),
        lambda x: st.one_of(st.lists(x, max_size=3), st.dictionaries(ANSWERS, x, max_size=3), x.map(json.dumps)),
        max_leaves=6,
    )
)
def test_restored_json_is_json_of_the_same_shape(tree):
    text = json.dumps({"arguments": tree})
    out = json.loads(restore(text, TABLE, 1))
    assert type(out["arguments"]) is type(tree)
    if not isinstance(tree, (list, dict)):
        return
    assert len(out["arguments"]) == len(tree) or isinstance(tree, dict)


@FEW
@given(TEXTS, st.integers(1, 40), st.sampled_from([True, False]))
def test_the_watch_sees_the_same_at_any_cut(text, size, mask_it):
    text = text * 6
    outs = []
    for step in (size, len(text) + 1):
        watch = AnswerWatch(AnswerCare.MASK if mask_it else AnswerCare.FLAG)
        out = "".join(watch.feed(text[i : i + step]) for i in range(0, len(text), step)) + watch.finish()
        outs.append((out, watch.counts))
    assert outs[0] == outs[1]
    assert mask_it or outs[0][0] == text


@pytest.mark.parametrize("token", ["⟨이름1⟩", "⟨!이름1⟩"])
@pytest.mark.parametrize(
    "context", ["https://e.kr/{}", "![x](//e.kr/{})", "<img src='//e.kr/{}'>", "www.e.kr/{}", "[a]: e.kr/{}"]
)
def test_hostile_answers_get_no_value_into_an_address(token, context):
    assert "김영희" not in restore("\n" + context.format(token), TABLE)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["", "가 ", "x-", "www.", "⟨전화1⟩", "tel:", "evil.한국/", "10.0.0.1/", "\\\\evil\\"]),
    st.text("ab9가-_", max_size=5),
    st.sampled_from([".evil.kr", ".한국", "@evil.kr", ".evil.kr/x", ".9.kr", "．kr"]),
    st.sets(st.integers(0, 40), max_size=4),
)
def test_no_value_begins_an_address_at_any_cut(before, between, after, cuts):
    answer = f"{before}⟨이름1⟩{between}{after} 끝"
    edges = [0, *sorted(c for c in cuts if c < len(answer)), len(answer)]
    restorer = Restorer(TABLE)
    out = "".join(restorer.feed(answer[a:b]) for a, b in pairwise(edges)) + restorer.finish()
    assert "김영희" not in out


MARKUP = st.sampled_from(
    [
        *(
            "850312",
            "1234567",
            "010",
            "1",
            "-",
            "*",
            "**",
            "`",
            "\\",
            "&nbsp;",
            "&#45;",
            "&#x38;",
            "&#0;",
            "<td>",
            "</td>",
            "<b>",
        ),
        *("|", " ", "\n", "\u200b", "\u20e3", "１", "\u1100\u1161", "8 5 0 3 1 2 1 2 3 4 5 6 7", "<", ">", "&#"),
    ]
)


@MORE
@given(st.lists(MARKUP, max_size=16).map("".join))
def test_each_character_behind_markup_has_its_place(text):
    view, shifts = normalise(text)
    spans = [back(shifts, at, at + 1) for at in range(len(view))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert all(0 <= f.start < f.end <= len(text) for f in find(text))
    assert all(not text[f.start].isspace() for f in find(text))
