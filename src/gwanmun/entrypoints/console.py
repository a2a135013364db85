"""The console's door in the desk's process (화면): which adapter stands behind what `gwanmun.console` asks for.

Beside the API, on a port of its own, on loopback. Acts go to the same desk as the API's, held to the same appointments.
When the port is taken the desk goes on without a console: a revocation must not wait for a page.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from ipaddress import ip_network
from typing import Any, Protocol
from urllib.parse import urlsplit

from gwanmun.adapters.asgi import Bridge
from gwanmun.adapters.desk_socket import Request
from gwanmun.adapters.documents.child import ChildDocuments
from gwanmun.adapters.documents.ocr import RecognisingDocuments
from gwanmun.adapters.gate_client import GateClient
from gwanmun.adapters.http_server import ServerLimits, serve
from gwanmun.adapters.http_upstream import resolve_by_system
from gwanmun.adapters.oidc import Client, OpenIDProvider
from gwanmun.adapters.oidc_http import Wire
from gwanmun.adapters.tls import client_context
from gwanmun.console.app import console
from gwanmun.console.ports import Place, Ports, Terms, Tile
from gwanmun.control.access import Caller, Errand, in_force
from gwanmun.control.accounts import BookedSessions
from gwanmun.control.counter import order_publicly
from gwanmun.control.demo_offices import OFFICES
from gwanmun.control.objections import CITIZEN
from gwanmun.control.office import Office
from gwanmun.domain.catalogue import Service
from gwanmun.domain.ids import AgencyId, DepartmentId, KeyId, PersonId, Pseudonym, ServiceId
from gwanmun.domain.people import Agency, Department, DeviceClass, Person
from gwanmun.domain.vendors import Vendor
from gwanmun.entrypoints.console_accounts import LocalAccounts
from gwanmun.entrypoints.console_tables import FileTables
from gwanmun.entrypoints.workspace import GateWorkspace, Network
from gwanmun.entrypoints.workspace_diary import Diary
from gwanmun.errors import GwanmunError
from gwanmun.ports.surroundings import Surroundings
from gwanmun.settings import Settings

Report = Callable[[str, Mapping[str, object]], None]
_LIMITS = ServerLimits(
    body_bytes=32 * 1024 * 1024, connections=1024, connections_per_peer=1024, bytes_in_flight=128 * 1024 * 1024
)
_GRACE_SECONDS = 5.0
OFFICER = "console"


class Counter(Protocol):
    """The desk, as the console asks it."""

    office: Office
    pseudonym: Callable[[PersonId], Pseudonym]

    async def perform(self, request: Request, errand: Errand | None = None) -> object: ...


class People:
    """Who somebody is, from the books as they stand now."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def caller(self, person: PersonId) -> Caller | None:
        with self._office.books.look() as page:
            found = page.find(Person, person)
            if found is None:
                return None
            held = in_force(page, person, self._office.surroundings.now_us())
        return Caller(KeyId(OFFICER), person, found.agency, held)

    def place(self, person: PersonId) -> Place:
        with self._office.books.look() as page:
            found = page.find(Person, person)
            department = page.find(Department, found.department) if found else None
            agencies = page.every(Agency, id=found.agency) if found else ()
        agency = agencies[-1] if agencies else None
        return Place(
            agency.name_ko if agency else "",
            agency.name_en if agency else "",
            department.name_ko if department else "",
            department.name_en if department else "",
        )

    def names(self, kind: str, id_: str) -> tuple[str, str]:
        """How an agency (as it is called now), department, service or vendor is called in Korean and English."""
        found: Agency | Department | Service | Vendor | None = None
        with self._office.books.look() as page:
            if kind == "agency":
                found = (page.every(Agency, id=AgencyId(id_)) or (None,))[-1]
            elif kind == "department":
                found = page.find(Department, DepartmentId(id_))
            elif kind == "service":
                found = page.find(Service, ServiceId(id_))
            elif kind == "vendor":
                found = page.find(Vendor, id_)
        return (found.name_ko, found.name_en) if found else ("", "")


def ports_of(settings: Settings, desk: Counter, workspace: GateWorkspace, report: Report) -> Ports:
    people = People(desk.office)

    async def perform(act: str, args: Mapping[str, object], reason: str, errand: Errand) -> object:
        return await desk.perform(Request(act, dict(args), errand.caller.person, reason), errand)

    async def note(act: str, args: Mapping[str, object]) -> object:
        return await desk.perform(Request(act, dict(args), OFFICER, ""))

    async def publicly(act: str, args: Mapping[str, object], asker: str) -> object:
        return await desk.perform(Request(act, order_publicly(act, args, asker), CITIZEN, ""))

    surroundings = desk.office.surroundings
    return Ports(
        perform,
        note,
        people.caller,
        people.place,
        LocalAccounts(desk.office),
        workspace,
        surroundings.now_us,
        surroundings.monotonic,
        surroundings.entropy,
        report,
        _tiles() if settings.sandbox.enabled else (),
        FileTables(),
        publicly=publicly,
        names=people.names,
        sessions=BookedSessions(desk.office),
        provider=_provider(settings, surroundings),
    )


def _provider(settings: Settings, surroundings: Surroundings) -> OpenIDProvider | None:
    console, said = settings.console, settings.console.oidc
    if not said.issuer:
        return None
    here = console.url or f"http://{f'[{console.host}]' if ':' in console.host else console.host}:{console.port}"
    client = Client(
        said.issuer,
        said.client_id,
        f"{here}/sign-in/back",
        said.client_secret.reveal() if said.client_secret else "",
        said.scopes,
        frozenset(said.hosts),
        said.person_claim,
        said.groups_claim,
        said.acr,
        said.clock_skew_seconds,
        (said.name_ko, said.name_en),
        f"{here}/" if said.end_session else "",
    )
    wire = Wire(
        resolve_by_system,
        client_context(str(said.ca_file) if said.ca_file else None),
        tuple(ip_network(one) for one in said.allow_private),
    )
    return OpenIDProvider(client, wire, lambda: surroundings.now_us() / 1_000_000, surroundings.monotonic)


def _tiles() -> tuple[Tile, ...]:
    return tuple(
        Tile(one.id, PersonId(one.person), one.name_ko, one.name_en, one.does_ko, one.does_en, one.path)
        for one in OFFICES
    )


def terms_of(settings: Settings, port: int) -> Terms:
    console = settings.console
    here = (console.host, "localhost", "127.0.0.1", "[::1]")
    hosts = {f"{host}:{port}" for host in here}
    if console.url:
        hosts.add(urlsplit(console.url).netloc.lower())
    return Terms(
        frozenset(hosts),
        secure=console.url.startswith("https://"),
        demo=settings.sandbox.enabled,
        masthead=console.masthead and not settings.sandbox.enabled,
        forwarded=console.forwarded,
        idle_seconds=console.idle_minutes * 60.0,
        longest_seconds=console.longest_hours * 3600.0,
    )


def gate_of(settings: Settings) -> GateClient:
    gate, console = settings.gate, settings.console
    scheme = "https" if gate.tls.cert else "http"
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(gate.host, gate.host)  # noqa: S104 - what it listens on, not us
    url = console.gate_url or f"{scheme}://{f'[{host}]' if ':' in host else host}:{gate.port}"
    return GateClient(url, str(console.gate_ca_file) if console.gate_ca_file else None)


@contextlib.asynccontextmanager
async def console_door(settings: Settings, desk: Counter, report: Report) -> AsyncIterator[None]:
    """Serve the console while the block runs; nothing at all where it is off or the port is taken."""
    if settings.console.port is None:
        yield
        return
    workspace = GateWorkspace(
        settings.gate.data_dir / "published",
        gate_of(settings),
        desk.office.surroundings,
        desk.office.pepper,
        desk.pseudonym,
        Network(DeviceClass(settings.console.device_class)),
        report,
        (RecognisingDocuments if settings.console.ocr else ChildDocuments)(),
        Diary(settings.gate.data_dir, settings.gate.keys_dir, desk.office.pepper),
    )
    listen = f"{settings.console.host}:{settings.console.port}"
    bridge = Bridge(console(ports_of(settings, desk, workspace, report), terms_of(settings, settings.console.port)))
    try:
        server = await serve(bridge.handle, _refuse, _LIMITS, host=settings.console.host, port=settings.console.port)
    except OSError as error:
        report("console_not_open", {"listen": listen, "errno": error.errno})
        await workspace.close()
        yield
        return
    report("console_serving", {"listen": f"{settings.console.host}:{server.port}"})
    try:
        yield
    finally:
        await server.close(_GRACE_SECONDS)
        await workspace.close()


def _refuse(error: GwanmunError, path: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:  # noqa: ARG001
    """What the edge found wrong before there was a request: words, no page."""
    status: Any = getattr(error, "http_status", error.status)
    words = f"{error.message('ko')} {error.remedy('ko')}\n{error.message('en')} {error.remedy('en')}\n"
    return (
        int(status),
        [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")],
        words.encode(),
    )
