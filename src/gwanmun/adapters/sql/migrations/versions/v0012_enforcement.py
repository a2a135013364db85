"""What machines that enforce told the desk, and when orders were issued."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _whole(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, WHOLE, nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "enforcers", *_text("name", "key", "officer"), *_whole("sequence"), *_text("digest"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_enforcers")), sqlite_strict=True,
    )  # fmt: skip
    op.create_table(
        "effects", *_text("enforcer"), *_whole("sequence", "at_us"),
        *_text("target", "audience", "agency", "device", "stamp"), *_whole("revision"), *_text("day"),
        *_whole("published_us"), *_text("mode"), *_whole("probes"), *_text("digest"),
        sa.PrimaryKeyConstraint("enforcer", "sequence", name=op.f("pk_effects")), sqlite_strict=True,
    )  # fmt: skip
    op.create_table(
        "order_instants", *_text("order"), *_whole("at_us"),
        sa.PrimaryKeyConstraint("order", name=op.f("pk_order_instants")), sqlite_strict=True,
    )  # fmt: skip
    op.create_table(
        "sighted", *_text("agency", "device", "day", "sort", "subject"), *_whole("attempts", "devices", "raw", "uses"),
        *_text("policies"),
        sa.CheckConstraint("sort IN ('service', 'host')", name=op.f("ck_sighted_sort")),
        sa.PrimaryKeyConstraint("agency", "device", "day", "sort", "subject", name=op.f("pk_sighted")),
        sqlite_strict=True,
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
