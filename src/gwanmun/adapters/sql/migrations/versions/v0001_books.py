"""The first books: every table of the control plane and the outbox of facts.

Frozen: a migration that was released is never edited.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name_ko", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("contact_ko", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "type IN ('central_ministry', 'agency', 'metropolitan_government', 'provincial_government', 'municipality', 'military', 'public_corporation', 'public_school', 'critical_infrastructure', 'private_company')",
            name=op.f("ck_agencies_type"),
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name=op.f("ck_agencies_interval")),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_agencies")),
        sqlite_strict=True,
    )
    op.create_table(
        "allowances",
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("limit", WHOLE, nullable=False),
        sa.CheckConstraint("level IN ('government', 'department', 'person')", name=op.f("ck_allowances_level")),
        sa.CheckConstraint("period IN ('year', 'month', 'day')", name=op.f("ck_allowances_period")),
        sa.CheckConstraint('"limit" >= 0', name=op.f("ck_allowances_limit")),
        sa.PrimaryKeyConstraint("level", "subject", "period", name=op.f("pk_allowances")),
        sqlite_strict=True,
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mitigations", sa.Integer(), nullable=False),
        sa.Column("until_us", WHOLE, nullable=False),
        sa.Column("families", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('granted', 'rejected')", name=op.f("ck_approvals_state")),
        sa.CheckConstraint("mitigations IN (0, 1)", name=op.f("ck_approvals_mitigations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sqlite_strict=True,
    )
    op.create_table(
        "departments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("name_ko", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sqlite_strict=True,
    )
    op.create_table(
        "inquiries",
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'overdue', 'refused', 'answered_insufficient', 'answered_sufficient')",
            name=op.f("ck_inquiries_status"),
        ),
        sa.PrimaryKeyConstraint("vendor", name=op.f("pk_inquiries")),
        sqlite_strict=True,
    )
    op.create_table(
        "keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("departments", sa.Text(), nullable=False),
        sa.Column("device_classes", sa.Text(), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("created_us", WHOLE, nullable=False),
        sa.Column("expires_us", WHOLE, nullable=False),
        sa.Column("revoked_us", WHOLE, nullable=True),
        sa.Column("rotated_from", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_keys_person"), "keys", ["person"], unique=False)
    op.create_table(
        "lifted_orders",
        sa.Column("regime", sa.Text(), nullable=False),
        sa.Column("lifted_on", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("regime", name=op.f("pk_lifted_orders")),
        sqlite_strict=True,
    )
    op.create_table(
        "models",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("upstream_name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("max_output_tokens", WHOLE, nullable=False),
        sa.Column("family", sa.Text(), nullable=True),
        sa.CheckConstraint("max_output_tokens > 0", name=op.f("ck_models_max_output_tokens")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_models")),
        sqlite_strict=True,
    )
    op.create_table(
        "outbox",
        sa.Column("number", WHOLE, autoincrement=True, nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("index", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["number"],
        unique=False,
        sqlite_where=sa.text("origin IS NULL"),
        postgresql_where=sa.text("origin IS NULL"),
    )
    op.create_table(
        "packs",
        sa.Column("regime", sa.Text(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_us", WHOLE, nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("activated_by", sa.Text(), nullable=True),
        sa.Column("activated_us", WHOLE, nullable=True),
        sa.CheckConstraint("active IN (0, 1)", name=op.f("ck_packs_active")),
        sa.PrimaryKeyConstraint("regime", "version", name=op.f("pk_packs")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_packs_active",
        "packs",
        ["regime"],
        unique=True,
        sqlite_where=sa.text("active = 1"),
        postgresql_where=sa.text("active = 1"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("training_until", sa.Text(), nullable=True),
        sa.Column("pledged_on", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_people_agency"), "people", ["agency"], unique=False)
    op.create_table(
        "prices",
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("input_micro", WHOLE, nullable=False),
        sa.Column("output_micro", WHOLE, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("currency IN ('USD', 'KRW')", name=op.f("ck_prices_currency")),
        sa.CheckConstraint("input_micro >= 0 AND output_micro >= 0", name=op.f("ck_prices_amounts")),
        sa.CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name=op.f("ck_prices_interval")),
        sa.PrimaryKeyConstraint("model", "valid_from", name=op.f("pk_prices")),
        sqlite_strict=True,
    )
    op.create_table(
        "proxies",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cidr", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_proxies")),
        sqlite_strict=True,
    )
    op.create_table(
        "publications",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("serial", WHOLE, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("desk_index", WHOLE, nullable=False),
        sa.Column("published_us", WHOLE, nullable=False),
        sa.CheckConstraint("kind IN ('snapshot', 'delta')", name=op.f("ck_publications_kind")),
        sa.PrimaryKeyConstraint("kind", "serial", name=op.f("pk_publications")),
        sqlite_strict=True,
    )
    op.create_table(
        "rates",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("milliwon_per_usd", WHOLE, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("milliwon_per_usd > 0", name=op.f("ck_rates_milliwon_per_usd")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_rates")),
        sqlite_strict=True,
    )
    op.create_table(
        "records",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("on_catalogue", sa.Integer(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("accredited_level", sa.Text(), nullable=False),
        sa.Column("security_reviewed", sa.Integer(), nullable=False),
        sa.Column("stores_outside", sa.Text(), nullable=False),
        sa.Column("open_items", sa.Text(), nullable=False),
        sa.Column("admitted_fields", sa.Text(), nullable=False),
        sa.CheckConstraint("accredited_level IN ('none', 'O', 'S', 'C')", name=op.f("ck_records_accredited_level")),
        sa.CheckConstraint("contract IN ('click_through', 'negotiated', 'in_house')", name=op.f("ck_records_contract")),
        sa.CheckConstraint("stores_outside IN ('true', 'false', 'unknown')", name=op.f("ck_records_stores_outside")),
        sa.CheckConstraint("on_catalogue IN (0, 1)", name=op.f("ck_records_on_catalogue")),
        sa.CheckConstraint("security_reviewed IN (0, 1)", name=op.f("ck_records_security_reviewed")),
        sa.PrimaryKeyConstraint("agency", "service", name=op.f("pk_records")),
        sqlite_strict=True,
    )
    op.create_table(
        "routes",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("dialect", sa.Text(), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.CheckConstraint("dialect IN ('openai', 'anthropic')", name=op.f("ck_routes_dialect")),
        sa.PrimaryKeyConstraint("service", "dialect", name=op.f("pk_routes")),
        sqlite_strict=True,
    )
    op.create_table(
        "rules",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("restore_tools", sa.Text(), nullable=False),
        sa.Column("examine_answers", sa.Integer(), nullable=False),
        sa.Column("default_grade", sa.Text(), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.CheckConstraint("default_grade IN ('O', 'S', 'C')", name=op.f("ck_rules_default_grade")),
        sa.CheckConstraint("examine_answers IN (0, 1)", name=op.f("ck_rules_examine_answers")),
        sa.PrimaryKeyConstraint("agency", name=op.f("pk_rules")),
        sqlite_strict=True,
    )
    op.create_table(
        "services",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name_ko", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("vendor_country", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("deployment", sa.Text(), nullable=False),
        sa.Column("storage_countries", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "deployment IN ('vendor_hosted', 'third_party_hosted', 'in_house')", name=op.f("ck_services_deployment")
        ),
        sa.CheckConstraint("form IN ('web_app', 'mobile_app', 'api', 'model')", name=op.f("ck_services_form")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sqlite_strict=True,
    )
    op.create_table(
        "suspensions",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("since_us", WHOLE, nullable=False),
        sa.Column("reason_ko", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("service", "agency", name=op.f("pk_suspensions")),
        sqlite_strict=True,
    )
    op.create_table(
        "zones",
        sa.Column("cidr", sa.Text(), nullable=False),
        sa.Column("device_class", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "device_class IN ('internet_pc', 'internal_pc', 'military_work', 'government_mobile', 'government_system', 'personal', 'unknown')",
            name=op.f("ck_zones_device_class"),
        ),
        sa.PrimaryKeyConstraint("cidr", name=op.f("pk_zones")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
