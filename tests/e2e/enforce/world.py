"""A pretend internet in namespaces (가상 인터넷): a gate with BIND, Squid and nftables, three devices, sites outside, a desk.

The devices are network namespaces of their own; whoever asks enters one. The desk is a real one (books, acts, packs that
ship); its clock, like the apply agent's, is set by hand. Nothing here reaches the machine's own network.
"""

import contextlib
import ctypes
import http.server
import os
import shutil
import socket
import ssl
import subprocess
import threading
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from bureau import Bureau
from e2e.enforce import real
from e2e.enforce.browser import Chromium
from e2e.enforce.conftest import TRUSTED, bundle
from gwanmun.adapters.enforcement.agent import Agent, _in, _write_all
from gwanmun.adapters.enforcement.engines import Bind, Nftables, Squid
from gwanmun.adapters.enforcement.probes import Door
from gwanmun.control import shipped
from gwanmun.control.destinations import suffixes
from gwanmun.control.enforcement import Class, Site, Whereabouts, grounds_of, make_plan
from gwanmun.domain.catalogue import Record
from gwanmun.domain.devices import Device, Ownership, Tier
from gwanmun.domain.ids import Digest
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Department, DeviceClass, Person
from gwanmun.enforce.browsers import settings_of
from gwanmun.enforce.plan import Doors, populations
from gwanmun.enforce.targets import compile_plan

GATE_AT, OUTSIDE_AT = "203.0.113.1", "203.0.113.2"
OFFICE, PHONE, MILITARY = "10.77.10.2", "10.77.20.2", "10.77.30.2"  # local government, a person's own, military
NETS = {"office": "10.77.10", "phone": "10.77.20", "military": "10.77.30"}
SITES = {
    "chat.deepseek.com": "203.0.113.11", "deepseek.com": "203.0.113.11", "api.deepseek.com": "203.0.113.11",
    "chatgpt.com": "203.0.113.12", "claude.ai": "203.0.113.13", "www.korea.kr": "203.0.113.14", "dns.google": "8.8.8.8",
}  # fmt: skip
LINK = "https://gwanmun.example.go.kr/request"
ATTESTED = ("pledge", "training", "mfa", "no_plugins", "ordinary")
NOTICE = "생성형 AI 이용 점검 고지 2025-01"
_LIBC = ctypes.CDLL(None, use_errno=True)


def run(*words, check=True):
    return subprocess.run(words, check=check, capture_output=True, text=True)


@contextlib.contextmanager
def inside(name):
    """This thread, and what it starts, in the network of `name`."""
    with open("/proc/thread-self/ns/net") as home, open(f"/run/netns/{name}") as other:
        assert _LIBC.setns(other.fileno(), 0x40000000) == 0, os.strerror(ctypes.get_errno())
        try:
            yield
        finally:
            assert _LIBC.setns(home.fileno(), 0x40000000) == 0


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


class World:
    def __init__(self, where):
        self.where, self.root = where, where / "agent"
        mark = os.getpid() % 100_000
        self.names = {one: f"gw{mark}{one[0]}" for one in ("gate", "world", *NETS)}
        self.browsers = []
        self.parts = []

    def build(self):
        self._networks()
        self._outside()
        self._desk()
        self._engines()

    # ------------------------------------------------------------ building

    def _networks(self):
        for name in self.names.values():
            if run("ip", "netns", "add", name, check=False).returncode:
                pytest.skip("NOT RUN: no network namespaces here")
            run("ip", "-n", name, "link", "set", "lo", "up")
        gate, world = self.names["gate"], self.names["world"]
        for at, (one, net) in enumerate({**NETS, "world": "203.0.113"}.items()):
            other = self.names[one]
            run("ip", "link", "add", f"to{at}", "netns", gate, "type", "veth", "peer", "name", "eth0", "netns", other)
            run("ip", "-n", gate, "addr", "add", f"{net}.1/24", "dev", f"to{at}")
            run("ip", "-n", gate, "link", "set", f"to{at}", "up")
            run("ip", "-n", other, "addr", "add", f"{net}.2/24", "dev", "eth0")
            run("ip", "-n", other, "link", "set", "eth0", "up")
            run("ip", "-n", other, "route", "add", "default", "via", f"{net}.1")
        for one, net in NETS.items():  # a second address, so that a device beside the first can be asked for
            run("ip", "-n", self.names[one], "addr", "add", f"{net}.9/24", "dev", "eth0")
        for address in sorted({*SITES.values(), "203.0.113.53"}):
            run("ip", "-n", world, "addr", "add", f"{address}/32", "dev", "lo")
            run("ip", "-n", gate, "route", "add", address, "via", OUTSIDE_AT)
        run("ip", "-n", gate, "route", "add", "unreachable", "default")
        run("ip", "netns", "exec", gate, "sysctl", "-qw", "net.ipv4.ip_forward=1")

    def inside(self, one):
        return inside(self.names[one])

    def _outside(self):
        with self.inside("world"):
            cloaks = {"cloak.example.net": "chat.deepseek.com"}
            self.authority = real.Names(("203.0.113.53", 53), {**SITES, "hidden.example.net": "8.8.8.8"}, cloaks)
            self.web = real.Web(self.where, SITES)
        with self.inside("gate"):
            self.check = Check()
        self.parts += [self.authority, self.web, self.check]

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
        self.parts.append(self.bureau)

    def _engines(self):
        for one in ("bind", "squid"):
            (self.where / one).mkdir()
        with self.inside("gate"):
            self.bind = real.RealBind(self.where / "bind", self.root, 53, "any", 53, asks="203.0.113.53")
            self.squid = real.RealSquid(self.where / "squid", self.root, "[::]", 3128, SITES, trusts=self.web.root)
        home = NETS["office"] + ".1"
        engines = [
            Bind(self.bind.conf, self.bind.key, Door("127.0.0.1", self.bind.control), Door(home, 53)),
            Squid(self.squid.conf, Door(home, 3128)),
            Nftables(self.root / "current/nft/gwanmun.nft"),
        ]
        self.doors = Doors(
            request_link=LINK, folder=str(self.root / "current"), block_proxy=f"{home}:3128", default_proxy=f"{home}:3128",
            pac_link=f"http://{home}:8080", resolver=home, squid_ca=str(self.squid.ca), icap="127.0.0.1:1344",
            notice=NOTICE, proxy_only=True, browser_lists=False,
        )  # fmt: skip
        self.agent = Agent(self.root, engines, TRUSTED, 2, suffixes(), lambda: self.bureau.clock.now)
        self.plan = self.published()
        files = compile_plan(_in(self.plan, self.root / "current"), self.now_us, ("bind", "squid", "pac"))
        _write_all(self.root / "current", [one for target in files.values() for one in target], self.plan)
        self.parts += [self.bind, self.squid]
        with self.inside("gate"):
            self.bind.start()
            self.squid.start()
            self.pacs = self._pac_server()

    def _pac_server(self):
        world = self

        class Pacs(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                made = compile_plan(world.plan, world.now_us, ("pac",))["pac"]
                body = next((one.text for one in made if one.path == "pac" + self.path), "").encode()
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "application/x-ns-proxy-autoconfig")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("10.77.10.1", 8080), Pacs)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    # ------------------------------------------------------------ the desk and the agent

    @property
    def now_us(self):
        return self.bureau.clock.now

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
        snapshot = replace(self.bureau.snapshot(), serial=self.serial, published_us=self.now_us)
        digest = Digest(sha256(repr((snapshot.packs, snapshot.approvals, self.serial)).encode()).hexdigest())
        places = (Whereabouts((OFFICE,), department="kr-chungnam/planning"),)
        site = Site(self.classes(), places, self.doors, 400)
        return make_plan(grounds_of(snapshot, self.bureau.delta(), digest, self.bureau.day), site, self.now_us)

    def apply(self, **given):
        self.plan = self.published()
        with self.inside("gate"):
            return self.agent.apply(bundle(self.plan), urgent=True, **given)

    def tick(self):
        with self.inside("gate"):
            return self.agent.tick(urgent=True)

    # ------------------------------------------------------------ what devices do

    def dns(self, one, name, kind=1, source=None):
        with self.inside(one):
            return real.ask(53, source or NETS[one] + ".2", name, kind, at="10.77.10.1")

    def web_as(self, one, host, source=None):
        with self.inside(one):
            return real.browse(3128, source or NETS[one] + ".2", host, at="10.77.10.1")

    def reach(self, one, address, port=443, host=""):
        """What comes of a connection straight to an address, without name and without proxy."""
        with self.inside(one):
            try:
                line = socket.create_connection((address, port), 5)
            except (ConnectionRefusedError, ConnectionResetError):
                return "refused"
            except OSError as error:
                return type(error).__name__
            with line:
                context = ssl.create_default_context()
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                with context.wrap_socket(line, server_hostname=host or None) as inner:
                    inner.sendall(b"GET / HTTP/1.1\r\n\r\n")
                    return inner.recv(999).decode().rpartition("\r\n")[2]

    def browser(self, one, settings=None):
        """A managed Chromium on that device, with the policy that its class is given."""
        device = {
            "office": "kr-chungnam.internet_pc",
            "phone": "kr-chungnam.personal",
            "military": "kr-mnd.military_work",
        }[one]
        mine = next(each for each in populations(self.plan, self.now_us) if each.id == device)
        given = settings_of(self.plan, mine) if settings is None else settings
        with self.inside(one):
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
        for one in reversed(self.parts):
            with contextlib.suppress(Exception):
                (one.end if hasattr(one, "end") else one.close)()
        with contextlib.suppress(Exception):
            self.pacs.shutdown()
            self.pacs.server_close()
        for name in self.names.values():
            run("ip", "netns", "del", name, check=False)
        shutil.rmtree(self.where, ignore_errors=True)


@contextlib.contextmanager
def a_world():
    real.need_root()
    real.need("named", "rndc", "squid", "nft", "ip")
    made = World(real.folder())
    try:
        made.build()
        yield made
    finally:
        made.end()
