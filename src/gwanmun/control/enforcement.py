"""Making the plan (차단 계획): the gate's own packs asked about agency × device class × service, as a network sees it.

A network request shows a client and a host, no prompt and no person. So every fact is taken thus:
| fact | taken as |
|---|---|
| device class | that of the client's network; none: the strictest of all classes (`policy/judge.py`) |
| grade, personal data | O, none: what is refused even then is refused here. What a text holds is the gate's to see |
| pledge, training, MFA, no plug-ins, ordinary sensitivity, masking by the person | whatever judges strictest, unless the agency attests it for that class |
| model behind a reseller's host that is not on the agency's list | also DeepSeek, served by a third party |
| personal device | its owner's: only what a regime denies there is refused; all else is out of scope, not "allowed" |
| allowed with masking | refused for direct use, unless inspected on the way or the agency attests masking: nobody masks there |

What does not live here: rules (`policy/`), names (`destinations.py`), text for engines (`enforce/`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import product
from urllib.parse import urlsplit

from gwanmun.control import shipped
from gwanmun.control.destinations import Sheet, sheet, suffixes, unlisted, without_names
from gwanmun.domain.catalogue import Deployment, Dialect, Model, Record, Service, Target
from gwanmun.domain.decisions import Decision, Hit, Outcome
from gwanmun.domain.grades import Grade
from gwanmun.domain.ids import AgencyId, Digest, RuleId, ServiceId
from gwanmun.domain.people import Agency, DeviceClass
from gwanmun.domain.snapshot import Approval, Delta, Snapshot
from gwanmun.enforce.grammar import network
from gwanmun.enforce.plan import (
    EVERYWHERE,
    FORMAT,
    NOT_APPLICABLE,
    UNMAPPED,
    Action,
    Audience,
    Destination,
    Doors,
    Leave,
    Mode,
    Plan,
    Reason,
    Sort,
    Verdict,
    checked,
)
from gwanmun.errors import BadCommand
from gwanmun.policy.attributes import attributes
from gwanmun.policy.explain import leading
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import Value
from gwanmun.policy.reader import read_pack
from gwanmun.policy.recognise import NAMED_ONLY, RESELLERS, deployment, recognise
from gwanmun.policy.sentences import VALUES

_HOURS_24_US = 24 * 3600 * 1_000_000

#: What an agency may attest for a class: the attribute, what the network must fear, what the agency vouches for.
FACTS: Mapping[str, tuple[str, Value, Value]] = {
    "pledge": ("user.pledge_signed", False, True),
    "training": ("user.training_complete", False, True),
    "mfa": ("login.mfa", False, True),
    "no_plugins": ("login.plugins", True, False),
    "ordinary": ("device.sensitivity", "high", "standard"),
}
MASKING = "masking"  # people mask by themselves: allowed-with-masking passes

_WAYS = {
    Sort.RESOLVER: ("GWE-1", "암호화 DNS는 기관의 차단을 우회하므로 막습니다.", "Encrypted DNS would go round the agency's block."),
    Sort.RELAY: ("GWE-2", "비공개 릴레이는 기관의 차단을 우회하므로 막습니다.", "A relay would go round the agency's block."),
    Sort.CANARY: ("GWE-3", "이 이름을 막아 브라우저의 암호화 DNS를 끕니다.", "Refusing this name turns a browser's encrypted DNS off."),
}  # fmt: skip
_OUT_OF_SCOPE = Reason(
    "GWE-0", NOT_APPLICABLE, "개인 소유 단말은 이 기관의 차단 대상이 아닙니다.", "A personal device is out of scope of the agency's block.",
    "관문 차단 계획", "Gwanmun enforcement", "", "",
)  # fmt: skip
_SUSPENDED = "GWE-9"


@dataclass(frozen=True, slots=True)
class Class:
    """A class of devices on this network, as the site's file states it."""

    agency: AgencyId
    device: DeviceClass
    subnets: tuple[str, ...] = ()
    mode: Mode = Mode.BLOCK
    attested: tuple[str, ...] = ()
    inspected: tuple[
        str, ...
    ] = ()  # services whose content is checked on the way; `doors.notice` says under which notice
    probe: str = ""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a person or department sits: without it an exception of theirs cannot be told to a network."""

    addresses: tuple[str, ...]
    person: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """The network that is to be held to the policy (network.toml)."""

    classes: tuple[Class, ...]
    whereabouts: tuple[Whereabouts, ...] = ()
    doors: Doors = field(default_factory=Doors)
    expires_days: int = 7
    push: tuple[tuple[AgencyId, DeviceClass], ...] = ()  # who comes first (`pushing.py`); the rest comes after


@dataclass(frozen=True, slots=True)
class Grounds:
    """Everything that verdicts rest on."""

    judge: Judge
    revision: int
    policy: Digest
    day: date
    agencies: Mapping[AgencyId, Agency]
    services: Mapping[ServiceId, Service]
    records: Mapping[tuple[AgencyId, ServiceId], Record]
    approvals: tuple[Approval, ...] = ()
    inquiries: Mapping[str, str] = field(default_factory=dict)
    suspended: frozenset[tuple[AgencyId, ServiceId]] = frozenset()
    published_us: int = 0


def grounds_of(snapshot: Snapshot, delta: Delta, digest: Digest, day: date) -> Grounds:
    """What the desk published last: the gate decides from the same."""
    listed = {one.id: one for one in shipped.catalogue().services}
    return Grounds(
        judge=Judge(
            [read_pack(one.text, str(one.regime)) for one in snapshot.packs],
            lifted=snapshot.lifted_orders,
            default_after_approval=Outcome.ALLOW_WITH_MASKING,  # as at the gate
        ),
        revision=snapshot.serial,
        policy=digest,
        day=snapshot.clock_date or day,
        agencies={one.id: one for one in snapshot.agencies},
        services={**listed, **{one.id: one for one in snapshot.services}},
        records={(one.agency, one.service): one for one in snapshot.records},
        approvals=snapshot.approvals,
        inquiries={one.vendor: one.status for one in snapshot.inquiries},
        suspended=frozenset((one.agency, one.service) for one in delta.suspensions),
        published_us=snapshot.published_us,
    )


def shipped_grounds(day: date) -> Grounds:
    """The packs that ship, without a site: no agency has listed or approved anything."""
    texts = "".join(one.text for one in shipped.pack_texts())
    return Grounds(
        judge=Judge(shipped.packs(), default_after_approval=Outcome.ALLOW_WITH_MASKING),
        revision=1,
        policy=Digest(sha256(texts.encode()).hexdigest()),
        day=day,
        agencies={one.id: one for one in shipped.agencies().on(day)},
        services={one.id: one for one in shipped.catalogue().services},
        records={},
    )


def make_plan(grounds: Grounds, site: Site, now_us: int, imported: tuple[str, ...] = ()) -> Plan:
    """The plan for one network. Raises `BadCommand` for a class of an unknown agency or a fact nobody knows."""
    return _Making(grounds, site, now_us, imported).plan()


def _own_hosts(doors: Doors) -> Iterator[str]:
    """Names by which the block itself is reached: who lists one of them takes the page, or the proxy, away."""
    for text in (
        doors.request_link,
        doors.pac_link,
        *(one and f"//{one}" for one in (doors.block_proxy, doors.default_proxy, doors.icap)),
    ):
        with suppress(ValueError):  # told, with its place, when the plan is looked at
            yield urlsplit(text).hostname or ""


class _Making:
    def __init__(self, grounds: Grounds, site: Site, now_us: int, imported: tuple[str, ...]) -> None:
        self.grounds = grounds
        self.site = site
        self.now_us = now_us
        self.sheet: Sheet = sheet()
        self.reasons: dict[str, Reason] = {_OUT_OF_SCOPE.code: _OUT_OF_SCOPE}
        self.notes: list[str] = list(self.sheet.notes)
        self.destinations = [*self.sheet.services, *self.sheet.ways]
        if imported:
            taken = [name for one in self.destinations for name in one.names]
            listed = without_names(unlisted("imported", imported), taken, _own_hosts(site.doors))
            self.destinations.append(listed)
            if left := len(imported) - len(listed.names):
                self.notes.append(
                    f"들여온 목록: 이름 {left:,}개는 서비스 목록이나 이 기관 자신의 것이라 쓰지 않음"
                    f" · of the imported list {left:,} names are not used: they are the catalogue's, or this agency's own"
                )
        self._looked_at = frozenset(grounds.judge.attributes)
        self._behind: dict[str, _Behind] = {}  # by destination: of 200,000 names each is looked at once

    def plan(self) -> Plan:
        classes = [*self.site.classes]
        if classes and not any(one.device is DeviceClass.UNKNOWN for one in classes):
            # INVARIANT: a client in no class's network is judged the strictest, never let through.
            classes.append(Class(classes[0].agency, DeviceClass.UNKNOWN, EVERYWHERE, classes[0].mode))
        audiences = [self._audience(one) for one in classes]
        if self.site.doors.unbound_version:
            self.notes.append(
                "Unbound 1.17.1: 다른 이름에 가려진(CNAME) 차단 이름은 두 번째 질의부터 캐시로 통과할 수 있음(#954), BIND나 프록시와 함께 쓸 것"
                " · a name cloaked by a CNAME may pass from the cache at the second question: use BIND, or the proxy beside it"
            )
        if any(one.inspected for one in classes) and (missing := ", ".join(self._cannot_inspect())):
            self.notes.append(
                f"검사할 수 없어 막음, 필요한 항목: {missing} · what should be inspected stays refused without: {missing}"
            )
        self._note_versions(classes)
        leaves = tuple(
            leave for one, audience in zip(classes, audiences, strict=True) for leave in self._leaves(one, audience)
        )
        made = Plan(
            format=FORMAT,
            revision=self.grounds.revision,
            policy=self.grounds.policy,
            day=self.grounds.day.isoformat(),
            made_us=self.now_us,
            expires_us=self.now_us + self.site.expires_days * _HOURS_24_US,
            destinations=tuple(sorted(self.destinations, key=lambda one: one.id)),
            reasons=tuple(self.reasons[code] for code in sorted(self.reasons)),
            audiences=tuple(audiences),
            leaves=leaves,
            doors=self.site.doors,
            notes=tuple(dict.fromkeys(self.notes)),
            published_us=self.grounds.published_us,
        )
        return checked(made, suffixes())

    def _note_versions(self, classes: Sequence[Class]) -> None:
        """A firewall knows a device by its address alone: one that also has an address nobody wrote down is a stranger to it."""
        doors = self.site.doors
        held = bool(doors.resolver or doors.resolver6 or doors.proxy_only)
        for one in classes if held else ():
            versions = {network(net).version for net in one.subnets}
            if one.device is not DeviceClass.PERSONAL and len(versions) == 1:
                other = 6 if versions == {4} else 4
                self.notes.append(
                    f"{one.agency}.{one.device}: IPv{other} 대역이 없음. 그 단말에 IPv{other} 주소가 있으면 방화벽은 알아보지 못함"
                    f" · no IPv{other} network: to the firewall an IPv{other} address of theirs is a stranger's"
                )

    # ------------------------------------------------------------ verdicts

    def _audience(self, one: Class) -> Audience:
        agency = self._agency(one)
        strange = [fact for fact in one.attested if fact not in FACTS and fact != MASKING]
        if strange:
            raise BadCommand(
                "attested", problem_ko="확인할 수 없는 사실을 적었습니다", problem_en="a fact that cannot be attested",
                next_ko=", ".join((*FACTS, MASKING)), next_en=", ".join((*FACTS, MASKING)),
            )  # fmt: skip
        verdicts = [self._verdict(one, agency, destination) for destination in self.destinations]
        if any(verdict.action is Action.BLOCK for verdict in verdicts):
            verdicts = [
                self._way(destination, verdict)
                for destination, verdict in zip(self.destinations, verdicts, strict=True)
            ]
        name = UNMAPPED if one.subnets == EVERYWHERE else f"{one.agency}.{one.device}"
        feared = () if one.device is DeviceClass.PERSONAL else tuple(FACTS)
        assumed = tuple(fact for fact in feared if fact not in one.attested and FACTS[fact][0] in self._looked_at)
        return Audience(
            name, str(one.agency), agency.name_ko, agency.name_en, str(one.device), one.subnets, one.mode,
            tuple(sorted(verdicts, key=lambda verdict: verdict.destination)), assumed, one.attested, one.probe, self._order(one),
        )  # fmt: skip

    def _order(self, one: Class) -> int:
        """Its place in the order of application; devices that are military by class come first where nobody ordered."""
        push = self.site.push or tuple((each.agency, each.device) for each in self.site.classes if each.device is DeviceClass.MILITARY_WORK)  # fmt: skip
        mine = (one.agency, one.device)
        return push.index(mine) + 1 if mine in push else len(push) + 1

    def _agency(self, one: Class) -> Agency:
        agency = self.grounds.agencies.get(one.agency)
        if agency is None:
            raise BadCommand(
                "agency", problem_ko="그날 없는 기관입니다", problem_en="there is no such agency on that day",
                next_ko="기관 id를 확인하십시오: gwanmun act list_agencies", next_en="check the agency's id",
            )  # fmt: skip
        return agency

    def _verdict(self, one: Class, agency: Agency, destination: Destination) -> Verdict:
        if destination.sort not in {Sort.SERVICE, Sort.IMPORTED}:
            return Verdict(destination.id, Action.PASS, _OUT_OF_SCOPE.code, Action.PASS, _OUT_OF_SCOPE.code)
        service = self.grounds.services.get(ServiceId(destination.id)) or _stranger(destination)
        if self._is_suspended(agency.id, service.id):
            code = self._suspended()
            return Verdict(destination.id, Action.BLOCK, code, Action.BLOCK, code)
        rejected = self._rejected(agency.id, service.id)
        state = "rejected" if rejected else "none"
        action, code = self._judged(one, agency, service, destination, ("access",), state)
        install, install_code = action, code
        if destination.apps:
            app = replace(service, form="mobile_app")
            install, install_code = self._judged(one, agency, app, destination, ("access", "install"), state)
        return Verdict(destination.id, action, code, install, install_code)

    def _judged(
        self, one: Class, agency: Agency, service: Service, destination: Destination, actions: Sequence[str],
        approval: str, *, mitigations: bool = False,
    ) -> tuple[Action, str]:  # fmt: skip
        worst: Decision | None = None
        for target in self._targets(agency.id, service, destination):
            asked = self._question(one, agency, target, approval, mitigations=mitigations)
            for action, facts in product(actions, self._unknown(one)):
                decision = self._decide(one, {**asked, "action": action, **facts})
                if decision is not None and (worst is None or decision.outcome > worst.outcome):
                    worst = decision
        if worst is None:
            return Action.PASS, _OUT_OF_SCOPE.code
        return self._action(one, destination, worst.outcome), self._reason(worst)

    def _cannot_inspect(self) -> list[str]:
        """What is missing for it. Without any of these, inspected would mean let through unseen."""
        doors = self.site.doors
        needs = {"icap": doors.icap, "notice": doors.notice, "squid_ca": doors.squid_ca, "proxy_only": doors.proxy_only}
        return [f"doors.{name}" for name, given in needs.items() if not given]

    def _decide(self, one: Class, asked: Mapping[str, Value]) -> Decision | None:
        """The gate's decision; None for a personal device to which nothing is denied."""
        decision = self.grounds.judge.judge(asked)
        personal = one.device is DeviceClass.PERSONAL
        return None if personal and decision.outcome is not Outcome.DENY else decision

    def _action(self, one: Class, destination: Destination, outcome: Outcome) -> Action:
        if outcome is Outcome.ALLOW:
            return Action.PASS
        if outcome is Outcome.ALLOW_WITH_MASKING:
            if destination.id in one.inspected and not self._cannot_inspect():
                return Action.INSPECT
            if MASKING in one.attested:
                return Action.PASS
        return Action.BLOCK

    def _question(
        self, one: Class, agency: Agency, target: Target, approval: str, *, mitigations: bool
    ) -> dict[str, Value]:
        own = one.device is DeviceClass.PERSONAL  # nobody answers to the agency for a device of their own
        vouched = {FACTS[fact][0]: FACTS[fact][2] for fact in (FACTS if own else one.attested) if fact in FACTS}
        return {
            **attributes(
                day=self.grounds.day,
                agency=agency,
                device=one.device,
                target=target,
                grade=Grade.O,
                personal_info=False,
                training_complete=False,
                pledge_signed=False,
                in_house_available=self._has_in_house(agency.id),
                sensitivity="high",
                plugins=True,
                mfa=False,
                inquiry_status=self.grounds.inquiries.get(target.service.vendor, "none"),
                approval_state=approval,
                approval_mitigations=mitigations,
            ),
            **vouched,
        }

    def _unknown(self, one: Class) -> list[dict[str, Value]]:
        """Every way in which the facts nobody vouched for may lie, as far as any rule looks at them."""
        open_facts = [
            (attribute, (feared, vouched))
            for fact, (attribute, feared, vouched) in FACTS.items()
            if fact not in one.attested and attribute in self._looked_at and one.device is not DeviceClass.PERSONAL
        ]
        names = [name for name, _ in open_facts]
        return [dict(zip(names, values, strict=True)) for values in product(*(pair for _, pair in open_facts))]

    def _targets(self, agency: AgencyId, service: Service, destination: Destination) -> list[Target]:
        """What may stand behind the hosts: the service, and at an unlisted reseller's also DeepSeek's weights."""
        behind = self._behind.get(destination.id)
        if behind is None:
            behind = self._behind[destination.id] = _looked_behind(service, destination)
        record = self._record(agency, service)
        model = Model(service.id, service.id, service.id, (), (), 0)
        found = [Target(replace(service, deployment=behind.deployment), model, record, behind.family, Dialect.OPENAI)]
        if behind.resells and behind.family != "deepseek" and not record.on_catalogue:
            third = replace(service, deployment=Deployment.THIRD_PARTY_HOSTED)
            found.append(Target(third, model, record, "deepseek", Dialect.OPENAI))
        return found

    def _reason(self, decision: Decision) -> str:
        hit = leading(decision)
        code = _code(hit.rule)
        self.reasons.setdefault(code, _worded(code, hit, decision.outcome))
        return code

    def _suspended(self) -> str:
        reason = Reason(
            _SUSPENDED, "deny", "이 서비스는 중단 명령으로 멈춰 있습니다.", "This service is suspended by an order.",
            "서비스 중단", "suspension", "", "",
        )  # fmt: skip
        self.reasons.setdefault(_SUSPENDED, reason)
        return _SUSPENDED

    def _way(self, destination: Destination, verdict: Verdict) -> Verdict:
        words = _WAYS.get(destination.sort)
        if words is None:
            return verdict
        code, ko, en = words
        self.reasons.setdefault(
            code, Reason(code, "deny", ko, en, "관문 차단 계획", "Gwanmun enforcement", "src/gwanmun/data/enforce/resolvers.yaml", "")
        )  # fmt: skip
        return Verdict(destination.id, Action.BLOCK, code, Action.PASS, code)

    # ------------------------------------------------------------ the agency's own records

    def _line(self, agency: AgencyId) -> tuple[AgencyId, ...]:
        line: list[AgencyId] = []
        at: AgencyId | None = agency
        while at is not None and at not in line and len(line) < 8:
            line.append(at)
            holder = self.grounds.agencies.get(at)
            at = holder.parent if holder else None
        return tuple(line)

    def _record(self, agency: AgencyId, service: Service) -> Record:
        for at in self._line(agency):
            found = self.grounds.records.get((at, service.id))
            if found is not None:
                return replace(found, on_catalogue=found.on_catalogue and not found.open_items)
        return Record(agency, service.id, False, "click_through", "none", False, "unknown")  # noqa: FBT003

    def _has_in_house(self, agency: AgencyId) -> bool:
        return any(
            one.deployment is Deployment.IN_HOUSE and self._record(agency, one).on_catalogue
            for one in self.grounds.services.values()
        )

    def _is_suspended(self, agency: AgencyId, service: ServiceId) -> bool:
        return any((at, service) in self.grounds.suspended for at in (AgencyId("*"), *self._line(agency)))

    def _rejected(self, agency: AgencyId, service: ServiceId) -> bool:
        return any(
            one.state == "rejected" and one.person is None and one.department is None and one.until_us > self.now_us
            for one in self._approvals(agency, service)
        )

    def _approvals(self, agency: AgencyId, service: ServiceId) -> Iterable[Approval]:
        return (one for one in self.grounds.approvals if (one.agency, one.service) == (agency, service))

    # ------------------------------------------------------------ exceptions

    def _leaves(self, one: Class, audience: Audience) -> list[Leave]:
        """Approvals that this network can honour: judged again as granted, with their end date."""
        if audience.id == UNMAPPED:
            return []  # nobody knows who that is
        blocked = {verdict.destination for verdict in audience.verdicts if verdict.action is Action.BLOCK}
        by_id = {destination.id: destination for destination in self.destinations}
        found: list[Leave] = []
        for approval in sorted(self.grounds.approvals, key=lambda each: each.id):
            service = self.grounds.services.get(approval.service)
            mine = approval.agency == one.agency and approval.service in blocked and service is not None
            if not mine or service is None or approval.state != "granted" or approval.until_us <= self.now_us:
                continue
            destination = by_id[str(approval.service)]
            agency = self._agency(one)
            family = self._targets(agency.id, service, destination)[0].family
            reaches = family in approval.families or (family == service.family and family not in NAMED_ONLY)
            if not reaches or self._is_suspended(agency.id, service.id):
                continue
            action, code = self._judged(
                one, agency, service, destination, ("access",), "granted", mitigations=approval.mitigations
            )
            if action is Action.BLOCK:
                self.notes.append(f"{approval.id}: 관문에서만 유효한 승인 · an approval that holds at the gate only")
                continue
            addresses = self._addresses(approval, audience)
            if addresses is None:
                self.notes.append(
                    f"{approval.id}: 승인된 사람의 주소를 모름 · no address is known for whom it was granted"
                )
                continue
            found.append(Leave(approval.id, audience.id, addresses, destination.id, approval.until_us, action, code))
        return found

    def _addresses(self, approval: Approval, audience: Audience) -> tuple[str, ...] | None:
        """Where it reaches: nowhere in particular (the whole agency), some addresses of this class, or nobody knows."""
        if approval.person is None and approval.department is None:
            return ()
        named = [
            address
            for one in self.site.whereabouts
            for address in one.addresses
            if (one.person and one.person == approval.person)
            or (approval.person is None and one.department and one.department == approval.department)
        ]
        nets = [network(one) for one in audience.subnets]
        inside = [
            text
            for text in named
            if any(
                net.version == network(text).version
                and int(net.network_address) <= int(network(text).network_address) <= int(net.broadcast_address)
                for net in nets
            )
        ]
        return tuple(sorted(dict.fromkeys(inside))) or None


@dataclass(frozen=True, slots=True)
class _Behind:
    """What a destination's hosts tell, whoever asks for them."""

    family: str
    deployment: Deployment
    resells: bool


_UNDER_RESELLERS = tuple(f".{one}" for one in RESELLERS)


def _looked_behind(service: Service, destination: Destination) -> _Behind:
    hosts = [name.host for name in destination.names] or [""]
    families = [recognise(service, (), host) for host in hosts]
    vendor = any(deployment(service, (), host) is Deployment.VENDOR_HOSTED for host in hosts)
    return _Behind(
        family="deepseek" if "deepseek" in families else families[0],
        deployment=Deployment.VENDOR_HOSTED if vendor else service.deployment,
        resells=any(host in RESELLERS or host.endswith(_UNDER_RESELLERS) for host in hosts),
    )


def _worded(code: str, hit: Hit, outcome: Outcome) -> Reason:
    return Reason(
        code, outcome.word, hit.reason_ko, hit.reason_en, hit.title_ko, hit.title_en, hit.source,
        hit.effective_from.isoformat(),
    )  # fmt: skip


def _code(rule: RuleId) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "-", rule)[:64].lstrip("._-") or "rule"


def _stranger(destination: Destination) -> Service:
    return Service(
        ServiceId(destination.id), destination.name_ko, destination.name_en, "unknown", "unknown", "unknown", "web_app",
        Deployment.VENDOR_HOSTED, ("unknown",), "imported list", "",
    )  # fmt: skip


# ---------------------------------------------------------------- in one sentence

_OTHERS = {"personal": ("개인 단말", "personal device"), "unknown": ("구분을 모르는 단말", "unclassed device")}


def sentence(plan: Plan, audience: Audience, answer_host: str, verdict: tuple[Action, str], ko: bool) -> str:  # noqa: FBT001
    """What this device would get, in one sentence that names the rule."""
    action, code = verdict
    reason = next((one for one in plan.reasons if one.code == code), None)
    agency = audience.agency_ko if ko else audience.agency_en
    device = {**VALUES, **_OTHERS}[audience.device][0 if ko else 1]
    if reason is None:
        if ko:
            return f"{agency} {device}에서 {answer_host}: 통과 (정한 규칙이 없는 이름, 정책 {plan.stamp})."
        return f"On {agency}'s {device}s {answer_host} passes: no rule names it (policy {plan.stamp})."
    since = f", {reason.since} 시행" if ko and reason.since else f", since {reason.since}" if reason.since else ""
    if ko:
        said = {Action.BLOCK: "차단", Action.INSPECT: "검사 후 통과", Action.PASS: "통과"}[action]
        return (
            f"{agency} {device}에서 {answer_host}: {said}. {reason.ko.rstrip(' .')} "
            f"({reason.code}, {reason.title_ko}{since}, 정책 {plan.stamp})."
        )
    said = {Action.BLOCK: "is blocked", Action.INSPECT: "is inspected", Action.PASS: "passes"}[action]
    return (
        f"On {agency}'s {device}s {answer_host} {said}: {reason.en.rstrip(' .')} "
        f"({reason.code}, {reason.title_en}{since}, policy {plan.stamp})."
    )
