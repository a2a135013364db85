"""Collection rounds (자료 수집): asked, answered, could not be counted and why, validated, signed by two, published.

What lives here: `/money/rounds`. What does not: the rules of a round (`budget/collection.py`), the figures of 2024 (the
regions' page).
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.pages.money import LOOKERS, TABS
from gwanmun.console.pages.people import agency_names
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.domain.offices import Role
from gwanmun.errors import BadRequest

ITEMS: Sequence[Item] = ()
ASKERS = (Role.AI_POLICY, Role.AUTHORITY, Role.ASSEMBLY)
ANSWERERS = (Role.BUDGET, Role.AI_POLICY)
Row = Mapping[str, Any]
STAGES: Mapping[str, tuple[str, str]] = {
    "requested": (t("제출 전"), "wait"), "submitted": (t("제출함"), "info"), "validated": (t("검토함"), "info"),
    "signed": (t("서명 끝남"), "good"), "refused": (t("제출 거부"), "bad"),
}  # fmt: skip
QUESTIONS: Mapping[str, str] = {"krw": t("집행액(원)"), "users": t("이용자(명)"), "services": t("서비스(개)")}
STATES: Mapping[str, str] = {"reported": "", "not_reported": t("미제출"), "could_not_count": t("집계 불가")}


def routes(house: House) -> Sequence[BaseRoute]:
    both = ("GET", "POST")
    at = "/money/rounds/{round}"
    return (
        house.route("/money/rounds", page, roles=LOOKERS),
        house.route("/money/rounds/new", begin, *both, roles=ASKERS),
        house.route(at, sheet, roles=LOOKERS),
        house.route(f"{at}/submit", submit, *both, roles=ANSWERERS),
        house.route(f"{at}/refuse", refuse, *both, roles=ANSWERERS),
        house.route(f"{at}/validate", _step("validate_submission", t("제출 검토"), t("검토했음")), *both, roles=ASKERS),
        house.route(f"{at}/sign", _step("sign_submission", t("제출 서명"), t("서명하기")), *both, roles=ASKERS),
        house.route(
            f"{at}/return", _step("return_submission", t("돌려보내기"), t("돌려보내기"), why=True), *both, roles=ASKERS
        ),
        house.route(f"{at}/publish", publish, *both, roles=ASKERS),
    )


async def page(ask: Ask) -> Response:
    rows = cast("list[Row]", await ask.perform("list_rounds"))
    ko = ask.language == "ko"
    columns: tuple[Column[Row], ...] = (
        Column("title", t("수집"), lambda one: one["title_ko" if ko else "title_en"], path=lambda one: f"/money/rounds/{quote(one['id'], safe='')}"),
        Column("period", t("대상 기간"), lambda one: f"{one['first_month']} – {one['last_month']}"),
        Column("due", t("제출 기한"), lambda one: one["due"], "day"),
        Column("asked", t("대상 기관"), lambda one: len(one["governments"]), "number"),
        Column("state", t("상태"), lambda one: "published" if one["published_us"] else "open",
               words=lambda one: ask.say("공표함") if one["published_us"] else ask.say("진행 중"),
               chip=lambda one: "good" if one["published_us"] else "wait"),
    )  # fmt: skip
    view = arrange(ask, columns, rows, sort="-due")
    if file := await download(ask, view, "rounds"):
        return file
    return ask.page("rounds.html", view=view, TABS=TABS, asks=bool(ask.roles.intersection(ASKERS)))


def _at(ask: Ask) -> str:
    return f"/money/rounds/{quote(ask.request.path_params['round'], safe='')}"


async def _round(ask: Ask) -> Row:
    return cast("Row", await forms.look(ask, "show_round", round=ask.request.path_params["round"]))


def _answers(found: Row) -> Mapping[tuple[str, str], Row]:
    return {(one["agency"], one["question"]): one for one in found["answers"]}


def _figure(ask: Ask, one: Row | None) -> str:
    if one is None:
        return ask.say("미제출")
    if one["amount"] is not None:
        return f"{one['amount']:,}"
    return ask.say(STATES[one["state"]])


async def sheet(ask: Ask) -> Response:
    found = await _round(ask)
    answers, late = _answers(found), set(found["overdue"])
    questions = found["round"]["questions"]
    names = await agency_names(ask)
    columns: list[Column[Row]] = [
        Column("agency", t("기관"), lambda one: names.get(one["agency"], one["agency"])),
        Column("stage", t("상태"), lambda one: one["stage"],
               words=lambda one: ask.say(STAGES[one["stage"]][0]) + (f" · {ask.say('기한 지남')}" if one["agency"] in late or one["late"] else ""),
               chip=lambda one: "bad" if one["agency"] in late else STAGES[one["stage"]][1],
               options=tuple((key, ask.say(words)) for key, (words, _) in STAGES.items())),
    ]  # fmt: skip
    columns += [
        Column(name, QUESTIONS.get(name, name), _value(answers, name), "number", words=_said(ask, answers, name))
        for name in questions
    ]
    columns.append(Column("note", t("사유·메모"), lambda one: _why(answers, one, questions)))
    view = arrange(ask, columns, found["submissions"], sort="agency")
    if file := await download(ask, view, "round"):
        return file
    mine = next((one for one in found["submissions"] if one["agency"] == ask.caller.agency), None)
    return ask.page(
        "round.html", view=view, found=found, at=_at(ask), mine=mine, names=names, STAGES=STAGES,
        asks=bool(ask.roles.intersection(ASKERS)), answers_=bool(ask.roles.intersection(ANSWERERS)),
        stages={key: sum(one["stage"] == key for one in found["submissions"]) for key in STAGES},
    )  # fmt: skip


def _value(answers: Mapping[tuple[str, str], Row], name: str) -> Any:
    return lambda one: (answers.get((one["agency"], name)) or {"amount": None})["amount"]


def _said(ask: Ask, answers: Mapping[tuple[str, str], Row], name: str) -> Any:
    return lambda one: _figure(ask, answers.get((one["agency"], name)))


def _why(answers: Mapping[tuple[str, str], Row], one: Row, questions: Sequence[str]) -> str:
    reasons = [answers[one["agency"], name]["reason"] for name in questions if (one["agency"], name) in answers]
    return " · ".join(part for part in (one["note"], *reasons) if part)


async def begin(ask: Ask) -> Response:
    fields = (
        Field("id", t("수집 번호"), hint=t("영문 소문자와 숫자, 예: kr-2026")),
        Field("title_ko", t("제목(한국어)")), Field("title_en", t("제목(영어)")),
        Field("first_month", t("첫 달"), hint=t("예: 2026-01")), Field("last_month", t("마지막 달"), hint=t("예: 2026-12")),
        Field("due", t("제출 기한"), "day"),
        Field("questions", t("물을 것"), "many", options=tuple(QUESTIONS.items()), required=False, hint=t("고르지 않으면 세 가지를 모두 묻습니다.")),
        Field("source", t("근거"), hint=t("공문 번호나 요구 자료의 이름을 적습니다.")),
    )  # fmt: skip
    form = Form(t("자료 수집 시작"), "open_round", fields, "/money/rounds", t("자료 수집"), submit=t("요청하기"),
                lead=t("오늘 있는 모든 시·도에 묻습니다. 답하지 않은 곳은 0이 아니라 ‘미제출’로 남습니다."))  # fmt: skip
    return await forms.answer(ask, form)


async def submit(ask: Ask) -> Response:
    found = await _round(ask)
    answers = _answers(found)
    agency = ask.query.get("agency", "") or str(ask.caller.agency)
    fields: list[Field] = []
    for name in found["round"]["questions"]:
        before = answers.get((agency, name))
        fields += [
            Field(f"{name}-amount", QUESTIONS.get(name, name), "number", required=False,
                  value="" if before is None or before["amount"] is None else str(before["amount"])),
            Field(f"{name}-not", t("셀 수 없을 때"), "check", options=(("1", t("집계할 수 없습니다")),),
                  value="1" if before is not None and before["state"] == "could_not_count" else ""),
            Field(f"{name}-reason", t("집계할 수 없는 까닭"), required=False, value=before["reason"] if before else ""),
        ]  # fmt: skip
    fields.append(Field("note", t("덧붙이는 말"), required=False))

    def args(values: Mapping[str, object]) -> Mapping[str, object]:
        given = [
            {"question": name, "amount": values.get(f"{name}-amount"), "could_not_count": bool(values.get(f"{name}-not")),
             "reason": values.get(f"{name}-reason", "")}
            for name in found["round"]["questions"]
        ]  # fmt: skip
        return {"round": found["round"]["id"], "agency": agency, "answers": given, "note": values.get("note", "")}

    title = found["round"]["title_ko" if ask.language == "ko" else "title_en"]
    form = Form(t("{title}: 답하기"), "submit_answers", fields, _at(ask), title, submit=t("제출하기"), args=args, titles={"title": title},
                lead=t("값을 적거나 ‘집계할 수 없습니다’를 고르고 까닭을 적습니다. 0은 정말 0일 때만 적습니다."))  # fmt: skip
    return await forms.answer(ask, form)


async def refuse(ask: Ask) -> Response:
    found = await _round(ask)
    agency = ask.query.get("agency", "") or str(ask.caller.agency)
    form = Form(t("제출하지 않음"), "refuse_round", (forms.reason(hint=t("공표할 때 사유가 그대로 보입니다.")),), _at(ask), t("자료 수집"),
                submit=t("제출하지 않기"), args=lambda values: {"round": found["round"]["id"], "agency": agency, **values})  # fmt: skip
    return await forms.answer(ask, form)


def _step(act: str, title: str, submit: str, *, why: bool = False) -> Any:
    """A step of the asking side on one agency's submission."""

    async def view(ask: Ask) -> Response:
        found = await _round(ask)
        agency = ask.query.get("agency", "")
        part = next((one for one in found["submissions"] if one["agency"] == agency), None)
        if part is None:
            raise BadRequest("bad_value", "agency", allowed=", ".join(one["agency"] for one in found["submissions"]))
        answers = _answers(found)
        seen = [(t("기관"), ask.name("agency", agency)), (t("상태"), ask.say(STAGES[part["stage"]][0]))]
        seen += [
            (QUESTIONS.get(name, name), _figure(ask, answers.get((agency, name))))
            for name in found["round"]["questions"]
        ]
        form = Form(title, act, (forms.reason(),) if why else (), _at(ask), t("자료 수집"), submit=submit, seen=seen,
                    args=lambda values: {"round": found["round"]["id"], "agency": agency, **values},
                    lead=t("한 사람이 제출·검토·서명을 함께 할 수 없습니다. 서명은 두 사람이 합니다."))  # fmt: skip
        return await forms.answer(ask, form)

    view.__name__ = act
    return view


async def publish(ask: Ask) -> Response:
    found = await _round(ask)
    form = Form(t("수집 결과 공표"), "publish_round", (), _at(ask), t("자료 수집"), submit=t("공표하기"),
                danger=t("공표한 수집은 바꿀 수 없습니다. 미제출·거부·기한 지남도 그대로 공표됩니다."),
                args=lambda _: {"round": found["round"]["id"]})  # fmt: skip
    return await forms.answer(ask, form)
