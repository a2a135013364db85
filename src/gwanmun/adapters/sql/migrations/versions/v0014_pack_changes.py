"""Each regime's history as its page shows it: who did what to which version, when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pack_changes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("regime", sa.Text(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("at_us", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_changes")),
        sqlite_strict=True,
    )
    op.create_index("ix_pack_changes_regime", "pack_changes", ["regime"])


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
