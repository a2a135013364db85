"""Every page there is, in Chromium: no fault of accessibility in light, dark and high contrast, nothing cut off on a phone, at
twice the size, in the largest letters, or on paper.

Which pages: `pages.py`. A page that is added and not listed there fails the first test, which is quick and always runs.
"""

import pytest

from e2e.console.pages import NO_PAGES, OTHERWISE, PAGES, address, routes

_PAPER = 688  # A4 between the margins that our sheet sets (14 mm), at 96 to the inch
_CUT = """(width) => [...document.querySelectorAll('main *')].filter((one) => {
  const at = one.getBoundingClientRect();
  return at.width > 1 && at.right > width + 1 && getComputedStyle(one).visibility !== 'hidden' && !one.closest('svg, .gm-unseen');
}).slice(0, 3).map((one) => `${one.tagName.toLowerCase()}.${one.className} ${Math.round(one.getBoundingClientRect().right)}px`)"""
_UNSEEN_BOXES = """() => [...document.querySelectorAll('.gm-check input')].filter((one) => one.getClientRects().length
  && getComputedStyle(one).appearance === 'none' && parseFloat(getComputedStyle(one).borderTopWidth) < 1).map((one) => `a box without edges: ${one.name}`)"""
_LEFT_ON_PAPER = """() => ['.gm-header', '.gm-crumbs', '.gm-filter', '.gm-actions button', '.gm-exports', '.gm-skip']
  .filter((one) => [...document.querySelectorAll(one)].some((each) => each.getClientRects().length))"""
#: A sign or a head of a table with a word that is broken; a heading with nothing under it.
_MISPRINTED = """() => {
  const lines = (one) => { const range = document.createRange(); range.selectNodeContents(one);
    return new Set([...range.getClientRects()].map((at) => Math.round(at.bottom / 4))).size; };
  const seen = (one) => one.getClientRects().length;
  return [...[...document.querySelectorAll('.gm-chip, main thead th')]
      .filter((one) => seen(one) && lines(one.matches('.gm-chip') ? one.lastChild : one) > one.innerText.trim().split(/\\s+/).length).map((one) => `broken: ${one.innerText}`),
    ...[...document.querySelectorAll('main section')]
      .filter((one) => seen(one) && one.innerText.trim() === one.querySelector('h2, h3')?.innerText.trim()
        && ![...one.querySelectorAll('svg, table, input, textarea, select')].some(seen)).map((one) => `nothing under ${one.innerText}`)].slice(0, 4);
}"""
SHAPES = [(office, shape, where) for office, some in PAGES.items() for shape, where in some.items()]


def test_every_page_of_the_router_is_in_the_walk_or_named_as_none():
    walked = {shape for _, shape, _ in SHAPES}
    there = set(routes())
    assert len(there) > 120
    assert there - walked - set(NO_PAGES) == set(), "add them to tests/e2e/console/pages.py"
    assert (walked | set(NO_PAGES)) - there == set(), "gone from the router"
    assert walked.isdisjoint(NO_PAGES)


@pytest.mark.long
@pytest.mark.tools
@pytest.mark.parametrize(("office", "shape", "where"), SHAPES, ids=[f"{office}{shape}" for office, shape, _ in SHAPES])
def test_every_page_in_three_modes_on_a_phone_enlarged_and_on_paper(staff, office, shape, where):
    person = staff(office)
    assert person.open(address(person, shape, where)).status == 200
    assert faults(person) == []


@pytest.mark.long
@pytest.mark.tools
@pytest.mark.parametrize(("office", "path"), [(office, path) for office, some in OTHERWISE.items() for path in some])
def test_a_page_with_nothing_with_more_or_with_a_fault_holds_too(staff, office, path):
    person = staff(office)
    person.open(path)
    assert faults(person) == []


def faults(person):
    """What is wrong with the page that is open, all of it at once."""
    found, page = [], person.page
    for mode in ("dark", "high-contrast", "light"):
        person.wear(mode)
        try:
            person.look()
        except AssertionError as error:
            found.append(f"{mode}: {error}")
        found += [f"{mode}: {one}" for one in page.evaluate(_UNSEEN_BOXES)]
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} headings of the first rank")
    for width, what in ((360, "on a phone"), (640, "at 200 %")):
        page.set_viewport_size({"width": width, "height": 800})
        if person.width > width:
            found.append(f"{person.width} px wide {what}: {page.evaluate(_CUT, width)}")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": _PAPER, "height": 1000})
    if person.width > _PAPER:
        found.append(f"{person.width} px wide on paper: {page.evaluate(_CUT, _PAPER)}")
    found += [f"{one} on paper" for one in page.evaluate(_LEFT_ON_PAPER) + page.evaluate(_MISPRINTED)]
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 800})
    person.wear("light", size="5")
    if person.width > 1280:
        found.append(f"{person.width} px wide in the largest letters: {page.evaluate(_CUT, 1280)}")
    return found + person.faults
