"""The tour: where one is stands in the address, the next stop is one button away, and off the tour nothing shows."""

import pytest

from console_kit import World
from gwanmun.console.app import modules
from gwanmun.console.tour import STOPS, address_of, where
from gwanmun.control.demo_offices import OFFICES


def test_the_first_page_shows_seven_stops_with_a_button_each():
    text = World().browser().get("/").text
    assert len(STOPS) == 7
    assert all(stop.title in text for stop in STOPS)


def test_a_stop_is_entered_as_its_tile_and_says_where_one_is():
    browser = World().browser()
    browser.get("/")
    got = browser.post("/enter", {"as": "official", "tour": "1"})
    assert got.headers["location"] == "/workspace?tour=1"
    page = browser.get("/workspace?tour=1")
    assert "1번째 / 7곳" in page.text
    assert 'name="tour" value="2"' in page.text
    assert "번째 /" not in browser.get("/workspace").text


def test_no_tour_shows_outside_a_demonstration():
    world = World()
    world.answers["note_sign_in"] = {"person": "p-1001", "break_glass": False}
    browser = world.browser(demo=False)
    browser.get("/sign-in")
    browser.post("/sign-in", {"name": "kim", "password": "right", "code": "123456"})
    assert "번째 /" not in browser.get("/workspace?tour=1").text


@pytest.mark.parametrize("said", ["", "0", "8", "-1", "１", "11", "x", "1 "])
def test_what_is_no_stop_is_no_stop(said):
    assert where({"tour": said}, "/workspace") is None
    assert address_of(said, "official") == ""


def test_a_stop_of_another_page_or_another_tile_is_none():
    assert where({"tour": "1"}, "/approvals") is None
    assert address_of("1", "audit") == ""
    assert where({"tour": "7"}, "/public").next is None


def test_every_stop_and_every_tile_leads_to_a_page_that_its_person_may_see():
    pages = {item.path: item.roles for module in modules() for item in module.ITEMS}
    offices = {one.id: one for one in OFFICES}
    ways = [(stop.tile, stop.path) for stop in STOPS] + [(one.id, one.path) for one in OFFICES]
    for tile, path in ways:
        assert path in pages, path
        assert not pages[path] or set(pages[path]) & set(offices[tile].roles), (tile, path)
