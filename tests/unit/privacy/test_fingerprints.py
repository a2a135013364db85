"""Registered classified texts are recognised in part, and planted strings; nothing else is."""

import random
import unicodedata

import pytest

from gwanmun.domain.fingerprints import Fingerprint, Sort
from gwanmun.domain.ids import AgencyId
from gwanmun.privacy import fingerprints as fp

KEY = bytes(range(32))
WORDS = ["도로", "보수", "계획", "심의", "위원회", "재정", "소요", "추계", "관계", "부처", "의견", "수렴", "결과", "반영", "하천", "정비", "구간", "예산", "편성", "지침", "교부", "기준", "집행", "잔액", "이월", "사업비", "조정", "내역", "총괄", "추진", "일정", "담당", "기관", "협조", "요청", "사항"]  # fmt: skip


def prose(seed: int, words: int = 220) -> str:
    rng = random.Random(seed)  # noqa: S311 - test data, not secrets
    return " ".join(
        rng.choice(WORDS) + rng.choice(["을", "의", "에 따라", "과", ""]) + rng.choice(["", ",", "."])
        for _ in range(words)
    )


def registered(*rows: Fingerprint) -> fp.Registered:
    return fp.Registered(KEY.hex(), rows)


def row(id_: str, text: str) -> Fingerprint:
    return Fingerprint(id_, AgencyId("*"), Sort.DOCUMENT, "x", fp.document(text, KEY), "o", 0)


def planted(id_: str, value: str) -> Fingerprint:
    return Fingerprint(id_, AgencyId("*"), Sort.CANARY, "x", fp.canary(value, KEY), "o", 0)


SECRET = prose(1)
REGISTERED = registered(row("fp-1", SECRET), row("fp-2", prose(2)), planted("fp-3", "GM-7F3A9B2C11"))


def test_a_passage_of_it_is_recognised_wherever_it_stands():
    assert REGISTERED.found([prose(9), f"아래 글을 요약해 줘.\n{SECRET[200:420]}\n끝."]) == ("fp-1",)


@pytest.mark.parametrize(
    "disguise",
    [
        lambda t: t.replace(" ", ""),
        lambda t: t.replace(" ", "\n"),
        "\u200b".join,
        lambda t: "".join(c + "·" for c in t),
        lambda t: t.replace(".", "!").upper(),
        lambda t: unicodedata.normalize("NFD", t),
    ],
)
def test_spaces_marks_and_forms_hide_no_copy(disguise):
    assert REGISTERED.found([disguise(SECRET[100:500])]) == ("fp-1",)


def test_a_copy_cut_into_several_texts_of_one_request_is_recognised():
    assert REGISTERED.found([SECRET[at : at + 60] for at in range(0, 600, 60)]) == ("fp-1",)


def test_other_texts_of_the_same_words_are_not():
    assert not any(REGISTERED.found([prose(seed)]) for seed in range(100, 160))


def test_a_formula_that_many_files_share_counts_for_none():
    formula = prose(5, 60)
    many = registered(*(row(f"fp-{n}", formula + prose(50 + n)) for n in range(4)))
    assert many.found([formula]) == ()
    assert many.found([prose(52)]) == ("fp-2",)


@pytest.mark.parametrize("text", ["코드는 GM-7F3A9B2C11입니다", "gm7f3a9b2c11", "(GM_7F3A-9B2C11)", "ＧＭ-7F3A9B2C11"])
def test_a_planted_string_is_recognised_in_any_dress(text):
    assert REGISTERED.found([text]) == ("fp-3",)


@pytest.mark.parametrize("text", ["GM-7F3A9B2C12", "GM-7F3A9B2C1", "7F3A9B2C11", ""])
def test_another_string_is_not(text):
    assert REGISTERED.found([text]) == ()


def test_what_is_registered_tells_no_word_and_depends_on_the_key():
    hashes = fp.document(SECRET, KEY)
    assert fp.document(SECRET, bytes(32)) != hashes
    assert "도로" not in hashes
    assert fp.count(hashes) >= fp.FEWEST


def test_too_little_text_is_refused():
    assert fp.document("짧은 글", KEY) == ""
    assert fp.canary("짧은 문자열", KEY) == ""


def test_nothing_registered_looks_at_nothing():
    assert not fp.NOTHING_REGISTERED
    assert fp.NOTHING_REGISTERED.found([SECRET]) == ()
