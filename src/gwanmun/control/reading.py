"""Asking the packs in words and in JSON: which facts stand behind a service's name, one decision as a document, and
"may this agency use that?" in one sentence. What does not live here: the rules (`policy/`), how it is printed
(`entrypoints/policy_commands.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gwanmun.control import shipped
from gwanmun.domain.catalogue import Deployment, Service
from gwanmun.domain.decisions import Decision, Hit, Outcome
from gwanmun.domain.ids import RegimeId
from gwanmun.domain.people import Agency
from gwanmun.errors import BadPolicy
from gwanmun.policy.explain import leading, particle
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import ATTRIBUTES, Pack, Sort, Value
from gwanmun.policy.reader import Defaults, read_value
from gwanmun.policy.recognise import family_of_name
from gwanmun.policy.sentences import VALUES
from gwanmun.policy.strict_yaml import Place, Scalar
from gwanmun.policy.typed import misspelt, shown
from gwanmun.policy.vectors import complete

STRANGER = "unlisted_tool"  # what is not said of a service is as of one that nobody knows
IN_HOUSE = "in_house_llm"
_PLATFORM = "pan-gov-ai"  # the in-house platform of Korean government, offered instead

_KEYS = ("id", "in", "service", "regime")


class Reader:
    """Decides documents by a fixed set of packs. One of them alone when a document names its regime."""

    def __init__(
        self,
        packs: tuple[Pack, ...],
        defaults: Defaults,
        judge: Judge | None = None,
    ) -> None:
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
        base = {**self._defaults.inputs, **self.service(service)}
        typed = tuple((name, typed_value(name, value, f"in.{shown(name)}")) for name, value in differences.items())
        return complete(base, typed)

    def service(self, named: object) -> dict[str, Value]:
        """The facts of a service: a profile's name, an id of the catalogue, or facts given. Raises `BadPolicy`."""
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
        raise BadPolicy(where, **error.params) from None


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

    @property
    def allowed(self) -> bool:
        return self.decision.outcome in {Outcome.ALLOW, Outcome.ALLOW_WITH_MASKING}


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
    body = _agency(agency, day)
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
    names = _service_names(service)
    alternative = _alternative(reader, judge, facts, decision.outcome)
    hit = leading(decision)
    device_ko, device_en = VALUES.get(
        device, ("개인 단말", "personal device") if device == "personal" else ("확인되지 않은 단말", "unknown device")
    )
    said = _SAID[decision.outcome]
    instead_ko = f"; 대신 {alternative[0]}{particle(alternative[0], '을/를')} 이용하십시오" if alternative[0] else ""
    instead_en = f"; use {alternative[1]} instead" if alternative[1] else ""
    since = hit.effective_from.isoformat()
    ko = (
        f"{body.name_ko} {device_ko}에서 {names[0]}{particle(names[0], '은/는')} {day.isoformat()} 현재 {said[0]}: "
        f"{hit.reason_ko.rstrip(' .')} ({hit.rule}, {hit.title_ko}, {since} 시행, 출처 {hit.source}){instead_ko}."
    )
    en = (
        f"On {body.name_en}'s {device_en}, {names[1]} {said[1]} as of {day.isoformat()}: "
        f"{hit.reason_en.rstrip(' .')} ({hit.rule}, {hit.title_en}, in force since {since}, source: {hit.source}){instead_en}."
    )
    return May(decision, day, body.id, device, service, alternative[0], ko, en)


_SAID = {
    Outcome.ALLOW: ("이용할 수 있습니다", "may be used"),
    Outcome.ALLOW_WITH_MASKING: ("개인정보를 가린 뒤 이용할 수 있습니다", "may be used with personal data masked"),
    Outcome.REQUIRE_APPROVAL: ("승인을 받아야 이용할 수 있습니다", "needs an approval"),
    Outcome.ROUTE_IN_HOUSE: ("이용할 수 없고 내부 모델로 처리됩니다", "is not used; an in-house model answers"),
    Outcome.DENY: ("이용할 수 없습니다", "may not be used"),
    Outcome.NOT_APPLICABLE: ("판정할 기준이 없습니다", "is covered by no regime"),
}


def _agency(name: str, day: date) -> Agency:
    standing = {str(one.id): one for one in shipped.agencies().on(day)}
    found = standing.get(name)
    if found is None:
        raise _unknown("--agency", name, tuple(standing), "an agency on that day", "그 날짜의 기관")
    return found


def _service_names(service: str) -> tuple[str, str]:
    found = shipped.catalogue().service(service)
    if found is None:
        facts = shipped.defaults().profiles.get(service, {})
        found = shipped.catalogue().service(str(facts.get("service.id", "")))
    return (found.name_ko, found.name_en) if found is not None else (service, service)


def _alternative(reader: Reader, judge: Judge, facts: Mapping[str, object], outcome: Outcome) -> tuple[str, str]:
    """An in-house model, where the same use of it is allowed."""
    if outcome <= Outcome.ALLOW_WITH_MASKING:
        return "", ""
    inside = judge.judge(reader.attributes(facts, IN_HOUSE)).outcome
    if inside not in {Outcome.ALLOW, Outcome.ALLOW_WITH_MASKING}:
        return "", ""
    platform = shipped.catalogue().service(_PLATFORM)
    if facts.get("jurisdiction") == "KR" and facts.get("organisation.type") != "private_company" and platform:
        return platform.name_ko, platform.name_en
    return "기관 내부 모델", "the in-house model"


def _unknown(where: str, word: str, known: tuple[str, ...], en: str, ko: str) -> BadPolicy:
    error = misspelt(Scalar(word, plain=True, at=Place(where, 1, 1)), known, en, ko)
    return BadPolicy(where, **error.params)


def _bad(where: str, ko: str, en: str, suggestion: str) -> BadPolicy:
    return BadPolicy(where, problem_ko=ko, problem_en=en, suggestion=suggestion)
