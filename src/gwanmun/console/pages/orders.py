"""Orders, delegations, emergencies and suspensions (명령·위임·긴급 이용·중단): what holds, until when, and the one step that
ends it.

What lives here: `/orders` and below. What does not: what an order means for a prompt (its policy, `policies.py`), stopping
a service from its own page (`catalogue.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.domain.offices import Role
from gwanmun.errors import BadRequest

POLICY = (Role.AI_POLICY, Role.SECURITY, Role.PRIVACY)
OWNERS = (*POLICY, Role.AUTHORITY)
READERS = (*OWNERS, Role.AUDIT, Role.APPROVER, Role.BUDGET, Role.RECORDS)
OPENERS = (Role.APPROVER, Role.SECURITY)
REVIEWERS = (Role.SECURITY, Role.AUDIT)
STOPPERS = (Role.SECURITY, Role.AI_POLICY, Role.AUTHORITY)
ITEMS: Sequence[Item] = (Item("/orders", t("명령·긴급"), READERS, order=32),)

Row = Mapping[str, Any]

KINDS: Mapping[str, str] = {
    "block": t("차단 명령"), "restriction": t("이용 제한"), "pause": t("잠정 중단"),
    "corrective_recommendation": t("시정권고"), "transfer_stop": t("국외 이전 중지"), "inquiry": t("질의"),
    "advisory": t("유의 안내"),
}  # fmt: skip
#: Steps of others that public reporting named (`order_log` of the regimes): only to be read.
SEEN: Mapping[str, str] = {
    "lift": t("해제"), "fine": t("과징금"), "recommendation": t("권고"),
    "processing_limited": t("처리 제한"), "inquiry_announced": t("질의 예고"), "ban_public_sector": t("공공부문 금지"),
    "ban_work_use": t("업무 이용 금지"), "ban_all_government_devices": t("정부 단말 전체 금지"),
    "block_until_verified": t("확인될 때까지 차단"), "technical_findings": t("기술 점검 결과"),
    "domestic_agent_named": t("국내대리인 지정"), "new_downloads_paused": t("새 내려받기 중단"),
    "downloads_resumed": t("내려받기 재개"),
}  # fmt: skip
STATES: Mapping[str, tuple[str, str]] = {
    "in_force": (t("유효"), "bad"), "lifted": (t("해제됨"), "plain"), "replaced": (t("대체됨"), "plain"),
    "observed": (t("다른 곳의 조치"), "info"),
}  # fmt: skip
LOOSEST: Sequence[tuple[str, str]] = (
    ("require_approval", t("승인 필요")), ("allow_with_masking", t("가려서 허용")), ("allow", t("허용")),
    ("route_in_house", t("내부 모델로")),
)  # fmt: skip
EMERGENCIES: Mapping[str, tuple[str, str]] = {"running": (t("이용 중"), "wait"), "ended": (t("끝남"), "plain")}
VERDICTS: Mapping[str, tuple[str, str]] = {"justified": (t("정당"), "good"), "not_justified": (t("부당"), "bad")}
WORDS: Mapping[str, str] = dict(LOOSEST)


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/orders", page, roles=READERS),
        house.route("/orders/new", issue, "GET", "POST", roles=(Role.AUTHORITY,)),
        house.route("/orders/delegations", delegations, roles=READERS),
        house.route("/orders/delegations/new", delegate, "GET", "POST", roles=OWNERS),
        house.route("/orders/delegations/{id:path}/end", undelegate, "GET", "POST", roles=OWNERS),
        house.route("/orders/emergencies", emergencies, roles=READERS),
        house.route("/orders/emergencies/new", open_emergency, "GET", "POST", roles=OPENERS),
        house.route("/orders/emergencies/{id:path}/review", review, "GET", "POST", roles=REVIEWERS),
        house.route("/orders/suspensions", suspensions, roles=READERS),
        house.route("/orders/suspensions/new", suspend, "GET", "POST", roles=STOPPERS),
        house.route("/orders/suspensions/resume", resume, "GET", "POST", roles=STOPPERS),
        house.route("/orders/{id:path}/end", lift, "GET", "POST", roles=(Role.AUTHORITY,)),
    )


def _may(ask: Ask, roles: Sequence[Role]) -> bool:
    return bool(ask.roles.intersection(roles))


# ---------------------------------------------------------------- orders


def _columns(ask: Ask) -> tuple[Column[Row], ...]:
    return (
        Column("day", t("날짜"), lambda one: one["day"], "day"),
        Column("issuer", t("내린 곳"), lambda one: one["issuer"], words=lambda one: ask.name("agency", one["issuer"])),
        Column("kind", t("종류"), lambda one: one["kind"], words=lambda one: kind_words(ask, one["kind"]),
               options=tuple((key, ask.say(words)) for key, words in KINDS.items())),
        Column("subject", t("대상"), lambda one: one["subject"]),
        Column("state", t("상태"), lambda one: one["state"], words=lambda one: ask.say(STATES[one["state"]][0]),
               chip=lambda one: STATES[one["state"]][1],
               options=tuple((key, ask.say(words)) for key, (words, _) in STATES.items())),
        Column("until", t("까지"), lambda one: one["until"], "day"),
        Column("source", t("출처"), lambda one: one["source"], words=lambda one: source_words(ask, one["source"])),
        Column("id", t("명령 번호"), lambda one: one["id"],
               path=lambda one: f"/enforcement/clock/{one['id']}" if one["ours"] else ""),
    )  # fmt: skip


def kind_words(ask: Ask, kind: str) -> str:
    """What an order or a step is, in words; one that the table does not know stands as it was written."""
    known = KINDS.get(kind) or SEEN.get(kind)
    return ask.say(known) if known else kind


def source_words(ask: Ask, source: str) -> str:
    return ask.say("공개 보도 모음") if source == "order_log" else source


async def page(ask: Ask) -> Response:
    rows = cast("list[Row]", await ask.perform("list_orders"))
    view = arrange(ask, _columns(ask), rows, sort="-day")
    if file := await download(ask, view, "orders"):
        return file
    standing = [one for one in rows if one["ours"] and one["state"] == "in_force"]
    return ask.page(
        "orders.html",
        view=view,
        standing=standing,
        kind=lambda one: kind_words(ask, one),
        speaks=_may(ask, (Role.AUTHORITY,)),
    )


async def issue(ask: Ask) -> Response:
    regimes = cast("Sequence[Row]", await forms.look(ask, "list_regimes"))
    korean = ask.language == "ko"
    options = tuple((one["regime"], one["title_ko" if korean else "title_en"]) for one in regimes)
    fields = (
        Field("id", t("명령 번호"), hint=t("영문 소문자, 숫자, 붙임표. 예: pipc-2026-3")),
        Field("kind", t("종류"), "choice", options=tuple(KINDS.items())),
        Field("subject", t("대상"), hint=t("서비스나 모델 계열. 예: deepseek")),
        Field("title_ko", t("제목")),
        Field("title_en", t("제목(영문)")),
        Field("source", t("근거 문서"), hint=t("문서 번호와 날짜")),
        Field("valid_from", t("시작일"), "day", t("비우면 오늘부터입니다."), required=False),
        Field("valid_to", t("종료일"), "day", t("없으면 재검토일을 정해야 합니다."), required=False),
        Field("review_on", t("재검토일"), "day", required=False),
        Field("regime", t("시행하는 정책"), "choice", options=options, required=False,
              hint=t("고르면 그 정책은 이 감독기관만 바꿀 수 있게 됩니다.")),
        forms.reason(),
    )  # fmt: skip
    form = Form(
        t("명령 내리기"), "issue_order", fields, "/orders", t("명령"), t("명령 내리기"),
        lead=t("내린 명령은 내린 기관만 해제하거나 바꿀 수 있습니다. 시행까지 걸린 시간이 차단 현황에 보입니다."),
        args=lambda values: {**values, "authority": str(ask.caller.agency)}, done="issued",
    )  # fmt: skip
    return await forms.answer(ask, form)


async def lift(ask: Ask) -> Response:
    id_ = ask.request.path_params["id"]
    fields = (
        Field("on", t("해제일"), "day", t("비우면 오늘 해제합니다."), required=False),
        forms.reason(t("해제하는 까닭")),
    )
    form = Form(
        t("명령 {id} 해제"), "end_order", fields, "/orders", t("명령"), t("해제하기"), titles={"id": id_},
        args=lambda values: {**values, "id": id_}, done="lifted",
    )  # fmt: skip
    return await forms.answer(ask, form)


# ---------------------------------------------------------------- delegations


async def delegations(ask: Ask) -> Response:
    rows = cast("list[Row]", await ask.perform("list_delegations"))
    today = ask.house.environment.filters["when"](ask.house.ports.now_us())[:10]

    def state(one: Row) -> str:
        begun = one["valid_from"] <= today
        return (
            "standing"
            if begun and (one["valid_to"] is None or today < one["valid_to"])
            else "over"
            if begun
            else "later"
        )

    regimes = cast("Sequence[Row]", await forms.look(ask, "list_regimes"))
    titles = {one["regime"]: one["title_ko" if ask.language == "ko" else "title_en"] for one in regimes}
    states = {"standing": (t("유효"), "good"), "later": (t("시작 전"), "wait"), "over": (t("끝남"), "plain")}
    columns: tuple[Column[Row], ...] = (
        Column("regime", t("상위 정책"), lambda one: one["regime"], words=lambda one: titles.get(one["regime"]) or one["regime"], path=lambda one: f"/policies/{one['regime']}"),
        Column("rule", t("규칙"), lambda one: one["rule"]),
        Column("agency", t("위임받은 기관"), lambda one: one["agency"], words=lambda one: ask.name("agency", one["agency"])),
        Column("loosest", t("허용 한계"), lambda one: one["loosest"], words=lambda one: ask.say(WORDS.get(one["loosest"], one["loosest"]))),
        Column("state", t("상태"), state, words=lambda one: ask.say(states[state(one)][0]), chip=lambda one: states[state(one)][1],
               options=tuple((key, ask.say(words)) for key, (words, _) in states.items())),
        Column("valid_from", t("시작일"), lambda one: one["valid_from"], "day"),
        Column("valid_to", t("종료일"), lambda one: one["valid_to"], "day"),
        Column("officer", t("정한 사람"), lambda one: one["officer"]),
        Column("reason", t("사유"), lambda one: one["reason"]),
        Column("id", t("위임 번호"), lambda one: one["id"],
               path=lambda one: f"/orders/delegations/{one['id']}/end" if state(one) != "over" and _may(ask, OWNERS) else ""),
    )  # fmt: skip
    view = arrange(ask, columns, rows, sort="regime")
    if file := await download(ask, view, "delegations"):
        return file
    return ask.page("delegations.html", view=view, owns=_may(ask, OWNERS))


async def delegate(ask: Ask) -> Response:
    regimes = cast("Sequence[Row]", await forms.look(ask, "list_regimes"))
    korean = ask.language == "ko"
    options = tuple((one["regime"], one["title_ko" if korean else "title_en"]) for one in regimes if one["active"])
    fields = (
        Field("id", t("위임 번호"), hint=t("영문 소문자, 숫자, 붙임표. 예: chungnam-1")),
        Field("regime", t("상위 정책"), "choice", options=options),
        Field("rule", t("규칙"), hint=t("정책 화면에 적힌 규칙 번호. 예: LOC-5")),
        Field("agency", t("위임받을 기관"), hint=t("기관 부호. 예: kr-chungnam. 그 소속 기관까지 미칩니다.")),
        Field("loosest", t("허용 한계"), "choice", options=LOOSEST, hint=t("그 기관은 여기까지만 느슨하게 정할 수 있습니다.")),
        Field("valid_from", t("시작일"), "day", t("비우면 오늘부터입니다."), required=False),
        Field("valid_to", t("종료일"), "day", required=False),
        forms.reason(),
    )  # fmt: skip
    form = Form(
        t("위임하기"), "delegate_rule", fields, "/orders/delegations", t("위임"), t("위임하기"), done="delegated"
    )
    return await forms.answer(ask, form)


async def undelegate(ask: Ask) -> Response:
    id_ = ask.request.path_params["id"]
    form = Form(
        t("위임 {id} 거두기"), "end_delegation", (forms.reason(t("거두는 까닭")),), "/orders/delegations", t("위임"), t("위임 거두기"),
        titles={"id": id_}, lead=t("오늘부터 상위 정책의 규칙이 그대로 적용됩니다."), args=lambda _: {"id": id_}, done="undelegated",
    )  # fmt: skip
    return await forms.answer(ask, form)


# ---------------------------------------------------------------- emergencies


async def emergencies(ask: Ask) -> Response:
    rows = cast("list[Row]", await ask.perform("list_emergencies"))

    def verdict(one: Row) -> str:
        return str(one["emergency"]["verdict"] or "waiting")

    verdicts = {"waiting": (t("검토 대기"), "wait"), **VERDICTS}
    columns: tuple[Column[Row], ...] = (
        Column("service", t("서비스"), lambda one: one["emergency"]["service"],
               words=lambda one: ask.name("service", one["emergency"]["service"])),
        Column("person", t("쓰는 사람"), lambda one: one["emergency"]["person"]),
        Column("state", t("상태"), lambda one: one["state"], words=lambda one: ask.say(EMERGENCIES[one["state"]][0]),
               chip=lambda one: EMERGENCIES[one["state"]][1],
               options=tuple((key, ask.say(words)) for key, (words, _) in EMERGENCIES.items())),
        Column("verdict", t("사후 검토"), verdict, words=lambda one: ask.say(verdicts[verdict(one)][0]),
               chip=lambda one: verdicts[verdict(one)][1],
               options=tuple((key, ask.say(words)) for key, (words, _) in verdicts.items())),
        Column("opened", t("시작"), lambda one: one["emergency"]["opened_us"], "when"),
        Column("until", t("끝"), lambda one: one["emergency"]["until_us"], "when"),
        Column("by", t("연 사람"), lambda one: one["emergency"]["opened_by"]),
        Column("reason", t("사유"), lambda one: one["emergency"]["reason"]),
        Column("finding", t("검토 의견"), lambda one: one["emergency"]["finding"]),
    )  # fmt: skip
    view = arrange(ask, columns, rows, sort="-opened")
    if file := await download(ask, view, "emergencies"):
        return file
    waiting = [one["emergency"] for one in rows if not one["reviewed"]]
    return ask.page(
        "emergencies.html", view=view, waiting=waiting, opens=_may(ask, OPENERS), reviews=_may(ask, REVIEWERS),
        me=str(ask.caller.person), running=[one["emergency"]["id"] for one in rows if one["state"] == "running"],
    )  # fmt: skip


async def open_emergency(ask: Ask) -> Response:
    fields = (
        await _service_field(ask),
        Field("person", t("쓰는 사람"), hint=t("내부 번호. 예: p-1001")),
        Field("hours", t("몇 시간"), "number", t("1–72시간. 시간이 지나면 저절로 끝납니다."), value="24"),
        forms.reason(t("기다릴 수 없는 까닭")),
    )
    form = Form(
        t("긴급 이용 열기"), "open_emergency", fields, "/orders/emergencies", t("긴급 이용"), t("긴급 이용 열기"),
        lead=t("승인을 기다릴 수 없을 때만 엽니다. 승인으로 풀 수 있는 것만 풀리고, 끝난 뒤 다른 담당자가 검토합니다."),
        args=lambda values: {**values, "agency": str(ask.caller.agency)}, done="opened",
    )  # fmt: skip
    return await forms.answer(ask, form)


async def review(ask: Ask) -> Response:
    id_ = ask.request.path_params["id"]
    rows = cast("Sequence[Row]", await forms.look(ask, "list_emergencies"))
    found = next((one["emergency"] for one in rows if one["emergency"]["id"] == id_), None)
    if found is None:
        raise BadRequest("no_such_thing", "emergency")
    when = ask.house.environment.filters["when"]
    fields = (
        Field(
            "verdict", t("판단"), "choice", options=(("justified", t("정당")), ("not_justified", t("부당: 바로 끝냄")))
        ),
        Field("finding", t("검토 의견")),
    )
    form = Form(
        t("긴급 이용 사후 검토"), "review_emergency", fields, "/orders/emergencies", t("긴급 이용"), t("검토 마치기"),
        args=lambda values: {**values, "id": id_}, done="reviewed",
        seen=((t("서비스"), ask.name("service", found["service"])), (t("쓰는 사람"), found["person"]), (t("연 사람"), found["opened_by"]),
              (t("사유"), found["reason"]), (t("시작"), when(found["opened_us"])), (t("끝"), when(found["until_us"]))),
    )  # fmt: skip
    return await forms.answer(ask, form)


# ---------------------------------------------------------------- suspensions


async def suspensions(ask: Ask) -> Response:
    found = cast("Row", await ask.perform("list_suspensions", limit=1000))
    rows = cast("list[Row]", found["items"])
    reason = "reason_ko" if ask.language == "ko" else "reason_en"
    columns: tuple[Column[Row], ...] = (
        Column("service", t("서비스"), lambda one: one["service"], words=lambda one: ask.name("service", one["service"]), path=lambda one: f"/catalogue/{one['service']}"),
        Column("agency", t("기관"), lambda one: one["agency"],
               words=lambda one: ask.say("모든 기관") if one["agency"] == "*" else ask.name("agency", one["agency"])),
        Column("reason", t("거절될 때 보이는 사유"), lambda one: one[reason] or one["reason_ko"]),
        Column("since", t("중단한 때"), lambda one: one["since_us"], "when"),
        Column("step", t("할 일"), lambda _: ask.say("중단 해제") if _may(ask, STOPPERS) else "",
               path=lambda one: f"/orders/suspensions/resume?service={one['service']}&agency={one['agency']}"
               if _may(ask, STOPPERS) else "", sorts=False),
    )  # fmt: skip
    view = arrange(ask, columns, rows, sort="-since")
    if file := await download(ask, view, "suspensions"):
        return file
    return ask.page("suspensions.html", view=view, stops=_may(ask, STOPPERS))


async def suspend(ask: Ask) -> Response:
    fields = (
        await _service_field(ask),
        Field("reason_ko", t("거절될 때 보일 사유")),
        Field("reason_en", t("사유(영문)"), hint=t("비우면 한국어 사유를 그대로 씁니다."), required=False),
    )
    form = Form(
        t("서비스 바로 중단"), "suspend_service", fields, "/orders/suspensions", t("서비스 중단"), t("지금 중단"),
        danger=t("1초 안에 우리 기관의 모든 요청이 거절됩니다. 언제든 해제할 수 있습니다."),
        args=lambda values: {"agency": str(ask.caller.agency), "reason_en": values["reason_ko"], **values}, done="suspended", reason_in="reason_ko",
    )  # fmt: skip
    return await forms.answer(ask, form)


async def resume(ask: Ask) -> Response:
    service, agency = ask.query.get("service", ""), ask.query.get("agency", "") or str(ask.caller.agency)
    form = Form(
        t("{service} 중단 해제"), "resume_service", (forms.reason(t("해제하는 까닭")),), "/orders/suspensions", t("서비스 중단"), t("해제하기"),
        titles={"service": ask.name("service", service)}, args=lambda _: {"service": service, "agency": agency}, done="resumed",
    )  # fmt: skip
    return await forms.answer(ask, form)


async def _service_field(ask: Ask) -> Field:
    offer = cast("Row", await forms.look(ask, "offer_services"))
    korean = ask.language == "ko"
    options = tuple(
        (one["id"], f"{one['name_ko' if korean else 'name_en'] or one['id']} ({one['vendor']})")
        for one in offer["services"]
    )
    return Field("service", t("서비스"), "choice", options=options)
