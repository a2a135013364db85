"""S35: a self-check on six principles; an unanswered one blocks public listing and is named."""

import json

from e2e.desk_line import DeskLine

USE = {"id": "use-s35", "title": "회의록 요약", "purpose": "회의록을 빨리 돌린다", "service": "sandbox-outside",
       "benefit": "회의당 30분", "risk": "발언 누락"}  # fmt: skip


def test_every_principle_is_answered_before_it_is_public(desk_line: DeskLine) -> None:
    desk_line.done("records", "use", json.dumps(USE), officer="p-1001")
    assert "승인된" in desk_line.refused("records", "publish", "use-s35", officer="p-1008")["ko"]
    desk_line.done("records", "decide", "use-s35", officer="p-1008", reason="검토 완료")
    told = desk_line.refused("records", "publish", "use-s35", officer="p-1008")
    assert all(word in told["ko"] for word in ("공공성", "투명성", "안전성", "형평성", "책임성", "프라이버시 보호"))
    five = dict.fromkeys(("public_good", "transparency", "safety", "fairness", "accountability"), "met")
    desk_line.done("records", "ethics", "use-s35", json.dumps(five), officer="p-1001")
    told = desk_line.refused("records", "publish", "use-s35", officer="p-1008")
    assert "프라이버시 보호" in told["ko"]
    assert "공공성" not in told["ko"]
    desk_line.done(
        "records",
        "ethics",
        "use-s35",
        json.dumps({"privacy": ["not_met", "가림 규칙을 12월에 보완"]}),
        officer="p-1001",
    )
    assert desk_line.done("records", "publish", "use-s35", officer="p-1008")["listed_us"]


def test_not_met_says_what_is_done_about_it(desk_line: DeskLine) -> None:
    desk_line.done("records", "use", json.dumps({**USE, "id": "use-s35-b"}), officer="p-1001")
    told = desk_line.refused("records", "ethics", "use-s35-b", json.dumps({"safety": "not_met"}), officer="p-1001")
    assert "answers.safety" in told["where"]
