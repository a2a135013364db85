"""How a service comes into use and goes out of it (도입·운영·종료): proposed, reviewed, approved, restricted, suspended,
withdrawn, for each agency, in allowed steps only, each with who, when and why (S15, S21).

The checklist's open items stand in the agency's `Record`, so that a gate refuses calls by the item's name. A new model
on an approved service is held back until somebody else approved it (S38). What does not live here: facts (`vendors.py`),
leaving with all data (`exits.py`), judging prompts.
"""

from dataclasses import dataclass, replace

from gwanmun.control.directory import known_agency
from gwanmun.control.inquiries import InquiryRow, inquiry_rows
from gwanmun.control.office import By, Office, declined, need_reason, note, refused, unknown
from gwanmun.control.reevaluation import unrecorded
from gwanmun.control.vendor_states import vendor_named, vendor_status
from gwanmun.control.vendors import FactRow, facts_of, known_service
from gwanmun.control.words import sound_line
from gwanmun.domain.catalogue import Deployment, Model, Record, Service
from gwanmun.domain.ids import AgencyId, ServiceId
from gwanmun.domain.money import Price
from gwanmun.domain.snapshot import Approval, Suspension
from gwanmun.domain.vendors import (
    CHECKLIST,
    ITEMS,
    TRANSITIONS,
    AskedFact,
    Check,
    CheckState,
    ExitRecord,
    HeldModel,
    Item,
    Reassessment,
    Stage,
    Standing,
    Step,
    Vendor,
)
from gwanmun.errors import ChangedMeanwhile
from gwanmun.policy.explain import particle
from gwanmun.ports.books import ModelPrice, Reading, Writing

GONE = "이용 종료 (withdrawn)"
#: What an item's answer says in the agency's record.
_VALUES = {
    "contract": ("contract", ("click_through", "negotiated", "in_house")),
    "accreditation": ("accredited_level", ("none", "O", "S", "C")),
    "residency": ("stores_outside", ("true", "false", "unknown")),
}


@dataclass(frozen=True, slots=True)
class ProposeService:
    agency: AgencyId
    service: ServiceId


@dataclass(frozen=True, slots=True)
class CheckItem:
    """`value`: for contract (click_through, negotiated, in_house), accreditation (none, O, S, C), residency (true, false,
    unknown: stored outside the agency).
    """

    agency: AgencyId
    service: ServiceId
    item: str
    state: CheckState
    evidence: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class MoveService:
    """`steps`: how many changes (steps and answers to the checklist) the officer saw. The reason is shown to those whom a suspension stops."""

    agency: AgencyId
    service: ServiceId
    to: Stage
    steps: int | None = None
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class ApproveModel:
    """Release a model that was held back."""

    model: str


@dataclass(frozen=True, slots=True)
class ListServices:
    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class ShowService:
    service: ServiceId


@dataclass(frozen=True, slots=True)
class ServiceRow:
    service: ServiceId
    name_ko: str
    name_en: str
    agency: AgencyId
    stage: Stage
    stage_ko: str
    since_us: int
    open_items: tuple[str, ...]
    steps: int


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model as it is told apart from every other: product, model, version and form."""

    name: str
    upstream_name: str
    form: str
    aliases: tuple[str, ...]
    held: str  # "": usable; new or changed: waits for approval
    prices: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class ServicePage:
    service: Service
    vendor: Vendor | None
    resellers: tuple[str, ...]
    inquiry: str
    facts: tuple[FactRow, ...]
    models: tuple[ModelRow, ...]
    standings: tuple[ServiceRow, ...]
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]
    records: tuple[Record, ...]
    approvals: tuple[Approval, ...]
    suspensions: tuple[Suspension, ...]
    inquiries: tuple[InquiryRow, ...]
    looked_again: tuple[Reassessment, ...]
    exits: tuple[ExitRecord, ...]
    asked: tuple[AskedFact, ...]  # facts that wait for another officer


# ---------------------------------------------------------------- acts


def propose_service(office: Office, by: By, order: ProposeService) -> ServiceRow:
    """Put a service forward for an agency: nobody there can call it until its checklist is complete."""
    need_reason(by)
    with office.books.transact() as page:
        known_agency(page, order.agency)
        service = known_service(page, order.service)
        before = page.find(Standing, order.agency, order.service)
        if before is not None and Stage.PROPOSED not in TRANSITIONS[before.stage]:
            raise _no_way(before, Stage.PROPOSED)
        for item in CHECKLIST:
            page.put(Check(order.agency, order.service, item.id, CheckState.OPEN, "", by.officer, by.at_us))
        standing = _step(page, by, order.agency, order.service, before, Stage.PROPOSED)
        record = page.find(Record, order.agency, order.service) or unrecorded(order.agency, order.service)
        page.put(replace(record, on_catalogue=False, security_reviewed=False, open_items=_open(page, standing)))
        note(page, by, "propose_service", order.agency, service=order.service, steps=standing.steps)
        return _row(page, service, standing)


def check_item(office: Office, by: By, order: CheckItem) -> ServiceRow:
    """Answer one item with evidence, or open it again: from then on calls are refused by its name.

    Once somebody else approved the service on these answers, one officer opens an item and another one answers it.
    """
    need_reason(by)
    item = ITEMS.get(order.item)
    if item is None:
        raise refused(
            f"점검 항목이 아닙니다: {order.item[:64]}", f"that is no item of the checklist: {order.item[:64]}",
            ", ".join(ITEMS), ", ".join(ITEMS), "item",
        )  # fmt: skip
    if order.state is not CheckState.OPEN:
        sound_line(order.evidence, "evidence")
    if order.state is CheckState.WAIVED and item.needed:
        raise declined(
            f"생략할 수 없는 항목입니다: {item.ko}",
            f"that item cannot be waived: {item.en}",
            "점검을 마치고 증빙을 적으십시오",
            "complete it and give the evidence",
            "state",
        )
    with office.books.transact() as page:
        service = known_service(page, order.service)
        standing = _standing(page, order.agency, order.service)
        if standing.stage is Stage.WITHDRAWN:
            raise _no_way(standing, Stage.WITHDRAWN)
        before = page.find(Check, order.agency, order.service, order.item)
        _check_another(by, standing, item, before, order)
        page.put(
            Check(order.agency, order.service, order.item, order.state, order.evidence.strip(), by.officer, by.at_us)
        )
        # An answer is a change, too: whoever approves on what they saw is told when it is no longer so.
        standing = replace(standing, steps=standing.steps + 1)
        page.put(standing)
        record = page.find(Record, order.agency, order.service) or unrecorded(order.agency, order.service)
        page.put(replace(_answered(record, item, order, standing), open_items=_open(page, standing)))
        note(page, by, "check_item", order.agency, service=order.service, item=order.item, state=order.state,
             before=None if before is None else before.state, value=order.value)  # fmt: skip
        return _row(page, service, standing)


def move_service(office: Office, by: By, order: MoveService) -> ServiceRow:
    """Take a service one step on or back. Approval needs a complete checklist and another officer than its proposer."""
    need_reason(by)
    with office.books.transact() as page:
        service = known_service(page, order.service)
        before = _standing(page, order.agency, order.service)
        if order.steps is not None and order.steps != before.steps:
            raise ChangedMeanwhile(
                order.service,
                what_ko=f"지금은 {before.stage.ko} 상태이고, 변경이 {before.steps}건입니다(점검 답 포함)",
                what_en=f"it is {before.stage} now, after {before.steps} changes (answers to the checklist included)",
            )
        if order.to is Stage.PROPOSED or order.to not in TRANSITIONS[before.stage]:
            raise _no_way(before, order.to)
        if order.to is Stage.APPROVED:
            _check_approval(page, by, before)
        after = _step(page, by, order.agency, order.service, before, order.to)
        _carry_over(page, by, service, after, order)
        note(page, by, "move_service", order.agency, service=order.service, before=before.stage, after=order.to,
             steps=after.steps)  # fmt: skip
        return _row(page, service, after)


def approve_model(office: Office, by: By, order: ApproveModel) -> HeldModel:
    """Release a new or changed model of an approved service. Not the officer who listed it."""
    need_reason(by)
    with office.books.transact() as page:
        held = page.find(HeldModel, order.model)
        if held is None:
            raise unknown("보류된 모델", "model held back", order.model)
        if held.officer == by.officer:
            raise declined(
                "모델을 등록한 담당자가 스스로 승인할 수 없습니다",
                "the officer who listed a model cannot approve it",
                "다른 담당자가 실행해야 합니다",
                "another officer must do it",
            )
        page.drop(HeldModel, order.model)
        note(page, by, "approve_model", model=held.name, service=held.service, upstream_name=held.upstream_name)
    return held


def list_services(office: Office, by: By, order: ListServices) -> tuple[ServiceRow, ...]:  # noqa: ARG001
    with office.books.look() as page:
        services = {one.id: one for one in page.every(Service)}
        found = page.every(Standing) if order.agency is None else page.every(Standing, agency=order.agency)
        return tuple(_row(page, services[one.service], one) for one in found if one.service in services)


def show_service(office: Office, by: By, order: ShowService) -> ServicePage:
    with office.books.look() as page:
        return page_of(page, by, known_service(page, order.service))


# ---------------------------------------------------------------- rules


def page_of(page: Reading, by: By, service: Service) -> ServicePage:
    """Everything that the desk knows about a service."""
    vendor = vendor_named(page, service.vendor)
    held = {one.name: one.why for one in page.every(HeldModel, service=service.id)}
    prices: dict[str, list[Price]] = {}
    for row in page.every(ModelPrice):
        prices.setdefault(row.model, []).append(row.price)
    return ServicePage(
        service,
        vendor,
        () if vendor is None else tuple(one.id for one in page.every(Vendor) if vendor.id in one.resells),
        "none" if vendor is None else vendor_status(page, vendor, by.day).value,
        facts_of(page, service, by.day),
        tuple(
            ModelRow(one.name, one.upstream_name, service.form, one.aliases, held.get(one.name, ""),
                     tuple(prices.get(one.name, ())))
            for one in page.every(Model, service=service.id)
        ),
        tuple(_row(page, service, one) for one in page.every(Standing, service=service.id)),
        page.every(Step, service=service.id),
        page.every(Check, service=service.id),
        page.every(Record, service=service.id),
        page.every(Approval, service=service.id),
        page.every(Suspension, service=service.id),
        () if vendor is None else tuple(one for one in inquiry_rows(page, by.day) if one.vendor == vendor.id),
        page.every(Reassessment, service=service.id),
        page.every(ExitRecord, service=service.id),
        page.every(AskedFact, service=service.id),
    )  # fmt: skip


def _check_approval(page: Reading, by: By, standing: Standing) -> None:
    missing = _open(page, standing)
    if missing:
        raise declined(
            f"점검 항목 {len(missing)}개가 끝나지 않았습니다: {', '.join(missing)}",
            f"{len(missing)} checklist items are open: {', '.join(missing)}",
            "check_item으로 항목을 마치십시오",
            "complete them with check_item",
            standing.service,
        )
    if standing.proposed_by == by.officer:
        raise declined(
            "제안한 담당자가 스스로 승인할 수 없습니다",
            "the officer who proposed a service cannot approve it",
            "다른 담당자가 실행해야 합니다",
            "another officer must do it",
        )


#: Where a second officer has approved what the answers say.
_STOOD = frozenset({Stage.APPROVED, Stage.RESTRICTED, Stage.SUSPENDED})


def _check_another(by: By, standing: Standing, item: Item, before: Check | None, order: CheckItem) -> None:
    """INVARIANT: nobody alone changes what two people approved (S15)."""
    if order.state is CheckState.OPEN or standing.stage not in _STOOD or before is None:
        return
    if before.state is not CheckState.OPEN:
        raise declined(
            f"승인된 서비스의 항목입니다: {item.ko}. 바꾸려면 먼저 다시 열어야 합니다",
            f"the service was approved on this answer: {item.en}. To change it, it is opened again first",
            "check_item의 state에 open을 적어 다시 열고, 다른 담당자가 답하십시오. 여는 동안 이용은 중지됩니다",
            "open it with state open in check_item, and let another officer answer it; calls are refused meanwhile",
        )
    if before.officer == by.officer:
        raise declined(
            f"항목을 다시 연 담당자가 스스로 마칠 수 없습니다: {item.ko}",
            f"the officer who opened an item again cannot answer it: {item.en}",
            "다른 담당자가 실행해야 합니다",
            "another officer must do it",
        )


def _carry_over(page: Writing, by: By, service: Service, standing: Standing, order: MoveService) -> None:
    """What the new stage means at the gate."""
    agency = standing.agency
    record = page.find(Record, agency, service.id) or unrecorded(agency, service.id)
    approved = standing.stage is Stage.APPROVED
    reviewed = page.find(Check, agency, service.id, "security_review")
    page.put(
        replace(
            record,
            # Restricted: off the list and unreviewed, so that the regimes ask for an approval.
            on_catalogue=approved,
            security_reviewed=approved and reviewed is not None and reviewed.state is CheckState.DONE,
            open_items=_open(page, standing),
        )
    )
    if standing.stage is Stage.SUSPENDED:
        page.put(Suspension(service.id, agency, by.at_us, by.reason, order.reason_en.strip() or by.reason))
    else:
        page.drop(Suspension, service.id, agency)
    if standing.stage is Stage.WITHDRAWN:
        page.put(
            *(
                replace(one, until_us=min(one.until_us, by.at_us))
                for one in page.every(Approval, service=service.id, agency=agency)
            )
        )


def _answered(record: Record, item: Item, order: CheckItem, standing: Standing) -> Record:
    """The record with what the item says about contract, level, storage and review."""
    if item.id == "security_review":
        done = order.state is CheckState.DONE and standing.stage is Stage.APPROVED
        return replace(record, security_reviewed=done)
    if item.id not in _VALUES or order.state is not CheckState.DONE:
        return record
    field, allowed = _VALUES[item.id]
    if order.value not in allowed:
        raise refused(
            f"{item.ko}: 결과(value)가 필요합니다",
            f"{item.en}: its result (value) is required",
            f"value: {', '.join(allowed)}",
            f"value: {', '.join(allowed)}",
            "value",
        )
    match field:
        case "contract":
            return replace(record, contract=order.value)
        case "accredited_level":
            return replace(record, accredited_level=order.value)
        case _:
            return replace(record, stores_outside=order.value)


def _open(page: Reading, standing: Standing) -> tuple[str, ...]:
    if standing.stage is Stage.WITHDRAWN:
        return (GONE,)
    state = {one.item: one.state for one in page.every(Check, agency=standing.agency, service=standing.service)}
    return tuple(item.words for item in CHECKLIST if state.get(item.id, CheckState.OPEN) is CheckState.OPEN)


def _step(page: Writing, by: By, agency: AgencyId, service: ServiceId, before: Standing | None, to: Stage) -> Standing:
    changes = 1 if before is None else before.steps + 1
    number = len(page.every(Step, agency=agency, service=service)) + 1
    proposer = by.officer if to is Stage.PROPOSED or before is None else before.proposed_by
    standing = Standing(agency, service, to, changes, by.officer, by.at_us, by.reason, proposer)
    page.put(
        standing,
        Step(agency, service, number, before.stage if before else None, to, by.officer, by.at_us, by.reason),
    )
    return standing


def _standing(page: Reading, agency: AgencyId, service: ServiceId) -> Standing:
    found = page.find(Standing, agency, service)
    if found is None:
        raise declined(
            f"{agency[:96]}에 제안된 적이 없는 서비스입니다: {service}",
            f"that service was never proposed for {agency[:96]}: {service}",
            "propose_service로 제안하십시오",
            "propose it with propose_service",
            service,
        )
    return found


def _no_way(before: Standing, to: Stage) -> Exception:
    ways = TRANSITIONS[before.stage]
    return declined(
        f"{before.stage.ko}에서 {to.ko}{particle(to.ko, '으로/로')} 바꿀 수 없습니다",
        f"a service that is {before.stage} cannot become {to}",
        f"가능한 다음 단계: {', '.join(one.ko for one in ways)}",
        f"the next steps are: {', '.join(ways)}",
        before.service,
    )


def _row(page: Reading, service: Service, standing: Standing) -> ServiceRow:
    in_house = service.deployment is Deployment.IN_HOUSE
    return ServiceRow(
        service.id, service.name_ko + (" (내부)" if in_house else ""), service.name_en, standing.agency,
        standing.stage, standing.stage.ko, standing.since_us, _open(page, standing), standing.steps,
    )  # fmt: skip
