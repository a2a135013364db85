"""Vendors and what they were asked (공급자·질의서): the sheet of one vendor, inquiries with their clocks, answers and judgements.

What lives here: `/vendors` and `/inquiries`. What does not: services (`catalogue.py`), when an inquiry is overdue
(`domain/vendors.py`). Law: 개인정보 보호법 제63조의2 (사전 실태점검).
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item, day_words
from gwanmun.console.pages.catalogue import INQUIRIES, POLICY, READERS, Row
from gwanmun.console.pages.orders import kind_words, source_words
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.domain.offices import Role
from gwanmun.domain.vendors import QUESTIONS
from gwanmun.errors import BadRequest

ASKERS = (Role.PRIVACY, Role.AUTHORITY)
ITEMS: Sequence[Item] = (Item("/inquiries", t("질의서"), ASKERS, order=41),)

KINDS = (
    ("vendor", t("직접 만드는 회사")),
    ("reseller", t("다른 회사 모델을 제공")),
    ("partner", t("민관 협력")),
    ("in_house", t("기관 내부")),
)
LETTERS = (
    ("reminder", t("독촉")), ("agent_named", t("국내대리인 지정")), ("cooperation_promised", t("협조 약속")),
    ("correspondence", t("그 밖의 연락")), ("finding", t("확인한 사실")),
)  # fmt: skip
JUDGEMENTS: Mapping[str, tuple[str, str]] = {
    "waiting": (t("판단 대기"), "wait"), "sufficient": (t("충분"), "good"), "insufficient": (t("불충분"), "bad"),
}  # fmt: skip
GROUNDS: Mapping[str, str] = {
    "": "", "precaution": t("회신 전 예방"), "non_response": t("회신하지 않음"), "insufficient_answer": t("회신 불충분"),
}  # fmt: skip


def routes(house: House) -> Sequence[BaseRoute]:
    at = "/inquiries/{inquiry}"
    both = ("GET", "POST")
    return (
        house.route("/vendors", vendors, roles=READERS),
        house.route("/vendors/new", edit, *both, roles=POLICY),
        house.route("/vendors/{vendor}", vendor, roles=READERS),
        house.route("/vendors/{vendor}/edit", edit, *both, roles=POLICY),
        house.route("/inquiries", inquiries, roles=READERS),
        house.route("/inquiries/new", begin, *both, roles=ASKERS),
        house.route(at, inquiry, roles=READERS),
        house.route(f"{at}/reply", reply, *both, roles=ASKERS),
        house.route(f"{at}/judge", judge, *both, roles=ASKERS),
        house.route(f"{at}/letter", letter, *both, roles=ASKERS),
        house.route(f"{at}/extend", extend, *both, roles=ASKERS),
        house.route(f"{at}/refused", refused, *both, roles=ASKERS),
        house.route(f"{at}/withdraw", withdraw, *both, roles=ASKERS),
    )


def clock(ask: Ask, one: Row) -> tuple[str, str]:
    """Days left or late in words, and how urgent that is."""
    if one["status"] not in {"open", "overdue"}:
        return "–", "plain"
    days = one["days_left"]
    if days < 0:
        return ask.say("{n}일 지남", n=-days), "bad"
    return (
        (ask.say("오늘까지"), "wait") if days == 0 else (ask.say("{n}일 남음", n=days), "wait" if days <= 3 else "info")
    )


# ---------------------------------------------------------------- vendors


async def vendors(ask: Ask) -> Response:
    rows = cast("list[Row]", await ask.perform("list_vendors"))
    ko = ask.language == "ko"
    kinds: Mapping[str, str] = dict(KINDS)
    columns: tuple[Column[Row], ...] = (
        Column("name", t("공급자"), lambda one: (one["name_ko"] if ko else one["name_en"]) or one["id"],
               path=lambda one: f"/vendors/{quote(one['id'], safe='')}"),
        Column("country", t("국가"), lambda one: one["country"], words=lambda one: ask.country(one["country"])),
        Column("kind", t("구분"), lambda one: one["kind"], words=lambda one: ask.say(kinds.get(one["kind"], one["kind"])),
               options=tuple((key, ask.say(words)) for key, words in KINDS)),
        Column("agent", t("국내대리인"), lambda one: one["domestic_agent"]),
        Column("resells", t("제공하는 다른 회사"), lambda one: ", ".join(one["resells"])),
    )  # fmt: skip
    view = arrange(ask, columns, rows, sort="name")
    if file := await download(ask, view, "vendors"):
        return file
    return ask.page("vendors.html", view=view)


async def vendor(ask: Ask) -> Response:
    found = cast("Row", await ask.perform("show_vendor", vendor=ask.request.path_params["vendor"]))
    return ask.page("vendor.html", found=found, **_words(ask))


def _words(ask: Ask) -> Mapping[str, Any]:
    return {
        "INQUIRIES": INQUIRIES, "JUDGEMENTS": JUDGEMENTS, "GROUNDS": GROUNDS, "LETTERS": dict(LETTERS), "KINDS": dict(KINDS),
        "kind": lambda one: kind_words(ask, one), "source": lambda one: source_words(ask, one), "clock": lambda one: clock(ask, one),
        "asks": bool(ask.roles.intersection(ASKERS)), "keeps": bool(ask.roles.intersection(POLICY)),
    }  # fmt: skip


async def edit(ask: Ask) -> Response:
    name = ask.request.path_params.get("vendor", "")
    found = cast("Row", await forms.look(ask, "show_vendor", vendor=name))["vendor"] if name else {}
    back = f"/vendors/{quote(name, safe='')}" if name else "/vendors"
    start = () if name else (Field("id", t("부호"), hint=t("영문 소문자와 숫자, 예: openai")),)
    fields = (
        *start,
        Field("name_ko", t("한국어 이름"), value=found.get("name_ko", "")),
        Field("name_en", t("영어 이름"), value=found.get("name_en", "")),
        Field("names", t("서비스 목록에 적힌 이름"), hint=t("여럿이면 쉼표로 나눕니다."), required=False,
              value=", ".join(found.get("names", ()))),
        Field("country", t("국가"), hint=t("두 글자 부호(KR) 또는 unknown"), value=found.get("country", "")),
        Field("kind", t("구분"), "choice", options=KINDS, value=found.get("kind", "vendor")),
        Field("resells", t("제공하는 다른 회사"), hint=t("공급자 부호를 쉼표로 나눕니다."), required=False,
              value=", ".join(found.get("resells", ()))),
        Field("domestic_agent", t("국내대리인"), required=False, value=found.get("domestic_agent", "")),
    )  # fmt: skip

    def args(values: Mapping[str, object]) -> Mapping[str, object]:
        several = {key: _parts(values.get(key)) for key in ("names", "resells")}
        names = several["names"] or (str(values["name_en"]),)
        return {"vendor": {"id": found.get("id", ""), **values, **several, "names": names}}

    form = Form(t("공급자 기록"), "put_vendor", fields, back, t("공급자"), args=args)
    return await forms.answer(ask, form)


def _parts(text: object) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(text or "").split(",") if part.strip())


# ---------------------------------------------------------------- inquiries


async def inquiries(ask: Ask) -> Response:
    rows = cast("list[Row]", await ask.perform("list_inquiries"))
    columns: tuple[Column[Row], ...] = (
        Column("id", t("질의서"), lambda one: one["id"], path=lambda one: f"/inquiries/{quote(one['id'], safe='')}"),
        Column("vendor", t("공급자"), lambda one: one["vendor"], words=lambda one: ask.name("vendor", one["vendor"]), path=lambda one: f"/vendors/{quote(one['vendor'], safe='')}"),
        Column("status", t("상태"), lambda one: one["status"], words=lambda one: ask.say(INQUIRIES[one["status"]][0]),
               chip=lambda one: INQUIRIES[one["status"]][1],
               options=tuple((key, ask.say(words)) for key, (words, _) in INQUIRIES.items())),
        Column("due_on", t("회신 기한"), lambda one: one["due_on"], "day"),
        Column("days_left", t("남은 날"), lambda one: one["days_left"] if one["status"] in {"open", "overdue"} else None,
               words=lambda one: clock(ask, one)[0], chip=lambda one: clock(ask, one)[1]),
        Column("answered", t("답한 질문"), lambda one: one["answered"], "number",
               words=lambda one: f"{one['answered']} / {one['questions']}"),
        Column("remind_on", t("다음 독촉"), lambda one: one["remind_on"], "day"),
        Column("asker", t("물은 기관"), lambda one: one["asker"], words=lambda one: ask.name("agency", one["asker"])),
    )  # fmt: skip
    view = arrange(ask, columns, rows, sort="days_left")
    if file := await download(ask, view, "inquiries"):
        return file
    return ask.page("inquiries.html", view=view, asks=bool(ask.roles.intersection(ASKERS)))


async def _inquiry(ask: Ask) -> tuple[Row, Row]:
    """The inquiry of the address, and its vendor's page."""
    name = ask.request.path_params["inquiry"]
    rows = cast("list[Row]", await forms.look(ask, "list_inquiries"))
    row = next((one for one in rows if one["id"] == name), None)
    if row is None:
        raise BadRequest("no_such_page")
    page = cast("Row", await forms.look(ask, "show_vendor", vendor=row["vendor"]))
    return next(one for one in page["inquiries"] if one["row"]["id"] == name), page


async def inquiry(ask: Ask) -> Response:
    found, page = await _inquiry(ask)
    return ask.page("inquiry.html", found=found, page=page, at=_at(ask), **_words(ask))


def _at(ask: Ask) -> str:
    return f"/inquiries/{quote(ask.request.path_params['inquiry'], safe='')}"


async def begin(ask: Ask) -> Response:
    rows = cast("list[Row]", await forms.look(ask, "list_vendors"))
    ko = ask.language == "ko"
    options = tuple((one["id"], (one["name_ko"] if ko else one["name_en"]) or one["id"]) for one in rows)
    place = ask.house.ports.place(ask.caller.person)
    fields = (
        Field("id", t("질의서 번호"), hint=t("영문 소문자와 숫자, 예: 2026-deepseek-1")),
        Field("vendor", t("공급자"), "choice", options=options),
        Field("asker", t("묻는 기관"), value=place.agency_ko if ko else place.agency_en),
        Field("questions", t("질문"), "many", options=tuple((key.value, words[0 if ko else 1]) for key, words in QUESTIONS.items()),
              hint=t("아무것도 고르지 않으면 여덟 가지를 모두 묻습니다."), required=False),
        Field("due_on", t("회신 기한"), "day", hint=t("비우면 보낸 날부터 14일입니다."), required=False),
        forms.reason(),
    )  # fmt: skip
    form = Form(
        t("질의서 보내기"), "open_inquiry", fields, "/inquiries", t("질의서"), submit=t("보냈음으로 기록"),
        lead=t("기한 안에 답이 없으면 시계가 스스로 기한 경과로 바꾸고, 정책에 따라 이용이 제한됩니다."),
    )  # fmt: skip
    return await forms.answer(ask, form)


async def _act(
    ask: Ask,
    title: str,
    act: str,
    fields: Sequence[Field],
    found: Row,
    fixed: Mapping[str, object] | None = None,
    read: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> Response:
    """`read`: what one reads before one fills the form in; then how the inquiry stands."""
    row = found["row"]
    seen = (*read, (t("상태"), ask.say(INQUIRIES[row["status"]][0])), (t("회신 기한"), day_words(row["due_on"])),
            (t("남은 날"), clock(ask, row)[0]), (t("답한 질문"), f"{row['answered']} / {row['questions']}"))  # fmt: skip
    return await forms.answer(
        ask,
        Form(title, act, fields, _at(ask), t("질의서"), seen=seen,
             args=lambda values: {"inquiry": row["id"], **(fixed or {}), **values}, **more),
    )  # fmt: skip


def _question(ask: Ask, found: Row) -> Row:
    name = ask.query.get("question", "")
    asked = next((one for one in found["questions"] if one["question"] == name), None)
    if asked is None:
        raise BadRequest("bad_value", "question", allowed=", ".join(one["question"] for one in found["questions"]))
    return cast("Row", asked)


async def reply(ask: Ask) -> Response:
    found, _ = await _inquiry(ask)
    asked = _question(ask, found)
    before = asked["reply"]
    fields = (
        Field("words", t("회신 내용"), "area", hint=asked["ko" if ask.language == "ko" else "en"], longest=4000,
              value=before["words"] if before else ""),
        Field("received_on", t("받은 날"), "day", hint=t("비우면 오늘입니다."), required=False),
    )  # fmt: skip
    return await _act(
        ask, t("회신 접수"), "file_reply", fields, found, {"question": asked["question"]}, submit=t("접수하기")
    )


async def judge(ask: Ask) -> Response:
    found, _ = await _inquiry(ask)
    asked = _question(ask, found)
    options = tuple((key, words) for key, (words, _) in JUDGEMENTS.items() if key != "waiting")
    fields = (Field("judgement", t("판단"), "choice", options=options),
              forms.reason(t("판단한 까닭")))  # fmt: skip
    read = (
        (t("질문"), asked["ko" if ask.language == "ko" else "en"]),
        (t("회신 내용"), asked["reply"]["words"] if asked["reply"] else ""),
    )
    return await _act(ask, t("회신 판단"), "judge_reply", fields, found, {"question": asked["question"]}, read, submit=t("판단하기"),
                      lead=t("모든 질문의 답이 충분하면 제한이 저절로 풀립니다."))  # fmt: skip


async def letter(ask: Ask) -> Response:
    found, _ = await _inquiry(ask)
    fields = (Field("kind", t("종류"), "choice", options=LETTERS, value="reminder"), Field("words", t("내용"), "area", longest=4000),
              Field("on", t("날짜"), "day", hint=t("비우면 오늘입니다."), required=False))  # fmt: skip
    return await _act(ask, t("연락 기록"), "note_letter", fields, found, submit=t("기록하기"))


async def extend(ask: Ask) -> Response:
    found, _ = await _inquiry(ask)
    fields = (Field("due_on", t("새 기한"), "day"), forms.reason())
    return await _act(ask, t("기한 연장"), "extend_inquiry", fields, found, submit=t("연장하기"))


async def refused(ask: Ask) -> Response:
    found, _ = await _inquiry(ask)
    fields = (Field("on", t("거부한 날"), "day", hint=t("비우면 오늘입니다."), required=False), forms.reason())
    return await _act(ask, t("회신 거부 기록"), "refuse_inquiry", fields, found, submit=t("기록하기"),
                      danger=t("거부는 회신하지 않은 것으로 보아 이용 제한의 근거가 됩니다."))  # fmt: skip


async def withdraw(ask: Ask) -> Response:
    found, _ = await _inquiry(ask)
    return await _act(ask, t("질의 철회"), "withdraw_inquiry", (forms.reason(),), found, submit=t("철회하기"),
                      danger=t("철회하면 이 질의서로 생긴 제한이 사라집니다."))  # fmt: skip
