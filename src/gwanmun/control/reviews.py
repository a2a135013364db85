"""What somebody has to look at (검토 목록): precautions whose review date comes, emergencies nobody reviewed, inquiries
late or due for a reminder, approvals that an attribute's change touched, models held back, stale facts, facts that another officer has to confirm
(S16, S32, S52).

Computed from the books and the day, so that nothing has to remember to remind. What does not live here: doing it.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from gwanmun.control.inquiries import inquiry_rows
from gwanmun.control.loosening import ASKED_FOR_US
from gwanmun.control.office import By, Office, need_reason, note, refused, seoul_day, unknown
from gwanmun.control.words import sound_line
from gwanmun.domain.orders import Emergency, Mandate, Order, OrderState, Scheduled
from gwanmun.domain.redress import Assessment, Objection
from gwanmun.domain.vendors import FRESH_DAYS, AskedFact, HeldModel, InquiryStatus, Reassessment, SheetFact
from gwanmun.ports.books import PackVersion, Reading

_MOST_DAYS = 366


class DueState(StrEnum):
    OVERDUE = "overdue"
    DUE = "due"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class ListReviews:
    within_days: int = 30


@dataclass(frozen=True, slots=True)
class ReviewReassessment:
    """Somebody looked at a past approval after a change: what was decided of it."""

    id: str
    note: str


@dataclass(frozen=True, slots=True)
class Due:
    kind: str  # precaution | order | emergency | inquiry | reassessment | model | fact | asked_fact
    id: str
    due_on: date
    state: DueState
    owner: str
    ko: str
    en: str


def list_reviews(office: Office, by: By, order: ListReviews) -> tuple[Due, ...]:
    if not 0 <= order.within_days <= _MOST_DAYS:
        raise refused("0–366일", "0 to 366 days", "within_days", "within_days", "within_days")
    with office.books.look() as page:
        return due_on(page, by.day, order.within_days)


def review_reassessment(office: Office, by: By, order: ReviewReassessment) -> Reassessment:
    need_reason(by)
    said = sound_line(order.note, "note")
    with office.books.transact() as page:
        before = page.find(Reassessment, order.id)
        if before is None or before.reviewed_by is not None:
            raise unknown("검토할 재평가", "re-evaluation to review", order.id)
        reviewed = replace(before, reviewed_by=by.officer, reviewed_us=by.at_us, note=said)
        page.put(reviewed)
        note(page, by, "review_reassessment", before.agency, reassessment=before.id)
    return reviewed


def due_on(page: Reading, day: date, within_days: int = 30) -> tuple[Due, ...]:
    """The list for a day: what is late first."""
    rows = [
        *_precautions(page),
        *_orders(page, day),
        *_emergencies(page),
        *_inquiries(page, day),
        *_others(page, day),
        *_redress(page),
    ]
    last = day + timedelta(days=within_days)
    found = (replace(row, state=_state(row.due_on, day)) for row in rows if row.due_on <= last)
    return tuple(sorted(found, key=lambda row: (row.due_on, row.kind, row.id)))


def _precautions(page: Reading) -> list[Due]:
    live = {pack.regime for pack in page.every(PackVersion, active=True)} | {
        one.regime for one in page.every(Scheduled)
    }
    return [
        Due("precaution", one.regime, one.review_on, DueState.SOON, one.owner, "선제 조치 재검토", "review of a precaution")
        for one in page.every(Mandate)
        if one.review_on is not None and one.regime in live
    ]  # fmt: skip


def _orders(page: Reading, day: date) -> list[Due]:
    return [
        Due("order", one.id, one.valid_to, DueState.SOON, one.authority, "명령의 마지막 날", "an order's last day")
        for one in page.every(Order)
        if one.valid_to is not None and one.state_on(day) is OrderState.IN_FORCE
    ]


def _emergencies(page: Reading) -> list[Due]:
    return [
        Due("emergency", one.id, seoul_day(one.until_us), DueState.DUE, one.opened_by,
            f"긴급 이용 사후 검토: {one.service}", f"an emergency to review: {one.service}")
        for one in page.every(Emergency, reviewed_by=None)
    ]  # fmt: skip


def _inquiries(page: Reading, day: date) -> list[Due]:
    rows = []
    for one in inquiry_rows(page, day):
        if one.status is InquiryStatus.OVERDUE:
            rows.append(Due("inquiry", one.id, one.due_on, DueState.OVERDUE, one.asker, f"회신 기한 경과: {one.vendor}",
                            f"no answer in time: {one.vendor}"))  # fmt: skip
        if one.remind_on is not None:
            rows.append(Due("reminder", one.id, one.remind_on, DueState.SOON, one.asker, f"회신 독촉: {one.vendor}",
                            f"remind the vendor: {one.vendor}"))  # fmt: skip
    return rows


def _others(page: Reading, day: date) -> list[Due]:
    rows = [
        Due("reassessment", one.id, seoul_day(one.at_us), DueState.DUE, one.agency,
            f"승인 재평가 {one.service}: {one.changed}", f"past approval of {one.service}: {one.changed}")
        for one in page.every(Reassessment, reviewed_by=None)
    ]  # fmt: skip
    rows += [
        Due("model", one.name, seoul_day(one.since_us), DueState.DUE, one.officer, f"새 모델 승인 대기: {one.service}",
            f"a new model waits: {one.service}")
        for one in page.every(HeldModel)
    ]  # fmt: skip
    rows += [
        Due("asked_fact", f"{one.service} {one.name}", seoul_day(one.asked_us), DueState.DUE, one.officer,
            f"다른 담당자의 확정 대기: {one.name} = {one.value}", f"another officer has to confirm: {one.name} = {one.value}")
        for one in page.every(AskedFact)
        if day < seoul_day(one.asked_us + ASKED_FOR_US)
    ]  # fmt: skip
    for fact in page.every(SheetFact):
        until = fact.as_of + timedelta(days=FRESH_DAYS[fact.confidence] + 1)
        rows.append(Due("fact", f"{fact.service} {fact.name}", until, DueState.SOON, fact.officer,
                        "오래된 사실 확인", "a fact grows stale"))  # fmt: skip
    return rows


def _redress(page: Reading) -> list[Due]:
    rows = [
        Due("objection", one.id, one.due, DueState.SOON, one.reviewer or one.agency, "이의신청 처리 기한", "an objection to answer")
        for one in page.every(Objection, outcome=None)
    ]  # fmt: skip
    newest = {one.use_case: one for one in page.every(Assessment) if one.approved_us is not None}
    rows += [
        Due("assessment", one.use_case, one.review_on, DueState.SOON, one.agency, "영향평가 재검토", "an impact assessment to look at again")
        for one in newest.values()
    ]  # fmt: skip
    return rows


def _state(due: date, day: date) -> DueState:
    if due < day:
        return DueState.OVERDUE
    return DueState.DUE if due == day else DueState.SOON
