"""The tree of agencies holds exactly the seventeen governments; people come and go with their keys."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from gwanmun.control import shipped
from gwanmun.control.directory import check_tree, governments_on
from gwanmun.domain.people import Agency, Department, Key, OrganisationType, Person, TrustedProxy, Zone
from gwanmun.errors import BadCommand

ROWS = shipped.agencies().rows
DAY = date(2026, 11, 22)


def row(id_="kr-new", *, kind=OrganisationType.PROVINCIAL_GOVERNMENT, parent=None, start=DAY, end=None, place="KR"):
    return Agency(id_, "새 도", "New", kind, place, parent, start, end, "담당")


def plain(rows):
    return msgspec.to_builtins(list(rows))


COLLECTIONS = shipped.agencies().collections


class TestSeventeen:
    """Seventeen is what the 2024 round collected, not the shape of the tree."""

    def test_the_shipped_tree_has_them_on_every_day_of_the_story(self):
        for day in (date(2023, 1, 1), date(2025, 2, 6), DAY):
            assert len(governments_on(ROWS, day)) == 17

    def test_importing_it_stores_every_row(self, desk):
        rows = msgspec.to_builtins(COLLECTIONS)
        assert desk.do("import_agencies", agencies=plain(ROWS), collections=rows)["count"] == len(ROWS)
        assert {a.id for a in ROWS} <= {a.id for a in desk.every(Agency)}
        assert desk.facts()[0].opening["rows"] == len(ROWS)
        assert list(desk.facts()[0].opening["collections"]) == ["local-government-2024"]

    def test_one_that_was_not_in_the_round_is_refused_by_name_and_changes_nothing(self, desk):
        intruder = row("kr-north", start=date(2020, 1, 1))
        with pytest.raises(BadCommand) as caught:
            desk.do("import_agencies", agencies=plain((*ROWS, intruder)))
        assert "kr-north" in caught.value.message("ko")
        assert "17" in caught.value.message("en")
        desk.do("import_agencies", agencies=plain(ROWS))
        with pytest.raises(BadCommand):
            desk.do("put_agency", agency=plain([intruder])[0])
        assert "kr-north" not in {a.id for a in desk.every(Agency)}

    def test_one_that_is_founded_after_the_round_is_an_agency_like_any_other(self, desk):
        desk.do("import_agencies", agencies=plain(ROWS))
        desk.do("put_agency", agency=plain([row("kr-north", start=date(2026, 7, 1))])[0])
        assert len(governments_on(desk.every(Agency), DAY)) == 18

    def test_a_round_whose_governments_are_missing_cannot_be_imported(self, desk):
        with pytest.raises(BadCommand) as caught:
            desk.do("import_agencies", agencies=plain(a for a in ROWS if a.id not in {"kr-jeju", "kr-busan"}),
                    collections=msgspec.to_builtins(COLLECTIONS))  # fmt: skip
        assert "kr-busan" in caught.value.message("en")

    @pytest.mark.parametrize(
        "lawful",
        [
            row("kr-cheonan", kind=OrganisationType.MUNICIPALITY, parent="kr-chungnam"),
            row("kr-part", parent="kr-chungnam"),
            row("jp-tokyo", place="JP"),
            row("kr-moj", kind=OrganisationType.CENTRAL_MINISTRY),
            row("kr-short", start=date(1990, 1, 1), end=date(1991, 1, 1)),
            row("kr-later", start=date(2030, 1, 1)),
        ],
    )
    def test_what_is_no_eighteenth_is_taken(self, desk, lawful):
        desk.do("import_agencies", agencies=plain(ROWS))
        desk.do("put_agency", agency=plain([lawful])[0])
        assert lawful in desk.every(Agency)

    def test_a_renamed_government_counts_once(self, desk):
        desk.do("import_agencies", agencies=plain(ROWS))
        jeju = next(a for a in ROWS if a.id == "kr-jeju")
        ended = replace(jeju, valid_to=DAY)
        desk.do("put_agency", agency=plain([ended])[0])
        desk.do("put_agency", agency=plain([replace(jeju, name_ko="새 이름", valid_from=DAY)])[0])
        assert len(governments_on(desk.every(Agency), DAY)) == 17


@pytest.mark.parametrize(
    "rows",
    [
        [row("kr-a", start=DAY), row("kr-a", start=date(2026, 12, 1))],
        [row("kr-a", end=date(2026, 12, 2)), row("kr-a", start=date(2026, 12, 1))],
        [row("kr-a", start=DAY, end=DAY)],
        [row("kr-a", parent="kr-nobody")],
        [row("kr-a", parent="kr-b"), row("kr-b", parent="kr-a")],
        [row("kr-a", parent="kr-a")],
        [row("홍길동")],
        [row("kr-" + "a" * 200)],
    ],
)
def test_unsound_rows_are_refused(rows):
    with pytest.raises(BadCommand):
        check_tree(rows)


class TestPeople:
    def test_a_person_stands_in_a_department_of_their_agency(self, desk):
        with pytest.raises(BadCommand):
            desk.do("put_people", people=[{"id": "p-9", "agency": "kr-seoul", "department": "kr-chungnam/audit",
                                           "training_until": None, "pledged_on": None}])  # fmt: skip

    @pytest.mark.parametrize("id_", ["홍길동", "900101-1234567", "9001011234567", "", "a b", "x" * 65])
    def test_names_and_resident_numbers_are_no_ids(self, desk, id_):
        with pytest.raises(BadCommand) as caught:
            desk.do("put_people", people=[{"id": id_, "agency": "kr-seoul", "department": "kr-seoul/ai",
                                           "training_until": None, "pledged_on": None}])  # fmt: skip
        assert not id_ or id_ not in caught.value.message("ko")

    def test_one_bad_row_keeps_all_out(self, desk):
        good = {"id": "p-8", "agency": "kr-seoul", "department": "kr-seoul/ai", "training_until": "2027-01-01",
                "pledged_on": None}  # fmt: skip
        with pytest.raises(BadCommand):
            desk.do("put_people", people=[good, {**good, "id": "p-9", "department": "x"}])
        assert "p-8" not in {p.id for p in desk.every(Person)}
        desk.do("put_people", people=[good])
        assert desk.every(Person, id="p-8")[0].training_until == date(2027, 1, 1)

    def test_who_leaves_takes_every_key_along(self, desk):
        keys = [desk.do("issue_key", person="p-1")["id"] for _ in range(2)]
        assert desk.do("remove_person", id="p-1")["count"] == 2
        assert all(key.revoked_us for key in desk.every(Key))
        assert desk.every(Person, id="p-1") == ()
        assert desk.facts()[-1].opening["revoked"] == sorted(keys)

    def test_departments_belong_to_agencies_that_exist(self, desk):
        row_ = {"id": "kr-x/y", "agency": "kr-x", "name_ko": "가", "name_en": "a"}
        with pytest.raises(BadCommand):
            desk.do("put_departments", departments=[row_])
        desk.do("put_departments", departments=[{**row_, "agency": "kr-seoul"}])
        assert desk.every(Department, id="kr-x/y")


class TestZonesAndProxies:
    def test_a_proxys_secret_is_shown_once_and_in_no_fact(self, desk):
        made = desk.do("put_proxy", name="edge", cidr="10.1.0.0/16")
        assert len(bytes.fromhex(made["secret"])) == 32
        assert desk.every(TrustedProxy)[0].secret == made["secret"]
        assert made["secret"] not in repr(desk.facts())
        desk.do("remove_proxy", name="edge")
        assert desk.every(TrustedProxy) == ()

    @pytest.mark.parametrize("zone", ["10.1.0.0/16", "10.1.2.0/24", "10.0.0.0/8"])
    def test_a_proxy_whose_word_a_zone_would_overrule_is_refused_whichever_comes_first(self, desk, zone):
        desk.do("put_proxy", name="edge", cidr="10.1.0.0/16")
        with pytest.raises(BadCommand) as refused:
            desk.do("put_zone", cidr=zone, device_class="internal_pc")
        assert all(
            "10.1.0.0/16" in refused.value.message(one) and "edge" in refused.value.message(one) for one in ("ko", "en")
        )
        desk.do("remove_proxy", name="edge")
        desk.do("put_zone", cidr=zone, device_class="internal_pc")
        with pytest.raises(BadCommand):
            desk.do("put_proxy", name="edge", cidr="10.1.0.0/16")
        assert desk.every(TrustedProxy) == ()

    def test_a_proxy_beside_every_zone_is_taken(self, desk):
        desk.do("put_zone", cidr="10.1.0.0/16", device_class="internal_pc")
        desk.do("put_zone", cidr="fd00::/8", device_class="internal_pc")
        desk.do("put_proxy", name="edge", cidr="10.2.0.1/32")
        desk.do("put_zone", cidr="10.2.0.0/32", device_class="internal_pc")
        assert len(desk.every(Zone)) == 3

    def test_a_zone_is_a_network(self, desk):
        desk.do("put_zone", cidr=" 10.0.0.0/8", device_class="internal_pc")
        assert desk.every(Zone)[0].cidr == "10.0.0.0/8"
        for wrong in ("10.0.0.1/8", "x", ""):
            with pytest.raises(BadCommand):
                desk.do("put_zone", cidr=wrong, device_class="internal_pc")
        desk.do("remove_zone", cidr="10.0.0.0/8")
        with pytest.raises(BadCommand):
            desk.do("remove_zone", cidr="10.0.0.0/8")


def test_house_rules_need_a_reason_and_sound_purposes(desk):
    rules = {"agency": "kr-seoul", "purposes": ["work", "study"], "examine_answers": "flag"}
    desk.do("put_rules", rules=rules)
    for wrong in ({"agency": "kr-none"}, {"agency": "*", "purposes": []}, {"agency": "*", "purposes": ["업무"]}):
        with pytest.raises(BadCommand):
            desk.do("put_rules", rules=wrong)
    with pytest.raises(BadCommand):
        desk.do("put_rules", reason="", rules=rules)
