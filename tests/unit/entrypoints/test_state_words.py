"""Every state that a table of the people's commands can show has words in both languages."""

import pytest

from gwanmun.domain.approvals import DeliveryState, Stage
from gwanmun.domain.records import FindingState, UseState
from gwanmun.entrypoints.state_words import STATES, state


@pytest.mark.parametrize("one", [*Stage, *DeliveryState, *UseState, *FindingState, "expired", "overdue", "complete"])
def test_a_state_has_words_in_both_languages(one):
    assert any("가" <= letter <= "힣" for letter in state(one, "ko"))
    assert state(one, "en").isascii()
    assert state(one, "ko") != state(one, "en")


def test_a_state_that_is_not_known_stays_as_it_is():
    assert state("paused", "ko") == "paused"
    assert "paused" not in STATES
