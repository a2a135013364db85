"""Vendors (공급자) and the fact sheets of their services: who makes what, who resells it, and what is known with source,
date and confidence (S29, S32). A stale fact is marked; a changed one looks again at every past approval (S63).

What does not live here: inquiries (`inquiries.py`), the looking again (`reevaluation.py`).
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from gwanmun.control.loosening import ATTRIBUTES, agree, loosening, written
from gwanmun.control.office import By, Office, need_reason, note, refused, sound_id, unknown
from gwanmun.control.reevaluation import Change, changed_service, look_again
from gwanmun.control.vendor_states import keep_restrictions, names_of, states_of_services, vendor_named
from gwanmun.control.words import sound_line
from gwanmun.domain.catalogue import Service
from gwanmun.domain.ids import ServiceId
from gwanmun.domain.vendors import AskedFact, Confidence, Reassessment, SheetFact, Vendor
from gwanmun.policy.explain import particle
from gwanmun.policy.loosening import Looser
from gwanmun.ports.books import Reading

_COUNTRY = re.compile(r"[A-Z]{2}|unknown")
_SHOWN = 3  # regimes named
_FACT = re.compile(r"[a-z][a-z0-9_]{0,63}")
#: Facts that a past approval may have rested on, though no rule can ask for them.
RISKS = frozenset(
    {
        "operator", "trains_on_input", "retention", "telemetry", "government_access_law", "subprocessors", "region",
        "certification", "contract_until", "exit_terms",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PutVendor:
    vendor: Vendor


@dataclass(frozen=True, slots=True)
class ListVendors:
    pass


@dataclass(frozen=True, slots=True)
class PutFact:
    """`name`: storage_countries (KR+US), vendor_country, deployment, form, vendor, family, or any risk or note.

    What would loosen a decision is asked for with this act by one officer, and done with it by another within two weeks.
    """

    service: ServiceId
    name: str
    value: str
    source: str
    as_of: date
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class FactRow:
    fact: SheetFact
    age_days: int
    stale: bool


@dataclass(frozen=True, slots=True)
class FactPut:
    """`state`: `asked` until another officer gives the same order; then, and where nothing becomes looser, `done`.

    `before`: the value until then, where there was one; `looser_*`: what would be decided less strictly.
    """

    row: FactRow
    changed: bool
    looked_again: tuple[Reassessment, ...]
    before: str | None = None
    state: str = "done"
    asked_by: str = ""
    looser_ko: str = ""
    looser_en: str = ""


def put_vendor(office: Office, by: By, order: PutVendor) -> Vendor:
    vendor = order.vendor
    sound_id(vendor.id, "vendor.id")
    for name in (vendor.name_ko, vendor.name_en, *vendor.names):
        sound_line(name, "vendor.names")
    if not _COUNTRY.fullmatch(vendor.country):
        raise refused(
            "국가는 두 글자 부호(KR) 또는 unknown입니다",
            "a country is a two-letter code (KR) or unknown",
            "vendor.country",
            "vendor.country",
            "vendor.country",
        )
    with office.books.transact() as page:
        others = [other for other in page.every(Vendor) if other.id != vendor.id]
        taken = {name.casefold(): other.id for other in others for name in names_of(other)}
        for name in sorted(names_of(vendor)):
            owner = taken.get(name.casefold())
            if owner is not None:
                raise refused(
                    f"다른 공급자({owner})의 이름입니다",
                    f"that name belongs to another vendor ({owner})",
                    "이름을 하나의 공급자에만 두십시오",
                    "keep a name with one vendor",
                    "vendor.names",
                )
        known = {one.id for one in page.every(Vendor)} | {vendor.id}
        for one in vendor.resells:
            if one not in known:
                raise unknown("공급자", "vendor", one)
        before, restricted = page.find(Vendor, vendor.id), states_of_services(page, by.day)
        page.put(vendor)
        keep_restrictions(page, by.day, restricted)
        note(page, by, "put_vendor", vendor=vendor, before=before)
    return vendor


def list_vendors(office: Office, by: By, order: ListVendors) -> tuple[Vendor, ...]:  # noqa: ARG001 - an act's shape
    with office.books.look() as page:
        listed = {vendor.id: vendor for vendor in page.every(Vendor)}
        for service in page.every(Service):
            vendor = vendor_named(page, service.vendor)
            if vendor is not None:
                listed.setdefault(vendor.id, vendor)
    return tuple(listed[key] for key in sorted(listed))


def put_fact(office: Office, by: By, order: PutFact) -> FactPut:
    """Write a fact with its source. One that rules ask for changes the service, and its past approvals are looked at."""
    need_reason(by)
    if not _FACT.fullmatch(order.name):
        raise refused("사실의 이름이 아닙니다", "that is no name of a fact", "name", "name", "name")
    value = sound_line(order.value, "value")
    sound_line(order.source, "source")
    if order.as_of > by.day:
        raise refused("미래의 사실입니다", "that fact is from the future", "as_of", "as_of", "as_of")
    fact = SheetFact(order.service, order.name, value, order.source, order.as_of, order.confidence, by.officer)
    with office.books.transact() as page:
        service = known_service(page, order.service)
        before = page.find(SheetFact, order.service, order.name)
        if before is not None and before.as_of > order.as_of:
            raise refused(
                f"더 새로운 사실이 이미 있습니다 ({before.as_of} 기준)",
                f"a newer fact stands already (as of {before.as_of})",
                "as_of를 확인하십시오",
                "check as_of",
                "as_of",
            )
        looked: tuple[Reassessment, ...] = ()
        changed = before is None or before.value != value
        stood = None if before is None else before.value
        asked = page.find(AskedFact, order.service, order.name)
        looser: Looser | None = None
        if order.name in ATTRIBUTES:
            after = changed_service(service, order.name, value)
            changed = after != service
            stood = written(service, order.name)
            looser = loosening(page, by, service, after) if changed else None
            if looser is not None:
                waiting = AskedFact(order.service, order.name, value, by.officer, by.at_us, by.reason)
                if agree(page, by, waiting) is not None:
                    note(page, by, "ask_fact", fact=fact, before=stood, looser=looser)
                    return _put(_row(fact, by.day), (), stood, looser, "asked", by.officer, changed=False)
            after = replace(
                after, source=f"{order.source}, confidence {order.confidence}", as_of=order.as_of.isoformat()
            )
            if changed:
                looked = look_again(page, by, [Change(service, after)], f"{order.name}={value}")
            restricted = states_of_services(page, by.day) if order.name == "vendor" else {}
            page.put(after)
            keep_restrictions(page, by.day, restricted)
        elif order.name in RISKS and before is not None and changed:
            looked = look_again(page, by, [Change(service, service)], f"{order.name}={value}", every=True)
        if asked is not None:  # confirmed just now, or overtaken by what stands from here on
            page.drop(AskedFact, asked.service, asked.name)
        page.put(fact, *looked)
        asked_by = asked.officer if asked is not None and looser is not None else ""
        note(page, by, "put_fact", fact=fact, before=before, stood=stood, looked_again=[one.id for one in looked],
             asked_by=asked_by)  # fmt: skip
    return _put(_row(fact, by.day), looked, stood, looser, "done", asked_by, changed=changed)


def _put(
    row: FactRow,
    looked: tuple[Reassessment, ...],
    before: str | None,
    looser: Looser | None,
    state: str,
    asked_by: str,
    *,
    changed: bool,
) -> FactPut:
    ko, en = ("", "") if looser is None else _looser_words(looser)
    return FactPut(row, changed, looked, before, state, asked_by, ko, en)


def _looser_words(looser: Looser) -> tuple[str, str]:
    whose = ", ".join(looser.regimes[:_SHOWN]) or "-"
    before, after = looser.before, looser.after
    return (
        f"{before.ko}{particle(before.ko, '이/가')} {after.ko}{particle(after.ko, '으로/로')} 바뀜 ({whose}: {looser.when})",
        f"{before.word} becomes {after.word} ({whose}: {looser.when})",
    )


# ---------------------------------------------------------------- rules


def facts_of(page: Reading, service: Service, day: date) -> tuple[FactRow, ...]:
    """The sheet: facts of record, and for the rest what the catalogue's entry says with its own source."""
    rows = {fact.name: fact for fact in page.every(SheetFact, service=service.id)}
    as_of, confidence = _of_entry(service)
    entry = {
        "storage_countries": "+".join(service.storage_countries),
        "vendor_country": service.vendor_country,
        "deployment": service.deployment.value,
        "form": service.form,
        "vendor": service.vendor,
        "family": service.family,
    }
    for name, value in entry.items():
        rows.setdefault(name, SheetFact(service.id, name, value, service.source, as_of, confidence, "catalogue"))
    return tuple(_row(rows[name], day) for name in sorted(rows))


def known_vendor(page: Reading, name: str) -> Vendor:
    vendor = vendor_named(page, name)
    if vendor is None:
        raise unknown("공급자", "vendor", name)
    return vendor


def known_service(page: Reading, id_: ServiceId) -> Service:
    service = page.find(Service, id_)
    if service is None:
        raise unknown("서비스", "service", id_)
    return service


def _row(fact: SheetFact, day: date) -> FactRow:
    return FactRow(fact, fact.age_days(day), fact.stale_on(day))


def _of_entry(service: Service) -> tuple[date, Confidence]:
    """The entry's own date and confidence: `…, confidence high`; what cannot be read is old and unsure."""
    stated = re.search(r"confidence (high|medium|low)", service.source)
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", service.as_of)
    try:
        as_of = date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else date(2000, 1, 1)
    except ValueError:
        as_of = date(2000, 1, 1)
    return as_of, Confidence(stated[1]) if stated else Confidence.LOW
