"""Tables of the books, on the metadata of `schema.py`: orders, emergencies, onboarding, vendors and inquiries."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Table

from gwanmun.adapters.sql.columns import Choice, Texts, choice, day, flag, one_of, string, table, whole
from gwanmun.domain.orders import (
    AskedEnd,
    Authority,
    Delegation,
    Emergency,
    Mandate,
    Merger,
    Order,
    OrderKind,
    OrderState,
    PackChange,
    Scheduled,
    Verdict,
)
from gwanmun.domain.vendors import (
    AskedFact,
    Check,
    CheckState,
    Confidence,
    ExitRecord,
    HeldModel,
    Inquiry,
    Judgement,
    Letter,
    Observed,
    Question,
    Reassessment,
    Reply,
    SheetFact,
    Stage,
    Standing,
    Step,
    Vendor,
    VendorKind,
)

authorities = table(
    "authorities",
    string("id"),
    string("name_ko"),
    string("name_en"),
    Column("officers", Texts(), nullable=False),
    key=("id",),
)

mandates = table(
    "mandates",
    string("regime"),
    string("agency"),
    string("owner"),
    string("officer"),
    string("authority", null=True),
    string("above", null=True),
    *flag("preemptive"),
    day("review_on", null=True),
    day("reviewed_on", null=True),
    day("reminded_on", null=True),
    # INVARIANT: a precaution without a review date cannot stand in the books (S52).
    CheckConstraint("preemptive = 0 OR review_on IS NOT NULL", name="review"),
    key=("regime",),
)

scheduled = table(
    "scheduled",
    string("regime"),
    whole("version"),
    whole("starts_us"),
    whole("expected"),
    string("officer"),
    whole("asked_us"),
    string("reason"),
    key=("regime",),
)

asked_ends = table(
    "asked_ends",
    string("regime"),
    string("act"),
    one_of("act", "deactivate_pack", "lift_order"),
    whole("version"),
    day("on", null=True),
    string("officer"),
    whole("asked_us"),
    string("reason"),
    key=("regime", "act"),
)

asked_facts = table(
    "asked_facts",
    string("service"),
    string("name"),
    string("value"),
    string("officer"),
    whole("asked_us"),
    string("reason"),
    key=("service", "name"),
)

pack_changes = table(
    "pack_changes",
    string("id"),
    string("regime"),
    whole("version"),
    string("act"),
    string("officer"),
    whole("at_us"),
    string("reason"),
    whole("before"),
    key=("id",),
)
Index("ix_pack_changes_regime", pack_changes.c.regime)

delegations = table(
    "delegations",
    string("id"),
    string("regime"),
    string("rule"),
    string("agency"),
    string("loosest"),
    one_of("loosest", "allow", "allow_with_masking", "require_approval", "route_in_house", "deny"),
    string("rule_digest"),
    day("valid_from"),
    day("valid_to", null=True),
    string("officer"),
    string("reason"),
    CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name="interval"),
    key=("id",),
)

orders = table(
    "orders",
    string("id"),
    string("authority"),
    *choice("kind", OrderKind),
    string("subject"),
    string("title_ko"),
    string("title_en"),
    string("regime", null=True),
    day("valid_from"),
    day("valid_to", null=True),
    string("source"),
    string("officer"),
    *choice("state", OrderState),
    day("ended_on", null=True),
    string("replaced_by", null=True),
    CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name="interval"),
    key=("id",),
)

emergencies = table(
    "emergencies",
    string("id"),
    string("agency"),
    string("service"),
    string("person"),
    string("opened_by"),
    whole("opened_us"),
    whole("until_us"),
    string("reason"),
    string("reviewed_by", null=True),
    whole("reviewed_us", null=True),
    Column("verdict", Choice(Verdict), nullable=True),
    string("finding"),
    CheckConstraint("until_us <= opened_us + 259200000000", name="hours"),  # 72 hours
    CheckConstraint("reviewed_by IS NULL OR reviewed_by <> opened_by", name="reviewer"),
    key=("id",),
)

vendors = table(
    "vendors",
    string("id"),
    string("name_ko"),
    string("name_en"),
    Column("names", Texts(), nullable=False),
    string("country"),
    *choice("kind", VendorKind),
    Column("resells", Texts(), nullable=False),
    string("domestic_agent"),
    key=("id",),
)

sheet_facts = table(
    "sheet_facts",
    string("service"),
    string("name"),
    string("value"),
    string("source"),
    day("as_of"),
    *choice("confidence", Confidence),
    string("officer"),
    key=("service", "name"),
)

standings = table(
    "standings",
    string("agency"),
    string("service"),
    *choice("stage", Stage),
    whole("steps"),
    string("officer"),
    whole("since_us"),
    string("reason"),
    string("proposed_by"),
    key=("agency", "service"),
)

steps = table(
    "steps",
    string("agency"),
    string("service"),
    whole("number"),
    Column("before", Choice(Stage), nullable=True),
    *choice("after", Stage),
    string("officer"),
    whole("at_us"),
    string("reason"),
    key=("agency", "service", "number"),
)

checks = table(
    "checks",
    string("agency"),
    string("service"),
    string("item"),
    *choice("state", CheckState),
    string("evidence"),
    string("officer"),
    whole("at_us"),
    key=("agency", "service", "item"),
)

held_models = table(
    "held_models",
    string("name"),
    string("service"),
    string("upstream_name"),
    string("why"),
    string("officer"),
    whole("since_us"),
    key=("name",),
)

exit_records = table(
    "exit_records",
    string("agency"),
    string("service"),
    day("ended_on"),
    *flag("data_returned"),
    *flag("data_deleted"),
    string("evidence"),
    string("officer"),
    key=("agency", "service"),
)

reassessments = table(
    "reassessments",
    string("id"),
    string("agency"),
    string("service"),
    string("what"),
    string("changed"),
    string("before"),
    string("after"),
    whole("at_us"),
    string("reviewed_by", null=True),
    whole("reviewed_us", null=True),
    string("note"),
    key=("id",),
)

vendor_inquiries = table(
    "vendor_inquiries",
    string("id"),
    string("vendor"),
    string("asker"),
    day("sent_on"),
    day("due_on"),
    Column("questions", Texts(Question), nullable=False),
    string("officer"),
    day("refused_on", null=True),
    day("overdue_on", null=True),
    day("withdrawn_on", null=True),
    CheckConstraint("sent_on <= due_on", name="interval"),
    Index(None, "vendor"),
    key=("id",),
)

replies = table(
    "replies",
    string("inquiry"),
    *choice("question", Question),
    day("received_on"),
    string("words"),
    *choice("judgement", Judgement),
    string("judged_by", null=True),
    day("judged_on", null=True),
    string("why"),
    *flag("again"),
    key=("inquiry", "question"),
)

letters = table(
    "letters",
    string("inquiry"),
    whole("number"),
    day("on"),
    string("kind"),
    string("words"),
    string("officer"),
    key=("inquiry", "number"),
)

observed = table(
    "observed_orders",
    string("id"),
    day("day"),
    string("issuer"),
    string("subject"),
    string("kind"),
    string("source"),
    string("officer"),
    key=("id",),
)

mergers = table(
    "mergers",
    string("into"),
    day("on"),
    Column("sources", Texts(), nullable=False),
    string("officer"),
    string("reason"),
    key=("into", "on"),
)

#: The kinds whose fields are these tables' columns.
FLAT: Mapping[type[Any], Table] = {
    Authority: authorities,
    Mandate: mandates,
    Scheduled: scheduled,
    AskedEnd: asked_ends,
    AskedFact: asked_facts,
    PackChange: pack_changes,
    Delegation: delegations,
    Order: orders,
    Emergency: emergencies,
    Vendor: vendors,
    SheetFact: sheet_facts,
    Standing: standings,
    Step: steps,
    Check: checks,
    HeldModel: held_models,
    ExitRecord: exit_records,
    Reassessment: reassessments,
    Inquiry: vendor_inquiries,
    Reply: replies,
    Letter: letters,
    Observed: observed,
    Merger: mergers,
}
