"""S58: no answer led to restrictions. The DeepSeek case of January to April 2025, day by day, as the news told it: asked,
precautions before the deadline, overdue by the clock alone, new downloads paused, found insufficient, answered, resumed.
"""

from datetime import date

import pytest

from bureau import DEEPSEEK, DEEPSEEK_APP, DEEPSEEK_VENDOR, WEIGHTS, Bureau
from gwanmun.control import shipped
from gwanmun.domain.orders import OrderState
from gwanmun.domain.vendors import Question
from gwanmun.policy.explain import leading
from gwanmun.policy.vectors import check_pack

TEXTS = {one.regime: one.text for one in shipped.pack_texts()}
MOTIE, OTHER = "kr-motie", "kr-mois"  # a ministry that blocked early, and one that only heeded the advisory


def test_inq_v1_to_v8_come_out_as_published():
    pack = next(one for one in shipped.packs() if one.id == "kr-inquiry-nonresponse")
    assert [one.id for one in pack.vectors] == [f"INQ-V{n}" for n in range(1, 9)]
    assert check_pack(pack, shipped.defaults()) == ()


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path, date(2025, 1, 31))
    made.seed_country(DEEPSEEK, DEEPSEEK_APP, WEIGHTS)
    made.do("put_vendor", vendor={"id": "deepseek", "name_ko": "딥시크", "name_en": "DeepSeek", "names": [DEEPSEEK_VENDOR],
                                  "country": "CN"})  # fmt: skip
    made.do("put_authority", officer="admin", authority={
        "id": "kr-pipc", "name_ko": "개인정보보호위원회", "name_en": "PIPC", "officers": ["pipc-1", "pipc-2"]})  # fmt: skip
    made.force("kr-inquiry-nonresponse", "kr-mois-advisory")
    yield made
    made.close()


def says(bureau, agency, service=DEEPSEEK, **given):
    """Decision and the rule that led to it."""
    decision = bureau.decide(agency, service, **given)
    return decision.outcome.word, str(leading(decision).rule)


def write_and_activate(bureau, regime, **precaution):
    bureau.do("write_pack", officer="writer", text=TEXTS[regime])
    version = bureau.do("list_packs", regime=regime)[-1]["version"]
    bureau.do("confirm_pack", officer="owner", regime=regime, version=version)
    bureau.do("activate_pack", officer="chief", regime=regime, version=version, **precaution)


def test_the_case_of_early_2025_day_by_day(bureau):
    # 31 January: the commission sends its questions. Use in between needs an approval: a precaution, not a verdict.
    bureau.do("open_inquiry", id="pipc-2025-1", vendor="deepseek", asker="kr-pipc", reason="처리 실태 확인")
    assert says(bureau, OTHER) == ("require_approval", "INQ-3")
    assert bureau.do("show_vendor", vendor="deepseek")["grounds"] == ("precaution",)

    # 5 February: the trade ministry blocks, inside the reply window. Its own order, on its own ground.
    bureau.go(date(2025, 2, 5))
    write_and_activate(bureau, "kr-motie-temporary", owner="정보보호담당관실", review_on="2025-05-05")
    assert says(bureau, MOTIE) == ("deny", "MOTIE-1")
    assert says(bureau, OTHER) == ("require_approval", "INQ-3")

    # 10 February: the vendor names a domestic agent. 14 February: it promises cooperation. Neither is an answer.
    bureau.go(date(2025, 2, 10))
    bureau.do("note_letter", inquiry="pipc-2025-1", kind="agent_named", words="국내대리인 지정")
    bureau.go(date(2025, 2, 14))
    bureau.do("note_letter", inquiry="pipc-2025-1", kind="cooperation_promised", words="협조 의사를 알려 옴")
    assert says(bureau, OTHER) == ("require_approval", "INQ-3")

    # 15 February: nobody does anything, the day has come: overdue. And the commission pauses new downloads.
    bureau.go(date(2025, 2, 15), hour=0)
    assert says(bureau, OTHER) == ("deny", "INQ-1")
    assert bureau.do("show_vendor", vendor="deepseek")["grounds"] == ("non_response",)
    bureau.do("write_pack", officer="pipc-1", text=TEXTS["kr-pipc-deepseek-download-pause"])
    bureau.do("activate_pack", officer="pipc-2", regime="kr-pipc-deepseek-download-pause", version=1)
    bureau.do("issue_order", officer="pipc-1", id="pipc-pause", authority="kr-pipc", kind="pause", subject="DeepSeek app",
              title_ko="신규 다운로드 잠정 중단", title_en="new downloads paused", source="보도자료 2025-02-17",
              regime="kr-pipc-deepseek-download-pause", review_on="2025-04-15")  # fmt: skip
    assert says(bureau, "kr-pipc", DEEPSEEK_APP, action="install") == ("deny", "PIPC-1")
    assert says(bureau, OTHER, WEIGHTS)[1] != "INQ-1", "weights run in-house: no data reaches the vendor"

    # 10 April: answers come during the inspection. They lift nothing before they are judged.
    bureau.go(date(2025, 4, 10))
    for question in Question:
        bureau.do("file_reply", inquiry="pipc-2025-1", question=question, words="실태점검 중 제출한 답변")
    assert says(bureau, OTHER) == ("deny", "INQ-1")

    # 23 April: judged. Transfers without consent or disclosure, no opt-out: insufficient, a third ground.
    bureau.go(date(2025, 4, 23))
    for question in Question:
        judgement = "insufficient" if question in {"transfer", "training"} else "sufficient"
        bureau.do("judge_reply", inquiry="pipc-2025-1", question=question, judgement=judgement, reason="심의 결과")
    assert says(bureau, OTHER) == ("deny", "INQ-2")
    assert bureau.do("show_vendor", vendor="deepseek")["grounds"] == ("insufficient_answer",)

    # 28 April: the policy is revised, the answers are judged anew, and downloads resume.
    bureau.go(date(2025, 4, 28))
    for question in ("transfer", "training"):
        bureau.do("file_reply", inquiry="pipc-2025-1", question=question, words="개정 처리방침")
        assert says(bureau, OTHER) == ("deny", "INQ-2")
    for question in ("transfer", "training"):
        bureau.do("judge_reply", inquiry="pipc-2025-1", question=question, judgement="sufficient", reason="개정 확인")
    bureau.do("end_order", officer="pipc-2", id="pipc-pause")
    assert says(bureau, OTHER) == ("allow", "MOIS-4")
    assert says(bureau, OTHER, DEEPSEEK_APP, action="install") == ("allow", "MOIS-4")
    page = bureau.do("show_vendor", vendor="deepseek")
    assert (page["status"], page["grounds"]) == ("answered_sufficient", ())
    assert OrderState.LIFTED in {one["state"] for one in page["others"]}

    # The ministry's own order stands until the ministry lifts it.
    for officer in ("ministry-1", "ministry-2"):
        assert says(bureau, MOTIE) == ("deny", "MOTIE-1")
        bureau.do("lift_order", officer=officer, regime="kr-motie-temporary")
    assert says(bureau, MOTIE) == ("allow", "MOIS-4")


def test_the_clock_alone_flips_it_for_a_gate_that_only_reads_what_is_published(bureau):
    bureau.do("open_inquiry", id="pipc-2025-1", vendor="deepseek", asker="kr-pipc")
    acts = len(bureau.facts())
    states = {}
    for day in range(1, 17):
        bureau.go(date(2025, 2, day))
        states[day] = next(one.status for one in bureau.snapshot().inquiries if one.vendor == DEEPSEEK_VENDOR)
    assert [day for day, state in states.items() if state == "open"] == list(range(1, 15))
    assert [day for day, state in states.items() if state == "overdue"] == [15, 16]
    assert [one["act"] for one in bureau.facts()[acts:]] == ["inquiry_overdue"]


def test_no_reason_names_a_nationality_and_each_ground_has_words_of_its_own(bureau):
    bureau.do("open_inquiry", id="q", vendor="deepseek", asker="kr-pipc")
    reasons = [leading(bureau.decide(OTHER, DEEPSEEK)).reason_ko]
    bureau.go(date(2025, 2, 15))
    reasons.append(leading(bureau.decide(OTHER, DEEPSEEK)).reason_ko)
    bureau.do("file_reply", inquiry="q", question="transfer", words="근거 없음")
    bureau.do("judge_reply", inquiry="q", question="transfer", judgement="insufficient")
    assert leading(bureau.decide(OTHER, DEEPSEEK)).reason_ko == reasons[-1], "seven questions are unanswered still"
    for question in (one for one in Question if one != "transfer"):
        bureau.do("file_reply", inquiry="q", question=question, words="회신")
        bureau.do("judge_reply", inquiry="q", question=question, judgement="sufficient")
    reasons.append(leading(bureau.decide(OTHER, DEEPSEEK)).reason_ko)
    assert len(set(reasons)) == 3
    assert not any("중국" in one for one in reasons)
