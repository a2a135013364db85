"""The demonstration's decisions: each page of the desk has something on it, and whose turn it is comes out of the acts."""

from dataclasses import replace

import pytest

from gwanmun.control.delegation import check_bounds
from gwanmun.control.demo_decisions import LOCAL, seed_decisions
from gwanmun.control.demo_offices import seed_offices
from gwanmun.control.demo_tree import demo_books, seed_demo
from gwanmun.entrypoints.desk import check_text
from gwanmun.ports.books import PackVersion

from .conftest import DAY, PEPPER, Desk


@pytest.fixture
def demo(desk):
    desk.office = replace(desk.office, check_pack=check_text)
    seed_demo(desk.office, desk.by(), demo_books(DAY, seed=b"seed", pepper=PEPPER))
    seed_offices(desk.office, desk.by(), DAY)
    seed_decisions(desk.office, desk.by(), DAY)
    return desk


def waiting(demo: Desk, person: str) -> list[tuple[str, str]]:
    return [(one["kind"], one["id"]) for one in demo.do("list_waiting", person)]


def test_what_waits_is_the_turn_of_whoever_looks(demo):
    assert waiting(demo, "p-1101") == [("approval", "demo-apr-1")]
    security = waiting(demo, "p-1102")
    assert ("approval", "demo-apr-2") in security
    assert [kind for kind, _ in security].count("emergency") == 1
    assert ("pack", LOCAL) in waiting(demo, "p-1104")
    assert ("pack", LOCAL) not in waiting(demo, "p-1108"), "an author's own draft waits for somebody else"
    assert waiting(demo, "p-1001") == []


def test_every_list_of_the_pages_has_rows(demo):
    for act in (
        "list_approvals",
        "list_regimes",
        "list_orders",
        "list_delegations",
        "list_emergencies",
        "list_enforcement",
    ):
        assert demo.do(act, "demo-officer"), act
    for sort in ("service", "host"):
        assert demo.do("list_sightings", "demo-officer", sort=sort)


def test_the_draft_is_sound_and_stricter(demo):
    (draft,) = demo.every(PackVersion, regime=LOCAL, version=2)
    assert check_text(draft.text, "draft").failing == ()
    with demo.office.books.look() as page:
        check_bounds(page, draft, DAY)
    different = demo.do("diff_pack", "demo-officer", regime=LOCAL, after=2).plain()
    assert (different["looser"], [one["rule"] for one in different["rules"]]) == (0, ["LOC-6"])
    assert different["stricter"] > 0
