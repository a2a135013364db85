"""The workspace in Chromium against a real site: single places, a file, a document, a receipt, a safe copy, what is kept."""

import time

import pytest

pytestmark = [pytest.mark.long, pytest.mark.tools]
TEXT = "민원인: 남궁솔, 연락처 010-2345-6789. 별명 큰바위. 지방세 환급을 신청하였으나 회신을 받지 못했습니다."
FILE = "붙임 문서\n성명: 독고현\n연락처: 010-7777-8888\n도로 보수 요청입니다.\n"


@pytest.fixture
def page(visitor):
    return visitor(bypass_csp=False).click_in("official")


def test_single_places_a_file_a_document_and_the_receipt(demo, page, tmp_path):
    base = demo.console
    page.goto(f"{base}/workspace")
    page.fill("#text", TEXT)
    page.click("#preview mark[data-mark=keep] >> nth=0")
    page.wait_for_selector("#preview .gm-span-kept")
    page.click("#miss summary")
    page.fill("#hide_text", "큰바위")
    page.click("[data-hide]")
    page.wait_for_selector("[name=hide][data-again]")
    (tmp_path / "붙임.txt").write_text(FILE)
    page.set_input_files("#upload", str(tmp_path / "붙임.txt"))
    page.wait_for_selector(".gm-file-see")
    page.click("#send")
    page.wait_for_selector(".gm-receipt")
    left = demo.received()[-1]
    assert "남궁솔" in left  # kept, as this agency lets its people
    for value in ("큰바위", "010-2345-6789", "독고현", "010-7777-8888"):
        assert value not in left

    page.click(".gm-take summary")
    with page.expect_download() as download:
        page.click(".gm-take button[value=hwpx]")
    assert download.value.path().read_bytes()[:2] == b"PK"

    receipt = page.get_attribute(".gm-receipt a", "href")
    deadline = time.monotonic() + 60
    while True:
        page.goto(base + receipt)
        told = page.inner_text("main")
        if "뿌리값" in told:
            break
        assert time.monotonic() < deadline, told
        time.sleep(0.5)
    assert "이용자가 직접 가림" in told
    assert "⟨이름" in told  # what left, while the session lasts
    demo.check_journal(live=False)


def test_a_safe_copy_is_on_record_and_comes_back(demo, page):
    base = demo.console
    before = len(demo.received())
    page.goto(f"{base}/safe-copy")
    page.fill("#text", TEXT)
    page.wait_for_selector("#preview .gm-span-after")
    page.click("#send")
    page.wait_for_selector("#carry")
    carried = page.inner_text("#carry")
    assert "⟨이름1⟩" in carried
    assert "남궁솔" not in carried
    page.fill("#answer", "⟨이름1⟩ 님께 ⟨전화1⟩로 알려 드립니다.")
    page.click("#back button")
    page.wait_for_selector("#reply")
    assert page.inner_text("#reply") == "남궁솔 님께 010-2345-6789로 알려 드립니다."
    assert len(demo.received()) == before  # nothing was sent from here
    number = page.get_attribute("#made a", "href").rpartition("/")[2]
    kinds = [leaf.kind for leaf, _ in demo.records() if str(leaf.request) == number]
    assert kinds == ["admitted", "ended"]

    page.select_option("#model", "deepseek-web")
    page.wait_for_selector("#preview .gm-note-bad")
    page.click("#send")
    page.wait_for_selector("#made .gm-note-bad")
    assert page.locator("#carry").count() == 0


def test_a_question_goes_on_with_the_same_tokens(demo, page):
    base = demo.console
    page.goto(f"{base}/workspace")
    page.fill("#text", TEXT)
    page.wait_for_selector("#preview .gm-span-after")
    page.click("#send")
    page.wait_for_selector(".gm-receipt")
    page.fill("#text", "남궁솔 님께 한 줄 더 써 주세요.")
    page.locator("#preview", has_text="님께 한 줄 더").wait_for()
    page.click("#send")
    page.wait_for_selector(".gm-before")
    left = demo.received()[-1]
    assert "⟨이름1⟩ 님께 한 줄 더" in left
    assert "남궁솔" not in left


DROP = """(files) => {
  const held = new DataTransfer();
  for (const [name, text] of files) held.items.add(new File([text], name));
  document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", {dataTransfer: held, bubbles: true, cancelable: true}));
}"""


def test_files_dropped_together_are_all_read_and_what_is_wrong_with_one_stays(demo, page):
    page.goto(f"{demo.console}/workspace")
    page.evaluate(DROP, [["첫째.txt", FILE], ["둘째.docx", "글"], ["셋째.csv", "성명,연락처\n독고현,010-7777-8888\n"]])
    page.locator("#files li", has_text="셋째.csv").wait_for()
    page.locator("#files .gm-error", has_text="둘째.docx").wait_for()
    assert page.locator("#files li").count() == 2
    assert "첫째.txt" in page.inner_text("#files")
