"""Tables of the books, on the metadata of `columns.py`: rate limits, asking for more, allowances given away."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CheckConstraint, Index, Table

from gwanmun.adapters.sql.columns import choice, day, string, table, whole
from gwanmun.domain.allowances import (
    AllowanceOffer,
    AllowanceTaking,
    AskedAllowance,
    AskState,
    Level,
    Measure,
    Period,
    RateLimit,
    Reconciled,
    Window,
)

rate_limits = table(
    "rate_limits",
    *choice("level", Level),
    string("subject"),
    *choice("measure", Measure),
    *choice("per", Window),
    whole("most"),
    CheckConstraint("most >= 0", name="most"),
    key=("level", "subject", "measure", "per"),
)

asked = table(
    "asked_allowances",
    string("id"),
    string("agency"),
    string("person"),
    *choice("level", Level),
    string("subject"),
    *choice("period", Period),
    whole("micro_won"),
    whole("asked_us"),
    *choice("state", AskState),
    whole("granted"),
    string("decided_by", null=True),
    whole("decided_us", null=True),
    Index(None, "agency", "state"),
    key=("id",),
)

offers = table(
    "allowance_offers",
    string("id"),
    string("agency"),
    *choice("period", Period),
    whole("micro_won"),
    day("until"),
    string("offered_by"),
    whole("offered_us"),
    string("taker", null=True),
    whole("withdrawn_us", null=True),
    CheckConstraint("micro_won > 0", name="amount"),
    key=("id",),
)

takings = table(
    "allowance_takings",
    string("offer"),
    string("agency"),
    string("taken_by"),
    whole("taken_us"),
    # INVARIANT: an offer is taken once.
    key=("offer",),
)

reconciled = table(
    "reconciled",
    *(
        string(name)
        for name in (
            "request",
            "origin",
            "agency",
            "department",
            "pseudonym",
            "day",
            "service",
            "purpose",
            "model",
            "family",
            "decision",
            "task",
            "device",
        )
    ),
    whole("booked"),
    whole("spent"),
    string("officer"),
    string("act"),
    whole("at_us"),
    CheckConstraint("booked >= 0 AND spent >= 0", name="amounts"),
    Index(None, "agency", "at_us"),
    key=("request",),
)

#: Which value stands in which table, field by field.
FLAT: Mapping[type[Any], Table] = {
    RateLimit: rate_limits,
    AskedAllowance: asked,
    AllowanceOffer: offers,
    AllowanceTaking: takings,
    Reconciled: reconciled,
}
