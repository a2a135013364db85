"""One demonstration's site for everything that is walked through in Chromium, and one browser for each file.

The site is shared by all files that one process runs: tests may add to it, and put back what would stand in another's way.
The browser ends with its file, for while it runs no other loop can run in this process.
"""

import base64
import re
import shutil
import time

import pytest

from e2e.console.walk import TEXT, Person
from e2e.site import free_port, site
from gwanmun.adapters.system import System
from gwanmun.control.demo_decisions import seed_decisions
from gwanmun.control.demo_desk import seed_desk
from gwanmun.control.demo_offices import seed_offices
from gwanmun.control.demo_public import seed_public
from gwanmun.control.demo_tree import OUTSIDE, PROVINCE
from gwanmun.control.office import signed_by
from gwanmun.domain.sign_in import STEP_SECONDS, code_at
from gwanmun.gateway.world import seoul_day

_HOUSE_RULES = {
    "agency": "*",
    "restore_tools": ["save_draft"],
    "purposes": ["work", "personal"],
    "may_keep": ["NAME", "ADDRESS"],
}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def _seed(office, _books):
    """What `gwanmun demo` puts into its books."""
    by, today = signed_by(office, "demo-officer", "test"), seoul_day(System().now_us())
    for seed in (seed_offices, seed_public, seed_decisions, seed_desk):
        seed(office, by, today)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """A running site with its console open at `demo.console`; two requests have been made, one of them refused."""
    port = free_port()
    settings = f'[desk]\nlisten = "off"\n[console]\nlisten = "127.0.0.1:{port}"\ndevice_class = "internet_pc"\n'
    with site(tmp_path_factory.mktemp("console"), settings_text=settings, seed=_seed) as running:
        deadline = time.monotonic() + 90
        while not running.serving.events("console_serving"):
            assert time.monotonic() < deadline, "the console did not open"
            time.sleep(0.05)
        running.ask(TEXT)
        running.ask(TEXT, model="deepseek-chat")  # refused: there is something to look into
        running.console = f"http://127.0.0.1:{port}"
        yield running


@pytest.fixture(scope="module")
def chromium(demo):  # after the site: its books are made in a loop of their own
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium, demo):
    """Makes people: `visitor(viewport=…)`. Afterwards no page of theirs may have met a fault or asked anybody else."""
    made = []

    def make(**context):
        made.append(Person(chromium, demo.console, **context))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
    assert [fault for one in made for fault in one.faults] == []
    assert [url for one in made for url in one.elsewhere] == []


@pytest.fixture
def person(visitor):
    return visitor()


# ---------------------------------------------------------------- who walks through every page, and what there is to see


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
