"""S47: what a device gets differs by its class, exactly as the vectors say."""

import pytest

from gwanmun.control import shipped
from gwanmun.control.enforcement import Class, Site, make_plan, shipped_grounds
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.people import DeviceClass
from gwanmun.enforce.plan import Action, population_of, populations, simulate

ATTESTED = ("pledge", "training", "mfa", "no_plugins", "ordinary", "masking")
NOW = 1_738_800_000_000_000
MND = next(pack for pack in shipped.packs() if pack.id == "kr-mnd-work-devices")
#: Vectors about the vendor's own service without an approval: what a network sees.
VECTORS = [one for one in MND.vectors if one.service in {"deepseek_hosted", "deepseek_api", "deepseek_app"} and "granted" not in dict(one.differences).values()]  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one.id)
def test_the_network_says_what_the_vector_says(vector):
    facts = dict(vector.differences)
    agency, device = AgencyId(facts["organisation.id"]), DeviceClass(facts["device.class"])
    grounds = shipped_grounds(facts.get("date", shipped.defaults().inputs["date"]))
    plan = make_plan(grounds, Site((Class(agency, device, ("10.0.0.0/8",), attested=ATTESTED),)), NOW)
    answer = simulate(plan, population_of(populations(plan, NOW), "10.0.0.1"), "chat.deepseek.com")
    assert (answer.action is Action.BLOCK) == (vector.expect is Outcome.DENY)


def test_one_network_of_three_classes_gives_three_answers_and_a_stranger_gets_the_strictest():
    day = shipped.defaults().inputs["date"]
    classes = (
        Class(AgencyId("kr-mnd"), DeviceClass.MILITARY_WORK, ("10.1.0.0/16",), attested=ATTESTED),
        Class(AgencyId("kr-mnd"), DeviceClass.PERSONAL, ("10.2.0.0/16",)),
        Class(AgencyId("kr-pipc"), DeviceClass.INTERNET_PC, ("10.3.0.0/16",), attested=ATTESTED),
    )
    plan = make_plan(shipped_grounds(day), Site(classes), NOW)
    people = populations(plan, NOW)
    said = {
        client: simulate(plan, population_of(people, client), "chat.deepseek.com")
        for client in ("10.1.0.1", "10.2.0.1", "10.3.0.1", "192.0.2.1")
    }
    assert [said[client].action for client in said] == [Action.BLOCK, Action.PASS, Action.PASS, Action.BLOCK]
    assert said["10.2.0.1"].reason.code == "GWE-0", "out of scope, not allowed"
    assert said["192.0.2.1"].audience == "unmapped"
