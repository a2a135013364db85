"""Allowances of services and purposes, which stop or only warn; rate limits; asking for more; allowances given away."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LEVELS = "('government', 'department', 'person', 'service', 'purpose')"
PERIODS = "('year', 'month', 'day')"


def upgrade() -> None:
    _allowances()
    op.create_table(
        "rate_limits",
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("per", sa.Text(), nullable=False),
        sa.Column("most", WHOLE, nullable=False),
        sa.CheckConstraint(f"level IN {LEVELS}", name=op.f("ck_rate_limits_level")),
        sa.CheckConstraint("measure IN ('requests', 'tokens')", name=op.f("ck_rate_limits_measure")),
        sa.CheckConstraint("per IN ('minute', 'day')", name=op.f("ck_rate_limits_per")),
        sa.CheckConstraint("most >= 0", name=op.f("ck_rate_limits_most")),
        sa.PrimaryKeyConstraint("level", "subject", "measure", "per", name=op.f("pk_rate_limits")),
        sqlite_strict=True,
    )
    op.create_table(
        "asked_allowances",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("micro_won", WHOLE, nullable=False),
        sa.Column("asked_us", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("granted", WHOLE, nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_us", WHOLE, nullable=True),
        sa.CheckConstraint(f"level IN {LEVELS}", name=op.f("ck_asked_allowances_level")),
        sa.CheckConstraint(f"period IN {PERIODS}", name=op.f("ck_asked_allowances_period")),
        sa.CheckConstraint("state IN ('open', 'granted', 'refused')", name=op.f("ck_asked_allowances_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_allowances")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_asked_allowances_agency_state"), "asked_allowances", ["agency", "state"])
    op.create_table(
        "allowance_offers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("micro_won", WHOLE, nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("offered_by", sa.Text(), nullable=False),
        sa.Column("offered_us", WHOLE, nullable=False),
        sa.Column("taker", sa.Text(), nullable=True),
        sa.Column("withdrawn_us", WHOLE, nullable=True),
        sa.CheckConstraint(f"period IN {PERIODS}", name=op.f("ck_allowance_offers_period")),
        sa.CheckConstraint("micro_won > 0", name=op.f("ck_allowance_offers_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_offers")),
        sqlite_strict=True,
    )
    op.create_table(
        "allowance_takings",
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("taken_us", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("offer", name=op.f("pk_allowance_takings")),
        sqlite_strict=True,
    )


def _allowances() -> None:
    """A CHECK cannot be changed on SQLite: the rows wait beside while the table is made anew."""
    op.execute('CREATE TABLE allowances_before AS SELECT level, subject, period, "limit" FROM allowances')
    op.drop_table("allowances")
    op.create_table(
        "allowances",
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("limit", WHOLE, nullable=False),
        sa.Column("stops", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"level IN {LEVELS}", name=op.f("ck_allowances_level")),
        sa.CheckConstraint(f"period IN {PERIODS}", name=op.f("ck_allowances_period")),
        sa.CheckConstraint("stops IN (0, 1)", name=op.f("ck_allowances_stops")),
        sa.CheckConstraint('"limit" >= 0', name=op.f("ck_allowances_limit")),
        sa.PrimaryKeyConstraint("level", "subject", "period", name=op.f("pk_allowances")),
        sqlite_strict=True,
    )
    op.execute('INSERT INTO allowances SELECT level, subject, period, "limit", 1 FROM allowances_before')
    op.execute("DROP TABLE allowances_before")


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
