"""The two files that a site writes by hand: `network.toml` (which network is which class) and `agent.toml` (the engines of
one machine). What lives here: reading them strictly. What does not: what they mean (`control/enforcement.py`, `agent.py`).

A key that nobody knows is an error, and so is a value that would not pass the grammar of the plan.
"""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from gwanmun.adapters.enforcement.bundle import public_key
from gwanmun.adapters.enforcement.engines import Bind, Engine, Nftables, Squid, UnboundInstance
from gwanmun.adapters.enforcement.probes import Door
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.people import DeviceClass
from gwanmun.enforce.grammar import endpoint, file_path, refused
from gwanmun.enforce.plan import Doors, Mode
from gwanmun.errors import BadSettings

LARGEST = 4 * 1024 * 1024
_USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")


class ClassTable(Struct, forbid_unknown_fields=True):
    agency: str
    device: DeviceClass
    subnets: list[str] = []
    mode: Mode = Mode.BLOCK
    attested: list[str] = []
    inspected: list[str] = []
    probe: str = ""


class WhereTable(Struct, forbid_unknown_fields=True):
    addresses: list[str]
    person: str = ""
    department: str = ""


class DoorsTable(Struct, forbid_unknown_fields=True):
    request_link: str = ""
    folder: str = "/etc/gwanmun-enforce"
    block_proxy: str = ""
    default_proxy: str = ""
    pac_link: str = ""
    resolver: str = ""
    resolver6: str = ""
    squid_ca: str = ""
    squid_errors: str = "/usr/share/squid/errors/en"
    icap: str = ""
    notice: str = ""
    view_include: str = ""
    unbound_version: str = ""
    contact_ko: str = "정보보호담당관"
    proxy_only: bool = False
    browser_lists: bool = True


class NetworkFile(Struct, forbid_unknown_fields=True):
    classes: list[ClassTable]
    whereabouts: list[WhereTable] = []
    doors: DoorsTable = msgspec.field(default_factory=DoorsTable)
    expires_days: Annotated[int, msgspec.Meta(ge=1, le=400)] = 7  # none lasts for ever


class Found(Struct, frozen=True):
    """`network.toml` as values; `control/enforcement.py` makes its own of them."""

    file: NetworkFile

    def doors(self) -> Doors:
        return Doors(**msgspec.structs.asdict(self.file.doors))

    def agency(self, table: ClassTable) -> AgencyId:
        return AgencyId(table.agency)


class BindTable(Struct, forbid_unknown_fields=True):
    conf: Path
    rndc_key: Path
    run_as: str = ""  # the engine's own user, by `sudo -n -u`; without, the agent's
    rndc: str = "127.0.0.1:953"
    listens: str = "127.0.0.1:53"


class UnboundTable(Struct, forbid_unknown_fields=True):
    population: str
    conf: Path
    run_as: str = ""
    listens: str = "127.0.0.1:53"


class SquidTable(Struct, forbid_unknown_fields=True):
    conf: Path
    run_as: str = ""
    listens: str = "127.0.0.1:3128"


class AgentFile(Struct, forbid_unknown_fields=True):
    root: Path
    keys: dict[str, str]  # name → public key, hex
    threshold: int = 2
    bind: BindTable | None = None
    squid: SquidTable | None = None
    unbound: list[UnboundTable] = []
    nft: bool = False

    def trusted(self) -> dict[str, Ed25519PublicKey]:
        return {name: public_key(text) for name, text in self.keys.items()}

    def engines(self) -> list[Engine]:
        found: list[Engine] = []
        if self.bind is not None:
            doors = _door(self.bind.rndc), _door(self.bind.listens)
            found.append(Bind(self.bind.conf, self.bind.rndc_key, *doors, _as(self.bind.run_as, "bind")))
        for one in self.unbound:
            prefix = _as(one.run_as, "unbound")
            found.append(UnboundInstance(one.population, one.conf, _door(one.listens), prefix))
        if self.squid is not None:
            found.append(Squid(self.squid.conf, _door(self.squid.listens), _as(self.squid.run_as, "squid")))
        if self.nft:
            found.append(Nftables(self.root / "current" / "nft" / "gwanmun.nft"))
        return found


T = TypeVar("T", NetworkFile, AgentFile)


def read_network(path: Path) -> Found:
    """Raises `BadSettings`, with the place."""
    return Found(_read(path, NetworkFile))


def read_agent(path: Path) -> AgentFile:
    """Raises `BadSettings`, with the place, and `BadCommand` for a `root` that could not stand in an engine's configuration."""
    found = _read(path, AgentFile)
    file_path(str(found.root), "root")
    return found


def read_lines(paths: Sequence[Path]) -> list[str]:
    """Lines of files that somebody else wrote, whatever bytes they hold."""
    found: list[str] = []
    for path in paths:
        try:
            if path.stat().st_size > 16 * LARGEST:
                raise BadSettings(path.name, problem_ko="파일이 너무 큽니다", problem_en="the file is too large")
            found += path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError as error:
            raise refused(
                path.name, "파일을 열 수 없습니다", f"the file cannot be opened ({type(error).__name__})", "-", "-"
            ) from None
    return found


def _read(path: Path, kind: type[T]) -> T:
    try:
        data = path.read_bytes()
        if len(data) > LARGEST:
            raise BadSettings(str(path.name), problem_ko="파일이 너무 큽니다", problem_en="the file is too large")
        return msgspec.convert(tomllib.loads(data.decode()), kind, dec_hook=_hook)
    except OSError as error:
        raise BadSettings(path.name, problem_ko="파일을 열 수 없습니다", problem_en=type(error).__name__) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        raise BadSettings(path.name, problem_ko="TOML이 아닙니다", problem_en="that is not TOML") from None
    except msgspec.ValidationError as error:
        raise BadSettings(path.name, problem_ko=str(error), problem_en=str(error)) from None


def _hook(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError


def _as(user: str, table: str) -> tuple[str, ...]:
    """Never root: what these commands read there, the agent's account wrote, and more than the agent may would be done by it."""
    if user and (user == "root" or not _USER.fullmatch(user)):
        raise refused(
            f"{table}.run_as", "엔진 자신의 계정이어야 하며 root는 쓸 수 없습니다", "it must be the engine's own user, and never root",
            'run_as = "bind", "proxy", "unbound"', 'run_as = "bind", "proxy", "unbound"',
        )  # fmt: skip
    return ("sudo", "-n", "-u", user) if user else ()


def _door(text: str) -> Door:
    host, _, port = endpoint(text).rpartition(":")
    return Door(host, int(port))
