"""S18: a use case without both benefit and risk cannot be approved, and never by who wrote it."""

import json

from e2e.desk_line import DeskLine

USE = {"id": "use-s18", "title": "민원 답변 초안", "purpose": "민원 답변 시간을 줄인다", "service": "sandbox-outside",
       "benefit": "답변당 12분 절감"}  # fmt: skip


def test_one_side_missing_stops_the_approval_and_both_let_it_pass(desk_line: DeskLine) -> None:
    desk_line.done("records", "use", json.dumps(USE), officer="p-1001")
    told = desk_line.refused("records", "decide", USE["id"], officer="p-1002", reason="검토")
    assert "위험" in told["ko"]
    desk_line.done("records", "use", json.dumps({**USE, "risk": "오답 인용 위험", "benefit": ""}), officer="p-1001")
    assert "benefit" in desk_line.refused("records", "decide", USE["id"], officer="p-1002", reason="검토")["en"]
    desk_line.done("records", "use", json.dumps({**USE, "risk": "오답 인용 위험"}), officer="p-1001")
    assert (
        desk_line.done("records", "decide", USE["id"], officer="p-1002", reason="편익이 위험보다 큼")["state"]
        == "approved"
    )


def test_nobody_decides_on_their_own_and_a_decision_has_its_reason(desk_line: DeskLine) -> None:
    use = {**USE, "id": "use-s18-own", "risk": "위험 있음"}
    desk_line.done("records", "use", json.dumps(use), officer="p-1002")
    assert "작성자" in desk_line.refused("records", "decide", use["id"], officer="p-1002", reason="검토")["ko"]
    assert "사유" in desk_line.refused("records", "decide", use["id"], officer="p-1008")["ko"]
    assert desk_line.refused("records", "decide", use["id"], officer="p-1001", reason="검토")["code"] == "declined"
