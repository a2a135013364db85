"""Reminders (독촉·알림): what falls due is put into the inbox of those who have to see to it, once each, by the clock (S52, S61).

A reminder's id is made of what is due, when, and whom it is for: told twice is not possible, a day that was moved is told
anew, and a clock set back tells nothing again. What does not live here: what is due (`reviews.py`), carrying notices
(`inbox.py` and its outbox).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

from gwanmun.control.inbox import deliver_to
from gwanmun.control.office import By, note, seoul_day
from gwanmun.control.offices import EVERYWHERE, appointed_speakers, deciders
from gwanmun.control.reviews import Due, DueState, due_on
from gwanmun.domain.approvals import OPEN, ApprovalRequest, Stage
from gwanmun.domain.ids import AgencyId, PersonId, RegimeId
from gwanmun.domain.offices import Role
from gwanmun.domain.orders import Emergency, Mandate, Order
from gwanmun.domain.people import Person
from gwanmun.domain.records import Advisory, AdvisoryReceipt, UseCase
from gwanmun.domain.redress import Objection
from gwanmun.domain.vendors import HeldModel, Inquiry, Reassessment, SheetFact
from gwanmun.ports.books import Reading, Writing

#: How many days ahead of its day each kind is told of. All are told of on the day, too.
AHEAD = {
    "precaution": 7,
    "order": 7,
    "emergency": 7,
    "fact": 0,
    "inquiry": 0,
    "reminder": 0,
    "reassessment": 0,
    "model": 0,
    "asked_fact": 0,
    "objection": 3,
    "assessment": 14,
}
WAITS_DAYS = 2  # a request that nobody decided for so long
ENDS_DAYS = 3  # an approval that ends so soon


def remind(page: Writing, by: By, day: date) -> int:
    """Tell everybody what is due and was not told. Returns how many notices that made."""
    told = 0
    for due in due_on(page, day, max(AHEAD.values())):
        if due.due_on <= day + timedelta(days=AHEAD[due.kind]):
            stage = "soon" if due.state is DueState.SOON else "due"
            told += _tell_once(page, by, f"due_{due.kind}", due.id, f"{due.due_on}/{stage}", _who(page, due, day))
    told += _approvals(page, by, day)
    told += _advisories(page, by, day)
    if told:
        note(page, by, "remind", notices=told)
    return told


def _tell_once(page: Writing, by: By, kind: str, subject: str, when: str, people: Iterable[PersonId]) -> int:
    told = 0
    for person in dict.fromkeys(people):
        mark = sha256(f"{kind}\0{subject}\0{when}\0{person}".encode()).hexdigest()[:24]
        told += deliver_to(page, by, f"due-{mark}", kind, subject[:96], person)
    return told


def _who(page: Reading, due: Due, day: date) -> tuple[PersonId, ...]:
    """Whose turn it is: the office that answers for it, where it is held nearest."""
    if due.kind == "precaution":
        return _of_mandate(page, RegimeId(due.id), day)
    if due.kind == "order":
        order = page.find(Order, due.id)
        return () if order is None else _registered(page, appointed_speakers(page, order.authority, day))
    if due.kind == "emergency":
        emergency = page.find(Emergency, due.id)
        return () if emergency is None else _holding(page, Role.SECURITY, emergency.agency, day, emergency.opened_by)
    if due.kind in {"inquiry", "reminder"}:
        inquiry = page.find(Inquiry, due.id)
        if inquiry is None:
            return ()
        return (*_registered(page, (inquiry.officer,)), *_holding(page, Role.PRIVACY, AgencyId(inquiry.asker), day))
    if due.kind == "reassessment":
        found = page.find(Reassessment, due.id)
        return () if found is None else _holding(page, Role.AI_POLICY, found.agency, day)
    if due.kind == "objection":
        objection = page.find(Objection, due.id)
        if objection is None:
            return ()
        own: tuple[PersonId, ...] = () if objection.reviewer is None else (objection.reviewer,)
        return own or _holding(page, Role.PRIVACY, objection.agency, day)
    if due.kind == "assessment":
        use = page.find(UseCase, due.id)
        return () if use is None else _holding(page, Role.AI_POLICY, use.agency, day)
    if due.kind == "model":
        held = page.find(HeldModel, due.id)
        return _holding(page, Role.AI_POLICY, EVERYWHERE, day, "" if held is None else held.officer)
    service, _, name = due.id.partition(" ")
    if due.kind == "asked_fact":
        return _holding(page, Role.AI_POLICY, EVERYWHERE, day, due.owner)
    fact = page.find(SheetFact, service, name)
    own = () if fact is None else _registered(page, (fact.officer,))
    return own or _holding(page, Role.AI_POLICY, EVERYWHERE, day)


def whom_a_schedule_concerns(page: Reading, regime: RegimeId, officer: str, day: date) -> tuple[PersonId, ...]:
    """Who scheduled it, where they have an inbox, and who keeps the regime's policy."""
    keepers = _of_mandate(page, regime, day) or _holding(page, Role.AI_POLICY, EVERYWHERE, day)
    return tuple(dict.fromkeys((*_registered(page, (officer,)), *keepers)))


def _of_mandate(page: Reading, regime: RegimeId, day: date) -> tuple[PersonId, ...]:
    mandate = page.find(Mandate, regime)
    if mandate is None:
        return ()
    if mandate.authority is not None:
        return _registered(page, appointed_speakers(page, mandate.authority, day))
    return _holding(page, Role.AI_POLICY, mandate.agency, day)


def _holding(page: Reading, role: Role, agency: AgencyId, day: date, not_: str = "") -> tuple[PersonId, ...]:
    return tuple(row.person for row in deciders(page, role, agency, None, day, frozenset({PersonId(not_)})))


def _registered(page: Reading, officers: Iterable[str]) -> tuple[PersonId, ...]:
    """Officers who are people here: only they have an inbox."""
    return tuple(PersonId(one) for one in sorted(officers) if page.find(Person, one) is not None)


def _approvals(page: Writing, by: By, day: date) -> int:
    """Requests that wait too long or can no longer be decided; approvals that are about to end."""
    told = 0
    for stage in sorted({*OPEN, Stage.GRANTED}):
        for asked in page.every(ApprovalRequest, stage=stage):
            waits_since = seoul_day(asked.decided_us or asked.requested_us)
            if stage is Stage.GRANTED:
                if day <= asked.until <= day + timedelta(days=ENDS_DAYS):
                    told += _tell_once(page, by, "approval_ending", asked.id, f"{asked.until}", (asked.person,))
            elif day > asked.until:
                told += _tell_once(page, by, "approval_lapsed", asked.id, f"{asked.until}", (asked.person,))
            elif day >= waits_since + timedelta(days=WAITS_DAYS):
                told += _tell_once(page, by, "approval_waits", asked.id, stage, _deciding(page, asked, day))
    return told


def _deciding(page: Reading, asked: ApprovalRequest, day: date) -> tuple[PersonId, ...]:
    role = Role.APPROVER if asked.stage is Stage.REQUESTED else asked.second_role
    if role is None:
        return ()
    not_ = frozenset(one for one in (asked.person, asked.decided_by) if one is not None)
    return tuple(row.person for row in deciders(page, role, asked.agency, asked.department, day, not_))


def _advisories(page: Writing, by: By, day: date) -> int:
    """On its day an advisory is told once more to those who have not read it."""
    told = 0
    for advisory in page.every(Advisory, withdrawn_us=None):
        if day < advisory.due or (advisory.reminded_us is not None and seoul_day(advisory.reminded_us) >= advisory.due):
            continue
        silent = [row.person for row in page.every(AdvisoryReceipt, advisory=advisory.id, read_us=None)]
        told += _tell_once(page, by, "advisory_reminder", advisory.id, f"{advisory.due}", silent)
        page.put(replace(advisory, reminded_us=by.at_us))
    return told
