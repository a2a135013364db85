"""S67: ministries decide the rest. A parent sets bounds, a child decides inside them, and cannot loosen a parent's deny."""

import pytest

from bureau import Bureau
from gwanmun.domain.catalogue import Deployment, Service
from gwanmun.errors import BadCommand

CHAT = Service("chat", "챗", "chat", "V", "US", "openai", "web_app", Deployment.VENDOR_HOSTED, ("US",), "s", "2026-11")
DEEPSEEK = Service(
    "ds", "딥시크", "ds", "D", "CN", "deepseek", "web_app", Deployment.VENDOR_HOSTED, ("CN",), "s", "2026-11"
)
OWN = """
schema_version: 1
id: seoul-own
title: Seoul's own
title_ko: 서울시 자체 기준
jurisdiction: KR
effective_from: 2026-01-01
sources: [{name: "Seoul, 2026"}]
scope: {organisation.id: kr-seoul}
rules:
- {id: SEL-1, when: {WHEN}, decision: DECISION, basis: official, reason: Decided by Seoul., reason_ko: 서울시가 정했습니다.}
"""
NARROW = "service.family: openai, service.on_catalogue: false, data.classification: O, user.pledge_signed: true"


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path)
    made.seed_country(CHAT, DEEPSEEK)
    made.force("kr-local-government")
    yield made
    made.close()


def own(bureau, when, decision):
    text = OWN.replace("WHEN", when).replace("DECISION", decision)
    version = bureau.do("write_pack", officer="writer", text=text)["version"]
    bureau.do("put_mandate", regime="seoul-own", owner="인공지능과", agency="kr-seoul", above="kr-local-government")
    return bureau.do("activate_pack", officer="chief", regime="seoul-own", version=version)


def test_a_parents_deny_cannot_be_loosened(bureau):
    with pytest.raises(BadCommand) as caught:
        own(bureau, "service.family: deepseek, service.deployment: vendor_hosted", "allow")
    assert "LOC-1" in caught.value.message("ko")
    assert "위임" in caught.value.remedy("ko")
    assert bureau.decide("kr-seoul", DEEPSEEK).outcome.word == "deny"


def test_it_tightens_freely_and_loosens_what_was_delegated(bureau):
    own(bureau, NARROW, "deny")
    assert bureau.decide("kr-seoul", CHAT).outcome.word == "deny"
    with pytest.raises(BadCommand, match="LOC-5"):
        own(bureau, NARROW, "allow_with_masking")
    bureau.do("delegate_rule", officer="ministry", id="d-1", regime="kr-local-government", rule="LOC-5", agency="kr-seoul",
              loosest="allow_with_masking")  # fmt: skip
    with pytest.raises(BadCommand, match="bound allow_with_masking"):
        own(bureau, NARROW, "allow")
    own(bureau, NARROW, "allow_with_masking")
    assert bureau.decide("kr-seoul", CHAT).outcome.word == "allow_with_masking"
    assert bureau.decide("kr-busan", CHAT).outcome.word == "require_approval"
