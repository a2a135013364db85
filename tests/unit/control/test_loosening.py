"""A fact that would loosen a decision takes two officers; one that tightens holds at once (S54, S63)."""

from dataclasses import replace

import pytest

from bureau import Bureau
from gwanmun.control import shipped
from gwanmun.domain.catalogue import Deployment, Service
from gwanmun.domain.vendors import AskedFact, SheetFact
from gwanmun.errors import BadCommand

CHAT = Service("chat", "챗", "chat", "V", "US", "openai", "web_app", Deployment.VENDOR_HOSTED, ("US",), "s", "2026-11")
DEEPSEEK = replace(CHAT, id="ds", family="deepseek", vendor="D", vendor_country="CN", storage_countries=("CN",))
OWN = """
schema_version: 1
id: seoul-own
title: Seoul's own
title_ko: 서울시 자체 기준
jurisdiction: KR
effective_from: 2026-01-01
sources: [{name: "Seoul, 2026"}]
scope: {organisation.id: kr-seoul, organisation.type: metropolitan_government, device.ownership: government}
rules:
- {id: SEL-1, when: {service.family: openai}, decision: deny, basis: official, reason: Decided by Seoul., reason_ko: 서울시가 정했습니다.}
"""
DAY_US = 86_400_000_000


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path)
    made.seed_country(CHAT, DEEPSEEK)
    made.force("kr-local-government")
    yield made
    made.close()


def put(bureau, service, name, value, officer="kim", **args):
    given = {"source": "공급자 공지", "as_of": "2026-11-20", "confidence": "high", **args}
    return bureau.do("put_fact", officer=officer, service=service, name=name, value=value, **given)


def entry(bureau, service="ds"):
    return bureau.every(Service, id=service)[0]


def family(bureau, service="ds"):
    return entry(bureau, service).family


def test_what_would_loosen_a_decision_waits_for_another_officer(bureau):
    asked = put(bureau, "ds", "family", "openai")
    assert (asked["state"], asked["changed"], asked["before"]) == ("asked", False, "deepseek")
    assert "kr-local-government" in asked["looser_en"]
    assert "차단" in asked["looser_ko"]
    assert (family(bureau), bureau.every(SheetFact)) == ("deepseek", ())
    with pytest.raises(BadCommand, match="asked for it already"):
        put(bureau, "ds", "family", "openai")
    done = put(bureau, "ds", "family", "openai", officer="lee")
    assert (done["state"], done["changed"], done["asked_by"], family(bureau)) == ("done", True, "kim", "openai")
    assert bureau.every(AskedFact) == ()


def test_what_tightens_holds_at_once(bureau):
    done = put(bureau, "chat", "family", "deepseek")
    assert (done["state"], done["before"], family(bureau, "chat")) == ("done", "openai", "deepseek")


def test_a_deny_that_a_stricter_one_takes_over_is_no_loosening(bureau):
    """One regime gives up its own refusal where another one refuses more: the entry is put right at once."""
    bureau.do("write_pack", officer="writer", text=OWN)
    bureau.do("activate_pack", officer="chief", regime="seoul-own", version=1)
    assert put(bureau, "chat", "family", "deepseek")["state"] == "done"


def test_what_no_rule_looks_at_holds_at_once(bureau):
    assert put(bureau, "ds", "vendor_country", "SG")["state"] == "done"
    assert put(bureau, "ds", "exit_terms", "30일")["state"] == "done"


def test_a_house_of_ones_own_is_looser_whatever_the_packs_say(bureau):
    assert put(bureau, "chat", "deployment", "in_house")["state"] == "asked"
    assert put(bureau, "chat", "deployment", "in_house", officer="lee")["state"] == "done"


def test_a_pack_that_is_not_in_force_yet_counts_too(bureau):
    """Else one officer would change the fact the day before the pack begins."""
    text = next(pack.text for pack in shipped.pack_texts() if pack.regime == "kr-mofa-external-pcs")
    bureau.do("write_pack", officer="writer", text=text)
    bureau.do("deactivate_pack", officer="a", regime="kr-local-government")
    bureau.do("deactivate_pack", officer="b", regime="kr-local-government")
    assert put(bureau, "ds", "family", "openai")["state"] == "asked"


def test_another_value_or_two_weeks_ask_anew(bureau):
    put(bureau, "ds", "family", "openai")
    assert put(bureau, "ds", "family", "gemini", officer="lee")["state"] == "asked"
    bureau.clock.now += 15 * DAY_US
    assert put(bureau, "ds", "family", "gemini", officer="park")["state"] == "asked"
    assert family(bureau) == "deepseek"


def test_the_value_as_it_stands_takes_the_request_back(bureau):
    put(bureau, "ds", "family", "openai")
    assert put(bureau, "ds", "family", "deepseek")["state"] == "done"
    assert bureau.every(AskedFact) == ()


def test_a_catalogue_taken_in_anew_loosens_nothing_alone(bureau):
    changed = replace(DEEPSEEK, family="openai", name_en="DS", source="new sheet")
    taken = bureau.do("import_catalogue", officer="kim", services=[changed])
    assert (taken["count"], tuple(taken["asked"])) == (1, ("ds family=openai",))
    now = entry(bureau)
    assert (now.family, now.name_en) == ("deepseek", "DS")
    assert put(bureau, "ds", "family", "openai", officer="lee")["state"] == "done"
    assert family(bureau) == "openai"


def test_what_waits_is_on_the_list_of_reviews(bureau):
    put(bureau, "ds", "family", "openai")
    due = [one for one in bureau.do("list_reviews") if one["kind"] == "asked_fact"]
    assert [(one["id"], one["owner"]) for one in due] == [("ds family", "kim")]
    assert "openai" in due[0]["en"]
