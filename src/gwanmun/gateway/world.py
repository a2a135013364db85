"""The world a gate decides from: one snapshot, indexed and compiled once, off the loop, then swapped as one reference.

Nothing here changes after it is built. The keys stand beside it in `KeyRing`, because they must change within a second.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from gwanmun.budget.allowance import Limits, Paces
from gwanmun.domain.allowances import Limit, Pace
from gwanmun.domain.catalogue import Deployment, Dialect, Model, Record, Service, Target
from gwanmun.domain.decisions import Decision, Outcome
from gwanmun.domain.findings import ANSWER_CARE_BY_STRICTNESS, Kind, Masking, Style
from gwanmun.domain.grades import Grade, highest
from gwanmun.domain.ids import AgencyId, DepartmentId, Digest, PersonId, ServiceId
from gwanmun.domain.money import FREE, Rate, Tariff, tariff
from gwanmun.domain.people import Agency, Department, DeviceClass, Key, Person, TrustedProxy
from gwanmun.domain.snapshot import Approval, Delta, Route, Rules, Snapshot, Suspension
from gwanmun.domain.training import Course
from gwanmun.errors import NoPrice
from gwanmun.journal.canonical import Written
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import Value
from gwanmun.policy.reader import read_pack
from gwanmun.policy.recognise import NAMED_ONLY, deployment, recognise
from gwanmun.privacy.contacts import Contacts
from gwanmun.privacy.fingerprints import Registered
from gwanmun.privacy.kinds import strictest, styles_of

SEOUL = timezone(timedelta(hours=9), "Asia/Seoul")  # no daylight saving since 1988


_EPOCH = date(1970, 1, 1).toordinal()
#: Services that people reach by their own browser: a safe copy is made for these.
SEAT_FORMS = frozenset({"web_app", "mobile_app"})
#: Entries of a memo whose keys callers can choose; a full one starts again empty.
MEMO_ENTRIES = 4096
#: The service that stands for whatever nobody listed.
UNLISTED = ServiceId("unlisted")


def seoul_day(at_us: int) -> date:
    """The day in Seoul at an instant in µs."""
    return date.fromordinal(_EPOCH + (at_us + 32_400_000_000) // 86_400_000_000)


class Considered:
    """A question that the policy was asked, and its answer. Nothing in it changes, but that its forms are made once.

    It holds its target, so that a target's identity can stand in a memo's key.
    """

    __slots__ = ("decision", "forms", "question", "target")

    def __init__(self, target: Target, question: dict[str, Value], decision: Decision) -> None:
        self.target = target
        self.question = question
        self.decision = decision
        self.forms: Forms | None = None


@dataclass(frozen=True, slots=True)
class Forms:
    """How a decision is written: the members of an opening (`note.py`) and headers of an answer (`relay.py`)."""

    input: Written
    decision: Written
    headers: tuple[tuple[bytes, bytes], ...]


class World:
    """Everything of a snapshot that stages look up, by what they look it up with."""

    def __init__(
        self, snapshot: Snapshot, digest: Digest, connected: frozenset[tuple[ServiceId, Dialect, str]] | None = None
    ) -> None:
        """`connected`: what this gate's settings reach, with the address. A route that nobody connected is no route,
        and neither is one whose address differs: what is judged by its host must be where the bytes go.
        """
        self.snapshot = snapshot
        self.digest = digest
        self.serial = snapshot.serial
        self.agencies: Mapping[AgencyId, Agency] = {a.id: a for a in snapshot.agencies}
        self.departments: Mapping[DepartmentId, Department] = {d.id: d for d in snapshot.departments}
        self.people: Mapping[PersonId, Person] = {p.id: p for p in snapshot.people}
        self.services: Mapping[ServiceId, Service] = {s.id: s for s in snapshot.services}
        self.routes: Mapping[tuple[ServiceId, Dialect], Route] = {
            (r.service, r.dialect): r
            for r in snapshot.routes
            if connected is None or (r.service, r.dialect, r.base_url) in connected
        }
        self.rules: Mapping[AgencyId, Rules] = {r.agency: r for r in snapshot.rules}
        self.models: Mapping[str, Model] = _by_name(snapshot.models)
        self.zones = tuple((ip_network(z.cidr), z.device_class) for z in snapshot.zones)
        self.proxies: tuple[tuple[IPv4Network | IPv6Network, TrustedProxy], ...] = tuple(
            (ip_network(p.cidr), p) for p in snapshot.proxies
        )
        self.judge = Judge(
            [read_pack(p.text, str(p.regime)) for p in snapshot.packs],
            lifted=snapshot.lifted_orders,
            default_after_approval=Outcome.ALLOW_WITH_MASKING,
        )
        self.registered = Registered(snapshot.fingerprint_key, snapshot.fingerprints)
        self.inquiries = {i.vendor: i.status for i in snapshot.inquiries}
        self._limits = Limits(snapshot.allowances)
        self._paces = Paces(snapshot.rate_limits)
        self._bounds_memo: dict[tuple[str, ...], tuple[tuple[Limit, ...], tuple[Pace, ...]]] = {}
        self._records: Mapping[tuple[AgencyId, ServiceId], Record] = {
            (r.agency, r.service): r for r in snapshot.records
        }
        self._targets: dict[tuple[AgencyId, str, Dialect], Target | None] = {}
        self._has_in_house: dict[tuple[AgencyId, Dialect], bool] = {}
        self._tariffs: dict[tuple[str, date], Tariff] = {}
        self.held_devices = {(h.person, h.device_class): h.sensitive for h in snapshot.held_devices}
        self.course = next((c for c in snapshot.courses if c.required), None)
        self._lessons = {c.topic: c for c in reversed(snapshot.courses) if c.counts_towards is not None and c.topic}
        self._approvals: dict[tuple[AgencyId, ServiceId], list[Approval]] = {}
        for a in snapshot.approvals:
            self._approvals.setdefault((a.agency, a.service), []).append(a)
        self._default_rules = self.rules.get(AgencyId("*"), Rules(AgencyId("*")))
        self._rules_memo: dict[AgencyId, Rules] = {}
        self._contacts = snapshot.public_contacts
        self._contacts_memo: dict[AgencyId, Contacts] = {}
        self._styles_memo: dict[tuple[Masking, ...], Mapping[Kind, Style]] = {}
        #: What the policy was asked in this world, by everything that a question depends on (`judge.py`).
        self.considered: dict[tuple[object, ...], Considered] = {}
        self._places: dict[str, tuple[IPv4Address | IPv6Address, DeviceClass | None] | None] = {}

    def lesson(self, code: str) -> Course | None:
        """The short lesson that is offered after a refusal with this code."""
        return self._lessons.get(code)

    # ------------------------------------------------------------ people

    def line_of(self, agency: AgencyId) -> tuple[AgencyId, ...]:
        """The agency and those above it, nearest first. Trees are shallow; a cycle cannot hang us."""
        line: list[AgencyId] = []
        at: AgencyId | None = agency
        while at is not None and at not in line and len(line) < 8:
            line.append(at)
            holder = self.agencies.get(at)
            at = holder.parent if holder else None
        return tuple(line)

    def rules_of(self, agency: AgencyId) -> Rules:
        """Its own rules under its parents': a child may tighten, never loosen (the strictest of each holds)."""
        found = self._rules_memo.get(agency)
        if found is None:
            line = [self.rules[a] for a in self.line_of(agency) if a in self.rules] or [self._default_rules]
            found = line[0]
            for above in line[1:]:
                found = Rules(
                    found.agency,
                    tuple(t for t in found.restore_tools if t in above.restore_tools),
                    max(found.examine_answers, above.examine_answers, key=ANSWER_CARE_BY_STRICTNESS.index),
                    highest(found.default_grade, above.default_grade),
                    tuple(p for p in found.purposes if p in above.purposes),
                    strictest(found.masking, above.masking),
                    tuple(k for k in found.may_keep if k in above.may_keep),
                    min(found.history_days, above.history_days),
                    found.unseen_scans and above.unseen_scans,
                )
            self._rules_memo[agency] = found
        return found

    def contacts_of(self, agency: AgencyId) -> Contacts:
        """What is public for everybody, for the agency and for those above it."""
        found = self._contacts_memo.get(agency)
        if found is None:
            of = {"*", *self.line_of(agency)}
            found = self._contacts_memo[agency] = Contacts(one.value for one in self._contacts if one.agency in of)
        return found

    def styles_of(self, rules: Rules) -> Mapping[Kind, Style]:
        """How each kind is masked under these rules."""
        found = self._styles_memo.get(rules.masking)
        if found is None:
            found = self._styles_memo[rules.masking] = styles_of(rules.masking)
        return found

    def bounds_over(
        self, agency: AgencyId, department: DepartmentId, person: PersonId, service: str = "", purpose: str = ""
    ) -> tuple[tuple[Limit, ...], tuple[Pace, ...]]:
        """The allowances and rate limits over a request."""
        memo_key = (agency, department, person, service, purpose)
        found = self._bounds_memo.get(memo_key)
        if found is None:
            if len(self._bounds_memo) >= 16 * MEMO_ENTRIES:
                self._bounds_memo.clear()
            found = self._bounds_memo[memo_key] = (self._limits.over(*memo_key), self._paces.over(*memo_key))
        return found

    def place(self, peer: str) -> tuple[IPv4Address | IPv6Address, DeviceClass | None] | None:
        """A peer's address and the class of the zone it is in; None when it is no address."""
        try:
            return self._places[peer]
        except KeyError:
            if len(self._places) >= MEMO_ENTRIES:
                self._places.clear()
            address = parse_address(peer)
            found = self._places[peer] = None if address is None else (address, self.zone_of(address))
            return found

    def zone_of(self, address: IPv4Address | IPv6Address) -> DeviceClass | None:
        """The narrowest zone that holds the address."""
        best: tuple[int, DeviceClass] | None = None
        for network, device_class in self.zones:
            if address in network and (best is None or network.prefixlen > best[0]):
                best = (network.prefixlen, device_class)
        return best[1] if best else None

    # ------------------------------------------------------------ services

    def target(self, agency: AgencyId, model: str, dialect: Dialect) -> Target | None:
        """The service and model behind a name, as this agency's records see them; None when it is not listed.

        An unlisted name still becomes a target when it is recognised as a family (S56), so that a rule can refuse it
        with its reason: see `unlisted`.
        """
        memo_key = (agency, model, dialect)
        if memo_key in self._targets:
            return self._targets[memo_key]
        found = self._build_target(agency, model, dialect)
        if len(self._targets) < 10_000:  # names come from callers: bounded
            self._targets[memo_key] = found
        return found

    def _build_target(self, agency: AgencyId, name: str, dialect: Dialect) -> Target | None:
        model = self.models.get(name)
        if model is None:
            return None
        service = self.services.get(model.service)
        if service is None:
            return None
        route = self.routes.get((service.id, dialect))
        host = (urlsplit(route.base_url).hostname or "") if route else ""
        names = (name, model.name, model.upstream_name, *model.aliases)
        family = recognise(service, names, host, model.family)
        where = deployment(service, names, host)
        if where is not service.deployment:
            service = replace(service, deployment=where)  # a claim is believed only as far as the host allows
        return Target(service, model, self.record(agency, service), family, dialect)

    def seat(self, agency: AgencyId, service: ServiceId) -> Target | None:
        """A web service that people use by seat, as a target: judged like any other, and never sent to from here."""
        found = self.services.get(service)
        if found is None or found.form not in SEAT_FORMS:
            return None
        family = recognise(found, (found.name_en,), "")
        model = Model(str(found.id), found.id, str(found.id), (), (), 0, None)
        return Target(found, model, self.record(agency, found), family, Dialect.OPENAI)

    def unlisted(self, agency: AgencyId, name: str, dialect: Dialect) -> Target:
        """A stand-in for a model nobody listed: unapproved by default, and recognised by its name."""
        service = Service(
            UNLISTED, "목록에 없는 서비스", "unlisted service", "unknown", "unknown", "unknown", "api",
            Deployment.VENDOR_HOSTED, ("unknown",), "caller's model field", "",
        )  # fmt: skip
        family = recognise(service, (name,), "")
        model = Model(name, service.id, name, (), (), 0, None)
        return Target(service, model, self.record(agency, service), family, dialect)

    def record(self, agency: AgencyId, service: Service) -> Record:
        """The agency's own record of the service, or its parent's, or the one that says nothing was done."""
        for at in self.line_of(agency):
            found = self._records.get((at, service.id))
            if found is not None:
                return found
        return Record(agency, service.id, False, "click_through", "none", False, "unknown")  # noqa: FBT003

    def in_house(self, agency: AgencyId, dialect: Dialect) -> tuple[Target, ...]:
        """The agency's own in-house targets of a dialect that have a route: its own models before others' weights."""
        found = [
            target
            for model in self.snapshot.models
            if (service := self.services.get(model.service))
            and service.deployment is Deployment.IN_HOUSE
            and (service.id, dialect) in self.routes
            and (target := self.target(agency, model.name, dialect)) is not None
            and target.record.on_catalogue
        ]
        return tuple(sorted(found, key=lambda target: target.family != "in-house"))

    def has_in_house(self, agency: AgencyId, dialect: Dialect) -> bool:
        """Whether a prompt of this agency could be answered in-house at all."""
        memo_key = (agency, dialect)
        found = self._has_in_house.get(memo_key)
        if found is None:
            found = self._has_in_house[memo_key] = bool(self.in_house(agency, dialect))
        return found

    def approval(
        self,
        agency: AgencyId,
        person: PersonId,
        target: Target,
        *,
        department: DepartmentId,
        task: str,
        grade: Grade,
        now_us: int,
    ) -> Approval | None:
        """The narrowest approval that reaches this far: the person's own before the department's before the agency's.

        One in force comes before one that is over. A rejection stands against what is granted more widely, unless what
        was rejected was more than that (a higher grade).

        An approval of a service reaches the service's own family; another one on it (DeepSeek on an aggregator) only
        when the approval names it.
        """
        service = target.service
        reaching = [
            a
            for a in self._approvals.get((agency, service.id), ())
            if (target.family in a.families or (target.family == service.family and target.family not in NAMED_ONLY))
            and a.person in {person, None}
            and a.department in {department, None}
            and a.task in {task, ""}
            and grade.rank <= a.grade.rank
        ]
        if not reaching:
            return None
        reaching.sort(key=lambda a: (a.until_us <= now_us, a.person is None, a.department is None))
        granted = next((a for a in reaching if a.state == "granted"), None)
        first = reaching[0]
        if granted is None or first is granted or granted.until_us <= now_us:
            return first
        same_reach = (first.person, first.department) == (granted.person, granted.department)
        return granted if same_reach or first.grade.rank > granted.grade.rank else first

    def tariff(self, target: Target, day: date) -> Tariff:
        """What a token costs on that day; raises `NoPrice` when no row or no fresh rate says."""
        memo_key = (target.model.name, day)
        found = self._tariffs.get(memo_key)
        if found is None:
            found = self._tariffs[memo_key] = self._build_tariff(target, day)
        return found

    def _build_tariff(self, target: Target, day: date) -> Tariff:
        oldest = day - timedelta(days=self.snapshot.price_max_age_days)
        price = next(
            (p for p in target.model.prices if p.valid_on(day) and (p.valid_to is not None or p.valid_from >= oldest)),
            None,
        )
        if price is None:
            if target.service.deployment is Deployment.IN_HOUSE and not target.model.prices:
                return FREE  # our own machines: no price per token was ever set
            raise NoPrice(what=f"price of {target.model.name}")
        rate = self._rate(day)
        if price.currency != "KRW" and rate is None:
            raise NoPrice(what="USD/KRW")
        return tariff(price, rate)

    def _rate(self, day: date) -> Rate | None:
        """The newest rate that is not from the future and not too old."""
        oldest = day - timedelta(days=self.snapshot.rate_max_age_days)
        fitting = [r for r in self.snapshot.rates if oldest <= r.day <= day]
        return max(fitting, key=lambda r: r.day, default=None)


def _by_name(models: Iterable[Model]) -> dict[str, Model]:
    found: dict[str, Model] = {}
    for model in models:
        for name in (model.name, *model.aliases):
            found.setdefault(name, model)
    return found


class KeyRing:
    """The keys and suspensions in force: one small delta, indexed."""

    def __init__(self, delta: Delta) -> None:
        self.serial = delta.serial
        self._by_hash: Mapping[str, Key] = {k.hash: k for k in delta.keys}
        self._suspended: Mapping[ServiceId, list[Suspension]] = {}
        suspended: dict[ServiceId, list[Suspension]] = {}
        for s in delta.suspensions:
            suspended.setdefault(s.service, []).append(s)
        self._suspended = suspended
        self.size = len(delta.keys)

    def find(self, hashed: str) -> Key | None:
        return self._by_hash.get(hashed)

    def suspension(self, service: ServiceId, line: Sequence[AgencyId]) -> Suspension | None:
        """Whether the service is stopped for the agency or for any above it (`World.line_of`)."""
        return next((s for s in self._suspended.get(service, ()) if s.agency == "*" or s.agency in line), None)


NO_KEYS = KeyRing(Delta(0, 0, (), ()))


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """An IP address; an IPv4 one in IPv6 clothes is taken for what it is."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


__all__ = ["NO_KEYS", "SEOUL", "KeyRing", "World", "parse_address", "seoul_day"]
