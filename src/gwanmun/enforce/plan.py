"""The plan (차단 계획): agency × device class × service → verdict with its reason. The only input of every compiler, and
what the simulator answers from. What does not live here: judging (`control/enforcement.py` asks the gate's own packs),
text for an engine (one compiler a file).

How a name is decided, everywhere alike:
1. The most specific entry wins: a host before the name above it. At the same name the strictest of all services wins.
2. An exception (`Leave`) lifts one service for an audience, or for addresses of it, until an instant. Then it is over:
   whoever holds the plan needs nobody's word for that.
3. A client in no audience's network is in the audience `unmapped`: a device without evidence, judged the strictest.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from gwanmun.domain.ids import Digest
from gwanmun.enforce.grammar import (
    NO_SUFFIXES,
    Network,
    Suffixes,
    app_id,
    endpoint,
    file_path,
    host_name,
    link,
    mixed_scripts,
    network,
    outside_network,
    refused,
    token,
    words,
)

FORMAT = 1
UNMAPPED = "unmapped"
#: The outcome of a rule that is about nobody here (범위 밖).
NOT_APPLICABLE = "not_applicable"
EVERYWHERE = ("0.0.0.0/0", "::/0")
_SECOND_US = 1_000_000


class Action(StrEnum):
    PASS = "pass"  # noqa: S105 - 통과
    INSPECT = "inspect"  # 검사: opened on the way, with staff notice on file
    BLOCK = "block"  # 차단

    @property
    def rank(self) -> int:
        return _RANK[self]


_RANK = {Action.PASS: 0, Action.INSPECT: 1, Action.BLOCK: 2}


class Mode(StrEnum):
    BLOCK = "block"  # 시행
    OBSERVE = "observe"  # 관찰: everything is logged as if, nothing is stopped


class Sort(StrEnum):
    SERVICE = "service"
    RESOLVER = "resolver"  # DNS over HTTPS: a way round the agency's resolver
    RELAY = "relay"  # a way round everything
    CANARY = "canary"  # a name by which software asks whether it may go round
    IMPORTED = "imported"  # from somebody's list, not reviewed here


@dataclass(frozen=True, slots=True)
class Name:
    host: str
    under: bool  # with everything below it


@dataclass(frozen=True, slots=True)
class App:
    platform: str  # android | ios
    id: str


@dataclass(frozen=True, slots=True)
class Destination:
    """Something that a verdict is about: a service of the catalogue, or a way round."""

    id: str
    sort: Sort
    name_ko: str
    name_en: str
    names: tuple[Name, ...]
    apps: tuple[App, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in words: the rule that decided at the gate decides here."""

    code: str  # the rule's id
    outcome: str  # the gate's decision: deny, require_approval …
    ko: str
    en: str
    title_ko: str
    title_en: str
    source: str
    since: str  # ISO date


@dataclass(frozen=True, slots=True)
class Verdict:
    destination: str
    action: Action
    code: str  # of a `Reason`
    install: Action  # of its applications
    install_code: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Devices of one class of one agency, and where they are."""

    id: str
    agency: str
    agency_ko: str
    agency_en: str
    device: str
    subnets: tuple[str, ...]
    mode: Mode
    verdicts: tuple[Verdict, ...]
    assumed: tuple[str, ...] = ()  # facts that no network request shows, as they were taken
    attested: tuple[str, ...] = ()  # facts that the agency vouched for
    probe: str = ""  # an address in `subnets` from which the apply agent may ask
    order: int = 0  # its place among all classes: the most sensitive first (S53); whoever loads keeps to it


@dataclass(frozen=True, slots=True)
class Leave:
    """An exception (예외 승인) for one destination. Without `addresses` it is the whole audience's."""

    id: str
    audience: str
    addresses: tuple[str, ...]
    destination: str
    until_us: int
    action: Action = Action.PASS  # or INSPECT
    code: str = ""


@dataclass(frozen=True, slots=True)
class Doors:
    """What the compilers need to know of the engines' surroundings. Empty: that part is left out."""

    request_link: str = ""  # where an exception is asked for
    folder: str = "/etc/gwanmun-enforce"  # where the agent puts what it compiled
    block_proxy: str = ""  # host:port that shows the page
    default_proxy: str = ""  # host:port for all else; empty: direct
    pac_link: str = ""  # where PACs are served; the class's file name is added
    resolver: str = ""  # our resolver's address: stray DNS is led to it
    resolver6: str = ""  # the same in IPv6
    squid_ca: str = ""  # certificate and key with which the refused names are opened, to show the page
    squid_errors: str = "/usr/share/squid/errors/en"
    icap: str = ""  # host:port of the content check for inspected names
    notice: str = ""  # the staff notice under which names are inspected
    view_include: str = ""  # what every BIND view includes: forwarders, the agency's own zones
    unbound_version: str = ""
    contact_ko: str = "정보보호담당관"
    proxy_only: bool = False  # a class that is refused anything reaches the web by the proxy alone
    browser_lists: bool = True  # False: no lists in the browsers' policy, so that the proxy's page is what people see


@dataclass(frozen=True, slots=True)
class Plan:
    format: int
    revision: int  # of the policy: rises with every publication
    policy: Digest  # of the snapshot that it was judged by
    day: str
    made_us: int
    expires_us: int
    destinations: tuple[Destination, ...]
    reasons: tuple[Reason, ...]
    audiences: tuple[Audience, ...]
    leaves: tuple[Leave, ...] = ()
    doors: Doors = field(default_factory=Doors)
    notes: tuple[str, ...] = ()  # what a person should see before applying
    published_us: int = 0  # when the desk published what this was judged by; 0: without a desk
    content: str = ""  # `content_of` this plan; `checked` sets it, whatever stood there
    floor: int = 0  # no serial below this: whoever serves the zones sets it, so that theirs rise whatever a clock does

    @property
    def stamp(self) -> str:
        """Names the plan wherever people and engines meet it: the publication, and what is said."""
        return f"r{self.revision}-{(self.content or content_of(self))[:12]}"

    def serial(self, now_us: int) -> int:
        """The second from which on zones say this: when the plan was made, or its last exception ended."""
        ended = (one.until_us for one in self.leaves if one.until_us <= now_us)
        return max(self.floor, max((self.made_us, *ended)) // _SECOND_US)

    def next_change_us(self, now_us: int) -> int | None:
        """When the next exception ends."""
        return min((one.until_us for one in self.leaves if one.until_us > now_us), default=None)


def content_of(plan: Plan) -> str:
    """The digest of what a plan says, in whatever order. When it was made and how long it may be applied is none of it:
    plans that say the same have one stamp.
    """
    audiences = [replace(one, verdicts=tuple(sorted(one.verdicts, key=repr))) for one in plan.audiences]
    rows = (plan.destinations, plan.reasons, audiences, plan.leaves)
    said = (plan.format, plan.revision, plan.policy, plan.day, plan.doors, *(sorted(map(repr, some)) for some in rows))
    return sha256(repr(said).encode()).hexdigest()


# ---------------------------------------------------------------- names to verdicts


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds for a name: which destination it belongs to, what happens, why."""

    destination: str
    action: Action
    code: str
    leave: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A name at which something changes: what holds at it, below it, and what it would inherit."""

    host: str
    at: Ruling | None
    below: Ruling | None
    above: Ruling | None


class Table:
    """Names to rulings, the most specific first."""

    __slots__ = ("exact", "under")

    def __init__(self, rows: Iterable[tuple[Name, Ruling]]) -> None:
        self.exact: dict[str, Ruling] = {}
        self.under: dict[str, Ruling] = {}
        for name, ruling in rows:
            _keep(self.exact, name.host, ruling)
            if name.under:
                _keep(self.under, name.host, ruling)
        for host, ruling in self.under.items():
            # One name, one fate: a host that is blocked is not the top of what passes below it.
            if self.exact[host].action.rank > ruling.action.rank:
                self.under[host] = self.exact[host]
            else:
                self.exact[host] = ruling

    def find(self, host: str) -> Ruling | None:
        """The ruling for a host in A-labels; None: nobody ruled it."""
        found = self.exact.get(host)
        return found if found is not None else self.above(host)

    def above(self, host: str) -> Ruling | None:
        """What a name inherits from those above it."""
        at = host.find(".")
        while at >= 0:
            host = host[at + 1 :]
            found = self.under.get(host)
            if found is not None:
                return found
            at = host.find(".")
        return None

    def below(self, host: str) -> Ruling | None:
        """What holds for names below this one that nobody named."""
        return self.under.get(host) or self.above(host)

    def edges(self, *, reasons: bool = False) -> list[Edge]:
        """The names at which something changes, from the root downwards: the least that says it all.

        With `reasons`, another reason is a change too.
        """
        found = []
        for host in sorted(self.exact, key=tree_order):
            at, above = self.exact[host], self.above(host)
            below = self.under.get(host, above)
            kept = _same(above, reasons=reasons)
            if _same(at, reasons=reasons) != kept or _same(below, reasons=reasons) != kept:
                found.append(Edge(host, at, below, above))
        return found

    def closure(self) -> list[Edge]:
        """The edges, and the names between two of them.

        INVARIANT: a zone written from this has no empty name between two others: a wildcard above such a name would
        not reach below it (RFC 4592 §2.2.2), and what stands there would pass.
        """
        found = {edge.host: edge for edge in self.edges()}
        for host in tuple(found):
            while True:
                host = host.partition(".")[2]  # noqa: PLW2901 - walks up to the root
                if not host or host in found:
                    break
                above = self.above(host)
                if above is None and host not in self.exact:
                    continue
                at = self.exact.get(host, above)
                found[host] = Edge(host, at, self.under.get(host, above), above)
        return [found[host] for host in sorted(found, key=tree_order)]


def _same(ruling: Ruling | None, *, reasons: bool) -> tuple[Action, str]:
    if ruling is None or ruling.action is Action.PASS:
        return Action.PASS, ""
    return ruling.action, ruling.code if reasons else ""


def tree_order(host: str) -> tuple[str, ...]:
    """Names as a tree is read: from the root downwards."""
    return tuple(reversed(host.split(".")))


def _keep(rows: dict[str, Ruling], host: str, ruling: Ruling) -> None:
    """The strictest stays; of equals the first in the order of ids, so that no order of input matters."""
    there = rows.get(host)
    if there is None or (-ruling.action.rank, ruling.destination) < (-there.action.rank, there.destination):
        rows[host] = ruling


# ---------------------------------------------------------------- who is where


@dataclass(frozen=True, slots=True)
class Population:
    """Clients with one table: an audience, or some addresses of it that have exceptions of their own."""

    id: str
    audience: Audience
    subnets: tuple[str, ...]
    table: Table
    until_us: int | None = None  # of addresses with exceptions: when the first of these ends

    @property
    def group(self) -> str:
        """Whose rules these are, for counting; empty for addresses with exceptions, and where nobody is held to them."""
        return self.id if self.id == self.audience.id and self.mode is Mode.BLOCK else ""

    @property
    def blocks(self) -> bool:
        return any(one.action is Action.BLOCK for one in self.table.exact.values())

    @property
    def mode(self) -> Mode:
        return self.audience.mode


def populations(plan: Plan, now_us: int) -> tuple[Population, ...]:
    """Everybody, the narrowest network first: the first that holds a client is the client's own.

    Raises `BadCommand` where networks lie in each other so that no order is right.
    """
    destinations = {one.id: one for one in plan.destinations}
    found: list[Population] = []
    for audience in plan.audiences:
        standing = [one for one in plan.leaves if one.audience == audience.id and one.until_us > now_us]
        whole = {one.destination: one for one in reversed(standing) if not one.addresses}
        found.append(Population(audience.id, audience, audience.subnets, _table(audience, destinations, whole)))
        for addresses, leaves in _apart(standing, whole):
            name = f"{audience.id}-x{sha256(' '.join(addresses).encode()).hexdigest()[:8]}"
            until = min(one.until_us for one in leaves.values())
            found.append(Population(name, audience, tuple(addresses), _table(audience, destinations, leaves), until))
    return _narrowest_first(found)


def _apart(standing: Iterable[Leave], whole: dict[str, Leave]) -> Iterator[tuple[list[str], dict[str, Leave]]]:
    """Addresses with exceptions of their own, together where they are the same: what a network around an address was given
    is the address's, too. At one depth of nesting alone, so that none of them lies in another (nftables would refuse it).
    """
    own: dict[Network, dict[str, Leave]] = {}
    texts: dict[Network, str] = {}
    for one in standing:
        for address in one.addresses:
            net = network(address)
            own.setdefault(net, {})[one.destination] = one
            texts[net] = min(address, texts.get(net, address))
    groups: dict[tuple[int, tuple[tuple[str, str], ...]], tuple[list[str], dict[str, Leave]]] = {}
    around: list[tuple[Network, dict[str, Leave]]] = []
    for net in sorted(own, key=lambda each: (each.version, int(each.network_address), each.prefixlen)):
        while around and not _inside(net, around[-1][0]):
            around.pop()
        above = around[-1][1] if around else whole
        leaves = {**above, **own[net]}
        around.append((net, leaves))
        if leaves != above:
            key = len(around), tuple(sorted((one.id, name) for name, one in leaves.items()))
            groups.setdefault(key, ([], leaves))[0].append(texts[net])
    for addresses, leaves in groups.values():
        yield sorted(addresses), leaves


def _table(audience: Audience, destinations: Mapping[str, Destination], leaves: Mapping[str, Leave]) -> Table:
    rows: list[tuple[Name, Ruling]] = []
    for verdict in audience.verdicts:
        leave = leaves.get(verdict.destination)
        ruling = Ruling(verdict.destination, verdict.action, verdict.code)
        if leave is not None:
            ruling = Ruling(verdict.destination, leave.action, leave.code or verdict.code, leave.id)
        rows.extend((name, ruling) for name in destinations[verdict.destination].names)
    return Table(rows)


def _narrowest_first(found: list[Population]) -> tuple[Population, ...]:
    """Populations so that whoever lies inside another comes first."""
    nets = sorted(
        ((network(one), at) for at, population in enumerate(found) for one in population.subnets),
        key=lambda row: (row[0].version, int(row[0].network_address), row[0].prefixlen),
    )
    after: dict[int, set[int]] = {at: set() for at in range(len(found))}  # what must come before
    stack: list[tuple[Network, int]] = []
    for net, at in nets:
        while stack and not _inside(net, stack[-1][0]):
            stack.pop()
        for outer, holder in stack:
            if outer == net and holder != at:
                raise refused(
                    found[at].id, "같은 대역이 두 단말 구분에 있습니다", "one network stands in two classes",
                    "대역을 나누십시오", "split the network",
                )  # fmt: skip
            if holder != at:
                after[holder].add(at)
        stack.append((net, at))
    order: list[int] = []
    left = sorted(after, key=lambda at: found[at].id)
    placed: set[int] = set()
    while left:
        ready = [at for at in left if after[at] <= placed]
        if not ready:
            raise refused(
                found[left[0]].id, "단말 구분들의 대역이 서로 안에 들어 있습니다", "networks of classes lie in each other",
                "대역을 더 나누십시오", "split the networks further",
            )  # fmt: skip
        order += ready
        placed.update(ready)
        left = [at for at in left if at not in placed]
    return tuple(found[at] for at in order)


def _inside(inner: Network, outer: Network) -> bool:
    return (
        inner.version == outer.version
        and int(outer.network_address) <= int(inner.network_address)
        and int(inner.broadcast_address) <= int(outer.broadcast_address)
    )


def population_of(found: Iterable[Population], address: str) -> Population | None:
    """Whose client an address is."""
    net = network(address)
    return next((one for one in found if any(_inside(net, network(subnet)) for subnet in one.subnets)), None)


# ---------------------------------------------------------------- asking


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device would get for a host, and why. `action` is what happens; `would` what the policy says."""

    host: str
    audience: str
    action: Action
    would: Action
    destination: Destination | None
    reason: Reason | None
    leave: Leave | None
    mode: Mode


def simulate(plan: Plan, population: Population, host: str) -> Answer:
    """The verdict for one host, as every artefact of this plan gives it."""
    name = host_name(host, "--host")
    ruling = population.table.find(name)
    if ruling is None:
        return Answer(name, population.audience.id, Action.PASS, Action.PASS, None, None, None, population.mode)
    destination = next(one for one in plan.destinations if one.id == ruling.destination)
    reason = next((one for one in plan.reasons if one.code == ruling.code), None)
    leave = next((one for one in plan.leaves if one.id == ruling.leave), None)
    happens = effective(ruling, population.mode)
    return Answer(name, population.audience.id, happens, ruling.action, destination, reason, leave, population.mode)


def effective(ruling: Ruling | None, mode: Mode) -> Action:
    """What happens: where a class is only observed, nothing is stopped or opened."""
    return Action.PASS if ruling is None or mode is Mode.OBSERVE else ruling.action


# ---------------------------------------------------------------- is it sound?


def checked(plan: Plan, suffixes: Suffixes = NO_SUFFIXES) -> Plan:
    """The plan with every token read again and every word made harmless. Raises `BadCommand`.

    Whoever compiles starts here: a plan that came over a wire is only as good as its grammar.
    """
    if plan.format != FORMAT:
        raise refused("format", "모르는 형식의 차단 계획입니다", "a plan of an unknown format", "-", "-")
    if not 0 < plan.revision < 2**53:
        raise refused(
            "revision", "차단 계획의 판 번호가 범위 밖입니다", "the plan's revision is out of range", "-", "-"
        )
    if not 0 < plan.made_us < 2**32 * _SECOND_US:  # a zone's serial has 32 bits (RFC 1035 §3.3.13)
        raise refused(
            "made_us", "만든 때가 범위 밖입니다", "the instant at which it was made is out of range", "-", "-"
        )
    token(plan.policy, "policy")
    ids = [one.id for one in plan.destinations]
    codes = [token(one.code, "reasons") for one in plan.reasons]
    names = [one.id for one in plan.audiences]
    for several in (ids, codes, names):
        if len(set(several)) != len(several):
            raise refused("plan", "같은 이름이 두 번 있습니다", "the same id stands twice", "-", "-")
    for destination in plan.destinations:
        _check_destination(destination, suffixes)
    for audience in plan.audiences:
        _check_audience(audience, frozenset(ids), frozenset(codes))
    for leave in plan.leaves:
        _check_leave(leave, frozenset(ids), frozenset(names), frozenset(codes))
    _check_doors(plan.doors)
    _check_passes(plan)
    doors = replace(plan.doors, contact_ko=words(plan.doors.contact_ko), notice=words(plan.doors.notice))
    sound = replace(plan, reasons=tuple(_plain(one) for one in plan.reasons), doors=doors, floor=0)
    return replace(sound, content=content_of(sound))


def _plain(reason: Reason) -> Reason:
    return Reason(
        reason.code, token(reason.outcome, "outcome"), words(reason.ko), words(reason.en), words(reason.title_ko),
        words(reason.title_en), words(reason.source), words(reason.since, 10),
    )  # fmt: skip


def _check_destination(one: Destination, suffixes: Suffixes) -> None:
    where = f"destinations.{token(one.id, 'destinations')}"
    for name in one.names:
        if host_name(name.host, where) != name.host:
            raise refused(where, "정리되지 않은 이름입니다", "a name that is not in its folded form", "-", "-")
        suffixes.check(name.host, under=name.under, where=where)
    for app in one.apps:
        token(app.platform, where)
        app_id(app.id, where)
    for address in one.addresses:
        outside_network(address, where)


def _check_audience(one: Audience, destinations: frozenset[str], codes: frozenset[str]) -> None:
    where = f"audiences.{token(one.id, 'audiences')}"
    token(one.agency, where)
    token(one.device, where)
    for subnet in one.subnets:
        network(subnet, where)
    if one.probe:
        network(one.probe, where)
    for verdict in one.verdicts:
        if verdict.destination not in destinations or not {verdict.code, verdict.install_code} <= codes:
            raise refused(where, "없는 서비스나 사유를 가리킵니다", "it names an unknown service or reason", "-", "-")


def _check_leave(one: Leave, destinations: frozenset[str], audiences: frozenset[str], codes: frozenset[str]) -> None:
    where = f"leaves.{token(one.id, 'leaves')}"
    known = one.destination in destinations and one.audience in audiences and (not one.code or one.code in codes)
    if not known or one.action is Action.BLOCK or one.until_us <= 0:
        raise refused(where, "예외 승인이 올바르지 않습니다", "an exception that does not fit the plan", "-", "-")
    for address in one.addresses:
        network(address, where)


def _check_doors(doors: Doors) -> None:
    for name in ("block_proxy", "default_proxy", "icap"):
        text = getattr(doors, name)
        if text:
            endpoint(text, f"doors.{name}")
    for name in ("folder", "squid_ca", "squid_errors", "view_include"):
        text = getattr(doors, name)
        if text:
            file_path(text, f"doors.{name}")
    for name in ("request_link", "pac_link"):
        text = getattr(doors, name)
        if text:
            link(text, f"doors.{name}")
    for name, version in (("resolver", 4), ("resolver6", 6)):
        text = getattr(doors, name)
        if text and (network(text, f"doors.{name}").version != version or "/" in text):
            raise refused(
                f"doors.{name}", f"IPv{version} 주소 하나가 아닙니다", f"that is not one IPv{version} address",
                "IPv4는 resolver, IPv6는 resolver6에 적으십시오", "IPv4 goes into `resolver`, IPv6 into `resolver6`",
            )  # fmt: skip


def _check_passes(plan: Plan) -> None:
    """A name that mixes scripts may be blocked, never passed: it is there to be taken for another. Where a device is out
    of scope nobody passes it: blocking it elsewhere must not cost the plan.
    """
    beyond = frozenset(one.code for one in plan.reasons if one.outcome == NOT_APPLICABLE)
    mixed = {
        one.id: name.host for one in plan.destinations for name in one.names if mixed_scripts(name.host)
    }  # fmt: skip
    for audience in plan.audiences if mixed else ():
        for verdict in audience.verdicts:
            passed = verdict.action is not Action.BLOCK and verdict.code not in beyond
            if passed and verdict.destination in mixed:
                raise refused(
                    f"destinations.{verdict.destination}", "글자가 섞인 이름은 허용할 수 없습니다",
                    "a name of mixed scripts cannot be passed", "이름을 확인하십시오", "check the name",
                )  # fmt: skip
