"""S64: an order reaches all devices: how many minutes it took, class by class, proved by the machines' own records."""

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bureau import Bureau
from gwanmun.adapters.system import System
from gwanmun.control.office import seoul_day
from gwanmun.domain.devices import Device, DeviceApp, DeviceCheck, Ownership, Tier
from gwanmun.domain.people import DeviceClass
from gwanmun.enforce.effects import Chain, digest_of, line_of
from gwanmun.errors import BadCommand

DAY = date(2025, 2, 6)
KEY = Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32)
MINUTE = 60_000_000


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path, DAY)
    made.seed_country()
    made.force("kr-mnd-work-devices")
    made.put(
        Device("m-1", "kr-mnd", None, None, DeviceClass.MILITARY_WORK, Ownership.GOVERNMENT, "", Tier.HIGH),
        Device("m-2", "kr-mnd", None, None, DeviceClass.MILITARY_WORK, Ownership.GOVERNMENT, "", Tier.HIGH),
        Device("o-1", "kr-mnd", None, None, DeviceClass.INTERNET_PC, Ownership.GOVERNMENT, "", Tier.STANDARD),
        Device("p-1", "kr-mnd", None, None, DeviceClass.PERSONAL, Ownership.PERSONAL, "", Tier.STANDARD),
        DeviceCheck("m-1", DAY), DeviceApp("m-1", "com.deepseek.chat", DAY, DAY),
    )  # fmt: skip
    made.do("put_authority", officer="admin", authority={
        "id": "kr-nis", "name_ko": "국가정보원", "name_en": "NIS", "officers": ["nis-1", "nis-2"]})  # fmt: skip
    made.do("put_enforcer", officer="ciso", name="gw-1", key=KEY.public_key().public_bytes_raw().hex())
    made.do("issue_order", officer="nis-1", id="n-1", authority="kr-nis", kind="block", subject="DeepSeek", title_ko="차단",
            title_en="block", source="공문", regime="kr-mnd-work-devices", review_on=(DAY + timedelta(days=60)).isoformat())  # fmt: skip
    made.issued = made.clock.now
    made.lines, made.chain = [], Chain()
    yield made
    made.close()


def took_effect(bureau, device, minutes, **more):
    """As the agent of a machine writes it down, and an officer files it."""
    row = {
        "at_us": bureau.issued + int(minutes * MINUTE), "target": "bind", "audience": f"kr-mnd.{device}", "agency": "kr-mnd",
        "device": device, "stamp": "r7-abababababab", "revision": 7, "day": "2025-02-06", "published_us": bureau.issued + 1,
        "made_us": 1, "mode": "block", "probes": 6, **more,
    }  # fmt: skip
    line = line_of(row, bureau.chain, KEY)
    bureau.chain = Chain(bureau.chain.sequence + 1, digest_of(line))
    bureau.lines.append(line)
    return bureau.do("file_effects", officer="ciso", enforcer="gw-1", lines=bureau.lines)


def clock(bureau, **more):
    told = bureau.do("show_clock", order="n-1", **more)
    return told, {row["device"]: row for row in told["rows"]}


def test_before_anything_took_effect_every_class_waits_the_sensitive_first(bureau):
    told, rows = clock(bureau)
    assert [row["device"] for row in told["rows"]] == ["military_work", "internet_pc"]
    assert {row["state"] for row in rows.values()} == {"waiting"}
    assert (told["all_minutes"], told["devices_held"], told["devices"]) == (None, 0, 3)
    assert "personal" not in rows, "a device of one's own is out of scope"


def test_minutes_run_from_the_order_to_each_class_and_to_the_last(bureau):
    assert took_effect(bureau, "military_work", 12)["new"] == 1
    told, rows = clock(bureau)
    assert (rows["military_work"]["minutes"], rows["internet_pc"]["state"], told["all_minutes"]) == (
        12.0,
        "waiting",
        None,
    )
    took_effect(bureau, "internet_pc", 95.5)
    told, rows = clock(bureau)
    assert (rows["internet_pc"]["minutes"], told["all_minutes"], told["devices_held"]) == (95.5, 95.5, 3)
    proof = rows["internet_pc"]["proof"]
    assert (proof["enforcer"], proof["sequence"], proof["digest"], proof["probes"]) == (
        "gw-1",
        2,
        digest_of(bureau.lines[1]),
        6,
    )
    assert "95.5분 만에 모두 시행" in told["ko"]


@pytest.mark.parametrize(
    ("why", "more"),
    [
        ("made from what was published before the order", {"published_us": 1}),
        ("judged for a day before it", {"day": "2025-02-05"}),
        ("a firewall alone refuses no name", {"target": "nft"}),
        ("only looked at", {"mode": "observe"}),
    ],
)
def test_what_does_not_hold_the_order_does_not_stop_the_clock(bureau, why, more):
    took_effect(bureau, "military_work", 5, **more)
    assert clock(bureau)[1]["military_work"]["state"] == ("observed" if "mode" in more else "waiting"), why


def test_what_was_loaded_and_not_asked_for_stops_no_clock(bureau):
    took_effect(bureau, "military_work", 5, probes=0)
    told, rows = clock(bureau)
    assert (rows["military_work"]["state"], rows["military_work"]["minutes"], rows["military_work"]["proof"]) == (
        "loaded",
        None,
        None,
    )
    assert (told["effective"], told["devices_held"]) == (0, 0)
    assert "적재되었으나 확인 질문이 없는 단말 구분 1개" in told["ko"]
    took_effect(bureau, "military_work", 9)
    told, rows = clock(bureau)
    assert (rows["military_work"]["state"], rows["military_work"]["minutes"]) == ("effective", 9.0)
    assert rows["military_work"]["proof"]["probes"] == 6
    assert "확인 질문이 없는" not in told["ko"]


def test_the_statement_says_checked_found_removed_and_not_reached(bureau):
    told, _ = clock(bureau, app="com.deepseek")
    military = next(row for row in told["inventory"] if row["tier"] == "high")
    assert [military[name] for name in ("devices", "checked", "found", "removed", "not_reached")] == [2, 1, 1, 1, 1]
    assert military["not_reached_ids"] == ("m-2",)
    assert "점검 1대, 발견 1대, 삭제 1대, 미확인 2대" in told["ko"]


def test_nobody_elses_record_and_no_record_twice_is_taken(bureau):
    took_effect(bureau, "military_work", 5)
    assert bureau.do("file_effects", officer="ciso", enforcer="gw-1", lines=bureau.lines)["new"] == 0
    forged = line_of({"sequence": 2}, bureau.chain, Ed25519PrivateKey.generate())
    with pytest.raises(BadCommand, match="not signed"):
        bureau.do("file_effects", officer="ciso", enforcer="gw-1", lines=[*bureau.lines, forged])
    with pytest.raises(BadCommand):
        bureau.do("file_effects", officer="ciso", enforcer="gw-2", lines=bureau.lines)
    assert len(bureau.facts("file_effects")) == 1


def test_an_order_without_a_regime_has_no_clock_and_says_so(bureau):
    bureau.do("issue_order", officer="nis-1", id="n-2", authority="kr-nis", kind="advisory", subject="DeepSeek", title_ko="안내",
              title_en="note", source="공문")  # fmt: skip
    with pytest.raises(BadCommand, match="names no regime"):
        bureau.do("show_clock", order="n-2")


def test_the_command_line_files_an_agents_records_and_tells_the_minutes(desk_line):
    desk_line.act("put_device", device={
        "id": "c-77", "agency": "kr-chungnam", "department": None, "holder": None, "device_class": "internet_pc",
        "ownership": "government", "zone": "", "tier": "standard"})  # fmt: skip
    desk_line.act(
        "put_authority",
        authority={"id": "kr-nis-77", "name_ko": "시험 감독기관", "name_en": "authority", "officers": ["n-1", "n-2"]},
    )
    order = desk_line.act(
        "issue_order", officer="n-1", id="n-77", authority="kr-nis-77", kind="block", subject="DeepSeek", title_ko="차단", title_en="block",
        source="공문", regime="kr-local-government", review_on=(seoul_day(System().now_us()) + timedelta(days=60)).isoformat(),
    )  # fmt: skip
    desk_line.act("put_enforcer", name="gw-77", key=KEY.public_key().public_bytes_raw().hex())
    code, told = desk_line.run("enforce", "clock", "n-77")
    assert (code, told["rows"][0]["state"]) == (1, "waiting")
    now_us = System().now_us() + MINUTE
    row = {
        "at_us": now_us + 5 * MINUTE, "target": "squid", "audience": "kr-chungnam.internet_pc", "agency": "kr-chungnam",
        "device": "internet_pc", "stamp": "r7-abababababab", "revision": 7, "day": order["valid_from"], "published_us": now_us,
        "made_us": 1, "mode": "block", "probes": 6,
    }  # fmt: skip
    file = desk_line.file("effective.jsonl", line_of(row, Chain(), KEY) + "\n")
    assert desk_line.done("enforce", "file", file, "--name", "gw-77")["new"] == 1
    told = desk_line.done("enforce", "clock", "n-77")
    assert 5.0 <= told["all_minutes"] <= 7.0
    _, text = desk_line.run("enforce", "clock", "n-77", json_=False)
    assert "gw-77 #1 squid" in text
    assert "모두 시행" in text
