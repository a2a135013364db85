"""Real engines, a pretend internet, and an agent over them."""

import contextlib
import shutil
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from e2e.enforce import real
from enforce_plans import BLOCKED, DOORS, NOW, OPEN, audience, plan
from gwanmun.adapters.enforcement.agent import Agent, lay_out
from gwanmun.adapters.enforcement.bundle import make_payload, sign
from gwanmun.adapters.enforcement.engines import Bind, Squid
from gwanmun.adapters.enforcement.probes import Door
from gwanmun.control.destinations import suffixes
from gwanmun.sandbox.engines import OwnBind, OwnSquid, start_all
from gwanmun.sandbox.internet import Names, Web
from gwanmun.sandbox.visits import Stay, ask

KEYS = {name: Ed25519PrivateKey.from_private_bytes(bytes([at]) * 32) for at, name in enumerate(("ciso", "caio"), 1)}
TRUSTED = {name: key.public_key() for name, key in KEYS.items()}
A, OTHER, EXEMPT, STRANGER = "127.10.10.2", "127.10.10.9", "127.20.20.2", "127.0.0.1"
WORK = audience("kr-mnd.military_work", ["127.10.10.0/24"], BLOCKED, probe="127.10.10.9")
FREE = audience("kr-mnd.internet_pc", ["127.20.20.0/24"], OPEN, device="internet_pc", probe=EXEMPT)
REST = audience("unmapped", ["0.0.0.0/0", "::/0"], BLOCKED, device="unknown")


def local_plan(**given):
    given = {
        "audiences": (WORK, FREE, REST),
        "expires_us": NOW + 10**15,
        "doors": replace(DOORS, unbound_version=""),
        **given,
    }
    return plan(**given)


def bundle(made, *names):
    return sign(make_payload(made), {name: KEYS[name] for name in names or KEYS})


class Stand:
    """BIND and Squid with an agent. `now_us` is the agent's clock."""

    def __init__(self, where):
        self.where, self.root, self.now_us = where, where / "agent", NOW
        self.names, self.web = Names(addresses=real.ADDRESSES, cnames=real.CNAMES), Web(where, real.SITES)
        self.bind = OwnBind(where / "bind", self.root, self.names.port)
        self.squid = OwnSquid(where / "squid", self.root, real.RESOLVED)
        self.engines = [
            Bind(self.bind.conf, self.bind.key, Door("127.0.0.1", self.bind.control), Door(*self.bind.at)),
            Squid(self.squid.conf, Door(*self.squid.at)),
        ]
        self.agent = self.fresh_agent()
        self.usual = False  # whether the usual plan is in force

    def fresh_agent(self, engines=None, threshold=2):
        return Agent(self.root, engines or self.engines, TRUSTED, threshold, suffixes(), lambda: self.now_us)

    def doors(self, made):
        return replace(made, doors=replace(made.doors, squid_ca=str(self.squid.ca)))

    def first(self, made):
        """The files of a plan before any engine runs, as an installation has them, then the engines."""
        lay_out(self.root, made, self.now_us, ("bind", "squid"))
        start_all(self.bind, self.squid)

    def apply(self, made, **given):
        return self.agent.apply(bundle(self.doors(made)), **given)

    def dns(self, source, name, kind=1):
        return ask(self.bind.at, source, name, kind)

    def web_as(self, source, host):
        return real.visited(self.squid.at, source, host)

    def tunnel(self, source, host, site=""):
        return Stay(self.squid.at, source, host, site)

    def alarms(self):
        file = self.root / "alarms.jsonl"
        return file.read_text() if file.exists() else ""

    def end(self):
        for part in (self.bind, self.squid):
            with contextlib.suppress(Exception):
                part.end()
        self.names.close()
        self.web.close()


@pytest.fixture(scope="module")
def stand():
    real.need_root()
    real.need("named", "rndc", "squid")
    where = real.folder()
    made = Stand(where)
    try:
        made.first(made.doors(local_plan(revision=1)))
        yield made
    finally:
        made.end()
        shutil.rmtree(where, ignore_errors=True)
