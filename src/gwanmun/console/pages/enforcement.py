"""Enforcement (차단 현황): what stands in which engine for which devices, what was attempted, what nobody listed, exceptions,
how long an order took, what a device would get, and where the link of the block page leads (`doors.request_link`).

Reads only, but for the question of the simulate box and the request behind that link. All of it is what machines proved or filed (`control/enforcement_*`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.pages.approvals import DEVICES, STAFF
from gwanmun.console.pages.approvals import REACHES as WHO
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.domain.offices import Role

ASKERS = (Role.SECURITY, Role.AI_POLICY, Role.PRIVACY, Role.AUTHORITY, Role.ADMINISTRATOR)
READERS = (*ASKERS, Role.AUDIT)
ITEMS: Sequence[Item] = (Item("/enforcement", t("차단 현황"), READERS, order=34),)

Row = Mapping[str, Any]

HOLDS: Mapping[str, tuple[str, str]] = {
    "effective": (t("시행 확인"), "good"), "loaded": (t("적재됨, 확인 질문 없음"), "wait"), "observed": (t("기록만 함"), "wait"),
}  # fmt: skip
CLOCK: Mapping[str, tuple[str, str]] = {**HOLDS, "waiting": (t("시행 대기"), "bad")}
TIERS: Mapping[str, str] = {"high": t("민감한 단말"), "standard": t("일반 단말")}
ACTIONS: Mapping[str, tuple[str, str]] = {
    "pass": (t("연결됨"), "good"), "block": (t("막힘"), "bad"), "inspect": (t("살펴서 연결"), "info"),
}  # fmt: skip
REACHES: Mapping[str, str] = {"person": t("한 사람"), "department": t("부서"), "agency": t("기관 전체")}


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/enforcement", page, roles=READERS),
        house.route("/enforcement/attempts", attempts, roles=READERS),
        house.route("/enforcement/discovered", discovered, roles=READERS),
        house.route("/enforcement/exceptions", exceptions, roles=READERS),
        house.route("/enforcement/simulate", simulate, roles=ASKERS),
        house.route("/enforcement/clock/{id:path}", clock, roles=READERS),
        house.route("/request", ask_leave, "GET", "POST", roles=STAFF),
    )


def _device(ask: Ask, one: Row) -> str:
    return ask.say(DEVICES.get(one["device"], one["device"]))


def _options(ask: Ask, words: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((key, ask.say(word)) for key, (word, _) in words.items())


async def page(ask: Ask) -> Response:
    """The last record of each engine for each class, and what it has not caught up with."""
    rows = cast("list[Row]", await ask.perform("list_enforcement"))
    columns: tuple[Column[Row], ...] = (
        Column("agency", t("기관"), lambda one: one["agency"], words=lambda one: ask.name("agency", one["agency"])),
        Column("device", t("단말 구분"), lambda one: one["device"], words=lambda one: _device(ask, one)),
        Column("hold", t("상태"), lambda one: one["hold"], words=lambda one: ask.say(HOLDS[one["hold"]][0]),
               chip=lambda one: HOLDS[one["hold"]][1], options=_options(ask, HOLDS)),
        Column("behind", t("새 판과의 차이"), lambda one: one["behind"], words=lambda one: ask.say("최신") if not one["behind"] else
               ask.say("{n}판 뒤짐", n=one["behind"]), chip=lambda one: "wait" if one["behind"] else "good"),
        Column("target", t("막는 장치"), lambda one: one["target"]),
        Column("enforcer", t("적용기"), lambda one: one["enforcer"]),
        Column("probes", t("확인한 질문"), lambda one: one["probes"], "number"),
        Column("at", t("적용한 때"), lambda one: one["at_us"], "when"),
        Column("confirmed_by", t("큰 변경을 확인한 담당자"), lambda one: one["confirmed_by"] or ""),
        Column("stamp", t("정책 표시"), lambda one: one["stamp"]),
    )  # fmt: skip
    view = arrange(ask, columns, rows, sort="agency")
    if file := await download(ask, view, "enforcement"):
        return file
    classes = {(one["agency"], one["device"]) for one in rows}
    held = {(one["agency"], one["device"]) for one in rows if one["hold"] == "effective"}
    return ask.page(
        "enforcement.html", view=view, classes=len(classes), held=len(held), behind=sum(1 for one in rows if one["behind"]),
        asks=bool(ask.roles.intersection(ASKERS)),
    )  # fmt: skip


def _sighted(ask: Ask, subject: str, *, uses: bool) -> tuple[Column[Row], ...]:
    columns: tuple[Column[Row], ...] = (
        Column("subject", subject, lambda one: one["subject"]),
        Column("agency", t("기관"), lambda one: one["agency"], words=lambda one: ask.name("agency", one["agency"])),
        Column("device", t("단말 구분"), lambda one: one["device"], words=lambda one: _device(ask, one)),
        Column("day", t("날짜"), lambda one: one["day"], "day"),
        Column("attempts", t("시도"), lambda one: one["attempts"], "number"),
        Column("devices", t("단말 수"), lambda one: one["devices"], "number"),
    )  # fmt: skip
    return (*columns, Column("uses", t("막지 않은 방문"), lambda one: one["uses"], "number")) if uses else columns


async def attempts(ask: Ask) -> Response:
    rows = cast("list[Row]", await ask.perform("list_sightings", sort="service"))
    view = arrange(ask, _sighted(ask, t("서비스"), uses=True), rows, sort="-attempts")
    if file := await download(ask, view, "attempts"):
        return file
    total = sum(one["attempts"] for one in view.found)
    return ask.page("attempts.html", view=view, total=total, discovered=False)


async def discovered(ask: Ask) -> Response:
    """Hosts that look like generative AI and that nobody listed."""
    rows = cast("list[Row]", await ask.perform("list_sightings", sort="host"))
    view = arrange(ask, _sighted(ask, t("이름"), uses=True), rows, sort="-devices")
    if file := await download(ask, view, "discovered"):
        return file
    return ask.page("attempts.html", view=view, total=len({one["subject"] for one in view.found}), discovered=True)


async def exceptions(ask: Ask) -> Response:
    rows = cast("list[Row]", await ask.perform("list_exceptions"))
    columns: tuple[Column[Row], ...] = (
        Column("id", t("승인"), lambda one: one["id"], path=lambda one: f"/approvals/{one['id']}"),
        Column("service", t("서비스"), lambda one: one["service"], words=lambda one: ask.name("service", one["service"])),
        Column("agency", t("기관"), lambda one: one["agency"], words=lambda one: ask.name("agency", one["agency"])),
        Column("reaches", t("미치는 범위"), lambda one: one["reaches"], words=lambda one: ask.say(REACHES[one["reaches"]]),
               options=tuple((key, ask.say(words)) for key, words in REACHES.items())),
        Column("hosts", t("열리는 이름"), lambda one: one["hosts"], "number"),
        Column("until", t("끝나는 때"), lambda one: one["until_us"], "when"),
    )  # fmt: skip
    view = arrange(ask, columns, rows, sort="until")
    if file := await download(ask, view, "exceptions"):
        return file
    return ask.page("exceptions.html", view=view)


async def clock(ask: Ask) -> Response:
    """How many minutes from the order until each class was held, with the line that proves it."""
    found = cast("Row", await ask.perform("show_clock", order=ask.request.path_params["id"]))
    columns: tuple[Column[Row], ...] = (
        Column("position", t("차례"), lambda one: one["position"], "number"),
        Column("agency", t("기관"), lambda one: one["agency"], words=lambda one: ask.name("agency", one["agency"])),
        Column("device", t("단말 구분"), lambda one: one["device"], words=lambda one: _device(ask, one)),
        Column("tier", t("민감도"), lambda one: one["tier"], words=lambda one: ask.say(TIERS.get(one["tier"], one["tier"]))),
        Column("devices", t("단말 수"), lambda one: one["devices"], "number"),
        Column("state", t("상태"), lambda one: one["state"], words=lambda one: ask.say(CLOCK[one["state"]][0]),
               chip=lambda one: CLOCK[one["state"]][1], options=_options(ask, CLOCK)),
        Column("minutes", t("걸린 분"), lambda one: one["minutes"], words=lambda one: "–" if one["minutes"] is None else f"{one['minutes']:,.1f}",
               kind="number"),
        Column("at", t("시행된 때"), lambda one: one["effective_us"], "when"),
        Column("proof", t("증거"), lambda one: f"{one['proof']['enforcer']}#{one['proof']['sequence']}" if one["proof"] else None),
    )  # fmt: skip
    view = arrange(ask, columns, found["rows"], sort="position")
    if file := await download(ask, view, "order-to-coverage"):
        return file
    return ask.page("clock.html", view=view, found=found)


async def simulate(ask: Ask) -> Response:
    """What would this device get at this address? A question, so that its address can be sent to a colleague."""
    fields = (
        Field("agency", t("기관"), value=str(ask.caller.agency), longest=96),
        Field("device", t("단말 구분"), "choice", options=tuple(DEVICES.items()), value="internet_pc"),
        Field("host", t("주소"), hint=t("예: chat.deepseek.com"), longest=253),
    )
    asked, answer = ask.query, None
    typed = {one.name: asked.get(one.name, one.value).strip() for one in fields}
    errors: dict[str, str] = {}
    status = 200
    if "host" in asked:
        if not typed["host"]:
            errors["host"] = ask.say("주소: 비어 있습니다")
        elif typed["device"] not in DEVICES:
            errors["device"] = ask.say("목록에서 고르십시오")
        else:
            typed["host"] = _host(typed["host"])
            answer, errors, status = await forms.attempt(ask, "simulate_host", "", typed, fields)
        status = 400 if errors else status
    return ask.page(
        "simulate.html",
        status,
        typed=typed,
        errors=errors,
        answer=answer,
        devices=tuple(DEVICES.items()),
        actions=ACTIONS,
    )


async def ask_leave(ask: Ask) -> Response:
    """The link of the block page brings host, reason and policy; whoever was stopped adds why and until when."""
    offer = cast("Row", await forms.look(ask, "offer_services"))
    usual = date.fromisoformat(offer["today"]) + timedelta(days=offer["usual_days"])
    fields = (
        Field("host", t("주소"), hint=t("예: chat.deepseek.com"), longest=253),
        Field("justification", t("사유서"), "area", t("꼭 이 서비스여야 하는 까닭과 다른 방법이 없는 까닭을 10자 이상 적으십시오. 이름이나 연락처는 적지 마십시오."),
              longest=2000),
        Field("device_class", t("쓸 단말"), "choice", options=tuple(DEVICES.items())[:4], value="internet_pc"),
        Field("reach", t("누가 쓰는가"), "choice", options=tuple(WHO.items()), value="person"),
        Field("until", t("만료일"), "day", t("이 날까지 쓸 수 있고, 지나면 저절로 끝납니다."), value=usual.isoformat()),
        *(Field(one, kind="hidden", required=False, value=ask.query.get(one, "")[:64]) for one in ("code", "policy")),
    )  # fmt: skip
    form = Form(
        t("승인 요청하기"), "request_exception", fields, "/approvals", t("승인"), t("결재 올리기"),
        lead=t("부서장이 결정합니다. 규칙이 요구하면 담당관이 한 번 더 결정합니다. 결과는 알림함으로 옵니다."),
    )  # fmt: skip
    return await forms.answer(
        ask, form, lambda found: ask.go(forms.done(f"/approvals/{cast('Row', found)['request']['id']}", "filed"))
    )


def _host(text: str) -> str:
    """The name in an address that was pasted whole."""
    return text.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0].rstrip(".").lower()
