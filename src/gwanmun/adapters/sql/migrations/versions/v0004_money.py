"""The ledger of spending, collection rounds."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("seats", WHOLE, nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("seat_micro", WHOLE, nullable=False),
        sa.Column("billing", sa.Text(), nullable=False),
        sa.Column("vat", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("billing IN ('month', 'year')", name=op.f("ck_subscriptions_billing")),
        sa.CheckConstraint("currency IN ('USD', 'KRW')", name=op.f("ck_subscriptions_currency")),
        sa.CheckConstraint("seats >= 0 AND seat_micro >= 0", name=op.f("ck_subscriptions_amounts")),
        sa.CheckConstraint("line IN ('licence', 'usage', 'training', 'security')", name=op.f("ck_subscriptions_line")),
        sa.CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name=op.f("ck_subscriptions_interval")),
        sa.CheckConstraint("vat IN ('included', 'added', 'none')", name=op.f("ck_subscriptions_vat")),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_subscriptions")),
        sqlite_strict=True,
    )
    op.create_table(
        "charges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("micro_won", WHOLE, nullable=False),
        sa.Column("vat_micro", WHOLE, nullable=True),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("row", WHOLE, nullable=False),
        sa.CheckConstraint("paper IN ('invoice', 'card')", name=op.f("ck_charges_paper")),
        sa.CheckConstraint("line IN ('licence', 'usage', 'training', 'security')", name=op.f("ck_charges_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_charges_agency_day"), "charges", ["agency", "day"], unique=False)
    op.create_table(
        "imports",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("rows", WHOLE, nullable=False),
        sa.Column("micro_won", WHOLE, nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("at_us", WHOLE, nullable=False),
        sa.CheckConstraint("paper IN ('invoice', 'card')", name=op.f("ck_imports_paper")),
        sa.PrimaryKeyConstraint("file", "agency", name=op.f("pk_imports")),
        sqlite_strict=True,
    )
    op.create_table(
        "planned",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("year", WHOLE, nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("micro_won", WHOLE, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("line IN ('licence', 'usage', 'training', 'security')", name=op.f("ck_planned_line")),
        sa.CheckConstraint("micro_won >= 0", name=op.f("ck_planned_amount")),
        sa.PrimaryKeyConstraint("agency", "year", "line", name=op.f("pk_planned")),
        sqlite_strict=True,
    )
    op.create_table(
        "staff_counts",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("count", WHOLE, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_staff_counts_count")),
        sa.PrimaryKeyConstraint("agency", "as_of", name=op.f("pk_staff_counts")),
        sqlite_strict=True,
    )
    op.create_table(
        "quota_offers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("seats", WHOLE, nullable=False),
        sa.Column("micro_won", WHOLE, nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("offered_by", sa.Text(), nullable=False),
        sa.Column("offered_us", WHOLE, nullable=False),
        sa.Column("taker", sa.Text(), nullable=True),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.Column("accepted_us", WHOLE, nullable=True),
        sa.CheckConstraint("state IN ('offered', 'transferred', 'withdrawn')", name=op.f("ck_quota_offers_state")),
        sa.CheckConstraint(
            "accepted_by IS NULL OR accepted_by <> offered_by", name=op.f("ck_quota_offers_two_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_offers")),
        sqlite_strict=True,
    )
    op.create_table(
        "collection_rounds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title_ko", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("first_month", sa.Text(), nullable=False),
        sa.Column("last_month", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("governments", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_us", WHOLE, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("published_us", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_rounds")),
        sqlite_strict=True,
    )
    op.create_table(
        "submissions",
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=True),
        sa.Column("submitted_us", WHOLE, nullable=True),
        sa.Column("validated_by", sa.Text(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("countersigned_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "signed_by IS NULL OR countersigned_by IS NULL OR signed_by <> countersigned_by",
            name=op.f("ck_submissions_two_persons"),
        ),
        sa.CheckConstraint("late IN (0, 1)", name=op.f("ck_submissions_late")),
        sa.CheckConstraint(
            "stage IN ('requested', 'submitted', 'validated', 'signed', 'refused')", name=op.f("ck_submissions_stage")
        ),
        sa.PrimaryKeyConstraint("round", "agency", name=op.f("pk_submissions")),
        sqlite_strict=True,
    )
    op.create_table(
        "collection_answers",
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("amount", WHOLE, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('reported', 'not_reported', 'could_not_count')", name=op.f("ck_collection_answers_state")
        ),
        sa.CheckConstraint("(state = 'reported') = (amount IS NOT NULL)", name=op.f("ck_collection_answers_amount")),
        sa.PrimaryKeyConstraint("round", "agency", "question", name=op.f("pk_collection_answers")),
        sqlite_strict=True,
    )
    op.create_table(
        "minutes_saved",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("minutes", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_saved")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_minutes_saved_month"), "minutes_saved", ["month"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
