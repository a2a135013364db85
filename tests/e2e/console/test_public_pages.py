"""A citizen and a member of the Assembly at a real console in Chromium: figures, a case, an objection; a report that proves."""

import zipfile

import pytest

from gwanmun.adapters.reports.pack import verify_folder
from gwanmun.control.demo_public import CASE, CODE

pytestmark = [pytest.mark.long, pytest.mark.tools]


def test_a_citizen_asks_about_a_case_and_objects_without_script_on_a_phone(visitor):
    person = visitor(bypass_csp=False, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = person.page
    person.open("/public")
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
    person.open("/public/objection")
    page.select_option("#agency", "kr-chungnam")
    page.fill("#id", number)
    page.fill("#code", CODE)
    page.get_by_role("button", name="보기", exact=True).click()
    assert page.get_by_text("정하는 중").is_visible()


def test_the_assembly_compares_regions_and_takes_an_answer_that_proves_itself(visitor, tmp_path):
    person = visitor(bypass_csp=False)
    page = person.click_in("assembly", "/regions")
    page.select_option("#measure", "users")
    page.get_by_role("button", name="보기", exact=True).click()
    page.locator(".gm-chart a").nth(16).wait_for()
    assert page.locator(".gm-chart a").count() == 17
    page.locator(".gm-chart a", has_text="대전").click()
    page.wait_for_url("**/regions/kr-daejeon*")
    assert page.get_by_text("465", exact=True).is_visible()

    person.open("/reports/assembly")
    page.select_option("#collection", "kr-2024")
    page.click("#make button")
    page.wait_for_selector("#made .gm-document")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="모두 내려받기").click()
    waiting.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as bundle:
        bundle.extractall(tmp_path / "answer")
    assert verify_folder(tmp_path / "answer", None).files >= 1
