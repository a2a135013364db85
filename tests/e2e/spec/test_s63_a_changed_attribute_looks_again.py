"""S63: data may reach a foreign state. A changed attribute (storage, access laws, telemetry, training, retention)
re-evaluates every past approval, and what it changes lands on a person's list.
"""

import pytest

from bureau import Bureau
from unit.control.test_reevaluation import STORAGE_MUST_BE_KR


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path)
    made.seed_house()
    made.do(
        "put_approval", id="a-1", agency="kr-seoul", service="outside", person="p1", until_us=made.clock.now + 10**13
    )
    made.do("write_pack", officer="writer", text=STORAGE_MUST_BE_KR)
    made.do("activate_pack", officer="chief", regime="storage-must-be-kr", version=1)
    yield made
    made.close()


async def test_storage_that_moves_abroad_stops_the_service_and_lists_every_approval(bureau):
    assert (await bureau.house().ask(model="gpt-x")).status == 200
    done = bureau.do("put_fact", service="outside", name="storage_countries", value="US", source="공급자 공지",
                     as_of="2026-11-22", confidence="high")  # fmt: skip
    assert {one["what"] for one in done["looked_again"]} == {"approval:a-1", "record"}
    assert all("deny" in one["after"] for one in done["looked_again"])
    got = await bureau.house().ask(model="gpt-x")
    assert got.error["code"] == "denied"
    assert len([one for one in bureau.do("list_reviews") if one["kind"] == "reassessment"]) == len(done["looked_again"])


@pytest.mark.parametrize("risk", ["government_access_law", "telemetry", "trains_on_input", "retention"])
def test_a_risk_that_changes_is_looked_at_though_no_rule_asks_for_it(bureau, risk):
    given = {"service": "outside", "name": risk, "source": "공급자 공지", "confidence": "high"}
    bureau.do("put_fact", **given, value="없음", as_of="2026-11-21")
    done = bureau.do("put_fact", **given, value="있음", as_of="2026-11-22")
    assert "approval:a-1" in {one["what"] for one in done["looked_again"]}
