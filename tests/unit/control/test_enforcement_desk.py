"""What the desk shows of enforcement: plain rows from what was filed and from the books."""

from datetime import date, timedelta

import pytest

from bureau import Bureau
from gwanmun.control import shipped
from gwanmun.domain.enforcement import Effect
from gwanmun.domain.snapshot import Approval
from gwanmun.errors import BadCommand

DAY = date(2025, 2, 6)


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path, DAY)
    made.seed_country(*shipped.catalogue().services)
    made.force("kr-local-government", "kr-mnd-work-devices")
    yield made
    made.close()


def effect(sequence, **more):
    given = {
        "target": "bind",
        "agency": "kr-seoul",
        "device": "internet_pc",
        "mode": "block",
        "at_us": sequence,
        **more,
    }
    return Effect("gw-1", sequence, given["at_us"], given["target"], "kr-seoul.internet_pc", given["agency"], given["device"],
                  f"r{sequence}-ab", sequence, DAY, 1, given["mode"], given.get("probes", 3), "ff",
                  given.get("confirmed_by"))  # fmt: skip


def test_the_status_of_a_class_is_its_last_record_for_each_engine(bureau):
    bureau.put(effect(1), effect(2), effect(3, target="squid"), effect(4, agency="kr-mnd"))
    rows = bureau.do("list_enforcement", agency="kr-seoul")
    assert [(row["target"], row["stamp"]) for row in rows] == [("bind", "r2-ab"), ("squid", "r3-ab")]
    assert len(bureau.do("list_enforcement")) == 3


@pytest.mark.parametrize(
    ("more", "hold"),
    [
        ({}, "effective"),
        ({"probes": 0}, "loaded"),
        ({"mode": "observe"}, "observed"),
        ({"mode": "observe", "probes": 0}, "observed"),
    ],
)
def test_a_class_is_effective_only_where_it_refuses_and_was_asked(bureau, more, hold):
    bureau.put(effect(1, **more))
    assert [row["hold"] for row in bureau.do("list_enforcement")] == [hold]


def test_who_confirmed_a_large_change_stands_beside_what_stands(bureau):
    bureau.put(effect(1, confirmed_by="p-1024"), effect(2, target="squid"))
    assert [row["confirmed_by"] for row in bureau.do("list_enforcement")] == ["p-1024", None]


def row(subject, attempts, agency="kr-seoul", **more):
    return {
        "agency": agency,
        "device": "internet_pc",
        "subject": subject,
        "attempts": attempts,
        "devices": 1,
        "raw": 9,
        **more,
    }


def test_attempts_are_listed_by_number_and_a_day_that_is_filed_again_is_replaced(bureau):
    day = DAY.isoformat()
    bureau.do("file_sightings", day=day, sort="service", rows=[row("deepseek", 2), row("kimi", 5, policies=["r7-ab"])])
    bureau.do("file_sightings", day=day, sort="service", rows=[row("deepseek", 8)])
    bureau.do("file_sightings", day=day, sort="host", rows=[row("new-ai.example.net", 0)])
    assert [(one["subject"], one["attempts"]) for one in bureau.do("list_sightings")] == [("deepseek", 8), ("kimi", 5)]
    assert [one["subject"] for one in bureau.do("list_sightings", sort="host")] == ["new-ai.example.net"]
    assert bureau.do("list_sightings", since=(DAY + timedelta(days=1)).isoformat()) == ()


@pytest.mark.parametrize(
    "bad",
    [
        row("deepseek", -1),
        row("a b", 1),
        row("deepseek", 1, agency="kr-nowhere"),
        row("deepseek", 1, policies=["x\ny"]),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_nothing_is_filed(bureau, bad):
    with pytest.raises(BadCommand):
        bureau.do("file_sightings", day=DAY.isoformat(), sort="service", rows=[row("deepseek", 1), bad])
    assert bureau.do("list_sightings") == ()


def test_exceptions_in_force_are_those_of_services_with_hosts(bureau):
    later = bureau.clock.now + 10**12
    bureau.put(
        Approval("a-1", "kr-seoul", None, "claude", "granted", False, later),
        Approval("a-2", "kr-seoul", "p-1", "claude", "granted", False, later),
        Approval("a-3", "kr-seoul", None, "claude", "rejected", False, later),
        Approval("a-4", "kr-seoul", None, "claude", "granted", False, 5),
    )
    rows = bureau.do("list_exceptions")
    assert [(one["id"], one["reaches"]) for one in rows] == [("a-1", "agency"), ("a-2", "person")]
    assert rows[0]["hosts"] >= 1


def test_the_simulate_box_says_the_rule_in_one_sentence(bureau):
    told = bureau.do("simulate_host", agency="kr-seoul", device="internet_pc", host="CHAT.deepseek.com")
    assert (told["action"], told["code"], told["service"]) == ("block", "LOC-1", "deepseek")
    assert "딥시크" in told["ko"]
    assert bureau.do("simulate_host", agency="kr-seoul", device="internet_pc", host="www.korea.kr")["action"] == "pass"
    with pytest.raises(BadCommand):
        bureau.do("simulate_host", agency="kr-seoul", device="internet_pc", host="https://deepseek.com/")


@pytest.mark.parametrize(
    ("host", "why"), [("www.korea.kr", "no service"), ("dns.google", "way round"), ("a b", "host name")]
)
def test_an_exception_can_be_asked_only_for_a_service(bureau, host, why):
    with pytest.raises(BadCommand, match=why):
        bureau.do(
            "request_exception", officer="p-1", host=host, justification="업무에 꼭 필요합니다", until="2025-02-10"
        )
