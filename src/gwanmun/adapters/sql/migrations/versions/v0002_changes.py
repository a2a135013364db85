"""Orders, emergencies, onboarding, vendors and inquiries.

Frozen: a migration that was released is never edited.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "authorities",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name_ko", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("officers", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorities")),
        sqlite_strict=True,
    )
    op.create_table(
        "checks",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("at_us", WHOLE, nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'waived')", name=op.f("ck_checks_state")),
        sa.PrimaryKeyConstraint("agency", "service", "item", name=op.f("pk_checks")),
        sqlite_strict=True,
    )
    op.create_table(
        "delegations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("regime", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("loosest", sa.Text(), nullable=False),
        sa.Column("rule_digest", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name=op.f("ck_delegations_interval")),
        sa.CheckConstraint(
            "loosest IN ('allow', 'allow_with_masking', 'require_approval', 'route_in_house', 'deny')",
            name=op.f("ck_delegations_loosest"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
        sqlite_strict=True,
    )
    op.create_table(
        "emergencies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_us", WHOLE, nullable=False),
        sa.Column("until_us", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_us", WHOLE, nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.CheckConstraint("until_us <= opened_us + 259200000000", name=op.f("ck_emergencies_hours")),
        sa.CheckConstraint("reviewed_by IS NULL OR reviewed_by <> opened_by", name=op.f("ck_emergencies_reviewer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergencies")),
        sqlite_strict=True,
    )
    op.create_table(
        "exit_records",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Text(), nullable=False),
        sa.Column("data_returned", sa.Integer(), nullable=False),
        sa.Column("data_deleted", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.CheckConstraint("data_deleted IN (0, 1)", name=op.f("ck_exit_records_data_deleted")),
        sa.CheckConstraint("data_returned IN (0, 1)", name=op.f("ck_exit_records_data_returned")),
        sa.PrimaryKeyConstraint("agency", "service", name=op.f("pk_exit_records")),
        sqlite_strict=True,
    )
    op.create_table(
        "held_models",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("upstream_name", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("since_us", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_held_models")),
        sqlite_strict=True,
    )
    op.create_table(
        "letters",
        sa.Column("inquiry", sa.Text(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("on", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("inquiry", "number", name=op.f("pk_letters")),
        sqlite_strict=True,
    )
    op.create_table(
        "mandates",
        sa.Column("regime", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("above", sa.Text(), nullable=True),
        sa.Column("preemptive", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Text(), nullable=True),
        sa.Column("reviewed_on", sa.Text(), nullable=True),
        sa.Column("reminded_on", sa.Text(), nullable=True),
        sa.CheckConstraint("preemptive IN (0, 1)", name=op.f("ck_mandates_preemptive")),
        sa.CheckConstraint("preemptive = 0 OR review_on IS NOT NULL", name=op.f("ck_mandates_review")),
        sa.PrimaryKeyConstraint("regime", name=op.f("pk_mandates")),
        sqlite_strict=True,
    )
    op.create_table(
        "mergers",
        sa.Column("into", sa.Text(), nullable=False),
        sa.Column("on", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("into", "on", name=op.f("pk_mergers")),
        sqlite_strict=True,
    )
    op.create_table(
        "observed_orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observed_orders")),
        sqlite_strict=True,
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("title_ko", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("regime", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Text(), nullable=True),
        sa.Column("replaced_by", sa.Text(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name=op.f("ck_orders_interval")),
        sa.CheckConstraint(
            "kind IN ('block', 'restriction', 'pause', 'corrective_recommendation', 'transfer_stop', 'inquiry', 'advisory')",
            name=op.f("ck_orders_kind"),
        ),
        sa.CheckConstraint("state IN ('in_force', 'lifted', 'replaced')", name=op.f("ck_orders_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sqlite_strict=True,
    )
    op.create_table(
        "reassessments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("at_us", WHOLE, nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_us", WHOLE, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reassessments")),
        sqlite_strict=True,
    )
    op.create_table(
        "replies",
        sa.Column("inquiry", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.Column("judged_by", sa.Text(), nullable=True),
        sa.Column("judged_on", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.CheckConstraint("again IN (0, 1)", name=op.f("ck_replies_again")),
        sa.CheckConstraint("judgement IN ('waiting', 'sufficient', 'insufficient')", name=op.f("ck_replies_judgement")),
        sa.CheckConstraint(
            "question IN ('controller', 'items', 'purpose', 'storage', 'sharing', 'training', 'transfer', 'deletion')",
            name=op.f("ck_replies_question"),
        ),
        sa.PrimaryKeyConstraint("inquiry", "question", name=op.f("pk_replies")),
        sqlite_strict=True,
    )
    op.create_table(
        "scheduled",
        sa.Column("regime", sa.Text(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("starts_us", WHOLE, nullable=False),
        sa.Column("expected", WHOLE, nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("asked_us", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("regime", name=op.f("pk_scheduled")),
        sqlite_strict=True,
    )
    op.create_table(
        "sheet_facts",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.CheckConstraint("confidence IN ('high', 'medium', 'low')", name=op.f("ck_sheet_facts_confidence")),
        sa.PrimaryKeyConstraint("service", "name", name=op.f("pk_sheet_facts")),
        sqlite_strict=True,
    )
    op.create_table(
        "standings",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("steps", WHOLE, nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("since_us", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('proposed', 'reviewed', 'approved', 'restricted', 'suspended', 'withdrawn')",
            name=op.f("ck_standings_stage"),
        ),
        sa.PrimaryKeyConstraint("agency", "service", name=op.f("pk_standings")),
        sqlite_strict=True,
    )
    op.create_table(
        "steps",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("at_us", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "after IN ('proposed', 'reviewed', 'approved', 'restricted', 'suspended', 'withdrawn')",
            name=op.f("ck_steps_after"),
        ),
        sa.PrimaryKeyConstraint("agency", "service", "number", name=op.f("pk_steps")),
        sqlite_strict=True,
    )
    op.create_table(
        "vendor_inquiries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("refused_on", sa.Text(), nullable=True),
        sa.Column("overdue_on", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Text(), nullable=True),
        sa.CheckConstraint("sent_on <= due_on", name=op.f("ck_vendor_inquiries_interval")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_inquiries")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_vendor_inquiries_vendor"), "vendor_inquiries", ["vendor"], unique=False)
    op.create_table(
        "vendors",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name_ko", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("resells", sa.Text(), nullable=False),
        sa.Column("domestic_agent", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('vendor', 'reseller', 'partner', 'in_house')", name=op.f("ck_vendors_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendors")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
