"""An auditor's way through the desk in Chromium: a figure, its rows, one request with its proof, the journals verified."""

import shutil
import time

import pytest

from e2e.site import free_port, site
from gwanmun.adapters.system import System
from gwanmun.control.demo_offices import seed_offices
from gwanmun.control.office import signed_by
from gwanmun.gateway.world import seoul_day

CHROMIUM = shutil.which("chromium")
WAIT = 60_000

pytestmark = [
    pytest.mark.long,
    pytest.mark.tools,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium"),
]


def offices(office, _books):
    seed_offices(office, signed_by(office, "demo-officer", "test"), seoul_day(System().now_us()))


def test_the_auditor_goes_from_a_figure_to_its_proof(tmp_path):
    from playwright.sync_api import sync_playwright

    port = free_port()
    settings = f'[desk]\nlisten = "off"\n[console]\nlisten = "127.0.0.1:{port}"\ndevice_class = "internet_pc"\n'
    with site(tmp_path, settings_text=settings, seed=offices) as running, sync_playwright() as playwright:
        deadline = time.monotonic() + 90
        while not running.serving.events("console_serving"):
            assert time.monotonic() < deadline, "the console did not open"
            time.sleep(0.1)
        running.ask("연락처 010-2345-6789 로 회신 바랍니다.")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale="ko-KR")
        page.set_default_timeout(WAIT)
        base = f"http://127.0.0.1:{port}"
        page.goto(base)
        page.locator("button.gm-tile", has_text="감사담당관").click()
        page.wait_for_load_state()
        page.goto(base + "/desk/requests")
        while page.locator("tbody th a").count() == 0:  # the rollup reads what is sealed every two seconds
            assert time.monotonic() < deadline, "the request did not appear"
            time.sleep(1)
            page.reload()
        page.goto(base + "/desk")
        page.locator("a.gm-sum[href*='what=sent']").first.click()
        page.locator("tbody th a").first.click()
        page.get_by_text("바뀌지 않은 기록입니다").wait_for()
        assert "010-2345-6789" not in page.content()
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(base + "/desk/requests")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.goto(base + "/desk/journal")
        page.get_by_role("button", name="지금 검증").click()
        page.get_by_text("모두 맞습니다").wait_for()
        browser.close()
