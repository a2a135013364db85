"""An auditor's way through the desk in Chromium: a figure, its rows, one request with its proof, the journals verified."""

import time

import pytest

pytestmark = [pytest.mark.long, pytest.mark.tools]


def test_the_auditor_goes_from_a_figure_to_its_proof(visitor, demo):
    demo.ask("연락처 010-2345-6789 로 회신 바랍니다.")
    person = visitor(bypass_csp=False)
    page = person.click_in("audit", "/desk/requests")
    deadline = time.monotonic() + 90
    while page.locator("tbody th a").count() == 0:  # the rollup reads what is sealed every two seconds
        assert time.monotonic() < deadline, "the request did not appear"
        time.sleep(1)
        page.reload()
    person.open("/desk")
    page.locator("a.gm-sum[href*='what=sent']").first.click()
    page.locator("tbody th a").first.click()
    page.get_by_text("바뀌지 않은 기록입니다").wait_for()
    assert "010-2345-6789" not in page.content()
    page.set_viewport_size({"width": 390, "height": 844})
    person.open("/desk/requests")
    assert person.width == 390
    person.open("/desk/journal")
    page.get_by_role("button", name="지금 검증").click()
    page.get_by_text("모두 맞습니다").wait_for()
