"""The books' tables: one MetaData for SQLite (STRICT) and PostgreSQL.

Portable types only: instants are BIGINT µs UTC, money BIGINT micro-won, dates ISO 8601 text, choices TEXT with CHECK,
lists JSON text. A column is named like the field it holds, so that `rows.py` needs no second list of names.
Migrations (`migrations/versions`) are the way a database gets here; a test holds both to the same DDL.
"""

# ruff: noqa: ARG002, FBT001 - TypeDecorator's hooks are called with a dialect, and hold whatever the column holds

import json
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    text,
)

from gwanmun.domain.allowances import Level, Period
from gwanmun.domain.catalogue import Deployment
from gwanmun.domain.catalogue import Dialect as WireDialect
from gwanmun.domain.grades import Grade
from gwanmun.domain.people import DeviceClass, OrganisationType


class Day(TypeDecorator[date]):
    """A date as ISO 8601 text: sorts rightly, reads the same everywhere."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """True or false as 1 or 0: STRICT tables know no BOOLEAN."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Choice(TypeDecorator[StrEnum]):
    """A member of a closed set, as its value."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind
        self.by_value = {member.value: member for member in kind}

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.by_value[value]


class Texts(TypeDecorator[tuple[Any, ...]]):
    """A list of texts or choices, as a JSON array."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[str] = str) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Any, ...] | None:
        return None if value is None else tuple(map(self.kind, json.loads(value)))


Whole = BigInteger().with_variant(Integer(), "sqlite")  # instants, money, counts

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *parts: Any, key: tuple[str, ...]) -> Table:
    return Table(name, metadata, *parts, PrimaryKeyConstraint(*key), sqlite_strict=True)


def _text(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=null)


def _day(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Day, nullable=null)


def _whole(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Whole, nullable=null)


def _flag(name: str) -> tuple[Column[Any], CheckConstraint]:
    return Column(name, Flag, nullable=False), CheckConstraint(f"{name} IN (0, 1)", name=name)


def _choice(name: str, kind: type[StrEnum]) -> tuple[Column[Any], CheckConstraint]:
    return Column(name, Choice(kind), nullable=False), _one_of(name, *(member.value for member in kind))


def _one_of(name: str, *values: str) -> CheckConstraint:
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({allowed})", name=name)


agencies = _table(
    "agencies",
    _text("id"),
    _text("name_ko"),
    _text("name_en"),
    *_choice("type", OrganisationType),
    _text("jurisdiction"),
    _text("parent", null=True),
    _day("valid_from"),
    _day("valid_to", null=True),
    _text("contact_ko"),
    CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name="interval"),
    key=("id", "valid_from"),
)

departments = _table("departments", _text("id"), _text("agency"), _text("name_ko"), _text("name_en"), key=("id",))

persons = _table(
    "people",
    _text("id"),
    _text("agency"),
    _text("department"),
    _day("training_until", null=True),
    _day("pledged_on", null=True),
    Index(None, "agency"),
    key=("id",),
)

zones = _table("zones", _text("cidr"), *_choice("device_class", DeviceClass), _text("note"), key=("cidr",))

proxies = _table("proxies", _text("name"), _text("cidr"), _text("secret"), key=("name",))

services = _table(
    "services",
    _text("id"),
    _text("name_ko"),
    _text("name_en"),
    _text("vendor"),
    _text("vendor_country"),
    _text("family"),
    _text("form"),
    _one_of("form", "web_app", "mobile_app", "api", "model"),
    *_choice("deployment", Deployment),
    Column("storage_countries", Texts(), nullable=False),
    _text("source"),
    _text("as_of"),
    key=("id",),
)

records = _table(
    "records",
    _text("agency"),
    _text("service"),
    *_flag("on_catalogue"),
    _text("contract"),
    _one_of("contract", "click_through", "negotiated", "in_house"),
    _text("accredited_level"),
    _one_of("accredited_level", "none", "O", "S", "C"),
    *_flag("security_reviewed"),
    _text("stores_outside"),
    _one_of("stores_outside", "true", "false", "unknown"),
    Column("open_items", Texts(), nullable=False),
    Column("admitted_fields", Texts(), nullable=False),
    key=("agency", "service"),
)

models = _table(
    "models",
    _text("name"),
    _text("service"),
    _text("upstream_name"),
    Column("aliases", Texts(), nullable=False),
    _whole("max_output_tokens"),
    _text("family", null=True),
    CheckConstraint("max_output_tokens > 0", name="max_output_tokens"),
    key=("name",),
)

prices = _table(
    "prices",
    _text("model"),
    _day("valid_from"),
    _day("valid_to", null=True),
    _text("currency"),
    _one_of("currency", "USD", "KRW"),
    _whole("input_micro"),
    _whole("output_micro"),
    _text("source"),
    CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name="interval"),
    CheckConstraint("input_micro >= 0 AND output_micro >= 0", name="amounts"),
    key=("model", "valid_from"),
)

rates = _table(
    "rates",
    _day("day"),
    _whole("milliwon_per_usd"),
    _text("source"),
    CheckConstraint("milliwon_per_usd > 0", name="milliwon_per_usd"),
    key=("day",),
)

routes = _table(
    "routes", _text("service"), *_choice("dialect", WireDialect), _text("base_url"), key=("service", "dialect")
)

allowances = _table(
    "allowances",
    *_choice("level", Level),
    _text("subject"),
    *_choice("period", Period),
    _whole("limit"),
    CheckConstraint('"limit" >= 0', name="limit"),
    key=("level", "subject", "period"),
)

packs = _table(
    "packs",
    _text("regime"),
    _whole("version"),
    _text("text"),
    *_flag("active"),
    _text("written_by"),
    _whole("written_us"),
    _text("confirmed_by", null=True),
    _text("activated_by", null=True),
    _whole("activated_us", null=True),
    # INVARIANT: a regime has at most one active version, whatever the acts do.
    Index(
        "ix_packs_active", "regime", unique=True, sqlite_where=text("active = 1"), postgresql_where=text("active = 1")
    ),
    key=("regime", "version"),
)

approvals = _table(
    "approvals",
    _text("id"),
    _text("agency"),
    _text("person", null=True),
    _text("service"),
    _text("state"),
    _one_of("state", "granted", "rejected"),
    *_flag("mitigations"),
    _whole("until_us"),
    Column("families", Texts(), nullable=False),
    key=("id",),
)

inquiries = _table(
    "inquiries",
    _text("vendor"),
    _text("status"),
    _one_of("status", "open", "overdue", "refused", "answered_insufficient", "answered_sufficient"),
    key=("vendor",),
)

lifted_orders = _table("lifted_orders", _text("regime"), _day("lifted_on"), _text("officer"), key=("regime",))

rules = _table(
    "rules",
    _text("agency"),
    Column("restore_tools", Texts(), nullable=False),
    *_flag("examine_answers"),
    *_choice("default_grade", Grade),
    Column("purposes", Texts(), nullable=False),
    key=("agency",),
)

keys = _table(
    "keys",
    _text("id"),
    _text("hash"),
    _text("person"),
    Column("departments", Texts(), nullable=False),
    Column("device_classes", Texts(DeviceClass), nullable=False),
    Column("purposes", Texts(), nullable=False),
    _whole("created_us"),
    _whole("expires_us"),
    _whole("revoked_us", null=True),
    _text("rotated_from", null=True),
    Index(None, "person"),
    key=("id",),
)

suspensions = _table(
    "suspensions",
    _text("service"),
    _text("agency"),
    _whole("since_us"),
    _text("reason_ko"),
    _text("reason_en"),
    key=("service", "agency"),
)

publications = _table(
    "publications",
    _text("kind"),
    _one_of("kind", "snapshot", "delta"),
    _whole("serial"),
    _text("digest"),
    _text("content"),
    _whole("desk_index"),
    _whole("published_us"),
    key=("kind", "serial"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", Whole, primary_key=True, autoincrement=True),
    _text("fact"),
    _text("origin", null=True),
    _whole("index", null=True),
    Index("ix_outbox_unsent", "number", sqlite_where=text("origin IS NULL"), postgresql_where=text("origin IS NULL")),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
