"""Port `accounts`: hold the worst case on every level at once, settle once.

Promises (contract tests: `tests/contracts/test_accounts.py`):
1. `hold` holds on all levels or on none; over any limit raises `OverAllowance` naming the first level that is full.
2. Used + held never passes a limit through `hold`, whoever races.
3. `settle` moves a hold to used once; a second settle of the same request changes nothing and returns None.
4. What a vendor bills beyond the hold is returned as overbilled, and counts as used.
5. `void` drops a hold whose first fact was never durable.
6. `balance` never waits.
"""

from collections.abc import Sequence
from typing import Protocol

from gwanmun.domain.allowances import Balance, Hold, Limit


class Accounts(Protocol):
    async def hold(self, request: str, hold: Hold, limits: Sequence[Limit]) -> None: ...

    def settle(self, request: str, spent: int) -> tuple[int, int] | None: ...

    def void(self, request: str) -> None: ...

    def balance(self, level: str, subject: str, period: str) -> Balance: ...

    def check(self) -> None:
        """Raise `Unavailable` when the accounts cannot be trusted or reached."""
        ...
