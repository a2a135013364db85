"""Asking the packs in words and in JSON: which facts stand behind a service's name, one decision as a document, and
"may this agency use that?" in one sentence. At a site, what stands behind a name is what its desk recorded: the entry,
the agency's own record, the vendor's inquiries. What does not live here: the rules (`policy/`), how it is printed
(`entrypoints/policy_commands.py`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gwanmun.control import shipped
from gwanmun.control.reevaluation import unrecorded
from gwanmun.domain.catalogue import Deployment, Record, Service
from gwanmun.domain.decisions import Decision, Hit, Outcome
from gwanmun.domain.ids import AgencyId, RegimeId, ServiceId
from gwanmun.domain.people import Agency
from gwanmun.domain.snapshot import InquiryState, Suspension
from gwanmun.errors import BadPolicy, BadRequest, GwanmunError
from gwanmun.policy.explain import leading, particle
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import ATTRIBUTES, Pack, Sort, Value
from gwanmun.policy.reader import Defaults, read_value
from gwanmun.policy.recognise import family_of_name, recognise
from gwanmun.policy.sentences import VALUES
from gwanmun.policy.strict_yaml import Place, Scalar
from gwanmun.policy.typed import misspelt, shown
from gwanmun.policy.vectors import complete
from gwanmun.wire.json_text import read_object

STRANGER = "unlisted_tool"  # what is not said of a service is as of one that nobody knows
IN_HOUSE = "in_house_llm"
_PLATFORM = "pan-gov-ai"  # the in-house platform of Korean government, offered instead

_KEYS = ("id", "in", "service", "regime")
_LONGEST_LINE = 64 * 1024
_EVERYBODY = AgencyId("*")


class Site:
    """What a site's desk recorded, as its gate knows it: entries, each agency's own records, inquiries, suspensions."""

    def __init__(
        self,
        agencies: Iterable[Agency],
        services: Iterable[Service],
        records: Iterable[Record],
        inquiries: Iterable[InquiryState],
        suspensions: Iterable[Suspension] = (),
    ) -> None:
        self.agencies = {one.id: one for one in agencies}
        self.services = {one.id: one for one in services}
        self._records = {(one.agency, one.service): one for one in records}
        self._inquiries = {one.vendor: one.status for one in inquiries}
        self._stopped = {(one.agency, one.service): one for one in suspensions}

    def record(self, agency: str, service: ServiceId) -> Record:
        """The agency's own record of a service, or that of the nearest above it; else the one that nothing was done."""
        line = self._line(agency)
        found = (self._records.get((at, service)) for at in line)
        return next((one for one in found if one is not None), unrecorded(AgencyId(agency), service))

    def stopped(self, agency: str, service: ServiceId) -> Suspension | None:
        found = (self._stopped.get((at, service)) for at in (*self._line(agency), _EVERYBODY))
        return next((one for one in found if one is not None), None)

    def in_house(self, agency: str) -> Service | None:
        """An in-house service that this agency may use now."""
        for service in self.services.values():
            record = self.record(agency, service.id)
            ready = record.on_catalogue and not record.open_items and self.stopped(agency, service.id) is None
            if service.deployment is Deployment.IN_HOUSE and ready:
                return service
        return None

    def facts(self, agency: str, service: Service) -> dict[str, Value]:
        """What rules are told of it, as a gate tells them."""
        record = self.record(agency, service.id)
        return {
            **_listed(service),
            "service.family": recognise(service, (service.name_en,), ""),
            "service.contract": record.contract,
            "service.stores_outside": record.stores_outside,
            "service.accredited_level": record.accredited_level,
            "service.security_reviewed": record.security_reviewed,
            "service.on_catalogue": record.on_catalogue,
            "inquiry.status": self._inquiries.get(service.vendor, "none"),
            "in_house_available": self.in_house(agency) is not None,
        }

    def _line(self, agency: str) -> tuple[AgencyId, ...]:
        line: list[AgencyId] = []
        at: AgencyId | None = AgencyId(agency)
        while at is not None and at not in line:
            line.append(at)
            row = self.agencies.get(at)
            at = row.parent if row is not None else None
        return tuple(line)


def decide_line(
    reader: "Reader", line: bytes, number: int, worded: Callable[[GwanmunError], object]
) -> tuple[dict[str, object], bool]:
    """The answer to one line of JSON, and whether it could be decided. What names no id is told by its line's number
    beside `"id": null`, so that it is never taken for another line's answer.
    """
    name: str | int | None = None
    try:
        if len(line) > _LONGEST_LINE:
            raise BadRequest("body_too_large", limit=_LONGEST_LINE)
        document: Mapping[str, object] = read_object(line.strip())
        given = document.get("id")
        if given is not None and (isinstance(given, bool) or not isinstance(given, str | int)):
            raise BadRequest("bad_value", "id", allowed="string, integer, null")
        name = given
        answer = reader.decide({**document, "id": name})
    except GwanmunError as error:
        return {"id": name, "line": number, "error": worded(error)}, False
    return (answer if name is not None else {**answer, "line": number}), True


class Reader:
    """Decides documents by a fixed set of packs. One of them alone when a document names its regime."""

    def __init__(
        self,
        packs: tuple[Pack, ...],
        defaults: Defaults,
        judge: Judge | None = None,
        site: Site | None = None,
    ) -> None:
        self.site = site
        self._defaults = defaults
        self._judge = judge or Judge(packs)
        self._packs = {pack.id: pack for pack in packs}
        self._alone: dict[str, Judge] = {}
        self._facts: dict[str, dict[str, Value]] = {}

    def decide(self, document: Mapping[str, object]) -> dict[str, object]:
        """`{"id","in","service","regime"?}` → `{"id","decision","rules","obligations","reason"}`. Raises `BadPolicy`."""
        for key in document:
            if key not in _KEYS:
                raise _unknown("line", key, _KEYS, "a key of a decision's input", "판정 입력의 키")
        attributes = self.attributes(document.get("in", {}), document.get("service"))
        regime = document.get("regime")
        if regime is None:
            decision = self._judge.judge(attributes)
            return _document(document.get("id"), decision.outcome, decision.causes, decision.obligations)
        hits = self._of(regime).hits(attributes)
        outcome = max((hit.outcome for hit in hits), default=Outcome.NOT_APPLICABLE)
        duties = tuple(dict.fromkeys(duty for hit in hits for duty in hit.obligations))
        return _document(document.get("id"), outcome, hits, duties)

    def attributes(self, differences: object, service: object) -> dict[str, Value]:
        """The complete input: the defaults, the service's facts, then the differences. Raises `BadPolicy`."""
        if not isinstance(differences, Mapping):
            raise _bad("in", "속성과 값의 객체여야 합니다", "an object of attributes and values is expected", "{}")
        named = differences.get("organisation.id", self._defaults.inputs["organisation.id"])
        base = {**self._defaults.inputs, **self.service(service, str(named))}
        typed = tuple((name, typed_value(name, value, f"in.{shown(name)}")) for name, value in differences.items())
        return complete(base, typed)

    def service(self, named: object, agency: str = "") -> dict[str, Value]:
        """The facts of a service: an id of the site's own catalogue as this agency recorded it, a profile's name, an id
        of the catalogue that ships, or facts given. Raises `BadPolicy`.
        """
        listed = self.listed(named)
        if listed is not None and self.site is not None:
            return {**self._defaults.profiles[STRANGER], **self.site.facts(agency, listed)}
        if isinstance(named, str):
            if named not in self._facts:
                self._facts[named] = self._named(named)
            return self._facts[named]
        if not isinstance(named, Mapping):
            raise _bad(
                "service", "서비스 표본의 이름이나 사실의 객체가 필요합니다", "a profile's name or an object of facts is needed", STRANGER
            )  # fmt: skip
        facts: dict[str, Value] = {}
        for key, value in named.items():
            name = key if str(key).startswith("service.") else f"service.{key}"
            facts[name] = typed_value(name, value, f"service.{shown(str(key))}")
        if "service.id" in facts and "service.family" not in facts:
            facts["service.family"] = family_of_name(str(facts["service.id"])) or "unknown"
        return {**self._defaults.profiles[STRANGER], **facts}

    def listed(self, named: object) -> Service | None:
        """The site's own entry of that id. A profile's name is a profile everywhere."""
        if self.site is None or not isinstance(named, str) or named in self._defaults.profiles:
            return None
        return self.site.services.get(ServiceId(named))

    def _named(self, name: str) -> dict[str, Value]:
        profiles = self._defaults.profiles
        if name in profiles:
            return dict(profiles[name])
        for facts in profiles.values():
            if facts.get("service.id") == name:
                return dict(facts)
        found = shipped.catalogue().service(name)
        if found is None:
            known = (*profiles, *(one.id for one in shipped.catalogue().services))
            raise _unknown("service", name, known, "a service profile or catalogue id", "서비스 표본이나 목록의 서비스")
        return {**profiles[IN_HOUSE if found.deployment is Deployment.IN_HOUSE else STRANGER], **_listed(found)}

    def _of(self, regime: object) -> Judge:
        pack = self._packs.get(RegimeId(regime)) if isinstance(regime, str) else None
        if pack is None:
            raise _unknown("regime", str(regime), tuple(self._packs), "a regime", "정책 묶음")
        if pack.id not in self._alone:
            self._alone[pack.id] = Judge((pack,))
        return self._alone[pack.id]


def typed_value(name: str, value: object, where: str) -> Value:
    """A value of JSON, typed by its attribute. Raises `BadPolicy`: nothing is guessed."""
    attribute = ATTRIBUTES.get(name)
    if attribute is None:
        raise _unknown(where, name, tuple(ATTRIBUTES), "an attribute", "속성")
    if isinstance(value, bool):
        if attribute.sort is Sort.FLAG:
            return value
        value = "true" if value else "false"
    if not isinstance(value, str):
        raise _bad(where, "글(문자열)이어야 합니다", "a string is expected", ", ".join(attribute.choices) or '"…"')
    if name == "device.class" and value == "unknown":
        return value  # a value of the world: a device without evidence
    try:
        return read_value(name, value)
    except BadPolicy as error:
        raise error.elsewhere(where, "case") from None


def _listed(service: Service) -> dict[str, Value]:
    """What the catalogue's sheet says. Contract, review and listing are an agency's own records, and are not here."""
    outside = service.deployment is not Deployment.IN_HOUSE
    return {
        "service.id": service.id,
        "service.family": service.family,
        "service.form": service.form,
        "service.vendor_country": service.vendor_country,
        "service.deployment": str(service.deployment),
        "service.stores_outside": "true" if outside else "false",
        "service.storage_countries": "+".join(sorted(service.storage_countries)) or "unknown",
    }


def _document(
    name: object, outcome: Outcome, causes: tuple[Hit, ...], obligations: tuple[str, ...]
) -> dict[str, object]:
    first = min(
        causes, key=lambda hit: (hit.basis == "derived", -hit.effective_from.toordinal(), hit.regime), default=None
    )
    rules = [] if first is None else [str(first.rule), *(str(hit.rule) for hit in causes if hit is not first)]
    reason = {"ko": "이 기준은 적용되지 않습니다.", "en": "This regime does not apply."}
    if first is not None:
        reason = {"ko": first.reason_ko, "en": first.reason_en}
    return {"id": name, "decision": outcome.word, "rules": rules, "obligations": list(obligations), "reason": reason}


# ---------------------------------------------------------------- may they?


@dataclass(frozen=True, slots=True)
class May:
    """The answer to "may this agency use that service here?", with the one sentence that says so."""

    decision: Decision
    day: date
    agency: str
    device: str
    service: str
    alternative: str
    ko: str
    en: str
    halted: str = ""  # at a site, whatever the packs say: suspended | open_item

    @property
    def allowed(self) -> bool:
        return not self.halted and self.decision.outcome in {Outcome.ALLOW, Outcome.ALLOW_WITH_MASKING}


def may(
    reader: Reader,
    judge: Judge,
    *,
    agency: str,
    device: str,
    service: str,
    day: date,
    grade: str = "O",
    also: Mapping[str, object] | None = None,
) -> May:
    """Judge one use as of a day. Raises `BadPolicy` for an agency, device or service that is not known."""
    body = _agency(agency, day, reader.site)
    facts: dict[str, object] = {
        "jurisdiction": body.jurisdiction,
        "organisation.id": body.id,
        "organisation.type": str(body.type),
        "device.class": device,
        "device.ownership": "personal" if device == "personal" else "government",
        "date": day.isoformat(),
        "data.classification": grade,
        **(also or {}),
    }
    attributes = reader.attributes(facts, service)
    decision = judge.judge(attributes)
    names = _service_names(reader, service)
    halt, why_ko, why_en = _halted(reader, body.id, service)
    alternative = _alternative(reader, judge, facts, Outcome.DENY if halt else decision.outcome)
    device_ko, device_en = VALUES.get(
        device, ("개인 단말", "personal device") if device == "personal" else ("확인되지 않은 단말", "unknown device")
    )
    said = _SAID[decision.outcome] if not halt else _SAID[Outcome.DENY]
    instead_ko = f"; 대신 {alternative[0]}{particle(alternative[0], '을/를')} 이용하십시오" if alternative[0] else ""
    instead_en = f"; use {alternative[1]} instead" if alternative[1] else ""
    if not halt:
        hit = leading(decision)
        since = hit.effective_from.isoformat()
        why_ko = f"{hit.reason_ko.rstrip(' .')} ({hit.rule}, {hit.title_ko}, {since} 시행, 출처 {hit.source})"
        why_en = (
            f"{hit.reason_en.rstrip(' .')} ({hit.rule}, {hit.title_en}, in force since {since}, source: {hit.source})"
        )
    subject = f"{names[0]}{particle(names[0], '은/는')}"
    ko = f"{body.name_ko} {device_ko}에서 {subject} {day.isoformat()} 현재 {said[0]}: {why_ko}{instead_ko}."
    en = f"On {body.name_en}'s {device_en}, {names[1]} {said[1]} as of {day.isoformat()}: {why_en}{instead_en}."
    return May(decision, day, body.id, device, service, alternative[0], ko, en, halt)


def _halted(reader: Reader, agency: str, service: str) -> tuple[str, str, str]:
    """What stops it at this site before any rule is asked, as `gateway/admit.py` does: a suspension, an open item."""
    listed = reader.listed(service)
    if listed is None or reader.site is None:
        return "", "", ""
    stopped = reader.site.stopped(agency, listed.id)
    if stopped is not None:
        why = stopped.reason_ko.rstrip(" ."), stopped.reason_en.rstrip(" .")
        return "suspended", f"이용이 중지된 서비스입니다({why[0]})", f"it is suspended ({why[1]})"
    items = reader.site.record(agency, listed.id).open_items
    if items:
        return (
            "open_item",
            f"도입 점검 항목이 남아 있습니다({', '.join(items)})",
            f"open checklist items: {', '.join(items)}",
        )
    return "", "", ""


_SAID = {
    Outcome.ALLOW: ("이용할 수 있습니다", "may be used"),
    Outcome.ALLOW_WITH_MASKING: ("개인정보를 가린 뒤 이용할 수 있습니다", "may be used with personal data masked"),
    Outcome.REQUIRE_APPROVAL: ("승인을 받아야 이용할 수 있습니다", "needs an approval"),
    Outcome.ROUTE_IN_HOUSE: ("이용할 수 없고 내부 모델로 처리됩니다", "is not used; an in-house model answers"),
    Outcome.DENY: ("이용할 수 없습니다", "may not be used"),
    Outcome.NOT_APPLICABLE: ("판정할 기준이 없습니다", "is covered by no regime"),
}


def _agency(name: str, day: date, site: Site | None) -> Agency:
    own = {str(one.id): one for one in site.agencies.values()} if site is not None else {}
    standing = own | {str(one.id): one for one in shipped.agencies().on(day)}
    found = standing.get(name)
    if found is None:
        raise _unknown("--agency", name, tuple(standing), "an agency on that day", "그 날짜의 기관")
    return found


def _service_names(reader: Reader, service: str) -> tuple[str, str]:
    found = reader.listed(service) or shipped.catalogue().service(service)
    if found is None:
        facts = shipped.defaults().profiles.get(service, {})
        found = shipped.catalogue().service(str(facts.get("service.id", "")))
    return (found.name_ko, found.name_en) if found is not None else (service, service)


def _alternative(reader: Reader, judge: Judge, facts: Mapping[str, object], outcome: Outcome) -> tuple[str, str]:
    """An in-house model, where the same use of it is allowed."""
    if outcome <= Outcome.ALLOW_WITH_MASKING:
        return "", ""
    if reader.site is not None:
        own = reader.site.in_house(str(facts["organisation.id"]))
        if own is None or not _lets(judge.judge(reader.attributes(facts, str(own.id))).outcome):
            return "", ""
        return own.name_ko, own.name_en
    inside = judge.judge(reader.attributes(facts, IN_HOUSE)).outcome
    if not _lets(inside):
        return "", ""
    platform = shipped.catalogue().service(_PLATFORM)
    if facts.get("jurisdiction") == "KR" and facts.get("organisation.type") != "private_company" and platform:
        return platform.name_ko, platform.name_en
    return "기관 내부 모델", "the in-house model"


def _lets(outcome: Outcome) -> bool:
    return outcome in {Outcome.ALLOW, Outcome.ALLOW_WITH_MASKING}


def _unknown(where: str, word: str, known: tuple[str, ...], en: str, ko: str) -> BadPolicy:
    error = misspelt(Scalar(word, plain=True, at=Place(where, 1, 1)), known, en, ko)
    return error.elsewhere(where, "case")


def _bad(where: str, ko: str, en: str, suggestion: str) -> BadPolicy:
    return BadPolicy(where, about="case", problem_ko=ko, problem_en=en, suggestion=suggestion)
