"""The stage of the demonstration (`sandbox/stage.py`) with what a test adds: a desk of its own with people, a content check, PAC
files and Chromium. The desk is a real one (books, acts, packs that ship); its clock, like the apply agent's, is set by hand.
"""

import contextlib
import http.server
import socket
import threading
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from bureau import Bureau
from e2e.enforce import real
from e2e.enforce.browser import Chromium
from gwanmun.control import shipped
from gwanmun.control.enforcement import Class, Site, Whereabouts, grounds_of, make_plan
from gwanmun.domain.catalogue import Record
from gwanmun.domain.devices import Device, Ownership, Tier
from gwanmun.domain.ids import Digest
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Department, DeviceClass, Person
from gwanmun.enforce.browsers import settings_of
from gwanmun.enforce.plan import populations
from gwanmun.enforce.targets import compile_plan
from gwanmun.sandbox.networks import GATE
from gwanmun.sandbox.stage import HOME, NEEDED, NETS, RealStage
from gwanmun.sandbox.visits import straight

OFFICE = NETS["office"] + ".2"
ATTESTED = ("pledge", "training", "mfa", "no_plugins", "ordinary")
NOTICE = "생성형 AI 이용 점검 고지 2025-01"


class Check:
    """An ICAP server (RFC 3507) that lets everything pass and writes down whose it was: the content check's place."""

    def __init__(self):
        self.seen = []
        self.peers = []
        self.line = socket.create_server(("127.0.0.1", 1344))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                peer, _ = self.line.accept()
            except OSError:
                return
            self.peers.append(peer)
            threading.Thread(target=self._one, args=(peer,), daemon=True).start()

    def _one(self, peer):
        with contextlib.suppress(OSError), peer:
            data = b""
            while more := peer.recv(65536):
                data += more
                while (end := data.find(b"\r\n\r\n")) >= 0:
                    head = data[:end].decode(errors="replace")
                    if head.startswith("OPTIONS"):
                        data = data[end + 4 :]
                        peer.sendall(
                            b'ICAP/1.0 200 OK\r\nMethods: REQMOD\r\nISTag: "r7"\r\nAllow: 204\r\nEncapsulated: null-body=0\r\n\r\n'
                        )
                        continue
                    if (inner := data.find(b"\r\n\r\n", end + 4)) < 0:
                        break
                    self.seen.append(data[end + 4 : inner].decode(errors="replace"))
                    data = data[inner + 4 :]
                    peer.sendall(b'ICAP/1.0 204 No Content\r\nISTag: "r7"\r\nEncapsulated: null-body=0\r\n\r\n')

    def close(self):
        """Dead: nobody listens, and what was open is cut."""
        for one in (self.line, *self.peers):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


class World(RealStage):
    def __init__(self):
        super().__init__(lambda: self.bureau.clock.now)
        self.browsers = []
        self.closing = contextlib.ExitStack()
        self._desk()

    def build(self):
        try:
            super().build()
        except OSError:
            pytest.skip("NOT RUN: no network namespaces here")
        with self.networks.inside(GATE):
            self.check = Check()
            self.closing.callback(self.check.close)
            self.plan = self.published()
            self.start(self.plan)
            self._pac_server()

    def _desk(self):
        (self.where / "desk").mkdir()
        self.bureau = Bureau(self.where / "desk", date(2025, 2, 5))
        self.bureau.seed_country(*shipped.catalogue().services)
        self.bureau.force(
            "kr-mnd-work-devices", "kr-local-government", "kr-mois-advisory", "gwanmun-baseline", "kr-nis-genai-rules"
        )
        room = "kr-chungnam/planning"
        self.bureau.put(
            Department(room, "kr-chungnam", "기획관실", "Planning"),
            *(Person(one, "kr-chungnam", room, date(2027, 1, 1), date(2025, 1, 2)) for one in ("p-1", "p-2", "p-3")),
            Appointment("a-1", "p-2", "kr-chungnam", room, Role.APPROVER, date(2025, 1, 1), None),
            Appointment("a-2", "p-3", "kr-chungnam", None, Role.SECURITY, date(2025, 1, 1), None),
            *(Record(one, "chatgpt", True, "negotiated", "O", True, "false") for one in ("kr-chungnam", "kr-mnd")),
            Device("c-1", "kr-chungnam", None, None, DeviceClass.INTERNET_PC, Ownership.GOVERNMENT, "", Tier.STANDARD),
            Device("m-1", "kr-mnd", None, None, DeviceClass.MILITARY_WORK, Ownership.GOVERNMENT, "", Tier.HIGH),
            Device("p-1", "kr-chungnam", None, None, DeviceClass.PERSONAL, Ownership.PERSONAL, "", Tier.STANDARD),
        )  # fmt: skip
        self.serial = 0
        self.closing.callback(self.bureau.close)

    def _pac_server(self):
        world = self

        class Pacs(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                made = compile_plan(world.plan, world.now_us(), ("pac",))["pac"]
                body = next((one.text for one in made if one.path == "pac" + self.path), "").encode()
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "application/x-ns-proxy-autoconfig")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer((HOME, 8080), Pacs)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.closing.callback(server.server_close)
        self.closing.callback(server.shutdown)

    def doors(self):
        return replace(super().doors(), pac_link=f"http://{HOME}:8080", icap="127.0.0.1:1344", notice=NOTICE)

    # ------------------------------------------------------------ the desk and the agent

    def classes(self):
        return (
            Class("kr-chungnam", DeviceClass.INTERNET_PC, (NETS["office"] + ".0/24",), attested=ATTESTED,
                  inspected=("claude",), probe=NETS["office"] + ".1"),
            Class("kr-chungnam", DeviceClass.PERSONAL, (NETS["phone"] + ".0/24",), probe=NETS["phone"] + ".1"),
            Class("kr-mnd", DeviceClass.MILITARY_WORK, (NETS["military"] + ".0/24",), attested=ATTESTED,
                  probe=NETS["military"] + ".1"),
        )  # fmt: skip

    def published(self):
        """What the desk would publish now, and the plan that follows from it."""
        self.serial += 1
        snapshot = replace(self.bureau.snapshot(), serial=self.serial, published_us=self.now_us())
        digest = Digest(sha256(repr((snapshot.packs, snapshot.approvals, self.serial)).encode()).hexdigest())
        places = (Whereabouts((OFFICE,), department="kr-chungnam/planning"),)
        site = Site(self.classes(), places, self.doors(), 400)
        return make_plan(grounds_of(snapshot, self.bureau.delta(), digest, self.bureau.day), site, self.now_us())

    def publish(self, **given):
        return self.put(self.published(), **given)

    def tick(self):
        with self.networks.inside(GATE):
            return self.agent.tick(urgent=True)

    # ------------------------------------------------------------ what devices do

    def reach(self, one, address, host=""):
        """What comes of a connection straight to an address, without name and without proxy."""
        with self.networks.inside(one):
            return straight(NETS[one] + ".2", address, host)

    def browser(self, one, settings=None):
        """A managed Chromium on that device, with the policy that its class is given."""
        device = {
            "office": "kr-chungnam.internet_pc",
            "phone": "kr-chungnam.personal",
            "military": "kr-mnd.military_work",
        }[one]
        mine = next(each for each in populations(self.plan, self.now_us()) if each.id == device)
        given = settings_of(self.plan, mine) if settings is None else settings
        with self.networks.inside(one):
            made = Chromium(given, [self.squid.root, self.web.root], "10.77.10.1")
        self.browsers.append(made)
        return made

    def records(self):
        return (self.root / "effective.jsonl").read_text().splitlines()

    def alarms(self):
        file = self.root / "alarms.jsonl"
        return file.read_text() if file.exists() else ""

    def end(self):
        for one in self.browsers:
            with contextlib.suppress(Exception):
                one.close()
        with contextlib.suppress(Exception):
            self.closing.close()
        super().end()


@contextlib.contextmanager
def a_world():
    real.need_root()
    real.need(*NEEDED)
    made = World()
    try:
        made.build()
        yield made
    finally:
        made.end()
