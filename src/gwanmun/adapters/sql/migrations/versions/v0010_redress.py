"""Cases and objections of citizens, rights impact assessments, reviews of access records, statements that are public."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str, *, null: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=null)


def _whole(name: str, *, null: bool = False) -> "sa.Column[int]":
    return sa.Column(name, WHOLE, nullable=null)


def upgrade() -> None:
    op.create_table(
        "cases",
        _text("agency"),
        _text("number"),
        _text("decision", null=True),
        _text("code_hash"),
        _text("linked_by"),
        _whole("linked_us"),
        sa.PrimaryKeyConstraint("agency", "number", name=op.f("pk_cases")),
        sqlite_strict=True,
    )
    op.create_table(
        "tries",
        _text("bucket"),
        _whole("hour"),
        _whole("wrong"),
        sa.CheckConstraint("wrong >= 0", name=op.f("ck_tries_wrong")),
        sa.PrimaryKeyConstraint("bucket", "hour", name=op.f("pk_tries")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_tries_hour"), "tries", ["hour"])
    _objections()
    _assessments()
    op.create_table(
        "access_reviews",
        _text("agency"),
        _text("month"),
        _text("result"),
        _whole("sampled"),
        _text("words"),
        _text("digest"),
        _text("reviewer"),
        _whole("reviewed_us"),
        sa.CheckConstraint("result IN ('sound', 'found')", name=op.f("ck_access_reviews_result")),
        sa.CheckConstraint("sampled >= 0", name=op.f("ck_access_reviews_sampled")),
        sa.PrimaryKeyConstraint("agency", "month", name=op.f("pk_access_reviews")),
        sqlite_strict=True,
    )
    op.create_table(
        "statements",
        _text("digest"),
        _text("service"),
        _text("first"),
        _text("last"),
        _text("note"),
        _text("vkey"),
        _text("published_by"),
        _whole("published_us"),
        sa.CheckConstraint("first <= last", name=op.f("ck_statements_interval")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_statements")),
        sqlite_strict=True,
    )


def _objections() -> None:
    grounds = "('inaccurate', 'unfair', 'no_human', 'privacy', 'not_told', 'other')"
    op.create_table(
        "objections",
        _text("id"),
        _text("agency"),
        _text("case_number"),
        _text("ground"),
        _text("words"),
        _whole("filed_us"),
        _text("due"),
        sa.Column("extended", sa.Integer(), nullable=False),
        _text("extended_because"),
        _text("reviewer", null=True),
        _whole("assigned_us", null=True),
        _text("outcome", null=True),
        _text("answer"),
        _whole("decided_us", null=True),
        sa.CheckConstraint(f"ground IN {grounds}", name=op.f("ck_objections_ground")),
        sa.CheckConstraint("extended IN (0, 1)", name=op.f("ck_objections_extended")),
        sa.CheckConstraint(
            "outcome IS NULL OR (reviewer IS NOT NULL AND answer <> '')", name=op.f("ck_objections_decided")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_objections_agency"), "objections", ["agency"])
    op.create_index(op.f("ix_objections_case_number"), "objections", ["case_number"])


def _assessments() -> None:
    op.create_table(
        "assessments",
        _text("use_case"),
        _whole("version"),
        _text("agency"),
        _text("affected"),
        _text("harms"),
        _text("safeguards"),
        _text("human"),
        _text("risk"),
        _text("review_on"),
        _text("written_by"),
        _whole("written_us"),
        _text("approved_by", null=True),
        _whole("approved_us", null=True),
        sa.CheckConstraint("risk IN ('low', 'medium', 'high')", name=op.f("ck_assessments_risk")),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> written_by", name=op.f("ck_assessments_approved_by")),
        sa.PrimaryKeyConstraint("use_case", "version", name=op.f("pk_assessments")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
