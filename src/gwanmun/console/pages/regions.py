"""Regions (시·도 현황): the map, the table beside it, and a government's own page, from a collection or from the gate.

Collections are published figures: anybody may see them. What passed the gate is seen by those who compare governments, as
far as their reach goes. A figure that is not there is words in a dashed frame, never a colour and never a zero. What does
not live here: what is known of a government (`control/regions.py`), drawing (`charts/`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.budget.figures import WORDS, Basis, Figure
from gwanmun.charts.picture import bars, lines, tiles
from gwanmun.charts.values import Caption, Chart, Point, Series
from gwanmun.console.house import Ask, House, Item, day_words
from gwanmun.console.tables import Column, TableView, arrange, download, file_of
from gwanmun.console.texts import t
from gwanmun.control.acts import ACTS
from gwanmun.control.regions import COLLECTED_2024, GATE, Month, Region, Regions, RegionUse
from gwanmun.control.roles import roles_of
from gwanmun.errors import BadRequest

ITEMS: Sequence[Item] = (Item("/regions", t("시·도 현황"), order=70, group="public"),)


@dataclass(frozen=True, slots=True)
class Measure:
    """What the map shows. `unit` stands in its title."""

    id: str
    label: str
    unit: str


MEASURES = (
    Measure("spend", t("집행액"), t("원")),
    Measure("users", t("이용자"), t("명")),
    Measure("won_per_user", t("1인당 금액"), t("원")),
    Measure("services", t("서비스 수"), t("개")),
)
_TRENDS = (("users", t("이용자"), t("명")), ("requests", t("보낸 요청"), t("건")), ("won", t("사용액"), t("원")))


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/regions", page, open_to_all=True),
        house.route("/regions/{government}", government, open_to_all=True),
    )


async def page(ask: Ask) -> Response:
    found = await _found(ask)
    measure = _measure(ask)
    view = arrange(ask, _columns(ask, found), found.rows, id_="regions", sort=f"-{measure.id}")
    if file := await _download(ask, view, f"regions-{found.source.id}"):
        return file
    return ask.page(
        "regions.html", found=found, measure=measure, measures=MEASURES, view=view, map=_map(ask, found, measure),
        trend=_trend(ask, found.trend), address=_address, gate=GATE, sees_gate=_sees_gate(ask),
        missing=_missing(ask, found, measure), collected=COLLECTED_2024,
    )  # fmt: skip


async def government(ask: Ask) -> Response:
    """One government: its figures with their sources, what disagrees, and (from the gate) its months."""
    id_ = ask.request.path_params["government"]
    found = await _found(ask)
    region = next((one for one in found.rows if one.id == id_), None)
    used: RegionUse | None = None
    if found.source.id == GATE:
        args = {"government": id_, **_months(ask)}
        # A government beyond the reach is refused here, and the refusal is noted.
        used = msgspec.convert(await ask.perform("show_region_use", **args), RegionUse, strict=False)
    if region is None:
        raise BadRequest("no_such_page")
    return ask.page(
        "region.html", found=found, region=region, used=used, measures=MEASURES, figure=_figure, address=_address,
        trend=_trend(ask, used.trend if used else ()), services=_services(ask, used), rank=_rank, gate=GATE,
    )  # fmt: skip


# ---------------------------------------------------------------- what is asked


def _sees_gate(ask: Ask) -> bool:
    return bool(ask.roles.intersection(roles_of("show_regions_use", ACTS["show_regions_use"])))


def _measure(ask: Ask) -> Measure:
    return next((one for one in MEASURES if one.id == ask.query.get("measure")), MEASURES[0])


def _months(ask: Ask) -> dict[str, str]:
    return {name: ask.query[name][:7] for name in ("first", "last") if ask.query.get(name)}


async def _found(ask: Ask) -> Regions:
    source = ask.query.get("source", COLLECTED_2024)[:64]
    if source == GATE:
        ask.caller  # noqa: B018 - whoever has not signed in is asked to
        told = await ask.perform("show_regions_use", **_months(ask))
    else:
        told = await ask.publicly("show_regions", source=source)
    return msgspec.convert(told, Regions, strict=False)


async def _download(ask: Ask, view: TableView[Region], name: str) -> Response | None:
    """A file of published figures is anybody's; what somebody signed in takes away is noted."""
    return file_of(ask, view, name) if ask.who is None else await download(ask, view, name)


def _address(found: Regions, government: str = "", **changed: str) -> str:
    """An address of this page with the same figures; `changed` with an empty value takes a part away."""
    query = {"source": found.source.id if found.source.id != COLLECTED_2024 else ""}
    if found.source.id == GATE:
        query |= {"first": found.source.first, "last": found.source.last}
    query = {name: value for name, value in {**query, **changed}.items() if value}
    path = f"/regions/{quote(government, safe='')}" if government else "/regions"
    return f"{path}?{urlencode(query)}" if query else path


# ---------------------------------------------------------------- figures in words


def _figure(ask: Ask, region: Region, name: str) -> str:
    """Digits, or why there are none."""
    figure: Figure = getattr(region, name)
    if figure.amount is not None:
        return f"{figure.amount:,}"
    why = region.why_ko if ask.language == "ko" else region.why_en
    return why or WORDS[figure.state][ask.language]


#: Words that are too wide for a tile; the table beside has them whole.
_BRIEF = {"not reported": "no figure", "could not count": "uncounted"}


def _short(ask: Ask, region: Region, name: str) -> str:
    """As `_figure`, in the room of a tile."""
    figure: Figure = getattr(region, name)
    if figure.amount is not None:
        return f"{figure.amount:,}"
    words = WORDS[figure.state][ask.language]
    return _BRIEF.get(words, words)


def _rank(ask: Ask, region: Region, name: str) -> str:
    rank = region.spend_rank if name == "spend" else region.users_rank if name == "users" else None
    if rank is None:
        return ""
    basis = ask.say("보도된 순위") if rank.basis is Basis.REPORTED else ask.say("수치로 증명된 순위")
    return ask.say("{n}위 ({basis})", n=rank.place, basis=basis)


def _missing(ask: Ask, found: Regions, measure: Measure) -> tuple[tuple[str, int], ...]:
    """How many governments have no figure, by why."""
    said: dict[str, int] = {}
    for one in found.rows:
        if getattr(one, measure.id).amount is None:
            words = _figure(ask, one, measure.id)
            said[words] = said.get(words, 0) + 1
    return tuple(said.items())


def _remark(ask: Ask, region: Region) -> str:
    if region.shared_or_free:
        return ask.say("공용·무료·개인 계정 가능성")
    return (region.why_ko if ask.language == "ko" else region.why_en) or ""


def _columns(ask: Ask, found: Regions) -> tuple[Column[Region], ...]:
    def figure(id_: str, label: str) -> Column[Region]:
        return Column(
            id_, label, lambda one: getattr(one, id_).amount, "number", words=lambda one: _figure(ask, one, id_)
        )

    named: Column[Region] = Column(
        "name", t("시·도"), lambda one: one.name_ko if ask.language == "ko" else one.name_en,
        path=lambda one: _address(found, one.id),
    )  # fmt: skip
    shown = (named, figure("spend", t("집행액(원)")), figure("users", t("이용자(명)")),
             figure("won_per_user", t("1인당(원)")), figure("services", t("서비스(개)")))  # fmt: skip
    if found.source.id == GATE:
        return shown
    rank: Column[Region] = Column(
        "rank", t("집행액 순위"), lambda one: one.spend_rank.place if one.spend_rank else None, "number",
        words=lambda one: str(one.spend_rank.place) if one.spend_rank else ask.say("알 수 없음"),
    )  # fmt: skip
    return (*shown, rank, Column("remark", t("살펴볼 점"), lambda one: _remark(ask, one), sorts=False))


# ---------------------------------------------------------------- pictures


def _map(ask: Ask, found: Regions, measure: Measure) -> Chart:
    caption = Caption("map", ask.say(measure.label), ask.say("시·도"), ask.say(measure.unit), ask.language)
    points = {
        one.id: Point(
            one.name_ko if ask.language == "ko" else one.name_en, getattr(one, measure.id).amount,
            _short(ask, one, measure.id), _address(found, one.id),
        )
        for one in found.rows
    }  # fmt: skip
    return tiles(caption, points)


def _trend(ask: Ask, months: Sequence[Month]) -> tuple[tuple[str, Chart], ...]:
    """A line for each measure of the months; a month before the gate opened is a gap."""
    made: list[tuple[str, Chart]] = []
    for name, label, unit in _TRENDS if len(months) > 1 else ():
        words = ask.say(label)
        points = tuple(
            Point(day_words(one.month), getattr(one, name), _told(ask, getattr(one, name))) for one in months
        )
        caption = Caption(f"trend-{name}", words, ask.say("월"), ask.say(unit), ask.language)
        made.append((words, lines(caption, (Series(words, points),))))
    return tuple(made)


def _told(ask: Ask, amount: int | None) -> str:
    return ask.say("기록 없음") if amount is None else f"{amount:,}"


def _services(ask: Ask, used: RegionUse | None) -> Chart | None:
    if used is None or not used.services:
        return None
    caption = Caption("services", ask.say("서비스별 사용액"), ask.say("서비스"), ask.say("원"), ask.language)
    return bars(
        caption,
        [Point(one.name_ko if ask.language == "ko" else one.name_en, one.won, f"{one.won:,}") for one in used.services],
    )
