"""A record that the gate decodes is searched no worse than the same record written out in a person's text."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gwanmun.privacy.find import find, find_all
from gwanmun.wire import anthropic, openai

KEYS = st.sampled_from(
    [
        *(
            "성명",
            "이름",
            "민원인",
            "담당자",
            "계좌번호",
            "은행",
            "password",
            "비밀번호",
            "phone",
            "연락처",
            "생년월일",
        ),
        *("주민등록번호", "앞자리", "뒷자리", "api_key", "applcntNm", "주소", "차트번호", "여권", "보안등급"),
        *("관리번호", "value", "label", "목록", "x", "비고", "columns", "rows"),
    ]
)
NAMES = st.sampled_from(
    ["김영희", "박서준", "남궁민수", "국민은행", "시청로", "정상", "성명", "계좌번호", "대외비", "C"]
)
DIGITS = st.text("0123456789", min_size=1, max_size=8)
TEXTS = st.one_of(
    NAMES,
    st.builds("110-{}-{}".format, DIGITS, DIGITS),
    st.builds("850312-{}{}".format, st.sampled_from("1234"), st.text("0123456789", min_size=6, max_size=6)),
    st.builds("010-{0}-{0}".format, st.text("123456789", min_size=4, max_size=4)),
    st.sampled_from(["850312", "1234567", "1985-03-12", "Qwer!2345", "M12345678", "Ab3dEf6hIj9kLm2nOp5qRs8t", "", " "]),
    st.text("가나 김이1a-,.:()", max_size=10),
)
LEAVES = st.one_of(
    TEXTS,
    TEXTS,
    st.integers(0, 10**14),
    st.sampled_from([850312, 1012345678, 8503121234567, 739154, 35.24042, True, None]),
)
RECORDS = st.dictionaries(
    KEYS,
    st.recursive(LEAVES, lambda x: st.lists(x, max_size=3) | st.dictionaries(KEYS, x, max_size=3), max_leaves=5),
    min_size=1,
    max_size=5,
)


def written(value, spans):
    """As `json.dumps` writes it; `spans` gets the places of the values."""

    def say(value, at):
        if isinstance(value, dict):
            out = "{"
            for n, (name, inner) in enumerate(value.items()):
                out += (", " if n else "") + f'"{name}": '
                out += say(inner, at + len(out))
            return out + "}"
        if isinstance(value, list):
            out = "["
            for n, inner in enumerate(value):
                out += ", " if n else ""
                out += say(inner, at + len(out))
            return out + "]"
        text = json.dumps(value, ensure_ascii=False)
        quoted = isinstance(value, str)
        if quoted or (not isinstance(value, bool) and value is not None and len(text) >= 4):
            spans.append((at + quoted, at + len(text) - quoted))
        return text

    return say(value, 0)


def by_tool_call(record):
    text = json.dumps(record, ensure_ascii=False)
    call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": text}}
    message = {"role": "assistant", "tool_calls": [call]}
    return openai.read_request(json.dumps({"model": "m", "messages": [message]}).encode())


def by_tool_use(record):
    message = {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "f", "input": record}]}
    return anthropic.read_request(json.dumps({"model": "m", "max_tokens": 9, "messages": [message]}).encode())


@pytest.mark.parametrize("read", [by_tool_call, by_tool_use])
@settings(max_examples=150, deadline=None)
@example(record={"password": "김영희", "성명": "Qwer!2345"})
@example(record={"차트번호": [["110-0-0"], "M12345678"]})
@example(record={"password": [["Qwer!2345"], []]})
@example(record={"password": [["110-0-0"], ["a"]]})
@example(record={"성명": [], "계좌번호": "가나"})
@given(record=RECORDS)
def test_a_record_decoded_is_searched_no_worse_than_as_text(read, record):
    spans = []
    text = written(record, spans)
    assert text == json.dumps(record, ensure_ascii=False)
    prompt = read(record)
    rows = find_all([p.text for p in prompt.passages], contexts=[p.context for p in prompt.passages])
    values = [(p.text, row) for p, row in zip(prompt.passages, rows, strict=True) if p.maskable]
    assert [text[start:end] for start, end in spans] == [value for value, _ in values]
    for found in find(text):
        for (start, end), (value, row) in zip(spans, values, strict=True):
            for at in range(max(start, found.start), min(end, found.end)):
                if text[at].isalnum():
                    assert any(f.start <= at - start < f.end for f in row), (value, found)
