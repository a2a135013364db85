"""Every page there is, in Chromium: no fault of accessibility in light, dark and high contrast, and none wider than a phone.

Pages are found as people find them: by the links, from each of the nine tiles. What no link leads to is named below with
its reason, so that a new page is looked at or said to be left out.
"""

from collections import deque
from urllib.parse import urlsplit

import pytest

from console_kit import World
from e2e.console.walk import TEXT
from gwanmun.console.app import modules
from gwanmun.console.house import House
from gwanmun.control.demo_offices import OFFICES

pytestmark = [pytest.mark.long, pytest.mark.tools]
NO_PAGES = {
    "/view": "sets a cookie and goes back",
    "/resume": "gives back what was typed before signing in",
    "/sign-in/back": "where a provider leads back to",
    "/healthz": "for machines",
    "/workspace/code": "a part of the workspace",
}
#: Links stand only where something is in a certain state, or for an office that the demonstration has not; one address of
#: each shape is followed. These are rendered by tests/unit/console in both languages, and share the templates looked at.
NOT_FOLLOWED = {
    *(f"/catalogue/{{service}}/{step}" for step in ("check", "exit", "model", "move", "resume", "review")),
    *(f"/policies/{{regime}}/{step}" for step in ("activate", "cancel", "lift", "off", "replay", "return", "review")),
    *(f"/objections/{{id}}/{step}" for step in ("assign", "decide", "extend")),
    "/accounts/groups/{id}/remove", "/accounts/of/{person}", "/approvals/{id:path}/end", "/desk/misuse/{id}",
    "/devices/{device}/remove", "/money/prices/new", "/money/prices/rate", "/money/rounds/{round}/sign",
    "/money/seats/{id}/take", "/money/seats/{id}/withdraw", "/money/take/{id}", "/money/withdraw/{id}",
    "/my/account/second-factor", "/my/pledge", "/orders/new", "/orders/{id:path}/end", "/public/figures/{figure}",
    "/public/statements/{digest}", "/reports/made/{id}/{name}", "/workspace/history/{id}",
}  # fmt: skip
_LINKS = "[...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href'))"


def patterns():
    """Route patterns of GET, with how to tell that an address is theirs; those without parameters first."""
    world = World()
    house = House(world.ports(), world.terms)
    found = [route for module in modules() for route in module.routes(house) if "GET" in (route.methods or ())]
    return sorted({route.path: route.path_regex for route in found}.items(), key=lambda one: one[0].count("{"))


def test_the_list_of_pages_is_whole():
    assert len(patterns()) > 80


def test_every_page_in_three_modes_and_on_a_phone(visitor, demo):
    from playwright.sync_api import Error

    known, left = dict(patterns()), dict(patterns())
    faults = []
    for tile in (one.id for one in OFFICES):
        person = visitor()
        page = person.click_in(tile)
        if tile == "official":
            page.fill("#text", TEXT)
            page.wait_for_selector("#preview .gm-span-after")
            page.click("#send")
            page.wait_for_selector(".gm-receipt")
            waiting = deque([urlsplit(page.url).path, page.get_attribute(".gm-receipt a", "href")])
        else:
            waiting = deque([urlsplit(page.url).path, "/"])
        seen = set()
        while waiting:
            path = waiting.popleft()
            pattern = next((name for name, form in known.items() if form.match(urlsplit(path).path)), None)
            if pattern in seen or pattern is None or pattern in NO_PAGES:
                continue
            try:
                answer = person.open(path)
            except Error as fault:
                if "Download is starting" not in str(fault):
                    raise
                seen.add(pattern)
                left.pop(pattern, None)  # a file, no page
                continue
            if answer is None or answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
                continue
            seen.add(pattern)
            waiting.extend(one for one in page.evaluate(_LINKS) if one.startswith("/") and "format=" not in one)
            if left.pop(pattern, None) is not None:
                found = look(person, path)
                print(tile, path, *found, flush=True)  # shown when the test fails
                faults += found
    assert faults == []
    assert set(left) - set(NO_PAGES) - NOT_FOLLOWED == set()


def look(person, path):
    faults = []
    for mode in ("light", "dark", "high-contrast"):
        person.view(mode, path)
        try:
            person.look()
        except AssertionError as error:
            faults.append(f"{path} {mode}: {error}")
    person.view("light", path)
    if person.page.locator("h1").count() != 1:
        faults.append(f"{path}: {person.page.locator('h1').count()} headings of the first rank")
    person.page.set_viewport_size({"width": 360, "height": 800})
    if person.width > 360:
        faults.append(f"{path}: {person.width} px wide on a phone")
    person.page.set_viewport_size({"width": 1280, "height": 800})
    return faults
