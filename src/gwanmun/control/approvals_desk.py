"""What whoever decides needs to see of a request for an exception (결재 화면): who asks and why, what the service is, which
rules ask for it and what an approval would change, how one may act on it, and what was done under it.

Reads only. What does not live here: filing and deciding (`approvals.py`), the journals (`past.py`).
"""

from dataclasses import dataclass
from datetime import date

from gwanmun.control.act import Aside
from gwanmun.control.approvals import (
    LONGEST_DAYS,
    ShownRequest,
    may_decide,
    may_see,
    shown_request,
    standing_record,
    tried,
)
from gwanmun.control.office import DAY_US, By, Office, unknown
from gwanmun.control.offices import holds, person_of
from gwanmun.domain.approvals import OPEN, ApprovalRequest, Stage, Use
from gwanmun.domain.catalogue import Record, Service
from gwanmun.domain.decisions import Decision, Outcome
from gwanmun.domain.ids import ApprovalId, PersonId, ServiceId
from gwanmun.domain.offices import Role
from gwanmun.domain.people import Agency, Department, DeviceClass, Person
from gwanmun.errors import BadInput, OutsideReach
from gwanmun.ports.books import Reading

_DECIDE_HERE = (Role.APPROVER, Role.SECURITY)
_SHOWN_USES = 200


@dataclass(frozen=True, slots=True)
class ShowApprovalRequest:
    id: ApprovalId


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule behind a decision, in words."""

    rule: str
    ko: str
    en: str
    source: str
    effective_from: date


@dataclass(frozen=True, slots=True)
class ApprovalSheet:
    """Everything on one page. `asks`: the rules that ask for an approval; `then`: what would hold with it, when known."""

    shown: ShownRequest
    agency_ko: str
    agency_en: str
    department_ko: str
    department_en: str
    service: Service | None
    record: Record | None
    asks: tuple[Cause, ...]
    then: Outcome | None
    acting_for: PersonId | None  # of whoever looks, when they decide in somebody's place (대결)
    may_decide: bool
    may_withdraw: bool
    may_end: bool
    earlier: tuple[ShownRequest, ...]  # of the same service in the same department, the newest first


def show_approval_request(office: Office, by: By, order: ShowApprovalRequest) -> ApprovalSheet:
    """Raises `OutsideReach` for a request that is none of the caller's to see, whether there is one or not."""
    with office.books.look() as page:
        shown = _seen(page, by, order.id)
        asked = shown.request
        agency = next(iter(page.every(Agency, id=asked.agency)), None)
        department = page.find(Department, asked.department)
        service = page.find(Service, asked.service)
        held = next((row for row in may_decide(page, asked, by.day) if row.person == by.officer), None)
        decides = held is not None and asked.person != by.officer and shown.state in OPEN
        ends = holds(page, by.officer, _DECIDE_HERE, asked.agency, by.day) is not None
        asks, then = _reasons(page, by, asked)
        earlier = [
            shown_request(page, row, by)
            for row in page.every(ApprovalRequest, agency=asked.agency)
            if (row.service, row.department) == (asked.service, asked.department) and row.id != asked.id
        ]
        return ApprovalSheet(
            shown,
            agency.name_ko if agency else asked.agency,
            agency.name_en if agency else asked.agency,
            department.name_ko if department else asked.department,
            department.name_en if department else asked.department,
            service,
            standing_record(page, asked.agency, asked.service, by.day) if service else None,
            asks,
            then,
            held.acting_for if held is not None and decides else None,
            may_decide=decides,
            may_withdraw=asked.person == by.officer and shown.state in OPEN,
            may_end=ends and shown.state == Stage.GRANTED,
            earlier=tuple(sorted(earlier, key=lambda one: -one.request.requested_us)[:5]),
        )


@dataclass(frozen=True, slots=True)
class ListApprovalUses:
    id: ApprovalId


@dataclass(frozen=True, slots=True)
class ApprovalUses:
    """What was done under an approval. `rows` are the newest; `uses` counts all of them."""

    uses: int
    people: int
    first_us: int | None
    last_us: int | None
    rows: tuple[Use, ...]


def list_approval_uses(office: Office, by: By, order: ListApprovalUses) -> Aside[ApprovalUses]:
    """Uses under it, from the gates' journals: pseudonyms, times, tasks; nothing of what was asked."""
    with office.books.look() as page:
        asked = _seen(page, by, order.id).request
    past = office.past
    since_us = asked.requested_us - DAY_US

    def work() -> ApprovalUses:
        rows = past.uses(order.id, since_us) if past is not None and asked.decided_us is not None else ()
        return ApprovalUses(
            len(rows),
            len({row.person for row in rows}),
            min((row.at_us for row in rows), default=None),
            max((row.at_us for row in rows), default=None),
            rows[:_SHOWN_USES],
        )

    return Aside(work)


@dataclass(frozen=True, slots=True)
class OfferServices:
    """What a request may be filed for, and how long one may last."""


@dataclass(frozen=True, slots=True)
class OfferedService:
    id: ServiceId
    name_ko: str
    name_en: str
    vendor: str
    country: str
    family: str


@dataclass(frozen=True, slots=True)
class Offer:
    services: tuple[OfferedService, ...]
    today: date
    usual_days: int
    longest_days: int


def offer_services(office: Office, by: By, order: OfferServices) -> Offer:
    _ = order
    with office.books.look() as page:
        person_of(page, by)
        rows = [
            OfferedService(one.id, one.name_ko, one.name_en, one.vendor, one.vendor_country, one.family)
            for one in page.every(Service)
        ]
    return Offer(tuple(sorted(rows, key=lambda one: one.name_ko)), by.day, 14, LONGEST_DAYS)


# ---------------------------------------------------------------- rules


def _seen(page: Reading, by: By, id_: ApprovalId) -> ShownRequest:
    asked = page.find(ApprovalRequest, id_)
    if asked is None:
        raise unknown("승인 요청", "approval request", id_)
    shown = shown_request(page, asked, by)
    if page.find(Person, by.officer) is not None and not may_see(page, by, shown):
        # INVARIANT: a colleague's request, guessed, is refused and recorded as one of another agency is.
        raise OutsideReach(what_ko="다른 사람의 승인 요청", what_en="somebody else's approval request")
    return shown


def _reasons(page: Reading, by: By, asked: ApprovalRequest) -> tuple[tuple[Cause, ...], Outcome | None]:
    """As the packs in force say today; nothing where they cannot be asked any more (the service is gone)."""
    person = page.find(Person, asked.person)
    if person is None:
        return (), None
    try:
        before, after = tried(page, by, asked, person, DeviceClass.INTERNET_PC)
    except BadInput:
        return (), None
    return _causes(before), after.outcome


def _causes(decision: Decision) -> tuple[Cause, ...]:
    wanted = [hit for hit in decision.hits if hit.outcome is Outcome.REQUIRE_APPROVAL] or list(decision.causes)
    found = {
        f"{hit.regime}/{hit.rule}": Cause(
            f"{hit.regime}/{hit.rule}", hit.reason_ko, hit.reason_en, hit.source, hit.effective_from
        )
        for hit in wanted
    }
    return tuple(found.values())
