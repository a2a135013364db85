"""Roles by the groups of an identity provider, and which of its accounts a person signs in with."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "group_roles",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "role IN ('official', 'approver', 'security', 'privacy', 'ai_policy', 'budget', 'audit', 'records', 'authority', 'assembly', 'administrator')",
            name=op.f("ck_group_roles_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_roles")),
        sqlite_strict=True,
    )
    op.create_table(
        "provider_persons",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("seen_us", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_provider_persons")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_provider_persons_subject"), "provider_persons", ["subject"])


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
