"""Requests for an exception (승인): the approver's inbox, one request with all that a decision needs, filing, ending early.

From a notice to a decision in three taps: notice → request → approve or refuse. What does not live here: whose turn it is
and what an approval may lift (`control/approvals.py`), what the page shows of it (`control/approvals_desk.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.pages.workspace import TASKS
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.domain.offices import Role
from gwanmun.domain.people import DeviceClass

STAFF = tuple(role for role in Role if role not in {Role.AUTHORITY, Role.ASSEMBLY})
ITEMS: Sequence[Item] = (Item("/approvals", t("승인"), STAFF, order=14, group="work"),)

Row = Mapping[str, Any]

#: state → words, shape
STATES: Mapping[str, tuple[str, str]] = {
    "requested": (t("결재 대기"), "wait"),
    "endorsed": (t("2차 결재 대기"), "wait"),
    "granted": (t("승인됨"), "good"),
    "rejected": (t("반려됨"), "bad"),
    "withdrawn": (t("철회됨"), "plain"),
    "ended": (t("조기 종료됨"), "plain"),
    "expired": (t("기한 지남"), "plain"),
}
GRADES: Mapping[str, str] = {"O": t("O 공개"), "S": t("S 민감"), "C": t("C 기밀")}
REACHES: Mapping[str, str] = {"person": t("요청한 사람만"), "department": t("부서 전체")}
#: decision → words, shape (`domain/decisions.py`, by rank)
OUTCOMES: Sequence[tuple[str, str]] = (
    (t("해당 없음"), "plain"), (t("허용"), "good"), (t("가려서 허용"), "good"), (t("승인 필요"), "wait"),
    (t("내부 모델로"), "info"), (t("차단"), "bad"),
)  # fmt: skip
DEVICES: Mapping[str, str] = {
    "internet_pc": t("인터넷망 PC"), "internal_pc": t("업무망 PC"), "government_mobile": t("업무용 모바일"),
    "military_work": t("군 업무용 단말"), "personal": t("개인 단말"), "government_system": t("행정시스템"),
    "unknown": t("알 수 없는 단말"),
}  # fmt: skip
DEPLOYMENTS: Mapping[str, str] = {
    "vendor_hosted": t("공급자 운영"), "third_party_hosted": t("다른 회사 운영"), "in_house": t("내부 운영"),
}  # fmt: skip
CONTRACTS: Mapping[str, str] = {
    "click_through": t("약관 동의만"), "negotiated": t("협상 계약"), "in_house": t("내부 운영"),
}  # fmt: skip
ROLES: Mapping[str, str] = {
    "security": t("정보보호담당관"), "ai_policy": t("AI 정책 담당"), "privacy": t("개인정보 보호책임자"),
}  # fmt: skip
_LONGEST_REASON = 500


def routes(house: House) -> Sequence[BaseRoute]:
    at = "/approvals/{id:path}"
    return (
        house.route("/approvals", page, roles=STAFF),
        house.route("/approvals/new", new, "GET", "POST", roles=STAFF),
        house.route(f"{at}/decide", decide, "POST", roles=STAFF),
        house.route(f"{at}/end", end, "GET", "POST", roles=STAFF),
        house.route(f"{at}/withdraw", withdraw, "POST", roles=STAFF),
        house.route(at, sheet, roles=STAFF),
    )


# ---------------------------------------------------------------- the list


def _columns(ask: Ask) -> tuple[Column[Row], ...]:
    return (
        Column("id", t("요청"), lambda one: one["request"]["id"], path=lambda one: f"/approvals/{one['request']['id']}"),
        Column("service", t("서비스"), lambda one: one["request"]["service"],
               words=lambda one: ask.name("service", one["request"]["service"])),
        Column("state", t("상태"), lambda one: one["state"], words=lambda one: ask.say(STATES[one["state"]][0]),
               chip=lambda one: STATES[one["state"]][1],
               options=tuple((key, ask.say(words)) for key, (words, _) in STATES.items())),
        Column("task", t("업무"), lambda one: one["request"]["task"], words=lambda one: ask.say(one["request"]["task"]) or ask.say("모든 업무")),
        Column("grade", t("등급"), lambda one: one["request"]["grade"],
               words=lambda one: ask.say(GRADES[one["request"]["grade"]])),
        Column("until", t("만료일"), lambda one: one["request"]["until"], "day"),
        Column("asked", t("요청한 때"), lambda one: one["request"]["requested_us"], "when"),
    )  # fmt: skip


async def page(ask: Ask) -> Response:
    everything = ask.query.get("show") == "all"
    rows = cast("list[Row]", await ask.perform("list_approvals", everything=everything))
    view = arrange(ask, _columns(ask), rows, sort="-asked")
    if file := await download(ask, view, "approvals"):
        return file
    me = ask.caller.person
    mine = [one for one in rows if me in one["waits_for"] and one["request"]["person"] != me]
    return ask.page("approvals.html", view=view, mine=mine, everything=everything, states=STATES, grades=GRADES)


# ---------------------------------------------------------------- one request


async def sheet(ask: Ask) -> Response:
    return await _sheet(ask, {}, {})


async def _sheet(ask: Ask, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
    id_ = ask.request.path_params["id"]
    found = cast("Row", await forms.look(ask, "show_approval_request", id=id_))
    uses = cast("Row", await forms.look(ask, "list_approval_uses", id=id_))
    return ask.page(
        "approval.html", status, found=found, asked=found["shown"]["request"], uses=uses, typed=typed, errors=errors,
        stale=status == 409, states=STATES, grades=GRADES, reaches=REACHES, outcomes=OUTCOMES, deployments=DEPLOYMENTS,
        contracts=CONTRACTS, second=ROLES,
    )  # fmt: skip


async def decide(ask: Ask) -> Response:
    """Approve until a day, or refuse with a reason: two buttons of one form."""
    id_, verdict = ask.request.path_params["id"], ask.form.get("verdict", "")
    why = " ".join(ask.form.get("reason", "").split())
    fields = (Field("reason", t("의견")), Field("until", t("만료일"), "day"))
    if len(why) > _LONGEST_REASON:
        return await _sheet(ask, ask.form, {"reason": ask.say("의견은 500자까지 적을 수 있습니다")}, 400)
    if verdict != "approve" and not why:
        return await _sheet(
            ask, ask.form, {"reason": ask.say("반려하는 까닭을 적어 주십시오. 요청한 사람에게 보입니다.")}, 400
        )
    args: dict[str, object] = {"id": id_}
    if verdict == "approve" and ask.form.get("until"):
        try:
            args["until"] = date.fromisoformat(ask.form["until"]).isoformat()
        except ValueError:
            return await _sheet(ask, ask.form, {"until": ask.say("2026-11-22처럼 날짜를 적으십시오")}, 400)
    act = "approve_request" if verdict == "approve" else "reject_request"
    _, errors, status = await forms.attempt(ask, act, why, args, fields)
    if errors:
        return await _sheet(ask, ask.form, errors, status)
    return ask.go(forms.done(f"/approvals/{id_}", "approved" if verdict == "approve" else "rejected"))


async def end(ask: Ask) -> Response:
    id_ = ask.request.path_params["id"]
    form = Form(
        t("승인 {id} 조기 종료"), "end_approval", (forms.reason(t("종료하는 까닭")),), f"/approvals/{id_}", t("승인 요청"), t("지금 종료"),
        titles={"id": id_}, danger=t("이 승인으로 쓰던 사람은 바로 더 쓸 수 없습니다. 요청한 사람과 결재한 사람에게 알립니다."),
        args=lambda _: {"id": id_}, done="ended",
    )  # fmt: skip
    return await forms.answer(ask, form)


async def withdraw(ask: Ask) -> Response:
    id_ = ask.request.path_params["id"]
    await forms.look(ask, "show_approval_request", id=id_)  # another's is refused there, and on record
    await ask.perform("withdraw_request", id=id_)
    return ask.go(forms.done(f"/approvals/{id_}", "withdrawn"))


# ---------------------------------------------------------------- filing


def _usual_day(ask: Ask, offer: Row) -> str:
    asked = ask.query.get("until", "")
    first = date.fromisoformat(offer["today"])
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = first
    return (day if day > first else first + timedelta(days=offer["usual_days"])).isoformat()


async def new(ask: Ask) -> Response:
    """File a request. The link of a refusal brings service, grade, task, device and the refusal's own number."""
    offer = cast("Row", await forms.look(ask, "offer_services"))
    korean = ask.language == "ko"
    services = tuple(
        (
            one["id"],
            f"{one['name_ko' if korean else 'name_en'] or one['id']} ({one['vendor']}, {ask.country(one['country'])})",
        )
        for one in offer["services"]
    )
    refusal = ask.query.get("request", "")[:64]
    refusal = refusal if refusal.isascii() and refusal.isprintable() else ""
    given = {"grade": "O", "device_class": DeviceClass.INTERNET_PC.value, "reach": "person", **ask.query}
    fields = (
        Field("service", t("서비스"), "choice", options=services),
        Field("justification", t("사유서"), "area", t("꼭 이 서비스여야 하는 까닭과 다른 방법이 없는 까닭을 10자 이상 적으십시오. 이름이나 연락처는 적지 마십시오."),
              longest=2000, value=ask.say("거절된 요청 {id}에 대한 승인 요청입니다.", id=refusal) if refusal else ""),
        Field("task", t("업무"), "choice", options=tuple((one.id, one.label) for one in TASKS), required=False,
              hint=t("정하지 않으면 모든 업무에 쓸 수 있습니다.")),
        Field("grade", t("가장 높은 정보 등급"), "choice", options=tuple(GRADES.items())[:2]),
        Field("device_class", t("쓸 단말"), "choice", options=tuple(DEVICES.items())[:4]),
        Field("reach", t("누가 쓰는가"), "choice", options=tuple(REACHES.items())),
        Field("until", t("만료일"), "day", t("이 날까지 쓸 수 있고, 지나면 저절로 끝납니다.")),
    )  # fmt: skip
    given["until"] = _usual_day(ask, offer)
    filled = tuple(replace(one, value=given.get(one.name, "") or one.value) for one in fields)
    form = Form(
        t("승인 요청하기"), "request_approval", filled, "/approvals", t("승인"), t("결재 올리기"),
        lead=t("부서장이 결정합니다. 규칙이 요구하면 담당관이 한 번 더 결정합니다. 결과는 알림함으로 옵니다."),
    )  # fmt: skip
    asked: dict[str, object] = {}

    def then(found: object) -> Response:
        asked["id"] = cast("Row", found)["request"]["id"]
        return ask.go(forms.done(f"/approvals/{asked['id']}", "filed"))

    return await forms.answer(ask, form, then)
