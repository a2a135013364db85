"""S25: any decision record answers who, which model version, what a human changed, and who is responsible."""

import json
from hashlib import sha256

import pytest

from e2e.desk_line import DeskLine

RECORD = {
    "id": "dec-1", "title": "경로당 보조금 지급 결정", "responsible": "p-1006", "service": "sandbox-outside",
    "model": "gwanmun-sandbox", "model_version": "2026-11", "input_digest": sha256(b"in").hexdigest(),
    "output_digest": sha256(b"out").hexdigest(), "human_changes": "지급 기준 금액을 조례에 맞게 고침",
}  # fmt: skip


def test_a_record_answers_every_question(desk_line: DeskLine) -> None:
    desk_line.done("records", "decision", json.dumps(RECORD), officer="p-1001")
    (found,) = [row for row in desk_line.done("records", "decisions") if row["id"] == "dec-1"]
    assert (found["person"], found["responsible"], found["model_version"]) == ("p-1001", "p-1006", "2026-11")
    assert found["human_changes"] == RECORD["human_changes"]
    assert found["department"] == "kr-chungnam/welfare"


def test_a_record_is_never_changed(desk_line: DeskLine) -> None:
    again = {**RECORD, "id": "dec-2"}
    desk_line.done("records", "decision", json.dumps(again), officer="p-1001")
    assert "정정" in desk_line.refused("records", "decision", json.dumps(again), officer="p-1001")["remedy_ko"]


@pytest.mark.parametrize("missing", ["model_version", "human_changes", "responsible", "input_digest"])
def test_a_record_that_leaves_a_question_open_is_refused(desk_line: DeskLine, missing: str) -> None:
    desk_line.refused("records", "decision", json.dumps({**RECORD, "id": "dec-3", missing: ""}), officer="p-1001")
