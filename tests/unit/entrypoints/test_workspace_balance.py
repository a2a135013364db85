"""A balance in whole won: what is used and what is left are together the limit, however small the fractions."""

import pytest

from gwanmun.entrypoints.workspace import balance_of


@pytest.mark.parametrize(("used", "words"), [(0, (0, 30)), (1, (1, 29)), (1_820_000, (2, 28)), (2_000_000, (2, 28))])
def test_used_is_never_told_as_less_than_it_is_and_adds_up_with_what_is_left(used, words):
    row = {
        "level": "person",
        "period": "month",
        "limit_micro_won": 30_000_000,
        "used_micro_won": used,
        "held_micro_won": 0,
    }
    told = balance_of(row)
    assert (told.used_won, told.left_won) == words
