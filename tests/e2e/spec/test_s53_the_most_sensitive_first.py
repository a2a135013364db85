"""S53: especially military and trade-related systems. Orders reach the highest sensitivity tier first."""

from datetime import date, timedelta

import pytest

from bureau import Bureau
from gwanmun.control import shipped
from gwanmun.domain.devices import Device, Ownership, Tier
from gwanmun.domain.people import DeviceClass

DAY = date(2025, 2, 6)
TEXTS = {one.regime: one.text for one in shipped.pack_texts()}


def device(id_, agency, device_class=DeviceClass.INTERNET_PC, tier=Tier.STANDARD, ownership=Ownership.GOVERNMENT):
    return Device(id_, agency, None, None, device_class, ownership, "", tier)


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path, DAY)
    made.seed_country()
    made.force("kr-mnd-work-devices", "kr-motie-temporary", "kr-local-government")
    made.put(
        device("s-1", "kr-seoul"), device("s-2", "kr-seoul"), device("s-3", "kr-seoul", tier=Tier.HIGH),
        device("m-1", "kr-mnd", DeviceClass.MILITARY_WORK, Tier.HIGH), device("t-1", "kr-motie"),
        device("t-2", "kr-motie", tier=Tier.HIGH),
        device("p-1", "kr-mnd", DeviceClass.PERSONAL, Tier.HIGH, Ownership.PERSONAL),
    )  # fmt: skip
    made.do("put_authority", officer="admin", authority={
        "id": "kr-nis", "name_ko": "국가정보원", "name_en": "NIS", "officers": ["nis-1", "nis-2"]})  # fmt: skip
    yield made
    made.close()


def order(bureau, id_, kind, regime):
    bureau.do("issue_order", officer="nis-1", id=id_, authority="kr-nis", kind=kind, subject="DeepSeek", title_ko="명령",
              title_en="order", source="공문", regime=regime, review_on=(DAY + timedelta(days=60)).isoformat())  # fmt: skip


def test_every_device_of_the_highest_tier_comes_before_every_other(bureau):
    order(bureau, "n-1", "block", "kr-mnd-work-devices")
    order(bureau, "n-2", "restriction", "kr-motie-temporary")
    rows = bureau.do("list_push")
    assert [one["position"] for one in rows] == list(range(1, len(rows) + 1))
    tiers = [one["tier"] for one in rows]
    assert tiers == sorted(tiers)  # high, standard
    assert (rows[0]["agency"], rows[0]["device_class"], rows[0]["kind"]) == ("kr-mnd", "military_work", "block")
    assert (rows[1]["agency"], rows[1]["kind"]) == ("kr-motie", "restriction")
    assert next(one["agency"] for one in rows if one["tier"] == "standard") == "kr-motie"


def test_a_device_of_ones_own_and_an_order_that_ended_are_in_no_push(bureau):
    order(bureau, "n-1", "block", "kr-mnd-work-devices")
    assert "personal" not in {one["device_class"] for one in bureau.do("list_push")}
    bureau.do("end_order", officer="nis-2", id="n-1")
    for officer in ("nis-1", "nis-2"):
        bureau.do("deactivate_pack", officer=officer, regime="kr-mnd-work-devices")
    assert "kr-mnd" not in {one["agency"] for one in bureau.do("list_push")}


def test_what_falls_due_at_one_instant_is_carried_out_for_the_sensitive_first(bureau):
    starts = bureau.clock.now + 3_600_000_000
    for regime in ("kr-local-government", "kr-mnd-work-devices"):
        bureau.do("write_pack", officer="author", text=TEXTS[regime])
        bureau.do("confirm_pack", officer="owner", regime=regime, version=2)
        bureau.do("activate_pack", officer="chief", regime=regime, version=2, starts_us=starts, owner="담당관",
                  review_on=(DAY + timedelta(days=30)).isoformat())  # fmt: skip
    bureau.later(hours=2)
    done = [one["regime"] for one in bureau.facts("activate_scheduled")]
    assert done == ["kr-mnd-work-devices", "kr-local-government"]
