"""Local accounts of an agency (계정 관리): who has one, in which state; making, resetting, opening, ending, removing.

A new password and a new second factor are shown once, on the page that answers the form, and kept nowhere. What people
do with their own account: `account.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.pages.account import how_words, tried_table
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.control.accounts import AccountRow, AccountSheet
from gwanmun.control.sign_in import NewAccount
from gwanmun.domain.offices import Role
from gwanmun.errors import BadCommand, BadRequest

KEEPERS = (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDIT)
ITEMS: Sequence[Item] = (Item("/accounts", t("로그인 계정"), KEEPERS, order=64),)
STATES: Mapping[str, tuple[str, str]] = {
    "open": ("good", t("열림")),
    "partly": ("wait", t("일부 접속지 잠김")),
    "shut": ("bad", t("낯선 접속지 모두 잠김")),
}
#: What an officer may do here: act, words, who.
_DOING: Mapping[str, tuple[str, tuple[Role, ...]]] = {
    "unlock_account": ("name", (Role.ADMINISTRATOR, Role.SECURITY)),
    "end_sessions": ("person", (Role.ADMINISTRATOR, Role.SECURITY)),
    "remove_account": ("name", (Role.ADMINISTRATOR, Role.SECURITY)),
    "put_account": ("name", (Role.ADMINISTRATOR,)),
}


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/accounts", page, roles=KEEPERS),
        house.route("/accounts/new", new, roles=(Role.ADMINISTRATOR,)),
        house.route("/accounts/new", make, "POST", roles=(Role.ADMINISTRATOR,)),
        house.route("/accounts/of/{person}", sheet, roles=KEEPERS),
        house.route("/accounts/of/{person}", carry_out, "POST", roles=KEEPERS),
    )


async def page(ask: Ask) -> Response:
    rows = msgspec.convert(await ask.perform("list_accounts"), tuple[AccountRow, ...])
    words = {state: ask.say(label) for state, (_, label) in STATES.items()}
    columns: Sequence[Column[AccountRow]] = (
        Column("name", t("계정 이름"), lambda row: row.name, path=_path),
        Column("person", t("이용자"), lambda row: row.person),
        Column(
            "agency",
            t("기관"),
            lambda row: row.agency,
            words=lambda row: ask.name("agency", row.agency) if row.agency else ask.say("명부에 없음"),
        ),
        Column(
            "state",
            t("상태"),
            lambda row: row.state,
            "chip",
            chip=lambda row: STATES[row.state][0],
            words=lambda row: words[row.state],
            options=tuple(words.items()),
        ),
        Column("kind", t("종류"), lambda row: ask.say("비상 계정") if row.break_glass else ask.say("일반")),
        Column("signed_in", t("마지막 로그인"), lambda row: row.signed_in_us or None, "when"),
        Column("changed", t("마지막 변경"), lambda row: row.changed_us, "when"),
        Column("sessions", t("열린 세션"), lambda row: row.sessions, "number"),
    )
    view = arrange(ask, columns, rows, id_="accounts", sort="name")
    if (file := await download(ask, view, "accounts")) is not None:
        return file
    glass = any(row.break_glass for row in rows)
    return ask.page("accounts.html", view=view, glass=glass, may_make=Role.ADMINISTRATOR in ask.roles)


def _path(row: AccountRow) -> str:
    return f"/accounts/of/{quote(row.person, safe='')}"


async def new(ask: Ask) -> Response:
    return ask.page("account_new.html", typed={"person": ask.query.get("person", "")[:64]}, errors={})


async def make(ask: Ask) -> Response:
    form = ask.form
    errors = {
        name: ask.say("적어 주십시오.") for name in ("name", "person", "reason") if not form.get(name, "").strip()
    }
    if errors:
        return ask.page("account_new.html", 400, typed=form, errors=errors)
    try:
        return await _made(
            ask, form["name"].strip().lower(), form["person"].strip(), glass=form.get("break_glass") == "1"
        )
    except BadCommand as error:
        words = {error.where or "name": error.message(ask.language)}
        return ask.page("account_new.html", 400, typed=form, errors=words)


async def _made(ask: Ask, name: str, person: str, *, glass: bool) -> Response:
    answer = await ask.perform("put_account", _reason(ask), name=name, person=person, break_glass=glass)
    made = msgspec.convert(answer, NewAccount)
    key = made.secret.partition("secret=")[2].partition("&")[0]
    groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    return ask.page("account_made.html", made=made, key=groups)


def _reason(ask: Ask) -> str:
    return " ".join(ask.form.get("reason", "").split())[:500]


async def sheet(ask: Ask) -> Response:
    return await _sheet(ask)


async def _sheet(ask: Ask, status: int = 200, **more: object) -> Response:
    person = ask.request.path_params["person"]
    found = msgspec.convert(await ask.perform("show_account", person=person), AccountSheet)
    values: dict[str, Any] = {
        "found": found,
        "view": tried_table(ask, found.tried),
        "states": STATES,
        "how_words": lambda how: how_words(ask, how),
        "may": {act: not ask.roles.isdisjoint(roles) for act, (_, roles) in _DOING.items()},
        "errors": {},
        "done": ask.query.get("done", ""),
    }
    return ask.page("account_sheet.html", status, **{**values, **more})


async def carry_out(ask: Ask) -> Response:
    """One of the four, with a reason."""
    person, act, name = ask.request.path_params["person"], ask.form.get("act", ""), ask.form.get("name", "")
    if act not in _DOING:
        raise BadRequest("bad_value", "act", allowed=", ".join(_DOING))
    if not _reason(ask):
        return await _sheet(ask, 400, errors={f"reason-{act}-{name}": ask.say("사유를 적어 주십시오.")})
    if act == "put_account":
        return await _made(ask, name, person, glass=ask.form.get("break_glass") == "1")
    subject = {"name": name} if _DOING[act][0] == "name" else {"person": person}
    await ask.perform(act, _reason(ask), **subject)
    return ask.go("/accounts" if act == "remove_account" else f"/accounts/of/{quote(person, safe='')}?done={act}")
