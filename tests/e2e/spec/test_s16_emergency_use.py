"""S16: adoption must not skip security. Emergency use is separate, short and reviewed, and no way round a block."""

from bureau import Bureau
from gwanmun.domain.catalogue import Record


async def test_an_emergency_opens_for_hours_ends_by_itself_and_waits_for_review(tmp_path):
    bureau = Bureau(tmp_path)
    bureau.seed_house()
    asked = {"model": "unreviewed", "text": "재난 문자 초안"}
    bureau.do("import_catalogue", services=[], models=[
        {"name": "unreviewed", "service": "cloud", "upstream_name": "glm-9", "aliases": [], "max_output_tokens": 100,
         "prices": [{"valid_from": "2026-11-22", "valid_to": None, "currency": "KRW", "input_micro": 1, "output_micro": 1,
                     "source": "t"}]}])  # fmt: skip
    bureau.do("approve_model", officer="other", model="unreviewed")
    bureau.put(Record("kr-seoul", "cloud", False, "negotiated", "O", False, "true"))

    async def status():
        return (await bureau.house().ask(asked["text"], model=asked["model"])).status

    assert await status() == 403
    opened = bureau.do("open_emergency", officer="chief", reason="태풍 대응", agency="kr-seoul", service="cloud",
                       person="p1", hours=2, families=["glm"])  # fmt: skip
    assert await status() == 200
    bureau.later(hours=2)
    assert await status() == 403
    assert [(one["kind"], one["id"]) for one in bureau.do("list_reviews")] == [("emergency", opened["id"])]
    bureau.do("review_emergency", officer="audit", id=opened["id"], verdict="justified", finding="필요했음")
    assert bureau.do("list_reviews") == ()
    bureau.close()


async def test_it_lifts_no_block_no_open_item_and_no_suspension(tmp_path):
    bureau = Bureau(tmp_path)
    bureau.seed_house()
    bureau.do("open_emergency", agency="kr-seoul", service="deepseek-api", person="p1", families=["deepseek"])
    got = await bureau.house().ask(model="deepseek-chat")
    assert got.error["code"] == "denied"
    bureau.do("open_emergency", agency="kr-seoul", service="outside", person="p1")
    bureau.do("propose_service", agency="kr-seoul", service="outside")
    assert "점검 항목" in (await bureau.house().ask(model="gpt-x")).error["message_ko"]
    bureau.do("suspend_service", service="outside", reason_ko="사고 조사", reason_en="incident")
    assert "사고 조사" in (await bureau.house().ask(model="gpt-x")).error["message_ko"]
    bureau.close()
