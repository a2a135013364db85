"""The officers' pages in Chromium: a checklist answered, a limit set, a key shown once."""

import pytest

pytestmark = [pytest.mark.long, pytest.mark.tools]


def test_a_checklist_is_answered_and_a_key_shows_once(visitor, demo):
    person = visitor(bypass_csp=False)
    page = person.click_in("ai-policy", "/catalogue")
    page.get_by_role("link", name="다른 회사가 제공하는 딥시크").click()
    page.get_by_role("link", name="답하기").first.click()
    page.get_by_role("button", name="기록하기").click()  # without evidence and reason: said beside the fields
    assert page.locator("#error-summary").evaluate("one => document.activeElement === one")
    page.fill("#evidence", "시연 문서 6")
    page.fill("#reason", "점검함")
    page.get_by_role("button", name="기록하기").click()
    page.wait_for_selector(".gm-note-good")
    assert "열린 점검 항목 3개" in page.inner_text("main")

    person.open("/keys/issue")
    page.fill("#person", "p-1001")
    page.fill("#reason", "시험")
    page.get_by_role("button", name="발급하기").click()
    key = page.inner_text("#secret")
    assert key.startswith("gm_")
    person.open("/keys")
    assert key not in page.content()
    assert key[3:11] in page.content()
    demo.check_journal(live=False)
