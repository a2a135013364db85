"""Who confirmed a large change of what engines refuse."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = ("target", "audience", "agency", "device", "stamp")
OLD = ("enforcer", "sequence", "at_us", *TEXTS, "revision", "day", "published_us", "mode", "probes", "digest")


def upgrade() -> None:
    """The table anew, as everywhere here."""
    connection = op.get_bind()
    named: list[sa.ColumnClause[Any]] = [sa.column(name) for name in OLD]
    old = connection.execute(sa.select(*named).select_from(sa.table("effects"))).all()
    op.drop_table("effects")
    new = op.create_table(
        "effects",
        sa.Column("enforcer", sa.Text(), nullable=False),
        *(sa.Column(name, WHOLE, nullable=False) for name in ("sequence", "at_us")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("revision", WHOLE, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("published_us", WHOLE, nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("probes", WHOLE, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("enforcer", "sequence", name=op.f("pk_effects")),
        sqlite_strict=True,
    )
    for row in old:
        connection.execute(new.insert().values(dict(zip(OLD, row, strict=True))))


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
