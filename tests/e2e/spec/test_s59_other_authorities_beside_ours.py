"""S59: other countries asked too. Italian, French and Irish inquiries stand on the vendor's page beside ours."""

from datetime import date

from bureau import DEEPSEEK, Bureau
from gwanmun.entrypoints.desk_commands_changes import vendor_lines


def test_the_vendors_page_shows_who_else_asked_and_ordered(tmp_path):
    bureau = Bureau(tmp_path, date(2025, 2, 10))
    bureau.seed_country(DEEPSEEK)
    bureau.do("open_inquiry", id="pipc-1", vendor="deepseek", asker="kr-pipc", sent_on="2025-01-31")
    bureau.do("observe_order", observed={"id": "ie-dpc-2025-1", "day": "2025-01-29", "issuer": "DPC (IE)",
                                         "subject": "DeepSeek", "kind": "inquiry", "source": "언론 보도", "officer": ""})  # fmt: skip
    page = bureau.do("show_vendor", vendor="deepseek")
    seen = {one["issuer"]: one["kind"] for one in page["others"]}
    assert seen["Garante (IT)"] in {"inquiry", "processing_limited"}
    assert seen["CNIL (FR)"] == "inquiry_announced"
    assert seen["DPC (IE)"] == "inquiry"
    assert seen["PIPC (KR)"] == "inquiry"
    assert not any(one["ours"] for one in page["others"])
    assert all(one["day"] <= "2025-02-10" for one in page["others"])
    text = "\n".join(vendor_lines(page, "en"))
    assert all(name in text for name in ("Garante (IT)", "CNIL (FR)", "DPC (IE)", "[pipc-1] kr-pipc"))
    bureau.close()
