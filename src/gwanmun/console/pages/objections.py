"""Objections (이의신청) as officers work on them: which wait, who looks again, more days once, the decision in plain words.

Whoever had no part in the decision looks again, and only they decide: the acts hold that, the page says it. What does not
live here: the rules (`control/objections.py`), what a citizen sees (`pages/public.py`).
"""

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.control.objections import HANDLERS, LONGER_DAYS, REVIEWERS
from gwanmun.control.roles import role_name
from gwanmun.domain.offices import Role
from gwanmun.domain.redress import Ground, Outcome
from gwanmun.errors import BadRequest

READERS = (*REVIEWERS, Role.AUDIT)
ITEMS: Sequence[Item] = (Item("/objections", t("이의신청"), READERS, order=55),)
Row = dict[str, Any]


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/objections", page, roles=READERS),
        house.route("/objections/{id}", one, roles=READERS),
        house.route("/objections/{id}/assign", assign, "GET", "POST", roles=HANDLERS),
        house.route("/objections/{id}/extend", extend, "GET", "POST", roles=HANDLERS),
        house.route("/objections/{id}/decide", decide, "GET", "POST", roles=REVIEWERS),
    )


async def page(ask: Ask) -> Response:
    rows = cast("list[Row]", await forms.look(ask, "list_objections"))
    view = arrange(ask, _columns(ask), rows, id_="objections")
    if file := await download(ask, view, "objections"):
        return file
    return ask.page("objections.html", view=view)


async def one(ask: Ask) -> Response:
    row = await _row(ask)
    said = row["objection"]
    mine = said["reviewer"] == ask.caller.person
    return ask.page(
        "objection_officer.html", row=row, said=said, mine=mine, state=_state(ask, row), ground=_ground(ask, row),
        outcome=_outcome(ask, row), handles=bool(ask.roles.intersection(HANDLERS)), path=_path(row), days=LONGER_DAYS,
    )  # fmt: skip


async def _row(ask: Ask) -> Row:
    """One within one's reach; another agency's is like one that is not there."""
    rows = cast("list[Row]", await forms.look(ask, "list_objections"))
    found = next((row for row in rows if row["objection"]["id"] == ask.request.path_params["id"]), None)
    if found is None:
        raise BadRequest("no_such_page")
    return found


async def assign(ask: Ask) -> Response:
    row = await _row(ask)
    appointed = cast("list[Row]", await forms.look(ask, "list_appointments", agency=row["objection"]["agency"]))
    people: dict[str, list[str]] = {}
    for held in appointed:
        if held["role"] in {role.value for role in REVIEWERS}:
            name = role_name(Role(held["role"]), ask.language)
            people.setdefault(held["person"], []).append(name)
    options = [(person, f"{person} · {', '.join(names)}") for person, names in sorted(people.items())]
    fields = (
        Field("id", kind="hidden", value=row["objection"]["id"]),
        Field(
            "reviewer", t("다시 볼 사람"), "choice", t("그 결정에 관여하지 않은 사람이어야 합니다."), options=options
        ),
    )
    form = Form(t("다시 볼 사람 정하기"), "assign_objection", fields, _path(row), t("이의신청"), t("정하기"))
    return await forms.answer(ask, form)


async def extend(ask: Ask) -> Response:
    row = await _row(ask)
    fields = (
        Field("id", kind="hidden", value=row["objection"]["id"]),
        Field("days", t("늘릴 날수"), "number", t("한 번만, 열흘까지 늘릴 수 있습니다."), str(LONGER_DAYS)),
        forms.reason(t("까닭"), t("신청한 분이 읽습니다. 이름이나 연락처는 적지 마십시오.")),
    )
    form = Form(t("기한 늘리기"), "extend_objection", fields, _path(row), t("이의신청"), t("늘리기"))
    return await forms.answer(ask, form)


async def decide(ask: Ask) -> Response:
    row = await _row(ask)
    outcomes = [(each.value, each.ko if ask.language == "ko" else each.en) for each in Outcome]
    fields = (
        Field("id", kind="hidden", value=row["objection"]["id"]),
        Field("outcome", t("결정"), "choice", options=outcomes),
        Field(
            "answer", t("알릴 말"), "area", t("신청한 분이 읽습니다. 쉬운 말로, 까닭과 함께 적으십시오."), longest=2000
        ),
    )
    form = Form(
        t("이의신청 결정하기"), "decide_objection", fields, _path(row), t("이의신청"), t("결정하고 알리기"),
        danger=t("결정은 바꿀 수 없고, 신청한 분이 바로 볼 수 있습니다."),
    )  # fmt: skip
    return await forms.answer(ask, form)


# ---------------------------------------------------------------- in words


def _path(row: Row) -> str:
    return f"/objections/{quote(row['objection']['id'], safe='')}"


def _state(ask: Ask, row: Row) -> str:
    said = row["objection"]
    if said["outcome"]:
        return ask.say("결정함")
    if row["late"]:
        return ask.say("알릴 기한 지남")
    return ask.say("다시 보는 중") if said["reviewer"] else ask.say("사람을 정해야 함")


def _chip(row: Row) -> str:
    said = row["objection"]
    return "good" if said["outcome"] else "bad" if row["late"] else "info" if said["reviewer"] else "wait"


def _ground(ask: Ask, row: Row) -> str:
    found = Ground(row["objection"]["ground"])
    return found.ko if ask.language == "ko" else found.en


def _outcome(ask: Ask, row: Row) -> str:
    if not row["objection"]["outcome"]:
        return ""
    found = Outcome(row["objection"]["outcome"])
    return found.ko if ask.language == "ko" else found.en


def _columns(ask: Ask) -> tuple[Column[Row], ...]:
    states = ("결정함", "알릴 기한 지남", "다시 보는 중", "사람을 정해야 함")
    return (
        Column("id", t("접수번호"), lambda row: row["objection"]["id"], path=_path),
        Column("state", t("상태"), lambda row: _state(ask, row), "chip", chip=_chip,
               options=tuple((ask.say(words), ask.say(words)) for words in states)),
        Column("due", t("알릴 기한"), lambda row: row["objection"]["due"], "day"),
        Column("ground", t("까닭"), lambda row: _ground(ask, row)),
        Column("case", t("사건번호"), lambda row: row["objection"]["case_number"]),
        Column("reviewer", t("다시 볼 사람"), lambda row: row["objection"]["reviewer"] or ""),
        Column("outcome", t("결정"), lambda row: _outcome(ask, row)),
    )  # fmt: skip
