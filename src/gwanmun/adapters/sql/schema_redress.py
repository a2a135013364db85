"""Tables of the books, on the metadata of `columns.py`: cases, objections, impact assessments, reviews of access records."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Table

from gwanmun.adapters.sql.columns import Choice, choice, day, flag, string, table, whole
from gwanmun.domain.redress import (
    AccessReview,
    Assessment,
    Case,
    Ground,
    Objection,
    Outcome,
    PublicStatement,
    ReviewResult,
    Risk,
    Tries,
)

cases = table(
    "cases",
    string("agency"),
    string("number"),
    string("decision", null=True),
    string("code_hash"),
    string("linked_by"),
    whole("linked_us"),
    key=("agency", "number"),
)

tries = table(
    "tries",
    string("bucket"),
    whole("hour"),
    whole("wrong"),
    CheckConstraint("wrong >= 0", name="wrong"),
    Index(None, "hour"),
    key=("bucket", "hour"),
)

objections = table(
    "objections",
    string("id"),
    string("agency"),
    string("case_number"),
    *choice("ground", Ground),
    string("words"),
    whole("filed_us"),
    day("due"),
    *flag("extended"),
    string("extended_because"),
    string("reviewer", null=True),
    whole("assigned_us", null=True),
    Column("outcome", Choice(Outcome), nullable=True),
    string("answer"),
    whole("decided_us", null=True),
    # INVARIANT: no objection is decided without a person who looked at it, and words for the citizen.
    CheckConstraint("outcome IS NULL OR (reviewer IS NOT NULL AND answer <> '')", name="decided"),
    Index(None, "agency"),
    Index(None, "case_number"),
    key=("id",),
)

assessments = table(
    "assessments",
    string("use_case"),
    whole("version"),
    string("agency"),
    string("affected"),
    string("harms"),
    string("safeguards"),
    string("human"),
    *choice("risk", Risk),
    day("review_on"),
    string("written_by"),
    whole("written_us"),
    string("approved_by", null=True),
    whole("approved_us", null=True),
    # INVARIANT: nobody approves what they wrote.
    CheckConstraint("approved_by IS NULL OR approved_by <> written_by", name="approved_by"),
    key=("use_case", "version"),
)

access_reviews = table(
    "access_reviews",
    string("agency"),
    string("month"),
    *choice("result", ReviewResult),
    whole("sampled"),
    string("words"),
    string("digest"),
    string("reviewer"),
    whole("reviewed_us"),
    CheckConstraint("sampled >= 0", name="sampled"),
    key=("agency", "month"),
)

statements = table(
    "statements",
    string("digest"),
    string("service"),
    day("first"),
    day("last"),
    string("note"),
    string("vkey"),
    string("published_by"),
    whole("published_us"),
    CheckConstraint("first <= last", name="interval"),
    key=("digest",),
)

#: Which value stands in which table, field by field.
FLAT: Mapping[type[Any], Table] = {
    Case: cases,
    Tries: tries,
    Objection: objections,
    Assessment: assessments,
    AccessReview: access_reviews,
    PublicStatement: statements,
}
