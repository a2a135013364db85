"""S1: the registry holds exactly the seventeen metropolitan and provincial governments of the 2024 round."""

import pytest

from gwanmun.control import shipped
from gwanmun.control.agencies import read_agencies
from gwanmun.errors import BadCommand

ROUND = "local-government-2024"


def test_the_shipped_tree_holds_exactly_seventeen_top_level_governments() -> None:
    governments = shipped.agencies().collection(ROUND)
    assert len(governments) == 17
    assert len({one.id for one in governments}) == 17
    assert all(one.parent is None for one in governments)
    assert {one.name_ko for one in governments} >= {"서울특별시", "강원특별자치도", "전북특별자치도", "제주특별자치도"}


def test_an_eighteenth_top_level_government_is_refused_by_name() -> None:
    row = "- {id: kr-hanyang, name_ko: 한양특별시, name_en: Hanyang, type: metropolitan_government, valid_from: 2020-01-01, source: gov-act}\n"
    tree = read_agencies(shipped.text("agencies", "kr.yaml").replace("agencies:\n", "agencies:\n" + row), "kr.yaml")
    with pytest.raises(BadCommand, match="exactly 17 governments; not among them: kr-hanyang") as refused:
        tree.collection(ROUND)
    assert "17개" in refused.value.message("ko")


def test_a_city_or_county_below_a_government_is_no_eighteenth() -> None:
    row = "- {id: kr-seoul-gangseo, name_ko: 강서구, name_en: Gangseo-gu, type: municipality, parent: kr-seoul, valid_from: 1977-09-01, source: autonomy-act}\n"
    tree = read_agencies(shipped.text("agencies", "kr.yaml").replace("agencies:\n", "agencies:\n" + row), "kr.yaml")
    assert len(tree.collection(ROUND)) == 17
