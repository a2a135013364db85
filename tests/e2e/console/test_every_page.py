"""Every page there is, in Chromium: no fault of accessibility in light, dark and high contrast, nothing cut off on a phone, at
twice the size, in the largest letters, or on paper.

Which pages: `pages.py`. A page that is added and not listed there fails the first test, which is quick and always runs.
"""

import base64
import re
import time

import pytest

from e2e.console.pages import NO_PAGES, OTHERWISE, PAGES, address, routes
from e2e.console.walk import TEXT, Person
from gwanmun.control.demo_tree import OUTSIDE, PROVINCE
from gwanmun.domain.sign_in import STEP_SECONDS, code_at

_HOUSE_RULES = {
    "agency": "*",
    "restore_tools": ["save_draft"],
    "purposes": ["work", "personal"],
    "may_keep": ["NAME", "ADDRESS"],
}
_PAPER = 718  # A4 between Chromium's own margins, at 96 to the inch
_CUT = """(width) => [...document.querySelectorAll('main *')].filter((one) => {
  const at = one.getBoundingClientRect();
  return at.width > 1 && at.right > width + 1 && getComputedStyle(one).visibility !== 'hidden' && !one.closest('svg, .gm-unseen');
}).slice(0, 3).map((one) => `${one.tagName.toLowerCase()}.${one.className} ${Math.round(one.getBoundingClientRect().right)}px`)"""
_LEFT_ON_PAPER = """() => ['.gm-header', '.gm-crumbs', '.gm-filter', '.gm-actions button', '.gm-exports', '.gm-skip']
  .filter((one) => [...document.querySelectorAll(one)].some((each) => each.getClientRects().length))"""
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
    found += [f"{one} on paper" for one in page.evaluate(_LEFT_ON_PAPER)]
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 800})
    person.wear("light", size="5")
    if person.width > 1280:
        found.append(f"{person.width} px wide in the largest letters: {page.evaluate(_CUT, 1280)}")
    return found + person.faults


# ---------------------------------------------------------------- who looks, and what there is to see


@pytest.fixture(scope="module")
def staff(chromium, demo):
    """`staff(office)`: somebody who entered once, in a demonstration that has one of everything."""
    accounts = _furnish(demo)
    made = {}

    def of(office):
        if office not in made:
            made[office] = _come(Person(chromium, demo.console, reduced_motion="reduce"), office, accounts)
        made[office].faults.clear()
        return made[office]

    yield of
    for one in made.values():
        one.context.close()
    demo.act("put_rules", rules=_HOUSE_RULES)
    assert [url for one in made.values() for url in one.elsewhere] == []


def _furnish(demo):
    """What an hour of use would have left: a suspicion, an offer, a group, kept conversations, people with accounts."""
    now_us = time.time_ns() // 1000
    demo.act("put_rules", rules={**_HOUSE_RULES, "history_days": 7})
    demo.act("record_findings", findings=[
        {"id": "demo-finding-1", "detector": "prompt_injection", "person": "0" * 31 + "1", "agency": PROVINCE, "from_us": now_us - 60_000_000,
         "to_us": now_us, "count": 2, "rule": "2 in 1 day", "evidence": []}
    ])  # fmt: skip
    demo.act("put_group_role", id="welfare-heads", group="복지과 과장", role="approver", agency=PROVINCE)
    demo.act("offer_quota", agency=PROVINCE, service=OUTSIDE, seats=2, until=f"{time.gmtime().tm_year + 1}-12-31")
    demo.act("appoint", id="demo-keeper", person="p-1108", agency="*", role="budget")
    people = {"speaker": "p-1109", "keeper": "p-1108", "audit": "p-1106"}
    return {name: demo.act("put_account", name=f"demo-{name}", person=person) for name, person in people.items()}


def _come(person, office, accounts):
    if office in {"speaker", "keeper"}:
        made = accounts[office]
        key = re.search(r"secret=([A-Z2-7]+)", made["secret"])[1]
        secret = base64.b32decode(key + "=" * (-len(key) % 8))
        person.open("/sign-in")
        person.page.fill("#name", made["name"])
        person.page.fill("#password", made["password"])
        person.page.fill("#code", code_at(secret, int(time.time()) // STEP_SECONDS))
        with person.page.expect_navigation():
            person.page.keyboard.press("Enter")
        assert person.page.locator(".gm-who").count(), person.page.inner_text("main")
    elif office != "citizen":
        person.click_in(office)
    if office == "official":
        _ask(person)
    return person


def _ask(person):
    """One question that is answered, in an agency that keeps conversations by now."""
    deadline = time.monotonic() + 60
    while "암호화해" not in person.page.inner_text("main"):
        assert time.monotonic() < deadline, "the rule on conversations did not arrive"
        time.sleep(0.5)
        person.open("/workspace")
    person.page.fill("#text", TEXT)
    person.page.wait_for_selector("#preview .gm-span-after")
    person.page.click("#send")
    person.page.wait_for_selector(".gm-receipt")
