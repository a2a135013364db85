"""Catalogue, vendors, inquiries, people, keys, training, devices, money, one's own page: on real books, office by office."""

import re
import shutil

import pytest

from desk_kit import DeskWorld, seed
from gwanmun.adapters.sql.books import open_books

PAGES = {
    "ai-policy": (
        "/catalogue", "/catalogue/deepseek-on-other-cloud", "/catalogue/deepseek-on-other-cloud/check?item=exit_terms",
        "/catalogue/deepseek-on-other-cloud/move?to=reviewed", "/catalogue/sandbox-outside/propose",
        "/catalogue/sandbox-outside/fact?name=retention", "/catalogue/sandbox-outside/suspend",
        "/catalogue/sandbox-outside/exit", "/vendors", "/vendors/gwanmun-demo-cloud", "/vendors/gwanmun-demo-cloud/edit", "/vendors/new",
        "/inquiries", "/inquiries/demo-2026-1", "/people", "/people/p-1001", "/people/import", "/people/p-1001/leave",
        "/keys", "/keys/issue", "/training", "/training/completions", "/training/course?id=ai-basic", "/training/target",
        "/training/import", "/training/complete", "/devices", "/devices/report", "/money", "/money/ledger", "/money/settle",
        "/money/rounds", "/money/rounds/new", "/money/rounds/demo-2026", "/money/rounds/demo-2026/submit", "/my",
        "/my/pledge", "/my/more",
    ),
    "privacy": ("/inquiries/new", "/inquiries/demo-2026-1/reply?question=items", "/inquiries/demo-2026-1/judge?question=storage",
                "/inquiries/demo-2026-1/letter", "/inquiries/demo-2026-1/extend", "/inquiries/demo-2026-1/refused",
                "/inquiries/demo-2026-1/withdraw"),
    "security": ("/devices/new", "/devices/import", "/devices/pc-00102/check", "/devices/pc-00102/remove",
                 "/devices/pc-00102/retire", "/keys?all=1"),
    "budget": ("/money", "/money/allowance", "/money/allowance/remove", "/money/asked/demo-asked-1",
               "/money/asked/demo-asked-1/refuse", "/money/offer", "/money/subscription", "/money/subscription/end",
               "/money/import", "/money/plan", "/money/staff", "/my"),
    "official": ("/my", "/my/lesson?course=pii-10"),
    "assembly": ("/money", "/money/rounds/demo-2026"),
}  # fmt: skip


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    path = tmp_path_factory.mktemp("desk") / "books.sqlite"
    books = open_books(path)
    seed(books)
    books.close()
    return path


@pytest.fixture
def world(seeded, tmp_path):
    shutil.copy(seeded, tmp_path / "books.sqlite")
    books = open_books(tmp_path / "books.sqlite")
    from desk_kit import PEPPER, Clockwork
    from gwanmun.control.office import Office

    yield DeskWorld(office=Office(books, Clockwork(count=1000), PEPPER, lambda text, file: None))
    books.close()


@pytest.mark.parametrize("tile", sorted(PAGES))
def test_every_page_shows_in_both_languages(world, tile):
    browser = world.enter(tile)
    for path in PAGES[tile]:
        got = browser.get(path)
        assert got.status == 200, (path, got.text[-2000:], world.reported)
        assert len(re.findall(r"<h1[ >]", got.text)) == 1, path
        ids = re.findall(r' id="([^"]+)"', got.text)
        assert len(ids) == len(set(ids)), (path, [one for one in ids if ids.count(one) > 1])
    browser.get("/view?lang=en")
    for path in PAGES[tile]:
        assert browser.get(path).status == 200, path
