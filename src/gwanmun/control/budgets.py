"""Money as the budget officer sets it: allowances (한도), dated prices (단가) and dated exchange rates (환율).

What does not live here: holding and settling (`budget/`), which price a request pays (the gate, by the day's row).
A past price or rate is never changed: what was charged under it could not be explained any more.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gwanmun.budget.allowance import Limits
from gwanmun.control.directory import known_agency
from gwanmun.control.office import By, Office, note, refused, unknown
from gwanmun.domain.allowances import Allowance, Level, Period
from gwanmun.domain.catalogue import Model, Service
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId
from gwanmun.domain.money import MICRO, Price, Rate
from gwanmun.domain.people import Department, Person
from gwanmun.ports.books import ModelPrice, Reading, Writing

NOBODY, NO_ONE = DepartmentId(""), PersonId("")
_MOST_WON = 10**12
_MOST_MICRO = 10**15
_PURPOSE = re.compile(r"[a-z][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class SetAllowance:
    """`subject`: an agency, department or person, an agency's service or purpose (`kr-seoul:openai-api`; `*:openai-api` for
    each agency's), or `"*"` for each of that level. Whole won. `stops`: over it nothing is sent; otherwise it only warns.
    """

    level: Level
    subject: str
    period: Period
    limit_won: int
    stops: bool = True


@dataclass(frozen=True, slots=True)
class RemoveAllowance:
    level: Level
    subject: str
    period: Period


@dataclass(frozen=True, slots=True)
class PutPrice:
    model: str
    price: Price


@dataclass(frozen=True, slots=True)
class PutRate:
    rate: Rate


@dataclass(frozen=True, slots=True)
class Remark:
    """What an officer should know though the act was done."""

    ko: str
    en: str


def set_allowance(office: Office, by: By, order: SetAllowance) -> Allowance:
    if not 0 <= order.limit_won <= _MOST_WON:
        raise refused(
            "한도가 범위를 벗어났습니다", "the limit is out of range", "0–1조 원", "0 to 10¹² won", "limit_won"
        )
    allowance = Allowance(order.level, order.subject, order.period, order.limit_won * MICRO, order.stops)
    with office.books.transact() as page:
        check_subject(page, order.level, order.subject)
        before = page.find(Allowance, order.level, order.subject, order.period)
        page.put(allowance)
        note(page, by, "set_allowance", level=order.level, subject=order.subject, period=order.period,
             limit=allowance.limit, stops=allowance.stops, before=None if before is None else before.limit)  # fmt: skip
    return allowance


def remove_allowance(office: Office, by: By, order: RemoveAllowance) -> None:
    key = (order.level, order.subject, order.period)
    with office.books.transact() as page:
        before = page.find(Allowance, *key)
        if before is None:
            raise unknown("한도", "allowance", "/".join(key))
        page.drop(Allowance, *key)
        note(page, by, "remove_allowance", level=order.level, subject=order.subject, period=order.period,
             before=before.limit)  # fmt: skip


def put_price(office: Office, by: By, order: PutPrice) -> tuple[Price, ...]:
    """Add a price row. An open row before it ends on the new row's first day; any other overlap is refused."""
    with office.books.transact() as page:
        if page.find(Model, order.model) is None:
            raise unknown("모델", "model", order.model)
        add_price(page, by.day, order.model, order.price)
        note(page, by, "put_price", model=order.model, price=order.price)
        return tuple(row.price for row in page.every(ModelPrice, model=order.model))


def put_rate(office: Office, by: By, order: PutRate) -> None:
    rate = order.rate
    if not 1_000 <= rate.milliwon_per_usd <= 100_000_000:
        raise refused(
            "환율이 범위를 벗어났습니다", "the rate is out of range", "1–100,000원", "1 to 100,000 won", "rate"
        )
    _check_source(rate.source)
    if rate.day > by.day:
        raise refused(
            "미래의 환율입니다", "that rate is from the future", "고시일을 확인하십시오", "check its day", "rate.day"
        )
    with office.books.transact() as page:
        before = page.find(Rate, rate.day)
        if before is not None and before != rate:
            raise refused(
                f"{rate.day}의 환율이 이미 있습니다",
                f"there is a rate for {rate.day} already",
                "지난 환율은 바꿀 수 없습니다. 새 날짜로 등록하십시오",
                "a past rate never changes; add one for a new day",
            )
        page.put(rate)
        note(page, by, "put_rate", rate=rate)


def without_limit(
    page: Reading, agency: AgencyId, department: DepartmentId = NOBODY, person: PersonId = NO_ONE
) -> Remark | None:
    """A remark when no allowance stands over them. Spending without limit is lawful; it is never silent."""
    if Limits(page.every(Allowance)).over(agency, department, person):
        return None
    return Remark(
        f"한도 없음: {department or agency}에 걸린 한도가 없어 쓰는 금액에 제한이 없습니다. 정하기: gwanmun act set_allowance",
        f"no limit: no allowance stands over {department or agency}, so spending is unbounded. "
        "To set one: gwanmun act set_allowance",
    )


def add_price(page: Writing, today: date, model: str, price: Price) -> None:
    """The rule on rows; raises `BadCommand`."""
    _check_price(price)
    rows = page.every(ModelPrice, model=model)
    if any(row.price == price for row in rows):
        return
    for row in rows:
        there = row.price
        if there.valid_to is None and there.valid_from < price.valid_from:
            page.put(ModelPrice(model, replace(there, valid_to=price.valid_from)))
        elif _overlap(there, price):
            raise refused(
                f"{there.valid_from}부터의 단가와 기간이 겹칩니다",
                f"it overlaps the price valid from {there.valid_from}",
                "지난 단가는 바꿀 수 없습니다. 새 시작일로 등록하십시오",
                "a past price never changes; add one with a new first day",
            )
    if rows and price.valid_from < today - timedelta(days=1):
        raise refused(
            "이미 지난 날의 단가는 추가할 수 없습니다",
            "a price for days that have passed cannot be added",
            "오늘 이후의 시작일로 등록하십시오",
            "let it begin today or later",
        )
    page.put(ModelPrice(model, price))


def check_subject(page: Writing, level: Level, subject: str) -> None:
    """Somebody or something that an allowance or rate limit may stand over. Raises `BadCommand`."""
    if subject == "*":
        return
    if level in {Level.SERVICE, Level.PURPOSE}:
        agency, colon, name = subject.partition(":")
        if not colon:
            raise refused(
                "대상은 기관:서비스 또는 기관:목적 으로 적습니다", "the subject is written agency:service or agency:purpose",
                "예: kr-seoul:openai-api, 모든 기관이면 *:openai-api", "such as kr-seoul:openai-api, or *:openai-api for each agency's",
                "subject",
            )  # fmt: skip
        known_agency(page, agency, star=True)
        if level is Level.SERVICE and page.find(Service, name) is None:
            raise unknown("서비스", "service", name)
        if level is Level.PURPOSE and not _PURPOSE.fullmatch(name):
            raise unknown("목적", "purpose", name)
        return
    if level is Level.GOVERNMENT:
        known_agency(page, subject)
    elif level is Level.DEPARTMENT:
        if page.find(Department, subject) is None:
            raise unknown("부서", "department", subject)
    elif page.find(Person, subject) is None:
        raise unknown("이용자", "person", subject)


def _check_price(price: Price) -> None:
    _check_source(price.source)
    amounts = (price.input_micro, price.output_micro)
    if price.currency not in {"KRW", "USD"} or not all(0 <= amount <= _MOST_MICRO for amount in amounts):
        raise refused(
            "단가가 올바르지 않습니다",
            "the price is not valid",
            "통화(KRW·USD)와 금액",
            "currency and amounts",
            "price",
        )
    if price.valid_to is not None and price.valid_to <= price.valid_from:
        raise refused(
            "유효 기간이 올바르지 않습니다", "its dates are not valid", "valid_from < valid_to", "valid_from < valid_to"
        )


def _check_source(source: str) -> None:
    if not source.strip() or len(source) > 500:
        raise refused(
            "출처가 필요합니다", "a source is required", "어디서 온 값인지 적으십시오", "say where it is from", "source"
        )


def _overlap(one: Price, other: Price) -> bool:
    far = date.max
    return one.valid_from < (other.valid_to or far) and other.valid_from < (one.valid_to or far)
