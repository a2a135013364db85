"""The catalogue of services (서비스 목록): where each stands, what is known of it, its checklist, and every step by a form.

What lives here: `/catalogue` and below. What does not: vendors and inquiries (`vendors.py`), the rules of a step
(`control/onboarding.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item, day_words
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.domain.offices import Role
from gwanmun.domain.vendors import CHECKLIST, TRANSITIONS, Stage
from gwanmun.domain.vendors import ITEMS as CHECKS
from gwanmun.errors import BadRequest

READERS = (
    Role.AI_POLICY, Role.SECURITY, Role.PRIVACY, Role.AUTHORITY, Role.AUDIT, Role.APPROVER, Role.BUDGET, Role.RECORDS,
)  # fmt: skip
OWNERS = (Role.AI_POLICY, Role.SECURITY)
POLICY = (*OWNERS, Role.PRIVACY)
STOPPERS = (*OWNERS, Role.AUTHORITY)
ITEMS: Sequence[Item] = (Item("/catalogue", t("서비스 목록"), READERS, order=40),)

STAGES: Mapping[str, tuple[str, str]] = {
    "proposed": (t("제안"), "wait"), "reviewed": (t("검토"), "wait"), "approved": (t("승인"), "good"),
    "restricted": (t("제한"), "info"), "suspended": (t("중단"), "bad"), "withdrawn": (t("종료"), "plain"),
    "listed": (t("등재"), "good"), "unlisted": (t("미등재"), "plain"),
}  # fmt: skip
INQUIRIES: Mapping[str, tuple[str, str]] = {
    "none": (t("없음"), "plain"), "open": (t("회신 대기"), "wait"), "overdue": (t("기한 경과"), "bad"),
    "refused": (t("회신 거부"), "bad"), "answered_insufficient": (t("회신 불충분"), "bad"),
    "answered_sufficient": (t("회신 충분"), "good"),
}  # fmt: skip
DEPLOYMENTS: Mapping[str, str] = {
    "vendor_hosted": t("공급자 운영"), "third_party_hosted": t("다른 회사 운영"), "in_house": t("내부 운영"),
}  # fmt: skip
FORMS: Mapping[str, str] = {"web_app": t("웹"), "mobile_app": t("모바일 앱"), "api": "API", "model": t("모델")}
CONFIDENCE = (("high", t("높음")), ("medium", t("보통")), ("low", t("낮음")))
FACTS: Mapping[str, str] = {
    "storage_countries": t("저장 국가"), "vendor_country": t("공급자 국가"), "deployment": t("운영 형태"), "form": t("제공 형태"),
    "vendor": t("공급자"), "family": t("모델 계열"), "operator": t("운영 주체"), "trains_on_input": t("입력의 학습 이용"),
    "retention": t("보관 기간"), "telemetry": t("이용 정보 수집"), "government_access_law": t("정부의 자료 요구 법률"),
    "subprocessors": t("재위탁"), "region": t("처리 지역"), "certification": t("인증"), "contract_until": t("계약 만료일"),
    "exit_terms": t("종료 조건"),
}  # fmt: skip
CHECK_STATES = (("done", t("확인함")), ("waived", t("해당 없음")), ("open", t("다시 열기")))
#: What an item's answer says in the record (`control/onboarding.py` holds the same values).
CHECK_VALUES: Mapping[str, Sequence[tuple[str, str]]] = {
    "contract": (("click_through", t("약관 동의만")), ("negotiated", t("협상 계약")), ("in_house", t("내부 운영"))),
    "accreditation": (("none", t("인증 없음")), ("O", t("공개(O) 등급")), ("S", t("민감(S) 등급")), ("C", t("기밀(C) 등급"))),
    "residency": (("true", t("기관 밖에 저장")), ("false", t("기관 안에만 저장")), ("unknown", t("알 수 없음"))),
}  # fmt: skip
MOVES: Mapping[str, tuple[str, str]] = {
    "reviewed": (t("검토로 넘기기"), t("점검표의 답이 모이면 검토 단계로 넘깁니다.")),
    "approved": (t("승인하기"), t("승인하면 이 기관의 이용자가 바로 쓸 수 있습니다. 제안한 사람은 승인할 수 없습니다.")),
    "restricted": (t("이용 제한"), t("제한하면 건마다 승인을 받아야 쓸 수 있습니다.")),
    "suspended": (t("이용 중단"), t("중단하면 1초 안에 모든 요청이 거절됩니다. 사유는 거절된 사람에게 보입니다.")),
    "withdrawn": (t("이용 종료"), t("종료하면 승인도 함께 끝납니다. 그 뒤 자료 반환과 삭제를 기록합니다.")),
    "proposed": (t("다시 제안"), t("처음부터 다시 점검합니다.")),
}  # fmt: skip


def routes(house: House) -> Sequence[BaseRoute]:
    at = "/catalogue/{service}"
    return (
        house.route("/catalogue", page, roles=READERS),
        house.route(at, sheet, roles=READERS),
        house.route(f"{at}/propose", propose, "GET", "POST", roles=OWNERS),
        house.route(f"{at}/check", check, "GET", "POST", roles=POLICY),
        house.route(f"{at}/move", move, "GET", "POST", roles=OWNERS),
        house.route(f"{at}/fact", fact, "GET", "POST", roles=POLICY),
        house.route(f"{at}/suspend", suspend, "GET", "POST", roles=STOPPERS),
        house.route(f"{at}/resume", resume, "GET", "POST", roles=STOPPERS),
        house.route(f"{at}/model", model, "GET", "POST", roles=OWNERS),
        house.route(f"{at}/review", review, "GET", "POST", roles=POLICY),
        house.route(f"{at}/exit", leave, "GET", "POST", roles=OWNERS),
        house.route(f"{at}/export", export, roles=(*OWNERS, Role.RECORDS)),
    )


Row = Mapping[str, Any]


def _columns(ask: Ask) -> tuple[Column[Row], ...]:
    pick = ask.language == "ko"
    return (
        Column("name", t("서비스"), lambda one: one["name_ko" if pick else "name_en"] or one["service"],
               path=lambda one: f"/catalogue/{one['service']}"),
        Column("stage", t("상태"), lambda one: "suspended" if one["suspended"] else one["stage"],
               words=lambda one: ask.say(STAGES["suspended" if one["suspended"] else one["stage"]][0]),
               chip=lambda one: STAGES["suspended" if one["suspended"] else one["stage"]][1],
               options=tuple((key, ask.say(words)) for key, (words, _) in STAGES.items())),
        Column("vendor", t("공급자"), lambda one: one["vendor"], path=lambda one: f"/vendors/{_id(one['vendor'])}"),
        Column("country", t("국가"), lambda one: one["country"], words=lambda one: ask.country(one["country"])),
        Column("deployment", t("운영 형태"), lambda one: one["deployment"],
               words=lambda one: ask.say(DEPLOYMENTS.get(one["deployment"], one["deployment"])),
               options=tuple((key, ask.say(words)) for key, words in DEPLOYMENTS.items())),
        Column("open_items", t("열린 점검"), lambda one: one["open_items"], "number"),
        Column("stale_facts", t("오래된 사실"), lambda one: one["stale_facts"], "number"),
        Column("held_models", t("보류 모델"), lambda one: one["held_models"], "number"),
        Column("inquiry", t("질의서"), lambda one: one["inquiry"],
               words=lambda one: ask.say(INQUIRIES[one["inquiry"]][0]), chip=lambda one: INQUIRIES[one["inquiry"]][1],
               options=tuple((key, ask.say(words)) for key, (words, _) in INQUIRIES.items())),
    )  # fmt: skip


def _id(name: str) -> str:
    return quote(name, safe="")


async def page(ask: Ask) -> Response:
    wanted = {"agency": ask.query["agency"]} if ask.query.get("agency") else {}
    rows = cast("list[Row]", await ask.perform("list_catalogue", **wanted))
    view = arrange(ask, _columns(ask), rows, sort="name")
    if file := await download(ask, view, "catalogue"):
        return file
    return ask.page("catalogue.html", view=view)


async def _sheet(ask: Ask) -> Row:
    return cast("Row", await forms.look(ask, "show_service", service=ask.request.path_params["service"]))


def _agency(ask: Ask) -> str:
    return ask.query.get("agency", "") or str(ask.caller.agency)


def _at(ask: Ask) -> str:
    return f"/catalogue/{ask.request.path_params['service']}"


def _standing(found: Row, agency: str) -> Row | None:
    return next((one for one in found["standings"] if one["agency"] == agency), None)


async def sheet(ask: Ask) -> Response:
    found = cast("Row", await ask.perform("show_service", service=ask.request.path_params["service"]))
    agency = _agency(ask)
    standing = _standing(found, agency)
    stage = Stage(standing["stage"]) if standing else None
    checks = {one["item"]: one for one in found["checks"] if one["agency"] == agency}
    record = next((one for one in found["records"] if one["agency"] == agency), None)
    return ask.page(
        "service.html",
        found=found, agency=agency, standing=standing, record=record, at=_at(ask),
        items=[(one, checks.get(one.id)) for one in CHECKLIST] if standing else (),
        moves=[(one.value, MOVES[one.value][0]) for one in TRANSITIONS[stage]] if stage else (),
        STAGES=STAGES, INQUIRIES=INQUIRIES, DEPLOYMENTS=DEPLOYMENTS, FACTS=FACTS, CONFIDENCE=dict(CONFIDENCE),
        fact_words=lambda name, value: _fact_words(ask, name, value),
        CHECK_STATES={"open": (t("열림"), "wait"), "done": (t("확인함"), "good"), "waived": (t("해당 없음"), "info")},
        may=lambda *roles: bool(ask.roles.intersection(Role(one) for one in roles)),
    )  # fmt: skip


def _fact_words(ask: Ask, name: str, value: str) -> str:
    if name in {"storage_countries", "vendor_country"}:
        return ask.countries(value.split("+"))
    return ask.say((FORMS if name == "form" else DEPLOYMENTS).get(value, value))


def _form(ask: Ask, found: Row, title: str, act: str, fields: Sequence[Field], **more: Any) -> Form:
    name = found["service"]["name_ko" if ask.language == "ko" else "name_en"]
    standing = _standing(found, _agency(ask))
    listed = any(one["agency"] == _agency(ask) for one in found["records"])
    stage = standing["stage"] if standing else "listed" if listed else "unlisted"
    seen = [(t("단계"), ask.say(STAGES[stage][0]))]
    seen += [(t("열린 점검 항목"), str(len(standing["open_items"])))] if standing else []
    given = {"seen": seen, "titles": {"name": name}, "back": _at(ask), "back_label": name, **more}
    return Form(title, act, fields, **given)


async def propose(ask: Ask) -> Response:
    found, agency = await _sheet(ask), _agency(ask)
    return await forms.answer(
        ask,
        _form(
            ask, found, t("{name} 도입 제안"), "propose_service", (forms.reason(),), submit=t("제안하기"),
            lead=t("제안하면 점검표가 열립니다. 점검이 끝나고 다른 담당자가 승인할 때까지 아무도 쓸 수 없습니다."),
            danger=t("이미 쓰던 서비스라면 승인할 때까지 이용이 멈춥니다."),
            args=lambda values: {"agency": agency, "service": found["service"]["id"], **values},
        ),
    )  # fmt: skip


async def check(ask: Ask) -> Response:
    found, agency = await _sheet(ask), _agency(ask)
    item = CHECKS.get(ask.query.get("item", ""))
    if item is None:
        raise BadRequest("bad_value", "item", allowed=", ".join(CHECKS))
    choices = [one for one in CHECK_STATES if one[0] != "waived" or not item.needed]
    before = next((one for one in found["checks"] if (one["agency"], one["item"]) == (agency, item.id)), None)
    fields: list[Field] = [Field("state", t("결과"), "choice", options=choices, value="done")]
    if item.id in CHECK_VALUES:
        fields.append(Field("value", t("확인한 값"), "choice", options=CHECK_VALUES[item.id], required=False))
    fields += [
        Field("evidence", t("증빙"), hint=t("문서 번호나 보관 위치를 적습니다."), required=False,
              value=before["evidence"] if before else ""),
        forms.reason(),
    ]  # fmt: skip
    name = item.ko if ask.language == "ko" else item.en
    return await forms.answer(
        ask,
        _form(
            ask, found, t("점검 항목: {item}"), "check_item", fields, titles={"item": name}, submit=t("기록하기"),
            args=lambda values: {"agency": agency, "service": found["service"]["id"], "item": item.id, **values},
        ),
    )  # fmt: skip


async def move(ask: Ask) -> Response:
    found, agency = await _sheet(ask), _agency(ask)
    to = ask.query.get("to", "")
    standing = _standing(found, agency)
    if to not in MOVES or standing is None:
        raise BadRequest("bad_value", "to", allowed=", ".join(MOVES))
    if to == "proposed":
        return ask.go(f"{_at(ask)}/propose?agency={agency}")
    english = [Field("reason_en", t("사유(영문)"), required=False)] if to == "suspended" else []
    return await forms.answer(
        ask,
        _form(
            ask, found, MOVES[to][0], "move_service",
            (Field("steps", kind="hidden", value=str(standing["steps"])), forms.reason(), *english),
            lead=MOVES[to][1], submit=MOVES[to][0],
            args=lambda values: {
                "agency": agency, "service": found["service"]["id"], "to": to, **values,
                "steps": int(str(values["steps"])) if str(values["steps"]).isdecimal() else -1,
            },
        ),
    )  # fmt: skip


async def fact(ask: Ask) -> Response:
    found = await _sheet(ask)
    known = next((one["fact"] for one in found["facts"] if one["fact"]["name"] == ask.query.get("name")), None)
    waiting = next((one for one in found["asked"] if one["name"] == ask.query.get("name")), None)
    value = waiting["value"] if waiting else known["value"] if known else ""
    fields = (
        Field("name", t("무엇"), "choice", options=tuple(FACTS.items())),
        Field("value", t("내용"), hint=t("국가는 KR+US처럼 두 글자 부호로 적습니다."), value=value),
        Field("source", t("출처"), hint=t("문서 이름과 날짜, 또는 주소를 적습니다.")),
        Field("as_of", t("기준일"), "day"),
        Field("confidence", t("확실한 정도"), "choice", options=CONFIDENCE, value="medium",
              hint=t("높음은 1년, 보통은 6개월, 낮음은 3개월이 지나면 오래된 사실로 표시됩니다.")),
        forms.reason(),
    )  # fmt: skip
    seen = (
        (
            (t("지금 내용"), _fact_words(ask, known["name"], known["value"])),
            (t("출처"), known["source"]),
            (t("기준일"), day_words(known["as_of"])),
        )
        if known
        else ()
    )
    form = _form(
        ask, found, t("{name}: 사실 기록"), "put_fact", fields, seen=seen, submit=t("기록하기"),
        lead=t("규칙이 쓰는 사실이 바뀌면 지난 승인을 다시 살피도록 알립니다. 판정이 느슨해지는 사실은 다른 담당자가 같은 내용을 기록해야 바뀝니다."),
        args=lambda values: {"service": found["service"]["id"], **values},
    )  # fmt: skip
    return await forms.answer(ask, form, lambda put: ask.go(forms.done(form.back, cast("Row", put)["state"])))


async def suspend(ask: Ask) -> Response:
    found, agency = await _sheet(ask), _agency(ask)
    fields = (
        Field("reason_ko", t("거절될 때 보일 사유")),
        Field("reason_en", t("사유(영문)"), hint=t("비우면 한국어 사유를 그대로 씁니다."), required=False),
    )
    return await forms.answer(
        ask,
        _form(
            ask, found, t("{name} 바로 중단"), "suspend_service", fields, submit=t("지금 중단"),
            lead=MOVES["suspended"][1], danger=t("이 기관의 모든 이용자가 이 서비스를 쓸 수 없게 됩니다."),
            args=lambda values: {
                "service": found["service"]["id"], "agency": agency, "reason_en": values["reason_ko"], **values
            },
        ),
    )  # fmt: skip


async def resume(ask: Ask) -> Response:
    found, agency = await _sheet(ask), _agency(ask)
    return await forms.answer(
        ask,
        _form(
            ask, found, t("{name} 중단 해제"), "resume_service", (forms.reason(),), submit=t("해제하기"),
            args=lambda values: {"service": found["service"]["id"], "agency": agency, **values},
        ),
    )  # fmt: skip


async def model(ask: Ask) -> Response:
    found = await _sheet(ask)
    held = [one["name"] for one in found["models"] if one["held"]]
    fields = (
        Field("model", t("모델"), "choice", options=tuple((one, one) for one in held), value=held[0] if held else ""),
        forms.reason(),
    )
    return await forms.answer(
        ask,
        _form(ask, found, t("보류된 모델 승인"), "approve_model", fields, submit=t("승인하기"),
              lead=t("승인된 서비스에 새로 오르거나 바뀐 모델은 다른 담당자가 승인할 때까지 쓸 수 없습니다.")),
    )  # fmt: skip


async def review(ask: Ask) -> Response:
    found = await _sheet(ask)
    waiting = [one for one in found["looked_again"] if one["reviewed_us"] is None]
    options = tuple((one["id"], f"{one['what']}: {one['changed']}") for one in waiting)
    fields = (Field("id", t("다시 살필 것"), "choice", options=options, value=options[0][0] if options else ""),
              Field("note", t("살핀 결과")))  # fmt: skip
    return await forms.answer(
        ask, _form(ask, found, t("바뀐 사실 확인"), "review_reassessment", fields, submit=t("확인했음"))
    )


async def leave(ask: Ask) -> Response:
    found, agency = await _sheet(ask), _agency(ask)
    fields = (
        Field("data_returned", t("자료 반환"), "check", options=(("1", t("자료를 돌려받았습니다")),)),
        Field("data_deleted", t("자료 삭제"), "check", options=(("1", t("공급자가 자료를 삭제했습니다")),)),
        Field("evidence", t("증빙"), hint=t("확인서 번호나 보관 위치를 적습니다.")),
        Field("ended_on", t("끝난 날"), "day", required=False),
        forms.reason(),
    )
    return await forms.answer(
        ask,
        _form(
            ask, found, t("{name} 종료 기록"), "record_exit", fields, submit=t("기록하기"),
            args=lambda values: {"agency": agency, "service": found["service"]["id"], **values},
        ),
    )  # fmt: skip


async def export(ask: Ask) -> Response:
    """Everything about a service in one file; who took it is put on record by the act."""
    service = ask.request.path_params["service"]
    found = await ask.perform("export_service", service=service)
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{_id(service)}.json"}
    return Response(
        msgspec.json.format(msgspec.json.encode(found), indent=1), headers=headers, media_type="application/json"
    )
