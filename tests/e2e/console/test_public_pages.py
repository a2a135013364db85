"""A citizen and a member of the Assembly at a real console in Chromium: figures, a case, an objection; a report that proves."""

import shutil
import time
import zipfile

import pytest

from e2e.site import free_port, site
from gwanmun.adapters.reports.pack import verify_folder
from gwanmun.adapters.system import System
from gwanmun.control.demo_offices import seed_offices
from gwanmun.control.demo_public import CASE, CODE, seed_public
from gwanmun.control.office import signed_by
from gwanmun.gateway.world import seoul_day

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.long,
    pytest.mark.tools,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium"),
]
WAIT = 60_000


def seeded(office, _books):
    by, today = signed_by(office, "demo-officer", "test"), seoul_day(System().now_us())
    seed_offices(office, by, today)
    seed_public(office, by, today)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    port = free_port()
    settings = f'[desk]\nlisten = "off"\n[console]\nlisten = "127.0.0.1:{port}"\ndevice_class = "internet_pc"\n'
    with site(tmp_path_factory.mktemp("console"), settings_text=settings, seed=seeded) as running:
        deadline = time.monotonic() + 90
        while not running.serving.events("console_serving"):
            assert time.monotonic() < deadline, "the console did not open"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


def opened(chromium, faults, **more):
    page = chromium.new_page(locale="ko-KR", **more)
    page.set_default_timeout(WAIT)
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page


def test_a_citizen_asks_about_a_case_and_objects_without_script_on_a_phone(base, chromium):
    faults = []
    page = opened(chromium, faults, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page.goto(base + "/public")
    assert page.locator("h2").count() >= 4
    page.get_by_role("link", name="내 사건에 AI가 쓰였나요?").first.click()
    page.select_option("#agency", "kr-chungnam")
    page.fill("#number", CASE)
    page.fill("#code", "wrong123")
    page.get_by_role("button", name="물어보기").click()
    assert page.locator("#code-error").is_visible()
    assert page.input_value("#number") == CASE
    page.fill("#code", CODE.lower())
    page.get_by_role("button", name="물어보기").click()
    assert page.get_by_text("AI가 쓰였습니다").is_visible()
    assert CODE.lower() not in page.url
    page.select_option("#ground", "no_human")
    page.get_by_role("button", name="이의신청하기").click()
    assert page.get_by_text("접수했습니다").is_visible()
    number = page.inner_text("dl dd >> nth=0")
    page.goto(base + "/public/objection")
    page.select_option("#agency", "kr-chungnam")
    page.fill("#id", number)
    page.fill("#code", CODE)
    page.get_by_role("button", name="보기", exact=True).click()
    assert page.get_by_text("정하는 중").is_visible()
    for path in ("/public", "/public/register", "/public/case", "/regions", "/regions/kr-daejeon"):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.close()
    assert [one for one in faults if "400 (Bad Request)" not in one] == []  # the wrong code


def test_the_assembly_compares_regions_and_takes_an_answer_that_proves_itself(base, chromium, tmp_path):
    faults = []
    page = opened(chromium, faults)
    page.goto(base)
    page.get_by_role("button", name="국회·의회").first.click()
    page.wait_for_load_state()
    page.goto(base + "/regions")
    page.select_option("#measure", "users")
    page.get_by_role("button", name="보기", exact=True).click()
    assert page.locator(".gm-chart a").count() == 17
    page.locator(".gm-chart a", has_text="대전").click()
    page.wait_for_url("**/regions/kr-daejeon*")
    assert page.get_by_text("465", exact=True).is_visible()

    page.goto(base + "/reports/assembly")
    page.select_option("#collection", "kr-2024")
    page.click("#make button")
    page.wait_for_selector("#made .gm-document")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="모두 내려받기").click()
    waiting.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as bundle:
        bundle.extractall(tmp_path / "answer")
    assert verify_folder(tmp_path / "answer", None).files >= 1
    page.close()
    assert faults == []
