"""What one officer asked to take out of force, until another one does."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """A table that was not there."""
    op.create_table(
        "asked_ends",
        sa.Column("regime", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("on", sa.Text(), nullable=True),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("asked_us", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("act IN ('deactivate_pack', 'lift_order')", name=op.f("ck_asked_ends_act")),
        sa.PrimaryKeyConstraint("regime", "act", name=op.f("pk_asked_ends")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
