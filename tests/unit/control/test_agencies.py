"""The dated tree of agencies and who takes part in a collection round."""

from datetime import date

import pytest

from gwanmun.control import shipped
from gwanmun.control.agencies import read_agencies
from gwanmun.domain.people import OrganisationType
from gwanmun.errors import BadCommand, BadPolicy

TREE = shipped.agencies()
TEXT = shipped.text("agencies", "kr.yaml")


def names(day: date) -> dict[str, str]:
    return {row.id: row.name_ko for row in TREE.on(day)}


def test_a_renamed_agency_has_the_name_of_its_day_under_one_id() -> None:
    assert names(date(2023, 6, 10))["kr-gangwon"] == "강원도"
    assert names(date(2023, 6, 11))["kr-gangwon"] == "강원특별자치도"
    assert names(date(2024, 1, 17))["kr-jeonbuk"] == "전라북도"
    assert names(date(2024, 1, 18))["kr-jeonbuk"] == "전북특별자치도"
    assert names(date(2025, 9, 30))["kr-motie"] == "산업통상자원부"
    assert names(date(2025, 10, 1))["kr-motie"] == "산업통상부"


def test_an_id_has_at_most_one_row_on_any_day_and_the_unconfirmed_merger_is_not_applied() -> None:
    for day in (date(2012, 6, 30), date(2023, 6, 11), date(2025, 1, 31), date(2026, 11, 22)):
        ids = [row.id for row in TREE.on(day)]
        assert len(ids) == len(set(ids))
    assert len(TREE.governments(date(2026, 11, 22))) == 17
    assert len(TREE.governments(date(2012, 6, 30))) == 16  # before Sejong


def test_units_stand_under_their_ministry_with_a_contact_of_their_own() -> None:
    rows = {row.id: row for row in TREE.on(date(2026, 11, 22))}
    assert rows["kr-army"].parent == "kr-mnd"
    assert rows["kr-marine-corps"].parent == "kr-navy"
    assert {rows[one].type for one in ("kr-mnd", "kr-army", "kr-navy", "kr-air-force")} == {OrganisationType.MILITARY}
    assert rows["kr-seoul"].contact_ko == "서울특별시 정보보호담당관"
    assert all(row.jurisdiction == "KR" and row.contact_ko for row in TREE.rows)


def test_every_organisation_that_a_korean_public_pack_names_is_in_the_tree() -> None:
    ids = {str(row.id) for row in TREE.rows}
    for pack in shipped.packs():
        for condition in pack.scope:
            if condition.attribute == "organisation.id" and str(pack.id).startswith("kr-"):
                values = getattr(condition.test, "values", None) or (condition.test.value,)
                assert set(values) <= ids


@pytest.mark.parametrize(
    "wrong",
    [
        TEXT.replace("valid_to: 2023-06-11", "valid_to: 2023-06-12"),  # overlap
        TEXT.replace(", valid_to: 2023-06-11", ""),
        TEXT.replace("parent: kr-navy", "parent: kr-sky"),
        TEXT.replace(
            "type: military, valid_from: 1948-08-15", "type: military, parent: kr-army, valid_from: 1948-08-15"
        ),
        TEXT.replace("valid_to: 2024-01-18", "valid_to: 1949-08-15"),
        TEXT.replace("type: provincial_government", "type: province", 1),
        TEXT.replace("id: kr-seoul", "id: Seoul"),
        "agencies: {}",
    ],
)
def test_a_tree_that_cannot_be_is_refused_with_its_place(wrong: str) -> None:
    assert wrong != TEXT
    with pytest.raises(BadPolicy, match=r"t\.yaml:\d+:\d+"):
        read_agencies(wrong, "t.yaml")


def test_an_unknown_round_and_a_government_missing_from_the_tree_are_refused() -> None:
    with pytest.raises(BadCommand, match="no collection"):
        TREE.collection("local-government-1999")
    line = next(line for line in TEXT.splitlines() if "id: kr-ulsan" in line)
    with pytest.raises(BadCommand, match="kr-ulsan"):
        read_agencies(TEXT.replace(line + "\n", ""), "t").collection("local-government-2024")
