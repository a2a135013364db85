"""What an officer attests about the sign-in and the device behind a key."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLD = (
    "id", "hash", "person", "departments", "device_classes", "purposes", "created_us", "expires_us", "revoked_us",
    "rotated_from",
)  # fmt: skip


def upgrade() -> None:
    """The table anew, as everywhere here: an added column could not be NOT NULL without a default of its own."""
    connection = op.get_bind()
    named: list[sa.ColumnClause[Any]] = [sa.column(name) for name in OLD]
    old = connection.execute(sa.select(*named).select_from(sa.table("keys"))).all()
    op.drop_table("keys")
    new = op.create_table(
        "keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("departments", sa.Text(), nullable=False),
        sa.Column("device_classes", sa.Text(), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("created_us", WHOLE, nullable=False),
        sa.Column("expires_us", WHOLE, nullable=False),
        sa.Column("revoked_us", WHOLE, nullable=True),
        sa.Column("rotated_from", sa.Text(), nullable=True),
        sa.Column("attested", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_keys_person"), "keys", ["person"], unique=False)
    for row in old:
        connection.execute(new.insert().values(dict(zip(OLD, row, strict=True)) | {"attested": "[]"}))


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
