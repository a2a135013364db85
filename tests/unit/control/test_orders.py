"""An authority's order is the authority's: nobody else edits, ends or replaces it; precautions have a review date."""

from datetime import date, timedelta

import pytest

from bureau import Bureau
from gwanmun.control import shipped
from gwanmun.domain.orders import Authority, Mandate, Order, OrderState, Scheduled
from gwanmun.domain.people import Agency, Department, OrganisationType, Person
from gwanmun.errors import BadCommand, Declined
from gwanmun.policy.reader import read_pack
from gwanmun.ports.books import PackVersion

PIPC = {"id": "kr-pipc", "name_ko": "개인정보보호위원회", "name_en": "PIPC", "officers": ["pipc-1", "pipc-2"]}
REGIME = "kr-pipc-deepseek-download-pause"
TEXTS = {one.regime: one.text for one in shipped.pack_texts()}


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path, date(2025, 2, 15))
    made.seed_country()
    made.do("put_authority", officer="admin", authority=PIPC)
    made.force(REGIME, "kr-motie-temporary")
    yield made
    made.close()


def issue(bureau, officer="pipc-1", **args):
    given = {"id": "o-1", "authority": "kr-pipc", "kind": "pause", "subject": "DeepSeek app", "title_ko": "신규 다운로드 중단",
             "title_en": "pause of downloads", "source": "보도자료", "regime": REGIME, "review_on": "2025-04-15"}  # fmt: skip
    return bureau.do("issue_order", officer=officer, **{**given, **args})


class TestAnAuthoritysOrder:
    def test_only_its_officers_issue_end_and_replace_it(self, bureau):
        with pytest.raises(BadCommand, match="PIPC"):
            issue(bureau, officer="ministry-1")
        issue(bureau)
        for act, args in (
            ("end_order", {"id": "o-1"}),
            ("replace_order", {"id": "o-1", "order": {**issue_args(), "id": "o-2"}}),
        ):
            with pytest.raises(BadCommand, match="PIPC"):
                bureau.do(act, officer="ministry-1", **args)
        assert bureau.every(Order)[0].state is OrderState.IN_FORCE

    @pytest.mark.parametrize(
        ("act", "args"),
        [
            ("write_pack", {"text": TEXTS[REGIME]}),
            ("activate_pack", {"regime": REGIME, "version": 1}),
            ("deactivate_pack", {"regime": REGIME}),
            ("confirm_pack", {"regime": REGIME, "version": 1}),
            ("return_pack", {"regime": REGIME, "version": 1}),
            ("lift_order", {"regime": REGIME}),
            ("reimpose_order", {"regime": REGIME}),
            ("put_mandate", {"regime": REGIME, "owner": "우리"}),
            ("review_mandate", {"regime": REGIME, "next_review_on": "2025-05-01"}),
            ("cancel_scheduled", {"regime": REGIME}),
            (
                "delegate_rule",
                {"id": "d", "regime": REGIME, "rule": "PIPC-1", "agency": "kr-seoul", "loosest": "allow"},
            ),
        ],
    )
    def test_its_regime_cannot_be_touched_by_an_agency(self, bureau, act, args):
        issue(bureau)
        with pytest.raises(BadCommand, match="only officers of PIPC"):
            bureau.do(act, officer="ministry-1", **args)
        assert [one.version for one in bureau.every(PackVersion, regime=REGIME, active=True)] == [1]

    def test_whoever_registers_an_authority_does_not_speak_for_it(self, bureau):
        mine = {**PIPC, "id": "kr-mois", "officers": ["admin", "friend"]}
        with pytest.raises(Declined, match="not one of those who speak for it"):
            bureau.do("put_authority", officer="admin", authority=mine)

    def test_its_own_officers_change_it_and_still_two_of_them(self, bureau):
        issue(bureau)
        bureau.do("write_pack", officer="pipc-1", text=TEXTS[REGIME])
        with pytest.raises(BadCommand):
            bureau.do("activate_pack", officer="pipc-1", regime=REGIME, version=2)
        assert bureau.do("activate_pack", officer="pipc-2", regime=REGIME, version=2)["active"]

    def test_nobody_adds_themselves_to_an_authority(self, bureau):
        with pytest.raises(BadCommand, match="PIPC"):
            bureau.do("put_authority", officer="admin", authority={**PIPC, "officers": ["admin", "friend"]})
        with pytest.raises(BadCommand):
            bureau.do("put_authority", officer="admin", authority={**PIPC, "id": "kr-nis", "officers": ["one"]})
        assert bureau.every(Authority)[0].officers == ("pipc-1", "pipc-2")

    def test_whoever_is_appointed_there_speaks_for_it_and_only_as_long(self, bureau):
        bureau.put(
            Agency(
                "kr-nis",
                "국가정보원",
                "NIS",
                OrganisationType.CENTRAL_MINISTRY,
                "KR",
                None,
                date(1961, 6, 10),
                None,
                "담당",
            ),
            Department("kr-nis/ai", "kr-nis", "인공지능보안과", "AI security"),
            *(Person(f"nis-{at}", "kr-nis", "kr-nis/ai", None, None) for at in range(1, 4)),
        )
        bureau.do("appoint", officer="admin", id="a-1", person="nis-1", agency="kr-nis", role="authority")
        nis = {"id": "kr-nis", "name_ko": "국가정보원", "name_en": "NIS"}
        with pytest.raises(BadCommand, match="at least two"):
            bureau.do("put_authority", officer="admin", authority=nis)
        bureau.do("appoint", officer="admin", id="a-2", person="nis-2", agency="kr-nis", role="authority",
                  valid_to=(bureau.day + timedelta(days=30)).isoformat())  # fmt: skip
        bureau.do("put_authority", officer="admin", authority=nis)
        order = {"id": "n-1", "authority": "kr-nis", "regime": None}
        with pytest.raises(BadCommand, match="only officers of NIS"):
            issue(bureau, "nis-3", **order)
        assert issue(bureau, "nis-2", **order)["officer"] == "nis-2"
        bureau.go(bureau.day + timedelta(days=31))
        with pytest.raises(BadCommand, match="only officers of NIS"):
            bureau.do("end_order", officer="nis-2", id="n-1")
        bureau.do("end_order", officer="nis-1", id="n-1")

    def test_once_it_stands_only_its_own_appoint_who_speaks_for_it(self, bureau):
        bureau.put(
            Department("kr-pipc/d", "kr-pipc", "조사과", "investigations"),
            *(Person(id_, "kr-pipc", "kr-pipc/d", None, None) for id_ in ("friend", "pipc-3")),
        )
        given = {"id": "a-1", "person": "friend", "agency": "kr-pipc", "role": "authority"}
        with pytest.raises(BadCommand, match="only officers of PIPC"):
            bureau.do("appoint", officer="admin", **given)
        csv = "id,person,agency,role,valid_from\na-1,friend,kr-pipc,authority,2025-01-01\n"
        with pytest.raises(BadCommand, match="row 2 role: only officers of PIPC"):
            bureau.do("import_table", officer="admin", table="appointments", text=csv)
        with pytest.raises(BadCommand, match="only officers of PIPC"):
            issue(bureau, "friend")
        bureau.do("appoint", officer="pipc-1", **{**given, "person": "pipc-3"})
        assert issue(bureau, "pipc-3")["officer"] == "pipc-3"

    def test_lifted_now_or_on_a_day_by_the_clock(self, bureau):
        issue(bureau)
        bureau.do("end_order", officer="pipc-2", id="o-1", on="2025-04-28")
        assert bureau.every(Order)[0].state_on(date(2025, 4, 27)) is OrderState.IN_FORCE
        assert bureau.snapshot().lifted_orders == ()
        bureau.go(date(2025, 4, 28))
        assert bureau.snapshot().lifted_orders == (REGIME,)
        row = next(one for one in bureau.do("list_orders") if one["id"] == "o-1")
        assert (row["state"], row["ours"]) == ("lifted", True)

    def test_replaced_keeps_its_history(self, bureau):
        issue(bureau)
        bureau.do(
            "replace_order",
            officer="pipc-2",
            id="o-1",
            order={**issue_args(), "id": "o-2", "kind": "corrective_recommendation"},
        )
        old, new = bureau.every(Order)
        assert (old.state, old.replaced_by, new.state) == (OrderState.REPLACED, "o-2", OrderState.IN_FORCE)
        assert bureau.snapshot().lifted_orders == ()

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [({"review_on": None}, "review_on"), ({"valid_to": "2025-02-15"}, "valid_to"), ({"subject": "a\u202eb"}, "subject"),
         ({"regime": "none"}, "none"), ({"source": ""}, "source"), ({"id": "../x"}, "id"), ({"authority": "kr-nis"}, "kr-nis")],
    )  # fmt: skip
    def test_what_cannot_stand_is_refused_naming_the_field(self, bureau, wrong, field):
        with pytest.raises(BadCommand) as caught:
            issue(bureau, **wrong)
        assert field in caught.value.message("ko")
        assert bureau.every(Order) == ()


def issue_args():
    return {"id": "o-1", "authority": "kr-pipc", "kind": "pause", "subject": "DeepSeek", "title_ko": "중단", "title_en": "pause",
            "source": "보도자료", "regime": REGIME, "review_on": "2025-04-15"}  # fmt: skip


class TestAPrecaution:
    def write(self, bureau):
        bureau.do("write_pack", officer="writer", text=TEXTS["kr-motie-temporary"] + "# 개정\n")
        bureau.do("confirm_pack", officer="owner", regime="kr-motie-temporary", version=2)

    @pytest.mark.parametrize(
        ("args", "field"),
        [({"owner": "통상정책과"}, "review_on"), ({"review_on": "2025-05-01"}, "owner"),
         ({"owner": "통상정책과", "review_on": "2025-02-15"}, "review_on"),
         ({"owner": "통상정책과", "review_on": "2027-02-15"}, "review_on")],
    )  # fmt: skip
    def test_it_is_refused_without_owner_and_review_date_naming_the_field(self, bureau, args, field):
        self.write(bureau)
        with pytest.raises(BadCommand) as caught:
            bureau.do("activate_pack", officer="chief", regime="kr-motie-temporary", version=2, **args)
        assert field in caught.value.message("en")
        assert [one.version for one in bureau.every(PackVersion, regime="kr-motie-temporary", active=True)] == [1]
        assert bureau.every(Mandate) == ()

    def test_it_stands_on_the_list_of_reviews_until_reviewed(self, bureau):
        self.write(bureau)
        bureau.do("activate_pack", officer="chief", regime="kr-motie-temporary", version=2, owner="통상정책과",
                  review_on="2025-03-15")  # fmt: skip
        bureau.go(date(2025, 3, 20))
        (due,) = bureau.do("list_reviews")
        assert (due["kind"], due["state"], due["owner"]) == ("precaution", "overdue", "통상정책과")
        bureau.do("review_mandate", regime="kr-motie-temporary", next_review_on="2025-06-01")
        assert bureau.do("list_reviews") == ()
        assert bureau.every(Mandate)[0].reviewed_on == date(2025, 3, 20)

    def test_a_circle_of_regimes_above_each_other_is_refused(self, bureau):
        bureau.do("put_mandate", regime="kr-motie-temporary", owner="가", above=REGIME)
        with pytest.raises(BadCommand):
            bureau.do("put_mandate", regime=REGIME, owner="가", above="kr-motie-temporary")


def test_what_others_ordered_stands_beside_ours_and_binds_nobody(bureau):
    bureau.do("observe_order", observed={"id": "ie-dpc-1", "day": "2025-01-29", "issuer": "DPC (IE)", "subject": "DeepSeek",
                                         "kind": "inquiry", "source": "보도", "officer": ""})  # fmt: skip
    rows = bureau.do("list_orders", subject="deepseek")
    assert {"Garante (IT)", "CNIL (FR)", "DPC (IE)"} <= {one["issuer"] for one in rows}
    assert [one["day"] for one in rows] == sorted(one["day"] for one in rows)
    assert not any(one["ours"] for one in rows)
    assert max(one["day"] for one in rows) <= (bureau.day + timedelta(days=0)).isoformat()


CARRIED = ("kr-pipc-deepseek-download-pause", "kr-nis-genai-rules", "kr-n2sf", "kr-mois-advisory")


class TestOnAFirstSite:
    """Nobody has registered an authority or given a mandate: the packs have just been taken in."""

    @pytest.fixture(params=CARRIED)
    def regime(self, request):
        return request.param

    @pytest.fixture
    def site(self, tmp_path):
        made = Bureau(tmp_path, date(2025, 2, 15))
        made.seed_country()
        yield made
        made.close()

    def take_over(self, site, regime):
        site.do("write_pack", officer="kim", text=TEXTS[regime])
        site.do("confirm_pack", officer="park", regime=regime, version=1)
        return site.do("activate_pack", officer="lee", regime=regime, version=1)

    def test_an_authoritys_word_is_put_in_force_as_it_ships_by_two_people(self, site, regime):
        assert self.take_over(site, regime)["active"]
        assert site.do("write_pack", officer="kim", text=f"# 다시 들임\n{TEXTS[regime]}")["version"] == 2
        site.do("confirm_pack", officer="park", regime=regime, version=2)
        assert site.do("activate_pack", officer="lee", regime=regime, version=2)["active"]
        assert site.do("return_pack", officer="lee", regime=regime, version=1)["active"]

    def test_a_changed_copy_of_it_is_not_even_written(self, site, regime):
        weaker = TEXTS[regime].replace("decision: deny", "decision: allow")
        for text in (weaker, TEXTS[regime].replace("jurisdiction: KR", "jurisdiction: KR\ndefault: allow", 1)):
            with pytest.raises(Declined, match="only officers of"):
                site.do("write_pack", officer="kim", text=text)
        assert site.every(PackVersion) == ()

    def test_a_changed_copy_that_stands_in_the_books_comes_into_force_by_no_act(self, site, regime):
        weaker = TEXTS[regime].replace("decision: deny", "decision: allow")
        site.put(PackVersion(regime, 1, weaker, False, "kim", 1, "park", "lee", 1))
        starts = site.clock.now + 3_600_000_000
        for act, args in (
            ("confirm_pack", {"version": 1}),
            ("activate_pack", {"version": 1}),
            ("activate_pack", {"version": 1, "starts_us": starts}),
            ("return_pack", {"version": 1}),
        ):
            with pytest.raises(Declined, match="only officers of"):
                site.do(act, officer="chief", regime=regime, **args)
        site.put(Scheduled(regime, 1, starts, 0, "chief", site.clock.now, "전에 예약됨"))
        site.later(hours=2)
        assert (site.every(PackVersion, active=True), site.every(Scheduled)) == ((), ())

    def test_it_is_taken_out_of_force_delegated_and_mandated_by_the_authority_alone(self, site, regime):
        self.take_over(site, regime)
        rule = read_pack(TEXTS[regime], regime).rules[0].id
        delegation = {"id": "d", "rule": rule, "agency": "kr-seoul", "loosest": "allow"}
        for act, args in (
            ("deactivate_pack", {}), ("lift_order", {}), ("put_mandate", {"owner": "우리"}), ("delegate_rule", delegation),
        ):  # fmt: skip
            with pytest.raises(Declined, match="only officers of"):
                site.do(act, officer="chief", regime=regime, **args)
        assert len(site.every(PackVersion, active=True)) == 1

    def test_once_the_authority_has_spoken_here_nobody_goes_back_behind_its_word(self, site, regime):
        self.take_over(site, regime)
        owner = shipped.AUTHORITIES[regime]
        site.do("put_authority", officer="admin", authority={"id": owner.id, "name_ko": owner.name_ko,
                "name_en": owner.name_en, "officers": ["a-1", "a-2"]})  # fmt: skip
        site.do("write_pack", officer="a-1", text=TEXTS[regime])
        site.do("confirm_pack", officer="a-2", regime=regime, version=2)
        site.do("activate_pack", officer="a-2", regime=regime, version=2)
        for act, args in (("return_pack", {"version": 1}), ("activate_pack", {"version": 1}),
                          ("write_pack", {"text": TEXTS[regime]})):  # fmt: skip
            with pytest.raises(Declined, match="only officers of"):
                site.do(act, officer="chief", **({"regime": regime} if "version" in args else {}), **args)
        assert site.do("deactivate_pack", officer="a-1", regime=regime)["state"] == "asked"
        with pytest.raises(Declined, match="only officers of"):
            site.do("deactivate_pack", officer="chief", regime=regime)
        assert site.do("deactivate_pack", officer="a-2", regime=regime)["state"] == "done"

    def test_another_authority_does_not_claim_it(self, site, regime):
        self.take_over(site, regime)
        site.do("put_authority", officer="admin", authority={**PIPC, "id": "kr-moe"})
        with pytest.raises(Declined, match="belongs to another authority"):
            issue(site, authority="kr-moe", regime=regime)

    def test_a_list_of_regimes_names_whose_it_is(self, site, regime):
        self.take_over(site, regime)
        assert site.do("list_regimes")[0]["authority"] == shipped.AUTHORITIES[regime].id
