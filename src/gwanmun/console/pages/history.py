"""Conversations that are kept (지난 대화): one's own, as long as the agency lets them be kept; opened, gone on with, deleted.

What does not live here: keeping and deleting (port `workspace`), what a conversation is while it lasts (`talks.py`).
"""

from collections.abc import Sequence

from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.markdown import html_of
from gwanmun.console.pages.workspace import STAFF, history_days, secret, talks, who
from gwanmun.console.ports import Receipt
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.console.work import Past
from gwanmun.errors import BadRequest

ITEMS: Sequence[Item] = ()


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/workspace/history", page, roles=STAFF),
        house.route("/workspace/history/{id}", one, roles=STAFF),
        house.route("/workspace/history/{id}/open", go_on, "POST", roles=STAFF),
        house.route("/workspace/history/{id}/delete", delete, "POST", roles=STAFF),
    )


def _columns(ask: Ask) -> Sequence[Column[Past]]:
    return (
        Column("began_us", t("시작"), lambda one: one.began_us, kind="when"),
        Column(
            "task",
            t("업무"),
            lambda one: one.task,
            words=lambda one: ask.say(one.task),
            path=lambda one: f"/workspace/history/{one.id}",
        ),
        Column("turns", t("주고받음"), lambda one: len(one.turns), kind="number"),
        Column("until_day", t("지워지는 날"), lambda one: one.until_day, "day"),
    )


async def page(ask: Ask) -> Response:
    rows = await ask.house.ports.workspace.pasts(who(ask))
    view = arrange(ask, _columns(ask), rows)
    if (file := await download(ask, view, "conversations")) is not None:
        return file
    return ask.page("history.html", view=view, rows=rows, days=await history_days(ask))


async def _past(ask: Ask) -> Past:
    """Somebody else's is not there: each person's lie in a folder of their own."""
    found = await ask.house.ports.workspace.past(who(ask), str(ask.request.path_params["id"])[:64])
    if found is None:
        raise BadRequest("no_such_page")
    return found


async def one(ask: Ask) -> Response:
    past = await _past(ask)
    drawn = [(turn, Markup(html_of(turn.answer))) for turn in past.turns]  # noqa: S704 - cleaned by an allow list
    return ask.page("past.html", past=past, drawn=drawn)


async def go_on(ask: Ask) -> Response:
    """The same conversation once more: what was said is sent with the next question, masked with the same tokens."""
    past = await _past(ask)
    talk = talks(ask).begin(secret(ask), past.task, past.model, past.began_us, past.id)
    talk.turns, talk.receipts = list(past.turns), [Receipt() for _ in past.turns]
    talk.keep, talk.hide = past.keep, past.hide
    return ask.go(f"/workspace?talk={talk.id}")


async def delete(ask: Ask) -> Response:
    past = await _past(ask)
    await ask.perform("note_forgotten", conversation=past.id)
    await ask.house.ports.workspace.forget(who(ask), past.id)
    talks(ask).drop(secret(ask), past.id)
    return ask.go("/workspace/history")
