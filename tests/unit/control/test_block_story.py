"""The block of 2025 in a desk's own books: asked, precautions, overdue by the clock, orders, insufficient, lifted."""

from datetime import date

import pytest

from gwanmun.control.stories import PLACES, block_2025, block_lines
from gwanmun.entrypoints.story import lived_through

STORY = lived_through()
INTERIOR = "kr-mois/internet_pc"


@pytest.mark.parametrize(
    ("day", "rule", "status"),
    [
        (date(2025, 1, 31), "INQ-3", "open (precaution)"),
        (date(2025, 2, 4), "INQ-3", "open (precaution)"),
        (date(2025, 2, 10), "INQ-3", "open (precaution)"),  # naming an agent is no answer
        (date(2025, 2, 15), "INQ-1", "overdue (no answer)"),
        (date(2025, 4, 23), "INQ-2", "answered_insufficient"),
        (date(2025, 4, 28), "MOIS-4", "answered_sufficient"),
    ],
)
def test_the_inquiry_alone_decides_where_nobody_gave_an_order(day, rule, status):
    step = next(one for one in STORY.steps if one.day == day)
    assert next(cell.rule for cell in step.cells if cell.place == INTERIOR) == rule
    assert f"pipc-2025-1: {status}," in step.desk[0][1]


def test_everywhere_else_the_desk_decides_as_the_packs_do():
    told = {step.day: step.cells for step in block_2025().steps}
    places = {place.id for place in PLACES}
    for step in STORY.steps:
        if step.day in told:
            assert tuple(cell for cell in step.cells if cell.place in places) == told[step.day], step.day


def test_the_order_stands_from_its_day_and_is_lifted_by_who_gave_it():
    states = {step.day: [en for _, en in step.desk if en.startswith("order")] for step in STORY.steps}
    assert states[date(2025, 2, 10)] == []
    assert states[date(2025, 2, 15)] == ["order pipc-2025-pause: in force (kr-pipc, issued 2025-02-15)"]
    assert states[date(2025, 4, 28)] == ["order pipc-2025-pause: lifted (kr-pipc, issued 2025-02-15)"]


def test_what_no_order_reaches_is_told_as_not_applicable_and_never_as_allowed():
    lines = [one for one in block_lines(STORY) if one.strip().startswith("개인 휴대전화(")]
    assert any("– 해당 없음" in one for one in lines)
    assert not any("○ 허용" in one for one in lines)


def test_it_is_told_in_both_languages():
    korean, english = "\n".join(block_lines(STORY)), "\n".join(block_lines(STORY, "en"))
    assert "기한 경과 (미회신)" in korean
    assert "by the clock alone" in english
    assert not any("가" <= one <= "힣" for one in english)
