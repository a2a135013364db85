"""Whether what a recogniser guesses in scans may leave unseen: nowhere, until an agency decides otherwise."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLD = ("agency", "restore_tools", "examine_answers", "default_grade", "purposes", "masking", "may_keep", "history_days")


def upgrade() -> None:
    """The table anew, as everywhere here: an added column could not be NOT NULL without a default of its own."""
    connection = op.get_bind()
    named: list[sa.ColumnClause[Any]] = [sa.column(name) for name in OLD]
    old = connection.execute(sa.select(*named).select_from(sa.table("rules"))).all()
    op.drop_table("rules")
    new = op.create_table(
        "rules",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("restore_tools", sa.Text(), nullable=False),
        sa.Column("examine_answers", sa.Text(), nullable=False),
        sa.Column("default_grade", sa.Text(), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("masking", sa.Text(), nullable=False),
        sa.Column("may_keep", sa.Text(), nullable=False),
        sa.Column("history_days", WHOLE, nullable=False),
        sa.Column("unseen_scans", sa.Integer(), nullable=False),
        sa.CheckConstraint("examine_answers IN ('off', 'flag', 'mask', 'hold')", name=op.f("ck_rules_examine_answers")),
        sa.CheckConstraint("default_grade IN ('O', 'S', 'C')", name=op.f("ck_rules_default_grade")),
        sa.CheckConstraint("unseen_scans IN (0, 1)", name=op.f("ck_rules_unseen_scans")),
        sa.PrimaryKeyConstraint("agency", name=op.f("pk_rules")),
        sqlite_strict=True,
    )
    for row in old:
        connection.execute(new.insert().values(dict(zip(OLD, row, strict=True)) | {"unseen_scans": 0}))


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
