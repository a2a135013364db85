"""Roles by the provider's groups (그룹별 역할): the table, a row put in or taken out, and who would get what beforehand.

What lives here: `/accounts/groups`, shown where people sign in by a provider. A row counts from each person's next sign-in.
The dry run writes nothing and stands beside the form that would. What does not live here: what a row gives
(`control/groups.py`), proving who somebody is (`provider_way.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.pages.accounts import KEEPERS
from gwanmun.console.pages.people import agency_names
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.control.roles import role_name
from gwanmun.domain.offices import Role
from gwanmun.errors import BadCommand, BadRequest

ITEMS: Sequence[Item] = ()
Row = Mapping[str, Any]
MAKERS = (Role.ADMINISTRATOR,)
_REMOVERS = (Role.ADMINISTRATOR, Role.SECURITY)
WHAT: Mapping[str, tuple[str, str]] = {
    "gains": (t("새로 받음"), "good"), "keeps": (t("그대로"), "plain"), "loses": (t("잃음"), "bad"),
}  # fmt: skip


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/accounts/groups", page, roles=KEEPERS),
        house.route("/accounts/groups/put", put, "GET", "POST", roles=MAKERS),
        house.route("/accounts/groups/{id}/remove", remove, "GET", "POST", roles=_REMOVERS),
    )


def _role(ask: Ask, role: str) -> str:
    return role_name(Role(role), ask.language)


async def page(ask: Ask) -> Response:
    rows = cast("list[Row]", await ask.perform("list_group_roles"))
    names = await agency_names(ask)
    removes = bool(ask.roles.intersection(_REMOVERS))
    columns: list[Column[Row]] = [
        Column("group", t("그룹"), lambda one: one["group"]),
        Column("role", t("직무"), lambda one: one["role"], words=lambda one: _role(ask, one["role"]),
               options=tuple((one, _role(ask, one)) for one in sorted({row["role"] for row in rows}))),
        Column("agency", t("기관"), lambda one: one["agency"], words=lambda one: ask.say("모든 기관") if one["agency"] == "*" else names.get(one["agency"], one["agency"])),
        Column("department", t("부서"), lambda one: one["department"], words=lambda one: ask.name("department", one["department"]) or "–"),
        Column("id", t("번호"), lambda one: one["id"], path=_change if ask.roles.intersection(MAKERS) else None),
    ]  # fmt: skip
    if removes:
        columns.append(Column("change", t("할 일"), lambda _: ask.say("지우기"), sorts=False,
                              path=lambda one: f"/accounts/groups/{quote(one['id'], safe='')}/remove"))  # fmt: skip
    view = arrange(ask, columns, rows, sort="group")
    if file := await download(ask, view, "group-roles"):
        return file
    return ask.page(
        "groups.html",
        view=view,
        makes=bool(ask.roles.intersection(MAKERS)),
        provider=ask.house.ports.provider is not None,
    )


def _change(one: Row) -> str:
    asked = "&".join(
        f"{name}={quote(str(one[name] or ''), safe='')}" for name in ("id", "group", "role", "agency", "department")
    )
    return f"/accounts/groups/put?{asked}"


def _fields(ask: Ask) -> tuple[Field, ...]:
    # The plain official needs no office: everybody on the books may use the workspace.
    roles = tuple((role.value, _role(ask, role.value)) for role in Role)
    return (
        Field("id", t("번호"), hint=t("영문 소문자, 숫자, 붙임표. 있는 번호를 적으면 그 줄을 바꿉니다.")),
        Field("group", t("그룹"), hint=t("통합인증이 보내는 이름 그대로")),
        Field("role", t("직무"), "choice", options=roles),
        Field("agency", t("기관"), hint=t("기관 부호. 모든 기관이면 *"), value=str(ask.caller.agency)),
        Field("department", t("부서"), hint=t("부서 부호. 비우면 기관 전체입니다."), required=False),
        forms.reason(),
    )


async def put(ask: Ask) -> Response:
    """Two buttons: who would get what (nothing is written), and to write it. The first needs no reason."""
    fields = _fields(ask)
    form = Form(t("그룹에 직무 주기"), "put_group_role", fields, "/accounts/groups", t("그룹별 직무"), submit=t("저장"),
                lead=t("먼저 누가 무엇을 받게 되는지 보십시오. 저장하면 각자 다음에 로그인할 때부터 적용됩니다."), done="put",
                tries=t("누가 받는지 먼저 보기"))  # fmt: skip
    if ask.request.method == "POST" and ask.form.get("try") == "1":
        return await _tried(ask, form, fields)
    return await forms.answer(ask, form)


async def _tried(ask: Ask, form: Form, fields: Sequence[Field]) -> Response:
    values, errors = forms.read(ask, [one for one in fields if one.name != forms.REASON])
    found: list[Row] = []
    if not errors:
        try:
            found = cast("list[Row]", await forms.look(ask, "try_group_roles", put=[values]))
        except (BadCommand, BadRequest) as error:
            errors = {forms.place(error.where, fields): forms.words(ask, error)}
    if errors:
        return forms.page(ask, form, ask.form, errors, 400)
    names = await agency_names(ask)
    rows = [
        [one["person"], {"chip": WHAT[one["what"]][1], "words": ask.say(WHAT[one["what"]][0])}, _role(ask, one["role"]),
         names.get(one["agency"], one["agency"]), one["department"], one["group"], "" if one["known"] else ask.say("명부에 없음")]
        for one in found
    ]  # fmt: skip
    counts = {what: sum(one["what"] == what for one in found) for what in WHAT}
    return ask.page("groups_tried.html", form=form, typed=ask.form, rows=rows, counts=counts, fields=fields)


async def remove(ask: Ask) -> Response:
    id_ = ask.request.path_params["id"]
    rows = cast("list[Row]", await forms.look(ask, "list_group_roles"))
    found = next((one for one in rows if one["id"] == id_), None)
    if found is None:
        raise BadRequest("no_such_page")
    would = cast("list[Row]", await forms.look(ask, "try_group_roles", remove=[id_]))
    loses = sorted({one["person"] for one in would if one["what"] == "loses"})
    form = Form(t("그룹의 직무 지우기"), "remove_group_role", (forms.reason(),), "/accounts/groups", t("그룹별 직무"), submit=t("지우기"),
                seen=((t("그룹"), found["group"]), (t("직무"), _role(ask, found["role"])), (t("기관"), ask.say("모든 기관") if found["agency"] == "*" else ask.name("agency", found["agency"])),
                      (t("잃게 될 사람"), ", ".join(loses) or ask.say("없음"))),
                danger=t("각자 다음에 로그인할 때 이 직무를 잃습니다."), args=lambda _: {"id": id_}, done="removed")  # fmt: skip
    return await forms.answer(ask, form)
