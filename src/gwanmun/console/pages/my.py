"""What the desk keeps of oneself (내 정보): what was used, balance, asking for more, who read, keys, training, the pledge.

What lives here: `/my`, for everybody who signed in. What does not: other people's cards (`people.py`), what was written and
answered (the workspace). Law: 개인정보 보호법 제35조 (열람).
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.pages.money import ASKED, LEVELS, PERIODS, mark
from gwanmun.console.pages.people import words
from gwanmun.console.pages.receipts import of_this_month
from gwanmun.console.ports import Balance, Who
from gwanmun.console.texts import t
from gwanmun.domain.money import MICRO
from gwanmun.domain.offices import Role
from gwanmun.errors import BadRequest, GwanmunError

STAFF = tuple(role for role in Role if role not in {Role.AUTHORITY, Role.ASSEMBLY})
ITEMS: Sequence[Item] = (Item("/my", t("내 정보"), order=15, group="work"),)
Row = Mapping[str, Any]
#: Which text a person signs; a changed text has another name.
PLEDGE = "2026-01"
PLEDGES: Sequence[str] = (
    t("비밀과 대외비, 기밀(C)·민감(S) 등급 정보를 외부 AI에 넣지 않습니다."),
    t("주민등록번호 같은 고유식별정보와 민감정보를 넣지 않습니다. 관문이 가리더라도 스스로 먼저 살핍니다."),
    t("AI가 만든 글은 사실을 확인하고, AI로 만들었음을 밝힌 뒤에 씁니다."),
    t("내 이용 키를 다른 사람에게 빌려주지 않고, 잃어버리면 바로 알립니다."),
    t("이용 기록이 감사기록에 남고 점검을 받는다는 것을 압니다."),
)


def routes(house: House) -> Sequence[BaseRoute]:
    both = ("GET", "POST")
    return (
        house.route("/my", page),
        house.route("/my/more", more, *both),
        house.route("/my/pledge", pledge, *both, roles=STAFF),
        house.route("/my/lesson", lesson, *both, roles=STAFF),
    )


async def page(ask: Ask) -> Response:
    """Reading one's own use works over a limit, too; a gate that does not answer hides nothing else."""
    found = cast("Row", await ask.perform("show_mine"))
    balances: tuple[Balance, ...] = ()
    fault: GwanmunError | None = None
    try:
        balances = await ask.house.ports.workspace.balances(Who(ask.caller.person, ask.peer))
    except GwanmunError as error:
        fault = error
    shown = [
        (one, _percent(one), mark(ask, _percent(one)))
        for one in balances
        if one.left_won is not None or one.level == "person"
    ]
    used = await of_this_month(ask) if ask.roles.intersection(STAFF) else None
    readings = cast("list[Row]", await ask.perform("list_my_readings"))
    return ask.page(
        "my.html", found=found, used=used, readings=readings, balances=shown, fault=fault, LEVELS=LEVELS, PERIODS=PERIODS, ASKED=ASKED, MICRO=MICRO,
        staff=bool(ask.roles.intersection(STAFF)), **words(ask),
    )  # fmt: skip


def _percent(one: Balance) -> int | None:
    if one.left_won is None:
        return None
    whole = one.used_won + one.left_won
    return 100 if whole <= 0 else min(one.used_won * 100 // whole, 100)


async def more(ask: Ask) -> Response:
    levels = tuple((key, words) for key, words in LEVELS.items() if key in {"person", "department", "government"})
    fields = (
        Field("level", t("누구의 한도"), "choice", options=levels, value="person"),
        Field("period", t("기간"), "choice", options=tuple(PERIODS.items()), value="month"),
        Field("more_won", t("더 필요한 금액(원)"), "number"),
        forms.reason(t("어떤 일에 필요합니까?")),
    )
    form = Form(t("한도 더 요청하기"), "ask_allowance", fields, "/my", t("내 정보"), submit=t("요청하기"), done="asked",
                lead=t("예산담당관에게 바로 알립니다. 결정되면 알림이 옵니다."))  # fmt: skip
    return await forms.answer(ask, form)


async def pledge(ask: Ask) -> Response:
    errors: Mapping[str, str] = {}
    if ask.request.method == "POST":
        if ask.form.get("agreed") == "1":
            _, errors, _ = await forms.attempt(ask, "sign_pledge", "", {"text_version": PLEDGE})
            if not errors:
                return ask.go(forms.done("/my", "pledged"))
        else:
            errors = {"agreed": ask.say("읽고 동의했음을 표시하십시오")}
    return ask.page("pledge.html", 400 if errors else 200, pledges=PLEDGES, version=PLEDGE, errors=errors)


async def lesson(ask: Ask) -> Response:
    found = cast("Row", await forms.look(ask, "show_mine"))
    short = {one["course"]["id"]: one["course"] for one in found["courses"] if one["course"]["counts_towards"]}
    chosen = short.get(ask.query.get("course", ""))
    if chosen is None:
        raise BadRequest("bad_value", "course", allowed=", ".join(short))
    name = chosen["name_ko" if ask.language == "ko" else "name_en"]
    form = Form(t("짧은 교육: {name}"), "take_lesson", (), "/my", t("내 정보"), submit=t("들었습니다"), titles={"name": name}, done="learnt",
                lead=t("강의를 끝까지 들은 뒤 누르십시오. 오늘 날짜로 이수가 기록됩니다."),
                seen=((t("듣는 곳"), chosen["where"]), (t("시간(분)"), chosen["minutes"])), args=lambda _: {"course": chosen["id"]})  # fmt: skip
    return await forms.answer(ask, form)
