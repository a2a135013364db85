"""Requests at the desk (요청): the list with its filters in the address, saved views, one request explained with its proof.

The list is never all there is: the store gives a page, the next begins after its last row. Without dates it shows the last
thirty days. What a person wrote is nowhere here, for it is kept nowhere; asking to read it all the same goes by two people
and a reason (`control/findings.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.tables import PAGE_ROWS, Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.control.findings import READERS as CONTENT_READERS
from gwanmun.control.office import seoul_day
from gwanmun.control.requests import MOST_ROWS, READERS
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.findings import Kind
from gwanmun.domain.ids import RequestId
from gwanmun.domain.money import MICRO
from gwanmun.errors import BadCommand, BadRequest
from gwanmun.ports.requests import ENDED, FAILED, REFUSED, SENT, UNKNOWN, UNSAID
from gwanmun.privacy.kinds import KINDS

ITEMS: Sequence[Item] = (Item("/desk/requests", t("요청"), READERS, order=21),)

STATES = {
    SENT: ("wait", t("처리 중")),
    ENDED: ("good", t("보냄")),
    FAILED: ("bad", t("오류")),
    UNKNOWN: ("wait", t("확인 불가")),
    REFUSED: ("bad", t("막음")),
}
WHAT = {"sent": t("보낸 것"), "refused": t("막은 것"), "failed": t("오류·확인 불가")}
DECISIONS_EN = {
    "not_applicable": "not applicable",
    "allow": "allowed",
    "allow_with_masking": "allowed with masking",
    "require_approval": "approval needed",
    "route_in_house": "moved in-house",
    "deny": "blocked",
}
#: What stopped a request before, or beside, a decision.
REFUSALS = {
    "unidentified": t("이용자를 확인하지 못함"),
    "not_admitted": t("이용할 자격 없음"),
    "training_required": t("교육 이수 필요"),
    "unknown_model": t("목록에 없는 모델"),
    "wrong_dialect": t("서비스와 맞지 않는 형식"),
    "too_many_requests": t("너무 잦은 요청"),
    "no_in_house_route": t("내부 모델 없음"),
    "only_in_house": t("내부 모델만 가능"),
    "kind_refused": t("보낼 수 없는 개인정보"),
    "over_allowance": t("한도 초과"),
    "no_price": t("단가 없음"),
    "bad_request": t("형식 오류"),
    "bad_document": t("읽을 수 없는 문서"),
    "too_long": t("너무 긴 요청"),
}
_DECISIONS_KO = {one.word: one.ko for one in Outcome}
_FILTERS = ("first", "last", "what", "agency", "department", "person", "service", "decision", "grade", "kind", "task")
_SHOWN_DAYS = 30
_MOST_TAKEN = 100_000
_NOTHING: Mapping[str, Any] = {
    "rows": (), "next": "", "tally": {"count": 0, "whole": True, "spent": 0}, "words": {}, "names": {}, "read_us": 0,
}  # fmt: skip
_SORTS = frozenset({"at", "spent", "found"})


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/desk/requests", page, roles=READERS),
        house.route("/desk/requests/views", views, "POST", roles=READERS),
        house.route("/desk/requests/{number}", one, roles=READERS),
        house.route("/desk/requests/{number}/proof.json", proof, roles=READERS),
        house.route("/desk/requests/{number}/content", content, "POST", roles=CONTENT_READERS),
    )


async def page(ask: Ask) -> Response:
    number = ask.query.get("number", "").strip()
    if number:
        return ask.go("/desk/requests/" + quote(number[:64], safe=""))
    asked, wrong = _asked(ask)
    found = _NOTHING if wrong else await _found(ask, asked)
    columns = _columns(ask, found["names"])
    view = arrange(ask, columns, found["rows"], sort="-at")
    if not wrong and (file := await download(ask, view, "requests")) is not None:
        return file
    view = replace(view, total=found["tally"]["count"])
    saved: Any = await ask.perform("list_views", page="/desk/requests")
    readings: Any = await ask.perform("list_readings") if ask.roles.intersection(CONTENT_READERS) else ()
    waiting = [row for row in readings if row["agreed_by"] is None and row["asked_by"] != str(ask.caller.person)]
    return ask.page(
        "requests.html", 400 if wrong else 200, view=view, found=found, chosen={**asked, **_typed(ask)}, errors=wrong,
        choices=_choices(ask, found), saved=saved, waiting=waiting, more=found["next"], deeper=bool(ask.query.get("page")),
        spent=won_of(ask, found["tally"]["spent"]), days=_SHOWN_DAYS, usual=not ask.query.get("first") and not ask.query.get("last"),
    )  # fmt: skip


async def _found(ask: Ask, asked: Mapping[str, object]) -> Mapping[str, Any]:
    """A page of rows; for a download, all of this filter, page after page."""
    taking = ask.query.get("format") in {"csv", "xlsx", "json"}
    limit = MOST_ROWS if taking else PAGE_ROWS
    found: Any = await ask.perform("list_requests", **asked, limit=limit)
    if taking:
        rows = found["rows"]
        while found["next"] and len(rows) < _MOST_TAKEN:
            more: Any = await ask.perform("list_requests", **{**asked, "after": found["next"]}, limit=limit)
            rows += more["rows"]
            found = {**found, "next": more["next"], "names": {**found["names"], **more["names"]}}
        found["rows"] = rows
    return dict(found)


def _typed(ask: Ask) -> dict[str, str]:
    return {name: ask.query[name] for name in _FILTERS if ask.query.get(name)}


def _asked(ask: Ask) -> tuple[dict[str, object], dict[str, str]]:
    """What the address asks for; what is wrong in it, beside its field."""
    typed = _typed(ask)
    wrong: dict[str, str] = {}
    asked: dict[str, object] = {name: value[:200] for name, value in typed.items()}
    for name in ("first", "last"):
        if name in typed and _day(typed[name]) is None:
            wrong[name] = ask.say("날짜는 2026-11-22처럼 적으십시오")
    if not wrong and "first" not in typed and "last" not in typed:
        today = seoul_day(ask.house.ports.now_us())
        asked["first"] = (today - timedelta(days=_SHOWN_DAYS - 1)).isoformat()
        asked["last"] = today.isoformat()
    first, last = (_day(str(asked.get(name, ""))) for name in ("first", "last"))
    if not wrong and first is not None and last is not None and last < first:
        wrong["last"] = ask.say("끝 날짜가 첫 날짜보다 앞섭니다")
    if typed.get("what", "") not in {"", *WHAT}:
        asked.pop("what")
    sort = ask.query.get("sort", "-at")
    if sort.removeprefix("-") in _SORTS:
        asked |= {"sort": sort.removeprefix("-"), "down": sort.startswith("-")}
    if ask.query.get("page"):
        asked["after"] = ask.query["page"]
    return asked, wrong


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _columns(ask: Ask, names: Mapping[str, Sequence[str]]) -> list[Column[Mapping[str, Any]]]:
    def named(row: Mapping[str, Any], key: str) -> str:
        return named_in(ask, names, row[key])

    return [
        Column("at", t("일시"), lambda row: row["at_us"], "when", path=lambda row: f"/desk/requests/{row['request']}"),
        Column("state", t("처리"), lambda row: row["state"], chip=lambda row: STATES[row["state"]][0],
               words=lambda row: ask.say(STATES[row["state"]][1]), sorts=False),
        Column("department", t("부서"), lambda row: row["department"], words=lambda row: named(row, "department"), sorts=False),
        Column("person", t("이용자(가명)"), lambda row: row["person"], words=lambda row: _short(row["person"]), sorts=False,
               path=lambda row: with_person(ask, row["person"])),
        Column("service", t("서비스"), lambda row: row["service"], words=lambda row: named(row, "service"), sorts=False),
        Column("decision", t("판정"), lambda row: row["decision"], words=lambda row: decision_words(ask, row["decision"]),
               sorts=False),
        Column("kinds", t("찾은 개인정보"), lambda row: row["kinds"], words=lambda row: kinds_words(ask, row["kinds"]), sorts=False),
        Column("found", t("건수"), lambda row: row["found"], "number"),
        Column("grade", t("등급"), lambda row: row["grade"], words=lambda row: plain_word(row["grade"]), sorts=False),
        Column("spent", t("쓴 돈"), lambda row: row["spent"], "won", words=lambda row: won_of(ask, row["spent"])),
        Column("task", t("업무"), lambda row: row["task"], words=lambda row: ask.say(plain_word(row["task"])), sorts=False),
    ]  # fmt: skip


def with_person(ask: Ask, person: str) -> str:
    kept = {name: value for name, value in _typed(ask).items() if name != "person"}
    return "/desk/requests?" + urlencode({**kept, "person": person}) if person != UNSAID else ""


def plain_word(word: str) -> str:
    return "–" if word == UNSAID else word


def _short(person: str) -> str:
    """A pseudonym is told by its beginning; the whole of it stands in the address and in downloads."""
    return plain_word(person[:8])


def named_in(ask: Ask, names: Mapping[str, Sequence[str]], id_: str) -> str:
    ko, en = names.get(id_, (id_, id_))
    return plain_word((en if ask.language == "en" else ko) or ko)


def decision_words(ask: Ask, word: str) -> str:
    """A decision in words; a refusal before any decision stands under its code."""
    known = DECISIONS_EN if ask.language == "en" else _DECISIONS_KO
    return ask.say(REFUSALS[word]) if word in REFUSALS else known.get(word, plain_word(word))


def kinds_words(ask: Ask, kinds: str) -> str:
    return ", ".join(kind_word(ask, one) for one in kinds.split(",") if one) or "–"


def kind_word(ask: Ask, kind: str) -> str:
    info = KINDS.get(Kind(kind)) if kind in _KINDS else None
    return (info.en if ask.language == "en" else info.word) if info else kind


_KINDS = frozenset(one.value for one in Kind)


def won_of(ask: Ask, micro: int | None) -> str:
    if micro is None:
        return "–"
    whole = (micro + MICRO // 2) // MICRO
    if whole == 0 and micro > 0:
        return ask.say("1원 미만")
    return f"{whole:,}원" if ask.language == "ko" else f"₩{whole:,}"


def _choices(ask: Ask, found: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers: what stands in the rows, in words."""
    words: Mapping[str, Sequence[str]] = found["words"]

    def of(place: str, say: Any) -> list[tuple[str, str]]:
        return sorted(((one, say(one)) for one in words.get(place, ())), key=lambda pair: pair[1])

    def named(id_: str) -> str:
        return named_in(ask, found["names"], id_)

    return {
        "what": [(value, ask.say(label)) for value, label in WHAT.items()],
        "agency": of("agency", named),
        "department": of("department", named),
        "service": of("service", named),
        "decision": of("decision", lambda one: decision_words(ask, one)),
        "grade": of("grade", str),
        "kind": of("kinds", lambda one: kind_word(ask, one)),
        "task": of("task", ask.say),
    }


async def views(ask: Ask) -> Response:
    """Keep this filter under a name, or drop one that was kept."""
    name, query = ask.form.get("name", ""), ask.form.get("query", "")
    if ask.form.get("what") == "drop":
        await ask.perform("drop_view", page="/desk/requests", name=name)
        return ask.go("/desk/requests")
    kept = urlencode([(k, v) for k, v in parse_qsl(query) if k in {*_FILTERS, "sort"}])
    await ask.perform("save_view", page="/desk/requests", name=name, query=kept)
    return ask.go(f"/desk/requests?{kept}" if kept else "/desk/requests")


# ---------------------------------------------------------------- one request


async def one(ask: Ask) -> Response:
    return await _one(ask)


async def _one(ask: Ask, status: int = 200, **more: object) -> Response:
    number = _number(ask)
    found: Any = await ask.perform("show_request", request=number, language=ask.language)
    row = found["row"]
    readings: Any = await ask.perform("list_readings") if ask.roles.intersection(CONTENT_READERS) else ()
    values = {
        "found": found,
        "row": row,
        "state": STATES[row["state"]],
        "decision": decision_words(ask, row["decision"]),
        "kinds": kinds_words(ask, row["kinds"]),
        "won": won_of(ask, row["spent"]),
        "names": {key: named_in(ask, found["names"], row[key]) for key in ("agency", "department", "service")},
        "person": _short(row["person"]),
        "person_path": "/desk/requests?" + urlencode({"person": row["person"]}) if row["person"] != UNSAID else "",
        "readings": [one for one in readings if one["request"] == row["request"]],
        "may_ask": bool(ask.roles.intersection(CONTENT_READERS)),
        "me": str(ask.caller.person),
        "errors": {},
        "reason": "",
        "said": None,
    }
    return ask.page("request.html", status, **{**values, **more})


def _number(ask: Ask) -> RequestId:
    number = ask.request.path_params["number"]
    if not number.isprintable() or len(number) > 64:
        raise BadRequest("no_such_page")
    return RequestId(number)


async def proof(ask: Ask) -> Response:
    """What a stranger needs to check the proof by themselves: leaf, path, signed checkpoint, key (RFC 6962 §2.1.1)."""
    number = _number(ask)
    found: Any = await ask.perform("show_request", request=number, language=ask.language)
    await ask.perform("note_export", table="request_proof", filter=str(number), rows=len(found["proofs"]), form="json")
    data = msgspec.json.format(msgspec.json.encode({"request": str(number), "proofs": found["proofs"]}), indent=1)
    headers = {"content-disposition": f"attachment; filename=proof-{quote(str(number), safe='')}.json"}
    return Response(data, headers=headers, media_type="application/json")


async def content(ask: Ask) -> Response:
    """Ask to read what was written, agree to it, or read: each a fact, and refused as the law wants it."""
    what, reason = ask.form.get("what", ""), " ".join(ask.form.get("reason", "").split())
    path = f"/desk/requests/{_number(ask)}#content"
    if what == "ask" and len(reason) < 5:
        return await _one(ask, 400, errors={"reason": ask.say("사유를 다섯 자 이상 적으십시오")}, reason=reason)
    try:
        if what == "ask":
            await ask.perform("ask_content", reason, request=_number(ask))
        elif what == "agree":
            await ask.perform("agree_content", reason, id=ask.form.get("id", ""))
        else:
            await ask.perform("read_content", reason, id=ask.form.get("id", ""))
    except BadCommand as error:
        return await _one(ask, 409, said=error, reason=reason)
    return ask.go(path)
