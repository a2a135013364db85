"""The public page (공개 현황): what anybody may read, ask and object to, without signing in, in plain words.

Figures are read at most once a minute, however many people look; each stands with its definition, day, source, method and
files. A citizen's code travels in forms alone, never in an address. What does not live here: the figures and which of them
are held back (`control/public_page.py`), what a citizen is told (`control/objections.py`), who counts wrong tries (there).
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.charts.picture import bars, lines
from gwanmun.charts.values import Caption, Chart, Point, Series
from gwanmun.console import forms
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.spreadsheet import workbook
from gwanmun.console.tables import csv_of
from gwanmun.console.texts import t
from gwanmun.control.objections import ANSWER_DAYS, LONGER_DAYS, CaseAnswer, ObjectionAnswer
from gwanmun.control.public_page import Cell, PublicFigure, PublicFigures, State
from gwanmun.control.register import Entry
from gwanmun.domain.redress import Ground
from gwanmun.errors import BadCommand, BadRequest, TooFast

ITEMS: Sequence[Item] = (Item("/public", t("공개 현황"), order=80, group="public"),)
_FRESH_SECONDS = 60.0
_KINDS = re.compile(r" \([A-Z_, ]+\)")  # names of kinds are for officers
_CASE_FIELDS = ("agency", "number", "code")
#: Which column of a figure is drawn, and how.
_DRAWN: Mapping[str, tuple[int, str]] = {
    "governments": (2, "bars"), "months": (2, "lines"), "tasks": (1, "bars"), "decisions": (1, "bars"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Glance:
    """A number at the top of the page, and the table that it is from."""

    label: str
    words: str
    path: str


class Board:
    """The figures as they were read last. One reading at a time, so that a crowd costs no more than one person."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = asyncio.Lock()
        self._read: tuple[float, PublicFigures] | None = None

    async def figures(self, ask: Ask) -> PublicFigures:
        async with self._lock:
            now = self._house.ports.monotonic()
            if self._read is None or now - self._read[0] > _FRESH_SECONDS:
                told = await ask.publicly("public_figures")
                self._read = now, msgspec.convert(told, PublicFigures, strict=False)
            return self._read[1]


def routes(house: House) -> Sequence[BaseRoute]:
    counter = Counter(Board(house))
    return (
        house.route("/public", counter.page, open_to_all=True),
        house.route("/public/figures/{figure}", counter.figure, open_to_all=True),
        house.route("/public/register", counter.register, open_to_all=True),
        house.route("/public/register/{entry}", counter.entry, open_to_all=True),
        house.route("/public/statements/{digest}", counter.statement, open_to_all=True),
        house.route("/public/case", counter.case_form, open_to_all=True),
        house.route("/public/case", counter.case, "POST", open_to_all=True),
        house.route("/public/objection", counter.objection_form, open_to_all=True),
        house.route("/public/objection", counter.follow, "POST", open_to_all=True),
        house.route("/public/objection/file", counter.file, "POST", open_to_all=True),
    )


class Counter:
    """The pages. `board` is what they all read from."""

    def __init__(self, board: Board) -> None:
        self._board = board

    async def page(self, ask: Ask) -> Response:
        found = await self._board.figures(ask)
        pictures = {one.id: _picture(ask, one) for one in found.figures}
        return ask.page(
            "public.html", found=found, pictures=pictures, glances=_glances(ask, found), words=_words, kind=_kind,
            head=_columns, absent=State,
        )  # fmt: skip

    async def figure(self, ask: Ask) -> Response:
        """One table as a file; without a format, its place on the page."""
        id_ = ask.request.path_params["figure"]
        found = next((one for one in (await self._board.figures(ask)).figures if one.id == id_), None)
        if found is None:
            raise BadRequest("no_such_page")
        return _file(ask, found) or ask.go(f"/public#{found.id}")

    async def register(self, ask: Ask) -> Response:
        found = await self._board.figures(ask)
        if ask.query.get("format"):
            return _register_file(ask, found.register)
        return ask.page("register.html", entries=found.register, as_of=found.as_of, link=_entry_link)

    async def entry(self, ask: Ask) -> Response:
        id_ = ask.request.path_params["entry"]
        found = await self._board.figures(ask)
        one = next((one for one in found.register if one.id == id_), None)
        if one is None:
            raise BadRequest("no_such_page")
        return ask.page("register_entry.html", entry=one, as_of=found.as_of)

    async def statement(self, ask: Ask) -> Response:
        found = await self._board.figures(ask)
        digest = ask.request.path_params["digest"]
        one = next((one for one in found.statements if one.digest == digest), None)
        if one is None:
            raise BadRequest("no_such_page")
        if ask.query.get("format") == "txt":
            return _attached(one.note.encode(), f"absence-{one.service}.txt", "text/plain; charset=utf-8")
        return ask.page("statement.html", statement=one)

    # ------------------------------------------------------------ a citizen's own case

    async def case_form(self, ask: Ask) -> Response:
        return await self._case_page(ask, {})

    async def case(self, ask: Ask) -> Response:
        """Was AI used in my case?"""
        errors = _missing(ask, _CASE_FIELDS)
        if errors:
            return await self._case_page(ask, errors, 400)
        try:
            told = await ask.publicly("ask_case", **_given(ask, _CASE_FIELDS))
        except (BadCommand, TooFast) as error:
            return await self._case_page(ask, _worded(ask, error, "code"), error.status)
        return self._answer_page(ask, msgspec.convert(told, CaseAnswer, strict=False), {})

    async def file(self, ask: Ask) -> Response:
        """File an objection. Sent twice, the second shows what the first began."""
        case = _given(ask, _CASE_FIELDS)
        try:
            told = await ask.publicly(
                "file_objection", **case, ground=ask.form.get("ground", ""), words=ask.form.get("words", "")
            )
        except TooFast as error:
            return await self._case_page(ask, _worded(ask, error, "code"), error.status)
        except BadCommand as error:
            return await self._not_filed(ask, case, error)
        return ask.page(
            "objection.html", 200, objection=msgspec.convert(told, ObjectionAnswer, strict=False), filed=True
        )

    async def _not_filed(self, ask: Ask, case: Mapping[str, object], error: BadCommand) -> Response:
        try:
            answer = msgspec.convert(await ask.publicly("ask_case", **case), CaseAnswer, strict=False)
        except (BadCommand, TooFast) as second:
            return await self._case_page(ask, _worded(ask, second, "code"), second.status)
        if not answer.open_objection:
            where = error.where if error.where in {"ground", "words"} else "words"
            return self._answer_page(ask, answer, _worded(ask, error, where), error.status)
        open_ = {"agency": case["agency"], "id": answer.open_objection, "code": case["code"]}
        told = await ask.publicly("ask_objection", **open_)
        return ask.page("objection.html", objection=msgspec.convert(told, ObjectionAnswer, strict=False), filed=False)

    async def objection_form(self, ask: Ask) -> Response:
        return await self._follow_page(ask, {})

    async def follow(self, ask: Ask) -> Response:
        """How an objection stands, by its number and the case's code."""
        fields = ("agency", "id", "code")
        errors = _missing(ask, fields)
        if errors:
            return await self._follow_page(ask, errors, 400)
        try:
            told = await ask.publicly("ask_objection", **_given(ask, fields))
        except (BadCommand, TooFast) as error:
            return await self._follow_page(ask, _worded(ask, error, "code"), error.status)
        return ask.page("objection.html", objection=msgspec.convert(told, ObjectionAnswer, strict=False), filed=False)

    async def _case_page(self, ask: Ask, errors: Mapping[str, str], status: int = 200) -> Response:
        return ask.page("case.html", status, errors=errors, typed=ask.form, agencies=await self._agencies(ask))

    async def _follow_page(self, ask: Ask, errors: Mapping[str, str], status: int = 200) -> Response:
        return ask.page(
            "objection_follow.html", status, errors=errors, typed=ask.form, agencies=await self._agencies(ask)
        )

    async def _agencies(self, ask: Ask) -> list[tuple[str, str]]:
        found = await self._board.figures(ask)
        return [
            ("", ask.say("기관을 고르십시오")),
            *((one.id, one.ko if ask.language == "ko" else one.en) for one in found.agencies),
        ]

    def _answer_page(self, ask: Ask, answer: CaseAnswer, errors: Mapping[str, str], status: int = 200) -> Response:
        grounds = [(one.value, one.ko if ask.language == "ko" else one.en) for one in Ground]
        return ask.page(
            "case_answer.html", status, answer=answer, errors=errors, typed=ask.form, grounds=grounds,
            case=_given(ask, _CASE_FIELDS), days=ANSWER_DAYS, longer=LONGER_DAYS,
        )  # fmt: skip


# ---------------------------------------------------------------- what was given


def _given(ask: Ask, names: Sequence[str]) -> dict[str, object]:
    return {name: ask.form.get(name, "").strip()[:200] for name in names}


def _missing(ask: Ask, names: Sequence[str]) -> dict[str, str]:
    asked = {
        "agency": ask.say("기관을 고르십시오"), "number": ask.say("사건번호를 적으십시오"),
        "code": ask.say("확인번호를 적으십시오"), "id": ask.say("접수번호를 적으십시오"),
    }  # fmt: skip
    return {name: asked[name] for name in names if not ask.form.get(name, "").strip()}


def _worded(ask: Ask, error: BadCommand | TooFast, usual: str) -> dict[str, str]:
    """What is wrong, beside the field it concerns."""
    where = error.where if error.where in {"agency", "number", "code", "id", "words", "ground"} else usual
    if isinstance(error, TooFast):
        return {where: f"{error.message(ask.language)} {error.remedy(ask.language)}"}
    return {where: _KINDS.sub("", forms.words(ask, error))}


# ---------------------------------------------------------------- figures in words, pictures and files


def _words(ask: Ask, cell: Cell) -> str:
    return cell.ko if ask.language == "ko" else cell.en


def _kind(cell: Cell) -> str:
    """How a cell stands: figures to the right; what is not a figure looks like none."""
    return "number" if cell.amount is not None else "absent" if cell.state is not State.REPORTED else "text"


def _columns(ask: Ask, figure: PublicFigure) -> tuple[str, ...]:
    return figure.columns_ko if ask.language == "ko" else figure.columns_en


def _glances(ask: Ask, found: PublicFigures) -> list[Glance]:
    by = {one.id: one for one in found.figures}
    made = [Glance(ask.say("목록에 오른 AI 서비스"), ask.say("{n}개", n=f"{len(by['services'].rows):,}"), "#services")]
    if "governments" in by:
        total = by["governments"].total
        made += [
            Glance(ask.say("관문을 거쳐 쓴 사람"), _words(ask, total[1]), "#governments"),
            Glance(ask.say("보낸 요청"), _words(ask, total[2]), "#governments"),
        ]
    rows = {row[0].en: row[1] for row in by["decisions"].rows} if "decisions" in by else {}
    for name, label in (
        ("allowed with masking", ask.say("개인정보를 가리고 보냄")),
        ("denied", ask.say("보내지 않고 막음")),
    ):
        if name in rows:
            made.append(Glance(label, _words(ask, rows[name]), "#decisions"))
    return made


def _picture(ask: Ask, figure: PublicFigure) -> Chart | None:
    """A chart of one column, where there is anything to draw."""
    column, shape = _DRAWN.get(figure.id, (0, ""))
    if not shape or not any(row[column].amount for row in figure.rows):
        return None
    head = _columns(ask, figure)
    title = figure.title_ko if ask.language == "ko" else figure.title_en
    caption = Caption(f"public-{figure.id}", title, head[0], head[column], ask.language)
    points = tuple(Point(_words(ask, row[0]), row[column].amount, _words(ask, row[column])) for row in figure.rows)
    return bars(caption, points) if shape == "bars" else lines(caption, (Series(head[column], points),))


def _file(ask: Ask, figure: PublicFigure) -> Response | None:
    """The table with what it means: as CSV, XLSX, or JSON in both languages."""
    form, ko = ask.query.get("format", ""), ask.language == "ko"
    if form == "json":
        return _attached(msgspec.json.encode(figure), f"{figure.id}.json", "application/json")
    if form not in {"csv", "xlsx"}:
        return None
    head = list(_columns(ask, figure))
    body = [
        [cell.amount if cell.amount is not None else _words(ask, cell) for cell in row]
        for row in (*figure.rows, *((figure.total,) if figure.total else ()))
    ]
    about = (
        (ask.say("무엇인가"), figure.definition_ko if ko else figure.definition_en),
        (ask.say("언제 것인가"), f"{figure.first} – {figure.last} ({figure.as_of})"),
        (ask.say("어디에서 왔나"), figure.source_ko if ko else figure.source_en),
        (ask.say("어떻게 셌나"), figure.method_ko if ko else figure.method_en),
    )
    body += [[], *([word, value] for word, value in about)]
    if form == "csv":
        return _attached(csv_of(head, body), f"{figure.id}.csv", "text/csv; charset=utf-8")
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _attached(workbook(figure.id, head, body), f"{figure.id}.xlsx", sheet)


def _register_file(ask: Ask, entries: Sequence[Entry]) -> Response:
    ko = ask.language == "ko"
    if ask.query.get("format") == "json":
        return _attached(msgspec.json.encode(entries), "ai-register.json", "application/json")
    names = [one.name_ko if ko else one.name_en for one in entries[0].fields] if entries else []
    head = [ask.say("번호"), ask.say("기관"), *names, ask.say("공개한 날")]
    body = [
        [one.id, one.agency_ko if ko else one.agency_en, *(field.ko if ko else field.en for field in one.fields),
         one.listed_on.isoformat()]
        for one in entries
    ]  # fmt: skip
    return _attached(csv_of(head, body), "ai-register.csv", "text/csv; charset=utf-8")


def _entry_link(entry: Entry) -> str:
    return f"/public/register/{quote(entry.id, safe='')}"


def _attached(data: bytes, name: str, kind: str) -> Response:
    return Response(
        data, headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}, media_type=kind
    )
