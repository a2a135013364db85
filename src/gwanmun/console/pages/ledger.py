"""The ledger of spending (활용 대장): seats, papers taken in, budget lines, staff counts, quota between agencies, settling.

What lives here: `/money/ledger`, `/money/import`, `/money/settle`. What does not: reading a file (port `tables`), the
arithmetic (`budget/ledger.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms, imports
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item, won_words
from gwanmun.console.imports import Shown, Taking
from gwanmun.console.pages.money import KEEPERS, LOOKERS, TABS, agency_of
from gwanmun.console.pages.people import agency_names
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.domain.money import MICRO
from gwanmun.domain.offices import Role
from gwanmun.errors import BadCommand, BadRequest

ITEMS: Sequence[Item] = ()
Row = Mapping[str, Any]
LINES: Mapping[str, str] = {
    "licence": t("이용권"),
    "usage": t("용량제"),
    "training": t("교육비"),
    "security": t("보안"),
}
PAPERS: Mapping[str, str] = {"invoice": t("세금계산서"), "card": t("카드 명세")}
BILLING: Mapping[str, str] = {"month": t("매달"), "year": t("해마다")}
OFFERS: Mapping[str, tuple[str, str]] = {
    "offered": (t("상대의 서명 대기"), "wait"), "transferred": (t("두 기관이 서명함"), "good"), "withdrawn": (t("거둠"), "plain"),
}  # fmt: skip
VAT: Mapping[str, str] = {"added": t("부가세 따로"), "included": t("부가세 포함"), "none": t("부가세 없음")}
_MOST_ROWS = 10_000
_COUNTERS = (*KEEPERS, Role.AI_POLICY)


def routes(house: House) -> Sequence[BaseRoute]:
    both = ("GET", "POST")
    return (
        house.route("/money/ledger", page, roles=LOOKERS),
        house.route("/money/subscription", subscription, *both, roles=KEEPERS),
        house.route("/money/subscription/end", end, *both, roles=KEEPERS),
        house.route("/money/seats/offer", offer, *both, roles=KEEPERS),
        house.route("/money/seats/{id}/take", accept, *both, roles=KEEPERS),
        house.route("/money/seats/{id}/withdraw", withdraw, *both, roles=KEEPERS),
        house.route("/money/import", take, *both, roles=KEEPERS),
        house.route("/money/plan", plan, *both, roles=KEEPERS),
        house.route("/money/staff", staff, *both, roles=_COUNTERS),
        house.route("/money/settle", settle, roles=LOOKERS),
    )


async def page(ask: Ask) -> Response:
    agency = agency_of(ask)
    found = cast("Row", await ask.perform("list_ledger", agency=agency))
    year = int(forms.today(ask)[:4])
    lines = cast("list[Row]", await forms.look(ask, "spend_by_line", agency=agency, year=year))
    columns: tuple[Column[Row], ...] = (
        Column("service", t("서비스"), lambda one: one["service"], words=lambda one: ask.name("service", one["service"]),
               path=lambda one: f"/catalogue/{one['service']}"),
        Column("plan", t("요금제"), lambda one: one["plan"]),
        Column("seats", t("좌석"), lambda one: one["seats"], "number"),
        Column("price", t("좌석 단가"), lambda one: one["seat_micro"],
               words=lambda one: f"{_seat_price(ask, one)} · {ask.say(BILLING[one['billing']])}"),
        Column("vat", t("부가세"), lambda one: one["vat"], words=lambda one: ask.say(VAT[one["vat"]])),
        Column("line", t("예산 과목"), lambda one: one["line"], words=lambda one: ask.say(LINES[one["line"]]),
               options=tuple((key, ask.say(words)) for key, words in LINES.items())),
        Column("valid_from", t("시작"), lambda one: one["valid_from"], "day"),
        Column("valid_to", t("끝"), lambda one: one["valid_to"], "day"),
        Column("source", t("출처"), lambda one: one["source"]),
    )  # fmt: skip
    view = arrange(ask, columns, found["subscriptions"], sort="service")
    if file := await download(ask, view, "subscriptions"):
        return file
    return ask.page(
        "ledger.html", view=view, found=found, lines=lines, year=year, agency=agency, TABS=TABS, LINES=LINES, PAPERS=PAPERS,
        MICRO=MICRO, keeps=bool(ask.roles.intersection(KEEPERS)), counts=bool(ask.roles.intersection(_COUNTERS)),
        OFFERS=OFFERS, names=await agency_names(ask),
    )  # fmt: skip


async def _services(ask: Ask) -> tuple[tuple[str, str], ...]:
    # The budget officer reads the catalogue as everybody does.
    rows = cast("list[Row]", await forms.look(ask, "list_catalogue"))
    return tuple(
        (one["service"], one["name_ko" if ask.language == "ko" else "name_en"] or one["service"]) for one in rows
    )


async def subscription(ask: Ask) -> Response:
    fields = (
        Field("id", t("구독 번호"), hint=t("같은 번호에 새 시작일을 적으면 앞의 구독은 그날 끝납니다.")),
        Field("service", t("서비스"), "choice", options=await _services(ask)),
        Field("plan", t("요금제")),
        Field("seats", t("좌석 수"), "number"),
        Field("currency", t("통화"), "choice", options=(("KRW", t("원")), ("USD", t("달러"))), value="KRW"),
        Field("price", t("좌석 하나의 값"), hint=t("한 번 청구되는 금액입니다. 달러는 소수 둘째 자리까지 적습니다.")),
        Field("billing", t("청구"), "choice", options=tuple(BILLING.items()), value="month"),
        Field("vat", t("부가세"), "choice", options=tuple(VAT.items()), value="added"),
        Field("line", t("예산 과목"), "choice", options=tuple(LINES.items()), value="licence"),
        Field("valid_from", t("시작일"), "day"),
        Field("source", t("출처"), hint=t("계약서나 계산서의 번호와 날짜를 적습니다.")),
    )

    def args(values: Mapping[str, object]) -> Mapping[str, object]:
        rest = {name: value for name, value in values.items() if name != "price"}
        return {"agency": str(ask.caller.agency), **rest, "seat_micro": micro(str(values["price"]))}

    form = Form(t("구독 등록"), "put_subscription", fields, "/money/ledger", t("이용권과 지출"), args=args)
    return await forms.answer(ask, form)


def micro(text: str, field: str = "price") -> int:
    """`1,234.56` in micro-units, exactly. Raises `BadRequest` that names the form's field."""
    whole, _, part = text.replace(",", "").strip().partition(".")
    if not (whole.isdecimal() and whole.isascii() and len(whole) <= 9) or (
        part and not (part.isdecimal() and part.isascii() and len(part) <= 6)
    ):
        raise BadRequest("bad_value", field, allowed="1234.56")
    return int(whole) * MICRO + int(part.ljust(6, "0") or "0")


async def end(ask: Ask) -> Response:
    found = cast("Row", await forms.look(ask, "list_ledger", agency=agency_of(ask)))
    options = tuple(
        (one["id"], f"{one['id']} · {one['service']} · {one['seats']}")
        for one in found["subscriptions"]
        if one["valid_to"] is None
    )
    fields = (Field("id", t("구독"), "choice", options=options), Field("last_day", t("마지막 날"), "day"))
    form = Form(t("구독 끝내기"), "end_subscription", fields, "/money/ledger", t("이용권과 지출"), submit=t("끝내기"))
    return await forms.answer(ask, form)


async def plan(ask: Ask) -> Response:
    fields = (
        Field("year", t("연도"), "number", value=forms.today(ask)[:4]),
        Field("line", t("예산 과목"), "choice", options=tuple(LINES.items())),
        Field("won", t("예산(원)"), "number"),
        Field("source", t("출처"), hint=t("예산서의 이름과 쪽을 적습니다.")),
    )
    form = Form(t("예산 과목 적기"), "plan_budget", fields, "/money/ledger", t("이용권과 지출"),
                args=lambda values: {"agency": str(ask.caller.agency), **values})  # fmt: skip
    return await forms.answer(ask, form)


async def staff(ask: Ask) -> Response:
    fields = (Field("count", t("인원"), "number"), Field("as_of", t("기준일"), "day"), Field("source", t("출처")))
    form = Form(t("직원 수 적기"), "put_staff_count", fields, "/money/ledger", t("이용권과 지출"),
                lead=t("직원 1,000명당 이용자를 셀 때 씁니다. 적지 않으면 ‘보고 없음’으로 보입니다."),
                args=lambda values: {"agency": str(ask.caller.agency), **values})  # fmt: skip
    return await forms.answer(ask, form)


# ---------------------------------------------------------------- seats that another agency may have


async def offer(ask: Ask) -> Response:
    fields = (
        Field("service", t("서비스"), "choice", options=await _services(ask)),
        Field("seats", t("나눌 좌석 수"), "number"),
        Field("until", t("받을 수 있는 마지막 날"), "day"),
    )
    form = Form(t("남는 좌석 나누기"), "offer_quota", fields, "/money/ledger", t("이용권과 지출"), submit=t("서명하고 제공"),
                lead=t("쓰지 않는 좌석을 다른 기관에 내놓습니다. 상대 기관의 담당자가 서명하면 넘어갑니다."),
                args=lambda values: {"agency": str(ask.caller.agency), **values}, done="offered")  # fmt: skip
    return await forms.answer(ask, form)


async def _offered(ask: Ask) -> Row:
    id_ = ask.request.path_params["id"]
    found = cast("Row", await forms.look(ask, "list_ledger", agency=str(ask.caller.agency)))
    row = next((one for one in found["offers"] if one["id"] == id_), None)
    if row is None:
        raise BadRequest("no_such_page")
    return cast("Row", row)


async def _seats(ask: Ask, title: str, act: str, submit: str, lead: str, **more: object) -> Response:
    found = await _offered(ask)
    names = await agency_names(ask)
    seen = ((t("주는 기관"), names.get(found["agency"], found["agency"])), (t("서비스"), ask.name("service", found["service"])), (t("좌석"), found["seats"]),
            (t("마지막 날"), found["until"]), (t("상태"), ask.say(OFFERS[found["state"]][0])))  # fmt: skip
    form = Form(title, act, (), "/money/ledger", t("이용권과 지출"), submit=submit, lead=lead, seen=seen,
                args=lambda _: {"offer": found["id"], **more})  # fmt: skip
    return await forms.answer(ask, form)


async def accept(ask: Ask) -> Response:
    lead = t("두 번째 서명입니다. 제공한 사람은 받을 수 없습니다.")
    return await _seats(ask, t("좌석 받기"), "take_quota", t("서명하고 받기"), lead, taker=str(ask.caller.agency))


async def withdraw(ask: Ask) -> Response:
    return await _seats(
        ask,
        t("좌석 제공 거두기"),
        "withdraw_quota",
        t("거두기"),
        t("아무도 받지 않은 좌석이 그대로 우리 것으로 남습니다."),
    )


# ---------------------------------------------------------------- papers


async def take(ask: Ask) -> Response:
    """Invoices and card statements: read, shown row by row, confirmed."""
    taking = Taking(t("계산서·카드 명세 들이기"), "import_charges", (), "/money/ledger", t("이용권과 지출"))
    fields = (Field("paper", t("어떤 서류입니까?"), "choice", options=tuple(PAPERS.items()), value="invoice"),)
    columns = {
        "charges": tuple(
            ask.say(one)
            for one in (
                t("일자"),
                t("거래처"),
                t("금액"),
                t("부가세(선택)"),
                t("문서번호(선택)"),
                t("서비스(선택)"),
                t("예산과목(선택)"),
            )
        )
    }

    def show(**more: Any) -> Response:
        return imports.page(ask, taking, fields=fields, columns=columns, pastes=False, **more)

    if ask.request.method != "POST":
        return show()
    paper = ask.form.get("paper", "")
    if paper not in PAPERS:
        return show(errors={"paper": ask.say("목록에서 고르십시오")}, status=400)
    if ask.form.get("step") == "take":
        return await _confirmed(ask, paper, show)
    name, data = await imports.upload(ask)
    tables = ask.house.ports.tables
    if not data or tables is None:
        return show(errors={"file": ask.say("파일을 고르십시오")}, status=400)
    try:
        found = await tables.charges(name, data)
    except BadCommand as error:
        return show(errors={"file": forms.words(ask, error)}, status=400)
    if len(found.rows) > _MOST_ROWS:
        return show(
            errors={"file": ask.say("화면에서는 한 번에 {n}행까지입니다. 나누어 올리십시오", n=f"{_MOST_ROWS:,}")},
            status=400,
        )
    ko = ask.language == "ko"
    errors = [(row, column, said_ko if ko else said_en, "") for row, column, said_ko, said_en in found.faults[:100]]
    carried = {"paper": paper, "digest": found.digest, "rows": msgspec.json.encode(found.rows).decode()}
    counts = (
        (t("읽은 행"), len(found.rows)),
        (t("합계·빈 행(뺌)"), found.left_out),
        (t("금액 합계"), str(won_words(found.micro_won // MICRO, ask.language))),
    )
    shown = Shown(
        counts,
        errors,
        max(found.fault_count - len(errors), 0),
        None if found.fault_count or not found.rows else carried,
    )
    return show(shown=shown, status=400 if found.fault_count else 200)


async def _confirmed(ask: Ask, paper: str, show: Any) -> Response:
    try:
        rows = msgspec.json.decode(ask.form.get("rows", ""))
    except msgspec.DecodeError:
        return cast("Response", show(errors={"file": ask.say("파일을 고르십시오")}, status=400))
    args = {"agency": str(ask.caller.agency), "paper": paper, "file": ask.form.get("digest", ""), "rows": rows}
    _, errors, status = await forms.attempt(ask, "import_charges", "", args)
    if errors:
        return cast("Response", show(errors={"file": next(iter(errors.values()))}, status=status))
    return ask.go(forms.done("/money/ledger", "taken"))


# ---------------------------------------------------------------- settling


async def settle(ask: Ask) -> Response:
    month = forms.today(ask)[:7]
    first, last = ask.query.get("first") or f"{month[:4]}-01", ask.query.get("last") or month
    errors: dict[str, str] = {}
    found: Row = {"rows": [], "unmatched": [], "rates": [], "missing_rates": []}
    try:
        found = cast("Row", await ask.perform("settle_ledger", agency=agency_of(ask), first=first, last=last))
    except BadCommand as error:
        errors["first"] = forms.words(ask, error)
    columns: tuple[Column[Row], ...] = (
        Column("service", t("서비스"), lambda one: one["service"], words=lambda one: ask.name("service", one["service"]) or "–",
               path=lambda one: f"/catalogue/{one['service']}" if one["service"] else ""),
        Column("seats", t("좌석"), lambda one: one["seats"], "number"),
        Column("recomputed", t("계산한 금액"), lambda one: _won(one["recomputed"]), "won"),
        Column("reported", t("청구된 금액"), lambda one: _won(one["reported"]), "won"),
        Column("difference", t("차이"), _difference, "won"),
        Column("charges", t("청구 건수"), lambda one: one["charges"], "number"),
    )  # fmt: skip
    view = arrange(ask, columns, found["rows"], sort="service")
    if file := await download(ask, view, "settlement"):
        return file
    return ask.page(
        "settle.html", 400 if errors else 200, view=view, found=found, first=first, last=last, errors=errors, TABS=TABS, PAPERS=PAPERS,
        MICRO=MICRO, keeps=bool(ask.roles.intersection(KEEPERS)),
    )  # fmt: skip


def _seat_price(ask: Ask, one: Row) -> str:
    """Won without a fraction where there is none; other money with two places, as the vendor's list has it."""
    whole, rest = divmod(one["seat_micro"], MICRO)
    if one["currency"] == "KRW" and not rest:
        return str(won_words(whole, ask.language))
    return f"{one['currency']} {one['seat_micro'] / MICRO:,.2f}"


def _won(micro_won: int | None) -> int | None:
    return None if micro_won is None else micro_won // MICRO


def _difference(one: Row) -> int | None:
    return None if one["recomputed"] is None else _won(one["reported"] - one["recomputed"])
