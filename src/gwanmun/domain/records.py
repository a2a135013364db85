"""Records (기록) that an agency answers with: decisions that AI took part in, uses, ethics, advisories, findings, readings.

Law: 공공기록물 관리에 관한 법률; 공공부문 AI 윤리원칙 (행정안전부, 2025-11-03, 안): six principles; 안전성 확보조치 기준
제8조 (access records). What does not live here: the acts (`control/registers.py`, `advisories.py`, `findings.py`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gwanmun.domain.ids import AgencyId, DepartmentId, Digest, PersonId, Pseudonym, RequestId, ServiceId
from gwanmun.domain.offices import Role


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """AI took part in a decision (S25): who asked, which model and version, what went in, what a person changed, who
    answers for it. Texts stay with the document; here are their digests.
    """

    id: str
    agency: AgencyId
    department: DepartmentId
    title: str
    person: PersonId
    responsible: PersonId
    service: ServiceId
    model: str
    model_version: str
    input_digest: Digest
    output_digest: Digest
    human_changes: str
    request: RequestId | None
    recorded_us: int


class UseState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class UseCase:
    """What an agency uses AI for (S18). Both sides stand before it is approved; six answers before it is public."""

    id: str
    agency: AgencyId
    title: str
    purpose: str
    service: ServiceId
    benefit: str
    risk: str
    written_by: PersonId
    written_us: int
    state: UseState = UseState.DRAFT
    decided_by: PersonId | None = None
    decided_us: int | None = None
    decision_reason: str = ""
    listed_us: int | None = None  # on the public list (공개 목록) since


class Principle(StrEnum):
    """공공부문 AI 윤리원칙."""

    PUBLIC_GOOD = "public_good"
    TRANSPARENCY = "transparency"
    SAFETY = "safety"
    FAIRNESS = "fairness"
    ACCOUNTABILITY = "accountability"
    PRIVACY = "privacy"

    @property
    def ko(self) -> str:
        return _PRINCIPLES[self]


_PRINCIPLES = {
    Principle.PUBLIC_GOOD: "공공성",
    Principle.TRANSPARENCY: "투명성",
    Principle.SAFETY: "안전성",
    Principle.FAIRNESS: "형평성",
    Principle.ACCOUNTABILITY: "책임성",
    Principle.PRIVACY: "프라이버시 보호",
}


class EthicsState(StrEnum):
    MET = "met"
    NOT_MET = "not_met"  # with what is done about it
    NOT_APPLICABLE = "not_applicable"  # with why


@dataclass(frozen=True, slots=True)
class EthicsAnswer:
    use_case: str
    principle: Principle
    state: EthicsState
    note: str
    answered_by: PersonId
    answered_us: int


@dataclass(frozen=True, slots=True)
class Advisory:
    """A warning (보안 유의 안내) to the agencies it names, everybody in them or those who hold a role."""

    id: str
    title: str
    text: str
    agencies: tuple[AgencyId, ...]
    role: Role | None
    due: date  # until when it is to be read
    issued_by: PersonId
    issued_us: int
    reminded_us: int | None = None
    withdrawn_us: int | None = None


@dataclass(frozen=True, slots=True)
class AdvisoryReceipt:
    """A person to whom an advisory went, and when they read it."""

    advisory: str
    person: PersonId
    agency: AgencyId
    sent_us: int
    read_us: int | None = None


@dataclass(frozen=True, slots=True)
class AdvisoryAction:
    """What an agency did about an advisory."""

    id: str
    advisory: str
    agency: AgencyId
    what: str
    done_by: PersonId
    done_us: int


class FindingState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class MisuseFinding:
    """A detector's word about a pseudonym, with what it counted. A person decides what it means."""

    id: str  # the same evidence gives the same id
    detector: str
    person: Pseudonym
    agency: AgencyId
    from_us: int
    to_us: int
    count: int
    rule: str
    evidence: tuple[str, ...]  # request ids, the first of them
    found_us: int
    state: FindingState = FindingState.OPEN
    decided_by: PersonId | None = None
    decided_us: int | None = None
    decision_note: str = ""


@dataclass(frozen=True, slots=True)
class ContentReading:
    """Somebody asks to read what a request said (S17): a reason, and two people of two roles."""

    id: str
    request: RequestId
    asked_by: PersonId
    asked_role: Role
    reason: str
    asked_us: int
    agreed_by: PersonId | None = None
    agreed_role: Role | None = None
    agreed_us: int | None = None


@dataclass(frozen=True, slots=True)
class SavedView:
    """A page's filter that somebody keeps under a name."""

    person: PersonId
    page: str
    name: str
    query: str
    saved_us: int
