"""S43: at least nine in ten of the labelled prompts get a task's label, and the right one."""

import json
from pathlib import Path

from gwanmun.budget.labels import Task, label

ROWS = (Path(__file__).parents[2] / "data" / "tasks" / "prompts.jsonl").read_text(encoding="utf-8").splitlines()


def test_nine_in_ten_prompts_are_labelled_rightly() -> None:
    rows = [json.loads(row) for row in ROWS]
    assert len(rows) == 500
    assert sum(label(row["text"]) is not Task.OTHER for row in rows) >= 450
    assert sum(label(row["text"]) == row["task"] for row in rows) >= 450
