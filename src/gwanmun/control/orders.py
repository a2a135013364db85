"""Orders of authorities (명령·안내): issued, lifted and replaced by the authority alone, with dates and history (S60).

An order with a regime makes that regime the authority's own: from then on no agency edits it or takes it out of force.
What others ordered elsewhere is kept beside ours, and binds nobody (S59). What does not live here: what an order means
for a prompt (the regime's pack).
"""

from dataclasses import dataclass, replace
from datetime import date

from gwanmun.control import shipped
from gwanmun.control.mandates import authority_of, speaking_for
from gwanmun.control.office import By, Office, declined, need_reason, note, refused, sound_id, unknown
from gwanmun.control.words import sound_line
from gwanmun.domain.enforcement import OrderInstant
from gwanmun.domain.ids import AgencyId, RegimeId
from gwanmun.domain.orders import EVERY_AGENCY, Mandate, Order, OrderKind, OrderState
from gwanmun.domain.vendors import Observed
from gwanmun.ports.books import LiftedOrder, PackVersion, Reading, Writing

_OPEN_ENDED = frozenset({OrderKind.BLOCK, OrderKind.RESTRICTION, OrderKind.PAUSE, OrderKind.TRANSFER_STOP})


@dataclass(frozen=True, slots=True)
class IssueOrder:
    """`review_on` is needed for a block, restriction, pause or transfer stop that names no last day."""

    id: str
    authority: AgencyId
    kind: OrderKind
    subject: str
    title_ko: str
    title_en: str
    source: str
    valid_from: date | None = None
    valid_to: date | None = None
    review_on: date | None = None
    regime: RegimeId | None = None


@dataclass(frozen=True, slots=True)
class EndOrder:
    id: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ReplaceOrder:
    """`id` ends on the day on which `order` begins."""

    id: str
    order: IssueOrder


@dataclass(frozen=True, slots=True)
class ObserveOrder:
    observed: Observed


@dataclass(frozen=True, slots=True)
class ListOrders:
    """`subject`: a word of the subject; everything when left out."""

    subject: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as a list shows it. `ours`: it binds here; otherwise it was seen elsewhere."""

    day: date
    id: str
    issuer: str
    kind: str
    subject: str
    state: str
    until: date | None
    source: str
    ours: bool


def issue_order(office: Office, by: By, order: IssueOrder) -> Order:
    need_reason(by)
    with office.books.transact() as page:
        issued = _issue(page, by, order)
        note(page, by, "issue_order", order.authority, order=issued)
    return issued


def end_order(office: Office, by: By, order: EndOrder) -> Order:
    """Lift an order (해제). Only its authority can."""
    need_reason(by)
    with office.books.transact() as page:
        ended = _end(page, by, order.id, order.on or by.day, OrderState.LIFTED, None)
        note(page, by, "end_order", ended.authority, order=ended.id, on=ended.ended_on)
    return ended


def replace_order(office: Office, by: By, order: ReplaceOrder) -> Order:
    """A new order in place of an earlier one of the same authority."""
    need_reason(by)
    with office.books.transact() as page:
        before = _order(page, order.id)
        if before.authority != order.order.authority:
            speaking_for(page, before.authority, by)
        issued = _issue(page, by, order.order)
        ended = replace(before, state=OrderState.REPLACED, ended_on=issued.valid_from, replaced_by=issued.id)
        speaking_for(page, before.authority, by)
        page.put(ended)
        note(page, by, "replace_order", issued.authority, order=issued, replaces=before.id)
    return issued


def observe_order(office: Office, by: By, order: ObserveOrder) -> Observed:
    """Write down what an authority elsewhere asked or ordered, with its source."""
    sound_id(order.observed.id, "observed.id")
    for name in ("issuer", "subject", "kind", "source"):
        sound_line(getattr(order.observed, name), f"observed.{name}")
    seen = replace(order.observed, officer=by.officer)
    with office.books.transact() as page:
        page.put(seen)
        note(page, by, "observe_order", observed=seen)
    return seen


def list_orders(office: Office, by: By, order: ListOrders) -> tuple[OrderRow, ...]:
    with office.books.look() as page:
        return orders_on(page, by.day, order.subject)


# ---------------------------------------------------------------- rules


def orders_on(page: Reading, day: date, *subjects: str) -> tuple[OrderRow, ...]:
    """Ours, what was observed, and the shipped log, oldest first. `subjects`: any of these words; none: all."""
    rows = [
        OrderRow(
            one.valid_from,
            one.id,
            one.authority,
            one.kind.value,
            one.subject,
            one.state_on(day).value,
            one.ended_on or one.valid_to,
            one.source,
            ours=True,
        )
        for one in page.every(Order)
    ]
    rows += [
        OrderRow(one.day, one.id, one.issuer, one.kind, one.subject, "observed", None, one.source, ours=False)
        for one in page.every(Observed)
    ]
    rows += [
        OrderRow(one.day, "", one.issuer, one.kind, one.subject, "observed", None, one.note or "order_log", ours=False)
        for one in shipped.defaults().orders
    ]
    wanted = tuple(word.casefold() for word in subjects if word)
    shown = (row for row in rows if not wanted or any(word in row.subject.casefold() for word in wanted))
    return tuple(sorted((row for row in shown if row.day <= day), key=lambda row: (row.day, row.issuer, row.id)))


def lifted_regimes(page: Reading, day: date) -> tuple[RegimeId, ...]:
    """Regimes whose order was lifted on or before a day, by hand or because every order of theirs has ended."""
    lifted = {row.regime for row in page.every(LiftedOrder) if row.lifted_on <= day}
    standing: dict[RegimeId, bool] = {}
    for order in page.every(Order):
        if order.regime is not None:
            ended = order.state_on(day) is not OrderState.IN_FORCE and (order.ended_on is None or order.ended_on <= day)
            standing[order.regime] = standing.get(order.regime, False) or not ended
    lifted |= {regime for regime, stands in standing.items() if not stands}
    return tuple(sorted(lifted))


def _issue(page: Writing, by: By, order: IssueOrder) -> Order:
    speaking_for(page, order.authority, by)
    sound_id(order.id, "id")
    if page.find(Order, order.id) is not None:
        raise refused(
            f"이미 있는 명령입니다: {order.id}",
            f"there is such an order already: {order.id}",
            "바꾸려면 replace_order를 쓰십시오",
            "to change it, use replace_order",
            "id",
        )
    for name in ("subject", "title_ko", "title_en", "source"):
        sound_line(getattr(order, name), name)
    start = order.valid_from or by.day
    if order.valid_to is not None and order.valid_to <= start:
        raise refused(
            "끝나는 날이 시작하는 날보다 빠릅니다",
            "it ends before it begins",
            "valid_to를 고치십시오",
            "correct valid_to",
            "valid_to",
        )
    if order.kind in _OPEN_ENDED and order.valid_to is None and (order.review_on is None or order.review_on <= by.day):
        raise refused(
            "끝나는 날이 없는 제한 명령에는 재검토일(review_on)이 필요합니다",
            "an order without a last day needs a review date (review_on)",
            "valid_to 또는 review_on을 적으십시오",
            "give valid_to or review_on",
            "review_on",
        )
    if order.regime is not None:
        _claim(page, by, order, order.regime)
    issued = Order(
        order.id, order.authority, order.kind, order.subject, order.title_ko, order.title_en, order.regime, start,
        order.valid_to, order.source, by.officer,
    )  # fmt: skip
    page.put(issued, OrderInstant(issued.id, by.at_us))
    return issued


def _claim(page: Writing, by: By, order: IssueOrder, regime: RegimeId) -> None:
    """The regime becomes the authority's own."""
    if not page.every(PackVersion, regime=regime):
        raise unknown("정책", "regime", regime)
    known = page.find(Mandate, regime)
    owner = authority_of(page, regime)
    if owner is not None and owner.id != order.authority:
        raise declined(
            f"다른 감독기관의 기준입니다: {owner.id}",
            f"that regime belongs to another authority: {owner.id}",
            "그 기관의 명령과 별도의 정책을 쓰십시오",
            "use a pack of your own",
            "regime",
        )
    page.put(
        Mandate(
            regime,
            known.agency if known else EVERY_AGENCY,
            known.owner if known else str(order.authority),
            by.officer,
            order.authority,
            known.above if known else None,
            order.review_on is not None,
            order.review_on,
        )
    )
    page.drop(LiftedOrder, regime)  # a new order stands, whatever was lifted before


def _end(page: Writing, by: By, id_: str, on: date, state: OrderState, replaced_by: str | None) -> Order:
    before = _order(page, id_)
    speaking_for(page, before.authority, by)
    if before.state is not OrderState.IN_FORCE:
        raise declined(
            f"이미 끝난 명령입니다: {id_}",
            f"that order has ended already: {id_}",
            "새 명령은 issue_order로 내십시오",
            "issue a new one with issue_order",
            "id",
        )
    on = max(on, before.valid_from)
    # A lift in the future is an end of validity: the clock carries it out.
    ended = replace(before, valid_to=on if on > before.valid_from else before.valid_to, ended_on=on)
    ended = ended if on > by.day else replace(ended, state=state, replaced_by=replaced_by)
    page.put(ended)
    return ended


def _order(page: Reading, id_: str) -> Order:
    found = page.find(Order, id_)
    if found is None:
        raise unknown("명령", "order", id_)
    return found
