"""Suspected misuse (오용 의심): what the detectors say of a pseudonym, the requests behind it, and a person's decision.

A suspicion is a question, never a verdict; nobody is named here. A decision needs a reason and is made once: who comes
later sees the decision that stands and keeps what they wrote. What does not live here: the detectors (`control/misuse.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.control.findings import REVIEWERS
from gwanmun.control.requests import READERS
from gwanmun.errors import BadCommand

ITEMS: Sequence[Item] = (Item("/desk/misuse", t("오용 의심"), REVIEWERS, order=23),)

DETECTORS = {
    "non_work": (t("업무 외 이용"), t("업무와 무관해 보이는 요청이 7일 안에 여럿 있었습니다.")),
    "bulk_extraction": (t("대량 반출"), t("한 시간 안에 지나치게 많은 요청이나 글, 개인정보가 나갔습니다.")),
    "prompt_injection": (t("우회 지시"), t("AI나 관문의 규칙을 벗어나게 하려는 지시가 있었습니다.")),
    "shared_account": (t("계정 공유"), t("한 사람의 키를 여럿이 쓰는 것처럼 보입니다.")),
}
STATES = {
    "open": ("wait", t("검토 필요")),
    "confirmed": ("bad", t("오용으로 확인")),
    "dismissed": ("good", t("문제 없음")),
}


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/desk/misuse", page, roles=REVIEWERS),
        house.route("/desk/misuse/{id}", one, roles=REVIEWERS),
        house.route("/desk/misuse/{id}", decide, "POST", roles=REVIEWERS),
    )


async def page(ask: Ask) -> Response:
    rows: Any = await ask.perform("list_findings", everything=True)
    view = arrange(ask, _columns(ask), rows, sort="-found")
    if (file := await download(ask, view, "misuse")) is not None:
        return file
    return ask.page("misuse.html", view=view, open=sum(row["state"] == "open" for row in rows))


def _columns(ask: Ask) -> list[Column[Mapping[str, Any]]]:
    def what(row: Mapping[str, Any]) -> str:
        return ask.say(DETECTORS[row["detector"]][0]) if row["detector"] in DETECTORS else str(row["detector"])

    return [
        Column("found", t("찾은 때"), lambda row: row["found_us"], "when", path=lambda row: f"/desk/misuse/{row['id']}"),
        Column("detector", t("무엇이 의심되나"), lambda row: row["detector"], words=what,
               options=tuple((key, ask.say(label)) for key, (label, _) in DETECTORS.items())),
        Column("person", t("이용자(가명)"), lambda row: row["person"], words=lambda row: row["person"][:8], sorts=False),
        Column("count", t("요청 수"), lambda row: row["count"], "number"),
        Column("from", t("처음"), lambda row: row["from_us"], "when"),
        Column("to", t("마지막"), lambda row: row["to_us"], "when"),
        Column("state", t("상태"), lambda row: row["state"], chip=lambda row: STATES[row["state"]][0],
               words=lambda row: ask.say(STATES[row["state"]][1]),
               options=tuple((key, ask.say(label)) for key, (_, label) in STATES.items())),
    ]  # fmt: skip


async def one(ask: Ask) -> Response:
    found: Any = await ask.perform("show_finding", id=_id(ask))
    return _shown(ask, found)


def _shown(ask: Ask, found: Mapping[str, Any], status: int = 200, **more: object) -> Response:
    label, words = DETECTORS.get(found["detector"], (found["detector"], ""))
    values = {
        "found": found, "label": ask.say(label), "words": ask.say(words) if words else "", "state": STATES[found["state"]],
        "errors": {}, "reason": "", "verdict": "", "late": False, "linked": bool(ask.roles.intersection(READERS)),
    }  # fmt: skip
    return ask.page("misuse_one.html", status, **{**values, **more})


def _id(ask: Ask) -> str:
    return str(ask.request.path_params["id"])[:96]


async def decide(ask: Ask) -> Response:
    """Made once. When somebody else was quicker, theirs is shown beside what was written here."""
    reason, verdict = " ".join(ask.form.get("reason", "").split()), ask.form.get("verdict", "")
    errors = {}
    if verdict not in {"confirm", "dismiss"}:
        errors["verdict"] = ask.say("둘 가운데 하나를 고르십시오")
    if not reason:
        errors["reason"] = ask.say("판단한 까닭을 적으십시오")
    if errors:
        found: Any = await ask.perform("show_finding", id=_id(ask))
        return _shown(ask, found, 400, errors=errors, reason=reason, verdict=verdict)
    try:
        await ask.perform("decide_finding", reason, id=_id(ask), confirm=verdict == "confirm")
    except BadCommand:
        found = await ask.perform("show_finding", id=_id(ask))
        if found["state"] == "open":
            raise
        return _shown(ask, found, 409, reason=reason, verdict=verdict, late=True)
    return ask.go(f"/desk/misuse/{_id(ask)}")
