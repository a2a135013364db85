"""An official's way through the real console in Chromium: enter, write, see what leaves, send, read, be refused, ask."""

import shutil
import time

import pytest

from e2e.site import Site, free_port, site
from gwanmun.adapters.system import System
from gwanmun.control.demo_offices import seed_offices
from gwanmun.control.office import signed_by
from gwanmun.gateway.world import seoul_day

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.tools,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium"),
]
WAIT = 60_000
TEXT = "민원인: 남궁솔, 연락처 010-2345-6789. 지방세 환급을 신청하였으나 회신을 받지 못했습니다."


def offices(office, _books):
    seed_offices(office, signed_by(office, "demo-officer", "test"), seoul_day(System().now_us()))


@pytest.fixture(scope="module")
def console(tmp_path_factory):
    port = free_port()
    settings = f'[desk]\nlisten = "off"\n[console]\nlisten = "127.0.0.1:{port}"\ndevice_class = "internet_pc"\n'
    with site(tmp_path_factory.mktemp("console"), settings_text=settings, seed=offices) as running:
        deadline = time.monotonic() + 90
        while not running.serving.events("console_serving"):
            assert time.monotonic() < deadline, "the console did not open"
            time.sleep(0.1)
        yield running, f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


def test_the_official_sees_what_leaves_sends_it_and_reads_the_answer(console, chromium):
    running: Site = console[0]
    base = console[1]
    page = chromium.new_page(locale="ko-KR")
    page.set_default_timeout(WAIT)
    faults, elsewhere = [], []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda sent: elsewhere.append(sent.url) if not sent.url.startswith(base) else None)
    size = [0]
    page.on("requestfinished", lambda sent: size.__setitem__(0, size[0] + max(0, sent.sizes()["responseBodySize"])))

    page.goto(base)
    page.wait_for_load_state("networkidle")
    assert size[0] < 300_000, "a first visit"
    assert page.locator(".gm-tile", has_text="시민").is_visible()
    page.locator(".gm-tile", has_text="주무관").first.click()
    page.wait_for_url("**/workspace")
    assert "복지정책과" in page.inner_text("header")

    # What would leave, beside what was typed; nothing has left yet.
    before = len(running.received())
    page.fill("#text", TEXT)
    page.wait_for_selector("#preview .gm-span-after")
    assert "⟨이름1⟩" in page.inner_text("#preview")
    assert "이름" in page.inner_text("#preview .gm-span-kind >> nth=0")
    assert len(running.received()) == before

    # Sent masked, answered with the value back, recorded.
    page.click("#send")
    page.wait_for_selector(".gm-receipt")
    left = running.received()[-1]
    assert "남궁솔" not in left
    assert "010-2345-6789" not in left
    assert "⟨이름1⟩" in left
    assert page.inner_text("#gm-said") == "답변을 다 받았습니다"
    number = page.inner_text(".gm-receipt dd >> nth=0")

    # A service that is stopped: why, and the way out.
    page.select_option("#model", "deepseek-chat")
    page.wait_for_selector("#preview .gm-note-bad")
    before = len(running.received())
    page.click("#send")
    page.wait_for_selector("#answer .gm-note-bad")
    told = page.inner_text("#answer")
    assert "규칙" in told
    assert "출처" in told
    assert len(running.received()) == before

    assert elsewhere == []
    assert [fault for fault in faults if "Failed to load" not in fault] == []
    running.check_journal(live=False)
    assert number in {str(leaf.request) for leaf, _ in running.records()}
    page.close()


def test_the_workspace_works_without_script(console, chromium):
    context = chromium.new_context(java_script_enabled=False, locale="ko-KR", viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(console[1] + "/sign-in")
    page.locator(".gm-tile", has_text="주무관").first.click()
    page.wait_for_load_state()
    page.goto(console[1] + "/workspace")
    page.fill("#text", TEXT)
    page.get_by_role("button", name="미리 보기").click()
    page.wait_for_selector("#preview .gm-span-after")
    assert page.input_value("#text") == TEXT
    page.click("#send")
    page.wait_for_selector(".gm-receipt")
    context.close()
