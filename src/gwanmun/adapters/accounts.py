"""Port `accounts` on one machine: memory in the gate, a projection of its own journal (design.md, Money).

There is no second ledger to disagree with: after a crash the same leaves give the same accounts.
"""

from collections.abc import Sequence

from gwanmun.budget.account import Accounts
from gwanmun.domain.allowances import LEVELS, PERIODS, Balance, Hold, Limit, Period
from gwanmun.domain.money import won
from gwanmun.errors import OverAllowance

_LEVEL_KO = {"government": "기관", "department": "부서", "person": "개인"}
_PERIOD_KO = {Period.DAY: "오늘", Period.MONTH: "이번 달", Period.YEAR: "올해"}
_PERIOD_EN = {Period.DAY: "today", Period.MONTH: "this month", Period.YEAR: "this year"}


def over_allowance(limit: Limit, left: int, worst: int) -> OverAllowance:
    """Word the refusal for the limit in the way."""
    level, period = LEVELS[limit.level], PERIODS[limit.period]
    error = OverAllowance(
        level_ko=_LEVEL_KO[level],
        level_en=level.value,
        worst_won=won(worst),
        left_won=won(left),
        period_ko=_PERIOD_KO[period],
        period_en=_PERIOD_EN[period],
    )
    error.limit = limit
    return error


class JournalledAccounts:
    """The embedded accounts. One event loop owns them, so each call is atomic."""

    def __init__(self, projection: Accounts) -> None:
        self.projection = projection

    async def hold(self, request: str, hold: Hold, limits: Sequence[Limit]) -> None:
        full = self.projection.hold(request, hold, limits)
        if full is not None:
            raise over_allowance(full.limit, full.left, hold.amount)

    def settle(self, request: str, spent: int) -> tuple[int, int] | None:
        return self.projection.settle(request, spent)

    def void(self, request: str) -> None:
        self.projection.void(request)

    def balance(self, level: str, subject: str, period: str) -> Balance:
        return self.projection.balance(level, subject, period)

    def check(self) -> None:
        """Memory does not fail by itself."""
