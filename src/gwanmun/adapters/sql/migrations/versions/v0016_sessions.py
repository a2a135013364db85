"""Open sessions, attempts to sign in, and the addresses they came from."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "open_sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("began_us", WHOLE, nullable=False),
        sa.Column("seen_us", WHOLE, nullable=False),
        sa.Column("break_glass", sa.Integer(), nullable=False),
        sa.Column("demo_as", sa.Text(), nullable=False),
        sa.Column("peer", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.CheckConstraint("break_glass IN (0, 1)", name=op.f("ck_open_sessions_break_glass")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_sessions")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_open_sessions_person"), "open_sessions", ["person"])
    op.create_index(op.f("ix_open_sessions_account"), "open_sessions", ["account"])
    op.create_table(
        "account_peers",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("peer", sa.Text(), nullable=False),
        sa.Column("failed", WHOLE, nullable=False),
        sa.Column("locked_until_us", WHOLE, nullable=False),
        sa.Column("at_us", WHOLE, nullable=False),
        sa.Column("right_us", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("account", "peer", name=op.f("pk_account_peers")),
        sqlite_strict=True,
    )
    op.create_table(
        "sign_ins_tried",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at_us", WHOLE, nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("locked", sa.Integer(), nullable=False),
        sa.Column("peer", sa.Text(), nullable=False),
        sa.CheckConstraint("accepted IN (0, 1)", name=op.f("ck_sign_ins_tried_accepted")),
        sa.CheckConstraint("locked IN (0, 1)", name=op.f("ck_sign_ins_tried_locked")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins_tried")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sign_ins_tried_person"), "sign_ins_tried", ["person"])


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
