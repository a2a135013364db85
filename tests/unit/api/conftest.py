"""A real desk in a temporary place, with officers and their keys, and its API asked through a caller of the tests."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

import pytest

from gwanmun.control.keys import make_key
from gwanmun.control.office import DAY_US
from gwanmun.domain.catalogue import Deployment, Service
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Agency, Department, Key, OrganisationType, Person
from gwanmun.entrypoints.api import api_of
from gwanmun.entrypoints.desk import opened
from gwanmun.ports.exchange import Request
from gwanmun.settings import load_settings

START = date(2024, 1, 1)
SEOUL, BUSAN = "kr-seoul", "kr-busan"


class Caller:
    """Port `exchange`, as far as one whole answer needs it."""

    def __init__(self, request):
        self.request = request
        self.status = None

    def respond(self, status, headers, body):
        assert self.status is None, "answered twice"
        self.status, self.headers, self.body = status, dict(headers), bytes(body)


@dataclass
class Told:
    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def etag(self):
        return self.headers[b"etag"].decode()


@dataclass
class Place:
    desk: object
    api: object
    keys: dict = field(default_factory=dict)

    def appoint(self, person, *rows, agency=SEOUL, purposes=("desk",)):
        """A person of an agency with these (role, agency[, department]) and a key, under the person's own id."""
        office = self.desk.office
        now = office.surroundings.now_us()
        plain, key = make_key(office, Key("", "", person, (), (), purposes, now, now + DAY_US, None))
        with office.books.transact() as page:
            page.put(Person(person, agency, f"{agency}/ai", None, None), key)
            for number, (role, where, *department) in enumerate(rows):
                page.put(Appointment(f"{person}-{number}", person, where, *(department or [None]), role, START, None))
        self.keys[person] = plain
        return plain

    def put(self, *values):
        with self.desk.office.books.transact() as page:
            page.put(*values)

    def every(self, kind, **equal):
        with self.desk.office.books.look() as page:
            return page.every(kind, **equal)

    async def ask(self, who, method, path, body=None, *, headers=None, reason="시험", raw=None, query=""):
        found = {"gwanmun-reason": quote(reason), **(headers or {})}
        if who is not None:
            found["authorization"] = f"Bearer {self.keys.get(who, who)}"
        data = raw if raw is not None else b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        if data:
            found.setdefault("content-type", "application/json")
        caller = Caller(Request(method, f"/api/v1{path}", query, found, data, "127.0.0.1"))
        await self.api.handle(caller)
        return Told(caller.status, caller.headers, caller.body)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A desk's folder, opened once: copying it is quicker."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "gwanmun.toml").write_text('[gate]\ndata_dir = "data"\nkeys_dir = "keys"\n[desk]\nlisten = "off"\n')

    async def make():
        async with opened(load_settings(folder / "gwanmun.toml"), lambda *_: None):
            pass

    asyncio.run(make())
    return folder


@pytest.fixture
async def place(base, tmp_path):
    import shutil

    folder = tmp_path / "site"
    shutil.copytree(base, folder)
    settings = load_settings(folder / "gwanmun.toml")
    async with opened(settings, lambda *_: None) as desk:
        found = Place(desk, api_of(settings, desk))
        found.put(
            *(
                Agency(id_, id_, id_, OrganisationType.METROPOLITAN_GOVERNMENT, "KR", None, START, None, "AI")
                for id_ in (SEOUL, BUSAN)
            ),
            *(Department(f"{id_}/{name}", id_, name, name) for id_ in (SEOUL, BUSAN) for name in ("ai", "tax")),
            *(Person(f"p-{id_}", id_, f"{id_}/ai", None, None) for id_ in (SEOUL, BUSAN)),
            Service(
                "svc", "서비스", "service", "v", "KR", "f", "api", Deployment.VENDOR_HOSTED, ("KR",), "시험", "2026"
            ),
        )
        found.appoint("root", (Role.ADMINISTRATOR, "*"))
        found.appoint("seoul", (Role.ADMINISTRATOR, SEOUL), (Role.AI_POLICY, SEOUL), (Role.BUDGET, SEOUL))
        found.appoint("auditor", (Role.AUDIT, SEOUL))
        found.appoint("nobody")
        yield found
