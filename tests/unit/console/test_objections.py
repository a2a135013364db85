"""Objections as officers work on them: each step one form, another agency's like none, hostile words as text."""

import pytest

from console_kit import World, appointed
from gwanmun.console.ports import Tile
from gwanmun.domain.ids import PersonId
from gwanmun.domain.offices import Role
from gwanmun.errors import BadCommand

PRIVACY = PersonId("p-1103")


def row(**more):
    said = {
        "id": "20260921-AAAA1111", "agency": "kr-chungnam", "case_number": "2026-1", "ground": "no_human",
        "words": "<script>alert(1)</script>", "filed_us": 1_790_000_000_000_000, "due": "2026-10-05", "extended": False,
        "extended_because": "", "reviewer": None, "assigned_us": None, "outcome": None, "answer": "", "decided_us": None,
    }  # fmt: skip
    return {"objection": {**said, **more}, "decision": "rec-1", "late": False}


@pytest.fixture
def world():
    made = World()
    made.people[PRIVACY] = appointed(PRIVACY, Role.PRIVACY)
    made.answers |= {
        "list_objections": [row()],
        "list_appointments": [{"person": "p-1101", "role": "approver"}, {"person": "p-9", "role": "budget"}],
    }
    ports = made.ports
    made.ports = lambda: _with_tile(ports())
    return made


def _with_tile(ports):
    tile = Tile("privacy", PRIVACY, "개인정보", "Privacy", "본다", "looks", "/")
    return type(ports)(
        **{name: getattr(ports, name) for name in ports.__dataclass_fields__} | {"tiles": (*ports.tiles, tile)}
    )


def entered(world, tile="privacy"):
    browser = world.browser()
    browser.enter(tile)
    return browser


def test_the_list_says_what_is_to_be_done_and_by_when(world):
    text = entered(world).get("/objections").text
    for words in ("20260921-AAAA1111", "사람을 정해야 함", "2026-10-05", "gm-chip-wait"):
        assert words in text
    assert entered(world, "official").get("/objections").status == 403


def test_an_objection_shows_the_citizens_words_as_text_and_one_next_step(world):
    text = entered(world).get("/objections/20260921-AAAA1111").text
    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text
    assert "/assign" in text
    assert "/decide" not in text  # only whoever looks again decides
    world.answers["list_objections"] = [row(reviewer=PRIVACY)]
    assert "/decide" in entered(world).get("/objections/20260921-AAAA1111").text


def test_a_guessed_number_is_like_one_that_is_not_there(world):
    browser = entered(world)
    browser.get("/objections/20260921-AAAA1111/decide")
    assert browser.get("/objections/20260921-BBBB2222").status == 404
    assert browser.post("/objections/20260921-BBBB2222/decide", {"outcome": "upheld"}).status == 404


def test_only_reviewers_are_offered_and_naming_one_is_carried_out_once(world):
    browser = entered(world)
    page = browser.get("/objections/20260921-AAAA1111/assign")
    assert 'value="p-1101"' in page.text
    assert 'value="p-9"' not in page.text
    fields = {"id": "20260921-AAAA1111", "reviewer": "p-1101", "_once": page.value("_once")}
    assert browser.post("/objections/20260921-AAAA1111/assign", fields).status == 303
    act, args, _, errand = world.performed[-1]
    assert (act, args) == ("assign_objection", {"id": "20260921-AAAA1111", "reviewer": "p-1101"})
    assert errand.once


def test_a_decision_that_is_refused_keeps_what_was_typed(world):
    world.answers["decide_objection"] = BadCommand(
        "answer", problem_ko="10자 이상", problem_en="10 letters", next_ko="고치십시오", next_en="correct"
    )
    browser = entered(world)
    browser.get("/objections/20260921-AAAA1111/decide")
    got = browser.post(
        "/objections/20260921-AAAA1111/decide", {"id": "20260921-AAAA1111", "outcome": "upheld", "answer": "짧음"}
    )
    assert got.status == 400
    assert "짧음" in got.text
    assert "10자 이상" in got.text
