"""Pictures of figures: well-formed, without style or script, never without their table, never a zero that nobody counted."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.charts.picture import bars, lines, stacked, tiles
from gwanmun.charts.regions import KOREA
from gwanmun.charts.shapes import cut, scale, wide
from gwanmun.charts.values import Caption, Point, Series, of_figures

SVG = "{http://www.w3.org/2000/svg}"
CAPTION = Caption("spend", "기관별 사용액", "기관", "원")


def drawn(chart):
    return ET.fromstring(chart.svg)  # noqa: S314 -- made here


def rects(chart):
    return [one for one in drawn(chart).iter(f"{SVG}rect") if "gm-bar" in one.get("class", "")]


def words(chart):
    return [one.text for one in drawn(chart).iter(f"{SVG}text")]


def test_a_zero_a_gap_and_a_government_that_could_not_count_stay_three_things():
    points = (Point("가", 0, "0"), Point("나", None, "보도 없음"), Point("다", None, "집계 불가"), Point("라", 7, "7"))
    chart = bars(CAPTION, points)
    assert len(rects(chart)) == 2
    assert {"0", "보도 없음", "집계 불가"} <= set(words(chart))
    assert chart.rows == (("가", "0"), ("나", "보도 없음"), ("다", "집계 불가"), ("라", "7"))


def test_bars_are_as_long_as_their_amounts():
    chart = bars(CAPTION, of_figures([("가", 100), ("나", 50)], "-"))
    long, short = (int(one.get("width")) for one in rects(chart))
    assert abs(long - 2 * short) <= 1


def test_more_bars_than_fit_are_in_the_table_and_the_picture_says_so():
    chart = bars(CAPTION, of_figures([(f"기관 {at}", at) for at in range(60)], "-"))
    assert len(rects(chart)) == 40
    assert len(chart.rows) == 60
    assert any("그 밖에 20개는 표에" in one for one in words(chart))


def test_a_month_without_a_figure_leaves_a_gap_in_its_line():
    months = of_figures([("1월", 1), ("2월", None), ("3월", 3), ("4월", 4)], "집계 불가")
    chart = lines(CAPTION, (Series("서울", months),))
    strokes = [one for one in drawn(chart).iter(f"{SVG}line") if "gm-line" in one.get("class")]
    assert len(strokes) == 1
    assert len(list(drawn(chart).iter(f"{SVG}circle"))) == 3 + 1  # the marks and the legend
    assert chart.rows[1] == ("2월", "집계 불가")


def test_lines_are_told_apart_without_colour():
    months = of_figures([("1월", 1), ("2월", 2)], "-")
    chart = lines(CAPTION, tuple(Series(name, months) for name in "가나다"))
    dashes = {one.get("stroke-dasharray") for one in drawn(chart).iter(f"{SVG}line") if "gm-line" in one.get("class")}
    assert len(dashes) == 3


def test_a_sum_with_an_unknown_part_says_so():
    chart = stacked(
        CAPTION,
        (
            Series("구독", of_figures([("가", 5), ("나", 3)], "집계 불가")),
            Series("종량", of_figures([("가", None), ("나", 4)], "집계 불가")),
        ),
    )
    assert "5 (일부 제외)" in words(chart)
    assert "7" in words(chart)
    assert chart.columns == ("기관", "구독 (원)", "종량 (원)")


def test_every_region_has_its_own_place_and_one_without_a_place_is_drawn_below():
    assert len({(spot.column, spot.row) for spot in KOREA.values()}) == len(KOREA) == 17
    chart = tiles(CAPTION, {**{id_: Point(id_, 1, "1") for id_ in KOREA}, "kr-new": Point("새 광역시", 2, "2")})
    shown = [one for one in drawn(chart).iter(f"{SVG}rect") if "gm-tile" in one.get("class")]
    assert len(shown) == 18
    assert len({(one.get("x"), one.get("y")) for one in shown}) == 18
    assert "새 광역시" in words(chart)


def test_a_region_that_did_not_report_is_never_coloured_as_a_value():
    chart = tiles(CAPTION, {"kr-seoul": Point("서울", 0, "0"), "kr-jeju": Point("제주", None, "보도 없음")})
    classes = [one.get("class") for one in drawn(chart).iter(f"{SVG}rect")]
    assert classes == ["gm-tile gm-l0", "gm-none"]


def test_a_chart_has_a_title_a_description_and_ids_of_its_own():
    root = drawn(bars(CAPTION, of_figures([("가", 1)], "-")))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "spend-title spend-words"
    assert root.find(f"{SVG}title").text == "기관별 사용액"
    assert "가 1(원)" in root.find(f"{SVG}desc").text


def test_linked_figures_can_be_reached_and_lead_to_their_own_site_only():
    root = drawn(bars(CAPTION, (Point("가", 1, "1", "/requests?agency=kr-seoul"),)))
    assert root.get("role") == "group"
    assert root.find(f"{SVG}a").get("href") == "/requests?agency=kr-seoul"
    with pytest.raises(ValueError, match="own site"):
        Point("가", 1, "1", "javascript:alert(1)")


@pytest.mark.parametrize("bad", [-1, -(10**9)])
def test_an_amount_below_zero_is_refused(bad):
    with pytest.raises(ValueError, match="zero"):
        Point("가", bad, str(bad))


def test_series_that_do_not_match_are_refused():
    one, other = of_figures([("1월", 1)], "-"), of_figures([("2월", 1)], "-")
    with pytest.raises(ValueError, match="same order"):
        lines(CAPTION, (Series("가", one), Series("나", other)))
    with pytest.raises(ValueError, match="six"):
        stacked(CAPTION, tuple(Series(str(at), one) for at in range(7)))


def test_an_empty_chart_is_still_a_chart_with_words():
    for chart in (bars(CAPTION, ()), lines(CAPTION, ()), stacked(CAPTION, ()), tiles(CAPTION, {})):
        assert drawn(chart).tag == f"{SVG}svg"
        assert chart.description


@given(st.integers(0, 10**18))
def test_marks_are_round_and_reach_the_highest(most):
    marks = scale(most)
    assert marks[0] == 0
    assert marks[-1] >= most
    assert 2 <= len(marks) <= 6
    assert len({b - a for a, b in pairwise(marks)}) == 1


@given(st.text(max_size=300), st.integers(0, 10**15) | st.none())
def test_hostile_words_are_shown_as_words_and_nothing_else(text, amount):
    name = f"<script>{text}\"'&</script>"
    chart = bars(Caption("k", name, "n", "u", "en"), (Point(name, amount, name),))
    root = drawn(chart)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {"svg", "title", "desc", "text", "rect", "line"}
    assert not re.search(r" (style|on\w+)=", re.sub(r">[^<]*<", "><", chart.svg))
    assert len(chart.svg) < 8_000


@given(st.text(max_size=80), st.integers(0, 200))
def test_cut_words_fit_their_room(text, room):
    short = cut(text, 14, room)
    assert short == text or wide(short, 14) <= max(room, wide("…", 14))
