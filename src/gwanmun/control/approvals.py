"""Exceptions "only when absolutely necessary" (불가피한 경우의 승인): asked for, decided, ended; and what was done under them.

The way: who needs it files a request with its reason (사유서), its reach and its last day → the approver of the
department (부서장; in their place whoever acts for them, 대결) decides → where a regime asks for a review, a second
officer decides → an `Approval` that the gate obeys until its last day. Nobody decides on their own request; what no
approval can lift is not taken. What does not live here: how an approval changes a rule (`policy/judge.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import product

from gwanmun.control.delegation import packs_with_delegations
from gwanmun.control.directory import valid_on
from gwanmun.control.inbox import tell
from gwanmun.control.office import SEOUL, By, Office, declined, need_reason, note, refused, seoul_day, sound_id, unknown
from gwanmun.control.offices import deciders, holds, line_above, person_of
from gwanmun.control.orders import lifted_regimes
from gwanmun.control.texts import sound_text
from gwanmun.control.vendor_states import states_on
from gwanmun.domain.approvals import OPEN, ApprovalRequest, Reach, Stage, Use
from gwanmun.domain.catalogue import Dialect, Model, Record, Service, Target
from gwanmun.domain.decisions import Decision, Hit, Outcome
from gwanmun.domain.grades import Grade
from gwanmun.domain.ids import AgencyId, ApprovalId, PersonId, RegimeId, ServiceId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Agency, DeviceClass, Person
from gwanmun.domain.snapshot import Approval
from gwanmun.errors import Declined
from gwanmun.policy.attributes import attributes
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import Pack
from gwanmun.policy.reader import read_pack
from gwanmun.policy.recognise import NAMED_ONLY, recognise
from gwanmun.ports.books import PackVersion, Reading, Writing

LONGEST_DAYS = 366
_MOST_FAMILIES = 32
_MOST_OPEN = 20  # of one person, so that nobody floods an approver
_PARAMETER = "approval_max_days"
_LIFTED = frozenset({Outcome.ALLOW, Outcome.ALLOW_WITH_MASKING})
_NECESSITIES = ("routine", "absolutely_necessary")
#: Officers who see every request of their agency.
OVERSEERS = (Role.SECURITY, Role.PRIVACY, Role.AI_POLICY, Role.AUDIT, Role.RECORDS)
#: Obligations of a rule that ask for a second officer beside the department's approver.
SECOND = {
    "record_security_review": Role.SECURITY,  # N2SF: 보안성 검토
    "notify_security_officer": Role.SECURITY,
    "chief_ai_officer_review": Role.AI_POLICY,  # CAIO
    "seek_central_advice": Role.AI_POLICY,
}


@dataclass(frozen=True, slots=True)
class RequestApproval:
    """`until` is the last day (Seoul). `person` is who acts; it may be named when the officer's id is not a person's."""

    service: ServiceId
    justification: str
    until: date
    id: str = ""  # made when left out
    reach: Reach = Reach.PERSON
    grade: Grade = Grade.O
    task: str = ""
    families: tuple[str, ...] = ()
    mitigations: bool = False
    device_class: DeviceClass = DeviceClass.INTERNET_PC  # where it will be used: whether an approval can help there


@dataclass(frozen=True, slots=True)
class ApproveRequest:
    """`until`: an earlier last day than was asked for; never a later one."""

    id: ApprovalId
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RejectRequest:
    id: ApprovalId


@dataclass(frozen=True, slots=True)
class WithdrawRequest:
    id: str


@dataclass(frozen=True, slots=True)
class EndApproval:
    id: str


@dataclass(frozen=True, slots=True)
class ListApprovals:
    """`mine`: those that the acting person may decide now."""

    agency: AgencyId | None = None
    person: PersonId | None = None
    mine: bool = False
    everything: bool = False  # also those that are over


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A request with what the clock says of it, and who may decide it now."""

    request: ApprovalRequest
    state: str  # a Stage, or expired
    waits_for: tuple[PersonId, ...]


def request_approval(office: Office, by: By, order: RequestApproval) -> ShownRequest:
    """File a request. Whoever may decide it is told at once."""
    id_ = order.id or f"apr-{by.act_id.rpartition('-')[2]}-{by.at_us % 1_000_000:06d}"
    _check_order(order, id_, by)
    with office.books.transact() as page:
        person = person_of(page, by)
        if page.find(ApprovalRequest, id_) is not None or page.find(Approval, id_) is not None:
            raise refused("이미 있는 번호입니다", "that id is taken", "다른 id를 쓰십시오", "use another id", "id")
        waiting = [row for row in page.every(ApprovalRequest, person=person.id) if row.stage in OPEN]
        if len(waiting) >= _MOST_OPEN:
            raise declined(
                f"결재를 기다리는 요청이 이미 {_MOST_OPEN}건입니다", f"{_MOST_OPEN} requests of yours wait already",
                "필요 없는 요청을 철회하십시오", "withdraw those you no longer need",
            )  # fmt: skip
        asked = ApprovalRequest(
            id_, person.id, person.agency, person.department, order.reach, order.service, order.families, order.grade,
            order.task, order.justification.strip(), order.mitigations, order.until, None, (), by.at_us,
        )  # fmt: skip
        check_named(page, order.service, order.families)
        asked = _by_the_regimes(page, by, asked, person, order.device_class)
        who = _who_decides(page, asked, by.day)
        page.put(asked)
        tell(page, by, "approval_requested", id_, (row.person for row in who))
        note(page, by, "request_approval", asked.agency, request=asked)
    return ShownRequest(asked, asked.stage.value, tuple(row.person for row in who))


def approve_request(office: Office, by: By, order: ApproveRequest) -> ShownRequest:
    """Agree. With a second approver it is only then granted when both did."""
    with office.books.transact() as page:
        asked, held = _to_decide(page, by, order.id)
        asked = _shortened(asked, order.until, by)
        if asked.stage is Stage.REQUESTED:
            decided = replace(
                asked, stage=Stage.GRANTED if asked.second_role is None else Stage.ENDORSED, decided_by=held.person,
                decided_for=held.acting_for, decided_us=by.at_us, decision_reason=by.reason,
            )  # fmt: skip
        else:
            decided = replace(
                asked, stage=Stage.GRANTED, second_by=held.person, second_us=by.at_us, second_reason=by.reason
            )
        page.put(decided)
        waits = _told_of(page, by, decided)
        note(
            page, by, "approve_request", decided.agency, id=decided.id, stage=decided.stage, acting_for=held.acting_for
        )
    return ShownRequest(decided, decided.stage.value, waits)


def reject_request(office: Office, by: By, order: RejectRequest) -> ShownRequest:
    """Refuse, saying why (반려)."""
    need_reason(by)
    with office.books.transact() as page:
        asked, held = _to_decide(page, by, order.id)
        if asked.stage is Stage.REQUESTED:
            decided = replace(
                asked, stage=Stage.REJECTED, decided_by=held.person, decided_for=held.acting_for, decided_us=by.at_us,
                decision_reason=by.reason,
            )  # fmt: skip
        else:
            decided = replace(
                asked, stage=Stage.REJECTED, second_by=held.person, second_us=by.at_us, second_reason=by.reason
            )
        page.put(decided, _approval(decided))
        tell(page, by, "approval_rejected", decided.id, (decided.person,))
        note(page, by, "reject_request", decided.agency, id=decided.id)
    return ShownRequest(decided, decided.stage.value, ())


def withdraw_request(office: Office, by: By, order: WithdrawRequest) -> ShownRequest:
    """Who asked no longer needs it."""
    with office.books.transact() as page:
        asked = _found(page, order.id)
        if asked.person != by.officer:
            raise _not_yours("요청한 사람만 철회할 수 있습니다", "only whoever asked can withdraw it")
        _must_be_open(asked)
        gone = replace(asked, stage=Stage.WITHDRAWN, ended_us=by.at_us)
        page.put(gone)
        tell(page, by, "approval_withdrawn", gone.id, (row.person for row in may_decide(page, asked, by.day)))
        note(page, by, "withdraw_request", gone.agency, id=gone.id)
    return ShownRequest(gone, gone.stage.value, ())


def end_approval(office: Office, by: By, order: EndApproval) -> Approval:
    """End an approval now, before its day. Whoever asked for it and whoever granted it are told."""
    need_reason(by)
    with office.books.transact() as page:
        approval = page.find(Approval, order.id)
        if approval is None:
            raise unknown("승인", "approval", order.id)
        ended = end_now(page, by, approval)
        note(page, by, "end_approval", approval.agency, approval=approval.id)
    return ended


def list_approvals(office: Office, by: By, order: ListApprovals) -> tuple[ShownRequest, ...]:
    """The acting person's own requests, those they may decide, and for overseers those of their agencies."""
    equal = {k: v for k, v in (("agency", order.agency), ("person", order.person)) if v is not None}
    with office.books.look() as page:
        shown = [shown_request(page, row, by) for row in page.every(ApprovalRequest, **equal)]
        if page.find(Person, by.officer) is not None:
            shown = [one for one in shown if may_see(page, by, one)]
    shown = [one for one in shown if order.everything or one.state in {*OPEN, Stage.GRANTED}]
    return tuple(one for one in shown if not order.mine or by.officer in one.waits_for)


# ---------------------------------------------------------------- rules


def end_now(page: Writing, by: By, approval: Approval) -> Approval:
    """End it in the caller's transaction, with its request."""
    ended = replace(approval, until_us=min(approval.until_us, by.at_us))
    page.put(ended)
    asked = page.find(ApprovalRequest, approval.id)
    if asked is not None and asked.stage is Stage.GRANTED:
        page.put(replace(asked, stage=Stage.ENDED, ended_us=by.at_us))
        who = (asked.person, asked.decided_by, asked.second_by)
        tell(page, by, "approval_ended", asked.id, (one for one in who if one is not None))
    return ended


def end_of_day_us(day: date) -> int:
    """The first instant after a day in Seoul."""
    return int(datetime.combine(day + timedelta(days=1), time(), SEOUL).timestamp()) * 1_000_000


def _approval(asked: ApprovalRequest) -> Approval:
    """What the gate obeys."""
    person, department = (asked.person, None) if asked.reach is Reach.PERSON else (None, asked.department)
    return Approval(
        asked.id, asked.agency, person, asked.service, "granted" if asked.stage is Stage.GRANTED else "rejected",
        asked.mitigations, end_of_day_us(asked.until), asked.families, department, asked.grade, asked.task,
    )  # fmt: skip


def _told_of(page: Writing, by: By, decided: ApprovalRequest) -> tuple[PersonId, ...]:
    if decided.stage is Stage.GRANTED:
        page.put(_approval(decided))
        tell(page, by, "approval_granted", decided.id, (decided.person,))
        return ()
    who = _who_decides(page, decided, by.day)
    tell(page, by, "approval_endorsed", decided.id, (decided.person,))
    tell(page, by, "approval_second", decided.id, (row.person for row in who))
    return tuple(row.person for row in who)


def _check_order(order: RequestApproval, id_: str, by: By) -> None:
    sound_id(id_, "id")
    sound_text(order.justification, "justification", least=10, most=2000)
    if order.task:
        sound_text(order.task, "task", least=1, most=64)
    if len(order.families) > _MOST_FAMILIES or len(set(order.families)) < len(order.families):
        raise refused(
            "모델 계열이 너무 많거나 겹칩니다", "too many families, or one twice", "families", "families", "families"
        )
    for family in order.families:
        sound_id(family, "families")
    if not by.day <= order.until <= by.day + timedelta(days=LONGEST_DAYS - 1):
        raise refused(
            f"만료일은 오늘부터 {LONGEST_DAYS - 1}일 안이어야 합니다",
            f"the last day must lie within {LONGEST_DAYS - 1} days from today",
            "until을 고치십시오", "correct until", "until",
        )  # fmt: skip


def _by_the_regimes(
    page: Reading, by: By, asked: ApprovalRequest, person: Person, device: DeviceClass
) -> ApprovalRequest:
    """What the packs in force say: whether an approval can help at all, for how long, and who else must agree."""
    seat = _seat(page, by, asked.agency, asked.service)
    before, after = _judged(seat, asked, person, device)
    if after.outcome not in _LIFTED:
        raise _not_lifted(after.causes[0])
    own = [hit for hit in before.hits if hit.outcome is Outcome.REQUIRE_APPROVAL]
    asking = {(hit.regime, hit.rule): hit for hit in own} | _all_asking(seat, _approval(asked))
    _check_length(seat, asking.values(), end_of_day_us(asked.until), by, "until")
    second = _second(asking.values())
    if not second:
        return asked
    # One second officer is asked: of several roles the security officer's, whose review also covers the others' duty.
    role = Role.SECURITY if any(one is Role.SECURITY for one, _ in second) else second[0][0]
    return replace(asked, second_role=role, second_because=tuple(dict.fromkeys(rule for _, rule in second)))


def check_named(page: Reading, service_id: ServiceId, families: tuple[str, ...]) -> None:
    """Where every model of a service is of a family that an approval must name, one that names none would reach nothing:
    the gate goes on refusing, and nobody knows why.
    """
    named = () if families else families_to_name(page, service_id)
    if named:
        words = ", ".join(named)
        raise refused(
            f"이 서비스의 모델 계열({words})은 이름을 밝혀야 승인됩니다",
            f"an approval must name this service's family of models ({words})",
            f"families에 다음을 더하십시오: {words} (명령줄: --family {named[0]})",
            f"add {words} to families (command line: --family {named[0]})",
            "families",
        )


def families_to_name(page: Reading, service_id: ServiceId) -> tuple[str, ...]:
    """The families that an approval of this service must name to reach anything; none where it reaches something as it is."""
    service = page.find(Service, service_id)
    if service is None:
        return ()
    models = page.every(Model, service=service_id)
    offered = {recognise(service, (one.name, one.upstream_name, *one.aliases), "", one.family) for one in models}
    offered = offered or {recognise(service, (), "")}
    return tuple(sorted(offered)) if offered <= NAMED_ONLY else ()


def check_can_help(page: Reading, by: By, approval: Approval) -> None:
    """Whether an approval lets anything pass at all, on whatever device. Raises `Declined` with the rule that stands."""
    seat = _seat(page, by, approval.agency, approval.service)
    family = approval.families[0] if approval.families else recognise(seat.service, (), "")
    devices = [one for one in DeviceClass if one is not DeviceClass.UNKNOWN]
    found = [
        seat.decide("granted", _Asked(family, device, Grade.O, pledged=True, mitigations=approval.mitigations))
        for device in devices
    ]
    if not any(one.outcome in _LIFTED for one in found):
        raise _not_lifted(min(found, key=lambda one: one.outcome).causes[0])


def check_granted_directly(page: Reading, by: By, approval: Approval) -> None:
    """INVARIANT: what a regime has two people decide is granted by no one person, whichever way it is written down."""
    seat = _seat(page, by, approval.agency, approval.service)
    asking = _all_asking(seat, approval)
    _check_length(seat, asking.values(), approval.until_us, by, "until_us")
    second = _second(asking.values())
    if second:
        rules = ", ".join(dict.fromkeys(rule for _, rule in second))
        raise declined(
            f"두 사람이 결재해야 하는 이용입니다 ({rules})",
            f"two people decide on this ({rules})",
            "쓸 사람이 request_approval로 요청하고, 결재권자와 2차 결재권자가 결정하게 하십시오",
            "have it asked for with request_approval, so that the approver and the second approver decide",
        )


def _all_asking(seat: "_Seat", approval: Approval) -> dict[tuple[RegimeId, str], Hit]:
    """The rules that ask for an approval wherever this one would let a use pass. It names no device and may reach many
    people: so every class, grade and state that it reaches is tried.
    """
    grades = [one for one in Grade if one.rank <= approval.grade.rank]
    families = dict.fromkeys((seat.service.family, *approval.families))
    asking: dict[tuple[RegimeId, str], Hit] = {}
    for family, device, grade, pledged, personal, necessity in product(
        families, DeviceClass, grades, (True, False), (False, True), _NECESSITIES
    ):
        asked = _Asked(family, device, grade, pledged, approval.mitigations, personal, necessity)
        if seat.decide("granted", asked).outcome in _LIFTED:
            hits = seat.decide("none", asked).hits
            asking |= {(hit.regime, hit.rule): hit for hit in hits if hit.outcome is Outcome.REQUIRE_APPROVAL}
    return asking


def _second(asking: Iterable[Hit]) -> list[tuple[Role, str]]:
    return [(SECOND[duty], f"{hit.regime}/{hit.rule}") for hit in asking for duty in hit.obligations if duty in SECOND]


def _check_length(seat: "_Seat", asking: Iterable[Hit], until_us: int, by: By, field: str) -> None:
    """No longer than the regimes that ask for it let an approval last."""
    by_id = {pack.id: pack for pack in seat.packs}
    for hit in asking:
        longest = _longest(by_id.get(hit.regime))
        last = by.day + timedelta(days=longest - 1) if longest is not None else None
        if last is not None and until_us > end_of_day_us(last):
            raise refused(
                f"{hit.title_ko}: 승인 기간은 {longest}일까지입니다",
                f"{hit.title_en}: an approval lasts at most {longest} days",
                f"{field}: {last} 이전으로 하십시오", f"{field}: let it end by {last}", field,
            )  # fmt: skip


def _not_lifted(hit: Hit) -> Declined:
    return declined(
        f"승인으로 풀리지 않는 이용입니다 ({hit.regime}/{hit.rule}): {hit.reason_ko}",
        f"no approval lifts this ({hit.regime}/{hit.rule}): {hit.reason_en}",
        "다른 서비스를 이용하거나 정보보호담당관에게 문의하십시오",
        "use another service, or ask the security officer",
    )


def tried(
    page: Reading, by: By, asked: ApprovalRequest, person: Person, device: DeviceClass
) -> tuple[Decision, Decision]:
    """What holds without this approval, and with it."""
    return _judged(_seat(page, by, asked.agency, asked.service), asked, person, device)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What differs between two uses under one approval."""

    family: str
    device: DeviceClass
    grade: Grade
    pledged: bool
    mitigations: bool
    personal_info: bool = False
    necessity: str = "absolutely_necessary"


@dataclass(frozen=True, slots=True)
class _Seat:
    """Judging a service's use at an agency by the packs in force."""

    day: date
    agency: Agency
    service: Service
    model: Model
    record: Record
    inquiry: str
    packs: tuple[Pack, ...]
    judge: Judge

    def decide(self, state: str, asked: _Asked) -> Decision:
        return self.judge.judge(
            attributes(
                day=self.day, agency=self.agency, device=asked.device,
                target=Target(self.service, self.model, self.record, asked.family, Dialect.OPENAI), grade=asked.grade,
                personal_info=asked.personal_info, training_complete=True, pledge_signed=asked.pledged,
                in_house_available=False, necessity=asked.necessity, inquiry_status=self.inquiry,
                approval_state=state, approval_mitigations=asked.mitigations,
            )
        )  # fmt: skip


def _seat(page: Reading, by: By, agency_id: AgencyId, service_id: ServiceId) -> _Seat:
    service = page.find(Service, service_id)
    if service is None:
        raise unknown("서비스", "service", service_id)
    agency = next((row for row in page.every(Agency, id=agency_id) if valid_on(row, by.day)), None)
    if agency is None:
        raise unknown("오늘 유효한 기관", "agency that stands today", agency_id)
    record = standing_record(page, agency_id, service_id, by.day)
    active = packs_with_delegations(page, page.every(PackVersion, active=True), by.day)
    packs = tuple(_read(one.text, one.regime) for one in active)
    judge = Judge(packs, lifted=lifted_regimes(page, by.day), default_after_approval=Outcome.ALLOW_WITH_MASKING)
    inquiry = next((one for one in states_on(page, by.day) if one.vendor == service.vendor), None)
    model = next(iter(page.every(Model, service=service_id)), Model("", service_id, "", (), (), 1))
    return _Seat(by.day, agency, service, model, record, inquiry.status if inquiry else "none", packs, judge)


def _judged(seat: _Seat, asked: ApprovalRequest, person: Person, device: DeviceClass) -> tuple[Decision, Decision]:
    """The decision without and with this approval, as the packs in force say."""
    families = asked.families or (seat.model.family or seat.service.family,)
    cases = [
        _Asked(family, device, asked.grade, person.pledged_on is not None, asked.mitigations) for family in families
    ]
    before = [seat.decide("none", case) for case in cases]
    worst = max(before, key=lambda one: one.outcome)
    everything = replace(worst, hits=tuple(hit for one in before for hit in one.hits))
    return everything, max((seat.decide("granted", case) for case in cases), key=lambda one: one.outcome)


def standing_record(page: Reading, agency: AgencyId, service: ServiceId, day: date) -> Record:
    """The agency's own word on the service, or that of the nearest one above it; else nothing is known."""
    for one in line_above(page, agency, day):
        found = page.find(Record, one, service)
        if found is not None:
            return found
    return Record(agency, service, on_catalogue=False, contract="click_through", accredited_level="none",
                  security_reviewed=False, stores_outside="unknown")  # fmt: skip


@lru_cache(maxsize=64)
def _read(text: str, regime: RegimeId) -> Pack:
    return read_pack(text, str(regime))


def _longest(pack: Pack | None) -> int | None:
    found = dict(pack.parameters).get(_PARAMETER, "") if pack else ""
    return int(found) if found.isdecimal() else None


def _who_decides(page: Reading, asked: ApprovalRequest, day: date) -> tuple[Appointment, ...]:
    found = may_decide(page, asked, day)
    if not found:
        role = Role.APPROVER if asked.stage is Stage.REQUESTED else asked.second_role
        raise declined(
            f"결재할 사람이 없습니다 ({asked.department}, 역할 {role})",
            f"nobody can decide this ({asked.department}, role {role})",
            "담당자에게 임명을 요청하십시오: gwanmun people appoint",
            "ask for an appointment: gwanmun people appoint",
        )
    return found


def may_decide(page: Reading, asked: ApprovalRequest, day: date) -> tuple[Appointment, ...]:
    """Whose turn it is, and in whose place they act."""
    if asked.stage is Stage.REQUESTED:
        return deciders(page, Role.APPROVER, asked.agency, asked.department, day, frozenset({asked.person}))
    if asked.stage is Stage.ENDORSED and asked.second_role is not None:
        not_ = frozenset(one for one in (asked.person, asked.decided_by, asked.decided_for) if one is not None)
        return deciders(page, asked.second_role, asked.agency, asked.department, day, not_)
    return ()


def _to_decide(page: Reading, by: By, id_: str) -> tuple[ApprovalRequest, Appointment]:
    asked = _found(page, id_)
    if asked.person == by.officer:
        raise _not_yours("자기 요청은 스스로 결재할 수 없습니다", "nobody decides on their own request")
    _must_be_open(asked)
    if by.day > asked.until:
        raise declined(
            "만료일이 지난 요청입니다", "its last day is over", "새로 요청하게 하십시오", "have it filed anew"
        )
    held = next((row for row in may_decide(page, asked, by.day) if row.person == by.officer), None)
    if held is None:
        raise _not_yours("이 요청의 결재권자가 아닙니다", "you are not the one who decides this request")
    return asked, held


def _shortened(asked: ApprovalRequest, until: date | None, by: By) -> ApprovalRequest:
    """Whoever decides may give less time than was asked for."""
    if until is None:
        return asked
    if not by.day <= until <= asked.until:
        raise refused(
            f"만료일은 오늘부터 요청한 날({asked.until})까지입니다",
            f"the last day lies between today and the day that was asked for ({asked.until})",
            "until을 고치십시오", "correct until", "until",
        )  # fmt: skip
    return replace(asked, until=until)


def _found(page: Reading, id_: str) -> ApprovalRequest:
    asked = page.find(ApprovalRequest, id_)
    if asked is None:
        raise unknown("승인 요청", "approval request", id_)
    return asked


def _must_be_open(asked: ApprovalRequest) -> None:
    if asked.stage not in OPEN:
        raise declined(
            f"이미 처리된 요청입니다 ({asked.stage})", f"the request is closed already ({asked.stage})",
            "gwanmun approvals list --all", "gwanmun approvals list --all",
        )  # fmt: skip


def _not_yours(ko: str, en: str) -> Exception:
    return declined(ko, en, "결재권자 보기: gwanmun approvals list", "see who decides: gwanmun approvals list")


def shown_request(page: Reading, asked: ApprovalRequest, by: By) -> ShownRequest:
    """With what the clock says of it."""
    over = by.day > asked.until and asked.stage in {*OPEN, Stage.GRANTED}
    waits = () if over else tuple(row.person for row in may_decide(page, asked, by.day))
    return ShownRequest(asked, "expired" if over else asked.stage.value, waits)


def may_see(page: Reading, by: By, shown: ShownRequest) -> bool:
    """Who asked, who decides or decided, and the overseers of its agency."""
    asked = shown.request
    mine = by.officer in {asked.person, asked.decided_by, asked.second_by, *shown.waits_for}
    return mine or holds(page, by.officer, OVERSEERS, asked.agency, by.day) is not None


def uses_of(rows: Iterable[Use], approval: str) -> Mapping[str, object]:
    """The uses under one approval, and what they add up to."""
    found = [row for row in rows if row.approval == approval]
    return {
        "approval": approval,
        "uses": len(found),
        "people": len({row.person for row in found}),
        "first_us": min((row.at_us for row in found), default=None),
        "last_us": max((row.at_us for row in found), default=None),
        "days": len({seoul_day(row.at_us) for row in found}),
        "rows": found,
    }
