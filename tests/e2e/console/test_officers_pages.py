"""The officers' pages in Chromium: a checklist answered, a limit set, a key shown once; no page wider than a phone."""

import shutil
import time

import pytest

from e2e.site import free_port, site
from gwanmun.adapters.system import System
from gwanmun.control.demo_desk import seed_desk
from gwanmun.control.demo_offices import seed_offices
from gwanmun.control.office import signed_by
from gwanmun.gateway.world import seoul_day

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.long,
    pytest.mark.tools,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium"),
]
WAIT = 60_000
ROUND = (
    "/catalogue", "/catalogue/deepseek-on-other-cloud", "/inquiries", "/people", "/keys", "/keys/issue", "/training",
    "/devices", "/money", "/money/ledger", "/money/settle", "/money/rounds/demo-2026", "/my",
)  # fmt: skip


def offices(office, _books):
    by = signed_by(office, "demo-officer", "test")
    today = seoul_day(System().now_us())
    seed_offices(office, by, today)
    seed_desk(office, by, today)


@pytest.fixture(scope="module")
def console(tmp_path_factory):
    port = free_port()
    settings = f'[desk]\nlisten = "off"\n[console]\nlisten = "127.0.0.1:{port}"\ndevice_class = "internet_pc"\n'
    with site(tmp_path_factory.mktemp("officers"), settings_text=settings, seed=offices) as running:
        deadline = time.monotonic() + 90
        while not running.serving.events("console_serving"):
            assert time.monotonic() < deadline, "the console did not open"
            time.sleep(0.1)
        yield running, f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def enter(chromium, base, tile, **context):
    page = chromium.new_context(locale="ko-KR", **context).new_page()
    page.set_default_timeout(WAIT)
    page.goto(base)
    page.locator("button.gm-tile").filter(has_text=tile).click()
    page.wait_for_load_state("networkidle")
    return page


def test_a_checklist_is_answered_and_a_key_shows_once(console, chromium):
    running, base = console
    page = enter(chromium, base, "AI 정책 담당")
    page.goto(base + "/catalogue")
    page.get_by_role("link", name="다른 회사가 제공하는 딥시크").click()
    page.get_by_role("link", name="답하기").first.click()
    page.get_by_role("button", name="기록하기").click()  # without evidence and reason: said beside the fields
    assert page.locator("#error-summary").evaluate("one => document.activeElement === one")
    page.fill("#evidence", "시연 문서 6")
    page.fill("#reason", "점검함")
    page.get_by_role("button", name="기록하기").click()
    page.wait_for_selector(".gm-note-good")
    assert "열린 점검 항목 3개" in page.inner_text("main")

    page.goto(base + "/keys/issue")
    page.fill("#person", "p-1001")
    page.fill("#reason", "시험")
    page.get_by_role("button", name="발급하기").click()
    key = page.inner_text("#secret")
    assert key.startswith("gm_")
    page.goto(base + "/keys")
    assert key not in page.content()
    assert key[3:11] in page.content()
    page.context.close()
    running.check_journal(live=False)


@pytest.mark.parametrize("script", [True, False])
def test_no_page_is_wider_than_a_phone(console, chromium, script):
    _, base = console
    page = enter(chromium, base, "AI 정책 담당", viewport={"width": 360, "height": 800}, java_script_enabled=True)
    cookies = page.context.cookies()
    page.context.close()
    context = chromium.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=script)
    context.add_cookies(cookies)
    page = context.new_page()
    page.set_default_timeout(WAIT)
    for path in ROUND:
        assert page.goto(base + path).status == 200, path
        box = page.locator("main").bounding_box()
        assert box["width"] <= 360, path
        if script:
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    context.close()
