"""Services (서비스), their vendors and models, as the catalogue (서비스 목록) and the agency's own records state them.

A listed fact is not an approval: `on_catalogue`, `contract`, `accredited_level` and `security_reviewed` are the
agency's own records, never copied from a vendor's sheet.
"""

from dataclasses import dataclass
from enum import StrEnum

from gwanmun.domain.ids import AgencyId, ServiceId
from gwanmun.domain.money import Price


class Deployment(StrEnum):
    VENDOR_HOSTED = "vendor_hosted"
    THIRD_PARTY_HOSTED = "third_party_hosted"
    IN_HOUSE = "in_house"


class Dialect(StrEnum):
    OPENAI = "openai"  # POST /v1/chat/completions
    ANTHROPIC = "anthropic"  # POST /v1/messages


@dataclass(frozen=True, slots=True)
class Service:
    """A service that the gate may speak to, or that rules name. Facts carry their source and date."""

    id: ServiceId
    name_ko: str
    name_en: str
    vendor: str
    vendor_country: str
    family: str  # deepseek, openai, … ; a model's name may overrule it (policy/recognise.py)
    form: str  # web_app | mobile_app | api | model
    deployment: Deployment
    storage_countries: tuple[str, ...]
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Record:
    """An agency's own record about a service (S15): the gate's word on contract, review and list."""

    agency: AgencyId
    service: ServiceId
    on_catalogue: bool
    contract: str  # click_through | negotiated | in_house
    accredited_level: str  # none | O | S | C
    security_reviewed: bool
    stores_outside: str  # true | false | unknown
    open_items: tuple[str, ...] = ()  # checklist items not complete: the service is refused, naming the first
    admitted_fields: tuple[str, ...] = ()  # further request fields this service may be sent: /top_k, /messages/*/x


@dataclass(frozen=True, slots=True)
class Model:
    """A model's name as callers write it, and how the service calls it. Prices are dated rows."""

    name: str
    service: ServiceId
    upstream_name: str
    aliases: tuple[str, ...]
    prices: tuple[Price, ...]
    max_output_tokens: int  # the most the service can generate; bounds a request that names no limit
    family: str | None = None  # overrules the service's family


@dataclass(frozen=True, slots=True)
class Target:
    """Where a prompt goes: one service, one model, one dialect."""

    service: Service
    model: Model
    record: Record
    family: str  # recognised from host, model field, alias and the catalogue; the strictest wins
    dialect: Dialect
