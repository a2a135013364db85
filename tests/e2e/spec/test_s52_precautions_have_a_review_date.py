"""S52: precautions taken early. A pre-emptive order has a reason, an owner and a review date, and reminds by itself."""

from datetime import date

import pytest

from bureau import Bureau
from gwanmun.control import shipped
from gwanmun.errors import BadCommand
from gwanmun.ports.books import PackVersion

TEXT = next(one.text for one in shipped.pack_texts() if one.regime == "kr-motie-temporary")


def test_without_a_review_date_it_is_refused_and_with_one_it_reminds(tmp_path):
    bureau = Bureau(tmp_path, date(2025, 2, 5))
    bureau.do("write_pack", officer="writer", text=TEXT)
    bureau.do("confirm_pack", officer="owner", regime="kr-motie-temporary", version=1)
    asked = {"regime": "kr-motie-temporary", "version": 1, "owner": "정보보호담당관실"}
    with pytest.raises(BadCommand, match="review_on"):
        bureau.do("activate_pack", officer="chief", **asked)
    with pytest.raises(BadCommand, match="reason"):
        bureau.do("activate_pack", officer="chief", reason="", **asked, review_on="2025-05-05")
    assert bureau.every(PackVersion, active=True) == ()
    bureau.do("activate_pack", officer="chief", **asked, review_on="2025-05-05")
    assert bureau.do("list_reviews", within_days=30) == ()
    bureau.go(date(2025, 5, 5))
    (due,) = bureau.do("list_reviews")
    assert (due["id"], due["state"], due["owner"]) == ("kr-motie-temporary", "due", "정보보호담당관실")
    assert [one["regime"] for one in bureau.facts("review_due")] == ["kr-motie-temporary"]
    bureau.close()
