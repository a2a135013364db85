"""The books' tables: agencies, people, services, money, policy, keys.

A column is named like the field it holds, so that `rows.py` needs no second list of names. Migrations
(`migrations/versions`) are the way a database gets here; a test holds both to the same DDL.
"""

from sqlalchemy import CheckConstraint, Column, Index, Table, text

from gwanmun.adapters.sql.columns import Rows, Texts, Whole, choice, day, flag, metadata, one_of, string, table, whole
from gwanmun.domain.allowances import Level, Period
from gwanmun.domain.catalogue import Deployment
from gwanmun.domain.catalogue import Dialect as WireDialect
from gwanmun.domain.findings import AnswerCare, Kind, Masking
from gwanmun.domain.grades import Grade
from gwanmun.domain.people import Attested, DeviceClass, OrganisationType

agencies = table(
    "agencies",
    string("id"),
    string("name_ko"),
    string("name_en"),
    *choice("type", OrganisationType),
    string("jurisdiction"),
    string("parent", null=True),
    day("valid_from"),
    day("valid_to", null=True),
    string("contact_ko"),
    CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name="interval"),
    key=("id", "valid_from"),
)

departments = table("departments", string("id"), string("agency"), string("name_ko"), string("name_en"), key=("id",))

persons = table(
    "people",
    string("id"),
    string("agency"),
    string("department"),
    day("training_until", null=True),
    day("pledged_on", null=True),
    Index(None, "agency"),
    key=("id",),
)

zones = table("zones", string("cidr"), *choice("device_class", DeviceClass), string("note"), key=("cidr",))

proxies = table("proxies", string("name"), string("cidr"), string("secret"), key=("name",))

services = table(
    "services",
    string("id"),
    string("name_ko"),
    string("name_en"),
    string("vendor"),
    string("vendor_country"),
    string("family"),
    string("form"),
    one_of("form", "web_app", "mobile_app", "api", "model"),
    *choice("deployment", Deployment),
    Column("storage_countries", Texts(), nullable=False),
    string("source"),
    string("as_of"),
    key=("id",),
)

records = table(
    "records",
    string("agency"),
    string("service"),
    *flag("on_catalogue"),
    string("contract"),
    one_of("contract", "click_through", "negotiated", "in_house"),
    string("accredited_level"),
    one_of("accredited_level", "none", "O", "S", "C"),
    *flag("security_reviewed"),
    string("stores_outside"),
    one_of("stores_outside", "true", "false", "unknown"),
    Column("open_items", Texts(), nullable=False),
    Column("admitted_fields", Texts(), nullable=False),
    key=("agency", "service"),
)

models = table(
    "models",
    string("name"),
    string("service"),
    string("upstream_name"),
    Column("aliases", Texts(), nullable=False),
    whole("max_output_tokens"),
    string("family", null=True),
    CheckConstraint("max_output_tokens > 0", name="max_output_tokens"),
    key=("name",),
)

prices = table(
    "prices",
    string("model"),
    day("valid_from"),
    day("valid_to", null=True),
    string("currency"),
    one_of("currency", "USD", "KRW"),
    whole("input_micro"),
    whole("output_micro"),
    string("source"),
    CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name="interval"),
    CheckConstraint("input_micro >= 0 AND output_micro >= 0", name="amounts"),
    key=("model", "valid_from"),
)

rates = table(
    "rates",
    day("day"),
    whole("milliwon_per_usd"),
    string("source"),
    CheckConstraint("milliwon_per_usd > 0", name="milliwon_per_usd"),
    key=("day",),
)

routes = table(
    "routes", string("service"), *choice("dialect", WireDialect), string("base_url"), key=("service", "dialect")
)

allowances = table(
    "allowances",
    *choice("level", Level),
    string("subject"),
    *choice("period", Period),
    whole("limit"),
    *flag("stops"),
    CheckConstraint('"limit" >= 0', name="limit"),
    key=("level", "subject", "period"),
)

packs = table(
    "packs",
    string("regime"),
    whole("version"),
    string("text"),
    *flag("active"),
    string("written_by"),
    whole("written_us"),
    string("confirmed_by", null=True),
    string("activated_by", null=True),
    whole("activated_us", null=True),
    # INVARIANT: a regime has at most one active version, whatever the acts do.
    Index(
        "ix_packs_active", "regime", unique=True, sqlite_where=text("active = 1"), postgresql_where=text("active = 1")
    ),
    key=("regime", "version"),
)

approvals = table(
    "approvals",
    string("id"),
    string("agency"),
    string("person", null=True),
    string("service"),
    string("state"),
    one_of("state", "granted", "rejected"),
    *flag("mitigations"),
    whole("until_us"),
    Column("families", Texts(), nullable=False),
    string("department", null=True),
    *choice("grade", Grade),
    string("task"),
    key=("id",),
)

inquiries = table(
    "inquiries",
    string("vendor"),
    string("status"),
    one_of("status", "open", "overdue", "refused", "answered_insufficient", "answered_sufficient"),
    key=("vendor",),
)

lifted_orders = table("lifted_orders", string("regime"), day("lifted_on"), string("officer"), key=("regime",))

rules = table(
    "rules",
    string("agency"),
    Column("restore_tools", Texts(), nullable=False),
    *choice("examine_answers", AnswerCare),
    *choice("default_grade", Grade),
    Column("purposes", Texts(), nullable=False),
    Column("masking", Rows(Masking), nullable=False),
    Column("may_keep", Texts(Kind), nullable=False),
    whole("history_days"),
    *flag("unseen_scans"),
    key=("agency",),
)

keys = table(
    "keys",
    string("id"),
    string("hash"),
    string("person"),
    Column("departments", Texts(), nullable=False),
    Column("device_classes", Texts(DeviceClass), nullable=False),
    Column("purposes", Texts(), nullable=False),
    whole("created_us"),
    whole("expires_us"),
    whole("revoked_us", null=True),
    string("rotated_from", null=True),
    Column("attested", Texts(Attested), nullable=False),
    Index(None, "person"),
    key=("id",),
)

suspensions = table(
    "suspensions",
    string("service"),
    string("agency"),
    whole("since_us"),
    string("reason_ko"),
    string("reason_en"),
    key=("service", "agency"),
)

publications = table(
    "publications",
    string("kind"),
    one_of("kind", "snapshot", "delta"),
    whole("serial"),
    string("digest"),
    string("content"),
    whole("desk_index"),
    whole("published_us"),
    key=("kind", "serial"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", Whole, primary_key=True, autoincrement=True),
    string("fact"),
    string("origin", null=True),
    whole("index", null=True),
    Index("ix_outbox_unsent", "number", sqlite_where=text("origin IS NULL"), postgresql_where=text("origin IS NULL")),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
