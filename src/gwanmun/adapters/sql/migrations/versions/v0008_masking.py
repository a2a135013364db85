"""How each kind is masked, what is done about answers, contacts that are public, suggestions to the lists."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = (
    "('RRN', 'FRN', 'DRIVER', 'PASSPORT', 'PHONE', 'EMAIL', 'ACCOUNT', 'CARD', 'BRN', 'CRN', 'PLATE', 'ADDRESS', 'NAME', "
    "'BIRTHDATE', 'HEALTH_INS', 'MILITARY_NO', 'MRN', 'PCCC', 'IP', 'MAC', 'GPS', 'PASSWORD', 'SECRET', 'MARKING')"
)


def upgrade() -> None:
    _rules()
    op.create_table(
        "public_contacts",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "value", name=op.f("pk_public_contacts")),
        sqlite_strict=True,
    )
    op.create_table(
        "suggestions",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("times", WHOLE, nullable=False),
        sa.Column("first_us", WHOLE, nullable=False),
        sa.Column("last_us", WHOLE, nullable=False),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_suggestions_kind")),
        sa.CheckConstraint("missed IN (0, 1)", name=op.f("ck_suggestions_missed")),
        sa.PrimaryKeyConstraint("agency", "kind", "missed", "rule", name=op.f("pk_suggestions")),
        sqlite_strict=True,
    )


def _rules() -> None:
    """The table anew: SQLite drops no column that a constraint names."""
    connection = op.get_bind()
    old = connection.execute(
        sa.text("SELECT agency, restore_tools, examine_answers, default_grade, purposes FROM rules")
    ).all()
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
        sa.CheckConstraint("examine_answers IN ('off', 'flag', 'mask', 'hold')", name=op.f("ck_rules_examine_answers")),
        sa.CheckConstraint("default_grade IN ('O', 'S', 'C')", name=op.f("ck_rules_default_grade")),
        sa.PrimaryKeyConstraint("agency", name=op.f("pk_rules")),
        sqlite_strict=True,
    )
    for agency, tools, examine, grade, purposes in old:
        row = {
            "agency": agency, "restore_tools": tools, "examine_answers": "flag" if examine else "off",
            "default_grade": grade, "purposes": purposes, "masking": "[]", "may_keep": "[]",
        }  # fmt: skip
        connection.execute(new.insert().values(row))


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
