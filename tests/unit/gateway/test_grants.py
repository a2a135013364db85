"""The console's one-minute grant at the gate: who, for how long, how they signed in; nothing a caller can add to it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace

import pytest

from gwanmun.domain.credentials import GRANT_PREFIX, GRANT_SECONDS, LONGEST_GRANT, Grant, read_grant, write_grant
from gwanmun.domain.ids import DepartmentId, PersonId
from gwanmun.domain.people import Attested, DeviceClass, Evidence, Zone
from house import NOW_US, PEPPER, House, snapshot

MINUTE_US = GRANT_SECONDS * 1_000_000
PERSON = snapshot().people[0]


def grant(**changes):
    made = Grant(
        PERSON.id, PERSON.department, "work", DeviceClass.INTERNET_PC, Evidence.ZONE, NOW_US + MINUTE_US, "n1",
        attested=(Attested.MFA,),
    )  # fmt: skip
    return replace(made, **changes)


def written(**changes):
    return write_grant(PEPPER, grant(**changes))


async def test_a_grant_is_its_person_and_the_record_says_that_it_was_the_console():
    house = House()
    got = await house.ask(key=written())
    assert got.status == 200
    opening = house.journal.facts[0].opening
    assert house.journal.facts[0].person == f"pseudonym-of-{PERSON.id}"
    assert "console" in json.dumps(opening, default=str)


@pytest.mark.parametrize("late_us", [MINUTE_US, MINUTE_US + 1, 10**12])
async def test_a_grant_ends_with_its_minute(late_us):
    house = House()
    token = written()
    house.clock.us = NOW_US + late_us
    got = await house.ask(key=token)
    assert (got.status, house.vendor.sent) == (401, [])


async def test_a_grant_that_says_a_day_is_none():
    got = await House().ask(key=written(until_us=NOW_US + 86_400_000_000))
    assert got.status == 401


@pytest.mark.parametrize("change", [{"person": PersonId("p-nobody")}, {"department": DepartmentId("kr-elsewhere/x")}])
async def test_a_grant_of_nobody_or_of_another_agencys_department_is_refused(change):
    house = House()
    got = await house.ask(key=written(**change))
    assert got.status in {401, 403}
    assert house.vendor.sent == []


async def test_a_grant_of_another_installation_is_refused():
    got = await House().ask(key=write_grant(b"q" * 32, grant()))
    assert got.status == 401


def forged(token, **changes):
    """The same seal under other words."""
    body, _, seal = token.removeprefix(GRANT_PREFIX).partition(".")
    said = json.loads(urlsafe_b64decode(body))
    for at, value in changes.items():
        said[int(at[1:])] = value
    return f"{GRANT_PREFIX}{urlsafe_b64encode(json.dumps(said, separators=(',', ':')).encode()).decode()}.{seal}"


@pytest.mark.parametrize(
    "change",
    [
        {"_0": "p-other"},
        {"_1": "other"},
        {"_2": "absolutely_necessary"},
        {"_3": "government_system"},
        {"_5": NOW_US + 2 * MINUTE_US},
        {"_8": []},
    ],
)
async def test_no_word_of_a_grant_can_be_changed(change):
    token = forged(written(), **change)
    assert token != written()
    assert (await House().ask(key=token)).status == 401


@pytest.mark.parametrize(
    "token",
    [
        GRANT_PREFIX, GRANT_PREFIX + ".", GRANT_PREFIX + "." * 50, GRANT_PREFIX + "e30.e30", GRANT_PREFIX + "A" * LONGEST_GRANT,
        GRANT_PREFIX + "한글.한글", written()[:-1], written() + "A", written().replace(".", ""), written().upper(),
    ],
)  # fmt: skip
async def test_what_is_no_grant_is_refused_without_a_fault(token):
    got = await House().ask(key=token)
    assert got.status == 401


def test_behind_our_own_seal_another_versions_words_are_none():
    from gwanmun.domain.credentials import _seal

    for said in ([], {}, ["p"], [1] * 9, "text", [*["x"] * 8, ["strange"]]):
        body = urlsafe_b64encode(json.dumps(said).encode()).decode()
        assert read_grant(PEPPER, f"{GRANT_PREFIX}{body}.{_seal(PEPPER, body)}", NOW_US) is None


async def test_a_caller_adds_nothing_to_a_grant():
    house = House()
    for headers in (
        {"gwanmun-purpose": "absolutely_necessary"},
        {"gwanmun-department": "kr-elsewhere/x"},
        {"x-api-key": "gm_testkey1_" + "s" * 43},
        {"gwanmun-choices": "keep"},
    ):
        got = await house.ask(key=written(), headers=headers)
        assert got.status >= 400, headers
    assert house.vendor.sent == []


async def test_where_the_console_stands_says_nothing_about_the_persons_device():
    zone = Zone("127.0.0.0/8", DeviceClass.GOVERNMENT_SYSTEM)
    house = House(snapshot=snapshot(zones=(zone,)))
    await house.ask(key=written(device=DeviceClass.INTERNET_PC), headers={"gwanmun-device-class": "internal_pc"})
    said = json.dumps(house.journal.facts[0].opening, default=str)
    assert "internet_pc" in said
    assert "government_system" not in said


@pytest.mark.parametrize(("attested", "mfa"), [((Attested.MFA,), True), ((Attested.NO_MFA,), False), ((), None)])
async def test_how_the_person_signed_in_is_what_the_rules_are_told(attested, mfa, monkeypatch):
    from gwanmun.gateway import judge as stage

    seen = []
    real = stage._checked
    monkeypatch.setattr(
        stage, "_checked", lambda given, yes, no: seen.append((yes, real(given, yes, no))) or real(given, yes, no)
    )
    await House().ask(key=written(attested=attested))
    assert next(value for yes, value in seen if yes is Attested.MFA) is mfa


async def test_a_grant_used_again_within_its_minute_is_still_the_same_person_and_recorded_again():
    """A grant goes from console to gate alone; it is no secret that is kept, and each use is a fact of its own."""
    house = House()
    token = written()
    await house.ask(key=token)
    await house.ask(key=token)
    admitted = [fact for fact in house.journal.facts if fact.kind.value == "admitted"]
    assert [fact.person for fact in admitted] == [f"pseudonym-of-{PERSON.id}"] * 2
    house.check()


async def test_a_grant_is_no_key_to_the_desk():
    from gwanmun.domain.credentials import PREFIX

    assert not written().startswith(PREFIX)


def test_two_grants_of_the_same_second_differ():
    assert written(nonce="n1") != written(nonce="n2")


def test_a_grant_reads_as_it_was_written():
    assert read_grant(PEPPER, written(), NOW_US) == grant()
