"""S61: an advisory goes to departments; every receipt is tracked, the silent are reminded, actions are recorded."""

import json

from e2e.desk_line import DeskLine

ADVISORY = {"id": "adv-2025-02-04", "title": "생성형 AI 이용 시 보안 유의", "due": "2027-12-31", "agencies": ["kr-chungnam"],
            "text": "개인정보 입력을 자제하고 결과를 무조건 신뢰하지 않도록 유의하여 주시기 바랍니다."}  # fmt: skip


def test_every_receipt_is_tracked_to_a_hundred_per_cent(desk_line: DeskLine) -> None:
    sent = desk_line.done("advisories", "issue", json.dumps(ADVISORY), officer="p-1007")
    assert (sent["sent"], sent["read"], sent["state"]) == (8, 0, "open")
    desk_line.done("advisories", "read", ADVISORY["id"], officer="p-1001")
    (shown,) = desk_line.done("advisories", "list", ADVISORY["id"])
    assert (shown["read"], shown["percent_tenths"]) == (1, 125)
    assert "p-1001" not in shown["silent"]
    assert desk_line.done("advisories", "remind", ADVISORY["id"], officer="p-1007")["count"] == 7
    assert "하루" in desk_line.refused("advisories", "remind", ADVISORY["id"], officer="p-1007")["ko"]
    kinds = [row["kind"] for row in desk_line.done("inbox", officer="p-1003")]
    assert kinds.count("advisory") == kinds.count("advisory_reminder") == 1
    for person in shown["silent"]:
        desk_line.done("advisories", "read", ADVISORY["id"], officer=person)
    desk_line.done("advisories", "act", ADVISORY["id"], "전 부서 공지", officer="p-1007")
    (shown,) = desk_line.done("advisories", "list", ADVISORY["id"])
    assert (shown["percent_tenths"], shown["state"], shown["silent"]) == (1000, "complete", [])
    assert shown["agencies"][0]["actions"] == 1


def test_only_officers_who_may_issue_one(desk_line: DeskLine) -> None:
    assert (
        "역할"
        in desk_line.refused("advisories", "issue", json.dumps({**ADVISORY, "id": "adv-x"}), officer="p-1001")["ko"]
    )
