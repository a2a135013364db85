"""What named officers settled by the vendor's bill."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = (
    "request", "origin", "agency", "department", "pseudonym", "day", "service", "purpose", "model", "family", "decision",
    "task", "device",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "reconciled",
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("booked", WHOLE, nullable=False),
        sa.Column("spent", WHOLE, nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("at_us", WHOLE, nullable=False),
        sa.CheckConstraint("booked >= 0 AND spent >= 0", name=op.f("ck_reconciled_amounts")),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_reconciled")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_reconciled_agency_at_us"), "reconciled", ["agency", "at_us"])


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
