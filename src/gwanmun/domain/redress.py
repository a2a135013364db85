"""What a citizen may ask and object to (권리구제), and what an agency weighs and looks over before anybody has to: cases
joined to decision records, objections, rights impact assessments, monthly reviews of access records. Values only.

Law: 행정기본법 제36조 (이의신청: 14일 안에 통지, 10일 안에서 한 번 연장); 개인정보 보호법 제37조의2; 인공지능기본법 제31조
(고지)·제35조 (영향평가); 개인정보의 안전성 확보조치 기준 제8조 (접속기록의 점검). What does not live here: the acts
(`control/objections.py`, `control/reports.py`).

# INVARIANT: nothing here names a citizen: no name, no contact, no address. Whoever asks shows a code that the agency gave.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gwanmun.domain.ids import AgencyId, PersonId


@dataclass(frozen=True, slots=True)
class Case:
    """A case of an agency (사건), and whether AI took part in deciding it. `decision` names the record of that; None says
    that no AI took part. `code_hash` is of the code on the notice that went to the citizen.
    """

    agency: AgencyId
    number: str
    decision: str | None
    code_hash: str
    linked_by: PersonId
    linked_us: int


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries within one hour, under a keyed name of who tried or of what was tried: no address is kept."""

    bucket: str
    hour: int
    wrong: int


class Ground(StrEnum):
    """Why somebody objects."""

    INACCURATE = "inaccurate"
    UNFAIR = "unfair"
    NO_HUMAN = "no_human"
    PRIVACY = "privacy"
    NOT_TOLD = "not_told"
    OTHER = "other"

    @property
    def ko(self) -> str:
        return _GROUNDS[self][0]

    @property
    def en(self) -> str:
        return _GROUNDS[self][1]


_GROUNDS = {
    Ground.INACCURATE: ("내용이 사실과 다릅니다", "it is not accurate"),
    Ground.UNFAIR: ("차별적이거나 불공평합니다", "it treats me unfairly"),
    Ground.NO_HUMAN: ("사람이 다시 검토해 주기를 바랍니다", "I want a person to look at it again"),
    Ground.PRIVACY: ("개인정보 처리에 문제가 있습니다", "my personal data was not handled rightly"),
    Ground.NOT_TOLD: ("인공지능을 쓴다는 안내를 받지 못했습니다", "I was not told that AI was used"),
    Ground.OTHER: ("그 밖의 이유", "another reason"),
}


class Outcome(StrEnum):
    """How an objection ended."""

    UPHELD = "upheld"  # 인용
    PARTLY = "partly"  # 일부 인용
    REJECTED = "rejected"  # 기각
    DISMISSED = "dismissed"  # 각하: it could not be dealt with

    @property
    def ko(self) -> str:
        return _OUTCOMES[self][0]

    @property
    def en(self) -> str:
        return _OUTCOMES[self][1]


_OUTCOMES = {
    Outcome.UPHELD: ("받아들였습니다(인용)", "upheld"),
    Outcome.PARTLY: ("일부 받아들였습니다(일부 인용)", "upheld in part"),
    Outcome.REJECTED: ("받아들이지 않았습니다(기각)", "rejected"),
    Outcome.DISMISSED: ("다룰 수 없어 돌려보냈습니다(각하)", "could not be dealt with"),
}


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection (이의신청). `words` are the citizen's, without anything personal; `answer` is what they are told."""

    id: str
    agency: AgencyId
    case_number: str
    ground: Ground
    words: str
    filed_us: int
    due: date
    extended: bool = False
    extended_because: str = ""
    reviewer: PersonId | None = None
    assigned_us: int | None = None
    outcome: Outcome | None = None
    answer: str = ""
    decided_us: int | None = None


class Risk(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A rights impact assessment (영향평가) of a use, one version of it. It counts once another person approved it."""

    use_case: str
    version: int
    agency: AgencyId
    affected: str  # who is affected
    harms: str  # which rights, and how they could be harmed
    safeguards: str
    human: str  # which person looks at what before it takes effect
    risk: Risk  # what is left after the safeguards
    review_on: date
    written_by: PersonId
    written_us: int
    approved_by: PersonId | None = None
    approved_us: int | None = None


class ReviewResult(StrEnum):
    SOUND = "sound"  # 이상 없음
    FOUND = "found"  # 이상 발견: with what was done


@dataclass(frozen=True, slots=True)
class AccessReview:
    """Somebody looked over a month's access records (접속기록 점검)."""

    agency: AgencyId
    month: str
    result: ReviewResult
    sampled: int
    words: str
    digest: str  # of the report that was looked at
    reviewer: PersonId
    reviewed_us: int


@dataclass(frozen=True, slots=True)
class PublicStatement:
    """A signed statement that the public page shows: `note` is the whole signed text, `vkey` the key that verifies it."""

    digest: str
    service: str
    first: date
    last: date
    note: str
    vkey: str
    published_by: str
    published_us: int
