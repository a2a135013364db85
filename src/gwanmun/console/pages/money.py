"""Money (예산): allowances with what is used of them, raises that were asked for, parts given to another agency.

What lives here: `/money` and its forms on allowances. What does not: the ledger of seats and charges (`ledger.py`), rounds
(`rounds.py`). What was used comes from the rollup, so it is as old as that; the gate itself never waits for it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item, day_words, won_words
from gwanmun.console.pages.people import agency_names, every
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.domain.allowances import MARKS, Period
from gwanmun.domain.money import MICRO
from gwanmun.domain.offices import Role
from gwanmun.errors import BadCommand, BadRequest, GwanmunError, OutsideReach

KEEPERS = (Role.BUDGET,)
LOOKERS = (Role.BUDGET, Role.AI_POLICY, Role.AUDIT, Role.AUTHORITY, Role.ASSEMBLY)
ITEMS: Sequence[Item] = (Item("/money", t("예산"), LOOKERS, order=50),)
Row = Mapping[str, Any]

LEVELS: Mapping[str, str] = {
    "government": t("기관"), "department": t("부서"), "person": t("개인"), "service": t("서비스"), "purpose": t("목적"),
}  # fmt: skip
PERIODS: Mapping[str, str] = {"year": t("1년"), "month": t("한 달"), "day": t("하루")}
ASKED: Mapping[str, tuple[str, str]] = {
    "open": (t("결정 대기"), "wait"), "granted": (t("올려 줌"), "good"), "refused": (t("올리지 않음"), "plain"),
}  # fmt: skip
#: Which rollup tells what was used on a level: people are pseudonyms there, so theirs is not told here.
_TOLD: Mapping[str, str] = {"government": "agency", "department": "department", "service": "service"}
TABS = (
    ("/money", t("한도")), ("/money/ledger", t("이용권과 지출")), ("/money/settle", t("정산")), ("/money/prices", t("단가·환율")),
    ("/money/rounds", t("자료 수집")),
)  # fmt: skip


def routes(house: House) -> Sequence[BaseRoute]:
    both = ("GET", "POST")
    return (
        house.route("/money", page, roles=LOOKERS),
        house.route("/money/allowance", allowance, *both, roles=KEEPERS),
        house.route("/money/allowance/remove", remove, *both, roles=KEEPERS),
        house.route("/money/asked/{id}", asked, *both, roles=KEEPERS),
        house.route("/money/asked/{id}/refuse", refuse, *both, roles=KEEPERS),
        house.route("/money/offer", offer, *both, roles=KEEPERS),
        house.route("/money/take/{id}", take, *both, roles=KEEPERS),
        house.route("/money/withdraw/{id}", withdraw, *both, roles=KEEPERS),
    )


def agency_of(ask: Ask) -> str:
    return ask.query.get("agency", "") or str(ask.caller.agency)


# ---------------------------------------------------------------- allowances


async def page(ask: Ask) -> Response:
    rows = await every(ask, "list_allowances")
    used, as_of = await _used(ask, {(one["level"], one["period"]) for one in rows})
    reach = {
        (one["level"], one["subject"], one["period"]): one
        for one in cast("list[Row]", await forms.look(ask, "list_allowance_reach"))
    }
    names = await agency_names(ask)
    shown = [_line(ask, one, used, reach) for one in rows]
    shown = [
        {**one, "who": ask.say("모두에게") if one["subject"] == "*" else names.get(one["subject"], one["subject"])}
        for one in shown
    ]
    keeps = bool(ask.roles.intersection(KEEPERS))
    columns: list[Column[Row]] = [
        Column("level", t("단계"), lambda one: one["level"], words=lambda one: ask.say(LEVELS[one["level"]]),
               options=tuple((key, ask.say(words)) for key, words in LEVELS.items())),
        Column("subject", t("누구"), lambda one: one["subject"], words=lambda one: one["who"]),
        Column("period", t("기간"), lambda one: one["period"], words=lambda one: ask.say(PERIODS[one["period"]]),
               options=tuple((key, ask.say(words)) for key, words in PERIODS.items())),
        Column("limit", t("한도"), lambda one: one["limit"], "won"),
        Column("used", t("쓴 금액"), lambda one: one["used"], "won"),
        Column("left", t("남은 금액"), lambda one: one["left"], "won"),
        Column("mark", t("소진"), lambda one: one["percent"], words=lambda one: one["mark"][1], chip=lambda one: one["mark"][0]),
        Column("stops", t("넘으면"), lambda one: one["stops"], words=lambda one: ask.say("막음") if one["stops"] else ask.say("알림만")),
        Column("keys", t("닿는 키"), lambda one: one["keys"], "number", path=lambda _: "/keys" if ask.roles & {Role.SECURITY, Role.AUDIT} else ""),
    ]  # fmt: skip
    if keeps:
        columns.append(Column("change", t("할 일"), lambda _: ask.say("고치기"), sorts=False, path=_change))
    view = arrange(ask, columns, shown, sort="level")
    if file := await download(ask, view, "allowances"):
        return file
    waiting = [one for one in await every(ask, "list_asked_allowances") if one["state"] == "open"] if keeps else []
    offers, takings = await every(ask, "list_allowance_offers"), await every(ask, "list_allowance_takings")
    return ask.page(
        "money.html", view=view, keeps=keeps, waiting=waiting, offers=_offers(offers, takings), bars=[one for one in shown if one["percent"] is not None][:6],
        as_of=as_of, names=names, LEVELS=LEVELS, PERIODS=PERIODS, TABS=TABS, MICRO=MICRO, today=forms.today(ask),
    )  # fmt: skip


def _change(one: Row) -> str:
    return "/money/allowance?" + urlencode({name: one[name] for name in ("level", "subject", "period")})


async def _used(ask: Ask, wanted: set[tuple[str, str]]) -> tuple[Mapping[tuple[str, str, str], int], str]:
    """(level, period, whose) → won, of this month and this year; and up to which month it was counted."""
    month = forms.today(ask)[:7]
    found: dict[tuple[str, str, str], int] = {}
    as_of = ""
    for level, period in sorted(wanted):
        if level not in _TOLD or period not in {"month", "year"}:
            continue
        try:
            first = month if period == "month" else f"{month[:4]}-01"
            sheet = cast("Row", await forms.look(ask, "show_usage", by=_TOLD[level], first=first, last=month))
        except (OutsideReach, BadCommand):
            continue
        except GwanmunError:  # no rollup yet: what is used is not known, and shown as such
            continue
        as_of = sheet["last"]
        for row in sheet["rows"]:
            name = str(row.get(_TOLD[level]) or "")
            found[level, period, name] = found.get((level, period, name), 0) + int(row.get("spent_micro_won") or 0)
    return {whose: -(-micro // MICRO) for whose, micro in found.items()}, as_of


def _line(
    ask: Ask, one: Row, used: Mapping[tuple[str, str, str], int], reach: Mapping[tuple[str, str, str], Row]
) -> Row:
    limit = one["limit"] // MICRO
    known = [
        value
        for (level, period, name), value in used.items()
        if (level, period) == (one["level"], one["period"]) and _whose(one, name)
    ]
    counted = any((level, period) == (one["level"], one["period"]) for level, period, _ in used)
    spent: int | None = (max(known) if one["subject"] == "*" else sum(known)) if known else (0 if counted else None)
    percent = None if spent is None else (100 if limit == 0 else spent * 100 // limit)
    found = reach.get((one["level"], one["subject"], one["period"]))
    return {**one, "limit": limit, "used": spent, "left": None if spent is None else max(limit - spent, 0), "percent": percent,
            "mark": mark(ask, percent), "keys": found["keys"] if found else None}  # fmt: skip


def _whose(one: Row, name: str) -> bool:
    subject = one["subject"]
    return subject in {"*", name} or (one["level"] == "service" and subject.rpartition(":")[2] == name)


def mark(ask: Ask, percent: int | None) -> tuple[str, str]:
    """How near a limit is, by the marks at which officers are told: 70, 90, 100."""
    if percent is None:
        return "plain", ask.say("집계 전")
    passed = max((one for one in MARKS if percent >= one), default=0)
    kind = {0: "good", 70: "info", 90: "wait", 100: "bad"}[passed]
    return kind, ask.say("{n}% (표시 {mark}% 넘음)", n=percent, mark=passed) if passed else f"{percent}%"


def _offers(offers: Sequence[Row], takings: Sequence[Row]) -> list[Row]:
    taken = {one["offer"]: one for one in takings}
    return [
        {**one, "taking": taken.get(one["id"]),
         "state": "taken" if one["id"] in taken else "withdrawn" if one["withdrawn_us"] else "open"}
        for one in offers
    ]  # fmt: skip


async def allowance(ask: Ask) -> Response:
    wanted = tuple(ask.query.get(name, "") for name in ("level", "subject", "period"))
    rows = await every(ask, "list_allowances")
    known = next((one for one in rows if (one["level"], one["subject"], one["period"]) == wanted), None)
    fields = (
        Field("level", t("단계"), "choice", options=tuple(LEVELS.items())),
        Field("subject", t("누구"), hint=t("기관·부서·이용자 번호, ‘기관:서비스’, 또는 그 단계 모두이면 *"), value=str(ask.caller.agency)),
        Field("period", t("기간"), "choice", options=tuple(PERIODS.items()), value=Period.MONTH.value),
        Field("limit_won", t("한도(원)"), "number", value=str(known["limit"] // MICRO) if known else ""),
        Field("stops", t("한도를 넘으면"), "choice", options=(("stop", t("막습니다")), ("warn", t("알리기만 합니다"))),
              value="warn" if known and not known["stops"] else "stop"),
    )  # fmt: skip
    seen = (
        (
            (t("한도"), won_words(known["limit"] // MICRO, ask.language)),
            (t("넘으면"), ask.say("막음") if known["stops"] else ask.say("알림만")),
        )
        if known
        else ()
    )
    form = Form(t("한도 정하기"), "set_allowance", fields, "/money", t("예산"), submit=t("한도 저장"), seen=seen,
                args=lambda values: {**values, "stops": values["stops"] == "stop"},
                lead=t("저장하면 1초 안에 관문에서 지켜집니다. 이미 쓴 금액은 그대로 셉니다."))  # fmt: skip
    return await forms.answer(ask, form)


async def remove(ask: Ask) -> Response:
    rows = await every(ask, "list_allowances")
    options = tuple(("\x1f".join((one["level"], one["subject"], one["period"])),
                     f"{ask.say(LEVELS[one['level']])} · {one['subject']} · {ask.say(PERIODS[one['period']])} · {won_words(one['limit'] // MICRO, ask.language)}")
                    for one in rows)  # fmt: skip

    def args(values: Mapping[str, object]) -> Mapping[str, object]:
        level, subject, period = str(values["which"]).split("\x1f")
        return {"level": level, "subject": subject, "period": period}

    form = Form(t("한도 없애기"), "remove_allowance", (Field("which", t("한도"), "choice", options=options),), "/money", t("예산"),
                submit=t("없애기"), args=args, danger=t("한도가 하나도 없는 사람은 금액의 제한 없이 쓰게 됩니다."))  # fmt: skip
    return await forms.answer(ask, form)


# ---------------------------------------------------------------- raises that were asked for


async def _asked(ask: Ask) -> Row:
    name = ask.request.path_params["id"]
    found = next((one for one in await every(ask, "list_asked_allowances") if one["id"] == name), None)
    if found is None:
        raise BadRequest("no_such_page")
    return found


def _asked_words(ask: Ask, found: Row) -> Sequence[tuple[str, object]]:
    return ((t("요청한 사람"), found["person"]), (t("단계"), ask.say(LEVELS[found["level"]])), (t("누구"), found["subject"]),
            (t("기간"), ask.say(PERIODS[found["period"]])), (t("더 달라는 금액"), won_words(found["micro_won"] // MICRO, ask.language)),
            (t("상태"), ask.say(ASKED[found["state"]][0])))  # fmt: skip


async def asked(ask: Ask) -> Response:
    found = await _asked(ask)
    fields = (Field("more_won", t("더할 금액(원)"), "number", value=str(found["micro_won"] // MICRO)),)
    form = Form(t("한도 올려 주기"), "grant_allowance", fields, "/money", t("예산"), submit=t("올려 주기"), seen=_asked_words(ask, found),
                args=lambda values: {"id": found["id"], **values}, done="granted")  # fmt: skip
    return await forms.answer(ask, form)


async def refuse(ask: Ask) -> Response:
    found = await _asked(ask)
    form = Form(t("한도 요청 거절"), "refuse_allowance", (forms.reason(hint=t("요청한 사람에게 알립니다.")),), "/money", t("예산"),
                submit=t("올리지 않기"), seen=_asked_words(ask, found), args=lambda values: {"id": found["id"], **values})  # fmt: skip
    return await forms.answer(ask, form)


# ---------------------------------------------------------------- a part given to another agency: two signatures


async def offer(ask: Ask) -> Response:
    fields = (
        Field("won", t("나눌 금액(원)"), "number"),
        Field(
            "period",
            t("기간"),
            "choice",
            options=tuple((key, words) for key, words in PERIODS.items() if key != "day"),
            value="year",
        ),
        Field("taker", t("받을 기관"), hint=t("비우면 먼저 받는 기관에 갑니다."), required=False),
        Field("until", t("받을 수 있는 마지막 날"), "day"),
    )
    form = Form(t("한도 나누기"), "offer_allowance", fields, "/money", t("예산"), submit=t("서명하고 제공"),
                lead=t("서명하면 우리 한도에서 바로 빠지고, 상대 기관의 담당자가 서명하면 그 기관의 한도가 늘어납니다."),
                args=lambda values: {"agency": str(ask.caller.agency), **values})  # fmt: skip
    return await forms.answer(ask, form)


async def _offer(ask: Ask) -> Row:
    name = ask.request.path_params["id"]
    found = next((one for one in await every(ask, "list_allowance_offers") if one["id"] == name), None)
    # An offer lies with its giver; whoever takes it sees its number alone, and the act says whether it may.
    return found or {"id": name, "agency": "", "micro_won": None, "period": "", "until": None}


def _offer_words(ask: Ask, found: Row) -> Sequence[tuple[str, object]]:
    if not found["agency"]:
        return ((t("제공 번호"), found["id"]),)
    amount = found["micro_won"]
    return ((t("주는 기관"), ask.name("agency", found["agency"])), (t("금액"), won_words(amount // MICRO, ask.language) if amount is not None else ""),
            (t("기간"), ask.say(PERIODS[found["period"]]) if found["period"] else ""), (t("마지막 날"), day_words(found["until"])))  # fmt: skip


async def take(ask: Ask) -> Response:
    found = await _offer(ask)
    fields = (Field("agency", t("받는 기관"), value=str(ask.caller.agency)),)
    form = Form(t("한도 받기"), "take_allowance", fields, "/money", t("예산"), submit=t("서명하고 받기"), seen=_offer_words(ask, found),
                args=lambda values: {"offer": found["id"], **values}, lead=t("두 번째 서명입니다. 제공한 사람은 받을 수 없습니다."))  # fmt: skip
    return await forms.answer(ask, form)


async def withdraw(ask: Ask) -> Response:
    found = await _offer(ask)
    form = Form(t("제공 거두기"), "withdraw_allowance", (), "/money", t("예산"), submit=t("거두기"), seen=_offer_words(ask, found),
                lead=t("아무도 받지 않은 금액이 우리 한도로 돌아옵니다."), args=lambda _: {"offer": found["id"]})  # fmt: skip
    return await forms.answer(ask, form)
