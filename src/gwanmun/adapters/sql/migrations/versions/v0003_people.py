"""Appointments, approvals, training, devices, records."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("acting_for", sa.Text(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name=op.f("ck_appointments_interval")),
        sa.CheckConstraint(
            "role IN ('official', 'approver', 'security', 'privacy', 'ai_policy', 'budget', 'audit', 'records', 'authority', 'assembly', 'administrator')",
            name=op.f("ck_appointments_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_appointments_person"), "appointments", ["person"])


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
