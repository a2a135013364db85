"""A child tightens freely, loosens only what was delegated, and only as far."""

from datetime import date, timedelta

import pytest

from bureau import Bureau
from gwanmun.control import shipped
from gwanmun.domain.catalogue import Deployment, Service
from gwanmun.domain.orders import Delegation
from gwanmun.domain.people import Agency, OrganisationType
from gwanmun.errors import BadCommand
from gwanmun.ports.books import PackVersion

PARENT = "kr-local-government"
CHAT = Service(
    "chat", "챗", "chat", "Vendor", "US", "openai", "web_app", Deployment.VENDOR_HOSTED, ("US",), "s", "2026-11"
)


def child(decision, when="{service.on_catalogue: false}", scope="organisation.id: kr-seoul", after=""):
    return f"""
schema_version: 1
id: seoul-own
title: Seoul's own rules
title_ko: 서울시 자체 기준
jurisdiction: KR
effective_from: 2026-01-01
sources: [{{name: "Seoul, 2026"}}]
scope: {{{scope}}}
rules:
- {{id: SEL-1, when: {when}, decision: {decision}, {after}basis: official, reason: Decided by Seoul., reason_ko: 서울시가 정했습니다.}}
"""


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path)
    made.seed_country(CHAT)
    made.force(PARENT)
    yield made
    made.close()


def write(bureau, text):
    version = bureau.do("write_pack", officer="writer", text=text)["version"]
    bureau.do("put_mandate", regime="seoul-own", owner="인공지능과", agency="kr-seoul", above=PARENT)
    return version


def activate(bureau, version):
    return bureau.do("activate_pack", officer="chief", regime="seoul-own", version=version)


def delegate(bureau, rule="LOC-5", loosest="allow_with_masking", **args):
    given = {"id": "d-1", "regime": PARENT, "rule": rule, "agency": "kr-seoul", "loosest": loosest, **args}
    return bureau.do("delegate_rule", officer="ministry", **given)


def outcome(bureau, agency="kr-seoul", **given):
    return bureau.decide(agency, CHAT, **given).outcome.word


def test_tightening_needs_nobodys_leave(bureau):
    assert outcome(bureau) == "require_approval"
    activate(bureau, write(bureau, child("deny")))
    assert outcome(bureau) == "deny"
    assert outcome(bureau, "kr-busan") == "require_approval"


def test_loosening_what_was_not_delegated_is_refused_with_rule_bound_and_way_out(bureau):
    version = write(bureau, child("allow"))
    with pytest.raises(BadCommand) as caught:
        activate(bureau, version)
    told = caught.value.message("ko") + caught.value.remedy("ko")
    for word in ("LOC-1의 차단을 허용으로", "허용 한계 차단", PARENT, "delegate_rule"):
        assert word in told
    assert outcome(bureau) == "require_approval"


def test_loosening_beyond_the_bound_is_refused_and_inside_it_takes_effect(bureau):
    delegate(bureau, loosest="allow_with_masking")
    with pytest.raises(BadCommand, match="bound allow_with_masking"):
        activate(
            bureau,
            write(
                bureau,
                child(
                    "allow",
                    when="{service.on_catalogue: false, user.pledge_signed: true, data.classification: O, service.family: {not: deepseek}}",
                ),
            ),
        )
    good = child(
        "allow_with_masking",
        when="{service.on_catalogue: false, user.pledge_signed: true, data.classification: O, service.family: {not: deepseek}}",
    )
    activate(bureau, write(bureau, good))
    assert outcome(bureau) == "allow_with_masking"
    assert outcome(bureau, "kr-busan") == "require_approval"


def test_what_the_child_leaves_open_stays_the_parents(bureau):
    delegate(bureau, loosest="allow_with_masking")
    when = "{service.on_catalogue: false, user.pledge_signed: true, data.classification: O, service.family: gemini}"
    activate(bureau, write(bureau, child("allow_with_masking", when=when)))
    assert outcome(bureau) == "require_approval"  # openai: the child is silent


def test_a_delegated_rule_never_lifts_another_one(bureau):
    delegate(bureau, loosest="allow_with_masking")
    when = "{service.on_catalogue: false, user.pledge_signed: true, data.classification: O, service.family: {not: deepseek}}"
    activate(bureau, write(bureau, child("allow_with_masking", when=when)))
    assert outcome(bureau, grade="C") == "deny"
    assert outcome(bureau, grade="S") == "route_in_house"


def test_it_ends_on_its_day_and_the_parents_rule_stands_again(bureau):
    delegate(bureau, valid_to=(bureau.day + timedelta(days=30)).isoformat())
    when = "{service.on_catalogue: false, user.pledge_signed: true, data.classification: O, service.family: {not: deepseek}}"
    activate(bureau, write(bureau, child("allow_with_masking", when=when)))
    bureau.later(days=29)
    assert outcome(bureau) == "allow_with_masking"
    bureau.later(days=1)
    assert outcome(bureau) == "require_approval"


def test_taken_back_at_once(bureau):
    delegate(bureau)
    when = "{service.on_catalogue: false, user.pledge_signed: true, data.classification: O, service.family: {not: deepseek}}"
    activate(bureau, write(bureau, child("allow_with_masking", when=when)))
    bureau.do("end_delegation", officer="ministry", id="d-1")
    assert outcome(bureau) == "require_approval"
    assert bureau.every(Delegation) == ()


def test_a_rule_that_reads_otherwise_is_delegated_no_longer(bureau):
    delegate(bureau)
    when = "{service.on_catalogue: false, user.pledge_signed: true, data.classification: O, service.family: {not: deepseek}}"
    activate(bureau, write(bureau, child("allow_with_masking", when=when)))
    text = next(one.text for one in shipped.pack_texts() if one.regime == PARENT)
    changed = text.replace(
        "{id: LOC-5, when: {service.on_catalogue: false}",
        "{id: LOC-5, when: {service.on_catalogue: false, action: access}",
    )
    assert changed != text
    (old,) = bureau.every(PackVersion, regime=PARENT, active=True)
    bureau.put(PackVersion(PARENT, 1, changed, True, old.written_by, 1, "owner", "chief", 1))
    assert outcome(bureau) == "require_approval"


def test_an_agencys_own_regime_binds_that_agency_alone(bureau):
    version = write(bureau, child("deny", scope="organisation.id: [kr-seoul, kr-busan]"))
    with pytest.raises(BadCommand, match=r"organisation\.id"):
        activate(bureau, version)


@pytest.mark.parametrize(
    "wrong",
    [{"rule": "LOC-99"}, {"loosest": "deny"}, {"loosest": "route_in_house"}, {"loosest": "maybe"}, {"agency": "kr-none"},
     {"loosest": "not_applicable"}, {"valid_from": "2026-12-01", "valid_to": "2026-12-01"}, {"regime": "none"}],
)  # fmt: skip
def test_what_cannot_be_delegated_is_refused(bureau, wrong):
    with pytest.raises(BadCommand):
        delegate(bureau, **wrong)
    assert bureau.every(Delegation) == ()


def test_dates_of_one_rule_do_not_overlap(bureau):
    delegate(bureau, valid_to="2026-12-31")
    with pytest.raises(BadCommand, match="d-1"):
        delegate(bureau, id="d-2", valid_from="2026-12-30")
    delegate(bureau, id="d-2", valid_from="2026-12-31")
    assert len(bureau.do("list_delegations", regime=PARENT)) == 2
    assert bureau.every(Delegation)[1].valid_from == date(2026, 12, 31)


# ---------------------------------------------------------------- an agency and those below it

GANGNAM = Agency(
    "kr-seoul-gangnam", "강남구", "Gangnam", OrganisationType.METROPOLITAN_GOVERNMENT, "KR", "kr-seoul", date(2020, 1, 1),
    None, "강남구 정보보호담당관",
)  # fmt: skip


def write_for(bureau, agency, decision, scope):
    narrow = "{service.family: openai, service.on_catalogue: false, data.classification: O, user.pledge_signed: true}"
    text = child(decision, narrow, scope).replace("seoul-own", f"{agency}-own")
    version = bureau.do("write_pack", officer="writer", text=text)["version"]
    bureau.do("put_mandate", regime=f"{agency}-own", owner="인공지능과", agency=agency, above=PARENT)
    return bureau.do("activate_pack", officer="chief", regime=f"{agency}-own", version=version)


def test_a_delegation_covers_the_agencies_below(bureau):
    bureau.put(GANGNAM)
    delegate(bureau)  # to kr-seoul
    write_for(bureau, "kr-seoul-gangnam", "allow_with_masking", "organisation.id: kr-seoul-gangnam")
    assert outcome(bureau, "kr-seoul-gangnam") == "allow_with_masking"
    assert outcome(bureau, "kr-seoul") == "require_approval"


def test_an_agency_decides_for_those_below_it_and_for_nobody_else(bureau):
    bureau.put(GANGNAM)
    delegate(bureau)
    with pytest.raises(BadCommand, match="below it alone"):
        write_for(bureau, "kr-seoul", "allow_with_masking", "organisation.id: [kr-seoul, kr-busan]")
    write_for(bureau, "kr-seoul", "allow_with_masking", "organisation.id: [kr-seoul, kr-seoul-gangnam]")
    assert outcome(bureau, "kr-seoul-gangnam") == outcome(bureau, "kr-seoul") == "allow_with_masking"
    assert outcome(bureau, "kr-busan") == "require_approval"


def test_the_nearer_agencys_word_counts(bureau):
    bureau.put(GANGNAM)
    delegate(bureau, loosest="allow")
    write_for(bureau, "kr-seoul", "allow_with_masking", "organisation.id: [kr-seoul, kr-seoul-gangnam]")
    delegate(bureau, id="d-2", agency="kr-seoul-gangnam", loosest="allow_with_masking")
    with pytest.raises(BadCommand, match="bound allow_with_masking"):
        write_for(bureau, "kr-seoul-gangnam", "allow", "organisation.id: kr-seoul-gangnam")
    bureau.do("end_delegation", officer="ministry", id="d-2")
    write_for(bureau, "kr-seoul-gangnam", "deny", "organisation.id: kr-seoul-gangnam")
    assert outcome(bureau, "kr-seoul-gangnam") == "deny"
    assert outcome(bureau, "kr-seoul") == "allow_with_masking"
