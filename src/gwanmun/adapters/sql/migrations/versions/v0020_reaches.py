"""How far the engines' logs of a day reach for a class."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reaches",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("agency", "device", "day")),
        *(sa.Column(name, WHOLE, nullable=False) for name in ("hours", "covered", "devices")),
        sa.PrimaryKeyConstraint("agency", "device", "day", name=op.f("pk_reaches")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
