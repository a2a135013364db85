"""Nine people, nine things they came for, by keyboard alone in Chromium against a real site: one browser, one site.

Each journey starts at its tile of the first page and ends at what that person came for. Nothing is clicked: Tab, the
arrows of a list, typing and Enter. On the way axe looks at every page where a journey rests. Beside them: the official's
way with the content policy in force, and without script on a phone.
"""

import re
import time

import pytest

from e2e.console.walk import TEXT
from gwanmun.control import demo_tree

pytestmark = pytest.mark.tools


def test_the_official_reads_an_answer_to_what_left_masked(person, demo):
    person.enter("official")
    person.write("#text", TEXT)
    person.page.wait_for_selector("#preview .gm-span-after")
    person.press("#send")
    person.page.wait_for_selector(".gm-receipt")
    assert "남궁솔" in person.page.inner_text("#answer")
    assert "남궁솔" not in demo.received()[-1]
    person.look()


def test_the_head_of_department_approves_a_request(person):
    person.enter("approver")
    person.look()
    person.go("a.gm-tap")
    person.look()
    person.go('button[name=verdict][value="approve"]')
    person.sees(re.compile("승인했습니다|결재를 올렸습니다"))


def test_the_security_officer_reads_why_and_stops_a_service(person, demo):
    person.enter("security")
    person.look()
    person.open("/desk/requests")
    person.look()
    person.open("/orders/suspensions/new")
    person.choose("#service", demo_tree.OUTSIDE)
    person.write("#reason_ko", "유출이 의심되어 멈춥니다")
    person.look()
    try:
        person.go("main form button.primary")
        person.sees("유출이 의심되어 멈춥니다")
        deadline = time.monotonic() + 60
        while demo.ask(TEXT).status == 200:
            assert time.monotonic() < deadline, "the gate did not hear of it"
            time.sleep(0.2)
    finally:
        demo.act("resume_service", service=demo_tree.OUTSIDE, agency="kr-chungnam")
    deadline = time.monotonic() + 60
    while demo.ask(TEXT).status != 200:
        assert time.monotonic() < deadline, "the gate did not hear that it goes on"
        time.sleep(0.2)


def test_the_privacy_officer_sees_what_was_found_without_the_values(person):
    person.enter("privacy")
    person.look()
    person.go('a[href="/desk/misuse"]')
    person.look()
    assert "남궁솔" not in person.page.content()


def test_who_keeps_the_policies_tries_one_against_the_past(person):
    person.enter("ai-policy")
    person.look()
    person.go("main table a, main .gm-tap")
    person.look()
    person.press('form[hx-get*="/replay"] button')
    person.page.wait_for_selector("#replayed .gm-replay, #replayed .gm-empty")
    person.look()


def test_the_budget_officer_sets_an_allowance(person):
    person.enter("budget")
    person.look()
    person.go('a[href="/money/allowance"]')
    person.choose("#level", "government")
    person.write("#limit_won", "7654321")
    person.look()
    person.go("main form button.primary")
    person.sees("7,654,321원")


def test_the_auditor_proves_the_journal(person):
    person.enter("audit")
    person.open("/desk/journal")
    person.look()
    person.go('form[action="/desk/journal/verify"] button')
    person.page.wait_for_selector("#proving .gm-note-good")
    person.look()


def test_the_assembly_compares_the_regions(person):
    person.enter("assembly")
    person.look()
    person.go("main table tbody a")
    person.look()


def test_a_citizen_asks_whether_ai_was_used_and_objects(person):
    person.enter("citizen")
    person.look()
    person.go('main a[href="/public/case"]')
    person.look()
    person.choose("#agency", "kr-chungnam")
    person.write("#number", "2026-민원-0117")
    person.write("#code", "DEMO-2026")
    person.go("main form button.primary")
    person.look()
    person.at("#ground")
    person.page.keyboard.press("ArrowDown")
    person.write("#words", "사람이 다시 보아 주십시오")
    person.go("main form[action='/public/objection/file'] button")
    person.sees("접수했습니다")
    person.look()


def test_nothing_leaves_before_it_is_sent_and_a_stopped_service_says_why(visitor, demo):
    person = visitor(bypass_csp=False)  # what the content policy forbids would be a fault
    person.open("/")
    person.page.wait_for_load_state("networkidle")
    assert person.bytes < 300_000, "a first visit"
    page = person.click_in("official")
    assert "복지정책과" in page.inner_text("header")

    before = len(demo.received())
    page.fill("#text", TEXT)
    page.wait_for_selector("#preview .gm-span-after")
    assert "⟨이름1⟩" in page.inner_text("#preview")
    assert "이름" in page.inner_text("#preview .gm-span-kind >> nth=0")
    assert len(demo.received()) == before

    page.click("#send")
    page.wait_for_selector(".gm-receipt")
    left = demo.received()[-1]
    assert "010-2345-6789" not in left
    assert "⟨이름1⟩" in left
    assert page.inner_text("#gm-said") == "답변을 다 받았습니다"  # told to people who do not see it
    number = page.inner_text(".gm-receipt dd >> nth=0")

    page.select_option("#model", "deepseek-chat")
    page.wait_for_selector("#preview .gm-note-bad")
    before = len(demo.received())
    page.click("#send")
    page.wait_for_selector("#answer .gm-note-bad")
    told = page.inner_text("#answer")
    assert "규칙" in told
    assert "출처" in told
    assert len(demo.received()) == before

    demo.check_journal(live=False)
    assert number in {str(leaf.request) for leaf, _ in demo.records()}


def test_the_workspace_works_without_script_on_a_phone(visitor):
    person = visitor(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = person.click_in("official", "/workspace")
    page.fill("#text", TEXT)
    page.get_by_role("button", name="미리 보기").click()
    page.wait_for_selector("#preview .gm-span-after")
    assert page.input_value("#text") == TEXT
    page.click("#send")
    page.wait_for_selector(".gm-receipt")
