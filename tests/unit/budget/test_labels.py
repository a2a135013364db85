"""Task labels: right nine times in ten on the labelled prompts, seldom 기타, bounded whatever the length."""

import json
from pathlib import Path

import pytest

from gwanmun.budget.labels import Task, label

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data" / "tasks" / "prompts.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def test_nine_of_ten_labelled_prompts_get_their_label_and_few_get_none():
    assert len(ROWS) == 500
    right = sum(label(row["text"]) == row["task"] for row in ROWS)
    assert right >= 450
    assert sum(label(row["text"]) is Task.OTHER for row in ROWS) <= 50


@pytest.mark.parametrize("task", [task for task in Task if task is not Task.OTHER])
def test_no_task_is_told_worse_than_three_in_four(task):
    mine = [row for row in ROWS if row["task"] == task]
    assert sum(label(row["text"]) is task for row in mine) >= 0.75 * len(mine)


@pytest.mark.parametrize("text", ["", "안녕", "ㅎㅎ", "감사합니다"])
def test_what_says_nothing_about_its_task_is_left_unlabelled(text):
    assert label(text) is Task.OTHER


def test_an_instruction_before_or_after_a_long_document_decides():
    document = "붙임 자료 내용입니다. " * 20_000
    assert label(f"다음을 요약해 줘\n{document}") is Task.SUMMARY
    assert label(f"{document}\n위 글을 영어로 번역해 줘") is Task.TRANSLATION
