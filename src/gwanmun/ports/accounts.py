"""Port `accounts`: hold the worst case on every level at once, settle once.

Promises (contract tests: `tests/contracts/test_accounts.py`):
1. `hold` holds on all levels or on none; over any limit that stops raises `OverAllowance` naming the first level that is
   full. It returns the limits that came to a mark (70, 90, 100 in hundred).
2. Used + held never passes a limit through `hold`, whoever races.
3. `settle` moves a hold to used once; a second settle of the same request changes nothing and returns None.
4. What a vendor bills beyond the hold is returned as overbilled, and counts as used.
5. `void` drops a hold whose first fact was never durable.
6. `balance` never waits: it is what this gate last saw.
7. Over a rate limit `hold` raises `TooFast` with the seconds until the next window, and holds nothing. However many gates
   share the accounts, a window's count never passes the limit; `settle` corrects tokens, `void` takes the request back.
8. `reconcile` (shared accounts) counts an amount instead of another, once however often and from wherever it is told.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from gwanmun.domain.allowances import Balance, Hold, Limit, Near, Pace


class Accounts(Protocol):
    async def hold(
        self, request: str, hold: Hold, limits: Sequence[Limit], paces: Sequence[Pace] = ()
    ) -> tuple[Near, ...]: ...

    def settle(self, request: str, spent: int, tokens: int | None = None) -> tuple[int, int] | None: ...

    def void(self, request: str) -> None: ...

    def balance(self, level: str, subject: str, period: str) -> Balance: ...

    def check(self) -> None:
        """Raise `Unavailable` when the accounts cannot be trusted or reached."""
        ...


class SharedAccounts(Accounts, Protocol):
    """Accounts of several gates: what an earlier process of this gate left is ended as its journal says."""

    def reconcile(self, request: str, hold: Hold, spent: int) -> None:
        """Count `spent` instead of what was booked, once however often it is told; never waits."""
        ...

    async def leftovers(self) -> tuple[str, ...]: ...

    async def recover(self, ended: Mapping[str, int], still_open: Collection[str], now_us: int) -> int: ...

    async def close(self, wait_seconds: float = 3.0) -> None: ...
