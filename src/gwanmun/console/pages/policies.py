"""Policies (정책): what stands in force and in whose words, drafts with what they would change and would have done, and the two
people who put one in force, take it back or return to an earlier one.

What lives here: `/policies` and below. What does not: the language and its questions (`policy/`), who may touch a regime
(`control/mandates.py`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, cast

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.forms import Field, Form
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.pages.approvals import OUTCOMES
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.control.office import SEOUL
from gwanmun.domain.offices import Role
from gwanmun.errors import BadPolicy, BadRequest, ChangedMeanwhile

OWNERS = (Role.AI_POLICY, Role.SECURITY, Role.PRIVACY, Role.AUTHORITY)
READERS = (*OWNERS, Role.AUDIT, Role.APPROVER, Role.BUDGET, Role.RECORDS)
WRITERS = (Role.AI_POLICY, Role.AUTHORITY)
REPLAYERS = (*OWNERS, Role.AUDIT)
ITEMS: Sequence[Item] = (Item("/policies", t("정책"), READERS, order=30),)

Row = Mapping[str, Any]

STATES: Mapping[str, tuple[str, str]] = {
    "in_force": (t("시행 중"), "good"),
    "draft": (t("새 판이 기다림"), "wait"),
    "scheduled": (t("시행 예약됨"), "info"),
    "lifted": (t("명령 해제됨"), "plain"),
    "off": (t("시행 안 함"), "plain"),
}
SEVERITIES: Mapping[str, tuple[str, str]] = {
    "error": (t("오류"), "bad"), "warning": (t("경고"), "wait"), "note": (t("참고"), "info"),
}  # fmt: skip
CHANGES: Mapping[str, tuple[str, str]] = {
    "added": (t("새 규칙"), "info"), "removed": (t("없어진 규칙"), "bad"), "changed": (t("바뀐 규칙"), "wait"),
}  # fmt: skip
STEPS: Mapping[str, str] = {
    "write_pack": t("작성"), "confirm_pack": t("확인"), "activate_pack": t("시행"), "schedule_pack": t("시행 예약"),
    "activate_scheduled": t("예약대로 시행"), "cancel_scheduled": t("예약 취소"), "return_pack": t("되돌림"),
    "deactivate_pack": t("시행 중지"), "ask_deactivate": t("시행 중지 요청"),
}  # fmt: skip
#: What would have become of a request, as people would notice it.
EFFECTS: Mapping[str, str] = {
    "stopped": t("막혔을 요청"), "approval": t("승인을 받아야 했을 요청"), "rerouted": t("내부 모델로 갔을 요청"),
    "masked": t("가려서 나갔을 요청"), "allowed": t("새로 허용되었을 요청"), "eased": t("덜 엄격했을 요청"),
    "unchanged": t("그대로였을 요청"),
}  # fmt: skip
SPANS = (7, 30, 90, 365)
_LONGEST = 512 * 1024
_AROUND = 2


def routes(house: House) -> Sequence[BaseRoute]:
    at = "/policies/{regime}"
    return (
        house.route("/policies", page, roles=READERS),
        house.route("/policies/new", new, "GET", "POST", roles=WRITERS),
        house.route(at, sheet, roles=READERS),
        house.route(f"{at}/text", text, roles=READERS),
        house.route(f"{at}/replay", replayed, roles=REPLAYERS),
        house.route(f"{at}/confirm", confirm, "GET", "POST", roles=OWNERS),
        house.route(f"{at}/activate", activate, "GET", "POST", roles=WRITERS),
        house.route(f"{at}/return", back, "GET", "POST", roles=WRITERS),
        house.route(f"{at}/cancel", cancel, "GET", "POST", roles=OWNERS),
        house.route(f"{at}/off", off, "GET", "POST", roles=WRITERS),
        house.route(f"{at}/review", review, "GET", "POST", roles=OWNERS),
        house.route(f"{at}/lift", lift, "GET", "POST", roles=(Role.AUTHORITY,)),
    )


# ---------------------------------------------------------------- the list


def _columns(ask: Ask) -> tuple[Column[Row], ...]:
    title = "title_ko" if ask.language == "ko" else "title_en"
    return (
        Column("title", t("정책"), lambda one: one[title] or one["regime"], path=lambda one: f"/policies/{one['regime']}"),
        Column("state", t("상태"), lambda one: one["state"], words=lambda one: ask.say(STATES[one["state"]][0]),
               chip=lambda one: STATES[one["state"]][1],
               options=tuple((key, ask.say(words)) for key, (words, _) in STATES.items())),
        Column("jurisdiction", t("관할"), lambda one: one["jurisdiction"]),
        Column("active", t("시행 판"), lambda one: one["active"] or None, "number"),
        Column("waiting", t("기다리는 판"), lambda one: one["waiting"] or None, "number"),
        Column("rules", t("규칙"), lambda one: one["rules"], "number"),
        Column("vectors", t("시험 사례"), lambda one: one["vectors"], "number"),
        Column("owner", t("책임 부서"), lambda one: one["owner"] or one["authority"],
               words=lambda one: one["owner"] or (ask.name("agency", one["authority"]) if one["authority"] else "–")),
        Column("review_on", t("재검토일"), lambda one: one["review_on"], "day"),
        Column("changed", t("마지막 변경"), lambda one: one["changed_us"], "when"),
    )  # fmt: skip


async def page(ask: Ask) -> Response:
    rows = cast("list[Row]", await ask.perform("list_regimes"))
    view = arrange(ask, _columns(ask), rows, sort="title")
    if file := await download(ask, view, "policies"):
        return file
    waiting = [one for one in rows if one["state"] == "draft"]
    return ask.page("policies.html", view=view, waiting=waiting, writes=bool(ask.roles.intersection(WRITERS)))


# ---------------------------------------------------------------- one regime


async def _look(ask: Ask, version: int | None = None) -> Row:
    wanted = {} if version is None else {"version": version}
    return cast("Row", await forms.look(ask, "show_regime", regime=ask.request.path_params["regime"], **wanted))


def _asked_version(ask: Ask) -> int | None:
    given = ask.query.get("version", "")
    if not given:
        return None
    if not (given.isascii() and given.isdecimal()) or len(given) > 9:
        raise BadRequest("bad_value", "version", allowed="1, 2, 3, …")
    return int(given)


def _at(found: Row) -> str:
    return f"/policies/{found['row']['regime']}"


async def sheet(ask: Ask) -> Response:
    found = await _look(ask, _asked_version(ask))
    row, version = found["row"], found["version"]["version"]
    different = None
    if version != row["active"]:
        different = await forms.look(ask, "diff_pack", regime=row["regime"], after=version)
    return ask.page(
        "policy.html", found=found, row=row, version=found["version"], different=different, at=_at(found), states=STATES,
        severities=SEVERITIES, changes=CHANGES, steps=STEPS, outcomes=OUTCOMES, spans=SPANS,
        may=lambda *names: any(role.value in names for role in ask.roles),
        replays=bool(ask.roles.intersection(REPLAYERS)), writes=bool(ask.roles.intersection(WRITERS)),
        owns=bool(ask.roles.intersection(OWNERS)),
    )  # fmt: skip


async def text(ask: Ask) -> Response:
    """A version as its file."""
    found = await _look(ask, _asked_version(ask))
    name = f"{found['row']['regime']}-{found['version']['version']}.yaml"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(found["text"], media_type="application/yaml; charset=utf-8", headers=headers)


async def replayed(ask: Ask) -> Response:
    """What this version would have made of the past days' requests: a sentence, and the counts behind it."""
    found = await _look(ask, _asked_version(ask))
    given = ask.query.get("days", "30")
    days = int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else 30
    version = found["version"]["version"]
    told = cast("Row", await ask.perform("replay_pack", regime=found["row"]["regime"], version=version, days=days))
    values: dict[str, Any] = {
        "told": told,
        "effects": EFFECTS,
        "outcomes": OUTCOMES,
        "spans": SPANS,
        "at": _at(found),
        "days": days,
    }
    if ask.part:
        return ask.page("parts/replayed.html", **values)
    return ask.page("replay.html", found=found, row=found["row"], version=found["version"], **values)


# ---------------------------------------------------------------- a draft


async def new(ask: Ask) -> Response:
    """Upload a draft. What cannot be read is said with line and column beside the text that was sent; nothing is lost."""
    if ask.request.method != "POST":
        return await _draft_from(ask)
    typed = ask.form.get("text", "")
    file = ask.files.get("file")
    if file is not None and file.size:
        data = await file.read()
        if len(data) > _LONGEST:
            raise BadRequest("body_too_large", "file", limit=_LONGEST)
        try:
            typed = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            return _draft(ask, typed, {"file": ask.say("UTF-8로 저장한 YAML 파일이 아닙니다")}, 400)
    if not typed.strip():
        return _draft(ask, typed, {"text": ask.say("정책 글을 붙여 넣거나 파일을 고르십시오")}, 400)
    args: dict[str, object] = {"text": typed}
    after = ask.form.get("after", "")
    if after.isascii() and after.isdecimal() and len(after) < 9:
        args["after"] = int(after)
    why = " ".join(ask.form.get("reason", "").split())[:500]
    try:
        written = cast("Row", await ask.perform("write_pack", why, **args))
    except BadPolicy as error:
        return _draft(ask, typed, {"text": _worded(ask, error)}, 400, place=_place(error.where))
    except ChangedMeanwhile as error:
        now = cast(
            "Row", await forms.look(ask, "show_regime", regime=error.where, version=await _newest(ask, error.where))
        )
        return _draft(ask, typed, {"text": error.message(ask.language)}, 409, now=now)
    return ask.go(forms.done(f"/policies/{written['regime']}?version={written['version']}", "written"))


async def _newest(ask: Ask, regime: str) -> int:
    found = cast("Row", await forms.look(ask, "show_regime", regime=regime))
    return int(found["row"]["newest"])


async def _draft_from(ask: Ask) -> Response:
    """Begin from a version that there is, or from nothing."""
    regime = ask.query.get("regime", "")
    if not regime:
        return _draft(ask, "", {}, 200)
    version = _asked_version(ask)
    wanted = {} if version is None else {"version": version}
    found = cast("Row", await forms.look(ask, "show_regime", regime=regime, **wanted))
    return _draft(ask, found["text"], {}, 200, after=str(found["row"]["newest"]), regime=regime)


def _draft(
    ask: Ask, typed: str, errors: Mapping[str, str], status: int, *, place: tuple[int, int] | None = None,
    now: Row | None = None, after: str = "", regime: str = "",
) -> Response:  # fmt: skip
    if now is not None:
        after = str(now["row"]["newest"])
    lines: list[tuple[int, str, bool]] = []
    if place is not None:
        every = typed.split("\n")
        first = max(0, place[0] - 1 - _AROUND)
        lines = [
            (number, line, number == place[0])
            for number, line in enumerate(every[first : place[0] + _AROUND], first + 1)
        ]
    return ask.page(
        "policy_new.html", status, text=typed, errors=errors, spot=place, lines=lines, now=now,
        after=after or ask.form.get("after", ""), regime=regime or ask.form.get("regime", ""), why=ask.form.get("reason", ""),
    )  # fmt: skip


def _worded(ask: Ask, error: BadPolicy) -> str:
    said = error.message(ask.language).removesuffix(f" ({error.where})")
    hint = error.remedy(ask.language)
    place = _place(error.where)
    where = ask.say("{line}줄 {column}칸: ", line=place[0], column=place[1]) if place else ""
    return f"{where}{said}{ask.say(' 혹시: {hint}', hint=hint) if hint and not hint.startswith('docs/') else ''}"


def _place(where: str) -> tuple[int, int] | None:
    """Line and column of `pack:12:5`."""
    parts = where.rsplit(":", 2)
    if len(parts) == 3 and parts[1].isdecimal() and parts[2].isdecimal():
        return int(parts[1]), int(parts[2])
    return None


# ---------------------------------------------------------------- steps


def _form(ask: Ask, found: Row, title: str, act: str, fields: Sequence[Field], **more: Any) -> Form:
    row = found["row"]
    name = row["title_ko"] if ask.language == "ko" else row["title_en"]
    version = found["version"]["version"]
    back_to = f"{_at(found)}?version={version}" if version != row["active"] else _at(found)
    return Form(
        title, act, fields, more.pop("back", back_to), name, titles={"name": name, "version": version}, **more
    )  # fmt: skip


def _standing(ask: Ask, found: Row) -> Sequence[tuple[str, object]]:
    """How it stands now, for a form that may have grown old."""
    row = found["row"]
    active = next((one for one in found["versions"] if one["active"]), None)
    now = ask.say("{n}판", n=row["active"]) if row["active"] else ask.say("없음")
    since = ask.house.environment.filters["when"](active["activated_us"]) if active else ""
    return (
        (t("시행 중인 판"), now), (t("시행한 사람"), active["activated_by"] if active else ""), (t("시행한 때"), since),
        (t("결정할 판"), ask.say("{n}판", n=found["version"]["version"])), (t("작성한 사람"), ask.say("기본 제공") if found["version"]["written_by"] == "shipped" else found["version"]["written_by"]),
    )  # fmt: skip


async def confirm(ask: Ask) -> Response:
    found = await _look(ask, _asked_version(ask))
    version = found["version"]["version"]
    return await forms.answer(
        ask,
        _form(
            ask, found, t("{name} {version}판 확인"), "confirm_pack", (forms.reason(t("확인한 근거")),), submit=t("확인했음"),
            lead=t("해석한 규칙이나 확실하지 않은 출처를 확인하고 책임지는 절차입니다. 작성한 사람은 할 수 없습니다."),
            args=lambda _: {"regime": found["row"]["regime"], "version": version}, seen=_standing(ask, found), done="confirmed",
        ),
    )  # fmt: skip


async def activate(ask: Ask) -> Response:
    """Put it in force, now or from a day on. The form carries the version that its reader saw in force."""
    found = await _look(ask, _asked_version(ask))
    version, row = found["version"]["version"], found["row"]
    fields = [
        Field("expected", kind="hidden", value=str(row["active"])),
        Field(
            "starts_on",
            t("시행일"),
            "day",
            t("비우면 지금 바로 시행합니다. 적으면 그날 0시에 시행됩니다."),
            required=False,
        ),
        forms.reason(t("시행하는 까닭")),
    ]
    if found["precaution"]:
        fields += [
            Field("owner", t("책임 부서"), value=row["owner"], hint=t("선제 조치는 책임지는 부서와 재검토일을 정해야 시행할 수 있습니다.")),
            Field("review_on", t("재검토일"), "day", value=row["review_on"] or ""),
        ]  # fmt: skip

    def args(values: Mapping[str, object]) -> Mapping[str, object]:
        given = {key: value for key, value in values.items() if key not in {"expected", "starts_on"}}
        if "starts_on" in values:
            day = datetime.combine(date.fromisoformat(str(values["starts_on"])), time(), SEOUL)
            given["starts_us"] = int(day.timestamp()) * 1_000_000
        return {**given, "regime": row["regime"], "version": version, "expected": _expected(values)}

    return await forms.answer(
        ask,
        _form(
            ask, found, t("{name} {version}판 시행"), "activate_pack", fields, submit=t("시행하기"), args=args,
            lead=t("시험 사례가 모두 맞아야 시행됩니다. 작성한 사람은 시행할 수 없습니다: 두 사람이 함께 책임집니다."),
            seen=_standing(ask, found), done="activated", back=_at(found),
        ),
    )  # fmt: skip


def _expected(values: Mapping[str, object]) -> int:
    given = str(values.get("expected", ""))
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else -1


async def back(ask: Ask) -> Response:
    found = await _look(ask, _asked_version(ask))
    version, row = found["version"]["version"], found["row"]
    fields = (Field("expected", kind="hidden", value=str(row["active"])), forms.reason(t("되돌리는 까닭")))
    return await forms.answer(
        ask,
        _form(
            ask, found, t("{name} {version}판으로 되돌리기"), "return_pack", fields, submit=t("이 판으로 되돌리기"),
            lead=t("전에 시행했던 판이 바로 다시 시행됩니다. 예약된 판이 있으면 함께 취소됩니다."), seen=_standing(ask, found),
            args=lambda values: {"regime": row["regime"], "version": version, "expected": _expected(values)},
            done="returned", back=_at(found),
        ),
    )  # fmt: skip


async def cancel(ask: Ask) -> Response:
    found = await _look(ask)
    return await forms.answer(
        ask,
        _form(ask, found, t("{name} 시행 예약 취소"), "cancel_scheduled", (forms.reason(),), submit=t("예약 취소"),
              args=lambda _: {"regime": found["row"]["regime"]}, done="cancelled", back=_at(found)),
    )  # fmt: skip


async def off(ask: Ask) -> Response:
    """One officer asks, and another one does it: the same form."""
    found = await _look(ask)
    second = found["ending"] is not None
    fields = (Field("expected", kind="hidden", value=str(found["row"]["active"])), forms.reason(t("멈추는 까닭")))
    return await forms.answer(
        ask,
        _form(
            ask, found, t("{name} 시행 중지") if second else t("{name} 시행 중지 요청"), "deactivate_pack", fields,
            submit=t("시행 중지") if second else t("시행 중지 요청"), seen=_standing(ask, found),
            lead="" if second else t("다른 담당자가 2주 안에 같은 결정을 하면 멈춥니다. 그때까지는 그대로 시행됩니다."),
            danger=t("이 정책의 규칙이 모두 효력을 잃습니다. 되돌리기로 언제든 다시 시행할 수 있습니다."),
            args=lambda values: {"regime": found["row"]["regime"], "expected": _expected(values)}, back=_at(found),
        ),
        then=lambda end: ask.go(forms.done(_at(found), _ended(end, "off"))),
    )  # fmt: skip


def _ended(end: object, word: str) -> str:
    """What the page says: asked for, or done by a second officer."""
    return "asked" if isinstance(end, Mapping) and end.get("state") == "asked" else word


async def review(ask: Ask) -> Response:
    found = await _look(ask)
    fields = (
        Field("next_review_on", t("다음 재검토일"), "day", t("1년 안의 날짜를 적습니다.")),
        forms.reason(t("재검토 결과")),
    )
    return await forms.answer(
        ask,
        _form(ask, found, t("{name} 재검토"), "review_mandate", fields, submit=t("계속 시행"),
              lead=t("선제 조치를 다시 살피고 계속 둘 까닭을 적습니다. 끝내려면 시행 중지를 하십시오."),
              args=lambda values: {"regime": found["row"]["regime"], **values}, done="reviewed", back=_at(found)),
    )  # fmt: skip


async def lift(ask: Ask) -> Response:
    """The authority lifts its order, or imposes it again."""
    found = await _look(ask)
    again = found["row"]["state"] == "lifted"
    return await forms.answer(
        ask,
        _form(
            ask, found, t("{name} 명령 다시 시행") if again else t("{name} 명령 해제"),
            "reimpose_order" if again else "lift_order", (forms.reason(),), submit=t("다시 시행") if again else t("해제하기"),
            args=lambda _: {"regime": found["row"]["regime"]}, back=_at(found),
        ),
        then=lambda end: ask.go(forms.done(_at(found), _ended(end, "done"))),
    )  # fmt: skip
