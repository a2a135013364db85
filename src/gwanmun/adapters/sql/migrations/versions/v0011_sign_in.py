"""Local accounts of the console."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "local_accounts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("step", WHOLE, nullable=False),
        sa.Column("failed", WHOLE, nullable=False),
        sa.Column("locked_until_us", WHOLE, nullable=False),
        sa.Column("break_glass", sa.Integer(), nullable=False),
        sa.Column("changed_us", WHOLE, nullable=False),
        sa.CheckConstraint("break_glass IN (0, 1)", name=op.f("ck_local_accounts_break_glass")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_local_accounts")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_local_accounts_person"), "local_accounts", ["person"])


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
