"""Asking the packs in JSON and in one sentence: what stands behind a service's name, and what is refused."""

from datetime import date

import pytest

from gwanmun.control import shipped
from gwanmun.control.reading import Reader, may
from gwanmun.domain.decisions import Outcome
from gwanmun.errors import BadPolicy
from gwanmun.policy.judge import Judge
from gwanmun.policy.vectors import case

JUDGE = Judge(shipped.packs())
READER = Reader(shipped.packs(), shipped.defaults(), JUDGE)
DAY = date(2026, 3, 2)


def ask(agency="kr-seoul", device="internet_pc", service="deepseek", **more):
    return may(READER, JUDGE, agency=agency, device=device, service=service, day=DAY, **more)


def test_a_service_is_a_profile_an_id_of_a_profile_or_of_the_catalogue() -> None:
    profiles = shipped.defaults().profiles
    assert READER.service("chatgpt_catalogued") == profiles["chatgpt_catalogued"]
    assert READER.service("deepseek") == profiles["deepseek_hosted"]
    claude = READER.service("claude")
    assert claude["service.family"] == "anthropic"
    assert claude["service.storage_countries"] == "US"
    assert claude["service.on_catalogue"] is False  # being listed is no approval
    assert READER.service("vllm")["service.deployment"] == "in_house"


@pytest.mark.parametrize(
    ("service", "where"),
    [
        ("deepsek", "service"),
        (7, "service"),
        (None, "service"),
        ({"family": 3}, "service.family"),
        ({"familly": "x"}, "service.familly"),
        ({"stores_outside": "perhaps"}, "service.stores_outside"),
        ({"security_reviewed": "yes"}, "service.security_reviewed"),
    ],
)
def test_facts_that_are_none_are_refused_by_name(service, where) -> None:
    with pytest.raises(BadPolicy) as refused:
        READER.attributes({}, service)
    assert refused.value.where == where


def test_a_complete_input_is_that_of_a_vector() -> None:
    differences = {"organisation.id": "kr-mnd", "date": "2026-03-02", "login.mfa": False, "device.class": "unknown"}
    given = READER.attributes(differences, "deepseek_hosted")
    typed = {**differences, "date": DAY}
    assert given == case(shipped.defaults(), "deepseek_hosted", typed.items())


def test_the_leading_rule_comes_first_and_a_silent_regime_is_not_applicable() -> None:
    line = {"id": "x", "in": {"organisation.id": "kr-motie", "inquiry.status": "overdue"}, "service": "deepseek"}
    assert READER.decide(line)["rules"] == ["MOTIE-1", "INQ-1"]
    alone = READER.decide({**line, "regime": "kr-mnd-work-devices"})
    assert (alone["decision"], alone["rules"], alone["obligations"]) == ("not_applicable", [], [])


def test_an_alternative_is_offered_only_where_it_may_be_used_itself() -> None:
    assert ask().alternative == "범정부 AI 공통기반"
    assert ask(service="in_house_llm").alternative == ""  # allowed: nothing else is needed
    classified = ask(grade="C")
    assert classified.decision.outcome is Outcome.DENY
    assert classified.alternative == ""
    assert "대신" not in classified.ko
    assert "instead" not in classified.en


@pytest.mark.parametrize("device", ["personal", "unknown", "government_system"])
def test_every_device_has_a_name_in_the_sentence(device) -> None:
    found = ask(device=device)
    assert device not in found.ko
    assert found.ko.endswith(".")
    assert "중국" not in found.ko + found.en
    assert "China" not in found.en
