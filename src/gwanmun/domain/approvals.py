"""Requests for an exception (승인 요청) and telling people about them (알림), as values.

What the gate obeys is `snapshot.Approval`; a request is the way there: who asks, why, how far, until when, who decided.
What does not live here: the acts (`control/approvals.py`, `control/inbox.py`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gwanmun.domain.grades import Grade
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId, RequestId, ServiceId
from gwanmun.domain.offices import Role


class Stage(StrEnum):
    """Where a request stands. That a granted one has expired is told by the clock, never written."""

    REQUESTED = "requested"  # 요청
    ENDORSED = "endorsed"  # the first approver agreed; the second one decides
    GRANTED = "granted"  # 승인
    REJECTED = "rejected"  # 반려
    WITHDRAWN = "withdrawn"  # 철회: by who asked
    ENDED = "ended"  # 조기 종료: before its last day


OPEN = frozenset({Stage.REQUESTED, Stage.ENDORSED})


class Reach(StrEnum):
    PERSON = "person"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """One request. `until` is its last day (Seoul), inclusive. `grade` is the highest grade it reaches."""

    id: str
    person: PersonId  # who asks, and answers for it
    agency: AgencyId
    department: DepartmentId
    reach: Reach
    service: ServiceId
    families: tuple[str, ...]  # model families it names (deepseek, …)
    grade: Grade
    task: str  # the task's label; "": every task
    justification: str  # 사유서
    mitigations: bool
    until: date
    second_role: Role | None  # who must agree after the department's approver, and the regimes that say so
    second_because: tuple[str, ...]
    requested_us: int
    stage: Stage = Stage.REQUESTED
    decided_by: PersonId | None = None
    decided_for: PersonId | None = None  # in whose place (대결)
    decided_us: int | None = None
    decision_reason: str = ""
    second_by: PersonId | None = None
    second_us: int | None = None
    second_reason: str = ""
    ended_us: int | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One request that an approval let through, as the journal has it."""

    approval: str
    request: RequestId
    at_us: int
    person: str  # pseudonym
    service: str
    model: str
    task: str
    grade: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person is told in their inbox (알림함): a kind and an id, never a text with anything personal."""

    id: str
    person: PersonId
    at_us: int
    kind: str
    subject: str
    read_us: int | None = None


class ChannelKind(StrEnum):
    SMTP = "smtp"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to tell people outside the inbox. SMTP: `address` host:port of a relay, `recipients` a pattern with
    `{person}`. Webhook: `address` an https URL; `secret` signs what is sent (hex, shown once).
    """

    id: str
    kind: ChannelKind
    address: str
    sender: str
    recipients: str
    secret: str
    private: bool  # the address lies inside the house


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # given up; the inbox has it all the same


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notice on one channel: tried until it is sent or given up."""

    notice: str
    channel: str
    state: DeliveryState
    attempts: int
    next_us: int
    fault: str = ""  # the kind of the last fault, never its text


@dataclass(frozen=True, slots=True)
class Message:
    """A notice as it leaves the house: a kind, an id, words. INVARIANT: nothing in it is anybody's personal data; `to` is
    an internal number, which a relay's address is made of and a webhook never gets.
    """

    id: str
    to: PersonId
    kind: str
    subject: str
    ko: str
    en: str
    at_us: int
