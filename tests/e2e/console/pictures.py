"""Pictures of every page of `pages.py`, to be looked at; `tools/pictures.py --every FOLDER` runs this and names folder and modes.

No test of anything: `pytest` collects it only when it is named.
"""

import os
import re
from pathlib import Path

import pytest

from e2e.console.pages import OTHERWISE, PAGES, address

INTO, MODES = Path(os.environ["GWANMUN_PICTURES"]), os.environ["GWANMUN_PICTURES_OF"].split(",")
OFFICES = os.environ.get("GWANMUN_PICTURES_BY", ",".join(PAGES)).split(",")
ALL = [
    *((office, shape, where) for office in OFFICES for shape, where in PAGES[office].items()),
    *((office, path, path) for office in OFFICES for path in OTHERWISE.get(office, ())),
]
_WIDE, _PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 800}


@pytest.mark.parametrize(("office", "shape", "where"), ALL, ids=[f"{office}{shape}" for office, shape, _ in ALL])
def test_pictures_are_taken(staff, office, shape, where):
    person = staff(office)
    person.open(shape if where == shape else address(person, shape, where))
    page, name = person.page, f"{ALL.index((office, shape, where)):03}-{office}{re.sub(r'[^a-z-]+', '_', shape)}"
    for mode in MODES:
        person.wear("light" if mode in {"paper", "360"} else mode)
        page.set_viewport_size(_PHONE if mode == "360" else _WIDE)
        if mode == "paper":
            page.pdf(path=INTO / f"{name}.paper.pdf", prefer_css_page_size=True)
        else:
            page.screenshot(path=INTO / f"{name}.{mode}.png", full_page=True)
    page.set_viewport_size(_WIDE)
