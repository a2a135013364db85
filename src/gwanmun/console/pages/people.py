"""People and their keys (이용자·이용 키): the list, tables taken in, somebody leaves; keys issued, exchanged, taken back.

What lives here: `/people` and `/keys`. What does not: a person's own page (`my.py`), training and devices. A key's text is
shown once, on the page that answers the form, and is never kept. Law: 안전성 확보조치 기준 제5조, 제7조.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms, imports
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.imports import Taking
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.control.roles import OFFICERS, role_name
from gwanmun.domain.offices import Role
from gwanmun.domain.people import Attested, DeviceClass

KEEPERS = (Role.ADMINISTRATOR, Role.SECURITY)
LOOKERS = (*KEEPERS, Role.AUDIT)
_ADMIN = (Role.ADMINISTRATOR,)
ITEMS: Sequence[Item] = (
    Item("/people", t("이용자"), (*LOOKERS, Role.AI_POLICY), order=60),
    Item("/keys", t("이용 키"), LOOKERS, order=61),
)
Row = Mapping[str, Any]
_MOST = 20_000

KEY_STATES: Mapping[str, tuple[str, str]] = {
    "live": (t("사용 중"), "good"), "expired": (t("만료"), "plain"), "revoked": (t("폐기"), "bad"),
}  # fmt: skip
DEVICE_CLASSES: Mapping[str, str] = {
    DeviceClass.INTERNET_PC.value: t("인터넷망 PC"), DeviceClass.INTERNAL_PC.value: t("업무망 PC"),
    DeviceClass.MILITARY_WORK.value: t("군 업무용 단말"), DeviceClass.PERSONAL.value: t("개인 단말"),
}  # fmt: skip
PURPOSES: Mapping[str, str] = {"work": t("업무"), "personal": t("개인 용무")}
ATTESTED: Mapping[str, str] = {
    Attested.MFA.value: t("다중 인증을 씁니다"), Attested.NO_MFA.value: t("다중 인증을 쓰지 않습니다"),
    Attested.PLUGINS.value: t("확장 기능을 씁니다"), Attested.NO_PLUGINS.value: t("확장 기능을 쓰지 않습니다"),
    Attested.STANDARD_DEVICE.value: t("일반 단말입니다"), Attested.SENSITIVE_DEVICE.value: t("민감 시스템에 닿는 단말입니다"),
}  # fmt: skip


def routes(house: House) -> Sequence[BaseRoute]:
    both = ("GET", "POST")
    return (
        house.route("/people", people, roles=OFFICERS),
        house.route("/people/import", take, *both, roles=_ADMIN),
        house.route("/people/{person}", card, roles=LOOKERS),
        house.route("/people/{person}/leave", leave, *both, roles=KEEPERS),
        house.route("/keys", keys, roles=LOOKERS),
        house.route("/keys/issue", issue, *both, roles=_ADMIN),
        house.route("/keys/{key}/rotate", rotate, *both, roles=_ADMIN),
        house.route("/keys/{key}/revoke", revoke, *both, roles=KEEPERS),
    )


async def every(ask: Ask, act: str, **args: object) -> list[Row]:
    """All pages of a list, to the most that a table is made of."""
    found: list[Row] = []
    after: str | None = None
    while len(found) < _MOST:
        more = {"after": after} if after else {}
        page = cast("Row", await forms.look(ask, act, limit=1000, **args, **more))
        found += page["items"]
        after = page["next"]
        if after is None:
            break
    return found


async def agency_names(ask: Ask) -> Mapping[str, str]:
    """Agencies by id, in the reader's language, as they are called now."""
    return {
        one["id"]: one["name_ko" if ask.language == "ko" else "name_en"] for one in await every(ask, "list_agencies")
    }


# ---------------------------------------------------------------- people


def purpose_words(ask: Ask, purposes: Sequence[str]) -> str:
    return ", ".join(ask.say(PURPOSES[one]) if one in PURPOSES else one for one in purposes) or "–"


def lapse(ask: Ask, row: Row) -> tuple[str, str]:
    """Whether the training of somebody stands, in words."""
    until = row["training_until"]
    if until is None:
        return ask.say("이수 기록 없음"), "bad"
    return (ask.say("만료"), "bad") if until < forms.today(ask) else (ask.say("유효"), "good")


async def people(ask: Ask) -> Response:
    narrowed = {name: ask.query[name] for name in ("agency", "department") if ask.query.get(name)}
    rows = await every(ask, "list_people", **narrowed)
    names = {
        one["id"]: one["name_ko" if ask.language == "ko" else "name_en"] for one in await every(ask, "list_departments")
    }
    agencies = await agency_names(ask)
    looks = bool(ask.roles.intersection(LOOKERS))
    states = {"good": t("유효"), "bad": t("만료·없음")}
    columns: tuple[Column[Row], ...] = (
        Column("id", t("이용자"), lambda one: one["id"], path=(lambda one: f"/people/{quote(one['id'], safe='')}") if looks else None),
        Column("agency", t("기관"), lambda one: agencies.get(one["agency"], one["agency"])),
        Column("department", t("부서"), lambda one: names.get(one["department"], one["department"])),
        Column("training", t("교육"), lambda one: lapse(ask, one)[1], words=lambda one: lapse(ask, one)[0],
               chip=lambda one: lapse(ask, one)[1], options=tuple((key, ask.say(words)) for key, words in states.items())),
        Column("training_until", t("교육 만료일"), lambda one: one["training_until"], "day"),
        Column("pledged_on", t("서약일"), lambda one: one["pledged_on"], "day"),
    )  # fmt: skip
    view = arrange(ask, columns, rows, sort="id")
    if file := await download(ask, view, "people"):
        return file
    return ask.page("people.html", view=view, admin=Role.ADMINISTRATOR in ask.roles)


async def take(ask: Ask) -> Response:
    tables = (("people", t("이용자")), ("departments", t("부서")), ("appointments", t("임명")), ("seats", t("좌석")))
    return await imports.answer(ask, Taking(t("이용자 들이기"), "import_table", tables, "/people", t("이용자")))


async def card(ask: Ask) -> Response:
    found = cast("Row", await ask.perform("show_card", person=ask.request.path_params["person"]))
    return ask.page("person.html", found=found, **words(ask))


def words(ask: Ask) -> Mapping[str, Any]:
    """The words that the cards of people share."""
    return {
        "KEY_STATES": KEY_STATES, "DEVICE_CLASSES": DEVICE_CLASSES, "ATTESTED": ATTESTED,
        "lapse": lambda row: lapse(ask, row), "purposes": lambda some: purpose_words(ask, some), "admin": Role.ADMINISTRATOR in ask.roles,
        "keeps": bool(ask.roles.intersection(KEEPERS)), "today": forms.today(ask),
        "role": lambda name: role_name(Role(name), ask.language),
    }  # fmt: skip


async def leave(ask: Ask) -> Response:
    person = ask.request.path_params["person"]
    found = cast("Row", await forms.look(ask, "show_card", person=person))
    live = [one for one in found["keys"] if one["state"] == "live"]
    seen = ((t("사용 중인 키"), len(live)), (t("좌석"), len(found["seats"])), (t("맡은 직무"), len(found["appointments"])),
            (t("단말"), len(found["devices"])))  # fmt: skip
    form = Form(
        t("{person} 퇴직·전출"), "remove_person", (forms.reason(),), "/people", t("이용자"), submit=t("떠남으로 처리"),
        danger=t("키·좌석·승인·직무가 한 번에 모두 끝납니다. 되돌리려면 다시 등록하고 새로 발급해야 합니다."),
        args=lambda values: {"id": person, **values}, seen=seen, titles={"person": person}, done="left",
    )  # fmt: skip
    return await forms.answer(ask, form)


# ---------------------------------------------------------------- keys


async def keys(ask: Ask) -> Response:
    everything = {"everything": True} if ask.query.get("all") == "1" else {}
    rows = cast("list[Row]", await ask.perform("list_keys", **everything))
    admin, keeps = Role.ADMINISTRATOR in ask.roles, bool(ask.roles.intersection(KEEPERS))
    columns: list[Column[Row]] = [
        Column("id", t("키"), lambda one: one["id"]),
        Column("person", t("이용자"), lambda one: one["person"], path=lambda one: f"/people/{quote(one['person'], safe='')}"),
        Column("state", t("상태"), lambda one: one["state"], words=lambda one: ask.say(KEY_STATES[one["state"]][0]),
               chip=lambda one: KEY_STATES[one["state"]][1],
               options=tuple((key, ask.say(words)) for key, (words, _) in KEY_STATES.items())),
        Column("devices", t("단말 구분"), lambda one: ", ".join(one["device_classes"]),
               words=lambda one: ", ".join(ask.say(DEVICE_CLASSES.get(name, name)) for name in one["device_classes"]) or ask.say("없음 (가장 엄격하게)")),
        Column("purposes", t("목적"), lambda one: ", ".join(one["purposes"]), words=lambda one: purpose_words(ask, one["purposes"])),
        Column("created_us", t("발급"), lambda one: one["created_us"], "when"),
        Column("expires_us", t("만료"), lambda one: one["expires_us"], "when"),
    ]  # fmt: skip
    if keeps:
        columns.append(
            Column("revoke", t("폐기"), lambda one: ask.say("폐기하기") if one["state"] == "live" else "", sorts=False,
                   path=lambda one: f"/keys/{one['id']}/revoke" if one["state"] == "live" else "")
        )  # fmt: skip
    if admin:
        columns.append(
            Column("rotate", t("교체"), lambda one: ask.say("교체하기") if one["state"] == "live" else "", sorts=False,
                   path=lambda one: f"/keys/{one['id']}/rotate" if one["state"] == "live" else "")
        )  # fmt: skip
    view = arrange(ask, columns, rows, sort="-created_us")
    if file := await download(ask, view, "keys"):
        return file
    return ask.page("keys.html", view=view, admin=admin, everything=bool(everything))


_DAYS = Field("days", t("유효 일수"), "number", hint=t("1일부터 730일까지"), value="365")


async def issue(ask: Ask) -> Response:
    fields = (
        Field("person", t("이용자"), hint=t("등록된 이용자 번호를 적습니다. 예: p-1001")),
        Field("departments", t("부서"), hint=t("비우면 소속 부서입니다. 여럿이면 쉼표로 나눕니다."), required=False),
        Field("device_classes", t("단말 구분"), "many", options=tuple(DEVICE_CLASSES.items()), required=False,
              hint=t("고르지 않으면 가장 엄격하게 판정합니다.")),
        Field("purposes", t("목적"), hint=t("비우면 업무(work)입니다. 여럿이면 쉼표로 나눕니다."), required=False),
        Field("attested", t("확인한 사실"), "many", options=tuple(ATTESTED.items()), required=False,
              hint=t("직접 확인한 것만 고릅니다. 확인하지 않은 것은 알 수 없음으로 둡니다.")),
        _DAYS, forms.reason(),
    )  # fmt: skip

    def args(values: Mapping[str, object]) -> Mapping[str, object]:
        parts = {key: _parts(values[key]) for key in ("departments", "purposes") if key in values}
        return {**values, **parts}

    form = Form(t("이용 키 발급"), "issue_key", fields, "/keys", t("이용 키"), submit=t("발급하기"), args=args,
                lead=t("키는 다음 화면에서 한 번만 보입니다. 다시 볼 수 없습니다."))  # fmt: skip
    return await forms.answer(ask, form, lambda made: _once(ask, made))


def _parts(text: object) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(text).split(",") if part.strip())


def _once(ask: Ask, made: object) -> Response:
    """The key in the clear: on this page, and nowhere else."""
    response = ask.page("key.html", made=made)
    response.headers["cache-control"] = "no-store"
    return response


async def _key(ask: Ask) -> Row:
    rows = cast("list[Row]", await forms.look(ask, "list_keys", everything=True))
    name = ask.request.path_params["key"]
    return next((one for one in rows if one["id"] == name), {"id": name, "person": "", "state": ""})


def _seen(ask: Ask, found: Row) -> Sequence[tuple[str, object]]:
    state = KEY_STATES.get(found["state"])
    return ((t("키"), found["id"]), (t("이용자"), found["person"]), (t("상태"), ask.say(state[0]) if state else ""))


async def rotate(ask: Ask) -> Response:
    found = await _key(ask)
    fields = (Field("overlap_hours", t("옛 키를 함께 쓰는 시간"), "number", hint=t("0시간부터 744시간까지. 그동안 두 키가 모두 쓰입니다."), value="168"), _DAYS)  # fmt: skip
    form = Form(t("이용 키 교체"), "rotate_key", fields, "/keys", t("이용 키"), submit=t("새 키 발급"), seen=_seen(ask, found),
                lead=t("한도와 쓴 금액은 그대로 이어집니다. 새 키는 한 번만 보입니다."),
                args=lambda values: {"id": found["id"], **values})  # fmt: skip
    return await forms.answer(ask, form, lambda made: _once(ask, made))


async def revoke(ask: Ask) -> Response:
    found = await _key(ask)
    form = Form(t("이용 키 폐기"), "revoke_key", (forms.reason(),), "/keys", t("이용 키"), submit=t("지금 폐기"), seen=_seen(ask, found),
                danger=t("1초 안에 이 키의 모든 요청이 거절됩니다. 되살릴 수 없습니다."),
                args=lambda values: {"id": found["id"], **values}, done="revoked")  # fmt: skip
    return await forms.answer(ask, form)
