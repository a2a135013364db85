"""Reports (보고서): choose the period, watch it being made, take it away with what proves it; the map of controls.

A report is a question: it has an address, changes nothing, and the same address gives the same document. With script the
making is told step by step; without it the same form gives the page when it is done. What was made waits on a shelf in
memory for its maker, so that the files are those whose digest was shown. What does not live here: what reports say
(`control/reports.py`), printing (`adapters/reports/`), evidence packs (made where the journals are: the command line).
"""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote, urlencode

import msgspec
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.control.acts import ACTS
from gwanmun.control.control_map import Status, control_map
from gwanmun.control.office import seoul_day
from gwanmun.control.reports import PrintedReport, Report
from gwanmun.control.roles import OFFICERS, roles_of
from gwanmun.domain.ids import PersonId
from gwanmun.domain.offices import Role
from gwanmun.domain.redress import ReviewResult
from gwanmun.domain.reports import Cell, Form
from gwanmun.errors import BadCommand, BadRequest, GwanmunError

ITEMS: Sequence[Item] = (Item("/reports", t("보고서"), OFFICERS, order=60),)
_KEPT_SECONDS = 3600.0
_MOST_KEPT, _MOST_EACH = 48, 8
_MOST_SHOWN_ROWS = 40
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FORMS = (Form.PDF, Form.XLSX, Form.CSV, Form.JSON)


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of report: the act behind it, and what its form asks."""

    id: str
    act: str
    title: str
    lead: str
    law: str
    asks: tuple[str, ...] = ()


KINDS = (
    Kind("assembly", "assembly_report", t("국회 자료요구 답변"),
         t("시·도마다 서비스, 쓴 돈, 이용자를 한 줄씩 적고, 쓰지 않았다는 확인과 보호조치, 작성 방법을 붙입니다."),
         t("국회법 제128조"), ("collection", "first", "last")),
    Kind("access-review", "access_report", t("접속기록 점검표"),
         t("한 달의 접속과 눈에 띄는 것, 표본을 보고 점검 결과를 남깁니다."),
         t("개인정보의 안전성 확보조치 기준 제8조"), ("month", "agency")),
    Kind("transparency", "transparency_report", t("투명성 보고서"),
         t("공개 현황의 수치와 이의신청을 열두 달 단위로 묶습니다."),
         t("인공지능기본법 제31조"), ()),
    Kind("controls", "controls_report", t("통제 대응표"),
         t("어느 기준의 어느 항목을 무엇으로 지키는지, 본 증거만큼만 말합니다."),
         t("국가망보안체계(N²SF), 안전성 확보조치 기준 등"), ("regime",)),
)  # fmt: skip
_BY_ID = {one.id: one for one in KINDS}


@dataclass(frozen=True, slots=True)
class File:
    name: str
    form: str
    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


@dataclass(slots=True)
class Made:
    """A report on the shelf: its document, its files, and what could not be made with why."""

    id: str
    person: PersonId
    kind: Kind
    asked: Mapping[str, str]
    report: Report
    until: float
    files: list[File] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the same order makes the same report again."""
        return f"/reports/{self.kind.id}?{urlencode({'make': '1', **self.asked})}"


class Shelf:
    """What was made within the hour, for whoever made it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._made: dict[str, Made] = {}

    def put(self, ask: Ask, kind: Kind, asked: Mapping[str, str], report: Report) -> Made:
        ports = self._house.ports
        now, person = ports.monotonic(), ask.caller.person
        self._made = {id_: one for id_, one in self._made.items() if one.until > now}
        mine = [id_ for id_, one in self._made.items() if one.person == person]
        for id_ in (*mine[: max(0, len(mine) + 1 - _MOST_EACH)],):
            del self._made[id_]
        while len(self._made) >= _MOST_KEPT:
            del self._made[next(iter(self._made))]
        made = Made(ports.entropy(12).hex(), person, kind, dict(asked), report, now + _KEPT_SECONDS)
        self._made[made.id] = made
        return made

    def find(self, ask: Ask, id_: str) -> Made:
        """Raises `BadRequest` for what is gone, or somebody else's: both look the same."""
        found = self._made.get(id_)
        if found is None or found.person != ask.caller.person or found.until <= self._house.ports.monotonic():
            raise BadRequest("no_such_page")
        return found


def routes(house: House) -> Sequence[BaseRoute]:
    desk = Reports(Shelf(house))
    return (
        house.route("/reports", desk.overview, roles=OFFICERS),
        house.route("/reports/evidence", desk.evidence, roles=(Role.AUDIT, Role.ADMINISTRATOR, Role.SECURITY)),
        house.route("/reports/map", desk.map, roles=OFFICERS),
        house.route("/reports/access-review/record", desk.record, "POST", roles=(Role.PRIVACY, Role.SECURITY)),
        house.route("/reports/made/{id}/{name}", desk.file, roles=OFFICERS),
        house.route("/reports/{kind}", desk.one, roles=OFFICERS),
    )


def _may(ask: Ask, act: str) -> bool:
    return bool(ask.roles.intersection(roles_of(act, ACTS[act])))


class Reports:
    """The pages. `shelf` holds what was made."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def overview(self, ask: Ask) -> Response:
        mine = [one for one in KINDS if _may(ask, one.act)]
        return ask.page(
            "reports.html", kinds=mine, packs=bool(ask.roles & {Role.AUDIT, Role.ADMINISTRATOR, Role.SECURITY})
        )

    async def one(self, ask: Ask) -> Response:
        """A report's form; with `make` in the address, the report."""
        kind = _BY_ID.get(ask.request.path_params["kind"])
        if kind is None or not _may(ask, kind.act):
            raise BadRequest("no_such_page")
        asked = _asked(ask, kind)
        if "make" not in ask.query:
            return await self._form(ask, kind, asked)
        args, errors = _args(ask, kind, asked)
        if ask.part and "text/event-stream" in ask.request.headers.get("accept", ""):
            return StreamingResponse(self._told(ask, kind, asked, args, errors), media_type="text/event-stream")
        if errors:
            return await self._form(ask, kind, asked, 400, errors=errors)
        try:
            made = [one async for one in self._making(ask, kind, asked, args)][-1]
        except BadCommand as error:
            where = error.where if error.where in {*kind.asks, "first"} else (kind.asks or ("make",))[0]
            return await self._form(ask, kind, asked, 400, errors={where: _said(ask, error)})
        return await self._form(ask, kind, asked, made=made)

    async def _making(
        self, ask: Ask, kind: Kind, asked: Mapping[str, str], args: Mapping[str, object]
    ) -> AsyncIterator[Made]:
        """After each step what there is so far. A form that cannot be made is named, and the others are made."""
        told = await ask.perform(kind.act, **args)
        report = msgspec.convert(told, Report, strict=False)
        made = self._shelf.put(ask, kind, asked, report)
        yield made
        for form in _FORMS:
            try:
                printed = msgspec.convert(
                    await ask.perform("print_report", document=msgspec.to_builtins(report.document), form=form.value),
                    PrintedReport,
                )
            except BadCommand as error:
                made.left_out.append((form.value.upper(), _said(ask, error)))
            else:
                made.files.append(File(printed.name, form.value, printed.media_type, printed.content))
            yield made
        made.files += _proofs(report)

    async def _told(
        self, ask: Ask, kind: Kind, asked: Mapping[str, str], args: Mapping[str, object], errors: Mapping[str, str]
    ) -> AsyncIterator[bytes]:
        """The making, step by step, as events without a name: each the whole content of its place."""
        if errors:
            yield _event(_part(ask, "parts/report_failed.html", words=list(errors.values())))
            return
        yield _event(_part(ask, "parts/report_progress.html", done=0, forms=_FORMS))
        steps, made = 0, None
        try:
            async for so_far in self._making(ask, kind, asked, args):
                made = so_far
                steps += 1
                if steps <= len(_FORMS):
                    yield _event(_part(ask, "parts/report_progress.html", done=steps, forms=_FORMS))
                    await asyncio.sleep(0)
        except GwanmunError as error:
            yield _event(_part(ask, "parts/report_failed.html", words=[_said(ask, error)]))
            return
        yield _event(_part(ask, "parts/report_made.html", **_shown(ask, kind, made)))

    async def _form(
        self,
        ask: Ask,
        kind: Kind,
        asked: Mapping[str, str],
        status: int = 200,
        *,
        errors: Mapping[str, str] | None = None,
        made: Made | None = None,
    ) -> Response:
        return ask.page(
            "report.html", status,
            **{**_shown(ask, kind, made), "asked": asked, "errors": errors or {}, "options": await _options(ask, kind)},
        )  # fmt: skip

    async def file(self, ask: Ask) -> Response:
        """A file of what was made, put on record as taken away. `all.zip` is everything that verifying needs."""
        made = self._shelf.find(ask, ask.request.path_params["id"])
        name = ask.request.path_params["name"]
        found = _bundle(made) if name == "all.zip" else next((one for one in made.files if one.name == name), None)
        if found is None:
            raise BadRequest("no_such_page")
        said = urlencode({**made.asked, "digest": made.report.digest})
        await ask.perform("note_export", table=f"report-{made.kind.id}", filter=said, rows=1, form=found.form)
        named = f"attachment; filename*=UTF-8''{quote(found.name)}"
        return Response(found.content, headers={"content-disposition": named}, media_type=found.media_type)

    async def record(self, ask: Ask) -> Response:
        """Say that a month's access records were looked over; the sheet that was looked at is named by its digest."""
        made = self._shelf.find(ask, ask.form.get("made", ""))
        errors = {}
        sampled = ask.form.get("sampled", "").strip()
        if not (sampled.isascii() and sampled.isdecimal() and len(sampled) < 7):
            errors["sampled"] = ask.say("살펴본 표본 수를 숫자로 적으십시오")
        if len(ask.form.get("words", "").strip()) < 5:
            errors["words"] = ask.say("무엇을 보았고 어떻게 했는지 다섯 글자 이상 적으십시오")
        if not errors:
            try:
                await ask.perform(
                    "record_access_review", ask.form.get("reason", "").strip(), agency=made.asked.get("agency", ""),
                    month=made.asked.get("month", ""), result=ask.form.get("result", ""), sampled=int(sampled),
                    words=ask.form.get("words", ""), digest=made.report.digest,
                )  # fmt: skip
            except BadCommand as error:
                errors[error.where if error.where in {"words", "sampled"} else "words"] = _said(ask, error)
        if errors:
            return await self._form(ask, made.kind, made.asked, 400, errors=errors, made=made)
        return ask.page("report_recorded.html", made=made)

    async def evidence(self, ask: Ask) -> Response:
        last = seoul_day(ask.house.ports.now_us()).replace(day=1) - timedelta(days=1)
        return ask.page("evidence.html", first=last.replace(day=1).isoformat(), last=last.isoformat())

    async def map(self, ask: Ask) -> Response:
        """The map of controls as a table: which are kept, by which evidence."""
        told = await ask.perform("controls_report", language=ask.language)
        document = msgspec.convert(told, Report, strict=False).document
        view = arrange(ask, _control_columns(ask), document.tables[0].rows, id_="controls")
        if file := await download(ask, view, "controls"):
            return file
        return ask.page("controls.html", view=view, document=document, evidence=document.tables[1], figure=_cell)


# ---------------------------------------------------------------- what is asked


def _asked(ask: Ask, kind: Kind) -> dict[str, str]:
    """The form's fields as they stand in the address; what it leaves out has its usual value."""
    last = seoul_day(ask.house.ports.now_us()).replace(day=1) - timedelta(days=1)
    mine = next((str(one.agency) for one in ask.caller.appointments if one.agency != "*"), "")
    usual = {
        "collection": "", "first": f"{last.year}-01", "last": f"{last:%Y-%m}", "month": f"{last:%Y-%m}", "agency": mine,
        "regime": "",
    }  # fmt: skip
    return {name: ask.query.get(name, usual[name]).strip()[:64] for name in kind.asks}


def _args(ask: Ask, kind: Kind, asked: Mapping[str, str]) -> tuple[dict[str, object], dict[str, str]]:
    """The act's arguments, and what is missing in words."""
    errors: dict[str, str] = {}
    args: dict[str, object] = {"language": ask.language, **{name: value for name, value in asked.items() if value}}
    if kind.id == "assembly":
        if args.get("collection"):
            args.pop("first", None)
            args.pop("last", None)
        else:
            errors = {name: ask.say("달을 고르십시오") for name in ("first", "last") if not asked[name]}
            if not errors and asked["first"] > asked["last"]:
                errors["last"] = ask.say("끝 달이 시작 달보다 앞섭니다")
    if kind.id == "access-review" and not asked["month"]:
        errors["month"] = ask.say("달을 고르십시오")
    return args, errors


async def _options(ask: Ask, kind: Kind) -> dict[str, list[tuple[str, str]]]:
    """What the form's lists offer."""
    ko = ask.language == "ko"
    found: dict[str, list[tuple[str, str]]] = {}
    if "collection" in kind.asks:
        told = await ask.publicly("show_regions")
        sources = told["sources"] if isinstance(told, dict) else []
        found["collection"] = [
            ("", ask.say("관문의 기록 (달을 고릅니다)")),
            *((one["id"], one["title_ko"] if ko else one["title_en"]) for one in sources),
        ]
    if "agency" in kind.asks:
        place = ask.house.ports.place(ask.caller.person)
        home = place.agency_ko if ko else place.agency_en
        agencies = dict.fromkeys(str(one.agency) for one in ask.caller.appointments if one.agency != "*")
        found["agency"] = [
            *((one, home if one == ask.caller.agency else one) for one in agencies), ("", ask.say("맡은 기관 모두")),
        ]  # fmt: skip
    if "regime" in kind.asks:
        regimes = control_map().regimes
        found["regime"] = [
            ("", ask.say("모든 기준")),
            *((one.id, one.name_ko if ko else one.name_en) for one in regimes),
        ]
    return found


# ---------------------------------------------------------------- what was made


def _shown(ask: Ask, kind: Kind, made: Made | None) -> dict[str, object]:
    recordable = kind.id == "access-review" and bool(ask.roles & {Role.PRIVACY, Role.SECURITY})
    return {
        "made": made, "kind": kind, "figure": _cell, "most": _MOST_SHOWN_ROWS,
        "results": [(one.value, ask.say(_RESULTS[one])) for one in ReviewResult], "errors": {},
        "recordable": recordable and made is not None and bool(made.asked.get("agency")),
    }  # fmt: skip


_RESULTS = {ReviewResult.SOUND: t("이상 없음"), ReviewResult.FOUND: t("이상을 발견하여 조치함")}


def _cell(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, int) else cell


def _proofs(report: Report) -> list[File]:
    """What goes with a signed report: attachments, the signature, the key's line."""
    text = "text/plain; charset=utf-8"
    made = [File(one.name, "txt", text, one.text.encode()) for one in report.attachments]
    if report.signed:
        made += [
            File("signature.txt", "txt", text, report.signed.encode()),
            File("key.txt", "txt", text, f"{report.vkey}\n".encode()),
        ]
    return made


def _bundle(made: Made) -> File:
    """Every file in one ZIP, as a folder that `gwanmun report verify` reads; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for one in made.files:
            member = zipfile.ZipInfo(one.name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, one.content)
    return File(
        f"{made.report.document.kind.value}-{made.report.document.last}.zip", "zip", "application/zip", out.getvalue()
    )


def _said(ask: Ask, error: GwanmunError) -> str:
    return f"{error.message(ask.language)} {error.remedy(ask.language)}".strip()


def _part(ask: Ask, template: str, **values: object) -> str:
    return ask.house.text(ask, template, values)


def _event(html: str) -> bytes:
    return b"".join(b"data: " + line.encode() + b"\n" for line in html.splitlines()) + b"\n"


# ---------------------------------------------------------------- the map of controls


def _control_columns(ask: Ask) -> tuple[Column[tuple[Cell, ...]], ...]:
    ko = ask.language == "ko"
    marks = {(one.ko if ko else one.en): chip for one, chip in zip(Status, ("good", "bad", "wait"), strict=True)}
    regimes = tuple((name, name) for name in ((one.name_ko if ko else one.name_en) for one in control_map().regimes))
    return (
        Column("item", t("항목"), lambda row: row[1]),
        Column("what", t("통제 내용"), lambda row: row[2]),
        Column("status", t("상태"), lambda row: row[3], "chip", chip=lambda row: marks.get(str(row[3]), "plain"),
               options=tuple((words, words) for words in marks)),
        Column("regime", t("기준 이름"), lambda row: row[0], options=regimes),
        Column("evidence", t("증거 자료"), lambda row: row[4], sorts=False),
        Column("basis", t("근거 구분"), lambda row: row[5]),
    )  # fmt: skip
