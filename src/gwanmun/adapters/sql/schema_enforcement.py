"""Tables of the books, on the metadata of `columns.py`: what machines that enforce told the desk."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Table

from gwanmun.adapters.sql.columns import Texts, choice, day, string, table, whole
from gwanmun.domain.enforcement import Effect, Enforcer, OrderInstant, Reach, Sighted, SightingSort

enforcers = table(
    "enforcers", string("name"), string("key"), string("officer"), whole("sequence"), string("digest"), key=("name",)
)

effects = table(
    "effects",
    string("enforcer"),
    whole("sequence"),
    whole("at_us"),
    string("target"),
    string("audience"),
    string("agency"),
    string("device"),
    string("stamp"),
    whole("revision"),
    day("day"),
    whole("published_us"),
    string("mode"),
    whole("probes"),
    string("digest"),
    string("confirmed_by", null=True),
    key=("enforcer", "sequence"),
)

order_instants = table("order_instants", string("order"), whole("at_us"), key=("order",))

reaches = table(
    "reaches",
    string("agency"),
    string("device"),
    day("day"),
    whole("hours"),
    whole("covered"),
    whole("devices"),
    key=("agency", "device", "day"),
)

sighted = table(
    "sighted",
    string("agency"),
    string("device"),
    day("day"),
    *choice("sort", SightingSort),
    string("subject"),
    whole("attempts"),
    whole("devices"),
    whole("raw"),
    whole("uses"),
    Column("policies", Texts(), nullable=False),
    key=("agency", "device", "day", "sort", "subject"),
)

#: Which value stands in which table, field by field.
FLAT: Mapping[type[Any], Table] = {
    Enforcer: enforcers,
    Effect: effects,
    OrderInstant: order_instants,
    Reach: reaches,
    Sighted: sighted,
}
