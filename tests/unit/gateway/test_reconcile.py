"""What an officer settled by the bill is booked once in the gate's journal, whatever is told how often."""

import pytest

from gwanmun.budget.account import Accounts
from gwanmun.domain.allowances import Hold, Reconciled
from gwanmun.errors import Unavailable
from gwanmun.gateway.reconcile import Reconciler
from gwanmun.journal.entry import Leaf, row

HOLD = Hold("kr-x", "kr-x/d", "p" * 32, "2026-11-22", 900, "openai-api", "work")


class Journal:
    origin = "test/gate-1"

    def __init__(self):
        self.facts = []
        self.shut = False

    def append_later(self, fact):
        if self.shut:
            raise Unavailable(store="journal")
        self.facts.append(fact)


class Shared:
    def __init__(self):
        self.told = []

    def reconcile(self, request, hold, spent):
        self.told.append((request, hold.amount, spent))


def bill(spent, request="r", origin="test/gate-1"):
    return Reconciled(
        request, origin, HOLD.agency, HOLD.department, HOLD.person, HOLD.day, HOLD.service, HOLD.purpose, "gpt", "gpt",
        "allow", "번역", "internet_pc", 900, spent, "officer-1", "act-1", 5,
    )  # fmt: skip


def booked():
    accounts = Accounts()
    accounts.hold("r", HOLD, ())
    accounts.settle("r", 900)
    return accounts


def leaf(fact, index):
    return row(
        Leaf(
            agency=fact.agency, at=fact.at_us, commit="", department=fact.department, held=fact.held, index=index, key="",
            kind=fact.kind, period=fact.period, person=fact.person, purpose=fact.purpose, request=fact.request,
            service=fact.service, spent=fact.spent, v=1,
        )
    )  # fmt: skip


def test_it_is_booked_once_and_a_journal_alone_gives_the_same_accounts():
    journal, accounts, shared = Journal(), booked(), Shared()
    mine = Reconciler(journal, accounts, shared)
    for rows in ([bill(120)], [bill(120)], [bill(120), bill(7, "other", "test/gate-2")], [bill(0)], [bill(0)]):
        mine.reconcile(rows, 9)
    assert [(fact.held, fact.spent) for fact in journal.facts] == [(900, 120), (120, 0)]
    assert accounts.balance("u", "kr-x:work", "2026").used == 0
    assert shared.told == [("r", 900, 120), ("r", 900, 0)]
    replayed = booked()
    for index, fact in enumerate(journal.facts):
        replayed.apply(leaf(fact, index))
    assert {**replayed.dump(), "applied": 0} == accounts.dump()


def test_a_gate_that_starts_again_books_nothing_twice_and_tells_shared_accounts_once_more():
    journal, accounts, shared = Journal(), booked(), Shared()
    Reconciler(journal, accounts).reconcile([bill(120)], 9)
    again = Accounts.load(accounts.dump())
    assert Reconciler(journal, again, shared).reconcile([bill(120)], 10) == 0
    assert len(journal.facts) == 1
    assert shared.told == [("r", 900, 120)]


def test_a_journal_that_takes_no_facts_leaves_the_accounts_as_they_were():
    journal, accounts = Journal(), booked()
    journal.shut = True
    mine = Reconciler(journal, accounts)
    with pytest.raises(Unavailable):
        mine.reconcile([bill(120)], 9)
    assert accounts.balance("g", "kr-x", "2026-11").used == 900
    journal.shut = False
    assert mine.reconcile([bill(120)], 9) == 1
