"""Which vendor a name means, and what standing inquiries make of it and of each of its services on a day (S58).

Rules are told an inquiry's state by the name that a service's entry carries: so names decide who is restricted, and no
change of names may end a restriction. What does not live here: inquiries (`inquiries.py`), vendors (`vendors.py`).
"""

import re
from collections.abc import Mapping
from datetime import date

from gwanmun.control.office import declined
from gwanmun.domain.catalogue import Service
from gwanmun.domain.ids import ServiceId
from gwanmun.domain.snapshot import InquiryState
from gwanmun.domain.vendors import STRICTEST, Inquiry, InquiryStatus, Reply, Vendor, status_on, strictest
from gwanmun.ports.books import Reading


def names_of(vendor: Vendor) -> frozenset[str]:
    """Under which names services list it."""
    return frozenset({vendor.id, vendor.name_en, vendor.name_ko, *vendor.names})


def vendor_named(page: Reading, name: str) -> Vendor | None:
    """A vendor by id or by any name; one that only the catalogue names stands in with that name.

    A word of its name will do where only one vendor of the catalogue has it.
    """
    folded = name.casefold()
    for vendor in page.every(Vendor):
        if any(folded == one.casefold() for one in names_of(vendor)):
            return vendor
    listed = {service.vendor: service for service in page.every(Service)}
    whole = [one for one in listed if folded in {one.casefold(), slug(one)}]
    part = [one for one in listed if folded in one.casefold().split()]
    found = whole or (part if len(part) == 1 else [])
    if not found:
        return None
    return Vendor(slug(found[0]), found[0], found[0], (found[0],), listed[found[0]].vendor_country)


def slug(name: str) -> str:
    """An id made of a name: lower case, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:64] or "vendor"


def states_on(page: Reading, day: date) -> tuple[InquiryState, ...]:
    """What rules are told on a day: for each name under which services list a vendor, the strictest of its states."""
    states: dict[str, list[InquiryStatus]] = {}
    for old in page.every(InquiryState):
        states.setdefault(old.vendor, []).append(InquiryStatus(old.status))
    for inquiry in page.every(Inquiry):
        status = status_on(inquiry, page.every(Reply, inquiry=inquiry.id), day)
        vendor = vendor_named(page, inquiry.vendor)
        for name in names_of(vendor) if vendor is not None else (inquiry.vendor,):
            states.setdefault(name, []).append(status)
    found = {vendor: strictest(several) for vendor, several in states.items()}
    return tuple(
        InquiryState(vendor, one.value) for vendor, one in sorted(found.items()) if one is not InquiryStatus.NONE
    )


def vendor_status(page: Reading, vendor: Vendor, day: date) -> InquiryStatus:
    names = names_of(vendor)
    return strictest(InquiryStatus(one.status) for one in states_on(page, day) if one.vendor in names)


def states_of_services(page: Reading, day: date) -> Mapping[ServiceId, InquiryStatus]:
    """The state that rules are told of each service."""
    states = {one.vendor: InquiryStatus(one.status) for one in states_on(page, day)}
    return {one.id: states.get(one.vendor, InquiryStatus.NONE) for one in page.every(Service)}


def keep_restrictions(page: Reading, day: date, before: Mapping[ServiceId, InquiryStatus]) -> None:
    """INVARIANT: what is known of a vendor or a service changes no inquiry's restriction: an answer that was judged does.

    `before`: as it was before the change, in the same transaction.
    """
    after = states_of_services(page, day)
    for service, was in before.items():
        now = after.get(service, InquiryStatus.NONE)
        if was.ground and STRICTEST.index(now) > STRICTEST.index(was):
            raise declined(
                f"질의로 제한된 서비스가 제한에서 빠지게 됩니다: {service} ({was.ko})",
                f"it would take {service} out of the restriction of an inquiry ({was})",
                "서비스 목록에 적힌 이름을 그대로 두십시오. 제한은 회신을 판단(judge_reply)해야 풀립니다",
                "keep the name that the service's entry carries; a restriction ends when the answers are judged (judge_reply)",
            )
