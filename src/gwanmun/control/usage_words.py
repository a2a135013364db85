"""What the tables of `gwanmun usage` say to a person: headings, titles, and names for the identifiers in their cells.

JSON and CSV keep the identifiers: they are what programs read. What does not live here: the questions (`usage.py`).
"""

from collections.abc import Mapping
from functools import cache

from gwanmun.control import shipped
from gwanmun.control.usage import Cell, Table
from gwanmun.domain.money import won
from gwanmun.policy.sentences import VALUES

#: column → (Korean, English). Money is shown in won.
HEADINGS: Mapping[str, tuple[str, str]] = {
    "government": ("시·도", "government"), "agency": ("기관", "agency"), "department": ("부서", "department"),
    "person": ("이용자", "person"), "service": ("서비스", "service"), "family": ("모델 계열", "family"),
    "model": ("모델", "model"), "task": ("업무", "task"), "device": ("단말", "device"), "decision": ("판정", "decision"),
    "grade": ("등급", "grade"), "kinds": ("개인정보 종류", "kinds"), "month": ("월", "month"), "period": ("월", "month"),
    "day": ("일", "day"), "requests": ("요청", "requests"), "refused": ("거절", "refused"), "failed": ("오류", "failed"),
    "spent_micro_won": ("사용액(원)", "spent (won)"), "held_micro_won": ("예약(원)", "held (won)"),
    "input_tokens": ("입력 토큰", "input tokens"), "output_tokens": ("출력 토큰", "output tokens"),
    "users": ("이용자 수", "users"), "ended": ("완료", "ended"), "p50": ("중간(ms)", "p50 (ms)"),
    "p95": ("95%(ms)", "p95 (ms)"), "p99": ("99%(ms)", "p99 (ms)"), "agencies": ("기관 수", "agencies"),
    "permille": ("비중(‰)", "share (‰)"), "won_per_user": ("1인당(원)", "won a user"),
    "users_per_1000_staff": ("정원 천 명당", "users per 1,000 staff"), "asked": ("물어본 답변", "asked"),
    "median_minutes_saved": ("아낀 분(중간)", "minutes saved (median)"), "micro_won_each": ("건당(원)", "won each"),
    "masked_permille": ("가림(‰)", "masked (‰)"), "refused_permille": ("거절(‰)", "refused (‰)"),
}  # fmt: skip

#: table → (Korean, English); `by_…` is told by its dimension.
TITLES: Mapping[str, tuple[str, str]] = {
    "together": ("함께 보기", "together"), "users": ("이용자 수", "users"), "latency_ms": ("응답 시간", "answer times"),
    "benefit": ("업무별 효과, 비용, 위험", "benefit, cost and risk by task"), "service_mix": ("서비스 구성", "service mix"),
    "disparity": ("시·도 격차", "disparity between governments"),
}  # fmt: skip

_DECISIONS: Mapping[str, tuple[str, str]] = {
    "allow": ("허용", "allow"), "allow_with_masking": ("마스킹 후 허용", "allow with masking"),
    "require_approval": ("승인 필요", "approval"), "route_in_house": ("내부 모델", "in-house"), "deny": ("차단", "deny"),
}  # fmt: skip


def title(name: str, language: str) -> str:
    """A table's title; one by a dimension is called after it. An unknown one keeps its name."""
    at = 0 if language == "ko" else 1
    dimension = name.removeprefix("by_")
    if dimension != name and dimension in HEADINGS:
        return ("{} 이용", "use by {}")[at].format(f"{HEADINGS[dimension][0]}별" if at == 0 else HEADINGS[dimension][1])
    return TITLES[name][at] if name in TITLES else name


def heading(column: str, language: str) -> str:
    return HEADINGS[column][0 if language == "ko" else 1] if column in HEADINGS else column


def shown(column: str, cell: Cell, language: str) -> str:
    """A cell for a person's eye: won, grouped digits, the name behind an identifier that ships."""
    if isinstance(cell, int):
        return won(cell) if "micro_won" in column else f"{cell:,}"
    if cell is None:
        return "-"
    names = _names(column).get(cell)
    if column == "department" and names is None:
        agency, slash, rest = cell.partition("/")
        known = _names("agency").get(agency)
        return f"{known[0 if language == 'ko' else 1]}/{rest}" if slash and known else cell
    return cell if names is None else names[0 if language == "ko" else 1]


def lines(found: Table, language: str) -> list[tuple[str, ...]]:
    """Headings and rows, as words."""
    heads = tuple(heading(name, language) for name in found.columns)
    return [
        heads,
        *(
            tuple(shown(name, cell, language) for name, cell in zip(found.columns, row, strict=True))
            for row in found.rows
        ),
    ]


@cache
def _names(column: str) -> Mapping[str, tuple[str, str]]:
    """Identifier → names, for the columns whose identifiers this product ships."""
    if column in {"government", "agency"}:
        return {str(one.id): (one.name_ko, one.name_en) for one in shipped.agencies().rows}
    if column == "service":
        return {str(one.id): (one.name_ko, one.name_en) for one in shipped.catalogue().services}
    if column == "decision":
        return _DECISIONS
    if column == "device":
        return {**VALUES, "personal": ("개인 단말", "personal device")}
    return {}
