"""What an answer brings by itself: counted, masked or held back, at any cut, and JSON stays JSON."""

import json

import pytest

from gwanmun.domain.findings import AnswerCare, Kind
from gwanmun.errors import AnswerHeld
from gwanmun.privacy.watch import WINDOW, AnswerWatch

ANSWER = (
    "담당자는 이렇게 답했습니다. " * 9
    + "민원인 박서준님의 연락처는 010-2345-6789이고 "
    + "설명이 이어집니다. " * 20
    + "끝 a@b.kr"
)


def watched(text, size, *, mask):
    watch = AnswerWatch(AnswerCare.MASK if mask else AnswerCare.FLAG)
    out = "".join(watch.feed(text[i : i + size]) for i in range(0, len(text), size)) + watch.finish()
    return out, watch.counts


@pytest.mark.parametrize("size", [1, 7, 50, 10_000])
def test_the_watch_counts_what_the_model_says_by_itself(size):
    out, counts = watched(ANSWER, size, mask=False)
    assert out == ANSWER
    assert counts == {Kind.NAME: 1, Kind.PHONE: 1, Kind.EMAIL: 1}


@pytest.mark.parametrize("size", [1, 7, 50, 10_000])
def test_the_watch_masks_when_asked(size):
    out, counts = watched(ANSWER, size, mask=True)
    assert out == ANSWER.replace("박서준", "⟨이름⟩").replace("010-2345-6789", "⟨전화⟩").replace("a@b.kr", "⟨이메일⟩")
    assert sum(counts.values()) == 3


def test_tokens_of_the_prompt_are_no_findings_of_the_watch():
    assert watched("민원인 ⟨이름1⟩님, 연락처 ⟨전화1⟩", 5, mask=True) == ("민원인 ⟨이름1⟩님, 연락처 ⟨전화1⟩", {})


def test_a_mark_in_an_answer_is_left_alone():
    assert watched("대외비\n", 3, mask=True) == ("대외비\n", {})


def test_nothing_waits_longer_than_the_window():
    watch, out = AnswerWatch(AnswerCare.MASK), ""
    for at in range(0, len(ANSWER), 3):
        out += watch.feed(ANSWER[at : at + 3])
        assert at + 3 - len(out) <= WINDOW + 12  # a finding's word is shorter or longer than the value


@pytest.mark.parametrize("size", [1, 7, 50, 10_000])
def test_an_answer_is_held_back_from_the_stride_of_the_first_finding_on(size):
    watch = AnswerWatch(AnswerCare.HOLD)
    out = []

    def pour():
        out.extend(watch.feed(ANSWER[at : at + size]) for at in range(0, len(ANSWER), size))
        out.append(watch.finish())

    with pytest.raises(AnswerHeld) as refused:
        pour()
    assert "박서준" not in "".join(out)
    assert ANSWER.startswith("".join(out))
    assert set(str(refused.value.params["kinds_ko"]).split(", ")) <= {"이름", "전화", "이메일"}
    assert watch.feed("뒤에 오는 글") + watch.finish() == ""
    assert "010" not in refused.value.message("ko") + refused.value.message("en")


def test_an_answer_without_findings_passes_whole_when_held():
    watch = AnswerWatch(AnswerCare.HOLD)
    assert "".join(map(watch.feed, ANSWER[:140])) + watch.finish() == ANSWER[:140]


@pytest.mark.parametrize(
    "tree",
    [
        {"phone": "010-2345-6789", "n": 3},
        {"전화": 1023456789, "다음": [1, 2]},
        {"메모": '연락처 010-2345-6789\\n"박서준" 민원인 박서준님', "ok": True},
        {"좌표": [37.566535, 126.977969]},
        {"a": ["민원인 김영희", "hong@korea.kr"], "b": {"c": "비밀번호: Abc!1234"}},
        {"주민": "850312-1234567", "u": "\u0031"},
    ],
)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_masked_json_is_json_of_the_same_keys(tree, ascii_only):
    text = json.dumps(tree, ensure_ascii=ascii_only)
    outs = set()
    for size in (1, 5, 1000):
        watch = AnswerWatch(AnswerCare.MASK, json_text=True)
        outs.add("".join(watch.feed(text[i : i + size]) for i in range(0, len(text), size)) + watch.finish())
    (out,) = outs
    found = json.loads(out)
    assert list(found) == list(tree)
    for value in ("010-2345-6789", "1023456789", "김영희", "hong@korea.kr", "Abc!1234", "850312-1234567", "37.566535"):
        assert value not in json.dumps(found, ensure_ascii=False)


def test_a_value_found_late_is_masked_to_its_end():
    text = "가나다 " * 31 + "010-2345-6789 로 연락" + " 끝." * 60
    watch = AnswerWatch(AnswerCare.MASK)
    out = "".join(map(watch.feed, text)) + watch.finish()
    assert "6789" not in out
