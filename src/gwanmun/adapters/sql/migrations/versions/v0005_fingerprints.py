"""Fingerprints and canaries of classified texts."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "fingerprints",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("hashes", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("at_us", WHOLE, nullable=False),
        sa.CheckConstraint("sort IN ('document', 'canary')", name=op.f("ck_fingerprints_sort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fingerprints")),
        sqlite_strict=True,
    )
    op.create_table(
        "fingerprint_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fingerprint_keys")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
