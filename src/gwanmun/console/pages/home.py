"""The first page (첫 화면): where to go from here. In a demonstration, the nine ways in and the tour."""

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.texts import t
from gwanmun.console.tour import STOPS

ITEMS: Sequence[Item] = (Item("/", t("처음"), order=0, group="public"),)


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/", home, open_to_all=True),
        house.route("/healthz", health, open_to_all=True),
    )


async def home(ask: Ask) -> Response:
    house = ask.house
    if ask.who is None and not house.terms.demo:
        return ask.page("front.html", tiles=(), stops=())
    tiles = house.ports.tiles if house.terms.demo else ()
    return ask.page("front.html", tiles=tiles, stops=STOPS)


async def health(ask: Ask) -> Response:  # noqa: ARG001 - every view takes one
    return Response('{"status":"ok"}', media_type="application/json")
