"""The desk's first page (현황): the month in figures, each of which opens its rows, and what waits for somebody.

What does not live here: the figures (`control/overview.py`), single requests (`requests.py`). A role that sees no single
requests opens sums instead: use by service, department, task and day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.charts.picture import bars, lines
from gwanmun.charts.values import Caption, Chart, Point, Series
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.tables import Column, arrange, download
from gwanmun.console.texts import t
from gwanmun.control.findings import REVIEWERS
from gwanmun.control.requests import READERS
from gwanmun.control.roles import OFFICERS
from gwanmun.domain.money import MICRO
from gwanmun.domain.offices import Role

ITEMS: Sequence[Item] = (Item("/desk", t("현황"), OFFICERS, order=20),)
#: Whose sums `show_usage` tells.
SUMMERS = (Role.BUDGET, Role.AI_POLICY, Role.AUDIT, Role.AUTHORITY, Role.ASSEMBLY)
_BY = {
    "service": t("서비스"),
    "department": t("부서"),
    "task": t("업무"),
    "decision": t("판정"),
    "agency": t("기관"),
    "day": t("날짜"),
    "month": t("달"),
}
_APPROVING = (Role.APPROVER, Role.SECURITY, Role.AI_POLICY)
_ASKING = (Role.PRIVACY, Role.AI_POLICY)
_ENFORCING = (Role.SECURITY, Role.AUDIT)


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/desk", overview, roles=OFFICERS),
        house.route("/desk/use", use, roles=SUMMERS),
    )


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure: its words, where its rows are, what stands beside it, and how urgent it is by word."""

    label: str
    figure: str
    path: str
    beside: str = ""
    chip: str = ""
    chip_words: str = ""


async def overview(ask: Ask) -> Response:
    asked = {name: ask.query[name] for name in ("month", "agency") if ask.query.get(name)}
    found: Any = await ask.perform("show_overview", **asked)
    return ask.page(
        "desk.html",
        found=found,
        used=_used(ask, found, asked.get("agency", "")),
        waiting=_waiting(ask, found["waiting"]),
        picture=_trend(ask, found, asked.get("agency", "")),
        services=_services(ask, found, asked.get("agency", "")),
        chosen=asked.get("agency", ""),
        months=found["months"],
    )


def _rows_of(ask: Ask, month: str, agency: str, **more: str) -> str:
    """Where the rows behind a figure of this month are, for what the person may see."""
    first = date.fromisoformat(f"{month}-01")
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    kept = {"agency": agency} if agency else {}
    if ask.roles.intersection(READERS):
        return "/desk/requests?" + urlencode({"first": first, "last": last, **kept, **more})
    if ask.roles.intersection(SUMMERS):
        by = {"by": "decision"} if more.get("what") == "refused" or "decision" in more else {}
        return "/desk/use?" + urlencode({"first": month, "last": month, **kept, **by})
    return ""


def _used(ask: Ask, found: Mapping[str, Any], agency: str) -> list[Tile]:
    month, now, before = found["month"], found["now"], found["before"]

    def tile(label: str, name: str, path: str, figure: str | None = None, was: str | None = None) -> Tile:
        words = was if was is not None else f"{before[name]:,}"
        return Tile(label, figure or f"{now[name]:,}", path, ask.say("지난달 {figure}", figure=words))

    people = ask.roles.intersection({Role.AUDIT, Role.BUDGET})
    return [
        tile(ask.say("보낸 요청"), "requests", _rows_of(ask, month, agency, what="sent")),
        tile(ask.say("가려서 보낸 요청"), "masked", _rows_of(ask, month, agency, what="sent", decision="allow_with_masking")),
        tile(ask.say("막음"), "refused", _rows_of(ask, month, agency, what="refused")),
        tile(ask.say("오류·확인 불가"), "failed", _rows_of(ask, month, agency, what="failed")),
        tile(
            ask.say("쓴 돈"), "spent", _rows_of(ask, month, agency, sort="-spent"), _won(ask, now["spent"]),
            _won(ask, before["spent"]),
        ),
        tile(
            ask.say("이용한 사람"), "users",
            f"/desk/use?{urlencode({'by': 'person', 'first': month, 'last': month, **({'agency': agency} if agency else {})})}"
            if people else _rows_of(ask, month, agency, what="sent"),
        ),
    ]  # fmt: skip


def _waiting(ask: Ask, now: Mapping[str, int]) -> list[Tile]:
    """What waits, for those who can do something about it."""
    tiles: list[Tile] = []
    if ask.roles.intersection(_APPROVING):
        tiles.append(_due(ask, ask.say("승인 대기"), now["approvals"], "/approvals"))
    if ask.roles.intersection(_ASKING):
        late = ask.say("기한 지남 {n}건", n=now["overdue"]) if now["overdue"] else ""
        one = _due(ask, ask.say("회신 기다리는 질의서"), now["inquiries"], "/inquiries")
        tiles.append(Tile(one.label, one.figure, one.path, "", "bad" if late else one.chip, late or one.chip_words))
    if ask.roles.intersection(REVIEWERS):
        tiles.append(_due(ask, ask.say("검토할 오용 의심"), now["findings"], "/desk/misuse"))
    if ask.roles.intersection(_ENFORCING):
        whole, done = now["enforceable"], now["enforced"]
        words = ask.say("모두 확인됨") if done == whole else ask.say("{n}곳 확인 필요", n=whole - done)
        tiles.append(
            Tile(
                ask.say("최신 차단이 확인된 곳"), f"{done:,} / {whole:,}" if whole else "–", "/enforcement", "",
                ("good" if done == whole else "bad") if whole else "plain", words if whole else ask.say("적용 기록 없음"),
            )
        )  # fmt: skip
    return tiles


def _due(ask: Ask, label: str, count: int, path: str) -> Tile:
    return Tile(
        label, f"{count:,}", path, "", "wait" if count else "good", ask.say("처리 필요") if count else ask.say("없음")
    )


def _trend(ask: Ask, found: Mapping[str, Any], agency: str) -> Chart | None:
    """Day by day; a day between the first and the last that nobody used anything on is zero, as it was counted."""
    days = {row["day"]: row for row in found["days"]}
    if not days:
        return None
    first, last = (date.fromisoformat(edge) for edge in (min(days), max(days)))
    every = [(first + timedelta(days=step)).isoformat() for step in range((last - first).days + 1)]
    series = tuple(
        Series(
            label,
            tuple(
                Point(
                    f"{int(day[8:])}", days.get(day, {}).get(name, 0), f"{days.get(day, {}).get(name, 0):,}",
                    _day_rows(ask, day, agency, what),
                )
                for day in every
            ),
        )
        for name, what, label in (("requests", "sent", ask.say("보냄")), ("refused", "refused", ask.say("막음")))
    )  # fmt: skip
    caption = Caption("days", ask.say("날마다 보낸 요청과 막은 요청"), ask.say("날짜"), ask.say("건"), ask.language)
    if len(every) > 1:
        return lines(caption, series)
    return bars(
        caption, tuple(Point(one.name, one.points[0].amount, one.points[0].words, one.points[0].href) for one in series)
    )


def _day_rows(ask: Ask, day: str, agency: str, what: str) -> str:
    if not ask.roles.intersection(READERS):
        return ""
    return "/desk/requests?" + urlencode(
        {"first": day, "last": day, "what": what, **({"agency": agency} if agency else {})}
    )


def _services(ask: Ask, found: Mapping[str, Any], agency: str) -> list[dict[str, object]]:
    english = ask.language == "en"
    return [
        {
            "name": row["name_en" if english else "name_ko"] or row["service"],
            "path": _rows_of(ask, found["month"], agency, service=row["service"]),
            "requests": row["requests"],
            "refused": row["refused"],
            "won": _won(ask, row["spent"]),
        }
        for row in found["services"]
    ]


def _won(ask: Ask, micro: int) -> str:
    """Whole won; less than one is said to be less than one, never nothing."""
    whole = (micro + MICRO // 2) // MICRO
    if whole == 0 and micro > 0:
        return ask.say("1원 미만")
    return f"{whole:,}원" if ask.language == "ko" else f"₩{whole:,}"


# ---------------------------------------------------------------- sums, for whoever sees no single requests


async def use(ask: Ask) -> Response:
    """Use by one thing, as sums: the rows behind the figures of budget, assembly and authority."""
    by = ask.query.get("by", "service")
    span = {name: ask.query[name] for name in ("first", "last", "agency") if ask.query.get(name)}
    if by == "person" and ask.roles.intersection({Role.AUDIT, Role.BUDGET}):
        sheet: Any = await ask.perform("show_usage_people", **span)
    else:
        by = by if by in _BY else "service"
        sheet = await ask.perform("show_usage", by=by, **span)
    view = arrange(ask, _columns(ask, by), sheet["rows"], sort="-spent")
    if (file := await download(ask, view, "use")) is not None:
        return file
    return ask.page("desk_use.html", view=view, by=by, dimensions=_BY, span=span, sheet=sheet)


def _columns(ask: Ask, by: str) -> list[Column[Mapping[str, Any]]]:
    label = t("이용자(가명)") if by == "person" else _BY[by]
    linked = bool(ask.roles.intersection(READERS)) and by in _INTO
    one: Column[Mapping[str, Any]] = Column(
        by,
        label,
        lambda row: row[by],
        words=(lambda row: ask.name(by, row[by])) if by in _NAMED else None,
        path=(lambda row: _into(ask, by, str(row[by]))) if linked else None,
    )
    return [
        one,
        Column("requests", t("보냄"), lambda row: row["requests"], "number"),
        Column("refused", t("막음"), lambda row: row["refused"], "number"),
        Column("failed", t("오류·확인 불가"), lambda row: row["failed"], "number"),
        Column("spent", t("쓴 돈(원)"), lambda row: (row["spent_micro_won"] + MICRO // 2) // MICRO, "number"),
        Column("input", t("입력 토큰"), lambda row: row["input_tokens"], "number"),
        Column("output", t("출력 토큰"), lambda row: row["output_tokens"], "number"),
    ]


_NAMED = frozenset({"service", "department", "agency"})
_INTO = frozenset({"service", "department", "task", "decision", "agency", "person"})


def _into(ask: Ask, by: str, value: str) -> str:
    """From a sum to its requests."""
    span: dict[str, str] = {}
    if ask.query.get("first") and ask.query.get("last"):
        first, last = ask.query["first"], ask.query["last"]
        span = {"first": f"{first}-01", "last": _last_day(last)}
    return "/desk/requests?" + urlencode({**span, by: value})


def _last_day(month: str) -> str:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return ""
    return str((first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1))
