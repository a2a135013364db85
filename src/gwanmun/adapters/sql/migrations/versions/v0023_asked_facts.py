"""Facts that would loosen a decision, until another officer confirms them."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """A table that was not there."""
    op.create_table(
        "asked_facts",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("asked_us", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("service", "name", name=op.f("pk_asked_facts")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
