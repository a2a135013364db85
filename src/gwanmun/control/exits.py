"""Leaving a service (종료·반출): the record of how, and everything that is known about it, to take along (S29).

What does not live here: writing files and counting uses in the gate's journal (`entrypoints/`).
"""

from dataclasses import dataclass
from datetime import date

from gwanmun.control.office import By, Office, declined, need_reason, note
from gwanmun.control.onboarding import ServicePage, page_of
from gwanmun.control.orders import OrderRow, orders_on
from gwanmun.control.vendors import known_service
from gwanmun.control.words import sound_line
from gwanmun.domain.ids import AgencyId, ServiceId
from gwanmun.domain.snapshot import Route
from gwanmun.domain.vendors import ExitRecord, Inquiry, Letter, Reply, Stage, Standing


@dataclass(frozen=True, slots=True)
class RecordExit:
    """After the service was withdrawn: was the data returned, was it deleted, and what shows it."""

    agency: AgencyId
    service: ServiceId
    data_returned: bool
    data_deleted: bool
    evidence: str
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class ExportService:
    service: ServiceId


@dataclass(frozen=True, slots=True)
class Export:
    """Everything about a service but keys and prompts, which are in no book."""

    exported_us: int
    page: ServicePage
    routes: tuple[Route, ...]
    questions: tuple[Inquiry, ...]
    replies: tuple[Reply, ...]
    letters: tuple[Letter, ...]
    orders: tuple[OrderRow, ...]


def record_exit(office: Office, by: By, order: RecordExit) -> ExitRecord:
    need_reason(by)
    evidence = sound_line(order.evidence, "evidence")
    with office.books.transact() as page:
        known_service(page, order.service)
        standing = page.find(Standing, order.agency, order.service)
        if standing is None or standing.stage is not Stage.WITHDRAWN:
            raise declined(
                "종료 상태의 서비스만 종료 기록을 남길 수 있습니다",
                "an exit is recorded for a service that was withdrawn",
                "먼저 move_service로 withdrawn 상태로 바꾸십시오",
                "withdraw it first with move_service",
                order.service,
            )
        record = ExitRecord(
            order.agency, order.service, order.ended_on or by.day, order.data_returned, order.data_deleted, evidence,
            by.officer,
        )  # fmt: skip
        page.put(record)
        note(page, by, "record_exit", order.agency, exit=record)
    return record


def export_service(office: Office, by: By, order: ExportService) -> Export:
    """Read it all in one consistent state, and note who took it."""
    with office.books.transact() as page:
        service = known_service(page, order.service)
        found = page_of(page, by, service)
        asked = () if found.vendor is None else page.every(Inquiry, vendor=found.vendor.id)
        subjects = (found.service.name_en, found.vendor.name_en if found.vendor else "")
        export = Export(
            by.at_us,
            found,
            page.every(Route, service=service.id),
            asked,
            tuple(reply for one in asked for reply in page.every(Reply, inquiry=one.id)),
            tuple(letter for one in asked for letter in page.every(Letter, inquiry=one.id)),
            orders_on(page, by.day, *subjects),
        )
        note(page, by, "export_service", service=service.id)
    return export
