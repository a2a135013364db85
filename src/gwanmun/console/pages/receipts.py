"""One's own requests (처리확인서 모음): each with its receipt, what they cost, and what others read of them.

What lives here: `/my/receipts`, for everybody who may use the workspace. What does not: one receipt (`answers.py`), other
people's requests (`requests.py`). Law: 개인정보 보호법 제35조 (열람).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.pages.requests import STATES, decision_words, kinds_words, named_in, plain_word, won_of
from gwanmun.console.pages.workspace import STAFF
from gwanmun.console.tables import PAGE_ROWS, Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.control.office import seoul_day
from gwanmun.control.requests import MOST_ROWS
from gwanmun.errors import GwanmunError

ITEMS: Sequence[Item] = ()
Row = Mapping[str, Any]
_MONTHS = 13  # what is listed: this month and the twelve before


def routes(house: House) -> Sequence[BaseRoute]:
    return (house.route("/my/receipts", page, roles=STAFF),)


async def of_this_month(ask: Ask) -> Mapping[str, Any] | None:
    """How many requests and what they cost, this month; None while nothing is gathered."""
    first = seoul_day(ask.house.ports.now_us()).replace(day=1).isoformat()
    try:
        found: Any = await ask.perform("list_receipts", first=first, limit=1)
    except GwanmunError:  # what else the page shows is shown all the same
        return None
    return {"count": found["tally"]["count"], "won": won_of(ask, found["tally"]["spent"])}


async def page(ask: Ask) -> Response:
    first = (seoul_day(ask.house.ports.now_us()).replace(day=1) - timedelta(days=30 * (_MONTHS - 1))).replace(day=1)
    taking = ask.query.get("format") in {"csv", "xlsx", "json"}
    found: Any = await ask.perform(
        "list_receipts",
        first=first.isoformat(),
        after=ask.query.get("page", ""),
        limit=MOST_ROWS if taking else PAGE_ROWS,
    )
    names = found["names"]
    columns: tuple[Column[Row], ...] = (
        Column("at", t("일시"), lambda row: row["at_us"], "when", path=lambda row: f"/workspace/receipt/{row['request']}", sorts=False),
        Column("state", t("처리"), lambda row: row["state"], chip=lambda row: STATES[row["state"]][0],
               words=lambda row: ask.say(STATES[row["state"]][1]), sorts=False),
        Column("service", t("서비스"), lambda row: row["service"], words=lambda row: named_in(ask, names, row["service"]), sorts=False),
        Column("decision", t("판정"), lambda row: row["decision"], words=lambda row: decision_words(ask, row["decision"]), sorts=False),
        Column("kinds", t("찾은 개인정보"), lambda row: row["kinds"], words=lambda row: kinds_words(ask, row["kinds"]), sorts=False),
        Column("spent", t("쓴 돈"), lambda row: row["spent"], "won", words=lambda row: won_of(ask, row["spent"]), sorts=False),
        Column("task", t("업무"), lambda row: row["task"], words=lambda row: ask.say(plain_word(row["task"])), sorts=False),
    )  # fmt: skip
    view = arrange(ask, columns, found["rows"])
    if (file := await download(ask, view, "receipts")) is not None:
        return file
    view = replace(view, total=found["tally"]["count"])
    return ask.page(
        "receipts.html", view=view, more=found["next"], deeper=bool(ask.query.get("page")), spent=won_of(ask, found["tally"]["spent"]),
        first=first.isoformat(), read_us=found["read_us"],
    )  # fmt: skip
