"""Who may do what over the network, and where their reach ends."""

import json
from dataclasses import replace

import pytest
from msgspec.json import encode

from gwanmun.control.access import in_force
from gwanmun.control.acts import ACTS
from gwanmun.control.roles import ROLES, roles_of
from gwanmun.domain.allowances import Allowance
from gwanmun.domain.catalogue import Record
from gwanmun.domain.facts import FactKind
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Key, Person
from gwanmun.domain.snapshot import Approval

RECORD = {
    "agency": "kr-seoul", "service": "svc", "on_catalogue": True, "contract": "negotiated", "accredited_level": "O",
    "security_reviewed": True, "stores_outside": "false",
}  # fmt: skip


def refusals(place):
    """Refused acts in the desk's journal's outbox: all of them were delivered by now, so they are read from the books."""
    from sqlalchemy import text

    with place.desk.office.books._engine.connect() as connection:
        facts = [json.loads(row[0]) for row in connection.execute(text("SELECT fact FROM outbox ORDER BY number"))]
    return [f["opening"] for f in facts if f["kind"] == FactKind.ACT and f["opening"]["act"] == "refused_act"]


class TestKeys:
    @pytest.mark.parametrize("token", [None, "", "gm_wrong", "gm_00000000_" + "x" * 43, "x" * 500, "gm_한글"])
    async def test_a_key_that_is_none_is_refused_without_saying_why(self, place, token):
        told = await place.ask(token, "GET", "/people")
        assert told.status == 401
        assert told.json["code"] == "unidentified"
        assert b"www-authenticate" in told.headers

    async def test_a_key_for_prompts_does_not_open_the_desk(self, place):
        place.appoint("p-work", (Role.ADMINISTRATOR, "*"), purposes=("work",))
        assert (await place.ask("p-work", "GET", "/people")).status == 401

    async def test_a_revoked_and_an_expired_key_are_refused(self, place):
        (key,) = place.every(Key, person="root")
        place.put(replace(key, revoked_us=1))
        assert "revoked" in (await place.ask("root", "GET", "/people")).json["en"]
        place.put(replace(key, expires_us=1))
        assert "expired" in (await place.ask("root", "GET", "/people")).json["en"]

    async def test_a_person_who_left_is_refused(self, place):
        with place.desk.office.books.transact() as page:
            page.drop(Person, "root")
        assert (await place.ask("root", "GET", "/people")).status == 401

    async def test_me_says_whose_key_it_is(self, place):
        told = (await place.ask("seoul", "GET", "/me")).json
        assert told["person"] == "seoul"
        assert {(row["role"], row["agency"]) for row in told["appointments"]} >= {("budget", "kr-seoul")}


class TestRoles:
    def test_every_act_names_its_roles_or_belongs_to_the_administrator(self):
        assert all(roles_of(name, act) for name, act in ACTS.items())
        assert set(ROLES) <= set(ACTS)

    async def test_somebody_without_an_office_may_do_nothing(self, place):
        told = await place.ask(
            "nobody",
            "PUT",
            "/rates",
            {"rate": {"day": "2026-01-02", "milliwon_per_usd": 1450000, "source": "한국은행"}},
        )
        assert (told.status, told.json["code"]) == (403, "not_appointed")
        assert "예산담당관" in told.json["ko"]
        assert (
            refusals(place)[-1] | {"asked": "put_rate", "code": "not_appointed", "officer": "nobody"}
            == refusals(place)[-1]
        )

    async def test_an_auditor_reads_and_changes_nothing(self, place):
        assert (await place.ask("auditor", "GET", "/people")).status == 200
        assert (await place.ask("auditor", "DELETE", "/people/p-kr-seoul")).status == 403
        assert place.every(Person, id="p-kr-seoul")

    async def test_an_appointment_counts_from_its_first_day_to_its_last(self, place):
        (row,) = place.every(Appointment, person="auditor")
        day_us = 86_400_000_000
        at = lambda day: (day.toordinal() - 719_163) * day_us + 3 * 3600 * 1_000_000  # noqa: E731 - noon in Seoul
        last = row.valid_from.replace(month=3)
        place.put(replace(row, valid_to=last))
        with place.desk.office.books.look() as page:
            days = [(row.valid_from, -1), (row.valid_from, 0), (last, 0), (last, 1)]
            held = [bool(in_force(page, "auditor", at(day) + shift * day_us)) for day, shift in days]
        assert held == [False, True, True, False]

    async def test_what_is_local_is_not_served(self, place):
        for name, act in ACTS.items():
            if act.local:
                assert not [
                    path for path in (await place.ask("root", "GET", "/openapi.json")).json["paths"] if name in path
                ]


class TestReach:
    async def test_an_officer_acts_at_their_own_agency(self, place):
        declined = await place.ask("seoul", "PUT", "/records", {"record": RECORD})
        assert (declined.status, declined.json["code"], place.every(Record)) == (409, "declined", ())  # never proposed
        place.put(Record(**RECORD))
        told = await place.ask("seoul", "PUT", "/records", {"record": {**RECORD, "admitted_fields": ["/top_k"]}})
        assert told.status == 200, told.body
        assert place.every(Record)[0].admitted_fields == ("/top_k",)

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("PUT", "/records", {"record": {**RECORD, "agency": "kr-busan"}}),
            ("PUT", "/people", {"people": [{"id": "p-7", "agency": "kr-busan", "department": "kr-busan/ai", "training_until": None, "pledged_on": None}]}),
            ("DELETE", "/people/p-kr-busan", None),
            ("POST", "/keys", {"person": "p-kr-busan"}),
            ("PUT", "/allowances", {"level": "government", "subject": "kr-busan", "period": "day", "limit_won": 1}),
            ("PUT", "/allowances", {"level": "department", "subject": "kr-busan/ai", "period": "day", "limit_won": 1}),
            ("PUT", "/allowances", {"level": "person", "subject": "p-kr-busan", "period": "day", "limit_won": 1}),
            ("PUT", "/allowances", {"level": "person", "subject": "*", "period": "day", "limit_won": 1}),
            ("POST", "/services/svc/suspend", {"reason_ko": "가", "reason_en": "a"}),
            ("PUT", "/rates", {"rate": {"day": "2026-01-02", "milliwon_per_usd": 1450000, "source": "한국은행"}}),
            ("PUT", "/zones", {"cidr": "10.0.0.0/8", "device_class": "internal_pc"}),
        ],
    )  # fmt: skip
    async def test_another_agency_and_the_whole_installation_are_out_of_reach(self, place, method, path, body):
        before = {kind: place.every(kind) for kind in (Person, Key, Record, Allowance)}
        told = await place.ask("seoul", method, path, body)
        assert (told.status, told.json["code"]) == (403, "outside_reach"), told.body
        assert {kind: place.every(kind) for kind in before} == before
        assert refusals(place)[-1]["code"] == "outside_reach"

    async def test_taking_over_a_row_of_another_agency_by_its_key_is_no_way_in(self, place):
        place.put(Person("moved", "kr-busan", "kr-busan/ai", None, None))
        told = await place.ask(
            "seoul", "PUT", "/people",
            {"people": [{"id": "moved", "agency": "kr-seoul", "department": "kr-seoul/ai", "training_until": None, "pledged_on": None}]},
        )  # fmt: skip
        assert told.json["code"] == "outside_reach"
        assert place.every(Person, id="moved")[0].agency == "kr-busan"

    async def test_lists_show_what_lies_within(self, place):
        seen = (await place.ask("seoul", "GET", "/people")).json["items"]
        assert {row["agency"] for row in seen} == {"kr-seoul"}
        assert {row["agency"] for row in (await place.ask("root", "GET", "/people")).json["items"]} == {
            "kr-seoul",
            "kr-busan",
        }

    async def test_naming_another_agency_in_a_list_is_refused_and_on_record(self, place):
        told = await place.ask("seoul", "GET", "/people", query="agency=kr-busan")
        assert told.json["code"] == "outside_reach"
        assert refusals(place)[-1]["asked"] == "list_people"

    async def test_one_thing_of_another_agency_cannot_be_told_from_one_that_is_not_there(self, place):
        theirs = await place.ask("seoul", "GET", "/people/p-kr-busan")
        missing = await place.ask("seoul", "GET", "/people/p-none")
        assert (theirs.status, theirs.json["code"]) == (missing.status, missing.json["code"]) == (403, "outside_reach")

    async def test_keys_of_other_agencies_are_not_listed(self, place):
        place.appoint("busan", (Role.ADMINISTRATOR, "kr-busan"), agency="kr-busan")
        listed = (await place.ask("busan", "GET", "/keys")).json["items"]
        assert {row["person"] for row in listed} == {"busan"}

    async def test_a_key_to_the_desk_is_not_issued_for_somebody_with_a_wider_reach(self, place):
        told = await place.ask("seoul", "POST", "/keys", {"person": "root", "purposes": ["desk"]})
        assert told.json["code"] == "outside_reach"
        assert (await place.ask("seoul", "POST", "/keys", {"person": "auditor", "purposes": ["desk"]})).status == 201

    async def test_a_department_s_officer_reaches_that_department(self, place):
        place.appoint("head", (Role.APPROVER, "kr-seoul", "kr-seoul/tax"))
        place.put(Person("p-tax", "kr-seoul", "kr-seoul/tax", None, None))
        until = place.desk.office.surroundings.now_us() + 10**12

        def approval(id_, person):
            return {"id": id_, "agency": "kr-seoul", "service": "svc", "until_us": until, "person": person}

        assert (await place.ask("head", "PUT", "/approvals", approval("a-1", "p-tax"))).status == 200
        for wide in (approval("a-2", None), approval("a-3", "p-kr-seoul"), approval("a-4", "p-kr-busan")):
            assert (await place.ask("head", "PUT", "/approvals", wide)).json["code"] == "outside_reach"
        assert [row.id for row in place.every(Approval)] == ["a-1"]

    async def test_ending_what_another_agency_was_granted_is_refused(self, place):
        place.appoint("head", (Role.APPROVER, "kr-seoul"))
        place.put(Approval("b-1", "kr-busan", None, "svc", "granted", False, 2**52))
        assert (await place.ask("head", "POST", "/approvals/b-1/end")).json["code"] == "outside_reach"
        assert place.every(Approval)[0].until_us == 2**52

    async def test_facts_of_refusals_hold_no_arguments(self, place):
        await place.ask("seoul", "DELETE", "/people/p-kr-busan", reason="비밀 이유")
        assert set(refusals(place)[-1]) == {"act", "officer", "reason", "asked", "code", "key"}
        assert b"p-kr-busan" not in encode(refusals(place)[-1])
