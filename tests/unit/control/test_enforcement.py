"""Verdicts of a network: the gate's own rules, strictly where nobody can know."""

from dataclasses import replace
from datetime import date

import pytest

from gwanmun.control import enforcement
from gwanmun.control.enforcement import Class, Site, Whereabouts, make_plan, sentence, shipped_grounds
from gwanmun.domain.catalogue import Record
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId, ServiceId
from gwanmun.domain.people import DeviceClass
from gwanmun.domain.snapshot import Approval
from gwanmun.enforce.plan import Action, Doors
from gwanmun.errors import BadCommand
from gwanmun.policy.recognise import recognise

DAY, NOW, HOUR = date(2025, 2, 6), 1_738_800_000_000_000, 3_600_000_000
SEOUL, CHATGPT = AgencyId("kr-seoul"), ServiceId("chatgpt")
ATTESTED = ("pledge", "training", "mfa", "no_plugins", "ordinary")
LISTED = Record(SEOUL, CHATGPT, True, "negotiated", "O", True, "true")
PC = Class(SEOUL, DeviceClass.INTERNET_PC, ("10.78.0.0/16",), attested=ATTESTED)


def grounds(**given):
    return replace(shipped_grounds(DAY), **given)


def listed(**given):
    return grounds(records={(SEOUL, CHATGPT): LISTED}, **given)


def verdicts(ground, one=PC, **site):
    plan = make_plan(ground, Site((one,), **site), NOW)
    return plan, {row.destination: row for row in plan.audiences[0].verdicts}


def approval(**given):
    base = Approval("ap-1", SEOUL, None, CHATGPT, "granted", False, NOW + HOUR)
    return replace(base, **given)


def test_chatgpt_keeps_working_where_the_agency_listed_it_and_deepseek_stops():
    _, found = verdicts(listed())
    assert found["chatgpt"].action is Action.PASS
    assert (found["deepseek"].action, found["deepseek"].code) == (Action.BLOCK, "LOC-1")


@pytest.mark.parametrize("fact", ["pledge", "mfa", "no_plugins"])
def test_a_fact_nobody_attests_is_taken_strictly_and_named(fact):
    plan, found = verdicts(listed(), replace(PC, attested=tuple(one for one in ATTESTED if one != fact)))
    assert found["chatgpt"].action is Action.BLOCK
    assert plan.audiences[0].assumed == (fact,)


def test_an_open_checklist_item_and_a_suspension_close_the_network_too():
    _, found = verdicts(grounds(records={(SEOUL, CHATGPT): replace(LISTED, open_items=("privacy_review",))}))
    assert found["chatgpt"].action is Action.BLOCK
    _, found = verdicts(listed(suspended=frozenset({(AgencyId("*"), CHATGPT)})))
    assert found["chatgpt"].code == "GWE-9"


def test_an_approval_that_still_asks_for_masking_holds_only_where_masking_is_attested_or_done_on_the_way():
    ground = grounds(approvals=(approval(),))
    plan, _ = verdicts(ground)
    assert plan.leaves == ()
    assert any("ap-1" in note for note in plan.notes)
    plan, _ = verdicts(ground, replace(PC, attested=(*ATTESTED, "masking")))
    assert [(one.destination, one.action, one.addresses, one.until_us) for one in plan.leaves] == [
        ("chatgpt", Action.PASS, (), NOW + HOUR)
    ]
    inspected = replace(PC, inspected=("chatgpt",))
    plan, _ = verdicts(ground, inspected, doors=INSPECTING)
    assert [one.action for one in plan.leaves] == [Action.INSPECT]


INSPECTING = Doors(icap="10.78.0.1:1344", notice="2025-인사-12", squid_ca="/etc/squid/ca.pem", proxy_only=True)


@pytest.mark.parametrize("missing", ["icap", "notice", "squid_ca", "proxy_only"])
def test_what_nobody_could_look_into_is_refused_and_the_plan_says_what_is_missing(missing):
    """No check, no staff notice, nobody who opens it, or a way past the proxy: inspected would mean let through unseen."""
    doors = replace(INSPECTING, **{missing: getattr(Doors(), missing)})
    plan, _ = verdicts(grounds(approvals=(approval(),)), replace(PC, inspected=("chatgpt",)), doors=doors)
    assert plan.leaves == ()
    assert any(f"doors.{missing}" in note for note in plan.notes)


def test_no_approval_lifts_an_order():
    ground = grounds(approvals=(approval(service=ServiceId("deepseek"), families=("deepseek",)),))
    plan, _ = verdicts(ground, replace(PC, attested=(*ATTESTED, "masking")))
    assert plan.leaves == ()


def test_a_persons_approval_reaches_only_where_that_person_is_known_to_sit():
    one = replace(PC, attested=(*ATTESTED, "masking"))
    person = PersonId("p-1")
    ground = grounds(approvals=(approval(person=person),))
    plan, _ = verdicts(ground, one)
    assert plan.leaves == ()
    assert any("주소를 모름" in note for note in plan.notes)
    places = (Whereabouts(("10.78.1.7", "10.99.1.7"), person="p-1"), Whereabouts(("10.78.1.8",), person="p-2"))
    plan, _ = verdicts(ground, one, whereabouts=places)
    assert [leave.addresses for leave in plan.leaves] == [("10.78.1.7",)]
    department = grounds(approvals=(approval(department=DepartmentId("kr-seoul/ai")),))
    plan, _ = verdicts(department, one, whereabouts=(Whereabouts(("10.78.2.0/24",), department="kr-seoul/ai"),))
    assert [leave.addresses for leave in plan.leaves] == [("10.78.2.0/24",)]


def test_an_approval_that_is_over_or_of_another_agency_is_none():
    ground = grounds(approvals=(approval(until_us=NOW), approval(id="ap-2", agency=AgencyId("kr-busan"))))
    plan, _ = verdicts(ground, replace(PC, attested=(*ATTESTED, "masking")))
    assert plan.leaves == ()


def test_whoever_is_in_no_network_is_the_strictest_and_an_imported_list_is_judged_as_unlisted():
    plan = make_plan(listed(), Site((PC,)), NOW, ("new-ai.example.net", "chatgpt.com"))
    assert [one.id for one in plan.audiences] == ["kr-seoul.internet_pc", "unmapped"]
    by_id = {one.id: one for one in plan.destinations}
    assert [name.host for name in by_id["imported"].names] == ["new-ai.example.net"], (
        "a list never overrules the catalogue"
    )
    found = {row.destination: row for row in plan.audiences[0].verdicts}
    assert found["imported"].action is Action.BLOCK
    assert {row.destination: row for row in plan.audiences[1].verdicts}["chatgpt"].action is Action.BLOCK


def test_an_imported_list_rules_nothing_below_a_service_and_nothing_of_the_agency_itself():
    theirs = (
        "www.chatgpt.com",
        "a.b.chatgpt.com",
        "example.go.kr",
        "gwanmun.example.go.kr",
        "proxy.example.org",
        "new-ai.example.net",
    )
    doors = Doors(request_link="https://Gwanmun.example.go.kr:8443/request", block_proxy="proxy.example.org:3128")
    plan = make_plan(listed(), Site((PC,), doors=doors), NOW, theirs)
    (imported,) = (one for one in plan.destinations if one.id == "imported")
    assert [name.host for name in imported.names] == ["new-ai.example.net"]
    assert any("들여온 목록" in note and "5" in note for note in plan.notes), "nothing is left out in silence"


def test_an_unknown_agency_and_an_unknown_fact_are_refused():
    with pytest.raises(BadCommand):
        verdicts(grounds(), replace(PC, agency=AgencyId("kr-nowhere")))
    with pytest.raises(BadCommand):
        verdicts(grounds(), replace(PC, attested=("goodwill",)))


@pytest.mark.parametrize(
    ("subnets", "doors", "told"),
    [
        (("10.3.0.0/16",), Doors(proxy_only=True), "IPv6"),
        (("fd77::/64",), Doors(resolver6="fd77::53"), "IPv4"),
        (("10.3.0.0/16", "fd77::/64"), Doors(proxy_only=True), ""),
        (("10.3.0.0/16",), Doors(), ""),
    ],
)
def test_a_class_that_the_firewall_knows_in_one_version_alone_is_told(subnets, doors, told):
    plan = make_plan(grounds(), Site((replace(PC, subnets=subnets),), doors=doors), NOW)
    assert [told in note for note in plan.notes if "대역이 없음" in note] == ([True] if told else [])


@pytest.mark.parametrize("device", DeviceClass)
def test_one_sentence_names_the_device_in_words_and_never_by_its_id(device):
    plan = make_plan(grounds(), Site((replace(PC, device=device),)), NOW)
    for code in ("LOC-1", ""):
        ko, en = (sentence(plan, plan.audiences[0], "x.example.net", (Action.PASS, code), one) for one in (True, False))
        assert device.value not in ko
        assert "_" not in en


def test_each_name_of_a_long_list_is_looked_at_once_however_many_classes_ask(monkeypatch):
    seen = []

    def counted(service, names, host):
        seen.append(host)
        return recognise(service, names, host)

    monkeypatch.setattr(enforcement, "recognise", counted)
    names = tuple(f"host{number}.example.net" for number in range(50))
    classes = tuple(Class(SEOUL, device, (f"10.{at}.0.0/16",)) for at, device in enumerate(DeviceClass))
    plan = make_plan(grounds(), Site(classes), NOW, names)
    assert len(plan.audiences) == len(classes)
    assert sorted(host for host in seen if host in names) == sorted(names)
