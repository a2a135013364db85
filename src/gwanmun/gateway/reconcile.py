"""What a named officer settled by the vendor's bill (대사 정산) is booked in the gate's own journal and accounts.

The desk publishes it with the keys (`domain/snapshot.py`, `Delta`); a desk's act never goes into a gate's journal, so the
gate writes a fact of its own, `reconciled`, and accounts are rebuilt from that journal alone.

1. What is about another gate's journal is left to that gate.
2. The fact goes first, with what stood before (`held`) and what it really cost (`spent`); then the accounts.
3. What the accounts hold so already is not written again: they are rebuilt from the very facts, so that after a crash
   between the two, or before the fact was durable, it is booked once.
4. Shared accounts are told once by every process; they keep the amount, so that being told again changes nothing.
"""

from collections.abc import Iterable
from typing import Protocol

from gwanmun.domain.allowances import Hold, Reconciled
from gwanmun.domain.facts import Fact, FactKind
from gwanmun.domain.ids import RequestId
from gwanmun.ports.accounts import SharedAccounts
from gwanmun.ports.journal_store import JournalStore


class Projection(Protocol):
    """The accounts that are rebuilt from this gate's journal."""

    @property
    def reconciled(self) -> dict[str, int]: ...

    def reconcile(self, request: str, hold: Hold, spent: int) -> int | None: ...


class Reconciler:
    def __init__(self, journal: JournalStore, projection: Projection, shared: SharedAccounts | None = None) -> None:
        self._journal, self._projection, self._shared = journal, projection, shared
        self._told: dict[str, int] = {}

    def reconcile(self, rows: Iterable[Reconciled], now_us: int) -> int:
        """Book what is not booked yet; returns how many. Raises `Unavailable` when the journal takes no facts."""
        booked = 0
        for row in rows:
            if row.origin == self._journal.origin:
                hold = Hold(row.agency, row.department, row.pseudonym, row.day, row.booked, row.service, row.purpose)
                booked += self._book(row, hold, now_us)
                self._tell(row, hold)
        return booked

    def _book(self, row: Reconciled, hold: Hold, now_us: int) -> bool:
        known = self._projection.reconciled.get(row.request)
        if known == row.spent:
            return False
        self._journal.append_later(_fact(row, row.booked if known is None else known, now_us))
        # At this point the fact is on its way to the disk; a crash now loses both it and the memory below, or neither.
        self._projection.reconcile(row.request, hold, row.spent)
        return True

    def _tell(self, row: Reconciled, hold: Hold) -> None:
        if self._shared is not None and self._told.get(row.request) != row.spent:
            self._shared.reconcile(row.request, hold, row.spent)
            self._told[row.request] = row.spent


def _fact(row: Reconciled, before: int, now_us: int) -> Fact:
    opening: dict[str, object] = {
        "act": row.act,
        "officer": row.officer,
        "who": {"task": row.task},
        "service": {"id": row.service, "model": row.model},
        "input": {"device.class": row.device, "service.family": row.family},
        "decision": {"outcome": row.decision},
    }
    return Fact(
        FactKind.RECONCILED, now_us, RequestId(row.request), row.agency, row.department, row.pseudonym, row.day,
        held=before, spent=row.spent, opening=opening, service=row.service, purpose=row.purpose,
    )  # fmt: skip
