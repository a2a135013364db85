"""Tables of the books, on the metadata of `columns.py`: the ledger of spending, collection rounds."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Table

from gwanmun.adapters.sql.columns import Texts, choice, day, flag, one_of, string, table, whole
from gwanmun.budget.collection import Answer, Round, Stage, Submission
from gwanmun.budget.figures import State
from gwanmun.budget.ledger import (
    VAT,
    Billing,
    Charge,
    Import,
    Line,
    MinutesSaved,
    OfferState,
    Paper,
    Planned,
    QuotaOffer,
    StaffCount,
    Subscription,
)

subscriptions = table(
    "subscriptions",
    string("id"),
    string("agency"),
    string("service"),
    string("plan"),
    whole("seats"),
    day("valid_from"),
    day("valid_to", null=True),
    string("currency"),
    one_of("currency", "USD", "KRW"),
    whole("seat_micro"),
    *choice("billing", Billing),
    *choice("vat", VAT),
    *choice("line", Line),
    string("source"),
    CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name="interval"),
    CheckConstraint("seats >= 0 AND seat_micro >= 0", name="amounts"),
    key=("id", "valid_from"),
)

charges = table(
    "charges",
    string("id"),
    string("agency"),
    *choice("paper", Paper),
    day("day"),
    string("vendor"),
    string("document"),
    whole("micro_won"),
    whole("vat_micro", null=True),
    string("service"),
    *choice("line", Line),
    string("file"),
    whole("row"),
    Index(None, "agency", "day"),
    key=("id",),
)

imports = table(
    "imports",
    string("file"),
    string("agency"),
    *choice("paper", Paper),
    whole("rows"),
    whole("micro_won"),
    string("officer"),
    whole("at_us"),
    key=("file", "agency"),
)

planned = table(
    "planned",
    string("agency"),
    whole("year"),
    *choice("line", Line),
    whole("micro_won"),
    string("source"),
    CheckConstraint("micro_won >= 0", name="amount"),
    key=("agency", "year", "line"),
)

staff_counts = table(
    "staff_counts",
    string("agency"),
    day("as_of"),
    whole("count"),
    string("source"),
    CheckConstraint("count > 0", name="count"),
    key=("agency", "as_of"),
)

quota_offers = table(
    "quota_offers",
    string("id"),
    string("agency"),
    string("service"),
    whole("seats"),
    whole("micro_won"),
    day("until"),
    *choice("state", OfferState),
    string("offered_by"),
    whole("offered_us"),
    string("taker", null=True),
    string("accepted_by", null=True),
    whole("accepted_us", null=True),
    # INVARIANT: whoever offered never accepts: two signatures are two persons.
    CheckConstraint("accepted_by IS NULL OR accepted_by <> offered_by", name="two_persons"),
    key=("id",),
)

rounds = table(
    "collection_rounds",
    string("id"),
    string("title_ko"),
    string("title_en"),
    string("first_month"),
    string("last_month"),
    day("due"),
    Column("questions", Texts(), nullable=False),
    Column("governments", Texts(), nullable=False),
    string("requested_by"),
    whole("requested_us"),
    string("source"),
    string("published_by", null=True),
    whole("published_us", null=True),
    key=("id",),
)

submissions = table(
    "submissions",
    string("round"),
    string("agency"),
    *choice("stage", Stage),
    string("note"),
    *flag("late"),
    string("submitted_by", null=True),
    whole("submitted_us", null=True),
    string("validated_by", null=True),
    string("signed_by", null=True),
    string("countersigned_by", null=True),
    # INVARIANT: what is signed off was signed by two.
    CheckConstraint(
        "signed_by IS NULL OR countersigned_by IS NULL OR signed_by <> countersigned_by", name="two_persons"
    ),
    key=("round", "agency"),
)

answers = table(
    "collection_answers",
    string("round"),
    string("agency"),
    string("question"),
    *choice("state", State),
    whole("amount", null=True),
    string("reason"),
    # INVARIANT: a figure has an amount exactly when it was reported: no state is ever read as zero.
    CheckConstraint("(state = 'reported') = (amount IS NOT NULL)", name="amount"),
    key=("round", "agency", "question"),
)

minutes_saved = table(
    "minutes_saved",
    string("id"),
    string("agency"),
    string("month"),
    string("task"),
    whole("minutes"),
    Index(None, "month"),
    key=("id",),
)

#: Which value stands in which table, field by field.
FLAT: Mapping[type[Any], Table] = {
    Subscription: subscriptions,
    Charge: charges,
    Import: imports,
    Planned: planned,
    StaffCount: staff_counts,
    QuotaOffer: quota_offers,
    Round: rounds,
    Submission: submissions,
    Answer: answers,
    MinutesSaved: minutes_saved,
}
