"""S60: a data watchdog. An authority issues orders of its own, and no agency can edit, end or step round one."""

from datetime import date

import pytest

from bureau import DEEPSEEK_APP, Bureau
from gwanmun.control import shipped
from gwanmun.errors import BadCommand
from gwanmun.policy.explain import leading

REGIME = "kr-pipc-deepseek-download-pause"
TEXT = next(one.text for one in shipped.pack_texts() if one.regime == REGIME)


def test_an_agency_cannot_edit_it_and_the_authority_can(tmp_path):
    bureau = Bureau(tmp_path, date(2025, 2, 15))
    bureau.seed_country(DEEPSEEK_APP)
    bureau.do("put_authority", officer="admin", authority={"id": "kr-pipc", "name_ko": "개인정보보호위원회", "name_en": "PIPC",
                                                           "officers": ["pipc-1", "pipc-2"]})  # fmt: skip
    bureau.do("write_pack", officer="pipc-1", text=TEXT)
    bureau.do("activate_pack", officer="pipc-2", regime=REGIME, version=1)
    bureau.do("issue_order", officer="pipc-1", id="o-1", authority="kr-pipc", kind="pause", subject="DeepSeek app",
              title_ko="중단", title_en="pause", source="보도자료", regime=REGIME, valid_to="2025-04-28")  # fmt: skip
    weaker = TEXT.replace("decision: deny", "decision: allow")
    for act, args in (("write_pack", {"text": weaker}), ("deactivate_pack", {"regime": REGIME}),
                      ("lift_order", {"regime": REGIME}), ("end_order", {"id": "o-1"})):  # fmt: skip
        with pytest.raises(BadCommand) as caught:
            bureau.do(act, officer="kr-seoul-chief", **args)
        assert "개인정보보호위원회" in caught.value.message("ko")
    decision = bureau.decide("kr-seoul", DEEPSEEK_APP, action="install")
    assert (decision.outcome.word, str(leading(decision).rule)) == ("deny", "PIPC-1")
    bureau.do("end_order", officer="pipc-2", id="o-1", reason="처리방침 개정")
    assert bureau.do("list_orders", subject="app")[-1]["state"] in {"lifted", "observed"}
    bureau.close()
