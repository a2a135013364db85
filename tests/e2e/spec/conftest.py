"""A desk of the demonstration, asked by the command line; its approvers and officers are appointed once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.desk_line import DeskLine
from e2e.reported_site import reported_site
from e2e.site import PYTHON, Process, Site, until

OFFICES = (
    ("welfare-head", "p-1002", "approver", "kr-chungnam", "kr-chungnam/welfare"),
    ("civil-head", "p-1002", "approver", "kr-chungnam", "kr-chungnam/civil-affairs"),
    ("chungnam-security", "p-1007", "security", "kr-chungnam", None),
    ("chungnam-privacy", "p-1008", "privacy", "kr-chungnam", None),
    ("chungnam-ai", "p-1002", "ai_policy", "kr-chungnam", None),
)


@pytest.fixture(scope="session")
def desk_line(tmp_path_factory) -> Iterator[DeskLine]:
    folder = tmp_path_factory.mktemp("desk-line")
    line = DeskLine(Site(folder / "site"), folder)
    desk = Process(*PYTHON, "gwanmun.entrypoints.desk", "--config", str(line.site.config), cwd=folder)
    try:
        until(line.site.settings.desk.socket.exists, 30, "the desk")
        for id_, person, role, agency, department in OFFICES:
            line.act("appoint", id=id_, person=person, role=role, agency=agency, department=department)
        yield line
    finally:
        desk.end()


@pytest.fixture(scope="session")
def reported(tmp_path_factory) -> Iterator[Path]:
    """The settings of a site whose desk answers about last month."""
    with reported_site(tmp_path_factory.mktemp("reported")) as config:
        yield config
