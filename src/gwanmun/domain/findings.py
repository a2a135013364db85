"""What the detectors find: a place and a kind, never the value; and what an agency may choose to do about a kind."""

from dataclasses import dataclass
from enum import StrEnum

from gwanmun.domain.ids import AgencyId


class Kind(StrEnum):
    """개인정보 유형 and secrets, by the labels of the project's corpus."""

    RRN = "RRN"  # 주민등록번호
    FRN = "FRN"  # 외국인등록번호, 국내거소신고번호
    DRIVER = "DRIVER"  # 운전면허번호
    PASSPORT = "PASSPORT"  # 여권번호
    PHONE = "PHONE"  # 전화번호
    EMAIL = "EMAIL"
    ACCOUNT = "ACCOUNT"  # 계좌번호
    CARD = "CARD"  # 카드번호
    BRN = "BRN"  # 사업자등록번호
    CRN = "CRN"  # 법인등록번호
    PLATE = "PLATE"  # 차량번호
    ADDRESS = "ADDRESS"
    NAME = "NAME"
    BIRTHDATE = "BIRTHDATE"
    HEALTH_INS = "HEALTH_INS"  # 건강보험증번호
    MILITARY_NO = "MILITARY_NO"  # 군번
    MRN = "MRN"  # 환자번호
    PCCC = "PCCC"  # 개인통관고유부호
    IP = "IP"
    MAC = "MAC"
    GPS = "GPS"
    PASSWORD = "PASSWORD"  # noqa: S105 - a label
    SECRET = "SECRET"  # noqa: S105 - a label
    MARKING = "MARKING"  # 비밀·대외비·비공개 표시


class Style(StrEnum):
    """How a kind is masked (가림 방식). All but TOKEN are for good: the answer does not bring the value back."""

    TOKEN = "token"  # noqa: S105 - a label: ⟨이름1⟩, given back in the answer
    ONE_WAY = "one_way"  # ⟨이름1⟩, one for each value, never given back
    WORD = "word"  # ⟨비밀번호⟩, the same for all values
    PARTIAL = "partial"  # 850312-1******
    REFUSE = "refuse"  # a prompt that holds it is not sent, wherever it would go
    KEEP = "keep"  # left as it stands: marks only


#: From what shows the most to what shows the least: a child of an agency may only go on, never back.
STYLES_BY_STRICTNESS = (Style.KEEP, Style.PARTIAL, Style.TOKEN, Style.ONE_WAY, Style.WORD, Style.REFUSE)


@dataclass(frozen=True, slots=True)
class Masking:
    """An agency's choice for one kind."""

    kind: Kind
    style: Style


class AnswerCare(StrEnum):
    """What is done about personal data that an answer brings by itself (답변 검사)."""

    OFF = "off"
    FLAG = "flag"  # counted in the record
    MASK = "mask"  # and replaced by a word
    HOLD = "hold"  # and nothing of the answer from there on reaches the person


@dataclass(frozen=True, slots=True)
class PublicContact:
    """A number or an address of an office (공개 연락처), which is no personal data. `value` may end in `*`: all that begin so.

    `agency` "*": of everybody.
    """

    agency: AgencyId
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What people decided otherwise than the detectors (오탐·미탐 제안): the kind and the rule, never the text.

    `missed`: masked by hand where nothing was found; otherwise kept where something was. `rule`: which one found it.
    """

    agency: AgencyId
    kind: Kind
    missed: bool
    rule: str
    times: int
    first_us: int
    last_us: int


ANSWER_CARE_BY_STRICTNESS = (AnswerCare.OFF, AnswerCare.FLAG, AnswerCare.MASK, AnswerCare.HOLD)


@dataclass(frozen=True, slots=True)
class Finding:
    """`text[start:end]` (code points) is of this kind. `certainty` in percent; `why` names the evidence, no value."""

    start: int
    end: int
    kind: Kind
    certainty: int
    why: str
