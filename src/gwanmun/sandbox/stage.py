"""Where a story of blocking is played (차단 시연의 무대): three devices, a gate with engines, sites outside.

`RealStage`: BIND, Squid and nftables in namespaces, held by a real apply agent. `PaperStage`: the same files compiled, and
read back by our own readers where no engine can run; whoever shows it says so. What does not live here: the story.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gwanmun.adapters.enforcement.agent import Agent, Applied, lay_out
from gwanmun.adapters.enforcement.bundle import make_payload, sign
from gwanmun.adapters.enforcement.engines import Bind, Engine, Nftables, Squid
from gwanmun.adapters.enforcement.probes import Door
from gwanmun.control.destinations import suffixes
from gwanmun.enforce.plan import Action, Doors, Plan, Population, population_of, populations
from gwanmun.enforce.readers import read_bind, read_nftables, read_squid, read_straight
from gwanmun.enforce.targets import compile_plan
from gwanmun.sandbox.engines import OwnBind, OwnSquid, missing, start_all
from gwanmun.sandbox.internet import Names, Web
from gwanmun.sandbox.networks import GATE, WORLD, Networks, available
from gwanmun.sandbox.visits import HTTPS, NXDOMAIN, A, Stay, Visit, ask, browse, straight

#: The devices: local government, a person's own phone, military.
NETS = {"office": "10.77.10", "phone": "10.77.20", "military": "10.77.30"}
HOME = NETS["office"] + ".1"  # where the engines listen for everybody
NAMES_AT = "203.0.113.53"
SITES = {
    "chat.deepseek.com": "203.0.113.11", "deepseek.com": "203.0.113.11", "api.deepseek.com": "203.0.113.11",
    "chatgpt.com": "203.0.113.12", "claude.ai": "203.0.113.13", "www.korea.kr": "203.0.113.14", "dns.google": "8.8.8.8",
}  # fmt: skip
CLOAKS = {"cloak.example.net": "chat.deepseek.com"}
HIDDEN = {"hidden.example.net": "8.8.8.8"}
REQUEST_LINK = "https://gwanmun.example.go.kr/request"
NEEDED = ("named", "rndc", "squid", "nft", "ip", "ss")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a device was given for a host: whether the name was refused, and what the proxy answered."""

    no_name: bool
    status: int
    text: str
    issuer: str

    @property
    def stopped(self) -> bool:
        return self.no_name and self.status == 403


class Stage(Protocol):
    """Promises: after `apply` every visit is by that plan; `log` holds Squid's lines of all visits, oldest first."""

    plan: Plan | None

    def doors(self) -> Doors: ...

    def apply(self, plan: Plan) -> str: ...

    def visit(self, device: str, host: str) -> Seen: ...

    def stays(self, device: str, host: str) -> Callable[[], bool]: ...

    def straight(self, device: str, host: str) -> bool: ...

    def log(self) -> list[str]: ...

    def end(self) -> None: ...


def lacking() -> tuple[str, ...]:
    """What is missing here for real engines: programs, or `root` and `namespaces`."""
    programs = missing(*NEEDED)
    return programs or (() if available() else ("root, network namespaces",))


class RealStage:
    """`now_us`: the story's clock, which the agent goes by, too. `end` removes everything again."""

    def __init__(self, now_us: Callable[[], int]) -> None:
        self.now_us = now_us
        self.where = Path(tempfile.mkdtemp(prefix="gwanmun-stage-"))
        self.where.chmod(0o755)  # the engines' own users read there
        self.root = self.where / "agent"
        self.networks = Networks(NETS, (*SITES.values(), NAMES_AT))
        self.keys = {name: Ed25519PrivateKey.generate() for name in ("ciso", "caio")}
        self.parts: list[Names | Web | OwnBind | OwnSquid] = []
        self.plan: Plan | None = None

    def build(self) -> None:
        """Raises `OSError` or `EngineFault` where something does not start; `end` is called all the same."""
        self.networks.build()
        with self.networks.inside(WORLD):
            self.names = Names((NAMES_AT, 53), {**SITES, **HIDDEN}, CLOAKS)
            self.web = Web(self.where, SITES)
        self.parts += (self.names, self.web)
        with self.networks.inside(GATE):
            self.bind = OwnBind(self.where / "bind", self.root, 53, listens="any", port=53, asks=NAMES_AT)
            self.squid = OwnSquid(
                self.where / "squid", self.root, SITES, listens="[::]", port=3128, trusts=self.web.root
            )
        self.parts += (self.bind, self.squid)
        trusted = {name: key.public_key() for name, key in self.keys.items()}
        self.agent = Agent(self.root, self.engines(), trusted, len(trusted), suffixes(), self.now_us)

    def engines(self) -> list[Engine]:
        return [
            Bind(self.bind.conf, self.bind.key, Door("127.0.0.1", self.bind.control), Door(HOME, 53)),
            Squid(self.squid.conf, Door(HOME, 3128)),
            Nftables(self.root / "current/nft/gwanmun.nft", now_us=self.now_us),
        ]

    def doors(self) -> Doors:
        return Doors(
            request_link=REQUEST_LINK, folder=str(self.root / "current"), block_proxy=f"{HOME}:3128",
            default_proxy=f"{HOME}:3128", resolver=HOME, squid_ca=str(self.squid.ca), proxy_only=True, browser_lists=False,
        )  # fmt: skip

    def start(self, plan: Plan) -> None:
        """The engines, with this plan's files already there, as an installation has them."""
        lay_out(self.root, plan, self.now_us(), ("bind", "squid"))
        with self.networks.inside(GATE):
            start_all(self.bind, self.squid)

    def put(self, plan: Plan, confirmed_by: str = "") -> Applied:
        """The plan as officers sign it, put into force by the agent."""
        self.plan = plan
        with self.networks.inside(GATE):
            return self.agent.apply(sign(make_payload(plan), self.keys), confirmed_by=confirmed_by, urgent=True)

    def apply(self, plan: Plan) -> str:
        if self.plan is None:
            self.start(plan)
        return self.put(plan, confirmed_by="ciso").stamp

    # ------------------------------------------------------------ what devices do

    def asked(self, device: str, name: str, kind: int = A, source: str = "") -> int:
        """The resolver's code."""
        with self.networks.inside(device):
            return ask((HOME, 53), source or NETS[device] + ".2", name, kind)[0]

    def browsed(self, device: str, host: str, source: str = "") -> Visit:
        with self.networks.inside(device):
            return browse((HOME, 3128), source or NETS[device] + ".2", host)

    def visit(self, device: str, host: str) -> Seen:
        name = NXDOMAIN in (self.asked(device, host), self.asked(device, host, HTTPS))
        found = self.browsed(device, host)
        return Seen(name, found.status, found.text, found.issuer)

    def stays(self, device: str, host: str) -> Callable[[], bool]:
        with self.networks.inside(device):
            return Stay((HOME, 3128), NETS[device] + ".2", host).lives

    def straight(self, device: str, host: str) -> bool:
        with self.networks.inside(device):
            return straight(NETS[device] + ".2", SITES[host], host) == "real"

    def log(self) -> list[str]:
        return self.squid.log.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)

    def end(self) -> None:
        for one in reversed(self.parts):
            with contextlib.suppress(OSError):
                one.close() if isinstance(one, Names | Web) else one.end()
        self.networks.end()
        shutil.rmtree(self.where, ignore_errors=True)


class PaperStage:
    """No engine: each answer is what the compiled files say, read as their engines read them."""

    def __init__(self, now_us: Callable[[], int]) -> None:
        self.now_us = now_us
        self.plan: Plan | None = None
        self._people: tuple[Population, ...] = ()
        self._lines: list[str] = []

    def doors(self) -> Doors:
        return Doors(request_link=REQUEST_LINK, squid_ca="/etc/squid/agency-ca.pem", proxy_only=True)

    def apply(self, plan: Plan) -> str:
        self.plan, self._people = plan, populations(plan, self.now_us())
        self._made = compile_plan(plan, self.now_us(), ("bind", "nft", "squid"))
        return plan.stamp

    def visit(self, device: str, host: str) -> Seen:
        client = NETS[device] + ".2"
        no_name = read_bind(self._made["bind"], client, host) is Action.BLOCK
        refused = read_squid(self._made["squid"]).find(client, host) is Action.BLOCK
        mine = population_of(self._people, client)
        ruling = mine.table.find(host) if mine else None
        code = ruling.code if ruling and refused else ""
        pages = {one.path: one.text for one in self._made["squid"]}
        self._write(client, host, code)
        return Seen(no_name, 403 if refused else 200, pages.get(f"squid/errors/ERR_AI_{code}", ""), "")

    def _write(self, client: str, host: str, code: str) -> None:
        """The line that Squid writes of such a visit."""
        at = self.now_us()
        end, fault = ("NONE_NONE/403", f"403:ERR_AI_{code}") if code else ("TCP_TUNNEL/200", "-")
        stamp = self.plan.stamp if self.plan else ""
        self._lines.append(
            f"{at // 1_000_000}.{at // 1000 % 1000:03d} {client} - {end} CONNECT {host}:443 sni={host} bump=- err={fault} policy={stamp}\n"
        )

    def stays(self, device: str, host: str) -> Callable[[], bool]:
        return lambda: self.visit(device, host).status == 200

    def straight(self, device: str, host: str) -> bool:
        text, client = self._made["nft"][0].text, NETS[device] + ".2"
        return Action.BLOCK not in (read_straight(text, client), read_nftables(text, client, SITES[host]))

    def log(self) -> list[str]:
        return self._lines

    def end(self) -> None:
        """Nothing was started."""
