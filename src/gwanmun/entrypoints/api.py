"""The API's door in the desk's process (행정 API): which adapter stands behind what `gwanmun.api` asks for.

The desk alone opens it, on loopback; a gate never does. When the port is taken the desk goes on with its socket: a
revocation must not wait for a port.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Protocol

from gwanmun.adapters.desk_socket import Request
from gwanmun.adapters.http_server import ServerLimits, serve
from gwanmun.api.app import API, Ports
from gwanmun.control import shipped
from gwanmun.control.access import Errand, recognise
from gwanmun.control.directory import valid_on
from gwanmun.control.office import Office, seoul_day
from gwanmun.control.reading import Reader, Site
from gwanmun.control.vendor_states import states_on
from gwanmun.domain.catalogue import Record, Service
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import RegimeId
from gwanmun.domain.people import Agency
from gwanmun.policy.judge import Judge
from gwanmun.policy.reader import read_pack
from gwanmun.policy.space import lifted
from gwanmun.ports.books import LiftedOrder, PackVersion
from gwanmun.settings import Settings

Report = Callable[[str, Mapping[str, object]], None]

_LIMITS = ServerLimits(
    body_bytes=4 * 1024 * 1024, connections=256, connections_per_peer=256, bytes_in_flight=64 * 1024 * 1024
)
_GRACE_SECONDS = 5.0


class Counter(Protocol):
    """The desk, as the API asks it."""

    office: Office

    async def perform(self, request: Request, errand: Errand | None = None) -> object: ...


class PacksInForce:
    """Decides by the packs that the books hold active and by what they record of services; read again only when they
    changed.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._read: tuple[tuple[object, ...], Reader] | None = None

    def reader(self) -> Reader:
        with self._office.books.look() as page:
            active = page.every(PackVersion, active=True)
            day = seoul_day(self._office.surroundings.now_us())
            closed = frozenset(row.regime for row in page.every(LiftedOrder) if row.lifted_on <= day)
            agencies = tuple(row for row in page.every(Agency) if valid_on(row, day))
            recorded = (agencies, page.every(Service), page.every(Record), states_on(page, day))
        mark = (closed, tuple((row.regime, row.version) for row in active), recorded)
        if self._read is None or self._read[0] != mark:
            self._read = (mark, _reader(active, closed, Site(*recorded)))
        return self._read[1]


def _reader(active: tuple[PackVersion, ...], closed: frozenset[RegimeId], site: Site) -> Reader:
    packs = [read_pack(row.text, str(row.regime)) for row in active]
    standing = tuple(one for pack in packs if (one := lifted(pack) if pack.id in closed else pack) is not None)
    judge = Judge(standing, default_after_approval=Outcome.ALLOW_WITH_MASKING)  # as the gate decides
    return Reader(standing, shipped.defaults(), judge, site)


def api_of(settings: Settings, desk: Counter) -> API:
    """The API over an open desk."""

    async def perform(act: str, args: dict[str, Any], reason: str, errand: Errand) -> object:
        return await desk.perform(Request(act, args, errand.caller.person, reason), errand)

    ports = Ports(
        perform,
        lambda token: recognise(desk.office, token),
        PacksInForce(desk.office).reader,
        desk.office.surroundings.monotonic,
    )
    per_minute = settings.desk.requests_per_minute
    return API(ports, per_minute=per_minute, burst=max(10, per_minute // 6))


@contextlib.asynccontextmanager
async def api_door(settings: Settings, desk: Counter, report: Report) -> AsyncIterator[None]:
    """Serve `/api/v1` while the block runs; nothing at all where it is off or the port is taken."""
    if settings.desk.port is None:
        yield
        return
    api = api_of(settings, desk)
    try:
        server = await serve(api.handle, api.refuse, _LIMITS, host=settings.desk.host, port=settings.desk.port)
    except OSError as error:
        report("api_not_open", {"listen": f"{settings.desk.host}:{settings.desk.port}", "errno": error.errno})
        yield
        return
    report("api_serving", {"listen": f"{settings.desk.host}:{server.port}"})
    try:
        yield
    finally:
        await server.close(_GRACE_SECONDS)
