"""Where things stand, in words for a terminal: states of approvals, deliveries, uses, advisories and findings, and offices' names.

JSON keeps the values. What does not live here: the pages' words (`console/pages/`), those of packs and orders
(`desk_commands_changes.py`).
"""

from collections.abc import Mapping

from gwanmun.domain.approvals import DeliveryState, Stage
from gwanmun.domain.records import FindingState, UseState
from gwanmun.domain.training import CourseLevel

#: state → (Korean, English)
STATES: Mapping[str, tuple[str, str]] = {
    Stage.REQUESTED: ("결재 대기", "waiting"), Stage.ENDORSED: ("2차 결재 대기", "waiting for the second"),
    Stage.GRANTED: ("승인됨", "granted"), Stage.REJECTED: ("반려됨", "rejected"), Stage.WITHDRAWN: ("철회됨", "withdrawn"),
    Stage.ENDED: ("조기 종료됨", "ended early"), "expired": ("기한 지남", "expired"),
    DeliveryState.WAITING: ("보내는 중", "waiting"), DeliveryState.SENT: ("보냄", "sent"), DeliveryState.FAILED: ("실패", "failed"),
    UseState.DRAFT: ("작성 중", "draft"), UseState.APPROVED: ("승인됨", "approved"), UseState.RETIRED: ("종료", "retired"),
    "overdue": ("기한 경과", "overdue"), "complete": ("모두 확인", "complete"),
    CourseLevel.BASIC: ("기본", "basic"), CourseLevel.INTERMEDIATE: ("활용", "intermediate"), CourseLevel.ADVANCED: ("심화", "advanced"),
    "all": ("모든 수준", "all levels"), "records": ("이수 기록", "records here"),
    FindingState.OPEN: ("진행 중", "open"), FindingState.CONFIRMED: ("오용으로 확인", "confirmed"),
    FindingState.DISMISSED: ("오탐", "dismissed"),
}  # fmt: skip


def state(value: str, language: str) -> str:
    """A state in words; one that is not known here stays as it is."""
    found = STATES.get(value)
    return value if found is None else found[0 if language == "ko" else 1]


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its English noun: `1 error`, `2 errors`, `3 people`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
