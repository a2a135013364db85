"""Services (서비스) as the agency records them: entries, own records, models, routes; suspensions; approvals; the state
of vendor inquiries.

A listed service is not an approved one: approval is the agency's own `Record`. What does not live here: reading the
catalogue that ships with the house (`catalogue.py`), prices (`budgets.py`), policy (`policies.py`).
"""

import re
from dataclasses import dataclass, replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from gwanmun.control.admitted import check_admitted
from gwanmun.control.approvals import check_granted_directly, check_named
from gwanmun.control.budgets import Remark, add_price, without_limit
from gwanmun.control.directory import known_agency
from gwanmun.control.loosening import as_before, differing, loosening, written
from gwanmun.control.office import By, Office, declined, digest_of, need_reason, note, refused, sound_id, unknown
from gwanmun.control.reevaluation import Change, look_again
from gwanmun.control.vendor_states import keep_restrictions, states_of_services
from gwanmun.control.words import sound_line
from gwanmun.domain.approvals import ApprovalRequest
from gwanmun.domain.catalogue import Deployment, Dialect, Model, Record, Service
from gwanmun.domain.grades import Grade
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId, ServiceId
from gwanmun.domain.people import Department, Person
from gwanmun.domain.snapshot import Approval, InquiryState, Route, Suspension
from gwanmun.domain.vendors import AskedFact, HeldModel, Reassessment, Stage, Standing
from gwanmun.errors import Declined
from gwanmun.ports.books import Reading, Writing

EVERYBODY = AgencyId("*")
#: Approvals whose id begins so were opened by `emergencies.py`, for hours: no other act makes or lengthens one.
EMERGENCY = "emergency-"
_MOST_TOKENS = 10_000_000
_LONGEST_APPROVAL_US = 366 * 86_400 * 1_000_000
_MOST_FAMILIES = 32
_FAMILY = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class ImportCatalogue:
    """Services and models with their price rows. Rows that are there already are replaced; nothing is removed.

    What would loosen a decision about a service that is there stays as it is, and is asked for: another officer confirms
    it with `put_fact`.
    """

    services: tuple[Service, ...]
    models: tuple[Model, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueTaken:
    """`asked`: facts that another officer has to confirm first, as `service name=value`."""

    count: int
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PutRecord:
    """What onboarding decides stands here as it stands in the books; `admitted_fields` are the agency's to say."""

    record: Record


@dataclass(frozen=True, slots=True)
class Recorded:
    remark: Remark | None


@dataclass(frozen=True, slots=True)
class PutRoute:
    route: Route


@dataclass(frozen=True, slots=True)
class RemoveRoute:
    service: ServiceId
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class SuspendService:
    """`agency` `"*"` suspends it for everybody."""

    service: ServiceId
    reason_ko: str
    reason_en: str
    agency: AgencyId = EVERYBODY


@dataclass(frozen=True, slots=True)
class ResumeService:
    service: ServiceId
    agency: AgencyId = EVERYBODY


@dataclass(frozen=True, slots=True)
class PutApproval:
    id: str
    agency: AgencyId
    service: ServiceId
    until_us: int
    person: PersonId | None = None
    state: str = "granted"
    mitigations: bool = False
    families: tuple[str, ...] = ()  # model families it reaches beyond the service's own
    department: DepartmentId | None = None
    grade: Grade = Grade.O  # the highest grade that it reaches
    task: str = ""


@dataclass(frozen=True, slots=True)
class PutInquiry:
    inquiry: InquiryState


def import_catalogue(office: Office, by: By, order: ImportCatalogue) -> CatalogueTaken:
    with office.books.transact() as page:
        for service in order.services:
            _check_service(service)
        for model in order.models:
            _check_bounded(model)
        held = _held_back(page, by, order.models)
        services, asked = _not_looser(page, by, order.services)
        page.put(*_looked_again(page, by, services), *asked)
        restricted = states_of_services(page, by.day)
        page.put(*services, *(replace(model, prices=()) for model in order.models), *held)
        keep_restrictions(page, by.day, restricted)
        check_models(page)
        for model in order.models:
            for price in sorted(model.prices, key=lambda row: row.valid_from):
                add_price(page, by.day, model.name, price)
        note(page, by, "import_catalogue", services=len(order.services), models=len(order.models),
             digest=digest_of((*order.services, *order.models)), held=[one.name for one in held],
             asked=asked)  # fmt: skip
    return CatalogueTaken(len(order.services), tuple(f"{one.service} {one.name}={one.value}" for one in asked))


def put_record(office: Office, by: By, order: PutRecord) -> Recorded:
    """Which further request fields a service of the agency may be sent. Contract, level, storage, review, list and open
    items are what onboarding found, with two people behind them, and are changed by nothing else (S15).
    """
    record = order.record
    check_admitted(record.admitted_fields)
    with office.books.transact() as page:
        known_agency(page, record.agency)
        _known_service(page, record.service)
        before = page.find(Record, record.agency, record.service)
        _check_onboarded(record, before)
        page.put(record)
        note(page, by, "put_record", record.agency, record=record, before=before)
        return Recorded(without_limit(page, record.agency))


def put_route(office: Office, by: By, order: PutRoute) -> None:
    with office.books.transact() as page:
        add_route(page, order.route)
        note(page, by, "put_route", route=order.route)


def adopt_routes(office: Office, by: By, routes: tuple[Route, ...]) -> tuple[ServiceId, ...]:
    """Take the operator's addresses into the books, where they differ. Returns services that nobody listed."""
    unlisted = []
    with office.books.transact() as page:
        for route in routes:
            if page.find(Service, route.service) is None:
                unlisted.append(route.service)
            elif page.find(Route, route.service, route.dialect) != route:
                add_route(page, route)
                note(page, by, "put_route", route=route)
    return tuple(unlisted)


def remove_route(office: Office, by: By, order: RemoveRoute) -> None:
    with office.books.transact() as page:
        if page.find(Route, order.service, order.dialect) is None:
            raise unknown("접속 경로", "route", order.service)
        page.drop(Route, order.service, order.dialect)
        note(page, by, "remove_route", service=order.service, dialect=order.dialect)


def suspend_service(office: Office, by: By, order: SuspendService) -> None:
    """Stop a service at once, for one agency or all (S21). The reason is shown to everybody it stops."""
    need_reason(by)
    if not order.reason_ko.strip() or not order.reason_en.strip() or len(order.reason_ko + order.reason_en) > 1000:
        raise refused(
            "이용자에게 보일 사유가 한국어와 영어로 필요합니다",
            "a reason to show is required, in Korean and English",
            "reason_ko와 reason_en을 적으십시오",
            "give reason_ko and reason_en",
        )
    with office.books.transact() as page:
        _known_service(page, order.service)
        known_agency(page, order.agency, star=True)
        suspension = Suspension(order.service, order.agency, by.at_us, order.reason_ko, order.reason_en)
        page.put(suspension)
        note(page, by, "suspend_service", _one(order.agency), suspension=suspension)


def resume_service(office: Office, by: By, order: ResumeService) -> None:
    need_reason(by)
    with office.books.transact() as page:
        if page.find(Suspension, order.service, order.agency) is None:
            raise unknown("중단 조치", "suspension", order.service)
        standing = page.find(Standing, order.agency, order.service)
        if standing is not None and standing.stage is Stage.SUSPENDED:
            raise declined(
                "도입 단계가 중단인 서비스입니다. 재개는 도입 단계를 바꾸어서만 할 수 있습니다",
                "this service is suspended as a stage of onboarding: it resumes by a step of that alone",
                "move_service로 restricted 또는 approved로 옮기십시오",
                "move it to restricted or approved with move_service",
            )
        page.drop(Suspension, order.service, order.agency)
        note(page, by, "resume_service", _one(order.agency), service=order.service, agencies=order.agency)


def put_approval(office: Office, by: By, order: PutApproval) -> Approval:
    """Grant or reject an exception directly, always until a day (S16, S70); one that was asked for is decided by
    `approve_request`. Nobody grants their own, nor alone what a regime has two people decide.
    """
    need_reason(by)
    sound_id(order.id, "id")
    if order.id.startswith(EMERGENCY):
        raise declined(
            "긴급 이용은 open_emergency로만 엽니다",
            "an emergency is opened with open_emergency alone",
            "다른 id를 쓰십시오",
            "use another id",
            "id",
        )
    if order.person is not None and order.person == by.officer:
        raise _ones_own()
    if order.task:
        sound_line(order.task, "task")
    if order.state not in {"granted", "rejected"}:
        raise refused("granted 또는 rejected여야 합니다", "it must be granted or rejected", "state", "state", "state")
    if not by.at_us < order.until_us <= by.at_us + _LONGEST_APPROVAL_US:
        raise refused(
            "만료일은 앞으로 1년 안이어야 합니다",
            "it must end within a year from now",
            "until_us",
            "until_us",
            "until_us",
        )
    _check_families(order.families)
    approval = Approval(
        order.id,
        order.agency,
        order.person,
        order.service,
        order.state,
        order.mitigations,
        order.until_us,
        order.families,
        order.department,
        order.grade,
        order.task.strip(),
    )
    with office.books.transact() as page:
        known_agency(page, order.agency)
        _known_service(page, order.service)
        if order.person is not None:
            person = page.find(Person, order.person)
            if person is None or person.agency != order.agency:
                raise unknown("기관의 이용자", "person of that agency", order.person)
        own = page.find(Person, PersonId(by.officer)) if order.person is None else None
        if own is not None and own.agency == order.agency and order.department in {None, own.department}:
            raise _ones_own()
        if order.department is not None:
            department = page.find(Department, order.department)
            if department is None or department.agency != order.agency:
                raise unknown("기관의 부서", "department of that agency", order.department)
        if page.find(ApprovalRequest, order.id) is not None:
            raise declined(
                "요청된 승인은 결재로만 바꿀 수 있습니다",
                "what was requested is decided by its approvers alone",
                "approve_request, reject_request, end_approval",
                "approve_request, reject_request, end_approval",
                "id",
            )
        if order.state == "granted":
            check_named(page, order.service, order.families)
            check_granted_directly(page, by, approval)
        page.put(approval)
        note(page, by, "put_approval", order.agency, approval=approval)
    return approval


def _ones_own() -> Declined:
    return declined(
        "자기 자신에게 승인할 수 없습니다",
        "nobody grants an approval to themselves",
        "request_approval로 요청하십시오",
        "ask for it with request_approval",
        "person",
    )


def _check_families(families: tuple[str, ...]) -> None:
    if (
        len(families) > _MOST_FAMILIES
        or len(set(families)) < len(families)
        or not all(_FAMILY.fullmatch(family) for family in families)
    ):
        raise refused(
            f"모델 계열의 이름을 {_MOST_FAMILIES}개까지, 한 번씩만 적습니다 (예: deepseek)",
            f"at most {_MOST_FAMILIES} names of model families, each once (such as deepseek)",
            "families",
            "families",
            "families",
        )


def put_inquiry(office: Office, by: By, order: PutInquiry) -> None:
    inquiry = order.inquiry
    if inquiry.status not in {"open", "overdue", "refused", "answered_insufficient", "answered_sufficient"}:
        raise refused("질의서 상태가 올바르지 않습니다", "that is no state of an inquiry", "status", "status", "status")
    sound_id(inquiry.vendor, "vendor")
    with office.books.transact() as page:
        page.put(inquiry)
        note(page, by, "put_inquiry", inquiry=inquiry)


# ---------------------------------------------------------------- rules


def _held_back(page: Reading, by: By, models: tuple[Model, ...]) -> tuple[HeldModel, ...]:
    """What is new on a service that somebody approved: another model, or another one behind a known name (S38)."""
    approved = {record.service for record in page.every(Record) if record.on_catalogue}
    held = []
    for model in models:
        before = page.find(Model, model.name)
        if model.service not in approved:
            continue
        if before is None:
            held.append(HeldModel(model.name, model.service, model.upstream_name, "new", by.officer, by.at_us))
        elif (before.service, before.upstream_name, before.family) != (
            model.service,
            model.upstream_name,
            model.family,
        ):
            held.append(HeldModel(model.name, model.service, model.upstream_name, "changed", by.officer, by.at_us))
    return tuple(held)


def _not_looser(
    page: Reading, by: By, services: tuple[Service, ...]
) -> tuple[tuple[Service, ...], tuple[AskedFact, ...]]:
    """The entries to be written, and what is asked for: nobody alone loosens what is decided about a service."""
    written_down, asked = [], []
    for service in services:
        before = page.find(Service, service.id)
        if before is None or loosening(page, by, before, service) is None:
            written_down.append(service)
            continue
        written_down.append(as_before(service, before))
        asked += [
            AskedFact(service.id, name, written(service, name), by.officer, by.at_us, by.reason)
            for name in differing(before, service)
        ]
    return tuple(written_down), tuple(asked)


def _looked_again(page: Reading, by: By, services: tuple[Service, ...]) -> tuple[Reassessment, ...]:
    """Past approvals of services whose entry now says otherwise (S63)."""
    known = {service.id: service for service in page.every(Service)}
    changes = [Change(known[one.id], one) for one in services if one.id in known and known[one.id] != one]
    return look_again(page, by, changes, "import_catalogue") if changes else ()


def _check_onboarded(record: Record, before: Record | None) -> None:
    """INVARIANT: a record begins with a proposal and changes with onboarding: no single officer lists a service (S15)."""
    if before is None:
        raise declined(
            f"{record.agency}에 제안된 적이 없는 서비스입니다: {record.service}",
            f"that service was never proposed for {record.agency}: {record.service}",
            "propose_service로 제안하십시오. 점검 항목을 마치고 두 번째 담당자가 승인해야 이용할 수 있습니다",
            "propose it with propose_service; it can be used once its checklist is complete and a second officer approved",
        )
    if replace(record, admitted_fields=()) != replace(before, admitted_fields=()):
        raise declined(
            "계약·등급·저장 위치·보안성 검토·목록 등재·점검 항목은 도입 절차로만 바뀝니다",
            "contract, level, storage, review, listing and open items change by onboarding alone",
            "check_item 또는 move_service를 쓰십시오",
            "use check_item or move_service",
        )


def check_models(page: Reading) -> None:
    """Every name a caller may write means one model, and every model stands on a service. Raises `BadCommand`."""
    taken: dict[str, str] = {}
    services = {service.id for service in page.every(Service)}
    for model in page.every(Model):
        if model.service not in services:
            raise unknown("서비스", "service", model.service)
        for name in dict.fromkeys((model.name, *model.aliases)):
            other = taken.setdefault(name, model.name)
            if other != model.name or not name or len(name) > 200 or not name.isprintable():
                raise refused(
                    f"모델 이름이 겹치거나 올바르지 않습니다: {name[:64]}",
                    f"a model's name is taken or not valid: {name[:64]}",
                    f"먼저 등록된 모델: {other[:64]}",
                    f"it names the model {other[:64]} already",
                )


def _check_bounded(model: Model) -> None:
    if not 0 < model.max_output_tokens <= _MOST_TOKENS:
        raise refused(
            "최대 출력 토큰이 올바르지 않습니다",
            "the most output tokens it can generate is not valid",
            "비용 상한을 정할 수 있어야 합니다",
            "the cost must be bounded",
            f"{model.name[:64]}: max_output_tokens",
        )


def add_route(page: Writing, route: Route) -> None:
    """An address that a service is reached at: https, or http inside the house."""
    service = _known_service(page, route.service)
    try:
        parts = urlsplit(route.base_url)
        host = parts.hostname or ""
        sound = parts.scheme in {"https", "http"} and bool(host) and not parts.query and not parts.fragment
        sound = sound and parts.username is None and route.base_url.isascii() and route.base_url.isprintable()
    except ValueError:
        sound, host = False, ""
    if sound and parts.scheme == "http" and service.deployment is not Deployment.IN_HOUSE:
        sound = _is_loopback(host)
    if not sound:
        raise refused(
            "주소가 올바르지 않습니다 (외부 서비스는 https만)",
            "the address is not acceptable (outside services: https only)",
            "https://호스트/경로",
            "https://host/path",
            "base_url",
        )
    page.put(route)


def _check_service(service: Service) -> None:
    sound_id(service.id, "service.id")
    if service.form not in {"web_app", "mobile_app", "api", "model"} or not service.source.strip():
        raise refused(
            "서비스 자료가 올바르지 않습니다 (형태·출처)",
            "the entry is not valid (form, source)",
            f"서비스 {service.id}",
            f"service {service.id}",
        )


def _known_service(page: Reading, id_: ServiceId) -> Service:
    service = page.find(Service, id_)
    if service is None:
        raise unknown("서비스", "service", id_)
    return service


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _one(agency: AgencyId) -> AgencyId | None:
    return None if agency == "*" else agency
