"""The catalogue as one list (서비스 목록): every service, and where it stands with one agency, for people to look through.

What lives here: the row of each service with what wants attention counted. What does not: the sheet of one service
(`onboarding.py`), changing anything.
"""

from dataclasses import dataclass

from gwanmun.control.directory import known_agency
from gwanmun.control.office import By, Office
from gwanmun.control.offices import person_of
from gwanmun.control.vendor_states import states_on
from gwanmun.control.vendors import facts_of
from gwanmun.domain.catalogue import Deployment, Record, Service
from gwanmun.domain.ids import AgencyId, ServiceId
from gwanmun.domain.snapshot import Suspension
from gwanmun.domain.vendors import HeldModel, InquiryStatus, SheetFact, Standing, strictest
from gwanmun.ports.books import Reading

#: Where a service stands that went through no onboarding: as the agency's own record says.
LISTED, UNLISTED = "listed", "unlisted"
_WORDS = {LISTED: "등재", UNLISTED: "미등재"}


@dataclass(frozen=True, slots=True)
class ListCatalogue:
    """`agency` left out: the acting person's own."""

    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """`stage`: a stage of onboarding, or listed or unlisted where the agency only keeps a record."""

    service: ServiceId
    name_ko: str
    name_en: str
    vendor: str
    country: str
    deployment: Deployment
    agency: AgencyId
    stage: str
    stage_ko: str
    suspended: bool
    open_items: int
    stale_facts: int
    held_models: int
    inquiry: InquiryStatus
    inquiry_ko: str
    as_of: str


def list_catalogue(office: Office, by: By, order: ListCatalogue) -> tuple[CatalogueRow, ...]:
    with office.books.look() as page:
        agency = order.agency or person_of(page, by).agency
        known_agency(page, agency)
        return _rows(page, by, agency)


def _rows(page: Reading, by: By, agency: AgencyId) -> tuple[CatalogueRow, ...]:
    standings = {one.service: one for one in page.every(Standing, agency=agency)}
    records = {one.service: one for one in page.every(Record, agency=agency)}
    stopped = {one.service for one in page.every(Suspension) if one.agency in {agency, "*"}}
    asked: dict[str, list[InquiryStatus]] = {}
    for one in states_on(page, by.day):
        asked.setdefault(one.vendor, []).append(InquiryStatus(one.status))
    held: dict[ServiceId, int] = {}
    for model in page.every(HeldModel):
        held[model.service] = held.get(model.service, 0) + 1
    written = {one.service for one in page.every(SheetFact)}
    found = []
    for service in page.every(Service):
        standing, record = standings.get(service.id), records.get(service.id)
        plain = LISTED if record is not None and record.on_catalogue else UNLISTED
        inquiry = strictest(asked.get(service.vendor, ()))
        facts = facts_of(page, service, by.day) if service.id in written else ()
        found.append(
            CatalogueRow(
                service.id, service.name_ko, service.name_en, service.vendor, service.vendor_country,
                service.deployment, agency, standing.stage.value if standing else plain,
                standing.stage.ko if standing else _WORDS[plain], service.id in stopped,
                len(record.open_items) if record else 0, sum(fact.stale for fact in facts),
                held.get(service.id, 0), inquiry, inquiry.ko, service.as_of,
            )
        )  # fmt: skip
    return tuple(found)
