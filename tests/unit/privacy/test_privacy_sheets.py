"""What only its surroundings give away: keys of records, columns, and what is split between the parts of a message."""

import json

import pytest

from gwanmun.domain.findings import Kind
from gwanmun.privacy.find import find_all
from gwanmun.privacy.mask import mask
from gwanmun.wire import anthropic, openai

RECORD = {
    "성명": "김영희",
    "계좌번호": "110-234-567890",
    "password": "Qwer!2345",
    "phone": 1012345678,
    "주민등록번호": 8503121234567,
    "생년월일": "1985-03-12",
    "api_key": "Ab3dEf6hIj9kLm2nOp5qRs8t",
}
USER = {"role": "user", "content": "도로 보수 기준을 알려 주세요."}


def openai_left(*messages):
    body = json.dumps({"model": "m", "messages": [USER, *messages]}, ensure_ascii=False)
    return left(openai.read_request(body.encode()))


def anthropic_left(*messages):
    body = json.dumps({"model": "m", "max_tokens": 9, "messages": [USER, *messages]}, ensure_ascii=False)
    return left(anthropic.read_request(body.encode()))


def left(prompt):
    texts = [p.text for p in prompt.passages]
    done = mask(prompt.passages, find_all(texts, contexts=[p.context for p in prompt.passages]))
    return json.loads(prompt.document.write(done.texts, model="m", output_tokens=9, stream=False))["messages"]


def called(arguments):
    call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": arguments}}
    return {"role": "assistant", "tool_calls": [call]}


def result(content):
    return {"role": "tool", "tool_call_id": "a", "content": content}


def every_way(record):
    plain, escaped = json.dumps(record, ensure_ascii=False), json.dumps(record)
    use = {"type": "tool_use", "id": "a", "name": "f", "input": record}
    given = {"type": "tool_result", "tool_use_id": "a", "content": plain}
    yield "tool call", openai_left(called(plain))
    yield "tool result", openai_left(result(plain))
    yield "escaped", openai_left({"role": "user", "content": escaped})
    yield "tool use", anthropic_left({"role": "assistant", "content": [use]})
    yield "result block", anthropic_left({"role": "user", "content": [given]})


def test_a_record_decoded_is_masked_by_the_words_of_its_keys():
    for way, messages in every_way(RECORD):
        sent = json.dumps(messages, ensure_ascii=False)
        for name, value in RECORD.items():
            assert str(value) not in sent, (way, name)
        assert "성명" in sent


@pytest.mark.parametrize(
    "record",
    [
        {"은행": "국민은행", "비고": "110-234-567890"},
        {"성명": ["김영희"]},
        {"항목": [{"label": "성명", "value": "김영희"}]},
        {"성명": {"value": "김영희"}},
        {"columns": ["번호", "성명"], "rows": [[1, "김영희"]]},
        {"표": [["번호", "성명"], [1, "김영희"]]},
        {"columns": [{"name": "번호"}, {"name": "성명"}], "rows": [[1, "김영희"]]},
        {"생년월일": 850312},
        {"비밀번호": 739154},
        {"가입자": [{"생년월일": 19850312}]},
        {"data": json.dumps({"성명": "김영희"})},
    ],
)
def test_the_word_may_stand_beside_above_or_at_the_head_of_the_column(record):
    for way, messages in every_way(record):
        sent = json.dumps(messages, ensure_ascii=False)
        assert not any(v in sent for v in ("김영희", "110-234-567890", "850312", "739154")), (way, sent)


def test_a_number_that_is_masked_becomes_a_string_and_others_stay_numbers():
    sent = openai_left(called('{"생년월일": 850312, "나이": 41, "금액": 12345}'))[1]
    arguments = json.loads(sent["tool_calls"][0]["function"]["arguments"])
    assert arguments == {"생년월일": "⟨생년월일1⟩", "나이": 41, "금액": 12345}


def test_an_ordinary_record_is_sent_as_it_is():
    record = {"도로": "시청로", "상태": "정상", "건수": [1, 2, 3], "처리": True, "비고": None, "면적": 1234.5}
    for _, messages in every_way(record):
        assert "⟨" not in json.dumps(messages, ensure_ascii=False)


def parts(*texts):
    return {"role": "user", "content": [{"type": "text", "text": text} for text in texts]}


def both_ways(*texts):
    for sent in (openai_left(parts(*texts)), anthropic_left(parts(*texts))):
        yield [part["text"] for part in sent[1]["content"]]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("성명:", "김영희"), ["성명:", "⟨이름1⟩"]),
        (("민원인", "김영희에게 답변"), ["민원인", "⟨이름1⟩에게 답변"]),
        (("성명\t점수", "김영희\t3"), ["성명\t점수", "⟨이름1⟩\t3"]),
        (("주민번호 850312-1", "234567"), ["주민번호 ⟨주민번호1⟩", "⟨주민번호2⟩"]),
        (("850312", "-", "1234567"), ["⟨주민번호1⟩", "-", "⟨주민번호2⟩"]),
    ],
)
def test_what_is_split_between_two_parts_is_masked_in_both(texts, expected):
    for sent in both_ways(*texts):
        assert sent == expected


def test_a_piece_of_a_value_is_not_searched_for_elsewhere():
    for sent in both_ways("주민번호 850312-12345", "67", "67쪽을 보라"):
        assert sent[2] == "67쪽을 보라"


def test_of_long_parts_the_ends_are_searched_and_a_cut_is_no_end():
    long = "도로 보수 " * 400
    for sent in both_ways("주민번호 850312-1", "234567" + long + "성명:", "김영희"):
        assert "234567" not in sent[1]
        assert sent[2] == "⟨이름1⟩"
    digits = "가" * 501 + " 10012345678901234 " + "나" * 3000
    for sent in both_ways("계좌번호", digits):
        assert sent[1] == digits


def test_parts_with_nothing_in_them_are_sent_as_they_are():
    for sent in both_ways("도로 보수 기준을", "알려 주세요.", "2026년 5월"):
        assert sent == ["도로 보수 기준을", "알려 주세요.", "2026년 5월"]


def test_a_mark_in_a_field_of_a_record_raises_the_grade():
    prompt = openai.read_request(json.dumps({"model": "m", "messages": [USER, called('{"보안등급": "C"}')]}).encode())
    rows = find_all([p.text for p in prompt.passages], contexts=[p.context for p in prompt.passages])
    assert [f.kind for row in rows for f in row] == [Kind.MARKING]


def test_there_must_be_a_context_for_each_text():
    with pytest.raises(ValueError, match="context"):
        find_all(["a", "b"], contexts=[None])
