"""An answer's Markdown becomes the parts of a Korean report; nothing of it is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.control.drafts import MOST_LETTERS, draft_of, label_of, left_tokens
from gwanmun.domain.drafts import Grid, Line, Rank, plain
from gwanmun.errors import BadCommand

ANSWER = """# 도로 파손 민원 처리 계획(안)

> 노면 파손 민원 **3건**을 보수한다.

## 1. 추진 배경
- 민원인이 3차례 신고함
  - 11월 3일 최초 신고
- 근거: [도로법 제31조](https://law.go.kr/a)

## 2. 처리 계획
### 가. 현장 조사
1. 현장을 확인한다.
2. 결과를 기록한다.

| 구간 | 기간 |
|---|:-:|
| 중앙로 12 | 11.24. |
| 시청길 \\| 5 |

본문 문단이 이어서
두 줄로 적혀 있다.

## 출처
- 도로 보수 지침

## 붙임
1. 현장 사진 1부
2. 예산 내역 1부. 끝.
"""


def lines(draft):
    return [(block.rank, plain(block.words)) for block in draft.blocks if isinstance(block, Line)]


class TestTheForm:
    def test_the_first_heading_is_the_title_and_quotes_before_the_first_chapter_the_summary(self):
        draft = draft_of(ANSWER)
        assert draft.title == "도로 파손 민원 처리 계획(안)"
        assert [plain(words) for words in draft.summary] == ["노면 파손 민원 3건을 보수한다."]
        assert [run.text for run in draft.summary[0] if run.bold] == ["3건"]

    def test_headings_and_lists_take_the_marks_of_the_outline_below_each_other(self):
        assert lines(draft_of(ANSWER)) == [
            (Rank.CHAPTER, "추진 배경"),
            (Rank.SECTION, "민원인이 3차례 신고함"),
            (Rank.POINT, "11월 3일 최초 신고"),
            (Rank.SECTION, "근거: 도로법 제31조 (https://law.go.kr/a)"),
            (Rank.CHAPTER, "처리 계획"),
            (Rank.SECTION, "현장 조사"),
            (Rank.POINT, "현장을 확인한다."),
            (Rank.POINT, "결과를 기록한다."),
            (Rank.PLAIN, "본문 문단이 이어서 두 줄로 적혀 있다."),
        ]

    def test_counted_items_keep_their_numbers(self):
        assert [block.number for block in draft_of(ANSWER).blocks if isinstance(block, Line) and block.number] == [1, 2]

    def test_tables_keep_their_cells_and_become_even(self):
        (grid,) = (block for block in draft_of(ANSWER).blocks if isinstance(block, Grid))
        assert [[plain(cell) for cell in row] for row in grid.rows] == [
            ["구간", "기간"],
            ["중앙로 12", "11.24."],
            ["시청길 | 5", ""],
        ]

    def test_sources_and_attachments_are_lists_of_their_own_without_their_end_mark(self):
        draft = draft_of(ANSWER)
        assert [plain(words) for words in draft.sources] == ["도로 보수 지침"]
        assert [plain(words) for words in draft.attachments] == ["현장 사진 1부", "예산 내역 1부."]

    def test_a_title_that_is_given_leaves_the_first_heading_to_the_answer(self):
        draft = draft_of("본문이다.", title=" 보고 \n 제목 ")
        assert draft.title == "보고 제목"

    def test_code_stays_as_it_is_written(self):
        assert lines(draft_of("# 가\n```\n# x = **1**\n```"))[0] == (Rank.PLAIN, "# x = **1**")

    def test_a_word_that_ends_in_end_is_no_end_mark(self):
        assert lines(draft_of("# 가\n길의 동쪽끝"))[-1][1] == "길의 동쪽끝"
        assert lines(draft_of("# 가\n이상임. 끝."))[-1][1].strip() == "이상임."

    def test_the_label_names_the_service(self):
        assert "(kr-a:b)" in draft_of("# 가\n나", service="kr-a:b").label
        assert "생성형 인공지능" in label_of("")

    def test_tokens_that_nobody_put_back_are_told_once_each(self):
        draft = draft_of("# ⟨이름1⟩ 건\n| ⟨전화2⟩ | 나 |\n|---|---|\n| ⟨이름1⟩ | ⟨제목⟩ |")
        assert left_tokens(draft) == ("⟨이름1⟩", "⟨전화2⟩")


class TestBadInput:
    @pytest.mark.parametrize("text", ["", "본문만 있다.", "# 제목만", "\x00\x01", "#", "|||||"])
    def test_without_title_or_content_it_says_what_to_do(self, text):
        with pytest.raises(BadCommand) as refused:
            draft_of(text)
        assert refused.value.remedy("ko")

    @pytest.mark.parametrize(
        "text", ["가" * (MOST_LETTERS + 1), "# 가\n" + "|" + "가|" * 41, "# 가\n" + ("|" + "가|" * 39 + "\n") * 1400]
    )
    def test_what_is_too_large_is_refused(self, text):
        with pytest.raises(BadCommand) as refused:
            draft_of(text)
        assert "최대" in refused.value.message("ko") or "까지" in refused.value.message("ko")

    @pytest.mark.parametrize(
        "piece",
        ["[", "**", "*", "`", "[a](", "- ", "> ", "\\", "__", "![", "<br>", "#" * 7, "a\n", " \t", "# a ", "끝. "],
    )
    def test_no_form_costs_more_than_its_length(self, piece):
        draft_of("# 가\n나\n" + piece * (60_000 // len(piece)))


@given(st.text("가나1 #*-|>`_[](){}\\\n\t.끝⟨⟩~", max_size=200))
def test_every_letter_of_any_answer_stands_in_its_draft(text):
    draft = draft_of("첫 줄\n" + text, title="제목")
    said = [plain(words) for words in (*draft.summary, *draft.sources, *draft.attachments)]
    for block in draft.blocks:
        said += [plain(block.words)] if isinstance(block, Line) else [plain(c) for row in block.rows for c in row]
    kept = "".join(c for c in "".join(said) + draft.title if c in "가나")
    assert sorted(kept) == sorted(c for c in text if c in "가나")
