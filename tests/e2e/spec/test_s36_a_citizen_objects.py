"""S36: a citizen asks whether AI was used in their case, objects, and gets a number, a day and an outcome."""

import json

from e2e.desk_line import DeskLine

DECISION = {
    "id": "dec-s36", "title": "지원 대상 심사", "responsible": "p-1002", "service": "sandbox-outside", "model": "gwanmun-standard",
    "model_version": "2026-10-01", "input_digest": "a" * 64, "output_digest": "b" * 64, "human_changes": "금액을 고침",
}  # fmt: skip
AGENCY = "kr-chungnam"


def case(desk_line: DeskLine, number: str, decision: str | None) -> str:
    told = desk_line.act("link_case", officer="p-1001", number=number, decision=decision)
    return told["secret"]


def test_the_answer_is_made_for_citizens_and_shows_no_internal_row(desk_line: DeskLine) -> None:
    desk_line.act("record_decision", officer="p-1001", **DECISION)
    code = case(desk_line, "2026-복지-0036", "dec-s36")
    told = desk_line.act("ask_case", officer="citizen", agency=AGENCY, number="2026-복지-0036", code=code.lower())
    assert told["ai_used"]
    assert told["changed_by_a_person"]
    text = json.dumps(told, ensure_ascii=False)
    assert not [secret for secret in ("p-1001", "p-1002", "a" * 64, "금액을 고침", "지원 대상 심사") if secret in text]
    none = case(desk_line, "2026-복지-0037", None)
    assert not desk_line.act("ask_case", officer="citizen", agency=AGENCY, number="2026-복지-0037", code=none)[
        "ai_used"
    ]


def test_an_objection_gets_a_number_a_day_a_reviewer_and_an_outcome(desk_line: DeskLine) -> None:
    desk_line.act("record_decision", officer="p-1001", **{**DECISION, "id": "dec-s36-b"})
    code = case(desk_line, "2026-1", "dec-s36-b")
    asked = {"agency": AGENCY, "code": code}
    filed = desk_line.act("file_objection", officer="citizen", **asked, number="2026-1", ground="no_human")
    assert filed["stage"] == "filed"
    assert filed["due"] > filed["filed_on"]
    assert filed["id"] in json.dumps(desk_line.act("read_inbox", officer="p-1008"))
    for party in ("p-1001", "p-1002"):  # who decided, and who answers for it
        words = refused(desk_line, "assign_objection", officer="p-1008", id=filed["id"], reviewer=party)
        assert "직무" in words or "관여" in words
    desk_line.act("assign_objection", officer="p-1008", id=filed["id"], reviewer="p-1007")
    extended = desk_line.act("extend_objection", officer="p-1008", reason="현장 확인이 더 필요합니다", id=filed["id"])
    assert extended["due"] > filed["due"]
    refused(desk_line, "extend_objection", officer="p-1008", reason="현장 확인이 더 필요합니다", id=filed["id"])
    refused(
        desk_line,
        "decide_objection",
        officer="p-1008",
        id=filed["id"],
        outcome="rejected",
        answer="검토하지 않았습니다만",
    )
    desk_line.act(
        "decide_objection",
        officer="p-1007",
        id=filed["id"],
        outcome="partly",
        answer="금액을 다시 계산하여 알려 드립니다.",
    )
    told = desk_line.act("ask_objection", officer="citizen", **asked, id=filed["id"])
    assert (told["stage"], told["outcome"], told["answer"]) == (
        "decided",
        "partly",
        "금액을 다시 계산하여 알려 드립니다.",
    )
    assert "p-1007" not in json.dumps(told)
    assert told["reviewer_ko"] == "정보보호담당관"


def test_guessing_gets_one_answer_and_then_none(desk_line: DeskLine) -> None:
    code = case(desk_line, "2026-guess", None)
    ask = {"officer": "citizen", "agency": AGENCY, "code": "AAAA-AAAA"}
    wrong = refused(desk_line, "ask_case", **ask, number="2026-guess")
    assert wrong == refused(desk_line, "ask_case", **ask, number="2026-nothing-here")
    for _ in range(9):
        assert refused(desk_line, "ask_case", **ask, number="2026-guess") == wrong
    told = desk_line.refused(
        "act", "ask_case", json.dumps({"agency": AGENCY, "number": "2026-guess", "code": code}), officer="citizen"
    )
    assert told["code"] == "too_many_requests"


def test_nothing_personal_is_taken_and_nothing_is_filed_twice(desk_line: DeskLine) -> None:
    code = case(desk_line, "2026-2", None)
    order = {"officer": "citizen", "agency": AGENCY, "number": "2026-2", "code": code, "ground": "other"}
    assert "개인정보" in refused(desk_line, "file_objection", **order, words="제 번호는 010-1234-5678 입니다")
    desk_line.act("file_objection", **order, words="다시 보아 주십시오")
    assert "이미 접수" in refused(desk_line, "file_objection", **order, words="다시 보아 주십시오")


def test_rights_are_weighed_by_one_and_approved_by_another(desk_line: DeskLine) -> None:
    use = {
        "id": "use-s36",
        "title": "심사 요약",
        "purpose": "서류를 요약한다",
        "service": "sandbox-outside",
        "benefit": "시간",
        "risk": "누락",
    }
    desk_line.act("put_use_case", officer="p-1001", **use)
    sheet = {"use_case": "use-s36", "affected": "지원을 신청한 시민", "harms": "사실과 다른 요약으로 불이익", "safeguards": "원문을 함께 검토",
             "human": "담당자가 원문과 견줌", "risk": "medium", "review_on": "2027-06-30"}  # fmt: skip
    made = desk_line.act("put_assessment", officer="p-1008", **sheet)
    assert made["version"] == 1
    assert "작성자" in refused(
        desk_line, "approve_assessment", officer="p-1008", reason="확인", use_case="use-s36", version=1
    )
    assert (
        desk_line.act("approve_assessment", officer="p-1007", use_case="use-s36", version=1)["approved_by"] == "p-1007"
    )


def refused(desk_line: DeskLine, name: str, /, *, officer: str, reason: str = "", **args) -> str:
    return desk_line.refused("act", name, json.dumps(args), officer=officer, reason=reason)["ko"]
