"""One demonstration's site for everything that is walked through in Chromium, and one browser for each file.

The site is shared by all files that one process runs: tests may add to it, and put back what would stand in another's way.
The browser ends with its file, for while it runs no other loop can run in this process.
"""

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
from gwanmun.control.office import signed_by
from gwanmun.gateway.world import seoul_day

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
