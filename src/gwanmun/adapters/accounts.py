"""Port `accounts` on one machine: memory in the gate, a projection of its own journal (design.md, Money).

There is no second ledger to disagree with: after a crash the same leaves give the same accounts.
"""

from collections.abc import Sequence

from gwanmun.budget.account import Accounts, Full
from gwanmun.budget.pace import Counts, Fast
from gwanmun.domain.allowances import LEVELS, PERIODS, Balance, Hold, Level, Limit, Near, Pace, Period
from gwanmun.domain.money import won, won_left
from gwanmun.errors import OverAllowance, TooFast

_LEVEL_KO = {
    Level.GOVERNMENT: "기관", Level.DEPARTMENT: "부서", Level.PERSON: "개인", Level.SERVICE: "서비스", Level.PURPOSE: "목적",
}  # fmt: skip
_PERIOD_KO = {Period.DAY: "오늘", Period.MONTH: "이번 달", Period.YEAR: "올해"}
_PERIOD_EN = {Period.DAY: "today", Period.MONTH: "this month", Period.YEAR: "this year"}


def over_allowance(limit: Limit, left: int, worst: int) -> OverAllowance:
    """Word the refusal for the limit in the way."""
    level, period = LEVELS[limit.level], PERIODS[limit.period]
    error = OverAllowance(
        level_ko=_LEVEL_KO[level],
        level_en=level.value,
        worst_won=won(worst),
        left_won=won_left(left),
        period_ko=_PERIOD_KO[period],
        period_en=_PERIOD_EN[period],
    )
    error.limit = limit
    return error


def too_fast(found: Fast) -> TooFast:
    """Word the refusal for the rate limit in the way."""
    pace = found.pace
    level = LEVELS[pace.level].value
    return TooFast(
        f"{level}: {pace.most:,} {pace.measure}/{pace.per}",
        seconds=found.seconds, level=level, measure=pace.measure.value, window=pace.per.value, most=pace.most,
    )  # fmt: skip


class JournalledAccounts:
    """The embedded accounts. One event loop owns them, so each call is atomic."""

    def __init__(self, projection: Accounts) -> None:
        self.projection = projection
        self.counts = Counts()

    async def hold(
        self, request: str, hold: Hold, limits: Sequence[Limit], paces: Sequence[Pace] = ()
    ) -> tuple[Near, ...]:
        if paces and (fast := self.counts.take(request, hold, paces)) is not None:
            raise too_fast(fast)
        found = self.projection.hold(request, hold, limits)
        if isinstance(found, Full):
            self.counts.void(request)
            raise over_allowance(found.limit, found.left, hold.amount)
        return found

    def settle(self, request: str, spent: int, tokens: int | None = None) -> tuple[int, int] | None:
        self.counts.settle(request, tokens)
        return self.projection.settle(request, spent)

    def void(self, request: str) -> None:
        self.counts.void(request)
        self.projection.void(request)

    def balance(self, level: str, subject: str, period: str) -> Balance:
        return self.projection.balance(level, subject, period)

    def check(self) -> None:
        """Memory does not fail by itself."""
