"""Emergency use (긴급 이용): opened by name and with a reason, for at most 72 hours; it ends by itself and lands on a
reviewer's list (S16).

An emergency is an approval like any other for the gate: it lifts only rules that an approval may lift, never a block,
an open checklist item, a suspension or the limits of grade C. What does not live here: ordinary approvals.
"""

from dataclasses import dataclass, replace

from gwanmun.control.approvals import check_can_help, check_named, standing_record
from gwanmun.control.office import SECOND_US, By, Office, declined, need_reason, note, refused, unknown
from gwanmun.control.offices import line_above
from gwanmun.control.services import EMERGENCY, EVERYBODY
from gwanmun.control.words import sound_line
from gwanmun.domain.catalogue import Service
from gwanmun.domain.ids import AgencyId, PersonId, ServiceId
from gwanmun.domain.orders import Emergency, Verdict
from gwanmun.domain.people import Person
from gwanmun.domain.snapshot import Approval, Suspension
from gwanmun.ports.books import Reading

LONGEST_HOURS = 72
_HOUR_US = 3600 * SECOND_US


@dataclass(frozen=True, slots=True)
class OpenEmergency:
    agency: AgencyId
    service: ServiceId
    person: PersonId
    hours: int = 24
    families: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewEmergency:
    id: str
    verdict: Verdict
    finding: str


@dataclass(frozen=True, slots=True)
class ListEmergencies:
    """`waiting`: only those that nobody reviewed yet."""

    waiting: bool = False


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    emergency: Emergency
    state: str  # running | ended
    reviewed: bool


def open_emergency(office: Office, by: By, order: OpenEmergency) -> Emergency:
    need_reason(by)
    if not 1 <= order.hours <= LONGEST_HOURS:
        raise refused(
            f"긴급 이용은 1–{LONGEST_HOURS}시간입니다",
            f"an emergency lasts 1 to {LONGEST_HOURS} hours",
            "hours를 고치십시오. 더 길면 승인을 요청하십시오",
            "correct hours; for longer, request an approval",
            "hours",
        )
    with office.books.transact() as page:
        person = page.find(Person, order.person)
        if person is None or person.agency != order.agency:
            raise unknown("기관의 이용자", "person of that agency", order.person)
        if page.find(Service, order.service) is None:
            raise unknown("서비스", "service", order.service)
        _check_unreviewed(page, order)
        check_named(page, order.service, order.families)
        opened = Emergency(
            f"{EMERGENCY}{by.act_id}", order.agency, order.service, order.person, by.officer, by.at_us,
            by.at_us + order.hours * _HOUR_US, by.reason,
        )  # fmt: skip
        approval = Approval(
            id=opened.id, agency=order.agency, person=order.person, service=order.service, state="granted",
            mitigations=False, until_us=opened.until_us, families=order.families,
        )  # fmt: skip
        # One that lifts nothing is no help: in an emergency it must be known at once, not at the person's next refusal.
        check_can_help(page, by, approval)
        _check_admitted(page, by, order)
        page.put(opened, approval)
        note(page, by, "open_emergency", order.agency, emergency=opened)
    return opened


def review_emergency(office: Office, by: By, order: ReviewEmergency) -> Emergency:
    """Say whether it was justified. Not the officer who opened it; one that was not ends at once."""
    finding = sound_line(order.finding, "finding")
    with office.books.transact() as page:
        before = page.find(Emergency, order.id)
        if before is None:
            raise unknown("긴급 이용", "emergency", order.id)
        if before.opened_by == by.officer:
            raise declined(
                "긴급 이용을 연 담당자가 스스로 검토할 수 없습니다",
                "the officer who opened an emergency cannot review it",
                "다른 담당자가 검토해야 합니다",
                "another officer must review it",
            )
        if before.reviewed_by is not None:
            raise declined(
                "이미 검토된 긴급 이용입니다",
                "that emergency was reviewed already",
                "list_emergencies 로 확인하십시오",
                "see list_emergencies",
            )
        approval = page.find(Approval, before.id)
        if order.verdict is Verdict.NOT_JUSTIFIED and approval is not None:
            page.put(replace(approval, until_us=min(approval.until_us, by.at_us)))
        reviewed = replace(before, reviewed_by=by.officer, reviewed_us=by.at_us, verdict=order.verdict, finding=finding)
        page.put(reviewed)
        note(page, by, "review_emergency", before.agency, emergency=before.id, verdict=order.verdict, finding=finding)
    return reviewed


def list_emergencies(office: Office, by: By, order: ListEmergencies) -> tuple[EmergencyRow, ...]:
    with office.books.look() as page:
        found = page.every(Emergency)
        ends = {one.id: one.until_us for one in page.every(Approval)}
    rows = (
        EmergencyRow(
            one, "running" if ends.get(one.id, 0) > by.at_us else "ended", reviewed=one.reviewed_by is not None
        )
        for one in sorted(found, key=lambda one: -one.opened_us)
    )
    return tuple(row for row in rows if not (order.waiting and row.reviewed))


def _check_admitted(page: Reading, by: By, order: OpenEmergency) -> None:
    """What the gate refuses before it judges, no approval lifts: a suspension, an open item of the checklist."""
    line = {EVERYBODY, *line_above(page, order.agency, by.day)}
    stopped = next((one for one in page.every(Suspension, service=order.service) if one.agency in line), None)
    if stopped is not None:
        raise declined(
            f"이용이 중지된 서비스는 긴급 이용으로도 열리지 않습니다: {stopped.reason_ko}",
            f"that service is suspended, and no emergency opens it: {stopped.reason_en}",
            "다른 서비스를 쓰거나, 중지를 먼저 해제(resume_service 또는 move_service)하십시오",
            "use another service, or end the suspension first (resume_service or move_service)",
        )
    items = standing_record(page, order.agency, order.service, by.day).open_items
    if items:
        raise declined(
            f"점검 항목이 남은 서비스는 긴급 이용으로도 열리지 않습니다: {items[0]}",
            f"that service has open checklist items, and no emergency opens it: {items[0]}",
            "다른 서비스를 쓰거나, 점검 항목을 먼저 마치십시오(check_item)",
            "use another service, or finish its checklist first (check_item)",
        )


def _check_unreviewed(page: Reading, order: OpenEmergency) -> None:
    """One emergency after another would be an approval without an approver."""
    waiting = [
        one.id for one in page.every(Emergency, person=order.person, service=order.service) if one.reviewed_by is None
    ]
    if waiting:
        raise declined(
            f"앞선 긴급 이용이 아직 검토되지 않았습니다: {waiting[0]}",
            f"an earlier emergency waits for its review: {waiting[0]}",
            "먼저 검토(review_emergency)를 받거나 승인을 요청하십시오",
            "have it reviewed first (review_emergency), or request an approval",
        )
