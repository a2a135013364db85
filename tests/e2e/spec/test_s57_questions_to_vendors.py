"""S57: questions about user data were sent. The standard set, a due date, answers, a judgement for each."""

from datetime import date

from bureau import DEEPSEEK, Bureau
from gwanmun.entrypoints.desk_commands_changes import vendor_lines


def test_the_standard_questions_are_asked_answered_and_judged_one_by_one(tmp_path):
    bureau = Bureau(tmp_path, date(2025, 1, 31))
    bureau.seed_country(DEEPSEEK)
    bureau.do("open_inquiry", id="pipc-1", vendor="deepseek", asker="kr-pipc")
    page = bureau.do("show_vendor", vendor="deepseek")
    (asked,) = page["inquiries"]
    assert [one["question"] for one in asked["questions"]] == [
        "controller", "items", "purpose", "storage", "sharing", "training", "transfer", "deletion",
    ]  # fmt: skip
    assert asked["row"]["due_on"] == "2025-02-14"
    for one in asked["questions"]:
        bureau.do("file_reply", inquiry="pipc-1", question=one["question"], words="회신 요지")
    bureau.do("judge_reply", inquiry="pipc-1", question="transfer", judgement="insufficient", reason="근거 없음")
    page = bureau.do("show_vendor", vendor="deepseek")
    assert (page["status"], page["grounds"]) == ("answered_insufficient", ("insufficient_answer",))
    text = "\n".join(vendor_lines(page, "ko"))
    for word in ("어떤 근거로 국외로 이전합니까?", "불충분", "판단 전", "회신 불충분"):
        assert word in text
    bureau.close()
