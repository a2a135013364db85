"""Regions: map and table of one collection or of the gate, three sorts of nothing, one government's own page."""

import csv
import io
import json
import re
from datetime import date

import pytest

from console_kit import AUDITOR, RolledUp, World
from gwanmun.adapters.sql.books import open_books
from gwanmun.control import shipped
from gwanmun.control.act import plain
from gwanmun.control.office import By, Office
from gwanmun.control.regions import (
    ShowRegions,
    ShowRegionsUse,
    ShowRegionUse,
    show_region_use,
    show_regions,
    show_regions_use,
)
from gwanmun.control.use import UseWithin
from gwanmun.errors import BadCommand, OutsideReach

NOW_US = 1_790_000_000_000_000  # 2026-09
BY = By("officer", NOW_US, "act", "")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("regions")
    books = open_books(folder / "books.sqlite")
    yield Office(books, None, b"p" * 32, lambda text, file: None, RolledUp.made(folder, 20, 60))
    books.close()


@pytest.fixture
def world(office):
    made = World()
    made.answers["show_regions"] = plain(show_regions(office, BY, ShowRegions()))
    return made


def test_anybody_sees_the_map_first_and_the_table_beside_it(world):
    text = world.browser().get("/regions").text
    assert text.index('class="gm-chart"') < text.index("<tbody>")
    assert len(re.findall(r'<a href="/regions/kr-', text)) == 2 * 17  # tiles and rows
    assert world.asked == [("show_regions", {"source": "kr-2024"}, "192.0.2.9")]


def test_three_sorts_of_nothing_stay_apart_and_have_no_colour(world):
    text = world.browser().get("/regions?measure=users").text
    tiles = dict(re.findall(r'<a href="/regions/(kr-\w+)">(.*?)</a>', text[: text.index("<tbody>")], re.DOTALL))
    assert "gm-tile gm-l" in tiles["kr-gangwon"]
    assert "858" in tiles["kr-gangwon"]
    for name, words in (("kr-gyeonggi", "집계 불가"), ("kr-busan", "보도 없음")):
        assert "gm-tile" not in tiles[name]
        assert words in tiles[name]
    assert "3,687명" in text
    assert "대전광역시는 275명이 128,000원" in text
    assert "2023-01~2024-01" in text  # both readings of the period stand
    assert "2025-01-31 현재 시·도 17곳" in text


def test_a_file_has_words_where_there_is_no_figure_and_is_not_noted_of_a_stranger(world):
    browser = world.browser()
    got = browser.get("/regions?format=csv&sort=-users")
    rows = list(csv.reader(io.StringIO(got.body.decode("utf-8-sig"))))
    by_name = {row[0]: row for row in rows[1:]}
    assert rows[1][0] == "충청남도"
    assert by_name["경기도"][2] == "집계 불가"
    assert by_name["부산광역시"][1:3] == ["보도 없음", "보도 없음"]
    assert json.loads(browser.get("/regions?format=json").body)[0]["spend"] == 68_710_000
    assert world.performed == []


def test_an_officer_who_takes_it_away_is_on_record(world):
    browser = world.browser()
    browser.enter("audit")
    assert browser.get("/regions?format=xlsx").body[:2] == b"PK"
    assert world.performed[-1][:2] == (
        "note_export", {"table": "regions-kr-2024", "filter": "format=xlsx", "rows": 17, "form": "xlsx"},
    )  # fmt: skip


def test_a_government_has_its_page_with_what_to_look_into(world):
    text = world.browser().get("/regions/kr-daejeon").text
    for words in ("대전광역시", "128,000", "465", "29,000원", "17위 (보도된 순위)", "양부남"):
        assert words in text
    assert world.browser().get("/regions/kr-nowhere").status == 404


def test_strangers_see_no_figures_of_the_gate(world):
    got = world.browser().get("/regions?source=gate")
    assert got.status == 401
    assert world.performed == []


def test_the_gate_is_told_by_month_with_gaps_before_it_opened(world, office):
    told = show_regions_use(office, BY, ShowRegionsUse("2024-11", "2025-03")).plain()
    assert [one["requests"] is None for one in told["trend"]] == [True, True, False, False, False]
    world.answers["show_regions_use"] = told
    browser = world.browser()
    browser.enter("audit")
    text = browser.get("/regions?source=gate&first=2024-11&last=2025-03").text
    assert world.performed[-1][:2] == ("show_regions_use", {"first": "2024-11", "last": "2025-03"})
    assert "시험용 자료" in text
    assert "기록 없음" in text  # a month before the gate opened
    assert 'value="2024-11"' in text
    assert re.search(r"/regions/kr-seoul\?source=gate&amp;first=2024-11&amp;last=2025-03", text)


def test_a_government_beyond_ones_reach_is_named_not_counted(office):
    within = Office(office.books, None, office.pepper, office.check_pack, UseWithin(office.use, {"kr-seoul"}, ()))
    told = {one["id"]: one for one in show_regions_use(within, BY, ShowRegionsUse()).plain()["rows"]}
    assert told["kr-seoul"]["users"]["amount"] > 0
    assert (told["kr-busan"]["users"]["amount"], told["kr-busan"]["why_ko"]) == (None, "권한 밖")


def test_a_guessed_government_is_refused_by_the_act_and_so_by_the_page(world, office):
    told = show_regions_use(office, BY, ShowRegionsUse()).plain()
    world.answers |= {"show_regions_use": told, "show_region_use": OutsideReach(what_ko="부산", what_en="Busan")}
    browser = world.browser()
    browser.enter("audit")
    assert browser.get("/regions/kr-busan?source=gate").status == 403
    act, args, _, errand = world.performed[-1]
    assert (act, args, errand.caller.person) == ("show_region_use", {"government": "kr-busan"}, AUDITOR)


def test_one_governments_months_and_services(world, office):
    with office.books.transact() as page:
        page.put(*shipped.agencies().on(date(2026, 9, 1)))
    told = show_region_use(office, BY, ShowRegionUse("kr-seoul")).plain()
    assert sum(one["requests"] or 0 for one in told["trend"]) == sum(one["requests"] for one in told["services"]) > 0
    world.answers |= {
        "show_regions_use": show_regions_use(office, BY, ShowRegionsUse()).plain(),
        "show_region_use": told,
    }
    browser = world.browser()
    browser.enter("audit")
    assert "서비스별 사용액" in browser.get("/regions/kr-seoul?source=gate").text


@pytest.mark.parametrize("order", [ShowRegionsUse("2026-13"), ShowRegionsUse("2026-05", "2026-01")])
def test_a_period_that_is_none_is_refused(office, order):
    with pytest.raises(BadCommand):
        show_regions_use(office, BY, order)


def test_an_unpublished_round_is_like_one_that_is_not_there(office):
    with pytest.raises(BadCommand):
        show_regions(office, BY, ShowRegions("kr-2099"))


def test_hostile_names_are_text(world):
    told = world.answers["show_regions"]
    row = told["rows"][0]
    row["name_ko"] = "=1+1<script>alert(1)</script>"
    row["why_ko"] = '"><img src=x onerror=alert(1)>'
    browser = world.browser()
    text = browser.get("/regions").text + browser.get("/regions/" + row["id"]).text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "'=1+1" in browser.get("/regions?format=csv").text


def test_english_is_complete(world):
    browser = world.browser()
    browser.get("/view?lang=en&back=/")
    text = re.sub(r"<title>.*?</title>|lang=\"ko\".*?</a>", "", browser.get("/regions").text)
    assert "could not count" in text
    assert re.findall("[가-힣]{2,}", text.partition("<main")[2].partition("</main>")[0]) == [
        "작년",
        "월부터",
        "올해",
        "월까지",
    ]  # a source as it is quoted
