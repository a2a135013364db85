"""Port `accounts`: hold the worst case on every level at once, settle once.

Promises (contract tests: `tests/contracts/test_accounts.py`):
1. `hold` holds on all levels or on none; over any limit raises `OverAllowance` naming the first level that is full.
2. Spent + held never exceeds a limit through `hold`, whoever races.
3. `settle` moves a hold to spent once; a second settle of the same request changes nothing and says so.
4. What a vendor bills beyond the hold is booked as `overbilled` (settle returns it).
5. `void` drops a hold whose first fact was never durable.
"""

from typing import Protocol

from gwanmun.domain.ids import AgencyId, DepartmentId, Pseudonym, RequestId
from gwanmun.domain.snapshot import Allowance


class Accounts(Protocol):
    async def hold(
        self,
        request: RequestId,
        agency: AgencyId,
        department: DepartmentId,
        person: Pseudonym,
        day: str,
        amount: int,
        limits: tuple[Allowance | None, Allowance | None, Allowance | None],
    ) -> None: ...

    def settle(self, request: RequestId, spent: int) -> int: ...

    def void(self, request: RequestId) -> None: ...
