"""Finding in a whole request: offsets, overlaps, repetition, normalisation, and work that grows with the text only."""

import sys
from itertools import pairwise

import pytest
import re2

from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.prompts import Context
from gwanmun.privacy import carry
from gwanmun.privacy.detectors import ALL
from gwanmun.privacy.detectors.base import automaton
from gwanmun.privacy.find import DETECTOR_VERSION, alternatives, digest, find, find_all, kinds_of, resolve
from gwanmun.privacy.lists import lines_of
from gwanmun.privacy.normal import ODD, back, normalise


def parts(text):
    return [(f.kind, text[f.start : f.end]) for f in find(text)]


def test_clean_text_has_no_findings():
    assert find("") == ()
    assert find("지방자치단체 공무원이 민원 답변 초안을 쓸 때 지켜야 할 원칙을 알려 주세요.") == ()


def test_one_text_with_many_kinds_is_in_order_and_never_overlaps():
    text = "민원인 김영희(010-2345-6789, hong@korea.kr), 신한은행 110-234-567890, 비밀번호: Abc!1234"
    found = find(text)
    assert [f.kind for f in found] == [Kind.NAME, Kind.PHONE, Kind.EMAIL, Kind.ACCOUNT, Kind.PASSWORD]
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_name_accepted_once_is_found_in_the_other_texts_of_the_request():
    texts = ["민원인 김영희님이 신청", "어제 김영희가 다시 왔다", "무관한 글"]
    rows = find_all(texts)
    assert [[t[f.start : f.end] for f in r] for t, r in zip(texts, rows, strict=True)] == [["김영희"], ["김영희"], []]


def test_a_name_of_two_syllables_is_not_found_again_inside_another_word():
    texts = ["성명: 이슬", "이슬람 문화 강좌", "이슬은 오지 않았다"]
    assert [len(row) for row in find_all(texts)] == [1, 0, 1]


def test_an_account_found_beside_its_word_is_found_again_without_it():
    rows = find_all(["계좌: 110-234-567890", "참고 110-234-567890 끝", "9110-234-567890"])
    assert [len(row) for row in rows] == [1, 1, 0]


def test_a_name_is_found_again_glued_to_the_word_before():
    texts = ["민원인 김영희님", "담당자김영희에게"]
    assert [len(row) for row in find_all(texts)] == [1, 1]


def test_very_many_values_are_found_again_at_the_beginnings_of_words():
    numbers = [f"010-{n // 9000 + 1000}-{n % 9000 + 1000}" for n in range(4000)]
    listed = ", ".join(numbers)
    rows = find_all([listed, "x\n" + listed])
    assert [len(row) for row in rows] == [4000, 4000]


def test_the_same_text_twice_has_the_same_findings():
    text = "연락처 010-2345-6789"
    first, second = find_all([text, text])
    assert first == second
    assert first is second


def test_the_surer_finding_wins_then_the_longer_then_the_earlier_kind():
    sure = Finding(0, 5, Kind.PHONE, 90, "a")
    longer = Finding(0, 9, Kind.ACCOUNT, 80, "b")
    same = Finding(10, 14, Kind.RRN, 80, "c")
    assert resolve([longer, sure, Finding(10, 14, Kind.CRN, 80, "d"), same]) == [sure, same]
    assert resolve([Finding(0, 4, Kind.NAME, 80, "a"), Finding(2, 9, Kind.NAME, 80, "b")])[0].end == 9


def test_counts_by_kind():
    assert kinds_of(find("010-2345-6789, 010-2345-6780, a@b.kr")) == {Kind.PHONE: 2, Kind.EMAIL: 1}


def test_the_version_of_the_detectors_is_words_for_the_record():
    assert DETECTOR_VERSION.isascii()
    assert len(DETECTOR_VERSION) < 40


@pytest.mark.parametrize(
    "text",
    [
        "주민번호 ８５０３１２－１２３４５６０ 끝",
        "\u200b주민번호 8503\u200b\u200c12-1234560\u200b 끝",
        "8 5 0 3 1 2 - 1 2 3 4 5 6 0 주민번호 8 5 0 3 1 2 - 1 2 3 4 5 6 0",
        "\u1106\u1175\u11ab\u110b\u116f\u11ab\u110b\u1175\u11ab 김영희님",  # 민원인, in Jamo
        "폰 공일공-이삼사오-육칠팔구 로",
    ],
)
def test_offsets_of_disguised_values_are_places_in_the_original(text):
    found = find(text)
    assert found
    for f in found:
        value = text[f.start : f.end]
        assert value[0] not in " \u200b"
        assert value[-1] not in " \u200b"
        assert value in text


def test_normalising_keeps_a_place_for_every_character():
    text = "a\u200bb\u1100\u1161１ 8 5 0 3 1 2 1 2 3 4 5 6 7 끝"
    view, shifts = normalise(text)
    assert "ab가1" in view
    assert "8503121234567 끝" in view
    spans = [back(shifts, at, at + 1) for at in range(len(view))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


@pytest.mark.parametrize(
    "text",
    ["\ud800 010-2345-6789", "\x00010-2345-6789\x00", "주민번호 " * 50, "(" * 5000, "-----BEGIN PRIVATE KEY-----" * 50],
)
def test_odd_text_is_examined_without_a_fault(text):
    find(text)


HOSTILE = [
    "a",
    "1",
    "1-",
    "1 ",
    "@",
    "a@",
    "a.",
    "김",
    "김영희 ",
    "김영희, ",
    "성명: ",
    "성명:\t",
    "가시 ",
    "서울 강남구 ",
    "비밀번호 ",
    "password=",
    "://a:",
    "eyJ" + "a" * 20 + ".",
    "대외비 ",
    "[비공개",
    "850312-1",
    "010-1234-",
    "계좌 11-",
    "-----BEGIN PRIVATE KEY-----",
    "\u200b1",
    "⟨이름1⟩",
    ":0",
    "１",
    "공일공-",
    "1\n",
    "a,b,c\n",
    "[대외비] ",
    "[대외비] 관리 ",
    "등급" + " " * 400,
    "C등급 ",
    "이 문서는 ",
    "1\t",
    "성명\t1\n가\t계좌 1234567890\t",
    "계좌 12345678901 ",
    "1<b>",
    "1 <b></b> ",
    "1-<td ",
    "&#49;",
    "&nbsp;1",
    "1*",
    "1`-`",
    "1\\-",
    "850312 | ",
    "850312\n-",
    "비공개 자료",
    "대외비 - 복사 ",
    "비공개 자료임\n",
    "* ",
    "<td>1",
    "<td> ",
    "%41",
    "%EA%B3%84",
    "\\u0031",
    "1][",
    "주 소 ",
    "공일 ",
    "차번 오구",
    "Oo0",
    "INSERT INTO t (a,b) VALUES (1,'",
    "INSERT INTO t (a,b) VALUES ",
    "(1,'2'),",
    "번호 성명 1\n",
    "비밀번호 a1!",
    "서울시 강남구 테헤란로\n",
    "강남구 가나다 라마바 ",
    "까지 대외비",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_no_faster_than_the_text(piece, steps):
    """The ratio of the work for two sizes, never a time: four times the text, and a quadratic step shows sixteen."""
    small, large = piece * (25_000 // len(piece)), piece * (100_000 // len(piece))
    assert steps(large) <= 9 * steps(small)


@pytest.fixture
def steps():
    import time

    def least(text):
        best = None
        for _ in range(3):
            begun = time.process_time_ns()
            find(text)
            spent = time.process_time_ns() - begun
            best = spent if best is None else min(best, spent)
        return best + 2_000_000

    return least


def test_triggers_are_necessary_for_what_detectors_find():
    """Without the prefilter nothing more is found: on every text of the detectors' own tests."""
    from gwanmun.privacy.detectors.base import View
    from gwanmun.privacy.find import _triggered

    texts = ["성명: 김영희, 010-2345-6789", "대외비\n", "서울 강남구 테헤란로 1", "차트번호 12345678", "a@b.kr"]
    for text in texts:
        hits = set(_triggered(text))
        for number, detector in enumerate(ALL):
            if list(detector.detect(View(text))):
                assert number in hits, detector.kind


def calls(work):
    """How many functions, of Python and of C, a piece of work calls: a count, never a time."""
    count = 0

    def one(frame, event, arg):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(one)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "value", ["{:x}@a.kr", "010-{:04}-5678", "계좌 110-234-{:06}", "성명: 김영희{:x}", "850312-1{:06}"], ids=str
)
def test_work_grows_with_the_request_however_many_texts_and_values_it_has(value):
    """Four times the texts, each with a value of its own: a search of each value in each text shows sixteen."""
    few, many = ([value.format(n) for n in range(size)] for size in (250, 1000))
    alone = [calls(lambda texts=texts: find_all(texts)) for texts in (few, many)]
    assert alone[1] <= 6 * alone[0]
    joined = [calls(lambda texts=texts: find_all(texts, contexts=[Context(1)] * len(texts))) for texts in (few, many)]
    assert joined[1] <= 6 * joined[0]


def test_the_characters_that_carrying_searches_are_bounded_over_the_whole_request(monkeypatch):
    """Values are searched for one by one only while that is cheap in all, not in each text."""
    searched = []
    real = carry._search
    monkeypatch.setattr(
        carry, "_search", lambda text, known: searched.append(len(text) * len(known)) or real(text, known)
    )
    texts = [f"{n:x}@a.kr" + " 도로 보수" * 40 for n in range(400)]
    assert [len(row) for row in find_all(texts)] == [1] * 400
    assert sum(searched) <= carry._CHEAP
    assert len(searched) <= 1


@pytest.mark.parametrize(
    "text", ["\ud800성명: 김영희", "name: Kim Min-su\udfff", "비밀번호: Abc!1234 \ud800", '"성명": "김영희\udc00"']
)
def test_half_a_character_hides_nothing_and_breaks_nothing(text):
    assert find(text)


def test_a_lone_surrogate_beside_a_disguised_value_hides_nothing():
    text = "\ud800 연락처는 ０１０-2345-6789, 공일공 이삼사오 육칠팔구"
    (first, *_) = found = find(text)
    assert text[first.start : first.end] == "０１０-2345-6789"
    assert {f.kind for f in found} == {Kind.PHONE}


def test_every_trigger_has_its_place_in_an_automaton():
    """Else it shares the last one, whose states may multiply: python tools/automata.py --seek."""
    wanted = {digest(part) for part in (*alternatives(ODD), *(p for d in ALL for row in d.trigger for p in row))}
    placed = [name for line in lines_of("automata.txt") for name in line.split()]
    assert sorted(placed) == sorted(wanted)


def test_patterns_that_are_too_many_for_an_automaton_are_refused_not_ignored():
    with pytest.raises(re2.error, match="compile"):
        automaton([rf"(?:[가-힣]{{9,90}}{n}){{9}}" for n in range(200)])
