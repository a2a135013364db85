"""Training (교육): courses, completions, targets held against completions, tables taken in.

What lives here: `/training`. What does not: a person's own courses and pledge (`my.py`), who is refused without
(`gateway/admit.py`). Law: 공공AI법 (AI training of all staff).
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms, imports
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.imports import Taking
from gwanmun.console.pages.people import agency_names, every
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.domain.offices import Role
from gwanmun.domain.training import CourseLevel

KEEPERS = (Role.AI_POLICY,)
LOOKERS = (Role.AI_POLICY, Role.SECURITY, Role.PRIVACY, Role.AUDIT)
ITEMS: Sequence[Item] = (Item("/training", t("교육"), LOOKERS, order=62),)
Row = Mapping[str, Any]
LEVELS: Mapping[str, str] = {
    CourseLevel.BASIC.value: t("기본"), CourseLevel.INTERMEDIATE.value: t("활용"), CourseLevel.ADVANCED.value: t("심화"),
}  # fmt: skip


def routes(house: House) -> Sequence[BaseRoute]:
    both = ("GET", "POST")
    return (
        house.route("/training", page, roles=LOOKERS),
        house.route("/training/completions", completions, roles=LOOKERS),
        house.route("/training/import", take, *both, roles=KEEPERS),
        house.route("/training/course", course, *both, roles=KEEPERS),
        house.route("/training/complete", complete, *both, roles=KEEPERS),
        house.route("/training/target", target, *both, roles=KEEPERS),
        house.route("/training/remove", remove, *both, roles=KEEPERS),
    )


async def page(ask: Ask) -> Response:
    """Targets against completions of a year, agency by agency; the courses below."""
    this = forms.today(ask)[:4]
    year = ask.query.get("year", "")
    year = year if len(year) == 4 and year.isdecimal() and year.isascii() else this
    rows = cast("list[Row]", await ask.perform("training_report", year=int(year)))
    names = await agency_names(ask)
    columns: tuple[Column[Row], ...] = (
        Column("agency", t("기관"), lambda one: names.get(one["agency"], one["agency"])),
        Column("planned", t("목표"), lambda one: one["planned"], "number"),
        Column("completed", t("이수"), lambda one: one["completed"], "number", path=lambda _: "/training/completions"),
        Column("percent", t("달성률"), lambda one: one["percent_tenths"], "number", words=lambda one: _percent(one["percent_tenths"])),
        Column("forecast", t("연말 예상"), lambda one: one["forecast_percent_tenths"], "number",
               words=lambda one: _percent(one["forecast_percent_tenths"])),
        Column("as_of", t("기준일"), lambda one: one["as_of"], "day"),
        Column("source", t("출처"), lambda one: one["source"],
               words=lambda one: ask.say("이수 기록") if one["source"] == "records" else one["source"]),
    )  # fmt: skip
    view = arrange(ask, columns, rows, sort="agency")
    if file := await download(ask, view, "training"):
        return file
    courses = await every(ask, "list_courses")
    own = next((one for one in rows if one["agency"] == ask.caller.agency), None)
    return ask.page(
        "training.html", view=view, courses=courses, own=own, year=int(year), this=int(this), LEVELS=LEVELS,
        keeps=bool(ask.roles.intersection(KEEPERS)), percent=_percent,
    )  # fmt: skip


def _percent(tenths: int | None) -> str:
    return "–" if tenths is None else f"{tenths // 10}.{tenths % 10}%"


async def completions(ask: Ask) -> Response:
    rows = await every(ask, "list_completions")
    names: Mapping[str, str] = {
        one["id"]: one["name_ko" if ask.language == "ko" else "name_en"] for one in await every(ask, "list_courses")
    }
    columns: tuple[Column[Row], ...] = (
        Column("person", t("이용자"), lambda one: one["person"]),
        Column("course", t("과정"), lambda one: one["course"], words=lambda one: names.get(one["course"], one["course"]),
               options=tuple(names.items())),
        Column("completed_on", t("마친 날"), lambda one: one["completed_on"], "day"),
        Column("score", t("점수"), lambda one: one["score"], "number"),
        Column("source", t("출처"), lambda one: one["source"]),
    )  # fmt: skip
    view = arrange(ask, columns, rows, sort="-completed_on")
    if file := await download(ask, view, "completions"):
        return file
    return ask.page("completions.html", view=view, keeps=bool(ask.roles.intersection(KEEPERS)))


async def take(ask: Ask) -> Response:
    tables = (
        ("completions", t("이수 기록")),
        ("courses", t("교육 과정")),
        ("targets", t("교육 목표")),
        ("training_counts", t("기관이 보고한 실적")),
    )
    return await imports.answer(ask, Taking(t("교육 표 들이기"), "import_training", tables, "/training", t("교육")))


async def course(ask: Ask) -> Response:
    known = next((one for one in await every(ask, "list_courses") if one["id"] == ask.query.get("id")), {})
    fields = (
        Field("id", t("과정 부호"), hint=t("영문 소문자와 숫자, 예: ai-basic"), value=known.get("id", "")),
        Field("name_ko", t("한국어 이름"), value=known.get("name_ko", "")),
        Field("name_en", t("영어 이름"), value=known.get("name_en", "")),
        Field("level", t("수준"), "choice", options=tuple(LEVELS.items()), value=known.get("level", "basic")),
        Field("minutes", t("시간(분)"), "number", value=str(known.get("minutes", 60))),
        Field("valid_days", t("유효 일수"), "number", value=str(known.get("valid_days", 365))),
        Field("where", t("듣는 곳"), hint=t("주소나 장소를 적습니다."), value=known.get("where", "")),
        Field("required", t("필수 여부"), "check", options=(("1", t("마치지 않으면 쓸 수 없습니다")),), value="1" if known.get("required") else ""),
    )  # fmt: skip
    keep = {name: known[name] for name in ("counts_towards", "topic") if known.get(name)}
    form = Form(
        t("교육 과정"), "put_course", fields, "/training", t("교육"), args=lambda values: {"course": {**keep, **values}}
    )
    return await forms.answer(ask, form)


async def remove(ask: Ask) -> Response:
    rows = await every(ask, "list_courses")
    options = tuple((one["id"], one["name_ko" if ask.language == "ko" else "name_en"]) for one in rows)
    form = Form(t("교육 과정 내리기"), "remove_course", (Field("id", t("과정"), "choice", options=options),), "/training", t("교육"),
                submit=t("목록에서 내리기"), lead=t("이수 기록은 그대로 남습니다."))  # fmt: skip
    return await forms.answer(ask, form)


async def complete(ask: Ask) -> Response:
    rows = await every(ask, "list_courses")
    options = tuple((one["id"], one["name_ko" if ask.language == "ko" else "name_en"]) for one in rows)
    fields = (
        Field("person", t("이용자"), hint=t("등록된 이용자 번호를 적습니다. 예: p-1001")),
        Field("course", t("과정"), "choice", options=options),
        Field("completed_on", t("마친 날"), "day", hint=t("비우면 오늘입니다."), required=False),
        Field("score", t("점수"), "number", required=False),
        Field("source", t("출처"), required=False),
    )
    form = Form(
        t("이수 기록"), "record_completion", fields, "/training/completions", t("이수 기록"), submit=t("기록하기")
    )
    return await forms.answer(ask, form)


async def target(ask: Ask) -> Response:
    fields = (
        Field("agency", t("기관"), value=str(ask.caller.agency)),
        Field("year", t("연도"), "number", value=forms.today(ask)[:4]),
        Field("planned", t("올해 교육할 사람"), "number"),
        Field("source", t("출처"), hint=t("계획 문서의 이름과 날짜를 적습니다.")),
    )
    form = Form(
        t("교육 목표"), "put_target", fields, "/training", t("교육"), args=lambda values: {"target": dict(values)}
    )
    return await forms.answer(ask, form)
