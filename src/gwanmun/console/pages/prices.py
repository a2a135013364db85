"""Prices and exchange rates (단가·환율): what a model costs from which day, and what a dollar was worth.

What lives here: `/money/prices` and its two forms. A row that was charged by is never changed: a new one begins later. What
does not live here: which row a request pays (the gate), the rules of rows (`control/budgets.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.pages.ledger import micro
from gwanmun.console.pages.money import KEEPERS, LOOKERS, TABS
from gwanmun.console.pages.people import every
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.control.offices import EVERYWHERE
from gwanmun.domain.catalogue import Deployment
from gwanmun.domain.money import MICRO

ITEMS: Sequence[Item] = ()
Row = Mapping[str, Any]
_SOURCE = Field("source", t("출처"), hint=t("어디서 온 값인지: 가격표나 고시의 이름과 날짜"))
_RATES_SHOWN = 60
_MILLI = 1000


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/money/prices", page, roles=LOOKERS),
        house.route("/money/prices/new", price, "GET", "POST", roles=KEEPERS),
        house.route("/money/prices/rate", rate, "GET", "POST", roles=KEEPERS),
    )


def _amount(micro_units: int) -> str:
    """Exactly, without zeros that say nothing."""
    whole, part = divmod(micro_units, MICRO)
    return f"{whole:,}" + (f".{part:06d}".rstrip("0") if part else "")


def _won_of(milliwon: int) -> str:
    whole, part = divmod(milliwon, _MILLI)
    return f"{whole:,}" + (f".{part:03d}".rstrip("0") if part else "")


async def page(ask: Ask) -> Response:
    models = {one["name"]: one["service"] for one in await every(ask, "list_models")}
    rows = await every(ask, "list_prices")
    today = forms.today(ask)

    def stands(one: Row) -> str:
        if one["valid_from"] > today:
            return "later"
        return "now" if one["valid_to"] is None or today < one["valid_to"] else "past"

    states = {"now": (t("적용 중"), "good"), "later": (t("시작 전"), "wait"), "past": (t("지난 단가"), "plain")}
    columns: tuple[Column[Row], ...] = (
        Column("model", t("모델"), lambda one: one["model"]),
        Column("service", t("서비스"), lambda one: models.get(one["model"]), words=lambda one: ask.name("service", models[one["model"]]) if one["model"] in models else "–",
               path=lambda one: f"/catalogue/{models[one['model']]}" if one["model"] in models else ""),
        Column("state", t("상태"), stands, words=lambda one: ask.say(states[stands(one)][0]), chip=lambda one: states[stands(one)][1],
               options=tuple((key, ask.say(words)) for key, (words, _) in states.items())),
        Column("currency", t("통화"), lambda one: one["currency"]),
        Column("input", t("입력 100만 토큰"), lambda one: one["input_micro"], "number", words=lambda one: _amount(one["input_micro"])),
        Column("output", t("출력 100만 토큰"), lambda one: one["output_micro"], "number", words=lambda one: _amount(one["output_micro"])),
        Column("valid_from", t("시작일"), lambda one: one["valid_from"], "day"),
        Column("valid_to", t("끝"), lambda one: one["valid_to"], "day"),
        Column("source", t("출처"), lambda one: one["source"]),
    )  # fmt: skip
    view = arrange(ask, columns, rows, sort="model")
    if file := await download(ask, view, "prices"):
        return file
    rates = sorted(await every(ask, "list_rates"), key=lambda one: str(one["day"]), reverse=True)
    asks = bool(ask.roles.intersection(KEEPERS))
    priced = {one["model"] for one in rows if stands(one) == "now"}
    without = sorted(await _outside(ask, models) - priced) if asks else ()
    return ask.page(
        "prices.html", view=view, rates=[(one["day"], _won_of(one["milliwon_per_usd"]), one["source"]) for one in rates[:_RATES_SHOWN]],
        without=without, keeps=_keeps(ask), asks=asks, TABS=TABS,
    )  # fmt: skip


async def _outside(ask: Ask, models: Mapping[str, str]) -> set[str]:
    """Models that cost by the token: those of services that do not run in-house."""
    services = cast("list[Row]", await forms.look(ask, "list_catalogue"))
    inside = {one["service"] for one in services if one["deployment"] == Deployment.IN_HOUSE}
    return {name for name, service in models.items() if service not in inside}


def _keeps(ask: Ask) -> bool:
    """Prices are everybody's: whoever keeps them is appointed for the whole installation."""
    return any(one.role in KEEPERS and one.agency == EVERYWHERE for one in ask.caller.appointments)


def _who(ask: Ask, title: str) -> Response | None:
    """Who sets prices, in place of a form that would be refused; a form that is sent all the same is refused on record."""
    if _keeps(ask) or ask.request.method == "POST":
        return None
    return ask.page("prices_who.html", 403, title=title)


async def price(ask: Ask) -> Response:
    if who := _who(ask, t("단가 등록")):
        return who
    models = tuple((one["name"], f"{one['name']} ({one['service']})") for one in await every(ask, "list_models"))
    fields = (
        Field("model", t("모델"), "choice", options=models),
        Field("currency", t("통화"), "choice", options=(("USD", t("달러")), ("KRW", t("원"))), value="USD"),
        Field("input", t("입력 100만 토큰의 값"), hint=t("가격표 그대로. 예: 2.50")),
        Field("output", t("출력 100만 토큰의 값"), hint=t("가격표 그대로. 예: 10.00")),
        Field("valid_from", t("시작일"), "day", t("앞의 단가는 이날 끝납니다. 지난 날은 적을 수 없습니다."), value=forms.today(ask)),
        _SOURCE,
    )  # fmt: skip

    def args(values: Mapping[str, object]) -> Mapping[str, object]:
        row = {
            "valid_from": values["valid_from"], "valid_to": None, "currency": values["currency"], "source": values["source"],
            "input_micro": micro(str(values["input"]), "input"), "output_micro": micro(str(values["output"]), "output"),
        }  # fmt: skip
        return {"model": values["model"], "price": row}

    form = Form(t("단가 등록"), "put_price", fields, "/money/prices", t("단가·환율"), args=args, done="priced",
                lead=t("관문은 그날의 단가로 셉니다. 한 번 쓰인 단가는 고치지 못하고, 새 시작일로 다시 등록합니다."))  # fmt: skip
    return await forms.answer(ask, form)


async def rate(ask: Ask) -> Response:
    if who := _who(ask, t("환율 등록")):
        return who
    fields = (
        Field("day", t("고시일"), "day", value=forms.today(ask)),
        Field("won", t("1달러에 몇 원입니까?"), hint=t("매매기준율. 예: 1,450.25")),
        _SOURCE,
    )

    def args(values: Mapping[str, object]) -> Mapping[str, object]:
        milliwon = micro(str(values["won"]), "won") // _MILLI
        return {"rate": {"day": values["day"], "milliwon_per_usd": milliwon, "source": values["source"]}}

    form = Form(t("환율 등록"), "put_rate", fields, "/money/prices", t("단가·환율"), args=args, done="rated",
                lead=t("달러로 값이 매겨진 모델은 환율이 없거나 오래되면 쓸 수 없습니다."))  # fmt: skip
    return await forms.answer(ask, form)
