"""What waits for whoever looks (기다리는 일): requests that they may decide, emergencies to be reviewed, policies to be put in
force by a second person, precautions whose review day has come.

One read over the books, by the appointments of today; it tells nothing that the acts behind it would not let them do.
What does not live here: notices (`inbox.py`), which tell once and grow old.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from gwanmun.control.approvals import may_decide
from gwanmun.control.office import By, Office
from gwanmun.control.offices import offices_of
from gwanmun.control.policies import asked_end, in_force
from gwanmun.domain.approvals import OPEN, ApprovalRequest
from gwanmun.domain.catalogue import Service
from gwanmun.domain.offices import Role
from gwanmun.domain.orders import AskedEnd, Emergency, Mandate, Scheduled
from gwanmun.ports.books import PackVersion, Reading

_SOON = timedelta(days=7)
_REVIEWERS = frozenset({Role.SECURITY, Role.AUDIT})
_ACTIVATORS = frozenset({Role.AI_POLICY, Role.AUTHORITY})
_OWNERS = frozenset({Role.AI_POLICY, Role.SECURITY, Role.PRIVACY, Role.AUTHORITY})


@dataclass(frozen=True, slots=True)
class ListWaiting:
    """The acting person's own."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """`kind`: approval, emergency, pack or precaution; `id` finds it; `ko`, `en` say what it is about."""

    kind: str
    id: str
    since_us: int
    ko: str
    en: str
    version: int = 0


def list_waiting(office: Office, by: By, order: ListWaiting) -> tuple[Waiting, ...]:
    """The longest waiting first."""
    _ = order
    with office.books.look() as page:
        roles = frozenset(one.role for one in offices_of(page, by.officer, by.day))
        rows = [*_approvals(page, by)]
        if roles & _REVIEWERS:
            rows += _emergencies(page, by)
        if roles & _ACTIVATORS:
            rows += [*_packs(page, by), *_ends(page, by)]
        if roles & _OWNERS:
            rows += _precautions(page, by)
    return tuple(sorted(rows, key=lambda one: (one.since_us, one.kind, one.id)))


def _approvals(page: Reading, by: By) -> Iterator[Waiting]:
    for stage in OPEN:
        for asked in page.every(ApprovalRequest, stage=stage):
            turn = asked.until >= by.day and any(row.person == by.officer for row in may_decide(page, asked, by.day))
            if turn:
                ko, en = _named(page, asked)
                yield Waiting("approval", asked.id, asked.requested_us, ko, en)


def _named(page: Reading, asked: ApprovalRequest | Emergency) -> tuple[str, str]:
    service = page.find(Service, asked.service)
    return (service.name_ko, service.name_en) if service else (asked.service, asked.service)


def _emergencies(page: Reading, by: By) -> Iterator[Waiting]:
    for one in page.every(Emergency):
        if one.reviewed_by is None and one.opened_by != by.officer:
            yield Waiting("emergency", one.id, one.opened_us, *_named(page, one))


def _packs(page: Reading, by: By) -> Iterator[Waiting]:
    """The newest version of a regime, where it was never in force, is not scheduled and is somebody else's."""
    newest: dict[str, PackVersion] = {}
    for one in page.every(PackVersion):
        if one.regime not in newest or one.version > newest[one.regime].version:
            newest[one.regime] = one
    for one in newest.values():
        if one.activated_us is None and one.written_by != by.officer and page.find(Scheduled, one.regime) is None:
            yield Waiting("pack", one.regime, one.written_us, one.regime, one.regime, one.version)


def _ends(page: Reading, by: By) -> Iterator[Waiting]:
    """Regimes that another officer asked to take out of force."""
    for one in page.every(AskedEnd, act="deactivate_pack"):
        if one.officer != by.officer and asked_end(page, one.regime, in_force(page, one.regime), by.at_us) is not None:
            yield Waiting("pack", one.regime, one.asked_us, one.regime, one.regime, one.version)


def _precautions(page: Reading, by: By) -> Iterator[Waiting]:
    for one in page.every(Mandate):
        if one.review_on is not None and one.review_on <= by.day + _SOON:
            yield Waiting("precaution", one.regime, by.at_us, one.regime, one.regime)
