"""Services: listing is not approval, names mean one model, suspension and approval have an end and a reason."""

import msgspec
import pytest

from clockwork import NOW_US
from gwanmun.control import shipped
from gwanmun.control.services import adopt_routes
from gwanmun.domain.catalogue import Dialect, Model, Record, Service
from gwanmun.domain.people import Agency, OrganisationType
from gwanmun.domain.snapshot import Approval, InquiryState, Route, Suspension
from gwanmun.errors import BadCommand, Declined
from gwanmun.ports.books import ModelPrice, PackVersion

from .conftest import DAY

RECORD = {"agency": "kr-seoul", "service": "svc", "on_catalogue": True, "contract": "negotiated",
          "accredited_level": "O", "security_reviewed": True, "stores_outside": "unknown"}  # fmt: skip
DAY_US = 86_400_000_000


class TestCatalogue:
    def test_the_shipped_one_is_taken_twice_without_change(self, desk):
        rows = msgspec.to_builtins({"services": shipped.catalogue().services, "models": shipped.catalogue().models})
        for _ in range(2):
            desk.do("import_catalogue", **rows)
        assert len(desk.every(Service)) == len(rows["services"]) + 2
        assert len(desk.every(Model)) == len(rows["models"])
        assert len(desk.every(ModelPrice)) == sum(len(m["prices"]) for m in rows["models"])

    def test_listing_approves_nothing(self, desk):
        desk.do("import_catalogue", services=msgspec.to_builtins(shipped.catalogue().services))
        assert desk.every(Record) == ()

    @pytest.mark.parametrize(
        ("name", "aliases", "service", "most"),
        [("n", ("m",), "svc", 1), ("n", ("a",), "svc", 1), ("a", (), "svc", 1), ("n", (), "none", 1),
         ("n", (), "svc", 0), ("", (), "svc", 1), ("n\n", (), "svc", 1)],
    )  # fmt: skip
    def test_a_name_means_one_bounded_model_on_a_listed_service(self, desk, name, aliases, service, most):
        desk.put(Model("m", "svc", "m", ("a",), (), 10))
        model = msgspec.to_builtins(Model(name, service, "u", aliases, (), most))
        with pytest.raises(BadCommand):
            desk.do("import_catalogue", services=[], models=[model])
        assert [m.name for m in desk.every(Model)] == ["m"]


class TestRecords:
    def test_the_fact_keeps_before_and_after(self, desk):
        desk.put(Record(**RECORD))
        desk.do("put_record", record={**RECORD, "admitted_fields": ["/top_k"]})
        opening = desk.facts()[-1].opening
        assert (opening["before"]["admitted_fields"], opening["record"]["admitted_fields"]) == ([], ["/top_k"])
        assert desk.facts()[-1].agency == "kr-seoul"

    @pytest.mark.parametrize(
        "wrong",
        [{"agency": "kr-none"}, {"service": "none"}, {"contract": "handshake"}, {"accredited_level": "X"},
         {"stores_outside": "no"}, {"open_items": [" "]}],
    )  # fmt: skip
    def test_what_is_unsound_is_refused(self, desk, wrong):
        desk.put(Record(**RECORD))
        with pytest.raises(BadCommand):
            desk.do("put_record", record={**RECORD, **wrong})

    def test_spending_without_limit_is_remarked_and_not_refused(self, desk):
        desk.put(Record(**RECORD))
        remark = desk.do("put_record", record=RECORD)["remark"]
        assert "kr-seoul" in remark["ko"]
        assert "set_allowance" in remark["en"]
        desk.do("set_allowance", level="government", subject="kr-chungnam", period="year", limit_won=1)
        assert desk.do("put_record", record=RECORD)["remark"] is not None
        desk.do("set_allowance", level="government", subject="kr-seoul", period="year", limit_won=1)
        assert desk.do("put_record", record=RECORD) == {"remark": None}


class TestRoutes:
    @pytest.mark.parametrize(
        ("service", "url", "taken"),
        [("svc", "https://x.example/v1", True), ("svc", "http://x.example/v1", False), ("own", "http://llm.in/v1", True),
         ("svc", "http://127.0.0.1:1/v1", True), ("svc", "https://u:p@x.example", False), ("svc", "file:///x", False),
         ("svc", "https://x.example/?a", False), ("svc", "https://[", False), ("none", "https://x.example", False)],
    )  # fmt: skip
    def test_outside_means_https(self, desk, service, url, taken):
        route = {"service": service, "dialect": "openai", "base_url": url}
        if taken:
            desk.do("put_route", route=route)
            desk.do("remove_route", service=service, dialect="openai")
        else:
            with pytest.raises(BadCommand):
                desk.do("put_route", route=route)
        assert desk.every(Route) == ()

    def test_the_operators_addresses_are_taken_once(self, desk):
        routes = (Route("svc", Dialect.OPENAI, "https://x.example"), Route("none", Dialect.OPENAI, "https://y.example"))
        assert adopt_routes(desk.office, desk.by("settings"), routes) == ("none",)
        assert adopt_routes(desk.office, desk.by("settings"), routes) == ("none",)
        assert [f.opening["officer"] for f in desk.facts()] == ["settings"]
        assert len(desk.every(Route)) == 1


class TestSuspension:
    def test_it_stops_and_resumes_with_reasons(self, desk):
        desk.do("suspend_service", service="svc", reason_ko="점검", reason_en="check")
        (held,) = desk.every(Suspension)
        assert (held.agency, held.since_us) == ("*", NOW_US)
        desk.do("resume_service", service="svc")
        assert desk.every(Suspension) == ()
        with pytest.raises(BadCommand):
            desk.do("resume_service", service="svc")

    @pytest.mark.parametrize("wrong", [{"reason_ko": " "}, {"service": "none"}, {"agency": "kr-none"}, {"reason": ""}])
    def test_nobody_is_stopped_without_a_word(self, desk, wrong):
        with pytest.raises(BadCommand):
            desk.do("suspend_service", **{"service": "svc", "reason_ko": "점검", "reason_en": "check", **wrong})


class TestApprovals:
    def grant(self, desk, **changes):
        asked = {"id": "a-1", "agency": "kr-seoul", "service": "svc", "until_us": NOW_US + DAY_US, **changes}
        return desk.do("put_approval", **asked)

    def test_it_ends_on_its_day_or_earlier(self, desk):
        self.grant(desk, person="p-2", mitigations=True)
        desk.clock.now += 5
        desk.do("end_approval", id="a-1")
        assert desk.every(Approval)[0].until_us == NOW_US + 5

    def test_it_keeps_the_families_it_names_also_in_its_fact(self, desk):
        assert self.grant(desk, families=["deepseek"])["families"] == ("deepseek",)
        assert desk.every(Approval)[0].families == ("deepseek",)
        assert list(desk.facts()[-1].opening["approval"]["families"]) == ["deepseek"]
        self.grant(desk)
        assert desk.every(Approval)[0].families == ()

    @pytest.mark.parametrize(
        "families",
        [[""], ["딥시크"], ["deep seek"], ["a" * 65], ["deepseek", "deepseek"], [f"f-{n}" for n in range(33)]],
    )
    def test_families_are_ids_and_few(self, desk, families):
        with pytest.raises(BadCommand):
            self.grant(desk, families=families)
        assert desk.every(Approval) == ()

    def test_it_reaches_grade_o_unless_it_says_otherwise_and_only_what_it_names(self, desk):
        assert self.grant(desk)["grade"] == "O"
        made = self.grant(desk, department="kr-seoul/ai", grade="S", task="번역")
        assert (made["department"], made["grade"], made["task"]) == ("kr-seoul/ai", "S", "번역")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"department": "kr-chungnam/welfare"},
            {"task": "a\u202eb"},
            {"person": "p-2", "officer": "p-2"},
            {"officer": "p-2"},
            {"department": "kr-seoul/ai", "officer": "p-2"},
        ],
    )
    def test_a_foreign_department_and_ones_own_exception_are_refused(self, desk, wrong):
        with pytest.raises(BadCommand):
            self.grant(desk, **wrong)
        assert desk.every(Approval) == ()

    @pytest.mark.parametrize(
        ("changes", "asks"),
        [
            ({}, True),
            ({"person": "p-2"}, True),
            ({"department": "kr-seoul/ai"}, True),
            ({"grade": "S"}, True),
            ({"state": "rejected"}, False),
        ],
    )
    def test_one_officer_does_not_grant_what_a_regime_lets_two_decide(self, desk, changes, asks):
        text = next(one.text for one in shipped.pack_texts() if one.regime == "kr-n2sf")
        desk.put(PackVersion("kr-n2sf", 1, text, active=True, written_by="w", written_us=1))
        if asks:
            with pytest.raises(Declined, match="kr-n2sf/N2SF-6"):
                self.grant(desk, **changes)
        else:
            self.grant(desk, **changes)
        assert len(desk.every(Approval)) == (not asks)

    @pytest.mark.parametrize(("grade", "asks"), [("O", False), ("S", True)])
    def test_each_grade_that_it_reaches_is_asked_for(self, desk, grade, asks):
        text = next(one.text for one in shipped.pack_texts() if one.regime == "kr-n2sf")
        desk.put(PackVersion("kr-n2sf", 1, text, active=True, written_by="w", written_us=1),
                 Record(**{**RECORD, "accredited_level": "S"}))  # fmt: skip
        if asks:
            with pytest.raises(Declined, match="kr-n2sf/N2SF-4"):
                self.grant(desk, grade=grade)
        else:
            self.grant(desk, grade=grade)
        assert len(desk.every(Approval)) == (not asks)

    def test_no_direct_approval_outlasts_what_a_regime_allows(self, desk):
        text = next(one.text for one in shipped.pack_texts() if one.regime == "corp-sk-hynix")
        desk.put(PackVersion("corp-sk-hynix", 1, text, active=True, written_by="w", written_us=1),
                 Agency("sk-hynix", "하이닉스", "Hynix", OrganisationType.PRIVATE_COMPANY, "KR", None, DAY, None, "AI"))  # fmt: skip
        with pytest.raises(BadCommand, match="at most 30 days"):
            self.grant(desk, agency="sk-hynix", until_us=NOW_US + 40 * DAY_US)
        self.grant(desk, agency="sk-hynix", until_us=NOW_US + 20 * DAY_US)

    @pytest.mark.parametrize(
        "wrong",
        [{"until_us": NOW_US}, {"until_us": NOW_US + 400 * DAY_US}, {"state": "maybe"}, {"person": "p-1"},
         {"person": "x"}, {"agency": "kr-none"}, {"service": "none"}, {"id": "../x"}, {"reason": ""}],
    )  # fmt: skip
    def test_what_has_no_end_or_no_subject_is_refused(self, desk, wrong):
        with pytest.raises(BadCommand):
            self.grant(desk, **wrong)
        assert desk.every(Approval) == ()


def test_an_inquiry_has_one_of_five_states(desk):
    desk.do("put_inquiry", inquiry={"vendor": "deepseek", "status": "overdue"})
    with pytest.raises(BadCommand):
        desk.do("put_inquiry", inquiry={"vendor": "deepseek", "status": "late"})
    assert desk.every(InquiryState) == (InquiryState("deepseek", "overdue"),)
