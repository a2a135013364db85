"""The console as one application (화면 전체): every page's routes, static files, the guard around them.

A module of `pages/` brings its pages by itself: `routes(house)` and `ITEMS`, the places it takes in the navigation. There
is no list of pages here, so that two builders never meet in one.
"""

import importlib
import pkgutil
from collections.abc import Sequence
from types import ModuleType

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gwanmun.console import pages
from gwanmun.console.guard import ASGI, Guard
from gwanmun.console.house import House, Item
from gwanmun.console.ports import Ports, Terms
from gwanmun.errors import BadRequest, GwanmunError


def modules() -> Sequence[ModuleType]:
    names = sorted(one.name for one in pkgutil.iter_modules(pages.__path__))
    return tuple(importlib.import_module(f"{pages.__name__}.{name}") for name in names)


def console(ports: Ports, terms: Terms) -> ASGI:
    """The application, ready to be served."""
    return build(House(ports, terms))


def build(house: House) -> ASGI:
    routes: list[BaseRoute] = [Route("/static/{mark}/{name:path}", _static(house), name="static")]
    items: list[Item] = []
    for module in modules():
        routes += module.routes(house)
        items += module.ITEMS
    house.items = tuple(sorted(items, key=lambda one: (one.order, one.path)))

    async def lost(request: Request, error: Exception) -> Response:
        return house.lost(request, _known(error))

    inner = Starlette(routes=routes, exception_handlers={HTTPException: lost})
    house.guard = Guard(inner, house.terms.hosts, secure=house.terms.secure)
    return house.guard


def _static(house: House):  # type: ignore[no-untyped-def]  # noqa: ANN202 - Starlette's own endpoint type
    async def answer(request: Request) -> Response:
        try:
            return await house.assets.answer(request)
        except GwanmunError as error:
            return house.lost(request, error)

    return answer


def _known(error: Exception) -> GwanmunError:
    """What Starlette found: no such path, or a path that takes another method."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return BadRequest("no_such_page")
    if status == 405:
        return BadRequest("bad_method", allowed="GET")
    return BadRequest("bad_http") if status < 500 else GwanmunError()
