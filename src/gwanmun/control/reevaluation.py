"""Looking again at past approvals (재평가) when a service's attribute changes, or under another rule (S31, S63).

Each approval and each listing is judged before and after, for the grades and personal data that matter, by the packs in
force. What does not live here: judging (`policy/judge.py`), changing the fact (`vendors.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from gwanmun.control.delegation import packs_with_delegations
from gwanmun.control.directory import valid_on
from gwanmun.control.office import By, Office, refused, unknown
from gwanmun.control.orders import lifted_regimes
from gwanmun.domain.catalogue import Deployment, Dialect, Model, Record, Service, Target
from gwanmun.domain.decisions import Decision, Outcome
from gwanmun.domain.grades import Grade
from gwanmun.domain.ids import AgencyId, ServiceId
from gwanmun.domain.people import Agency, DeviceClass
from gwanmun.domain.snapshot import Approval
from gwanmun.domain.vendors import Reassessment
from gwanmun.errors import BadCommand
from gwanmun.policy.attributes import attributes
from gwanmun.policy.explain import leading
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import Pack
from gwanmun.policy.reader import read_pack
from gwanmun.ports.books import PackVersion, Reading

#: What is asked of each: public text, public text with personal data in it, sensitive text.
CASES: tuple[tuple[str, Grade, bool], ...] = (("O", Grade.O, False), ("O+PI", Grade.O, True), ("S", Grade.S, False))


@dataclass(frozen=True, slots=True)
class Change:
    before: Service
    after: Service


@dataclass(frozen=True, slots=True)
class Reevaluate:
    """What would change, and nothing is changed. `changes`: storage_countries, vendor_country, deployment, form, vendor,
    family. `pack`: the text of a pack to add. Without `service`: every service that somebody approved.
    """

    service: ServiceId | None = None
    changes: Mapping[str, str] | None = None
    pack: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One approval or listing, before and after, case by case."""

    agency: AgencyId
    service: ServiceId
    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    changed: bool
    rules: tuple[str, ...]  # what decided after, where it changed


@dataclass(frozen=True, slots=True)
class Table:
    cases: tuple[str, ...]
    rows: tuple[Row, ...]
    changed: int


def reevaluate(office: Office, by: By, order: Reevaluate) -> Table:
    with office.books.look() as page:
        if order.service is not None and page.find(Service, order.service) is None:
            raise unknown("서비스", "service", order.service)
        services = [one for one in page.every(Service) if order.service is None or one.id == order.service]
        changes = []
        for service in services:
            after = service
            for name, value in sorted((order.changes or {}).items()):
                after = changed_service(after, name, value)
            changes.append(Change(service, after))
        extra = () if order.pack is None else (read_pack(order.pack, "pack"),)
        rows = tuple(rows_of(page, by, changes, extra))
    return Table(tuple(name for name, _, _ in CASES), rows, sum(row.changed for row in rows))


def look_again(
    page: Reading, by: By, changes: Iterable[Change], changed: str, *, every: bool = False
) -> tuple[Reassessment, ...]:
    """What a person has to look at after this change: whatever is decided otherwise now; with `every`, all of it."""
    found = [row for row in rows_of(page, by, changes, ()) if every or row.changed]
    return tuple(
        Reassessment(
            f"{by.act_id}-{number}", row.agency, row.service, row.what, changed, _words(row.before), _words(row.after),
            by.at_us,
        )
        for number, row in enumerate(found, 1)
    )  # fmt: skip


def rows_of(page: Reading, by: By, changes: Iterable[Change], extra: tuple[Pack, ...]) -> Iterable[Row]:
    """Every approval that still holds and every listing, judged on the old and on the new."""
    day = by.day
    packs = tuple(
        read_pack(one.text, str(one.regime))
        for one in packs_with_delegations(page, page.every(PackVersion, active=True), day)
    )
    lifted = lifted_regimes(page, day)
    old = Judge(packs, lifted=lifted, default_after_approval=Outcome.ALLOW_WITH_MASKING)
    replaced = {pack.id for pack in extra}
    new = Judge(
        (*(pack for pack in packs if pack.id not in replaced), *extra),
        lifted=lifted, default_after_approval=Outcome.ALLOW_WITH_MASKING,
    )  # fmt: skip
    agencies = {one.id: one for one in page.every(Agency) if valid_on(one, day)}
    in_house = {one.id for one in page.every(Service) if one.deployment is Deployment.IN_HOUSE}
    listed = page.every(Record)
    houses = {one.agency for one in listed if one.on_catalogue and one.service in in_house}
    for change in changes:
        records = {one.agency: one for one in listed if one.service == change.before.id}
        subjects = [(one.agency, "record", "none") for one in records.values() if one.on_catalogue]
        subjects += [
            (one.agency, f"approval:{one.id}", "granted")
            for one in page.every(Approval, service=change.before.id)
            if one.state == "granted" and one.until_us > by.at_us
        ]
        for agency_id, what, state in sorted(subjects):
            agency = agencies.get(agency_id)
            if agency is None:
                continue
            record = records.get(agency_id) or unrecorded(agency_id, change.before.id)
            asked = [
                (_decide(old, day, agency, record, change.before, case, state, agency_id in houses),
                 _decide(new, day, agency, record, change.after, case, state, agency_id in houses))
                for case in CASES
            ]  # fmt: skip
            yield _row(agency_id, change.before.id, what, asked)


def changed_service(service: Service, name: str, value: str) -> Service:
    """A service with one attribute changed. Raises `BadCommand` for one that rules do not know, or a value it cannot have."""
    match name:
        case "storage_countries":
            countries = tuple(sorted({one.strip() for one in value.replace(",", "+").split("+") if one.strip()}))
            if not countries or not all(one.isascii() and one.replace("_", "").isalnum() for one in countries):
                raise _bad_value(name, "KR, KR+US, unknown")
            return replace(service, storage_countries=countries)
        case "deployment":
            if value not in {one.value for one in Deployment}:
                raise _bad_value(name, ", ".join(one.value for one in Deployment))
            return replace(service, deployment=Deployment(value))
        case "form":
            if value not in {"web_app", "mobile_app", "api", "model"}:
                raise _bad_value(name, "web_app, mobile_app, api, model")
            return replace(service, form=value)
        case "vendor_country":
            return replace(service, vendor_country=value)
        case "vendor":
            return replace(service, vendor=value)
        case "family":
            return replace(service, family=value)
        case _:
            raise _bad_value(name, "storage_countries, vendor_country, deployment, form, vendor, family")


def unrecorded(agency: AgencyId, service: ServiceId) -> Record:
    """The record that says nothing was done."""
    return Record(
        agency, service, on_catalogue=False, contract="click_through", accredited_level="none",
        security_reviewed=False, stores_outside="unknown",
    )  # fmt: skip


def _decide(
    judge: Judge,
    day: date,
    agency: Agency,
    record: Record,
    service: Service,
    case: tuple[str, Grade, bool],
    approval: str,
    in_house: bool,  # noqa: FBT001 - a column
) -> Decision:
    model = Model("", service.id, "", (), (), 1)
    return judge.judge(
        attributes(
            day=day, agency=agency, device=DeviceClass.INTERNET_PC,
            target=Target(service, model, record, service.family, Dialect.OPENAI), grade=case[1],
            personal_info=case[2], training_complete=True, pledge_signed=True, in_house_available=in_house,
            approval_state=approval,
        )
    )  # fmt: skip


def _row(agency: AgencyId, service: ServiceId, what: str, asked: list[tuple[Decision, Decision]]) -> Row:
    before = tuple(old.outcome.word for old, _ in asked)
    after = tuple(new.outcome.word for _, new in asked)
    rules = tuple(dict.fromkeys(str(leading(new).rule) for old, new in asked if new.outcome is not old.outcome))
    return Row(agency, service, what, before, after, before != after, rules)


def _words(outcomes: tuple[str, ...]) -> str:
    return " · ".join(f"{name} {word}" for (name, _, _), word in zip(CASES, outcomes, strict=True))


def _bad_value(name: str, allowed: str) -> BadCommand:
    return refused(
        f"바꿀 수 없는 항목이거나 값이 올바르지 않습니다: {name[:40]}",
        f"that cannot be changed, or its value is not valid: {name[:40]}",
        f"받는 값: {allowed}",
        f"it takes: {allowed}",
        name[:40],
    )
