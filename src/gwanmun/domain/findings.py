"""What the detectors find: a place and a kind, never the value."""

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Finding:
    """`text[start:end]` (code points) is of this kind. `certainty` in percent; `why` names the evidence, no value."""

    start: int
    end: int
    kind: Kind
    certainty: int
    why: str
