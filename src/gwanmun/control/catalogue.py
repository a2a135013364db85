"""The service catalogue (서비스 목록) from the shipped sheet: services, models, dated prices and hosts, each with its
source and date. What does not live here: whether an agency approved any of it. Being listed is not approval; contract,
list, accredited level and review are the agency's own records (`domain.catalogue.Record`).

What the sheet says and this file cannot read is reported in `unread`, never dropped in silence.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from gwanmun.domain.catalogue import Deployment, Model, Service
from gwanmun.domain.ids import ServiceId
from gwanmun.domain.money import MICRO, Price
from gwanmun.policy.recognise import family_of_name
from gwanmun.policy.strict_yaml import Listing, Mapping, Node, Scalar, parse
from gwanmun.policy.typed import as_choice, as_day, as_fields, as_items, as_match, as_scalar, as_table, as_text

#: The sheet states no output limits. A request that names none is held at this many tokens: too much, never too little.
MAX_OUTPUT_TOKENS = 131_072

_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")

_TOP = ("schema_version", "as_of", "price_sources", "domain_sources", "generic_detection", "services")
#: Keys that are read here, and keys that later pages read (seats, apps, notes): both are known, others are reported.
_READ = (
    "id", "name", "name_ko", "vendor", "vendor_country", "category", "deployment", "data_storage", "domains", "api",
    "models", "price_as_of", "confidence",
)  # fmt: skip
_LATER = (
    "trains_on_input", "apps", "seats", "certifications", "local_governments_using_2024", "note", "restricted_by",
    "domains_confidence", "vendor_country_note", "price_note",
)  # fmt: skip
_NEEDED = ("id", "name", "vendor", "vendor_country", "category", "deployment")

#: Which family of models a vendor's product runs. A model's own name overrules it (`policy/recognise.py`).
_FAMILIES = {
    "OpenAI": "openai",
    "Anthropic": "anthropic",
    "Google": "gemini",
    "xAI": "grok",
    "Meta": "llama",
    "Mistral AI": "mistral",
    "Cohere": "cohere",
    "AWS": "nova",
    "Perplexity AI": "sonar",
    "Hangzhou DeepSeek Artificial Intelligence": "deepseek",
    "Alibaba Cloud": "qwen",
    "Moonshot AI": "kimi",
    "ByteDance": "doubao",
    "Baidu": "ernie",
    "Tencent": "hunyuan",
    "MiniMax": "minimax",
    "Zhipu AI": "glm",
    "NAVER": "hyperclova-x",
    "NAVER Cloud": "hyperclova-x",
    "Upstage": "solar",
    "LG AI Research": "exaone",
    "Kakao": "kanana",
    "own": "in-house",
}
_FAMILIES_BY_ID = {"azure-openai": "openai", "pan-gov-ai": "in-house"}
_API_CATEGORIES = frozenset({"api", "aggregator", "hub", "platform", "chat_api"})
_MODEL_CATEGORIES = frozenset({"model", "runtime"})


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where a service lives on the network, as its sheet says."""

    service: ServiceId
    suffix: tuple[str, ...]  # the name and everything under it
    exact: tuple[str, ...]  # that host only: its parent is shared
    telemetry: tuple[str, ...]  # shared collectors: warn before blocking
    lookalikes: tuple[str, ...]
    base_url: str  # of its API; empty when it has none. May hold {placeholders}
    openai_compatible: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that the sheet says and that is not in the catalogue, and why."""

    where: str  # file:line:column
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    services: tuple[Service, ...]
    models: tuple[Model, ...]
    hosts: tuple[Hosts, ...]
    patterns: tuple[tuple[str, str], ...]  # generic_detection: family → pattern of model names
    as_of: date
    unread: tuple[Unread, ...]

    def service(self, service_id: str) -> Service | None:
        return next((one for one in self.services if one.id == service_id), None)


def read_catalogue(text: str, file: str) -> Catalogue:
    """Read the sheet. Raises `BadPolicy` where it is broken as a whole; a single unreadable fact goes to `unread`."""
    top = as_fields(parse(text, file), _TOP, ("as_of", "services"), "the catalogue", "서비스 목록")
    reading = _Reading(as_day(top["as_of"]), file)
    for node in as_items(top["services"]):
        reading.service(node)
    return Catalogue(
        tuple(reading.services),
        tuple(reading.models),
        tuple(reading.hosts),
        _patterns(top.get("generic_detection")),
        reading.as_of,
        tuple(reading.unread),
    )


def _patterns(node: Node | None) -> tuple[tuple[str, str], ...]:
    found = as_table(node).get("model_name_patterns") if node is not None else None
    return tuple((key.text, as_scalar(value).text) for key, value in as_table(found).entries) if found else ()


class _Reading:
    """One pass over the sheet. Names of models are unique: the second service to list one lists it as service/name."""

    def __init__(self, as_of: date, file: str) -> None:
        self.as_of = as_of
        self.services: list[Service] = []
        self.models: list[Model] = []
        self.hosts: list[Hosts] = []
        self.unread: list[Unread] = []
        self._file = file
        self._names: set[str] = set()

    def service(self, node: Node) -> None:
        sheet = as_fields(node, (*_READ, *_LATER, *self._strangers(node)), _NEEDED, "a service", "서비스")
        service_id = ServiceId(as_match(sheet["id"], _ID, "a service's id", "서비스 식별자"))
        name = as_text(sheet["name"])
        vendor = as_text(sheet["vendor"])
        category = as_text(sheet["category"])
        kinds = tuple(one.value for one in Deployment)
        confidence = as_text(sheet["confidence"]) if "confidence" in sheet else "unstated"
        countries = self._countries(sheet.get("data_storage"))
        self.services.append(
            Service(
                id=service_id,
                name_ko=as_text(sheet["name_ko"]) if "name_ko" in sheet else name,
                name_en=name,
                vendor=vendor,
                vendor_country=as_text(sheet["vendor_country"]),
                family=_FAMILIES_BY_ID.get(service_id) or _FAMILIES.get(vendor) or service_id,
                form=_form(service_id, category),
                deployment=Deployment(as_choice(sheet["deployment"], kinds, "a deployment", "운영 형태")),
                storage_countries=countries,
                source=f"{self._file}, {self.as_of.isoformat()}, confidence {confidence}",
                as_of=self.as_of.isoformat(),
            )
        )
        self.hosts.append(_hosts(service_id, sheet))
        if "models" in sheet:
            self._models(service_id, sheet["models"], sheet.get("price_as_of"))

    def _strangers(self, node: Node) -> tuple[str, ...]:
        """Keys that this file does not know: reported, and then passed over."""
        known = {*_READ, *_LATER}
        strangers = [key for key, _ in as_table(node).entries if key.text not in known]
        for key in strangers:
            self._report(key, f"key '{key.text[:40]}'", "not known to this version")
        return tuple(key.text for key in strangers)

    def _countries(self, node: Node | None) -> tuple[str, ...]:
        listed = as_table(node).get("countries") if node is not None else None
        if listed is None:
            return ("unknown",)
        return tuple(as_text(one) for one in as_items(listed)) or ("unknown",)

    def _models(self, service: ServiceId, node: Node, as_of: Node | None) -> None:
        since = self._month(as_of)
        for key, facts in as_table(node).entries:
            upstream = as_match(key, _MODEL, "a model's name", "모델 이름")
            full = f"{service}/{upstream}"
            first = upstream not in self._names
            self._names.add(upstream)
            price = self._price(key, as_table(facts), since)
            self.models.append(
                Model(
                    name=upstream if first else full,
                    service=service,
                    upstream_name=upstream,
                    aliases=(full,) if first else (),
                    prices=(price,) if price else (),
                    max_output_tokens=MAX_OUTPUT_TOKENS,
                    family=family_of_name(upstream) or None,
                )
            )

    def _month(self, node: Node | None) -> date | None:
        """`2026-11` → the first day of that month."""
        match = _MONTH.fullmatch(as_scalar(node).text) if node is not None else None
        if match is None or not 1 <= int(match[2]) <= 12:
            return None
        return date(int(match[1]), int(match[2]), 1)

    def _price(self, key: Scalar, facts: Mapping, since: date | None) -> Price | None:
        node = facts.get("price")
        if node is None or (isinstance(node, Scalar) and node.empty):
            self._report(key, f"price of {key.text}", "not stated")
            return None
        if since is None:
            self._report(key, f"price of {key.text}", "no price_as_of, so its first day is not known")
            return None
        amounts = [_micro(one) for one in node.items] if isinstance(node, Listing) else []
        if len(amounts) != 2 or amounts[0] is None or amounts[1] is None:
            self._report(key, f"price of {key.text}", "not two amounts in whole micro-dollars")
            return None
        confidence = facts.get("confidence")
        stated = as_text(confidence) if confidence else "unstated"
        source = f"{self._file}, {since:%Y-%m}, confidence {stated}"
        return Price(since, None, "USD", amounts[0], amounts[1], source)

    def _report(self, key: Scalar, what: str, why: str) -> None:
        self.unread.append(Unread(str(key.at), what, why))


def _form(service: str, category: str) -> str:
    if service.endswith("-app"):
        return "mobile_app"
    if category in _MODEL_CATEGORIES:
        return "model"
    return "api" if category in _API_CATEGORIES else "web_app"


def _hosts(service: ServiceId, sheet: dict[str, Node]) -> Hosts:
    domains = sheet.get("domains")
    api = sheet.get("api")

    def names(key: str) -> tuple[str, ...]:
        node = as_table(domains).get(key) if domains is not None else None
        return tuple(as_text(one) for one in as_items(node)) if node is not None else ()

    base = as_table(api).get("base_url") if api is not None else None
    compatible = as_table(api).get("openai_compatible") if api is not None else None
    return Hosts(
        service,
        names("suffix"),
        names("exact"),
        names("telemetry"),
        names("lookalike_watch"),
        as_text(base) if base is not None else "",
        compatible is not None and as_scalar(compatible).text == "true",
    )


def _micro(node: Node) -> int | None:
    """Dollars as written → whole micro-dollars, exactly; None when it is not such an amount."""
    try:
        amount = Decimal(as_scalar(node).text) * MICRO
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount < 0 or amount != amount.to_integral_value() or amount > 10**12:
        return None
    return int(amount)
