"""Whose regime it is: what a new mandate keeps of the one before, and what it may not stand below."""

from datetime import date

import pytest

from bureau import Bureau
from gwanmun.domain.orders import Mandate
from gwanmun.errors import BadCommand

REGIME = "kr-motie-temporary"


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path)
    made.seed_country()
    made.force(REGIME)
    yield made
    made.close()


def mandate(bureau, **args):
    return bureau.do("put_mandate", regime=REGIME, **args)


def test_another_owner_takes_over_the_precautions_review_day(bureau):
    """Else one command would take it off the list of reviews."""
    mandate(bureau, owner="보안과", preemptive=True, review_on="2026-12-31")
    mandate(bureau, owner="다른과")
    (kept,) = bureau.every(Mandate)
    assert (kept.owner, kept.preemptive, kept.review_on) == ("다른과", True, date(2026, 12, 31))
    assert [one["id"] for one in bureau.do("list_reviews", within_days=60)] == [REGIME]


def test_a_reminder_that_was_given_is_not_given_again_for_a_new_owner(bureau):
    mandate(bureau, owner="보안과", preemptive=True, review_on="2026-11-30")
    bureau.go(date(2026, 11, 30))
    assert bureau.every(Mandate)[0].reminded_on == date(2026, 11, 30)
    mandate(bureau, owner="다른과")
    assert bureau.every(Mandate)[0].reminded_on == date(2026, 11, 30)
    mandate(bureau, owner="다른과", preemptive=True, review_on="2026-12-31")
    assert bureau.every(Mandate)[0].reminded_on is None


def test_it_stands_below_no_regime_that_is_itself(bureau):
    with pytest.raises(BadCommand, match="lead back to itself"):
        mandate(bureau, owner="보안과", above=REGIME)
