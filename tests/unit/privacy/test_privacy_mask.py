"""Masking, the table, escaping, and the grade of what remains."""

import pickle

import pytest

from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.grades import Grade
from gwanmun.domain.prompts import Passage, Role
from gwanmun.errors import BadRequest, KindRefused
from gwanmun.privacy.find import find_all
from gwanmun.privacy.grade import mark_grade, propose_grade
from gwanmun.privacy.kinds import DEFAULT_STYLES, KINDS, ORDER, Nature, Style, masked
from gwanmun.privacy.mask import NO_TOKENS, TokenTable, escape_only, mask
from gwanmun.privacy.stream import restore


def passages(*texts, maskable=True):
    return [Passage(text, Role.USER, f"/messages/{n}/content", maskable) for n, text in enumerate(texts)]


def masked_texts(*texts, **styles):
    given = {Kind[k]: v for k, v in styles.items()}
    return mask(passages(*texts), find_all(texts), DEFAULT_STYLES | given)


def test_every_kind_has_its_row():
    assert set(KINDS) == set(Kind) == set(ORDER)
    for info in KINDS.values():
        assert info.word.isalpha()
        assert info.law
        assert (info.nature is Nature.SECRET) == (info.style is Style.WORD)
        assert (info.nature is Nature.MARKING) == (info.style is Style.KEEP)
    assert len({info.word for info in KINDS.values()}) == len(KINDS)
    assert {k for k, info in KINDS.items() if info.unique} == {Kind.RRN, Kind.FRN, Kind.DRIVER, Kind.PASSPORT}
    assert masked(Kind.SECRET)
    assert not masked(Kind.MARKING)


def test_tokens_are_numbered_in_the_order_of_the_messages():
    done = masked_texts("민원인 김영희님과 신청인 박서준님", "박서준 010-2345-6789")
    assert done.texts == ("민원인 ⟨이름1⟩님과 신청인 ⟨이름2⟩님", "⟨이름2⟩ ⟨전화1⟩")
    assert done.table.issued == {Kind.NAME: 2, Kind.PHONE: 1}


def test_the_same_number_written_in_two_ways_has_one_number_and_comes_back_as_each_was_written():
    text = "연락처 010-2345-6789, 또는 01023456789, ０１０.２３４５.６７８９, 010-2345-6789"
    done = masked_texts(text)
    assert done.texts == ("연락처 ⟨전화1⟩, 또는 ⟨전화1b⟩, ⟨전화1c⟩, ⟨전화1⟩",)
    assert done.table.issued == {Kind.PHONE: 1}
    assert restore(done.texts[0], done.table) == text
    assert restore('{"tel": "⟨전화1b⟩"}', done.table, 1) == '{"tel": "01023456789"}'


def test_a_look_alike_of_a_second_form_is_escaped():
    done = masked_texts("⟨전화1b⟩, 010-2345-6789, 01023456789")
    assert done.texts == ("⟨!전화1b⟩, ⟨전화1⟩, ⟨전화1b⟩",)
    assert restore(done.texts[0], done.table) == "⟨전화1b⟩, 010-2345-6789, 01023456789"


def test_more_forms_than_letters_begin_a_new_number():
    phone = "010-2345-6789"
    forms = [phone.replace("-", " " * n, 1).replace("-", "-" * 1) for n in range(1, 3)]
    texts = [phone, *forms]
    done = masked_texts(*("연락처 " + text for text in texts))
    assert len(set(done.texts)) == len({restore(text, done.table) for text in done.texts})


def test_history_sent_again_gets_the_same_tokens():
    first = masked_texts("민원인 김영희님, 010-2345-6789")
    again = masked_texts("민원인 김영희님, 010-2345-6789", "네, 김영희님", "신청인 박서준님 010-9999-8888")
    assert again.texts[0] == first.texts[0]
    assert again.texts[1] == "네, ⟨이름1⟩님"
    assert again.texts[2] == "신청인 ⟨이름2⟩님 ⟨전화2⟩"


def test_a_text_without_findings_is_the_same_object():
    text = "깨끗한 글" * 100
    done = masked_texts(text)
    assert done.texts[0] is text
    assert done.table is NO_TOKENS


def test_a_secret_becomes_a_word_and_is_never_given_back():
    done = masked_texts("비밀번호: Abc!1234")
    assert done.texts == ("비밀번호: ⟨비밀번호⟩",)
    assert len(done.table) == 0
    assert restore("⟨비밀번호⟩", done.table) == "⟨비밀번호⟩"


def test_a_mark_stays():
    assert masked_texts("대외비\n김영희 주무관").texts == ("대외비\n⟨이름1⟩ 주무관",)


def test_a_style_of_the_policy_replaces_the_default():
    assert masked_texts("민원인 김영희님", NAME=Style.KEEP).texts == ("민원인 김영희님",)
    assert masked_texts("민원인 김영희님", NAME=Style.WORD).texts == ("민원인 ⟨이름⟩님",)
    assert masked_texts("민원인 김영희님", NAME=Style.PARTIAL).texts == ("민원인 김*희님",)


def test_one_way_tells_values_apart_and_gives_none_back():
    done = masked_texts("민원인 김영희님과 민원인 박서준님, 민원인 김영희님", NAME=Style.ONE_WAY)
    assert done.texts == ("민원인 ⟨이름1⟩님과 민원인 ⟨이름2⟩님, 민원인 ⟨이름1⟩님",)
    assert len(done.table) == 0


def test_how_many_were_masked_in_which_way_is_counted():
    done = masked_texts("민원인 김영희님 010-2345-6789, 비밀번호: Abc!1234", NAME=Style.PARTIAL)
    assert done.counts == {Style.PARTIAL: 1, Style.TOKEN: 1, Style.WORD: 1}


def test_what_an_agency_refuses_is_named_by_kind_and_place_and_never_by_value():
    with pytest.raises(KindRefused) as refused:
        masked_texts("글", "민원인 김영희님 010-2345-6789", NAME=Style.REFUSE, PHONE=Style.REFUSE)
    assert refused.value.where == "/messages/1/content"
    assert "전화, 이름" in refused.value.message("ko")
    assert "김영희" not in refused.value.message("ko") + repr(refused.value.params)


def test_a_finding_where_nothing_may_change_refuses_and_names_the_place():
    texts = ["010-2345-6789"]
    with pytest.raises(BadRequest) as refused:
        mask(passages(*texts, maskable=False), find_all(texts))
    assert (refused.value.problem, refused.value.where) == ("cannot_mask", "/messages/0/content")
    assert "2345" not in str(refused.value) + repr(refused.value.params)


def test_a_look_alike_where_nothing_may_change_refuses():
    with pytest.raises(BadRequest):
        escape_only(passages("⟨이름1⟩", maskable=False))


@pytest.mark.parametrize("mark", ["⟨이름1⟩", "⟨!이름1⟩", "⟨!!주민번호12⟩", "⟨이름1⟩⟨이름1⟩"])
def test_a_look_alike_is_escaped_and_comes_back_as_it_was_written(mark):
    done = masked_texts(f"민원인 김영희님, {mark}")
    assert done.texts[0].count("⟨이름1⟩") == 1
    assert restore(done.texts[0], done.table) == f"민원인 김영희님, {mark}"


def test_a_look_alike_never_becomes_somebodys_name():
    done = masked_texts("민원인 김영희님", "⟨이름1⟩이라고 써 줘")
    assert restore(done.texts[1], done.table) == "⟨이름1⟩이라고 써 줘"


def test_a_token_that_was_not_issued_stays():
    done = masked_texts("민원인 김영희님")
    assert (
        restore("⟨이름2⟩ ⟨전화1⟩ ⟨ 이름1⟩ 〈이름1〉 ⟨이름1", done.table) == "⟨이름2⟩ ⟨전화1⟩ ⟨ 이름1⟩ 〈이름1〉 ⟨이름1"
    )


def test_brackets_that_are_no_token_cost_nothing():
    text = "⟨참고⟩ ⟨이름⟩ ⟨1⟩"
    assert escape_only(passages(text)).texts[0] is text


def test_the_table_shows_and_exports_no_values():
    table = masked_texts("민원인 김영희님").table
    assert "김영희" not in repr(table) + str(table)
    assert table.tokens() == ("⟨이름1⟩",)
    with pytest.raises(TypeError):
        pickle.dumps(table)
    assert not hasattr(table, "__dict__")
    assert len(TokenTable()) == 0


def test_personal_data_that_masking_removes_does_not_raise_the_grade():
    texts = ["민원인 김영희, 주민번호 900101-2234567, 비밀번호: Abc!1234"]
    assert propose_grade(texts, find_all(texts)) is Grade.O


def test_what_a_policy_leaves_unmasked_raises_it():
    texts = ["민원인 김영희, 비밀번호: Abc!1234"]
    found = find_all(texts)
    assert propose_grade(texts, found, DEFAULT_STYLES | {Kind.PASSWORD: Style.KEEP}) is Grade.S
    assert propose_grade(texts, found, DEFAULT_STYLES | {Kind.NAME: Style.KEEP}) is Grade.S


@pytest.mark.parametrize(
    ("mark", "grade"),
    [
        ("Ⅱ급비밀", Grade.C),
        ("3급 비밀", Grade.C),
        ("군사기밀", Grade.C),
        ("대 외 비", Grade.C),
        ("CONFIDENTIAL", Grade.C),
        ("비공개", Grade.C),
        ("비공개(5호)", Grade.S),
        ("비공개(2호)", Grade.C),
        ("비공개(제5호, 제2호)", Grade.C),
        ("부분공개(6호)", Grade.S),
        ("부분공개", Grade.S),
        ("비공개(3~6호)", Grade.C),
        ("비공개(5-8호)", Grade.S),
        ("취급주의", Grade.S),
        ("내부검토용", Grade.S),
        ("C등급", Grade.C),
        ("S 등급", Grade.S),
        ("민감", Grade.S),
        ("기밀", Grade.C),
        ("C", Grade.C),
        ("새 표시", Grade.C),
    ],
)
def test_what_a_mark_means(mark, grade):
    assert mark_grade(mark) is grade


def test_the_highest_mark_of_all_texts_counts():
    texts = ["공개구분: 비공개(6호)", "글", "대외비\n초안"]
    assert propose_grade(texts, find_all(texts)) is Grade.C
    assert propose_grade(texts[:2], find_all(texts[:2])) is Grade.S
    assert propose_grade([], []) is Grade.O
    assert propose_grade(["x"], [(Finding(0, 1, Kind.NAME, 90, ""),)]) is Grade.O
