"""S15: protocols before deployment. No service is callable before its checklist is complete; the refusal names the item."""

from bureau import Bureau
from gwanmun.domain.vendors import CHECKLIST

HERE = {"agency": "kr-seoul", "service": "outside"}
VALUES = {"contract": "negotiated", "accreditation": "O", "residency": "true"}


async def test_a_call_is_refused_with_the_open_items_name_until_the_last_one_is_answered(tmp_path):
    bureau = Bureau(tmp_path)
    bureau.seed_house()
    bureau.do("propose_service", officer="policy", **HERE)
    for item in CHECKLIST:
        house = bureau.house()
        got = await house.ask(model="gpt-x")
        assert got.status == 403
        assert item.ko in got.error["message_ko"]
        assert item.en in got.error["message_en"]
        assert house.vendor.sent == []
        bureau.do("check_item", **HERE, item=item.id, state="done", evidence="문서", value=VALUES.get(item.id, ""))
    bureau.do("move_service", officer="policy", **HERE, to="reviewed")
    bureau.do("move_service", officer="chief", **HERE, to="approved")
    assert (await bureau.house().ask(model="gpt-x")).status == 200
    bureau.do("check_item", **HERE, item="security_review", state="open")
    assert "보안성 검토" in (await bureau.house().ask(model="gpt-x")).error["message_ko"]
    bureau.close()
