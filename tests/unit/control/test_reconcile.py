"""A named officer settles by the bill: with a reason, one way to say the amount, what nobody is certain of."""

from dataclasses import replace

import pytest

from gwanmun.control.act import Aside
from gwanmun.control.publish import compile_delta
from gwanmun.domain.allowances import Reconciled
from gwanmun.errors import BadCommand
from gwanmun.ports.usage import Booked

UNKNOWN = Booked(
    "r-1", "test/gate-1", "kr-seoul", "kr-seoul/ai", "p" * 32, "2026-11-20", "openai-api", "work", "gpt", "gpt", "allow",
    "번역", "internet_pc", 900, 900, "unknown", "worst case", 2_000, 10_000, 1,
)  # fmt: skip
REPORTED = replace(UNKNOWN, request="r-2", ending="ok", by="reported")


class Use:
    def booked(self, request):
        return {one.request: one for one in (UNKNOWN, REPORTED)}.get(request)

    def uncertain(self, since_us):
        return (UNKNOWN,)


@pytest.fixture
def counter(desk):
    desk.office = replace(desk.office, use=Use())
    return desk


def test_the_bill_is_booked_noted_with_both_amounts_and_published(counter):
    done = counter.do("reconcile_usage", reason="청구서 11-7", request="r-1", won=0, officer="kim")
    assert (done["booked"], done["spent"], done["officer"]) == (900, 0, "kim")
    said = counter.facts()[-1].opening
    assert (said["act"], said["before"], said["spent"], said["reason"]) == ("reconcile_usage", 900, 0, "청구서 11-7")
    counter.do("reconcile_usage", request="r-1", micro_won=7)
    assert counter.facts()[-1].opening["before"] == 0
    (row,) = counter.every(Reconciled)
    with counter.office.books.look() as page:
        assert compile_delta(page, counter.clock.now).reconciled == (row,)
        assert compile_delta(page, counter.clock.now + 500 * 86_400_000_000).reconciled == ()


def test_tokens_are_priced_as_on_the_day_of_the_request(counter):
    done = counter.do("reconcile_usage", request="r-1", input_tokens=10, output_tokens=3)
    assert done["spent"] == 50  # 10 x 2,000 + 3 x 10,000 nano-won


@pytest.mark.parametrize(
    "args",
    [
        {"request": "r-2", "won": 1}, {"request": "nothing", "won": 1}, {"request": "r-1"}, {"request": "r-1", "won": -1},
        {"request": "r-1", "won": 1, "input_tokens": 1}, {"request": "r-1", "micro_won": 1, "won": 1},
        {"request": "r-1", "won": 10**13}, {"request": "r-1", "output_tokens": -1}, {"request": "r-1", "won": 1, "reason": ""},
    ],
)  # fmt: skip
def test_what_cannot_be_reconciled_changes_nothing(counter, args):
    with pytest.raises(BadCommand):
        counter.do("reconcile_usage", **args)
    assert counter.every(Reconciled) == ()


def test_what_was_settled_by_the_bill_waits_no_more(counter):
    waiting = counter.do("show_usage_uncertain")
    assert isinstance(waiting, Aside)
    assert [one.request for one in waiting.work()] == ["r-1"]
    counter.do("reconcile_usage", request="r-1", won=0)
    assert counter.do("show_usage_uncertain").work() == ()
