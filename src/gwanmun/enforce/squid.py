"""Squid 5 and later with OpenSSL: lists for each population, and a page that says why. What does not live here: the
page's words (`pages.py`), loading it (`adapters/enforcement`).

`ai.conf` only ever refuses (its one `allow` is this machine's question what is under way): the agency's own
`http_access allow` lines come after it. Three lists: refused names are
opened, only to show the page; inspected names are opened under the staff notice on file; all else is spliced and never
decrypted. Requests are logged by host, never by address with path: in an opened connection those hold personal data.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from gwanmun.enforce.artefacts import Artefact, head
from gwanmun.enforce.grammar import INSIDE, Network, network
from gwanmun.enforce.pages import page
from gwanmun.enforce.plan import EVERYWHERE, Action, Edge, Mode, Plan, Population, Ruling
from gwanmun.enforce.rpz import blocked_addresses

FOLDER = "squid"
LOG_FORMAT = "%ts.%03tu %>a %un %Ss/%03>Hs %rm %>rd:%>rP sni=%ssl::>sni bump=%ssl::bump_mode err=%err_code"
PAGE = "ERR_AI_"
#: What ends a name that only the apply agent asks for: nobody can own one (RFC 6761 §6.4).
HELD = ".gwanmun.invalid"
_HELD = re.compile(r"^acl gwanmun_held dstdomain -n (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class List:
    """Names of one population with one fate at one depth of nesting. Deeper ones are looked at first."""

    depth: int
    action: Action
    code: str
    lines: tuple[str, ...]


def compile_squid(plan: Plan, people: Sequence[Population], now_us: int) -> tuple[Artefact, ...]:
    """`ai.conf`, its lists and its pages."""
    found: list[Artefact] = []
    text = [head(plan, now_us, "#"), *_opening(plan, now_us)]
    access: list[str] = []
    bumps: list[str] = []
    codes: set[str] = set()
    placed = [one for one in people if one.subnets]
    for number, one in enumerate(placed, 1):
        name = f"g{number}"
        # Squid's own word for everybody: of two networks that cover everything it drops one, and says so at each start.
        nets = ["all"] if one.subnets == EVERYWHERE else [str(network(net)) for net in one.subnets]
        found.append(_file(f"{name}.src", nets))
        text += (f"# {name}: {one.id} ({one.mode})", _acl(plan, name, "src", "src"))
        inner = " ".join(f"!g{at}" for at, other in enumerate(placed[: number - 1], 1) if _within(other, one))
        if inner:
            text.append(f"acl {name}_only all-of {name} {inner}")
        if one.mode is Mode.OBSERVE:
            continue  # the log alone says what would have been refused
        who = f"{name}_only" if inner else name
        passes: list[str] = []
        passes_sni: list[str] = []
        for at, part in enumerate(lists(one)):
            acl = f"{name}_{at}"
            group = one.group if part.action is Action.BLOCK else ""
            found.append(_file(f"{acl}.names", part.lines, group))
            text.append(_acl(plan, acl, "dstdomain -n", "names"))
            text.append(_acl(plan, acl, "ssl::server_name", "names", mark="s"))
            if part.action is Action.BLOCK:
                codes.add(part.code)
                text.append(f"deny_info 403:{PAGE}{part.code} {acl}")  # keyed on the last name of the line below
                access.append(" ".join(("http_access deny", who, *passes, acl)))
                bumps.append(" ".join(("ssl_bump bump", who, *passes_sni, f"{acl}s")))
            if part.action is Action.INSPECT:
                bumps.append(" ".join(("ssl_bump bump", who, *passes_sni, f"{acl}s")))
                if plan.doors.icap:
                    access.append(" ".join(("adaptation_access gwanmun_icap allow", who, *passes, acl)))
            passes.append(f"!{acl}")
            passes_sni.append(f"!{acl}s")
        addresses = blocked_addresses(plan, one)
        if addresses:
            found.append(_file(f"{name}.addresses", addresses, one.group))
            text.append(_acl(plan, f"{name}_ip", "dst -n", "addresses", file=name))
            text.append(f"deny_info 403:{PAGE}ADDRESS {name}_ip")
            access.append(f"http_access deny {who} {name}_ip")
            codes.add("ADDRESS")
        if plan.doors.proxy_only and one.blocks:
            access.append(f"http_access deny {who} !gwanmun_inside gwanmun_nameless")
            codes.add("NAMELESS")
    text += [*bumps, "ssl_bump splice all", *access] if plan.doors.squid_ca else access
    found += (Artefact(f"{FOLDER}/errors/{PAGE}{code}", page(plan, code)) for code in sorted(codes))
    # Where nobody is refused anything (all classes are only observed), none is what there should be.
    meant = any(one.blocks and one.mode is Mode.BLOCK for one in placed)
    refusals = sum(line.startswith("http_access deny") for line in access) if meant else None
    return (Artefact(f"{FOLDER}/ai.conf", "\n".join(text) + "\n", refusals), *found)


def lists(one: Population) -> tuple[List, ...]:
    """The population's names as Squid reads them: `.name` is the name and all below it, `name` only itself.

    Names that lie in each other are never in one list; Squid would refuse or drop one of them.
    """
    depths: dict[str, int] = {}
    rows: dict[tuple[int, Action, str], list[str]] = {}
    for edge in one.table.edges(reasons=True):
        depth = _depth(edge, depths)
        for line, ruling in _lines(edge):
            if ruling is None or ruling.action is Action.PASS:
                key = (depth, Action.PASS, "")
                if depth == 0:
                    continue  # nothing above it refuses
            else:
                key = (depth, ruling.action, ruling.code)
            rows.setdefault(key, []).append(line)
    ordered = sorted(rows, key=lambda key: (-key[0], key[1].rank, key[2]))
    return tuple(List(depth, action, code, tuple(sorted(rows[depth, action, code]))) for depth, action, code in ordered)


def _depth(edge: Edge, depths: dict[str, int]) -> int:
    """How many edges lie above this one."""
    host = edge.host
    while host:
        host = host.partition(".")[2]
        if host in depths:
            depths[edge.host] = depths[host] + 1
            return depths[edge.host]
    depths[edge.host] = 0
    return 0


def _lines(edge: Edge) -> Iterator[tuple[str, Ruling | None]]:
    if edge.below is edge.at or (edge.below and edge.at and _fate(edge.below) == _fate(edge.at)):
        yield f".{edge.host}", edge.at
    else:
        yield edge.host, edge.at  # below it, what lies above decides


def _fate(ruling: Ruling) -> tuple[Action, str]:
    return ruling.action, ruling.code


def held_name(text: str) -> str:
    """The name by which Squid says that it holds this `ai.conf` and no other; empty where there is none."""
    found = _HELD.search(text)
    return found[1] if found else ""


def _opening(plan: Plan, now_us: int) -> Iterator[str]:
    folder = f"{plan.doors.folder}/{FOLDER}"
    yield f"error_directory {folder}/errors"
    yield f"logformat gwanmun {LOG_FORMAT} policy={plan.stamp}"
    # What is under way is told to this machine alone: the agent ends what was let in before and is refused now.
    yield f"acl gwanmun_self src {' '.join(_self(plan))}"
    yield "http_access allow manager gwanmun_self"
    # A reload is told by a signal and taken a while later: whoever asks for this name learns what is in force by now.
    held = f"{plan.stamp}-{plan.serial(now_us)}{HELD}"
    yield f"acl gwanmun_held dstdomain -n {held}"
    yield f"deny_info 307:http://{held}/ gwanmun_held"
    yield "http_access deny gwanmun_held"
    if plan.doors.proxy_only:
        # An address instead of a name, however it is written (203.0.113.11, 3405803787, 0xcb00710b): no list knows it, and
        # a server name sent inside may be anybody's. Inside the agency it may stand.
        yield f"acl gwanmun_inside dst -n {' '.join(INSIDE)}"
        yield r"acl gwanmun_nameless dstdom_regex -n -i (^|\.)[0-9][0-9a-fx]*\.?$ :"
        yield f"deny_info 403:{PAGE}NAMELESS gwanmun_nameless"
    if plan.doors.squid_ca:
        yield "acl gwanmun_step1 at_step SslBump1"
        yield "ssl_bump peek gwanmun_step1"
    if plan.doors.icap:
        yield "icap_enable on"
        # Off: with the check away, inspected names are closed, not open.
        yield f"icap_service gwanmun_icap reqmod_precache icap://{plan.doors.icap}/reqmod bypass=off"


def _self(plan: Plan) -> tuple[str, ...]:
    """Addresses from which this machine asks its own Squid: loopback, and where Squid listens."""
    listening = (one.rpartition(":")[0].strip("[]") for one in (plan.doors.block_proxy, plan.doors.default_proxy))
    return tuple(dict.fromkeys(("127.0.0.1", "::1", *(one for one in listening if _literal(one)))))


def _literal(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _acl(plan: Plan, name: str, sort: str, suffix: str, *, mark: str = "", file: str = "") -> str:
    return f'acl {name}{mark} {sort} "{plan.doors.folder}/{FOLDER}/{file or name}.{suffix}"'


def _file(name: str, lines: Sequence[str], group: str = "") -> Artefact:
    return Artefact(f"{FOLDER}/{name}", "\n".join(lines) + "\n", len(lines), group)


def _within(inner: Population, outer: Population) -> bool:
    """Whether any network of the one lies in one of the other."""
    nets = [network(net) for net in outer.subnets]
    return any(_overlap(network(mine), net) for mine in inner.subnets for net in nets)


def _overlap(mine: Network, net: Network) -> bool:
    return mine.version == net.version and int(net.network_address) <= int(mine.network_address) <= int(
        net.broadcast_address
    )
