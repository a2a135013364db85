"""Settling by the vendor's bill (대사 정산): what a gate booked at the worst case, a named officer books at what it cost.

What lives here: the act, and the list of what waits for it. What does not: finding a booking (`adapters/bookings.py`),
correcting accounts and journal (`gateway/reconcile.py`), the rollup. The desk never writes a gate's journal: the act
stands in the desk's, goes out with the keys, and the gate writes a fact of its own.
"""

from dataclasses import dataclass

from gwanmun.control.act import Aside
from gwanmun.control.office import DAY_US, By, Office, declined, need_reason, note, refused, unknown
from gwanmun.control.use import rolled_up
from gwanmun.domain.allowances import Reconciled
from gwanmun.domain.ids import AgencyId, DepartmentId, Pseudonym
from gwanmun.domain.money import MICRO, Tariff, cost
from gwanmun.ports.usage import Booked

_MOST_MICRO_WON = 10**12 * MICRO
_MOST_TOKENS = 10**9
_MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class ReconcileUsage:
    """One of: what the bill says it cost (`micro_won`, or whole `won`), or the tokens on it, at the price of the day."""

    request: str
    micro_won: int | None = None
    won: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ShowUsageUncertain:
    days: int = 30


def reconcile_usage(office: Office, by: By, order: ReconcileUsage) -> Reconciled:
    """Settle a request that ended unknown or by an estimate with the vendor's bill; the accounts give back the rest."""
    need_reason(by)
    booked = rolled_up(office.use).booked(order.request)
    if booked is None:
        raise unknown("끝난 요청", "request that has ended", order.request)
    with office.books.transact() as page:
        before = page.find(Reconciled, order.request)
        if before is None and booked.certain:
            raise declined(
                "공급자가 보고한 사용량으로 이미 정산된 요청입니다", "it was settled by what the vendor reported",
                "확인할 것은 gwanmun usage uncertain 에 있습니다", "what waits is in: gwanmun usage uncertain", "request",
            )  # fmt: skip
        made = Reconciled(
            booked.request, booked.origin, AgencyId(booked.agency), DepartmentId(booked.department),
            Pseudonym(booked.pseudonym), booked.day, booked.service, booked.purpose, booked.model, booked.family,
            booked.decision, booked.task, booked.device, booked.booked, _cost(order, booked), by.officer, str(by.act_id),
            by.at_us,
        )  # fmt: skip
        page.put(made)
        stood = booked.booked if before is None else before.spent
        note(
            page, by, "reconcile_usage", made.agency, request=made.request, origin=made.origin, ending=booked.ending,
            booked_by=booked.by, before=stood, spent=made.spent,
        )  # fmt: skip
    return made


def show_usage_uncertain(office: Office, by: By, order: ShowUsageUncertain) -> Aside[tuple[Booked, ...]]:
    """Requests settled at the worst case or by an estimate, that nobody has settled by the bill yet."""
    if not 1 <= order.days <= _MOST_DAYS:
        raise refused("1–400일입니다", "1 to 400 days", "days를 고치십시오", "correct days", "days")
    use, since = rolled_up(office.use), by.at_us - order.days * DAY_US
    with office.books.look() as page:
        done = {one.request for one in page.every(Reconciled)}
    return Aside(lambda: tuple(one for one in use.uncertain(since) if one.request not in done))


def _cost(order: ReconcileUsage, booked: Booked) -> int:
    by_tokens = order.input_tokens is not None or order.output_tokens is not None
    if (order.micro_won is not None) + (order.won is not None) + by_tokens != 1:
        raise refused(
            "micro_won, won, 토큰 수 가운데 하나로 적습니다", "give one of micro_won, won, or tokens",
            "청구서의 값을 한 가지로 적으십시오", "write what the bill says, one way", "micro_won",
        )  # fmt: skip
    spent = order.micro_won if order.won is None else order.won * MICRO
    if by_tokens:
        spent = _by_tokens(order.input_tokens or 0, order.output_tokens or 0, booked)
    if spent is None or not 0 <= spent <= _MOST_MICRO_WON:
        raise refused("금액이 범위를 벗어났습니다", "the amount is out of range", "0–1조 원", "0 to 10¹² won", "won")
    return spent


def _by_tokens(inputs: int, outputs: int, booked: Booked) -> int:
    if not (0 <= inputs <= _MOST_TOKENS and 0 <= outputs <= _MOST_TOKENS):
        raise refused("토큰 수가 범위를 벗어났습니다", "tokens out of range", "0–10⁹", "0 to 10⁹", "input_tokens")
    if booked.input_nanowon is None or booked.output_nanowon is None:
        raise refused(
            "그날의 단가를 더는 알 수 없습니다 (내용 파기)", "the price of the day cannot be read any more",
            "금액으로 적으십시오", "give the amount instead", "input_tokens",
        )  # fmt: skip
    return cost(Tariff(booked.input_nanowon, booked.output_nanowon, None, None), inputs, outputs)
