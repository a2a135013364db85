"""Devices (단말 현황): the inventory, what was found on them, checks and removals, and the report that an order asks for.

What lives here: `/devices`. What does not: decisions by device (`policy/`), lists for blocking (`enforcement`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms, imports
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item, day_words
from gwanmun.console.imports import Taking
from gwanmun.console.pages.people import DEVICE_CLASSES
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.domain.offices import Role
from gwanmun.errors import BadRequest

KEEPERS = (Role.SECURITY,)
LOOKERS = (Role.SECURITY, Role.PRIVACY, Role.AI_POLICY, Role.AUDIT, Role.RECORDS)
ITEMS: Sequence[Item] = (Item("/devices", t("단말"), LOOKERS, order=63),)
Row = Mapping[str, Any]

STATES: Mapping[str, tuple[str, str]] = {
    "unchecked": (t("점검 전"), "wait"), "clear": (t("발견 없음"), "good"), "found": (t("AI 앱 있음"), "bad"),
    "removed": (t("삭제함"), "good"),
}  # fmt: skip
TIERS: Mapping[str, str] = {"standard": t("보통"), "high": t("민감")}
OWNERS: Mapping[str, str] = {"government": t("기관"), "personal": t("개인")}


def routes(house: House) -> Sequence[BaseRoute]:
    both = ("GET", "POST")
    return (
        house.route("/devices", page, roles=LOOKERS),
        house.route("/devices/report", report, roles=(*LOOKERS, Role.AUTHORITY)),
        house.route("/devices/new", edit, *both, roles=KEEPERS),
        house.route("/devices/import", take, *both, roles=KEEPERS),
        house.route("/devices/{device}/check", check, *both, roles=KEEPERS),
        house.route("/devices/{device}/remove", remove, *both, roles=KEEPERS),
        house.route("/devices/{device}/retire", retire, *both, roles=KEEPERS),
    )


async def page(ask: Ask) -> Response:
    rows = cast(
        "list[Row]",
        await ask.perform("list_device_rows", **({"everything": True} if ask.query.get("all") == "1" else {})),
    )
    keeps = bool(ask.roles.intersection(KEEPERS))

    def at(one: Row, act: str) -> str:
        return f"/devices/{quote(one['device']['id'], safe='')}/{act}"

    columns: list[Column[Row]] = [
        Column("id", t("자산번호"), lambda one: one["device"]["id"]),
        Column("state", t("상태"), lambda one: one["state"], words=lambda one: ask.say(STATES[one["state"]][0]),
               chip=lambda one: STATES[one["state"]][1], options=tuple((key, ask.say(words)) for key, (words, _) in STATES.items())),
        Column("found", t("남아 있는 AI 앱"), lambda one: ", ".join(one["found"])),
        Column("removed", t("삭제한 AI 앱"), lambda one: ", ".join(one["removed"])),
        Column("checked_on", t("마지막 점검"), lambda one: one["checked_on"], "day"),
        Column("class", t("단말 구분"), lambda one: one["device"]["device_class"],
               words=lambda one: ask.say(DEVICE_CLASSES.get(one["device"]["device_class"], one["device"]["device_class"])),
               options=tuple((key, ask.say(words)) for key, words in DEVICE_CLASSES.items())),
        Column("tier", t("민감도"), lambda one: one["device"]["tier"], words=lambda one: ask.say(TIERS[one["device"]["tier"]]),
               options=tuple((key, ask.say(words)) for key, words in TIERS.items())),
        Column("department", t("부서"), lambda one: one["device"]["department"],
               words=lambda one: ask.name("department", one["device"]["department"]) or "–"),
        Column("holder", t("쓰는 사람"), lambda one: one["device"]["holder"]),
    ]  # fmt: skip
    if keeps:
        columns += [
            Column("check", t("점검"), lambda _: ask.say("점검하기"), sorts=False, path=lambda one: at(one, "check")),
            Column("retire", t("폐기"), lambda one: "" if one["device"]["retired_on"] else ask.say("폐기하기"), sorts=False,
                   path=lambda one: "" if one["device"]["retired_on"] else at(one, "retire")),
        ]  # fmt: skip
    view = arrange(ask, columns, rows, sort="id")
    if file := await download(ask, view, "devices"):
        return file
    counts = {key: sum(one["state"] == key for one in rows) for key in STATES}
    return ask.page(
        "devices.html", view=view, keeps=keeps, counts=counts, STATES=STATES, everything=ask.query.get("all") == "1"
    )


async def report(ask: Ask) -> Response:
    since = ask.query.get("since", "")
    try:
        start = date.fromisoformat(since) if since else date.fromisoformat(forms.today(ask)) - timedelta(days=30)
    except ValueError:
        raise BadRequest("bad_value", "since", allowed="2026-11-22") from None
    app = ask.query.get("app", "").strip()[:96]
    rows = cast(
        "list[Row]", await ask.perform("device_report", since=start.isoformat(), **({"app": app} if app else {}))
    )
    columns: tuple[Column[Row], ...] = (
        Column("agency", t("기관"), lambda one: one["agency"], words=lambda one: ask.name("agency", one["agency"])),
        Column("tier", t("민감도"), lambda one: one["tier"], words=lambda one: ask.say(TIERS[one["tier"]])),
        Column("devices", t("대상 단말"), lambda one: one["devices"], "number"),
        Column("checked", t("점검함"), lambda one: one["checked"], "number"),
        Column("found", t("발견"), lambda one: one["found"], "number"),
        Column("gone", t("삭제"), lambda one: one["removed"], "number"),
        Column("remaining", t("남음"), lambda one: one["remaining"], "number"),
        Column("not_reached", t("점검하지 못함"), lambda one: one["not_reached"], "number"),
        Column("not_reached_ids", t("점검하지 못한 단말"), lambda one: ", ".join(one["not_reached_ids"])),
    )  # fmt: skip
    view = arrange(ask, columns, rows)
    if file := await download(ask, view, "device-report"):
        return file
    return ask.page("device_report.html", view=view, since=start.isoformat(), app=app)


async def edit(ask: Ask) -> Response:
    fields = (
        Field("id", t("자산번호"), hint=t("영문 소문자와 숫자, 예: pc-00123")),
        Field("agency", t("기관"), value=str(ask.caller.agency)),
        Field("department", t("부서"), required=False),
        Field("holder", t("쓰는 사람"), hint=t("등록된 이용자 번호를 적습니다. 예: p-1001"), required=False),
        Field("device_class", t("단말 구분"), "choice", options=tuple(DEVICE_CLASSES.items())),
        Field("tier", t("민감도"), "choice", options=tuple(TIERS.items()), value="standard"),
        Field("zone", t("망"), hint=t("예: 인터넷망"), required=False),
    )

    def args(values: Mapping[str, object]) -> Mapping[str, object]:
        owner = "personal" if values["device_class"] == "personal" else "government"
        return {"device": {"department": None, "holder": None, "zone": "", "ownership": owner, **values}}

    return await forms.answer(ask, Form(t("단말 등록"), "put_device", fields, "/devices", t("단말"), args=args))


async def take(ask: Ask) -> Response:
    tables = (("devices", t("단말")), ("device_checks", t("단말 점검")), ("device_apps", t("단말의 AI 앱")))
    return await imports.answer(ask, Taking(t("단말 표 들이기"), "import_devices", tables, "/devices", t("단말")))


async def _device(ask: Ask) -> Row:
    name = ask.request.path_params["device"]
    rows = cast("list[Row]", await forms.look(ask, "list_device_rows", everything=True))
    found = next((one for one in rows if one["device"]["id"] == name), None)
    if found is None:
        raise BadRequest("no_such_page")
    return found


def _seen(ask: Ask, found: Row) -> Sequence[tuple[str, object]]:
    state = STATES.get(found["state"])
    return ((t("단말"), found["device"]["id"]), (t("상태"), ask.say(state[0]) if state else ""),
            (t("남아 있는 AI 앱"), ", ".join(found["found"])), (t("마지막 점검"), day_words(found["checked_on"])))  # fmt: skip


async def check(ask: Ask) -> Response:
    found = await _device(ask)
    fields = (
        Field("found", t("지금 있는 AI 앱"), hint=t("앱 부호를 쉼표로 나눕니다. 없으면 비웁니다. 전에 있다가 적지 않은 앱은 삭제한 것으로 남습니다."),
              required=False, value=", ".join(found["found"])),
        Field("on", t("점검한 날"), "day", hint=t("비우면 오늘입니다."), required=False),
    )  # fmt: skip

    def args(values: Mapping[str, object]) -> Mapping[str, object]:
        apps = tuple(part.strip() for part in str(values.get("found", "")).split(",") if part.strip())
        return {**values, "id": found["device"]["id"], "found": apps}

    form = Form(
        t("단말 점검"),
        "check_device_apps",
        fields,
        "/devices",
        t("단말"),
        submit=t("점검 기록"),
        args=args,
        seen=_seen(ask, found),
    )
    return await forms.answer(ask, form)


async def remove(ask: Ask) -> Response:
    found = await _device(ask)
    options = tuple((one, one) for one in found["found"])
    fields = (
        Field("app", t("앱"), "choice", options=options),
        Field("on", t("삭제한 날"), "day", hint=t("비우면 오늘입니다."), required=False),
    )
    form = Form(t("AI 앱 삭제 기록"), "remove_app", fields, "/devices", t("단말"), submit=t("기록하기"), seen=_seen(ask, found),
                args=lambda values: {"device": found["device"]["id"], **values})  # fmt: skip
    return await forms.answer(ask, form)


async def retire(ask: Ask) -> Response:
    found = await _device(ask)
    fields = (Field("on", t("폐기한 날"), "day", hint=t("비우면 오늘입니다."), required=False),)
    form = Form(t("단말 폐기"), "retire_device", fields, "/devices", t("단말"), submit=t("폐기하기"), seen=_seen(ask, found),
                danger=t("목록과 보고에서 빠집니다. 점검 기록은 남습니다."),
                args=lambda values: {"id": found["device"]["id"], **values})  # fmt: skip
    return await forms.answer(ask, form)
