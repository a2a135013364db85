"""Vendors (공급자), what is known of them and since when, how a service comes to be used and how it leaves, and what
vendors were asked (질의서). Values and what holds on a day; acts are in `control/`.

개인정보 보호법 제26조 (처리위탁), 제28조의8 (국외 이전) and 제63조의2 (사전 실태점검) are why the questions are asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gwanmun.domain.ids import AgencyId, ServiceId


class VendorKind(StrEnum):
    VENDOR = "vendor"  # makes it
    RESELLER = "reseller"  # serves what others make
    PARTNER = "partner"  # 민관 협력
    IN_HOUSE = "in_house"  # the house itself


@dataclass(frozen=True, slots=True)
class Vendor:
    """`names`: as services' entries write it. `resells`: other vendors whose models it serves."""

    id: str
    name_ko: str
    name_en: str
    names: tuple[str, ...]
    country: str
    kind: VendorKind = VendorKind.VENDOR
    resells: tuple[str, ...] = ()
    domestic_agent: str = ""  # 국내대리인 (개인정보 보호법 제31조의2)


# ---------------------------------------------------------------- facts


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


#: How long a fact is believed, by how sure it was. Then it is stale (amber) until somebody looks again.
FRESH_DAYS = {Confidence.HIGH: 365, Confidence.MEDIUM: 180, Confidence.LOW: 90}


@dataclass(frozen=True, slots=True)
class SheetFact:
    """One fact about a service (S32): its value, who says so, as of when, how sure."""

    service: ServiceId
    name: str
    value: str
    source: str
    as_of: date
    confidence: Confidence
    officer: str

    def age_days(self, day: date) -> int:
        return max((day - self.as_of).days, 0)

    def stale_on(self, day: date) -> bool:
        return self.age_days(day) > FRESH_DAYS[self.confidence]


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A fact that would loosen a decision: one officer asks for it, until another one confirms it (두 사람).

    One for a service and a name at a time.
    """

    service: ServiceId
    name: str
    value: str
    officer: str
    asked_us: int
    reason: str


# ---------------------------------------------------------------- from proposal to withdrawal


class Stage(StrEnum):
    """Where a service stands with an agency (S21)."""

    PROPOSED = "proposed"  # 제안
    REVIEWED = "reviewed"  # 검토
    APPROVED = "approved"  # 승인
    RESTRICTED = "restricted"  # 제한
    SUSPENDED = "suspended"  # 중단
    WITHDRAWN = "withdrawn"  # 종료

    @property
    def ko(self) -> str:
        return _STAGES_KO[self]


_STAGES_KO = {
    Stage.PROPOSED: "제안",
    Stage.REVIEWED: "검토",
    Stage.APPROVED: "승인",
    Stage.RESTRICTED: "제한",
    Stage.SUSPENDED: "중단",
    Stage.WITHDRAWN: "종료",
}

#: From where to where. Whatever is not here is refused.
TRANSITIONS: dict[Stage, tuple[Stage, ...]] = {
    Stage.PROPOSED: (Stage.REVIEWED, Stage.WITHDRAWN),
    Stage.REVIEWED: (Stage.APPROVED, Stage.PROPOSED, Stage.WITHDRAWN),
    Stage.APPROVED: (Stage.RESTRICTED, Stage.SUSPENDED, Stage.WITHDRAWN),
    Stage.RESTRICTED: (Stage.APPROVED, Stage.SUSPENDED, Stage.WITHDRAWN),
    Stage.SUSPENDED: (Stage.RESTRICTED, Stage.APPROVED, Stage.WITHDRAWN),
    Stage.WITHDRAWN: (Stage.PROPOSED,),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a service stands with an agency now. `steps` counts its changes, so that nobody changes it unseen."""

    agency: AgencyId
    service: ServiceId
    stage: Stage
    steps: int
    officer: str
    since_us: int
    reason: str
    proposed_by: str


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a standing: from where to where, who, when, why."""

    agency: AgencyId
    service: ServiceId
    number: int
    before: Stage | None
    after: Stage
    officer: str
    at_us: int
    reason: str


class CheckState(StrEnum):
    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"  # not needed here, and why


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the onboarding checklist (도입 점검표)."""

    id: str
    ko: str
    en: str
    needed: bool  # cannot be waived

    @property
    def words(self) -> str:
        return f"{self.ko} ({self.en})"


CHECKLIST: tuple[Item, ...] = (
    Item("contract", "계약·이용약관 검토", "contract and terms", needed=True),
    Item("accreditation", "클라우드 보안인증(CSAP) 등급 확인", "cloud accreditation", needed=False),
    Item("residency", "저장 위치 확인", "where data is stored", needed=True),
    Item("training_use", "입력의 학습 이용 여부 확인", "whether input is trained on", needed=True),
    Item("privacy_review", "개인정보 검토(처리위탁·국외 이전)", "privacy review", needed=True),
    Item("security_review", "보안성 검토", "security review", needed=True),
    Item("access_records", "접속기록 제공 확인", "access records", needed=False),
    Item("incident_contact", "침해사고 연락 체계", "incident contact", needed=False),
    Item("exit_terms", "종료·자료 반환 조건", "exit terms", needed=True),
)
ITEMS = {item.id: item for item in CHECKLIST}


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to one item for an agency's service."""

    agency: AgencyId
    service: ServiceId
    item: str
    state: CheckState
    evidence: str
    officer: str
    at_us: int


@dataclass(frozen=True, slots=True)
class HeldModel:
    """A model that is listed and that nobody reviewed: a new id or version is a new model (S38). Not published."""

    name: str
    service: ServiceId
    upstream_name: str
    why: str
    officer: str  # who listed it
    since_us: int


@dataclass(frozen=True, slots=True)
class ExitRecord:
    """How an agency left a service (S29): what came back, what was deleted, what shows it."""

    agency: AgencyId
    service: ServiceId
    ended_on: date
    data_returned: bool
    data_deleted: bool
    evidence: str
    officer: str


@dataclass(frozen=True, slots=True)
class Reassessment:
    """A past approval whose outcome changed with an attribute, until somebody looks at it (S63)."""

    id: str
    agency: AgencyId
    service: ServiceId
    what: str  # approval:<id> or record
    changed: str
    before: str
    after: str
    at_us: int
    reviewed_by: str | None = None
    reviewed_us: int | None = None
    note: str = ""


# ---------------------------------------------------------------- inquiries


class Question(StrEnum):
    """The standard set (S57)."""

    CONTROLLER = "controller"  # 처리 주체
    ITEMS = "items"  # 수집 항목
    PURPOSE = "purpose"  # 이용 목적
    STORAGE = "storage"  # 저장 위치·기간
    SHARING = "sharing"  # 제3자 제공·위탁
    TRAINING = "training"  # 학습 이용
    TRANSFER = "transfer"  # 국외 이전
    DELETION = "deletion"  # 파기·삭제 요구


QUESTIONS: dict[Question, tuple[str, str]] = {
    Question.CONTROLLER: (
        "개인정보처리자와 국내대리인은 누구입니까?",
        "Who is the controller, and who the domestic agent?",
    ),
    Question.ITEMS: ("어떤 개인정보를 수집합니까?", "Which personal data is collected?"),
    Question.PURPOSE: ("어떤 목적으로 이용합니까?", "For what purposes is it used?"),
    Question.STORAGE: ("어디에 얼마 동안 저장합니까?", "Where is it stored, and for how long?"),
    Question.SHARING: ("누구에게 제공하거나 처리를 맡깁니까?", "With whom is it shared, and who processes it?"),
    Question.TRAINING: (
        "입력을 학습에 이용합니까? 거부할 수 있습니까?",
        "Is input used for training, and can one opt out?",
    ),
    Question.TRANSFER: ("어떤 근거로 국외로 이전합니까?", "On what basis is it transferred abroad?"),
    Question.DELETION: ("어떻게 파기하고 삭제 요구에 응합니까?", "How is it deleted, also on request?"),
}


class Judgement(StrEnum):
    WAITING = "waiting"
    SUFFICIENT = "sufficient"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Questions sent to a vendor (질의서). `overdue_on`: the clock once found it overdue, and it never goes back."""

    id: str
    vendor: str
    asker: str  # the authority or agency that asks
    sent_on: date
    due_on: date
    questions: tuple[Question, ...]
    officer: str
    refused_on: date | None = None
    overdue_on: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A vendor's answer to one question, and what was judged of it. A new answer waits, under the last judgement."""

    inquiry: str
    question: Question
    received_on: date
    words: str
    judgement: Judgement = Judgement.WAITING
    judged_by: str | None = None
    judged_on: date | None = None
    why: str = ""
    again: bool = False  # answered again since it was judged


@dataclass(frozen=True, slots=True)
class Letter:
    """What else went to and fro: reminders, an agent named, a promise."""

    inquiry: str
    number: int
    on: date
    kind: str
    words: str
    officer: str


@dataclass(frozen=True, slots=True)
class Observed:
    """What another authority asked or ordered, as publicly reported (S59): it binds nobody here."""

    id: str
    day: date
    issuer: str
    subject: str
    kind: str
    source: str
    officer: str


class InquiryStatus(StrEnum):
    """As rules read it (`inquiry.status`)."""

    NONE = "none"
    OPEN = "open"
    OVERDUE = "overdue"
    REFUSED = "refused"
    INSUFFICIENT = "answered_insufficient"
    SUFFICIENT = "answered_sufficient"

    @property
    def ko(self) -> str:
        return _STATUS_KO[self]

    @property
    def ground(self) -> str:
        """Why this state restricts; "" where it does not. An inquiry may stand on several: `grounds_on`."""
        return _GROUNDS[self]


_STATUS_KO = {
    InquiryStatus.NONE: "없음",
    InquiryStatus.OPEN: "회신 대기",
    InquiryStatus.OVERDUE: "기한 경과",
    InquiryStatus.REFUSED: "회신 거부",
    InquiryStatus.INSUFFICIENT: "회신 불충분",
    InquiryStatus.SUFFICIENT: "회신 충분",
}
_GROUNDS = {
    InquiryStatus.NONE: "",
    InquiryStatus.OPEN: "precaution",
    InquiryStatus.OVERDUE: "non_response",
    InquiryStatus.REFUSED: "non_response",
    InquiryStatus.INSUFFICIENT: "insufficient_answer",
    InquiryStatus.SUFFICIENT: "",
}
#: Several inquiries to one vendor: the strictest state counts.
STRICTEST = (
    InquiryStatus.REFUSED,
    InquiryStatus.OVERDUE,
    InquiryStatus.INSUFFICIENT,
    InquiryStatus.OPEN,
    InquiryStatus.SUFFICIENT,
    InquiryStatus.NONE,
)


def status_on(inquiry: Inquiry, replies: Iterable[Reply], day: date) -> InquiryStatus:
    """How an inquiry stands on a day. The clock alone makes it overdue; only a judgement takes that back."""
    if inquiry.withdrawn_on is not None and inquiry.withdrawn_on <= day:
        return InquiryStatus.NONE
    answered = {reply.question: reply for reply in replies}
    judged = [answered[one].judgement for one in inquiry.questions if one in answered]
    complete = len(judged) == len(inquiry.questions)
    if complete and all(one is Judgement.SUFFICIENT for one in judged):
        return InquiryStatus.SUFFICIENT
    if inquiry.refused_on is not None:
        return InquiryStatus.REFUSED
    in_time = complete and all(answered[one].received_on <= inquiry.due_on for one in inquiry.questions)
    settled = complete and Judgement.WAITING not in judged
    late = day > inquiry.due_on or inquiry.overdue_on is not None
    # INVARIANT: one answer, good or bad, is no answer to the other questions: silence on them stays silence.
    if late and not in_time and not settled:
        return InquiryStatus.OVERDUE
    if Judgement.INSUFFICIENT in judged:
        return InquiryStatus.INSUFFICIENT
    return InquiryStatus.OPEN


def grounds_on(inquiry: Inquiry, replies: Iterable[Reply], day: date) -> tuple[str, ...]:
    """Why it restricts on a day: precaution, non-response and an insufficient answer are separate grounds, and the last
    two may stand together (S58).
    """
    rows = tuple(replies)
    status = status_on(inquiry, rows, day)
    insufficient = any(one.question in inquiry.questions and one.judgement is Judgement.INSUFFICIENT for one in rows)
    also = (InquiryStatus.INSUFFICIENT.ground,) if status.ground and insufficient else ()
    return tuple(dict.fromkeys((*filter(None, (status.ground,)), *also)))


def turns_overdue_on(inquiry: Inquiry) -> date:
    """The first day on which an unanswered inquiry is overdue."""
    return inquiry.due_on + timedelta(days=1)


def strictest(states: Iterable[InquiryStatus]) -> InquiryStatus:
    return min(states, key=STRICTEST.index, default=InquiryStatus.NONE)
