"""The demonstration's tour (둘러보기): seven stops, one sentence each, and where one is in the address of the page.

A stop is a tile to enter as and a page to look at; nothing is kept about who went how far. What does not live here: the
nine ways in (`control/demo_offices.py`), the pages themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gwanmun.console.texts import t


@dataclass(frozen=True, slots=True)
class Stop:
    tile: str
    path: str
    title: str
    words: str


STOPS = (
    Stop("official", "/workspace", t("민원 답변을 씁니다"),
         t("이름과 전화번호가 든 글을 넣고, 무엇이 가려져 나가는지 본 다음 보냅니다.")),
    Stop("approver", "/approvals", t("승인 요청을 결정합니다"),
         t("부서에서 올라온 요청의 사유와 범위를 읽고 승인하거나 반려합니다.")),
    Stop("security", "/desk/requests", t("막힌 까닭을 봅니다"),
         t("차단된 요청 하나를 골라 어느 규칙이 왜 막았는지 읽습니다.")),
    Stop("ai-policy", "/policies", t("정책을 바꾸기 전에 견주어 봅니다"),
         t("기준 하나를 열어 규칙을 말로 읽고, 지난달이라면 무엇이 달라졌을지 봅니다.")),
    Stop("budget", "/money", t("예산을 봅니다"),
         t("한도와 남은 금액을 보고, 구독료 청구서를 들입니다.")),
    Stop("audit", "/desk/journal", t("감사기록을 검증합니다"),
         t("단추 하나로 기록이 고쳐지지 않았음을 확인합니다.")),
    Stop("citizen", "/public", t("시민의 눈으로 봅니다"),
         t("로그인 없이 어떤 AI를 어디에 쓰는지 보고, 이의를 신청합니다.")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Where:
    """`at` is the stop one stands at, from 1; `next` the one after, None at the last."""

    at: int
    of: int
    stop: Stop
    next: Stop | None


def where(query: Mapping[str, str], path: str) -> Where | None:
    """Where on the tour a page is; None off it, and for whatever the address says that is no stop."""
    said = query.get("tour", "")
    number = int(said) if len(said) == 1 and said.isascii() and said.isdecimal() else 0
    if not 1 <= number <= len(STOPS) or not path.startswith(STOPS[number - 1].path):
        return None
    return Where(number, len(STOPS), STOPS[number - 1], STOPS[number] if number < len(STOPS) else None)


def address_of(number: str, tile: str) -> str:
    """Where a stop begins, for whoever entered as its tile; empty when there is no such stop."""
    if len(number) == 1 and number.isascii() and number.isdecimal() and 1 <= int(number) <= len(STOPS):
        stop = STOPS[int(number) - 1]
        if stop.tile == tile:
            return f"{stop.path}?tour={number}"
    return ""
